/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

/* Rules that come with the program, the set points of gases, and what the makers of models may learn from alarms. */

#include "cli-json.h"
#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "monitor/gas.h"
#include "monitor/pack.h"
#include "report/training.h"

static void
list_packs (Cli *cli)
{
  const AnlanPack *pack;

  for (guint i = 0; (pack = anlan_pack_get (i)) != NULL; i++)
    {
      AnlanJson json;

      if (!cli->json)
        {
          printf ("%s\t%u\t%s\t%s\n", pack->id, pack->records, pack->series ? _ ("for measuring points") : "",
                  pack->title);
          continue;
        }
      anlan_json_init (&json);
      anlan_json_open (&json, '{');
      cli_put_text (&json, "id", pack->id);
      cli_put_text (&json, "title", pack->title);
      cli_put_text (&json, "kind", pack->kind);
      cli_put_integer (&json, "records", pack->records);
      cli_put_boolean (&json, "series", pack->series);
      anlan_json_close (&json, '}');
      cli_print_json (&json);
    }
}

static double
convert (const AnlanGas *gas, double value, const char *unit)
{
  double result;

  return anlan_gas_convert (gas, value, gas->unit, anlan_unit_find (unit), &result) ? result : value;
}

/* By GB/T 50493-2019; in ppm at 20 °C and 101.325 kPa where it is one gas. */
static void
list_gases (Cli *cli)
{
  const AnlanGas *gas;

  for (guint i = 0; (gas = anlan_gas_get (i)) != NULL; i++)
    {
      gboolean single = gas->molar_mass > 0;
      AnlanJson json;

      if (!cli->json && single)
        printf ("%s\t%g\t%g\t%s\t%.3g\t%.3g\tppm\n", gas->id, gas->first, gas->second, gas->unit->symbol,
                convert (gas, gas->first, "ppm"), convert (gas, gas->second, "ppm"));
      else if (!cli->json)
        printf ("%s\t%g\t%g\t%s\n", gas->id, gas->first, gas->second, gas->unit->symbol);
      if (!cli->json)
        continue;
      anlan_json_init (&json);
      anlan_json_open (&json, '{');
      cli_put_text (&json, "id", gas->id);
      cli_put_text (&json, "unit", gas->unit->symbol);
      cli_put_real (&json, "first", gas->first);
      cli_put_real (&json, "second", gas->second);
      if (single)
        {
          cli_put_real (&json, "first_ppm", convert (gas, gas->first, "ppm"));
          cli_put_real (&json, "second_ppm", convert (gas, gas->second, "ppm"));
        }
      anlan_json_close (&json, '}');
      cli_print_json (&json);
    }
}

static CliStatus
add_pack (Cli *cli, const char *pack, const char *series)
{
  GError *error = NULL;
  CliStatus status;
  AnlanPlant *plant = cli_open (cli, FALSE, &status);
  guint n;

  if (plant == NULL)
    return status;
  if (anlan_pack_add (plant, pack, series, &n, &error))
    printf (ngettext ("%u rule was added.\n", "%u rules were added.\n", n), n);
  status = error != NULL ? cli_refuse (error) : CLI_DONE;
  anlan_plant_close (plant);
  g_object_unref (plant);
  return status;
}

CliStatus
cli_packs (Cli *cli)
{
  const char *verb = cli_arg (cli, 1), *pack = cli_arg (cli, 2);

  if (verb == NULL)
    list_packs (cli);
  else if (strcmp (verb, "gases") == 0 && pack == NULL)
    list_gases (cli);
  else if (strcmp (verb, "add") == 0 && pack != NULL)
    return add_pack (cli, pack, cli_arg (cli, 3));
  else
    {
      fputs (_ ("Say nothing; gases; or add, which set, and the measuring points that it is for.\n"), stderr);
      return CLI_USAGE;
    }
  return CLI_DONE;
}

CliStatus
cli_export_training (Cli *cli)
{
  GError *error = NULL;
  CliStatus status;
  AnlanPlant *plant = cli_open (cli, TRUE, &status);
  guint n;

  if (plant == NULL)
    return status;
  if (anlan_training_export (plant, cli_arg (cli, 1), &n, &error))
    printf (ngettext ("%u picture was exported.\n", "%u pictures were exported.\n", n), n);
  status = error != NULL ? cli_refuse (error) : CLI_DONE;
  anlan_plant_close (plant);
  g_object_unref (plant);
  return status;
}

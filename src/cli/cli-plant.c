/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <math.h>
#include <stdio.h>

#include "base/json.h"
#include "report/basemap.h"
#include "report/demo.h"

/* "zh_CN" out of "zh_CN.UTF-8"; English where the user's language is none we have. */
CliStatus
cli_init (Cli *cli)
{
  AnlanPlantBirth birth = {
    .name = cli->name,
    .time_zone = cli->zone,
    .language = cli->language != NULL ? cli->language : anlan_demo_language (),
    .longitude = NAN,
    .latitude = NAN,
  };
  g_autoptr (AnlanPlant) plant = NULL;
  GError *error = NULL;

  if (cli->demo)
    return anlan_demo_create (cli_arg (cli, 0), birth.language, cli->name, NULL, NULL, NULL, &error)
               ? CLI_DONE
               : cli_refuse (error);
  plant = anlan_plant_create (cli_arg (cli, 0), &birth, NULL, &error);
  if (plant == NULL)
    return cli_refuse (error);
  anlan_plant_close (plant);
  return CLI_DONE;
}

CliStatus
cli_kinds (Cli *cli)
{
  CliStatus status = CLI_REFUSED;
  g_autoptr (AnlanPlant) plant = cli_open (cli, TRUE, &status);
  g_autoptr (AnlanKinds) kinds = NULL;
  const char *only = cli_arg (cli, 1);

  if (plant == NULL)
    return status;
  kinds = anlan_plant_ref_kinds (plant);
  if (only != NULL)
    {
      g_autoptr (AnlanKind) kind = cli_kind (plant, only);
      g_autofree char *text = kind != NULL ? anlan_kind_to_json (kind) : NULL;

      if (text == NULL)
        return CLI_REFUSED;
      printf ("%s\n", text);
    }
  for (guint i = 0; only == NULL && i < anlan_kinds_count (kinds); i++)
    {
      g_autofree char *text = anlan_kind_to_json (anlan_kinds_at (kinds, i));

      printf ("%s%s%s\n", i == 0 ? "[" : "", text, i + 1 < anlan_kinds_count (kinds) ? "," : "]");
    }
  anlan_plant_close (plant);
  return CLI_DONE;
}

/* --- verify -------------------------------------------------------------------------------------------------------------- */

static void
print_findings (Cli *cli, GPtrArray *findings)
{
  g_autofree char *text = NULL;
  AnlanJson json;

  if (!cli->json)
    {
      for (guint i = 0; i < findings->len; i++)
        fprintf (stderr, "%s\n", ((AnlanFinding *)g_ptr_array_index (findings, i))->what);
      if (findings->len == 0)
        printf (_ ("The plant is whole: nothing was found.\n"));
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "ok");
  anlan_json_boolean (&json, findings->len == 0);
  anlan_json_name (&json, "findings");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < findings->len; i++)
    {
      const AnlanFinding *finding = g_ptr_array_index (findings, i);

      anlan_json_open (&json, '{');
      anlan_json_name (&json, "code");
      anlan_json_text (&json, finding->code);
      anlan_json_name (&json, "what");
      anlan_json_text (&json, finding->what);
      anlan_json_close (&json, '}');
    }
  anlan_json_close (&json, ']');
  anlan_json_close (&json, '}');
  text = anlan_json_end (&json);
  printf ("%s\n", text);
}

CliStatus
cli_verify (Cli *cli)
{
  CliStatus status = CLI_REFUSED;
  g_autoptr (AnlanPlant) plant = cli_open (cli, TRUE, &status);
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_finding_free);
  GError *error = NULL;

  if (plant == NULL)
    return status;
  if (anlan_plant_verify (plant, findings, NULL, &error) &&
      anlan_basemap_verify (plant, findings, NULL, &error))
    {
      print_findings (cli, findings);
      status = findings->len == 0 ? CLI_DONE : CLI_REFUSED;
    }
  else
    status = cli_refuse (error);
  anlan_plant_close (plant);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "model/checks.h"
#include "model/query.h"

/* What a record must have and what its kind's guards ask for, each with its verdict. */

static void
print_check (const AnlanCheck *check)
{
  printf ("%-8s %s: %s\n",
          check->result == ANLAN_CHECK_OPEN   ? _ ("open")
          : check->result == ANLAN_CHECK_GOOD ? _ ("good")
                                              : _ ("not good"),
          check->check, check->mend != NULL ? check->mend : check->title);
}

static CliStatus
check_record (Cli *cli, AnlanPlant *plant, AnlanRecord *record)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) checks = anlan_plant_checks (plant, record, &error);
  g_autofree char *text = NULL;

  if (checks == NULL)
    return cli_refuse (error);
  if (cli->json)
    {
      text = anlan_checks_to_json (record->id, checks, NULL);
      printf ("%s\n", text);
    }
  else
    for (guint i = 0; i < checks->len; i++)
      print_check (g_ptr_array_index (checks, i));
  return CLI_DONE;
}

CliStatus
cli_check (Cli *cli)
{
  CliStatus status;
  g_autoptr (AnlanPlant) plant = cli_open (cli, TRUE, &status);
  g_autoptr (AnlanRecord) record = NULL;
  GError *error = NULL;

  if (plant == NULL)
    return status;
  record = anlan_plant_load (plant, cli_arg (cli, 1), cli_arg (cli, 2), &error);
  status = record != NULL ? check_record (cli, plant, record) : cli_refuse (error);
  anlan_plant_close (plant);
  return status;
}

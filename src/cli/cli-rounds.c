/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>

#include "safety/inspection.h"

CliStatus
cli_rounds (Cli *cli)
{
  g_auto (AnlanRoundsMade) made = { 0 };
  CliStatus status;
  AnlanPlant *plant = cli_open (cli, FALSE, &status);
  GError *error = NULL;

  if (plant == NULL)
    return status;
  if (!anlan_rounds_make (plant, NULL, &made, &error))
    status = cli_refuse (error);
  else
    {
      for (guint i = 0; i < made.refused->len; i++)
        fprintf (stderr, "%s\n", (const char *)g_ptr_array_index (made.refused, i));
      if (cli->json)
        printf ("{\"made\":%u,\"missed\":%u,\"refused\":%u}\n", made.made, made.missed, made.refused->len);
      else
        printf (_ ("Rounds made: %u. Missed: %u. Refused: %u.\n"), made.made, made.missed, made.refused->len);
      status = made.refused->len > 0 ? CLI_REFUSED : CLI_DONE;
    }
  anlan_plant_close (plant);
  g_object_unref (plant);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "safety/checklists.h"

static const char *const fates[] = { "new", "changed", "gone" };

/* A line a question: what becomes of it, its checklist, its words. */
static void
print_change (Cli *cli, const AnlanQuestionChange *change)
{
  AnlanJson json;
  g_autofree char *text = NULL;

  if (!cli->json)
    {
      printf ("%s\t%s\t%s\n", fates[change->fate], change->checklist, change->question);
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "change");
  anlan_json_text (&json, fates[change->fate]);
  anlan_json_name (&json, "checklist");
  anlan_json_text (&json, change->checklist);
  anlan_json_name (&json, "question");
  anlan_json_text (&json, change->question);
  anlan_json_name (&json, "before");
  anlan_json_text (&json, change->before);
  anlan_json_close (&json, '}');
  text = anlan_json_end (&json);
  printf ("%s\n", text);
}

static gboolean
list_built_in (AnlanPlant *plant, GError **error)
{
  g_autoptr (GPtrArray) all = anlan_checklists_list_built_in (plant, error);

  for (guint i = 0; all != NULL && i < all->len; i++)
    {
      const AnlanBuiltIn *built_in = g_ptr_array_index (all, i);

      printf ("%s\t%s\t%u\n", built_in->id, built_in->name, built_in->questions);
    }
  return all != NULL;
}

static gboolean
make (Cli *cli, AnlanPlant *plant, const char *source, GError **error)
{
  g_autoptr (AnlanListUpdate) update = strcmp (source, "controls") == 0
                                           ? anlan_checklists_from_controls (plant, error)
                                           : anlan_checklists_from_built_in (plant, source, error);
  g_autofree char *batch = NULL;

  if (update == NULL)
    return FALSE;
  for (guint i = 0; i < update->questions->len; i++)
    print_change (cli, g_ptr_array_index (update->questions, i));
  if (cli->dry_run || update->changes->len == 0)
    return TRUE;
  batch = anlan_plant_apply_batch (plant, update->changes, NULL, NULL, error);
  return batch != NULL;
}

CliStatus
cli_checklists (Cli *cli)
{
  CliStatus status;
  AnlanPlant *plant = cli_open (cli, cli->dry_run, &status);
  GError *error = NULL;
  const char *source = cli_arg (cli, 1);

  if (plant == NULL)
    return status;
  status = (source != NULL ? make (cli, plant, source, &error) : list_built_in (plant, &error))
               ? CLI_DONE
               : cli_refuse (error);
  anlan_plant_close (plant);
  g_object_unref (plant);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlanctl"

#include "cli.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "report/basemap.h"
#include "report/export.h"
#include "report/import.h"

/* --- import --------------------------------------------------------------------------------------------------------------- */

static gboolean
map_column (AnlanImport *import, const char *argument, GError **error)
{
  const char *equals = strrchr (argument, '=');
  g_autofree char *name = equals != NULL ? g_strndup (argument, (gsize)(equals - argument)) : NULL;

  for (guint i = 0; name != NULL && i < anlan_import_n_columns (import); i++)
    if (strcmp (anlan_import_column_name (import, i), name) == 0)
      return anlan_import_set_field (import, i, equals[1] != '\0' ? equals + 1 : NULL, error);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               name != NULL ? _ ("The file has no column “%s”.")
                            : _ ("“%s” is not of the form COLUMN=FIELD."),
               name != NULL ? name : argument);
  return FALSE;
}

static gboolean
map_columns (Cli *cli, AnlanImport *import, GError **error)
{
  for (guint i = 0; cli->maps != NULL && cli->maps[i] != NULL; i++)
    if (!map_column (import, cli->maps[i], error))
      return FALSE;
  return TRUE;
}

/* Every rejected row with its reason, a line each. */
static void
print_rejected (AnlanImport *import)
{
  for (guint i = 0; i < anlan_import_n_rows (import); i++)
    {
      const AnlanImportRow *row = anlan_import_get_row (import, i);
      g_auto (GStrv) lines = NULL;

      if (row->outcome != ANLAN_IMPORT_REJECTED)
        continue;
      lines = g_strsplit (row->message, "\n", -1);
      for (guint j = 0; lines[j] != NULL; j++)
        fprintf (stderr, _ ("Row %u: %s\n"), row->row + 1, lines[j]);
    }
}

static void
count_member (AnlanJson *json, const char *name, guint count)
{
  anlan_json_name (json, name);
  anlan_json_integer (json, count);
}

static void
print_summary (Cli *cli, AnlanImport *import, const char *batch)
{
  const AnlanImportSummary *summary = anlan_import_get_summary (import);
  g_autofree char *text = NULL;
  AnlanJson json;

  if (!cli->json)
    {
      printf (_ ("%u new, %u changed, %u unchanged, %u rejected, %u missing in the file\n"),
              summary->counts[ANLAN_IMPORT_NEW], summary->counts[ANLAN_IMPORT_UPDATE],
              summary->counts[ANLAN_IMPORT_UNCHANGED], summary->counts[ANLAN_IMPORT_REJECTED],
              summary->missing);
      return;
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  count_member (&json, "new", summary->counts[ANLAN_IMPORT_NEW]);
  count_member (&json, "updated", summary->counts[ANLAN_IMPORT_UPDATE]);
  count_member (&json, "unchanged", summary->counts[ANLAN_IMPORT_UNCHANGED]);
  count_member (&json, "rejected", summary->counts[ANLAN_IMPORT_REJECTED]);
  count_member (&json, "missing", summary->missing);
  count_member (&json, "made", summary->made);
  anlan_json_name (&json, "batch");
  anlan_json_text (&json, batch);
  anlan_json_close (&json, '}');
  text = anlan_json_end (&json);
  printf ("%s\n", text);
}

/* What is entered because rows refer to it, a line each. */
static void
print_made (AnlanPlant *plant, AnlanImport *import)
{
  for (guint i = 0; i < anlan_import_n_made (import); i++)
    {
      const AnlanImportMade *made = anlan_import_get_made (import, i);
      g_autoptr (AnlanKind) kind = made->n_rows > 0 ? cli_kind (plant, made->kind) : NULL;

      if (kind != NULL)
        /* Translators: the title of a kind, such as Unit; a name; rows that refer to it */
        printf (_ ("Entered too: %s “%s” (%u)\n"), anlan_kind_text (kind->title), made->label, made->n_rows);
    }
}

static gboolean
import_rows (Cli *cli, AnlanPlant *plant, const char *kind, GError **error)
{
  g_autoptr (AnlanImport) import = anlan_import_open (plant, kind, cli_arg (cli, 2), NULL, NULL, NULL, error);
  g_autofree char *batch = NULL;
  gboolean ok;

  if (import == NULL || !map_columns (cli, import, error))
    return FALSE;
  anlan_import_set_make_missing (import, cli->make_missing);
  if (!anlan_import_check (import, NULL, NULL, NULL, error))
    return FALSE;
  ok = cli->dry_run || anlan_import_apply (import, cli->good_rows, &batch, error);
  print_rejected (import);
  if (ok && !cli->json)
    print_made (plant, import);
  if (ok)
    print_summary (cli, import, batch);
  return ok;
}

static gboolean
import_basemap (Cli *cli, AnlanPlant *plant, GError **error)
{
  AnlanGeodataCounts counts;

  if (!anlan_basemap_import (plant, cli_arg (cli, 2), &counts, NULL, NULL, NULL, error))
    return FALSE;
  if (cli->json)
    printf ("{\"features\":%" G_GUINT64_FORMAT "}\n", counts.features);
  else
    printf (_ ("%u features\n"), (guint)counts.features);
  return TRUE;
}

CliStatus
cli_import (Cli *cli)
{
  CliStatus status = CLI_REFUSED;
  g_autoptr (AnlanPlant) plant = cli_open (cli, FALSE, &status);
  g_autoptr (AnlanKind) kind = NULL;
  GError *error = NULL;

  if (plant == NULL)
    return status;
  kind = cli_kind (plant, cli_arg (cli, 1));
  if (kind != NULL)
    {
      gboolean ok =
          kind->derived ? import_basemap (cli, plant, &error) : import_rows (cli, plant, kind->id, &error);

      status = ok ? CLI_DONE : cli_refuse (error);
    }
  anlan_plant_close (plant);
  return status;
}

/* --- export --------------------------------------------------------------------------------------------------------------- */

CliStatus
cli_export (Cli *cli)
{
  CliStatus status = CLI_REFUSED;
  g_autoptr (AnlanPlant) plant = cli_open (cli, TRUE, &status);
  g_autoptr (AnlanKind) kind = NULL;
  GError *error = NULL;

  if (plant == NULL)
    return status;
  kind = cli_kind (plant, cli_arg (cli, 1));
  if (kind != NULL)
    {
      g_autoptr (AnlanQuery) query = anlan_query_new (kind->id);

      query->where = g_strdup (cli->where);
      query->sort = g_strdup (cli->sort);
      status = anlan_export (plant, query, NULL, cli_arg (cli, 2), NULL, NULL, NULL, NULL, &error)
                   ? CLI_DONE
                   : cli_refuse (error);
    }
  anlan_plant_close (plant);
  return status;
}

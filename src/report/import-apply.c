/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "import-private.h"

#include <glib/gi18n-lib.h>

#include "base/json.h"

static void
count_member (AnlanJson *json, const char *name, guint count)
{
  anlan_json_name (json, name);
  anlan_json_integer (json, count);
}

static char *
build_note (AnlanImport *import)
{
  const AnlanImportSummary *summary = &import->summary;
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "name");
  anlan_json_text (&json, import->source_name);
  anlan_json_name (&json, "sha256");
  anlan_json_text (&json, import->source_sha256);
  count_member (&json, "added", summary->counts[ANLAN_IMPORT_NEW]);
  count_member (&json, "updated", summary->counts[ANLAN_IMPORT_UPDATE]);
  count_member (&json, "unchanged", summary->counts[ANLAN_IMPORT_UNCHANGED]);
  count_member (&json, "rejected", summary->counts[ANLAN_IMPORT_REJECTED]);
  count_member (&json, "missing", summary->missing);
  count_member (&json, "made", summary->made);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static gboolean
refuse_all (AnlanImport *import, GError **error)
{
  guint n = import->summary.counts[ANLAN_IMPORT_REJECTED];

  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_REFUSED,
      g_dngettext (
          GETTEXT_PACKAGE,
          "%u row cannot be taken, so nothing was imported. Mend it, or import the good rows only.",
          "%u rows cannot be taken, so nothing was imported. Mend them, or import the good rows only.", n),
      n);
  return FALSE;
}

/* Somebody has written between judging and doing. */
static void
take_refusals (AnlanImport *import, GPtrArray *rows, GPtrArray *refused, guint n_made)
{
  for (guint i = n_made; i < refused->len; i++)
    {
      AnlanImportRow *row = g_ptr_array_index (rows, i - n_made);

      if (g_ptr_array_index (refused, i) == NULL)
        continue;
      import->summary.counts[row->outcome]--;
      anlan_import_reject (row, NULL, g_ptr_array_index (refused, i));
      import->summary.counts[row->outcome]++;
    }
}

gboolean
anlan_import_apply (AnlanImport *import, gboolean good_rows, char **batch, GError **error)
{
  return anlan_import_apply_full (import, good_rows, batch, NULL, NULL, NULL, error);
}

gboolean
anlan_import_apply_full (AnlanImport *import,
                         gboolean good_rows,
                         char **batch,
                         AnlanProgress progress,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  g_autoptr (GPtrArray) refused = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *note = NULL;
  g_autofree char *id = NULL;
  guint failed = G_MAXUINT, n_made;

  g_return_val_if_fail (import != NULL, FALSE);

  if (batch != NULL)
    *batch = NULL;
  if (!good_rows && import->summary.counts[ANLAN_IMPORT_REJECTED] > 0)
    return refuse_all (import, error);
  n_made = anlan_import_add_made (import, changes, NULL);
  for (guint i = 0; i < import->rows->len; i++)
    {
      AnlanImportRow *row = g_ptr_array_index (import->rows, i);

      if (row->outcome != ANLAN_IMPORT_NEW && row->outcome != ANLAN_IMPORT_UPDATE)
        continue;
      g_ptr_array_add (rows, row);
      g_ptr_array_add (changes, row->change);
    }
  if (changes->len == 0)
    return TRUE;
  note = build_note (import);
  id = anlan_plant_apply_batch_full (import->plant, changes, note, good_rows ? refused : NULL, progress, data,
                                     cancellable, &failed, error);
  if (id == NULL)
    {
      if (failed >= n_made && failed - n_made < rows->len)
        g_prefix_error (error, _ ("Row %u: "),
                        ((AnlanImportRow *)g_ptr_array_index (rows, failed - n_made))->row + 1);
      return FALSE;
    }
  take_refusals (import, rows, refused, n_made);
  if (batch != NULL)
    *batch = g_steal_pointer (&id);
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "import-work.h"

#include <string.h>

/* Samples of a column that are shown beside its name. */
#define N_SAMPLES 3

/* --- the file -------------------------------------------------------------------------------------------------------- */

AnlanImportFile *
anlan_import_file_new (AnlanPlant *plant, const char *path)
{
  AnlanImportFile *file = g_atomic_rc_box_new0 (AnlanImportFile);

  file->plant = g_object_ref (plant);
  file->path = g_strdup (path);
  file->name = g_filename_display_basename (path);
  return file;
}

AnlanImportFile *
anlan_import_file_ref (AnlanImportFile *file)
{
  return g_atomic_rc_box_acquire (file);
}

static void
file_clear (AnlanImportFile *file)
{
  g_clear_pointer (&file->table, anlan_table_unref);
  g_clear_pointer (&file->geodata, anlan_geodata_unref);
  g_clear_pointer (&file->proposals, g_ptr_array_unref);
  g_free (file->path);
  g_free (file->name);
  g_object_unref (file->plant);
}

void
anlan_import_file_unref (AnlanImportFile *file)
{
  g_atomic_rc_box_release_full (file, (GDestroyNotify)file_clear);
}

/* A file whose features answer to no kind of ours is a map. */
static gboolean
is_map (AnlanImportFile *file)
{
  const AnlanImportProposal *best = file->proposals->len > 0 ? g_ptr_array_index (file->proposals, 0) : NULL;

  return file->geodata != NULL && (best == NULL || best->n_found < 3);
}

gboolean
anlan_import_file_read (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  AnlanImportFile *file = data;

  if (anlan_import_is_geodata (file->path))
    file->geodata = anlan_geodata_read (file->path, progress, progress_data, cancellable, error);
  else
    file->table = anlan_table_read (file->path, NULL, progress, progress_data, cancellable, error);
  if (file->table == NULL && file->geodata == NULL)
    return FALSE;
  file->proposals = anlan_import_propose (file->plant, file->table, NULL, file->geodata);
  file->is_map = is_map (file);
  return TRUE;
}

/* --- how it is taken --------------------------------------------------------------------------------------------------- */

AnlanImportOpening *
anlan_import_opening_new (AnlanImportFile *file, const char *kind)
{
  AnlanImportOpening *opening = g_atomic_rc_box_new0 (AnlanImportOpening);

  opening->file = anlan_import_file_ref (file);
  opening->kind = g_strdup (kind);
  opening->first_row = G_MAXUINT;
  return opening;
}

AnlanImportOpening *
anlan_import_opening_ref (AnlanImportOpening *opening)
{
  return g_atomic_rc_box_acquire (opening);
}

static void
opening_clear (AnlanImportOpening *opening)
{
  anlan_import_file_unref (opening->file);
  g_clear_pointer (&opening->import, anlan_import_free);
  g_clear_pointer (&opening->header, anlan_table_header_free);
  g_clear_pointer (&opening->samples, g_ptr_array_unref);
  g_free (opening->kind);
}

void
anlan_import_opening_unref (AnlanImportOpening *opening)
{
  g_atomic_rc_box_release_full (opening, (GDestroyNotify)opening_clear);
}

static AnlanImport *
open_table (AnlanImportOpening *opening, GError **error)
{
  AnlanTable *table = opening->file->table;

  if (opening->first_row == G_MAXUINT)
    opening->header = anlan_table_guess_header (table, opening->sheet);
  else
    opening->header = anlan_table_make_header (table, opening->sheet, opening->first_row, opening->n_rows);
  return anlan_import_new_table (opening->file->plant, opening->kind, table, opening->header, error);
}

gboolean
anlan_import_opening_run (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  AnlanImportOpening *opening = data;

  if (opening->file->table != NULL)
    opening->import = open_table (opening, error);
  else
    opening->import =
        anlan_import_new_geodata (opening->file->plant, opening->kind, opening->file->geodata, error);
  if (opening->import == NULL || !anlan_import_note_file (opening->import, opening->file->path, error))
    return FALSE;
  opening->samples = g_ptr_array_new_with_free_func ((GDestroyNotify)g_strfreev);
  for (guint i = 0; i < anlan_import_n_columns (opening->import); i++)
    g_ptr_array_add (opening->samples, anlan_import_dup_samples (opening->import, i, N_SAMPLES));
  return TRUE;
}

/* --- what is done with it ------------------------------------------------------------------------------------------------ */

AnlanImportTask *
anlan_import_task_new (AnlanImportOpening *opening)
{
  AnlanImportTask *task = g_new0 (AnlanImportTask, 1);

  task->opening = anlan_import_opening_ref (opening);
  task->import = opening->import;
  task->rows = g_array_new (FALSE, FALSE, sizeof (guint));
  return task;
}

void
anlan_import_task_free (AnlanImportTask *task)
{
  anlan_import_opening_unref (task->opening);
  g_array_unref (task->rows);
  g_clear_pointer (&task->lines, g_ptr_array_unref);
  g_strfreev (task->missing);
  g_free (task->path);
  g_free (task->batch);
  g_free (task);
}

gboolean
anlan_import_task_check (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  AnlanImportTask *task = data;

  if (!anlan_import_check (task->import, progress, progress_data, cancellable, error))
    return FALSE;
  task->missing = anlan_import_dup_missing (task->import, task->most, error);
  return task->missing != NULL;
}

gboolean
anlan_import_task_cells (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  AnlanImportTask *task = data;

  task->lines =
      anlan_import_load_cells (task->import, (const guint *)task->rows->data, task->rows->len, error);
  return task->lines != NULL;
}

gboolean
anlan_import_task_apply (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  AnlanImportTask *task = data;

  return anlan_import_remember (task->import, error) &&
         anlan_import_apply_full (task->import, task->good_rows, &task->batch, progress, progress_data,
                                  cancellable, error);
}

gboolean
anlan_import_task_reject (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  AnlanImportTask *task = data;

  return anlan_import_write_rejected (task->import, task->path, cancellable, error);
}

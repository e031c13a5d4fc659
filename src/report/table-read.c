/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "input.h"
#include "table-private.h"

static AnlanTable *
read_bytes (
    GBytes *bytes, const char *name, const AnlanTableOptions *options, AnlanStep *step, GError **error)
{
  static const AnlanTableOptions guess_all = { 0 };
  g_autoptr (AnlanTable) table = NULL;
  AnlanInputKind kind = anlan_input_detect (bytes, name);
  gboolean done;

  if (kind == ANLAN_INPUT_XLSX)
    {
      table = anlan_table_new (ANLAN_TABLE_XLSX);
      done = anlan_table_read_xlsx (table, bytes, name, step, error);
    }
  else if (kind == ANLAN_INPUT_XLS)
    {
      table = anlan_table_new (ANLAN_TABLE_XLS);
      done = anlan_table_read_xls (table, bytes, name, step, error);
    }
  else if (kind == ANLAN_INPUT_TEXT)
    {
      table = anlan_table_new (ANLAN_TABLE_CSV);
      done = anlan_table_read_csv (table, bytes, name, options != NULL ? options : &guess_all, step, error);
    }
  else if (kind == ANLAN_INPUT_JSON)
    {
      table = anlan_table_new (ANLAN_TABLE_JSON);
      done = anlan_table_read_json (table, bytes, name, step, error);
    }
  else
    {
      anlan_input_set_error (error, kind, FALSE, name);
      return NULL;
    }
  if (!done || !anlan_step_tick (step, 1.0, error))
    return NULL;
  anlan_table_finish (table);
  return g_steal_pointer (&table);
}

static AnlanTable *
read_path (const char *path, const AnlanTableOptions *options, AnlanStep *step, GError **error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autoptr (GBytes) bytes = anlan_input_load (path, ANLAN_TABLE_MAX_FILE_BYTES, step, error);

  return bytes != NULL ? read_bytes (bytes, name, options, step, error) : NULL;
}

AnlanTable *
anlan_table_read (const char *path,
                  const AnlanTableOptions *options,
                  AnlanProgress progress,
                  gpointer data,
                  GCancellable *cancellable,
                  GError **error)
{
  AnlanStep step;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  anlan_step_init (&step, progress, data, cancellable);
  return read_path (path, options, &step, error);
}

AnlanTable *
anlan_table_read_bytes (GBytes *bytes,
                        const char *name,
                        const AnlanTableOptions *options,
                        AnlanProgress progress,
                        gpointer data,
                        GCancellable *cancellable,
                        GError **error)
{
  AnlanStep step;

  g_return_val_if_fail (bytes != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  anlan_step_init (&step, progress, data, cancellable);
  return anlan_step_tick (&step, 0, error) ? read_bytes (bytes, name, options, &step, error) : NULL;
}

typedef struct
{
  char *path;
  char *encoding;
  AnlanTableOptions options;
  AnlanTaskProgress *progress;
} ReadTask;

static void
read_task_free (gpointer data)
{
  ReadTask *read = data;

  g_free (read->path);
  g_free (read->encoding);
  anlan_task_progress_unref (read->progress);
  g_free (read);
}

static void
read_thread_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ReadTask *read = data;
  GError *error = NULL;
  AnlanTable *table =
      anlan_table_read (read->path, &read->options, anlan_task_progress, read->progress, cancellable, &error);

  if (table != NULL)
    g_task_return_pointer (task, table, (GDestroyNotify)anlan_table_unref);
  else
    g_task_return_error (task, error);
}

void
anlan_table_read_async (const char *path,
                        const AnlanTableOptions *options,
                        AnlanProgress progress,
                        gpointer progress_data,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer data)
{
  g_autoptr (GTask) task = NULL;
  ReadTask *read;

  g_return_if_fail (path != NULL);
  task = g_task_new (NULL, cancellable, callback, data);
  read = g_new0 (ReadTask, 1);
  g_task_set_source_tag (task, anlan_table_read_async);
  read->path = g_strdup (path);
  if (options != NULL)
    {
      read->encoding = g_strdup (options->encoding);
      read->options = *options;
      read->options.encoding = read->encoding;
    }
  read->progress = anlan_task_progress_new (progress, progress_data);
  g_task_set_task_data (task, read, read_task_free);
  g_task_run_in_thread (task, read_thread_cb);
}

AnlanTable *
anlan_table_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

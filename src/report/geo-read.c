/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "base/error.h"
#include "geo-private.h"
#include "input.h"

static AnlanGeodata *
read_bytes (GBytes *bytes, const char *name, AnlanStep *step, GError **error)
{
  g_autoptr (AnlanGeodata) geodata = NULL;
  AnlanInputKind kind = anlan_input_detect (bytes, name);
  gboolean done;

  if (kind == ANLAN_INPUT_JSON)
    {
      geodata = anlan_geodata_new (ANLAN_GEODATA_GEOJSON);
      done = anlan_geodata_read_geojson (geodata, bytes, name, step, error);
    }
  else if (kind == ANLAN_INPUT_OSM)
    {
      geodata = anlan_geodata_new (ANLAN_GEODATA_OSM);
      done = anlan_geodata_read_osm (geodata, bytes, name, step, error);
    }
  else
    {
      anlan_input_set_error (error, kind, TRUE, name);
      return NULL;
    }
  if (!done || !anlan_step_tick (step, 1.0, error))
    return NULL;
  anlan_geodata_finish (geodata);
  return g_steal_pointer (&geodata);
}

AnlanGeodata *
anlan_geodata_read (
    const char *path, AnlanProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = NULL;
  AnlanStep step;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  anlan_step_init (&step, progress, data, cancellable);
  name = g_filename_display_basename (path);
  bytes = anlan_input_load (path, ANLAN_GEODATA_MAX_FILE_BYTES, &step, error);
  return bytes != NULL ? read_bytes (bytes, name, &step, error) : NULL;
}

AnlanGeodata *
anlan_geodata_read_bytes (GBytes *bytes,
                          const char *name,
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
  return anlan_step_tick (&step, 0, error) ? read_bytes (bytes, name, &step, error) : NULL;
}

typedef struct
{
  char *path;
  AnlanTaskProgress *progress;
} ReadTask;

static void
read_task_free (gpointer data)
{
  ReadTask *read = data;

  g_free (read->path);
  anlan_task_progress_unref (read->progress);
  g_free (read);
}

static void
read_thread_cb (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  ReadTask *read = data;
  GError *error = NULL;
  AnlanGeodata *geodata =
      anlan_geodata_read (read->path, anlan_task_progress, read->progress, cancellable, &error);

  if (geodata != NULL)
    g_task_return_pointer (task, geodata, (GDestroyNotify)anlan_geodata_unref);
  else
    g_task_return_error (task, error);
}

void
anlan_geodata_read_async (const char *path,
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
  g_task_set_source_tag (task, anlan_geodata_read_async);
  read->path = g_strdup (path);
  read->progress = anlan_task_progress_new (progress, progress_data);
  g_task_set_task_data (task, read, read_task_free);
  g_task_run_in_thread (task, read_thread_cb);
}

AnlanGeodata *
anlan_geodata_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}

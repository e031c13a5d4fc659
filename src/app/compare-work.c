/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "compare-work.h"

#include "store/files.h"

/* The same small pictures by which copies are found: they are in the cache already. */
#define EDGE 360

typedef struct
{
  AnlanStore *store;
  char *before;
  char *after;
} Pair;

static void
pair_free (Pair *pair)
{
  g_object_unref (pair->store);
  g_free (pair->before);
  g_free (pair->after);
  g_free (pair);
}

void
anlan_difference_free (AnlanDifference *difference)
{
  g_clear_object (&difference->heat);
  g_free (difference);
}

static GdkPixbuf *
load (AnlanStore *store, const char *sha256, GError **error)
{
  g_autoptr (GBytes) png = anlan_files_thumbnail (store, sha256, EDGE, error);
  g_autoptr (GInputStream) stream = png != NULL ? g_memory_input_stream_new_from_bytes (png) : NULL;

  return stream != NULL ? gdk_pixbuf_new_from_stream (stream, NULL, error) : NULL;
}

static void
difference_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Pair *pair = data;
  GError *error = NULL;
  g_autoptr (GdkPixbuf) before = load (pair->store, pair->before, &error);
  g_autoptr (GdkPixbuf) after = before != NULL ? load (pair->store, pair->after, &error) : NULL;
  AnlanDifference *difference;

  if (after == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  difference = g_new0 (AnlanDifference, 1);
  difference->heat = anlan_photo_difference (before, after, &difference->fit, &difference->part);
  g_task_return_pointer (task, difference, (GDestroyNotify)anlan_difference_free);
}

void
anlan_difference_async (AnlanPlant *plant,
                        const char *before,
                        const char *after,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (plant, cancellable, callback, user_data);
  Pair *pair = g_new0 (Pair, 1);

  pair->store = g_object_ref (anlan_plant_get_store (plant));
  pair->before = g_strdup (before);
  pair->after = g_strdup (after);
  g_task_set_source_tag (task, anlan_difference_async);
  g_task_set_task_data (task, pair, (GDestroyNotify)pair_free);
  g_task_run_in_thread (task, difference_thread);
}

AnlanDifference *
anlan_difference_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

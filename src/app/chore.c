/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "chore.h"

/* A bar that moves more often is no smoother. */
#define TELL_EVERY_US (G_USEC_PER_SEC / 15)

typedef struct
{
  AnlanChoreFunc func;
  gpointer data;
  GDestroyNotify free_data;
  AnlanProgress progress;
  GAsyncReadyCallback callback;
  gpointer user_data;
  gboolean ended; /* main thread only */

  /* worker thread only */
  gint64 told;

  /* shared */
  GMutex mutex;
  double fraction;
  gboolean pending;
} Chore;

static void
chore_clear (gpointer data)
{
  Chore *chore = data;

  if (chore->free_data != NULL)
    chore->free_data (chore->data);
  g_mutex_clear (&chore->mutex);
}

static void
chore_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, chore_clear);
}

static gboolean
tell_cb (gpointer data)
{
  Chore *chore = data;
  double fraction;

  g_mutex_lock (&chore->mutex);
  fraction = chore->fraction;
  chore->pending = FALSE;
  g_mutex_unlock (&chore->mutex);
  if (!chore->ended)
    chore->progress (fraction, chore->user_data);
  return G_SOURCE_REMOVE;
}

static void
progress_cb (double fraction, gpointer data)
{
  Chore *chore = data;
  gint64 now = g_get_monotonic_time ();
  gboolean tell;

  if (now - chore->told < TELL_EVERY_US && fraction < 1)
    return;
  chore->told = now;
  g_mutex_lock (&chore->mutex);
  chore->fraction = fraction;
  tell = !chore->pending;
  chore->pending = TRUE;
  g_mutex_unlock (&chore->mutex);
  if (tell)
    g_main_context_invoke_full (NULL, G_PRIORITY_DEFAULT_IDLE, tell_cb, g_atomic_rc_box_acquire (chore),
                                chore_unref);
}

static void
chore_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Chore *chore = data;
  GError *error = NULL;

  if (chore->func (chore->data, chore->progress != NULL ? progress_cb : NULL, chore, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Chore *chore = data;

  chore->ended = TRUE;
  chore->callback (source, result, chore->user_data);
}

void
anlan_chore_run (gpointer source,
                 AnlanChoreFunc func,
                 gpointer data,
                 GDestroyNotify free_data,
                 AnlanProgress progress,
                 GCancellable *cancellable,
                 GAsyncReadyCallback callback,
                 gpointer user_data)
{
  Chore *chore = g_atomic_rc_box_new0 (Chore);
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (func != NULL && callback != NULL);

  chore->func = func;
  chore->data = data;
  chore->free_data = free_data;
  chore->progress = progress;
  chore->callback = callback;
  chore->user_data = user_data;
  g_mutex_init (&chore->mutex);
  task = g_task_new (source, cancellable, done_cb, chore);
  /* What has been written is written, even if somebody has pressed Cancel in that moment. */
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, anlan_chore_run);
  g_task_set_task_data (task, chore, chore_unref);
  g_task_run_in_thread (task, chore_thread);
}

gboolean
anlan_chore_finish (GAsyncResult *result, gpointer *data, GError **error)
{
  if (data != NULL)
    *data = ((Chore *)g_task_get_task_data (G_TASK (result)))->data;
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* --- freeing --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  gpointer data;
  GDestroyNotify free_data;
} Heap;

static void
free_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Heap *heap = data;

  heap->free_data (heap->data);
  g_task_return_boolean (task, TRUE);
}

void
anlan_chore_free (gpointer data, GDestroyNotify free_data)
{
  g_autoptr (GTask) task = NULL;
  Heap *heap;

  if (data == NULL)
    return;
  heap = g_new (Heap, 1);
  heap->data = data;
  heap->free_data = free_data;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_task_data (task, heap, g_free);
  g_task_run_in_thread (task, free_thread);
}

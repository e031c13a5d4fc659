/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "step.h"

#define TELL_EVERY (G_USEC_PER_SEC / 10)

struct _AnlanTaskProgress
{
  AnlanProgress progress;
  gpointer data;
  GMainContext *context;

  /* shared between the threads */
  GMutex mutex;
  double fraction;
  gboolean pending; /* a source is on its way to the context */
};

void
anlan_step_init (AnlanStep *step, AnlanProgress progress, gpointer data, GCancellable *cancellable)
{
  *step = (AnlanStep){ .progress = progress, .data = data, .cancellable = cancellable };
}

gboolean
anlan_step_tick (AnlanStep *step, double fraction, GError **error)
{
  gint64 now;

  if (g_cancellable_set_error_if_cancelled (step->cancellable, error))
    return FALSE;
  step->fraction = CLAMP (fraction, step->fraction, 1.0);
  if (step->progress == NULL)
    return TRUE;
  now = g_get_monotonic_time ();
  if (now - step->told < TELL_EVERY && step->fraction < 1.0)
    return TRUE;
  step->told = now;
  step->progress (step->fraction, step->data);
  return TRUE;
}

AnlanTaskProgress *
anlan_task_progress_new (AnlanProgress progress, gpointer data)
{
  AnlanTaskProgress *self = g_atomic_rc_box_new0 (AnlanTaskProgress);

  self->progress = progress;
  self->data = data;
  self->context = g_main_context_ref_thread_default ();
  g_mutex_init (&self->mutex);
  return self;
}

static gboolean
told_cb (gpointer data)
{
  AnlanTaskProgress *self = data;
  double fraction;

  g_mutex_lock (&self->mutex);
  self->pending = FALSE;
  fraction = self->fraction;
  g_mutex_unlock (&self->mutex);
  self->progress (fraction, self->data);
  return G_SOURCE_REMOVE;
}

void
anlan_task_progress (double fraction, gpointer task_progress)
{
  AnlanTaskProgress *self = task_progress;
  gboolean send;

  if (self->progress == NULL)
    return;
  g_mutex_lock (&self->mutex);
  self->fraction = fraction;
  send = !self->pending;
  if (send)
    self->pending = TRUE;
  g_mutex_unlock (&self->mutex);
  if (send)
    {
      g_autoptr (GSource) source = g_idle_source_new ();

      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, told_cb, g_atomic_rc_box_acquire (self),
                             (GDestroyNotify)anlan_task_progress_unref);
      g_source_attach (source, self->context);
    }
}

static void
clear (gpointer data)
{
  AnlanTaskProgress *self = data;

  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
}

void
anlan_task_progress_unref (AnlanTaskProgress *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

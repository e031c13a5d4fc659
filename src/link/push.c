/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/push.h"

#include "base/blocking.h"

typedef struct
{
  AnlanSource *source;
  gint64 received;
} Push;

static void
pushed_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autofree Push *push = data;
  g_autoptr (AnlanSource) source = push->source;
  g_autoptr (GError) error = NULL;

  if (!anlan_intake_push_finish (ANLAN_INTAKE (object), result, &error))
    anlan_source_failed (source, push->received, error);
}

void
anlan_source_push (AnlanSource *source, AnlanIntake *intake, AnlanBatch *batch)
{
  Push *push;

  g_return_if_fail (ANLAN_IS_SOURCE (source) && ANLAN_IS_INTAKE (intake) && batch != NULL);

  push = g_new (Push, 1);
  *push = (Push){ .source = g_object_ref (source), .received = batch->received };
  anlan_source_heard (source, batch);
  anlan_intake_push_async (intake, batch, pushed_cb, push);
}

typedef struct
{
  gboolean gone;
  GError *error;
} Wait;

static void
gone_cb (gpointer data, GObject *object)
{
  ((Wait *)data)->gone = TRUE;
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  anlan_intake_push_finish (ANLAN_INTAKE (object), result, &wait->error);
  g_object_weak_ref (G_OBJECT (result), gone_cb, wait);
}

gboolean
anlan_source_push_wait (AnlanSource *source, AnlanIntake *intake, AnlanBatch *batch)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  gint64 received;
  Wait wait = { 0 };

  g_return_val_if_fail (ANLAN_IS_SOURCE (source) && ANLAN_IS_INTAKE (intake) && batch != NULL, FALSE);

  anlan_may_block ("wait for what a source has heard to be kept");
  received = batch->received;
  anlan_source_heard (source, batch);
  g_main_context_push_thread_default (context);
  anlan_intake_push_async (intake, batch, answered_cb, &wait);
  /* Until the intake has let go of its task, which holds this context. */
  while (!wait.gone)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  if (wait.error == NULL)
    return TRUE;
  anlan_source_failed (source, received, wait.error);
  g_error_free (wait.error);
  return FALSE;
}

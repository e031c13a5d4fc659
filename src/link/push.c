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
  guint left; /* tasks that the intake still holds */
  GError *error;
} Wait;

static void
gone_cb (gpointer data, GObject *object)
{
  ((Wait *)data)->left--;
}

static void
answered_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Wait *wait = data;

  anlan_intake_push_finish (ANLAN_INTAKE (object), result, wait->error == NULL ? &wait->error : NULL);
  g_object_weak_ref (G_OBJECT (result), gone_cb, wait);
}

/* Each batch goes to the intake, @batches are borrowed. */
static gboolean
push_and_wait (AnlanSource *source, AnlanIntake *intake, AnlanBatch **batches, guint n)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  gint64 received = G_MININT64;
  Wait wait = { .left = n };

  anlan_may_block ("wait for what a source has heard to be kept");
  g_main_context_push_thread_default (context);
  for (guint i = 0; i < n; i++)
    {
      received = MAX (received, batches[i]->received);
      anlan_source_heard (source, batches[i]);
      anlan_intake_push_async (intake, batches[i], answered_cb, &wait);
    }
  /* Until the intake has let go of its tasks, which hold this context. */
  while (wait.left > 0)
    g_main_context_iteration (context, TRUE);
  g_main_context_pop_thread_default (context);
  if (wait.error == NULL)
    return TRUE;
  anlan_source_failed (source, received, wait.error);
  g_error_free (wait.error);
  return FALSE;
}

gboolean
anlan_source_push_wait (AnlanSource *source, AnlanIntake *intake, AnlanBatch *batch)
{
  g_return_val_if_fail (ANLAN_IS_SOURCE (source) && ANLAN_IS_INTAKE (intake) && batch != NULL, FALSE);

  return push_and_wait (source, intake, &batch, 1);
}

gboolean
anlan_source_push_all (AnlanSource *source, AnlanIntake *intake, GPtrArray *batches)
{
  g_autofree gpointer *taken = NULL;
  gsize n;

  g_return_val_if_fail (ANLAN_IS_SOURCE (source) && ANLAN_IS_INTAKE (intake) && batches != NULL, FALSE);

  taken = g_ptr_array_steal (batches, &n);
  return n == 0 || push_and_wait (source, intake, (AnlanBatch **)taken, (guint)n);
}

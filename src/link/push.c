/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/push.h"

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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/progress.h"

G_BEGIN_DECLS

/* A piece of work that blocks, on a thread of its own: reading a file, judging rows, writing paper. */
typedef gboolean (*AnlanChoreFunc) (gpointer data, AnlanProgress progress, gpointer progress_data,
                                    GCancellable *cancellable, GError **error);

/**
 * anlan_chore_run:
 * @source: kept until @callback has run.
 * @data: what @func works on: nobody else touches it before @callback. Freed by @free_data after it.
 * @progress: (nullable): called on the main context with @user_data, and never after @callback.
 *
 * Called on the main thread.
 */
void     anlan_chore_run    (gpointer source, AnlanChoreFunc func, gpointer data, GDestroyNotify free_data,
                             AnlanProgress progress, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data);
/* @data: (out) (optional): what it worked on; borrowed, and good while @callback runs. */
gboolean anlan_chore_finish (GAsyncResult *result, gpointer *data, GError **error);

/* Frees something large without holding up the window. */
void     anlan_chore_free   (gpointer data, GDestroyNotify free_data);

G_END_DECLS

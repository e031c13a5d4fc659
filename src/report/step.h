/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/progress.h"

G_BEGIN_DECLS

/**
 * AnlanStep:
 *
 * Progress and cancelling of one piece of work, together. Readers call anlan_step_tick() often; it passes progress on
 * at most ten times a second.
 */
typedef struct
{
  AnlanProgress progress; /* may be NULL */
  gpointer data;
  GCancellable *cancellable; /* borrowed, may be NULL */
  double fraction;
  gint64 told; /* monotonic time of the last call */
} AnlanStep;

void anlan_step_init (AnlanStep *step, AnlanProgress progress, gpointer data, GCancellable *cancellable);

/* FALSE with G_IO_ERROR_CANCELLED. @fraction 0 to 1; a smaller one than before is taken as the one before. */
gboolean anlan_step_tick (AnlanStep *step, double fraction, GError **error);

/* Work in a thread that tells its progress to the main context it was started from: for the functions that end in
 * _async. anlan_task_progress() is the AnlanProgress to give to the work, with the AnlanTaskProgress as its data. It
 * runs at the priority of a GTask's callback, so nothing is told after that. */
typedef struct _AnlanTaskProgress AnlanTaskProgress;

AnlanTaskProgress *anlan_task_progress_new (AnlanProgress progress, gpointer data);
void anlan_task_progress (double fraction, gpointer task_progress);
void anlan_task_progress_unref (AnlanTaskProgress *self);

G_END_DECLS

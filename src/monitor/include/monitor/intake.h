/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "monitor/monitor.h"

G_BEGIN_DECLS

/**
 * AnlanIntake:
 *
 * The monitor on a thread of its own, with a queue before it: sources of all kinds hand batches in, those that wait are
 * committed together, and each is answered after that commit. It looks at the clock every second.
 *
 * Signal "alarms" (GStrv ids): alarms were raised or have changed and are committed; on the main context that was the thread
 * default when it was made.
 */
#define ANLAN_TYPE_INTAKE (anlan_intake_get_type ())
G_DECLARE_FINAL_TYPE (AnlanIntake, anlan_intake, ANLAN, INTAKE, GObject)

/* Takes @monitor (transfer full) and starts the thread. */
AnlanIntake *anlan_intake_new  (AnlanMonitor *monitor);

/* Commits what waits, ends the thread, closes the monitor. Blocks; idempotent. What is handed in later is refused. */
void         anlan_intake_stop (AnlanIntake *intake);

/**
 * anlan_intake_push_async:
 * @batch: (transfer full)
 *
 * Hands a batch in; any thread. It is answered on the thread's default main context once it is committed, or with the reason
 * why nothing of it was taken: ANLAN_ERROR_BUSY where more waits than could be written soon (send again later), else that of
 * the disk.
 */
void         anlan_intake_push_async  (AnlanIntake *intake, AnlanBatch *batch, GAsyncReadyCallback callback,
                                       gpointer user_data);
gboolean     anlan_intake_push_finish (AnlanIntake *intake, GAsyncResult *result, GError **error);

/* The clock and the plant's time zone, for sources that say when something came. Any thread; borrowed. */
AnlanClock  *anlan_intake_get_clock   (AnlanIntake *intake);
GTimeZone   *anlan_intake_get_zone    (AnlanIntake *intake);

/* How many batches wait. Any thread. */
guint        anlan_intake_get_waiting (AnlanIntake *intake);

/* Lets @func use the monitor on its thread, between two commits: rules have changed, somebody acknowledges an alarm. Waits
 * for it; not on a thread that draws. */
typedef gboolean (*AnlanIntakeFunc) (AnlanMonitor *monitor, gpointer data, GError **error);
gboolean     anlan_intake_call (AnlanIntake *intake, AnlanIntakeFunc func, gpointer data, GError **error);

G_END_DECLS

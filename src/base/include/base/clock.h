/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanClock:
 *
 * The only source of "now" in Anlan; injected, so that tests can stand at any moment and set it back.
 * Reference counted and safe to share between threads.
 */
typedef struct _AnlanClock AnlanClock;

AnlanClock *anlan_clock_new_system (void);
AnlanClock *anlan_clock_new_fixed  (gint64 ms);
AnlanClock *anlan_clock_ref        (AnlanClock *clock);
void        anlan_clock_unref      (AnlanClock *clock);

/* Milliseconds since 1970-01-01T00:00:00Z. */
gint64      anlan_clock_now        (AnlanClock *clock);

/* Only for a clock made by anlan_clock_new_fixed(). */
void        anlan_clock_set        (AnlanClock *clock, gint64 ms);
void        anlan_clock_advance    (AnlanClock *clock, gint64 ms);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanClock, anlan_clock_unref)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "station/state.h"

G_BEGIN_DECLS

/* What is said of a station's sources, in the user's language. */

/* "Works", "Silent" …; static. */
const char *
anlan_source_say_state (AnlanSourceState state);
/* Name of the icon that goes with it: its shape tells the state, not its colour. */
const char *
anlan_source_icon (AnlanSourceState state);

/* "last word Today 13:05 · 12 a minute · its clock is 3 min late": what there is to say of it at @now. The caller frees it. */
char *
anlan_source_say (const AnlanSourceStatus *status, gint64 now, GTimeZone *zone);

/* "3 min", "2 h", "40 s" of so many ms. The caller frees it. */
char *
anlan_say_span (gint64 ms);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanSeriesReplay:
 *
 * What an alarm rule would have done in the past: over a span of the readings that are kept, with progress, to be stopped,
 * and against what people have said of the alarms of its series. Signal "changed": whether it is busy, or its title;
 * "chosen" (name of a series, moment).
 */
#define ANLAN_TYPE_SERIES_REPLAY (anlan_series_replay_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSeriesReplay, anlan_series_replay, ANLAN, SERIES_REPLAY, AdwBin)

/* @rule: id of its record. */
AnlanSeriesReplay *anlan_series_replay_new       (AnlanDesk *desk, const char *rule);

const char        *anlan_series_replay_get_rule  (AnlanSeriesReplay *replay);
/* Title of the rule, once it is known; "" before. */
const char        *anlan_series_replay_get_title (AnlanSeriesReplay *replay);
gboolean           anlan_series_replay_is_busy   (AnlanSeriesReplay *replay);
/* Tries it on the last so many days. */
void               anlan_series_replay_run       (AnlanSeriesReplay *replay, guint days);

G_END_DECLS

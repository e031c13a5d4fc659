/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/replay.h"

/* The label that covers a moment, the last one where several do; NULL: nothing is known. */
const AnlanLabel *anlan_replay_find_label (GArray *labels, gint64 ts);

/* One moment more, at which the condition held or not. */
void anlan_replay_count_moment (GArray *labels, gint64 at, gboolean on, AnlanReplayed *replayed);

/* What one judgement adds to the list of what would have been raised. */
void anlan_replay_list_alarm   (GPtrArray *alarms, const AnlanJudgement *judgement);

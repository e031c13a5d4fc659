/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmHealthView:
 *
 * How good the alarms of the plant are in the last day, week or month: how many come, how grave they are, which come most,
 * chatter, stand too long or are false, and when nobody watched.
 */
#define ANLAN_TYPE_ALARM_HEALTH_VIEW (anlan_alarm_health_view_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAlarmHealthView, anlan_alarm_health_view, ANLAN, ALARM_HEALTH_VIEW, AdwBin)

AnlanAlarmHealthView *anlan_alarm_health_view_new     (AnlanDesk *desk);
/* Reads it anew, off the main thread. */
void                  anlan_alarm_health_view_load    (AnlanAlarmHealthView *self);
gboolean              anlan_alarm_health_view_is_busy (AnlanAlarmHealthView *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "alarm-desk.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmBanner:
 *
 * One line across the window with the loudest alarm that is high or critical: what, where, how much, since when, how many
 * there are beside it; to acknowledge it and to go there. Says instead that the alarms cannot be read, where they cannot.
 * Hidden where there is nothing to say.
 *
 * Activates "alarm.acknowledge" (id) and "alarm.open" (id) of what it stands in.
 */
#define ANLAN_TYPE_ALARM_BANNER (anlan_alarm_banner_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAlarmBanner, anlan_alarm_banner, ANLAN, ALARM_BANNER, AdwBin)

AnlanAlarmBanner *anlan_alarm_banner_new       (AnlanAlarmDesk *desk);

/* What is to be said beside the alarm (this computer is silent), or NULL. */
void              anlan_alarm_banner_set_aside (AnlanAlarmBanner *self, const char *text);
/* Id of the alarm that has been shown long enough to be read, or NULL: who presses a key must have seen for what. */
const char       *anlan_alarm_banner_get_read  (AnlanAlarmBanner *self);

G_END_DECLS

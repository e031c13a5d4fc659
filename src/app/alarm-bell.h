/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "alarm-desk.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmBell:
 *
 * In the header: how many alarms nobody has acknowledged, and on a press the loudest of what is open, with the way to each
 * and to all. Activates "alarm.open" (id) and "win.page" of what it stands in.
 */
#define ANLAN_TYPE_ALARM_BELL (anlan_alarm_bell_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAlarmBell, anlan_alarm_bell, ANLAN, ALARM_BELL, AdwBin)

AnlanAlarmBell *anlan_alarm_bell_new (AnlanAlarmDesk *desk);

G_END_DECLS

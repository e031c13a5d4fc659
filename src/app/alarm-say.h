/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alarm-desk.h"

G_BEGIN_DECLS

/* Alarms in words and signs. What is returned without const is freed by the caller. */

const char *anlan_alarm_say_severity (AnlanSeverity severity); /* "Critical" */
/* Each severity has a shape of its own: octagon, triangle, diamond, square. */
const char *anlan_alarm_icon         (AnlanSeverity severity);
const char *anlan_alarm_css_class    (AnlanSeverity severity); /* "critical" */

const char *anlan_alarm_say_state    (const AnlanAlarm *alarm); /* "Not acknowledged" */
const char *anlan_alarm_say_cause    (const char *cause);       /* "False alarm" */

/* "28.2 %LEL"; "" where @value is NAN. */
char       *anlan_alarm_say_number   (double value, const char *unit);
/* "28.2 %LEL, alarm at 25 %LEL"; "" where there is none. */
char       *anlan_alarm_say_value    (const AnlanAlarm *alarm);
/* "Tank farm · gas/001": its zone and what it is about. */
char       *anlan_alarm_say_place    (AnlanAlarmDesk *desk, const AnlanAlarm *alarm);
/* "Tank farm": no more than somebody may know who has not signed in. */
char       *anlan_alarm_say_zone     (AnlanAlarmDesk *desk, const AnlanAlarm *alarm);
/* "40 s", "3 min", "2 h", "4 days": @ms is a span. */
char       *anlan_alarm_say_span     (gint64 ms);
/* Why it makes no noise: "Shelved until 14:00 by Wang Fang: repair", "Test mode", "Part of a storm"; NULL: it does, or
 * would. */
char       *anlan_alarm_say_quiet    (AnlanAlarmDesk *desk, const AnlanAlarm *alarm);
/* What a shelf holds, and until when: "“Gas over 25 %” at gas/001, until 14:00". */
char       *anlan_alarm_say_shelf    (AnlanAlarmDesk *desk, const AnlanShelf *shelf);
/* A line of its life as a sentence: "Acknowledged by Wang Fang". */
char       *anlan_alarm_say_event    (AnlanAlarmDesk *desk, const AnlanAlarmEvent *event);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "alarm-desk.h"

G_BEGIN_DECLS

/* What is asked before alarms are closed or shelved. What could not be done is said by a toast over @widget's window. */

/* What it was, and a note. @ids: (element-type utf8): copied. */
void anlan_alarm_ask_close   (GtkWidget *widget, AnlanAlarmDesk *desk, GPtrArray *ids);
/* Which alarms like @alarm, how long, and why. */
void anlan_alarm_ask_shelve  (GtkWidget *widget, AnlanAlarmDesk *desk, const AnlanAlarm *alarm);
/* @ids: (element-type utf8). Asks nothing. */
void anlan_alarm_acknowledge (GtkWidget *widget, AnlanAlarmDesk *desk, GPtrArray *ids);
void anlan_alarm_unshelve    (GtkWidget *widget, AnlanAlarmDesk *desk, const char *shelf);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "alarm-desk.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmRow:
 *
 * One alarm in the list of open ones: its shape, what and where, how much, since when and where it stands.
 */
#define ANLAN_TYPE_ALARM_ROW (anlan_alarm_row_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAlarmRow, anlan_alarm_row, ANLAN, ALARM_ROW, AdwBin)

GtkWidget *anlan_alarm_row_new (AnlanAlarmDesk *desk);
void       anlan_alarm_row_set (AnlanAlarmRow *self, AnlanAlarmItem *item); /* NULL: none */

G_END_DECLS

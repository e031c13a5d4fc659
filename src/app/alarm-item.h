/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "monitor/alarms.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmItem:
 *
 * One alarm in the lists of the window. It stays the same object while the alarm changes. Signal "changed".
 */
#define ANLAN_TYPE_ALARM_ITEM (anlan_alarm_item_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAlarmItem, anlan_alarm_item, ANLAN, ALARM_ITEM, GObject)

/* @list keeps @alarm alive. */
AnlanAlarmItem   *anlan_alarm_item_new (GPtrArray *list, const AnlanAlarm *alarm);
const AnlanAlarm *anlan_alarm_item_get (AnlanAlarmItem *item); /* good until "changed" */
/* TRUE, and "changed", where it is not what it was. */
gboolean          anlan_alarm_item_set (AnlanAlarmItem *item, GPtrArray *list, const AnlanAlarm *alarm);
/* What it says depends on names that have become known: "changed". */
void              anlan_alarm_item_touch (AnlanAlarmItem *item);

/* The loudest first: what nobody has acknowledged before what somebody has, before what is over; the graver before the less
 * grave; what is quiet (folded, shelved, in test mode) behind what is not; then the newest. */
int               anlan_alarm_item_compare (AnlanAlarmItem *a, AnlanAlarmItem *b);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmDetail:
 *
 * One alarm: what it is, what to do, its figures and clocks, what the camera saw, its story with names and times, and the
 * buttons by which it is acknowledged, closed and shelved.
 */
#define ANLAN_TYPE_ALARM_DETAIL (anlan_alarm_detail_get_type ())
G_DECLARE_FINAL_TYPE (AnlanAlarmDetail, anlan_alarm_detail, ANLAN, ALARM_DETAIL, AdwBin)

AnlanAlarmDetail *anlan_alarm_detail_new     (AnlanDesk *desk);
/* Also one that is closed. NULL: none. */
void              anlan_alarm_detail_show    (AnlanAlarmDetail *self, const char *id);
const char       *anlan_alarm_detail_get_id  (AnlanAlarmDetail *self); /* borrowed, or NULL */
gboolean          anlan_alarm_detail_is_busy (AnlanAlarmDetail *self);

G_END_DECLS

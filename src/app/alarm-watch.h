/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/alarms.h"

G_BEGIN_DECLS

/**
 * AnlanAlarmsSeen:
 * @alarms: (element-type AnlanAlarm): those that are not closed, the newest first
 * @shelves: (element-type AnlanShelf): the open ones
 * @trouble: (nullable): why they cannot be read, in a sentence; then the lists are empty
 *
 * What alarms.db said at one moment.
 */
typedef struct
{
  GPtrArray *alarms;
  GPtrArray *shelves;
  char      *trouble;
} AnlanAlarmsSeen;

/* Main context of whoever made the watch; @seen is borrowed, its lists may be kept by reference. */
typedef void (*AnlanAlarmsSeenFunc) (const AnlanAlarmsSeen *seen, gpointer data);

/**
 * AnlanAlarmWatch:
 *
 * Looks at alarms.db of a plant from a thread of its own, whoever writes it, and tells when something has been committed
 * there: within some milliseconds where the system tells of writes to files, otherwise within a quarter of a second. It
 * only reads, and makes no file: before the first alarm there is none.
 */
typedef struct _AnlanAlarmWatch AnlanAlarmWatch;

/* Tells of the first look in any case. @func comes on the thread-default context of the caller. */
AnlanAlarmWatch *anlan_alarm_watch_new  (const char *dir, AnlanClock *clock, AnlanAlarmsSeenFunc func, gpointer data);
/* @func is not called any more. Its thread ends by itself, and is not waited for. */
void             anlan_alarm_watch_free (AnlanAlarmWatch *watch);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/clock.h"
#include "monitor/alarms.h"
#include "monitor/batch.h"
#include "monitor/gas.h"
#include "monitor/rule.h"

G_BEGIN_DECLS

/**
 * AnlanSeriesFacts:
 *
 * What the plant knows of a series: which one it is, where, of what. Texts may be NULL.
 */
typedef struct
{
  char *name;
  char *title;
  char *zone;
  char *unit; /* its readings are brought into it */
  const AnlanGas *gas; /* what it looks for, or NULL */
  gint64 calibration_due; /* moment from which its readings are uncertain; 0: never */
  int   keep; /* days that raw readings stay; 0: as usual */
} AnlanSeriesFacts;

AnlanSeriesFacts *anlan_series_facts_new  (const char *name);
void              anlan_series_facts_free (AnlanSeriesFacts *facts);

/* What became of what was taken. */
typedef struct
{
  guint      readings;   /* stored */
  guint      repeats;    /* known already */
  guint      conflicts;  /* known with another value, which stays */
  guint      stale;      /* older than what is kept */
  guint      detections; /* kept */
  guint      known;      /* detections known already */
  guint      refused;    /* items that made no sense */
  GPtrArray *alarms;     /* ids of alarms that were raised or changed, in order */
} AnlanTaken;

void        anlan_taken_clear (AnlanTaken *taken);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanTaken, anlan_taken_clear)

/**
 * AnlanMonitor:
 *
 * The chain from what came to the alarm, on one thread; all calls block. One process only may run it for a plant: it holds
 * the plant's lock "station" (anlan_store_lock()).
 *
 * New readings are judged before they are committed, and alarms are committed (FULL) before the readings that raised them:
 * where the program dies in between, the sender has had no answer, sends again, and the alarm that stands already is not
 * raised twice. What is a repeat in readings.db is not judged at all.
 */
typedef struct _AnlanMonitor AnlanMonitor;

AnlanMonitor *anlan_monitor_open  (const char *dir, AnlanClock *clock, GTimeZone *zone, GError **error);
void          anlan_monitor_close (AnlanMonitor *monitor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMonitor, anlan_monitor_close)

/* @rules: (element-type AnlanRule); @facts: (nullable) (element-type AnlanSeriesFacts). Alarms of rules that are no longer
 * there are cleared. */
gboolean      anlan_monitor_set_rules (AnlanMonitor *monitor, GPtrArray *rules, GPtrArray *facts, GError **error);

/**
 * anlan_monitor_take:
 * @batches: (array length=n): taken together, with one commit
 *
 * Stores and judges. A device's moment is believed from the year 2000 to a day from now; else the newest of a batch is
 * taken to be of the moment it was received, and the others as much earlier as the device says.
 *
 * Returns: TRUE once all of it is committed; else nothing was stored, and it may be handed in again.
 */
gboolean      anlan_monitor_take  (AnlanMonitor *monitor, AnlanBatch *const *batches, guint n, AnlanTaken *taken,
                                   GError **error);

/* What time brings by itself: silence, what lasted long enough, shelves that end, alarms that climb. Once a second.
 * @changed: (element-type utf8): gets ids of alarms. */
gboolean      anlan_monitor_tick  (AnlanMonitor *monitor, GPtrArray *changed, GError **error);

/* Deletes a slice of the readings that are past their time (anlan_readings_purge()). */
gboolean      anlan_monitor_purge (AnlanMonitor *monitor, gboolean *more, GError **error);

/* Borrowed. */
AnlanClock    *anlan_monitor_get_clock    (AnlanMonitor *monitor);
GTimeZone     *anlan_monitor_get_zone     (AnlanMonitor *monitor); /* of the plant */
AnlanAlarms   *anlan_monitor_get_alarms   (AnlanMonitor *monitor);
AnlanReadings *anlan_monitor_get_readings (AnlanMonitor *monitor);

G_END_DECLS

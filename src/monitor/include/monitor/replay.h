/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/progress.h"
#include "monitor/judge.h"
#include "store/db.h"

G_BEGIN_DECLS

/* From @since to before @until it is known whether what a rule looks for was there. */
typedef struct
{
  gint64   since;
  gint64   until;
  gboolean real;
} AnlanLabel;

/**
 * AnlanReplayed:
 * @begins: how often the rule would have raised an alarm
 * @moments: at how many moments readings came
 * @on: at how many of these the condition held
 * @real, @unreal: at how many of these it is known that there was, and was not, something
 * @missed: of the real ones, how many without the condition; @mistaken: of the unreal ones, how many with it
 *
 * What a rule would have done.
 */
typedef struct
{
  guint begins;
  guint moments;
  guint on;
  guint real;
  guint unreal;
  guint missed;
  guint mistaken;
} AnlanReplayed;

/**
 * AnlanReplayedAlarm:
 * @since: when the rule would have raised it; @until: when it would have ended, or G_MAXINT64
 * @value: with which it began; NAN: none
 */
typedef struct
{
  char  *subject;
  gint64 since;
  gint64 until;
  double value;
} AnlanReplayedAlarm;

void     anlan_replayed_alarm_free (AnlanReplayedAlarm *alarm);

/* Per cent of the real moments that are missed, and of the others that are taken for one; NAN where there are none. */
double   anlan_replayed_missed   (const AnlanReplayed *replayed);
double   anlan_replayed_mistaken (const AnlanReplayed *replayed);

/**
 * anlan_replay:
 * @names: (array length=n_names): series; readings name them by their place, from 1
 * @readings: (element-type AnlanReading): in the order of their moments
 * @labels: (nullable) (element-type AnlanLabel)
 * @alarms: (nullable) (element-type AnlanReplayedAlarm): gets what the rule would have raised, the first
 *   %ANLAN_REPLAY_ALARMS_MAX of them
 *
 * Judges readings by one rule as if they came now. Those of one moment are judged before the moment is counted.
 */
void     anlan_replay         (AnlanRule *rule, GTimeZone *zone, const char *const *names, guint n_names,
                               GArray *readings, GArray *labels, AnlanReplayed *replayed, GPtrArray *alarms);

/**
 * anlan_replay_history:
 * @db: any connection to readings.db
 * @progress: (nullable): on the calling thread
 *
 * The same over raw readings that are kept. ANLAN_ERROR_LIMIT where there are more than %ANLAN_REPLAY_MAX of them;
 * G_IO_ERROR_CANCELLED.
 */
gboolean anlan_replay_history (AnlanDb *db, AnlanRule *rule, GTimeZone *zone, gint64 from, gint64 to, GArray *labels,
                               AnlanReplayed *replayed, GPtrArray *alarms, AnlanProgress progress, gpointer data,
                               GCancellable *cancellable, GError **error);

#define ANLAN_REPLAY_MAX 5000000
#define ANLAN_REPLAY_ALARMS_MAX 1000

G_END_DECLS

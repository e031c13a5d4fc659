/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/progress.h"
#include "monitor/alarms.h"
#include "monitor/judge.h"
#include "monitor/monitor.h"
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
 * The same over raw readings that are kept; deviations from what the weeks before say, expressions over the series that they
 * name. A rule of detections looks at none: anlan_replay_detections(). ANLAN_ERROR_LIMIT where there are more than %ANLAN_REPLAY_MAX of them;
 * G_IO_ERROR_CANCELLED.
 */
gboolean anlan_replay_history (AnlanDb *db, AnlanRule *rule, GTimeZone *zone, gint64 from, gint64 to, GArray *labels,
                               AnlanReplayed *replayed, GPtrArray *alarms, AnlanProgress progress, gpointer data,
                               GCancellable *cancellable, GError **error);

/**
 * anlan_replay_detections:
 *
 * The same for a rule of detections, over those that are kept in alarms.db. A moment is one at which a detection came that the
 * rule's types, zones and cameras allow.
 */
gboolean anlan_replay_detections (AnlanAlarms *alarms_db, AnlanRule *rule, GTimeZone *zone, gint64 from, gint64 to,
                                  GArray *labels, AnlanReplayed *replayed, GPtrArray *alarms, GCancellable *cancellable,
                                  GError **error);

/**
 * anlan_replay_labels:
 * @facts: (nullable) (element-type AnlanSeriesFacts): where the series are
 *
 * What is known of a span: alarms that people have closed as real or false, from when they were raised until they were over,
 * which are of this rule, or about a series or camera that it looks at, or in a zone of these and of the rule's own danger
 * (a smoke alarm of a camera says what was there when a detector of the same zone was silent; one of no special danger does
 * not).
 *
 * Returns: (transfer full) (element-type AnlanLabel): in the order of their beginnings.
 */
GArray  *anlan_replay_labels     (AnlanAlarms *alarms_db, const AnlanRule *rule, GPtrArray *facts, gint64 from, gint64 to,
                                  GError **error);

/**
 * anlan_replay_of_plant:
 * @dir: of the plant
 * @facts: (nullable): as above
 * @n_labels: (out) (optional): how many labels there were
 *
 * A rule of any type over what is kept of the plant, against what people have said of its alarms. ANLAN_ERROR_NOT_FOUND where
 * nothing has been measured, or seen, yet; else as the functions above. Blocks; not on the thread that draws.
 */
gboolean anlan_replay_of_plant  (const char *dir, AnlanClock *clock, AnlanRule *rule, GPtrArray *facts, GTimeZone *zone,
                                 gint64 from, gint64 to, AnlanReplayed *replayed, guint *n_labels, GPtrArray *alarms,
                                 AnlanProgress progress, gpointer data, GCancellable *cancellable, GError **error);

#define ANLAN_REPLAY_MAX 5000000
#define ANLAN_REPLAY_ALARMS_MAX 1000

G_END_DECLS

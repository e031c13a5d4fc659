/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/batch.h"
#include "monitor/rule.h"

G_BEGIN_DECLS

/**
 * AnlanJudgement:
 * @subject: series, camera or rule that it is about
 * @series: number of the series, or 0
 * @zone: where it is; "" where that is not known
 * @on: the condition begins (or, for a pulse, was there)
 * @pulse: it has no end of its own
 * @at: moment of the judge's clock
 * @device_ts: moment as the device told it
 * @began: of an end: moment of the device when the condition began, or G_MININT64
 * @test: it counts and does not shout
 *
 * A condition of a rule has begun or ended. Texts are borrowed until the next call of the judge.
 */
typedef struct
{
  const AnlanRule *rule;
  const char      *subject;
  guint            series;
  const char      *zone;
  const char      *unit; /* or NULL */
  gboolean         on;
  gboolean         pulse;
  gboolean         test;
  gint64           at;
  gint64           device_ts;
  gint64           began;
  double           value; /* of an end: the furthest beyond the bound; NAN: none */
} AnlanJudgement;

/* Mean and standard deviation of the hour of @at in past weeks, as anlan_readings_usual(). FALSE where that cannot be
 * told. */
typedef gboolean (*AnlanUsual) (guint series, gint64 at, guint weeks, double *mean, double *deviation, guint *n,
                                gpointer data);

/* Whether the SQL expression of a rule is true at @now. */
typedef gboolean (*AnlanHolds) (const AnlanRule *rule, gint64 now, gpointer data);

/**
 * AnlanJudge:
 *
 * Judges readings and detections by rules. Knows no file and no clock: moments are handed in and must not run back
 * (what is older than the last is judged at the last). One thread.
 */
typedef struct _AnlanJudge AnlanJudge;

AnlanJudge *anlan_judge_new  (GTimeZone *zone, gint64 now);
void        anlan_judge_free (AnlanJudge *judge);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanJudge, anlan_judge_free)

void        anlan_judge_set_usual (AnlanJudge *judge, AnlanUsual usual, gpointer data);
void        anlan_judge_set_holds (AnlanJudge *judge, AnlanHolds holds, gpointer data);

/* @rules: (element-type AnlanRule): checked ones. A condition that holds goes on to hold under a rule of the same id;
 * one that waits for its time to pass waits anew. */
void        anlan_judge_set_rules (AnlanJudge *judge, GPtrArray *rules);

/* What is known of a series; from the first reading on, or before (then @series is 0). @zone, @unit: (nullable). Without a zone it is the
 * part of the name before the first slash. */
void        anlan_judge_set_series (AnlanJudge *judge, guint series, const char *name, const char *zone,
                                    const char *unit);
gboolean    anlan_judge_has_series (AnlanJudge *judge, guint series);

/* The last good value of a series and its moment. FALSE where there is none. */
gboolean    anlan_judge_get_last  (AnlanJudge *judge, const char *name, double *value, gint64 *at);

/* Forgets which conditions hold. anlan_judge_set_rules() must follow. */
void        anlan_judge_forget    (AnlanJudge *judge);

/* The condition of a rule at a subject is known to hold (an alarm stands): it will not begin anew, but may end. */
void        anlan_judge_set_on    (AnlanJudge *judge, const char *rule, const char *subject);

/* Each appends AnlanJudgement to @out. */
void        anlan_judge_reading   (AnlanJudge *judge, const AnlanReading *reading, gint64 at, GArray *out);
void        anlan_judge_detection (AnlanJudge *judge, const AnlanDetection *detection, gint64 at, GArray *out);
void        anlan_judge_tick      (AnlanJudge *judge, gint64 now, GArray *out);

G_END_DECLS

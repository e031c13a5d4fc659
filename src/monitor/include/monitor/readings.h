/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

G_BEGIN_DECLS

/**
 * AnlanQuality:
 * @ANLAN_QUALITY_BAD: the value means nothing (broken wire, sensor fault); it is counted, and no more.
 * @ANLAN_QUALITY_UNCERTAIN: the value is used, and marked (calibration overdue, warming up).
 * @ANLAN_QUALITY_CLOCK: the device's clock was impossible; the reading stands at the moment it was received.
 */
typedef enum
{
  ANLAN_QUALITY_GOOD = 0,
  ANLAN_QUALITY_BAD = 1 << 0,
  ANLAN_QUALITY_UNCERTAIN = 1 << 1,
  ANLAN_QUALITY_CLOCK = 1 << 2,
} AnlanQuality;

/**
 * AnlanReading:
 * @series: as anlan_readings_series() numbers it
 * @ts: moment at which it stands: the device's
 * @received: when it came
 * @device: what the device said, where that is not @ts
 * @value: in the unit of the series; NAN where there is none
 */
typedef struct
{
  guint series;
  AnlanQuality quality;
  gint64 ts;
  gint64 received;
  gint64 device;
  double value;
} AnlanReading;

/* What became of a reading that was handed in. */
typedef enum
{
  ANLAN_FATE_NEW,
  ANLAN_FATE_REPEAT,   /* it is there already */
  ANLAN_FATE_CONFLICT, /* another value stands at that moment; the first word stays */
  ANLAN_FATE_STALE,    /* older than what is kept: it may have been counted before, and is not taken */
} AnlanFate;

/**
 * AnlanReadings:
 *
 * The writing side of readings.db: raw readings by series and moment, and their sums by minute, quarter of an hour, hour
 * and day of the plant, which change in the same transaction. One thread; all calls block.
 */
typedef struct _AnlanReadings AnlanReadings;

/* @zone: of the plant, for its days. */
AnlanReadings *
anlan_readings_open (const char *dir, GTimeZone *zone, GError **error);
void
anlan_readings_close (AnlanReadings *readings);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanReadings, anlan_readings_close)

AnlanDb *
anlan_readings_get_db (AnlanReadings *readings);

gboolean
anlan_readings_begin (AnlanReadings *readings, GError **error);
gboolean
anlan_readings_commit (AnlanReadings *readings, GError **error);
void
anlan_readings_rollback (AnlanReadings *readings);

/**
 * anlan_readings_series:
 * @unit: (nullable): as its source names it; kept where none was known
 *
 * The number of the series called @name; a new one gets a row in the transaction that must be open. Numbers are never
 * given twice while @readings is open, also where a transaction is rolled back.
 *
 * Returns: 0 with @error.
 */
guint
anlan_readings_series (AnlanReadings *readings, const char *name, const char *unit, GError **error);

/* Name of a series that was numbered; NULL for another one. Borrowed until a rollback or the end. */
const char *
anlan_readings_get_name (AnlanReadings *readings, guint series);

/* Adds one reading to the open transaction. Those of a batch come fastest sorted by series and moment. */
gboolean
anlan_readings_add (AnlanReadings *readings, const AnlanReading *reading, AnlanFate *fate, GError **error);

/* How many days raw readings, minutes and quarters of a series are kept; hours and days are kept for good. */
gboolean
anlan_readings_set_keep (
    AnlanReadings *readings, guint series, int raw, int minutes, int quarters, GError **error);

/* Keeps what came between two moments, whatever its age: what was around an alarm. */
gboolean
anlan_readings_keep (AnlanReadings *readings, guint series, gint64 since, gint64 until, GError **error);

/**
 * anlan_readings_purge:
 * @more: (out): whether something is left to be deleted
 *
 * Deletes a bounded slice of what is past its time, in a transaction of its own: a few thousand rows. Call it
 * again while there is @more.
 */
gboolean
anlan_readings_purge (AnlanReadings *readings, gint64 now, gboolean *more, GError **error);

/* --- looking ---------------------------------------------------------------------------------------------- */

typedef enum
{
  ANLAN_ROLLUP_RAW,
  ANLAN_ROLLUP_MINUTE,
  ANLAN_ROLLUP_QUARTER,
  ANLAN_ROLLUP_HOUR,
  ANLAN_ROLLUP_DAY,
} AnlanRollup;

const char *
anlan_rollup_name (AnlanRollup rollup); /* "raw", "1min", "15min", "1h", "1d" */

/* What is known of one stretch of time. Without a good reading in it, low to last are NAN. */
typedef struct
{
  gint64 ts; /* where it begins */
  double low;
  double high;
  double mean;
  double last;
  gint64 count; /* good readings */
  gint64 bad;
} AnlanStretch;

/**
 * anlan_readings_query:
 * @db: any connection to readings.db
 * @from, @to: moments; @to is not part of it
 * @max: the most points that are wanted, at least 1
 * @rollup: (out) (optional): from what the points were made
 *
 * The points of any span of any series, from the finest rollup that is quick to read, put together where there are more
 * than @max. Stretches in which nothing came have no point.
 *
 * Returns: (transfer full) (element-type AnlanStretch): in the order of time; NULL with ANLAN_ERROR_NOT_FOUND where there
 * is no such series.
 */
GArray *
anlan_readings_query (
    AnlanDb *db, const char *series, gint64 from, gint64 to, guint max, AnlanRollup *rollup, GError **error);

/* Raw readings from @from to before @to, in order, no more than @max. */
GArray *
anlan_readings_raw (AnlanDb *db, const char *series, gint64 from, gint64 to, guint max, GError **error);

/* What is known of a series at a glance. */
typedef struct
{
  char *name;
  char *unit; /* or NULL */
  gint64 ts;  /* of the last reading, or G_MININT64 */
  double value;
  AnlanQuality quality;
  gint64 offset; /* received less ts of it, ms */
  gint64 count;  /* good readings ever */
  gint64 bad;
  gint64 repeats;
  gint64 conflicts;
} AnlanSeriesInfo;

void
anlan_series_info_free (AnlanSeriesInfo *info);

/* (element-type AnlanSeriesInfo): all series in the order of their names. */
GPtrArray *
anlan_readings_list (AnlanDb *db, GError **error);

#define ANLAN_USUAL_WEEKS 52

/**
 * anlan_readings_usual:
 * @weeks: how many past weeks are looked at, at most %ANLAN_USUAL_WEEKS
 * @n: (out): in how many of them there were readings in that hour
 *
 * Mean and standard deviation of a series over the hour of @at in each of the past weeks, from the hours' rollup.
 * Weeks are 168 hours, whatever the clocks did.
 */
gboolean
anlan_readings_usual (AnlanDb *db,
                      guint series,
                      gint64 at,
                      guint weeks,
                      double *mean,
                      double *deviation,
                      guint *n,
                      GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* readings.db: every rollup is what the raw readings give, gaps are gaps, what comes twice counts once, retention. */

#include <math.h>

#include "base/error.h"
#include "base/time.h"
#include "monitor-fixture.h"
#include "store/side.h"

static AnlanReadings *
open_readings (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  AnlanReadings *readings = anlan_readings_open (fixture->dir, fixture->zone, &error);

  g_assert_no_error (error);
  return readings;
}

static AnlanFate
add (AnlanReadings *readings, guint series, gint64 ts, double value, AnlanQuality quality)
{
  AnlanReading reading = {
    .series = series, .ts = ts, .device = ts, .received = ts, .value = value, .quality = quality
  };
  g_autoptr (GError) error = NULL;
  AnlanFate fate;

  anlan_readings_add (readings, &reading, &fate, &error);
  g_assert_no_error (error);
  return fate;
}

static guint
number (AnlanReadings *readings, const char *name)
{
  g_autoptr (GError) error = NULL;
  guint series = anlan_readings_series (readings, name, "ppm", &error);

  g_assert_no_error (error);
  return series;
}

static void
begin (AnlanReadings *readings)
{
  g_autoptr (GError) error = NULL;

  anlan_readings_begin (readings, &error);
  g_assert_no_error (error);
}

static void
commit (AnlanReadings *readings)
{
  g_autoptr (GError) error = NULL;

  anlan_readings_commit (readings, &error);
  g_assert_no_error (error);
}

/* Noise without a library's help, so that it is the same everywhere. */
static double
noise (guint32 *state)
{
  *state = *state * 1664525u + 1013904223u;
  return (double)(*state >> 8) / 65536.0;
}

static gint64
level_start (guint level, gint64 ts)
{
  static const gint64 widths[] = { ANLAN_MINUTE, 15 * ANLAN_MINUTE, ANLAN_HOUR };

  /* The plant's day begins at 16:00 of the day before in UTC: Shanghai is eight hours ahead all year. */
  if (level == 3)
    return ts - (ts + 8 * ANLAN_HOUR) % ANLAN_DAY;
  return ts - ts % widths[level];
}

/* What the rollups hold is what the raw readings give, whatever the order in which these came. */
static void
test_rollups (Fixture *fixture, gconstpointer data)
{
  static const char *const tables[] = { "minute", "quarter", "hour", "day" };
  g_autoptr (AnlanReadings) readings = open_readings (fixture);
  g_autoptr (GError) error = NULL;
  guint32 state = 7;
  guint series;

  begin (readings);
  series = number (readings, "tank/1");
  for (guint i = 0; i < 5000; i++)
    {
      /* Three days, an hour of each missing, an eighth of it bad, in no order. */
      gint64 ts = FIXTURE_NOW + (gint64)(noise (&state) / 256 * 3 * (double)ANLAN_DAY);

      if (ts / ANLAN_HOUR % 24 == 5)
        continue;
      add (readings, series, ts, noise (&state), i % 8 == 0 ? ANLAN_QUALITY_BAD : ANLAN_QUALITY_GOOD);
      if (i % 700 == 0)
        {
          commit (readings);
          begin (readings);
        }
    }
  commit (readings);

  for (guint level = 0; level < G_N_ELEMENTS (tables); level++)
    {
      AnlanDb *db = anlan_readings_get_db (readings);
      /* What stands in the table and what is being gathered, together. */
      g_autofree char *sql = g_strdup_printf ("WITH b AS (SELECT ts, low, high, sum, last, last_at, count, "
                                              "bad FROM %1$s UNION ALL SELECT ts%2$u, low%2$u, "
                                              "high%2$u, sum%2$u, last%2$u, at%2$u, count%2$u, bad%2$u FROM "
                                              "head) SELECT ts, min(low), max(high), total(sum), "
                                              "(SELECT last FROM b x WHERE x.ts = b.ts ORDER BY last_at DESC "
                                              "LIMIT 1), sum(count), sum(bad) FROM b GROUP BY ts "
                                              "ORDER BY ts",
                                              tables[level], level);
      g_autoptr (GArray) raw = anlan_readings_raw (db, "tank/1", 0, G_MAXINT64, 10000, &error);
      g_autoptr (AnlanStmt) stmt = anlan_db_prepare (db, sql, &error);
      guint at = 0, rows = 0;

      g_assert_no_error (error);
      while (anlan_stmt_step (stmt, &error) == ANLAN_STEP_ROW)
        {
          double low = INFINITY, high = -INFINITY, sum = 0, last = NAN;
          gint64 start = anlan_stmt_integer (stmt, 0), count = 0, bad = 0;

          for (; at < raw->len; at++)
            {
              const AnlanReading *reading = &g_array_index (raw, AnlanReading, at);

              if (level_start (level, reading->ts) != start)
                break;
              if (reading->quality != ANLAN_QUALITY_GOOD)
                {
                  bad++;
                  continue;
                }
              low = fmin (low, reading->value);
              high = fmax (high, reading->value);
              sum += reading->value;
              last = reading->value;
              count++;
            }
          g_assert_cmpint (count, ==, anlan_stmt_integer (stmt, 5));
          g_assert_cmpint (bad, ==, anlan_stmt_integer (stmt, 6));
          g_assert_cmpint (anlan_stmt_is_null (stmt, 1), ==, count == 0);
          rows++;
          if (count == 0)
            continue;
          g_assert_cmpfloat (low, ==, anlan_stmt_real (stmt, 1));
          g_assert_cmpfloat (high, ==, anlan_stmt_real (stmt, 2));
          g_assert_cmpfloat_with_epsilon (sum, anlan_stmt_real (stmt, 3), 1e-6);
          g_assert_cmpfloat (last, ==, anlan_stmt_real (stmt, 4));
        }
      g_assert_no_error (error);
      g_assert_cmpuint (at, ==, raw->len);
      g_assert_cmpuint (rows, >, 0);
    }
}

/* The same reading again changes nothing; another value at the same moment is told apart and does not win. */
static void
test_repeats (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanReadings) readings = open_readings (fixture);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  const AnlanSeriesInfo *info;
  guint series;

  begin (readings);
  series = number (readings, "tank/1");
  g_assert_cmpint (add (readings, series, FIXTURE_NOW, 5, 0), ==, ANLAN_FATE_NEW);
  g_assert_cmpint (add (readings, series, FIXTURE_NOW, 5, 0), ==, ANLAN_FATE_REPEAT);
  commit (readings);
  begin (readings);
  g_assert_cmpint (add (readings, series, FIXTURE_NOW, 6, 0), ==, ANLAN_FATE_CONFLICT);
  g_assert_cmpint (add (readings, series, FIXTURE_NOW + 1, NAN, ANLAN_QUALITY_BAD), ==, ANLAN_FATE_NEW);
  g_assert_cmpint (add (readings, series, FIXTURE_NOW + 1, NAN, ANLAN_QUALITY_BAD), ==, ANLAN_FATE_REPEAT);
  commit (readings);
  list = anlan_readings_list (anlan_readings_get_db (readings), &error);
  g_assert_no_error (error);
  info = g_ptr_array_index (list, 0);
  g_assert_cmpint (info->count, ==, 1);
  g_assert_cmpint (info->bad, ==, 1);
  g_assert_cmpint (info->repeats, ==, 2);
  g_assert_cmpint (info->conflicts, ==, 1);
  g_assert_cmpstr (info->unit, ==, "ppm");
}

static void
test_rollback (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanReadings) readings = open_readings (fixture);
  g_autoptr (GArray) points = NULL;
  g_autoptr (GError) error = NULL;
  AnlanRollup rollup;
  guint first, second;

  begin (readings);
  first = number (readings, "tank/1");
  add (readings, first, FIXTURE_NOW, 100, 0);
  anlan_readings_rollback (readings);
  g_assert_null (anlan_readings_get_name (readings, first));

  begin (readings);
  second = number (readings, "tank/1");
  g_assert_cmpuint (second, !=, first);
  add (readings, second, FIXTURE_NOW, 1, 0);
  commit (readings);
  points = anlan_readings_query (anlan_readings_get_db (readings), "tank/1", FIXTURE_NOW - ANLAN_DAY,
                                 FIXTURE_NOW + ANLAN_DAY, 1, &rollup, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (points->len, ==, 1);
  g_assert_cmpfloat (g_array_index (points, AnlanStretch, 0).high, ==, 1);
}

/* span, points wanted, the rollup that must be taken: one reading a second for three hours. */
static void
test_query (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    gint64 span;
    guint max;
    AnlanRollup rollup;
  } rows[] = {
    { ANLAN_MINUTE, 100, ANLAN_ROLLUP_RAW },        { 20 * ANLAN_MINUTE, 100, ANLAN_ROLLUP_RAW },
    { 3 * ANLAN_HOUR, 100, ANLAN_ROLLUP_MINUTE },   { 3 * ANLAN_HOUR, 1000, ANLAN_ROLLUP_RAW },
    { 30 * ANLAN_DAY, 1000, ANLAN_ROLLUP_QUARTER }, { 365 * ANLAN_DAY, 800, ANLAN_ROLLUP_HOUR },
    { 3650 * ANLAN_DAY, 300, ANLAN_ROLLUP_DAY },
  };
  g_autoptr (AnlanReadings) readings = open_readings (fixture);
  g_autoptr (GError) error = NULL;
  guint series;

  begin (readings);
  series = number (readings, "tank/1");
  for (gint64 i = 0; i < 3 * 3600; i++)
    if (i / 60 != 90) /* a minute is missing */
      add (readings, series, FIXTURE_NOW + i * 1000, (double)i, 0);
  commit (readings);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 from = FIXTURE_NOW, to = from + rows[i].span, count = 0;
      AnlanRollup rollup;
      g_autoptr (GArray) points = anlan_readings_query (anlan_readings_get_db (readings), "tank/1", from, to,
                                                        rows[i].max, &rollup, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (anlan_rollup_name (rollup), ==, anlan_rollup_name (rows[i].rollup));
      g_assert_cmpuint (points->len, <=, rows[i].max);
      for (guint j = 0; j < points->len; j++)
        {
          const AnlanStretch *point = &g_array_index (points, AnlanStretch, j);

          count += point->count;
          g_assert_cmpfloat (point->low, <=, point->mean);
          g_assert_cmpfloat (point->mean, <=, point->high);
          g_assert_true (j == 0 || point->ts > g_array_index (points, AnlanStretch, j - 1).ts);
        }
      g_assert_cmpint (count, ==,
                       MIN (rows[i].span / 1000, 3 * 3600) - (rows[i].span > 91 * ANLAN_MINUTE ? 60 : 0));
    }
  /* The gap has no point. */
  {
    g_autoptr (GArray) points =
        anlan_readings_query (anlan_readings_get_db (readings), "tank/1", FIXTURE_NOW + 90 * ANLAN_MINUTE,
                              FIXTURE_NOW + 91 * ANLAN_MINUTE, 50, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (points->len, ==, 0);
  }
  g_assert_null (anlan_readings_query (anlan_readings_get_db (readings), "nothing", 0, 1, 1, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

/* What is older than it is kept goes, but not from the rollups, and not around an alarm; and it cannot come in again. */
static void
test_purge (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanReadings) readings = open_readings (fixture);
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) raw = NULL, points = NULL;
  const gint64 start = FIXTURE_NOW - 40 * ANLAN_DAY;
  gboolean more = TRUE;
  AnlanRollup rollup;
  guint series, slices = 0;

  begin (readings);
  series = number (readings, "tank/1");
  for (gint64 i = 0; i < 40 * 24 * 60; i++)
    add (readings, series, start + i * ANLAN_MINUTE, 1, 0);
  anlan_readings_keep (readings, series, start, start + ANLAN_HOUR, &error);
  g_assert_no_error (error);
  commit (readings);
  for (; more; slices++)
    {
      anlan_readings_purge (readings, FIXTURE_NOW, &more, &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (slices, >=, 2);
  raw = anlan_readings_raw (anlan_readings_get_db (readings), "tank/1", 0, G_MAXINT64, 100000, &error);
  /* 30 days back from 01:00 is cut at midnight UTC: 30 days and an hour stay, and the hour around the alarm. */
  g_assert_cmpuint (raw->len, ==, 30 * 24 * 60 + 60 + 60);
  points = anlan_readings_query (anlan_readings_get_db (readings), "tank/1", start, FIXTURE_NOW, 10000,
                                 &rollup, &error);
  g_assert_no_error (error);
  g_assert_cmpint (rollup, ==, ANLAN_ROLLUP_MINUTE);
  g_assert_cmpuint (points->len, >, 9000);

  begin (readings);
  g_assert_cmpint (add (readings, series, start + 5 * ANLAN_DAY, 1, 0), ==, ANLAN_FATE_STALE);
  commit (readings);
}

/* However many series have something to lose, one slice is short: an alarm must not wait for it. */
static void
test_purge_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanReadings) readings = open_readings (fixture);
  const gint64 start = FIXTURE_NOW - 40 * ANLAN_DAY;
  gint64 left = 7 * 3000;
  gboolean more = TRUE;

  begin (readings);
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *name = g_strdup_printf ("tank/%u", i);
      guint series = number (readings, name);

      for (gint64 j = 0; j < 3000; j++)
        add (readings, series, start + j * ANLAN_MINUTE, 1, 0);
    }
  commit (readings);
  while (more)
    {
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
      g_autoptr (GError) error = NULL;
      gint64 before = left;

      anlan_readings_purge (readings, FIXTURE_NOW, &more, &error);
      g_assert_no_error (error);
      anlan_db_lookup (anlan_readings_get_db (readings), "SELECT count(*) FROM raw", NULL, &value, &error);
      g_assert_no_error (error);
      left = anlan_value_get_integer (&value, -1);
      g_assert_cmpint (before - left, <=, 5000);
    }
  g_assert_cmpint (left, ==, 0);
  /* What one says of a moment whose readings are gone is not taken any more, of none of them. */
  begin (readings);
  for (guint i = 0; i < 7; i++)
    {
      g_autofree char *name = g_strdup_printf ("tank/%u", i);

      g_assert_cmpint (add (readings, number (readings, name), start, 1, 0), ==, ANLAN_FATE_STALE);
    }
  commit (readings);
}

/* The mean of the same hour of past weeks: 10, 20, 30 gives 20 and a standard deviation of 10. */
static void
test_usual (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanReadings) readings = open_readings (fixture);
  g_autoptr (GError) error = NULL;
  double mean, deviation;
  guint series, n;

  begin (readings);
  series = number (readings, "tank/1");
  for (gint64 week = 1; week <= 3; week++)
    for (gint64 minute = 0; minute < 60; minute++)
      add (readings, series, FIXTURE_NOW - week * 7 * ANLAN_DAY + minute * ANLAN_MINUTE, (double)week * 10,
           0);
  commit (readings);
  anlan_readings_usual (anlan_readings_get_db (readings), series, FIXTURE_NOW + 30 * ANLAN_MINUTE, 8, &mean,
                        &deviation, &n, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpfloat_with_epsilon (mean, 20, 1e-9);
  g_assert_cmpfloat_with_epsilon (deviation, 10, 1e-9);
}

/* Nothing has come yet: looking says so and makes no file. A newer database is refused. */
static void
test_open_errors (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "readings.db", NULL);
  g_autoptr (GError) error = NULL;
  AnlanDb *db;

  g_assert_null (anlan_side_open (fixture->dir, ANLAN_SIDE_READINGS, FALSE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  db = anlan_side_open (fixture->dir, ANLAN_SIDE_READINGS, TRUE, &error);
  g_assert_no_error (error);
  anlan_db_exec (db, "PRAGMA user_version = 99", &error);
  g_assert_no_error (error);
  anlan_db_close (db);
  g_assert_null (anlan_readings_open (fixture->dir, fixture->zone, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NEWER);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function)                                                                                  \
  g_test_add ("/monitor/readings/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("rollups", test_rollups);
  ADD ("repeats", test_repeats);
  ADD ("rollback", test_rollback);
  ADD ("query", test_query);
  ADD ("purge", test_purge);
  ADD ("purge-many", test_purge_many);
  ADD ("usual", test_usual);
  ADD ("open-errors", test_open_errors);

  return g_test_run ();
}

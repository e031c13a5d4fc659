/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

/* Looking at readings.db, on any connection. */

#include "readings-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"
#include "base/time.h"

/* So many rows a point are read and put together before a coarser rollup is taken: below it the picture is finer than the
 * coarser one, and some ten thousand rows take a few milliseconds. */
#define ROWS_A_POINT 15

const char *
anlan_rollup_name (AnlanRollup rollup)
{
  return rollup == ANLAN_ROLLUP_RAW ? "raw" : anlan_levels[rollup - ANLAN_ROLLUP_MINUTE].name;
}

typedef struct
{
  gint64 id;
  gint64 purged[3]; /* of raw, minutes, quarters */
} Known;

static gboolean
find_series (AnlanDb *db, const char *name, Known *known, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      db, "SELECT id, purged, purged_minutes, purged_quarters FROM series WHERE name = ?", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, name);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      known->id = anlan_stmt_integer (stmt, 0);
      for (int i = 0; i < 3; i++)
        known->purged[i] = anlan_stmt_integer (stmt, i + 1);
    }
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_DONE)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no series “%s” in this plant."),
                 name);
  return step == ANLAN_STEP_ROW;
}

/* --- which rollup ------------------------------------------------------------------------------------------ */

/* How many raw readings the minutes of a span have counted. */
static gboolean
count_raw (AnlanDb *db, gint64 series, gint64 from, gint64 to, gint64 *count, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      db,
      "SELECT coalesce(sum(n), 0) FROM (SELECT count + bad AS n FROM minute WHERE series = ?1 AND ts > ?2 "
      "AND ts < ?3 "
      "UNION ALL SELECT count0 + bad0 FROM head WHERE series = ?1 AND ts0 > ?2 AND ts0 < ?3)",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, series);
  anlan_stmt_bind_integer (stmt, 2, from - ANLAN_MINUTE);
  anlan_stmt_bind_integer (stmt, 3, to);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    *count = anlan_stmt_integer (stmt, 0);
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_ROW;
}

static gboolean
choose (
    AnlanDb *db, const Known *known, gint64 from, gint64 to, guint max, AnlanRollup *rollup, GError **error)
{
  gint64 rows = (gint64)max * ROWS_A_POINT, count;

  *rollup = ANLAN_ROLLUP_DAY;
  for (int i = ANLAN_N_LEVELS - 1; i >= 0; i--)
    {
      gboolean there = i >= 2 || from >= known->purged[i + 1];

      if (there && (to - from) / anlan_levels[i].width <= rows)
        *rollup = ANLAN_ROLLUP_MINUTE + (guint)i;
    }
  if (*rollup != ANLAN_ROLLUP_MINUTE || from < known->purged[0])
    return TRUE;
  if (!count_raw (db, known->id, from, to, &count, error))
    return FALSE;
  if (count <= rows)
    *rollup = ANLAN_ROLLUP_RAW;
  return TRUE;
}

/* --- points ------------------------------------------------------------------------------------------------ */

typedef struct
{
  GArray *points;
  gint64 from;
  gint64 step; /* width of what becomes one point */
  gint64 slot; /* of the last point */
  double sum;  /* of the last point */
} Merge;

static AnlanStmt *
select_rows (AnlanDb *db, AnlanRollup rollup, GError **error)
{
  g_autofree char *sql = NULL;

  if (rollup == ANLAN_ROLLUP_RAW)
    return anlan_db_statement (
        db,
        "SELECT ts, value, value, value, value, quality & 1 = 0 AND value IS NOT NULL, "
        "quality & 1 OR value IS NULL FROM raw WHERE series = ? AND ts >= ? AND ts < ? "
        "ORDER BY ts",
        error);
  /* What is being gathered comes behind what was written of the same bucket before, or before it where that is later. */
  sql = g_strdup_printf (
      "SELECT ts, low, high, sum, last, count, bad, last_at FROM %1$s WHERE series = ?1 AND ts > ?2 AND "
      "ts < ?3 UNION ALL SELECT ts%2$u, low%2$u, high%2$u, sum%2$u, last%2$u, count%2$u, bad%2$u, "
      "at%2$u FROM head WHERE series = ?1 AND ts%2$u > ?2 AND ts%2$u < ?3 ORDER BY 1, 8",
      anlan_levels[rollup - ANLAN_ROLLUP_MINUTE].table, (guint)(rollup - ANLAN_ROLLUP_MINUTE));
  return anlan_db_statement (db, sql, error);
}

static void
merge_row (Merge *merge, AnlanStmt *stmt)
{
  gint64 ts = anlan_stmt_integer (stmt, 0), slot = MAX (ts - merge->from, 0) / merge->step;
  AnlanStretch *point;

  if (merge->points->len == 0 || slot != merge->slot)
    {
      AnlanStretch empty = { .ts = ts, .low = NAN, .high = NAN, .mean = NAN, .last = NAN };

      g_array_append_val (merge->points, empty);
      merge->slot = slot;
      merge->sum = 0;
    }
  point = &g_array_index (merge->points, AnlanStretch, merge->points->len - 1);
  point->bad += anlan_stmt_integer (stmt, 6);
  if (anlan_stmt_integer (stmt, 5) == 0)
    return;
  point->low = fmin (point->low, anlan_stmt_real (stmt, 1));
  point->high = fmax (point->high, anlan_stmt_real (stmt, 2));
  merge->sum += anlan_stmt_real (stmt, 3);
  point->last = anlan_stmt_real (stmt, 4);
  point->count += anlan_stmt_integer (stmt, 5);
  point->mean = merge->sum / (double)point->count;
}

/* A row of a rollup belongs to the span if its bucket reaches into it. */
GArray *
anlan_readings_query (
    AnlanDb *db, const char *series, gint64 from, gint64 to, guint max, AnlanRollup *rollup, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (AnlanStretch));
  Merge merge = { .points = points, .from = from };
  AnlanRollup chosen;
  AnlanStmt *stmt;
  AnlanStep step;
  Known known;

  g_return_val_if_fail (db != NULL && series != NULL && from < to && max >= 1, NULL);

  if (!find_series (db, series, &known, error) || !choose (db, &known, from, to, max, &chosen, error))
    return NULL;
  stmt = select_rows (db, chosen, error);
  if (stmt == NULL)
    return NULL;
  merge.step = (to - from + max - 1) / max;
  anlan_stmt_bind_integer (stmt, 1, known.id);
  anlan_stmt_bind_integer (
      stmt, 2, chosen == ANLAN_ROLLUP_RAW ? from : from - anlan_levels[chosen - ANLAN_ROLLUP_MINUTE].width);
  anlan_stmt_bind_integer (stmt, 3, to);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    merge_row (&merge, stmt);
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR)
    return NULL;
  if (rollup != NULL)
    *rollup = chosen;
  return g_steal_pointer (&points);
}

GArray *
anlan_readings_raw (AnlanDb *db, const char *series, gint64 from, gint64 to, guint max, GError **error)
{
  g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (AnlanReading));
  AnlanStmt *stmt;
  AnlanStep step;
  Known known;

  g_return_val_if_fail (db != NULL && series != NULL, NULL);

  if (!find_series (db, series, &known, error))
    return NULL;
  stmt =
      anlan_db_statement (db,
                          "SELECT ts, value, quality, ts + ifnull(late, 0), ts + ifnull(device, 0) FROM raw "
                          "WHERE series = ? AND ts >= ? AND ts < ? ORDER BY ts LIMIT ?",
                          error);
  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_integer (stmt, 1, known.id);
  anlan_stmt_bind_integer (stmt, 2, from);
  anlan_stmt_bind_integer (stmt, 3, to);
  anlan_stmt_bind_integer (stmt, 4, max);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanReading reading = { .series = (guint)known.id,
                               .ts = anlan_stmt_integer (stmt, 0),
                               .value = anlan_stmt_is_null (stmt, 1) ? NAN : anlan_stmt_real (stmt, 1),
                               .quality = (AnlanQuality)anlan_stmt_integer (stmt, 2),
                               .received = anlan_stmt_integer (stmt, 3),
                               .device = anlan_stmt_integer (stmt, 4) };

      g_array_append_val (readings, reading);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&readings) : NULL;
}

/* --- at a glance ------------------------------------------------------------------------------------------- */

void
anlan_series_info_free (AnlanSeriesInfo *info)
{
  if (info == NULL)
    return;

  g_free (info->name);
  g_free (info->unit);
  g_free (info);
}

GPtrArray *
anlan_readings_list (AnlanDb *db, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_series_info_free);
  AnlanStmt *stmt;
  AnlanStep step;

  g_return_val_if_fail (db != NULL, NULL);

  stmt = anlan_db_statement (db,
                             "SELECT s.name, s.unit, r.ts, r.value, r.quality, r.late, "
                             "(SELECT total(count) FROM day d WHERE d.series = s.id) + ifnull(h.count3, 0), "
                             "(SELECT total(bad) FROM day d WHERE d.series = s.id) + ifnull(h.bad3, 0), "
                             "s.repeats, s.conflicts FROM series s LEFT JOIN head h ON h.series = s.id "
                             "LEFT JOIN raw r ON r.series = s.id AND "
                             "r.ts = (SELECT max(ts) FROM raw WHERE series = s.id) ORDER BY s.name",
                             error);
  if (stmt == NULL)
    return NULL;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanSeriesInfo *info = g_new0 (AnlanSeriesInfo, 1);

      info->name = g_strdup (anlan_stmt_text (stmt, 0));
      info->unit = g_strdup (anlan_stmt_text (stmt, 1));
      info->ts = anlan_stmt_is_null (stmt, 2) ? G_MININT64 : anlan_stmt_integer (stmt, 2);
      info->value = anlan_stmt_is_null (stmt, 3) ? NAN : anlan_stmt_real (stmt, 3);
      info->quality = (AnlanQuality)anlan_stmt_integer (stmt, 4);
      info->offset = anlan_stmt_integer (stmt, 5);
      info->count = anlan_stmt_integer (stmt, 6);
      info->bad = anlan_stmt_integer (stmt, 7);
      info->repeats = anlan_stmt_integer (stmt, 8);
      info->conflicts = anlan_stmt_integer (stmt, 9);
      g_ptr_array_add (list, info);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&list) : NULL;
}

/* Mean and corrected standard deviation of the means of the same hour, each week counting once. */
gboolean
anlan_readings_usual (AnlanDb *db,
                      guint series,
                      gint64 at,
                      guint weeks,
                      double *mean,
                      double *deviation,
                      guint *n,
                      GError **error)
{
  double values[ANLAN_USUAL_WEEKS], sum = 0, squares = 0;
  AnlanStmt *stmt;

  g_return_val_if_fail (weeks <= ANLAN_USUAL_WEEKS, FALSE);
  g_return_val_if_fail (db != NULL && mean != NULL && deviation != NULL && n != NULL, FALSE);

  stmt = anlan_db_statement (
      db,
      "SELECT total(s) / sum(n) FROM (SELECT sum AS s, count AS n FROM hour WHERE series = ?1 AND "
      "ts = ?2 UNION ALL SELECT sum2, count2 FROM head WHERE series = ?1 AND ts2 = ?2) "
      "HAVING sum(n) > 0",
      error);
  if (stmt == NULL)
    return FALSE;
  *n = 0;
  for (guint i = 1; i <= weeks; i++)
    {
      gint64 ts = at - at % ANLAN_HOUR - (gint64)i * 7 * ANLAN_DAY;
      AnlanStep step;

      anlan_stmt_bind_integer (stmt, 1, series);
      anlan_stmt_bind_integer (stmt, 2, ts);
      step = anlan_stmt_step (stmt, error);
      if (step == ANLAN_STEP_ROW)
        {
          values[*n] = anlan_stmt_real (stmt, 0);
          sum += values[*n];
          *n += 1;
        }
      anlan_stmt_reset (stmt);
      if (step == ANLAN_STEP_ERROR)
        return FALSE;
    }
  *mean = *n > 0 ? sum / *n : NAN;
  for (guint i = 0; i < *n; i++)
    squares += (values[i] - *mean) * (values[i] - *mean);
  *deviation = *n > 1 ? sqrt (squares / (*n - 1)) : NAN;
  return TRUE;
}

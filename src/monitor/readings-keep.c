/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

/* How long readings are kept. What is deleted was summed up before, so its moment is remembered: readings older than
 * that would be counted twice. */

#include "readings-private.h"

#include "base/time.h"

/* Rows that one slice may touch, of however many series: some milliseconds of work, in which an alarm would wait. */
#define SLICE_ROWS 5000

/* The work is done in pieces of so many rows, and no other is begun after so much time: pages that lie on a slow disk make one row
 * cost a hundred times another. µs */
#define PIECE_ROWS 500
#define SLICE_TIME 8000

static const struct
{
  const char *keep;   /* column that says how many days */
  const char *purged; /* column that says how far it has come */
  const char *table;
} kept[] = {
  { "keep_raw", "purged", "raw" },
  { "keep_minutes", "purged_minutes", "minute" },
  { "keep_quarters", "purged_quarters", "quarter" },
};

gboolean
anlan_readings_set_keep (
    AnlanReadings *readings, guint series, int raw, int minutes, int quarters, GError **error)
{
  AnlanStmt *stmt;

  g_return_val_if_fail (readings != NULL && raw >= 1 && minutes >= raw && quarters >= minutes, FALSE);

  stmt = anlan_db_statement (
      anlan_readings_get_db (readings),
      "UPDATE series SET keep_raw = ?, keep_minutes = ?, keep_quarters = ? WHERE id = ?", error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, raw);
  anlan_stmt_bind_integer (stmt, 2, minutes);
  anlan_stmt_bind_integer (stmt, 3, quarters);
  anlan_stmt_bind_integer (stmt, 4, series);
  return anlan_stmt_run (stmt, error);
}

gboolean
anlan_readings_keep (AnlanReadings *readings, guint series, gint64 since, gint64 until, GError **error)
{
  AnlanStmt *stmt;

  g_return_val_if_fail (readings != NULL && since <= until, FALSE);

  stmt = anlan_db_statement (anlan_readings_get_db (readings),
                             "INSERT INTO kept VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET "
                             "until = max(until, excluded.until)",
                             error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, series);
  anlan_stmt_bind_integer (stmt, 2, since);
  anlan_stmt_bind_integer (stmt, 3, until);
  return anlan_stmt_run (stmt, error);
}

typedef struct
{
  guint series;
  guint what; /* of kept[] */
  gint64 from;
  gint64 until;
} Slice;

/* How far one slice may go, so that it has no more than @rows. */
static gboolean
bound_slice (AnlanDb *db, Slice *slice, gint64 rows, gboolean *more, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT ts FROM %s WHERE series = ? AND ts >= ? AND ts < ? ORDER BY ts "
                       "LIMIT 1 OFFSET ?",
                       kept[slice->what].table);
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, slice->series);
  anlan_stmt_bind_integer (stmt, 2, slice->from);
  anlan_stmt_bind_integer (stmt, 3, slice->until);
  anlan_stmt_bind_integer (stmt, 4, rows);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      slice->until = anlan_stmt_integer (stmt, 0);
      *more = TRUE;
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static gboolean
delete_slice (AnlanDb *db, const Slice *slice, GError **error)
{
  g_autofree char *sql = g_strdup_printf (
      "DELETE FROM %s WHERE series = ?1 AND ts >= ?2 AND ts < ?3%s", kept[slice->what].table,
      slice->what > 0 ? ""
                      : " AND NOT EXISTS (SELECT 1 FROM kept k WHERE k.series = ?1 AND k.since <= raw.ts AND "
                        "raw.ts < k.until)");
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, slice->series);
  anlan_stmt_bind_integer (stmt, 2, slice->from);
  anlan_stmt_bind_integer (stmt, 3, slice->until);
  return anlan_stmt_run (stmt, error);
}

static gboolean
note_slice (AnlanDb *db, const Slice *slice, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("UPDATE series SET %s = ? WHERE id = ?", kept[slice->what].purged);
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, slice->until);
  anlan_stmt_bind_integer (stmt, 2, slice->series);
  return anlan_stmt_run (stmt, error);
}

/* What every series has to lose in one table. */
static GArray *
find_slices (AnlanDb *db, guint what, gint64 now, GError **error)
{
  g_autofree char *sql =
      g_strdup_printf ("SELECT id, %s, ? - %s * 86400000 FROM series", kept[what].purged, kept[what].keep);
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);
  g_autoptr (GArray) slices = g_array_new (FALSE, FALSE, sizeof (Slice));
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_integer (stmt, 1, now);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      /* Whole days of the calendar: a slice an hour long would cost more than it frees. */
      gint64 until = anlan_stmt_integer (stmt, 2);
      Slice slice = { .series = (guint)anlan_stmt_integer (stmt, 0),
                      .what = what,
                      .from = anlan_stmt_integer (stmt, 1),
                      .until = until - until % ANLAN_DAY };

      if (slice.until > slice.from)
        g_array_append_val (slices, slice);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&slices) : NULL;
}

/* @rows: (inout): how many may still be touched. */
static gboolean
take_slice (AnlanDb *db, Slice *slice, gint64 *rows, gboolean *more, GError **error)
{
  if (!bound_slice (db, slice, *rows, more, error) || !delete_slice (db, slice, error))
    return FALSE;
  *rows -= anlan_db_changes (db);
  return note_slice (db, slice, error);
}

/* What one series has to lose, as far as it goes. @slice: (inout): what was done of it. @more: some is left. */
static gboolean
take_pieces (AnlanDb *db, Slice *slice, gint64 end, gint64 *rows, gboolean *more, GError **error)
{
  Slice piece = *slice;
  gboolean rest;

  do
    {
      gint64 left = MIN (*rows, PIECE_ROWS), before = left;

      rest = FALSE;
      piece.until = slice->until;
      if (!take_slice (db, &piece, &left, &rest, error))
        return FALSE;
      *rows -= before - left;
      piece.from = piece.until;
    }
  while (rest && *rows > 0 && g_get_monotonic_time () < end);
  slice->until = piece.until;
  *more = *more || rest;
  return TRUE;
}

static gboolean
purge_table (AnlanReadings *readings, guint what, gint64 now, gboolean *more, GError **error)
{
  AnlanDb *db = anlan_readings_get_db (readings);
  g_autoptr (GArray) slices = NULL;
  gint64 rows = SLICE_ROWS, end = g_get_monotonic_time () + SLICE_TIME;

  if (!anlan_readings_begin (readings, error))
    return FALSE;
  slices = find_slices (db, what, now, error);
  for (guint i = 0; slices != NULL && i < slices->len; i++)
    {
      if (rows <= 0 || g_get_monotonic_time () >= end)
        {
          /* The series that are left have their turn in the next slice. */
          *more = TRUE;
          g_array_set_size (slices, i);
        }
      else if (!take_pieces (db, &g_array_index (slices, Slice, i), end, &rows, more, error))
        g_clear_pointer (&slices, g_array_unref);
    }
  if (slices == NULL)
    {
      anlan_readings_rollback (readings);
      return FALSE;
    }
  if (!anlan_readings_commit (readings, error))
    return FALSE;
  for (guint i = 0; what == 0 && i < slices->len; i++)
    {
      const Slice *slice = &g_array_index (slices, Slice, i);

      anlan_readings_set_purged (readings, slice->series, slice->until);
    }
  return TRUE;
}

gboolean
anlan_readings_purge (AnlanReadings *readings, gint64 now, gboolean *more, GError **error)
{
  g_return_val_if_fail (readings != NULL && more != NULL, FALSE);

  *more = FALSE;
  for (guint what = 0; what < G_N_ELEMENTS (kept); what++)
    if (!purge_table (readings, what, now, more, error))
      return FALSE;
  return TRUE;
}

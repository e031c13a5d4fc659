/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/glance.h"

#include <math.h>

#include "base/time.h"

#define LEAST_STALE (30 * ANLAN_SECOND)
#define STALE_UNKNOWN (15 * ANLAN_MINUTE)
#define STALE_DISTANCES 3

void
anlan_glance_free (AnlanGlance *glance)
{
  if (glance == NULL)
    return;

  g_free (glance->name);
  g_free (glance->unit);
  g_clear_pointer (&glance->minutes, g_array_unref);
  g_free (glance);
}

GHashTable *
anlan_glances_seen_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
}

/* --- one series ---------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 id;
  char *name;
  char *unit;
} Row;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->name);
  g_free (row->unit);
  g_free (row);
}

static GPtrArray *
list_series (AnlanDb *db, GError **error)
{
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (row_free);
  AnlanStmt *stmt = anlan_db_statement (db, "SELECT id, name, unit FROM series", error);
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      Row *row = g_new0 (Row, 1);

      row->id = anlan_stmt_integer (stmt, 0);
      row->name = g_strdup (anlan_stmt_text (stmt, 1));
      row->unit = g_strdup (anlan_stmt_text (stmt, 2));
      g_ptr_array_add (rows, row);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&rows) : NULL;
}

/* Raw readings may be gone, past their time; then the days still know the last one. */
static gboolean
read_last (AnlanDb *db, gint64 id, AnlanGlance *glance, GError **error)
{
  static const char *const sql[] = {
    "SELECT ts, value, quality, ts + ifnull(late, 0) FROM raw WHERE series = ? ORDER BY ts DESC LIMIT 1",
    "SELECT * FROM (SELECT last_at, last, 0, last_at FROM day WHERE series = ?1 AND count > 0 ORDER BY ts "
    "DESC "
    "LIMIT 1) UNION ALL SELECT at3, last3, 0, at3 FROM head WHERE series = ?1 AND count3 > 0 ORDER BY 1 DESC",
  };

  for (guint i = 0; i < G_N_ELEMENTS (sql); i++)
    {
      AnlanStmt *stmt = anlan_db_statement (db, sql[i], error);
      AnlanStep step;

      if (stmt == NULL)
        return FALSE;
      anlan_stmt_bind_integer (stmt, 1, id);
      step = anlan_stmt_step (stmt, error);
      if (step == ANLAN_STEP_ROW)
        {
          glance->ts = anlan_stmt_integer (stmt, 0);
          glance->quality = (AnlanQuality)anlan_stmt_integer (stmt, 2);
          glance->value = anlan_stmt_is_null (stmt, 1) || glance->quality & ANLAN_QUALITY_BAD
                              ? NAN
                              : anlan_stmt_real (stmt, 1);
          glance->received = anlan_stmt_integer (stmt, 3);
        }
      anlan_stmt_reset (stmt);
      if (step != ANLAN_STEP_DONE)
        return step == ANLAN_STEP_ROW;
    }
  return TRUE;
}

/* The minute into which readings come at present stands in head, behind what was written of it before or alone. */
static void
take_minute (GArray *minutes, AnlanStmt *stmt, double *sum)
{
  gint64 ts = anlan_stmt_integer (stmt, 0);
  AnlanStretch *point;

  if (minutes->len == 0 || g_array_index (minutes, AnlanStretch, minutes->len - 1).ts != ts)
    {
      AnlanStretch empty = { .ts = ts, .low = NAN, .high = NAN, .mean = NAN, .last = NAN };

      g_array_append_val (minutes, empty);
      *sum = 0;
    }
  point = &g_array_index (minutes, AnlanStretch, minutes->len - 1);
  point->bad += anlan_stmt_integer (stmt, 6);
  if (anlan_stmt_integer (stmt, 5) == 0)
    return;
  point->low = fmin (point->low, anlan_stmt_real (stmt, 1));
  point->high = fmax (point->high, anlan_stmt_real (stmt, 2));
  *sum += anlan_stmt_real (stmt, 3);
  point->last = anlan_stmt_real (stmt, 4);
  point->count += anlan_stmt_integer (stmt, 5);
  point->mean = *sum / (double)point->count;
}

static gboolean
read_minutes (AnlanDb *db, gint64 id, AnlanGlance *glance, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db,
                                        "SELECT ts, low, high, sum, last, count, bad, last_at FROM minute "
                                        "WHERE series = ?1 AND ts > ?2 AND ts <= ?3 "
                                        "UNION ALL SELECT ts0, low0, high0, sum0, last0, count0, bad0, at0 "
                                        "FROM head WHERE series = ?1 AND ts0 > ?2 "
                                        "AND ts0 <= ?3 ORDER BY 1, 8",
                                        error);
  double sum = 0;
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, id);
  anlan_stmt_bind_integer (stmt, 2, glance->ts - ANLAN_GLANCE_MINUTES * ANLAN_MINUTE);
  anlan_stmt_bind_integer (stmt, 3, glance->ts);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    take_minute (glance->minutes, stmt, &sum);
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* The last minute is not over yet, and the readings in it are not counted: of the others each stands for the time to the
 * next. */
static gint64
find_usual (GArray *minutes)
{
  gint64 n = 0, span;

  if (minutes->len < 2)
    return 0;
  for (guint i = 0; i + 1 < minutes->len; i++)
    {
      const AnlanStretch *point = &g_array_index (minutes, AnlanStretch, i);

      n += point->count + point->bad;
    }
  span = g_array_index (minutes, AnlanStretch, minutes->len - 1).ts -
         g_array_index (minutes, AnlanStretch, 0).ts;
  return n > 0 ? span / n : 0;
}

static AnlanGlance *
read_glance (AnlanDb *db, const Row *row, GError **error)
{
  g_autoptr (AnlanGlance) glance = g_new0 (AnlanGlance, 1);

  glance->name = g_strdup (row->name);
  glance->unit = g_strdup (row->unit);
  glance->ts = G_MININT64;
  glance->value = NAN;
  glance->minutes = g_array_new (FALSE, FALSE, sizeof (AnlanStretch));
  if (!read_last (db, row->id, glance, error))
    return NULL;
  return g_steal_pointer (&glance);
}

/* --- all ------------------------------------------------------------------------------------------------------- */

GPtrArray *
anlan_glances_read (AnlanDb *db, GHashTable *seen, GError **error)
{
  g_autoptr (GPtrArray) glances = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_glance_free);
  g_autoptr (GPtrArray) rows = NULL;

  g_return_val_if_fail (db != NULL && seen != NULL, NULL);

  rows = list_series (db, error);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const Row *row = g_ptr_array_index (rows, i);
      const gint64 *known = g_hash_table_lookup (seen, row->name);
      g_autoptr (AnlanGlance) glance = read_glance (db, row, error);

      if (glance == NULL)
        return NULL;
      if (known != NULL && *known == glance->ts)
        continue;
      if (glance->ts != G_MININT64 && !read_minutes (db, row->id, glance, error))
        return NULL;
      glance->usual = find_usual (glance->minutes);
      g_hash_table_insert (seen, g_strdup (row->name), g_memdup2 (&glance->ts, sizeof glance->ts));
      g_ptr_array_add (glances, g_steal_pointer (&glance));
    }
  return rows != NULL ? g_steal_pointer (&glances) : NULL;
}

gint64
anlan_glance_stale_after (const AnlanGlance *glance, gint64 silent_after)
{
  if (silent_after > 0)
    return silent_after;
  if (glance == NULL || glance->usual <= 0)
    return STALE_UNKNOWN;
  return MAX (LEAST_STALE, STALE_DISTANCES * glance->usual);
}

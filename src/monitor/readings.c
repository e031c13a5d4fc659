/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "readings-private.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "store/side.h"

/* A bucket into which readings come: in a row of the table head until readings come into another one. */
typedef struct
{
  gint64 start;
  gint64 end;
  double low, high, sum, last;
  gint64 last_at;
  gint64 count, bad;
} Bucket;

typedef struct
{
  guint id;
  char *name;
  char *unit;
  gint64 purged;
  gint64 repeats, conflicts; /* of this transaction */
  gboolean fresh;            /* its row was made in this transaction */
  gboolean fresh_unit;       /* its unit was learnt in this transaction */
  gboolean dirty;            /* is in AnlanReadings.touched */
  gboolean summed;           /* @open is another than @kept */
  Bucket open[ANLAN_N_LEVELS];
  Bucket kept[ANLAN_N_LEVELS]; /* as they were committed */
} Series;

struct _AnlanReadings
{
  AnlanDb *db;
  GTimeZone *zone;
  GHashTable *names; /* (owned): name -> Series */
  GPtrArray *series; /* number -> Series, or NULL */
  GPtrArray *touched;
  AnlanStmt *insert, *look, *count_repeat, *add_series;
  AnlanStmt *upsert[ANLAN_N_LEVELS], *write_head;
  gint64 day_start, day_end; /* the day that was last worked out */
  guint pages;               /* about so many were written since the keeper was called */
  guint last, run;           /* series of the reading added last, and how many of it came together */

  GThread *keeper;  /* brings the WAL into the file */
  AnlanDb *keepers; /* its connection */
  GMutex mutex;     /* guards what follows */
  GCond cond;
  gboolean called, ending;
};

/* After so many pages of 4 KiB the keeper is called; so many readings of a series lie on one, in about. */
#define PAGES_A_CALL 4000
#define READINGS_A_PAGE 150

const AnlanLevel anlan_levels[ANLAN_N_LEVELS] = {
  { "minute", "1min", ANLAN_MINUTE },
  { "quarter", "15min", 15 * ANLAN_MINUTE },
  { "hour", "1h", ANLAN_HOUR },
  { "day", "1d", ANLAN_DAY },
};

/* --- buckets ----------------------------------------------------------------------------------------------- */

/* A day of the plant: 23 to 25 hours where clocks change. */
static void
find_day (AnlanReadings *readings, gint64 ts)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) here = NULL;
  g_autoptr (GDateTime) start = NULL;
  g_autoptr (GDateTime) noon = NULL;
  g_autoptr (GDateTime) next = NULL;
  int year, month, day;

  if (ts >= readings->day_start && ts < readings->day_end)
    return;
  utc = g_date_time_new_from_unix_utc (ts / 1000);
  here = g_date_time_to_timezone (utc, readings->zone);
  g_date_time_get_ymd (here, &year, &month, &day);
  start = g_date_time_new (readings->zone, year, month, day, 0, 0, 0);
  noon = g_date_time_new (readings->zone, year, month, day, 12, 0, 0);
  next = g_date_time_add_days (noon, 1);
  g_date_time_get_ymd (next, &year, &month, &day);
  readings->day_start = g_date_time_to_unix (start) * 1000;
  g_clear_pointer (&next, g_date_time_unref);
  next = g_date_time_new (readings->zone, year, month, day, 0, 0, 0);
  readings->day_end = g_date_time_to_unix (next) * 1000;
}

static void
start_bucket (AnlanReadings *readings, Bucket *bucket, guint level, gint64 ts)
{
  if (level == ANLAN_N_LEVELS - 1)
    {
      find_day (readings, ts);
      bucket->start = readings->day_start;
      bucket->end = readings->day_end;
      return;
    }
  bucket->start = ts - ts % anlan_levels[level].width;
  bucket->end = bucket->start + anlan_levels[level].width;
}

static void
empty_bucket (Bucket *bucket)
{
  bucket->low = INFINITY;
  bucket->high = -INFINITY;
  bucket->sum = bucket->last = 0;
  bucket->last_at = G_MININT64;
  bucket->count = bucket->bad = 0;
}

/* Low, high, sum, last, last_at, count and bad of @bucket, from parameter @i on. */
static void
bind_bucket (AnlanStmt *stmt, int i, const Bucket *bucket)
{
  if (bucket->count > 0)
    {
      anlan_stmt_bind_real (stmt, i, bucket->low);
      anlan_stmt_bind_real (stmt, i + 1, bucket->high);
      anlan_stmt_bind_real (stmt, i + 3, bucket->last);
      anlan_stmt_bind_integer (stmt, i + 4, bucket->last_at);
    }
  anlan_stmt_bind_real (stmt, i + 2, bucket->sum);
  anlan_stmt_bind_integer (stmt, i + 5, bucket->count);
  anlan_stmt_bind_integer (stmt, i + 6, bucket->bad);
}

static gboolean
is_empty (const Bucket *bucket)
{
  return bucket->count + bucket->bad == 0;
}

/* Into the table of its level, to what may stand there of it already. */
static gboolean
write_bucket (AnlanReadings *readings, const Series *series, guint level, GError **error)
{
  const Bucket *bucket = &series->open[level];
  AnlanStmt *stmt = readings->upsert[level];

  anlan_stmt_bind_integer (stmt, 1, series->id);
  anlan_stmt_bind_integer (stmt, 2, bucket->start);
  bind_bucket (stmt, 3, bucket);
  return anlan_stmt_run (stmt, error);
}

static gboolean
write_head (AnlanReadings *readings, const Series *series, GError **error)
{
  AnlanStmt *stmt = readings->write_head;

  anlan_stmt_bind_integer (stmt, 1, series->id);
  for (int level = 0; level < ANLAN_N_LEVELS; level++)
    {
      const Bucket *bucket = &series->open[level];

      if (is_empty (bucket))
        continue;
      anlan_stmt_bind_integer (stmt, 2 + 8 * level, bucket->start);
      bind_bucket (stmt, 3 + 8 * level, bucket);
    }
  return anlan_stmt_run (stmt, error);
}

static void
touch (AnlanReadings *readings, Series *series)
{
  if (series->dirty)
    return;
  series->dirty = TRUE;
  g_ptr_array_add (readings->touched, series);
}

static void
add_to_bucket (Bucket *bucket, const AnlanReading *reading)
{
  if ((reading->quality & ANLAN_QUALITY_BAD) != 0 || !isfinite (reading->value))
    {
      bucket->bad++;
      return;
    }
  bucket->low = fmin (bucket->low, reading->value);
  bucket->high = fmax (bucket->high, reading->value);
  bucket->sum += reading->value;
  if (reading->ts >= bucket->last_at)
    {
      bucket->last = reading->value;
      bucket->last_at = reading->ts;
    }
  bucket->count++;
}

static gboolean
sum_up (AnlanReadings *readings, Series *series, const AnlanReading *reading, GError **error)
{
  touch (readings, series);
  series->summed = TRUE;
  for (guint level = 0; level < ANLAN_N_LEVELS; level++)
    {
      Bucket *bucket = &series->open[level];

      if (is_empty (bucket) || reading->ts < bucket->start || reading->ts >= bucket->end)
        {
          if (!is_empty (bucket) && !write_bucket (readings, series, level, error))
            return FALSE;
          empty_bucket (bucket);
          start_bucket (readings, bucket, level, reading->ts);
        }
      add_to_bucket (bucket, reading);
    }
  return TRUE;
}

/* --- series ------------------------------------------------------------------------------------------------ */

static void
series_free (gpointer data)
{
  Series *series = data;

  g_free (series->name);
  g_free (series->unit);
  g_free (series);
}

static Series *
keep_series (AnlanReadings *readings, guint id, const char *name, const char *unit, gint64 purged)
{
  Series *series = g_new0 (Series, 1);

  series->id = id;
  series->name = g_strdup (name);
  series->unit = g_strdup (unit);
  series->purged = purged;
  for (guint i = 0; i < ANLAN_N_LEVELS; i++)
    empty_bucket (&series->open[i]);
  memcpy (series->kept, series->open, sizeof series->kept);
  if (readings->series->len <= id)
    g_ptr_array_set_size (readings->series, (int)id + 1);
  readings->series->pdata[id] = series;
  g_hash_table_insert (readings->names, series->name, series);
  return series;
}

static gboolean
load_series (AnlanReadings *readings, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (readings->db, "SELECT id, name, unit, purged FROM series", error);
  AnlanStep step = ANLAN_STEP_ERROR;

  while (stmt != NULL && (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    keep_series (readings, (guint)anlan_stmt_integer (stmt, 0), anlan_stmt_text (stmt, 1),
                 anlan_stmt_text (stmt, 2), anlan_stmt_integer (stmt, 3));
  return step == ANLAN_STEP_DONE;
}

static Series *
get_series (AnlanReadings *readings, guint id)
{
  return id < readings->series->len ? readings->series->pdata[id] : NULL;
}

static void
read_bucket (AnlanReadings *readings, AnlanStmt *stmt, guint level, Bucket *bucket)
{
  int i = 1 + 8 * (int)level;

  if (anlan_stmt_is_null (stmt, i))
    return;
  start_bucket (readings, bucket, level, anlan_stmt_integer (stmt, i));
  /* Where the plant has moved to another zone meanwhile, its day goes on until the new one's ends. */
  bucket->start = anlan_stmt_integer (stmt, i);
  bucket->sum = anlan_stmt_real (stmt, i + 3);
  bucket->count = anlan_stmt_integer (stmt, i + 6);
  bucket->bad = anlan_stmt_integer (stmt, i + 7);
  if (bucket->count == 0)
    return;
  bucket->low = anlan_stmt_real (stmt, i + 1);
  bucket->high = anlan_stmt_real (stmt, i + 2);
  bucket->last = anlan_stmt_real (stmt, i + 4);
  bucket->last_at = anlan_stmt_integer (stmt, i + 5);
}

static gboolean
load_heads (AnlanReadings *readings, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (readings->db, "SELECT * FROM head", error);
  AnlanStep step = ANLAN_STEP_ERROR;

  while (stmt != NULL && (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      Series *series = get_series (readings, (guint)anlan_stmt_integer (stmt, 0));

      for (guint level = 0; series != NULL && level < ANLAN_N_LEVELS; level++)
        read_bucket (readings, stmt, level, &series->open[level]);
      if (series != NULL)
        memcpy (series->kept, series->open, sizeof series->kept);
    }
  if (stmt != NULL)
    anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

static gboolean
learn_unit (AnlanReadings *readings, Series *series, const char *unit, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (readings->db, "UPDATE series SET unit = ? WHERE id = ?", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, unit);
  anlan_stmt_bind_integer (stmt, 2, series->id);
  series->unit = g_strdup (unit);
  series->fresh_unit = TRUE;
  touch (readings, series);
  return anlan_stmt_run (stmt, error);
}

guint
anlan_readings_series (AnlanReadings *readings, const char *name, const char *unit, GError **error)
{
  Series *series;
  guint id;

  g_return_val_if_fail (readings != NULL && name != NULL, 0);

  series = g_hash_table_lookup (readings->names, name);
  if (series != NULL)
    {
      if (unit == NULL || series->unit != NULL || learn_unit (readings, series, unit, error))
        return series->id;
      return 0;
    }
  id = MAX (readings->series->len, 1);
  anlan_stmt_bind_integer (readings->add_series, 1, id);
  anlan_stmt_bind_text (readings->add_series, 2, name);
  anlan_stmt_bind_text (readings->add_series, 3, unit);
  if (!anlan_stmt_run (readings->add_series, error))
    return 0;
  series = keep_series (readings, id, name, unit, 0);
  series->fresh = TRUE;
  touch (readings, series);
  return id;
}

const char *
anlan_readings_get_name (AnlanReadings *readings, guint series)
{
  const Series *found;

  g_return_val_if_fail (readings != NULL, NULL);

  found = get_series (readings, series);
  return found != NULL ? found->name : NULL;
}

/* --- keeper ------------------------------------------------------------------------------------------------ */

/* A checkpoint waits for the disk, and an alarm must not wait for it. The writer goes on meanwhile; where it is so fast that
 * the keeper never comes to an end, its own checkpoint does (store/side.c). */
static gpointer
keeper_thread (gpointer data)
{
  AnlanReadings *readings = data;

  g_mutex_lock (&readings->mutex);
  while (!readings->ending)
    {
      g_autoptr (GError) error = NULL;

      if (!readings->called)
        {
          g_cond_wait (&readings->cond, &readings->mutex);
          continue;
        }
      readings->called = FALSE;
      g_mutex_unlock (&readings->mutex);
      /* The second brings what came during the first: a WAL that is all in the file begins anew. */
      if (!anlan_db_exec (readings->keepers,
                          "PRAGMA wal_checkpoint (PASSIVE); PRAGMA wal_checkpoint (PASSIVE)", &error))
        g_warning ("Readings stay in the write-ahead log for now: %s", error->message);
      g_mutex_lock (&readings->mutex);
    }
  g_mutex_unlock (&readings->mutex);
  return NULL;
}

static gboolean
start_keeper (AnlanReadings *readings, const char *dir, GError **error)
{
  readings->keepers = anlan_side_open (dir, ANLAN_SIDE_READINGS, TRUE, error);
  if (readings->keepers == NULL)
    return FALSE;
  readings->keeper = g_thread_new ("anlan-keeper", keeper_thread, readings);
  return TRUE;
}

static void
end_keeper (AnlanReadings *readings)
{
  if (readings->keeper != NULL)
    {
      g_mutex_lock (&readings->mutex);
      readings->ending = TRUE;
      g_cond_signal (&readings->cond);
      g_mutex_unlock (&readings->mutex);
      g_thread_join (readings->keeper);
    }
  g_clear_pointer (&readings->keepers, anlan_db_close);
}

static void
call_keeper (AnlanReadings *readings)
{
  if (readings->pages < PAGES_A_CALL)
    return;
  readings->pages = 0;
  g_mutex_lock (&readings->mutex);
  readings->called = TRUE;
  g_cond_signal (&readings->cond);
  g_mutex_unlock (&readings->mutex);
}

/* --- open, close ------------------------------------------------------------------------------------------- */

static gboolean
prepare (AnlanReadings *readings, GError **error)
{
  AnlanDb *db = readings->db;

  for (guint i = 0; i < ANLAN_N_LEVELS; i++)
    {
      /* A bucket without a good reading has no low, high and last: those of the other side stand. */
      g_autofree char *sql = g_strdup_printf (
          "INSERT INTO %s VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
          "low = coalesce(min(low, excluded.low), low, excluded.low), "
          "high = coalesce(max(high, excluded.high), high, excluded.high), sum = sum + excluded.sum, "
          "last = iif(last_at IS NULL OR excluded.last_at >= last_at, excluded.last, last), "
          "last_at = coalesce(max(last_at, excluded.last_at), last_at, excluded.last_at), "
          "count = count + excluded.count, bad = bad + excluded.bad",
          anlan_levels[i].table);

      readings->upsert[i] = anlan_db_prepare (db, sql, error);
      if (readings->upsert[i] == NULL)
        return FALSE;
    }
  readings->write_head =
      anlan_db_prepare (db,
                        "REPLACE INTO head VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                        "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                        error);
  if (readings->write_head == NULL)
    return FALSE;
  readings->insert =
      anlan_db_prepare (db, "INSERT INTO raw VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING", error);
  if (readings->insert == NULL)
    return FALSE;
  readings->look = anlan_db_prepare (db, "SELECT value, quality FROM raw WHERE series = ? AND ts = ?", error);
  if (readings->look == NULL)
    return FALSE;
  readings->count_repeat = anlan_db_prepare (
      db, "UPDATE series SET repeats = repeats + ?, conflicts = conflicts + ? WHERE id = ?", error);
  if (readings->count_repeat == NULL)
    return FALSE;
  readings->add_series = anlan_db_prepare (db, "INSERT INTO series (id, name, unit) VALUES (?, ?, ?)", error);
  return readings->add_series != NULL;
}

AnlanReadings *
anlan_readings_open (const char *dir, GTimeZone *zone, GError **error)
{
  AnlanReadings *readings;
  AnlanDb *db;

  g_return_val_if_fail (dir != NULL && zone != NULL, NULL);

  db = anlan_side_open (dir, ANLAN_SIDE_READINGS, TRUE, error);
  if (db == NULL)
    return NULL;
  readings = g_new0 (AnlanReadings, 1);
  readings->db = db;
  readings->zone = g_time_zone_ref (zone);
  readings->names = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, series_free);
  readings->series = g_ptr_array_new ();
  readings->touched = g_ptr_array_new ();
  g_mutex_init (&readings->mutex);
  g_cond_init (&readings->cond);
  if (!prepare (readings, error) || !load_series (readings, error) || !load_heads (readings, error) ||
      !start_keeper (readings, dir, error))
    {
      anlan_readings_close (readings);
      return NULL;
    }
  return readings;
}

void
anlan_readings_close (AnlanReadings *readings)
{
  if (readings == NULL)
    return;

  end_keeper (readings);
  g_mutex_clear (&readings->mutex);
  g_cond_clear (&readings->cond);
  anlan_db_rollback (readings->db);
  g_clear_pointer (&readings->insert, anlan_stmt_free);
  g_clear_pointer (&readings->look, anlan_stmt_free);
  g_clear_pointer (&readings->count_repeat, anlan_stmt_free);
  g_clear_pointer (&readings->add_series, anlan_stmt_free);
  g_clear_pointer (&readings->write_head, anlan_stmt_free);
  for (guint i = 0; i < ANLAN_N_LEVELS; i++)
    g_clear_pointer (&readings->upsert[i], anlan_stmt_free);
  anlan_db_close (readings->db);
  g_ptr_array_unref (readings->touched);
  g_ptr_array_unref (readings->series);
  g_hash_table_unref (readings->names);
  g_time_zone_unref (readings->zone);
  g_free (readings);
}

AnlanDb *
anlan_readings_get_db (AnlanReadings *readings)
{
  g_return_val_if_fail (readings != NULL, NULL);

  return readings->db;
}

/* --- transactions ------------------------------------------------------------------------------------------ */

void
anlan_readings_set_purged (AnlanReadings *readings, guint series, gint64 purged)
{
  Series *found = get_series (readings, series);

  if (found != NULL)
    found->purged = purged;
}

gboolean
anlan_readings_begin (AnlanReadings *readings, GError **error)
{
  g_return_val_if_fail (readings != NULL, FALSE);

  return anlan_db_begin (readings->db, error);
}

static gboolean
write_touched (AnlanReadings *readings, GError **error)
{
  for (guint i = 0; i < readings->touched->len; i++)
    {
      Series *series = g_ptr_array_index (readings->touched, i);

      if (series->summed && !write_head (readings, series, error))
        return FALSE;
      if (series->repeats + series->conflicts == 0)
        continue;
      anlan_stmt_bind_integer (readings->count_repeat, 1, series->repeats);
      anlan_stmt_bind_integer (readings->count_repeat, 2, series->conflicts);
      anlan_stmt_bind_integer (readings->count_repeat, 3, series->id);
      if (!anlan_stmt_run (readings->count_repeat, error))
        return FALSE;
    }
  return TRUE;
}

/* After a rollback nothing that was gathered counts, and a series that was new is not there. */
static void
forget_touched (AnlanReadings *readings, gboolean committed)
{
  for (guint i = 0; i < readings->touched->len; i++)
    {
      Series *series = g_ptr_array_index (readings->touched, i);

      series->dirty = series->summed = FALSE;
      series->repeats = series->conflicts = 0;
      if (committed)
        memcpy (series->kept, series->open, sizeof series->kept);
      else
        memcpy (series->open, series->kept, sizeof series->open);
      if (!committed && series->fresh)
        {
          readings->series->pdata[series->id] = NULL;
          g_hash_table_remove (readings->names, series->name);
          continue;
        }
      if (!committed && series->fresh_unit)
        g_clear_pointer (&series->unit, g_free);
      series->fresh = series->fresh_unit = FALSE;
    }
  g_ptr_array_set_size (readings->touched, 0);
}

gboolean
anlan_readings_commit (AnlanReadings *readings, GError **error)
{
  g_return_val_if_fail (readings != NULL, FALSE);

  if (!write_touched (readings, error) || !anlan_db_commit (readings->db, error))
    {
      anlan_readings_rollback (readings);
      return FALSE;
    }
  forget_touched (readings, TRUE);
  call_keeper (readings);
  return TRUE;
}

void
anlan_readings_rollback (AnlanReadings *readings)
{
  g_return_if_fail (readings != NULL);

  anlan_db_rollback (readings->db);
  forget_touched (readings, FALSE);
}

/* --- adding ------------------------------------------------------------------------------------------------ */

static gboolean
same_value (double a, double b)
{
  return a == b || (isnan (a) && isnan (b));
}

/* Something stands at that moment: is it the same? */
static gboolean
find_repeat (
    AnlanReadings *readings, Series *series, const AnlanReading *reading, AnlanFate *fate, GError **error)
{
  AnlanStmt *stmt = readings->look;
  AnlanStep step;

  anlan_stmt_bind_integer (stmt, 1, reading->series);
  anlan_stmt_bind_integer (stmt, 2, reading->ts);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    {
      double value = anlan_stmt_is_null (stmt, 0) ? NAN : anlan_stmt_real (stmt, 0);

      *fate = same_value (value, reading->value) && anlan_stmt_integer (stmt, 1) == (gint64)reading->quality
                  ? ANLAN_FATE_REPEAT
                  : ANLAN_FATE_CONFLICT;
    }
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR)
    return FALSE;
  if (*fate == ANLAN_FATE_CONFLICT)
    series->conflicts++;
  else
    series->repeats++;
  touch (readings, series);
  return TRUE;
}

gboolean
anlan_readings_add (AnlanReadings *readings, const AnlanReading *reading, AnlanFate *fate, GError **error)
{
  AnlanStmt *stmt = readings->insert;
  Series *series = get_series (readings, reading->series);

  g_return_val_if_fail (series != NULL && reading->ts >= 0, FALSE);

  if (reading->ts < series->purged)
    {
      *fate = ANLAN_FATE_STALE;
      return TRUE;
    }
  anlan_stmt_bind_integer (stmt, 1, reading->series);
  anlan_stmt_bind_integer (stmt, 2, reading->ts);
  if (isfinite (reading->value))
    anlan_stmt_bind_real (stmt, 3, reading->value);
  anlan_stmt_bind_integer (stmt, 4, reading->quality);
  if (reading->received != reading->ts)
    anlan_stmt_bind_integer (stmt, 5, reading->received - reading->ts);
  if (reading->device != reading->ts)
    anlan_stmt_bind_integer (stmt, 6, reading->device - reading->ts);
  if (!anlan_stmt_run (stmt, error))
    return FALSE;
  readings->run = reading->series == readings->last ? readings->run + 1 : 0;
  readings->last = reading->series;
  readings->pages += readings->run % READINGS_A_PAGE == 0;
  if (anlan_db_changes (readings->db) == 0)
    {
      *fate = ANLAN_FATE_REPEAT;
      return find_repeat (readings, series, reading, fate, error);
    }
  *fate = ANLAN_FATE_NEW;
  return sum_up (readings, series, reading, error);
}

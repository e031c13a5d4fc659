/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "series-read.h"

#include "base/error.h"
#include "base/time.h"
#include "chore.h"
#include "model/query.h"
#include "store/side.h"

#define MOST_ALARMS 500

/* --- connections ---------------------------------------------------------------------------------------------------------- */

struct _AnlanSeriesStore
{
  gatomicrefcount refs;
  char *dir;
  GMutex mutex;
  GPtrArray *idle; /* AnlanDb */
};

AnlanSeriesStore *
anlan_series_store_new (const char *dir)
{
  AnlanSeriesStore *store = g_new0 (AnlanSeriesStore, 1);

  g_return_val_if_fail (dir != NULL, NULL);

  g_atomic_ref_count_init (&store->refs);
  store->dir = g_strdup (dir);
  g_mutex_init (&store->mutex);
  store->idle = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_db_close);
  return store;
}

AnlanSeriesStore *
anlan_series_store_ref (AnlanSeriesStore *store)
{
  g_atomic_ref_count_inc (&store->refs);
  return store;
}

void
anlan_series_store_unref (AnlanSeriesStore *store)
{
  if (!g_atomic_ref_count_dec (&store->refs))
    return;
  anlan_chore_free (store->idle, (GDestroyNotify)g_ptr_array_unref);
  g_mutex_clear (&store->mutex);
  g_free (store->dir);
  g_free (store);
}

AnlanDb *
anlan_series_store_take (AnlanSeriesStore *store, GError **error)
{
  AnlanDb *db = NULL;

  g_return_val_if_fail (store != NULL, NULL);

  g_mutex_lock (&store->mutex);
  if (store->idle->len > 0)
    db = g_ptr_array_steal_index_fast (store->idle, store->idle->len - 1);
  g_mutex_unlock (&store->mutex);
  return db != NULL ? db : anlan_side_open (store->dir, ANLAN_SIDE_READINGS, FALSE, error);
}

void
anlan_series_store_give (AnlanSeriesStore *store, AnlanDb *db)
{
  g_return_if_fail (store != NULL);

  if (db == NULL)
    return;
  g_mutex_lock (&store->mutex);
  g_ptr_array_add (store->idle, db);
  g_mutex_unlock (&store->mutex);
}

/* --- alarms --------------------------------------------------------------------------------------------------------------- */

gint64
anlan_series_moment_of (const AnlanRecord *record, const char *field)
{
  const char *text = anlan_record_get_text (record, field);
  gint64 ms;

  return text != NULL && anlan_time_parse (text, &ms) ? ms : G_MAXINT64;
}

GPtrArray *
anlan_series_find_alarms (AnlanPlant *plant, const char *const *names, gint64 from, gint64 to, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("alarm");
  AnlanFilter *of = anlan_query_filter (query, "subject", ANLAN_FILTER_IS);
  AnlanFilter *before = anlan_query_filter (query, "raised_at", ANLAN_FILTER_TO);
  g_autofree char *end = anlan_time_format (to);
  AnlanValue value = ANLAN_VALUE_INIT;
  GPtrArray *alarms;

  for (guint i = 0; names[i] != NULL; i++)
    {
      anlan_value_set_text (&value, names[i]);
      anlan_filter_add (of, &value);
    }
  anlan_value_set_text (&value, end);
  anlan_filter_add (before, &value);
  anlan_value_clear (&value);
  query->sort = g_strdup ("-raised_at");
  query->limit = MOST_ALARMS;
  alarms = anlan_plant_find (plant, query, error);
  for (guint i = alarms != NULL ? alarms->len : 0; i > 0; i--)
    if (anlan_series_moment_of (g_ptr_array_index (alarms, i - 1), "cleared_at") < from)
      g_ptr_array_remove_index (alarms, i - 1);
  return alarms;
}

static guint
weight_of (const AnlanRecord *alarm)
{
  const char *severity = anlan_record_get_text (alarm, "severity");

  for (guint i = 0; i < ANLAN_N_SEVERITIES; i++)
    if (g_strcmp0 (severity, anlan_severity_name (i)) == 0)
      return i;
  return 0;
}

/* --- reading -------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *name, *title, *unit;
} Wanted;

typedef struct
{
  AnlanSeriesStore *store;
  AnlanPlant *plant;
  GTimeZone *zone;
  Wanted wanted[ANLAN_PLOT_LINES_MAX];
  guint n;
  GArray *limits; /* AnlanSensorLimit of the first, its words borrowed from @words */
  GPtrArray *words;
  gint64 from, to;
  guint max;
  AnlanPlot *plot; /* (out) */
} Reading;

static void
reading_free (gpointer data)
{
  Reading *reading = data;

  anlan_series_store_unref (reading->store);
  g_object_unref (reading->plant);
  g_time_zone_unref (reading->zone);
  for (guint i = 0; i < reading->n; i++)
    {
      g_free (reading->wanted[i].name);
      g_free (reading->wanted[i].title);
      g_free (reading->wanted[i].unit);
    }
  g_array_unref (reading->limits);
  g_ptr_array_unref (reading->words);
  g_clear_pointer (&reading->plot, anlan_plot_unref);
  g_free (reading);
}

/* @db: (nullable): there are no readings at all yet. */
static gboolean
read_line (Reading *reading, AnlanDb *db, const Wanted *wanted, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GArray) points = NULL;
  AnlanRollup rollup = ANLAN_ROLLUP_RAW;

  if (db != NULL)
    points =
        anlan_readings_query (db, wanted->name, reading->from, reading->to, reading->max, &rollup, &trouble);
  if (points == NULL && trouble != NULL && !g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  if (points == NULL)
    points = g_array_new (FALSE, FALSE, sizeof (AnlanStretch));
  return anlan_plot_add_line (reading->plot, wanted->name, wanted->title, wanted->unit, points, rollup,
                              error);
}

static gboolean
add_alarms (Reading *reading, GError **error)
{
  const char *names[ANLAN_PLOT_LINES_MAX + 1] = { NULL };
  g_autoptr (GPtrArray) alarms = NULL;

  for (guint i = 0; i < reading->n; i++)
    names[i] = reading->wanted[i].name;
  alarms = anlan_series_find_alarms (reading->plant, names, reading->from, reading->to, error);
  for (guint i = 0; alarms != NULL && i < alarms->len; i++)
    {
      const AnlanRecord *alarm = g_ptr_array_index (alarms, i);

      anlan_plot_add_alarm (reading->plot, anlan_series_moment_of (alarm, "raised_at"),
                            anlan_series_moment_of (alarm, "cleared_at"), weight_of (alarm),
                            anlan_record_label (alarm));
    }
  return alarms != NULL;
}

static gboolean
read_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Reading *reading = data;
  g_autoptr (GError) trouble = NULL;
  AnlanDb *db = anlan_series_store_take (reading->store, &trouble);
  gboolean ok = TRUE;

  if (db == NULL && !g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  reading->plot = anlan_plot_new (reading->from, reading->to, reading->zone);
  for (guint i = 0; ok && i < reading->n; i++)
    ok = !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         read_line (reading, db, &reading->wanted[i], error);
  anlan_series_store_give (reading->store, db);
  for (guint i = 0; ok && i < reading->limits->len; i++)
    {
      const AnlanSensorLimit *limit = &g_array_index (reading->limits, AnlanSensorLimit, i);

      anlan_plot_add_limit (reading->plot, limit->value, reading->wanted[0].unit, limit->words);
    }
  return ok && add_alarms (reading, error);
}

static void
copy_limits (Reading *reading, const AnlanSensor *sensor)
{
  reading->limits = g_array_new (FALSE, FALSE, sizeof (AnlanSensorLimit));
  reading->words = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < sensor->limits->len; i++)
    {
      AnlanSensorLimit limit = g_array_index (sensor->limits, AnlanSensorLimit, i);

      limit.words = g_strdup (limit.words != NULL ? limit.words : "");
      g_ptr_array_add (reading->words, limit.words);
      g_array_append_val (reading->limits, limit);
    }
}

void
anlan_series_read_async (AnlanSeriesStore *store,
                         AnlanPlant *plant,
                         AnlanSensor *const *sensors,
                         guint n,
                         gint64 from,
                         gint64 to,
                         guint max,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  Reading *reading;

  g_return_if_fail (store != NULL && ANLAN_IS_PLANT (plant) && sensors != NULL);
  g_return_if_fail (n >= 1 && n <= ANLAN_PLOT_LINES_MAX && from < to && max >= 1);

  reading = g_new0 (Reading, 1);
  reading->store = anlan_series_store_ref (store);
  reading->plant = g_object_ref (plant);
  reading->zone = anlan_plant_ref_zone (plant);
  reading->from = from;
  reading->to = to;
  reading->max = max;
  reading->n = n;
  for (guint i = 0; i < n; i++)
    reading->wanted[i] =
        (Wanted){ g_strdup (sensors[i]->name), g_strdup (sensors[i]->title), g_strdup (sensors[i]->unit) };
  copy_limits (reading, sensors[0]);
  anlan_chore_run (plant, read_work, reading, reading_free, NULL, cancellable, callback, user_data);
}

AnlanPlot *
anlan_series_read_finish (GAsyncResult *result, GError **error)
{
  gpointer data;
  Reading *reading;

  if (!anlan_chore_finish (result, &data, error))
    return NULL;
  reading = data;
  return g_steal_pointer (&reading->plot);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "monitor/weather.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "base/units.h"
#include "model/query.h"
#include "monitor/readings.h"
#include "store/side.h"

/* Readings of ten minutes, ten a second. */
#define SPAN_MAX 6000

/* Shorter than this the vectors cancel each other out. */
#define NO_DIRECTION 1e-6

static const struct
{
  const char *name;
  const char *unit;
} parts[] = {
  [ANLAN_WEATHER_WIND_FROM] = { "wind_from", NULL }, [ANLAN_WEATHER_WIND_SPEED] = { "wind_speed", "m/s" },
  [ANLAN_WEATHER_GUST] = { "gust", "m/s" },          [ANLAN_WEATHER_TEMPERATURE] = { "temperature", "°C" },
  [ANLAN_WEATHER_RAIN] = { "rain", NULL },           [ANLAN_WEATHER_WARNING] = { "warning", NULL },
};

const char *
anlan_weather_name (AnlanWeatherWhat what)
{
  g_return_val_if_fail (what < ANLAN_N_WEATHERS, NULL);

  return parts[what].name;
}

void
anlan_weather_clear (AnlanWeather *weather)
{
  for (guint i = 0; i < ANLAN_N_WEATHERS; i++)
    g_clear_pointer (&weather->parts[i].series, g_free);
}

gboolean
anlan_weather_direction (const double *degrees, guint n, double *mean, double *spread)
{
  double s = 0, c = 0, length, e;

  g_return_val_if_fail (degrees != NULL && mean != NULL && spread != NULL, FALSE);

  *mean = *spread = NAN;
  for (guint i = 0; i < n; i++)
    {
      s += sin (degrees[i] * G_PI / 180);
      c += cos (degrees[i] * G_PI / 180);
    }
  if (n == 0)
    return FALSE;
  s /= n;
  c /= n;
  length = hypot (s, c);
  if (length < NO_DIRECTION)
    return FALSE;
  *mean = fmod (atan2 (s, c) * 180 / G_PI + 360, 360);
  e = sqrt (MAX (0, 1 - length * length));
  *spread = asin (MIN (1, e)) * (1 + (2 / sqrt (3) - 1) * e * e * e) * 180 / G_PI;
  return TRUE;
}

static void
set_mean (AnlanWeatherPart *part, const double *values, guint n)
{
  double sum = 0, squares = 0;

  for (guint i = 0; i < n; i++)
    sum += values[i];
  part->mean = sum / n;
  for (guint i = 0; i < n; i++)
    squares += (values[i] - part->mean) * (values[i] - part->mean);
  part->spread = sqrt (squares / n);
}

/* In the unit that the part has, where the point names another one. */
static double
convert (double value, const char *from, const char *to)
{
  const AnlanUnit *unit = from != NULL ? anlan_unit_find (from) : NULL,
                  *wanted = to != NULL ? anlan_unit_find (to) : NULL;
  double result;

  return unit != NULL && wanted != NULL && anlan_unit_convert (value, unit, wanted, &result) ? result : value;
}

/* The last good reading of a day, or nothing. */
static gboolean
find_last (AnlanDb *db, const char *series, gint64 now, gint64 *at, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  g_autoptr (GArray) day = anlan_readings_query (db, series, now - ANLAN_DAY, now + 1, 1440, NULL, &trouble);

  *at = G_MININT64;
  if (day == NULL && !g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  for (guint i = day != NULL ? day->len : 0; i > 0 && *at == G_MININT64; i--)
    if (g_array_index (day, AnlanStretch, i - 1).count > 0)
      *at = g_array_index (day, AnlanStretch, i - 1).ts;
  return TRUE;
}

static gboolean
fill (AnlanDb *db,
      AnlanWeatherPart *part,
      AnlanWeatherWhat what,
      const AnlanRecord *series,
      gint64 at,
      gint64 now,
      GError **error)
{
  const char *name = anlan_record_get_text (series, "name"),
             *unit = anlan_record_get_text (series, "measure");
  /* From the point of the last stretch on, and ten minutes before. */
  g_autoptr (GArray) raw = anlan_readings_raw (db, name, at - ANLAN_WEATHER_SPAN, now + 1, SPAN_MAX, error);
  g_autofree double *values = NULL;
  guint n = 0;

  if (raw == NULL)
    return FALSE;
  values = g_new (double, raw->len + 1);
  for (guint i = 0; i < raw->len; i++)
    {
      const AnlanReading *reading = &g_array_index (raw, AnlanReading, i);

      if (reading->quality == ANLAN_QUALITY_BAD || !isfinite (reading->value))
        continue;
      values[n++] = convert (reading->value, unit, parts[what].unit);
      part->at = reading->ts;
    }
  if (n == 0)
    return TRUE;
  part->value = values[n - 1];
  part->n = n;
  g_free (part->series);
  part->series = g_strdup (name);
  if (what == ANLAN_WEATHER_WIND_FROM)
    anlan_weather_direction (values, n, &part->mean, &part->spread);
  else
    set_mean (part, values, n);
  return TRUE;
}

static gboolean
look_at (AnlanDb *db, const AnlanRecord *series, gint64 now, AnlanWeather *weather, GError **error)
{
  const char *word = anlan_record_get_text (series, "weather");
  gint64 at;

  for (guint i = 0; i < ANLAN_N_WEATHERS; i++)
    {
      if (g_strcmp0 (word, parts[i].name) != 0)
        continue;
      if (!find_last (db, anlan_record_get_text (series, "name"), now, &at, error))
        return FALSE;
      return at == G_MININT64 || at <= weather->parts[i].at ||
             fill (db, &weather->parts[i], (AnlanWeatherWhat)i, series, at, now, error);
    }
  return TRUE;
}

gboolean
anlan_weather_read (AnlanPlant *plant, gint64 now, AnlanWeather *weather, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("series");
  g_autoptr (GPtrArray) series = NULL;
  g_autoptr (GError) trouble = NULL;
  gboolean done = TRUE;
  AnlanDb *db;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && weather != NULL, FALSE);

  for (guint i = 0; i < ANLAN_N_WEATHERS; i++)
    weather->parts[i] = (AnlanWeatherPart){ NAN, G_MININT64, NAN, NAN, 0, NULL };
  anlan_query_filter (query, "weather", ANLAN_FILTER_FILLED);
  series = anlan_plant_find (plant, query, error);
  if (series == NULL || series->len == 0)
    return series != NULL;
  db = anlan_side_open (anlan_store_get_dir (anlan_plant_get_store (plant)), ANLAN_SIDE_READINGS, FALSE,
                        &trouble);
  if (db == NULL && g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    return TRUE;
  if (db == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&trouble));
      return FALSE;
    }
  for (guint i = 0; i < series->len && done; i++)
    done = look_at (db, g_ptr_array_index (series, i), now, weather, error);
  anlan_db_close (db);
  return done;
}

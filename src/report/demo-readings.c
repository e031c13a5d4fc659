/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

/* What the sensors of the demo plant have measured up to now, worked out from a recipe: the same every time but for the
 * moment at which it ends. */

#include "demo-private.h"

#include <math.h>

#include "base/time.h"
#include "monitor/readings.h"

typedef struct
{
  AnlanReadings *readings;
  gint64 now; /* a whole minute */
  gint64 step, older_step;
  gint64 since, older_since;
} History;

/* A number from 0 to 1 that depends on nothing but @seed and @i: splitmix64 (Steele, Lea, Flood 2014). */
static double
chance (guint64 seed, guint64 i)
{
  guint64 x = seed + (i + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return (double)((x ^ (x >> 31)) >> 11) / (double)(G_GUINT64_CONSTANT (1) << 53);
}

/* Near the middle more often than at the ends; -1 to 1. */
static double
jitter (guint64 seed, guint64 i)
{
  return (chance (seed, 3 * i) + chance (seed, 3 * i + 1) + chance (seed, 3 * i + 2)) * 2 / 3 - 1;
}

/* How far into one of the spans under @what, counted back from now, @ts lies: 0 to 1; negative: in none. */
static double
within (JsonObject *series, const char *what, gint64 now, gint64 ts, JsonObject **span)
{
  JsonArray *list =
      json_object_has_member (series, what) ? json_object_get_array_member (series, what) : NULL;

  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      double since, hours, at = (double)(ts - now) / ANLAN_HOUR;

      *span = json_array_get_object_element (list, i);
      since = -json_object_get_double_member (*span, "hours-ago");
      hours = json_object_get_double_member (*span, "hours");
      if (at >= since && at < since + hours)
        return (at - since) / hours;
    }
  return -1;
}

static double
value_at (const History *history, JsonObject *series, guint64 seed, gint64 ts)
{
  double day = 2 * G_PI * (double)(ts % ANLAN_DAY) / ANLAN_DAY,
         week = 2 * G_PI * (double)ts / (7.3 * ANLAN_DAY);
  int decimals = (int)json_object_get_int_member_with_default (series, "decimals", 2);
  double base = json_object_get_double_member (series, "base"), value = base, part,
         scale = pow (10, decimals);
  JsonObject *span = NULL;

  /* Warmest at three in the afternoon by the sun of 120° E: seven hours UTC. */
  value += json_object_get_double_member (series, "day") * cos (day - 2 * G_PI * 7 / 24);
  value += json_object_get_double_member_with_default (series, "slow", 0) * sin (week);
  value += json_object_get_double_member (series, "noise") * jitter (seed, (guint64)(ts / history->step));
  part = within (series, "excursions", history->now, ts, &span);
  if (part >= 0)
    value += (json_object_get_double_member (span, "peak") - value) * sin (G_PI * part);
  /* What cannot be negative is not because of its noise. */
  if (base > 0)
    value = MAX (0, value);
  return round (value * scale) / scale;
}

static gboolean
add_series (History *history, JsonObject *series, GError **error)
{
  const char *name = json_object_get_string_member (series, "name");
  guint64 seed = g_str_hash (name);
  guint number = anlan_readings_series (
      history->readings, name, json_object_get_string_member_with_default (series, "unit", NULL), error);
  double stuck = NAN;

  for (gint64 ts = history->older_since; number != 0 && ts <= history->now;
       ts += ts < history->since ? history->older_step : history->step)
    {
      AnlanReading reading = { .series = number, .ts = ts, .received = ts, .device = ts };
      JsonObject *span = NULL;
      AnlanFate fate;

      if (within (series, "gaps", history->now, ts, &span) >= 0)
        continue;
      reading.value = value_at (history, series, seed, ts);
      if (within (series, "stuck", history->now, ts, &span) < 0)
        stuck = NAN;
      else if (isnan (stuck))
        stuck = reading.value;
      if (!isnan (stuck))
        reading.value = stuck;
      if (!anlan_readings_add (history->readings, &reading, &fate, error))
        return FALSE;
    }
  return number != 0;
}

static gboolean
add_all (History *history, JsonArray *list, GError **error)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      if (!anlan_readings_begin (history->readings, error))
        return FALSE;
      if (!add_series (history, json_array_get_object_element (list, i), error))
        {
          anlan_readings_rollback (history->readings);
          return FALSE;
        }
      if (!anlan_readings_commit (history->readings, error))
        return FALSE;
    }
  return TRUE;
}

/* Moments lie on whole steps, so that quarters begin at quarters. */
static gint64
round_down (gint64 ts, gint64 step)
{
  return ts - ts % step;
}

gboolean
anlan_demo_measure (AnlanDemo *demo, JsonObject *recipe, GError **error)
{
  const char *dir = anlan_store_get_dir (anlan_plant_get_store (demo->plant));
  g_autoptr (AnlanReadings) readings = anlan_readings_open (dir, demo->zone, error);
  gint64 now = g_get_real_time () / 1000;
  History history = { .readings = readings };

  if (readings == NULL)
    return FALSE;
  history.step = json_object_get_int_member (recipe, "seconds") * ANLAN_SECOND;
  history.older_step = json_object_get_int_member (recipe, "older-seconds") * ANLAN_SECOND;
  history.now = round_down (now, history.step);
  history.since =
      round_down (now - json_object_get_int_member (recipe, "days") * ANLAN_DAY, history.older_step);
  history.older_since =
      round_down (now - json_object_get_int_member (recipe, "older-days") * ANLAN_DAY, history.older_step);
  return add_all (&history, json_object_get_array_member (recipe, "series"), error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include "base/time.h"
#include "plot-private.h"

/* Of an axis on which all values are one. */
#define LEAST_SPAN 1e-9
#define MOST_DECIMALS 6

/* --- values ----------------------------------------------------------------------------------------------------------- */

void
anlan_plot_value_axis (double low, double high, guint most, double *bottom, double *top, double *step)
{
  g_return_if_fail (most > 0 && bottom != NULL && top != NULL && step != NULL);

  if (!isfinite (low) || !isfinite (high) || high < low)
    low = 0, high = 1;
  if (high - low < LEAST_SPAN * MAX (1, fabs (high)))
    {
      double room = high == 0 ? 1 : fabs (high) * 0.1;

      low -= room;
      high += room;
    }
  /* What is never negative has no room below zero. */
  if (low > 0 && low < (high - low) * 0.5)
    low = 0;
  *step = anlan_chart_ticks (high - low, most, FALSE);
  *bottom = floor (low / *step + 1e-9) * *step;
  *top = ceil (high / *step - 1e-9) * *step;
}

char *
anlan_plot_number (double value, double step)
{
  int decimals = step > 0 && step < 1 ? (int)ceil (-log10 (step) - 1e-9) : 0;

  if (fabs (value) < LEAST_SPAN)
    value = 0;
  return g_strdup_printf ("%.*f", MIN (decimals, MOST_DECIMALS), value);
}

/* --- time --------------------------------------------------------------------------------------------------------------- */

static const gint64 clock_steps[] = {
  ANLAN_SECOND, 5 * ANLAN_SECOND, 15 * ANLAN_SECOND, 30 * ANLAN_SECOND,
  ANLAN_MINUTE, 5 * ANLAN_MINUTE, 15 * ANLAN_MINUTE, 30 * ANLAN_MINUTE,
  ANLAN_HOUR,   3 * ANLAN_HOUR,   6 * ANLAN_HOUR,    12 * ANLAN_HOUR,
};

/* Days, then months; days of the week and of the month begin where people count from. */
static const struct
{
  int days, months;
} date_steps[] = { { 1, 0 }, { 2, 0 },  { 7, 0 },  { 14, 0 }, { 0, 1 },   { 0, 2 },   { 0, 3 },
                   { 0, 6 }, { 0, 12 }, { 0, 24 }, { 0, 60 }, { 0, 120 }, { 0, 240 }, { 0, 600 } };

static GDateTime *
local (gint64 ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);

  return utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;
}

static gint64
moment_of (GDateTime *time)
{
  return g_date_time_to_unix (time) * 1000;
}

/* Clocks change by whole hours: what is less stands at the same minutes all the time. */
static void
add_minute_marks (GArray *marks, gint64 from, gint64 to, gint64 step, GTimeZone *zone)
{
  g_autoptr (GDateTime) time = local (from, zone);
  gint64 offset;

  if (time == NULL)
    return;
  offset = g_date_time_get_utc_offset (time) / 1000;
  for (gint64 wall = (from + offset + step - 1) / step * step; wall - offset < to; wall += step)
    {
      gint64 mark = wall - offset;

      g_array_append_val (marks, mark);
    }
}

/* By the wall clock, so that 06:00 stays 06:00 where clocks change. */
static void
add_hour_marks (GArray *marks, gint64 from, gint64 to, int hours, GTimeZone *zone)
{
  g_autoptr (GDateTime) time = local (from, zone);
  gint64 mark = G_MININT64;
  int year, month, day;

  if (time == NULL)
    return;
  g_date_time_get_ymd (time, &year, &month, &day);
  for (int i = 0; mark < to; i++)
    {
      /* Noon is there every day. */
      g_autoptr (GDateTime) noon = g_date_time_new (zone, year, month, day, 12, 0, 0);
      g_autoptr (GDateTime) then = g_date_time_add_days (noon, i * hours / 24);
      g_autoptr (GDateTime) at =
          g_date_time_new (zone, g_date_time_get_year (then), g_date_time_get_month (then),
                           g_date_time_get_day_of_month (then), i * hours % 24, 0, 0);

      mark = moment_of (at);
      if (mark >= from && mark < to)
        g_array_append_val (marks, mark);
    }
}

static void
add_date_marks (GArray *marks, gint64 from, gint64 to, int days, int months, GTimeZone *zone)
{
  g_autoptr (GDateTime) time = local (from, zone);
  g_autoptr (GDateTime) mark = NULL;
  int year, month, day;

  if (time == NULL)
    return;
  g_date_time_get_ymd (time, &year, &month, &day);
  if (months > 0)
    {
      int first = (year * 12 + month - 1) / months * months;

      mark = g_date_time_new (zone, first / 12, first % 12 + 1, 1, 0, 0, 0);
    }
  else
    {
      g_autoptr (GDateTime) midnight = g_date_time_new (zone, year, month, day, 0, 0, 0);

      /* Weeks begin on Monday; pairs of days on even days of the year. */
      mark = g_date_time_add_days (midnight, days >= 7   ? 1 - g_date_time_get_day_of_week (midnight)
                                             : days == 2 ? -((g_date_time_get_day_of_year (midnight) + 1) % 2)
                                                         : 0);
    }
  while (mark != NULL && moment_of (mark) < to)
    {
      gint64 at = moment_of (mark);
      GDateTime *next =
          months > 0 ? g_date_time_add_months (mark, months) : g_date_time_add_days (mark, days);

      if (at >= from)
        g_array_append_val (marks, at);
      g_date_time_unref (mark);
      mark = next;
    }
}

GArray *
anlan_plot_time_marks (gint64 from, gint64 to, guint most, GTimeZone *zone)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (gint64));
  gint64 span = to - from;

  g_return_val_if_fail (from < to && most > 0 && zone != NULL, marks);

  for (guint i = 0; i < G_N_ELEMENTS (clock_steps); i++)
    if (span / clock_steps[i] <= most)
      {
        if (clock_steps[i] < ANLAN_HOUR)
          add_minute_marks (marks, from, to, clock_steps[i], zone);
        else
          add_hour_marks (marks, from, to, (int)(clock_steps[i] / ANLAN_HOUR), zone);
        return marks;
      }
  for (guint i = 0; i < G_N_ELEMENTS (date_steps); i++)
    {
      gint64 step = (date_steps[i].days + date_steps[i].months * G_GINT64_CONSTANT (30)) * ANLAN_DAY;

      if (span / step > most && i + 1 < G_N_ELEMENTS (date_steps))
        continue;
      add_date_marks (marks, from, to, date_steps[i].days, date_steps[i].months, zone);
      return marks;
    }
  return marks;
}

char *
anlan_plot_time_words (gint64 at, gint64 distance, GTimeZone *zone)
{
  g_autoptr (GDateTime) time = local (at, zone);
  const char *format = distance < ANLAN_MINUTE ? "%H:%M:%S" : "%H:%M";

  if (time == NULL)
    return g_strdup ("");
  if (distance >= 300 * ANLAN_DAY)
    format = "%Y";
  else if (distance >= 25 * ANLAN_DAY)
    format = "%Y-%m";
  /* Midnight says which day begins. */
  else if (distance >= 20 * ANLAN_HOUR ||
           (g_date_time_get_hour (time) == 0 && g_date_time_get_minute (time) == 0 &&
            g_date_time_get_second (time) == 0))
    format = "%m-%d";
  return g_date_time_format (time, format);
}

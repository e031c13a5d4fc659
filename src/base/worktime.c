/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/worktime.h"

#include "base/time.h"
#include "time-private.h"

#define SECONDS_A_DAY 86400
#define DAYS_MAX 3653
#define DAY_MINUTES 1440

static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

/* Days since 1970 by the clocks of @zone. */
static gint64
local_day (gint64 ms, GTimeZone *zone)
{
  return floor_div (anlan_wall_from_utc (floor_div (ms, ANLAN_SECOND), zone), SECONDS_A_DAY);
}

/* The moment at which the clocks show @minutes of @day. */
static gint64
local_moment (gint64 day, int minutes, GTimeZone *zone)
{
  return anlan_wall_to_utc (day * SECONDS_A_DAY + (gint64)minutes * 60, zone) * ANLAN_SECOND;
}

static gboolean
is_workday (const AnlanWorkWeek *week, gint64 day)
{
  g_autofree char *date = NULL;
  int year, month, dom;

  anlan_date_from_days (day, &year, &month, &dom);
  date = anlan_date_text (year, month, dom);
  return week->is_workday (date, week->user_data);
}

static gboolean
is_in_order (const AnlanWorkWeek *week)
{
  int last = 0;

  if (week == NULL || week->is_workday == NULL || week->zone == NULL || week->n_spans == 0)
    return FALSE;
  for (guint i = 0; i < week->n_spans; i++)
    {
      if (week->spans[i].start < last || week->spans[i].end <= week->spans[i].start)
        return FALSE;
      last = week->spans[i].end;
    }
  return last <= DAY_MINUTES;
}

gint64
anlan_worktime_add (const AnlanWorkWeek *week, gint64 from, gint64 work)
{
  gint64 day;

  g_return_val_if_fail (is_in_order (week), G_MININT64);
  g_return_val_if_fail (work >= 0, G_MININT64);

  if (work == 0)
    return from;
  day = local_day (from, week->zone);
  for (gint64 last = day + DAYS_MAX; day <= last; day++)
    {
      if (!is_workday (week, day))
        continue;
      for (guint i = 0; i < week->n_spans; i++)
        {
          gint64 start = MAX (local_moment (day, week->spans[i].start, week->zone), from);
          gint64 end = local_moment (day, week->spans[i].end, week->zone);

          if (end <= start)
            continue;
          if (work <= end - start)
            return start + work;
          work -= end - start;
        }
    }
  return G_MININT64;
}

gint64
anlan_worktime_between (const AnlanWorkWeek *week, gint64 from, gint64 to)
{
  gint64 sum = 0, first, last;

  g_return_val_if_fail (is_in_order (week), 0);

  if (to <= from)
    return 0;
  first = local_day (from, week->zone);
  last = MIN (local_day (to, week->zone), first + 2 * DAYS_MAX);
  for (gint64 day = first; day <= last; day++)
    {
      if (!is_workday (week, day))
        continue;
      for (guint i = 0; i < week->n_spans; i++)
        {
          gint64 start = MAX (local_moment (day, week->spans[i].start, week->zone), from);
          gint64 end = MIN (local_moment (day, week->spans[i].end, week->zone), to);

          sum += MAX (end - start, 0);
        }
    }
  return sum;
}

gint64
anlan_worktime_add_days (const AnlanWorkWeek *week, gint64 from, int days)
{
  gint64 day;

  g_return_val_if_fail (is_in_order (week), G_MININT64);
  g_return_val_if_fail (days > 0, G_MININT64);

  day = local_day (from, week->zone);
  for (int idle = 0; idle < DAYS_MAX;)
    {
      day++;
      if (!is_workday (week, day))
        {
          idle++;
          continue;
        }
      idle = 0;
      if (--days == 0)
        return local_moment (day, week->spans[week->n_spans - 1].end, week->zone);
    }
  return G_MININT64;
}

gint64
anlan_local_add_days (gint64 ms, GTimeZone *zone, int days)
{
  gint64 seconds = floor_div (ms, ANLAN_SECOND);
  gint64 wall;

  g_return_val_if_fail (zone != NULL, ms);

  wall = anlan_wall_from_utc (seconds, zone) + (gint64)days * SECONDS_A_DAY;
  return anlan_wall_to_utc (wall, zone) * ANLAN_SECOND + (ms - seconds * ANLAN_SECOND);
}

gboolean
anlan_is_night (gint64 ms, GTimeZone *zone, int start, int end)
{
  gint64 wall;
  int minute;

  g_return_val_if_fail (zone != NULL, FALSE);

  wall = anlan_wall_from_utc (floor_div (ms, ANLAN_SECOND), zone);
  minute = (int)((wall - floor_div (wall, SECONDS_A_DAY) * SECONDS_A_DAY) / 60);
  if (start <= end)
    return minute >= start && minute < end;
  return minute >= start || minute < end;
}

gboolean
anlan_touches_night (gint64 from, gint64 to, GTimeZone *zone, int start, int end)
{
  gint64 first, last;

  g_return_val_if_fail (zone != NULL, FALSE);

  if (to <= from || start == end)
    return FALSE;
  if (anlan_is_night (from, zone, start, end))
    return TRUE;
  /* By day at first: a night must begin before @to. In two days one does. */
  first = local_day (from, zone);
  last = MIN (local_day (to, zone), first + 2);
  for (gint64 day = first; day <= last; day++)
    {
      gint64 night = local_moment (day, start, zone);

      if (night >= from && night < to)
        return TRUE;
    }
  return FALSE;
}

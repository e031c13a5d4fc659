/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "backup-plan.h"

#include "base/time.h"

#define MORNING_HOUR 8

gint64
anlan_backup_last_morning (gint64 now, GTimeZone *zone, const char *day_start)
{
  g_autofree char *start = day_start != NULL ? anlan_clock_time_from_text (day_start) : NULL;
  int hour = start != NULL ? (int)g_ascii_strtoll (start, NULL, 10) : MORNING_HOUR;
  int minute = start != NULL ? (int)g_ascii_strtoll (start + 3, NULL, 10) : 0;
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (now / 1000);
  g_autoptr (GDateTime) here = g_date_time_to_timezone (utc, zone);
  g_autoptr (GDateTime) today =
      g_date_time_new (zone, g_date_time_get_year (here), g_date_time_get_month (here),
                       g_date_time_get_day_of_month (here), hour, minute, 0);
  g_autoptr (GDateTime) morning =
      g_date_time_compare (today, here) <= 0 ? g_date_time_ref (today) : g_date_time_add_days (today, -1);

  return g_date_time_to_unix (morning) * 1000;
}

gboolean
anlan_backup_is_due (gint64 now, gint64 good, gint64 tried, GTimeZone *zone, const char *day_start)
{
  /* A clock that was set back must not put it off for ever. */
  if (good > now)
    good = 0;
  if (good >= anlan_backup_last_morning (now, zone, day_start))
    return FALSE;
  return tried <= good || tried > now || now - tried >= ANLAN_HOUR;
}

guint
anlan_backup_days_without (gint64 now, gint64 good, gint64 first)
{
  gint64 since = good > 0 ? good : first;

  return since > 0 && now > since ? (guint)((now - since) / ANLAN_DAY) : 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/worktime.h"

#include <string.h>

#include "base/time.h"

static const AnlanSpan office[] = { { 8 * 60, 12 * 60 }, { 13 * 60 + 30, 17 * 60 + 30 } };
static const AnlanSpan round_the_clock[] = { { 0, 1440 } };

/* Mondays to Fridays, but for the days off and with the days worked that the State Council set for the National Day
 * of 2025 (国办发明电〔2024〕12号: 1 to 8 October off, 28 September and 11 October worked). */
static gboolean
chinese_workday_cb (const char *date, gpointer data)
{
  if (strcmp (date, "2025-09-28") == 0 || strcmp (date, "2025-10-11") == 0)
    return TRUE;
  if (strcmp (date, "2025-10-01") >= 0 && strcmp (date, "2025-10-08") <= 0)
    return FALSE;
  return anlan_date_weekday (date) <= 5;
}

static gboolean
every_day_cb (const char *date, gpointer data)
{
  return TRUE;
}

static gboolean
never_cb (const char *date, gpointer data)
{
  return FALSE;
}

static gint64
moment (const char *text, GTimeZone *zone)
{
  g_autofree char *utc = anlan_moment_from_text (text, zone);
  gint64 ms;

  g_assert_true (anlan_time_parse (utc, &ms));
  return ms;
}

static GTimeZone *
zone_of (const char *name)
{
  GTimeZone *zone = g_time_zone_new_identifier (name);

  if (zone == NULL)
    g_test_skip ("no time zone database on this machine");
  return zone;
}

static void
test_add (void)
{
  static const struct
  {
    const char *from;
    gint64 minutes;
    const char *to;
  } cases[] = {
    { "2025-09-22 08:00", 60, "2025-09-22 09:00" },
    { "2025-09-22 08:00", 240, "2025-09-22 12:00" }, /* to the end of the morning, not to 13:30 */
    { "2025-09-22 08:00", 241, "2025-09-22 13:31" },
    { "2025-09-22 12:30", 30, "2025-09-22 14:00" },  /* from the break */
    { "2025-09-22 06:00", 480, "2025-09-22 17:30" }, /* a whole day */
    { "2025-09-22 17:00", 60, "2025-09-23 08:30" },  /* over night */
    { "2025-09-26 17:00", 60, "2025-09-28 08:30" },  /* a Saturday off, a Sunday worked */
    { "2025-09-30 17:00", 60, "2025-10-09 08:30" },  /* over the holidays */
    { "2025-09-30 18:00", 480, "2025-10-09 17:30" },
    { "2025-10-04 10:00", 0, "2025-10-04 10:00" }, /* nothing: even on a day off */
    { "2025-10-10 17:30", 1, "2025-10-11 08:01" },
    { "2025-09-22 08:00", 5 * 480, "2025-09-26 17:30" },
  };
  g_autoptr (GTimeZone) zone = zone_of ("Asia/Shanghai");
  AnlanWorkWeek week = { office, G_N_ELEMENTS (office), chinese_workday_cb, NULL, zone };

  if (zone == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 from = moment (cases[i].from, zone);
      gint64 to = anlan_worktime_add (&week, from, cases[i].minutes * ANLAN_MINUTE);
      g_autofree char *text = anlan_local_format (to, zone, "%Y-%m-%d %H:%M");

      g_assert_cmpstr (text, ==, cases[i].to);
      /* What was added is what lies between. */
      g_assert_cmpint (anlan_worktime_between (&week, from, to), ==, cases[i].minutes * ANLAN_MINUTE);
    }
}

static void
test_add_days (void)
{
  static const struct
  {
    const char *from;
    int days;
    const char *to;
  } cases[] = {
    { "2025-09-22 10:00", 1, "2025-09-23 17:30" }, { "2025-09-22 23:59", 1, "2025-09-23 17:30" },
    { "2025-09-26 10:00", 1, "2025-09-28 17:30" }, { "2025-09-30 10:00", 3, "2025-10-11 17:30" },
    { "2025-10-03 10:00", 1, "2025-10-09 17:30" },
  };
  g_autoptr (GTimeZone) zone = zone_of ("Asia/Shanghai");
  AnlanWorkWeek week = { office, G_N_ELEMENTS (office), chinese_workday_cb, NULL, zone };

  if (zone == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 to = anlan_worktime_add_days (&week, moment (cases[i].from, zone), cases[i].days);
      g_autofree char *text = anlan_local_format (to, zone, "%Y-%m-%d %H:%M");

      g_assert_cmpstr (text, ==, cases[i].to);
    }
}

/* Berlin 2026: clocks go forward on Sunday 29 March at 02:00, back on 25 October at 03:00. */
static void
test_clock_changes (void)
{
  static const AnlanSpan night_span[] = { { 0, 6 * 60 } };
  g_autoptr (GTimeZone) zone = zone_of ("Europe/Berlin");
  AnlanWorkWeek always = { round_the_clock, 1, every_day_cb, NULL, zone };
  AnlanWorkWeek nights = { night_span, 1, every_day_cb, NULL, zone };
  g_autofree char *same = NULL;
  g_autofree char *gap = NULL;
  gint64 from;

  if (zone == NULL)
    return;
  /* Round the clock working hours are clock hours. */
  for (int hours = 1; hours < 100; hours++)
    {
      from = moment ("2026-03-27 10:00", zone);
      g_assert_cmpint (anlan_worktime_add (&always, from, hours * ANLAN_HOUR), ==, from + hours * ANLAN_HOUR);
      from = moment ("2026-10-23 10:00", zone);
      g_assert_cmpint (anlan_worktime_add (&always, from, hours * ANLAN_HOUR), ==, from + hours * ANLAN_HOUR);
    }
  /* The span from midnight to six has five hours once and seven once. */
  g_assert_cmpint (
      anlan_worktime_between (&nights, moment ("2026-03-29 00:00", zone), moment ("2026-03-29 12:00", zone)),
      ==, 5 * ANLAN_HOUR);
  g_assert_cmpint (
      anlan_worktime_between (&nights, moment ("2026-10-25 00:00", zone), moment ("2026-10-25 12:00", zone)),
      ==, 7 * ANLAN_HOUR);

  from = moment ("2026-03-28 10:00", zone);
  same = anlan_local_format (anlan_local_add_days (from, zone, 1), zone, "%Y-%m-%d %H:%M");
  g_assert_cmpstr (same, ==, "2026-03-29 10:00");
  g_assert_cmpint (anlan_local_add_days (from, zone, 1) - from, ==, 23 * ANLAN_HOUR);
  g_assert_cmpint (anlan_local_add_days (from, zone, -1) - from, ==, -24 * ANLAN_HOUR);
  g_assert_cmpint (anlan_local_add_days (from + 7, zone, 0), ==, from + 7);
  /* 02:30 does not come on that day. */
  gap = anlan_local_format (anlan_local_add_days (moment ("2026-03-28 02:30", zone), zone, 1), zone,
                            "%Y-%m-%d %H:%M");
  g_assert_cmpstr (gap, ==, "2026-03-29 03:00");
}

static void
test_between (void)
{
  g_autoptr (GTimeZone) zone = zone_of ("Asia/Shanghai");
  AnlanWorkWeek week = { office, G_N_ELEMENTS (office), chinese_workday_cb, NULL, zone };

  if (zone == NULL)
    return;
  g_assert_cmpint (
      anlan_worktime_between (&week, moment ("2025-10-01 00:00", zone), moment ("2025-10-09 08:00", zone)),
      ==, 0);
  /* October 2025: 18 working days. */
  g_assert_cmpint (
      anlan_worktime_between (&week, moment ("2025-10-01 00:00", zone), moment ("2025-11-01 00:00", zone)),
      ==, 18 * 8 * ANLAN_HOUR);
  g_assert_cmpint (
      anlan_worktime_between (&week, moment ("2025-09-22 11:00", zone), moment ("2025-09-22 14:00", zone)),
      ==, 90 * ANLAN_MINUTE);
  g_assert_cmpint (anlan_worktime_between (&week, 5, 5), ==, 0);
  g_assert_cmpint (
      anlan_worktime_between (&week, moment ("2025-09-23 11:00", zone), moment ("2025-09-22 14:00", zone)),
      ==, 0);
}

static void
test_never (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  AnlanWorkWeek week = { office, G_N_ELEMENTS (office), never_cb, NULL, zone };

  g_assert_cmpint (anlan_worktime_add (&week, 0, 1), ==, G_MININT64);
  g_assert_cmpint (anlan_worktime_add_days (&week, 0, 1), ==, G_MININT64);
  g_assert_cmpint (anlan_worktime_between (&week, 0, 365 * ANLAN_DAY), ==, 0);
}

static void
test_wrong_spans (void)
{
  static const AnlanSpan overlap[] = { { 480, 720 }, { 700, 900 } };

  if (g_test_subprocess ())
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
      AnlanWorkWeek week = { overlap, G_N_ELEMENTS (overlap), every_day_cb, NULL, zone };

      anlan_worktime_add (&week, 0, 1);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
}

static void
test_night (void)
{
  static const struct
  {
    const char *at;
    int start, end;
    gboolean night;
  } cases[] = {
    { "2026-11-22 21:59", 1320, 360, FALSE }, { "2026-11-22 22:00", 1320, 360, TRUE },
    { "2026-11-22 23:59", 1320, 360, TRUE },  { "2026-11-22 00:00", 1320, 360, TRUE },
    { "2026-11-22 05:59", 1320, 360, TRUE },  { "2026-11-22 06:00", 1320, 360, FALSE },
    { "2026-11-22 00:30", 60, 360, FALSE },   { "2026-11-22 01:00", 60, 360, TRUE },
    { "2026-11-22 12:00", 360, 360, FALSE },  { "2026-11-22 23:00", 0, 1440, TRUE },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+08:00");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (anlan_is_night (moment (cases[i].at, zone), zone, cases[i].start, cases[i].end), ==,
                     cases[i].night);
}

static void
test_touches_night (void)
{
  static const struct
  {
    const char *from, *to;
    gboolean night;
  } cases[] = {
    { "2026-11-22 08:00", "2026-11-22 22:00", FALSE }, { "2026-11-22 08:00", "2026-11-22 22:01", TRUE },
    { "2026-11-22 06:00", "2026-11-22 12:00", FALSE }, { "2026-11-22 05:59", "2026-11-22 12:00", TRUE },
    { "2026-11-22 08:00", "2026-11-25 09:00", TRUE },  { "2026-11-22 23:00", "2026-11-22 23:30", TRUE },
    { "2026-11-22 23:00", "2026-11-22 23:00", FALSE }, { "2026-11-22 12:00", "2026-11-22 11:00", FALSE },
  };
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+08:00");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpint (
          anlan_touches_night (moment (cases[i].from, zone), moment (cases[i].to, zone), zone, 1320, 360), ==,
          cases[i].night);
      g_assert_false (
          anlan_touches_night (moment (cases[i].from, zone), moment (cases[i].to, zone), zone, 60, 60));
    }
}

/* Against looking at every minute, over the days on which Berlin changes its clocks. */
static void
test_touches_night_every_minute (void)
{
  g_autoptr (GTimeZone) zone = zone_of ("Europe/Berlin");
  gint64 bases[2];

  if (zone == NULL)
    return;
  bases[0] = moment ("2026-03-28 12:00", zone);
  bases[1] = moment ("2026-10-24 12:00", zone);
  for (int i = 0; i < 400; i++)
    {
      gint64 from = bases[i % 2] + g_test_rand_int_range (0, 2000) * ANLAN_MINUTE;
      gint64 to = from + g_test_rand_int_range (0, 1800) * ANLAN_MINUTE;
      int start = g_test_rand_int_range (0, 24) * 60, end = g_test_rand_int_range (0, 24) * 60;
      gboolean expected = FALSE;

      for (gint64 at = from; at < to && !expected; at += ANLAN_MINUTE)
        expected = anlan_is_night (at, zone, start, end);
      /* A night that begins in the hour that is left out, or comes twice, begins where the clocks jump. */
      if (start == 120)
        continue;
      g_assert_cmpint (anlan_touches_night (from, to, zone, start, end), ==, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/worktime/add", test_add);
  g_test_add_func ("/base/worktime/add-days", test_add_days);
  g_test_add_func ("/base/worktime/clock-changes", test_clock_changes);
  g_test_add_func ("/base/worktime/between", test_between);
  g_test_add_func ("/base/worktime/never", test_never);
  g_test_add_func ("/base/worktime/wrong-spans", test_wrong_spans);
  g_test_add_func ("/base/worktime/night", test_night);
  g_test_add_func ("/base/worktime/touches-night", test_touches_night);
  g_test_add_func ("/base/worktime/touches-night-every-minute", test_touches_night_every_minute);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/time.h"

/* 2026-11-22T05:09:16Z; `date -u -d @1795324156` */
#define MOMENT G_GINT64_CONSTANT (1795324156000)

static void
test_format (void)
{
  static const struct
  {
    gint64 ms;
    const char *text;
  } cases[] = {
    { 0, "1970-01-01T00:00:00Z" },
    { MOMENT, "2026-11-22T05:09:16Z" },
    { MOMENT + 999, "2026-11-22T05:09:16Z" },
    { -1, "1969-12-31T23:59:59Z" },
    { 951782400000, "2000-02-29T00:00:00Z" },   /* date -u -d @951782400 */
    { -2203977600000, "1900-02-28T00:00:00Z" }, /* 1900 was no leap year */
    { -2203891200000, "1900-03-01T00:00:00Z" },
    { -62135596800000, "0001-01-01T00:00:00Z" },
    { 253402300799999, "9999-12-31T23:59:59Z" },
    { G_MAXINT64, "9999-12-31T23:59:59Z" },
    { G_MININT64, "0001-01-01T00:00:00Z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = anlan_time_format (cases[i].ms);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 ms;
  } cases[] = {
    { "2026-11-22T05:09:16Z", MOMENT },
    { "2026-11-22t05:09:16z", MOMENT },
    { "2026-11-22 05:09:16Z", MOMENT },
    { "2026-11-22T13:09:16+08:00", MOMENT },
    { "2026-11-22T13:09:16+0800", MOMENT },
    { "2026-11-21T21:39:16-07:30", MOMENT },
    { "2026-11-22T05:09:16.5Z", MOMENT + 500 },
    { "2026-11-22T05:09:16,123456789Z", MOMENT + 123 },
    { "1969-12-31T23:59:59.999Z", -1 },
    { "2016-12-31T23:59:60Z", 1483228800000 },          /* a leap second; RFC 3339, 5.7 */
    { "1990-12-31T15:59:60-08:00", 662688000000 },      /* RFC 3339, 5.8 */
    { "1937-01-01T12:00:27.87+00:20", -1041337172130 }, /* RFC 3339, 5.8 */
  };
  static const char *const wrong[] = {
    "",
    "2026-11-22",
    "2026-11-22T05:09:16",
    "2026-11-22T05:09Z",
    "2026-02-29T00:00:00Z",
    "2026-11-22T24:00:00Z",
    "2026-11-22T05:60:00Z",
    "2026-11-22T05:09:61Z",
    "2026-11-22T05:09:16ZZ",
    "2026-11-22T05:09:16+24:00",
    "2026-11-22T05:09:16+08:60",
    "2026-11-22T05:09:16.Z",
    "0000-01-01T00:00:00Z",
    "2026-13-01T00:00:00Z",
    " 2026-11-22T05:09:16Z",
    "2026-11-22X05:09:16Z",
    "26-11-22T05:09:16Z",
    "2026-11-22T5:09:16Z",
  };
  gint64 ms = 7;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (anlan_time_parse (cases[i].text, &ms));
      g_assert_cmpint (ms, ==, cases[i].ms);
    }
  ms = 7;
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (anlan_time_parse (wrong[i], &ms));
  g_assert_false (anlan_time_parse (NULL, &ms));
  g_assert_cmpint (ms, ==, 7);
}

/* Every 13th day of 800 years, two whole Gregorian cycles, against GDate: no month escapes that. */
static void
test_every_day (void)
{
  GDate date;
  gint64 ms, day = -135140; /* days from 1970-01-01 back to 1600-01-01 */

  g_date_clear (&date, 1);
  g_date_set_dmy (&date, 1, 1, 1600);
  for (int i = 0; i < 292194; i += 13, day += 13)
    {
      g_autofree char *text = anlan_time_format (day * ANLAN_DAY + 1000);
      char expected[32];

      g_date_strftime (expected, sizeof expected, "%Y-%m-%dT00:00:01Z", &date);
      g_assert_cmpstr (text, ==, expected);
      g_assert_true (anlan_time_parse (text, &ms));
      g_assert_cmpint (ms, ==, day * ANLAN_DAY + 1000);
      text[10] = '\0';
      g_assert_cmpint (anlan_date_weekday (text), ==, g_date_get_weekday (&date));
      g_date_add_days (&date, 13);
    }
}

static void
test_date_from_text (void)
{
  static const struct
  {
    const char *text;
    const char *date;
    gboolean ambiguous;
  } cases[] = {
    { "2026-11-22", "2026-11-22", FALSE },
    { "  2026/1/5 ", "2026-01-05", FALSE },
    { "2026.1.5", "2026-01-05", FALSE },
    { "20260105", "2026-01-05", FALSE },
    { "2026年1月5日", "2026-01-05", FALSE },
    { "2026 年 1 月 5 日", "2026-01-05", FALSE },
    { "2026年1月5号", "2026-01-05", FALSE },
    { "2026年1月5", "2026-01-05", FALSE },
    { "2026年1月5日星期一", "2026-01-05", FALSE },
    { "２０２６－０１－０５", "2026-01-05", FALSE },
    { "２０２６年１月５日", "2026-01-05", FALSE },
    { "\xe3\x80\x80"
      "2026-01-05\xc2\xa0",
      "2026-01-05", FALSE },
    { "5.1.2026", "2026-01-05", FALSE },
    { "05/01/2026", "2026-01-05", TRUE },
    { "05-01-2026", "2026-01-05", TRUE },
    { "5/5/2026", "2026-05-05", FALSE },
    { "13/01/2026", "2026-01-13", FALSE },
    { "01/13/2026", "2026-01-13", FALSE },
    { "29/2/2024", "2024-02-29", FALSE },
    { "2026-01-05 00:00:00", "2026-01-05", FALSE },
    { "2026-01-05T00:00:00.000", "2026-01-05", FALSE },
    { "2026/1/5 0:00", "2026-01-05", FALSE },
    { "0999-01-05", "0999-01-05", FALSE },
    { "2026-01-05 08:00", NULL, FALSE },
    { "2026-02-29", NULL, FALSE },
    { "2026-13-01", NULL, FALSE },
    { "2026-0-1", NULL, FALSE },
    { "29/2/2026", NULL, FALSE },
    { "13/13/2026", NULL, FALSE },
    { "2026-1/5", NULL, FALSE },
    { "26-1-5", NULL, FALSE },
    { "5.1.26", NULL, FALSE },
    { "12345678", NULL, FALSE },
    { "202601055", NULL, FALSE },
    { "2026-001-05", NULL, FALSE },
    { "2026年13月5日", NULL, FALSE },
    { "2026年1月", NULL, FALSE },
    { "2026", NULL, FALSE },
    { "", NULL, FALSE },
    { "-", NULL, FALSE },
    { "待定", NULL, FALSE },
    { "2026-01-05\xff", NULL, FALSE },
    { "2026-01-05 and so on and so on and so on and so on and so on and so on and so on", NULL, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean ambiguous = !cases[i].ambiguous;
      g_autofree char *date = anlan_date_from_text (cases[i].text, &ambiguous);
      g_autofree char *same = anlan_date_from_text (cases[i].text, NULL);

      g_assert_cmpstr (date, ==, cases[i].date);
      g_assert_cmpstr (same, ==, cases[i].date);
      g_assert_cmpint (ambiguous, ==, cases[i].ambiguous);
    }
  g_assert_null (anlan_date_from_text (NULL, NULL));
}

/* Day numbers as Excel and LibreOffice show them; 60 is the day that Excel inherited from Lotus 1-2-3. */
static void
test_serial (void)
{
  static const struct
  {
    double serial;
    gboolean system_1904;
    const char *date;
  } cases[] = {
    { 1, FALSE, "1900-01-01" },
    { 59, FALSE, "1900-02-28" },
    { 60, FALSE, NULL },
    { 61, FALSE, "1900-03-01" },
    { 25569, FALSE, "1970-01-01" },
    { 46348, FALSE, "2026-11-22" },
    { 46348.75, FALSE, "2026-11-22" },
    { 109574, FALSE, "2199-12-31" },
    { 109575, FALSE, NULL },
    { 0.5, FALSE, NULL },
    { -1, FALSE, NULL },
    { 1e300, FALSE, NULL },
    { 0, TRUE, "1904-01-01" },
    { 44886, TRUE, "2026-11-22" },
    { 108112, TRUE, "2199-12-31" },
    { 108113, TRUE, NULL },
  };
  g_autoptr (GTimeZone) shanghai = g_time_zone_new_identifier ("Asia/Shanghai");
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  g_autofree char *moment = NULL;
  g_autofree char *carried = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *date = anlan_date_from_serial (cases[i].serial, cases[i].system_1904);

      g_assert_cmpstr (date, ==, cases[i].date);
    }
  g_assert_null (anlan_date_from_serial (0.0 / 0.0, FALSE));
  g_assert_null (anlan_moment_from_serial (0.0 / 0.0, FALSE, utc));
  g_assert_null (anlan_moment_from_serial (60.5, FALSE, utc));

  moment = anlan_moment_from_serial (46348.548101851856, FALSE, shanghai); /* 13:09:16 */
  g_assert_cmpstr (moment, ==, "2026-11-22T05:09:16Z");
  carried = anlan_moment_from_serial (46347.999999, FALSE, utc); /* rounds up into the next day */
  g_assert_cmpstr (carried, ==, "2026-11-22T00:00:00Z");
}

static void
test_clock_time (void)
{
  static const struct
  {
    const char *text;
    const char *time;
  } cases[] = {
    { "8:05", "08:05" },        { "08:05:30", "08:05" },
    { "08:05:30.25", "08:05" }, { "8：05", "08:05" },
    { "23:59", "23:59" },       { "00:00", "00:00" },
    { "下午3:20", "15:20" },    { "下午 3:20", "15:20" },
    { "下午12:30", "12:30" },   { "下午15:20", "15:20" },
    { "上午9:00", "09:00" },    { "上午12:00", "00:00" },
    { "凌晨2:00", "02:00" },    { "中午12:10", "12:10" },
    { "中午1点", "13:00" },     { "晚上8点半", "20:30" },
    { "晚上12:00", "00:00" },   { "晚上1:00", "01:00" },
    { "8点", "08:00" },         { "8时05分", "08:05" },
    { "8时5分30秒", "08:05" },  { "3:20 pm", "15:20" },
    { "3:20PM", "15:20" },      { "12:01 AM", "00:01" },
    { "12:01 p.m.", "12:01" },  { "3 pm", "15:00" },
    { "am 9:15", "09:15" },     { "24:00", NULL },
    { "8:60", NULL },           { "8:5", NULL },
    { "08:05:61", NULL },       { "8", NULL },
    { "0805", NULL },           { "", NULL },
    { "上午13:00", NULL },      { "中午9:00", NULL },
    { "下午3:20 pm", NULL },    { "8:05x", NULL },
    { "三点", NULL },           { "-1:00", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *time = anlan_clock_time_from_text (cases[i].text);

      g_assert_cmpstr (time, ==, cases[i].time);
    }
  g_assert_null (anlan_clock_time_from_text (NULL));
}

static void
test_moment_from_text (void)
{
  static const struct
  {
    const char *zone;
    const char *text;
    const char *moment;
  } cases[] = {
    { "Asia/Shanghai", "2026-11-22 13:05", "2026-11-22T05:05:00Z" },
    { "Asia/Shanghai", "2026-11-22T13:05:09", "2026-11-22T05:05:09Z" },
    { "Asia/Shanghai", "2026/11/22 13:05:09.5", "2026-11-22T05:05:09Z" },
    { "Asia/Shanghai", "2026年11月22日 13:05", "2026-11-22T05:05:00Z" },
    { "Asia/Shanghai", "2026年11月22日13时05分", "2026-11-22T05:05:00Z" },
    { "Asia/Shanghai", "2026年11月22日下午1点半", "2026-11-22T05:30:00Z" },
    { "Asia/Shanghai", "2026-11-22下午1:30", "2026-11-22T05:30:00Z" },
    { "Asia/Shanghai", "20261122 13:05", "2026-11-22T05:05:00Z" },
    { "Asia/Shanghai", "2026-11-22", "2026-11-21T16:00:00Z" },
    { "Asia/Shanghai", "2026-11-22T05:05:00Z", "2026-11-22T05:05:00Z" },
    { "Asia/Shanghai", "2026-11-22T05:05:00+09:00", "2026-11-21T20:05:00Z" },
    /* Summer time began in China on 1986-05-04 at 02:00 (tz database). */
    { "Asia/Shanghai", "1986-05-05 12:00", "1986-05-05T03:00:00Z" },
    /* Berlin 2026: clocks set forward on 29 March at 02:00, back on 25 October at 03:00. */
    { "Europe/Berlin", "2026-03-29 01:59", "2026-03-29T00:59:00Z" },
    { "Europe/Berlin", "2026-03-29 02:30", "2026-03-29T01:00:00Z" },
    { "Europe/Berlin", "2026-03-29 03:00", "2026-03-29T01:00:00Z" },
    { "Europe/Berlin", "2026-10-25 02:30", "2026-10-25T01:30:00Z" },
    { "Europe/Berlin", "2026-10-25 03:00", "2026-10-25T02:00:00Z" },
    { "Asia/Shanghai", "2026-11-22 25:05", NULL },
    { "Asia/Shanghai", "2026-11-2213:05", NULL },
    { "Asia/Shanghai", "13:05", NULL },
    { "Asia/Shanghai", "2026-11-22 13:05 x", NULL },
    { "Asia/Shanghai", "2026-11-31 13:05", NULL },
    { "Asia/Shanghai", "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (cases[i].zone);
      g_autofree char *moment = NULL;

      if (zone == NULL)
        {
          g_test_skip ("no time zone database on this machine");
          return;
        }
      moment = anlan_moment_from_text (cases[i].text, zone);
      g_assert_cmpstr (moment, ==, cases[i].moment);
    }
}

static void
test_date_sums (void)
{
  static const char *const wrong[] = {
    "", "2026-2-1", "2026-02-30", "2026-02-01T", "2026/02/01", "0000-01-01"
  };
  g_autofree char *leap = anlan_date_add ("2024-02-28", 1);
  g_autofree char *back = anlan_date_add ("2026-01-01", -1);
  g_autofree char *far = anlan_date_add ("2026-01-01", 365);

  g_assert_cmpstr (leap, ==, "2024-02-29");
  g_assert_cmpstr (back, ==, "2025-12-31");
  g_assert_cmpstr (far, ==, "2027-01-01");
  g_assert_null (anlan_date_add ("9999-12-31", 1));
  g_assert_null (anlan_date_add ("0001-01-01", -1));
  g_assert_null (anlan_date_add ("2026-01-01", G_MAXINT));
  g_assert_null (anlan_date_add ("nonsense", 1));

  g_assert_cmpint (anlan_date_diff ("2024-02-28", "2024-03-01"), ==, 2);
  g_assert_cmpint (anlan_date_diff ("2024-03-01", "2024-02-28"), ==, -2);
  g_assert_cmpint (anlan_date_diff ("0001-01-01", "9999-12-31"), ==, 3652058);
  g_assert_cmpint (anlan_date_weekday ("2026-11-22"), ==, 7);
  g_assert_cmpint (anlan_date_weekday ("1970-01-01"), ==, 4);
  g_assert_cmpint (anlan_date_weekday ("1969-12-29"), ==, 1);

  g_assert_true (anlan_date_valid ("2024-02-29"));
  g_assert_false (anlan_date_valid (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (anlan_date_valid (wrong[i]));
}

static void
test_plant_day (void)
{
  static const struct
  {
    const char *zone;
    const char *utc;
    int start;
    const char *day;
  } cases[] = {
    { "Asia/Shanghai", "2026-11-21T23:59:59Z", 8 * 60, "2026-11-21" }, /* 07:59:59 on the 22nd */
    { "Asia/Shanghai", "2026-11-22T00:00:00Z", 8 * 60, "2026-11-22" },
    { "Asia/Shanghai", "2026-11-21T16:00:00Z", 0, "2026-11-22" },
    { "Asia/Shanghai", "2026-11-21T15:59:59Z", 0, "2026-11-21" },
    { "Europe/Berlin", "2026-03-29T05:59:59Z", 8 * 60,
      "2026-03-28" }, /* 07:59:59 after clocks went forward */
    { "Europe/Berlin", "2026-03-29T06:00:00Z", 8 * 60, "2026-03-29" },
    { "America/New_York", "2026-01-01T00:00:00Z", 0, "2025-12-31" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (cases[i].zone);
      g_autofree char *day = NULL;
      gint64 ms;

      if (zone == NULL)
        {
          g_test_skip ("no time zone database on this machine");
          return;
        }
      g_assert_true (anlan_time_parse (cases[i].utc, &ms));
      day = anlan_plant_day (ms, zone, cases[i].start);
      g_assert_cmpstr (day, ==, cases[i].day);
    }
}

static void
test_local_format (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("+08:00");
  g_autofree char *text = anlan_local_format (MOMENT, zone, "%Y-%m-%d %H:%M:%S");
  g_autofree char *fraction = anlan_local_format (-1, zone, "%H:%M:%S.%f");
  g_autofree char *last = anlan_local_format (G_MAXINT64, zone, "%Y");
  g_autofree char *first = anlan_local_format (G_MININT64, zone, "%Y");

  g_assert_cmpstr (text, ==, "2026-11-22 13:09:16");
  g_assert_cmpstr (fraction, ==, "07:59:59.999000");
  g_assert_cmpstr (last, ==, "9999");
  g_assert_cmpstr (first, ==, "1");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/time/format", test_format);
  g_test_add_func ("/base/time/parse", test_parse);
  g_test_add_func ("/base/time/every-day", test_every_day);
  g_test_add_func ("/base/time/date-from-text", test_date_from_text);
  g_test_add_func ("/base/time/serial", test_serial);
  g_test_add_func ("/base/time/clock-time", test_clock_time);
  g_test_add_func ("/base/time/moment-from-text", test_moment_from_text);
  g_test_add_func ("/base/time/date-sums", test_date_sums);
  g_test_add_func ("/base/time/plant-day", test_plant_day);
  g_test_add_func ("/base/time/local-format", test_local_format);
  return g_test_run ();
}

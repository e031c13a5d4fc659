/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* From the bytes to the alarm: clocks that are wrong, messages that come twice, a program that is started again. */

#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "monitor-fixture.h"

#define RULES "<rule id='r' type='level' series='*' bound='25' severity='high' danger='combustible'/>"

/* What is sent twice is stored once and alarms once; also when the alarm is long closed, and after a new start. */
static void
test_replay (Fixture *fixture, gconstpointer data)
{
  static const char body[] = "{\"readings\":[{\"series\":\"t/1\",\"ts\":1795136399000,\"value\":30},"
                             "{\"series\":\"t/1\",\"ts\":1795136400000,\"value\":3}],"
                             "\"detections\":[{\"source\":\"cam\",\"id\":\"1\",\"type\":\"smoke\"}]}";
  g_autoptr (AnlanAlarm) alarm = NULL;
  g_autoptr (GError) error = NULL;

  fixture_open (fixture, RULES "<rule id='smoke' type='detection' types='smoke' danger='fire'/>");
  for (guint i = 0; i < 3; i++)
    {
      g_auto (AnlanTaken) taken = { 0 };

      fixture_feed (fixture, &taken, "%s", body);
      g_assert_cmpuint (taken.readings, ==, i == 0 ? 2 : 0);
      g_assert_cmpuint (taken.repeats, ==, i == 0 ? 0 : 2);
      g_assert_cmpuint (taken.detections, ==, i == 0 ? 1 : 0);
      g_assert_cmpuint (taken.known, ==, i == 0 ? 0 : 1);
      g_assert_cmpuint (taken.alarms->len, ==, i == 0 ? 3 : 0);
      if (i == 0)
        {
          alarm = fixture_alarm (fixture, "r");
          anlan_alarms_close_alarm (anlan_monitor_get_alarms (fixture->monitor), alarm->id, "wang", "real",
                                    NULL, &error);
          g_assert_no_error (error);
        }
      fixture_open (fixture, RULES "<rule id='smoke' type='detection' types='smoke' danger='fire'/>");
    }
  g_assert_cmpuint (fixture_n_alarms (fixture), ==, 1);
}

/* Alarms are committed before the readings that they are of. A station that dies between the two is sent the same message
 * again, and what has begun twice in it has begun twice. */
static void
test_dies_between (Fixture *fixture, gconstpointer data)
{
  static const char body[] = "{\"readings\":[{\"series\":\"t/1\",\"ts\":1795136397000,\"value\":30},"
                             "{\"series\":\"t/1\",\"ts\":1795136398000,\"value\":3},"
                             "{\"series\":\"t/1\",\"ts\":1795136399000,\"value\":31},"
                             "{\"series\":\"t/1\",\"ts\":1795136400000,\"value\":3}]}";

  fixture_open (fixture, RULES);
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (AnlanAlarm) alarm = NULL;
      g_autoptr (GError) error = NULL;
      g_auto (AnlanTaken) taken = { 0 };

      fixture_feed (fixture, &taken, "%s", body);
      g_assert_cmpuint (taken.readings, ==, 4);
      alarm = fixture_alarm (fixture, "r");
      g_assert_cmpint (alarm->repeats, ==, 1);
      g_assert_cmpint (alarm->cleared, !=, G_MININT64);
      /* As if they had never been committed. */
      anlan_db_exec (
          anlan_readings_get_db (anlan_monitor_get_readings (fixture->monitor)),
          "DELETE FROM raw; DELETE FROM minute; DELETE FROM quarter; DELETE FROM hour; DELETE FROM day; "
          "DELETE FROM kept; DELETE FROM head",
          &error);
      g_assert_no_error (error);
      fixture_open (fixture, RULES);
    }
  g_assert_cmpuint (fixture_n_alarms (fixture), ==, 1);
}

/* An alarm that stands is known after a new start: it is not raised again, and it ends. */
static void
test_restart (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanAlarm) alarm = NULL;

  fixture_open (fixture, RULES);
  fixture_read (fixture, "t/1", 30);
  fixture_open (fixture, RULES);
  fixture_pass (fixture, ANLAN_SECOND);
  fixture_read (fixture, "t/1", 31);
  alarm = fixture_alarm (fixture, "r");
  g_assert_cmpint (alarm->repeats, ==, 0);
  g_assert_cmpint (alarm->cleared, ==, G_MININT64);
  fixture_pass (fixture, ANLAN_SECOND);
  fixture_read (fixture, "t/1", 3);
  g_clear_pointer (&alarm, anlan_alarm_free);
  alarm = fixture_alarm (fixture, "r");
  g_assert_cmpint (alarm->cleared, ==, anlan_clock_now (fixture->clock));
  g_assert_cmpuint (fixture_n_alarms (fixture), ==, 1);
}

/* What the device says, where the reading stands then (as seconds from the moment it came), and whether its clock was
 * believed. */
static void
test_clocks (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    gint64 device;
    gint64 stands;
    gboolean believed;
  } cases[] = {
    { FIXTURE_NOW, 0, TRUE },
    { FIXTURE_NOW - ANLAN_HOUR, -3600, TRUE },
    { FIXTURE_NOW + ANLAN_HOUR, 3600, TRUE },
    { FIXTURE_NOW + 2 * ANLAN_DAY, 0, FALSE },
    { 86400000, 0, FALSE },
    { 0, 0, FALSE },
  };

  fixture_open (fixture, RULES);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *series = g_strdup_printf ("t/%u", i);
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) raw = NULL;
      const AnlanReading *reading;

      fixture_feed (fixture, NULL, "[{\"series\":\"%s\",\"ts\":%" G_GINT64_FORMAT ",\"value\":1}]", series,
                    cases[i].device);
      raw = anlan_readings_raw (anlan_readings_get_db (anlan_monitor_get_readings (fixture->monitor)), series,
                                0, G_MAXINT64, 9, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (raw->len, ==, 1);
      reading = &g_array_index (raw, AnlanReading, 0);
      g_assert_cmpint (reading->ts, ==, FIXTURE_NOW + cases[i].stands * 1000);
      g_assert_cmpint (reading->received, ==, FIXTURE_NOW);
      g_assert_cmpint (reading->device, ==, cases[i].device);
      g_assert_cmpint ((reading->quality & ANLAN_QUALITY_CLOCK) == 0, ==, cases[i].believed);
    }
}

/* A device whose clock is an hour behind alarms at once, and its durations are those of its readings. */
static void
test_late_clock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanAlarm) alarm = NULL;

  fixture_open (fixture, "<rule id='r' type='level' series='*' bound='25' lasting='PT10S'/>");
  fixture_feed (fixture, NULL,
                "[{\"series\":\"a\",\"ts\":%" G_GINT64_FORMAT ",\"value\":30},"
                "{\"series\":\"a\",\"ts\":%" G_GINT64_FORMAT ",\"value\":30}]",
                (gint64)(FIXTURE_NOW - ANLAN_HOUR), (gint64)(FIXTURE_NOW - ANLAN_HOUR + 9000));
  g_assert_cmpuint (fixture_n_alarms (fixture), ==, 0);
  anlan_clock_advance (fixture->clock, 1000);
  fixture_feed (fixture, NULL, "[{\"series\":\"a\",\"ts\":%" G_GINT64_FORMAT ",\"value\":30}]",
                (gint64)(FIXTURE_NOW - ANLAN_HOUR + 10000));
  alarm = fixture_alarm (fixture, "r");
  g_assert_nonnull (alarm);
  g_assert_cmpint (alarm->raised, ==, FIXTURE_NOW + 1000);
  g_assert_cmpint (alarm->device_ts, ==, FIXTURE_NOW - ANLAN_HOUR + 10000);
}

/* A disk that takes no readings: nothing is half done, the alarm that was raised stands, and the same message is taken
 * later without another one. */
static void
test_failure (Fixture *fixture, gconstpointer data)
{
  static const char body[] = "[{\"series\":\"t/1\",\"ts\":1795136400000,\"value\":30}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanBatch) batch = NULL;
  g_auto (AnlanTaken) taken = { 0 }, again = { 0 };
  AnlanDb *db;

  fixture_open (fixture, RULES);
  db = anlan_readings_get_db (anlan_monitor_get_readings (fixture->monitor));
  anlan_db_exec (db, "CREATE TRIGGER no BEFORE INSERT ON head BEGIN SELECT raise(ABORT, 'full'); END",
                 &error);
  g_assert_no_error (error);
  batch = anlan_batch_read (body, strlen (body), FIXTURE_NOW, &error);
  g_assert_no_error (error);
  g_assert_false (anlan_monitor_take (fixture->monitor, &batch, 1, &taken, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_cmpuint (fixture_n_alarms (fixture), ==, 1);

  anlan_db_exec (db, "DROP TRIGGER no", &error);
  g_assert_no_error (error);
  anlan_monitor_take (fixture->monitor, &batch, 1, &again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again.readings, ==, 1);
  g_assert_cmpuint (fixture_n_alarms (fixture), ==, 1);
}

/* The other way round: alarms.db takes nothing. Then nothing was stored, and the alarm comes with the next try. */
static void
test_alarm_failure (Fixture *fixture, gconstpointer data)
{
  static const char body[] = "[{\"series\":\"t/1\",\"ts\":1795136400000,\"value\":30}]";
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanBatch) batch = NULL;
  g_auto (AnlanTaken) taken = { 0 }, again = { 0 };
  AnlanDb *db;

  fixture_open (fixture, RULES);
  db = anlan_alarms_get_db (anlan_monitor_get_alarms (fixture->monitor));
  anlan_db_exec (db, "CREATE TRIGGER no BEFORE INSERT ON alarm BEGIN SELECT raise(ABORT, 'full'); END",
                 &error);
  batch = anlan_batch_read (body, strlen (body), FIXTURE_NOW, &error);
  g_assert_no_error (error);
  g_assert_false (anlan_monitor_take (fixture->monitor, &batch, 1, &taken, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_cmpuint (fixture_n_alarms (fixture), ==, 0);
  anlan_db_exec (db, "DROP TRIGGER no", &error);
  anlan_monitor_take (fixture->monitor, &batch, 1, &again, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again.readings, ==, 1);
  g_assert_cmpuint (fixture_n_alarms (fixture), ==, 1);
}

/* An expression over several series, true and not, and of one that never spoke. */
static void
test_expression (Fixture *fixture, gconstpointer data)
{
  fixture_open (
      fixture,
      "<rule id='r' type='expression' expression=\"reading_last('a') > 5 AND reading_last('b') &lt; 1 "
      "AND reading_age('a') &lt; 60\"/>"
      "<rule id='never' type='expression' expression=\"reading_last('x') > 5\"/>");
  fixture_read (fixture, "a", 6);
  fixture_pass (fixture, 11 * ANLAN_SECOND);
  g_assert_cmpuint (fixture_n_alarms (fixture), ==, 0);
  fixture_read (fixture, "b", 0);
  fixture_pass (fixture, 11 * ANLAN_SECOND);
  g_assert_cmpuint (fixture_n_alarms (fixture), ==, 1);
  fixture_pass (fixture, 60 * ANLAN_SECOND);
  {
    g_autoptr (AnlanAlarm) alarm = fixture_alarm (fixture, "r");

    g_assert_nonnull (alarm);
    g_assert_cmpint (alarm->cleared, !=, G_MININT64);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function)                                                                                  \
  g_test_add ("/monitor/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("replay", test_replay);
  ADD ("dies-between", test_dies_between);
  ADD ("restart", test_restart);
  ADD ("clocks", test_clocks);
  ADD ("late-clock", test_late_clock);
  ADD ("failure", test_failure);
  ADD ("expression", test_expression);
  ADD ("alarm-failure", test_alarm_failure);

  return g_test_run ();
}

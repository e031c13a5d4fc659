/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* The plant's records and the monitor: rules out of records, alarms as records; and kill -9 at any moment. */

#include <errno.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/error.h"
#include "base/time.h"
#include "model/query.h"
#include "monitor/health.h"
#include "monitor/station-kinds.h"
#include "plant-fixture.h"

static const char *program;

static AnlanRecord *
only_alarm (Station *station)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("alarm");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = anlan_plant_find (station->plant, query, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 1);
  return anlan_record_ref (g_ptr_array_index (records, 0));
}

static void
verify (Station *station)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_finding_free);
  g_autoptr (GError) error = NULL;

  anlan_plant_verify (station->plant, findings, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (findings->len, ==, 0);
}

/* A point with its gas alarms without a rule; a rule of the plant does; what is wrong is refused when it is entered. */
static void
test_records (Station *station, gconstpointer data)
{
  g_autofree char *zone = station_add (station, TRUE, "zone", "name", "Tank farm", NULL);
  g_autofree char *point = station_add (station, TRUE, "series", "name", "r/1", "title", "H2S", "gas", "h2s",
                                        "measure", "mg/m³", "zone", zone, "silent_after", "60", NULL);
  g_autofree char *rule = station_add (station, TRUE, "rule", "title", "Hot", "type", "level", "series",
                                       "r/t*", "bound", "60", "response", "Look", "severity", "high", NULL);
  g_autoptr (AnlanAlarm) gas = NULL, hot = NULL, silent = NULL;

  station_add (station, FALSE, "series", "name", "r/2", "title", "H2S", "gas", "h2s", "measure", "mg/m³",
               "first_level", "11", NULL);
  station_add (station, FALSE, "rule", "title", "Bad", "type", "level", "series", "a", "bound", "60", "clear",
               "70", "response", "Look", NULL);
  station_add (station, FALSE, "rule", "title", "Bad too", "type", "expression", "expression",
               "(SELECT name FROM journal)", "response", "Look", NULL);
  station_load (station, 0);
  fixture_read (&station->base, "r/1", 12);
  fixture_read (&station->base, "r/t1", 70);
  gas = fixture_alarm (&station->base, "gas-1:r/1");
  g_assert_nonnull (gas);
  g_assert_cmpstr (gas->zone, ==, zone);
  g_assert_false (gas->test);
  /* A new rule is in its test mode for two weeks. */
  hot = fixture_alarm (&station->base, rule);
  g_assert_nonnull (hot);
  g_assert_true (hot->test);
  fixture_pass (&station->base, 61 * ANLAN_SECOND);
  silent = fixture_alarm (&station->base, "silent:r/1");
  g_assert_nonnull (silent);
}

/* From the day after it should have been calibrated a detector's readings are marked; and alarms go on to keep what is around
 * them after the rules were loaded again. */
static void
test_calibration (Station *station, gconstpointer data)
{
  g_autofree char *due = station_add (station, TRUE, "series", "name", "r/1", "title", "H2S", "gas", "h2s",
                                      "measure", "mg/m³", "calibration_due", "2026-11-20", NULL);
  g_autoptr (GArray) raw = NULL;
  g_autoptr (GError) error = NULL;
  AnlanDb *db;
  g_auto (AnlanValue) kept = ANLAN_VALUE_INIT;

  station_load (station, 0);
  fixture_read (&station->base, "r/1", 1);
  station_load (station, 0);
  anlan_clock_advance (station->base.clock, 15 * ANLAN_HOUR - ANLAN_SECOND);
  fixture_read (&station->base, "r/1", 2);
  fixture_pass (&station->base, ANLAN_SECOND);
  fixture_read (&station->base, "r/1", 12);
  db = anlan_readings_get_db (anlan_monitor_get_readings (station->base.monitor));
  raw = anlan_readings_raw (db, "r/1", 0, G_MAXINT64, 9, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (raw->len, ==, 3);
  g_assert_cmpint (g_array_index (raw, AnlanReading, 1).quality, ==, ANLAN_QUALITY_GOOD);
  g_assert_cmpint (g_array_index (raw, AnlanReading, 2).quality, ==, ANLAN_QUALITY_UNCERTAIN);
  /* Uncertain is judged all the same. */
  g_assert_cmpuint (fixture_n_alarms (&station->base), ==, 1);
  anlan_db_lookup (db, "SELECT until - since FROM kept", NULL, &kept, &error);
  g_assert_no_error (error);
  g_assert_cmpint (anlan_value_get_integer (&kept, 0), ==, ANLAN_HOUR);
}

/* An alarm becomes a record, once; what becomes of it follows. */
static void
test_mirror (Station *station, gconstpointer data)
{
  g_autofree char *zone = station_add (station, TRUE, "zone", "name", "Tank farm", NULL);
  g_autofree char *point = station_add (station, TRUE, "series", "name", "r/1", "title", "H2S", "gas", "h2s",
                                        "measure", "mg/m³", "zone", zone, NULL);
  g_autoptr (AnlanRecord) record = NULL;
  g_autoptr (AnlanAlarm) alarm = NULL;
  g_autoptr (GError) error = NULL;

  station_load (station, 0);
  fixture_read (&station->base, "r/1", 12);
  g_assert_cmpuint (station_mirror (station), ==, 1);
  g_assert_cmpuint (station_mirror (station), ==, 0);
  record = only_alarm (station);
  alarm = fixture_alarm (&station->base, "gas-1:r/1");
  g_assert_cmpstr (record->id, ==, alarm->id);
  g_assert_cmpstr (record->number, ==, "AL-2026-00001");
  g_assert_cmpstr (anlan_record_get_text (record, "zone"), ==, zone);
  g_assert_cmpstr (anlan_record_get_text (record, "state"), ==, "raised");
  g_assert_cmpstr (anlan_record_get_text (record, "danger"), ==, "toxic");

  fixture_pass (&station->base, ANLAN_SECOND);
  fixture_read (&station->base, "r/1", 0);
  anlan_alarms_close_alarm (anlan_monitor_get_alarms (station->base.monitor), alarm->id, "wang", "false",
                            "spray", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (station_mirror (station), ==, 1);
  g_clear_pointer (&record, anlan_record_unref);
  record = only_alarm (station);
  g_assert_cmpstr (anlan_record_get_text (record, "state"), ==, "closed");
  g_assert_cmpstr (anlan_record_get_text (record, "cause"), ==, "false");
  g_assert_cmpstr (anlan_record_get_text (record, "closed_by"), ==, "wang");

  /* Written, and the program died before it was noted: it is not written twice. */
  anlan_db_exec (anlan_alarms_get_db (anlan_monitor_get_alarms (station->base.monitor)),
                 "UPDATE alarm SET mirrored = 0", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (station_mirror (station), ==, 0);
  verify (station);
}

/* Ten in ten minutes, three of one within a minute, one that stands for a day. */
static void
test_health (Station *station, gconstpointer data)
{
  g_auto (AnlanAlarmHealth) health = { 0 };
  g_autoptr (GError) error = NULL;
  gint64 start = anlan_clock_now (station->base.clock);

  fixture_open (&station->base,
                "<rule id='a' type='level' series='a' bound='5' severity='critical'/>"
                "<rule id='b' type='level' series='b' bound='5' severity='medium'/>"
                "<rule id='t' type='level' series='b' bound='5' test_until='2027-01-01T00:00:00Z'/>");
  for (guint i = 0; i < 9; i++)
    {
      fixture_read (&station->base, "b", 6);
      fixture_pass (&station->base, 10 * ANLAN_SECOND);
      fixture_read (&station->base, "b", 1);
      fixture_pass (&station->base, 10 * ANLAN_SECOND);
    }
  fixture_read (&station->base, "a", 6);
  anlan_clock_advance (station->base.clock, ANLAN_DAY + ANLAN_HOUR);
  anlan_alarms_health (anlan_monitor_get_alarms (station->base.monitor), start,
                       anlan_clock_now (station->base.clock), &health, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (health.total, ==, 10);
  g_assert_cmpuint (health.worst_ten_minutes, ==, 10);
  g_assert_cmpfloat_with_epsilon (health.per_ten_minutes, 10 / 151.0, 1e-9);
  g_assert_cmpfloat (health.flood, ==, 0);
  g_assert_cmpfloat_with_epsilon (health.share[ANLAN_SEVERITY_CRITICAL], 0.1, 1e-9);
  g_assert_cmpfloat_with_epsilon (health.share[ANLAN_SEVERITY_MEDIUM], 0.9, 1e-9);
  g_assert_cmpstr (((AnlanAlarmCount *)g_ptr_array_index (health.worst, 0))->rule, ==, "b");
  g_assert_cmpuint (((AnlanAlarmCount *)g_ptr_array_index (health.worst, 0))->count, ==, 9);
  g_assert_cmpuint (health.chattering->len, ==, 1);
  g_assert_cmpuint (health.standing->len, ==, 1);
  g_assert_true (isnan (health.false_share));
}

/* --- kill -9 ----------------------------------------------------------------------------------------------- */

#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 8
#else
#define ROUNDS 40
#endif
#define RULES "<rule id='r' type='level' series='*' bound='25'/>"

/* Sends message after message, each with a value that begins an alarm of its own or ends one, and answers each. */
static int
run_child (const char *dir, const char *desk, const char *first)
{
  g_autoptr (AnlanClock) clock = anlan_clock_new_system ();
  AnlanPlant *plant = station_open (dir, desk, NULL, FALSE);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autoptr (GPtrArray) rules = fixture_rules (RULES);
  g_autoptr (GError) error = NULL;
  AnlanMonitor *monitor = anlan_monitor_open (dir, clock, zone, &error);

  if (monitor == NULL || !anlan_monitor_set_rules (monitor, rules, NULL, &error))
    g_error ("%s", error->message);
  for (int i = atoi (first);; i++)
    {
      g_autofree char *body =
          g_strdup_printf ("[{\"series\":\"s/%d\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%d}]", i / 2,
                           (gint64)(FIXTURE_NOW + i), i % 2 == 0 ? 30 : 0);
      g_autofree char *said = g_strdup_printf ("%d\n", i);
      g_autoptr (AnlanBatch) batch = anlan_batch_read (body, strlen (body), FIXTURE_NOW + i, &error);
      g_auto (AnlanTaken) taken = { 0 };

      if (!anlan_monitor_take (monitor, &batch, 1, &taken, &error) ||
          (i % 5 == 0 && !anlan_alarms_mirror (anlan_monitor_get_alarms (monitor), plant, NULL, &error)))
        g_error ("%s", error->message);
      if (write (STDOUT_FILENO, said, strlen (said)) < 0)
        return 1;
    }
}

/* The number of the last message that was answered, or @last. */
static int
send_and_kill (Station *station, int next, gulong microseconds)
{
  g_autofree char *first = g_strdup_printf ("%d", next);
  const char *argv[] = { program, "--child", station->dir, station->desk, first, NULL };
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char buffer[4096];
  gssize got;
  char *last;
  GPollFD answer = { .events = G_IO_IN };
  GPid pid;
  int out;

  g_assert_true (g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                           &pid, NULL, &out, NULL, &error));
  answer.fd = out;
  g_assert_cmpint (g_poll (&answer, 1, 60 * 1000), ==, 1);
  g_usleep (microseconds);
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  while ((got = read (out, buffer, sizeof buffer)) > 0)
    g_string_append_len (said, buffer, got);
  close (out);
  g_spawn_close_pid (pid);
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    ;
  g_assert_cmpuint (said->len, >, 0);
  g_string_truncate (said, said->len - 1);
  last = strrchr (said->str, '\n');
  return atoi (last != NULL ? last + 1 : said->str);
}

static gint64
count_rows (AnlanDb *db, const char *sql)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  anlan_db_lookup (db, sql, NULL, &value, &error);
  g_assert_no_error (error);
  return anlan_value_get_integer (&value, -1);
}

/* What was answered is there; what was sent again after a death is there once and has alarmed once; the records of the
 * plant catch up. */
static void
test_kill (Station *station, gconstpointer data)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("alarm");
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GError) error = NULL;
  int next = 0;
  gint64 expected;

  station_close_plant (station);
  for (int round = 0; round < ROUNDS; round++)
    next = send_and_kill (station, next, (gulong)g_test_rand_int_range (0, 60000)) + 1;

  station->plant = station_open (station->dir, station->desk, station->base.clock, FALSE);
  fixture_open (&station->base, RULES);
  for (int i = 0; i < next; i++)
    {
      g_auto (AnlanTaken) taken = { 0 };

      fixture_feed (&station->base, &taken,
                    "[{\"series\":\"s/%d\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%d}]", i / 2,
                    (gint64)(FIXTURE_NOW + i), i % 2 == 0 ? 30 : 0);
      g_assert_cmpuint (taken.repeats, ==, 1);
      g_assert_cmpuint (taken.alarms->len, ==, 0);
    }
  {
    AnlanDb *readings = anlan_readings_get_db (anlan_monitor_get_readings (station->base.monitor));
    AnlanDb *alarms = anlan_alarms_get_db (anlan_monitor_get_alarms (station->base.monitor));

    /* One message more may have been taken whose answer was not heard. */
    expected = count_rows (alarms, "SELECT count(*) FROM alarm");
    g_assert_cmpint (expected, >=, (next + 1) / 2);
    g_assert_cmpint (expected, <=, (next + 2) / 2);
    g_assert_cmpint (count_rows (alarms, "SELECT count(DISTINCT subject) FROM alarm"), ==, expected);
    g_assert_cmpint (count_rows (alarms, "SELECT count(*) FROM alarm WHERE repeats > 0"), ==, 0);
    g_assert_cmpint (
        count_rows (readings, "SELECT count(*) FROM raw"), ==,
        count_rows (
            readings,
            "SELECT ifnull(sum(count + bad), 0) + (SELECT sum(count0 + bad0) FROM head) FROM minute"));
    g_assert_cmpint (
        count_rows (readings, "SELECT count(*) FROM raw"), ==,
        count_rows (readings,
                    "SELECT ifnull(sum(count + bad), 0) + (SELECT sum(count3 + bad3) FROM head) FROM day"));
  }
  station_mirror (station);
  records = anlan_plant_find (station->plant, query, &error);
  g_assert_no_error (error);
  g_assert_cmpint (records->len, ==, expected);
  verify (station);
  g_test_message ("%d messages, %" G_GINT64_FORMAT " alarms over %d deaths", next, expected, ROUNDS);
}

int
main (int argc, char *argv[])
{
  if (argc == 5 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], argv[3], argv[4]);
  program = argv[0];
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function)                                                                                  \
  g_test_add ("/monitor/station/" name, Station, NULL, station_set_up, function, station_tear_down)
  ADD ("records", test_records);
  ADD ("calibration", test_calibration);
  ADD ("mirror", test_mirror);
  ADD ("health", test_health);
  ADD ("kill", test_kill);

  return g_test_run ();
}

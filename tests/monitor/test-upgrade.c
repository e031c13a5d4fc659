/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* An alarms.db of an older Anlan: what is in it is there afterwards, whoever opens it first, and whenever the power fails. */

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/paths.h"
#include "monitor-fixture.h"
#include "store/side.h"

#define ALARMS 2000
#define NEWEST 4
#define LOSSES 30

static const char *program;

static const char *const scripts[] = { "001-alarms.sql", "002-alarms-follow.sql", "003-alarms-device.sql" };

static void
run_script (AnlanDb *db, const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "resources", "sql", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  anlan_db_exec (db, text, &error);
  g_assert_no_error (error);
}

/* As that version left it: alarms in each state, with their stories, and detections. */
static void
make_old (const char *dir, guint version)
{
  static const char fill[] =
      "BEGIN;"
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) "
      "INSERT INTO alarm (id, rule, subject, origin, title, zone, danger, severity, response, value, "
      "device_ts, "
      "raised, last, repeats, acknowledged, acknowledged_by, cleared, closed, closed_by, cause, change, "
      "mirrored) "
      "SELECT 'a' || i, 'R', 's' || i, 'o' || i, 'Gas ' || i, 'Z', 4, 2, 'Look', i / 2.0, i, i, i, i % 3, "
      "CASE WHEN i % 2 THEN i + 1 END, CASE WHEN i % 2 THEN '张三' END, CASE WHEN i % 4 = 1 THEN i + 2 END, "
      "CASE WHEN i % 4 = 1 THEN i + 3 END, CASE WHEN i % 4 = 1 THEN '李四' END, "
      "CASE WHEN i % 4 = 1 THEN 'false' END, i, i - i % 5 FROM n;"
      "INSERT INTO event (alarm, at, what) SELECT id, raised, 'raised' FROM alarm;"
      "INSERT INTO detection (source, id, ts, received, type, state, camera, repeats) "
      "SELECT 'c', 'd' || raised, raised, raised, 'smoke', 0, 'Yard', 1 FROM alarm;"
      "UPDATE counter SET change = 2000; COMMIT;";
  g_autofree char *path = g_build_filename (dir, "alarms.db", NULL);
  g_autofree char *number =
      g_strdup_printf ("PRAGMA user_version = %u; PRAGMA application_id = 1095650369", version);
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_CREATE, &error);

  g_assert_no_error (error);
  g_assert_true (anlan_db_exec (db, "PRAGMA journal_mode = WAL", &error));
  for (guint i = 0; i < version; i++)
    run_script (db, scripts[i]);
  anlan_db_exec (db, fill, &error);
  g_assert_no_error (error);
  anlan_db_exec (db, number, &error);
  g_assert_no_error (error);
  anlan_db_close (db);
}

static gint64
number_of (AnlanDb *db, const char *sql)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  anlan_db_lookup (db, sql, NULL, &value, &error);
  g_assert_no_error (error);
  return anlan_value_get_integer (&value, -1);
}

static void
assert_whole (AnlanAlarms *alarms)
{
  AnlanDb *db = anlan_alarms_get_db (alarms);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanAlarm) alarm = anlan_alarms_get (alarms, "a5", &error);
  g_autoptr (GPtrArray) story = anlan_alarms_story (alarms, "a5", &error);

  g_assert_no_error (error);
  g_assert_cmpint (number_of (db, "PRAGMA user_version"), ==, NEWEST);
  g_assert_cmpint (
      number_of (db, "SELECT count(*) FROM pragma_integrity_check WHERE integrity_check <> 'ok'"), ==, 0);
  g_assert_cmpint (number_of (db, "SELECT count(*) FROM alarm"), ==, ALARMS);
  g_assert_cmpint (number_of (db, "SELECT count(*) FROM event"), ==, ALARMS);
  g_assert_cmpint (number_of (db, "SELECT count(*) FROM detection"), ==, ALARMS);
  g_assert_cmpint (number_of (db, "SELECT sum(change) FROM alarm"), ==, ALARMS * (ALARMS + 1) / 2);
  g_assert_cmpint (story->len, ==, 1);
  g_assert_cmpint (alarm->state, ==, ANLAN_ALARM_CLOSED);
  g_assert_cmpfloat (alarm->value, ==, 2.5);
  g_assert_cmpint (alarm->repeats, ==, 2);
  g_assert_cmpstr (alarm->acknowledged_by, ==, "张三");
  g_assert_cmpstr (alarm->cause, ==, "false");
  g_assert_cmpint (alarm->evacuate, ==, G_MININT64);
  g_assert_null (alarm->pictures);
  g_assert_null (alarm->recordings);
}

/* Of what was there before the upgrade nobody is told again, and nothing follows; what comes after it is an alarm like others. */
static void
assert_works (AnlanAlarms *alarms, gboolean told)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) untold = anlan_alarms_untold (alarms, &error);

  g_assert_no_error (error);
  if (told)
    g_assert_cmpuint (untold->len, ==, 0);
  g_assert_true (anlan_alarms_acknowledge (alarms, "a2", "王五", &error));
  g_assert_no_error (error);
  g_assert_true (anlan_alarms_add_recording (alarms, "a2", "Yard", "rtsp://r/1", 1, 2, &error));
  g_assert_no_error (error);
  {
    g_autoptr (AnlanAlarm) alarm = anlan_alarms_get (alarms, "a2", &error);

    g_assert_cmpint (alarm->state, ==, ANLAN_ALARM_ACKNOWLEDGED);
    g_assert_cmpint (alarm->change, >, ALARMS);
    g_assert_nonnull (strstr (alarm->recordings, "rtsp://r/1"));
  }
}

static void
test_upgrade (Fixture *fixture, gconstpointer data)
{
  guint version = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  AnlanAlarms *alarms;

  make_old (fixture->dir, version);
  alarms = anlan_alarms_open (fixture->dir, fixture->clock, &error);
  g_assert_no_error (error);
  assert_whole (alarms);
  /* Schema 2 kept who was told. */
  assert_works (alarms, version < 2);
  anlan_alarms_close (alarms);
}

/* The window looks before any station has run. */
static void
test_look (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  AnlanAlarms *alarms;

  make_old (fixture->dir, GPOINTER_TO_UINT (data));
  alarms = anlan_alarms_look (fixture->dir, fixture->clock, &error);
  g_assert_no_error (error);
  assert_whole (alarms);
  anlan_alarms_close (alarms);
}

/* --- kill -9 ----------------------------------------------------------------------------------------------------- */

static int
be_child (const char *dir)
{
  g_autoptr (AnlanClock) clock = anlan_clock_new_fixed (FIXTURE_NOW);
  AnlanAlarms *alarms;

  g_assert_cmpint (write (STDOUT_FILENO, "r", 1), ==, 1);
  alarms = anlan_alarms_open (dir, clock, NULL);
  if (alarms == NULL)
    return 1;
  anlan_alarms_close (alarms);
  return 0;
}

/* Whether the child came to its end before it was killed. */
static gboolean
open_and_kill (const char *dir, gulong microseconds)
{
  const char *argv[] = { program, "--child", dir, NULL };
  g_autoptr (GError) error = NULL;
  char buffer;
  GPid pid;
  int out, status;

  g_assert_true (g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                           &pid, NULL, &out, NULL, &error));
  g_assert_cmpint (read (out, &buffer, 1), ==, 1);
  g_usleep (microseconds);
  kill (pid, SIGKILL);
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  close (out);
  g_spawn_close_pid (pid);
  g_assert_false (WIFEXITED (status) && WEXITSTATUS (status) != 0);
  return WIFEXITED (status);
}

/* In the middle of it, at thirty moments: the next to open it finds all of it. */
static void
test_kill (Fixture *fixture, gconstpointer data)
{
  guint deaths = 0;

  for (guint i = 0; i < LOSSES; i++)
    {
      g_autofree char *name = g_strdup_printf ("old-%u", i),
                      *dir = g_build_filename (fixture->dir, name, NULL);
      g_autoptr (GError) error = NULL;
      AnlanAlarms *alarms;

      g_assert_cmpint (g_mkdir (dir, 0700), ==, 0);
      make_old (dir, 1 + i % 3);
      deaths += !open_and_kill (dir, (gulong)i * 120);
      alarms = anlan_alarms_open (dir, fixture->clock, &error);
      g_assert_no_error (error);
      assert_whole (alarms);
      anlan_alarms_close (alarms);
      anlan_remove_tree (dir);
    }
  g_test_message ("%u of %u were killed before their end", deaths, LOSSES);
  g_assert_cmpuint (deaths, >, 0);
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "--child") == 0)
    return be_child (argv[2]);
  program = argv[0];
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 1; i <= 3; i++)
    {
      g_autofree char *opened = g_strdup_printf ("/monitor/upgrade/%u", i);
      g_autofree char *looked = g_strdup_printf ("/monitor/upgrade/look/%u", i);

      g_test_add (opened, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_upgrade, fixture_tear_down);
      g_test_add (looked, Fixture, GUINT_TO_POINTER (i), fixture_set_up, test_look, fixture_tear_down);
    }
  g_test_add ("/monitor/upgrade/kill", Fixture, NULL, fixture_set_up, test_kill, fixture_tear_down);
  return g_test_run ();
}

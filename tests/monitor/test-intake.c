/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* The monitor's own thread: many senders, one commit for what waits, answers, alarms on the main context; and how a source
 * is. */

#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "monitor-fixture.h"
#include "monitor/intake.h"
#include "monitor/source.h"

#define MESSAGES 500

typedef struct
{
  AnlanIntake *intake;
  guint answered;
  guint failed;
  guint alarms;
} Run;

static void
pushed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Run *run = data;
  g_autoptr (GError) error = NULL;

  run->answered++;
  run->failed += !anlan_intake_push_finish (ANLAN_INTAKE (source), result, &error);
}

static void
alarms_cb (AnlanIntake *intake, char **ids, gpointer data)
{
  Run *run = data;

  run->alarms += g_strv_length (ids);
}

static AnlanBatch *
make_batch (guint number, double value)
{
  g_autofree char *body = g_strdup_printf ("[{\"series\":\"s/%u\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%d}]",
                                           number % 7, (gint64)(FIXTURE_NOW + number), (int)value);
  g_autoptr (GError) error = NULL;
  AnlanBatch *batch = anlan_batch_read (body, strlen (body), FIXTURE_NOW, &error);

  g_assert_no_error (error);
  return batch;
}

static gboolean
count_raw (AnlanMonitor *monitor, gpointer data, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (anlan_readings_get_db (anlan_monitor_get_readings (monitor)),
                        "SELECT count(*) FROM raw", NULL, &value, error))
    return FALSE;
  *(gint64 *)data = anlan_value_get_integer (&value, 0);
  return TRUE;
}

static gboolean
fail_call (AnlanMonitor *monitor, gpointer data, GError **error)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, "no");
  return FALSE;
}

static void
test_intake (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  Run run = { 0 };
  gint64 rows;

  fixture_open (fixture, "<rule id='r' type='level' series='s/3' bound='5'/>");
  run.intake = anlan_intake_new (g_steal_pointer (&fixture->monitor));
  g_signal_connect (run.intake, "alarms", G_CALLBACK (alarms_cb), &run);
  for (guint i = 0; i < MESSAGES; i++)
    anlan_intake_push_async (run.intake, make_batch (i, i == 3 ? 9 : 1), pushed_cb, &run);
  g_assert_true (anlan_intake_call (run.intake, count_raw, &rows, &error));
  g_assert_no_error (error);
  g_assert_cmpint (rows, ==, MESSAGES);
  g_assert_false (anlan_intake_call (run.intake, fail_call, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);

  /* What waits when it is stopped is taken; what comes later is told so. */
  anlan_intake_push_async (run.intake, make_batch (MESSAGES, 1), pushed_cb, &run);
  anlan_intake_stop (run.intake);
  anlan_intake_stop (run.intake);
  while (run.answered < MESSAGES + 1)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (run.failed, ==, 0);
  anlan_intake_push_async (run.intake, make_batch (MESSAGES + 1, 1), pushed_cb, &run);
  while (run.answered < MESSAGES + 2)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (run.failed, ==, 1);
  g_assert_false (anlan_intake_call (run.intake, count_raw, &rows, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  /* It was raised and, with the next reading of its series, cleared: one alarm, told twice. */
  g_assert_cmpuint (run.alarms, ==, 2);
  g_assert_finalize_object (run.intake);
}

/* --- a source ------------------------------------------------------------------------------------------------- */

#define TEST_TYPE_SOURCE (test_source_get_type ())
G_DECLARE_FINAL_TYPE (TestSource, test_source, TEST, SOURCE, AnlanSource)

struct _TestSource
{
  AnlanSource parent_instance;

  int running;
};

G_DEFINE_FINAL_TYPE (TestSource, test_source, ANLAN_TYPE_SOURCE)

static void
test_source_start (AnlanSource *source)
{
  TEST_SOURCE (source)->running++;
}

static void
test_source_stop (AnlanSource *source)
{
  TEST_SOURCE (source)->running--;
}

static void
test_source_class_init (TestSourceClass *class)
{
  ANLAN_SOURCE_CLASS (class)->start = test_source_start;
  ANLAN_SOURCE_CLASS (class)->stop = test_source_stop;
}

static void
test_source_init (TestSource *self)
{
}

static void
assert_source (AnlanSource *source, gint64 now, const char *state, double rate, guint64 items, guint64 errors)
{
  g_auto (AnlanSourceStatus) status = { 0 };

  anlan_source_get_status (source, now, &status);
  g_assert_cmpstr (anlan_source_state_name (status.state), ==, state);
  g_assert_cmpfloat_with_epsilon (status.rate, rate, 1e-9);
  g_assert_cmpuint (status.items, ==, items);
  g_assert_cmpuint (status.errors, ==, errors);
  g_assert_cmpint (status.last_error == NULL, ==, errors == 0);
}

static void
test_source (void)
{
  AnlanSource *source = g_object_new (TEST_TYPE_SOURCE, "id", "modbus-1", NULL);
  g_autoptr (AnlanBatch) batch = make_batch (0, 1);
  g_autoptr (GError) error = g_error_new_literal (ANLAN_ERROR, ANLAN_ERROR_IO, "The cable is out.");

  g_assert_cmpstr (anlan_source_get_id (source), ==, "modbus-1");
  assert_source (source, FIXTURE_NOW, "off", 0, 0, 0);
  anlan_source_start (source);
  anlan_source_start (source);
  g_assert_cmpint (TEST_SOURCE (source)->running, ==, 1);
  assert_source (source, FIXTURE_NOW, "starting", 0, 0, 0);
  anlan_source_set_patience (source, 30 * ANLAN_SECOND);
  for (guint i = 0; i < 60; i++)
    {
      batch->received = FIXTURE_NOW + i * ANLAN_SECOND;
      anlan_source_heard (source, batch);
    }
  assert_source (source, FIXTURE_NOW + 59 * ANLAN_SECOND, "running", 1, 60, 0);
  assert_source (source, FIXTURE_NOW + 89 * ANLAN_SECOND, "silent", 0.5, 60, 0);
  assert_source (source, FIXTURE_NOW + ANLAN_DAY, "silent", 0, 60, 0);
  anlan_source_failed (source, FIXTURE_NOW, error);
  assert_source (source, FIXTURE_NOW + ANLAN_DAY, "failing", 0, 60, 1);
  anlan_source_ready (source);
  anlan_source_stop (source);
  anlan_source_stop (source);
  g_assert_cmpint (TEST_SOURCE (source)->running, ==, 0);
  assert_source (source, FIXTURE_NOW + ANLAN_DAY, "off", 0, 60, 1);
  g_assert_finalize_object (source);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add ("/monitor/intake", Fixture, NULL, fixture_set_up, test_intake, fixture_tear_down);
  g_test_add_func ("/monitor/source", test_source);

  return g_test_run ();
}

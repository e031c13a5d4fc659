/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* The life of alarms, from the message to the closing. */

#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "monitor-fixture.h"

#define LEVEL(id, series, bound, more)                                                                       \
  "<rule id='" id "' type='level' series='" series "' bound='" bound "' " more "/>"

static AnlanAlarms *
alarms_of (Fixture *fixture)
{
  return anlan_monitor_get_alarms (fixture->monitor);
}

static AnlanAlarm *
get (Fixture *fixture, const char *rule)
{
  AnlanAlarm *alarm = fixture_alarm (fixture, rule);

  g_assert_nonnull (alarm);
  return alarm;
}

static void
assert_state (Fixture *fixture, const char *rule, AnlanAlarmState state)
{
  g_autoptr (AnlanAlarm) alarm = get (fixture, rule);

  g_assert_cmpstr (anlan_alarm_state_name (alarm->state), ==, anlan_alarm_state_name (state));
}

static void
test_life (Fixture *fixture, gconstpointer data)
{
  static const char *const story[] = { "raised", "acknowledged", "cleared", "repeated", "cleared", "closed" };
  g_autoptr (AnlanAlarm) alarm = NULL;
  g_autoptr (GPtrArray) events = NULL;
  g_autoptr (GError) error = NULL;

  fixture_open (fixture, LEVEL ("r", "tank/1", "25", "severity='high' danger='combustible'"));
  fixture_read (fixture, "tank/1", 30);
  alarm = get (fixture, "r");
  g_assert_cmpstr (alarm->zone, ==, "tank");
  g_assert_cmpfloat (alarm->value, ==, 30);
  g_assert_cmpfloat (alarm->bound, ==, 25);
  g_assert_true (anlan_alarm_is_loud (alarm));

  g_assert_false (anlan_alarms_acknowledge (alarms_of (fixture), alarm->id, "", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (anlan_alarms_acknowledge (alarms_of (fixture), "nothing", "wang", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  anlan_alarms_acknowledge (alarms_of (fixture), alarm->id, "wang", &error);
  g_assert_no_error (error);
  assert_state (fixture, "r", ANLAN_ALARM_ACKNOWLEDGED);
  g_assert_false (anlan_alarms_acknowledge (alarms_of (fixture), alarm->id, "wang", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);

  /* It holds still: it cannot be closed. */
  g_assert_false (anlan_alarms_close_alarm (alarms_of (fixture), alarm->id, "wang", "real", NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
  fixture_pass (fixture, ANLAN_SECOND);
  fixture_read (fixture, "tank/1", 40);
  fixture_pass (fixture, ANLAN_SECOND);
  fixture_read (fixture, "tank/1", 5);
  assert_state (fixture, "r", ANLAN_ALARM_CLEARED);

  /* It comes again, and must be heard again. */
  fixture_pass (fixture, ANLAN_SECOND);
  fixture_read (fixture, "tank/1", 35);
  g_clear_pointer (&alarm, anlan_alarm_free);
  alarm = get (fixture, "r");
  g_assert_cmpint (alarm->repeats, ==, 1);
  g_assert_cmpfloat (alarm->peak, ==, 40);
  g_assert_true (anlan_alarm_is_loud (alarm));
  fixture_pass (fixture, ANLAN_SECOND);
  fixture_read (fixture, "tank/1", 5);
  assert_state (fixture, "r", ANLAN_ALARM_RAISED);
  g_assert_false (anlan_alarms_close_alarm (alarms_of (fixture), alarm->id, "wang", "weather", NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
  anlan_alarms_close_alarm (alarms_of (fixture), alarm->id, "wang", "real", "flange", &error);
  g_assert_no_error (error);
  assert_state (fixture, "r", ANLAN_ALARM_CLOSED);
  g_assert_false (anlan_alarms_close_alarm (alarms_of (fixture), alarm->id, "wang", "real", NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);

  events = anlan_alarms_story (alarms_of (fixture), alarm->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (events->len, ==, G_N_ELEMENTS (story));
  for (guint i = 0; i < events->len; i++)
    g_assert_cmpstr (((AnlanAlarmEvent *)g_ptr_array_index (events, i))->what, ==, story[i]);

  /* A new one is a new alarm. */
  fixture_pass (fixture, ANLAN_SECOND);
  fixture_read (fixture, "tank/1", 35);
  g_assert_cmpuint (fixture_n_alarms (fixture), ==, 1);
}

/* severity, minutes until it climbs the first time (house: 2, 5, 30, never). */
static void
test_climbing (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *severity;
    gint64 minutes;
  } cases[] = { { "critical", 2 }, { "high", 5 }, { "medium", 30 }, { "note", 0 } };

  fixture_open (fixture, LEVEL ("critical", "a", "1", "severity='critical'")
                             LEVEL ("high", "a", "1", "severity='high'")
                                 LEVEL ("medium", "a", "1", "severity='medium'")
                                     LEVEL ("note", "a", "1", "severity='note'"));
  fixture_read (fixture, "a", 2);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanAlarm) alarm = get (fixture, cases[i].severity);

      g_assert_cmpint (alarm->climbs_at, ==,
                       cases[i].minutes > 0 ? alarm->raised + cases[i].minutes * ANLAN_MINUTE : G_MININT64);
    }
  fixture_pass (fixture, 5 * ANLAN_MINUTE);
  {
    g_autoptr (AnlanAlarm) critical = get (fixture, "critical");
    g_autoptr (AnlanAlarm) high = get (fixture, "high");
    g_autoptr (AnlanAlarm) medium = get (fixture, "medium");
    g_autoptr (GError) error = NULL;

    g_assert_cmpuint (critical->climbed, ==, 2);
    g_assert_cmpuint (high->climbed, ==, 1);
    g_assert_cmpuint (medium->climbed, ==, 0);
    anlan_alarms_acknowledge (alarms_of (fixture), high->id, "wang", &error);
    g_assert_no_error (error);
  }
  fixture_pass (fixture, 30 * ANLAN_MINUTE);
  {
    g_autoptr (AnlanAlarm) critical = get (fixture, "critical");
    g_autoptr (AnlanAlarm) high = get (fixture, "high");

    g_assert_cmpuint (critical->climbed, ==, ANLAN_CLIMB_MAX);
    g_assert_cmpint (critical->climbs_at, ==, G_MININT64);
    g_assert_cmpuint (high->climbed, ==, 1);
  }
}

/* Twenty detectors of one zone at once, one of another, one more severe, one of another danger. */
static void
test_storm (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *head = NULL;
  guint loud = 0, folded = 0;

  fixture_open (fixture, LEVEL ("first", "*/gas/*", "5", "severity='high' danger='toxic'")
                             LEVEL ("second", "*/gas/*", "10", "severity='critical' danger='toxic'")
                                 LEVEL ("heat", "*/heat/*", "60", "severity='high'"));
  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *series = g_strdup_printf ("tank/gas/%02u", i);

      fixture_read (fixture, series, 6);
    }
  list = anlan_alarms_list (alarms_of (fixture), FALSE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 20);
  for (guint i = 0; i < list->len; i++)
    {
      const AnlanAlarm *alarm = g_ptr_array_index (list, i);

      loud += anlan_alarm_is_loud (alarm);
      folded += alarm->folded != NULL;
      if (alarm->folded != NULL && head == NULL)
        head = g_strdup (alarm->folded);
    }
  g_assert_cmpuint (loud, ==, 10);
  g_assert_cmpuint (folded, ==, 10);

  fixture_read (fixture, "yard/gas/1", 6);
  fixture_read (fixture, "tank/heat/1", 70);
  fixture_pass (fixture, ANLAN_SECOND);
  fixture_read (fixture, "tank/gas/03", 12);
  {
    g_autoptr (AnlanAlarm) yard = get (fixture, "first");
    g_autoptr (AnlanAlarm) heat = get (fixture, "heat");
    g_autoptr (AnlanAlarm) second = get (fixture, "second");

    g_assert_cmpstr (yard->zone, ==, "yard");
    g_assert_true (anlan_alarm_is_loud (yard));
    g_assert_true (anlan_alarm_is_loud (heat));
    g_assert_true (anlan_alarm_is_loud (second));
  }

  /* When the one that was loud for them is closed, what nobody has seen is loud itself. */
  fixture_pass (fixture, ANLAN_SECOND);
  fixture_read (fixture, "tank/gas/00", 0);
  anlan_alarms_close_alarm (alarms_of (fixture), head, "wang", "real", NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&list, g_ptr_array_unref);
  list = anlan_alarms_list (alarms_of (fixture), FALSE, &error);
  for (guint i = 0; i < list->len; i++)
    g_assert_null (((AnlanAlarm *)g_ptr_array_index (list, i))->folded);
}

static void
test_shelf (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *rule, *person, *reason;
    double hours;
  } refused[] = {
    { "r", NULL, "calibration", 1 },  { "r", "", "calibration", 1 },       { "r", "wang", " ", 1 },
    { "r", "wang", NULL, 1 },         { "r", "wang", "calibration", 8.1 }, { "r", "wang", "calibration", 0 },
    { NULL, "wang", "all of it", 1 },
  };
  g_autoptr (GError) error = NULL;
  g_autofree char *shelf = NULL;
  gint64 now = anlan_clock_now (fixture->clock);

  fixture_open (fixture,
                LEVEL ("r", "a", "5", "severity='high' danger='toxic'") LEVEL ("other", "a", "5", ""));
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      gint64 until = now + (gint64)(refused[i].hours * (double)ANLAN_HOUR);

      g_assert_null (anlan_alarms_shelve (alarms_of (fixture), refused[i].rule, NULL, NULL, refused[i].person,
                                          refused[i].reason, until, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
      g_clear_error (&error);
    }
  shelf = anlan_alarms_shelve (alarms_of (fixture), "r", NULL, NULL, "wang", "calibration",
                               now + 8 * ANLAN_HOUR, &error);
  g_assert_no_error (error);
  fixture_read (fixture, "a", 6);
  {
    g_autoptr (AnlanAlarm) alarm = get (fixture, "r");
    g_autoptr (AnlanAlarm) other = get (fixture, "other");
    g_autoptr (GPtrArray) shelves = anlan_alarms_shelves (alarms_of (fixture), &error);

    g_assert_false (anlan_alarm_is_loud (alarm));
    g_assert_true (anlan_alarm_is_loud (other));
    g_assert_cmpuint (shelves->len, ==, 1);
    g_assert_cmpstr (((AnlanShelf *)g_ptr_array_index (shelves, 0))->reason, ==, "calibration");
  }

  /* It ends by itself, and what still stands is loud then. */
  anlan_clock_advance (fixture->clock, 8 * ANLAN_HOUR - ANLAN_SECOND);
  fixture_pass (fixture, ANLAN_SECOND);
  {
    g_autoptr (AnlanAlarm) alarm = get (fixture, "r");
    g_autoptr (GPtrArray) shelves = anlan_alarms_shelves (alarms_of (fixture), &error);

    g_assert_true (anlan_alarm_is_loud (alarm));
    g_assert_cmpint (alarm->climbs_at, ==, anlan_clock_now (fixture->clock) + 5 * ANLAN_MINUTE);
    g_assert_cmpuint (shelves->len, ==, 0);
  }
  g_assert_false (anlan_alarms_unshelve (alarms_of (fixture), shelf, "wang", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

/* Test mode counts and is not loud. A rule that goes takes its alarm's condition with it. */
static void
test_rules_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanAlarm) alarm = NULL;

  fixture_open (fixture, LEVEL ("r", "a", "5", "test_until='2026-12-01T00:00:00Z'"));
  fixture_read (fixture, "a", 6);
  alarm = get (fixture, "r");
  g_assert_true (alarm->test);
  g_assert_false (anlan_alarm_is_loud (alarm));
  g_assert_cmpint (alarm->cleared, ==, G_MININT64);
  fixture_open (fixture, "");
  g_clear_pointer (&alarm, anlan_alarm_free);
  alarm = get (fixture, "r");
  g_assert_cmpint (alarm->cleared, !=, G_MININT64);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function)                                                                                  \
  g_test_add ("/monitor/alarms/" name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("life", test_life);
  ADD ("climbing", test_climbing);
  ADD ("storm", test_storm);
  ADD ("shelf", test_shelf);
  ADD ("rules-change", test_rules_change);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* What a rule would have done: over what is kept, and against labels. Seven MQ sensors in clean air, perfume, smoke and a
 * mixture of both (1,600 rows each), sent as live readings once a second. */

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "monitor-fixture.h"
#include "monitor/replay.h"

#define ROWS_A_MESSAGE 100

static const char *const sensors[] = { "MQ2", "MQ3", "MQ5", "MQ6", "MQ7", "MQ8", "MQ135" };

static AnlanRule *
one_rule (const char *text)
{
  g_autofree char *xml = g_strdup_printf ("<rule id='r' %s/>", text);
  g_autoptr (GPtrArray) rules = fixture_rules (xml);

  return anlan_rule_ref (g_ptr_array_index (rules, 0));
}

/* Readings, one a second, and labels; what must come of it. */
static void
test_counts (void)
{
  static const struct
  {
    const char *rule, *values, *labels; /* of each second: a digit; 'r' real, 'u' unreal, '-' not known */
    AnlanReplayed expected;
  } cases[] = {
    { "type='level' series='a' bound='5'", "0159910", "uuurruu", { 1, 7, 3, 2, 5, 0, 1 } },
    { "type='level' series='a' bound='9'", "0190910", "uurrruu", { 2, 7, 2, 3, 4, 1, 0 } },
    { "type='level' series='a' bound='5' lasting='PT2S'", "9999000", "rrrr---", { 1, 7, 2, 4, 0, 2, 0 } },
    { "type='level' series='b' bound='5'", "99", "rr", { 0, 2, 0, 2, 0, 2, 0 } },
    { "type='level' series='a' bound='5'", "", "", { 0 } },
  };
  const char *const names[] = { "a" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanRule) rule = one_rule (cases[i].rule);
      g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (AnlanReading));
      g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (AnlanLabel));
      g_autoptr (GPtrArray) alarms =
          g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_replayed_alarm_free);
      AnlanReplayed replayed;

      for (guint j = 0; cases[i].values[j] != '\0'; j++)
        {
          gint64 ts = FIXTURE_NOW + j * ANLAN_SECOND;
          AnlanReading reading = { .series = 1, .ts = ts, .device = ts, .value = cases[i].values[j] - '0' };
          AnlanLabel label = { ts, ts + ANLAN_SECOND, cases[i].labels[j] == 'r' };

          g_array_append_val (readings, reading);
          if (cases[i].labels[j] != '-')
            g_array_append_val (labels, label);
        }
      anlan_replay (rule, zone, names, 1, readings, labels, &replayed, alarms);
      g_assert_cmpmem (&replayed, sizeof replayed, &cases[i].expected, sizeof replayed);
      g_assert_cmpuint (alarms->len, ==, replayed.begins);
    }
}

/* When each alarm would have begun and ended, by hand: seconds after the first reading; -1: it still stands. */
static void
test_alarms (void)
{
  static const struct
  {
    const char *rule, *values; /* of each second: a digit, or a blank where nothing came */
    int spans[3][2];
    guint n;
  } cases[] = {
    { "type='level' series='a' bound='5'", "0159910", { { 2, 5 } }, 1 },
    { "type='level' series='a' bound='9'", "0190990", { { 2, 3 }, { 4, 6 } }, 2 },
    { "type='level' series='a' bound='5' lasting='PT2S'", "9999000", { { 2, 4 } }, 1 },
    { "type='level' series='a' bound='5'", "0099", { { 2, -1 } }, 1 },
    { "type='silence' series='a' window='PT3S'", "11       11", { { 4, 9 } }, 1 },
  };
  const char *const names[] = { "a" };
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanRule) rule = one_rule (cases[i].rule);
      g_autoptr (GArray) readings = g_array_new (FALSE, FALSE, sizeof (AnlanReading));
      g_autoptr (GPtrArray) alarms =
          g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_replayed_alarm_free);
      AnlanReplayed replayed;

      for (guint j = 0; cases[i].values[j] != '\0'; j++)
        {
          gint64 ts = FIXTURE_NOW + j * ANLAN_SECOND;
          AnlanReading reading = { .series = 1, .ts = ts, .device = ts, .value = cases[i].values[j] - '0' };

          if (cases[i].values[j] != ' ')
            g_array_append_val (readings, reading);
        }
      anlan_replay (rule, zone, names, 1, readings, NULL, &replayed, alarms);
      g_assert_cmpuint (alarms->len, ==, cases[i].n);
      for (guint j = 0; j < alarms->len; j++)
        {
          const AnlanReplayedAlarm *alarm = g_ptr_array_index (alarms, j);
          gint64 until =
              cases[i].spans[j][1] < 0 ? G_MAXINT64 : FIXTURE_NOW + cases[i].spans[j][1] * ANLAN_SECOND;

          g_assert_cmpstr (alarm->subject, ==, "a");
          g_assert_cmpint (alarm->since, ==, FIXTURE_NOW + cases[i].spans[j][0] * ANLAN_SECOND);
          g_assert_cmpint (alarm->until, ==, until);
        }
    }
}

static AnlanReplayed
replay_kept (Fixture *fixture, const char *text)
{
  g_autoptr (AnlanRule) rule = one_rule (text);
  g_autoptr (GError) error = NULL;
  AnlanReplayed replayed;

  anlan_replay_of_plant (fixture->dir, fixture->clock, rule, NULL, fixture->zone, FIXTURE_NOW, G_MAXINT64,
                         &replayed, NULL, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return replayed;
}

/* Four weeks in which the hour from nine was about 20 (19.8, 20.2, 19.8, 20.2: a standard deviation of 0.23), then one in which it is
 * 20.1, 25 and 20 again: one of three is away by more than four of them and by 3. */
static void
test_deviation (Fixture *fixture, gconstpointer data)
{
  static const double values[] = { 20.1, 25, 20 };
  AnlanReplayed replayed;

  fixture_open (fixture, NULL);
  for (int week = 4; week > 0; week--)
    for (int minute = 0; minute < 3; minute++)
      {
        gint64 ts = FIXTURE_NOW - week * 7 * ANLAN_DAY + minute * ANLAN_MINUTE;

        anlan_clock_set (fixture->clock, ts);
        fixture_feed (fixture, NULL, "{\"series\":\"t\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%s}", ts,
                      week % 2 ? "19.8" : "20.2");
      }
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      gint64 ts = FIXTURE_NOW + i * ANLAN_MINUTE;

      anlan_clock_set (fixture->clock, ts);
      fixture_feed (fixture, NULL, "{\"series\":\"t\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%g}", ts,
                    values[i]);
    }
  replayed =
      replay_kept (fixture, "type='deviation' series='t' weeks='4' least='3' deviations='4' bound='3'");
  g_assert_cmpuint (replayed.moments, ==, 3);
  g_assert_cmpuint (replayed.begins, ==, 1);
  g_assert_cmpuint (replayed.on, ==, 1);
  /* More weeks than there are: nothing is usual. */
  replayed =
      replay_kept (fixture, "type='deviation' series='t' weeks='10' least='6' deviations='4' bound='3'");
  g_assert_cmpuint (replayed.begins, ==, 0);
}

/* Every 20 s, so that each is judged: a is hot while b is, and then falls silent. */
static void
test_expression (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    int a, b;
  } rows[] = { { 1, 1 }, { 9, 1 }, { 9, 9 }, { 9, 9 }, { 1, 9 }, { -1, 9 }, { -1, 9 }, { -1, 9 } };
  AnlanReplayed replayed;

  fixture_open (fixture, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      gint64 ts = FIXTURE_NOW + i * 20 * ANLAN_SECOND;

      anlan_clock_set (fixture->clock, ts);
      if (rows[i].a >= 0)
        fixture_feed (fixture, NULL, "{\"series\":\"it's a\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%d}", ts,
                      rows[i].a);
      fixture_feed (fixture, NULL, "{\"series\":\"b\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%d}", ts,
                    rows[i].b);
    }
  replayed = replay_kept (
      fixture,
      "type='expression' expression=\"reading_last('it''s a') &gt; 5 AND reading_last('b') &gt; 5\"");
  g_assert_cmpuint (replayed.moments, ==, 8);
  g_assert_cmpuint (replayed.begins, ==, 1);
  g_assert_cmpuint (replayed.on, ==, 2);
  replayed = replay_kept (fixture, "type='expression' expression=\"reading_age('it''s a') &gt;= 30\"");
  g_assert_cmpuint (replayed.begins, ==, 1);
}

static void
see (Fixture *fixture, guint second, const char *camera, const char *id, const char *state, double confidence)
{
  gint64 ts = FIXTURE_NOW + second * ANLAN_SECOND;

  anlan_clock_set (fixture->clock, ts);
  fixture_feed (fixture, NULL,
                "{\"detections\":[{\"source\":\"%s\",\"id\":\"%s\",\"type\":\"smoke\",\"state\":\"%s\","
                "\"ts\":%" G_GINT64_FORMAT ",\"camera\":\"%s\",\"zone\":\"Z-1\",\"confidence\":%g}]}",
                camera, id, state, ts, camera, confidence);
}

/* Two pulses, one of them too faint; one that goes on for a minute; one that is over too soon. */
static void
test_detections (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *rule;
    guint begins, moments, on;
  } cases[] = {
    { "type='detection' types='smoke'", 4, 6, 4 },
    { "type='detection' types='smoke' confidence='0.5'", 3, 6, 3 },
    { "type='detection' types='smoke' cameras='North'", 2, 2, 2 },
    { "type='detection' types='smoke' cameras='South' lasting='PT30S'", 1, 4, 0 },
    { "type='detection' types='fire'", 0, 0, 0 },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRule) rule = one_rule ("type='detection' types='smoke'");
  AnlanReplayed replayed;

  g_assert_false (anlan_replay_of_plant (fixture->dir, fixture->clock, rule, NULL, fixture->zone, 0,
                                         G_MAXINT64, &replayed, NULL, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  fixture_open (fixture, NULL);
  see (fixture, 0, "North", "1", "pulse", 0.9);
  see (fixture, 10, "North", "2", "pulse", 0.3);
  see (fixture, 20, "South", "3", "start", 0.8);
  see (fixture, 80, "South", "3", "stop", 0.8);
  see (fixture, 100, "South", "4", "start", 0.8);
  see (fixture, 110, "South", "4", "stop", 0.8);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      replayed = replay_kept (fixture, cases[i].rule);
      g_test_message ("%s: %u %u %u", cases[i].rule, replayed.begins, replayed.moments, replayed.on);
      g_assert_cmpuint (replayed.begins, ==, cases[i].begins);
      g_assert_cmpuint (replayed.moments, ==, cases[i].moments);
      g_assert_cmpuint (replayed.on, ==, cases[i].on);
    }
}

static void
close_as (Fixture *fixture, const char *rule, const char *cause)
{
  g_autoptr (AnlanAlarm) alarm = fixture_alarm (fixture, rule);
  AnlanAlarms *alarms = anlan_monitor_get_alarms (fixture->monitor);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (alarm);
  anlan_alarms_acknowledge (alarms, alarm->id, "Li", &error);
  g_assert_no_error (error);
  anlan_alarms_close_alarm (alarms, alarm->id, "Li", cause, "seen", &error);
  g_assert_no_error (error);
}

/* Which alarms tell what was there: those of the rule, of its series by pattern, of its zone where the danger is the same. */
static void
test_labels (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *rule, *labels; /* r real, u unreal, in the order of time */
  } cases[] = {
    { "type='level' series='gas/*' bound='7'", "ru" },
    { "type='level' series='gas/2' bound='7'", "u" },
    { "type='pair' series='x' other='gas/1' bound='7' other_bound='1'", "r" },
    /* The camera's smoke is of the zone of temp/1. */
    { "type='level' series='temp/1' bound='7' danger='fire'", "r" },
    { "type='level' series='temp/1' bound='7'", "" },
    { "type='level' series='temp/1' bound='7' danger='toxic'", "" },
    { "type='detection' types='smoke' cameras='Nor*'", "r" },
    { "type='detection' types='smoke' zones='Z-1' danger='fire'", "r" },
  };
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_series_facts_free);
  AnlanSeriesFacts *hot = anlan_series_facts_new ("temp/1");

  g_ptr_array_add (facts, hot);
  hot->zone = g_strdup ("Z-1");
  fixture_open (fixture, "<rule id='g1' type='level' series='gas/1' bound='5' danger='combustible'/>"
                         "<rule id='g2' type='level' series='gas/2' bound='5' danger='combustible'/>"
                         "<rule id='s' type='detection' types='smoke' danger='fire'/>");
  fixture_read (fixture, "gas/1", 9);
  fixture_pass (fixture, ANLAN_SECOND);
  fixture_read (fixture, "gas/1", 0);
  fixture_read (fixture, "gas/2", 9);
  fixture_pass (fixture, ANLAN_SECOND);
  fixture_read (fixture, "gas/2", 0);
  see (fixture, 5, "North", "1", "start", 1);
  see (fixture, 9, "North", "1", "stop", 1);
  close_as (fixture, "g1", "real");
  close_as (fixture, "g2", "false");
  close_as (fixture, "s", "real");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanRule) rule = one_rule (cases[i].rule);
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) labels = anlan_replay_labels (anlan_monitor_get_alarms (fixture->monitor), rule,
                                                       facts, FIXTURE_NOW, G_MAXINT64, &error);
      g_autoptr (GString) text = g_string_new (NULL);

      g_assert_no_error (error);
      for (guint j = 0; j < labels->len; j++)
        g_string_append_c (text, g_array_index (labels, AnlanLabel, j).real ? 'r' : 'u');
      g_test_message ("%s: %s", cases[i].rule, text->str);
      g_assert_cmpstr (text->str, ==, cases[i].labels);
    }
}

static char *
load_sensors (void)
{
  const char *shared = g_getenv ("ANLAN_SHARED");
  g_autofree char *path =
      shared != NULL ? g_build_filename (shared, "data", "gas_sensors_mq.csv", NULL) : NULL;
  char *text = NULL;

  if (path == NULL || !g_file_get_contents (path, &text, NULL, NULL))
    g_test_skip ("gas_sensors_mq.csv is not here");
  return text;
}

/* The rows as messages, and what was there as labels. */
static void
send_rows (Fixture *fixture, char **lines, GArray *labels)
{
  g_autoptr (GString) body = g_string_new (NULL);

  for (guint i = 1; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_auto (GStrv) cells = g_strsplit (g_strchomp (lines[i]), ",", -1);
      gint64 ts = FIXTURE_NOW + i * ANLAN_SECOND;
      AnlanLabel label = { ts, ts + ANLAN_SECOND,
                           strcmp (cells[8], "Smoke") == 0 || strcmp (cells[8], "Mixture") == 0 };

      g_assert_cmpuint (g_strv_length (cells), ==, 9);
      g_array_append_val (labels, label);
      for (guint j = 0; j < G_N_ELEMENTS (sensors); j++)
        g_string_append_printf (body, "%c{\"series\":\"%s\",\"ts\":%" G_GINT64_FORMAT ",\"value\":%s}",
                                body->len == 0 ? '[' : ',', sensors[j], ts, cells[j + 1]);
      if (i % ROWS_A_MESSAGE != 0 && lines[i + 1] != NULL && lines[i + 1][0] != '\0')
        continue;
      anlan_clock_set (fixture->clock, ts);
      fixture_feed (fixture, NULL, "%s]", body->str);
      g_string_truncate (body, 0);
    }
}

/* Who no longer wants it is not kept waiting. */
static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRule) rule = one_rule ("type='level' series='a' bound='5'");
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  AnlanReplayed replayed;

  fixture_open (fixture, NULL);
  fixture_feed (fixture, NULL, "{\"series\":\"a\",\"value\":9}");
  g_cancellable_cancel (cancellable);
  g_assert_false (anlan_replay_history (anlan_readings_get_db (anlan_monitor_get_readings (fixture->monitor)),
                                        rule, fixture->zone, 0, G_MAXINT64, NULL, &replayed, NULL, NULL, NULL,
                                        cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* The rates were counted over the file with another program. */
static const struct
{
  const char *name, *rule;
  double mistaken, missed;
} rules[] = {
  { "one sensor", "type='level' series='MQ2' crosses='under' bound='708'", 14.0, 10.25 },
  { "two of three", "type='count' series='MQ3 MQ6 MQ135' crosses='under' bound='431' least='2'", 3.75, 8.25 },
  { "both of two",
    "type='pair' series='MQ2' crosses='under' bound='708' other='MQ135' other_crosses='under' "
    "other_bound='431'",
    3.3125, 21.21875 },
};

static void
test_smoke (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = load_sensors ();
  g_autoptr (GArray) labels = g_array_new (FALSE, FALSE, sizeof (AnlanLabel));
  g_autoptr (AnlanAlarm) alarm = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *live = NULL;

  if (text == NULL)
    return;
  lines = g_strsplit (text, "\n", -1);
  live = g_strdup_printf ("<rule id='live' %s danger='fire'/>", rules[0].rule);
  fixture_open (fixture, live);
  send_rows (fixture, lines, labels);
  g_assert_cmpuint (labels->len, ==, 6400);
  alarm = fixture_alarm (fixture, "live");
  g_assert_nonnull (alarm);
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      g_autoptr (AnlanRule) rule = one_rule (rules[i].rule);
      g_autoptr (GError) error = NULL;
      AnlanReplayed replayed;

      anlan_replay_history (anlan_readings_get_db (anlan_monitor_get_readings (fixture->monitor)), rule,
                            fixture->zone, 0, G_MAXINT64, labels, &replayed, NULL, NULL, NULL, NULL, &error);
      g_assert_no_error (error);
      g_test_message ("%s: %.2f %% false, %.2f %% missed, %u times", rules[i].name,
                      anlan_replayed_mistaken (&replayed), anlan_replayed_missed (&replayed),
                      replayed.begins);
      g_assert_cmpuint (replayed.moments, ==, 6400);
      g_assert_cmpfloat_with_epsilon (anlan_replayed_mistaken (&replayed), rules[i].mistaken, 1e-9);
      g_assert_cmpfloat_with_epsilon (anlan_replayed_missed (&replayed), rules[i].missed, 1e-9);
      /* What it would have done is what it did. */
      if (i == 0)
        g_assert_cmpint (replayed.begins, ==, alarm->repeats + 1);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/monitor/replay/alarms", test_alarms);
  g_test_add ("/monitor/replay/cancelled", Fixture, NULL, fixture_set_up, test_cancelled, fixture_tear_down);
  g_test_add_func ("/monitor/replay/counts", test_counts);
  g_test_add ("/monitor/replay/detections", Fixture, NULL, fixture_set_up, test_detections,
              fixture_tear_down);
  g_test_add ("/monitor/replay/deviation", Fixture, NULL, fixture_set_up, test_deviation, fixture_tear_down);
  g_test_add ("/monitor/replay/expression", Fixture, NULL, fixture_set_up, test_expression,
              fixture_tear_down);
  g_test_add ("/monitor/replay/labels", Fixture, NULL, fixture_set_up, test_labels, fixture_tear_down);
  g_test_add ("/monitor/replay/smoke", Fixture, NULL, fixture_set_up, test_smoke, fixture_tear_down);

  return g_test_run ();
}

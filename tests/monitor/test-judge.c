/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Rules, each against a row of readings: when it begins and when it ends. */

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"
#include "monitor-fixture.h"

/* "a=5" reads 5 at series a, "a=x" a bad one, "-" lets a second pass and the judge look; what follows a colon is what must
 * come of it: "+" begins, "!" ends, nothing neither. */
typedef struct
{
  const char *name;
  const char *rule;
  const char *steps;
} Row;

static const Row rows[] = {
  { "level", "type='level' series='a' bound='25'", "a=24 a=25:+ a=30 a=24.9:! a=26:+" },
  { "level-clear", "type='level' series='a' bound='25' clear='20'", "a=25:+ a=21 a=20:! a=24 a=25:+" },
  { "level-under", "type='level' series='a' crosses='under' bound='19.5' clear='20'",
    "a=20.9 a=19.5:+ a=19.9 a=20:!" },
  { "level-lasting", "type='level' series='a' bound='5' lasting='PT3S'",
    "a=6 - a=4 - a=6 - a=6 - a=6 -:+ a=4:!" },
  { "level-quiet", "type='level' series='a' bound='5' lasting='3'", "a=6 - - -:+ -" },
  { "level-bad", "type='level' series='a' bound='5'", "a=6:+ a=x a=7 a=x a=1:!" },
  { "pattern", "type='level' series='t/*' bound='5'", "a=9 t/1=9:+ t/2=9:+ t/1=1:!" },
  { "rate", "type='rate' series='a' bound='60' clear='30' window='PT4S'",
    "a=0 - a=0 - a=0 - a=3:+ - a=3 - a=3 - a=3 - a=3:! -" },
  { "rate-falling", "type='rate' series='a' crosses='under' bound='-60' window='PT2S'",
    "a=9 - a=8:+ - a=8:! -" },
  { "count", "type='count' series='a b c' bound='5' least='2'", "a=9 b=1 c=9:+ a=1:! b=9:+" },
  { "count-stale", "type='count' series='a b' bound='5' least='2' window='PT2S'",
    "a=9 - - - b=9 a=9:+ - - -:!" },
  { "pair", "type='pair' series='a' bound='80' other='b' other_bound='7.1'",
    "a=90 b=7 b=7.1:+ a=70:! b=9 a=80:+" },
  { "pair-under", "type='pair' series='a' bound='5' other='b' other_crosses='under' other_bound='1'",
    "b=2 a=9 b=1:+ b=3:!" },
  { "silence", "type='silence' series='a' window='PT2S'", "- -:+ - a=1:! - a=x -:+" },
  { "stuck", "type='stuck' series='a' band='0.1' window='PT2S' least='3'",
    "a=1 - a=1.05 - a=1:+ a=1 a=2:! -" },
  { "hours", "type='level' series='a' bound='5' from='22:00' to='06:00'", "a=9" },
  { "hours-now", "type='level' series='a' bound='5' from='08:00' to='10:00' days='5'", "a=9:+" },
  { "weekend", "type='level' series='a' bound='5' days='6 7'", "a=9" },
  { "hours-toxic", "type='level' series='a' bound='5' days='6 7' danger='toxic'", "a=9:+" },
  { "hours-certified", "type='level' series='a' bound='5' days='6 7' certified='yes'", "a=9:+" },
  { "off", "type='level' series='a' bound='5' off='yes'", "a=9" },
};

static guint
number (AnlanJudge *judge, GHashTable *numbers, const char *name)
{
  guint series = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, name));

  if (series != 0)
    return series;
  series = g_hash_table_size (numbers) + 1;
  g_hash_table_insert (numbers, g_strdup (name), GUINT_TO_POINTER (series));
  anlan_judge_set_series (judge, series, name, NULL, NULL);
  return series;
}

static void
take_step (AnlanJudge *judge, GHashTable *numbers, const char *step, gint64 *now, GArray *out)
{
  g_auto (GStrv) parts = g_strsplit (step, "=", 2);
  AnlanReading reading = { .quality = ANLAN_QUALITY_GOOD };

  if (parts[1] == NULL)
    {
      *now += ANLAN_SECOND;
      anlan_judge_tick (judge, *now, out);
      return;
    }
  reading.series = number (judge, numbers, parts[0]);
  reading.ts = reading.device = reading.received = *now;
  reading.value = g_ascii_strtod (parts[1], NULL);
  if (g_str_equal (parts[1], "x"))
    {
      reading.value = 1e9;
      reading.quality = ANLAN_QUALITY_BAD;
    }
  anlan_judge_reading (judge, &reading, *now, out);
}

static void
test_row (gconstpointer data)
{
  const Row *row = data;
  g_autofree char *xml = g_strdup_printf ("<rule id='r' %s/>", row->rule);
  g_autoptr (GPtrArray) rules = fixture_rules (xml);
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  g_autoptr (AnlanJudge) judge = anlan_judge_new (zone, FIXTURE_NOW);
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) steps = g_strsplit (row->steps, " ", -1);
  gint64 now = FIXTURE_NOW;

  anlan_judge_set_rules (judge, rules);
  for (guint i = 0; steps[i] != NULL; i++)
    {
      g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (AnlanJudgement));
      g_auto (GStrv) parts = g_strsplit (steps[i], ":", 2);
      const char *expected = parts[1] != NULL ? parts[1] : "", *found = "";

      take_step (judge, numbers, parts[0], &now, out);
      g_assert_cmpuint (out->len, <=, 1);
      if (out->len == 1)
        found = g_array_index (out, AnlanJudgement, 0).on ? "+" : "!";
      g_test_message ("step %u, %s", i + 1, steps[i]);
      g_assert_cmpstr (found, ==, expected);
    }
}

static gboolean
usual_cb (guint series, gint64 at, guint weeks, double *mean, double *deviation, guint *n, gpointer data)
{
  *mean = 20;
  *deviation = 2;
  *n = *(guint *)data;
  return TRUE;
}

/* More than three standard deviations from what is usual; not while too few weeks are known. */
static void
test_deviation (void)
{
  g_autoptr (GPtrArray) rules =
      fixture_rules ("<rule id='r' type='deviation' series='a' deviations='3' weeks='4'/>");
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();

  for (guint weeks = 2; weeks <= 3; weeks++)
    {
      g_autoptr (AnlanJudge) judge = anlan_judge_new (zone, FIXTURE_NOW);
      g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (AnlanJudgement));
      AnlanReading reading = { .series = 1, .value = 26 };

      anlan_judge_set_usual (judge, usual_cb, &weeks);
      anlan_judge_set_rules (judge, rules);
      anlan_judge_set_series (judge, 1, "a", NULL, NULL);
      anlan_judge_reading (judge, &reading, FIXTURE_NOW, out);
      g_assert_cmpuint (out->len, ==, 0);
      reading.value = 26.1;
      anlan_judge_reading (judge, &reading, FIXTURE_NOW, out);
      g_assert_cmpuint (out->len, ==, weeks == 3 ? 1 : 0);
    }
}

/* type, zone, camera, confidence; how many judgements. */
static void
test_detection (void)
{
  static const struct
  {
    const char *rule;
    guint begins;
  } cases[] = {
    { "", 1 },
    { "types='no-*'", 1 },
    { "types='smoke fire'", 0 },
    { "zones='Z-04'", 1 },
    { "zones='Z-05'", 0 },
    { "cameras='cam-?'", 1 },
    { "confidence='0.9'", 1 },
    { "confidence='0.95'", 0 },
    { "types='no-helmet' zones='Z-04' cameras='cam-3' confidence='0.5' from='08:00' to='18:00'", 1 },
    { "from='18:00' to='08:00'", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *xml = g_strdup_printf ("<rule id='r' type='detection' %s/>", cases[i].rule);
      g_autoptr (GPtrArray) rules = fixture_rules (xml);
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
      g_autoptr (AnlanJudge) judge = anlan_judge_new (zone, FIXTURE_NOW);
      g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (AnlanJudgement));
      AnlanDetection detection = { .source = "s",
                                   .id = "1",
                                   .type = "no-helmet",
                                   .zone = "Z-04",
                                   .camera = "cam-3",
                                   .confidence = 0.91,
                                   .state = ANLAN_DETECTION_START };

      anlan_judge_set_rules (judge, rules);
      anlan_judge_detection (judge, &detection, FIXTURE_NOW, out);
      g_assert_cmpuint (out->len, ==, cases[i].begins);
      if (out->len == 0)
        continue;
      g_assert_cmpstr (g_array_index (out, AnlanJudgement, 0).subject, ==, "cam-3");
      g_assert_cmpstr (g_array_index (out, AnlanJudgement, 0).zone, ==, "Z-04");
      detection.state = ANLAN_DETECTION_STOP;
      anlan_judge_detection (judge, &detection, FIXTURE_NOW, out);
      g_assert_cmpuint (out->len, ==, 2);
      g_assert_false (g_array_index (out, AnlanJudgement, 1).on);
      detection.state = ANLAN_DETECTION_PULSE;
      anlan_judge_detection (judge, &detection, FIXTURE_NOW, out);
      anlan_judge_detection (judge, &detection, FIXTURE_NOW, out);
      g_assert_cmpuint (out->len, ==, 4);
      g_assert_true (g_array_index (out, AnlanJudgement, 3).pulse &&
                     g_array_index (out, AnlanJudgement, 3).on);
      /* Time makes no lasting condition of it, which would never end. */
      anlan_judge_tick (judge, FIXTURE_NOW + 10 * ANLAN_SECOND, out);
      g_assert_cmpuint (out->len, ==, 4);
      detection.state = ANLAN_DETECTION_START;
      anlan_judge_detection (judge, &detection, FIXTURE_NOW + 10 * ANLAN_SECOND, out);
      g_assert_cmpuint (out->len, ==, 5);
      g_assert_false (g_array_index (out, AnlanJudgement, 4).pulse);
    }
}

/* Nor does a rule that asks for a time have it from a single pulse; what begins after it has its own time. */
static void
test_pulse_lasting (void)
{
  g_autoptr (GPtrArray) rules = fixture_rules ("<rule id='r' type='detection' lasting='PT5S'/>");
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (AnlanJudge) judge = anlan_judge_new (zone, FIXTURE_NOW);
  g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (AnlanJudgement));
  AnlanDetection detection = { .source = "s", .id = "1", .type = "smoke", .confidence = NAN };

  anlan_judge_set_rules (judge, rules);
  anlan_judge_detection (judge, &detection, FIXTURE_NOW, out);
  anlan_judge_tick (judge, FIXTURE_NOW + 10 * ANLAN_SECOND, out);
  g_assert_cmpuint (out->len, ==, 0);
  detection.state = ANLAN_DETECTION_START;
  anlan_judge_detection (judge, &detection, FIXTURE_NOW + 10 * ANLAN_SECOND, out);
  anlan_judge_tick (judge, FIXTURE_NOW + 14 * ANLAN_SECOND, out);
  g_assert_cmpuint (out->len, ==, 0);
  anlan_judge_tick (judge, FIXTURE_NOW + 15 * ANLAN_SECOND, out);
  g_assert_cmpuint (out->len, ==, 1);
  g_assert_false (g_array_index (out, AnlanJudgement, 0).pulse);
}

/* Test mode counts and does not shout, but never where life is in danger. */
static void
test_test_mode (void)
{
  static const struct
  {
    const char *rule;
    gboolean test;
  } cases[] = {
    { "test_until='2026-12-01T00:00:00Z'", TRUE },
    { "test_until='2026-11-01T00:00:00Z'", FALSE },
    { "test_until='2026-12-01T00:00:00Z' danger='combustible'", FALSE },
    { "test_until='2026-12-01T00:00:00Z' danger='oxygen'", FALSE },
    { "test_until='2026-12-01T00:00:00Z' danger='fire'", FALSE },
    { "test_until='2026-12-01T00:00:00Z' certified='yes'", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *xml =
          g_strdup_printf ("<rule id='r' type='level' series='a' bound='1' %s/>", cases[i].rule);
      g_autoptr (GPtrArray) rules = fixture_rules (xml);
      g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
      g_autoptr (AnlanJudge) judge = anlan_judge_new (zone, FIXTURE_NOW);
      g_autoptr (GArray) out = g_array_new (FALSE, FALSE, sizeof (AnlanJudgement));
      AnlanReading reading = { .series = 1, .value = 26 };

      anlan_judge_set_rules (judge, rules);
      anlan_judge_set_series (judge, 1, "a", NULL, NULL);
      anlan_judge_reading (judge, &reading, FIXTURE_NOW, out);
      g_assert_cmpuint (out->len, ==, 1);
      g_assert_cmpint (g_array_index (out, AnlanJudgement, 0).test, ==, cases[i].test);
    }
}

/* What cannot be a rule says what is wrong with it. */
static void
test_bad_rules (void)
{
  static const struct
  {
    const char *xml;
    const char *part;
  } cases[] = {
    { "<rules><rule/></rules>", "id" },
    { "<rules><rule id='r' type='levle'/></rules>", "levle" },
    { "<rules><rule id='r' type='level' bound='5'/></rules>", "series" },
    { "<rules><rule id='r' type='level' series='a'/></rules>", "bound" },
    { "<rules><rule id='r' type='level' series='a' bound='5 ppm'/></rules>", "5 ppm" },
    { "<rules><rule id='r' type='level' series='a' bound='5' clear='6'/></rules>", "clear" },
    { "<rules><rule id='r' type='level' series='a' bound='5' lasting='PT5X'/></rules>", "PT5X" },
    { "<rules><rule id='r' type='level' series='a' bound='5' from='25:00'/></rules>", "25:00" },
    { "<rules><rule id='r' type='level' series='a' bound='5' days='8'/></rules>", "days" },
    { "<rules><rule id='r' type='level' series='a' bound='5' colour='red'/></rules>", "colour" },
    { "<rules><rule id='r' type='count' series='a' bound='5'/></rules>", "least" },
    { "<rules><rule id='r' type='pair' series='a' bound='5'/></rules>", "other" },
    { "<rules><rule id='r' type='rate' series='a' bound='5'/></rules>", "window" },
    { "<rules><rule id='r' type='silence' series='a'/></rules>", "window" },
    { "<rules><rule id='r' type='stuck' series='a' window='5'/></rules>", "band" },
    { "<rules><rule id='r' type='deviation' series='a' deviations='3'/></rules>", "weeks" },
    { "<rules><rule id='r' type='expression'/></rules>", "expression" },
    { "<rules><thing/></rules>", "thing" },
    { "<rules><rule id='r' type='detection'>", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_rule_unref);
      g_autoptr (GError) error = NULL;

      g_assert_false (anlan_rules_parse (cases[i].xml, -1, rules, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i].part));
      g_assert_cmpuint (rules->len, ==, 0);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *path = g_strconcat ("/monitor/judge/", rows[i].name, NULL);

      g_test_add_data_func (path, &rows[i], test_row);
    }
  g_test_add_func ("/monitor/judge/deviation", test_deviation);
  g_test_add_func ("/monitor/judge/detection", test_detection);
  g_test_add_func ("/monitor/judge/test-mode", test_test_mode);
  g_test_add_func ("/monitor/judge/pulse-lasting", test_pulse_lasting);
  g_test_add_func ("/monitor/judge/bad-rules", test_bad_rules);

  return g_test_run ();
}

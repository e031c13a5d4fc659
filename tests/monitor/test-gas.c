/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Set points of gas detectors: GB/T 50493-2019, exposure limits of GBZ 2.1. */

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "monitor-fixture.h"
#include "monitor/gas.h"

/* GB/T 50493-2019, alarm set points: combustible at most 25 and 50 %LEL; toxic at most 100 and 200 % OEL; oxygen 19.5 and
 * 23.5 %vol. The mg/m³ are those of its table; ppm = mg/m³ x 24.04 / molar mass. */
static const struct
{
  const char *id;
  AnlanDanger danger;
  double first, second;
  double ppm; /* of the first level; 0: not in ppm */
} gases[] = {
  { "combustible", ANLAN_DANGER_COMBUSTIBLE, 25, 50, 0 },
  { "oxygen", ANLAN_DANGER_OXYGEN, 19.5, 23.5, 0 },
  { "h2s", ANLAN_DANGER_TOXIC, 10, 20, 7.054 },
  { "co", ANLAN_DANGER_TOXIC, 20, 40, 17.165 },
  { "nh3", ANLAN_DANGER_TOXIC, 20, 40, 28.232 },
  { "cl2", ANLAN_DANGER_TOXIC, 1, 2, 0.3391 },
  { "so2", ANLAN_DANGER_TOXIC, 5, 10, 1.8764 },
  { "no2", ANLAN_DANGER_TOXIC, 5, 10, 2.6125 },
  { "hcn", ANLAN_DANGER_TOXIC, 1, 2, 0.8894 },
  { "hcl", ANLAN_DANGER_TOXIC, 7.5, 15, 4.9452 },
  { "hf", ANLAN_DANGER_TOXIC, 2, 4, 2.4028 },
  { "phosgene", ANLAN_DANGER_TOXIC, 0.5, 1, 0.1215 },
  { "methanol", ANLAN_DANGER_TOXIC, 25, 50, 18.758 },
  { "benzene", ANLAN_DANGER_TOXIC, 6, 12, 1.8466 },
};

static void
test_table (void)
{
  const AnlanUnit *ppm = anlan_unit_find ("ppm");

  for (guint i = 0; i < G_N_ELEMENTS (gases); i++)
    {
      const AnlanGas *gas = anlan_gas_find (gases[i].id);
      double value, back;

      g_assert_nonnull (gas);
      g_assert_true (gas == anlan_gas_get (i));
      g_assert_cmpint (gas->danger, ==, gases[i].danger);
      g_assert_cmpfloat (gas->first, ==, gases[i].first);
      g_assert_cmpfloat (gas->second, ==, gases[i].second);
      if (gases[i].ppm == 0)
        continue;
      g_assert_true (anlan_gas_convert (gas, gas->first, gas->unit, ppm, &value));
      g_assert_cmpfloat_with_epsilon (value, gases[i].ppm, gases[i].ppm * 1e-3);
      g_assert_true (anlan_gas_convert (gas, value, ppm, gas->unit, &back));
      g_assert_cmpfloat_with_epsilon (back, gas->first, 1e-9);
    }
  g_assert_null (anlan_gas_get (G_N_ELEMENTS (gases)));
  g_assert_null (anlan_gas_find ("helium"));
}

/* A plant may be stricter, never looser. */
static void
test_check (void)
{
  static const struct
  {
    const char *gas, *unit;
    double first, second;
    int code; /* -1: allowed */
  } cases[] = {
    { "h2s", "mg/m³", 10, 20, -1 },
    { "h2s", "mg/m³", 5, 10, -1 },
    { "h2s", "mg/m³", NAN, NAN, -1 },
    { "h2s", "mg/m³", 10.1, 20, ANLAN_ERROR_REFUSED },
    { "h2s", "mg/m³", 5, 21, ANLAN_ERROR_REFUSED },
    { "h2s", "mg/m³", 10, 10, ANLAN_ERROR_REFUSED },
    { "h2s", "ppm", 7, 14, -1 },
    { "h2s", "ppm", 7.1, 14, ANLAN_ERROR_REFUSED },
    { "h2s", "%LEL", 1, 2, ANLAN_ERROR_INPUT },
    { "h2s", "°C", NAN, NAN, ANLAN_ERROR_INPUT },
    { "combustible", "%LEL", 20, 50, -1 },
    { "combustible", "%LEL", 25, 50, -1 },
    { "combustible", "%LEL", 26, 50, ANLAN_ERROR_REFUSED },
    { "combustible", "%LEL", 20, 51, ANLAN_ERROR_REFUSED },
    { "oxygen", "%vol", 19.5, 23.5, -1 },
    { "oxygen", "%vol", 20, 23, -1 },
    { "oxygen", "%vol", 19, 23.5, ANLAN_ERROR_REFUSED },
    { "oxygen", "%vol", 19.5, 24, ANLAN_ERROR_REFUSED },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean allowed = anlan_gas_check (anlan_gas_find (cases[i].gas), anlan_unit_find (cases[i].unit),
                                          cases[i].first, cases[i].second, &error);

      g_test_message ("%s %g %g %s", cases[i].gas, cases[i].first, cases[i].second, cases[i].unit);
      g_assert_cmpint (allowed, ==, cases[i].code < 0);
      if (cases[i].code >= 0)
        g_assert_error (error, ANLAN_ERROR, cases[i].code);
      else
        g_assert_no_error (error);
    }
}

/* Readings of a detector, and how many alarms stand after each: exactly at the set point is at it. */
static void
test_judged (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *gas, *unit;
    double values[5];
    guint standing[5];
  } cases[] = {
    { "combustible", "%LEL", { 24.9, 25, 49.9, 50, 0 }, { 0, 1, 1, 2, 0 } },
    { "h2s", "mg/m³", { 9.9, 10, 19.9, 20, 0 }, { 0, 1, 1, 2, 0 } },
    { "h2s", "ppm", { 7.05, 7.06, 14.1, 14.2, 0 }, { 0, 1, 1, 2, 0 } },
    { "oxygen", "%vol", { 20.9, 19.5, 20.9, 23.5, 20.9 }, { 0, 1, 0, 1, 0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) rules = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_rule_unref);
      g_autofree char *series = g_strdup_printf ("t/%u", i);
      g_autoptr (GError) error = NULL;

      anlan_gas_rules (anlan_gas_find (cases[i].gas), series, anlan_unit_find (cases[i].unit), NAN, NAN,
                       rules, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (rules->len, ==, 2);
      for (guint j = 0; j < rules->len; j++)
        {
          const AnlanRule *rule = g_ptr_array_index (rules, j);

          g_assert_true (anlan_rule_check (rule, &error));
          g_assert_true (anlan_rule_is_never_held (rule));
          g_assert_cmpstr (rule->source, ==, "GB/T 50493-2019");
        }
      fixture_open (fixture, NULL);
      anlan_monitor_set_rules (fixture->monitor, rules, NULL, &error);
      g_assert_no_error (error);
      for (guint j = 0; j < G_N_ELEMENTS (cases[i].values); j++)
        {
          g_autoptr (GPtrArray) list = NULL;
          guint standing = 0;

          fixture_pass (fixture, 1000);
          fixture_read (fixture, series, cases[i].values[j]);
          list = anlan_alarms_list (anlan_monitor_get_alarms (fixture->monitor), FALSE, &error);
          g_assert_no_error (error);
          for (guint k = 0; k < list->len; k++)
            {
              const AnlanAlarm *alarm = g_ptr_array_index (list, k);

              standing += alarm->cleared == G_MININT64 && g_str_equal (alarm->subject, series);
            }
          g_assert_cmpuint (standing, ==, cases[i].standing[j]);
        }
    }
}

/* What comes in another unit is brought into that of the point; what cannot be is not judged by it. */
static void
test_units (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *unit;
    double value, stored; /* NAN: kept as a bad one */
  } cases[] = {
    { "mg/m3", 10, 10 * 24.04 / 34.08 },
    { "ppm", 7, 7 },
    { "%vol", 0.001, 10 },
    { "°C", 20, NAN },
    { "drops", 20, NAN },
  };
  g_autoptr (GPtrArray) rules = g_ptr_array_new ();
  g_autoptr (GPtrArray) facts = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_series_facts_free);
  AnlanSeriesFacts *known = anlan_series_facts_new ("t/1");
  g_autoptr (GError) error = NULL;

  known->unit = g_strdup ("ppm");
  known->gas = anlan_gas_find ("h2s");
  g_ptr_array_add (facts, known);
  fixture_open (fixture, NULL);
  anlan_monitor_set_rules (fixture->monitor, rules, facts, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      g_autoptr (GArray) raw = NULL;
      const AnlanReading *reading;

      fixture_pass (fixture, 1000);
      fixture_feed (fixture, NULL, "{\"series\":\"t/1\",\"value\":%s,\"unit\":\"%s\"}",
                    g_ascii_dtostr (number, sizeof number, cases[i].value), cases[i].unit);
      raw = anlan_readings_raw (anlan_readings_get_db (anlan_monitor_get_readings (fixture->monitor)), "t/1",
                                anlan_clock_now (fixture->clock), G_MAXINT64, 2, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (raw->len, ==, 1);
      reading = &g_array_index (raw, AnlanReading, 0);
      g_assert_cmpint ((reading->quality & ANLAN_QUALITY_BAD) != 0, ==, isnan (cases[i].stored));
      if (!isnan (cases[i].stored))
        g_assert_cmpfloat_with_epsilon (reading->value, cases[i].stored, 1e-9);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/monitor/gas/table", test_table);
  g_test_add_func ("/monitor/gas/check", test_check);
  g_test_add ("/monitor/gas/judged", Fixture, NULL, fixture_set_up, test_judged, fixture_tear_down);
  g_test_add ("/monitor/gas/units", Fixture, NULL, fixture_set_up, test_units, fixture_tear_down);

  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/units.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "base/error.h"

static double
convert (double value, const char *from, const char *to)
{
  double result = NAN;

  g_assert_true (anlan_unit_convert (value, anlan_unit_find (from), anlan_unit_find (to), &result));
  return result;
}

static void
test_find (void)
{
  static const struct
  {
    const char *text;
    const char *symbol;
  } cases[] = {
    { "m³", "m³" },
    { "m3", "m³" },
    { "㎥", "m³" },
    { "m^3", "m³" },
    { "立方米", "m³" },
    { "℃", "°C" },
    { "°c", "°C" },
    { "摄氏度", "°C" },
    { "mg/m3", "mg/m³" },
    { "㎎/㎥", "mg/m³" },
    { "μg/m³", "µg/m³" },
    { "µg/m3", "µg/m³" },
    { "ug/m3", "µg/m³" },
    { "%", "%" },
    /* UCUM 2.1, and OGC 18-088 8.2.4. */
    { "Cel", "°C" },
    { "degC", "°C" },
    { "[degF]", "°F" },
    { "hPa", "mbar" },
    { "[ppm]", "ppm" },
    { "m3/h", "m³/h" },
    { "l/min", "L/min" },
    { "kW.h", "kWh" },
    { "[kn_i]", "kn" },
    { "Degree Celsius", "°C" },
    { "％", "%" },
    { "%lel", "%LEL" },
    { "LEL%", "%LEL" },
    { "％LEL", "%LEL" },
    { "ppm", "ppm" },
    { "PPM", "ppm" },
    { "kpa", "kPa" },
    { "KPA", "kPa" },
    { " MPa ", "MPa" },
    { "MW", "MW" },
    { "吨", "t" },
    { "l", "L" },
    { "Min", "min" },
    { "小时", "h" },
    { "元", "CNY" },
    { "cny", "CNY" },
    { "万元", "万元" },
    { "kgf/cm2", "kgf/cm²" },
    { "Ω", "Ω" },
    { "\xe2\x84\xa6", "Ω" },
    { "", NULL },
    { "furlong", NULL },
    { "mm3", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const AnlanUnit *unit = anlan_unit_find (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (unit != NULL ? unit->symbol : NULL, ==, cases[i].symbol);
    }
  g_assert_null (anlan_unit_find (NULL));
  g_assert_null (anlan_unit_find ("\xff"));
}

/* Every unit is found by its own symbol, those of a dimension stand together, and there and back is the same. */
static void
test_table (void)
{
  AnlanDimension last = -1;
  guint64 seen = 0;

  for (guint i = 0; anlan_unit_get (i) != NULL; i++)
    {
      const AnlanUnit *unit = anlan_unit_get (i);

      g_assert_true (anlan_unit_find (unit->symbol) == unit);
      if (unit->dimension != last)
        {
          g_assert_cmpuint (seen & G_GUINT64_CONSTANT (1) << unit->dimension, ==, 0);
          seen |= G_GUINT64_CONSTANT (1) << unit->dimension;
          last = unit->dimension;
          g_assert_cmpfloat (unit->factor, ==, 1);
          g_assert_cmpfloat (unit->offset, ==, 0);
        }
      for (guint j = 0; anlan_unit_get (j) != NULL; j++)
        {
          const AnlanUnit *other = anlan_unit_get (j);
          double there = NAN, back = NAN;

          if (unit->dimension != other->dimension)
            {
              g_assert_false (anlan_unit_convert (12.5, unit, other, &there));
              g_assert_true (isnan (there));
              continue;
            }
          g_assert_true (anlan_unit_convert (12.5, unit, other, &there));
          g_assert_true (anlan_unit_convert (there, other, unit, &back));
          g_assert_cmpfloat_with_epsilon (back, 12.5, 1e-9);
        }
    }
}

static void
test_convert (void)
{
  g_assert_cmpfloat_with_epsilon (convert (12.5, "t", "kg"), 12500, 1e-9);
  g_assert_cmpfloat_with_epsilon (convert (20, "°C", "K"), 293.15, 1e-9);
  g_assert_cmpfloat_with_epsilon (convert (-40, "°C", "°F"), -40, 1e-9); /* where both scales meet */
  g_assert_cmpfloat_with_epsilon (convert (212, "°F", "°C"), 100, 1e-9);
  g_assert_cmpfloat_with_epsilon (convert (1, "atm", "kPa"), 101.325, 1e-9);
  g_assert_cmpfloat_with_epsilon (convert (760, "mmHg", "atm"), 1, 1e-6);
  g_assert_cmpfloat_with_epsilon (convert (1, "MPa", "bar"), 10, 1e-12);
  g_assert_cmpfloat_with_epsilon (convert (1, "psi", "kPa"), 6.894757, 1e-6); /* NIST SP 811, B.8 */
  g_assert_cmpfloat_with_epsilon (convert (15, "亩", "ha"), 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (convert (90, "km/h", "m/s"), 25, 1e-9);
  g_assert_cmpfloat_with_epsilon (convert (1.5, "d", "h"), 36, 1e-9);
  g_assert_cmpfloat_with_epsilon (convert (1, "g/cm³", "kg/m³"), 1000, 1e-9);
  g_assert_cmpfloat_with_epsilon (convert (2.5, "万元", "CNY"), 25000, 1e-9);
  g_assert_cmpfloat_with_epsilon (convert (1, "%vol", "ppm"), 10000, 1e-9);
}

static void
test_gas (void)
{
  /* ppm = mg/m³ x 24.04 / molar mass, reckoned by hand: 10 x 24.04 / 34.08 = 7.05. */
  static const struct
  {
    double molar_mass, mg_m3, ppm;
  } cases[] = {
    { 34.08, 10, 7.05 },  /* H2S */
    { 28.01, 20, 17.17 }, /* CO */
    { 17.03, 20, 28.23 }, /* NH3 */
    { 70.91, 1, 0.339 },  /* Cl2 */
    { 78.11, 6, 1.847 },  /* benzene */
  };
  const AnlanUnit *mg = anlan_unit_find ("mg/m³"), *ppm = anlan_unit_find ("ppm"),
                  *lel = anlan_unit_find ("%LEL");
  const AnlanUnit *vol = anlan_unit_find ("%vol"), *micro = anlan_unit_find ("µg/m³"),
                  *bar = anlan_unit_find ("bar");
  double result = NAN;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (anlan_unit_convert_gas (cases[i].mg_m3, mg, ppm, cases[i].molar_mass, 0, &result));
      g_assert_cmpfloat_with_epsilon (result, cases[i].ppm, cases[i].ppm * 0.002);
      g_assert_true (anlan_unit_convert_gas (result, ppm, mg, cases[i].molar_mass, 0, &result));
      g_assert_cmpfloat_with_epsilon (result, cases[i].mg_m3, 1e-9);
    }
  /* Methane: lower limit 5 %vol, so 20 %LEL are 1 %vol. */
  g_assert_true (anlan_unit_convert_gas (20, lel, vol, 0, 5, &result));
  g_assert_cmpfloat_with_epsilon (result, 1, 1e-9);
  g_assert_true (anlan_unit_convert_gas (1, vol, lel, 0, 5, &result));
  g_assert_cmpfloat_with_epsilon (result, 20, 1e-9);
  g_assert_true (anlan_unit_convert_gas (10000, micro, ppm, 34.08, 0, &result));
  g_assert_cmpfloat_with_epsilon (result, 7.05, 0.01);
  g_assert_true (anlan_unit_convert_gas (3, vol, ppm, 0, 0, &result)); /* needs neither number */
  g_assert_cmpfloat_with_epsilon (result, 30000, 1e-9);

  result = 7;
  g_assert_false (anlan_unit_convert_gas (1, mg, ppm, 0, 0, &result));
  g_assert_false (anlan_unit_convert_gas (1, lel, ppm, 16.04, 0, &result));
  g_assert_false (anlan_unit_convert_gas (1, lel, mg, 0, 5, &result));
  g_assert_false (anlan_unit_convert_gas (1, bar, ppm, 16.04, 5, &result));
  g_assert_cmpfloat (result, ==, 7);
}

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    const char *unit;
    double value;
  } cases[] = {
    { "12.5 t", "kg", 12500 },
    { "12.5t", "t", 12.5 },
    { "1,200", "kg", 1200 },
    { "３．５ 吨", "t", 3.5 },
    { "20 ℃", "°C", 20 },
    { "-5°C", "°C", -5 },
    { "293.15 K", "°C", 20 },
    { "5%", "%", 5 },
    { "５ ％", "%", 5 },
    { "10%LEL", "%LEL", 10 },
    { "12 m3", "m³", 12 },
    { "12m³", "L", 12000 },
    { "1.2e3 kg", "t", 1.2 },
    { "3 h 20 min", "min", 200 },
    { "3小时20分", "min", 200 },
    { "３小时２０分", "h", 10 / 3.0 },
    { "1d 12h", "d", 1.5 },
    { "2 万元", "CNY", 20000 },
    { "0.1 MPa", "bar", 1 },
    { " 7 ", "m", 7 },
    { "25 mg/m3", "mg/m³", 25 },
    { "1 g/cm3", "kg/m³", 1000 },
    { "−12,5\xc2\xa0"
      "kPa",
      "kPa", NAN },
    { "−12\xc2\xa0kPa", "kPa", -12 },
  };
  static const struct
  {
    const char *text;
    const char *unit;
    const char *says;
  } wrong[] = {
    { "", "kg", "no number" },          { "kg", "kg", "no number" },
    { "<0.5 kg", "kg", "no number" },   { "3,5 kg", "kg", "no number" },
    { "5-10 kg", "kg", "no number" },   { "12 furlongs", "m", "furlongs" },
    { "12 kg", "m", "something else" }, { "12 kg 3 g", "kg", "no number" },
    { "3 h 20", "h", "no number" },     { "3 h -20 min", "h", "no unit" },
    { "5 %", "kg", "something else" },  { "1 200 kg", "kg", "no number" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      double value = NAN;
      gboolean good =
          anlan_quantity_from_text (cases[i].text, anlan_unit_find (cases[i].unit), &value, &error);

      g_test_message ("%s", cases[i].text);
      if (isnan (cases[i].value))
        {
          g_assert_false (good);
          g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
          continue;
        }
      g_assert_no_error (error);
      g_assert_true (good);
      g_assert_cmpfloat_with_epsilon (value, cases[i].value, 1e-9);
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      double value = 7;

      g_test_message ("%s", wrong[i].text);
      g_assert_false (
          anlan_quantity_from_text (wrong[i].text, anlan_unit_find (wrong[i].unit), &value, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      if (strstr (error->message, wrong[i].says) == NULL)
        g_error ("%s: %s", wrong[i].text, error->message);
      g_assert_cmpfloat (value, ==, 7);
    }
}

static void
test_format (void)
{
  static const struct
  {
    double value;
    const char *unit;
    int decimals;
    const char *text;
  } cases[] = {
    { 12.5, "t", -1, "12.5\xc2\xa0t" },
    { 12.5, "t", 0, "12\xc2\xa0t" },
    { 12.5, NULL, 2, "12.50" },
    { 5, "%", -1, "5%" },
    { 20, "°C", -1, "20\xc2\xa0°C" },
    { 0.1 + 0.2, NULL, -1, "0.3" },
    { 1.0 / 3, NULL, -1, "0.333333" },
    { -0.0, NULL, -1, "0" },
    { -0.001, NULL, 1, "0.0" },
    { -12, "kPa", -1, "-12\xc2\xa0kPa" },
    { NAN, "t", -1, "–" },
    { 1e15, NULL, -1, "1000000000000000" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = anlan_quantity_format (
          cases[i].value, cases[i].unit != NULL ? anlan_unit_find (cases[i].unit) : NULL, cases[i].decimals);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* A German locale made for the occasion, as few machines have another than their own. FALSE if it cannot be. */
static gboolean
enter_german (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "locales", NULL);
  g_autofree char *german = g_build_filename (folder, "de_DE.UTF-8", NULL);
  const char *const command[] = { "localedef", "--no-archive", "-i", "de_DE", "-f", "UTF-8", german, NULL };
  int status;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  if (!g_spawn_sync (NULL, (char **)command, NULL,
                     G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
                     NULL, NULL, NULL, &status, NULL))
    return FALSE;
  g_setenv ("LOCPATH", folder, TRUE);
  return setlocale (LC_NUMERIC, "de_DE.UTF-8") != NULL;
}

static void
test_format_locale (void)
{
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));
  g_autofree char *small = NULL;
  g_autofree char *large = NULL;

  if (!enter_german ())
    {
      g_test_skip ("this machine has no definitions of locales");
      return;
    }
  small = anlan_quantity_format (0.5, anlan_unit_find ("%"), 1);
  large = anlan_quantity_format (-1234567.25, anlan_unit_find ("t"), -1);
  setlocale (LC_NUMERIC, before);
  g_assert_cmpstr (small, ==, "0,5%");
  g_assert_cmpstr (large, ==, "-1.234.567,25\xc2\xa0t");
}

/* What each system writes in the place of what is stored, and units that are chosen for themselves. */
static void
test_habit (void)
{
  static const struct
  {
    AnlanUnitSystem system;
    const char *own;
    const char *stored;
    const char *used;
  } cases[] = {
    { ANLAN_UNITS_AS_WRITTEN, NULL, "MPa", "MPa" },
    { ANLAN_UNITS_AS_WRITTEN, NULL, "°F", "°F" },
    { ANLAN_UNITS_METRIC, NULL, "MPa", "MPa" },
    { ANLAN_UNITS_METRIC, NULL, "mm", "mm" },
    { ANLAN_UNITS_METRIC, NULL, "°F", "°C" },
    { ANLAN_UNITS_METRIC, NULL, "psi", "kPa" },
    { ANLAN_UNITS_METRIC, NULL, "sh tn", "t" },
    { ANLAN_UNITS_US, NULL, "°C", "°F" },
    { ANLAN_UNITS_US, NULL, "MPa", "psi" },
    { ANLAN_UNITS_US, NULL, "m", "ft" },
    { ANLAN_UNITS_US, NULL, "t", "sh tn" },
    { ANLAN_UNITS_US, NULL, "m/s", "mph" },
    { ANLAN_UNITS_US, NULL, "mm/s", "in/s" },
    { ANLAN_UNITS_US, NULL, "lb", "lb" },
    /* limits of gases, days and kelvins are written alike everywhere */
    { ANLAN_UNITS_US, NULL, "mg/m³", "mg/m³" },
    { ANLAN_UNITS_US, NULL, "d", "d" },
    { ANLAN_UNITS_US, NULL, "K", "K" },
    { ANLAN_UNITS_US, "bar", "MPa", "bar" },
    { ANLAN_UNITS_US, "bar", "°C", "°F" },
    { ANLAN_UNITS_AS_WRITTEN, "psi", "kgf/cm²", "psi" },
    { ANLAN_UNITS_AS_WRITTEN, "km/h", "m/s", "km/h" },
    /* vibrations and draughts are no winds and no vessels */
    { ANLAN_UNITS_AS_WRITTEN, "km/h", "mm/s", "mm/s" },
    { ANLAN_UNITS_AS_WRITTEN, "bar", "Pa", "Pa" },
    /* nobody is offered these, so nothing changes */
    { ANLAN_UNITS_METRIC, "atm", "MPa", "MPa" },
    { ANLAN_UNITS_METRIC, "furlong", "m", "m" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const own[] = { cases[i].own, NULL };
      AnlanUnitHabit habit;

      g_test_message ("%s, %s", cases[i].stored, cases[i].own);
      anlan_unit_habit_set (&habit, cases[i].system, own);
      g_assert_cmpstr (anlan_unit_habit_for (&habit, anlan_unit_find (cases[i].stored))->symbol, ==,
                       cases[i].used);
    }
  g_assert_cmpstr (anlan_unit_habit_for (NULL, anlan_unit_find ("t"))->symbol, ==, "t");
  g_assert_null (anlan_unit_habit_for (NULL, NULL));
}

/* The other system's unit is there, measures the same and belongs to that system. */
static void
test_counterparts (void)
{
  const AnlanUnit *unit;

  for (guint i = 0; (unit = anlan_unit_get (i)) != NULL; i++)
    {
      const AnlanUnit *other = anlan_unit_find (unit->other);

      g_assert_cmpint (unit->other != NULL, ==, unit->system != ANLAN_UNITS_AS_WRITTEN);
      if (unit->other == NULL)
        continue;
      g_assert_nonnull (other);
      g_assert_cmpint (other->dimension, ==, unit->dimension);
      g_assert_cmpint (other->system, ==,
                       unit->system == ANLAN_UNITS_US ? ANLAN_UNITS_METRIC : ANLAN_UNITS_US);
      /* As large as what it stands for, so that numbers stay readable. */
      g_assert_cmpfloat (fabs (log10 (other->factor / unit->factor)), <, 2.2);
    }
}

/* What is written in another unit with the decimals asked for, and read again, is the value that was stored. */
static void
test_there_and_back (void)
{
  static const int decimals[] = { 0, 1, 2, 3 };
  const AnlanUnit *from, *to;

  g_assert_cmpint (anlan_unit_decimals (1, anlan_unit_find ("°C"), anlan_unit_find ("°F")), ==, 1);
  g_assert_cmpint (anlan_unit_decimals (0, anlan_unit_find ("°C"), anlan_unit_find ("°F")), ==, 0);
  g_assert_cmpint (anlan_unit_decimals (0, anlan_unit_find ("°F"), anlan_unit_find ("°C")), ==, 1);
  g_assert_cmpint (anlan_unit_decimals (1, anlan_unit_find ("MPa"), anlan_unit_find ("psi")), ==, 0);
  g_assert_cmpint (anlan_unit_decimals (2, anlan_unit_find ("t"), anlan_unit_find ("kg")), ==, 0);
  g_assert_cmpint (anlan_unit_decimals (0, anlan_unit_find ("kg"), anlan_unit_find ("t")), ==, 3);
  for (guint i = 0; (from = anlan_unit_get (i)) != NULL; i++)
    for (guint j = 0; (to = anlan_unit_get (j)) != NULL; j++)
      for (guint d = 0; d < G_N_ELEMENTS (decimals); d++)
        for (int n = -273; from->offered && to->offered && from->dimension == to->dimension && n < 2000;
             n += 7)
          {
            double step = exp10 (-decimals[d]), value = n * step, there, back;
            double fine = exp10 (anlan_unit_decimals (decimals[d], from, to));

            anlan_unit_convert (value, from, to, &there);
            anlan_unit_convert (round (there * fine) / fine, to, from, &back);
            g_assert_cmpint ((int)round (back / step), ==, n);
          }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/units/find", test_find);
  g_test_add_func ("/base/units/table", test_table);
  g_test_add_func ("/base/units/convert", test_convert);
  g_test_add_func ("/base/units/habit", test_habit);
  g_test_add_func ("/base/units/counterparts", test_counterparts);
  g_test_add_func ("/base/units/there-and-back", test_there_and_back);
  g_test_add_func ("/base/units/gas", test_gas);
  g_test_add_func ("/base/units/parse", test_parse);
  g_test_add_func ("/base/units/format", test_format);
  g_test_add_func ("/base/units/format-locale", test_format_locale);
  return g_test_run ();
}

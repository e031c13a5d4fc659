/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/units.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

/* Litres of a mole of gas at 20 °C and 101.325 kPa. */
#define MOLAR_VOLUME 24.04

/* Factors are exact by definition (BIPM, "The International System of Units", 9th ed., table 8; NIST SP 811, annex B),
 * but for the mu, 2000/3 m²; pounds, feet, US gallons (231 in³) and knots are exact there too. The first of each dimension is what the others are converted through. */
static const AnlanUnit units[] = {
  { "m", ANLAN_DIMENSION_LENGTH, 1, 0, ANLAN_UNITS_METRIC, "ft", TRUE },
  { "mm", ANLAN_DIMENSION_LENGTH, 1e-3, 0, ANLAN_UNITS_METRIC, "in", FALSE },
  { "cm", ANLAN_DIMENSION_LENGTH, 1e-2, 0, ANLAN_UNITS_METRIC, "in", FALSE },
  { "km", ANLAN_DIMENSION_LENGTH, 1e3, 0, ANLAN_UNITS_METRIC, "mi", FALSE },
  { "in", ANLAN_DIMENSION_LENGTH, 0.0254, 0, ANLAN_UNITS_US, "mm", FALSE },
  { "ft", ANLAN_DIMENSION_LENGTH, 0.3048, 0, ANLAN_UNITS_US, "m", TRUE },
  { "mi", ANLAN_DIMENSION_LENGTH, 1609.344, 0, ANLAN_UNITS_US, "km", FALSE },
  { "m²", ANLAN_DIMENSION_AREA, 1, 0, ANLAN_UNITS_METRIC, "ft²", TRUE },
  { "ha", ANLAN_DIMENSION_AREA, 1e4, 0, ANLAN_UNITS_METRIC, "acre", FALSE },
  { "km²", ANLAN_DIMENSION_AREA, 1e6, 0, ANLAN_UNITS_METRIC, "mi²", FALSE },
  { "亩", ANLAN_DIMENSION_AREA, 2000.0 / 3, 0 },
  { "ft²", ANLAN_DIMENSION_AREA, 0.09290304, 0, ANLAN_UNITS_US, "m²", TRUE },
  { "acre", ANLAN_DIMENSION_AREA, 4046.8564224, 0, ANLAN_UNITS_US, "ha", FALSE },
  { "mi²", ANLAN_DIMENSION_AREA, 2589988.110336, 0, ANLAN_UNITS_US, "km²", FALSE },
  { "m³", ANLAN_DIMENSION_VOLUME, 1, 0, ANLAN_UNITS_METRIC, "ft³", TRUE },
  { "L", ANLAN_DIMENSION_VOLUME, 1e-3, 0, ANLAN_UNITS_METRIC, "gal", TRUE },
  { "mL", ANLAN_DIMENSION_VOLUME, 1e-6, 0 },
  { "ft³", ANLAN_DIMENSION_VOLUME, 0.028316846592, 0, ANLAN_UNITS_US, "m³", TRUE },
  { "gal", ANLAN_DIMENSION_VOLUME, 3.785411784e-3, 0, ANLAN_UNITS_US, "L", TRUE },
  { "Nm³", ANLAN_DIMENSION_GAS_VOLUME, 1, 0 },
  { "kg", ANLAN_DIMENSION_MASS, 1, 0, ANLAN_UNITS_METRIC, "lb", TRUE },
  { "t", ANLAN_DIMENSION_MASS, 1e3, 0, ANLAN_UNITS_METRIC, "sh tn", TRUE },
  { "g", ANLAN_DIMENSION_MASS, 1e-3, 0, ANLAN_UNITS_METRIC, "oz", FALSE },
  { "mg", ANLAN_DIMENSION_MASS, 1e-6, 0 },
  { "lb", ANLAN_DIMENSION_MASS, 0.45359237, 0, ANLAN_UNITS_US, "kg", TRUE },
  { "oz", ANLAN_DIMENSION_MASS, 0.028349523125, 0, ANLAN_UNITS_US, "g", FALSE },
  { "sh tn", ANLAN_DIMENSION_MASS, 907.18474, 0, ANLAN_UNITS_US, "t", FALSE },
  { "s", ANLAN_DIMENSION_TIME, 1, 0 },
  { "ms", ANLAN_DIMENSION_TIME, 1e-3, 0 },
  { "min", ANLAN_DIMENSION_TIME, 60, 0 },
  { "h", ANLAN_DIMENSION_TIME, 3600, 0 },
  { "d", ANLAN_DIMENSION_TIME, 86400, 0 },
  { "m/s", ANLAN_DIMENSION_SPEED, 1, 0, ANLAN_UNITS_METRIC, "mph", TRUE },
  { "mm/s", ANLAN_DIMENSION_SPEED, 1e-3, 0, ANLAN_UNITS_METRIC, "in/s", FALSE },
  { "km/h", ANLAN_DIMENSION_SPEED, 1 / 3.6, 0, ANLAN_UNITS_METRIC, "mph", TRUE },
  { "in/s", ANLAN_DIMENSION_SPEED, 0.0254, 0, ANLAN_UNITS_US, "mm/s", FALSE },
  { "mph", ANLAN_DIMENSION_SPEED, 0.44704, 0, ANLAN_UNITS_US, "km/h", TRUE },
  { "kn", ANLAN_DIMENSION_SPEED, 1852.0 / 3600, 0, ANLAN_UNITS_AS_WRITTEN, NULL, TRUE },
  { "m³/h", ANLAN_DIMENSION_FLOW, 1, 0, ANLAN_UNITS_METRIC, "gal/min", TRUE },
  { "m³/s", ANLAN_DIMENSION_FLOW, 3600, 0, ANLAN_UNITS_METRIC, "ft³/s", FALSE },
  { "L/min", ANLAN_DIMENSION_FLOW, 0.06, 0, ANLAN_UNITS_METRIC, "gal/min", TRUE },
  { "L/s", ANLAN_DIMENSION_FLOW, 3.6, 0, ANLAN_UNITS_METRIC, "gal/min", FALSE },
  { "gal/min", ANLAN_DIMENSION_FLOW, 3.785411784e-3 * 60, 0, ANLAN_UNITS_US, "m³/h", TRUE },
  { "ft³/s", ANLAN_DIMENSION_FLOW, 101.9406477312, 0, ANLAN_UNITS_US, "m³/s", FALSE },
  { "Nm³/h", ANLAN_DIMENSION_GAS_FLOW, 1, 0 },
  { "kg/h", ANLAN_DIMENSION_MASS_FLOW, 1, 0, ANLAN_UNITS_METRIC, "lb/h", FALSE },
  { "kg/s", ANLAN_DIMENSION_MASS_FLOW, 3600, 0, ANLAN_UNITS_METRIC, "lb/s", FALSE },
  { "t/h", ANLAN_DIMENSION_MASS_FLOW, 1000, 0, ANLAN_UNITS_METRIC, "sh tn/h", FALSE },
  { "t/d", ANLAN_DIMENSION_MASS_FLOW, 1000.0 / 24, 0, ANLAN_UNITS_METRIC, "sh tn/d", FALSE },
  { "lb/h", ANLAN_DIMENSION_MASS_FLOW, 0.45359237, 0, ANLAN_UNITS_US, "kg/h", FALSE },
  { "lb/s", ANLAN_DIMENSION_MASS_FLOW, 1632.932532, 0, ANLAN_UNITS_US, "kg/s", FALSE },
  { "sh tn/h", ANLAN_DIMENSION_MASS_FLOW, 907.18474, 0, ANLAN_UNITS_US, "t/h", FALSE },
  { "sh tn/d", ANLAN_DIMENSION_MASS_FLOW, 907.18474 / 24, 0, ANLAN_UNITS_US, "t/d", FALSE },
  { "K", ANLAN_DIMENSION_TEMPERATURE, 1, 0 },
  { "°C", ANLAN_DIMENSION_TEMPERATURE, 1, 273.15, ANLAN_UNITS_METRIC, "°F", TRUE },
  { "°F", ANLAN_DIMENSION_TEMPERATURE, 5.0 / 9, 459.67 * 5 / 9, ANLAN_UNITS_US, "°C", TRUE },
  { "Pa", ANLAN_DIMENSION_PRESSURE, 1, 0 },
  { "kPa", ANLAN_DIMENSION_PRESSURE, 1e3, 0, ANLAN_UNITS_METRIC, "psi", TRUE },
  { "MPa", ANLAN_DIMENSION_PRESSURE, 1e6, 0, ANLAN_UNITS_METRIC, "psi", TRUE },
  { "bar", ANLAN_DIMENSION_PRESSURE, 1e5, 0, ANLAN_UNITS_METRIC, "psi", TRUE },
  { "mbar", ANLAN_DIMENSION_PRESSURE, 100, 0 },
  { "atm", ANLAN_DIMENSION_PRESSURE, 101325, 0 },
  { "mmHg", ANLAN_DIMENSION_PRESSURE, 133.322387415, 0 },
  { "kgf/cm²", ANLAN_DIMENSION_PRESSURE, 98066.5, 0, ANLAN_UNITS_METRIC, "psi", TRUE },
  { "psi", ANLAN_DIMENSION_PRESSURE, 6894.757293168, 0, ANLAN_UNITS_US, "kPa", TRUE },
  { "J", ANLAN_DIMENSION_ENERGY, 1, 0 },
  { "kJ", ANLAN_DIMENSION_ENERGY, 1e3, 0 },
  { "MJ", ANLAN_DIMENSION_ENERGY, 1e6, 0 },
  { "GJ", ANLAN_DIMENSION_ENERGY, 1e9, 0 },
  { "kWh", ANLAN_DIMENSION_ENERGY, 3.6e6, 0 },
  { "W", ANLAN_DIMENSION_POWER, 1, 0 },
  { "kW", ANLAN_DIMENSION_POWER, 1e3, 0 },
  { "MW", ANLAN_DIMENSION_POWER, 1e6, 0 },
  { "kW/m²", ANLAN_DIMENSION_HEAT_FLUX, 1, 0 },
  { "W/m²", ANLAN_DIMENSION_HEAT_FLUX, 1e-3, 0 },
  { "V", ANLAN_DIMENSION_VOLTAGE, 1, 0 },
  { "mV", ANLAN_DIMENSION_VOLTAGE, 1e-3, 0 },
  { "kV", ANLAN_DIMENSION_VOLTAGE, 1e3, 0 },
  { "A", ANLAN_DIMENSION_CURRENT, 1, 0 },
  { "mA", ANLAN_DIMENSION_CURRENT, 1e-3, 0 },
  { "Ω", ANLAN_DIMENSION_RESISTANCE, 1, 0 },
  { "kΩ", ANLAN_DIMENSION_RESISTANCE, 1e3, 0 },
  { "MΩ", ANLAN_DIMENSION_RESISTANCE, 1e6, 0 },
  { "Hz", ANLAN_DIMENSION_FREQUENCY, 1, 0 },
  { "kHz", ANLAN_DIMENSION_FREQUENCY, 1e3, 0 },
  { "dB(A)", ANLAN_DIMENSION_SOUND, 1, 0 },
  { "lx", ANLAN_DIMENSION_LIGHT, 1, 0 },
  { "°", ANLAN_DIMENSION_ANGLE, 1, 0 },
  { "mg/m³", ANLAN_DIMENSION_DENSITY, 1, 0 },
  { "µg/m³", ANLAN_DIMENSION_DENSITY, 1e-3, 0 },
  { "g/m³", ANLAN_DIMENSION_DENSITY, 1e3, 0 },
  { "kg/m³", ANLAN_DIMENSION_DENSITY, 1e6, 0, ANLAN_UNITS_METRIC, "lb/ft³", FALSE },
  { "mg/L", ANLAN_DIMENSION_DENSITY, 1e3, 0 },
  { "g/L", ANLAN_DIMENSION_DENSITY, 1e6, 0 },
  { "g/cm³", ANLAN_DIMENSION_DENSITY, 1e9, 0 },
  { "lb/ft³", ANLAN_DIMENSION_DENSITY, 0.45359237e6 / 0.028316846592, 0, ANLAN_UNITS_US, "kg/m³", FALSE },
  { "ppm", ANLAN_DIMENSION_GAS_FRACTION, 1, 0 },
  { "ppb", ANLAN_DIMENSION_GAS_FRACTION, 1e-3, 0 },
  { "%vol", ANLAN_DIMENSION_GAS_FRACTION, 1e4, 0 },
  { "%LEL", ANLAN_DIMENSION_EXPLOSIVE_LIMIT, 1, 0 },
  { "g/mol", ANLAN_DIMENSION_MOLAR_MASS, 1, 0 },
  { "%", ANLAN_DIMENSION_RATIO, 1, 0 },
  { "‰", ANLAN_DIMENSION_RATIO, 0.1, 0 },
  { "CNY", ANLAN_DIMENSION_MONEY, 1, 0 },
  { "万元", ANLAN_DIMENSION_MONEY, 1e4, 0 },
};

/* Other names, beside the compatibility forms that NFKC folds by itself (㎡, ℃, m³ and m3). */
static const struct
{
  const char *name;
  const char *symbol;
} aliases[] = {
  { "米", "m" },
  { "毫米", "mm" },
  { "厘米", "cm" },
  { "公里", "km" },
  { "千米", "km" },
  { "平方米", "m²" },
  { "m^2", "m²" },
  { "公顷", "ha" },
  { "平方公里", "km²" },
  { "立方米", "m³" },
  { "立方", "m³" },
  { "方", "m³" },
  { "m^3", "m³" },
  { "升", "L" },
  { "毫升", "mL" },
  { "标方", "Nm³" },
  { "千克", "kg" },
  { "公斤", "kg" },
  { "吨", "t" },
  { "克", "g" },
  { "毫克", "mg" },
  { "秒", "s" },
  { "sec", "s" },
  { "分钟", "min" },
  { "分", "min" },
  { "小时", "h" },
  { "时", "h" },
  { "hr", "h" },
  { "hours", "h" },
  { "天", "d" },
  { "日", "d" },
  { "day", "d" },
  { "days", "d" },
  { "米/秒", "m/s" },
  { "m^3/h", "m³/h" },
  { "方/时", "m³/h" },
  { "立方米/小时", "m³/h" },
  { "吨/小时", "t/h" },
  { "开", "K" },
  { "摄氏度", "°C" },
  { "度", "°C" },
  { "degC", "°C" },
  { "º C", "°C" },
  { "ºC", "°C" },
  { "帕", "Pa" },
  { "千帕", "kPa" },
  { "兆帕", "MPa" },
  { "巴", "bar" },
  { "大气压", "atm" },
  { "公斤力/平方厘米", "kgf/cm²" },
  { "千瓦时", "kWh" },
  { "千瓦", "kW" },
  { "瓦", "W" },
  { "伏", "V" },
  { "千伏", "kV" },
  { "安", "A" },
  { "毫安", "mA" },
  { "欧", "Ω" },
  { "欧姆", "Ω" },
  { "ohm", "Ω" },
  { "赫兹", "Hz" },
  { "dB", "dB(A)" },
  { "dBA", "dB(A)" },
  { "分贝", "dB(A)" },
  { "勒克斯", "lx" },
  { "lux", "lx" },
  { "mg/m^3", "mg/m³" },
  { "毫克/立方米", "mg/m³" },
  { "ug/m³", "µg/m³" },
  { "微克/立方米", "µg/m³" },
  { "kg/m^3", "kg/m³" },
  { "vol%", "%vol" },
  { "%v/v", "%vol" },
  { "LEL%", "%LEL" },
  { "LEL", "%LEL" },
  { "克/摩尔", "g/mol" },
  { "元", "CNY" },
  { "RMB", "CNY" },
  { "人民币", "CNY" },
  { "yuan", "CNY" },
  { "万", "万元" },
  { "英里", "mi" },
  { "miles", "mi" },
  { "英尺", "ft" },
  { "feet", "ft" },
  { "英寸", "in" },
  { "inch", "in" },
  { "inches", "in" },
  { "平方英尺", "ft²" },
  { "sq ft", "ft²" },
  { "英亩", "acre" },
  { "acres", "acre" },
  { "平方英里", "mi²" },
  { "立方英尺", "ft³" },
  { "加仑", "gal" },
  { "gallon", "gal" },
  { "gallons", "gal" },
  { "磅", "lb" },
  { "lbs", "lb" },
  { "盎司", "oz" },
  { "短吨", "sh tn" },
  { "short ton", "sh tn" },
  { "short tons", "sh tn" },
  { "英里/小时", "mph" },
  { "mi/h", "mph" },
  { "节", "kn" },
  { "公里/小时", "km/h" },
  { "千米/小时", "km/h" },
  { "gpm", "gal/min" },
  { "加仑/分", "gal/min" },
  { "华氏度", "°F" },
  { "degF", "°F" },
  { "ºF", "°F" },
  { "磅/平方英寸", "psi" },
  { "ft^2", "ft²" },
  /* Codes of UCUM 2.1, which the OGC names units by, and the names in the examples of OGC 18-088. */
  { "Cel", "°C" },
  { "Degree Celsius", "°C" },
  { "[degF]", "°F" },
  { "Degree Fahrenheit", "°F" },
  { "Kelvin", "K" },
  { "hPa", "mbar" },
  { "Pascal", "Pa" },
  { "mm[Hg]", "mmHg" },
  { "[psi]", "psi" },
  { "[ppm]", "ppm" },
  { "ppmv", "ppm" },
  { "[ppb]", "ppb" },
  { "%{vol}", "%vol" },
  { "%{LEL}", "%LEL" },
  { "percent", "%" },
  { "[ppth]", "‰" },
  { "deg", "°" },
  { "kW.h", "kWh" },
  { "[mi_i]/h", "mph" },
  { "[kn_i]", "kn" },
  { "[ft_i]", "ft" },
  { "[in_i]", "in" },
  { "ft^3", "ft³" },
};

/* Names that differ in case only, as mW and MW, have no entry among the folded ones. */
typedef struct
{
  GHashTable *exact;
  GHashTable *folded;
} Index;

static void
add_name (Index *index, const char *name, const AnlanUnit *unit)
{
  char *exact = g_utf8_normalize (name, -1, G_NORMALIZE_ALL_COMPOSE);
  char *folded = g_utf8_strdown (exact, -1);
  gpointer other;

  g_hash_table_insert (index->exact, exact, (gpointer)unit);
  if (!g_hash_table_lookup_extended (index->folded, folded, NULL, &other))
    g_hash_table_insert (index->folded, folded, (gpointer)unit);
  else if (other != unit)
    g_hash_table_insert (index->folded, folded, NULL);
  else
    g_free (folded);
}

static const Index *
get_index (void)
{
  static Index *once;

  if (g_once_init_enter (&once))
    {
      Index *index = g_new (Index, 1);

      index->exact = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      index->folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
      for (guint i = 0; i < G_N_ELEMENTS (units); i++)
        add_name (index, units[i].symbol, &units[i]);
      for (guint i = 0; i < G_N_ELEMENTS (aliases); i++)
        for (guint j = 0; j < G_N_ELEMENTS (units); j++)
          if (strcmp (aliases[i].symbol, units[j].symbol) == 0)
            add_name (index, aliases[i].name, &units[j]);
      g_once_init_leave (&once, index);
    }
  return once;
}

const AnlanUnit *
anlan_unit_find (const char *text)
{
  const Index *index = get_index ();
  const AnlanUnit *unit;
  g_autofree char *exact = NULL;
  g_autofree char *folded = NULL;

  if (text == NULL)
    return NULL;
  exact = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  if (exact == NULL)
    return NULL;
  anlan_text_trim (exact);
  unit = g_hash_table_lookup (index->exact, exact);
  if (unit != NULL)
    return unit;
  folded = g_utf8_strdown (exact, -1);
  return g_hash_table_lookup (index->folded, folded);
}

const AnlanUnit *
anlan_unit_get (guint index)
{
  return index < G_N_ELEMENTS (units) ? &units[index] : NULL;
}

gboolean
anlan_unit_convert (double value, const AnlanUnit *from, const AnlanUnit *to, double *result)
{
  g_return_val_if_fail (from != NULL && to != NULL, FALSE);
  g_return_val_if_fail (result != NULL, FALSE);

  if (from->dimension != to->dimension)
    return FALSE;
  *result = from == to ? value : (value * from->factor + from->offset - to->offset) / to->factor;
  return TRUE;
}

void
anlan_unit_habit_set (AnlanUnitHabit *habit, AnlanUnitSystem system, const char *const *own)
{
  g_return_if_fail (habit != NULL);

  *habit = (AnlanUnitHabit){ .system = system };
  for (; own != NULL && *own != NULL; own++)
    {
      const AnlanUnit *unit = anlan_unit_find (*own);

      if (unit != NULL && unit->offered)
        habit->own[unit->dimension] = unit;
    }
}

const AnlanUnit *
anlan_unit_habit_for (const AnlanUnitHabit *habit, const AnlanUnit *unit)
{
  if (habit == NULL || unit == NULL)
    return unit;
  if (unit->offered && habit->own[unit->dimension] != NULL)
    return habit->own[unit->dimension];
  if (habit->system == ANLAN_UNITS_AS_WRITTEN || unit->other == NULL || unit->system == habit->system)
    return unit;
  return anlan_unit_find (unit->other);
}

int
anlan_unit_decimals (int decimals, const AnlanUnit *from, const AnlanUnit *to)
{
  g_return_val_if_fail (from != NULL && to != NULL, decimals);

  /* The step of the one in the other, and the next finer power of ten; what is one but for rounding is one. */
  return CLAMP ((int)ceil (decimals - log10 (from->factor / to->factor) - 1e-9), 0, 15);
}

/* Any of the three as ppm, and ppm as any of the three: value x factor. 0 where a number is missing. */
static double
ppm_per_unit (const AnlanUnit *unit, double molar_mass, double lower_limit)
{
  switch ((int)unit->dimension)
    {
    case ANLAN_DIMENSION_GAS_FRACTION:
      return unit->factor;
    case ANLAN_DIMENSION_DENSITY:
      return molar_mass > 0 ? unit->factor * MOLAR_VOLUME / molar_mass : 0;
    case ANLAN_DIMENSION_EXPLOSIVE_LIMIT:
      return lower_limit > 0 ? unit->factor * lower_limit * 100 : 0; /* 1 % of it in ppm */
    default:
      return 0;
    }
}

gboolean
anlan_unit_convert_gas (double value,
                        const AnlanUnit *from,
                        const AnlanUnit *to,
                        double molar_mass,
                        double lower_limit,
                        double *result)
{
  double there, back;

  g_return_val_if_fail (from != NULL && to != NULL, FALSE);
  g_return_val_if_fail (result != NULL, FALSE);

  if (anlan_unit_convert (value, from, to, result))
    return TRUE;
  there = ppm_per_unit (from, molar_mass, lower_limit);
  back = ppm_per_unit (to, molar_mass, lower_limit);
  if (there == 0 || back == 0)
    return FALSE;
  *result = value * there / back;
  return TRUE;
}

/* Where the number at the beginning of @text ends. */
static gsize
number_length (const char *text)
{
  const char *at = text;

  while (*at != '\0')
    {
      gunichar c = g_utf8_get_char (at);
      const char *next = g_utf8_next_char (at);

      /* An E is of the number only before digits: 1e3, but 5 eV. */
      if ((c == 'e' || c == 'E') && at > text && *next != '\0' && strchr ("+-0123456789", *next) != NULL)
        at = next + (*next == '+' || *next == '-');
      else if ((c < 0x80 && strchr ("+-.,0123456789", (int)c) != NULL) || g_unichar_isspace (c) ||
               c == 0x2212)
        at = next;
      else
        break;
    }
  return (gsize)(at - text);
}

/* A number and what is written behind it, up to the next number. */
static gboolean
take_part (const char **text, double *number, char **name)
{
  gsize length = number_length (*text), rest;
  g_autofree char *digits = g_strndup (*text, length);

  if (!anlan_text_to_number (digits, number, NULL))
    return FALSE;
  *text += length;
  rest = strcspn (*text, "0123456789");
  /* m3 and m^2 have digits of their own: with those the rest is one name. */
  if (rest > 0 && !g_unichar_isspace (g_utf8_get_char (g_utf8_prev_char (*text + rest))) &&
      anlan_unit_find (*text) != NULL)
    rest = strlen (*text);
  *name = anlan_text_trim (g_strndup (*text, rest));
  *text += rest;
  return TRUE;
}

static const AnlanUnit *
find_unit (const char *name, const AnlanUnit *asked, GError **error)
{
  const AnlanUnit *unit = *name == '\0' ? asked : anlan_unit_find (name);

  if (unit == NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("“%s” is no unit that Anlan knows. Please write the number in %s."), name, asked->symbol);
  else if (unit->dimension != asked->dimension)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("A value in %s is expected here; %s measures something else."), asked->symbol,
                   unit->symbol);
      return NULL;
    }
  return unit;
}

gboolean
anlan_quantity_from_text (const char *text, const AnlanUnit *unit, double *value, GError **error)
{
  g_autofree char *narrow = NULL;
  double sum = 0, number, converted;
  guint parts = 0;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (unit != NULL && value != NULL, FALSE);

  text = narrow = anlan_text_narrow (text);
  do
    {
      g_autofree char *name = NULL;
      const AnlanUnit *written;

      /* Several parts make sense for times only: 3 h 20 min. */
      if (!take_part (&text, &number, &name) ||
          (parts > 0 && (unit->dimension != ANLAN_DIMENSION_TIME || *name == '\0' || number < 0)))
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("This is no number. Please write one, with or without a unit, such as 12.5 %s."),
                       unit->symbol);
          return FALSE;
        }
      written = find_unit (name, unit, error);
      if (written == NULL)
        return FALSE;
      anlan_unit_convert (number, written, unit, &converted);
      sum += converted;
      parts++;
    }
  while (*text != '\0');
  *value = sum;
  return TRUE;
}

char *
anlan_quantity_format (double value, const AnlanUnit *unit, int decimals)
{
  g_autofree char *number = NULL;
  const char *blank;

  g_return_val_if_fail (decimals >= -1 && decimals <= 20, NULL);

  if (!isfinite (value))
    return g_strdup ("–");
  if (decimals < 0)
    for (decimals = 0; decimals < 6; decimals++)
      {
        double scaled = value * exp10 (decimals);

        if (fabs (scaled - nearbyint (scaled)) <= fabs (scaled) * 1e-12)
          break;
      }
  number = g_strdup_printf ("%'.*f", decimals, value);
  /* A value that rounds to nothing has no sign. */
  if (number[0] == '-' && strspn (number + 1, "0.,") == strlen (number + 1))
    memmove (number, number + 1, strlen (number));
  if (unit == NULL)
    return g_steal_pointer (&number);
  blank =
      strcmp (unit->symbol, "%") == 0 || strcmp (unit->symbol, "‰") == 0 || strcmp (unit->symbol, "°") == 0
          ? ""
          : "\xc2\xa0";
  return g_strconcat (number, blank, unit->symbol, NULL);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ANLAN_DIMENSION_LENGTH,
  ANLAN_DIMENSION_AREA,
  ANLAN_DIMENSION_VOLUME,
  ANLAN_DIMENSION_GAS_VOLUME, /* at 0 °C and 101.325 kPa */
  ANLAN_DIMENSION_MASS,
  ANLAN_DIMENSION_TIME,
  ANLAN_DIMENSION_SPEED,
  ANLAN_DIMENSION_FLOW,
  ANLAN_DIMENSION_GAS_FLOW,
  ANLAN_DIMENSION_MASS_FLOW,
  ANLAN_DIMENSION_TEMPERATURE,
  ANLAN_DIMENSION_PRESSURE,
  ANLAN_DIMENSION_ENERGY,
  ANLAN_DIMENSION_POWER,
  ANLAN_DIMENSION_HEAT_FLUX,
  ANLAN_DIMENSION_VOLTAGE,
  ANLAN_DIMENSION_CURRENT,
  ANLAN_DIMENSION_RESISTANCE,
  ANLAN_DIMENSION_FREQUENCY,
  ANLAN_DIMENSION_SOUND,
  ANLAN_DIMENSION_LIGHT,
  ANLAN_DIMENSION_ANGLE,
  ANLAN_DIMENSION_DENSITY,        /* also a mass of gas in a volume of air */
  ANLAN_DIMENSION_GAS_FRACTION,   /* of volume */
  ANLAN_DIMENSION_EXPLOSIVE_LIMIT, /* part of the lower one */
  ANLAN_DIMENSION_MOLAR_MASS,
  ANLAN_DIMENSION_RATIO,
  ANLAN_DIMENSION_MONEY,
  ANLAN_N_DIMENSIONS
} AnlanDimension;

typedef enum
{
  ANLAN_UNITS_AS_WRITTEN, /* of a unit: no system has another in its place */
  ANLAN_UNITS_METRIC,
  ANLAN_UNITS_US,
} AnlanUnitSystem;

/**
 * AnlanUnit:
 * @symbol: as it is written behind a number and named in definitions of kinds: "m³", "%LEL"
 * @factor, @offset: a value in the first unit of the dimension is value x factor + offset
 * @other: (nullable): the symbol of what the other system writes in its place
 * @offered: people may choose it for what they read of this dimension, and may choose another for it. What is no matter of
 *   taste, the mm/s of a vibration among speeds, is not.
 */
typedef struct
{
  const char *symbol;
  AnlanDimension dimension;
  double factor;
  double offset;
  AnlanUnitSystem system;
  const char *other;
  gboolean offered;
} AnlanUnit;

/**
 * AnlanUnitHabit:
 *
 * In which units somebody reads and writes: those of a system, but for dimensions with a unit of their own. All zero:
 * every value in the unit in which it is stored.
 */
typedef struct
{
  AnlanUnitSystem system;
  const AnlanUnit *own[ANLAN_N_DIMENSIONS];
} AnlanUnitHabit;

/* The unit that @text names: its symbol, in other forms too (m3, ㎥, 立方米, ℃); upper and lower case only where that
 * is clear. NULL where it is none. */
const AnlanUnit *anlan_unit_find (const char *text);

/* All units, those of one dimension together; NULL behind the last. */
const AnlanUnit *anlan_unit_get  (guint index);

/* FALSE, with @result untouched, if the dimensions differ. */
gboolean anlan_unit_convert (double value, const AnlanUnit *from, const AnlanUnit *to, double *result);

/* @own: (nullable): symbols of units, one for a dimension; what is not offered is passed over. */
void             anlan_unit_habit_set (AnlanUnitHabit *habit, AnlanUnitSystem system, const char *const *own);

/* The unit in which @habit (nullable) has what is stored in @unit (nullable); @unit itself where it has no other. */
const AnlanUnit *anlan_unit_habit_for (const AnlanUnitHabit *habit, const AnlanUnit *unit);

/**
 * anlan_unit_decimals:
 *
 * How many decimals tell values in @to apart that are apart in @from, where they have @decimals: 36.6 °C needs one in °F,
 * 1.6 MPa none in psi. What is written so and read again is the same value, rounded to @decimals.
 */
int              anlan_unit_decimals  (int decimals, const AnlanUnit *from, const AnlanUnit *to);

/**
 * anlan_unit_convert_gas:
 * @molar_mass: of the gas in g/mol, or 0 if unknown
 * @lower_limit: its lower explosive limit in per cent of volume, or 0 if unknown
 *
 * Converts between masses in air (mg/m³), parts of volume (ppm, %vol) and parts of the lower explosive limit (%LEL), at
 * 20 °C and 101.325 kPa, where a mole of gas has 24.04 L: ppm = mg/m³ x 24.04 / molar mass. FALSE, with @result
 * untouched, where a number that is needed is unknown.
 */
gboolean anlan_unit_convert_gas (double value, const AnlanUnit *from, const AnlanUnit *to, double molar_mass,
                                 double lower_limit, double *result);

/**
 * anlan_quantity_from_text:
 * @unit: the unit that is asked for; a bare number is in it
 *
 * A number with or without a unit: "12.5 t", "1,200", "20 ℃", "5%", "3 h 20 min", "3小时20分". It is converted.
 *
 * Returns: FALSE with ANLAN_ERROR_INPUT and a sentence: no number, an unknown unit, a unit of something else.
 */
gboolean anlan_quantity_from_text (const char *text, const AnlanUnit *unit, double *value, GError **error);

/**
 * anlan_quantity_format:
 * @unit: (nullable)
 * @decimals: how many; -1 for as many as the number has, six at most
 *
 * "1,200.5 kg" in the user's locale, a no-break space before the unit (none before %, ‰ and °). The caller frees it.
 */
char    *anlan_quantity_format    (double value, const AnlanUnit *unit, int decimals);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/units.h"
#include "monitor/rule.h"

G_BEGIN_DECLS

/**
 * AnlanGas:
 * @first, @second: the set points that GB/T 50493-2019 allows at most, in @unit; of oxygen the lower and the upper one
 * @molar_mass: g/mol; 0 where it is no single gas
 *
 * A gas that detectors look for. Built in (resources/monitor/gases.xml).
 */
typedef struct
{
  char            *id;
  AnlanDanger      danger;
  const AnlanUnit *unit;
  double           first;
  double           second;
  double           molar_mass;
} AnlanGas;

/* NULL where there is none of that id. */
const AnlanGas *anlan_gas_find (const char *id);

/* All of them, NULL behind the last. */
const AnlanGas *anlan_gas_get  (guint index);

/* Converts a value of this gas between mg/m³, ppm, %vol and the like, at 20 °C and 101.325 kPa (anlan_unit_convert_gas()). */
gboolean        anlan_gas_convert (const AnlanGas *gas, double value, const AnlanUnit *from, const AnlanUnit *to,
                                   double *result);

/**
 * anlan_gas_check:
 * @unit: of the set points: that of the series
 * @first, @second: NAN: the standard's
 *
 * Whether a plant's own set points are no looser than GB/T 50493-2019 allows. FALSE with ANLAN_ERROR_REFUSED and what is
 * allowed; ANLAN_ERROR_INPUT where the unit does not measure this gas.
 */
gboolean        anlan_gas_check   (const AnlanGas *gas, const AnlanUnit *unit, double first, double second,
                                   GError **error);

/**
 * anlan_gas_rules:
 * @rules: (element-type AnlanRule): both levels are appended
 *
 * The built-in rules of a gas detector: first level (severity high), second level (critical); of oxygen too little and too
 * much (both critical). An alarm ends 5 % of the set point on the good side of it. Titles are translated.
 */
gboolean        anlan_gas_rules   (const AnlanGas *gas, const char *series, const AnlanUnit *unit, double first,
                                   double second, GPtrArray *rules, GError **error);

G_END_DECLS

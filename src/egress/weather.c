/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/weather.h"

#include <math.h>

/* By wind, below 2, 3, 5, 6 m/s and above; columns as AnlanSky. */
static const AnlanStability pasquill[5][6] = {
  { ANLAN_STABILITY_B, ANLAN_STABILITY_B, ANLAN_STABILITY_B, ANLAN_STABILITY_D, ANLAN_STABILITY_F,
    ANLAN_STABILITY_F },
  { ANLAN_STABILITY_B, ANLAN_STABILITY_B, ANLAN_STABILITY_C, ANLAN_STABILITY_D, ANLAN_STABILITY_E,
    ANLAN_STABILITY_F },
  { ANLAN_STABILITY_B, ANLAN_STABILITY_C, ANLAN_STABILITY_C, ANLAN_STABILITY_D, ANLAN_STABILITY_D,
    ANLAN_STABILITY_E },
  { ANLAN_STABILITY_C, ANLAN_STABILITY_D, ANLAN_STABILITY_D, ANLAN_STABILITY_D, ANLAN_STABILITY_D,
    ANLAN_STABILITY_D },
  { ANLAN_STABILITY_C, ANLAN_STABILITY_D, ANLAN_STABILITY_D, ANLAN_STABILITY_D, ANLAN_STABILITY_D,
    ANLAN_STABILITY_D },
};

AnlanStability
anlan_stability (double wind, AnlanSky sky)
{
  static const double below[] = { 2, 3, 5, 6 };
  guint row = 0;

  while (row < G_N_ELEMENTS (below) && wind >= below[row])
    row++;
  /* Strong sun and hardly any wind: the one case in which the table has A alone. */
  if (row == 0 && sky == ANLAN_SKY_SUN_STRONG)
    return ANLAN_STABILITY_A;
  return pasquill[row][sky];
}

double
anlan_wind_at (double wind, double height, AnlanStability stability, AnlanTerrain terrain)
{
  static const double exponents[2][ANLAN_N_STABILITIES] = {
    { 0.07, 0.07, 0.10, 0.15, 0.35, 0.55 },
    { 0.15, 0.15, 0.20, 0.25, 0.40, 0.60 },
  };

  return wind * pow (MAX (height, 1) / 10, exponents[terrain][stability]);
}

double
anlan_sigma_y (double x, AnlanStability stability, AnlanTerrain terrain)
{
  static const double open[] = { 0.22, 0.16, 0.11, 0.08, 0.06, 0.04 };
  static const double urban[] = { 0.32, 0.32, 0.22, 0.16, 0.11, 0.11 };

  if (!(x > 0))
    return 0;
  return terrain == ANLAN_TERRAIN_OPEN ? open[stability] * x / sqrt (1 + 1e-4 * x)
                                       : urban[stability] * x / sqrt (1 + 4e-4 * x);
}

static double
sigma_z_open (double x, AnlanStability stability)
{
  switch (stability)
    {
    case ANLAN_STABILITY_A:
      return 0.20 * x;
    case ANLAN_STABILITY_B:
      return 0.12 * x;
    case ANLAN_STABILITY_C:
      return 0.08 * x / sqrt (1 + 2e-4 * x);
    case ANLAN_STABILITY_D:
      return 0.06 * x / sqrt (1 + 1.5e-3 * x);
    case ANLAN_STABILITY_E:
      return 0.03 * x / (1 + 3e-4 * x);
    case ANLAN_STABILITY_F:
    case ANLAN_N_STABILITIES:
    default:
      return 0.016 * x / (1 + 3e-4 * x);
    }
}

static double
sigma_z_urban (double x, AnlanStability stability)
{
  switch (stability)
    {
    case ANLAN_STABILITY_A:
    case ANLAN_STABILITY_B:
      return 0.24 * x * sqrt (1 + 1e-3 * x);
    case ANLAN_STABILITY_C:
      return 0.20 * x;
    case ANLAN_STABILITY_D:
      return 0.14 * x / sqrt (1 + 3e-4 * x);
    case ANLAN_STABILITY_E:
    case ANLAN_STABILITY_F:
    case ANLAN_N_STABILITIES:
    default:
      return 0.08 * x / sqrt (1 + 1.5e-3 * x);
    }
}

double
anlan_sigma_z (double x, AnlanStability stability, AnlanTerrain terrain)
{
  if (!(x > 0))
    return 0;
  return terrain == ANLAN_TERRAIN_OPEN ? sigma_z_open (x, stability) : sigma_z_urban (x, stability);
}

double
anlan_puff_sigma_y (double x, AnlanStability stability)
{
  static const double factors[] = { 0.18, 0.14, 0.10, 0.06, 0.04, 0.02 };

  return x > 0 ? factors[stability] * pow (x, stability == ANLAN_STABILITY_F ? 0.89 : 0.92) : 0;
}

double
anlan_puff_sigma_z (double x, AnlanStability stability)
{
  static const double factors[] = { 0.60, 0.53, 0.34, 0.15, 0.10, 0.05 };
  static const double exponents[] = { 0.75, 0.73, 0.71, 0.70, 0.65, 0.61 };

  return x > 0 ? factors[stability] * pow (x, exponents[stability]) : 0;
}

double
anlan_wind_spread (double wind, double measured, AnlanStability stability)
{
  static const double usual[] = { 25, 20, 15, 10, 5, 2.5 };
  double spread = isfinite (measured) ? MAX (measured, usual[stability]) : usual[stability];

  return wind < 2 ? MIN (90, spread * 2 / MAX (wind, 0.1)) : spread;
}

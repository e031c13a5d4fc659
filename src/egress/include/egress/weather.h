/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The air that carries a release away. Distances in m, speeds in m/s. */

/* Pasquill's classes, from very unstable to stable. */
typedef enum
{
  ANLAN_STABILITY_A,
  ANLAN_STABILITY_B,
  ANLAN_STABILITY_C,
  ANLAN_STABILITY_D,
  ANLAN_STABILITY_E,
  ANLAN_STABILITY_F,
  ANLAN_N_STABILITIES,
} AnlanStability;

typedef enum
{
  ANLAN_SKY_SUN_STRONG, /* by day: the sun stands above 60° */
  ANLAN_SKY_SUN_MODERATE,
  ANLAN_SKY_SUN_SLIGHT, /* below 35° */
  ANLAN_SKY_OVERCAST,   /* day or night */
  ANLAN_SKY_NIGHT_CLOUDY,
  ANLAN_SKY_NIGHT_CLEAR, /* less than half of it clouded */
} AnlanSky;

typedef enum
{
  ANLAN_TERRAIN_OPEN,
  ANLAN_TERRAIN_URBAN, /* many buildings as high as the cloud: most plants */
} AnlanTerrain;

/* Pasquill's class for the wind at 10 m. Of two that the table allows, the more stable, which carries farther. */
AnlanStability
anlan_stability (double wind, AnlanSky sky);

/* Wind at @height from that at 10 m, by the power law with the exponents of CCPS (1999); below 1 m as at 1 m. */
double
anlan_wind_at (double wind, double height, AnlanStability stability, AnlanTerrain terrain);

/* Spread of a plume across the wind and upwards, @x downwind, after Briggs (1973); 0 upwind. Fits of 100 m to 10 km. */
double
anlan_sigma_y (double x, AnlanStability stability, AnlanTerrain terrain);
double
anlan_sigma_z (double x, AnlanStability stability, AnlanTerrain terrain);

/* The same of a puff, whose middle is @x downwind (CCPS 1999; no difference between terrains). Along the wind as across. */
double
anlan_puff_sigma_y (double x, AnlanStability stability);
double
anlan_puff_sigma_z (double x, AnlanStability stability);

/**
 * anlan_wind_spread:
 * @wind: at 10 m
 * @measured: (nullable) standard deviation of the direction in degrees over the last minutes, as a sensor has it; NAN
 *
 * Standard deviation of the wind's direction in degrees: what was measured, but no less than the class has (25, 20, 15, 10, 5
 * and 2.5 degrees for A to F, EPA-454/R-99-005 table 6-8a), and the more below 2 m/s, where the direction wanders.
 */
double
anlan_wind_spread (double wind, double measured, AnlanStability stability);

G_END_DECLS

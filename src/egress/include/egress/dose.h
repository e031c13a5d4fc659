/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What smoke, its gases and heat do to people on their way. Rates are parts of a dose of 1 by minute: at 1 half of the people
 * can no longer walk, at 0.3 about 11 % (ISO 13571). Toxic gases of the plant itself are in egress/toxic.h. */

/* Smoke gases: volume fractions as they are measured. */
typedef struct
{
  double co;       /* ppm */
  double co2;      /* % */
  double o2;       /* %; 20.9 in clean air */
  double hcn;      /* ppm */
  double nox;      /* ppm, NO and NO2 together */
  double no2;      /* ppm */
  double hcl;      /* ppm */
  double hbr;      /* ppm */
  double hf;       /* ppm */
  double so2;      /* ppm */
  double acrolein; /* ppm */
  double ch2o;     /* ppm */
} AnlanSmoke;

/* (CO + CN + NOx + irritants) HV + O2 by minute (FDS+Evac guide, eq. 12; SFPE Handbook, 5th ed., ch. 63). HV is
 * exp (0.1903 CO2 + 2.0004) / 7.1, and 1 without CO2. */
double
anlan_smoke_dose_rate (const AnlanSmoke *smoke);

/* The part of their speed that people keep in smoke of @extinction 1/m: max (0.1, 1 - 0.057 / 0.706 K) (Frantzich and Nilsson
 * 2003, as FDS+Evac eq. 11 has it). */
double
anlan_smoke_speed (double extinction);

/* How far one sees in it, m: C / K with C = 3 for what reflects and 8 for a lit sign (Jin). INFINITY in clear air. */
double
anlan_smoke_sight (double extinction, gboolean lit);

/* Minutes in still air of so many °C until a dose of 1 (ISO 13571: 4.1e8 T^-3.61 clothed, 5e7 T^-3.4 bare). */
double
anlan_heat_minutes (double celsius, gboolean clothed);

/* Part of the dose by minute of heat radiation, kW/m²: q^1.33 / 1.33, 0 below 2.5 (SFPE Handbook, 5th ed., ch. 63). */
double
anlan_radiation_dose_rate (double kw_m2);

/**
 * anlan_fire_radiation:
 * @rate: kg/s that burns
 * @heat: of combustion, kJ/kg
 * @part: that is radiated; 0.1 to 0.4, the more the sootier
 * @distance: m from the middle of the flame
 *
 * kW/m² by the point source model with the air between taking nothing (API 521): part rate heat / (4 pi r²); within a metre
 * as at a metre.
 */
double
anlan_fire_radiation (double rate, double heat, double part, double distance);

/* kg/s of a pool of @diameter m that burns with @burning kg/(m² s), at most that of an endless pool (Babrauskas 1983):
 * burning (1 - exp (-@extinction diameter)), @extinction 1/m. */
double
anlan_pool_fire_rate (double diameter, double burning, double extinction);

G_END_DECLS

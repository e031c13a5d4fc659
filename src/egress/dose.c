/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/dose.h"

#include <math.h>

/* ppm minutes of irritants that make a dose of 1. */
static double
irritants (const AnlanSmoke *smoke)
{
  return smoke->hcl / 114000 + smoke->hbr / 114000 + smoke->hf / 87000 + smoke->so2 / 12000 +
         smoke->no2 / 1900 + smoke->acrolein / 4500 + smoke->ch2o / 22500;
}

double
anlan_smoke_dose_rate (const AnlanSmoke *smoke)
{
  double co = 2.764e-5 * pow (MAX (smoke->co, 0), 1.036);
  /* What NO2 binds is not breathed as cyanide; the fit is 0 in clean air. */
  double cyanide = MAX (smoke->hcn - smoke->no2, 0);
  double cn = cyanide > 0 ? MAX (exp (cyanide / 43) / 220 - 0.0045, 0) : 0;
  double breathing = smoke->co2 > 0 ? exp (0.1903 * smoke->co2 + 2.0004) / 7.1 : 1;
  double o2 = smoke->o2 < 20 ? 1 / exp (8.13 - 0.54 * (20.9 - smoke->o2)) : 0;

  return (co + cn + smoke->nox / 1500 + irritants (smoke)) * breathing + o2;
}

double
anlan_smoke_speed (double extinction)
{
  return CLAMP (1 - 0.057 / 0.706 * extinction, 0.1, 1);
}

double
anlan_smoke_sight (double extinction, gboolean lit)
{
  return extinction > 0 ? (lit ? 8 : 3) / extinction : INFINITY;
}

double
anlan_heat_minutes (double celsius, gboolean clothed)
{
  if (!(celsius > 0))
    return INFINITY;
  return clothed ? 4.1e8 * pow (celsius, -3.61) : 5e7 * pow (celsius, -3.4);
}

double
anlan_radiation_dose_rate (double kw_m2)
{
  return kw_m2 >= 2.5 ? pow (kw_m2, 1.33) / 1.33 : 0;
}

double
anlan_fire_radiation (double rate, double heat, double part, double distance)
{
  double r = MAX (distance, 1);

  return MAX (rate, 0) * heat * part / (4 * G_PI * r * r);
}

double
anlan_pool_fire_rate (double diameter, double burning, double extinction)
{
  return burning * (1 - exp (-extinction * diameter)) * G_PI / 4 * diameter * diameter;
}

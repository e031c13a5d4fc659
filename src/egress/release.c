/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/release.h"

#include <math.h>

static double
area (double hole)
{
  return G_PI / 4 * hole * hole;
}

double
anlan_release_liquid_speed (double coefficient, double pressure, double outside, double density)
{
  return pressure > outside ? coefficient * sqrt (2 * (pressure - outside) / density) : 0;
}

double
anlan_release_liquid (double hole, double coefficient, double pressure, double outside, double density)
{
  return density * area (hole) * anlan_release_liquid_speed (coefficient, pressure, outside, density);
}

double
anlan_release_gas (double hole,
                   double coefficient,
                   double pressure,
                   double outside,
                   double density,
                   double kappa,
                   gboolean *choked)
{
  double critical = pow (2 / (kappa + 1), kappa / (kappa - 1));
  double ratio = MAX (outside / pressure, critical);

  if (choked != NULL)
    *choked = outside / pressure <= critical;
  if (!(pressure > outside))
    return 0;
  return coefficient * area (hole) *
         sqrt (2 * pressure * density * kappa / (kappa - 1) *
               (pow (ratio, 2 / kappa) - pow (ratio, (kappa + 1) / kappa)));
}

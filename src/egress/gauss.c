/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/plume.h"

#include <math.h>

/* So many times the cloud is thrown back between the ground and the mixing height; more add less than a millionth. */
#define REFLECTIONS 8

/* exp (-(@way / @sigma)² / 2). */
static double
bell (double way, double sigma)
{
  double n = way / sigma;

  return exp (-n * n / 2);
}

/* The vertical distribution of a source at @source that the ground, and the mixing height if it is above 0, throw back; in a
 * well mixed layer (a sigma beyond it) it is even (Turner 1970, eq. 5.11). 1/m without the factor 1 / sqrt (2 pi) sigma. */
static double
vertical (double sigma, double z, double source, double mixing)
{
  double sum = bell (z - source, sigma) + bell (z + source, sigma);

  if (!(mixing > 0))
    return sum;
  if (sigma > mixing)
    return sqrt (2 * G_PI) * sigma / mixing;
  for (int n = 1; n <= REFLECTIONS; n++)
    sum += bell (z - source - 2 * n * mixing, sigma) + bell (z + source - 2 * n * mixing, sigma) +
           bell (z - source + 2 * n * mixing, sigma) + bell (z + source + 2 * n * mixing, sigma);
  return sum;
}

double
anlan_gauss_plume (double rate,
                   double wind,
                   double sigma_y,
                   double sigma_z,
                   double y,
                   double z,
                   double source,
                   double mixing)
{
  if (!(sigma_y > 0) || !(sigma_z > 0) || !(wind > 0) || z < 0)
    return 0;
  return rate / (2 * G_PI * wind * sigma_y * sigma_z) * bell (y, sigma_y) *
         vertical (sigma_z, z, source, mixing);
}

double
anlan_gauss_puff (double mass,
                  double sigma_x,
                  double sigma_y,
                  double sigma_z,
                  double x,
                  double y,
                  double z,
                  double source,
                  double mixing)
{
  if (!(sigma_x > 0) || !(sigma_y > 0) || !(sigma_z > 0) || z < 0)
    return 0;
  return mass / (pow (2 * G_PI, 1.5) * sigma_x * sigma_y * sigma_z) * bell (x, sigma_x) * bell (y, sigma_y) *
         vertical (sigma_z, z, source, mixing);
}

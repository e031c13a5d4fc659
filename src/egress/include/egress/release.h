/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How much comes out of a hole. Pressures in Pa (absolute), diameters in m, densities in kg/m³, results in kg/s. */

/* The usual coefficients of sharp holes (CCPS 1999). */
#define ANLAN_HOLE_LIQUID 0.63
#define ANLAN_HOLE_GAS 0.85

/* Of a liquid below its boiling point: Cd A sqrt (2 rho dp) (CCPS 1999, p. 40). 0 where there is no pressure to drive it. */
double
anlan_release_liquid (double hole, double coefficient, double pressure, double outside, double density);

/* m/s of the same: Cd sqrt (2 dp / rho). */
double
anlan_release_liquid_speed (double coefficient, double pressure, double outside, double density);

/**
 * anlan_release_gas:
 * @kappa: ratio of its specific heats
 * @density: inside
 * @choked: (out) (nullable): it comes out with the speed of sound
 *
 * Of an ideal gas without friction (CCPS 1999, p. 47): choked where the pressure outside is below (2 / (k + 1))^(k / (k - 1)) of
 * that inside.
 */
double
anlan_release_gas (double hole,
                   double coefficient,
                   double pressure,
                   double outside,
                   double density,
                   double kappa,
                   gboolean *choked);

G_END_DECLS

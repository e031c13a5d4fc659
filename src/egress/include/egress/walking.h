/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/plan.h"

G_BEGIN_DECLS

/* How fast people walk, and how many fit through. Densities in persons a square metre, speeds in m/s. */

/* The part of their own speed that people keep among others (1 alone, 0 where nobody moves).
 * Weidmann 1993: 1 - exp(-1.913 (1/rho - 1/5.4)); SFPE Handbook, 5th ed., ch. 59: (1 - 0.266 rho) / 0.856, 1 below
 * 0.54. */
double
anlan_walking_part (AnlanWalking law, double density);

/* Mean speed on the flat of healthy people of an age in years, m/s (Weidmann 1993, as RiMEA's figure 1 has it): straight lines
 * between 1.62 at 20 years, 1.54, 1.48, 1.41, 1.27 and 1.07 at 70; as there before and after. */
double
anlan_walking_at_age (double years);

/* No more people than that go onto a square metre: 5.4 (Weidmann), 2.75 (SFPE: beyond, the stream would lock up). */
double
anlan_walking_most (AnlanWalking law);

/* k of S = k (1 - 0.266 D), m/s: 1.40 on the flat; on stairs 51.8 sqrt (tread / riser) / 60 with both in one unit. */
#define ANLAN_SFPE_K_LEVEL 1.40
#define ANLAN_SFPE_A 0.266
double
anlan_sfpe_k_stair (double riser, double tread);

/* Speed of a stream, and its flow through a metre of effective width: F = (1 - a D) k D. */
double
anlan_sfpe_speed (double k, double density);
double
anlan_sfpe_flow (double k, double density);

/* The most that a metre of effective width takes: k / 4a, at a density of 1 / 2a = 1.88. */
double
anlan_sfpe_most_flow (double k);

/* Density of the stream that flows so, on the free side (below 1 / 2a); 1 / 2a if it is too much. */
double
anlan_sfpe_density (double k, double flow);

/* Metres on each side that people keep clear of (SFPE Handbook, 5th ed., ch. 59). */
#define ANLAN_CLEAR_DOOR 0.15
#define ANLAN_CLEAR_STAIR 0.15
#define ANLAN_CLEAR_CORRIDOR 0.20

/* One person's share of a spread: the same for the same @seed, @person and @stream, whatever else is drawn. */
double
anlan_spread_draw (const AnlanSpread *spread, guint64 seed, guint64 person, guint64 stream);

/* Evenly spread over 0 <= u < 1. */
double
anlan_draw_even (guint64 seed, guint64 person, guint64 stream, guint64 count);

G_END_DECLS

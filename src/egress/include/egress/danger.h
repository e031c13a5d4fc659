/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/air.h"
#include "egress/route.h"

G_BEGIN_DECLS

/* What is in the air means for the ways out. */

/* Seconds of walking that one is ready to add so as not to take up a whole dose (AEGL-3 for ten minutes), and how much dearer a
 * metre is within the wind's wedge, where the plume may swing to. */
#define ANLAN_DANGER_DOSE_S 3600.0
#define ANLAN_DANGER_WEDGE 0.2

/**
 * anlan_danger_apply:
 * @seconds: on the clock of @air
 * @field: of anlan_site_make_field(), not yet solved
 *
 * Makes the cells of all levels as dear as they are dangerous: (1 + ANLAN_DANGER_DOSE_S x dose rate) / speed that is left +
 * wedge times what they were, at most a hundred times, and a hundred to ten thousand times where it is deadly: people within get out by the way that leads out soonest,
 * and nobody is sent through. Levels are in the open air but for the rooms of @air.
 */
void
anlan_danger_apply (const AnlanAir *air, double seconds, const AnlanSite *site, AnlanPotential *field);

/* What somebody takes up on @route with @speed m/s who sets out at @seconds: toxic load, smoke and heat together, in doses.
 * @peak: (out) (optional): ppm. Stairs count as their foot. */
double
anlan_route_load (const AnlanRoute *route, const AnlanAir *air, double speed, double seconds, double *peak);

G_END_DECLS

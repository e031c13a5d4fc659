/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/plume.h"
#include "egress/route.h"

G_BEGIN_DECLS

/* What a plume means for the ways out, and for who stays inside. */

/**
 * AnlanDanger:
 * @plume: (nullable): borrowed
 * @seconds: after the release began, at which it is looked at
 * @height: above ground that people breathe at, m
 * @dose: seconds of walking that one is ready to add so as not to take up a whole dose (AEGL-3 for ten minutes)
 * @wedge: how much dearer a metre is within the wind's wedge, where the plume may swing to: 0.2 is a fifth
 */
typedef struct
{
  const AnlanPlume *plume;
  const AnlanToxic *gas;
  double seconds;
  double height;
  double dose;
  double wedge;
} AnlanDanger;

/* Breathing height, an hour for a dose, a fifth for the wedge. */
void
anlan_danger_init (AnlanDanger *danger, const AnlanPlume *plume, const AnlanToxic *gas, double seconds);

/**
 * anlan_danger_apply:
 * @field: of anlan_site_make_field(), not yet solved
 *
 * Makes the cells of all levels as dear as they are dangerous: (1 + dose x load rate + wedge) times what they were, and a hundred
 * times from AEGL-3 for ten minutes or IDLH on: people within get out by the way that leads out soonest, and nobody is sent
 * through. Levels are taken to be in the open air: a plan of a building is asked about with anlan_shelter_load().
 */
void
anlan_danger_apply (const AnlanDanger *danger, const AnlanSite *site, AnlanPotential *field);

/* What somebody takes up on @route with @speed m/s who sets out @seconds after the release began, in doses. @peak: (out)
 * (optional): ppm. Stairs count as their foot. */
double
anlan_route_load (const AnlanRoute *route, const AnlanDanger *danger, double speed, double seconds, double *peak);

/**
 * anlan_shelter_load:
 * @changes: of the air of the building in an hour, 0 and above
 * @from, @until: seconds after the release began; nobody goes out between
 *
 * What somebody takes up indoors at @place, by C' = changes (C outside - C): gas comes in slowly and goes slowly. The building
 * was clean at the beginning of the release.
 */
double
anlan_shelter_load (const AnlanDanger *danger, AnlanPoint place, double changes, double from, double until, double *peak);

G_END_DECLS

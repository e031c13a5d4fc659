/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/crowd.h"

G_BEGIN_DECLS

/* A corner of a way out. */
typedef struct
{
  guint level;
  int stair;        /* index, or -1: on the level */
  AnlanPoint place; /* metres: of the level; on a stair, x across and y up the slope */
} AnlanRoutePoint;

/**
 * AnlanRoute:
 * @points: AnlanRoutePoint, from the start to the line of the exit; pulled tight about the corners of walls
 * @length: metres, stairs along their slope
 * @time: seconds for somebody who walks 1 m/s on the flat, alone
 */
typedef struct
{
  GArray *points;
  double length;
  double time;
  guint exit;
} AnlanRoute;

/* The way from a place down a solved field of the site. NULL if nobody can stand there or no exit can be reached. */
AnlanRoute *
anlan_route_new (const AnlanSite *site, const AnlanPotential *field, guint level, AnlanPoint from);
/* Seconds of a route at what its cells cost in @field; infinite where a shut door or a wall lies across it by now. */
double
anlan_route_cost (const AnlanRoute *route, const AnlanSite *site, const AnlanPotential *field);
void
anlan_route_free (AnlanRoute *route);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanRoute, anlan_route_free)

/**
 * anlan_hand_calculation:
 *
 * How long the people of a crowd need by the hydraulic model (SFPE Handbook, 5th ed., ch. 59) from where they stand
 * now to the exits that they make for: for each door and stair on their ways, when the first of them is there, how many
 * have to pass at its flow, and the walk from there to the exit; the longest of these. To be set beside a simulation.
 *
 * Returns: seconds; 0 without people
 */
double
anlan_hand_calculation (const AnlanCrowd *crowd);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/geo.h"

G_BEGIN_DECLS

/* Up to so many points the shortest way is found for certain. */
#define ANLAN_ROUTE_EXACT 10

/**
 * anlan_route_order:
 * @points: where the points lie; NAN where nobody knows.
 * @start: (nullable): where the way begins, as at a gate; NULL: at the first point of which it is known where it lies.
 *
 * The order in which a walk past all points is short; it does not come back to the start. For up to ANLAN_ROUTE_EXACT
 * points it is the shortest of all (dynamic programming over subsets, M. Held and R. M. Karp 1962); for more it begins
 * with the nearest neighbour and is made better by turning pieces round (2-opt, G. A. Croes 1958) and by moving up to
 * three points elsewhere, until neither helps. Distances are straight lines on the ground. Points that lie nowhere come
 * last, in the order given. The same input always gives the same order.
 *
 * Returns: (array length=n): places in @points; freed by the caller. NULL if @n is 0.
 */
guint *anlan_route_order    (const AnlanLonLat *points, guint n, const AnlanLonLat *start);

/* Metres of the way in that order, from @start where it is given, as straight lines between points that lie somewhere. */
double anlan_route_length_m (const AnlanLonLat *points, const guint *order, guint n, const AnlanLonLat *start);

G_END_DECLS

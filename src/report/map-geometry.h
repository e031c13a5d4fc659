/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/map-types.h"

G_BEGIN_DECLS

/**
 * AnlanMapIndex:
 *
 * A packed R-tree over rectangles that never change: made once, then read by any thread.
 */
typedef struct _AnlanMapIndex AnlanMapIndex;

AnlanMapIndex *
anlan_map_index_new (const AnlanMapRect *rects, guint n_rects);
void
anlan_map_index_free (AnlanMapIndex *index);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapIndex, anlan_map_index_free)

/* Sets @found (guint32) to the numbers of all rectangles that touch @rect, rising. */
void
anlan_map_index_query (const AnlanMapIndex *index, AnlanMapRect rect, GArray *found);

/**
 * anlan_map_importance:
 * @importance: (out caller-allocates) (array length=n): in the unit of @points
 *
 * For each vertex of a line or closed ring the scale below which it can be left out: the square root of its
 * effective area as Visvalingam and Whyatt (1993, "Line generalisation by repeated elimination of points") define
 * it. A drawing that leaves out all vertices under half a pixel cannot be told from the whole. First and last have
 * infinite importance. O(n log n) whatever the shape.
 */
void
anlan_map_importance (const AnlanMapPoint *points, guint n, float *importance);

/**
 * AnlanMapRing: one ring of a polygon, its last point equal to its first.
 */
typedef struct
{
  const AnlanMapPoint *points;
  guint n;
} AnlanMapRing;

/* Twice the signed area; positive where the ring turns clockwise on the screen (y down). */
double
anlan_map_ring_area2 (const AnlanMapRing *ring);

/* Even-odd, so that holes count as outside. */
gboolean
anlan_map_rings_contain (const AnlanMapRing *rings, guint n_rings, AnlanMapPoint point);

/**
 * anlan_map_rings_find_anchor:
 * @rings: an outer ring and its holes
 * @radius: (out): distance from the anchor to the nearest edge
 *
 * The middle of the largest circle that fits inside, found by splitting cells of a grid to a fiftieth of the
 * polygon's size: where a label has most room. (The centroid of an L-shaped zone lies outside of it.)
 */
AnlanMapPoint
anlan_map_rings_find_anchor (const AnlanMapRing *rings, guint n_rings, double *radius);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/geo.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_SHAPE_POINT,
  ANLAN_SHAPE_LINE,
  ANLAN_SHAPE_POLYGON,
  ANLAN_SHAPE_MULTI_POLYGON,
} AnlanShapeType;

/**
 * AnlanShape:
 * @lonlat: @count positions as lon, lat pairs (WGS-84 degrees)
 * @ring_ends: for each of @n_rings, where it ends: ring r has the positions from ring_ends[r - 1] (0 for the first) to
 *   before ring_ends[r]. Rings do not repeat their first position. A point and a line have no rings.
 * @polygon_ends: for each of @n_polygons, the ring where it ends. The first ring of a polygon is its outside, the
 *   others are holes.
 * @level: (nullable): id of the level of the building it lies on
 *
 * What a field of type place holds. As text it is a GeoJSON geometry (RFC 7946) with the member "level" beside:
 * {"type":"Point","coordinates":[121.4737,31.2304],"level":"…"}.
 */
typedef struct
{
  AnlanShapeType type;
  double *lonlat;
  guint count;
  guint *ring_ends;
  guint n_rings;
  guint *polygon_ends;
  guint n_polygons;
  char *level;
} AnlanShape;

#define ANLAN_SHAPE_POSITIONS_MAX 100000

/* Positions are copied; they must lie within ±180 and ±90 degrees. A ring may repeat its first position. */
AnlanShape *anlan_shape_new_point   (AnlanLonLat position, const char *level);
AnlanShape *anlan_shape_new_line    (const double *lonlat, guint count, const char *level); /* at least two */
AnlanShape *anlan_shape_new_polygon (const double *lonlat, guint count, const char *level); /* at least three */
AnlanShape *anlan_shape_copy        (const AnlanShape *shape);
void        anlan_shape_free        (AnlanShape *shape);

/**
 * anlan_shape_parse:
 *
 * Reads a GeoJSON geometry of type Point, LineString, Polygon or MultiPolygon out of untrusted text: no more than 8 MB
 * and ANLAN_SHAPE_POSITIONS_MAX positions. Degrees are rounded to 1e-8 (a millimetre); heights and members it does
 * not know are left out; rings that are not closed are taken as closed. Whether a polygon crosses itself is for anlan_shape_is_valid() (base/geometry.h).
 *
 * Returns: (nullable): NULL with ANLAN_ERROR_INPUT and a sentence that says what is wrong.
 */
AnlanShape *anlan_shape_parse       (const char *text, gssize length, GError **error);

/* The GeoJSON text, degrees rounded to 1e-8 (a millimetre). The caller frees it. */
char       *anlan_shape_to_text     (const AnlanShape *shape);

/* The positions of ring @ring, for drawing; borrowed. Of a point or line ring 0 is the whole of it. */
const double *anlan_shape_get_ring  (const AnlanShape *shape, guint ring, guint *count);

void        anlan_shape_get_bounds  (const AnlanShape *shape, AnlanBounds *bounds);

/* Whether @position lies inside a polygon and in none of its holes; on the edge it may be either. FALSE for points
 * and lines. */
gboolean    anlan_shape_has_position (const AnlanShape *shape, AnlanLonLat position);

double      anlan_shape_area_m2     (const AnlanShape *shape);  /* 0 for points and lines */
double      anlan_shape_length_m    (const AnlanShape *shape);  /* of a line, or of all edges of polygons */

/* Where a label or symbol belongs: a point itself, the middle of a line's length, and of a polygon (the largest of
 * several) the place inside that is farthest from its edges, to 1 % of its size. */
AnlanLonLat anlan_shape_get_label   (const AnlanShape *shape);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanShape, anlan_shape_free)

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/shape.h"

G_BEGIN_DECLS

/* What needs a geometry library (GEOS): every shape is laid into a plane of metres around the first one, worked on
 * there and brought back. All functions may be called from any thread. Levels are left out of account; results have
 * that of the first shape. Functions that take polygons expect them valid, as anlan_shape_is_valid() has it; others
 * fail with ANLAN_ERROR_INPUT. */

/**
 * anlan_shape_is_valid:
 * @where: (nullable) (out): where it is not
 *
 * Whether a shape can be an area: no edge crosses or touches another, holes lie inside and apart, and it is on average
 * half a centimetre wide. Points and lines of some length are always valid.
 *
 * Returns: FALSE with ANLAN_ERROR_INPUT and a sentence that says what is wrong and where.
 */
gboolean    anlan_shape_is_valid    (const AnlanShape *shape, AnlanLonLat *where, GError **error);

/* Whether two shapes have a place in common, edges included. FALSE with @error set means that nobody knows. */
gboolean    anlan_shape_intersects  (const AnlanShape *a, const AnlanShape *b, GError **error);

/* Whether no place of @b lies more than a centimetre outside of @a. FALSE as above. */
gboolean    anlan_shape_contains    (const AnlanShape *a, const AnlanShape *b, GError **error);

/* Metres between the nearest places of both, 0 if they overlap; negative, with @error, if nobody knows. */
double      anlan_shape_distance_m  (const AnlanShape *a, const AnlanShape *b, GError **error);

/* All polygons as one; a multi-polygon where they do not touch. */
AnlanShape *anlan_shape_union       (const AnlanShape *const *shapes, guint count, GError **error);

/* What lies within @metres of a shape. Round corners have eight edges a quarter. Less than nothing shrinks a polygon;
 * if nothing is left that is an error. */
AnlanShape *anlan_shape_buffer      (const AnlanShape *shape, double metres, GError **error);

/* The pieces into which a line cuts a polygon, largest first, as AnlanShape. The ends of the line may stop a centimetre
 * before the edge. It is an error if the line does not cut it. */
GPtrArray  *anlan_shape_split       (const AnlanShape *polygon, const AnlanShape *line, GError **error);

typedef enum
{
  ANLAN_SNAP_NONE,
  ANLAN_SNAP_VERTEX,
  ANLAN_SNAP_EDGE,
} AnlanSnap;

/* The nearest corner of @shapes within @tolerance metres of @position, else the nearest place on an edge. @snapped is
 * where, and @position if there is none. A corner is taken even where an edge is nearer: drawings are meant to meet
 * there. */
AnlanSnap   anlan_shape_snap        (AnlanLonLat position, const AnlanShape *const *shapes, guint count,
                                     double tolerance, AnlanLonLat *snapped);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "map-geometry.h"
#include "base/shape.h"
#include "report/geodata.h"

G_BEGIN_DECLS

/**
 * AnlanMapShapes:
 *
 * The points of many lines and polygons in a few large arrays, in world units, each with its importance.
 */
typedef struct _AnlanMapShapes AnlanMapShapes;

/* A shape: some parts one after the other. */
typedef struct
{
  guint32 first_part;
  guint32 n_parts;
} AnlanMapSpan;

typedef struct
{
  guint32 first;
  guint32 n;
  guint32 hole;
} AnlanMapPart;

AnlanMapShapes *
anlan_map_shapes_new (void);
void
anlan_map_shapes_free (AnlanMapShapes *shapes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapShapes, anlan_map_shapes_free)

/* A copy that lives as long as the shapes; equal strings are kept once. NULL gives "". */
const char *
anlan_map_shapes_intern (AnlanMapShapes *shapes, const char *text);

/* FALSE of a geometry without points that could be drawn. */
gboolean
anlan_map_shapes_add (AnlanMapShapes *shapes,
                      const AnlanGeometry *geometry,
                      AnlanMapSpan *span,
                      AnlanMapRect *bounds);

/* The same of what a place field holds. */
gboolean
anlan_map_shapes_add_shape (AnlanMapShapes *shapes,
                            const AnlanShape *shape,
                            AnlanMapSpan *span,
                            AnlanMapRect *bounds);

const AnlanMapPart *
anlan_map_shapes_get_part (const AnlanMapShapes *shapes, guint part);
const AnlanMapPoint *
anlan_map_shapes_get_points (const AnlanMapShapes *shapes, guint part);

/* (element-type AnlanMapRing): the rings of a polygon; borrowed points. */
GArray *
anlan_map_shapes_get_rings (const AnlanMapShapes *shapes, AnlanMapSpan span);

/* Anchor and radius of the part of a polygon that has most room, and the area of all its parts. */
void
anlan_map_shapes_measure (
    const AnlanMapShapes *shapes, AnlanMapSpan span, AnlanMapPoint *anchor, double *radius, double *area);

/**
 * AnlanMapPen:
 * @clip: logical pixels; what lies outside need not be drawn
 * @tolerance: world units; vertices of less importance are left out
 *
 * Puts shapes as paths into a cairo context whose unit is the logical pixel of the viewport. It belongs to one
 * drawing on one thread.
 */
typedef struct
{
  cairo_t *cr;
  AnlanMapPoint centre;
  AnlanMapPoint middle;
  double ppu;
  double tolerance;
  AnlanMapRect clip;
  AnlanMapRect line_clip;
  GArray *points;
  GArray *clipped;
} AnlanMapPen;

/* @margin: logical pixels around the viewport in which paths are still exact; at least the widest stroke. */
void
anlan_map_pen_init (AnlanMapPen *pen, cairo_t *cr, const AnlanMapViewport *viewport, double margin);
void
anlan_map_pen_clear (AnlanMapPen *pen);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanMapPen, anlan_map_pen_clear)

/* Adds all rings, closed. */
void
anlan_map_pen_add_polygon (AnlanMapPen *pen, const AnlanMapShapes *shapes, AnlanMapSpan span);
/* Adds the band of @width logical pixels along the inside of all edges, to be filled with the winding rule. Much
 * quicker than stroking inside a clip. */
void
anlan_map_pen_add_band (AnlanMapPen *pen, const AnlanMapShapes *shapes, AnlanMapSpan span, double width);
/* Lines with dashes are to be drawn whole: cut at the edge of a tile, the dashes of two tiles would not meet. */
void
anlan_map_pen_set_whole_lines (AnlanMapPen *pen, gboolean whole);
/* Adds the parts of a line, or the outlines of a polygon. */
void
anlan_map_pen_add_line (AnlanMapPen *pen, const AnlanMapShapes *shapes, AnlanMapSpan span);

static inline AnlanMapPoint
anlan_map_pen_place (const AnlanMapPen *pen, AnlanMapPoint world)
{
  return (AnlanMapPoint){ (world.x - pen->centre.x) * pen->ppu + pen->middle.x,
                          (world.y - pen->centre.y) * pen->ppu + pen->middle.y };
}

G_END_DECLS

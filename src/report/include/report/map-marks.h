/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "report/map-look.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

/**
 * AnlanMapMarks:
 *
 * What keeps its size on the screen: symbols, clusters of them, labels. It is a plan of what goes where, made for one
 * zoom and somewhat more than one viewport; no two labels in it overlap. Immutable and reference counted: it is made
 * in a worker thread and then drawn by the window at every frame, also while the map moves or is zoomed a little.
 */
typedef struct _AnlanMapMarks AnlanMapMarks;

/* So many logical pixels around its viewport a plan still holds. */
#define ANLAN_MAP_MARKS_MARGIN 192.0

typedef enum
{
  ANLAN_MAP_MARK_NAME,   /* of a building, road, water */
  ANLAN_MAP_MARK_ZONE,   /* letter and name of a zone */
  ANLAN_MAP_MARK_SYMBOL, /* or its name */
  ANLAN_MAP_MARK_CLUSTER,
} AnlanMapMarkKind;

/**
 * AnlanMapMark:
 * @anchor: world units
 * @box: what it covers, logical pixels from the anchor
 * @risk: of a cluster the worst inside
 * @subject: number of the zone or symbol in the scene
 * @members, @n_members: of a cluster, the numbers of its symbols
 * @extent: of a cluster, world units: where its members lie
 */
typedef struct
{
  AnlanMapMarkKind kind;
  AnlanMapPoint anchor;
  AnlanMapRect box;
  AnlanMapRisk risk;
  guint subject;
  const guint32 *members;
  guint n_members;
  AnlanMapRect extent;
} AnlanMapMark;

/**
 * anlan_map_marks_new:
 * @selected: (nullable): id of the zone whose label is set before all others
 * @enclosed: for a picture that is not moved: nothing beyond the viewport, and no label that its edge would cut
 * @cancellable: (nullable)
 *
 * Which label wins where two would overlap: symbols, the selected zone, zones by colour and then size, names of
 * symbols, names of the base map. Symbols that would overlap become a cluster; muster points never do.
 *
 * Returns: (nullable): NULL if it was cancelled
 */
AnlanMapMarks *
anlan_map_marks_new (AnlanMapScene *scene,
                     const AnlanMapViewport *viewport,
                     const AnlanMapLook *look,
                     const char *selected,
                     gboolean enclosed,
                     GCancellable *cancellable);

/**
 * anlan_map_marks_render:
 * @previous: (nullable): the pictures it has need not be drawn again
 *
 * Draws each mark into a small picture of its own, for the scale of the viewport, so that a frame only copies them.
 * To be called once, by the thread that made the plan, before others see it.
 */
void
anlan_map_marks_render (AnlanMapMarks *marks, const AnlanMapMarks *previous);

AnlanMapMarks *
anlan_map_marks_ref (AnlanMapMarks *marks);
void
anlan_map_marks_unref (AnlanMapMarks *marks);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapMarks, anlan_map_marks_unref)

/* Draws for any viewport: at another zoom than the plan's the marks keep their size and only move. After
 * anlan_map_marks_render() the pictures are copied; a plan without them is drawn in lines and text, for paper. */
void
anlan_map_marks_draw (const AnlanMapMarks *marks, cairo_t *cr, const AnlanMapViewport *viewport);

/* Whether all that @viewport shows was planned for, at its very zoom and scale. */
gboolean
anlan_map_marks_fits (const AnlanMapMarks *marks, const AnlanMapViewport *viewport);

guint
anlan_map_marks_get_n (const AnlanMapMarks *marks);
const AnlanMapMark *
anlan_map_marks_get (const AnlanMapMarks *marks, guint index);

/* (nullable): its picture after anlan_map_marks_render(); @box says where it goes. Device scale is set. */
cairo_surface_t *
anlan_map_marks_get_picture (const AnlanMapMarks *marks, guint index);

/* Where the top left corner of a mark's picture comes to lie, logical pixels, on a whole device pixel. */
AnlanMapPoint
anlan_map_marks_place (const AnlanMapMarks *marks, guint index, const AnlanMapViewport *viewport);

/* (nullable): the topmost zone label, symbol or cluster at @x, @y (logical pixels of @viewport). */
const AnlanMapMark *
anlan_map_marks_pick (const AnlanMapMarks *marks, const AnlanMapViewport *viewport, double x, double y);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "report/map-look.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

/*
 * Drawing of a scene, on any thread, into any cairo surface. The user space of @cr has the logical pixel as its unit
 * and its origin in the top left corner of the viewport. Where device pixels of an image are concerned (hatches, the
 * size of half a pixel), viewport->scale says how many there are.
 *
 * What lies on what: ground, base map, site drawings, zones; then the marks of map-marks.h: symbols and labels.
 */

/**
 * anlan_map_draw_ground:
 * @cancellable: (nullable): looked at now and then; what is drawn then is of no use
 *
 * Everything but symbols and labels. Drawn in pieces (tiles), the pieces join without a seam, as long as the left
 * and top edges of all of them are whole multiples of 16 logical pixels of the world at that zoom.
 */
void
anlan_map_draw_ground (cairo_t *cr,
                       const AnlanMapScene *scene,
                       const AnlanMapViewport *viewport,
                       const AnlanMapLook *look,
                       GCancellable *cancellable);

/* The whole map: ground, symbols, labels. @selected: (nullable): id of the zone that gets the halo. */
void
anlan_map_draw (cairo_t *cr,
                AnlanMapScene *scene,
                const AnlanMapViewport *viewport,
                const AnlanMapLook *look,
                const char *selected);

/* A ring of light around a zone, which leaves its inside as it is. */
void
anlan_map_draw_halo (cairo_t *cr,
                     const AnlanMapScene *scene,
                     guint zone,
                     const AnlanMapViewport *viewport,
                     const AnlanMapLook *look);

/* Fills @width x @height with the hatch of a grade, for a legend; nothing where it has none. */
void
anlan_map_draw_hatch (cairo_t *cr, AnlanMapRisk risk, const AnlanMapLook *look, double width, double height);

G_END_DECLS

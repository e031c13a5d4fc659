/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-palette.h"
#include "map-scene-private.h"
#include "report/map-draw.h"

G_BEGIN_DECLS

/* Widest stroke and farthest shadow: so far around the viewport paths are exact. */
#define ANLAN_MAP_PEN_MARGIN 64.0

/* @over_pictures: only outlines and names' places, so that an aerial photo below stays visible */
void
anlan_map_draw_base (cairo_t *cr,
                     const AnlanMapBase *base,
                     const AnlanMapViewport *viewport,
                     const AnlanMapLook *look,
                     gboolean over_pictures,
                     GCancellable *cancellable);

void
anlan_map_draw_zones (cairo_t *cr,
                      const AnlanMapScene *scene,
                      const AnlanMapViewport *viewport,
                      const AnlanMapLook *look,
                      GCancellable *cancellable);

/* The viewport with a margin, in world units. */
AnlanMapRect
anlan_map_viewport_get_reach (const AnlanMapViewport *viewport, double margin);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "report/map-image.h"
#include "report/map-mbtiles.h"

G_BEGIN_DECLS

/* (transfer full) (nullable): column @x and row @y counted from the north-west, as everybody but TMS does. */
AnlanMapImage *
anlan_map_mbtiles_get_tile (AnlanMapMbtiles *mbtiles, int zoom, int x, int y);

/* All tiles of a viewport, of the level that is nearest to it. */
void
anlan_map_mbtiles_draw (AnlanMapMbtiles *mbtiles,
                        cairo_t *cr,
                        const AnlanMapViewport *viewport,
                        GCancellable *cancellable);

G_END_DECLS

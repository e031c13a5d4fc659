/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/map-look.h"
#include "report/map-marks.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

/**
 * AnlanMapTiles:
 *
 * Draws a scene for a window that is moved and zoomed: the ground in tiles of 256 logical pixels and the plan of
 * marks, in two worker threads, so that a frame only puts pictures together. While the pictures of a new zoom are
 * being drawn the old ones stand, larger or smaller. Tiles are forgotten, the longest unused first, when they take
 * more memory than they may.
 *
 * All functions belong to the thread that made it; @ready is called in the main context that was its thread's default
 * then.
 */
typedef struct _AnlanMapTiles AnlanMapTiles;

/* Some pictures have become ready: draw again. */
typedef void (*AnlanMapTilesReady) (gpointer data);

#define ANLAN_MAP_TILES_DEFAULT_BYTES ((gsize)192 * 1024 * 1024)

AnlanMapTiles *
anlan_map_tiles_new (gsize max_bytes, AnlanMapTilesReady ready, gpointer data);

/* Waits for the tiles that are being drawn at this moment, some milliseconds. */
void
anlan_map_tiles_free (AnlanMapTiles *tiles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapTiles, anlan_map_tiles_free)

/* What is shown. @scene: (nullable); @selected: (nullable). The old pictures stand until there are new ones. */
void
anlan_map_tiles_set_scene (AnlanMapTiles *tiles, AnlanMapScene *scene);
void
anlan_map_tiles_set_look (AnlanMapTiles *tiles, const AnlanMapLook *look);
void
anlan_map_tiles_set_selected (AnlanMapTiles *tiles, const char *selected);

/**
 * anlan_map_tiles_update:
 * @moving: whether the zoom is still changing: then no tiles are drawn for a zoom that will be gone in the next frame,
 *   unless it is half a step away from what there is
 *
 * Asks for all that @viewport needs and is not there, the middle first, and drops what was asked for and is not
 * needed any more. To be called before each frame, and once with @moving FALSE when the movement has ended.
 */
void
anlan_map_tiles_update (AnlanMapTiles *tiles, const AnlanMapViewport *viewport, gboolean moving);

/* Whether nothing of @viewport is old, scaled or missing. */
gboolean
anlan_map_tiles_is_sharp (AnlanMapTiles *tiles, const AnlanMapViewport *viewport);

/**
 * AnlanMapPieceFunc:
 * @picture: borrowed; a tile, or a mark if @opaque is FALSE
 * @area: where all of @picture comes to lie, logical pixels, on whole device pixels
 * @clip: the part of @area that is to be painted
 */
typedef void (*AnlanMapPieceFunc) (
    cairo_surface_t *picture, AnlanMapRect area, AnlanMapRect clip, gboolean opaque, gpointer data);

/**
 * anlan_map_tiles_foreach_ground:
 *
 * The pictures of the ground for a frame, each at most once in any place, from the bottom up. Where there is none
 * yet nothing comes: paint anlan_map_tiles_get_background() first.
 */
void
anlan_map_tiles_foreach_ground (AnlanMapTiles *tiles,
                                const AnlanMapViewport *viewport,
                                AnlanMapPieceFunc func,
                                gpointer data);

AnlanMapColour
anlan_map_tiles_get_background (AnlanMapTiles *tiles);

/* (nullable): the plan of marks to draw over the ground; borrowed until the next call. */
const AnlanMapMarks *
anlan_map_tiles_get_marks (AnlanMapTiles *tiles);

/* A frame: background, ground, halo of the selected zone, marks. */
void
anlan_map_tiles_draw (AnlanMapTiles *tiles, cairo_t *cr, const AnlanMapViewport *viewport);

/* What the tiles take; never much more than they may. */
gsize
anlan_map_tiles_get_n_bytes (AnlanMapTiles *tiles);

G_END_DECLS

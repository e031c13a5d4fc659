/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "report/map-types.h"

G_BEGIN_DECLS

/**
 * AnlanMapMbtiles:
 *
 * A file of map pictures (MBTiles 1.3 with PNG, JPEG or WebP tiles), such as an aerial photo of the site. Reference
 * counted; any thread may read and draw it. Files with vector tiles are refused: the base map of the plant comes from
 * OSM or GeoJSON.
 */
typedef struct _AnlanMapMbtiles AnlanMapMbtiles;

/**
 * AnlanMapMbtilesInfo:
 * @name, @attribution: as the file has them, "" for none
 * @min_zoom, @max_zoom: levels it has tiles of
 * @bounds: world units; all of the world if the file does not say
 */
typedef struct
{
  const char *name;
  const char *attribution;
  int min_zoom;
  int max_zoom;
  AnlanMapRect bounds;
} AnlanMapMbtilesInfo;

/**
 * anlan_map_mbtiles_open:
 *
 * Blocks for as long as reading a few pages of the file takes. The file must not be changed while it is open.
 *
 * Errors, each a sentence that can be shown: ANLAN_ERROR_INPUT (no MBTiles, vector tiles, a format that cannot be
 * shown), ANLAN_ERROR_CORRUPT, ANLAN_ERROR_NOT_FOUND, ANLAN_ERROR_DENIED, ANLAN_ERROR_IO.
 */
AnlanMapMbtiles *
anlan_map_mbtiles_open (const char *path, GError **error);
AnlanMapMbtiles *
anlan_map_mbtiles_ref (AnlanMapMbtiles *mbtiles);
void
anlan_map_mbtiles_unref (AnlanMapMbtiles *mbtiles);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMapMbtiles, anlan_map_mbtiles_unref)

/* Borrowed. */
const AnlanMapMbtilesInfo *
anlan_map_mbtiles_get_info (const AnlanMapMbtiles *mbtiles);

/* How many tiles were there and could not be read or decoded so far; they are left blank. */
guint
anlan_map_mbtiles_get_n_bad (AnlanMapMbtiles *mbtiles);

G_END_DECLS

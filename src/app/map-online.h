/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "base/geo.h"

G_BEGIN_DECLS

/**
 * AnlanMapOnline:
 *
 * Tiles of an online map that the user has named. Nothing is asked for before somebody wants to see it. Tiles are kept
 * in the user's cache folder, so that what was seen once is seen without a line too; files and decoding are left to
 * worker threads. A source that does not answer is left alone for a while.
 *
 * Signals: "changed" (a tile has come), "notify::problem".
 */
#define ANLAN_TYPE_MAP_ONLINE (anlan_map_online_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapOnline, anlan_map_online, ANLAN, MAP_ONLINE, GObject)

#define ANLAN_MAP_ONLINE_MAX_ZOOM 18

/* What the tiles of all sources take on the disk. Beyond, those that nobody has looked at for the longest are thrown away. */
#define ANLAN_MAP_ONLINE_CACHE_BYTES G_GUINT64_CONSTANT (500000000)

/* @address: URL with {x}, {y} and {z}; @gcj02: its tiles are shifted as Chinese web maps are; @cache: (nullable): folder
 * for its tiles, NULL for one in the user's cache. */
AnlanMapOnline *anlan_map_online_new         (const char *address, gboolean gcj02, const char *cache);

/* Another limit than ANLAN_MAP_ONLINE_CACHE_BYTES; before the first tile is asked for. */
void            anlan_map_online_set_limit   (AnlanMapOnline *online, guint64 bytes);

/* Where on the source's own map a position lies, and back. */
AnlanLonLat     anlan_map_online_shift       (AnlanMapOnline *online, AnlanLonLat wgs84);

/* What there is at once, or NULL; what is not there is fetched if @fetch. Borrowed. */
GdkTexture     *anlan_map_online_get         (AnlanMapOnline *online, int zoom, int x, int y, gboolean fetch);
/* Those asked for since the last call and not begun are forgotten: nobody sees their place any more. */
void            anlan_map_online_forget      (AnlanMapOnline *online);
/* Whether nothing is being fetched. */
gboolean        anlan_map_online_is_idle     (AnlanMapOnline *online);
/* A sentence on why the map has holes, or NULL. */
const char     *anlan_map_online_get_problem (AnlanMapOnline *online);

/* The address of a tile; the caller frees it. */
char           *anlan_map_online_dup_address (const char *address, int zoom, int x, int y);
/* What people know it by: its host; NULL if @address is none that can be used. The caller frees it. */
char           *anlan_map_online_dup_host    (const char *address);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <shumate/shumate.h>

G_BEGIN_DECLS

/**
 * AnlanMapSource:
 *
 * A source without tiles, which only gives a viewport its measure: 256 logical pixels a tile, zoom 0 to 24. Without a
 * reference source libshumate 1.0 knows no projection and stops at zoom 20.
 */
#define ANLAN_TYPE_MAP_SOURCE (anlan_map_source_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapSource, anlan_map_source, ANLAN, MAP_SOURCE, ShumateMapSource)

ShumateMapSource *anlan_map_source_new (void);

G_END_DECLS

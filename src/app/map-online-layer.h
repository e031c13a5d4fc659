/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <shumate/shumate.h>

#include "map-online.h"

G_BEGIN_DECLS

/**
 * AnlanMapOnlineLayer:
 *
 * Draws the tiles of an online map under the plant's own. The viewport is in WGS-84; tiles of a shifted source are laid
 * so that what they show lies where it belongs: the shift is taken in the middle of the view, over whose width it
 * changes by less than the width of a line.
 */
#define ANLAN_TYPE_MAP_ONLINE_LAYER (anlan_map_online_layer_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapOnlineLayer, anlan_map_online_layer, ANLAN, MAP_ONLINE_LAYER, ShumateLayer)

AnlanMapOnlineLayer *anlan_map_online_layer_new        (ShumateViewport *viewport);
/* (nullable): NULL draws nothing. */
void                 anlan_map_online_layer_set_source (AnlanMapOnlineLayer *layer, AnlanMapOnline *online);

G_END_DECLS

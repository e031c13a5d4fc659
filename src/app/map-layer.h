/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <shumate/shumate.h>

#include "report/map-tiles.h"

G_BEGIN_DECLS

/**
 * AnlanMapLayer:
 *
 * Draws a scene over a ShumateMap: pictures made in worker threads, put together in each frame.
 *
 * Signal "ready": it is sharp now, and somebody who asked has been told that it was not.
 */
#define ANLAN_TYPE_MAP_LAYER (anlan_map_layer_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapLayer, anlan_map_layer, ANLAN, MAP_LAYER, ShumateLayer)

AnlanMapLayer *anlan_map_layer_new          (ShumateViewport *viewport);

void           anlan_map_layer_set_scene    (AnlanMapLayer *layer, AnlanMapScene *scene); /* (nullable) */
void           anlan_map_layer_set_look     (AnlanMapLayer *layer, const AnlanMapLook *look);
void           anlan_map_layer_set_selected (AnlanMapLayer *layer, const char *zone); /* (nullable) */

/* FALSE before it has a size. */
gboolean       anlan_map_layer_get_viewport (AnlanMapLayer *layer, AnlanMapViewport *viewport);
const AnlanMapMarks *anlan_map_layer_get_marks (AnlanMapLayer *layer); /* borrowed, or NULL */
gboolean       anlan_map_layer_is_sharp     (AnlanMapLayer *layer);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-model.h"
#include "map-view.h"

G_BEGIN_DECLS

/**
 * AnlanMapLayers:
 *
 * What of the map is shown: a popover of switches for layers, map pictures of the plant, the online source and
 * patterns. It sets the look of the view by itself.
 *
 * Property "online" (boolean): whether the online source is to lie under the map. Signal "changed": something was
 * switched.
 */
#define ANLAN_TYPE_MAP_LAYERS (anlan_map_layers_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapLayersMenu, anlan_map_layers, ANLAN, MAP_LAYERS, GtkPopover)

AnlanMapLayersMenu *anlan_map_layers_new        (AnlanMapView *view, AnlanMapModel *model);
/* The model has other pictures, the view another look. */
void                anlan_map_layers_update     (AnlanMapLayersMenu *layers);
/* @name: (nullable): what people know the online source by; NULL: there is none. */
void                anlan_map_layers_set_source (AnlanMapLayersMenu *layers, const char *name);
gboolean            anlan_map_layers_is_online  (AnlanMapLayersMenu *layers);
void                anlan_map_layers_set_online (AnlanMapLayersMenu *layers, gboolean online);

/* Which layers are not as at first, as it is remembered ("drawings equipment"); and back. Unknown words are left alone. */
char               *anlan_map_layers_to_text    (AnlanMapLayers layers);
AnlanMapLayers      anlan_map_layers_from_text  (const char *text);

G_END_DECLS

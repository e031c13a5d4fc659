/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-view.h"

G_BEGIN_DECLS

/**
 * AnlanMapScale:
 *
 * What says how large and where things are: scale bar, north, and the position under the pointer (without one, of the
 * middle). Stands on the map.
 */
#define ANLAN_TYPE_MAP_SCALE (anlan_map_scale_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapScale, anlan_map_scale, ANLAN, MAP_SCALE, GtkWidget)

GtkWidget *anlan_map_scale_new (AnlanMapView *view);

G_END_DECLS

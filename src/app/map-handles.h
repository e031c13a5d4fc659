/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-view.h"

G_BEGIN_DECLS

/**
 * AnlanMapHandles:
 *
 * The zones in view for keyboard and screen reader: over each lies a widget that can be focused, says what the zone is
 * and is pressed with Enter or Space. The pointer goes through them to the map. Tab goes from zone to zone, row by row
 * as one reads.
 *
 * Signal "activated" (id of the zone).
 */
#define ANLAN_TYPE_MAP_HANDLES (anlan_map_handles_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapHandles, anlan_map_handles, ANLAN, MAP_HANDLES, GtkWidget)

AnlanMapHandles *anlan_map_handles_new    (AnlanMapView *view);
/* The scene or the look of the view is another. */
void             anlan_map_handles_update (AnlanMapHandles *handles);
/* The zone gets the focus, if it is in view. */
gboolean         anlan_map_handles_focus  (AnlanMapHandles *handles, const char *zone);
guint            anlan_map_handles_get_n  (AnlanMapHandles *handles);

G_END_DECLS

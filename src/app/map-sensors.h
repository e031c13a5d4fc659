/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-view.h"
#include "series-desk.h"

G_BEGIN_DECLS

/**
 * AnlanMapSensors:
 *
 * Measuring points on the map, live: each with its value, old ones hollow and with their age, a level that is reached with a
 * frame. It lies over the map and takes no clicks; layer
 * ANLAN_MAP_LAYER_SENSORS of the view's look switches it. It follows values while it is on the screen.
 */
#define ANLAN_TYPE_MAP_SENSORS (anlan_map_sensors_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapSensors, anlan_map_sensors, ANLAN, MAP_SENSORS, GtkWidget)

AnlanMapSensors *anlan_map_sensors_new    (AnlanMapView *view, AnlanSeriesDesk *desk);

/* The sensor whose mark lies under a point of the view; NULL: none. Borrowed for now. */
const AnlanSensor *anlan_map_sensors_pick (AnlanMapSensors *sensors, double x, double y);
/* How many marks are drawn. */
guint            anlan_map_sensors_count  (AnlanMapSensors *sensors);
/* The look of the view has changed. */
void             anlan_map_sensors_update (AnlanMapSensors *sensors);

G_END_DECLS

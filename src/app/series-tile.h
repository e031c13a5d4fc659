/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "series-sensor.h"

G_BEGIN_DECLS

/**
 * AnlanSeriesTile:
 *
 * One measuring point on the board: name, value with unit, what is to be said of it, and the hour behind it. It is drawn
 * whole and never changes its size, so that two hundred of them are followed without laying anything out anew.
 */
#define ANLAN_TYPE_SERIES_TILE (anlan_series_tile_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSeriesTile, anlan_series_tile, ANLAN, SERIES_TILE, GtkFlowBoxChild)

/* @large: to be read from three metres. */
GtkWidget *
anlan_series_tile_new (const char *name, gboolean large);

int
anlan_series_tile_width (gboolean large); /* the least */

const char *
anlan_series_tile_get_name (AnlanSeriesTile *tile); /* of the series */

/* Takes over what is known of @sensor at @now. It is drawn anew only where something is another. */
void        anlan_series_tile_update   (AnlanSeriesTile *tile, const AnlanSensor *sensor, gint64 now);

/* As it was last updated. */
AnlanSensorState
anlan_series_tile_get_state (AnlanSeriesTile *tile);
/* Everything that is read on it. */
const char *
anlan_series_tile_get_words (AnlanSeriesTile *tile);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "station/state.h"

/**
 * StationShow:
 *
 * Says in station.json how the station is, no more often than is agreed (station/state.h). One thread.
 */
typedef struct _StationShow StationShow;

/* The station begins. A file that cannot be written is told once, and no reason not to watch. */
StationShow *station_show_new  (const char *dir, gint64 now);

/* Writes it where it is time to. Looks at the disk, too, and fills that in. */
void         station_show_look (StationShow *show, gint64 now, AnlanStationState *state);

/* The station ends. */
void         station_show_free (StationShow *show, gint64 now);

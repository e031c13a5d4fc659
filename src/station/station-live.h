/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "station-private.h"

/**
 * StationLive:
 *
 * Asks cameras for what they see while somebody looks (station/live.h). On the station's thread.
 */
typedef struct _StationLive StationLive;

/* @members: id to Member, borrowed. */
StationLive *station_live_new  (AnlanPlant *plant, GHashTable *members);

/* Looks who looks; call it every second. */
void         station_live_look (StationLive *live);
void         station_live_free (StationLive *live);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "station/listener.h"

/**
 * StationWeb:
 *
 * The pages for people who do not sit at the desk: reporting at a poster, and with a personal link their duties, rounds and
 * documents. Handlers run on a few threads of its own, in the language of who asks; what they write goes the one way in.
 *
 * Which parts there are is said by settings of the plant, "web" for all of it and "web-report", "web-status", "web-duties",
 * "web-rounds", "web-read", "web-verify", "web-muster", "web-broadcast" ("on"); none until somebody switches it on.
 */
typedef struct _StationWeb StationWeb;

/* Adds its routes to @listener, which must not have begun. */
StationWeb *station_web_new  (AnlanListener *listener, AnlanPlant *plant);

/* After the listener has stopped, and before its answers are run down: waits for handlers that are under way. */
void        station_web_free (StationWeb *web);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "station/access.h"

/**
 * StationWeb:
 *
 * The pages for people who do not sit at the desk: reporting at a poster, and with a personal link their duties, rounds and
 * documents. Handlers run on the threads of AnlanAccess, in the language of who asks; what they write goes the one way in.
 */
typedef struct _StationWeb StationWeb;

/* Adds its routes to @access, whose @listener must not have begun. */
StationWeb *station_web_new  (AnlanAccess *access, AnlanListener *listener);

/* After @access. */
void        station_web_free (StationWeb *web);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "model/plant.h"

/* A plant with a source that is posted to, and devices that post. What goes wrong ends the program. */

/* In the folder @dir. */
AnlanPlant *
bench_plant (const char *dir, AnlanClock *clock);

/* The token of its source; freed by the caller. */
char *
bench_source (AnlanPlant *plant);

/* A connection of the device of this number: eight to an address, as the station allows. */
GSocket *
bench_connect (guint16 port, guint device);

/* Posts, and waits for the answer 200. Returns: ms from the first byte sent to the last one answered. */
double
bench_post (GSocket *socket, const char *token, const char *body);

/* Sorts @values (element-type double). @percent: 100: the largest. */
double
bench_percentile (GArray *values, guint percent);

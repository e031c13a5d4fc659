/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "station/access.h"

G_BEGIN_DECLS

#define STATION_API "/api/v1"

/* Adds the routes of /api/v1: what programs of others may ask and say, each by what its token allows. Before the listener
 * begins. */
void station_api_add_routes (AnlanAccess *access);

G_END_DECLS

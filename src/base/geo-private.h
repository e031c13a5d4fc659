/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/geo.h"

/* The smallest box around @count positions; of none, one that holds nothing. */
void anlan_bounds_of (const double *lonlat, gsize count, AnlanBounds *bounds);

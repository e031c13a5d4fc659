/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/readings.h"

G_BEGIN_DECLS

#define ANLAN_N_LEVELS 4 /* minute, quarter, hour, day */

/* The table of a level of rollups, and how long its buckets are (days of the plant may be an hour off). */
typedef struct
{
  const char *table;
  const char *name;
  gint64 width;
} AnlanLevel;

extern const AnlanLevel anlan_levels[ANLAN_N_LEVELS];

/* From now on a reading of @series before @purged is stale. */
void
anlan_readings_set_purged (AnlanReadings *readings, guint series, gint64 purged);

G_END_DECLS

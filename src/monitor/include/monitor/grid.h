/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/readings.h"

G_BEGIN_DECLS

/* Width of a row, ms. */
#define ANLAN_GRID_STEP (15 * 60 * G_GINT64_CONSTANT (1000))
#define ANLAN_GRID_SERIES_MAX 3

/**
 * AnlanGridRow:
 * @ts: beginning of the quarter of an hour
 * @mean: of each series; NAN where nothing good came
 */
typedef struct
{
  gint64 ts;
  double mean[ANLAN_GRID_SERIES_MAX];
} AnlanGridRow;

/**
 * anlan_readings_grid:
 * @db: any connection to readings.db
 * @names: (array length=n): at most %ANLAN_GRID_SERIES_MAX series; one of which nothing was ever stored has no values
 *
 * Several series side by side, by quarters of an hour that begin at whole ones (in UTC). Quarters in which nothing came of
 * any of them are left out. Of what is older than quarters are kept, an hour stands at its first quarter, a day at its
 * first too.
 *
 * Returns: (transfer full) (element-type AnlanGridRow): in the order of time
 */
GArray *
anlan_readings_grid (AnlanDb *db, const char *const *names, guint n, gint64 from, gint64 to, GError **error);

G_END_DECLS

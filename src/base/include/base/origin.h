/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/affine.h"

G_BEGIN_DECLS

/* Where a position that somebody types was read off. The first three are those of AnlanDatum, in its order. */
typedef enum
{
  ANLAN_ORIGIN_WGS84,
  ANLAN_ORIGIN_GCJ02,
  ANLAN_ORIGIN_BD09,
  ANLAN_ORIGIN_GRID, /* the plant's own grid, in metres */
  ANLAN_N_ORIGINS,
} AnlanOrigin;

/* Stable ids for settings: "wgs84", "gcj02", "bd09", "grid". An unknown one is taken as "wgs84". */
const char *anlan_origin_to_text   (AnlanOrigin origin);
AnlanOrigin anlan_origin_from_text (const char *text);

/* A place that is known in the plant's grid and on the earth. @a is the first number as the plant writes it. */
typedef struct
{
  double a, b; /* metres */
  AnlanLonLat ground;
} AnlanGridPoint;

/**
 * AnlanPlantGrid:
 * @north_first: the first number grows to the north and the second to the east, as the axes A and B (or X and Y) of
 *   general plans after GB/T 50103 do; else the first grows to the east, as in mathematics
 * @scale: metres on the ground for one of the grid
 * @turn: degrees by which its north is turned clockwise from true north
 *
 * A plant's own grid, known by two of its points: it may be moved and turned, and is in metres. Plain data; fields
 * after the points are computed.
 */
typedef struct
{
  gboolean north_first;
  AnlanGridPoint points[2];
  double scale;
  double turn;
  AnlanLocal local;
  AnlanAffine to_ground;
  AnlanAffine to_grid;
} AnlanPlantGrid;

/* FALSE with ANLAN_ERROR_INPUT and a sentence: the points fall together, are more than 50 km apart, or their distance
 * on the ground differs by more than a fiftieth from that in the grid, so that one of them cannot be right. */
gboolean    anlan_plant_grid_init        (AnlanPlantGrid *grid, gboolean north_first, const AnlanGridPoint points[2],
                                          GError **error);

/* As the setting "plant-grid" holds it, JSON. */
gboolean    anlan_plant_grid_from_text   (AnlanPlantGrid *grid, const char *text, GError **error);
char       *anlan_plant_grid_to_text     (const AnlanPlantGrid *grid); /* the caller frees it */

AnlanLonLat anlan_plant_grid_to_lonlat   (const AnlanPlantGrid *grid, double a, double b);
void        anlan_plant_grid_from_lonlat (const AnlanPlantGrid *grid, AnlanLonLat position, double *a, double *b);

/* Two numbers of a grid as people type them: "1250.5, 380.2", "A=1250.5 B=380.2", "X1250.5; Y380.2", "N 10 E 20". */
gboolean    anlan_grid_numbers_from_text (const char *text, gboolean north_first, double *a, double *b,
                                          GError **error);

/**
 * anlan_position_read:
 * @grid: (nullable): needed for ANLAN_ORIGIN_GRID
 * @near, @ambiguous: as of anlan_position_from_text()
 *
 * A typed position, whatever it was read off, as WGS-84. FALSE with ANLAN_ERROR_INPUT and a sentence.
 */
gboolean    anlan_position_read          (const char *text, AnlanOrigin origin, const AnlanPlantGrid *grid,
                                          const AnlanLonLat *near, AnlanLonLat *position, gboolean *ambiguous,
                                          GError **error);

/**
 * anlan_positions_read:
 *
 * A position a line; blank lines are left out. Returns: (element-type AnlanLonLat): NULL with ANLAN_ERROR_INPUT and a
 * sentence that names the line.
 */
GArray     *anlan_positions_read         (const char *text, AnlanOrigin origin, const AnlanPlantGrid *grid,
                                          const AnlanLonLat *near, GError **error);

/* The inverse: how the position would be written in @origin. The caller frees it. */
char       *anlan_position_write         (AnlanLonLat position, AnlanOrigin origin, const AnlanPlantGrid *grid);

G_END_DECLS

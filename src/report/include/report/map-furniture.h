/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/map-look.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

/* What stands beside a map, on the screen and on paper. All sizes are logical pixels. */

/**
 * anlan_map_scale_bar_measure:
 * @max_width: as wide as it may be
 * @label: (out) (transfer full) (optional): "50 m", "2 km"
 *
 * Returns: the width of the bar: the longest of 1, 2 or 5 times a power of ten metres that fits, at the latitude of
 * the middle of the map
 */
double
anlan_map_scale_bar_measure (const AnlanMapViewport *viewport, double max_width, char **label);

#define ANLAN_MAP_SCALE_BAR_HEIGHT 22.0

/* With its left end at @x and its top at @y; @halo for one that lies on the map. Returns its width. */
double
anlan_map_draw_scale_bar (cairo_t *cr,
                          const AnlanMapViewport *viewport,
                          const AnlanMapLook *look,
                          double x,
                          double y,
                          double max_width,
                          gboolean halo);

/* An arrow with the letter N (北 with Han letters) in a square of @size around @x, @y. Maps here are never turned. */
void
anlan_map_draw_north (cairo_t *cr, const AnlanMapLook *look, double x, double y, double size);

/* "31.316000° N 121.390000° E", with as many decimals as a pixel is worth. The caller frees it. */
char *
anlan_map_format_position (AnlanMapPoint world, double zoom);

/* "12.3 m", "840 m", "1.25 km" and "35 m²", "1.2 ha", "3.4 km²". The caller frees them. */
char *
anlan_map_format_length (double metres);
char *
anlan_map_format_area (double square_metres);

/**
 * anlan_map_draw_legend:
 * @cr: (nullable): NULL only measures
 * @scene: (nullable): counts of zones and risk points are shown if there is one
 *
 * What colours, letters, hatches and symbols mean, in a column of @width from @x, @y down. Returns its height.
 */
double
anlan_map_draw_legend (
    cairo_t *cr, const AnlanMapScene *scene, const AnlanMapLook *look, double x, double y, double width);

/* How high the list below has to be so that all zones stand on it; 0 where there is none with a name. */
double
anlan_map_measure_zone_list (const AnlanMapScene *scene, const AnlanMapLook *look, double width);

/**
 * anlan_map_draw_zone_list:
 *
 * The numbers and names of the zones with their letters, the worst colour first, in columns from @x, @y, as many as
 * @width and @height have room for; the last line says how many are left out.
 */
void
anlan_map_draw_zone_list (cairo_t *cr,
                          const AnlanMapScene *scene,
                          const AnlanMapLook *look,
                          double x,
                          double y,
                          double width,
                          double height);

/* "Major risk" … "Low risk", "Not assessed": the words of the grade, translated. */
const char *
anlan_map_risk_get_words (AnlanMapRisk risk);
/* "Red" … : translated. */
const char *
anlan_map_risk_get_name (AnlanMapRisk risk);

G_END_DECLS

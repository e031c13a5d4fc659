/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-tool.h"

G_BEGIN_DECLS

/**
 * AnlanMapMeasure:
 *
 * Measures a way along points, or the area between them, on the ellipsoid. A click sets a point, Backspace takes the
 * last one back, a double click or Enter twice in the same place ends it; then the next click begins anew.
 *
 * Property "result": what it comes to, as people write it; NULL before there is something to measure.
 */
#define ANLAN_TYPE_MAP_MEASURE (anlan_map_measure_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapMeasure, anlan_map_measure, ANLAN, MAP_MEASURE, AnlanMapTool)

AnlanMapTool *anlan_map_measure_new        (gboolean area);

const char   *anlan_map_measure_get_result (AnlanMapMeasure *measure);
gboolean      anlan_map_measure_is_area    (AnlanMapMeasure *measure);
double        anlan_map_measure_get_value  (AnlanMapMeasure *measure); /* metres or square metres */

G_END_DECLS

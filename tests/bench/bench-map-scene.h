/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "report/map-scene.h"

G_BEGIN_DECLS

/* What the map is measured with: a chemical park with these many zones of ten corners each and 500 risk points, seen in
 * a window of this size. */
#define BENCH_MAP_ZONES 5000
#define BENCH_MAP_WIDTH 1280
#define BENCH_MAP_HEIGHT 800

AnlanMapScene *
bench_map_scene (void);

G_END_DECLS

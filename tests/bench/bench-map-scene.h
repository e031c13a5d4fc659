/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "report/map-scene.h"

G_BEGIN_DECLS

/* What the map is measured with: a chemical park with these many zones of ten corners each and 500 risk points, seen in
 * a window of this size. */
#define BENCH_MAP_ZONES 5000
#define BENCH_MAP_WIDTH 1280
#define BENCH_MAP_HEIGHT 800
/* Frames of each movement. */
#define BENCH_MAP_FRAMES 240

AnlanMapScene *
bench_map_scene (void);

/* A hand that pulls the map to and fro, all zones in view, and one that goes in by three steps and out again: where
 * frame @i of BENCH_MAP_FRAMES stands. @at is where the movement began. */
AnlanMapViewport
bench_map_pan (const AnlanMapViewport *at, guint i);
AnlanMapViewport
bench_map_zoom (const AnlanMapViewport *at, guint i);

/* Times are doubles, milliseconds. */
GArray *
bench_map_times_new (void);
void
bench_map_times_note (GArray *times, gint64 start);
double
bench_map_times_get (GArray *times, double fraction);
void
bench_map_times_print (const char *what, GArray *times, double reference);

/* The reference: the median of drawing @viewport with cairo, without tiles. Says it as well. */
double
bench_map_measure_afresh (AnlanMapScene *scene, cairo_surface_t *surface, const AnlanMapViewport *viewport);

G_END_DECLS

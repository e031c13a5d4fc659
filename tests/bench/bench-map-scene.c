/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-map-scene.h"

#include <math.h>
#include <stdio.h>

#include "report/map-draw.h"

#define N_CORNERS 10

/* The middle of the plant; about a kilometre and a half wide, as chemical parks are. */
#define LON 121.39
#define LAT 31.316
#define COLUMNS 90
#define STEP_DEGREES 0.00018

AnlanMapScene *
bench_map_scene (void)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (4);

  for (guint i = 0; i < BENCH_MAP_ZONES; i++)
    {
      double points[2 * N_CORNERS];
      g_autoptr (AnlanShape) shape = NULL;
      double lon = LON + ((double)(i % COLUMNS) - COLUMNS / 2.0) * STEP_DEGREES;
      double lat = LAT + ((double)(i / COLUMNS) - BENCH_MAP_ZONES / COLUMNS / 2.0) * STEP_DEGREES * 0.85;
      g_autofree char *id = g_strdup_printf ("z%u", i);
      g_autofree char *label = g_strdup_printf ("%u 号罐区", i);
      AnlanMapZone zone = {
        .id = id, .label = label, .risk = 1 + i % 4, .initial = 1 + i * 7 % 4, .floors = ANLAN_MAP_FLOORS_ALL
      };

      for (guint k = 0; k < N_CORNERS; k++)
        {
          double angle = 2 * G_PI * k / N_CORNERS;
          double radius = STEP_DEGREES * g_rand_double_range (random, 0.38, 0.6);

          points[2 * k] = lon + radius * cos (angle);
          points[2 * k + 1] = lat + radius * 0.85 * sin (angle);
        }
      shape = anlan_shape_new_polygon (points, N_CORNERS, NULL);
      g_assert_true (anlan_map_scene_builder_add_zone (builder, &zone, shape));
    }
  for (guint i = 0; i < 500; i++)
    {
      AnlanMapSymbol symbol = {
        .kind = ANLAN_MAP_SYMBOL_RISK_POINT, .id = "s", .risk = 1 + i % 4, .floors = ANLAN_MAP_FLOORS_ALL
      };

      symbol.position = anlan_map_project (LON + g_rand_double_range (random, -0.008, 0.008),
                                           LAT + g_rand_double_range (random, -0.004, 0.004));
      anlan_map_scene_builder_add_symbol (builder, &symbol);
    }
  return anlan_map_scene_builder_end (builder);
}

/* --- movements ------------------------------------------------------------------------------------------------- */

AnlanMapViewport
bench_map_pan (const AnlanMapViewport *at, guint i)
{
  AnlanMapViewport viewport = *at;
  double ppu = anlan_map_pixels_per_unit (at->zoom);

  viewport.centre.x += 180 * sin (i / 24.0) / ppu;
  viewport.centre.y += 120 * sin (i / 17.0) / ppu;
  return viewport;
}

AnlanMapViewport
bench_map_zoom (const AnlanMapViewport *at, guint i)
{
  AnlanMapViewport viewport = *at;

  viewport.zoom += -0.5 + 3.5 * (0.5 - 0.5 * cos (i * 2 * G_PI / BENCH_MAP_FRAMES));
  return viewport;
}

/* --- times ----------------------------------------------------------------------------------------------------- */

GArray *
bench_map_times_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (double));
}

void
bench_map_times_note (GArray *times, gint64 start)
{
  double time = (double)(g_get_monotonic_time () - start) / 1000;

  g_array_append_val (times, time);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double da = *(const double *)a;
  double db = *(const double *)b;

  return da < db ? -1 : da > db;
}

double
bench_map_times_get (GArray *times, double fraction)
{
  g_array_sort (times, compare_doubles);
  return g_array_index (times, double, (guint)MIN (fraction * times->len, times->len - 1));
}

void
bench_map_times_print (const char *what, GArray *times, double reference)
{
  double median = bench_map_times_get (times, 0.5);

  printf ("%s: median %.2f ms, p99 %.2f ms, %.3f of drawing afresh\n", what, median,
          bench_map_times_get (times, 0.99), median / reference);
}

double
bench_map_measure_afresh (AnlanMapScene *scene, cairo_surface_t *surface, const AnlanMapViewport *viewport)
{
  g_autoptr (GArray) times = bench_map_times_new ();
  AnlanMapLook look;
  double median;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  for (guint i = 0; i < 15; i++)
    {
      gint64 start = g_get_monotonic_time ();
      cairo_t *cr = cairo_create (surface);

      anlan_map_draw (cr, scene, viewport, &look, NULL);
      cairo_destroy (cr);
      bench_map_times_note (times, start);
    }
  median = bench_map_times_get (times, 0.5);
  printf ("drawing afresh with cairo, all %u zones in view: median %.2f ms (the reference)\n",
          BENCH_MAP_ZONES, median);
  return median;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-map-scene.h"

#include <math.h>

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

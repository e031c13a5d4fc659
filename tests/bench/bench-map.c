/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The map in a window of 1280x800: 5,000 zones with 50,000 vertices, moved and zoomed as a hand does it. Prints how
 * long a frame takes to put together in an image surface (rasterising counts), how long until everything is sharp,
 * and both as ratios to drawing the same frame afresh with cairo in the same run.
 *
 * The goal of the project: a frame in at most 8 ms at the median, everything sharp within 300 ms.
 */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "bench-map-scene.h"
#include "report/map-draw.h"
#include "report/map-tiles.h"

/* The beat of the screen that frames are paced to, so that the workers have the time in between as in a window. */
#define FRAME_US 16667

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double da = *(const double *)a;
  double db = *(const double *)b;

  return da < db ? -1 : da > db;
}

static double
percentile (GArray *times, double fraction)
{
  g_array_sort (times, compare_doubles);
  return g_array_index (times, double, (guint)MIN (fraction * times->len, times->len - 1));
}

static double
milliseconds_since (gint64 start)
{
  return (g_get_monotonic_time () - start) / 1000.0;
}

typedef struct
{
  AnlanMapTiles *tiles;
  cairo_surface_t *surface;
  GArray *times; /* double, milliseconds */
} Window;

static void
draw_frame (Window *window, const AnlanMapViewport *viewport, gboolean moving)
{
  gint64 start = g_get_monotonic_time ();
  cairo_t *cr = cairo_create (window->surface);
  double time;

  anlan_map_tiles_update (window->tiles, viewport, moving);
  anlan_map_tiles_draw (window->tiles, cr, viewport);
  cairo_destroy (cr);
  cairo_surface_flush (window->surface);
  time = milliseconds_since (start);
  if (window->times != NULL)
    g_array_append_val (window->times, time);
  if (time < FRAME_US / 1000.0)
    g_usleep ((gulong)(FRAME_US - time * 1000));
}

/* Milliseconds from asking until there is nothing left to wait for; frames go on meanwhile. */
static double
wait_until_sharp (Window *window, const AnlanMapViewport *viewport)
{
  gint64 start = g_get_monotonic_time ();

  anlan_map_tiles_update (window->tiles, viewport, FALSE);
  while (!anlan_map_tiles_is_sharp (window->tiles, viewport))
    {
      g_usleep (1000);
      g_assert_cmpfloat (milliseconds_since (start), <, 60000);
    }
  return milliseconds_since (start);
}

static AnlanMapViewport
view_all (AnlanMapScene *scene)
{
  AnlanMapViewport viewport = { .width = BENCH_MAP_WIDTH, .height = BENCH_MAP_HEIGHT, .scale = 1 };

  anlan_map_viewport_fit (&viewport, anlan_map_scene_get_bounds (scene), 10, 24);
  return viewport;
}

/* A hand that pulls the map to and fro, all zones in view. */
static void
pan (Window *window, AnlanMapViewport viewport)
{
  AnlanMapPoint middle = viewport.centre;
  double ppu = anlan_map_pixels_per_unit (viewport.zoom);

  for (guint i = 0; i < 240; i++)
    {
      viewport.centre.x = middle.x + 180 * sin (i / 24.0) / ppu;
      viewport.centre.y = middle.y + 120 * sin (i / 17.0) / ppu;
      draw_frame (window, &viewport, FALSE);
    }
}

/* In by three steps, out again, and a little further: two seconds each way, as a wheel or two fingers do it. */
static void
zoom (Window *window, AnlanMapViewport viewport)
{
  double from = viewport.zoom;

  for (guint i = 0; i < 240; i++)
    {
      viewport.zoom = from - 0.5 + 3.5 * (0.5 - 0.5 * cos (i * 2 * G_PI / 240));
      draw_frame (window, &viewport, TRUE);
    }
  viewport.zoom = from;
  draw_frame (window, &viewport, FALSE);
}

static void
print_times (const char *what, GArray *times, double reference)
{
  double median = percentile (times, 0.5);

  printf ("%s: median %.2f ms, p99 %.2f ms, %.3f of drawing afresh\n", what, median, percentile (times, 0.99),
          median / reference);
}

static double
measure_afresh (AnlanMapScene *scene, cairo_surface_t *surface, const AnlanMapViewport *viewport)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  AnlanMapLook look;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  for (guint i = 0; i < 15; i++)
    {
      gint64 start = g_get_monotonic_time ();
      cairo_t *cr = cairo_create (surface);
      double time;

      anlan_map_draw (cr, scene, viewport, &look, NULL);
      cairo_destroy (cr);
      time = milliseconds_since (start);
      g_array_append_val (times, time);
    }
  return percentile (times, 0.5);
}

int
main (void)
{
  g_autoptr (AnlanMapScene) scene = bench_map_scene ();
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, BENCH_MAP_WIDTH, BENCH_MAP_HEIGHT);
  AnlanMapViewport all = view_all (scene);
  g_autoptr (GArray) panning = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) zooming = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) both = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) sharp = g_array_new (FALSE, FALSE, sizeof (double));
  Window window = { anlan_map_tiles_new (ANLAN_MAP_TILES_DEFAULT_BYTES, NULL, NULL), surface, NULL };
  double afresh, cold;

  afresh = measure_afresh (scene, surface, &all);
  printf ("drawing afresh with cairo, all %u zones in view: median %.2f ms (the reference)\n",
          BENCH_MAP_ZONES, afresh);

  anlan_map_tiles_set_scene (window.tiles, scene);
  cold = wait_until_sharp (&window, &all);
  printf ("sharp from nothing, all zones in view: %.1f ms, %.2f of drawing afresh\n", cold, cold / afresh);
  for (guint i = 0; i < 15; i++)
    {
      AnlanMapViewport at = all;
      double time;

      /* A zoom that was never there before, from all in view to a twentieth. */
      at.zoom += 0.013 + (i % 5) * 1.1 + i * 0.001;
      time = wait_until_sharp (&window, &at);
      g_array_append_val (sharp, time);
    }
  printf ("sharp at a new zoom: median %.1f ms, worst %.1f ms, %.2f of drawing afresh\n",
          percentile (sharp, 0.5), percentile (sharp, 1), percentile (sharp, 0.5) / afresh);

  wait_until_sharp (&window, &all);
  window.times = panning;
  pan (&window, all);
  window.times = zooming;
  zoom (&window, all);
  print_times ("frame while panning, all zones in view", panning, afresh);
  print_times ("frame while zooming", zooming, afresh);
  g_array_append_vals (both, panning->data, panning->len);
  g_array_append_vals (both, zooming->data, zooming->len);
  print_times ("frame, both", both, afresh);
  printf ("tiles kept: %.1f MB\n", anlan_map_tiles_get_n_bytes (window.tiles) / 1e6);

  anlan_map_tiles_free (window.tiles);
  cairo_surface_destroy (surface);
  return 0;
}

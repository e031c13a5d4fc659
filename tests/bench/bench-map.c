/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The map in a window of 1280x800: 5,000 zones with 50,000 vertices, moved and zoomed as a hand does it. Prints how
 * long a frame takes to put together in an image surface (rasterising counts), how long until everything is sharp,
 * and both as ratios to drawing the same frame afresh with cairo in the same run.
 *
 * The goal of the project: a frame in at most 8 ms at the median, everything sharp within 300 ms.
 */

#include <stdio.h>
#include <stdlib.h>

#include "bench-map-scene.h"
#include "report/map-tiles.h"

/* The beat of the screen that frames are paced to, so that the workers have the time in between as in a window. */
#define FRAME_US 16667

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

static void
pan (Window *window, const AnlanMapViewport *all)
{
  for (guint i = 0; i < BENCH_MAP_FRAMES; i++)
    {
      AnlanMapViewport viewport = bench_map_pan (all, i);

      draw_frame (window, &viewport, FALSE);
    }
}

static void
zoom (Window *window, const AnlanMapViewport *all)
{
  for (guint i = 0; i < BENCH_MAP_FRAMES; i++)
    {
      AnlanMapViewport viewport = bench_map_zoom (all, i);

      draw_frame (window, &viewport, TRUE);
    }
  draw_frame (window, all, FALSE);
}

int
main (void)
{
  g_autoptr (AnlanMapScene) scene = bench_map_scene ();
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, BENCH_MAP_WIDTH, BENCH_MAP_HEIGHT);
  AnlanMapViewport all = view_all (scene);
  g_autoptr (GArray) panning = bench_map_times_new ();
  g_autoptr (GArray) zooming = bench_map_times_new ();
  g_autoptr (GArray) both = bench_map_times_new ();
  g_autoptr (GArray) sharp = bench_map_times_new ();
  Window window = { anlan_map_tiles_new (ANLAN_MAP_TILES_DEFAULT_BYTES, NULL, NULL), surface, NULL };
  double afresh, cold;

  afresh = bench_map_measure_afresh (scene, surface, &all);

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
          bench_map_times_get (sharp, 0.5), bench_map_times_get (sharp, 1),
          bench_map_times_get (sharp, 0.5) / afresh);

  wait_until_sharp (&window, &all);
  window.times = panning;
  pan (&window, &all);
  window.times = zooming;
  zoom (&window, &all);
  bench_map_times_print ("frame while panning, all zones in view", panning, afresh);
  bench_map_times_print ("frame while zooming", zooming, afresh);
  g_array_append_vals (both, panning->data, panning->len);
  g_array_append_vals (both, zooming->data, zooming->len);
  bench_map_times_print ("frame, both", both, afresh);
  printf ("tiles kept: %.1f MB\n", anlan_map_tiles_get_n_bytes (window.tiles) / 1e6);

  anlan_map_tiles_free (window.tiles);
  cairo_surface_destroy (surface);
  return 0;
}

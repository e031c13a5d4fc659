/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The map's own layer in a real window of 1280x800 with 5,000 zones and 50,000 vertices, all in view, moved as a hand does
 * it. Prints how long it takes to draw the layer's own render node into an image surface, how long whole frames of the
 * window take, and when all is sharp, beside drawing the same frame afresh with cairo in the same run.
 *
 * The goal of the project: the layer in at most 8 ms at the median, everything sharp within 300 ms.
 */

#include <adwaita.h>
#include <stdio.h>

#include "bench-map-scene.h"
#include "map-view-private.h"

typedef struct
{
  GtkWidget *window;
  AnlanMapView *view;
  cairo_surface_t *surface;
  GMainLoop *loop;
  AnlanMapViewport at; /* all in view */
  guint frame;
  gint64 painting;
  GArray *frame_times;
} Bench;

/* What the layer hands to GTK, rasterised. */
static void
draw_node (Bench *bench, GArray *times)
{
  GtkWidget *layer = GTK_WIDGET (bench->view->layer);
  gint64 start = g_get_monotonic_time ();
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  cairo_t *cr;

  GTK_WIDGET_GET_CLASS (layer)->snapshot (layer, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  cr = cairo_create (bench->surface);
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (bench->surface);
  bench_map_times_note (times, start);
}

static void
on_before_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  bench->painting = g_get_monotonic_time ();
}

static void
on_after_paint_cb (GdkFrameClock *clock, Bench *bench)
{
  if (bench->painting != 0 && bench->frame > 1)
    bench_map_times_note (bench->frame_times, bench->painting);
  bench->painting = 0;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Bench *bench = data;
  AnlanMapViewport viewport = bench_map_pan (&bench->at, bench->frame++);

  anlan_map_view_jump_to_world (bench->view, viewport.centre, -1);
  if (bench->frame < BENCH_MAP_FRAMES)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (bench->loop);
  return G_SOURCE_REMOVE;
}

static void
wait_until_sharp (Bench *bench)
{
  while (!anlan_map_view_is_sharp (bench->view))
    g_main_context_iteration (NULL, TRUE);
}

static void
run_for (guint ms)
{
  gint64 end = g_get_monotonic_time () + (gint64)ms * 1000;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
}

/* The frames of the window as they come. */
static void
pan (Bench *bench)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (bench->window);

  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint_cb), bench);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint_cb), bench);
  gtk_widget_add_tick_callback (bench->window, tick_cb, bench, NULL);
  g_main_loop_run (bench->loop);
  g_signal_handlers_disconnect_by_data (clock, bench);
}

/* The layer alone, moved the same way. */
static void
draw_nodes (Bench *bench, AnlanMapViewport (*move) (const AnlanMapViewport *at, guint i), GArray *times)
{
  for (guint i = 0; i < BENCH_MAP_FRAMES; i++)
    {
      AnlanMapViewport viewport = move (&bench->at, i);

      anlan_map_view_jump_to_world (bench->view, viewport.centre, viewport.zoom);
      draw_node (bench, times);
      run_for (8);
    }
}

static void
measure_sharp (Bench *bench, double afresh)
{
  g_autoptr (GArray) times = bench_map_times_new ();

  for (guint i = 0; i < 10; i++)
    {
      gint64 start = g_get_monotonic_time ();

      /* A zoom that was never there before. */
      anlan_map_view_jump_to_world (bench->view, bench->at.centre,
                                    bench->at.zoom + 0.013 + (i % 5) * 1.1 + i * 0.001);
      wait_until_sharp (bench);
      bench_map_times_note (times, start);
    }
  printf ("sharp at a new zoom, in the window: median %.1f ms, worst %.1f ms, %.2f of drawing afresh\n",
          bench_map_times_get (times, 0.5), bench_map_times_get (times, 1),
          bench_map_times_get (times, 0.5) / afresh);
}

int
main (void)
{
  Bench bench = { 0 };
  AnlanMapViewport viewport;
  g_autoptr (AnlanMapScene) scene = NULL;
  g_autoptr (GArray) panning = bench_map_times_new ();
  g_autoptr (GArray) zooming = bench_map_times_new ();
  double afresh;

  if (!gtk_init_check ())
    {
      printf ("there is no screen to open a window on\n");
      return 1;
    }
  adw_init ();
  scene = bench_map_scene ();
  bench.view = anlan_map_view_new ();
  bench.window = gtk_window_new ();
  gtk_window_set_decorated (GTK_WINDOW (bench.window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (bench.window), BENCH_MAP_WIDTH, BENCH_MAP_HEIGHT);
  gtk_window_set_child (GTK_WINDOW (bench.window), GTK_WIDGET (bench.view));
  bench.surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, BENCH_MAP_WIDTH, BENCH_MAP_HEIGHT);
  bench.loop = g_main_loop_new (NULL, FALSE);
  bench.frame_times = bench_map_times_new ();
  anlan_map_view_set_scene (bench.view, scene);
  anlan_map_view_show (bench.view, anlan_map_scene_get_bounds (scene), 10);
  gtk_window_present (GTK_WINDOW (bench.window));
  run_for (500);
  wait_until_sharp (&bench);

  g_assert_true (anlan_map_view_get_viewport (bench.view, &viewport));
  bench.at = viewport;
  printf ("window of %.0fx%.0f, %s\n", viewport.width, viewport.height,
          G_OBJECT_TYPE_NAME (gtk_native_get_renderer (GTK_NATIVE (bench.window))));
  afresh = bench_map_measure_afresh (scene, bench.surface, &viewport);
  pan (&bench);
  draw_nodes (&bench, bench_map_pan, panning);
  bench_map_times_print ("the layer's render node while panning", panning, afresh);
  draw_nodes (&bench, bench_map_zoom, zooming);
  bench_map_times_print ("the layer's render node while zooming", zooming, afresh);
  g_array_append_vals (panning, zooming->data, zooming->len);
  bench_map_times_print ("the layer's render node, both", panning, afresh);
  bench_map_times_print ("whole frames of the window while panning", bench.frame_times, afresh);
  measure_sharp (&bench, afresh);

  gtk_window_destroy (GTK_WINDOW (bench.window));
  g_array_unref (bench.frame_times);
  g_main_loop_unref (bench.loop);
  cairo_surface_destroy (bench.surface);
  return 0;
}

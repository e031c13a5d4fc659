/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * The map's own layer in a real window of 1280x800 with 5,000 zones and 50,000 vertices, all in view, moved as a hand does
 * it. Prints how long it takes to draw the layer's own render node into an image surface, how long whole frames of the
 * window take, and when all is sharp, beside drawing the same frame afresh with cairo in the same run.
 *
 * The goal of the project: the layer in at most 8 ms at the median, everything sharp within 300 ms.
 */

#include <adwaita.h>
#include <math.h>
#include <stdio.h>

#include "bench-map-scene.h"
#include "map-view-private.h"
#include "report/map-draw.h"

#define N_FRAMES 240

typedef struct
{
  GtkWidget *window;
  AnlanMapView *view;
  cairo_surface_t *surface;
  GMainLoop *loop;
  AnlanMapPoint middle;
  double zoom;
  guint frame;
  gint64 painting;
  GArray *node_times;
  GArray *frame_times;
} Bench;

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

static void
note (GArray *times, gint64 start)
{
  double time = (double)(g_get_monotonic_time () - start) / 1000;

  g_array_append_val (times, time);
}

/* What the layer hands to GTK, rasterised. */
static void
draw_node (Bench *bench)
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
  note (bench->node_times, start);
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
    note (bench->frame_times, bench->painting);
  bench->painting = 0;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Bench *bench = data;
  double ppu = anlan_map_pixels_per_unit (bench->zoom);
  double i = bench->frame++;
  AnlanMapPoint at = { bench->middle.x + 180 * sin (i / 24) / ppu,
                       bench->middle.y + 120 * sin (i / 17) / ppu };

  anlan_map_view_jump_to_world (bench->view, at, -1);
  if (bench->frame < N_FRAMES)
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

      anlan_map_draw (cr, scene, viewport, &look, NULL);
      cairo_destroy (cr);
      note (times, start);
    }
  return percentile (times, 0.5);
}

/* First the frames of the window as they come, then the same way once more, where only the node is drawn. */
static void
pan (Bench *bench)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (bench->window);

  g_signal_connect (clock, "before-paint", G_CALLBACK (on_before_paint_cb), bench);
  g_signal_connect (clock, "after-paint", G_CALLBACK (on_after_paint_cb), bench);
  gtk_widget_add_tick_callback (bench->window, tick_cb, bench, NULL);
  g_main_loop_run (bench->loop);
  g_signal_handlers_disconnect_by_data (clock, bench);

  for (bench->frame = 0; bench->frame < N_FRAMES; bench->frame++)
    {
      double ppu = anlan_map_pixels_per_unit (bench->zoom);
      double i = bench->frame;

      anlan_map_view_jump_to_world (bench->view,
                                    (AnlanMapPoint){ bench->middle.x + 180 * sin (i / 24) / ppu,
                                                     bench->middle.y + 120 * sin (i / 17) / ppu },
                                    -1);
      draw_node (bench);
      run_for (8);
    }
}

static void
measure_sharp (Bench *bench, double afresh)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < 10; i++)
    {
      gint64 start = g_get_monotonic_time ();

      /* A zoom that was never there before. */
      anlan_map_view_jump_to_world (bench->view, bench->middle,
                                    bench->zoom + 0.013 + (i % 5) * 1.1 + i * 0.001);
      wait_until_sharp (bench);
      note (times, start);
    }
  printf ("sharp at a new zoom, in the window: median %.1f ms, worst %.1f ms, %.2f of drawing afresh\n",
          percentile (times, 0.5), percentile (times, 1), percentile (times, 0.5) / afresh);
}

int
main (void)
{
  Bench bench = { 0 };
  AnlanMapViewport viewport;
  g_autoptr (AnlanMapScene) scene = NULL;
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
  bench.node_times = g_array_new (FALSE, FALSE, sizeof (double));
  bench.frame_times = g_array_new (FALSE, FALSE, sizeof (double));
  anlan_map_view_set_scene (bench.view, scene);
  anlan_map_view_show (bench.view, anlan_map_scene_get_bounds (scene), 10);
  gtk_window_present (GTK_WINDOW (bench.window));
  run_for (500);
  wait_until_sharp (&bench);

  g_assert_true (anlan_map_view_get_viewport (bench.view, &viewport));
  bench.middle = viewport.centre;
  bench.zoom = viewport.zoom;
  printf ("window of %.0fx%.0f, %s\n", viewport.width, viewport.height,
          G_OBJECT_TYPE_NAME (gtk_native_get_renderer (GTK_NATIVE (bench.window))));
  afresh = measure_afresh (scene, bench.surface, &viewport);
  printf ("drawing afresh with cairo, all %u zones in view: median %.2f ms (the reference)\n",
          BENCH_MAP_ZONES, afresh);
  pan (&bench);
  printf ("the layer's render node while panning: median %.2f ms, p99 %.2f ms, %.3f of drawing afresh\n",
          percentile (bench.node_times, 0.5), percentile (bench.node_times, 0.99),
          percentile (bench.node_times, 0.5) / afresh);
  printf ("whole frames of the window while panning: median %.2f ms, p99 %.2f ms, %.3f of drawing afresh\n",
          percentile (bench.frame_times, 0.5), percentile (bench.frame_times, 0.99),
          percentile (bench.frame_times, 0.5) / afresh);
  measure_sharp (&bench, afresh);

  gtk_window_destroy (GTK_WINDOW (bench.window));
  g_array_unref (bench.node_times);
  g_array_unref (bench.frame_times);
  g_main_loop_unref (bench.loop);
  cairo_surface_destroy (bench.surface);
  return 0;
}

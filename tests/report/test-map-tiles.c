/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map-fixture.h"
#include "map-picture.h"
#include "report/map-tiles.h"

#define PATIENCE_US (30 * G_USEC_PER_SEC)

static void
wait_until_sharp (AnlanMapTiles *tiles, const AnlanMapViewport *viewport)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_US;

  anlan_map_tiles_update (tiles, viewport, FALSE);
  while (!anlan_map_tiles_is_sharp (tiles, viewport))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_usleep (500);
      /* What was dropped on the way is asked for again, as a window does at each frame. */
      anlan_map_tiles_update (tiles, viewport, FALSE);
    }
}

static cairo_surface_t *
draw_frame (AnlanMapTiles *tiles, const AnlanMapViewport *viewport)
{
  cairo_surface_t *surface = picture_new (viewport->width, viewport->height, viewport->scale);
  cairo_t *cr = cairo_create (surface);

  anlan_map_tiles_draw (tiles, cr, viewport);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  return surface;
}

static cairo_surface_t *
draw_afresh (AnlanMapScene *scene, const AnlanMapViewport *viewport, const AnlanMapLook *look)
{
  cairo_surface_t *surface = picture_new (viewport->width, viewport->height, viewport->scale);
  cairo_t *cr = cairo_create (surface);

  anlan_map_draw_ground (cr, scene, viewport, look, NULL);
  cairo_destroy (cr);
  return surface;
}

/* A viewport whose corner lies on a whole device pixel of the world, so that a frame can be compared exactly. */
static AnlanMapViewport
aligned_view (double east, double north, double zoom, double width, double height, double scale)
{
  AnlanMapViewport viewport = map_view (east, north, zoom, width, height, scale);
  double pixels = anlan_map_pixels_per_unit (zoom) * scale;

  viewport.centre.x = floor (viewport.centre.x * pixels) / pixels;
  viewport.centre.y = floor (viewport.centre.y * pixels) / pixels;
  return viewport;
}

static void
check_same_as_afresh (double zoom, double scale)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  g_autoptr (AnlanMapTiles) tiles = anlan_map_tiles_new (ANLAN_MAP_TILES_DEFAULT_BYTES, NULL, NULL);
  AnlanMapViewport viewport = aligned_view (0, 0, zoom, 640, 400, scale);
  AnlanMapLook look;
  cairo_surface_t *frame, *afresh;

  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  look.layers &= ~(ANLAN_MAP_LAYER_LABELS | ANLAN_MAP_LAYER_RISK_POINTS | ANLAN_MAP_LAYER_EQUIPMENT |
                   ANLAN_MAP_LAYER_MAJOR_HAZARDS | ANLAN_MAP_LAYER_MUSTER | ANLAN_MAP_LAYER_ZONES);
  anlan_map_tiles_set_look (tiles, &look);
  anlan_map_tiles_set_scene (tiles, scene);
  wait_until_sharp (tiles, &viewport);
  frame = draw_frame (tiles, &viewport);
  afresh = draw_afresh (scene, &viewport, &look);
  g_assert_cmpuint (picture_count_differences (frame, afresh, 16), ==, 0);
  cairo_surface_destroy (frame);
  cairo_surface_destroy (afresh);
}

static void
test_same_as_afresh (void)
{
  check_same_as_afresh (17.0, 1);
  check_same_as_afresh (16.371, 1);
  check_same_as_afresh (18.2, 2);
  check_same_as_afresh (17.77, 1.5);
}

static guint
count_background (cairo_surface_t *surface, guint32 ground)
{
  guint n = 0;

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
      n += picture_pixel (surface, x, y) == ground;
  return n;
}

/* Zoomed by a step, at once, before a worker can have drawn anything: the old picture, larger, and no hole in it. */
static void
test_old_scale_stands (void)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  g_autoptr (AnlanMapTiles) tiles = anlan_map_tiles_new (ANLAN_MAP_TILES_DEFAULT_BYTES, NULL, NULL);
  AnlanMapViewport viewport = map_view (0, 0, 17, 600, 400, 1);
  const double zooms[] = { 18, 16.4, 17.6, 15.9 };
  guint32 ground;
  cairo_surface_t *frame;

  map_add_zone_rect (builder, "z", ANLAN_MAP_RISK_RED, -3000, -3000, 6000, 6000);
  scene = anlan_map_scene_builder_end (builder);
  anlan_map_tiles_set_scene (tiles, scene);
  anlan_map_tiles_update (tiles, &viewport, FALSE);
  {
    AnlanMapColour background = anlan_map_tiles_get_background (tiles);

    ground = 0xff000000 | (guint32)lround (background.red * 255) << 16 |
             (guint32)lround (background.green * 255) << 8 | (guint32)lround (background.blue * 255);
  }
  wait_until_sharp (tiles, &viewport);
  /* And what lies around, and the whole. */
  for (guint i = 0; i < 200; i++)
    {
      anlan_map_tiles_update (tiles, &viewport, FALSE);
      g_usleep (1000);
    }
  for (guint i = 0; i < G_N_ELEMENTS (zooms); i++)
    {
      viewport.zoom = zooms[i];
      anlan_map_tiles_update (tiles, &viewport, TRUE);
      frame = draw_frame (tiles, &viewport);
      g_assert_cmpuint (count_background (frame, ground), ==, 0);
      cairo_surface_destroy (frame);
    }
  /* It has ended: now it becomes sharp. */
  viewport.zoom += 0.1;
  anlan_map_tiles_update (tiles, &viewport, TRUE);
  g_assert_false (anlan_map_tiles_is_sharp (tiles, &viewport));
  wait_until_sharp (tiles, &viewport);
}

/* While the zoom runs no tiles are asked for that the next frame would not want. */
static void
test_moving_asks_for_little (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  g_autoptr (AnlanMapTiles) tiles = anlan_map_tiles_new (ANLAN_MAP_TILES_DEFAULT_BYTES, NULL, NULL);
  AnlanMapViewport viewport = map_view (0, 0, 17, 600, 400, 1);
  gsize before;

  anlan_map_tiles_set_scene (tiles, scene);
  wait_until_sharp (tiles, &viewport);
  for (guint i = 0; i < 100; i++)
    {
      anlan_map_tiles_update (tiles, &viewport, FALSE);
      g_usleep (1000);
    }
  before = anlan_map_tiles_get_n_bytes (tiles);
  for (guint i = 0; i < 40; i++)
    {
      viewport.zoom = 17 + 0.01 * i;
      anlan_map_tiles_update (tiles, &viewport, TRUE);
      g_usleep (1000);
    }
  anlan_map_tiles_is_sharp (tiles, &viewport);
  g_assert_cmpuint (anlan_map_tiles_get_n_bytes (tiles), ==, before);
}

static void
test_memory (void)
{
  const gsize most = 40 * 256 * 256 * 4;
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  g_autoptr (AnlanMapTiles) tiles = anlan_map_tiles_new (most, NULL, NULL);

  anlan_map_tiles_set_scene (tiles, scene);
  for (guint i = 0; i < 30; i++)
    {
      AnlanMapViewport viewport = map_view (-2000.0 + 150 * i, 0, 17 + (i % 3) * 0.3, 600, 400, 1);

      wait_until_sharp (tiles, &viewport);
      /* What one frame needs at the most is over; tiles that come in later are judged at the next. */
      g_assert_cmpuint (anlan_map_tiles_get_n_bytes (tiles), <=, most + 30 * 256 * 256 * 4);
    }
  {
    AnlanMapViewport viewport = map_view (0, 0, 17, 600, 400, 1);

    wait_until_sharp (tiles, &viewport);
    g_usleep (100000);
    anlan_map_tiles_update (tiles, &viewport, FALSE);
    anlan_map_tiles_update (tiles, &viewport, FALSE);
    g_assert_cmpuint (anlan_map_tiles_get_n_bytes (tiles), <=, most);
    g_assert_true (anlan_map_tiles_is_sharp (tiles, &viewport));
  }
}

static AnlanMapScene *
make_one (AnlanMapRisk risk)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();

  map_add_zone_rect (builder, "z", risk, -50, -50, 100, 100);
  return anlan_map_scene_builder_end (builder);
}

/* A record has changed its colour: the old colour stands, then there is the new one. */
static void
test_scene_changes (void)
{
  g_autoptr (AnlanMapScene) red = make_one (ANLAN_MAP_RISK_RED);
  g_autoptr (AnlanMapScene) blue = make_one (ANLAN_MAP_RISK_BLUE);
  g_autoptr (AnlanMapTiles) tiles = anlan_map_tiles_new (ANLAN_MAP_TILES_DEFAULT_BYTES, NULL, NULL);
  AnlanMapViewport viewport = map_view (0, 0, 18, 300, 300, 1);
  cairo_surface_t *frame;
  guint32 colour;

  anlan_map_tiles_set_scene (tiles, red);
  wait_until_sharp (tiles, &viewport);
  frame = draw_frame (tiles, &viewport);
  colour = picture_pixel (frame, 80, 80);
  cairo_surface_destroy (frame);

  anlan_map_tiles_set_scene (tiles, blue);
  g_assert_false (anlan_map_tiles_is_sharp (tiles, &viewport));
  anlan_map_tiles_update (tiles, &viewport, FALSE);
  frame = draw_frame (tiles, &viewport);
  g_assert_true (picture_pixel (frame, 80, 80) == colour ||
                 ((picture_pixel (frame, 80, 80) & 255) > (colour & 255)));
  cairo_surface_destroy (frame);
  wait_until_sharp (tiles, &viewport);
  frame = draw_frame (tiles, &viewport);
  g_assert_cmpuint (picture_pixel (frame, 80, 80) & 255, >, (picture_pixel (frame, 80, 80) >> 16) & 255);
  cairo_surface_destroy (frame);

  /* Chosen: only the halo and the plan of marks are new. */
  anlan_map_tiles_set_selected (tiles, "z");
  g_assert_false (anlan_map_tiles_is_sharp (tiles, &viewport));
  wait_until_sharp (tiles, &viewport);

  anlan_map_tiles_set_scene (tiles, NULL);
  anlan_map_tiles_update (tiles, &viewport, FALSE);
  g_assert_true (anlan_map_tiles_is_sharp (tiles, &viewport));
  g_assert_cmpuint (anlan_map_tiles_get_n_bytes (tiles), ==, 0);
  frame = draw_frame (tiles, &viewport);
  g_assert_cmphex (picture_pixel (frame, 80, 80), ==, picture_pixel (frame, 1, 1));
  cairo_surface_destroy (frame);
}

static void
count_ready (gpointer data)
{
  guint *n = data;

  (*n)++;
}

static void
test_tells_when_ready (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  g_autoptr (GMainContext) context = g_main_context_new ();
  AnlanMapTiles *tiles;
  AnlanMapViewport viewport = map_view (0, 0, 17, 600, 400, 1);
  gint64 end = g_get_monotonic_time () + PATIENCE_US;
  guint n = 0;

  g_main_context_push_thread_default (context);
  tiles = anlan_map_tiles_new (ANLAN_MAP_TILES_DEFAULT_BYTES, count_ready, &n);
  anlan_map_tiles_set_scene (tiles, scene);
  anlan_map_tiles_update (tiles, &viewport, FALSE);
  while (n == 0)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, end);
      g_main_context_iteration (context, TRUE);
    }
  wait_until_sharp (tiles, &viewport);
  anlan_map_tiles_free (tiles);
  n = 0;
  while (g_main_context_iteration (context, FALSE))
    ;
  g_assert_cmpuint (n, ==, 0);
  g_main_context_pop_thread_default (context);
}

/* Taken down in the middle of the work, again and again. */
static void
test_free_while_working (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();

  for (guint i = 0; i < 30; i++)
    {
      AnlanMapTiles *tiles = anlan_map_tiles_new (ANLAN_MAP_TILES_DEFAULT_BYTES, NULL, NULL);
      AnlanMapViewport viewport = map_view (0, 0, 16 + i * 0.1, 600, 400, 1);

      anlan_map_tiles_set_scene (tiles, scene);
      anlan_map_tiles_update (tiles, &viewport, FALSE);
      viewport.zoom += 1;
      g_usleep (i * 100);
      anlan_map_tiles_update (tiles, &viewport, FALSE);
      viewport.zoom -= 1;
      anlan_map_tiles_update (tiles, &viewport, FALSE);
      g_usleep (i * 100);
      anlan_map_tiles_free (tiles);
    }
}

/* Moved by parts of a pixel the map moves in whole ones, all of it by the same. */
static void
test_moves_in_step (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  g_autoptr (AnlanMapTiles) tiles = anlan_map_tiles_new (ANLAN_MAP_TILES_DEFAULT_BYTES, NULL, NULL);
  AnlanMapViewport viewport = aligned_view (0, 0, 17.3, 500, 300, 1);
  AnlanMapViewport moved = viewport;
  cairo_surface_t *before, *after;
  guint differing = 0;

  anlan_map_tiles_set_scene (tiles, scene);
  wait_until_sharp (tiles, &viewport);
  before = draw_frame (tiles, &viewport);
  moved.centre.x += 7.4 / anlan_map_pixels_per_unit (17.3);
  wait_until_sharp (tiles, &moved);
  after = draw_frame (tiles, &moved);
  for (int y = 0; y < 300; y++)
    for (int x = 0; x < 490; x++)
      differing += picture_pixel (after, x, y) != picture_pixel (before, x + 7, y);
  g_assert_cmpuint (differing, ==, 0);
  cairo_surface_destroy (before);
  cairo_surface_destroy (after);
}

/* What a window keeps of a frame is a recording: played back it is the frame, pixel for pixel, and copies the pictures of
 * the marks instead of typesetting them again. */
static void
test_recording (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  g_autoptr (AnlanMapTiles) tiles = anlan_map_tiles_new (ANLAN_MAP_TILES_DEFAULT_BYTES, NULL, NULL);
  AnlanMapViewport viewport = map_view (0, 0, 17, 640, 400, 1);
  cairo_rectangle_t extents = { 0, 0, 640, 400 };
  cairo_surface_t *recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &extents);
  cairo_surface_t *played = picture_new (640, 400, 1);
  cairo_surface_t *frame;
  cairo_t *cr;

  anlan_map_tiles_set_scene (tiles, scene);
  wait_until_sharp (tiles, &viewport);
  g_assert_cmpuint (anlan_map_marks_get_n (anlan_map_tiles_get_marks (tiles)), >, 0);
  frame = draw_frame (tiles, &viewport);
  cr = cairo_create (recording);
  anlan_map_tiles_draw (tiles, cr, &viewport);
  cairo_destroy (cr);
  cr = cairo_create (played);
  cairo_set_source_surface (cr, recording, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);
  g_assert_cmpuint (picture_count_differences (frame, played, 0), ==, 0);
  cairo_surface_destroy (frame);
  cairo_surface_destroy (played);
  cairo_surface_destroy (recording);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map/tiles/same-as-afresh", test_same_as_afresh);
  g_test_add_func ("/map/tiles/old-scale-stands", test_old_scale_stands);
  g_test_add_func ("/map/tiles/moving-asks-for-little", test_moving_asks_for_little);
  g_test_add_func ("/map/tiles/memory", test_memory);
  g_test_add_func ("/map/tiles/scene-changes", test_scene_changes);
  g_test_add_func ("/map/tiles/tells-when-ready", test_tells_when_ready);
  g_test_add_func ("/map/tiles/free-while-working", test_free_while_working);
  g_test_add_func ("/map/tiles/moves-in-step", test_moves_in_step);
  g_test_add_func ("/map/tiles/recording", test_recording);
  return g_test_run ();
}

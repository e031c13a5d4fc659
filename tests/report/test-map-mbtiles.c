/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <glib/gstdio.h>

#include "base/error.h"
#include "map-fixture.h"
#include "map-mbtiles-private.h"
#include "map-picture.h"
#include "report/map-draw.h"
#include "report/map-mbtiles.h"
#include "store/db.h"

static cairo_status_t
append_bytes (void *data, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (data, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

/* A tile of one colour, 0xrrggbb. */
static GByteArray *
make_png (guint32 colour)
{
  GByteArray *png = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 256, 256);
  cairo_t *cr = cairo_create (surface);

  cairo_set_source_rgb (cr, (colour >> 16) / 255.0, ((colour >> 8) & 255) / 255.0, (colour & 255) / 255.0);
  cairo_paint (cr);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png_stream (surface, append_bytes, png), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return png;
}

static AnlanDb *
create (const char *name, char **path)
{
  AnlanDb *db;

  *path = test_path (name);
  db = anlan_db_open (*path, ANLAN_DB_CREATE, NULL);
  g_assert_nonnull (db);
  g_assert_true (
      anlan_db_exec (db,
                     "CREATE TABLE metadata (name text, value text);"
                     "CREATE TABLE tiles (zoom_level integer, tile_column integer, tile_row integer, "
                     "tile_data blob);",
                     NULL));
  return db;
}

static void
put_metadata (AnlanDb *db, const char *name, const char *value)
{
  AnlanStmt *stmt = anlan_db_statement (db, "INSERT INTO metadata VALUES (?1, ?2)", NULL);

  anlan_stmt_bind_text (stmt, 1, name);
  anlan_stmt_bind_text (stmt, 2, value);
  g_assert_true (anlan_stmt_run (stmt, NULL));
}

static void
put_tile (AnlanDb *db, int zoom, int column, int row, const void *data, gsize length)
{
  AnlanStmt *stmt = anlan_db_statement (db, "INSERT INTO tiles VALUES (?1, ?2, ?3, ?4)", NULL);

  anlan_stmt_bind_integer (stmt, 1, zoom);
  anlan_stmt_bind_integer (stmt, 2, column);
  anlan_stmt_bind_integer (stmt, 3, row);
  anlan_stmt_bind_blob (stmt, 4, data, length);
  g_assert_true (anlan_stmt_run (stmt, NULL));
}

static void
put_colour (AnlanDb *db, int zoom, int column, int row, guint32 colour)
{
  g_autoptr (GByteArray) png = make_png (colour);

  put_tile (db, zoom, column, row, png->data, png->len);
}

/* The four tiles of level 1, numbered as TMS has it: row 0 is the south. */
static char *
make_world (void)
{
  char *path;
  AnlanDb *db = create ("world.mbtiles", &path);

  put_metadata (db, "name", "航拍 2026");
  put_metadata (db, "format", "png");
  put_metadata (db, "attribution", "测绘院");
  put_metadata (db, "bounds", "-180,-85.0511,180,85.0511");
  put_colour (db, 1, 0, 1, 0xff0000); /* north-west */
  put_colour (db, 1, 1, 1, 0x00ff00); /* north-east */
  put_colour (db, 1, 0, 0, 0x0000ff); /* south-west */
  put_colour (db, 1, 1, 0, 0xffff00); /* south-east */
  anlan_db_close (db);
  return path;
}

static AnlanMapMbtiles *
open_good (const char *path)
{
  g_autoptr (GError) error = NULL;
  AnlanMapMbtiles *mbtiles = anlan_map_mbtiles_open (path, &error);

  g_assert_no_error (error);
  g_assert_nonnull (mbtiles);
  return mbtiles;
}

static void
test_info (void)
{
  g_autofree char *path = make_world ();
  g_autoptr (AnlanMapMbtiles) mbtiles = open_good (path);
  const AnlanMapMbtilesInfo *info = anlan_map_mbtiles_get_info (mbtiles);

  g_assert_cmpstr (info->name, ==, "航拍 2026");
  g_assert_cmpstr (info->attribution, ==, "测绘院");
  g_assert_cmpint (info->min_zoom, ==, 1);
  g_assert_cmpint (info->max_zoom, ==, 1);
  g_assert_cmpfloat_with_epsilon (info->bounds.x0, 0, 1e-6);
  g_assert_cmpfloat_with_epsilon (info->bounds.y1, 1, 1e-6);
}

/* North is up. */
static void
check_picture (AnlanMapMbtiles *mbtiles, double zoom, double scale)
{
  double side = 256 * exp2 (zoom);
  AnlanMapViewport viewport = { { 0.5, 0.5 }, zoom, side, side, scale };
  cairo_surface_t *surface = picture_new (side, side, scale);
  cairo_t *cr = cairo_create (surface);
  int near = (int)(side * scale / 4);
  int far = (int)(side * scale * 3 / 4);

  anlan_map_mbtiles_draw (mbtiles, cr, &viewport, NULL);
  cairo_destroy (cr);
  g_assert_cmphex (picture_pixel (surface, near, near), ==, 0xffff0000);
  g_assert_cmphex (picture_pixel (surface, far, near), ==, 0xff00ff00);
  g_assert_cmphex (picture_pixel (surface, near, far), ==, 0xff0000ff);
  g_assert_cmphex (picture_pixel (surface, far, far), ==, 0xffffff00);
  /* No seam where they meet: every pixel is opaque. */
  for (int i = 0; i < (int)(side * scale); i++)
    g_assert_cmphex (picture_pixel (surface, i, i) >> 24, ==, 255);
  cairo_surface_destroy (surface);
}

static void
test_draw (void)
{
  g_autofree char *path = make_world ();
  g_autoptr (AnlanMapMbtiles) mbtiles = open_good (path);

  check_picture (mbtiles, 1, 1);
  check_picture (mbtiles, 0.4, 1);
  check_picture (mbtiles, 1.7, 1);
  check_picture (mbtiles, 1, 1.5);
  check_picture (mbtiles, 2, 2);
  g_assert_cmpuint (anlan_map_mbtiles_get_n_bad (mbtiles), ==, 0);
}

/* Under the zones of a scene, which stay what they are; the base map becomes outlines. */
static void
test_in_scene (void)
{
  g_autofree char *path = NULL;
  AnlanDb *db = create ("site.mbtiles", &path);
  AnlanMapPoint at = map_world_at (0, 0);
  g_autoptr (AnlanMapMbtiles) mbtiles = NULL;
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapBase) base = map_make_base ();
  g_autoptr (AnlanMapScene) scene = NULL;
  AnlanMapViewport viewport = map_view (0, 0, 17, 300, 200, 1);
  AnlanMapLook look;
  cairo_surface_t *surface;
  cairo_t *cr;

  /* One tile of level 13, 5 km wide, and its neighbours. */
  for (int y = -1; y <= 1; y++)
    for (int x = -1; x <= 1; x++)
      put_colour (db, 13, (int)(at.x * 8192) + x, 8191 - (int)(at.y * 8192) + y, 0x00ff00);
  anlan_db_close (db);
  mbtiles = open_good (path);
  anlan_map_scene_builder_set_base (builder, base);
  anlan_map_scene_builder_set_pictures (builder, mbtiles);
  scene = anlan_map_scene_builder_end (builder);
  anlan_map_look_init (&look, ANLAN_MAP_THEME_LIGHT);
  for (guint i = 0; i < 2; i++)
    {
      surface = picture_new (300, 200, 1);
      cr = cairo_create (surface);
      anlan_map_draw_ground (cr, scene, &viewport, &look, NULL);
      cairo_destroy (cr);
      if (i == 0)
        g_assert_cmphex (picture_pixel (surface, 150, 60), ==, 0xff00ff00);
      else
        g_assert_cmphex (picture_pixel (surface, 150, 60), !=, 0xff00ff00);
      cairo_surface_destroy (surface);
      look.layers &= ~ANLAN_MAP_LAYER_PICTURES;
    }
}

static void
test_bad_tile (void)
{
  g_autofree char *path = NULL;
  AnlanDb *db = create ("holes.mbtiles", &path);
  g_autoptr (AnlanMapMbtiles) mbtiles = NULL;
  AnlanMapImage *image;

  put_colour (db, 1, 0, 1, 0xff0000);
  put_tile (db, 1, 1, 1, "no picture at all", 17);
  anlan_db_close (db);
  mbtiles = open_good (path);
  image = anlan_map_mbtiles_get_tile (mbtiles, 1, 0, 0);
  g_assert_nonnull (image);
  anlan_map_image_unref (image);
  g_assert_null (anlan_map_mbtiles_get_tile (mbtiles, 1, 1, 0));
  g_assert_cmpuint (anlan_map_mbtiles_get_n_bad (mbtiles), ==, 1);
  /* One that is not there is no fault. */
  g_assert_null (anlan_map_mbtiles_get_tile (mbtiles, 1, 1, 1));
  g_assert_cmpuint (anlan_map_mbtiles_get_n_bad (mbtiles), ==, 1);
  /* And it is counted once. */
  g_assert_null (anlan_map_mbtiles_get_tile (mbtiles, 1, 1, 0));
  g_assert_cmpuint (anlan_map_mbtiles_get_n_bad (mbtiles), ==, 1);
}

static gpointer
read_many (gpointer data)
{
  AnlanMapMbtiles *mbtiles = data;

  for (guint i = 0; i < 400; i++)
    {
      AnlanMapImage *image = anlan_map_mbtiles_get_tile (mbtiles, 7, (int)(i * 7 % 128), (int)(i % 4));

      g_assert_nonnull (image);
      anlan_map_image_unref (image);
    }
  return NULL;
}

/* More tiles than are kept, from several threads. */
static void
test_threads (void)
{
  g_autofree char *path = NULL;
  AnlanDb *db = create ("many.mbtiles", &path);
  g_autoptr (GByteArray) png = make_png (0x123456);
  g_autoptr (AnlanMapMbtiles) mbtiles = NULL;
  GThread *threads[3];

  g_assert_true (anlan_db_begin (db, NULL));
  for (int x = 0; x < 128; x++)
    for (int y = 124; y < 128; y++)
      put_tile (db, 7, x, y, png->data, png->len);
  g_assert_true (anlan_db_commit (db, NULL));
  anlan_db_close (db);
  mbtiles = open_good (path);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_many, mbtiles);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (anlan_map_mbtiles_get_n_bad (mbtiles), ==, 0);
}

static void
check_refused (const char *path, int code, const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_map_mbtiles_open (path, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, ANLAN_ERROR, code);
  if (word != NULL)
    g_assert_nonnull (strstr (error->message, word));
}

static void
test_vector_refused (void)
{
  g_autofree char *by_format = NULL;
  g_autofree char *by_content = NULL;
  AnlanDb *db = create ("vector.mbtiles", &by_format);

  put_metadata (db, "format", "pbf");
  put_tile (db, 0, 0, 0, "\x1f\x8b\x08\x00", 4);
  anlan_db_close (db);
  check_refused (by_format, ANLAN_ERROR_INPUT, "vector");
  db = create ("vector2.mbtiles", &by_content);
  put_tile (db, 0, 0, 0, "\x1f\x8b\x08\x00", 4);
  anlan_db_close (db);
  check_refused (by_content, ANLAN_ERROR_INPUT, "vector");
}

static void
test_refused (void)
{
  g_autofree char *text = test_path ("text.mbtiles");
  g_autofree char *empty = NULL;
  g_autofree char *deep = NULL;
  g_autofree char *other = test_path ("other.db");
  g_autofree char *endless = test_path ("endless.mbtiles");
  AnlanDb *db;

  g_assert_true (g_file_set_contents (
      text, "This is a letter, and a long one, so that it is no header at all.", -1, NULL));
  check_refused (text, ANLAN_ERROR_INPUT, NULL);
  check_refused ("/nowhere/at/all.mbtiles", ANLAN_ERROR_NOT_FOUND, NULL);
  anlan_db_close (create ("empty.mbtiles", &empty));
  check_refused (empty, ANLAN_ERROR_INPUT, NULL);
  db = create ("deep.mbtiles", &deep);
  put_colour (db, 60, 0, 0, 0);
  anlan_db_close (db);
  check_refused (deep, ANLAN_ERROR_INPUT, NULL);
  db = anlan_db_open (other, ANLAN_DB_CREATE, NULL);
  g_assert_true (anlan_db_exec (db, "CREATE TABLE person (name text)", NULL));
  anlan_db_close (db);
  check_refused (other, ANLAN_ERROR_INPUT, NULL);
  db = anlan_db_open (endless, ANLAN_DB_CREATE, NULL);
  g_assert_true (
      anlan_db_exec (db,
                     "CREATE VIEW tiles AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                     "SELECT i AS zoom_level, i AS tile_column, i AS tile_row, x'00' AS tile_data FROM n",
                     NULL));
  anlan_db_close (db);
  check_refused (endless, ANLAN_ERROR_INPUT, NULL);
}

/* The first page is whole, the rest is not. */
static void
test_damaged (void)
{
  g_autofree char *path = make_world ();
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  AnlanMapMbtiles *mbtiles;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  memset (bytes + 4096, 0xa5, length - 4096);
  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  mbtiles = anlan_map_mbtiles_open (path, &error);
  g_assert_null (mbtiles);
  g_assert_nonnull (error);
  g_assert_true (error->domain == ANLAN_ERROR);
  g_assert_true (error->code == ANLAN_ERROR_CORRUPT || error->code == ANLAN_ERROR_INPUT);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map/mbtiles/info", test_info);
  g_test_add_func ("/map/mbtiles/draw", test_draw);
  g_test_add_func ("/map/mbtiles/in-scene", test_in_scene);
  g_test_add_func ("/map/mbtiles/bad-tile", test_bad_tile);
  g_test_add_func ("/map/mbtiles/threads", test_threads);
  g_test_add_func ("/map/mbtiles/vector-refused", test_vector_refused);
  g_test_add_func ("/map/mbtiles/refused", test_refused);
  g_test_add_func ("/map/mbtiles/damaged", test_damaged);
  return g_test_run ();
}

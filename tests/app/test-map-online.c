/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-map-online"

#include <libsoup/soup.h>
#include <math.h>

#include <glib/gstdio.h>
#include <utime.h>

#include "app-fixture.h"
#include "map-online-cache.h"
#include "map-page-private.h"
#include "map-view-private.h"

#define TILE 256

/* A source of tiles in this process: white, with a red spot where @spot lies on its own map. */
typedef struct
{
  SoupServer *server;
  char *address;
  AnlanLonLat spot;
  guint status;     /* of each answer */
  gboolean garbage; /* no picture */
  guint n_asked;
} Source;

static cairo_status_t
append (void *data, const unsigned char *bytes, unsigned int length)
{
  g_byte_array_append (data, bytes, length);
  return CAIRO_STATUS_SUCCESS;
}

static GBytes *
draw_tile (const Source *source, int zoom, int x, int y)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, TILE, TILE);
  cairo_t *cr = cairo_create (surface);
  AnlanPoint spot = anlan_pixel_from_lonlat (source->spot, zoom);
  GByteArray *png = g_byte_array_new ();

  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_arc (cr, spot.x - x * TILE, spot.y - y * TILE, 6, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png_stream (surface, append, png), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  return g_byte_array_free_to_bytes (png);
}

static void
answer (SoupServer *server, SoupServerMessage *message, const char *path, GHashTable *query, gpointer data)
{
  Source *source = data;
  g_autoptr (GBytes) bytes = NULL;
  int zoom, x, y;

  source->n_asked++;
  g_assert_cmpint (sscanf (path, "/%d/%d/%d", &zoom, &x, &y), ==, 3);
  soup_server_message_set_status (message, source->status, NULL);
  bytes = source->garbage ? g_bytes_new_static ("no picture", 10) : draw_tile (source, zoom, x, y);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), bytes);
}

static Source *
source_new (void)
{
  Source *source = g_new0 (Source, 1);
  g_autoptr (GError) error = NULL;
  g_autoslist (GUri) uris = NULL;

  source->status = SOUP_STATUS_OK;
  source->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (source->server, NULL, answer, source, NULL);
  g_assert_true (soup_server_listen_local (source->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (source->server);
  source->address = g_strdup_printf ("http://127.0.0.1:%d/{z}/{x}/{y}", g_uri_get_port (uris->data));
  return source;
}

static void
source_free (Source *source)
{
  soup_server_disconnect (source->server);
  g_object_unref (source->server);
  g_free (source->address);
  g_free (source);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Source, source_free)

static AnlanMapPage *
open_bare_map (App *app)
{
  AnlanMapPage *page;
  AnlanMapLook look;

  app_show (app, "map");
  page = ANLAN_MAP_PAGE (app_page (app));
  anlan_map_view_get_look (page->view, &look);
  look.layers = 0;
  anlan_map_view_set_look (page->view, &look);
  return page;
}

static void
switch_on (App *app, const Source *source, gboolean gcj02)
{
  GSettings *settings = anlan_desk_get_settings (app_desk (app));

  g_assert_nonnull (settings);
  g_settings_set_string (settings, "map-online-source", source->address);
  g_settings_set_boolean (settings, "map-online-gcj02", gcj02);
  g_settings_set_string (settings, "map-online-attribution", "Maps of a test");
  g_settings_set_boolean (settings, "map-online", TRUE);
}

static void
switch_off (App *app)
{
  GSettings *settings = anlan_desk_get_settings (app_desk (app));

  g_settings_reset (settings, "map-online");
  g_settings_reset (settings, "map-online-source");
  g_settings_reset (settings, "map-online-gcj02");
  g_settings_reset (settings, "map-online-attribution");
}

/* The colour of the view in its middle, moved by @dx: 0xrrggbb. */
static guint32
colour_at (AnlanMapPage *page, int dx)
{
  GtkWidget *widget = GTK_WIDGET (page->view->online_layer);
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  g_autoptr (GskRenderNode) node = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guchar *pixels = g_malloc ((gsize)width * (gsize)height * 4);
  const guchar *pixel;

  gdk_paintable_snapshot (paintable, GDK_SNAPSHOT (snapshot), width, height);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  texture = gsk_renderer_render_texture (gtk_native_get_renderer (gtk_widget_get_native (widget)), node,
                                         &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  gdk_texture_download (texture, pixels, (gsize)width * 4);
  pixel = pixels + ((gsize)(height / 2) * (gsize)width + (gsize)(width / 2 + dx)) * 4;
  return (guint32)pixel[2] << 16 | (guint32)pixel[1] << 8 | pixel[0];
}

/* Nothing is asked for before somebody has said so, and nothing any more after. */
static void
test_off (void)
{
  g_autoptr (Source) source = source_new ();
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_bare_map (app);
  guint asked;

  app_run (300);
  g_assert_cmpuint (source->n_asked, ==, 0);
  g_assert_null (page->online);
  switch_on (app, source, FALSE);
  APP_AWAIT (source->n_asked > 0 && anlan_map_online_is_idle (page->online));
  g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (page->note_label)));
  g_assert_cmpstr (gtk_label_get_label (page->note_label), ==, "Maps of a test");
  app_settle (app);
  app_picture (app, "map-online");

  switch_off (app);
  g_assert_null (page->online);
  g_assert_false (gtk_widget_get_mapped (GTK_WIDGET (page->note_label)));
  asked = source->n_asked;
  anlan_map_view_pan (page->view, 900, 0);
  app_run (300);
  g_assert_cmpuint (source->n_asked, ==, asked);
}

/* A place shown by a shifted source lies where the same place lies on the plant's own map; a source that is not shifted
 * has it there too. The shift of GCJ-02 is some hundred metres: without the conversion the spot would be out of sight. */
static void
check_place (gboolean gcj02)
{
  g_autoptr (Source) source = source_new ();
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_bare_map (app);
  AnlanLonLat middle = anlan_map_view_get_middle (page->view);

  g_assert_cmpfloat (anlan_distance_m (middle, anlan_datum_from_wgs84 (middle, ANLAN_DATUM_GCJ02)), >, 200);
  source->spot = gcj02 ? anlan_datum_from_wgs84 (middle, ANLAN_DATUM_GCJ02) : middle;
  for (double zoom = 16; zoom < 18; zoom += 0.7)
    {
      anlan_map_view_jump_to (page->view, middle, zoom);
      switch_on (app, source, gcj02);
      app_settle (app);
      APP_AWAIT (source->n_asked > 0 && anlan_map_online_is_idle (page->online));
      app_run (50);
      g_assert_cmphex (colour_at (page, 0), ==, 0xff0000);
      g_assert_cmphex (colour_at (page, 40), ==, 0xffffff);
    }
  switch_off (app);
}

static void
test_wgs84 (void)
{
  check_place (FALSE);
}

static void
test_gcj02 (void)
{
  check_place (TRUE);
}

/* Trouble with the source is said on the map, and what is of the plant stays. */
static void
check_trouble (guint status, gboolean garbage, gboolean gone)
{
  g_autoptr (Source) source = source_new ();
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanMapPage *page = open_bare_map (app);

  source->status = status;
  source->garbage = garbage;
  if (gone)
    soup_server_disconnect (source->server);
  switch_on (app, source, FALSE);
  APP_AWAIT (anlan_map_online_get_problem (page->online) != NULL && anlan_map_online_is_idle (page->online));
  g_assert_nonnull (strstr (gtk_label_get_label (page->note_label), "127.0.0.1"));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (page->stack), ==, "map");
  switch_off (app);
}

static void
test_refused (void)
{
  check_trouble (SOUP_STATUS_FORBIDDEN, FALSE, FALSE);
}

static void
test_garbage (void)
{
  check_trouble (SOUP_STATUS_OK, TRUE, FALSE);
}

static void
test_gone (void)
{
  check_trouble (SOUP_STATUS_OK, FALSE, TRUE);
}

/* What was seen once is seen without the source too. */
static void
test_kept (void)
{
  g_autoptr (Source) source = source_new ();
  g_autofree char *folder = g_dir_make_tmp ("anlan-tiles-XXXXXX", NULL);
  AnlanMapOnline *online = anlan_map_online_new (source->address, FALSE, folder);

  g_assert_null (anlan_map_online_get (online, 3, 5, 4, TRUE));
  APP_AWAIT (anlan_map_online_is_idle (online));
  g_assert_nonnull (anlan_map_online_get (online, 3, 5, 4, TRUE));
  g_assert_cmpuint (source->n_asked, ==, 1);
  g_object_unref (online);

  soup_server_disconnect (source->server);
  online = anlan_map_online_new (source->address, FALSE, folder);
  g_assert_null (anlan_map_online_get (online, 3, 5, 4, TRUE));
  APP_AWAIT (anlan_map_online_is_idle (online));
  g_assert_nonnull (anlan_map_online_get (online, 3, 5, 4, FALSE));
  g_assert_null (anlan_map_online_get_problem (online));
  g_object_unref (online);
}

static void
test_addresses (void)
{
  static const struct
  {
    const char *address;
    const char *host; /* NULL: none that can be used */
  } cases[] = {
    { "https://tiles.example/{z}/{x}/{y}.png", "tiles.example" },
    { "http://10.0.0.7:8080/t?x={x}&y={y}&z={z}", "10.0.0.7" },
    { "https://tiles.example/{z}/{x}.png", NULL },
    { "file:///etc/{x}/{y}/{z}", NULL },
    { "tiles.example/{z}/{x}/{y}", NULL },
    { "", NULL },
    { NULL, NULL },
  };
  g_autofree char *address =
      anlan_map_online_dup_address ("https://t/{z}/{x}/{y}?again={x}", 17, 109235, 52104);

  g_assert_cmpstr (address, ==, "https://t/17/109235/52104?again=109235");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *host = anlan_map_online_dup_host (cases[i].address);

      g_assert_cmpstr (host, ==, cases[i].host);
    }
}

/* --- what is kept ---------------------------------------------------------------------------------------------------- */

static char *
keep_file (const char *folder, const char *name, gsize size, gint64 age)
{
  g_autofree char *zoom = g_build_filename (folder, "source", "12", NULL);
  g_autofree char *zeros = g_malloc0 (size);
  char *path = g_build_filename (zoom, name, NULL);
  struct utimbuf times = { (time_t)(1795338000 - age), (time_t)(1795338000 - age) };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (zoom, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, zeros, (gssize)size, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_utime (path, &times), ==, 0);
  return path;
}

/* The oldest go first, and no more than needed: 1,000 of 10,000 bytes are to be free. */
static void
test_trim (void)
{
  g_autofree char *root = g_dir_make_tmp ("anlan-tiles-XXXXXX", NULL);
  g_autofree char *old = keep_file (root, "1_1", 3000, 5000);
  g_autofree char *older = keep_file (root, "2_2", 3000, 9000);
  g_autofree char *fresh = keep_file (root, "3_3", 3000, 10);
  g_autofree char *newest = keep_file (root, "4_4", 3000, 0);
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();

  g_cancellable_cancel (cancelled);
  g_assert_cmpuint (anlan_map_online_cache_trim (root, 12000, NULL), ==, 12000);
  anlan_map_online_cache_trim (root, 10000, cancelled);
  g_assert_true (g_file_test (older, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (anlan_map_online_cache_trim (root, 10000, NULL), ==, 9000);
  g_assert_false (g_file_test (older, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (anlan_map_online_cache_trim (root, 4000, NULL), ==, 3000);
  g_assert_false (g_file_test (fresh, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (newest, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (anlan_map_online_cache_trim ("/nowhere", 10, NULL), ==, 0);
}

/* However much is looked at, the folder stays below its limit; the work is the workers'. */
static void
test_limit (void)
{
  g_autoptr (Source) source = source_new ();
  g_autofree char *root = g_dir_make_tmp ("anlan-tiles-XXXXXX", NULL);
  g_autofree char *old = keep_file (root, "1_1", 60000, 5000);
  g_autoptr (AnlanMapOnline) online = anlan_map_online_new (source->address, FALSE, root);
  g_autoptr (GBytes) tile = draw_tile (source, 15, 0, 0);
  guint64 limit = 30 * g_bytes_get_size (tile);

  anlan_map_online_set_limit (online, limit);
  for (int i = 0; i < 100; i++)
    {
      anlan_map_online_get (online, 15, i, 0, TRUE);
      APP_AWAIT (anlan_map_online_is_idle (online));
      if (i == 0)
        g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
    }
  g_assert_cmpuint (source->n_asked, ==, 100);
  /* Between two looks there may be a little more. */
  g_assert_cmpuint (anlan_map_online_cache_trim (root, G_MAXUINT64, NULL), <=, limit + 3 * limit / 30);
  g_assert_cmpuint (anlan_map_online_cache_trim (root, G_MAXUINT64, NULL), >, limit / 2);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/map-online/addresses", test_addresses);
  g_test_add_func ("/app/map-online/kept", test_kept);
  g_test_add_func ("/app/map-online/off", test_off);
  g_test_add_func ("/app/map-online/wgs84", test_wgs84);
  g_test_add_func ("/app/map-online/gcj02", test_gcj02);
  g_test_add_func ("/app/map-online/refused", test_refused);
  g_test_add_func ("/app/map-online/garbage", test_garbage);
  g_test_add_func ("/app/map-online/gone", test_gone);
  g_test_add_func ("/app/map-online/trim", test_trim);
  g_test_add_func ("/app/map-online/limit", test_limit);
  return g_test_run ();
}

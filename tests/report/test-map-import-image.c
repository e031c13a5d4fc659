/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <cairo-pdf.h>
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#include "base/error.h"
#include "base/late-open.h"
#include "map-fixture.h"
#include "map-image-private.h"
#include "map-picture.h"
#include "report/map-import-image.h"

static char *
write_file (const char *name, const void *bytes, gsize length)
{
  char *path = test_path (name);

  g_assert_true (g_file_set_contents (path, bytes, (gssize)length, NULL));
  return path;
}

/* The colour in the middle of a place of the image, given as parts of its width and height. */
static guint32
colour_at (AnlanMapImage *image, double x, double y)
{
  AnlanAffine placement = { .xx = 100 / anlan_map_image_get_width (image),
                            .yy = 100 / anlan_map_image_get_height (image) };
  cairo_surface_t *surface = picture_new (100, 100, 1);
  cairo_t *cr = cairo_create (surface);
  guint32 pixel;

  anlan_map_image_paint (image, cr, &placement, 1, FALSE);
  cairo_destroy (cr);
  pixel = picture_pixel (surface, (int)(x * 100), (int)(y * 100));
  cairo_surface_destroy (surface);
  return pixel;
}

/* Left half red, right half blue; the top tenth white. */
static void
draw_halves (cairo_t *cr, double width, double height)
{
  cairo_set_source_rgb (cr, 1, 0, 0);
  cairo_rectangle (cr, 0, 0, width / 2, height);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0, 0, 1);
  cairo_rectangle (cr, width / 2, 0, width / 2, height);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_rectangle (cr, 0, 0, width, height / 10);
  cairo_fill (cr);
}

static void
check_halves (AnlanMapImage *image)
{
  g_assert_cmpint (channel_distance (colour_at (image, 0.25, 0.6), 0xffff0000), <=, 6);
  g_assert_cmpint (channel_distance (colour_at (image, 0.75, 0.6), 0xff0000ff), <=, 6);
  g_assert_cmpint (channel_distance (colour_at (image, 0.5, 0.05), 0xffffffff), <=, 6);
}

static AnlanMapImage *
load (const char *path, guint page, guint *n_pages)
{
  g_autoptr (GError) error = NULL;
  AnlanMapImage *image = anlan_map_image_load (path, page, n_pages, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (image);
  return image;
}

static void
test_png (void)
{
  g_autofree char *path = test_path ("drawing.png");
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 80, 60);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (AnlanMapImage) image = NULL;
  guint n_pages = 0;

  draw_halves (cr, 80, 60);
  cairo_set_operator (cr, CAIRO_OPERATOR_CLEAR);
  cairo_rectangle (cr, 0, 50, 80, 10);
  cairo_fill (cr);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  image = load (path, 0, &n_pages);
  g_assert_cmpuint (n_pages, ==, 1);
  g_assert_cmpfloat (anlan_map_image_get_width (image), ==, 80);
  g_assert_cmpfloat (anlan_map_image_get_height (image), ==, 60);
  check_halves (image);
  /* What is transparent stays so. */
  g_assert_cmphex (colour_at (image, 0.5, 0.93), ==, 0);
}

/* Larger than is kept: fewer pixels, the same size in its own units. */
static void
test_large (void)
{
  g_autofree char *path = test_path ("large.png");
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 8000, 500);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (AnlanMapImage) image = NULL;

  draw_halves (cr, 8000, 500);
  cairo_destroy (cr);
  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  image = load (path, 0, NULL);
  g_assert_cmpfloat (anlan_map_image_get_width (image), ==, 8000);
  g_assert_cmpfloat (anlan_map_image_get_height (image), ==, 500);
  g_assert_cmpint (anlan_map_image_get_columns (image), ==, ANLAN_MAP_IMAGE_KEPT_SIDE);
  g_assert_cmpint (anlan_map_image_get_rows (image), ==, 375);
  check_halves (image);
}

/* A JPEG whose EXIF says that it lies on its side: orientation 6, to be turned a quarter clockwise. */
static void
test_jpeg_turned (void)
{
  static const guint8 exif[] = { 0xff, 0xe1, 0, 34, 'E', 'x', 'i', 'f', 0,    0,    'I', 'I',
                                 '*',  0,    8, 0,  0,   0,   1,   0,   0x12, 0x01, 3,   0,
                                 1,    0,    0, 0,  6,   0,   0,   0,   0,    0,    0,   0 };
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 120, 40);
  g_autofree char *jpeg = NULL;
  g_autoptr (GByteArray) turned = g_byte_array_new ();
  g_autofree char *path = NULL;
  g_autoptr (AnlanMapImage) image = NULL;
  g_autoptr (GdkPixbuf) left = NULL;
  gsize length;

  gdk_pixbuf_fill (pixbuf, 0x0000ffff);
  left = gdk_pixbuf_new_subpixbuf (pixbuf, 0, 0, 56, 40);
  gdk_pixbuf_fill (left, 0xff0000ff);
  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &jpeg, &length, "jpeg", NULL, "quality", "95", NULL));
  g_byte_array_append (turned, (const guint8 *)jpeg, 2);
  g_byte_array_append (turned, exif, sizeof exif);
  g_byte_array_append (turned, (const guint8 *)jpeg + 2, (guint)length - 2);
  path = write_file ("turned.jpg", turned->data, turned->len);
  image = load (path, 0, NULL);
  g_assert_cmpfloat (anlan_map_image_get_width (image), ==, 40);
  g_assert_cmpfloat (anlan_map_image_get_height (image), ==, 120);
  /* What was left is on top now. */
  g_assert_cmpint (channel_distance (colour_at (image, 0.5, 0.2), 0xffff0000), <=, 12);
  g_assert_cmpint (channel_distance (colour_at (image, 0.5, 0.8), 0xff0000ff), <=, 12);
}

static void
test_svg (void)
{
  const char svg[] = "<?xml version=\"1.0\"?>\n<!-- site -->\n"
                     "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"200\" height=\"100\">"
                     "<rect width=\"100\" height=\"100\" fill=\"red\"/>"
                     "<rect x=\"100\" width=\"100\" height=\"100\" fill=\"blue\"/>"
                     "<rect width=\"200\" height=\"10\" fill=\"white\"/></svg>";
  g_autofree char *path = write_file ("drawing.svg", svg, strlen (svg));
  g_autoptr (AnlanMapImage) image = load (path, 0, NULL);

  g_assert_cmpfloat (anlan_map_image_get_width (image), ==, 200);
  g_assert_cmpint (anlan_map_image_get_columns (image), ==, ANLAN_MAP_IMAGE_KEPT_SIDE);
  check_halves (image);
}

/* A drawing that wants to show another file must not: neither as an image nor by an entity. */
static void
test_svg_opens_nothing (void)
{
  g_autofree char *secret = test_path ("secret.png");
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 10, 10);
  g_autofree char *svg = NULL;
  g_autofree char *path = NULL;
  g_autoptr (AnlanMapImage) image = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (cairo_surface_write_to_png (surface, secret), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  svg = g_strdup_printf ("<svg xmlns=\"http://www.w3.org/2000/svg\" "
                         "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"10\" height=\"10\">"
                         "<image width=\"10\" height=\"10\" xlink:href=\"file://%s\"/></svg>",
                         secret);
  path = write_file ("peeking.svg", svg, strlen (svg));
  image = anlan_map_image_load (path, 0, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmphex (colour_at (image, 0.5, 0.5), ==, 0);
}

static char *
write_pdf (const char *name, guint n_pages, double width, double height)
{
  char *path = test_path (name);
  cairo_surface_t *surface = cairo_pdf_surface_create (path, width, height);
  cairo_t *cr = cairo_create (surface);

  for (guint i = 0; i < n_pages; i++)
    {
      if (i == n_pages - 1)
        draw_halves (cr, width, height);
      cairo_show_page (cr);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return path;
}

static void
test_pdf (void)
{
  g_autofree char *path = write_pdf ("drawing.pdf", 3, 595, 420);
  g_autoptr (AnlanMapImage) first = NULL;
  g_autoptr (AnlanMapImage) last = NULL;
  g_autoptr (GError) error = NULL;
  guint n_pages = 0;

  first = load (path, 0, &n_pages);
  g_assert_cmpuint (n_pages, ==, 3);
  g_assert_cmpfloat (anlan_map_image_get_width (first), ==, 595);
  g_assert_cmphex (colour_at (first, 0.5, 0.5), ==, 0);
  last = load (path, 2, NULL);
  check_halves (last);
  g_assert_null (anlan_map_image_load (path, 3, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

typedef struct
{
  const char *what;
  const char *bytes;
  gsize length;
  int code;
} BadCase;

#define BAD(what, bytes, code)                                                                               \
  {                                                                                                          \
    what, bytes, sizeof (bytes) - 1, code                                                                    \
  }

/* A PNG that says it is 60,000 by 60,000: signature, IHDR with its CRC-32 (of ISO 3309), and the start of data. */
#define FLOOD_PNG                                                                                            \
  "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\xea\x60\x00\x00\xea\x60\x08\x02\x00\x00\x00\x33\x0b\x4f"    \
  "\xd1"                                                                                                     \
  "\x00\x00\x00\x10IDAT"

#define LOCKED_PDF                                                                                           \
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n" \
  "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\n"                                         \
  "4 0 obj<</Filter/Standard/V 1/R 2/P "                                                                     \
  "-4/O<0102030405060708091011121314151617181920212223242526272829303132>"                                   \
  "/U<0102030405060708091011121314151617181920212223242526272829303132>>>endobj\n"                           \
  "trailer<</Root 1 0 R/Encrypt 4 0 "                                                                        \
  "R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"                               \
  "/Size 5>>\n%%EOF\n"

static const BadCase bad_cases[] = {
  BAD ("nothing", "", ANLAN_ERROR_INPUT),
  BAD ("text", "This is a letter.", ANLAN_ERROR_INPUT),
  BAD ("gif", "GIF89a\x01\x00\x01\x00\x00\x00\x00;", ANLAN_ERROR_INPUT),
  BAD ("dwg", "AC1032\x00\x00\x00\x00\x00\x00\x00", ANLAN_ERROR_INPUT),
  BAD ("zip", "PK\x03\x04garbage", ANLAN_ERROR_INPUT),
  BAD ("short png", "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00", ANLAN_ERROR_INPUT),
  BAD ("broken png", "\x89PNG\r\n\x1a\nHDR garbage garbage garbage garbage", ANLAN_ERROR_INPUT),
  BAD ("flood of pixels", FLOOD_PNG, ANLAN_ERROR_LIMIT),
  BAD ("short jpeg", "\xff\xd8\xff\xe0\x00\x10JFIF", ANLAN_ERROR_INPUT),
  BAD ("broken svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\"><rect", ANLAN_ERROR_INPUT),
  BAD ("svg without a size", "<svg xmlns=\"http://www.w3.org/2000/svg\"><rect/></svg>", ANLAN_ERROR_INPUT),
  BAD ("svg of no height",
       "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"0\"/>",
       ANLAN_ERROR_INPUT),
  BAD ("svg as thin as a hair",
       "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"99999999\" height=\"1\"/>",
       ANLAN_ERROR_INPUT),
  BAD ("svg of entities",
       "<!DOCTYPE svg [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
       "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;\">"
       "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;&e;\">"
       "<!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;&f;&f;\"><!ENTITY h \"&g;&g;&g;&g;&g;&g;&g;&g;&g;&g;\">]>"
       "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"><text>&h;</text></svg",
       ANLAN_ERROR_INPUT),
  BAD ("short pdf", "%PDF-1.7\n", ANLAN_ERROR_INPUT),
  BAD ("locked pdf", LOCKED_PDF, ANLAN_ERROR_INPUT),
};

static void
test_bad (gconstpointer data)
{
  const BadCase *c = data;
  g_autofree char *path = write_file ("bad", c->bytes, c->length);
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_map_image_load (path, 0, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, c->code);
  /* A sentence with the file's name, not a library's words. */
  g_assert_nonnull (strstr (error->message, "“bad”"));
  g_assert_true (g_str_has_suffix (error->message, "."));
  g_test_message ("%s", error->message);
}

static void
test_locked_says_so (void)
{
  g_autofree char *path = write_file ("locked.pdf", LOCKED_PDF, sizeof (LOCKED_PDF) - 1);
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_map_image_load (path, 0, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "password"));
}

/* A PNG cut off anywhere: a sentence or a picture, never a crash. */
static void
test_cut_off (void)
{
  g_autofree char *path = test_path ("whole.png");
  g_autofree char *bytes = NULL;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 40, 30);
  gsize length;
  guint n_refused = 0;

  g_assert_cmpint (cairo_surface_write_to_png (surface, path), ==, CAIRO_STATUS_SUCCESS);
  cairo_surface_destroy (surface);
  g_assert_true (g_file_get_contents (path, &bytes, &length, NULL));
  for (gsize n = 8; n < length; n++)
    {
      g_autofree char *cut = write_file ("cut.png", bytes, n);
      g_autoptr (GError) error = NULL;
      AnlanMapImage *image = anlan_map_image_load (cut, 0, NULL, NULL, &error);

      if (image != NULL)
        {
          anlan_map_image_unref (image);
          continue;
        }
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      n_refused++;
    }
  g_assert_cmpuint (n_refused, >, length / 2);
}

static void
test_missing (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_map_image_load ("/nowhere/at/all.png", 0, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **kept = data;

  *kept = g_object_ref (result);
}

static void
test_async (void)
{
  g_autofree char *path = write_pdf ("async.pdf", 2, 100, 100);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AnlanMapImage) image = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) cancelled = NULL;
  g_autoptr (GError) error = NULL;
  guint n_pages = 0;

  anlan_map_image_load_async (path, 1, NULL, loaded_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  image = anlan_map_image_load_finish (result, &n_pages, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_pages, ==, 2);
  check_halves (image);

  g_cancellable_cancel (cancellable);
  anlan_map_image_load_async (path, 1, cancellable, loaded_cb, &cancelled);
  while (cancelled == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (anlan_map_image_load_finish (cancelled, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* --- placing ------------------------------------------------------------------------------------------------- */

/* A drawing of 1000 x 500 units at half a metre each, turned by 30°, its corner 100 m east of the middle. */
static AnlanLonLat
true_place (double x, double y)
{
  double angle = G_PI / 6;
  double east = 0.5 * x;
  double south = 0.5 * y;

  return map_at (100 + east * cos (angle) - south * sin (angle), -(east * sin (angle) + south * cos (angle)));
}

static void
test_fit_two (void)
{
  const AnlanMapControl controls[] = { { { 100, 50 }, true_place (100, 50) },
                                       { { 900, 450 }, true_place (900, 450) } };
  AnlanAffine placement;
  g_autoptr (GError) error = NULL;
  AnlanLonLat wanted = true_place (800, 20);
  AnlanMapPoint world, expected;
  double residuals[2], rms;

  g_assert_true (anlan_map_drawing_fit (controls, 2, TRUE, &placement, residuals, &rms, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (rms, 0, 1e-3);
  world = anlan_affine_apply (&placement, (AnlanPoint){ 800, 20 });
  expected = anlan_map_project (wanted.lon, wanted.lat);
  g_assert_cmpfloat_with_epsilon (
      hypot (world.x - expected.x, world.y - expected.y) * anlan_map_metres_per_unit (expected.y), 0, 0.02);
}

/* The third point was clicked 6 m beside its place. True to scale, all three show that something is wrong; sheared, the
 * drawing would have swallowed it. */
static void
test_fit_three (void)
{
  AnlanMapControl controls[] = { { { 0, 0 }, true_place (0, 0) },
                                 { { 1000, 0 }, true_place (1000, 0) },
                                 { { 500, 500 }, true_place (500, 500 + 12) } };
  AnlanAffine placement;
  g_autoptr (GError) error = NULL;
  double residuals[3], rms;

  g_assert_true (anlan_map_drawing_fit (controls, 3, TRUE, &placement, residuals, &rms, &error));
  g_assert_cmpfloat (rms, >, 1);
  g_assert_cmpfloat (rms, <, 6);
  g_assert_cmpfloat_with_epsilon (
      rms,
      sqrt ((residuals[0] * residuals[0] + residuals[1] * residuals[1] + residuals[2] * residuals[2]) / 3),
      1e-9);
  g_assert_true (anlan_map_drawing_fit (controls, 3, FALSE, &placement, residuals, &rms, &error));
  g_assert_cmpfloat_with_epsilon (rms, 0, 1e-3);
}

static void
test_fit_refused (void)
{
  const AnlanMapControl same[] = { { { 5, 5 }, true_place (5, 5) }, { { 5, 5 }, true_place (5, 5) } };
  const AnlanMapControl line[] = { { { 0, 0 }, true_place (0, 0) },
                                   { { 100, 0 }, true_place (100, 0) },
                                   { { 200, 0 }, true_place (200, 0) } };
  AnlanAffine placement;

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (GError) error = NULL;
      gboolean fits = i == 0   ? anlan_map_drawing_fit (same, 2, TRUE, &placement, NULL, NULL, &error)
                      : i == 1 ? anlan_map_drawing_fit (line, 3, FALSE, &placement, NULL, NULL, &error)
                      : i == 2 ? anlan_map_drawing_fit (line, 1, TRUE, &placement, NULL, NULL, &error)
                               : anlan_map_drawing_fit (line, 2, FALSE, &placement, NULL, NULL, &error);

      g_assert_false (fits);
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

/* The libraries that draw PDF and SVG are opened late: on another computer they may be missing, or too old. */
static void
test_late (void)
{
  static const struct
  {
    const char *soname, *function;
    gboolean there;
  } cases[] = {
    { "libanlan-is-no-library.so.1", "cos", FALSE },
    { "libm.so.6", "anlan_is_no_function", FALSE },
    { "libm.so.6", "cos", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const names[] = { cases[i].function, NULL };
      g_autoptr (GError) error = NULL;
      gpointer function = NULL;

      g_assert_cmpint (anlan_late_open (cases[i].soname, names, &function, &error), ==, cases[i].there);
      g_assert_cmpint (function != NULL, ==, cases[i].there);
      if (cases[i].there)
        continue;
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED);
      g_assert_nonnull (strstr (error->message, cases[i].soname));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map/image/png", test_png);
  g_test_add_func ("/map/image/large", test_large);
  g_test_add_func ("/map/image/jpeg-turned", test_jpeg_turned);
  g_test_add_func ("/map/image/svg", test_svg);
  g_test_add_func ("/map/image/svg-opens-nothing", test_svg_opens_nothing);
  g_test_add_func ("/map/image/pdf", test_pdf);
  for (guint i = 0; i < G_N_ELEMENTS (bad_cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/map/image/bad/%s", bad_cases[i].what);

      g_test_add_data_func (path, &bad_cases[i], test_bad);
    }
  g_test_add_func ("/map/image/locked-says-so", test_locked_says_so);
  g_test_add_func ("/map/image/cut-off", test_cut_off);
  g_test_add_func ("/map/image/missing", test_missing);
  g_test_add_func ("/map/image/late-library", test_late);
  g_test_add_func ("/map/image/async", test_async);
  g_test_add_func ("/map/image/fit-two", test_fit_two);
  g_test_add_func ("/map/image/fit-three", test_fit_three);
  g_test_add_func ("/map/image/fit-refused", test_fit_refused);
  return g_test_run ();
}

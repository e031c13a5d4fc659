/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "safety/photo.h"

/* --- photos ---------------------------------------------------------------------------------------------------------- */

/* Smooth noise of several octaves in three colours: as much structure as a photo, made from @seed alone. */
static GdkPixbuf *
make_photo (guint32 seed, int width, int height)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  double waves[40][5];

  for (int i = 0; i < 40; i++)
    {
      double octave = pow (1.13, i);

      waves[i][0] = g_rand_double_range (rand, -6, 6) * octave / 4;
      waves[i][1] = g_rand_double_range (rand, -6, 6) * octave / 4;
      waves[i][2] = g_rand_double_range (rand, 0, 2 * G_PI);
      waves[i][3] = g_rand_double_range (rand, 0.3, 1) * 60 / sqrt (octave);
      waves[i][4] = g_rand_double_range (rand, 0.6, 1.4);
    }
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        double value = 128;

        for (int i = 0; i < 40; i++)
          value += waves[i][3] / 4 *
                   sin (2 * G_PI * (waves[i][0] * x / width + waves[i][1] * y / height) + waves[i][2]);
        for (int c = 0; c < 3; c++)
          pixels[y * stride + 3 * x + c] = (guchar)CLAMP (value * (0.8 + 0.2 * c), 0, 255);
      }
  return pixbuf;
}

/* --- what forgers do ------------------------------------------------------------------------------------------------- */

/* Named, because the test's own folders hold no list of types to tell one by. */
static GdkPixbuf *
decode_jpeg (const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_type ("jpeg", &error);

  g_assert_no_error (error);
  g_assert_true (gdk_pixbuf_loader_write (loader, (const guchar *)bytes, length, &error));
  g_assert_true (gdk_pixbuf_loader_close (loader, &error));
  return g_object_ref (gdk_pixbuf_loader_get_pixbuf (loader));
}

static GdkPixbuf *
read_jpeg (const char *path)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, &error));
  return decode_jpeg (bytes, length);
}

static GdkPixbuf *
compress (GdkPixbuf *photo, const char *quality)
{
  g_autofree char *bytes = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;

  gdk_pixbuf_save_to_buffer (photo, &bytes, &length, "jpeg", &error, "quality", quality, NULL);
  g_assert_no_error (error);
  return decode_jpeg (bytes, length);
}

/* Trims @left, @top, @right and @bottom in percent. */
static GdkPixbuf *
crop (GdkPixbuf *photo, int left, int top, int right, int bottom)
{
  int width = gdk_pixbuf_get_width (photo), height = gdk_pixbuf_get_height (photo);
  g_autoptr (GdkPixbuf) part =
      gdk_pixbuf_new_subpixbuf (photo, width * left / 100, height * top / 100,
                                width * (100 - left - right) / 100, height * (100 - top - bottom) / 100);

  return gdk_pixbuf_copy (part);
}

static GdkPixbuf *
brighten (GdkPixbuf *photo, double factor)
{
  GdkPixbuf *result = gdk_pixbuf_copy (photo);
  guchar *pixels = gdk_pixbuf_get_pixels (result);
  gsize length = gdk_pixbuf_get_byte_length (result);

  for (gsize i = 0; i < length; i++)
    pixels[i] = (guchar)MIN (255, pixels[i] * factor);
  return result;
}

/* Straightened by @degrees, and trimmed to the largest part of the old proportions without empty corners. */
static GdkPixbuf *
tilt (GdkPixbuf *photo, double degrees)
{
  int width = gdk_pixbuf_get_width (photo), height = gdk_pixbuf_get_height (photo);
  double angle = degrees * G_PI / 180, ratio = (double)MAX (width, height) / MIN (width, height);
  double scale = 1 / (cos (angle) + ratio * sin (fabs (angle)));
  int w = (int)(width * scale), h = (int)(height * scale);
  GdkPixbuf *result = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, w, h);
  const guchar *from = gdk_pixbuf_read_pixels (photo);
  guchar *to = gdk_pixbuf_get_pixels (result);
  int channels = gdk_pixbuf_get_n_channels (photo);

  for (int y = 0; y < h; y++)
    for (int x = 0; x < w; x++)
      {
        double dx = x - w / 2.0, dy = y - h / 2.0;
        int fx = CLAMP ((int)lround (width / 2.0 + dx * cos (angle) - dy * sin (angle)), 0, width - 1);
        int fy = CLAMP ((int)lround (height / 2.0 + dx * sin (angle) + dy * cos (angle)), 0, height - 1);

        memcpy (to + y * gdk_pixbuf_get_rowstride (result) + 3 * x,
                from + fy * gdk_pixbuf_get_rowstride (photo) + channels * fx, 3);
      }
  return result;
}

#define TILTED 12

static GdkPixbuf *
forge (GdkPixbuf *photo, int how)
{
  switch (how)
    {
    case 0:
      return gdk_pixbuf_rotate_simple (photo, GDK_PIXBUF_ROTATE_CLOCKWISE);
    case 1:
      return gdk_pixbuf_rotate_simple (photo, GDK_PIXBUF_ROTATE_UPSIDEDOWN);
    case 2:
      return gdk_pixbuf_rotate_simple (photo, GDK_PIXBUF_ROTATE_COUNTERCLOCKWISE);
    case 3:
      return gdk_pixbuf_flip (photo, TRUE);
    case 4:
      return gdk_pixbuf_flip (photo, FALSE);
    case 5:
      return crop (photo, 10, 10, 10, 10);
    case 6:
      return crop (photo, 10, 0, 0, 0);
    case 7:
      return crop (photo, 0, 0, 10, 10);
    case 8:
      return crop (photo, 5, 5, 5, 5);
    case 9:
      return compress (photo, "60");
    case 10:
      return brighten (photo, 1.2);
    case 11:
      return brighten (photo, 0.8);
    case TILTED:
      return tilt (photo, 3);
    case TILTED + 1:
      return tilt (photo, -5);
    case 14:
      return gdk_pixbuf_scale_simple (photo, gdk_pixbuf_get_width (photo) / 3,
                                      gdk_pixbuf_get_height (photo) / 3, GDK_INTERP_BILINEAR);
    case 15:
      {
        g_autoptr (GdkPixbuf) turned = gdk_pixbuf_rotate_simple (photo, GDK_PIXBUF_ROTATE_CLOCKWISE);
        g_autoptr (GdkPixbuf) trimmed = crop (turned, 10, 0, 0, 10);
        g_autoptr (GdkPixbuf) bright = brighten (trimmed, 1.2);

        return compress (bright, "60");
      }
    default:
      return NULL;
    }
}

#define FORGERIES 16

static void
check_forgeries (GdkPixbuf *photo, const char *name)
{
  g_autoptr (AnlanPhotoPrint) print = anlan_photo_print_new (photo);
  guint64 hashes[ANLAN_PHOTO_HASHES];

  anlan_photo_print_hashes (print, hashes);
  for (int how = 0; how < FORGERIES; how++)
    {
      g_autoptr (GdkPixbuf) forged = forge (photo, how);
      g_autoptr (AnlanPhotoPrint) other = anlan_photo_print_new (forged);
      double likeness = anlan_photo_compare (print, other);
      gboolean may = anlan_photo_print_may_match (other, hashes);

      g_test_message ("%s, forgery %d: %.3f%s", name, how, likeness, may ? "" : ", not found by hash");
      g_assert_cmpfloat (likeness, >=, ANLAN_PHOTO_SAME);
      /* Tilting moves everything: only the comparison itself finds that. */
      g_assert_true (may || how == TILTED || how == TILTED + 1);
    }
}

static void
check_different (GdkPixbuf *a, GdkPixbuf *b, const char *name)
{
  g_autoptr (AnlanPhotoPrint) one = anlan_photo_print_new (a);
  g_autoptr (AnlanPhotoPrint) other = anlan_photo_print_new (b);
  double likeness = anlan_photo_compare (one, other);

  g_test_message ("%s: %.3f", name, likeness);
  g_assert_cmpfloat (likeness, <, 0.35);
}

/* --- tests ------------------------------------------------------------------------------------------------------------ */

static void
test_made (void)
{
  GdkPixbuf *photos[] = { make_photo (1, 800, 600), make_photo (2, 480, 640) };

  for (guint i = 0; i < G_N_ELEMENTS (photos); i++)
    {
      check_forgeries (photos[i], "made");
      for (guint j = 0; j < i; j++)
        check_different (photos[i], photos[j], "two made ones");
    }
  for (guint i = 0; i < G_N_ELEMENTS (photos); i++)
    g_object_unref (photos[i]);
}

static void
test_real (void)
{
  static const char *const names[] = { "1.jpg", "2.jpg", "3.jpg", "9.jpg" };
  const char *shared = g_getenv ("ANLAN_SHARED");
  g_autofree char *folder = shared != NULL ? g_build_filename (shared, "data", "helmet", NULL) : NULL;
  GdkPixbuf *photos[G_N_ELEMENTS (names)];

  if (folder == NULL || !g_file_test (folder, G_FILE_TEST_IS_DIR))
    {
      g_test_skip ("the real photos are not here");
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      photos[i] = read_jpeg (path);
      check_forgeries (photos[i], names[i]);
      for (guint j = 0; j < i; j++)
        check_different (photos[i], photos[j], names[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_object_unref (photos[i]);
}

/* A wall of one grey is like nothing, not even like another one: it proves nothing either way. */
static void
test_blank (void)
{
  g_autoptr (GdkPixbuf) blank = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 64, 64);
  g_autoptr (GdkPixbuf) photo = make_photo (5, 1, 1);
  g_autoptr (AnlanPhotoPrint) one = NULL, other = NULL;

  gdk_pixbuf_fill (blank, 0x808080ff);
  one = anlan_photo_print_new (blank);
  other = anlan_photo_print_new (photo);
  g_assert_cmpfloat (fabs (anlan_photo_compare (one, one)), <, 0.01);
  g_assert_cmpfloat (fabs (anlan_photo_compare (one, other)), <, 0.01);
}

static void
test_png (void)
{
  g_autoptr (GdkPixbuf) photo = make_photo (6, 1200, 900);
  g_autoptr (GdkPixbuf) small =
      gdk_pixbuf_scale_simple (photo, ANLAN_PHOTO_EDGE, ANLAN_PHOTO_EDGE * 3 / 4, GDK_INTERP_BILINEAR);
  g_autoptr (AnlanPhotoPrint) print = anlan_photo_print_new (photo), read = NULL;
  g_autoptr (GBytes) png = NULL, broken = g_bytes_new_static ("\x89PNG and no more", 16);
  g_autoptr (GError) error = NULL;
  char *data;
  gsize length;

  g_assert_true (gdk_pixbuf_save_to_buffer (small, &data, &length, "png", &error, NULL));
  png = g_bytes_new_take (data, length);
  read = anlan_photo_print_new_png (png, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (anlan_photo_compare (read, print), >, 0.95);
  g_assert_null (anlan_photo_print_new_png (broken, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/photo/made", test_made);
  g_test_add_func ("/photo/real", test_real);
  g_test_add_func ("/photo/blank", test_blank);
  g_test_add_func ("/photo/png", test_png);
  return g_test_run ();
}

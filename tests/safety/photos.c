/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include "photos.h"

#include <math.h>
#include <string.h>

/* --- photos ---------------------------------------------------------------------------------------------------------- */

/* Smooth noise of several octaves in three colours: as much structure as a photo, made from @seed alone. */
GdkPixbuf *
photos_make (guint32 seed, int width, int height)
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

GdkPixbuf *
photos_read (const char *path)
{
  g_autofree char *bytes = NULL;
  g_autoptr (GError) error = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &bytes, &length, &error));
  return decode_jpeg (bytes, length);
}

GBytes *
photos_to_jpeg (GdkPixbuf *photo, const char *quality)
{
  char *bytes = NULL;
  gsize length;
  g_autoptr (GError) error = NULL;

  gdk_pixbuf_save_to_buffer (photo, &bytes, &length, "jpeg", &error, "quality", quality, NULL);
  g_assert_no_error (error);
  return g_bytes_new_take (bytes, length);
}

static GdkPixbuf *
compress (GdkPixbuf *photo, const char *quality)
{
  g_autoptr (GBytes) jpeg = photos_to_jpeg (photo, quality);

  return decode_jpeg (g_bytes_get_data (jpeg, NULL), g_bytes_get_size (jpeg));
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

GdkPixbuf *
photos_forge (GdkPixbuf *photo, int how)
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
    case PHOTOS_TILTED:
      return tilt (photo, 3);
    case PHOTOS_TILTED + 1:
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "safety/photo-difference.h"

/* A photographed wall: boxes of many sizes and greys, from @seed alone, seen through a window of @zoom that begins at
 * (@from_x, @from_y) in parts of its width, @light brighter, with a dark patch in its middle where @patch is set. */
static GdkPixbuf *
take (guint32 seed, double zoom, double from_x, double from_y, double light, gboolean patch)
{
  enum
  {
    WIDTH = 360,
    HEIGHT = 270,
    BOXES = 160
  };
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, WIDTH, HEIGHT);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  double boxes[BOXES][5];

  for (int i = 0; i < BOXES; i++)
    {
      boxes[i][0] = g_rand_double_range (rand, -0.3, 1.3);
      boxes[i][1] = g_rand_double_range (rand, -0.3, 1.1);
      boxes[i][2] = g_rand_double_range (rand, 0.03, 0.3);
      boxes[i][3] = g_rand_double_range (rand, 0.03, 0.3);
      boxes[i][4] = g_rand_double_range (rand, 20, 200);
    }
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      {
        double u = from_x + x / (WIDTH * zoom), v = from_y + y / (WIDTH * zoom), grey = 100;

        for (int i = 0; i < BOXES; i++)
          if (u >= boxes[i][0] && u < boxes[i][0] + boxes[i][2] && v >= boxes[i][1] &&
              v < boxes[i][1] + boxes[i][3])
            grey = boxes[i][4];
        if (patch && hypot (u - 0.5, v - 0.375) < 0.1)
          grey = grey < 110 ? 220 : 10;
        for (int c = 0; c < 3; c++)
          pixels[y * stride + 3 * x + c] = (guchar)CLAMP (grey * light, 0, 255);
      }
  return pixbuf;
}

static guint
opacity_at (GdkPixbuf *heat, double x, double y)
{
  int column = (int)(x * gdk_pixbuf_get_width (heat)), row = (int)(y * gdk_pixbuf_get_width (heat));

  return gdk_pixbuf_read_pixels (heat)[row * gdk_pixbuf_get_rowstride (heat) + 4 * column + 3];
}

/* The patch is the only difference, however the second photo was taken. Half the patch's 3.1 % of the area is near its
 * edge, where the average over neighbours blunts it. */
static void
test_patch (void)
{
  static const struct
  {
    double zoom, x, y, light;
  } taken[] = { { 1, 0, 0, 1 }, { 1, 0.08, -0.05, 1.15 }, { 1.15, 0.03, 0.04, 0.9 }, { 0.9, -0.06, 0, 1.2 } };

  for (guint i = 0; i < G_N_ELEMENTS (taken); i++)
    {
      g_autoptr (GdkPixbuf) before = take (7, 1, 0, 0, 1, FALSE);
      g_autoptr (GdkPixbuf) after = take (7, taken[i].zoom, taken[i].x, taken[i].y, taken[i].light, TRUE);
      g_autoptr (GdkPixbuf) heat = NULL;
      AnlanPhotoFit fit;
      double part;

      heat = anlan_photo_difference (before, after, &fit, &part);
      g_test_message ("%u: scale %.3f at %.3f %.3f, likeness %.2f, part %.3f", i, fit.scale, fit.x, fit.y,
                      fit.likeness, part);
      g_assert_nonnull (heat);
      g_assert_cmpfloat (fit.likeness, >, 0.6);
      g_assert_cmpfloat_with_epsilon (fit.scale, 1 / taken[i].zoom, 0.02);
      g_assert_cmpfloat_with_epsilon (fit.x, taken[i].x, 0.02);
      g_assert_cmpfloat_with_epsilon (fit.y, taken[i].y, 0.02);
      g_assert_cmpfloat (part, >, 0.015);
      g_assert_cmpfloat (part, <, 0.1);
      g_assert_cmpuint (opacity_at (heat, 0.5, 0.375), >, 120);
      g_assert_cmpuint (opacity_at (heat, 0.25, 0.2), <, 60);
    }
}

static void
test_same (void)
{
  g_autoptr (GdkPixbuf) before = take (8, 1, 0, 0, 1, FALSE);
  AnlanPhotoFit fit;
  double part;
  g_autoptr (GdkPixbuf) heat = anlan_photo_difference (before, before, &fit, &part);

  g_assert_nonnull (heat);
  g_assert_cmpfloat (fit.likeness, >, 0.99);
  g_assert_cmpfloat (part, <, 0.001);
}

/* Two places that have nothing in common, a picture of one grey, and one of a single pixel. */
static void
test_nothing_in_common (void)
{
  for (guint32 seed = 20; seed < 26; seed++)
    {
      g_autoptr (GdkPixbuf) before = take (seed, 1, 0, 0, 1, FALSE);
      g_autoptr (GdkPixbuf) after = take (seed + 100, 1, 0, 0, 1, FALSE);
      g_autoptr (GdkPixbuf) grey = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, 90, 160);
      g_autoptr (GdkPixbuf) dot = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 1, 1);
      AnlanPhotoFit fit;
      double part;

      gdk_pixbuf_fill (grey, 0x808080ff);
      gdk_pixbuf_fill (dot, 0x202020ff);
      g_assert_null (anlan_photo_difference (before, after, &fit, &part));
      g_test_message ("%u: likeness %.2f", seed, fit.likeness);
      g_assert_null (anlan_photo_difference (before, grey, &fit, &part));
      g_assert_null (anlan_photo_difference (dot, after, &fit, &part));
    }
}

static void
test_time (void)
{
  g_autoptr (GdkPixbuf) before = take (9, 1, 0, 0, 1, FALSE);
  g_autoptr (GdkPixbuf) after = take (9, 1.1, 0.05, 0, 1, TRUE);
  g_autoptr (GdkPixbuf) heat = NULL;
  AnlanPhotoFit fit;
  double part, seconds;

  g_test_timer_start ();
  heat = anlan_photo_difference (before, after, &fit, &part);
  seconds = g_test_timer_elapsed ();
  g_test_minimized_result (seconds, "difference of two photos: %.0f ms", 1000 * seconds);
  g_assert_nonnull (heat);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/safety/difference/patch", test_patch);
  g_test_add_func ("/safety/difference/same", test_same);
  g_test_add_func ("/safety/difference/nothing-in-common", test_nothing_in_common);
  g_test_add_func ("/safety/difference/time", test_time);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <stdlib.h>

#include "report/map-draw.h"

/* Pictures that tests draw and look at. */

static inline cairo_surface_t *
picture_new (double width, double height, double scale)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_ARGB32, (int)(width * scale), (int)(height * scale));

  cairo_surface_set_device_scale (surface, scale, scale);
  return surface;
}

/* 0xaarrggbb of a device pixel */
static inline guint32
picture_pixel (cairo_surface_t *surface, int x, int y)
{
  const guint8 *data = cairo_image_surface_get_data (surface);

  g_assert_cmpint (x, >=, 0);
  g_assert_cmpint (y, >=, 0);
  g_assert_cmpint (x, <, cairo_image_surface_get_width (surface));
  g_assert_cmpint (y, <, cairo_image_surface_get_height (surface));
  return *(const guint32 *)(const void *)(data + (gsize)y * cairo_image_surface_get_stride (surface) +
                                          4 * (gsize)x);
}

static inline int
channel_distance (guint32 a, guint32 b)
{
  int most = 0;

  for (guint shift = 0; shift < 32; shift += 8)
    most = MAX (most, abs ((int)((a >> shift) & 255) - (int)((b >> shift) & 255)));
  return most;
}

/* How many pixels differ by more than @tolerance in a channel. */
static inline guint
picture_count_differences (cairo_surface_t *a, cairo_surface_t *b, int tolerance)
{
  guint n = 0;

  g_assert_cmpint (cairo_image_surface_get_width (a), ==, cairo_image_surface_get_width (b));
  g_assert_cmpint (cairo_image_surface_get_height (a), ==, cairo_image_surface_get_height (b));
  for (int y = 0; y < cairo_image_surface_get_height (a); y++)
    for (int x = 0; x < cairo_image_surface_get_width (a); x++)
      n += channel_distance (picture_pixel (a, x, y), picture_pixel (b, x, y)) > tolerance;
  return n;
}

/* The mean of a pixel and its neighbours: versions of a font draw the edges of the same letter a little differently. */
static inline guint32
picture_mean (cairo_surface_t *surface, int x, int y)
{
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  guint sums[4] = { 0 }, n = 0;
  guint32 mean = 0;

  for (int v = MAX (0, y - 1); v <= MIN (height - 1, y + 1); v++)
    for (int u = MAX (0, x - 1); u <= MIN (width - 1, x + 1); u++, n++)
      for (guint i = 0; i < 4; i++)
        sums[i] += (picture_pixel (surface, u, v) >> (8 * i)) & 255;
  for (guint i = 0; i < 4; i++)
    mean |= (sums[i] / n) << (8 * i);
  return mean;
}

static inline guint
picture_count_unlike (cairo_surface_t *a, cairo_surface_t *b, int tolerance)
{
  guint n = 0;

  g_assert_cmpint (cairo_image_surface_get_width (a), ==, cairo_image_surface_get_width (b));
  g_assert_cmpint (cairo_image_surface_get_height (a), ==, cairo_image_surface_get_height (b));
  for (int y = 0; y < cairo_image_surface_get_height (a); y++)
    for (int x = 0; x < cairo_image_surface_get_width (a); x++)
      n += channel_distance (picture_mean (a, x, y), picture_mean (b, x, y)) > tolerance;
  return n;
}

static inline double
luminance (guint32 pixel)
{
  return (0.2126 * ((pixel >> 16) & 255) + 0.7152 * ((pixel >> 8) & 255) + 0.0722 * (pixel & 255)) / 255;
}

/**
 * picture_check:
 *
 * Against tests/data/NAME.png, each pixel with its neighbours. With ANLAN_UPDATE_PICTURES set it is written instead.
 * Fonts and cairo may differ a little between machines: one pixel in a hundred may be different. What was drawn stands beside the test's other
 * output for whoever has to look.
 */
static inline void
picture_check (cairo_surface_t *surface, const char *name)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *wanted = g_test_build_filename (G_TEST_DIST, "data", file, NULL);
  g_autofree char *drawn = g_build_filename (g_get_tmp_dir (), file, NULL);
  cairo_surface_t *expected;
  guint n, all;

  cairo_surface_set_device_scale (surface, 1, 1);
  if (g_getenv ("ANLAN_UPDATE_PICTURES") != NULL)
    {
      g_assert_cmpint (cairo_surface_write_to_png (surface, wanted), ==, CAIRO_STATUS_SUCCESS);
      return;
    }
  expected = cairo_image_surface_create_from_png (wanted);
  g_assert_cmpint (cairo_surface_status (expected), ==, CAIRO_STATUS_SUCCESS);
  {
    /* A PNG without alpha comes back as RGB24; compare like with like. */
    cairo_surface_t *same =
        picture_new (cairo_image_surface_get_width (expected), cairo_image_surface_get_height (expected), 1);
    cairo_t *cr = cairo_create (same);

    cairo_set_source_surface (cr, expected, 0, 0);
    cairo_paint (cr);
    cairo_destroy (cr);
    cairo_surface_destroy (expected);
    expected = same;
  }
  n = picture_count_unlike (surface, expected, 24);
  all = cairo_image_surface_get_width (surface) * cairo_image_surface_get_height (surface);
  if (n * 100 > all)
    {
      cairo_surface_write_to_png (surface, drawn);
      g_test_message ("%u of %u pixels differ from %s; what was drawn is %s", n, all, wanted, drawn);
    }
  g_assert_cmpuint (n * 100, <=, all);
  cairo_surface_destroy (expected);
}

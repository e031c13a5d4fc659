/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/paths.h"
#include "report/chart.h"

/* 1, 2 or 5 times a power of ten, reaching the top in no more steps than there is room for. */
static void
test_ticks (void)
{
  static const struct
  {
    double top;
    guint most;
    gboolean whole;
    double step;
  } cases[] = {
    { 7, 5, TRUE, 2 },      { 5, 5, TRUE, 1 },          { 1, 5, TRUE, 1 },          { 1, 5, FALSE, 0.2 },
    { 0, 5, TRUE, 1 },      { 10, 5, TRUE, 2 },         { 11, 5, TRUE, 5 },         { 25, 5, TRUE, 5 },
    { 26, 5, TRUE, 10 },    { 200000, 5, TRUE, 50000 }, { 250000, 5, TRUE, 50000 }, { 0.37, 4, FALSE, 0.1 },
    { 0.5, 5, FALSE, 0.1 }, { 3, 1, TRUE, 5 },          { 100, 10, TRUE, 10 },      { 1e-6, 5, FALSE, 2e-7 },
    { NAN, 5, TRUE, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double step = anlan_chart_ticks (cases[i].top, cases[i].most, cases[i].whole);

      g_assert_cmpfloat_with_epsilon (step / cases[i].step, 1, 1e-9);
    }
}

typedef struct
{
  cairo_surface_t *surface;
  int width, height;
} Picture;

static Picture
paint (AnlanChart *chart)
{
  Picture picture = { NULL, 480, (int)anlan_chart_get_height (chart, 480) };
  cairo_t *cr;

  picture.surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, picture.width, picture.height);
  cr = cairo_create (picture.surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  anlan_chart_draw (chart, cr, 0, 0, picture.width, picture.height, NULL);
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_flush (picture.surface);
  return picture;
}

static guint
grey_at (const Picture *picture, int x, int y)
{
  guint32 pixel = *(guint32 *)(void *)(cairo_image_surface_get_data (picture->surface) +
                                       y * cairo_image_surface_get_stride (picture->surface) + 4 * x);

  return ((pixel >> 16 & 255) * 2126 + (pixel >> 8 & 255) * 7152 + (pixel & 255) * 722) / 10000;
}

/* The uppermost pixel of column @x that is darker than the grid. */
static int
top_of_bar (const Picture *picture, int x)
{
  for (int y = 20; y < picture->height; y++)
    if (grey_at (picture, x, y) < 90)
      return y;
  return picture->height;
}

/* Bars begin at zero and are as high as their values: 10 is twice as high as 5. */
static void
test_bars (void)
{
  static const char *const names[] = { "一月", "二月", NULL };
  static const double values[] = { 5, 10 };
  AnlanChart *chart = anlan_chart_new (ANLAN_CHART_BARS, "Found", names);
  Picture picture;
  int bottom, low, high;

  anlan_chart_add_series (chart, "Found", values, NULL);
  picture = paint (chart);
  bottom = picture.height - 16;
  low = bottom - top_of_bar (&picture, 146);
  high = bottom - top_of_bar (&picture, 374);
  g_assert_cmpint (low, >, 20);
  g_assert_cmpint (ABS (high - 2 * low), <=, 3);
  cairo_surface_destroy (picture.surface);
  anlan_chart_unref (chart);
}

/* Series that lie on each other differ in grey: black and white prints tell them apart. */
static void
test_grey (void)
{
  static const char *const names[] = { "A", NULL };
  static const double values[] = { 10 };
  AnlanChart *chart = anlan_chart_new (ANLAN_CHART_ROWS, "Open", names);
  Picture picture;
  guint least = 255, most = 0, y;

  anlan_chart_add_series (chart, "Overdue", values, NULL);
  anlan_chart_add_series (chart, "Not overdue", values, NULL);
  picture = paint (chart);
  y = (guint)(34 + picture.height - 16) / 2;
  for (int x = 60; x < 400; x++)
    {
      least = MIN (least, grey_at (&picture, x, (int)y));
      if (grey_at (&picture, x, (int)y) < 250)
        most = MAX (most, grey_at (&picture, x, (int)y));
    }
  g_assert_cmpuint (most - least, >, 80);
  cairo_surface_destroy (picture.surface);
  anlan_chart_unref (chart);
}

/* Nothing, gaps, one value, long names, no series: it is drawn without complaint. */
static void
test_odd (void)
{
  static const char *const none[] = { NULL };
  static const char *const names[] = { "一个名称很长的生产装置及其附属公用工程系统的责任部门", "B", "C",
                                       NULL };
  static const double gaps[] = { NAN, 3, INFINITY }, zeros[] = { 0, 0, 0 }, parts[] = { 0.5, NAN, 1 };
  static const AnlanChartType types[] = { ANLAN_CHART_BARS, ANLAN_CHART_STACKED, ANLAN_CHART_ROWS,
                                          ANLAN_CHART_LINES };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    for (guint j = 0; j < 5; j++)
      {
        AnlanChart *chart = anlan_chart_new (types[i], "T", j == 0 ? none : names);
        Picture picture;

        if (j == 1 || j == 4)
          anlan_chart_add_series (chart, "缺口", gaps, "red");
        if (j == 2 || j == 4)
          anlan_chart_add_series (chart, "零", zeros, NULL);
        if (j == 3)
          anlan_chart_add_series (chart, "份额", parts, NULL);
        anlan_chart_set_percent (chart, j == 3);
        anlan_chart_set_target (chart, 0.9, "Target");
        anlan_chart_set_note (chart, "As of today");
        picture = paint (chart);
        cairo_surface_destroy (picture.surface);
        anlan_chart_unref (chart);
      }
}

int
main (int argc, char **argv)
{
  anlan_path_init_locale ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/chart/ticks", test_ticks);
  g_test_add_func ("/chart/bars", test_bars);
  g_test_add_func ("/chart/grey", test_grey);
  g_test_add_func ("/chart/odd", test_odd);
  return g_test_run ();
}

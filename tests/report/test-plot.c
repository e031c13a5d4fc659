/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* Curves of what was measured: marks of the axes, gaps, what finds a place in one picture, and that it is drawn. */

#include "report/plot.h"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/time.h"

/* Ends and steps worked out by hand: the step is 1, 2 or 5 times a power of ten, with no more steps than there is room. */
static void
test_values (void)
{
  static const struct
  {
    double low, high;
    guint most;
    double bottom, top, step;
  } cases[] = {
    { 0, 10, 5, 0, 10, 2 },
    { 3, 97, 10, 0, 100, 10 },
    { 20.86, 20.94, 4, 20.86, 20.94, 0.02 },
    { -12, 31, 5, -20, 40, 10 },
    { 5, 5, 5, 4.4, 5.6, 0.2 },
    { 0, 0, 4, -1, 1, 0.5 },
    { INFINITY, -INFINITY, 5, 0, 1, 0.2 },
    { 0.5, 25, 5, 0, 25, 5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      double bottom, top, step;

      anlan_plot_value_axis (cases[i].low, cases[i].high, cases[i].most, &bottom, &top, &step);
      g_test_message ("%u: %g to %g by %g", i, bottom, top, step);
      g_assert_cmpfloat_with_epsilon (bottom, cases[i].bottom, 1e-9);
      g_assert_cmpfloat_with_epsilon (top, cases[i].top, 1e-9);
      g_assert_cmpfloat_with_epsilon (step, cases[i].step, 1e-9);
    }
}

static void
test_numbers (void)
{
  static const struct
  {
    double value, step;
    const char *words;
  } cases[] = {
    { 20, 5, "20" },   { 0.02, 0.02, "0.02" },           { 1.5, 0.5, "1.5" },   { -0.0, 1, "0" },
    { 3, 0.1, "3.0" }, { 1234.5678, 0.001, "1234.568" }, { 1e-12, 0.5, "0.0" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = anlan_plot_number (cases[i].value, cases[i].step);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

/* Marks stand at round times of the wall clock, also where that is put on (Berlin, 2026-03-29) and back (2026-10-25). */
static void
test_times (void)
{
  static const struct
  {
    const char *zone, *from, *to;
    guint most;
    const char *words; /* of all marks */
  } cases[] = {
    { "Asia/Shanghai", "2026-11-22T00:00:00Z", "2026-11-22T01:00:00Z", 6, "08:00 08:15 08:30 08:45" },
    { "Asia/Shanghai", "2026-11-21T16:00:00Z", "2026-11-22T16:00:00Z", 8,
      "11-22 03:00 06:00 09:00 12:00 15:00 18:00 21:00" },
    { "Asia/Shanghai", "2026-11-20T17:00:00Z", "2026-11-27T17:00:00Z", 8,
      "11-22 11-23 11-24 11-25 11-26 11-27 11-28" },
    { "Asia/Shanghai", "2026-01-15T00:00:00Z", "2026-12-15T00:00:00Z", 12,
      "2026-02 2026-03 2026-04 2026-05 2026-06 2026-07 2026-08 2026-09 2026-10 2026-11 2026-12" },
    { "Asia/Shanghai", "2016-06-01T00:00:00Z", "2026-06-01T00:00:00Z", 6, "2018 2020 2022 2024 2026" },
    { "Europe/Berlin", "2026-03-28T22:00:00Z", "2026-03-29T10:00:00Z", 5, "03-29 03:00 06:00 09:00" },
    { "Europe/Berlin", "2026-10-24T21:00:00Z", "2026-10-25T23:30:00Z", 5, "10-25 06:00 12:00 18:00 10-26" },
    { "UTC", "2026-11-22T10:00:00Z", "2026-11-22T10:00:20Z", 5, "10:00:00 10:00:05 10:00:10 10:00:15" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_identifier (cases[i].zone);
      g_autoptr (GString) all = g_string_new (NULL);
      g_autoptr (GArray) marks = NULL;
      gint64 from, to, distance = G_MAXINT64;

      g_assert_true (anlan_time_parse (cases[i].from, &from) && anlan_time_parse (cases[i].to, &to));
      marks = anlan_plot_time_marks (from, to, cases[i].most, zone);
      for (guint j = 1; j < marks->len; j++)
        distance = MIN (distance, g_array_index (marks, gint64, j) - g_array_index (marks, gint64, j - 1));
      for (guint j = 0; j < marks->len; j++)
        {
          g_autofree char *words = anlan_plot_time_words (g_array_index (marks, gint64, j), distance, zone);

          g_string_append_printf (all, "%s%s", j > 0 ? " " : "", words);
        }
      g_assert_cmpstr (all->str, ==, cases[i].words);
    }
}

/* A point each @step where @values has a digit: a blank is nothing, '-' is a stretch with nothing good in it. */
static GArray *
make_points (const char *values, gint64 step)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (AnlanStretch));

  for (guint i = 0; values[i] != '\0'; i++)
    {
      gboolean good = g_ascii_isdigit (values[i]);
      double value = good ? values[i] - '0' : NAN;
      AnlanStretch point = {
        .ts = i * step, .low = value, .high = value, .mean = value, .last = value, .count = good, .bad = !good
      };

      if (values[i] != ' ')
        g_array_append_val (points, point);
    }
  return points;
}

/* Where a curve begins anew. */
static void
test_gaps (void)
{
  static const struct
  {
    const char *values;
    const char *begins; /* a 1 for each point that is not joined to the one before */
  } cases[] = {
    { "12345", "10000" },
    { "123     45", "10010" },
    { "12-45", "10110" },
    { "1 1 1 1 1", "10000" }, /* every second minute is what comes */
    { "1 1 1 1       1 1", "100010" },
    { "5", "1" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
      g_autoptr (AnlanPlot) plot = anlan_plot_new (0, ANLAN_HOUR, zone);
      g_autoptr (GArray) points = make_points (cases[i].values, ANLAN_MINUTE);
      const AnlanPlotLine *line;

      g_assert_true (anlan_plot_add_line (plot, "a", NULL, "ppm", points, ANLAN_ROLLUP_MINUTE, NULL));
      line = anlan_plot_get_line (plot, 0);
      g_assert_cmpuint (points->len, ==, strlen (cases[i].begins));
      for (guint j = 0; j < points->len; j++)
        g_assert_cmpint (anlan_plot_line_is_gap (line, j), ==, cases[i].begins[j] == '1');
    }
}

/* The cursor never says a value where there was none, and goes from point to point. */
static void
test_cursor (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (AnlanPlot) plot = anlan_plot_new (0, ANLAN_HOUR, zone);
  g_autoptr (GArray) points = make_points ("123       4", ANLAN_MINUTE);
  const AnlanPlotLine *line;

  g_assert_true (anlan_plot_add_line (plot, "a", NULL, NULL, points, ANLAN_ROLLUP_MINUTE, NULL));
  line = anlan_plot_get_line (plot, 0);
  g_assert_null (anlan_plot_line_at (line, -1));
  g_assert_cmpfloat (anlan_plot_line_at (line, 0)->mean, ==, 1);
  g_assert_cmpfloat (anlan_plot_line_at (line, 90 * ANLAN_SECOND)->mean, ==, 2);
  g_assert_null (anlan_plot_line_at (line, 7 * ANLAN_MINUTE));
  g_assert_cmpfloat (anlan_plot_line_at (line, 10 * ANLAN_MINUTE)->mean, ==, 4);
  g_assert_cmpint (anlan_plot_next_moment (plot, -1, TRUE), ==, 0);
  g_assert_cmpint (anlan_plot_next_moment (plot, 2 * ANLAN_MINUTE, TRUE), ==, 10 * ANLAN_MINUTE);
  g_assert_cmpint (anlan_plot_next_moment (plot, 10 * ANLAN_MINUTE, TRUE), ==, 10 * ANLAN_MINUTE);
  g_assert_cmpint (anlan_plot_next_moment (plot, 10 * ANLAN_MINUTE, FALSE), ==, 2 * ANLAN_MINUTE);
  g_assert_cmpint (anlan_plot_next_moment (plot, 0, FALSE), ==, 0);
}

/* Two units at most, four curves at most, each refused with a sentence that names it. */
static void
test_refused (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (AnlanPlot) plot = anlan_plot_new (0, ANLAN_HOUR, zone);
  g_autoptr (GArray) points = make_points ("12", ANLAN_MINUTE);
  g_autoptr (GError) unit = NULL, many = NULL;

  g_assert_true (anlan_plot_add_line (plot, "a", "A", "ppm", points, ANLAN_ROLLUP_RAW, NULL));
  g_assert_true (anlan_plot_add_line (plot, "b", "B", "°C", points, ANLAN_ROLLUP_RAW, NULL));
  g_assert_cmpuint (anlan_plot_get_line (plot, 1)->axis, ==, 1);
  g_assert_false (anlan_plot_add_line (plot, "c", "Wind", "m/s", points, ANLAN_ROLLUP_RAW, &unit));
  g_assert_error (unit, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_assert_nonnull (strstr (unit->message, "Wind"));
  g_assert_true (anlan_plot_add_line (plot, "d", "D", "ppm", points, ANLAN_ROLLUP_RAW, NULL));
  g_assert_true (anlan_plot_add_line (plot, "e", "E", "°C", points, ANLAN_ROLLUP_RAW, NULL));
  g_assert_false (anlan_plot_add_line (plot, "f", "F", "ppm", points, ANLAN_ROLLUP_RAW, &many));
  g_assert_error (many, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_assert_cmpuint (anlan_plot_get_n_lines (plot), ==, 4);
}

/* How many pixels of a column are darker than the ground. */
static guint
ink_in (cairo_surface_t *surface, int x, int top, int bottom)
{
  const guint8 *data = cairo_image_surface_get_data (surface);
  int stride = cairo_image_surface_get_stride (surface);
  guint n = 0;

  for (int y = top; y < bottom; y++)
    n += data[y * stride + x * 4] < 100;
  return n;
}

/* Drawn: a curve where there are values, nothing in the gap, the limit across, the alarm under the field. */
static void
test_drawn (void)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_utc ();
  g_autoptr (AnlanPlot) plot = anlan_plot_new (0, 20 * ANLAN_MINUTE, zone);
  g_autoptr (GArray) points = make_points ("22222          22222", ANLAN_MINUTE);
  AnlanPlotLook look = { .from = 0, .to = 20 * ANLAN_MINUTE, .cursor = G_MININT64 };
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 600, 300);
  cairo_t *cr = cairo_create (surface);
  double left, right;
  int gap, curve;
  guint limit = 0;

  g_assert_true (anlan_plot_add_line (plot, "a", NULL, "ppm", points, ANLAN_ROLLUP_MINUTE, NULL));
  anlan_plot_add_alarm (plot, 16 * ANLAN_MINUTE, G_MAXINT64, 2, "Gas");
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  anlan_plot_draw (plot, cr, 600, 300, &look);
  anlan_plot_field (plot, 600, 300, &look, &left, &right);
  g_assert_cmpfloat (left, <, right);
  cairo_surface_flush (surface);
  /* Between the lines of the grid, which are pale. */
  curve = (int)(left + (right - left) * 2.3 / 20);
  gap = (int)(left + (right - left) * 9.3 / 20);
  g_assert_cmpuint (ink_in (surface, curve, 30, 270), >, 0);
  g_assert_cmpuint (ink_in (surface, gap, 30, 270), ==, 0);
  g_assert_cmpuint (ink_in (surface, (int)(left + (right - left) * 18.3 / 20), 276, 290), >, 2);
  g_assert_cmpuint (ink_in (surface, gap, 276, 285), ==, 0);

  anlan_plot_add_limit (plot, 4, "ppm", "First level");
  look.limits = TRUE;
  anlan_plot_draw (plot, cr, 600, 300, &look);
  cairo_surface_flush (surface);
  for (int x = gap; x < gap + 6; x++) /* it is dashed */
    limit += ink_in (surface, x, 15, 270);
  g_assert_cmpuint (limit, >, 0);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/report/plot/cursor", test_cursor);
  g_test_add_func ("/report/plot/drawn", test_drawn);
  g_test_add_func ("/report/plot/gaps", test_gaps);
  g_test_add_func ("/report/plot/numbers", test_numbers);
  g_test_add_func ("/report/plot/refused", test_refused);
  g_test_add_func ("/report/plot/times", test_times);
  g_test_add_func ("/report/plot/values", test_values);

  return g_test_run ();
}

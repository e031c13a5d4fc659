/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/time.h"
#include "chart-private.h"
#include "paper-private.h"
#include "plot-private.h"

#define GAP 4.0
#define VALUE_ROOM 34.0 /* for one mark of the axis of values */
#define TIME_ROOM 62.0
#define STRIP 9.0 /* of alarms, on the axis of time */
#define FOOT 15.0
#define EDGE 8.0
#define BAND_ALPHA 0.16

static const AnlanChartInk paper_ink = {
  { PAPER_INK, PAPER_INK, PAPER_INK },
  { PAPER_QUIET, PAPER_QUIET, PAPER_QUIET },
  { 0.84, 0.84, 0.84 },
  { 1, 1, 1 },
};

/* Of the lines, on a light ground and on a dark one: none is a colour of risk, and they differ by lightness and dash too. */
static const double hues[][2][3] = {
  { { 0.13, 0.20, 0.30 }, { 0.86, 0.90, 0.96 } },
  { { 0.50, 0.20, 0.58 }, { 0.84, 0.58, 0.92 } },
  { { 0.05, 0.45, 0.50 }, { 0.35, 0.76, 0.80 } },
  { { 0.50, 0.36, 0.24 }, { 0.80, 0.67, 0.56 } },
};

typedef struct
{
  double bottom, top, step;
} Axis;

typedef struct
{
  AnlanPlot *plot;
  cairo_t *cr;
  PaperText text;
  const AnlanPlotLook *look;
  const AnlanChartInk *ink;
  double left, top, right, bottom; /* of the field of values */
  Axis axes[ANLAN_PLOT_UNITS_MAX];
} Drawing;

static void
set_ink (Drawing *d, const double colour[3])
{
  cairo_set_source_rgb (d->cr, colour[0], colour[1], colour[2]);
}

static void
set_hue (Drawing *d, guint i, double alpha)
{
  gboolean dark = d->ink->ground[0] + d->ink->ground[1] + d->ink->ground[2] < 1.5;
  const double *hue = hues[i % G_N_ELEMENTS (hues)][dark];

  cairo_set_source_rgba (d->cr, hue[0], hue[1], hue[2], alpha);
}

static double
x_of (const Drawing *d, gint64 at)
{
  return d->left +
         (d->right - d->left) * (double)(at - d->look->from) / (double)(d->look->to - d->look->from);
}

static double
y_of (const Drawing *d, guint axis, double value)
{
  const Axis *a = &d->axes[axis];

  return d->bottom - (d->bottom - d->top) * (value - a->bottom) / (a->top - a->bottom);
}

/* --- words ------------------------------------------------------------------------------------------------------------ */

/* @part of the words lies before @x; around the height @y. */
static double
put (Drawing *d, PaperStyle style, const char *words, double x, double y, double part)
{
  PangoLayout *layout = anlan_paper_text_set (&d->text, style, words, -1);
  int width, height;

  pango_layout_get_size (layout, &width, &height);
  anlan_paper_show (d->cr, layout, x - part * width / PANGO_SCALE, y - (double)height / PANGO_SCALE / 2);
  return (double)width / PANGO_SCALE;
}

static double
axis_width (Drawing *d, guint axis)
{
  const Axis *a = &d->axes[axis];
  double width = 0;

  for (double value = a->bottom; value <= a->top + a->step / 2; value += a->step)
    {
      g_autofree char *words = anlan_plot_number (value, a->step);

      width = MAX (width, anlan_paper_text_width (&d->text, PAPER_STYLE_LABEL, words));
    }
  return width;
}

/* --- layout ----------------------------------------------------------------------------------------------------------- */

static void
find_axis (Drawing *d, guint axis)
{
  double low = INFINITY, high = -INFINITY;
  guint most = MAX (1, (guint)((d->bottom - d->top) / VALUE_ROOM));
  Axis *a = &d->axes[axis];

  for (guint i = 0; i < d->plot->lines->len; i++)
    {
      const AnlanPlotLine *line = g_ptr_array_index (d->plot->lines, i);
      guint first = anlan_plot_line_after (line, d->look->from),
            end = anlan_plot_line_after (line, d->look->to);

      for (guint j = first > 0 ? first - 1 : 0; line->axis == axis && j < end; j++)
        {
          const AnlanStretch *point = &g_array_index (line->points, AnlanStretch, j);

          low = fmin (low, point->low);
          high = fmax (high, point->high);
        }
    }
  for (guint i = 0; d->look->limits && i < d->plot->limits->len; i++)
    {
      const PlotLimit *limit = g_ptr_array_index (d->plot->limits, i);

      if (anlan_plot_axis_of (d->plot, limit->unit) != (int)axis)
        continue;
      low = fmin (low, limit->value);
      high = fmax (high, limit->value);
    }
  anlan_plot_value_axis (low, high, most, &a->bottom, &a->top, &a->step);
}

static gboolean
has_units (const AnlanPlot *plot)
{
  for (guint i = 0; i < plot->n_units; i++)
    if (plot->units[i] != NULL)
      return TRUE;
  return FALSE;
}

static void
lay_out (Drawing *d, double width, double height)
{
  d->top = EDGE + (d->look->title != NULL ? 18 : 0) + (d->plot->lines->len > 1 ? 15 : 0) +
           (has_units (d->plot) ? 12 : 0);
  d->bottom = MAX (d->top + 10, height - FOOT - (d->plot->alarms->len > 0 ? STRIP : 0));
  for (guint i = 0; i < MAX (1, d->plot->n_units); i++)
    find_axis (d, i);
  d->left = EDGE + axis_width (d, 0) + GAP;
  d->right = width - EDGE - (d->plot->n_units > 1 ? axis_width (d, 1) + GAP : 0);
  d->right = MAX (d->right, d->left + 10);
}

static void
begin (Drawing *d, AnlanPlot *plot, cairo_t *cr, const AnlanPlotLook *look, double width, double height)
{
  d->plot = plot;
  d->cr = cr;
  d->look = look;
  d->ink = look->ink != NULL ? look->ink : &paper_ink;
  anlan_paper_text_init (&d->text);
  lay_out (d, width, height);
}

void
anlan_plot_field (
    AnlanPlot *plot, double width, double height, const AnlanPlotLook *look, double *left, double *right)
{
  Drawing d = { 0 };

  g_return_if_fail (plot != NULL && look != NULL && left != NULL && right != NULL);

  begin (&d, plot, NULL, look, width, height);
  *left = d.left;
  *right = d.right;
  anlan_paper_text_clear (&d.text);
}

/* --- grid --------------------------------------------------------------------------------------------------------------- */

/* On a whole point, or a thin line is grey and wide. */
static void
hair_line (Drawing *d, double x0, double y0, double x1, double y1)
{
  cairo_set_line_width (d->cr, 0.75);
  cairo_move_to (d->cr, x0 == x1 ? floor (x0) + 0.5 : x0, y0 == y1 ? floor (y0) + 0.5 : y0);
  cairo_line_to (d->cr, x0 == x1 ? floor (x1) + 0.5 : x1, y0 == y1 ? floor (y1) + 0.5 : y1);
  cairo_stroke (d->cr);
}

static void
draw_values_axis (Drawing *d, guint axis)
{
  const Axis *a = &d->axes[axis];
  guint n = (guint)lround ((a->top - a->bottom) / a->step);

  for (guint i = 0; i <= n; i++)
    {
      double value = a->bottom + i * a->step, y = y_of (d, axis, value);
      g_autofree char *words = anlan_plot_number (value, a->step);

      set_ink (d, d->ink->line);
      if (axis == 0)
        hair_line (d, d->left, y, d->right, y);
      set_ink (d, d->ink->quiet);
      put (d, PAPER_STYLE_LABEL, words, axis == 0 ? d->left - GAP : d->right + GAP, y, axis == 0 ? 1 : 0);
    }
  if (axis < d->plot->n_units && d->plot->units[axis] != NULL)
    put (d, PAPER_STYLE_LABEL, d->plot->units[axis], axis == 0 ? EDGE : d->right, d->top - 11,
         axis == 0 ? 0 : 0.5);
}

static void
draw_time_axis (Drawing *d)
{
  g_autoptr (GArray) marks = anlan_plot_time_marks (
      d->look->from, d->look->to, MAX (1, (guint)((d->right - d->left) / TIME_ROOM)), d->plot->zone);
  gint64 distance = d->look->to - d->look->from;
  double until = -INFINITY;

  for (guint i = 1; i < marks->len; i++)
    distance = MIN (distance, g_array_index (marks, gint64, i) - g_array_index (marks, gint64, i - 1));
  for (guint i = 0; i < marks->len; i++)
    {
      gint64 at = g_array_index (marks, gint64, i);
      g_autofree char *words = anlan_plot_time_words (at, distance, d->plot->zone);
      double x = x_of (d, at), half = anlan_paper_text_width (&d->text, PAPER_STYLE_LABEL, words) / 2;

      set_ink (d, d->ink->line);
      hair_line (d, x, d->top, x, d->bottom);
      if (x - half < until)
        continue;
      set_ink (d, d->ink->quiet);
      put (d, PAPER_STYLE_LABEL, words, x, d->bottom + (d->plot->alarms->len > 0 ? STRIP : 0) + FOOT / 2 + 1,
           0.5);
      until = x + half + GAP;
    }
}

/* --- lines -------------------------------------------------------------------------------------------------------------- */

/* The points of which something is seen. */
static void
find_shown (const Drawing *d, const AnlanPlotLine *line, guint *first, guint *end)
{
  *first = anlan_plot_line_after (line, d->look->from);
  *first -= *first > 0 ? 1 : 0;
  *end = MIN (line->points->len, anlan_plot_line_after (line, d->look->to) + 1);
}

static void
draw_band (Drawing *d, const AnlanPlotLine *line, guint i)
{
  guint first, end;

  find_shown (d, line, &first, &end);
  set_hue (d, i, BAND_ALPHA);
  for (guint from = first; from < end;)
    {
      guint to = from + 1;

      while (to < end && !anlan_plot_line_is_gap (line, to))
        to++;
      for (guint j = from; j < to; j++)
        {
          const AnlanStretch *point = &g_array_index (line->points, AnlanStretch, j);

          if (point->count > 0)
            cairo_line_to (d->cr, x_of (d, point->ts), y_of (d, line->axis, point->high));
        }
      for (guint j = to; j > from; j--)
        {
          const AnlanStretch *point = &g_array_index (line->points, AnlanStretch, j - 1);

          if (point->count > 0)
            cairo_line_to (d->cr, x_of (d, point->ts), y_of (d, line->axis, point->low));
        }
      cairo_close_path (d->cr);
      cairo_fill (d->cr);
      from = to;
    }
}

/* A point between two gaps is a line to nowhere: it gets a mark, or nobody would see it. */
static void
draw_means (Drawing *d, const AnlanPlotLine *line, guint i)
{
  guint first, end;

  find_shown (d, line, &first, &end);
  cairo_new_path (d->cr);
  for (guint j = first; j < end; j++)
    {
      const AnlanStretch *point = &g_array_index (line->points, AnlanStretch, j);
      double x = x_of (d, point->ts), y;

      if (point->count == 0)
        continue;
      y = y_of (d, line->axis, point->mean);
      if (!anlan_plot_line_is_gap (line, j) && j > first)
        cairo_line_to (d->cr, x, y);
      else if (j + 1 >= line->points->len || anlan_plot_line_is_gap (line, j + 1))
        {
          cairo_new_sub_path (d->cr);
          cairo_arc (d->cr, x, y, 1.2, 0, 2 * G_PI);
        }
      else
        cairo_move_to (d->cr, x, y);
    }
  anlan_chart_pen (d->cr, i, d->ink);
  set_hue (d, i, 1);
  cairo_set_line_join (d->cr, CAIRO_LINE_JOIN_ROUND);
  cairo_stroke (d->cr);
  cairo_set_dash (d->cr, NULL, 0, 0);
}

/* Where something came that meant nothing: a cross at the foot. */
static void
draw_bad (Drawing *d, const AnlanPlotLine *line, guint i)
{
  guint first, end;
  double last = -INFINITY;

  find_shown (d, line, &first, &end);
  set_hue (d, i, 1);
  cairo_set_line_width (d->cr, 1);
  for (guint j = first; j < end; j++)
    {
      const AnlanStretch *point = &g_array_index (line->points, AnlanStretch, j);
      double x = x_of (d, point->ts), y = d->bottom - 4;

      if (point->count > 0 || point->bad == 0 || x < last + 5)
        continue;
      cairo_move_to (d->cr, x - 2, y - 2);
      cairo_line_to (d->cr, x + 2, y + 2);
      cairo_move_to (d->cr, x - 2, y + 2);
      cairo_line_to (d->cr, x + 2, y - 2);
      cairo_stroke (d->cr);
      last = x;
    }
}

static void
draw_lines (Drawing *d)
{
  cairo_save (d->cr);
  cairo_rectangle (d->cr, d->left, d->top - 1, d->right - d->left, d->bottom - d->top + 2);
  cairo_clip (d->cr);
  for (guint i = 0; i < d->plot->lines->len; i++)
    {
      const AnlanPlotLine *line = g_ptr_array_index (d->plot->lines, i);

      draw_band (d, line, i);
      draw_means (d, line, i);
      draw_bad (d, line, i);
    }
  cairo_restore (d->cr);
}

static void
draw_legend (Drawing *d)
{
  double x = d->left, y = EDGE + (d->look->title != NULL ? 18 : 0) + 5;

  for (guint i = 0; d->plot->lines->len > 1 && i < d->plot->lines->len; i++)
    {
      const AnlanPlotLine *line = g_ptr_array_index (d->plot->lines, i);
      g_autofree char *words =
          line->unit != NULL ? g_strdup_printf ("%s (%s)", line->title, line->unit) : g_strdup (line->title);

      anlan_chart_pen (d->cr, i, d->ink);
      set_hue (d, i, 1);
      cairo_move_to (d->cr, x, y);
      cairo_line_to (d->cr, x + 22, y);
      cairo_stroke (d->cr);
      cairo_set_dash (d->cr, NULL, 0, 0);
      set_ink (d, d->ink->text);
      x += 22 + GAP + put (d, PAPER_STYLE_LABEL, words, x + 22 + GAP, y, 0) + 14;
    }
}

/* --- limits, alarms, cursor ----------------------------------------------------------------------------------------------- */

static void
draw_limits (Drawing *d)
{
  static const double dash[] = { 3, 3 };

  for (guint i = 0; d->look->limits && i < d->plot->limits->len; i++)
    {
      const PlotLimit *limit = g_ptr_array_index (d->plot->limits, i);
      int axis = anlan_plot_axis_of (d->plot, limit->unit);
      g_autofree char *number = NULL;
      g_autofree char *words = NULL;
      double y;

      if (axis < 0)
        continue;
      y = y_of (d, (guint)axis, limit->value);
      number = anlan_plot_number (limit->value, limit->value == floor (limit->value) ? 1 : 0.1);
      words = g_strdup_printf ("%s · %s %s", limit->words, number, limit->unit != NULL ? limit->unit : "");
      set_ink (d, d->ink->text);
      cairo_set_dash (d->cr, dash, G_N_ELEMENTS (dash), 0);
      hair_line (d, d->left, y, d->right, y);
      cairo_set_dash (d->cr, NULL, 0, 0);
      put (d, PAPER_STYLE_LABEL, g_strchomp (words), d->right - GAP, y - 6, 1);
    }
}

/* Bars on a strip under the field: the graver, the higher. What stands still reaches the end. */
static void
draw_alarms (Drawing *d)
{
  for (guint i = 0; i < d->plot->alarms->len; i++)
    {
      const PlotAlarm *alarm = g_ptr_array_index (d->plot->alarms, i);
      double x0 = x_of (d, MAX (alarm->since, d->look->from)), x1 = x_of (d, MIN (alarm->until, d->look->to)),
             height = 3 + 1.5 * alarm->weight;

      if (alarm->since >= d->look->to || alarm->until <= d->look->from)
        continue;
      set_ink (d, d->ink->text);
      cairo_rectangle (d->cr, x0, d->bottom + 1, MAX (2.5, x1 - x0), height);
      cairo_fill (d->cr);
      if (alarm->since < d->look->from)
        continue;
      cairo_move_to (d->cr, x0 - 3, d->bottom + 1);
      cairo_line_to (d->cr, x0 + 3, d->bottom + 1);
      cairo_line_to (d->cr, x0, d->bottom - 5);
      cairo_close_path (d->cr);
      cairo_fill (d->cr);
    }
}

static void
draw_cursor (Drawing *d)
{
  const AnlanPlotLook *look = d->look;
  double x = x_of (d, look->cursor);

  if (look->mark_from != look->mark_to)
    {
      double a = x_of (d, look->mark_from), b = x_of (d, look->mark_to);

      set_hue (d, 0, BAND_ALPHA);
      cairo_rectangle (d->cr, MIN (a, b), d->top, fabs (b - a), d->bottom - d->top);
      cairo_fill (d->cr);
    }
  if (look->cursor == G_MININT64 || x < d->left || x > d->right)
    return;
  set_ink (d, d->ink->text);
  hair_line (d, x, d->top, x, d->bottom);
  for (guint i = 0; i < d->plot->lines->len; i++)
    {
      const AnlanPlotLine *line = g_ptr_array_index (d->plot->lines, i);
      const AnlanStretch *point = anlan_plot_line_at (line, look->cursor);

      if (point == NULL || point->count == 0)
        continue;
      set_hue (d, i, 1);
      cairo_arc (d->cr, x_of (d, point->ts), y_of (d, line->axis, point->mean), 3, 0, 2 * G_PI);
      cairo_fill (d->cr);
    }
}

void
anlan_plot_draw (AnlanPlot *plot, cairo_t *cr, double width, double height, const AnlanPlotLook *look)
{
  Drawing d = { 0 };

  g_return_if_fail (plot != NULL && cr != NULL && look != NULL && look->from < look->to);
  g_return_if_fail (width > 0 && height > 0);

  cairo_save (cr);
  begin (&d, plot, cr, look, width, height);
  if (look->title != NULL)
    {
      set_ink (&d, d.ink->text);
      put (&d, PAPER_STYLE_HEADING, look->title, EDGE, EDGE + 5, 0);
    }
  for (guint i = 0; i < MAX (1, plot->n_units); i++)
    draw_values_axis (&d, i);
  draw_time_axis (&d);
  draw_legend (&d);
  draw_limits (&d);
  draw_lines (&d);
  draw_alarms (&d);
  draw_cursor (&d);
  cairo_restore (cr);
  anlan_paper_text_clear (&d.text);
}

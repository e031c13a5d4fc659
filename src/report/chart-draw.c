/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>
#include <string.h>

#include "chart-private.h"
#include "paper-private.h"

#define GAP 4.0
#define SWATCH 9.0
/* Room for one mark of the axis. */
#define TICK_ROOM 28.0
/* A bar is not wider, and the name of a row takes no more than this part. */
#define MOST_BAR 34.0
#define NAME_PART 0.34

static const AnlanChartInk paper_ink = {
  { PAPER_INK, PAPER_INK, PAPER_INK },
  { PAPER_QUIET, PAPER_QUIET, PAPER_QUIET },
  { 0.84, 0.84, 0.84 },
  { 1, 1, 1 },
};

/* One drawing: where the values stand between which edges. */
typedef struct
{
  const AnlanChart *chart;
  cairo_t *cr;
  PaperText text;
  const AnlanChartInk *ink;
  double x, y, width, height;      /* of all */
  double left, top, right, bottom; /* of the field of values */
  double step, end;                /* of the axis */
} Drawing;

static void
set_ink (Drawing *d, const double colour[3])
{
  cairo_set_source_rgb (d->cr, colour[0], colour[1], colour[2]);
}

static const ChartSeries *
series_at (const AnlanChart *chart, guint i)
{
  return g_ptr_array_index (chart->series, i);
}

static gboolean
is_stacked (const AnlanChart *chart)
{
  return chart->type == ANLAN_CHART_STACKED || chart->type == ANLAN_CHART_ROWS;
}

/* Whole numbers without a point, others with as many digits as the axis needs. */
char *
anlan_chart_number (const AnlanChart *chart, double value)
{
  if (chart->percent)
    return g_strdup_printf ("%.0f %%", value * 100);
  if (fabs (value - round (value)) < 1e-9)
    return g_strdup_printf ("%.0f", value);
  return g_strdup_printf ("%.*f", fabs (value) < 1 ? 2 : 1, value);
}

static double
sum_at (const AnlanChart *chart, guint category)
{
  double sum = 0;

  for (guint i = 0; i < chart->series->len; i++)
    if (!isnan (series_at (chart, i)->values[category]))
      sum += MAX (0, series_at (chart, i)->values[category]);
  return sum;
}

static double
top_of (const AnlanChart *chart, gboolean *whole)
{
  double top = chart->has_target ? chart->target : 0;

  *whole = !chart->percent;
  for (guint j = 0; j < chart->n; j++)
    {
      if (is_stacked (chart))
        top = MAX (top, sum_at (chart, j));
      for (guint i = 0; i < chart->series->len; i++)
        {
          double value = series_at (chart, i)->values[j];

          if (isnan (value))
            continue;
          top = MAX (top, value);
          if (fabs (value - round (value)) > 1e-9)
            *whole = FALSE;
        }
    }
  return top;
}

static void
set_axis (Drawing *d, double room)
{
  gboolean whole;
  double top = top_of (d->chart, &whole);

  if (d->chart->percent)
    {
      d->step = 0.25;
      d->end = MAX (1, ceil (top * 4 - 1e-9) / 4);
      return;
    }
  d->step = anlan_chart_ticks (top, MAX (1, (guint)(room / TICK_ROOM)), whole);
  d->end = MAX (d->step, ceil (top / d->step - 1e-9) * d->step);
}

/* --- words ------------------------------------------------------------------------------------------------------------ */

typedef enum
{
  BEFORE, /* ends at x */
  MIDDLE,
  AFTER,
} Place;

/* Around the height @y. */
static void
put (Drawing *d, PaperStyle style, const char *words, double x, double y, Place place, double room)
{
  PangoLayout *layout = anlan_paper_text_set (&d->text, style, words, room);
  int width, height;

  pango_layout_set_ellipsize (layout, room > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_height (layout, room > 0 ? -1 : 0);
  pango_layout_get_size (layout, &width, &height);
  if (room > 0)
    {
      PangoRectangle logical;

      pango_layout_get_extents (layout, NULL, &logical);
      width = logical.width;
    }
  anlan_paper_show (d->cr, layout,
                    x - (place == BEFORE   ? 1
                         : place == MIDDLE ? 0.5
                                           : 0) *
                            width / PANGO_SCALE,
                    y - (double)height / PANGO_SCALE / 2);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_NONE);
  pango_layout_set_height (layout, 0);
}

static double
words_width (Drawing *d, const char *words)
{
  return anlan_paper_text_width (&d->text, PAPER_STYLE_LABEL, words);
}

static void
draw_title (Drawing *d)
{
  set_ink (d, d->ink->text);
  put (d, PAPER_STYLE_HEAD, d->chart->title, d->x, d->y + 6, AFTER, d->width * 0.66);
  if (d->chart->note == NULL)
    return;
  set_ink (d, d->ink->quiet);
  put (d, PAPER_STYLE_LABEL, d->chart->note, d->x + d->width, d->y + 6, BEFORE, -1);
}

/* A word beside a swatch for each series; of lines only where they have no room at their ends. */
static void
draw_legend (Drawing *d, double y)
{
  const AnlanChart *chart = d->chart;
  double x = d->x;

  if (chart->series->len < 2)
    return;
  for (guint i = 0; i < chart->series->len; i++)
    {
      const ChartSeries *series = series_at (chart, i);

      if (chart->type == ANLAN_CHART_LINES)
        {
          anlan_chart_pen (d->cr, i, d->ink);
          cairo_move_to (d->cr, x, y);
          cairo_line_to (d->cr, x + 2.4 * SWATCH, y);
          cairo_stroke (d->cr);
          anlan_chart_mark (d->cr, i, x + 1.2 * SWATCH, y, d->ink);
          x += 2.4 * SWATCH;
        }
      else
        {
          cairo_rectangle (d->cr, x, y - SWATCH / 2, SWATCH, SWATCH);
          anlan_chart_fill (d->cr, i, series->grade, d->ink);
          x += SWATCH;
        }
      set_ink (d, d->ink->text);
      put (d, PAPER_STYLE_LABEL, series->name, x + GAP, y, AFTER, -1);
      x += GAP + words_width (d, series->name) + 3 * GAP;
    }
}

/* --- axes ------------------------------------------------------------------------------------------------------------- */

static double
across (const Drawing *d, double value)
{
  return d->chart->type == ANLAN_CHART_ROWS ? d->left + (d->right - d->left) * value / d->end
                                            : d->bottom - (d->bottom - d->top) * value / d->end;
}

static void
grid_line (Drawing *d, double at)
{
  if (d->chart->type == ANLAN_CHART_ROWS)
    {
      cairo_move_to (d->cr, at, d->top);
      cairo_line_to (d->cr, at, d->bottom);
    }
  else
    {
      cairo_move_to (d->cr, d->left, at);
      cairo_line_to (d->cr, d->right, at);
    }
  cairo_stroke (d->cr);
}

/* Counted, not added up: ten steps of 0.1 would miss 1. */
static guint
n_ticks (const Drawing *d)
{
  return (guint)floor (d->end / d->step + 1e-6);
}

static void
draw_axis (Drawing *d)
{
  for (guint i = 0; i <= n_ticks (d); i++)
    {
      double value = i * d->step, at = across (d, value);
      g_autofree char *words = anlan_chart_number (d->chart, value);

      cairo_set_dash (d->cr, NULL, 0, 0);
      cairo_set_line_width (d->cr, i == 0 ? 0.9 : 0.4);
      set_ink (d, i == 0 ? d->ink->quiet : d->ink->line);
      grid_line (d, at);
      set_ink (d, d->ink->quiet);
      if (d->chart->type == ANLAN_CHART_ROWS)
        put (d, PAPER_STYLE_LABEL, words, at, d->bottom + 7, MIDDLE, -1);
      else
        put (d, PAPER_STYLE_LABEL, words, d->left - GAP, at, BEFORE, -1);
    }
}

static double
axis_width (Drawing *d)
{
  double width = 0;

  for (guint i = 0; i <= n_ticks (d); i++)
    {
      g_autofree char *words = anlan_chart_number (d->chart, i * d->step);

      width = MAX (width, words_width (d, words));
    }
  return width;
}

static void
draw_target (Drawing *d)
{
  static const double dashes[] = { 1, 2 };
  double at;

  if (!d->chart->has_target)
    return;
  at = across (d, d->chart->target);
  cairo_set_dash (d->cr, dashes, G_N_ELEMENTS (dashes), 0);
  cairo_set_line_width (d->cr, 1);
  set_ink (d, d->ink->text);
  grid_line (d, at);
  cairo_set_dash (d->cr, NULL, 0, 0);
  if (d->chart->target_name != NULL && d->chart->type != ANLAN_CHART_ROWS)
    put (d, PAPER_STYLE_LABEL, d->chart->target_name, d->right, at - 6, BEFORE, -1);
}

/* Each name where all have room; else every second, third … one, the last one always among them. */
static void
draw_categories (Drawing *d)
{
  const AnlanChart *chart = d->chart;
  double slot = (d->right - d->left) / MAX (1, chart->n), widest = 0;
  guint every;

  for (guint j = 0; j < chart->n; j++)
    widest = MAX (widest, words_width (d, chart->categories[j]));
  every = MAX (1, (guint)ceil ((widest + GAP) / slot));
  set_ink (d, d->ink->quiet);
  for (guint j = 0; j < chart->n; j++)
    if ((chart->n - 1 - j) % every == 0)
      put (d, PAPER_STYLE_LABEL, chart->categories[j], d->left + (j + 0.5) * slot, d->bottom + 8, MIDDLE, -1);
}

/* --- upright bars -------------------------------------------------------------------------------------------------------- */

static void
label_value (Drawing *d, double value, double x, double y, Place place)
{
  g_autofree char *words = anlan_chart_number (d->chart, value);

  set_ink (d, d->ink->text);
  put (d, PAPER_STYLE_LABEL, words, x, y, place, -1);
}

static void
draw_bars (Drawing *d)
{
  const AnlanChart *chart = d->chart;
  guint abreast = chart->type == ANLAN_CHART_STACKED ? 1 : chart->series->len;
  double slot = (d->right - d->left) / MAX (1, chart->n);
  double width = MIN (MOST_BAR, slot * 0.74 / MAX (1, abreast));
  gboolean labels = width > 9;

  for (guint j = 0; j < chart->n; j++)
    {
      double x = d->left + (j + 0.5) * slot - width * abreast / 2, base = 0;

      for (guint i = 0; i < chart->series->len; i++)
        {
          const ChartSeries *series = series_at (chart, i);
          double value = series->values[j], from = across (d, base);

          if (isnan (value))
            {
              x += abreast > 1 ? width : 0;
              continue;
            }
          value = MAX (0, value);
          cairo_rectangle (d->cr, x, across (d, base + value), width, from - across (d, base + value));
          anlan_chart_fill (d->cr, i, series->grade, d->ink);
          if (abreast > 1 || chart->series->len == 1)
            {
              if (labels && value > 0)
                label_value (d, value, x + width / 2, across (d, value) - 6, MIDDLE);
              x += abreast > 1 ? width : 0;
            }
          else
            base += value;
        }
      if (chart->type == ANLAN_CHART_STACKED && chart->series->len > 1 && labels)
        label_value (d, sum_at (chart, j), x + width / 2, across (d, base) - 6, MIDDLE);
    }
}

/* --- lying bars ----------------------------------------------------------------------------------------------------------- */

static void
draw_rows (Drawing *d)
{
  const AnlanChart *chart = d->chart;
  double slot = (d->bottom - d->top) / MAX (1, chart->n), height = MIN (12, slot * 0.7);

  for (guint j = 0; j < chart->n; j++)
    {
      double y = d->top + (j + 0.5) * slot, base = 0;

      set_ink (d, d->ink->text);
      put (d, PAPER_STYLE_LABEL, chart->categories[j], d->left - GAP, y, BEFORE, d->left - d->x - GAP);
      for (guint i = 0; i < chart->series->len; i++)
        {
          const ChartSeries *series = series_at (chart, i);
          double value = series->values[j];

          if (isnan (value) || value <= 0)
            continue;
          cairo_rectangle (d->cr, across (d, base), y - height / 2,
                           across (d, base + value) - across (d, base), height);
          anlan_chart_fill (d->cr, i, series->grade, d->ink);
          base += value;
        }
      label_value (d, base, across (d, base) + GAP, y, AFTER);
    }
}

/* --- lines ----------------------------------------------------------------------------------------------------------------- */

static void
draw_line (Drawing *d, guint i)
{
  const AnlanChart *chart = d->chart;
  const ChartSeries *series = series_at (chart, i);
  double slot = (d->right - d->left) / MAX (1, chart->n);
  gboolean on = FALSE;

  anlan_chart_pen (d->cr, i, d->ink);
  for (guint j = 0; j < chart->n; j++)
    {
      double x = d->left + (j + 0.5) * slot;

      if (isnan (series->values[j]))
        on = FALSE; /* a gap stays a gap */
      else if (on)
        cairo_line_to (d->cr, x, across (d, series->values[j]));
      else
        {
          cairo_move_to (d->cr, x, across (d, series->values[j]));
          on = TRUE;
        }
    }
  cairo_stroke (d->cr);
  for (guint j = 0; j < chart->n; j++)
    if (!isnan (series->values[j]))
      anlan_chart_mark (d->cr, i, d->left + (j + 0.5) * slot, across (d, series->values[j]), d->ink);
}

/* The last value of a line is the one that is asked for. */
static void
label_line (Drawing *d, guint i)
{
  const ChartSeries *series = series_at (d->chart, i);
  double slot = (d->right - d->left) / MAX (1, d->chart->n);

  for (guint j = d->chart->n; j-- > 0;)
    if (!isnan (series->values[j]))
      {
        label_value (d, series->values[j], d->left + (j + 0.5) * slot + 5, across (d, series->values[j]) - 5,
                     AFTER);
        return;
      }
}

/* --- all ------------------------------------------------------------------------------------------------------------------- */

static void
lay_out (Drawing *d)
{
  const AnlanChart *chart = d->chart;
  double names = 0;

  d->top = d->y + (chart->series->len > 1 ? 34 : 22);
  d->bottom = d->y + d->height - 16;
  d->right = d->x + d->width - (chart->type == ANLAN_CHART_ROWS ? 26 : 4);
  if (chart->type == ANLAN_CHART_ROWS)
    {
      for (guint j = 0; j < chart->n; j++)
        names = MAX (names, words_width (d, chart->categories[j]));
      d->left = d->x + MIN (names, d->width * NAME_PART) + GAP + 2;
      set_axis (d, (d->right - d->left) / 1.6);
      return;
    }
  set_axis (d, d->bottom - d->top);
  d->left = d->x + axis_width (d) + GAP + 2;
}

void
anlan_chart_draw (
    AnlanChart *chart, cairo_t *cr, double x, double y, double width, double height, const AnlanChartInk *ink)
{
  Drawing d = { .chart = chart, .cr = cr, .x = x, .y = y, .width = width, .height = height };

  g_return_if_fail (chart != NULL && cr != NULL && width > 0 && height > 0);

  d.ink = ink != NULL ? ink : &paper_ink;
  anlan_paper_text_init (&d.text);
  cairo_save (cr);
  lay_out (&d);
  draw_title (&d);
  draw_legend (&d, y + 21);
  draw_axis (&d);
  if (chart->type == ANLAN_CHART_ROWS)
    draw_rows (&d);
  else
    draw_categories (&d);
  if (chart->type == ANLAN_CHART_BARS || chart->type == ANLAN_CHART_STACKED)
    draw_bars (&d);
  for (guint i = 0; chart->type == ANLAN_CHART_LINES && i < chart->series->len; i++)
    draw_line (&d, i);
  for (guint i = 0; chart->type == ANLAN_CHART_LINES && i < chart->series->len; i++)
    label_line (&d, i);
  draw_target (&d);
  cairo_restore (cr);
  anlan_paper_text_clear (&d.text);
}

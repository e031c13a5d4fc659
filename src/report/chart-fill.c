/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "chart-private.h"
#include "paper-private.h"

typedef enum
{
  HATCH_NONE,
  HATCH_DIAGONAL,
  HATCH_DOTS,
  HATCH_CROSS,
  HATCH_LINES,
} Hatch;

/* From dark to light and in turns, so that neighbours differ in grey too: relative luminance 0.04, 0.19, 0.50, 0.74,
 * 0.17. None is near a colour of risk. */
static const struct
{
  double red, green, blue;
  Hatch hatch;
} looks[] = {
  { 0.118, 0.227, 0.294, HATCH_NONE },     { 0.616, 0.753, 0.804, HATCH_NONE },
  { 0.310, 0.502, 0.580, HATCH_DIAGONAL }, { 0.851, 0.898, 0.914, HATCH_DOTS },
  { 0.478, 0.416, 0.545, HATCH_CROSS },    { 0.737, 0.706, 0.773, HATCH_LINES },
};

/* As the map prints them. */
static const struct
{
  const char *grade;
  Hatch hatch;
} grade_hatches[] = {
  { "red", HATCH_CROSS },
  { "orange", HATCH_DIAGONAL },
  { "yellow", HATCH_DOTS },
  { "blue", HATCH_NONE },
};

static void
draw_lines (cairo_t *cr, double x, double y, double width, double height, double slope)
{
  const double gap = 4;

  if (slope == 0)
    for (double at = y + gap / 2; at < y + height; at += gap)
      {
        cairo_move_to (cr, x, at);
        cairo_line_to (cr, x + width, at);
      }
  else
    for (double at = -height; at < width + height; at += gap)
      {
        cairo_move_to (cr, x + at, y + (slope > 0 ? height : 0));
        cairo_line_to (cr, x + at + height, y + (slope > 0 ? 0 : height));
      }
  cairo_set_line_width (cr, 0.7);
  cairo_stroke (cr);
}

static void
draw_dots (cairo_t *cr, double x, double y, double width, double height)
{
  const double gap = 4;

  for (double row = y + gap / 2; row < y + height; row += gap)
    for (double column = x + gap / 2; column < x + width; column += gap)
      {
        cairo_new_sub_path (cr);
        cairo_arc (cr, column, row, 0.65, 0, 2 * G_PI);
      }
  cairo_fill (cr);
}

static void
draw_hatch (cairo_t *cr, Hatch hatch, double x, double y, double width, double height)
{
  if (hatch == HATCH_DIAGONAL || hatch == HATCH_CROSS)
    draw_lines (cr, x, y, width, height, 1);
  if (hatch == HATCH_CROSS)
    draw_lines (cr, x, y, width, height, -1);
  if (hatch == HATCH_LINES)
    draw_lines (cr, x, y, width, height, 0);
  if (hatch == HATCH_DOTS)
    draw_dots (cr, x, y, width, height);
}

/* White on dark, dark on light. */
static void
set_hatch_ink (cairo_t *cr, double red, double green, double blue)
{
  double luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue;

  if (luma < 0.5)
    cairo_set_source_rgba (cr, 1, 1, 1, 0.75);
  else
    cairo_set_source_rgba (cr, 0.15, 0.2, 0.25, 0.75);
}

void
anlan_chart_fill (cairo_t *cr, guint i, const char *grade, const AnlanChartInk *ink)
{
  guint look = i % G_N_ELEMENTS (looks);
  double colour[3] = { looks[look].red, looks[look].green, looks[look].blue };
  Hatch hatch = looks[look].hatch;
  double x1, y1, x2, y2;

  if (grade != NULL && anlan_paper_grade_colour (grade, colour))
    for (guint j = 0; j < G_N_ELEMENTS (grade_hatches); j++)
      if (g_strcmp0 (grade_hatches[j].grade, grade) == 0)
        hatch = grade_hatches[j].hatch;
  cairo_path_extents (cr, &x1, &y1, &x2, &y2);
  cairo_set_source_rgb (cr, colour[0], colour[1], colour[2]);
  cairo_fill_preserve (cr);
  if (hatch != HATCH_NONE && x2 > x1 && y2 > y1)
    {
      cairo_path_t *path = cairo_copy_path (cr);

      cairo_save (cr);
      cairo_clip (cr);
      set_hatch_ink (cr, colour[0], colour[1], colour[2]);
      draw_hatch (cr, hatch, x1, y1, x2 - x1, y2 - y1);
      cairo_restore (cr);
      cairo_new_path (cr);
      cairo_append_path (cr, path);
      cairo_path_destroy (path);
    }
  cairo_set_source_rgb (cr, ink->quiet[0], ink->quiet[1], ink->quiet[2]);
  cairo_set_line_width (cr, 0.5);
  cairo_stroke (cr);
}

void
anlan_chart_pen (cairo_t *cr, guint i, const AnlanChartInk *ink)
{
  static const double long_dash[] = { 7, 3 }, short_dash[] = { 2, 2 }, mixed[] = { 7, 2, 2, 2 };

  cairo_set_source_rgb (cr, ink->text[0], ink->text[1], ink->text[2]);
  cairo_set_line_width (cr, i % 4 == 0 ? 1.8 : 1.2);
  if (i % 4 == 1)
    cairo_set_dash (cr, long_dash, G_N_ELEMENTS (long_dash), 0);
  else if (i % 4 == 2)
    cairo_set_dash (cr, short_dash, G_N_ELEMENTS (short_dash), 0);
  else if (i % 4 == 3)
    cairo_set_dash (cr, mixed, G_N_ELEMENTS (mixed), 0);
  else
    cairo_set_dash (cr, NULL, 0, 0);
}

void
anlan_chart_mark (cairo_t *cr, guint i, double x, double y, const AnlanChartInk *ink)
{
  const double r = 2.6;

  cairo_new_path (cr);
  if (i % 3 == 0)
    cairo_arc (cr, x, y, r, 0, 2 * G_PI);
  else if (i % 3 == 1)
    cairo_rectangle (cr, x - r, y - r, 2 * r, 2 * r);
  else
    {
      cairo_move_to (cr, x, y - r * 1.2);
      cairo_line_to (cr, x + r * 1.2, y + r);
      cairo_line_to (cr, x - r * 1.2, y + r);
      cairo_close_path (cr);
    }
  if (i == 0)
    cairo_set_source_rgb (cr, ink->text[0], ink->text[1], ink->text[2]);
  else
    cairo_set_source_rgb (cr, ink->ground[0], ink->ground[1], ink->ground[2]);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, ink->text[0], ink->text[1], ink->text[2]);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

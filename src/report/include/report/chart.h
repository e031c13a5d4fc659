/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanChart:
 *
 * One message drawn with cairo, the same on paper and in the window: bars that begin at zero, lines with gaps where
 * there is no value, axis marks at round numbers, words in Chinese as in English. Series differ by lightness and hatch
 * or by dash and mark, so that the chart reads in grey print and for who does not see all colours. The four colours of
 * risk are only used where a series is a grade. Reference counted;
 * never changed once it is shown, so any thread may draw it.
 */
typedef struct _AnlanChart AnlanChart;

typedef enum
{
  ANLAN_CHART_BARS,    /* upright, beside each other: few categories, or times */
  ANLAN_CHART_STACKED, /* upright, on each other */
  ANLAN_CHART_ROWS,    /* lying, on each other: names */
  ANLAN_CHART_LINES,
} AnlanChartType;

/**
 * AnlanChartInk: levels of red, green and blue, 0 to 1
 */
typedef struct
{
  double text[3];
  double quiet[3];  /* axis, small words */
  double line[3];   /* grid */
  double ground[3]; /* what lies under it: hatches and marks are cut out with it */
} AnlanChartInk;

/* @categories is copied. @title is its message. */
AnlanChart *anlan_chart_new         (AnlanChartType type, const char *title, const char *const *categories);
AnlanChart *anlan_chart_ref         (AnlanChart *chart);
void        anlan_chart_unref       (AnlanChart *chart);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanChart, anlan_chart_unref)

/* @values: one for each category, NAN where there is none; bars take no negative ones. @grade: (nullable): "red" …
 * "blue". */
void        anlan_chart_add_series  (AnlanChart *chart, const char *name, const double *values, const char *grade);
/* Values are parts of one and are shown as per cent; the axis ends at 100 %. */
void        anlan_chart_set_percent (AnlanChart *chart, gboolean percent);
/* A thin line across: what is to be reached. */
void        anlan_chart_set_target  (AnlanChart *chart, double value, const char *name);
/* A quiet line in the corner: as of when. */
void        anlan_chart_set_note    (AnlanChart *chart, const char *note);

guint       anlan_chart_n_categories (const AnlanChart *chart);
/* What it wants for being read, in points, at @width. */
double      anlan_chart_get_height  (const AnlanChart *chart, double width);
/* In points, from the upper left corner. @ink: (nullable): NULL is black on white paper. */
void        anlan_chart_draw        (AnlanChart *chart, cairo_t *cr, double x, double y, double width, double height,
                                     const AnlanChartInk *ink);

/**
 * anlan_chart_ticks:
 * @top: the largest value, at least 0
 * @most: how many steps there is room for, at least 1
 * @whole: counts: no marks between whole numbers
 *
 * The distance of the marks of an axis from 0: 1, 2 or 5 times a power of ten, the smallest that needs no more than @most
 * steps to reach @top.
 */
double      anlan_chart_ticks       (double top, guint most, gboolean whole);

G_END_DECLS

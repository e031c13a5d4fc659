/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/readings.h"
#include "report/chart.h"

G_BEGIN_DECLS

/* No more series in one picture, and no more units: one at each side. */
#define ANLAN_PLOT_LINES_MAX 4
#define ANLAN_PLOT_UNITS_MAX 2

/**
 * AnlanPlot:
 *
 * Measured series over time, drawn with cairo, the same on paper and in the window: the mean as a line, lowest and highest
 * as a band around it, gaps as gaps, limits as thin lines with their words, alarms on the axis of time. Series differ by
 * lightness, dash and mark. Reference counted; never changed once it is shown, so any thread may draw it.
 */
typedef struct _AnlanPlot AnlanPlot;

/**
 * AnlanPlotLine:
 * @name: of the series; @title: as people call it
 * @unit: (nullable)
 * @points: (element-type AnlanStretch): in the order of time
 * @rollup: from what they were made
 * @gap: two points further apart than this are not joined, ms
 * @axis: 0: its unit stands at the left; 1: at the right
 */
typedef struct
{
  char *name;
  char *title;
  char *unit;
  GArray *points;
  AnlanRollup rollup;
  gint64 gap;
  guint axis;
} AnlanPlotLine;

/* @from, @to: what was read. */
AnlanPlot *
anlan_plot_new (gint64 from, gint64 to, GTimeZone *zone);
AnlanPlot *
anlan_plot_ref (AnlanPlot *plot);
void
anlan_plot_unref (AnlanPlot *plot);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanPlot, anlan_plot_unref)

/**
 * anlan_plot_add_line:
 * @points: (element-type AnlanStretch): a reference is kept
 *
 * Returns: FALSE with ANLAN_ERROR_REFUSED and a sentence where there are too many series, or a third unit.
 */
gboolean
anlan_plot_add_line (AnlanPlot *plot,
                     const char *name,
                     const char *title,
                     const char *unit,
                     GArray *points,
                     AnlanRollup rollup,
                     GError **error);

/* A level that is a limit for what is measured in @unit. */
void
anlan_plot_add_limit (AnlanPlot *plot, double value, const char *unit, const char *words);

/* An alarm: @until G_MAXINT64 while it stands; @weight: 0 for a note to 3 for a critical one. */
void
anlan_plot_add_alarm (AnlanPlot *plot, gint64 since, gint64 until, guint weight, const char *words);

guint
anlan_plot_get_n_lines (const AnlanPlot *plot);
const AnlanPlotLine *
anlan_plot_get_line (const AnlanPlot *plot, guint i);
guint
anlan_plot_get_n_alarms (const AnlanPlot *plot);
const char *
anlan_plot_get_alarm (const AnlanPlot *plot, guint i, gint64 *since, gint64 *until);
gint64
anlan_plot_get_from (const AnlanPlot *plot);
gint64
anlan_plot_get_to (const AnlanPlot *plot);
GTimeZone *
anlan_plot_get_zone (const AnlanPlot *plot);

/* Whether there is a gap before point @i: nothing came, or nothing good. */
gboolean
anlan_plot_line_is_gap (const AnlanPlotLine *line, guint i);

/* The point that stands for @at: the last one that begins at it or before, if no gap lies between; or NULL. */
const AnlanStretch *
anlan_plot_line_at (const AnlanPlotLine *line, gint64 at);

/* The moment of the next point of any line after @at (@forward), or of the last one before it; @at where there is none. */
gint64
anlan_plot_next_moment (const AnlanPlot *plot, gint64 at, gboolean forward);

/* --- axes --------------------------------------------------------------------------------------------------- */

/**
 * anlan_plot_value_axis:
 * @most: how many steps there is room for
 *
 * Ends of an axis that shows @low to @high, and the distance of its marks: 1, 2 or 5 times a power of ten.
 */
void
anlan_plot_value_axis (double low, double high, guint most, double *bottom, double *top, double *step);

/**
 * anlan_plot_time_marks:
 * @most: how many there is room for
 *
 * Marks at round wall times of @zone: seconds, minutes, hours, days, months or years.
 *
 * Returns: (transfer full) (element-type gint64)
 */
GArray *
anlan_plot_time_marks (gint64 from, gint64 to, guint most, GTimeZone *zone);

/* What stands under a mark that is one of several @distance apart: "13:05", "11-22", "2026". The caller frees it. */
char *
anlan_plot_time_words (gint64 at, gint64 distance, GTimeZone *zone);

/* A value as its axis and its cursor write it: as many decimals as @step needs. */
char *
anlan_plot_number (double value, double step);

/* --- drawing ------------------------------------------------------------------------------------------------ */

/**
 * AnlanPlotLook:
 * @from, @to: the span that is shown; it need not be that of the plot
 * @limits: limits are shown, and there is room for them
 * @cursor: moment of the cursor, or G_MININT64
 * @mark_from, @mark_to: a span that is being chosen; alike: none
 * @ink: (nullable): NULL is black on white paper
 * @title: (nullable): stands over it on paper
 */
typedef struct
{
  gint64 from;
  gint64 to;
  gboolean limits;
  gint64 cursor;
  gint64 mark_from;
  gint64 mark_to;
  const AnlanChartInk *ink;
  const char *title;
} AnlanPlotLook;

/* In points, from the upper left corner. */
void
anlan_plot_draw (AnlanPlot *plot, cairo_t *cr, double width, double height, const AnlanPlotLook *look);

/* Where the field of values begins and ends across, as it was drawn for this size. */
void
anlan_plot_field (
    AnlanPlot *plot, double width, double height, const AnlanPlotLook *look, double *left, double *right);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "report/plot.h"

G_BEGIN_DECLS

/**
 * AnlanChartView:
 *
 * Measured series over time, to be looked around in. The wheel and + and - zoom, dragging and Ctrl with the arrows move,
 * dragging with Shift goes into a span; the pointer or the arrows lead a cursor that says exact values, also to a screen
 * reader. A plot of another span than the one shown is drawn where it belongs until the next is set.
 *
 * Signals: "span-changed": somebody has zoomed or moved; "cursor-changed".
 */
#define ANLAN_TYPE_CHART_VIEW (anlan_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (AnlanChartView, anlan_chart_view, ANLAN, CHART_VIEW, GtkWidget)

GtkWidget *
anlan_chart_view_new (void);

void
anlan_chart_view_set_plot (AnlanChartView *view, AnlanPlot *plot); /* (nullable) */
AnlanPlot *
anlan_chart_view_get_plot (AnlanChartView *view); /* borrowed, or NULL */
/* What is shown; between a tenth of a minute and fifty years. Emits nothing. */
void
anlan_chart_view_set_span (AnlanChartView *view, gint64 from, gint64 to);
void
anlan_chart_view_get_span (AnlanChartView *view, gint64 *from, gint64 *to);
void
anlan_chart_view_set_limits (AnlanChartView *view, gboolean limits);
gboolean
anlan_chart_view_get_limits (AnlanChartView *view);
/* Nothing can be seen after this moment. */
void
anlan_chart_view_set_latest (AnlanChartView *view, gint64 latest);

/* Moment of the cursor, or G_MININT64. */
gint64
anlan_chart_view_get_cursor (AnlanChartView *view);
/* What stands at the cursor, with exact values; "" without one. Borrowed until it moves. */
const char *
anlan_chart_view_get_words (AnlanChartView *view);

/* Around the middle, or the cursor where there is one; @steps negative: out. Emits "span-changed". */
void
anlan_chart_view_zoom (AnlanChartView *view, double steps);
/* By this part of what is shown. */
void
anlan_chart_view_pan (AnlanChartView *view, double part);

G_END_DECLS

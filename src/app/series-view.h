/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "chart-view.h"
#include "desk.h"
#include "series-desk.h"

G_BEGIN_DECLS

/**
 * AnlanSeriesView:
 *
 * One measured series over time: spans, curve, comparison with up to three others, table and export. Where it shows the
 * present moment it goes along with it. Signal "changed": title, subtitle or whether it is busy.
 */
#define ANLAN_TYPE_SERIES_VIEW (anlan_series_view_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSeriesView, anlan_series_view, ANLAN, SERIES_VIEW, AdwBin)

/* @name: of the series. */
AnlanSeriesView *
anlan_series_view_new (AnlanDesk *desk, const char *name);

const char *
anlan_series_view_get_name (AnlanSeriesView *view);
char *
anlan_series_view_say_title (AnlanSeriesView *view); /* freed by the caller */
char *
anlan_series_view_say_state (AnlanSeriesView *view); /* freed by the caller */
gboolean
anlan_series_view_is_busy (AnlanSeriesView *view);
AnlanChartView *
anlan_series_view_get_chart (AnlanSeriesView *view); /* borrowed */
/* The present hour, day, week, month or year. FALSE: no such word. */
gboolean
anlan_series_view_set_span (AnlanSeriesView *view, const char *word);
/* @moment comes into the middle of an hour. */
void             anlan_series_view_go_to     (AnlanSeriesView *view, gint64 moment);
/* Shows another one too, or no longer. FALSE with a sentence where that cannot be. */
gboolean
anlan_series_view_compare (AnlanSeriesView *view, const char *name, gboolean shown, GError **error);
/* What is shown goes into a file; by the ending: .csv, .xlsx, .png, .pdf. */
void
anlan_series_view_export (AnlanSeriesView *view, const char *path);

G_END_DECLS

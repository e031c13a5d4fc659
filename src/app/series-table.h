/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "series-desk.h"

G_BEGIN_DECLS

/* So many series stand beside each other. */
#define ANLAN_SERIES_TABLE_MAX 3

/**
 * AnlanSeriesTable:
 *
 * One to three series on a grid of 15 minutes: the mean of each, and nothing where nothing came. A row leads to its single
 * readings and back.
 */
#define ANLAN_TYPE_SERIES_TABLE (anlan_series_table_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSeriesTable, anlan_series_table, ANLAN, SERIES_TABLE, AdwWindow)

/* The grid reaches over the last 31 days of the span at most. */
GtkWidget *
anlan_series_table_new (
    GtkWindow *parent, AnlanSeriesDesk *series, AnlanSensor *const *sensors, guint n, gint64 from, gint64 to);

/* Rows shown now: GtkStringObject, cells separated by tabs. */
GListModel *
anlan_series_table_get_rows (AnlanSeriesTable *table);
gboolean
anlan_series_table_is_busy (AnlanSeriesTable *table);

G_END_DECLS

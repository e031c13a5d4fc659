/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/plant.h"
#include "report/plot.h"
#include "series-sensor.h"

G_BEGIN_DECLS

/**
 * AnlanSeriesStore:
 *
 * Connections to the readings of one plant, for looking. Each is used by one thread at a time and kept for the next; none is
 * made before somebody looks. Reference counted, any thread.
 */
typedef struct _AnlanSeriesStore AnlanSeriesStore;

AnlanSeriesStore *
anlan_series_store_new (const char *dir);
AnlanSeriesStore *
anlan_series_store_ref (AnlanSeriesStore *store);
/* The last one closes the connections, on another thread. */
void
anlan_series_store_unref (AnlanSeriesStore *store);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanSeriesStore, anlan_series_store_unref)

/* Both block. NULL with ANLAN_ERROR_NOT_FOUND where nothing has been written yet. */
AnlanDb *
anlan_series_store_take (AnlanSeriesStore *store, GError **error);
/* @db: (nullable) */
void
anlan_series_store_give (AnlanSeriesStore *store, AnlanDb *db);

/**
 * anlan_series_read_async:
 * @sensors: (array length=n): at most ANLAN_PLOT_LINES_MAX; copied
 * @max: points of each, as many as there are pixels
 *
 * What was measured in a span, with the levels of the first sensor and the alarms of all, read in a worker thread. Progress
 * is not told: it takes some milliseconds. A sensor of which nothing was ever stored is a line without a point.
 */
void
anlan_series_read_async (AnlanSeriesStore *store,
                         AnlanPlant *plant,
                         AnlanSensor *const *sensors,
                         guint n,
                         gint64 from,
                         gint64 to,
                         guint max,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data);
AnlanPlot *
anlan_series_read_finish (GAsyncResult *result, GError **error);

/* (element-type AnlanRecord): the alarms of these series that were raised before @to and not over before @from, the latest
 * first, 500 at most. Blocks. */
GPtrArray *
anlan_series_find_alarms (
    AnlanPlant *plant, const char *const *names, gint64 from, gint64 to, GError **error);
/* The moment in a field; G_MAXINT64 where there is none. */
gint64
anlan_series_moment_of (const AnlanRecord *record, const char *field);

G_END_DECLS

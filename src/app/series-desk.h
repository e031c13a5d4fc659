/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "series-read.h"

G_BEGIN_DECLS

/**
 * AnlanSeriesDesk:
 *
 * What this window knows of the measuring points of the open plant and of what they measured last, as its station writes it
 * into readings.db. It costs nothing until somebody looks, and makes no file by looking.
 *
 * Signals: "sensors-changed": there are others, or the plant knows something else of them (pointers to sensors of before
 * are no longer good); "values-changed": about once a second while somebody looks: values, or at least ages.
 */
#define ANLAN_TYPE_SERIES_DESK (anlan_series_desk_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSeriesDesk, anlan_series_desk, ANLAN, SERIES_DESK, GObject)

AnlanSeriesDesk *
anlan_series_desk_new (AnlanPlant *plant);

/* Somebody looks, or no longer does: values are followed while anybody does. */
void
anlan_series_desk_hold (AnlanSeriesDesk *self);
void
anlan_series_desk_release (AnlanSeriesDesk *self);

/* Nothing has been read yet. */
gboolean
anlan_series_desk_is_loading (AnlanSeriesDesk *self);
/* Why it cannot be read, in a sentence; NULL: it can. */
const char *
anlan_series_desk_get_trouble (AnlanSeriesDesk *self);
/* (element-type AnlanSensor): by the names of their zones and their own; borrowed until "sensors-changed". */
GPtrArray *
anlan_series_desk_get_sensors (AnlanSeriesDesk *self);
/* @name: of the series, or id of its record. Borrowed as above; or NULL. */
AnlanSensor *
anlan_series_desk_find (AnlanSeriesDesk *self, const char *name);
AnlanSeriesStore *
anlan_series_desk_get_store (AnlanSeriesDesk *self); /* borrowed */
AnlanPlant *
anlan_series_desk_get_plant (AnlanSeriesDesk *self); /* borrowed */
gint64
anlan_series_desk_now (AnlanSeriesDesk *self);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/camera.h"
#include "link/inlet.h"
#include "model/plant.h"
#include "monitor/intake.h"
#include "monitor/source.h"
#include "station/listener.h"

/**
 * StationInlet:
 *
 * A source that is posted to: /in/ and its token. It does nothing by itself.
 */
#define STATION_TYPE_INLET (station_inlet_get_type ())
G_DECLARE_FINAL_TYPE (StationInlet, station_inlet, STATION, INLET, AnlanSource)

/* @type: one that is posted to; @hash: of its token; @settings: of its record; @zone: of the plant. ANLAN_ERROR_INPUT where a
 * setting makes no sense. */
StationInlet *station_inlet_new (const char *id, const char *type, const char *hash, JsonObject *settings, GTimeZone *zone,
                                 GError **error);

/* Where the pictures that a camera posts are stored; before it may be posted to. */
void          station_inlet_set_pictures (StationInlet *inlet, AnlanPictureFunc func, gpointer data);

/**
 * StationIngest:
 *
 * What is posted to a source: found by its token, read, and answered once it is committed. And what is read of the plant:
 * /sta/, the token of a source that is read, and /v1.1 (outlet.h).
 */
typedef struct _StationIngest StationIngest;

/* Adds its route to @listener, which must not have begun. Lives as long as the listener does not call it any more. */
StationIngest *station_ingest_new        (AnlanListener *listener, AnlanIntake *intake, AnlanPlant *plant);
void           station_ingest_free       (StationIngest *ingest);

/* @inlets: (element-type StationInlet) those that may be posted to from now on. Any thread. */
void           station_ingest_set_inlets (StationIngest *ingest, GPtrArray *inlets);

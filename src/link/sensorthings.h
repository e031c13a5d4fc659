/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "monitor/batch.h"

G_BEGIN_DECLS

/**
 * AnlanSensorThings:
 *
 * What is asked of a service of the OGC SensorThings API 1.1, part 1 (OGC 18-088), and how its answers are read. Each
 * Datastream is a series, under its name; its unit is the symbol, the name or the
 * UCUM code of its unitOfMeasurement, whichever we know. An Observation that spans a time stands at its end.
 */
typedef struct _AnlanSensorThings AnlanSensorThings;

/**
 * anlan_sensorthings_new:
 * @settings: of a source:
 *   url      root of the service with its version, http://host/FROST-Server/v1.1, or a Datastream of it
 *            (http://host/v1.1/Datastreams(4))
 *   prefix   of the names of its series; none
 *   history  hours that are asked for at first, 1 to 8784; 24
 * @now: ms
 *
 * Returns: NULL with ANLAN_ERROR_INPUT that names the setting.
 */
AnlanSensorThings *
anlan_sensorthings_new (JsonObject *settings, gint64 now, GError **error);
void
anlan_sensorthings_free (AnlanSensorThings *things);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanSensorThings, anlan_sensorthings_free)

/* The address of what has not been read yet, and a little before it: what comes late is old. Freed by the caller. */
char *
anlan_sensorthings_address (const AnlanSensorThings *things);

/**
 * anlan_sensorthings_read:
 * @newest: (out): latest moment in it, or G_MININT64
 *
 * One page; any thread. ANLAN_ERROR_INPUT where it is none.
 */
AnlanBatch *
anlan_sensorthings_read (const AnlanSensorThings *things,
                         const void *bytes,
                         gsize length,
                         gint64 received,
                         gint64 *newest,
                         GError **error);

/* What came up to @newest is stored, and is not asked for again. */
void
anlan_sensorthings_stored (AnlanSensorThings *things, gint64 newest);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "monitor/batch.h"

G_BEGIN_DECLS

/**
 * AnlanFrigate:
 *
 * What the network recorder Frigate says by MQTT, as detections; no connection. Remembers which objects go on, so that the
 * many updates of one object are one detection.
 *
 * "events": an object that is no false positive is a start with the event's id, and one more with "id/zone" for each zone
 * that it enters; when the event ends, each of them stops. The type is the label: "person". "tracked_object_update" of the
 * type "classification": a pulse of the type "model:attribute" ("helmet_detector:no"), once for each object and attribute.
 * Faces and number plates that Frigate recognises are not taken: nobody has asked the people.
 *
 * The box stays in the raw text: it is in pixels of a picture whose size the message does not tell. Raw is JSON with "event"
 * as it came (its present half alone) and, where the address of Frigate is known, "snapshot" and "clip".
 */
typedef struct _AnlanFrigate AnlanFrigate;

/**
 * anlan_frigate_new:
 * @source: whose detections they are
 * @address: (nullable): of Frigate's own pages, "http://192.168.1.9:5000"
 * @types: (nullable): what Frigate calls a thing to what we do: {"helmet_detector:no": "no-helmet", "cat": ""}; "" is passed
 *   over, what is not named keeps its name
 */
AnlanFrigate *anlan_frigate_new    (const char *source, const char *address, JsonObject *types);
void          anlan_frigate_free   (AnlanFrigate *frigate);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanFrigate, anlan_frigate_free)

/**
 * anlan_frigate_read:
 * @topic: behind Frigate's prefix: "events", "tracked_object_update"; others say nothing for us
 * @batch: to which detections are added
 *
 * Returns: FALSE with ANLAN_ERROR_INPUT where the message is not what Frigate sends.
 */
gboolean      anlan_frigate_read   (AnlanFrigate *frigate, const char *topic, const void *bytes, gsize length,
                                    AnlanBatch *batch, GError **error);

/* What was read has not been kept: objects that go on are told again with their next update. */
void          anlan_frigate_forget (AnlanFrigate *frigate);

G_END_DECLS

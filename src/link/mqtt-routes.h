/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "monitor/batch.h"

G_BEGIN_DECLS

/**
 * AnlanMqttRoutes:
 *
 * What is listened to at a broker, and what the messages mean; no connection. "topics" is a list of objects, each with
 * "topic" (a filter, + and # as usual) and "format":
 *
 * - "anlan" (so where it is left out): Anlan's own JSON (monitor/batch.h)
 * - "profile": foreign JSON or CSV, as the member "profile" says (link/profile.h)
 * - "value": the payload is a number; "series" is the name, in which {topic} is the topic and {1}, {2}, … its parts
 *   ("{topic}" where it is left out); "measure" the unit
 * - "status": the payload is "up" ("online") or "down" ("offline"), as a last will says it
 * - "frigate": "topic" is Frigate's prefix ("frigate"); "address" and "types" as in frigate.h; its availability is a status
 * - "hass": "topic" is the prefix of the discovery ("homeassistant"); hass.h
 *
 * A message is read by the first that it fits. What the broker has retained is no new measurement: readings in it that have no
 * moment of their own are passed over; those that have one, and detections, are recognised by it, or by their id.
 */
typedef struct _AnlanMqttRoutes AnlanMqttRoutes;

/* @source: its id. @zone: of the plant. NULL with ANLAN_ERROR_INPUT that names the topic and what may stand there. */
AnlanMqttRoutes *anlan_mqtt_routes_new  (const char *source, JsonObject *settings, GTimeZone *zone, GError **error);
void             anlan_mqtt_routes_free (AnlanMqttRoutes *routes);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMqttRoutes, anlan_mqtt_routes_free)

/* All filters to subscribe to, and those that have become known since. (transfer full) (element-type utf8) */
GPtrArray       *anlan_mqtt_routes_list (AnlanMqttRoutes *routes);
GPtrArray       *anlan_mqtt_routes_take (AnlanMqttRoutes *routes);

/**
 * anlan_mqtt_routes_read:
 * @bytes: untrusted
 *
 * Returns: (transfer full): what the message says, which may be nothing; NULL with ANLAN_ERROR_INPUT where it cannot be
 * understood, ANLAN_ERROR_FAILED where it says that its sender is off.
 */
AnlanBatch      *anlan_mqtt_routes_read (AnlanMqttRoutes *routes, const char *topic, const void *bytes, gsize length,
                                         gboolean retained, gint64 received, GError **error);

/* What was read has not been kept, and comes again. */
void             anlan_mqtt_routes_forget (AnlanMqttRoutes *routes);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "link/push.h"

G_BEGIN_DECLS

/**
 * anlan_mqtt_source_make:
 *
 * Listens at an MQTT broker; it publishes nothing. Settings:
 *
 * - "host", "port" (1883; 8883 with TLS; also behind a colon of "host"), "tls" (no), "ca" (a file of certificates; else those of the system)
 * - "passing" (no): only for a moment, to see what comes: the broker keeps no session for it
 * - "user", "password"; "client_id" ("anlan-" and the id), which no other program may use at the same broker
 * - "table": {"topics": [{…}]}, what is listened to and what it means, or "topics" or one topic's members in the settings
 *   themselves: mqtt-routes.h
 *
 * The session is a lasting one (MQTT 3.1.1, clean session off) and every subscription asks for QoS 1: what is published
 * while we are away waits at the broker. A message is acknowledged after the intake has committed it: libmosquitto forms its
 * acknowledgement as it hands the message out, but we run its loop ourselves, and send nothing before the commit. What could
 * not be kept is not acknowledged: the connection is dropped, and the broker sends it again. So each message counts at least
 * once; one that comes again, because we ended between the commit and its acknowledgement, is recognised by its moment or
 * its id, and where it has neither it is taken for a new one. A broker sends only so many messages without acknowledgement
 * (mosquitto: max_inflight_messages, 20), and each commit answers for so many.
 *
 * All of it happens on a thread of its own; a connection that ends is made again after 1, 2, 4 seconds, at most a minute.
 */
AnlanSource *anlan_mqtt_source_make (const char *id, AnlanIntake *intake, JsonObject *settings, GError **error);

G_END_DECLS

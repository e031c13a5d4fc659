/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "monitor/batch.h"

G_BEGIN_DECLS

/**
 * AnlanHass:
 *
 * Sensors that describe themselves by Home Assistant's MQTT discovery (ESPHome, Zigbee2MQTT, Tasmota and what imitates
 * them); no connection. Of what discovery can say, this is understood: the components "sensor" and "binary_sensor"; the full
 * names of members and their abbreviations; "~"; "state_topic", "unit_of_measurement", "value_template" of the forms
 * {{ value }} and {{ value_json.a.b }} (also with | float and | is_defined behind), "device_class", "payload_on" and "_off",
 * and "availability" in both its forms. What has another template is refused with a sentence.
 *
 * A sensor is a series called by its "unique_id". A binary sensor is a detection of the type of its "device_class" ("gas",
 * "smoke", "moisture"; "on" where it has none), which starts and stops as its state changes. While a device is not available
 * nothing of it is told.
 *
 * A retained state is the broker's memory and no new measurement: of a sensor it is passed over; that of a binary sensor is
 * heard, for an alarm that stands must not be missed, and counts once.
 */
typedef struct _AnlanHass AnlanHass;

AnlanHass *anlan_hass_new  (void);
void       anlan_hass_free (AnlanHass *hass);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanHass, anlan_hass_free)

/**
 * anlan_hass_configure:
 * @topic: behind the prefix, "sensor/node/object/config"; any that is not of this form says nothing for us
 *
 * Takes a description in; an empty one removes it.
 *
 * Returns: FALSE with ANLAN_ERROR_INPUT that names the sensor and what is not understood of it.
 */
gboolean   anlan_hass_configure (AnlanHass *hass, const char *topic, const void *bytes, gsize length, GError **error);

/* Topics that were not asked for before, to be subscribed to; the array is the caller's. (element-type utf8) */
GPtrArray *anlan_hass_take_topics (AnlanHass *hass);

/* All topics, for a new connection. The array is the caller's. */
GPtrArray *anlan_hass_list_topics (AnlanHass *hass);

/* What a message on one of these topics says is added to @batch. FALSE where @topic is none of them. */
gboolean   anlan_hass_read      (AnlanHass *hass, const char *topic, const void *bytes, gsize length, gboolean retained,
                                 AnlanBatch *batch);

/* What was read has not been kept: states are told again. */
void       anlan_hass_forget    (AnlanHass *hass);

/* How many sensors are known. */
guint      anlan_hass_get_count (const AnlanHass *hass);

G_END_DECLS

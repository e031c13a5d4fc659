/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "mqtt-routes.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <mosquitto.h>
#include <string.h>

#include "base/error.h"
#include "frigate.h"
#include "hass.h"
#include "link/profile.h"
#include "link/settings.h"

#define ROUTES_MAX 100

typedef enum
{
  FORMAT_ANLAN,
  FORMAT_PROFILE,
  FORMAT_VALUE,
  FORMAT_STATUS,
  FORMAT_FRIGATE,
  FORMAT_HASS,
} Format;

static const char *const format_names[] = { "anlan", "profile", "value", "status", "frigate", "hass" };

typedef struct
{
  Format format;
  char *topic; /* a filter; of Frigate and the discovery the prefix */
  char *series, *measure;
  char *up, *down;
  AnlanProfile *profile;
  AnlanFrigate *frigate;
  AnlanHass *hass;
} Route;

struct _AnlanMqttRoutes
{
  GPtrArray *routes; /* (owned) Route */
};

static void
route_free (gpointer data)
{
  Route *route = data;

  g_free (route->topic);
  g_free (route->series);
  g_free (route->measure);
  g_free (route->up);
  g_free (route->down);
  g_clear_pointer (&route->profile, anlan_profile_unref);
  anlan_frigate_free (route->frigate);
  anlan_hass_free (route->hass);
  g_free (route);
}

void
anlan_mqtt_routes_free (AnlanMqttRoutes *routes)
{
  if (routes == NULL)
    return;

  g_ptr_array_unref (routes->routes);
  g_free (routes);
}

/* --- settings ------------------------------------------------------------------------------------------------ */

static gboolean
wrong (GError **error, const char *sentence)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, sentence);
  return FALSE;
}

static gboolean
read_format (JsonObject *object, Format *format, GError **error)
{
  const char *text;

  if (!anlan_settings_text (object, "format", "anlan", &text, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (format_names); i++)
    if (g_str_equal (format_names[i], text))
      {
        *format = (Format)i;
        return TRUE;
      }
  return wrong (error, _ ("The setting “format” must be anlan, profile, value, status, frigate or hass."));
}

static gboolean
read_topic (JsonObject *object, Route *route, GError **error)
{
  gboolean prefix = route->format == FORMAT_FRIGATE || route->format == FORMAT_HASS;
  const char *fallback = route->format == FORMAT_FRIGATE ? "frigate" : "homeassistant", *topic;

  if (!anlan_settings_text (object, "topic", prefix ? fallback : NULL, &topic, error))
    return FALSE;
  if (topic == NULL)
    return wrong (error, _ ("The setting “topic” is missing: what is listened to, such as plant/gas/#."));
  if (mosquitto_sub_topic_check (topic) != MOSQ_ERR_SUCCESS || strlen (topic) > 1000 ||
      (prefix && strpbrk (topic, "+#") != NULL))
    return wrong (
        error, _ ("The setting “topic” is no topic that can be listened to: + stands for one part of it, # "
                  "for all that follow, and neither beside other letters."));
  route->topic = g_strdup (topic);
  return TRUE;
}

static gboolean
read_frigate (Route *route, const char *source, JsonObject *object, GError **error)
{
  g_autoptr (JsonNode) types = NULL;
  const char *address;

  if (!anlan_settings_text (object, "address", NULL, &address, error) ||
      !anlan_settings_object (object, "types", &types, error))
    return FALSE;
  route->frigate = anlan_frigate_new (source, address, types != NULL ? json_node_get_object (types) : NULL);
  return TRUE;
}

static gboolean
read_route (AnlanMqttRoutes *routes, const char *source, JsonObject *object, GTimeZone *zone, GError **error)
{
  Route *route = g_new0 (Route, 1);
  const char *series, *measure, *up, *down;

  g_ptr_array_add (routes->routes, route);
  if (!read_format (object, &route->format, error) || !read_topic (object, route, error) ||
      !anlan_settings_text (object, "series", "{topic}", &series, error) ||
      !anlan_settings_text (object, "measure", NULL, &measure, error) ||
      !anlan_settings_text (object, "up", "online", &up, error) ||
      !anlan_settings_text (object, "down", "offline", &down, error))
    return FALSE;
  route->series = g_strdup (series);
  route->measure = g_strdup (measure);
  route->up = g_strdup (up);
  route->down = g_strdup (down);
  if (route->format == FORMAT_FRIGATE)
    return read_frigate (route, source, object, error);
  if (route->format == FORMAT_HASS)
    route->hass = anlan_hass_new ();
  if (route->format != FORMAT_PROFILE)
    return TRUE;
  if (!anlan_profile_of_settings (object, zone, &route->profile, error))
    return FALSE;
  return route->profile != NULL ||
         wrong (error, _ ("The setting “profile” is missing: how the messages are read."));
}

AnlanMqttRoutes *
anlan_mqtt_routes_new (const char *source, JsonObject *settings, GTimeZone *zone, GError **error)
{
  g_autoptr (AnlanMqttRoutes) routes = NULL;
  JsonNode *node;
  JsonArray *list;
  guint n;

  g_return_val_if_fail (source != NULL && settings != NULL && zone != NULL, NULL);

  node = json_object_get_member (settings, "topics");
  list = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  n = list != NULL ? json_array_get_length (list) : 0;
  routes = g_new0 (AnlanMqttRoutes, 1);
  routes->routes = g_ptr_array_new_with_free_func (route_free);
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return read_route (routes, source, settings, zone, error) ? g_steal_pointer (&routes) : NULL;
  for (guint i = 0; n <= ROUTES_MAX && i < n && JSON_NODE_HOLDS_OBJECT (json_array_get_element (list, i));
       i++)
    if (!read_route (routes, source, json_array_get_object_element (list, i), zone, error))
      return NULL;
  if (n > 0 && routes->routes->len == n)
    return g_steal_pointer (&routes);
  wrong (error,
         _ ("The setting “topics” must be a list of 1 to 100 topics: [{\"topic\": \"plant/gas/#\"}]."));
  return NULL;
}

/* --- filters -------------------------------------------------------------------------------------------------- */

static void
add (GPtrArray *filters, const char *prefix, const char *rest)
{
  g_ptr_array_add (filters, g_strconcat (prefix, rest, NULL));
}

static void
add_all (GPtrArray *filters, GPtrArray *more)
{
  g_ptr_array_extend_and_steal (filters, more);
}

GPtrArray *
anlan_mqtt_routes_list (AnlanMqttRoutes *routes)
{
  GPtrArray *filters;

  g_return_val_if_fail (routes != NULL, NULL);

  filters = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < routes->routes->len; i++)
    {
      Route *route = g_ptr_array_index (routes->routes, i);

      if (route->format == FORMAT_FRIGATE)
        {
          add (filters, route->topic, "/events");
          add (filters, route->topic, "/tracked_object_update");
          add (filters, route->topic, "/available");
        }
      else if (route->format == FORMAT_HASS)
        {
          add (filters, route->topic, "/+/+/config");
          add (filters, route->topic, "/+/+/+/config");
          add_all (filters, anlan_hass_list_topics (route->hass));
        }
      else
        add (filters, route->topic, "");
    }
  return filters;
}

GPtrArray *
anlan_mqtt_routes_take (AnlanMqttRoutes *routes)
{
  GPtrArray *filters;

  g_return_val_if_fail (routes != NULL, NULL);

  filters = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < routes->routes->len; i++)
    {
      Route *route = g_ptr_array_index (routes->routes, i);

      if (route->format == FORMAT_HASS)
        add_all (filters, anlan_hass_take_topics (route->hass));
    }
  return filters;
}

void
anlan_mqtt_routes_forget (AnlanMqttRoutes *routes)
{
  g_return_if_fail (routes != NULL);

  for (guint i = 0; i < routes->routes->len; i++)
    {
      Route *route = g_ptr_array_index (routes->routes, i);

      if (route->frigate != NULL)
        anlan_frigate_forget (route->frigate);
      if (route->hass != NULL)
        anlan_hass_forget (route->hass);
    }
}

/* --- messages ------------------------------------------------------------------------------------------------- */

typedef struct
{
  const char *topic;
  const void *bytes;
  gsize length;
  gboolean retained;
  gint64 received;
} Message;

/* What stands behind a prefix and its slash, or NULL. */
static const char *
behind (const char *topic, const char *prefix)
{
  gsize length = strlen (prefix);

  return strncmp (topic, prefix, length) == 0 && topic[length] == '/' ? topic + length + 1 : NULL;
}

static gboolean
fits (const Route *route, const Message *message, AnlanBatch *batch)
{
  bool matches = false;

  if (route->format == FORMAT_FRIGATE)
    return behind (message->topic, route->topic) != NULL;
  if (route->format == FORMAT_HASS)
    /* States may stand under the same prefix. */
    return anlan_hass_read (route->hass, message->topic, message->bytes, message->length, message->retained,
                            batch) ||
           behind (message->topic, route->topic) != NULL;
  return mosquitto_topic_matches_sub (route->topic, message->topic, &matches) == MOSQ_ERR_SUCCESS && matches;
}

static char *
expand (const char *text, const char *topic)
{
  g_autoptr (GString) string = g_string_new (text);
  g_auto (GStrv) parts = g_strsplit (topic, "/", -1);

  /* Parts first: what a topic says is not to be expanded again. */
  for (guint i = 0; strchr (text, '{') != NULL && parts[i] != NULL && i < 30; i++)
    {
      char place[16];

      g_snprintf (place, sizeof place, "{%u}", i + 1);
      if (strchr (parts[i], '{') == NULL)
        g_string_replace (string, place, parts[i], 0);
    }
  g_string_replace (string, "{topic}", topic, 0);
  return g_string_free (g_steal_pointer (&string), FALSE);
}

static gboolean
read_value (const Route *route, const Message *message, AnlanBatch *batch, GError **error)
{
  g_autofree char *text = g_strstrip (g_strndup (message->bytes, message->length)), *series = NULL;
  AnlanBatchReading reading = { .ts = G_MININT64 };
  char *end;

  if (message->retained)
    return TRUE;
  reading.value = g_ascii_strtod (text, &end);
  if (text[0] == '\0' || *end != '\0' || !isfinite (reading.value))
    return wrong (error, _ ("this is no number."));
  series = expand (route->series, message->topic);
  reading.series = anlan_batch_keep (batch, series);
  reading.unit = anlan_batch_keep (batch, route->measure);
  anlan_batch_add_reading (batch, &reading);
  return TRUE;
}

static gboolean
read_status (const char *up, const char *down, const Message *message, GError **error)
{
  g_autofree char *text = g_strstrip (g_strndup (message->bytes, message->length));

  if (g_str_equal (text, up))
    return TRUE;
  if (!g_str_equal (text, down))
    return wrong (error, _ ("it says neither that it is on nor that it is off."));
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_FAILED,
                       _ ("it is off, or has lost its connection. Look after its power and its network."));
  return FALSE;
}

static void
drop_timeless (AnlanBatch *batch)
{
  guint kept = 0;

  for (guint i = 0; i < batch->readings->len; i++)
    {
      AnlanBatchReading *readings = (AnlanBatchReading *)batch->readings->data;

      if (readings[i].ts != G_MININT64)
        readings[kept++] = readings[i];
    }
  g_array_set_size (batch->readings, kept);
}

/* @batch: (inout): an empty one; where the format makes its own, that one takes its place. */
static gboolean
read_by (const Route *route, const Message *message, AnlanBatch **batch, GError **error)
{
  const char *rest = behind (message->topic, route->topic);
  AnlanBatch *read;

  switch (route->format)
    {
    case FORMAT_VALUE:
      return read_value (route, message, *batch, error);
    case FORMAT_STATUS:
      return read_status (route->up, route->down, message, error);
    case FORMAT_FRIGATE:
      if (g_str_equal (rest, "available"))
        return read_status ("online", "offline", message, error);
      return anlan_frigate_read (route->frigate, rest, message->bytes, message->length, *batch, error);
    case FORMAT_HASS:
      return rest == NULL || anlan_hass_configure (route->hass, rest, message->bytes, message->length, error);
    case FORMAT_ANLAN:
    case FORMAT_PROFILE:
    default:
      break;
    }
  read = route->profile != NULL
             ? anlan_profile_read (route->profile, message->bytes, message->length, message->received, error)
             : anlan_batch_read (message->bytes, message->length, message->received, error);
  if (read == NULL)
    return FALSE;
  anlan_batch_free (*batch);
  *batch = read;
  if (message->retained)
    drop_timeless (read);
  return TRUE;
}

AnlanBatch *
anlan_mqtt_routes_read (AnlanMqttRoutes *routes,
                        const char *topic,
                        const void *bytes,
                        gsize length,
                        gboolean retained,
                        gint64 received,
                        GError **error)
{
  Message message = { topic, length > 0 ? bytes : "", length, retained, received };
  g_autoptr (AnlanBatch) batch = NULL;
  g_autoptr (GError) trouble = NULL;

  g_return_val_if_fail (routes != NULL && topic != NULL && (bytes != NULL || length == 0), NULL);

  batch = anlan_batch_new (received);
  if (!g_utf8_validate (topic, -1, NULL))
    return g_steal_pointer (&batch);
  for (guint i = 0; i < routes->routes->len; i++)
    {
      Route *route = g_ptr_array_index (routes->routes, i);

      if (!fits (route, &message, batch))
        continue;
      if (read_by (route, &message, &batch, &trouble))
        return g_steal_pointer (&batch);
      g_set_error (error, ANLAN_ERROR, trouble->code, _ ("%s: %s"), topic, trouble->message);
      return NULL;
    }
  return g_steal_pointer (&batch);
}

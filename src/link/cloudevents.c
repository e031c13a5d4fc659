/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/cloudevents.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/time.h"

#define STRUCTURED "application/cloudevents+json"
#define BATCH "application/cloudevents-batch+json"

/* One event; texts are borrowed. */
typedef struct
{
  const char *id;
  const char *source;
  const char *type;
  const char *subject; /* or NULL */
  gint64 time;         /* G_MININT64: not told */
} Event;

/* --- form ------------------------------------------------------------------------------------------------------- */

/* Whether @value is this media type, whatever parameters follow. */
static gboolean
is_media_type (const char *value, const char *type)
{
  gsize length = strlen (type);

  return value != NULL && g_ascii_strncasecmp (value, type, length) == 0 &&
         (value[length] == '\0' || strchr ("; \t", value[length]) != NULL);
}

AnlanCloudForm
anlan_cloudevents_form (const AnlanCloudHeaders *headers)
{
  g_return_val_if_fail (headers != NULL, ANLAN_CLOUD_NONE);

  if (is_media_type (headers->content_type, STRUCTURED))
    return ANLAN_CLOUD_STRUCTURED;
  if (is_media_type (headers->content_type, BATCH))
    return ANLAN_CLOUD_BATCH;
  return headers->specversion != NULL ? ANLAN_CLOUD_BINARY : ANLAN_CLOUD_NONE;
}

/* --- attributes --------------------------------------------------------------------------------------------------- */

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, sentence);
  return FALSE;
}

static gboolean
check_event (Event *event, const char *version, const char *time, GError **error)
{
  event->time = G_MININT64;
  if (g_strcmp0 (version, "1.0") != 0)
    return refuse (error, _ ("An event must be of CloudEvents version 1.0."));
  if (event->id == NULL || event->source == NULL || event->type == NULL || event->id[0] == '\0' ||
      event->source[0] == '\0' || event->type[0] == '\0')
    return refuse (error, _ ("An event needs “id”, “source” and “type”."));
  if (time != NULL && (!anlan_time_parse (time, &event->time) || event->time < 0))
    return refuse (error, _ ("The time of an event must be written like 2026-11-22T05:09:16Z."));
  return TRUE;
}

/* Binding 3.1.3.2: a value may be quoted, and what is not printable ASCII is UTF-8 in per cents. NULL where it is no text. */
static const char *
decode_header (AnlanBatch *batch, const char *value)
{
  g_autoptr (GString) text = NULL;
  gboolean quoted;

  if (value == NULL)
    return NULL;
  text = g_string_new (NULL);
  quoted = value[0] == '"' && value[1] != '\0' && g_str_has_suffix (value, "\"");
  for (const char *p = value + quoted; *p != '\0' && !(quoted && p[1] == '\0'); p++)
    if (quoted && *p == '\\' && p[1] != '\0' && p[2] != '\0')
      g_string_append_c (text, *++p);
    else if (*p == '%' && g_ascii_isxdigit (p[1]) && g_ascii_isxdigit (p[2]))
      {
        g_string_append_c (text, (char)(g_ascii_xdigit_value (p[1]) * 16 + g_ascii_xdigit_value (p[2])));
        p += 2;
      }
    else
      g_string_append_c (text, *p);
  if (strlen (text->str) != text->len || !g_utf8_validate (text->str, -1, NULL))
    return NULL;
  return anlan_batch_keep (batch, text->str);
}

static const char *
get_text (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

static double
get_number (JsonNode *node)
{
  GType type =
      node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE ? json_node_get_double (node) : NAN;
}

/* --- a detection --------------------------------------------------------------------------------------------------- */

static void
read_box (JsonObject *data, double box[4])
{
  JsonNode *node = json_object_get_member (data, "box");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) != 4)
    return;
  for (guint i = 0; i < 4; i++)
    box[i] = get_number (json_array_get_element (array, i));
}

/* What is not in the data, or not in a form we know, is left out. */
static void
read_details (AnlanBatch *batch, JsonObject *data, AnlanDetection *detection)
{
  const char *state = get_text (data, "state"), *camera = get_text (data, "camera");

  for (AnlanDetectionState i = ANLAN_DETECTION_PULSE; i <= ANLAN_DETECTION_STOP; i++)
    if (g_strcmp0 (state, anlan_detection_state_name (i)) == 0)
      detection->state = i;
  detection->zone = anlan_batch_keep (batch, get_text (data, "zone"));
  detection->picture = anlan_batch_keep (batch, get_text (data, "picture"));
  if (camera != NULL)
    detection->camera = anlan_batch_keep (batch, camera);
  detection->confidence = get_number (json_object_get_member (data, "confidence"));
  read_box (data, detection->box);
}

/* The beginning of @text, cut between two characters. */
static const char *
keep_raw (AnlanBatch *batch, const char *text, gsize length)
{
  g_autofree char *raw = NULL;
  const char *end;

  if (text == NULL)
    return NULL;
  length = MIN (length, ANLAN_DETECTION_MAX_RAW);
  g_utf8_validate (text, (gssize)length, &end);
  raw = g_strndup (text, (gsize)(end - text));
  return anlan_batch_keep (batch, raw);
}

/* @data: (nullable) */
static void
add_detection (AnlanBatch *batch, const Event *event, JsonNode *data, const char *raw, gsize length)
{
  AnlanDetection detection = {
    .source = anlan_batch_keep (batch, event->source),
    .id = anlan_batch_keep (batch, event->id),
    .type = anlan_batch_keep (batch, event->type),
    .ts = event->time,
    .camera =
        event->subject != NULL && event->subject[0] != '\0' ? anlan_batch_keep (batch, event->subject) : NULL,
    .confidence = NAN,
    .box = { NAN, NAN, NAN, NAN },
  };

  if (data != NULL && JSON_NODE_HOLDS_OBJECT (data))
    read_details (batch, json_node_get_object (data), &detection);
  detection.raw = keep_raw (batch, raw, length);
  anlan_batch_add_detection (batch, &detection);
}

/* --- data in our own JSON ------------------------------------------------------------------------------------------ */

/* Only what looks like it: an error of its reader is then the sender's, and no detection of an unknown kind. */
static gboolean
is_own (JsonNode *data)
{
  JsonArray *array = data != NULL && JSON_NODE_HOLDS_ARRAY (data) ? json_node_get_array (data) : NULL;
  JsonNode *first =
      array != NULL && json_array_get_length (array) > 0 ? json_array_get_element (array, 0) : data;
  JsonObject *object = first != NULL && JSON_NODE_HOLDS_OBJECT (first) ? json_node_get_object (first) : NULL;

  return object != NULL && (json_object_has_member (object, "series") ||
                            (array == NULL && (json_object_has_member (object, "readings") ||
                                               json_object_has_member (object, "detections"))));
}

static void
take_over (AnlanBatch *batch, const Event *event, const AnlanBatch *read)
{
  for (guint i = 0; i < read->readings->len; i++)
    {
      AnlanBatchReading reading = g_array_index (read->readings, AnlanBatchReading, i);

      reading.series = anlan_batch_keep (batch, reading.series);
      reading.unit = anlan_batch_keep (batch, reading.unit);
      if (reading.ts == G_MININT64)
        reading.ts = event->time;
      anlan_batch_add_reading (batch, &reading);
    }
  for (guint i = 0; i < read->detections->len; i++)
    {
      AnlanDetection detection = g_array_index (read->detections, AnlanDetection, i);

      detection.source = anlan_batch_keep (batch, detection.source);
      detection.id = anlan_batch_keep (batch, detection.id);
      detection.type = anlan_batch_keep (batch, detection.type);
      detection.zone = anlan_batch_keep (batch, detection.zone);
      detection.camera = anlan_batch_keep (batch, detection.camera);
      detection.picture = anlan_batch_keep (batch, detection.picture);
      detection.raw = anlan_batch_keep (batch, detection.raw);
      anlan_batch_add_detection (batch, &detection);
    }
  batch->refused += read->refused;
  if (batch->reason == NULL)
    batch->reason = g_strdup (read->reason);
}

static gboolean
add_own (AnlanBatch *batch, const Event *event, const char *text, gsize length, GError **error)
{
  g_autoptr (AnlanBatch) read = anlan_batch_read (text, length, batch->received, error);

  if (read == NULL)
    return FALSE;
  take_over (batch, event, read);
  return TRUE;
}

/* --- the three forms ------------------------------------------------------------------------------------------------ */

static gboolean
read_binary (
    AnlanBatch *batch, const AnlanCloudHeaders *headers, const char *text, gsize length, GError **error)
{
  Event event = {
    .id = decode_header (batch, headers->id),
    .source = decode_header (batch, headers->source),
    .type = decode_header (batch, headers->type),
    .subject = decode_header (batch, headers->subject),
  };
  g_autoptr (JsonNode) data = NULL;

  if (!check_event (&event, decode_header (batch, headers->specversion), decode_header (batch, headers->time),
                    error))
    return FALSE;
  batch->gateway = event.source;
  data = anlan_json_parse (text, (gssize)length, ANLAN_BATCH_MAX_BYTES, NULL);
  if (is_own (data))
    return add_own (batch, &event, text, length, error);
  add_detection (batch, &event, data, length > 0 ? text : NULL, length);
  return TRUE;
}

static gboolean
read_event (AnlanBatch *batch, JsonNode *node, GError **error)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  g_autofree char *text = NULL;
  JsonNode *data;
  Event event;

  if (object == NULL)
    return refuse (error, _ ("An event must be a JSON object."));
  event = (Event){ .id = get_text (object, "id"),
                   .source = get_text (object, "source"),
                   .type = get_text (object, "type"),
                   .subject = get_text (object, "subject") };
  if (!check_event (&event, get_text (object, "specversion"), get_text (object, "time"), error))
    return FALSE;
  if (batch->gateway == NULL)
    batch->gateway = anlan_batch_keep (batch, event.source);
  data = json_object_get_member (object, "data");
  text = json_to_string (is_own (data) ? data : node, FALSE);
  if (is_own (data))
    return add_own (batch, &event, text, strlen (text), error);
  add_detection (batch, &event, data, text, strlen (text));
  return TRUE;
}

static gboolean
read_events (AnlanBatch *batch, JsonNode *node, GError **error)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL)
    return refuse (error, _ ("A batch of events must be a JSON array."));
  if (json_array_get_length (array) > ANLAN_BATCH_MAX_ITEMS)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                   _ ("A batch may have %d events at most. Send them in several batches."),
                   ANLAN_BATCH_MAX_ITEMS);
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr (GError) trouble = NULL;

      if (read_event (batch, json_array_get_element (array, i), &trouble))
        continue;
      batch->refused++;
      if (batch->reason == NULL)
        batch->reason = g_strdup (trouble->message);
    }
  return TRUE;
}

static gboolean
read_json (AnlanBatch *batch, gboolean many, const char *text, gsize length, GError **error)
{
  g_autoptr (JsonNode) node = anlan_json_parse (text, (gssize)length, ANLAN_BATCH_MAX_BYTES, error);

  if (node == NULL)
    return FALSE;
  return many ? read_events (batch, node, error) : read_event (batch, node, error);
}

/* What a single event says must be taken, or its sender be told. */
static gboolean
check_taken (const AnlanBatch *batch, GError **error)
{
  return batch->readings->len + batch->detections->len > 0 || batch->refused == 0 ||
         refuse (error, batch->reason);
}

AnlanBatch *
anlan_cloudevents_read (
    const AnlanCloudHeaders *headers, const void *bytes, gsize length, gint64 received, GError **error)
{
  g_autoptr (AnlanBatch) batch = NULL;
  AnlanCloudForm form;
  gboolean read;

  g_return_val_if_fail (headers != NULL && (bytes != NULL || length == 0), NULL);

  form = anlan_cloudevents_form (headers);
  g_return_val_if_fail (form != ANLAN_CLOUD_NONE, NULL);
  if (length > ANLAN_BATCH_MAX_BYTES)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                   _ ("A message may have %d bytes at most. Send it in several parts."),
                   ANLAN_BATCH_MAX_BYTES);
      return NULL;
    }
  batch = anlan_batch_new (received);
  if (form == ANLAN_CLOUD_BINARY)
    read = read_binary (batch, headers, bytes != NULL ? bytes : "", length, error);
  else
    read = read_json (batch, form == ANLAN_CLOUD_BATCH, bytes != NULL ? bytes : "", length, error);
  if (!read || (form != ANLAN_CLOUD_BATCH && !check_taken (batch, error)))
    return NULL;
  return g_steal_pointer (&batch);
}

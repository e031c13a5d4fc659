/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "frigate.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "link/json-get.h"

/* More objects at once are in no picture; where their ends were lost, the store still knows what is a repeat. */
#define GOING_MAX 10000

/* A label and a zone are names. */
#define PART_MAX 60

/* Zones that one object can enter. */
#define ZONES_MAX 100

struct _AnlanFrigate
{
  char *source;
  char *address;
  JsonObject *types;
  GHashTable *going; /* (owned) ids of detections that have started */
};

AnlanFrigate *
anlan_frigate_new (const char *source, const char *address, JsonObject *types)
{
  AnlanFrigate *frigate;

  g_return_val_if_fail (source != NULL, NULL);

  frigate = g_new0 (AnlanFrigate, 1);
  frigate->source = g_strdup (source);
  frigate->address = g_strdup (address);
  frigate->types = types != NULL ? json_object_ref (types) : NULL;
  frigate->going = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return frigate;
}

void
anlan_frigate_free (AnlanFrigate *frigate)
{
  if (frigate == NULL)
    return;

  g_free (frigate->source);
  g_free (frigate->address);
  g_clear_pointer (&frigate->types, json_object_unref);
  g_hash_table_unref (frigate->going);
  g_free (frigate);
}

void
anlan_frigate_forget (AnlanFrigate *frigate)
{
  g_return_if_fail (frigate != NULL);

  g_hash_table_remove_all (frigate->going);
}

/* Our word for a thing; NULL where it is to be passed over. */
static const char *
type_of (const AnlanFrigate *frigate, const char *name)
{
  JsonNode *node = frigate->types != NULL ? json_object_get_member (frigate->types, name) : NULL;

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return name;
  return anlan_json_get_text (frigate->types, name);
}

/* Frigate's times are seconds with their parts. */
static gint64
moment_of (double seconds)
{
  return seconds >= 0 && seconds < 253402300800.0 ? (gint64)(seconds * 1000) : -1;
}

/* Ids go into an address, and are no paths. */
static gboolean
is_id (const char *id)
{
  if (id == NULL || strlen (id) > PART_MAX)
    return FALSE;
  for (; *id != '\0'; id++)
    if (!g_ascii_isalnum (*id) && strchr (".-_", *id) == NULL)
      return FALSE;
  return TRUE;
}

static const char *
keep_raw (const AnlanFrigate *frigate, const char *id, JsonObject *event, AnlanBatch *batch)
{
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), event);
  g_autofree char *text = json_to_string (node, FALSE), *raw = NULL, *valid = NULL;
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  if (frigate->address != NULL)
    {
      g_autofree char *snapshot = g_strconcat (frigate->address, "/api/events/", id, "/snapshot.jpg", NULL);
      g_autofree char *clip = g_strconcat (frigate->address, "/api/events/", id, "/clip.mp4", NULL);

      anlan_json_name (&json, "snapshot");
      anlan_json_text (&json, snapshot);
      anlan_json_name (&json, "clip");
      anlan_json_text (&json, clip);
    }
  anlan_json_name (&json, "event");
  anlan_json_raw (&json, text);
  anlan_json_close (&json, '}');
  raw = anlan_json_end (&json);
  if (strlen (raw) > ANLAN_DETECTION_MAX_RAW)
    raw[ANLAN_DETECTION_MAX_RAW] = '\0';
  valid = g_utf8_make_valid (raw, -1);
  return anlan_batch_keep (batch, valid);
}

/* One detection of the object as a whole, or (@zone) in a zone. */
static void
tell (AnlanFrigate *frigate, const AnlanDetection *like, const char *zone, AnlanBatch *batch)
{
  g_autofree char *id = zone != NULL ? g_strconcat (like->id, "/", zone, NULL) : g_strdup (like->id);
  AnlanDetection detection = *like;

  if (like->state == ANLAN_DETECTION_STOP)
    g_hash_table_remove (frigate->going, id);
  else if (g_hash_table_contains (frigate->going, id))
    return;
  else
    {
      if (g_hash_table_size (frigate->going) >= GOING_MAX)
        g_hash_table_remove_all (frigate->going);
      g_hash_table_add (frigate->going, g_strdup (id));
    }
  detection.id = anlan_batch_keep (batch, id);
  detection.zone = anlan_batch_keep (batch, zone);
  anlan_batch_add_detection (batch, &detection);
}

static gboolean
set_wrong (GError **error)
{
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("This is no message of Frigate, so nothing of it was taken. Check the topic that is listened to."));
  return FALSE;
}

static gboolean
read_event (AnlanFrigate *frigate, JsonObject *message, AnlanBatch *batch, GError **error)
{
  JsonObject *event = anlan_json_get_object (message, "after");
  const char *what = anlan_json_get_text (message, "type"), *id, *label, *camera, *type;
  AnlanDetection detection = { .box = { NAN, NAN, NAN, NAN } };
  gboolean end = g_strcmp0 (what, "end") == 0;
  JsonArray *zones;

  if (event == NULL || what == NULL)
    return set_wrong (error);
  id = anlan_json_get_text (event, "id");
  label = anlan_json_get_text (event, "label");
  camera = anlan_json_get_text (event, "camera");
  if (!is_id (id) || label == NULL || strlen (label) > PART_MAX || camera == NULL)
    return set_wrong (error);
  type = type_of (frigate, label);
  /* What turns out to be nothing while it goes on ends as well. */
  if (type == NULL ||
      (anlan_json_get_boolean (event, "false_positive") && !g_hash_table_contains (frigate->going, id)))
    return TRUE;

  detection.source = anlan_batch_keep (batch, frigate->source);
  detection.id = id;
  detection.type = anlan_batch_keep (batch, type);
  detection.state = end ? ANLAN_DETECTION_STOP : ANLAN_DETECTION_START;
  detection.ts = moment_of (anlan_json_get_number (event, end ? "end_time" : "start_time"));
  detection.camera = anlan_batch_keep (batch, camera);
  detection.confidence = anlan_json_get_number (event, "top_score");
  if (isnan (detection.confidence))
    detection.confidence = anlan_json_get_number (event, "score");
  detection.raw = keep_raw (frigate, id, event, batch);
  tell (frigate, &detection, NULL, batch);
  zones = anlan_json_get_list (event, "entered_zones");
  for (guint i = 0; zones != NULL && i < MIN (json_array_get_length (zones), ZONES_MAX); i++)
    {
      const char *zone = anlan_json_element_text (zones, i);

      if (zone != NULL && strlen (zone) <= PART_MAX)
        {
          /* It came into the zone later than into the picture. */
          if (!end)
            detection.ts = moment_of (anlan_json_get_number (event, "frame_time"));
          tell (frigate, &detection, zone, batch);
        }
    }
  return TRUE;
}

static gboolean
read_update (AnlanFrigate *frigate, JsonObject *message, AnlanBatch *batch, GError **error)
{
  const char *what = anlan_json_get_text (message, "type"), *id, *model, *attribute, *camera, *type;
  AnlanDetection detection = { .state = ANLAN_DETECTION_PULSE, .box = { NAN, NAN, NAN, NAN } };
  g_autofree char *name = NULL, *own_id = NULL;

  if (what == NULL)
    return set_wrong (error);
  if (!g_str_equal (what, "classification"))
    return TRUE;
  id = anlan_json_get_text (message, "id");
  model = anlan_json_get_text (message, "model");
  attribute = anlan_json_get_text (message, "attribute");
  camera = anlan_json_get_text (message, "camera");
  /* A model may say a sub-label in the place of an attribute. */
  if (attribute == NULL)
    attribute = anlan_json_get_text (message, "sub_label");
  if (!is_id (id) || model == NULL || attribute == NULL || camera == NULL || strlen (model) > PART_MAX ||
      strlen (attribute) > PART_MAX)
    return set_wrong (error);
  name = g_strconcat (model, ":", attribute, NULL);
  type = type_of (frigate, name);
  if (type == NULL)
    return TRUE;
  own_id = g_strconcat (id, "/", name, NULL);
  detection.source = anlan_batch_keep (batch, frigate->source);
  detection.id = own_id;
  detection.type = anlan_batch_keep (batch, type);
  detection.ts = moment_of (anlan_json_get_number (message, "timestamp"));
  detection.camera = anlan_batch_keep (batch, camera);
  detection.confidence = anlan_json_get_number (message, "score");
  detection.raw = keep_raw (frigate, id, message, batch);
  tell (frigate, &detection, NULL, batch);
  return TRUE;
}

gboolean
anlan_frigate_read (AnlanFrigate *frigate,
                    const char *topic,
                    const void *bytes,
                    gsize length,
                    AnlanBatch *batch,
                    GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  gboolean event;

  g_return_val_if_fail (frigate != NULL && topic != NULL && batch != NULL, FALSE);

  event = g_str_equal (topic, "events");
  if (!event && !g_str_equal (topic, "tracked_object_update"))
    return TRUE;
  if (length > 0)
    node = anlan_json_parse (bytes, (gssize)length, ANLAN_BATCH_MAX_BYTES, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return set_wrong (error);
  if (event)
    return read_event (frigate, json_node_get_object (node), batch, error);
  return read_update (frigate, json_node_get_object (node), batch, error);
}

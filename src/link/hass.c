/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "hass.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "link/json-get.h"

/* A broker that many write to must not fill the memory. */
#define ENTITIES_MAX 5000
#define CONFIG_MAX_BYTES (64 * 1024)

/* Room for the moment in the ids of detections; topics by the MQTT standard have up to 65535 bytes. */
#define NAME_MAX_BYTES 120
#define TOPIC_MAX_BYTES 1024
#define AVAILABILITIES_MAX 8

typedef struct
{
  char *topic;
  char *up, *down; /* payloads */
  char **path;     /* in the payload, or NULL */
  gboolean is_down;
} Availability;

typedef struct
{
  char *config; /* topic */
  char *text;   /* what is said there */
  gboolean binary;
  char *series;
  char *measure;
  char *type;
  char *topic;
  char **path; /* in the payload's JSON, or NULL: the payload itself */
  char *on, *off;
  int state; /* of a binary one: -1 not known */
  gint64 since;
  GPtrArray *availabilities; /* (owned) */
} Entity;

struct _AnlanHass
{
  GHashTable *entities; /* (owned) config topic -> (owned) Entity */
  GHashTable *topics;   /* (owned) topic -> (owned) GPtrArray of Entity */
  GPtrArray *fresh;     /* (owned) topics */
};

static void
availability_free (gpointer data)
{
  Availability *availability = data;

  g_free (availability->topic);
  g_free (availability->up);
  g_free (availability->down);
  g_strfreev (availability->path);
  g_free (availability);
}

static void
entity_free (gpointer data)
{
  Entity *entity = data;

  g_free (entity->config);
  g_free (entity->text);
  g_free (entity->series);
  g_free (entity->measure);
  g_free (entity->type);
  g_free (entity->topic);
  g_strfreev (entity->path);
  g_free (entity->on);
  g_free (entity->off);
  g_ptr_array_unref (entity->availabilities);
  g_free (entity);
}

AnlanHass *
anlan_hass_new (void)
{
  AnlanHass *hass = g_new0 (AnlanHass, 1);

  hass->entities = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, entity_free);
  hass->topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
  hass->fresh = g_ptr_array_new_with_free_func (g_free);
  return hass;
}

void
anlan_hass_free (AnlanHass *hass)
{
  if (hass == NULL)
    return;

  g_hash_table_unref (hass->topics);
  g_hash_table_unref (hass->entities);
  g_ptr_array_unref (hass->fresh);
  g_free (hass);
}

guint
anlan_hass_get_count (const AnlanHass *hass)
{
  g_return_val_if_fail (hass != NULL, 0);

  return g_hash_table_size (hass->entities);
}

/* --- descriptions ----------------------------------------------------------------------------------------- */

/* By its name or its abbreviation. */
static const char *
get (JsonObject *object, const char *name, const char *brief)
{
  const char *text = anlan_json_get_text (object, name);

  return text != NULL || brief == NULL ? text : anlan_json_get_text (object, brief);
}

/* A topic, in which ~ at either end stands for the base. NULL where it is none that can be subscribed to. */
static char *
topic_of (const char *text, const char *base)
{
  g_autofree char *topic = NULL;

  if (text == NULL)
    return NULL;
  if (base != NULL && text[0] == '~')
    topic = g_strconcat (base, text + 1, NULL);
  else if (base != NULL && g_str_has_suffix (text, "~"))
    topic = g_strdup_printf ("%.*s%s", (int)strlen (text) - 1, text, base);
  else
    topic = g_strdup (text);
  if (topic[0] == '\0' || strlen (topic) > TOPIC_MAX_BYTES || strpbrk (topic, "+#") != NULL)
    return NULL;
  return g_steal_pointer (&topic);
}

static gboolean
is_word (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && *c != '_' && *c != '-')
      return FALSE;
  return text[0] != '\0';
}

/* What stands between the braces: "value_json.a.b | float". FALSE where it says more than that. */
static gboolean
read_expression (char *expression, char ***path)
{
  g_auto (GStrv) parts = g_strsplit (expression, "|", -1), words = NULL;

  /* Nothing splits into no part at all. */
  if (parts[0] == NULL)
    return FALSE;
  for (guint i = 1; parts[i] != NULL; i++)
    if (strcmp (g_strstrip (parts[i]), "float") != 0 && strcmp (parts[i], "is_defined") != 0)
      return FALSE;
  if (strcmp (g_strstrip (parts[0]), "value") == 0)
    return TRUE;
  words = g_strsplit (parts[0], ".", -1);
  if (words[0] == NULL || strcmp (words[0], "value_json") != 0 || words[1] == NULL)
    return FALSE;
  for (guint i = 1; words[i] != NULL; i++)
    if (!is_word (words[i]))
      return FALSE;
  *path = g_strdupv (words + 1);
  return TRUE;
}

static gboolean
read_template (const char *text, char ***path)
{
  g_autofree char *template = g_strdup (text);
  gsize length;

  if (text == NULL)
    return TRUE;
  g_strstrip (template);
  length = strlen (template);
  if (length < 4 || !g_str_has_prefix (template, "{{") || !g_str_has_suffix (template, "}}"))
    return FALSE;
  template[length - 2] = '\0';
  return read_expression (template + 2, path);
}

static void
add_availability (Entity *entity, JsonObject *whole, JsonObject *object, const char *topic, const char *base)
{
  g_autofree char *full = topic_of (topic, base);
  Availability *availability;
  const char *up, *down;
  char **path = NULL;

  if (full == NULL || entity->availabilities->len >= AVAILABILITIES_MAX)
    return;
  up = get (object, "payload_available", "pl_avail");
  down = get (object, "payload_not_available", "pl_not_avail");
  if (up == NULL)
    up = get (whole, "payload_available", "pl_avail");
  if (down == NULL)
    down = get (whole, "payload_not_available", "pl_not_avail");
  /* With a template that is not understood its word is not known: then it is taken for available. */
  if (!read_template (object == whole ? get (object, "availability_template", "avty_tpl")
                                      : get (object, "value_template", "val_tpl"),
                      &path))
    return;
  availability = g_new0 (Availability, 1);
  availability->topic = g_steal_pointer (&full);
  availability->path = path;
  availability->up = g_strdup (up != NULL ? up : "online");
  availability->down = g_strdup (down != NULL ? down : "offline");
  g_ptr_array_add (entity->availabilities, availability);
}

static void
read_availability (Entity *entity, JsonObject *object, const char *base)
{
  JsonArray *list = anlan_json_get_list (object, "availability");
  JsonObject *single = anlan_json_get_object (object, "availability");

  if (list == NULL)
    list = anlan_json_get_list (object, "avty");
  if (single == NULL)
    single = anlan_json_get_object (object, "avty");
  add_availability (entity, object, object, get (object, "availability_topic", "avty_t"), base);
  if (single != NULL)
    add_availability (entity, object, single, get (single, "topic", "t"), base);
  for (guint i = 0; list != NULL && i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);

      if (JSON_NODE_HOLDS_OBJECT (node))
        add_availability (entity, object, json_node_get_object (node),
                          get (json_node_get_object (node), "topic", "t"), base);
    }
}

static gboolean
set_wrong (const char *topic, const char *what, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The sensor described at %s cannot be taken: %s"),
               topic, what);
  return FALSE;
}

/* "component/[node/]object/config", of the components that are understood. */
static gboolean
is_config (const char *topic, gboolean *binary)
{
  g_auto (GStrv) parts = g_strsplit (topic, "/", -1);
  guint n = g_strv_length (parts);

  if (n < 3 || n > 4 || strcmp (parts[n - 1], "config") != 0)
    return FALSE;
  *binary = strcmp (parts[0], "binary_sensor") == 0;
  return *binary || strcmp (parts[0], "sensor") == 0;
}

static gboolean
read_entity (Entity *entity, JsonObject *object, GError **error)
{
  const char *base = anlan_json_get_text (object, "~");
  const char *id = get (object, "unique_id", "uniq_id");
  const char *type = get (object, "device_class", "dev_cla");
  const char *on = get (object, "payload_on", "pl_on"), *off = get (object, "payload_off", "pl_off");
  const char *measure = get (object, "unit_of_measurement", "unit_of_meas");

  entity->topic = topic_of (get (object, "state_topic", "stat_t"), base);
  if (entity->topic == NULL)
    return set_wrong (entity->config, _ ("it has no “state_topic”."), error);
  if (id == NULL || strlen (id) > NAME_MAX_BYTES)
    return set_wrong (entity->config, _ ("it has no “unique_id” of 1 to 120 bytes."), error);
  if (!read_template (get (object, "value_template", "val_tpl"), &entity->path))
    return set_wrong (
        entity->config,
        _ ("its “value_template” is more than {{ value_json.a.b }}. Have the device send the value by "
           "itself."),
        error);
  entity->series = g_strdup (id);
  entity->measure = measure != NULL && strlen (measure) <= NAME_MAX_BYTES ? g_strdup (measure) : NULL;
  entity->type = g_strdup (type != NULL && strlen (type) <= 60 ? type : "on");
  entity->on = g_strdup (on != NULL ? on : "ON");
  entity->off = g_strdup (off != NULL ? off : "OFF");
  read_availability (entity, object, base);
  return TRUE;
}

/* --- topics --------------------------------------------------------------------------------------------------- */

static void
listen_to (AnlanHass *hass, const char *topic, Entity *entity)
{
  GPtrArray *entities = g_hash_table_lookup (hass->topics, topic);

  if (entities == NULL)
    {
      entities = g_ptr_array_new ();
      g_hash_table_insert (hass->topics, g_strdup (topic), entities);
      g_ptr_array_add (hass->fresh, g_strdup (topic));
    }
  if (!g_ptr_array_find (entities, entity, NULL))
    g_ptr_array_add (entities, entity);
}

static void
take_in (AnlanHass *hass, Entity *entity)
{
  listen_to (hass, entity->topic, entity);
  for (guint i = 0; i < entity->availabilities->len; i++)
    listen_to (hass, ((Availability *)g_ptr_array_index (entity->availabilities, i))->topic, entity);
  g_hash_table_insert (hass->entities, entity->config, entity);
}

/* Topics stay subscribed to until the next connection. */
static void
drop (AnlanHass *hass, Entity *entity)
{
  GHashTableIter iter;
  gpointer entities;

  g_hash_table_iter_init (&iter, hass->topics);
  while (g_hash_table_iter_next (&iter, NULL, &entities))
    {
      g_ptr_array_remove (entities, entity);
      if (((GPtrArray *)entities)->len == 0)
        g_hash_table_iter_remove (&iter);
    }
  g_hash_table_remove (hass->entities, entity->config);
}

/* What is told anew with each connection must not make an alarm start again. */
static void
keep_state (Entity *entity, const Entity *old)
{
  if (g_str_equal (entity->topic, old->topic) && g_str_equal (entity->series, old->series))
    {
      entity->state = old->state;
      entity->since = old->since;
    }
}

gboolean
anlan_hass_configure (AnlanHass *hass, const char *topic, const void *bytes, gsize length, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  Entity *entity, *old;
  gboolean binary;

  g_return_val_if_fail (hass != NULL && topic != NULL, FALSE);

  if (!is_config (topic, &binary))
    return TRUE;
  old = g_hash_table_lookup (hass->entities, topic);
  if (length == 0)
    {
      if (old != NULL)
        drop (hass, old);
      return TRUE;
    }
  /* Each connection tells them all again. */
  if (old != NULL && strlen (old->text) == length && memcmp (old->text, bytes, length) == 0)
    return TRUE;
  node = anlan_json_parse (bytes, (gssize)length, CONFIG_MAX_BYTES, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return set_wrong (topic, _ ("it is no JSON object."), error);
  if (old == NULL && g_hash_table_size (hass->entities) >= ENTITIES_MAX)
    return set_wrong (topic, _ ("there are more than 5000 of them."), error);
  entity = g_new0 (Entity, 1);
  entity->config = g_strdup (topic);
  entity->text = g_strndup (bytes, length);
  entity->binary = binary;
  entity->state = -1;
  entity->availabilities = g_ptr_array_new_with_free_func (availability_free);
  if (!read_entity (entity, json_node_get_object (node), error))
    {
      entity_free (entity);
      return FALSE;
    }
  if (old != NULL)
    {
      keep_state (entity, old);
      drop (hass, old);
    }
  take_in (hass, entity);
  return TRUE;
}

GPtrArray *
anlan_hass_take_topics (AnlanHass *hass)
{
  GPtrArray *topics;

  g_return_val_if_fail (hass != NULL, NULL);

  topics = hass->fresh;
  hass->fresh = g_ptr_array_new_with_free_func (g_free);
  return topics;
}

GPtrArray *
anlan_hass_list_topics (AnlanHass *hass)
{
  GPtrArray *topics = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer topic;

  g_return_val_if_fail (hass != NULL, NULL);

  g_ptr_array_set_size (hass->fresh, 0);
  g_hash_table_iter_init (&iter, hass->topics);
  while (g_hash_table_iter_next (&iter, &topic, NULL))
    g_ptr_array_add (topics, g_strdup (topic));
  return topics;
}

/* --- states --------------------------------------------------------------------------------------------------- */

/* A message, parsed at most once for all who listen to its topic. */
typedef struct
{
  char *text;
  JsonNode *node;
  gboolean tried;
} Payload;

/* What stands at @path as a text of its own: "28.2", "ON"; NULL where there is nothing of the kind. */
static char *
word_at (Payload *payload, char **path, gsize length)
{
  JsonNode *node;

  if (path == NULL)
    return g_strdup (payload->text);
  if (!payload->tried)
    payload->node =
        length > 0 ? anlan_json_parse (payload->text, (gssize)length, ANLAN_BATCH_MAX_BYTES, NULL) : NULL;
  payload->tried = TRUE;
  node = payload->node;
  for (guint i = 0; node != NULL && path[i] != NULL; i++)
    node =
        JSON_NODE_HOLDS_OBJECT (node) ? json_object_get_member (json_node_get_object (node), path[i]) : NULL;
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    return json_node_dup_string (node);
  /* As Home Assistant's own templates write them: that is what payloads are compared with. */
  if (json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "True" : "False");
  return json_to_string (node, FALSE);
}

static void
tell_value (const Entity *entity, const char *word, AnlanBatch *batch)
{
  AnlanBatchReading reading = { .ts = G_MININT64, .value = NAN };
  g_autofree char *text = g_strstrip (g_strdup (word));
  char *end;
  double value = g_ascii_strtod (text, &end);

  if (text[0] != '\0' && *end == '\0' && isfinite (value))
    reading.value = value;
  else
    reading.quality = ANLAN_QUALITY_BAD;
  reading.series = anlan_batch_keep (batch, entity->series);
  reading.unit = anlan_batch_keep (batch, entity->measure);
  anlan_batch_add_reading (batch, &reading);
}

static void
tell_state (Entity *entity, const char *word, AnlanBatch *batch)
{
  AnlanDetection detection = { .confidence = NAN, .box = { NAN, NAN, NAN, NAN } };
  gboolean on = g_str_equal (word, entity->on);
  g_autofree char *id = NULL, *raw = NULL, *valid = NULL;

  if ((!on && !g_str_equal (word, entity->off)) || entity->state == (int)on)
    return;
  if (on || entity->state < 0)
    entity->since = batch->received;
  entity->state = on;
  id = g_strdup_printf ("%s@%" G_GINT64_FORMAT, entity->type, entity->since);
  raw = g_strdup_printf ("%s: %.200s", entity->topic, word);
  detection.source = anlan_batch_keep (batch, entity->series);
  detection.id = anlan_batch_keep (batch, id);
  detection.type = anlan_batch_keep (batch, entity->type);
  detection.state = on ? ANLAN_DETECTION_START : ANLAN_DETECTION_STOP;
  detection.ts = batch->received;
  valid = g_utf8_make_valid (raw, -1);
  detection.raw = anlan_batch_keep (batch, valid);
  anlan_batch_add_detection (batch, &detection);
}

static gboolean
is_available (const Entity *entity)
{
  for (guint i = 0; i < entity->availabilities->len; i++)
    if (((Availability *)g_ptr_array_index (entity->availabilities, i))->is_down)
      return FALSE;
  return TRUE;
}

static void
read_for (
    Entity *entity, const char *topic, Payload *payload, gsize length, gboolean retained, AnlanBatch *batch)
{
  for (guint i = 0; i < entity->availabilities->len; i++)
    {
      Availability *availability = g_ptr_array_index (entity->availabilities, i);
      g_autofree char *word =
          g_str_equal (availability->topic, topic) ? word_at (payload, availability->path, length) : NULL;

      if (word != NULL && g_str_equal (word, availability->down))
        availability->is_down = TRUE;
      else if (word != NULL && g_str_equal (word, availability->up))
        availability->is_down = FALSE;
    }
  if (g_str_equal (entity->topic, topic) && is_available (entity) && (entity->binary || !retained))
    {
      g_autofree char *word = word_at (payload, entity->path, length);

      if (word != NULL && entity->binary)
        tell_state (entity, word, batch);
      else if (word != NULL)
        tell_value (entity, word, batch);
    }
}

gboolean
anlan_hass_read (
    AnlanHass *hass, const char *topic, const void *bytes, gsize length, gboolean retained, AnlanBatch *batch)
{
  Payload payload = { 0 };
  GPtrArray *entities;

  g_return_val_if_fail (hass != NULL && topic != NULL && batch != NULL, FALSE);

  entities = g_hash_table_lookup (hass->topics, topic);
  if (entities == NULL)
    return FALSE;
  payload.text = g_strndup (bytes, length);
  for (guint i = 0; i < entities->len; i++)
    read_for (g_ptr_array_index (entities, i), topic, &payload, length, retained, batch);
  g_clear_pointer (&payload.node, json_node_unref);
  g_free (payload.text);
  return TRUE;
}

void
anlan_hass_forget (AnlanHass *hass)
{
  GHashTableIter iter;
  gpointer entity;

  g_return_if_fail (hass != NULL);

  g_hash_table_iter_init (&iter, hass->entities);
  while (g_hash_table_iter_next (&iter, NULL, &entity))
    ((Entity *)entity)->state = -1;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

/* What all makes of cameras have in common: which word an event gets, what goes on, and which picture belongs to it. */

#include "camera-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "anlan-link-resources.h"
#include "base/error.h"
#include "base/json.h"
#include "link/multipart.h"
#include "link/settings.h"

#define TYPES_PATH "/io/github/anlan/link/camera/types.json"

/* A picture of 4K in best quality has about 4 MB. */
#define MAX_PART (8 * 1024 * 1024)

/* A text of events is no longer than this. */
#define MAX_TEXT (512 * 1024)

/* Events that go on at a time; devices have at most some hundred rules. */
#define MAX_GOING 1000

/* Which begins anew where nothing was heard of it for so long, ms. */
#define GOING_FOR (60 * 1000)

typedef struct
{
  GRegex *event; /* or NULL */
  GRegex *rule;  /* or NULL */
  char *type;    /* "": not wanted */
} Row;

typedef struct
{
  char *id;
  gint64 last; /* received */
} Going;

struct _AnlanCamera
{
  AnlanCameraMake make;
  char *source;
  GPtrArray *rows;
  JsonObject *zones, *cameras; /* or NULL */
  AnlanPictureFunc picture;
  AnlanCameraFunc heard;
  gpointer data;

  GHashTable *going; /* (element-type utf8 Going) by channel, event and region */
  AnlanBatch *batch; /* that is being made, or NULL */
  guint expected;    /* pictures that are still to come for it */
};

/* --- which word an event gets ---------------------------------------------------------------------------------- */

static void
row_free (gpointer data)
{
  Row *row = data;

  g_clear_pointer (&row->event, g_regex_unref);
  g_clear_pointer (&row->rule, g_regex_unref);
  g_free (row->type);
  g_free (row);
}

static gboolean
read_regex (JsonObject *object, const char *name, GRegex **regex, GError **error)
{
  g_autoptr (GError) trouble = NULL;
  const char *text;

  if (!anlan_settings_text (object, name, NULL, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;
  *regex = g_regex_new (text, G_REGEX_CASELESS, 0, &trouble);
  if (*regex != NULL)
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("“%s” in the setting “types” is no regular expression (%s)."), text, trouble->message);
  return FALSE;
}

static gboolean
add_row (GPtrArray *rows, JsonNode *node, GError **error)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *type;
  Row *row;

  if (object == NULL || !json_object_has_member (object, "type"))
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("The setting “types” must be a list of {\"event\": …, \"rule\": …, \"type\": …}."));
      return FALSE;
    }
  row = g_new0 (Row, 1);
  g_ptr_array_add (rows, row);
  if (!anlan_settings_text (object, "type", "", &type, error))
    return FALSE;
  row->type = g_strdup (type);
  return read_regex (object, "event", &row->event, error) && read_regex (object, "rule", &row->rule, error);
}

static gboolean
add_rows (GPtrArray *rows, JsonNode *node, GError **error)
{
  JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (list == NULL)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("The setting “types” must be a list of {\"event\": …, \"rule\": …, \"type\": …}."));
      return FALSE;
    }
  for (guint i = 0; i < json_array_get_length (list); i++)
    if (!add_row (rows, json_array_get_element (list, i), error))
      return FALSE;
  return TRUE;
}

/* Those of the plant, then those that come with Anlan. */
static gboolean
load_rows (GPtrArray *rows, JsonObject *settings, GError **error)
{
  JsonNode *own = json_object_get_member (settings, "types");
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonNode) parsed = NULL, ours = NULL;
  const char *text;
  gsize length;

  /* "" is not set. */
  if (own != NULL && json_node_get_value_type (own) == G_TYPE_STRING && *json_node_get_string (own) == '\0')
    own = NULL;
  if (own != NULL && json_node_get_value_type (own) == G_TYPE_STRING)
    {
      parsed = anlan_json_parse (json_node_get_string (own), -1, MAX_TEXT, error);
      if (parsed == NULL)
        return FALSE;
      own = parsed;
    }
  if (own != NULL && !JSON_NODE_HOLDS_NULL (own) && !add_rows (rows, own, error))
    return FALSE;
  anlan_link_register_resource ();
  bytes = g_resources_lookup_data (TYPES_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (bytes == NULL)
    return FALSE;
  text = g_bytes_get_data (bytes, &length);
  ours = anlan_json_parse (text, (gssize)length, length, error);
  return ours != NULL && add_rows (rows, ours, error);
}

static const char *
word_for (AnlanCamera *self, const char *event, const char *rule)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = self->rows->pdata[i];

      if ((row->event == NULL || g_regex_match (row->event, event, 0, NULL)) &&
          (row->rule == NULL || g_regex_match (row->rule, rule != NULL ? rule : "", 0, NULL)))
        return row->type;
    }
  return event;
}

/* --- what goes on ---------------------------------------------------------------------------------------------- */

static void
going_free (gpointer data)
{
  g_free (((Going *)data)->id);
  g_free (data);
}

/* The id of the sighting, the same from its beginning to its end; NULL where an end has no beginning that is known. */
static char *
id_for (AnlanCamera *self, const AnlanSighting *sighting, gint64 received)
{
  g_autofree char *key = g_strjoin ("/", sighting->device != NULL ? sighting->device : "",
                                    sighting->channel != NULL ? sighting->channel : "", sighting->event,
                                    sighting->region != NULL ? sighting->region : "", NULL);
  Going *going = g_hash_table_lookup (self->going, key);
  gboolean known = going != NULL && received - going->last <= GOING_FOR;
  char *id;

  if (sighting->state == ANLAN_DETECTION_STOP)
    {
      id = going != NULL ? g_strdup (going->id) : NULL;
      g_hash_table_remove (self->going, key);
      return id;
    }
  if (sighting->repeat && known)
    {
      going->last = received;
      return g_strdup (going->id);
    }
  id = g_strconcat (key, "/", sighting->moment != NULL ? sighting->moment : "", NULL);
  if (sighting->state == ANLAN_DETECTION_START)
    {
      if (g_hash_table_size (self->going) >= MAX_GOING)
        g_hash_table_remove_all (self->going);
      going = g_new0 (Going, 1);
      going->id = g_strdup (id);
      going->last = received;
      g_hash_table_insert (self->going, g_steal_pointer (&key), going);
    }
  return id;
}

static const char *
name_for (JsonObject *names, const char *channel)
{
  JsonNode *node = names != NULL && channel != NULL ? json_object_get_member (names, channel) : NULL;

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node) : NULL;
}

void
anlan_camera_add (AnlanCamera *camera, const AnlanSighting *sighting, gint64 received, const char *raw)
{
  const char *type = word_for (camera, sighting->event, sighting->rule);
  AnlanDetection detection = { .ts = sighting->ts, .received = received, .state = sighting->state };
  const char *name = name_for (camera->cameras, sighting->channel);
  g_autofree char *id = NULL;

  if (*type == '\0')
    return;
  id = id_for (camera, sighting, received);
  if (id == NULL)
    return;
  if (camera->batch == NULL)
    camera->batch = anlan_batch_new (received);
  if (name == NULL)
    name = sighting->channel_name != NULL ? sighting->channel_name : sighting->channel;
  detection.source = anlan_batch_keep (camera->batch, camera->source);
  detection.id = anlan_batch_keep (camera->batch, id);
  detection.type = anlan_batch_keep (camera->batch, type);
  detection.camera = anlan_batch_keep (camera->batch, name);
  detection.zone = anlan_batch_keep (camera->batch, name_for (camera->zones, sighting->channel));
  detection.raw = anlan_batch_keep (camera->batch, raw);
  detection.confidence = sighting->confidence;
  memcpy (detection.box, sighting->box, sizeof detection.box);
  anlan_batch_add_detection (camera->batch, &detection);
  camera->expected = MAX (camera->expected, sighting->pictures);
}

/* --- parts ----------------------------------------------------------------------------------------------------- */

void
anlan_camera_flush (AnlanCamera *camera)
{
  g_autoptr (AnlanBatch) batch = NULL;

  g_return_if_fail (camera != NULL);

  camera->expected = 0;
  batch = g_steal_pointer (&camera->batch);
  if (batch != NULL && (batch->detections->len > 0 || batch->refused > 0))
    camera->heard (g_steal_pointer (&batch), camera->data);
}

static gboolean
is_picture (const char *type, const char *bytes, gsize length)
{
  return (type != NULL && g_str_has_prefix (type, "image/")) ||
         (length > 3 && memcmp (bytes, "\xFF\xD8\xFF", 3) == 0);
}

/* The first picture shows what was seen, further ones its surroundings. */
static void
take_picture (AnlanCamera *self, const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *sha256 = NULL;

  if (self->batch == NULL || self->picture == NULL || length == 0)
    return;
  if (!self->picture (bytes, length, self->data, &sha256, &error))
    {
      if (self->batch->reason == NULL)
        self->batch->reason = g_strdup (error->message);
      return;
    }
  for (guint i = 0; i < self->batch->detections->len; i++)
    {
      AnlanDetection *detection = &g_array_index (self->batch->detections, AnlanDetection, i);

      if (detection->picture == NULL)
        detection->picture = anlan_batch_keep (self->batch, sha256);
    }
}

gboolean
anlan_camera_take (
    AnlanCamera *camera, const char *type, const char *bytes, gsize length, gint64 received, GError **error)
{
  gboolean done;

  g_return_val_if_fail (camera != NULL && (bytes != NULL || length == 0), FALSE);

  if (is_picture (type, bytes, length))
    {
      take_picture (camera, bytes, length);
      if (camera->expected > 0 && --camera->expected == 0)
        anlan_camera_flush (camera);
      return TRUE;
    }
  anlan_camera_flush (camera);
  if (length > MAX_TEXT)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                           _ ("The device sends more in one piece than is taken. It was cut off."));
      return FALSE;
    }
  done = camera->make == ANLAN_CAMERA_HIKVISION
             ? anlan_hikvision_take (camera, bytes, length, received, error)
             : anlan_dahua_take (camera, bytes, length, received, error);
  if (camera->expected == 0)
    anlan_camera_flush (camera);
  return done;
}

typedef struct
{
  AnlanCamera *camera;
  gint64 received;
} Reading;

static gboolean
part_cb (const AnlanPart *part, gpointer data, GError **error)
{
  Reading *reading = data;

  return anlan_camera_take (reading->camera, part->type, part->bytes, part->length, reading->received, error);
}

gboolean
anlan_camera_read (
    AnlanCamera *camera, const char *type, const void *bytes, gsize length, gint64 received, GError **error)
{
  Reading reading = { .camera = camera, .received = received };
  g_autoptr (AnlanMultipart) multipart = NULL;
  gboolean done;

  g_return_val_if_fail (camera != NULL && (bytes != NULL || length == 0), FALSE);

  if (type != NULL && g_ascii_strncasecmp (type, "multipart/", strlen ("multipart/")) == 0)
    {
      multipart = anlan_multipart_new (type, MAX_PART, part_cb, &reading, error);
      done = multipart != NULL && anlan_multipart_feed (multipart, bytes, length, error);
    }
  else
    done = anlan_camera_take (camera, type, bytes, length, received, error);
  anlan_camera_flush (camera);
  return done;
}

/* --- the object ------------------------------------------------------------------------------------------------ */

static gboolean
read_names (JsonObject *settings, const char *name, JsonObject **names, GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  if (!anlan_settings_object (settings, name, &node, error))
    return FALSE;
  *names = node != NULL ? json_node_dup_object (node) : NULL;
  return TRUE;
}

AnlanCamera *
anlan_camera_new (AnlanCameraMake make,
                  const char *source,
                  JsonObject *settings,
                  AnlanPictureFunc picture,
                  AnlanCameraFunc heard,
                  gpointer data,
                  GError **error)
{
  g_autoptr (AnlanCamera) camera = NULL;

  g_return_val_if_fail (source != NULL && settings != NULL && heard != NULL, NULL);

  camera = g_new0 (AnlanCamera, 1);
  camera->make = make;
  camera->source = g_strdup (source);
  camera->picture = picture;
  camera->heard = heard;
  camera->data = data;
  camera->rows = g_ptr_array_new_with_free_func (row_free);
  camera->going = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, going_free);
  if (!load_rows (camera->rows, settings, error) || !read_names (settings, "zones", &camera->zones, error) ||
      !read_names (settings, "cameras", &camera->cameras, error))
    return NULL;
  return g_steal_pointer (&camera);
}

void
anlan_camera_free (AnlanCamera *camera)
{
  if (camera == NULL)
    return;

  g_free (camera->source);
  g_ptr_array_unref (camera->rows);
  g_hash_table_unref (camera->going);
  g_clear_pointer (&camera->zones, json_object_unref);
  g_clear_pointer (&camera->cameras, json_object_unref);
  g_clear_pointer (&camera->batch, anlan_batch_free);
  g_free (camera);
}

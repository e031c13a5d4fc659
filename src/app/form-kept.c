/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "form-kept.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "base/json.h"

/* A reference with its label, a photo with what is known of it. */
#define MOST_BYTES (1024 * 1024)

/* --- put down ------------------------------------------------------------------------------------------------------ */

static void
add_bytes (AnlanJson *json, const char *name, GBytes *bytes)
{
  g_autofree char *text = NULL;

  if (bytes == NULL)
    return;
  text = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static void
add_file (AnlanJson *json, const AnlanFile *file)
{
  anlan_json_open (json, '{');
  anlan_json_name (json, "sha256");
  anlan_json_text (json, file->sha256);
  anlan_json_name (json, "size");
  anlan_json_integer (json, file->size);
  anlan_json_name (json, "mime");
  anlan_json_text (json, file->mime);
  anlan_json_name (json, "name");
  anlan_json_text (json, file->name);
  anlan_json_name (json, "taken");
  anlan_json_text (json, file->taken);
  anlan_json_name (json, "latitude");
  anlan_json_real (json, file->latitude);
  anlan_json_name (json, "longitude");
  anlan_json_real (json, file->longitude);
  anlan_json_name (json, "width");
  anlan_json_integer (json, file->width);
  anlan_json_name (json, "height");
  anlan_json_integer (json, file->height);
  anlan_json_name (json, "version");
  anlan_json_integer (json, file->print_version);
  add_bytes (json, "sign", file->sign);
  add_bytes (json, "print", file->print);
  anlan_json_close (json, '}');
}

static char *
write_down (AnlanFormContext *context, const AnlanValue *value)
{
  g_auto (GStrv) ids = anlan_value_get_items (value);
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "value");
  anlan_json_value (&json, value);
  anlan_json_name (&json, "labels");
  anlan_json_open (&json, '{');
  for (guint i = 0; ids[i] != NULL; i++)
    if (anlan_form_context_label (context, ids[i]) != NULL)
      {
        anlan_json_name (&json, ids[i]);
        anlan_json_text (&json, anlan_form_context_label (context, ids[i]));
      }
  if (anlan_form_context_label (context, anlan_value_get_text (value)) != NULL)
    {
      anlan_json_name (&json, anlan_value_get_text (value));
      anlan_json_text (&json, anlan_form_context_label (context, anlan_value_get_text (value)));
    }
  anlan_json_close (&json, '}');
  anlan_json_name (&json, "files");
  anlan_json_open (&json, '[');
  for (guint i = 0; ids[i] != NULL; i++)
    if (anlan_form_context_find_file (context, ids[i]) != NULL)
      add_file (&json, anlan_form_context_find_file (context, ids[i]));
  anlan_json_close (&json, ']');
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

void
anlan_form_kept_put (AnlanFormContext *context, const AnlanField *field, const AnlanValue *value)
{
  g_autofree char *text = NULL;

  if (!context->keeps || !context->held)
    return;
  if (!anlan_value_is_null (value))
    text = write_down (context, value);
  anlan_form_context_keep (context, field, text);
}

/* --- taken up again ------------------------------------------------------------------------------------------------- */

static GBytes *
get_bytes (JsonObject *object, const char *name)
{
  const char *text = json_object_get_string_member_with_default (object, name, NULL);
  gsize length;
  guchar *data;

  if (text == NULL)
    return NULL;
  data = g_base64_decode (text, &length);
  return g_bytes_new_take (data, length);
}

static void
take_file (AnlanFormContext *context, JsonObject *object)
{
  const char *sha256 = json_object_get_string_member_with_default (object, "sha256", "");
  AnlanFile *file;

  if (strlen (sha256) != ANLAN_SHA256_HEX || anlan_form_context_find_file (context, sha256) != NULL)
    return;
  file = g_new0 (AnlanFile, 1);
  memcpy (file->sha256, sha256, ANLAN_SHA256_HEX);
  file->size = json_object_get_int_member_with_default (object, "size", 0);
  file->mime = g_strdup (json_object_get_string_member_with_default (object, "mime", NULL));
  file->name = g_strdup (json_object_get_string_member_with_default (object, "name", NULL));
  file->taken = g_strdup (json_object_get_string_member_with_default (object, "taken", NULL));
  file->latitude = json_object_get_double_member_with_default (object, "latitude", NAN);
  file->longitude = json_object_get_double_member_with_default (object, "longitude", NAN);
  file->width = (int)json_object_get_int_member_with_default (object, "width", 0);
  file->height = (int)json_object_get_int_member_with_default (object, "height", 0);
  file->print_version = (int)json_object_get_int_member_with_default (object, "version", 0);
  file->sign = get_bytes (object, "sign");
  file->print = get_bytes (object, "print");
  g_ptr_array_add (context->files, file);
}

static void
take_value (JsonNode *node, AnlanValue *value)
{
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    anlan_value_set_text (value, json_node_get_string (node));
  else if (json_node_get_value_type (node) == G_TYPE_INT64)
    anlan_value_set_integer (value, json_node_get_int (node));
  else if (json_node_get_value_type (node) == G_TYPE_DOUBLE)
    anlan_value_set_real (value, json_node_get_double (node));
}

static void
take_all (AnlanFormContext *context, JsonObject *object, AnlanValue *value)
{
  JsonNode *labels = json_object_get_member (object, "labels");
  JsonNode *files = json_object_get_member (object, "files");
  JsonObjectIter iter;
  const char *id;
  JsonNode *label;

  take_value (json_object_get_member (object, "value"), value);
  if (labels != NULL && JSON_NODE_HOLDS_OBJECT (labels))
    {
      json_object_iter_init (&iter, json_node_get_object (labels));
      while (json_object_iter_next (&iter, &id, &label))
        if (JSON_NODE_HOLDS_VALUE (label) && json_node_get_value_type (label) == G_TYPE_STRING)
          anlan_form_context_add_label (context, id, json_node_get_string (label));
    }
  if (files == NULL || !JSON_NODE_HOLDS_ARRAY (files))
    return;
  for (guint i = 0; i < json_array_get_length (json_node_get_array (files)); i++)
    {
      JsonNode *file = json_array_get_element (json_node_get_array (files), i);

      if (JSON_NODE_HOLDS_OBJECT (file))
        take_file (context, json_node_get_object (file));
    }
}

gboolean
anlan_form_kept_get (AnlanFormContext *context, const AnlanField *field, AnlanValue *value)
{
  g_autofree char *text = anlan_form_context_kept (context, field);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (text == NULL)
    return FALSE;
  node = anlan_json_parse (text, -1, MOST_BYTES, &error);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      g_message ("what was chosen before the program ended could not be read again: %s",
                 error != NULL ? error->message : "no object");
      anlan_form_context_keep (context, field, NULL);
      return FALSE;
    }
  take_all (context, json_node_get_object (node), value);
  return !anlan_value_is_null (value);
}

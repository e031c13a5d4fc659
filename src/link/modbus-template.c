/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "anlan-link-resources.h"
#include "base/error.h"
#include "base/json.h"
#include "link/settings.h"
#include "modbus-private.h"

#define PATH "/io/github/anlan/link/modbus/"

/* The map of the AX100 is its maker's; the others are the forms in which boards of many makers tell the same things. */
static const AnlanModbusTemplate templates[] = {
  { "ax100", N_ ("AX100 gas alarm controller (RS485, 9600 8N1)") },
  { "adc-4-20", N_ ("4-20 mA board (12 bits for 0 to 20 mA)") },
  { "float", N_ ("Transmitter with 32-bit floating-point values") },
  { "contacts", N_ ("Contacts: alarm relays, push buttons, detectors (discrete inputs)") },
  { NULL, NULL },
};

const AnlanModbusTemplate *
anlan_modbus_templates (void)
{
  return templates;
}

JsonNode *
anlan_modbus_template_load (const char *id, GError **error)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; templates[i].id != NULL; i++)
    if (g_str_equal (templates[i].id, id))
      {
        g_autofree char *path = g_strconcat (PATH, id, ".json", NULL);
        g_autoptr (GBytes) bytes = NULL;
        const char *text;
        gsize length;

        anlan_link_register_resource ();
        bytes = g_resources_lookup_data (path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
        if (bytes == NULL)
          return NULL;
        text = g_bytes_get_data (bytes, &length);
        return anlan_json_parse (text, (gssize)length, length, error);
      }
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("There is no Modbus template called “%s”. Choose one of those that are offered, or write a table."),
      id);
  return NULL;
}

/* --- filling ------------------------------------------------------------------------------------------------ */

static gboolean
is_set (JsonNode *node)
{
  return node != NULL && !JSON_NODE_HOLDS_NULL (node) &&
         !(json_node_get_value_type (node) == G_TYPE_STRING && json_node_get_string (node)[0] == '\0');
}

static JsonNode *
fill (JsonNode *node, JsonObject *settings, JsonObject *defaults, GError **error);

static JsonNode *
fill_word (const char *word, JsonObject *settings, JsonObject *defaults, GError **error)
{
  JsonNode *set = json_object_get_member (settings, word);

  if (!is_set (set) && defaults != NULL)
    set = json_object_get_member (defaults, word);
  if (set != NULL)
    return json_node_copy (set);
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The setting “%s” is missing. Fill it in."), word);
  return NULL;
}

static JsonNode *
fill_object (JsonObject *object, JsonObject *settings, JsonObject *defaults, GError **error)
{
  g_autoptr (JsonObject) filled = json_object_new ();
  JsonObjectIter iter;
  JsonNode *member, *made;
  const char *name;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &member))
    {
      made = fill (member, settings, defaults, error);
      if (made == NULL)
        return NULL;
      json_object_set_member (filled, name, made);
    }
  return json_node_init_object (json_node_alloc (), filled);
}

static JsonNode *
fill_list (JsonArray *list, JsonObject *settings, JsonObject *defaults, GError **error)
{
  g_autoptr (JsonArray) filled = json_array_new ();

  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *made = fill (json_array_get_element (list, i), settings, defaults, error);

      if (made == NULL)
        return NULL;
      json_array_add_element (filled, made);
    }
  return json_node_init_array (json_node_alloc (), filled);
}

static JsonNode *
fill (JsonNode *node, JsonObject *settings, JsonObject *defaults, GError **error)
{
  if (JSON_NODE_HOLDS_OBJECT (node))
    return fill_object (json_node_get_object (node), settings, defaults, error);
  if (JSON_NODE_HOLDS_ARRAY (node))
    return fill_list (json_node_get_array (node), settings, defaults, error);
  if (json_node_get_value_type (node) == G_TYPE_STRING && json_node_get_string (node)[0] == '$')
    return fill_word (json_node_get_string (node) + 1, settings, defaults, error);
  return json_node_copy (node);
}

JsonNode *
anlan_modbus_template_fill (JsonNode *template, JsonObject *settings, GError **error)
{
  JsonObject *object = json_node_get_object (template);
  JsonNode *defaults = json_object_get_member (object, "defaults");

  return fill (json_object_get_member (object, "points"), settings,
               defaults != NULL ? json_node_get_object (defaults) : NULL, error);
}

/* --- numbers ------------------------------------------------------------------------------------------------ */

gboolean
anlan_modbus_whole (JsonObject *object,
                    const char *name,
                    gint64 min,
                    gint64 max,
                    gint64 fallback,
                    gint64 *value,
                    GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  guint64 number;

  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING &&
      g_ascii_strncasecmp (json_node_get_string (node), "0x", 2) == 0 &&
      g_ascii_string_to_unsigned (json_node_get_string (node) + 2, 16, (guint64)MAX (min, 0), (guint64)max,
                                  &number, NULL))
    {
      *value = (gint64)number;
      return TRUE;
    }
  return anlan_settings_integer (object, name, min, max, fallback, value, error);
}

/* A finite number, also as text. */
static gboolean
number_of (JsonNode *node, double *value)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  const char *text;
  char *end;

  if (type == G_TYPE_STRING)
    {
      text = json_node_get_string (node);
      *value = g_ascii_strtod (text, &end);
      return text[0] != '\0' && *end == '\0' && isfinite (*value);
    }
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  *value = json_node_get_double (node);
  return isfinite (*value);
}

gboolean
anlan_modbus_real (JsonObject *object, const char *name, double fallback, double *value, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  *value = fallback;
  if (!is_set (node) || number_of (node, value))
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The setting “%s” must be a number."), name);
  return FALSE;
}

gboolean
anlan_modbus_pair (JsonObject *object, const char *name, double pair[2], gboolean *found, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *list;

  *found = is_set (node);
  if (!*found)
    return TRUE;
  list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  if (list != NULL && json_array_get_length (list) == 2 &&
      number_of (json_array_get_element (list, 0), &pair[0]) &&
      number_of (json_array_get_element (list, 1), &pair[1]) && pair[0] < pair[1])
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("The setting “%s” must be two numbers, the lower one first: [0, 100]."), name);
  return FALSE;
}

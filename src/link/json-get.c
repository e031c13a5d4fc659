/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "link/json-get.h"

#include <math.h>

static const char *
text_of (JsonNode *node)
{
  const char *text;

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  text = json_node_get_string (node);
  return text[0] != '\0' ? text : NULL;
}

const char *
anlan_json_get_text (JsonObject *object, const char *name)
{
  return text_of (json_object_get_member (object, name));
}

const char *
anlan_json_element_text (JsonArray *list, guint index)
{
  return text_of (json_array_get_element (list, index));
}

double
anlan_json_get_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);
  GType type = node != NULL ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double number;

  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return NAN;
  number = json_node_get_double (node);
  return isfinite (number) ? number : NAN;
}

gboolean
anlan_json_get_boolean (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_BOOLEAN && json_node_get_boolean (node);
}

JsonObject *
anlan_json_get_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

JsonArray *
anlan_json_get_list (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

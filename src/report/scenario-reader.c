/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "scenario-reader.h"

#include <glib/gi18n-lib.h>

#include "base/error.h"

void
scenario_fault (ScenarioReader *reader, const char *format, ...)
{
  g_autofree char *what = NULL;
  va_list args;

  if (reader->failed != NULL)
    return;
  va_start (args, format);
  what = g_strdup_vprintf (format, args);
  va_end (args);
  reader->failed = g_error_new (ANLAN_ERROR, ANLAN_ERROR_INPUT, "%s: %s",
                                reader->path->len > 0 ? reader->path->str : "{}", what);
}

void
scenario_each (
    ScenarioReader *reader, JsonObject *object, const char *name, ScenarioItemFunc func, gpointer data)
{
  JsonNode *node = json_object_get_member (object, name);
  gsize length = reader->path->len;
  JsonArray *array;

  if (node == NULL || reader->failed != NULL)
    return;
  g_string_append_printf (reader->path, "%s%s", length > 0 ? "." : "", name);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    scenario_fault (reader, _ ("a list is needed here"));
  array = reader->failed == NULL ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array) && reader->failed == NULL; i++)
    {
      gsize named = reader->path->len;

      g_string_append_printf (reader->path, "[%u]", i);
      func (reader, json_array_get_element (array, i), data);
      g_string_truncate (reader->path, named);
    }
  g_string_truncate (reader->path, length);
}

JsonObject *
scenario_object (ScenarioReader *reader, JsonNode *node, const char *known)
{
  g_auto (GStrv) names = g_strsplit (known, " ", -1);
  JsonObjectIter iter;
  const char *name;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    {
      scenario_fault (reader, _ ("an object is needed here"));
      return NULL;
    }
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, NULL))
    if (!g_strv_contains ((const char *const *)names, name))
      {
        scenario_fault (reader, _ ("“%s” is not known here; known are: %s"), name, known);
        return NULL;
      }
  return json_node_get_object (node);
}

gboolean
scenario_is_number (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
         (json_node_get_value_type (node) == G_TYPE_INT64 ||
          json_node_get_value_type (node) == G_TYPE_DOUBLE);
}

double
scenario_number (ScenarioReader *reader, JsonObject *object, const char *name, double otherwise)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return otherwise;
  if (!scenario_is_number (node))
    {
      scenario_fault (reader, _ ("“%s” must be a number"), name);
      return otherwise;
    }
  return json_node_get_double (node);
}

gboolean
scenario_flag (ScenarioReader *reader, JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    {
      scenario_fault (reader, _ ("“%s” must be true or false"), name);
      return FALSE;
    }
  return json_node_get_boolean (node);
}

const char *
scenario_text (ScenarioReader *reader, JsonObject *object, const char *name, gboolean needed)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL && !needed)
    return NULL;
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    {
      scenario_fault (reader, _ ("“%s” must be a text"), name);
      return NULL;
    }
  return json_node_get_string (node);
}

AnlanPoint
scenario_point (ScenarioReader *reader, JsonNode *node)
{
  JsonArray *pair = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (pair == NULL || json_array_get_length (pair) != 2 ||
      !scenario_is_number (json_array_get_element (pair, 0)) ||
      !scenario_is_number (json_array_get_element (pair, 1)))
    {
      scenario_fault (reader, _ ("a place is two numbers, x and y in metres"));
      return (AnlanPoint){ 0, 0 };
    }
  return (AnlanPoint){ json_array_get_double_element (pair, 0), json_array_get_double_element (pair, 1) };
}

static void
add_point_cb (ScenarioReader *reader, JsonNode *item, gpointer data)
{
  AnlanPoint place = scenario_point (reader, item);

  g_array_append_val ((GArray *)data, place);
}

GArray *
scenario_points (ScenarioReader *reader, JsonObject *object, const char *name)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (AnlanPoint));

  scenario_each (reader, object, name, add_point_cb, points);
  /* GeoJSON's way of closing a ring is welcome. */
  if (points->len > 3 &&
      g_array_index (points, AnlanPoint, 0).x == g_array_index (points, AnlanPoint, points->len - 1).x &&
      g_array_index (points, AnlanPoint, 0).y == g_array_index (points, AnlanPoint, points->len - 1).y)
    g_array_set_size (points, points->len - 1);
  return points;
}

guint
scenario_word (ScenarioReader *reader, JsonObject *object, const char *name, const char *const *words)
{
  const char *word = scenario_text (reader, object, name, FALSE);
  g_autofree char *all = g_strjoinv (", ", (char **)words);

  for (guint i = 0; word != NULL && words[i] != NULL; i++)
    if (g_strcmp0 (word, words[i]) == 0)
      return i;
  if (word != NULL)
    scenario_fault (reader, _ ("“%s” is “%s”; it can be: %s"), name, word, all);
  return 0;
}

guint
scenario_named (ScenarioReader *reader,
                GHashTable *table,
                JsonObject *object,
                const char *name,
                gboolean needed,
                guint otherwise)
{
  const char *id = scenario_text (reader, object, name, needed);
  guint index = id != NULL ? GPOINTER_TO_UINT (g_hash_table_lookup (table, id)) : 0;

  if (id != NULL && index == 0)
    scenario_fault (reader, _ ("“%s” names “%s”, which is not there"), name, id);
  return index > 0 ? index - 1 : otherwise;
}

void
scenario_remember (ScenarioReader *reader, GHashTable *table, const char *id, guint index)
{
  if (id != NULL && !g_hash_table_insert (table, g_strdup (id), GUINT_TO_POINTER (index + 1)))
    scenario_fault (reader, _ ("“%s” is there twice"), id);
}

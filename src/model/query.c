/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/query.h"

#include <glib/gi18n-lib.h>

#include "base/json.h"

/* A saved view is a few hundred bytes; what is longer did not come from us. */
#define MAX_JSON (256 * 1024)

static const char *const OP_NAMES[] = { "is", "from", "to", "empty", "filled" };

static void
filter_free (AnlanFilter *filter)
{
  if (filter == NULL)
    return;
  g_free (filter->field);
  g_array_unref (filter->values);
  g_free (filter);
}

static void
clear_value (AnlanValue *value)
{
  anlan_value_clear (value);
}

static AnlanFilter *
filter_new (const char *field, AnlanFilterOp op)
{
  AnlanFilter *filter = g_new0 (AnlanFilter, 1);

  filter->field = g_strdup (field);
  filter->op = op;
  filter->values = g_array_new (FALSE, TRUE, sizeof (AnlanValue));
  g_array_set_clear_func (filter->values, (GDestroyNotify)clear_value);
  return filter;
}

/**
 * anlan_query_new:
 *
 * A query for all records of @kind that are neither drafts nor voided, newest first.
 */
AnlanQuery *
anlan_query_new (const char *kind)
{
  AnlanQuery *query;

  g_return_val_if_fail (kind != NULL, NULL);

  query = g_new0 (AnlanQuery, 1);
  query->kind = g_strdup (kind);
  query->filters = g_ptr_array_new_with_free_func ((GDestroyNotify)filter_free);
  return query;
}

/**
 * anlan_query_copy:
 *
 * Returns: (transfer full) (nullable): a copy that shares nothing; NULL of NULL.
 */
AnlanQuery *
anlan_query_copy (const AnlanQuery *query)
{
  AnlanQuery *copy;

  if (query == NULL)
    return NULL;

  copy = anlan_query_new (query->kind);
  copy->where = g_strdup (query->where);
  copy->words = g_strdup (query->words);
  copy->sort = g_strdup (query->sort);
  copy->drafts = query->drafts;
  copy->voided = query->voided;
  copy->limit = query->limit;
  for (guint i = 0; i < query->filters->len; i++)
    {
      const AnlanFilter *from = g_ptr_array_index (query->filters, i);
      AnlanFilter *to = anlan_query_filter (copy, from->field, from->op);

      for (guint j = 0; j < from->values->len; j++)
        anlan_filter_add (to, &g_array_index (from->values, AnlanValue, j));
    }
  return copy;
}

void
anlan_query_free (AnlanQuery *query)
{
  if (query == NULL)
    return;
  g_free (query->kind);
  g_free (query->where);
  g_free (query->words);
  g_free (query->sort);
  g_ptr_array_unref (query->filters);
  g_free (query);
}

/**
 * anlan_query_filter:
 * @field: a field id, or "stage".
 *
 * Adds a condition; all conditions of a query must hold. An IS without values matches nothing.
 *
 * Returns: (transfer none): the condition, to be filled with anlan_filter_add().
 */
AnlanFilter *
anlan_query_filter (AnlanQuery *query, const char *field, AnlanFilterOp op)
{
  AnlanFilter *filter;

  g_return_val_if_fail (query != NULL && field != NULL, NULL);

  filter = filter_new (field, op);
  g_ptr_array_add (query->filters, filter);
  return filter;
}

void
anlan_filter_add (AnlanFilter *filter, const AnlanValue *value)
{
  AnlanValue copy = ANLAN_VALUE_INIT;

  g_return_if_fail (filter != NULL && value != NULL);

  anlan_value_copy (value, &copy);
  g_array_append_val (filter->values, copy);
}

void
anlan_query_add_is (AnlanQuery *query, const char *field, const char *text)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  g_return_if_fail (query != NULL && field != NULL && text != NULL);

  anlan_value_set_text (&value, text);
  anlan_filter_add (anlan_query_filter (query, field, ANLAN_FILTER_IS), &value);
}

/* --- JSON ---------------------------------------------------------------------------------------------------- */

static void
write_member (AnlanJson *json, const char *name, const char *text)
{
  if (text == NULL)
    return;
  anlan_json_name (json, name);
  anlan_json_text (json, text);
}

static void
write_flag (AnlanJson *json, const char *name, gboolean flag)
{
  if (!flag)
    return;
  anlan_json_name (json, name);
  anlan_json_boolean (json, TRUE);
}

static void
write_filter (AnlanJson *json, const AnlanFilter *filter)
{
  anlan_json_open (json, '{');
  write_member (json, "field", filter->field);
  write_member (json, "op", OP_NAMES[filter->op]);
  if (filter->values->len > 0)
    {
      anlan_json_name (json, "values");
      anlan_json_open (json, '[');
      for (guint i = 0; i < filter->values->len; i++)
        anlan_json_value (json, &g_array_index (filter->values, AnlanValue, i));
      anlan_json_close (json, ']');
    }
  anlan_json_close (json, '}');
}

/**
 * anlan_query_to_json:
 *
 * Returns: (transfer full): {"kind":"hazard","where":"…","words":"…","filters":[{"field":"level","op":"is",
 *   "values":["major"]}],"sort":"-due","drafts":true,"voided":true,"limit":50}; what is not set is left out.
 */
char *
anlan_query_to_json (const AnlanQuery *query)
{
  AnlanJson json;

  g_return_val_if_fail (query != NULL, NULL);

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  write_member (&json, "kind", query->kind);
  write_member (&json, "where", query->where);
  write_member (&json, "words", query->words);
  if (query->filters->len > 0)
    {
      anlan_json_name (&json, "filters");
      anlan_json_open (&json, '[');
      for (guint i = 0; i < query->filters->len; i++)
        write_filter (&json, g_ptr_array_index (query->filters, i));
      anlan_json_close (&json, ']');
    }
  write_member (&json, "sort", query->sort);
  write_flag (&json, "drafts", query->drafts);
  write_flag (&json, "voided", query->voided);
  if (query->limit > 0)
    {
      anlan_json_name (&json, "limit");
      anlan_json_integer (&json, query->limit);
    }
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static gboolean
wrong (GError **error, const char *member)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("This saved view cannot be read: “%s” is missing or is not what it should be. Nothing was "
                  "changed; save the view again."),
               member);
  return FALSE;
}

/* The text of a member; @text stays untouched where there is none or where it is null. */
static gboolean
read_text (JsonObject *object, const char *name, char **text, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_STRING)
    return wrong (error, name);
  g_free (*text);
  *text = json_node_dup_string (node);
  return TRUE;
}

static gboolean
read_flag (JsonObject *object, const char *name, gboolean *flag, GError **error)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_BOOLEAN)
    return wrong (error, name);
  *flag = json_node_get_boolean (node);
  return TRUE;
}

static gboolean
read_value (JsonNode *node, AnlanValue *value)
{
  GType type;

  if (JSON_NODE_HOLDS_NULL (node))
    {
      anlan_value_set_null (value);
      return TRUE;
    }
  if (!JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  type = json_node_get_value_type (node);
  if (type == G_TYPE_STRING)
    anlan_value_set_text (value, json_node_get_string (node));
  else if (type == G_TYPE_DOUBLE)
    anlan_value_set_real (value, json_node_get_double (node));
  else
    anlan_value_set_integer (value, json_node_get_int (node)); /* integers and booleans */
  return TRUE;
}

static gboolean
read_filter (AnlanQuery *query, JsonNode *node, GError **error)
{
  g_autofree char *field = NULL;
  g_autofree char *name = NULL;
  AnlanFilter *filter;
  JsonObject *object;
  JsonNode *values;
  guint op;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return wrong (error, "filters");
  object = json_node_get_object (node);
  if (!read_text (object, "field", &field, error) || !read_text (object, "op", &name, error))
    return FALSE;
  if (field == NULL)
    return wrong (error, "field");
  for (op = 0; op < G_N_ELEMENTS (OP_NAMES); op++)
    if (g_strcmp0 (name, OP_NAMES[op]) == 0)
      break;
  if (op == G_N_ELEMENTS (OP_NAMES))
    return wrong (error, "op");

  filter = anlan_query_filter (query, field, (AnlanFilterOp)op);
  values = json_object_get_member (object, "values");
  if (values == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (values))
    return wrong (error, "values");
  for (guint i = 0; i < json_array_get_length (json_node_get_array (values)); i++)
    {
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

      if (!read_value (json_array_get_element (json_node_get_array (values), i), &value))
        return wrong (error, "values");
      anlan_filter_add (filter, &value);
    }
  return TRUE;
}

static gboolean
read_filters (AnlanQuery *query, JsonObject *object, GError **error)
{
  JsonNode *node = json_object_get_member (object, "filters");
  JsonArray *array;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return wrong (error, "filters");
  array = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_filter (query, json_array_get_element (array, i), error))
      return FALSE;
  return TRUE;
}

/**
 * anlan_query_from_json:
 * @json: what anlan_query_to_json() wrote, possibly by another version: members that are not known are ignored.
 *
 * Returns: (transfer full): the query; NULL with ANLAN_ERROR_INPUT and the member that is wrong.
 */
AnlanQuery *
anlan_query_from_json (const char *json, GError **error)
{
  g_autoptr (AnlanQuery) query = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *kind = NULL;
  JsonObject *object;
  JsonNode *limit;

  g_return_val_if_fail (json != NULL, NULL);

  root = anlan_json_parse (json, -1, MAX_JSON, error);
  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
      wrong (error, "kind");
      return NULL;
    }
  object = json_node_get_object (root);
  if (!read_text (object, "kind", &kind, error))
    return NULL;
  if (kind == NULL)
    {
      wrong (error, "kind");
      return NULL;
    }

  query = anlan_query_new (kind);
  if (!read_text (object, "where", &query->where, error) ||
      !read_text (object, "words", &query->words, error) ||
      !read_text (object, "sort", &query->sort, error) ||
      !read_flag (object, "drafts", &query->drafts, error) ||
      !read_flag (object, "voided", &query->voided, error) || !read_filters (query, object, error))
    return NULL;
  limit = json_object_get_member (object, "limit");
  if (limit != NULL)
    {
      if (!JSON_NODE_HOLDS_VALUE (limit) || json_node_get_value_type (limit) != G_TYPE_INT64 ||
          json_node_get_int (limit) < 0 || json_node_get_int (limit) > G_MAXINT)
        {
          wrong (error, "limit");
          return NULL;
        }
      query->limit = (guint)json_node_get_int (limit);
    }
  return g_steal_pointer (&query);
}

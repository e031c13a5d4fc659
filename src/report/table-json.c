/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "table-private.h"

/* A list of objects, or an object a line, as a table: a column for each member, named by it, a row for each object. Other
 * tools hand over their results so, and so are records exported. */

typedef struct
{
  AnlanTable *table;
  GHashTable *columns; /* name -> GUINT_TO_POINTER (place + 1) */
  GPtrArray *names;
} Reader;

/* The list itself, or the only list that is a member of the object around it: {"results": [ … ]}. */
static JsonArray *
find_list (JsonNode *root)
{
  JsonObjectIter iter;
  JsonArray *list = NULL;
  JsonNode *node;

  if (JSON_NODE_HOLDS_ARRAY (root))
    return json_node_get_array (root);
  if (!JSON_NODE_HOLDS_OBJECT (root))
    return NULL;
  json_object_iter_init (&iter, json_node_get_object (root));
  while (json_object_iter_next (&iter, NULL, &node))
    if (JSON_NODE_HOLDS_ARRAY (node))
      {
        if (list != NULL)
          return NULL;
        list = json_node_get_array (node);
      }
  return list;
}

/* Ends at the line's end or at @end. */
static const char *
line_end (const char *line, const char *end)
{
  const char *next = memchr (line, '\n', (gsize)(end - line));

  return next != NULL ? next : end;
}

static gboolean
is_blank (const char *from, const char *to)
{
  while (from < to && g_ascii_isspace (*from))
    from++;
  return from == to;
}

/* An object a line: where there are several lines, the first is whole by itself; a single one is a record of ours, and not
 * a list with something around it. */
static gboolean
is_lines (const char *text, const char *end)
{
  const char *first = line_end (text, end);
  g_autoptr (JsonNode) node = anlan_json_parse (text, first - text, ANLAN_TABLE_MAX_FILE_BYTES, NULL);
  JsonObject *object;

  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;
  object = json_node_get_object (node);
  return !is_blank (first, end) ||
         (json_object_has_member (object, "id") && json_object_has_member (object, "rev"));
}

static JsonArray *
read_lines (const char *text, const char *end, GError **error)
{
  g_autoptr (JsonArray) list = json_array_new ();
  guint number = 1;

  for (const char *line = text, *next; line < end; line = next + (next < end), number++)
    {
      g_autoptr (GError) reason = NULL;
      JsonNode *node;

      next = line_end (line, end);
      if (is_blank (line, next))
        continue;
      node = anlan_json_parse (line, next - line, ANLAN_TABLE_MAX_FILE_BYTES, &reason);
      if (node == NULL)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Line %u of the JSON file: %s"), number,
                       reason->message);
          return NULL;
        }
      json_array_add_element (list, node);
    }
  return g_steal_pointer (&list);
}

/* @root keeps what is not in lines. NULL without @error: there is no list in it. */
static JsonArray *
read_list (const char *text, const char *end, JsonNode **root, GError **error)
{
  JsonArray *list;

  if (is_lines (text, end))
    return read_lines (text, end, error);
  *root = anlan_json_parse (text, end - text, ANLAN_TABLE_MAX_FILE_BYTES, error);
  list = *root != NULL ? find_list (*root) : NULL;
  return list != NULL ? json_array_ref (list) : NULL;
}

static guint
column_of (Reader *reader, const char *name)
{
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (reader->columns, name));

  if (place == 0)
    {
      char *kept = g_strdup (name);

      g_ptr_array_add (reader->names, kept);
      place = reader->names->len;
      g_hash_table_insert (reader->columns, kept, GUINT_TO_POINTER (place));
    }
  return place - 1;
}

/* Columns in the order in which their names come first. */
static gboolean
find_columns (Reader *reader, JsonArray *list, GError **error)
{
  for (guint i = 0; i < json_array_get_length (list); i++)
    {
      JsonNode *node = json_array_get_element (list, i);
      JsonObjectIter iter;
      const char *name;

      if (!JSON_NODE_HOLDS_OBJECT (node))
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("Row %u of the JSON file is no object with named values."), i + 1);
          return FALSE;
        }
      json_object_iter_init (&iter, json_node_get_object (node));
      while (json_object_iter_next (&iter, &name, NULL))
        column_of (reader, name);
    }
  if (reader->names->len <= ANLAN_TABLE_MAX_COLUMNS)
    return TRUE;
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT, _ ("The file has too many columns."));
  return FALSE;
}

/* The items of a list as one text, as choices and references are written in a cell. */
static char *
join_items (JsonArray *items)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (items); i++)
    {
      JsonNode *node = json_array_get_element (items, i);

      if (!JSON_NODE_HOLDS_VALUE (node))
        continue;
      if (text->len > 0)
        g_string_append_c (text, ';');
      if (json_node_get_value_type (node) == G_TYPE_STRING)
        g_string_append (text, json_node_get_string (node));
      else
        anlan_json_append_real (text, json_node_get_double (node));
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
add_text (Reader *reader, guint column, const char *text)
{
  if (text[0] != '\0')
    anlan_table_add_text (reader->table, column, 0, ANLAN_CELL_TEXT, 0,
                          anlan_table_intern (reader->table, text, -1));
}

static void
add_cell (Reader *reader, guint column, JsonNode *node)
{
  g_autofree char *text = NULL;

  if (JSON_NODE_HOLDS_NULL (node))
    return;
  if (JSON_NODE_HOLDS_ARRAY (node))
    text = join_items (json_node_get_array (node));
  else if (JSON_NODE_HOLDS_OBJECT (node))
    text = anlan_json_canonical (node);
  else if (json_node_get_value_type (node) == G_TYPE_STRING)
    text = g_strdup (json_node_get_string (node));
  else
    {
      gboolean truth = json_node_get_value_type (node) == G_TYPE_BOOLEAN;

      anlan_table_add_number (reader->table, column, 0, truth ? ANLAN_CELL_BOOLEAN : ANLAN_CELL_NUMBER, 0,
                              truth ? json_node_get_boolean (node) : json_node_get_double (node));
      return;
    }
  add_text (reader, column, text);
}

static gboolean
add_rows (Reader *reader, JsonArray *list, AnlanStep *step, GError **error)
{
  guint n = json_array_get_length (list);

  anlan_table_begin_row (reader->table, 0, FALSE);
  for (guint i = 0; i < reader->names->len; i++)
    add_text (reader, i, g_ptr_array_index (reader->names, i));
  if (!anlan_table_end_row (reader->table, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      JsonObjectIter iter;
      const char *name;
      JsonNode *node;

      anlan_table_begin_row (reader->table, i + 1, FALSE);
      json_object_iter_init (&iter, json_array_get_object_element (list, i));
      while (json_object_iter_next (&iter, &name, &node))
        add_cell (reader, column_of (reader, name), node);
      if (!anlan_table_end_row (reader->table, error) || !anlan_step_tick (step, (i + 1.0) / n, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
anlan_table_read_json (AnlanTable *table, GBytes *bytes, const char *name, AnlanStep *step, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (bytes, &length), *end = text + length;
  g_autoptr (GHashTable) columns = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (JsonArray) list = NULL;
  g_autoptr (GError) reason = NULL;
  Reader reader = { table, columns, names };

  if (length >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    text += 3;
  list = read_list (text, end, &root, &reason);
  if (reason != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (list == NULL || json_array_get_length (list) >= ANLAN_TABLE_MAX_ROWS)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("“%s” holds no list of rows: [{\"name\": value, …}, …]. If it holds places (GeoJSON), "
                      "import it as a map."),
                   name);
      return FALSE;
    }
  anlan_table_begin_sheet (table, name, FALSE);
  if (!find_columns (&reader, list, error) || !add_rows (&reader, list, step, error))
    return FALSE;
  anlan_table_end_sheet (table);
  return TRUE;
}

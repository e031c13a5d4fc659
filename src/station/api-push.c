/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

/* Rows of another system's books, such as people and units: new ones are added, known ones changed, by the keys that an import
 * goes by. It is an import, and can be taken back as one. */

#include "api-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/hash.h"
#include "link/json-get.h"
#include "report/import.h"

#define MOST_ROWS 5000
#define MOST_COLUMNS 200

typedef struct
{
  Api *api;
  JsonArray *rows;
  GPtrArray *columns; /* (borrowed) names, in the order in which they are first met */
  gboolean good_rows;
  gboolean make_missing;
  gboolean dry_run;
} Push;

/* --- the rows as a table ---------------------------------------------------------------------------------------------------- */

static gboolean
add_columns (Push *push, JsonObject *row, GHashTable *known, GError **error)
{
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, row);
  while (json_object_iter_next (&iter, &name, NULL))
    if (g_hash_table_add (known, (gpointer)name))
      g_ptr_array_add (push->columns, (gpointer)name);
  if (push->columns->len <= MOST_COLUMNS)
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("At most %d different fields can be sent at once."),
               MOST_COLUMNS);
  return FALSE;
}

static gboolean
find_columns (Push *push, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  const guint n = json_array_get_length (push->rows);

  if (n == 0 || n > MOST_ROWS)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Send from 1 to %d rows at once."), MOST_ROWS);
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      JsonNode *node = json_array_get_element (push->rows, i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return api_wrong ("rows", error);
      if (!add_columns (push, json_node_get_object (node), known, error))
        return FALSE;
    }
  return push->columns->len > 0 || api_wrong ("rows", error);
}

static void
put_cell (GString *csv, const char *text, gboolean last)
{
  g_string_append_c (csv, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (csv, '"');
      g_string_append_c (csv, *p);
    }
  g_string_append (csv, last ? "\"\r\n" : "\",");
}

/* As a spreadsheet has it; "" for what is not there. Freed by the caller. */
static char *
cell_text (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return g_strdup ("");
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING)
    return g_strdup (json_node_get_string (node));
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return g_strdup (json_node_get_boolean (node) ? "1" : "0");
  return anlan_json_canonical (node);
}

static GBytes *
make_table (Push *push)
{
  GString *csv = g_string_new (NULL);

  for (guint i = 0; i < push->columns->len; i++)
    put_cell (csv, g_ptr_array_index (push->columns, i), i + 1 == push->columns->len);
  for (guint row = 0; row < json_array_get_length (push->rows); row++)
    for (guint i = 0; i < push->columns->len; i++)
      {
        JsonObject *object = json_array_get_object_element (push->rows, row);
        g_autofree char *text =
            cell_text (json_object_get_member (object, g_ptr_array_index (push->columns, i)));

        put_cell (csv, text, i + 1 == push->columns->len);
      }
  return g_string_free_to_bytes (csv);
}

/* --- the import --------------------------------------------------------------------------------------------------------------- */

/* A field by its id; else by what the kind's definition knows as a name of it. A column that is none is refused: what is
 * sent must not vanish. */
static gboolean
map_columns (Push *push, AnlanImport *import, GError **error)
{
  for (guint i = 0; i < anlan_import_n_columns (import); i++)
    {
      const char *name = anlan_import_column_name (import, i);
      const AnlanField *field = anlan_kind_field (push->api->kind, name);

      if (field != NULL || strcmp (name, "number") == 0)
        {
          if (!anlan_import_set_field (import, i, field != NULL ? field->id : name, error))
            {
              push->api->field = g_strdup (name);
              return FALSE;
            }
        }
      else if (anlan_import_get_field (import, i) == NULL)
        {
          push->api->field = g_strdup (name);
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("%s has no field “%s”."),
                       anlan_kind_text (push->api->kind->title), name);
          return FALSE;
        }
    }
  return TRUE;
}

static AnlanImport *
open_import (Push *push, GError **error)
{
  Api *api = push->api;
  g_autoptr (GBytes) bytes = make_table (push);
  g_autofree char *source = g_strdup_printf ("API: %s", api->token->name);
  AnlanTable *table = anlan_table_read_bytes (bytes, "rows.csv", NULL, NULL, NULL, NULL, error);
  AnlanTableHeader *header;
  AnlanImport *import;
  char hash[ANLAN_SHA256_HEX + 1];

  if (table == NULL)
    return NULL;
  header = anlan_table_make_header (table, 0, 0, 1);
  import = anlan_import_new_table (api->plant, api->kind->id, table, header, error);
  anlan_table_header_free (header);
  anlan_table_unref (table);
  if (import == NULL)
    return NULL;
  anlan_sha256_text (g_bytes_get_data (anlan_call_get_body (api->call), NULL),
                     (gssize)g_bytes_get_size (anlan_call_get_body (api->call)), hash);
  anlan_import_set_source (import, source, hash);
  anlan_import_set_make_missing (import, push->make_missing);
  return import;
}

/* Whose name the token bears has done it. */
static void
sign (Push *push, AnlanImport *import)
{
  for (guint i = 0; i < anlan_import_n_rows (import); i++)
    {
      const AnlanImportRow *row = anlan_import_get_row (import, i);

      if (row->change != NULL)
        {
          g_free (row->change->actor);
          row->change->actor = g_strdup (push->api->token->record);
        }
    }
  for (guint i = 0; i < anlan_import_n_made (import); i++)
    {
      const AnlanImportMade *made = anlan_import_get_made (import, i);

      if (made->change != NULL)
        {
          g_free (made->change->actor);
          made->change->actor = g_strdup (push->api->token->record);
        }
    }
}

/* --- the answer --------------------------------------------------------------------------------------------------------------- */

static void
put_count (AnlanJson *json, const char *name, guint count)
{
  anlan_json_name (json, name);
  anlan_json_integer (json, count);
}

static void
put_rejected (AnlanJson *json, AnlanImport *import)
{
  anlan_json_name (json, "rows");
  anlan_json_open (json, '[');
  for (guint i = 0; i < anlan_import_n_rows (import); i++)
    {
      const AnlanImportRow *row = anlan_import_get_row (import, i);
      const AnlanProblem *problem =
          row->problems != NULL && row->problems->len > 0 ? g_ptr_array_index (row->problems, 0) : NULL;

      if (row->outcome != ANLAN_IMPORT_REJECTED)
        continue;
      anlan_json_open (json, '{');
      /* Counted from 0, as the sender's list is; the row before is the header. */
      put_count (json, "row", row->row - 1);
      anlan_json_name (json, "error");
      anlan_json_text (json, row->message);
      anlan_json_name (json, "field");
      anlan_json_text (json, problem != NULL ? problem->field : NULL);
      anlan_json_close (json, '}');
    }
  anlan_json_close (json, ']');
}

static void
answer (Push *push, AnlanImport *import, const char *batch, guint status)
{
  const AnlanImportSummary *summary = anlan_import_get_summary (import);
  g_autofree char *note = g_strdup_printf (
      "%s: %u new, %u updated, %u rejected", push->api->kind->id, summary->counts[ANLAN_IMPORT_NEW],
      summary->counts[ANLAN_IMPORT_UPDATE], summary->counts[ANLAN_IMPORT_REJECTED]);
  AnlanJson json;

  anlan_call_note (push->api->call, note);
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "ok");
  anlan_json_boolean (&json, status < 400);
  if (status >= 400)
    {
      anlan_json_name (&json, "error");
      anlan_json_text (
          &json, _ ("Some rows cannot be taken, so none was. Send “good_rows”: true to leave them out."));
    }
  put_count (&json, "new", summary->counts[ANLAN_IMPORT_NEW]);
  put_count (&json, "updated", summary->counts[ANLAN_IMPORT_UPDATE]);
  put_count (&json, "unchanged", summary->counts[ANLAN_IMPORT_UNCHANGED]);
  put_count (&json, "rejected", summary->counts[ANLAN_IMPORT_REJECTED]);
  put_count (&json, "made", summary->made);
  anlan_json_name (&json, "batch");
  anlan_json_text (&json, batch);
  put_rejected (&json, import);
  anlan_json_close (&json, '}');
  api_answer (push->api, status, &json);
}

static gboolean
run (Push *push, GError **error)
{
  g_autoptr (AnlanImport) import = open_import (push, error);
  g_autofree char *batch = NULL;

  if (import == NULL || !map_columns (push, import, error) ||
      !anlan_import_check (import, NULL, NULL, NULL, error))
    return FALSE;
  if (!push->good_rows && anlan_import_get_summary (import)->counts[ANLAN_IMPORT_REJECTED] > 0)
    {
      answer (push, import, NULL, 422);
      return TRUE;
    }
  sign (push, import);
  if (!push->dry_run && !anlan_import_apply (import, push->good_rows, &batch, error))
    return FALSE;
  answer (push, import, batch, 200);
  return TRUE;
}

static gboolean
read_members (Push *push, JsonObject *body, GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, body);
  while (json_object_iter_next (&iter, &name, &node))
    {
      const gboolean flag = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN;

      if (strcmp (name, "rows") == 0 && JSON_NODE_HOLDS_ARRAY (node))
        push->rows = json_node_get_array (node);
      else if (strcmp (name, "good_rows") == 0 && flag)
        push->good_rows = json_node_get_boolean (node);
      else if (strcmp (name, "make_missing") == 0 && flag)
        push->make_missing = json_node_get_boolean (node);
      else if (strcmp (name, "dry_run") == 0 && flag)
        push->dry_run = json_node_get_boolean (node);
      else
        {
          push->api->field = g_strdup (name);
          return api_wrong (name, error);
        }
    }
  return push->rows != NULL || api_wrong ("rows", error);
}

gboolean
api_push (Api *api, GError **error)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new ();
  Push push = { .api = api, .columns = columns };
  JsonObject *body;
  g_autoptr (JsonNode) node = NULL;

  if (!api_take_kind (api, "push", error))
    return FALSE;
  node = api_read_body (api, &body, error);
  return node != NULL && read_members (&push, body, error) && find_columns (&push, error) &&
         run (&push, error);
}

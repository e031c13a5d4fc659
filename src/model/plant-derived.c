/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/derived.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"
#include "plant-private.h"

char *
anlan_derived_hash (GPtrArray *records)
{
  char hex[ANLAN_SHA256_HEX + 1];
  AnlanSha256 state;

  anlan_sha256_init (&state);
  for (guint i = 0; i < records->len; i++)
    {
      g_autofree char *body = anlan_record_body (g_ptr_array_index (records, i));

      anlan_sha256_update (&state, body, strlen (body) + 1);
    }
  anlan_sha256_hex (&state, hex);
  return g_strdup (hex);
}

typedef struct
{
  AnlanPlant *plant;
  const char *kind;
  const AnlanFile *file;
  GPtrArray *records;
} Replacing;

static gboolean
drop_rows (AnlanTable *table, AnlanDb *db, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("DELETE FROM ");
  AnlanStmt *stmt;

  anlan_schema_table_name (sql, table->kind->id);
  stmt = anlan_db_statement (db, sql->str, error);
  return stmt != NULL && anlan_stmt_run (stmt, error);
}

static gboolean
add_row (
    AnlanTable *table, AnlanDb *db, const AnlanRecord *record, gint64 now, const char *moment, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, table->insert, error);
  g_autofree char *id = anlan_uuid_new (now);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_null (stmt, 1);
  anlan_stmt_bind_static (stmt, 2, id);
  anlan_stmt_bind_static (stmt, 5, "");
  anlan_stmt_bind_static (stmt, 6, moment);
  anlan_stmt_bind_static (stmt, 7, moment);
  anlan_stmt_bind_integer (stmt, 9, 0);
  anlan_stmt_bind_integer (stmt, 10, 0);
  for (guint i = 0; i < table->kind->fields->len; i++)
    anlan_stmt_bind_value (stmt, 12 + (int)i, &record->values[i]);
  return anlan_stmt_run (stmt, error);
}

static gboolean
write_line (Replacing *replacing, AnlanDb *db, AnlanJournal *journal, GError **error)
{
  g_autofree char *hash = anlan_derived_hash (replacing->records);
  g_autofree char *patch = NULL;
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "file");
  anlan_json_text (&json, replacing->file->sha256);
  anlan_json_name (&json, "name");
  anlan_json_text (&json, replacing->file->name);
  anlan_json_name (&json, "count");
  anlan_json_integer (&json, replacing->records->len);
  anlan_json_name (&json, "hash");
  anlan_json_text (&json, hash);
  anlan_json_close (&json, '}');
  patch = anlan_json_end (&json);
  return anlan_plant_line (replacing->plant, db, journal, "import", replacing->kind, NULL, patch, error);
}

static gboolean
replace_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Replacing *replacing = data;
  AnlanContext *context = anlan_context_get (db);
  AnlanTable *table = anlan_context_table (context, replacing->kind);
  gint64 now = anlan_context_now (context);
  g_autofree char *moment = anlan_time_format (now);

  if (table == NULL || !table->kind->derived)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("“%s” does not come from a file."),
                   replacing->kind);
      return FALSE;
    }
  if (!anlan_files_register (db, replacing->file, moment, error) || !drop_rows (table, db, error))
    return FALSE;
  for (guint i = 0; i < replacing->records->len; i++)
    if (!add_row (table, db, g_ptr_array_index (replacing->records, i), now, moment, error))
      return FALSE;
  return write_line (replacing, db, journal, error);
}

gboolean
anlan_plant_replace_derived (
    AnlanPlant *plant, const char *kind, const AnlanFile *file, GPtrArray *records, GError **error)
{
  Replacing replacing = { plant, kind, file, records };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL && file != NULL && records != NULL, FALSE);

  return anlan_store_write (plant->store, replace_work, &replacing, error);
}

/* --- where the rows came from ------------------------------------------------------------------------------------- */

typedef struct
{
  const char *kind;
  char *sha256;
  char *written;
  char *found;
} Source;

static gboolean
read_line (Source *source, AnlanDb *db, GError **error)
{
  g_auto (AnlanValue) patch = ANLAN_VALUE_INIT;
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;

  if (!anlan_db_lookup (db,
                        "SELECT patch FROM journal WHERE op='import' AND kind=?1 ORDER BY seq DESC LIMIT 1",
                        source->kind, &patch, error))
    return FALSE;
  if (anlan_value_is_null (&patch))
    return TRUE;
  node = anlan_json_parse (patch.text, -1, 65536, error);
  if (node == NULL)
    return FALSE;
  object = json_node_get_object (node);
  source->sha256 = g_strdup (json_object_get_string_member_with_default (object, "file", ""));
  source->written = g_strdup (json_object_get_string_member_with_default (object, "hash", ""));
  return TRUE;
}

static gboolean
hash_rows (Source *source, AnlanDb *db, AnlanKind *kind, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_record_unref);
  g_autoptr (GString) sql = g_string_new ("SELECT ");
  AnlanStmt *stmt;
  AnlanStep step;

  anlan_table_columns (sql, kind);
  g_string_append (sql, " FROM ");
  anlan_schema_table_name (sql, kind->id);
  g_string_append (sql, " ORDER BY rid");
  stmt = anlan_db_statement (db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_ptr_array_add (records, anlan_table_read_row (kind, stmt));
  anlan_stmt_reset (stmt);
  source->found = anlan_derived_hash (records);
  return step == ANLAN_STEP_DONE;
}

static gboolean
source_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Source *source = data;
  AnlanTable *table = anlan_context_table (anlan_context_get (db), source->kind);

  if (table == NULL || !read_line (source, db, error))
    return table == NULL;
  return source->sha256 == NULL || hash_rows (source, db, table->kind, error);
}

gboolean
anlan_plant_derived_source (
    AnlanPlant *plant, const char *kind, char **sha256, char **written, char **found, GError **error)
{
  Source source = { .kind = kind };
  gboolean ok;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL, FALSE);

  ok = anlan_store_read (plant->store, source_work, &source, error);
  *sha256 = source.sha256;
  *written = source.written;
  *found = source.found;
  return ok;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/query.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/sentence.h"
#include "context.h"

/* --- fields worked out when they are read ---------------------------------------------------------------------- */

static gboolean
find_timed (AnlanTable *table, GError **error)
{
  g_autoptr (GPtrArray) timed = g_ptr_array_new ();

  for (guint i = 0; i < table->kind->fields->len; i++)
    {
      AnlanField *field = g_ptr_array_index (table->kind->fields, i);
      AnlanComputed computed;

      if (field->compute == NULL || field->sensitive)
        continue;
      if (!anlan_scope_classify (table->scope, field, &computed, error))
        return FALSE;
      if (computed == ANLAN_COMPUTED_TIMED)
        g_ptr_array_add (timed, field);
    }
  table->timed = g_steal_pointer (&timed);
  return TRUE;
}

static char *
timed_sql (const AnlanTable *table)
{
  GString *sql = g_string_new ("SELECT ");

  for (guint i = 0; i < table->timed->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (table->timed, i);

      if (i > 0)
        g_string_append_c (sql, ',');
      anlan_sql_append_identifier (sql, field->id);
    }
  g_string_append (sql, " FROM ");
  anlan_sql_append_identifier (sql, table->kind->id);
  g_string_append (sql, " WHERE rid=?1");
  return g_string_free (sql, FALSE);
}

/* The fields of @table that its view works out, or NULL: there are none, or the definition is about to change. */
static gboolean
get_timed (AnlanDb *db, AnlanKind *kind, AnlanTable **table, GError **error)
{
  AnlanContext *context = anlan_context_get (db);

  *table = context != NULL ? anlan_context_table (context, kind->id) : NULL;
  if (*table == NULL || (*table)->kind != kind || !g_hash_table_contains (context->views, kind->id))
    {
      *table = NULL;
      return TRUE;
    }
  if ((*table)->timed == NULL)
    {
      if (!find_timed (*table, error))
        return FALSE;
      if ((*table)->timed->len > 0)
        (*table)->select_timed = timed_sql (*table);
    }
  if ((*table)->timed->len == 0)
    *table = NULL;
  return TRUE;
}

static gboolean
read_timed (AnlanDb *db, AnlanTable *table, AnlanRecord *record, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, table->select_timed, error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, record->rid);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    for (guint i = 0; i < table->timed->len; i++)
      {
        const AnlanField *field = g_ptr_array_index (table->timed, i);
        AnlanValue *value = &record->values[field->index];

        anlan_value_clear (value);
        anlan_stmt_value (stmt, (int)i, value);
      }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

/* --- records ---------------------------------------------------------------------------------------------------- */

typedef enum
{
  BY_RID,
  BY_ID,
  BY_NUMBER,
} Way;

/* As anlan_table_columns(), but null for a column that the table does not have, and nothing where there is no table: a
 * plant that an older version made may be opened read-only. */
static char *
select_sql (AnlanDb *db, AnlanKind *kind, Way way, GError **error)
{
  static const char *const columns[] = { "rid", "id", "number" };
  g_autoptr (GHashTable) there = anlan_schema_columns (db, kind->id, error);
  GString *sql;

  if (there == NULL)
    return NULL;
  if (g_hash_table_size (there) == 0)
    return g_strdup ("SELECT 1 WHERE 0 AND ?1");
  sql = g_string_new ("SELECT rid,id,number,stage,rev,created,changed,author,draft,voided,_extra");
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      g_string_append_c (sql, ',');
      if (g_hash_table_contains (there, field->id))
        anlan_sql_append_identifier (sql, field->id);
      else
        g_string_append (sql, "NULL");
    }
  g_string_append (sql, " FROM ");
  anlan_schema_table_name (sql, kind->id);
  g_string_append_printf (sql, " WHERE %s = ?1 AND rid < ", columns[way]);
  anlan_incoming_append_limit (sql, kind->id);
  return g_string_free (sql, FALSE);
}

/* The text of the statement, kept with the connection as long as that knows the same definition. */
static AnlanStmt *
get_select (AnlanDb *db, AnlanKind *kind, Way way, GError **error)
{
  AnlanContext *context = anlan_context_get (db);
  AnlanTable *table = context != NULL ? anlan_context_table (context, kind->id) : NULL;
  g_autofree char *own = NULL;

  if (table == NULL || table->kind != kind)
    own = select_sql (db, kind, way, error);
  else if (table->load[way] == NULL)
    table->load[way] = select_sql (db, kind, way, error);
  if (own == NULL && (table == NULL || table->load[way] == NULL))
    return NULL;
  return anlan_db_statement (db, own != NULL ? own : table->load[way], error);
}

/* Steps @stmt, which finds one row at most. NULL without @error if there is none. */
static AnlanRecord *
read_one (AnlanDb *db, AnlanKind *kind, AnlanStmt *stmt, GError **error)
{
  g_autoptr (AnlanRecord) record = NULL;
  AnlanTable *timed;
  AnlanStep step = anlan_stmt_step (stmt, error);

  if (step == ANLAN_STEP_ROW)
    record = anlan_table_read_row (kind, stmt);
  anlan_stmt_reset (stmt);
  if (record == NULL || !get_timed (db, kind, &timed, error) ||
      (timed != NULL && !read_timed (db, timed, record, error)))
    return NULL;
  return g_steal_pointer (&record);
}

/**
 * anlan_records_load:
 *
 * Returns: (transfer full) (element-type AnlanRecord): NULL with @error if they could not be read.
 */
GPtrArray *
anlan_records_load (AnlanDb *db, AnlanKind *kind, const gint64 *rids, guint n, GError **error)
{
  g_autoptr (GPtrArray) records = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_record_unref);

  g_return_val_if_fail (db != NULL && kind != NULL && (rids != NULL || n == 0), NULL);

  for (guint i = 0; i < n; i++)
    {
      AnlanStmt *stmt = get_select (db, kind, BY_RID, error);
      g_autoptr (GError) failure = NULL;
      AnlanRecord *record;

      if (stmt == NULL)
        return NULL;
      anlan_stmt_bind_integer (stmt, 1, rids[i]);
      record = read_one (db, kind, stmt, &failure);
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
      if (record != NULL)
        g_ptr_array_add (records, record);
    }
  return g_steal_pointer (&records);
}

/**
 * anlan_record_load:
 *
 * Drafts and voided records are found too.
 *
 * Returns: (transfer full):
 */
AnlanRecord *
anlan_record_load (AnlanDb *db, AnlanKind *kind, const char *id_or_number, GError **error)
{
  g_return_val_if_fail (db != NULL && kind != NULL && id_or_number != NULL, NULL);

  for (Way way = BY_ID; way <= BY_NUMBER; way++)
    {
      AnlanStmt *stmt = get_select (db, kind, way, error);
      g_autoptr (GError) failure = NULL;
      AnlanRecord *record;

      if (stmt == NULL)
        return NULL;
      anlan_stmt_bind_text (stmt, 1, id_or_number);
      record = read_one (db, kind, stmt, &failure);
      if (record != NULL)
        return record;
      if (failure != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&failure));
          return NULL;
        }
    }
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("%s: there is none with the number or id “%s”."),
               anlan_kind_text (kind->title), id_or_number);
  return NULL;
}

/**
 * anlan_labels_load:
 * @ids: NULL-terminated; they may occur twice.
 *
 * Labels as anlan_record_label() gives them, of drafts and voided records too: old records still name them.
 *
 * Returns: (transfer full):
 */
GHashTable *
anlan_labels_load (AnlanDb *db, AnlanKind *kind, const char *const *ids, GError **error)
{
  g_autoptr (GHashTable) labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GString) sql = g_string_new ("SELECT ");

  g_return_val_if_fail (db != NULL && kind != NULL && ids != NULL, NULL);

  anlan_sql_append_identifier (sql, kind->label);
  g_string_append (sql, ", number FROM ");
  anlan_schema_table_name (sql, kind->id);
  g_string_append (sql, " WHERE id = ?1");
  for (guint i = 0; ids[i] != NULL; i++)
    {
      AnlanStmt *stmt;
      AnlanStep step;

      if (g_hash_table_contains (labels, ids[i]))
        continue;
      stmt = anlan_db_statement (db, sql->str, error);
      if (stmt == NULL)
        return NULL;
      anlan_stmt_bind_static (stmt, 1, ids[i]);
      step = anlan_stmt_step (stmt, error);
      if (step == ANLAN_STEP_ROW)
        {
          const char *label = anlan_stmt_text (stmt, 0);

          if (label == NULL || label[0] == '\0')
            label = anlan_stmt_text (stmt, 1);
          if (label == NULL)
            label = anlan_kind_text (kind->title);
          g_hash_table_insert (labels, g_strdup (ids[i]), anlan_sentence_say (label));
        }
      anlan_stmt_reset (stmt);
      if (step == ANLAN_STEP_ERROR)
        return NULL;
    }
  return g_steal_pointer (&labels);
}

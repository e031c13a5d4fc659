/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "context.h"

#include <string.h>

void
anlan_schema_table_name (GString *sql, const char *kind)
{
  g_autofree char *name = g_strconcat ("k_", kind, NULL);

  anlan_sql_append_identifier (sql, name);
}

void
anlan_schema_link_name (GString *sql, const char *kind, const char *field)
{
  g_autofree char *name = g_strconcat ("l_", kind, "_", field, NULL);

  anlan_sql_append_identifier (sql, name);
}

gboolean
anlan_schema_has_links (const AnlanField *field)
{
  return field->type == ANLAN_FIELD_REFS || field->type == ANLAN_FIELD_CHOICES;
}

static const char *
column_type (const AnlanField *field)
{
  switch (field->type)
    {
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_YESNO:
    case ANLAN_FIELD_DURATION:
      return "INTEGER";
    case ANLAN_FIELD_NUMBER:
      return "REAL";
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
    case ANLAN_FIELD_CHOICE:
    case ANLAN_FIELD_CHOICES:
    case ANLAN_FIELD_DATE:
    case ANLAN_FIELD_TIME:
    case ANLAN_FIELD_MOMENT:
    case ANLAN_FIELD_REF:
    case ANLAN_FIELD_REFS:
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
    case ANLAN_FIELD_PLACE:
    case ANLAN_FIELD_SIGNATURE:
    case ANLAN_FIELD_CHECKLIST:
    case ANLAN_N_FIELD_TYPES:
    default:
      return "TEXT";
    }
}

static gboolean
create_table (AnlanDb *db, const AnlanKind *kind, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("CREATE TABLE IF NOT EXISTS ");

  anlan_schema_table_name (sql, kind->id);
  g_string_append (sql, " (rid INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, number TEXT UNIQUE, stage TEXT,"
                        " rev TEXT NOT NULL, created TEXT NOT NULL, changed TEXT NOT NULL, author TEXT,"
                        " draft INTEGER NOT NULL DEFAULT 0, voided INTEGER NOT NULL DEFAULT 0, _extra TEXT");
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      g_string_append_c (sql, ',');
      anlan_sql_append_identifier (sql, field->id);
      g_string_append_printf (sql, " %s", column_type (field));
    }
  g_string_append_c (sql, ')');
  return anlan_db_exec (db, sql->str, error);
}

GHashTable *
anlan_schema_columns (AnlanDb *db, const char *kind, GError **error)
{
  g_autoptr (GHashTable) columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *table = g_strconcat ("k_", kind, NULL);
  AnlanStmt *stmt = anlan_db_statement (db, "SELECT name FROM pragma_table_info (?1)", error);
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_text (stmt, 1, table);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_hash_table_add (columns, g_strdup (anlan_stmt_text (stmt, 0)));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&columns) : NULL;
}

static gboolean
add_column (AnlanDb *db, const AnlanKind *kind, const AnlanField *field, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("ALTER TABLE ");

  anlan_schema_table_name (sql, kind->id);
  g_string_append (sql, " ADD COLUMN ");
  anlan_sql_append_identifier (sql, field->id);
  g_string_append_printf (sql, " %s", column_type (field));
  return anlan_db_exec (db, sql->str, error);
}

static void
append_quoted (GString *sql, const char *text)
{
  g_string_append_c (sql, '\'');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '\'')
        g_string_append_c (sql, '\'');
      g_string_append_c (sql, *p);
    }
  g_string_append_c (sql, '\'');
}

/* What stood in the column under its earlier name, with the earlier ids of choices as they are now. The old column
 * stays as it was: the journal's last line on such a record still speaks of it. */
static gboolean
take_over (AnlanDb *db, const AnlanKind *kind, const AnlanField *field, const char *alias, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("UPDATE ");

  anlan_schema_table_name (sql, kind->id);
  g_string_append (sql, " SET ");
  anlan_sql_append_identifier (sql, field->id);
  g_string_append (sql, "=CASE ");
  anlan_sql_append_identifier (sql, alias);
  for (guint i = 0; field->choices != NULL && i < field->choices->len; i++)
    {
      const AnlanChoice *choice = g_ptr_array_index (field->choices, i);

      for (guint j = 0; choice->aliases[j] != NULL; j++)
        {
          g_string_append (sql, " WHEN ");
          append_quoted (sql, choice->aliases[j]);
          g_string_append (sql, " THEN ");
          append_quoted (sql, choice->id);
        }
    }
  g_string_append (sql, " WHEN NULL THEN NULL ELSE ");
  anlan_sql_append_identifier (sql, alias);
  g_string_append (sql, " END");
  return anlan_db_exec (db, sql->str, error);
}

static gboolean
make_column (AnlanDb *db, const AnlanKind *kind, const AnlanField *field, GHashTable *columns, GError **error)
{
  if (g_hash_table_contains (columns, field->id))
    return TRUE;
  if (!add_column (db, kind, field, error))
    return FALSE;
  for (guint i = 0; field->aliases[i] != NULL; i++)
    if (g_hash_table_contains (columns, field->aliases[i]))
      return take_over (db, kind, field, field->aliases[i], error);
  return TRUE;
}

static gboolean
create_index (AnlanDb *db, const char *kind, const char *column, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("CREATE INDEX IF NOT EXISTS ");
  g_autofree char *name = g_strconcat ("i_", kind, "_", column, NULL);

  anlan_sql_append_identifier (sql, name);
  g_string_append (sql, " ON ");
  anlan_schema_table_name (sql, kind);
  g_string_append (sql, " (");
  anlan_sql_append_identifier (sql, column);
  g_string_append_c (sql, ')');
  return anlan_db_exec (db, sql->str, error);
}

/* The few rows that lists leave out: so a list of all can run over any index and take these away, without looking each
 * row up in the table (query-pass.c). Partial, so that no other statement takes it for a way to its rows. */
static gboolean
create_hidden_index (AnlanDb *db, const char *kind, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("CREATE INDEX IF NOT EXISTS ");
  g_autofree char *name = g_strconcat ("i_", kind, "__hidden", NULL);

  anlan_sql_append_identifier (sql, name);
  g_string_append (sql, " ON ");
  anlan_schema_table_name (sql, kind);
  g_string_append (sql, " (voided, draft) WHERE voided <> 0 OR draft <> 0");
  return anlan_db_exec (db, sql->str, error);
}

static gboolean
create_links (AnlanDb *db, const AnlanKind *kind, const AnlanField *field, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("CREATE TABLE IF NOT EXISTS ");
  g_autofree char *name = g_strconcat ("i_", kind->id, "_", field->id, NULL);

  anlan_schema_link_name (sql, kind->id, field->id);
  g_string_append (sql, " (rid INTEGER NOT NULL, item TEXT NOT NULL, PRIMARY KEY (rid, item)) WITHOUT ROWID;"
                        "CREATE INDEX IF NOT EXISTS ");
  anlan_sql_append_identifier (sql, name);
  g_string_append (sql, " ON ");
  anlan_schema_link_name (sql, kind->id, field->id);
  g_string_append (sql, " (item)");
  return anlan_db_exec (db, sql->str, error);
}

gboolean
anlan_schema_wants_index (const AnlanField *field)
{
  return field->sortable || field->unique || field->key || field->type == ANLAN_FIELD_REF;
}

static gboolean
ensure_kind (AnlanDb *db, const AnlanKind *kind, GError **error)
{
  g_autoptr (GHashTable) columns = NULL;

  if (!create_table (db, kind, error))
    return FALSE;
  columns = anlan_schema_columns (db, kind->id, error);
  if (columns == NULL)
    return FALSE;
  if (!create_hidden_index (db, kind->id, error) ||
      (anlan_kind_has_flow (kind) && !create_index (db, kind->id, "stage", error)))
    return FALSE;
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (!make_column (db, kind, field, columns, error))
        return FALSE;
      if (anlan_schema_wants_index (field) && !create_index (db, kind->id, field->id, error))
        return FALSE;
      if (anlan_schema_has_links (field) && !create_links (db, kind, field, error))
        return FALSE;
    }
  return TRUE;
}

/* Every definition that journal lines name can be looked up. */
static gboolean
keep_definition (AnlanDb *db, const AnlanKind *kind, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      db, "INSERT OR IGNORE INTO definition_text (hash, kind, text) VALUES (?1, ?2, ?3)", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, kind->hash);
  anlan_stmt_bind_static (stmt, 2, kind->id);
  anlan_stmt_bind_static (stmt, 3, kind->source);
  return anlan_stmt_run (stmt, error);
}

/* A definition is kept in the transaction that has made its table: where it is known, the table is there. */
static gboolean
is_known (AnlanDb *db, const AnlanKind *kind, gboolean *known, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT 1 FROM definition_text WHERE hash=?1", kind->hash, &value, error))
    return FALSE;
  *known = !anlan_value_is_null (&value);
  return TRUE;
}

gboolean
anlan_schema_is_complete (AnlanDb *db, AnlanKinds *kinds, gboolean *complete, GError **error)
{
  *complete = TRUE;
  for (guint i = 0; *complete && i < anlan_kinds_count (kinds); i++)
    if (!is_known (db, anlan_kinds_at (kinds, i), complete, error))
      return FALSE;
  return TRUE;
}

gboolean
anlan_schema_ensure (AnlanDb *db, AnlanKinds *kinds, GError **error)
{
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      const AnlanKind *kind = anlan_kinds_at (kinds, i);
      gboolean known;

      if (!is_known (db, kind, &known, error))
        return FALSE;
      if (!known && (!ensure_kind (db, kind, error) || !keep_definition (db, kind, error)))
        return FALSE;
    }
  return TRUE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "import-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/json.h"

static const AnlanValue *
change_value (const AnlanChange *change, const char *field)
{
  guint i;

  if (!g_ptr_array_find_with_equal_func (change->fields, field, g_str_equal, &i))
    return NULL;
  return &g_array_index (change->values, AnlanValue, i);
}

static const char *
change_number (const AnlanChange *change)
{
  const AnlanValue *value = change_value (change, "number");

  return value != NULL ? anlan_value_get_text (value) : NULL;
}

static gboolean
has_key (const AnlanKind *kind)
{
  for (guint i = 0; i < kind->fields->len; i++)
    if (((AnlanField *)g_ptr_array_index (kind->fields, i))->key)
      return TRUE;
  return FALSE;
}

/* The first two that match; the second only to know that it is ambiguous. */
static gboolean
read_match (AnlanStmt *stmt, AnlanImport *import, char **id, GError **error)
{
  AnlanStep step = anlan_stmt_step (stmt, error);

  if (step == ANLAN_STEP_ROW)
    {
      *id = g_strdup (anlan_stmt_text (stmt, 0));
      step = anlan_stmt_step (stmt, error);
    }
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ROW)
    {
      g_clear_pointer (id, g_free);
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("%s: more than one in the plant is meant. Give the number to tell them apart."),
                   anlan_kind_text (import->kind->title));
      return FALSE;
    }
  return step != ANLAN_STEP_ERROR;
}

static gboolean
match_number (AnlanImport *import, AnlanDb *db, const char *number, char **id, GError **error)
{
  g_autofree char *table = g_strconcat ("k_", import->kind->id, NULL);
  g_autoptr (GString) sql = g_string_new ("SELECT id FROM ");
  AnlanStmt *stmt;

  anlan_sql_append_identifier (sql, table);
  g_string_append (sql, " WHERE number=?1 AND voided=0");
  anlan_query_append_shown (sql, import->kind->id);
  stmt = anlan_db_statement (db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, number);
  return read_match (stmt, import, id, error);
}

static gboolean
match_key (AnlanImport *import, AnlanDb *db, const AnlanChange *change, char **id, GError **error)
{
  g_autofree char *table = g_strconcat ("k_", import->kind->id, NULL);
  g_autoptr (GString) sql = g_string_new ("SELECT id FROM ");
  AnlanStmt *stmt;
  int n = 0;

  anlan_sql_append_identifier (sql, table);
  g_string_append (sql, " WHERE voided=0 AND draft=0");
  anlan_query_append_shown (sql, import->kind->id);
  for (guint i = 0; i < import->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (import->kind->fields, i);

      if (!field->key)
        continue;
      g_string_append (sql, " AND ");
      anlan_sql_append_identifier (sql, field->id);
      g_string_append_printf (sql, " IS ?%d", ++n);
    }
  stmt = anlan_db_statement (db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  n = 0;
  for (guint i = 0; i < import->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (import->kind->fields, i);
      const AnlanValue *value = field->key ? change_value (change, field->id) : NULL;

      if (field->key && value != NULL)
        anlan_stmt_bind_value (stmt, ++n, value);
      else if (field->key)
        anlan_stmt_bind_null (stmt, ++n);
    }
  return read_match (stmt, import, id, error);
}

gboolean
anlan_import_match (AnlanImport *import, AnlanDb *db, const AnlanChange *change, char **id, GError **error)
{
  const char *number = change_number (change);

  *id = NULL;
  if (number != NULL)
    return match_number (import, db, number, id, error);
  return !has_key (import->kind) || match_key (import, db, change, id, error);
}

static void
add_identity (GPtrArray *identities, AnlanJson *json)
{
  anlan_json_close (json, ']');
  g_ptr_array_add (identities, anlan_json_end (json));
}

static void
begin_identity (AnlanJson *json, const char *name)
{
  anlan_json_init (json);
  anlan_json_open (json, '[');
  anlan_json_text (json, name);
}

GPtrArray *
anlan_import_identities (AnlanImport *import, const AnlanChange *change)
{
  GPtrArray *identities = g_ptr_array_new_with_free_func (g_free);
  const char *number = change_number (change);
  gboolean any = FALSE;
  AnlanJson json;

  if (number != NULL)
    {
      begin_identity (&json, "number");
      anlan_json_text (&json, number);
      add_identity (identities, &json);
    }
  begin_identity (&json, "key");
  for (guint i = 0; i < import->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (import->kind->fields, i);
      const AnlanValue *value = field->key || field->unique ? change_value (change, field->id) : NULL;

      if (field->key && value != NULL)
        anlan_json_value (&json, value);
      else if (field->key)
        anlan_json_null (&json);
      any = any || (field->key && value != NULL && !anlan_value_is_null (value));
      if (field->unique && value != NULL && !anlan_value_is_null (value))
        {
          AnlanJson single;

          begin_identity (&single, field->id);
          anlan_json_value (&single, value);
          add_identity (identities, &single);
        }
    }
  if (any && number == NULL)
    add_identity (identities, &json);
  else
    anlan_json_clear (&json);
  return identities;
}

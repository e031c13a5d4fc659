/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "db-private.h"

#include <math.h>

#include "base/blocking.h"

void
anlan_stmt_free (AnlanStmt *stmt)
{
  if (stmt == NULL)
    return;
  g_return_if_fail (!stmt->cached);

  if (stmt->db != NULL)
    {
      g_hash_table_remove (stmt->db->loose, stmt);
      sqlite3_finalize (stmt->handle);
    }
  if (stmt->strict != NULL)
    {
      g_clear_pointer (&stmt->strict->views, g_hash_table_unref);
      g_free (stmt->strict);
    }
  g_free (stmt);
}

/* --- binding: it fails only for a wrong number, which is a mistake in our code, or out of memory ------------ */

static void
check_bind (int code)
{
  if (code != SQLITE_OK)
    g_critical ("binding failed: %s", sqlite3_errstr (code));
}

void
anlan_stmt_bind_value (AnlanStmt *stmt, int i, const AnlanValue *value)
{
  g_return_if_fail (stmt != NULL && value != NULL);

  switch (value->type)
    {
    case ANLAN_VALUE_INTEGER:
      anlan_stmt_bind_integer (stmt, i, value->integer);
      break;
    case ANLAN_VALUE_REAL:
      anlan_stmt_bind_real (stmt, i, value->real);
      break;
    case ANLAN_VALUE_TEXT:
      anlan_stmt_bind_text (stmt, i, value->text);
      break;
    case ANLAN_VALUE_NULL:
    default:
      anlan_stmt_bind_null (stmt, i);
      break;
    }
}

void
anlan_stmt_bind_text (AnlanStmt *stmt, int i, const char *text)
{
  g_return_if_fail (stmt != NULL);
  check_bind (sqlite3_bind_text (stmt->handle, i, text, -1, SQLITE_TRANSIENT));
}

void
anlan_stmt_bind_static (AnlanStmt *stmt, int i, const char *text)
{
  g_return_if_fail (stmt != NULL);
  check_bind (sqlite3_bind_text (stmt->handle, i, text, -1, SQLITE_STATIC));
}

void
anlan_stmt_bind_integer (AnlanStmt *stmt, int i, gint64 integer)
{
  g_return_if_fail (stmt != NULL);
  check_bind (sqlite3_bind_int64 (stmt->handle, i, integer));
}

void
anlan_stmt_bind_real (AnlanStmt *stmt, int i, double real)
{
  g_return_if_fail (stmt != NULL);
  check_bind (sqlite3_bind_double (stmt->handle, i, real));
}

void
anlan_stmt_bind_blob (AnlanStmt *stmt, int i, const void *data, gsize length)
{
  g_return_if_fail (stmt != NULL);
  /* A zero-length blob is not null. */
  check_bind (sqlite3_bind_blob64 (stmt->handle, i, data != NULL ? data : "", length, SQLITE_TRANSIENT));
}

void
anlan_stmt_bind_null (AnlanStmt *stmt, int i)
{
  g_return_if_fail (stmt != NULL);
  check_bind (sqlite3_bind_null (stmt->handle, i));
}

void
anlan_stmt_reset (AnlanStmt *stmt)
{
  g_return_if_fail (stmt != NULL);

  sqlite3_reset (stmt->handle);
  sqlite3_clear_bindings (stmt->handle);
}

/* --- stepping ---------------------------------------------------------------------------------------------- */

/* A bounded statement brings its own bounds along; what it interrupts (a bounded statement may be stepped inside a
 * function that another one calls) gets its own back. */
static int
step_bounded (AnlanStmt *stmt)
{
  AnlanDb *db = stmt->db;
  const AnlanStrict *outer = db->strict;
  const gint64 outer_budget = db->budget, outer_deadline = db->deadline, outer_calls = db->calls,
               outer_begun = db->begun;
  int code;

  g_clear_pointer (&db->denied, g_free);
  db->overran = FALSE;
  db->budget = stmt->strict->microseconds;
  db->begun = 0;
  db->deadline = 0;
  db->calls = 0;
  anlan_db_enter_strict (db, stmt->strict);
  code = sqlite3_step (stmt->handle);
  if (outer != NULL)
    anlan_db_enter_strict (db, outer);
  else
    anlan_db_leave_strict (db);
  db->budget = outer_budget;
  db->begun = outer_begun;
  db->deadline = outer_deadline;
  db->calls = outer_calls;
  return code;
}

void
anlan_stmt_bind_list (AnlanStmt *stmt, const char *types, va_list *args)
{
  g_return_if_fail (stmt != NULL && types != NULL && args != NULL);

  for (int i = 1; types[i - 1] != '\0'; i++)
    {
      char type = types[i - 1];

      if (type == 't')
        anlan_stmt_bind_text (stmt, i, va_arg (*args, const char *));
      else if (type == 'r')
        {
          double real = va_arg (*args, double);

          if (isfinite (real))
            anlan_stmt_bind_real (stmt, i, real);
        }
      else
        {
          gint64 integer = va_arg (*args, gint64);

          if (type == 'i' || integer != G_MININT64)
            anlan_stmt_bind_integer (stmt, i, integer);
        }
    }
}

AnlanStep
anlan_stmt_step (AnlanStmt *stmt, GError **error)
{
  int code;

  g_return_val_if_fail (stmt != NULL && stmt->db != NULL, ANLAN_STEP_ERROR);

  if (!stmt->db->in_memory)
    anlan_may_block ("run SQL");
  code = stmt->strict != NULL ? step_bounded (stmt) : sqlite3_step (stmt->handle);
  if (code == SQLITE_ROW)
    return ANLAN_STEP_ROW;
  if (code == SQLITE_DONE)
    return ANLAN_STEP_DONE;

  anlan_db_set_error (stmt->db, code, stmt->strict != NULL, error);
  sqlite3_reset (stmt->handle);
  if (stmt->strict != NULL)
    stmt->db->overran = FALSE;
  return ANLAN_STEP_ERROR;
}

gboolean
anlan_stmt_run (AnlanStmt *stmt, GError **error)
{
  AnlanStep step;

  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    ;
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* --- columns ----------------------------------------------------------------------------------------------- */

int
anlan_stmt_n_columns (AnlanStmt *stmt)
{
  g_return_val_if_fail (stmt != NULL, 0);
  return sqlite3_column_count (stmt->handle);
}

const char *
anlan_stmt_column_name (AnlanStmt *stmt, int i)
{
  g_return_val_if_fail (stmt != NULL, NULL);
  return sqlite3_column_name (stmt->handle, i);
}

gboolean
anlan_stmt_is_null (AnlanStmt *stmt, int i)
{
  g_return_val_if_fail (stmt != NULL, TRUE);
  return sqlite3_column_type (stmt->handle, i) == SQLITE_NULL;
}

const char *
anlan_stmt_text (AnlanStmt *stmt, int i)
{
  g_return_val_if_fail (stmt != NULL, NULL);
  return (const char *)sqlite3_column_text (stmt->handle, i);
}

gint64
anlan_stmt_integer (AnlanStmt *stmt, int i)
{
  g_return_val_if_fail (stmt != NULL, 0);
  return sqlite3_column_int64 (stmt->handle, i);
}

double
anlan_stmt_real (AnlanStmt *stmt, int i)
{
  g_return_val_if_fail (stmt != NULL, 0);
  return sqlite3_column_double (stmt->handle, i);
}

const void *
anlan_stmt_blob (AnlanStmt *stmt, int i, gsize *length)
{
  const void *data;

  g_return_val_if_fail (stmt != NULL, NULL);

  data = sqlite3_column_blob (stmt->handle, i);
  if (length != NULL)
    *length = (gsize)sqlite3_column_bytes (stmt->handle, i);
  return data;
}

void
anlan_stmt_value (AnlanStmt *stmt, int i, AnlanValue *value)
{
  g_return_if_fail (stmt != NULL && value != NULL);

  switch (sqlite3_column_type (stmt->handle, i))
    {
    case SQLITE_INTEGER:
      anlan_value_set_integer (value, sqlite3_column_int64 (stmt->handle, i));
      break;
    case SQLITE_FLOAT:
      anlan_value_set_real (value, sqlite3_column_double (stmt->handle, i));
      break;
    case SQLITE_TEXT:
      {
        const char *text = anlan_stmt_text (stmt, i);

        /* Another program may have written what is no UTF-8; the layers above rely on it. */
        anlan_value_take_text (value, text != NULL ? g_utf8_make_valid (text, -1) : NULL);
        break;
      }
    case SQLITE_BLOB:
      {
        gsize length;
        const void *data = anlan_stmt_blob (stmt, i, &length);

        anlan_value_take_text (value, g_base64_encode (data, length));
        break;
      }
    default:
      anlan_value_set_null (value);
      break;
    }
}

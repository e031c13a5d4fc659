/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "db-private.h"

#include "failure.h"

void
anlan_function_unref (gpointer data)
{
  AnlanFunction *function = data;

  if (!g_atomic_ref_count_dec (&function->refs))
    return;
  if (function->destroy != NULL)
    function->destroy (function->data);
  g_free (function->name);
  g_free (function);
}

/* A function of ours reads what it needs by ordinary statements, so strict mode pauses while it runs; the deadline
 * goes on. */
static void
call_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  AnlanFunction *function = sqlite3_user_data (context);
  AnlanDb *db = function->db;
  const AnlanStrict *strict = db->strict;
  AnlanSqlCall call = { .context = context, .values = values, .n = n, .db = db };

  if (strict != NULL)
    anlan_db_leave_strict (db);
  function->function (&call, function->data);
  if (strict != NULL)
    anlan_db_enter_strict (db, strict);
}

gboolean
anlan_db_add_function (AnlanDb *db,
                       const char *name,
                       int n_args,
                       AnlanFunctionFlags flags,
                       AnlanSqlFunction function,
                       gpointer data,
                       GDestroyNotify destroy,
                       GError **error)
{
  AnlanFunction *added;
  int how = SQLITE_UTF8;
  int code;

  g_return_val_if_fail (db != NULL && name != NULL && function != NULL, FALSE);

  if ((flags & ANLAN_FUNCTION_DETERMINISTIC) != 0)
    how |= SQLITE_DETERMINISTIC;
  if ((flags & ANLAN_FUNCTION_INTERNAL) == 0)
    how |= SQLITE_INNOCUOUS;

  added = g_new0 (AnlanFunction, 1);
  g_atomic_ref_count_init (&added->refs);
  g_atomic_ref_count_inc (&added->refs);
  added->db = db;
  added->name = g_ascii_strdown (name, -1);
  added->flags = flags;
  added->function = function;
  added->data = data;
  added->destroy = destroy;

  /* SQLite calls the destroyer itself where this fails. */
  code = sqlite3_create_function_v2 (db->handle, name, n_args, how, added, call_cb, NULL, NULL,
                                     anlan_function_unref);
  if (code != SQLITE_OK)
    {
      anlan_function_unref (added);
      anlan_failure_set_sqlite (error, db->handle, code);
      return FALSE;
    }
  g_hash_table_replace (db->functions, added->name, added);
  return TRUE;
}

int
anlan_sql_call_n_args (AnlanSqlCall *call)
{
  return call->n;
}

AnlanDb *
anlan_sql_call_db (AnlanSqlCall *call)
{
  return call->db;
}

const char *
anlan_sql_call_text (AnlanSqlCall *call, int i)
{
  g_return_val_if_fail (i >= 0 && i < call->n, NULL);
  return (const char *)sqlite3_value_text (call->values[i]);
}

double
anlan_sql_call_real (AnlanSqlCall *call, int i)
{
  g_return_val_if_fail (i >= 0 && i < call->n, 0);
  return sqlite3_value_double (call->values[i]);
}

gint64
anlan_sql_call_integer (AnlanSqlCall *call, int i)
{
  g_return_val_if_fail (i >= 0 && i < call->n, 0);
  return sqlite3_value_int64 (call->values[i]);
}

gboolean
anlan_sql_call_is_null (AnlanSqlCall *call, int i)
{
  g_return_val_if_fail (i >= 0 && i < call->n, TRUE);
  return sqlite3_value_type (call->values[i]) == SQLITE_NULL;
}

void
anlan_sql_return_null (AnlanSqlCall *call)
{
  sqlite3_result_null (call->context);
}

void
anlan_sql_return_text (AnlanSqlCall *call, const char *text)
{
  sqlite3_result_text (call->context, text, -1, SQLITE_TRANSIENT);
}

void
anlan_sql_return_take (AnlanSqlCall *call, char *text)
{
  sqlite3_result_text (call->context, text, -1, g_free);
}

void
anlan_sql_return_integer (AnlanSqlCall *call, gint64 integer)
{
  sqlite3_result_int64 (call->context, integer);
}

void
anlan_sql_return_real (AnlanSqlCall *call, double real)
{
  sqlite3_result_double (call->context, real);
}

void
anlan_sql_return_error (AnlanSqlCall *call, const char *message)
{
  sqlite3_result_error (call->context, message, -1);
}

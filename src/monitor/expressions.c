/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "expressions.h"

#include "base/error.h"
#include "store/db.h"

struct _AnlanExpressions
{
  AnlanDb *db;
  AnlanJudge *judge;
  GHashTable *statements; /* (owned): expression -> AnlanStmt */
  gint64 now;
};

static void
reading_last (AnlanSqlCall *call, gpointer data)
{
  const AnlanExpressions *expressions = data;
  const char *name = anlan_sql_call_text (call, 0);
  double value;
  gint64 at;

  if (expressions->judge != NULL && name != NULL &&
      anlan_judge_get_last (expressions->judge, name, &value, &at))
    anlan_sql_return_real (call, value);
  else
    anlan_sql_return_null (call);
}

static void
reading_age (AnlanSqlCall *call, gpointer data)
{
  const AnlanExpressions *expressions = data;
  const char *name = anlan_sql_call_text (call, 0);
  double value;
  gint64 at;

  if (expressions->judge != NULL && name != NULL &&
      anlan_judge_get_last (expressions->judge, name, &value, &at))
    anlan_sql_return_real (call, (double)(expressions->now - at) / 1000);
  else
    anlan_sql_return_null (call);
}

AnlanExpressions *
anlan_expressions_new (AnlanJudge *judge, GError **error)
{
  AnlanExpressions *expressions = g_new0 (AnlanExpressions, 1);

  expressions->judge = judge;
  expressions->statements =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)anlan_stmt_free);
  expressions->db = anlan_db_open (NULL, ANLAN_DB_MEMORY, error);
  if (expressions->db != NULL &&
      anlan_db_add_function (expressions->db, "reading_last", 1, ANLAN_FUNCTION_NONE, reading_last,
                             expressions, NULL, error) &&
      anlan_db_add_function (expressions->db, "reading_age", 1, ANLAN_FUNCTION_TIMED, reading_age,
                             expressions, NULL, error))
    return expressions;
  anlan_expressions_free (expressions);
  return NULL;
}

void
anlan_expressions_free (AnlanExpressions *expressions)
{
  if (expressions == NULL)
    return;

  g_hash_table_unref (expressions->statements);
  anlan_db_close (expressions->db);
  g_free (expressions);
}

static AnlanStmt *
prepare (AnlanExpressions *expressions, const char *expression, GError **error)
{
  AnlanStmt *stmt = g_hash_table_lookup (expressions->statements, expression);
  const AnlanDbBounds bounds = { 0 };
  g_autofree char *sql = NULL;

  if (stmt != NULL)
    return stmt;
  if (!anlan_sql_check_expression (expression, error))
    return NULL;
  sql = g_strdup_printf ("SELECT (%s)", expression);
  stmt = anlan_db_prepare_bounded (expressions->db, sql, &bounds, NULL, error);
  if (stmt != NULL)
    g_hash_table_insert (expressions->statements, g_strdup (expression), stmt);
  return stmt;
}

gboolean
anlan_expressions_check (AnlanExpressions *expressions, const char *expression, GError **error)
{
  return prepare (expressions, expression, error) != NULL;
}

gboolean
anlan_expressions_hold (AnlanExpressions *expressions, const char *expression, gint64 now)
{
  g_autoptr (GError) error = NULL;
  AnlanStmt *stmt = prepare (expressions, expression, &error);
  AnlanStep step = ANLAN_STEP_ERROR;
  gboolean holds;

  expressions->now = now;
  if (stmt != NULL)
    step = anlan_stmt_step (stmt, &error);
  holds = step == ANLAN_STEP_ROW && !anlan_stmt_is_null (stmt, 0) && anlan_stmt_real (stmt, 0) != 0;
  if (stmt != NULL)
    anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR)
    g_warning ("The expression “%s” of an alarm rule failed: %s", expression, error->message);
  return holds;
}

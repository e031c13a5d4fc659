/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <glib/gstdio.h>

#include "db-private.h"
#include "store/db.h"

typedef struct
{
  AnlanDb *db;
  char *dir;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->dir = g_dir_make_tmp ("anlan-db-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->dir, "a.db", NULL);
  fixture->db = anlan_db_open (fixture->path, ANLAN_DB_CREATE, &error);
  g_assert_no_error (error);
  anlan_db_exec (fixture->db,
                 "CREATE TABLE t (a, b); CREATE TABLE p (id INTEGER PRIMARY KEY); "
                 "CREATE TABLE c (p REFERENCES p (id));",
                 &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  anlan_db_close (fixture->db);
  g_unlink (fixture->path);
  g_rmdir (fixture->dir);
  g_free (fixture->path);
  g_free (fixture->dir);
}

static gint64
count (AnlanDb *db)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_db_lookup (db, "SELECT count(*) FROM t", NULL, &value, &error));
  g_assert_no_error (error);
  return anlan_value_get_integer (&value, -1);
}

static void
run (AnlanDb *db, const char *sql)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_db_exec (db, sql, &error));
  g_assert_no_error (error);
}

static void
test_values (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanStmt) stmt = anlan_db_prepare (fixture->db, "SELECT ?, ?, ?, ?, ?, ? AS six", &error);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  gsize length;

  g_assert_no_error (error);
  anlan_stmt_bind_text (stmt, 1, "动火");
  anlan_stmt_bind_integer (stmt, 2, G_MAXINT64);
  anlan_stmt_bind_real (stmt, 3, 0.1);
  anlan_stmt_bind_text (stmt, 4, NULL);
  anlan_stmt_bind_blob (stmt, 5, "\0\1\2", 3);
  anlan_value_set_text (&value, "x");
  anlan_stmt_bind_value (stmt, 6, &value);

  g_assert_cmpint (anlan_stmt_step (stmt, &error), ==, ANLAN_STEP_ROW);
  g_assert_cmpint (anlan_stmt_n_columns (stmt), ==, 6);
  g_assert_cmpstr (anlan_stmt_column_name (stmt, 5), ==, "six");
  g_assert_cmpstr (anlan_stmt_text (stmt, 0), ==, "动火");
  g_assert_cmpint (anlan_stmt_integer (stmt, 1), ==, G_MAXINT64);
  g_assert_cmpfloat (anlan_stmt_real (stmt, 2), ==, 0.1);
  g_assert_true (anlan_stmt_is_null (stmt, 3));
  g_assert_null (anlan_stmt_text (stmt, 3));
  g_assert_cmpmem (anlan_stmt_blob (stmt, 4, &length), length, "\0\1\2", 3);
  anlan_stmt_value (stmt, 4, &value);
  g_assert_cmpstr (anlan_value_get_text (&value), ==, "AAEC");
  anlan_stmt_value (stmt, 1, &value);
  g_assert_cmpint (value.type, ==, ANLAN_VALUE_INTEGER);
  anlan_stmt_value (stmt, 2, &value);
  g_assert_cmpint (value.type, ==, ANLAN_VALUE_REAL);
  anlan_stmt_value (stmt, 3, &value);
  g_assert_true (anlan_value_is_null (&value));
  anlan_stmt_value (stmt, 5, &value);
  g_assert_cmpstr (anlan_value_get_text (&value), ==, "x");
  g_assert_cmpint (anlan_stmt_step (stmt, &error), ==, ANLAN_STEP_DONE);
}

/* Bytes that another program wrote and that are no UTF-8 must not reach the layers above as they are. */
static void
test_invalid_utf8 (Fixture *fixture, gconstpointer data)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_db_lookup (fixture->db, "SELECT CAST(x'41ff42' AS TEXT)", NULL, &value, &error));
  g_assert_true (g_utf8_validate (anlan_value_get_text (&value), -1, NULL));
}

static void
test_lookup (Fixture *fixture, gconstpointer data)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  run (fixture->db, "INSERT INTO t VALUES ('k', 7)");
  g_assert_true (anlan_db_lookup (fixture->db, "SELECT b FROM t WHERE a = ?", "k", &value, &error));
  g_assert_cmpint (anlan_value_get_integer (&value, 0), ==, 7);
  g_assert_true (anlan_db_lookup (fixture->db, "SELECT b FROM t WHERE a = ?", "none", &value, &error));
  g_assert_true (anlan_value_is_null (&value));
  g_assert_no_error (error);
  g_assert_false (anlan_db_lookup (fixture->db, "SELECT b FROM nothing", NULL, &value, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED);
}

static void
test_cache (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  AnlanStmt *first = anlan_db_statement (fixture->db, "SELECT ?", &error);
  AnlanStmt *second;

  anlan_stmt_bind_text (first, 1, "x");
  g_assert_cmpint (anlan_stmt_step (first, &error), ==, ANLAN_STEP_ROW);
  second = anlan_db_statement (fixture->db, "SELECT ?", &error);
  g_assert_true (first == second);
  g_assert_cmpint (anlan_stmt_step (second, &error), ==, ANLAN_STEP_ROW);
  g_assert_true (anlan_stmt_is_null (second, 0));

  anlan_db_settle (fixture->db);
  for (int i = 0; i < 1000; i++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT %d", i);

      g_assert_nonnull (anlan_db_statement (fixture->db, sql, &error));
      anlan_db_settle (fixture->db);
      g_assert_cmpuint (g_hash_table_size (fixture->db->statements), <=, 401);
    }
}

/* Two statements in one text: the second would silently not run. */
static void
test_one_statement (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_db_prepare (fixture->db, "SELECT 1; DELETE FROM t", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (anlan_db_statement (fixture->db, "", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (anlan_db_statement (fixture->db, "SELECT \"no such column\" FROM t", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED);
}

static void
test_statement_outlives (void)
{
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_db_open (NULL, ANLAN_DB_MEMORY, &error);
  g_autoptr (AnlanStmt) stmt = anlan_db_prepare (db, "SELECT 1", &error);
  g_autoptr (AnlanStmt) bounded = anlan_db_prepare_bounded (db, "SELECT 1", NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (bounded);
  anlan_db_close (db);
}

static void
test_transactions (Fixture *fixture, gconstpointer data)
{
  AnlanDb *db = fixture->db;
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_db_begin (db, &error));
  run (db, "INSERT INTO t VALUES (1, 1)");
  g_assert_true (anlan_db_savepoint (db, &error));
  run (db, "INSERT INTO t VALUES (2, 2)");
  g_assert_true (anlan_db_savepoint (db, &error));
  run (db, "INSERT INTO t VALUES (3, 3)");
  anlan_db_rollback_to_savepoint (db);
  g_assert_cmpint (count (db), ==, 2);
  g_assert_true (anlan_db_savepoint (db, &error));
  run (db, "INSERT INTO t VALUES (4, 4)");
  g_assert_true (anlan_db_release (db, &error));
  anlan_db_rollback_to_savepoint (db);
  g_assert_cmpint (count (db), ==, 1);
  g_assert_true (anlan_db_commit (db, &error));
  g_assert_no_error (error);
  g_assert_cmpint (count (db), ==, 1);

  g_assert_true (anlan_db_begin (db, &error));
  run (db, "DELETE FROM t");
  g_assert_cmpint (anlan_db_changes (db), ==, 1);
  anlan_db_rollback (db);
  g_assert_cmpint (count (db), ==, 1);
}

/* A commit that fails has rolled back: nothing of it is left and the next transaction can begin. */
static void
test_failed_commit (Fixture *fixture, gconstpointer data)
{
  AnlanDb *db = fixture->db;
  g_autoptr (GError) error = NULL;

  run (db, "PRAGMA defer_foreign_keys = ON");
  g_assert_true (anlan_db_begin (db, &error));
  run (db, "PRAGMA defer_foreign_keys = ON; INSERT INTO c VALUES (99); INSERT INTO t VALUES (1, 1)");
  g_assert_false (anlan_db_commit (db, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (anlan_db_in_transaction (db));
  g_assert_cmpint (count (db), ==, 0);
  g_assert_true (anlan_db_begin (db, &error));
  anlan_db_rollback (db);
}

static void
test_foreign_keys (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (anlan_db_exec (fixture->db, "INSERT INTO c VALUES (99)", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
}

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  AnlanDb *other = anlan_db_open (fixture->path, ANLAN_DB_WRITE, &error);

  g_assert_no_error (error);
  anlan_db_set_busy_timeout (other, 10);
  g_assert_true (anlan_db_begin (fixture->db, &error));
  g_assert_false (anlan_db_begin (other, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_BUSY);
  anlan_db_rollback (fixture->db);
  anlan_db_close (other);
}

static void
test_open_errors (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->dir, "none", "x.db", NULL);
  g_autofree char *text = g_build_filename (fixture->dir, "text.db", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_db_open (missing, ANLAN_DB_READ, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (anlan_db_open (missing, ANLAN_DB_CREATE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (
      g_file_set_contents (text, "this is no database, whatever its name may say, I promise", -1, NULL));
  g_assert_null (anlan_db_open (text, ANLAN_DB_WRITE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
  g_unlink (text);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  AnlanDb *reader = anlan_db_open (fixture->path, ANLAN_DB_READ, &error);

  g_assert_no_error (error);
  g_assert_false (anlan_db_is_writable (reader));
  g_assert_true (anlan_db_is_writable (fixture->db));
  g_assert_false (anlan_db_exec (reader, "INSERT INTO t VALUES (1, 1)", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY);
  anlan_db_close (reader);
}

static void
test_identifier (void)
{
  g_autoptr (GString) sql = g_string_new ("SELECT ");

  anlan_sql_append_identifier (sql, "a\"b");
  g_assert_cmpstr (sql->str, ==, "SELECT \"a\"\"b\"");
}

/* --- functions --------------------------------------------------------------------------------------------- */

static int destroyed;

static void
count_destroyed (gpointer data)
{
  destroyed++;
}

static void
echo_cb (AnlanSqlCall *call, gpointer data)
{
  if (anlan_sql_call_n_args (call) == 0)
    anlan_sql_return_error (call, "nothing to say");
  else if (anlan_sql_call_is_null (call, 0))
    anlan_sql_return_null (call);
  else if (anlan_sql_call_n_args (call) == 2)
    anlan_sql_return_real (call, anlan_sql_call_real (call, 0) + anlan_sql_call_real (call, 1));
  else if (anlan_sql_call_n_args (call) == 3)
    anlan_sql_return_integer (call, anlan_sql_call_integer (call, 0));
  else if (anlan_sql_call_n_args (call) == 4)
    anlan_sql_return_text (call, data);
  else
    anlan_sql_return_take (call, g_strconcat (anlan_sql_call_text (call, 0), "!", NULL));
}

static void
check_text (AnlanDb *db, const char *sql, const char *expected)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_db_lookup (db, sql, NULL, &value, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (anlan_value_get_text (&value), ==, expected);
}

static void
test_functions (Fixture *fixture, gconstpointer data)
{
  AnlanDb *db = fixture->db;
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  destroyed = 0;
  for (int i = 0; i < 2; i++)
    {
      g_assert_true (anlan_db_add_function (db, "Echo", -1, ANLAN_FUNCTION_DETERMINISTIC, echo_cb,
                                            (gpointer) "data", count_destroyed, &error));
      g_assert_no_error (error);
    }
  g_assert_cmpint (destroyed, ==, 1);
  check_text (db, "SELECT echo('a')", "a!");
  check_text (db, "SELECT echo(12)", "12!");
  check_text (db, "SELECT CAST(echo(1.5, 2) AS TEXT)", "3.5");
  check_text (db, "SELECT typeof(echo(1, 2, 3))", "integer");
  check_text (db, "SELECT echo(1, 2, 3, 4)", "data");
  check_text (db, "SELECT typeof(echo(NULL))", "null");
  g_assert_false (anlan_db_lookup (db, "SELECT echo()", NULL, &value, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED);
  anlan_db_forget_statements (db);
  anlan_db_close (db);
  fixture->db = NULL;
  g_assert_cmpint (destroyed, ==, 2);
}

/* Our replacements must answer as SQLite's own do: compared with a connection that has not been touched. */
static void
test_builtins_as_sqlite (Fixture *fixture, gconstpointer data)
{
  static const char *const calls[] = {
    "instr('abcabc', 'ca')",
    "instr('动火作业动火', '作业')",
    "instr('a', '')",
    "instr('', 'a')",
    "instr('', '')",
    "instr(NULL, 'a')",
    "instr('a', NULL)",
    "instr(x'010203', x'03')",
    "instr(x'e58aa8e781ab', '火')",
    "instr(12345, 34)",
    "instr('aaa', 'aaaa')",
    "instr('ééé', 'é')",
    "instr(x'', x'')",
    "instr(x'', x'01')",
    "replace('abcabc', 'b', 'xx')",
    "replace('abc', '', 'x')",
    "replace('', 'a', 'b')",
    "replace(NULL, 'a', 'b')",
    "replace('a', NULL, 'b')",
    "replace('a', 'b', NULL)",
    "replace(121, 1, 3)",
    "replace('动火', '火', '')",
    "replace('aaa', 'aa', 'b')",
    "typeof(replace(121, 1, 3))",
    "replace('a', 'a', '')",
    "replace(1.5, '.', ',')",
    "trim('  a  ')",
    "ltrim('xxa', 'x')",
    "rtrim('axx', 'x')",
    "trim('动a动', '动')",
    "trim(NULL)",
    "trim('a', NULL)",
    "date('2026-11-22')",
    "date('2026-11-22', '+1 month', 'start of month', '-1 day')",
    "date(2460000.5)",
    "datetime(1700000000, 'unixepoch')",
    "time('12:30', '+90 minutes')",
    "julianday('2026-11-22T05:09:16Z')",
    "strftime('%Y年%m月 %j %W %s', '2026-11-22 05:09:16')",
    "unixepoch('2026-11-22 05:09:16')",
    "date('nonsense')",
    "date(NULL)",
    "strftime(NULL, '2026-11-22')",
    "datetime('2026-02-29')",
    "date('2026-11-22', 'weekday 1')",
    "typeof(unixepoch('2026-11-22'))",
    "datetime(1700000000, 'auto')",
    "date('nowhere')",
  };
  sqlite3 *plain = NULL;

  g_assert_cmpint (sqlite3_open (":memory:", &plain), ==, SQLITE_OK);
  for (guint i = 0; i < G_N_ELEMENTS (calls); i++)
    {
      g_autofree char *sql = g_strconcat ("SELECT CAST(", calls[i], " AS TEXT)", NULL);
      sqlite3_stmt *statement = NULL;

      g_assert_cmpint (sqlite3_prepare_v2 (plain, sql, -1, &statement, NULL), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
      g_test_message ("%s", calls[i]);
      check_text (fixture->db, sql, (const char *)sqlite3_column_text (statement, 0));
      sqlite3_finalize (statement);
    }
  sqlite3_close (plain);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  anlan_db_set_cancellable (fixture->db, cancellable);
  g_cancellable_cancel (cancellable);
  g_assert_false (anlan_db_lookup (fixture->db,
                                   "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                   "SELECT max(i) FROM n",
                                   NULL, &value, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  anlan_db_set_cancellable (fixture->db, NULL);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, set_up, function, tear_down)
  ADD ("/db/values", test_values);
  ADD ("/db/invalid-utf8", test_invalid_utf8);
  ADD ("/db/lookup", test_lookup);
  ADD ("/db/cache", test_cache);
  ADD ("/db/one-statement", test_one_statement);
  ADD ("/db/transactions", test_transactions);
  ADD ("/db/failed-commit", test_failed_commit);
  ADD ("/db/foreign-keys", test_foreign_keys);
  ADD ("/db/busy", test_busy);
  ADD ("/db/open-errors", test_open_errors);
  ADD ("/db/read-only", test_read_only);
  ADD ("/db/functions", test_functions);
  ADD ("/db/builtins-as-sqlite", test_builtins_as_sqlite);
  ADD ("/db/cancel", test_cancel);
  g_test_add_func ("/db/identifier", test_identifier);
  g_test_add_func ("/db/statement-outlives", test_statement_outlives);
  return g_test_run ();
}

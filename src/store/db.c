/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "db-private.h"

#include <string.h>
#include <time.h>

#include <glib/gi18n-lib.h>

#include "base/blocking.h"
#include "base/hash.h"
#include "failure.h"

/* Between two calls of the progress handler: few enough that a deadline holds although some built-in functions
 * take a millisecond, enough that the calls do not show. */
#define PROGRESS_OPCODES 50

/* Every so many calls the clock is read: a thread's own time costs a system call. */
#define CLOCK_CALLS 4

/* So many microseconds on the wall are let go by first. */
#define CLOCK_STARTS 1000

/* SQLite runs some tens of millions of opcodes a second; a budget is used up by this many a microsecond even where
 * the clock says otherwise. */
#define OPCODES_A_MICROSECOND 100

/* A run of ad-hoc statements must not keep the memory of all of them. */
#define MAX_CACHED 400

#define BUSY_MILLISECONDS 10000

void
anlan_db_set_error (AnlanDb *db, int code, gboolean expression, GError **error)
{
  int kind = code & 0xff;
  const char *message = sqlite3_errmsg (db->handle);

  if (kind == SQLITE_INTERRUPT && db->cancellable != NULL &&
      g_cancellable_set_error_if_cancelled (db->cancellable, error))
    return;
  if (db->overran)
    g_set_error_literal (
        error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
        _ ("This expression takes too long. Make it simpler, or let it look at fewer records."));
  else if (expression && db->denied != NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED, _ ("An expression may not use %s."), db->denied);
  else if (expression && (kind == SQLITE_TOOBIG || kind == SQLITE_NOMEM ||
                          strstr (message, "too large") != NULL || strstr (message, "too complex") != NULL ||
                          strstr (message, "too many") != NULL || strstr (message, "overflow") != NULL))
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT, _ ("This expression is too large: %s."), message);
  else if (expression && (kind == SQLITE_ERROR || kind == SQLITE_CONSTRAINT || kind == SQLITE_MISMATCH))
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("This expression cannot be used: %s."), message);
  else
    anlan_failure_set_sqlite (error, db->handle, code);
}

/* --- open and close ---------------------------------------------------------------------------------------- */

/* Time that this thread has worked: what an expression costs does not depend on how busy the machine is. */
static gint64
thread_time (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64)now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

/* Most steps end before a millisecond has gone by on the wall, which costs nothing to read: only then does the thread's
 * own clock start. */
static gboolean
overruns (AnlanDb *db)
{
  db->calls++;
  if (db->calls % CLOCK_CALLS != 1)
    return FALSE;
  if (db->begun == 0)
    db->begun = g_get_monotonic_time ();
  if (db->deadline == 0)
    {
      if (g_get_monotonic_time () - db->begun < CLOCK_STARTS)
        return FALSE;
      db->deadline = thread_time () + db->budget;
    }
  return thread_time () > db->deadline || db->calls * PROGRESS_OPCODES > db->budget * OPCODES_A_MICROSECOND;
}

static int
progress_cb (void *data)
{
  AnlanDb *db = data;

  if (db->budget != 0 && overruns (db))
    {
      db->overran = TRUE;
      return 1;
    }
  if (db->stop != NULL && g_atomic_int_get (db->stop) != 0)
    return 1;
  return db->cancellable != NULL && g_cancellable_is_cancelled (db->cancellable);
}

static void
cached_statement_free (gpointer data)
{
  AnlanStmt *stmt = data;

  sqlite3_finalize (stmt->handle);
  g_free (stmt);
}

static gboolean
set_up (AnlanDb *db, GError **error)
{
  sqlite3 *handle = db->handle;
  int code;

  sqlite3_extended_result_codes (handle, 1);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_FKEY, 1, NULL);
  sqlite3_db_config (handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
  sqlite3_busy_timeout (handle, BUSY_MILLISECONDS);
  sqlite3_progress_handler (handle, PROGRESS_OPCODES, progress_cb, db);
  anlan_db_install_authorizer (db);
  if (!anlan_db_replace_builtins (db, error))
    return FALSE;

  /* The first look at the file: SQLite reads nothing before. */
  code = sqlite3_exec (handle, "PRAGMA secure_delete = ON; SELECT count(*) FROM sqlite_schema;", NULL, NULL,
                       NULL);
  if (code != SQLITE_OK)
    {
      anlan_failure_set_sqlite (error, handle, code);
      return FALSE;
    }
  return TRUE;
}

/* SQLite counts what memory it has under one lock for all threads, and nobody asks. */
static gpointer
set_up_library (gpointer data)
{
  sqlite3_config (SQLITE_CONFIG_MEMSTATUS, 0);
  return NULL;
}

static AnlanDb *
open_with_flags (const char *path, int flags, GError **error)
{
  AnlanDb *db = g_new0 (AnlanDb, 1);
  static GOnce once = G_ONCE_INIT;
  int code;

  g_once (&once, set_up_library, NULL);
  db->in_memory = g_str_equal (path, ":memory:");
  if (!db->in_memory)
    anlan_may_block ("open a database");
  db->statements = g_hash_table_new_full (anlan_hash_long_text, g_str_equal, g_free, cached_statement_free);
  db->used = g_ptr_array_new ();
  db->loose = g_hash_table_new (NULL, NULL);
  db->functions = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, anlan_function_unref);
  db->counted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  db->writable = (flags & SQLITE_OPEN_READONLY) == 0;

  code = sqlite3_open_v2 (path, &db->handle, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  if (code != SQLITE_OK)
    {
      anlan_failure_set_sqlite (error, db->handle, code);
      anlan_db_close (db);
      return NULL;
    }
  if (!set_up (db, error))
    {
      anlan_db_close (db);
      return NULL;
    }
  return db;
}

AnlanDb *
anlan_db_open (const char *path, AnlanDbMode mode, GError **error)
{
  g_return_val_if_fail (path != NULL || mode == ANLAN_DB_MEMORY, NULL);

  switch (mode)
    {
    case ANLAN_DB_READ:
      return open_with_flags (path, SQLITE_OPEN_READONLY, error);
    case ANLAN_DB_WRITE:
      return open_with_flags (path, SQLITE_OPEN_READWRITE, error);
    case ANLAN_DB_CREATE:
      return open_with_flags (path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
    case ANLAN_DB_MEMORY:
    default:
      return open_with_flags (":memory:", SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
    }
}

AnlanDb *
anlan_db_open_immutable (const char *path, GError **error)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = g_strconcat ("file:", escaped, "?immutable=1", NULL);

  return open_with_flags (uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);
}

void
anlan_db_close (AnlanDb *db)
{
  GHashTableIter iter;
  gpointer key;

  if (db == NULL)
    return;

  anlan_db_set_user_data (db, NULL, NULL);
  g_hash_table_iter_init (&iter, db->loose);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      AnlanStmt *stmt = key;

      g_clear_pointer (&stmt->handle, sqlite3_finalize);
      stmt->db = NULL;
    }
  g_hash_table_unref (db->statements);
  g_hash_table_unref (db->loose);
  g_ptr_array_unref (db->used);
  anlan_db_drop_plain (db);
  sqlite3_close_v2 (db->handle);
  g_hash_table_unref (db->functions);
  g_hash_table_unref (db->counted);
  g_free (db->denied);
  g_free (db);
}

void
anlan_db_set_cancellable (AnlanDb *db, GCancellable *cancellable)
{
  db->cancellable = cancellable;
}

void
anlan_db_set_stop (AnlanDb *db, const gint *flag)
{
  db->stop = flag;
}

void
anlan_db_set_busy_timeout (AnlanDb *db, guint milliseconds)
{
  sqlite3_busy_timeout (db->handle, (int)milliseconds);
}

sqlite3 *
anlan_db_get_handle (AnlanDb *db)
{
  return db->handle;
}

gboolean
anlan_db_is_writable (AnlanDb *db)
{
  g_return_val_if_fail (db != NULL, FALSE);
  return db->writable;
}

gint64
anlan_db_changes (AnlanDb *db)
{
  g_return_val_if_fail (db != NULL, 0);
  return sqlite3_changes64 (db->handle);
}

gint64
anlan_db_last_rowid (AnlanDb *db)
{
  g_return_val_if_fail (db != NULL, 0);
  return sqlite3_last_insert_rowid (db->handle);
}

gboolean
anlan_db_exec (AnlanDb *db, const char *script, GError **error)
{
  int code;

  g_return_val_if_fail (db != NULL && script != NULL, FALSE);

  if (!db->in_memory)
    anlan_may_block ("run SQL");
  code = sqlite3_exec (db->handle, script, NULL, NULL, NULL);
  if (code == SQLITE_OK)
    return TRUE;
  anlan_db_set_error (db, code, FALSE, error);
  return FALSE;
}

void
anlan_sql_append_identifier (GString *sql, const char *identifier)
{
  g_return_if_fail (sql != NULL && identifier != NULL);

  g_string_append_c (sql, '"');
  for (const char *p = identifier; *p != '\0'; p++)
    {
      if (*p == '"')
        g_string_append_c (sql, '"');
      g_string_append_c (sql, *p);
    }
  g_string_append_c (sql, '"');
}

/* --- the cache of statements ------------------------------------------------------------------------------- */

static sqlite3_stmt *
prepare (AnlanDb *db, const char *sql, guint flags, GError **error)
{
  sqlite3_stmt *handle = NULL;
  const char *tail = NULL;
  int code = sqlite3_prepare_v3 (db->handle, sql, -1, flags, &handle, &tail);

  if (code != SQLITE_OK)
    {
      anlan_db_set_error (db, code, FALSE, error);
      return NULL;
    }
  /* A script passed by mistake would run its first statement only. */
  if (handle == NULL || (tail != NULL && strspn (tail, " \t\r\n;") != strlen (tail)))
    {
      sqlite3_finalize (handle);
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("This is not one statement: %s"), sql);
      return NULL;
    }
  return handle;
}

AnlanStmt *
anlan_stmt_new (AnlanDb *db, sqlite3_stmt *handle)
{
  AnlanStmt *stmt = g_new0 (AnlanStmt, 1);

  stmt->db = db;
  stmt->handle = handle;
  return stmt;
}

AnlanStmt *
anlan_db_statement (AnlanDb *db, const char *sql, GError **error)
{
  AnlanStmt *stmt;

  g_return_val_if_fail (db != NULL && sql != NULL, NULL);

  stmt = g_hash_table_lookup (db->statements, sql);
  if (stmt == NULL)
    {
      sqlite3_stmt *handle = prepare (db, sql, SQLITE_PREPARE_PERSISTENT, error);

      if (handle == NULL)
        return NULL;
      stmt = anlan_stmt_new (db, handle);
      stmt->cached = TRUE;
      g_hash_table_insert (db->statements, g_strdup (sql), stmt);
    }
  else
    anlan_stmt_reset (stmt);
  if (!stmt->in_use)
    {
      stmt->in_use = TRUE;
      g_ptr_array_add (db->used, stmt);
    }
  return stmt;
}

AnlanStmt *
anlan_db_prepare (AnlanDb *db, const char *sql, GError **error)
{
  sqlite3_stmt *handle;
  AnlanStmt *stmt;

  g_return_val_if_fail (db != NULL && sql != NULL, NULL);

  handle = prepare (db, sql, 0, error);
  if (handle == NULL)
    return NULL;
  stmt = anlan_stmt_new (db, handle);
  g_hash_table_add (db->loose, stmt);
  return stmt;
}

void
anlan_db_forget_statements (AnlanDb *db)
{
  g_return_if_fail (db != NULL);

  g_ptr_array_set_size (db->used, 0);
  g_hash_table_remove_all (db->statements);
}

void
anlan_db_settle (AnlanDb *db)
{
  for (guint i = 0; i < db->used->len; i++)
    {
      AnlanStmt *stmt = g_ptr_array_index (db->used, i);

      anlan_stmt_reset (stmt);
      stmt->in_use = FALSE;
    }
  g_ptr_array_set_size (db->used, 0);
  if (g_hash_table_size (db->statements) > MAX_CACHED)
    anlan_db_forget_statements (db);
}

gboolean
anlan_db_lookup (AnlanDb *db, const char *sql, const char *parameter, AnlanValue *value, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);
  AnlanStep step;

  anlan_value_set_null (value);
  if (stmt == NULL)
    return FALSE;
  if (sqlite3_bind_parameter_count (stmt->handle) > 0)
    anlan_stmt_bind_text (stmt, 1, parameter);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    anlan_stmt_value (stmt, 0, value);
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

/* --- transactions ------------------------------------------------------------------------------------------ */

gboolean
anlan_db_in_transaction (AnlanDb *db)
{
  return !sqlite3_get_autocommit (db->handle);
}

gboolean
anlan_db_begin (AnlanDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);

  db->savepoints = 0;
  return anlan_db_exec (db, db->writable ? "BEGIN IMMEDIATE" : "BEGIN", error);
}

void
anlan_db_widen (AnlanDb *db)
{
  g_return_if_fail (db != NULL);

  if (!db->widened)
    sqlite3_exec (db->handle, "PRAGMA cache_size = -" ANLAN_DB_WIDE_CACHE, NULL, NULL, NULL);
  db->widened = TRUE;
}

/* Whether what is widened stays so when a transaction ends. */
void
anlan_db_keep_wide (AnlanDb *db, gboolean keep)
{
  g_return_if_fail (db != NULL);

  db->keep_wide = keep;
}

static void
narrow (AnlanDb *db)
{
  if (db->keep_wide)
    return;
  if (db->widened)
    sqlite3_exec (db->handle, "PRAGMA cache_size = -" ANLAN_DB_CACHE "; PRAGMA shrink_memory", NULL, NULL,
                  NULL);
  db->widened = FALSE;
}

gboolean
anlan_db_commit (AnlanDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);

  if (anlan_db_exec (db, "COMMIT", error))
    {
      db->savepoints = 0;
      narrow (db);
      return TRUE;
    }
  anlan_db_rollback (db);
  return FALSE;
}

void
anlan_db_rollback (AnlanDb *db)
{
  g_return_if_fail (db != NULL);

  db->savepoints = 0;
  /* Where SQLite has rolled back by itself there is nothing left to do, and ROLLBACK itself cannot fail. */
  if (anlan_db_in_transaction (db))
    sqlite3_exec (db->handle, "ROLLBACK", NULL, NULL, NULL);
  narrow (db);
}

/* Savepoints nest under numbered names, so that each is prepared once and none is taken for another. */
static gboolean
run_savepoint (AnlanDb *db, const char *verb, guint number, GError **error)
{
  g_autofree char *sql = g_strdup_printf ("%s s%u", verb, number);
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);

  return stmt != NULL && anlan_stmt_run (stmt, error);
}

gboolean
anlan_db_savepoint (AnlanDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL, FALSE);

  if (!run_savepoint (db, "SAVEPOINT", db->savepoints + 1, error))
    return FALSE;
  db->savepoints++;
  return TRUE;
}

gboolean
anlan_db_release (AnlanDb *db, GError **error)
{
  g_return_val_if_fail (db != NULL && db->savepoints > 0, FALSE);

  return run_savepoint (db, "RELEASE", db->savepoints--, error);
}

void
anlan_db_rollback_to_savepoint (AnlanDb *db)
{
  guint number;

  g_return_if_fail (db != NULL);

  if (db->savepoints == 0)
    return;
  number = db->savepoints--;
  /* After a full disk SQLite may have rolled back the whole transaction: then the savepoint is gone, and what it
   * held with it; the one who commits sees that by anlan_db_in_transaction(). */
  if (!anlan_db_in_transaction (db))
    return;
  if (run_savepoint (db, "ROLLBACK TO", number, NULL))
    run_savepoint (db, "RELEASE", number, NULL);
  else
    anlan_db_rollback (db);
}

void
anlan_db_set_user_data (AnlanDb *db, gpointer data, GDestroyNotify destroy)
{
  g_return_if_fail (db != NULL);

  if (db->user_data_destroy != NULL)
    db->user_data_destroy (db->user_data);
  db->user_data = data;
  db->user_data_destroy = destroy;
}

gpointer
anlan_db_get_user_data (AnlanDb *db)
{
  g_return_val_if_fail (db != NULL, NULL);

  return db->user_data;
}

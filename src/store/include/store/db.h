/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/error.h"
#include "base/value.h"

G_BEGIN_DECLS

/**
 * AnlanDb:
 *
 * One SQLite connection. It belongs to the thread that uses it (opened NOMUTEX); nothing here locks. Only store/
 * includes sqlite3.h; all others see connections and statements through this header.
 *
 * Every connection has foreign keys on, double-quoted strings off, trusted schema off, and an authorizer that is
 * installed once and is strict only while an expression is prepared or stepped (see anlan_db_expression()).
 */
typedef struct _AnlanDb   AnlanDb;
typedef struct _AnlanStmt AnlanStmt;

typedef enum
{
  ANLAN_DB_READ,   /* read only; the file must be there */
  ANLAN_DB_WRITE,  /* read and write; the file must be there */
  ANLAN_DB_CREATE, /* read and write; made if it is not there */
  ANLAN_DB_MEMORY, /* a private database in memory; the path is ignored */
} AnlanDbMode;

AnlanDb  *anlan_db_open  (const char *path, AnlanDbMode mode, GError **error);
void      anlan_db_close (AnlanDb *db); /* finalizes its statements */

/* Runs a constant script. Never for text with values in it. */
gboolean  anlan_db_exec  (AnlanDb *db, const char *script, GError **error);

/* The statement of @sql from the connection's cache, reset and with cleared bindings. Borrowed: it stays the
 * connection's. Must not be asked for again while it is being stepped. */
AnlanStmt *anlan_db_statement (AnlanDb *db, const char *sql, GError **error);

/* A statement of one's own; anlan_stmt_free() it. */
AnlanStmt *anlan_db_prepare   (AnlanDb *db, const char *sql, GError **error);
void       anlan_stmt_free    (AnlanStmt *stmt);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanStmt, anlan_stmt_free)

/* Something of the caller's that lives as long as the connection, or until it is set anew. */
void       anlan_db_set_user_data (AnlanDb *db, gpointer data, GDestroyNotify destroy);
gpointer   anlan_db_get_user_data (AnlanDb *db);

/* Forgets every cached statement and expression (after the tables have changed). */
void       anlan_db_forget_statements (AnlanDb *db);

/* Parameters count from 1, columns from 0. Texts are copied. */
void        anlan_stmt_bind_value   (AnlanStmt *stmt, int i, const AnlanValue *value);
void        anlan_stmt_bind_text    (AnlanStmt *stmt, int i, const char *text);  /* NULL binds null */
void        anlan_stmt_bind_static  (AnlanStmt *stmt, int i, const char *text);  /* must outlive the step */
void        anlan_stmt_bind_integer (AnlanStmt *stmt, int i, gint64 integer);
void        anlan_stmt_bind_real    (AnlanStmt *stmt, int i, double real);
void        anlan_stmt_bind_blob    (AnlanStmt *stmt, int i, const void *data, gsize length); /* copied */
void        anlan_stmt_bind_null    (AnlanStmt *stmt, int i);
void        anlan_stmt_reset        (AnlanStmt *stmt); /* also clears the bindings */

typedef enum
{
  ANLAN_STEP_ERROR,
  ANLAN_STEP_ROW,
  ANLAN_STEP_DONE,
} AnlanStep;

/* Binds the parameters in order: each letter of @types is one argument: t text, i gint64, r double (what is not finite is
 * null), n gint64 of which G_MININT64 is null. */
void        anlan_stmt_bind_list    (AnlanStmt *stmt, const char *types, va_list *args);

AnlanStep   anlan_stmt_step         (AnlanStmt *stmt, GError **error);

/* Steps a statement that gives no rows, and resets it whatever comes. */
gboolean    anlan_stmt_run          (AnlanStmt *stmt, GError **error);

int         anlan_stmt_n_columns    (AnlanStmt *stmt);
const char *anlan_stmt_column_name  (AnlanStmt *stmt, int i);
gboolean    anlan_stmt_is_null      (AnlanStmt *stmt, int i);
const char *anlan_stmt_text         (AnlanStmt *stmt, int i); /* borrowed until the next step; NULL for null */
gint64      anlan_stmt_integer      (AnlanStmt *stmt, int i);
double      anlan_stmt_real         (AnlanStmt *stmt, int i);
const void *anlan_stmt_blob         (AnlanStmt *stmt, int i, gsize *length);
void        anlan_stmt_value        (AnlanStmt *stmt, int i, AnlanValue *value); /* of an initialised value; blob becomes base64 */

/* Convenience: the first column of the first row of a cached statement with up to one text parameter. TRUE also
 * where there is no row: then @value is null. */
gboolean    anlan_db_lookup         (AnlanDb *db, const char *sql, const char *parameter, AnlanValue *value,
                                     GError **error);

gint64      anlan_db_changes        (AnlanDb *db); /* rows touched by the last statement */
gint64      anlan_db_last_rowid     (AnlanDb *db);
gboolean    anlan_db_is_writable    (AnlanDb *db);

/* Appends @identifier to @sql in double quotes. */
void        anlan_sql_append_identifier (GString *sql, const char *identifier);

/* Transactions. Begin is always IMMEDIATE on a writable connection. A failed commit has rolled back. */
gboolean    anlan_db_begin      (AnlanDb *db, GError **error);
gboolean    anlan_db_commit     (AnlanDb *db, GError **error);

/* Until the transaction ends more of the file is kept in memory: where much is written, pages that are changed again
 * and again need not go to the disk each time. */
void        anlan_db_widen      (AnlanDb *db);
void        anlan_db_keep_wide  (AnlanDb *db, gboolean keep); /* also when a transaction ends */
void        anlan_db_rollback   (AnlanDb *db);
gboolean    anlan_db_savepoint  (AnlanDb *db, GError **error); /* nests */
gboolean    anlan_db_release    (AnlanDb *db, GError **error);
void        anlan_db_rollback_to_savepoint (AnlanDb *db);      /* and releases it */

/* --- functions ------------------------------------------------------------------------------------------- */

typedef struct _AnlanSqlCall AnlanSqlCall;
typedef void (*AnlanSqlFunction) (AnlanSqlCall *call, gpointer data);

typedef enum
{
  ANLAN_FUNCTION_NONE = 0,
  ANLAN_FUNCTION_DETERMINISTIC = 1 << 0, /* same answer for the same arguments, always */
  ANLAN_FUNCTION_TIMED = 1 << 1,         /* depends on the clock: such a computed field is never stored */
  ANLAN_FUNCTION_READS = 1 << 2,         /* reads other records: recomputed on every change of any kind */
  ANLAN_FUNCTION_INTERNAL = 1 << 3,      /* not to be used in expressions */
} AnlanFunctionFlags;

/* Registers a scalar function; it may be used in expressions unless it is internal. @n_args -1 for any number. */
gboolean    anlan_db_add_function (AnlanDb *db, const char *name, int n_args, AnlanFunctionFlags flags,
                                   AnlanSqlFunction function, gpointer data, GDestroyNotify destroy,
                                   GError **error);

int         anlan_sql_call_n_args   (AnlanSqlCall *call);
AnlanDb    *anlan_sql_call_db       (AnlanSqlCall *call);
const char *anlan_sql_call_text     (AnlanSqlCall *call, int i); /* NULL for null; numbers as text */
double      anlan_sql_call_real     (AnlanSqlCall *call, int i);
gint64      anlan_sql_call_integer  (AnlanSqlCall *call, int i);
gboolean    anlan_sql_call_is_null  (AnlanSqlCall *call, int i);
void        anlan_sql_return_null    (AnlanSqlCall *call);
void        anlan_sql_return_text    (AnlanSqlCall *call, const char *text); /* copied */
void        anlan_sql_return_take    (AnlanSqlCall *call, char *text);       /* g_free()d */
void        anlan_sql_return_integer (AnlanSqlCall *call, gint64 integer);
void        anlan_sql_return_real    (AnlanSqlCall *call, double real);
void        anlan_sql_return_error   (AnlanSqlCall *call, const char *message);

/* --- expressions ------------------------------------------------------------------------------------------ */

/**
 * AnlanDbBounds:
 * @views: (element-type utf8): set of views that may be read, their names as keys; NULL for none.
 * @milliseconds: the longest one step may work (time of the thread, so that a busy machine refuses nothing that a
 *   quiet one allows); 0 for the default of 200.
 *
 * What a bounded statement may touch. It can read columns of @views and of the parameters' own sub-select, call
 * the built-in functions of the allow list and those registered without %ANLAN_FUNCTION_INTERNAL, and nothing
 * else: no table, schema, pragma, attach, write, WITH. 'now' is refused in date functions. The views must be
 * temporary ones; what their own text reads is not judged.
 */
typedef struct
{
  GHashTable *views;
  guint       milliseconds;
} AnlanDbBounds;

/**
 * AnlanReads:
 *
 * What a bounded statement was found to depend on when it was prepared.
 */
typedef struct
{
  GHashTable *columns; /* set of "view.column"; "view.*" for each view: which rows it has */
  gboolean    timed;   /* calls a function that depends on the clock */
  gboolean    wide;    /* calls a function that reads other records */
} AnlanReads;

void        anlan_reads_clear       (AnlanReads *reads);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AnlanReads, anlan_reads_clear)

/**
 * anlan_sql_check_expression:
 * @expression: what somebody has typed.
 *
 * Whether @expression can be set in brackets without changing the statement around it: brackets balanced and
 * never closed below the start, no semicolon, comment, parameter, unfinished string or NUL, at most 10,000 bytes.
 *
 * Returns: TRUE; else FALSE with %ANLAN_ERROR_INPUT and what is wrong where.
 */
gboolean    anlan_sql_check_expression (const char *expression, GError **error);

/**
 * anlan_db_prepare_bounded:
 * @sql: one SELECT into which checked expressions have been set.
 * @reads: (out) (optional): what it depends on; cleared by the caller.
 *
 * Prepares under the strict authorizer. Stepping the statement keeps strict mode, the deadline and the limits
 * (LENGTH 1 MB, EXPR_DEPTH 100, LIKE 100) by itself; one that overruns gives %ANLAN_ERROR_LIMIT, one that
 * touches what it may not gives %ANLAN_ERROR_DENIED with the name of it, one that is no SQL %ANLAN_ERROR_INPUT.
 * The caller frees the statement.
 */
AnlanStmt  *anlan_db_prepare_bounded (AnlanDb *db, const char *sql, const AnlanDbBounds *bounds,
                                      AnlanReads *reads, GError **error);

G_END_DECLS

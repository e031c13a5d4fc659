/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "store/db.h"

G_BEGIN_DECLS

/* What one bounded statement may do while it is prepared or stepped. */
typedef struct
{
  GHashTable *views;   /* (owned): allowed views */
  gint64 microseconds; /* of work, one step */
} AnlanStrict;

/* A function that expressions may call. */
typedef struct
{
  AnlanDb *db;
  char *name;
  AnlanFunctionFlags flags;
  AnlanSqlFunction function;
  gpointer data;
  GDestroyNotify destroy;
  gatomicrefcount refs; /* one for SQLite, one for the table of names */
} AnlanFunction;

/* What a connection keeps of the file in memory, in KiB, and what it may keep while it writes much. */
#define ANLAN_DB_CACHE "16384"
#define ANLAN_DB_WIDE_CACHE "131072"

struct _AnlanDb
{
  sqlite3 *handle;
  gboolean writable;
  gboolean in_memory; /* nothing of it can wait for a disk */
  GHashTable *statements; /* (owned): text of the SQL -> AnlanStmt, those of anlan_db_statement() */
  GPtrArray *used;        /* cached statements handed out since the last anlan_db_settle() */
  GHashTable *loose;      /* set of AnlanStmt that somebody else owns */
  GHashTable *functions;  /* (owned): name in lower case -> AnlanFunction */
  guint savepoints;
  gboolean widened; /* see anlan_db_widen() */
  gboolean keep_wide;

  /* Present while a bounded statement is prepared or stepped, and not inside a function it calls. */
  const AnlanStrict *strict;
  AnlanReads *reads;   /* only while preparing */
  char *denied;        /* the first thing the authorizer refused */
  GHashTable *counted; /* tables read as a whole, with no view named: see db-authorizer.c */
  gint64 budget;       /* microseconds that the statement at hand may work, or 0 */
  gint64 begun;        /* when it was first asked after, on the wall; 0 before */
  gint64 deadline;     /* of it, in the thread's own time; 0 before the clock has started */
  gint64 calls;        /* of the progress handler within it */
  gboolean overran;
  GCancellable *cancellable; /* (unowned): interrupts whatever runs */

  const gint *stop; /* (atomic) (unowned) (nullable): interrupts whatever runs once it is not 0 */

  gpointer user_data; /* (owned) */
  GDestroyNotify user_data_destroy;

  sqlite3 *plain;               /* private connection with SQLite's own functions, made when first needed */
  GHashTable *plain_statements; /* (owned): "name/args" -> sqlite3_stmt */
};

struct _AnlanStmt
{
  AnlanDb *db; /* NULL once the connection has gone */
  sqlite3_stmt *handle;
  AnlanStrict *strict; /* (owned) (nullable) */
  gboolean cached;
  gboolean in_use; /* is in AnlanDb.used */
};

struct _AnlanSqlCall
{
  sqlite3_context *context;
  sqlite3_value **values;
  int n;
  AnlanDb *db;
};

/* Whatever runs on @db is interrupted when @cancellable is; NULL to end that. */
void
anlan_db_set_cancellable (AnlanDb *db, GCancellable *cancellable);

/* Whatever runs on @db is interrupted once @flag is not 0. Unlike sqlite3_interrupt() it does not matter whether the
 * statement has been stepped yet. */
void
anlan_db_set_stop (AnlanDb *db, const gint *flag);

/* Moves the WAL into the database and cuts it to nothing. */
gboolean
anlan_db_truncate_wal (AnlanDb *db, GError **error);

/* How long a statement waits for another connection's lock. 10 s unless set. */
void
anlan_db_set_busy_timeout (AnlanDb *db, guint milliseconds);

/* Resets the cached statements that were handed out, so that no read stays open. */
void
anlan_db_settle (AnlanDb *db);

/* FALSE when SQLite has rolled back by itself (a full disk, say). */
gboolean
anlan_db_in_transaction (AnlanDb *db);

sqlite3 *
anlan_db_get_handle (AnlanDb *db);

/* Opens @path whatever its WAL says: for plants on media that cannot be written. */
AnlanDb *
anlan_db_open_immutable (const char *path, GError **error);

/* Sets @error from the state of @db after @code, also when a deadline or a cancellable was the cause. */
void
anlan_db_set_error (AnlanDb *db, int code, gboolean expression, GError **error);

AnlanStmt *
anlan_stmt_new (AnlanDb *db, sqlite3_stmt *handle);

/* db-function.c */
void
anlan_function_unref (gpointer data);

/* db-authorizer.c */
void
anlan_db_install_authorizer (AnlanDb *db);
void
anlan_db_deny (AnlanDb *db, const char *what); /* remembers what was refused */
void
anlan_db_enter_strict (AnlanDb *db, const AnlanStrict *strict);
void
anlan_db_leave_strict (AnlanDb *db);
gboolean
anlan_sql_mentions (const char *sql, const char *word); /* as a bare or quoted name */

/* db-builtin.c: the built-in functions that are dangerous or depend on the clock, replaced. */
gboolean
anlan_db_replace_builtins (AnlanDb *db, GError **error);
void
anlan_db_drop_plain (AnlanDb *db);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "db-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Strict limits; the others are SQLite's own. */
#define STRICT_LENGTH 1000000
#define STRICT_EXPR_DEPTH 100
#define STRICT_LIKE_PATTERN 100

#define LOOSE_LENGTH 1000000000
#define LOOSE_EXPR_DEPTH 1000
#define LOOSE_LIKE_PATTERN 50000

/* SQLite's own functions that expressions may call: none that makes much out of little (printf, zeroblob, hex, quote),
 * gives a different answer each time (random, changes), or reaches outside (load_extension, fts and rtree helpers).
 * In alphabetical order, for bsearch(). */
static const char *const allowed[] = {
  "->",           "->>",          "abs",        "acos",      "asin",      "atan",
  "atan2",        "avg",          "ceil",       "ceiling",   "coalesce",  "cos",
  "count",        "date",         "datetime",   "degrees",   "exp",       "floor",
  "glob",         "group_concat", "ifnull",     "iif",       "instr",     "json_array_length",
  "json_extract", "json_type",    "json_valid", "julianday", "length",    "like",
  "ln",           "log",          "log10",      "log2",      "lower",     "ltrim",
  "max",          "min",          "mod",        "nullif",    "pi",        "pow",
  "power",        "radians",      "replace",    "round",     "rtrim",     "sign",
  "sin",          "sqrt",         "strftime",   "substr",    "substring", "sum",
  "tan",          "time",         "total",      "trim",      "trunc",     "typeof",
  "unicode",      "unixepoch",    "upper",
};

void
anlan_db_deny (AnlanDb *db, const char *what)
{
  if (db->denied == NULL)
    db->denied = g_strdup (what);
}

static void
set_limits (AnlanDb *db, gboolean strict)
{
  sqlite3_limit (db->handle, SQLITE_LIMIT_LENGTH, strict ? STRICT_LENGTH : LOOSE_LENGTH);
  sqlite3_limit (db->handle, SQLITE_LIMIT_EXPR_DEPTH, strict ? STRICT_EXPR_DEPTH : LOOSE_EXPR_DEPTH);
  sqlite3_limit (db->handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH,
                 strict ? STRICT_LIKE_PATTERN : LOOSE_LIKE_PATTERN);
}

void
anlan_db_enter_strict (AnlanDb *db, const AnlanStrict *strict)
{
  db->strict = strict;
  set_limits (db, TRUE);
}

void
anlan_db_leave_strict (AnlanDb *db)
{
  db->strict = NULL;
  set_limits (db, FALSE);
}

/* --- the names in a statement ------------------------------------------------------------------------------ */

static const char *
skip_quoted (const char *p, char close)
{
  for (p++; *p != '\0'; p++)
    if (*p == close)
      {
        if (close == ']' || p[1] != close)
          return p;
        p++;
      }
  return p;
}

static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '$' || (guchar)c >= 0x80;
}

static gboolean
same_name (const char *from, const char *to, const char *name)
{
  gsize length = (gsize)(to - from);

  return strlen (name) == length && g_ascii_strncasecmp (from, name, length) == 0;
}

/* Whether @name occurs as a token of @sql: bare or, with @quoted, in any of the four quotes (SQLite takes even
 * 'account' for a table where one can stand). */
static gboolean
mentions (const char *sql, const char *name, gboolean quoted)
{
  for (const char *p = sql; *p != '\0';)
    {
      const char *from = p;

      if (*p == '\'' || *p == '"' || *p == '`' || *p == '[')
        {
          p = skip_quoted (p, *p == '[' ? ']' : *p);
          if (quoted && same_name (from + 1, p, name))
            return TRUE;
          if (*p != '\0')
            p++;
        }
      else if (is_name_char (*p))
        {
          while (is_name_char (*p))
            p++;
          if (same_name (from, p, name))
            return TRUE;
        }
      else
        p++;
    }
  return FALSE;
}

gboolean
anlan_sql_mentions (const char *sql, const char *word)
{
  return mentions (sql, word, FALSE);
}

/* Reads that SQLite reports without a column and without a view come from two places: the statement counts the rows
 * of a table, which it may not, or an allowed view was flattened into it. Only the first has to name the table. */
static const char *
find_counted_table (AnlanDb *db, const char *sql)
{
  GHashTableIter iter;
  gpointer table;

  g_hash_table_iter_init (&iter, db->counted);
  while (g_hash_table_iter_next (&iter, &table, NULL))
    {
      gboolean named_as_view = g_hash_table_contains (db->strict->views, table);

      if (named_as_view ? mentions (sql, "main", TRUE) : mentions (sql, table, TRUE))
        return table;
    }
  return NULL;
}

/* --- the authorizer ---------------------------------------------------------------------------------------- */

static int
compare_names (const void *name, const void *entry)
{
  return strcmp (name, *(const char *const *)entry);
}

static gboolean
judge_function (AnlanDb *db, const char *name)
{
  AnlanFunction *function = g_hash_table_lookup (db->functions, name);

  if (function == NULL)
    return bsearch (name, allowed, G_N_ELEMENTS (allowed), sizeof allowed[0], compare_names) != NULL;
  if ((function->flags & ANLAN_FUNCTION_INTERNAL) != 0)
    return FALSE;
  if (db->reads != NULL)
    {
      db->reads->timed |= (function->flags & ANLAN_FUNCTION_TIMED) != 0;
      db->reads->wide |= (function->flags & ANLAN_FUNCTION_READS) != 0;
    }
  return TRUE;
}

static void
note_read (AnlanDb *db, const char *view, const char *column)
{
  if (db->reads != NULL)
    g_hash_table_add (db->reads->columns, g_strconcat (view, ".", column, NULL));
}

/* @inside: the innermost view whose own text does the reading. A view is ours, so what its text reads is right; that
 * SQLite also puts the name of a CTE there is the reason why WITH is refused before. */
static gboolean
judge_read (AnlanDb *db, const char *table, const char *column, const char *schema, const char *inside)
{
  GHashTable *views = db->strict->views;

  if (table == NULL || g_ascii_strncasecmp (table, "sqlite_", 7) == 0)
    return FALSE;
  if (inside != NULL)
    {
      if (!g_hash_table_contains (views, inside))
        return FALSE;
      note_read (db, inside, "*");
      return TRUE;
    }
  if (g_strcmp0 (schema, "temp") == 0 && g_hash_table_contains (views, table))
    {
      note_read (db, table, *column != '\0' ? column : "*");
      return TRUE;
    }
  if (*column == '\0')
    {
      g_hash_table_add (db->counted, g_strdup (table));
      return TRUE;
    }
  return FALSE;
}

static const char *
action_name (int action)
{
  switch (action)
    {
    case SQLITE_INSERT:
    case SQLITE_UPDATE:
    case SQLITE_DELETE:
      return "INSERT, UPDATE, DELETE";
    case SQLITE_PRAGMA:
      return "PRAGMA";
    case SQLITE_ATTACH:
    case SQLITE_DETACH:
      return "ATTACH";
    case SQLITE_TRANSACTION:
    case SQLITE_SAVEPOINT:
      return "BEGIN, COMMIT, ROLLBACK";
    case SQLITE_RECURSIVE:
      return "WITH RECURSIVE";
    default:
      return "CREATE, ALTER, DROP";
    }
}

static int
authorize_cb (void *data, int action, const char *a, const char *b, const char *c, const char *inside)
{
  AnlanDb *db = data;
  g_autofree char *what = NULL;

  if (db->strict == NULL)
    return SQLITE_OK;

  switch (action)
    {
    case SQLITE_SELECT:
      return SQLITE_OK;
    case SQLITE_FUNCTION:
      if (judge_function (db, b))
        return SQLITE_OK;
      what = g_strconcat (b, "()", NULL);
      break;
    case SQLITE_READ:
      if (judge_read (db, a, b != NULL ? b : "", c, inside))
        return SQLITE_OK;
      what = b != NULL && *b != '\0' ? g_strconcat (a, ".", b, NULL) : g_strdup (a);
      break;
    default:
      what = g_strdup (action_name (action));
      break;
    }
  anlan_db_deny (db, what);
  return SQLITE_DENY;
}

void
anlan_db_install_authorizer (AnlanDb *db)
{
  sqlite3_set_authorizer (db->handle, authorize_cb, db);
}

/* --- bounded statements ------------------------------------------------------------------------------------ */

#define DEFAULT_MILLISECONDS 200

void
anlan_reads_clear (AnlanReads *reads)
{
  g_return_if_fail (reads != NULL);

  g_clear_pointer (&reads->columns, g_hash_table_unref);
  reads->timed = FALSE;
  reads->wide = FALSE;
}

static AnlanStrict *
strict_new (const AnlanDbBounds *bounds)
{
  AnlanStrict *strict = g_new0 (AnlanStrict, 1);
  guint milliseconds =
      bounds != NULL && bounds->milliseconds != 0 ? bounds->milliseconds : DEFAULT_MILLISECONDS;

  strict->views = bounds != NULL && bounds->views != NULL ? g_hash_table_ref (bounds->views)
                                                          : g_hash_table_new (g_str_hash, g_str_equal);
  strict->microseconds = (gint64)milliseconds * 1000;
  return strict;
}

/* What can be said of a statement after it was prepared. */
static gboolean
judge_prepared (AnlanDb *db, sqlite3_stmt *handle, const char *sql, const char *tail, GError **error)
{
  const char *counted = find_counted_table (db, sql);

  if (counted != NULL)
    {
      anlan_db_deny (db, counted);
      anlan_db_set_error (db, SQLITE_AUTH, TRUE, error);
      return FALSE;
    }
  if (handle == NULL || strspn (tail, " \t\r\n") != strlen (tail) || !sqlite3_stmt_readonly (handle) ||
      sqlite3_stmt_isexplain (handle) != 0 || sqlite3_column_count (handle) == 0)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("This is not one expression."));
      return FALSE;
    }
  return TRUE;
}

AnlanStmt *
anlan_db_prepare_bounded (
    AnlanDb *db, const char *sql, const AnlanDbBounds *bounds, AnlanReads *reads, GError **error)
{
  const AnlanStrict *outer;
  AnlanStrict *strict;
  sqlite3_stmt *handle = NULL;
  const char *tail = "";
  AnlanStmt *stmt = NULL;
  gboolean good;
  int code;

  g_return_val_if_fail (db != NULL && sql != NULL, NULL);

  if (anlan_sql_mentions (sql, "with"))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED, _ ("An expression may not use %s."), "WITH");
      return NULL;
    }
  if (reads != NULL)
    {
      anlan_reads_clear (reads);
      reads->columns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
    }

  strict = strict_new (bounds);
  outer = db->strict;
  g_clear_pointer (&db->denied, g_free);
  g_hash_table_remove_all (db->counted);
  db->reads = reads;
  anlan_db_enter_strict (db, strict);
  code = sqlite3_prepare_v3 (db->handle, sql, -1, 0, &handle, &tail);
  if (code != SQLITE_OK)
    anlan_db_set_error (db, code, TRUE, error);
  good = code == SQLITE_OK && judge_prepared (db, handle, sql, tail, error);
  db->reads = NULL;
  if (outer != NULL)
    anlan_db_enter_strict (db, outer);
  else
    anlan_db_leave_strict (db);

  stmt = anlan_stmt_new (db, handle);
  stmt->strict = strict;
  g_hash_table_add (db->loose, stmt);
  if (!good)
    g_clear_pointer (&stmt, anlan_stmt_free);
  return stmt;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "db-private.h"

#include <string.h>

#include "failure.h"

/* Built-in functions replaced by functions of the same name:
 *
 *   date, time, …        because SQLite's read the machine's clock for 'now' and for a missing argument, and its time
 *                        zone for 'localtime' and 'utc'; ours refuse these four
 *   instr, replace       because SQLite's compare every place with every byte: two texts within the length limit keep
 *                        them busy for minutes, and no progress handler runs inside a function
 *   trim, ltrim, rtrim   the same, by a long list of characters to trim
 *
 * What is not refused is computed by SQLite's own functions on a private connection, so that answers are SQLite's. */

#define MAX_ARGS 8

/* Bytes times characters that a trim may look at in strict mode: some tens of milliseconds. */
#define MAX_TRIM_WORK 16000000

typedef struct
{
  AnlanDb *db;
  const char *name;
  int first_moment; /* which argument is the moment */
} Builtin;

void
anlan_db_drop_plain (AnlanDb *db)
{
  g_clear_pointer (&db->plain_statements, g_hash_table_unref);
  g_clear_pointer (&db->plain, sqlite3_close_v2);
}

static void
finalize (gpointer statement)
{
  sqlite3_finalize (statement);
}

static sqlite3_stmt *
get_plain_statement (AnlanDb *db, const char *name, int n)
{
  g_autofree char *key = g_strdup_printf ("%s/%d", name, n);
  g_autoptr (GString) sql = NULL;
  sqlite3_stmt *statement;

  if (db->plain == NULL)
    {
      if (sqlite3_open_v2 (":memory:", &db->plain, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) !=
          SQLITE_OK)
        {
          anlan_db_drop_plain (db);
          return NULL;
        }
      db->plain_statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, finalize);
    }
  statement = g_hash_table_lookup (db->plain_statements, key);
  if (statement != NULL)
    return statement;

  sql = g_string_new ("SELECT ");
  g_string_append_printf (sql, "%s(", name);
  for (int i = 0; i < n; i++)
    g_string_append (sql, i == 0 ? "?" : ",?");
  g_string_append (sql, ")");
  if (sqlite3_prepare_v3 (db->plain, sql->str, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK)
    return NULL;
  g_hash_table_insert (db->plain_statements, g_steal_pointer (&key), statement);
  return statement;
}

static void
compute_plainly (sqlite3_context *context, Builtin *builtin, int n, sqlite3_value **values)
{
  sqlite3_stmt *statement = get_plain_statement (builtin->db, builtin->name, n);
  int code;

  if (statement == NULL)
    {
      sqlite3_result_error_nomem (context);
      return;
    }
  for (int i = 0; i < n; i++)
    sqlite3_bind_value (statement, i + 1, values[i]);
  code = sqlite3_step (statement);
  if (code == SQLITE_ROW)
    sqlite3_result_value (context, sqlite3_column_value (statement, 0));
  else
    sqlite3_result_error (context, sqlite3_errmsg (builtin->db->plain), -1);
  sqlite3_reset (statement);
  sqlite3_clear_bindings (statement);
}

/* --- date and time ----------------------------------------------------------------------------------------- */

static gboolean
is_word (sqlite3_value *value, const char *word)
{
  g_autofree char *text = NULL;
  int type = sqlite3_value_type (value);

  if ((type != SQLITE_TEXT && type != SQLITE_BLOB) || sqlite3_value_bytes (value) > 100)
    return FALSE;
  text = g_strndup ((const char *)sqlite3_value_text (value), (gsize)sqlite3_value_bytes (value));
  return g_ascii_strcasecmp (g_strstrip (text), word) == 0;
}

static void
refuse (sqlite3_context *context, AnlanDb *db, const char *what)
{
  anlan_db_deny (db, what);
  sqlite3_result_error (context, what, -1);
}

static void
date_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  Builtin *builtin = sqlite3_user_data (context);

  if (n <= builtin->first_moment || n > MAX_ARGS)
    {
      refuse (context, builtin->db, "date functions without a date: use now()");
      return;
    }
  for (int i = builtin->first_moment; i < n; i++)
    {
      if (is_word (values[i], "now"))
        {
          refuse (context, builtin->db, "'now': use now()");
          return;
        }
      if (is_word (values[i], "localtime") || is_word (values[i], "utc"))
        {
          refuse (context, builtin->db, "'localtime', 'utc': use the plant's time zone");
          return;
        }
    }
  compute_plainly (context, builtin, n, values);
}

/* --- text -------------------------------------------------------------------------------------------------- */

static void
trim_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  Builtin *builtin = sqlite3_user_data (context);

  if (n == 2 && builtin->db->strict != NULL &&
      (gint64)sqlite3_value_bytes (values[0]) * sqlite3_value_bytes (values[1]) > MAX_TRIM_WORK)
    {
      sqlite3_result_error_toobig (context);
      return;
    }
  compute_plainly (context, builtin, n, values);
}

/* Place of the second text in the first, counted in characters from 1; in bytes where both are blobs. */
static void
instr_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  gboolean blobs =
      sqlite3_value_type (values[0]) == SQLITE_BLOB && sqlite3_value_type (values[1]) == SQLITE_BLOB;
  const char *hay, *needle, *found;
  gint64 place = 1;

  if (sqlite3_value_type (values[0]) == SQLITE_NULL || sqlite3_value_type (values[1]) == SQLITE_NULL)
    return;
  hay = blobs ? sqlite3_value_blob (values[0]) : (const char *)sqlite3_value_text (values[0]);
  needle = blobs ? sqlite3_value_blob (values[1]) : (const char *)sqlite3_value_text (values[1]);
  if (sqlite3_value_bytes (values[1]) == 0)
    {
      sqlite3_result_int (context, 1);
      return;
    }
  if (sqlite3_value_bytes (values[0]) == 0)
    {
      sqlite3_result_int (context, 0);
      return;
    }
  found =
      memmem (hay, (gsize)sqlite3_value_bytes (values[0]), needle, (gsize)sqlite3_value_bytes (values[1]));
  for (const char *p = hay; found != NULL && p < found; p++)
    place += blobs || ((guchar)p[1] & 0xc0) != 0x80;
  sqlite3_result_int64 (context, found != NULL ? place : 0);
}

static void
replace_cb (sqlite3_context *context, int n, sqlite3_value **values)
{
  gsize limit = (gsize)sqlite3_limit (sqlite3_context_db_handle (context), SQLITE_LIMIT_LENGTH, -1);
  const char *text, *from, *to, *end, *found;
  gsize from_length, to_length;
  GString *out;

  for (int i = 0; i < 3; i++)
    if (sqlite3_value_type (values[i]) == SQLITE_NULL)
      return;
  text = (const char *)sqlite3_value_text (values[0]);
  end = text + sqlite3_value_bytes (values[0]);
  from = (const char *)sqlite3_value_text (values[1]);
  from_length = (gsize)sqlite3_value_bytes (values[1]);
  to = (const char *)sqlite3_value_text (values[2]);
  to_length = (gsize)sqlite3_value_bytes (values[2]);
  if (from_length == 0)
    {
      sqlite3_result_text64 (context, text, (guint64)(end - text), SQLITE_TRANSIENT, SQLITE_UTF8);
      return;
    }

  out = g_string_sized_new ((gsize)(end - text) + 1);
  while ((found = memmem (text, (gsize)(end - text), from, from_length)) != NULL && out->len <= limit)
    {
      g_string_append_len (out, text, found - text);
      g_string_append_len (out, to, (gssize)to_length);
      text = found + from_length;
    }
  g_string_append_len (out, text, end - text);
  if (out->len > limit)
    {
      g_string_free (out, TRUE);
      sqlite3_result_error_toobig (context);
      return;
    }
  sqlite3_result_text64 (context, out->str, out->len, SQLITE_TRANSIENT, SQLITE_UTF8);
  g_string_free (out, TRUE);
}

/* --- in place of SQLite's ---------------------------------------------------------------------------------- */

static int
replace_one (AnlanDb *db,
             const char *name,
             int n_args,
             int first_moment,
             void (*function) (sqlite3_context *, int, sqlite3_value **))
{
  Builtin *builtin = g_new0 (Builtin, 1);

  builtin->db = db;
  builtin->name = name;
  builtin->first_moment = first_moment;
  return sqlite3_create_function_v2 (db->handle, name, n_args,
                                     SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS, builtin, function,
                                     NULL, NULL, g_free);
}

gboolean
anlan_db_replace_builtins (AnlanDb *db, GError **error)
{
  static const struct
  {
    const char *name;
    int n_args;
    int first_moment;
    void (*function) (sqlite3_context *, int, sqlite3_value **);
  } builtins[] = {
    { "date", -1, 0, date_cb },      { "time", -1, 0, date_cb },      { "datetime", -1, 0, date_cb },
    { "julianday", -1, 0, date_cb }, { "unixepoch", -1, 0, date_cb }, { "strftime", -1, 1, date_cb },
    { "instr", 2, 0, instr_cb },     { "replace", 3, 0, replace_cb }, { "trim", 1, 0, trim_cb },
    { "trim", 2, 0, trim_cb },       { "ltrim", 1, 0, trim_cb },      { "ltrim", 2, 0, trim_cb },
    { "rtrim", 1, 0, trim_cb },      { "rtrim", 2, 0, trim_cb },
  };

  for (guint i = 0; i < G_N_ELEMENTS (builtins); i++)
    {
      int code = replace_one (db, builtins[i].name, builtins[i].n_args, builtins[i].first_moment,
                              builtins[i].function);

      if (code != SQLITE_OK)
        {
          anlan_failure_set_sqlite (error, db->handle, code);
          return FALSE;
        }
    }
  return TRUE;
}

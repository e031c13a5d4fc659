/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/access-log.h"

#include <string.h>

#include "base/blocking.h"
#include "base/time.h"
#include "store/side.h"

/* Lines that may wait for the disk, and how long a commit waits for company. */
#define MOST_WAITING 10000
#define GATHER (200 * G_TIME_SPAN_MILLISECOND)
/* So many more than are kept stand there before the oldest are taken away. */
#define SLACK 1000
#define LONGEST_TEXT 400

struct _AnlanAccessLog
{
  AnlanDb *db; /* the thread's */
  guint keeps;
  GThread *thread;

  GMutex mutex; /* guards what follows */
  GCond cond;
  GPtrArray *lines; /* AnlanVisit */
  guint lost;
  gboolean hurry; /* somebody waits */
  gboolean writing;
  gboolean closing;
};

void
anlan_visit_free (AnlanVisit *visit)
{
  g_free (visit->token);
  g_free (visit->device);
  g_free (visit->person);
  g_free (visit->address);
  g_free (visit->what);
  g_free (visit->note);
  g_free (visit);
}

/* --- writing, in the thread -------------------------------------------------------------------------------------------- */

static gboolean
insert (AnlanDb *db, const AnlanVisit *visit, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (db,
                          "INSERT INTO visit (at, token, device, person, address, what, status, note)"
                          " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                          error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, visit->at);
  anlan_stmt_bind_text (stmt, 2, visit->token);
  anlan_stmt_bind_text (stmt, 3, visit->device);
  anlan_stmt_bind_text (stmt, 4, visit->person);
  anlan_stmt_bind_text (stmt, 5, visit->address);
  anlan_stmt_bind_text (stmt, 6, visit->what);
  anlan_stmt_bind_integer (stmt, 7, visit->status);
  anlan_stmt_bind_text (stmt, 8, visit->note);
  return anlan_stmt_run (stmt, error);
}

static gboolean
count_use (AnlanDb *db, const AnlanVisit *visit, GError **error)
{
  AnlanStmt *stmt;

  if (visit->token == NULL)
    return TRUE;
  stmt = anlan_db_statement (db,
                             "INSERT INTO used (token, last, address, times) VALUES (?1, ?2, ?3, 1)"
                             " ON CONFLICT (token) DO UPDATE SET last = ?2, address = ?3, times = times + 1",
                             error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, visit->token);
  anlan_stmt_bind_integer (stmt, 2, visit->at);
  anlan_stmt_bind_text (stmt, 3, visit->address);
  return anlan_stmt_run (stmt, error);
}

static gboolean
cut (AnlanAccessLog *log, GError **error)
{
  AnlanStmt *stmt;

  if (anlan_db_last_rowid (log->db) % SLACK != 0 && log->keeps >= SLACK)
    return TRUE;
  stmt =
      anlan_db_statement (log->db, "DELETE FROM visit WHERE id <= (SELECT max (id) FROM visit) - ?1", error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, log->keeps);
  return anlan_stmt_run (stmt, error);
}

static gboolean
write_lines (AnlanAccessLog *log, GPtrArray *lines, GError **error)
{
  if (!anlan_db_begin (log->db, error))
    return FALSE;
  for (guint i = 0; i < lines->len; i++)
    {
      const AnlanVisit *visit = g_ptr_array_index (lines, i);

      /* cut() looks at the row that was put last into visit: it comes before others. */
      if (!insert (log->db, visit, error) || !cut (log, error) || !count_use (log->db, visit, error))
        {
          anlan_db_rollback (log->db);
          return FALSE;
        }
    }
  return anlan_db_commit (log->db, error);
}

static AnlanVisit *
lost_line (guint lost)
{
  AnlanVisit *visit = g_new0 (AnlanVisit, 1);

  visit->at = g_get_real_time () / 1000;
  visit->address = g_strdup ("");
  visit->what = g_strdup ("log");
  visit->status = 503;
  visit->note = g_strdup_printf ("%u lines were lost", lost);
  return visit;
}

static gpointer
run (gpointer data)
{
  AnlanAccessLog *log = data;

  g_mutex_lock (&log->mutex);
  for (;;)
    {
      g_autoptr (GPtrArray) lines = NULL;
      g_autoptr (GError) error = NULL;
      gint64 until;

      while (log->lines->len == 0 && !log->closing)
        g_cond_wait (&log->cond, &log->mutex);
      if (log->lines->len == 0)
        break;
      until = g_get_monotonic_time () + GATHER;
      while (!log->hurry && !log->closing && g_cond_wait_until (&log->cond, &log->mutex, until))
        ;
      lines = log->lines;
      log->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_visit_free);
      if (log->lost > 0)
        g_ptr_array_add (lines, lost_line (log->lost));
      log->lost = 0;
      log->writing = TRUE;
      g_mutex_unlock (&log->mutex);
      /* Nothing waits for this log: what cannot be written is said where the station says things, and goes. */
      if (!write_lines (log, lines, &error))
        g_info ("the log of visits could not be written: %s", error->message);
      g_mutex_lock (&log->mutex);
      log->writing = FALSE;
      if (error != NULL)
        log->lost += lines->len;
      g_cond_broadcast (&log->cond);
    }
  g_mutex_unlock (&log->mutex);
  return NULL;
}

AnlanAccessLog *
anlan_access_log_new (const char *dir, guint keeps, GError **error)
{
  AnlanAccessLog *log;
  AnlanDb *db;

  g_return_val_if_fail (dir != NULL, NULL);

  anlan_may_block ("open the log of visits");
  db = anlan_side_open (dir, ANLAN_SIDE_ACCESS, TRUE, error);
  if (db == NULL)
    return NULL;
  log = g_new0 (AnlanAccessLog, 1);
  log->db = db;
  log->keeps = keeps != 0 ? keeps : ANLAN_ACCESS_LOG_KEEPS;
  log->lines = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_visit_free);
  g_mutex_init (&log->mutex);
  g_cond_init (&log->cond);
  log->thread = g_thread_new ("anlan-access", run, log);
  return log;
}

void
anlan_access_log_free (AnlanAccessLog *log)
{
  g_return_if_fail (log != NULL);

  g_mutex_lock (&log->mutex);
  log->closing = TRUE;
  g_cond_broadcast (&log->cond);
  g_mutex_unlock (&log->mutex);
  g_thread_join (log->thread);
  anlan_db_close (log->db);
  g_ptr_array_unref (log->lines);
  g_mutex_clear (&log->mutex);
  g_cond_clear (&log->cond);
  g_free (log);
}

static char *
cut_text (const char *text)
{
  g_autofree char *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  if (valid == NULL || g_utf8_strlen (valid, -1) <= LONGEST_TEXT)
    return g_steal_pointer (&valid);
  return g_utf8_substring (valid, 0, LONGEST_TEXT);
}

void
anlan_access_log_add (AnlanAccessLog *log, const AnlanVisitLine *line)
{
  AnlanVisit *visit;

  g_return_if_fail (log != NULL && line != NULL && line->address != NULL && line->what != NULL);

  visit = g_new0 (AnlanVisit, 1);
  visit->at = line->at;
  visit->token = g_strdup (line->token);
  visit->device = g_strdup (line->device);
  visit->person = g_strdup (line->person);
  visit->address = g_strdup (line->address);
  visit->what = cut_text (line->what);
  visit->status = line->status;
  visit->note = cut_text (line->note);
  g_mutex_lock (&log->mutex);
  if (log->lines->len < MOST_WAITING)
    g_ptr_array_add (log->lines, g_steal_pointer (&visit));
  else
    log->lost++;
  if (log->lines->len == 1)
    g_cond_broadcast (&log->cond);
  g_mutex_unlock (&log->mutex);
  g_clear_pointer (&visit, anlan_visit_free);
}

void
anlan_access_log_flush (AnlanAccessLog *log)
{
  g_return_if_fail (log != NULL);

  anlan_may_block ("write the log of visits");
  g_mutex_lock (&log->mutex);
  log->hurry = TRUE;
  g_cond_broadcast (&log->cond);
  while (log->lines->len > 0 || log->writing)
    g_cond_wait (&log->cond, &log->mutex);
  log->hurry = FALSE;
  g_mutex_unlock (&log->mutex);
}

/* --- reading ------------------------------------------------------------------------------------------------------------- */

/* TRUE with *@db NULL: nobody has come yet. */
static gboolean
open_to_read (const char *dir, AnlanDb **db, GError **error)
{
  GError *trouble = NULL;

  anlan_may_block ("read the log of visits");
  *db = anlan_side_open (dir, ANLAN_SIDE_ACCESS, FALSE, &trouble);
  if (*db != NULL)
    return TRUE;
  if (g_error_matches (trouble, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    {
      g_error_free (trouble);
      return TRUE;
    }
  g_propagate_error (error, trouble);
  return FALSE;
}

static AnlanVisit *
read_visit (AnlanStmt *stmt)
{
  AnlanVisit *visit = g_new0 (AnlanVisit, 1);

  visit->id = anlan_stmt_integer (stmt, 0);
  visit->at = anlan_stmt_integer (stmt, 1);
  visit->token = g_strdup (anlan_stmt_text (stmt, 2));
  visit->device = g_strdup (anlan_stmt_text (stmt, 3));
  visit->person = g_strdup (anlan_stmt_text (stmt, 4));
  visit->address = g_strdup (anlan_stmt_text (stmt, 5));
  visit->what = g_strdup (anlan_stmt_text (stmt, 6));
  visit->status = (guint)anlan_stmt_integer (stmt, 7);
  visit->note = g_strdup (anlan_stmt_text (stmt, 8));
  return visit;
}

typedef struct
{
  char *dir;
  char *token;
  gboolean refused;
  gint64 before;
  guint limit;
} Asking;

static void
asking_free (gpointer data)
{
  Asking *asking = data;

  g_free (asking->dir);
  g_free (asking->token);
  g_free (asking);
}

static gboolean
read_visits (AnlanDb *db, const Asking *asking, GPtrArray *visits, GError **error)
{
  g_autoptr (GString) sql = g_string_new (
      "SELECT id, at, token, device, person, address, what, status, note FROM visit WHERE id < ?1");
  g_autoptr (AnlanStmt) stmt = NULL;
  AnlanStep step;

  if (asking->token != NULL)
    g_string_append (sql, " AND token = ?3");
  if (asking->refused)
    g_string_append (sql, " AND status >= 400");
  g_string_append (sql, " ORDER BY id DESC LIMIT ?2");
  stmt = anlan_db_prepare (db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, asking->before > 0 ? asking->before : G_MAXINT64);
  anlan_stmt_bind_integer (stmt, 2, asking->limit);
  if (asking->token != NULL)
    anlan_stmt_bind_text (stmt, 3, asking->token);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_ptr_array_add (visits, read_visit (stmt));
  return step != ANLAN_STEP_ERROR;
}

GPtrArray *
anlan_access_log_read (
    const char *dir, const char *token, gboolean refused, gint64 before, guint limit, GError **error)
{
  const Asking asking = {
    .dir = (char *)dir, .token = (char *)token, .refused = refused, .before = before, .limit = limit
  };
  g_autoptr (GPtrArray) visits = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_visit_free);
  gboolean ok = TRUE;
  AnlanDb *db;

  g_return_val_if_fail (dir != NULL, NULL);

  if (!open_to_read (dir, &db, error))
    return NULL;
  if (db != NULL)
    {
      ok = read_visits (db, &asking, visits, error);
      anlan_db_close (db);
    }
  return ok ? g_steal_pointer (&visits) : NULL;
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Asking *asking = data;
  GError *error = NULL;
  GPtrArray *visits = anlan_access_log_read (asking->dir, asking->token, asking->refused, asking->before,
                                             asking->limit, &error);

  if (visits != NULL)
    g_task_return_pointer (task, visits, (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
anlan_access_log_read_async (const char *dir,
                             const char *token,
                             gboolean refused,
                             gint64 before,
                             guint limit,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Asking *asking;

  g_return_if_fail (dir != NULL);

  asking = g_new0 (Asking, 1);
  asking->dir = g_strdup (dir);
  asking->token = g_strdup (token);
  asking->refused = refused;
  asking->before = before;
  asking->limit = limit;
  g_task_set_source_tag (task, anlan_access_log_read_async);
  g_task_set_task_data (task, asking, asking_free);
  g_task_run_in_thread (task, read_thread);
}

GPtrArray *
anlan_access_log_read_finish (GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
usage_free (gpointer data)
{
  AnlanTokenUsage *usage = data;

  g_free (usage->address);
  g_free (usage);
}

static gboolean
read_usage (AnlanDb *db, GHashTable *all, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, "SELECT token, last, times, address FROM used", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanTokenUsage *usage = g_new0 (AnlanTokenUsage, 1);

      usage->last = anlan_stmt_integer (stmt, 1);
      usage->times = (guint64)anlan_stmt_integer (stmt, 2);
      usage->address = g_strdup (anlan_stmt_text (stmt, 3));
      g_hash_table_replace (all, g_strdup (anlan_stmt_text (stmt, 0)), usage);
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

GHashTable *
anlan_access_log_usage (const char *dir, GError **error)
{
  g_autoptr (GHashTable) all = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, usage_free);
  gboolean ok = TRUE;
  AnlanDb *db;

  g_return_val_if_fail (dir != NULL, NULL);

  if (!open_to_read (dir, &db, error))
    return NULL;
  if (db != NULL)
    {
      ok = read_usage (db, all, error);
      anlan_db_close (db);
    }
  return ok ? g_steal_pointer (&all) : NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "store-private.h"

#include "base/language.h"
#include "db-private.h"

#define WATCH_MILLISECONDS 250

/* --- one read ---------------------------------------------------------------------------------------------- */

static gboolean
run_in_transaction (AnlanDb *db, AnlanJob *job, GError **error)
{
  gboolean ok;

  if (!anlan_db_begin (db, error))
    return FALSE;
  anlan_language_set (job->language);
  ok = job->work (db, NULL, job->data, error);
  anlan_language_set (NULL);
  anlan_db_settle (db);
  anlan_db_rollback (db);
  return ok;
}

static gboolean
connect_reader (AnlanStore *store, AnlanReader *reader, GError **error)
{
  gint wanted = g_atomic_int_get (&store->generation);

  if (reader->db != NULL && wanted == reader->generation)
    return TRUE;
  if (reader->db == NULL)
    {
      reader->db = anlan_store_connect (store, ANLAN_DB_READ, error);
      if (reader->db == NULL)
        return FALSE;
      anlan_db_set_stop (reader->db, &store->closing);
    }
  reader->generation = wanted;
  if (anlan_store_set_up (store, reader->db, error))
    return TRUE;
  g_clear_pointer (&reader->db, anlan_db_close);
  return FALSE;
}

static void
run_read (AnlanStore *store, AnlanReader *reader, AnlanJob *job)
{
  if (g_cancellable_set_error_if_cancelled (job->cancellable, &job->error) ||
      !connect_reader (store, reader, &job->error))
    return;

  anlan_db_set_cancellable (reader->db, job->cancellable);
  job->ok = run_in_transaction (reader->db, job, &job->error);
  anlan_db_set_cancellable (reader->db, NULL);
  if (job->ok || job->error == NULL)
    return;
  /* Cancelled between two steps it may have failed in its own words. */
  if (job->cancellable != NULL && g_cancellable_is_cancelled (job->cancellable))
    {
      g_clear_error (&job->error);
      g_cancellable_set_error_if_cancelled (job->cancellable, &job->error);
    }
  else if (anlan_store_is_closing (store))
    {
      g_clear_error (&job->error);
      anlan_store_set_closed_error (&job->error);
    }
}

/* --- the pool ---------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanStore *store;
  AnlanReader *reader;
} ReaderStart;

/* The next job, or NULL when the store is being closed. Called and returns with the mutex held. */
static AnlanJob *
wait_for_read (AnlanStore *store)
{
  store->idle_readers++;
  while (g_queue_is_empty (&store->reads) && !anlan_store_is_closing (store))
    g_cond_wait (&store->reader_cond, &store->reader_mutex);
  store->idle_readers--;
  return anlan_store_is_closing (store) ? NULL : g_queue_pop_head (&store->reads);
}

static gpointer
read_in_thread (gpointer data)
{
  g_autofree ReaderStart *start = data;
  AnlanStore *store = start->store;
  AnlanReader *reader = start->reader;
  AnlanJob *job;

  g_mutex_lock (&store->reader_mutex);
  while ((job = wait_for_read (store)) != NULL)
    {
      g_mutex_unlock (&store->reader_mutex);
      run_read (store, reader, job);
      anlan_job_finish (job);
      g_mutex_lock (&store->reader_mutex);
    }
  g_mutex_unlock (&store->reader_mutex);
  g_clear_pointer (&reader->db, anlan_db_close);
  return NULL;
}

/* With the mutex held. */
static void
add_reader (AnlanStore *store)
{
  ReaderStart *start = g_new0 (ReaderStart, 1);

  start->store = store;
  start->reader = g_new0 (AnlanReader, 1);
  g_ptr_array_add (store->readers, start->reader);
  start->reader->thread = g_thread_new ("anlan-reader", read_in_thread, start);
}

void
anlan_store_queue_read (AnlanStore *store, AnlanJob *job)
{
  g_mutex_lock (&store->reader_mutex);
  if (anlan_store_is_closing (store))
    {
      g_mutex_unlock (&store->reader_mutex);
      anlan_store_set_closed_error (&job->error);
      anlan_job_finish (job);
      return;
    }
  g_queue_push_tail (&store->reads, job);
  if (g_queue_get_length (&store->reads) > store->idle_readers &&
      store->readers->len < ANLAN_STORE_MAX_READERS)
    add_reader (store);
  g_cond_signal (&store->reader_cond);
  g_mutex_unlock (&store->reader_mutex);
}

/* What runs sees by itself that the store is closing (anlan_db_set_stop()); what waits is refused. */
void
anlan_store_stop_readers (AnlanStore *store)
{
  AnlanJob *job;

  g_mutex_lock (&store->reader_mutex);
  while ((job = g_queue_pop_head (&store->reads)) != NULL)
    {
      anlan_store_set_closed_error (&job->error);
      anlan_job_finish (job);
    }
  g_cond_broadcast (&store->reader_cond);
  g_mutex_unlock (&store->reader_mutex);

  for (guint i = 0; i < store->readers->len; i++)
    {
      AnlanReader *reader = g_ptr_array_index (store->readers, i);

      g_thread_join (reader->thread);
    }
  g_ptr_array_set_size (store->readers, 0);
}

/* --- the watcher ------------------------------------------------------------------------------------------- */

/* PRAGMA data_version changes when another connection, of whatever process, has committed. */
static gboolean
look (AnlanStore *store, AnlanDb *db, gint64 *version, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  AnlanStmt *stmt;
  AnlanStep step;

  if (!anlan_db_lookup (db, "PRAGMA data_version", NULL, &value, error))
    return FALSE;
  if (anlan_value_get_integer (&value, 0) == *version)
    return TRUE;
  stmt = anlan_db_statement (db, "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1", error);
  if (stmt == NULL)
    return FALSE;
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    anlan_store_announce (store, anlan_stmt_integer (stmt, 0), anlan_stmt_text (stmt, 1));
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR)
    return FALSE;
  *version = anlan_value_get_integer (&value, 0);
  return TRUE;
}

static gpointer
watch_in_thread (gpointer data)
{
  AnlanStore *store = data;
  AnlanDb *db = NULL;
  gint64 version = -1;

  g_mutex_lock (&store->watch_mutex);
  while (!anlan_store_is_closing (store))
    {
      g_autoptr (GError) error = NULL;

      g_mutex_unlock (&store->watch_mutex);
      if (db == NULL)
        db = anlan_store_connect (store, ANLAN_DB_READ, &error);
      /* A passing fault: it is looked at again in a moment, on a new connection. */
      if (db == NULL || !look (store, db, &version, &error))
        {
          g_debug ("watching the journal: %s", error->message);
          g_clear_pointer (&db, anlan_db_close);
          version = -1;
        }
      g_mutex_lock (&store->watch_mutex);
      if (!anlan_store_is_closing (store))
        g_cond_wait_until (&store->watch_cond, &store->watch_mutex,
                           g_get_monotonic_time () + WATCH_MILLISECONDS * G_TIME_SPAN_MILLISECOND);
    }
  g_mutex_unlock (&store->watch_mutex);
  anlan_db_close (db);
  return NULL;
}

void
anlan_store_start_watcher (AnlanStore *store)
{
  store->watcher = g_thread_new ("anlan-watcher", watch_in_thread, store);
}

void
anlan_store_stop_watcher (AnlanStore *store)
{
  if (store->watcher == NULL)
    return;
  g_mutex_lock (&store->watch_mutex);
  g_cond_broadcast (&store->watch_cond);
  g_mutex_unlock (&store->watch_mutex);
  g_thread_join (store->watcher);
  store->watcher = NULL;
}

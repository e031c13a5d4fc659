/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "store-private.h"

#include <glib/gi18n-lib.h>

#include "base/language.h"
#include "db-private.h"

/* What waits is committed together, but nobody's change waits longer for those that come after it, and other
 * processes get their turn. */
#define GROUP_MICROSECONDS 50000
#define GROUP_JOBS 256

typedef struct
{
  AnlanStore *store;
  gboolean fresh; /* the plant has just been made */
  gboolean ok;
  GError *error;
  gboolean ready; /* (mutex) */
  GMutex mutex;
  GCond cond;
} Start;

/* --- one piece of work ------------------------------------------------------------------------------------- */

static void
fail (AnlanJob *job, const GError *error)
{
  job->ok = FALSE;
  if (job->error == NULL)
    job->error = g_error_copy (error);
}

static void
set_lost_error (GError **error)
{
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_FAILED,
      _ ("The database took the change back by itself. Nothing was changed. Please try again."));
}

/* Runs @job in a savepoint. FALSE if the whole transaction is lost. */
static gboolean
run_in_savepoint (AnlanStore *store, AnlanJob *job)
{
  AnlanDb *db = store->writing.db;
  AnlanJournal before = store->writing.journal;

  if (!anlan_db_savepoint (db, &job->error))
    return FALSE;
  anlan_language_set (job->language);
  job->ok = job->work (db, &store->writing.journal, job->data, &job->error);
  anlan_language_set (NULL);
  anlan_db_settle (db);
  if (job->ok && anlan_db_in_transaction (db))
    job->ok = anlan_db_release (db, &job->error);
  if (job->ok && !anlan_db_in_transaction (db))
    job->ok = FALSE;
  if (!job->ok)
    {
      if (job->error == NULL)
        set_lost_error (&job->error);
      anlan_db_rollback_to_savepoint (db);
      store->writing.journal = before;
    }
  return anlan_db_in_transaction (db);
}

/* --- a transaction ----------------------------------------------------------------------------------------- */

static gboolean
needs_renewal (AnlanStore *store)
{
  return g_atomic_int_get (&store->generation) != store->writing.generation;
}

static gboolean
renew (AnlanStore *store, GError **error)
{
  gint generation = g_atomic_int_get (&store->generation);

  if (generation == store->writing.generation)
    return TRUE;
  if (!anlan_store_set_up (store, store->writing.db, error))
    return FALSE;
  store->writing.generation = generation;
  return TRUE;
}

static gboolean
begin (AnlanStore *store, GError **error)
{
  AnlanDb *db = store->writing.db;

  if (!renew (store, error) || !anlan_db_begin (db, error))
    return FALSE;
  if (anlan_journal_begin (&store->writing.journal, db, anlan_clock_now (store->clock), error))
    return TRUE;
  anlan_db_settle (db);
  anlan_db_rollback (db);
  return FALSE;
}

/* The next job for this transaction, or NULL: none waits, or what waits cannot be part of it. */
static AnlanJob *
take_next (AnlanStore *store)
{
  AnlanJob *job = g_async_queue_try_pop (store->writes);

  if (job == NULL || (job->kind == ANLAN_JOB_WORK && !needs_renewal (store)))
    return job;
  store->writing.held = job;
  return NULL;
}

static void
finish_all (GPtrArray *jobs)
{
  for (guint i = 0; i < jobs->len; i++)
    anlan_job_finish (g_ptr_array_index (jobs, i));
}

static void
fail_all (GPtrArray *jobs, const GError *error)
{
  for (guint i = 0; i < jobs->len; i++)
    fail (g_ptr_array_index (jobs, i), error);
}

static gboolean
run_hook (AnlanStore *store, GError **error)
{
  AnlanWork hook;
  gpointer data;

  g_mutex_lock (&store->hook_mutex);
  hook = store->before_commit;
  data = store->before_commit_data;
  g_mutex_unlock (&store->hook_mutex);
  if (hook == NULL)
    return TRUE;
  if (!hook (store->writing.db, &store->writing.journal, data, error))
    return FALSE;
  anlan_db_settle (store->writing.db);
  return TRUE;
}

static gboolean
commit (AnlanStore *store, GError **error)
{
  AnlanDb *db = store->writing.db;
  AnlanJournal *journal = &store->writing.journal;

  if (!run_hook (store, error))
    return FALSE;
  if (journal->seq - store->writing.checkpoint_seq >= ANLAN_STORE_CHECKPOINT_LINES &&
      !anlan_store_add_checkpoint (store, db, journal, error))
    return FALSE;
  anlan_db_settle (db);
  return anlan_db_commit (db, error);
}

/* After a commit. That the copy outside the plant could not be written is no reason to call the change failed: it is
 * written with the next one, and verify says when it is behind. */
static void
after_commit (AnlanStore *store, gint64 checkpoint_before)
{
  g_autoptr (GError) trouble = NULL;

  store->writing.groups++;
  anlan_store_announce (store, store->writing.journal.seq, store->writing.journal.head);
  if (store->writing.checkpoint_seq != checkpoint_before &&
      !anlan_store_copy_checkpoints (store, store->writing.db, &trouble))
    g_message ("checkpoint copy: %s", trouble->message);
}

/* Runs @first and what waits behind it in one transaction. @jobs gets all of them, with their results. */
static void
run_transaction (AnlanStore *store, AnlanJob *first, GPtrArray *jobs)
{
  gint64 until = g_get_monotonic_time () + GROUP_MICROSECONDS;
  gint64 checkpoint_before = store->writing.checkpoint_seq;
  g_autoptr (GError) error = NULL;
  gboolean alive = TRUE, any = FALSE;

  for (AnlanJob *job = first; job != NULL;
       job = alive && jobs->len < GROUP_JOBS && g_get_monotonic_time () < until ? take_next (store) : NULL)
    {
      g_ptr_array_add (jobs, job);
      if (g_cancellable_set_error_if_cancelled (job->cancellable, &job->error))
        continue;
      g_atomic_int_set (&store->accompanied, any);
      alive = run_in_savepoint (store, job);
      any = any || job->ok;
      if (!alive)
        error = job->error != NULL ? g_error_copy (job->error) : NULL;
    }
  g_atomic_int_set (&store->accompanied, FALSE);

  if (alive && any && commit (store, &error))
    {
      after_commit (store, checkpoint_before);
      return;
    }
  anlan_db_settle (store->writing.db);
  anlan_db_rollback (store->writing.db);
  store->writing.checkpoint_seq = checkpoint_before;
  if (alive && !any)
    return;
  if (error == NULL)
    set_lost_error (&error);
  fail_all (jobs, error);
}

static void
run_group (AnlanStore *store, AnlanJob *first)
{
  g_autoptr (GPtrArray) jobs = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;

  if (begin (store, &error))
    run_transaction (store, first, jobs);
  else
    {
      /* Whoever waits behind would wait for the same lock once more: all hear at once. */
      for (AnlanJob *job = first; job != NULL; job = take_next (store))
        g_ptr_array_add (jobs, job);
      fail_all (jobs, error);
    }
  finish_all (jobs);
}

static void
run_outside (AnlanStore *store, AnlanJob *job)
{
  if (renew (store, &job->error))
    job->ok = job->work (store->writing.db, &store->writing.journal, job->data, &job->error);
  anlan_db_settle (store->writing.db);
  anlan_job_finish (job);
}

/* --- the thread -------------------------------------------------------------------------------------------- */

static gboolean
begin_writing (AnlanStore *store, gboolean fresh, GError **error)
{
  AnlanDb *db = anlan_store_connect (store, ANLAN_DB_WRITE, error);
  g_auto (AnlanValue) seq = ANLAN_VALUE_INIT;

  store->writing.db = db;
  if (db == NULL)
    return FALSE;
  store->writing.generation = g_atomic_int_get (&store->generation);
  anlan_journal_init (&store->writing.journal, store->desk_id);
  if (!anlan_store_join_desk (store, db, fresh, error) || !anlan_store_set_up (store, db, error) ||
      !anlan_db_lookup (db, "SELECT max(seq) FROM checkpoint", NULL, &seq, error))
    return FALSE;
  store->writing.checkpoint_seq = anlan_value_get_integer (&seq, 0);
  return TRUE;
}

/* Signs what came since the last checkpoint, and leaves one file behind where nobody else has the plant open. */
static void
end_writing (AnlanStore *store)
{
  g_autoptr (GError) error = NULL;

  if (!anlan_store_add_checkpoint (store, store->writing.db, NULL, &error) ||
      !anlan_store_copy_checkpoints (store, store->writing.db, &error))
    g_message ("checkpoint at close: %s", error->message);
  anlan_db_settle (store->writing.db);
}

static gpointer
write_in_thread (gpointer data)
{
  Start *start = data;
  AnlanStore *store = start->store;
  gboolean ok = begin_writing (store, start->fresh, &start->error);

  g_mutex_lock (&start->mutex);
  start->ok = ok;
  start->ready = TRUE;
  g_cond_signal (&start->cond);
  g_mutex_unlock (&start->mutex);

  while (ok)
    {
      AnlanJob *job = g_steal_pointer (&store->writing.held);

      if (job == NULL)
        job = g_async_queue_pop (store->writes);
      if (job->kind == ANLAN_JOB_QUIT)
        {
          anlan_job_free (job);
          end_writing (store);
          break;
        }
      if (job->kind == ANLAN_JOB_OUTSIDE)
        run_outside (store, job);
      else
        run_group (store, job);
    }
  g_clear_pointer (&store->writing.db, anlan_db_close);
  return NULL;
}

gboolean
anlan_store_start_writer (AnlanStore *store, gboolean fresh, GError **error)
{
  Start start = { .store = store, .fresh = fresh };

  g_mutex_init (&start.mutex);
  g_cond_init (&start.cond);
  store->writer = g_thread_new ("anlan-writer", write_in_thread, &start);
  g_mutex_lock (&start.mutex);
  while (!start.ready)
    g_cond_wait (&start.cond, &start.mutex);
  g_mutex_unlock (&start.mutex);
  g_mutex_clear (&start.mutex);
  g_cond_clear (&start.cond);
  if (start.ok)
    return TRUE;
  g_clear_pointer (&store->writer, g_thread_join);
  g_propagate_error (error, start.error);
  return FALSE;
}

void
anlan_store_stop_writer (AnlanStore *store)
{
  if (store->writer == NULL)
    return;
  g_async_queue_push (store->writes, anlan_job_new (ANLAN_JOB_QUIT, NULL, NULL));
  g_thread_join (store->writer);
  store->writer = NULL;
}

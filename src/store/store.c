/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "store-private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "base/blocking.h"
#include "base/language.h"
#include "failure.h"

G_DEFINE_FINAL_TYPE (AnlanStore, anlan_store, G_TYPE_OBJECT)

enum
{
  JOURNAL_GROWN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- jobs -------------------------------------------------------------------------------------------------- */

AnlanJob *
anlan_job_new (AnlanJobKind kind, AnlanWork work, gpointer data)
{
  AnlanJob *job = g_new0 (AnlanJob, 1);

  job->kind = kind;
  job->work = work;
  job->language = anlan_language_get ();
  job->data = data;
  g_mutex_init (&job->mutex);
  g_cond_init (&job->cond);
  return job;
}

void
anlan_job_free (AnlanJob *job)
{
  if (job->destroy != NULL)
    job->destroy (job->data);
  g_clear_object (&job->cancellable);
  g_clear_object (&job->task);
  g_clear_error (&job->error);
  g_mutex_clear (&job->mutex);
  g_cond_clear (&job->cond);
  g_free (job);
}

static gboolean
return_task_cb (gpointer data)
{
  AnlanJob *job = data;

  if (job->ok)
    g_task_return_boolean (job->task, TRUE);
  else
    g_task_return_error (job->task, g_steal_pointer (&job->error));
  anlan_job_free (job);
  return G_SOURCE_REMOVE;
}

/* The task is returned and let go on its own context only: it holds the store, and if our thread dropped the last
 * reference, it would have to join itself. */
void
anlan_job_finish (AnlanJob *job)
{
  g_autoptr (GSource) source = NULL;

  if (job->task == NULL)
    {
      g_mutex_lock (&job->mutex);
      job->done = TRUE;
      g_cond_signal (&job->cond);
      g_mutex_unlock (&job->mutex);
      return;
    }
  source = g_idle_source_new ();
  g_source_set_priority (source, g_task_get_priority (job->task));
  g_source_set_callback (source, return_task_cb, job, NULL);
  g_source_attach (source, g_task_get_context (job->task));
}

gboolean
anlan_job_wait (AnlanJob *job, GError **error)
{
  gboolean ok;

  anlan_may_block ("wait for SQL");
  g_mutex_lock (&job->mutex);
  while (!job->done)
    g_cond_wait (&job->cond, &job->mutex);
  g_mutex_unlock (&job->mutex);
  ok = job->ok;
  if (!ok)
    g_propagate_error (error, g_steal_pointer (&job->error));
  anlan_job_free (job);
  return ok;
}

gboolean
anlan_store_is_closing (AnlanStore *store)
{
  return g_atomic_int_get (&store->closing) != 0;
}

void
anlan_store_set_closed_error (GError **error)
{
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_FAILED,
      _ ("The plant has been closed, so this was not done. Nothing was changed. Open the plant and try "
         "again."));
}

static void
set_read_only_error (AnlanStore *store, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY,
               _ ("The plant “%s” is open for reading only, so nothing was changed."), store->dir);
}

/* FALSE with the reason where writing is not possible at all. */
static gboolean
can_write (AnlanStore *store, GError **error)
{
  if (anlan_store_is_closing (store))
    anlan_store_set_closed_error (error);
  else if (store->read_only)
    set_read_only_error (store, error);
  else
    return TRUE;
  return FALSE;
}

/* The queue's own lock makes sure that nothing comes in behind the job that ends the writer. */
static gboolean
queue_write (AnlanStore *store, AnlanJob *job, GError **error)
{
  gboolean open;

  g_async_queue_lock (store->writes);
  open = can_write (store, error);
  if (open)
    g_async_queue_push_unlocked (store->writes, job);
  g_async_queue_unlock (store->writes);
  return open;
}

static gboolean
write_and_wait (AnlanStore *store, AnlanJob *job, GError **error)
{
  if (queue_write (store, job, error))
    return anlan_job_wait (job, error);
  anlan_job_free (job);
  return FALSE;
}

/* --- writing and reading ----------------------------------------------------------------------------------- */

static AnlanJob *
new_task_job (AnlanStore *store,
              AnlanWork work,
              gpointer data,
              GDestroyNotify destroy,
              GCancellable *cancellable,
              GAsyncReadyCallback callback,
              gpointer user_data,
              gpointer tag)
{
  AnlanJob *job = anlan_job_new (ANLAN_JOB_WORK, work, data);

  job->destroy = destroy;
  job->cancellable = cancellable != NULL ? g_object_ref (cancellable) : NULL;
  job->task = g_task_new (store, cancellable, callback, user_data);
  g_task_set_source_tag (job->task, tag);
  /* A write that was committed is reported as done, whatever was cancelled since. */
  g_task_set_check_cancellable (job->task, FALSE);
  return job;
}

void
anlan_store_write_async (AnlanStore *store,
                         AnlanWork work,
                         gpointer data,
                         GDestroyNotify destroy,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  AnlanJob *job;

  g_return_if_fail (ANLAN_IS_STORE (store) && work != NULL);

  job = new_task_job (store, work, data, destroy, cancellable, callback, user_data, anlan_store_write_async);
  if (!queue_write (store, job, &job->error))
    anlan_job_finish (job);
}

gboolean
anlan_store_write_finish (AnlanStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
anlan_store_write (AnlanStore *store, AnlanWork work, gpointer data, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_STORE (store) && work != NULL, FALSE);
  g_return_val_if_fail (g_thread_self () != store->writer, FALSE);

  return write_and_wait (store, anlan_job_new (ANLAN_JOB_WORK, work, data), error);
}

/* As anlan_store_write(), but outside a transaction: for what SQLite does not do within one. */
gboolean
anlan_store_run_outside (AnlanStore *store, AnlanWork work, gpointer data, GError **error)
{
  g_return_val_if_fail (g_thread_self () != store->writer, FALSE);

  return write_and_wait (store, anlan_job_new (ANLAN_JOB_OUTSIDE, work, data), error);
}

void
anlan_store_read_async (AnlanStore *store,
                        AnlanWork work,
                        gpointer data,
                        GDestroyNotify destroy,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (ANLAN_IS_STORE (store) && work != NULL);

  anlan_store_queue_read (store, new_task_job (store, work, data, destroy, cancellable, callback, user_data,
                                               anlan_store_read_async));
}

gboolean
anlan_store_read_finish (AnlanStore *store, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, store), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}

gboolean
anlan_store_read (AnlanStore *store, AnlanWork work, gpointer data, GError **error)
{
  AnlanJob *job;

  g_return_val_if_fail (ANLAN_IS_STORE (store) && work != NULL, FALSE);

  job = anlan_job_new (ANLAN_JOB_WORK, work, data);
  anlan_store_queue_read (store, job);
  return anlan_job_wait (job, error);
}

void
anlan_store_renew_connections (AnlanStore *store)
{
  g_return_if_fail (ANLAN_IS_STORE (store));
  g_atomic_int_inc (&store->generation);
}

void
anlan_store_set_before_commit (AnlanStore *store, AnlanWork work, gpointer data)
{
  g_return_if_fail (ANLAN_IS_STORE (store));

  g_mutex_lock (&store->hook_mutex);
  store->before_commit = work;
  store->before_commit_data = data;
  g_mutex_unlock (&store->hook_mutex);
}

/* --- "journal-grown" --------------------------------------------------------------------------------------- */

static gboolean
announce_cb (gpointer data)
{
  GWeakRef *ref = data;
  g_autoptr (AnlanStore) store = g_weak_ref_get (ref);

  if (store == NULL)
    return G_SOURCE_REMOVE;
  g_mutex_lock (&store->head_mutex);
  store->announcing = FALSE;
  g_mutex_unlock (&store->head_mutex);
  if (!anlan_store_is_closing (store))
    g_signal_emit (store, signals[JOURNAL_GROWN], 0);
  return G_SOURCE_REMOVE;
}

static void
weak_ref_free (gpointer data)
{
  g_weak_ref_clear (data);
  g_free (data);
}

/* By any thread, after a commit of this or of another process. Many commits before the context comes round are one
 * emission. */
void
anlan_store_announce (AnlanStore *store, gint64 seq, const char *head)
{
  gboolean attach = FALSE;

  g_mutex_lock (&store->head_mutex);
  if (seq > store->head_seq)
    {
      store->head_seq = seq;
      g_strlcpy (store->head_hash, head, sizeof store->head_hash);
      attach = !store->announcing;
      store->announcing = TRUE;
    }
  g_mutex_unlock (&store->head_mutex);

  if (attach)
    {
      g_autoptr (GSource) source = g_idle_source_new ();
      GWeakRef *ref = g_new0 (GWeakRef, 1);

      g_weak_ref_init (ref, store);
      g_source_set_priority (source, G_PRIORITY_DEFAULT);
      g_source_set_callback (source, announce_cb, ref, weak_ref_free);
      g_source_attach (source, store->context);
    }
}

char *
anlan_store_checkpoint_text (AnlanStore *store)
{
  char *text;

  g_return_val_if_fail (ANLAN_IS_STORE (store), NULL);

  g_mutex_lock (&store->head_mutex);
  text = g_strdup_printf ("%" G_GINT64_FORMAT "·%.8s", store->head_seq, store->head_hash);
  g_mutex_unlock (&store->head_mutex);
  return text;
}

/* --- open, close, look ------------------------------------------------------------------------------------- */

static AnlanStore *
open_store (const char *dir, const AnlanStoreOptions *options, gboolean create, GError **error)
{
  g_autoptr (AnlanStore) store = g_object_new (ANLAN_TYPE_STORE, NULL);

  anlan_may_block ("open a plant");
  store->dir = g_canonicalize_filename (dir, NULL);
  store->context = options != NULL && options->main_context != NULL
                       ? g_main_context_ref (options->main_context)
                       : g_main_context_ref_thread_default ();
  store->clock = options != NULL && options->clock != NULL ? anlan_clock_ref (options->clock)
                                                           : anlan_clock_new_system ();
  if (options != NULL)
    {
      store->read_only = options->read_only && !create;
      store->poll = options->poll;
      store->busy_ms = options->busy_ms;
      store->setup = options->setup;
      store->setup_data = options->setup_data;
      store->photos = options->photos;
    }
  /* Whatever fails from here on, the threads have not started: closing has nothing to wait for. */
  {
    GError *trouble = NULL;

    store->desk = anlan_desk_load (options != NULL ? options->desk_dir : NULL, !store->read_only,
                                   store->clock, &trouble);
    if (trouble != NULL)
      {
        g_propagate_error (error, trouble);
        return NULL;
      }
  }
  store->desk_id = g_strdup (store->desk != NULL ? anlan_desk_get_id (store->desk) : "");
  if (!anlan_store_prepare_folder (store, create, error))
    return NULL;
  if (!store->read_only && !anlan_store_start_writer (store, create, error))
    {
      if (create)
        anlan_store_forget_folder (store);
      return NULL;
    }
  if (store->poll)
    anlan_store_start_watcher (store);
  return g_steal_pointer (&store);
}

AnlanStore *
anlan_store_create (const char *dir, const AnlanStoreOptions *options, GError **error)
{
  g_return_val_if_fail (dir != NULL, NULL);
  return open_store (dir, options, TRUE, error);
}

AnlanStore *
anlan_store_open (const char *dir, const AnlanStoreOptions *options, GError **error)
{
  g_return_val_if_fail (dir != NULL, NULL);
  return open_store (dir, options, FALSE, error);
}

void
anlan_store_close (AnlanStore *store)
{
  gboolean first;

  g_return_if_fail (ANLAN_IS_STORE (store));

  g_async_queue_lock (store->writes);
  first = g_atomic_int_compare_and_exchange (&store->closing, 0, 1);
  g_async_queue_unlock (store->writes);
  if (!first)
    return;
  anlan_may_block ("close a plant");
  anlan_store_stop_watcher (store);
  anlan_store_stop_readers (store);
  anlan_store_stop_writer (store);

  g_mutex_lock (&store->keys_mutex);
  g_clear_pointer (&store->keys, anlan_db_close);
  store->keys_closed = TRUE;
  g_mutex_unlock (&store->keys_mutex);
  g_mutex_lock (&store->lock_mutex);
  g_hash_table_remove_all (store->locks);
  g_mutex_unlock (&store->lock_mutex);
  if (store->lock_fd >= 0)
    close (store->lock_fd);
  store->lock_fd = -1;
}

const char *
anlan_store_get_dir (AnlanStore *store)
{
  g_return_val_if_fail (ANLAN_IS_STORE (store), NULL);
  return store->dir;
}

const char *
anlan_store_get_desk (AnlanStore *store)
{
  g_return_val_if_fail (ANLAN_IS_STORE (store), NULL);
  return store->desk_id;
}

const char *
anlan_store_get_desk_tag (AnlanStore *store)
{
  g_return_val_if_fail (ANLAN_IS_STORE (store), NULL);
  return store->desk_tag;
}

AnlanClock *
anlan_store_get_clock (AnlanStore *store)
{
  g_return_val_if_fail (ANLAN_IS_STORE (store), NULL);
  return store->clock;
}

gboolean
anlan_store_is_read_only (AnlanStore *store)
{
  g_return_val_if_fail (ANLAN_IS_STORE (store), TRUE);
  return store->read_only;
}

char *
anlan_store_path (AnlanStore *store, const char *name)
{
  g_return_val_if_fail (ANLAN_IS_STORE (store), NULL);
  return g_build_filename (store->dir, name, NULL);
}

/* --- locks ------------------------------------------------------------------------------------------------- */

gboolean
anlan_store_lock (AnlanStore *store, const char *name, GError **error)
{
  g_autofree char *file = g_strconcat (name, ".lock", NULL);
  g_autofree char *path = NULL;
  gboolean held;
  int fd;

  g_return_val_if_fail (ANLAN_IS_STORE (store) && name != NULL && strchr (name, '/') == NULL, FALSE);

  if (!can_write (store, error))
    return FALSE;
  g_mutex_lock (&store->lock_mutex);
  held = g_hash_table_contains (store->locks, name);
  g_mutex_unlock (&store->lock_mutex);
  if (held)
    return TRUE;

  path = anlan_store_path (store, file);
  fd = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      anlan_failure_set_errno (error, errno, path);
      return FALSE;
    }
  /* Of the open file and not of the process: gone when the process is, whatever ended it. */
  if (flock (fd, LOCK_EX | LOCK_NB) != 0)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_LOCKED,
                   _ ("Another Anlan on this computer already does this work for the plant (%s)."), name);
      close (fd);
      return FALSE;
    }
  g_mutex_lock (&store->lock_mutex);
  g_hash_table_insert (store->locks, g_strdup (name), GINT_TO_POINTER (fd));
  g_mutex_unlock (&store->lock_mutex);
  return TRUE;
}

gboolean
anlan_store_is_awaited (AnlanStore *store)
{
  g_return_val_if_fail (ANLAN_IS_STORE (store), FALSE);

  return g_atomic_int_get (&store->accompanied) != 0 || g_async_queue_length (store->writes) > 0;
}

void
anlan_store_unlock (AnlanStore *store, const char *name)
{
  g_return_if_fail (ANLAN_IS_STORE (store) && name != NULL);

  g_mutex_lock (&store->lock_mutex);
  g_hash_table_remove (store->locks, name);
  g_mutex_unlock (&store->lock_mutex);
}

static void
close_lock (gpointer fd)
{
  close (GPOINTER_TO_INT (fd));
}

/* --- findings ---------------------------------------------------------------------------------------------- */

void
anlan_finding_free (AnlanFinding *finding)
{
  if (finding == NULL)
    return;
  g_free (finding->code);
  g_free (finding->what);
  g_free (finding);
}

AnlanFinding *
anlan_finding_new (const char *code, const char *format, ...)
{
  AnlanFinding *finding = g_new0 (AnlanFinding, 1);
  va_list args;

  va_start (args, format);
  finding->code = g_strdup (code);
  finding->what = g_strdup_vprintf (format, args);
  va_end (args);
  return finding;
}

/* --- object ------------------------------------------------------------------------------------------------ */

static void
anlan_store_dispose (GObject *object)
{
  anlan_store_close (ANLAN_STORE (object));
  G_OBJECT_CLASS (anlan_store_parent_class)->dispose (object);
}

static void
anlan_store_finalize (GObject *object)
{
  AnlanStore *store = ANLAN_STORE (object);

  g_async_queue_unref (store->writes);
  g_ptr_array_unref (store->readers);
  g_hash_table_unref (store->locks);
  g_clear_pointer (&store->clock, anlan_clock_unref);
  anlan_desk_free (store->desk);
  g_clear_pointer (&store->context, g_main_context_unref);
  g_free (store->dir);
  g_free (store->plant);
  g_free (store->desk_id);
  g_free (store->desk_tag);
  g_mutex_clear (&store->hook_mutex);
  g_mutex_clear (&store->reader_mutex);
  g_cond_clear (&store->reader_cond);
  g_mutex_clear (&store->watch_mutex);
  g_cond_clear (&store->watch_cond);
  g_mutex_clear (&store->head_mutex);
  g_mutex_clear (&store->lock_mutex);
  g_mutex_clear (&store->keys_mutex);
  G_OBJECT_CLASS (anlan_store_parent_class)->finalize (object);
}

static void
anlan_store_class_init (AnlanStoreClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = anlan_store_dispose;
  object_class->finalize = anlan_store_finalize;

  signals[JOURNAL_GROWN] = g_signal_new ("journal-grown", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
anlan_store_init (AnlanStore *store)
{
  store->lock_fd = -1;
  store->desk_tag = g_strdup ("");
  store->writes = g_async_queue_new ();
  store->readers = g_ptr_array_new_with_free_func (g_free);
  store->locks = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, close_lock);
  g_mutex_init (&store->hook_mutex);
  g_mutex_init (&store->reader_mutex);
  g_cond_init (&store->reader_cond);
  g_queue_init (&store->reads);
  g_mutex_init (&store->watch_mutex);
  g_cond_init (&store->watch_cond);
  g_mutex_init (&store->head_mutex);
  g_mutex_init (&store->lock_mutex);
  g_mutex_init (&store->keys_mutex);
}

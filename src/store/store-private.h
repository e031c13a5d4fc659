/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "desk.h"
#include "journal-private.h"
#include "store/store.h"

G_BEGIN_DECLS

#define ANLAN_STORE_MAX_READERS 3
#define ANLAN_STORE_CHECKPOINT_LINES 1000

typedef enum
{
  ANLAN_JOB_WORK,    /* within a transaction */
  ANLAN_JOB_OUTSIDE, /* on the writer's connection, outside one */
  ANLAN_JOB_QUIT,
} AnlanJobKind;

/* One piece of work on its way through a thread. Made and ended on the caller's side; between, the thread's. */
typedef struct
{
  AnlanJobKind kind;
  AnlanWork work;
  gpointer data;
  GDestroyNotify destroy;
  GCancellable *cancellable; /* (owned) (nullable) */
  GTask *task;               /* (owned) (nullable): NULL when somebody waits */
  const char *language;      /* of who asks (base/language.h), or NULL */
  gboolean ok;
  GError *error; /* (owned) */

  /* Of one who waits. */
  GMutex mutex;
  GCond cond;
  gboolean done;
} AnlanJob;

/* All but @thread is the thread's own. */
typedef struct
{
  GThread *thread;
  AnlanDb *db;
  gint generation; /* of its set-up */
} AnlanReader;

struct _AnlanStore
{
  GObject parent_instance;

  /* Set before the threads start and never changed. */
  char *dir;
  char *plant; /* id */
  char *desk_id;
  char *desk_tag;
  AnlanClock *clock;
  AnlanDesk *desk; /* (nullable): read-only without an identity */
  gboolean read_only;
  gboolean immutable; /* the folder cannot be written, and nobody has the plant open */
  gboolean poll;
  guint busy_ms;
  gboolean (*setup) (AnlanDb *db, gpointer data, GError **error);
  gpointer setup_data;
  const AnlanPhotoReader *photos; /* (nullable) */
  GMainContext *context; /* where "journal-grown" is emitted */
  int lock_fd;

  gint generation; /* (atomic): of the setup */
  gint closing;    /* (atomic) */

  /* The writer. */
  GThread *writer;
  GAsyncQueue *writes; /* of AnlanJob */
  gint accompanied;    /* (atomic): the job under way is not the first of its transaction */
  struct
  {
    AnlanDb *db;
    AnlanJournal journal;
    gint generation;
    gint64 checkpoint_seq; /* of the last checkpoint */
    AnlanJob *held;        /* taken from the queue, but not for this transaction */
    guint groups;          /* transactions committed, for tests */
  } writing;               /* the writer's thread only, once it has started */

  GMutex hook_mutex;
  AnlanWork before_commit; /* (mutex hook_mutex) */
  gpointer before_commit_data;

  /* The readers. */
  GMutex reader_mutex;
  GCond reader_cond;
  GQueue reads;       /* (mutex reader_mutex): of AnlanJob */
  GPtrArray *readers; /* (mutex reader_mutex): of AnlanReader */
  guint idle_readers; /* (mutex reader_mutex) */

  /* The one who looks for commits of other processes. */
  GThread *watcher;
  GMutex watch_mutex;
  GCond watch_cond;

  /* What is known of the journal. */
  GMutex head_mutex;
  gint64 head_seq;                      /* (mutex head_mutex) */
  char head_hash[ANLAN_SHA256_HEX + 1]; /* (mutex head_mutex) */
  gboolean announcing;                  /* (mutex head_mutex): an emission is on its way */

  GMutex lock_mutex;
  GHashTable *locks; /* (mutex lock_mutex): name -> fd */

  GMutex keys_mutex;
  AnlanDb *keys;        /* (mutex keys_mutex) (nullable): opened when first needed */
  gboolean keys_closed; /* (mutex keys_mutex): after the last write, which may still have needed them */
};

/* store-open.c */
AnlanDb *
anlan_store_connect (AnlanStore *store, AnlanDbMode mode, GError **error);
gboolean
anlan_store_set_up (AnlanStore *store, AnlanDb *db, GError **error);
gboolean
anlan_store_prepare_folder (AnlanStore *store, gboolean create, GError **error);
void
anlan_store_forget_folder (AnlanStore *store); /* takes away what a failed creation has made */

/* store-writer.c */
gboolean
anlan_store_start_writer (AnlanStore *store, gboolean fresh, GError **error);
void
anlan_store_stop_writer (AnlanStore *store);
gboolean
anlan_store_run_outside (AnlanStore *store, AnlanWork work, gpointer data, GError **error);

/* store-reader.c */
void
anlan_store_queue_read (AnlanStore *store, AnlanJob *job);
void
anlan_store_stop_readers (AnlanStore *store);
void
anlan_store_start_watcher (AnlanStore *store);
void
anlan_store_stop_watcher (AnlanStore *store);

/* store.c */
AnlanJob *
anlan_job_new (AnlanJobKind kind, AnlanWork work, gpointer data);
void
anlan_job_free (AnlanJob *job);
void
anlan_job_finish (AnlanJob *job); /* by the thread: hands the result back */
gboolean
anlan_job_wait (AnlanJob *job, GError **error);
gboolean
anlan_store_is_closing (AnlanStore *store);
void
anlan_store_set_closed_error (GError **error);
void
anlan_store_announce (AnlanStore *store, gint64 seq, const char *head);

/* store-checkpoint.c */
gboolean
anlan_store_join_desk (AnlanStore *store, AnlanDb *db, gboolean fresh, GError **error);
gboolean
anlan_store_add_checkpoint (AnlanStore *store, AnlanDb *db, AnlanJournal *journal, GError **error);
gboolean
anlan_store_copy_checkpoints (AnlanStore *store, AnlanDb *db, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "base/clock.h"
#include "store/db.h"
#include "store/journal.h"

G_BEGIN_DECLS

/**
 * AnlanStore:
 *
 * An open plant folder: its databases, its journal, its files, the thread that writes and the threads that
 * read. It knows nothing of kinds and people; model/ does.
 *
 *   plant.db                  records and journal (WAL, synchronous=FULL)
 *   readings.db, alarms.db    made when the station first needs them
 *   keys.db                   keys of persons' sealed fields (mode 0600), left out of ordinary backups
 *   files/ab/cdef…            stored files by SHA-256
 *   tiles/                    *.mbtiles
 *
 * GObject so that it can be watched: "journal-grown" is emitted on the main context that was the thread default
 * when the store was opened, after a commit of this or of another process (data_version is polled).
 */
#define ANLAN_TYPE_STORE (anlan_store_get_type ())
G_DECLARE_FINAL_TYPE (AnlanStore, anlan_store, ANLAN, STORE, GObject)

typedef struct _AnlanPhotoReader AnlanPhotoReader; /* see store/files.h */

typedef struct
{
  AnlanClock *clock;       /* NULL: the system's */
  const char *desk_dir;    /* where this desk's identity lives; NULL: the user's data folder */
  gboolean    read_only;   /* nothing is written, not even a "desk joined" line */
  gboolean    poll;        /* watch for commits of other processes */
  guint       busy_ms;     /* how long a write waits for another program's; 0: 10 s */
  /* Called on each connection right after it was opened, on the thread that owns it: functions, views. */
  gboolean  (*setup) (AnlanDb *db, gpointer data, GError **error);
  gpointer    setup_data;
  const AnlanPhotoReader *photos; /* or NULL */
  GMainContext *main_context; /* where signals are emitted; NULL: the caller's thread default */
} AnlanStoreOptions;

/* Makes the folder (which must be absent or empty) and its databases, and opens it. */
AnlanStore *anlan_store_create (const char *dir, const AnlanStoreOptions *options, GError **error);

/* Opens a plant folder: refuses network file systems, newer schemas, what is no plant, damage; migrates an older
 * one after a backup beside it. Blocks; call it off the main thread. */
AnlanStore *anlan_store_open   (const char *dir, const AnlanStoreOptions *options, GError **error);

/* Ends the threads after the waiting writes are done, signs a checkpoint, closes. Blocks. Idempotent. */
void        anlan_store_close  (AnlanStore *store);

const char *anlan_store_get_dir      (AnlanStore *store);
const char *anlan_store_get_desk     (AnlanStore *store);     /* id of this desk */
const char *anlan_store_get_desk_tag (AnlanStore *store);     /* "" for the plant's first desk, then "B", "C" … */
AnlanClock *anlan_store_get_clock    (AnlanStore *store);
gboolean    anlan_store_is_read_only (AnlanStore *store);
char       *anlan_store_path         (AnlanStore *store, const char *name); /* inside the folder */

/**
 * AnlanWork:
 *
 * A piece of work on a connection. A writing piece runs inside the transaction, in its own SAVEPOINT: what it
 * did is undone if it returns FALSE; @journal is ready to append to. A reading piece gets @journal NULL.
 */
typedef gboolean (*AnlanWork) (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error);

/* Queues @work for the writer. FIFO; what waits is committed together; the callback comes after COMMIT, on the
 * caller's thread-default main context. Once begun a write is not cancelled. */
void     anlan_store_write_async  (AnlanStore *store, AnlanWork work, gpointer data, GDestroyNotify destroy,
                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean anlan_store_write_finish (AnlanStore *store, GAsyncResult *result, GError **error);

/* The same, waiting. Not on a thread that runs a main loop somebody looks at. */
gboolean anlan_store_write        (AnlanStore *store, AnlanWork work, gpointer data, GError **error);

/* Whether others' writes wait for the one that is under way: behind it, or before it for the commit. Any thread. */
gboolean anlan_store_is_awaited   (AnlanStore *store);

/* Runs @work on one of the readers' connections, inside one read transaction. Cancelling interrupts it. */
void     anlan_store_read_async   (AnlanStore *store, AnlanWork work, gpointer data, GDestroyNotify destroy,
                                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data);
gboolean anlan_store_read_finish  (AnlanStore *store, GAsyncResult *result, GError **error);
gboolean anlan_store_read         (AnlanStore *store, AnlanWork work, gpointer data, GError **error);

/* Makes every connection run its setup again before its next work (the definitions have changed). */
void     anlan_store_renew_connections (AnlanStore *store);

/* Called on the writer's thread inside the transaction, after the waiting works and before COMMIT, if any of them
 * succeeded; FALSE rolls the whole transaction back and fails them all. */
void     anlan_store_set_before_commit (AnlanStore *store, AnlanWork work, gpointer data);

/* Takes the lock @name of the plant ("station") for this process, until the store is closed or the process ends,
 * however it ends. ANLAN_ERROR_LOCKED if another has it. */
gboolean anlan_store_lock                (AnlanStore *store, const char *name, GError **error);

void        anlan_store_unlock              (AnlanStore *store, const char *name);

/* After an erasure: what was deleted leaves the files too (FTS optimize, WAL truncated). Waits for its turn. */
gboolean anlan_store_scrub               (AnlanStore *store, GError **error);

/* --- checkpoint, backup, verify --------------------------------------------------------------------------- */

/* Signs the present head with the desk's key, appends it to the table of checkpoints and to the desk's own copy. */
gboolean anlan_store_checkpoint  (AnlanStore *store, GError **error);

/* "1234·9f3a6c21": count and the first 8 digits of the head, as papers show it. The caller frees it. */
char    *anlan_store_checkpoint_text (AnlanStore *store);

typedef struct
{
  char *code; /* "chain", "signature", "checkpoint", "file", "sqlite", "row", "line" … */
  char *what; /* the sentence */
} AnlanFinding;

void     anlan_finding_free (AnlanFinding *finding);
AnlanFinding *anlan_finding_new (const char *code, const char *format, ...) G_GNUC_PRINTF (2, 3);

/* Checks SQLite's own integrity, the chain, the checkpoints (also against the desk's copy outside the plant), and
 * that each stored file is there and has its hash. Appends AnlanFinding to @findings. FALSE only if it could not
 * look. model/ adds what needs the kinds. */
gboolean anlan_store_verify (AnlanStore *store, GPtrArray *findings, GCancellable *cancellable, GError **error);

G_END_DECLS

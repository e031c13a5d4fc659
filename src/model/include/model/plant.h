/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/progress.h"
#include "model/change.h"
#include "model/registry.h"
#include "store/store.h"

G_BEGIN_DECLS

/**
 * AnlanPlant:
 *
 * An open plant: its store, its kinds, its settings and who sits at it. The only way to write is a change.
 *
 * Signals, on the main context that opened it:
 *   "applied" (AnlanApplied *)  after each COMMIT of one's own change, in the order of the journal
 *   "changed" (GStrv kinds)     after any commit, of this or another process: which kinds have changed
 *   "kinds-changed"             the definitions are others now
 *   "settings-changed"
 */
#define ANLAN_TYPE_PLANT (anlan_plant_get_type ())
G_DECLARE_FINAL_TYPE (AnlanPlant, anlan_plant, ANLAN, PLANT, GObject)

typedef struct
{
  AnlanRegistry *registry;  /* NULL: only what model/ itself has */
  AnlanClock    *clock;     /* NULL: the system's */
  const char    *desk_dir;  /* NULL: the user's */
  gboolean       read_only;
  gboolean       poll;      /* watch for commits of other processes */
} AnlanPlantOptions;

typedef struct
{
  const char *name;      /* of the plant */
  const char *time_zone; /* IANA name; NULL: the machine's */
  const char *language;  /* "en", "zh_CN"; NULL: the user's */
  double      longitude; /* WGS-84 degrees; NAN if not known */
  double      latitude;
} AnlanPlantBirth;

/* Blocking; for the command line, tests and worker threads. */
AnlanPlant *anlan_plant_create (const char *dir, const AnlanPlantBirth *birth, const AnlanPlantOptions *options,
                                GError **error);
AnlanPlant *anlan_plant_open   (const char *dir, const AnlanPlantOptions *options, GError **error);

/* @options is copied. */
void        anlan_plant_open_async  (const char *dir, const AnlanPlantOptions *options, GCancellable *cancellable,
                                     GAsyncReadyCallback callback, gpointer user_data);
AnlanPlant *anlan_plant_open_finish (GAsyncResult *result, GError **error);
void        anlan_plant_close       (AnlanPlant *plant); /* blocks; idempotent */
void        anlan_plant_close_async (AnlanPlant *plant, GAsyncReadyCallback callback, gpointer user_data);

AnlanStore *anlan_plant_get_store   (AnlanPlant *plant);
AnlanKinds *anlan_plant_ref_kinds   (AnlanPlant *plant);                 /* the present set; unref it */
AnlanKind  *anlan_plant_get_kind    (AnlanPlant *plant, const char *id); /* new reference, or NULL */
gint64      anlan_plant_now         (AnlanPlant *plant);
GTimeZone  *anlan_plant_ref_zone    (AnlanPlant *plant);                 /* unref it */

/* Settings live in the plant and are journalled: "name", "time-zone", "language", "day-start", "night-from",
 * "night-to", "longitude", "latitude", … Cached: no SQL. NULL if never set; the caller frees it. */
char       *anlan_plant_get_setting        (AnlanPlant *plant, const char *key);
gboolean    anlan_plant_set_setting        (AnlanPlant *plant, const char *key, const char *value,
                                            GError **error);
void        anlan_plant_set_setting_async  (AnlanPlant *plant, const char *key, const char *value,
                                            GAsyncReadyCallback callback, gpointer user_data);
gboolean    anlan_plant_set_setting_finish (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* Who sits at the desk: the actor of changes that name none. */
void        anlan_plant_set_person  (AnlanPlant *plant, const char *person);
const char *anlan_plant_get_person  (AnlanPlant *plant);

/* --- writing ---------------------------------------------------------------------------------------------- */

void          anlan_plant_apply_async  (AnlanPlant *plant, AnlanChange *change, GCancellable *cancellable,
                                        GAsyncReadyCallback callback, gpointer user_data);
AnlanApplied *anlan_plant_apply_finish (AnlanPlant *plant, GAsyncResult *result, GError **error);
AnlanApplied *anlan_plant_apply        (AnlanPlant *plant, AnlanChange *change, GError **error);

/**
 * anlan_plant_apply_batch:
 * @changes: (element-type AnlanChange): applied in order; all or none.
 * @note: (nullable): JSON object kept with the batch: source name, hash, counts.
 * @failed: (out) (optional): place of the change that was refused.
 *
 * All changes get the batch's id, so that they can be undone as one. A few hundred are one transaction. More come in by
 * many short ones, so that others need not wait: new records first, then the rest. New records are seen by nobody before
 * the end; of more than a hundred edits the first can be seen earlier. Whatever stops it, also kill -9, nothing of it
 * stays (at the latest after the next opening). Of so many "applied" is not emitted, only "changed".
 *
 * Returns: the batch's id, freed by the caller; NULL with the reason of the first one refused.
 */
char         *anlan_plant_apply_batch        (AnlanPlant *plant, GPtrArray *changes, const char *note,
                                              guint *failed, GError **error);
void          anlan_plant_apply_batch_async  (AnlanPlant *plant, GPtrArray *changes, const char *note,
                                              GCancellable *cancellable, GAsyncReadyCallback callback,
                                              gpointer user_data);
char         *anlan_plant_apply_batch_finish (AnlanPlant *plant, GAsyncResult *result, guint *failed,
                                              GError **error);

/**
 * anlan_plant_apply_good:
 * @refused: (element-type utf8): gets for each change NULL, or why it was refused.
 *
 * As anlan_plant_apply_batch(), but a change that is refused is left out and the others stand. Also returns an id when
 * all were refused; then nothing was written.
 */
char *
anlan_plant_apply_good (AnlanPlant *plant, GPtrArray *changes, const char *note, GPtrArray *refused, GError **error);

/* Both, with more to say. @refused: (nullable): as above. @progress comes on the calling thread. Cancelled before its end,
 * all of it is taken back and G_IO_ERROR_CANCELLED given. */
char         *anlan_plant_apply_batch_full   (AnlanPlant *plant, GPtrArray *changes, const char *note,
                                              GPtrArray *refused, AnlanProgress progress, gpointer data,
                                              GCancellable *cancellable, guint *failed, GError **error);

/* Undoes a batch as one new batch: created records are voided, edited fields get their old values. Refused, with
 * the records named, where somebody has worked on them since. */
char         *anlan_plant_undo_batch        (AnlanPlant *plant, const char *batch, GError **error);
void          anlan_plant_undo_batch_async  (AnlanPlant *plant, const char *batch, GAsyncReadyCallback callback,
                                             gpointer user_data);
char         *anlan_plant_undo_batch_finish (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* Takes back the last line of a record's journal that has not been taken back yet, by a new change; ANLAN_ERROR_REFUSED where that is not possible
 * (steps are reopened, not undone). */
AnlanApplied *anlan_plant_undo              (AnlanPlant *plant, const char *kind, const char *record,
                                             GError **error);
void          anlan_plant_undo_async        (AnlanPlant *plant, const char *kind, const char *record,
                                             GAsyncReadyCallback callback, gpointer user_data);
AnlanApplied *anlan_plant_undo_finish       (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* What would stand against @change, as AnlanProblem; empty: nothing. Judged on a reader's connection. NULL with
 * @error only if it could not be judged. */
GPtrArray    *anlan_plant_check             (AnlanPlant *plant, AnlanChange *change, GError **error);
void          anlan_plant_check_async       (AnlanPlant *plant, AnlanChange *change, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
GPtrArray    *anlan_plant_check_finish      (AnlanPlant *plant, GAsyncResult *result, GError **error);

/* What became of one change among many that are only judged. @after: the record as the change would leave it, or NULL
 * where that cannot be said. @problems: (element-type AnlanProblem): empty if nothing stands against it. On the thread
 * that asked; both are borrowed. */
typedef void (*AnlanBatchJudged) (guint place, AnlanRecord *after, GPtrArray *problems, gpointer data);

/**
 * anlan_plant_judge_batch:
 * @want_after: hand over the records as they would be, with their computed fields.
 *
 * Judges changes that will be applied together, in slices, on a reader's connection. A change may refer to records that
 * an earlier one of them makes. What two of them have in common that must be unique is not seen here.
 */
gboolean
anlan_plant_judge_batch (AnlanPlant *plant, GPtrArray *changes, gboolean want_after, AnlanBatchJudged judged,
                         gpointer judged_data, AnlanProgress progress, gpointer data, GCancellable *cancellable,
                         GError **error);

/**
 * anlan_plant_preview_async:
 *
 * The record as @change would leave it, with defaults and computed fields, and what would stand against it; nothing is
 * written. A form shows it before there is anything to store.
 */
void          anlan_plant_preview_async     (AnlanPlant *plant, AnlanChange *change, GCancellable *cancellable,
                                             GAsyncReadyCallback callback, gpointer user_data);
/* @problems: (out) (optional) (transfer full) (element-type AnlanProblem). */
AnlanRecord  *anlan_plant_preview_finish    (AnlanPlant *plant, GAsyncResult *result, GPtrArray **problems,
                                             GError **error);

/* A private connection in memory with the plant's functions (now(), actor(), …) and none of its records, on which
 * forms judge expressions over one record at once, on the thread that asks. anlan_db_close() it before the plant. */
AnlanDb      *anlan_plant_open_memory       (AnlanPlant *plant, GError **error);

/* Changes the definition of a kind (its overlay; NULL takes the plant's own away), journalled as op "define". */
gboolean      anlan_plant_define            (AnlanPlant *plant, const char *kind, const char *overlay,
                                             GError **error);

/* Destroys the key of a person's sealed fields, journalled as op "erase". */
gboolean      anlan_plant_erase             (AnlanPlant *plant, const char *person, const char *reason,
                                             GError **error);

/* The plain text of a sealed value. Journalled as op "look": who looked is part of the evidence. */
char         *anlan_plant_unseal            (AnlanPlant *plant, AnlanRecord *record, const char *field,
                                             GError **error);

/* Store's findings, and: each record's revision recomputed from its row and compared with its last line, rows
 * without a line, lines without a row. */
gboolean      anlan_plant_verify            (AnlanPlant *plant, GPtrArray *findings, GCancellable *cancellable,
                                             GError **error);

G_END_DECLS

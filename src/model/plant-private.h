/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "apply-private.h"
#include "model/plant.h"

G_BEGIN_DECLS

struct _AnlanPlant
{
  GObject        parent_instance;

  AnlanStore    *store;
  AnlanContextSetup setup;
  GMainContext  *main;     /* where signals are emitted */

  GMutex         lock;     /* guards facts, person */
  AnlanFacts    *facts;    /* swapped, never changed */
  char          *person;   /* as anlan_plant_get_person() hands it out; main thread */
  gint64         seen_seq; /* last journal line that "changed" has told of; main thread */
  gboolean       telling;  /* a read for "changed" is under way */
  gboolean       tell_again;

  GMutex         batch_lock; /* held while a large batch comes in */
};

/* The present facts; unref them. Any thread. */
AnlanFacts *anlan_plant_ref_facts   (AnlanPlant *plant);

/* Makes new facts out of the present ones: NULL keeps what is there. */
void        anlan_plant_swap_facts  (AnlanPlant *plant, AnlanKinds *kinds, GHashTable *settings);

void        anlan_plant_swap_setting (AnlanPlant *plant, const char *key, const char *value);

/* As anlan_plant_set_setting(), if @check says so, on the writer inside the transaction. */
typedef gboolean (*AnlanSettingCheck) (AnlanDb *db, gpointer data, GError **error);

gboolean    anlan_plant_set_guarded (AnlanPlant *plant, const char *key, const char *value,
                                     AnlanSettingCheck check, gpointer data, GError **error);

/* Emits on the plant's main context, at once if this is it. */
void        anlan_plant_emit_applied (AnlanPlant *plant, GPtrArray *applied);
/* The same for what was written without waiting: many changes are told of in portions, so that the main loop turns in
 * between. */
void        anlan_plant_emit_applied_soon (AnlanPlant *plant, GPtrArray *applied);
/* Unrefs @array; a long one, whose elements any thread may free, in a thread of its own. */
void        anlan_plant_free_aside   (GPtrArray *array);
void        anlan_plant_emit         (AnlanPlant *plant, const char *signal);

/* Reads overlays and settings on @db. */
gboolean    anlan_plant_read_facts  (AnlanDb *db, AnlanKinds **kinds, GHashTable **settings, GError **error);

/* Appends a line about the plant itself. @patch is JSON. */
gboolean    anlan_plant_line        (AnlanPlant *plant, AnlanDb *db, AnlanJournal *journal, const char *op,
                                     const char *kind, const char *record, const char *patch, GError **error);

/* Judged inside the transaction, by who signed in: what the window allows is a courtesy. @own: (nullable): his own account,
 * which everybody may change. */
gboolean    anlan_account_check_manager (AnlanDb *db, const char *own, GError **error);

/* Runs @work on the writer from a synchronous caller's or a task's point of view; see store.h. */
typedef struct
{
  AnlanPlant *plant;
  GPtrArray  *changes; /* AnlanChange */
  GPtrArray  *applied; /* AnlanApplied */
  char       *batch;   /* or NULL */
  char       *note;    /* JSON, or NULL */
  guint       failed;
  GPtrArray  *refused; /* (unowned): reasons, when refused changes are to be left out; else NULL */
} AnlanWriting;

AnlanWriting *anlan_writing_new  (AnlanPlant *plant);
void          anlan_writing_free (AnlanWriting *writing);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanWriting, anlan_writing_free)

/* Writes the batch's row and line; @more: (nullable): further members of the line, ",…". */
gboolean      anlan_writing_end_batch (AnlanWriting *writing, AnlanDb *db, AnlanJournal *journal, gint64 first,
                                       const char *more, GError **error);

/* Whether so much is to be written that others would have to wait for it too long, and it can be done bit by bit. */
gboolean      anlan_writing_is_large (const AnlanWriting *writing);

/**
 * anlan_writing_run_large:
 * @end: (nullable): done in the last transaction, after all changes.
 *
 * Applies a batch by many short transactions, between which others write (plant-batch.c). Blocks. All or nothing, also if
 * the program ends meanwhile; what is new is seen by nobody before the end. "applied" is not emitted, only "changed".
 */
gboolean      anlan_writing_run_large (AnlanWriting *writing, AnlanWork end, gpointer end_data,
                                       AnlanProgress progress, gpointer progress_data, GCancellable *cancellable,
                                       GError **error);

/* Takes back what is left of a batch that nobody is writing any more (plant-withdraw.c), with the lock held that writers
 * of batches hold. Does nothing if there is none. */
gboolean      anlan_plant_withdraw    (AnlanPlant *plant, GError **error);
gboolean      anlan_plant_has_left    (AnlanPlant *plant, gboolean *has, GError **error);

/* The same at the opening, unless another program is writing one. */
gboolean      anlan_plant_tidy        (AnlanPlant *plant, GError **error);

/* Works out all that is computed from other records, by short transactions. */
gboolean      anlan_plant_settle      (AnlanPlant *plant, GError **error);

/* Whether @patch is that of a line of @batch: it is always the last member. */
gboolean      anlan_patch_is_of_batch (const char *patch, const char *batch);

/* The AnlanWork that applies them all; also writes the batch's row and line where there is one. */
gboolean      anlan_writing_run  (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error);

G_END_DECLS

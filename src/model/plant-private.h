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
};

/* The present facts; unref them. Any thread. */
AnlanFacts *anlan_plant_ref_facts   (AnlanPlant *plant);

/* Makes new facts out of the present ones: NULL keeps what is there. */
void        anlan_plant_swap_facts  (AnlanPlant *plant, AnlanKinds *kinds, GHashTable *settings);

void        anlan_plant_swap_setting (AnlanPlant *plant, const char *key, const char *value);

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

/* The AnlanWork that applies them all; also writes the batch's row and line where there is one. */
gboolean      anlan_writing_run  (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error);

G_END_DECLS

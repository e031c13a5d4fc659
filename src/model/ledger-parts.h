/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/* What the parts of a ledger share: the query (ledger.c), the list and how it is told (ledger-tell.c), its rows
 * (ledger-rows.c), and how it follows changes (ledger-follow.c). */

#include "ledger-private.h"

G_BEGIN_DECLS

/* Steps of a view at a change; more are joined into one. */
#define MOST_EDITS 256

/* What has to be done because of changes. */
typedef enum
{
  FOLLOW_NOTHING,
  FOLLOW_LOOK, /* run the query if there are lines about the kind that are not known to be harmless */
  FOLLOW_RUN,  /* run it */
} Follow;

struct _AnlanLedger
{
  GObject parent_instance;

  AnlanPlant *plant;
  AnlanQuery *query; /* or NULL */
  GError *error;
  gboolean loading;
  guint notified_rows;
  guint many; /* as in AnlanQueryJob */

  /* The list. While edits are told, from the last to the first, it is @rids up to @cut_old and @next from @cut_new on,
   * without the @hidden rows at @hidden_at, which are not told yet; at all other times @next is NULL. Arrays are never
   * changed once they are here: readers compare with them. */
  GArray *rids;
  GArray *next;
  guint cut_old;
  guint cut_new;
  guint hidden;
  guint hidden_at;
  GArray *edits; /* what is being told, or NULL; the first @edits_left are still to be */
  guint edits_left;
  guint tell_source;
  gboolean gentle; /* new rows are told a few at a time */
  /* Counts new contents, so that telling stops when somebody sets another query meanwhile. */
  guint generation;

  GHashTable *rows; /* rid -> AnlanRow, not owned: rows tell when they go */
  GQueue kept;      /* AnlanRow, owned */
  AnlanLabels *labels;

  /* Work in the background. */
  GCancellable *query_cancellable; /* while a query runs */
  GCancellable *slice_cancellable; /* of all slices of this kind */
  gint64 seen_seq;
  GHashTable *harmless; /* seqs of own changes since then that move nothing */
  GHashTable *depends;  /* or NULL */
  gboolean depends_any;
  gboolean timed;
  Follow follow;
  gboolean stale;  /* the rows that are there must be read again */
  gint64 followed; /* monotonic time of the last look */
  guint follow_source;
  guint clock_source;
};

/* A job and the ledger it is for, which may be gone before it is done. */
typedef struct
{
  GWeakRef ledger;
  gpointer job;
  GCancellable *cancellable;
} AnlanErrand;

AnlanErrand *
anlan_errand_new (AnlanLedger *self, gpointer job, GCancellable *cancellable);
void
anlan_errand_free (AnlanErrand *errand);

/* --- ledger.c --------------------------------------------------------------------------------------------------- */

void
anlan_ledger_set_error (AnlanLedger *self, GError *error);

/* @always: also when nothing seems to have changed. @early: the first rows as soon as they are known. */
void
anlan_ledger_run_query (AnlanLedger *self, gboolean always, gboolean early);

void
anlan_ledger_set_loading (AnlanLedger *self, gboolean loading);
void
anlan_ledger_notify_rows (AnlanLedger *self);

/* --- ledger-tell.c ---------------------------------------------------------------------------------------------- */

gint64
anlan_ledger_rid_at (AnlanLedger *self, guint position);
guint
anlan_ledger_count_rows (AnlanLedger *self);

/* Makes @rids the list and tells @edits, which lead there from the one that is shown. */
void
anlan_ledger_take_list (AnlanLedger *self, GArray *rids, GArray *edits);

/* Tells at once what is left to be told. */
void
anlan_ledger_tell_rest (AnlanLedger *self);

/* Leaves untold what is: the list is then what its views know. Returns: whether there was any. */
gboolean
anlan_ledger_stop_telling (AnlanLedger *self);
void
anlan_ledger_clear_list (AnlanLedger *self);

/* --- ledger-rows.c ---------------------------------------------------------------------------------------------- */

/* The row of @rid, made if it is not there. Borrowed: it is kept. */
AnlanRow *
anlan_ledger_need_row (AnlanLedger *self, gint64 rid);
void
anlan_ledger_drop_rows (AnlanLedger *self);

/* Takes over @labels; the rows that show one that is another now are told. */
void
anlan_ledger_take_labels (AnlanLedger *self, GHashTable *labels);
void
anlan_ledger_take_records (AnlanLedger *self, GPtrArray *records, gboolean make);

/* Asks for the slice in which @position lies. */
void
anlan_ledger_want_slice (AnlanLedger *self, guint position);

/* Reads the rows again that somebody may be looking at. */
void
anlan_ledger_read_rows_again (AnlanLedger *self);

/* --- ledger-follow.c -------------------------------------------------------------------------------------------- */

void
anlan_ledger_take_dependencies (AnlanLedger *self, const AnlanQueryJob *job);
void
anlan_ledger_schedule_follow (AnlanLedger *self);

/* Connects to the plant. */
void
anlan_ledger_follow (AnlanLedger *self);

G_END_DECLS

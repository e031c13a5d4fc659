/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/ledger.h"

G_BEGIN_DECLS

/* --- what changes from one list of row ids to the next (ledger-diff.c) ------------------------------------------ */

/* @removed places at @old_at give way to @added ones that stand at @new_at in the new list. */
typedef struct
{
  guint old_at;
  guint removed;
  guint new_at;
  guint added;
} AnlanEdit;

/* The edits, in order, that turn @from into @to (both gint64, each without doubles), keeping as many in place as can be.
 * More than @most of them are joined into one: a view is slower with thousands of small steps than with one. */
GArray *
anlan_diff_rids (GArray *from, GArray *to, guint most);

/* --- what runs on a reader's thread (ledger-job.c) -------------------------------------------------------------- */

/* The list as it can be shown before all of it is sorted: the first rows, and behind them what was there before. */
typedef struct
{
  GArray *rids;
  GArray *edits;
  GPtrArray *records;
  GHashTable *labels;
} AnlanEarly;

/* Runs a query and compares. Made on the main thread, filled by the reader's, then read on the main thread again. */
typedef struct
{
  AnlanKinds *kinds;
  AnlanQuery *query;
  GArray *old;          /* gint64: what the list shows; never changed */
  guint most;           /* edits */
  gint64 seen_seq;      /* 0: run in any case; else only if another line about the kind came after it … */
  GHashTable *harmless; /* … whose seq (as pointer) is not in this set; or NULL */
  gboolean unchanged;
  gint64 seq; /* last journal line that was seen */
  GArray *rids;
  GArray *edits;       /* AnlanEdit */
  GHashTable *depends; /* as of AnlanFound */
  gboolean depends_any;
  gboolean timed;
  GPtrArray *records; /* the first slice, unless it has come early */
  GHashTable *labels;
  gatomicrefcount refs;

  guint many;           /* texts to be sorted from which on the first rows come early */
  GSourceFunc early_cb; /* is then called with the job on the main context; or NULL */
  gpointer early_data;
  GDestroyNotify early_free;
  AnlanEarly *early; /* from then on neither it nor anything in it changes */
} AnlanQueryJob;

/* For tests; see AnlanQueryJob. */
void
anlan_ledger_set_many (AnlanLedger *ledger, guint many);

AnlanQueryJob *
anlan_query_job_new (AnlanKinds *kinds, const AnlanQuery *query, GArray *old);
AnlanQueryJob *
anlan_query_job_ref (AnlanQueryJob *job);
void
anlan_query_job_unref (AnlanQueryJob *job);
gboolean
anlan_query_job_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error);

/* Reads records by row id, and the labels of what they refer to. */
typedef struct
{
  AnlanKinds *kinds;
  char *kind;
  GArray *rids;
  GPtrArray *records;
  GHashTable *labels;
  gatomicrefcount refs;
} AnlanSliceJob;

AnlanSliceJob *
anlan_slice_job_new (AnlanKinds *kinds, const char *kind, GArray *rids);
AnlanSliceJob *
anlan_slice_job_ref (AnlanSliceJob *job);
void
anlan_slice_job_unref (AnlanSliceJob *job);
gboolean
anlan_slice_job_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error);

#define ANLAN_SLICE 64

/* --- labels that the rows of a ledger share ---------------------------------------------------------------------- */

typedef struct
{
  GHashTable *by_id; /* id -> label */
  grefcount refs;
} AnlanLabels;

AnlanLabels *
anlan_labels_new (void);
AnlanLabels *
anlan_labels_ref (AnlanLabels *labels);
void
anlan_labels_unref (AnlanLabels *labels);

/* --- rows (ledger-row.c) ------------------------------------------------------------------------------------------ */

/* Called when nobody holds the row any more. */
typedef void (*AnlanRowGone) (gint64 rid, gpointer data);

AnlanRow *
anlan_row_new (gint64 rid, AnlanLabels *labels, AnlanRowGone gone, gpointer data);
void
anlan_row_orphan (AnlanRow *row); /* @gone is not called any more */
void
anlan_row_set_record (AnlanRow *row, AnlanRecord *record);
void
anlan_row_notify (AnlanRow *row);

/* Whether its record has been asked for and has not come yet. */
gboolean
anlan_row_is_awaited (AnlanRow *row);
void
anlan_row_set_awaited (AnlanRow *row, gboolean awaited);

G_END_DECLS

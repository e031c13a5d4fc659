/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/db.h"

G_BEGIN_DECLS

/**
 * AnlanIncoming:
 *
 * The new rows of a large batch while it comes in by many transactions. Of each kind they lie from a row id on that is
 * far enough behind the others', so that what others make meanwhile lies before them; table pending says from which, and
 * whoever reads leaves them out. Within the batch's own transactions the rows of pending are taken away, so that
 * expressions see what came before: nobody else ever sees that state.
 */
typedef struct _AnlanIncoming AnlanIncoming;

/* Row ids left free for what others make while it lasts. */
#define ANLAN_INCOMING_GAP 1048576

/* Reserves the places behind the records of @kinds (char*) and behind the search rows. Inside a write. */
AnlanIncoming *
anlan_incoming_new (AnlanDb *db, const char *batch, GPtrArray *kinds, gint64 seq, GError **error);
void
anlan_incoming_free (AnlanIncoming *incoming);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanIncoming, anlan_incoming_free)

const char *
anlan_incoming_get_batch (const AnlanIncoming *incoming);

/* Row id of the next record of @kind, and id of the next search row. */
gint64
anlan_incoming_next_row (AnlanIncoming *incoming, const char *kind);
gint64
anlan_incoming_next_doc (AnlanIncoming *incoming);

/* From where on the rows of @kind are the batch's; 0: it has none. */
gint64
anlan_incoming_first_row (const AnlanIncoming *incoming, const char *kind);

/* Takes the rows of pending away and puts them back, within one transaction. */
gboolean
anlan_incoming_lift (AnlanIncoming *incoming, AnlanDb *db, GError **error);
gboolean
anlan_incoming_cover (AnlanIncoming *incoming, AnlanDb *db, GError **error);

/* --- for all others --------------------------------------------------------------------------------------------- */

/* The row id for a record of @kind that others make: before the rows of an import that is under way. 0: whichever comes
 * next. */
gboolean
anlan_incoming_row_before (AnlanDb *db, const char *kind, gint64 *rid, GError **error);

/* Of @kind the row id from which on rows are not to be seen; G_MAXINT64: all are. */
gboolean
anlan_incoming_limit (AnlanDb *db, const char *kind, gint64 *limit, GError **error);

/* "coalesce (…)": the same as an SQL expression. */
void
anlan_incoming_append_limit (GString *sql, const char *kind);

/* Condition of the tables duty and raising. */
#define ANLAN_INCOMING_SHOWN                                                                                 \
  "(batch IS NULL OR batch NOT IN (SELECT batch FROM main.pending WHERE kind <> '*'))"

G_END_DECLS

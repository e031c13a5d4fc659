/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/query.h"

G_BEGIN_DECLS

/**
 * AnlanRow:
 *
 * One place in a ledger. It knows its row id at once and its record when the slice it lies in has been read:
 * property "record" notifies then, and again after each change.
 */
#define ANLAN_TYPE_ROW (anlan_row_get_type ())
G_DECLARE_FINAL_TYPE (AnlanRow, anlan_row, ANLAN, ROW, GObject)

AnlanRecord *anlan_row_get_record (AnlanRow *row); /* borrowed, or NULL while not yet read */
gint64       anlan_row_get_rid    (AnlanRow *row);

/* The label of the record with @id that a reference field of this row leads to, or NULL. Borrowed. */
const char  *anlan_row_get_label  (AnlanRow *row, const char *id);

/**
 * AnlanLedger:
 *
 * A GListModel of AnlanRow for a query: the row ids are read at once in the background and fill the list with one
 * splice; records come in slices of 64 when they are asked for. Follows changes by itself, keeping the identity
 * of rows. Properties: "loading" (boolean), "n-rows" (uint).
 */
#define ANLAN_TYPE_LEDGER (anlan_ledger_get_type ())
G_DECLARE_FINAL_TYPE (AnlanLedger, anlan_ledger, ANLAN, LEDGER, GObject)

AnlanLedger      *anlan_ledger_new        (AnlanPlant *plant);
void              anlan_ledger_set_query  (AnlanLedger *ledger, const AnlanQuery *query); /* copied */
const AnlanQuery *anlan_ledger_get_query  (AnlanLedger *ledger);
gboolean          anlan_ledger_is_loading (AnlanLedger *ledger);
const GError     *anlan_ledger_get_error  (AnlanLedger *ledger); /* borrowed; NULL if all is well */
guint             anlan_ledger_find       (AnlanLedger *ledger, gint64 rid); /* G_MAXUINT if not in the list */

/* As many rows as there will be once all are told. */
guint             anlan_ledger_get_length (AnlanLedger *ledger);

/* Whether many new rows are told a few at a time, with the main loop in between: for a view that makes widgets for all it
 * is told of. "loading" lasts until all are told. */
void              anlan_ledger_set_gentle (AnlanLedger *ledger, gboolean gentle);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "board-card.h"
#include "model/ledger.h"

G_BEGIN_DECLS

/**
 * AnlanBoardColumn:
 *
 * A stage of a flow as a column: its title, how many records stand there, and their cards. Only the cards on the screen
 * exist, and their records are read in slices off the main thread:
 *
 *   AnlanLedger (of one stage) -> GtkSingleSelection -> GtkListView of AnlanBoardCard
 *
 * A stage in which work is over is folded to a narrow column until somebody wants to see it; cards can be dropped on it
 * all the same.
 *
 * Signals: "chosen" (AnlanRow *, gboolean open) when a card is selected, with @open when it was clicked or activated;
 * "dropped" (AnlanRow *) returns whether the card was taken; "changed" when it has read more.
 */
#define ANLAN_TYPE_BOARD_COLUMN (anlan_board_column_get_type ())
G_DECLARE_FINAL_TYPE (AnlanBoardColumn, anlan_board_column, ANLAN, BOARD_COLUMN, AdwBin)

/* @stage belongs to @kind. */
AnlanBoardColumn *
anlan_board_column_new (AnlanDesk *desk, AnlanKind *kind, const AnlanStage *stage);
const AnlanStage *
anlan_board_column_get_stage (AnlanBoardColumn *column);
void
anlan_board_column_set_query (AnlanBoardColumn *column, const AnlanQuery *query); /* of all stages */
gboolean
anlan_board_column_is_loading (AnlanBoardColumn *column);
const GError *
anlan_board_column_get_error (AnlanBoardColumn *column); /* borrowed, or NULL */
gboolean
anlan_board_column_is_folded (AnlanBoardColumn *column);

/* What letting go of a card here would do; NULL with @takes: this is where it is from. NULL with neither: no card is
 * lifted. */
void
anlan_board_column_set_hint (AnlanBoardColumn *column, const char *hint, gboolean takes);

void
anlan_board_column_unselect (AnlanBoardColumn *column);
void
anlan_board_column_update (AnlanBoardColumn *column); /* time goes by */

/* The card of the record with row id @rid, if it is on the screen; else NULL. */
AnlanBoardCard *
anlan_board_column_find_card (AnlanBoardColumn *column, gint64 rid);
/* The card that has the focus, or NULL. */
AnlanBoardCard *
anlan_board_column_get_focused (AnlanBoardColumn *column);
/* Gives the focus to the card whose middle is nearest to @y of @relative; FALSE: there is none. */
gboolean
anlan_board_column_focus_near (AnlanBoardColumn *column, GtkWidget *relative, double y);

G_END_DECLS

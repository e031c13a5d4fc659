/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "model/ledger.h"

G_BEGIN_DECLS

/**
 * AnlanBoard:
 *
 * The records of a kind with a flow, a column a stage. Dragging a card to another column asks for the step that leads
 * there, as does the menu of a card (menu key, right click); what the step needs is asked in the usual dialog. A step
 * that nothing entered there could make possible is refused at once, with the reason under the board, and the card stays
 * where it is.
 *
 * By keys: up and down within a column, left and right between columns, Enter opens, the menu key or Ctrl+M lists the
 * steps, Ctrl+Right takes the usual step on.
 *
 * Signals: "chosen" (AnlanRecord *, gboolean open) when a card is selected, with @open when it is to be shown; "changed"
 * when it has read more.
 */
#define ANLAN_TYPE_BOARD (anlan_board_get_type ())
G_DECLARE_FINAL_TYPE (AnlanBoard, anlan_board, ANLAN, BOARD, AdwBin)

AnlanBoard *
anlan_board_new (AnlanDesk *desk, AnlanKind *kind); /* @kind has a flow */
void
anlan_board_set_query (AnlanBoard *board, const AnlanQuery *query);
gboolean
anlan_board_is_busy (AnlanBoard *board);
/* The first card gets the focus, or the one that had it. */
void
anlan_board_focus (AnlanBoard *board);

G_END_DECLS

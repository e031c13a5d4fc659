/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desk.h"
#include "model/ledger.h"

G_BEGIN_DECLS

/**
 * AnlanBoardCard:
 *
 * One record on a board: its number and grade, what it is, who owes it and until when. What is late says so by an icon
 * and words. It can be dragged; what is dragged is its AnlanRow. Drawn before its record has been read it is empty.
 */
#define ANLAN_TYPE_BOARD_CARD (anlan_board_card_get_type ())
G_DECLARE_FINAL_TYPE (AnlanBoardCard, anlan_board_card, ANLAN, BOARD_CARD, GtkWidget)

GtkWidget *
anlan_board_card_new (AnlanDesk *desk, const AnlanKind *kind);
void
anlan_board_card_bind (AnlanBoardCard *card, AnlanRow *row); /* @row: (nullable) */
AnlanRow *
anlan_board_card_get_row (AnlanBoardCard *card); /* borrowed, or NULL */
/* Looks again how much time is left. */
void
anlan_board_card_update (AnlanBoardCard *card);
/* Shakes it: it stays where it is. */
void
anlan_board_card_refuse (AnlanBoardCard *card);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "board-column.h"
#include "board.h"

G_BEGIN_DECLS

struct _AnlanBoard
{
  AdwBin parent_instance;

  AnlanDesk *desk;
  AnlanKind *kind;
  GPtrArray *columns; /* AnlanBoardColumn; borrowed */
  GtkWidget *across;  /* scrolls sideways */
  GtkWidget *bar;     /* why a step was refused */
  GtkWidget *reason;
  AnlanRecord *refused;
  guint bar_timeout;
  GCancellable *cancellable;
  guint asking; /* steps that are being judged */
};

/* --- board-step.c ------------------------------------------------------------------------------------------------ */

/* The steps that lead from where @record stands to @to; to anywhere with NULL. (element-type AnlanFlowStep), the usual
 * one first. */
GPtrArray *
anlan_board_steps (const AnlanRecord *record, const char *to);
/* Asks for what the step needs, or says why it cannot be taken. */
void
anlan_board_take_step (AnlanBoard *board, AnlanRecord *record, const AnlanFlowStep *step);
/* The card of @record was let go of over the column of @stage. FALSE: it cannot go there, which has been said. */
gboolean
anlan_board_drop (AnlanBoard *board, AnlanRecord *record, const AnlanStage *stage);
void
anlan_board_popup (AnlanBoard *board, AnlanBoardCard *card);

/* --- board.c -------------------------------------------------------------------------------------------------------- */

/* @record stays where it is because of @reason. */
void
anlan_board_refuse (AnlanBoard *board, AnlanRecord *record, const char *reason);
AnlanBoardCard *
anlan_board_find_card (AnlanBoard *board, gint64 rid); /* on the screen, or NULL */

G_END_DECLS

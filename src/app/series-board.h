/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "series-desk.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_BOARD_ALL,
  ANLAN_BOARD_OVER,    /* a level is reached */
  ANLAN_BOARD_TROUBLE, /* old, faulty, or nothing has come */
} AnlanBoardFilter;

/**
 * AnlanSeriesBoard:
 *
 * Live tiles of all measuring points, by zone. It follows values while it is on the screen. Signal "chosen" (name of the
 * series); "counted": what anlan_series_board_count() says may be another.
 */
#define ANLAN_TYPE_SERIES_BOARD (anlan_series_board_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSeriesBoard, anlan_series_board, ANLAN, SERIES_BOARD, GtkWidget)

/* @large: to be read from three metres. */
AnlanSeriesBoard *
anlan_series_board_new (AnlanSeriesDesk *desk, gboolean large);

/* Only tiles whose name, zone or unit has all of @words (nullable). */
void
anlan_series_board_set_words (AnlanSeriesBoard *board, const char *words);
void
anlan_series_board_set_filter (AnlanSeriesBoard *board, AnlanBoardFilter filter);

/* Of all points, whatever is filtered; @shown: how many tiles the filter leaves. All (out) (optional). */
void
anlan_series_board_count (AnlanSeriesBoard *board, guint *all, guint *over, guint *trouble, guint *shown);
/* The tile of a series gets the focus. FALSE: there is none. */
gboolean
anlan_series_board_focus (AnlanSeriesBoard *board, const char *name);

G_END_DECLS

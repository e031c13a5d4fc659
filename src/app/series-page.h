/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"
#include "series-board.h"
#include "series-replay.h"
#include "series-view.h"

G_BEGIN_DECLS

/**
 * AnlanSeriesPage:
 *
 * What sensors measure: live tiles of all of them, one of them over time, and what a rule would have done in the past.
 */
#define ANLAN_TYPE_SERIES_PAGE (anlan_series_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSeriesPage, anlan_series_page, ANLAN, SERIES_PAGE, AnlanPage)

AnlanPage *
anlan_series_page_new (AnlanDesk *desk);

/* The readings of a series around a moment. @alarm: (nullable): the one that led here; Escape leads back to it. */
void
anlan_series_page_show_at (AnlanSeriesPage *page, const char *name, gint64 moment, const char *alarm);

AnlanSeriesBoard *
anlan_series_page_get_board (AnlanSeriesPage *page); /* borrowed */
AnlanSeriesView *
anlan_series_page_get_view (AnlanSeriesPage *page); /* borrowed; NULL: the board is shown */
AnlanSeriesReplay *anlan_series_page_get_replay (AnlanSeriesPage *page); /* the same, of a rule's trial */

G_END_DECLS

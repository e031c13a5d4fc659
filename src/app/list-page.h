/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanListPage:
 *
 * The records of one kind, laid out by its definition: a table that is sorted by its headers, narrowed down by chips,
 * views and a search, and beside it the chosen record.
 *
 *   AnlanLedger -> GtkSingleSelection -> GtkColumnView
 *
 * Properties: "subtitle" (how many), "busy".
 */
#define ANLAN_TYPE_LIST_PAGE (anlan_list_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanListPage, anlan_list_page, ANLAN, LIST_PAGE, AdwBin)

AnlanListPage *anlan_list_page_new          (AnlanDesk *desk, AnlanKind *kind);
AnlanKind     *anlan_list_page_get_kind     (AnlanListPage *page); /* borrowed */
const char    *anlan_list_page_get_subtitle (AnlanListPage *page);
gboolean       anlan_list_page_is_busy      (AnlanListPage *page);
/* Shows a record of this kind beside the list; id or number. */
void           anlan_list_page_open         (AnlanListPage *page, const char *record);
void           anlan_list_page_begin        (AnlanListPage *page); /* a new record */
gboolean       anlan_list_page_back         (AnlanListPage *page); /* see AnlanPageClass.back */
void           anlan_list_page_find         (AnlanListPage *page);
void           anlan_list_page_shown        (AnlanListPage *page);
/* Shows one of the kind's views by its id. */
void           anlan_list_page_show_view    (AnlanListPage *page, const char *view);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanRoundPage:
 *
 * The rounds that are to be done: those under way first, then what is due, what was missed and what comes today. Enter
 * begins one, and its questions take the place of the list; Escape leads back.
 */
#define ANLAN_TYPE_ROUND_PAGE (anlan_round_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanRoundPage, anlan_round_page, ANLAN, ROUND_PAGE, AnlanPage)

AnlanPage *anlan_round_page_new (AnlanDesk *desk);

G_END_DECLS

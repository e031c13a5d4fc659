/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanTodayPage:
 *
 * What is owed: first what is overdue, then today, then the days that follow, each line a way to the record. One's own
 * things can be shown alone.
 */
#define ANLAN_TYPE_TODAY_PAGE (anlan_today_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanTodayPage, anlan_today_page, ANLAN, TODAY_PAGE, AnlanPage)

AnlanPage *anlan_today_page_new (AnlanDesk *desk);

G_END_DECLS

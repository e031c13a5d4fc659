/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanTodayPage:
 *
 * The first page of a morning: what burns, what I owe, what my people owe, what else is due in the next days, each a
 * number at the head and lines that open their records; and who is away.
 */
#define ANLAN_TYPE_TODAY_PAGE (anlan_today_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanTodayPage, anlan_today_page, ANLAN, TODAY_PAGE, AnlanPage)

AnlanPage *anlan_today_page_new (AnlanDesk *desk);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanWebPage:
 *
 * People elsewhere: what the station serves to phones, browsers and programs, each with its switch; posters, personal links
 * and tokens, and who used them.
 */
#define ANLAN_TYPE_WEB_PAGE (anlan_web_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanWebPage, anlan_web_page, ANLAN, WEB_PAGE, AnlanPage)

AnlanPage *anlan_web_page_new (AnlanDesk *desk);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanKindsPage:
 *
 * The kinds of one group, a list each; where there are several, a row of buttons above says which.
 */
#define ANLAN_TYPE_KINDS_PAGE (anlan_kinds_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanKindsPage, anlan_kinds_page, ANLAN, KINDS_PAGE, AnlanPage)

AnlanPage *anlan_kinds_page_new (AnlanDesk *desk, const char *group);
/* One of the views of the kind that is shown, by its id. */
void       anlan_kinds_page_show_view (AnlanKindsPage *self, const char *view);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanMusterPage:
 *
 * The muster board: who should be here, who is counted at which muster point, who is missing and where they were last
 * seen. It shows the evacuation that runs, or the one that it was opened with; counts that phones bring appear by
 * themselves.
 */
#define ANLAN_TYPE_MUSTER_PAGE (anlan_muster_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMusterPage, anlan_muster_page, ANLAN, MUSTER_PAGE, AnlanPage)

AnlanPage *anlan_muster_page_new   (AnlanDesk *desk);
/* Asks for a new evacuation; @alarm: (nullable): the alarm that it is about. */
void       anlan_muster_page_begin (AnlanMusterPage *page, const char *alarm);

G_END_DECLS

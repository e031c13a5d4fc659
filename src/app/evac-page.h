/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "evac-view.h"
#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanEvacPage:
 *
 * The evacuation twin: a plan of the plant whose people walk out, moment by moment. While an alarm stands that wants it open it
 * shows what that alarm means: the gas in the present wind, what each building is told, which muster points lie in danger; and
 * it follows when the wind turns or the alarm changes.
 */
#define ANLAN_TYPE_EVAC_PAGE (anlan_evac_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanEvacPage, anlan_evac_page, ANLAN, EVAC_PAGE, AnlanPage)

AnlanPage *
anlan_evac_page_new (AnlanDesk *desk);
/* A scenario file. */
void
anlan_evac_page_open_file (AnlanEvacPage *page, const char *path);
/* What is shown; NULL while there is nothing. Borrowed. */
AnlanEvac *
anlan_evac_page_get_evac (AnlanEvacPage *page);

G_END_DECLS

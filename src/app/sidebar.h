/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanSidebar:
 *
 * The pages in the order of a day, with a badge only where something is overdue; the plant on top, who sits here at the
 * bottom.
 */
#define ANLAN_TYPE_SIDEBAR (anlan_sidebar_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSidebar, anlan_sidebar, ANLAN, SIDEBAR, AdwBin)

/* A plant must be open. */
AnlanSidebar *anlan_sidebar_new    (AnlanDesk *desk);

/* Marks the entry of a page. Does not show the page. */
void          anlan_sidebar_select (AnlanSidebar *sidebar, const char *name);

G_END_DECLS

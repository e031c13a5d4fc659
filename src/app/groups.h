/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/kind.h"
#include "pages.h"

G_BEGIN_DECLS

/* The pages of the window itself: Today, and one for each group of kinds that Anlan knows. */
void   anlan_groups_add        (AnlanPages *pages);

/* Gives each group of @kinds that no page speaks for (a plant's own kinds) a page named after its first kind. */
void   anlan_groups_add_others (AnlanPages *pages, AnlanKinds *kinds);

/* Whether @info has anything to show with @kinds. */
gboolean anlan_groups_is_shown (const AnlanPageInfo *info, AnlanKinds *kinds);

/* Names that the window's action "page" takes: each page without kinds, and each built-in kind. g_strfreev(). */
char **anlan_groups_list_names (void);

G_END_DECLS

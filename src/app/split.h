/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * AnlanSplit:
 *
 * A list and, beside it, what was chosen from it, with a handle between them. Where there is not room for both, or when
 * it is asked for ("wide"), the aside has all of it. Unlike AdwLeaflet it lets the user divide the room, and nothing
 * moves.
 *
 * Properties: "content", "aside" (children of a template too), "wide", "folded" (read only: no room for both).
 */
#define ANLAN_TYPE_SPLIT (anlan_split_get_type ())
G_DECLARE_FINAL_TYPE (AnlanSplit, anlan_split, ANLAN, SPLIT, GtkWidget)

void     anlan_split_set_content  (AnlanSplit *split, GtkWidget *content);
void     anlan_split_set_aside    (AnlanSplit *split, GtkWidget *aside); /* hidden: the content has all the room */
void     anlan_split_set_wide     (AnlanSplit *split, gboolean wide);
gboolean anlan_split_is_folded    (AnlanSplit *split);
/* The aside's part of the width, 0 to 1. */
double   anlan_split_get_fraction (AnlanSplit *split);
void     anlan_split_set_fraction (AnlanSplit *split, double fraction);

G_END_DECLS

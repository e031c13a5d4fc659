/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * AnlanFront:
 *
 * Shows one of its children. The others are measured with it, so that one can be made behind what is seen, a few widgets
 * a frame, and then take its place without a pause. GtkStack asks the child it shows how wide it has to be for its height,
 * which takes a column of wrapped texts 9 ms a line.
 */
#define ANLAN_TYPE_FRONT (anlan_front_get_type ())
G_DECLARE_FINAL_TYPE (AnlanFront, anlan_front, ANLAN, FRONT, GtkWidget)

GtkWidget *anlan_front_new    (void);
void       anlan_front_add    (AnlanFront *front, GtkWidget *child); /* behind what is seen */
void       anlan_front_remove (AnlanFront *front, GtkWidget *child);
void       anlan_front_show   (AnlanFront *front, GtkWidget *child);

G_END_DECLS

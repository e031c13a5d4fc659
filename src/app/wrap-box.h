/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * AnlanWrapBox:
 *
 * Its children in a line, each as wide as it wants to be, and in as many lines as the width takes. (AdwWrapBox came with
 * libadwaita 1.7.) Children are put in by gtk_widget_insert_before().
 */
#define ANLAN_TYPE_WRAP_BOX (anlan_wrap_box_get_type ())
G_DECLARE_FINAL_TYPE (AnlanWrapBox, anlan_wrap_box, ANLAN, WRAP_BOX, GtkWidget)

G_END_DECLS

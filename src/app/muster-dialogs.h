/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desk.h"
#include "muster-count.h"

G_BEGIN_DECLS

/* Asks whether an evacuation begins, real or as a drill. @alarm: (nullable): id of the alarm that it is about. @begun comes
 * once it runs. */
void anlan_muster_ask_begin (GtkWidget *widget, AnlanDesk *desk, const char *alarm, AnlanMusterBegun begun,
                             gpointer data);
/* What is known of @name, who is not at a muster point. @state: "elsewhere", "hurt", "missing". */
void anlan_muster_ask_word  (GtkWidget *widget, AnlanDesk *desk, const char *muster, const char *key,
                             gboolean visitor, const char *name, const char *state);
/* Says who is open, or asks for a summary and ends it. */
void anlan_muster_ask_end   (GtkWidget *widget, AnlanDesk *desk, const AnlanMusterBoard *board);

G_END_DECLS

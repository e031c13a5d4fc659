/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desk.h"
#include "safety/muster.h"

G_BEGIN_DECLS

/* What the muster board writes. Each is one change or one batch; what is refused is told as a toast. @widget: what asks,
 * and must still stand in a window when it is told. */

/* The person or visitor @key was seen at @point. @how: "scan", "click", "typed". */
void anlan_muster_count_person (GtkWidget *widget, AnlanDesk *desk, const char *muster, const char *key,
                                gboolean visitor, const char *point, const char *how);
/* @people of @unit (NULL or "": of none) are at @point, without names. */
void anlan_muster_count_number (GtkWidget *widget, AnlanDesk *desk, const char *muster, const char *unit,
                                guint people, const char *point);
/* What is known of who is not there. @state: of the kind; @word: (nullable) for "withdrawn". */
void anlan_muster_count_word   (GtkWidget *widget, AnlanDesk *desk, const char *muster, const char *key,
                                gboolean visitor, const char *state, const char *word);

typedef void (*AnlanMusterBegun) (GtkWidget *widget, const char *muster, gpointer data);
/* @alarm: (nullable). */
void anlan_muster_begin (GtkWidget *widget, AnlanDesk *desk, const char *name, gboolean drill, const char *alarm,
                         AnlanMusterBegun begun, gpointer data);
/* The figures are kept with it, as they stood. */
void anlan_muster_end   (GtkWidget *widget, AnlanDesk *desk, const char *muster, guint expected, guint here,
                         guint word, const char *summary);
/* Who sits here says that @point is safe. */
void anlan_muster_declare (GtkWidget *widget, AnlanDesk *desk, const char *point);

G_END_DECLS

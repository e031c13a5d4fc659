/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/* Dialogs of the page for people elsewhere: a window with a title, Cancel, one button that does it, and a group of rows. */

typedef struct
{
  AdwWindow *window;
  AdwPreferencesGroup *group;
  GtkWidget *act;     /* the button that does it */
  GtkWidget *column;  /* box below the header: more can stand there */
  GtkLabel *trouble;
} AnlanWebDialog;

/* @act: its label; @description: what is asked. Not presented yet. Borrowed widgets: they live as long as the window. */
AnlanWebDialog anlan_web_dialog_new (GtkWidget *widget, const char *title, const char *description, const char *act);
/* NULL takes it away. */
void           anlan_web_dialog_say (const AnlanWebDialog *dialog, const char *trouble);

AdwComboRow   *anlan_web_dialog_add_combo (const AnlanWebDialog *dialog, const char *title,
                                           const char *const *choices);
/* A row with a picker of records of @kind; @picked: (picker, id, label, data). */
AdwActionRow  *anlan_web_dialog_add_picker (const AnlanWebDialog *dialog, AnlanPlant *plant, const char *title,
                                            const char *subtitle, const char *kind, const char *choose,
                                            GCallback picked, gpointer data);

/* Asks for posters of which places, and prints them. */
void anlan_web_ask_posters (GtkWidget *widget, AnlanDesk *desk);

/* Both tell @done (widget) when tokens have changed. */
typedef void (*AnlanWebDone) (GtkWidget *widget);
void anlan_web_ask_links   (GtkWidget *widget, AnlanDesk *desk, AnlanWebDone done);
void anlan_web_ask_api     (GtkWidget *widget, AnlanDesk *desk, AnlanWebDone done);

/* What is kept nowhere, to be copied now. @secret: (transfer full). */
void anlan_web_show_secret (GtkWidget *widget, const char *heading, const char *body, char *secret);

G_END_DECLS

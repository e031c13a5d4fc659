/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanWindow:
 *
 * Sidebar, header and pages of one plant; before a plant is open, the welcome; where one cannot be opened, why. It
 * stands on the screen before anything is read.
 *
 * Actions ("win."): page (state: name of the page or kind shown), palette, find, primary, back, undo, sidebar, menu,
 * record (kind, id or number), open-plant, new-plant, close-plant, person, me, lock, sign-out. Action "record.open" (kind,
 * id or number) of any widget inside ends here if
 * nothing nearer takes it.
 */
#define ANLAN_TYPE_WINDOW (anlan_window_get_type ())
G_DECLARE_FINAL_TYPE (AnlanWindow, anlan_window, ANLAN, WINDOW, AdwApplicationWindow)

AnlanWindow *anlan_window_new         (GtkApplication *application, AnlanDesk *desk);

/* What is to be shown once a plant is open. Each may be NULL. @record: "KIND/ID" or "KIND/NUMBER". */
void         anlan_window_ask_for     (AnlanWindow *window, const char *page, const char *record, const char *action);
void         anlan_window_go          (AnlanWindow *window); /* now: a plant is open already */

void         anlan_window_open_plant  (AnlanWindow *window, const char *dir);
void         anlan_window_open_last   (AnlanWindow *window); /* the plant that was open last, else the welcome */

/* FALSE if there is no such page. */
gboolean     anlan_window_show_page   (AnlanWindow *window, const char *name);
void         anlan_window_show_record (AnlanWindow *window, const char *kind, const char *record);
/* On the page where records of its kind are worked on; FALSE: there is none. */
gboolean     anlan_window_work_on     (AnlanWindow *window, const char *kind, const char *record);

/* One alarm of alarms.db on the page of alarms. */
void         anlan_window_show_alarm  (AnlanWindow *window, const char *id);

/* Something is still being read for what is shown. */
gboolean     anlan_window_is_busy     (AnlanWindow *window);
AnlanDesk   *anlan_window_get_desk    (AnlanWindow *window);

/* The window that @widget stands in, also when it stands in a dialog over it; or NULL. */
AnlanWindow *anlan_window_of          (GtkWidget *widget);
/* @toast: (transfer full); its title is plain text. Replaces the one that is shown. */
void         anlan_window_toast       (AnlanWindow *window, AdwToast *toast);

G_END_DECLS

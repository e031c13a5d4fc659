/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "page.h"
#include "sidebar.h"
#include "welcome.h"
#include "window.h"

G_BEGIN_DECLS

struct _AnlanWindow
{
  AdwApplicationWindow parent_instance;

  /* template */
  AdwToastOverlay *toasts;
  GtkStack        *stack;
  GtkRevealer     *loading_revealer;
  GtkSpinner      *loading_spinner;
  AdwBin          *welcome_bin;
  AdwStatusPage   *failed_page;
  GtkWidget       *retry_button;
  AdwFlap         *flap;
  AdwBin          *sidebar_bin;
  GtkLabel        *title_label;
  GtkLabel        *subtitle_label;
  GtkButton       *primary_button;
  GtkMenuButton   *menu_button;
  GtkStack        *pages;

  /* owned */
  AnlanDesk     *desk;
  AnlanSidebar  *sidebar;  /* borrowed from its bin; NULL while no plant is open */
  AnlanWelcome  *welcome;  /* borrowed from its bin */
  GSignalGroup  *page_signals;
  GSignalGroup  *plant_signals;
  GCancellable  *opening;  /* NULL: nothing is being opened */
  char          *dir;      /* of the plant that is, or could not be, opened */
  char          *shown;    /* name of the page or kind shown */
  AdwToast      *toast;    /* borrowed; the one on the screen */
  GQueue         undo;     /* UndoItem, the latest first */
  gboolean       undoing;
  guint          spinner_timeout;

  /* what was asked for before a plant was open */
  char *wanted_page, *wanted_record, *wanted_action;
};

/* The page on the screen, or NULL. */
AnlanPage *anlan_window_get_page        (AnlanWindow *window);

/* Once no plant is open. */
void       anlan_window_show_welcome    (AnlanWindow *window);

/* --- window-actions.c ------------------------------------------------------------------------------------------- */

void       anlan_window_install_actions (GtkWidgetClass *widget_class);
void       anlan_window_add_actions     (AnlanWindow *window);
void       anlan_window_set_page_state  (AnlanWindow *window, const char *name);
void       anlan_window_enable_action   (AnlanWindow *window, const char *name, gboolean enabled);
void       anlan_window_enable_actions  (AnlanWindow *window, gboolean plant_is_open);
void       anlan_window_note_applied    (AnlanWindow *window, const AnlanApplied *applied);
void       anlan_window_clear_undo      (AnlanWindow *window);

G_END_DECLS

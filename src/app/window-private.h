/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "alarm-loud.h"
#include "page.h"
#include "scan-burst.h"
#include "sidebar.h"
#include "sign-in-page.h"
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
  AdwBin          *sign_in_bin;
  AdwStatusPage   *failed_page;
  GtkWidget       *retry_button;
  GtkWidget       *reading_button;
  AdwFlap         *flap;
  AdwBin          *sidebar_bin;
  GtkLabel        *title_label;
  GtkLabel        *subtitle_label;
  GtkButton       *primary_button;
  GtkMenuButton   *menu_button;
  GtkRevealer     *banner;
  GtkLabel        *banner_label;
  GtkButton       *banner_button;
  AdwBin          *alarm_bin;
  AdwBin          *bell_bin;
  GtkStack        *pages;

  /* owned */
  AnlanDesk     *desk;
  AnlanSidebar  *sidebar;  /* borrowed from its bin; NULL while no plant is open */
  AnlanWelcome  *welcome;  /* borrowed from its bin */
  AnlanSignInPage *sign_in; /* borrowed from its bin */
  GSignalGroup  *page_signals;
  GSignalGroup  *plant_signals;
  GCancellable  *opening;  /* NULL: nothing is being opened */
  char          *dir;      /* of the plant that is, or could not be, opened */
  char          *shown;    /* name of the page or kind shown */
  AdwToast      *toast;    /* borrowed; the one on the screen */
  GQueue         undo;     /* UndoItem, the latest first */
  gboolean       undoing;
  guint          spinner_timeout;

  /* who sits here, and whether anybody does */
  gint64         last_input;   /* µs of the wall clock */
  guint          idle_timeout;
  GWeakRef       typing;       /* what had the focus when the window was locked */
  GPtrArray     *hidden;       /* GtkWindow: dialogs that wait for the window to be unlocked */

  gboolean       banner_closed; /* "not now": until the program starts again */
  char          *kept_kind;     /* of what was half typed when the program ended; NULL: nothing to be offered */
  char          *kept_record;   /* NULL: a new one */

  AnlanAlarmLoud *loud;         /* NULL while no plant is open */

  /* what a scanner types */
  AnlanScanBurst burst;
  GQueue         held_keys;     /* GdkEvent: may be part of a scan */
  GQueue         returned_keys; /* GdkEvent: given back, and not yet come by again */
  guint          scan_timeout;
  guint          key_down;      /* keycode of the last key pressed, 0 when it is let go */

  /* what was asked for before a plant was open */
  char *wanted_page, *wanted_record, *wanted_action;
};

/* The page on the screen, or NULL. */
AnlanPage *anlan_window_get_page        (AnlanWindow *window);

/* Once no plant is open. */
void       anlan_window_show_welcome    (AnlanWindow *window);

/* Makes sidebar and pages, once a plant is open and somebody may see it; and takes them away again. */
void       anlan_window_start           (AnlanWindow *window);
void       anlan_window_stop            (AnlanWindow *window);

/* --- window-lock.c ------------------------------------------------------------------------------------------------ */

void       anlan_window_ask_sign_in     (AnlanWindow *window);
void       anlan_window_lock            (AnlanWindow *window);
void       anlan_window_sign_out        (AnlanWindow *window);
void       anlan_window_update_lock     (AnlanWindow *window); /* settings have changed */
/* Locks it where nobody has touched anything for as long as the plant's setting says. @now: µs of the wall clock. */
void       anlan_window_look_idle       (AnlanWindow *window, gint64 now);
void       anlan_window_start_watching  (AnlanWindow *window);
void       anlan_window_ask_person      (AnlanWindow *window);
/* Where nobody has ever said so. */
void       anlan_window_ask_first_person (AnlanWindow *window);

/* --- window-banner.c --------------------------------------------------------------------------------------------- */

void       anlan_window_install_banner  (GtkWidgetClass *widget_class);
void       anlan_window_start_banner    (AnlanWindow *window);
void       anlan_window_offer_kept      (AnlanWindow *window);

/* --- window-alarms.c --------------------------------------------------------------------------------------------- */

void       anlan_window_install_alarms  (GtkWidgetClass *widget_class);
/* With the plant that the desk has open, and without one. */
void       anlan_window_start_alarms    (AnlanWindow *window);
void       anlan_window_stop_alarms     (AnlanWindow *window);
void       anlan_window_acknowledge_alarm (AnlanWindow *window, const char *id);

/* --- window-scan.c ------------------------------------------------------------------------------------------------- */

/* Catches what a scanner types into @toplevel, which is the window or a dialog over it. */
void       anlan_window_watch_scanner   (AnlanWindow *window, GtkWidget *toplevel);
void       anlan_window_start_scanner   (AnlanWindow *window);
void       anlan_window_stop_scanner    (AnlanWindow *window);
void       anlan_window_scanned         (AnlanWindow *window, const char *text);

/* --- window-actions.c ------------------------------------------------------------------------------------------- */

void       anlan_window_install_actions (GtkWidgetClass *widget_class);
void       anlan_window_add_actions     (AnlanWindow *window);
void       anlan_window_set_page_state  (AnlanWindow *window, const char *name);
void       anlan_window_enable_action   (AnlanWindow *window, const char *name, gboolean enabled);
void       anlan_window_enable_actions  (AnlanWindow *window, gboolean plant_is_open);
void       anlan_window_note_applied    (AnlanWindow *window, const AnlanApplied *applied);
void       anlan_window_clear_undo      (AnlanWindow *window);

G_END_DECLS

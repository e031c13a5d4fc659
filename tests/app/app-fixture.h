/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"
#include "field-row.h"
#include "model/query.h"
#include "page.h"
#include "welcome.h"
#include "window-private.h"

/*
 * The real window in the test's own process, on a plant in a folder of its own.
 *
 * A test program runs in one language (ANLAN_TEST_LANGUAGE: "en" or "zh_CN"; tests/app/meson.build registers it once for
 * each), on the screen that build-aux/with-display.sh gives it. The drawing thread is forbidden to wait for SQL and
 * files, warnings are fatal, animations are off.
 */
typedef struct
{
  char *root; /* folder of this case, removed at the end */
  char *dir;  /* the plant; NULL: none was opened */
  AnlanApplication *application;
  AnlanWindow *window;
} App;

typedef enum
{
  APP_WELCOME,  /* no plant */
  APP_EMPTY,    /* a new plant without a record */
  APP_DEMO,     /* a copy of the demo plant in the program's language */
  APP_DEMO_NOW, /* one whose sensors have spoken since the program began */
} AppPlant;

/* In place of g_test_init() and gtk_init(). Without a screen the program ends as skipped. */
void
app_test_init (int *argc, char ***argv);
const char *
app_language (void); /* "en", "zh_CN" */

App *
app_open (AppPlant plant);
/* A plant that was there before, or that a test has made beside it in app->root; @dir is not removed. */
App *
app_open_dir (const char *dir);
/* As before it was closed: @dir lies in @root (transfer full), which is removed at the end. */
App *
app_open_kept (char *root, const char *dir);
void
app_close (App *app); /* and asserts that the window is gone */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (App, app_close)

/* A fresh plant folder below @root; the caller frees its name. */
char *
app_make_plant (const char *root, AppPlant plant);

AnlanDesk *
app_desk (App *app);
AnlanPlant *
app_plant (App *app);
AnlanPage *
app_page (App *app); /* on the screen */
GtkWindow *
app_top (App *app); /* the dialog on top, else the window */

/* --- time ---------------------------------------------------------------------------------------------------------- */

/* Runs the main loop until nothing is being read and nothing has been drawn anew for some frames. Fails the test after
 * half a minute. */
void
app_settle (App *app);
/* Runs it for @ms in any case. */
void
app_run (guint ms);

typedef gboolean (*AppCondition) (gpointer data);
/* Runs it until @condition holds; fails the test with @what after half a minute. */
void
app_await (AppCondition condition, gpointer data, const char *what);
#define APP_AWAIT(expression)                                                                                \
  G_STMT_START                                                                                               \
  {                                                                                                          \
    for (gint64 app_end = g_get_monotonic_time () + 30 * G_USEC_PER_SEC; !(expression);)                     \
      {                                                                                                      \
        if (g_get_monotonic_time () > app_end)                                                               \
          g_error ("never came: %s", #expression);                                                           \
        app_run (10);                                                                                        \
      }                                                                                                      \
  }                                                                                                          \
  G_STMT_END

/* --- going about --------------------------------------------------------------------------------------------------- */

/* Shows a page or the list of a kind, or a record (id or number), and settles. */
void
app_show (App *app, const char *page);
void
app_show_record (App *app, const char *kind, const char *record);
/* Activates an action of the window: "win.palette", "win.page::hazard". */
void
app_activate (App *app, const char *detailed);

/* --- finding: depth first below @root (NULL: the window on top); only what is mapped -------------------------------- */

typedef gboolean (*AppMatch) (GtkWidget *widget, gconstpointer data);

GtkWidget *
app_find (GtkWidget *root, AppMatch match, gconstpointer data); /* or NULL */
GPtrArray *
app_find_all (GtkWidget *root, AppMatch match, gconstpointer data); /* borrowed widgets */
/* These fail the test where there is no such widget. */
GtkWidget *
app_by_id (GtkWidget *root, const char *id); /* the id in the .ui file */
GtkWidget *
app_by_type (GtkWidget *root, GType type);
GtkWidget *
app_by_class (GtkWidget *root, const char *css_class);
GtkWidget *
app_by_text (GtkWidget *root, GType type, const char *text); /* what it says: see app_text() */

gboolean
app_match_type (GtkWidget *widget, gconstpointer type); /* GSIZE_TO_POINTER (TYPE) */
gboolean
app_match_text (GtkWidget *widget, gconstpointer text);
/* What a person reads on it: label of a label or button, title of a row, else of the first label inside; or NULL. */
const char *
app_text (GtkWidget *widget);
/* Everything that can be read below @root, a line each, for messages and comparisons. */
char *
app_texts (GtkWidget *root);

/* The row of a field in the form on the screen. */
AnlanFieldRow *
app_row (App *app, const char *field);
/* (element-type AnlanRecord): what is stored of @kind; @where: (nullable). The caller frees it. */
GPtrArray *
app_records (App *app, const char *kind, const char *where);

/* --- doing: as a person would, by keys and pointer --------------------------------------------------------------------- */

/* Activates it (button, row) as Enter on it would, and settles. Fails the test if it is insensitive. */
void
app_press (App *app, GtkWidget *widget);
/* Sets what is typed into an entry or text view, with the signals that typing gives. */
void
app_enter (GtkWidget *widget, const char *text);
/* Real key events on the screen, in the notation of xdotool: "ctrl+k", "Tab", "Return"; then settles. */
void
app_key (App *app, const char *keys);
/* The same for a window that does not stand over the application's own, and has the focus. */
void
app_key_to (App *app, GtkWindow *window, const char *keys);
/* Real key events for ASCII @text. */
void
app_type (App *app, const char *text);
/* Copied in a file manager, pasted here. */
void
app_paste_file (App *app, const char *path);
/* Out of the window, as each case begins: where the case before left the pointer, GTK 4.8 may want to show a tooltip
 * beside a dialog that has opened since, and complains that no monitor lies there. */
void
app_pointer_away (void);
/* A real click in the middle of @widget; @button 1 to 3. */
void
app_click (App *app, GtkWidget *widget, int button);
/* A real press of the first button in the middle of @widget that has not ended yet; and its end, wherever the pointer is. */
void
app_hold (App *app, GtkWidget *widget);
void
app_let_go (App *app);
/* Real drag with the first button from the middle of one widget to that of another. */
void
app_drag (App *app, GtkWidget *from, GtkWidget *to);

/* --- checking -------------------------------------------------------------------------------------------------------- */

/* Runs the command line tool with its arguments (NULL-terminated) and gives back its standard output; the test fails
 * where it fails. */
char *
app_ctl (const char *command, ...) G_GNUC_NULL_TERMINATED;
/* What stands in a file; the test fails where it cannot be read. */
char *
app_read_file (const char *path);
/* A picture of the window on top, for a person to look at: build/tests/app/NAME.png, when ANLAN_TEST_PICTURES is set. */
void
app_picture (App *app, const char *name);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-keys"

#include <string.h>

#include "app-scenes.h"
#include "record-page.h"

/*
 * A hazard from its report to its confirmation without a mouse, by real key events; what came of it is read from the
 * database by another program.
 */

#define WHAT "Guard rail of the pump pit is loose"

/* --- the focus --------------------------------------------------------------------------------------------------------- */

static GtkWidget *
focus (App *app)
{
  return gtk_window_get_focus (app_top (app));
}

static gboolean
is_labelled (GtkWidget *widget, gconstpointer text)
{
  const char *said = app_text (widget);

  return said != NULL && g_str_has_prefix (said, text);
}

/* The row of the form with this title stands around what has the focus. */
static gboolean
is_in_row (GtkWidget *widget, gconstpointer title)
{
  for (; widget != NULL && !GTK_IS_LIST_BOX (widget) && !ANLAN_IS_RECORD_PAGE (widget);
       widget = gtk_widget_get_parent (widget))
    if (is_labelled (widget, title))
      return TRUE;
  return FALSE;
}

static gboolean
is_step (GtkWidget *widget, gconstpointer id)
{
  GVariant *target =
      GTK_IS_ACTIONABLE (widget) ? gtk_actionable_get_action_target_value (GTK_ACTIONABLE (widget)) : NULL;

  return target != NULL && g_variant_is_of_type (target, G_VARIANT_TYPE_STRING) &&
         g_strcmp0 (gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)), "record.step") == 0 &&
         g_strcmp0 (g_variant_get_string (target, NULL), id) == 0;
}

/* Tab by tab, as a person would. */
static void
tab_to (App *app, AppMatch match, const char *text)
{
  for (int i = 0; i < 80; i++)
    {
      if (focus (app) != NULL && match (focus (app), text))
        return;
      app_key (app, "Tab");
    }
  g_error ("Tab never comes to “%s”", text);
}

static void
tab_to_button (App *app, const char *text)
{
  tab_to (app, is_labelled, text);
}

/* --- the database ------------------------------------------------------------------------------------------------------ */

static char *
stored (App *app)
{
  return app_ctl ("list", app->dir, "hazard", "--where", "what LIKE 'Guard rail of the pump pit%'", "--json",
                  NULL);
}

static void
assert_stored (App *app, const char *part)
{
  g_autofree char *line = stored (app);

  if (strstr (line, part) == NULL)
    g_error ("%s is not in %s", part, line);
}

/* --- the way ------------------------------------------------------------------------------------------------------------ */

static void
go_by_palette (App *app, const char *words)
{
  app_key (app, "ctrl+k");
  APP_AWAIT (app_top (app) != GTK_WINDOW (app->window));
  app_type (app, words);
  app_run (700);
  app_key (app, "Return");
  APP_AWAIT (app_top (app) == GTK_WINDOW (app->window));
  app_run (400);
  app_settle (app);
}

static void
report (App *app)
{
  app_key (app, "ctrl+n");
  app_type (app, WHAT);
  tab_to (app, is_in_row, "Why there is no photo");
  app_type (app, "No camera at hand");
  tab_to (app, is_in_row, "Risk zone");
  app_key (app, "Return");
  app_type (app, "Methanol tank farm");
  app_run (700);
  app_key (app, "Return");
  app_settle (app);
  tab_to_button (app, "Save");
  app_key (app, "Return");
  APP_AWAIT (app_find (GTK_WIDGET (app->window), is_step, "confirm") != NULL);
}

static void
confirm (App *app)
{
  tab_to (app, is_step, "confirm");
  app_key (app, "Return");
  APP_AWAIT (app_top (app) != GTK_WINDOW (app->window));
  app_settle (app);
  app_picture (app, "keys-confirm");
  tab_to (app, is_in_row, "Unit");
  app_key (app, "Return");
  app_type (app, "Storage and Transport");
  app_run (700);
  app_key (app, "Return");
  tab_to_button (app, "Confirm");
  app_key (app, "Return");
  app_picture (app, "keys-confirmed");
  APP_AWAIT (app_top (app) == GTK_WINDOW (app->window));
  APP_AWAIT (app_find (GTK_WIDGET (app->window), is_step, "assign") != NULL);
}

/* The focus is where the next step is, and not lost with the button that was pressed. */
static void
assert_focus_on (App *app, const char *step)
{
  g_assert_nonnull (focus (app));
  g_assert_true (is_step (focus (app), step));
}

/* The field stores itself when it is left, and Ctrl+Z takes that back. */
static void
edit_and_undo (App *app)
{
  /* What a step still needs is a link to the field. */
  tab_to_button (app, "What is to be done");
  app_key (app, "Return");
  app_type (app, "Weld it on again");
  app_key (app, "Tab");
  app_run (300);
  assert_stored (app, "\"measure\":\"Weld it on again\"");
  tab_to (app, is_step, "assign");
  app_key (app, "ctrl+z");
  app_run (300);
  assert_stored (app, "\"measure\":null");
}

static void
find_again (App *app)
{
  go_by_palette (app, "Today");
  g_assert_cmpstr (anlan_page_get_title (app_page (app)), ==, "Today");
  go_by_palette (app, "HZ-2026-0010");
  g_assert_cmpstr (anlan_page_get_title (app_page (app)), ==, "Hazards");
  g_assert_nonnull (
      app_find (GTK_WIDGET (app->window), app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_RECORD_PAGE)));
}

static void
go_back (App *app)
{
  /* A toast is on the screen, as after each change, and would take the key first. */
  anlan_window_toast (app->window, adw_toast_new ("Something has been done"));
  app_settle (app);
  app_key (app, "Escape");
  g_assert_null (
      app_find (GTK_WIDGET (app->window), app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_RECORD_PAGE)));
}

static void
test_flow (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);

  go_by_palette (app, "Hazards");
  g_assert_cmpstr (anlan_page_get_title (app_page (app)), ==, "Hazards");
  report (app);
  assert_stored (app, "\"stage\":\"found\"");
  assert_stored (app, WHAT);
  assert_focus_on (app, "confirm");
  confirm (app);
  assert_focus_on (app, "assign");
  assert_stored (app, "\"stage\":\"confirmed\"");
  edit_and_undo (app);
  find_again (app);
  go_back (app);
}

/* --- the sidebar ------------------------------------------------------------------------------------------------------ */

static GtkListBoxRow *
highlighted (App *app)
{
  GtkListBox *list = GTK_LIST_BOX (app_by_id (GTK_WIDGET (app->window->sidebar), "list"));

  return gtk_list_box_get_selected_row (list);
}

static void
assert_highlighted (App *app, const char *title)
{
  g_autofree char *texts = NULL;

  g_assert_nonnull (highlighted (app));
  texts = app_texts (GTK_WIDGET (highlighted (app)));
  g_assert_nonnull (strstr (texts, title));
  g_assert_cmpstr (anlan_page_get_title (app_page (app)), ==, title);
}

/* What is highlighted is the page on the screen, however one came there and wherever the focus is. */
static void
test_sidebar (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);

  app_show (app, "today");
  gtk_widget_grab_focus (GTK_WIDGET (highlighted (app)));
  for (guint i = 0; i < 5; i++)
    app_key (app, "Down");
  assert_highlighted (app, "Today");
  g_assert_true (focus (app) != GTK_WIDGET (highlighted (app)));
  app_key (app, "Return");
  app_settle (app);
  assert_highlighted (app, "Hazards");
  gtk_widget_grab_focus (GTK_WIDGET (highlighted (app)));
  app_key (app, "Down");
  app_key (app, "Tab");
  assert_highlighted (app, "Hazards");
  go_by_palette (app, "Today");
  assert_highlighted (app, "Today");
  go_by_palette (app, "HZ-2026-0002");
  assert_highlighted (app, "Hazards");
}

/* --- a list and the record beside it ------------------------------------------------------------------------------------ */

static GtkWidget *
record_beside (App *app)
{
  return app_find (GTK_WIDGET (app->window), app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_RECORD_PAGE));
}

static gboolean
is_in_list (GtkWidget *widget)
{
  return widget != NULL && gtk_widget_get_ancestor (widget, GTK_TYPE_COLUMN_VIEW) != NULL;
}

/* One press takes the record away that a row has brought, and the next row opens another. */
static void
test_rows (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);

  app_show (app, "hazard");
  app_show (app, "today");
  app_show (app, "hazard");
  g_assert_true (is_in_list (focus (app)));
  for (int i = 0; i < 3; i++)
    {
      app_key (app, "Down");
      APP_AWAIT (record_beside (app) != NULL);
      app_settle (app);
      g_assert_true (is_in_list (focus (app)));
      app_key (app, "Escape");
      g_assert_null (record_beside (app));
      g_assert_true (is_in_list (focus (app)));
    }
  /* Enter goes into it; from there one press leads back to the list beside it, and one more closes it. */
  app_key (app, "Return");
  APP_AWAIT (record_beside (app) != NULL);
  app_settle (app);
  g_assert_false (is_in_list (focus (app)));
  app_key (app, "Escape");
  g_assert_true (is_in_list (focus (app)));
  g_assert_nonnull (record_beside (app));
  app_key (app, "Escape");
  g_assert_null (record_beside (app));
}

/* From each place Tab leads on: nothing keeps the focus. */
static void
look_for_traps (App *app, const char *scene, gpointer data)
{
  GtkWidget *top = GTK_WIDGET (app_top (app));

  /* GTK's own keeps it on its search button. */
  if (GTK_IS_SHORTCUTS_WINDOW (top))
    return;
  for (int i = 0; i < 300; i++)
    {
      GtkWidget *before = focus (app);

      /* FALSE at the end: the next Tab begins anew. */
      if (!gtk_widget_child_focus (top, GTK_DIR_TAB_FORWARD))
        gtk_window_set_focus (GTK_WINDOW (top), NULL);
      else if (focus (app) == before)
        g_error ("%s: Tab does not lead on from %s “%s”", scene, G_OBJECT_TYPE_NAME (before),
                 app_text (before));
    }
}

static void
test_traps (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);

  app_visit_scenes (app, look_for_traps, NULL);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/keys/flow", test_flow);
  g_test_add_func ("/app/keys/sidebar", test_sidebar);
  g_test_add_func ("/app/keys/rows", test_rows);
  g_test_add_func ("/app/keys/traps", test_traps);
  return g_test_run ();
}

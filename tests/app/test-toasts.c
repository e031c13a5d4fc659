/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-toasts"

#include "app-fixture.h"

#include <string.h>

#include "list-page-private.h"
#include "record-page.h"

/* What says that something has been done, and takes it back; and that pages are where they were left. */

#define FIELD "interim"
#define HAZARD "stage = 'assigned'"

static AnlanRecord *
find_hazard (App *app)
{
  g_autoptr (GPtrArray) found = app_records (app, "hazard", HAZARD);

  g_assert_cmpuint (found->len, >, 0);
  return anlan_record_ref (g_ptr_array_index (found, 0));
}

static char *
stored (App *app, const AnlanRecord *of)
{
  g_autofree char *where = g_strdup_printf ("this.id = '%s'", of->id);
  g_autoptr (GPtrArray) found = app_records (app, "hazard", where);

  g_assert_cmpuint (found->len, ==, 1);
  return g_strdup (anlan_record_get_text (g_ptr_array_index (found, 0), FIELD));
}

static void
change (App *app, const char *text)
{
  AnlanFieldRow *row = app_row (app, FIELD);

  anlan_field_row_focus (row);
  app_settle (app);
  app_enter (app_by_type (GTK_WIDGET (row), GTK_TYPE_TEXT_VIEW), text);
  gtk_window_set_focus (GTK_WINDOW (app->window), NULL);
  APP_AWAIT (app->window->toast != NULL);
  app_settle (app);
}

static GPtrArray *
toasts (App *app)
{
  return app_find_all (GTK_WIDGET (app->window), app_match_type,
                       GSIZE_TO_POINTER (g_type_from_name ("AdwToastWidget")));
}

/* The button of the toast, clicked by the pointer, takes back what was done, and no more. */
static void
test_undo (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (AnlanRecord) hazard = find_hazard (app);
  g_autoptr (GPtrArray) shown = NULL;
  g_autofree char *was = stored (app, hazard), *first = NULL, *second = NULL, *back = NULL;

  app_show_record (app, "hazard", hazard->id);
  change (app, "Barrier set up");
  first = stored (app, hazard);
  g_assert_cmpstr (first, ==, "Barrier set up");
  /* The next one stands in the place of the first: only what came last is offered to be taken back. */
  change (app, "Barrier and watch");
  second = stored (app, hazard);
  g_assert_cmpstr (second, ==, "Barrier and watch");
  shown = toasts (app);
  g_assert_cmpuint (shown->len, ==, 1);
  app_picture (app, "toast");
  app_click (app, app_by_type (g_ptr_array_index (shown, 0), GTK_TYPE_BUTTON), 1);
  APP_AWAIT (g_strcmp0 (anlan_value_get_text (anlan_field_row_get_value (app_row (app, FIELD))), first) == 0);
  back = stored (app, hazard);
  g_assert_cmpstr (back, ==, first);
  /* One further back goes by the keyboard. */
  gtk_window_set_focus (GTK_WINDOW (app->window), NULL);
  app_key (app, "ctrl+z");
  APP_AWAIT (g_strcmp0 (anlan_value_get_text (anlan_field_row_get_value (app_row (app, FIELD))), was) == 0);
}

/* It goes by its cross, and what was done stands. */
static void
test_dismiss (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (AnlanRecord) hazard = find_hazard (app);
  g_autofree char *text = NULL;

  app_show_record (app, "hazard", hazard->id);
  change (app, "Barrier set up");
  adw_toast_dismiss (app->window->toast);
  APP_AWAIT (app->window->toast == NULL);
  text = stored (app, hazard);
  g_assert_cmpstr (text, ==, "Barrier set up");
}

/* --- scrolling ------------------------------------------------------------------------------------------------------ */

static GtkAdjustment *
scrolling (App *app)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_LIST_PAGE));

  return gtk_scrolled_window_get_vadjustment (page->scrolled);
}

/* After another page, and after the program was closed and started again. */
static void
test_list_scroll (void)
{
  char *root = g_dir_make_tmp ("anlan-toasts-XXXXXX", NULL);
  g_autofree char *dir = app_make_plant (root, APP_DEMO);
  App *app = app_open_dir (dir);

  app_show (app, "equipment");
  g_assert_cmpfloat (gtk_adjustment_get_value (scrolling (app)), ==, 0);
  gtk_adjustment_set_value (scrolling (app), 700);
  app_settle (app);
  g_assert_cmpfloat (gtk_adjustment_get_value (scrolling (app)), ==, 700);
  app_show (app, "person");
  app_show (app, "equipment");
  g_assert_cmpfloat (gtk_adjustment_get_value (scrolling (app)), ==, 700);
  app_close (app);
  app = app_open_kept (root, dir);
  app_show (app, "equipment");
  APP_AWAIT (gtk_adjustment_get_value (scrolling (app)) == 700);
  app_run (300);
  g_assert_cmpfloat (gtk_adjustment_get_value (scrolling (app)), ==, 700);
  app_close (app);
}

static GtkAdjustment *
record_scrolling (App *app)
{
  GtkWidget *record = app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_RECORD_PAGE);

  return gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (app_by_id (record, "scrolled")));
}

/* Who follows a reference and comes back finds the record as it was left. */
static void
test_record_scroll (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (AnlanRecord) hazard = find_hazard (app);
  g_autoptr (GPtrArray) people = app_records (app, "person", NULL);
  const char *person = ((AnlanRecord *)g_ptr_array_index (people, 0))->id;

  app_show_record (app, "hazard", hazard->id);
  gtk_adjustment_set_value (record_scrolling (app), 240);
  app_settle (app);
  g_assert_true (
      gtk_widget_activate_action (app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_RECORD_PAGE),
                                  "record.open", "(ss)", "person", person));
  app_settle (app);
  g_assert_cmpfloat (gtk_adjustment_get_value (record_scrolling (app)), ==, 0);
  app_key (app, "Escape");
  APP_AWAIT (gtk_adjustment_get_value (record_scrolling (app)) == 240);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/toasts/undo", test_undo);
  g_test_add_func ("/app/toasts/dismiss", test_dismiss);
  g_test_add_func ("/app/toasts/list-scroll", test_list_scroll);
  g_test_add_func ("/app/toasts/record-scroll", test_record_scroll);
  return g_test_run ();
}

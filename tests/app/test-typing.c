/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-typing"

#include "app-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "field-row.h"
#include "form.h"
#include "text-row.h"

/* What is half typed when the program is killed is back when it starts again. The program that is killed is this one, as
 * a process of its own. */

#define STATE "ANLAN_TEST_TYPING_STATE"
#define PLANT "ANLAN_TEST_TYPING_PLANT"
#define HALF "Flange of V-305 wee"

static char *
get_typed (App *app, const char *field)
{
  GtkWidget *view = app_by_type (GTK_WIDGET (app_row (app, field)), GTK_TYPE_TEXT_VIEW);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
type_half (App *app, const char *field)
{
  AnlanFieldRow *row = app_row (app, field);

  anlan_field_row_focus (row);
  app_settle (app);
  app_enter (app_by_type (GTK_WIDGET (row), GTK_TYPE_TEXT_VIEW), HALF);
}

/* --- the process that is killed ------------------------------------------------------------------------------------- */

static void
test_child (void)
{
  App *app;

  if (!g_test_subprocess ())
    return;
  app = app_open_dir (g_getenv (PLANT));
  APP_AWAIT (anlan_plant_get_person (app_plant (app)) != NULL);
  app_show_record (app, "hazard", "HZ-2026-0008");
  type_half (app, "interim");
  app_run (2600);
  kill (getpid (), SIGKILL);
}

static void
test_child_new (void)
{
  App *app;

  if (!g_test_subprocess ())
    return;
  app = app_open_dir (g_getenv (PLANT));
  APP_AWAIT (anlan_plant_get_person (app_plant (app)) != NULL);
  app_show (app, "hazard");
  app_activate (app, "win.new-record::hazard");
  type_half (app, "what");
  app_run (2600);
  kill (getpid (), SIGKILL);
}

/* --- the one that starts again ---------------------------------------------------------------------------------------- */

static char *
make_plant (char **root)
{
  *root = g_dir_make_tmp ("anlan-typing-XXXXXX", NULL);
  return app_make_plant (*root, APP_DEMO);
}

static void
run_and_kill (const char *dir, const char *path)
{
  g_setenv (STATE, g_get_user_state_dir (), TRUE);
  g_setenv (PLANT, dir, TRUE);
  g_test_trap_subprocess (path, 60 * G_USEC_PER_SEC, 0);
  g_assert_false (g_test_trap_has_passed ());
  g_assert_false (g_test_trap_reached_timeout ());
}

static void
test_record (void)
{
  char *root;
  g_autofree char *dir = make_plant (&root), *typed = NULL, *json = NULL;
  g_autoptr (App) app = NULL;

  run_and_kill (dir, "/app/typing/child");
  app = app_open_kept (root, dir);
  app_show_record (app, "hazard", "HZ-2026-0008");
  typed = get_typed (app, "interim");
  g_assert_cmpstr (typed, ==, HALF);
  /* It has not been stored, and is as soon as the field is left. */
  json = app_ctl ("show", dir, "hazard", "HZ-2026-0008", "--json", NULL);
  g_assert_null (strstr (json, HALF));
  gtk_window_set_focus (GTK_WINDOW (app->window), NULL);
  app_run (300);
  app_settle (app);
  g_free (json);
  json = app_ctl ("show", dir, "hazard", "HZ-2026-0008", "--json", NULL);
  g_assert_nonnull (strstr (json, HALF));
}

static void
test_new (void)
{
  char *root;
  g_autofree char *dir = make_plant (&root), *typed = NULL;
  g_autoptr (App) app = NULL;

  run_and_kill (dir, "/app/typing/child-new");
  app = app_open_kept (root, dir);
  app_show (app, "hazard");
  typed = get_typed (app, "what");
  g_assert_cmpstr (typed, ==, HALF);
}

/* Something else was on the screen when the window opened again: what was half typed is offered there. */
static void
test_offered (void)
{
  char *root;
  g_autofree char *dir = make_plant (&root), *typed = NULL;
  g_autoptr (App) app = NULL;

  run_and_kill (dir, "/app/typing/child-new");
  app = app_open_kept (root, dir);
  app_settle (app);
  g_assert_cmpstr (app->window->shown, !=, "hazard");
  APP_AWAIT (gtk_revealer_get_reveal_child (app->window->banner));
  app_settle (app);
  app_picture (app, "typing-offered");
  app_press (app, GTK_WIDGET (app->window->banner_button));
  APP_AWAIT (g_strcmp0 (app->window->shown, "hazard") == 0);
  app_settle (app);
  typed = get_typed (app, "what");
  g_assert_cmpstr (typed, ==, HALF);
  g_assert_null (app->window->kept_kind);
}

int
main (int argc, char **argv)
{
  g_autofree char *state = g_strdup (g_getenv (STATE));

  app_test_init (&argc, &argv);
  if (g_test_subprocess () && state != NULL)
    g_setenv ("XDG_STATE_HOME", state, TRUE);
  g_test_add_func ("/app/typing/child", test_child);
  g_test_add_func ("/app/typing/child-new", test_child_new);
  g_test_add_func ("/app/typing/record", test_record);
  g_test_add_func ("/app/typing/new", test_new);
  g_test_add_func ("/app/typing/offered", test_offered);
  return g_test_run ();
}

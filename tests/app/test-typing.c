/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-typing"

#include "app-fixture.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/blocking.h"
#include "field-row.h"
#include "form.h"
#include "text-row.h"

/* What is half typed when the program is killed is back when it starts again. The program that is killed is this one, as
 * a process of its own. */

#define STATE "ANLAN_TEST_TYPING_STATE"
#define PLANT "ANLAN_TEST_TYPING_PLANT"
#define PHOTO "IMG_2071.jpg"
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

static gboolean
is_submit (GtkWidget *widget, gconstpointer data)
{
  return GTK_IS_BUTTON (widget) && gtk_widget_is_sensitive (widget) &&
         g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)),
                    g_strcmp0 (app_language (), "zh_CN") == 0 ? "保存" : "Save") == 0;
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

static char *
make_photo (void)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 320, 240);
  g_autofree char *folder = g_path_get_dirname (g_getenv (PLANT));
  char *path = g_build_filename (folder, PHOTO, NULL);
  g_autoptr (GError) error = NULL;

  gdk_pixbuf_fill (pixbuf, 0x3465a4ff);
  anlan_permit_blocking (); /* the test, not the window, writes */
  gdk_pixbuf_save (pixbuf, path, "jpeg", &error, NULL);
  anlan_forbid_blocking ();
  g_assert_no_error (error);
  return path;
}

/* Nothing of it is typed: a zone is picked and a photo pasted. */
static void
test_child_chosen (void)
{
  g_autofree char *photo = NULL;
  App *app;

  if (!g_test_subprocess ())
    return;
  app = app_open_dir (g_getenv (PLANT));
  photo = make_photo ();
  APP_AWAIT (anlan_plant_get_person (app_plant (app)) != NULL);
  app_show (app, "hazard");
  app_activate (app, "win.new-record::hazard");
  type_half (app, "what");
  app_paste_file (app, photo);
  anlan_field_row_focus (app_row (app, "zone"));
  app_settle (app);
  app_key (app, "Return");
  app_run (700);
  app_key (app, "Down");
  app_key (app, "Return");
  app_settle (app);
  g_assert_nonnull (anlan_value_get_text (anlan_field_row_get_value (app_row (app, "zone"))));
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

/* What was chosen is back with what it shows, and goes into the record with the photo and all that is known of it. */
static void
test_chosen (void)
{
  char *root;
  g_autofree char *dir = make_plant (&root), *typed = NULL, *json = NULL, *texts = NULL;
  g_autoptr (App) app = NULL;
  const AnlanValue *zone;
  GtkWidget *save;

  run_and_kill (dir, "/app/typing/child-chosen");
  json = app_ctl ("list", dir, "hazard", "--where", "what LIKE '%" HALF "%'", "--json", NULL);
  g_assert_cmpstr (json, ==, "");
  app = app_open_kept (root, dir);
  app_show (app, "hazard");
  app_settle (app);
  typed = get_typed (app, "what");
  g_assert_cmpstr (typed, ==, HALF);
  zone = anlan_field_row_get_value (app_row (app, "zone"));
  g_assert_nonnull (anlan_value_get_text (zone));
  texts = app_texts (GTK_WIDGET (app_row (app, "zone")));
  g_assert_nonnull (
      strstr (texts, anlan_form_context_label (anlan_field_row_get_context (app_row (app, "zone")),
                                               anlan_value_get_text (zone))));
  g_assert_nonnull (anlan_value_get_text (anlan_field_row_get_value (app_row (app, "photos"))));
  app_picture (app, "typing-chosen");
  save = app_find (GTK_WIDGET (app->window), is_submit, NULL);
  g_assert_nonnull (save);
  app_press (app, save);
  app_run (600);
  app_settle (app);
  g_free (json);
  json = app_ctl ("list", dir, "hazard", "--where", "what LIKE '%" HALF "%'", "--json", NULL);
  g_assert_nonnull (strstr (json, "\"stage\":\"found\""));
  g_assert_null (strstr (json, "\"zone\":null"));
  g_assert_null (strstr (json, "\"photos\":null"));
  g_free (app_ctl ("verify", dir, NULL));
  g_assert_false (anlan_desk_keeps_new (
      app_desk (app),
      anlan_form_get_context (ANLAN_FORM (app_by_type (GTK_WIDGET (app->window), ANLAN_TYPE_FORM)))->kind));
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
  g_test_add_func ("/app/typing/child-chosen", test_child_chosen);
  g_test_add_func ("/app/typing/record", test_record);
  g_test_add_func ("/app/typing/new", test_new);
  g_test_add_func ("/app/typing/chosen", test_chosen);
  g_test_add_func ("/app/typing/offered", test_offered);
  return g_test_run ();
}

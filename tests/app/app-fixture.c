/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-app"

#include "app-fixture.h"

#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>

#include "base/blocking.h"
#include "demo-plant.h"
#include "form.h"
#include "locales.h"
#include "person-dialog.h"
#include "settings.h"

#define ANLANCTL ANLAN_BUILD_DIR "/src/cli/anlanctl"
#define PATIENCE (30 * G_USEC_PER_SEC)
#define SLICE_MS 15
#define STILL_SLICES 3
/* A blinking cursor or a spinner never stands still. */
#define STILL_WITHIN (2 * G_USEC_PER_SEC)

static char *home; /* of the program */

const char *
app_language (void)
{
  const char *language = g_getenv ("ANLAN_TEST_LANGUAGE");

  return language != NULL && language[0] != '\0' ? language : "en";
}

static void
remove_folder (const char *path)
{
  const char *argv[] = { "rm", "-rf", "--", path, NULL };

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

static void
remove_home (void)
{
  remove_folder (home);
  g_clear_pointer (&home, g_free);
}

/* Not G_TEST_OPTION_ISOLATE_DIRS: it takes icons and schemas away too, and the command line tool would not see it. */
static void
move_home (void)
{
  static const char *const names[] = { "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME",
                                       "XDG_CACHE_HOME" };

  home = g_dir_make_tmp ("anlan-home-XXXXXX", NULL);
  atexit (remove_home);
  g_setenv ("HOME", home, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (home, names[i], NULL);

      g_mkdir (path, 0700);
      g_setenv (names[i], path, TRUE);
    }
}

void
app_test_init (int *argc, char ***argv)
{
  /* Roles and names of widgets can be asked for in the process itself. */
  g_setenv ("GTK_A11Y", "test", FALSE);
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  move_home ();
  g_test_init (argc, argv, NULL);
  anlan_locale_init (app_language ());
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display: build-aux/with-display.sh 1280x800 COMMAND gives one\n");
      exit (0);
    }
  adw_init ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, "gtk-cursor-blink", FALSE, NULL);
}

/* --- plants -------------------------------------------------------------------------------------------------------- */

static char *
run_command (char **argv)
{
  g_autofree char *out = NULL, *trouble = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  if (!g_spawn_sync (NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &out, &trouble, &status, &error))
    g_error ("%s: %s", argv[0], error->message);
  if (!g_spawn_check_wait_status (status, &error))
    g_error ("%s %s: %s: %s", argv[0], argv[1], error->message, trouble);
  return g_steal_pointer (&out);
}

char *
app_ctl (const char *command, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  va_list arguments;

  g_ptr_array_add (argv, (char *)ANLANCTL);
  g_ptr_array_add (argv, (char *)command);
  va_start (arguments, command);
  for (const char *next = va_arg (arguments, const char *); next != NULL;
       next = va_arg (arguments, const char *))
    g_ptr_array_add (argv, (char *)next);
  va_end (arguments);
  g_ptr_array_add (argv, NULL);
  return run_command ((char **)argv->pdata);
}

char *
app_make_plant (const char *root, AppPlant plant)
{
  g_autofree char *dir = g_build_filename (root, "plant", NULL);
  g_autofree char *said = NULL;

  g_return_val_if_fail (plant != APP_WELCOME, NULL);

  if (plant == APP_EMPTY)
    said = app_ctl ("init", "--name", "Test works", "--lang", app_language (), dir, NULL);
  else
    {
      g_autofree char *made = g_build_filename (root, "desk", NULL),
                      *here = g_build_filename (g_get_user_data_dir (), "anlan", "desk", NULL),
                      *kept = g_build_filename (home, "demo", NULL);
      const char *move[] = { "sh", "-c", "rm -rf -- \"$2\" && mkdir -p -- \"${2%/*}\" && mv -- \"$1\" \"$2\"",
                             "sh", made, here,
                             NULL };

      demo_plant_copy (app_language (), root, plant == APP_DEMO_NOW ? kept : NULL);
      /* This is the desk that made it. Copies go on in different ways: what it has signed of another is forgotten. */
      said = run_command ((char **)move);
    }
  return g_steal_pointer (&dir);
}

/* --- opening and closing --------------------------------------------------------------------------------------------- */

AnlanDesk *
app_desk (App *app)
{
  return anlan_window_get_desk (app->window);
}

AnlanPlant *
app_plant (App *app)
{
  return anlan_desk_get_plant (app_desk (app));
}

AnlanPage *
app_page (App *app)
{
  return anlan_window_get_page (app->window);
}

GtkWindow *
app_top (App *app)
{
  GListModel *all = gtk_window_get_toplevels ();
  GtkWindow *top = GTK_WINDOW (app->window);

  for (gboolean found = TRUE; found;)
    {
      found = FALSE;
      for (guint i = 0; i < g_list_model_get_n_items (all); i++)
        {
          g_autoptr (GtkWindow) other = g_list_model_get_item (all, i);

          if (gtk_window_get_transient_for (other) == top && gtk_widget_get_mapped (GTK_WIDGET (other)))
            {
              top = other;
              found = TRUE;
              break;
            }
        }
    }
  return top;
}

/* Nothing of the case before may be remembered. */
static GSettings *
make_settings (void)
{
  GSettings *settings = anlan_settings_open ();
  g_autoptr (GSettingsSchema) schema = NULL;
  g_auto (GStrv) keys = NULL;

  g_assert_nonnull (settings);
  g_object_get (settings, "settings-schema", &schema, NULL);
  keys = g_settings_schema_list_keys (schema);
  for (guint i = 0; keys[i] != NULL; i++)
    g_settings_reset (settings, keys[i]);
  return settings;
}

static App *
open_window (void)
{
  App *app = g_new0 (App, 1);
  g_autoptr (GSettings) settings = make_settings ();
  g_autoptr (GError) error = NULL;

  app->root = g_dir_make_tmp ("anlan-app-XXXXXX", NULL);
  app->application = anlan_application_new (settings);
  g_application_set_flags (G_APPLICATION (app->application),
                           g_application_get_flags (G_APPLICATION (app->application)) |
                               G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (G_APPLICATION (app->application), NULL, &error))
    g_error ("%s", error->message);
  app_pointer_away ();
  anlan_forbid_blocking ();
  g_application_activate (G_APPLICATION (app->application));
  app->window = ANLAN_WINDOW (gtk_application_get_windows (GTK_APPLICATION (app->application))->data);
  g_object_add_weak_pointer (G_OBJECT (app->window), (gpointer *)&app->window);
  return app;
}

App *
app_open_dir (const char *dir)
{
  App *app = open_window ();

  app->dir = g_strdup (dir);
  anlan_window_open_plant (app->window, dir);
  app_settle (app);
  /* A plant in which nobody has ever sat asks who does. */
  if (ANLAN_IS_PERSON_DIALOG (app_top (app)))
    gtk_window_destroy (app_top (app));
  return app;
}

App *
app_open (AppPlant plant)
{
  g_autofree char *root = NULL, *dir = NULL;
  App *app;

  if (plant == APP_WELCOME)
    {
      app = open_window ();
      app_settle (app);
      return app;
    }
  root = g_dir_make_tmp ("anlan-plant-XXXXXX", NULL);
  dir = app_make_plant (root, plant);
  app = app_open_dir (dir);
  remove_folder (app->root);
  g_free (app->root);
  app->root = g_steal_pointer (&root);
  return app;
}

static void
close_windows (App *app)
{
  while (app->window != NULL && app_top (app) != GTK_WINDOW (app->window))
    gtk_window_destroy (app_top (app));
  if (app->window != NULL)
    gtk_window_close (GTK_WINDOW (app->window));
}

static int
on_options_cb (GApplication *application, GVariantDict *options, gpointer data)
{
  return 0;
}

/* An application that was registered by hand ends properly only where g_application_run() ends. */
static void
end_application (AnlanApplication *application)
{
  char *argv[] = { (char *)"anlan", NULL };

  g_signal_connect (application, "handle-local-options", G_CALLBACK (on_options_cb), NULL);
  g_application_run (G_APPLICATION (application), 1, argv);
}

App *
app_open_kept (char *root, const char *dir)
{
  App *app = app_open_dir (dir);

  g_rmdir (app->root);
  g_free (app->root);
  app->root = root;
  APP_AWAIT (anlan_plant_get_person (app_plant (app)) != NULL);
  return app;
}

void
app_close (App *app)
{
  AnlanPlant *plant = app->window != NULL ? app_plant (app) : NULL;
  AnlanApplication *application = app->application;

  if (plant != NULL)
    g_object_add_weak_pointer (G_OBJECT (plant), (gpointer *)&plant);
  close_windows (app);
  APP_AWAIT (app->window == NULL);
  /* It is let go once its threads have ended. */
  APP_AWAIT (plant == NULL);
  end_application (application);
  g_object_add_weak_pointer (G_OBJECT (application), (gpointer *)&application);
  g_object_unref (application);
  APP_AWAIT (application == NULL);
  anlan_permit_blocking ();
  remove_folder (app->root);
  g_free (app->root);
  g_free (app->dir);
  g_free (app);
}

/* --- time -------------------------------------------------------------------------------------------------------------- */

static gboolean
time_is_up_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

void
app_run (guint ms)
{
  gboolean up = FALSE;

  g_timeout_add (ms, time_is_up_cb, &up);
  while (!up)
    g_main_context_iteration (NULL, TRUE);
}

static void
on_painted_cb (GdkFrameClock *clock, gboolean *painted)
{
  *painted = TRUE;
}

void
app_settle (App *app)
{
  gint64 now = g_get_monotonic_time (), end = now + PATIENCE, ready = 0;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (GTK_WIDGET (app->window));
  gboolean painted = FALSE;
  gulong handler =
      clock != NULL ? g_signal_connect (clock, "after-paint", G_CALLBACK (on_painted_cb), &painted) : 0;

  for (guint still = 0; still < STILL_SLICES; still++)
    {
      painted = FALSE;
      app_run (SLICE_MS);
      if (app->window == NULL)
        break;
      now = g_get_monotonic_time ();
      if (anlan_window_is_busy (app->window))
        {
          if (now > end)
            g_error ("the window is still reading something after half a minute");
          still = 0;
          ready = 0;
          continue;
        }
      if (ready == 0)
        ready = now;
      if (painted && now - ready < STILL_WITHIN)
        still = 0;
    }
  if (handler != 0 && app->window != NULL)
    g_signal_handler_disconnect (clock, handler);
}

void
app_await (AppCondition condition, gpointer data, const char *what)
{
  for (gint64 end = g_get_monotonic_time () + PATIENCE; !condition (data);)
    {
      if (g_get_monotonic_time () > end)
        g_error ("never came: %s", what);
      app_run (10);
    }
}

/* --- going about ------------------------------------------------------------------------------------------------------- */

void
app_show (App *app, const char *page)
{
  if (!anlan_window_show_page (app->window, page))
    g_error ("there is no page %s", page);
  app_settle (app);
}

void
app_show_record (App *app, const char *kind, const char *record)
{
  anlan_window_show_record (app->window, kind, record);
  app_settle (app);
}

void
app_activate (App *app, const char *detailed)
{
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_action_parse_detailed_name (detailed, &name, &target, &error))
    g_error ("%s", error->message);
  if (!gtk_widget_activate_action_variant (GTK_WIDGET (app->window), name, target))
    g_error ("there is no action %s", name);
  app_settle (app);
}

/* --- what is stored ------------------------------------------------------------------------------------------------- */

AnlanFieldRow *
app_row (App *app, const char *field)
{
  GtkWidget *form = app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_FORM);
  AnlanFieldRow *row = anlan_form_get_row (ANLAN_FORM (form), field);

  g_assert_nonnull (row);
  return row;
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  *(GPtrArray **)data = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);
  g_assert_no_error (error);
}

GPtrArray *
app_records (App *app, const char *kind, const char *where)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  GPtrArray *found = NULL;

  query->where = g_strdup (where);
  anlan_plant_find_async (app_plant (app), query, NULL, found_cb, &found);
  APP_AWAIT (found != NULL);
  return found;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "application.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <stdlib.h>

#include "debug.h"
#include "groups.h"
#include "help-window.h"
#include "preferences.h"
#include "resources.h"
#include "round-keeper.h"
#include "monitor/station-kinds.h"
#include "safety/safety.h"
#include "screenshot.h"
#include "station-child.h"
#include "window.h"

struct _AnlanApplication
{
  AdwApplication parent_instance;

  GSettings *settings; /* or NULL */
  AnlanDesk *desk;
  AnlanRoundKeeper *rounds;
  AnlanWindow *window; /* borrowed from GTK; NULL while there is none */
  guint terminate_sources[2];

  /* From the command line. */
  gboolean exit_after_startup;
  char *screenshot;
};

G_DEFINE_FINAL_TYPE (AnlanApplication, anlan_application, ADW_TYPE_APPLICATION)

static const GOptionEntry entries[] = {
  { "version", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the version and exit"), NULL },
  { "pages", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Print the names of the pages and exit"), NULL },
  { "page", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Show this page"), N_ ("NAME") },
  { "record", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Show this record"), N_ ("KIND/NUMBER") },
  { "action", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Then activate this action of the window"), N_ ("NAME") },
  { "size", 0, 0, G_OPTION_ARG_STRING, NULL, N_ ("Size of the window"), N_ ("WIDTHxHEIGHT") },
  { "dark", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Dark colours"), NULL },
  { "screenshot", 0, 0, G_OPTION_ARG_FILENAME, NULL, N_ ("Write a picture of the window to FILE and exit"),
    N_ ("FILE") },
  { "exit-after-startup", 0, 0, G_OPTION_ARG_NONE, NULL, N_ ("Exit once the window has been shown"), NULL },
  { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, NULL, NULL, N_ ("[PLANT]") },
  { NULL }
};

/* --- composition root -------------------------------------------------------------------------------------------- */

static void
make_desk (AnlanApplication *self)
{
  g_autoptr (AnlanRegistry) registry = anlan_registry_new ();
  AnlanPages *pages = anlan_pages_new ();

  /* What a module brings is handed in here: functions, guards and effects to the registry, pages to the window. */
  anlan_safety_register (registry);
  anlan_monitor_register (registry);
  anlan_groups_add (pages);
  self->desk = anlan_desk_new (self->settings, pages, registry);
  self->rounds = anlan_round_keeper_new (self->desk);
}

static void
print_pages (void)
{
  g_auto (GStrv) names = anlan_groups_list_names ();

  for (guint i = 0; names[i] != NULL; i++)
    g_print ("%s\n", names[i]);
}

/* --- actions ------------------------------------------------------------------------------------------------------ */

static void
close_all (AnlanApplication *self)
{
  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
  else
    g_application_quit (G_APPLICATION (self));
}

static void
quit_answered_cb (AdwMessageDialog *dialog, const char *answer, AnlanApplication *self)
{
  AnlanStationChild *station = anlan_desk_get_station (self->desk);

  if (g_str_equal (answer, "cancel"))
    return;
  if (g_str_equal (answer, "end") && station != NULL)
    anlan_station_child_end (station);
  close_all (self);
}

/* Whoever closes the window is still watched over; whoever quits is asked. */
static void
ask_before_quitting (AnlanApplication *self)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self->window), _ ("Stop watching, too?"), NULL);

  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("The station of this plant was started from here. Without it nothing is taken from "
         "sensors, and no alarm is raised, until Anlan is opened again."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "end",
                                    _ ("_Stop watching"), "keep", _ ("_Keep watching"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "end", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "keep", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "keep");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (quit_answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanApplication *self = data;
  AnlanStationChild *station = anlan_desk_get_station (self->desk);

  if (self->window != NULL && station != NULL && anlan_station_child_is_ours (station))
    ask_before_quitting (self);
  else
    close_all (self);
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanApplication *self = data;

  adw_show_about_window (GTK_WINDOW (self->window), "application-name", _ ("Anlan"), "application-icon",
                         ANLAN_APPLICATION_ID, "version", ANLAN_VERSION, "developer-name",
                         _ ("The Anlan authors"), "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _ ("The safety office of an industrial site on one desk"), NULL);
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanApplication *self = data;
  AnlanPreferences *preferences = anlan_preferences_new (self->desk);

  gtk_window_set_transient_for (GTK_WINDOW (preferences), GTK_WINDOW (self->window));
  gtk_window_present (GTK_WINDOW (preferences));
}

/* With the page of that name on top. */
static void
preferences_page_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanApplication *self = data;
  AnlanPreferences *preferences = anlan_preferences_new (self->desk);

  adw_preferences_window_set_visible_page_name (ADW_PREFERENCES_WINDOW (preferences),
                                                g_variant_get_string (parameter, NULL));
  gtk_window_set_transient_for (GTK_WINDOW (preferences), GTK_WINDOW (self->window));
  gtk_window_present (GTK_WINDOW (preferences));
}

static void
help_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanApplication *self = data;
  AnlanHelpWindow *help = anlan_help_window_new ();

  gtk_window_set_transient_for (GTK_WINDOW (help), GTK_WINDOW (self->window));
  gtk_window_present (GTK_WINDOW (help));
}

/* From a notification of the desktop. */
static void
alarm_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanApplication *self = data;

  g_application_activate (G_APPLICATION (self));
  anlan_window_show_alarm (self->window, g_variant_get_string (parameter, NULL));
}

static const GActionEntry actions[] = {
  { .name = "alarm", .activate = alarm_cb, .parameter_type = "s" },
  { .name = "quit", .activate = quit_cb },
  { .name = "about", .activate = about_cb },
  { .name = "help", .activate = help_cb },
  { .name = "preferences", .activate = preferences_cb },
  { .name = "preferences-page", .activate = preferences_page_cb, .parameter_type = "s" },
};

static void
add_accelerators (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } accelerators[] = {
    { "app.quit", { "<Primary>q", NULL } },
    { "app.help", { "F1", NULL } },
    { "app.preferences", { "<Primary>comma", NULL } },
    { "win.palette", { "<Primary>k", NULL } },
    { "win.find", { "<Primary>f", NULL } },
    { "win.primary", { "<Primary>n", NULL } },
    { "win.undo", { "<Primary>z", NULL } },
    { "win.import", { "<Primary>i", NULL } },
    { "win.lock", { "<Primary>l", NULL } },
    { "win.sidebar", { "F9", NULL } },
    { "win.menu", { "F10", NULL } },
    { "win.muster('')", { "F7", NULL } },
    { "alarm.acknowledge-shown", { "F8", NULL } },
    { "win.open-plant", { "<Primary>o", NULL } },
    { "win.show-help-overlay", { "<Primary>question", NULL } },
    { "window.close", { "<Primary>w", NULL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accelerators); i++)
    gtk_application_set_accels_for_action (application, accelerators[i].action, accelerators[i].accels);
}

/* --- the window ----------------------------------------------------------------------------------------------------- */

static gboolean
terminate_cb (gpointer data)
{
  /* Nobody is there to be asked. */
  close_all (data);
  return G_SOURCE_CONTINUE;
}

static void
closed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  anlan_desk_close_finish (ANLAN_DESK (source), result);
  g_application_release (G_APPLICATION (data));
  g_object_unref (data);
}

static void
on_window_destroy_cb (GtkWidget *window, AnlanApplication *self)
{
  self->window = NULL;
  /* The window is gone at once; the program ends when the plant is safely closed. */
  g_application_hold (G_APPLICATION (self));
  anlan_desk_close_async (self->desk, closed_cb, g_object_ref (self));
}

static AnlanWindow *
ensure_window (AnlanApplication *self)
{
  if (self->window != NULL)
    return self->window;
  self->window = anlan_window_new (GTK_APPLICATION (self), self->desk);
  anlan_debug_init (GTK_WINDOW (self->window));
  g_signal_connect (self->window, "destroy", G_CALLBACK (on_window_destroy_cb), self);
  return self->window;
}

static void
set_size (AnlanWindow *window, const char *text)
{
  g_auto (GStrv) parts = g_strsplit (text, "x", 2);
  int width = parts[0] != NULL ? atoi (parts[0]) : 0;
  int height = parts[0] != NULL && parts[1] != NULL ? atoi (parts[1]) : 0;

  if (width > 0 && height > 0)
    gtk_window_set_default_size (GTK_WINDOW (window), width, height);
}

static void
shot_taken_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanApplication *self = data;
  g_autoptr (GError) error = NULL;

  if (!anlan_screenshot_take_finish (result, &error))
    g_printerr ("%s\n", error->message);
  if (self->window != NULL)
    gtk_window_close (GTK_WINDOW (self->window));
  g_object_unref (self);
}

static void
open_what_was_asked_for (AnlanApplication *self, GVariantDict *options, AnlanWindow *window)
{
  const char *page = NULL, *record = NULL, *action = NULL;
  g_autofree const char **plants = NULL;

  g_variant_dict_lookup (options, "page", "&s", &page);
  g_variant_dict_lookup (options, "record", "&s", &record);
  g_variant_dict_lookup (options, "action", "&s", &action);
  anlan_window_ask_for (window, page, record, action);
  if (g_variant_dict_lookup (options, G_OPTION_REMAINING, "^a&ay", &plants) && plants[0] != NULL)
    anlan_window_open_plant (window, plants[0]);
  else if (anlan_desk_get_plant (self->desk) == NULL)
    anlan_window_open_last (window);
  else
    anlan_window_go (window);
}

static int
anlan_application_command_line (GApplication *application, GApplicationCommandLine *line)
{
  AnlanApplication *self = ANLAN_APPLICATION (application);
  GVariantDict *options = g_application_command_line_get_options_dict (line);
  AnlanWindow *window = ensure_window (self);
  const char *size = NULL;

  if (g_variant_dict_contains (options, "dark"))
    adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  if (g_variant_dict_lookup (options, "size", "&s", &size))
    set_size (window, size);
  /* First on the screen, then to the disk. */
  gtk_window_present (GTK_WINDOW (window));
  open_what_was_asked_for (self, options, window);
  if (self->screenshot != NULL || self->exit_after_startup)
    anlan_screenshot_take_async (window, self->screenshot, shot_taken_cb, g_object_ref (self));
  return 0;
}

static void
anlan_application_activate (GApplication *application)
{
  AnlanApplication *self = ANLAN_APPLICATION (application);
  AnlanWindow *window = ensure_window (self);

  gtk_window_present (GTK_WINDOW (window));
  if (anlan_desk_get_plant (self->desk) == NULL)
    anlan_window_open_last (window);
}

static int
anlan_application_handle_local_options (GApplication *application, GVariantDict *options)
{
  AnlanApplication *self = ANLAN_APPLICATION (application);

  if (g_variant_dict_contains (options, "version"))
    {
      g_print ("anlan %s\n", ANLAN_VERSION);
      return 0;
    }
  if (g_variant_dict_contains (options, "pages"))
    {
      print_pages ();
      return 0;
    }
  g_variant_dict_lookup (options, "screenshot", "^ay", &self->screenshot);
  self->exit_after_startup = g_variant_dict_contains (options, "exit-after-startup");
  /* A picture is of this program and not of one that is running already. */
  if (self->screenshot != NULL || self->exit_after_startup)
    g_application_set_flags (application, g_application_get_flags (application) | G_APPLICATION_NON_UNIQUE);
  return -1;
}

/* --- object ------------------------------------------------------------------------------------------------------------ */

static void
anlan_application_startup (GApplication *application)
{
  AnlanApplication *self = ANLAN_APPLICATION (application);

  anlan_resources_init ();
  G_APPLICATION_CLASS (anlan_application_parent_class)->startup (application);
  gtk_window_set_default_icon_name (ANLAN_APPLICATION_ID);
  make_desk (self);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  add_accelerators (GTK_APPLICATION (self));
  self->terminate_sources[0] = g_unix_signal_add (SIGTERM, terminate_cb, self);
  self->terminate_sources[1] = g_unix_signal_add (SIGINT, terminate_cb, self);
}

static void
anlan_application_finalize (GObject *object)
{
  AnlanApplication *self = ANLAN_APPLICATION (object);

  for (guint i = 0; i < G_N_ELEMENTS (self->terminate_sources); i++)
    g_clear_handle_id (&self->terminate_sources[i], g_source_remove);
  g_clear_object (&self->rounds);
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);
  g_free (self->screenshot);
  G_OBJECT_CLASS (anlan_application_parent_class)->finalize (object);
}

static void
anlan_application_class_init (AnlanApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anlan_application_finalize;
  application_class->startup = anlan_application_startup;
  application_class->activate = anlan_application_activate;
  application_class->command_line = anlan_application_command_line;
  application_class->handle_local_options = anlan_application_handle_local_options;
}

static void
anlan_application_init (AnlanApplication *self)
{
  GApplication *application = G_APPLICATION (self);

  g_application_add_main_option_entries (application, entries);
  g_application_set_option_context_parameter_string (application, NULL);
  g_application_set_option_context_summary (application,
                                            _ ("The safety office of an industrial site on one desk"));
}

AnlanApplication *
anlan_application_new (GSettings *settings)
{
  AnlanApplication *self =
      g_object_new (ANLAN_TYPE_APPLICATION, "application-id", ANLAN_APPLICATION_ID, "flags",
                    G_APPLICATION_HANDLES_COMMAND_LINE, "resource-base-path", ANLAN_RESOURCE_PATH, NULL);

  self->settings = settings != NULL ? g_object_ref (settings) : NULL;
  return self;
}

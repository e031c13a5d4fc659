/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-scan"

#include "app-fixture.h"

#include <string.h>

#include "palette.h"

/* A scanner's keys on the screen; then the window settles. */
static void
scan (App *app, const char *code, const char *suffix)
{
  const char *argv[] = { "xdotool", "type", "--delay", "4", "--", NULL, NULL };
  g_autofree char *keys = g_strconcat (code, suffix, NULL);
  g_autoptr (GError) error = NULL;
  int status;

  argv[5] = keys;
  APP_AWAIT (gtk_window_is_active (app_top (app)));
  /* While it types, the window runs: keys come one by one, as from a scanner. */
  if (!g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, &status, &error))
    g_error ("xdotool: %s", error->message);
  app_run (400);
  app_settle (app);
}

static gboolean
shows (App *app, const char *text)
{
  g_autofree char *texts = app_texts (GTK_WIDGET (app->window));

  return strstr (texts, text) != NULL;
}

static void
test_number (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  GtkWidget *search;

  /* Whatever has the focus: a search that would take the keys. */
  app_show (app, "person");
  app_activate (app, "win.find");
  scan (app, "HZ-2026-0008", "\n");
  APP_AWAIT (shows (app, "HZ-2026-0008"));
  app_activate (app, "win.page::person");
  app_settle (app);
  search = app_find (GTK_WIDGET (app_page (app)), app_match_type, GSIZE_TO_POINTER (GTK_TYPE_SEARCH_ENTRY));
  if (search != NULL)
    g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (search)), ==, "");
}

static void
test_forms (void)
{
  static const struct
  {
    const char *code;
    const char *suffix;
  } codes[] = {
    { "HZ-2026-0008", "\t" },
    { "hz-2026-0008", "\n" },
    { "anlan:hazard/HZ-2026-0008", "\n" },
    { "anlan:hazard/HZ-2026-0008", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (App) app = app_open (APP_DEMO);

      app_show (app, "today");
      scan (app, codes[i].code, codes[i].suffix);
      APP_AWAIT (g_strcmp0 (app->window->shown, "hazard") == 0);
      APP_AWAIT (shows (app, "HZ-2026-0008"));
    }
}

static void
test_equipment (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *json = app_ctl ("list", app->dir, "equipment", "--json", NULL);
  char *tag = strstr (json, "\"tag\":\"");

  g_assert_nonnull (tag);
  tag += strlen ("\"tag\":\"");
  *strchr (tag, '"') = '\0';
  g_assert_true (g_str_is_ascii (tag));
  app_show (app, "today");
  scan (app, tag, "\n");
  APP_AWAIT (g_strcmp0 (app->window->shown, "equipment") == 0);
  APP_AWAIT (shows (app, tag));
}

static void
test_unknown (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  GtkWidget *entry;

  app_show (app, "today");
  scan (app, "6901234567892", "\n");
  APP_AWAIT (app->window->toast != NULL);
  g_assert_nonnull (strstr (adw_toast_get_title (app->window->toast), "6901234567892"));
  app_picture (app, "scan-unknown");
  app_activate (app, "win.palette-for::6901234567892");
  entry = app_by_id (GTK_WIDGET (app_top (app)), "entry");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "6901234567892");
}

/* People, and scanners that are set slower than any are, type into the field. */
static void
test_people (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  GtkWidget *entry;

  app_activate (app, "win.palette");
  entry = app_by_id (GTK_WIDGET (app_top (app)), "entry");
  app_type (app, "HZ-2026-0008");
  app_run (200);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "HZ-2026-0008");
  app_key (app, "BackSpace");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (entry)), ==, "HZ-2026-000");
  /* Scanned with the palette open: it gives way. */
  scan (app, "HZ-2026-0009", "\n");
  APP_AWAIT (!ANLAN_IS_PALETTE (app_top (app)));
  APP_AWAIT (shows (app, "HZ-2026-0009"));
}

/* Another dialog is somebody's work in hand. */
static void
test_dialog (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *shown = NULL;

  app_show (app, "today");
  app_activate (app, "app.preferences");
  scan (app, "HZ-2026-0008", "\n");
  g_assert_cmpstr (app->window->shown, ==, "today");
  g_assert_nonnull (app->window->toast);
  gtk_window_close (app_top (app));
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/scan/number", test_number);
  g_test_add_func ("/app/scan/forms", test_forms);
  g_test_add_func ("/app/scan/equipment", test_equipment);
  g_test_add_func ("/app/scan/unknown", test_unknown);
  g_test_add_func ("/app/scan/people", test_people);
  g_test_add_func ("/app/scan/dialog", test_dialog);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-backups"

#include "app-fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "backup-page.h"
#include "backups.h"
#include "base/blocking.h"
#include "base/error.h"
#include "base/time.h"
#include "store/backup.h"

#define PASSPHRASE "a long walk home"

static AnlanBackups *
backups_of (App *app)
{
  return anlan_desk_get_backups (app_desk (app));
}

/* The only backup in @folder; the caller frees its path. NULL if there is none. */
static char *
find_backup (const char *folder)
{
  g_autoptr (GDir) dir = NULL;
  g_autofree char *found = NULL;
  const char *name;

  anlan_permit_blocking ();
  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_assert_true (g_str_has_suffix (name, ".anlan-backup"));
      g_assert_null (found);
      found = g_build_filename (folder, name, NULL);
    }
  return g_steal_pointer (&found);
}

static char *
make_disk (App *app)
{
  char *folder = g_build_filename (app->root, "disk", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  return folder;
}

static GtkWidget *
open_page (App *app)
{
  app_activate (app, "app.preferences-page::backup");
  return app_by_type (GTK_WIDGET (app_top (app)), ANLAN_TYPE_BACKUP_PAGE);
}

static void
test_now (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *folder = make_disk (app), *file = NULL, *back = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *page = open_page (app);

  g_assert_false (gtk_widget_get_sensitive (app_by_id (page, "run_button")));
  anlan_backups_set_folder (backups_of (app), folder);
  app_press (app, app_by_id (page, "run_button"));
  APP_AWAIT (anlan_backups_get_good (backups_of (app)) > 0);
  APP_AWAIT (!anlan_backups_is_running (backups_of (app)));
  g_assert_cmpstr (anlan_backups_get_trouble (backups_of (app)), ==, NULL);
  app_picture (app, "backup");
  file = find_backup (folder);
  g_assert_nonnull (file);
  back = g_build_filename (app->root, "back", NULL);
  g_assert_true (anlan_backup_restore (file, back, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
encrypted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_backups_set_passphrase_finish (ANLAN_BACKUPS (source), result, &error));
  g_assert_no_error (error);
}

static void
test_encrypted (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *folder = make_disk (app), *file = NULL, *back = NULL;
  g_autoptr (GError) error = NULL;
  GtkWidget *page = open_page (app);

  app_enter (app_by_id (page, "passphrase_row"), PASSPHRASE);
  g_assert_false (gtk_widget_get_sensitive (app_by_id (page, "set_button")));
  app_enter (app_by_id (page, "again_row"), PASSPHRASE);
  app_press (app, app_by_id (page, "set_button"));
  APP_AWAIT (anlan_backups_is_encrypted (backups_of (app)));
  anlan_backups_set_folder (backups_of (app), folder);
  anlan_backups_run (backups_of (app));
  APP_AWAIT (!anlan_backups_is_running (backups_of (app)));
  g_assert_cmpstr (anlan_backups_get_trouble (backups_of (app)), ==, NULL);
  file = find_backup (folder);
  back = g_build_filename (app->root, "back", NULL);
  g_assert_false (anlan_backup_restore (file, back, NULL, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_true (anlan_backup_restore (file, back, PASSPHRASE, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  anlan_backups_set_passphrase_async (backups_of (app), NULL, encrypted_cb, NULL);
  APP_AWAIT (!anlan_backups_is_encrypted (backups_of (app)));
}

/* The disk is not connected. */
static void
test_absent (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *folder = g_build_filename (app->root, "not there", NULL);
  const char *trouble;

  anlan_backups_set_folder (backups_of (app), folder);
  anlan_backups_run (backups_of (app));
  APP_AWAIT (!anlan_backups_is_running (backups_of (app)));
  trouble = anlan_backups_get_trouble (backups_of (app));
  g_assert_nonnull (trouble);
  g_assert_nonnull (strstr (trouble, "not there"));
  g_assert_cmpint (anlan_backups_get_good (backups_of (app)), ==, 0);
  anlan_permit_blocking ();
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
}

static gboolean
banner_is_shown (App *app)
{
  return gtk_revealer_get_reveal_child (app->window->banner);
}

static void
test_warning (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *folder = make_disk (app);
  gint64 then = anlan_plant_now (app_plant (app)) - 3 * ANLAN_DAY - ANLAN_HOUR;
  g_autofree char *old = g_strdup_printf ("%" G_GINT64_FORMAT, then);

  g_assert_false (banner_is_shown (app));
  anlan_ui_state_set (anlan_desk_get_state (app_desk (app)), "backup", "first", old);
  anlan_backups_look (backups_of (app));
  app_settle (app);
  g_assert_true (banner_is_shown (app));
  app_picture (app, "backup-warning");
  /* Without a folder its button leads to where one is chosen. */
  app_press (app, GTK_WIDGET (app->window->banner_button));
  APP_AWAIT (app_top (app) != GTK_WINDOW (app->window));
  app_by_type (GTK_WIDGET (app_top (app)), ANLAN_TYPE_BACKUP_PAGE);
  gtk_window_close (app_top (app));
  app_settle (app);
  anlan_backups_set_folder (backups_of (app), folder);
  app_press (app, GTK_WIDGET (app->window->banner_button));
  APP_AWAIT (anlan_backups_get_good (backups_of (app)) > 0);
  g_assert_false (banner_is_shown (app));
}

/* What was missed in the morning is made up for when the plant is closed. */
static void
test_close (void)
{
  App *app = app_open (APP_DEMO);
  g_autofree char *folder = g_dir_make_tmp ("anlan-disk-XXXXXX", NULL), *file = NULL;

  anlan_backups_set_folder (backups_of (app), folder);
  app_close (app);
  file = find_backup (folder);
  g_assert_nonnull (file);
  g_unlink (file);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/backups/now", test_now);
  g_test_add_func ("/app/backups/encrypted", test_encrypted);
  g_test_add_func ("/app/backups/absent", test_absent);
  g_test_add_func ("/app/backups/warning", test_warning);
  g_test_add_func ("/app/backups/close", test_close);
  return g_test_run ();
}

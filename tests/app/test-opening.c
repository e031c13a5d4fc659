/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-opening"

#include "app-fixture.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include "base/blocking.h"
#include "field-row.h"
#include "form.h"
#include "store/db.h"
#include "../../src/store/netfs.h"

/* A plant that cannot be opened gives a sentence that says what to do, never a half-open window; and from there another
 * one can be opened. */

typedef struct
{
  char *root;
  char *dir;
  char *good; /* another plant, which can be opened */
} Plants;

static void
plants_init (Plants *plants)
{
  plants->root = g_dir_make_tmp ("anlan-opening-XXXXXX", NULL);
  plants->dir = app_make_plant (plants->root, APP_EMPTY);
  plants->good = g_build_filename (plants->root, "good", NULL);
  g_assert_cmpint (g_rename (plants->dir, plants->good), ==, 0);
  g_free (plants->dir);
  plants->dir = app_make_plant (plants->root, APP_DEMO);
}

static void
plants_clear (Plants *plants)
{
  const char *argv[] = { "rm", "-rf", "--", plants->root, NULL };

  anlan_permit_blocking ();
  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  g_free (plants->root);
  g_free (plants->dir);
  g_free (plants->good);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Plants, plants_clear)

static gboolean
has_failed (App *app)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (app->window->stack), "failed") == 0;
}

/* Opens it, and asserts that the reason is on the screen and nothing of the plant is. @part is in the sentence in both
 * languages. */
static App *
open_badly (Plants *plants, const char *part, const char *picture)
{
  App *app = app_open (APP_WELCOME);
  g_autofree char *texts = NULL;

  anlan_window_open_plant (app->window, plants->dir);
  APP_AWAIT (has_failed (app));
  app_settle (app);
  g_assert_null (app_plant (app));
  g_assert_null (app_page (app));
  g_assert_null (app->window->sidebar);
  texts = app_texts (GTK_WIDGET (app->window));
  if (strstr (texts, part) == NULL)
    g_error ("“%s” is not in what the window says:\n%s", part, texts);
  /* What can be done is said: more than one clause. */
  g_assert_cmpuint (strlen (adw_status_page_get_description (app->window->failed_page)), >, 80);
  app_picture (app, picture);
  return app;
}

static void
open_good (App *app, Plants *plants)
{
  anlan_window_open_plant (app->window, plants->good);
  APP_AWAIT (app_plant (app) != NULL);
  app_settle (app);
  g_assert_nonnull (app_page (app));
  while (app_top (app) != GTK_WINDOW (app->window))
    gtk_window_destroy (app_top (app));
}

static void
tamper (Plants *plants, const char *sql)
{
  g_autofree char *path = g_build_filename (plants->dir, "plant.db", NULL);
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_WRITE, &error);

  g_assert_no_error (error);
  g_assert_true (anlan_db_exec (db, sql, &error));
  g_assert_no_error (error);
  anlan_db_close (db);
}

static void
test_newer (void)
{
  g_auto (Plants) plants = { NULL };
  g_autoptr (App) app = NULL;

  plants_init (&plants);
  tamper (&plants, "PRAGMA user_version = 999");
  app = open_badly (&plants, "999", "opening-newer");
  open_good (app, &plants);
}

static void
test_damaged (void)
{
  g_auto (Plants) plants = { NULL };
  g_autoptr (App) app = NULL;
  g_autofree char *path = NULL, *contents = NULL;
  gsize length;

  plants_init (&plants);
  path = g_build_filename (plants.dir, "plant.db", NULL);
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  memset (contents, 'x', MIN (length, 4096));
  g_assert_true (g_file_set_contents (path, contents, (gssize)length, NULL));
  app = open_badly (&plants, plants.dir, "opening-damaged");
  open_good (app, &plants);
}

static void
test_no_plant (void)
{
  g_auto (Plants) plants = { NULL };
  g_autoptr (App) app = NULL;

  plants_init (&plants);
  g_free (plants.dir);
  plants.dir = g_build_filename (plants.root, "holiday photos", NULL);
  g_assert_cmpint (g_mkdir (plants.dir, 0700), ==, 0);
  app = open_badly (&plants, "plant.db", "opening-no-plant");
  open_good (app, &plants);
}

static void
test_locked (void)
{
  g_auto (Plants) plants = { NULL };
  g_autoptr (App) app = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  AnlanDb *db;

  plants_init (&plants);
  path = g_build_filename (plants.dir, "plant.db", NULL);
  db = anlan_db_open (path, ANLAN_DB_WRITE, &error);
  g_assert_no_error (error);
  g_assert_true (anlan_db_exec (
      db, "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; DELETE FROM draft_text; COMMIT", &error));
  g_assert_no_error (error);
  app = open_badly (&plants, plants.dir, "opening-locked");
  anlan_permit_blocking ();
  anlan_db_close (db);
  /* "Try again" helps now. */
  app_press (app, app->window->retry_button);
  APP_AWAIT (app_plant (app) != NULL);
}

static gboolean
probe (const char *path, guint64 *magic, char **type)
{
  *magic = strstr (path, "good") != NULL ? 0xef53 : 0xff534d42; /* ext4, CIFS: <linux/magic.h> */
  *type = NULL;
  return TRUE;
}

static void
test_network (void)
{
  g_auto (Plants) plants = { NULL };
  g_autoptr (App) app = NULL;

  plants_init (&plants);
  anlan_netfs_set_probe (probe);
  app = open_badly (&plants, plants.dir, "opening-network");
  open_good (app, &plants);
  app_close (g_steal_pointer (&app));
  anlan_netfs_set_probe (NULL);
}

static void
test_read_only (void)
{
  g_auto (Plants) plants = { NULL };
  g_autofree char *mounted = NULL;
  App *app;

  plants_init (&plants);
  mounted = g_build_filename (plants.root, "mounted", NULL);
  g_assert_cmpint (g_mkdir (mounted, 0700), ==, 0);
  if (mount (plants.dir, mounted, NULL, MS_BIND, NULL) != 0)
    {
      g_test_skip ("only who may mount can have a disk that is read-only for everybody");
      return;
    }
  g_assert_cmpint (mount (NULL, mounted, NULL, MS_BIND | MS_REMOUNT | MS_RDONLY, NULL), ==, 0);
  g_free (plants.dir);
  plants.dir = g_strdup (mounted);
  app = open_badly (&plants, mounted, "opening-read-only");
  /* It can be read all the same, and says so all the time. */
  app_press (app, app->window->reading_button);
  APP_AWAIT (app_plant (app) != NULL);
  app_show (app, "hazard");
  g_assert_true (gtk_revealer_get_reveal_child (app->window->banner));
  app_picture (app, "reading");
  app_close (app);
  g_assert_cmpint (umount (mounted), ==, 0);
}

/* The disk becomes full while somebody works: what was typed stays, the field says why it was not saved, and it is saved
 * once there is room. */
static void
test_full (void)
{
  g_auto (Plants) plants = { NULL };
  struct rlimit limit = { .rlim_cur = 8192, .rlim_max = RLIM_INFINITY };
  g_autoptr (App) app = NULL;
  g_autofree char *json = NULL;
  GtkWidget *form;
  AnlanFieldRow *row;

  plants_init (&plants);
  app = app_open_dir (plants.dir);
  APP_AWAIT (anlan_plant_get_person (app_plant (app)) != NULL);
  app_show_record (app, "hazard", "HZ-2026-0008");
  form = app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_FORM);
  row = anlan_form_get_row (ANLAN_FORM (form), "interim");
  anlan_field_row_focus (row);
  app_settle (app);
  app_enter (app_by_type (GTK_WIDGET (row), GTK_TYPE_TEXT_VIEW), "Fenced off");
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  anlan_field_row_leave (row);
  APP_AWAIT (anlan_field_row_has_problem (row));
  limit.rlim_cur = RLIM_INFINITY;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  app_settle (app);
  app_picture (app, "disk-full");
  g_assert_true (anlan_field_row_is_dirty (row));
  anlan_field_row_leave (row);
  app_run (300);
  app_settle (app);
  g_assert_false (anlan_field_row_has_problem (row));
  json = app_ctl ("show", plants.dir, "hazard", "HZ-2026-0008", "--json", NULL);
  g_assert_nonnull (strstr (json, "Fenced off"));
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/opening/newer", test_newer);
  g_test_add_func ("/app/opening/damaged", test_damaged);
  g_test_add_func ("/app/opening/no-plant", test_no_plant);
  g_test_add_func ("/app/opening/locked", test_locked);
  g_test_add_func ("/app/opening/network", test_network);
  g_test_add_func ("/app/opening/read-only", test_read_only);
  g_test_add_func ("/app/opening/full", test_full);
  return g_test_run ();
}

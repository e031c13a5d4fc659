/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "migrate.h"
#include "store-fixture.h"

/* Scripts of versions to come are laid over the compiled-in ones, as GResource allows. */
static char *overlay;

static void
set_script (const char *name, const char *script)
{
  g_autofree char *path = g_build_filename (overlay, name, NULL);

  if (script == NULL)
    g_unlink (path);
  else
    g_assert_true (g_file_set_contents (path, script, -1, NULL));
}

static guint
count_backups (Fixture *fixture)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->dir, 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "plant.db.version-5.") && g_str_has_suffix (name, ".bak"))
      {
        g_autofree char *path = g_build_filename (fixture->dir, name, NULL);
        g_auto (AnlanValue) version = ANLAN_VALUE_INIT;
        g_autoptr (GError) error = NULL;
        AnlanDb *db = anlan_db_open (path, ANLAN_DB_READ, &error);

        g_assert_no_error (error);
        g_assert_true (anlan_db_lookup (db, "PRAGMA user_version", NULL, &version, &error));
        g_assert_cmpint (anlan_value_get_integer (&version, 0), ==, 5);
        g_assert_true (anlan_db_lookup (db, "SELECT count(*) FROM journal", NULL, &version, &error));
        g_assert_cmpint (anlan_value_get_integer (&version, 0), ==, 2);
        anlan_db_close (db);
        count++;
      }
  return count;
}

static void
test_scripts (void)
{
  g_autoptr (GPtrArray) plant = anlan_migrations_load ("plant");
  g_autoptr (GPtrArray) keys = anlan_migrations_load ("keys");
  g_autoptr (GPtrArray) none = anlan_migrations_load ("nothing");

  g_assert_cmpuint (plant->len, ==, 5);
  g_assert_cmpuint (keys->len, ==, 1);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_forward (Fixture *fixture, gconstpointer data)
{
  append (fixture, "{}");
  fixture_close (fixture);
  set_script ("006-plant.sql", "ALTER TABLE batch ADD COLUMN more TEXT;");
  set_script ("007-plant-again.sql", "CREATE TABLE later (a);");
  fixture_open (fixture);
  g_assert_cmpint (look_up (fixture, "PRAGMA user_version"), ==, 7);
  g_assert_cmpint (look_up (fixture, "SELECT count(more) FROM batch"), ==, 0);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal"), ==, 2);
  g_assert_cmpuint (count_backups (fixture), ==, 1);
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);

  /* The program of before is told. */
  fixture_close (fixture);
  set_script ("006-plant.sql", NULL);
  set_script ("007-plant-again.sql", NULL);
  {
    g_autoptr (GError) error = NULL;

    g_assert_null (anlan_store_open (fixture->dir, &fixture->options, &error));
    g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NEWER);
  }
}

/* Half of a step is no step: the database stays as it was, and the backup beside it. */
static void
test_failing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  append (fixture, "{}");
  fixture_close (fixture);
  set_script ("006-plant.sql", "CREATE TABLE later (a);");
  set_script ("007-plant.sql", "CREATE TABLE half (a); CREATE TABLE batch (a);");
  g_assert_null (anlan_store_open (fixture->dir, &fixture->options, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED);
  g_assert_cmpuint (count_backups (fixture), ==, 1);
  set_script ("006-plant.sql", NULL);
  set_script ("007-plant.sql", NULL);
  fixture_open (fixture);
  g_assert_cmpint (look_up (fixture, "PRAGMA user_version"), ==, 5);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM sqlite_schema WHERE name IN ('later', 'half')"),
                   ==, 0);
}

static void
test_in_use (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  set_script ("006-plant.sql", "CREATE TABLE later (a);");
  g_assert_null (anlan_store_open (fixture->dir, &fixture->options, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LOCKED);
  g_clear_error (&error);
  fixture_close (fixture);
  fixture->options.read_only = TRUE;
  g_assert_null (anlan_store_open (fixture->dir, &fixture->options, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY);
  set_script ("006-plant.sql", NULL);
}

/* While somebody else brings it up to date. */
static void
test_being_migrated (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "plant.lock", NULL);
  g_autoptr (GError) error = NULL;
  int fd;

  fixture_close (fixture);
  fd = g_open (path, O_RDWR, 0);
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  g_assert_null (anlan_store_open (fixture->dir, &fixture->options, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LOCKED);
  close (fd);
  fixture_open (fixture);
}

int
main (int argc, char *argv[])
{
  g_autofree char *variable = NULL;
  int status;

  overlay = g_dir_make_tmp ("anlan-sql-XXXXXX", NULL);
  variable = g_strconcat ("/io/github/anlan/store/sql=", overlay, NULL);
  g_setenv ("G_RESOURCE_OVERLAYS", variable, TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  g_test_add_func ("/migrate/scripts", test_scripts);
  ADD ("/migrate/forward", test_forward);
  ADD ("/migrate/failing", test_failing);
  ADD ("/migrate/in-use", test_in_use);
  ADD ("/migrate/being-migrated", test_being_migrated);
  status = g_test_run ();
  anlan_remove_tree (overlay);
  g_free (overlay);
  return status;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
/* anlanctl as a script calls it: a plant goes into a backup and comes out of it, and what cannot be is refused with a
 * reason and the exit status that the manual promises. */
#define G_LOG_DOMAIN "test"

#include <gio/gio.h>
#include <string.h>
#include <sys/wait.h>

enum
{
  DONE,
  REFUSED,
  USAGE
};

typedef struct
{
  char *dir;
  char *plant;
  char *backup;
  char *back; /* where it is restored to */
  char *phrase;
  char *wrong;
} Fixture;

/* Runs anlanctl with the arguments up to NULL; @out and @err are nullable, the caller frees them. */
static int G_GNUC_NULL_TERMINATED
call (char **out, char **err, ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  /* A child sees none of the folders that GLib isolates this program in, unless they are in its environment. */
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (GError) error = NULL;
  const char *argument;
  va_list list;
  int status = 0;

  environment = g_environ_setenv (environment, "XDG_DATA_HOME", g_get_user_data_dir (), TRUE);
  environment = g_environ_setenv (environment, "XDG_CACHE_HOME", g_get_user_cache_dir (), TRUE);
  g_ptr_array_add (argv, (gpointer)ANLANCTL);
  va_start (list, err);
  while ((argument = va_arg (list, const char *)) != NULL)
    g_ptr_array_add (argv, (gpointer)argument);
  va_end (list);
  g_ptr_array_add (argv, NULL);
  g_spawn_sync (NULL, (char **)argv->pdata, environment,
                out == NULL ? G_SPAWN_STDOUT_TO_DEV_NULL : G_SPAWN_DEFAULT, NULL, NULL, out, err, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (WIFEXITED (status));
  return WEXITSTATUS (status);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->dir = g_dir_make_tmp ("anlan-cli-XXXXXX", NULL);
  g_assert_nonnull (fixture->dir);
  fixture->plant = g_build_filename (fixture->dir, "plant", NULL);
  fixture->backup = g_build_filename (fixture->dir, "plant.anlan-backup", NULL);
  fixture->back = g_build_filename (fixture->dir, "back", NULL);
  fixture->phrase = g_build_filename (fixture->dir, "phrase", NULL);
  fixture->wrong = g_build_filename (fixture->dir, "wrong", NULL);
  g_assert_true (g_file_set_contents (fixture->phrase, "still waters\n", -1, NULL));
  g_assert_true (g_file_set_contents (fixture->wrong, "rough waters\n", -1, NULL));
  g_assert_cmpint (call (NULL, NULL, "init", fixture->plant, "--name", "North", "--lang", "en", NULL), ==,
                   DONE);
  g_assert_cmpint (call (NULL, NULL, "add", fixture->plant, "unit", "name=Synthesis", NULL), ==, DONE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autofree char *command = g_strdup_printf ("rm -rf %s", fixture->dir);

  g_assert_true (g_spawn_command_line_sync (command, NULL, NULL, NULL, NULL));
  g_free (fixture->dir);
  g_free (fixture->plant);
  g_free (fixture->backup);
  g_free (fixture->back);
  g_free (fixture->phrase);
  g_free (fixture->wrong);
}

static void
check_same (Fixture *fixture)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_cmpint (call (&before, NULL, "list", fixture->plant, "unit", "--json", NULL), ==, DONE);
  g_assert_cmpint (call (&after, NULL, "list", fixture->back, "unit", "--json", NULL), ==, DONE);
  g_assert_nonnull (strstr (before, "Synthesis"));
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (call (NULL, NULL, "verify", fixture->back, NULL), ==, DONE);
}

static void
test_plain (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (call (NULL, NULL, "backup", fixture->plant, fixture->backup, NULL), ==, DONE);
  g_assert_cmpint (call (NULL, NULL, "restore", fixture->backup, fixture->back, NULL), ==, DONE);
  check_same (fixture);
}

static void
test_encrypted (Fixture *fixture, gconstpointer data)
{
  g_autofree char *said = NULL;
  g_autofree char *asked = NULL;

  g_assert_cmpint (call (NULL, NULL, "backup", fixture->plant, fixture->backup, "--passphrase-file",
                         fixture->phrase, NULL),
                   ==, DONE);
  g_assert_cmpint (call (NULL, &said, "restore", fixture->backup, fixture->back, "--passphrase-file",
                         fixture->wrong, NULL),
                   ==, REFUSED);
  g_assert_cmpstr (said, !=, "");
  g_assert_cmpint (call (NULL, &asked, "restore", fixture->backup, fixture->back, NULL), ==, REFUSED);
  g_assert_cmpstr (asked, !=, "");
  g_assert_false (g_file_test (fixture->back, G_FILE_TEST_EXISTS));
  g_assert_cmpint (call (NULL, NULL, "restore", fixture->backup, fixture->back, "--passphrase-file",
                         fixture->phrase, NULL),
                   ==, DONE);
  check_same (fixture);
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  g_autofree char *nowhere = g_build_filename (fixture->dir, "nowhere", NULL);
  g_autofree char *empty = g_build_filename (fixture->dir, "empty", NULL);
  const struct
  {
    const char *name;
    int status;
    const char *argv[6];
  } table[] = {
    { "no such plant", REFUSED, { "backup", nowhere, fixture->backup } },
    { "not a backup", REFUSED, { "restore", fixture->phrase, fixture->back } },
    { "no such backup", REFUSED, { "restore", nowhere, fixture->back } },
    { "the folder is not empty", REFUSED, { "restore", fixture->backup, fixture->plant } },
    { "no such passphrase file",
      REFUSED,
      { "backup", fixture->plant, fixture->backup, "--passphrase-file", nowhere } },
    { "an empty passphrase",
      REFUSED,
      { "backup", fixture->plant, fixture->backup, "--passphrase-file", empty } },
    { "no file named", USAGE, { "backup", fixture->plant } },
    { "too many names", USAGE, { "restore", fixture->backup, fixture->back, fixture->plant } },
    { "no such option", USAGE, { "backup", fixture->plant, fixture->backup, "--nonsense" } },
  };

  g_assert_true (g_file_set_contents (empty, "\nsecond line", -1, NULL));
  g_assert_cmpint (call (NULL, NULL, "backup", fixture->plant, fixture->backup, NULL), ==, DONE);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    {
      g_autofree char *said = NULL;

      g_test_message ("%s", table[i].name);
      g_assert_cmpint (call (NULL, &said, table[i].argv[0], table[i].argv[1], table[i].argv[2],
                             table[i].argv[3], table[i].argv[4], NULL),
                       ==, table[i].status);
      g_assert_cmpstr (said, !=, "");
    }
  g_assert_false (g_file_test (fixture->back, G_FILE_TEST_EXISTS));
  g_assert_cmpint (call (NULL, NULL, "verify", fixture->plant, NULL), ==, DONE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/cli/backup/plain", Fixture, NULL, set_up, test_plain, tear_down);
  g_test_add ("/cli/backup/encrypted", Fixture, NULL, set_up, test_encrypted, tear_down);
  g_test_add ("/cli/backup/refusals", Fixture, NULL, set_up, test_refusals, tear_down);
  return g_test_run ();
}

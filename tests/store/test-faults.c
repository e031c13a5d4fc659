/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <gio/gio.h>

#include "netfs.h"
#include "store-fixture.h"

#define NOBODY 65534

static const char *program;

/* --- another process: this program once more ----------------------------------------------------------------- */

/* Opens the plant as somebody who may not do what root may. Says "ok", or the code and the sentence. */
static int
child_open (const char *dir, const char *desk, gboolean read_only)
{
  AnlanStoreOptions options = { .desk_dir = desk, .read_only = read_only, .busy_ms = 100 };
  g_autoptr (AnlanStore) store = NULL;
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0 && (setgid (NOBODY) != 0 || setuid (NOBODY) != 0))
    return 1;
  store = anlan_store_open (dir, &options, &error);
  if (store != NULL)
    {
      Lookup lookup = { .sql = "SELECT count(*) FROM journal" };

      if (anlan_store_read (store, lookup_work, &lookup, &error))
        printf ("ok %d\n", (int)anlan_value_get_integer (&lookup.value, -1));
    }
  if (error != NULL)
    printf ("%s %d %s\n", g_quark_to_string (error->domain), error->code, error->message);
  return 0;
}

/* Holds the database and lets nobody else in until its standard input ends. */
static int
child_hold (const char *dir, const char *how)
{
  g_autofree char *path = g_build_filename (dir, "plant.db", NULL);
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_WRITE, NULL);
  char byte;

  if (!anlan_db_exec (db, how, NULL))
    return 1;
  puts ("holding");
  fflush (stdout);
  while (read (STDIN_FILENO, &byte, 1) > 0)
    ;
  anlan_db_close (db);
  return 0;
}

static int
child_write (const char *dir, const char *desk, const char *count)
{
  AnlanStoreOptions options = { .desk_dir = desk };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanStore) store = anlan_store_open (dir, &options, &error);
  int written = 0;

  while (store != NULL && written < atoi (count) &&
         anlan_store_write (store, append_work, (gpointer) "{\"by\":\"child\"}", &error))
    written++;
  printf ("%d %s\n", written, error != NULL ? error->message : "");
  return 0;
}

static gboolean
big_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  g_autofree char *patch = g_strnfill (20000, 'x');

  return append_work (db, journal, patch, error);
}

/* Writes until the file may grow no more; then, with the limit gone, once again. */
static int
child_grow (const char *dir, const char *desk)
{
  AnlanStoreOptions options = { .desk_dir = desk };
  struct rlimit limit = { .rlim_cur = 2 * 1024 * 1024, .rlim_max = RLIM_INFINITY };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanStore) store = anlan_store_open (dir, &options, &error);
  int written = 0;

  signal (SIGXFSZ, SIG_IGN);
  if (store == NULL || setrlimit (RLIMIT_FSIZE, &limit) != 0)
    return 1;
  while (written < 1000 && anlan_store_write (store, big_work, NULL, &error))
    written++;
  printf ("%d %d ", written, error != NULL && error->domain == ANLAN_ERROR ? error->code : -1);
  g_clear_error (&error);
  limit.rlim_cur = RLIM_INFINITY;
  setrlimit (RLIMIT_FSIZE, &limit);
  printf ("%d\n", anlan_store_write (store, big_work, NULL, &error));
  return 0;
}

static GSubprocess *
start (const char *const *args)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (argv, (gpointer)program);
  for (guint i = 0; args[i] != NULL; i++)
    g_ptr_array_add (argv, (gpointer)args[i]);
  g_ptr_array_add (argv, NULL);
  process = g_subprocess_newv ((const char *const *)argv->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDIN_PIPE, &error);
  g_assert_no_error (error);
  return process;
}

static char *
finish (GSubprocess *process)
{
  g_autoptr (GError) error = NULL;
  char *said = NULL;

  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &said, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_successful (process));
  g_test_message ("%s", said);
  g_object_unref (process);
  return said;
}

static char *
run (const char *const *args)
{
  return finish (start (args));
}

static void
wait_for_line (GSubprocess *process)
{
  char byte = 0;

  while (byte != '\n')
    g_assert_cmpint (g_input_stream_read (g_subprocess_get_stdout_pipe (process), &byte, 1, NULL, NULL), ==,
                     1);
}

static void
check_open_fails (Fixture *fixture, AnlanError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_store_open (fixture->dir, &fixture->options, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, ANLAN_ERROR, (int)code);
}

static void
write_at (const char *path, long offset, const char *bytes, size_t length)
{
  FILE *file = g_fopen (path, "r+b");

  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, offset, SEEK_SET), ==, 0);
  g_assert_cmpuint (fwrite (bytes, 1, length, file), ==, length);
  fclose (file);
}

/* --- what is no plant, or not one for us ------------------------------------------------------------------- */

static void
test_no_plant (Fixture *fixture, gconstpointer data)
{
  g_autofree char *db = g_build_filename (fixture->dir, "plant.db", NULL);
  g_autoptr (GError) error = NULL;
  AnlanDb *other;

  fixture_close (fixture);
  anlan_remove_tree (fixture->dir);
  check_open_fails (fixture, ANLAN_ERROR_NOT_PLANT);
  g_assert_cmpint (g_mkdir (fixture->dir, 0700), ==, 0);
  check_open_fails (fixture, ANLAN_ERROR_NOT_PLANT);
  g_assert_true (g_file_set_contents (db, "", 0, NULL));
  check_open_fails (fixture, ANLAN_ERROR_CORRUPT);
  g_unlink (db);

  /* A database of another program, under our name. */
  other = anlan_db_open (db, ANLAN_DB_CREATE, &error);
  g_assert_true (anlan_db_exec (other, "CREATE TABLE t (a); PRAGMA user_version = 1", &error));
  anlan_db_close (other);
  check_open_fails (fixture, ANLAN_ERROR_NOT_PLANT);
  anlan_remove_tree (fixture->dir);
  g_assert_true (g_file_set_contents (fixture->dir, "a file", -1, NULL));
  check_open_fails (fixture, ANLAN_ERROR_NOT_PLANT);
}

static void
test_newer (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *path = g_build_filename (fixture->dir, "plant.db", NULL);
  gsize before_length, after_length;

  fixture_close (fixture);
  tamper (fixture->dir, "PRAGMA user_version = 999");
  g_assert_true (g_file_get_contents (path, &before, &before_length, NULL));
  check_open_fails (fixture, ANLAN_ERROR_NEWER);
  fixture->options.read_only = TRUE;
  check_open_fails (fixture, ANLAN_ERROR_NEWER);
  g_assert_true (g_file_get_contents (path, &after, &after_length, NULL));
  g_assert_cmpmem (before, before_length, after, after_length);
}

static void
test_no_plant_id (Fixture *fixture, gconstpointer data)
{
  fixture_close (fixture);
  tamper (fixture->dir, "UPDATE setting SET value = '../../evil' WHERE key = 'plant-id'");
  check_open_fails (fixture, ANLAN_ERROR_CORRUPT);
}

/* --- network drives ------------------------------------------------------------------------------------------ */

static guint64 probe_magic;
static const char *probe_type;

static gboolean
probe (const char *path, guint64 *magic, char **type)
{
  *magic = probe_magic;
  *type = g_strdup (probe_type);
  return TRUE;
}

/* Magic numbers: <linux/magic.h>; NFS, SMB and 9p as statfs(2) lists them; Ceph: fs/ceph/super.h. */
static void
test_network (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    guint64 magic;
    const char *type;
    gboolean refused;
  } cases[] = {
    { 0x6969, NULL, TRUE },
    { 0xff534d42, NULL, TRUE },
    { 0xfe534d42, NULL, TRUE },
    { 0x517b, NULL, TRUE },
    { 0x01021997, NULL, TRUE },
    { 0x5346414f, NULL, TRUE },
    { 0x00c36400, NULL, TRUE },
    { 0x65735546, "fuse.sshfs", TRUE },
    { 0x65735546, "fuse.rclone", TRUE },
    { 0x65735546, "fuse.gvfsd-fuse", TRUE },
    { 0x65735546, "fuseblk", FALSE },
    { 0x65735546, "fuse.gocryptfs", FALSE },
    { 0x65735546, NULL, FALSE },
    { 0xef53, NULL, FALSE },
    { 0x58465342, NULL, FALSE },
    { 0x9123683e, NULL, FALSE },
    { 0x01021994, NULL, FALSE },
    { 0x794c7630, NULL, FALSE },
  };
  g_autofree char *other = g_build_filename (fixture->root, "not", "yet", "there", NULL);

  fixture_close (fixture);
  anlan_netfs_set_probe (probe);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      probe_magic = cases[i].magic;
      probe_type = cases[i].type;
      if (!cases[i].refused)
        {
          fixture_reopen (fixture);
          fixture_close (fixture);
          continue;
        }
      check_open_fails (fixture, ANLAN_ERROR_NETWORK_FS);
      g_assert_null (anlan_store_create (other, &fixture->options, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NETWORK_FS);
      g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
    }
  anlan_netfs_set_probe (NULL);
  fixture_open (fixture);
}

/* --- damage -------------------------------------------------------------------------------------------------- */

static void
test_header (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    long offset;
    const char *bytes;
    size_t length;
    AnlanError code;
  } cases[] = {
    { 0, "no database", 11, ANLAN_ERROR_CORRUPT },
    { 0, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16, ANLAN_ERROR_CORRUPT },
    { 100, "\xff\xff\xff\xff\xff\xff\xff\xff", 8, ANLAN_ERROR_CORRUPT },
    { 16, "\x00\x00", 2, ANLAN_ERROR_CORRUPT },
    { 18, "\x09\x09", 2, ANLAN_ERROR_CORRUPT },
  };
  g_autofree char *path = g_build_filename (fixture->dir, "plant.db", NULL);
  g_autofree char *whole = NULL;
  gsize length;

  fixture_close (fixture);
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (g_file_set_contents (path, whole, (gssize)length, NULL));
      write_at (path, cases[i].offset, cases[i].bytes, cases[i].length);
      check_open_fails (fixture, cases[i].code);
      fixture->options.read_only = TRUE;
      check_open_fails (fixture, cases[i].code);
      fixture->options.read_only = FALSE;
    }
  g_assert_true (g_file_set_contents (path, whole, (gssize)length, NULL));
  fixture_open (fixture);
}

static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  static const long keep[] = { 1, 50, 99, 512, 4096, 3 * 4096, 8 * 4096 + 17 };
  g_autofree char *path = g_build_filename (fixture->dir, "plant.db", NULL);
  g_autofree char *whole = NULL;
  gsize length;

  fixture_close (fixture);
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (keep); i++)
    {
      g_assert_cmpint (keep[i], <, length);
      g_assert_true (g_file_set_contents (path, whole, keep[i], NULL));
      check_open_fails (fixture, ANLAN_ERROR_CORRUPT);
    }
}

/* Bytes overwritten in the middle: each page in turn. A small plant is looked through when it is opened; what is
 * free space may be overwritten without harm. */
static void
test_middle (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "plant.db", NULL);
  g_autofree char *whole = NULL;
  char noise[64];
  guint refused = 0;
  gsize length;

  for (int i = 0; i < 50; i++)
    append (fixture, "{\"some\":\"text that fills a page or two\"}");
  fixture_close (fixture);
  g_assert_true (g_file_get_contents (path, &whole, &length, NULL));
  memset (noise, 0xff, sizeof noise);
  for (long page = 1; page < (long)(length / 4096); page++)
    {
      g_autoptr (AnlanStore) store = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (path, whole, (gssize)length, NULL));
      write_at (path, page * 4096, noise, sizeof noise);
      store = anlan_store_open (fixture->dir, &fixture->options, &error);
      if (store != NULL)
        continue;
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
      refused++;
    }
  g_assert_cmpuint (refused, >, length / 4096 / 2);
}

/* The last line cannot be read: writing on top of it would lose what it says. */
static void
test_damaged_last_line (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_close (fixture);
  tamper (fixture->dir, "UPDATE journal SET hlc = 'what time?'");
  fixture_open (fixture);
  g_assert_false (anlan_store_write (fixture->store, append_work, (gpointer) "{}", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
}

/* --- rights -------------------------------------------------------------------------------------------------- */

/* The folder that @fixture lies in may be a test's own, which nobody else can enter. */
static void
let_pass (Fixture *fixture)
{
  g_autofree char *parent = g_path_get_dirname (fixture->root);
  struct stat st;

  g_assert_cmpint (stat (parent, &st), ==, 0);
  if (!(st.st_mode & S_IXOTH))
    g_assert_cmpint (g_chmod (parent, (st.st_mode & 07777) | S_IXOTH), ==, 0);
}

/* Everything readable for all, and @mode for the folder; files inside get @files. */
static void
set_rights (Fixture *fixture, int mode, int files)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->dir, 0, NULL);
  const char *name;

  let_pass (fixture);
  g_assert_cmpint (g_chmod (fixture->root, 0755), ==, 0);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->dir, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_IS_DIR))
        g_assert_cmpint (g_chmod (path, files), ==, 0);
    }
  g_assert_cmpint (g_chmod (fixture->dir, mode), ==, 0);
}

static void
check_child_open (Fixture *fixture, const char *read_only, const char *expected)
{
  g_autofree char *desk = g_build_filename (fixture->root, "nobody", NULL);
  const char *const args[] = { "--open", fixture->dir, desk, read_only, NULL };
  g_autofree char *said = NULL;

  g_mkdir (desk, 0777);
  g_chmod (desk, 0777);
  said = run (args);
  g_assert_true (g_str_has_prefix (said, expected));
}

static void
test_read_only_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *refused = g_strdup_printf ("anlan-error %d", ANLAN_ERROR_READ_ONLY);
  g_autofree char *denied = g_strdup_printf ("anlan-error %d", ANLAN_ERROR_DENIED);

  append (fixture, "{}");
  fixture_close (fixture);
  set_rights (fixture, 0555, 0444);
  check_child_open (fixture, "no", refused);
  check_child_open (fixture, "yes", "ok 2");
  /* The files may be written, but nothing made beside them: no WAL, so no safe writing. */
  set_rights (fixture, 0555, 0666);
  check_child_open (fixture, "no", refused);
  check_child_open (fixture, "yes", "ok 2");
  /* The folder may be written, but not the database. */
  set_rights (fixture, 0777, 0444);
  check_child_open (fixture, "no", refused);
  /* Not even to be read: that is another sentence, and not that there is no plant. */
  set_rights (fixture, 0700, 0600);
  check_child_open (fixture, "yes", denied);
  set_rights (fixture, 0755, 0600);
  check_child_open (fixture, "yes", denied);
}

/* A WAL that was left behind holds changes; who cannot use it must not be shown the plant without them. */
static void
test_read_only_with_wal (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wal = g_build_filename (fixture->dir, "plant.db-wal", NULL);
  g_autofree char *shm = g_build_filename (fixture->dir, "plant.db-shm", NULL);
  g_autofree char *copy = NULL;
  gsize length;

  append (fixture, "{}");
  g_assert_true (g_file_get_contents (wal, &copy, &length, NULL));
  g_assert_cmpuint (length, >, 0);
  fixture_close (fixture);
  g_assert_true (g_file_set_contents (wal, copy, (gssize)length, NULL));
  g_unlink (shm);
  set_rights (fixture, 0555, 0444);
  check_child_open (fixture, "yes", "anlan-error");
  set_rights (fixture, 0755, 0644);
}

static void
test_open_for_reading (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->root, "other", NULL);
  g_autoptr (GError) error = NULL;

  append (fixture, "{}");
  fixture->options.read_only = TRUE;
  fixture->options.desk_dir = other;
  fixture_reopen (fixture);
  g_assert_true (anlan_store_is_read_only (fixture->store));
  g_assert_false (anlan_store_write (fixture->store, append_work, (gpointer) "{}", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (anlan_store_checkpoint (fixture->store, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM desk"), ==, 1);
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

/* --- others who hold it -------------------------------------------------------------------------------------- */

static void
test_busy (Fixture *fixture, gconstpointer data)
{
  const char *const args[] = { "--hold", fixture->dir, "BEGIN IMMEDIATE", NULL };
  g_autoptr (GError) error = NULL;
  GSubprocess *holder = start (args);

  wait_for_line (holder);
  g_assert_false (anlan_store_write (fixture->store, append_work, (gpointer) "{}", &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_BUSY);
  g_clear_error (&error);
  /* Reading goes on, and so does opening: this desk is known already. */
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal"), ==, 1);
  fixture_reopen (fixture);
  g_free (finish (holder));
  append (fixture, "{}");
}

static void
test_locked (Fixture *fixture, gconstpointer data)
{
  const char *const args[] = {
    "--hold", fixture->dir,
    "PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; DELETE FROM draft_text; COMMIT", NULL
  };
  GSubprocess *holder;

  fixture_close (fixture);
  holder = start (args);
  wait_for_line (holder);
  check_open_fails (fixture, ANLAN_ERROR_LOCKED);
  g_free (finish (holder));
  fixture_open (fixture);
}

static void
test_two_processes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->root, "other", NULL);
  const char *const first[] = { "--write", fixture->dir, fixture->desk, "200", NULL };
  const char *const second[] = { "--write", fixture->dir, other, "200", NULL };
  GSubprocess *a, *b;

  fixture->options.clock = NULL;
  fixture->options.busy_ms = 0;
  fixture_reopen (fixture);
  a = start (first);
  b = start (second);
  for (int i = 0; i < 200; i++)
    append (fixture, "{\"by\":\"parent\"}");
  for (int i = 0; i < 2; i++)
    {
      g_autofree char *said = finish (i == 0 ? a : b);

      g_assert_true (g_str_has_prefix (said, "200 "));
    }
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal WHERE op = 'edit'"), ==, 600);
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

/* --- full disks ---------------------------------------------------------------------------------------------- */

/* Growth refused by the system: works everywhere, and goes the way a full disk goes. */
static void
test_no_growth (Fixture *fixture, gconstpointer data)
{
  const char *const args[] = { "--grow", fixture->dir, fixture->desk, NULL };
  g_autofree char *said = NULL;
  int written, code, afterwards;

  fixture->options.clock = NULL;
  fixture_close (fixture);
  said = run (args);
  g_assert_cmpint (sscanf (said, "%d %d %d", &written, &code, &afterwards), ==, 3);
  g_assert_cmpint (written, >, 10);
  g_assert_cmpint (code, ==, ANLAN_ERROR_DISK_FULL);
  g_assert_cmpint (afterwards, ==, 1);
  fixture_open (fixture);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal WHERE op = 'edit'"), ==, written + 1);
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *disk = g_build_filename (fixture->root, "disk", NULL);
  g_autofree char *filler = g_build_filename (disk, "filler", NULL);
  g_autofree char *created = g_build_filename (disk, "second", NULL);
  g_autoptr (GError) error = NULL;
  int written = 0;

  g_assert_cmpint (g_mkdir (disk, 0700), ==, 0);
  if (mount ("tmpfs", disk, "tmpfs", 0, "size=4m") != 0)
    {
      g_test_skip ("no right to mount a small disk here");
      return;
    }
  fixture_close (fixture);
  g_free (fixture->dir);
  fixture->dir = g_build_filename (disk, "plant", NULL);
  fixture->store = anlan_store_create (fixture->dir, &fixture->options, &error);
  g_assert_no_error (error);

  while (written < 1000 && anlan_store_write (fixture->store, big_work, NULL, &error))
    written++;
  g_test_message ("%d changes, then: %s", written, error->message);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DISK_FULL);
  g_clear_error (&error);
  g_assert_cmpint (written, >, 10);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal WHERE op = 'edit'"), ==, written);

  /* Not even a new plant can be made, and the attempt leaves nothing behind. */
  g_file_set_contents (filler, "", 0, NULL);
  g_assert_null (anlan_store_create (created, &fixture->options, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DISK_FULL);
  g_clear_error (&error);
  g_assert_false (g_file_test (created, G_FILE_TEST_EXISTS));

  /* Room again. */
  g_assert_cmpint (mount ("tmpfs", disk, "tmpfs", MS_REMOUNT, "size=16m"), ==, 0);
  g_assert_true (anlan_store_write (fixture->store, big_work, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
  fixture_reopen (fixture);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal WHERE op = 'edit'"), ==, written + 1);
  fixture_close (fixture);
  g_assert_cmpint (umount (disk), ==, 0);
}

int
main (int argc, char *argv[])
{
  if (argc == 5 && strcmp (argv[1], "--open") == 0)
    return child_open (argv[2], argv[3], strcmp (argv[4], "yes") == 0);
  if (argc == 4 && strcmp (argv[1], "--hold") == 0)
    return child_hold (argv[2], argv[3]);
  if (argc == 5 && strcmp (argv[1], "--write") == 0)
    return child_write (argv[2], argv[3], argv[4]);
  if (argc == 4 && strcmp (argv[1], "--grow") == 0)
    return child_grow (argv[2], argv[3]);

  program = g_canonicalize_filename (argv[0], NULL);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/faults/no-plant", test_no_plant);
  ADD ("/faults/newer", test_newer);
  ADD ("/faults/no-plant-id", test_no_plant_id);
  ADD ("/faults/network", test_network);
  ADD ("/faults/header", test_header);
  ADD ("/faults/truncated", test_truncated);
  ADD ("/faults/middle", test_middle);
  ADD ("/faults/damaged-last-line", test_damaged_last_line);
  ADD ("/faults/read-only-folder", test_read_only_folder);
  ADD ("/faults/read-only-with-wal", test_read_only_with_wal);
  ADD ("/faults/open-for-reading", test_open_for_reading);
  ADD ("/faults/busy", test_busy);
  ADD ("/faults/locked", test_locked);
  ADD ("/faults/two-processes", test_two_processes);
  ADD ("/faults/no-growth", test_no_growth);
  ADD ("/faults/full-disk", test_full_disk);
  return g_test_run ();
}

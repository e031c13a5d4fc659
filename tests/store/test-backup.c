/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <unistd.h>

#include <archive.h>
#include <archive_entry.h>

#include "store-fixture.h"
#include "store/backup.h"
#include "store/files.h"
#include "store/keys.h"

#define PASSPHRASE "correct horse 马 battery"

typedef struct
{
  Fixture plant;
  char *file;   /* root/x.anlan-backup */
  char *target; /* root/restored */
  char *sha256; /* of the file in the plant */
} Backup;

static gboolean
register_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return anlan_files_register (db, data, "2026-11-22T05:09:16Z", error);
}

static void
set_up (Backup *backup, gconstpointer data)
{
  Fixture *plant = &backup->plant;
  g_autofree char *tile = NULL;
  g_autofree char *readings = NULL;
  g_autofree char *large = g_strnfill (300000, 'z');
  g_autoptr (GBytes) bytes = g_bytes_new (large, 300000);
  g_autoptr (AnlanFile) file = NULL;
  g_autoptr (GError) error = NULL;
  AnlanDb *db;

  fixture_set_up (plant, NULL);
  backup->file = g_build_filename (plant->root, "x.anlan-backup", NULL);
  backup->target = g_build_filename (plant->root, "restored", NULL);
  for (int i = 0; i < 30; i++)
    append (plant, "{\"what\":\"wanderfalke\"}");
  file = anlan_files_add_bytes (plant->store, bytes, "z.txt", ANLAN_FILE_ANY, 0, FALSE, &error);
  g_assert_no_error (error);
  g_assert_true (anlan_store_write (plant->store, register_work, file, &error));
  backup->sha256 = g_strdup (file->sha256);
  tile = anlan_store_path (plant->store, "tiles/a.mbtiles");
  g_assert_true (g_file_set_contents (tile, "tiles", 5, NULL));
  readings = anlan_store_path (plant->store, "readings.db");
  db = anlan_db_open (readings, ANLAN_DB_CREATE, &error);
  g_assert_true (anlan_db_exec (db, "CREATE TABLE reading (a); INSERT INTO reading VALUES (7)", &error));
  anlan_db_close (db);
}

static void
tear_down (Backup *backup, gconstpointer data)
{
  fixture_tear_down (&backup->plant, NULL);
  g_free (backup->file);
  g_free (backup->target);
  g_free (backup->sha256);
}

static void
write_backup (Backup *backup, const char *passphrase)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
      anlan_backup_write (backup->plant.store, backup->file, passphrase, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* No half of anything is left in @folder. */
static void
check_no_rests (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_assert_null (strstr (name, ".restoring"));
      g_assert_null (strstr (name, ".part"));
      g_assert_false (g_str_has_prefix (name, ".backup-"));
    }
}

static void
check_restore_fails (Backup *backup, const char *passphrase, AnlanError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (anlan_backup_restore (backup->file, backup->target, passphrase, NULL, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, ANLAN_ERROR, (int)code);
  g_assert_false (g_file_test (backup->target, G_FILE_TEST_EXISTS));
  check_no_rests (backup->plant.root);
}

static guint
grep_file (const char *path, const void *needle, gsize length)
{
  g_autofree char *text = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  return memmem (text, size, needle, length) != NULL;
}

/* Opens what was restored, in place of the plant. */
static void
open_restored (Backup *backup)
{
  fixture_close (&backup->plant);
  g_free (backup->plant.dir);
  backup->plant.dir = g_strdup (backup->target);
  fixture_open (&backup->plant);
}

/* --- there and back ---------------------------------------------------------------------------------------- */

typedef struct
{
  double last;
  guint calls;
} Progress;

static void
progress_cb (double fraction, gpointer data)
{
  Progress *progress = data;

  g_assert_cmpfloat (fraction, >=, progress->last);
  g_assert_cmpfloat (fraction, <=, 1);
  progress->last = fraction;
  progress->calls++;
}

static void
round_trip (Backup *backup, const char *passphrase)
{
  g_autofree char *sealed = NULL;
  g_autofree char *tile = g_build_filename (backup->target, "tiles", "a.mbtiles", NULL);
  g_autofree char *keys = g_build_filename (backup->target, "keys.db", NULL);
  g_autofree char *readings = g_build_filename (backup->target, "readings.db", NULL);
  g_autoptr (GError) error = NULL;
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  Progress progress = { 0 };
  AnlanDb *db;

  sealed = anlan_keys_seal (backup->plant.store, "person", "secret", &error);
  g_assert_no_error (error);
  g_assert_true (anlan_backup_write (backup->plant.store, backup->file, passphrase, progress_cb, &progress,
                                     NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (progress.last, ==, 1);
  check_no_rests (backup->plant.root);
  check_no_rests (backup->plant.dir);

  progress = (Progress){ 0 };
  g_assert_true (
      anlan_backup_restore (backup->file, backup->target, passphrase, progress_cb, &progress, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (progress.last, ==, 1);
  g_assert_false (g_file_test (keys, G_FILE_TEST_EXISTS));
  g_assert_true (grep_file (tile, "tiles", 5));
  db = anlan_db_open (readings, ANLAN_DB_READ, &error);
  g_assert_no_error (error);
  g_assert_true (anlan_db_lookup (db, "SELECT a FROM reading", NULL, &value, &error));
  g_assert_cmpint (anlan_value_get_integer (&value, 0), ==, 7);
  anlan_db_close (db);

  open_restored (backup);
  g_assert_cmpint (look_up (&backup->plant, "SELECT count(*) FROM journal WHERE op = 'edit'"), ==, 30);
  g_assert_cmpint (look_up (&backup->plant,
                            "SELECT count(*) FROM journal WHERE op = 'restore' AND patch LIKE "
                            "'%x.anlan-backup%'"),
                   ==, 1);
  g_assert_cmpint (look_up (&backup->plant, "SELECT count(*) FROM setting WHERE key = 'restored'"), ==, 0);
  g_assert_cmpuint (verify (&backup->plant, NULL), ==, 0);
  g_assert_null (anlan_keys_open (backup->plant.store, "person", sealed, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

static void
test_plain (Backup *backup, gconstpointer data)
{
  round_trip (backup, NULL);
}

static void
test_sealed (Backup *backup, gconstpointer data)
{
  round_trip (backup, PASSPHRASE);
  g_assert_false (grep_file (backup->file, "wanderfalke", 11));
  g_assert_false (grep_file (backup->file, "plant.db", 8));
}

/* tar itself can list and unpack a backup without a passphrase. */
static void
test_tar (Backup *backup, gconstpointer data)
{
  const char *argv[] = { "tar", "-tzf", backup->file, NULL };
  g_autofree char *listed = NULL;
  g_autofree char *wanted = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  write_backup (backup, NULL);
  if (!g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &listed, NULL, &status,
                     &error))
    {
      g_test_skip ("no tar here");
      return;
    }
  g_assert_cmpint (status, ==, 0);
  wanted = g_strdup_printf ("files/%.2s/%s\n", backup->sha256, backup->sha256 + 2);
  g_assert_nonnull (strstr (listed, "plant.db\n"));
  g_assert_nonnull (strstr (listed, "readings.db\n"));
  g_assert_nonnull (strstr (listed, "tiles/a.mbtiles\n"));
  g_assert_nonnull (strstr (listed, wanted));
  g_assert_nonnull (strstr (listed, "manifest.json\n"));
  g_assert_null (strstr (listed, "keys.db"));
  g_assert_null (strstr (listed, ".lock"));
}

/* What was written after the backup is gone, and known to be: verify does not call it a cut journal. */
static void
test_older_state (Backup *backup, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  write_backup (backup, NULL);
  for (int i = 0; i < 10; i++)
    append (&backup->plant, "{\"later\":1}");
  g_assert_true (anlan_store_checkpoint (backup->plant.store, &error));
  g_assert_true (anlan_backup_restore (backup->file, backup->target, NULL, NULL, NULL, NULL, &error));

  backup->plant.options.read_only = TRUE;
  open_restored (backup);
  g_assert_cmpuint (verify (&backup->plant, NULL), ==, 0);
  backup->plant.options.read_only = FALSE;
  fixture_reopen (&backup->plant);
  append (&backup->plant, "{\"anew\":1}");
  g_assert_cmpuint (verify (&backup->plant, NULL), ==, 0);
  fixture_reopen (&backup->plant);
  g_assert_cmpuint (verify (&backup->plant, NULL), ==, 0);
  g_assert_cmpint (look_up (&backup->plant, "SELECT count(*) FROM journal WHERE op = 'restore'"), ==, 1);
}

static gpointer
write_in_thread (gpointer data)
{
  Backup *backup = data;

  for (int i = 0; i < 300; i++)
    append (&backup->plant, "{\"meanwhile\":1}");
  return NULL;
}

static void
test_while_writing (Backup *backup, gconstpointer data)
{
  GThread *thread = g_thread_new ("writes", write_in_thread, backup);
  g_autoptr (GError) error = NULL;

  write_backup (backup, NULL);
  g_thread_join (thread);
  g_assert_true (anlan_backup_restore (backup->file, backup->target, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  open_restored (backup);
  g_assert_cmpuint (verify (&backup->plant, NULL), ==, 0);
}

/* --- what cannot be restored -------------------------------------------------------------------------------- */

static void
test_passphrases (Backup *backup, gconstpointer data)
{
  write_backup (backup, PASSPHRASE);
  check_restore_fails (backup, NULL, ANLAN_ERROR_DENIED);
  check_restore_fails (backup, "wrong", ANLAN_ERROR_DENIED);
  check_restore_fails (backup, "", ANLAN_ERROR_DENIED);
}

static void
test_damaged (Backup *backup, gconstpointer data)
{
  static const char *const passphrases[] = { NULL, PASSPHRASE };

  for (guint p = 0; p < G_N_ELEMENTS (passphrases); p++)
    {
      g_autofree char *whole = NULL;
      g_autoptr (GRand) rand = g_rand_new_with_seed (3);
      gsize length;

      write_backup (backup, passphrases[p]);
      g_assert_true (g_file_get_contents (backup->file, &whole, &length, NULL));
      for (int i = 0; i < (p == 0 ? 60 : 3); i++)
        {
          gsize at = (gsize)g_rand_int_range (rand, 12, (int)length);
          char was = whole[at];
          g_autoptr (GError) error = NULL;

          whole[at] = (char)(was ^ (1 << g_rand_int_range (rand, 0, 8)));
          g_assert_true (g_file_set_contents (backup->file, whole, (gssize)length, NULL));
          whole[at] = was;
          if (anlan_backup_restore (backup->file, backup->target, passphrases[p], NULL, NULL, NULL, &error))
            {
              /* A bit of tar's header that says nothing about the content, such as its time. */
              g_assert_cmpint (p, ==, 0);
              anlan_remove_tree (backup->target);
              continue;
            }
          g_assert_cmpint (error->domain, ==, ANLAN_ERROR);
          g_assert_false (g_file_test (backup->target, G_FILE_TEST_EXISTS));
        }
      for (gsize cut = 0; cut < length; cut += length / 4 + 1)
        {
          g_autoptr (GError) error = NULL;

          g_assert_true (g_file_set_contents (backup->file, whole, (gssize)cut, NULL));
          g_assert_false (
              anlan_backup_restore (backup->file, backup->target, passphrases[p], NULL, NULL, NULL, &error));
          g_test_message ("%s", error->message);
          g_assert_cmpint (error->domain, ==, ANLAN_ERROR);
          g_assert_false (g_file_test (backup->target, G_FILE_TEST_EXISTS));
        }
      check_no_rests (backup->plant.root);
    }
}

/* An archive with one entry, and a list that says what it likes. */
static void
make_archive (const char *file, const char *path, int type, const char *content, const char *manifest)
{
  struct archive *archive = archive_write_new ();
  struct archive_entry *entry = archive_entry_new ();

  archive_write_set_format_pax_restricted (archive);
  archive_write_add_filter_gzip (archive);
  g_assert_cmpint (archive_write_open_filename (archive, file), ==, ARCHIVE_OK);
  archive_entry_set_pathname (entry, path);
  archive_entry_set_filetype (entry, (__LA_MODE_T)type);
  archive_entry_set_perm (entry, 0644);
  if (type == AE_IFLNK)
    archive_entry_set_symlink (entry, "/etc/passwd");
  else
    archive_entry_set_size (entry, (la_int64_t)strlen (content));
  g_assert_cmpint (archive_write_header (archive, entry), ==, ARCHIVE_OK);
  if (type == AE_IFREG)
    archive_write_data (archive, content, strlen (content));
  if (manifest != NULL)
    {
      archive_entry_clear (entry);
      archive_entry_set_pathname (entry, "manifest.json");
      archive_entry_set_filetype (entry, AE_IFREG);
      archive_entry_set_perm (entry, 0644);
      archive_entry_set_size (entry, (la_int64_t)strlen (manifest));
      archive_write_header (archive, entry);
      archive_write_data (archive, manifest, strlen (manifest));
    }
  archive_entry_free (entry);
  archive_write_close (archive);
  archive_write_free (archive);
}

static void
test_foreign (Backup *backup, gconstpointer data)
{
  static const struct
  {
    const char *path;
    int type;
    const char *manifest;
    AnlanError code;
  } cases[] = {
    { "../evil", AE_IFREG, "{}", ANLAN_ERROR_INPUT },
    { "/etc/evil", AE_IFREG, "{}", ANLAN_ERROR_INPUT },
    { "files/../../evil", AE_IFREG, "{}", ANLAN_ERROR_INPUT },
    { "files/./evil", AE_IFREG, "{}", ANLAN_ERROR_INPUT },
    { "files//evil", AE_IFREG, "{}", ANLAN_ERROR_INPUT },
    { "keys.db", AE_IFREG, "{}", ANLAN_ERROR_INPUT },
    { "plant.db", AE_IFLNK, "{}", ANLAN_ERROR_INPUT },
    { "files/ab", AE_IFLNK, "{}", ANLAN_ERROR_INPUT },
    { "letter.txt", AE_IFREG, NULL, ANLAN_ERROR_INPUT },
    { "plant.db", AE_IFREG, NULL, ANLAN_ERROR_CORRUPT },
    { "plant.db", AE_IFREG, "not json", ANLAN_ERROR_CORRUPT },
    { "plant.db", AE_IFREG, "[]", ANLAN_ERROR_CORRUPT },
    { "plant.db", AE_IFREG, "{\"format\":1,\"pieces\":[]}", ANLAN_ERROR_CORRUPT },
    { "plant.db", AE_IFREG, "{\"format\":1,\"pieces\":[1]}", ANLAN_ERROR_CORRUPT },
    { "plant.db", AE_IFREG, "{\"format\":1,\"pieces\":[{\"path\":[],\"size\":{},\"sha256\":0}]}",
      ANLAN_ERROR_CORRUPT },
    { "plant.db", AE_IFREG, "{\"format\":2,\"pieces\":[]}", ANLAN_ERROR_NEWER },
    /* The list fits, but what it lists is no plant: SHA-256 of "evil". */
    { "plant.db", AE_IFREG,
      "{\"format\":1,\"pieces\":[{\"path\":\"plant.db\",\"size\":4,\"sha256\":"
      "\"b5c1fb2efc6d6b4674c2fdcc48ce01b43a3b7c03763c0c3355de0099ee0f8c73\"}]}",
      ANLAN_ERROR_CORRUPT },
  };
  g_autofree char *evil = g_build_filename (backup->plant.root, "evil", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s %s", cases[i].path, cases[i].manifest);
      make_archive (backup->file, cases[i].path, cases[i].type, "evil", cases[i].manifest);
      check_restore_fails (backup, NULL, cases[i].code);
      g_assert_false (g_file_test (evil, G_FILE_TEST_EXISTS));
    }
  g_assert_true (g_file_set_contents (backup->file, "a letter, and no archive at all", -1, NULL));
  check_restore_fails (backup, NULL, ANLAN_ERROR_INPUT);
  g_unlink (backup->file);
  check_restore_fails (backup, NULL, ANLAN_ERROR_NOT_FOUND);
}

static void
test_target_in_use (Backup *backup, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (backup->target, "letter.txt", NULL);
  g_autoptr (GError) error = NULL;

  write_backup (backup, NULL);
  g_assert_cmpint (g_mkdir (backup->target, 0700), ==, 0);
  g_assert_true (g_file_set_contents (inside, "mine", -1, NULL));
  g_assert_false (anlan_backup_restore (backup->file, backup->target, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_true (g_file_test (inside, G_FILE_TEST_EXISTS));
  g_unlink (inside);
  g_assert_true (anlan_backup_restore (backup->file, backup->target, NULL, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
}

/* --- what cannot be written --------------------------------------------------------------------------------- */

static void
check_write_fails (Backup *backup, const char *file, GQuark domain, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (anlan_backup_write (backup->plant.store, file, NULL, NULL, NULL, NULL, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, domain, code);
  g_assert_false (g_file_test (file, G_FILE_TEST_EXISTS));
  check_no_rests (backup->plant.dir);
}

static void
test_write_fails (Backup *backup, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (backup->plant.root, "none", "x.anlan-backup", NULL);
  g_autofree char *lock = anlan_store_path (backup->plant.store, "backup.lock");
  g_autofree char *stored = anlan_files_path (backup->plant.store, backup->sha256);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  int fd;

  check_write_fails (backup, missing, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);

  fd = g_open (lock, O_RDWR | O_CREAT, 0600);
  g_assert_cmpint (flock (fd, LOCK_EX | LOCK_NB), ==, 0);
  check_write_fails (backup, backup->file, ANLAN_ERROR, ANLAN_ERROR_LOCKED);
  close (fd);

  g_cancellable_cancel (cancellable);
  g_assert_false (
      anlan_backup_write (backup->plant.store, backup->file, NULL, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (g_file_test (backup->file, G_FILE_TEST_EXISTS));
  check_no_rests (backup->plant.root);
  check_no_rests (backup->plant.dir);
}

/* What a killed backup left behind goes with the next one. */
static void
test_leftovers (Backup *backup, gconstpointer data)
{
  g_autofree char *left = anlan_store_path (backup->plant.store, ".backup-abcdef");
  g_autofree char *inside = g_build_filename (left, "plant.db", NULL);

  g_assert_cmpint (g_mkdir (left, 0700), ==, 0);
  g_assert_true (g_file_set_contents (inside, "a copy", -1, NULL));
  write_backup (backup, NULL);
  g_assert_false (g_file_test (left, G_FILE_TEST_EXISTS));
}

static void
test_full_disk (Backup *backup, gconstpointer data)
{
  g_autofree char *disk = g_build_filename (backup->plant.root, "disk", NULL);
  g_autofree char *file = g_build_filename (disk, "x.anlan-backup", NULL);
  g_autofree char *noise = g_malloc (400000);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AnlanFile) added = NULL;

  g_assert_cmpint (g_mkdir (disk, 0700), ==, 0);
  if (mount ("tmpfs", disk, "tmpfs", 0, "size=200k") != 0)
    {
      g_test_skip ("no right to mount a small disk here");
      return;
    }
  for (guint i = 0; i < 400000; i++)
    noise[i] = (char)g_rand_int (rand);
  bytes = g_bytes_new (noise, 400000);
  added = anlan_files_add_bytes (backup->plant.store, bytes, "noise", ANLAN_FILE_ANY, 0, FALSE, NULL);
  g_assert_nonnull (added);
  check_write_fails (backup, file, ANLAN_ERROR, ANLAN_ERROR_DISK_FULL);
  check_no_rests (disk);
  g_assert_cmpint (umount (disk), ==, 0);
}

/* --- one a day ------------------------------------------------------------------------------------------------ */

static guint
count_files (const char *folder, const char *start)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint count = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    count += g_str_has_prefix (name, start);
  return count;
}

static void
test_rotate (Backup *backup, gconstpointer data)
{
  static const char *const others[] = { "Plant_1-notes.anlan-backup",
                                        "Plant_1-20200101-0000.anlan-backup.txt",
                                        "Plant_10-20200101-0000.anlan-backup",
                                        "Plant_1-2020x101-0000.anlan-backup" };
  g_autofree char *folder = g_build_filename (backup->plant.root, "backups", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (
      anlan_backup_rotate (backup->plant.store, folder, "Plant/1", 3, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *path = g_build_filename (folder, others[i], NULL);

      g_assert_true (g_file_set_contents (path, "", 0, NULL));
    }
  for (int i = 0; i < 5; i++)
    {
      g_assert_true (
          anlan_backup_rotate (backup->plant.store, folder, "Plant/1", 3, NULL, NULL, NULL, NULL, &error));
      g_assert_no_error (error);
      anlan_clock_advance (backup->plant.clock, 24 * 3600 * 1000);
    }
  g_assert_cmpuint (count_files (folder, "Plant_1-2026112"), ==, 3);
  g_assert_cmpuint (count_files (folder, "Plant_1-20261122"), ==, 0);
  g_assert_cmpuint (count_files (folder, "Plant_1-20261126"), ==, 1);
  g_assert_cmpuint (count_files (folder, ""), ==, 3 + G_N_ELEMENTS (others));
}

/* --- keys ------------------------------------------------------------------------------------------------------ */

static gboolean
erase_line (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanLine line = { .op = "erase", .kind = "person", .record = data, .patch = "{}" };

  return anlan_journal_append (journal, db, &line, error);
}

static void
check_opens (Backup *backup, const char *subject, const char *sealed, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *plain = anlan_keys_open (backup->plant.store, subject, sealed, &error);

  if (expected != NULL)
    g_assert_no_error (error);
  else
    g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_assert_cmpstr (plain, ==, expected);
}

/* The keys come back, but not of those who were erased since: at this desk, or by the word of the journal. */
static void
test_keys (Backup *backup, gconstpointer data)
{
  AnlanStore *store = backup->plant.store;
  g_autofree char *a = anlan_keys_seal (store, "anna", "1", NULL);
  g_autofree char *b = anlan_keys_seal (store, "bert", "2", NULL);
  g_autofree char *c = anlan_keys_seal (store, "cara", "3", NULL);
  g_autofree char *path = g_build_filename (backup->plant.dir, "keys.db", NULL);
  g_autofree char *anew = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_backup_keys (store, backup->file, PASSPHRASE, &error));
  g_assert_no_error (error);
  g_assert_false (grep_file (backup->file, "anna", 4));
  g_assert_true (anlan_keys_destroy (store, "anna", &error));
  g_assert_true (anlan_store_write (store, erase_line, (gpointer) "bert", &error));
  g_assert_no_error (error);

  /* The keys are lost, and one is made anew before they are restored. */
  fixture_close (&backup->plant);
  g_unlink (path);
  fixture_open (&backup->plant);
  store = backup->plant.store;
  anew = anlan_keys_seal (store, "cara", "4", &error);
  check_opens (backup, "bert", b, NULL);
  g_assert_true (anlan_restore_keys (store, backup->file, PASSPHRASE, &error));
  g_assert_true (anlan_restore_keys (store, backup->file, PASSPHRASE, &error));
  g_assert_no_error (error);
  check_opens (backup, "anna", a, NULL);
  check_opens (backup, "bert", b, NULL);
  check_opens (backup, "cara", c, "3");
  check_opens (backup, "cara", anew, "4");
}

static void
check_keys_fail (Backup *backup, const char *passphrase, AnlanError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (anlan_restore_keys (backup->plant.store, backup->file, passphrase, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, ANLAN_ERROR, (int)code);
}

static void
test_keys_refuse (Backup *backup, gconstpointer data)
{
  g_autofree char *sealed = anlan_keys_seal (backup->plant.store, "anna", "1", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  Fixture other = { 0 };
  gsize length;

  g_assert_false (anlan_backup_keys (backup->plant.store, backup->file, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (anlan_backup_keys (backup->plant.store, backup->file, "", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
  check_keys_fail (backup, PASSPHRASE, ANLAN_ERROR_NOT_FOUND);

  g_assert_true (anlan_backup_keys (backup->plant.store, backup->file, PASSPHRASE, &error));
  check_keys_fail (backup, "wrong", ANLAN_ERROR_DENIED);
  check_keys_fail (backup, NULL, ANLAN_ERROR_DENIED);

  fixture_set_up (&other, NULL);
  g_assert_false (anlan_restore_keys (other.store, backup->file, PASSPHRASE, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CONFLICT);
  g_clear_error (&error);
  fixture_tear_down (&other, NULL);

  g_assert_true (g_file_get_contents (backup->file, &text, &length, NULL));
  g_assert_true (g_file_set_contents (backup->file, text, (gssize)length - 1, NULL));
  check_keys_fail (backup, PASSPHRASE, ANLAN_ERROR_DENIED);
  g_assert_true (g_file_set_contents (backup->file, "a letter", -1, NULL));
  check_keys_fail (backup, PASSPHRASE, ANLAN_ERROR_INPUT);
  /* A backup of the plant is none of the keys. */
  write_backup (backup, PASSPHRASE);
  check_keys_fail (backup, PASSPHRASE, ANLAN_ERROR_INPUT);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Backup, NULL, set_up, function, tear_down)
  ADD ("/backup/plain", test_plain);
  ADD ("/backup/sealed", test_sealed);
  ADD ("/backup/tar", test_tar);
  ADD ("/backup/older-state", test_older_state);
  ADD ("/backup/while-writing", test_while_writing);
  ADD ("/backup/passphrases", test_passphrases);
  ADD ("/backup/damaged", test_damaged);
  ADD ("/backup/foreign", test_foreign);
  ADD ("/backup/target-in-use", test_target_in_use);
  ADD ("/backup/write-fails", test_write_fails);
  ADD ("/backup/leftovers", test_leftovers);
  ADD ("/backup/full-disk", test_full_disk);
  ADD ("/backup/rotate", test_rotate);
  ADD ("/backup/keys", test_keys);
  ADD ("/backup/keys-refuse", test_keys_refuse);
  return g_test_run ();
}

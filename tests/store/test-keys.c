/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <string.h>
#include <sys/stat.h>

#include "db-private.h"
#include "store-fixture.h"
#include "store/keys.h"
#include "store/search.h"

#define PERSON "0192f3a1-b2c3-7000-8000-000000000001"
#define OTHER "0192f3a1-b2c3-7000-8000-000000000002"
#define SECRET "110101199003077758-sealed-in-the-test"

/* How many files under @path hold @needle anywhere. */
static guint
grep_tree (const char *path, const void *needle, gsize length)
{
  guint count = 0;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while ((name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          count += grep_tree (child, needle, length);
        }
    }
  else
    {
      g_autofree char *text = NULL;
      gsize size;

      g_assert_true (g_file_get_contents (path, &text, &size, NULL));
      if (size > 0 && memmem (text, size, needle, length) != NULL)
        {
          g_test_message ("in %s", path);
          count++;
        }
    }
  return count;
}

static void
test_seal (Fixture *fixture, gconstpointer data)
{
  static const char *const plains[] = { SECRET, "", "动火", "sealed:1:x", "a" };
  g_autofree char *path = anlan_store_path (fixture->store, "keys.db");
  g_autofree char *wal = anlan_store_path (fixture->store, "keys.db-wal");
  g_autoptr (GError) error = NULL;
  struct stat st;

  for (guint i = 0; i < G_N_ELEMENTS (plains); i++)
    {
      g_autofree char *sealed = anlan_keys_seal (fixture->store, PERSON, plains[i], &error);
      g_autofree char *again = anlan_keys_seal (fixture->store, PERSON, plains[i], &error);
      g_autofree char *opened = anlan_keys_open (fixture->store, PERSON, sealed, &error);

      g_assert_no_error (error);
      g_assert_true (anlan_sealed_is (sealed));
      g_assert_true (g_str_has_prefix (sealed, "sealed:1:"));
      g_assert_cmpstr (sealed, !=, again); /* a nonce a value */
      g_assert_cmpstr (opened, ==, plains[i]);
    }
  g_assert_false (anlan_sealed_is ("plain"));
  g_assert_false (anlan_sealed_is (NULL));
  g_assert_cmpint (stat (path, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  g_assert_cmpint (stat (wal, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  g_assert_cmpuint (grep_tree (fixture->dir, SECRET, strlen (SECRET)), ==, 0);
}

static void
test_open_refuses (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sealed = NULL;
  g_autofree char *others = NULL;
  g_autofree char *cut = NULL;
  g_autoptr (GError) error = NULL;

  sealed = anlan_keys_seal (fixture->store, PERSON, SECRET, &error);
  others = anlan_keys_seal (fixture->store, OTHER, SECRET, &error);
  g_assert_no_error (error);

  g_assert_null (anlan_keys_open (fixture->store, PERSON, others, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_null (anlan_keys_open (fixture->store, "nobody", sealed, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (anlan_keys_open (fixture->store, PERSON, "plain text", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
  g_clear_error (&error);
  cut = g_strndup (sealed, 30);
  g_assert_null (anlan_keys_open (fixture->store, PERSON, cut, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
  g_clear_error (&error);
  sealed[40] = sealed[40] == 'A' ? 'B' : 'A';
  g_assert_null (anlan_keys_open (fixture->store, PERSON, sealed, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
}

typedef struct
{
  const char *sealed;
  const char *plain;
} Row;

static gboolean
write_row (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  const Row *row = data;
  g_autofree char *patch = g_strdup_printf ("{\"id_number\":\"%s\"}", row->sealed);
  AnlanStmt *stmt = anlan_db_statement (db, "INSERT INTO draft_text VALUES ('k', ?, 'now')", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, row->plain);
  return append_work (db, journal, patch, error) && anlan_stmt_run (stmt, error) &&
         anlan_search_put (db, "person", PERSON, "label", row->plain, error);
}

static gboolean
erase_row (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanLine line = { .op = "erase", .kind = "person", .record = PERSON, .patch = "{}" };

  return anlan_journal_append (journal, db, &line, error) &&
         anlan_db_exec (db, "DELETE FROM draft_text", error) &&
         anlan_search_put (db, "person", PERSON, NULL, NULL, error);
}

static gboolean
read_key (AnlanDb *db, guchar key[32])
{
  g_autoptr (AnlanStmt) stmt =
      anlan_db_prepare (db, "SELECT secret FROM key WHERE subject = '" PERSON "'", NULL);
  gsize length;

  if (anlan_stmt_step (stmt, NULL) != ANLAN_STEP_ROW)
    return FALSE;
  memcpy (key, anlan_stmt_blob (stmt, 0, &length), 32);
  g_assert_cmpuint (length, ==, 32);
  return TRUE;
}

/* The whole folder is searched for the key and for what was written in plain beside it: after erasing neither is
 * there, nothing opens what was sealed, and the chain still holds. */
static void
test_erase (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = anlan_store_path (fixture->store, "keys.db");
  g_autofree char *sealed = NULL;
  g_autoptr (GError) error = NULL;
  Row row = { .plain = "wanderfalke" };
  guchar key[32];
  AnlanDb *keys;

  sealed = anlan_keys_seal (fixture->store, PERSON, SECRET, &error);
  g_assert_no_error (error);
  row.sealed = sealed;
  g_assert_true (anlan_store_write (fixture->store, write_row, &row, &error));
  g_assert_no_error (error);

  keys = anlan_db_open (path, ANLAN_DB_READ, &error);
  g_assert_true (read_key (keys, key));
  anlan_db_close (keys);
  g_assert_cmpuint (grep_tree (fixture->dir, key, sizeof key), >, 0);
  g_assert_cmpuint (grep_tree (fixture->dir, "wanderfalke", 11), >, 0);

  g_assert_true (anlan_store_write (fixture->store, erase_row, NULL, &error));
  g_assert_true (anlan_keys_destroy (fixture->store, PERSON, &error));
  g_assert_true (anlan_store_scrub (fixture->store, &error));
  g_assert_no_error (error);

  g_assert_cmpuint (grep_tree (fixture->dir, key, sizeof key), ==, 0);
  g_assert_cmpuint (grep_tree (fixture->dir, "wanderfalke", 11), ==, 0);
  g_assert_cmpuint (grep_tree (fixture->dir, SECRET, strlen (SECRET)), ==, 0);
  g_assert_null (anlan_keys_open (fixture->store, PERSON, sealed, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);

  fixture_reopen (fixture);
  g_assert_cmpuint (grep_tree (fixture->dir, key, sizeof key), ==, 0);
  g_assert_null (anlan_keys_open (fixture->store, PERSON, sealed, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

static gpointer
seal_in_thread (gpointer data)
{
  Fixture *fixture = data;

  for (int i = 0; i < 50; i++)
    {
      g_autofree char *subject = g_strdup_printf ("person-%d", i);
      g_autoptr (GError) error = NULL;
      g_autofree char *sealed = anlan_keys_seal (fixture->store, subject, SECRET, &error);
      g_autofree char *opened = NULL;

      g_assert_no_error (error);
      opened = anlan_keys_open (fixture->store, subject, sealed, &error);
      g_assert_cmpstr (opened, ==, SECRET);
    }
  return NULL;
}

static void
test_threads (Fixture *fixture, gconstpointer data)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("sealing", seal_in_thread, fixture);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static gboolean
seal_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  g_autofree char *sealed = anlan_keys_seal (data, OTHER, SECRET, error);

  return sealed != NULL && append_work (db, journal, (gpointer) "{}", error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_write_finish (ANLAN_STORE (source), result, &error));
  g_assert_no_error (error);
  (*(guint *)data)++;
}

/* Writes that waited when the store was closed are carried out, and may seal. */
static void
test_seal_while_closing (Fixture *fixture, gconstpointer data)
{
  guint done = 0;

  for (int i = 0; i < 20; i++)
    anlan_store_write_async (fixture->store, seal_work, fixture->store, NULL, NULL, written_cb, &done);
  anlan_store_close (fixture->store);
  while (done < 20)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sealed = NULL;
  g_autofree char *opened = NULL;
  g_autoptr (GError) error = NULL;

  sealed = anlan_keys_seal (fixture->store, PERSON, SECRET, &error);
  fixture->options.read_only = TRUE;
  fixture_reopen (fixture);
  opened = anlan_keys_open (fixture->store, PERSON, sealed, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (opened, ==, SECRET);
  g_assert_null (anlan_keys_seal (fixture->store, OTHER, SECRET, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY);
  g_clear_error (&error);
  g_assert_false (anlan_keys_destroy (fixture->store, PERSON, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY);
}

static void
test_passwords (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *hash = anlan_password_hash ("correct horse 马", &error);
  g_autofree char *again = anlan_password_hash ("correct horse 马", &error);

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (hash, "$argon2id$"));
  g_assert_cmpstr (hash, !=, again);
  g_assert_true (anlan_password_matches (hash, "correct horse 马"));
  g_assert_false (anlan_password_matches (hash, "correct horse"));
  g_assert_false (anlan_password_matches (hash, ""));
  g_assert_false (anlan_password_matches ("", "x"));
  g_assert_false (anlan_password_matches ("$argon2id$nonsense", "x"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/keys/seal", test_seal);
  ADD ("/keys/open-refuses", test_open_refuses);
  ADD ("/keys/erase", test_erase);
  ADD ("/keys/threads", test_threads);
  ADD ("/keys/seal-while-closing", test_seal_while_closing);
  ADD ("/keys/read-only", test_read_only);
  g_test_add_func ("/keys/passwords", test_passwords);
  return g_test_run ();
}

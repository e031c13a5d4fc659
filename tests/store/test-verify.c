/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <glib/gstdio.h>
#include <string.h>

#include "store-fixture.h"
#include "store/files.h"

static void
fill (Fixture *fixture)
{
  for (int i = 0; i < 6; i++)
    {
      g_autofree char *patch = g_strdup_printf ("{\"n\":%d}", i);

      append (fixture, patch);
    }
}

/* What the sqlite3 tool may have done while nobody looked, and what verify must call it. */
static void
test_tampered (void)
{
  static const struct
  {
    const char *script;
    const char *code; /* of every finding; NULL for several */
    guint least;
  } cases[] = {
    { "UPDATE journal SET patch = '{\"n\":9}' WHERE seq = 4", "chain", 1 },
    { "UPDATE journal SET actor = 'somebody' WHERE seq = 3", "chain", 1 },
    { "UPDATE journal SET os_user = '' WHERE seq = 3", "chain", 1 },
    { "UPDATE journal SET hash = replace(hash, substr(hash, 1, 1), 'x') WHERE seq = 5", NULL, 2 },
    { "UPDATE journal SET prev = hash WHERE seq = 5", "chain", 1 },
    { "DELETE FROM journal WHERE seq = 4", "chain", 2 },
    { "DELETE FROM journal WHERE seq = 7", "checkpoint", 2 },
    { "DELETE FROM journal WHERE seq >= 5", "checkpoint", 2 },
    /* The checkpoint in the plant is cut along with the tail: the copy outside tells. */
    { "DELETE FROM journal WHERE seq >= 5; DELETE FROM checkpoint", "checkpoint", 1 },
    { "DELETE FROM journal; DELETE FROM checkpoint", "checkpoint", 1 },
    { "UPDATE journal SET seq = 100 WHERE seq = 7", NULL, 2 },
    { "UPDATE journal SET desk_seq = 9 WHERE seq = 7", "chain", 2 },
    { "UPDATE journal SET hlc = '000000000000-0000' WHERE seq = 7", "chain", 2 },
    { "UPDATE checkpoint SET head = '0000000000000000000000000000000000000000000000000000000000000000'",
      "signature", 1 },
    { "UPDATE checkpoint SET at = '2020-01-01T00:00:00Z'", "signature", 1 },
    { "UPDATE checkpoint SET desk = 'nobody'", "signature", 1 },
    { "UPDATE checkpoint SET signature = 'AAAA'", "signature", 1 },
    { "UPDATE checkpoint SET count = count + 1", "signature", 1 },
    { "INSERT INTO file (sha256, size, mime, name) VALUES "
      "('0000000000000000000000000000000000000000000000000000000000000000', 1, 'image/png', 'a.png')",
      "file", 1 },
    { "INSERT INTO file (sha256, size, mime, name) VALUES ('../../../etc/passwd', 1, 'image/png', 'a.png')",
      "file", 1 },
    { "INSERT INTO search_doc (kind, record, text) VALUES ('hazard', 'r', 'unknown to the index')", "sqlite",
      1 },
    { "UPDATE setting SET value = '0192f3a1-b2c3-7000-8000-000000000000' WHERE key = 'plant-id'", NULL, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      Fixture fixture = { 0 };

      fixture_set_up (&fixture, NULL);
      fill (&fixture);
      g_assert_cmpuint (verify (&fixture, NULL), ==, 0);
      fixture_close (&fixture);
      g_test_message ("%s", cases[i].script);
      tamper (fixture.dir, cases[i].script);
      /* Looked at, not opened for writing: that would sign what is there. */
      fixture.options.read_only = strstr (cases[i].script, "search_doc") == NULL;
      fixture_open (&fixture);
      g_assert_cmpuint (verify (&fixture, cases[i].code), >=, cases[i].least);
      fixture_tear_down (&fixture, NULL);
    }
}

/* --- the whole chain made anew ------------------------------------------------------------------------------ */

typedef struct
{
  AnlanDb *db;
  char prev[ANLAN_SHA256_HEX + 1];
} Forger;

static gboolean
forge_line (const AnlanLine *line, gpointer data)
{
  Forger *forger = data;
  AnlanLine forged = *line;
  char hash[ANLAN_SHA256_HEX + 1];
  AnlanStmt *stmt =
      anlan_db_statement (forger->db, "UPDATE journal SET patch = ?, prev = ?, hash = ? WHERE seq = ?", NULL);

  if (line->seq == 3)
    forged.patch = "{\"n\":\"forged\"}";
  anlan_journal_hash_line (&forged, forger->prev, hash);
  anlan_stmt_bind_text (stmt, 1, forged.patch);
  anlan_stmt_bind_text (stmt, 2, forger->prev);
  anlan_stmt_bind_text (stmt, 3, hash);
  anlan_stmt_bind_integer (stmt, 4, line->seq);
  g_assert_true (anlan_stmt_run (stmt, NULL));
  g_strlcpy (forger->prev, hash, sizeof forger->prev);
  return TRUE;
}

static void
forge (Fixture *fixture, const char *script)
{
  g_autofree char *path = g_build_filename (fixture->dir, "plant.db", NULL);
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_WRITE, &error);
  AnlanDb *reader = anlan_db_open (path, ANLAN_DB_READ, &error);
  Forger forger = { .db = db };

  g_assert_no_error (error);
  memset (forger.prev, '0', ANLAN_SHA256_HEX);
  g_assert_true (anlan_db_begin (db, NULL));
  g_assert_true (anlan_journal_walk (reader, 0, forge_line, &forger, &error));
  g_assert_true (anlan_db_exec (db, script, &error));
  g_assert_true (anlan_db_commit (db, &error));
  anlan_db_close (reader);
  anlan_db_close (db);
}

/* Every hash fits: only what was signed tells. */
static void
test_rewritten (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  fixture_close (fixture);
  forge (fixture, "SELECT 1");
  fixture->options.read_only = TRUE;
  fixture_open (fixture);
  g_assert_cmpuint (verify (fixture, "checkpoint"), ==, 2);
}

static void
test_rewritten_without_checkpoints (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  fixture_close (fixture);
  forge (fixture, "DELETE FROM checkpoint");
  fixture->options.read_only = TRUE;
  fixture_open (fixture);
  g_assert_cmpuint (verify (fixture, "checkpoint"), ==, 1);
}

/* Somebody at another desk looks: it knows the key of the first from the journal only, and the signature in the plant
 * still tells. */
static void
test_rewritten_seen_by_another (Fixture *fixture, gconstpointer data)
{
  g_autofree char *other = g_build_filename (fixture->root, "other", NULL);

  fill (fixture);
  fixture_close (fixture);
  forge (fixture, "SELECT 1");
  fixture->options.read_only = TRUE;
  fixture->options.desk_dir = other;
  fixture_open (fixture);
  g_assert_cmpuint (verify (fixture, "checkpoint"), ==, 1);
}

/* Later lines on top of a cut journal do not hide it. */
static void
test_cut_and_gone_on (Fixture *fixture, gconstpointer data)
{
  fill (fixture);
  fixture_close (fixture);
  tamper (fixture->dir, "DELETE FROM journal WHERE seq >= 5; DELETE FROM checkpoint");
  fixture_open (fixture);
  fill (fixture);
  g_assert_cmpuint (verify (fixture, "checkpoint"), ==, 1);
}

/* --- files --------------------------------------------------------------------------------------------------- */

static gboolean
register_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return anlan_files_register (db, data, "2026-11-22T05:09:16Z", error);
}

static void
test_files (Fixture *fixture, gconstpointer data)
{
  AnlanFile file = { .size = 4, .mime = (char *)"text/plain", .name = (char *)"four.txt" };
  g_autofree char *path = NULL;
  g_autofree char *folder = NULL;
  g_autoptr (GError) error = NULL;

  anlan_sha256_text ("four", 4, file.sha256);
  g_assert_true (anlan_store_write (fixture->store, register_work, &file, &error));
  path = anlan_files_path (fixture->store, file.sha256);
  folder = g_path_get_dirname (path);
  g_assert_cmpuint (verify (fixture, "file"), ==, 1);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, "four", 4, &error));
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
  g_assert_true (g_file_set_contents (path, "fxur", 4, &error));
  g_assert_cmpuint (verify (fixture, "file"), ==, 1);
}

/* --- SQLite itself ------------------------------------------------------------------------------------------- */

static gboolean
bulk_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  g_autofree char *patch = g_strnfill (900, 'x');

  for (int i = 0; i < 900; i++)
    if (!append_work (db, journal, patch, error))
      return FALSE;
  return TRUE;
}

/* Bytes overwritten in the middle of the file, while the plant is open. */
static void
test_damaged_page (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = anlan_store_path (fixture->store, "plant.db");
  g_autoptr (GError) error = NULL;
  char noise[4096];
  FILE *file;

  g_assert_true (anlan_store_write (fixture->store, bulk_work, NULL, &error));
  fixture_reopen (fixture);
  memset (noise, 0xa5, sizeof noise);
  file = g_fopen (path, "r+b");
  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, 4096 * 60, SEEK_SET), ==, 0);
  for (int i = 0; i < 20; i++)
    g_assert_cmpuint (fwrite (noise, 1, sizeof noise, file), ==, sizeof noise);
  fclose (file);
  g_assert_cmpuint (verify (fixture, NULL), >=, 1);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_finding_free);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_write (fixture->store, bulk_work, NULL, &error));
  g_cancellable_cancel (cancellable);
  g_assert_false (anlan_store_verify (fixture->store, findings, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A thousand broken lines are not a thousand sentences. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_write (fixture->store, bulk_work, NULL, &error));
  fixture_close (fixture);
  tamper (fixture->dir, "UPDATE journal SET actor = 'x'");
  fixture->options.read_only = TRUE;
  fixture_open (fixture);
  g_assert_cmpuint (verify (fixture, "chain"), ==, 21);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  g_test_add_func ("/verify/tampered", test_tampered);
  ADD ("/verify/rewritten", test_rewritten);
  ADD ("/verify/rewritten-without-checkpoints", test_rewritten_without_checkpoints);
  ADD ("/verify/rewritten-seen-by-another", test_rewritten_seen_by_another);
  ADD ("/verify/cut-and-gone-on", test_cut_and_gone_on);
  ADD ("/verify/files", test_files);
  ADD ("/verify/damaged-page", test_damaged_page);
  ADD ("/verify/cancel", test_cancel);
  ADD ("/verify/many", test_many);
  return g_test_run ();
}

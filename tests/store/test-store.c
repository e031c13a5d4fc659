/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

#include <string.h>
#include <sys/stat.h>

#include <sodium.h>

#include "store-fixture.h"
#include "store-private.h"

/* --- create, open, close ----------------------------------------------------------------------------------- */

static void
test_create (Fixture *fixture, gconstpointer data)
{
  g_autofree char *identity = g_build_filename (fixture->desk, "identity", NULL);
  struct stat st;

  g_assert_cmpstr (anlan_store_get_dir (fixture->store), ==, fixture->dir);
  g_assert_cmpstr (anlan_store_get_desk_tag (fixture->store), ==, "");
  g_assert_true (anlan_store_get_clock (fixture->store) == fixture->clock);
  g_assert_false (anlan_store_is_read_only (fixture->store));
  g_assert_cmpint (look_up (fixture, "PRAGMA application_id"), ==, 0x414E4C41);
  g_assert_cmpint (look_up (fixture, "PRAGMA user_version"), ==, 5);
  g_assert_cmpint (look_up (fixture, "PRAGMA foreign_keys"), ==, 1);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal WHERE op = 'desk' AND seq = 1"), ==, 1);
  g_assert_cmpint (
      look_up (fixture, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'k\\_%' ESCAPE '\\'"), ==, 0);

  g_assert_cmpint (stat (identity, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0600);
  g_assert_cmpint (stat (fixture->dir, &st), ==, 0);
  g_assert_cmpint (st.st_mode & 0777, ==, 0700);
}

static void
test_create_refuses (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->root, "letter.txt", NULL);
  g_autofree char *under = g_build_filename (file, "plant", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_store_create (fixture->dir, &fixture->options, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_null (anlan_store_create (file, &fixture->options, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (anlan_store_create (under, &fixture->options, &error));
  g_assert_cmpint (error->domain, ==, ANLAN_ERROR);
}

static void
test_close (Fixture *fixture, gconstpointer data)
{
  g_autofree char *wal = anlan_store_path (fixture->store, "plant.db-wal");
  g_autoptr (GError) error = NULL;
  Lookup lookup = { .sql = "SELECT 1" };

  append (fixture, "{}");
  anlan_store_close (fixture->store);
  anlan_store_close (fixture->store);
  g_assert_false (anlan_store_write (fixture->store, append_work, (gpointer) "{}", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (anlan_store_read (fixture->store, lookup_work, &lookup, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED);
  g_assert_false (g_file_test (wal, G_FILE_TEST_EXISTS));

  fixture_reopen (fixture);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM checkpoint WHERE seq = 2"), ==, 1);
  /* Nothing new: closing signs nothing. */
  fixture_reopen (fixture);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM checkpoint"), ==, 1);
}

/* --- desks ------------------------------------------------------------------------------------------------- */

static void
test_desks (Fixture *fixture, gconstpointer data)
{
  static const char *const tags[] = { "", "B", "C", "D" };
  g_autofree char *first = g_strdup (anlan_store_get_desk (fixture->store));

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_autofree char *name = g_strdup_printf ("desk-%u", i);
      g_autofree char *desk =
          i == 0 ? g_strdup (fixture->desk) : g_build_filename (fixture->root, name, NULL);

      fixture->options.desk_dir = desk;
      fixture_reopen (fixture);
      g_assert_cmpstr (anlan_store_get_desk_tag (fixture->store), ==, tags[i]);
      g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal WHERE op = 'desk'"), ==, i + 1);
      g_assert_cmpint (g_strcmp0 (anlan_store_get_desk (fixture->store), first) == 0, ==, i == 0);
      fixture_close (fixture);
      fixture->options.desk_dir = fixture->desk;
      fixture_open (fixture);
    }
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

static void
test_desk_of_another_key (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture_close (fixture);
  tamper (fixture->dir, "UPDATE desk SET public_key = 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='");
  g_assert_null (anlan_store_open (fixture->dir, &fixture->options, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CONFLICT);
}

static void
test_desk_identity_damaged (Fixture *fixture, gconstpointer data)
{
  static const char *const damaged[] = {
    "",
    "[desk]\n",
    "\xff\xfe\x01",
    "[desk]\nid=x\nname=y\nseed=AAAA\n",
    "[desk]\nid=0192f3a1-b2c3-7000-8000-000000000000\nname=y\nseed=AAAA\n",
  };
  g_autofree char *identity = g_build_filename (fixture->desk, "identity", NULL);

  fixture_close (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (identity, damaged[i], -1, NULL));
      g_assert_null (anlan_store_open (fixture->dir, &fixture->options, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CORRUPT);
    }
}

/* --- writing ----------------------------------------------------------------------------------------------- */

typedef struct
{
  GArray *order;   /* int: order in which works ran */
  GArray *answers; /* int: order in which they were answered */
  int number;
  int fails; /* which one fails, after it has written */
  gboolean waited;
  guint left;
  GMainLoop *loop;
} Run;

typedef struct
{
  Run *run;
  int number;
  GError *error;
} Piece;

static gboolean
piece_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Piece *piece = data;
  g_autofree char *patch = g_strdup_printf ("{\"n\":%d}", piece->number);

  g_array_append_val (piece->run->order, piece->number);
  if (!append_work (db, journal, patch, error))
    return FALSE;
  if (piece->number != piece->run->fails)
    return TRUE;
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, "no");
  return FALSE;
}

static void
piece_done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Piece *piece = data;

  anlan_store_write_finish (ANLAN_STORE (source), result, &piece->error);
  g_array_append_val (piece->run->answers, piece->number);
  if (--piece->run->left == 0)
    g_main_loop_quit (piece->run->loop);
}

static void
run_init (Run *run, guint left)
{
  run->order = g_array_new (FALSE, FALSE, sizeof (int));
  run->answers = g_array_new (FALSE, FALSE, sizeof (int));
  run->loop = g_main_loop_new (NULL, FALSE);
  run->left = left;
  run->fails = -1;
}

static void
run_clear (Run *run)
{
  g_array_unref (run->order);
  g_array_unref (run->answers);
  g_main_loop_unref (run->loop);
}

/* First in, first out, in work and in answer; together in few transactions. */
static void
test_fifo (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 1000
  };
  g_autofree Piece *pieces = g_new0 (Piece, N);
  Run run = { 0 };

  run_init (&run, N);
  for (int i = 0; i < N; i++)
    {
      pieces[i].run = &run;
      pieces[i].number = i;
      anlan_store_write_async (fixture->store, piece_work, &pieces[i], NULL, NULL, piece_done_cb, &pieces[i]);
    }
  g_main_loop_run (run.loop);
  for (int i = 0; i < N; i++)
    {
      g_assert_no_error (pieces[i].error);
      g_assert_cmpint (g_array_index (run.order, int, i), ==, i);
      g_assert_cmpint (g_array_index (run.answers, int, i), ==, i);
    }
  g_assert_cmpint (
      look_up (fixture, "SELECT count(*) FROM journal WHERE op = 'edit' AND patch = '{\"n\":' || (seq - 2) "
                        "|| '}'"),
      ==, N);
  g_assert_cmpuint (fixture->store->writing.groups, <, N / 4);
  run_clear (&run);
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

/* What a failing work has written is undone; its neighbours in the same transaction are committed. */
static void
test_failing_neighbour (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 20
  };
  Piece pieces[N] = { 0 };
  Run run = { 0 };

  run_init (&run, N);
  run.fails = 7;
  for (int i = 0; i < N; i++)
    {
      pieces[i].run = &run;
      pieces[i].number = i;
      anlan_store_write_async (fixture->store, piece_work, &pieces[i], NULL, NULL, piece_done_cb, &pieces[i]);
    }
  g_main_loop_run (run.loop);
  for (int i = 0; i < N; i++)
    if (i != 7)
      g_assert_no_error (pieces[i].error);
  g_assert_error (pieces[7].error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&pieces[7].error);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal WHERE op = 'edit'"), ==, N - 1);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal WHERE patch = '{\"n\":7}'"), ==, 0);
  run_clear (&run);
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

static gboolean
refusing_hook (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  int *calls = data;

  (*calls)++;
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, "not like this");
  return FALSE;
}

static gboolean
appending_hook (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  int *calls = data;

  (*calls)++;
  return append_work (db, journal, (gpointer) "{\"hook\":1}", error);
}

static void
test_before_commit (Fixture *fixture, gconstpointer data)
{
  enum
  {
    N = 10
  };
  Piece pieces[N] = { 0 };
  Run run = { 0 };
  int calls = 0;

  run_init (&run, N);
  run.fails = 3;
  anlan_store_set_before_commit (fixture->store, refusing_hook, &calls);
  for (int i = 0; i < N; i++)
    {
      pieces[i].run = &run;
      pieces[i].number = i;
      anlan_store_write_async (fixture->store, piece_work, &pieces[i], NULL, NULL, piece_done_cb, &pieces[i]);
    }
  g_main_loop_run (run.loop);
  for (int i = 0; i < N; i++)
    {
      g_assert_error (pieces[i].error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
      g_assert_cmpstr (pieces[i].error->message, ==, i == 3 ? "no" : "not like this");
      g_clear_error (&pieces[i].error);
    }
  g_assert_cmpint (calls, >, 0);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal WHERE op = 'edit'"), ==, 0);
  run_clear (&run);

  calls = 0;
  anlan_store_set_before_commit (fixture->store, appending_hook, &calls);
  append (fixture, "{}");
  g_assert_cmpint (calls, ==, 1);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal WHERE patch = '{\"hook\":1}'"), ==, 1);
  anlan_store_set_before_commit (fixture->store, NULL, NULL);
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

/* A work that fails, and the hook is not asked: nothing is to be committed. */
static void
test_nothing_to_commit (Fixture *fixture, gconstpointer data)
{
  Run run = { .fails = 0 };
  Piece piece = { .run = &run };
  g_autoptr (GError) error = NULL;
  int calls = 0;

  run_init (&run, 1);
  run.fails = 0;
  anlan_store_set_before_commit (fixture->store, appending_hook, &calls);
  g_assert_false (anlan_store_write (fixture->store, piece_work, &piece, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_assert_cmpint (calls, ==, 0);
  anlan_store_set_before_commit (fixture->store, NULL, NULL);
  run_clear (&run);
}

typedef struct
{
  GMutex mutex;
  GCond cond;
  gboolean begun;
  gboolean go_on;
  gboolean ran;
  GCancellable *cancellable;
} Gate;

static gboolean
gated_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Gate *gate = data;

  g_mutex_lock (&gate->mutex);
  gate->begun = TRUE;
  g_cond_broadcast (&gate->cond);
  while (!gate->go_on)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
  return journal == NULL || append_work (db, journal, (gpointer) "{\"gated\":1}", error);
}

static gboolean
mark_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  ((Gate *)data)->ran = TRUE;
  return TRUE;
}

typedef struct
{
  guint left;
  GMainLoop *loop;
  GError *errors[3];
  gboolean oks[3];
  guint n;
} Answers;

static void
answer_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Answers *answers = data;

  answers->oks[answers->n] = g_task_propagate_boolean (G_TASK (result), &answers->errors[answers->n]);
  answers->n++;
  if (--answers->left == 0)
    g_main_loop_quit (answers->loop);
}

static void
gate_open (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  gate->go_on = TRUE;
  g_cond_broadcast (&gate->cond);
  g_mutex_unlock (&gate->mutex);
}

static void
gate_wait (Gate *gate)
{
  g_mutex_lock (&gate->mutex);
  while (!gate->begun)
    g_cond_wait (&gate->cond, &gate->mutex);
  g_mutex_unlock (&gate->mutex);
}

/* A write that has begun is carried through and reported as done; one that still waits is dropped. */
static void
test_cancel_write (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answers answers = { .left = 2, .loop = loop };
  Gate gate = { 0 };

  anlan_store_write_async (fixture->store, gated_work, &gate, NULL, cancellable, answer_cb, &answers);
  gate_wait (&gate);
  anlan_store_write_async (fixture->store, mark_work, &gate, NULL, cancellable, answer_cb, &answers);
  g_cancellable_cancel (cancellable);
  gate_open (&gate);
  g_main_loop_run (loop);

  g_assert_true (answers.oks[0]);
  g_assert_no_error (answers.errors[0]);
  g_assert_error (answers.errors[1], G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (gate.ran);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal WHERE op = 'edit'"), ==, 1);
  g_clear_error (&answers.errors[1]);
}

static void
count_destroyed (gpointer data)
{
  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  (*(int *)data)++;
}

static gboolean
nothing_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  return TRUE;
}

/* The last reference may go while the answer is on its way. */
static void
test_unref_while_writing (Fixture *fixture, gconstpointer data)
{
  int destroyed = 0;

  for (int i = 0; i < 50; i++)
    {
      anlan_store_write_async (fixture->store, nothing_work, &destroyed, count_destroyed, NULL, NULL, NULL);
      anlan_store_read_async (fixture->store, nothing_work, &destroyed, count_destroyed, NULL, NULL, NULL);
    }
  g_clear_object (&fixture->store);
  while (destroyed < 100)
    g_main_context_iteration (NULL, TRUE);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture_open (fixture);
}

/* --- reading ----------------------------------------------------------------------------------------------- */

static gboolean
endless_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  Gate *gate = data;

  g_mutex_lock (&gate->mutex);
  gate->begun = TRUE;
  g_cond_broadcast (&gate->cond);
  g_mutex_unlock (&gate->mutex);
  return anlan_db_lookup (
      db, "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n", NULL,
      &value, error);
}

static void
test_cancel_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answers answers = { .left = 1, .loop = loop };
  Gate gate = { 0 };

  anlan_store_read_async (fixture->store, endless_work, &gate, NULL, cancellable, answer_cb, &answers);
  gate_wait (&gate);
  g_cancellable_cancel (cancellable);
  g_main_loop_run (loop);
  g_assert_error (answers.errors[0], G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&answers.errors[0]);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM journal"), ==, 1);
}

/* Closing interrupts what reads, however long it would go on. */
static void
test_close_interrupts_read (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answers answers = { .left = 1, .loop = loop };
  Gate gate = { 0 };

  anlan_store_read_async (fixture->store, endless_work, &gate, NULL, NULL, answer_cb, &answers);
  gate_wait (&gate);
  anlan_store_close (fixture->store);
  g_main_loop_run (loop);
  g_assert_error (answers.errors[0], ANLAN_ERROR, ANLAN_ERROR_FAILED);
  g_clear_error (&answers.errors[0]);
}

/* Three read at the same time, and see no half of a transaction. */
static void
test_readers_are_parallel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Answers answers = { .left = 3, .loop = loop };
  Gate gates[3] = { 0 };

  for (guint i = 0; i < 3; i++)
    anlan_store_read_async (fixture->store, gated_work, &gates[i], NULL, NULL, answer_cb, &answers);
  for (guint i = 0; i < 3; i++)
    gate_wait (&gates[i]);
  for (guint i = 0; i < 3; i++)
    gate_open (&gates[i]);
  g_main_loop_run (loop);
  g_assert_cmpuint (fixture->store->readers->len, ==, 3);
}

static gboolean
writing_read (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  g_assert_null (journal);
  return anlan_db_exec (db, "DELETE FROM journal", error);
}

static void
test_reader_cannot_write (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (anlan_store_read (fixture->store, writing_read, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_READ_ONLY);
}

/* --- set-up of connections --------------------------------------------------------------------------------- */

static gint setups;      /* (atomic) */
static gint setup_fails; /* (atomic) */

static gboolean
view_setup (AnlanDb *db, gpointer data, GError **error)
{
  g_autofree char *sql = NULL;

  if (g_atomic_int_get (&setup_fails))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_FAILED, "no setup");
      return FALSE;
    }
  sql = g_strdup_printf ("DROP VIEW IF EXISTS temp.setup; CREATE TEMP VIEW setup AS SELECT %d AS n",
                         g_atomic_int_add (&setups, 1) + 1);
  return anlan_db_exec (db, sql, error);
}

static gboolean
renew_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  anlan_store_renew_connections (data);
  return anlan_db_exec (db, "CREATE TABLE k_new (a)", error);
}

static gboolean
see_table_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  return anlan_db_lookup (db, "SELECT n FROM setup, (SELECT count(*) FROM k_new)", NULL, data, error);
}

static void
test_setup (Fixture *fixture, gconstpointer data)
{
  g_auto (AnlanValue) before = ANLAN_VALUE_INIT;
  g_auto (AnlanValue) after = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;
  gint before_renewal;

  setups = 0;
  setup_fails = FALSE;
  fixture_close (fixture);
  fixture->options.setup = view_setup;
  fixture_open (fixture);
  g_assert_cmpint (g_atomic_int_get (&setups), ==, 1);
  /* Which of the readers answers is not said; each was set up once. */
  g_assert_cmpint (look_up (fixture, "SELECT n FROM setup"), >=, 2);
  for (guint i = 0; i < 20; i++)
    look_up (fixture, "SELECT n FROM setup");
  before_renewal = g_atomic_int_get (&setups);
  g_assert_cmpint (before_renewal, <=, 1 + ANLAN_STORE_MAX_READERS);

  g_assert_true (anlan_store_write (fixture->store, renew_work, fixture->store, &error));
  g_assert_no_error (error);
  g_assert_true (anlan_store_write (fixture->store, see_table_work, &after, &error));
  g_assert_no_error (error);
  g_assert_cmpint (anlan_value_get_integer (&after, 0), >, before_renewal);
  g_assert_cmpint (look_up (fixture, "SELECT n FROM setup"), >, before_renewal);

  /* A set-up that fails fails the work, and is tried again for the next. */
  g_atomic_int_set (&setup_fails, TRUE);
  anlan_store_renew_connections (fixture->store);
  g_assert_false (anlan_store_write (fixture->store, see_table_work, &before, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED);
  g_clear_error (&error);
  g_atomic_int_set (&setup_fails, FALSE);
  g_assert_true (anlan_store_write (fixture->store, see_table_work, &before, &error));
  g_assert_no_error (error);
  g_assert_cmpint (look_up (fixture, "SELECT n FROM setup"), >, before_renewal);

  fixture_close (fixture);
  g_atomic_int_set (&setup_fails, TRUE);
  g_assert_null (anlan_store_open (fixture->dir, &fixture->options, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED);
  g_assert_cmpstr (error->message, ==, "no setup");
}

/* --- what others hear -------------------------------------------------------------------------------------- */

static void
grown_cb (AnlanStore *store, gpointer data)
{
  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  (*(guint *)data)++;
}

static gboolean
give_up_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

static gboolean
wait_for (guint *count, guint wanted)
{
  gboolean given_up = FALSE;
  guint source = g_timeout_add_seconds (10, give_up_cb, &given_up);

  while (*count < wanted && !given_up)
    g_main_context_iteration (NULL, TRUE);
  if (!given_up)
    g_source_remove (source);
  return !given_up;
}

static void
test_journal_grown (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanStore) other = NULL;
  g_autoptr (GError) error = NULL;
  guint here = 0, there = 0;

  fixture->options.poll = TRUE;
  fixture_reopen (fixture);
  other = anlan_store_open (fixture->dir, &fixture->options, &error);
  g_assert_no_error (error);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_signal_connect (fixture->store, "journal-grown", G_CALLBACK (grown_cb), &here);
  g_signal_connect (other, "journal-grown", G_CALLBACK (grown_cb), &there);

  append (fixture, "{}");
  g_assert_true (wait_for (&here, 1));
  g_assert_true (wait_for (&there, 1));
  g_assert_true (anlan_store_write (other, append_work, (gpointer) "{}", &error));
  g_assert_true (wait_for (&here, 2));
  g_assert_true (wait_for (&there, 2));
  g_assert_cmpuint (here, ==, 2);
  g_assert_cmpuint (there, ==, 2);
  /* Works that write no line are not announced. */
  g_assert_true (anlan_store_write (other, nothing_work, NULL, &error));
  anlan_store_close (other);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (there, ==, 2);
}

/* --- journal ----------------------------------------------------------------------------------------------- */

static gboolean
count_line (const AnlanLine *line, gpointer data)
{
  (*(guint *)data)++;
  return TRUE;
}

static gboolean
stop_at_line (const AnlanLine *line, gpointer data)
{
  (*(guint *)data)++;
  return FALSE;
}

static gboolean
walk_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  guint *counts = data;

  return anlan_journal_walk (db, 0, count_line, &counts[0], error) &&
         anlan_journal_walk (db, 2, count_line, &counts[1], error) &&
         anlan_journal_walk (db, 0, stop_at_line, &counts[2], error) &&
         anlan_journal_walk_record (db, "r", count_line, &counts[3], error) &&
         anlan_journal_walk_record (db, "none", count_line, &counts[4], error);
}

static void
test_walk (Fixture *fixture, gconstpointer data)
{
  guint counts[5] = { 0 };
  g_autoptr (GError) error = NULL;

  append (fixture, "{\"a\":1}");
  append (fixture, "{\"a\":2}");
  g_assert_true (anlan_store_read (fixture->store, walk_work, counts, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (counts[0], ==, 3);
  g_assert_cmpuint (counts[1], ==, 1);
  g_assert_cmpuint (counts[2], ==, 1);
  g_assert_cmpuint (counts[3], ==, 2);
  g_assert_cmpuint (counts[4], ==, 0);
}

/* The stored form as journal.h describes it, written out by hand and hashed by another path. */
static void
test_hash (void)
{
  const AnlanLine line = {
    .desk = "d", .desk_seq = 12, .hlc = "h", .os_user = "王", .op = "edit", .patch = "{}"
  };
  char hex[ANLAN_SHA256_HEX + 1];
  char expected[crypto_hash_sha256_BYTES * 2 + 1];
  guchar hash[crypto_hash_sha256_BYTES];
  const char *form = "1:d,2:12,1:h,-,3:王,-,-,4:edit,2:{},-,-,-,2:xy,";

  crypto_hash_sha256 (hash, (const guchar *)form, strlen (form));
  sodium_bin2hex (expected, sizeof expected, hash, sizeof hash);
  anlan_journal_hash_line (&line, "xy", hex);
  g_assert_cmpstr (hex, ==, expected);
}

/* The clock of the machine is set back: lines keep their order. */
static void
test_clock_set_back (Fixture *fixture, gconstpointer data)
{
  append (fixture, "{}");
  anlan_clock_advance (fixture->clock, -3600 * 1000);
  append (fixture, "{}");
  fixture_reopen (fixture);
  anlan_clock_set (fixture->clock, 1000);
  append (fixture, "{}");
  append (fixture, "{}");
  g_assert_cmpint (
      look_up (fixture, "SELECT count(*) FROM journal a JOIN journal b ON b.seq = a.seq + 1 WHERE b.hlc <= "
                        "a.hlc"),
      ==, 0);
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

static void
test_checkpoint_text (Fixture *fixture, gconstpointer data)
{
  Lookup lookup = { .sql = "SELECT seq || '·' || substr(hash, 1, 8) FROM journal ORDER BY seq DESC LIMIT 1" };
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  append (fixture, "{}");
  text = anlan_store_checkpoint_text (fixture->store);
  g_assert_true (anlan_store_read (fixture->store, lookup_work, &lookup, &error));
  g_assert_cmpstr (text, ==, anlan_value_get_text (&lookup.value));
  g_assert_true (g_str_has_prefix (text, "2·"));
  anlan_value_clear (&lookup.value);
  fixture_reopen (fixture);
  g_free (text);
  text = anlan_store_checkpoint_text (fixture->store);
  g_assert_true (g_str_has_prefix (text, "2·"));
}

static gboolean
many_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  for (int i = 0; i < GPOINTER_TO_INT (data); i++)
    if (!append_work (db, journal, (gpointer) "{}", error))
      return FALSE;
  return TRUE;
}

static void
test_checkpoints (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->desk, "checkpoints", NULL);
  g_autofree char *copies = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 5; i++)
    g_assert_true (anlan_store_write (fixture->store, many_work, GINT_TO_POINTER (500), &error));
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM checkpoint"), ==, 2);
  g_assert_true (anlan_store_checkpoint (fixture->store, &error));
  g_assert_true (anlan_store_checkpoint (fixture->store, &error));
  g_assert_no_error (error);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM checkpoint"), ==, 3);
  g_assert_cmpint (look_up (fixture, "SELECT max(count) FROM checkpoint"), ==, 2501);

  dir = g_dir_open (folder, 0, NULL);
  copies = g_build_filename (folder, g_dir_read_name (dir), NULL);
  g_assert_true (g_file_get_contents (copies, &text, NULL, NULL));
  g_assert_cmpint (g_strrstr (text, "2501") != NULL, ==, TRUE);
  g_assert_cmpuint (verify (fixture, NULL), ==, 0);
}

static void
test_lock (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanStore) other = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_store_lock (fixture->store, "station", &error));
  g_assert_true (anlan_store_lock (fixture->store, "station", &error));
  other = anlan_store_open (fixture->dir, &fixture->options, &error);
  g_assert_no_error (error);
  g_assert_false (anlan_store_lock (other, "station", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LOCKED);
  g_clear_error (&error);
  fixture_close (fixture);
  g_assert_true (anlan_store_lock (other, "station", &error));
  g_assert_no_error (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function) g_test_add (name, Fixture, NULL, fixture_set_up, function, fixture_tear_down)
  ADD ("/store/create", test_create);
  ADD ("/store/create-refuses", test_create_refuses);
  ADD ("/store/close", test_close);
  ADD ("/store/desks", test_desks);
  ADD ("/store/desk-of-another-key", test_desk_of_another_key);
  ADD ("/store/desk-identity-damaged", test_desk_identity_damaged);
  ADD ("/store/fifo", test_fifo);
  ADD ("/store/failing-neighbour", test_failing_neighbour);
  ADD ("/store/before-commit", test_before_commit);
  ADD ("/store/nothing-to-commit", test_nothing_to_commit);
  ADD ("/store/cancel-write", test_cancel_write);
  ADD ("/store/unref-while-writing", test_unref_while_writing);
  ADD ("/store/cancel-read", test_cancel_read);
  ADD ("/store/close-interrupts-read", test_close_interrupts_read);
  ADD ("/store/readers-are-parallel", test_readers_are_parallel);
  ADD ("/store/reader-cannot-write", test_reader_cannot_write);
  ADD ("/store/setup", test_setup);
  ADD ("/store/journal-grown", test_journal_grown);
  ADD ("/store/walk", test_walk);
  ADD ("/store/clock-set-back", test_clock_set_back);
  ADD ("/store/checkpoint-text", test_checkpoint_text);
  ADD ("/store/checkpoints", test_checkpoints);
  ADD ("/store/lock", test_lock);
  g_test_add_func ("/store/hash", test_hash);
  return g_test_run ();
}

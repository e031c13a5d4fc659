/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* kill -9 at 200 random moments of a program that does nothing but write: no change that was acknowledged is lost, and
 * verify passes each time. */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store-fixture.h"

/* A sanitizer makes each start ten times slower, and looks for something else. */
#ifdef __SANITIZE_ADDRESS__
#define ROUNDS 25
#else
#define ROUNDS 200
#endif
#define IN_FLIGHT 8

/* --- the one who writes ------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanStore *store;
  int round;
  int next;
} Writer;

typedef struct
{
  Writer *writer;
  int number;
} Piece;

static void
write_next (Writer *writer);

static gboolean
piece_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Piece *piece = data;
  g_autofree char *patch = g_strdup_printf ("{\"round\":%d,\"n\":%d}", piece->writer->round, piece->number);
  AnlanStmt *stmt = anlan_db_statement (db, "INSERT INTO draft_text VALUES (?, ?, 'now')", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, patch);
  anlan_stmt_bind_text (stmt, 2, patch);
  return anlan_stmt_run (stmt, error) && append_work (db, journal, patch, error);
}

/* The acknowledgement is one write() to the pipe: what the parent has read was committed. */
static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autofree Piece *piece = data;
  g_autoptr (GError) error = NULL;
  char text[32];
  int length = g_snprintf (text, sizeof text, "%d\n", piece->number);

  if (!anlan_store_write_finish (ANLAN_STORE (source), result, &error))
    g_error ("%s", error->message);
  if (write (STDOUT_FILENO, text, (size_t)length) != length)
    exit (1);
  write_next (piece->writer);
}

static void
write_next (Writer *writer)
{
  Piece *piece = g_new0 (Piece, 1);

  piece->writer = writer;
  piece->number = writer->next++;
  anlan_store_write_async (writer->store, piece_work, piece, NULL, NULL, written_cb, piece);
}

static int
run_child (const char *dir, const char *desk, const char *round)
{
  AnlanStoreOptions options = { .desk_dir = desk };
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GError) error = NULL;
  Writer writer = { .round = atoi (round) };

  writer.store = anlan_store_open (dir, &options, &error);
  if (writer.store == NULL)
    g_error ("%s", error->message);
  for (int i = 0; i < IN_FLIGHT; i++)
    write_next (&writer);
  g_main_loop_run (loop);
  return 0;
}

/* --- the one who kills -------------------------------------------------------------------------------------- */

static const char *program;

/* Waits until the writer has acknowledged its first change; a minute is long enough on any machine. */
static void
wait_for_answer (int out)
{
  GPollFD answer = { .fd = out, .events = G_IO_IN };

  g_assert_cmpint (g_poll (&answer, 1, 60 * 1000), ==, 1);
}

/* Starts the writer, kills it @microseconds after its start or (@answered) its first answer, and gives back how many
 * changes it has acknowledged. */
static int
write_and_kill (Fixture *fixture, int round, gboolean answered, gulong microseconds)
{
  g_autofree char *number = g_strdup_printf ("%d", round);
  const char *argv[] = { program, "--child", fixture->dir, fixture->desk, number, NULL };
  g_autoptr (GString) said = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  char buffer[4096];
  gssize got;
  GPid pid;
  int out;
  const char *last;

  g_assert_true (g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                           &pid, NULL, &out, NULL, &error));
  g_assert_no_error (error);
  if (answered)
    wait_for_answer (out);
  g_usleep (microseconds);
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  while ((got = read (out, buffer, sizeof buffer)) > 0)
    g_string_append_len (said, buffer, got);
  close (out);
  g_spawn_close_pid (pid);
  while (waitpid (pid, NULL, 0) < 0 && errno == EINTR)
    ;
  if (said->len == 0)
    return 0;
  /* Answers come in order, so the last one speaks for all before it. */
  g_assert_cmpint (said->str[said->len - 1], ==, '\n');
  g_string_truncate (said, said->len - 1);
  last = strrchr (said->str, '\n');
  return atoi (last != NULL ? last + 1 : said->str) + 1;
}

static void
check_round (Fixture *fixture, int round, int acknowledged)
{
  g_autofree char *lines =
      g_strdup_printf ("SELECT count(*) FROM journal WHERE patch LIKE '{\"round\":%d,%%'", round);
  g_autofree char *rows =
      g_strdup_printf ("SELECT count(*) FROM draft_text WHERE key LIKE '{\"round\":%d,%%'", round);
  gint64 found = look_up (fixture, lines);

  g_assert_cmpint (found, >=, acknowledged);
  g_assert_cmpint (found, <=, acknowledged + IN_FLIGHT);
  /* Row and line come together or not at all. */
  g_assert_cmpint (look_up (fixture, rows), ==, found);
}

static void
test_kill (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  gint64 start = g_get_monotonic_time ();
  int total = 0, silent = 0, round;

  fixture->options.clock = NULL;
  fixture_close (fixture);
  for (round = 0; round < ROUNDS; round++)
    {
      /* One round in four from before the plant is open, the others well into the writing, however slow the machine. */
      gboolean answered = round % 4 != 0;
      gulong moment = (gulong)g_rand_int_range (rand, 500, answered ? 60000 : 120000);
      int acknowledged = write_and_kill (fixture, round, answered, moment);

      fixture_open (fixture);
      check_round (fixture, round, acknowledged);
      g_assert_cmpuint (verify (fixture, NULL), ==, 0);
      fixture_close (fixture);
      total += acknowledged;
      silent += acknowledged == 0;
    }
  fixture_open (fixture);
  g_assert_cmpint (look_up (fixture, "SELECT count(*) FROM draft_text"), >=, total);
  g_test_message ("%d rounds, %d before the first answer, %d changes acknowledged, none lost, %.1f s", round,
                  silent, total, (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  /* The moments are random, but most must hit the writing. */
  g_assert_cmpint (silent, <, ROUNDS / 2);
  g_assert_cmpint (total, >, ROUNDS);
}

int
main (int argc, char *argv[])
{
  if (argc == 5 && strcmp (argv[1], "--child") == 0)
    return run_child (argv[2], argv[3], argv[4]);

  program = g_canonicalize_filename (argv[0], NULL);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/kill/two-hundred-times", Fixture, NULL, fixture_set_up, test_kill, fixture_tear_down);
  return g_test_run ();
}

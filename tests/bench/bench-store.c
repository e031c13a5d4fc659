/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* What the store costs over SQLite itself: journal lines a second through the writer's queue, against a bare loop that
 * inserts the same lines with the same hashes; the time of one change and of one read, against the disk's own fsync. */

#include <fcntl.h>
#include <locale.h>
#include <stdlib.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "store/store.h"

#define LINES 100000
#define BATCH 1000
#define SINGLES 500

static const char patch[] = "{\"what\":\"阀门泄漏 valve leaking at R-101\",\"level\":\"major\",\"zone\":"
                            "\"0192f3a1-b2c3-7000-8000-000000000001\",\"found\":\"2026-11-22T05:09:16Z\"}";

static gboolean
append (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  for (guint i = 0; i < GPOINTER_TO_UINT (data); i++)
    {
      g_autofree char *record = g_strdup_printf ("0192f3a1-0000-7000-8000-%012u", i);
      AnlanLine line = { .op = "edit", .kind = "hazard", .record = record, .patch = patch, .actor = "anna" };

      if (!anlan_journal_append (journal, db, &line, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_one (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  return anlan_db_lookup (db, "SELECT patch FROM journal WHERE seq = 77", NULL, &value, error);
}

static double
seconds_since (gint64 start)
{
  return (double)(g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

/* The same table, index, hash and durability, without a store around it. */
static double
bare_loop (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "bare.db", NULL);
  g_autoptr (GError) error = NULL;
  AnlanDb *db = anlan_db_open (path, ANLAN_DB_CREATE, &error);
  g_autoptr (AnlanStmt) stmt = NULL;
  char prev[ANLAN_SHA256_HEX + 1] = "";
  gint64 start;
  double seconds;

  if (db == NULL ||
      !anlan_db_exec (
          db,
          "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
          "CREATE TABLE journal (seq INTEGER PRIMARY KEY, desk TEXT, desk_seq INTEGER, hlc TEXT, actor "
          "TEXT, kind TEXT, record TEXT, op TEXT, patch TEXT, prev TEXT, hash TEXT);"
          "CREATE INDEX journal_record ON journal (record, seq);",
          &error))
    g_error ("%s", error->message);
  stmt = anlan_db_prepare (db, "INSERT INTO journal VALUES (?,?,?,?,?,?,?,?,?,?,?)", &error);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < LINES; i++)
    {
      g_autofree char *record = g_strdup_printf ("0192f3a1-0000-7000-8000-%012u", i % BATCH);
      AnlanLine line = { .desk = "0192f3a1-b2c3-7000-8000-000000000000",
                         .desk_seq = i,
                         .hlc = "0192f3a1b2c3-0004",
                         .op = "edit",
                         .kind = "hazard",
                         .record = record,
                         .patch = patch,
                         .actor = "anna" };
      char hash[ANLAN_SHA256_HEX + 1];

      if (i % BATCH == 0)
        anlan_db_begin (db, NULL);
      anlan_journal_hash_line (&line, prev, hash);
      anlan_stmt_bind_integer (stmt, 1, i + 1);
      anlan_stmt_bind_static (stmt, 2, line.desk);
      anlan_stmt_bind_integer (stmt, 3, i);
      anlan_stmt_bind_static (stmt, 4, line.hlc);
      anlan_stmt_bind_static (stmt, 5, line.actor);
      anlan_stmt_bind_static (stmt, 6, line.kind);
      anlan_stmt_bind_static (stmt, 7, record);
      anlan_stmt_bind_static (stmt, 8, line.op);
      anlan_stmt_bind_static (stmt, 9, patch);
      anlan_stmt_bind_static (stmt, 10, prev);
      anlan_stmt_bind_static (stmt, 11, hash);
      if (!anlan_stmt_run (stmt, &error))
        g_error ("%s", error->message);
      g_strlcpy (prev, hash, sizeof prev);
      if (i % BATCH == BATCH - 1)
        anlan_db_commit (db, NULL);
    }
  seconds = seconds_since (start);
  anlan_db_close (db);
  return seconds;
}

static int
compare_doubles (const void *a, const void *b)
{
  double difference = *(const double *)a - *(const double *)b;

  return (difference > 0) - (difference < 0);
}

static void
print_times (const char *what, double *ms, guint n, double reference)
{
  qsort (ms, n, sizeof ms[0], compare_doubles);
  g_print ("%s: median %.3f ms, 99th per cent %.3f ms (%.1f x one fsync)\n", what, ms[n / 2],
           ms[n * 99 / 100], ms[n / 2] / reference);
}

static double
measure_fsync (const char *dir)
{
  g_autofree char *path = g_build_filename (dir, "fsync", NULL);
  int fd = g_open (path, O_WRONLY | O_CREAT, 0600);
  double ms[SINGLES];

  for (guint i = 0; i < SINGLES; i++)
    {
      gint64 start = g_get_monotonic_time ();

      if (write (fd, patch, sizeof patch) < 0 || fdatasync (fd) != 0)
        g_error ("fsync");
      ms[i] = seconds_since (start) * 1000;
    }
  close (fd);
  qsort (ms, SINGLES, sizeof ms[0], compare_doubles);
  return ms[SINGLES / 2];
}

static void
measure_singles (AnlanStore *store, double fsync_ms)
{
  g_autoptr (GError) error = NULL;
  double ms[SINGLES];

  for (guint i = 0; i < SINGLES; i++)
    {
      gint64 start = g_get_monotonic_time ();

      if (!anlan_store_write (store, append, GUINT_TO_POINTER (1), &error))
        g_error ("%s", error->message);
      ms[i] = seconds_since (start) * 1000;
    }
  print_times ("one change, committed", ms, SINGLES, fsync_ms);
  for (guint i = 0; i < SINGLES; i++)
    {
      gint64 start = g_get_monotonic_time ();

      if (!anlan_store_read (store, read_one, NULL, &error))
        g_error ("%s", error->message);
      ms[i] = seconds_since (start) * 1000;
    }
  print_times ("one read by the pool", ms, SINGLES, fsync_ms);
}

int
main (int argc, char *argv[])
{
  g_autofree char *root = g_dir_make_tmp ("anlan-bench-XXXXXX", NULL);
  g_autofree char *dir = g_build_filename (root, "plant", NULL);
  g_autofree char *desk = g_build_filename (root, "desk", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", root);
  AnlanStoreOptions options = { .desk_dir = desk };
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_finding_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanStore) store = NULL;
  double bare, ours, fsync_ms;
  gint64 start;

  setlocale (LC_ALL, "C.UTF-8");
  bare = bare_loop (root);
  fsync_ms = measure_fsync (root);
  store = anlan_store_create (dir, &options, &error);
  if (store == NULL)
    g_error ("%s", error->message);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < LINES; i += BATCH)
    if (!anlan_store_write (store, append, GUINT_TO_POINTER (BATCH), &error))
      g_error ("%s", error->message);
  ours = seconds_since (start);
  g_print ("reference: a bare loop, %d lines in transactions of %d: %.0f a second; one fsync: %.3f ms\n",
           LINES, BATCH, LINES / bare, fsync_ms);
  g_print ("through the store: %.0f lines a second, %.2f of the reference\n", LINES / ours, bare / ours);
  measure_singles (store, fsync_ms);
  start = g_get_monotonic_time ();
  if (!anlan_store_verify (store, findings, NULL, &error) || findings->len > 0)
    g_error ("verify");
  g_print ("verify: %.0f lines a second\n", LINES / seconds_since (start));
  anlan_store_close (store);
  return system (remove) == 0 ? 0 : 1;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Import of 100,000 CSV rows into risk points, from opening the file to the commit, against a bare SQLite loop that
 * inserts the same columns into the same table with the same indexes, fills the same search rows, and writes and hashes
 * the same journal lines. Meanwhile single changes come from elsewhere. */

#include <gio/gio.h>
#include <math.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/hash.h"
#include "model/ledger.h"
#include "report/import.h"

static guint n_rows = 100000;

#define SINGLE_MICROSECONDS 50000

static AnlanPlant *
open_plant (const char *root, const char *name)
{
  g_autofree char *dir = g_build_filename (root, name, NULL);
  g_autofree char *desk = g_build_filename (root, "desk", NULL);
  AnlanPlantBirth birth = { .name = "Bench", .longitude = NAN, .latitude = NAN };
  AnlanPlantOptions options = { .desk_dir = desk };
  g_autoptr (GError) error = NULL;
  AnlanPlant *plant = anlan_plant_create (dir, &birth, &options, &error);

  if (plant == NULL)
    g_error ("%s", error->message);
  return plant;
}

static char *
write_csv (const char *root)
{
  char *path = g_build_filename (root, "risks.csv", NULL);
  FILE *file = fopen (path, "w");

  fputs ("风险点名称,危险源,L,E,C,D\n", file);
  for (guint i = 0; i < n_rows; i++)
    fprintf (file, "阀组 V-%u 法兰,密封失效导致可燃气体泄漏,%d,6,%d,%d\n", i, i % 3 == 0 ? 3 : 1,
             i % 2 ? 7 : 15, 42);
  fclose (file);
  return path;
}

/* --- ours ---------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  const char *path;
  double seconds;
  double cpu;
  gint done;
} Running;

/* Of all threads. */
static double
cpu_seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static gpointer
import_thread (gpointer data)
{
  Running *running = data;
  gint64 began = g_get_monotonic_time ();
  double cpu = cpu_seconds ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanImport) import =
      anlan_import_open (running->plant, "riskpoint", running->path, NULL, NULL, NULL, &error);

  if (import == NULL || !anlan_import_check (import, NULL, NULL, NULL, &error) ||
      !anlan_import_apply (import, FALSE, NULL, &error))
    g_error ("%s", error->message);
  if (anlan_import_get_summary (import)->counts[ANLAN_IMPORT_NEW] != n_rows)
    g_error ("not all rows were taken");
  running->seconds = (g_get_monotonic_time () - began) / 1e6;
  running->cpu = cpu_seconds () - cpu;
  g_atomic_int_set (&running->done, 1);
  return NULL;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

/* Somebody else's change, sent at its time whether or not those before have come back. */
typedef struct
{
  AnlanPlant *plant;
  GMutex lock;
  GArray *latencies; /* double, ms; (mutex lock) */
} Singles;

static void
single_cb (gpointer number, gpointer data)
{
  Singles *singles = data;
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, "unit", NULL);
  g_autofree char *name = g_strdup_printf ("Unit %u", GPOINTER_TO_UINT (number));
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = NULL;
  gint64 began = g_get_monotonic_time ();
  double took;

  anlan_change_set_text (change, "name", name);
  applied = anlan_plant_apply (singles->plant, change, &error);
  if (applied == NULL)
    g_error ("%s", error->message);
  took = (g_get_monotonic_time () - began) / 1e3;
  g_mutex_lock (&singles->lock);
  g_array_append_val (singles->latencies, took);
  g_mutex_unlock (&singles->lock);
}

/* Our own callbacks of the main loop, as the window's would run: how long each turn works. */
static gboolean
turn (GArray *turns)
{
  gint64 began = g_get_monotonic_time ();
  gboolean worked = g_main_context_iteration (NULL, FALSE);
  double took = (g_get_monotonic_time () - began) / 1e3;

  if (worked)
    g_array_append_val (turns, took);
  return worked;
}

static void
print_figures (const char *what, GArray *figures, double goal)
{
  g_array_sort (figures, compare_doubles);
  g_print ("%s: %u, median %.1f ms, 99th percentile %.1f ms, worst %.1f ms (goal %.0f ms)\n", what,
           figures->len, g_array_index (figures, double, figures->len / 2),
           g_array_index (figures, double, figures->len * 99 / 100),
           g_array_index (figures, double, figures->len - 1), goal);
}

/* The lists that a user may have open meanwhile. */
static AnlanLedger *
open_list (AnlanPlant *plant, const char *kind)
{
  AnlanLedger *ledger = anlan_ledger_new (plant);
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);

  anlan_ledger_set_query (ledger, query);
  return ledger;
}

static double
run_import (const char *root, const char *path, double *cpu)
{
  AnlanPlant *plant = open_plant (root, "ours");
  Running running = { .plant = plant, .path = path };
  Singles singles = { .plant = plant };
  g_autoptr (GArray) turns = g_array_new (FALSE, FALSE, sizeof (double));
  GThreadPool *pool = g_thread_pool_new (single_cb, &singles, -1, FALSE, NULL);
  g_autoptr (AnlanLedger) units = open_list (plant, "unit");
  g_autoptr (AnlanLedger) risks = open_list (plant, "riskpoint");
  gint64 next = g_get_monotonic_time ();
  GThread *thread;
  guint n = 0;

  g_mutex_init (&singles.lock);
  singles.latencies = g_array_new (FALSE, FALSE, sizeof (double));
  while (turn (turns))
    continue;
  g_array_set_size (turns, 0);
  thread = g_thread_new ("import", import_thread, &running);
  while (!g_atomic_int_get (&running.done))
    {
      if (g_get_monotonic_time () >= next)
        {
          g_thread_pool_push (pool, GUINT_TO_POINTER (++n), NULL);
          next += SINGLE_MICROSECONDS;
        }
      if (!turn (turns))
        g_usleep (1000);
    }
  g_thread_join (thread);
  g_thread_pool_free (pool, FALSE, TRUE);
  for (guint i = 0; i < 500; i++)
    if (!turn (turns))
      g_usleep (1000);
  print_figures ("single changes meanwhile, one every 50 ms", singles.latencies, 100);
  print_figures ("turns of the main loop meanwhile", turns, 16);
  if (g_list_model_get_n_items (G_LIST_MODEL (risks)) != n_rows)
    g_error ("the list has not followed");
  g_clear_object (&units);
  g_clear_object (&risks);
  g_array_unref (singles.latencies);
  g_mutex_clear (&singles.lock);
  anlan_plant_close (plant);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_object_unref (plant);
  *cpu = running.cpu;
  return running.seconds;
}

/* --- the bare loop --------------------------------------------------------------------------------------------- */

static void
must (sqlite3 *db, int code)
{
  if (code != SQLITE_OK && code != SQLITE_DONE && code != SQLITE_ROW)
    g_error ("%s", sqlite3_errmsg (db));
}

static sqlite3_stmt *
prepare (sqlite3 *db, const char *sql)
{
  sqlite3_stmt *stmt;

  must (db, sqlite3_prepare_v2 (db, sql, -1, &stmt, NULL));
  return stmt;
}

/* All rows of @sql in memory, as values that can be bound again. */
static GPtrArray *
read_rows (sqlite3 *db, const char *sql, int *n_columns)
{
  sqlite3_stmt *stmt = prepare (db, sql);
  GPtrArray *values = g_ptr_array_new_with_free_func ((GDestroyNotify)sqlite3_value_free);

  *n_columns = sqlite3_column_count (stmt);
  while (sqlite3_step (stmt) == SQLITE_ROW)
    for (int i = 0; i < *n_columns; i++)
      g_ptr_array_add (values, sqlite3_value_dup (sqlite3_column_value (stmt, i)));
  sqlite3_finalize (stmt);
  return values;
}

static sqlite3_stmt *
prepare_insert (sqlite3 *db, const char *table, int n_columns)
{
  g_autoptr (GString) sql = g_string_new (NULL);

  g_string_append_printf (sql, "INSERT INTO %s VALUES (", table);
  for (int i = 0; i < n_columns; i++)
    g_string_append (sql, i > 0 ? ",?" : "?");
  g_string_append_c (sql, ')');
  return prepare (db, sql->str);
}

static void
insert_row (sqlite3 *db, sqlite3_stmt *stmt, GPtrArray *values, guint row, int n_columns)
{
  for (int i = 0; i < n_columns; i++)
    sqlite3_bind_value (stmt, i + 1, g_ptr_array_index (values, row * (guint)n_columns + (guint)i));
  must (db, sqlite3_step (stmt));
  sqlite3_reset (stmt);
}

/* The two hashes that each line costs: of the record's body and of the line. */
static void
hash_line (GPtrArray *journal, guint row, int n_columns)
{
  const char *patch =
      (const char *)sqlite3_value_text (g_ptr_array_index (journal, row * (guint)n_columns + 9));
  char hex[ANLAN_SHA256_HEX + 1];

  anlan_sha256_text (patch, -1, hex);
  anlan_sha256_text (patch, -1, hex);
}

static sqlite3 *
open_db (const char *root, const char *plant)
{
  g_autofree char *path = g_build_filename (root, plant, "plant.db", NULL);
  sqlite3 *db;

  if (sqlite3_open (path, &db) != SQLITE_OK)
    g_error ("%s", path);
  must (db, sqlite3_exec (db, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL", NULL, NULL, NULL));
  return db;
}

static double
run_bare (const char *root, double *cpu)
{
  AnlanPlant *plant = open_plant (root, "bare");
  sqlite3 *from, *to;
  g_autoptr (GPtrArray) rows = NULL, docs = NULL, journal = NULL;
  int n_row, n_doc, n_journal;
  sqlite3_stmt *row, *doc, *fts, *line;
  gint64 began;

  anlan_plant_close (plant);
  g_object_unref (plant);
  from = open_db (root, "ours");
  rows = read_rows (from, "SELECT * FROM k_riskpoint ORDER BY rid", &n_row);
  docs = read_rows (from, "SELECT * FROM search_doc WHERE kind='riskpoint' ORDER BY id", &n_doc);
  journal = read_rows (from, "SELECT * FROM journal WHERE kind='riskpoint' AND op='create' ORDER BY seq",
                       &n_journal);
  sqlite3_close (from);
  to = open_db (root, "bare");
  began = g_get_monotonic_time ();
  *cpu = cpu_seconds ();
  must (to, sqlite3_exec (to, "BEGIN IMMEDIATE; DELETE FROM journal", NULL, NULL, NULL));
  row = prepare_insert (to, "k_riskpoint", n_row);
  doc = prepare_insert (to, "search_doc", n_doc);
  fts = prepare (to, "INSERT INTO search (rowid, text) VALUES (?1, ?2)");
  line = prepare_insert (to, "journal", n_journal);
  for (guint i = 0; i < n_rows; i++)
    {
      insert_row (to, row, rows, i, n_row);
      insert_row (to, doc, docs, i, n_doc);
      sqlite3_bind_value (fts, 1, g_ptr_array_index (docs, i * (guint)n_doc));
      sqlite3_bind_value (fts, 2, g_ptr_array_index (docs, i * (guint)n_doc + 4));
      must (to, sqlite3_step (fts));
      sqlite3_reset (fts);
      hash_line (journal, i, n_journal);
      insert_row (to, line, journal, i, n_journal);
    }
  must (to, sqlite3_exec (to, "COMMIT", NULL, NULL, NULL));
  sqlite3_finalize (row);
  sqlite3_finalize (doc);
  sqlite3_finalize (fts);
  sqlite3_finalize (line);
  sqlite3_close (to);
  *cpu = cpu_seconds () - *cpu;
  return (g_get_monotonic_time () - began) / 1e6;
}

int
main (int argc, char **argv)
{
  g_autofree char *root = g_dir_make_tmp ("anlan-bench-XXXXXX", NULL);
  g_autofree char *path = NULL;
  g_autofree char *sweep = NULL;
  double ours, bare, our_cpu, bare_cpu;

  if (argc > 1)
    n_rows = (guint)strtoul (argv[1], NULL, 10);
  path = write_csv (root);
  ours = run_import (root, path, &our_cpu);
  bare = run_bare (root, &bare_cpu);
  g_print ("import of %u CSV rows: %.2f s, bare SQLite loop: %.2f s, ratio %.2f (goal at least 0.40)\n",
           n_rows, ours, bare, bare / ours);
  g_print ("of all threads' time: %.2f s, bare loop %.2f s, ratio %.2f\n", our_cpu, bare_cpu,
           bare_cpu / our_cpu);
  sweep = g_strdup_printf ("rm -rf '%s'", root);
  return system (sweep) == 0 ? 0 : 1;
}

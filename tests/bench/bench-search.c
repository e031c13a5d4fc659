/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* How long the newest 50 hits take among a million documents: rare words, common words, unfinished words, one kind.
 * Each figure stands beside a named reference of the same run: reading 50 documents by their ids. */

#include <locale.h>
#include <stdlib.h>

#include <glib/gstdio.h>

#include "store/search.h"
#include "store/store.h"

#define BATCH 20000
#define RUNS 31

static guint documents = 1000000;

static const char *const verbs[] = { "检查", "更换", "清理", "紧固", "校验", "动火", "吊装", "盲板抽堵" };
static const char *const things[] = { "阀门",     "法兰",   "储罐", "压力表", "消防栓",
                                      "电缆桥架", "安全阀", "泵",   "护栏" };
static const char *const english[] = {
  "valve", "flange", "leaking", "corroded", "gauge", "scaffold", "pump"
};
static const char *const kinds[] = { "hazard", "hazard", "hazard", "observation", "round", "round" };

static void
make_text (GRand *rand, guint i, GString *text)
{
  g_string_printf (
      text, "HZ-2026-%06u %s%s %s %s R-%d", i, verbs[g_rand_int_range (rand, 0, G_N_ELEMENTS (verbs))],
      things[g_rand_int_range (rand, 0, G_N_ELEMENTS (things))],
      english[g_rand_int_range (rand, 0, G_N_ELEMENTS (english))],
      english[g_rand_int_range (rand, 0, G_N_ELEMENTS (english))], g_rand_int_range (rand, 100, 2000));
  if (i % 100003 == 7)
    g_string_append (text, " 麒麟 okapi");
}

typedef struct
{
  GRand *rand;
  guint from;
} Batch;

static gboolean
fill_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Batch *batch = data;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = batch->from; i < batch->from + BATCH && i < documents; i++)
    {
      g_autofree char *record = g_strdup_printf ("0192f3a1-0000-7000-8000-%012u", i);
      const char *kind = i % 50021 == 11 ? "permit" : kinds[i % G_N_ELEMENTS (kinds)];

      make_text (batch->rand, i, text);
      if (!anlan_search_add (db, 0, kind, record, text->str, text->str, error))
        return FALSE;
    }
  return TRUE;
}

typedef struct
{
  const char *words;
  const char *kind;
  guint hits;
  double ms[RUNS];
} Query;

static gboolean
reference_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (db, "SELECT kind, record, label FROM search_doc ORDER BY id DESC LIMIT 50", error);

  while (stmt != NULL && anlan_stmt_step (stmt, error) == ANLAN_STEP_ROW)
    ((Query *)data)->hits++;
  return stmt != NULL;
}

static gboolean
query_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Query *query = data;
  g_autoptr (GPtrArray) hits = anlan_search_query (db, query->words, query->kind, NULL, 50, error);

  query->hits = hits != NULL ? hits->len : 0;
  return hits != NULL;
}

static gboolean
count_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Query *query = data;

  return anlan_search_count (db, query->words, query->kind, 1001, &query->hits, error);
}

static int
compare_doubles (const void *a, const void *b)
{
  double difference = *(const double *)a - *(const double *)b;

  return (difference > 0) - (difference < 0);
}

static double
measure (AnlanStore *store, AnlanWork work, Query *query)
{
  for (guint i = 0; i < RUNS; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 start = g_get_monotonic_time ();

      query->hits = 0;
      if (!anlan_store_read (store, work, query, &error))
        g_error ("%s", error->message);
      query->ms[i] = (g_get_monotonic_time () - start) / 1000.0;
    }
  qsort (query->ms, RUNS, sizeof query->ms[0], compare_doubles);
  return query->ms[RUNS / 2];
}

static void
report (AnlanStore *store)
{
  static const struct
  {
    const char *words, *kind;
  } queries[] = {
    { "动火", NULL },
    { "动", NULL },
    { "盲板抽堵", NULL },
    { "检查阀门", NULL },
    { "麒麟", NULL },
    { "okapi ", NULL },
    { "valve ", NULL },
    { "v", NULL },
    { "va", NULL },
    { "valv", NULL },
    { "leakin", NULL },
    { "h", NULL },
    { "hz", NULL },
    { "2", NULL },
    { "HZ-2026-000123", NULL },
    { "R-1500", NULL },
    { "R1500", NULL },
    { "r15", NULL },
    { "动火 valve pump", NULL },
    { "阀门 okapi", NULL },
    { "valve", "permit" },
    { "动火", "observation" },
    { "zzzz", NULL },
    { "20260", NULL },
  };
  Query reference = { 0 };
  double base = measure (store, reference_work, &reference);

  g_print ("reference: the newest 50 documents by id, no words: %.2f ms\n", base);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      Query query = { .words = queries[i].words, .kind = queries[i].kind };
      double ms = measure (store, query_work, &query);
      guint hits = query.hits;
      double slowest = query.ms[RUNS - 1];
      double counting = measure (store, count_work, &query);

      g_print ("search %-18s %-12s %3u hits  median %7.2f ms  slowest %7.2f ms  (%.1f x reference); count to "
               "1001: "
               "%7.2f ms%s\n",
               queries[i].words, queries[i].kind != NULL ? queries[i].kind : "", hits, ms, slowest, ms / base,
               counting, ms > 50 ? "  OVER 50 ms" : "");
    }
}

int
main (int argc, char *argv[])
{
  g_autofree char *root = g_dir_make_tmp ("anlan-bench-XXXXXX", NULL);
  g_autofree char *dir = g_build_filename (root, "plant", NULL);
  g_autofree char *desk = g_build_filename (root, "desk", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", root);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  AnlanStoreOptions options = { .desk_dir = desk };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanStore) store = NULL;
  gint64 start;

  setlocale (LC_ALL, "C.UTF-8");
  if (argc > 1)
    documents = (guint)atoi (argv[1]);
  store = anlan_store_create (dir, &options, &error);
  if (store == NULL)
    g_error ("%s", error->message);
  start = g_get_monotonic_time ();
  for (guint i = 0; i < documents; i += BATCH)
    {
      Batch batch = { rand, i };

      if (!anlan_store_write (store, fill_work, &batch, &error))
        g_error ("%s", error->message);
    }
  g_print ("indexed %u documents: %.0f a second\n", documents,
           documents / ((g_get_monotonic_time () - start) / 1e6));
  report (store);
  anlan_store_close (store);
  return system (remove) == 0 ? 0 : 1;
}

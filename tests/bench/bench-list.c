/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* How long it takes until the first rows of a list of 100,000 hazards (or of as many as the argument says) are there, in
 * several orders and with filters, and until all are; the same of a board with a column a stage, and of six weeks of the
 * calendar; how long a change takes to reach its row; and how long the main loop is held up meanwhile. The reference of the same run
 * is what nobody can do without: reading all row ids and the first 64 rows with bare SQL on the same connection. */

#include <locale.h>
#include <math.h>
#include <stdlib.h>

#include "model/days.h"
#include "model/ledger.h"

#define RUNS 11
#define PERSONS 200
#define ZONES 40
#define BATCH 20000

static guint rows = 100000;

static const char *const SURNAMES[] = { "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "曾" };
static const char *const GIVEN[] = { "芳", "伟", "敏", "静", "磊", "洋", "艳", "勇", "军", "杰", "娟", "涛" };
static const char *const THINGS[] = {
  "法兰", "阀门", "储罐", "压力表", "消防栓", "电缆桥架", "安全阀", "护栏"
};
static const char *const FAULTS[] = { "泄漏", "腐蚀", "松动", "缺失", "过期", "损坏" };
static const char *const CLASSES[] = { "first", "second", "third" };

/* --- the plant -------------------------------------------------------------------------------------------------- */

static GPtrArray *
new_changes (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
}

static void
apply (AnlanPlant *plant, GPtrArray *changes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_apply_batch (plant, changes, NULL, NULL, &error);

  if (batch == NULL)
    g_error ("%s", error->message);
  g_ptr_array_set_size (changes, 0);
}

static char *
test_id (guint group, guint i)
{
  return g_strdup_printf ("0192f3a1-%04x-7000-8000-%012x", group, i);
}

static AnlanChange *
add (GPtrArray *changes, const char *kind, guint group, guint i)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_CREATE, kind, NULL);

  change->record = test_id (group, i);
  g_ptr_array_add (changes, change);
  return change;
}

static void
set_reference (AnlanChange *change, const char *field, guint group, guint i)
{
  g_autofree char *id = test_id (group, i);

  anlan_change_set_text (change, field, id);
}

static void
fill_people_and_zones (AnlanPlant *plant, GRand *rand)
{
  g_autoptr (GPtrArray) changes = new_changes ();

  for (guint i = 0; i < PERSONS; i++)
    {
      AnlanChange *change = add (changes, "person", 1, i);
      g_autofree char *name = g_strconcat (SURNAMES[g_rand_int_range (rand, 0, G_N_ELEMENTS (SURNAMES))],
                                           GIVEN[g_rand_int_range (rand, 0, G_N_ELEMENTS (GIVEN))],
                                           GIVEN[g_rand_int_range (rand, 0, G_N_ELEMENTS (GIVEN))], NULL);

      anlan_change_set_text (change, "name", name);
    }
  for (guint i = 0; i < ZONES; i++)
    {
      g_autofree char *name = g_strdup_printf ("罐区 %u", i + 1);

      anlan_change_set_text (add (changes, "zone", 2, i), "name", name);
    }
  apply (plant, changes);
}

static void
fill_hazards (AnlanPlant *plant, GRand *rand)
{
  g_autoptr (GPtrArray) changes = new_changes ();

  for (guint i = 0; i < rows; i++)
    {
      AnlanChange *change = add (changes, "hazard", 3, i);
      g_autofree char *what = g_strdup_printf (
          "V-%d %s%s，第 %u 次发现", g_rand_int_range (rand, 100, 2000),
          THINGS[g_rand_int_range (rand, 0, G_N_ELEMENTS (THINGS))],
          i % 20011 == 17 ? "麒麟" : FAULTS[g_rand_int_range (rand, 0, G_N_ELEMENTS (FAULTS))], i);
      g_autofree char *found = g_strdup_printf (
          "2026-%02d-%02dT%02d:%02d:00Z", g_rand_int_range (rand, 1, 12), g_rand_int_range (rand, 1, 28),
          g_rand_int_range (rand, 0, 24), g_rand_int_range (rand, 0, 60));

      anlan_change_set_text (change, "what", what);
      anlan_change_set_text (change, "no_photo", "测试");
      anlan_change_set_text (change, "found_at", found);
      anlan_change_set_text (change, "class", CLASSES[g_rand_int_range (rand, 0, 3)]);
      anlan_change_set_text (change, "measure", "紧固螺栓，更换垫片，试压合格后投用；由班组长现场确认。");
      set_reference (change, "finder", 1, (guint)g_rand_int_range (rand, 0, PERSONS));
      set_reference (change, "owner", 1, (guint)g_rand_int_range (rand, 0, PERSONS));
      set_reference (change, "zone", 2, (guint)g_rand_int_range (rand, 0, ZONES));
      if (changes->len == BATCH)
        apply (plant, changes);
    }
  if (changes->len > 0)
    apply (plant, changes);
}

/* --- measuring -------------------------------------------------------------------------------------------------- */

typedef struct
{
  gint64 last;
  double worst; /* ms by which the loop came late */
} Watch;

static gboolean
tick_cb (gpointer data)
{
  Watch *watch = data;
  gint64 now = g_get_monotonic_time ();

  watch->worst = MAX (watch->worst, (now - watch->last) / 1000.0 - 1);
  watch->last = now;
  return G_SOURCE_CONTINUE;
}

static int
compare_doubles (const void *a, const void *b)
{
  double difference = *(const double *)a - *(const double *)b;

  return (difference > 0) - (difference < 0);
}

static double
median (double *ms)
{
  qsort (ms, RUNS, sizeof ms[0], compare_doubles);
  return ms[RUNS / 2];
}

static gboolean
reference_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      db, "SELECT rid FROM k_hazard WHERE draft = 0 AND voided = 0 ORDER BY rid DESC", error);
  g_autoptr (GArray) rids = g_array_new (FALSE, FALSE, sizeof (gint64));

  while (stmt != NULL && anlan_stmt_step (stmt, error) == ANLAN_STEP_ROW)
    {
      gint64 rid = anlan_stmt_integer (stmt, 0);

      g_array_append_val (rids, rid);
    }
  if (stmt != NULL)
    anlan_stmt_reset (stmt);
  stmt = anlan_db_statement (db, "SELECT * FROM k_hazard WHERE rid = ?1", error);
  for (guint i = 0; stmt != NULL && i < 64 && i < rids->len; i++)
    {
      anlan_stmt_bind_integer (stmt, 1, g_array_index (rids, gint64, i));
      anlan_stmt_step (stmt, error);
      anlan_stmt_reset (stmt);
    }
  return stmt != NULL;
}

static double
measure_reference (AnlanPlant *plant)
{
  double ms[RUNS];

  for (guint i = 0; i < RUNS; i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 start = g_get_monotonic_time ();

      if (!anlan_store_read (anlan_plant_get_store (plant), reference_work, NULL, &error))
        g_error ("%s", error->message);
      ms[i] = (g_get_monotonic_time () - start) / 1000.0;
    }
  return median (ms);
}

static void
finish_loading (AnlanLedger *ledger)
{
  while (anlan_ledger_is_loading (ledger))
    g_main_context_iteration (NULL, TRUE);
  if (anlan_ledger_get_error (ledger) != NULL)
    g_error ("%s", anlan_ledger_get_error (ledger)->message);
}

/* Until the first row has its record, as a view would show it; *@all: until all rows are there. */
static double
open_list (AnlanPlant *plant, const AnlanQuery *query, guint *n, double *all, double *worst)
{
  g_autoptr (AnlanLedger) ledger = anlan_ledger_new (plant);
  GListModel *list = G_LIST_MODEL (ledger);
  Watch watch = { g_get_monotonic_time (), 0 };
  guint source = g_timeout_add (1, tick_cb, &watch);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (AnlanRow) row = NULL;
  double ms;

  anlan_ledger_set_query (ledger, query);
  while (anlan_ledger_is_loading (ledger) && g_list_model_get_n_items (list) == 0)
    g_main_context_iteration (NULL, TRUE);
  row = g_list_model_get_item (list, 0);
  if (row != NULL && anlan_row_get_record (row) == NULL)
    g_error ("The first row has not come with the list");
  ms = (g_get_monotonic_time () - start) / 1000.0;
  finish_loading (ledger);
  *all = (g_get_monotonic_time () - start) / 1000.0;
  *n = g_list_model_get_n_items (list);
  g_source_remove (source);
  *worst = MAX (*worst, watch.worst);
  return ms;
}

static void
report_opening (AnlanPlant *plant, double reference)
{
  static const struct
  {
    const char *name, *where, *words, *sort, *field, *value;
  } cases[] = {
    { "newest first", NULL, NULL, NULL, NULL, NULL },
    { "by moment", NULL, NULL, "-found_at", NULL, NULL },
    { "by moment, rising", NULL, NULL, "found_at", NULL, NULL },
    { "by choice", NULL, NULL, "class", NULL, NULL },
    { "by stage", NULL, NULL, "stage", NULL, NULL },
    { "by person", NULL, NULL, "owner", NULL, NULL },
    { "by number", NULL, NULL, "number", NULL, NULL },
    { "by text, all different", NULL, NULL, "what", NULL, NULL },
    { "the same, falling", NULL, NULL, "-what", NULL, NULL },
    { "the same, one colour", NULL, NULL, "what", "class", "first" },
    { "the same, words", NULL, "泄漏", "what", NULL, NULL },
    { "one colour", NULL, NULL, NULL, "class", "first" },
    { "words, common", NULL, "泄漏", NULL, NULL, NULL },
    { "words, rare", NULL, "麒麟", NULL, NULL, NULL },
    { "expression", "class = 'first' AND due IS NULL", NULL, NULL, NULL, NULL },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      g_autoptr (AnlanQuery) query = anlan_query_new ("hazard");
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
      double ms[RUNS], all[RUNS], worst = 0, middle;
      guint n = 0;

      query->where = g_strdup (cases[c].where);
      query->words = g_strdup (cases[c].words);
      query->sort = g_strdup (cases[c].sort);
      if (cases[c].field != NULL)
        {
          anlan_value_set_text (&value, cases[c].value);
          anlan_filter_add (anlan_query_filter (query, cases[c].field, ANLAN_FILTER_IS), &value);
        }
      for (guint i = 0; i < RUNS; i++)
        ms[i] = open_list (plant, query, &n, &all[i], &worst);
      middle = median (ms);
      g_print ("open %-24s first rows: median %6.1f ms  slowest %6.1f ms  (%.1f x reference); all %6u: %6.1f "
               "ms; main "
               "loop held at most %4.1f ms%s\n",
               cases[c].name, middle, ms[RUNS - 1], middle / reference, n, median (all), worst,
               middle > 100 ? "  OVER 100 ms" : "");
    }
}

/* --- board and calendar ------------------------------------------------------------------------------------------ */

/* Hazards are found, dealt with and closed: to take 100,000 of them along their steps would take longer than what is
 * measured. */
static gboolean
spread_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanKind *kind = data;
  AnlanStmt *stmt = anlan_db_statement (db, "UPDATE k_hazard SET stage = ?1 WHERE rid % ?2 = ?3", error);

  for (guint i = 0; stmt != NULL && i < kind->stages->len; i++)
    {
      anlan_stmt_bind_text (stmt, 1, ((AnlanStage *)g_ptr_array_index (kind->stages, i))->id);
      anlan_stmt_bind_integer (stmt, 2, kind->stages->len);
      anlan_stmt_bind_integer (stmt, 3, i);
      if (!anlan_stmt_run (stmt, error))
        return FALSE;
    }
  return stmt != NULL;
}

/* As the board does: a ledger a column, all asked at once. */
static double
open_board (AnlanPlant *plant, AnlanKind *kind, const char *sort)
{
  g_autoptr (GPtrArray) columns = g_ptr_array_new_with_free_func (g_object_unref);
  gint64 start = g_get_monotonic_time ();

  for (guint i = 0; i < kind->stages->len; i++)
    {
      AnlanLedger *ledger = anlan_ledger_new (plant);
      g_autoptr (AnlanQuery) query = anlan_query_new ("hazard");
      g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

      query->sort = g_strdup (sort);
      anlan_value_set_text (&value, ((AnlanStage *)g_ptr_array_index (kind->stages, i))->id);
      anlan_filter_add (anlan_query_filter (query, "stage", ANLAN_FILTER_IS), &value);
      g_ptr_array_add (columns, ledger);
      anlan_ledger_set_query (ledger, query);
    }
  for (guint i = 0; i < columns->len; i++)
    finish_loading (g_ptr_array_index (columns, i));
  return (g_get_monotonic_time () - start) / 1000.0;
}

typedef struct
{
  gboolean done;
  guint n;
} Days;

static void
days_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Days *found = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) days = anlan_plant_days_finish (ANLAN_PLANT (source), result, &error);

  if (days == NULL)
    g_error ("%s", error->message);
  for (guint i = 0; i < days->len; i++)
    found->n += ((AnlanDay *)g_ptr_array_index (days, i))->count;
  found->done = TRUE;
}

static double
open_calendar (AnlanPlant *plant, const char *field, const char *from, guint *n)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("hazard");
  Days found = { FALSE, 0 };
  gint64 start = g_get_monotonic_time ();

  anlan_plant_days_async (plant, query, field, from, 42, 4, NULL, days_cb, &found);
  while (!found.done)
    g_main_context_iteration (NULL, TRUE);
  *n = found.n;
  return (g_get_monotonic_time () - start) / 1000.0;
}

static void
print_view (const char *name, double *ms, double reference)
{
  double middle = median (ms);

  g_print ("%-29s whole: median %6.1f ms  slowest %6.1f ms  (%.1f x reference; goal 100 ms)%s\n", name,
           middle, ms[RUNS - 1], middle / reference, middle > 100 ? "  OVER 100 ms" : "");
}

static void
report_views (AnlanPlant *plant, double reference)
{
  static const char *const sorts[] = { NULL, "due", "-found_at" };
  static const struct
  {
    const char *name, *field, *from;
  } calendars[] = { { "calendar by moment found", "found_at", "2026-06-01" },
                    { "calendar of duties", NULL, "2026-11-01" } };
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (plant, "hazard");
  g_autoptr (GError) error = NULL;
  double ms[RUNS];

  if (!anlan_store_write (anlan_plant_get_store (plant), spread_work, kind, &error))
    g_error ("%s", error->message);
  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      g_autofree char *name = g_strdup_printf ("board of %u stages by %s", kind->stages->len,
                                               sorts[i] != NULL ? sorts[i] : "age");

      for (guint j = 0; j < RUNS; j++)
        ms[j] = open_board (plant, kind, sorts[i]);
      print_view (name, ms, reference);
    }
  for (guint i = 0; i < G_N_ELEMENTS (calendars); i++)
    {
      guint n = 0;
      g_autofree char *name = NULL;

      for (guint j = 0; j < RUNS; j++)
        ms[j] = open_calendar (plant, calendars[i].field, calendars[i].from, &n);
      name = g_strdup_printf ("%s (%u)", calendars[i].name, n);
      print_view (name, ms, reference);
    }
}

static void
noticed_cb (AnlanRow *row, GParamSpec *spec, gpointer data)
{
  *(gboolean *)data = TRUE;
}

/* From the commit of a change to the row that shows it. */
static void
report_following (AnlanPlant *plant)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("hazard");
  g_autoptr (AnlanLedger) ledger = anlan_ledger_new (plant);
  g_autoptr (AnlanRow) row = NULL;
  gboolean noticed = FALSE;
  double ms[RUNS], middle;

  query->sort = g_strdup ("-found_at");
  anlan_ledger_set_query (ledger, query);
  finish_loading (ledger);
  row = g_list_model_get_item (G_LIST_MODEL (ledger), 0);
  g_signal_connect (row, "notify::record", G_CALLBACK (noticed_cb), &noticed);
  for (guint i = 0; i < RUNS; i++)
    {
      g_autofree char *measure = g_strdup_printf ("Measure %u", i);
      g_autoptr (AnlanChange) change =
          anlan_change_new (ANLAN_OP_EDIT, "hazard", anlan_row_get_record (row)->id);
      g_autoptr (AnlanApplied) applied = NULL;
      g_autoptr (GError) error = NULL;
      gint64 start, rest;

      anlan_change_set_text (change, "measure", measure);
      applied = anlan_plant_apply (plant, change, &error);
      if (applied == NULL)
        g_error ("%s", error->message);
      start = g_get_monotonic_time ();
      noticed = FALSE;
      while (!noticed)
        g_main_context_iteration (NULL, TRUE);
      ms[i] = (g_get_monotonic_time () - start) / 1000.0;
      rest = g_get_monotonic_time () + 400 * 1000; /* a person makes no four changes a second */
      while (g_get_monotonic_time () < rest)
        {
          g_main_context_iteration (NULL, FALSE);
          g_usleep (1000);
        }
    }
  middle = median (ms);
  g_print ("follow one change: median %.1f ms  slowest %.1f ms from commit to row\n", middle, ms[RUNS - 1]);
}

int
main (int argc, char *argv[])
{
  g_autofree char *root = g_dir_make_tmp ("anlan-bench-XXXXXX", NULL);
  g_autofree char *dir = g_build_filename (root, "plant", NULL);
  g_autofree char *desk = g_build_filename (root, "desk", NULL);
  g_autofree char *remove = g_strdup_printf ("rm -rf '%s'", root);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261122);
  AnlanPlantOptions options = { .desk_dir = desk };
  AnlanPlantBirth birth = { "Bench", "Asia/Shanghai", "zh_CN", NAN, NAN };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanPlant) plant = NULL;
  double reference;
  gint64 start;

  setlocale (LC_ALL, "C.UTF-8");
  if (argc > 1)
    rows = (guint)atoi (argv[1]);
  plant = anlan_plant_create (dir, &birth, &options, &error);
  if (plant == NULL)
    g_error ("%s", error->message);
  start = g_get_monotonic_time ();
  fill_people_and_zones (plant, rand);
  fill_hazards (plant, rand);
  g_print ("entered %u hazards: %.0f a second\n", rows, rows / ((g_get_monotonic_time () - start) / 1e6));
  reference = measure_reference (plant);
  g_print ("reference: all row ids and the first 64 rows with bare SQL: %.1f ms\n", reference);
  report_opening (plant, reference);
  report_following (plant);
  report_views (plant, reference);
  anlan_plant_close (plant);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  return system (remove) == 0 ? 0 : 1;
}

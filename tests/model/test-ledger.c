/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

#include "base/slice.h"
#include "ledger-private.h"
#include "model/ledger.h"

#define N_JOBS 1000

/* --- the list of edits alone -------------------------------------------------------------------------------------- */

static GArray *
rids_of (const char *text)
{
  GArray *rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_auto (GStrv) parts = g_strsplit (text, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0')
      {
        gint64 rid = g_ascii_strtoll (parts[i], NULL, 10);

        g_array_append_val (rids, rid);
      }
  return rids;
}

static char *
show_edits (GArray *edits)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < edits->len; i++)
    {
      const AnlanEdit *edit = &g_array_index (edits, AnlanEdit, i);

      g_string_append_printf (text, "%s%u-%u+%u", i > 0 ? " " : "", edit->old_at, edit->removed, edit->added);
    }
  return g_string_free (text, FALSE);
}

static void
test_diff (void)
{
  static const struct
  {
    const char *from;
    const char *to;
    const char *edits; /* place in the old list - removed + added */
  } cases[] = {
    { "", "", "" },
    { "1 2 3", "1 2 3", "" },
    { "", "1 2 3", "0-0+3" },
    { "1 2 3", "", "0-3+0" },
    { "1 2 3", "4 1 2 3", "0-0+1" },
    { "1 2 3", "1 2 3 4", "3-0+1" },
    { "1 2 3", "1 3", "1-1+0" },
    { "1 2 3", "1 4 3", "1-1+1" },
    { "1 2 3 4 5", "2 3 4 5 1", "0-1+0 5-0+1" }, /* one row moves, four stay */
    { "1 2 3 4 5", "5 1 2 3 4", "0-0+1 4-1+0" },
    { "1 2 3 4 5 6", "1 9 3 4 6", "1-1+1 4-1+0" },
    { "1 2 3", "4 5 6", "0-3+3" },
    { "1 2 3 4", "4 3 2 1", "0-0+3 1-3+0" }, /* nothing better than to keep one */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GArray) from = rids_of (cases[i].from);
      g_autoptr (GArray) to = rids_of (cases[i].to);
      g_autoptr (GArray) edits = anlan_diff_rids (from, to, 100);
      g_autofree char *shown = show_edits (edits);

      g_assert_cmpstr (shown, ==, cases[i].edits);
    }
}

/* Whatever the lists, the edits turn one into the other, and they keep as many rows as any common sequence can. */
static void
test_diff_random (void)
{
  GRand *rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 2000; round++)
    {
      guint n = (guint)g_rand_int_range (rand, 0, 40);
      g_autoptr (GArray) from = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GArray) to = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GArray) now = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr (GArray) edits = NULL;
      guint most = round % 3 == 0 ? 2 : 1000;

      for (gint64 rid = 1; rid <= n; rid++)
        {
          if (g_rand_int_range (rand, 0, 4) > 0)
            g_array_append_val (from, rid);
          if (g_rand_int_range (rand, 0, 4) > 0)
            g_array_insert_val (to, (guint)g_rand_int_range (rand, 0, (gint32)to->len + 1), rid);
        }
      edits = anlan_diff_rids (from, to, most);
      g_assert_cmpuint (edits->len, <=, most);
      g_array_append_vals (now, from->data, from->len);
      for (guint i = edits->len; i-- > 0;)
        {
          const AnlanEdit *edit = &g_array_index (edits, AnlanEdit, i);

          if (edit->removed > 0)
            g_array_remove_range (now, edit->old_at, edit->removed);
          if (edit->added > 0)
            g_array_insert_vals (now, edit->old_at, &g_array_index (to, gint64, edit->new_at), edit->added);
        }
      g_assert_cmpmem (now->data, now->len * sizeof (gint64), to->data, to->len * sizeof (gint64));
    }
  g_rand_free (rand);
}

/* --- ledgers of a real plant --------------------------------------------------------------------------------------- */

/* What a view has been told: the list as it must then be, and the steps. */
typedef struct
{
  Fixture base;
  AnlanRecord *place;
  AnlanLedger *ledger;
  GPtrArray *mirror; /* AnlanRow, as the changes told make it */
  GString *told;
  AnlanRow *watched; /* not owned */
  guint notified;    /* rows that said their record has changed */
} List;

static void
items_changed_cb (GListModel *model, guint position, guint removed, guint added, gpointer data)
{
  List *list = data;

  g_string_append_printf (list->told, "%s%u-%u+%u", list->told->len > 0 ? " " : "", position, removed, added);
  g_assert_cmpuint (position + removed, <=, list->mirror->len);
  if (removed > 0)
    g_ptr_array_remove_range (list->mirror, position, removed);
  for (guint i = 0; i < added; i++)
    g_ptr_array_insert (list->mirror, (int)(position + i), g_list_model_get_item (model, position + i));
  /* At each step the model must be what it has told so far. */
  g_assert_cmpuint (g_list_model_get_n_items (model), ==, list->mirror->len);
  for (guint i = 0; i < list->mirror->len; i += 37)
    {
      g_autoptr (AnlanRow) row = g_list_model_get_item (model, i);

      g_assert_true (row == g_ptr_array_index (list->mirror, i));
    }
}

static gboolean
is_quiet (List *list)
{
  if (anlan_ledger_is_loading (list->ledger))
    return FALSE;
  for (guint i = 0; i < list->mirror->len; i++)
    if (anlan_row_get_record (g_ptr_array_index (list->mirror, i)) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
woken_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Lets the main loop run until all is loaded and has then been still for @ms. */
static void
settle (List *list, guint ms)
{
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;
  gboolean over = FALSE;

  while (!is_quiet (list) && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (is_quiet (list));
  g_timeout_add (ms, woken_cb, &over);
  while (!over)
    g_main_context_iteration (NULL, TRUE);
}

/* Lets it run until @done says so. */
static void
run_until (List *list, gboolean (*done) (List *list))
{
  gint64 end = g_get_monotonic_time () + 20 * G_TIME_SPAN_SECOND;

  while (!done (list) && g_get_monotonic_time () < end)
    {
      gboolean over = FALSE;
      guint source = g_timeout_add (20, woken_cb, &over);

      g_main_context_iteration (NULL, TRUE);
      if (!over)
        g_source_remove (source);
    }
  g_assert_true (done (list));
}

/* One plant for all tests: making one takes longer than all that is asked of it. What tests change in it they find
 * again, so each counts from what it finds. */
static Fixture plant;
static AnlanRecord *place;

static void
fill (void)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = NULL;

  for (guint i = 0; i < N_JOBS; i++)
    {
      g_autofree char *what = g_strdup_printf ("Job %u", i);
      g_autofree char *level = g_strdup_printf ("%u", i % 3 + 1);

      g_ptr_array_add (changes, fixture_change (&plant, ANLAN_OP_CREATE, "x_job", NULL, "what", what, "place",
                                                place->id, "level", level, NULL));
    }
  batch = anlan_plant_apply_batch (plant.plant, changes, NULL, NULL, &error);
  g_assert_no_error (error);
}

/* The plant tells of the fixture's definitions once the main loop runs; that is not what is tested here. */
static void
hear_news (void)
{
  gint64 end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  gboolean told = FALSE;
  gulong handler = g_signal_connect_swapped (plant.plant, "changed", G_CALLBACK (woken_cb), &told);

  while (!told && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (told);
  g_signal_handler_disconnect (plant.plant, handler);
}

static void
set_up (List *list, gconstpointer data)
{
  if (plant.plant == NULL)
    {
      fixture_set_up (&plant, NULL);
      place = fixture_add (&plant, "x_place", "name", "North", NULL);
      fill ();
      hear_news ();
    }
  list->base = plant;
  list->place = place;
  list->mirror = g_ptr_array_new_with_free_func (g_object_unref);
  list->told = g_string_new (NULL);
  list->ledger = anlan_ledger_new (list->base.plant);
  g_signal_connect (list->ledger, "items-changed", G_CALLBACK (items_changed_cb), list);
}

static void
tear_down (List *list, gconstpointer data)
{
  g_ptr_array_unref (list->mirror);
  g_assert_finalize_object (list->ledger);
  g_string_free (list->told, TRUE);
}

static void
close_plant (void)
{
  anlan_record_unref (place);
  /* What was under way holds the plant until it has come back. */
  anlan_plant_close (plant.plant);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  fixture_tear_down (&plant, NULL);
}

static void
show (List *list, const char *where, const char *sort)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_job");

  query->where = g_strdup (where);
  query->sort = g_strdup (sort);
  anlan_ledger_set_query (list->ledger, query);
}

static const char *
what_at (List *list, guint i)
{
  g_assert_cmpuint (i, <, list->mirror->len);
  return anlan_record_get_text (anlan_row_get_record (g_ptr_array_index (list->mirror, i)), "what");
}

static AnlanRecord *
record_at (List *list, guint i)
{
  return anlan_row_get_record (g_ptr_array_index (list->mirror, i));
}

static void
edit (List *list, const AnlanRecord *record, const char *field, const char *value)
{
  anlan_record_unref (fixture_apply (
      &list->base, fixture_change (&list->base, ANLAN_OP_EDIT, "x_job", record->id, field, value, NULL)));
}

static void
forget (List *list)
{
  g_string_truncate (list->told, 0);
  list->notified = 0;
}

static void
test_fill (List *list, gconstpointer data)
{
  AnlanRow *row;
  gboolean loading;
  guint n;

  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list->ledger)), ==, 0);
  g_assert_true (g_list_model_get_item_type (G_LIST_MODEL (list->ledger)) == ANLAN_TYPE_ROW);
  show (list, NULL, NULL);
  g_assert_true (anlan_ledger_is_loading (list->ledger));
  settle (list, 0);
  g_assert_cmpstr (list->told->str, ==, "0-0+1000"); /* one splice */
  g_assert_no_error (anlan_ledger_get_error (list->ledger));
  g_assert_cmpstr (what_at (list, 0), ==, "Job 999");
  g_assert_cmpstr (what_at (list, 999), ==, "Job 0");
  g_object_get (list->ledger, "n-rows", &n, "loading", &loading, NULL);
  g_assert_cmpuint (n, ==, 1000);
  g_assert_false (loading);
  row = g_ptr_array_index (list->mirror, 500);
  g_assert_cmpuint (anlan_ledger_find (list->ledger, anlan_row_get_rid (row)), ==, 500);
  g_assert_cmpuint (anlan_ledger_find (list->ledger, 123456789), ==, G_MAXUINT);
  g_assert_cmpstr (anlan_row_get_label (row, list->place->id), ==, "North");
  g_assert_null (anlan_row_get_label (row, "nobody"));
  g_assert_null (anlan_row_get_label (row, NULL));
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (list->ledger), 1000));
}

/* Rows exist when they are asked for; records come with their slice of 64. */
static void
test_slices (List *list, gconstpointer data)
{
  g_autoptr (AnlanRow) first = NULL;
  g_autoptr (AnlanRow) far = NULL;
  g_autoptr (AnlanRow) near = NULL;
  g_autoptr (AnlanRow) again = NULL;
  gint64 end;

  g_signal_handlers_disconnect_by_func (list->ledger, items_changed_cb, list);
  show (list, NULL, NULL);
  while (anlan_ledger_is_loading (list->ledger))
    g_main_context_iteration (NULL, TRUE);
  /* The first slice has come with the list. */
  first = g_list_model_get_item (G_LIST_MODEL (list->ledger), 0);
  g_assert_nonnull (anlan_row_get_record (first));
  far = g_list_model_get_item (G_LIST_MODEL (list->ledger), 700);
  g_assert_null (anlan_row_get_record (far));
  g_assert_cmpint (anlan_row_get_rid (far), !=, 0);
  end = g_get_monotonic_time () + 10 * G_TIME_SPAN_SECOND;
  while (anlan_row_get_record (far) == NULL && g_get_monotonic_time () < end)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (anlan_record_get_text (anlan_row_get_record (far), "what"), ==, "Job 299");
  /* 700 lies in the slice from 640 to 703. */
  near = g_list_model_get_item (G_LIST_MODEL (list->ledger), 640);
  g_assert_nonnull (anlan_row_get_record (near));
  again = g_list_model_get_item (G_LIST_MODEL (list->ledger), 700);
  g_assert_true (again == far);
}

static gboolean
has_told_something (List *list)
{
  return list->told->len > 0;
}

/* Where there is much to sort the first rows come before the rest: at once into an empty list, else in front of what is
 * there, which keeps its rows. */
static void
test_first_rows (List *list, gconstpointer data)
{
  g_autofree char *last = NULL;
  AnlanRow *kept;

  anlan_ledger_set_many (list->ledger, 100);
  show (list, NULL, "what");
  settle (list, 0);
  g_assert_cmpstr (list->told->str, ==, "0-0+64 64-0+936");
  g_assert_cmpstr (what_at (list, 0), ==, "Job 0");
  g_assert_cmpstr (what_at (list, 63), ==, "Job 63"); /* numbers by their value */
  last = g_strdup (what_at (list, 999));
  kept = g_ptr_array_index (list->mirror, 999);
  forget (list);
  show (list, NULL, "-what");
  settle (list, 0);
  /* The last 64 came to the front, then the rest was turned round behind them. */
  g_assert_true (g_str_has_prefix (list->told->str, "936-64+0 0-0+64 "));
  g_assert_cmpuint (list->mirror->len, ==, 1000);
  g_assert_cmpstr (what_at (list, 0), ==, last);
  g_assert_true (g_ptr_array_index (list->mirror, 0) == kept);
  g_assert_cmpstr (what_at (list, 999), ==, "Job 0");
}

/* Another query while the first rows are on their way: theirs are not taken for its own. */
static void
test_first_rows_late (List *list, gconstpointer data)
{
  anlan_ledger_set_many (list->ledger, 100);
  for (guint i = 0; i < 20; i++)
    {
      gint64 end = g_get_monotonic_time () + i * 400;

      show (list, NULL, i % 2 == 0 ? "what" : "-what");
      while (g_get_monotonic_time () < end)
        g_main_context_iteration (NULL, FALSE);
    }
  show (list, "level = 2", "-what");
  settle (list, 0);
  g_assert_cmpuint (list->mirror->len, ==, 333);
  for (guint i = 1; i < list->mirror->len; i++)
    g_assert_cmpuint (strlen (what_at (list, i)), <=, strlen (what_at (list, i - 1)));
}

static void
record_cb (AnlanRow *row, GParamSpec *spec, gpointer data)
{
  List *list = data;

  list->notified++;
}

static gboolean
has_told_one (List *list)
{
  return list->notified == 1;
}

/* Views of a gentle ledger hear of new rows a few at a time; who asks for something else meanwhile gets it. */
static void
test_gentle (List *list, gconstpointer data)
{
  g_autoptr (GString) pieces = g_string_new ("0-0+8");

  anlan_slice_hurry (TRUE);
  anlan_ledger_set_gentle (list->ledger, TRUE);
  show (list, NULL, NULL);
  run_until (list, has_told_something);
  g_assert_cmpstr (list->told->str, ==, "0-0+8");
  g_assert_true (anlan_ledger_is_loading (list->ledger));
  g_assert_cmpuint (anlan_ledger_get_length (list->ledger), ==, N_JOBS);
  settle (list, 0);
  /* What a view makes widgets for; all others cost it nothing. */
  for (guint at = 8; at < 224; at += 8)
    g_string_append_printf (pieces, " %u-0+8", at);
  g_string_append_printf (pieces, " 224-0+%u", N_JOBS - 224);
  g_assert_cmpstr (list->told->str, ==, pieces->str);
  g_assert_cmpstr (what_at (list, 0), ==, "Job 999");
  g_assert_cmpstr (what_at (list, N_JOBS - 1), ==, "Job 0");

  show (list, "what = 'none'", NULL);
  settle (list, 0);
  g_assert_cmpuint (list->mirror->len, ==, 0);
  forget (list);
  show (list, NULL, NULL);
  run_until (list, has_told_something);
  show (list, NULL, "what"); /* in the middle of it */
  settle (list, 0);
  g_assert_cmpuint (list->mirror->len, ==, N_JOBS);
  g_assert_cmpstr (what_at (list, 0), ==, "Job 0");
  g_assert_cmpstr (what_at (list, N_JOBS - 1), ==, "Job 999");

  show (list, "what = 'none'", NULL);
  settle (list, 0);
  forget (list);
  show (list, NULL, NULL);
  run_until (list, has_told_something);
  anlan_ledger_set_query (list->ledger, NULL);
  g_assert_cmpuint (list->mirror->len, ==, 0);
  g_assert_false (anlan_ledger_is_loading (list->ledger));
  anlan_slice_hurry (FALSE);
}

/* A change of one row reaches that row, and no other is told. */
static void
test_edit (List *list, gconstpointer data)
{
  AnlanRow *row;

  show (list, NULL, NULL);
  settle (list, 0);
  forget (list);
  for (guint i = 0; i < list->mirror->len; i++)
    g_signal_connect (g_ptr_array_index (list->mirror, i), "notify::record", G_CALLBACK (record_cb), list);
  row = g_ptr_array_index (list->mirror, 500);
  edit (list, anlan_row_get_record (row), "what", "Other work");
  run_until (list, has_told_one);
  settle (list, 600);
  g_assert_cmpuint (list->notified, ==, 1);
  g_assert_cmpstr (list->told->str, ==, "");
  g_assert_cmpstr (what_at (list, 500), ==, "Other work");
  g_assert_true (g_ptr_array_index (list->mirror, 500) == row);
}

static void
test_add (List *list, gconstpointer data)
{
  g_autoptr (AnlanRecord) added = NULL;

  show (list, NULL, NULL);
  settle (list, 0);
  forget (list);
  added = fixture_add (&list->base, "x_job", "what", "Newest", "place", list->place->id, NULL);
  run_until (list, has_told_something);
  settle (list, 600);
  g_assert_cmpstr (list->told->str, ==, "0-0+1");
  g_assert_cmpstr (what_at (list, 0), ==, "Newest");
  g_assert_cmpstr (what_at (list, 1), ==, "Job 999");
  g_assert_true (g_ptr_array_index (list->mirror, 0) != g_ptr_array_index (list->mirror, 1));
}

static void
test_void (List *list, gconstpointer data)
{
  AnlanChange *change;
  guint n;

  show (list, NULL, NULL);
  settle (list, 0);
  forget (list);
  n = list->mirror->len;
  change = fixture_change (&list->base, ANLAN_OP_VOID, "x_job", record_at (list, 300)->id, NULL);
  change->reason = g_strdup ("twice");
  anlan_record_unref (fixture_apply (&list->base, change));
  run_until (list, has_told_something);
  settle (list, 600);
  g_assert_cmpstr (list->told->str, ==, "300-1+0");
  g_assert_cmpuint (list->mirror->len, ==, n - 1);
}

static gboolean
shows_level_two (List *list)
{
  return anlan_value_get_integer (anlan_record_get (anlan_row_get_record (list->watched), "level"), 0) == 2;
}

/* A row whose place in the order changes keeps being the same row. */
static void
test_move (List *list, gconstpointer data)
{
  g_autofree char *told = NULL;
  AnlanRow *row;
  guint n = 0;

  show (list, NULL, "level");
  settle (list, 0);
  while (anlan_value_get_integer (anlan_record_get (record_at (list, n), "level"), 0) == 1)
    n++;
  forget (list);
  row = g_object_ref (
      g_ptr_array_index (list->mirror, 0)); /* the newest of level 1, and newer than any of level 2 */
  edit (list, anlan_row_get_record (row), "level", "2");
  run_until (list, has_told_something);
  settle (list, 600);
  /* It stands behind those of level 1 now. Told from the end. */
  told = g_strdup_printf ("%u-0+1 0-1+0", n);
  g_assert_cmpstr (list->told->str, ==, told);
  g_assert_true (g_ptr_array_index (list->mirror, n - 1) == row);
  /* It is read again beside the query, which may come first. */
  list->watched = row;
  run_until (list, shows_level_two);
  g_object_unref (row);
}

/* A record that no longer matches leaves; one that comes to match enters. */
static void
test_where (List *list, gconstpointer data)
{
  g_autoptr (AnlanRecord) other = NULL;

  show (list, "level = 3", NULL);
  settle (list, 0);
  g_assert_cmpuint (list->mirror->len, ==, 333);
  g_assert_cmpstr (what_at (list, 0), ==, "Job 998");
  forget (list);
  other = fixture_load (&list->base, "x_job", "JB-2026-0002"); /* Job 1 */
  edit (list, record_at (list, 10), "level", "2");
  edit (list, other, "level", "3");
  run_until (list, has_told_something);
  settle (list, 600);
  g_assert_cmpuint (list->mirror->len, ==, 333);
  g_assert_cmpstr (what_at (list, 331), ==, "Job 2");
  g_assert_cmpstr (what_at (list, 332), ==, "Job 1");
}

static gboolean
shows_south (List *list)
{
  return g_strcmp0 (anlan_row_get_label (g_ptr_array_index (list->mirror, 0), list->place->id), "South") == 0;
}

/* What rows refer to is renamed: they are told, the list is not. */
static void
test_label (List *list, gconstpointer data)
{
  show (list, NULL, NULL);
  settle (list, 0);
  forget (list);
  g_signal_connect (g_ptr_array_index (list->mirror, 0), "notify::record", G_CALLBACK (record_cb), list);
  anlan_record_unref (fixture_apply (&list->base, fixture_change (&list->base, ANLAN_OP_EDIT, "x_place",
                                                                  list->place->id, "name", "South", NULL)));
  run_until (list, shows_south);
  g_assert_cmpuint (list->notified, >=, 1);
  g_assert_cmpstr (list->told->str, ==, "");
}

/* The next query of the same kind tells only what differs; one that has not answered yet is forgotten. */
static void
test_requery (List *list, gconstpointer data)
{
  g_autoptr (AnlanRow) kept = NULL;

  show (list, NULL, NULL);
  settle (list, 0);
  kept = g_object_ref (g_ptr_array_index (list->mirror, 999)); /* Job 0, level 1 */
  forget (list);
  show (list, NULL, "level");
  show (list, "what = 'no such thing'", NULL);
  show (list, "level = 1", NULL);
  settle (list, 300);
  g_assert_cmpuint (list->mirror->len, ==, 334);
  g_assert_true (g_ptr_array_index (list->mirror, 333) == kept);
  /* 333 gaps are more steps than a view should take: they are joined. */
  g_assert_cmpstr (list->told->str, ==, "1-998+332");
  g_assert_cmpstr (anlan_ledger_get_query (list->ledger)->where, ==, "level = 1");
}

static void
test_other_kind (List *list, gconstpointer data)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_place");

  show (list, NULL, NULL);
  settle (list, 0);
  forget (list);
  anlan_ledger_set_query (list->ledger, query);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list->ledger)), ==, 0);
  settle (list, 0);
  g_assert_cmpstr (list->told->str, ==, "0-1000+0 0-0+1");
  g_assert_cmpstr (anlan_record_label (record_at (list, 0)), ==, "North");
  anlan_ledger_set_query (list->ledger, NULL);
  g_assert_cmpuint (list->mirror->len, ==, 0);
  g_assert_false (anlan_ledger_is_loading (list->ledger));
}

static void
test_error (List *list, gconstpointer data)
{
  show (list, NULL, NULL);
  settle (list, 0);
  show (list, "level >", NULL);
  while (anlan_ledger_is_loading (list->ledger))
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (anlan_ledger_get_error (list->ledger), ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_cmpuint (list->mirror->len, ==, 0);
  show (list, "level = 2", NULL);
  g_assert_no_error (anlan_ledger_get_error (list->ledger));
  settle (list, 0);
  g_assert_cmpuint (list->mirror->len, ==, 333);
}

/* Another program writes the same plant. */
static void
test_other_process (List *list, gconstpointer data)
{
  AnlanPlantOptions options = { .clock = list->base.clock, .desk_dir = list->base.desk };
  AnlanPlantOptions watching = { .clock = list->base.clock, .desk_dir = list->base.desk, .poll = TRUE };
  g_autoptr (AnlanPlant) other = NULL;
  g_autoptr (AnlanPlant) watcher = NULL;
  g_autoptr (AnlanChange) change = NULL;
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;

  watcher = anlan_plant_open (list->base.dir, &watching, &error);
  g_assert_no_error (error);
  g_assert_finalize_object (g_steal_pointer (&list->ledger));
  list->ledger = anlan_ledger_new (watcher);
  g_signal_connect (list->ledger, "items-changed", G_CALLBACK (items_changed_cb), list);
  show (list, NULL, NULL);
  settle (list, 0);
  forget (list);
  other = anlan_plant_open (list->base.dir, &options, &error);
  g_assert_no_error (error);
  change = fixture_change (&list->base, ANLAN_OP_CREATE, "x_job", NULL, "what", "From elsewhere", "place",
                           list->place->id, NULL);
  applied = anlan_plant_apply (other, change, &error);
  g_assert_no_error (error);
  run_until (list, has_told_something);
  settle (list, 300);
  g_assert_cmpstr (list->told->str, ==, "0-0+1");
  g_assert_cmpstr (what_at (list, 0), ==, "From elsewhere");
  g_ptr_array_set_size (list->mirror, 0);
  g_assert_finalize_object (g_steal_pointer (&list->ledger));
  list->ledger = anlan_ledger_new (list->base.plant);
  anlan_plant_close (other);
  anlan_plant_close (watcher);
}

/* An expression that depends on the clock is looked at again when time has passed, without any change. */
static void
test_clock (List *list, gconstpointer data)
{
  GSource *source;
  guint n;

  show (list, "julianday (now ()) - julianday (created) > 1", NULL);
  settle (list, 300);
  n = list->mirror->len;
  source = g_main_context_find_source_by_user_data (NULL, list->ledger);
  g_assert_nonnull (source);
  anlan_clock_advance (list->base.clock, 48 * 3600 * G_GINT64_CONSTANT (1000));
  g_source_set_ready_time (source, 0); /* it would be a minute */
  run_until (list, has_told_something);
  settle (list, 300);
  g_assert_cmpuint (n, ==, 0);
  g_assert_cmpuint (list->mirror->len, >=, N_JOBS - 1);
  /* Without such an expression nothing is looked at. */
  show (list, NULL, NULL);
  settle (list, 300);
  g_assert_null (g_main_context_find_source_by_user_data (NULL, list->ledger));
}

static gboolean
has_new_field (List *list)
{
  return list->mirror->len > 0 && record_at (list, 0) != NULL &&
         anlan_kind_field (record_at (list, 0)->kind, "x_more") != NULL;
}

/* The definition is another one now: the rows know it. */
static void
test_definition (List *list, gconstpointer data)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_place");
  g_autoptr (GError) error = NULL;
  AnlanRow *row;

  anlan_ledger_set_query (list->ledger, query);
  settle (list, 300);
  row = g_ptr_array_index (list->mirror, 0);
  anlan_plant_define (
      list->base.plant, "x_place",
      "<kind id='x_place' label='name'><title>Place</title><field id='name' type='text'><title>Name"
      "</title></field><field id='x_more' type='text'><title>More</title></field></kind>",
      &error);
  g_assert_no_error (error);
  run_until (list, has_new_field);
  g_assert_true (row == g_ptr_array_index (list->mirror, 0));
}

int
main (int argc, char **argv)
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/model/ledger/diff", test_diff);
  g_test_add_func ("/model/ledger/diff-random", test_diff_random);
#define ADD(name) g_test_add ("/model/ledger/" #name, List, NULL, set_up, test_##name, tear_down)
  ADD (fill);
  ADD (gentle);
  ADD (slices);
  ADD (first_rows);
  ADD (first_rows_late);
  ADD (requery);
  ADD (other_kind);
  ADD (error);
  ADD (edit);
  ADD (where);
  ADD (move);
  ADD (add);
  ADD (void);
  ADD (label);
  ADD (other_process);
  ADD (clock);
  ADD (definition);
#undef ADD
  status = g_test_run ();
  if (plant.plant != NULL)
    close_plant ();
  return status;
}

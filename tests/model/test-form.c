/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include "model/days.h"
#include "model/duties.h"
#include "model/expression.h"

/* What a form asks of a plant: previews, expressions at hand, and what is owed. */

static void
got_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  GAsyncResult **got = data;

  *got = g_object_ref (result);
}

static GAsyncResult *
wait_for (GAsyncResult **got)
{
  while (*got == NULL)
    g_main_context_iteration (NULL, TRUE);
  return *got;
}

static AnlanRecord *
preview (Fixture *fixture, AnlanChange *change, GPtrArray **problems, GError **error)
{
  g_autoptr (GAsyncResult) got = NULL;
  AnlanRecord *record;

  anlan_plant_preview_async (fixture->plant, change, NULL, got_cb, &got);
  record = anlan_plant_preview_finish (fixture->plant, wait_for (&got), problems, error);
  anlan_change_unref (change);
  return record;
}

/* Nothing is stored, and yet defaults and computed fields are there, with what is missing. */
static void
test_preview_new (Fixture *fixture, gconstpointer data)
{
  AnlanChange *change = fixture_change (fixture, ANLAN_OP_CREATE, "x_job", NULL, "weight", "2.5", NULL);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GPtrArray) stored = NULL;
  g_autoptr (AnlanQuery) query = anlan_query_new ("x_job");
  g_autoptr (AnlanRecord) record = NULL;
  g_autoptr (GError) error = NULL;
  const AnlanProblem *problem;

  change->draft = TRUE;
  record = preview (fixture, change, &problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (problems->len, ==, 0);
  g_assert_true (record->draft);
  g_assert_cmpint (anlan_value_get_integer (anlan_record_get (record, "level"), 0), ==, 1);
  g_assert_cmpfloat (anlan_value_get_real (anlan_record_get (record, "fourfold"), 0), ==, 10);

  g_clear_pointer (&record, anlan_record_unref);
  g_clear_pointer (&problems, g_ptr_array_unref);
  record = preview (fixture, fixture_change (fixture, ANLAN_OP_CREATE, "x_job", NULL, "what", "Weld", NULL), &problems,
                    &error);
  g_assert_no_error (error);
  g_assert_cmpstr (record->stage, ==, "open");
  g_assert_cmpuint (problems->len, ==, 1);
  problem = g_ptr_array_index (problems, 0);
  g_assert_cmpstr (problem->field, ==, "place");

  query->drafts = TRUE;
  stored = anlan_plant_find (fixture->plant, query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stored->len, ==, 0);
}

static void
test_preview_step (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = fixture_add (fixture, "x_place", "name", "North", NULL);
  g_autoptr (AnlanRecord) job = fixture_add (fixture, "x_job", "what", "Weld", "place", place->id, NULL);
  AnlanChange *change = fixture_change (fixture, ANLAN_OP_STEP, "x_job", job->id, NULL);
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (AnlanRecord) record = NULL, still = NULL;
  g_autoptr (GError) error = NULL;

  change->step = g_strdup ("start");
  record = preview (fixture, change, &problems, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (record->stage, ==, "doing");
  g_assert_cmpuint (problems->len, ==, 1);
  g_assert_cmpstr (((AnlanProblem *) g_ptr_array_index (problems, 0))->field, ==, "owner");
  still = fixture_load (fixture, "x_job", job->id);
  g_assert_cmpstr (still->stage, ==, "open");
  g_assert_cmpstr (still->rev, ==, job->rev);
}

static void
test_preview_fails (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) record = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (GError) error = NULL;

  record = preview (fixture, fixture_change (fixture, ANLAN_OP_EDIT, "x_job", "no-such", NULL), &problems, &error);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_assert_null (record);
  g_assert_null (problems);
}

/* A record that is stored nowhere is judged with the plant's clock and person, and sees no other record. */
static void
test_memory (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) wang = fixture_add (fixture, "person", "name", "Wang Fang", NULL);
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (fixture->plant, "x_job");
  g_autoptr (AnlanRecord) record = anlan_record_new (kind, "new");
  g_autoptr (AnlanScope) scope = NULL;
  g_autoptr (GError) error = NULL;
  AnlanDb *db;

  anlan_plant_set_person (fixture->plant, wang->id);
  db = anlan_plant_open_memory (fixture->plant, &error);
  g_assert_no_error (error);
  scope = anlan_scope_new (db, kind, NULL);
  anlan_value_set_integer (&record->values[anlan_kind_field (kind, "level")->index], 4);
  anlan_value_set_text (&record->values[anlan_kind_field (kind, "owner")->index], wang->id);
  g_assert_true (anlan_scope_holds (scope, "level >= 4", record, &error));
  g_assert_true (anlan_scope_holds (scope, "owner = actor()", record, &error));
  g_assert_true (anlan_scope_holds (scope, "now() = '2026-11-22T09:00:00Z'", record, &error));
  g_assert_no_error (error);
  g_assert_false (anlan_scope_holds (scope, "(SELECT count(*) FROM x_place) = 0", record, &error));
  g_assert_nonnull (error);
  g_clear_pointer (&scope, anlan_scope_free);
  anlan_db_close (db);
}

/* --- what is owed --------------------------------------------------------------------------------------------------- */

static AnlanOwedList *
owed (Fixture *fixture, guint limit)
{
  g_autoptr (GAsyncResult) got = NULL;
  g_autoptr (GError) error = NULL;
  AnlanOwedList *list;

  anlan_plant_owed_async (fixture->plant, limit, NULL, got_cb, &got);
  list = anlan_plant_owed_finish (fixture->plant, wait_for (&got), &error);
  g_assert_no_error (error);
  return list;
}

static void
step (Fixture *fixture, const AnlanRecord *job, const char *name, const char *owner)
{
  AnlanChange *change = fixture_change (fixture, ANLAN_OP_STEP, "x_job", job->id, NULL);

  change->step = g_strdup (name);
  if (owner != NULL)
    anlan_change_set_text (change, "owner", owner);
  anlan_record_unref (fixture_apply (fixture, change));
}

static void
test_owed (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) zhao = fixture_add (fixture, "person", "name", "Zhao Lei", NULL);
  g_autoptr (AnlanRecord) place = fixture_add (fixture, "x_place", "name", "North", NULL);
  g_autoptr (AnlanRecord) early = fixture_add (fixture, "x_job", "what", "Weld", "place", place->id, NULL);
  g_autoptr (AnlanRecord) late = fixture_add (fixture, "x_job", "what", "Cut", "place", place->id, NULL);
  g_autoptr (AnlanOwedList) none = owed (fixture, 10);
  g_autoptr (AnlanOwedList) list = NULL, one = NULL, after = NULL;
  const AnlanOwed *first;

  g_assert_cmpuint (none->owed->len, ==, 0);
  step (fixture, early, "start", zhao->id);
  anlan_clock_advance (fixture->clock, 3600 * 1000);
  step (fixture, late, "start", zhao->id);

  list = owed (fixture, 10);
  g_assert_cmpuint (list->owed->len, ==, 2);
  first = g_ptr_array_index (list->owed, 0);
  g_assert_cmpstr (first->record->id, ==, early->id);
  g_assert_cmpstr (first->duty->id, ==, "do");
  g_assert_cmpstr (first->person, ==, zhao->id);
  g_assert_cmpstr (first->person_label, ==, "Zhao Lei");
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (list->open, "x_job")), ==, 2);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (list->overdue, "x_job")), ==, 0);

  /* Due a day after it was begun: half an hour past that, only the first is late. */
  anlan_clock_advance (fixture->clock, G_GINT64_CONSTANT (47) * 1800 * 1000);
  one = owed (fixture, 1);
  g_assert_cmpuint (one->owed->len, ==, 1);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (one->open, "x_job")), ==, 2);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (one->overdue, "x_job")), ==, 1);

  anlan_record_unref (fixture_apply (fixture, ({
                                       AnlanChange *change
                                           = fixture_change (fixture, ANLAN_OP_VOID, "x_job", early->id, NULL);
                                       change->reason = g_strdup ("twice");
                                       change;
                                     })));
  after = owed (fixture, 10);
  g_assert_cmpuint (after->owed->len, ==, 1);
  g_assert_cmpstr (((AnlanOwed *) g_ptr_array_index (after->owed, 0))->record->id, ==, late->id);
}

/* --- on which day ----------------------------------------------------------------------------------------------------- */

static GPtrArray *
days (Fixture *fixture, const char *kind, const char *where, const char *field, const char *from, GError **error)
{
  g_autoptr (GAsyncResult) got = NULL;
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);

  query->where = g_strdup (where);
  anlan_plant_days_async (fixture->plant, query, field, from, 3, 1, NULL, got_cb, &got);
  return anlan_plant_days_finish (fixture->plant, wait_for (&got), error);
}

static void
assert_day (GPtrArray *found, guint place, const char *date, guint count)
{
  const AnlanDay *day = g_ptr_array_index (found, place);

  g_assert_cmpstr (day->date, ==, date);
  g_assert_cmpuint (day->count, ==, count);
  g_assert_cmpuint (day->items->len, ==, MIN (count, 1));
}

/* A day is the plant's: 16:30 in Greenwich is half past midnight of the next one in Shanghai. */
static void
test_days (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) zhao = fixture_add (fixture, "person", "name", "Zhao Lei", NULL);
  g_autoptr (AnlanRecord) wang = fixture_add (fixture, "person", "name", "Wang Fang", NULL);
  g_autoptr (AnlanRecord) place = fixture_add (fixture, "x_place", "name", "North", NULL);
  g_autoptr (AnlanRecord) weld = fixture_add (fixture, "x_job", "what", "Weld", "place", place->id, NULL);
  g_autoptr (AnlanRecord) cut = fixture_add (fixture, "x_job", "what", "Cut", "place", place->id, NULL);
  g_autoptr (AnlanRecord) away =
      fixture_add (fixture, "absence", "person", zhao->id, "delegate", wang->id, "since", "2026-11-22T16:30:00Z",
                   "until", "2026-11-24T15:59:59Z", NULL);
  g_autoptr (GPtrArray) all = NULL, one = NULL, since = NULL, until = NULL, none = NULL;
  g_autoptr (GError) error = NULL;

  step (fixture, weld, "start", zhao->id);
  step (fixture, cut, "start", zhao->id);
  all = days (fixture, "x_job", NULL, NULL, "2026-11-22", &error);
  g_assert_no_error (error);
  assert_day (all, 0, "2026-11-22", 0);
  assert_day (all, 1, "2026-11-23", 2);
  assert_day (all, 2, "2026-11-24", 0);
  one = days (fixture, "x_job", "what = 'Weld'", NULL, "2026-11-23", &error);
  assert_day (one, 0, "2026-11-23", 1);
  g_assert_cmpstr (((AnlanDayItem *)g_ptr_array_index (((AnlanDay *)g_ptr_array_index (one, 0))->items, 0))->duty->id,
                   ==, "do");
  since = days (fixture, "absence", NULL, "since", "2026-11-22", &error);
  g_assert_no_error (error);
  assert_day (since, 0, "2026-11-22", 0);
  assert_day (since, 1, "2026-11-23", 1);
  until = days (fixture, "absence", NULL, "until", "2026-11-23", &error);
  assert_day (until, 1, "2026-11-24", 1);
  assert_day (until, 2, "2026-11-25", 0);
  none = days (fixture, "absence", NULL, "person", "2026-11-22", &error);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_null (none);
  g_clear_error (&error);
  none = days (fixture, "x_none", NULL, NULL, "2026-11-22", &error);
  g_assert_nonnull (error);
  g_assert_null (none);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)
  ADD ("/form/preview/new", test_preview_new);
  ADD ("/form/preview/step", test_preview_step);
  ADD ("/form/preview/fails", test_preview_fails);
  ADD ("/form/memory", test_memory);
  ADD ("/form/owed", test_owed);
  ADD ("/form/days", test_days);
  return g_test_run ();
}

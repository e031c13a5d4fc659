/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "fixture.h"
#include "model/unit-change.h"

/* A firm with two workshops, a team below the first, people, and records that are open and closed. */
typedef struct
{
  Fixture base;
  AnlanRecord *firm, *old, *other, *team;
  AnlanRecord *wang, *li, *gone;
  AnlanRecord *chief; /* membership of wang */
  AnlanRecord *open, *assigned, *closed, *document;
} Plant;

static const char thing_xml[] =
    "<kind id='x_thing' label='name' unit-field='unit'><title>Thing</title>"
    "<field id='name' type='text'><title>Name</title></field>"
    "<field id='unit' type='ref' to='unit'><title>Unit</title></field>"
    "<field id='readers' type='refs' to='unit'><title>Readers</title></field>"
    "<flow><stage id='open'><title>Open</title></stage>"
    "<stage id='doing' locks='unit'><title>Doing</title></stage>"
    "<stage id='shut' locks='all' final='yes'><title>Shut</title></stage>"
    "<step id='do' from='open' to='doing'><title>Do</title></step>"
    "<step id='shut' from='open doing' to='shut'><title>Shut</title></step>"
    "<duty id='look' unit='unit' when=\"stage &lt;&gt; 'shut'\" due=\"datetime(changed, '+1 day')\">"
    "<title>Look</title></duty></flow></kind>";

static void
take_step (Plant *plant, AnlanRecord **record, const char *step)
{
  AnlanChange *change = fixture_change (&plant->base, ANLAN_OP_STEP, "x_thing", (*record)->id, NULL);

  change->step = g_strdup (step);
  anlan_record_unref (*record);
  *record = fixture_apply (&plant->base, change);
}

static void
set_up (Plant *plant, gconstpointer data)
{
  Fixture *base = &plant->base;
  g_autoptr (GError) error = NULL;

  fixture_set_up (base, data);
  anlan_plant_define (base->plant, "x_thing", thing_xml, &error);
  g_assert_no_error (error);
  plant->firm = fixture_add (base, "unit", "name", "Firm", "type", "firm", NULL);
  plant->old = fixture_add (base, "unit", "name", "Workshop 1", "type", "workshop", "parent", plant->firm->id,
                            "opened", "2015-01-01", NULL);
  plant->other =
      fixture_add (base, "unit", "name", "Workshop 2", "type", "workshop", "parent", plant->firm->id, NULL);
  plant->team = fixture_add (base, "unit", "name", "Team A", "type", "team", "parent", plant->old->id, NULL);
  plant->wang = fixture_add (base, "person", "name", "Wang Fang", "unit", plant->old->id, NULL);
  plant->li = fixture_add (base, "person", "name", "Li Hongbo", "unit", plant->old->id, NULL);
  plant->gone = fixture_add (base, "person", "name", "Gone", "unit", plant->old->id, "state", "left",
                             "left_on", "2026-01-31", NULL);
  plant->chief = fixture_add (base, "membership", "person", plant->wang->id, "unit", plant->old->id, "role",
                              "inspector", "since", "2024-01-01", NULL);
  plant->open = fixture_add (base, "x_thing", "name", "Open", "unit", plant->old->id, NULL);
  plant->assigned = fixture_add (base, "x_thing", "name", "Assigned", "unit", plant->old->id, NULL);
  plant->closed = fixture_add (base, "x_thing", "name", "Closed", "unit", plant->old->id, NULL);
  plant->document = fixture_add (base, "x_thing", "name", "Read by", "unit", plant->firm->id, NULL);
  take_step (plant, &plant->assigned, "do");
  take_step (plant, &plant->closed, "shut");
}

static void
tear_down (Plant *plant, gconstpointer data)
{
  AnlanRecord *records[] = { plant->firm, plant->old,      plant->other,  plant->team,
                             plant->wang, plant->li,       plant->gone,   plant->chief,
                             plant->open, plant->assigned, plant->closed, plant->document };

  for (guint i = 0; i < G_N_ELEMENTS (records); i++)
    anlan_record_unref (records[i]);
  fixture_tear_down (&plant->base, data);
}

static void
assert_field (Plant *plant, const AnlanRecord *record, const char *field, const char *text)
{
  g_autoptr (AnlanRecord) now = fixture_load (&plant->base, record->kind->id, record->id);

  g_assert_cmpstr (anlan_record_get_text (now, field), ==, text);
}

typedef struct
{
  const char *record;
  char *unit;
} Owed;

static gboolean
owed_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Owed *owed = data;
  g_auto (AnlanValue) unit = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT unit FROM duty WHERE record=?1 AND done IS NULL", owed->record, &unit,
                        error))
    return FALSE;
  owed->unit = g_strdup (anlan_value_get_text (&unit));
  return TRUE;
}

static void
assert_owed_by (Plant *plant, const AnlanRecord *record, const AnlanRecord *unit)
{
  Owed owed = { record->id, NULL };
  g_autoptr (GError) error = NULL;

  anlan_store_read (anlan_plant_get_store (plant->base.plant), owed_work, &owed, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (owed.unit, ==, unit != NULL ? unit->id : NULL);
  g_free (owed.unit);
}

/* The membership of @person in @unit that has no end, or NULL. */
typedef struct
{
  const char *person, *unit;
  char *since;
  guint n;
} Lasting;

static gboolean
lasting_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Lasting *lasting = data;
  AnlanStmt *stmt = anlan_db_statement (
      db, "SELECT since, role FROM k_membership WHERE person=?1 AND unit=?2 AND until IS NULL AND voided=0",
      error);

  anlan_stmt_bind_text (stmt, 1, lasting->person);
  anlan_stmt_bind_text (stmt, 2, lasting->unit);
  while (anlan_stmt_step (stmt, error) == ANLAN_STEP_ROW)
    {
      lasting->n++;
      g_free (lasting->since);
      lasting->since = g_strdup (anlan_stmt_text (stmt, 0));
      g_assert_cmpstr (anlan_stmt_text (stmt, 1), ==, "inspector");
    }
  anlan_stmt_reset (stmt);
  return TRUE;
}

static void
assert_member_since (Plant *plant, const AnlanRecord *person, const char *unit, const char *since)
{
  Lasting lasting = { person->id, unit };
  g_autoptr (GError) error = NULL;

  anlan_store_read (anlan_plant_get_store (plant->base.plant), lasting_work, &lasting, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lasting.n, ==, since != NULL ? 1 : 0);
  g_assert_cmpstr (lasting.since, ==, since);
  g_free (lasting.since);
}

static char *
apply (AnlanUnitChange *change)
{
  g_autoptr (GError) error = NULL;
  char *batch = anlan_unit_change_apply (change, &error);

  g_assert_no_error (error);
  g_assert_nonnull (batch);
  return batch;
}

/* As it was before anything was changed. */
static void
assert_untouched (Plant *plant)
{
  assert_field (plant, plant->old, "closed", NULL);
  assert_field (plant, plant->old, "merged_into", NULL);
  assert_field (plant, plant->team, "parent", plant->old->id);
  assert_field (plant, plant->wang, "unit", plant->old->id);
  assert_field (plant, plant->open, "unit", plant->old->id);
  assert_field (plant, plant->assigned, "unit", plant->old->id);
  assert_field (plant, plant->chief, "until", NULL);
  assert_member_since (plant, plant->wang, plant->old->id, "2024-01-01");
  assert_owed_by (plant, plant->open, plant->old);
  assert_owed_by (plant, plant->assigned, plant->old);
}

static void
test_merge (Plant *plant, gconstpointer data)
{
  g_autoptr (AnlanUnitChange) change =
      anlan_unit_change_new (plant->base.plant, ANLAN_UNIT_MERGE, plant->old->id);
  g_autoptr (AnlanUnitPlan) plan = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = NULL;
  g_autofree char *undone = NULL;

  anlan_unit_change_set_heir (change, plant->other->id);
  anlan_unit_change_set_day (change, "2026-11-20");
  plan = anlan_unit_change_plan (change, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (plan->moves->len, ==, 5); /* team, two people, two open things */
  g_assert_cmpuint (plan->memberships, ==, 1);
  g_assert_cmpuint (plan->duties, ==, 2);
  g_assert_cmpuint (plan->kept, ==, 2); /* who has left, what is closed */
  assert_untouched (plant);

  batch = apply (change);
  assert_field (plant, plant->old, "closed", "2026-11-20");
  assert_field (plant, plant->old, "merged_into", plant->other->id);
  assert_field (plant, plant->team, "parent", plant->other->id);
  assert_field (plant, plant->wang, "unit", plant->other->id);
  assert_field (plant, plant->gone, "unit", plant->old->id);
  assert_field (plant, plant->open, "unit", plant->other->id);
  assert_field (plant, plant->assigned, "unit", plant->other->id);
  assert_field (plant, plant->closed, "unit", plant->old->id);
  assert_field (plant, plant->chief, "until", "2026-11-19");
  assert_member_since (plant, plant->wang, plant->other->id, "2026-11-20");
  assert_owed_by (plant, plant->open, plant->other);
  assert_owed_by (plant, plant->assigned, plant->other);
  fixture_verify (&plant->base);

  undone = anlan_plant_undo_batch (plant->base.plant, batch, &error);
  g_assert_no_error (error);
  assert_untouched (plant);
  assert_member_since (plant, plant->wang, plant->other->id, NULL);
  fixture_verify (&plant->base);
}

/* Into a unit that is made on the way, from two at once; a list that named both names the new one once. */
static void
test_merge_into_new (Plant *plant, gconstpointer data)
{
  g_autoptr (AnlanUnitChange) change =
      anlan_unit_change_new (plant->base.plant, ANLAN_UNIT_MERGE, plant->old->id);
  AnlanChange *readers = fixture_change (&plant->base, ANLAN_OP_EDIT, "x_thing", plant->document->id, NULL);
  const char *both[] = { plant->old->id, plant->firm->id, plant->other->id, NULL };
  g_autoptr (AnlanRecord) edited = NULL, now = NULL, made = NULL;
  g_autofree char *batch = NULL;
  AnlanValue value = ANLAN_VALUE_INIT;
  g_auto (GStrv) items = NULL;
  const char *id;

  anlan_value_set_items (&value, both);
  anlan_change_take (readers, "readers", &value);
  edited = fixture_apply (&plant->base, readers);
  anlan_unit_change_add (change, plant->other->id);
  id = anlan_unit_change_add_new (change, " Production ", NULL, plant->wang->id, plant->li->id);
  anlan_unit_change_set_heir (change, id);
  batch = apply (change);

  made = fixture_load (&plant->base, "unit", id);
  g_assert_cmpstr (anlan_record_label (made), ==, "Production");
  g_assert_cmpstr (anlan_record_get_text (made, "head"), ==, plant->wang->id);
  g_assert_cmpstr (anlan_record_get_text (made, "parent"), ==, plant->firm->id);
  assert_field (plant, plant->other, "merged_into", id);
  assert_field (plant, plant->li, "unit", id);
  now = fixture_load (&plant->base, "x_thing", plant->document->id);
  items = anlan_value_get_items (anlan_record_get (now, "readers"));
  g_assert_cmpuint (g_strv_length (items), ==, 2);
  g_assert_cmpstr (items[0], ==, id);
  g_assert_cmpstr (items[1], ==, plant->firm->id);
  fixture_verify (&plant->base);
}

/* A unit that goes on gives away only what is sent. */
static void
test_split (Plant *plant, gconstpointer data)
{
  g_autoptr (AnlanUnitChange) change =
      anlan_unit_change_new (plant->base.plant, ANLAN_UNIT_SPLIT, plant->old->id);
  g_autofree char *id = NULL;
  g_autofree char *batch = NULL;
  g_autofree char *undone = NULL;
  g_autoptr (AnlanRecord) voided = NULL;
  g_autoptr (GError) error = NULL;

  id = g_strdup (anlan_unit_change_add_new (change, "Workshop 3", NULL, plant->wang->id, NULL));
  anlan_unit_change_set_goes_on (change, TRUE);
  anlan_unit_change_send (change, plant->wang->id, id);
  anlan_unit_change_send (change, plant->open->id, id);
  batch = apply (change);
  assert_field (plant, plant->old, "closed", NULL);
  assert_field (plant, plant->wang, "unit", id);
  assert_field (plant, plant->li, "unit", plant->old->id);
  assert_field (plant, plant->open, "unit", id);
  assert_field (plant, plant->assigned, "unit", plant->old->id);
  assert_field (plant, plant->team, "parent", plant->old->id);
  assert_member_since (plant, plant->wang, id, "2026-11-22");
  assert_owed_by (plant, plant->assigned, plant->old);

  undone = anlan_plant_undo_batch (plant->base.plant, batch, &error);
  g_assert_no_error (error);
  assert_untouched (plant);
  voided = fixture_load (&plant->base, "unit", id);
  g_assert_true (voided->voided);
  fixture_verify (&plant->base);
}

/* The unit above takes over; what is owed later by old names comes to it too. */
static void
test_close (Plant *plant, gconstpointer data)
{
  g_autoptr (AnlanUnitChange) change =
      anlan_unit_change_new (plant->base.plant, ANLAN_UNIT_CLOSE, plant->old->id);
  g_autoptr (AnlanRecord) late = NULL;
  g_autofree char *batch = apply (change);

  assert_field (plant, plant->old, "merged_into", plant->firm->id);
  assert_field (plant, plant->wang, "unit", plant->firm->id);
  assert_field (plant, plant->team, "parent", plant->firm->id);
  assert_owed_by (plant, plant->open, plant->firm);
  late = fixture_add (&plant->base, "x_thing", "name", "Late", "unit", plant->old->id, NULL);
  assert_owed_by (plant, late, plant->firm);
  fixture_verify (&plant->base);
}

static void
assert_refused (AnlanUnitChange *change, const char *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanUnitPlan) plan = NULL;
  g_autofree char *batch = anlan_unit_change_apply (change, &error);

  g_assert_null (batch);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, part));
  g_clear_error (&error);
  plan = anlan_unit_change_plan (change, &error);
  g_assert_null (plan);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
}

static void
test_refused (Plant *plant, gconstpointer data)
{
  AnlanPlant *it = plant->base.plant;
  g_autoptr (AnlanUnitChange) no_heir = anlan_unit_change_new (it, ANLAN_UNIT_MERGE, plant->old->id);
  g_autoptr (AnlanUnitChange) top = anlan_unit_change_new (it, ANLAN_UNIT_CLOSE, plant->firm->id);
  g_autoptr (AnlanUnitChange) itself = anlan_unit_change_new (it, ANLAN_UNIT_MERGE, plant->old->id);
  g_autoptr (AnlanUnitChange) ahead = anlan_unit_change_new (it, ANLAN_UNIT_CLOSE, plant->old->id);
  g_autoptr (AnlanUnitChange) empty = anlan_unit_change_new (it, ANLAN_UNIT_SPLIT, plant->old->id);
  g_autoptr (AnlanUnitChange) again = anlan_unit_change_new (it, ANLAN_UNIT_CLOSE, plant->old->id);
  g_autofree char *batch = NULL;

  assert_refused (no_heir, "takes over");
  assert_refused (top, "takes over");
  anlan_unit_change_set_heir (itself, plant->old->id);
  assert_refused (itself, "cannot take over");
  anlan_unit_change_set_day (ahead, "2026-11-23");
  assert_refused (ahead, "ahead");
  assert_refused (empty, "at least one");
  assert_untouched (plant);
  batch = apply (again);
  assert_refused (again, "closed already");
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanUnitPlan **plan = data;
  g_autoptr (GError) error = NULL;

  *plan = anlan_unit_change_plan_finish (ANLAN_PLANT (source), result, &error);
  g_assert_no_error (error);
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  char **batch = data;
  g_autoptr (GError) error = NULL;

  *batch = anlan_unit_change_apply_finish (ANLAN_PLANT (source), result, &error);
  g_assert_no_error (error);
}

static void
test_async (Plant *plant, gconstpointer data)
{
  g_autoptr (AnlanUnitChange) change =
      anlan_unit_change_new (plant->base.plant, ANLAN_UNIT_CLOSE, plant->old->id);
  g_autoptr (AnlanUnitPlan) plan = NULL;
  g_autofree char *batch = NULL;

  anlan_unit_change_plan_async (change, NULL, planned_cb, &plan);
  while (plan == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (plan->moves->len, ==, 5);
  anlan_unit_change_apply_async (change, applied_cb, &batch);
  while (batch == NULL)
    g_main_context_iteration (NULL, TRUE);
  assert_field (plant, plant->wang, "unit", plant->firm->id);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/model/unit-change/merge", Plant, NULL, set_up, test_merge, tear_down);
  g_test_add ("/model/unit-change/merge-into-new", Plant, NULL, set_up, test_merge_into_new, tear_down);
  g_test_add ("/model/unit-change/split", Plant, NULL, set_up, test_split, tear_down);
  g_test_add ("/model/unit-change/close", Plant, NULL, set_up, test_close, tear_down);
  g_test_add ("/model/unit-change/refused", Plant, NULL, set_up, test_refused, tear_down);
  g_test_add ("/model/unit-change/async", Plant, NULL, set_up, test_async, tear_down);
  return g_test_run ();
}

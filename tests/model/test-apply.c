/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "fixture.h"

#include <string.h>

static AnlanRecord *
add_place (Fixture *fixture, const char *name)
{
  return fixture_add (fixture, "x_place", "name", name, NULL);
}

static AnlanRecord *
add_person (Fixture *fixture, const char *name)
{
  return fixture_add (fixture, "person", "name", name, NULL);
}

static void
assert_text (const AnlanRecord *record, const char *field, const char *expected)
{
  g_assert_cmpstr (anlan_record_get_text (record, field), ==, expected);
}

static void
test_create (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  g_autoptr (AnlanRecord) job = fixture_add (fixture, "x_job", "what", "  Weld\nit ", "place", place->id,
                                             "weight", "2.5", "tags", "[\"b\",\"a\",\"b\"]", NULL);
  g_autoptr (AnlanRecord) again = fixture_add (fixture, "x_job", "what", "Other", "place", place->id, NULL);

  g_assert_cmpstr (job->number, ==, "JB-2026-0001");
  g_assert_cmpstr (again->number, ==, "JB-2026-0002");
  g_assert_cmpstr (job->stage, ==, "open");
  g_assert_true (g_str_has_prefix (job->rev, "1-"));
  g_assert_cmpuint (strlen (job->rev), ==, 34);
  assert_text (job, "what", "Weld it");
  assert_text (job, "tags", "[\"a\",\"b\"]");
  assert_text (job, "colour", "blue");
  g_assert_cmpfloat (anlan_value_get_real (anlan_record_get (job, "fourfold"), 0), ==, 10);
  g_assert_cmpint (anlan_value_get_integer (anlan_record_get (job, "level"), 0), ==, 1);
  fixture_verify (fixture);
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  const char *long_text = "A sentence that has more than the forty characters a job may have";
  const struct
  {
    const char *field, *text, *part;
  } cases[] = {
    { "what", "", "missing" },
    { "what", long_text, "at most 40" },
    { "place", "", "missing" },
    { "place", "0192f3a1-0000-7000-8000-000000000000", "not there" },
    { "others", "[\"0192f3a1-0000-7000-8000-000000000000\"]", "not there" },
    { "level", "0", "at least 1" },
    { "level", "6", "at most 5" },
    { "level", "4", "Why" },
    { "tags", "[\"c\"]", "none of the choices" },
    { "colour", "red", "worked out" },
    { "nonsense", "1", "no field" },
    { "spot", "{\"type\":\"Polygon\",\"coordinates\":[]}", "geometry" },
    { "spot", "nonsense", "cannot be read" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnlanChange *change =
          fixture_change (fixture, ANLAN_OP_CREATE, "x_job", NULL, "what", "Weld", "place", place->id, NULL);

      if (strcmp (cases[i].field, "level") == 0)
        anlan_change_set_integer (change, "level", g_ascii_strtoll (cases[i].text, NULL, 10));
      else if (cases[i].text[0] == '\0')
        anlan_change_set_null (change, cases[i].field);
      else
        anlan_change_set_text (change, cases[i].field, cases[i].text);
      fixture_refuse (fixture, change, cases[i].part);
    }
  fixture_refuse (fixture, fixture_change (fixture, ANLAN_OP_CREATE, "x_place", NULL, "name", "North", NULL),
                  "the same already");
  fixture_verify (fixture);
}

/* A refused change leaves no gap in the numbers and no line. */
static void
test_nothing_half_done (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  g_autoptr (AnlanRecord) job = NULL;

  fixture_refuse (fixture, fixture_change (fixture, ANLAN_OP_CREATE, "x_job", NULL, "place", place->id, NULL),
                  "missing");
  job = fixture_add (fixture, "x_job", "what", "Weld", "place", place->id, NULL);
  g_assert_cmpstr (job->number, ==, "JB-2026-0001");
}

static AnlanRecord *
take_step (Fixture *fixture, const AnlanRecord *record, const char *step, const char *reason)
{
  AnlanChange *change = fixture_change (fixture, ANLAN_OP_STEP, record->kind->id, record->id, NULL);

  change->step = g_strdup (step);
  change->reason = g_strdup (reason);
  return fixture_apply (fixture, change);
}

static void
refuse_step (Fixture *fixture, const AnlanRecord *record, const char *step, const char *part)
{
  AnlanChange *change = fixture_change (fixture, ANLAN_OP_STEP, record->kind->id, record->id, NULL);

  change->step = g_strdup (step);
  fixture_refuse (fixture, change, part);
}

static void
test_flow (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  g_autoptr (AnlanRecord) wang = add_person (fixture, "王芳");
  g_autoptr (AnlanRecord) zhao = add_person (fixture, "赵磊");
  g_autoptr (AnlanRecord) job = fixture_add (fixture, "x_job", "what", "Weld", "place", place->id, NULL);
  g_autoptr (AnlanRecord) doing = NULL, done = NULL, open = NULL, amended = NULL;
  AnlanChange *change;

  refuse_step (fixture, job, "finish", "cannot take the step");
  refuse_step (fixture, job, "start", "Owner is missing");
  change = fixture_change (fixture, ANLAN_OP_STEP, "x_job", job->id, "owner", wang->id, NULL);
  change->step = g_strdup ("doing"); /* by the stage it leads to */
  doing = fixture_apply (fixture, change);
  g_assert_cmpstr (doing->stage, ==, "doing");

  fixture_refuse (fixture, fixture_change (fixture, ANLAN_OP_EDIT, "x_job", job->id, "what", "Braze", NULL),
                  "locked");
  anlan_plant_set_person (fixture->plant, wang->id);
  refuse_step (fixture, job, "finish", "Not by its owner");
  anlan_plant_set_person (fixture->plant, zhao->id);
  done = take_step (fixture, job, "finish", NULL);
  g_assert_cmpstr (done->stage, ==, "done");

  fixture_refuse (fixture, fixture_change (fixture, ANLAN_OP_EDIT, "x_job", job->id, "weight", "3", NULL),
                  "locked");
  fixture_refuse (fixture, fixture_change (fixture, ANLAN_OP_AMEND, "x_job", job->id, "weight", "3", NULL),
                  "reason");
  change = fixture_change (fixture, ANLAN_OP_AMEND, "x_job", job->id, "weight", "3", NULL);
  change->reason = g_strdup ("Weighed again");
  amended = fixture_apply (fixture, change);
  g_assert_true (g_str_has_prefix (amended->rev, "4-"));
  refuse_step (fixture, job, "again", "reason");
  open = take_step (fixture, job, "again", "Leaks");
  g_assert_cmpstr (open->stage, ==, "open");
  fixture_verify (fixture);
}

/* Guards judge the person on whose behalf it is entered, not the typist. */
static void
test_behalf (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  g_autoptr (AnlanRecord) wang = add_person (fixture, "王芳");
  g_autoptr (AnlanRecord) zhao = add_person (fixture, "赵磊");
  g_autoptr (AnlanRecord) job =
      fixture_add (fixture, "x_job", "what", "Weld", "place", place->id, "owner", wang->id, NULL);
  g_autoptr (AnlanRecord) doing = take_step (fixture, job, "start", NULL);
  g_autoptr (AnlanRecord) done = NULL;
  AnlanChange *change;

  anlan_plant_set_person (fixture->plant, zhao->id);
  change = fixture_change (fixture, ANLAN_OP_STEP, "x_job", job->id, NULL);
  change->step = g_strdup ("finish");
  anlan_change_set_behalf (change, wang->id, "2026-11-22T08:00:00Z", "by telephone", NULL);
  fixture_refuse (fixture, change, "Not by its owner");

  anlan_plant_set_person (fixture->plant, wang->id);
  change = fixture_change (fixture, ANLAN_OP_STEP, "x_job", job->id, NULL);
  change->step = g_strdup ("finish");
  anlan_change_set_behalf (change, zhao->id, "2026-11-22T08:00:00Z", "signed sheet", NULL);
  done = fixture_apply (fixture, change);
  g_assert_cmpstr (done->stage, ==, "done");
}

static void
test_drafts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  AnlanChange *change = fixture_change (fixture, ANLAN_OP_CREATE, "x_job", NULL, "weight", "7", NULL);
  g_autoptr (AnlanRecord) draft = NULL, edited = NULL, job = NULL;

  change->draft = TRUE;
  draft = fixture_apply (fixture, change);
  g_assert_true (draft->draft);
  g_assert_null (draft->number);
  g_assert_null (draft->stage);
  refuse_step (fixture, draft, "start", "cannot take the step");
  refuse_step (fixture, draft, "submit", "missing");
  edited = fixture_apply (fixture, fixture_change (fixture, ANLAN_OP_EDIT, "x_job", draft->id, "what", "Weld",
                                                   "place", place->id, NULL));
  g_assert_true (edited->draft);
  job = take_step (fixture, draft, "submit", NULL);
  g_assert_false (job->draft);
  g_assert_cmpstr (job->number, ==, "JB-2026-0001");
  g_assert_cmpstr (job->stage, ==, "open");
  fixture_verify (fixture);
}

static void
test_computed_from_others (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) north = add_place (fixture, "North");
  g_autoptr (AnlanRecord) south = add_place (fixture, "South");
  g_autoptr (AnlanRecord) job = fixture_add (fixture, "x_job", "what", "Weld", "place", north->id, "level",
                                             "5", "why", "Because", NULL);
  g_autoptr (AnlanRecord) moved = NULL, voided = NULL;
  AnlanChange *change;

  {
    g_autoptr (AnlanRecord) now = fixture_load (fixture, "x_place", north->id);

    assert_text (now, "worst", "red");
    assert_text (now, "present", "red");
    g_assert_cmpint (anlan_value_get_integer (anlan_record_get (now, "jobs"), 0), ==, 1);
    g_assert_cmpstr (now->rev, ==, north->rev);
  }
  moved = fixture_apply (fixture,
                         fixture_change (fixture, ANLAN_OP_EDIT, "x_job", job->id, "place", south->id, NULL));
  {
    g_autoptr (AnlanRecord) before = fixture_load (fixture, "x_place", north->id);
    g_autoptr (AnlanRecord) now = fixture_load (fixture, "x_place", south->id);

    assert_text (before, "worst", NULL);
    assert_text (before, "present", NULL);
    assert_text (now, "worst", "red");
    assert_text (now, "present", "red");
    g_assert_cmpint (anlan_value_get_integer (anlan_record_get (before, "jobs"), 9), ==, 0);
  }
  change = fixture_change (fixture, ANLAN_OP_VOID, "x_job", job->id, NULL);
  change->reason = g_strdup ("Twice");
  voided = fixture_apply (fixture, change);
  {
    g_autoptr (AnlanRecord) now = fixture_load (fixture, "x_place", south->id);

    assert_text (now, "worst", NULL);
    assert_text (now, "present", NULL);
  }
  fixture_verify (fixture);
}

static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  g_autoptr (AnlanRecord) renamed = fixture_apply (
      fixture, fixture_change (fixture, ANLAN_OP_EDIT, "x_place", place->id, "name", "Nord", NULL));
  AnlanChange *change = fixture_change (fixture, ANLAN_OP_EDIT, "x_place", place->id, "name", "Norte", NULL);

  change->base_rev = g_strdup (place->rev);
  fixture_refuse (fixture, change, "changed by somebody else");
  change = fixture_change (fixture, ANLAN_OP_EDIT, "x_place", place->id, "name", "Nord", NULL);
  {
    g_autoptr (AnlanRecord) same = fixture_apply (fixture, change);

    g_assert_cmpstr (same->rev, ==, renamed->rev); /* nothing changed, nothing written */
  }
}

static void
test_numbers_from_elsewhere (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  g_autoptr (AnlanRecord) brought =
      fixture_add (fixture, "x_job", "number", "JB-2026-0041", "what", "Old", "place", place->id, NULL);
  g_autoptr (AnlanRecord) next = fixture_add (fixture, "x_job", "what", "New", "place", place->id, NULL);

  g_assert_cmpstr (brought->number, ==, "JB-2026-0041");
  g_assert_cmpstr (next->number, ==, "JB-2026-0042");
  fixture_refuse (fixture,
                  fixture_change (fixture, ANLAN_OP_CREATE, "x_job", NULL, "number", "JB-2026-0041", "what",
                                  "Twice", "place", place->id, NULL),
                  "never used twice");
}

static void
test_reopened_plant (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) place = add_place (fixture, "North");
  g_autoptr (AnlanRecord) job = fixture_add (fixture, "x_job", "what", "Weld", "place", place->id, NULL);
  g_autoptr (AnlanRecord) again = NULL;
  g_autofree char *name = NULL;

  fixture_reopen (fixture);
  again = fixture_load (fixture, "x_job", job->number);
  g_assert_cmpstr (again->rev, ==, job->rev);
  name = anlan_plant_get_setting (fixture->plant, "name");
  g_assert_cmpstr (name, ==, "Test");
  fixture_verify (fixture);
}

#define ADD(path, func) g_test_add ("/apply/" path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("create", test_create);
  ADD ("refusals", test_refusals);
  ADD ("nothing-half-done", test_nothing_half_done);
  ADD ("flow", test_flow);
  ADD ("behalf", test_behalf);
  ADD ("drafts", test_drafts);
  ADD ("computed-from-others", test_computed_from_others);
  ADD ("conflict", test_conflict);
  ADD ("numbers-from-elsewhere", test_numbers_from_elsewhere);
  ADD ("reopened-plant", test_reopened_plant);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "safety-fixture.h"
#include "safety/checklists.h"
#include "safety/round-sheet.h"

/* Checklists that are made, and the sheet of a round. */

static void
apply (Fixture *fixture, GPtrArray *changes)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_apply_batch (fixture->plant, changes, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (batch);
}

/* "+ list: question", "~ …", "- …", a line each. */
static void
assert_update (AnlanListUpdate *update, const char *expected)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < update->questions->len; i++)
    {
      const AnlanQuestionChange *change = g_ptr_array_index (update->questions, i);

      g_string_append_printf (text, "%c %s: %s\n", "+~-"[change->fate], change -> checklist,
                              change -> question);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

static AnlanListUpdate *
compare (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  AnlanListUpdate *update = anlan_checklists_from_controls (fixture->plant, &error);

  g_assert_no_error (error);
  return update;
}

static void
test_from_controls (Fixture *fixture, gconstpointer data)
{
  g_autofree char *zone = fixture_add (fixture, "zone", "name", "Tanks", NULL);
  g_autofree char *risk = fixture_add (fixture, "riskpoint", "name", "Tank 1", "zone", zone, NULL);
  g_autofree char *lost = fixture_add (fixture, "riskpoint", "name", "Anywhere", NULL);
  g_autofree char *level = fixture_add (fixture, "control", "riskpoint", risk, "measure", "Level alarm",
                                        "to_check", "Does the alarm work?", "frequency", "day", NULL);
  g_autofree char *bund = fixture_add (fixture, "control", "riskpoint", risk, "measure", "Bund", "to_check",
                                       "Is the valve closed?", "frequency", "day", NULL);
  g_autofree char *list = NULL, *own = NULL;
  g_autoptr (GPtrArray) lists = NULL;

  g_free (fixture_add (fixture, "control", "riskpoint", risk, "measure", "Test", "to_check",
                       "Report in date?", "frequency", "month", NULL));
  g_free (fixture_add (fixture, "control", "riskpoint", risk, "measure", "Nothing to check", NULL));
  g_free (fixture_add (fixture, "control", "riskpoint", lost, "measure", "Sign", "to_check",
                       "Is the sign there?", NULL));
  {
    g_autoptr (AnlanListUpdate) update = compare (fixture);

    assert_update (update, "+ Anywhere RP-002 · no frequency: Anywhere: Is the sign there?\n"
                           "+ Tanks · Daily: Tank 1: Does the alarm work?\n"
                           "+ Tanks · Daily: Tank 1: Is the valve closed?\n"
                           "+ Tanks · Monthly: Tank 1: Report in date?\n");
    apply (fixture, update->changes);
  }
  {
    g_autoptr (AnlanListUpdate) update = compare (fixture);

    assert_update (update, "");
    g_assert_cmpuint (update->changes->len, ==, 0);
  }
  lists = fixture_find (fixture, "checklist", "name = 'Tanks · Daily'", NULL);
  list = g_strdup (((AnlanRecord *)g_ptr_array_index (lists, 0))->id);
  fixture_assert (fixture, "checklist", list, "zone", zone);
  fixture_assert (fixture, "checklist", list, "items", "2");
  /* Added by hand: left alone whatever happens. */
  own = fixture_add (fixture, "checkitem", "checklist", list, "question", "Anything unusual?", NULL);
  fixture_edit (fixture, "control", level, "to_check", "Does the high-level alarm sound?", NULL);
  fixture_edit (fixture, "control", bund, "frequency", "month", NULL);
  {
    g_autoptr (AnlanListUpdate) update = compare (fixture);

    assert_update (update, "~ Tanks · Daily: Tank 1: Does the high-level alarm sound?\n"
                           "- Tanks · Daily: Tank 1: Is the valve closed?\n"
                           "+ Tanks · Monthly: Tank 1: Is the valve closed?\n");
    apply (fixture, update->changes);
  }
  fixture_assert (fixture, "checkitem", own, "active", "1");
  fixture_assert (fixture, "checklist", list, "items", "2");
  /* The last control of a list says nothing to check any more. */
  fixture_edit (fixture, "control", level, "to_check", NULL, NULL);
  {
    g_autoptr (AnlanListUpdate) update = compare (fixture);

    assert_update (update, "- Tanks · Daily: Tank 1: Does the high-level alarm sound?\n");
    apply (fixture, update->changes);
  }
  /* And says it again: the question is asked again, and is the same one. */
  fixture_edit (fixture, "control", level, "to_check", "Does the high-level alarm sound?", NULL);
  {
    g_autoptr (AnlanListUpdate) update = compare (fixture);

    assert_update (update, "~ Tanks · Daily: Tank 1: Does the high-level alarm sound?\n");
    apply (fixture, update->changes);
  }
  fixture_verify (fixture);
}

/* Requirement: fire equipment, electrical, pressure vessels, chemical storage, confined space, forklifts, PPE. */
static void
test_built_in (Fixture *fixture, gconstpointer data)
{
  static const char *const wanted[] = { "fire",     "electrical", "pressure", "chemicals",
                                        "confined", "forklifts",  "ppe" };
  static const char *const languages[] = { "en", "zh_CN" };
  g_autoptr (GError) error = NULL;

  for (guint language = 0; language < G_N_ELEMENTS (languages); language++)
    {
      g_autoptr (GPtrArray) all = NULL;

      anlan_plant_set_setting (fixture->plant, "language", languages[language], &error);
      g_assert_no_error (error);
      all = anlan_checklists_list_built_in (fixture->plant, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (all->len, ==, G_N_ELEMENTS (wanted));
      for (guint i = 0; i < all->len; i++)
        {
          const AnlanBuiltIn *built_in = g_ptr_array_index (all, i);
          g_autoptr (AnlanListUpdate) update = NULL;

          g_assert_cmpstr (built_in->id, ==, wanted[i]);
          g_assert_nonnull (built_in->name);
          if (language == 1)
            g_assert_true (g_utf8_get_char (built_in->name) > 0x4e00);
          update = anlan_checklists_from_built_in (fixture->plant, built_in->id, &error);
          g_assert_no_error (error);
          g_assert_cmpuint (update->questions->len, ==, language == 0 ? built_in->questions : 0);
          if (language == 0)
            apply (fixture, update->changes);
        }
    }
  g_assert_null (anlan_checklists_from_built_in (fixture->plant, "nonsense", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

/* What the plant has changed in a built-in list stays as it is. */
static void
test_built_in_again (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) items = NULL;
  const char *first, *second;

  anlan_plant_set_setting (fixture->plant, "language", "en", &error);
  {
    g_autoptr (AnlanListUpdate) update = anlan_checklists_from_built_in (fixture->plant, "fire", &error);

    g_assert_no_error (error);
    apply (fixture, update->changes);
  }
  items = fixture_find (fixture, "checkitem", NULL, "rank");
  first = ((AnlanRecord *)g_ptr_array_index (items, 0))->id;
  second = ((AnlanRecord *)g_ptr_array_index (items, 1))->id;
  fixture_edit (fixture, "checkitem", first, "question", "In our words", NULL);
  fixture_edit (fixture, "checkitem", second, "active", "0", NULL);
  {
    g_autoptr (AnlanListUpdate) update = anlan_checklists_from_built_in (fixture->plant, "fire", &error);

    g_assert_no_error (error);
    g_assert_cmpuint (update->changes->len, ==, 0);
  }
}

/* --- the sheet -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  Fixture *fixture;
  const char *round;
  AnlanRoundSheet *sheet;
} Loading;

static gboolean
load_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Loading *loading = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (loading->fixture->plant);

  loading->sheet = anlan_round_sheet_load (db, kinds, loading->round, error);
  return loading->sheet != NULL;
}

static AnlanRoundSheet *
load (Fixture *fixture, const char *round)
{
  Loading loading = { fixture, round, NULL };
  g_autoptr (GError) error = NULL;

  anlan_store_read (anlan_plant_get_store (fixture->plant), load_work, &loading, &error);
  g_assert_no_error (error);
  return loading.sheet;
}

typedef struct
{
  char *zone, *risk, *control, *value, *yesno, *round;
} Sheet;

static void
sheet_clear (Sheet *sheet)
{
  g_free (sheet->zone);
  g_free (sheet->risk);
  g_free (sheet->control);
  g_free (sheet->value);
  g_free (sheet->yesno);
  g_free (sheet->round);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sheet, sheet_clear)

static Sheet
make_sheet (Fixture *fixture)
{
  g_autofree char *list = fixture_add (fixture, "checklist", "name", "Tanks", NULL);
  Sheet made = { 0 };

  made.zone = fixture_add (fixture, "zone", "name", "Tanks", NULL);
  made.risk = fixture_add (fixture, "riskpoint", "name", "Tank 1", "zone", made.zone, NULL);
  made.control = fixture_add (fixture, "control", "riskpoint", made.risk, "measure", "Level alarm", NULL);
  made.value = fixture_add (fixture, "checkitem", "checklist", list, "question", "Level", "low", "10", "high",
                            "90", "measured_in", "%", "control", made.control, NULL);
  made.yesno = fixture_add (fixture, "checkitem", "checklist", list, "question", "Is the way free?", NULL);
  made.round = fixture_add (fixture, "round", "name", "By hand", NULL);
  g_free (
      fixture_add (fixture, "roundpoint", "round", made.round, "zone", made.zone, "checklists", list, NULL));
  fixture_step (fixture, "round", made.round, "start", NULL);
  return made;
}

static void
test_sheet (Fixture *fixture, gconstpointer data)
{
  g_auto (Sheet) made = make_sheet (fixture);
  g_autoptr (AnlanRoundSheet) sheet = load (fixture, made.round), then = NULL, last = NULL;
  const AnlanRoundPoint *point = g_ptr_array_index (sheet->points, 0);
  AnlanFound found = { .judge = TRUE, .value = 95, .note = "The pump ran on" };
  g_autoptr (GPtrArray) first = NULL, second = NULL;
  const AnlanRoundLine *line;

  g_assert_cmpuint (anlan_round_sheet_count_open (point), ==, 2);
  first = anlan_round_sheet_answer (sheet, point, g_ptr_array_index (point->lines, 0), &found,
                                    anlan_plant_now (fixture->plant));
  apply (fixture, first);
  then = load (fixture, made.round);
  point = g_ptr_array_index (then->points, 0);
  line = g_ptr_array_index (point->lines, 0);
  g_assert_cmpuint (anlan_round_sheet_count_open (point), ==, 1);
  g_assert_cmpstr (anlan_record_get_text (point->point, "arrived_at"), ==, "2026-11-20T01:00:00Z");
  g_assert_null (anlan_record_get_text (point->point, "left_at"));
  g_assert_cmpint (anlan_value_get_integer (anlan_record_get (line->answer, "ok"), -1), ==, 0);
  fixture_at (fixture, "2026-11-20 09:03");
  found = (AnlanFound){ .judge = TRUE, .ok = TRUE, .value = NAN };
  second = anlan_round_sheet_answer (then, point, g_ptr_array_index (point->lines, 1), &found,
                                     anlan_plant_now (fixture->plant));
  apply (fixture, second);
  last = load (fixture, made.round);
  point = g_ptr_array_index (last->points, 0);
  g_assert_cmpuint (anlan_round_sheet_count_open (point), ==, 0);
  g_assert_cmpint (anlan_value_get_integer (anlan_record_get (point->point, "stay"), 0), ==, 180);
}

/* Requirement: a bad item becomes a hazard with place and text filled in, naming the control and the risk point. */
static void
test_hazard (Fixture *fixture, gconstpointer data)
{
  g_auto (Sheet) made = make_sheet (fixture);
  g_autoptr (AnlanRoundSheet) sheet = load (fixture, made.round), then = NULL;
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (fixture->plant, "hazard");
  const AnlanRoundPoint *point = g_ptr_array_index (sheet->points, 0);
  AnlanFound found = { .judge = TRUE, .value = 95, .note = "The pump ran on" };
  g_autoptr (GPtrArray) answer = NULL, hazard = NULL, hazards = NULL;
  const AnlanRoundLine *line;
  const AnlanRecord *record;

  answer = anlan_round_sheet_answer (sheet, point, g_ptr_array_index (point->lines, 0), &found,
                                     anlan_plant_now (fixture->plant));
  apply (fixture, answer);
  then = load (fixture, made.round);
  point = g_ptr_array_index (then->points, 0);
  line = g_ptr_array_index (point->lines, 0);
  hazard = anlan_round_sheet_hazard (then, point, line, kind, anlan_plant_now (fixture->plant));
  apply (fixture, hazard);
  hazards = fixture_find (fixture, "hazard", NULL, NULL);
  g_assert_cmpuint (hazards->len, ==, 1);
  record = g_ptr_array_index (hazards, 0);
  g_assert_cmpstr (anlan_record_get_text (record, "what"), ==, "Level: 95 %; The pump ran on");
  g_assert_cmpstr (anlan_record_get_text (record, "zone"), ==, made.zone);
  g_assert_cmpstr (anlan_record_get_text (record, "source"), ==, "patrol");
  if (anlan_kind_field (kind, "control") != NULL)
    g_assert_cmpstr (anlan_record_get_text (record, "control"), ==, made.control);
  g_assert_cmpstr (anlan_record_get_text (record, "riskpoint"), ==, made.risk);
  fixture_assert (fixture, "answer", line->answer->id, "hazard", record->id);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/checklists/from-controls", test_from_controls);
  ADD ("/checklists/built-in", test_built_in);
  ADD ("/checklists/built-in-again", test_built_in_again);
  ADD ("/sheet/answers", test_sheet);
  ADD ("/sheet/hazard", test_hazard);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "safety-fixture.h"

/* Checklists, rounds and answers as the kinds define them, with the guard and the effect that are written in C. */

typedef struct
{
  char *person, *zone, *riskpoint, *control, *checklist, *plan, *round, *point;
  char *pressure, *way, *seal; /* questions: value, yes or no with a photo, choice */
} Story;

static void
story_clear (Story *story)
{
  char *all[] = { story->person,    story->zone, story->riskpoint, story->control,
                  story->checklist, story->plan, story->round,     story->point,
                  story->pressure,  story->way,  story->seal };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Story, story_clear)

static void
add_questions (Fixture *fixture, Story *story)
{
  story->checklist = fixture_add (fixture, "checklist", "name", "Extinguishers", NULL);
  story->pressure = fixture_add (fixture, "checkitem", "checklist", story->checklist, "question",
                                 "Pressure of the extinguisher", "low", "1.0", "high", "1.4", "measured_in",
                                 "MPa", "control", story->control, NULL);
  story->way = fixture_add (fixture, "checkitem", "checklist", story->checklist, "question",
                            "Is the way free?", "photo_when_bad", "1", NULL);
  story->seal =
      fixture_add (fixture, "checkitem", "checklist", story->checklist, "question", "State of the seal",
                   "good_options", "sealed\nnew", "bad_options", "broken\nmissing", NULL);
}

/* A round of one point with three questions, planned. */
static Story
tell (Fixture *fixture)
{
  Story story = { 0 };

  story.person = fixture_add (fixture, "person", "name", "Ann", NULL);
  anlan_plant_set_person (fixture->plant, story.person);
  story.zone = fixture_add (fixture, "zone", "name", "Tanks", "inspection_class", "a", NULL);
  story.riskpoint = fixture_add (fixture, "riskpoint", "name", "Tank 1", "zone", story.zone, NULL);
  story.control = fixture_add (fixture, "control", "riskpoint", story.riskpoint, "measure",
                               "Extinguishers stand ready", "frequency", "day", NULL);
  add_questions (fixture, &story);
  story.plan = fixture_add (fixture, "roundplan", "name", "Tanks A", "class", "a", "zones", story.zone,
                            "checklists", story.checklist, NULL);
  story.round = fixture_add (fixture, "round", "plan", story.plan, "opens", "2026-11-20T00:00:00Z", "closes",
                             "2026-11-20T10:00:00Z", NULL);
  story.point = fixture_add (fixture, "roundpoint", "round", story.round, "zone", story.zone, "checklists",
                             story.checklist, NULL);
  return story;
}

static void
answer_all (Fixture *fixture, const Story *story)
{
  g_free (fixture_add (fixture, "answer", "roundpoint", story->point, "checkitem", story->pressure, "value",
                       "1.2", NULL));
  g_free (
      fixture_add (fixture, "answer", "roundpoint", story->point, "checkitem", story->way, "ok", "1", NULL));
  g_free (fixture_add (fixture, "answer", "roundpoint", story->point, "checkitem", story->seal, "choice",
                       "new", NULL));
}

/* What a round finds not in order is a control that has failed, with what was said of it; a later round that finds it in
 * order clears that. */
static void
test_control_fails (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) story = tell (fixture);
  g_autofree char *again = NULL, *point = NULL;

  fixture_step (fixture, "round", story.round, "start", NULL);
  g_free (fixture_add (fixture, "answer", "roundpoint", story.point, "checkitem", story.pressure, "value",
                       "2", "note", "The gauge is at its end", NULL));
  g_free (
      fixture_add (fixture, "answer", "roundpoint", story.point, "checkitem", story.way, "ok", "1", NULL));
  g_free (fixture_add (fixture, "answer", "roundpoint", story.point, "checkitem", story.seal, "choice", "new",
                       NULL));
  fixture_edit (fixture, "roundpoint", story.point, "arrived_at", "2026-11-20T01:00:00Z", NULL);
  fixture_assert (fixture, "control", story.control, "state", "ok");
  fixture_step (fixture, "round", story.round, "finish", NULL);
  fixture_assert (fixture, "control", story.control, "state", "failed");
  fixture_assert (fixture, "control", story.control, "failed_on", "2026-11-20");
  fixture_assert (fixture, "control", story.control, "failed_reason",
                  "Pressure of the extinguisher: The gauge is at its end");
  fixture_verify (fixture);

  /* Mended, and looked at again on the same day. */
  again = fixture_add (fixture, "round", "plan", story.plan, "opens", "2026-11-20T00:30:00Z", "closes",
                       "2026-11-20T11:00:00Z", NULL);
  point = fixture_add (fixture, "roundpoint", "round", again, "zone", story.zone, "checklists",
                       story.checklist, NULL);
  fixture_step (fixture, "round", again, "start", NULL);
  g_free (fixture_add (fixture, "answer", "roundpoint", point, "checkitem", story.pressure, "value", "1.2",
                       NULL));
  g_free (fixture_add (fixture, "answer", "roundpoint", point, "checkitem", story.way, "ok", "1", NULL));
  g_free (
      fixture_add (fixture, "answer", "roundpoint", point, "checkitem", story.seal, "choice", "new", NULL));
  fixture_edit (fixture, "roundpoint", point, "arrived_at", "2026-11-20T03:00:00Z", NULL);
  fixture_step (fixture, "round", again, "finish", NULL);
  fixture_assert (fixture, "control", story.control, "state", "ok");
  fixture_assert (fixture, "control", story.control, "failed_on", "");
  fixture_verify (fixture);
}

static void
test_defaults (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) story = tell (fixture);

  fixture_assert (fixture, "checkitem", story.pressure, "answers", "value");
  fixture_assert (fixture, "checkitem", story.way, "answers", "yesno");
  fixture_assert (fixture, "checkitem", story.seal, "answers", "choice");
  fixture_assert (fixture, "checkitem", story.pressure, "riskpoint", story.riskpoint);
  fixture_assert (fixture, "checkitem", story.seal, "rank", "3");
  fixture_assert (fixture, "checklist", story.checklist, "items", "3");
  fixture_assert (fixture, "round", story.round, "name", "Tanks A");
  fixture_assert (fixture, "roundpoint", story.point, "name", "Tanks");
  fixture_assert (fixture, "round", story.round, "points", "1");
}

static void
test_whole_round (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) story = tell (fixture);

  fixture_step (fixture, "round", story.round, "start", NULL);
  fixture_assert (fixture, "round", story.round, "person", story.person);
  fixture_refuse (fixture, "3 questions have no answer yet (Tanks)", "round", story.round, "finish", NULL);
  answer_all (fixture, &story);
  fixture_refuse (fixture, "Nobody has been at 1 point (Tanks)", "round", story.round, "finish", NULL);
  fixture_edit (fixture, "roundpoint", story.point, "arrived_at", "2026-11-20T01:00:00Z", "left_at",
                "2026-11-20T01:02:30Z", NULL);
  fixture_assert (fixture, "roundpoint", story.point, "stay", "150");
  fixture_step (fixture, "round", story.round, "finish", NULL);
  fixture_assert (fixture, "round", story.round, "in_time", "1");
  fixture_assert (fixture, "round", story.round, "reached", "1");
  fixture_assert (fixture, "round", story.round, "bad", "0");
  /* Its answer was the check of the control; daily, so the next is due a day later. */
  fixture_assert (fixture, "control", story.control, "last_check", "2026-11-20");
  fixture_assert (fixture, "control", story.control, "next_check", "2026-11-21");
  fixture_refuse (fixture, "not under way", "roundpoint", story.point, NULL, "scanned", "1", NULL);
  fixture_verify (fixture);
}

/* Requirement: contradictory entries (value out of range marked normal) are refused. */
static void
test_contradictions (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) story = tell (fixture);
  const struct
  {
    const char *item, *value, *choice, *ok, *note, *no_photo, *refusal; /* NULL: taken, as bad says */
    const char *stored;
  } cases[] = {
    { story.pressure, "1.5", NULL, "1", NULL, NULL, "outside its limits", NULL },
    { story.pressure, "0.99", NULL, "1", NULL, NULL, "outside its limits", NULL },
    { story.pressure, NULL, NULL, "1", NULL, NULL, "Value is missing", NULL },
    { story.pressure, "1.2", NULL, "0", NULL, NULL, "say what is wrong all the same", NULL },
    { story.pressure, "1.2", NULL, "0", "The gauge sticks", NULL, NULL, "0" },
    { story.pressure, "1.5", NULL, NULL, NULL, NULL, NULL, "0" },
    { story.pressure, "1.4", NULL, NULL, NULL, NULL, NULL, "1" },
    { story.pressure, "1", NULL, "1", NULL, NULL, NULL, "1" },
    { story.way, NULL, NULL, NULL, NULL, NULL, "In order is missing", NULL },
    { story.way, NULL, NULL, "0", "A pallet stands in it", NULL, "Add a photo", NULL },
    { story.way, NULL, NULL, "0", "A pallet stands in it", "no camera here", NULL, "0" },
    { story.seal, NULL, "broken", "1", NULL, NULL, "does not go with this", NULL },
    { story.seal, NULL, "new", "0", NULL, NULL, "does not go with this", NULL },
    { story.seal, NULL, "purple", NULL, NULL, NULL, "does not go with this", NULL },
    { story.seal, NULL, NULL, "1", NULL, NULL, "Choice is missing", NULL },
    { story.seal, NULL, "missing", NULL, NULL, NULL, NULL, "0" },
    { story.seal, NULL, "sealed", NULL, NULL, NULL, NULL, "1" },
  };

  fixture_step (fixture, "round", story.round, "start", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *id = NULL;
      g_autoptr (AnlanChange) undo = NULL;

      if (cases[i].refusal != NULL)
        {
          fixture_refuse (fixture, cases[i].refusal, "answer", NULL, NULL, "roundpoint", story.point,
                          "checkitem", cases[i].item, "value", cases[i].value, "choice", cases[i].choice,
                          "note", cases[i].note, "no_photo", cases[i].no_photo,
                          cases[i].ok != NULL ? "ok" : NULL, cases[i].ok, NULL);
          continue;
        }
      id = fixture_add (fixture, "answer", "roundpoint", story.point, "checkitem", cases[i].item, "value",
                        cases[i].value, "choice", cases[i].choice, "note", cases[i].note, "no_photo",
                        cases[i].no_photo, cases[i].ok != NULL ? "ok" : NULL, cases[i].ok, NULL);
      fixture_assert (fixture, "answer", id, "ok", cases[i].stored);
      undo = anlan_change_new (ANLAN_OP_VOID, "answer", id);
      undo->reason = g_strdup ("the next case");
      anlan_applied_free (anlan_plant_apply (fixture->plant, undo, NULL));
    }
}

/* Limits are those of the day on which it was answered. */
static void
test_later_limits (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) story = tell (fixture);
  g_autofree char *answer = NULL;

  fixture_step (fixture, "round", story.round, "start", NULL);
  answer = fixture_add (fixture, "answer", "roundpoint", story.point, "checkitem", story.pressure, "value",
                        "1.3", NULL);
  fixture_edit (fixture, "checkitem", story.pressure, "high", "1.25", NULL);
  fixture_assert (fixture, "answer", answer, "high", "1.4");
  fixture_assert (fixture, "answer", answer, "ok", "1");
  fixture_refuse (fixture, "has the same already", "answer", NULL, NULL, "roundpoint", story.point,
                  "checkitem", story.pressure, "value", "1.1", NULL);
}

static void
test_left_out (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) story = tell (fixture);

  fixture_refuse (fixture, "not under way", "roundpoint", story.point, NULL, "skipped", "The gate is locked",
                  NULL);
  fixture_step (fixture, "round", story.round, "start", NULL);
  fixture_edit (fixture, "roundpoint", story.point, "skipped", "The gate is locked", NULL);
  fixture_refuse (fixture, "was not left out", "roundpoint", story.point, NULL, "arrived_at",
                  "2026-11-20T01:00:00Z", NULL);
  fixture_refuse (fixture, "This point was left out", "answer", NULL, NULL, "roundpoint", story.point,
                  "checkitem", story.way, "ok", "1", NULL);
  fixture_step (fixture, "round", story.round, "finish", NULL);
  fixture_assert (fixture, "round", story.round, "left_out", "1");
  fixture_assert (fixture, "round", story.round, "reached", "0");
}

static void
test_stages (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) story = tell (fixture);

  fixture_at (fixture, "2026-11-20 07:59");
  fixture_refuse (fixture, "too early", "round", story.round, "start", NULL);
  fixture_refuse (fixture, "still time", "round", story.round, "miss", NULL);
  fixture_at (fixture, "2026-11-20 18:00");
  fixture_refuse (fixture, "still time", "round", story.round, "miss", NULL);
  fixture_at (fixture, "2026-11-20 18:01");
  fixture_step (fixture, "round", story.round, "miss", NULL);
  fixture_refuse (fixture, "Why it was left out is missing", "round", story.round, "skip", NULL);
  fixture_step (fixture, "round", story.round, "catch_up", NULL);
  fixture_step (fixture, "round", story.round, "pause", NULL);
  fixture_refuse (fixture, "not under way", "answer", NULL, NULL, "roundpoint", story.point, "checkitem",
                  story.way, "ok", "1", NULL);
  fixture_step (fixture, "round", story.round, "resume", NULL);
  answer_all (fixture, &story);
  fixture_edit (fixture, "roundpoint", story.point, "arrived_at", "2026-11-20T10:05:00Z", NULL);
  fixture_step (fixture, "round", story.round, "finish", NULL);
  fixture_assert (fixture, "round", story.round, "in_time", "0");
}

/* A sheet that was walked in time and typed in after the window counts as in time. */
static void
test_sheet (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) story = tell (fixture);

  fixture_at (fixture, "2026-11-20 20:00");
  fixture_refuse (fixture, "in the future", "round", story.round, "from_sheet", "walked_from",
                  "2026-11-20T09:00:00Z", "walked_to", "2026-11-20T12:30:00Z", NULL);
  fixture_refuse (fixture, "before the time of this round", "round", story.round, "from_sheet", "walked_from",
                  "2026-11-19T09:00:00Z", "walked_to", "2026-11-20T09:30:00Z", NULL);
  fixture_step (fixture, "round", story.round, "miss", NULL);
  fixture_step (fixture, "round", story.round, "from_sheet", "walked_from", "2026-11-20T09:00:00Z",
                "walked_to", "2026-11-20T09:30:00Z", NULL);
  answer_all (fixture, &story);
  fixture_edit (fixture, "roundpoint", story.point, "arrived_at", "2026-11-20T09:05:00Z", NULL);
  fixture_step (fixture, "round", story.round, "finish", NULL);
  fixture_assert (fixture, "round", story.round, "in_time", "1");
}

static void
test_definitions (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) story = tell (fixture);

  fixture_refuse (fixture, "must lie above", "checkitem", story.pressure, NULL, "low", "2", NULL);
  fixture_refuse (fixture, "answers of both kinds", "checkitem", story.seal, NULL, "bad_options", NULL, NULL);
  fixture_refuse (fixture, "choose two days", "roundplan", NULL, NULL, "name", "C", "class", "c", "weekdays",
                  "monday", NULL);
  fixture_refuse (fixture, "Inspection class is missing", "roundplan", NULL, NULL, "name", "X", NULL);
  fixture_refuse (fixture, "last day cannot be before", "roundplan", story.plan, NULL, "until", "2026-11-01",
                  NULL);
  fixture_refuse (fixture, "must end after", "round", NULL, NULL, "plan", story.plan, "closes",
                  "2026-11-19T00:00:00Z", NULL);
  fixture_refuse (fixture, "what the point is", "roundpoint", NULL, NULL, "round", story.round, "name",
                  "Nowhere", NULL);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/inspection/defaults", test_defaults);
  ADD ("/inspection/whole-round", test_whole_round);
  ADD ("/inspection/control-fails", test_control_fails);
  ADD ("/inspection/contradictions", test_contradictions);
  ADD ("/inspection/later-limits", test_later_limits);
  ADD ("/inspection/left-out", test_left_out);
  ADD ("/inspection/stages", test_stages);
  ADD ("/inspection/sheet", test_sheet);
  ADD ("/inspection/definitions", test_definitions);
  return g_test_run ();
}

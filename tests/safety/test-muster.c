/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "safety-fixture.h"

#include "safety/muster.h"

/* Who should be there, who is counted, and when it may be over. The fixture's moment is Friday 2026-11-20, 09:00. */

typedef struct
{
  char *firm, *unit, *crew, *office, *shift, *zone, *point, *shelter;
  char *ann, *bob, *cid, *dora; /* of the crew's day shift; night shift; on leave; office */
} Story;

static void
story_clear (Story *story)
{
  char *all[] = { story->firm,  story->unit,    story->crew, story->office, story->shift, story->zone,
                  story->point, story->shelter, story->ann,  story->bob,    story->cid,   story->dora };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    g_free (all[i]);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Story, story_clear)

static char *
add_person (Fixture *fixture, const char *name, const char *unit)
{
  return fixture_add (fixture, "person", "name", name, "unit", unit, NULL);
}

static void
add_turn (Fixture *fixture, const char *person, const char *day, const char *turn, const char *shift)
{
  g_free (fixture_add (fixture, "roster", "day", day, "person", person, "turn", turn, "shift", shift, NULL));
}

static Story
tell (Fixture *fixture)
{
  Story s = { 0 };
  g_autofree char *day_work = NULL;

  s.firm = fixture_add (fixture, "unit", "name", "Works", "type", "firm", NULL);
  s.unit = fixture_add (fixture, "unit", "name", "Ammonia", "type", "workshop", "parent", s.firm, NULL);
  s.crew = fixture_add (fixture, "unit", "name", "Crew A", "type", "team", "parent", s.unit, NULL);
  s.office = fixture_add (fixture, "unit", "name", "Office", "type", "department", "parent", s.firm, NULL);
  s.shift =
      fixture_add (fixture, "shift", "name", "Two crews", "pattern", "four-two", "start", "2026-11-02", NULL);
  day_work = fixture_add (fixture, "shift", "name", "Day work", "pattern", "day", "unit", s.office, "start",
                          "2026-11-02", NULL);
  s.zone = fixture_add (fixture, "zone", "name", "Tanks", NULL);
  s.point = fixture_add (fixture, "musterpoint", "name", "Gate", "sign", "1", "capacity", "2", NULL);
  s.shelter = fixture_add (fixture, "musterpoint", "name", "Shelter", "sign", "2", "roof", "indoor", NULL);
  s.ann = add_person (fixture, "Ann", s.crew);
  s.bob = add_person (fixture, "Bob", s.crew);
  s.cid = add_person (fixture, "Cid", s.crew);
  s.dora = add_person (fixture, "Dora", s.office);
  anlan_plant_set_person (fixture->plant, s.ann);
  add_turn (fixture, s.ann, "2026-11-20", "day", s.shift);
  add_turn (fixture, s.bob, "2026-11-19", "night", s.shift);
  add_turn (fixture, s.cid, "2026-11-20", "leave", NULL);
  return s;
}

static char *
begin (Fixture *fixture, const char *name, const char *wall)
{
  fixture_at (fixture, wall);
  return fixture_add (fixture, "muster", "name", name, NULL);
}

static AnlanMusterBoard *
look (Fixture *fixture, const char *muster)
{
  g_autoptr (GError) error = NULL;
  AnlanMusterBoard *board = anlan_muster_look (fixture->plant, muster, &error);

  g_assert_no_error (error);
  return board;
}

static AnlanMusterPerson *
find (AnlanMusterBoard *board, const char *name)
{
  for (guint i = 0; i < board->people->len; i++)
    {
      AnlanMusterPerson *person = g_ptr_array_index (board->people, i);

      if (g_strcmp0 (person->name, name) == 0)
        return person;
    }
  return NULL;
}

static AnlanMusterDepartment *
department (AnlanMusterBoard *board, const char *name)
{
  for (guint i = 0; i < board->departments->len; i++)
    {
      AnlanMusterDepartment *one = g_ptr_array_index (board->departments, i);

      if (g_strcmp0 (one->name, name) == 0)
        return one;
    }
  g_assert_not_reached ();
}

static char *
names (AnlanMusterBoard *board)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();

  for (guint i = 0; i < board->people->len; i++)
    g_ptr_array_add (all, ((AnlanMusterPerson *)g_ptr_array_index (board->people, i))->name);
  g_ptr_array_add (all, NULL);
  return g_strjoinv (" ", (char **)all->pdata);
}

/* Who is expected at a moment: by the hours of the roster and of day work, in the plant's own time. */
static void
test_expected (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *wall, *expected;
  } cases[] = {
    { "2026-11-20 09:00", "Ann Dora" }, /* Friday: day shift 08:00 to 20:00 and day work 08:30 to 17:30 */
    { "2026-11-20 08:10", "Ann" },      /* before day work */
    { "2026-11-20 07:59", "Bob" },      /* the night of the 19th lasts until 08:00 */
    { "2026-11-19 21:00", "Bob" },      /* four crews, two shifts: the night begins at 20:00 */
    { "2026-11-20 19:59", "Ann" },      { "2026-11-20 20:00", "" }, { "2026-11-21 09:00", "" }, /* Saturday */
  };
  g_auto (Story) s = tell (fixture);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *muster = begin (fixture, "Drill", cases[i].wall);
      g_autoptr (AnlanMusterBoard) board = look (fixture, muster);
      g_autofree char *said = names (board);

      g_assert_cmpstr (said, ==, cases[i].expected);
    }
}

/* A holiday, somebody away, somebody who has gone out, a visitor, somebody nobody expected. */
static void
test_register (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) s = tell (fixture);
  g_autofree char *visit = NULL, *out = NULL, *away = NULL, *muster = NULL;
  g_autoptr (AnlanMusterBoard) board = NULL;

  fixture_at (fixture, "2026-11-20 08:50");
  visit = fixture_add (fixture, "onsite", "visitor", "Eve", "company", "Tankers", "host", s.dora, "zone",
                       s.zone, NULL);
  out = fixture_add (fixture, "onsite", "person", s.ann, "came_at", "2026-11-20T00:00:00Z", "left_at",
                     "2026-11-20T00:45:00Z", NULL);
  away = fixture_add (fixture, "absence", "person", s.dora, "since", "2026-11-20T00:00:00Z", "until",
                      "2026-11-20T04:00:00Z", "delegate", s.ann, NULL);
  muster = begin (fixture, "Leak", "2026-11-20 09:00");
  board = look (fixture, muster);
  g_assert_cmpuint (board->people->len, ==, 1);
  g_assert_cmpstr (find (board, "Eve")->zone_name, ==, "Tanks");
  g_assert_cmpstr (find (board, "Eve")->company, ==, "Tankers");
  /* She belongs to those whom she visits. */
  g_assert_cmpuint (department (board, "Office")->open, ==, 1);
}

/* Ann came back: she is there again. */
static void
test_comes_back (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) s = tell (fixture);
  g_autofree char *out = fixture_add (fixture, "onsite", "person", s.ann, "came_at", "2026-11-20T00:00:00Z",
                                      "left_at", "2026-11-20T00:30:00Z", NULL);
  g_autofree char *back =
      fixture_add (fixture, "onsite", "person", s.ann, "came_at", "2026-11-20T00:40:00Z", NULL);
  g_autofree char *muster = NULL;
  g_autoptr (AnlanMusterBoard) board = NULL;

  fixture_refuse (fixture, "on site already", "onsite", NULL, NULL, "person", s.ann, NULL);
  muster = begin (fixture, "Leak", "2026-11-20 09:00");
  board = look (fixture, muster);
  g_assert_nonnull (find (board, "Ann"));
}

static char *
count (Fixture *fixture, const char *muster, const char *person, const char *point)
{
  return fixture_add (fixture, "presence", "muster", muster, "person", person, "point", point, "how", "scan",
                      NULL);
}

/* Scanned twice is one; the later point holds; a number settles as many of its department; a word settles one. */
static void
test_count (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) s = tell (fixture);
  g_autofree char *muster = NULL, *a = NULL, *b = NULL, *c = NULL, *d = NULL;
  g_autoptr (AnlanMusterBoard) board = NULL;

  add_turn (fixture, s.bob, "2026-11-20", "day", s.shift);
  muster = begin (fixture, "Leak", "2026-11-20 09:00");
  board = look (fixture, muster);
  g_assert_cmpuint (board->expected, ==, 3);
  g_assert_cmpuint (board->open, ==, 3);
  fixture_refuse (fixture, "Ammonia 2", "muster", muster, "end", NULL);
  g_clear_pointer (&board, anlan_muster_board_free);

  a = count (fixture, muster, s.ann, s.point);
  fixture_at (fixture, "2026-11-20 09:01");
  b = count (fixture, muster, s.ann, s.shelter);
  board = look (fixture, muster);
  g_assert_cmpuint (board->here, ==, 1);
  g_assert_cmpint (find (board, "Ann")->point, ==, 1);
  g_assert_cmpuint (((AnlanMusterPoint *)g_ptr_array_index (board->points, 0))->here, ==, 0);
  g_clear_pointer (&board, anlan_muster_board_free);

  c = fixture_add (fixture, "presence", "muster", muster, "people", "3", "unit", s.crew, "point", s.point,
                   "how", "typed", NULL);
  board = look (fixture, muster);
  g_assert_cmpuint (board->here, ==, 4);
  g_assert_cmpuint (department (board, "Ammonia")->open, ==, 0);
  g_assert_cmpuint (department (board, "Ammonia")->unnamed, ==, 3);
  g_assert_cmpuint (board->open, ==, 1);
  fixture_refuse (fixture, "Office 1", "muster", muster, "end", NULL);
  g_clear_pointer (&board, anlan_muster_board_free);

  /* A word has to say something. */
  fixture_refuse (fixture, "", "presence", NULL, NULL, "muster", muster, "person", s.dora, "state", "missing",
                  NULL);
  d = fixture_add (fixture, "presence", "muster", muster, "person", s.dora, "state", "elsewhere", "word",
                   "At the doctor's, her husband says", NULL);
  fixture_step (fixture, "muster", muster, "end", NULL);
  board = look (fixture, muster);
  g_assert_cmpuint (board->open, ==, 0);
  g_assert_cmpuint (board->word, ==, 1);
  g_assert_cmpint (board->ended_at, ==, anlan_plant_now (fixture->plant));
  fixture_refuse (fixture, "is over", "presence", NULL, NULL, "muster", muster, "person", s.bob, "point",
                  s.point, NULL);
  fixture_verify (fixture);
}

/* Counted by mistake: open again. Somebody who was not expected counts, and opens nothing. */
static void
test_mistakes (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) s = tell (fixture);
  g_autofree char *muster = begin (fixture, "Leak", "2026-11-20 09:00");
  g_autofree char *a = count (fixture, muster, s.ann, s.point), *c = count (fixture, muster, s.cid, s.point);
  g_autofree char *b = NULL;
  g_autoptr (AnlanMusterBoard) board = NULL;

  fixture_at (fixture, "2026-11-20 09:02");
  b = fixture_add (fixture, "presence", "muster", muster, "person", s.ann, "state", "withdrawn", NULL);
  board = look (fixture, muster);
  g_assert_cmpint (find (board, "Ann")->state, ==, ANLAN_MUSTER_UNKNOWN);
  g_assert_false (find (board, "Cid")->expected);
  g_assert_cmpuint (department (board, "Ammonia")->extra, ==, 1);
  g_assert_cmpuint (board->open, ==, 2);
  fixture_refuse (fixture, "line of their own", "presence", NULL, NULL, "muster", muster, "person", s.ann,
                  "people", "4", "point", s.point, NULL);
  fixture_refuse (fixture, "of whom", "presence", NULL, NULL, "muster", muster, "people", "4", "state",
                  "hurt", "word", "Four of them", NULL);
}

/* A named person's word counts from the beginning of the evacuation on, not one of another day. */
static void
test_declared (Fixture *fixture, gconstpointer data)
{
  g_auto (Story) s = tell (fixture);
  g_autofree char *muster = begin (fixture, "Leak", "2026-11-20 09:00");
  g_autoptr (AnlanMusterBoard) before = NULL, after = NULL;

  fixture_refuse (fixture, "who declares", "musterpoint", s.point, NULL, "safe_at", "2026-11-20T01:00:00Z",
                  NULL);
  fixture_edit (fixture, "musterpoint", s.point, "safe_by", s.dora, "safe_at", "2026-11-18T01:00:00Z", NULL);
  before = look (fixture, muster);
  g_assert_cmpint (((AnlanMusterPoint *)g_ptr_array_index (before->points, 0))->said_at, ==, G_MININT64);
  fixture_edit (fixture, "musterpoint", s.point, "safe_at", "2026-11-20T01:00:30Z", NULL);
  after = look (fixture, muster);
  g_assert_cmpint (((AnlanMusterPoint *)g_ptr_array_index (after->points, 0))->said_at, !=, G_MININT64);
  g_assert_cmpstr (((AnlanMusterPoint *)g_ptr_array_index (after->points, 0))->safe_by, ==, "Dora");
}

/* A template stays a template; its copy is told and withdrawn, and its words cannot be changed meanwhile. */
static void
test_instruction (Fixture *fixture, gconstpointer data)
{
  g_autofree char *template =
      fixture_add (fixture, "instruction", "name", "Leak", "template", "1", "text_en", "Go", NULL);
  g_autofree char *notice = fixture_add (fixture, "instruction", "name", "Leak", "text_en", "Go", NULL);
  g_autoptr (GPtrArray) running = NULL;

  fixture_refuse (fixture, "copy of it", "instruction", template, "tell", NULL);
  fixture_refuse (fixture, "at least one language", "instruction", NULL, NULL, "name", "Nothing", NULL);
  fixture_step (fixture, "instruction", notice, "tell", NULL);
  fixture_refuse (fixture, "", "instruction", notice, NULL, "text_en", "Stay", NULL);
  running = fixture_find (fixture, "instruction", "stage = 'running'", NULL);
  g_assert_cmpuint (running->len, ==, 1);
  fixture_assert (fixture, "instruction", notice, "began_at", "2026-11-20T01:00:00Z");
  fixture_step (fixture, "instruction", notice, "stop", NULL);
  fixture_assert (fixture, "instruction", notice, "ended_at", "2026-11-20T01:00:00Z");
}

static void
test_absent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_muster_look (fixture->plant, "MU-2026-999", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/muster/expected", test_expected);
  ADD ("/muster/register", test_register);
  ADD ("/muster/comes-back", test_comes_back);
  ADD ("/muster/count", test_count);
  ADD ("/muster/mistakes", test_mistakes);
  ADD ("/muster/declared", test_declared);
  ADD ("/muster/instruction", test_instruction);
  ADD ("/muster/absent", test_absent);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test"

/* What follows of alarms among the plant's records: done once, whatever ends the program; refused with the reason. */

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/error.h"
#include "base/time.h"
#include "model/query.h"
#include "monitor/follow.h"
#include "monitor/pack.h"
#include "monitor/station-kinds.h"
#include "plant-fixture.h"

#define PAUSE                                                                                                \
  "does", "move", "moves", "round", "stage_from", "running", "step", "pause", "within",                      \
      "EXISTS (SELECT 1 FROM roundpoint p WHERE p.round = this.id AND p.zone = {zone})"

static const char *program;

static guint
follow (Station *station)
{
  g_autoptr (GError) error = NULL;
  guint n;

  station_mirror (station);
  anlan_alarms_follow (anlan_monitor_get_alarms (station->base.monitor), station->plant, &n, &error);
  g_assert_no_error (error);
  return n;
}

static void
step (Station *station, const char *kind, const char *id, const char *name)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_STEP, kind, id);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;

  change->step = g_strdup (name);
  applied = anlan_plant_apply (station->plant, change, &error);
  g_assert_no_error (error);
}

/* A round with a point in @zone; under way where @running. */
static char *
add_round (Station *station, const char *name, const char *zone, gboolean running)
{
  char *round = station_add (station, TRUE, "round", "name", name, "opens", "2026-11-20T00:00:00Z", "closes",
                             "2026-11-20T08:00:00Z", NULL);
  g_autofree char *point = station_add (station, TRUE, "roundpoint", "round", round, "zone", zone, NULL);

  if (running)
    step (station, "round", round, "start");
  return round;
}

static char *
add_gas (Station *station, const char *name, const char *zone)
{
  return station_add (station, TRUE, "series", "name", name, "title", name, "gas", "h2s", "measure", "mg/m³",
                      "zone", zone, NULL);
}

static AnlanRecord *
load (Station *station, const char *kind, const char *id)
{
  g_autoptr (GError) error = NULL;
  AnlanRecord *record = anlan_plant_load (station->plant, kind, id, &error);

  g_assert_no_error (error);
  return record;
}

static void
assert_stage (Station *station, const char *round, const char *stage)
{
  g_autoptr (AnlanRecord) record = load (station, "round", round);

  g_assert_cmpstr (record->stage, ==, stage);
}

static GPtrArray *
find (Station *station, const char *kind)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  g_autoptr (GError) error = NULL;
  GPtrArray *records = anlan_plant_find (station->plant, query, &error);

  g_assert_no_error (error);
  return records;
}

/* GB/T 50493-2019: hydrogen sulphide, second level 20 mg/m³. */
static void
test_rounds (Station *station, gconstpointer data)
{
  g_autofree char *zone = station_add (station, TRUE, "zone", "name", "Tank farm", NULL);
  g_autofree char *other = station_add (station, TRUE, "zone", "name", "Loading", NULL);
  g_autofree char *gas = add_gas (station, "r/1", zone);
  g_autofree char *here = add_round (station, "Here", zone, TRUE);
  g_autofree char *there = add_round (station, "There", other, TRUE);
  g_autofree char *later = add_round (station, "Later", zone, FALSE);
  g_autoptr (AnlanAlarm) alarm = NULL;
  g_autoptr (GError) error = NULL;

  anlan_reactions_seed (station->plant, &error);
  g_assert_no_error (error);
  station_load (station, 0);
  fixture_read (&station->base, "r/1", 12);
  /* The first level is a duty of the shift leader, and stops nobody. */
  g_assert_cmpuint (follow (station), ==, 1);
  assert_stage (station, here, "running");
  anlan_clock_advance (station->base.clock, ANLAN_SECOND);
  fixture_read (&station->base, "r/1", 25);
  follow (station);
  assert_stage (station, here, "paused");
  assert_stage (station, there, "running");
  assert_stage (station, later, "planned");
  alarm = fixture_alarm (&station->base, "gas-2:r/1");
  {
    g_autoptr (AnlanRecord) shown = load (station, "alarm", alarm->id);
    g_autoptr (AnlanRecord) paused = load (station, "round", here);

    g_assert_nonnull (strstr (anlan_record_get_text (shown, "followed"), paused->number));
  }
  /* Whoever goes on meanwhile is not stopped again by the same condition, only by one that has come anew. */
  step (station, "round", here, "resume");
  g_assert_true (
      anlan_alarms_acknowledge (anlan_monitor_get_alarms (station->base.monitor), alarm->id, "p", NULL));
  g_assert_cmpuint (follow (station), ==, 0);
  assert_stage (station, here, "running");
  anlan_clock_advance (station->base.clock, ANLAN_MINUTE);
  fixture_read (&station->base, "r/1", 1);
  anlan_clock_advance (station->base.clock, ANLAN_MINUTE);
  fixture_read (&station->base, "r/1", 25);
  g_assert_cmpuint (follow (station), ==, 1);
  assert_stage (station, here, "paused");
  {
    g_autoptr (GPtrArray) all = find (station, "consequence");

    guint duties = 0;

    /* Two alarms: of the first level a duty, of the second the rounds, and that it is the same duty. */
    g_assert_cmpuint (all->len, ==, 3);
    for (guint i = 0; i < all->len; i++)
      duties += g_strcmp0 (anlan_record_get_text (g_ptr_array_index (all, i), "result"), "duty") == 0;
    g_assert_cmpuint (duties, ==, 1);
  }
}

/* Nothing may be bent: what a guard refuses stays, and is named. */
static void
test_refused (Station *station, gconstpointer data)
{
  g_autofree char *zone = station_add (station, TRUE, "zone", "name", "Tank farm", NULL);
  g_autofree char *gas = add_gas (station, "r/1", zone);
  g_autofree char *planned = add_round (station, "Planned", zone, FALSE);
  g_autofree char *reaction =
      station_add (station, TRUE, "reaction", "name", "Missed", "severity", "high", "does", "move", "moves",
                   "round", "stage_from", "planned", "step", "miss", "within",
                   "EXISTS (SELECT 1 FROM roundpoint p WHERE p.round = this.id AND p.zone = {zone})", NULL);
  g_autoptr (GPtrArray) all = NULL;
  const AnlanRecord *said;

  station_load (station, 0);
  fixture_read (&station->base, "r/1", 12);
  g_assert_cmpuint (follow (station), ==, 0);
  assert_stage (station, planned, "planned");
  all = find (station, "consequence");
  g_assert_cmpuint (all->len, ==, 1);
  said = g_ptr_array_index (all, 0);
  g_assert_cmpstr (anlan_record_get_text (said, "result"), ==, "refused");
  g_assert_nonnull (strstr (anlan_record_get_text (said, "said"), "There is still time"));
}

/* What makes no sense is refused when it is entered; what only the records show is said by the alarm. */
static void
test_entered (Station *station, gconstpointer data)
{
  g_autofree char *zone = station_add (station, TRUE, "zone", "name", "Tank farm", NULL);
  g_autofree char *gas = add_gas (station, "r/1", zone);
  g_autofree char *wrong = NULL;
  g_autoptr (GPtrArray) all = NULL;

  station_add (station, FALSE, "reaction", "name", "No kind", "does", "move", "moves", "nothing",
               "stage_from", "a", "step", "b", "within", "1", NULL);
  station_add (station, FALSE, "reaction", "name", "No step", "does", "move", "moves", "round", "stage_from",
               "done", "step", "pause", "within", "1", NULL);
  station_add (station, FALSE, "reaction", "name", "Asks", "does", "move", "moves", "round", "stage_from",
               "planned", "step", "from_sheet", "within", "1", NULL);
  station_add (station, FALSE, "reaction", "name", "Brackets", "does", "move", "moves", "round", "stage_from",
               "running", "step", "pause", "within", "1) OR (1", NULL);
  wrong =
      station_add (station, TRUE, "reaction", "name", "No field", "severity", "high", "does", "move", "moves",
                   "round", "stage_from", "running", "step", "pause", "within", "nowhere = {zone}", NULL);
  station_load (station, 0);
  fixture_read (&station->base, "r/1", 12);
  g_assert_cmpuint (follow (station), ==, 0);
  all = find (station, "consequence");
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (all, 0), "result"), ==, "refused");
  g_assert_nonnull (strstr (anlan_record_get_text (g_ptr_array_index (all, 0), "said"), "nowhere"));
}

static void
test_duty (Station *station, gconstpointer data)
{
  g_autofree char *zone = station_add (station, TRUE, "zone", "name", "Tank farm", NULL);
  g_autofree char *gas = add_gas (station, "r/1", zone);
  g_autofree char *person = station_add (station, TRUE, "person", "name", "Wang Fang", NULL);
  g_autofree char *duty =
      station_add (station, TRUE, "reaction", "name", "Look", "severity", "high", "does", "duty", "owner",
                   person, "task", "Look what it is.", "minutes", "30", NULL);
  g_autofree char *hazard =
      station_add (station, TRUE, "reaction", "name", "Note it", "severity", "high", "does", "hazard", NULL);
  g_autoptr (GPtrArray) all = NULL, hazards = NULL, alarms = NULL;
  g_autoptr (GError) error = NULL;
  guint duties = 0;

  station_load (station, 0);
  fixture_read (&station->base, "r/1", 12);
  g_assert_cmpuint (follow (station), ==, 2);
  all = find (station, "consequence");
  g_assert_cmpuint (all->len, ==, 2);
  for (guint i = 0; i < all->len; i++)
    {
      const AnlanRecord *said = g_ptr_array_index (all, i);

      if (g_strcmp0 (anlan_record_get_text (said, "result"), "duty") != 0)
        continue;
      duties++;
      g_assert_cmpstr (anlan_record_get_text (said, "owner"), ==, person);
      g_assert_cmpstr (anlan_record_get_text (said, "due"), ==, "2026-11-20T01:30:00Z");
      g_assert_cmpstr (anlan_record_get_text (said, "said"), ==, "Look what it is.");
    }
  g_assert_cmpuint (duties, ==, 1);
  hazards = find (station, "hazard");
  alarms = find (station, "alarm");
  g_assert_cmpuint (hazards->len, ==, 1);
  g_assert_cmpuint (alarms->len, ==, 1);
  {
    const AnlanRecord *found = g_ptr_array_index (hazards, 0), *alarm = g_ptr_array_index (alarms, 0);

    g_assert_cmpstr (found->stage, ==, "found");
    g_assert_cmpstr (anlan_record_get_text (found, "alarm"), ==, alarm->id);
    g_assert_cmpstr (anlan_record_get_text (found, "zone"), ==, zone);
    g_assert_cmpstr (anlan_record_get_text (found, "class"), ==, "second");
  }
}

/* Nothing follows of what is shelved, before it is back. */
static void
test_shelved (Station *station, gconstpointer data)
{
  g_autofree char *zone = station_add (station, TRUE, "zone", "name", "Tank farm", NULL);
  g_autofree char *gas = add_gas (station, "r/1", zone);
  g_autofree char *round = add_round (station, "Here", zone, TRUE);
  g_autofree char *reaction =
      station_add (station, TRUE, "reaction", "name", "Pause", "severity", "high", PAUSE, NULL);
  g_autofree char *shelf = NULL;
  AnlanAlarms *alarms;
  g_autoptr (GError) error = NULL;

  station_load (station, 0);
  alarms = anlan_monitor_get_alarms (station->base.monitor);
  shelf = anlan_alarms_shelve (alarms, NULL, "r/1", NULL, "p", "Being calibrated", FIXTURE_NOW + ANLAN_HOUR,
                               &error);
  g_assert_no_error (error);
  fixture_read (&station->base, "r/1", 12);
  g_assert_cmpuint (follow (station), ==, 0);
  assert_stage (station, round, "running");
  g_assert_true (anlan_alarms_unshelve (alarms, shelf, "p", NULL));
  g_assert_cmpuint (follow (station), ==, 1);
  assert_stage (station, round, "paused");
}

/* A plant keeps what it has made of the reactions that came with the program. */
static void
test_seed (Station *station, gconstpointer data)
{
  const AnlanPack *pack = anlan_pack_get (0);
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (AnlanChange) change = NULL;
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;
  guint n;

  g_assert_cmpstr (pack->id, ==, "reactions");
  g_assert_true (anlan_pack_add (station->plant, "reactions", NULL, &n, NULL));
  g_assert_cmpuint (n, ==, pack->records);
  all = find (station, "reaction");
  g_assert_cmpuint (all->len, ==, n);
  change = anlan_change_new (ANLAN_OP_VOID, "reaction", ((AnlanRecord *)g_ptr_array_index (all, 0))->id);
  change->reason = g_strdup ("Not here");
  applied = anlan_plant_apply (station->plant, change, &error);
  g_assert_no_error (error);
  g_assert_true (anlan_pack_add (station->plant, "reactions", NULL, &n, NULL));
  g_assert_cmpuint (n, ==, 0);
  g_assert_false (anlan_pack_add (station->plant, "nothing", NULL, &n, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (anlan_pack_add (station->plant, "reactions", "a b", &n, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

/* What comes with the program is complete: a plant takes each of its records. */
static void
test_packs (Station *station, gconstpointer data)
{
  const AnlanPack *pack;

  for (guint i = 0; (pack = anlan_pack_get (i)) != NULL; i++)
    {
      const char *series = pack->series ? "pump/*" : NULL;
      g_autoptr (GError) error = NULL;
      guint n;

      g_assert_true (pack->title[0] != '\0');
      g_assert_cmpint (anlan_pack_add (station->plant, pack->id, series == NULL ? "a/*" : NULL, &n, &error),
                       ==, FALSE);
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_clear_error (&error);
      anlan_pack_add (station->plant, pack->id, series, &n, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (n, ==, pack->records);
      if (series == NULL)
        continue;
      /* The same rules for other points are others. */
      anlan_pack_add (station->plant, pack->id, "fan/*", &n, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (n, ==, pack->records);
    }
  /* And the monitor judges by them. */
  station_load (station, 0);
}

/* --- kill -9 ------------------------------------------------------------------------------------------------- */

#define ALARMS 12

/* One go at what follows, as the station's thread has it. */
static int
run_child (const char *dir, const char *desk)
{
  g_autoptr (AnlanClock) clock = anlan_clock_new_fixed (FIXTURE_NOW);
  AnlanPlant *plant = station_open (dir, desk, clock, FALSE);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanAlarms) alarms = anlan_alarms_open (dir, clock, &error);

  if (write (STDOUT_FILENO, "r", 1) < 0 || alarms == NULL ||
      !anlan_alarms_mirror (alarms, plant, NULL, &error) ||
      !anlan_alarms_follow (alarms, plant, NULL, &error))
    g_error ("%s", error->message);
  anlan_plant_close (plant);
  g_object_unref (plant);
  return 0;
}

/* Whether the child came to its end before it was killed. */
static gboolean
run_and_kill (Station *station, gulong microseconds)
{
  const char *argv[] = { program, "--child", station->dir, station->desk, NULL };
  g_autoptr (GError) error = NULL;
  char buffer;
  GPid pid;
  int out, status;

  g_assert_true (g_spawn_async_with_pipes (NULL, (char **)argv, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL,
                                           &pid, NULL, &out, NULL, &error));
  g_assert_cmpint (read (out, &buffer, 1), ==, 1);
  g_usleep (microseconds);
  kill (pid, SIGKILL);
  while (waitpid (pid, &status, 0) < 0 && errno == EINTR)
    ;
  close (out);
  g_spawn_close_pid (pid);
  g_assert_false (WIFEXITED (status) && WEXITSTATUS (status) != 0);
  return WIFEXITED (status);
}

static void
test_kill (Station *station, gconstpointer data)
{
  g_autofree char *reaction =
      station_add (station, TRUE, "reaction", "name", "Pause", "severity", "high", PAUSE, NULL);
  g_autofree char *propose =
      station_add (station, TRUE, "reaction", "name", "Note it", "severity", "high", "does", "hazard", NULL);
  g_autoptr (GPtrArray) rounds = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) said = NULL, hazards = NULL;
  guint deaths = 0;

  for (guint i = 0; i < ALARMS; i++)
    {
      g_autofree char *name = g_strdup_printf ("r/%u", i);
      g_autofree char *zone = station_add (station, TRUE, "zone", "name", name, NULL);
      g_autofree char *gas = add_gas (station, name, zone);

      g_ptr_array_add (rounds, add_round (station, name, zone, TRUE));
    }
  station_load (station, 0);
  for (guint i = 0; i < ALARMS; i++)
    {
      g_autofree char *name = g_strdup_printf ("r/%u", i);

      fixture_read (&station->base, name, 12);
    }
  station_close_plant (station);
  while (!run_and_kill (station, (gulong)g_test_rand_int_range (0, 2000 + (int)deaths * 2000)))
    g_assert_cmpuint (++deaths, <, 200);
  station->plant = station_open (station->dir, station->desk, station->base.clock, FALSE);
  follow (station);
  for (guint i = 0; i < rounds->len; i++)
    {
      g_autoptr (AnlanRecord) round = load (station, "round", g_ptr_array_index (rounds, i));

      g_assert_cmpstr (round->stage, ==, "paused");
      /* Entered, begun, paused: no line more. */
      g_assert_true (g_str_has_prefix (round->rev, "3-"));
    }
  said = find (station, "consequence");
  hazards = find (station, "hazard");
  g_assert_cmpuint (said->len, ==, 2 * ALARMS);
  g_assert_cmpuint (hazards->len, ==, ALARMS);
  for (guint i = 0; i < said->len; i++)
    g_assert_true (g_str_has_prefix (((AnlanRecord *)g_ptr_array_index (said, i))->rev, "1-"));
  g_test_message ("%u deaths", deaths);
}

int
main (int argc, char *argv[])
{
  if (argc == 4 && g_str_equal (argv[1], "--child"))
    return run_child (argv[2], argv[3]);
  program = argv[0];
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define ADD(name, function)                                                                                  \
  g_test_add ("/monitor/follow/" name, Station, NULL, station_set_up, function, station_tear_down)
  ADD ("rounds", test_rounds);
  ADD ("refused", test_refused);
  ADD ("entered", test_entered);
  ADD ("duty", test_duty);
  ADD ("shelved", test_shelved);
  ADD ("seed", test_seed);
  ADD ("packs", test_packs);
  ADD ("kill", test_kill);

  return g_test_run ();
}

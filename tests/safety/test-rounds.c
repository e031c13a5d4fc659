/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "safety-fixture.h"
#include "safety/inspection.h"

/* Rounds made from plans. The clock stands on Friday, 2026-11-20, 9 o'clock at the plant. */

static void
make (Fixture *fixture, guint made, guint missed)
{
  g_auto (AnlanRoundsMade) result = { 0 };
  g_autoptr (GError) error = NULL;

  anlan_rounds_make (fixture->plant, NULL, &result, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < result.refused->len; i++)
    g_test_message ("%s", (char *)g_ptr_array_index (result.refused, i));
  g_assert_cmpuint (result.refused->len, ==, 0);
  g_assert_cmpuint (result.made, ==, made);
  g_assert_cmpuint (result.missed, ==, missed);
}

/* "11-20 opens-closes stage; …" of all rounds, in UTC. */
static void
assert_rounds (Fixture *fixture, const char *expected)
{
  g_autoptr (GPtrArray) rounds = fixture_find (fixture, "round", NULL, "opens");
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rounds->len; i++)
    {
      const AnlanRecord *round = g_ptr_array_index (rounds, i);

      g_string_append_printf (text, "%s%.5s %.5s-%.5s %s", i > 0 ? "; " : "",
                              anlan_record_get_text (round, "day") + 5,
                              anlan_record_get_text (round, "opens") + 11,
                              anlan_record_get_text (round, "closes") + 11, round->stage);
    }
  g_assert_cmpstr (text->str, ==, expected);
}

/* Idempotent: the same plan, day and window never twice, and what was voided does not come back. */
static void
test_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *zone = fixture_add (fixture, "zone", "name", "Tanks", "inspection_class", "a", NULL);
  g_autofree char *plan =
      fixture_add (fixture, "roundplan", "name", "A", "class", "a", "zones", zone, "ahead", "2", NULL);
  g_autoptr (GPtrArray) rounds = NULL;
  g_autoptr (AnlanChange) change = NULL;
  g_autoptr (AnlanApplied) applied = NULL;

  make (fixture, 3, 0);
  assert_rounds (fixture, "11-20 00:00-10:00 planned; 11-21 00:00-10:00 planned; 11-22 00:00-10:00 planned");
  make (fixture, 0, 0);
  rounds = fixture_find (fixture, "round", "day = '2026-11-21'", NULL);
  change = anlan_change_new (ANLAN_OP_VOID, "round", ((AnlanRecord *)g_ptr_array_index (rounds, 0))->id);
  change->reason = g_strdup ("the zone is empty");
  applied = anlan_plant_apply (fixture->plant, change, NULL);
  g_assert_nonnull (applied);
  make (fixture, 0, 0);
  /* Another window, the same day: it was made for the plan and the day. */
  fixture_edit (fixture, "roundplan", plan, "from_time", "09:00", NULL);
  make (fixture, 0, 0);
  fixture_at (fixture, "2026-11-21 00:10");
  make (fixture, 1, 1);
  assert_rounds (fixture, "11-20 00:00-10:00 missed; 11-22 00:00-10:00 planned; 11-23 01:00-10:00 planned");
  fixture_verify (fixture);
}

/* While the program was closed rounds were owed all the same; but none for the time before the plan was made. */
static void
test_closed_for_days (Fixture *fixture, gconstpointer data)
{
  g_autofree char *zone = fixture_add (fixture, "zone", "name", "Tanks", NULL);
  g_autofree char *plan = fixture_add (fixture, "roundplan", "name", "C", "class", "c", "zones", zone,
                                       "start", "2026-01-01", "ahead", "1", NULL);

  fixture_at (fixture, "2026-12-01 09:00");
  make (fixture, 3, 3);
  assert_rounds (fixture, "11-23 00:00-10:00 missed; 11-26 00:00-10:00 missed; 11-30 00:00-10:00 missed");
  /* Not farther back than two weeks. */
  fixture_at (fixture, "2027-01-31 09:00");
  make (fixture, 5, 4);
}

/* Over a holiday with swapped working days (2026-02-14 to 02-28), on working days only. */
static void
test_calendar (Fixture *fixture, gconstpointer data)
{
  g_autofree char *zone = fixture_add (fixture, "zone", "name", "Tanks", NULL);
  static const char *const days[][2] = { { "2026-11-21", "swapped" },
                                         { "2026-11-23", "holiday" },
                                         { "2026-11-24", "holiday" } };

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    g_free (fixture_add (fixture, "calendar", "day", days[i][0], "type", days[i][1], "name", "Test", NULL));
  g_free (fixture_add (fixture, "roundplan", "name", "A", "class", "a", "zones", zone, "ahead", "5",
                       "rest_days", "leave", NULL));
  g_free (fixture_add (fixture, "roundplan", "name", "Before", "pattern", "holiday", "zones", zone, "ahead",
                       "5", "from_time", "20:00", "to_time", "04:00", NULL));
  make (fixture, 4, 0);
  assert_rounds (fixture, "11-20 00:00-10:00 planned; 11-21 00:00-10:00 planned; 11-21 12:00-20:00 planned;"
                          " 11-25 00:00-10:00 planned");
}

/* Two crews in turn; whoever is on the roster there and inspects goes. */
static void
test_shifts (Fixture *fixture, gconstpointer data)
{
  g_autofree char *zone = fixture_add (fixture, "zone", "name", "Tanks", NULL);
  g_autofree char *crew_a = fixture_add (fixture, "unit", "name", "Crew A", "type", "team", NULL);
  g_autofree char *crew_b = fixture_add (fixture, "unit", "name", "Crew B", "type", "team", NULL);
  g_autofree char *both = g_strdup_printf ("%s %s", crew_a, crew_b);
  g_autofree char *ann = fixture_add (fixture, "person", "name", "Ann", "unit", crew_a, NULL);
  g_autofree char *bob = fixture_add (fixture, "person", "name", "Bob", "unit", crew_a, NULL);
  g_autofree char *shift = fixture_add (fixture, "shift", "name", "Two", "pattern", "four-two", "crews", both,
                                        "cycle", "DN", "lag", "1", "start", "2026-11-20", NULL);
  g_autoptr (GPtrArray) rounds = NULL;

  g_free (fixture_add (fixture, "membership", "person", ann, "unit", crew_a, "role", "inspector", "since",
                       "2026-01-01", NULL));
  g_free (fixture_add (fixture, "roster", "day", "2026-11-20", "person", bob, "turn", "day", NULL));
  g_free (fixture_add (fixture, "roster", "day", "2026-11-20", "person", ann, "turn", "day", NULL));
  g_free (fixture_add (fixture, "roundplan", "name", "Shifts", "pattern", "shift", "shift", shift, "zones",
                       zone, "ahead", "1", NULL));
  make (fixture, 4, 0);
  /* 8 to 20 and 20 to 8 o'clock. */
  assert_rounds (fixture, "11-20 00:00-12:00 planned; 11-20 12:00-00:00 planned; 11-21 00:00-12:00 planned;"
                          " 11-21 12:00-00:00 planned");
  rounds = fixture_find (fixture, "round", NULL, "opens");
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (rounds, 0), "unit"), ==, crew_a);
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (rounds, 0), "person"), ==, ann);
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (rounds, 1), "unit"), ==, crew_b);
  g_assert_null (anlan_record_get_text (g_ptr_array_index (rounds, 1), "person"));
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (rounds, 2), "unit"), ==, crew_b);
}

/* Requirement: 72 hours before the test date. */
static void
test_tests (Fixture *fixture, gconstpointer data)
{
  g_autofree char *far =
      fixture_add (fixture, "equipment", "tag", "V-1", "name", "Far", "next_test", "2026-11-26", NULL);
  g_autofree char *near =
      fixture_add (fixture, "equipment", "tag", "V-2", "name", "Near", "next_test", "2026-11-21", NULL);
  g_autoptr (GPtrArray) rounds = NULL, points = NULL;

  g_free (fixture_add (fixture, "equipment", "tag", "V-3", "name", "Today", "next_test", "2026-11-20", NULL));
  g_free (fixture_add (fixture, "equipment", "tag", "V-4", "name", "Later", "next_test", "2026-11-27", NULL));
  g_free (fixture_add (fixture, "equipment", "tag", "V-5", "name", "Gone", "next_test", "2026-11-23", "state",
                       "scrapped", NULL));
  g_free (fixture_add (fixture, "roundplan", "name", "Tests", "pattern", "test", "ahead", "3", NULL));
  make (fixture, 2, 0);
  rounds = fixture_find (fixture, "round", NULL, "opens");
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (rounds, 0), "day"), ==, "2026-11-20");
  /* From 72 hours before midnight, at which the day of the test begins. */
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (rounds, 1), "opens"), ==,
                   "2026-11-22T16:00:00Z");
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (rounds, 1), "closes"), ==,
                   "2026-11-25T16:00:00Z");
  points = fixture_find (fixture, "roundpoint", NULL, "created");
  g_assert_cmpuint (points->len, ==, 2);
  fixture_at (fixture, "2026-11-21 09:00");
  make (fixture, 1, 1); /* V-4; V-2's test is today */
  /* A test that was put off is another one. */
  fixture_edit (fixture, "equipment", far, "next_test", "2026-11-25", NULL);
  make (fixture, 1, 0);
}

/* Points, in the order of the shortest way from the gate, with the checklists that fit them. */
static void
test_points (Fixture *fixture, gconstpointer data)
{
  const char *gate = "{\"type\":\"Point\",\"coordinates\":[119.7000,34.44]}";
  const char *area =
      "{\"type\":\"Polygon\",\"coordinates\":[[[119.7009,34.4399],[119.7011,34.4399],[119.7011,34.4401],"
      "[119.7009,34.4401],[119.7009,34.4399]]]}";
  g_autofree char *zone =
      fixture_add (fixture, "zone", "name", "Tanks", "inspection_class", "a", "area", area, NULL);
  g_autofree char *pump =
      fixture_add (fixture, "equipment", "tag", "P-1", "name", "Pump", "type", "pump", "place",
                   "{\"type\":\"Point\",\"coordinates\":[119.7030,34.44]}", NULL);
  g_autofree char *tank =
      fixture_add (fixture, "equipment", "tag", "T-1", "name", "Tank", "type", "tank", "zone", zone, "place",
                   "{\"type\":\"Point\",\"coordinates\":[119.7020,34.44]}", NULL);
  g_autofree char *risk = fixture_add (fixture, "riskpoint", "name", "Hose", "zone", zone, NULL);
  g_autofree char *for_zones =
      fixture_add (fixture, "checklist", "name", "1 zones A", "zone_classes", "a", NULL);
  g_autofree char *for_pumps =
      fixture_add (fixture, "checklist", "name", "2 pumps", "equipment_types", "pump tower", NULL);
  g_autofree char *for_risk = fixture_add (fixture, "checklist", "name", "3 hose", "riskpoint", risk, NULL);
  g_autofree char *everywhere = fixture_add (fixture, "checklist", "name", "4 everywhere", NULL);
  g_autofree char *unused =
      fixture_add (fixture, "checklist", "name", "5 unused", "equipment_types", "pump", "active", "0", NULL);
  g_autofree char *equipment = g_strdup_printf ("%s %s", pump, tank);
  g_autofree char *named = g_strdup_printf ("%s %s", everywhere, for_pumps);
  g_autofree char *pump_lists = g_strdup_printf ("[\"%s\",\"%s\"]", everywhere, for_pumps);
  g_autofree char *tank_lists = g_strdup_printf ("[\"%s\"]", everywhere);
  g_autofree char *zone_lists = g_strdup_printf ("[\"%s\"]", for_zones);
  g_autofree char *risk_lists = g_strdup_printf ("[\"%s\"]", for_risk);
  g_autofree char *first = fixture_add (fixture, "roundplan", "name", "All that fit", "class", "a", "zones",
                                        zone, "equipment", equipment, "riskpoints", risk, "begins_at", gate,
                                        "ahead", "1", "until", "2026-11-20", NULL);
  g_autoptr (GPtrArray) points = NULL, other = NULL;
  const char *const names[] = { "Tanks", "Hose", "T-1 Tank", "P-1 Pump" };

  make (fixture, 1, 0);
  points = fixture_find (fixture, "roundpoint", NULL, "rank");
  g_assert_cmpuint (points->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (points, i), "name"), ==, names[i]);
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (points, 0), "checklists"), ==, zone_lists);
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (points, 1), "checklists"), ==, risk_lists);
  g_assert_null (anlan_record_get_text (g_ptr_array_index (points, 2), "checklists"));
  fixture_edit (fixture, "roundplan", first, "active", "0", NULL);
  g_free (fixture_add (fixture, "roundplan", "name", "Those named", "class", "a", "equipment", equipment,
                       "checklists", named, "route", "listed", "ahead", "1", "until", "2026-11-20", NULL));
  make (fixture, 1, 0);
  other = fixture_find (fixture, "roundpoint",
                        "(SELECT p.name FROM round r JOIN roundplan p ON p.id = r.plan WHERE"
                        " r.id = this.round) = 'Those named'",
                        "rank");
  g_assert_cmpuint (other->len, ==, 2);
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (other, 0), "checklists"), ==, pump_lists);
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (other, 1), "checklists"), ==, tank_lists);
}

/* A plan by class without points goes to the zones of that class in its unit and below. */
static void
test_class_zones (Fixture *fixture, gconstpointer data)
{
  g_autofree char *firm = fixture_add (fixture, "unit", "name", "Firm", "type", "firm", NULL);
  g_autofree char *shop =
      fixture_add (fixture, "unit", "name", "Shop", "type", "workshop", "parent", firm, NULL);
  g_autofree char *other = fixture_add (fixture, "unit", "name", "Other", "type", "workshop", NULL);
  g_autoptr (GPtrArray) points = NULL;

  g_free (fixture_add (fixture, "zone", "name", "One", "unit", shop, "inspection_class", "b", NULL));
  g_free (fixture_add (fixture, "zone", "name", "Two", "unit", shop, "inspection_class", "a", NULL));
  g_free (fixture_add (fixture, "zone", "name", "Three", "unit", other, "inspection_class", "b", NULL));
  g_free (fixture_add (fixture, "zone", "name", "Four", "unit", firm, "inspection_class", "b", NULL));
  g_free (fixture_add (fixture, "roundplan", "name", "B", "class", "b", "unit", firm, "ahead", "1", NULL));
  make (fixture, 1, 0);
  points = fixture_find (fixture, "roundpoint", NULL, "rank");
  g_assert_cmpuint (points->len, ==, 2);
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (points, 0), "name"), ==, "Four");
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (points, 1), "name"), ==, "One");
}

/* Figures (facts/indicators.md): completion = done in window / planned; on-point rate = signed within the geofence; real
 * dwell at least the set time. Five rounds owed: one done in time, one too late, one left out, two missed. */
static void
do_round (Fixture *fixture,
          const char *day,
          const char *from,
          const char *to,
          const char *place,
          const char *scanned)
{
  g_autofree char *where = g_strdup_printf ("day = '%s'", day);
  g_autoptr (GPtrArray) rounds = fixture_find (fixture, "round", where, NULL), points = NULL;
  const char *id = ((AnlanRecord *)g_ptr_array_index (rounds, 0))->id;
  g_autofree char *of_round = g_strdup_printf ("round = '%s'", id);

  fixture_step (fixture, "round", id, "start", NULL);
  points = fixture_find (fixture, "roundpoint", of_round, NULL);
  fixture_edit (fixture, "roundpoint", ((AnlanRecord *)g_ptr_array_index (points, 0))->id, "arrived_at", from,
                "left_at", to, "place", place, "scanned", scanned, NULL);
  fixture_step (fixture, "round", id, "finish", NULL);
}

static void
test_figures (Fixture *fixture, gconstpointer data)
{
  const char *near = "{\"type\":\"Point\",\"coordinates\":[119.7032,34.44]}"; /* 18 m */
  const char *far = "{\"type\":\"Point\",\"coordinates\":[119.7040,34.44]}";  /* 92 m */
  g_autofree char *pump = fixture_add (fixture, "equipment", "tag", "P-1", "name", "Pump", "place",
                                       "{\"type\":\"Point\",\"coordinates\":[119.7030,34.44]}", NULL);
  g_autofree char *plan = fixture_add (fixture, "roundplan", "name", "A", "class", "a", "equipment", pump,
                                       "ahead", "4", "dwell", "60", "radius", "50", NULL);
  g_autoptr (GPtrArray) rounds = NULL;

  make (fixture, 5, 0);
  do_round (fixture, "2026-11-20", "2026-11-20T01:00:00Z", "2026-11-20T01:01:00Z", near, NULL);
  fixture_at (fixture, "2026-11-21 17:00");
  {
    g_autoptr (GPtrArray) second = fixture_find (fixture, "round", "day = '2026-11-21'", NULL);

    fixture_step (fixture, "round", ((AnlanRecord *)g_ptr_array_index (second, 0))->id, "skip", "why",
                  "typhoon", NULL);
  }
  fixture_at (fixture, "2026-11-24 19:00");
  make (fixture, 4, 3);
  rounds = fixture_find (fixture, "round", "day = '2026-11-23'", NULL);
  fixture_step (fixture, "round", ((AnlanRecord *)g_ptr_array_index (rounds, 0))->id, "catch_up", NULL);
  {
    g_autofree char *of_round =
        g_strdup_printf ("round = '%s'", ((AnlanRecord *)g_ptr_array_index (rounds, 0))->id);
    g_autoptr (GPtrArray) points = fixture_find (fixture, "roundpoint", of_round, NULL);

    fixture_edit (fixture, "roundpoint", ((AnlanRecord *)g_ptr_array_index (points, 0))->id, "arrived_at",
                  "2026-11-24T11:00:00Z", "left_at", "2026-11-24T11:00:30Z", "place", far, NULL);
  }
  fixture_step (fixture, "round", ((AnlanRecord *)g_ptr_array_index (rounds, 0))->id, "finish", NULL);
  fixture_assert (fixture, "roundplan", plan, "due_rounds", "5");
  fixture_assert (fixture, "roundplan", plan, "completion", "20");
  fixture_assert (fixture, "roundplan", plan, "on_time", "50");
  fixture_assert (fixture, "roundplan", plan, "on_point", "50");
  fixture_assert (fixture, "roundplan", plan, "long_enough", "50");
}

typedef struct
{
  Fixture *fixture;
  GHashTable *zones;
} Heat;

static gboolean
read_heat (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Heat *heat = data;

  heat->zones = anlan_rounds_overdue_by_zone (db, anlan_plant_now (heat->fixture->plant), error);
  return heat->zones != NULL;
}

static void
test_heat (Fixture *fixture, gconstpointer data)
{
  g_autofree char *tanks = fixture_add (fixture, "zone", "name", "Tanks", NULL);
  g_autofree char *pumps = fixture_add (fixture, "zone", "name", "Pumps", NULL);
  g_autofree char *both = g_strdup_printf ("%s %s", tanks, pumps);
  g_autoptr (GError) error = NULL;
  Heat heat = { fixture, NULL };

  g_free (fixture_add (fixture, "roundplan", "name", "A", "class", "a", "zones", both, "ahead", "1", NULL));
  g_free (fixture_add (fixture, "roundplan", "name", "B", "class", "b", "zones", tanks, "ahead", "1", NULL));
  make (fixture, 3, 0);
  fixture_at (fixture, "2026-11-20 18:01");
  anlan_store_read (anlan_plant_get_store (fixture->plant), read_heat, &heat, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (heat.zones, tanks)), ==, 2);
  g_assert_cmpuint (GPOINTER_TO_UINT (g_hash_table_lookup (heat.zones, pumps)), ==, 1);
  g_hash_table_unref (heat.zones);
}

/* Many rounds go in by slices, and stopping between them leaves whole rounds. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GString) zones = g_string_new (NULL);
  gint64 begin;

  for (guint i = 0; i < 20; i++)
    {
      g_autofree char *name = g_strdup_printf ("Zone %02u", i);
      g_autofree char *zone = fixture_add (fixture, "zone", "name", name, NULL);

      g_string_append_printf (zones, "%s%s", i > 0 ? " " : "", zone);
    }
  for (guint i = 0; i < 5; i++)
    {
      g_autofree char *name = g_strdup_printf ("Plan %u", i);

      g_free (fixture_add (fixture, "roundplan", "name", name, "class", "a", "zones", zones->str, "ahead",
                           "9", NULL));
    }
  begin = g_get_monotonic_time ();
  make (fixture, 50, 0);
  g_test_message ("50 rounds of 20 points: %.0f ms", (double)(g_get_monotonic_time () - begin) / 1000);
  begin = g_get_monotonic_time ();
  make (fixture, 0, 0);
  g_test_message ("once more: %.1f ms", (double)(g_get_monotonic_time () - begin) / 1000);
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autofree char *zone = fixture_add (fixture, "zone", "name", "Tanks", NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_auto (AnlanRoundsMade) result = { 0 };
  g_autoptr (GError) error = NULL;

  g_free (fixture_add (fixture, "roundplan", "name", "A", "class", "a", "zones", zone, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_false (anlan_rounds_make (fixture->plant, cancellable, &result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_rounds (fixture, "");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/rounds/again", test_again);
  ADD ("/rounds/closed-for-days", test_closed_for_days);
  ADD ("/rounds/calendar", test_calendar);
  ADD ("/rounds/shifts", test_shifts);
  ADD ("/rounds/tests", test_tests);
  ADD ("/rounds/points", test_points);
  ADD ("/rounds/class-zones", test_class_zones);
  ADD ("/rounds/figures", test_figures);
  ADD ("/rounds/heat", test_heat);
  ADD ("/rounds/many", test_many);
  ADD ("/rounds/cancelled", test_cancelled);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/zone-split.h"

#include <string.h>

#include "base/geometry.h"
#include "../model/fixture.h"
#include "model/query.h"
#include "report/zone-edit.h"

/* Degrees make round numbers here: a zone of 0.002° x 0.001°, cut along the meridian 120.001. */
#define AREA                                                                                                 \
  "{\"type\":\"Polygon\",\"coordinates\":[[[120,30],[120.002,30],[120.002,30.001],[120,30.001],[120,30]]]}"
#define PLACE(lon) "{\"type\":\"Point\",\"coordinates\":[" lon ",30.0005]}"

static GPtrArray *
cut (void)
{
  g_autoptr (AnlanShape) area = anlan_shape_parse (AREA, -1, NULL);
  /* Not in the middle, so that it is known which part is the larger: the western one. */
  const double line[] = { 120.0012, 29.999, 120.0012, 30.002 };
  g_autoptr (GError) error = NULL;
  GPtrArray *parts = anlan_zone_split (area, line, 2, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (parts->len, ==, 2);
  return parts;
}

static void
test_batch (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) zone =
      fixture_add (fixture, "zone", "name", "Tank farm", "area", AREA, "people", "12", "no_fire", "1", NULL);
  g_autoptr (AnlanRecord) pump = fixture_add (fixture, "equipment", "tag", "P-101", "name", "Pump", "zone",
                                              zone->id, "place", PLACE ("120.0018"), NULL);
  g_autoptr (AnlanRecord) west =
      fixture_add (fixture, "riskpoint", "name", "West", "zone", zone->id, "place", PLACE ("120.0002"), NULL);
  g_autoptr (AnlanRecord) east =
      fixture_add (fixture, "riskpoint", "name", "East", "zone", zone->id, "place", PLACE ("120.0015"), NULL);
  g_autoptr (AnlanRecord) with =
      fixture_add (fixture, "riskpoint", "name", "With pump", "zone", zone->id, "equipment", pump->id, NULL);
  g_autoptr (AnlanRecord) nowhere =
      fixture_add (fixture, "riskpoint", "name", "Nowhere", "zone", zone->id, NULL);
  g_autoptr (GPtrArray) parts = cut ();
  g_autoptr (AnlanRecord) before = fixture_load (fixture, "zone", zone->id);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanZoneSplit) split =
      anlan_zone_split_plan (fixture->plant, before, parts, "Tank farm east", &error);
  g_autofree char *batch = NULL, *undone = NULL;
  const struct
  {
    AnlanRecord *record;
    const char *zone;
  } after[] = { { pump, split->zone },
                { west, zone->id },
                { east, split->zone },
                { with, split->zone },
                { nowhere, zone->id } };

  g_assert_no_error (error);
  g_assert_cmpuint (split->n_equipment, ==, 1);
  g_assert_cmpuint (split->n_points, ==, 2);
  g_assert_cmpuint (split->n_unplaced, ==, 1);
  batch = anlan_plant_apply_batch (fixture->plant, split->changes, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (after); i++)
    {
      g_autoptr (AnlanRecord) now = fixture_load (fixture, after[i].record->kind->id, after[i].record->id);

      g_assert_cmpstr (anlan_record_get_text (now, "zone"), ==, after[i].zone);
    }
  {
    g_autoptr (AnlanRecord) made = fixture_load (fixture, "zone", split->zone);

    g_assert_cmpstr (anlan_record_get_text (made, "name"), ==, "Tank farm east");
    g_assert_cmpint (anlan_value_get_integer (anlan_record_get (made, "no_fire"), 0), ==, 1);
    g_assert_true (anlan_value_is_null (anlan_record_get (made, "people")));
    g_assert_cmpint (anlan_value_get_integer (anlan_record_get (made, "riskpoints"), 0), ==, 2);
  }

  undone = anlan_plant_undo_batch (fixture->plant, batch, &error);
  g_assert_no_error (error);
  {
    g_autoptr (AnlanRecord) again = fixture_load (fixture, "zone", zone->id);
    g_autoptr (AnlanRecord) point = fixture_load (fixture, "riskpoint", east->id);

    g_assert_cmpstr (anlan_record_get_text (again, "area"), ==, anlan_record_get_text (before, "area"));
    g_assert_cmpstr (anlan_record_get_text (point, "zone"), ==, zone->id);
  }
  fixture_verify (fixture);
}

/* Somebody changed the zone after it was read: all of it is refused. */
static void
test_conflict (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) zone = fixture_add (fixture, "zone", "name", "Tank farm", "area", AREA, NULL);
  g_autoptr (GPtrArray) parts = cut ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanZoneSplit) split = anlan_zone_split_plan (fixture->plant, zone, parts, "East", &error);
  g_autoptr (AnlanRecord) changed =
      fixture_apply (fixture, fixture_change (fixture, ANLAN_OP_EDIT, "zone", zone->id, "area", AREA, "name",
                                              "Other", NULL));
  g_autoptr (AnlanQuery) query = anlan_query_new ("zone");
  g_autoptr (GPtrArray) zones = NULL;
  g_autofree char *batch = anlan_plant_apply_batch (fixture->plant, split->changes, NULL, NULL, &error);

  g_assert_null (batch);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_CONFLICT);
  g_clear_error (&error);
  zones = anlan_plant_find (fixture->plant, query, &error);
  g_assert_cmpuint (zones->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/zone-split/batch", Fixture, NULL, fixture_set_up, test_batch, fixture_tear_down);
  g_test_add ("/zone-split/conflict", Fixture, NULL, fixture_set_up, test_conflict, fixture_tear_down);
  return g_test_run ();
}

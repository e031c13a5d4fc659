/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/paths.h"
#include "demo-plant.h"
#include "egress/doctor.h"
#include "model/query.h"
#include "report/site-plan.h"
#include "store/files.h"

/* --- GeoJSON in metres -------------------------------------------------------------------------------------------------- */

#define FEATURE(properties, type, coordinates)                                                               \
  "{\"type\":\"Feature\",\"properties\":{" properties "},\"geometry\":{\"type\":\"" type                     \
  "\",\"coordinates\":" coordinates "}}"
#define COLLECTION(features) "{\"type\":\"FeatureCollection\",\"features\":[" features "]}"

#define HALL FEATURE ("\"what\":\"space\",\"id\":\"hall\"", "Polygon", "[[[0,0],[10,0],[10,8],[0,8],[0,0]]]")

static void
test_geojson (void)
{
  static const char text[] = COLLECTION (
      HALL "," FEATURE ("\"what\":\"obstacle\"", "Polygon", "[[[4,3],[6,3],[6,5],[4,5]]]") "," FEATURE (
          "\"what\":\"wall\"", "LineString",
          "[[2,0],[2,3],[3,3]]") "," FEATURE ("\"what\":\"exit\",\"id\":\"out\"", "LineString",
                                              "[[10,3],[10,4]]") "," FEATURE ("\"what\":\"muster\","
                                                                              "\"capacity\":5",
                                                                              "Point",
                                                                              "[1,7]") "," FEATURE ("\"what\""
                                                                                                    ":\"peopl"
                                                                                                    "e\","
                                                                                                    "\"speed"
                                                                                                    "\":1",
                                                                                                    "Point",
                                                                                                    "[7,7]"));
  g_autoptr (GError) error = NULL;
  g_autofree char *made = anlan_site_plan_from_geojson (text, -1, &error);
  g_autoptr (AnlanScenario) scenario = NULL;

  g_assert_no_error (error);
  scenario = anlan_scenario_parse (made, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (scenario->plan->spaces->len, ==, 1);
  g_assert_cmpuint (scenario->plan->obstacles->len, ==, 1);
  g_assert_cmpuint (scenario->plan->walls->len, ==, 2);
  g_assert_cmpuint (scenario->plan->doors->len, ==, 1);
  g_assert_cmpuint (scenario->plan->musters->len, ==, 1);
  g_assert_cmpuint (g_array_index (scenario->plan->musters, AnlanPlanMuster, 0).capacity, ==, 5);
  g_assert_cmpuint (scenario->plan->people->len, ==, 1);
}

static const struct
{
  const char *name, *text, *says;
} bad[] = {
  { "no-json", "{", "" },
  { "no-features", "{\"type\":\"FeatureCollection\"}", "FeatureCollection" },
  { "empty", COLLECTION (""), "features" },
  { "number", COLLECTION ("7"), "Feature 1" },
  { "nothing-said", COLLECTION (HALL "," FEATURE ("", "Point", "[1,2]")), "Feature 2" },
  { "no-shape", COLLECTION ("{\"properties\":{\"what\":\"wall\"}}"), "coordinates" },
  { "wall-as-point", COLLECTION (FEATURE ("\"what\":\"wall\"", "Point", "[1,2]")), "what" },
};

static void
test_bad (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_site_plan_from_geojson (bad[index].text, -1, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, bad[index].says));
}

/* --- map files ---------------------------------------------------------------------------------------------------------- */

/* Two buildings, one of which crosses itself, a fence with a gate in it: metres from degrees, and the gate opens the fence. */
static void
test_geodata (void)
{
  static const char text[] =
      COLLECTION (FEATURE ("\"building\":\"yes\",\"name\":\"Office\"", "Polygon",
                           "[[[119.7000,34.4400],[119.7004,34.4400],[119.7004,34.4403],[119.7000,34.4403],["
                           "119.7000,34.4400]]]") "," FEATURE ("\"building\":\"yes\"", "Polygon",
                                                               "[[[119.7010,34.4400],[119.7014,34.4403],[119."
                                                               "7014,34.4400],[119.7010,34.4404],[119.7010,"
                                                               "34.4400]]]") "," FEATURE ("\"barrier\":"
                                                                                          "\"fence\"",
                                                                                          "LineString",
                                                                                          "[[119.6999,34."
                                                                                          "4398],[119.7006,"
                                                                                          "34.4398]]") "," FEATURE ("\"barrier\":\"gate\"",
                                                                                                                    "Point",
                                                                                                                    "[119.7002,34.4398]"));
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanGeodata) geodata =
      anlan_geodata_read_bytes (bytes, "site.geojson", NULL, NULL, NULL, &error);
  g_autoptr (AnlanScenario) scenario = NULL;
  g_autofree char *made = NULL;
  AnlanSitePlanNotes notes;

  g_assert_no_error (error);
  made = anlan_site_plan_from_geodata (geodata, &notes, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notes.buildings, ==, 1);
  g_assert_cmpuint (notes.left_out, ==, 1);
  g_assert_cmpuint (notes.gates, ==, 1);
  scenario = anlan_scenario_parse (made, -1, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (scenario->plan->walls->len, ==, 1);
  g_assert_cmpuint (scenario->plan->doors->len, ==, 1);
  g_assert_true (g_array_index (scenario->plan->doors, AnlanPlanDoor, 0).open);
  /* 0.0004 degrees of longitude at 34.44 degrees north are 36.8 m, 0.0003 of latitude 33.3 m. */
  g_assert_cmpfloat_with_epsilon (
      anlan_plan_area_m2 (&g_array_index (scenario->plan->obstacles, AnlanPlanArea, 0)), 36.76 * 33.28, 5);
}

/* --- the plant ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  char *root;
  AnlanPlant *plant;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = NULL, *desk = NULL;
  AnlanPlantOptions options = { 0 };

  fixture->root = g_dir_make_tmp ("anlan-site-plan-XXXXXX", &error);
  g_assert_no_error (error);
  dir = g_build_filename (fixture->root, "plant", NULL);
  desk = g_build_filename (fixture->root, "desk", NULL);
  demo_plant_copy ("en", fixture->root, NULL);
  options.desk_dir = desk;
  fixture->plant = anlan_plant_open (dir, &options, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  anlan_plant_close (fixture->plant);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (fixture->plant);
  anlan_remove_tree (fixture->root);
  g_free (fixture->root);
}

static void
apply (AnlanPlant *plant, AnlanChange *change)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply (plant, change, &error);

  g_assert_no_error (error);
  g_assert_nonnull (applied);
}

static void
keep_plan (AnlanPlant *plant, const char *text, const char *id)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, "plan", id);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  AnlanFile *file = anlan_files_add_bytes (anlan_plant_get_store (plant), bytes, "site.json", ANLAN_FILE_ANY,
                                           1 << 26, FALSE, &error);
  const char *items[] = { NULL, NULL };
  AnlanValue value = ANLAN_VALUE_INIT;

  g_assert_no_error (error);
  items[0] = file->sha256;
  anlan_value_set_items (&value, items);
  anlan_change_take (change, "geometry", &value);
  g_ptr_array_add (change->files, file);
  anlan_change_set_text (change, "name", "Site");
  anlan_change_set_text (change, "instruction", "Go to MP-01");
  apply (plant, change);
}

static void
raise_alarm (AnlanPlant *plant, const char *id, const char *subject)
{
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, "alarm", id);

  change->unasked = TRUE;
  change->batch = g_strdup (id); /* as the station mirrors its alarms */
  anlan_change_set_text (change, "name", "Ammonia");
  anlan_change_set_text (change, "subject", subject);
  anlan_change_set_text (change, "severity", "critical");
  anlan_change_set_text (change, "state", "raised");
  anlan_change_set_text (change, "raised_at", "2026-11-23T02:10:00.000Z");
  anlan_change_set_real (change, "value", 60);
  anlan_change_set_text (change, "measure", "mg/m³");
  apply (plant, change);
}

#define PLAN "01a00000-0000-7000-8000-000000000001"
#define ALARM "01a00000-0000-7000-8000-000000000002"
#define OTHER "01a00000-0000-7000-8000-000000000003"

/* The demo plant's ground: all its muster points, nothing for the doctor to find, and everybody gets to one of them. At an alarm
 * of a detector there is a plume all round, because nobody has measured the wind, and the fixed instruction is said. */
static void
test_plant (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  AnlanSitePlanNotes notes;
  g_autofree char *text = anlan_site_plan_from_plant (fixture->plant, &notes, NULL, &error), *kept = NULL,
                  *at_alarm = NULL, *instruction = NULL, *routes = NULL;
  g_autoptr (AnlanScenario) scenario = NULL, alarmed = NULL;
  g_autoptr (GArray) findings = NULL;
  AnlanWindTrust trust = ANLAN_WIND_KNOWN;

  g_assert_no_error (error);
  g_assert_cmpuint (notes.musters, ==, 4);
  g_assert_cmpuint (notes.buildings, >, 100);
  g_assert_cmpuint (notes.people, >, 100);
  scenario = anlan_scenario_parse (text, -1, &error);
  g_assert_no_error (error);
  findings = anlan_plan_examine (scenario->plan);
  for (guint i = 0; i < findings->len; i++)
    {
      const AnlanPlanFinding *finding = &g_array_index (findings, AnlanPlanFinding, i);
      g_autofree char *says = anlan_plan_finding_sentence (scenario->plan, finding);

      g_test_message ("%s", says);
      g_assert_cmpint (finding->fault, !=, ANLAN_FAULT_PERSON_IN_WALL);
      g_assert_cmpint (finding->fault, !=, ANLAN_FAULT_EXIT_UNREACHABLE);
      g_assert_cmpint (finding->fault, !=, ANLAN_FAULT_UNREACHABLE);
    }
  keep_plan (fixture->plant, text, PLAN);
  raise_alarm (fixture->plant, ALARM, "GT-1302");
  kept = anlan_site_plan_load (fixture->plant, PLAN, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (kept, ==, text);
  at_alarm = anlan_site_plan_load (fixture->plant, PLAN, ALARM, &trust, &instruction, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (instruction, ==, "Go to MP-01");
  alarmed = anlan_scenario_parse (at_alarm, -1, &error);
  g_assert_no_error (error);
  g_assert_nonnull (alarmed->release.gas);
  g_assert_cmpstr (alarmed->release.gas->id, ==, "nh3");
  g_assert_cmpint (trust == ANLAN_WIND_KNOWN, ==, !anlan_plume_is_calm (anlan_air_plume (alarmed->air, 60)));
  routes = anlan_scenario_routes (alarmed, &error);
  g_assert_no_error (error);
  g_test_message ("%s", routes);
  g_assert_nonnull (strstr (routes, "\"shelter_dose\""));
  g_assert_nonnull (strstr (routes, "-danger"));
  g_assert_null (strstr (routes, "not-known"));
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "{\"version\":1}";
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_site_plan_load (fixture->plant, "EP-99", NULL, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  keep_plan (fixture->plant, text, PLAN);
  raise_alarm (fixture->plant, ALARM, "nowhere");
  raise_alarm (fixture->plant, OTHER, "TT-2402");
  g_assert_null (anlan_site_plan_load (fixture->plant, PLAN, ALARM, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (anlan_site_plan_load (fixture->plant, PLAN, OTHER, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/site-plan/geojson", test_geojson);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = g_strconcat ("/site-plan/bad/", bad[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bad);
    }
  g_test_add_func ("/site-plan/geodata", test_geodata);
  g_test_add ("/site-plan/plant", Fixture, NULL, set_up, test_plant, tear_down);
  g_test_add ("/site-plan/refused", Fixture, NULL, set_up, test_refused, tear_down);
  return g_test_run ();
}

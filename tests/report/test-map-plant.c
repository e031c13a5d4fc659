/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/paths.h"
#include "base/time.h"
#include "demo-plant.h"
#include "model/query.h"
#include "report/map-plant.h"

typedef struct
{
  char *root;
  AnlanPlant *plant;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *dir = NULL;
  g_autofree char *desk = NULL;
  AnlanPlantOptions options = { 0 };

  fixture->root = g_dir_make_tmp ("anlan-map-plant-XXXXXX", &error);
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
  g_object_unref (fixture->plant);
  anlan_remove_tree (fixture->root);
  g_free (fixture->root);
}

static AnlanMapScene *
read_scene (Fixture *fixture, AnlanMapPlantNotes *notes)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapBase) base = NULL;
  g_autoptr (GError) error = NULL;

  base = anlan_map_base_from_plant (fixture->plant, NULL, &error);
  g_assert_no_error (error);
  anlan_map_scene_builder_set_base (builder, base);
  g_assert_true (anlan_map_builder_add_plant (builder, fixture->plant, NULL, notes, NULL, &error));
  g_assert_no_error (error);
  return anlan_map_scene_builder_end (builder);
}

/* The demo plant has 26 zones, all drawn, and 127 risk points (issue: "17 major-hazard units, 127 risk points"). */
static void
test_all (Fixture *fixture, gconstpointer data)
{
  AnlanMapPlantNotes notes = { 99, 99, 99 };
  guint points = 0, installations = 0;
  guint zones[ANLAN_MAP_N_RISKS], counts[ANLAN_MAP_N_RISKS];
  g_autoptr (AnlanMapScene) scene = read_scene (fixture, &notes);

  g_assert_cmpuint (notes.n_bad, ==, 0);
  g_assert_cmpuint (notes.n_points_without_place, ==, 0);
  g_assert_cmpuint (notes.n_hazards_without_place, ==, 0);
  g_assert_cmpuint (anlan_map_scene_get_n_zones (scene), ==, 26);
  anlan_map_scene_count_zones (scene, ANLAN_MAP_FLOORS_ALL, zones);
  g_assert_cmpuint (zones[ANLAN_MAP_RISK_NONE], ==, 0);
  anlan_map_scene_count_symbols (scene, ANLAN_MAP_SYMBOL_RISK_POINT, ANLAN_MAP_FLOORS_ALL, counts);
  for (guint i = 0; i < ANLAN_MAP_N_RISKS; i++)
    points += counts[i];
  g_assert_cmpuint (points, ==, 127);
  anlan_map_scene_count_symbols (scene, ANLAN_MAP_SYMBOL_MAJOR_HAZARD, ANLAN_MAP_FLOORS_ALL, counts);
  for (guint i = 0; i < ANLAN_MAP_N_RISKS; i++)
    installations += counts[i];
  g_assert_cmpuint (installations, ==, 17);
  g_assert_nonnull (anlan_map_scene_get_base (scene));
  g_assert_false (anlan_map_rect_is_empty (anlan_map_scene_get_bounds (scene)));
}

/* Each zone of the scene has the colours, number and floors of its record. */
static void
test_zones_are_records (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanMapScene) scene = read_scene (fixture, NULL);
  g_autoptr (AnlanQuery) query = anlan_query_new ("zone");
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = anlan_plant_find (fixture->plant, query, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, anlan_map_scene_get_n_zones (scene));
  for (guint i = 0; i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);
      const AnlanMapZone *zone;
      guint index;

      g_assert_true (anlan_map_scene_find_zone (scene, record->id, &index));
      zone = anlan_map_scene_get_zone (scene, index);
      g_assert_cmpstr (zone->number, ==, record->number);
      g_assert_cmpstr (zone->label, ==, anlan_record_get_text (record, "name"));
      g_assert_cmpint (zone->risk, ==,
                       anlan_map_risk_from_text (anlan_record_get_text (record, "current_colour")));
      g_assert_cmpint (zone->initial, ==,
                       anlan_map_risk_from_text (anlan_record_get_text (record, "initial_colour")));
      g_assert_cmpuint (zone->floors, ==,
                        anlan_map_floors_from_text (anlan_record_get_text (record, "level")));
    }
}

/* What each zone waits for is what a query over rounds and their points says; the demo's office has not inspected
 * everything in time. */
static void
test_overdue (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanMapScene) scene = read_scene (fixture, NULL);
  g_autoptr (GArray) zones = anlan_map_scene_list_overdue (scene, ANLAN_MAP_FLOORS_ALL);
  g_autofree char *now = anlan_time_format (anlan_plant_now (fixture->plant));
  guint last = G_MAXUINT;

  g_assert_cmpuint (zones->len, >, 0);
  for (guint i = 0; i < zones->len; i++)
    {
      const AnlanMapZone *zone = anlan_map_scene_get_zone (scene, g_array_index (zones, guint32, i));
      g_autoptr (AnlanQuery) query = anlan_query_new ("round");
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) rounds = NULL;

      query->where = g_strdup_printf ("closes < '%s' AND stage NOT IN ('done', 'skipped') AND id IN (SELECT "
                                      "p.round FROM roundpoint p WHERE"
                                      " p.zone = '%s' AND p.arrived_at IS NULL AND p.skipped IS NULL)",
                                      now, zone->id);
      rounds = anlan_plant_find (fixture->plant, query, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (zone->overdue, ==, rounds->len);
      g_assert_cmpuint (zone->overdue, <=, last);
      last = zone->overdue;
    }
}

/* Only what a query finds: symbols of its kind, all zones, and what has no place is counted. */
static void
test_only (Fixture *fixture, gconstpointer data)
{
  static const struct
  {
    const char *kind;
    const char *where;
    AnlanMapSymbolKind symbol;
  } cases[] = {
    { "hazard", "class = 'first'", ANLAN_MAP_SYMBOL_HAZARD },
    { "riskpoint", "1", ANLAN_MAP_SYMBOL_RISK_POINT },
    { "equipment", "1", ANLAN_MAP_SYMBOL_EQUIPMENT },
    { "majorhazard", "1", ANLAN_MAP_SYMBOL_MAJOR_HAZARD },
  };
  g_autoptr (AnlanMapSceneBuilder) none = anlan_map_scene_builder_new ();
  g_autoptr (AnlanQuery) zones = anlan_query_new ("zone");
  g_autoptr (AnlanMapScene) two = NULL;
  AnlanMapPlantNotes notes = { 0 };
  GError *error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
      g_autoptr (AnlanQuery) query = anlan_query_new (cases[i].kind);
      g_autoptr (AnlanMapScene) scene = NULL;
      g_autoptr (GPtrArray) found = NULL;

      g_assert_true (anlan_map_can_show (cases[i].kind));
      query->where = g_strdup (cases[i].where);
      found = anlan_plant_find (fixture->plant, query, &error);
      g_assert_no_error (error);
      g_assert_true (anlan_map_builder_add_plant (builder, fixture->plant, query, &notes, NULL, &error));
      g_assert_no_error (error);
      scene = anlan_map_scene_builder_end (builder);
      g_assert_cmpuint (notes.n_asked, ==, found->len);
      g_assert_cmpuint (anlan_map_scene_get_n_symbols (scene), ==, found->len - notes.n_asked_without_place);
      g_assert_cmpuint (anlan_map_scene_get_n_symbols (scene), >, 0);
      g_assert_cmpuint (anlan_map_scene_get_n_zones (scene), ==, 26);
      for (guint s = 0; s < anlan_map_scene_get_n_symbols (scene); s++)
        g_assert_cmpint (anlan_map_scene_get_symbol (scene, s)->kind, ==, cases[i].symbol);
    }
  zones->where = g_strdup ("number IN ('Z-01', 'Z-02')");
  g_assert_true (anlan_map_builder_add_plant (none, fixture->plant, zones, &notes, NULL, &error));
  g_assert_no_error (error);
  two = anlan_map_scene_builder_end (none);
  g_assert_cmpuint (anlan_map_scene_get_n_zones (two), ==, 2);
  g_assert_cmpuint (anlan_map_scene_get_n_symbols (two), ==, 0);
  g_assert_false (anlan_map_can_show ("person"));
}

/* --- what has no place of its own ---------------------------------------------------------------------------- */

static AnlanRecord *
first_of (Fixture *fixture, const char *kind, const char *where)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = NULL;

  query->where = g_strdup (where);
  query->limit = 1;
  records = anlan_plant_find (fixture->plant, query, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (records->len, ==, 1);
  return anlan_record_ref (g_ptr_array_index (records, 0));
}

/* With the worst grade that the definition of its kind has; returns the id. */
static char *
add (Fixture *fixture, const char *kind_id, const char *label, const char *field, const char *value)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (fixture->plant, kind_id);
  g_autoptr (AnlanChange) change = anlan_change_new (ANLAN_OP_CREATE, kind_id, NULL);
  g_autoptr (AnlanApplied) applied = NULL;
  g_autoptr (GError) error = NULL;

  anlan_change_set_text (change, kind->label, label);
  if (anlan_kind_field (kind, "no_photo") != NULL)
    {
      anlan_change_set_text (change, "no_photo", "It was dark");
      anlan_change_set_text (change, "source", "camera");
    }
  if (field != NULL)
    anlan_change_set_text (change, field, value);
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *graded = g_ptr_array_index (kind->fields, i);
      const AnlanChoice *worst = graded->type == ANLAN_FIELD_CHOICE && graded->compute == NULL
                                     ? g_ptr_array_index (graded->choices, 0)
                                     : NULL;

      if (worst != NULL && worst->colour != NULL)
        anlan_change_set_text (change, graded->id, worst->id);
    }
  applied = anlan_plant_apply (fixture->plant, change, &error);
  g_assert_no_error (error);
  return g_strdup (applied->after->id);
}

static const AnlanMapSymbol *
symbol_of (AnlanMapScene *scene, AnlanMapSymbolKind kind, const char *id)
{
  for (guint i = 0; i < anlan_map_scene_get_n_symbols (scene); i++)
    {
      const AnlanMapSymbol *symbol = anlan_map_scene_get_symbol (scene, i);

      if (symbol->kind == kind && g_strcmp0 (symbol->id, id) == 0)
        return symbol;
    }
  return NULL;
}

/* Equipment, else the zone, says where something is; what has neither is counted. */
static void
test_places (Fixture *fixture, gconstpointer data)
{
  g_autoptr (AnlanRecord) zone = first_of (fixture, "zone", "area IS NOT NULL");
  g_autoptr (AnlanRecord) tank = first_of (fixture, "equipment", "place IS NOT NULL");
  g_autofree char *lost = add (fixture, "riskpoint", "Somewhere", NULL, NULL);
  g_autofree char *in_zone = add (fixture, "riskpoint", "In a zone", "zone", zone->id);
  g_autofree char *hazard = add (fixture, "hazard", "Seal is worn out", "equipment", tank->id);
  g_autofree char *nowhere = add (fixture, "hazard", "Nobody knows where", NULL, NULL);
  AnlanMapPlantNotes notes = { 99, 99, 99 };
  g_autoptr (AnlanMapScene) scene = read_scene (fixture, &notes);
  const AnlanMapSymbol *at_tank = symbol_of (scene, ANLAN_MAP_SYMBOL_EQUIPMENT, tank->id);
  const AnlanMapSymbol *open = symbol_of (scene, ANLAN_MAP_SYMBOL_HAZARD, hazard);
  const AnlanMapSymbol *point = symbol_of (scene, ANLAN_MAP_SYMBOL_RISK_POINT, in_zone);
  guint index;

  g_assert_cmpuint (notes.n_points_without_place, ==, 1);
  g_assert_cmpuint (notes.n_hazards_without_place, ==, 1);
  g_assert_null (symbol_of (scene, ANLAN_MAP_SYMBOL_RISK_POINT, lost));
  g_assert_null (symbol_of (scene, ANLAN_MAP_SYMBOL_HAZARD, nowhere));
  g_assert_nonnull (open);
  g_assert_cmpint (open->risk, ==, ANLAN_MAP_RISK_RED);
  g_assert_cmpfloat (open->position.x, ==, at_tank->position.x);
  g_assert_cmpfloat (open->position.y, ==, at_tank->position.y);
  g_assert_true (anlan_map_scene_find_zone (scene, zone->id, &index));
  g_assert_nonnull (point);
  {
    g_autoptr (GArray) under = anlan_map_scene_pick_zones (scene, point->position, ANLAN_MAP_FLOORS_ALL);
    gboolean found = FALSE;

    for (guint i = 0; i < under->len; i++)
      found |= g_array_index (under, guint32, i) == index;
    g_assert_true (found);
  }
}

static void
test_cancelled (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (anlan_map_base_from_plant (fixture->plant, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&error);
  g_assert_false (anlan_map_builder_add_plant (builder, fixture->plant, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_words (void)
{
  g_assert_cmpint (anlan_map_risk_from_text ("red"), ==, ANLAN_MAP_RISK_RED);
  g_assert_cmpint (anlan_map_risk_from_text ("orange"), ==, ANLAN_MAP_RISK_ORANGE);
  g_assert_cmpint (anlan_map_risk_from_text ("yellow"), ==, ANLAN_MAP_RISK_YELLOW);
  g_assert_cmpint (anlan_map_risk_from_text ("blue"), ==, ANLAN_MAP_RISK_BLUE);
  g_assert_cmpint (anlan_map_risk_from_text (""), ==, ANLAN_MAP_RISK_NONE);
  g_assert_cmpint (anlan_map_risk_from_text ("Red"), ==, ANLAN_MAP_RISK_NONE);
  g_assert_cmpint (anlan_map_risk_from_text (NULL), ==, ANLAN_MAP_RISK_NONE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/map-plant/words", test_words);
  g_test_add ("/map-plant/all", Fixture, NULL, set_up, test_all, tear_down);
  g_test_add ("/map-plant/zones-are-records", Fixture, NULL, set_up, test_zones_are_records, tear_down);
  g_test_add ("/map-plant/overdue", Fixture, NULL, set_up, test_overdue, tear_down);
  g_test_add ("/map-plant/only", Fixture, NULL, set_up, test_only, tear_down);
  g_test_add ("/map-plant/places", Fixture, NULL, set_up, test_places, tear_down);
  g_test_add ("/map-plant/cancelled", Fixture, NULL, set_up, test_cancelled, tear_down);

  return g_test_run ();
}

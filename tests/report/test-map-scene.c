/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map-fixture.h"

static void
test_order_and_find (void)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  guint index;

  map_add_zone_rect (builder, "small", ANLAN_MAP_RISK_RED, 0, 0, 10, 10);
  map_add_zone_rect (builder, "large", ANLAN_MAP_RISK_BLUE, -50, -50, 100, 100);
  map_add_zone_rect (builder, "middle", ANLAN_MAP_RISK_NONE, -10, -10, 40, 40);
  scene = anlan_map_scene_builder_end (builder);

  g_assert_cmpuint (anlan_map_scene_get_n_zones (scene), ==, 3);
  g_assert_cmpstr (anlan_map_scene_get_zone (scene, 0)->id, ==, "large");
  g_assert_cmpstr (anlan_map_scene_get_zone (scene, 2)->id, ==, "small");
  g_assert_true (anlan_map_scene_find_zone (scene, "middle", &index));
  g_assert_cmpuint (index, ==, 1);
  g_assert_false (anlan_map_scene_find_zone (scene, "none", &index));
  /* 40 m on the ground, whatever the latitude does to the map. */
  {
    const AnlanMapZone *zone = anlan_map_scene_get_zone (scene, 1);
    double metres = anlan_map_metres_per_unit (zone->anchor.y);

    g_assert_cmpfloat_with_epsilon ((zone->bounds.x1 - zone->bounds.x0) * metres, 40, 0.01);
    g_assert_cmpfloat_with_epsilon (zone->radius * metres, 20, 0.5);
    g_assert_cmpfloat_with_epsilon (zone->area * metres * metres, 1600, 1);
  }
}

static void
test_pick (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  g_autoptr (GArray) inside =
      anlan_map_scene_pick_zones (scene, map_world_at (-40, -20), ANLAN_MAP_FLOORS_ALL);
  g_autoptr (GArray) in_hole =
      anlan_map_scene_pick_zones (scene, map_world_at (-16, -5), ANLAN_MAP_FLOORS_ALL);
  g_autoptr (GArray) nowhere = anlan_map_scene_pick_zones (scene, map_world_at (0, 80), ANLAN_MAP_FLOORS_ALL);

  g_assert_cmpuint (inside->len, ==, 1);
  g_assert_cmpstr (anlan_map_scene_get_zone (scene, g_array_index (inside, guint32, 0))->id, ==, "changed");
  g_assert_cmpuint (in_hole->len, ==, 0);
  g_assert_cmpuint (nowhere->len, ==, 0);
}

static void
test_pick_topmost_and_floors (void)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  g_autoptr (GArray) all = NULL;
  g_autoptr (GArray) upper = NULL;
  guint counts[ANLAN_MAP_N_RISKS];
  AnlanMapFloors ground = anlan_map_floor (0);
  AnlanMapFloors first = anlan_map_floor (1);
  MapShape shape = { .geometry.type = ANLAN_GEOMETRY_POLYGON };
  AnlanMapZone zone = { .id = "up", .risk = ANLAN_MAP_RISK_RED, .floors = first };

  map_shape_add_rect (&shape, FALSE, -5, -5, 10, 10);
  map_add_zone (builder, &zone, &shape);
  zone = (AnlanMapZone){ .id = "down", .risk = ANLAN_MAP_RISK_BLUE, .floors = ground };
  shape = (MapShape){ .geometry.type = ANLAN_GEOMETRY_POLYGON };
  map_shape_add_rect (&shape, FALSE, -50, -50, 100, 100);
  map_add_zone (builder, &zone, &shape);
  map_add_zone_rect (builder, "any", ANLAN_MAP_RISK_YELLOW, -20, -20, 40, 40);
  scene = anlan_map_scene_builder_end (builder);

  all = anlan_map_scene_pick_zones (scene, map_world_at (0, 0), ANLAN_MAP_FLOORS_ALL);
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpstr (anlan_map_scene_get_zone (scene, g_array_index (all, guint32, 0))->id, ==, "up");
  g_assert_cmpstr (anlan_map_scene_get_zone (scene, g_array_index (all, guint32, 2))->id, ==, "down");
  upper = anlan_map_scene_pick_zones (scene, map_world_at (0, 0), first);
  g_assert_cmpuint (upper->len, ==, 2);

  anlan_map_scene_count_zones (scene, first, counts);
  g_assert_cmpuint (counts[ANLAN_MAP_RISK_RED], ==, 1);
  g_assert_cmpuint (counts[ANLAN_MAP_RISK_YELLOW], ==, 1);
  g_assert_cmpuint (counts[ANLAN_MAP_RISK_BLUE], ==, 0);
  g_assert_cmphex (anlan_map_scene_get_floors (scene), ==, ground | first);
}

static void
test_refuses_what_cannot_be_drawn (void)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  MapShape line = { .geometry.type = ANLAN_GEOMETRY_LINE };
  AnlanMapZone zone = { .id = "z" };
  g_autoptr (AnlanShape) place = NULL;
  const double metres[] = { 0, 0, 10, 10 };

  map_shape_add (&line, FALSE, metres, 2);
  place = anlan_shape_new_line (&line.points[0].lon, 2, NULL);
  g_assert_false (anlan_map_scene_builder_add_zone (builder, &zone, place));
  scene = anlan_map_scene_builder_end (builder);
  g_assert_cmpuint (anlan_map_scene_get_n_zones (scene), ==, 0);
  g_assert_true (anlan_map_rect_is_empty (anlan_map_scene_get_bounds (scene)));
}

static void
test_counts (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  guint counts[ANLAN_MAP_N_RISKS];

  anlan_map_scene_count_zones (scene, ANLAN_MAP_FLOORS_ALL, counts);
  for (guint risk = ANLAN_MAP_RISK_BLUE; risk < ANLAN_MAP_N_RISKS; risk++)
    g_assert_cmpuint (counts[risk], ==, 1);
  anlan_map_scene_count_symbols (scene, ANLAN_MAP_SYMBOL_RISK_POINT, ANLAN_MAP_FLOORS_ALL, counts);
  g_assert_cmpuint (counts[ANLAN_MAP_RISK_RED], ==, 1);
  g_assert_cmpuint (counts[ANLAN_MAP_RISK_YELLOW], ==, 1);
  g_assert_cmpuint (counts[ANLAN_MAP_RISK_NONE], ==, 0);
}

static void
count_ring (const AnlanMapPoint *points, guint n_points, gboolean hole, gpointer data)
{
  guint *counts = data;

  g_assert_cmpuint (n_points, ==, 5);
  g_assert_cmpfloat (points[0].x, ==, points[4].x);
  counts[hole ? 1 : 0]++;
}

static void
test_rings (void)
{
  g_autoptr (AnlanMapScene) scene = map_make_plant ();
  guint counts[2] = { 0, 0 };
  guint zone;

  g_assert_true (anlan_map_scene_find_zone (scene, "changed", &zone));
  anlan_map_scene_foreach_ring (scene, zone, count_ring, counts);
  g_assert_cmpuint (counts[0], ==, 1);
  g_assert_cmpuint (counts[1], ==, 1);
}

static void
test_drawing_bounds (void)
{
  g_autoptr (AnlanMapSceneBuilder) builder = anlan_map_scene_builder_new ();
  g_autoptr (AnlanMapScene) scene = NULL;
  g_autoptr (GBytes) pixels = g_bytes_new_take (g_malloc0 (20 * 10 * 4), 20 * 10 * 4);
  g_autoptr (AnlanMapImage) image = anlan_map_image_new (pixels, 20, 10, 80, 20, 10);
  /* Turned by 90°: x of the image goes down on the map. */
  AnlanMapDrawing drawing = {
    image, { .xy = -0.001, .yx = 0.001, .x0 = 0.5, .y0 = 0.5 }, 2.0, ANLAN_MAP_FLOORS_ALL
  };
  AnlanMapRect bounds;

  anlan_map_scene_builder_add_drawing (builder, &drawing);
  scene = anlan_map_scene_builder_end (builder);
  bounds = anlan_map_scene_get_bounds (scene);
  g_assert_cmpfloat_with_epsilon (bounds.x0, 0.49, 1e-12);
  g_assert_cmpfloat_with_epsilon (bounds.x1, 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (bounds.y1, 0.52, 1e-12);
  g_assert_cmpfloat (anlan_map_scene_get_drawing (scene, 0)->opacity, ==, 1);
}

static void
test_floors (void)
{
  const struct
  {
    const char *text;
    AnlanMapFloors floors;
  } cases[] = {
    { NULL, ANLAN_MAP_FLOORS_ALL },
    { "", ANLAN_MAP_FLOORS_ALL },
    { "0", 1u << 15 },
    { "-1", 1u << 14 },
    { "0;1;2", 7u << 15 },
    { "1; 2 ", 3u << 16 },
    { "-99", 1 },
    { "99", G_GUINT64_CONSTANT (1) << 62 },
    { "99999999999999999999", G_GUINT64_CONSTANT (1) << 62 },
    { "roof", ANLAN_MAP_FLOORS_ALL },
    { "0-2", ANLAN_MAP_FLOORS_ALL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmphex (anlan_map_floors_from_text (cases[i].text), ==, cases[i].floors);
}

typedef struct
{
  AnlanFeatureClass feature_class;
  AnlanGeometryType type;
  const char *key;
  const char *value;
  const char *key2;
  const char *value2;
  AnlanMapFeatureKind kind;
  AnlanMapFeatureFlags flags;
  double width;
} ClassifyCase;

/* Tags of the OpenStreetMap wiki. */
static const ClassifyCase classify_cases[] = {
  { ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_LINE, "highway", "motorway", NULL, NULL, ANLAN_MAP_FEATURE_TRUNK, 0,
    0 },
  { ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_LINE, "highway", "primary", "lanes", "4", ANLAN_MAP_FEATURE_PRIMARY, 0,
    14 },
  { ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_LINE, "highway", "service", "width", "6.5 m",
    ANLAN_MAP_FEATURE_SERVICE, 0, 6.5 },
  { ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_LINE, "highway", "service", "width", "12'3\"",
    ANLAN_MAP_FEATURE_SERVICE, 0, 0 },
  { ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_LINE, "highway", "service", "width", "1e9", ANLAN_MAP_FEATURE_SERVICE,
    0, 0 },
  { ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_LINE, "highway", "living_street", NULL, NULL, ANLAN_MAP_FEATURE_STREET,
    0, 0 },
  { ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_LINE, "highway", "footway", "covered", "yes", ANLAN_MAP_FEATURE_PATH,
    ANLAN_MAP_FEATURE_TUNNEL, 0 },
  { ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_LINE, "highway", "tertiary", "bridge", "yes",
    ANLAN_MAP_FEATURE_TERTIARY, ANLAN_MAP_FEATURE_BRIDGE, 0 },
  { ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_LINE, "highway", "proposed", NULL, NULL, ANLAN_MAP_FEATURE_NONE, 0,
    0 },
  { ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_POLYGON, "amenity", "parking", NULL, NULL, ANLAN_MAP_FEATURE_PARKING,
    0, 0 },
  { ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_POINT, "highway", "crossing", NULL, NULL, ANLAN_MAP_FEATURE_NONE, 0,
    0 },
  { ANLAN_FEATURE_RAIL, ANLAN_GEOMETRY_LINE, "railway", "rail", NULL, NULL, ANLAN_MAP_FEATURE_RAIL, 0, 0 },
  { ANLAN_FEATURE_RAIL, ANLAN_GEOMETRY_LINE, "railway", "subway", NULL, NULL, ANLAN_MAP_FEATURE_RAIL,
    ANLAN_MAP_FEATURE_TUNNEL, 0 },
  { ANLAN_FEATURE_RAIL, ANLAN_GEOMETRY_LINE, "railway", "razed", NULL, NULL, ANLAN_MAP_FEATURE_NONE, 0, 0 },
  { ANLAN_FEATURE_RAIL, ANLAN_GEOMETRY_POLYGON, "railway", "platform", NULL, NULL, ANLAN_MAP_FEATURE_SQUARE,
    0, 0 },
  { ANLAN_FEATURE_BUILDING, ANLAN_GEOMETRY_POLYGON, "building", "yes", NULL, NULL, ANLAN_MAP_FEATURE_BUILDING,
    0, 0 },
  { ANLAN_FEATURE_BUILDING, ANLAN_GEOMETRY_POLYGON, "building", "roof", NULL, NULL, ANLAN_MAP_FEATURE_ROOF, 0,
    0 },
  { ANLAN_FEATURE_BUILDING, ANLAN_GEOMETRY_POLYGON, "building", "yes", "man_made", "storage_tank",
    ANLAN_MAP_FEATURE_TANK, 0, 0 },
  { ANLAN_FEATURE_BUILDING, ANLAN_GEOMETRY_POLYGON, "building:part", "yes", NULL, NULL,
    ANLAN_MAP_FEATURE_NONE, 0, 0 },
  { ANLAN_FEATURE_OTHER, ANLAN_GEOMETRY_POLYGON, "man_made", "storage_tank", NULL, NULL,
    ANLAN_MAP_FEATURE_TANK, 0, 0 },
  { ANLAN_FEATURE_OTHER, ANLAN_GEOMETRY_POLYGON, "landuse", "industrial", NULL, NULL, ANLAN_MAP_FEATURE_SITE,
    0, 0 },
  { ANLAN_FEATURE_OTHER, ANLAN_GEOMETRY_LINE, "man_made", "pipeline", NULL, NULL, ANLAN_MAP_FEATURE_PIPE, 0,
    0 },
  { ANLAN_FEATURE_OTHER, ANLAN_GEOMETRY_POLYGON, "boundary", "administrative", NULL, NULL,
    ANLAN_MAP_FEATURE_NONE, 0, 0 },
  { ANLAN_FEATURE_WATER, ANLAN_GEOMETRY_POLYGON, "natural", "water", NULL, NULL, ANLAN_MAP_FEATURE_WATER, 0,
    0 },
  { ANLAN_FEATURE_WATER, ANLAN_GEOMETRY_LINE, "waterway", "canal", NULL, NULL, ANLAN_MAP_FEATURE_CANAL, 0,
    0 },
  { ANLAN_FEATURE_WATER, ANLAN_GEOMETRY_LINE, "waterway", "ditch", NULL, NULL, ANLAN_MAP_FEATURE_STREAM, 0,
    0 },
  { ANLAN_FEATURE_GREEN, ANLAN_GEOMETRY_POLYGON, "leisure", "pitch", NULL, NULL, ANLAN_MAP_FEATURE_PITCH, 0,
    0 },
  { ANLAN_FEATURE_GREEN, ANLAN_GEOMETRY_POLYGON, "landuse", "meadow", NULL, NULL, ANLAN_MAP_FEATURE_GRASS, 0,
    0 },
  { ANLAN_FEATURE_FENCE, ANLAN_GEOMETRY_LINE, "barrier", "retaining_wall", NULL, NULL, ANLAN_MAP_FEATURE_WALL,
    0, 0 },
  { ANLAN_FEATURE_FENCE, ANLAN_GEOMETRY_LINE, "barrier", "fence", NULL, NULL, ANLAN_MAP_FEATURE_FENCE, 0, 0 },
  { ANLAN_FEATURE_FENCE, ANLAN_GEOMETRY_LINE, "barrier", "kerb", NULL, NULL, ANLAN_MAP_FEATURE_NONE, 0, 0 },
  { ANLAN_FEATURE_GATE, ANLAN_GEOMETRY_POINT, "barrier", "lift_gate", NULL, NULL, ANLAN_MAP_FEATURE_GATE, 0,
    0 },
};

static void
test_classify (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (classify_cases); i++)
    {
      const ClassifyCase *c = &classify_cases[i];
      const AnlanTag tags[] = { { c->key, c->value, ANLAN_TAG_TEXT, NAN },
                                { c->key2 != NULL ? c->key2 : "note", c->value2 != NULL ? c->value2 : "",
                                  ANLAN_TAG_TEXT, NAN } };
      AnlanFeature feature = {
        .feature_class = c->feature_class, .n_tags = 2, .tags = tags, .geometry.type = c->type
      };
      AnlanMapFeatureFlags flags;
      double width;

      g_test_message ("%s=%s", c->key, c->value);
      g_assert_cmpint (anlan_map_classify (&feature, &flags, &width), ==, c->kind);
      g_assert_cmpint (flags, ==, c->flags);
      g_assert_cmpfloat (width, ==, c->width);
    }
}

static void
test_base (void)
{
  g_autoptr (AnlanMapBase) base = map_make_base ();
  AnlanMapFeatureKind last = ANLAN_MAP_FEATURE_NONE;
  gboolean seen = FALSE;

  g_assert_cmpuint (anlan_map_base_get_n_features (base), ==, 14);
  for (guint i = 0; i < anlan_map_base_get_n_features (base); i++)
    {
      const AnlanMapFeature *feature = anlan_map_base_get_feature (base, i);

      g_assert_cmpint (feature->kind, >=, last);
      last = feature->kind;
      if (strcmp (feature->name, "压缩机厂房") == 0)
        {
          seen = TRUE;
          g_assert_cmpfloat_with_epsilon (feature->radius * anlan_map_metres_per_unit (feature->anchor.y), 15,
                                          0.5);
        }
    }
  g_assert_true (seen);
}

static void
test_snap (void)
{
  g_autoptr (AnlanMapBase) base = map_make_base ();
  AnlanMapPoint snapped;
  double metre = 1 / anlan_map_metres_per_unit (map_world_at (0, 0).y);
  AnlanMapPoint corner = map_world_at (20, -70);
  AnlanMapPoint edge = map_world_at (50, -40);

  /* 2 m off the corner of the compressor house and 0.5 m off its edge: the corner wins. */
  g_assert_true (anlan_map_base_snap (base, map_world_at (22, -69.5), 3 * metre, &snapped));
  g_assert_cmpfloat_with_epsilon (snapped.x, corner.x, 0.001 * metre);
  g_assert_cmpfloat_with_epsilon (snapped.y, corner.y, 0.001 * metre);
  /* Far from a corner: the foot on the edge. */
  g_assert_true (anlan_map_base_snap (base, map_world_at (50, -38), 3 * metre, &snapped));
  g_assert_cmpfloat_with_epsilon (snapped.x, edge.x, 0.01 * metre);
  g_assert_cmpfloat_with_epsilon (snapped.y, edge.y, 0.01 * metre);
  /* A road is nothing to snap to. */
  g_assert_false (anlan_map_base_snap (base, map_world_at (0, 60), 3 * metre, &snapped));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map/scene/order-and-find", test_order_and_find);
  g_test_add_func ("/map/scene/pick", test_pick);
  g_test_add_func ("/map/scene/pick-topmost-and-floors", test_pick_topmost_and_floors);
  g_test_add_func ("/map/scene/refuses-what-cannot-be-drawn", test_refuses_what_cannot_be_drawn);
  g_test_add_func ("/map/scene/counts", test_counts);
  g_test_add_func ("/map/scene/rings", test_rings);
  g_test_add_func ("/map/scene/drawing-bounds", test_drawing_bounds);
  g_test_add_func ("/map/scene/floors", test_floors);
  g_test_add_func ("/map/base/classify", test_classify);
  g_test_add_func ("/map/base/features", test_base);
  g_test_add_func ("/map/base/snap", test_snap);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-test"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "fixture.h"
#include "report/geodata.h"

static AnlanGeodata *
read_text (const char *elements)
{
  g_autofree char *text =
      g_strconcat ("<?xml version='1.0' encoding='UTF-8'?><osm version='0.6'>", elements, "</osm>", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  AnlanGeodata *geodata = anlan_geodata_read_bytes (bytes, "map.osm", NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (anlan_geodata_get_kind (geodata), ==, ANLAN_GEODATA_OSM);
  return geodata;
}

static const AnlanFeature *
find (const AnlanGeodata *geodata, const char *id)
{
  for (guint i = 0; i < anlan_geodata_get_n_features (geodata); i++)
    {
      const AnlanFeature *feature = anlan_geodata_get_feature (geodata, i);

      if (strcmp (feature->id, id) == 0)
        return feature;
    }
  return NULL;
}

/* Nodes 1 to 9 stand on a grid of thousandths of a degree: 123 / 456 / 789 from the south. */
#define GRID                                                                                                 \
  "<node id='1' lon='0.000' lat='0.000'/><node id='2' lon='0.001' lat='0.000'/><node id='3' lon='0.002' "    \
  "lat='0.000'/>"                                                                                            \
  "<node id='4' lon='0.000' lat='0.001'/><node id='5' lon='0.001' lat='0.001'/><node id='6' lon='0.002' "    \
  "lat='0.001'/>"                                                                                            \
  "<node id='7' lon='0.000' lat='0.002'/><node id='8' lon='0.001' lat='0.002'/><node id='9' lon='0.002' "    \
  "lat='0.002'/>"

#define SQUARE "<nd ref='1'/><nd ref='3'/><nd ref='9'/><nd ref='7'/><nd ref='1'/>"

/* Tags of closed and open ways and of nodes, by the wiki's pages of their keys. */
static void
test_classes (void)
{
  static const struct
  {
    const char *tags;
    AnlanFeatureClass of_ring;
    AnlanGeometryType type_of_ring;
    AnlanFeatureClass of_node;
  } cases[] = {
#define TAG(k, v) "<tag k='" k "' v='" v "'/>"
    { TAG ("building", "industrial"), ANLAN_FEATURE_BUILDING, ANLAN_GEOMETRY_POLYGON,
      ANLAN_FEATURE_BUILDING },
    { TAG ("building", "no"), ANLAN_FEATURE_OTHER, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_OTHER },
    { TAG ("building:part", "yes"), ANLAN_FEATURE_OTHER, ANLAN_GEOMETRY_POLYGON, ANLAN_FEATURE_OTHER },
    { TAG ("barrier", "gate"), ANLAN_FEATURE_GATE, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_GATE },
    { TAG ("barrier", "lift_gate"), ANLAN_FEATURE_GATE, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_GATE },
    { TAG ("entrance", "main"), ANLAN_FEATURE_GATE, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_GATE },
    { TAG ("barrier", "fence"), ANLAN_FEATURE_FENCE, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_FENCE },
    { TAG ("barrier", "wall"), ANLAN_FEATURE_FENCE, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_FENCE },
    { TAG ("barrier", "wall") TAG ("building", "yes"), ANLAN_FEATURE_BUILDING, ANLAN_GEOMETRY_POLYGON,
      ANLAN_FEATURE_BUILDING },
    { TAG ("highway", "service"), ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_OTHER },
    { TAG ("highway", "pedestrian") TAG ("area", "yes"), ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_POLYGON,
      ANLAN_FEATURE_OTHER },
    { TAG ("highway", "proposed"), ANLAN_FEATURE_OTHER, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_OTHER },
    { TAG ("amenity", "parking"), ANLAN_FEATURE_ROAD, ANLAN_GEOMETRY_POLYGON, ANLAN_FEATURE_OTHER },
    { TAG ("amenity", "fire_station"), ANLAN_FEATURE_OTHER, ANLAN_GEOMETRY_POLYGON, ANLAN_FEATURE_OTHER },
    { TAG ("railway", "rail"), ANLAN_FEATURE_RAIL, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_OTHER },
    { TAG ("railway", "abandoned"), ANLAN_FEATURE_OTHER, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_OTHER },
    { TAG ("natural", "water"), ANLAN_FEATURE_WATER, ANLAN_GEOMETRY_POLYGON, ANLAN_FEATURE_WATER },
    { TAG ("waterway", "canal"), ANLAN_FEATURE_WATER, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_WATER },
    { TAG ("waterway", "riverbank"), ANLAN_FEATURE_WATER, ANLAN_GEOMETRY_POLYGON, ANLAN_FEATURE_WATER },
    { TAG ("landuse", "basin"), ANLAN_FEATURE_WATER, ANLAN_GEOMETRY_POLYGON, ANLAN_FEATURE_WATER },
    { TAG ("landuse", "grass"), ANLAN_FEATURE_GREEN, ANLAN_GEOMETRY_POLYGON, ANLAN_FEATURE_GREEN },
    { TAG ("natural", "wood"), ANLAN_FEATURE_GREEN, ANLAN_GEOMETRY_POLYGON, ANLAN_FEATURE_GREEN },
    { TAG ("natural", "tree_row"), ANLAN_FEATURE_GREEN, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_GREEN },
    { TAG ("leisure", "pitch"), ANLAN_FEATURE_GREEN, ANLAN_GEOMETRY_POLYGON, ANLAN_FEATURE_GREEN },
    { TAG ("leisure", "track"), ANLAN_FEATURE_GREEN, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_GREEN },
    { TAG ("landuse", "industrial"), ANLAN_FEATURE_OTHER, ANLAN_GEOMETRY_POLYGON, ANLAN_FEATURE_OTHER },
    { TAG ("man_made", "storage_tank"), ANLAN_FEATURE_OTHER, ANLAN_GEOMETRY_POLYGON, ANLAN_FEATURE_OTHER },
    { TAG ("man_made", "pipeline"), ANLAN_FEATURE_OTHER, ANLAN_GEOMETRY_LINE, ANLAN_FEATURE_OTHER },
    { TAG ("landuse", "grass") TAG ("area", "no"), ANLAN_FEATURE_GREEN, ANLAN_GEOMETRY_LINE,
      ANLAN_FEATURE_GREEN },
#undef TAG
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
          g_strdup_printf (GRID "<node id='20' lon='1' lat='1'>%s</node>"
                                "<way id='30'>" SQUARE "%s</way>"
                                "<way id='31'><nd ref='1'/><nd ref='2'/><nd ref='6'/>%s</way>",
                           cases[i].tags, cases[i].tags, cases[i].tags);
      g_autoptr (AnlanGeodata) geodata = read_text (text);
      const AnlanFeature *ring = find (geodata, "way/30");

      g_test_message ("%s", cases[i].tags);
      g_assert_cmpuint (anlan_geodata_get_n_features (geodata), ==, 3);
      g_assert_cmpint (ring->feature_class, ==, cases[i].of_ring);
      g_assert_cmpint (ring->geometry.type, ==, cases[i].type_of_ring);
      g_assert_cmpint (find (geodata, "way/31")->geometry.type, ==, ANLAN_GEOMETRY_LINE);
      g_assert_cmpint (find (geodata, "node/20")->feature_class, ==, cases[i].of_node);
      g_assert_cmpint (find (geodata, "node/20")->geometry.type, ==, ANLAN_GEOMETRY_POINT);
    }
}

static void
test_class_words (void)
{
  for (AnlanFeatureClass c = 0; c < ANLAN_N_FEATURE_CLASSES; c++)
    {
      AnlanFeatureClass back;

      g_assert_true (anlan_feature_class_from_text (anlan_feature_class_to_text (c), &back));
      g_assert_cmpint (back, ==, c);
    }
  g_assert_false (anlan_feature_class_from_text ("castle", &(AnlanFeatureClass){ 0 }));
}

static void
test_names (void)
{
  g_autoptr (AnlanGeodata) geodata = read_text (
      GRID "<way id='1'>" SQUARE
           "<tag k='building' v='yes'/><tag k='name:en' v='A &amp; B'/><tag k='level' v='1;2'/></way>"
           "<way id='2'>" SQUARE
           "<tag k='building' v='yes'/><tag k='name:en' v='Hall'/><tag k='name:zh' v='大厅'/></way>"
           "<way id='3'>" SQUARE
           "<tag k='building' v='yes'/><tag k='name' v='3号楼'/><tag k='name:zh' v='三号楼'/></way>"
           "<way id='4'>" SQUARE "<tag k='building' v='yes'/></way>");
  static const char *const names[][3] = {
    { "A & B", "", "A & B" }, { "大厅", "大厅", "Hall" }, { "3号楼", "三号楼", "" }, { "", "", "" }
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const AnlanFeature *feature = anlan_geodata_get_feature (geodata, i);

      g_assert_cmpstr (feature->name, ==, names[i][0]);
      g_assert_cmpstr (feature->name_zh, ==, names[i][1]);
      g_assert_cmpstr (feature->name_en, ==, names[i][2]);
      g_assert_cmpstr (feature->level, ==, i == 0 ? "1;2" : "");
    }
}

/* The square's ring from four ways, two of them turned around, with a hole from two ways and an island in it. */
static void
test_multipolygon (void)
{
  g_autoptr (AnlanGeodata) geodata = read_text (
      GRID
      "<node id='41' lon='0.0002' lat='0.0002'/><node id='42' lon='0.0018' lat='0.0002'/>"
      "<node id='43' lon='0.0018' lat='0.0018'/><node id='44' lon='0.0002' lat='0.0018'/>"
      "<node id='51' lon='0.0008' lat='0.0008'/><node id='52' lon='0.0012' lat='0.0008'/>"
      "<node id='53' lon='0.0012' lat='0.0012'/>"
      "<relation id='9'><member type='way' ref='1' role='outer'/><member type='way' ref='5' role='inner'/>"
      "<member type='way' ref='3' role='outer'/><member type='way' ref='2' role='outer'/>"
      "<member type='way' ref='6' role='inner'/><member type='way' ref='4' role='outer'/>"
      "<member type='way' ref='7' role='outer'/><member type='node' ref='1' role='label'/>"
      "<tag k='type' v='multipolygon'/><tag k='natural' v='water'/><tag k='name' v='环湖'/></relation>"
      "<way id='1'><nd ref='1'/><nd ref='2'/><nd ref='3'/></way>"
      "<way id='2'><nd ref='9'/><nd ref='6'/><nd ref='3'/></way>"
      "<way id='3'><nd ref='9'/><nd ref='8'/><nd ref='7'/></way>"
      "<way id='4'><nd ref='1'/><nd ref='4'/><nd ref='7'/></way>"
      "<way id='5'><nd ref='41'/><nd ref='42'/><nd ref='43'/></way>"
      "<way id='6'><nd ref='41'/><nd ref='44'/><nd ref='43'/></way>"
      "<way id='7'><nd ref='51'/><nd ref='52'/><nd ref='53'/><nd ref='51'/></way>");
  const AnlanFeature *lake = find (geodata, "relation/9");
  const AnlanGeodataCounts *counts = anlan_geodata_get_counts (geodata);
  static const guint8 holes[] = { FALSE, TRUE, FALSE };
  static const guint32 ends[] = { 9, 14, 18 };

  g_assert_cmpuint (anlan_geodata_get_n_features (geodata), ==, 1);
  g_assert_cmpstr (lake->name, ==, "环湖");
  g_assert_cmpint (lake->feature_class, ==, ANLAN_FEATURE_WATER);
  g_assert_cmpmem (lake->geometry.part_holes, lake->geometry.n_parts, holes, sizeof holes);
  g_assert_cmpmem (lake->geometry.part_ends, lake->geometry.n_parts * sizeof (guint32), ends, sizeof ends);
  g_assert_cmpuint (counts->open_rings + counts->broken_relations + counts->missing_ways, ==, 0);
  g_assert_cmpuint (counts->relations, ==, 1);
  g_assert_null (anlan_geodata_get_notes (geodata)[0]);
}

/* Roles left out: what lies within is a hole, and what lies within that is none. */
static void
test_no_roles (void)
{
  g_autoptr (AnlanGeodata) geodata = read_text (
      GRID "<node id='41' lon='0.0002' lat='0.0002'/><node id='42' lon='0.0018' lat='0.0002'/>"
           "<node id='43' lon='0.0018' lat='0.0018'/>"
           "<node id='51' lon='0.0012' lat='0.0004'/><node id='52' lon='0.0016' lat='0.0004'/>"
           "<node id='53' lon='0.0016' lat='0.0008'/>"
           "<way id='1'>" SQUARE "</way>"
           "<way id='2'><nd ref='41'/><nd ref='42'/><nd ref='43'/><nd ref='41'/></way>"
           "<way id='3'><nd ref='51'/><nd ref='52'/><nd ref='53'/><nd ref='51'/></way>"
           "<relation id='9'><member type='way' ref='1' role=''/><member type='way' ref='2' role=''/>"
           "<member type='way' ref='3' role=''/><tag k='type' v='multipolygon'/><tag k='landuse' "
           "v='grass'/></relation>");
  const AnlanGeometry *geometry = &find (geodata, "relation/9")->geometry;
  static const guint8 holes[] = { FALSE, TRUE, FALSE };

  g_assert_cmpmem (geometry->part_holes, geometry->n_parts, holes, sizeof holes);
}

/* Old multipolygons have their tags on the outer way, which is then not drawn once more. */
static void
test_old_multipolygon (void)
{
  g_autoptr (AnlanGeodata) geodata = read_text (
      GRID
      "<node id='41' lon='0.0002' lat='0.0002'/><node id='42' lon='0.0018' lat='0.0002'/>"
      "<node id='43' lon='0.0018' lat='0.0018'/>"
      "<way id='1'>" SQUARE "<tag k='building' v='yes'/><tag k='name' v='回字楼'/></way>"
      "<way id='2'><nd ref='41'/><nd ref='42'/><nd ref='43'/><nd ref='41'/></way>"
      "<relation id='9'><member type='way' ref='1' role='outer'/><member type='way' ref='2' role='inner'/>"
      "<tag k='type' v='multipolygon'/></relation>");
  const AnlanFeature *building = find (geodata, "relation/9");

  g_assert_cmpuint (anlan_geodata_get_n_features (geodata), ==, 1);
  g_assert_cmpint (building->feature_class, ==, ANLAN_FEATURE_BUILDING);
  g_assert_cmpstr (building->name, ==, "回字楼");
  g_assert_cmpuint (building->geometry.n_parts, ==, 2);
}

/* What extracts break: nothing stops the reading, all is counted. */
static void
test_broken_references (void)
{
  g_autoptr (AnlanGeodata) geodata = read_text (
      GRID
      "<node id='60'/><node id='61' lon='200' lat='0'/><node id='62' lon='x' lat='0'><tag k='name' "
      "v='x'/></node>"
      "<way id='1'><nd ref='1'/><nd ref='99'/><nd ref='2'/><tag k='highway' v='service'/></way>"
      "<way id='2'><nd ref='98'/><nd ref='99'/><tag k='highway' v='service'/></way>"
      "<way id='3'><nd ref='1'/><nd ref='99'/><nd ref='3'/><nd ref='9'/><nd ref='1'/><tag k='building' "
      "v='yes'/></way>"
      "<way id='4'><tag k='highway' v='service'/></way>"
      "<way id='5'><nd ref='1'/><nd ref='2'/></way>"
      "<relation id='1'><member type='way' ref='5' role='outer'/><member type='way' ref='77' role='outer'/>"
      "<tag k='type' v='multipolygon'/><tag k='landuse' v='grass'/></relation>"
      "<relation id='2'><member type='relation' ref='1' role=''/><tag k='type' v='route'/></relation>"
      "<relation id='3'><tag k='type' v='multipolygon'/></relation>");
  const AnlanGeodataCounts *counts = anlan_geodata_get_counts (geodata);

  g_assert_cmpuint (anlan_geodata_get_n_features (geodata), ==, 2);
  g_assert_cmpuint (find (geodata, "way/1")->geometry.n_points, ==, 2);
  g_assert_cmpint (find (geodata, "way/3")->geometry.type, ==, ANLAN_GEOMETRY_POLYGON);
  g_assert_cmpuint (counts->nodes, ==, 12);
  g_assert_cmpuint (counts->ways, ==, 5);
  g_assert_cmpuint (counts->relations, ==, 3);
  g_assert_cmpuint (counts->bad_positions, ==, 3);
  g_assert_cmpuint (counts->missing_nodes, ==, 4);
  g_assert_cmpuint (counts->missing_ways, ==, 1);
  g_assert_cmpuint (counts->broken_ways, ==, 2);
  g_assert_cmpuint (counts->broken_relations, ==, 1);
  g_assert_cmpuint (counts->open_rings, ==, 1);
  g_assert_nonnull (anlan_geodata_get_notes (geodata)[2]);
  g_assert_null (anlan_geodata_get_notes (geodata)[3]);
}

/* Files that hold next to nothing: the sanitizers of the fuzzers see every step. */
static void
test_empty (void)
{
  static const char *const cases[] = {
    "",
    "<way id='1'/>",
    "<way id='1'><tag k='highway' v='service'/></way>",
    "<way id='1'><nd ref='9'/><tag k='highway' v='service'/></way>",
    "<relation id='1'/>",
    "<relation id='1'><tag k='type' v='multipolygon'/></relation>",
    "<way id='1'/><relation id='1'><member type='way' ref='1' role='outer'/>"
    "<tag k='type' v='multipolygon'/><tag k='building' v='yes'/></relation>",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanGeodata) geodata = read_text (cases[i]);

      g_assert_cmpuint (anlan_geodata_get_n_features (geodata), ==, 0);
    }
}

/* Deleted things, ids below zero (new ones of an editor), ways before their nodes, positions within ways. */
static void
test_variants (void)
{
  g_autoptr (AnlanGeodata) geodata = read_text (
      "<bounds minlat='0' minlon='0' maxlat='1' maxlon='1'/><note>text</note>"
      "<way id='-5'><nd ref='-1'/><nd ref='-2'/><tag k='highway' v='path'/></way>"
      "<way id='6' visible='false'><nd ref='-1'/><nd ref='-2'/><tag k='highway' v='path'/></way>"
      "<way id='7'><nd ref='70' lat='5' lon='6'/><nd ref='71' lat='5.1' lon='6.1'/><tag k='highway' "
      "v='path'/></way>"
      "<node id='-1' lat='1' lon='2' action='modify'/><node id='-2' lat='1.1' lon='2.1'/>"
      "<node id='3' lat='1' lon='2' action='delete'><tag k='name' v='x'/></node>"
      "<node id='4' lat='1' lon='2'><tag k='source' v='survey'/><tag k='created_by' v='JOSM'/></node>");
  AnlanLonLatBounds bounds = anlan_geodata_get_bounds (geodata);

  g_assert_cmpuint (anlan_geodata_get_n_features (geodata), ==, 2);
  g_assert_cmpuint (find (geodata, "way/-5")->geometry.n_points, ==, 2);
  g_assert_cmpuint (find (geodata, "way/7")->geometry.n_points, ==, 2);
  g_assert_cmpfloat (bounds.west, ==, 2);
  g_assert_cmpfloat (bounds.north, ==, 5.1);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "<!-- <osm> --><html xmlns='x'/>", "not one" },
    { "<osm version='0.6'><node id='1' lat='0' lon='0'/>", "damaged" },
    { "<osm version='0.6'><way id='1'><nd ref='1'></way></osm>", "line 1" },
    { "<osm version='0.6'><node lat='0' lon='0'/></osm>", "not one" },
    { "<osm version='0.6'><way id='1x'/></osm>", "not one" },
    { "<osm version='0.6'>\xff\xfe</osm>", "damaged" },
    { "<osm", "damaged" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (cases[i].text, strlen (cases[i].text));
      g_autoptr (GError) error = NULL;

      g_test_message ("case %u", i);
      g_assert_null (anlan_geodata_read_bytes (bytes, "map.osm", NULL, NULL, NULL, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i].words));
    }
}

static gboolean
is_chinese (const char *name)
{
  for (const char *p = name; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_get_script (g_utf8_get_char (p)) == G_UNICODE_SCRIPT_HAN)
      return TRUE;
  return FALSE;
}

/* The numbers were counted in the file with another XML parser: 99 elements with a tag building (96 ways, 2 relations, 1
 * node), 59 of them with a name, all Chinese; 3 gates. */
static void
test_real_campus (void)
{
  g_autofree char *path = fixture_shared ("shu_campus.osm");
  g_autoptr (AnlanGeodata) geodata = NULL;
  g_autoptr (GError) error = NULL;
  guint of_class[ANLAN_N_FEATURE_CLASSES] = { 0 };
  guint named = 0;
  AnlanLonLatBounds bounds;
  const AnlanFeature *feature;

  if (path == NULL)
    return;
  geodata = anlan_geodata_read (path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < anlan_geodata_get_n_features (geodata); i++)
    {
      feature = anlan_geodata_get_feature (geodata, i);
      of_class[feature->feature_class]++;
      if (feature->feature_class == ANLAN_FEATURE_BUILDING && *feature->name != '\0')
        {
          g_assert_true (is_chinese (feature->name));
          named++;
        }
    }
  g_assert_cmpuint (of_class[ANLAN_FEATURE_BUILDING], ==, 99);
  g_assert_cmpuint (named, ==, 59);
  g_assert_cmpuint (of_class[ANLAN_FEATURE_GATE], ==, 3);
  g_assert_cmpuint (anlan_geodata_get_counts (geodata)->nodes, ==, 3619);
  g_assert_cmpuint (anlan_geodata_get_counts (geodata)->ways, ==, 393);
  g_assert_cmpuint (anlan_geodata_get_counts (geodata)->relations, ==, 56);
  /* 经管大楼 is a multipolygon of an outer ring and two yards. */
  feature = find (geodata, "relation/13183091");
  g_assert_cmpstr (feature->name, ==, "经管大楼");
  g_assert_cmpuint (feature->geometry.n_parts, ==, 3);
  bounds = anlan_geodata_get_bounds (geodata);
  g_assert_cmpfloat (bounds.west, >, 121);
  g_assert_cmpfloat (bounds.north, <, 32);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/report/osm/classes", test_classes);
  g_test_add_func ("/report/osm/class-words", test_class_words);
  g_test_add_func ("/report/osm/names", test_names);
  g_test_add_func ("/report/osm/multipolygon", test_multipolygon);
  g_test_add_func ("/report/osm/no-roles", test_no_roles);
  g_test_add_func ("/report/osm/old-multipolygon", test_old_multipolygon);
  g_test_add_func ("/report/osm/broken-references", test_broken_references);
  g_test_add_func ("/report/osm/empty", test_empty);
  g_test_add_func ("/report/osm/variants", test_variants);
  g_test_add_func ("/report/osm/refused", test_refused);
  g_test_add_func ("/report/osm/real-campus", test_real_campus);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-test"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "fixture.h"
#include "report/geodata.h"

static AnlanGeodata *
read_text (const char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;
  AnlanGeodata *geodata = anlan_geodata_read_bytes (bytes, "map.geojson", NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (anlan_geodata_get_kind (geodata), ==, ANLAN_GEODATA_GEOJSON);
  return geodata;
}

static void
assert_refused (const char *text, int code, const char *words)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_geodata_read_bytes (bytes, "map.geojson", NULL, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not contain “%s”", error->message, words);
}

/* Geometries as RFC 7946, appendix A, has them, and what comes out when they are written again. */
static void
test_geometries (void)
{
  static const struct
  {
    const char *json;
    AnlanGeometryType type;
    guint n_parts;
    guint n_points;
    const char *again; /* NULL: the same */
  } cases[] = {
    { "{\"type\":\"Point\",\"coordinates\":[100,0]}", ANLAN_GEOMETRY_POINT, 1, 1, NULL },
    { "{\"type\":\"LineString\",\"coordinates\":[[100,0],[101,1]]}", ANLAN_GEOMETRY_LINE, 1, 2, NULL },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[100,0],[101,0],[101,1],[100,1],[100,0]]]}",
      ANLAN_GEOMETRY_POLYGON, 1, 5, NULL },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[100,0],[101,0],[101,1],[100,1],[100,0]],"
      "[[100.8,0.8],[100.8,0.2],[100.2,0.2],[100.2,0.8],[100.8,0.8]]]}",
      ANLAN_GEOMETRY_POLYGON, 2, 10, NULL },
    { "{\"type\":\"MultiPoint\",\"coordinates\":[[100,0],[101,1]]}", ANLAN_GEOMETRY_POINT, 2, 2, NULL },
    { "{\"type\":\"MultiLineString\",\"coordinates\":[[[100,0],[101,1]],[[102,2],[103,3]]]}",
      ANLAN_GEOMETRY_LINE, 2, 4, NULL },
    { "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[102,2],[103,2],[103,3],[102,3],[102,2]]],"
      "[[[100,0],[101,0],[101,1],[100,1],[100,0]],[[100.2,0.2],[100.2,0.8],[100.8,0.8],[100.8,0.2],[100.2,0."
      "2]]]]}",
      ANLAN_GEOMETRY_POLYGON, 3, 15, NULL },
    { "null", ANLAN_GEOMETRY_NONE, 0, 0, NULL },
    { "{\"type\":\"Polygon\",\"coordinates\":[]}", ANLAN_GEOMETRY_NONE, 0, 0, "null" },
    /* wound the wrong way, not closed, with a height, members in another order */
    { "{\"coordinates\":[[[0,0,5],[0,1,5],[1,1,5],[1,0,5]]],\"bbox\":[0,0,1,1],\"type\":\"Polygon\"}",
      ANLAN_GEOMETRY_POLYGON, 1, 5,
      "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}" },
    /* seven decimals, no minus before a zero */
    { "{\"type\":\"Point\",\"coordinates\":[121.123456789,-0.00000001]}", ANLAN_GEOMETRY_POINT, 1, 1,
      "{\"type\":\"Point\",\"coordinates\":[121.1234568,0]}" },
    { "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2]]}", ANLAN_GEOMETRY_POINT, 1, 1,
      "{\"type\":\"Point\",\"coordinates\":[1,2]}" },
    /* of a collection what has the highest dimension, with nested ones */
    { "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\",\"coordinates\":[1,2]},"
      "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"LineString\",\"coordinates\":[[1,2],[3,4]"
      "]}]},"
      "{\"type\":\"LineString\",\"coordinates\":[[5,6],[7,8]]}]}",
      ANLAN_GEOMETRY_LINE, 2, 4,
      "{\"type\":\"MultiLineString\",\"coordinates\":[[[1,2],[3,4]],[[5,6],[7,8]]]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *feature =
          g_strdup_printf ("{\"type\":\"Feature\",\"geometry\":%s,\"properties\":null}", cases[i].json);
      g_autoptr (AnlanGeodata) geodata = read_text (feature);
      const AnlanGeometry *geometry = &anlan_geodata_get_feature (geodata, 0)->geometry;
      g_autofree char *again = anlan_geometry_to_json (geometry);
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanGeometry) parsed = anlan_geometry_from_json (cases[i].json, -1, &error);
      g_autofree char *third = NULL;

      g_test_message ("case %u", i);
      g_assert_cmpint (geometry->type, ==, cases[i].type);
      g_assert_cmpuint (geometry->n_parts, ==, cases[i].n_parts);
      g_assert_cmpuint (geometry->n_points, ==, cases[i].n_points);
      g_assert_true ((geometry->part_holes != NULL) == (cases[i].type == ANLAN_GEOMETRY_POLYGON));
      g_assert_cmpstr (again, ==, cases[i].again != NULL ? cases[i].again : cases[i].json);
      g_assert_no_error (error);
      third = anlan_geometry_to_json (parsed);
      g_assert_cmpstr (third, ==, again);
    }
}

static void
test_holes (void)
{
  g_autoptr (AnlanGeodata) geodata = read_text (
      "{\"type\":\"MultiPolygon\",\"coordinates\":["
      "[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[1,2],[2,2],[1,1]],[[3,3],[3,4],[4,4],[3,3]]],"
      "[[[20,0],[29,0],[29,9],[20,0]]],"
      "[[[40,0],[41,0]],[[40,0],[41,0],[41,1],[40,0]]]]}"); /* an outer ring that is none takes its hole with it */
  const AnlanGeometry *geometry = &anlan_geodata_get_feature (geodata, 0)->geometry;
  AnlanLonLatBounds bounds = anlan_geometry_get_bounds (geometry);
  AnlanLonLatBounds all = anlan_geodata_get_bounds (geodata);
  static const guint8 holes[] = { FALSE, TRUE, TRUE, FALSE };

  g_assert_cmpuint (geometry->n_parts, ==, G_N_ELEMENTS (holes));
  g_assert_cmpmem (geometry->part_holes, geometry->n_parts, holes, sizeof holes);
  g_assert_cmpuint (anlan_geodata_get_counts (geodata)->bad_positions, ==, 2);
  g_assert_nonnull (anlan_geodata_get_notes (geodata)[0]);
  g_assert_cmpfloat (bounds.east, ==, 29);
  g_assert_cmpfloat (all.west, ==, 0);
  g_assert_cmpfloat (all.north, ==, 9);
}

static void
test_properties (void)
{
  g_autoptr (AnlanGeodata) geodata = read_text (
      "\xef\xbb\xbf {\"features\":[{\"id\":\"z-1\",\"type\":\"Feature\",\"properties\":{\"名称\":\"罐区\","
      "\"people\":12,\"volume\":1.50,\"fire\":true,\"note\":null,\"list\":[1, "
      "\"a\"],\"text\":\"\\u4e2d\\n\\\"\\ud83d\\ude00"
      "\\ud800\\u0000\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[121.5,31.2]}},"
      "{\"type\":\"Feature\",\"id\":310104199001011234,\"geometry\":null,\"properties\":{\"name:zh\":"
      "\"仓库\","
      "\"building\":\"yes\",\"level\":\"1;2\"}}],"
      "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:OGC:1.3:CRS84\"}},"
      "\"name\":\"zones\",\"type\":\"FeatureCollection\"}\n");
  const AnlanFeature *first = anlan_geodata_get_feature (geodata, 0);
  const AnlanFeature *second = anlan_geodata_get_feature (geodata, 1);
  static const struct
  {
    const char *key;
    const char *value;
    AnlanTagType type;
    double number;
  } tags[] = {
    { "名称", "罐区", ANLAN_TAG_TEXT, NAN },
    { "people", "12", ANLAN_TAG_NUMBER, 12 },
    { "volume", "1.50", ANLAN_TAG_NUMBER, 1.5 },
    { "fire", "true", ANLAN_TAG_BOOLEAN, 1 },
    { "note", "", ANLAN_TAG_NULL, NAN },
    { "list", "[1, \"a\"]", ANLAN_TAG_JSON, NAN },
    { "text", "中\n\"😀\xef\xbf\xbd", ANLAN_TAG_TEXT, NAN },
  };

  g_assert_cmpuint (anlan_geodata_get_n_features (geodata), ==, 2);
  g_assert_cmpuint (anlan_geodata_get_counts (geodata)->features, ==, 2);
  g_assert_cmpstr (first->id, ==, "z-1");
  g_assert_cmpstr (first->name, ==, "罐区");
  g_assert_cmpint (first->feature_class, ==, ANLAN_FEATURE_OTHER);
  g_assert_cmpuint (first->n_tags, ==, G_N_ELEMENTS (tags));
  for (guint i = 0; i < G_N_ELEMENTS (tags); i++)
    {
      g_assert_cmpstr (first->tags[i].key, ==, tags[i].key);
      g_assert_cmpstr (first->tags[i].value, ==, tags[i].value);
      g_assert_cmpint (first->tags[i].type, ==, tags[i].type);
      g_assert_true (isnan (tags[i].number) ? isnan (first->tags[i].number)
                                            : first->tags[i].number == tags[i].number);
    }
  g_assert_cmpstr (second->id, ==, "310104199001011234");
  g_assert_cmpstr (second->name, ==, "仓库");
  g_assert_cmpstr (second->name_zh, ==, "仓库");
  g_assert_cmpstr (second->level, ==, "1;2");
  g_assert_cmpint (second->feature_class, ==, ANLAN_FEATURE_BUILDING);
  g_assert_cmpint (second->geometry.type, ==, ANLAN_GEOMETRY_NONE);
  g_assert_null (anlan_feature_get_tag (second, "gone"));
  g_assert_cmpstr (anlan_feature_get_tag (second, "level"), ==, "1;2");
}

static void
test_reference_systems (void)
{
  static const struct
  {
    const char *crs;
    gboolean accepted;
  } cases[] = {
    { "null", TRUE },
    { "{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:4326\"}}", TRUE },
    { "{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::4490\"}}", TRUE },
    { "{\"properties\":{\"x\":1,\"name\":\"OGC:CRS84\"},\"type\":\"name\"}", TRUE },
    { "{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::3857\"}}", FALSE },
    { "{\"type\":\"name\",\"properties\":{\"name\":\"EPSG:4549\"}}", FALSE },
    { "{\"type\":\"link\",\"properties\":{\"href\":\"http://x\"}}", FALSE },
    { "{}", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("{\"type\":\"FeatureCollection\",\"crs\":%s,\"features\":[]}", cases[i].crs);

      g_test_message ("%s", cases[i].crs);
      if (cases[i].accepted)
        {
          g_autoptr (AnlanGeodata) geodata = read_text (text);

          g_assert_cmpuint (anlan_geodata_get_n_features (geodata), ==, 0);
          g_assert_true (isnan (anlan_geodata_get_bounds (geodata).west));
        }
      else
        assert_refused (text, ANLAN_ERROR_INPUT, "reference system");
    }
  /* Positions in metres need no crs member to be refused. */
  assert_refused ("{\"type\":\"Point\",\"coordinates\":[13512345.6,3664321.1]}", ANLAN_ERROR_INPUT, "WGS-84");
}

static void
test_damaged (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "{\"type\":\"FeatureCollection\",\"features\":[", "too early" },
    { "{\"type\":\"FeatureCollection\"\n,\n\"features\":[}", "line 3" },
    { "{\"type\":\"FeatureCollection\",\"features\":[]", "too early" },
    { "{\"type\":\"FeatureCollection\",\"features\":[]} x", "follows its end" },
    { "{\"type\":\"FeatureCollection\",\"features\":[1]}", "object" },
    { "{\"type\":\"FeatureCollection\",\"features\":[{},]}", "value is missing" },
    { "{\"type\":\"FeatureCollection\" \"features\":[]}", "comma" },
    { "{\"type\" \"FeatureCollection\"}", "colon" },
    { "{\"type\":\"FeatureCollection\"}", "not GeoJSON" },
    { "{\"type\":\"Topology\",\"objects\":{}}", "not GeoJSON" },
    { "{\"a\":1}", "not GeoJSON" },
    { "[1,2]", "not GeoJSON" },
    { "{\"type\":\"Blob\",\"coordinates\":[1,2]}", "unknown type" },
    { "{\"type\":\"Point\",\"coordinates\":[[1,2]]}", "do not fit" },
    { "{\"type\":\"Polygon\",\"coordinates\":[[1,2],[3,4]]}", "do not fit" },
    { "{\"type\":\"LineString\",\"coordinates\":[[1,2],[[3,4]]]}", "unevenly" },
    { "{\"type\":\"LineString\",\"coordinates\":[[1,2],3]}", "unevenly" },
    { "{\"type\":\"Point\",\"coordinates\":[1]}", "fewer than two" },
    { "{\"type\":\"Point\",\"coordinates\":[1,\"2\"]}", "number" },
    { "{\"type\":\"Point\",\"coordinates\":[1,.5]}", "number" },
    { "{\"type\":\"Point\",\"coordinates\":[1e999,0]}", "degrees" },
    { "{\"type\":\"Point\",\"coordinates\":[[[[[1,2]]]]]}", "too deep" },
    { "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\"}}", "do not fit" },
    { "{\"type\":\"Feature\",\"geometry\":{}}", "unknown type" },
    { "{\"type\":\"Feature\",\"properties\":{\"a\":tru}}", "value" },
    { "{\"type\":\"Feature\",\"properties\":{\"a\":\"\\x\"}}", "escape" },
    { "{\"type\":\"Feature\",\"properties\":{\"a\":\"\\u12g4\"}}", "escape" },
    { "{\"type\":\"Feature\",\"properties\":{\"a\":\"x\ny\"}}", "not closed" },
    { "{\"type\":\"Feature\",\"id\":", "too early" },
  };
  g_autoptr (GString) deep = g_string_new ("{\"type\":\"Feature\",\"properties\":{\"a\":");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("case %u", i);
      assert_refused (cases[i].text, ANLAN_ERROR_INPUT, cases[i].words);
    }
  for (guint i = 0; i < 100000; i++)
    g_string_append_c (deep, '[');
  assert_refused (deep->str, ANLAN_ERROR_INPUT, "too deep");
  assert_refused ("{\"type\":\"Feature\",\"properties\":{\"a\":\"\xff\"}}", ANLAN_ERROR_INPUT, "UTF-8");
}

static void
test_other_files (void)
{
  static const struct
  {
    const char *bytes;
    gsize length;
    const char *words;
  } cases[] = {
    { "", 0, "empty" },
    { "a,b\n1,2\n", 8, "neither GeoJSON" },
    { "%PDF-1.4", 8, "site drawing" },
    { "AC1018\0\0\0\0", 10, "AutoCAD" },
    { "<html></html>", 13, "web page" },
    { "<?xml version=\"1.0\"?><kml/>", 27, "not of OpenStreetMap" },
    { "\0\0\0\x0d\x0a\x09OSMHeader", 15, ".osm" },
  };
  g_autoptr (GBytes) workbook = fixture_workbook ("<sheetData/>", NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) bytes = g_bytes_new (cases[i].bytes, cases[i].length);
      g_autoptr (GError) refused = NULL;

      g_assert_null (anlan_geodata_read_bytes (bytes, "map", NULL, NULL, NULL, &refused));
      g_assert_error (refused, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (refused->message, cases[i].words));
    }
  g_assert_null (anlan_geodata_read_bytes (workbook, "map.xlsx", NULL, NULL, NULL, &error));
  g_assert_nonnull (strstr (error->message, "a table"));
}

static void
test_bad_places (void)
{
  static const char *const places[] = {
    "",
    "{}",
    "{\"type\":\"Point\",\"coordinates\":[1,2]} x",
    "{\"type\":\"Point\",\"coordinates\":[181,2]}",
    "{\"type\":\"LineString\",\"coordinates\":[[1,2]]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (anlan_geometry_from_json (places[i], -1, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
}

/* What is written is read again as it was. */
static void
test_round_trip (void)
{
  g_autofree char *path = fixture_path ("zones.geojson");
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanGeojsonWriter) writer = anlan_geojson_writer_new (path, &error);
  g_autoptr (AnlanGeometry) zone = anlan_geometry_from_json (
      "{\"type\":\"Polygon\",\"coordinates\":[[[121.1,31.1],[121.2,31.1],[121.2,31.2],[121.1,31.1]]]}", -1,
      &error);
  const AnlanTag tags[] = {
    { "name", "合成 \"区\"\n", ANLAN_TAG_TEXT, NAN }, { "people", "12", ANLAN_TAG_NUMBER, 12 },
    { "fire", "true", ANLAN_TAG_BOOLEAN, 1 },         { "note", "", ANLAN_TAG_NULL, NAN },
    { "list", "[1,2]", ANLAN_TAG_JSON, NAN },         { "odd", "[1,", ANLAN_TAG_JSON, NAN },
  };
  g_autoptr (AnlanGeodata) geodata = NULL;
  const AnlanFeature *first, *second;
  g_autofree char *json = NULL;

  g_assert_no_error (error);
  g_assert_true (anlan_geojson_writer_add (writer, "ZN-0001", zone, tags, G_N_ELEMENTS (tags), &error));
  g_assert_true (anlan_geojson_writer_add (writer, NULL, NULL, NULL, 0, &error));
  g_assert_true (anlan_geojson_writer_close (writer, NULL, &error));
  geodata = anlan_geodata_read (path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  first = anlan_geodata_get_feature (geodata, 0);
  second = anlan_geodata_get_feature (geodata, 1);
  g_assert_cmpstr (first->id, ==, "ZN-0001");
  g_assert_cmpuint (first->n_tags, ==, G_N_ELEMENTS (tags));
  for (guint i = 0; i < 5; i++)
    {
      g_assert_cmpstr (first->tags[i].key, ==, tags[i].key);
      g_assert_cmpstr (first->tags[i].value, ==, tags[i].value);
      g_assert_cmpint (first->tags[i].type, ==, tags[i].type);
    }
  g_assert_cmpint (first->tags[5].type, ==, ANLAN_TAG_TEXT); /* it was no JSON */
  json = anlan_geometry_to_json (&first->geometry);
  g_assert_cmpstr (
      json, ==,
      "{\"type\":\"Polygon\",\"coordinates\":[[[121.1,31.1],[121.2,31.1],[121.2,31.2],[121.1,31.1]]]}");
  g_assert_cmpint (second->geometry.type, ==, ANLAN_GEOMETRY_NONE);
  g_assert_cmpuint (second->n_tags, ==, 0);
  fixture_remove (path, TRUE);
}

static void
test_writer_given_up (void)
{
  g_autofree char *path = fixture_path ("zones.geojson");
  g_autoptr (GError) error = NULL;
  AnlanGeojsonWriter *writer = anlan_geojson_writer_new (path, &error);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_assert_true (anlan_geojson_writer_add (writer, "a", NULL, NULL, 0, &error));
  g_cancellable_cancel (cancellable);
  g_assert_false (anlan_geojson_writer_close (writer, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  anlan_geojson_writer_free (writer);
  fixture_remove (path, FALSE);
  g_clear_error (&error);
  g_assert_null (anlan_geojson_writer_new ("/nowhere/zones.geojson", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
}

typedef struct
{
  GMainLoop *loop;
  AnlanGeodata *geodata;
  GError *error;
  guint n_progress;
  GCancellable *cancel;
} Reading;

static void
progress_cb (double fraction, gpointer data)
{
  Reading *reading = data;

  reading->n_progress++;
  if (reading->cancel != NULL)
    g_cancellable_cancel (reading->cancel);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;

  reading->geodata = anlan_geodata_read_finish (result, &reading->error);
  g_main_loop_quit (reading->loop);
}

static void
test_async (void)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"FeatureCollection\",\"features\":[");
  g_autofree char *path = NULL;
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Reading whole = { .loop = loop }, cut_off = { .loop = loop, .cancel = cancellable };

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text,
                            "%s{\"type\":\"Feature\",\"properties\":{\"no\":%u},\"geometry\":"
                            "{\"type\":\"LineString\",\"coordinates\":[[121,31],[121.%u,31.5]]}}",
                            i > 0 ? "," : "", i, i);
  g_string_append (text, "]}");
  path = fixture_file ("large.geojson", text->str, (gssize)text->len);
  anlan_geodata_read_async (path, progress_cb, &whole, NULL, read_cb, &whole);
  g_main_loop_run (loop);
  g_assert_no_error (whole.error);
  g_assert_cmpuint (anlan_geodata_get_n_features (whole.geodata), ==, 20000);
  g_assert_cmpuint (whole.n_progress, >, 0);
  anlan_geodata_unref (whole.geodata);

  g_cancellable_cancel (cancellable);
  anlan_geodata_read_async (path, progress_cb, &cut_off, cancellable, read_cb, &cut_off);
  g_main_loop_run (loop);
  g_assert_null (cut_off.geodata);
  g_assert_error (cut_off.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&cut_off.error);
  fixture_remove (path, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/report/geojson/geometries", test_geometries);
  g_test_add_func ("/report/geojson/holes", test_holes);
  g_test_add_func ("/report/geojson/properties", test_properties);
  g_test_add_func ("/report/geojson/reference-systems", test_reference_systems);
  g_test_add_func ("/report/geojson/damaged", test_damaged);
  g_test_add_func ("/report/geojson/other-files", test_other_files);
  g_test_add_func ("/report/geojson/bad-places", test_bad_places);
  g_test_add_func ("/report/geojson/round-trip", test_round_trip);
  g_test_add_func ("/report/geojson/writer-given-up", test_writer_given_up);
  g_test_add_func ("/report/geojson/async", test_async);
  return g_test_run ();
}

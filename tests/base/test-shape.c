/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/shape.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

static AnlanShape *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  AnlanShape *shape = anlan_shape_parse (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (shape);
  return shape;
}

/* Texts that come out as they went in. */
static void
test_round_trip (void)
{
  static const struct
  {
    const char *text;
    AnlanShapeType type;
    guint count, n_rings, n_polygons;
  } cases[] = {
    { "{\"type\":\"Point\",\"coordinates\":[121.4737,31.2304]}", ANLAN_SHAPE_POINT, 1, 0, 0 },
    { "{\"type\":\"Point\",\"coordinates\":[-180,90],\"level\":\"f2\"}", ANLAN_SHAPE_POINT, 1, 0, 0 },
    { "{\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1],[0,0]]}", ANLAN_SHAPE_LINE, 3, 0, 0 },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[4,0],[4,4],[0,0]]],\"level\":\"一层\"}",
      ANLAN_SHAPE_POLYGON, 3, 1, 1 },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[9,0],[9,9],[0,9],[0,0]],[[1,1],[1,2],[2,2],[1,1]],"
      "[[5,5],[5,6],[6,6],[6,5],[5,5]]]}",
      ANLAN_SHAPE_POLYGON, 11, 3, 1 },
    { "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[4,0],[4,4],[0,0]]],"
      "[[[10,10],[14,10],[14,14],[10,10]],[[13,11],[13,12],[13.5,12],[13,11]]]]}",
      ANLAN_SHAPE_MULTI_POLYGON, 9, 3, 2 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanShape) shape = parse (cases[i].text);
      g_autoptr (AnlanShape) copy = anlan_shape_copy (shape);
      g_autofree char *text = anlan_shape_to_text (copy);

      g_assert_cmpint (shape->type, ==, cases[i].type);
      g_assert_cmpuint (shape->count, ==, cases[i].count);
      g_assert_cmpuint (shape->n_rings, ==, cases[i].n_rings);
      g_assert_cmpuint (shape->n_polygons, ==, cases[i].n_polygons);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* Other ways to say the same. */
static void
test_tolerant (void)
{
  static const struct
  {
    const char *text;
    const char *again;
  } cases[] = {
    { " { \"coordinates\" : [ 1.0 , 2e0 , 55.5 ] , \"type\" : \"Point\" } ",
      "{\"type\":\"Point\",\"coordinates\":[1,2]}" },
    { "{\"type\":\"Point\",\"bbox\":[1,2,1,2],\"x\":{\"coordinates\":[[]]},\"coordinates\":[1,2],\"level\":"
      "null}",
      "{\"type\":\"Point\",\"coordinates\":[1,2]}" },
    { "{\"type\":\"Point\",\"coordinates\":[1,2],\"level\":\"\"}",
      "{\"type\":\"Point\",\"coordinates\":[1,2]}" },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[4,0],[4,4]]]}",
      "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[4,0],[4,4],[0,0]]]}" },
    { "{\"type\":\"Point\",\"coordinates\":[121.47370000001234,31.230400000000001]}",
      "{\"type\":\"Point\",\"coordinates\":[121.4737,31.2304]}" },
    { "{\"type\":\"Point\",\"coordinates\":[-0.000000001,0]}", "{\"type\":\"Point\",\"coordinates\":[0,0]}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanShape) shape = parse (cases[i].text);
      g_autofree char *text = anlan_shape_to_text (shape);

      g_assert_cmpstr (text, ==, cases[i].again);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *says;
  } cases[] = {
    { "", "JSON" },
    { "null", "JSON" },
    { "[1,2]", "JSON" },
    { "{}", "no place" },
    { "{\"type\":\"Point\"}", "no place" },
    { "{\"coordinates\":[1,2]}", "no place" },
    { "{\"type\":\"Point\",\"coordinates\":[1]}", "JSON" },
    { "{\"type\":\"Point\",\"coordinates\":[]}", "JSON" },
    { "{\"type\":\"Point\",\"coordinates\":[\"1\",2]}", "JSON" },
    { "{\"type\":\"Point\",\"coordinates\":[null,null]}", "JSON" },
    { "{\"type\":\"Point\",\"coordinates\":[1,2]", "JSON" },
    { "{\"type\":\"Point\",\"coordinates\":[1,2]}x", "JSON" },
    { "{\"type\":\"Point\",\"coordinates\":[1,2],\"coordinates\":[3,4]}", "JSON" },
    { "{\"type\":\"Point\",\"type\":\"Point\",\"coordinates\":[1,2]}", "JSON" },
    { "{\"type\":\"Point\",\"coordinates\":[[1,2]]}", "no place" },
    { "{\"type\":\"Point\",\"coordinates\":{\"x\":1}}", "JSON" },
    { "{\"type\":\"Point\",\"coordinates\":[1,2,]}", "JSON" },
    { "{\"type\":\"LineString\",\"coordinates\":[[1,2],3]}", "JSON" },
    { "{\"type\":\"LineString\",\"coordinates\":[3,[1,2]]}", "JSON" },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,1],[2,0]],[0,0]]}", "JSON" },
    { "{\"type\":\"LineString\",\"coordinates\":[[1,2]]}", "two positions" },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[3,4],[1,2]]]}", "three positions" },
    { "{\"type\":\"MultiPoint\",\"coordinates\":[[1,2]]}", "no place" },
    { "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1,2]}}", "no place" },
    { "{\"type\":\"Point\",\"coordinates\":[31.2304,121.4737]}", "longitude first" },
    { "{\"type\":\"Point\",\"coordinates\":[40500000.5,3456000]}", "longitude first" },
    { "{\"type\":\"Point\",\"coordinates\":[1e999,2]}", "too large" },
    { "{\"type\":\"Polygon\",\"coordinates\":[[[[[1,2]]]]]}", "JSON" },
    { "{\"type\":\"Point\",\"coordinates\":[1,2],\"level\":\"\xff\"}", "UTF-8" },
    { "{\"a\":[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "nested" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("case %u", i);
      g_assert_null (anlan_shape_parse (cases[i].text, -1, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      if (strstr (error->message, cases[i].says) == NULL)
        g_error ("%s: %s", cases[i].text, error->message);
    }
}

static void
test_bounds (void)
{
  g_autoptr (GString) text = g_string_new ("{\"type\":\"LineString\",\"coordinates\":[[0,0]");
  g_autoptr (GString) large = g_string_new ("{\"x\":[0");
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanShape) shape = NULL;

  for (int i = 1; i < ANLAN_SHAPE_POSITIONS_MAX; i++)
    g_string_append_printf (text, ",[%d,%d]", i % 180, i % 90);
  g_string_append (text, "]}");
  shape = anlan_shape_parse (text->str, (gssize)text->len, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (shape->count, ==, ANLAN_SHAPE_POSITIONS_MAX);

  g_string_truncate (text, text->len - 2);
  g_string_append (text, ",[1,1]]}");
  g_assert_null (anlan_shape_parse (text->str, -1, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "100000 positions"));
  g_clear_error (&error);

  while (large->len <= 8 * 1024 * 1024)
    g_string_append (large, ",0");
  g_assert_null (anlan_shape_parse (large->str, -1, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

static void
test_new (void)
{
  double square[] = { 0, 0, 4, 0, 4, 4, 0, 4, 0, 0 };
  g_autoptr (AnlanShape) point = anlan_shape_new_point ((AnlanLonLat){ 3, 4 }, "f1");
  g_autoptr (AnlanShape) line = anlan_shape_new_line (square, 5, NULL);
  g_autoptr (AnlanShape) polygon = anlan_shape_new_polygon (square, 5, NULL);
  guint count;

  g_assert_cmpstr (point->level, ==, "f1");
  g_assert_cmpfloat (anlan_shape_get_ring (point, 0, &count)[1], ==, 4);
  g_assert_cmpuint (count, ==, 1);
  anlan_shape_get_ring (line, 0, &count);
  g_assert_cmpuint (count, ==, 5);
  anlan_shape_get_ring (polygon, 0, &count);
  g_assert_cmpuint (count, ==, 4);
}

static void
test_measures (void)
{
  /* A degree has about 111 km; a hole of a quarter of the area. */
  g_autoptr (AnlanShape) holed =
      parse ("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0.02,0],[0.02,0.02],[0,0.02]],"
             "[[0.005,0.005],[0.015,0.005],[0.015,0.015],[0.005,0.015]]]}");
  g_autoptr (AnlanShape) whole =
      parse ("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0.02,0],[0.02,0.02],[0,0.02]]]}");
  g_autoptr (AnlanShape) line =
      parse ("{\"type\":\"LineString\",\"coordinates\":[[0,0],[0.01,0],[0.01,0.01]]}");
  g_autoptr (AnlanShape) point = parse ("{\"type\":\"Point\",\"coordinates\":[1,2]}");
  AnlanBounds bounds;

  g_assert_cmpfloat_with_epsilon (anlan_shape_area_m2 (holed) / anlan_shape_area_m2 (whole), 0.75, 1e-6);
  g_assert_cmpfloat_with_epsilon (anlan_shape_area_m2 (whole), 2226.39 * 2211.49, 100);
  g_assert_cmpfloat_with_epsilon (anlan_shape_length_m (line), 1113.195 + 1105.743, 0.01);
  g_assert_cmpfloat_with_epsilon (anlan_shape_length_m (holed), 6 * (1113.195 + 1105.743), 0.1);
  g_assert_cmpfloat (anlan_shape_area_m2 (line), ==, 0);
  g_assert_cmpfloat (anlan_shape_area_m2 (point), ==, 0);
  g_assert_cmpfloat (anlan_shape_length_m (point), ==, 0);

  anlan_shape_get_bounds (holed, &bounds);
  g_assert_cmpfloat (bounds.west, ==, 0);
  g_assert_cmpfloat (bounds.south, ==, 0);
  g_assert_cmpfloat (bounds.east, ==, 0.02);
  g_assert_cmpfloat (bounds.north, ==, 0.02);
}

static void
test_has_position (void)
{
  g_autoptr (AnlanShape) holed =
      parse ("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,10],[0,10]],"
             "[[4,4],[6,4],[6,6],[4,6]]]}");
  g_autoptr (AnlanShape) multi =
      parse ("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[4,0],[4,4],[0,0]]],"
             "[[[10,10],[14,10],[14,14],[10,10]]]]}");
  g_autoptr (AnlanShape) line = parse ("{\"type\":\"LineString\",\"coordinates\":[[0,0],[9,9]]}");

  g_assert_true (anlan_shape_has_position (holed, (AnlanLonLat){ 1, 1 }));
  g_assert_true (anlan_shape_has_position (holed, (AnlanLonLat){ 5, 3.99 }));
  g_assert_false (anlan_shape_has_position (holed, (AnlanLonLat){ 5, 5 }));
  g_assert_false (anlan_shape_has_position (holed, (AnlanLonLat){ 11, 5 }));
  g_assert_false (anlan_shape_has_position (holed, (AnlanLonLat){ -1, 10 }));
  g_assert_true (anlan_shape_has_position (multi, (AnlanLonLat){ 3, 1 }));
  g_assert_true (anlan_shape_has_position (multi, (AnlanLonLat){ 13, 11 }));
  g_assert_false (anlan_shape_has_position (multi, (AnlanLonLat){ 7, 7 }));
  g_assert_false (anlan_shape_has_position (line, (AnlanLonLat){ 5, 5 }));
}

static void
test_label (void)
{
  g_autoptr (AnlanShape) point = parse ("{\"type\":\"Point\",\"coordinates\":[1,2]}");
  g_autoptr (AnlanShape) line =
      parse ("{\"type\":\"LineString\",\"coordinates\":[[0,0],[0,0],[0.03,0],[0.03,0.01]]}");
  g_autoptr (AnlanShape) square =
      parse ("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[4,0],[4,4],[0,4]]]}");
  /* An L whose centre of mass lies outside. */
  g_autoptr (AnlanShape) l =
      parse ("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,1],[1,1],[1,10],[0,10]]]}");
  /* The hole is in the middle. */
  g_autoptr (AnlanShape) ring = parse ("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[10,0],[10,10],[0,10]],"
                                       "[[1,1],[8,1],[8,8],[1,8]]]}");
  g_autoptr (AnlanShape) multi =
      parse ("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0,0],[1,0],[1,1],[0,1]]],"
             "[[[10,10],[14,10],[14,14],[10,14]]],[[[20,0],[21,0],[21,1]]]]}");
  g_autoptr (AnlanShape) flat = parse ("{\"type\":\"Polygon\",\"coordinates\":[[[5,5],[6,6],[7,7]]]}");
  AnlanLonLat label = anlan_shape_get_label (point);

  g_assert_cmpfloat (label.lat, ==, 2);
  label = anlan_shape_get_label (line);
  g_assert_cmpfloat_with_epsilon (label.lon, 0.02, 0.0001);
  g_assert_cmpfloat (label.lat, ==, 0);
  label = anlan_shape_get_label (square);
  g_assert_cmpfloat_with_epsilon (label.lon, 2, 0.05);
  g_assert_cmpfloat_with_epsilon (label.lat, 2, 0.05);
  g_assert_true (anlan_shape_has_position (l, anlan_shape_get_label (l)));
  /* The circle between both outer sides and the corner of the hole: its radius r is the square root of 2 times
   * (2 - r), so its middle is 10 - 2 sqrt 2 / (1 + sqrt 2) = 8.83. */
  label = anlan_shape_get_label (ring);
  g_assert_cmpfloat_with_epsilon (label.lon, 8.83, 0.1);
  g_assert_cmpfloat_with_epsilon (label.lat, 8.83, 0.1);
  label = anlan_shape_get_label (multi);
  g_assert_cmpfloat_with_epsilon (label.lon, 12, 0.1);
  label = anlan_shape_get_label (flat); /* without any inside: anywhere near */
  g_assert_cmpfloat_with_epsilon (label.lon, 6, 1);
}

/* Stars, combs and slivers: the label is always inside. */
static void
test_label_inside (void)
{
  for (int i = 0; i < 500; i++)
    {
      g_autoptr (GArray) lonlat = g_array_new (FALSE, FALSE, sizeof (double));
      g_autoptr (AnlanShape) shape = NULL;
      int corners = g_test_rand_int_range (3, 40);
      double stretch = i % 3 == 0 ? 1e-4 : 1;

      for (int j = 0; j < corners; j++)
        {
          double angle = 2 * G_PI * j / corners, radius = g_test_rand_double_range (0.0001, 0.01);
          double lon = 121 + radius * cos (angle), lat = 31 + radius * sin (angle) * stretch;

          if (i % 3 == 2) /* a comb */
            {
              lon = 121 + 0.001 * (j < corners / 2 ? j : corners - j);
              lat = 31 + (j >= corners / 2 ? -0.001 : j % 2 ? radius : 0);
            }
          g_array_append_val (lonlat, lon);
          g_array_append_val (lonlat, lat);
        }
      shape = anlan_shape_new_polygon ((const double *)(gpointer)lonlat->data, (guint)corners, NULL);
      if (anlan_shape_area_m2 (shape) > 1)
        g_assert_true (anlan_shape_has_position (shape, anlan_shape_get_label (shape)));
    }
}

/* A polygon made to be slow costs a bounded time. */
static void
test_label_hostile (void)
{
  g_autoptr (GArray) lonlat = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (AnlanShape) shape = NULL;
  gint64 start;

  for (guint i = 0; i < ANLAN_SHAPE_POSITIONS_MAX; i++)
    {
      double lon = 1 + 1e-4 * i, lat = i % 2 ? 0 : 10;

      g_array_append_val (lonlat, lon);
      g_array_append_val (lonlat, lat);
    }
  shape = anlan_shape_new_polygon ((const double *)(gpointer)lonlat->data, ANLAN_SHAPE_POSITIONS_MAX, NULL);
  start = g_get_monotonic_time ();
  anlan_shape_get_label (shape);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/shape/round-trip", test_round_trip);
  g_test_add_func ("/base/shape/tolerant", test_tolerant);
  g_test_add_func ("/base/shape/refused", test_refused);
  g_test_add_func ("/base/shape/bounds", test_bounds);
  g_test_add_func ("/base/shape/new", test_new);
  g_test_add_func ("/base/shape/measures", test_measures);
  g_test_add_func ("/base/shape/has-position", test_has_position);
  g_test_add_func ("/base/shape/label", test_label);
  g_test_add_func ("/base/shape/label-inside", test_label_inside);
  g_test_add_func ("/base/shape/label-hostile", test_label_hostile);
  return g_test_run ();
}

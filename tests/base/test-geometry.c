/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/geometry.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

#define ORIGIN ((AnlanLonLat){ 121.4737, 31.2304 })

/* A shape from metres around ORIGIN: "x y, x y, …"; a line, or polygons parted by ';' with holes parted by '|'. */
static AnlanShape *
shape_of (AnlanShapeType type, const char *metres)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) polygons = g_strsplit (metres, ";", -1);
  AnlanLocal local;
  AnlanShape *shape;

  anlan_local_init (&local, ORIGIN);
  for (guint i = 0; polygons[i] != NULL; i++)
    {
      g_auto (GStrv) rings = g_strsplit (polygons[i], "|", -1);

      g_string_append (text, i > 0 ? ",[" : "[");
      for (guint j = 0; rings[j] != NULL; j++)
        {
          g_auto (GStrv) points = g_strsplit (rings[j], ",", -1);

          g_string_append (text, j > 0 ? ",[" : "[");
          for (guint k = 0; points[k] != NULL; k++)
            {
              AnlanPoint point = { 0, 0 };
              AnlanLonLat position;
              char lon[G_ASCII_DTOSTR_BUF_SIZE], lat[G_ASCII_DTOSTR_BUF_SIZE], *rest;

              point.x = g_ascii_strtod (points[k], &rest);
              point.y = g_ascii_strtod (rest, NULL);
              position = anlan_local_to_lonlat (&local, point);
              g_string_append_printf (text, "%s[%s,%s]", k > 0 ? "," : "",
                                      g_ascii_dtostr (lon, sizeof lon, position.lon),
                                      g_ascii_dtostr (lat, sizeof lat, position.lat));
            }
          g_string_append (text, "]");
        }
      g_string_append (text, "]");
    }
  if (type == ANLAN_SHAPE_LINE)
    {
      g_string_erase (text, 0, 1);
      g_string_truncate (text, text->len - 1);
      g_string_prepend (text, "{\"type\":\"LineString\",\"level\":\"f1\",\"coordinates\":");
    }
  else if (type == ANLAN_SHAPE_POLYGON)
    g_string_prepend (text, "{\"type\":\"Polygon\",\"level\":\"f1\",\"coordinates\":");
  else
    {
      g_string_prepend (text, "{\"type\":\"MultiPolygon\",\"level\":\"f1\",\"coordinates\":[");
      g_string_append (text, "]");
    }
  g_string_append (text, "}");
  shape = anlan_shape_parse (text->str, -1, &error);
  g_assert_no_error (error);
  return shape;
}

static AnlanShape *
polygon (const char *metres)
{
  return shape_of (ANLAN_SHAPE_POLYGON, metres);
}

static AnlanShape *
line (const char *metres)
{
  return shape_of (ANLAN_SHAPE_LINE, metres);
}

static AnlanShape *
point (double x, double y)
{
  AnlanLocal local;

  anlan_local_init (&local, ORIGIN);
  return anlan_shape_new_point (anlan_local_to_lonlat (&local, (AnlanPoint){ x, y }), NULL);
}

static void
test_valid (void)
{
  g_autoptr (AnlanShape) square = polygon ("0 0, 100 0, 100 100, 0 100");
  g_autoptr (AnlanShape) holed = polygon ("0 0, 100 0, 100 100, 0 100|20 20, 20 40, 40 40");
  g_autoptr (AnlanShape) two = shape_of (ANLAN_SHAPE_MULTI_POLYGON, "0 0, 10 0, 10 10;20 0, 30 0, 30 10");
  g_autoptr (AnlanShape) path = line ("0 0, 10 10, 0 10, 10 0");
  g_autoptr (AnlanShape) place = point (0, 0);
  const AnlanShape *shapes[] = { square, holed, two, path, place };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (anlan_shape_is_valid (shapes[i], NULL, &error));
      g_assert_no_error (error);
    }
}

static void
test_not_valid (void)
{
  static const struct
  {
    const char *metres;
    const char *says;
    double x, y; /* where; NAN: anywhere */
  } cases[] = {
    { "0 0, 100 100, 100 0, 0 100", "crosses itself", 50, 50 },
    { "0 0, 50 0, 50 50, 100 50, 100 100, 50 50, 0 100", "touches itself", 50, 50 },
    { "0 0, 100 0, 100 100, 0 100|200 200, 200 210, 210 210", "hole lies outside", NAN, NAN },
    { "0 0, 100 0, 100 100, 0 100|20 20, 20 80, 80 80, 80 20|30 30, 30 40, 40 40", "inside another", NAN,
      NAN },
    { "0 0, 100 0, 100 50, 100 100, 0 100, 0 50|0 50, 50 60, 100 50, 50 40", "into pieces", NAN, NAN },
  };
  g_autoptr (AnlanShape) twice =
      shape_of (ANLAN_SHAPE_MULTI_POLYGON, "0 0, 100 0, 100 100, 0 100;20 20, 40 20, 40 40");
  g_autoptr (AnlanShape) flat = polygon ("0 0, 50 0, 100 0");
  g_autoptr (GError) error = NULL;
  AnlanLocal local;

  anlan_local_init (&local, ORIGIN);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanShape) shape = polygon (cases[i].metres);
      g_autoptr (GError) fault = NULL;
      AnlanLonLat where = { NAN, NAN };
      AnlanPoint place;
      g_autofree char *text = NULL;

      g_test_message ("%s", cases[i].metres);
      g_assert_false (anlan_shape_is_valid (shape, &where, &fault));
      g_assert_error (fault, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      if (strstr (fault->message, cases[i].says) == NULL)
        g_error ("%s: %s", cases[i].metres, fault->message);
      text = anlan_position_to_text (where);
      g_assert_nonnull (strstr (fault->message, text));
      if (!isnan (cases[i].x))
        {
          place = anlan_local_from_lonlat (&local, where);
          g_assert_cmpfloat_with_epsilon (place.x, cases[i].x, 0.01);
          g_assert_cmpfloat_with_epsilon (place.y, cases[i].y, 0.01);
        }
    }
  g_assert_false (anlan_shape_is_valid (flat, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "in one line"));
  g_clear_error (&error);
  g_assert_false (anlan_shape_is_valid (twice, NULL, &error));
  g_assert_nonnull (strstr (error->message, "on another part"));
}

static void
test_predicates (void)
{
  g_autoptr (AnlanShape) square = polygon ("0 0, 100 0, 100 100, 0 100");
  g_autoptr (AnlanShape) inner = polygon ("0 0, 50 0, 50 50");
  g_autoptr (AnlanShape) across = polygon ("50 50, 150 50, 150 150");
  g_autoptr (AnlanShape) beside = polygon ("100 0, 200 0, 200 100, 100 100");
  g_autoptr (AnlanShape) far = polygon ("300 0, 400 0, 400 100");
  g_autoptr (AnlanShape) path = line ("-10 50, 110 50");
  g_autoptr (AnlanShape) place = point (50, 60);
  g_autoptr (AnlanShape) elsewhere = point (-1, 60);
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_shape_intersects (square, inner, &error));
  g_assert_true (anlan_shape_intersects (square, across, &error));
  g_assert_true (anlan_shape_intersects (square, beside, &error));
  g_assert_false (anlan_shape_intersects (square, far, &error));
  g_assert_true (anlan_shape_intersects (square, path, &error));
  g_assert_true (anlan_shape_intersects (place, square, &error));
  g_assert_false (anlan_shape_intersects (elsewhere, square, &error));
  g_assert_true (anlan_shape_contains (square, inner, &error));
  g_assert_true (anlan_shape_contains (square, square, &error));
  g_assert_false (anlan_shape_contains (inner, square, &error));
  g_assert_false (anlan_shape_contains (square, across, &error));
  g_assert_true (anlan_shape_contains (square, place, &error));
  g_assert_false (anlan_shape_contains (square, path, &error));
  g_assert_no_error (error);
}

static void
test_distance (void)
{
  g_autoptr (AnlanShape) square = polygon ("0 0, 100 0, 100 100, 0 100");
  g_autoptr (AnlanShape) far = polygon ("130 140, 200 140, 200 200");
  g_autoptr (AnlanShape) inside = point (50, 50);
  g_autoptr (AnlanShape) path = line ("-50 -1000, -50 1000");
  g_autoptr (AnlanShape) shanghai = anlan_shape_new_point ((AnlanLonLat){ 121.4737, 31.2304 }, NULL);
  g_autoptr (AnlanShape) beijing = anlan_shape_new_point ((AnlanLonLat){ 116.4074, 39.9042 }, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpfloat_with_epsilon (anlan_shape_distance_m (square, far, &error), 50, 0.001); /* 30, 40, 50 */
  g_assert_cmpfloat_with_epsilon (anlan_shape_distance_m (square, inside, &error), 0, 1e-6);
  g_assert_cmpfloat_with_epsilon (anlan_shape_distance_m (inside, path, &error), 100, 0.001);
  g_assert_cmpfloat_with_epsilon (
      anlan_shape_distance_m (shanghai, beijing, &error),
      anlan_distance_m ((AnlanLonLat){ 121.4737, 31.2304 }, (AnlanLonLat){ 116.4074, 39.9042 }), 1);
  g_assert_no_error (error);
}

static void
test_union (void)
{
  g_autoptr (AnlanShape) a = polygon ("0 0, 100 0, 100 100, 0 100");
  g_autoptr (AnlanShape) b = polygon ("50 0, 150 0, 150 100, 50 100");
  g_autoptr (AnlanShape) c = polygon ("300 0, 400 0, 400 100, 300 100");
  g_autoptr (AnlanShape) crossed = polygon ("0 0, 100 100, 100 0, 0 100");
  const AnlanShape *pair[] = { a, b };
  const AnlanShape *three[] = { a, b, c };
  const AnlanShape *wrong[] = { a, crossed };
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanShape) one = anlan_shape_union (pair, 2, &error);
  g_autoptr (AnlanShape) two = anlan_shape_union (three, 3, &error);
  g_autoptr (AnlanShape) place = point (0, 0);
  const AnlanShape *points[] = { place };

  g_assert_no_error (error);
  g_assert_cmpint (one->type, ==, ANLAN_SHAPE_POLYGON);
  g_assert_cmpstr (one->level, ==, "f1");
  g_assert_cmpfloat_with_epsilon (anlan_shape_area_m2 (one), 15000, 0.1);
  g_assert_true (anlan_shape_is_valid (one, NULL, NULL));
  g_assert_cmpint (two->type, ==, ANLAN_SHAPE_MULTI_POLYGON);
  g_assert_cmpuint (two->n_polygons, ==, 2);
  g_assert_cmpfloat_with_epsilon (anlan_shape_area_m2 (two), 25000, 0.1);

  /* Points have no area to unite. */
  g_assert_null (anlan_shape_union (points, 1, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  /* Whatever GEOS makes of a crossed polygon: a shape or a reason, no crash. */
  {
    g_autoptr (AnlanShape) maybe = anlan_shape_union (wrong, 2, &error);

    g_assert_true ((maybe == NULL) == (error != NULL));
  }
}

static void
test_buffer (void)
{
  g_autoptr (AnlanShape) place = point (0, 0);
  g_autoptr (AnlanShape) square = polygon ("0 0, 100 0, 100 100, 0 100");
  g_autoptr (AnlanShape) path = line ("0 0, 100 0");
  g_autoptr (AnlanShape) country =
      anlan_shape_new_polygon ((double[]){ 100, 20, 110, 20, 110, 30, 100, 30 }, 4, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanShape) circle = anlan_shape_buffer (place, 50, &error);
  g_autoptr (AnlanShape) wide = anlan_shape_buffer (square, 10, &error);
  g_autoptr (AnlanShape) narrow = anlan_shape_buffer (square, -10, &error);
  g_autoptr (AnlanShape) lane = anlan_shape_buffer (path, 5, &error);

  g_assert_no_error (error);
  /* A regular polygon of 32 corners on a circle of 50 m. */
  g_assert_cmpfloat_with_epsilon (anlan_shape_area_m2 (circle), 16 * 2500 * sin (G_PI / 16), 0.5);
  g_assert_cmpfloat_with_epsilon (anlan_shape_area_m2 (wide), 10000 + 4000 + 16 * 100 * sin (G_PI / 16), 0.5);
  g_assert_cmpfloat_with_epsilon (anlan_shape_area_m2 (narrow), 6400, 0.1);
  g_assert_cmpfloat_with_epsilon (anlan_shape_area_m2 (lane), 1000 + 16 * 25 * sin (G_PI / 16), 0.1);
  g_assert_cmpstr (wide->level, ==, "f1");

  g_assert_null (anlan_shape_buffer (square, -51, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_null (anlan_shape_buffer (country, 10, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

static void
test_split (void)
{
  static const struct
  {
    const char *area;
    const char *line;
    guint count;
    double areas[3];
  } cases[] = {
    { "0 0, 100 0, 100 100, 0 100", "30 -10, 30 110", 2, { 7000, 3000 } },
    { "0 0, 100 0, 100 100, 0 100", "30 0, 30 100", 2, { 7000, 3000 } },          /* just on the edge */
    { "0 0, 100 0, 100 100, 0 100", "30 0.005, 30 99.995", 2, { 7000, 3000 } },   /* just before it */
    { "0 0, 100 0, 100 100, 0 100", "0 0, 100 100", 2, { 5000, 5000 } },          /* corner to corner */
    { "0 0, 100 0, 100 100, 0 100", "30 -10, 30 50, 110 50", 2, { 6500, 3500 } }, /* with a bend */
    { "0 0, 100 0, 100 100, 0 100", "20 -10, 20 110, 50 110, 50 -10", 3, { 5000, 3000, 2000 } },
    { "0 0, 100 0, 100 100, 0 100|40 40, 60 40, 60 60, 40 60", "50 -10, 50 110", 2, { 4800, 4800 } },
    { "0 0, 100 0, 100 100, 0 100|40 40, 60 40, 60 60, 40 60", "10 -10, 10 110", 2, { 8600, 1000 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanShape) area = polygon (cases[i].area);
      g_autoptr (AnlanShape) knife = line (cases[i].line);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) pieces = anlan_shape_split (area, knife, &error);

      g_test_message ("%s", cases[i].line);
      g_assert_no_error (error);
      g_assert_cmpuint (pieces->len, ==, cases[i].count);
      for (guint j = 0; j < pieces->len; j++)
        {
          g_assert_cmpfloat_with_epsilon (anlan_shape_area_m2 (pieces->pdata[j]), cases[i].areas[j], 0.1);
          g_assert_true (anlan_shape_is_valid (pieces->pdata[j], NULL, NULL));
          g_assert_cmpstr (((AnlanShape *)pieces->pdata[j])->level, ==, "f1");
        }
    }
}

static void
test_split_refused (void)
{
  static const struct
  {
    const char *area;
    const char *line;
    const char *says;
  } cases[] = {
    { "0 0, 100 0, 100 100, 0 100", "30 -10, 30 50", "does not divide" },
    { "0 0, 100 0, 100 100, 0 100", "30 10, 30 50", "does not divide" },
    { "0 0, 100 0, 100 100, 0 100", "200 0, 200 100", "does not divide" },
    { "0 0, 100 0, 100 100, 0 100", "30 30, 30 30", "does not divide" },
    { "0 0, 100 100, 100 0, 0 100", "30 -10, 30 110", "crosses itself" },
    /* Found by fuzzing: the line runs back on itself along an edge, and a sliver of it would be lost. */
    { "-121.767935 -141.357883, -121.765393 80.38108, 117.944625 141.359264, 121.764694 141.359307, "
      "121.767935 -141.357883, 116.991757 -53.771055",
      "121.764694 141.359307, -121.764694 141.359307, 121.764694 141.359307, -121.764758 135.815831, "
      "-118.902807 -141.357916, -46.319567 -141.35848, 69.24059 -141.358355, -86.441357 -141.358229",
      "too close" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanShape) area = polygon (cases[i].area);
      g_autoptr (AnlanShape) knife = line (cases[i].line);
      g_autoptr (GError) error = NULL;

      g_assert_null (anlan_shape_split (area, knife, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, cases[i].says));
    }
}

static void
test_snap (void)
{
  static const struct
  {
    double x, y;
    AnlanSnap snap;
    double to_x, to_y;
  } cases[] = {
    { 1, 1, ANLAN_SNAP_VERTEX, 0, 0 },
    { 2.9, 0.1, ANLAN_SNAP_VERTEX, 0, 0 }, /* the corner, though the edge is nearer */
    { 50, 2, ANLAN_SNAP_EDGE, 50, 0 },
    { 50, -2, ANLAN_SNAP_EDGE, 50, 0 },
    { -2, 60, ANLAN_SNAP_EDGE, 0, 60 }, /* the edge that closes the ring */
    { 50, 4, ANLAN_SNAP_NONE, 50, 4 },
    { 202, 0, ANLAN_SNAP_VERTEX, 200, 0 },
    { 200, 52, ANLAN_SNAP_EDGE, 200, 52 },
    { 301, 301, ANLAN_SNAP_VERTEX, 300, 300 },
  };
  g_autoptr (AnlanShape) square = polygon ("0 0, 100 0, 100 100, 0 100|40 40, 60 40, 60 60");
  g_autoptr (AnlanShape) path = line ("200 0, 200 100");
  g_autoptr (AnlanShape) place = point (300, 300);
  const AnlanShape *shapes[] = { square, path, place };
  AnlanLocal local;

  anlan_local_init (&local, ORIGIN);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnlanLonLat snapped = { NAN, NAN };
      AnlanPoint there;

      g_assert_cmpint (
          anlan_shape_snap (anlan_local_to_lonlat (&local, (AnlanPoint){ cases[i].x, cases[i].y }), shapes, 3,
                            3, &snapped),
          ==, cases[i].snap);
      there = anlan_local_from_lonlat (&local, snapped);
      g_assert_cmpfloat_with_epsilon (there.x, cases[i].to_x, 0.001);
      g_assert_cmpfloat_with_epsilon (there.y, cases[i].to_y, 0.001);
    }
}

static gpointer
work_cb (gpointer data)
{
  for (int i = 0; i < 60; i++)
    {
      g_autoptr (AnlanShape) area = polygon ("0 0, 100 0, 100 100, 0 100");
      g_autoptr (AnlanShape) crossed = polygon ("0 0, 100 100, 100 0, 0 100");
      g_autoptr (AnlanShape) knife = line ("30 -10, 30 110");
      g_autoptr (GPtrArray) pieces = anlan_shape_split (area, knife, NULL);

      if (pieces == NULL || pieces->len != 2 || anlan_shape_is_valid (crossed, NULL, NULL))
        return NULL;
    }
  return data;
}

static void
test_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("geometry", work_cb, threads);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_true (g_thread_join (threads[i]) == threads);
}

/* Shapes without sense lead to answers or errors, never to a crash or a leak. */
static void
test_hostile (void)
{
  for (int i = 0; i < 40; i++)
    {
      double numbers[40];
      guint corners = (guint)g_test_rand_int_range (3, 20);
      double extent = i % 3 == 0 ? 180 : i % 3 == 1 ? 1e-3 : 1e-9;
      g_autoptr (AnlanShape) a = NULL;
      g_autoptr (AnlanShape) b = NULL;
      g_autoptr (AnlanShape) knife = NULL;
      g_autoptr (AnlanShape) united = NULL;
      g_autoptr (AnlanShape) wide = NULL;
      g_autoptr (GPtrArray) pieces = NULL;
      const AnlanShape *pair[2];
      AnlanLonLat snapped;

      for (guint j = 0; j < 2 * corners; j++)
        numbers[j] = (j % 2 ? 0.5 : 1) * g_test_rand_double_range (-extent, extent);
      if (i % 5 == 0)
        memcpy (numbers + 2, numbers, 2 * sizeof (double));
      a = anlan_shape_new_polygon (numbers, corners, NULL);
      b = anlan_shape_new_polygon (numbers + 2 * (corners - 3), 3, NULL);
      knife = anlan_shape_new_line (numbers, corners, NULL);
      pair[0] = a;
      pair[1] = b;
      anlan_shape_is_valid (a, NULL, NULL);
      anlan_shape_intersects (a, b, NULL);
      anlan_shape_contains (a, knife, NULL);
      anlan_shape_distance_m (a, b, NULL);
      united = anlan_shape_union (pair, 2, NULL);
      wide = anlan_shape_buffer (a, 10, NULL);
      pieces = anlan_shape_split (b, knife, NULL);
      anlan_shape_snap ((AnlanLonLat){ 0, 0 }, pair, 2, 5, &snapped);
      anlan_shape_get_label (a);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/geometry/valid", test_valid);
  g_test_add_func ("/base/geometry/not-valid", test_not_valid);
  g_test_add_func ("/base/geometry/predicates", test_predicates);
  g_test_add_func ("/base/geometry/distance", test_distance);
  g_test_add_func ("/base/geometry/union", test_union);
  g_test_add_func ("/base/geometry/buffer", test_buffer);
  g_test_add_func ("/base/geometry/split", test_split);
  g_test_add_func ("/base/geometry/split-refused", test_split_refused);
  g_test_add_func ("/base/geometry/snap", test_snap);
  g_test_add_func ("/base/geometry/threads", test_threads);
  g_test_add_func ("/base/geometry/hostile", test_hostile);
  return g_test_run ();
}

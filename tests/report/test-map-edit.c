/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/zone-edit.h"

#include "base/error.h"
#include "map-fixture.h"

/* Positions are metres east and north of one corner of the made-up plant; expected values follow from them by school
 * geometry. */

static AnlanLonLat
ground (double east, double north)
{
  AnlanLocal local;

  anlan_local_init (&local, (AnlanLonLat){ MAP_LON, MAP_LAT });
  return anlan_local_to_lonlat (&local, (AnlanPoint){ east, north });
}

/* "0,0 10,0 10,10" as lon, lat pairs; the caller frees it. */
static double *
read_positions (const char *text, guint *count)
{
  g_auto (GStrv) words = g_strsplit (text, " ", -1);
  double *lonlat;

  *count = g_strv_length (words);
  lonlat = g_new (double, 2 * *count);
  for (guint i = 0; i < *count; i++)
    {
      char *comma;
      double east = g_ascii_strtod (words[i], &comma);
      AnlanLonLat at = ground (east, g_ascii_strtod (comma + 1, NULL));

      lonlat[2 * i] = at.lon;
      lonlat[2 * i + 1] = at.lat;
    }
  return lonlat;
}

static AnlanShape *
area_of (const char *text)
{
  guint count;
  g_autofree double *lonlat = read_positions (text, &count);

  return anlan_shape_new_polygon (lonlat, count, "0");
}

static AnlanZoneEdit *
edit_of (const char *text)
{
  g_autoptr (AnlanShape) shape = area_of (text);

  return anlan_zone_edit_new (shape);
}

#define SQUARE "0,0 100,0 100,100 0,100"

static void
test_draw (void)
{
  const double corners[][2] = { { 0, 0 }, { 100, 0 }, { 100, 50 }, { 0, 50 } };
  g_autoptr (AnlanZoneEdit) edit = anlan_zone_edit_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanShape) shape = NULL;

  g_assert_true (anlan_zone_edit_is_open (edit));
  g_assert_false (anlan_zone_edit_close (edit, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
    {
      g_assert_true (anlan_zone_edit_add (edit, ground (corners[i][0], corners[i][1]), &error));
      g_assert_no_error (error);
    }
  g_assert_cmpfloat_with_epsilon (anlan_zone_edit_get_length (edit), 250, 0.01);
  g_assert_cmpfloat (anlan_zone_edit_get_area (edit), ==, 0);
  shape = anlan_zone_edit_get_shape (edit, &error);
  g_assert_null (shape);
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);

  g_assert_true (anlan_zone_edit_close (edit, &error));
  g_assert_false (anlan_zone_edit_is_open (edit));
  g_assert_cmpfloat_with_epsilon (anlan_zone_edit_get_area (edit), 5000, 1);
  g_assert_cmpfloat_with_epsilon (anlan_zone_edit_get_length (edit), 300, 0.01);
  shape = anlan_zone_edit_get_shape (edit, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (shape->count, ==, 4);

  for (guint i = 0; i < 5; i++)
    anlan_zone_edit_undo (edit);
  g_assert_false (anlan_zone_edit_can_undo (edit));
  g_assert_false (anlan_zone_edit_is_changed (edit));
  g_assert_cmpuint (anlan_zone_edit_n_corners (edit), ==, 0);
  for (guint i = 0; i < 5; i++)
    anlan_zone_edit_redo (edit);
  g_assert_false (anlan_zone_edit_can_redo (edit));
  g_assert_cmpfloat_with_epsilon (anlan_zone_edit_get_area (edit), 5000, 1);
}

typedef enum
{
  DO_ADD,
  DO_INSERT,
  DO_PLACE,
  DO_REMOVE,
} Deed;

/* What is refused names the two edges by their corners, counted from 1. */
static void
test_refused (void)
{
  static const struct
  {
    const char *name;
    const char *area; /* NULL: drawn corner by corner from @line */
    const char *line;
    Deed deed;
    guint corner;
    double east, north;
    const char *words; /* what the sentence has to say, or NULL: it is done */
  } cases[] = {
    { "bow tie", SQUARE, NULL, DO_PLACE, 1, -50, 50,
      "from corner 2 to 3 would cross the edge from corner 4 to 1" },
    { "onto an edge", SQUARE, NULL, DO_PLACE, 0, 100, 50,
      "from corner 4 to 1 would cross the edge from corner 2 to 3" },
    { "across", SQUARE, NULL, DO_PLACE, 0, 150, 50,
      "from corner 4 to 1 would cross the edge from corner 2 to 3" },
    { "dent is fine", SQUARE, NULL, DO_PLACE, 0, 40, 40, NULL },
    { "onto a corner", SQUARE, NULL, DO_PLACE, 0, 100.001, 0, "Corners 1 and 2 would fall together" },
    { "insert across", SQUARE, NULL, DO_INSERT, 0, 50, 150,
      "from corner 1 to 2 would cross the edge from corner 4 to 5" },
    { "insert outside", SQUARE, NULL, DO_INSERT, 0, 50, -50, NULL },
    { "insert spike", SQUARE, NULL, DO_INSERT, 0, 150, 0, "would cross the edge from corner" },
    { "triangle stays", "0,0 100,0 50,50", NULL, DO_REMOVE, 1, 0, 0, "three corners" },
    { "remove", SQUARE, NULL, DO_REMOVE, 1, 0, 0, NULL },
    { "remove makes a crossing", "0,0 100,0 100,100 50,10 0,100", NULL, DO_REMOVE, 0, 0, 0,
      "from corner 4 to 1 would cross the edge from corner 2 to 3" },
    { "remove what made it cross", "0,0 100,0 100,100 60,-20 50,100", NULL, DO_REMOVE, 3, 0, 0, NULL },
    { "draw across", NULL, "0,0 100,0 100,100", DO_ADD, 0, 50, -50,
      "from corner 3 to 4 would cross the edge from corner 1 to 2" },
    { "draw back", NULL, "0,0 100,0", DO_ADD, 0, 50, 0,
      "from corner 2 to 3 would cross the edge from corner 1 to 2" },
    { "draw on", NULL, "0,0 100,0", DO_ADD, 0, 200, 0, NULL },
    { "no place", SQUARE, NULL, DO_PLACE, 0, NAN, 0, "no place" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnlanLonLat at =
          isnan (cases[i].east) ? (AnlanLonLat){ NAN, 0 } : ground (cases[i].east, cases[i].north);
      g_autoptr (AnlanZoneEdit) edit =
          cases[i].area != NULL ? edit_of (cases[i].area) : anlan_zone_edit_new (NULL);
      g_autoptr (GError) error = NULL;
      gboolean done = FALSE;
      guint before, count = 0;
      g_autofree double *line = cases[i].line != NULL ? read_positions (cases[i].line, &count) : NULL;

      g_test_message ("%s", cases[i].name);
      for (guint j = 0; j < count; j++)
        g_assert_true (anlan_zone_edit_add (edit, (AnlanLonLat){ line[2 * j], line[2 * j + 1] }, NULL));
      before = anlan_zone_edit_n_corners (edit);
      switch (cases[i].deed)
        {
        case DO_ADD:
          done = anlan_zone_edit_add (edit, at, &error);
          break;
        case DO_INSERT:
          done = anlan_zone_edit_insert (edit, 0, cases[i].corner, at, &error);
          break;
        case DO_PLACE:
          g_assert_cmpint (anlan_zone_edit_can_place (edit, 0, cases[i].corner, at, NULL), ==,
                           cases[i].words == NULL);
          done = anlan_zone_edit_place (edit, 0, cases[i].corner, at, &error);
          break;
        case DO_REMOVE:
        default:
          done = anlan_zone_edit_remove (edit, 0, cases[i].corner, &error);
          break;
        }
      if (cases[i].words == NULL)
        {
          g_assert_no_error (error);
          g_assert_true (done);
          continue;
        }
      g_assert_false (done);
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_test_message ("%s", error->message);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_cmpuint (anlan_zone_edit_n_corners (edit), ==, before);
    }
}

/* A hole that would be left outside crosses nothing and is refused all the same. */
static void
test_hole (void)
{
  g_autoptr (AnlanShape) outside = area_of ("0,0 100,0 100,100 50,200 0,100");
  g_autoptr (AnlanShape) hole = area_of ("45,140 55,140 50,150");
  g_autoptr (AnlanZoneEdit) edit = NULL;
  g_autoptr (GError) error = NULL;

  outside->lonlat = g_renew (double, outside->lonlat, 16);
  memcpy (outside->lonlat + 10, hole->lonlat, 6 * sizeof (double));
  outside->count = 8;
  outside->ring_ends = g_renew (guint, outside->ring_ends, 2);
  outside->ring_ends[1] = 8;
  outside->n_rings = 2;
  outside->polygon_ends[0] = 2;
  edit = anlan_zone_edit_new (outside);

  g_assert_false (anlan_zone_edit_remove (edit, 0, 3, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_false (anlan_zone_edit_place (edit, 1, 2, ground (50, 250), &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, "another part"));
  g_clear_error (&error);
  g_assert_true (anlan_zone_edit_place (edit, 1, 2, ground (50, 160), &error));
  g_assert_true (anlan_zone_edit_shift (edit, 1000, -500, &error));
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (
      anlan_distance_m (anlan_zone_edit_get_corner (edit, 1, 2), ground (1050, -340)), 0, 0.01);
}

static void
test_shift (void)
{
  g_autoptr (AnlanZoneEdit) edit = edit_of (SQUARE);
  double area = anlan_zone_edit_get_area (edit);
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_zone_edit_shift (edit, 30, -40, &error));
  g_assert_cmpfloat_with_epsilon (
      anlan_distance_m (anlan_zone_edit_get_corner (edit, 0, 0), ground (30, -40)), 0, 1e-4);
  g_assert_cmpfloat_with_epsilon (anlan_zone_edit_get_area (edit), area, 0.01);
  g_assert_false (anlan_zone_edit_shift (edit, 1e6, 0, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  anlan_zone_edit_undo (edit);
  g_assert_false (anlan_zone_edit_is_changed (edit));
}

/* All corners typed: the area is closed at once, the first corner may be repeated, holes stay. */
static void
test_set_ring (void)
{
  static const struct
  {
    const char *positions;
    double area; /* 0: refused */
  } cases[] = {
    { "0,0 50,0 50,40 0,40", 2000 },
    { "0,0 50,0 50,40 0,40 0,0", 2000 },
    { "0,0 50,40 50,0 0,40", 0 },
    { "0,0 50,0", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanZoneEdit) drawn = anlan_zone_edit_new (NULL), edit = edit_of (SQUARE);
      g_autoptr (GError) error = NULL, drawn_error = NULL;
      guint count;
      g_autofree double *lonlat = read_positions (cases[i].positions, &count);
      gboolean done = anlan_zone_edit_set_ring (edit, lonlat, count, &error);

      g_assert_cmpint (anlan_zone_edit_set_ring (drawn, lonlat, count, &drawn_error), ==, done);
      if (cases[i].area == 0)
        {
          g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
          g_assert_false (anlan_zone_edit_can_undo (edit));
          g_assert_true (anlan_zone_edit_is_open (drawn));
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpfloat_with_epsilon (anlan_zone_edit_get_area (edit), cases[i].area, 1);
      g_assert_cmpfloat_with_epsilon (anlan_zone_edit_get_area (drawn), cases[i].area, 1);
      anlan_zone_edit_undo (edit);
      g_assert_cmpfloat_with_epsilon (anlan_zone_edit_get_area (edit), 10000, 1);
    }
}

static void
test_pick (void)
{
  static const struct
  {
    double east, north;
    AnlanZonePick pick;
    guint corner;
  } cases[] = {
    { 99, 1, ANLAN_ZONE_PICK_CORNER, 1 }, { 50, 1.5, ANLAN_ZONE_PICK_EDGE, 0 },
    { 0.5, 50, ANLAN_ZONE_PICK_EDGE, 3 }, { 50, 50, ANLAN_ZONE_PICK_INSIDE, 0 },
    { 150, 50, ANLAN_ZONE_PICK_NONE, 0 }, { 97.9, 0, ANLAN_ZONE_PICK_EDGE, 0 },
  };
  g_autoptr (AnlanZoneEdit) edit = edit_of (SQUARE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint ring, corner;

      g_assert_cmpint (anlan_zone_edit_pick (edit, ground (cases[i].east, cases[i].north), 2, &ring, &corner),
                       ==, cases[i].pick);
      g_assert_cmpuint (corner, ==, cases[i].corner);
    }
}

/* A building from (200, 0) to (220, 20), and a neighbouring zone whose corner is (100, 0). */
static void
test_snap (void)
{
  static const struct
  {
    double east, north, tolerance;
    AnlanSnap snap;
    double to_east, to_north;
  } cases[] = {
    { 101, 1, 3, ANLAN_SNAP_VERTEX, 100, 0 }, { 101, 1, 0.9, ANLAN_SNAP_NONE, 101, 1 },
    { 201, 1, 3, ANLAN_SNAP_EDGE, 200, 0 },   { 210, 21, 3, ANLAN_SNAP_EDGE, 210, 20 },
    { 60, -1, 3, ANLAN_SNAP_EDGE, 60, 0 },    { 300, 300, 3, ANLAN_SNAP_NONE, 300, 300 },
  };
  g_autoptr (AnlanMapBaseBuilder) builder = anlan_map_base_builder_new ();
  const double building[] = { 200, 0, 220, 0, 220, 20, 200, 20 };
  MapShape shape = { .geometry.type = ANLAN_GEOMETRY_POLYGON };
  g_autoptr (AnlanMapBase) base = NULL;
  g_autoptr (AnlanShape) neighbour = area_of (SQUARE);
  const AnlanShape *const around[] = { neighbour };
  g_autoptr (AnlanZoneEdit) edit = anlan_zone_edit_new (NULL);

  map_shape_add (&shape, FALSE, building, 4);
  for (guint i = 0; i < 5; i++)
    shape.points[i] = ground (building[2 * (i % 4)], building[2 * (i % 4) + 1]);
  g_assert_true (map_add_feature (builder, ANLAN_FEATURE_BUILDING, "building", "yes", "", &shape));
  base = anlan_map_base_builder_end (builder);
  anlan_zone_edit_set_surroundings (edit, base, around, 1);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnlanLonLat snapped;

      g_assert_cmpint (
          anlan_zone_edit_snap (edit, ground (cases[i].east, cases[i].north), cases[i].tolerance, &snapped),
          ==, cases[i].snap);
      g_assert_cmpfloat_with_epsilon (
          anlan_distance_m (snapped, ground (cases[i].to_east, cases[i].to_north)), 0, 0.02);
    }
}

static void
test_split (void)
{
  static const struct
  {
    const char *area;
    const char *line;
    double large, small; /* square metres; 0: refused */
  } cases[] = {
    { SQUARE, "30,-10 30,110", 7000, 3000 },
    { SQUARE, "-10,20 50,20 50,110", 6000, 4000 },
    { SQUARE, "30,10 30,90", 0, 0 },
    { SQUARE, "200,0 200,100", 0, 0 },
    /* A comb with two teeth, cut across both: back on one side, the two teeth together on the other. */
    { "0,0 100,0 100,60 80,60 80,20 20,20 20,60 0,60", "-10,40 110,40", 2800, 800 },
    { "0,0 100,0 100,60 80,60 80,20 20,20 20,60 0,60", "-10,40 50,41 110,40", 0, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanShape) area = area_of (cases[i].area);
      g_autoptr (GError) error = NULL;
      guint count;
      g_autofree double *line = read_positions (cases[i].line, &count);
      g_autoptr (GPtrArray) parts = anlan_zone_split (area, line, count, &error);

      if (cases[i].large == 0)
        {
          g_assert_null (parts);
          g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
          continue;
        }
      g_assert_no_error (error);
      g_assert_cmpuint (parts->len, ==, 2);
      g_assert_cmpfloat_with_epsilon (anlan_shape_area_m2 (parts->pdata[0]), cases[i].large, 2);
      g_assert_cmpfloat_with_epsilon (anlan_shape_area_m2 (parts->pdata[1]), cases[i].small, 2);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map-edit/draw", test_draw);
  g_test_add_func ("/map-edit/refused", test_refused);
  g_test_add_func ("/map-edit/hole", test_hole);
  g_test_add_func ("/map-edit/shift", test_shift);
  g_test_add_func ("/map-edit/set-ring", test_set_ring);
  g_test_add_func ("/map-edit/pick", test_pick);
  g_test_add_func ("/map-edit/snap", test_snap);
  g_test_add_func ("/map-edit/split", test_split);
  return g_test_run ();
}

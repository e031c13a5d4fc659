/* SPDX-License-Identifier: GPL-3.0-or-later */

#include <math.h>

#include "map-geometry.h"
#include "map-shapes.h"

static void
test_project (void)
{
  /* EPSG Guidance Note 7-2, 1.3.3.2 Popular Visualisation Pseudo-Mercator: 24°22'54.433"N 100°20'00.000"W is easting
   * -11169055.58 m, northing 2800000.00 m. */
  double lat = 24 + 22 / 60.0 + 54.433 / 3600;
  double lon = -(100 + 20 / 60.0);
  AnlanMapPoint point = anlan_map_project (lon, lat);
  double back_lon, back_lat;

  g_assert_cmpfloat_with_epsilon ((point.x - 0.5) * ANLAN_MAP_EQUATOR_M, -11169055.58, 0.01);
  g_assert_cmpfloat_with_epsilon ((0.5 - point.y) * ANLAN_MAP_EQUATOR_M, 2800000.00, 0.01);
  anlan_map_unproject (point, &back_lon, &back_lat);
  g_assert_cmpfloat_with_epsilon (back_lon, lon, 1e-12);
  g_assert_cmpfloat_with_epsilon (back_lat, lat, 1e-12);

  /* The corners of the square world, and what lies beyond. */
  point = anlan_map_project (-180, ANLAN_MAP_MAX_LATITUDE);
  g_assert_cmpfloat_with_epsilon (point.x, 0, 1e-15);
  g_assert_cmpfloat_with_epsilon (point.y, 0, 1e-12);
  point = anlan_map_project (180, -90);
  g_assert_cmpfloat_with_epsilon (point.x, 1, 1e-15);
  g_assert_cmpfloat_with_epsilon (point.y, 1, 1e-12);
}

static void
test_metres (void)
{
  AnlanMapViewport viewport = { { 0.5, 0.5 }, 0, 256, 256, 1 };
  AnlanMapPoint at60 = anlan_map_project (10, 60);

  g_assert_cmpfloat_with_epsilon (anlan_map_metres_per_unit (0.5), ANLAN_MAP_EQUATOR_M, 1e-6);
  /* cos 60° is a half. */
  g_assert_cmpfloat_with_epsilon (anlan_map_metres_per_unit (at60.y), ANLAN_MAP_EQUATOR_M / 2, 1e-6);
  /* OGC WMTS 1.0.0, annex E.4 GoogleMapsCompatible: 156543.0339 m on a pixel of level 0, 0.5971642835 of level 18. */
  g_assert_cmpfloat_with_epsilon (anlan_map_viewport_get_metres_per_pixel (&viewport), 156543.0339, 1e-4);
  viewport.zoom = 18;
  g_assert_cmpfloat_with_epsilon (anlan_map_viewport_get_metres_per_pixel (&viewport), 0.5971642835, 1e-9);
}

static void
test_viewport (void)
{
  AnlanMapViewport viewport = { { 0.3, 0.4 }, 5, 1280, 800, 1 };
  AnlanMapPoint middle = anlan_map_viewport_to_screen (&viewport, viewport.centre);
  AnlanMapPoint world = anlan_map_viewport_to_world (&viewport, (AnlanMapPoint){ 0, 800 });
  AnlanMapRect bounds;

  g_assert_cmpfloat (middle.x, ==, 640);
  g_assert_cmpfloat (middle.y, ==, 400);
  g_assert_cmpfloat_with_epsilon (world.x, 0.3 - 640 / 8192.0, 1e-12);
  g_assert_cmpfloat_with_epsilon (world.y, 0.4 + 400 / 8192.0, 1e-12);

  /* Wider than high: the width decides. 1280 - 2 * 40 pixels for 1/16 of the world. */
  anlan_map_viewport_fit (&viewport, (AnlanMapRect){ 0.5, 0.5, 0.5625, 0.52 }, 40, 24);
  g_assert_cmpfloat_with_epsilon (viewport.zoom, log2 (1200 * 16 / 256.0), 1e-12);
  g_assert_cmpfloat_with_epsilon (viewport.centre.x, 0.53125, 1e-12);
  bounds = anlan_map_viewport_get_bounds (&viewport);
  g_assert_true (anlan_map_rect_contains (bounds, (AnlanMapRect){ 0.5, 0.5, 0.5625, 0.52 }));

  /* A point; nothing; a window smaller than its margins. */
  anlan_map_viewport_fit (&viewport, (AnlanMapRect){ 0.1, 0.2, 0.1, 0.2 }, 40, 19);
  g_assert_cmpfloat (viewport.zoom, ==, 19);
  g_assert_cmpfloat (viewport.centre.y, ==, 0.2);
  anlan_map_viewport_fit (&viewport, ANLAN_MAP_RECT_EMPTY, 40, 10);
  g_assert_cmpfloat (viewport.zoom, ==, 19);
  viewport.width = viewport.height = 10;
  anlan_map_viewport_fit (&viewport, (AnlanMapRect){ 0, 0, 1, 1 }, 40, 19);
  g_assert_cmpfloat (viewport.zoom, ==, 0);
}

static void
check_query (const AnlanMapRect *rects, guint n, const AnlanMapIndex *index, AnlanMapRect rect)
{
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint k = 0;

  anlan_map_index_query (index, rect, found);
  for (guint i = 0; i < n; i++)
    if (anlan_map_rect_intersects (rects[i], rect))
      {
        g_assert_cmpuint (k, <, found->len);
        g_assert_cmpuint (g_array_index (found, guint32, k), ==, i);
        k++;
      }
  g_assert_cmpuint (k, ==, found->len);
}

/* Against looking at each one, for sizes around those of a node and of a level of nodes. */
static void
test_index (void)
{
  const guint sizes[] = { 0, 1, 2, 15, 16, 17, 255, 256, 257, 3000 };

  for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
    {
      g_autofree AnlanMapRect *rects = g_new (AnlanMapRect, sizes[s] + 1);
      g_autoptr (AnlanMapIndex) index = NULL;

      for (guint i = 0; i < sizes[s]; i++)
        {
          double x = g_test_rand_double ();
          double y = g_test_rand_double ();

          rects[i] = (AnlanMapRect){ x, y, x + g_test_rand_double () * 0.1, y + g_test_rand_double () * 0.1 };
        }
      index = anlan_map_index_new (rects, sizes[s]);
      for (guint q = 0; q < 50; q++)
        {
          double x = g_test_rand_double ();
          double y = g_test_rand_double ();

          check_query (rects, sizes[s], index, (AnlanMapRect){ x, y, x + 0.05, y + 0.2 });
        }
      check_query (rects, sizes[s], index, (AnlanMapRect){ -1, -1, 3, 3 });
      check_query (rects, sizes[s], index, (AnlanMapRect){ 5, 5, 6, 6 });
    }
}

static void
test_index_same_place (void)
{
  AnlanMapRect rects[100];
  g_autoptr (AnlanMapIndex) index = NULL;

  for (guint i = 0; i < 100; i++)
    rects[i] = (AnlanMapRect){ 0.5, 0.5, 0.5, 0.5 };
  index = anlan_map_index_new (rects, 100);
  check_query (rects, 100, index, (AnlanMapRect){ 0.5, 0.5, 0.5, 0.5 });
}

static void
test_importance (void)
{
  /* A square of side 10 with a bump of 0.1 on one side: the triangle (4,0) (5,-0.1) (6,0) has the area 0.1. The
   * corners' triangles are those of the square, 50 or more. */
  const AnlanMapPoint points[] = { { 0, 0 },  { 4, 0 },   { 5, -0.1 }, { 6, 0 },
                                   { 10, 0 }, { 10, 10 }, { 0, 10 },   { 0, 0 } };
  float importance[G_N_ELEMENTS (points)];

  anlan_map_importance (points, G_N_ELEMENTS (points), importance);
  g_assert_true (isinf (importance[0]) && isinf (importance[7]));
  g_assert_cmpfloat (importance[1], <, 0.6);
  g_assert_cmpfloat_with_epsilon (importance[2], sqrt (0.1), 1e-6);
  g_assert_cmpfloat (importance[3], <, 0.6);
  for (guint i = 4; i < 7; i++)
    g_assert_cmpfloat (importance[i], >=, (float)sqrt (50) - 1e-3f);

  /* Too short to leave anything out. */
  anlan_map_importance (points, 2, importance);
  g_assert_true (isinf (importance[0]) && isinf (importance[1]));
  anlan_map_importance (points, 1, importance);
  g_assert_true (isinf (importance[0]));
}

/* What is left at a tolerance must stay within it of what was there: a circle of 2,000 corners. */
static void
test_importance_keeps_shape (void)
{
  enum
  {
    N = 2001
  };
  g_autofree AnlanMapPoint *points = g_new (AnlanMapPoint, N);
  g_autofree float *importance = g_new (float, N);
  guint kept = 0;

  for (guint i = 0; i < N; i++)
    points[i] = (AnlanMapPoint){ 100 * cos (2 * G_PI * (i % (N - 1)) / (N - 1)),
                                 100 * sin (2 * G_PI * (i % (N - 1)) / (N - 1)) };
  anlan_map_importance (points, N, importance);
  for (guint i = 0; i < N; i++)
    kept += importance[i] >= 0.5f;
  /* Effective area of a corner of a regular n-gon is about r² (2 pi / n)³ / 2; a quarter at n = 79. */
  g_assert_cmpuint (kept, >, 50);
  g_assert_cmpuint (kept, <, 160);
}

static const AnlanMapPoint square[] = { { 0, 0 }, { 10, 0 }, { 10, 10 }, { 0, 10 }, { 0, 0 } };
static const AnlanMapPoint hole[] = { { 4, 4 }, { 4, 10 }, { 10, 10 }, { 10, 4 }, { 4, 4 } };

static void
test_contain (void)
{
  const AnlanMapRing rings[] = { { square, 5 }, { hole, 5 } };

  g_assert_true (anlan_map_rings_contain (rings, 1, (AnlanMapPoint){ 7, 7 }));
  g_assert_false (anlan_map_rings_contain (rings, 2, (AnlanMapPoint){ 7, 7 }));
  g_assert_true (anlan_map_rings_contain (rings, 2, (AnlanMapPoint){ 2, 7 }));
  g_assert_false (anlan_map_rings_contain (rings, 2, (AnlanMapPoint){ -1, 5 }));
  g_assert_cmpfloat (anlan_map_ring_area2 (&rings[0]), ==, 200);
  g_assert_cmpfloat (anlan_map_ring_area2 (&rings[1]), ==, -72);
}

static void
test_anchor (void)
{
  const AnlanMapRing rings[] = { { square, 5 }, { hole, 5 } };
  /* An L: arms 2 wide, 10 long. Its centroid (about 3.6, 3.6) lies outside; the largest circle, in the corner, has
   * the radius 4 - 2 sqrt 2 = 1.17. */
  const AnlanMapPoint l[] = { { 0, 0 }, { 10, 0 }, { 10, 2 }, { 2, 2 }, { 2, 10 }, { 0, 10 }, { 0, 0 } };
  const AnlanMapRing ring_l = { l, 7 };
  /* Flat as a line: no inside at all. */
  const AnlanMapPoint flat[] = { { 0, 0 }, { 10, 0 }, { 5, 0 }, { 0, 0 } };
  const AnlanMapRing ring_flat = { flat, 4 };
  double radius;
  AnlanMapPoint at = anlan_map_rings_find_anchor (rings, 1, &radius);

  g_assert_cmpfloat_with_epsilon (at.x, 5, 0.3);
  g_assert_cmpfloat_with_epsilon (at.y, 5, 0.3);
  g_assert_cmpfloat_with_epsilon (radius, 5, 0.2);

  at = anlan_map_rings_find_anchor (&ring_l, 1, &radius);
  g_assert_true (anlan_map_rings_contain (&ring_l, 1, at));
  g_assert_cmpfloat_with_epsilon (radius, 4 - 2 * G_SQRT2, 0.2);

  /* With the corner cut out: what is left is an L with arms 4 wide. */
  at = anlan_map_rings_find_anchor (rings, 2, &radius);
  g_assert_true (anlan_map_rings_contain (rings, 2, at));
  g_assert_cmpfloat_with_epsilon (radius, 2 * (4 - 2 * G_SQRT2), 0.2);

  at = anlan_map_rings_find_anchor (&ring_flat, 1, &radius);
  g_assert_cmpfloat (radius, ==, 0);
  g_assert_cmpfloat (at.x, ==, 5);
}

static AnlanGeometry
make_polygon (const AnlanLonLat *points, guint n, const guint32 *ends, const guint8 *holes, guint n_parts)
{
  return (AnlanGeometry){ ANLAN_GEOMETRY_POLYGON, n, n_parts, points, ends, holes };
}

static void
test_shapes (void)
{
  const AnlanLonLat points[] = { { 0, 0 },     { 10, 0 },    { 10, 10 },   { 0, 0 },
                                 { 1, 0.5 },   { 2, 0.5 },   { 2, 1 },     { 1, 0.5 },
                                 { NAN, 0 },   { 1, 0 },     { 1, 1 },     { NAN, 0 },
                                 { 0.1, 0.1 }, { 0.2, 0.1 }, { 0.2, 0.2 }, { 0.1, 0.1 } };
  const guint32 ends[] = { 4, 8, 12, 16 };
  const guint8 holes[] = { FALSE, TRUE, FALSE, TRUE };
  AnlanGeometry geometry = make_polygon (points, 16, ends, holes, 4);
  g_autoptr (AnlanMapShapes) shapes = anlan_map_shapes_new ();
  AnlanMapSpan span;
  AnlanMapRect bounds;
  AnlanMapPoint anchor;
  double radius, area;

  /* The ring with a position that is none is left out, and its hole with it. */
  g_assert_true (anlan_map_shapes_add (shapes, &geometry, &span, &bounds));
  g_assert_cmpuint (span.n_parts, ==, 2);
  g_assert_true (anlan_map_shapes_get_part (shapes, 1)->hole);
  g_assert_cmpfloat_with_epsilon (bounds.x1, 10 / 360.0 + 0.5, 1e-12);
  anlan_map_shapes_measure (shapes, span, &anchor, &radius, &area);
  g_assert_cmpfloat (radius, >, 0);
  /* Near the equator a degree is as long both ways: 50 square degrees less 0.25. */
  g_assert_cmpfloat_with_epsilon (area * 360 * 360, 49.75, 0.5);

  /* Nothing that could be drawn. */
  geometry = make_polygon (points, 2, (const guint32[]){ 2 }, holes, 1);
  g_assert_false (anlan_map_shapes_add (shapes, &geometry, &span, &bounds));
  geometry = (AnlanGeometry){ .type = ANLAN_GEOMETRY_NONE };
  g_assert_false (anlan_map_shapes_add (shapes, &geometry, &span, &bounds));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/map/geometry/project", test_project);
  g_test_add_func ("/map/geometry/metres", test_metres);
  g_test_add_func ("/map/geometry/viewport", test_viewport);
  g_test_add_func ("/map/geometry/index", test_index);
  g_test_add_func ("/map/geometry/index-same-place", test_index_same_place);
  g_test_add_func ("/map/geometry/importance", test_importance);
  g_test_add_func ("/map/geometry/importance-keeps-shape", test_importance_keeps_shape);
  g_test_add_func ("/map/geometry/contain", test_contain);
  g_test_add_func ("/map/geometry/anchor", test_anchor);
  g_test_add_func ("/map/geometry/shapes", test_shapes);
  return g_test_run ();
}

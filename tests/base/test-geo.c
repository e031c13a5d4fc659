/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/geo.h"

#include <math.h>

#define SHANGHAI ((AnlanLonLat){ 121.4737, 31.2304 })

static double
dms (double degrees, double minutes, double seconds)
{
  return copysign (fabs (degrees) + minutes / 60 + seconds / 3600, degrees);
}

static AnlanLonLat
random_position (double west, double south, double east, double north)
{
  return (AnlanLonLat){ g_test_rand_double_range (west, east), g_test_rand_double_range (south, north) };
}

static void
test_mercator (void)
{
  /* EPSG Guidance Note 7-2, 1.3.3.2 "Popular Visualisation Pseudo-Mercator": the example of CRS 3857. */
  AnlanLonLat example = { dms (-100, 20, 0), dms (24, 22, 54.433) };
  AnlanPoint metres = anlan_mercator_from_lonlat (example);
  AnlanLonLat back = anlan_mercator_to_lonlat ((AnlanPoint){ -11169055.58, 2800000.00 });

  g_assert_cmpfloat_with_epsilon (metres.x, -11169055.58, 0.005);
  g_assert_cmpfloat_with_epsilon (metres.y, 2800000.00, 0.005);
  g_assert_cmpfloat_with_epsilon (back.lon, example.lon, 1e-7);
  g_assert_cmpfloat_with_epsilon (back.lat, example.lat, 1e-7);

  /* The poles end at the edge of the square world. */
  metres = anlan_mercator_from_lonlat ((AnlanLonLat){ 180, 90 });
  g_assert_cmpfloat_with_epsilon (metres.x, 20037508.342789, 1e-5);
  g_assert_cmpfloat_with_epsilon (metres.y, 20037508.342789, 1e-3);
}

static void
test_pixels (void)
{
  AnlanPoint middle = anlan_pixel_from_lonlat ((AnlanLonLat){ 0, 0 }, 0);
  AnlanPoint corner = anlan_pixel_from_lonlat ((AnlanLonLat){ -180, 90 }, 5);
  /* The tile of Shanghai's centre at zoom 14, after the formula of the OSM wiki, "Slippy map tilenames". */
  AnlanPoint shanghai = anlan_pixel_from_lonlat (SHANGHAI, 14);

  g_assert_cmpfloat_with_epsilon (middle.x, 128, 1e-9);
  g_assert_cmpfloat_with_epsilon (middle.y, 128, 1e-9);
  g_assert_cmpfloat_with_epsilon (corner.x, 0, 1e-9);
  g_assert_cmpfloat_with_epsilon (corner.y, 0, 1e-3);
  g_assert_cmpfloat_with_epsilon (shanghai.x / 256, (121.4737 + 180) / 360 * 16384, 1e-6);
  g_assert_cmpfloat_with_epsilon (
      shanghai.y / 256,
      (1 - log (tan (31.2304 * G_PI / 180) + 1 / cos (31.2304 * G_PI / 180)) / G_PI) / 2 * 16384, 1e-6);

  for (int i = 0; i < 10000; i++)
    {
      AnlanLonLat position = random_position (-180, -85, 180, 85);
      double zoom = g_test_rand_double_range (0, 24);
      AnlanLonLat back = anlan_pixel_to_lonlat (anlan_pixel_from_lonlat (position, zoom), zoom);

      g_assert_cmpfloat_with_epsilon (back.lon, position.lon, 1e-10);
      g_assert_cmpfloat_with_epsilon (back.lat, position.lat, 1e-10);
    }
  /* 156,543.03 m at zoom 0 on the equator (OSM wiki, "Zoom levels"). */
  g_assert_cmpfloat_with_epsilon (anlan_metres_per_pixel (0, 0), 156543.03, 0.005);
  g_assert_cmpfloat_with_epsilon (anlan_metres_per_pixel (60, 1), 156543.03 / 4, 0.005);
}

static void
test_distance (void)
{
  /* Flinders Peak to Buninyong, 54,972.271 m on GRS 80 (Geocentric Datum of Australia Technical Manual, ch. 4): the
   * ellipsoid differs from WGS-84's by a tenth of a millimetre. */
  AnlanLonLat flinders = { dms (144, 25, 29.52440), dms (-37, 57, 3.72030) };
  AnlanLonLat buninyong = { dms (143, 55, 35.38390), dms (-37, 39, 10.15610) };

  g_assert_cmpfloat_with_epsilon (anlan_distance_m (flinders, buninyong), 54972.271, 0.05);
  /* One degree of the meridian at the equator, and of the equator: 110,574 and 111,319 m (WGS-84 tables). */
  g_assert_cmpfloat_with_epsilon (anlan_distance_m ((AnlanLonLat){ 0, -0.005 }, (AnlanLonLat){ 0, 0.005 }),
                                  1105.743, 0.005);
  g_assert_cmpfloat_with_epsilon (anlan_distance_m ((AnlanLonLat){ 0, 0 }, (AnlanLonLat){ 0.01, 0 }),
                                  1113.195, 0.005);
  /* Half round the world, pole to pole: 20,003,931 m; 0.3 % is promised. */
  g_assert_cmpfloat_with_epsilon (anlan_distance_m ((AnlanLonLat){ 0, 90 }, (AnlanLonLat){ 0, -90 }),
                                  20003931, 0.004 * 20003931);
  g_assert_cmpfloat (anlan_distance_m (SHANGHAI, SHANGHAI), ==, 0);
}

static void
test_local (void)
{
  AnlanLonLat origins[] = { SHANGHAI, { 0, 0 }, { -70.5, -53.1 }, { 179.999, 64 }, { 87.6, 43.8 } };

  for (guint i = 0; i < G_N_ELEMENTS (origins); i++)
    {
      AnlanLocal local;
      AnlanPoint zero;

      anlan_local_init (&local, origins[i]);
      zero = anlan_local_from_lonlat (&local, origins[i]);
      g_assert_cmpfloat_with_epsilon (hypot (zero.x, zero.y), 0, 1e-9);
      for (int j = 0; j < 2000; j++)
        {
          AnlanPoint point = { g_test_rand_double_range (-20000, 20000),
                               g_test_rand_double_range (-20000, 20000) };
          AnlanLonLat there = anlan_local_to_lonlat (&local, point);
          AnlanPoint back = anlan_local_from_lonlat (&local, there);
          double length = hypot (point.x, point.y);

          g_assert_cmpfloat_with_epsilon (back.x, point.x, 1e-6);
          g_assert_cmpfloat_with_epsilon (back.y, point.y, 1e-6);
          g_assert_cmpfloat_with_epsilon (anlan_distance_m (origins[i], there), length, 5e-6 * length + 1e-6);
        }
      /* 100 km is the edge of what is promised. */
      for (int j = 0; j < 100; j++)
        {
          AnlanPoint point = { g_test_rand_double_range (-70000, 70000),
                               g_test_rand_double_range (-70000, 70000) };
          AnlanPoint back = anlan_local_from_lonlat (&local, anlan_local_to_lonlat (&local, point));

          g_assert_cmpfloat_with_epsilon (back.x, point.x, 1e-6);
          g_assert_cmpfloat_with_epsilon (back.y, point.y, 1e-6);
        }
    }
}

static void
test_local_directions (void)
{
  AnlanLocal local;
  AnlanPoint north, east;

  anlan_local_init (&local, SHANGHAI);
  north = anlan_local_from_lonlat (&local, (AnlanLonLat){ 121.4737, 31.2404 });
  east = anlan_local_from_lonlat (&local, (AnlanLonLat){ 121.4837, 31.2304 });
  g_assert_cmpfloat_with_epsilon (north.x, 0, 1e-6);
  g_assert_cmpfloat (north.y, >, 1100);
  g_assert_cmpfloat (east.x, >, 900);
  g_assert_cmpfloat_with_epsilon (east.y, 0, 0.1);
}

static void
test_area (void)
{
  AnlanLocal local;
  double square[10], reversed[8], large[8] = { 0, 0, 10, 0, 10, 10, 0, 10 }, whole[8];
  AnlanPoint corners[] = { { -150, -100 }, { 150, -100 }, { 150, 100 }, { -150, 100 }, { -150, -100 } };

  anlan_local_init (&local, SHANGHAI);
  for (guint i = 0; i < 5; i++)
    {
      AnlanLonLat position = anlan_local_to_lonlat (&local, corners[i]);

      square[2 * i] = position.lon;
      square[2 * i + 1] = position.lat;
      if (i < 4)
        {
          reversed[2 * (3 - i)] = position.lon;
          reversed[2 * (3 - i) + 1] = position.lat;
        }
    }
  g_assert_cmpfloat_with_epsilon (anlan_ring_area_m2 (square, 4), 60000, 0.06);
  g_assert_cmpfloat_with_epsilon (anlan_ring_area_m2 (square, 5), 60000, 0.06);
  g_assert_cmpfloat_with_epsilon (anlan_ring_area_m2 (reversed, 4), 60000, 0.06);
  g_assert_cmpfloat_with_epsilon (anlan_ring_length_m (square, 4), 1000, 0.001);
  g_assert_cmpfloat_with_epsilon (anlan_ring_length_m (square, 5), 1000, 0.001);
  g_assert_cmpfloat_with_epsilon (anlan_line_length_m (square, 4), 800, 0.001);
  g_assert_cmpfloat (anlan_ring_area_m2 (square, 2), ==, 0);
  g_assert_cmpfloat (anlan_ring_length_m (square, 1), ==, 0);
  g_assert_cmpfloat (anlan_line_length_m (NULL, 0), ==, 0);

  /* Ten degrees square on the sphere of 6,371,007.181 m: R² × (10° in radians) × sin 10°. */
  g_assert_cmpfloat_with_epsilon (anlan_ring_area_m2 (large, 4) / 1e6,
                                  6371.007181 * 6371.007181 * (G_PI / 18) * sin (G_PI / 18), 1);
  /* Where both formulas may be used they agree, but for the ellipsoid: just below and above one degree. */
  for (guint i = 0; i < 4; i++)
    {
      whole[2 * i] = 120 + (i == 1 || i == 2 ? 0.9999 : 0);
      whole[2 * i + 1] = 31 + (i >= 2 ? 0.9999 : 0);
    }
  {
    double small = anlan_ring_area_m2 (whole, 4);
    double scale = 1.0002 / 0.9999;

    for (guint i = 0; i < 4; i++)
      {
        whole[2 * i] = 120 + (i == 1 || i == 2 ? 1.0002 : 0);
        whole[2 * i + 1] = 31 + (i >= 2 ? 1.0002 : 0);
      }
    g_assert_cmpfloat_with_epsilon (anlan_ring_area_m2 (whole, 4) / (small * scale * scale), 1, 0.005);
  }
}

static void
test_datum (void)
{
  /* Shanghai, Shenzhen, Beijing in the tests of the open converters (eviltransform). */
  static const struct
  {
    AnlanLonLat wgs84, gcj02;
  } published[] = {
    { { 121.5272106, 31.1774276 }, { 121.531541859215, 31.17530398364597 } },
    { { 113.912316, 22.543847 }, { 113.9171764808363, 22.540796131694766 } },
    { { 116.377817, 39.911954 }, { 116.38404722455657, 39.91334545536069 } },
  };
  AnlanDatum datums[] = { ANLAN_DATUM_GCJ02, ANLAN_DATUM_BD09 };
  AnlanLonLat gcj02 = anlan_datum_from_wgs84 (SHANGHAI, ANLAN_DATUM_GCJ02);
  AnlanLonLat bd09 = anlan_datum_from_wgs84 (SHANGHAI, ANLAN_DATUM_BD09);
  double shift = anlan_distance_m (SHANGHAI, gcj02);

  /* Published offsets in Shanghai are 300 to 700 m, to the south-east; Baidu adds about a kilometre. */
  g_assert_cmpfloat (shift, >, 300);
  g_assert_cmpfloat (shift, <, 700);
  g_assert_cmpfloat (gcj02.lon, >, SHANGHAI.lon);
  g_assert_cmpfloat (gcj02.lat, <, SHANGHAI.lat);
  g_assert_cmpfloat_with_epsilon (anlan_distance_m (gcj02, bd09), 950, 150);

  for (guint i = 0; i < G_N_ELEMENTS (published); i++)
    {
      AnlanLonLat there = anlan_datum_from_wgs84 (published[i].wgs84, ANLAN_DATUM_GCJ02);

      g_assert_cmpfloat_with_epsilon (there.lon, published[i].gcj02.lon, 1e-12);
      g_assert_cmpfloat_with_epsilon (there.lat, published[i].gcj02.lat, 1e-12);
    }
  for (guint d = 0; d < G_N_ELEMENTS (datums); d++)
    for (int i = 0; i < 20000; i++)
      {
        AnlanLonLat position = random_position (73, 2, 137, 55);
        AnlanLonLat shifted = anlan_datum_from_wgs84 (position, datums[d]);
        AnlanLonLat back = anlan_datum_to_wgs84 (shifted, datums[d]);

        g_assert_cmpfloat (anlan_distance_m (position, shifted), <, 3000);
        g_assert_cmpfloat_with_epsilon (back.lon, position.lon, 1e-10);
        g_assert_cmpfloat_with_epsilon (back.lat, position.lat, 1e-10);
      }
}

static void
test_datum_unchanged (void)
{
  AnlanLonLat outside[] = { { 2.35, 48.85 }, { 139.69, 35.69 }, { -74, 40.7 },
                            { 103.8, 0.5 },  { 100, 60 },       { 71, 40 } };

  for (guint i = 0; i < G_N_ELEMENTS (outside); i++)
    for (AnlanDatum datum = ANLAN_DATUM_WGS84; datum <= ANLAN_DATUM_BD09; datum++)
      {
        AnlanLonLat to = anlan_datum_from_wgs84 (outside[i], datum);
        AnlanLonLat from = anlan_datum_to_wgs84 (outside[i], datum);

        g_assert_cmpfloat (to.lon, ==, outside[i].lon);
        g_assert_cmpfloat (to.lat, ==, outside[i].lat);
        g_assert_cmpfloat (from.lon, ==, outside[i].lon);
        g_assert_cmpfloat (from.lat, ==, outside[i].lat);
      }
  g_assert_cmpfloat (anlan_datum_from_wgs84 (SHANGHAI, ANLAN_DATUM_WGS84).lon, ==, SHANGHAI.lon);
  g_assert_cmpfloat (anlan_datum_to_wgs84 (SHANGHAI, ANLAN_DATUM_WGS84).lat, ==, SHANGHAI.lat);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/geo/mercator", test_mercator);
  g_test_add_func ("/base/geo/pixels", test_pixels);
  g_test_add_func ("/base/geo/distance", test_distance);
  g_test_add_func ("/base/geo/local", test_local);
  g_test_add_func ("/base/geo/local-directions", test_local_directions);
  g_test_add_func ("/base/geo/area", test_area);
  g_test_add_func ("/base/geo/datum", test_datum);
  g_test_add_func ("/base/geo/datum-unchanged", test_datum_unchanged);
  return g_test_run ();
}

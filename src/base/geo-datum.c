/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

/* The shifts of Chinese web maps. There is no official description; constants and terms are those that all open
 * converters share, and agree with the maps to some decimetres. */

#include "base/geo.h"

#include <math.h>

/* The ellipsoid of Krasovsky 1940, on which GCJ-02 reckons. */
#define KRASOVSKY_MAJOR 6378245.0
#define KRASOVSKY_ECCENTRICITY_2 0.00669342162296594323
#define BAIDU_ANGLE (G_PI * 3000 / 180)

static gboolean
in_china (AnlanLonLat position)
{
  return position.lon >= 72.004 && position.lon <= 137.8347 && position.lat >= 0.8293 &&
         position.lat <= 55.8271;
}

/* The wave-like terms; @at in degrees. */
static double
waves (double at, double first, double second)
{
  return (first * sin (at * G_PI) + second * sin (at * G_PI / 3)) * 2 / 3;
}

static double
long_waves (double at, double first, double second)
{
  return (first * sin (at * G_PI / 12) + second * sin (at * G_PI / 30)) * 2 / 3;
}

static double
short_waves (double at)
{
  return (20 * sin (6 * at * G_PI) + 20 * sin (2 * at * G_PI)) * 2 / 3;
}

/* Metres to the north by which GCJ-02 shifts, @x and @y in degrees from 105° E, 35° N. */
static double
shift_north (double x, double y)
{
  return -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt (fabs (x)) + short_waves (x) +
         waves (y, 20, 40) + long_waves (y, 160, 320);
}

static double
shift_east (double x, double y)
{
  return 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt (fabs (x)) + short_waves (x) +
         waves (x, 20, 40) + long_waves (x, 150, 300);
}

static AnlanLonLat
shift_gcj02 (AnlanLonLat position)
{
  double x = position.lon - 105, y = position.lat - 35;
  double lat = position.lat * G_PI / 180;
  double w2 = 1 - KRASOVSKY_ECCENTRICITY_2 * sin (lat) * sin (lat);
  double normal = KRASOVSKY_MAJOR / sqrt (w2);
  double meridian = normal * (1 - KRASOVSKY_ECCENTRICITY_2) / w2;

  return (AnlanLonLat){
    position.lon + shift_east (x, y) / (normal * cos (lat)) * 180 / G_PI,
    position.lat + shift_north (x, y) / meridian * 180 / G_PI,
  };
}

static AnlanLonLat
shift_bd09 (AnlanLonLat gcj02)
{
  double radius = hypot (gcj02.lon, gcj02.lat) + 0.00002 * sin (gcj02.lat * BAIDU_ANGLE);
  double angle = atan2 (gcj02.lat, gcj02.lon) + 0.000003 * cos (gcj02.lon * BAIDU_ANGLE);

  return (AnlanLonLat){ radius * cos (angle) + 0.0065, radius * sin (angle) + 0.006 };
}

static AnlanLonLat
shift (AnlanLonLat position, AnlanDatum datum)
{
  position = shift_gcj02 (position);
  return datum == ANLAN_DATUM_BD09 ? shift_bd09 (position) : position;
}

AnlanLonLat
anlan_datum_from_wgs84 (AnlanLonLat position, AnlanDatum datum)
{
  if (datum == ANLAN_DATUM_WGS84 || !in_china (position))
    return position;
  return shift (position, datum);
}

AnlanLonLat
anlan_datum_to_wgs84 (AnlanLonLat position, AnlanDatum datum)
{
  AnlanLonLat guess = position;

  if (datum == ANLAN_DATUM_WGS84 || !in_china (position))
    return position;
  /* The shift changes by less than a hundredth of the way, so every step wins two places. */
  for (int i = 0; i < 20; i++)
    {
      AnlanLonLat there = shift (guess, datum);
      double lon = position.lon - there.lon, lat = position.lat - there.lat;

      guess.lon += lon;
      guess.lat += lat;
      if (fabs (lon) < 1e-12 && fabs (lat) < 1e-12)
        break;
    }
  return guess;
}

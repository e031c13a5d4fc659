/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/geo.h"

#include <math.h>

#include "geo-private.h"

/* WGS-84 (EPSG:7030) */
#define SEMI_MAJOR 6378137.0
#define FLATTENING (1 / 298.257223563)
#define ECCENTRICITY_2 (FLATTENING * (2 - FLATTENING))
/* The sphere of the same surface, for areas as large as countries. */
#define AUTHALIC_RADIUS 6371007.181

#define MERCATOR_EDGE (G_PI * SEMI_MAJOR)
#define MERCATOR_LAT_MAX 85.0511287798066

static double
radians (double degrees)
{
  return degrees * (G_PI / 180);
}

static double
degrees (double radians)
{
  return radians * (180 / G_PI);
}

/* EPSG Guidance Note 7-2, "Popular Visualisation Pseudo Mercator" (method 1024). */
AnlanPoint
anlan_mercator_from_lonlat (AnlanLonLat position)
{
  double lat = CLAMP (position.lat, -MERCATOR_LAT_MAX, MERCATOR_LAT_MAX);

  return (AnlanPoint){ SEMI_MAJOR * radians (position.lon), SEMI_MAJOR * asinh (tan (radians (lat))) };
}

AnlanLonLat
anlan_mercator_to_lonlat (AnlanPoint metres)
{
  return (AnlanLonLat){ degrees (metres.x / SEMI_MAJOR), degrees (atan (sinh (metres.y / SEMI_MAJOR))) };
}

static double
world_pixels (double zoom)
{
  return ANLAN_TILE_SIZE * exp2 (zoom);
}

AnlanPoint
anlan_pixel_from_lonlat (AnlanLonLat position, double zoom)
{
  AnlanPoint metres = anlan_mercator_from_lonlat (position);
  double scale = world_pixels (zoom) / (2 * MERCATOR_EDGE);

  return (AnlanPoint){ (metres.x + MERCATOR_EDGE) * scale, (MERCATOR_EDGE - metres.y) * scale };
}

AnlanLonLat
anlan_pixel_to_lonlat (AnlanPoint pixel, double zoom)
{
  double scale = 2 * MERCATOR_EDGE / world_pixels (zoom);

  return anlan_mercator_to_lonlat (
      (AnlanPoint){ pixel.x * scale - MERCATOR_EDGE, MERCATOR_EDGE - pixel.y * scale });
}

double
anlan_metres_per_pixel (double lat, double zoom)
{
  return 2 * MERCATOR_EDGE * cos (radians (lat)) / world_pixels (zoom);
}

/* Geographic to geocentric, at height 0 (EPSG Guidance Note 7-2, method 9602). */
static void
to_geocentric (AnlanLonLat position, double *x, double *y, double *z)
{
  double lat = radians (position.lat), lon = radians (position.lon);
  double normal = SEMI_MAJOR / sqrt (1 - ECCENTRICITY_2 * sin (lat) * sin (lat));

  *x = normal * cos (lat) * cos (lon);
  *y = normal * cos (lat) * sin (lon);
  *z = normal * (1 - ECCENTRICITY_2) * sin (lat);
}

void
anlan_local_init (AnlanLocal *local, AnlanLonLat origin)
{
  g_return_if_fail (local != NULL);

  local->origin = origin;
  to_geocentric (origin, &local->x, &local->y, &local->z);
  local->sin_lon = sin (radians (origin.lon));
  local->cos_lon = cos (radians (origin.lon));
  local->sin_lat = sin (radians (origin.lat));
  local->cos_lat = cos (radians (origin.lat));
}

/* Geocentric to topocentric (EPSG Guidance Note 7-2, method 9836), without the height. */
AnlanPoint
anlan_local_from_lonlat (const AnlanLocal *local, AnlanLonLat position)
{
  double x, y, z;

  to_geocentric (position, &x, &y, &z);
  x -= local->x, y -= local->y, z -= local->z;
  return (AnlanPoint){
    -local->sin_lon * x + local->cos_lon * y,
    -local->sin_lat * local->cos_lon * x - local->sin_lat * local->sin_lon * y + local->cos_lat * z,
  };
}

/* Solved step by step with the radii of curvature where the last step came out; each step leaves less of the rest by
 * the distance over the radius of the earth. */
AnlanLonLat
anlan_local_to_lonlat (const AnlanLocal *local, AnlanPoint metres)
{
  AnlanLonLat position = local->origin;

  for (int i = 0; i < 30; i++)
    {
      AnlanPoint there = anlan_local_from_lonlat (local, position);
      double lat = radians (position.lat);
      double w2 = 1 - ECCENTRICITY_2 * sin (lat) * sin (lat);
      double normal = SEMI_MAJOR / sqrt (w2);
      double meridian = normal * (1 - ECCENTRICITY_2) / w2;
      double dx = metres.x - there.x, dy = metres.y - there.y;

      position.lat = CLAMP (position.lat + degrees (dy / meridian), -90, 90);
      position.lon += degrees (dx / (normal * MAX (cos (lat), 1e-9)));
      if (fabs (dx) < 1e-8 && fabs (dy) < 1e-8)
        break;
    }
  return position;
}

/* The chord through the earth is exact; the arc over it is taken with the Gaussian mean radius half-way. */
double
anlan_distance_m (AnlanLonLat a, AnlanLonLat b)
{
  double ax, ay, az, bx, by, bz, chord, lat, radius;

  to_geocentric (a, &ax, &ay, &az);
  to_geocentric (b, &bx, &by, &bz);
  chord = sqrt ((ax - bx) * (ax - bx) + (ay - by) * (ay - by) + (az - bz) * (az - bz));
  lat = radians ((a.lat + b.lat) / 2);
  radius = SEMI_MAJOR * sqrt (1 - ECCENTRICITY_2) / (1 - ECCENTRICITY_2 * sin (lat) * sin (lat));
  return 2 * radius * asin (MIN (chord / (2 * radius), 1));
}

void
anlan_bounds_of (const double *lonlat, gsize count, AnlanBounds *bounds)
{
  *bounds = (AnlanBounds){ INFINITY, INFINITY, -INFINITY, -INFINITY };
  for (gsize i = 0; i < count; i++)
    {
      bounds->west = MIN (bounds->west, lonlat[2 * i]);
      bounds->east = MAX (bounds->east, lonlat[2 * i]);
      bounds->south = MIN (bounds->south, lonlat[2 * i + 1]);
      bounds->north = MAX (bounds->north, lonlat[2 * i + 1]);
    }
}

/* On a sphere, of trapezia down to the south pole (Chamberlain and Duquette, "Some Algorithms for Polygons on a
 * Sphere", JPL 2007). */
static double
large_area (const double *lonlat, gsize count)
{
  double sum = 0;

  for (gsize i = 0, j = count - 1; i < count; j = i++)
    sum += radians (lonlat[2 * i] - lonlat[2 * j]) *
           (2 + sin (radians (lonlat[2 * i + 1])) + sin (radians (lonlat[2 * j + 1])));
  return fabs (sum) * AUTHALIC_RADIUS * AUTHALIC_RADIUS / 2;
}

double
anlan_ring_area_m2 (const double *lonlat, gsize count)
{
  AnlanBounds bounds;
  AnlanLocal local;
  AnlanPoint last;
  double sum = 0;

  g_return_val_if_fail (lonlat != NULL || count == 0, 0);

  if (count < 3)
    return 0;
  anlan_bounds_of (lonlat, count, &bounds);
  if (bounds.east - bounds.west > 1 || bounds.north - bounds.south > 1)
    return large_area (lonlat, count);

  anlan_local_init (&local,
                    (AnlanLonLat){ (bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2 });
  last = anlan_local_from_lonlat (&local, (AnlanLonLat){ lonlat[2 * count - 2], lonlat[2 * count - 1] });
  for (gsize i = 0; i < count; i++)
    {
      AnlanPoint point = anlan_local_from_lonlat (&local, (AnlanLonLat){ lonlat[2 * i], lonlat[2 * i + 1] });

      sum += last.x * point.y - point.x * last.y;
      last = point;
    }
  return fabs (sum) / 2;
}

double
anlan_line_length_m (const double *lonlat, gsize count)
{
  double length = 0;

  g_return_val_if_fail (lonlat != NULL || count == 0, 0);

  for (gsize i = 1; i < count; i++)
    length += anlan_distance_m ((AnlanLonLat){ lonlat[2 * i - 2], lonlat[2 * i - 1] },
                                (AnlanLonLat){ lonlat[2 * i], lonlat[2 * i + 1] });
  return length;
}

double
anlan_ring_length_m (const double *lonlat, gsize count)
{
  if (count < 2)
    return 0;
  return anlan_line_length_m (lonlat, count) +
         anlan_distance_m ((AnlanLonLat){ lonlat[2 * count - 2], lonlat[2 * count - 1] },
                           (AnlanLonLat){ lonlat[0], lonlat[1] });
}

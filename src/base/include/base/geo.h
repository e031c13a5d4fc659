/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Positions are WGS-84 degrees, longitude before latitude as in GeoJSON (RFC 7946), wherever they are two numbers in a
 * row. All functions here are pure. */

typedef struct
{
  double lon;
  double lat;
} AnlanLonLat;

/* Something in a plane; each function says in what unit, and which way y runs. */
typedef struct
{
  double x;
  double y;
} AnlanPoint;

typedef struct
{
  double west;
  double south;
  double east;
  double north;
} AnlanBounds;

/* Web Mercator (EPSG:3857) in metres, x east and y north. Latitudes are clamped to ±85.0511287798°. */
AnlanPoint  anlan_mercator_from_lonlat (AnlanLonLat position);
AnlanLonLat anlan_mercator_to_lonlat   (AnlanPoint metres);

/* The same as pixels of a world of 2^@zoom tiles of 256 pixels, y down from the north-west corner. */
#define ANLAN_TILE_SIZE 256
AnlanPoint  anlan_pixel_from_lonlat    (AnlanLonLat position, double zoom);
AnlanLonLat anlan_pixel_to_lonlat      (AnlanPoint pixel, double zoom);
double      anlan_metres_per_pixel     (double lat, double zoom);

/**
 * AnlanLocal:
 *
 * A plane in metres that touches the ellipsoid at an origin: x east, y north (orthographic east-north-up, heights
 * left out). Distances differ from those on the ground by less than 1e-6 within 10 km of the origin, 5e-6 within 20.
 * There and back again is exact to a micrometre within 100 km. Use only with positions within 1,000 km.
 */
typedef struct
{
  AnlanLonLat origin;
  double x, y, z;                            /* geocentric, of the origin */
  double sin_lon, cos_lon, sin_lat, cos_lat; /* of the origin */
} AnlanLocal;

void        anlan_local_init        (AnlanLocal *local, AnlanLonLat origin);
AnlanPoint  anlan_local_from_lonlat (const AnlanLocal *local, AnlanLonLat position);
AnlanLonLat anlan_local_to_lonlat   (const AnlanLocal *local, AnlanPoint metres);

/* Metres along the ellipsoid. Better than 1 mm below 50 km, 0.3 % between continents. */
double      anlan_distance_m        (AnlanLonLat a, AnlanLonLat b);

/* A ring of @count positions, as lon, lat pairs; it may or may not repeat its first one at the end. Area in square
 * metres, whatever way round; self-crossing rings count with their signs. */
double      anlan_ring_area_m2      (const double *lonlat, gsize count);
double      anlan_ring_length_m     (const double *lonlat, gsize count); /* with the way back to the start */
double      anlan_line_length_m     (const double *lonlat, gsize count);

/**
 * AnlanDatum:
 * @ANLAN_DATUM_WGS84: GPS, and within centimetres Tianditu (CGCS2000)
 * @ANLAN_DATUM_GCJ02: AMap, Tencent, Google inside China
 * @ANLAN_DATUM_BD09: Baidu
 *
 * Where a position was read off. Chinese web maps shift positions by some hundred metres; the shift has no official
 * description, the formula here is the one that all open converters share. Outside a box around China (72.004 to
 * 137.8347° E, 0.8293 to 55.8271° N) nothing is shifted.
 */
typedef enum
{
  ANLAN_DATUM_WGS84,
  ANLAN_DATUM_GCJ02,
  ANLAN_DATUM_BD09,
} AnlanDatum;

AnlanLonLat anlan_datum_from_wgs84  (AnlanLonLat position, AnlanDatum datum);
AnlanLonLat anlan_datum_to_wgs84    (AnlanLonLat position, AnlanDatum datum); /* the inverse, by iteration, to 1e-10° */

/**
 * anlan_position_from_text:
 * @near: (nullable): where positions are likely to be; decides the order where the text does not
 * @ambiguous: (nullable) (out): whether the order was guessed, as latitude first. With NULL such a text is refused.
 *
 * A position as people type and paste it: "31.2304, 121.4737", "121.4737,31.2304" (longitude first is seen where one
 * number is beyond 90), "31°13'49.4\"N 121°28'25.3\"E", "N31.2304 E121.4737", "北纬31度13分49秒 东经121度28分25秒",
 * "31 13 49.4 N, 121 28 25.3 E", "纬度：31.2304 经度：121.4737", "geo:31.2304,121.4737".
 *
 * Returns: FALSE with ANLAN_ERROR_INPUT and a sentence that says what is wrong.
 */
gboolean    anlan_position_from_text (const char *text, const AnlanLonLat *near, AnlanLonLat *position,
                                      gboolean *ambiguous, GError **error);

/* "31.230416, 121.473701": latitude first, as people read it out; six decimals are a tenth of a metre. The caller
 * frees it. */
char       *anlan_position_to_text   (AnlanLonLat position);

G_END_DECLS

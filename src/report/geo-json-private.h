/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "geo-private.h"
#include "json-scan.h"

G_BEGIN_DECLS

/**
 * AnlanGeoJson: reads GeoJSON geometries one after the other. Positions come before their type as often as after, so
 * they are kept with their nesting first and become a shape once both are known.
 */
typedef struct
{
  AnlanJsonScan *scan;
  AnlanShape raw; /* positions; parts end where a list of positions ends */
  GArray *groups; /* guint32: parts that belong together (polygons of a MultiPolygon) end here */
  guint nesting;  /* of the coordinates in hand: 1 a position, 4 a MultiPolygon; 0 none */
  guint64 *bad_positions;
} AnlanGeoJson;

void anlan_geojson_init (AnlanGeoJson *geojson, AnlanJsonScan *scan, guint64 *bad_positions);
void anlan_geojson_clear (AnlanGeoJson *geojson);

/* The "coordinates" of a geometry: any nesting from 1 to 4. */
gboolean anlan_geojson_read_coordinates (AnlanGeoJson *geojson);

/* Sets @shape from the type's name and the coordinates that were read last. FALSE, with the scan failed, if they do not
 * fit; the unknown type too. */
gboolean anlan_geojson_make_shape (AnlanGeoJson *geojson, const char *type, AnlanShape *shape);

/* A geometry object, or null; a GeometryCollection gives the geometries of its highest dimension. */
gboolean anlan_geojson_read_geometry (AnlanGeoJson *geojson, AnlanShape *shape);

G_END_DECLS

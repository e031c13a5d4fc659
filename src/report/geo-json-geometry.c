/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "geo-json-private.h"

#define MAX_NESTING 4u

void
anlan_geojson_init (AnlanGeoJson *geojson, AnlanJsonScan *scan, guint64 *bad_positions)
{
  geojson->scan = scan;
  anlan_shape_init (&geojson->raw);
  geojson->groups = g_array_new (FALSE, FALSE, sizeof (guint32));
  geojson->nesting = 0;
  geojson->bad_positions = bad_positions;
}

void
anlan_geojson_clear (AnlanGeoJson *geojson)
{
  anlan_shape_clear (&geojson->raw);
  g_clear_pointer (&geojson->groups, g_array_unref);
}

/* The numbers of a position, whose list is open already; height and measures are left out. */
static gboolean
read_position (AnlanGeoJson *geojson)
{
  AnlanJsonScan *scan = geojson->scan;
  AnlanLonLat point = { 0, 0 };
  guint n = 0;

  do
    {
      double number;

      if (!anlan_json_scan_number (scan, &number, NULL, NULL))
        return FALSE;
      if (n == 0)
        point.lon = number;
      else if (n == 1)
        point.lat = number;
      n++;
    }
  while (anlan_json_scan_more (scan, ']'));
  if (scan->failed != NULL)
    return FALSE;
  if (n < 2)
    return anlan_json_scan_fail (scan, _ ("a position has fewer than two numbers"));
  if (!anlan_lon_lat_valid (point))
    return anlan_json_scan_fail (
        scan, _ ("a position is not in degrees of longitude and latitude; transform the data "
                 "to WGS-84 (EPSG:4326) in the program that made it"));
  anlan_shape_add_point (&geojson->raw, point);
  return TRUE;
}

/* A list whose bracket is open already. Returns its nesting, 1 for a position, 0 for an empty list; FALSE on a fault. */
static gboolean
read_list (AnlanGeoJson *geojson, guint level, guint *nesting)
{
  AnlanJsonScan *scan = geojson->scan;

  *nesting = 0;
  while (anlan_json_scan_more (scan, ']'))
    {
      guint inner;

      if (anlan_json_scan_peek (scan) != '[')
        {
          if (*nesting != 0)
            return anlan_json_scan_fail (scan, _ ("its coordinates are nested unevenly"));
          *nesting = 1;
          return read_position (geojson);
        }
      if (level + 1 > MAX_NESTING)
        return anlan_json_scan_fail (scan, _ ("its coordinates are nested too deep"));
      if (!anlan_json_scan_open (scan, '[') || !read_list (geojson, level + 1, &inner))
        return FALSE;
      if (inner != 0 && *nesting != 0 && inner + 1 != *nesting)
        return anlan_json_scan_fail (scan, _ ("its coordinates are nested unevenly"));
      if (inner == 0)
        (*geojson->bad_positions)++;
      else
        *nesting = inner + 1;
    }
  if (scan->failed != NULL)
    return FALSE;
  if (*nesting == 2)
    anlan_shape_end_part (&geojson->raw, FALSE);
  else if (*nesting == 3)
    g_array_append_val (geojson->groups, geojson->raw.part_ends->len);
  return TRUE;
}

gboolean
anlan_geojson_read_coordinates (AnlanGeoJson *geojson)
{
  anlan_shape_reset (&geojson->raw, ANLAN_GEOMETRY_LINE);
  g_array_set_size (geojson->groups, 0);
  geojson->nesting = 0;
  return anlan_json_scan_open (geojson->scan, '[') && read_list (geojson, 1, &geojson->nesting);
}

static const struct
{
  const char *name;
  AnlanGeometryType type;
  guint nesting;
} geometry_types[] = {
  { "Point", ANLAN_GEOMETRY_POINT, 1 },     { "MultiPoint", ANLAN_GEOMETRY_POINT, 2 },
  { "LineString", ANLAN_GEOMETRY_LINE, 2 }, { "MultiLineString", ANLAN_GEOMETRY_LINE, 3 },
  { "Polygon", ANLAN_GEOMETRY_POLYGON, 3 }, { "MultiPolygon", ANLAN_GEOMETRY_POLYGON, 4 },
};

/* Moves parts over; in each group of a polygon the first ring is the outer one. */
static void
copy_parts (const AnlanGeoJson *geojson, AnlanShape *shape)
{
  const AnlanShape *raw = &geojson->raw;
  guint group = 0, group_begin = 0;

  g_array_append_vals (shape->points, raw->points->data, raw->points->len);
  if (shape->type == ANLAN_GEOMETRY_POINT)
    {
      for (guint32 i = 1; i <= raw->points->len; i++)
        g_array_append_val (shape->part_ends, i);
      return;
    }
  g_array_append_vals (shape->part_ends, raw->part_ends->data, raw->part_ends->len);
  for (guint i = 0; shape->type == ANLAN_GEOMETRY_POLYGON && i < raw->part_ends->len; i++)
    {
      guint8 hole;

      while (group < geojson->groups->len && i >= g_array_index (geojson->groups, guint32, group))
        group_begin = g_array_index (geojson->groups, guint32, group++);
      hole = (guint8)(i > group_begin);
      g_array_append_val (shape->holes, hole);
    }
}

gboolean
anlan_geojson_make_shape (AnlanGeoJson *geojson, const char *type, AnlanShape *shape)
{
  for (guint i = 0; i < G_N_ELEMENTS (geometry_types); i++)
    if (strcmp (type, geometry_types[i].name) == 0)
      {
        anlan_shape_reset (shape, geometry_types[i].type);
        if (geojson->nesting == 0)
          return TRUE;
        if (geojson->nesting != geometry_types[i].nesting)
          return anlan_json_scan_fail (geojson->scan,
                                       _ ("its coordinates do not fit the type of its geometry"));
        copy_parts (geojson, shape);
        *geojson->bad_positions += anlan_shape_mend (shape);
        return TRUE;
      }
  return anlan_json_scan_fail (geojson->scan, _ ("it has a geometry of an unknown type"));
}

/* Of a collection only one type of geometry can be kept: areas before lines before points. */
static void
merge_shape (AnlanShape *into, const AnlanShape *shape)
{
  guint32 shift;

  if (shape->part_ends->len == 0 || (into->part_ends->len > 0 && shape->type < into->type))
    return;
  if (shape->type > into->type || into->part_ends->len == 0)
    anlan_shape_reset (into, shape->type);
  shift = into->points->len;
  g_array_append_vals (into->points, shape->points->data, shape->points->len);
  for (guint i = 0; i < shape->part_ends->len; i++)
    {
      guint32 end = g_array_index (shape->part_ends, guint32, i) + shift;

      g_array_append_val (into->part_ends, end);
    }
  g_array_append_vals (into->holes, shape->holes->data, shape->holes->len);
}

static gboolean
read_collection (AnlanGeoJson *geojson, AnlanShape *shape)
{
  AnlanJsonScan *scan = geojson->scan;
  g_auto (AnlanShape) one = { 0 };

  anlan_shape_init (&one);
  anlan_shape_reset (shape, ANLAN_GEOMETRY_NONE);
  if (!anlan_json_scan_open (scan, '['))
    return FALSE;
  while (anlan_json_scan_more (scan, ']'))
    {
      if (!anlan_geojson_read_geometry (geojson, &one))
        return FALSE;
      merge_shape (shape, &one);
    }
  return scan->failed == NULL;
}

gboolean
anlan_geojson_read_geometry (AnlanGeoJson *geojson, AnlanShape *shape)
{
  AnlanJsonScan *scan = geojson->scan;
  g_autofree char *type = NULL;
  gboolean coordinates = FALSE, collection = FALSE;

  anlan_shape_reset (shape, ANLAN_GEOMETRY_NONE);
  if (anlan_json_scan_peek (scan) == 'n')
    return anlan_json_scan_word (scan, "null");
  if (!anlan_json_scan_open (scan, '{'))
    return FALSE;
  while (anlan_json_scan_more (scan, '}'))
    {
      gboolean done;

      if (!anlan_json_scan_name (scan))
        return FALSE;
      if (strcmp (scan->text->str, "type") == 0 && anlan_json_scan_peek (scan) == '"')
        {
          done = anlan_json_scan_string (scan);
          g_free (type);
          type = g_strdup (scan->text->str);
        }
      else if (strcmp (scan->text->str, "coordinates") == 0 && !coordinates)
        {
          done = anlan_geojson_read_coordinates (geojson);
          coordinates = TRUE;
        }
      else if (strcmp (scan->text->str, "geometries") == 0 && !collection)
        {
          done = read_collection (geojson, shape);
          collection = TRUE;
        }
      else
        done = anlan_json_scan_skip (scan, NULL, NULL);
      if (!done)
        return FALSE;
    }
  if (scan->failed != NULL)
    return FALSE;
  if (type == NULL)
    return anlan_json_scan_fail (scan, _ ("it has a geometry of an unknown type"));
  if (strcmp (type, "GeometryCollection") == 0)
    return collection ||
           anlan_json_scan_fail (scan, _ ("its coordinates do not fit the type of its geometry"));
  return coordinates ? anlan_geojson_make_shape (geojson, type, shape)
                     : anlan_json_scan_fail (scan, _ ("its coordinates do not fit the type of its geometry"));
}

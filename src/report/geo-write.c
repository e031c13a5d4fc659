/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "base/json.h"
#include "geo-json-private.h"
#include "safe-file.h"

/* Seven decimals of a degree are about a centimetre. */
#define DECIMALS "%.7f"

static void
append_degrees (GString *out, double degrees)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  gsize length;

  g_ascii_formatd (text, sizeof text, DECIMALS, degrees);
  length = strlen (text);
  while (text[length - 1] == '0')
    length--;
  if (text[length - 1] == '.')
    length--;
  text[length] = '\0';
  g_string_append (out, strcmp (text, "-0") == 0 ? "0" : text);
}

static void
append_position (GString *out, AnlanLonLat point)
{
  g_string_append_c (out, '[');
  append_degrees (out, point.lon);
  g_string_append_c (out, ',');
  append_degrees (out, point.lat);
  g_string_append_c (out, ']');
}

static void
append_part (GString *out, const AnlanGeometry *geometry, guint part)
{
  guint begin = part > 0 ? geometry->part_ends[part - 1] : 0;

  g_string_append_c (out, '[');
  for (guint i = begin; i < geometry->part_ends[part]; i++)
    {
      if (i > begin)
        g_string_append_c (out, ',');
      append_position (out, geometry->points[i]);
    }
  g_string_append_c (out, ']');
}

static gboolean
is_hole (const AnlanGeometry *geometry, guint part)
{
  return geometry->part_holes != NULL && geometry->part_holes[part];
}

/* Rings, each outer one with its holes in brackets of their own if there are several outer ones. */
static void
append_polygons (GString *out, const AnlanGeometry *geometry, gboolean multi)
{
  for (guint i = 0; i < geometry->n_parts; i++)
    {
      gboolean hole = is_hole (geometry, i);

      if (i > 0)
        g_string_append (out, hole || !multi ? "," : "],");
      if (multi && !hole)
        g_string_append_c (out, '[');
      append_part (out, geometry, i);
    }
  if (multi)
    g_string_append_c (out, ']');
}

static void
append_lines (GString *out, const AnlanGeometry *geometry)
{
  for (guint i = 0; i < geometry->n_parts; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_part (out, geometry, i);
    }
}

static void
append_points (GString *out, const AnlanGeometry *geometry)
{
  for (guint i = 0; i < geometry->n_points; i++)
    {
      if (i > 0)
        g_string_append_c (out, ',');
      append_position (out, geometry->points[i]);
    }
}

static void
append_geometry (GString *out, const AnlanGeometry *geometry)
{
  guint n_outer = 0;

  for (guint i = 0; i < geometry->n_parts; i++)
    if (!is_hole (geometry, i))
      n_outer++;
  switch (geometry->n_parts > 0 ? geometry->type : ANLAN_GEOMETRY_NONE)
    {
    case ANLAN_GEOMETRY_POINT:
      g_string_append (out, n_outer > 1 ? "{\"type\":\"MultiPoint\",\"coordinates\":["
                                        : "{\"type\":\"Point\",\"coordinates\":");
      append_points (out, geometry);
      g_string_append (out, n_outer > 1 ? "]}" : "}");
      break;
    case ANLAN_GEOMETRY_LINE:
      g_string_append (out, n_outer > 1 ? "{\"type\":\"MultiLineString\",\"coordinates\":["
                                        : "{\"type\":\"LineString\",\"coordinates\":");
      append_lines (out, geometry);
      g_string_append (out, n_outer > 1 ? "]}" : "}");
      break;
    case ANLAN_GEOMETRY_POLYGON:
      g_string_append (out, n_outer > 1 ? "{\"type\":\"MultiPolygon\",\"coordinates\":["
                                        : "{\"type\":\"Polygon\",\"coordinates\":[");
      append_polygons (out, geometry, n_outer > 1);
      g_string_append (out, "]}");
      break;
    case ANLAN_GEOMETRY_NONE:
    default:
      g_string_append (out, "null");
      break;
    }
}

char *
anlan_geometry_to_json (const AnlanGeometry *geometry)
{
  GString *out = g_string_new (NULL);

  g_return_val_if_fail (geometry != NULL, NULL);
  append_geometry (out, geometry);
  return g_string_free (out, FALSE);
}

static AnlanGeometry *
copy_geometry (const AnlanGeometry *geometry)
{
  AnlanGeometry *copy = g_memdup2 (geometry, sizeof *geometry);

  copy->points = g_memdup2 (geometry->points, geometry->n_points * sizeof (AnlanLonLat));
  copy->part_ends = g_memdup2 (geometry->part_ends, geometry->n_parts * sizeof (guint32));
  copy->part_holes =
      geometry->part_holes != NULL ? g_memdup2 (geometry->part_holes, geometry->n_parts) : NULL;
  return copy;
}

AnlanGeometry *
anlan_geometry_from_json (const char *json, gssize length, GError **error)
{
  g_autofree char *terminated = NULL;
  AnlanGeometry *geometry = NULL;
  AnlanJsonScan scan;
  AnlanGeoJson geojson;
  AnlanShape shape;
  guint64 bad_positions = 0;
  gboolean done;

  g_return_val_if_fail (json != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  terminated = length < 0 ? g_strdup (json) : g_strndup (json, (gsize)length);
  anlan_json_scan_init (&scan, terminated, strlen (terminated), ANLAN_GEODATA_MAX_DEPTH);
  anlan_geojson_init (&geojson, &scan, &bad_positions);
  anlan_shape_init (&shape);
  done = anlan_geojson_read_geometry (&geojson, &shape) &&
         (anlan_json_scan_at_end (&scan) || anlan_json_scan_fail (&scan, _ ("something follows its end")));
  if (!done)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("This place cannot be read: %s."), scan.failed);
  else if (bad_positions > 0)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("This place cannot be read: a line or a ring has too few points."));
  else
    {
      AnlanGeometry peeked = anlan_shape_peek (&shape);

      geometry = copy_geometry (&peeked);
    }
  anlan_shape_clear (&shape);
  anlan_geojson_clear (&geojson);
  anlan_json_scan_clear (&scan);
  return geometry;
}

void
anlan_geometry_free (AnlanGeometry *geometry)
{
  g_return_if_fail (geometry != NULL);
  g_free ((gpointer)geometry->points);
  g_free ((gpointer)geometry->part_ends);
  g_free ((gpointer)geometry->part_holes);
  g_free (geometry);
}

/* The writer */

struct _AnlanGeojsonWriter
{
  AnlanSafeFile *file;
  GString *text; /* the feature in hand */
  gboolean begun;
  gboolean failed;
  gboolean closed;
};

AnlanGeojsonWriter *
anlan_geojson_writer_new (const char *path, GError **error)
{
  static const char head[] = "{\"type\":\"FeatureCollection\",\"features\":[";
  g_autoptr (AnlanGeojsonWriter) writer = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);
  writer = g_new0 (AnlanGeojsonWriter, 1);
  writer->text = g_string_new (NULL);
  writer->file = anlan_safe_file_new (path, error);
  if (writer->file == NULL || !anlan_safe_file_write (writer->file, head, sizeof head - 1, error))
    return NULL;
  return g_steal_pointer (&writer);
}

static void
append_property (GString *text, const AnlanTag *tag)
{
  anlan_json_append_string (text, tag->key);
  g_string_append_c (text, ':');
  switch (tag->type)
    {
    case ANLAN_TAG_NUMBER:
      anlan_json_append_real (text, tag->number);
      break;
    case ANLAN_TAG_BOOLEAN:
      g_string_append (text, tag->number != 0 ? "true" : "false");
      break;
    case ANLAN_TAG_NULL:
      g_string_append (text, "null");
      break;
    case ANLAN_TAG_JSON:
      {
        g_autoptr (JsonNode) node = anlan_json_parse (tag->value, -1, strlen (tag->value) + 1, NULL);

        if (node != NULL)
          g_string_append (text, tag->value);
        else
          anlan_json_append_string (text, tag->value);
        break;
      }
    case ANLAN_TAG_TEXT:
    default:
      anlan_json_append_string (text, tag->value);
      break;
    }
}

gboolean
anlan_geojson_writer_add (AnlanGeojsonWriter *writer,
                          const char *id,
                          const AnlanGeometry *geometry,
                          const AnlanTag *properties,
                          guint n_properties,
                          GError **error)
{
  static const AnlanGeometry none = { .type = ANLAN_GEOMETRY_NONE };

  g_return_val_if_fail (writer != NULL && !writer->failed && !writer->closed, FALSE);
  g_return_val_if_fail (properties != NULL || n_properties == 0, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  g_string_assign (writer->text, writer->begun ? ",\n{\"type\":\"Feature\"" : "\n{\"type\":\"Feature\"");
  if (id != NULL && *id != '\0')
    {
      g_string_append (writer->text, ",\"id\":");
      anlan_json_append_string (writer->text, id);
    }
  g_string_append (writer->text, ",\"geometry\":");
  append_geometry (writer->text, geometry != NULL ? geometry : &none);
  g_string_append (writer->text, ",\"properties\":{");
  for (guint i = 0; i < n_properties; i++)
    {
      if (i > 0)
        g_string_append_c (writer->text, ',');
      append_property (writer->text, &properties[i]);
    }
  g_string_append (writer->text, "}}");
  writer->begun = TRUE;
  writer->failed = !anlan_safe_file_write (writer->file, writer->text->str, writer->text->len, error);
  return !writer->failed;
}

gboolean
anlan_geojson_writer_close (AnlanGeojsonWriter *writer, GCancellable *cancellable, GError **error)
{
  g_return_val_if_fail (writer != NULL && !writer->failed && !writer->closed, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);
  writer->closed = TRUE;
  return anlan_safe_file_write (writer->file, "\n]}\n", 4, error) &&
         anlan_safe_file_commit (writer->file, cancellable, error);
}

void
anlan_geojson_writer_free (AnlanGeojsonWriter *writer)
{
  g_return_if_fail (writer != NULL);
  g_clear_pointer (&writer->file, anlan_safe_file_free);
  g_string_free (writer->text, TRUE);
  g_free (writer);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "geo-json-private.h"

typedef struct
{
  AnlanGeodata *geodata;
  const char *name;
  AnlanStep *step;
  GError **error;
  AnlanJsonScan scan;
  AnlanGeoJson geometry;
  AnlanShape shape;
  GArray *tags; /* AnlanTag of the feature in hand */
  char *id;
  char *type; /* of the outermost object */
  gboolean features;
  gboolean coordinates;
  guint64 n_read;
} GeoJsonReader;

/* Reference systems whose positions are those of WGS-84: itself, and CGCS2000, which China's own maps are in and which
 * differs by centimetres. */
static gboolean
is_wgs84 (const char *crs)
{
  static const char *const names[] = { "urn:ogc:def:crs:OGC:1.3:CRS84",
                                       "urn:ogc:def:crs:OGC::CRS84",
                                       "OGC:CRS84",
                                       "CRS84",
                                       "EPSG:4326",
                                       "urn:ogc:def:crs:EPSG::4326",
                                       "EPSG:4490",
                                       "urn:ogc:def:crs:EPSG::4490" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_ascii_strcasecmp (crs, names[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
refuse_crs (GeoJsonReader *reader, const char *crs)
{
  g_set_error (reader->error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("“%s” is in another reference system (%s). Nothing was taken over. Transform it to WGS-84 "
                  "(EPSG:4326) in the program that made it, and import that one."),
               reader->name, crs);
  return FALSE;
}

/* {"type":"name","properties":{"name":"EPSG:4326"}}, or null. The name is taken wherever it stands in it. */
static gboolean
read_crs (GeoJsonReader *reader)
{
  AnlanJsonScan *scan = &reader->scan;
  g_autofree char *crs = NULL;

  if (anlan_json_scan_peek (scan) == 'n')
    return anlan_json_scan_word (scan, "null");
  if (!anlan_json_scan_open (scan, '{'))
    return FALSE;
  while (anlan_json_scan_more (scan, '}'))
    {
      if (!anlan_json_scan_name (scan))
        return FALSE;
      if (strcmp (scan->text->str, "properties") != 0 || anlan_json_scan_peek (scan) != '{')
        {
          if (!anlan_json_scan_skip (scan, NULL, NULL))
            return FALSE;
          continue;
        }
      anlan_json_scan_open (scan, '{');
      while (anlan_json_scan_more (scan, '}'))
        {
          gboolean is_name;

          if (!anlan_json_scan_name (scan))
            return FALSE;
          is_name = strcmp (scan->text->str, "name") == 0 && anlan_json_scan_peek (scan) == '"';
          if (!anlan_json_scan_skip (scan, NULL, NULL))
            return FALSE;
          if (is_name)
            {
              g_free (crs);
              crs = g_strdup (scan->text->str);
            }
        }
    }
  if (scan->failed != NULL)
    return FALSE;
  if (crs == NULL)
    return refuse_crs (reader, _ ("not named"));
  return is_wgs84 (crs) || refuse_crs (reader, crs);
}

static gboolean
read_value (GeoJsonReader *reader, AnlanTag *tag)
{
  AnlanJsonScan *scan = &reader->scan;
  const char *raw = "";
  gsize length = 0;
  gboolean done;

  tag->number = NAN;
  switch (anlan_json_scan_peek (scan))
    {
    case '"':
      tag->type = ANLAN_TAG_TEXT;
      done = anlan_json_scan_string (scan);
      raw = scan->text->str;
      length = scan->text->len;
      break;
    case 't':
    case 'f':
      tag->type = ANLAN_TAG_BOOLEAN;
      tag->number = *scan->p == 't' ? 1 : 0;
      done = anlan_json_scan_skip (scan, &raw, &length);
      break;
    case 'n':
      tag->type = ANLAN_TAG_NULL;
      done = anlan_json_scan_word (scan, "null");
      break;
    case '{':
    case '[':
      tag->type = ANLAN_TAG_JSON;
      done = anlan_json_scan_skip (scan, &raw, &length);
      break;
    default:
      tag->type = ANLAN_TAG_NUMBER;
      done = anlan_json_scan_number (scan, &tag->number, &raw, &length);
      break;
    }
  if (done)
    tag->value = anlan_geodata_intern (reader->geodata, raw, (gssize)length);
  return done;
}

static gboolean
read_properties (GeoJsonReader *reader)
{
  AnlanJsonScan *scan = &reader->scan;

  g_array_set_size (reader->tags, 0);
  if (anlan_json_scan_peek (scan) == 'n')
    return anlan_json_scan_word (scan, "null");
  if (!anlan_json_scan_open (scan, '{'))
    return FALSE;
  while (anlan_json_scan_more (scan, '}'))
    {
      AnlanTag tag = { 0 };

      if (!anlan_json_scan_name (scan))
        return FALSE;
      tag.key = anlan_geodata_intern (reader->geodata, scan->text->str, (gssize)scan->text->len);
      if (!read_value (reader, &tag))
        return FALSE;
      g_array_append_val (reader->tags, tag);
    }
  return scan->failed == NULL;
}

static gboolean
read_id (GeoJsonReader *reader)
{
  AnlanJsonScan *scan = &reader->scan;
  const char *raw;
  gsize length;
  char next = anlan_json_scan_peek (scan);

  if (next == '{' || next == '[' || next == 'n' || next == 't' || next == 'f')
    return anlan_json_scan_skip (scan, NULL, NULL);
  if (next == '"' ? !anlan_json_scan_string (scan) : !anlan_json_scan_number (scan, NULL, &raw, &length))
    return FALSE;
  g_free (reader->id);
  reader->id = next == '"' ? g_strdup (scan->text->str) : g_strndup (raw, length);
  return TRUE;
}

static gboolean
add_feature (GeoJsonReader *reader)
{
  reader->n_read++;
  if (reader->n_read % 256 == 0 &&
      !anlan_step_tick (reader->step,
                        0.1 + 0.9 * (double)(reader->scan.p - reader->scan.begin) /
                                  (double)(reader->scan.end - reader->scan.begin),
                        reader->error))
    return FALSE;
  return anlan_geodata_add_feature (reader->geodata, reader->id != NULL ? reader->id : "",
                                    (const AnlanTag *)(gpointer)reader->tags->data, reader->tags->len,
                                    &reader->shape, reader->error);
}

/* The members that a feature has; the outermost object may be a feature itself. */
static gboolean
read_feature_member (GeoJsonReader *reader, const char *name)
{
  if (strcmp (name, "geometry") == 0)
    return anlan_geojson_read_geometry (&reader->geometry, &reader->shape);
  if (strcmp (name, "properties") == 0)
    return read_properties (reader);
  if (strcmp (name, "id") == 0)
    return read_id (reader);
  return anlan_json_scan_skip (&reader->scan, NULL, NULL);
}

static gboolean
read_feature (GeoJsonReader *reader)
{
  AnlanJsonScan *scan = &reader->scan;

  g_clear_pointer (&reader->id, g_free);
  g_array_set_size (reader->tags, 0);
  anlan_shape_reset (&reader->shape, ANLAN_GEOMETRY_NONE);
  if (!anlan_json_scan_open (scan, '{'))
    return FALSE;
  while (anlan_json_scan_more (scan, '}'))
    {
      g_autofree char *name = NULL;

      if (!anlan_json_scan_name (scan))
        return FALSE;
      name = g_strdup (scan->text->str);
      if (!read_feature_member (reader, name))
        return FALSE;
    }
  return scan->failed == NULL && add_feature (reader);
}

static gboolean
read_features (GeoJsonReader *reader)
{
  reader->features = TRUE;
  if (!anlan_json_scan_open (&reader->scan, '['))
    return FALSE;
  while (anlan_json_scan_more (&reader->scan, ']'))
    if (!read_feature (reader))
      return FALSE;
  return reader->scan.failed == NULL;
}

static gboolean
read_top_member (GeoJsonReader *reader, const char *name)
{
  AnlanJsonScan *scan = &reader->scan;

  if (strcmp (name, "type") == 0 && anlan_json_scan_peek (scan) == '"')
    {
      if (!anlan_json_scan_string (scan))
        return FALSE;
      g_free (reader->type);
      reader->type = g_strdup (scan->text->str);
      return TRUE;
    }
  if (strcmp (name, "crs") == 0)
    return read_crs (reader);
  if (strcmp (name, "features") == 0 && !reader->features)
    return read_features (reader);
  if (strcmp (name, "coordinates") == 0)
    {
      reader->coordinates = TRUE;
      return anlan_geojson_read_coordinates (&reader->geometry);
    }
  return read_feature_member (reader, name);
}

static gboolean
refuse_no_geojson (GeoJsonReader *reader)
{
  g_set_error (
      reader->error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
      _ ("“%s” is JSON but not GeoJSON: it has no features and no geometry. Export the map as GeoJSON or "
         ".osm."),
      reader->name);
  return FALSE;
}

/* What the outermost object was, now that its type is known too. */
static gboolean
finish_top (GeoJsonReader *reader)
{
  if (reader->type == NULL)
    return refuse_no_geojson (reader);
  if (strcmp (reader->type, "FeatureCollection") == 0)
    return reader->features || refuse_no_geojson (reader);
  if (strcmp (reader->type, "Feature") == 0)
    return add_feature (reader);
  if (!reader->coordinates)
    return refuse_no_geojson (reader);
  return anlan_geojson_make_shape (&reader->geometry, reader->type, &reader->shape) && add_feature (reader);
}

static gboolean
read_top (GeoJsonReader *reader)
{
  AnlanJsonScan *scan = &reader->scan;

  if (anlan_json_scan_peek (scan) == '[')
    return refuse_no_geojson (reader);
  if (!anlan_json_scan_open (scan, '{'))
    return FALSE;
  while (anlan_json_scan_more (scan, '}'))
    {
      g_autofree char *name = NULL;

      if (!anlan_json_scan_name (scan))
        return FALSE;
      name = g_strdup (scan->text->str);
      if (!read_top_member (reader, name))
        return FALSE;
    }
  if (scan->failed != NULL)
    return FALSE;
  if (!anlan_json_scan_at_end (scan))
    return anlan_json_scan_fail (scan, _ ("something follows its end"));
  return finish_top (reader);
}

static void
take_notes (GeoJsonReader *reader)
{
  guint bad = (guint)MIN (anlan_geodata_get_counts (reader->geodata)->bad_positions, G_MAXINT);

  if (bad > 0)
    anlan_geodata_take_note (
        reader->geodata,
        g_strdup_printf (
            g_dngettext (GETTEXT_PACKAGE, "%u line or ring is empty or has too few points and was left out.",
                         "%u lines or rings are empty or have too few points and were left out.", bad),
            bad));
}

static gboolean
read_text (GeoJsonReader *reader, const char *text, gsize length)
{
  gboolean done;

  anlan_json_scan_init (&reader->scan, text, length, ANLAN_GEODATA_MAX_DEPTH);
  anlan_geojson_init (&reader->geometry, &reader->scan,
                      &anlan_geodata_edit_counts (reader->geodata)->bad_positions);
  anlan_shape_init (&reader->shape);
  reader->tags = g_array_new (FALSE, FALSE, sizeof (AnlanTag));
  done = read_top (reader);
  if (!done && reader->scan.failed != NULL)
    g_set_error (reader->error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("“%s” cannot be read as GeoJSON: line %u, %s. Nothing was taken over."), reader->name,
                 anlan_json_scan_line (&reader->scan), reader->scan.failed);
  if (done)
    take_notes (reader);
  g_array_unref (reader->tags);
  anlan_shape_clear (&reader->shape);
  anlan_geojson_clear (&reader->geometry);
  anlan_json_scan_clear (&reader->scan);
  g_free (reader->id);
  g_free (reader->type);
  return done;
}

gboolean
anlan_geodata_read_geojson (
    AnlanGeodata *geodata, GBytes *bytes, const char *name, AnlanStep *step, GError **error)
{
  GeoJsonReader reader = { .geodata = geodata, .name = name, .step = step, .error = error };
  g_autofree char *terminated = NULL;
  gsize size;
  const char *text = g_bytes_get_data (bytes, &size);
  GError *local_error = NULL;
  gboolean done;

  if (size >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0)
    {
      text += 3;
      size -= 3;
    }
  if (!g_utf8_validate_len (text, size, NULL))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("“%s” is not in UTF-8, as GeoJSON must be. Export it again with that encoding."), name);
      return FALSE;
    }
  /* The scan relies on a NUL behind the text. */
  terminated = g_strndup (text, size);
  reader.error = &local_error;
  done = read_text (&reader, terminated, size);
  if (!done)
    g_propagate_error (error, local_error);
  return done;
}

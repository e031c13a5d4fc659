/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/shape.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "json-reader.h"
#include "shape-private.h"

#define BYTES_MAX (8 * 1024 * 1024)
#define LEVEL_MAX 200

/* How deep the brackets of "coordinates" are: 1 is a position, 2 a list of them, and so on. */
static const struct
{
  const char *name;
  int depth;
} types[] = {
  [ANLAN_SHAPE_POINT] = { "Point", 1 },
  [ANLAN_SHAPE_LINE] = { "LineString", 2 },
  [ANLAN_SHAPE_POLYGON] = { "Polygon", 3 },
  [ANLAN_SHAPE_MULTI_POLYGON] = { "MultiPolygon", 4 },
};

typedef struct
{
  AnlanJsonReader json;
  AnlanShapeBuilder builder;
  gboolean too_many;
  char *type;
  char *level;
  int depth; /* of the coordinates; 0 before they are read */
} Reader;

/* What is written is read again as what it was: degrees are rounded on the way in as well as out. */
static double
rounded (double degrees)
{
  return nearbyint (degrees * 1e8) / 1e8;
}

/* Longitude, latitude, and what comes behind them, which is left out. */
static gboolean
read_position (Reader *reader)
{
  double numbers[2], more;

  if (!anlan_json_reader_read_real (&reader->json, &numbers[0]) ||
      !anlan_json_reader_take (&reader->json, ',') ||
      !anlan_json_reader_read_real (&reader->json, &numbers[1]))
    return anlan_json_reader_fail (&reader->json);
  while (anlan_json_reader_take (&reader->json, ','))
    if (!anlan_json_reader_read_real (&reader->json, &more))
      return FALSE;
  if (!anlan_json_reader_take (&reader->json, ']'))
    return anlan_json_reader_fail (&reader->json);
  if (reader->builder.lonlat->len / 2 == ANLAN_SHAPE_POSITIONS_MAX)
    {
      reader->too_many = TRUE;
      return FALSE;
    }
  anlan_shape_builder_add (&reader->builder, rounded (numbers[0]), rounded (numbers[1]));
  return TRUE;
}

/* What follows an opening bracket. @depth becomes how deep it is; all its members must be equally deep. */
static gboolean
read_brackets (Reader *reader, int left, int *depth)
{
  int inner = 0, other;

  if (left == 0)
    return anlan_json_reader_fail (&reader->json);
  if (!anlan_json_reader_take (&reader->json, '['))
    {
      *depth = 1;
      return read_position (reader);
    }
  do
    {
      if (inner > 0 && !anlan_json_reader_take (&reader->json, '['))
        return anlan_json_reader_fail (&reader->json);
      if (!read_brackets (reader, left - 1, &other))
        return FALSE;
      if (inner > 0 && other != inner)
        return anlan_json_reader_fail (&reader->json);
      inner = other;
    }
  while (anlan_json_reader_take (&reader->json, ','));
  if (!anlan_json_reader_take (&reader->json, ']'))
    return anlan_json_reader_fail (&reader->json);

  *depth = inner + 1;
  if (*depth == 2)
    anlan_shape_builder_end_ring (&reader->builder);
  else if (*depth == 3)
    anlan_shape_builder_end_polygon (&reader->builder);
  return TRUE;
}

/* A text member; other values are skipped, as "level": null says that there is none. */
static gboolean
read_text_member (Reader *reader, char **text)
{
  if (*text != NULL)
    return anlan_json_reader_fail (&reader->json);
  if (!anlan_json_reader_take (&reader->json, '"'))
    return anlan_json_reader_skip_value (&reader->json);
  *text = anlan_json_reader_read_text (&reader->json);
  return *text != NULL;
}

static gboolean
read_member (Reader *reader, const char *name)
{
  if (strcmp (name, "type") == 0)
    return read_text_member (reader, &reader->type);
  if (strcmp (name, "level") == 0)
    return read_text_member (reader, &reader->level);
  if (strcmp (name, "coordinates") != 0)
    return anlan_json_reader_skip_value (&reader->json);
  if (reader->depth > 0 || !anlan_json_reader_take (&reader->json, '['))
    return anlan_json_reader_fail (&reader->json);
  return read_brackets (reader, 4, &reader->depth);
}

static gboolean
read_object (Reader *reader)
{
  AnlanJsonReader *json = &reader->json;

  if (!anlan_json_reader_take (json, '{'))
    return anlan_json_reader_fail (json);
  if (!anlan_json_reader_take (json, '}'))
    for (;;)
      {
        g_autofree char *name = NULL;

        if (!anlan_json_reader_take (json, '"'))
          return anlan_json_reader_fail (json);
        name = anlan_json_reader_read_text (json);
        if (name == NULL)
          return FALSE;
        if (!anlan_json_reader_take (json, ':'))
          return anlan_json_reader_fail (json);
        if (!read_member (reader, name))
          return FALSE;
        if (anlan_json_reader_take (json, '}'))
          break;
        if (!anlan_json_reader_take (json, ','))
          return anlan_json_reader_fail (json);
      }
  return anlan_json_reader_at_end (json) || anlan_json_reader_fail (json);
}

static gboolean
find_type (const Reader *reader, AnlanShapeType *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_strcmp0 (reader->type, types[i].name) == 0 && reader->depth == types[i].depth)
      {
        *type = i;
        return TRUE;
      }
  return FALSE;
}

static gboolean
check (const AnlanShape *shape, GError **error)
{
  for (guint i = 0; i < shape->count; i++)
    if (!(fabs (shape->lonlat[2 * i]) <= 180 && fabs (shape->lonlat[2 * i + 1]) <= 90))
      {
        g_set_error (
            error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
            _ ("This place has a position that is none in degrees. GeoJSON has the longitude first, in "
               "WGS-84; perhaps the two were exchanged, or these are metres of some grid."));
        return FALSE;
      }
  if (shape->type == ANLAN_SHAPE_LINE && shape->count < 2)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("A line needs at least two positions."));
      return FALSE;
    }
  for (guint ring = 0; ring < shape->n_rings; ring++)
    {
      guint count;

      anlan_shape_get_ring (shape, ring, &count);
      if (count < 3)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("The edge of an area needs at least three positions."));
          return FALSE;
        }
    }
  return TRUE;
}

static AnlanShape *
finish (Reader *reader, GError **error)
{
  g_autoptr (AnlanShape) shape = NULL;
  AnlanShapeType type;

  if (!find_type (reader, &type))
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("This is no place: a point, a line or an area is expected, as a GeoJSON geometry (RFC 7946)."));
      return NULL;
    }
  if (reader->level != NULL && (*reader->level == '\0' || strlen (reader->level) > LEVEL_MAX))
    g_clear_pointer (&reader->level, g_free);
  shape = anlan_shape_builder_end (&reader->builder, type, reader->level);
  return check (shape, error) ? g_steal_pointer (&shape) : NULL;
}

AnlanShape *
anlan_shape_parse (const char *text, gssize length, GError **error)
{
  AnlanShape *shape = NULL;
  Reader reader = { 0 };

  g_return_val_if_fail (text != NULL, NULL);

  if (!anlan_json_reader_init (&reader.json, text, length, BYTES_MAX, error))
    return NULL;
  anlan_shape_builder_init (&reader.builder);
  if (read_object (&reader))
    shape = finish (&reader, error);
  else if (reader.too_many)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("This place has more than %d positions. Please simplify it, or divide it into several."),
                 ANLAN_SHAPE_POSITIONS_MAX);
  else
    anlan_json_reader_set_error (&reader.json, error);
  anlan_shape_builder_clear (&reader.builder);
  anlan_json_reader_clear (&reader.json);
  g_free (reader.type);
  g_free (reader.level);
  return shape;
}

static void
write_position (AnlanJson *json, const double *position)
{
  anlan_json_open (json, '[');
  anlan_json_real (json, rounded (position[0]));
  anlan_json_real (json, rounded (position[1]));
  anlan_json_close (json, ']');
}

static void
write_positions (AnlanJson *json, const double *lonlat, guint count, gboolean close)
{
  anlan_json_open (json, '[');
  for (guint i = 0; i < count; i++)
    write_position (json, lonlat + 2 * i);
  if (close)
    write_position (json, lonlat);
  anlan_json_close (json, ']');
}

static void
write_polygon (AnlanJson *json, const AnlanShape *shape, guint polygon)
{
  guint first, end;

  anlan_shape_get_polygon (shape, polygon, &first, &end);
  anlan_json_open (json, '[');
  for (guint ring = first; ring < end; ring++)
    {
      guint count;
      const double *at = anlan_shape_get_ring (shape, ring, &count);

      write_positions (json, at, count, TRUE);
    }
  anlan_json_close (json, ']');
}

char *
anlan_shape_to_text (const AnlanShape *shape)
{
  AnlanJson json;

  g_return_val_if_fail (shape != NULL, NULL);

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "type");
  anlan_json_text (&json, types[shape->type].name);
  anlan_json_name (&json, "coordinates");
  if (shape->type == ANLAN_SHAPE_POINT)
    write_position (&json, shape->lonlat);
  else if (shape->type == ANLAN_SHAPE_LINE)
    write_positions (&json, shape->lonlat, shape->count, FALSE);
  else if (shape->type == ANLAN_SHAPE_POLYGON)
    write_polygon (&json, shape, 0);
  else
    {
      anlan_json_open (&json, '[');
      for (guint polygon = 0; polygon < shape->n_polygons; polygon++)
        write_polygon (&json, shape, polygon);
      anlan_json_close (&json, ']');
    }
  if (shape->level != NULL)
    {
      anlan_json_name (&json, "level");
      anlan_json_text (&json, shape->level);
    }
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

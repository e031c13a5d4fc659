/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "convert-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/json.h"

/* 4 MB of text are some 100,000 corners. */
#define MAX_PLACE (4 * 1024 * 1024)

/* How deep the coordinates of a geometry lie (RFC 7946, 3.1), and which of our geometries it is. */
typedef struct
{
  const char *type;
  const char *geometry;
  guint depth;
  guint least; /* positions in the innermost array */
} Shape;

static const Shape SHAPES[] = {
  { "Point", "point", 0, 1 },     { "LineString", "line", 1, 2 },      { "MultiLineString", "line", 2, 2 },
  { "Polygon", "polygon", 2, 4 }, { "MultiPolygon", "polygon", 3, 4 },
};

static const Shape *
find_shape (const char *type)
{
  for (guint i = 0; i < G_N_ELEMENTS (SHAPES); i++)
    if (g_strcmp0 (type, SHAPES[i].type) == 0)
      return &SHAPES[i];
  return NULL;
}

static gboolean
is_number (JsonNode *node)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;

  return type == G_TYPE_INT64 || type == G_TYPE_DOUBLE;
}

static gboolean
check_position (JsonNode *node)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  if (json_array_get_length (array) < 2 || json_array_get_length (array) > 3)
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!is_number (json_array_get_element (array, i)))
      return FALSE;
  return fabs (json_array_get_double_element (array, 0)) <= 180 &&
         fabs (json_array_get_double_element (array, 1)) <= 90;
}

static gboolean
is_closed (JsonArray *ring)
{
  return json_node_equal (json_array_get_element (ring, 0),
                          json_array_get_element (ring, json_array_get_length (ring) - 1));
}

static gboolean
check_coordinates (JsonNode *node, const Shape *shape, guint depth)
{
  JsonArray *array;

  if (depth == 0)
    return check_position (node);
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return FALSE;
  array = json_node_get_array (node);
  if (json_array_get_length (array) < (depth == 1 ? shape->least : 1))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!check_coordinates (json_array_get_element (array, i), shape, depth - 1))
      return FALSE;
  return depth > 1 || shape->least < 4 || is_closed (array);
}

/* Only what a place is: type, coordinates, level. Other members (crs, bbox, ids) are not ours to keep. */
static char *
write_place (JsonObject *object, JsonNode *coordinates, JsonNode *level)
{
  g_autoptr (JsonObject) place = json_object_new ();
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_object_set_string_member (place, "type", json_object_get_string_member (object, "type"));
  json_object_set_member (place, "coordinates", json_node_copy (coordinates));
  if (level != NULL && !JSON_NODE_HOLDS_NULL (level))
    json_object_set_member (place, "level", json_node_copy (level));
  json_node_set_object (root, place);
  return anlan_json_canonical (root);
}

static const char *
wanted (const AnlanField *field)
{
  if (g_strcmp0 (field->geometry, "point") == 0)
    return _ ("%s: “%s” is not a point. Write it as GeoJSON, or as 31.31523 N, 121.39411 E.");
  if (g_strcmp0 (field->geometry, "line") == 0)
    return _ ("%s: “%s” is not a line in GeoJSON (LineString in WGS-84 degrees, longitude first).");
  if (g_strcmp0 (field->geometry, "polygon") == 0)
    return _ (
        "%s: “%s” is not an area in GeoJSON (Polygon in WGS-84 degrees, longitude first, closed rings).");
  return _ ("%s: “%s” is no place. Write it as GeoJSON, or as 31.31523 N, 121.39411 E.");
}

static gboolean
has_string (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
parse_geojson (const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  g_autoptr (JsonNode) root = anlan_json_parse (text, -1, MAX_PLACE, NULL);
  JsonNode *geometry = root, *coordinates, *level;
  const Shape *shape;
  JsonObject *object;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return anlan_convert_refuse (field, text, error, wanted (field));
  /* Map programs copy whole features. */
  object = json_node_get_object (root);
  level = json_object_get_member (object, "level");
  if (has_string (object, "type") && g_str_equal (json_object_get_string_member (object, "type"), "Feature"))
    geometry = json_object_get_member (object, "geometry");
  if (geometry == NULL || !JSON_NODE_HOLDS_OBJECT (geometry))
    return anlan_convert_refuse (field, text, error, wanted (field));

  object = json_node_get_object (geometry);
  if (json_object_has_member (object, "level"))
    level = json_object_get_member (object, "level");
  shape = has_string (object, "type") ? find_shape (json_object_get_string_member (object, "type")) : NULL;
  coordinates = json_object_get_member (object, "coordinates");
  if (shape == NULL || coordinates == NULL || !check_coordinates (coordinates, shape, shape->depth) ||
      (field->geometry != NULL && !g_str_equal (field->geometry, shape->geometry)) ||
      (level != NULL && !JSON_NODE_HOLDS_NULL (level) && !JSON_NODE_HOLDS_VALUE (level)))
    return anlan_convert_refuse (field, text, error, wanted (field));
  anlan_value_take_text (value, write_place (object, coordinates, level));
  return TRUE;
}

/* One number of a pair, with N, S, E, W or 北纬 and the like before or behind it. */
typedef struct
{
  double degrees;
  char side; /* 'n', 'e', or 0 if not said */
} Coordinate;

static gboolean
take_side (const char **at, Coordinate *coordinate)
{
  static const struct
  {
    const char *word;
    char side;
    int sign;
  } sides[] = {
    { "n", 'n', 1 },     { "s", 'n', -1 },   { "e", 'e', 1 },     { "w", 'e', -1 },  { "北纬", 'n', 1 },
    { "南纬", 'n', -1 }, { "东经", 'e', 1 }, { "西经", 'e', -1 }, { "lat", 'n', 1 }, { "lon", 'e', 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    if (g_str_has_prefix (*at, sides[i].word))
      {
        *at += strlen (sides[i].word);
        coordinate->side = sides[i].side;
        coordinate->degrees *= sides[i].sign;
        return TRUE;
      }
  return FALSE;
}

static void
skip_fillers (const char **at)
{
  for (;;)
    {
      if (**at == ' ' || **at == ':' || **at == '=')
        ++*at;
      else if (g_str_has_prefix (*at, "°"))
        *at += strlen ("°");
      else
        return;
    }
}

static gboolean
take_coordinate (const char **at, Coordinate *coordinate)
{
  Coordinate before = { 1, 0 };
  char *end;

  skip_fillers (at);
  take_side (at, &before);
  skip_fillers (at);
  if (!g_ascii_isdigit (**at) && **at != '-' && **at != '.')
    return FALSE;
  coordinate->degrees = g_ascii_strtod (*at, &end) * before.degrees;
  coordinate->side = before.side;
  if (end == *at || !isfinite (coordinate->degrees))
    return FALSE;
  *at = end;
  skip_fillers (at);
  if (before.side == 0)
    take_side (at, coordinate);
  skip_fillers (at);
  return TRUE;
}

/* Which of the two is the longitude: as said, else the one that can be no latitude. Else nobody knows. */
static gboolean
order_pair (Coordinate *a, Coordinate *b)
{
  gboolean swap;

  if (a->side != 0 && a->side == b->side)
    return FALSE;
  if (a->side != 0 || b->side != 0)
    swap = a->side == 'e' || b->side == 'n';
  else if (fabs (a->degrees) > 90 && fabs (b->degrees) <= 90)
    swap = TRUE;
  else if (fabs (b->degrees) > 90 && fabs (a->degrees) <= 90)
    swap = FALSE;
  else
    return FALSE;
  if (swap)
    {
      Coordinate c = *a;

      *a = *b;
      *b = c;
    }
  return fabs (a->degrees) <= 90 && fabs (b->degrees) <= 180;
}

static gboolean
parse_pair (const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  g_autofree char *folded = anlan_fold (text);
  const char *at = folded;
  Coordinate a, b;
  AnlanJson json;

  if (!take_coordinate (&at, &a))
    return anlan_convert_refuse (field, text, error, wanted (field));
  while (*at == ',' || *at == ';' || *at == ' ' || g_str_has_prefix (at, "、"))
    at = g_utf8_next_char (at);
  if (!take_coordinate (&at, &b) || *at != '\0')
    return anlan_convert_refuse (field, text, error, wanted (field));
  if (!order_pair (&a, &b))
    return anlan_convert_refuse (
        field, text, error,
        _ ("%s: in “%s” it is not clear which number is the latitude. Write 31.31523 N, "
           "121.39411 E."));
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "coordinates");
  anlan_json_open (&json, '[');
  anlan_json_real (&json, b.degrees);
  anlan_json_real (&json, a.degrees);
  anlan_json_close (&json, ']');
  anlan_json_name (&json, "type");
  anlan_json_text (&json, "Point");
  anlan_json_close (&json, '}');
  anlan_value_take_text (value, anlan_json_end (&json));
  return TRUE;
}

gboolean
anlan_parse_place (const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  const char *at = text;

  while (g_ascii_isspace (*at))
    at++;
  if (*at != '{' && (field->geometry == NULL || g_str_equal (field->geometry, "point")))
    return parse_pair (field, text, value, error);
  return parse_geojson (field, at, value, error);
}

/* --- files, signatures, checklists ------------------------------------------------------------------------------ */

static gboolean
is_hash (const char *text)
{
  gsize n = 0;

  for (; g_ascii_isxdigit (text[n]) && !g_ascii_isupper (text[n]); n++)
    if (n >= ANLAN_SHA256_HEX)
      return FALSE;
  return n == ANLAN_SHA256_HEX && text[n] == '\0';
}

gboolean
anlan_parse_files (const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  g_auto (AnlanValue) list = ANLAN_VALUE_INIT;
  g_auto (GStrv) items = NULL;

  if (text[0] == '[')
    {
      anlan_value_set_text (&list, text);
      items = anlan_value_get_items (&list);
    }
  else
    items = anlan_split_list (text, TRUE);
  for (guint i = 0; items[i] != NULL; i++)
    if (!is_hash (items[i]))
      return anlan_convert_refuse (
          field, text, error, _ ("%s: “%s” names no file of this plant. Add the file itself to the record."));
  if (items[0] == NULL && text[0] == '[' && strcmp (text, "[]") != 0)
    return anlan_convert_refuse (field, text, error, _ ("%s: “%s” is no list of files."));
  anlan_value_set_items (value, (const char *const *)items);
  return TRUE;
}

gboolean
anlan_parse_json (const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  g_autoptr (JsonNode) node = anlan_json_parse (text, -1, MAX_PLACE, NULL);
  gboolean fits = node != NULL && (field->type == ANLAN_FIELD_SIGNATURE ? JSON_NODE_HOLDS_OBJECT (node)
                                                                        : JSON_NODE_HOLDS_ARRAY (node));

  if (!fits)
    return anlan_convert_refuse (field, text, error,
                                 _ ("%s: “%s” cannot be typed. Fill this in on the record's own page."));
  anlan_value_take_text (value, anlan_json_canonical (node));
  return TRUE;
}

/* --- places as people read them ---------------------------------------------------------------------------------- */

/* In @closed rings the last position repeats the first. */
static guint
count_positions (JsonNode *node, gboolean closed)
{
  JsonArray *array;
  guint n = 0;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return 0;
  array = json_node_get_array (node);
  if (json_array_get_length (array) > 0 && !JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, 0)))
    return 1;
  for (guint i = 0; i < json_array_get_length (array); i++)
    n += count_positions (json_array_get_element (array, i), closed);
  return closed && n == json_array_get_length (array) ? n - 1 : n;
}

static char *
format_point (JsonNode *coordinates)
{
  JsonArray *array = json_node_get_array (coordinates);
  double longitude = json_array_get_double_element (array, 0);
  double latitude = json_array_get_double_element (array, 1);
  char lat[G_ASCII_DTOSTR_BUF_SIZE], lon[G_ASCII_DTOSTR_BUF_SIZE];

  /* Six decimals are 0.1 m. */
  return g_strdup_printf (
      "%s %s, %s %s", g_ascii_formatd (lat, sizeof lat, "%.6f", fabs (latitude)), latitude < 0 ? "S" : "N",
      g_ascii_formatd (lon, sizeof lon, "%.6f", fabs (longitude)), longitude < 0 ? "W" : "E");
}

/* @geojson: as stored. The caller frees it. */
char *
anlan_format_place (const char *geojson)
{
  g_autoptr (JsonNode) root = anlan_json_parse (geojson, -1, MAX_PLACE, NULL);
  JsonObject *object;
  JsonNode *coordinates;
  const Shape *shape;
  guint n;

  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return g_strdup (geojson);
  object = json_node_get_object (root);
  shape = has_string (object, "type") ? find_shape (json_object_get_string_member (object, "type")) : NULL;
  coordinates = json_object_get_member (object, "coordinates");
  if (shape == NULL || coordinates == NULL || !check_coordinates (coordinates, shape, shape->depth))
    return g_strdup (geojson);
  if (shape->depth == 0)
    return format_point (coordinates);
  n = count_positions (coordinates, shape->least == 4);
  if (shape->least == 4)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "area with %u corner", "area with %u corners", n),
                            n);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "line of %u point", "line of %u points", n), n);
}

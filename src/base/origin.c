/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/origin.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

/* A plane around a point is as good as the ground up to here, see AnlanLocal; no plant is larger. */
#define MAX_REACH_M 50000.0

#define MAX_LINES 10000

static const char *const origins[ANLAN_N_ORIGINS] = { "wgs84", "gcj02", "bd09", "grid" };

const char *
anlan_origin_to_text (AnlanOrigin origin)
{
  g_return_val_if_fail (origin < ANLAN_N_ORIGINS, origins[0]);

  return origins[origin];
}

AnlanOrigin
anlan_origin_from_text (const char *text)
{
  for (guint i = 0; i < ANLAN_N_ORIGINS; i++)
    if (g_strcmp0 (text, origins[i]) == 0)
      return (AnlanOrigin)i;
  return ANLAN_ORIGIN_WGS84;
}

static gboolean
refuse (GError **error, const char *sentence)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, sentence);
  return FALSE;
}

/* --- the plant's grid ------------------------------------------------------------------------------------- */

/* East before north, so that the fit needs no mirror. */
static AnlanPoint
to_plane (const AnlanPlantGrid *grid, double a, double b)
{
  return grid->north_first ? (AnlanPoint){ b, a } : (AnlanPoint){ a, b };
}

static gboolean
check_points (const AnlanGridPoint points[2], GError **error)
{
  double apart = hypot (points[1].a - points[0].a, points[1].b - points[0].b), ground;

  for (guint i = 0; i < 2; i++)
    /* False for what is no number, too. */
    if (!(fabs (points[i].ground.lon) <= 180 && fabs (points[i].ground.lat) <= 90 &&
          fabs (points[i].a) < 1e8 && fabs (points[i].b) < 1e8))
      return refuse (error,
                     _ ("The plant grid needs two places, each in grid metres and as a position on the "
                        "earth."));
  ground = anlan_distance_m (points[0].ground, points[1].ground);
  if (apart < 1 || ground < 1)
    return refuse (error, _ ("The two places of the plant grid fall together. Choose two that lie far apart: "
                             "the farther, the better the grid fits."));
  if (apart > MAX_REACH_M || ground > MAX_REACH_M)
    return refuse (error, _ ("The two places of the plant grid are more than 50 km apart. One of them is "
                             "wrong."));
  if (fabs (ground / apart - 1) > 0.02)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("In the plant grid the two places are %.1f m apart, on the earth %.1f m. One of them is "
             "wrong, or its position was read off another map than was said."),
          apart, ground);
      return FALSE;
    }
  return TRUE;
}

gboolean
anlan_plant_grid_init (AnlanPlantGrid *grid,
                       gboolean north_first,
                       const AnlanGridPoint points[2],
                       GError **error)
{
  AnlanPlantGrid made = { .north_first = north_first };
  AnlanPoint from[2], to[2];

  g_return_val_if_fail (grid != NULL && points != NULL, FALSE);

  if (!check_points (points, error))
    return FALSE;
  anlan_local_init (&made.local, points[0].ground);
  for (guint i = 0; i < 2; i++)
    {
      made.points[i] = points[i];
      from[i] = to_plane (&made, points[i].a, points[i].b);
      to[i] = anlan_local_from_lonlat (&made.local, points[i].ground);
    }
  if (!anlan_affine_fit (from, to, 2, TRUE, FALSE, &made.to_ground, NULL, error))
    return FALSE;
  if (!anlan_affine_invert (&made.to_ground, &made.to_grid))
    return refuse (error, _ ("The two places of the plant grid fall together. Choose two that lie far apart: "
                             "the farther, the better the grid fits."));
  made.scale = hypot (made.to_ground.xx, made.to_ground.yx);
  made.turn = atan2 (made.to_ground.xy, made.to_ground.yy) * 180 / G_PI;
  *grid = made;
  return TRUE;
}

AnlanLonLat
anlan_plant_grid_to_lonlat (const AnlanPlantGrid *grid, double a, double b)
{
  g_return_val_if_fail (grid != NULL, ((AnlanLonLat){ NAN, NAN }));

  return anlan_local_to_lonlat (&grid->local, anlan_affine_apply (&grid->to_ground, to_plane (grid, a, b)));
}

void
anlan_plant_grid_from_lonlat (const AnlanPlantGrid *grid, AnlanLonLat position, double *a, double *b)
{
  AnlanPoint at;

  g_return_if_fail (grid != NULL && a != NULL && b != NULL);

  at = anlan_affine_apply (&grid->to_grid, anlan_local_from_lonlat (&grid->local, position));
  *a = grid->north_first ? at.y : at.x;
  *b = grid->north_first ? at.x : at.y;
}

/* --- as a setting ------------------------------------------------------------------------------------------ */

char *
anlan_plant_grid_to_text (const AnlanPlantGrid *grid)
{
  AnlanJson json;

  g_return_val_if_fail (grid != NULL, NULL);

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "first");
  anlan_json_text (&json, grid->north_first ? "north" : "east");
  anlan_json_name (&json, "points");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < 2; i++)
    {
      anlan_json_open (&json, '{');
      anlan_json_name (&json, "a");
      anlan_json_real (&json, grid->points[i].a);
      anlan_json_name (&json, "b");
      anlan_json_real (&json, grid->points[i].b);
      anlan_json_name (&json, "latitude");
      anlan_json_real (&json, grid->points[i].ground.lat);
      anlan_json_name (&json, "longitude");
      anlan_json_real (&json, grid->points[i].ground.lon);
      anlan_json_close (&json, '}');
    }
  anlan_json_close (&json, ']');
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static double
get_number (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) != G_TYPE_STRING
             ? json_node_get_double (node)
             : NAN;
}

gboolean
anlan_plant_grid_from_text (AnlanPlantGrid *grid, const char *text, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  AnlanGridPoint points[2];
  JsonObject *object;
  JsonNode *list;
  const char *first;

  g_return_val_if_fail (grid != NULL && text != NULL, FALSE);

  root = anlan_json_parse (text, -1, 10000, error);
  if (root == NULL)
    return FALSE;
  object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  list = object != NULL ? json_object_get_member (object, "points") : NULL;
  if (list == NULL || !JSON_NODE_HOLDS_ARRAY (list) ||
      json_array_get_length (json_node_get_array (list)) != 2)
    return refuse (error, _ ("The plant grid cannot be read. Enter its two places again."));
  for (guint i = 0; i < 2; i++)
    {
      JsonNode *node = json_array_get_element (json_node_get_array (list), i);

      if (!JSON_NODE_HOLDS_OBJECT (node))
        return refuse (error, _ ("The plant grid cannot be read. Enter its two places again."));
      points[i].a = get_number (json_node_get_object (node), "a");
      points[i].b = get_number (json_node_get_object (node), "b");
      points[i].ground.lat = get_number (json_node_get_object (node), "latitude");
      points[i].ground.lon = get_number (json_node_get_object (node), "longitude");
    }
  first = json_object_get_string_member_with_default (object, "first", "north");
  return anlan_plant_grid_init (grid, g_strcmp0 (first, "east") != 0, points, error);
}

/* --- typed ------------------------------------------------------------------------------------------------- */

typedef enum
{
  AXIS_UNSAID,
  AXIS_FIRST,
  AXIS_SECOND,
} Axis;

/* A and X name the first number and B and Y the second, whichever way they run; N and E say which way. */
static gboolean
read_axis (char letter, gboolean north_first, Axis *axis)
{
  switch (g_ascii_tolower (letter))
    {
    case 'a':
    case 'x':
      *axis = AXIS_FIRST;
      return TRUE;
    case 'b':
    case 'y':
      *axis = AXIS_SECOND;
      return TRUE;
    case 'n':
      *axis = north_first ? AXIS_FIRST : AXIS_SECOND;
      return TRUE;
    case 'e':
      *axis = north_first ? AXIS_SECOND : AXIS_FIRST;
      return TRUE;
    default:
      return FALSE;
    }
}

static void
skip (const char **at, const char *what)
{
  *at += strspn (*at, what);
}

static gboolean
read_grid_number (const char **at, gboolean north_first, Axis *axis, double *number)
{
  char *end;

  *axis = AXIS_UNSAID;
  skip (at, " \t");
  if (g_ascii_isalpha (**at))
    {
      if (!read_axis (**at, north_first, axis))
        return FALSE;
      ++*at;
      skip (at, " \t=:");
    }
  /* strtod would also read "inf", "nan" and hexadecimal numbers. */
  if (!g_ascii_isdigit ((*at)[strspn (*at, "+-.")]))
    return FALSE;
  *number = g_ascii_strtod (*at, &end);
  if (end == *at || memchr (*at, 'x', (gsize)(end - *at)) != NULL || !isfinite (*number))
    return FALSE;
  *at = end;
  skip (at, " \t");
  if (**at == 'm')
    ++*at;
  skip (at, " \t");
  return TRUE;
}

gboolean
anlan_grid_numbers_from_text (const char *text, gboolean north_first, double *a, double *b, GError **error)
{
  g_autofree char *narrow = NULL;
  const char *at;
  Axis first, second;
  double one, two;

  g_return_val_if_fail (text != NULL && a != NULL && b != NULL, FALSE);

  narrow = anlan_text_narrow (text);
  at = narrow;
  if (!read_grid_number (&at, north_first, &first, &one))
    return refuse (error, _ ("These are no two numbers of the plant grid. Write them like 1250.5, 380.2 or "
                             "A=1250.5 B=380.2."));
  skip (&at, ",;/ \t");
  if (!read_grid_number (&at, north_first, &second, &two) || *at != '\0' ||
      (first != AXIS_UNSAID) != (second != AXIS_UNSAID) || (first != AXIS_UNSAID && first == second))
    return refuse (error, _ ("These are no two numbers of the plant grid. Write them like 1250.5, 380.2 or "
                             "A=1250.5 B=380.2."));
  *a = first == AXIS_SECOND ? two : one;
  *b = first == AXIS_SECOND ? one : two;
  return TRUE;
}

static gboolean
read_grid_position (const char *text, const AnlanPlantGrid *grid, AnlanLonLat *position, GError **error)
{
  AnlanPoint metres;
  double a, b;

  if (grid == NULL)
    return refuse (error, _ ("This plant has no grid yet. Enter its two places in the preferences, page "
                             "“Map”."));
  if (!anlan_grid_numbers_from_text (text, grid->north_first, &a, &b, error))
    return FALSE;
  metres = anlan_affine_apply (&grid->to_ground, to_plane (grid, a, b));
  if (!(hypot (metres.x, metres.y) <= MAX_REACH_M))
    return refuse (error, _ ("This place would lie more than 50 km from the places by which the grid is "
                             "known. Check the numbers."));
  *position = anlan_local_to_lonlat (&grid->local, metres);
  return TRUE;
}

gboolean
anlan_position_read (const char *text,
                     AnlanOrigin origin,
                     const AnlanPlantGrid *grid,
                     const AnlanLonLat *near,
                     AnlanLonLat *position,
                     gboolean *ambiguous,
                     GError **error)
{
  AnlanLonLat read;

  g_return_val_if_fail (text != NULL && position != NULL, FALSE);

  if (ambiguous != NULL)
    *ambiguous = FALSE;
  if (origin == ANLAN_ORIGIN_GRID)
    return read_grid_position (text, grid, position, error);
  if (!anlan_position_from_text (text, near, &read, ambiguous, error))
    return FALSE;
  *position = anlan_datum_to_wgs84 (read, (AnlanDatum)origin);
  return TRUE;
}

GArray *
anlan_positions_read (
    const char *text, AnlanOrigin origin, const AnlanPlantGrid *grid, const AnlanLonLat *near, GError **error)
{
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (AnlanLonLat));
  g_auto (GStrv) lines = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  lines = g_strsplit (text, "\n", MAX_LINES + 1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr (GError) reason = NULL;
      AnlanLonLat position;

      if (g_strstrip (lines[i])[0] == '\0')
        continue;
      if (anlan_position_read (lines[i], origin, grid, near, &position, NULL, &reason))
        {
          g_array_append_val (positions, position);
          continue;
        }
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Line %u: %s"), i + 1, reason->message);
      return NULL;
    }
  if (positions->len > 0)
    return g_steal_pointer (&positions);
  refuse (error, _ ("There is no position yet. Write one a line."));
  return NULL;
}

char *
anlan_position_write (AnlanLonLat position, AnlanOrigin origin, const AnlanPlantGrid *grid)
{
  double a, b;
  char first[G_ASCII_DTOSTR_BUF_SIZE], second[G_ASCII_DTOSTR_BUF_SIZE];

  if (origin != ANLAN_ORIGIN_GRID || grid == NULL)
    return anlan_position_to_text (anlan_datum_from_wgs84 (
        position, origin < ANLAN_ORIGIN_GRID ? (AnlanDatum)origin : ANLAN_DATUM_WGS84));
  anlan_plant_grid_from_lonlat (grid, position, &a, &b);
  return g_strdup_printf (grid->north_first ? "A=%s B=%s" : "X=%s Y=%s",
                          g_ascii_formatd (first, sizeof first, "%.2f", a),
                          g_ascii_formatd (second, sizeof second, "%.2f", b));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>
#include <string.h>

#include "geo-private.h"

#define SHAPE_POINT(shape, i) g_array_index ((shape)->points, AnlanLonLat, i)
#define SHAPE_END(shape, i) g_array_index ((shape)->part_ends, guint32, i)
#define SHAPE_HOLE(shape, i) g_array_index ((shape)->holes, guint8, i)

/* Room from the start: a part without points has a place too, and no arithmetic is done on NULL. */
void
anlan_shape_init (AnlanShape *shape)
{
  shape->type = ANLAN_GEOMETRY_NONE;
  shape->points = g_array_sized_new (FALSE, FALSE, sizeof (AnlanLonLat), 1);
  shape->part_ends = g_array_new (FALSE, FALSE, sizeof (guint32));
  shape->holes = g_array_new (FALSE, FALSE, sizeof (guint8));
}

void
anlan_shape_reset (AnlanShape *shape, AnlanGeometryType type)
{
  shape->type = type;
  g_array_set_size (shape->points, 0);
  g_array_set_size (shape->part_ends, 0);
  g_array_set_size (shape->holes, 0);
}

void
anlan_shape_clear (AnlanShape *shape)
{
  g_clear_pointer (&shape->points, g_array_unref);
  g_clear_pointer (&shape->part_ends, g_array_unref);
  g_clear_pointer (&shape->holes, g_array_unref);
}

void
anlan_shape_add_point (AnlanShape *shape, AnlanLonLat point)
{
  g_array_append_val (shape->points, point);
}

void
anlan_shape_end_part (AnlanShape *shape, gboolean hole)
{
  guint32 end = shape->points->len;
  guint8 is_hole = (guint8)(hole != FALSE);

  g_array_append_val (shape->part_ends, end);
  if (shape->type == ANLAN_GEOMETRY_POLYGON)
    g_array_append_val (shape->holes, is_hole);
}

AnlanGeometry
anlan_shape_peek (const AnlanShape *shape)
{
  return (AnlanGeometry){
    .type = shape->part_ends->len > 0 ? shape->type : ANLAN_GEOMETRY_NONE,
    .n_points = shape->points->len,
    .n_parts = shape->part_ends->len,
    .points = (const AnlanLonLat *)(gpointer)shape->points->data,
    .part_ends = (const guint32 *)(gpointer)shape->part_ends->data,
    .part_holes = shape->type == ANLAN_GEOMETRY_POLYGON ? (const guint8 *)(gpointer)shape->holes->data : NULL,
  };
}

double
anlan_ring_area2 (const AnlanLonLat *points, guint n_points)
{
  double area = 0;

  /* Relative to the first point, so that small rings far from the origin keep their digits. */
  for (guint i = 0; i + 1 < n_points; i++)
    area += (points[i].lon - points[0].lon) * (points[i + 1].lat - points[0].lat) -
            (points[i + 1].lon - points[0].lon) * (points[i].lat - points[0].lat);
  return area;
}

gboolean
anlan_ring_contains (const AnlanLonLat *points, guint n_points, AnlanLonLat point)
{
  gboolean inside = FALSE;

  for (guint i = 0, j = n_points - 1; i < n_points; j = i++)
    if ((points[i].lat > point.lat) != (points[j].lat > point.lat) &&
        point.lon <
            (points[j].lon - points[i].lon) * (point.lat - points[i].lat) / (points[j].lat - points[i].lat) +
                points[i].lon)
      inside = !inside;
  return inside;
}

gboolean
anlan_lon_lat_valid (AnlanLonLat point)
{
  return isfinite (point.lon) && isfinite (point.lat) && fabs (point.lon) <= 180 && fabs (point.lat) <= 90;
}

static guint
least_points (AnlanGeometryType type)
{
  switch (type)
    {
    case ANLAN_GEOMETRY_LINE:
      return 2;
    case ANLAN_GEOMETRY_POLYGON:
      return 4;
    case ANLAN_GEOMETRY_NONE:
    case ANLAN_GEOMETRY_POINT:
    default:
      return 1;
    }
}

static void
turn_ring (AnlanLonLat *points, guint n_points, gboolean clockwise)
{
  double area = anlan_ring_area2 (points, n_points);

  if (area == 0 || (area < 0) == clockwise)
    return;
  for (guint i = 0; i < n_points / 2; i++)
    {
      AnlanLonLat kept = points[i];

      points[i] = points[n_points - 1 - i];
      points[n_points - 1 - i] = kept;
    }
}

/* A part as it should be, at the end of @to. FALSE if too little of it is left. */
static gboolean
copy_part (AnlanShape *to, const AnlanLonLat *points, guint n_points, gboolean hole)
{
  guint begin = to->points->len;
  guint n;

  g_array_append_vals (to->points, points, n_points);
  if (to->type == ANLAN_GEOMETRY_POLYGON && n_points > 0 &&
      (points[0].lon != points[n_points - 1].lon || points[0].lat != points[n_points - 1].lat))
    {
      AnlanLonLat first = points[0];

      g_array_append_val (to->points, first);
    }
  n = to->points->len - begin;
  if (n < least_points (to->type))
    {
      g_array_set_size (to->points, begin);
      return FALSE;
    }
  if (to->type == ANLAN_GEOMETRY_POLYGON)
    turn_ring (&SHAPE_POINT (to, begin), n, hole);
  anlan_shape_end_part (to, hole);
  return TRUE;
}

guint
anlan_shape_mend (AnlanShape *shape)
{
  g_auto (AnlanShape) mended = { 0 };
  AnlanShape kept;
  gboolean outer_left_out = TRUE; /* a hole before any outer ring lies in nothing */
  guint left_out = 0;

  anlan_shape_init (&mended);
  mended.type = shape->type;
  for (guint i = 0, begin = 0; i < shape->part_ends->len; i++)
    {
      guint end = SHAPE_END (shape, i);
      gboolean hole = shape->type == ANLAN_GEOMETRY_POLYGON && SHAPE_HOLE (shape, i);
      gboolean taken =
          !(hole && outer_left_out) && copy_part (&mended, &SHAPE_POINT (shape, begin), end - begin, hole);

      if (!taken)
        left_out++;
      if (!hole)
        outer_left_out = !taken;
      begin = end;
    }
  kept = *shape;
  *shape = mended;
  mended = kept;
  return left_out;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/shape.h"

#include <math.h>
#include <string.h>

#include "geo-private.h"
#include "shape-private.h"

void
anlan_shape_builder_init (AnlanShapeBuilder *builder)
{
  builder->lonlat = g_array_new (FALSE, FALSE, sizeof (double));
  builder->ring_ends = g_array_new (FALSE, FALSE, sizeof (guint));
  builder->polygon_ends = g_array_new (FALSE, FALSE, sizeof (guint));
}

void
anlan_shape_builder_clear (AnlanShapeBuilder *builder)
{
  g_clear_pointer (&builder->lonlat, g_array_unref);
  g_clear_pointer (&builder->ring_ends, g_array_unref);
  g_clear_pointer (&builder->polygon_ends, g_array_unref);
}

void
anlan_shape_builder_add (AnlanShapeBuilder *builder, double lon, double lat)
{
  double position[] = { lon, lat };

  g_array_append_vals (builder->lonlat, position, 2);
}

void
anlan_shape_builder_end_ring (AnlanShapeBuilder *builder)
{
  guint end = builder->lonlat->len / 2;

  g_array_append_val (builder->ring_ends, end);
}

void
anlan_shape_builder_end_polygon (AnlanShapeBuilder *builder)
{
  g_array_append_val (builder->polygon_ends, builder->ring_ends->len);
}

/* Takes the repeated first position off the end of each ring. */
static void
open_rings (AnlanShapeBuilder *builder)
{
  double *all = (double *)(gpointer)builder->lonlat->data;
  guint start = 0, kept = 0;

  for (guint ring = 0; ring < builder->ring_ends->len; ring++)
    {
      guint end = g_array_index (builder->ring_ends, guint, ring), count = end - start;

      if (count > 1 && all[2 * start] == all[2 * end - 2] && all[2 * start + 1] == all[2 * end - 1])
        count--;
      memmove (all + 2 * kept, all + 2 * start, 2 * count * sizeof (double));
      kept += count;
      g_array_index (builder->ring_ends, guint, ring) = kept;
      start = end;
    }
  g_array_set_size (builder->lonlat, 2 * kept);
}

AnlanShape *
anlan_shape_builder_end (AnlanShapeBuilder *builder, AnlanShapeType type, const char *level)
{
  AnlanShape *shape = g_new0 (AnlanShape, 1);

  if (type == ANLAN_SHAPE_POLYGON || type == ANLAN_SHAPE_MULTI_POLYGON)
    open_rings (builder);
  else
    g_array_set_size (builder->ring_ends, 0);
  shape->type = type;
  shape->count = builder->lonlat->len / 2;
  shape->n_rings = builder->ring_ends->len;
  shape->n_polygons = builder->polygon_ends->len;
  shape->lonlat = (double *)(gpointer)g_array_free (g_steal_pointer (&builder->lonlat), FALSE);
  shape->ring_ends = (guint *)(gpointer)g_array_free (g_steal_pointer (&builder->ring_ends), FALSE);
  shape->polygon_ends = (guint *)(gpointer)g_array_free (g_steal_pointer (&builder->polygon_ends), FALSE);
  shape->level = g_strdup (level);
  return shape;
}

AnlanShape *
anlan_shape_new_point (AnlanLonLat position, const char *level)
{
  AnlanShape *shape = g_new0 (AnlanShape, 1);

  shape->type = ANLAN_SHAPE_POINT;
  shape->count = 1;
  shape->lonlat = g_memdup2 (&position, sizeof position);
  shape->level = g_strdup (level);
  return shape;
}

AnlanShape *
anlan_shape_new_line (const double *lonlat, guint count, const char *level)
{
  AnlanShape *shape;

  g_return_val_if_fail (lonlat != NULL && count >= 2, NULL);

  shape = g_new0 (AnlanShape, 1);
  shape->type = ANLAN_SHAPE_LINE;
  shape->count = count;
  shape->lonlat = g_memdup2 (lonlat, 2 * count * sizeof (double));
  shape->level = g_strdup (level);
  return shape;
}

AnlanShape *
anlan_shape_new_polygon (const double *lonlat, guint count, const char *level)
{
  g_auto (AnlanShapeBuilder) builder = { 0 };

  g_return_val_if_fail (lonlat != NULL && count >= 3, NULL);

  anlan_shape_builder_init (&builder);
  g_array_append_vals (builder.lonlat, lonlat, 2 * count);
  anlan_shape_builder_end_ring (&builder);
  anlan_shape_builder_end_polygon (&builder);
  return anlan_shape_builder_end (&builder, ANLAN_SHAPE_POLYGON, level);
}

AnlanShape *
anlan_shape_copy (const AnlanShape *shape)
{
  AnlanShape *copy;

  g_return_val_if_fail (shape != NULL, NULL);

  copy = g_memdup2 (shape, sizeof *shape);
  copy->lonlat = g_memdup2 (shape->lonlat, 2 * shape->count * sizeof (double));
  copy->ring_ends = g_memdup2 (shape->ring_ends, shape->n_rings * sizeof (guint));
  copy->polygon_ends = g_memdup2 (shape->polygon_ends, shape->n_polygons * sizeof (guint));
  copy->level = g_strdup (shape->level);
  return copy;
}

void
anlan_shape_free (AnlanShape *shape)
{
  g_return_if_fail (shape != NULL);

  g_free (shape->lonlat);
  g_free (shape->ring_ends);
  g_free (shape->polygon_ends);
  g_free (shape->level);
  g_free (shape);
}

const double *
anlan_shape_get_ring (const AnlanShape *shape, guint ring, guint *count)
{
  guint start;

  g_return_val_if_fail (shape != NULL && count != NULL, NULL);
  g_return_val_if_fail (ring < MAX (shape->n_rings, 1), NULL);

  start = ring > 0 ? shape->ring_ends[ring - 1] : 0;
  *count = (shape->n_rings > 0 ? shape->ring_ends[ring] : shape->count) - start;
  return shape->lonlat + 2 * start;
}

void
anlan_shape_get_polygon (const AnlanShape *shape, guint polygon, guint *first, guint *end)
{
  *first = polygon > 0 ? shape->polygon_ends[polygon - 1] : 0;
  *end = shape->polygon_ends[polygon];
}

void
anlan_shape_get_bounds (const AnlanShape *shape, AnlanBounds *bounds)
{
  g_return_if_fail (shape != NULL && bounds != NULL);

  anlan_bounds_of (shape->lonlat, shape->count, bounds);
}

/* Counts how often a ray to the east crosses edges (W. R. Franklin, "PNPOLY"). Holes count too, so that one count over
 * all rings tells inside from outside. */
gboolean
anlan_shape_has_position (const AnlanShape *shape, AnlanLonLat position)
{
  gboolean inside = FALSE;

  g_return_val_if_fail (shape != NULL, FALSE);

  for (guint ring = 0; ring < shape->n_rings; ring++)
    {
      guint count;
      const double *at = anlan_shape_get_ring (shape, ring, &count);

      for (guint i = 0, j = count - 1; i < count; j = i++)
        {
          double x1 = at[2 * i], y1 = at[2 * i + 1], x2 = at[2 * j], y2 = at[2 * j + 1];

          if ((y1 > position.lat) != (y2 > position.lat) &&
              position.lon < (x2 - x1) * (position.lat - y1) / (y2 - y1) + x1)
            inside = !inside;
        }
    }
  return inside;
}

static double
polygon_area (const AnlanShape *shape, guint polygon)
{
  guint first, end;
  double area = 0;

  anlan_shape_get_polygon (shape, polygon, &first, &end);
  for (guint ring = first; ring < end; ring++)
    {
      guint count;
      const double *at = anlan_shape_get_ring (shape, ring, &count);

      area += (ring == first ? 1 : -1) * anlan_ring_area_m2 (at, count);
    }
  return MAX (area, 0);
}

double
anlan_shape_area_m2 (const AnlanShape *shape)
{
  double area = 0;

  g_return_val_if_fail (shape != NULL, 0);

  for (guint polygon = 0; polygon < shape->n_polygons; polygon++)
    area += polygon_area (shape, polygon);
  return area;
}

double
anlan_shape_length_m (const AnlanShape *shape)
{
  double length = 0;

  g_return_val_if_fail (shape != NULL, 0);

  if (shape->type == ANLAN_SHAPE_LINE)
    return anlan_line_length_m (shape->lonlat, shape->count);
  for (guint ring = 0; ring < shape->n_rings; ring++)
    {
      guint count;
      const double *at = anlan_shape_get_ring (shape, ring, &count);

      length += anlan_ring_length_m (at, count);
    }
  return length;
}

static AnlanLonLat
middle_of_line (const double *lonlat, guint count)
{
  double left = anlan_line_length_m (lonlat, count) / 2;

  for (guint i = 1; i < count; i++)
    {
      const double *a = lonlat + 2 * i - 2, *b = lonlat + 2 * i;
      double length = anlan_line_length_m (a, 2);

      if (left <= length && length > 0)
        return (AnlanLonLat){ a[0] + (b[0] - a[0]) * left / length, a[1] + (b[1] - a[1]) * left / length };
      left -= length;
    }
  return (AnlanLonLat){ lonlat[0], lonlat[1] };
}

AnlanLonLat
anlan_shape_get_label (const AnlanShape *shape)
{
  guint largest = 0;
  double area, largest_area = -1;

  g_return_val_if_fail (shape != NULL && shape->count > 0, ((AnlanLonLat){ 0, 0 }));

  if (shape->type == ANLAN_SHAPE_POINT)
    return (AnlanLonLat){ shape->lonlat[0], shape->lonlat[1] };
  if (shape->type == ANLAN_SHAPE_LINE)
    return middle_of_line (shape->lonlat, shape->count);
  for (guint polygon = 0; polygon < shape->n_polygons && shape->n_polygons > 1; polygon++)
    if ((area = polygon_area (shape, polygon)) > largest_area)
      {
        largest_area = area;
        largest = polygon;
      }
  return anlan_shape_find_inner (shape, largest);
}

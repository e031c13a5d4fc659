/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-shapes.h"

#include <math.h>

/* Far less than the 8 million pixels that cairo's fixed point can hold. */
#define WHOLE_LINE_PX 100000

struct _AnlanMapShapes
{
  GStringChunk *strings;
  GArray *points;     /* AnlanMapPoint */
  GArray *importance; /* float, one a point */
  GArray *parts;      /* AnlanMapPart */
};

AnlanMapShapes *
anlan_map_shapes_new (void)
{
  AnlanMapShapes *shapes = g_new (AnlanMapShapes, 1);

  shapes->strings = g_string_chunk_new (4096);
  shapes->points = g_array_new (FALSE, FALSE, sizeof (AnlanMapPoint));
  shapes->importance = g_array_new (FALSE, FALSE, sizeof (float));
  shapes->parts = g_array_new (FALSE, FALSE, sizeof (AnlanMapPart));
  return shapes;
}

void
anlan_map_shapes_free (AnlanMapShapes *shapes)
{
  if (shapes == NULL)
    return;
  g_string_chunk_free (shapes->strings);
  g_array_unref (shapes->points);
  g_array_unref (shapes->importance);
  g_array_unref (shapes->parts);
  g_free (shapes);
}

const char *
anlan_map_shapes_intern (AnlanMapShapes *shapes, const char *text)
{
  return text != NULL && *text != '\0' ? g_string_chunk_insert_const (shapes->strings, text) : "";
}

/* @close: whether the first position is to come again at the end */
static gboolean
add_part (AnlanMapShapes *shapes,
          const AnlanLonLat *positions,
          guint n,
          gboolean close,
          gboolean hole,
          AnlanMapRect *bounds)
{
  AnlanMapPart part = { shapes->points->len, close ? n + 1 : n, hole };

  for (guint i = 0; i < n; i++)
    if (!isfinite (positions[i].lon) || !isfinite (positions[i].lat))
      return FALSE;
  for (guint i = 0; i < part.n; i++)
    {
      AnlanLonLat at = positions[i < n ? i : 0];
      AnlanMapPoint point = anlan_map_project (at.lon, at.lat);

      anlan_map_rect_add_point (bounds, point);
      g_array_append_val (shapes->points, point);
    }
  g_array_set_size (shapes->importance, shapes->points->len);
  anlan_map_importance (&g_array_index (shapes->points, AnlanMapPoint, part.first), part.n,
                        &g_array_index (shapes->importance, float, part.first));
  g_array_append_val (shapes->parts, part);
  return TRUE;
}

gboolean
anlan_map_shapes_add (AnlanMapShapes *shapes,
                      const AnlanGeometry *geometry,
                      AnlanMapSpan *span,
                      AnlanMapRect *bounds)
{
  guint first = 0;
  gboolean outer = FALSE;
  guint least = geometry->type == ANLAN_GEOMETRY_POLYGON ? 4 : geometry->type == ANLAN_GEOMETRY_LINE ? 2 : 1;

  span->first_part = shapes->parts->len;
  *bounds = ANLAN_MAP_RECT_EMPTY;
  for (guint i = 0; i < geometry->n_parts; i++)
    {
      guint n = geometry->part_ends[i] - first;
      gboolean hole = geometry->part_holes != NULL && geometry->part_holes[i];

      /* The holes of an outer ring that could not be used go with it. */
      if (!hole)
        outer = n >= least && add_part (shapes, geometry->points + first, n, FALSE, FALSE, bounds);
      else if (outer && n >= least)
        add_part (shapes, geometry->points + first, n, FALSE, TRUE, bounds);
      first = geometry->part_ends[i];
    }
  span->n_parts = shapes->parts->len - span->first_part;
  return span->n_parts > 0;
}

gboolean
anlan_map_shapes_add_shape (AnlanMapShapes *shapes,
                            const AnlanShape *shape,
                            AnlanMapSpan *span,
                            AnlanMapRect *bounds)
{
  gboolean outer = FALSE;
  guint ring = 0;

  /* Pairs of doubles, longitude first, are what AnlanLonLat is. */
  G_STATIC_ASSERT (sizeof (AnlanLonLat) == 2 * sizeof (double));
  span->first_part = shapes->parts->len;
  *bounds = ANLAN_MAP_RECT_EMPTY;
  if (shape->n_rings == 0)
    add_part (shapes, (const AnlanLonLat *)(const void *)shape->lonlat, shape->count, FALSE, FALSE, bounds);
  for (guint polygon = 0; polygon < shape->n_polygons; polygon++)
    for (gboolean hole = FALSE; ring < shape->polygon_ends[polygon]; ring++, hole = TRUE)
      {
        guint count;
        const AnlanLonLat *positions =
            (const AnlanLonLat *)(const void *)anlan_shape_get_ring (shape, ring, &count);

        if (!hole)
          outer = count >= 3 && add_part (shapes, positions, count, TRUE, FALSE, bounds);
        else if (outer && count >= 3)
          add_part (shapes, positions, count, TRUE, TRUE, bounds);
      }
  span->n_parts = shapes->parts->len - span->first_part;
  return span->n_parts > 0;
}

const AnlanMapPart *
anlan_map_shapes_get_part (const AnlanMapShapes *shapes, guint part)
{
  return &g_array_index (shapes->parts, AnlanMapPart, part);
}

const AnlanMapPoint *
anlan_map_shapes_get_points (const AnlanMapShapes *shapes, guint part)
{
  return &g_array_index (shapes->points, AnlanMapPoint, anlan_map_shapes_get_part (shapes, part)->first);
}

GArray *
anlan_map_shapes_get_rings (const AnlanMapShapes *shapes, AnlanMapSpan span)
{
  GArray *rings = g_array_sized_new (FALSE, FALSE, sizeof (AnlanMapRing), span.n_parts);

  for (guint i = span.first_part; i < span.first_part + span.n_parts; i++)
    {
      AnlanMapRing ring = { anlan_map_shapes_get_points (shapes, i),
                            anlan_map_shapes_get_part (shapes, i)->n };

      g_array_append_val (rings, ring);
    }
  return rings;
}

void
anlan_map_shapes_measure (
    const AnlanMapShapes *shapes, AnlanMapSpan span, AnlanMapPoint *anchor, double *radius, double *area)
{
  g_autoptr (GArray) rings = anlan_map_shapes_get_rings (shapes, span);
  const AnlanMapRing *all = (const AnlanMapRing *)rings->data;
  double best = -1;

  *area = 0;
  for (guint i = 0; i < span.n_parts;)
    {
      guint end = i + 1;
      double size = fabs (anlan_map_ring_area2 (&all[i])) / 2;

      while (end < span.n_parts && anlan_map_shapes_get_part (shapes, span.first_part + end)->hole)
        end++;
      if (size > best)
        {
          best = size;
          *anchor = anlan_map_rings_find_anchor (all + i, end - i, radius);
        }
      *area += size;
      for (guint hole = i + 1; hole < end; hole++)
        *area -= fabs (anlan_map_ring_area2 (&all[hole])) / 2;
      i = end;
    }
}

/* --- the pen ------------------------------------------------------------------------------------------------- */

void
anlan_map_pen_init (AnlanMapPen *pen, cairo_t *cr, const AnlanMapViewport *viewport, double margin)
{
  pen->cr = cr;
  pen->centre = viewport->centre;
  pen->middle = (AnlanMapPoint){ viewport->width / 2, viewport->height / 2 };
  pen->ppu = anlan_map_pixels_per_unit (viewport->zoom);
  /* Half a device pixel; see anlan_map_importance(). */
  pen->tolerance = 0.5 / viewport->scale / pen->ppu;
  pen->clip = anlan_map_rect_grow ((AnlanMapRect){ 0, 0, viewport->width, viewport->height }, margin);
  pen->line_clip = pen->clip;
  pen->points = g_array_new (FALSE, FALSE, sizeof (AnlanMapPoint));
  pen->clipped = g_array_new (FALSE, FALSE, sizeof (AnlanMapPoint));
}

void
anlan_map_pen_clear (AnlanMapPen *pen)
{
  g_clear_pointer (&pen->points, g_array_unref);
  g_clear_pointer (&pen->clipped, g_array_unref);
}

/* Sets pen->points to the part's vertices that matter, in pixels; gives their extent. */
static AnlanMapRect
collect_points (AnlanMapPen *pen, const AnlanMapShapes *shapes, const AnlanMapPart *part)
{
  const AnlanMapPoint *points = &g_array_index (shapes->points, AnlanMapPoint, part->first);
  const float *importance = &g_array_index (shapes->importance, float, part->first);
  AnlanMapRect bounds = ANLAN_MAP_RECT_EMPTY;

  g_array_set_size (pen->points, 0);
  for (guint i = 0; i < part->n; i++)
    if (importance[i] >= pen->tolerance)
      {
        AnlanMapPoint point = anlan_map_pen_place (pen, points[i]);

        anlan_map_rect_add_point (&bounds, point);
        g_array_append_val (pen->points, point);
      }
  return bounds;
}

typedef struct
{
  gboolean vertical; /* a line x = at, else y = at */
  double at;
  double side; /* 1: what is greater stays; -1: what is smaller */
} Edge;

static double
edge_distance (const Edge *edge, AnlanMapPoint point)
{
  return ((edge->vertical ? point.x : point.y) - edge->at) * edge->side;
}

static AnlanMapPoint
edge_cross (AnlanMapPoint a, AnlanMapPoint b, double da, double db)
{
  double t = da / (da - db);

  return (AnlanMapPoint){ a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) };
}

/* Sutherland and Hodgman (1974), one edge after the other. Where a ring leaves and comes back it gets an edge along
 * the clip, which lies outside of what is seen. Keeps cairo's 24.8 fixed point from overflowing at high zoom, and
 * spares it the far side of a large polygon. */
static void
clip_ring (AnlanMapPen *pen)
{
  const Edge edges[] = { { TRUE, pen->clip.x0, 1 },
                         { TRUE, pen->clip.x1, -1 },
                         { FALSE, pen->clip.y0, 1 },
                         { FALSE, pen->clip.y1, -1 } };

  for (guint e = 0; e < G_N_ELEMENTS (edges); e++)
    {
      GArray *swap;

      g_array_set_size (pen->clipped, 0);
      for (guint i = 0; i < pen->points->len; i++)
        {
          AnlanMapPoint a = g_array_index (pen->points, AnlanMapPoint, i > 0 ? i - 1 : pen->points->len - 1);
          AnlanMapPoint b = g_array_index (pen->points, AnlanMapPoint, i);
          double da = edge_distance (&edges[e], a);
          double db = edge_distance (&edges[e], b);

          if ((da >= 0) != (db >= 0))
            {
              AnlanMapPoint cross = edge_cross (a, b, da, db);

              g_array_append_val (pen->clipped, cross);
            }
          if (db >= 0)
            g_array_append_val (pen->clipped, b);
        }
      swap = pen->points;
      pen->points = pen->clipped;
      pen->clipped = swap;
    }
}

/* Sets pen->points to what there is to see of a ring, without its last point, which is its first. */
static gboolean
collect_ring (AnlanMapPen *pen, const AnlanMapShapes *shapes, const AnlanMapPart *part)
{
  AnlanMapRect bounds = collect_points (pen, shapes, part);

  if (!anlan_map_rect_intersects (bounds, pen->clip))
    return FALSE;
  g_array_set_size (pen->points, pen->points->len - 1);
  if (!anlan_map_rect_contains (pen->clip, bounds))
    clip_ring (pen);
  return pen->points->len >= 3;
}

static void
trace_ring (AnlanMapPen *pen, const GArray *points, gboolean forward)
{
  cairo_new_sub_path (pen->cr);
  for (guint k = 0; k < points->len; k++)
    {
      AnlanMapPoint point = g_array_index (points, AnlanMapPoint, forward ? k : points->len - 1 - k);

      cairo_line_to (pen->cr, point.x, point.y);
    }
  cairo_close_path (pen->cr);
}

void
anlan_map_pen_add_polygon (AnlanMapPen *pen, const AnlanMapShapes *shapes, AnlanMapSpan span)
{
  for (guint i = span.first_part; i < span.first_part + span.n_parts; i++)
    {
      if (collect_ring (pen, shapes, &g_array_index (shapes->parts, AnlanMapPart, i)))
        trace_ring (pen, pen->points, TRUE);
    }
}

static AnlanMapPoint
normal_between (AnlanMapPoint a, AnlanMapPoint b)
{
  double length = hypot (b.x - a.x, b.y - a.y);

  return (AnlanMapPoint){ -(b.y - a.y) / length, (b.x - a.x) / length };
}

/* Sets pen->clipped to the ring of pen->points moved to the side of its edges' normals by @by; corners are mitred, sharp
 * ones less than they should, which only shows in a corner narrower than the band. */
static void
offset_ring (AnlanMapPen *pen, double by)
{
  guint n = pen->points->len;
  const AnlanMapPoint *points = (const AnlanMapPoint *)pen->points->data;

  g_array_set_size (pen->clipped, 0);
  for (guint i = 0; i < n; i++)
    {
      AnlanMapPoint before = normal_between (points[i > 0 ? i - 1 : n - 1], points[i]);
      AnlanMapPoint after = normal_between (points[i], points[i + 1 < n ? i + 1 : 0]);
      double along = by / MAX (1 + before.x * after.x + before.y * after.y, 0.3);
      AnlanMapPoint moved = { points[i].x + along * (before.x + after.x),
                              points[i].y + along * (before.y + after.y) };

      g_array_append_val (pen->clipped, moved);
    }
}

static void
drop_repeated_points (GArray *points)
{
  guint kept = 0;

  for (guint i = 0; i < points->len; i++)
    {
      AnlanMapPoint point = g_array_index (points, AnlanMapPoint, i);
      AnlanMapPoint last = g_array_index (points, AnlanMapPoint, kept > 0 ? kept - 1 : points->len - 1);

      if (fabs (point.x - last.x) + fabs (point.y - last.y) > 1e-6)
        g_array_index (points, AnlanMapPoint, kept++) = point;
    }
  g_array_set_size (points, kept);
}

void
anlan_map_pen_add_band (AnlanMapPen *pen, const AnlanMapShapes *shapes, AnlanMapSpan span, double width)
{
  for (guint i = span.first_part; i < span.first_part + span.n_parts; i++)
    {
      const AnlanMapPart *part = &g_array_index (shapes->parts, AnlanMapPart, i);
      AnlanMapRing ring;
      gboolean clockwise;

      if (!collect_ring (pen, shapes, part))
        continue;
      drop_repeated_points (pen->points);
      if (pen->points->len < 3)
        continue;
      ring = (AnlanMapRing){ (const AnlanMapPoint *)pen->points->data, pen->points->len };
      clockwise = anlan_map_ring_area2 (&ring) > 0;
      /* Normals point to the inside of a clockwise ring. A hole's band lies on its outside. */
      offset_ring (pen, clockwise != (part->hole != 0) ? width : -width);
      /* Every band turns the same way, so that two that overlap do not cancel each other. */
      trace_ring (pen, pen->points, clockwise != (part->hole != 0));
      trace_ring (pen, pen->clipped, clockwise == (part->hole != 0));
    }
}

/* Liang and Barsky (1984): the part of a segment inside the clip; FALSE where there is none. */
static gboolean
clip_segment (const AnlanMapRect *clip, AnlanMapPoint *a, AnlanMapPoint *b)
{
  double dx = b->x - a->x;
  double dy = b->y - a->y;
  const double p[] = { -dx, dx, -dy, dy };
  const double q[] = { a->x - clip->x0, clip->x1 - a->x, a->y - clip->y0, clip->y1 - a->y };
  AnlanMapPoint start = *a;
  double t0 = 0;
  double t1 = 1;

  for (guint i = 0; i < 4; i++)
    {
      if (p[i] == 0)
        {
          if (q[i] < 0)
            return FALSE;
        }
      else if (p[i] < 0)
        t0 = MAX (t0, q[i] / p[i]);
      else
        t1 = MIN (t1, q[i] / p[i]);
    }
  if (t0 > t1)
    return FALSE;
  if (t0 > 0)
    *a = (AnlanMapPoint){ start.x + t0 * dx, start.y + t0 * dy };
  if (t1 < 1)
    *b = (AnlanMapPoint){ start.x + t1 * dx, start.y + t1 * dy };
  return TRUE;
}

static void
add_clipped_line (AnlanMapPen *pen)
{
  gboolean down = FALSE;

  for (guint k = 1; k < pen->points->len; k++)
    {
      AnlanMapPoint a = g_array_index (pen->points, AnlanMapPoint, k - 1);
      AnlanMapPoint b = g_array_index (pen->points, AnlanMapPoint, k);
      AnlanMapPoint whole = b;

      if (!clip_segment (&pen->line_clip, &a, &b))
        {
          down = FALSE;
          continue;
        }
      if (!down)
        cairo_move_to (pen->cr, a.x, a.y);
      cairo_line_to (pen->cr, b.x, b.y);
      down = b.x == whole.x && b.y == whole.y;
    }
}

void
anlan_map_pen_set_whole_lines (AnlanMapPen *pen, gboolean whole)
{
  pen->line_clip = whole ? anlan_map_rect_grow (pen->clip, WHOLE_LINE_PX) : pen->clip;
}

void
anlan_map_pen_add_line (AnlanMapPen *pen, const AnlanMapShapes *shapes, AnlanMapSpan span)
{
  for (guint i = span.first_part; i < span.first_part + span.n_parts; i++)
    {
      AnlanMapRect bounds = collect_points (pen, shapes, &g_array_index (shapes->parts, AnlanMapPart, i));

      if (!anlan_map_rect_intersects (bounds, pen->clip))
        continue;
      if (!anlan_map_rect_contains (pen->line_clip, bounds))
        {
          add_clipped_line (pen);
          continue;
        }
      cairo_new_sub_path (pen->cr);
      for (guint k = 0; k < pen->points->len; k++)
        {
          AnlanMapPoint point = g_array_index (pen->points, AnlanMapPoint, k);

          cairo_line_to (pen->cr, point.x, point.y);
        }
    }
}

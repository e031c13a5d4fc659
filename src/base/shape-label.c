/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

/* The pole of inaccessibility of a polygon, by quartering its box and looking first where the most is to be gained
 * (Garcia-Castellanos and Lombardo 2007 name the problem; the search is that of Mapbox' "polylabel" note of 2016). */

#include <math.h>

#include "geo-private.h"
#include "shape-private.h"

/* After so many edges looked at the best so far must do: hostile polygons cost no more than some tens of
 * milliseconds, and those of a plant never come near. */
#define EDGES_MAX 5000000
#define SLIVER 500

typedef struct
{
  AnlanPoint middle;
  double half;     /* of its side */
  double distance; /* of the middle from the edges, negative outside */
  double best;     /* no place in the cell can be farther */
} Cell;

typedef struct
{
  GArray *points;    /* AnlanPoint */
  GArray *ring_ends; /* guint */
} Polygon;

static double
squared_distance_to_edge (AnlanPoint p, AnlanPoint a, AnlanPoint b)
{
  double dx = b.x - a.x, dy = b.y - a.y;
  double along = dx * dx + dy * dy;
  double t = along > 0 ? CLAMP (((p.x - a.x) * dx + (p.y - a.y) * dy) / along, 0, 1) : 0;
  double x = p.x - a.x - t * dx, y = p.y - a.y - t * dy;

  return x * x + y * y;
}

static double
distance_inside (const Polygon *polygon, AnlanPoint p)
{
  const AnlanPoint *points = (const AnlanPoint *)(gpointer)polygon->points->data;
  gboolean inside = FALSE;
  double squared = INFINITY;
  guint start = 0;

  for (guint ring = 0; ring < polygon->ring_ends->len; ring++)
    {
      guint end = g_array_index (polygon->ring_ends, guint, ring);

      for (guint i = start, j = end - 1; i < end; j = i++)
        {
          AnlanPoint a = points[i], b = points[j];

          if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x)
            inside = !inside;
          squared = MIN (squared, squared_distance_to_edge (p, a, b));
        }
      start = end;
    }
  return inside ? sqrt (squared) : -sqrt (squared);
}

static Cell
make_cell (const Polygon *polygon, double x, double y, double half)
{
  Cell cell = { .middle = { x, y }, .half = half };

  cell.distance = distance_inside (polygon, cell.middle);
  cell.best = cell.distance + half * G_SQRT2;
  return cell;
}

/* A binary heap, the most promising cell on top. */
static void
push (GArray *heap, Cell cell)
{
  guint at = heap->len;

  g_array_append_val (heap, cell);
  while (at > 0 && g_array_index (heap, Cell, (at - 1) / 2).best < cell.best)
    {
      g_array_index (heap, Cell, at) = g_array_index (heap, Cell, (at - 1) / 2);
      at = (at - 1) / 2;
    }
  g_array_index (heap, Cell, at) = cell;
}

static Cell
pop (GArray *heap)
{
  Cell top = g_array_index (heap, Cell, 0);
  Cell last = g_array_index (heap, Cell, heap->len - 1);
  guint at = 0, child;

  g_array_set_size (heap, heap->len - 1);
  while ((child = 2 * at + 1) < heap->len)
    {
      if (child + 1 < heap->len &&
          g_array_index (heap, Cell, child + 1).best > g_array_index (heap, Cell, child).best)
        child++;
      if (g_array_index (heap, Cell, child).best <= last.best)
        break;
      g_array_index (heap, Cell, at) = g_array_index (heap, Cell, child);
      at = child;
    }
  if (heap->len > 0)
    g_array_index (heap, Cell, at) = last;
  return top;
}

/* The centre of mass of the outer ring is right for most zones, which are nearly convex. */
static AnlanPoint
centre_of_mass (const Polygon *polygon)
{
  const AnlanPoint *points = (const AnlanPoint *)(gpointer)polygon->points->data;
  guint count = g_array_index (polygon->ring_ends, guint, 0);
  AnlanPoint sum = { 0, 0 };
  double area = 0;

  for (guint i = 0, j = count - 1; i < count; j = i++)
    {
      double part = points[j].x * points[i].y - points[i].x * points[j].y;

      sum.x += (points[i].x + points[j].x) * part;
      sum.y += (points[i].y + points[j].y) * part;
      area += part * 3;
    }
  return area != 0 ? (AnlanPoint){ sum.x / area, sum.y / area } : points[0];
}

static int
compare_reals (gconstpointer a, gconstpointer b)
{
  double left = *(const double *)a, right = *(const double *)b;

  return (left > right) - (left < right);
}

/* For slivers that the search finds no place in: the middle of the widest stretch inside on a line halfway between
 * the lowest points and the next higher ones. Without any height, @otherwise. */
static AnlanPoint
middle_of_scanline (const Polygon *polygon, AnlanPoint otherwise)
{
  const AnlanPoint *points = (const AnlanPoint *)(gpointer)polygon->points->data;
  g_autoptr (GArray) crossings = g_array_new (FALSE, FALSE, sizeof (double));
  double lowest = INFINITY, next = INFINITY, widest = -1;
  AnlanPoint found = otherwise;
  guint start = 0;

  for (guint i = 0; i < polygon->points->len; i++)
    lowest = MIN (lowest, points[i].y);
  for (guint i = 0; i < polygon->points->len; i++)
    if (points[i].y > lowest)
      next = MIN (next, points[i].y);
  if (!isfinite (next))
    return otherwise;

  for (guint ring = 0; ring < polygon->ring_ends->len; ring++)
    {
      guint end = g_array_index (polygon->ring_ends, guint, ring);
      double y = (lowest + next) / 2;

      for (guint i = start, j = end - 1; i < end; j = i++)
        if ((points[i].y > y) != (points[j].y > y))
          {
            double x =
                (points[j].x - points[i].x) * (y - points[i].y) / (points[j].y - points[i].y) + points[i].x;

            g_array_append_val (crossings, x);
          }
      start = end;
    }
  g_array_sort (crossings, compare_reals);
  for (guint i = 0; i + 1 < crossings->len; i += 2)
    {
      double left = g_array_index (crossings, double, i), right = g_array_index (crossings, double, i + 1);

      if (right - left > widest)
        {
          widest = right - left;
          found = (AnlanPoint){ (left + right) / 2, (lowest + next) / 2 };
        }
    }
  return found;
}

static AnlanPoint
find (const Polygon *polygon, double width, double height)
{
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (Cell));
  double size = MIN (width, height), half = size / 2;
  AnlanPoint middle = centre_of_mass (polygon);
  Cell best = make_cell (polygon, middle.x, middle.y, 0);
  Cell box = make_cell (polygon, 0, 0, 0);

  /* A sliver would make thousands of squares; then nothing is better than its middle. */
  if (!(size > 0) || MAX (width, height) / size > SLIVER)
    return best.distance > 0 ? best.middle : middle_of_scanline (polygon, best.middle);
  if (box.distance > best.distance)
    best = box;
  for (double x = -width / 2; x < width / 2; x += size)
    for (double y = -height / 2; y < height / 2; y += size)
      push (heap, make_cell (polygon, x + half, y + half, half));

  for (guint edges = 0; heap->len > 0 && edges < EDGES_MAX; edges += 4 * polygon->points->len)
    {
      Cell cell = pop (heap);

      if (cell.distance > best.distance)
        best = cell;
      /* Outside nothing is good enough: a place inside must be found, unless it is too narrow for this. */
      if (cell.best - best.distance <= (best.distance > 0 ? size / 100 : 0) || cell.half < size / 250)
        break;
      half = cell.half / 2;
      for (int i = 0; i < 4; i++)
        push (heap, make_cell (polygon, cell.middle.x + (i % 2 ? half : -half),
                               cell.middle.y + (i / 2 ? half : -half), half));
    }
  return best.distance > 0 ? best.middle : middle_of_scanline (polygon, best.middle);
}

AnlanLonLat
anlan_shape_find_inner (const AnlanShape *shape, guint polygon)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (AnlanPoint));
  g_autoptr (GArray) ring_ends = g_array_new (FALSE, FALSE, sizeof (guint));
  Polygon plane = { points, ring_ends };
  AnlanBounds bounds;
  AnlanLonLat middle;
  AnlanPoint found;
  double stretch;
  guint first, end, count;
  const double *at;

  anlan_shape_get_polygon (shape, polygon, &first, &end);
  at = anlan_shape_get_ring (shape, first, &count);
  anlan_bounds_of (at, count, &bounds);
  middle = (AnlanLonLat){ (bounds.west + bounds.east) / 2, (bounds.south + bounds.north) / 2 };
  /* A plane in degrees, with those of longitude as short as they are here: good enough to place a label. */
  stretch = MAX (cos (middle.lat * G_PI / 180), 0.01);
  for (guint ring = first; ring < end; ring++)
    {
      at = anlan_shape_get_ring (shape, ring, &count);
      for (guint i = 0; i < count; i++)
        {
          AnlanPoint point = { (at[2 * i] - middle.lon) * stretch, at[2 * i + 1] - middle.lat };

          g_array_append_val (points, point);
        }
      g_array_append_val (ring_ends, points->len);
    }
  found = find (&plane, (bounds.east - bounds.west) * stretch, bounds.north - bounds.south);
  return (AnlanLonLat){ middle.lon + found.x / stretch, middle.lat + found.y };
}

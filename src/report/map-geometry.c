/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "map-geometry.h"

#include <math.h>

/* --- importance of vertices ---------------------------------------------------------------------------------- */

typedef struct
{
  const AnlanMapPoint *points;
  double *areas;
  guint32 *heap;  /* vertices, smallest area on top */
  guint32 *where; /* of each vertex, its place in the heap */
  guint32 *before;
  guint32 *after;
  guint n_heap;
} Thinning;

static double
triangle_area (AnlanMapPoint a, AnlanMapPoint b, AnlanMapPoint c)
{
  return fabs ((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y)) / 2;
}

/* Ties go by number, so that the result never depends on how the heap happened to lie. */
static gboolean
heap_less (const Thinning *t, guint32 a, guint32 b)
{
  if (t->areas[a] != t->areas[b])
    return t->areas[a] < t->areas[b];
  return a < b;
}

static void
heap_set (Thinning *t, guint at, guint32 vertex)
{
  t->heap[at] = vertex;
  t->where[vertex] = at;
}

static void
heap_sink (Thinning *t, guint at)
{
  guint32 vertex = t->heap[at];

  for (;;)
    {
      guint child = 2 * at + 1;

      if (child >= t->n_heap)
        break;
      if (child + 1 < t->n_heap && heap_less (t, t->heap[child + 1], t->heap[child]))
        child++;
      if (!heap_less (t, t->heap[child], vertex))
        break;
      heap_set (t, at, t->heap[child]);
      at = child;
    }
  heap_set (t, at, vertex);
}

static void
heap_rise (Thinning *t, guint at)
{
  guint32 vertex = t->heap[at];

  while (at > 0 && heap_less (t, vertex, t->heap[(at - 1) / 2]))
    {
      heap_set (t, at, t->heap[(at - 1) / 2]);
      at = (at - 1) / 2;
    }
  heap_set (t, at, vertex);
}

static guint32
heap_pop (Thinning *t)
{
  guint32 top = t->heap[0];

  t->n_heap--;
  if (t->n_heap > 0)
    {
      heap_set (t, 0, t->heap[t->n_heap]);
      heap_sink (t, 0);
    }
  return top;
}

static void
update_vertex (Thinning *t, guint32 vertex, guint n, double at_least)
{
  double area;

  if (vertex == 0 || vertex == n - 1)
    return;
  area = triangle_area (t->points[t->before[vertex]], t->points[vertex], t->points[t->after[vertex]]);
  /* Never less than what has gone already, or a vertex would vanish before the one it was kept for. */
  t->areas[vertex] = MAX (area, at_least);
  heap_sink (t, t->where[vertex]);
  heap_rise (t, t->where[vertex]);
}

void
anlan_map_importance (const AnlanMapPoint *points, guint n, float *importance)
{
  g_autofree double *areas = NULL;
  g_autofree guint32 *numbers = NULL;
  Thinning t;

  if (n == 0)
    return;
  importance[0] = importance[n - 1] = INFINITY;
  if (n < 3)
    return;

  areas = g_new (double, n);
  numbers = g_new (guint32, 4 * (gsize)n);
  t = (Thinning){
    points, areas, numbers, numbers + n, numbers + 2 * (gsize)n, numbers + 3 * (gsize)n, n - 2
  };
  for (guint i = 1; i + 1 < n; i++)
    {
      t.before[i] = i - 1;
      t.after[i] = i + 1;
      t.areas[i] = triangle_area (points[i - 1], points[i], points[i + 1]);
      heap_set (&t, i - 1, i);
    }
  for (guint i = t.n_heap / 2; i-- > 0;)
    heap_sink (&t, i);

  while (t.n_heap > 0)
    {
      guint32 vertex = heap_pop (&t);
      double area = t.areas[vertex];
      guint32 left = t.before[vertex];
      guint32 right = t.after[vertex];

      importance[vertex] = sqrt (area);
      if (left != 0)
        t.after[left] = right;
      if (right != n - 1)
        t.before[right] = left;
      update_vertex (&t, left, n, area);
      update_vertex (&t, right, n, area);
    }
}

/* --- rings --------------------------------------------------------------------------------------------------- */

double
anlan_map_ring_area2 (const AnlanMapRing *ring)
{
  double sum = 0;

  /* From the first point, as world units lose digits in products of their own size. */
  for (guint i = 1; i + 1 < ring->n; i++)
    sum += (ring->points[i].x - ring->points[0].x) * (ring->points[i + 1].y - ring->points[0].y) -
           (ring->points[i + 1].x - ring->points[0].x) * (ring->points[i].y - ring->points[0].y);
  return sum;
}

gboolean
anlan_map_rings_contain (const AnlanMapRing *rings, guint n_rings, AnlanMapPoint point)
{
  gboolean inside = FALSE;

  for (guint r = 0; r < n_rings; r++)
    for (guint i = 1; i < rings[r].n; i++)
      {
        AnlanMapPoint a = rings[r].points[i - 1];
        AnlanMapPoint b = rings[r].points[i];

        if ((a.y > point.y) != (b.y > point.y) && point.x - a.x < (b.x - a.x) * (point.y - a.y) / (b.y - a.y))
          inside = !inside;
      }
  return inside;
}

static double
segment_distance2 (AnlanMapPoint a, AnlanMapPoint b, AnlanMapPoint p)
{
  double dx = b.x - a.x;
  double dy = b.y - a.y;
  double length2 = dx * dx + dy * dy;
  double t = length2 > 0 ? ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2 : 0;

  t = CLAMP (t, 0, 1);
  dx = a.x + t * dx - p.x;
  dy = a.y + t * dy - p.y;
  return dx * dx + dy * dy;
}

/* Distance to the nearest edge, negative outside. */
static double
signed_distance (const AnlanMapRing *rings, guint n_rings, AnlanMapPoint point)
{
  double best = INFINITY;

  for (guint r = 0; r < n_rings; r++)
    for (guint i = 1; i < rings[r].n; i++)
      best = MIN (best, segment_distance2 (rings[r].points[i - 1], rings[r].points[i], point));
  return anlan_map_rings_contain (rings, n_rings, point) ? sqrt (best) : -sqrt (best);
}

/* --- anchor -------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanMapPoint middle;
  double half;  /* half the side of the cell */
  double bound; /* no point of the cell lies farther inside than this */
} Cell;

/* Zones have some ten corners; this only ends the search on shapes made to make it long. */
#define MAX_CELLS 1000

typedef struct
{
  const AnlanMapRing *rings;
  guint n_rings;
  GArray *cells;
  AnlanMapPoint best;
  double radius;
} Search;

static void
add_cell (Search *search, double x, double y, double half)
{
  Cell cell = { { x, y }, half, 0 };
  double distance = signed_distance (search->rings, search->n_rings, cell.middle);

  cell.bound = distance + half * G_SQRT2;
  if (distance > search->radius * (1 + 1e-9))
    {
      search->radius = distance;
      search->best = cell.middle;
    }
  g_array_append_val (search->cells, cell);
}

static Cell
take_best_cell (Search *search)
{
  guint best = 0;
  Cell cell;

  for (guint i = 1; i < search->cells->len; i++)
    if (g_array_index (search->cells, Cell, i).bound > g_array_index (search->cells, Cell, best).bound)
      best = i;
  cell = g_array_index (search->cells, Cell, best);
  g_array_remove_index_fast (search->cells, best);
  return cell;
}

AnlanMapPoint
anlan_map_rings_find_anchor (const AnlanMapRing *rings, guint n_rings, double *radius)
{
  AnlanMapRect bounds = ANLAN_MAP_RECT_EMPTY;
  g_autoptr (GArray) cells = g_array_new (FALSE, FALSE, sizeof (Cell));
  Search search = { rings, n_rings, cells, { 0, 0 }, -INFINITY };
  double size, half, precision;

  *radius = 0;
  for (guint i = 0; i < rings[0].n; i++)
    anlan_map_rect_add_point (&bounds, rings[0].points[i]);
  search.best = (AnlanMapPoint){ (bounds.x0 + bounds.x1) / 2, (bounds.y0 + bounds.y1) / 2 };
  size = MIN (bounds.x1 - bounds.x0, bounds.y1 - bounds.y0);
  if (!(size > 0))
    return search.best;

  precision = size / 50;
  /* Cells as wide as the short side; of a long thin shape at most 32 in a row. */
  half = MAX (size, MAX (bounds.x1 - bounds.x0, bounds.y1 - bounds.y0) / 32) / 2;
  /* The middle first: where many places are as good, as in an oblong, it is the one. */
  add_cell (&search, search.best.x, search.best.y, 0);
  for (double x = bounds.x0; x < bounds.x1; x += 2 * half)
    for (double y = bounds.y0; y < bounds.y1; y += 2 * half)
      add_cell (&search, x + half, y + half, half);

  for (guint n = 0; cells->len > 0 && n < MAX_CELLS; n++)
    {
      Cell cell = take_best_cell (&search);

      if (cell.bound - search.radius <= precision)
        break;
      half = cell.half / 2;
      add_cell (&search, cell.middle.x - half, cell.middle.y - half, half);
      add_cell (&search, cell.middle.x + half, cell.middle.y - half, half);
      add_cell (&search, cell.middle.x - half, cell.middle.y + half, half);
      add_cell (&search, cell.middle.x + half, cell.middle.y + half, half);
    }
  *radius = MAX (search.radius, 0);
  return search.best;
}

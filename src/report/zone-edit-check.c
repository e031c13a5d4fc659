/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "zone-edit-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/error.h"

typedef struct
{
  AnlanPoint *points; /* metres */
  const AnlanShape *shape;
  gboolean open;
} Plane;

static guint
ring_start (const AnlanShape *shape, guint ring)
{
  return ring > 0 ? shape->ring_ends[ring - 1] : 0;
}

static guint
ring_length (const AnlanShape *shape, guint ring)
{
  return shape->ring_ends[ring] - ring_start (shape, ring);
}

static guint
count_edges (const Plane *plane, guint ring)
{
  guint n = ring_length (plane->shape, ring);

  return plane->open && n > 0 ? n - 1 : n;
}

static AnlanPoint
point_at (const Plane *plane, guint ring, guint corner)
{
  return plane->points[ring_start (plane->shape, ring) + corner % ring_length (plane->shape, ring)];
}

static double
turn (AnlanPoint a, AnlanPoint b, AnlanPoint c)
{
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static double
distance_to_edge (AnlanPoint p, AnlanPoint a, AnlanPoint b)
{
  double dx = b.x - a.x, dy = b.y - a.y, along = dx * dx + dy * dy;
  double t = along > 0 ? CLAMP (((p.x - a.x) * dx + (p.y - a.y) * dy) / along, 0, 1) : 0;

  return hypot (a.x + t * dx - p.x, a.y + t * dy - p.y);
}

/* Millimetres count as touching: stored positions are rounded to that. */
static gboolean
edges_touch (AnlanPoint a, AnlanPoint b, AnlanPoint c, AnlanPoint d)
{
  const double near = 0.001;

  if (turn (a, b, c) * turn (a, b, d) < 0 && turn (c, d, a) * turn (c, d, b) < 0)
    return TRUE;
  return distance_to_edge (a, c, d) < near || distance_to_edge (b, c, d) < near ||
         distance_to_edge (c, a, b) < near || distance_to_edge (d, a, b) < near;
}

/* Of two edges a-b, b-c: whether the second goes back along the first. */
static gboolean
folds_back (AnlanPoint a, AnlanPoint b, AnlanPoint c)
{
  double along = (a.x - b.x) * (c.x - b.x) + (a.y - b.y) * (c.y - b.y);

  return along > 0 && MIN (distance_to_edge (a, b, c), distance_to_edge (c, a, b)) < 0.001;
}

static void
refuse (const Plane *plane, guint ring, guint edge, guint other_ring, guint other, GError **error)
{
  guint n = ring_length (plane->shape, ring), m = ring_length (plane->shape, other_ring);

  if (ring == other_ring)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("The edge from corner %u to %u would cross the edge from corner %u to %u. Nothing was "
                    "changed: put the corner elsewhere."),
                 edge + 1, (edge + 1) % n + 1, other + 1, (other + 1) % m + 1);
  else
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("The edge from corner %u to %u would cross the edge from corner %u to %u of another part "
                    "or hole of the area. Nothing was changed: put the corner elsewhere."),
                 edge + 1, (edge + 1) % n + 1, other + 1, (other + 1) % m + 1);
}

/* Whether edge @other may stay beside the new edge @edge of the same or another ring. */
static gboolean
check_pair (const Plane *plane, guint ring, guint edge, guint other_ring, guint other)
{
  AnlanPoint a = point_at (plane, ring, edge), b = point_at (plane, ring, edge + 1);
  AnlanPoint c = point_at (plane, other_ring, other), d = point_at (plane, other_ring, other + 1);
  guint n = ring_length (plane->shape, ring);
  gboolean follows = ring == other_ring && (edge + 1) % n == other;
  gboolean leads = ring == other_ring && (other + 1) % n == edge;

  if (ring == other_ring && edge == other)
    return TRUE;
  if (follows && leads)
    return TRUE; /* two corners: there and back */
  if (follows)
    return !folds_back (a, b, d);
  if (leads)
    return !folds_back (c, a, b);
  return !edges_touch (a, b, c, d);
}

static gboolean
check_length (const Plane *plane, guint ring, guint edge, GError **error)
{
  guint n = ring_length (plane->shape, ring);
  AnlanPoint a = point_at (plane, ring, edge), b = point_at (plane, ring, edge + 1);

  if (hypot (b.x - a.x, b.y - a.y) >= ANLAN_ZONE_CORNER_APART_M)
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("Corners %u and %u would fall together. Nothing was changed."), edge + 1,
               (edge + 1) % n + 1);
  return FALSE;
}

static gboolean
check_edge (const Plane *plane, guint ring, guint edge, GError **error)
{
  for (guint other_ring = 0; other_ring < plane->shape->n_rings; other_ring++)
    for (guint other = 0; other < count_edges (plane, other_ring); other++)
      if (!check_pair (plane, ring, edge, other_ring, other))
        {
          refuse (plane, ring, edge, other_ring, other, error);
          return FALSE;
        }
  return TRUE;
}

gboolean
anlan_zone_check_edges (
    const AnlanShape *shape, gboolean open, guint ring, guint first, guint n_edges, GError **error)
{
  g_autofree AnlanPoint *points = g_new (AnlanPoint, MAX (shape->count, 1));
  Plane plane = { points, shape, open };
  AnlanLocal local;
  guint n = count_edges (&plane, ring);

  if (n == 0)
    return TRUE;
  anlan_local_init (&local, (AnlanLonLat){ shape->lonlat[0], shape->lonlat[1] });
  for (guint i = 0; i < shape->count; i++)
    points[i] =
        anlan_local_from_lonlat (&local, (AnlanLonLat){ shape->lonlat[2 * i], shape->lonlat[2 * i + 1] });
  for (guint i = 0; i < MIN (n_edges, n); i++)
    if (!check_length (&plane, ring, (first + i) % n, error))
      return FALSE;
  for (guint i = 0; i < MIN (n_edges, n); i++)
    if (!check_edge (&plane, ring, (first + i) % n, error))
      return FALSE;
  return TRUE;
}

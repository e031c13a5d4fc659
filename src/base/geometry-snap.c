/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include <math.h>

#include "base/geometry.h"

/* Metres in the plane around the position that is to snap: the position is the origin. */
typedef struct
{
  AnlanLocal local;
  double vertex_distance, edge_distance;
  AnlanLonLat vertex;
  AnlanPoint edge;
} Search;

static void
look_at_vertex (Search *search, AnlanPoint point, const double *lonlat)
{
  double distance = hypot (point.x, point.y);

  if (distance < search->vertex_distance)
    {
      search->vertex_distance = distance;
      search->vertex = (AnlanLonLat){ lonlat[0], lonlat[1] };
    }
}

static void
look_at_edge (Search *search, AnlanPoint a, AnlanPoint b)
{
  double dx = b.x - a.x, dy = b.y - a.y, along = dx * dx + dy * dy;
  double t = along > 0 ? CLAMP (-(a.x * dx + a.y * dy) / along, 0, 1) : 0;
  AnlanPoint foot = { a.x + t * dx, a.y + t * dy };
  double distance = hypot (foot.x, foot.y);

  if (distance < search->edge_distance)
    {
      search->edge_distance = distance;
      search->edge = foot;
    }
}

static void
look_at_ring (Search *search, const double *lonlat, guint count, gboolean closed)
{
  AnlanPoint last = { 0, 0 };

  for (guint i = 0; i < count + (closed ? 1 : 0); i++)
    {
      const double *at = lonlat + 2 * (i % count);
      AnlanPoint point = anlan_local_from_lonlat (&search->local, (AnlanLonLat){ at[0], at[1] });

      look_at_vertex (search, point, at);
      if (i > 0)
        look_at_edge (search, last, point);
      last = point;
    }
}

/* Whether a shape may come within @tolerance at all: a degree of the meridian is never shorter than
 * 110 km. */
static gboolean
is_near (const AnlanShape *shape, AnlanLonLat position, double tolerance)
{
  AnlanBounds bounds;
  double lat = tolerance / 110000, lon = lat / MAX (cos (position.lat * G_PI / 180), 0.01);

  anlan_shape_get_bounds (shape, &bounds);
  return position.lon >= bounds.west - lon && position.lon <= bounds.east + lon &&
         position.lat >= bounds.south - lat && position.lat <= bounds.north + lat;
}

AnlanSnap
anlan_shape_snap (AnlanLonLat position,
                  const AnlanShape *const *shapes,
                  guint count,
                  double tolerance,
                  AnlanLonLat *snapped)
{
  Search search = { .vertex_distance = INFINITY, .edge_distance = INFINITY };

  g_return_val_if_fail (shapes != NULL || count == 0, ANLAN_SNAP_NONE);
  g_return_val_if_fail (snapped != NULL, ANLAN_SNAP_NONE);

  anlan_local_init (&search.local, position);
  for (guint i = 0; i < count; i++)
    {
      if (!is_near (shapes[i], position, tolerance))
        continue;
      for (guint ring = 0; ring < MAX (shapes[i]->n_rings, 1); ring++)
        {
          guint length;
          const double *lonlat = anlan_shape_get_ring (shapes[i], ring, &length);

          look_at_ring (&search, lonlat, length, shapes[i]->n_rings > 0);
        }
    }
  *snapped = position;
  if (search.vertex_distance <= tolerance)
    {
      *snapped = search.vertex;
      return ANLAN_SNAP_VERTEX;
    }
  if (search.edge_distance <= tolerance)
    {
      *snapped = anlan_local_to_lonlat (&search.local, search.edge);
      return ANLAN_SNAP_EDGE;
    }
  return ANLAN_SNAP_NONE;
}

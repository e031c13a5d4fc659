/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/danger.h"

#include <math.h>

#include "site-private.h"

/* Steps of a walk, m. */
#define STEP_M 1.0

void
anlan_danger_apply (const AnlanAir *air, double seconds, const AnlanSite *site, AnlanPotential *field)
{
  gsize n_cells = (gsize)site->nx * site->ny;
  g_autofree float *factors = NULL;

  if (anlan_air_is_clear (air))
    return;
  factors = g_new (float, n_cells);
  site_costs (site, air, seconds, ANLAN_DANGER_DOSE_S, ANLAN_DANGER_WEDGE, factors);
  for (gsize i = 0; i < n_cells; i++)
    if (factors[i] != 1)
      anlan_potential_set_slowness (field, (guint32)i,
                                    factors[i] * anlan_potential_slowness (field, (guint32)i));
}

double
anlan_route_load (const AnlanRoute *route, const AnlanAir *air, double speed, double seconds, double *peak)
{
  double load = 0, most = 0;

  for (guint i = 1; i < route->points->len; i++)
    {
      const AnlanRoutePoint *a = &g_array_index (route->points, AnlanRoutePoint, i - 1);
      const AnlanRoutePoint *b = &g_array_index (route->points, AnlanRoutePoint, i);
      double length = hypot (b->place.x - a->place.x, b->place.y - a->place.y);
      guint steps = (guint)ceil (length / STEP_M);

      /* Places on a stair are its own, not the level's. */
      if (a->stair >= 0 || b->stair >= 0 || a->level != b->level || anlan_air_is_clear (air))
        {
          seconds += length / speed;
          continue;
        }
      for (guint k = 0; k < steps; k++)
        {
          double part = (k + 0.5) / steps;
          AnlanPoint at = { a->place.x + (b->place.x - a->place.x) * part,
                            a->place.y + (b->place.y - a->place.y) * part };
          AnlanAirState state;

          anlan_air_at (air, a->level, at, seconds + part * length / speed, &state);
          load += (state.load + state.smoke + state.heat) * length / steps / speed / 60;
          most = MAX (most, state.ppm);
        }
      seconds += length / speed;
    }
  if (peak != NULL)
    *peak = most;
  return load;
}

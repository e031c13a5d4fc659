/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/danger.h"

#include <math.h>

#include "site-private.h"

#define BREATHING 1.5
#define DOSE_SECONDS 3600
#define WEDGE 0.2
/* Where life is in danger a metre is as dear as this many: more than the width of any plant, and still a way. */
#define DEADLY 100
/* Steps of a walk, m, and of the air in a building, s. */
#define STEP_M 1.0
#define STEP_S 5.0

void
anlan_danger_init (AnlanDanger *danger, const AnlanPlume *plume, const AnlanToxic *gas, double seconds)
{
  *danger = (AnlanDanger){ plume, gas, seconds, BREATHING, DOSE_SECONDS, WEDGE };
}

/* From here on nobody is sent through. */
static double
deadly_ppm (const AnlanToxic *gas)
{
  double aegl = anlan_toxic_aegl (gas, ANLAN_AEGL_3, 10), burning = gas->lel * 1e4 * 0.6;
  double least = G_MAXDOUBLE;

  if (!isnan (aegl))
    least = MIN (least, aegl);
  if (!isnan (gas->idlh))
    least = MIN (least, gas->idlh);
  /* Pockets of flame from 60 % of the lower limit on (ALOHA). */
  if (!isnan (burning))
    least = MIN (least, burning);
  return least;
}

void
anlan_danger_apply (const AnlanDanger *danger, const AnlanSite *site, AnlanPotential *field)
{
  double deadly;

  if (danger->plume == NULL)
    return;
  deadly = deadly_ppm (danger->gas);
  for (guint32 cell = 0; cell < site->nx * site->ny; cell++)
    {
      const SiteBlock *block;
      AnlanPoint place;
      double ppm, factor;

      if (!site->walkable[cell] || site->block_of[cell] >= site->n_levels)
        continue;
      block = site_block (site, site->block_of[cell]);
      place = site_centre (site, block, cell);
      ppm = anlan_plume_at (danger->plume, place, danger->height, danger->seconds);
      factor = 1 + danger->dose * anlan_toxic_load_rate (danger->gas, ppm) / 60;
      if (anlan_plume_in_wedge (danger->plume, place))
        factor += danger->wedge;
      if (ppm >= deadly)
        factor = MAX (factor, DEADLY);
      anlan_potential_set_slowness (field, cell, factor * anlan_potential_slowness (field, cell));
    }
}

double
anlan_route_load (
    const AnlanRoute *route, const AnlanDanger *danger, double speed, double seconds, double *peak)
{
  double load = 0, most = 0;

  for (guint i = 1; i < route->points->len; i++)
    {
      const AnlanRoutePoint *a = &g_array_index (route->points, AnlanRoutePoint, i - 1);
      const AnlanRoutePoint *b = &g_array_index (route->points, AnlanRoutePoint, i);
      double length = hypot (b->place.x - a->place.x, b->place.y - a->place.y);
      guint steps = (guint)ceil (length / STEP_M);

      /* Places on a stair are its own, not the level's. */
      if (a->stair >= 0 || b->stair >= 0 || a->level != b->level || danger->plume == NULL)
        {
          seconds += length / speed;
          continue;
        }
      for (guint k = 0; k < steps; k++)
        {
          double part = (k + 0.5) / steps, ppm;
          AnlanPoint at = { a->place.x + (b->place.x - a->place.x) * part,
                            a->place.y + (b->place.y - a->place.y) * part };

          ppm = anlan_plume_at (danger->plume, at, danger->height, seconds + part * length / speed);
          load += anlan_toxic_load_rate (danger->gas, ppm) * length / steps / speed / 60;
          most = MAX (most, ppm);
        }
      seconds += length / speed;
    }
  if (peak != NULL)
    *peak = most;
  return load;
}

double
anlan_shelter_load (
    const AnlanDanger *danger, AnlanPoint place, double changes, double from, double until, double *peak)
{
  double inside = 0, load = 0, most = 0, kept = exp (-changes / 3600 * STEP_S);

  for (double t = 0; t < until && danger->plume != NULL; t += STEP_S)
    {
      double outside = anlan_plume_at (danger->plume, place, danger->height, t + STEP_S / 2);

      inside = outside + (inside - outside) * kept;
      if (t < from)
        continue;
      load += anlan_toxic_load_rate (danger->gas, inside) * MIN (STEP_S, until - t) / 60;
      most = MAX (most, inside);
    }
  if (peak != NULL)
    *peak = most;
  return load;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/guide.h"

#include <math.h>
#include <string.h>

#include "site-private.h"

#define STEADY 0.1f
#define KEPT 1.1
#define MUSTER_STEP_S 30.0
#define MUSTER_STAY_MIN 10.0
#define MUSTER_LEL 0.1
#define MUSTER_KW 1.58
#define MUSTER_SMOKE 0.3

/* --- wind --------------------------------------------------------------------------------------------------------------- */

AnlanWindTrust
anlan_wind_trust (const AnlanWind *wind, double age, gboolean stale, double least)
{
  if (isnan (age) || !isfinite (wind->speed) || wind->speed < 0)
    return ANLAN_WIND_NONE;
  if (stale)
    return ANLAN_WIND_STALE;
  if (!(age <= ANLAN_WIND_OLDEST_S) || age < 0)
    return ANLAN_WIND_OLD;
  if (wind->speed < MAX (least, ANLAN_CALM))
    return ANLAN_WIND_WEAK;
  return isfinite (wind->from) ? ANLAN_WIND_KNOWN : ANLAN_WIND_NONE;
}

void
anlan_wind_all_round (AnlanWind *wind)
{
  wind->speed = 0;
  wind->from = NAN;
}

double
anlan_wind_towards (const AnlanWind *wind)
{
  return fmod (fmod (wind->from, 360) + 540, 360);
}

/* --- muster points ------------------------------------------------------------------------------------------------------ */

static gboolean
harms (const AnlanAirState *state)
{
  return state->escape * MUSTER_STAY_MIN >= 1 || state->lel >= MUSTER_LEL || state->kw_m2 >= MUSTER_KW ||
         state->smoke * MUSTER_STAY_MIN >= MUSTER_SMOKE;
}

AnlanMusterState
anlan_muster_state (const AnlanAir *air, guint level, AnlanPoint place, double from, double until)
{
  if (anlan_air_is_clear (air) || !isfinite (place.x) || !isfinite (place.y))
    return ANLAN_MUSTER_NOT_KNOWN;
  for (double t = from; t <= until; t += MUSTER_STEP_S)
    {
      AnlanAirState state;

      anlan_air_at (air, level, place, t, &state);
      if (harms (&state))
        return ANLAN_MUSTER_IN_DANGER;
      if (anlan_air_worst_at (air, level, place, t, &state) && harms (&state))
        return ANLAN_MUSTER_IN_DANGER;
    }
  return ANLAN_MUSTER_NO_DANGER_COMPUTED;
}

/* --- the guide ---------------------------------------------------------------------------------------------------------- */

struct _AnlanGuide
{
  AnlanSite *site;
  AnlanPotential *field;
  float *factors; /* by cell: what is reckoned with */
  float *now;
  gboolean *shut;
  gboolean solved;
  guint64 exits;
  const AnlanAir *air;
  double seconds;
  GHashTable *routes; /* key → AnlanRoute */
};

AnlanGuide *
anlan_guide_new (AnlanSite *site)
{
  AnlanGuide *guide = g_new0 (AnlanGuide, 1);
  gsize n_cells = (gsize)site->nx * site->ny;

  guide->site = anlan_site_ref (site);
  guide->factors = g_new (float, n_cells);
  guide->now = g_new (float, n_cells);
  for (gsize i = 0; i < n_cells; i++)
    guide->factors[i] = guide->now[i] = 1;
  guide->shut = g_memdup2 (site->shut, sizeof (gboolean) * (site->n_doors + 1));
  guide->field = anlan_site_make_field (site, guide->shut);
  guide->routes = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)anlan_route_free);
  return guide;
}

void
anlan_guide_free (AnlanGuide *guide)
{
  g_hash_table_unref (guide->routes);
  anlan_potential_free (guide->field);
  anlan_site_unref (guide->site);
  g_free (guide->factors);
  g_free (guide->now);
  g_free (guide->shut);
  g_free (guide);
}

static gboolean
exit_in_danger (const AnlanSite *site, const AnlanAir *air, double seconds, guint exit)
{
  int muster = anlan_site_exit_muster (site, exit);
  AnlanAirState state;

  if (muster >= 0)
    {
      const SiteMuster *at = &g_array_index (site->musters, SiteMuster, (guint)muster);

      return anlan_muster_state (air, at->level, at->place, seconds, seconds + ANLAN_WIND_OLDEST_S) ==
             ANLAN_MUSTER_IN_DANGER;
    }
  for (guint b = site->n_levels; b < site->blocks->len; b++)
    if (site_block (site, b)->exit == (int)exit)
      {
        anlan_air_at (air, site_block (site, b)->on_level, site_block (site, b)->at, seconds, &state);
        return state.deadly >= 1;
      }
  return FALSE;
}

static guint64
clear_exits (const AnlanGuide *guide, const AnlanAir *air, double seconds, guint64 exits)
{
  guint n_exits = anlan_site_n_exits (guide->site);
  guint64 clear = exits;

  if (n_exits < 64)
    clear = exits &= (G_GUINT64_CONSTANT (1) << n_exits) - 1;
  for (guint e = 0; !anlan_air_is_clear (air) && e < n_exits; e++)
    if (exit_in_danger (guide->site, air, seconds, e))
      clear &= ~(G_GUINT64_CONSTANT (1) << e);
  return clear != 0 ? clear : exits;
}

/* What it costs now, but for what is nearly the same; the cells that changed. */
static GArray *
find_changed (AnlanGuide *guide, const AnlanAir *air, double seconds)
{
  gsize n_cells = (gsize)guide->site->nx * guide->site->ny;
  GArray *changed = g_array_new (FALSE, FALSE, sizeof (guint32));

  if (anlan_air_is_clear (air))
    for (gsize i = 0; i < n_cells; i++)
      guide->now[i] = 1;
  else
    site_costs (guide->site, air, seconds, ANLAN_DANGER_DOSE_S, ANLAN_DANGER_WEDGE, guide->now);
  for (guint32 cell = 0; cell < n_cells; cell++)
    if (fabsf (guide->now[cell] - guide->factors[cell]) > STEADY * guide->factors[cell])
      {
        anlan_potential_set_slowness (guide->field, cell,
                                      guide->now[cell] / guide->factors[cell] *
                                          anlan_potential_slowness (guide->field, cell));
        guide->factors[cell] = guide->now[cell];
        g_array_append_val (changed, cell);
      }
  return changed;
}

guint32
anlan_guide_update (
    AnlanGuide *guide, const AnlanAir *air, double seconds, const gboolean *shut, guint64 exits)
{
  gsize n_doors = sizeof (gboolean) * (guide->site->n_doors);
  guint64 wanted = clear_exits (guide, air, seconds, exits);
  g_autoptr (GArray) changed = NULL;
  gboolean doors;

  if (shut == NULL)
    shut = guide->site->shut;
  guide->air = air;
  guide->seconds = seconds;
  doors = memcmp (shut, guide->shut, n_doors) != 0;
  if (doors)
    {
      memcpy (guide->shut, shut, n_doors);
      anlan_potential_free (guide->field);
      guide->field = anlan_site_make_field (guide->site, shut);
      for (gsize i = 0; i < (gsize)guide->site->nx * guide->site->ny; i++)
        guide->factors[i] = 1;
    }
  changed = find_changed (guide, air, seconds);
  if (doors || !guide->solved || wanted != guide->exits)
    {
      guide->exits = wanted;
      guide->solved = TRUE;
      anlan_site_solve (guide->site, guide->field, wanted);
      return guide->site->nx * guide->site->ny;
    }
  if (changed->len == 0)
    return 0;
  return anlan_potential_repair (guide->field, (const guint32 *)(gpointer)changed->data, changed->len);
}

const AnlanPotential *
anlan_guide_field (const AnlanGuide *guide)
{
  return guide->field;
}

guint64
anlan_guide_exits (const AnlanGuide *guide)
{
  return guide->exits;
}

/* A way that was told before is told again while it leads to an exit that still counts and costs hardly more than the best. */
static const AnlanRoute *
find_route (AnlanGuide *guide, guint key, guint level, AnlanPoint place, gboolean *kept)
{
  AnlanRoute *last = g_hash_table_lookup (guide->routes, GUINT_TO_POINTER (key)), *best;
  double old, new;

  *kept = FALSE;
  best = anlan_route_new (guide->site, guide->field, level, place);
  if (best == NULL)
    {
      g_hash_table_remove (guide->routes, GUINT_TO_POINTER (key));
      return NULL;
    }
  if (last != NULL && last->exit != best->exit && (guide->exits & (G_GUINT64_CONSTANT (1) << last->exit)))
    {
      const AnlanRoutePoint *from = &g_array_index (last->points, AnlanRoutePoint, 0);

      old = anlan_route_cost (last, guide->site, guide->field);
      new = anlan_route_cost (best, guide->site, guide->field);
      if (from->level == level && hypot (from->place.x - place.x, from->place.y - place.y) < 1 &&
          old <= KEPT * new)
        {
          anlan_route_free (best);
          *kept = TRUE;
          return last;
        }
    }
  g_hash_table_insert (guide->routes, GUINT_TO_POINTER (key), best);
  return best;
}

void
anlan_guide_advise (AnlanGuide *guide,
                    guint key,
                    guint level,
                    AnlanPoint place,
                    double changes,
                    double speed,
                    double stay,
                    AnlanAdvice *advice)
{
  gboolean kept;

  *advice = (AnlanAdvice){ .route = find_route (guide, key, level, place, &kept) };
  advice->kept = kept;
  if (anlan_air_is_clear (guide->air))
    {
      advice->go = advice->route != NULL;
      return;
    }
  if (advice->route != NULL)
    advice->walk = anlan_route_load (advice->route, guide->air, speed, guide->seconds, &advice->walk_peak);
  advice->shelter = anlan_air_shelter_load (guide->air, place, changes, guide->seconds, guide->seconds + stay,
                                            &advice->shelter_peak);
  /* As it is put out: a difference that is not seen is none. */
  advice->go = advice->route != NULL && round (advice->walk * 1000) <= round (advice->shelter * 1000);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "evac-private.h"
#include "scenario-out.h"

/* Points of a curve, and how many curves are told from each other. */
#define CURVE_POINTS 41
#define CURVES_MOST 4

const AnlanScenario *
anlan_evac_scenario (const AnlanEvac *evac)
{
  return evac->scenario;
}

void
anlan_evac_bounds (const AnlanEvac *evac, AnlanPoint *south_west, AnlanPoint *north_east)
{
  *south_west = evac->low;
  *north_east = evac->high;
}

double
anlan_evac_seconds (const AnlanEvac *evac)
{
  return evac->seconds;
}

guint
anlan_evac_people (const AnlanEvac *evac)
{
  return evac->n_people;
}

guint
anlan_evac_n_exits (const AnlanEvac *evac)
{
  return evac->exits->len;
}

const char *
anlan_evac_exit_id (const AnlanEvac *evac, guint exit)
{
  return scenario_exit_id (evac->scenario->plan, evac->site, (int)exit);
}

AnlanMusterState
anlan_evac_muster (const AnlanEvac *evac, guint muster)
{
  g_return_val_if_fail (muster < evac->scenario->plan->musters->len, ANLAN_MUSTER_NOT_KNOWN);

  return evac->musters[muster];
}

const char *
anlan_evac_muster_words (AnlanMusterState state)
{
  switch (state)
    {
    case ANLAN_MUSTER_IN_DANGER:
      return _ ("inside danger");
    case ANLAN_MUSTER_NO_DANGER_COMPUTED:
      return _ ("no danger computed");
    case ANLAN_MUSTER_NOT_KNOWN:
      break;
    }
  return _ ("not known");
}

const GArray *
anlan_evac_routes (const AnlanEvac *evac)
{
  return evac->routes;
}

const AnlanEvacZone *
anlan_evac_zone (const AnlanEvac *evac, guint space)
{
  g_return_val_if_fail (space < evac->scenario->plan->spaces->len, NULL);

  return &evac->zones[space];
}

double
anlan_evac_hand_calculation (const AnlanEvac *evac)
{
  return evac->hand;
}

double
anlan_evac_total (const AnlanEvac *evac)
{
  return evac->total;
}

/* --- wind in words ------------------------------------------------------------------------------------------------------ */

static const char *
point_of_compass (double degrees)
{
  static const char *const points[] = { N_ ("north"), N_ ("northeast"), N_ ("east"), N_ ("southeast"),
                                        N_ ("south"), N_ ("southwest"), N_ ("west"), N_ ("northwest") };

  return _ (points[(guint)lround (fmod (fmod (degrees, 360) + 360, 360) / 45) % G_N_ELEMENTS (points)]);
}

char *
anlan_evac_wind_words (const AnlanWind *wind)
{
  g_return_val_if_fail (wind != NULL, NULL);

  if (!isfinite (wind->speed))
    return g_strdup (_ ("Wind not known"));
  if (wind->speed < ANLAN_CALM || !isfinite (wind->from))
    return g_strdup (_ ("Wind too weak to have a direction: danger is drawn all round"));
  /* Translators: points of the compass and degrees, where the wind comes from and where it blows to */
  return g_strdup_printf (_ ("Wind from %s (%.0f°), %.1f m/s, blowing towards %s (%.0f°)"),
                          point_of_compass (wind->from), wind->from, wind->speed,
                          point_of_compass (anlan_wind_towards (wind)), anlan_wind_towards (wind));
}

/* --- curves ------------------------------------------------------------------------------------------------------------- */

static char **
moments_of (const AnlanEvac *evac)
{
  GPtrArray *moments = g_ptr_array_new ();

  for (guint i = 0; i < CURVE_POINTS; i++)
    {
      double at = evac->seconds * i / (CURVE_POINTS - 1);

      g_ptr_array_add (moments, g_strdup_printf ("%u:%02u", (guint)at / 60, (guint)at % 60));
    }
  g_ptr_array_add (moments, NULL);
  return (char **)g_ptr_array_free (moments, FALSE);
}

typedef struct
{
  guint index;
  double most;
} Rank;

static int
compare_ranks (gconstpointer a, gconstpointer b)
{
  const Rank *one = a, *other = b;

  return one->most != other->most ? (one->most < other->most ? 1 : -1) : (int)one->index - (int)other->index;
}

static double
value_of (const AnlanEvac *evac, gboolean queues, guint index, double seconds)
{
  return queues ? anlan_evac_door (evac, index, seconds, NULL) : anlan_evac_exit_count (evac, index, seconds);
}

/* The curves of those that are used most. */
static AnlanChart *
make_chart (const AnlanEvac *evac, const char *title, gboolean queues, guint n)
{
  g_auto (GStrv) moments = moments_of (evac);
  AnlanChart *chart = anlan_chart_new (ANLAN_CHART_LINES, title, (const char *const *)moments);
  g_autofree Rank *ranks = g_new0 (Rank, MAX (n, 1));

  for (guint i = 0; i < n; i++)
    {
      ranks[i].index = i;
      for (guint k = 0; k < CURVE_POINTS; k++)
        ranks[i].most =
            MAX (ranks[i].most, value_of (evac, queues, i, evac->seconds * k / (CURVE_POINTS - 1)));
    }
  qsort (ranks, n, sizeof *ranks, compare_ranks);
  for (guint i = 0; i < MIN (n, CURVES_MOST) && (i == 0 || ranks[i].most > 0); i++)
    {
      const GArray *doors = evac->scenario->plan->doors;
      double values[CURVE_POINTS];

      for (guint k = 0; k < CURVE_POINTS; k++)
        values[k] = value_of (evac, queues, ranks[i].index, evac->seconds * k / (CURVE_POINTS - 1));
      anlan_chart_add_series (chart,
                              queues ? g_array_index (doors, AnlanPlanDoor, ranks[i].index).id
                                     : anlan_evac_exit_id (evac, ranks[i].index),
                              values, NULL);
    }
  return chart;
}

AnlanChart *
anlan_evac_chart_out (const AnlanEvac *evac)
{
  return make_chart (evac, _ ("People out, by exit"), FALSE, evac->exits->len);
}

AnlanChart *
anlan_evac_chart_queues (const AnlanEvac *evac)
{
  return make_chart (evac, _ ("People held up at doors"), TRUE, evac->n_doors);
}

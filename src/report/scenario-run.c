/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/scenario.h"

#include <math.h>

#include "base/json.h"
#include "egress/danger.h"

/* --- one run ------------------------------------------------------------------------------------------------------------ */

/* To a tenth of a second, or whatever a step is: more figures would pretend. */
static double
rounded (double value, double to)
{
  return round (value / to) * to;
}

static void
add_real (AnlanJson *json, const char *name, double value)
{
  g_autofree char *text = g_strdup_printf ("%.10g", rounded (value, 0.001));

  anlan_json_name (json, name);
  anlan_json_real (json, g_ascii_strtod (text, NULL));
}

static void
add_integer (AnlanJson *json, const char *name, gint64 value)
{
  anlan_json_name (json, name);
  anlan_json_integer (json, value);
}

/* null where nobody has passed */
static void
add_time (AnlanJson *json, const char *name, double value)
{
  if (value >= 0)
    {
      add_real (json, name, value);
      return;
    }
  anlan_json_name (json, name);
  anlan_json_null (json);
}

static void
add_use (AnlanJson *json, const char *id, const AnlanGateUse *use)
{
  double span = use->last - use->first;

  anlan_json_open (json, '{');
  anlan_json_name (json, "id");
  anlan_json_text (json, id);
  add_integer (json, "count", use->served);
  add_time (json, "first_s", use->served > 0 ? use->first : -1);
  add_time (json, "last_s", use->served > 0 ? use->last : -1);
  add_real (json, "flow_per_s", use->served > 1 && span > 0 ? (use->served - 1) / span : 0);
  add_integer (json, "queue_peak", use->waiting_peak);
  add_real (json, "mean_wait_s", use->served > 0 ? use->waited / use->served : 0);
  anlan_json_close (json, '}');
}

typedef enum
{
  USES_EXITS,
  USES_DOORS,
  USES_STAIRS,
} Uses;

static void
add_uses (AnlanJson *json, const char *name, const AnlanPlan *plan, const AnlanCrowd *crowd, Uses which)
{
  anlan_json_name (json, name);
  anlan_json_open (json, '[');
  for (guint i = 0; i < anlan_crowd_n_gates (crowd); i++)
    {
      AnlanGateUse use;
      const AnlanPlanDoor *door;

      anlan_crowd_gate (crowd, i, &use);
      door = use.door >= 0 ? &g_array_index (plan->doors, AnlanPlanDoor, (guint)use.door) : NULL;
      if (which == USES_STAIRS && use.stair >= 0)
        add_use (json, g_array_index (plan->stairs, AnlanPlanStair, (guint)use.stair).id, &use);
      else if (door != NULL && which != USES_STAIRS && door->exit == (which == USES_EXITS))
        add_use (json, door->id, &use);
    }
  anlan_json_close (json, ']');
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double d = *(const double *)a - *(const double *)b;

  return d < 0 ? -1 : d > 0;
}

/* The least value that so many per cent of the values do not exceed (nearest rank). */
static double
percentile (const GArray *sorted, double per_cent)
{
  guint rank = (guint)ceil (per_cent / 100 * sorted->len);

  return sorted->len > 0 ? g_array_index (sorted, double, CLAMP (rank, 1, sorted->len) - 1) : 0;
}

static void
add_percentiles (AnlanJson *json, GArray *values)
{
  g_array_sort (values, compare_doubles);
  anlan_json_name (json, "percentiles");
  anlan_json_open (json, '{');
  add_real (json, "50", percentile (values, 50));
  add_real (json, "95", percentile (values, 95));
  add_real (json, "99", percentile (values, 99));
  anlan_json_close (json, '}');
}

static double
total_of (const AnlanCrowd *crowd)
{
  double total = 0;

  for (guint i = 0; i < anlan_crowd_people (crowd); i++)
    total = MAX (total, anlan_crowd_out_at (crowd, i));
  return anlan_crowd_out (crowd) == anlan_crowd_people (crowd) ? total : anlan_crowd_time (crowd);
}

static void
add_frame (AnlanJson *json, const AnlanPlan *plan, const AnlanCrowd *crowd)
{
  anlan_json_open (json, '{');
  add_real (json, "t", anlan_crowd_time (crowd));
  anlan_json_name (json, "people");
  anlan_json_open (json, '[');
  for (guint i = 0; i < anlan_crowd_people (crowd); i++)
    {
      AnlanPersonState state;

      anlan_crowd_person (crowd, i, &state);
      if (state.out)
        continue;
      anlan_json_open (json, '[');
      anlan_json_integer (json, i);
      anlan_json_text (json, state.stair >= 0
                                 ? g_array_index (plan->stairs, AnlanPlanStair, (guint)state.stair).id
                                 : g_ptr_array_index (plan->levels, state.level));
      anlan_json_real (json, rounded (state.place.x, 0.001));
      anlan_json_real (json, rounded (state.place.y, 0.001));
      anlan_json_close (json, ']');
    }
  anlan_json_close (json, ']');
  anlan_json_close (json, '}');
}

static void
run_with_frames (AnlanJson *json, const AnlanScenario *scenario, AnlanCrowd *crowd, const int *stop)
{
  double next = 0;
  gboolean going = TRUE;

  anlan_json_name (json, "trajectories");
  anlan_json_open (json, '[');
  while (going && (stop == NULL || g_atomic_int_get (stop) == 0))
    {
      if (anlan_crowd_time (crowd) >= next - 1e-9)
        {
          add_frame (json, scenario->plan, crowd);
          next += scenario->trajectories;
        }
      going = anlan_crowd_step (crowd);
    }
  anlan_json_close (json, ']');
}

static char *
simulate_once (const AnlanScenario *scenario, AnlanSite *site, const int *stop, GError **error)
{
  g_autoptr (AnlanCrowd) crowd = anlan_crowd_new (site, scenario->plan, scenario->plan->seed, error);
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  AnlanJson json;
  double hand;

  if (crowd == NULL)
    return NULL;
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  hand = anlan_hand_calculation (crowd);
  if (scenario->trajectories > 0)
    run_with_frames (&json, scenario, crowd, stop);
  else
    anlan_crowd_run (crowd, stop);
  for (guint i = 0; i < anlan_crowd_people (crowd); i++)
    if (anlan_crowd_out_at (crowd, i) >= 0)
      {
        double at = anlan_crowd_out_at (crowd, i);

        g_array_append_val (times, at);
      }
  add_real (&json, "total_s", total_of (crowd));
  add_integer (&json, "people", anlan_crowd_people (crowd));
  add_integer (&json, "out", anlan_crowd_out (crowd));
  add_integer (&json, "shut_in", anlan_crowd_shut_in (crowd));
  add_uses (&json, "exits", scenario->plan, crowd, USES_EXITS);
  add_uses (&json, "doors", scenario->plan, crowd, USES_DOORS);
  add_uses (&json, "stairs", scenario->plan, crowd, USES_STAIRS);
  add_percentiles (&json, times);
  add_real (&json, "hand_calculation_s", hand);
  add_real (&json, "congested_s", anlan_crowd_congested (crowd));
  add_integer (&json, "seed", (gint64)scenario->plan->seed);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

/* --- many seeds --------------------------------------------------------------------------------------------------------- */

static char *
simulate_many (const AnlanScenario *scenario, AnlanSite *site, guint seeds, const int *stop, GError **error)
{
  g_autoptr (GArray) totals = g_array_new (FALSE, FALSE, sizeof (double));
  guint people = 0, out = 0;
  AnlanJson json;

  for (guint i = 0; i < seeds && (stop == NULL || g_atomic_int_get (stop) == 0); i++)
    {
      g_autoptr (AnlanCrowd) crowd = anlan_crowd_new (site, scenario->plan, scenario->plan->seed + i, error);
      double total;

      if (crowd == NULL)
        return NULL;
      anlan_crowd_run (crowd, stop);
      total = total_of (crowd);
      people = anlan_crowd_people (crowd);
      out = i == 0 ? anlan_crowd_out (crowd) : MIN (out, anlan_crowd_out (crowd));
      g_array_append_val (totals, total);
    }
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "totals_s");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < totals->len; i++)
    anlan_json_real (&json, rounded (g_array_index (totals, double, i), 0.001));
  anlan_json_close (&json, ']');
  add_integer (&json, "people", people);
  add_integer (&json, "out", out);
  add_integer (&json, "seeds", totals->len);
  add_percentiles (&json, totals);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

char *
anlan_scenario_simulate (const AnlanScenario *scenario, guint seeds, const int *stop, GError **error)
{
  g_autoptr (AnlanSite) site = anlan_site_new (scenario->plan, 0, error);

  if (site == NULL)
    return NULL;
  if (seeds > 1)
    return simulate_many (scenario, site, seeds, stop, error);
  return simulate_once (scenario, site, stop, error);
}

/* --- routes ------------------------------------------------------------------------------------------------------------- */

/* Who stays inside waits no longer than this, s. */
#define SHELTER_MOST 3600.0
/* Ways are laid for a plume as it stands so long after people set out; a cloud that came out at once has then reached them. */
#define STANDS 600.0
#define CLOUD 60.0
/* People walk that fast on a plan's ways, m/s: the mean of IMO's men of 30 to 50 years. */
#define WALKING 1.3

static void
add_danger (AnlanJson *json,
            const AnlanScenario *scenario,
            const AnlanDanger *danger,
            const AnlanRoute *route,
            AnlanPoint place)
{
  double last = scenario->release.rate > 0 ? scenario->release.duration : SHELTER_MOST;
  double until = MIN (danger->seconds + MIN (last, SHELTER_MOST), SHELTER_MOST * 2);
  double peak, inside, walk = 0, shelter;

  shelter = anlan_shelter_load (danger, place, scenario->air_changes, danger->seconds, until, &inside);
  if (route != NULL)
    {
      walk = anlan_route_load (route, danger, WALKING, danger->seconds, &peak);
      add_real (json, "dose", walk);
      add_real (json, "peak_ppm", peak);
    }
  add_real (json, "shelter_dose", shelter);
  add_real (json, "shelter_peak_ppm", inside);
  anlan_json_name (json, "advice");
  /* As it is put out: a difference that is not seen is none. */
  anlan_json_text (json,
                   route != NULL && rounded (walk, 0.001) <= rounded (shelter, 0.001) ? "walk" : "shelter");
}

static void
add_plume (AnlanJson *json, const AnlanPlume *plume)
{
  anlan_json_name (json, "plume");
  anlan_json_open (json, '{');
  anlan_json_name (json, "model");
  anlan_json_text (json, anlan_plume_model (plume) == ANLAN_PLUME_DENSE ? "dense" : "gaussian");
  anlan_json_name (json, "calm");
  anlan_json_boolean (json, anlan_plume_is_calm (plume));
  add_real (json, "wedge_degrees", anlan_plume_wedge (plume));
  anlan_json_close (json, '}');
}

static void
add_route (AnlanJson *json,
           const AnlanScenario *scenario,
           const AnlanSite *site,
           const AnlanPotential *field,
           const AnlanDanger *danger,
           const char *from,
           guint level,
           AnlanPoint place)
{
  const AnlanPlan *plan = scenario->plan;
  g_autoptr (AnlanRoute) route = anlan_route_new (site, field, level, place);

  anlan_json_open (json, '{');
  anlan_json_name (json, "from");
  anlan_json_text (json, from);
  anlan_json_name (json, "exit");
  anlan_json_text (
      json, route != NULL
                ? g_array_index (plan->doors, AnlanPlanDoor, anlan_site_exit_door (site, route->exit)).id
                : NULL);
  if (route != NULL)
    {
      add_real (json, "length_m", route->length);
      add_real (json, "time_s", route->time);
      anlan_json_name (json, "points");
      anlan_json_open (json, '[');
      for (guint i = 0; i < route->points->len; i++)
        {
          const AnlanRoutePoint *point = &g_array_index (route->points, AnlanRoutePoint, i);

          anlan_json_open (json, '[');
          anlan_json_text (json, point->stair >= 0
                                     ? g_array_index (plan->stairs, AnlanPlanStair, (guint)point->stair).id
                                     : g_ptr_array_index (plan->levels, point->level));
          anlan_json_real (json, rounded (point->place.x, 0.001));
          anlan_json_real (json, rounded (point->place.y, 0.001));
          anlan_json_close (json, ']');
        }
      anlan_json_close (json, ']');
    }
  if (danger->plume != NULL)
    add_danger (json, scenario, danger, route, place);
  anlan_json_close (json, '}');
}

/* The mean of the corners; of the middles of the sides in turn where nobody can stand there. */
static AnlanPoint
middle_of (const AnlanSite *site, const AnlanPlanArea *space)
{
  AnlanPoint middle = { 0, 0 };

  for (guint i = 0; i < space->n_points; i++)
    {
      middle.x += space->ring[i].x / space->n_points;
      middle.y += space->ring[i].y / space->n_points;
    }
  for (guint i = 0; i < space->n_points && anlan_site_cell_at (site, space->level, middle) < 0; i++)
    {
      const AnlanPoint *a = &space->ring[i], *b = &space->ring[(i + 1) % space->n_points],
                       *c = &space->ring[(i + 2) % space->n_points];

      middle = (AnlanPoint){ (a->x + 2 * b->x + c->x) / 4, (a->y + 2 * b->y + c->y) / 4 };
    }
  return middle;
}

char *
anlan_scenario_routes (const AnlanScenario *scenario, GError **error)
{
  const AnlanPlan *plan = scenario->plan;
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0, error);
  g_autoptr (AnlanPotential) field = NULL;
  g_autoptr (AnlanPlume) plume = NULL;
  AnlanDanger danger;
  AnlanJson json;

  if (site == NULL)
    return NULL;
  field = anlan_site_make_field (site, NULL);
  if (scenario->release.gas != NULL)
    {
      plume = anlan_plume_new (&scenario->release, &scenario->wind, error);
      if (plume == NULL)
        return NULL;
    }
  anlan_danger_init (&danger, plume, scenario->release.gas,
                     scenario->since + (scenario->release.rate > 0 ? STANDS : CLOUD));
  anlan_danger_apply (&danger, site, field);
  danger.seconds = scenario->since;
  anlan_site_solve (site, field, ~G_GUINT64_CONSTANT (0));
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "routes");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < plan->spaces->len; i++)
    {
      const AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, i);

      add_route (&json, scenario, site, field, &danger, space->id, space->level, middle_of (site, space));
    }
  anlan_json_close (&json, ']');
  if (plume != NULL)
    add_plume (&json, plume);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

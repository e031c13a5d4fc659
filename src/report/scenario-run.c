/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/scenario.h"

#include <math.h>

#include "egress/route.h"
#include "scenario-out.h"

/* People of a plant know their way (ISO/TR 16738). */
#define SIGHT_M 5.0

/* --- one run ------------------------------------------------------------------------------------------------------------ */

static void
add_use (AnlanJson *json, const char *id, const AnlanGateUse *use)
{
  double span = use->last - use->first;

  anlan_json_open (json, '{');
  anlan_json_name (json, "id");
  anlan_json_text (json, id);
  scenario_add_integer (json, "count", use->served);
  scenario_add_time (json, "first_s", use->served > 0 ? use->first : -1);
  scenario_add_time (json, "last_s", use->served > 0 ? use->last : -1);
  scenario_add_real (json, "flow_per_s", use->served > 1 && span > 0 ? (use->served - 1) / span : 0);
  scenario_add_integer (json, "queue_peak", use->waiting_peak);
  scenario_add_real (json, "mean_wait_s", use->served > 0 ? use->waited / use->served : 0);
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

static void
add_percentiles (AnlanJson *json, const char *name, AnlanPercentiles all)
{
  anlan_json_name (json, name);
  anlan_json_open (json, '{');
  scenario_add_real (json, "50", all.p50);
  scenario_add_real (json, "95", all.p95);
  scenario_add_real (json, "99", all.p99);
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
  scenario_add_real (json, "t", anlan_crowd_time (crowd));
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
      anlan_json_real (json, scenario_rounded (state.place.x, 0.001));
      anlan_json_real (json, scenario_rounded (state.place.y, 0.001));
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

/* When how many came to which muster point. */
static void
add_musters (AnlanJson *json, const AnlanPlan *plan, const AnlanSite *site, const AnlanCrowd *crowd)
{
  anlan_json_name (json, "muster");
  anlan_json_open (json, '[');
  for (guint e = 0; e < anlan_site_n_exits (site); e++)
    {
      double first = INFINITY, last = -1;
      guint count = 0;

      if (anlan_site_exit_muster (site, e) < 0)
        continue;
      for (guint i = 0; i < anlan_crowd_people (crowd); i++)
        if (anlan_crowd_exit (crowd, i) == (int)e)
          {
            count++;
            first = MIN (first, anlan_crowd_out_at (crowd, i));
            last = MAX (last, anlan_crowd_out_at (crowd, i));
          }
      anlan_json_open (json, '{');
      anlan_json_name (json, "id");
      anlan_json_text (json, scenario_exit_id (plan, site, (int)e));
      scenario_add_integer (json, "count", count);
      scenario_add_time (json, "first_s", first);
      scenario_add_time (json, "last_s", last);
      anlan_json_close (json, '}');
    }
  anlan_json_close (json, ']');
}

/* What people took up, in doses: the most of each, how many are over the load at which escape may fail, who fell. */
static void
add_harm (AnlanJson *json, const AnlanCrowd *crowd)
{
  AnlanPersonHarm most = { 0 };
  guint over = 0, carried = 0, waiting = 0;

  for (guint i = 0; i < anlan_crowd_people (crowd); i++)
    {
      AnlanPersonHarm harm;

      anlan_crowd_harm (crowd, i, &harm);
      most.toxic = MAX (most.toxic, harm.toxic);
      most.smoke = MAX (most.smoke, harm.smoke);
      most.heat = MAX (most.heat, harm.heat);
      most.peak = MAX (most.peak, harm.peak);
      over += harm.escape >= 1;
      carried += harm.carried != FALSE;
      waiting += harm.waits != FALSE;
    }
  anlan_json_name (json, "harm");
  anlan_json_open (json, '{');
  scenario_add_integer (json, "fallen", anlan_crowd_fallen (crowd));
  scenario_add_integer (json, "carried", carried);
  scenario_add_integer (json, "waiting", waiting);
  scenario_add_integer (json, "over_escape_load", over);
  scenario_add_real (json, "toxic_dose", most.toxic);
  scenario_add_real (json, "smoke_dose", most.smoke);
  scenario_add_real (json, "heat_dose", most.heat);
  scenario_add_real (json, "peak_ppm", most.peak);
  anlan_json_close (json, '}');
}

/* The time that is needed against the time that there is, by space: from one run, or of @many the 95th per cent. */
static void
add_zones (AnlanJson *json, const AnlanScenario *scenario, const AnlanCrowd *crowd, const AnlanMany *many)
{
  static const char *const limits[] = { "smoke", "escape", "toxic", "heat", "sight", "fire", "radiation" };

  G_STATIC_ASSERT (G_N_ELEMENTS (limits) == ANLAN_N_LIMITS);

  anlan_json_name (json, "zones");
  anlan_json_open (json, '[');
  for (guint i = 0; i < scenario->plan->spaces->len; i++)
    {
      const AnlanPlanArea *space = &g_array_index (scenario->plan->spaces, AnlanPlanArea, i);
      double rset = -1;
      AnlanAset aset;

      if (many != NULL)
        rset = many->spaces[i].p95;
      else if (crowd != NULL)
        rset = anlan_crowd_space_last (crowd, i);
      anlan_aset (scenario->air, space, SIGHT_M, scenario->plan->max_time, &aset);
      anlan_json_open (json, '{');
      anlan_json_name (json, "id");
      anlan_json_text (json, space->id);
      scenario_add_time (json, "rset_s", rset);
      scenario_add_time (json, "aset_s", aset.aset);
      anlan_json_name (json, "limit");
      anlan_json_text (json, isfinite (aset.aset) ? limits[aset.first] : NULL);
      if (isfinite (aset.aset) && rset >= 0)
        scenario_add_real (json, "margin_s", aset.aset - ANLAN_RSET_FACTOR * rset);
      anlan_json_close (json, '}');
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
  /* Of clean air: what is laid around danger is no longer the least way that a hand would take. */
  hand = anlan_hand_calculation (crowd);
  anlan_crowd_set_air (crowd, scenario->air);
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
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
  scenario_add_real (&json, "total_s", total_of (crowd));
  scenario_add_integer (&json, "people", anlan_crowd_people (crowd));
  scenario_add_integer (&json, "out", anlan_crowd_out (crowd));
  scenario_add_integer (&json, "shut_in", anlan_crowd_shut_in (crowd));
  add_uses (&json, "exits", scenario->plan, crowd, USES_EXITS);
  add_uses (&json, "doors", scenario->plan, crowd, USES_DOORS);
  add_uses (&json, "stairs", scenario->plan, crowd, USES_STAIRS);
  add_percentiles (&json, "percentiles", anlan_percentiles ((double *)(gpointer)times->data, times->len));
  scenario_add_real (&json, "hand_calculation_s", hand);
  scenario_add_real (&json, "congested_s", anlan_crowd_congested (crowd));
  add_musters (&json, scenario->plan, site, crowd);
  if (!anlan_air_is_clear (scenario->air))
    add_harm (&json, crowd);
  add_zones (&json, scenario, crowd, NULL);
  scenario_add_integer (&json, "seed", (gint64)scenario->plan->seed);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

/* --- many seeds --------------------------------------------------------------------------------------------------------- */

static char *
simulate_many (const AnlanScenario *scenario, AnlanSite *site, guint seeds, const int *stop, GError **error)
{
  g_autoptr (AnlanMany) many = anlan_many_run (site, scenario->plan, scenario->air, scenario->plan->seed,
                                               seeds, 0, stop, NULL, NULL, error);
  AnlanJson json;

  if (many == NULL)
    return NULL;
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "totals_s");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < many->seeds; i++)
    anlan_json_real (&json, scenario_rounded (many->totals[i], 0.001));
  anlan_json_close (&json, ']');
  scenario_add_integer (&json, "people", many->people);
  scenario_add_integer (&json, "out", many->least_out);
  scenario_add_integer (&json, "fallen", many->most_fallen);
  scenario_add_integer (&json, "seeds", many->seeds);
  add_percentiles (&json, "percentiles", many->total);
  anlan_json_name (&json, "exits");
  anlan_json_open (&json, '[');
  for (guint e = 0; e < many->n_exits; e++)
    {
      anlan_json_open (&json, '{');
      anlan_json_name (&json, "id");
      anlan_json_text (&json, scenario_exit_id (scenario->plan, site, (int)e));
      scenario_add_real (&json, "mean_count", many->exit_people[e]);
      add_percentiles (&json, "last_s", many->exits[e]);
      anlan_json_close (&json, '}');
    }
  anlan_json_close (&json, ']');
  add_zones (&json, scenario, NULL, many);
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

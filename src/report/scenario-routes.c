/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/scenario.h"

#include <math.h>

#include "egress/guide.h"
#include "scenario-out.h"

/* --- routes ------------------------------------------------------------------------------------------------------------- */

/* Who stays inside waits no longer than this, s. */
#define SHELTER_MOST 3600.0
/* Ways are laid for a plume as it stands so long after people set out; a cloud that came out at once has then reached them. */
#define STANDS 600.0
#define CLOUD 60.0
/* People walk that fast on a plan's ways, m/s: the mean of IMO's men of 30 to 50 years. */
#define WALKING 1.3

static void
add_danger (AnlanJson *json, const AnlanScenario *scenario, const AnlanRoute *route, AnlanPoint place)
{
  double last = scenario->release.rate > 0 ? scenario->release.duration - scenario->since : SHELTER_MOST;
  double until = CLAMP (last, 0, SHELTER_MOST);
  double peak, inside, walk = 0, shelter;

  shelter = anlan_air_shelter_load (scenario->air, place, scenario->air_changes, 0, until, &inside);
  if (route != NULL)
    {
      walk = anlan_route_load (route, scenario->air, WALKING, 0, &peak);
      scenario_add_real (json, "dose", walk);
      scenario_add_real (json, "peak_ppm", peak);
    }
  scenario_add_real (json, "shelter_dose", shelter);
  scenario_add_real (json, "shelter_peak_ppm", inside);
  anlan_json_name (json, "advice");
  /* As it is put out: a difference that is not seen is none. */
  anlan_json_text (json, route != NULL && scenario_rounded (walk, 0.001) <= scenario_rounded (shelter, 0.001)
                             ? "walk"
                             : "shelter");
}

static void
add_plume (AnlanJson *json, const AnlanPlume *plume, const AnlanWind *wind)
{
  anlan_json_name (json, "plume");
  anlan_json_open (json, '{');
  anlan_json_name (json, "model");
  anlan_json_text (json, anlan_plume_model (plume) == ANLAN_PLUME_DENSE ? "dense" : "gaussian");
  anlan_json_name (json, "calm");
  anlan_json_boolean (json, anlan_plume_is_calm (plume));
  scenario_add_real (json, "wedge_degrees", anlan_plume_wedge (plume));
  /* Where it comes from, and always also where it blows to. */
  scenario_add_time (json, "wind_from", anlan_plume_is_calm (plume) ? -1 : wind->from);
  scenario_add_time (json, "wind_towards", anlan_plume_is_calm (plume) ? -1 : anlan_wind_towards (wind));
  anlan_json_close (json, '}');
}

static void
add_route (AnlanJson *json,
           const AnlanScenario *scenario,
           const AnlanSite *site,
           const AnlanPotential *field,
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
  anlan_json_text (json, route != NULL ? scenario_exit_id (plan, site, (int)route->exit) : NULL);
  if (route != NULL)
    {
      scenario_add_real (json, "length_m", route->length);
      scenario_add_real (json, "time_s", route->time);
      anlan_json_name (json, "points");
      anlan_json_open (json, '[');
      for (guint i = 0; i < route->points->len; i++)
        {
          const AnlanRoutePoint *point = &g_array_index (route->points, AnlanRoutePoint, i);

          anlan_json_open (json, '[');
          anlan_json_text (json, point->stair >= 0
                                     ? g_array_index (plan->stairs, AnlanPlanStair, (guint)point->stair).id
                                     : g_ptr_array_index (plan->levels, point->level));
          anlan_json_real (json, scenario_rounded (point->place.x, 0.001));
          anlan_json_real (json, scenario_rounded (point->place.y, 0.001));
          anlan_json_close (json, ']');
        }
      anlan_json_close (json, ']');
    }
  if (!anlan_air_is_clear (scenario->air))
    add_danger (json, scenario, route, place);
  anlan_json_close (json, '}');
}

/* What is said of the muster points: never more than that no danger was computed. */
static void
add_muster_states (AnlanJson *json, const AnlanScenario *scenario)
{
  static const char *const states[] = { "not-known", "in-danger", "no-danger-computed" };

  anlan_json_name (json, "muster");
  anlan_json_open (json, '[');
  for (guint i = 0; i < scenario->plan->musters->len; i++)
    {
      const AnlanPlanMuster *muster = &g_array_index (scenario->plan->musters, AnlanPlanMuster, i);

      anlan_json_open (json, '{');
      anlan_json_name (json, "id");
      anlan_json_text (json, muster->id);
      anlan_json_name (json, "state");
      anlan_json_text (json,
                       states[anlan_muster_state (scenario->air, muster->level, muster->place, 0, STANDS)]);
      anlan_json_close (json, '}');
    }
  anlan_json_close (json, ']');
}

char *
anlan_scenario_routes (const AnlanScenario *scenario, GError **error)
{
  const AnlanPlan *plan = scenario->plan;
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0, error);
  g_autoptr (AnlanGuide) guide = NULL;
  const AnlanPlume *plume = anlan_air_plume (scenario->air, 0);
  AnlanJson json;

  if (site == NULL)
    return NULL;
  guide = anlan_guide_new (site);
  anlan_guide_update (guide, scenario->air, scenario->release.rate > 0 ? STANDS : CLOUD, NULL,
                      ~G_GUINT64_CONSTANT (0));
  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "routes");
  anlan_json_open (&json, '[');
  for (guint i = 0; i < plan->spaces->len; i++)
    {
      const AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, i);

      add_route (&json, scenario, site, anlan_guide_field (guide), space->id, space->level,
                 scenario_middle (site, space));
    }
  anlan_json_close (&json, ']');
  if (plan->musters->len > 0)
    add_muster_states (&json, scenario);
  if (plume != NULL)
    add_plume (&json, plume, &scenario->wind);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/crowd.h"
#include "egress/many.h"

G_BEGIN_DECLS

/* A scenario of an evacuation is one JSON file: geometry in metres, people, doors, events in time, outputs asked for.
 * data/scenario.schema.json says what may stand in it. */

/**
 * AnlanScenario:
 * @plan: what is walked
 * @trajectories: seconds between the places that are put out, 0: none
 * @air: what people breathe on the way, settled
 * @release: what comes out from the start; without a gas there is nothing
 * @since: s for which it has been coming out when people set out
 * @wind: at the start
 * @air_changes: of the buildings, in an hour
 */
typedef struct
{
  AnlanPlan *plan;
  double trajectories;
  AnlanAir *air;
  AnlanRelease release;
  double since;
  AnlanWind wind;
  double air_changes;
} AnlanScenario;

/* Parses a scenario. NULL with ANLAN_ERROR_INPUT and a sentence that names the place of the fault; what the schema does
 * not know is a fault too, so that a misspelt word never passes for an empty one. */
AnlanScenario *
anlan_scenario_parse (const char *text, gssize length, GError **error);
AnlanScenario *
anlan_scenario_load (const char *path, GError **error); /* at most 64 MB */
void
anlan_scenario_free (AnlanScenario *scenario);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanScenario, anlan_scenario_free)

/**
 * anlan_scenario_simulate:
 * @seeds: how many runs, each with the next seed; 1 is one
 * @stop: (nullable): not 0 ends it
 *
 * Runs the scenario and says how it went: `total_s`, `people`, `out`, `shut_in`, `exits`, `doors`, `stairs`,
 * `percentiles` (of people's times out; of the total times of all runs with more seeds than one),
 * `hand_calculation_s`, `congested_s`, and `trajectories` where asked for.
 *
 * Returns: (transfer full): JSON; NULL with the errors of anlan_site_new() and anlan_crowd_new()
 */
char *
anlan_scenario_simulate (const AnlanScenario *scenario, guint seeds, const int *stop, GError **error);

/* The way out of each space, from its middle, and of each group placed by hand, as JSON: `{"routes":[{"from", "exit",
 * "length_m", "time_s", "points"}]}`; a space without a way out has `"exit":null`. With a release the ways keep clear of its
 * plume, as it is once it stands, and each has `dose` and `peak_ppm` of the walk, `shelter_dose` and `shelter_peak_ppm` of who
 * stays inside while it lasts (an hour at most), and `advice`, "walk" or "shelter", which is the smaller dose; doses are parts
 * of AEGL-3 for ten minutes. `plume` says how it spreads. */
char *
anlan_scenario_routes (const AnlanScenario *scenario, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "verify-private.h"

#include <math.h>

AnlanSpread
verify_fixed (double value)
{
  return (AnlanSpread){ ANLAN_SPREAD_FIXED, value, 0, value, value };
}

AnlanSpread
verify_uniform (double least, double most)
{
  return (AnlanSpread){ ANLAN_SPREAD_UNIFORM, least, most, least, most };
}

AnlanPlan *
verify_plan (void)
{
  AnlanPlan *plan = anlan_plan_new ();

  anlan_plan_add_level (plan, "g");
  plan->door_flow = ANLAN_DOOR_FLOW_IMO;
  return plan;
}

void
verify_rectangle (AnlanPlan *plan, guint level, double west, double south, double east, double north)
{
  AnlanPoint ring[] = { { west, south }, { east, south }, { east, north }, { west, north } };

  anlan_plan_add_space (plan, "space", level, ring, G_N_ELEMENTS (ring));
}

void
verify_exit (AnlanPlan *plan, guint level, double x0, double y0, double x1, double y1)
{
  AnlanPlanDoor door = {
    .id = (char *)"exit", .level = level, .from = { x0, y0 }, .to = { x1, y1 }, .exit = TRUE
  };

  anlan_plan_add_door (plan, &door);
}

void
verify_door (AnlanPlan *plan, double x0, double y0, double x1, double y1, gboolean open)
{
  AnlanPlanDoor door = { .id = (char *)"door", .from = { x0, y0 }, .to = { x1, y1 }, .open = open };

  anlan_plan_add_door (plan, &door);
}

void
verify_people (AnlanPlan *plan, guint space, guint count, AnlanSpread speed, AnlanSpread start, guint64 exits)
{
  AnlanPlanPeople people = {
    .count = count, .space = (int)space, .speed = speed, .premovement = start, .exits = exits
  };

  anlan_plan_add_people (plan, &people);
}

void
verify_person (AnlanPlan *plan, double x, double y, double speed)
{
  AnlanPoint place = { x, y };
  AnlanPlanPeople people = { .count = 1, .space = -1, .places = &place };

  people.speed = verify_fixed (speed);
  people.premovement = verify_fixed (0);
  anlan_plan_add_people (plan, &people);
}

AnlanPlan *
verify_room (guint count, double door, AnlanDoorFlow flow, AnlanSpread start)
{
  AnlanPlan *plan = verify_plan ();

  verify_rectangle (plan, 0, 0, 0, 8, 5);
  verify_exit (plan, 0, 8, 2.5 - door / 2, 8, 2.5 + door / 2);
  verify_people (plan, 0, count, verify_uniform (0.97, 1.62), start, 0);
  plan->door_flow = flow;
  return plan;
}

AnlanCrowd *
verify_walk_in (AnlanPlan *plan, AnlanAir *air, guint64 seed, AnlanVerifyResult *result)
{
  g_autoptr (AnlanPlan) own = plan;
  g_autoptr (AnlanAir) own_air = air;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanSite) site = anlan_site_new (own, 0, &error);
  AnlanCrowd *crowd = site != NULL ? anlan_crowd_new (site, own, seed, &error) : NULL;

  if (crowd == NULL)
    {
      verify_say (result, FALSE, g_strdup ("a run"), g_strdup (error->message), NULL);
      return NULL;
    }
  if (air != NULL)
    {
      anlan_air_settle (air, own->max_time);
      anlan_crowd_set_air (crowd, air);
    }
  anlan_crowd_run (crowd, NULL);
  return crowd;
}

AnlanCrowd *
verify_walk (AnlanPlan *plan, guint64 seed, AnlanVerifyResult *result)
{
  return verify_walk_in (plan, NULL, seed, result);
}

double
verify_total (const AnlanCrowd *crowd)
{
  double total = 0;

  if (anlan_crowd_out (crowd) < anlan_crowd_people (crowd))
    return anlan_crowd_time (crowd);
  for (guint i = 0; i < anlan_crowd_people (crowd); i++)
    total = MAX (total, anlan_crowd_out_at (crowd, i));
  return total;
}

void
verify_say (AnlanVerifyResult *result, gboolean pass, char *expected, char *obtained, const char *note)
{
  g_free (result->expected);
  g_free (result->obtained);
  g_free (result->note);
  result->pass = pass;
  result->expected = expected;
  result->obtained = obtained;
  result->note = g_strdup (note);
}

static void
result_free (gpointer data)
{
  AnlanVerifyResult *result = data;

  g_free (result->expected);
  g_free (result->obtained);
  g_free (result->note);
  g_free (result);
}

static void
run_cases (GPtrArray *results, const VerifyCase *cases)
{
  for (; cases->test != NULL; cases++)
    {
      AnlanVerifyResult *result = g_new0 (AnlanVerifyResult, 1);

      result->test = cases->test;
      result->source = cases->source;
      g_ptr_array_add (results, result);
      cases->run (result);
    }
}

GPtrArray *
anlan_verify_run_some (gboolean whole)
{
  GPtrArray *results = g_ptr_array_new_with_free_func (result_free);

  run_cases (results, verify_walking_cases);
  run_cases (results, verify_crowd_cases);
  run_cases (results, verify_hand_cases);
  run_cases (results, verify_hazard_cases);
  if (!whole)
    return results;
  run_cases (results, verify_people_cases);
  run_cases (results, verify_study_cases);
  run_cases (results, verify_tower_cases);
  return results;
}

GPtrArray *
anlan_verify_run (void)
{
  return anlan_verify_run_some (TRUE);
}

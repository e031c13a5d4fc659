/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "verify-private.h"

#include <math.h>

#define ANY_EXIT 0

/* --- doors -------------------------------------------------------------------------------------------------------------- */

static void
imo_4 (AnlanVerifyResult *result)
{
  g_autoptr (AnlanCrowd) crowd =
      verify_walk (verify_room (100, 1, ANLAN_DOOR_FLOW_IMO, verify_fixed (0)), 1, result);
  double flow;

  if (crowd == NULL)
    return;
  flow = 100 / verify_total (crowd);
  verify_say (result, anlan_crowd_out (crowd) == 100 && flow <= 1.33,
              g_strdup ("at most 1.33 p/s over the whole period"),
              g_strdup_printf ("%.3f p/s, %.1f s", flow, verify_total (crowd)), NULL);
}

static AnlanPlan *
hall (gboolean half)
{
  AnlanPlan *plan = verify_plan ();

  verify_rectangle (plan, 0, 0, 0, 30, 20);
  verify_exit (plan, 0, 4, 0, 5, 0);
  verify_exit (plan, 0, 4, 20, 5, 20);
  verify_exit (plan, 0, 25, 0, 26, 0);
  verify_exit (plan, 0, 25, 20, 26, 20);
  for (guint i = 0; half && i < 2; i++)
    g_array_index (plan->doors, AnlanPlanDoor, i).shut = TRUE;
  verify_people (plan, 0, 1000, verify_uniform (0.97, 1.62), verify_fixed (0), ANY_EXIT);
  plan->door_flow = ANLAN_DOOR_FLOW_SFPE;
  return plan;
}

static void
rimea_9 (AnlanVerifyResult *result)
{
  g_autoptr (AnlanCrowd) all = verify_walk (hall (FALSE), 1, result);
  g_autoptr (AnlanCrowd) half = verify_walk (hall (TRUE), 1, result);
  double ratio;

  if (all == NULL || half == NULL)
    return;
  ratio = verify_total (half) / verify_total (all);
  verify_say (result, ratio >= 1.6 && ratio <= 2.4, g_strdup ("about double (1.6 to 2.4)"),
              g_strdup_printf ("%.1f and %.1f s, %.2f times", verify_total (all), verify_total (half), ratio),
              NULL);
}

/* Twelve cabins along a corridor; those at the front use the main exit, the others the second. */
static void
rimea_10 (AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  g_autoptr (AnlanCrowd) crowd = NULL;
  guint right = 0, person = 0, counts[12];
  gboolean front[12];

  verify_rectangle (plan, 0, 0, 5, 18, 6); /* the corridor, exits at its ends */
  verify_exit (plan, 0, 0, 5, 0, 6);
  verify_exit (plan, 0, 18, 5, 18, 6);
  for (guint i = 0; i < 12; i++)
    {
      double west = i % 6 * 3, south = i < 6 ? 0 : 6, wall = i < 6 ? 5 : 6;

      verify_rectangle (plan, 0, west, south, west + 3, south + 5);
      verify_door (plan, west + 1, wall, west + 1.9, wall, FALSE);
      counts[i] = i == 2 ? 1 : 2;
      front[i] = i % 6 < 4;
      verify_people (plan, i + 1, counts[i], verify_uniform (0.97, 1.62), verify_fixed (0), front[i] ? 1 : 2);
    }
  crowd = verify_walk (plan, 1, result);
  if (crowd == NULL)
    return;
  for (guint i = 0; i < 12; i++)
    for (guint k = 0; k < counts[i]; k++, person++)
      right += anlan_crowd_exit (crowd, person) == (front[i] ? 0 : 1);
  verify_say (result, right == 23 && person == 23, g_strdup ("23 of 23 use the exit they are given"),
              g_strdup_printf ("%u of %u", right, person), "15 to the main exit, 8 to the second");
}

static void
rimea_11 (AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  AnlanPlanPeople people = { .count = 1000, .space = -1 };
  g_autofree AnlanPoint *places = g_new (AnlanPoint, 1000);
  g_autoptr (AnlanCrowd) crowd = NULL;
  guint near = 0;

  verify_rectangle (plan, 0, 0, 0, 30, 20);
  verify_exit (plan, 0, 21, 20, 22, 20);
  verify_exit (plan, 0, 27, 20, 28, 20);
  for (guint i = 0; i < 1000; i++)
    places[i] = (AnlanPoint){ 2.1 + i % 35 * 0.36, 2.1 + i / 35 * 0.54 };
  people.places = places;
  people.speed = verify_uniform (0.97, 1.62);
  people.premovement = verify_fixed (0);
  anlan_plan_add_people (plan, &people);
  crowd = verify_walk (plan, 1, result);
  if (crowd == NULL)
    return;
  for (guint i = 0; i < 1000; i++)
    near += anlan_crowd_exit (crowd, i) == 0;
  verify_say (result, near > 500 && near < 1000 && anlan_crowd_out (crowd) == 1000,
              g_strdup ("more by the nearer exit, some by the other"),
              g_strdup_printf ("%u and %u, %.1f s", near, 1000 - near, verify_total (crowd)), NULL);
}

/* --- streams ------------------------------------------------------------------------------------------------------------ */

static double
counterflow (guint against, AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  g_autoptr (AnlanCrowd) crowd = NULL;
  double last = 0;

  verify_rectangle (plan, 0, 0, 0, 10, 10);
  verify_rectangle (plan, 0, 10, 4, 20, 6);
  verify_rectangle (plan, 0, 20, 0, 30, 10);
  verify_door (plan, 10, 4, 10, 6, TRUE);
  verify_door (plan, 20, 4, 20, 6, TRUE);
  verify_exit (plan, 0, 30, 0, 30, 10);
  verify_exit (plan, 0, 0, 0, 0, 10);
  for (guint i = 2; i < 4; i++)
    g_array_index (plan->doors, AnlanPlanDoor, i).open = TRUE;
  verify_people (plan, 0, 100, verify_uniform (0.97, 1.62), verify_fixed (0), 1);
  if (against > 0)
    verify_people (plan, 2, against, verify_uniform (0.97, 1.62), verify_fixed (0), 2);
  plan->max_time = 600;
  crowd = verify_walk (plan, 1, result);
  if (crowd == NULL)
    return NAN;
  for (guint i = 0; i < 100; i++)
    last = anlan_crowd_out_at (crowd, i) < 0 ? INFINITY : MAX (last, anlan_crowd_out_at (crowd, i));
  return last;
}

static void
imo_8 (AnlanVerifyResult *result)
{
  double none = counterflow (0, result), ten = counterflow (10, result), fifty = counterflow (50, result),
         hundred = counterflow (100, result);

  verify_say (result, none < ten && ten < fifty && fifty < hundred && isfinite (hundred),
              g_strdup ("the time rises with 0, 10, 50, 100 people against"),
              g_strdup_printf ("%.1f, %.1f, %.1f, %.1f s", none, ten, fifty, hundred), NULL);
}

/* Mean speed five to ten seconds after people who are spread by lot over a corridor of 100 x 10 m have set out, of those
 * in its middle, where neither the wall behind nor the free end is felt yet. */
double
verify_stream_speed (double density)
{
  g_autoptr (AnlanPlan) plan = verify_plan ();
  g_autoptr (AnlanSite) site = NULL;
  g_autoptr (AnlanCrowd) crowd = NULL;
  guint counted = 0, people = (guint)(density * 1000);
  double sum = 0;

  verify_rectangle (plan, 0, 0, 0, 100, 10);
  verify_exit (plan, 0, 100, 0, 100, 10);
  g_array_index (plan->doors, AnlanPlanDoor, 0).open = TRUE;
  verify_people (plan, 0, people, verify_fixed (1.34), verify_fixed (0), ANY_EXIT);
  site = anlan_site_new (plan, 0, NULL);
  crowd = anlan_crowd_new (site, plan, 1, NULL);
  for (guint step = 0; step < 100 && anlan_crowd_step (crowd); step++)
    for (guint i = 0; step >= 50 && i < people; i++)
      {
        AnlanPersonState state;

        anlan_crowd_person (crowd, i, &state);
        if (state.out || state.place.x < 30 || state.place.x > 70)
          continue;
        sum += state.speed;
        counted++;
      }
  return sum / MAX (1, counted);
}

static void
rimea_4 (AnlanVerifyResult *result)
{
  static const double densities[] = { 0.5, 1, 2, 3, 4, 5 };
  g_autoptr (GString) obtained = g_string_new (NULL);
  double worst = 0;

  for (guint i = 0; i < G_N_ELEMENTS (densities); i++)
    {
      double speed = verify_stream_speed (densities[i]),
             law = 1.34 * anlan_walking_part (ANLAN_WALKING_WEIDMANN, densities[i]);

      worst = MAX (worst, fabs (speed - law));
      g_string_append_printf (obtained, "%s%.2f (%.2f)", i > 0 ? ", " : "", speed, law);
    }
  verify_say (result, worst <= 0.1, g_strdup ("Weidmann's speeds at 0.5 to 5 p/m², ±0.1 m/s"),
              g_strdup_printf ("%s m/s", obtained->str),
              "in brackets the law; the tolerance is ours, RiMEA asks for a plot");
}

/* --- necks -------------------------------------------------------------------------------------------------------------- */

static void
rimea_12 (AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  g_autoptr (AnlanCrowd) crowd = NULL;
  AnlanGateUse neck, last;

  verify_rectangle (plan, 0, 0, 0, 10, 10);
  verify_rectangle (plan, 0, 10, 4.5, 15, 5.5);
  verify_rectangle (plan, 0, 15, 0, 25, 10);
  verify_door (plan, 10, 4.5, 10, 5.5, FALSE);
  verify_door (plan, 15, 4.5, 15, 5.5, TRUE);
  verify_exit (plan, 0, 25, 4.5, 25, 5.5);
  verify_people (plan, 0, 150, verify_uniform (0.97, 1.62), verify_fixed (0), ANY_EXIT);
  crowd = verify_walk (plan, 1, result);
  if (crowd == NULL)
    return;
  anlan_crowd_gate (crowd, 0, &neck);
  anlan_crowd_gate (crowd, 2, &last);
  verify_say (
      result,
      anlan_crowd_out (crowd) == 150 &&
          149 / (neck.last - neck.first) - 149 / (last.last - last.first) >= -0.05,
      g_strdup ("the last exit adds no jam: flow of the neck - flow of the exit >= -0.05 p/s"),
      g_strdup_printf ("%.3f and %.3f p/s", 149 / (neck.last - neck.first), 149 / (last.last - last.first)),
      NULL);
}

static void
rimea_13 (AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  AnlanPlanStair steps = { .id = (char *)"stair",
                           .low = { { 20, 4 }, { 20, 2 } },
                           .high = { { 26, 4 }, { 26, 2 } } };
  g_autoptr (AnlanCrowd) crowd = NULL;
  AnlanGateUse room = { 0 }, foot;

  steps.high_level = anlan_plan_add_level (plan, "h");
  steps.length = 6;
  steps.up = 0.675 / 1.3;
  steps.down = 0.9 / 1.3;
  verify_rectangle (plan, 0, 0, 0, 8, 5);
  verify_rectangle (plan, 0, 8, 2, 20, 4);
  verify_rectangle (plan, 1, 26, 2, 27, 4);
  anlan_plan_add_stair (plan, &steps);
  verify_door (plan, 8, 2, 8, 4, FALSE);
  verify_exit (plan, 1, 27, 2, 27, 4);
  g_array_index (plan->doors, AnlanPlanDoor, 1).open = TRUE;
  verify_people (plan, 0, 150, verify_fixed (1.3), verify_fixed (0), ANY_EXIT);
  crowd = verify_walk (plan, 1, result);
  if (crowd == NULL)
    return;
  anlan_crowd_gate (crowd, 0, &foot);
  for (guint i = 0; i < anlan_crowd_n_gates (crowd); i++)
    {
      AnlanGateUse use;

      anlan_crowd_gate (crowd, i, &use);
      if (use.door == 0)
        room = use;
    }
  verify_say (
      result,
      anlan_crowd_out (crowd) == 150 &&
          149 / (room.last - room.first) - 149 / (foot.last - foot.first) > 0.05,
      g_strdup ("a jam grows at the foot of the stair: its flow is less than the corridor's by > 0.05 p/s"),
      g_strdup_printf ("%.3f and %.3f p/s", 149 / (foot.last - foot.first), 149 / (room.last - room.first)),
      NULL);
}

/* --- exits that shut ---------------------------------------------------------------------------------------------------- */

static void
nist_4_1 (AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  AnlanPlanEvent event = { 1, ANLAN_EVENT_SHUT, 0 };
  g_autoptr (AnlanCrowd) crowd = NULL;

  verify_rectangle (plan, 0, 0, 0, 20, 5);
  verify_exit (plan, 0, 20, 2, 20, 3);
  verify_exit (plan, 0, 0, 2, 0, 3);
  g_array_append_val (plan->events, event);
  verify_person (plan, 15, 2.5, 1);
  crowd = verify_walk (plan, 1, result);
  if (crowd != NULL)
    verify_say (
        result, anlan_crowd_exit (crowd, 0) == 1, g_strdup ("exit 1 shut at 1 s: leaves by exit 2"),
        g_strdup_printf ("by exit %d after %.1f s", anlan_crowd_exit (crowd, 0) + 1, verify_total (crowd)),
        NULL);
}

const VerifyCase verify_crowd_cases[] = {
  { "RiMEA 4: speed and density", "RiMEA 4.1.1, 4; ISO 20414, 13", rimea_4 },
  { "RiMEA 9: hall with four exits", "RiMEA 4.1.1, 9; IMO 9", rimea_9 },
  { "RiMEA 10: cabins", "RiMEA 4.1.1, 10; IMO 10; NIST 3.1", rimea_10 },
  { "RiMEA 11: choice of exit", "RiMEA 4.1.1, 11", rimea_11 },
  { "RiMEA 12: neck", "RiMEA 4.1.1, 12", rimea_12 },
  { "RiMEA 13: stair behind a corridor", "RiMEA 4.1.1, 13; IMO 11", rimea_13 },
  { "IMO 4: flow of a door", "MSC.1/Circ.1533, 4; NIST 5.2; ISO 20414, 11", imo_4 },
  { "IMO 8: counterflow", "MSC.1/Circ.1533, 8; NIST 2.8; ISO 20414, 6", imo_8 },
  { "NIST 4.1: exit shut on the way", "NIST TN 1822, 4.1; ISO 20414, 9", nist_4_1 },
  { NULL, NULL, NULL },
};

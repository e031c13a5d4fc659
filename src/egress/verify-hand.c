/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "verify-private.h"

#include <math.h>

/* The hand cases of the SFPE Handbook, 5th ed., ch. 59, beside the simulation of the same plan. The limit is ±3 % of
 * the hand figure and the walk to the door of the first, at most 2 s in the room. */
static void
room_case (
    AnlanVerifyResult *result, guint count, double width, AnlanDoorFlow flow, double own_flow, double hand)
{
  AnlanPlan *plan = verify_room (count, width, flow, verify_fixed (0));
  g_autoptr (AnlanCrowd) crowd = NULL;

  g_array_index (plan->doors, AnlanPlanDoor, 0).flow = own_flow;
  crowd = verify_walk (plan, 1, result);
  if (crowd != NULL)
    verify_say (
        result, anlan_crowd_out (crowd) == count && fabs (verify_total (crowd) - hand) <= 0.03 * hand + 2,
        g_strdup_printf ("%.1f s by hand", hand), g_strdup_printf ("%.1f s", verify_total (crowd)), NULL);
}

static void
one_metre (AnlanVerifyResult *result)
{
  room_case (result, 100, 1, ANLAN_DOOR_FLOW_SFPE, 0.931, 106.3);
}

static void
two_metres (AnlanVerifyResult *result)
{
  room_case (result, 100, 2, ANLAN_DOOR_FLOW_SFPE, 1.33 * 1.7, 43.8);
}

static void
three_metres (AnlanVerifyResult *result)
{
  room_case (result, 100, 3, ANLAN_DOOR_FLOW_SFPE, 1.33 * 2.7, 27.6);
}

static void
opening (AnlanVerifyResult *result)
{
  room_case (result, 100, 1, ANLAN_DOOR_FLOW_IMO, 1.33, 74.4);
}

static void
narrow (AnlanVerifyResult *result)
{
  room_case (result, 50, 0.6, ANLAN_DOOR_FLOW_IMO, 0.78, 62.8);
}

/* --- formulas alone ----------------------------------------------------------------------------------------------------- */

static void
figure (AnlanVerifyResult *result, double expected, double obtained, double off, const char *unit)
{
  verify_say (result, fabs (obtained - expected) <= off,
              g_strdup_printf ("%.4g ±%.2g %s", expected, off, unit),
              g_strdup_printf ("%.5g %s", obtained, unit), NULL);
}

static void
stream (AnlanVerifyResult *result)
{
  figure (result, 30.5, 20 / anlan_sfpe_speed (ANLAN_SFPE_K_LEVEL, 2), 0.1, "s");
}

static void
stair (AnlanVerifyResult *result)
{
  figure (result, 10.84, 10 / anlan_sfpe_speed (anlan_sfpe_k_stair (18, 28), 0), 0.03, "s");
}

static void
most_flow (AnlanVerifyResult *result)
{
  figure (result, 1.316, anlan_sfpe_most_flow (ANLAN_SFPE_K_LEVEL), 0.001, "p/s/m");
}

/* Nine storeys, 300 people on each of eight, two stairs of 1.12 m behind doors of 0.91 m: the doors at the stairs' exits
 * (24 p/min/ft of an effective 2 ft) take 48 a minute each, less than the stairs; then the walk down one storey. */
static void
nine_storeys (AnlanVerifyResult *result)
{
  double foot = 0.3048, door = anlan_sfpe_most_flow (ANLAN_SFPE_K_LEVEL) * 2 * foot;
  double stairs = anlan_sfpe_most_flow (anlan_sfpe_k_stair (7, 11)) * 2.66 * foot;
  double flow = 2 * MIN (door, stairs);

  figure (result, 1524, 2400 / flow + 0.36 * 60, 0.03 * 1524, "s");
}

static void
table (AnlanVerifyResult *result, const double (*pairs)[2], guint n, double (*law) (double), double off)
{
  double worst = 0;

  for (guint i = 0; i < n; i++)
    worst = MAX (worst, fabs (law (pairs[i][0]) - pairs[i][1]));
  verify_say (result, worst <= off, g_strdup_printf ("%u values, each ±%.4g", n, off),
              g_strdup_printf ("at most %.5f off", worst), NULL);
}

static double
weidmann_law (double density)
{
  return 1.34 * anlan_walking_part (ANLAN_WALKING_WEIDMANN, density);
}

static void
weidmann (AnlanVerifyResult *result)
{
  static const double pairs[][2] = { { 0.5, 1.298 }, { 1, 1.058 }, { 1.5, 0.807 }, { 1.75, 0.700 },
                                     { 2, 0.606 },   { 3, 0.331 }, { 4, 0.156 },   { 5, 0.037 } };

  table (result, pairs, G_N_ELEMENTS (pairs), weidmann_law, 0.001);
}

static double
sfpe_law (double density)
{
  return anlan_sfpe_speed (ANLAN_SFPE_K_LEVEL, density);
}

static void
sfpe_speeds (AnlanVerifyResult *result)
{
  static const double pairs[][2] = { { 0.3, 1.199 }, { 1, 1.028 },   { 1.88, 0.700 },
                                     { 2, 0.655 },   { 2.5, 0.469 }, { 3, 0.283 } };

  table (result, pairs, G_N_ELEMENTS (pairs), sfpe_law, 0.001);
}

/* Flow of a metre of stair by its tread in inches over a riser of 7.5, 7, 6.5 and 6.5 inches. */
static double
stair_law (double tread)
{
  return anlan_sfpe_most_flow (anlan_sfpe_k_stair (tread > 11 ? 6.5 : tread > 10 ? 7 : 7.5, tread));
}

static void
stair_flows (AnlanVerifyResult *result)
{
  static const double pairs[][2] = { { 10, 0.94 }, { 11, 1.02 }, { 12, 1.10 }, { 13, 1.15 } };

  table (result, pairs, G_N_ELEMENTS (pairs), stair_law, 0.006);
}

/* 200 m of a stair of 5 m with steps of 18 / 28 cm, a hundred people: the walk and the people after the first. */
static void
long_stair (AnlanVerifyResult *result)
{
  double k = anlan_sfpe_k_stair (18, 28);

  figure (result, 237.7,
          200 / anlan_sfpe_speed (k, 0) + 99 / (anlan_sfpe_most_flow (k) * (5 - 2 * ANLAN_CLEAR_STAIR)), 0.3,
          "s");
}

const VerifyCase verify_hand_cases[] = {
  { "Weidmann: speeds by density", "Weidmann 1993", weidmann },
  { "SFPE: speeds by density", "SFPE Handbook, 5th ed., ch. 59", sfpe_speeds },
  { "SFPE: flows of stairs", "SFPE Handbook, 5th ed., ch. 59", stair_flows },
  { "SFPE: 200 m of stair, 100 people", "EvacuatioNZ 2.11", long_stair },
  { "SFPE: door of 1 m, 100 people", "SFPE Handbook, 5th ed., ch. 59", one_metre },
  { "SFPE: door of 2 m, 100 people", "SFPE Handbook, 5th ed., ch. 59", two_metres },
  { "SFPE: door of 3 m, 100 people", "SFPE Handbook, 5th ed., ch. 59", three_metres },
  { "SFPE: opening of 1 m, 100 people", "SFPE Handbook, 5th ed., ch. 59", opening },
  { "SFPE: opening of 0.6 m, 50 people", "SFPE Handbook, 5th ed., ch. 59", narrow },
  { "SFPE: 20 m in a stream of 2 p/m²", "SFPE Handbook, 5th ed., ch. 59", stream },
  { "SFPE: 10 m of stair, 18/28 cm", "SFPE Handbook, 5th ed., ch. 59", stair },
  { "SFPE: most flow of a metre", "SFPE Handbook, 5th ed., ch. 59", most_flow },
  { "SFPE: nine storeys, by hand", "SFPE Handbook, 5th ed., ch. 59, solution A", nine_storeys },
  { NULL, NULL, NULL },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "verify-private.h"

#include <math.h>

/* Tests of what single people do: groups, handicaps, whom they follow, what they breathe. */

static void
place (AnlanPlan *plan, const AnlanPoint *places, guint count, AnlanSpread speed, guint together, double size)
{
  AnlanPlanPeople people = {
    .count = count, .space = -1, .speed = speed, .together = together, .size = size
  };

  people.places = (AnlanPoint *)places;
  people.premovement = verify_fixed (0);
  anlan_plan_add_people (plan, &people);
}

/* --- groups and handicaps ----------------------------------------------------------------------------------------------- */

static void
nist_2_9 (AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  AnlanPoint five[] = { { 1, 1 }, { 1, 2 }, { 1, 3 }, { 2, 1.5 }, { 2, 2.5 } }, ten[10];
  g_autoptr (AnlanCrowd) crowd = NULL;
  double first = INFINITY, last = 0, fastest = 0, slowest = INFINITY;

  verify_rectangle (plan, 0, 0, 0, 60, 4);
  verify_exit (plan, 0, 60, 1, 60, 3);
  for (guint i = 0; i < 10; i++)
    ten[i] = (AnlanPoint){ 5 + i % 5, 1 + i / 5 * 2 };
  place (plan, five, 5, verify_uniform (0.5, 1.25), 5, 0);
  place (plan, ten, 10, verify_fixed (0.2), 0, 0);
  crowd = verify_walk (plan, 1, result);
  if (crowd == NULL)
    return;
  for (guint i = 0; i < 5; i++)
    {
      first = MIN (first, anlan_crowd_out_at (crowd, i));
      last = MAX (last, anlan_crowd_out_at (crowd, i));
      fastest = MAX (fastest, anlan_crowd_speed (crowd, i));
      slowest = MIN (slowest, anlan_crowd_speed (crowd, i));
    }
  verify_say (result, first > 0 && last - first <= 10, g_strdup ("the five arrive within 10 s"),
              g_strdup_printf ("%.1f s apart, own speeds %.2f to %.2f m/s", last - first, slowest, fastest),
              "Speeds of the five are drawn from 0.5 to 1.25 m/s; the test has four at 1.25 and one at 0.5.");
}

static double
with_wheelchair (gboolean wheelchair, AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  AnlanPoint places[24], one = { 6.2, 2.5 };
  g_autoptr (AnlanCrowd) crowd = NULL;

  verify_rectangle (plan, 0, 0, 0, 8, 5);
  verify_rectangle (plan, 0, 8, 2, 20, 3.2);
  verify_door (plan, 8, 2, 8, 3.2, TRUE);
  verify_exit (plan, 0, 20, 2, 20, 3.2);
  for (guint i = 0; i < 24; i++)
    places[i] = (AnlanPoint){ 1 + i % 6 * 0.8, 1 + i / 6 * 0.9 };
  place (plan, places, 24, verify_fixed (1.25), 0, 0);
  place (plan, &one, 1, verify_fixed (wheelchair ? 0.8 : 1.25), 0, wheelchair ? 4 : 0);
  crowd = verify_walk (plan, 1, result);
  return crowd != NULL ? verify_total (crowd) : NAN;
}

static void
nist_2_10 (AnlanVerifyResult *result)
{
  double with = with_wheelchair (TRUE, result), without = with_wheelchair (FALSE, result);

  verify_say (result, with > without, g_strdup ("slower with one of 0.8 m/s who takes four times the room"),
              g_strdup_printf ("%.1f and %.1f s", with, without), NULL);
}

/* --- whom they follow --------------------------------------------------------------------------------------------------- */

/* How often two people of 40 runs, in a room with an exit at either end, take the second. */
static guint
second_exit (gboolean third, AnlanVerifyResult *result)
{
  guint taken = 0;

  for (guint seed = 1; seed <= 40; seed++)
    {
      AnlanPlan *plan = verify_plan ();
      g_autoptr (AnlanCrowd) crowd = NULL;

      verify_rectangle (plan, 0, 0, 0, 10, 10);
      verify_exit (plan, 0, 0, 4.5, 0, 5.5);
      verify_exit (plan, 0, 10, 4.5, 10, 5.5);
      verify_people (plan, 0, 2, verify_fixed (1.2), verify_fixed (0), 0);
      if (third)
        verify_people (plan, 0, 1, verify_fixed (1.2), verify_fixed (0), 2);
      plan->follow = 0.5;
      crowd = verify_walk (plan, seed, result);
      for (guint i = 0; crowd != NULL && i < 2; i++)
        taken += anlan_crowd_exit (crowd, i) == 1;
    }
  return taken;
}

static void
nist_3_2 (AnlanVerifyResult *result)
{
  guint alone = second_exit (FALSE, result), led = second_exit (TRUE, result);

  verify_say (
      result, led > alone, g_strdup ("more take exit 2 once a third person is bound to it (40 seeds)"),
      g_strdup_printf ("%u of 80 before, %u after", alone, led),
      "With people who follow others by a half (“follow”); by itself the program has them follow nobody.");
}

static guint
first_of_hundred (guint bound, AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  g_autoptr (AnlanCrowd) crowd = NULL;
  guint first = 0;

  verify_rectangle (plan, 0, 0, 0, 20, 10);
  verify_exit (plan, 0, 0, 4.5, 0, 5.5);
  verify_exit (plan, 0, 20, 4.5, 20, 5.5);
  if (bound > 0)
    verify_people (plan, 0, bound, verify_uniform (0.97, 1.62), verify_fixed (0), 1);
  verify_people (plan, 0, 100 - bound, verify_uniform (0.97, 1.62), verify_fixed (0), bound > 0 ? 2 : 0);
  crowd = verify_walk (plan, 1, result);
  for (guint i = 0; crowd != NULL && i < 100; i++)
    first += anlan_crowd_exit (crowd, i) == 0;
  return first;
}

static void
nist_3_3 (AnlanVerifyResult *result)
{
  guint even = first_of_hundred (0, result), fifth = first_of_hundred (20, result);

  verify_say (result, even >= 40 && even <= 60 && fifth == 20,
              g_strdup ("50 and 50 within a tenth; then 20 and 80 as they are bound"),
              g_strdup_printf ("%u and %u, then %u and %u", even, 100 - even, fifth, 100 - fifth),
              "Affiliation is given by the exits that people use.");
}

/* Who knows only the far exit takes it; who knows both takes the near one. */
static void
iso_16 (AnlanVerifyResult *result)
{
  int taken[2] = { -1, -1 };

  for (guint i = 0; i < 2; i++)
    {
      AnlanPlan *plan = verify_plan ();
      AnlanPoint at = { 4, 5 };
      g_autoptr (AnlanCrowd) crowd = NULL;

      verify_rectangle (plan, 0, 0, 0, 20, 10);
      verify_exit (plan, 0, 0, 4.5, 0, 5.5);
      verify_exit (plan, 0, 20, 4.5, 20, 5.5);
      place (plan, &at, 1, verify_fixed (1.2), 0, 0);
      g_array_index (plan->people, AnlanPlanPeople, 0).exits = i == 0 ? 3 : 2;
      crowd = verify_walk (plan, 1, result);
      if (crowd != NULL)
        taken[i] = anlan_crowd_exit (crowd, 0);
    }
  verify_say (result, taken[0] == 0 && taken[1] == 1,
              g_strdup ("exit 1 by who knows both, exit 2 by who knows only that"),
              g_strdup_printf ("exits %d and %d", taken[0] + 1, taken[1] + 1), NULL);
}

/* --- what they breathe -------------------------------------------------------------------------------------------------- */

static AnlanAir *
air_of (AnlanAirSmoke smoke)
{
  AnlanAir *air = anlan_air_new ();

  smoke.until = INFINITY;
  anlan_air_add_smoke (air, &smoke, NULL);
  return air;
}

static void
nist_2_5 (AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  g_autoptr (AnlanCrowd) crowd = NULL;

  verify_rectangle (plan, 0, 0, 0, 100, 2);
  verify_exit (plan, 0, 100, 0.5, 100, 1.5);
  verify_person (plan, 0.05, 1, 1.25);
  crowd = verify_walk_in (
      plan, air_of ((AnlanAirSmoke){ .extinction = 1, .celsius = 20, .smoke = { .o2 = 20.9 } }), 1, result);
  if (crowd != NULL)
    verify_say (result, fabs (verify_total (crowd) - 87.0) <= 0.5,
                g_strdup ("87.0 ±0.5 s (Lund's law, K of 1/m)"),
                g_strdup_printf ("%.1f s", verify_total (crowd)), NULL);
}

static void
falls (AnlanVerifyResult *result, AnlanSmoke smoke, double seconds, double off, const char *note)
{
  AnlanPlan *plan = verify_plan ();
  g_autoptr (AnlanCrowd) crowd = NULL;

  verify_rectangle (plan, 0, 0, 0, 10, 10);
  verify_exit (plan, 0, 10, 4, 10, 5);
  verify_person (plan, 5, 5, 1);
  g_array_index (plan->people, AnlanPlanPeople, 0).premovement = verify_fixed (3500);
  crowd = verify_walk_in (plan, air_of ((AnlanAirSmoke){ .celsius = 20, .smoke = smoke }), 1, result);
  if (crowd != NULL)
    verify_say (result, anlan_crowd_fallen (crowd) == 1 && fabs (anlan_crowd_time (crowd) - seconds) <= off,
                g_strdup_printf ("falls at %.1f ±%.0f s (a step of the dose)", seconds, off),
                g_strdup_printf ("%u at %.1f s", anlan_crowd_fallen (crowd), anlan_crowd_time (crowd)), note);
}

static void
iso_19 (AnlanVerifyResult *result)
{
  falls (result, (AnlanSmoke){ .co = 1000, .co2 = 2, .o2 = 15 }, 981.7, 1, NULL);
}

static void
nist_2_6 (AnlanVerifyResult *result)
{
  falls (result, (AnlanSmoke){ .co = 5000, .co2 = 2, .o2 = 18 }, 207.58, 1,
         "Published with the exponent 0.1930 of CO2; this uses 0.1903, which ISO 20414 test 19 decides.");
}

/* --- what is not there -------------------------------------------------------------------------------------------------- */

static void
nist_2_7 (AnlanVerifyResult *result)
{
  verify_say (
      result, FALSE, g_strdup ("people get out by a lift"), g_strdup ("not run"),
      "Lifts are not part of this model: in a chemical plant they are not to be used in an emergency.");
}

const VerifyCase verify_people_cases[] = {
  { "NIST 2.5: speed in smoke", "NIST TN 1822, 2.5; ISO 20414, 18", nist_2_5 },
  { "NIST 2.6: falls in a crowd", "NIST TN 1822, 2.6", nist_2_6 },
  { "ISO 19: falls in a crowd", "ISO 20414:2020, test 19", iso_19 },
  { "NIST 2.7: lift", "NIST TN 1822, 2.7", nist_2_7 },
  { "NIST 2.9: group", "NIST TN 1822, 2.9; ISO 20414, 14", nist_2_9 },
  { "NIST 2.10: disability", "NIST TN 1822, 2.10; ISO 20414, 7", nist_2_10 },
  { "NIST 3.2: social influence", "NIST TN 1822, 3.2; ISO 20414, 15", nist_3_2 },
  { "NIST 3.3: affiliation", "NIST TN 1822, 3.3; ISO 20414, 8", nist_3_3 },
  { "ISO 16: familiarity", "ISO 20414:2020, test 16", iso_16 },
  { NULL, NULL, NULL },
};

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "verify-private.h"

#include <math.h>

/* --- one person --------------------------------------------------------------------------------------------------------- */

static void
corridor (AnlanVerifyResult *result, double speed, double least, double most)
{
  AnlanPlan *plan = verify_plan ();
  g_autoptr (AnlanCrowd) crowd = NULL;

  verify_rectangle (plan, 0, 0, 0, 40, 2);
  verify_exit (plan, 0, 40, 0, 40, 2);
  verify_person (plan, 0.01, 1, speed);
  crowd = verify_walk (plan, 1, result);
  if (crowd != NULL)
    verify_say (result, verify_total (crowd) >= least && verify_total (crowd) <= most,
                g_strdup_printf ("%.1f to %.1f s", least, most),
                g_strdup_printf ("%.1f s", verify_total (crowd)), NULL);
}

static void
rimea_1 (AnlanVerifyResult *result)
{
  corridor (result, 1.33, 26, 34);
}

static void
imo_1 (AnlanVerifyResult *result)
{
  corridor (result, 1, 39.5, 40.5);
}

static void
nist_2_1 (AnlanVerifyResult *result)
{
  corridor (result, 1, 40 / 1.05, 40 / 0.95);
}

/* The time from the foot's line to the head's, or back, is that of the slope at the speed set. */
static void
stair (AnlanVerifyResult *result, double length, double speed, gboolean up)
{
  AnlanPlan *plan = verify_plan ();
  AnlanPlanStair steps = { .id = (char *)"stair",
                           .low = { { 2, 2 }, { 2, 0 } },
                           .high = { { 10, 2 }, { 10, 0 } } };
  g_autoptr (AnlanCrowd) crowd = NULL;
  double took = 0, wanted = length / speed, first = G_MAXDOUBLE, last = 0;

  steps.low_level = 0;
  steps.high_level = anlan_plan_add_level (plan, "h");
  steps.length = length;
  steps.up = steps.down = speed / 1.2;
  verify_rectangle (plan, 0, 0, 0, 2, 2);
  verify_rectangle (plan, 1, 10, 0, 12, 2);
  anlan_plan_add_stair (plan, &steps);
  verify_exit (plan, up ? 1 : 0, up ? 12 : 0, 0, up ? 12 : 0, 2);
  verify_person (plan, up ? 1 : 11, 1, 1.2);
  g_array_index (plan->people, AnlanPlanPeople, 0).level = up ? 0 : 1;
  crowd = verify_walk (plan, 1, result);
  if (crowd == NULL)
    return;
  for (guint i = 0; i < anlan_crowd_n_gates (crowd); i++)
    {
      AnlanGateUse use;

      anlan_crowd_gate (crowd, i, &use);
      if (use.stair < 0 || use.served == 0)
        continue;
      first = MIN (first, use.first);
      last = MAX (last, use.first);
    }
  took = last - first;
  verify_say (result, anlan_crowd_out (crowd) == 1 && fabs (took - wanted) <= 0.05 * wanted,
              g_strdup_printf ("%.2f s, 5 %%", wanted), g_strdup_printf ("%.2f s", took), NULL);
}

static void
rimea_2 (AnlanVerifyResult *result)
{
  stair (result, 10, 0.63, TRUE);
}

static void
rimea_3 (AnlanVerifyResult *result)
{
  stair (result, 10, 0.855, FALSE);
}

static void
imo_2 (AnlanVerifyResult *result)
{
  stair (result, 10, 1, TRUE);
}

static void
imo_3 (AnlanVerifyResult *result)
{
  stair (result, 10, 1, FALSE);
}

static void
nist_2_2 (AnlanVerifyResult *result)
{
  stair (result, 100, 1, FALSE);
}

/* --- what is drawn by lot ----------------------------------------------------------------------------------------------- */

static void
start_times (AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_room (10, 1, ANLAN_DOOR_FLOW_IMO, verify_uniform (10, 100));
  g_autoptr (AnlanPlan) own = plan;
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0, NULL);
  g_autoptr (AnlanCrowd) crowd = anlan_crowd_new (site, plan, 1, NULL);
  double worst = 0;
  double moved[10];

  for (guint i = 0; i < 10; i++)
    moved[i] = -1;
  while (anlan_crowd_step (crowd))
    for (guint i = 0; i < 10; i++)
      {
        AnlanPersonState state;

        anlan_crowd_person (crowd, i, &state);
        if (moved[i] < 0 && state.speed > 0)
          moved[i] = anlan_crowd_time (crowd) - ANLAN_CROWD_STEP_S;
      }
  for (guint i = 0; i < 10; i++)
    worst = MAX (worst, fabs (moved[i] - anlan_crowd_start (crowd, i)));
  verify_say (result, worst <= 0.5, g_strdup ("each starts within 0.5 s of its own time"),
              g_strdup_printf ("%.2f s at most", worst), NULL);
}

/* Moments of the speeds drawn for many people in a large hall. */
static void
moments (AnlanVerifyResult *result,
         AnlanSpread speed,
         guint count,
         double mean,
         double sd,
         double off_mean,
         double off_sd)
{
  g_autoptr (AnlanPlan) plan = verify_plan ();
  g_autoptr (AnlanSite) site = NULL;
  g_autoptr (AnlanCrowd) crowd = NULL;
  double sum = 0, squares = 0, deviation;

  verify_rectangle (plan, 0, 0, 0, 60, 60);
  verify_exit (plan, 0, 60, 0, 60, 2);
  verify_people (plan, 0, count, speed, verify_fixed (0), 0);
  site = anlan_site_new (plan, 0, NULL);
  crowd = anlan_crowd_new (site, plan, 1, NULL);
  for (guint i = 0; i < count; i++)
    {
      sum += anlan_crowd_speed (crowd, i);
      squares += anlan_crowd_speed (crowd, i) * anlan_crowd_speed (crowd, i);
    }
  sum /= count;
  deviation = sqrt (squares / count - sum * sum);
  verify_say (result, fabs (sum - mean) <= off_mean && fabs (deviation - sd) <= off_sd,
              g_strdup_printf ("mean %.3f ±%.2f, sd %.3f ±%.2f m/s", mean, off_mean, sd, off_sd),
              g_strdup_printf ("mean %.3f, sd %.3f m/s", sum, deviation), NULL);
}

static void
imo_7 (AnlanVerifyResult *result)
{
  moments (result, verify_uniform (0.97, 1.62), 50, 1.295, sqrt (0.035), 0.05, 0.05);
}

static void
nist_2_4 (AnlanVerifyResult *result)
{
  moments (result, (AnlanSpread){ ANLAN_SPREAD_NORMAL, 1.2, 0.2, 0.5, 2 }, 100, 1.2, 0.2, 0.05, 0.05);
}

static double
normal_below (double z)
{
  return 0.5 * erfc (-z / G_SQRT2);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double d = *(const double *)a - *(const double *)b;

  return d < 0 ? -1 : d > 0;
}

/* Kolmogorov and Smirnov: the largest distance between the steps of a thousand draws and the distribution; p > 0.05
 * below 1.358 / sqrt n. */
static double
furthest (const AnlanSpread *spread)
{
  double draws[1000], worst = 0;
  guint n = G_N_ELEMENTS (draws);

  for (guint i = 0; i < n; i++)
    draws[i] = anlan_spread_draw (spread, 1 + i / 10, i % 10, 2);
  qsort (draws, n, sizeof *draws, compare_doubles);
  for (guint i = 0; i < n; i++)
    {
      double below;

      if (spread->form == ANLAN_SPREAD_UNIFORM)
        below = (draws[i] - spread->a) / (spread->b - spread->a);
      else if (spread->form == ANLAN_SPREAD_WEIBULL)
        below = 1 - exp (-pow (draws[i] / spread->b, spread->a));
      else
        below = normal_below ((log (draws[i]) - spread->a) / spread->b);
      worst = MAX (worst, MAX (fabs (below - (double)i / n), fabs ((i + 1.0) / n - below)));
    }
  return worst;
}

static void
nist_1_1 (AnlanVerifyResult *result)
{
  AnlanSpread spreads[] = { { ANLAN_SPREAD_UNIFORM, 10, 100, 10, 100 },
                            { ANLAN_SPREAD_LOGNORMAL, 4.586, 0.967, 0, 1e9 },
                            { ANLAN_SPREAD_WEIBULL, 1.195, 139.285, 0, 1e9 } };
  double worst = 0, limit = 1.358 / sqrt (1000);

  for (guint i = 0; i < G_N_ELEMENTS (spreads); i++)
    worst = MAX (worst, furthest (&spreads[i]));
  verify_say (result, worst < limit,
              g_strdup_printf ("Kolmogorov-Smirnov distance below %.4f (p > 0.05)", limit),
              g_strdup_printf ("%.4f at most", worst),
              "uniform, log-normal and Weibull; 100 seeds of 10 people pooled");
}

/* --- corners ------------------------------------------------------------------------------------------------------------ */

static void
corner (AnlanVerifyResult *result)
{
  g_autoptr (AnlanPlan) plan = verify_plan ();
  AnlanPoint ring[] = { { 0, 0 }, { 12, 0 }, { 12, 12 }, { 10, 12 }, { 10, 2 }, { 0, 2 } };
  AnlanPoint places[20];
  AnlanPlanPeople people = { .count = 20, .space = -1, .places = places };
  g_autoptr (AnlanSite) site = NULL;
  g_autoptr (AnlanCrowd) crowd = NULL;
  double deepest = 0;

  anlan_plan_add_space (plan, "corner", 0, ring, G_N_ELEMENTS (ring));
  verify_exit (plan, 0, 10, 12, 12, 12);
  for (guint i = 0; i < 20; i++)
    places[i] = (AnlanPoint){ 0.3 + i % 10 * 0.6, 0.5 + i / 10 };
  people.speed = verify_uniform (0.97, 1.62);
  people.premovement = verify_fixed (0);
  anlan_plan_add_people (plan, &people);
  site = anlan_site_new (plan, 0, NULL);
  crowd = anlan_crowd_new (site, plan, 1, NULL);
  while (anlan_crowd_step (crowd))
    for (guint i = 0; i < 20; i++)
      {
        AnlanPersonState state;

        anlan_crowd_person (crowd, i, &state);
        if (!state.out)
          deepest = MAX (deepest, MIN (10 - state.place.x, state.place.y - 2));
      }
  verify_say (result, deepest < 0.001 && anlan_crowd_out (crowd) == 20,
              g_strdup ("nobody beyond a wall by 1 mm, all out"),
              g_strdup_printf ("%.4f m, %u out", deepest, anlan_crowd_out (crowd)), NULL);
}

const VerifyCase verify_walking_cases[] = {
  { "RiMEA 1: corridor, one person", "RiMEA 4.1.1, 1", rimea_1 },
  { "RiMEA 2: up a stair", "RiMEA 4.1.1, 2", rimea_2 },
  { "RiMEA 3: down a stair", "RiMEA 4.1.1, 3", rimea_3 },
  { "RiMEA 5: premovement", "RiMEA 4.1.1, 5; IMO 5", start_times },
  { "RiMEA 6: corner", "RiMEA 4.1.1, 6; IMO 6; NIST 2.3", corner },
  { "IMO 1: corridor", "MSC.1/Circ.1533, 1", imo_1 },
  { "IMO 2: up a stair", "MSC.1/Circ.1533, 2", imo_2 },
  { "IMO 3: down a stair", "MSC.1/Circ.1533, 3", imo_3 },
  { "IMO 7: speeds drawn", "MSC.1/Circ.1533, 7", imo_7 },
  { "NIST 1.1: premovement drawn", "NIST TN 1822, 1.1", nist_1_1 },
  { "NIST 2.1: speed in a corridor", "NIST TN 1822, 2.1; ISO 20414, 2", nist_2_1 },
  { "NIST 2.2: speed on a stair", "NIST TN 1822, 2.2; ISO 20414, 3", nist_2_2 },
  { "NIST 2.4: demographics", "NIST TN 1822, 2.4; ISO 20414, 5", nist_2_4 },
  { NULL, NULL, NULL },
};

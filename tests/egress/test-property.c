/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/error.h"
#include "egress/doctor.h"
#include "egress/guide.h"
#include "egress/many.h"
#include "plan-fixture.h"

/* What holds for any plan, for as many as lots draw. */

/* Rooms of a row with doors by lot, two levels joined by a stair, gas and smoke: people are conserved at every step, in no step
 * does anybody gain or lose what cannot be, and the run ends. */
static AnlanPlan *
draw_plan (GRand *rand, guint *total)
{
  AnlanPlan *plan = anlan_plan_new ();
  guint rooms = (guint)g_rand_int_range (rand, 1, 5);
  AnlanPlanStair stair = { .id = (char *)"stair",
                           .low = { { 0, 3 }, { 0, 1.5 } },
                           .high = { { 0, 3 }, { 0, 1.5 } },
                           .high_level = 1,
                           .length = 6,
                           .up = 0.5,
                           .down = 0.66 };

  anlan_plan_add_level (plan, "g");
  anlan_plan_add_level (plan, "h");
  *total = 0;
  for (guint i = 0; i < rooms; i++)
    {
      guint here = (guint)g_rand_int_range (rand, 0, 20);
      AnlanPlanPeople group = { .count = here, .space = (int)i, .speed = speeds, .premovement = at_once };

      rectangle (plan, i * 6, 0, i * 6 + 6, 5);
      door (plan, i * 6 + 6, 1, i * 6 + 6, 1 + g_rand_double_range (rand, 0.6, 3), i + 1 == rooms);
      group.together = (guint)g_rand_int_range (rand, 0, 4);
      anlan_plan_add_people (plan, &group);
      *total += here;
    }
  {
    AnlanPoint ring[] = { { 0, 0 }, { 10, 0 }, { 10, 5 }, { 0, 5 } };
    guint upper = anlan_plan_add_space (plan, "upper", 1, ring, 4);

    anlan_plan_add_stair (plan, &stair);
    people (plan, upper, 8);
    *total += 8;
  }
  plan->max_time = 400;
  return plan;
}

static AnlanAir *
draw_air (GRand *rand)
{
  AnlanAir *air = anlan_air_new ();
  AnlanRelease leak = { .gas = anlan_toxic_find ("nh3"),
                        .place = { g_rand_double_range (rand, -30, 30), 20 },
                        .rate = g_rand_double_range (rand, 0.001, 2),
                        .duration = INFINITY };
  AnlanWind wind = { .from = g_rand_double_range (rand, 0, 360),
                     .speed = g_rand_double_range (rand, 0, 6),
                     .spread = NAN,
                     .stability = ANLAN_STABILITY_D,
                     .temperature = 293.15 };
  AnlanAirSmoke smoke = { .from = 20,
                          .until = INFINITY,
                          .grows = 60,
                          .extinction = 2,
                          .celsius = 80,
                          .smoke = { .co = 3000, .o2 = 18 } };
  g_autoptr (GError) error = NULL;

  anlan_air_add_release (air, &leak, &wind, -60, &error);
  g_assert_no_error (error);
  wind.from = g_rand_double_range (rand, 0, 360);
  anlan_air_turn_wind (air, 40, &wind, &error);
  g_assert_no_error (error);
  anlan_air_add_smoke (air, &smoke, &error);
  g_assert_no_error (error);
  anlan_air_settle (air, 400);
  return air;
}

static void
test_conserved (gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (GPOINTER_TO_UINT (data));
  guint total;
  g_autoptr (AnlanPlan) plan = draw_plan (rand, &total);
  g_autoptr (AnlanAir) air = draw_air (rand);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0, &error);
  g_autoptr (AnlanCrowd) crowd = NULL;
  guint before = 0;

  g_assert_no_error (error);
  crowd = anlan_crowd_new (site, plan, GPOINTER_TO_UINT (data), &error);
  g_assert_no_error (error);
  anlan_crowd_set_air (crowd, air);
  g_assert_cmpuint (anlan_crowd_people (crowd), ==, total);
  while (anlan_crowd_step (crowd))
    {
      guint out = 0, fallen = 0;

      for (guint i = 0; i < total; i++)
        {
          AnlanPersonState state;
          AnlanPersonHarm harm;

          anlan_crowd_person (crowd, i, &state);
          anlan_crowd_harm (crowd, i, &harm);
          out += state.out;
          fallen += harm.fallen && !harm.carried;
          g_assert_true (isfinite (state.place.x) && isfinite (state.place.y) && state.speed >= 0 &&
                         state.speed < 2);
          g_assert_true (harm.toxic >= 0 && harm.smoke >= 0 && harm.heat >= 0);
          g_assert_false (harm.fallen && state.speed > 0);
        }
      g_assert_cmpuint (out, ==, anlan_crowd_out (crowd));
      g_assert_cmpuint (fallen, ==, anlan_crowd_fallen (crowd));
      g_assert_cmpuint (out, >=, before);
      g_assert_cmpuint (out + fallen, <=, total);
      before = out;
    }
}

/* --- symmetry ----------------------------------------------------------------------------------------------------------- */

/* The same hall as it is, mirrored, and turned by a quarter: the times lie within a twentieth of each other. */
static AnlanPoint
turned (AnlanPoint at, guint how)
{
  if (how == 1)
    return (AnlanPoint){ -at.x, at.y };
  return how == 2 ? (AnlanPoint){ -at.y, at.x } : at;
}

static double
time_of (guint how)
{
  g_autoptr (AnlanPlan) plan = anlan_plan_new ();
  AnlanPoint ring[] = { { 0, 0 }, { 14, 0 }, { 14, 9 }, { 6, 9 }, { 6, 4 }, { 0, 4 } }, places[60];
  AnlanPlanPeople group = { .count = 60, .space = -1, .places = places, .premovement = at_once };
  AnlanPlanDoor exit = { .id = (char *)"exit", .exit = TRUE };
  g_autoptr (AnlanSite) site = NULL;
  g_autoptr (AnlanCrowd) crowd = NULL;

  for (guint i = 0; i < 6; i++)
    ring[i] = turned (ring[i], how);
  for (guint i = 0; i < 60; i++)
    places[i] = turned ((AnlanPoint){ 0.5 + i % 10 * 0.52, 0.6 + i / 10 * 0.55 }, how);
  exit.from = turned ((AnlanPoint){ 9, 9 }, how);
  exit.to = turned ((AnlanPoint){ 10, 9 }, how);
  group.speed = (AnlanSpread){ ANLAN_SPREAD_FIXED, 1.2, 0, 1.2, 1.2 };
  anlan_plan_add_level (plan, "g");
  anlan_plan_add_space (plan, "hall", 0, ring, 6);
  anlan_plan_add_door (plan, &exit);
  anlan_plan_add_people (plan, &group);
  site = anlan_site_new (plan, 0, NULL);
  crowd = anlan_crowd_new (site, plan, 1, NULL);
  anlan_crowd_run (crowd, NULL);
  g_assert_cmpuint (anlan_crowd_out (crowd), ==, 60);
  return anlan_crowd_time (crowd);
}

static void
test_symmetry (void)
{
  double plain = time_of (0);

  g_assert_cmpfloat_with_epsilon (time_of (1), plain, plain / 20);
  g_assert_cmpfloat_with_epsilon (time_of (2), plain, plain / 20);
}

/* --- ends of walls ------------------------------------------------------------------------------------------------------ */

/* Necks of all widths, a few millimetres apart, wherever the grid falls: nobody is ever caught. */
static void
test_necks (void)
{
  for (guint i = 0; i < 36; i++)
    {
      double width = 0.62 + i * 0.0487;
      g_autoptr (AnlanPlan) plan = anlan_plan_new ();
      g_autoptr (AnlanSite) site = NULL;
      g_autoptr (AnlanCrowd) crowd = NULL;

      anlan_plan_add_level (plan, "g");
      rectangle (plan, 0, 0, 6, 6);
      rectangle (plan, 6, 3 - width / 2, 9, 3 + width / 2);
      door (plan, 6, 3 - width / 2, 6, 3 + width / 2, FALSE);
      door (plan, 9, 3 - width / 2, 9, 3 + width / 2, TRUE);
      people (plan, 0, 30);
      plan->max_time = 300;
      site = anlan_site_new (plan, 0, NULL);
      crowd = anlan_crowd_new (site, plan, i + 1, NULL);
      anlan_crowd_run (crowd, NULL);
      g_assert_cmpuint (anlan_crowd_out (crowd), ==, 30);
    }
}

/* --- many seeds --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  guint calls, last;
  int stop;
} Watch;

static void
note_cb (guint done, guint seeds, gpointer data)
{
  Watch *watch = data;

  watch->calls++;
  g_assert_cmpuint (done, ==, watch->last + 1);
  watch->last = done;
  if (done == 3)
    g_atomic_int_set (&watch->stop, 1);
}

/* One thread and three give the same figures; a stop leaves those that ended; what cannot be is refused. */
static void
test_many (void)
{
  g_autoptr (AnlanPlan) plan = room (40);
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanMany) one = anlan_many_run (site, plan, NULL, 1, 12, 1, NULL, NULL, NULL, &error),
                        three = NULL, stopped = NULL;
  Watch watch = { 0 };
  int at_once_stop = 1;

  g_assert_no_error (error);
  three = anlan_many_run (site, plan, NULL, 1, 12, 3, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (one->seeds, ==, 12);
  for (guint i = 0; i < 12; i++)
    g_assert_cmpfloat (one->totals[i], ==, three->totals[i]);
  g_assert_cmpfloat (one->total.p50, <=, one->total.p95);
  g_assert_cmpfloat (one->total.p95, <=, one->total.p99);
  g_assert_cmpfloat (one->spaces[0].p95, <=, one->total.p99 + 1);
  g_assert_cmpfloat (one->exit_people[0], ==, 40);
  stopped = anlan_many_run (site, plan, NULL, 1, 1000, 1, &watch.stop, note_cb, &watch, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stopped->seeds, ==, 3);
  g_clear_pointer (&stopped, anlan_many_free);
  stopped = anlan_many_run (site, plan, NULL, 1, 1000, 2, &at_once_stop, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (stopped->seeds, ==, 0);
  g_assert_null (anlan_many_run (site, plan, NULL, 1, 0, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

/* A room that fills with smoke: sight goes first, then the dose; the margin is that of IMO. */
static void
test_aset (void)
{
  g_autoptr (AnlanPlan) plan = room (1);
  g_autoptr (AnlanAir) air = anlan_air_new (), clear = anlan_air_new ();
  AnlanAirSmoke smoke = {
    .until = INFINITY, .grows = 100, .extinction = 2, .celsius = 20, .smoke = { .co = 5000, .o2 = 20.9 }
  };
  AnlanAset aset;

  g_assert_true (anlan_air_add_smoke (air, &smoke, NULL));
  anlan_air_settle (air, 600);
  anlan_aset (air, &g_array_index (plan->spaces, AnlanPlanArea, 0), 5, 1800, &aset);
  /* 3 / K < 5 m from K = 0.6 on, which is there after 30 s; the steps are 5 s. */
  g_assert_cmpfloat_with_epsilon (aset.at[ANLAN_LIMIT_SIGHT], 32.5, 3);
  g_assert_cmpint (aset.first, ==, ANLAN_LIMIT_SIGHT);
  /* 5,000 ppm CO give 0.1882 a minute: 0.3 after 95.6 s of it, of which the first 100 s count by half. */
  g_assert_cmpfloat_with_epsilon (aset.at[ANLAN_LIMIT_SMOKE], 50 + 95.6, 8);
  g_assert_true (isinf (aset.at[ANLAN_LIMIT_TOXIC]));
  anlan_aset (clear, &g_array_index (plan->spaces, AnlanPlanArea, 0), 5, 1800, &aset);
  g_assert_true (isinf (aset.aset));
}

/* --- the guide ---------------------------------------------------------------------------------------------------------- */

static AnlanPlan *
yard (void)
{
  AnlanPlan *plan = anlan_plan_new ();
  static const double at[4][2] = { { 100, 50 }, { 50, 100 }, { 0, 50 }, { 50, 0 } };

  anlan_plan_add_level (plan, "g");
  rectangle (plan, -20, -20, 120, 120);
  for (guint i = 0; i < 4; i++)
    {
      AnlanPlanMuster muster = { .id = (char *)"muster", .place = { at[i][0], at[i][1] }, .radius = 4 };

      anlan_plan_add_muster (plan, &muster);
    }
  return plan;
}

static AnlanAir *
leak (double from, double speed)
{
  AnlanAir *air = anlan_air_new ();
  AnlanRelease release = {
    .gas = anlan_toxic_find ("cl2"), .place = { 50, 50 }, .rate = 0.2, .duration = INFINITY
  };
  AnlanWind wind = {
    .from = from, .speed = speed, .spread = NAN, .stability = ANLAN_STABILITY_D, .temperature = 293.15
  };
  g_autoptr (GError) error = NULL;

  anlan_air_add_release (air, &release, &wind, -300, &error);
  g_assert_no_error (error);
  anlan_air_settle (air, 600);
  return air;
}

/* Wind FROM west, south, east, north: the muster point east, north, west, south is in danger, the one it comes from is not, and
 * the guide makes for none that is; with no wind all four are. */
static void
test_muster_states (void)
{
  static const double from[] = { 270, 180, 90, 0 };
  g_autoptr (AnlanPlan) plan = yard ();
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0.5, NULL);
  g_autoptr (AnlanGuide) guide = anlan_guide_new (site);
  g_autoptr (AnlanAir) calm = leak (NAN, 0);

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (AnlanAir) air = leak (from[i], 3);
      AnlanWind wind = { .from = from[i] };

      g_assert_cmpfloat (anlan_wind_towards (&wind), ==, fmod (from[i] + 180, 360));
      g_assert_cmpint (
          anlan_muster_state (air, 0, g_array_index (plan->musters, AnlanPlanMuster, i).place, 0, 600), ==,
          ANLAN_MUSTER_IN_DANGER);
      g_assert_cmpint (anlan_muster_state (
                           air, 0, g_array_index (plan->musters, AnlanPlanMuster, (i + 2) % 4).place, 0, 600),
                       ==, ANLAN_MUSTER_NO_DANGER_COMPUTED);
      anlan_guide_update (guide, air, 0, NULL, 15);
      g_assert_cmpuint (anlan_guide_exits (guide) & (1u << i), ==, 0);
      g_assert_cmpuint (anlan_guide_exits (guide) & (1u << (i + 2) % 4), !=, 0);
    }
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (
        anlan_muster_state (calm, 0, g_array_index (plan->musters, AnlanPlanMuster, i).place, 0, 600), ==,
        ANLAN_MUSTER_IN_DANGER);
  g_assert_cmpint (anlan_muster_state (NULL, 0, (AnlanPoint){ 0, 0 }, 0, 600), ==, ANLAN_MUSTER_NOT_KNOWN);
}

static void
test_trust (void)
{
  AnlanWind wind = { .from = 270, .speed = 3 };

  g_assert_cmpint (anlan_wind_trust (&wind, 10, FALSE, 1), ==, ANLAN_WIND_KNOWN);
  g_assert_cmpint (anlan_wind_trust (&wind, 600, FALSE, 1), ==, ANLAN_WIND_KNOWN);
  g_assert_cmpint (anlan_wind_trust (&wind, 601, FALSE, 1), ==, ANLAN_WIND_OLD);
  g_assert_cmpint (anlan_wind_trust (&wind, -5, FALSE, 1), ==, ANLAN_WIND_OLD);
  g_assert_cmpint (anlan_wind_trust (&wind, 10, TRUE, 1), ==, ANLAN_WIND_STALE);
  g_assert_cmpint (anlan_wind_trust (&wind, 10, FALSE, 3.5), ==, ANLAN_WIND_WEAK);
  g_assert_cmpint (anlan_wind_trust (&wind, NAN, FALSE, 1), ==, ANLAN_WIND_NONE);
  wind.from = NAN;
  g_assert_cmpint (anlan_wind_trust (&wind, 10, FALSE, 1), ==, ANLAN_WIND_NONE);
  wind.speed = 0.4;
  g_assert_cmpint (anlan_wind_trust (&wind, 10, FALSE, 0), ==, ANLAN_WIND_WEAK);
}

/* A gust of a degree changes nothing that is said; a turn does, and only what hangs on it is solved again. */
static void
test_steady (void)
{
  g_autoptr (AnlanPlan) plan = yard ();
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0.5, NULL);
  g_autoptr (AnlanGuide) guide = anlan_guide_new (site);
  g_autoptr (AnlanAir) air = leak (270, 3), gust = leak (270.02, 3);
  AnlanAdvice advice;
  guint exit;
  guint32 all = anlan_guide_update (guide, air, 0, NULL, 15), some;

  anlan_guide_advise (guide, 1, 0, (AnlanPoint){ 53, 70 }, 1, 1.3, 600, &advice);
  g_assert_nonnull (advice.route);
  exit = advice.route->exit;
  g_assert_cmpuint (exit, !=, 0);
  some = anlan_guide_update (guide, gust, 0, NULL, 15);
  g_assert_cmpuint (some, <, all / 2);
  anlan_guide_advise (guide, 1, 0, (AnlanPoint){ 53, 70 }, 1, 1.3, 600, &advice);
  g_assert_cmpuint (advice.route->exit, ==, exit);
  g_assert_cmpint (advice.go, ==, round (advice.walk * 1000) <= round (advice.shelter * 1000));
  g_assert_cmpuint (anlan_guide_update (guide, gust, 0, NULL, 15), ==, 0);
}

/* Two levels: who is upstairs is led over the stair and out. */
static void
test_levels (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint total;
  g_autoptr (AnlanPlan) plan = draw_plan (rand, &total);
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0, NULL);
  g_autoptr (AnlanGuide) guide = anlan_guide_new (site);
  AnlanAdvice advice;
  gboolean on_stair = FALSE;

  anlan_guide_update (guide, NULL, 0, NULL, ~G_GUINT64_CONSTANT (0));
  anlan_guide_advise (guide, 1, 1, (AnlanPoint){ 8, 4 }, 1, 1.3, 600, &advice);
  g_assert_nonnull (advice.route);
  for (guint i = 0; i < advice.route->points->len; i++)
    on_stair |= g_array_index (advice.route->points, AnlanRoutePoint, i).stair == 0;
  g_assert_true (on_stair);
  g_assert_true (advice.go);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint seed = 1; seed <= 16; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/property/conserved/%u", seed);

      g_test_add_data_func (path, GUINT_TO_POINTER (seed), test_conserved);
    }
  g_test_add_func ("/property/symmetry", test_symmetry);
  g_test_add_func ("/property/necks", test_necks);
  g_test_add_func ("/property/many", test_many);
  g_test_add_func ("/property/aset", test_aset);
  g_test_add_func ("/property/muster-states", test_muster_states);
  g_test_add_func ("/property/trust", test_trust);
  g_test_add_func ("/property/steady", test_steady);
  g_test_add_func ("/property/levels", test_levels);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "egress/danger.h"

#define SIDE 120.0

/* A yard of 120 m with a gate in the middle of each of its four sides: east, north, west, south. */
static AnlanPlan *
yard (void)
{
  static const AnlanPoint ring[] = { { 0, 0 }, { SIDE, 0 }, { SIDE, SIDE }, { 0, SIDE } };
  static const double gates[4][4] = {
    { SIDE, 57, SIDE, 63 }, { 63, SIDE, 57, SIDE }, { 0, 63, 0, 57 }, { 57, 0, 63, 0 }
  };
  AnlanPlan *plan = anlan_plan_new ();

  anlan_plan_add_level (plan, "g");
  anlan_plan_add_space (plan, "yard", 0, ring, 4);
  for (guint i = 0; i < 4; i++)
    {
      AnlanPlanDoor gate = { .id = (char *)"gate",
                             .from = { gates[i][0], gates[i][1] },
                             .to = { gates[i][2], gates[i][3] },
                             .exit = TRUE };

      anlan_plan_add_door (plan, &gate);
    }
  return plan;
}

static AnlanAir *
leak (const AnlanToxic *gas, AnlanPoint place, double rate, double from, double speed)
{
  AnlanRelease release = { .gas = gas, .place = place, .rate = rate, .duration = INFINITY };
  AnlanWind wind = {
    .from = from, .speed = speed, .spread = NAN, .stability = ANLAN_STABILITY_D, .temperature = 293.15
  };
  g_autoptr (GError) error = NULL;
  AnlanAir *air = anlan_air_new ();

  anlan_air_add_release (air, &release, &wind, 0, &error);
  g_assert_no_error (error);
  return air;
}

static double
ppm_at (const AnlanAir *air, AnlanPoint place, double seconds)
{
  AnlanAirState state;

  anlan_air_at (air, 0, place, seconds, &state);
  return state.ppm;
}

static AnlanRoute *
way_out (const AnlanSite *site, const AnlanAir *air, AnlanPoint from)
{
  g_autoptr (AnlanPotential) field = anlan_site_make_field (site, NULL);
  AnlanRoute *route;

  if (air != NULL)
    anlan_danger_apply (air, 600, site, field);
  anlan_site_solve (site, field, 15);
  route = anlan_route_new (site, field, 0, from);
  g_assert_nonnull (route);
  return route;
}

static AnlanSite *
yard_site (void)
{
  g_autoptr (AnlanPlan) plan = yard ();
  g_autoptr (GError) error = NULL;
  AnlanSite *site = anlan_site_new (plan, 1, &error);

  g_assert_no_error (error);
  return site;
}

/* Nearest is the east gate; with the leak in the middle and the wind from the west nobody goes there, and when the wind turns
 * round it is the way again. */
static void
test_wind (void)
{
  const AnlanToxic *gas = anlan_toxic_find ("nh3");
  AnlanPoint middle = { 60, 60 }, person = { 85, 64 };
  g_autoptr (AnlanSite) site = yard_site ();
  g_autoptr (AnlanRoute) quiet = way_out (site, NULL, person), west = NULL, east = NULL;
  g_autoptr (AnlanAir) eastward = leak (gas, middle, 2, 270, 2), westward = leak (gas, middle, 2, 90, 2);
  double with, without;

  g_assert_cmpuint (quiet->exit, ==, 0);
  west = way_out (site, eastward, person);
  g_assert_cmpuint (west->exit, ==, 1);
  with = anlan_route_load (west, eastward, 1.2, 600, NULL);
  without = anlan_route_load (quiet, eastward, 1.2, 600, NULL);
  g_assert_cmpfloat (with, <, without / 2);
  east = way_out (site, westward, person);
  g_assert_cmpuint (east->exit, ==, 0);
  g_assert_cmpfloat (anlan_route_load (east, westward, 1.2, 600, NULL), <, 1e-6);
}

/* Who stands in it gets out across the wind, not against it through the source nor along with it. */
static void
test_within (void)
{
  const AnlanToxic *gas = anlan_toxic_find ("nh3");
  g_autoptr (AnlanSite) site = yard_site ();
  g_autoptr (AnlanAir) plume = leak (gas, (AnlanPoint){ 30, 60 }, 5, 270, 3);
  g_autoptr (AnlanRoute) route = NULL;
  double peak;

  route = way_out (site, plume, (AnlanPoint){ 80, 61 });
  g_assert_true (route->exit == 1 || route->exit == 3);
  anlan_route_load (route, plume, 1.2, 600, &peak);
  g_assert_cmpfloat (peak, >=, ppm_at (plume, (AnlanPoint){ 80, 61 }, 600) * 0.8);
}

/* Pulled tight, a way around a plume stays around it. */
static void
test_around (void)
{
  const AnlanToxic *gas = anlan_toxic_find ("h2s");
  AnlanPoint person = { 30, 20 };
  g_autoptr (AnlanSite) site = yard_site ();
  g_autoptr (AnlanAir) plume = leak (gas, (AnlanPoint){ 10, 45 }, 0.5, 290, 4);
  g_autoptr (AnlanPotential) field = anlan_site_make_field (site, NULL);
  g_autoptr (AnlanRoute) route = NULL, straight = NULL;

  anlan_danger_apply (plume, 600, site, field);
  anlan_site_solve (site, field, 1 << 1);
  route = anlan_route_new (site, field, 0, person);
  g_assert_nonnull (route);
  g_autoptr (AnlanPotential) plain = anlan_site_make_field (site, NULL);
  anlan_site_solve (site, plain, 1 << 1);
  straight = anlan_route_new (site, plain, 0, person);
  g_assert_cmpfloat (route->length, >, straight->length);
  g_assert_cmpfloat (anlan_route_load (route, plume, 1.2, 600, NULL), <,
                     anlan_route_load (straight, plume, 1.2, 600, NULL));
}

/* Indoors it comes slowly: with one change an hour (1 - exp (-1/6)) of what is outside after ten minutes. */
static void
test_shelter (void)
{
  const AnlanToxic *gas = anlan_toxic_find ("cl2");
  AnlanPoint house = { 90, 60 };
  g_autoptr (AnlanAir) plume = leak (gas, (AnlanPoint){ 60, 60 }, 1e-5, 270, 3);
  double outside = ppm_at (plume, house, 1e6), peak, tight, leaky;

  tight = anlan_air_shelter_load (plume, house, 1, 0, 600, &peak);
  g_assert_cmpfloat_with_epsilon (peak, outside * (1 - exp (-1.0 / 6)), outside * 0.02);
  leaky = anlan_air_shelter_load (plume, house, 6, 0, 600, NULL);
  g_assert_cmpfloat (tight, <, leaky);
  g_assert_cmpfloat (leaky, <, anlan_toxic_load_rate (gas, outside) * 10);
  g_assert_cmpfloat (anlan_air_shelter_load (plume, house, 0, 0, 600, NULL), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/danger/wind", test_wind);
  g_test_add_func ("/danger/within", test_within);
  g_test_add_func ("/danger/around", test_around);
  g_test_add_func ("/danger/shelter", test_shelter);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/error.h"
#include "egress/dose.h"
#include "egress/plume.h"
#include "egress/release.h"

#define AIR 293.15

static AnlanRelease
ammonia (double rate)
{
  return (AnlanRelease){ .gas = anlan_toxic_find ("nh3"), .rate = rate, .duration = INFINITY };
}

static AnlanWind
wind_from (double degrees, double speed)
{
  return (AnlanWind){
    .from = degrees, .speed = speed, .spread = NAN, .stability = ANLAN_STABILITY_D, .temperature = AIR
  };
}

static AnlanPlume *
plume (AnlanRelease release, AnlanWind wind)
{
  g_autoptr (GError) error = NULL;
  AnlanPlume *self = anlan_plume_new (&release, &wind, &error);

  g_assert_no_error (error);
  return self;
}

static double
at (const AnlanPlume *self, double x, double y, double seconds)
{
  return anlan_plume_at (self, (AnlanPoint){ x, y }, 1.5, seconds);
}

/* Wind from the north carries it south, and so on round. */
static void
test_from (void)
{
  static const struct
  {
    double from, x, y;
  } cases[] = { { 0, 0, -100 }, { 90, -100, 0 }, { 180, 0, 100 }, { 270, 100, 0 }, { 225, 70.71, 70.71 } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanPlume) self = plume (ammonia (1), wind_from (cases[i].from, 3));

      g_assert_cmpfloat (at (self, cases[i].x, cases[i].y, 3600), >, 100);
      g_assert_cmpfloat (at (self, -cases[i].x, -cases[i].y, 3600), ==, 0);
      g_assert_cmpfloat (at (self, cases[i].y, -cases[i].x, 3600), <, 1e-6);
    }
}

/* What goes through a plane across the wind is what came out. */
static void
test_mass (void)
{
  g_autoptr (AnlanPlume) self = plume (ammonia (1), wind_from (270, 4));
  AnlanStability d = ANLAN_STABILITY_D;
  double carried = anlan_wind_at (4, 2, d, ANLAN_TERRAIN_OPEN);
  double sum = 0;

  for (double y = -60; y < 60; y++)
    for (double z = 0.25; z < 60; z += 0.5)
      sum += anlan_toxic_from_ppm (anlan_toxic_find ("nh3"),
                                   anlan_plume_at (self, (AnlanPoint){ 200, y + 0.5 }, z, 1e9), AIR) *
             carried * 0.5;
  g_assert_cmpfloat_with_epsilon (sum, 1, 0.01);
}

static void
test_symmetry (void)
{
  g_autoptr (AnlanPlume) east = plume (ammonia (1), wind_from (270, 3));
  g_autoptr (AnlanPlume) north = plume (ammonia (1), wind_from (180, 3));

  for (double x = 5; x < 300; x += 17)
    for (double y = 0; y < 60; y += 7)
      {
        double here = at (east, x, y, 1e6);

        g_assert_cmpfloat_with_epsilon (at (east, x, -y, 1e6), here, 1e-9 * here + 1e-12);
        g_assert_cmpfloat_with_epsilon (at (north, y, x, 1e6), here, 1e-6 * here + 1e-9);
        g_assert_cmpfloat (here, <=, 1e6);
      }
}

/* It takes its time to arrive, stands, and goes when the hole is shut. */
static void
test_time (void)
{
  AnlanRelease release = ammonia (0.5);
  g_autoptr (AnlanPlume) self = NULL;
  double stands, arrival = 200 / anlan_wind_at (4, 2, ANLAN_STABILITY_D, ANLAN_TERRAIN_OPEN);

  release.duration = 300;
  self = plume (release, wind_from (270, 4));
  stands = at (self, 200, 0, 200);
  g_assert_cmpfloat (stands, >, 0);
  g_assert_cmpfloat (at (self, 200, 0, 0), ==, 0);
  g_assert_cmpfloat (at (self, 200, 0, arrival * 0.5), <, stands * 0.01);
  g_assert_cmpfloat_with_epsilon (at (self, 200, 0, arrival), stands / 2, stands * 0.05);
  g_assert_cmpfloat (at (self, 200, 0, 300 + arrival * 1.5), <, stands * 0.01);
}

/* On the ground never more than pure gas, also at the source, and less the farther. */
static void
test_near (void)
{
  g_autoptr (AnlanPlume) self = plume (ammonia (50), wind_from (270, 1));
  double before = 1e6;

  for (double x = 0.1; x < 5000; x *= 1.3)
    {
      double here = anlan_plume_at (self, (AnlanPoint){ x, 0 }, 0, 1e9);

      g_assert_cmpfloat (here, <=, before * (1 + 1e-9));
      before = here;
    }
}

/* Chlorine out of a pipe goes along the ground, ammonia as warm as the air does not; a breath of chlorine neither. */
static void
test_heavy (void)
{
  AnlanRelease chlorine = { .gas = anlan_toxic_find ("cl2"), .rate = 3, .duration = 600 };
  g_autoptr (AnlanPlume) heavy = plume (chlorine, wind_from (270, 2));
  g_autoptr (AnlanPlume) light = plume (ammonia (3), wind_from (270, 2));
  g_autoptr (AnlanPlume) little = NULL, puff = NULL;

  g_assert_cmpint (anlan_plume_model (heavy), ==, ANLAN_PLUME_DENSE);
  g_assert_cmpint (anlan_plume_model (light), ==, ANLAN_PLUME_GAUSSIAN);
  /* Wider than the normal distribution of the same place, lower than a man upwind, none far upwind. */
  g_assert_cmpfloat (at (heavy, 50, 25, 300), >, 1000);
  g_assert_cmpfloat (at (heavy, -200, 0, 300), ==, 0);
  chlorine.rate = 1e-6;
  little = plume (chlorine, wind_from (270, 2));
  g_assert_cmpint (anlan_plume_model (little), ==, ANLAN_PLUME_GAUSSIAN);
  chlorine.rate = 0;
  chlorine.mass = 1000;
  puff = plume (chlorine, wind_from (270, 2));
  g_assert_cmpint (anlan_plume_model (puff), ==, ANLAN_PLUME_DENSE);
  g_assert_cmpfloat (at (puff, 100, 0, 125), >, at (puff, 400, 0, 500));
  g_assert_cmpfloat (at (puff, 100, 0, 1e4), ==, 0);
}

/* Without a direction it is all round; with little wind the wedge is wide. */
static void
test_calm (void)
{
  AnlanWind none = wind_from (NAN, 0.2);
  g_autoptr (AnlanPlume) calm = plume (ammonia (0.1), none);
  g_autoptr (AnlanPlume) weak = plume (ammonia (0.1), wind_from (270, 1));
  g_autoptr (AnlanPlume) strong = plume (ammonia (0.1), wind_from (270, 6));

  g_assert_true (anlan_plume_is_calm (calm));
  g_assert_cmpfloat (anlan_plume_wedge (calm), ==, 180);
  g_assert_cmpfloat_with_epsilon (at (calm, 60, 80, 1e6), at (calm, -100, 0, 1e6), 1e-6);
  g_assert_cmpfloat (at (calm, 60, 80, 1e6), >, at (weak, 100, 0, 1e6));
  g_assert_cmpfloat (anlan_plume_wedge (strong), ==, 20);
  g_assert_cmpfloat (anlan_plume_wedge (weak), ==, 40);
}

static void
test_reach (void)
{
  g_autoptr (AnlanPlume) self = plume (ammonia (1), wind_from (270, 3));
  double reach = anlan_plume_reach (self, 160, 10000);

  g_assert_cmpfloat (reach, >, 50);
  g_assert_cmpfloat_with_epsilon (at (self, reach, 0, 1e9), 160, 1);
  g_assert_cmpfloat (anlan_plume_reach (self, 1e6, 10000), <, 10);
  g_assert_cmpfloat (at (self, reach * 1.5, 0, 1e9), <, 160);
}

static void
test_fill (void)
{
  g_autoptr (AnlanPlume) self = plume (ammonia (1), wind_from (250, 3));
  g_autofree float *ppm = g_new (float, 40 * 30);

  anlan_plume_fill (self, 1.5, 600, (AnlanPoint){ -20, -10 }, 5, 40, 30, ppm);
  for (guint i = 0; i < 40 * 30; i++)
    {
      double x = -20 + (i % 40 + 0.5) * 5, y = -10 + (i / 40 + 0.5) * 5;

      g_assert_cmpfloat (ppm[i], ==, (float)at (self, x, y, 600));
    }
}

static void
test_refused (void)
{
  static const struct
  {
    double rate, mass, duration, height, speed, from, kelvin;
  } cases[] = {
    { 0, 0, 60, 0, 3, 0, AIR },        { -1, 0, 60, 0, 3, 0, AIR }, { NAN, 0, 60, 0, 3, 0, AIR },
    { INFINITY, 0, 60, 0, 3, 0, AIR }, { 0, -5, 60, 0, 3, 0, AIR }, { 1, 0, 0, 0, 3, 0, AIR },
    { 1, 0, NAN, 0, 3, 0, AIR },       { 1, 0, 60, -1, 3, 0, AIR }, { 1, 0, 60, NAN, 3, 0, AIR },
    { 1, 0, 60, 0, NAN, 0, AIR },      { 1, 0, 60, 0, -2, 0, AIR }, { 1, 0, 60, 0, 1e9, 0, AIR },
    { 1, 0, 60, 0, 3, NAN, AIR },      { 1, 0, 60, 0, 3, 0, 0 },    { 1, 0, 60, 0, 3, 0, NAN },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnlanRelease release = ammonia (cases[i].rate);
      AnlanWind wind = wind_from (cases[i].from, cases[i].speed);
      g_autoptr (GError) error = NULL;

      release.mass = cases[i].mass;
      release.duration = cases[i].duration;
      release.height = cases[i].height;
      wind.temperature = cases[i].kelvin;
      g_assert_null (anlan_plume_new (&release, &wind, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
    }
  g_assert_null (anlan_toxic_find ("phlogiston"));
}

static void
test_toxic (void)
{
  const AnlanToxic *h2s = anlan_toxic_find ("h2s"), *methane = anlan_toxic_find ("methane");
  const AnlanToxic *methanol = anlan_toxic_find ("methanol");

  g_assert_cmpfloat (anlan_toxic_aegl (h2s, ANLAN_AEGL_3, 5), ==, anlan_toxic_aegl (h2s, ANLAN_AEGL_3, 10));
  g_assert_cmpfloat_with_epsilon (anlan_toxic_aegl (h2s, ANLAN_AEGL_3, 30), 59, 1e-9);
  g_assert_cmpfloat_with_epsilon (anlan_toxic_aegl (h2s, ANLAN_AEGL_3, 600), 50, 1e-9);
  g_assert_cmpfloat (anlan_toxic_aegl (h2s, ANLAN_AEGL_3, 20), <, 76);
  g_assert_cmpfloat (anlan_toxic_aegl (methanol, ANLAN_AEGL_3, 10), ==, 14000);
  g_assert_true (isnan (anlan_toxic_aegl (methane, ANLAN_AEGL_2, 10)));
  g_assert_cmpfloat (anlan_toxic_load_rate (methane, 1e5), ==, 0);
  g_assert_cmpfloat (anlan_toxic_load_rate (h2s, -3), ==, 0);
  g_assert_cmpfloat_with_epsilon (anlan_toxic_load_rate (h2s, 76) * 10, 1, 1e-12);
  g_assert_cmpfloat (anlan_toxic_escape_load (h2s), <, 0.2);
  /* The set points' table: 1 ppm of H2S is 1.417 mg/m3 at 20 °C (34.08 / 24.055). */
  g_assert_cmpfloat_with_epsilon (anlan_toxic_from_ppm (h2s, 1, AIR) * 1e6, 1.417, 0.001);
  g_assert_cmpfloat_with_epsilon (anlan_toxic_to_ppm (h2s, anlan_toxic_from_ppm (h2s, 7, AIR), AIR), 7, 1e-9);
}

/* Corners of Pasquill's table (facts: evacuation, stability). */
static void
test_stability (void)
{
  static const struct
  {
    double wind;
    AnlanSky sky;
    AnlanStability stability;
  } cases[] = {
    { 1, ANLAN_SKY_SUN_STRONG, ANLAN_STABILITY_A },   { 1, ANLAN_SKY_NIGHT_CLEAR, ANLAN_STABILITY_F },
    { 2.5, ANLAN_SKY_SUN_SLIGHT, ANLAN_STABILITY_C }, { 2.5, ANLAN_SKY_NIGHT_CLOUDY, ANLAN_STABILITY_E },
    { 4, ANLAN_SKY_NIGHT_CLEAR, ANLAN_STABILITY_E },  { 4, ANLAN_SKY_OVERCAST, ANLAN_STABILITY_D },
    { 5, ANLAN_SKY_SUN_STRONG, ANLAN_STABILITY_C },   { 9, ANLAN_SKY_NIGHT_CLEAR, ANLAN_STABILITY_D },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (anlan_stability (cases[i].wind, cases[i].sky), ==, cases[i].stability);
}

static void
test_fire (void)
{
  gboolean choked;

  /* API 521: 4.73 kW/m2 is where one may stay two or three minutes; a tenth of it three times and a bit farther away. */
  g_assert_cmpfloat_with_epsilon (anlan_fire_radiation (1, 50000, 0.25, 10), 9.947, 0.001);
  g_assert_cmpfloat_with_epsilon (anlan_fire_radiation (1, 50000, 0.25, 20), 9.947 / 4, 0.001);
  g_assert_cmpfloat (anlan_radiation_dose_rate (2.4), ==, 0);
  g_assert_cmpfloat (anlan_radiation_dose_rate (10), >, anlan_radiation_dose_rate (5));
  g_assert_cmpfloat (anlan_release_gas (0.01, 0.85, 101325, 101325, 1.2, 1.4, NULL), ==, 0);
  g_assert_cmpfloat (anlan_release_gas (0.01, 0.85, 150000, 101325, 1.8, 1.4, &choked), >, 0);
  g_assert_false (choked);
  anlan_release_gas (0.01, 0.85, 501000, 101325, 8.9, 1.15, &choked);
  g_assert_true (choked);
  g_assert_cmpfloat (anlan_release_liquid (0.01, 0.63, 1e5, 101325, 800), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/hazard/from", test_from);
  g_test_add_func ("/hazard/mass", test_mass);
  g_test_add_func ("/hazard/symmetry", test_symmetry);
  g_test_add_func ("/hazard/time", test_time);
  g_test_add_func ("/hazard/near", test_near);
  g_test_add_func ("/hazard/heavy", test_heavy);
  g_test_add_func ("/hazard/calm", test_calm);
  g_test_add_func ("/hazard/reach", test_reach);
  g_test_add_func ("/hazard/fill", test_fill);
  g_test_add_func ("/hazard/refused", test_refused);
  g_test_add_func ("/hazard/toxic", test_toxic);
  g_test_add_func ("/hazard/stability", test_stability);
  g_test_add_func ("/hazard/fire", test_fire);
  return g_test_run ();
}

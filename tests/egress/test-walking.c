/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "egress/walking.h"

/* Weidmann 1993: v = 1.34 (1 - exp (-1.913 (1/rho - 1/5.4))) */
static void
test_weidmann (void)
{
  static const struct
  {
    double density, speed;
  } table[] = { { 0.5, 1.298 }, { 1, 1.058 }, { 1.5, 0.807 }, { 1.75, 0.700 }, { 2, 0.606 },
                { 3, 0.331 },   { 4, 0.156 }, { 5, 0.037 },   { 5.4, 0 },      { 9, 0 } };

  g_assert_cmpfloat (anlan_walking_part (ANLAN_WALKING_WEIDMANN, 0), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpfloat_with_epsilon (1.34 * anlan_walking_part (ANLAN_WALKING_WEIDMANN, table[i].density),
                                    table[i].speed, 0.001);
  /* its largest flow: 1.225 p/m/s at 1.75 */
  g_assert_cmpfloat_with_epsilon (1.75 * 1.34 * anlan_walking_part (ANLAN_WALKING_WEIDMANN, 1.75), 1.225,
                                  0.001);
}

/* SFPE Handbook, 5th ed., ch. 59 */
static void
test_sfpe (void)
{
  static const struct
  {
    double density, speed;
  } table[] = { { 0.1, 1.199 }, { 0.54, 1.199 }, { 1, 1.028 }, { 1.88, 0.700 },
                { 2, 0.655 },   { 2.5, 0.469 },  { 3, 0.283 } };
  static const struct
  {
    double riser, tread, k_speed, flow;
  } stairs[] = {
    { 7.5, 10, 0.997, 0.94 }, { 7, 11, 1.082, 1.02 }, { 6.5, 12, 1.173, 1.10 }, { 6.5, 13, 1.221, 1.15 }
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    g_assert_cmpfloat_with_epsilon (anlan_sfpe_speed (ANLAN_SFPE_K_LEVEL, table[i].density), table[i].speed,
                                    0.001);
  g_assert_cmpfloat_with_epsilon (anlan_sfpe_most_flow (ANLAN_SFPE_K_LEVEL), 1.316, 0.001);
  for (guint i = 0; i < G_N_ELEMENTS (stairs); i++)
    {
      double k = anlan_sfpe_k_stair (stairs[i].riser, stairs[i].tread);

      g_assert_cmpfloat_with_epsilon (k, stairs[i].k_speed, 0.001);
      g_assert_cmpfloat_with_epsilon (anlan_sfpe_most_flow (k), stairs[i].flow, 0.006);
      g_assert_cmpfloat_with_epsilon (anlan_sfpe_flow (k, anlan_sfpe_density (k, stairs[i].flow * 0.9)),
                                      stairs[i].flow * 0.9, 1e-9);
    }
  /* The stair of the Fire Engineering Design Guide: a flow of 57.5 / 60 p/s/m at 18/28 cm stands at 1.88, the most. */
  g_assert_cmpfloat_with_epsilon (anlan_sfpe_density (1, 99), 1 / (2 * 0.266), 1e-9);
}

static void
test_draws (void)
{
  AnlanSpread even = { ANLAN_SPREAD_UNIFORM, 2, 3, 2, 3 },
              gamma = { ANLAN_SPREAD_GAMMA, 1.291, 103.901, 0, 1e9 };
  AnlanSpread held = { ANLAN_SPREAD_NORMAL, 0, 1, 5, 6 };
  double sum = 0, squares = 0;
  guint n = 20000;

  for (guint i = 0; i < 100; i++)
    {
      double value = anlan_spread_draw (&even, 7, i, 1);

      g_assert_cmpfloat (value, >=, 2);
      g_assert_cmpfloat (value, <=, 3);
      g_assert_cmpfloat (value, ==, anlan_spread_draw (&even, 7, i, 1));
      g_assert_cmpfloat (value, !=, anlan_spread_draw (&even, 8, i, 1));
      g_assert_cmpfloat (value, !=, anlan_spread_draw (&even, 7, i, 2));
    }
  /* far outside: held at the nearer end after a hundred tries */
  g_assert_cmpfloat (anlan_spread_draw (&held, 1, 1, 1), >=, 5);
  for (guint i = 0; i < n; i++)
    {
      double value = anlan_spread_draw (&gamma, 3, i, 1);

      sum += value / n;
      squares += value * value / n;
    }
  /* NIST TN 1822 1.1: mean shape x scale, variance shape x scale²; three standard errors */
  g_assert_cmpfloat_with_epsilon (sum, 1.291 * 103.901, 3 * sqrt (1.291 / n) * 103.901);
  g_assert_cmpfloat_with_epsilon (sqrt (squares - sum * sum), sqrt (1.291) * 103.901, 5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/walking/weidmann", test_weidmann);
  g_test_add_func ("/walking/sfpe", test_sfpe);
  g_test_add_func ("/walking/draws", test_draws);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "safety/route.h"

/* A gate of a plant on the coast of Jiangsu. */
static const AnlanLonLat gate = { 119.7020, 34.4380 };

static AnlanLonLat
place (double east, double north)
{
  AnlanLocal local;

  anlan_local_init (&local, gate);
  return anlan_local_to_lonlat (&local, (AnlanPoint){ east, north });
}

static void
fill (GRand *rand, AnlanLonLat *points, guint n)
{
  for (guint i = 0; i < n; i++)
    points[i] = place (g_rand_double_range (rand, 0, 900), g_rand_double_range (rand, 0, 600));
}

/* Every point once. */
static void
assert_whole (const guint *order, guint n)
{
  g_autofree gboolean *seen = g_new0 (gboolean, n);

  for (guint i = 0; i < n; i++)
    {
      g_assert_cmpuint (order[i], <, n);
      g_assert_false (seen[order[i]]);
      seen[order[i]] = TRUE;
    }
}

/* The shortest of all orders, by trying each. */
static double
try_all (const AnlanLonLat *points, guint *order, guint from, guint n, const AnlanLonLat *start)
{
  double best = INFINITY;

  if (from == n)
    return anlan_route_length_m (points, order, n, start);
  for (guint i = from; i < n; i++)
    {
      guint kept = order[from];

      order[from] = order[i];
      order[i] = kept;
      best = MIN (best, try_all (points, order, from + 1, n, start));
      order[i] = order[from];
      order[from] = kept;
    }
  return best;
}

static void
test_brute_force (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (41);

  for (guint n = 1; n <= 7; n++)
    for (guint round = 0; round < 12; round++)
      {
        AnlanLonLat points[7];
        const AnlanLonLat *start = round % 2 == 0 ? &gate : NULL;
        g_autofree guint *order = NULL;
        guint all[7];

        fill (rand, points, n);
        order = anlan_route_order (points, n, start);
        assert_whole (order, n);
        for (guint i = 0; i < n; i++)
          all[i] = i;
        /* Without a gate the first point is where it begins. */
        if (start == NULL)
          g_assert_cmpuint (order[0], ==, 0);
        g_assert_cmpfloat_with_epsilon (anlan_route_length_m (points, order, n, start),
                                        try_all (points, all, start == NULL ? 1 : 0, n, start), 0.01);
      }
}

/* Points on a line are walked along it, however they are listed. */
static void
test_line (void)
{
  const guint listed[] = { 7, 2, 19, 11, 0, 4, 16, 9, 13, 1, 18, 6, 3, 14, 10, 5, 17, 8, 12, 15 };
  AnlanLonLat points[G_N_ELEMENTS (listed)];
  g_autofree guint *order = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (listed); i++)
    points[i] = place (20.0 + 30 * listed[i], 10);
  order = anlan_route_order (points, G_N_ELEMENTS (listed), &gate);
  for (guint i = 0; i < G_N_ELEMENTS (listed); i++)
    g_assert_cmpuint (listed[order[i]], ==, i);
}

/* A comb of pipe racks: its shortest way is known, 8 x 90 m up and down and 7 x 40 m across. Nearest neighbour alone
 * does not find it when it begins in the middle of the first rack. */
static void
test_comb (void)
{
  AnlanLonLat points[80];
  AnlanLonLat start = place (0, 0);
  g_autofree guint *order = NULL;
  double length;

  for (guint i = 0; i < 80; i++)
    points[i] = place (40.0 * (i / 10), 10.0 * (i * 7 % 10));
  order = anlan_route_order (points, 80, &start);
  assert_whole (order, 80);
  length = anlan_route_length_m (points, order, 80, &start);
  g_test_message ("%.1f m", length);
  /* The best way is 8 x 90 + 7 x 40 = 1000 m. */
  g_assert_cmpfloat (length, <, 1000 * 1.05);
  g_assert_cmpfloat (length, >=, 999.9);
}

/* For a random walk past n points in an area A the shortest way is about 0.7124 sqrt (n A) (J. Beardwood, J. H. Halton,
 * J. M. Hammersley 1959). 2-opt with moved pieces stays within some per cent of it. */
static void
test_many (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  AnlanLonLat points[300];
  g_autofree guint *order = NULL, *again = NULL;
  double length, shortest = 0.7124 * sqrt (300.0 * 900 * 600);
  gint64 begin;

  fill (rand, points, 300);
  begin = g_get_monotonic_time ();
  order = anlan_route_order (points, 300, &gate);
  g_test_message ("300 points: %.0f m, %.1f ms", anlan_route_length_m (points, order, 300, &gate),
                  (double)(g_get_monotonic_time () - begin) / 1000);
  assert_whole (order, 300);
  length = anlan_route_length_m (points, order, 300, &gate);
  g_assert_cmpfloat (length, <, shortest * 1.2);
  again = anlan_route_order (points, 300, &gate);
  g_assert_cmpmem (order, sizeof (guint) * 300, again, sizeof (guint) * 300);
}

static void
test_odd (void)
{
  AnlanLonLat points[] = { { NAN, NAN }, place (500, 0), { NAN, NAN }, place (100, 0), place (510, 0) };
  const guint expected[] = { 3, 1, 4, 0, 2 };
  g_autofree guint *order = anlan_route_order (points, 5, &gate),
                   *nowhere = anlan_route_order (points, 1, NULL);

  for (guint i = 0; i < 5; i++)
    g_assert_cmpuint (order[i], ==, expected[i]);
  g_assert_cmpuint (nowhere[0], ==, 0);
  g_assert_null (anlan_route_order (points, 0, &gate));
  g_assert_cmpfloat_with_epsilon (anlan_route_length_m (points, order, 5, &gate), 510, 0.01);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/route/brute-force", test_brute_force);
  g_test_add_func ("/route/line", test_line);
  g_test_add_func ("/route/comb", test_comb);
  g_test_add_func ("/route/many", test_many);
  g_test_add_func ("/route/odd", test_odd);
  return g_test_run ();
}

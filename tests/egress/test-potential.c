/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "egress/potential.h"
#include "heap-march.h"

static AnlanPotential *
open_grid (guint nx, guint ny, double cell)
{
  AnlanPotential *field = anlan_potential_new (nx, ny, cell);

  for (guint32 i = 0; i < nx * ny; i++)
    anlan_potential_set_sides (field, i, ANLAN_SIDE_ALL);
  return field;
}

/* In the open the time is the distance; the scheme is of first order, so its error about a single goal grows with the
 * logarithm of the way: under three per cent beyond fifty cells (2.4 measured), less from a door, which is a line. */
static void
test_open (void)
{
  guint n = 401, middle = 200;
  g_autoptr (AnlanPotential) field = open_grid (n, n, 0.5);
  AnlanPotentialGoal goal = { middle * n + middle, 0, 3 };
  double worst = 0;

  anlan_potential_solve (field, &goal, 1);
  for (guint y = 0; y < n; y++)
    for (guint x = 0; x < n; x++)
      {
        double away = 0.5 * hypot ((double)x - middle, (double)y - middle);
        double time = anlan_potential_time (field, y * n + x);

        g_assert_cmpuint (anlan_potential_goal (field, y * n + x), ==, 3);
        if (away > 25)
          worst = MAX (worst, fabs (time - away) / away);
      }
  g_test_message ("worst %.4f", worst);
  g_assert_cmpfloat (worst, <, 0.03);
}

/* The same grid by the plain method: a heap, no bucket. Walls, slow places and several goals by lot; nowhere more than
 * half a cell apart. */
static void
test_heap (gconstpointer data)
{
  guint32 seed = GPOINTER_TO_UINT (data);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint nx = 120, ny = 90;
  g_autoptr (AnlanPotential) field = open_grid (nx, ny, 1);
  g_autofree double *slowness = g_new (double, nx *ny);
  g_autofree guint8 *sides = g_malloc0 (nx * ny);
  g_autofree double *times = NULL;
  AnlanPotentialGoal goals[3];
  double worst = 0;

  for (guint32 i = 0; i < nx * ny; i++)
    slowness[i] = g_rand_int_range (rand, 0, 10) == 0 ? g_rand_double_range (rand, 1, 40) : 1;
  for (guint32 i = 0; i < nx * ny; i++)
    sides[i] = (i % nx + 1 < nx ? ANLAN_SIDE_EAST : 0) | (i / nx + 1 < ny ? ANLAN_SIDE_NORTH : 0) |
               (i % nx > 0 ? ANLAN_SIDE_WEST : 0) | (i / nx > 0 ? ANLAN_SIDE_SOUTH : 0);
  for (guint k = 0; k < 2500; k++)
    {
      guint32 at = (guint32)g_rand_int_range (rand, 0, (int)(nx * ny));

      if ((sides[at] & ANLAN_SIDE_EAST) && g_rand_boolean (rand))
        {
          sides[at] &= (guint8)~ANLAN_SIDE_EAST;
          sides[at + 1] &= (guint8)~ANLAN_SIDE_WEST;
        }
      else if (sides[at] & ANLAN_SIDE_NORTH)
        {
          sides[at] &= (guint8)~ANLAN_SIDE_NORTH;
          sides[at + nx] &= (guint8)~ANLAN_SIDE_SOUTH;
        }
    }
  for (guint32 i = 0; i < nx * ny; i++)
    {
      anlan_potential_set_slowness (field, i, slowness[i]);
      anlan_potential_set_sides (field, i, sides[i]);
    }
  for (guint8 k = 0; k < 3; k++)
    goals[k] = (AnlanPotentialGoal){ (guint32)g_rand_int_range (rand, 0, (int)(nx * ny)), 0, k };
  anlan_potential_solve (field, goals, 3);
  times = heap_march (nx, ny, 1, slowness, sides, goals, 3);
  for (guint32 i = 0; i < nx * ny; i++)
    {
      float time = anlan_potential_time (field, i);

      g_assert_cmpint (time == ANLAN_POTENTIAL_NEVER, ==, isinf (times[i]));
      if (!isinf (times[i]))
        worst = MAX (worst, fabs (time - times[i]));
    }
  g_test_message ("worst %.4f s", worst);
  g_assert_cmpfloat (worst, <, 0.5);
}

/* A wall as long as the grid but for a gap: the way leads round its end, and the arrow beside the wall along it. */
static void
test_wall (void)
{
  guint n = 100;
  g_autoptr (AnlanPotential) field = open_grid (n, n, 1);
  AnlanPotentialGoal goal = { 20 * n + 10, 0, 0 };
  double dx, dy, straight;
  int link;

  for (guint x = 0; x < 90; x++)
    {
      anlan_potential_set_sides (field, 49 * n + x, ANLAN_SIDE_ALL & ~ANLAN_SIDE_NORTH);
      anlan_potential_set_sides (field, 50 * n + x, ANLAN_SIDE_ALL & ~ANLAN_SIDE_SOUTH);
    }
  anlan_potential_solve (field, &goal, 1);
  straight = hypot (80, 30) + hypot (80, 30);
  g_assert_cmpfloat_with_epsilon (anlan_potential_time (field, 80 * n + 10), straight, 0.03 * straight);
  anlan_potential_way (field, 50 * n + 40, &dx, &dy, &link);
  g_assert_cmpint (link, ==, -1);
  g_assert_cmpfloat (dx, >, 0.99);
  g_assert_cmpfloat_with_epsilon (dy, 0, 0.05);
}

/* Two halves that only a link joins, one way: who is behind it gets out, and nobody goes back over it. */
static void
test_link (void)
{
  guint n = 20;
  g_autoptr (AnlanPotential) field = open_grid (n, n, 1);
  AnlanPotentialLink link = { 15 * n + 3, 5 * n + 3, 4 };
  AnlanPotentialGoal goal = { 0, 0, 0 };
  double dx, dy;
  int over;

  for (guint x = 0; x < n; x++)
    {
      anlan_potential_set_sides (field, 9 * n + x, ANLAN_SIDE_ALL & ~ANLAN_SIDE_NORTH);
      anlan_potential_set_sides (field, 10 * n + x, ANLAN_SIDE_ALL & ~ANLAN_SIDE_SOUTH);
    }
  anlan_potential_solve (field, &goal, 1);
  g_assert_true (anlan_potential_time (field, 15 * n + 3) == ANLAN_POTENTIAL_NEVER);
  g_assert_cmpuint (anlan_potential_goal (field, 15 * n + 3), ==, ANLAN_POTENTIAL_NO_GOAL);
  anlan_potential_set_links (field, &link, 1);
  anlan_potential_solve (field, &goal, 1);
  g_assert_cmpfloat_with_epsilon (anlan_potential_time (field, 15 * n + 3),
                                  anlan_potential_time (field, 5 * n + 3) + 4, 1e-3);
  anlan_potential_way (field, 15 * n + 3, &dx, &dy, &over);
  g_assert_cmpint (over, ==, 0);
  goal.cell = 19 * n + 19;
  anlan_potential_solve (field, &goal, 1);
  g_assert_true (anlan_potential_time (field, 0) == ANLAN_POTENTIAL_NEVER);
}

/* Mirrored and turned grids give mirrored and turned times, to the bit. */
static void
test_symmetry (void)
{
  guint n = 60;
  g_autoptr (AnlanPotential) one = open_grid (n, n, 1);
  g_autoptr (AnlanPotential) other = open_grid (n, n, 1);
  AnlanPotentialGoal goal = { 7 * n + 20, 0, 0 }, turned = { 20 * n + (n - 1 - 7), 0, 0 };
  double worst = 0;

  for (guint x = 10; x < 40; x++)
    {
      anlan_potential_set_slowness (one, 30 * n + x, 25);
      anlan_potential_set_slowness (other, x * n + (n - 1 - 30), 25);
    }
  anlan_potential_solve (one, &goal, 1);
  anlan_potential_solve (other, &turned, 1);
  for (guint y = 0; y < n; y++)
    for (guint x = 0; x < n; x++)
      worst = MAX (worst, fabsf (anlan_potential_time (one, y * n + x) -
                                 anlan_potential_time (other, x * n + (n - 1 - y))));
  g_assert_cmpfloat (worst, <, 1e-3);
}

/* After walls have come and gone and cells have become dearer and cheaper, the repaired times are those of a new solution,
 * and only what hangs on the changes was looked at again. */
static void
test_repair (gconstpointer data)
{
  guint n = 120;
  g_autoptr (GRand) rand = g_rand_new_with_seed (GPOINTER_TO_UINT (data));
  g_autoptr (AnlanPotential) one = open_grid (n, n, 1), other = open_grid (n, n, 1);
  AnlanPotentialGoal goals[] = { { 3 * n + 5, 0, 0 }, { (n - 4) * n + n - 6, 0, 1 } };
  AnlanPotentialLink link = { 60 * n + 20, 60 * n + 90, 3 };
  gboolean spared = FALSE;

  anlan_potential_set_links (one, &link, 1);
  anlan_potential_set_links (other, &link, 1);
  anlan_potential_solve (one, goals, 2);
  for (guint round = 0; round < 12; round++)
    {
      g_autoptr (GArray) changed = g_array_new (FALSE, FALSE, sizeof (guint32));
      guint x0 = (guint)g_rand_int_range (rand, 0, (int)n - 12),
            y0 = (guint)g_rand_int_range (rand, 0, (int)n - 12);
      double slow = round % 3 == 2 ? 1 : g_rand_double_range (rand, 1, 50);

      for (guint y = y0; y < y0 + 10; y++)
        for (guint x = x0; x < x0 + 10; x++)
          {
            guint32 cell = y * n + x;

            anlan_potential_set_slowness (one, cell, slow);
            anlan_potential_set_slowness (other, cell, slow);
            if (x == x0 + 5)
              {
                gboolean shut = round % 2 == 0;
                AnlanSide here = ANLAN_SIDE_ALL & (shut ? ~ANLAN_SIDE_EAST : ~0),
                          there = ANLAN_SIDE_ALL & (shut ? ~ANLAN_SIDE_WEST : ~0);

                anlan_potential_set_sides (one, cell, here);
                anlan_potential_set_sides (other, cell, here);
                anlan_potential_set_sides (one, cell + 1, there);
                anlan_potential_set_sides (other, cell + 1, there);
              }
            g_array_append_val (changed, cell);
          }
      spared |=
          anlan_potential_repair (one, (const guint32 *)(gpointer)changed->data, changed->len) < n * n / 4;
      anlan_potential_solve (other, goals, 2);
      for (guint32 cell = 0; cell < n * n; cell++)
        g_assert_cmpfloat_with_epsilon (anlan_potential_time (one, cell), anlan_potential_time (other, cell),
                                        1e-3 + 1e-4 * anlan_potential_time (other, cell));
    }
  g_assert_true (spared);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/potential/open", test_open);
  for (guint seed = 1; seed <= 8; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/potential/heap/%u", seed);

      g_test_add_data_func (path, GUINT_TO_POINTER (seed), test_heap);
    }
  g_test_add_func ("/potential/wall", test_wall);
  g_test_add_func ("/potential/link", test_link);
  g_test_add_func ("/potential/symmetry", test_symmetry);
  for (guint seed = 1; seed <= 4; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/potential/repair/%u", seed);

      g_test_add_data_func (path, GUINT_TO_POINTER (seed), test_repair);
    }
  return g_test_run ();
}

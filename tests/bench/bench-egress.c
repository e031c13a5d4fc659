/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* The evacuation engine against what it has to reach, and against a plain fast marching with a binary heap of the same grid in
 * the same run. Times are of the thread's own work but for those of many seeds, which are of the clock. */

#include <math.h>
#include <stdlib.h>
#include <time.h>

#include "egress/guide.h"
#include "egress/many.h"
#include "../egress/heap-march.h"

#define ROUNDS 5

static double
seconds_of (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static double
worked (void)
{
  return seconds_of (CLOCK_THREAD_CPUTIME_ID);
}

static void
say (const char *what, double took, double goal, const char *more)
{
  g_print ("%-58s %9.1f ms, goal %7.0f ms%s%s\n", what, took * 1000, goal * 1000, took > goal ? "  OVER" : "",
           more);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double d = *(const double *)a - *(const double *)b;

  return d < 0 ? -1 : d > 0;
}

static double
median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return values[n / 2];
}

/* --- fields ------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  guint n;
  double *slowness;
  guint8 *sides;
} Grid;

/* Open ground with buildings of 40 x 25 cells every 80, and a plume of dear cells. */
static Grid
make_grid (guint n)
{
  Grid grid = { n, g_new (double, (gsize)n *n), g_new0 (guint8, (gsize)n * n) };

  for (guint y = 0; y < n; y++)
    for (guint x = 0; x < n; x++)
      {
        gsize at = (gsize)y * n + x;
        double off = fabs ((double)y - n / 2.0), along = (double)x - n / 5.0;
        gboolean wall_x = x % 80 == 20 || x % 80 == 60, wall_y = y % 80 == 20 || y % 80 == 45;

        grid.slowness[at] = along > 0 && off < 10 + along * 0.15 ? 1 + 20 * exp (-off / 20) : 1;
        if (x + 1 < n && !(wall_x && y % 80 > 20 && y % 80 <= 45))
          grid.sides[at] |= ANLAN_SIDE_EAST;
        if (y + 1 < n && !(wall_y && x % 80 > 20 && x % 80 <= 60))
          grid.sides[at] |= ANLAN_SIDE_NORTH;
      }
  for (guint y = 0; y < n; y++)
    for (guint x = 0; x < n; x++)
      {
        gsize at = (gsize)y * n + x;

        if (x > 0 && (grid.sides[at - 1] & ANLAN_SIDE_EAST))
          grid.sides[at] |= ANLAN_SIDE_WEST;
        if (y > 0 && (grid.sides[at - n] & ANLAN_SIDE_NORTH))
          grid.sides[at] |= ANLAN_SIDE_SOUTH;
      }
  return grid;
}

static void
measure_field (guint n, double goal)
{
  Grid grid = make_grid (n);
  g_autoptr (AnlanPotential) field = anlan_potential_new (n, n, 1);
  AnlanPotentialGoal goals[] = {
    { 5 * n + 5, 0, 0 }, { (n - 6) * n + 9, 0, 1 }, { (n / 2) * n + 4, 0, 2 }, { 7 * n + n - 9, 0, 3 }
  };
  double times[ROUNDS], heap[3], worst = 0, took, reference;
  g_autofree char *what = g_strdup_printf ("field of %u x %u", n, n), *more = NULL;

  for (guint32 i = 0; i < n * n; i++)
    {
      anlan_potential_set_slowness (field, i, grid.slowness[i]);
      anlan_potential_set_sides (field, i, grid.sides[i]);
    }
  for (guint round = 0; round < ROUNDS; round++)
    {
      double began = worked ();

      anlan_potential_solve (field, goals, G_N_ELEMENTS (goals));
      times[round] = worked () - began;
    }
  for (guint round = 0; round < G_N_ELEMENTS (heap); round++)
    {
      double began = worked ();
      g_autofree double *exact = heap_march (n, n, 1, grid.slowness, grid.sides, goals, G_N_ELEMENTS (goals));

      heap[round] = worked () - began;
      for (guint32 i = 0; round == 0 && i < n * n; i++)
        if (!isinf (exact[i]))
          worst = MAX (worst, fabs (exact[i] - anlan_potential_time (field, i)) / grid.slowness[i]);
    }
  took = median (times, ROUNDS);
  reference = median (heap, G_N_ELEMENTS (heap));
  more = g_strdup_printf ("; heap %.1f ms, ratio %.1f (goal 4); at most %.3f cells off (goal 0.5)",
                          reference * 1000, reference / took, worst);
  say (what, took, goal, more);
  g_free (grid.slowness);
  g_free (grid.sides);
}

/* --- an alarm ----------------------------------------------------------------------------------------------------------- */

static AnlanPlan *
ground (double side)
{
  AnlanPlan *plan = anlan_plan_new ();
  AnlanPoint ring[] = { { 0, 0 }, { side, 0 }, { side, side }, { 0, side } };

  anlan_plan_add_level (plan, "site");
  anlan_plan_add_space (plan, "site", 0, ring, 4);
  for (double x = 20; x + 60 < side; x += 80)
    for (double y = 20; y + 45 < side; y += 80)
      {
        AnlanPoint house[] = { { x, y }, { x + 40, y }, { x + 40, y + 25 }, { x, y + 25 } };

        anlan_plan_add_obstacle (plan, "house", 0, house, 4);
      }
  for (guint i = 0; i < 4; i++)
    {
      AnlanPlanMuster muster = { .id = (char *)"muster", .radius = 5 };

      muster.place = (AnlanPoint){ i % 2 == 0 ? 8 : side - 8, i / 2 == 0 ? 8 : side - 8 };
      anlan_plan_add_muster (plan, &muster);
    }
  return plan;
}

static AnlanAir *
leak_at (double x, double y, double from)
{
  AnlanAir *air = anlan_air_new ();
  AnlanRelease release = {
    .gas = anlan_toxic_find ("h2s"), .place = { x, y }, .rate = 1, .duration = INFINITY
  };
  AnlanWind wind = {
    .from = from, .speed = 3, .spread = NAN, .stability = ANLAN_STABILITY_D, .temperature = 293.15
  };

  anlan_air_add_release (air, &release, &wind, -300, NULL);
  anlan_air_settle (air, 600);
  return air;
}

/* From an alarm to the ways of twenty buildings and the state of the muster points; then a gust, and a turn of the wind. */
static void
measure_alarm (double side, double cell, double goal)
{
  g_autoptr (AnlanPlan) plan = ground (side);
  g_autoptr (AnlanSite) site = anlan_site_new (plan, cell, NULL);
  g_autoptr (AnlanGuide) guide = anlan_guide_new (site);
  g_autoptr (AnlanAir) air = leak_at (side / 2, side / 2, 250), gust = leak_at (side / 2, side / 2, 250.5),
                       turned = leak_at (side / 2, side / 2, 300);
  AnlanAir *airs[] = { air, gust, turned };
  static const char *const names[] = { "alarm to ways and muster states", "a gust of half a degree",
                                       "the wind turns by fifty degrees" };

  anlan_guide_update (guide, NULL, 0, NULL, ~G_GUINT64_CONSTANT (0));
  for (guint i = 0; i < G_N_ELEMENTS (airs); i++)
    {
      double began = worked (), updated, took;
      guint32 solved = anlan_guide_update (guide, airs[i], 0, NULL, ~G_GUINT64_CONSTANT (0));
      g_autofree char *what = g_strdup_printf ("%.0f x %.0f cells: %s", side / cell, side / cell, names[i]),
                      *more = NULL;

      updated = worked () - began;
      for (guint k = 0; k < 20; k++)
        {
          AnlanAdvice advice;

          anlan_guide_advise (guide, k, 0, (AnlanPoint){ 10 + side * k / 21, side * (k % 5) / 5 + 10 }, 1,
                              1.3, 600, &advice);
        }
      for (guint k = 0; k < plan->musters->len; k++)
        anlan_muster_state (airs[i], 0, g_array_index (plan->musters, AnlanPlanMuster, k).place, 0, 600);
      took = worked () - began;
      more = g_strdup_printf ("; %.1f ms of it the field, %u cells anew", updated * 1000, solved);
      say (what, took, goal, more);
    }
}

/* --- seeds -------------------------------------------------------------------------------------------------------------- */

static void
measure_seeds (guint seeds, double goal)
{
  g_autoptr (AnlanPlan) plan = anlan_plan_new ();
  AnlanPoint ring[] = { { 0, 0 }, { 40, 0 }, { 40, 32 }, { 0, 32 } };
  AnlanPlanPeople people = { .count = 1000,
                             .space = 0,
                             .speed = { ANLAN_SPREAD_UNIFORM, 0.97, 1.62, 0.97, 1.62 },
                             .premovement = { ANLAN_SPREAD_UNIFORM, 0, 60, 0, 60 } };
  g_autoptr (AnlanSite) site = NULL;
  g_autoptr (AnlanMany) many = NULL;
  g_autofree char *what = g_strdup_printf ("%u seeds of 1,000 people, on the clock", seeds), *more = NULL;
  double began;

  anlan_plan_add_level (plan, "g");
  anlan_plan_add_space (plan, "hall", 0, ring, 4);
  anlan_plan_add_door (
      plan, &(AnlanPlanDoor){ .id = (char *)"south", .from = { 19, 0 }, .to = { 20, 0 }, .exit = TRUE });
  anlan_plan_add_door (
      plan, &(AnlanPlanDoor){ .id = (char *)"north", .from = { 19, 32 }, .to = { 20, 32 }, .exit = TRUE });
  anlan_plan_add_people (plan, &people);
  plan->max_time = 600;
  site = anlan_site_new (plan, 0, NULL);
  began = seconds_of (CLOCK_MONOTONIC);
  many = anlan_many_run (site, plan, NULL, 1, seeds, 0, NULL, NULL, NULL, NULL);
  more = g_strdup_printf ("; 50 / 95 / 99 %%: %.1f / %.1f / %.1f s", many->total.p50, many->total.p95,
                          many->total.p99);
  say (what, seconds_of (CLOCK_MONOTONIC) - began, goal, more);
}

int
main (int argc, char **argv)
{
  guint seeds = argc > 1 ? (guint)atoi (argv[1]) : 100;

  measure_field (1000, 0.060);
  measure_field (500, 0.015);
  measure_alarm (1000, 1, 0.060);
  measure_alarm (500, 1, 0.015);
  g_print ("%-58s %9" G_GSIZE_FORMAT " bytes, goal %7u\n", "memory of a person of the crowd",
           anlan_crowd_person_bytes (), 200);
  g_print ("%-58s %9" G_GSIZE_FORMAT " bytes, goal %7u\n", "memory of a cell of the field",
           anlan_potential_cell_bytes (), 16);
  measure_seeds (seeds, 0.4 * seeds);
  return EXIT_SUCCESS;
}

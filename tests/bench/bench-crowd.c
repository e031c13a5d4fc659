/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "bench"

/* 10,000 people in a hall with pillars and ten doors for 600 s, and 1,000 in a smaller one. The reference is what models
 * with forces do for the same people: each is pushed by all within two metres, in steps of a hundredth of a second (as
 * JuPedSim's example of the social force model takes them); some steps of it are run and scaled up. */

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "egress/crowd.h"

#define SECONDS 600
#define FORCE_STEP_S 0.01
#define FORCE_STEPS 20
#define FORCE_REACH_M 2.0

/* Time that the thread has worked. */
static double
seconds (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
add_exits (AnlanPlan *plan, double width, double depth, guint a_side)
{
  for (guint i = 0; i < a_side; i++)
    {
      double x = width * (i + 0.5) / a_side;
      AnlanPlanDoor south = { .id = (char *)"south", .from = { x, 0 }, .to = { x + 1, 0 }, .exit = TRUE };
      AnlanPlanDoor north = {
        .id = (char *)"north", .from = { x, depth }, .to = { x + 1, depth }, .exit = TRUE
      };

      anlan_plan_add_door (plan, &south);
      anlan_plan_add_door (plan, &north);
    }
}

/* A pillar every ten metres. */
static void
add_pillars (AnlanPlan *plan, double width, double depth)
{
  for (double x = 5; x < width; x += 10)
    for (double y = 5; y < depth; y += 10)
      {
        AnlanPoint ring[] = { { x, y }, { x + 0.6, y }, { x + 0.6, y + 0.6 }, { x, y + 0.6 } };

        anlan_plan_add_obstacle (plan, "pillar", 0, ring, 4);
      }
}

static AnlanPlan *
hall (double width, double depth, guint exits_a_side, guint people)
{
  AnlanPlan *plan = anlan_plan_new ();
  AnlanPoint ring[] = { { 0, 0 }, { width, 0 }, { width, depth }, { 0, depth } };
  AnlanPlanPeople group = { .count = people,
                            .space = 0,
                            .speed = { ANLAN_SPREAD_UNIFORM, 0.97, 1.62, 0.97, 1.62 },
                            .premovement = { ANLAN_SPREAD_UNIFORM, 0, 60, 0, 60 } };

  anlan_plan_add_level (plan, "g");
  anlan_plan_add_space (plan, "hall", 0, ring, G_N_ELEMENTS (ring));
  add_pillars (plan, width, depth);
  add_exits (plan, width, depth, exits_a_side);
  anlan_plan_add_people (plan, &group);
  plan->door_flow = ANLAN_DOOR_FLOW_IMO;
  plan->max_time = SECONDS;
  return plan;
}

/* --- the reference ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  double x, y, vx, vy, ax, ay;
  guint next; /* of the same square, plus one */
} Body;

static void
push (Body *one, const Body *other)
{
  double dx = one->x - other->x, dy = one->y - other->y, d = sqrt (dx * dx + dy * dy), force;

  if (d > FORCE_REACH_M || d == 0)
    return;
  force = 25 * exp ((0.6 - d) / 0.08);
  one->ax += force * dx / d;
  one->ay += force * dy / d;
}

static void
force_step (Body *bodies, guint n, guint *heads, guint across, guint down)
{
  memset (heads, 0, sizeof *heads * across * down);
  for (guint i = 0; i < n; i++)
    {
      guint *head =
          &heads[(guint)(bodies[i].y / FORCE_REACH_M) * across + (guint)(bodies[i].x / FORCE_REACH_M)];

      bodies[i].next = *head;
      *head = i + 1;
      bodies[i].ax = (1.3 - bodies[i].vx) / 0.5;
      bodies[i].ay = -bodies[i].vy / 0.5;
    }
  for (guint i = 0; i < n; i++)
    {
      guint column = (guint)(bodies[i].x / FORCE_REACH_M), row = (guint)(bodies[i].y / FORCE_REACH_M);

      for (guint r = MAX (row, 1) - 1; r <= MIN (row + 1, down - 1); r++)
        for (guint c = MAX (column, 1) - 1; c <= MIN (column + 1, across - 1); c++)
          for (guint at = heads[r * across + c]; at != 0; at = bodies[at - 1].next)
            if (at - 1 != i)
              push (&bodies[i], &bodies[at - 1]);
    }
  for (guint i = 0; i < n; i++)
    {
      bodies[i].vx = CLAMP (bodies[i].vx + bodies[i].ax * FORCE_STEP_S, -2, 2);
      bodies[i].vy = CLAMP (bodies[i].vy + bodies[i].ay * FORCE_STEP_S, -2, 2);
      bodies[i].x = CLAMP (bodies[i].x + bodies[i].vx * FORCE_STEP_S, 0, across * FORCE_REACH_M - 0.01);
      bodies[i].y = CLAMP (bodies[i].y + bodies[i].vy * FORCE_STEP_S, 0, down * FORCE_REACH_M - 0.01);
    }
}

/* Seconds of work for the same people over the same time, by the same places at the start. */
static double
run_reference (const AnlanCrowd *crowd, double width, double depth)
{
  guint n = anlan_crowd_people (crowd), across = (guint)ceil (width / FORCE_REACH_M) + 1,
        down = (guint)ceil (depth / FORCE_REACH_M) + 1;
  g_autofree Body *bodies = g_new0 (Body, n);
  g_autofree guint *heads = g_new0 (guint, across * down);
  double began, took;

  for (guint i = 0; i < n; i++)
    {
      AnlanPersonState state;

      anlan_crowd_person (crowd, i, &state);
      bodies[i].x = CLAMP (state.place.x, 0, width);
      bodies[i].y = CLAMP (state.place.y, 0, depth);
    }
  began = seconds ();
  for (guint i = 0; i < FORCE_STEPS; i++)
    force_step (bodies, n, heads, across, down);
  took = seconds () - began;
  return took / FORCE_STEPS * SECONDS / FORCE_STEP_S;
}

static void
measure (double width, double depth, guint exits_a_side, guint people, double goal)
{
  g_autoptr (AnlanPlan) plan = hall (width, depth, exits_a_side, people);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0, &error);
  g_autoptr (AnlanCrowd) crowd = site != NULL ? anlan_crowd_new (site, plan, 1, &error) : NULL;
  double reference, began, took, sum = 0;

  if (crowd == NULL)
    g_error ("%s", error->message);
  reference = run_reference (crowd, width, depth);
  began = seconds ();
  anlan_crowd_run (crowd, NULL);
  took = seconds () - began;
  for (guint i = 0; i < anlan_crowd_people (crowd); i++)
    sum += anlan_crowd_out_at (crowd, i);
  g_print (
      "%u people for %.0f s, %u out (check sum %.3f): %.2f s, goal %.1f s%s; model with forces %.0f s, ratio "
      "%.0f\n",
      people, anlan_crowd_time (crowd), anlan_crowd_out (crowd), sum, took, goal, took > goal ? "  OVER" : "",
      reference, reference / took);
}

int
main (int argc, char **argv)
{
  measure (125, 100, 5, argc > 1 ? (guint)atoi (argv[1]) : 10000, 3);
  measure (40, 32, 1, 1000, 0.4);
  return EXIT_SUCCESS;
}

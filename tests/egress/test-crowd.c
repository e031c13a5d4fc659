/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "base/error.h"
#include "egress/route.h"
#include "egress/walking.h"
#include "plan-fixture.h"

/* --- plans that cannot be walked ---------------------------------------------------------------------------------------- */

typedef void (*Spoil) (AnlanPlan *plan);

static void
no_exit (AnlanPlan *plan)
{
  g_array_index (plan->doors, AnlanPlanDoor, 0).exit = FALSE;
}

static void
nothing (AnlanPlan *plan)
{
  g_array_set_size (plan->spaces, 0);
}

static void
cupboard (AnlanPlan *plan)
{
  g_array_index (plan->people, AnlanPlanPeople, 0).count = 100000;
}

static void
flat_door (AnlanPlan *plan)
{
  g_array_index (plan->doors, AnlanPlanDoor, 0).to = g_array_index (plan->doors, AnlanPlanDoor, 0).from;
}

static void
crossing (AnlanPlan *plan)
{
  AnlanPoint *ring = g_array_index (plan->spaces, AnlanPlanArea, 0).ring, kept = ring[1];

  ring[1] = ring[2];
  ring[2] = kept;
}

static void
degrees (AnlanPlan *plan)
{
  for (guint i = 0; i < 4; i++)
    {
      g_array_index (plan->spaces, AnlanPlanArea, 0).ring[i].x *= 1e-5;
      g_array_index (plan->spaces, AnlanPlanArea, 0).ring[i].y *= 1e-5;
    }
}

static void
not_a_number (AnlanPlan *plan)
{
  g_array_index (plan->spaces, AnlanPlanArea, 0).ring[2].x = NAN;
}

static void
far_away (AnlanPlan *plan)
{
  g_array_index (plan->spaces, AnlanPlanArea, 0).ring[2].x = 1e9;
}

static void
time_backwards (AnlanPlan *plan)
{
  plan->max_time = -1;
}

static void
early_start (AnlanPlan *plan)
{
  g_array_index (plan->people, AnlanPlanPeople, 0).premovement.min = -5;
}

static void
still (AnlanPlan *plan)
{
  g_array_index (plan->people, AnlanPlanPeople, 0).speed = (AnlanSpread){ ANLAN_SPREAD_FIXED, 0, 0, 0, 0 };
}

static void
bad_event (AnlanPlan *plan)
{
  AnlanPlanEvent event = { -3, ANLAN_EVENT_SHUT, 0 };

  g_array_append_val (plan->events, event);
}

static void
wrong_space (AnlanPlan *plan)
{
  g_array_index (plan->people, AnlanPlanPeople, 0).space = 7;
}

static void
infinite_width (AnlanPlan *plan)
{
  g_array_index (plan->doors, AnlanPlanDoor, 0).width = INFINITY;
}

static const struct
{
  const char *name;
  Spoil spoil;
  const char *says;
} bad_plans[] = {
  { "no-exit", no_exit, "no exit" },
  { "no-spaces", nothing, "no spaces" },
  { "cupboard", cupboard, "do not fit" },
  { "flat-door", flat_door, "narrower" },
  { "crossing", crossing, "crosses itself" },
  { "degrees", degrees, "not degrees" },
  { "nan", not_a_number, "no place" },
  { "far", far_away, "no place" },
  { "time", time_backwards, "longest time" },
  { "early", early_start, "before the alarm" },
  { "still", still, "walk with" },
  { "event", bad_event, "event" },
  { "space", wrong_space, "does not have" },
  { "width", infinite_width, "width" },
};

static void
test_bad (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autoptr (AnlanPlan) plan = room (10);
  g_autoptr (GError) error = NULL;

  bad_plans[index].spoil (plan);
  g_assert_null (anlan_site_new (plan, 0, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_assert_nonnull (strstr (error->message, bad_plans[index].says));
}

static void
test_too_large (void)
{
  g_autoptr (AnlanPlan) plan = room (1);
  g_autoptr (GError) error = NULL;

  rectangle (plan, 0, 10, 19000, 19000);
  g_assert_null (anlan_site_new (plan, 0, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT);
}

static void
test_in_a_wall (void)
{
  g_autoptr (AnlanPlan) plan = room (0);
  AnlanPoint place = { 20, 20 };
  AnlanPlanPeople one = {
    .count = 1, .space = -1, .places = &place, .speed = speeds, .premovement = at_once
  };
  g_autoptr (AnlanSite) site = NULL;
  g_autoptr (GError) error = NULL;

  anlan_plan_add_people (plan, &one);
  site = anlan_site_new (plan, 0, &error);
  g_assert_no_error (error);
  g_assert_null (anlan_crowd_new (site, plan, 1, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

/* Nobody gets out of a room without a door: it is said, and the run ends at its longest time. */
static void
test_shut_in (void)
{
  g_autoptr (AnlanPlan) plan = room (3);
  g_autoptr (AnlanSite) site = NULL;
  g_autoptr (AnlanCrowd) crowd = NULL;

  rectangle (plan, 20, 0, 25, 5);
  people (plan, 1, 4);
  plan->max_time = 60;
  site = anlan_site_new (plan, 0, NULL);
  crowd = anlan_crowd_new (site, plan, 1, NULL);
  anlan_crowd_run (crowd, NULL);
  g_assert_cmpuint (anlan_crowd_shut_in (crowd), ==, 4);
  g_assert_cmpuint (anlan_crowd_out (crowd), ==, 3);
  g_assert_cmpfloat_with_epsilon (anlan_crowd_time (crowd), 60, 1e-6);
}

/* --- what always holds --------------------------------------------------------------------------------------------------- */

static gboolean
crosses (AnlanPoint a, AnlanPoint b, AnlanPoint c, AnlanPoint d)
{
  double one = (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x),
         two = (b.x - a.x) * (d.y - a.y) - (b.y - a.y) * (d.x - a.x);
  double three = (d.x - c.x) * (a.y - c.y) - (d.y - c.y) * (a.x - c.x),
         four = (d.x - c.x) * (b.y - c.y) - (d.y - c.y) * (b.x - c.x);

  return one * two < 0 && three * four < 0;
}

/* Rooms in a row, each a little askew, with doors by lot, an obstacle in each, people in all: everybody gets out, in no
 * step does anybody cross a wall or an obstacle, and people only leave by exits. */
static void
test_random_plan (gconstpointer data)
{
  guint32 seed = GPOINTER_TO_UINT (data);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (AnlanPlan) plan = anlan_plan_new ();
  g_autoptr (AnlanSite) site = NULL;
  g_autoptr (AnlanCrowd) crowd = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree AnlanPoint *last = NULL;
  AnlanPoint walls[100][2], bottom = { 0, 0 }, top = { g_rand_double_range (rand, -1, 1), 6 };
  guint n_walls = 0, total = 0, served = 0, rooms = (guint)g_rand_int_range (rand, 2, 7);

  anlan_plan_add_level (plan, "g");
  for (guint i = 0; i < rooms; i++)
    {
      AnlanPoint next_bottom = { (i + 1) * 6.0, g_rand_double_range (rand, -0.7, 0.7) };
      AnlanPoint next_top = { (i + 1) * 6.0 + g_rand_double_range (rand, -0.7, 0.7),
                              6 + g_rand_double_range (rand, -0.7, 0.7) };
      AnlanPoint ring[] = { bottom, next_bottom, next_top, top };
      AnlanPoint pillar[] = { { i * 6 + 3, 2.5 }, { i * 6 + 3.6, 3 }, { i * 6 + 3.1, 3.7 } };
      double at = g_rand_double_range (rand, 0.1, 0.6), wide = g_rand_double_range (rand, 0.7, 1.5) / 6;
      AnlanPoint a = { next_bottom.x + (next_top.x - next_bottom.x) * at,
                       next_bottom.y + (next_top.y - next_bottom.y) * at };
      AnlanPoint b = { next_bottom.x + (next_top.x - next_bottom.x) * (at + wide),
                       next_bottom.y + (next_top.y - next_bottom.y) * (at + wide) };
      guint here = (guint)g_rand_int_range (rand, 1, 25);

      anlan_plan_add_space (plan, "room", 0, ring, 4);
      anlan_plan_add_obstacle (plan, "pillar", 0, pillar, 3);
      door (plan, a.x, a.y, b.x, b.y, i + 1 == rooms);
      people (plan, i, here);
      total += here;
      for (guint k = 0; k < 3; k++)
        {
          walls[n_walls][0] = pillar[k];
          walls[n_walls++][1] = pillar[(k + 1) % 3];
        }
      walls[n_walls][0] = bottom;
      walls[n_walls++][1] = next_bottom;
      walls[n_walls][0] = top;
      walls[n_walls++][1] = next_top;
      walls[n_walls][0] = next_bottom;
      walls[n_walls++][1] = a;
      walls[n_walls][0] = b;
      walls[n_walls++][1] = next_top;
      bottom = next_bottom;
      top = next_top;
    }
  plan->walking = seed % 2 == 0 ? ANLAN_WALKING_SFPE : ANLAN_WALKING_WEIDMANN;
  site = anlan_site_new (plan, 0, &error);
  g_assert_no_error (error);
  crowd = anlan_crowd_new (site, plan, seed, &error);
  g_assert_no_error (error);
  last = g_new (AnlanPoint, total);
  do
    for (guint i = 0; i < total; i++)
      {
        AnlanPersonState state;

        anlan_crowd_person (crowd, i, &state);
        if (state.out)
          continue;
        for (guint k = 0; anlan_crowd_time (crowd) > 0 && k < n_walls; k++)
          g_assert_false (crosses (last[i], state.place, walls[k][0], walls[k][1]));
        last[i] = state.place;
      }
  while (anlan_crowd_step (crowd));
  g_assert_cmpuint (anlan_crowd_out (crowd), ==, total);
  for (guint i = 0; i < anlan_crowd_n_gates (crowd); i++)
    {
      AnlanGateUse use;

      anlan_crowd_gate (crowd, i, &use);
      if (use.door == (int)rooms - 1)
        served = use.served;
    }
  g_assert_cmpuint (served, ==, total);
}

/* Two runs of a plan are alike to the last bit. */
static void
test_same_bits (void)
{
  g_autoptr (AnlanPlan) plan = room (80);
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0, NULL);
  g_autoptr (AnlanCrowd) one = anlan_crowd_new (site, plan, 5, NULL);
  g_autoptr (AnlanCrowd) other = anlan_crowd_new (site, plan, 5, NULL);

  while (anlan_crowd_step (one) && anlan_crowd_step (other))
    for (guint i = 0; i < 80; i++)
      {
        AnlanPersonState a, b;

        anlan_crowd_person (one, i, &a);
        anlan_crowd_person (other, i, &b);
        g_assert_true (a.place.x == b.place.x && a.place.y == b.place.y);
      }
}

/* No queue: a tighter door never makes it faster; RiMEA 12 d. */
static void
test_wider_is_faster (void)
{
  static const double widths[] = { 0.8, 1.0, 1.2, 1.8 };
  double before = INFINITY;

  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      g_autoptr (AnlanPlan) plan = anlan_plan_new ();
      g_autoptr (AnlanSite) site = NULL;
      g_autoptr (AnlanCrowd) crowd = NULL;

      anlan_plan_add_level (plan, "g");
      rectangle (plan, 0, 0, 8, 5);
      door (plan, 8, 2, 8, 2 + widths[i], TRUE);
      people (plan, 0, 100);
      site = anlan_site_new (plan, 0, NULL);
      crowd = anlan_crowd_new (site, plan, 1, NULL);
      anlan_crowd_run (crowd, NULL);
      g_assert_cmpuint (anlan_crowd_out (crowd), ==, 100);
      g_assert_cmpfloat (anlan_crowd_time (crowd), <, before);
      before = anlan_crowd_time (crowd);
    }
}

/* Another thread, or the user, ends a run at once. */
static void
test_stop (void)
{
  g_autoptr (AnlanPlan) plan = room (50);
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0, NULL);
  g_autoptr (AnlanCrowd) crowd = anlan_crowd_new (site, plan, 1, NULL);
  int stop = 1;

  anlan_crowd_run (crowd, &stop);
  g_assert_cmpfloat (anlan_crowd_time (crowd), ==, 0);
}

/* --- routes -------------------------------------------------------------------------------------------------------------- */

/* Round a corner: two straight pieces about the inner corner of an L. */
static void
test_route (void)
{
  g_autoptr (AnlanPlan) plan = anlan_plan_new ();
  AnlanPoint ring[] = { { 0, 0 }, { 12, 0 }, { 12, 12 }, { 10, 12 }, { 10, 2 }, { 0, 2 } };
  g_autoptr (AnlanSite) site = NULL;
  g_autoptr (AnlanPotential) field = NULL;
  g_autoptr (AnlanRoute) route = NULL;
  double exact = hypot (9, 1) + hypot (1, 10);

  anlan_plan_add_level (plan, "g");
  anlan_plan_add_space (plan, "corner", 0, ring, 6);
  door (plan, 10, 12, 12, 12, TRUE);
  site = anlan_site_new (plan, 0, NULL);
  field = anlan_site_make_field (site, NULL);
  anlan_site_solve (site, field, ~G_GUINT64_CONSTANT (0));
  route = anlan_route_new (site, field, 0, (AnlanPoint){ 1, 1 });
  g_assert_nonnull (route);
  g_assert_cmpuint (route->points->len, <=, 4);
  g_assert_cmpfloat (route->length, <, exact * 1.03);
  g_assert_cmpfloat (route->length, >, exact * 0.97 - 0.5);
  g_assert_null (anlan_route_new (site, field, 0, (AnlanPoint){ 5, 5 }));
}

/* A hundred people through one metre: the hand figure and the simulation lie within a tenth. */
static void
test_by_hand (void)
{
  g_autoptr (AnlanPlan) plan = room (100);
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0, NULL);
  g_autoptr (AnlanCrowd) crowd = anlan_crowd_new (site, plan, 1, NULL);
  double hand = anlan_hand_calculation (crowd);

  anlan_crowd_run (crowd, NULL);
  g_assert_cmpfloat_with_epsilon (hand, anlan_crowd_time (crowd), 0.1 * hand);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (bad_plans); i++)
    {
      g_autofree char *path = g_strconcat ("/crowd/bad/", bad_plans[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bad);
    }
  g_test_add_func ("/crowd/too-large", test_too_large);
  g_test_add_func ("/crowd/in-a-wall", test_in_a_wall);
  g_test_add_func ("/crowd/shut-in", test_shut_in);
  for (guint seed = 1; seed <= 20; seed++)
    {
      g_autofree char *path = g_strdup_printf ("/crowd/random-plan/%u", seed);

      g_test_add_data_func (path, GUINT_TO_POINTER (seed), test_random_plan);
    }
  g_test_add_func ("/crowd/same-bits", test_same_bits);
  g_test_add_func ("/crowd/wider-is-faster", test_wider_is_faster);
  g_test_add_func ("/crowd/stop", test_stop);
  g_test_add_func ("/crowd/route", test_route);
  g_test_add_func ("/crowd/by-hand", test_by_hand);
  return g_test_run ();
}

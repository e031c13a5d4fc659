/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "egress/doctor.h"
#include "egress/site.h"
#include "plan-fixture.h"

typedef void (*Spoil) (AnlanPlan *plan);

static void
well (AnlanPlan *plan)
{
}

static void
second_room (AnlanPlan *plan)
{
  rectangle (plan, 0, 5, 8, 9);
}

static void
far_room (AnlanPlan *plan)
{
  rectangle (plan, 20, 5, 28, 9);
}

static void
walled_corner (AnlanPlan *plan)
{
  AnlanPlanWall one = { 0, { 0, 2 }, { 2, 2 } }, other = { 0, { 2, 2 }, { 2, 0 } };

  g_array_append_val (plan->walls, one);
  g_array_append_val (plan->walls, other);
}

static void
loose_door (AnlanPlan *plan)
{
  door (plan, 3, 2, 4, 2, FALSE);
}

static void
narrow_door (AnlanPlan *plan)
{
  door (plan, 2, 0, 2.4, 0, TRUE);
}

static void
gap (AnlanPlan *plan)
{
  AnlanPoint ring[] = { { 2, 0.4 }, { 4, 0.4 }, { 4, 1.4 }, { 2, 1.4 } };

  anlan_plan_add_obstacle (plan, "shelf", 0, ring, 4);
}

static void
exit_outside (AnlanPlan *plan)
{
  AnlanPoint ring[] = { { 3, 4 }, { 5, 4 }, { 5, 5 }, { 3, 5 } };

  anlan_plan_add_obstacle (plan, "block", 0, ring, 4);
  door (plan, 3.5, 5, 4.5, 5, TRUE);
}

static void
person_outside (AnlanPlan *plan)
{
  AnlanPoint place = { 12, 3 };
  AnlanPlanPeople one = {
    .count = 1, .space = -1, .places = &place, .speed = speeds, .premovement = at_once
  };

  anlan_plan_add_people (plan, &one);
}

static void
bow_tie (AnlanPlan *plan)
{
  AnlanPoint *ring = g_array_index (plan->spaces, AnlanPlanArea, 0).ring, kept = ring[1];

  ring[1] = ring[2];
  ring[2] = kept;
}

static void
doubled_corner (AnlanPlan *plan)
{
  AnlanPoint ring[] = { { 10, 0 }, { 12, 0 }, { 12, 0 }, { 12, 3 }, { 10, 3 } };

  anlan_plan_add_space (plan, "annex", 0, ring, 5);
  door (plan, 12, 1, 12, 2, TRUE);
}

static void
no_wall (AnlanPlan *plan)
{
  AnlanPlanWall wall = { 0, { 3, 3 }, { 3, 3 } };

  g_array_append_val (plan->walls, wall);
}

static void
in_degrees (AnlanPlan *plan)
{
  AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, 0);
  AnlanPlanDoor *exit = &g_array_index (plan->doors, AnlanPlanDoor, 0);

  for (guint i = 0; i < space->n_points; i++)
    space->ring[i] = (AnlanPoint){ 121.5 + space->ring[i].x * 1e-5, 31.2 + space->ring[i].y * 1e-5 };
  exit->from = (AnlanPoint){ 121.5 + exit->from.x * 1e-5, 31.2 + exit->from.y * 1e-5 };
  exit->to = (AnlanPoint){ 121.5 + exit->to.x * 1e-5, 31.2 + exit->to.y * 1e-5 };
}

static void
not_a_number (AnlanPlan *plan)
{
  AnlanPlanWall wall = { 0, { NAN, 3 }, { 3, 3 } };

  g_array_append_val (plan->walls, wall);
}

static void
closed (AnlanPlan *plan)
{
  g_array_index (plan->doors, AnlanPlanDoor, 0).exit = FALSE;
}

static void
no_door (AnlanPlan *plan)
{
  g_array_set_size (plan->doors, 0);
}

static void
cupboard (AnlanPlan *plan)
{
  g_array_index (plan->people, AnlanPlanPeople, 0).count = 100000;
}

static void
muster_outside (AnlanPlan *plan)
{
  AnlanPlanMuster muster = { .id = (char *)"lawn", .place = { 50, 3 }, .radius = 2 };

  anlan_plan_add_muster (plan, &muster);
}

/* What is spoilt, what is found, and what mends it so that nothing is found any more. */
static const struct
{
  const char *name;
  Spoil spoil;
  const char *fault, *mend;
  AnlanPoint at;
} cases[] = {
  { "well", well, NULL, NULL, { 0, 0 } },
  { "room-without-a-door", second_room, "unreachable", "add-door", { 4, 7 } },
  { "house-without-a-door", far_room, "unreachable", "add-exit", { 24, 7 } },
  { "walled-corner", walled_corner, "part-unreachable", "none", { 1, 1 } },
  { "loose-door", loose_door, "cuts-nothing", "set-line", { 3.5, 2 } },
  { "narrow-door", narrow_door, "narrow", "set-line", { 2.2, 0 } },
  { "gap", gap, "narrow", "shift", { 2, 0.2 } },
  { "exit-behind-a-block", exit_outside, "exit-unreachable", "remove", { 3.5, 5 } },
  { "person-outside", person_outside, "person-in-wall", "set-place", { 12, 3 } },
  { "bow-tie", bow_tie, "crossing", "set-ring", { 0, 0 } },
  { "doubled-corner", doubled_corner, "zero-length", "set-ring", { 12, 0 } },
  { "wall-of-no-length", no_wall, "zero-length", "remove", { 3, 3 } },
  { "degrees", in_degrees, "degrees", "to-metres", { 121.50004, 31.200025 } },
  { "nan", not_a_number, "no-number", "remove", { 0, 0 } },
  { "no-exit", closed, "no-exit", "set-exit", { 8, 2.5 } },
  { "no-door", no_door, "no-exit", "add-exit", { 4, 2.5 } },
  { "cupboard", cupboard, "crowded", "set-count", { 4, 2.5 } },
  { "muster-outside", muster_outside, "exit-unreachable", "set-place", { 50, 3 } },
};

static void
test_case (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_autoptr (AnlanPlan) plan = room (10);
  g_autoptr (GArray) findings = NULL, after = NULL;
  const AnlanPlanFinding *finding;
  g_autofree char *says = NULL, *would = NULL;

  cases[index].spoil (plan);
  findings = anlan_plan_examine (plan);
  g_assert_cmpuint (findings->len, ==, cases[index].fault != NULL ? 1 : 0);
  if (cases[index].fault == NULL)
    return;
  finding = &g_array_index (findings, AnlanPlanFinding, 0);
  says = anlan_plan_finding_sentence (plan, finding);
  would = anlan_plan_mend_sentence (plan, finding);
  g_test_message ("%s at %.2f, %.2f; %s", says, finding->at.x, finding->at.y, would);
  g_assert_cmpstr (anlan_fault_id (finding->fault), ==, cases[index].fault);
  g_assert_cmpstr (anlan_mend_id (finding->mend.what), ==, cases[index].mend);
  g_assert_cmpfloat (hypot (finding->at.x - cases[index].at.x, finding->at.y - cases[index].at.y), <, 1.5);
  if (finding->mend.what == ANLAN_MEND_NONE)
    {
      g_assert_false (anlan_plan_mend (plan, finding));
      return;
    }
  g_assert_nonnull (would);
  g_assert_true (anlan_plan_mend (plan, finding));
  after = anlan_plan_examine (plan);
  g_assert_cmpuint (after->len, ==, 0);
  g_assert_true (anlan_plan_check (plan, NULL));
}

/* A thousand plans of corners by lot: the doctor always comes to an end, and mending never falls. */
static void
test_rubbish (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint round = 0; round < 300; round++)
    {
      g_autoptr (AnlanPlan) plan = room (3);
      AnlanPoint ring[8];
      guint n = (guint)g_rand_int_range (rand, 1, 8);

      for (guint i = 0; i < n; i++)
        ring[i] = (AnlanPoint){ g_rand_int_range (rand, -4, 12), g_rand_int_range (rand, -4, 9) };
      if (round % 3 == 0)
        anlan_plan_add_obstacle (plan, "junk", 0, ring, n);
      else
        anlan_plan_add_space (plan, "junk", 0, ring, n);
      door (plan, g_rand_double_range (rand, -4, 12), ring[0].y, ring[0].x, g_rand_double_range (rand, -4, 9),
            round % 2);
      for (guint tries = 0; tries < 12; tries++)
        {
          g_autoptr (GArray) findings = anlan_plan_examine (plan);

          if (findings->len == 0 || !anlan_plan_mend (plan, &g_array_index (findings, AnlanPlanFinding, 0)))
            break;
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/doctor/", cases[i].name, NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_case);
    }
  g_test_add_func ("/doctor/rubbish", test_rubbish);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "verify-private.h"

#include <math.h>

/* The worked examples of whole buildings of the SFPE Handbook and guides, walked by the simulation. ±3 % of the published. */
#define OFF 0.03

#define FOOT 0.3048
#define INCH 0.0254

static void
say_seconds (
    AnlanVerifyResult *result, const AnlanCrowd *crowd, guint people, double expected, const char *note)
{
  verify_say (result,
              anlan_crowd_out (crowd) == people && fabs (verify_total (crowd) - expected) <= OFF * expected,
              g_strdup_printf ("%.0f s ±3 %%", expected),
              g_strdup_printf ("%.0f s, %u out", verify_total (crowd), anlan_crowd_out (crowd)), note);
}

static void
add_stair (AnlanPlan *plan,
           guint low,
           guint high,
           AnlanPoint low_end,
           AnlanPoint high_end,
           double width,
           double length,
           double k)
{
  AnlanPlanStair steps = { .id = (char *)"stair", .low_level = low, .high_level = high, .length = length };

  steps.low[0] = low_end;
  steps.low[1] = (AnlanPoint){ low_end.x + width, low_end.y };
  steps.high[0] = high_end;
  steps.high[1] = (AnlanPoint){ high_end.x + width, high_end.y };
  steps.up = steps.down = k / ANLAN_SFPE_K_LEVEL;
  anlan_plan_add_stair (plan, &steps);
}

/* --- nine storeys ------------------------------------------------------------------------------------------------------- */

#define CORRIDOR (300 * FOOT)
#define DEPTH (8 * FOOT)
#define LANDING 2.5
#define STAIR (44 * INCH)
#define DOOR (36 * INCH)

/* A landing at the west or east end of a storey: the stair from above comes out of its north wall, the one down leads into its
 * south wall, the corridor's door is between. */
static void
add_landing (AnlanPlan *plan, guint level, gboolean east)
{
  double west = east ? CORRIDOR : -LANDING, door_x = east ? CORRIDOR : 0, x = west + 0.7;
  AnlanPlanDoor door = { .id = (char *)"door", .level = level };

  verify_rectangle (plan, level, west, 0, west + LANDING, DEPTH);
  if (level == 0)
    door_x = east ? CORRIDOR + LANDING : -LANDING;
  door.from = (AnlanPoint){ door_x, 0.7 };
  door.to = (AnlanPoint){ door_x, 0.7 + DOOR };
  door.exit = level == 0;
  anlan_plan_add_door (plan, &door);
  if (level > 0)
    add_stair (plan, level - 1, level, (AnlanPoint){ x, DEPTH }, (AnlanPoint){ x, 0 }, STAIR,
               12 * FOOT * hypot (7, 11) / 7, anlan_sfpe_k_stair (7, 11));
}

static void
nine_storeys (AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  g_autoptr (AnlanCrowd) crowd = NULL;

  plan->walking = ANLAN_WALKING_SFPE;
  plan->door_flow = ANLAN_DOOR_FLOW_SFPE;
  plan->max_time = 3000;
  for (guint level = 0; level < 9; level++)
    {
      if (level > 0)
        {
          anlan_plan_add_level (plan, "storey");
          verify_rectangle (plan, level, 0, 0, CORRIDOR, DEPTH);
          verify_people (plan, plan->spaces->len - 1, 300, verify_fixed (1.199), verify_fixed (0), 0);
        }
      add_landing (plan, level, FALSE);
      add_landing (plan, level, TRUE);
    }
  crowd = verify_walk (plan, 1, result);
  if (crowd != NULL)
    say_seconds (result, crowd, 2400, 1524, NULL);
}

/* --- rooms with a stair ------------------------------------------------------------------------------------------------- */

/* 300 people close to the two doors of 32 in of a room of 200 x 30 ft; behind each 50 ft of a stair of 44 in. */
static void
guide_1 (AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  double length = 200 * FOOT, depth = 30 * FOOT, door = 32 * INCH, middle = depth / 2;
  g_autofree AnlanPoint *places = g_new (AnlanPoint, 300);
  g_autoptr (AnlanCrowd) crowd = NULL;

  plan->walking = ANLAN_WALKING_SFPE;
  plan->door_flow = ANLAN_DOOR_FLOW_SFPE;
  anlan_plan_add_level (plan, "upper");
  verify_rectangle (plan, 1, 0, 0, length, depth);
  for (guint i = 0; i < 2; i++)
    {
      double west = i == 0 ? -2 : length, x = i == 0 ? 0 : length, out = i == 0 ? -2 : length + 2;
      AnlanPlanDoor way = {
        .id = (char *)"door", .level = 1, .from = { x, middle - door / 2 }, .to = { x, middle + door / 2 }
      };
      AnlanPlanDoor exit = {
        .id = (char *)"exit", .from = { out, middle - 1 }, .to = { out, middle + 1 }, .exit = TRUE
      };

      exit.open = TRUE;
      verify_rectangle (plan, 1, west, middle - 1, west + 2, middle + 1);
      verify_rectangle (plan, 0, west, middle - 1, west + 2, middle + 1);
      anlan_plan_add_door (plan, &way);
      anlan_plan_add_door (plan, &exit);
      add_stair (plan, 0, 1, (AnlanPoint){ west + 0.4, middle + 1 }, (AnlanPoint){ west + 0.4, middle - 1 },
                 STAIR, 50 * FOOT, anlan_sfpe_k_stair (7, 11));
    }
  for (guint i = 0; i < 300; i++)
    {
      double off = 0.6 + i / 2 / 14 * 0.62, y = middle - 4.2 + i / 2 % 14 * 0.62;

      places[i] = (AnlanPoint){ i % 2 == 0 ? off : length - off, y };
    }
  anlan_plan_add_people (plan, &(AnlanPlanPeople){ .count = 300,
                                                   .space = -1,
                                                   .places = places,
                                                   .level = 1,
                                                   .speed = verify_fixed (275 * FOOT / 60),
                                                   .premovement = verify_fixed (0) });
  crowd = verify_walk (plan, 1, result);
  if (crowd != NULL)
    say_seconds (result, crowd, 300, 246,
                 "Published from the door on. Others obtained 235.5 s (network) and 221.5 s (EvacuatioNZ).");
}

/* 90 people in a room of 10 x 10 m with a door of 1 m, behind it 10 m of a stair of 1.2 m with steps of 18 / 28 cm. */
static void
design_guide (AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  AnlanPlanDoor door = { .id = (char *)"door", .level = 1, .from = { 10, 4.5 }, .to = { 10, 5.5 } };
  g_autoptr (AnlanCrowd) crowd = NULL;

  plan->walking = ANLAN_WALKING_SFPE;
  plan->door_flow = ANLAN_DOOR_FLOW_SFPE;
  anlan_plan_add_level (plan, "upper");
  verify_rectangle (plan, 1, 0, 0, 10, 10);
  verify_rectangle (plan, 1, 10, 4, 12, 6);
  verify_rectangle (plan, 0, 10, 4, 12, 6);
  anlan_plan_add_door (plan, &door);
  add_stair (plan, 0, 1, (AnlanPoint){ 10.4, 6 }, (AnlanPoint){ 10.4, 4 }, 1.2, 10,
             anlan_sfpe_k_stair (18, 28));
  verify_exit (plan, 0, 12, 4.5, 12, 5.5);
  verify_people (plan, 0, 90, verify_fixed (1.199), verify_fixed (0), 0);
  crowd = verify_walk (plan, 1, result);
  if (crowd != NULL)
    say_seconds (result, crowd, 90, 186,
                 "Published with 31.4 people a minute at the exit, where the handbook's own door of 1 m has "
                 "55. Others obtained "
                 "129 s (network) and 179 s (EvacuatioNZ).");
}

/* --- who starts when ---------------------------------------------------------------------------------------------------- */

/* A hundred people in the room of IMO 4 who start at times of a triangle of 0, m and 2 m; by hand the longest of the i-th start
 * and the people after it, and the walk of the mean, 4 m, before. */
static void
triangle (AnlanVerifyResult *result, double mode, const char *published)
{
  AnlanSpread start = { ANLAN_SPREAD_TRIANGLE, 0, mode, 0, 2 * mode };
  AnlanPlan *plan = verify_room (100, 1, ANLAN_DOOR_FLOW_SFPE, start);
  g_autoptr (AnlanCrowd) crowd = NULL;
  double ready[100], hand = 0;

  g_array_index (plan->doors, AnlanPlanDoor, 0).flow = 0.931;
  crowd = verify_walk (plan, 1, result);
  if (crowd == NULL)
    return;
  for (guint i = 0; i < 100; i++)
    ready[i] = anlan_crowd_start (crowd, i);
  anlan_percentiles (ready, 100);
  for (guint i = 0; i < 100; i++)
    hand = MAX (hand, ready[i] + (99 - i) / 0.931);
  hand += 4 / 1.295;
  verify_say (result, anlan_crowd_out (crowd) == 100 && fabs (verify_total (crowd) - hand) <= OFF * hand,
              g_strdup_printf ("%.1f s ±3 %% by hand", hand),
              g_strdup_printf ("%.1f s", verify_total (crowd)), published);
}

static void
triangle_15 (AnlanVerifyResult *result)
{
  triangle (result, 15,
            "By hand with the starts drawn here and the walk; published 107.84 s with other draws and no "
            "walk. Who has not "
            "started stands in the way of who has.");
}

static void
triangle_30 (AnlanVerifyResult *result)
{
  triangle (result, 30,
            "By hand with the starts drawn here and the walk; published 110.41 s with other draws and no "
            "walk. Who has not "
            "started stands in the way of who has.");
}

static void
triangle_60 (AnlanVerifyResult *result)
{
  triangle (result, 60,
            "By hand with the starts drawn here and the walk; published 128.01 s with other draws and no "
            "walk. Who has not "
            "started stands in the way of who has.");
}

const VerifyCase verify_tower_cases[] = {
  { "SFPE: nine storeys, walked", "SFPE Handbook, 5th ed., ch. 59, solution A", nine_storeys },
  { "SFPE: guide, example 1, walked", "SFPE guide, example 1; EvacuatioNZ 2.11", guide_1 },
  { "Fire Engineering Design Guide: room and stair, walked",
    "Fire Engineering Design Guide; EvacuatioNZ 2.11", design_guide },
  { "EvacuatioNZ: starts of a triangle, 15 s", "EvacuatioNZ 2.11", triangle_15 },
  { "EvacuatioNZ: starts of a triangle, 30 s", "EvacuatioNZ 2.11", triangle_30 },
  { "EvacuatioNZ: starts of a triangle, 60 s", "EvacuatioNZ 2.11", triangle_60 },
  { NULL, NULL, NULL },
};

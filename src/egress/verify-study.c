/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "verify-private.h"

#include <math.h>

/* Tests that compare runs with each other. */

/* --- ages and parameters ------------------------------------------------------------------------------------------------ */

/* Fifty adults, ten of each band of ages; the bands are RiMEA's, ±0.03 m/s about Weidmann's curve. */
static void
rimea_7 (AnlanVerifyResult *result)
{
  static const struct
  {
    double age, low, high;
  } bands[] = { { 20, 1.60, 1.64 }, { 30, 1.52, 1.56 }, { 40, 1.46, 1.50 },
                { 50, 1.39, 1.43 }, { 60, 1.24, 1.30 }, { 70, 1.04, 1.10 } };
  AnlanPlan *plan = verify_plan ();
  g_autoptr (AnlanCrowd) crowd = NULL;
  guint within = 0, n = G_N_ELEMENTS (bands) * 10;

  verify_rectangle (plan, 0, 0, 0, 30, 30);
  verify_exit (plan, 0, 30, 0, 30, 2);
  for (guint i = 0; i < n; i++)
    verify_person (plan, 1 + i % 10 * 2, 1 + i / 10 * 2, anlan_walking_at_age (bands[i / 10].age));
  crowd = verify_walk (plan, 1, result);
  for (guint i = 0; crowd != NULL && i < n; i++)
    within += anlan_crowd_speed (crowd, i) >= bands[i / 10].low &&
              anlan_crowd_speed (crowd, i) <= bands[i / 10].high;
  if (crowd != NULL)
    verify_say (result, within == n, g_strdup ("each age's speed within RiMEA's band"),
                g_strdup_printf ("%u of %u", within, n), NULL);
}

static void
add_storey (AnlanPlan *plan, guint level, AnlanSpread speed)
{
  verify_rectangle (plan, level, 0, 3, 12, 4);
  for (guint i = 0; i < 12; i++)
    {
      double west = i % 6 * 2, south = i < 6 ? 0 : 4, wall = i < 6 ? 3 : 4;
      AnlanPlanDoor door = {
        .id = (char *)"door", .level = level, .from = { west + 0.5, wall }, .to = { west + 1.5, wall }
      };

      verify_rectangle (plan, level, west, south, west + 2, south + 3);
      anlan_plan_add_door (plan, &door);
      verify_people (plan, plan->spaces->len - 1, 4, speed, verify_fixed (0), 0);
    }
}

/* Three storeys of twelve rooms of 2 x 3 m with four people each, a corridor of a metre, a stair between two storeys. */
static double
three_storeys (AnlanSpread speed, AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  g_autoptr (AnlanCrowd) crowd = NULL;

  anlan_plan_add_level (plan, "1");
  anlan_plan_add_level (plan, "2");
  for (guint level = 0; level < 3; level++)
    add_storey (plan, level, speed);
  for (guint i = 0; i < 2; i++)
    {
      double x = i == 0 ? 12 : 0;
      AnlanPlanStair steps = { .id = (char *)"stair", .low_level = i, .high_level = i + 1, .length = 6 };

      steps.low[0] = steps.high[0] = (AnlanPoint){ x, 3 };
      steps.low[1] = steps.high[1] = (AnlanPoint){ x, 4 };
      steps.up = 0.5;
      steps.down = 0.66;
      anlan_plan_add_stair (plan, &steps);
    }
  verify_exit (plan, 0, 0, 3, 0, 4);
  crowd = verify_walk (plan, 1, result);
  return crowd != NULL && anlan_crowd_out (crowd) == 144 ? verify_total (crowd) : NAN;
}

static void
rimea_8 (AnlanVerifyResult *result)
{
  g_autoptr (GString) text = g_string_new (NULL);
  double before = INFINITY;
  gboolean falls = TRUE;

  for (double speed = 0.5; speed < 1.6; speed += 0.25)
    {
      double fixed = three_storeys (verify_fixed (speed), result),
             spread = three_storeys (verify_uniform (speed - 0.2, speed + 0.2), result);

      falls = falls && fixed <= before;
      before = fixed;
      g_string_append_printf (text, "%s%.2f m/s: %.0f (spread %.0f) s", text->len > 0 ? ", " : "", speed,
                              fixed, spread);
    }
  verify_say (result, falls, g_strdup ("documented; not slower with a higher speed"), g_strdup (text->str),
              "in brackets with ±0.2 m/s");
}

/* --- ways --------------------------------------------------------------------------------------------------------------- */

/* Down a stair, along 18 m and up another, or 86 m round about on the upper floor. */
static void
rimea_14 (AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  AnlanPoint ring[] = { { 0, 0 },  { 4, 0 },  { 4, 2 },  { 2, 2 },  { 2, 28 },  { 28, 28 },
                        { 28, 2 }, { 26, 2 }, { 26, 0 }, { 30, 0 }, { 30, 30 }, { 0, 30 } };
  AnlanPlanStair one = { .id = (char *)"one",
                         .low = { { 6, 0 }, { 6, 2 } },
                         .high = { { 4, 0 }, { 4, 2 } },
                         .high_level = 1,
                         .length = 5,
                         .up = 0.5,
                         .down = 0.66 };
  AnlanPlanStair other = { .id = (char *)"other",
                           .low = { { 24, 2 }, { 24, 0 } },
                           .high = { { 26, 2 }, { 26, 0 } },
                           .high_level = 1,
                           .length = 5,
                           .up = 0.5,
                           .down = 0.66 };
  g_autoptr (AnlanCrowd) crowd = NULL;
  guint on_stairs = 0;

  anlan_plan_add_level (plan, "h");
  anlan_plan_add_space (plan, "upper", 1, ring, G_N_ELEMENTS (ring));
  verify_rectangle (plan, 0, 6, 0, 24, 2);
  anlan_plan_add_stair (plan, &one);
  anlan_plan_add_stair (plan, &other);
  verify_exit (plan, 1, 30, 0, 30, 2);
  verify_person (plan, 1, 1, 1.3);
  g_array_index (plan->people, AnlanPlanPeople, 0).level = 1;
  crowd = verify_walk (plan, 1, result);
  if (crowd == NULL)
    return;
  for (guint i = 0; i < anlan_crowd_n_gates (crowd); i++)
    {
      AnlanGateUse use;

      anlan_crowd_gate (crowd, i, &use);
      on_stairs += use.stair >= 0 ? use.served : 0;
    }
  verify_say (result, anlan_crowd_out (crowd) == 1 && on_stairs == 4,
              g_strdup ("documented: the way that takes less time"),
              g_strdup_printf ("%s, %.1f s",
                               on_stairs == 4 ? "the short one over two stairs" : "the long one",
                               verify_total (crowd)),
              "RiMEA asks only to say which. The stairs count with the speed on them.");
}

static double
corridor_15 (guint which, AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  AnlanPoint corner[] = { { 0, 0 }, { 54, 0 }, { 54, 30 }, { 48, 30 }, { 48, 6 }, { 0, 6 } };
  AnlanPoint *places = g_new (AnlanPoint, 500);
  double length = which == 0 ? 44 : 75.4;
  g_autoptr (AnlanCrowd) crowd = NULL;

  if (which == 1)
    {
      anlan_plan_add_space (plan, "corner", 0, corner, G_N_ELEMENTS (corner));
      verify_exit (plan, 0, 48, 30, 54, 30);
    }
  else
    {
      verify_rectangle (plan, 0, 0, 0, length, 6);
      verify_exit (plan, 0, length, 0, length, 6);
    }
  g_array_index (plan->doors, AnlanPlanDoor, 0).open = TRUE;
  for (guint i = 0; i < 500; i++)
    places[i] = (AnlanPoint){ 0.4 + i % 40 * 0.48, 0.4 + i / 40 * 0.43 };
  anlan_plan_add_people (plan, &(AnlanPlanPeople){ .count = 500,
                                                   .space = -1,
                                                   .places = places,
                                                   .speed = verify_uniform (0.97, 1.62),
                                                   .premovement = verify_fixed (0) });
  g_free (places);
  crowd = verify_walk (plan, 1, result);
  return crowd != NULL ? verify_total (crowd) : NAN;
}

static void
rimea_15 (AnlanVerifyResult *result)
{
  double near = corridor_15 (0, result), corner = corridor_15 (1, result), far = corridor_15 (2, result);

  verify_say (result, near < corner && corner < far,
              g_strdup ("the corner takes longer than 44 m straight, less than 75.4 m"),
              g_strdup_printf ("%.1f, %.1f, %.1f s", near, corner, far),
              "At 4 people a square metre all take the inner edge of the corner and jam there; people would "
              "use the whole "
              "width. The error is on the safe side: too long.");
}

/* --- streams ------------------------------------------------------------------------------------------------------------ */

/* Single file, in a passage of 0.6 m: mean speed of those in the middle after five to ten seconds. */
static double
single_file (double per_metre)
{
  g_autoptr (AnlanPlan) plan = verify_plan ();
  g_autoptr (AnlanSite) site = NULL;
  g_autoptr (AnlanCrowd) crowd = NULL;
  guint n = (guint)(60 * per_metre), counted = 0;
  double sum = 0;

  verify_rectangle (plan, 0, 0, 0, 60, 0.6);
  verify_exit (plan, 0, 60, 0, 60, 0.6);
  g_array_index (plan->doors, AnlanPlanDoor, 0).open = TRUE;
  for (guint i = 0; i < n; i++)
    verify_person (plan, (i + 0.5) / per_metre, 0.3, 1.34);
  site = anlan_site_new (plan, 0, NULL);
  crowd = anlan_crowd_new (site, plan, 1, NULL);
  for (guint step = 0; step < 100 && anlan_crowd_step (crowd); step++)
    for (guint i = 0; step >= 50 && i < n; i++)
      {
        AnlanPersonState state;

        anlan_crowd_person (crowd, i, &state);
        if (state.out || state.place.x < 20 || state.place.x > 40)
          continue;
        sum += state.speed;
        counted++;
      }
  return sum / MAX (1, counted);
}

static void
rimea_16 (AnlanVerifyResult *result)
{
  static const struct
  {
    double rho, low, high;
  } bands[] = { { 0.499, 0.708, 1.389 },
                { 0.899, 0.448, 1.101 },
                { 1.299, 0.187, 0.608 },
                { 1.899, 0.048, 0.314 },
                { 2.499, 0.022, 0.220 } };
  g_autoptr (GString) text = g_string_new (NULL);
  gboolean within = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (bands); i++)
    {
      double speed = single_file (bands[i].rho);

      within = within && speed >= bands[i].low && speed <= bands[i].high;
      g_string_append_printf (text, "%s%.3f/m: %.3f", i > 0 ? ", " : "", bands[i].rho, speed);
    }
  verify_say (result, within,
              g_strdup ("within 10 to 90 % of the measured: 0.708-1.389, 0.448-1.101, 0.187-0.608, "
                        "0.048-0.314, 0.022-0.220"),
              g_strdup_printf ("%s m/s", text->str),
              "A straight passage of 0.6 m instead of a loop, which has no way out. The model counts people "
              "by area: two who "
              "pass each other in a file are not told apart from two abreast.");
}

static void
imo_12 (AnlanVerifyResult *result)
{
  double moderate = 2 * verify_stream_speed (2), high = 5 * verify_stream_speed (5);

  verify_say (result, high < moderate, g_strdup ("less flow at a very high density than at a moderate one"),
              g_strdup_printf ("%.2f p/s/m at 2 p/m², %.2f at 5", moderate, high), NULL);
}

/* A room of a hundred people, a corridor of 2 m, a stair: plan of @width of the stair; up. */
static AnlanPlan *
room_and_stair (double width)
{
  AnlanPlan *plan = verify_plan ();
  AnlanPlanStair steps = { .id = (char *)"stair", .length = 6, .up = 0.5, .down = 0.66 };

  steps.high_level = anlan_plan_add_level (plan, "h");
  steps.low[0] = (AnlanPoint){ 20, 3 + width / 2 };
  steps.low[1] = (AnlanPoint){ 20, 3 - width / 2 };
  steps.high[0] = (AnlanPoint){ 26, 3 + width / 2 };
  steps.high[1] = (AnlanPoint){ 26, 3 - width / 2 };
  verify_rectangle (plan, 0, 0, 0, 8, 5);
  verify_rectangle (plan, 0, 8, 2, 20, 4);
  verify_rectangle (plan, 1, 26, 2, 30, 4);
  anlan_plan_add_stair (plan, &steps);
  verify_door (plan, 8, 2, 8, 4, FALSE);
  verify_exit (plan, 1, 30, 2, 30, 4);
  g_array_index (plan->doors, AnlanPlanDoor, 1).open = TRUE;
  verify_people (plan, 0, 100, verify_uniform (0.97, 1.62), verify_fixed (0), 0);
  return plan;
}

static void
iso_12 (AnlanVerifyResult *result)
{
  g_autoptr (GString) text = g_string_new (NULL);
  double before = 0;
  gboolean rises = TRUE;

  for (double width = 1; width < 1.85; width += 0.2)
    {
      g_autoptr (AnlanCrowd) crowd = verify_walk (room_and_stair (width), 1, result);
      AnlanGateUse foot;
      double flow;

      if (crowd == NULL)
        return;
      anlan_crowd_gate (crowd, 0, &foot);
      flow = (foot.served - 1) / (foot.last - foot.first);
      rises = rises && flow > before;
      before = flow;
      g_string_append_printf (text, "%s%.1f m: %.2f", text->len > 0 ? ", " : "", width, flow);
    }
  verify_say (result, rises, g_strdup ("the flow of a stair rises with its width of 1.0 to 1.8 m"),
              g_strdup_printf ("%s p/s", text->str), NULL);
}

static void
nist_5_1 (AnlanVerifyResult *result)
{
  static const AnlanPoint places[] = { { 7.4, 3 }, { 13, 3 }, { 19.3, 3 } };
  g_autoptr (AnlanPlan) plan = room_and_stair (1.2);
  g_autoptr (AnlanSite) site = anlan_site_new (plan, 0, NULL);
  g_autoptr (AnlanCrowd) crowd = anlan_crowd_new (site, plan, 1, NULL);
  double sums[3] = { 0 };
  guint n = 0;

  while (anlan_crowd_step (crowd) && anlan_crowd_time (crowd) < 30)
    if (anlan_crowd_time (crowd) > 10)
      {
        for (guint i = 0; i < 3; i++)
          sums[i] += anlan_crowd_density (crowd, 0, places[i]);
        n++;
      }
  for (guint i = 0; i < 3; i++)
    sums[i] /= MAX (1, n);
  verify_say (
      result, sums[0] > sums[1] && sums[2] > sums[1],
      g_strdup ("denser at the room's exit and at the stair's foot than in mid-corridor (10 to 30 s)"),
      g_strdup_printf ("%.2f, %.2f and %.2f p/m² at exit, middle and foot", sums[0], sums[1], sums[2]), NULL);
}

/* --- necks -------------------------------------------------------------------------------------------------------------- */

static double
neck_12 (double length, double width, double *waited, double *last_waited, AnlanVerifyResult *result)
{
  AnlanPlan *plan = verify_plan ();
  g_autoptr (AnlanCrowd) crowd = NULL;
  AnlanGateUse neck, last;

  verify_rectangle (plan, 0, 0, 0, 10, 10);
  verify_rectangle (plan, 0, 10, 5 - width / 2, 10 + length, 5 + width / 2);
  verify_rectangle (plan, 0, 10 + length, 0, 20 + length, 10);
  verify_door (plan, 10, 5 - width / 2, 10, 5 + width / 2, FALSE);
  verify_door (plan, 10 + length, 5 - width / 2, 10 + length, 5 + width / 2, TRUE);
  verify_exit (plan, 0, 20 + length, 4.4, 20 + length, 5.6);
  verify_people (plan, 0, 150, verify_uniform (0.97, 1.62), verify_fixed (0), 0);
  crowd = verify_walk (plan, 1, result);
  if (crowd == NULL)
    return NAN;
  anlan_crowd_gate (crowd, 0, &neck);
  anlan_crowd_gate (crowd, 2, &last);
  if (waited != NULL)
    {
      *waited = neck.waited;
      *last_waited = last.waited;
    }
  return 149 / (neck.last - neck.first);
}

static void
rimea_12_b (AnlanVerifyResult *result)
{
  double near = neck_12 (2, 1, NULL, NULL, result), far = neck_12 (10, 1, NULL, NULL, result);

  verify_say (result, far <= near + 0.05, g_strdup ("a longer neck lets no more through"),
              g_strdup_printf ("%.3f p/s at 2 m, %.3f at 10 m", near, far), NULL);
}

static void
rimea_12_d (AnlanVerifyResult *result)
{
  double narrow = neck_12 (5, 0.8, NULL, NULL, result), metre = neck_12 (5, 1, NULL, NULL, result),
         wide = neck_12 (5, 1.2, NULL, NULL, result);

  verify_say (result, narrow < metre && metre < wide, g_strdup ("flow rises from 0.8 to 1.0 to 1.2 m"),
              g_strdup_printf ("%.3f, %.3f, %.3f p/s", narrow, metre, wide), NULL);
}

static void
rimea_12_c (AnlanVerifyResult *result)
{
  double waited = 0, last = 0;

  neck_12 (5, 0.8, &waited, &last, result);
  verify_say (result, waited > last,
              g_strdup ("people wait before the neck longer than before the last exit"),
              g_strdup_printf ("%.0f and %.0f s of waiting at the line, all together", waited, last), NULL);
}

const VerifyCase verify_study_cases[] = {
  { "RiMEA 7: speeds by age", "RiMEA 4.1.1, 7", rimea_7 },
  { "RiMEA 8: parameters", "RiMEA 4.1.1, 8", rimea_8 },
  { "RiMEA 12b: longer neck", "RiMEA 4.1.1, 12", rimea_12_b },
  { "RiMEA 12c: place of the queue", "RiMEA 4.1.1, 12", rimea_12_c },
  { "RiMEA 12d: wider neck", "RiMEA 4.1.1, 12", rimea_12_d },
  { "RiMEA 14: choice of the way", "RiMEA 4.1.1, 14; ISO 20414, 17", rimea_14 },
  { "RiMEA 15: large crowd round a corner", "RiMEA 4.1.1, 15", rimea_15 },
  { "RiMEA 16: single file", "RiMEA 4.1.1, 16", rimea_16 },
  { "IMO 12: flow and density", "MSC.1/Circ.1533, 12", imo_12 },
  { "ISO 12: stairs of several widths", "ISO 20414:2020, test 12", iso_12 },
  { "NIST 5.1: congestion", "NIST TN 1822, 5.1; ISO 20414, 10", nist_5_1 },
  { NULL, NULL, NULL },
};

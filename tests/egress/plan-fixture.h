/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/plan.h"

/* What the tests' plans are made of. */

static const AnlanSpread speeds = { ANLAN_SPREAD_UNIFORM, 0.97, 1.62, 0.97, 1.62 };
static const AnlanSpread at_once = { ANLAN_SPREAD_FIXED, 0, 0, 0, 0 };

static inline guint
rectangle (AnlanPlan *plan, double west, double south, double east, double north)
{
  AnlanPoint ring[] = { { west, south }, { east, south }, { east, north }, { west, north } };

  return anlan_plan_add_space (plan, "room", 0, ring, 4);
}

static inline guint
door (AnlanPlan *plan, double x0, double y0, double x1, double y1, gboolean exit)
{
  AnlanPlanDoor line = { .id = (char *)"door", .from = { x0, y0 }, .to = { x1, y1 }, .exit = exit };

  return anlan_plan_add_door (plan, &line);
}

static inline void
people (AnlanPlan *plan, guint space, guint count)
{
  AnlanPlanPeople group = { .count = count, .space = (int)space, .speed = speeds, .premovement = at_once };

  anlan_plan_add_people (plan, &group);
}

static inline AnlanPlan *
room (guint count)
{
  AnlanPlan *plan = anlan_plan_new ();

  anlan_plan_add_level (plan, "g");
  rectangle (plan, 0, 0, 8, 5);
  door (plan, 8, 2, 8, 3, TRUE);
  people (plan, 0, count);
  return plan;
}

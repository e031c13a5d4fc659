/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "site-private.h"

#include <math.h>

/* A door lies on a wall if its ends are no farther from it than that, in metres: drawings are a little untidy. */
#define ON_WALL_M 0.10
#define SHORTEST_M 1e-4

static AnlanPoint
point_on (AnlanPoint a, AnlanPoint b, double part)
{
  return (AnlanPoint){ a.x + (b.x - a.x) * part, a.y + (b.y - a.y) * part };
}

/* --- blocks ------------------------------------------------------------------------------------------------------------- */

static void
add_block (AnlanSite *site, AnlanPoint low, AnlanPoint high, int stair, int exit, double up, double down)
{
  /* Walls stand on round numbers. Off them by an odd part of a cell, no wall runs through a row of centres. */
  double margin = site->cell * 1.1317;
  SiteBlock block = { .origin = { low.x - margin, low.y - margin }, .stair = stair, .exit = exit };

  block.up = up;
  block.down = down;
  /* Even numbers: bins of two by two cells do not straddle blocks. */
  block.nx = ((guint)ceil ((high.x - block.origin.x) / site->cell) + 2) & ~1u;
  block.ny = ((guint)ceil ((high.y - block.origin.y) / site->cell) + 2) & ~1u;
  g_array_append_val (site->blocks, block);
}

static SiteBlock *
last_block (AnlanSite *site)
{
  return &g_array_index (site->blocks, SiteBlock, site->blocks->len - 1);
}

static void
add_level (AnlanSite *site, const AnlanPlan *plan, guint level)
{
  AnlanPoint low = { INFINITY, INFINITY }, high = { -INFINITY, -INFINITY };

  for (guint i = 0; i < plan->spaces->len; i++)
    {
      const AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, i);

      for (guint k = 0; space->level == level && k < space->n_points; k++)
        {
          low.x = MIN (low.x, space->ring[k].x);
          low.y = MIN (low.y, space->ring[k].y);
          high.x = MAX (high.x, space->ring[k].x);
          high.y = MAX (high.y, space->ring[k].y);
        }
    }
  if (low.x > high.x)
    low = high = (AnlanPoint){ 0, 0 }; /* a level without spaces: nobody is there */
  add_block (site, low, high, -1, -1, 1, 1);
  last_block (site)->on_level = level;
}

static double
length_of (AnlanPoint a, AnlanPoint b)
{
  return hypot (b.x - a.x, b.y - a.y);
}

void
site_lay_blocks (AnlanSite *site, const AnlanPlan *plan)
{
  for (guint i = 0; i < plan->levels->len; i++)
    add_level (site, plan, i);
  site->n_levels = site->blocks->len;
  for (guint i = 0; i < plan->stairs->len; i++)
    {
      const AnlanPlanStair *stair = &g_array_index (plan->stairs, AnlanPlanStair, i);
      double width = length_of (stair->low[0], stair->low[1]);

      add_block (site, (AnlanPoint){ 0, 0 }, (AnlanPoint){ width, stair->length }, (int)i, -1, stair->up,
                 stair->down);
      last_block (site)->on_level = stair->low_level;
      last_block (site)->at = point_on (stair->low[0], stair->low[1], 0.5);
    }
  for (guint i = 0; i < plan->doors->len; i++)
    {
      const AnlanPlanDoor *door = &g_array_index (plan->doors, AnlanPlanDoor, i);

      if (!door->exit)
        continue;
      add_block (site, (AnlanPoint){ 0, 0 }, (AnlanPoint){ length_of (door->from, door->to), ANLAN_POCKET_M },
                 -1, (int)site->exits->len, 1, 1);
      last_block (site)->on_level = door->level;
      last_block (site)->at = point_on (door->from, door->to, 0.5);
      g_array_append_val (site->exits, i);
    }
}

/* --- walls, less the doors in them --------------------------------------------------------------------------------------- */

typedef struct
{
  double from, to;
} Cut;

static int
compare_cuts (gconstpointer a, gconstpointer b)
{
  double d = ((const Cut *)a)->from - ((const Cut *)b)->from;

  return d < 0 ? -1 : d > 0;
}

static void
cut_by (GArray *cuts, AnlanPoint a, AnlanPoint b, AnlanPoint from, AnlanPoint to)
{
  double length = length_of (a, b), ux = (b.x - a.x) / length, uy = (b.y - a.y) / length;
  double s = (from.x - a.x) * ux + (from.y - a.y) * uy, t = (to.x - a.x) * ux + (to.y - a.y) * uy;
  double off_s = fabs ((from.x - a.x) * uy - (from.y - a.y) * ux);
  double off_t = fabs ((to.x - a.x) * uy - (to.y - a.y) * ux);
  Cut cut = { MAX (0, MIN (s, t)), MIN (length, MAX (s, t)) };

  if (off_s <= ON_WALL_M && off_t <= ON_WALL_M && cut.to - cut.from > SHORTEST_M)
    g_array_append_val (cuts, cut);
}

static void
add_line (AnlanSite *site, guint block, AnlanPoint a, AnlanPoint b, int gate)
{
  SiteLine line = { block, a, b, gate };

  g_array_append_val (site->lines, line);
}

/* What is left of a wall between the doors and the feet and heads of stairs that lie on it. */
static void
add_wall (AnlanSite *site, const AnlanPlan *plan, guint level, AnlanPoint a, AnlanPoint b)
{
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (Cut));
  double length = length_of (a, b), at = 0;

  if (length <= SHORTEST_M)
    return;
  for (guint i = 0; i < plan->doors->len; i++)
    {
      const AnlanPlanDoor *door = &g_array_index (plan->doors, AnlanPlanDoor, i);

      if (door->level == level)
        cut_by (cuts, a, b, door->from, door->to);
    }
  for (guint i = 0; i < plan->stairs->len; i++)
    {
      const AnlanPlanStair *stair = &g_array_index (plan->stairs, AnlanPlanStair, i);

      if (stair->low_level == level)
        cut_by (cuts, a, b, stair->low[0], stair->low[1]);
      if (stair->high_level == level)
        cut_by (cuts, a, b, stair->high[0], stair->high[1]);
    }
  g_array_sort (cuts, compare_cuts);
  for (guint i = 0; i < cuts->len; i++)
    {
      const Cut *cut = &g_array_index (cuts, Cut, i);

      if (cut->from - at > SHORTEST_M)
        add_line (site, level, point_on (a, b, at / length), point_on (a, b, cut->from / length), -1);
      at = MAX (at, cut->to);
    }
  if (length - at > SHORTEST_M)
    add_line (site, level, point_on (a, b, at / length), b, -1);
}

static void
add_ring (AnlanSite *site, const AnlanPlan *plan, const AnlanPlanArea *area)
{
  for (guint k = 0; k < area->n_points; k++)
    add_wall (site, plan, area->level, area->ring[k], area->ring[(k + 1) % area->n_points]);
}

/* The two long sides of a block that is a strip, and its far end if nothing lies there. */
static void
add_strip (AnlanSite *site, guint block, double width, double length, gboolean end)
{
  AnlanPoint corners[] = { { 0, 0 }, { 0, length }, { width, length }, { width, 0 } };

  add_line (site, block, corners[0], corners[1], -1);
  add_line (site, block, corners[2], corners[3], -1);
  if (end)
    add_line (site, block, corners[1], corners[2], -1);
}

/* --- gates -------------------------------------------------------------------------------------------------------------- */

static void
add_gate (AnlanSite *site, guint block, AnlanPoint a, AnlanPoint b, SiteGate gate)
{
  g_array_append_val (site->gates, gate);
  add_line (site, block, a, b, (int)site->gates->len - 1);
}

static gboolean
inside (const AnlanPlan *plan, guint level, AnlanPoint place)
{
  gboolean in = FALSE;

  for (guint i = 0; i < plan->spaces->len && !in; i++)
    {
      const AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, i);

      in = space->level == level && anlan_plan_area_has (space, place);
    }
  return in;
}

/* The unit vector from a line on a level into the space there. */
static AnlanPoint
inward_of (const AnlanPlan *plan, guint level, AnlanPoint a, AnlanPoint b)
{
  double length = length_of (a, b);
  AnlanPoint normal = { -(b.y - a.y) / length, (b.x - a.x) / length }, middle = point_on (a, b, 0.5);
  AnlanPoint beside = { middle.x + normal.x * 0.2, middle.y + normal.y * 0.2 };

  if (!inside (plan, level, beside))
    normal = (AnlanPoint){ -normal.x, -normal.y };
  return normal;
}

/* One end of a stair: its line on the level leads onto the stair, the stair's own end back to the level. */
static void
add_stair_end (AnlanSite *site, const AnlanPlan *plan, guint index, guint block, gboolean high)
{
  const AnlanPlanStair *stair = &g_array_index (plan->stairs, AnlanPlanStair, index);
  const AnlanPoint *line = high ? stair->high : stair->low;
  guint level = high ? stair->high_level : stair->low_level;
  double y = high ? stair->length : 0, width = length_of (stair->low[0], stair->low[1]);
  AnlanPoint end[2] = { { 0, y }, { width, y } };
  SiteGate onto = { .door = -1, .stair = (int)index, .exit = -1, .flow = anlan_plan_stair_flow (stair) };
  SiteGate off = { .door = -1, .stair = (int)index, .exit = -1, .flow = INFINITY };

  onto.block = (int)block;
  onto.to[0] = end[0];
  onto.to[1] = end[1];
  onto.inward = (AnlanPoint){ 0, high ? -1 : 1 };
  add_gate (site, level, line[0], line[1], onto);
  off.block = (int)level;
  off.to[0] = line[0];
  off.to[1] = line[1];
  off.inward = inward_of (plan, level, line[0], line[1]);
  add_gate (site, block, end[0], end[1], off);
}

static void
add_exit (AnlanSite *site, const AnlanPlanDoor *door, guint index, guint block, guint exit, double flow)
{
  double width = length_of (door->from, door->to);
  SiteGate gate = { .door = (int)index, .stair = -1, .exit = (int)exit, .flow = flow, .block = (int)block };

  gate.to[0] = (AnlanPoint){ 0, 0 };
  gate.to[1] = (AnlanPoint){ width, 0 };
  gate.inward = (AnlanPoint){ 0, 1 };
  add_gate (site, door->level, door->from, door->to, gate);
  add_strip (site, block, width, ANLAN_POCKET_M, TRUE);
  add_line (site, block, gate.to[0], gate.to[1], -1);
}

void
site_lay_lines (AnlanSite *site, const AnlanPlan *plan)
{
  guint block = site->n_levels, exit = 0;

  for (guint i = 0; i < plan->spaces->len; i++)
    add_ring (site, plan, &g_array_index (plan->spaces, AnlanPlanArea, i));
  for (guint i = 0; i < plan->obstacles->len; i++)
    add_ring (site, plan, &g_array_index (plan->obstacles, AnlanPlanArea, i));
  for (guint i = 0; i < plan->walls->len; i++)
    {
      const AnlanPlanWall *wall = &g_array_index (plan->walls, AnlanPlanWall, i);

      add_wall (site, plan, wall->level, wall->from, wall->to);
    }
  for (guint i = 0; i < plan->stairs->len; i++, block++)
    {
      const AnlanPlanStair *stair = &g_array_index (plan->stairs, AnlanPlanStair, i);

      add_strip (site, block, length_of (stair->low[0], stair->low[1]), stair->length, FALSE);
      add_stair_end (site, plan, i, block, FALSE);
      add_stair_end (site, plan, i, block, TRUE);
    }
  for (guint i = 0; i < plan->doors->len; i++)
    {
      const AnlanPlanDoor *door = &g_array_index (plan->doors, AnlanPlanDoor, i);
      SiteGate gate = { .door = (int)i, .stair = -1, .exit = -1, .block = -1 };

      gate.flow = anlan_plan_door_flow (plan, door);
      if (door->exit)
        add_exit (site, door, i, block++, exit++, gate.flow);
      else
        add_gate (site, door->level, door->from, door->to, gate);
    }
}

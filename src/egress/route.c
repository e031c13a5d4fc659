/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/route.h"

#include <math.h>

#include "crowd-private.h"

void
anlan_route_free (AnlanRoute *route)
{
  g_array_unref (route->points);
  g_free (route);
}

/* --- from cell to cell -------------------------------------------------------------------------------------------------- */

/* The next cell on the way down: over a link if that leads down most, else to the best of the eight about that can be
 * walked to straight. -1 at the goal. */
static gint64
next_cell (const AnlanSite *site, const AnlanPotential *field, guint32 cell, int *link)
{
  static const struct
  {
    AnlanSide one, other;
    int dx, dy;
  } ways[] = { { ANLAN_SIDE_EAST, 0, 1, 0 },
               { ANLAN_SIDE_NORTH, 0, 0, 1 },
               { ANLAN_SIDE_WEST, 0, -1, 0 },
               { ANLAN_SIDE_SOUTH, 0, 0, -1 },
               { ANLAN_SIDE_EAST, ANLAN_SIDE_NORTH, 1, 1 },
               { ANLAN_SIDE_WEST, ANLAN_SIDE_NORTH, -1, 1 },
               { ANLAN_SIDE_WEST, ANLAN_SIDE_SOUTH, -1, -1 },
               { ANLAN_SIDE_EAST, ANLAN_SIDE_SOUTH, 1, -1 } };
  AnlanSide sides = anlan_potential_sides (field, cell);
  float here = anlan_potential_time (field, cell);
  double steepest = 0, x, y;
  gint64 best = -1;

  anlan_potential_way (field, cell, &x, &y, link);
  if (*link >= 0)
    return g_array_index (site->links, AnlanPotentialLink, (guint)*link).to;
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      guint32 one = (guint32)((gint64)cell + ways[i].dx),
              other = (guint32)((gint64)cell + ways[i].dy * (gint64)site->nx);
      gint64 there = (gint64)cell + ways[i].dx + ways[i].dy * (gint64)site->nx;
      double slope;

      if ((sides & ways[i].one) == 0)
        continue;
      if (ways[i].other != 0 &&
          ((sides & ways[i].other) == 0 || (anlan_potential_sides (field, one) & ways[i].other) == 0 ||
           (anlan_potential_sides (field, other) & ways[i].one) == 0))
        continue;
      slope = (here - anlan_potential_time (field, (guint32)there)) / (ways[i].other != 0 ? G_SQRT2 : 1);
      if (slope > steepest)
        {
          steepest = slope;
          best = there;
        }
    }
  return best;
}

/* --- pulling tight ------------------------------------------------------------------------------------------------------ */

static gboolean
line_between (const SiteLine *line, AnlanPoint p, AnlanPoint q)
{
  double dx = line->b.x - line->a.x, dy = line->b.y - line->a.y, ex = q.x - p.x, ey = q.y - p.y;
  double one = dx * (p.y - line->a.y) - dy * (p.x - line->a.x);
  double other = dx * (q.y - line->a.y) - dy * (q.x - line->a.x);
  double a = ex * (line->a.y - p.y) - ey * (line->a.x - p.x);
  double b = ex * (line->b.y - p.y) - ey * (line->b.x - p.x);

  return one * other < 0 && a * b <= 0;
}

/* Whether a straight line runs clear of walls; doors and lines to other planes are no walls here. Looks at the lines that the
 * cells on its way list: those that are near to them. */
static gboolean
clear_between (const AnlanSite *site, guint block, AnlanPoint p, AnlanPoint q)
{
  const SiteBlock *on = site_block (site, block);
  guint steps = (guint)ceil (hypot (q.x - p.x, q.y - p.y) / SITE_REACH_M) + 1;

  for (guint i = 0; i <= steps; i++)
    {
      double part = (double)i / steps;
      gint64 cell = site_cell_in (site, on, p.x + (q.x - p.x) * part, p.y + (q.y - p.y) * part);

      if (cell < 0 || !site->walkable[cell])
        return FALSE;
      for (guint32 k = site->line_first[cell]; k < site->line_first[cell + 1]; k++)
        {
          const SiteLine *line = site_line (site, site->line_list[k]);

          if (line->gate < 0 && line_between (line, p, q))
            return FALSE;
        }
    }
  return TRUE;
}

/* Seconds of the straight way between two places of a block at what its cells cost: danger makes some of them dear. */
static double
straight_cost (const AnlanSite *site, const AnlanPotential *field, guint block, AnlanPoint p, AnlanPoint q)
{
  const SiteBlock *on = site_block (site, block);
  double length = hypot (q.x - p.x, q.y - p.y), sum = 0;
  guint n = (guint)ceil (length / site->cell * 2) + 1;

  for (guint i = 0; i < n; i++)
    {
      double part = (i + 0.5) / n;
      double x = (p.x + (q.x - p.x) * part - on->origin.x) / site->cell;
      double y = (p.y + (q.y - p.y) * part - on->origin.y) / site->cell;
      guint column = on->column + (guint)CLAMP (x, 0, on->nx - 1),
            row = on->row + (guint)CLAMP (y, 0, on->ny - 1);

      sum += anlan_potential_slowness (field, row * site->nx + column);
    }
  return sum / n * length;
}

double
anlan_route_cost (const AnlanRoute *route, const AnlanSite *site, const AnlanPotential *field)
{
  double cost = 0;

  for (guint i = 1; i < route->points->len; i++)
    {
      const AnlanRoutePoint *a = &g_array_index (route->points, AnlanRoutePoint, i - 1);
      const AnlanRoutePoint *b = &g_array_index (route->points, AnlanRoutePoint, i);
      gint64 cell = anlan_site_cell_at (site, b->level, b->place);

      if (a->stair >= 0 || b->stair >= 0 || a->level != b->level)
        cost += a->stair == b->stair ? hypot (b->place.x - a->place.x, b->place.y - a->place.y) : 0;
      else if (cell >= 0 && anlan_potential_time (field, (guint32)cell) == ANLAN_POTENTIAL_NEVER)
        return INFINITY;
      else
        cost += straight_cost (site, field, a->level, a->place, b->place);
    }
  return cost;
}

/* A shortcut may cost this much more than the way it replaces: what cells and sampling make of one and the same way. */
#define ROUNDING 1.02

/* Takes out all points between two that see each other, from the first on, as far as one plane goes and the straight way is
 * no dearer: around a plume it stays around. */
static void
pull_tight (const AnlanSite *site, const AnlanPotential *field, GArray *points, GArray *blocks)
{
  guint at = 0;

  while (at + 2 < points->len)
    {
      guint block = g_array_index (blocks, guint, at), far = at + 1;
      AnlanPoint here = g_array_index (points, AnlanRoutePoint, at).place;
      double around =
          straight_cost (site, field, block, here, g_array_index (points, AnlanRoutePoint, far).place);

      while (far + 1 < points->len && g_array_index (blocks, guint, far + 1) == block)
        {
          AnlanPoint last = g_array_index (points, AnlanRoutePoint, far).place;
          AnlanPoint next = g_array_index (points, AnlanRoutePoint, far + 1).place;

          around += straight_cost (site, field, block, last, next);
          if (!clear_between (site, block, here, next) ||
              straight_cost (site, field, block, here, next) > around * ROUNDING)
            break;
          far++;
        }
      if (far > at + 1)
        {
          g_array_remove_range (points, at + 1, far - at - 1);
          g_array_remove_range (blocks, at + 1, far - at - 1);
        }
      at++;
    }
}

/* --- routes ------------------------------------------------------------------------------------------------------------- */

static void
add_point (AnlanRoute *route, GArray *blocks, const AnlanSite *site, guint block, AnlanPoint place)
{
  const SiteBlock *on = site_block (site, block);
  AnlanRoutePoint point = { block < site->n_levels ? block : 0, on->stair, place };

  g_array_append_val (route->points, point);
  g_array_append_val (blocks, block);
}

/* Where the way crosses a gate's line: the middle of what a body can use of it, nearest to the cell. */
static AnlanPoint
on_line (const SiteLine *line, AnlanPoint near)
{
  double dx = line->b.x - line->a.x, dy = line->b.y - line->a.y, length = hypot (dx, dy),
         inset = MIN (0.5, 0.25 / length);
  double part =
      CLAMP (((near.x - line->a.x) * dx + (near.y - line->a.y) * dy) / (length * length), inset, 1 - inset);

  return (AnlanPoint){ line->a.x + dx * part, line->a.y + dy * part };
}

/* The field's own time is dearer than seconds where there is danger. */
static void
measure (AnlanRoute *route, GArray *blocks, const AnlanSite *site)
{
  for (guint i = 1; i < route->points->len; i++)
    {
      AnlanPoint a = g_array_index (route->points, AnlanRoutePoint, i - 1).place;
      AnlanPoint b = g_array_index (route->points, AnlanRoutePoint, i).place;

      guint block = g_array_index (blocks, guint, i);
      double length = hypot (b.x - a.x, b.y - a.y);

      if (g_array_index (blocks, guint, i - 1) != block)
        continue;
      route->length += length;
      route->time += site_block (site, block)->stair >= 0 ? length / site_block (site, block)->down : length;
    }
}

AnlanRoute *
anlan_route_new (const AnlanSite *site, const AnlanPotential *field, guint level, AnlanPoint from)
{
  g_autoptr (AnlanRoute) route = NULL;
  g_autoptr (GArray) blocks = NULL;
  gint64 cell = anlan_site_cell_at (site, level, from);
  guint32 most = site->nx * site->ny;

  if (cell < 0 || anlan_potential_time (field, (guint32)cell) == ANLAN_POTENTIAL_NEVER)
    return NULL;
  route = g_new0 (AnlanRoute, 1);
  route->points = g_array_new (FALSE, FALSE, sizeof (AnlanRoutePoint));
  blocks = g_array_new (FALSE, FALSE, sizeof (guint));
  route->exit = anlan_potential_goal (field, (guint32)cell);
  add_point (route, blocks, site, level, from);
  for (guint32 steps = 0; steps < most; steps++)
    {
      int link;
      guint block = site->block_of[cell];
      gint64 next = next_cell (site, field, (guint32)cell, &link);

      if (next < 0)
        break;
      if (link >= 0)
        {
          guint gate = (guint)g_array_index (site->link_gates, int, (guint)link);
          const SiteLine *line = site_line (site, site->gate_line[gate]);

          add_point (route, blocks, site, block,
                     on_line (line, site_centre (site, site_block (site, block), (guint32)cell)));
          if (site_gate (site, gate)->exit >= 0)
            break;
        }
      cell = next;
      block = site->block_of[cell];
      add_point (route, blocks, site, block, site_centre (site, site_block (site, block), (guint32)cell));
    }
  pull_tight (site, field, route->points, blocks);
  measure (route, blocks, site);
  return g_steal_pointer (&route);
}

/* --- by hand ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  double first; /* s until the first is at the line */
  double rest;  /* s from the line to the exit, the longest */
  guint count;
} Passage;

/* The gates of doors in one plane, by the cell and the side that leads through them. */
static GHashTable *
doors_by_side (const AnlanSite *site)
{
  GHashTable *doors = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < site->door_sides->len; i++)
    {
      const SiteDoorSide *entry = &g_array_index (site->door_sides, SiteDoorSide, i);
      guint32 other = entry->side == ANLAN_SIDE_EAST ? entry->cell + 1 : entry->cell + site->nx;
      gpointer gate = GUINT_TO_POINTER (entry->gate + 1);

      g_hash_table_insert (doors, GSIZE_TO_POINTER ((gsize)entry->cell << 32 | other), gate);
      g_hash_table_insert (doors, GSIZE_TO_POINTER ((gsize)other << 32 | entry->cell), gate);
    }
  return doors;
}

static void
note (Passage *passage, double at, double rest)
{
  passage->first = passage->count == 0 ? at : MIN (passage->first, at);
  passage->rest = MAX (passage->rest, rest);
  passage->count++;
}

static void
follow (const AnlanCrowd *crowd, GHashTable *doors, const Person *person, Passage *passages)
{
  const AnlanSite *site = crowd->site;
  const AnlanPotential *field = crowd_field (crowd, person->exit);
  double whole = anlan_potential_time (field, person->cell);
  gint64 cell = person->cell;

  for (guint32 steps = 0; steps < site->nx * site->ny; steps++)
    {
      double here = anlan_potential_time (field, (guint32)cell);
      double at = person->start + (whole - here) / person->own_speed;
      double rest = MAX (0, here - ANLAN_POCKET_M) / person->own_speed;
      int link;
      gint64 next = next_cell (site, field, (guint32)cell, &link);
      guint door;

      if (next < 0)
        return;
      if (link >= 0)
        {
          note (&passages[g_array_index (site->link_gates, int, (guint)link)], at, rest);
          if (site_gate (site, (guint)g_array_index (site->link_gates, int, (guint)link))->exit >= 0)
            return;
        }
      door = GPOINTER_TO_UINT (
          g_hash_table_lookup (doors, GSIZE_TO_POINTER ((gsize)cell << 32 | (guint32)next)));
      if (door != 0)
        note (&passages[door - 1], at, rest);
      cell = next;
    }
}

double
anlan_hand_calculation (const AnlanCrowd *crowd)
{
  g_autofree Passage *passages = g_new0 (Passage, crowd->site->gates->len + 1);
  g_autoptr (GHashTable) doors = doors_by_side (crowd->site);
  double longest = 0;

  for (guint i = 0; i < crowd->n_people; i++)
    {
      const Person *person = &crowd->people[i];

      if (person->out || person->exit < 0)
        continue;
      follow (crowd, doors, person, passages);
      longest = MAX (longest, person->start + MAX (0, anlan_potential_time (crowd_field (crowd, person->exit),
                                                                            person->cell) -
                                                          ANLAN_POCKET_M) /
                                                  person->own_speed);
    }
  for (guint i = 0; i < crowd->site->gates->len; i++)
    if (passages[i].count > 0)
      longest = MAX (longest, passages[i].first + passages[i].count / site_gate (crowd->site, i)->flow +
                                  passages[i].rest);
  return longest;
}

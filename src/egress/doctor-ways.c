/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "doctor-private.h"

#include <math.h>

#include "site-private.h"

#define DOOR_M 0.9
#define ON_EDGE_M 0.10
/* A walled-off part of less than that is a corner of the grid. */
#define PART_M2 0.5

static double
between (AnlanPoint a, AnlanPoint b)
{
  return hypot (b.x - a.x, b.y - a.y);
}

/* --- where a door could be ---------------------------------------------------------------------------------------------- */

/* The stretch that two edges share, as a door in its middle; FALSE if it is too short. */
static gboolean
shared_door (AnlanPoint a, AnlanPoint b, AnlanPoint c, AnlanPoint d, AnlanPoint *from, AnlanPoint *to)
{
  double length = between (a, b), ux, uy, s, t, low, high, middle;

  if (length < DOOR_M)
    return FALSE;
  ux = (b.x - a.x) / length;
  uy = (b.y - a.y) / length;
  if (fabs ((c.x - a.x) * uy - (c.y - a.y) * ux) > ON_EDGE_M ||
      fabs ((d.x - a.x) * uy - (d.y - a.y) * ux) > ON_EDGE_M)
    return FALSE;
  s = (c.x - a.x) * ux + (c.y - a.y) * uy;
  t = (d.x - a.x) * ux + (d.y - a.y) * uy;
  low = MAX (0, MIN (s, t));
  high = MIN (length, MAX (s, t));
  if (high - low < DOOR_M)
    return FALSE;
  middle = (low + high) / 2;
  *from = (AnlanPoint){ a.x + ux * (middle - DOOR_M / 2), a.y + uy * (middle - DOOR_M / 2) };
  *to = (AnlanPoint){ a.x + ux * (middle + DOOR_M / 2), a.y + uy * (middle + DOOR_M / 2) };
  return TRUE;
}

static gboolean
door_between (const AnlanPlanArea *one, const AnlanPlanArea *other, AnlanPoint *from, AnlanPoint *to)
{
  for (guint i = 0; i < one->n_points; i++)
    for (guint k = 0; k < other->n_points; k++)
      if (shared_door (one->ring[i], one->ring[(i + 1) % one->n_points], other->ring[k],
                       other->ring[(k + 1) % other->n_points], from, to))
        return TRUE;
  return FALSE;
}

static gboolean
touches_other (const AnlanPlan *plan, guint index, guint edge)
{
  const AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, index);
  AnlanPoint from, to;

  for (guint i = 0; i < plan->spaces->len; i++)
    {
      const AnlanPlanArea *other = &g_array_index (plan->spaces, AnlanPlanArea, i);

      for (guint k = 0; i != index && other->level == space->level && k < other->n_points; k++)
        if (shared_door (space->ring[edge], space->ring[(edge + 1) % space->n_points], other->ring[k],
                         other->ring[(k + 1) % other->n_points], &from, &to))
          return TRUE;
    }
  return FALSE;
}

/* An exit in the middle of the longest edge that no other space lies at. */
static gboolean
exit_of (const AnlanPlan *plan, guint index, AnlanPoint *from, AnlanPoint *to)
{
  const AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, index);
  double longest = DOOR_M;
  gboolean found = FALSE;

  for (guint i = 0; i < space->n_points; i++)
    {
      AnlanPoint a = space->ring[i], b = space->ring[(i + 1) % space->n_points];

      if (between (a, b) <= longest || touches_other (plan, index, i))
        continue;
      longest = between (a, b);
      found = shared_door (a, b, a, b, from, to);
    }
  return found;
}

/* --- no exit ------------------------------------------------------------------------------------------------------------ */

static gboolean
examine_no_exit (const AnlanPlan *plan, GArray *findings)
{
  AnlanPlanFinding *finding;
  guint largest = 0;

  for (guint i = 0; i < plan->doors->len; i++)
    if (g_array_index (plan->doors, AnlanPlanDoor, i).exit)
      return FALSE;
  if (plan->musters->len > 0 || plan->spaces->len == 0)
    return plan->spaces->len == 0;
  for (guint i = 0; i < plan->spaces->len; i++)
    if (anlan_plan_area_m2 (&g_array_index (plan->spaces, AnlanPlanArea, i)) >
        anlan_plan_area_m2 (&g_array_index (plan->spaces, AnlanPlanArea, largest)))
      largest = i;
  finding = doctor_add (findings, ANLAN_FAULT_NO_EXIT, ANLAN_PART_PLAN, 0, 0,
                        doctor_middle (&g_array_index (plan->spaces, AnlanPlanArea, largest)), 0);
  /* A door with a space on one side only leads out. */
  for (guint i = 0; i < plan->doors->len; i++)
    {
      const AnlanPlanDoor *door = &g_array_index (plan->doors, AnlanPlanDoor, i);
      guint sides = 0;

      for (guint s = 0; s < plan->spaces->len; s++)
        {
          const AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, s);
          AnlanPoint from, to;

          for (guint k = 0; space->level == door->level && k < space->n_points; k++)
            sides += shared_door (space->ring[k], space->ring[(k + 1) % space->n_points], door->from,
                                  door->to, &from, &to) ||
                     (between (door->from, door->to) < DOOR_M &&
                      shared_door (space->ring[k], space->ring[(k + 1) % space->n_points],
                                   (AnlanPoint){ door->from.x - 2 * (door->to.x - door->from.x),
                                                 door->from.y - 2 * (door->to.y - door->from.y) },
                                   (AnlanPoint){ door->to.x + 2 * (door->to.x - door->from.x),
                                                 door->to.y + 2 * (door->to.y - door->from.y) },
                                   &from, &to));
        }
      if (sides != 1)
        continue;
      finding->part = ANLAN_PART_DOOR;
      finding->index = i;
      finding->level = door->level;
      finding->at = (AnlanPoint){ (door->from.x + door->to.x) / 2, (door->from.y + door->to.y) / 2 };
      finding->mend.what = ANLAN_MEND_SET_EXIT;
      return TRUE;
    }
  finding->part = ANLAN_PART_SPACE;
  finding->index = largest;
  finding->level = g_array_index (plan->spaces, AnlanPlanArea, largest).level;
  if (exit_of (plan, largest, &finding->mend.a, &finding->mend.b))
    finding->mend.what = ANLAN_MEND_ADD_EXIT;
  return TRUE;
}

/* --- what can be reached ------------------------------------------------------------------------------------------------ */

typedef struct
{
  guint all, out; /* cells, and those with a way out */
  AnlanPoint at;  /* one without */
} Reached;

static Reached *
count_reached (const AnlanSite *site, const AnlanPotential *field, guint n_spaces)
{
  Reached *reached = g_new0 (Reached, n_spaces + 1);

  for (guint32 cell = 0; cell < site->nx * site->ny; cell++)
    {
      guint space = site->space_of[cell];

      if (space == 0 || !site->walkable[cell])
        continue;
      reached[space - 1].all++;
      if (anlan_potential_time (field, cell) != ANLAN_POTENTIAL_NEVER)
        reached[space - 1].out++;
      else
        reached[space - 1].at = site_centre (site, site_block (site, site->block_of[cell]), cell);
    }
  return reached;
}

static void
examine_space (
    const AnlanPlan *plan, const AnlanSite *site, const Reached *reached, guint index, GArray *findings)
{
  const AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, index);
  const Reached *own = &reached[index];
  double shut_in = (own->all - own->out) * site->cell * site->cell;
  AnlanPlanFinding *finding;

  if (own->all == 0 || own->out == own->all)
    return;
  if (own->out > 0)
    {
      if (shut_in >= PART_M2)
        doctor_add (findings, ANLAN_FAULT_PART_UNREACHABLE, ANLAN_PART_SPACE, index, space->level, own->at,
                    shut_in);
      return;
    }
  finding = doctor_add (findings, ANLAN_FAULT_UNREACHABLE, ANLAN_PART_SPACE, index, space->level,
                        doctor_middle (space), anlan_plan_area_m2 (space));
  for (guint i = 0; i < plan->spaces->len; i++)
    {
      const AnlanPlanArea *other = &g_array_index (plan->spaces, AnlanPlanArea, i);

      if (i != index && reached[i].out > 0 && other->level == space->level &&
          door_between (space, other, &finding->mend.a, &finding->mend.b))
        {
          finding->mend.what = ANLAN_MEND_ADD_DOOR;
          return;
        }
    }
  if (exit_of (plan, index, &finding->mend.a, &finding->mend.b))
    finding->mend.what = ANLAN_MEND_ADD_EXIT;
}

/* An exit counts as reached if a link of its gate leads to it: somebody can stand before its line. */
static void
examine_exits (const AnlanPlan *plan, const AnlanSite *site, GArray *findings)
{
  for (guint e = 0; e < site->exits->len; e++)
    {
      guint door = g_array_index (site->exits, guint, e);
      const AnlanPlanDoor *at = &g_array_index (plan->doors, AnlanPlanDoor, door);
      gboolean reached = FALSE;

      for (guint i = 0; i < site->links->len && !reached; i++)
        reached = site_gate (site, (guint)g_array_index (site->link_gates, int, i))->exit == (int)e;
      if (!reached)
        doctor_add (findings, ANLAN_FAULT_EXIT_UNREACHABLE, ANLAN_PART_DOOR, door, at->level, at->from, 0)
            ->mend.what = ANLAN_MEND_REMOVE;
    }
}

/* As the crowd places people: where a neighbouring cell can be stood on, so can the place. */
static gboolean
can_stand (const AnlanSite *site, guint level, AnlanPoint at)
{
  double cell = anlan_site_cell (site);

  for (int j = -1; j <= 1; j++)
    for (int i = -1; i <= 1; i++)
      if (anlan_site_cell_at (site, level, (AnlanPoint){ at.x + i * cell, at.y + j * cell }) >= 0)
        return TRUE;
  return FALSE;
}

static gboolean
nearest_place (const AnlanSite *site, guint level, AnlanPoint at, AnlanPoint *found)
{
  const SiteBlock *block = site_block (site, level);
  double least = INFINITY;

  for (guint j = 0; j < block->ny; j++)
    for (guint i = 0; i < block->nx; i++)
      {
        guint32 cell = (block->row + j) * site->nx + block->column + i;
        AnlanPoint centre = site_centre (site, block, cell);

        if (site->walkable[cell] && between (centre, at) < least)
          {
            least = between (centre, at);
            *found = centre;
          }
      }
  return isfinite (least);
}

static void
mend_place (const AnlanSite *site, AnlanPlanFinding *finding)
{
  if (nearest_place (site, finding->level, finding->at, &finding->mend.a))
    finding->mend.what = ANLAN_MEND_SET_PLACE;
}

static void
examine_places (const AnlanPlan *plan, const AnlanSite *site, GArray *findings)
{
  for (guint i = 0; i < plan->people->len; i++)
    {
      const AnlanPlanPeople *people = &g_array_index (plan->people, AnlanPlanPeople, i);

      for (guint k = 0; people->space < 0 && k < people->count; k++)
        if (people->level < site->n_levels && !can_stand (site, people->level, people->places[k]))
          {
            AnlanPlanFinding *finding = doctor_add (findings, ANLAN_FAULT_PERSON_IN_WALL, ANLAN_PART_PEOPLE,
                                                    i, people->level, people->places[k], 1);

            finding->item = k;
            mend_place (site, finding);
          }
    }
  for (guint i = 0; i < plan->musters->len; i++)
    {
      const AnlanPlanMuster *muster = &g_array_index (plan->musters, AnlanPlanMuster, i);

      if (anlan_site_cell_at (site, muster->level, muster->place) < 0)
        mend_place (site, doctor_add (findings, ANLAN_FAULT_EXIT_UNREACHABLE, ANLAN_PART_MUSTER, i,
                                      muster->level, muster->place, 0));
    }
}

void
doctor_examine_ways (const AnlanPlan *plan, GArray *findings)
{
  g_autoptr (AnlanSite) site = NULL;
  g_autoptr (AnlanPotential) field = NULL;
  g_autofree gboolean *open = NULL;
  g_autofree Reached *reached = NULL;

  if (examine_no_exit (plan, findings))
    return;
  /* What is left to refuse are figures, which anlan_plan_check() says better. */
  site = anlan_site_new (plan, 0, NULL);
  if (site == NULL)
    return;
  open = g_new0 (gboolean, plan->doors->len + 1);
  field = anlan_site_make_field (site, open);
  anlan_site_solve (site, field, ~G_GUINT64_CONSTANT (0));
  reached = count_reached (site, field, plan->spaces->len);
  for (guint i = 0; i < plan->spaces->len; i++)
    examine_space (plan, site, reached, i, findings);
  examine_exits (plan, site, findings);
  examine_places (plan, site, findings);
}

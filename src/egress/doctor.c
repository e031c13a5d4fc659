/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "doctor-private.h"

#include <math.h>

#define FARTHEST_M 20000.0
#define SMALLEST_M2 0.1
#define NARROW_M 0.6
#define WIDENED_M 0.9
#define ON_WALL_M 0.10
#define SHORTEST_M 1e-4
#define MOST_PER_M2 6.0
#define COMFORTABLE_PER_M2 2.0
/* A plan no wider than that, all of it, is one in degrees. */
#define DEGREES_WIDE 0.2
/* Longer outlines are not looked at for crossings and gaps corner by corner. */
#define MOST_CORNERS 4000u

static void
finding_clear (gpointer data)
{
  g_free (((AnlanPlanFinding *)data)->mend.ring);
}

AnlanPlanFinding *
doctor_add (GArray *findings,
            AnlanFault fault,
            AnlanPlanPart part,
            guint index,
            guint level,
            AnlanPoint at,
            double value)
{
  AnlanPlanFinding finding = {
    .fault = fault, .part = part, .index = index, .level = level, .at = at, .value = value
  };

  g_array_append_val (findings, finding);
  return &g_array_index (findings, AnlanPlanFinding, findings->len - 1);
}

static double
between (AnlanPoint a, AnlanPoint b)
{
  return hypot (b.x - a.x, b.y - a.y);
}

AnlanPoint
doctor_middle (const AnlanPlanArea *area)
{
  AnlanPoint sum = { 0, 0 };

  for (guint i = 0; i < area->n_points; i++)
    sum = (AnlanPoint){ sum.x + area->ring[i].x / area->n_points, sum.y + area->ring[i].y / area->n_points };
  return sum;
}

/* --- the whole plan ----------------------------------------------------------------------------------------------------- */

static gboolean
is_place (AnlanPoint at)
{
  return isfinite (at.x) && isfinite (at.y) && fabs (at.x) <= FARTHEST_M && fabs (at.y) <= FARTHEST_M;
}

static gboolean
examine_degrees (const AnlanPlan *plan, GArray *findings)
{
  AnlanPoint low = { INFINITY, INFINITY }, high = { -INFINITY, -INFINITY };

  for (guint i = 0; i < plan->spaces->len; i++)
    {
      const AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, i);

      for (guint k = 0; k < space->n_points; k++)
        {
          low = (AnlanPoint){ MIN (low.x, space->ring[k].x), MIN (low.y, space->ring[k].y) };
          high = (AnlanPoint){ MAX (high.x, space->ring[k].x), MAX (high.y, space->ring[k].y) };
        }
    }
  if (!(high.x - low.x < DEGREES_WIDE && high.y - low.y < DEGREES_WIDE && high.x - low.x > 0 &&
        high.y - low.y > 0) ||
      fabs (low.x) > 180 || fabs (low.y) > 90)
    return FALSE;
  doctor_add (findings, ANLAN_FAULT_DEGREES, ANLAN_PART_PLAN, 0, 0,
              (AnlanPoint){ (low.x + high.x) / 2, (low.y + high.y) / 2 }, high.x - low.x)
      ->mend.what = ANLAN_MEND_TO_METRES;
  return TRUE;
}

/* --- outlines ----------------------------------------------------------------------------------------------------------- */

static double
turn (AnlanPoint a, AnlanPoint b, AnlanPoint c)
{
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

static gboolean
cross (AnlanPoint a, AnlanPoint b, AnlanPoint c, AnlanPoint d)
{
  return turn (a, b, c) * turn (a, b, d) < 0 && turn (c, d, a) * turn (c, d, b) < 0;
}

static gboolean
find_crossing (const AnlanPoint *ring, guint n, guint *first, guint *second)
{
  for (guint i = 0; i < n; i++)
    for (guint j = i + 2; j < n; j++)
      if ((j + 1) % n != i && cross (ring[i], ring[i + 1], ring[j], ring[(j + 1) % n]))
        {
          *first = i;
          *second = j;
          return TRUE;
        }
  return FALSE;
}

/* Turns round the corners between two edges that cross, until none do: each turn makes the outline shorter. NULL: it does not
 * come to an end. */
static AnlanPoint *
uncross (const AnlanPoint *ring, guint n)
{
  g_autofree AnlanPoint *mended = g_memdup2 (ring, sizeof *ring * n);
  guint first, second;

  for (guint tries = 0; tries < n * 8; tries++)
    {
      if (!find_crossing (mended, n, &first, &second))
        return g_steal_pointer (&mended);
      for (guint i = first + 1, j = second; i < j; i++, j--)
        {
          AnlanPoint kept = mended[i];

          mended[i] = mended[j];
          mended[j] = kept;
        }
    }
  return NULL;
}

static void
set_ring (AnlanPlanFinding *finding, AnlanPoint *ring, guint n)
{
  finding->mend.what = ring != NULL ? ANLAN_MEND_SET_RING : ANLAN_MEND_REMOVE;
  finding->mend.ring = ring;
  finding->mend.n_points = n;
}

/* Corners that lie on the one before are left out. */
static AnlanPoint *
without_doubles (const AnlanPlanArea *area, guint *n, AnlanPoint *at)
{
  AnlanPoint *kept = g_new (AnlanPoint, area->n_points + 1);

  *n = 0;
  for (guint i = 0; i < area->n_points; i++)
    {
      AnlanPoint before = *n > 0 ? kept[*n - 1] : area->ring[area->n_points - 1];

      if (between (before, area->ring[i]) > SHORTEST_M)
        kept[(*n)++] = area->ring[i];
      else
        *at = area->ring[i];
    }
  return kept;
}

static void
examine_area (const AnlanPlanArea *area, AnlanPlanPart part, guint index, GArray *findings)
{
  AnlanPoint at = { 0, 0 };
  AnlanPoint *kept;
  guint n, first, second;

  for (guint i = 0; i < area->n_points; i++)
    if (!is_place (area->ring[i]))
      {
        doctor_add (findings, ANLAN_FAULT_NO_NUMBER, part, index, area->level, at, i)->mend.what =
            ANLAN_MEND_REMOVE;
        return;
      }
  kept = without_doubles (area, &n, &at);
  if (n < area->n_points || n < 3)
    {
      AnlanPlanFinding *finding =
          doctor_add (findings, ANLAN_FAULT_ZERO_LENGTH, part, index, area->level, at, 0);

      if (n < 3)
        g_clear_pointer (&kept, g_free);
      set_ring (finding, kept, n);
      return;
    }
  g_free (kept);
  if (area->n_points <= MOST_CORNERS && find_crossing (area->ring, area->n_points, &first, &second))
    set_ring (doctor_add (findings, ANLAN_FAULT_CROSSING, part, index, area->level, area->ring[first], 0),
              uncross (area->ring, area->n_points), area->n_points);
  else if (anlan_plan_area_m2 (area) < SMALLEST_M2 && part == ANLAN_PART_SPACE)
    doctor_add (findings, ANLAN_FAULT_TOO_SMALL, part, index, area->level, area->ring[0],
                anlan_plan_area_m2 (area))
        ->mend.what = ANLAN_MEND_REMOVE;
}

/* --- doors and walls ---------------------------------------------------------------------------------------------------- */

typedef void (*EdgeFunc) (AnlanPoint a, AnlanPoint b, gpointer data);

static void
each_ring_edge (GArray *areas, guint level, EdgeFunc func, gpointer data)
{
  for (guint i = 0; i < areas->len; i++)
    {
      const AnlanPlanArea *area = &g_array_index (areas, AnlanPlanArea, i);

      for (guint k = 0; area->level == level && k < area->n_points; k++)
        func (area->ring[k], area->ring[(k + 1) % area->n_points], data);
    }
}

static void
each_edge (const AnlanPlan *plan, guint level, EdgeFunc func, gpointer data)
{
  each_ring_edge (plan->spaces, level, func, data);
  each_ring_edge (plan->obstacles, level, func, data);
  for (guint i = 0; i < plan->walls->len; i++)
    {
      const AnlanPlanWall *wall = &g_array_index (plan->walls, AnlanPlanWall, i);

      if (wall->level == level)
        func (wall->from, wall->to, data);
    }
}

typedef struct
{
  AnlanPoint from, to, middle;
  double length; /* that the line is to have */
  gboolean cuts;
  double nearest;
  AnlanPoint a, b; /* of the nearest wall that is long enough, or of the longest near */
} Hang;

static void
hang_cb (AnlanPoint a, AnlanPoint b, gpointer data)
{
  Hang *hang = data;
  double length = between (a, b), ux, uy, s, t, along, off;

  if (length <= SHORTEST_M)
    return;
  ux = (b.x - a.x) / length;
  uy = (b.y - a.y) / length;
  s = (hang->from.x - a.x) * ux + (hang->from.y - a.y) * uy;
  t = (hang->to.x - a.x) * ux + (hang->to.y - a.y) * uy;
  if (fabs ((hang->from.x - a.x) * uy - (hang->from.y - a.y) * ux) <= ON_WALL_M &&
      fabs ((hang->to.x - a.x) * uy - (hang->to.y - a.y) * ux) <= ON_WALL_M &&
      MIN (length, MAX (s, t)) - MAX (0, MIN (s, t)) > SHORTEST_M)
    hang->cuts = TRUE;
  along = CLAMP ((hang->middle.x - a.x) * ux + (hang->middle.y - a.y) * uy, 0, length);
  off = hypot (hang->middle.x - a.x - ux * along, hang->middle.y - a.y - uy * along);
  if (length < NARROW_M || off >= hang->nearest)
    return;
  hang->nearest = off;
  along = length <= hang->length ? length / 2 : CLAMP (along, hang->length / 2, length - hang->length / 2);
  length = MIN (length, hang->length) / 2;
  hang->a = (AnlanPoint){ a.x + ux * (along - length), a.y + uy * (along - length) };
  hang->b = (AnlanPoint){ a.x + ux * (along + length), a.y + uy * (along + length) };
}

static Hang
hang_door (const AnlanPlan *plan, guint level, AnlanPoint from, AnlanPoint to, double length)
{
  Hang hang = { .from = from, .to = to, .length = length, .nearest = INFINITY };

  hang.middle = (AnlanPoint){ (from.x + to.x) / 2, (from.y + to.y) / 2 };
  each_edge (plan, level, hang_cb, &hang);
  return hang;
}

static void
mend_line (AnlanPlanFinding *finding, const Hang *hang)
{
  finding->mend.what = isfinite (hang->nearest) ? ANLAN_MEND_SET_LINE : ANLAN_MEND_REMOVE;
  finding->mend.a = hang->a;
  finding->mend.b = hang->b;
}

static void
examine_door (const AnlanPlan *plan, guint index, GArray *findings)
{
  const AnlanPlanDoor *door = &g_array_index (plan->doors, AnlanPlanDoor, index);
  double length = between (door->from, door->to);
  Hang hang;

  if (!is_place (door->from) || !is_place (door->to))
    {
      doctor_add (findings, ANLAN_FAULT_NO_NUMBER, ANLAN_PART_DOOR, index, door->level, (AnlanPoint){ 0, 0 },
                  0)
          ->mend.what = ANLAN_MEND_REMOVE;
      return;
    }
  hang = hang_door (plan, door->level, door->from, door->to, length < NARROW_M ? WIDENED_M : length);
  if (length <= SHORTEST_M)
    mend_line (
        doctor_add (findings, ANLAN_FAULT_ZERO_LENGTH, ANLAN_PART_DOOR, index, door->level, door->from, 0),
        &hang);
  else if (!hang.cuts)
    mend_line (doctor_add (findings, ANLAN_FAULT_CUTS_NOTHING, ANLAN_PART_DOOR, index, door->level,
                           hang.middle, hang.nearest),
               &hang);
  else if (MIN (length, door->width > 0 ? door->width : length) < NARROW_M)
    mend_line (doctor_add (findings, ANLAN_FAULT_NARROW, ANLAN_PART_DOOR, index, door->level, hang.middle,
                           MIN (length, door->width > 0 ? door->width : length)),
               &hang);
}

static void
examine_wall (const AnlanPlan *plan, guint index, GArray *findings)
{
  const AnlanPlanWall *wall = &g_array_index (plan->walls, AnlanPlanWall, index);

  if (!is_place (wall->from) || !is_place (wall->to))
    doctor_add (findings, ANLAN_FAULT_NO_NUMBER, ANLAN_PART_WALL, index, wall->level, (AnlanPoint){ 0, 0 }, 0)
        ->mend.what = ANLAN_MEND_REMOVE;
  else if (between (wall->from, wall->to) <= SHORTEST_M)
    doctor_add (findings, ANLAN_FAULT_ZERO_LENGTH, ANLAN_PART_WALL, index, wall->level, wall->from, 0)
        ->mend.what = ANLAN_MEND_REMOVE;
}

/* --- gaps --------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  const AnlanPlanArea *obstacle;
  double least;
  AnlanPoint from, to; /* from the obstacle to what is near */
} Gap;

static void
near_edge (Gap *gap, AnlanPoint corner, AnlanPoint a, AnlanPoint b, gboolean own)
{
  double dx = b.x - a.x, dy = b.y - a.y, length2 = dx * dx + dy * dy;
  double part = length2 > 0 ? CLAMP (((corner.x - a.x) * dx + (corner.y - a.y) * dy) / length2, 0, 1) : 0;
  AnlanPoint on = { a.x + dx * part, a.y + dy * part };
  double off = between (corner, on);

  if (off >= gap->least || off < 0.02)
    return;
  gap->least = off;
  gap->from = own ? corner : on;
  gap->to = own ? on : corner;
}

static void
gap_cb (AnlanPoint a, AnlanPoint b, gpointer data)
{
  Gap *gap = data;
  const AnlanPlanArea *obstacle = gap->obstacle;

  for (guint i = 0; i < obstacle->n_points; i++)
    {
      near_edge (gap, obstacle->ring[i], a, b, TRUE);
      near_edge (gap, a, obstacle->ring[i], obstacle->ring[(i + 1) % obstacle->n_points], FALSE);
    }
}

static void
examine_gaps (const AnlanPlan *plan, guint index, GArray *findings)
{
  const AnlanPlanArea *obstacle = &g_array_index (plan->obstacles, AnlanPlanArea, index);
  Gap gap = { .obstacle = obstacle, .least = NARROW_M };
  AnlanPlanFinding *finding;

  if (obstacle->n_points > MOST_CORNERS / 8)
    return;
  each_ring_edge (plan->spaces, obstacle->level, gap_cb, &gap);
  for (guint i = 0; i < plan->obstacles->len; i++)
    if (i != index)
      {
        const AnlanPlanArea *other = &g_array_index (plan->obstacles, AnlanPlanArea, i);

        for (guint k = 0; other->level == obstacle->level && k < other->n_points; k++)
          gap_cb (other->ring[k], other->ring[(k + 1) % other->n_points], &gap);
      }
  if (gap.least >= NARROW_M)
    return;
  finding = doctor_add (findings, ANLAN_FAULT_NARROW, ANLAN_PART_OBSTACLE, index, obstacle->level,
                        (AnlanPoint){ (gap.from.x + gap.to.x) / 2, (gap.from.y + gap.to.y) / 2 }, gap.least);
  finding->mend.what = ANLAN_MEND_SHIFT;
  finding->mend.a = (AnlanPoint){ gap.to.x - gap.from.x, gap.to.y - gap.from.y };
}

/* --- people ------------------------------------------------------------------------------------------------------------- */

static void
examine_people (const AnlanPlan *plan, guint index, GArray *findings)
{
  const AnlanPlanPeople *people = &g_array_index (plan->people, AnlanPlanPeople, index);
  const AnlanPlanArea *space;
  AnlanPlanFinding *finding;

  for (guint i = 0; people->space < 0 && people->places != NULL && i < people->count; i++)
    if (!is_place (people->places[i]))
      {
        finding = doctor_add (findings, ANLAN_FAULT_NO_NUMBER, ANLAN_PART_PEOPLE, index, people->level,
                              (AnlanPoint){ 0, 0 }, 0);
        finding->item = i;
        finding->mend.what = ANLAN_MEND_REMOVE;
        return;
      }
  if (people->space < 0 || people->space >= (int)plan->spaces->len)
    return;
  space = &g_array_index (plan->spaces, AnlanPlanArea, (guint)people->space);
  if (people->count <= MOST_PER_M2 * anlan_plan_area_m2 (space))
    return;
  finding = doctor_add (findings, ANLAN_FAULT_CROWDED, ANLAN_PART_PEOPLE, index, space->level,
                        doctor_middle (space), people->count);
  finding->mend.what = ANLAN_MEND_SET_COUNT;
  finding->mend.count = (guint)(COMFORTABLE_PER_M2 * anlan_plan_area_m2 (space));
}

GArray *
anlan_plan_examine (const AnlanPlan *plan)
{
  GArray *findings = g_array_new (FALSE, TRUE, sizeof (AnlanPlanFinding));
  guint of_geometry;

  g_array_set_clear_func (findings, finding_clear);
  if (examine_degrees (plan, findings))
    return findings;
  for (guint i = 0; i < plan->spaces->len; i++)
    examine_area (&g_array_index (plan->spaces, AnlanPlanArea, i), ANLAN_PART_SPACE, i, findings);
  for (guint i = 0; i < plan->obstacles->len; i++)
    examine_area (&g_array_index (plan->obstacles, AnlanPlanArea, i), ANLAN_PART_OBSTACLE, i, findings);
  for (guint i = 0; i < plan->walls->len; i++)
    examine_wall (plan, i, findings);
  of_geometry = findings->len;
  for (guint i = 0; of_geometry == 0 && i < plan->doors->len; i++)
    examine_door (plan, i, findings);
  for (guint i = 0; of_geometry == 0 && i < plan->people->len; i++)
    examine_people (plan, i, findings);
  of_geometry = findings->len;
  for (guint i = 0; of_geometry == 0 && i < plan->obstacles->len; i++)
    examine_gaps (plan, i, findings);
  if (of_geometry == 0)
    doctor_examine_ways (plan, findings);
  return findings;
}

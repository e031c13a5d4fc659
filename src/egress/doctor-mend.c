/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "doctor-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

const char *
anlan_fault_id (AnlanFault fault)
{
  static const char *const ids[] = { "degrees",       "no-number",   "zero-length",      "crossing",
                                     "too-small",     "narrow",      "cuts-nothing",     "no-exit",
                                     "crowded",       "unreachable", "part-unreachable", "exit-unreachable",
                                     "person-in-wall" };

  G_STATIC_ASSERT (G_N_ELEMENTS (ids) == ANLAN_N_FAULTS);
  return ids[fault];
}

const char *
anlan_mend_id (AnlanMendWhat mend)
{
  static const char *const ids[] = { "none",     "remove",   "set-line",  "set-ring",  "shift",    "add-door",
                                     "add-exit", "set-exit", "set-place", "set-count", "to-metres" };

  return ids[mend];
}

/* --- degrees into metres ------------------------------------------------------------------------------------------------ */

/* Metres of a degree of latitude, and of longitude at the equator: fine to a part in two hundred, more than a drawing needs. */
#define LATITUDE_M 111132.0
#define LONGITUDE_M 111320.0

static void
to_metres (AnlanPoint *at, AnlanPoint middle)
{
  at->x = (at->x - middle.x) * LONGITUDE_M * cos (middle.y * G_PI / 180);
  at->y = (at->y - middle.y) * LATITUDE_M;
}

static void
areas_to_metres (GArray *areas, AnlanPoint middle)
{
  for (guint i = 0; i < areas->len; i++)
    for (guint k = 0; k < g_array_index (areas, AnlanPlanArea, i).n_points; k++)
      to_metres (&g_array_index (areas, AnlanPlanArea, i).ring[k], middle);
}

static void
plan_to_metres (AnlanPlan *plan, AnlanPoint middle)
{
  areas_to_metres (plan->spaces, middle);
  areas_to_metres (plan->obstacles, middle);
  for (guint i = 0; i < plan->doors->len; i++)
    {
      to_metres (&g_array_index (plan->doors, AnlanPlanDoor, i).from, middle);
      to_metres (&g_array_index (plan->doors, AnlanPlanDoor, i).to, middle);
    }
  for (guint i = 0; i < plan->walls->len; i++)
    {
      to_metres (&g_array_index (plan->walls, AnlanPlanWall, i).from, middle);
      to_metres (&g_array_index (plan->walls, AnlanPlanWall, i).to, middle);
    }
  for (guint i = 0; i < plan->stairs->len; i++)
    for (guint k = 0; k < 2; k++)
      {
        to_metres (&g_array_index (plan->stairs, AnlanPlanStair, i).low[k], middle);
        to_metres (&g_array_index (plan->stairs, AnlanPlanStair, i).high[k], middle);
      }
  for (guint i = 0; i < plan->musters->len; i++)
    to_metres (&g_array_index (plan->musters, AnlanPlanMuster, i).place, middle);
  for (guint i = 0; i < plan->people->len; i++)
    {
      AnlanPlanPeople *people = &g_array_index (plan->people, AnlanPlanPeople, i);

      for (guint k = 0; people->places != NULL && k < people->count; k++)
        to_metres (&people->places[k], middle);
    }
}

/* --- mending ------------------------------------------------------------------------------------------------------------ */

static GArray *
array_of (AnlanPlan *plan, AnlanPlanPart part)
{
  GArray *arrays[] = { NULL,        plan->spaces, plan->obstacles, plan->doors,
                       plan->walls, plan->people, plan->musters };

  return arrays[part];
}

/* People keep to their spaces by index, and crew to their rooms. */
static void
forget_space (AnlanPlan *plan, guint index)
{
  for (guint i = plan->people->len; i > 0; i--)
    {
      AnlanPlanPeople *people = &g_array_index (plan->people, AnlanPlanPeople, i - 1);
      guint kept = 0;

      for (guint k = 0; k < people->n_rooms; k++)
        if (people->rooms[k] != index)
          people->rooms[kept++] = people->rooms[k] - (people->rooms[k] > index);
      people->n_rooms = kept;
      if (people->space == (int)index)
        g_array_remove_index (plan->people, i - 1);
      else if (people->space > (int)index)
        people->space--;
    }
}

static void
forget_door (AnlanPlan *plan, guint index)
{
  guint exit = 0;

  for (guint i = plan->events->len; i > 0; i--)
    {
      AnlanPlanEvent *event = &g_array_index (plan->events, AnlanPlanEvent, i - 1);

      if (event->door == index)
        g_array_remove_index (plan->events, i - 1);
      else
        event->door -= event->door > index;
    }
  if (!g_array_index (plan->doors, AnlanPlanDoor, index).exit)
    return;
  for (guint i = 0; i < index; i++)
    exit += g_array_index (plan->doors, AnlanPlanDoor, i).exit != FALSE;
  for (guint i = 0; i < plan->people->len; i++)
    {
      guint64 *bits = &g_array_index (plan->people, AnlanPlanPeople, i).exits;
      guint64 below = (G_GUINT64_CONSTANT (1) << exit) - 1;

      *bits = (*bits & below) | ((*bits >> 1) & ~below);
    }
}

static void
remove_part (AnlanPlan *plan, const AnlanPlanFinding *finding)
{
  if (finding->part == ANLAN_PART_SPACE)
    forget_space (plan, finding->index);
  if (finding->part == ANLAN_PART_DOOR)
    forget_door (plan, finding->index);
  g_array_remove_index (array_of (plan, finding->part), finding->index);
}

static void
add_door (AnlanPlan *plan, const AnlanPlanFinding *finding)
{
  g_autofree char *id = g_strdup_printf ("door-%u", plan->doors->len + 1);
  AnlanPlanDoor door = { .id = id, .level = finding->level, .from = finding->mend.a, .to = finding->mend.b };

  door.exit = finding->mend.what == ANLAN_MEND_ADD_EXIT;
  anlan_plan_add_door (plan, &door);
}

static void
mend_area (AnlanPlanArea *area, const AnlanMend *mend)
{
  if (mend->what == ANLAN_MEND_SET_RING)
    {
      g_free (area->ring);
      area->ring = g_memdup2 (mend->ring, sizeof *mend->ring * mend->n_points);
      area->n_points = mend->n_points;
      return;
    }
  for (guint i = 0; i < area->n_points; i++)
    area->ring[i] = (AnlanPoint){ area->ring[i].x + mend->a.x, area->ring[i].y + mend->a.y };
}

gboolean
anlan_plan_mend (AnlanPlan *plan, const AnlanPlanFinding *finding)
{
  const AnlanMend *mend = &finding->mend;
  GArray *parts = array_of (plan, finding->part);

  if (parts != NULL && finding->index >= parts->len)
    return FALSE;
  switch (mend->what)
    {
    case ANLAN_MEND_REMOVE:
      remove_part (plan, finding);
      return TRUE;
    case ANLAN_MEND_SET_LINE:
      g_array_index (plan->doors, AnlanPlanDoor, finding->index).from = mend->a;
      g_array_index (plan->doors, AnlanPlanDoor, finding->index).to = mend->b;
      g_array_index (plan->doors, AnlanPlanDoor, finding->index).width = 0;
      return TRUE;
    case ANLAN_MEND_SET_RING:
    case ANLAN_MEND_SHIFT:
      mend_area (&g_array_index (parts, AnlanPlanArea, finding->index), mend);
      return TRUE;
    case ANLAN_MEND_ADD_DOOR:
    case ANLAN_MEND_ADD_EXIT:
      add_door (plan, finding);
      return TRUE;
    case ANLAN_MEND_SET_EXIT:
      g_array_index (plan->doors, AnlanPlanDoor, finding->index).exit = TRUE;
      return TRUE;
    case ANLAN_MEND_SET_PLACE:
      if (finding->part == ANLAN_PART_MUSTER)
        g_array_index (plan->musters, AnlanPlanMuster, finding->index).place = mend->a;
      else if (finding->item < g_array_index (plan->people, AnlanPlanPeople, finding->index).count)
        g_array_index (plan->people, AnlanPlanPeople, finding->index).places[finding->item] = mend->a;
      return TRUE;
    case ANLAN_MEND_SET_COUNT:
      g_array_index (plan->people, AnlanPlanPeople, finding->index).count = mend->count;
      return TRUE;
    case ANLAN_MEND_TO_METRES:
      plan_to_metres (plan, finding->at);
      return TRUE;
    case ANLAN_MEND_NONE:
    default:
      return FALSE;
    }
}

/* --- sentences ---------------------------------------------------------------------------------------------------------- */

static char *
name_of (const AnlanPlan *plan, const AnlanPlanFinding *finding)
{
  guint index = finding->index;

  switch (finding->part)
    {
    case ANLAN_PART_SPACE:
      return g_strdup (g_array_index (plan->spaces, AnlanPlanArea, index).id);
    case ANLAN_PART_OBSTACLE:
      return g_strdup (g_array_index (plan->obstacles, AnlanPlanArea, index).id);
    case ANLAN_PART_DOOR:
      return g_strdup (g_array_index (plan->doors, AnlanPlanDoor, index).id);
    case ANLAN_PART_MUSTER:
      return g_strdup (g_array_index (plan->musters, AnlanPlanMuster, index).id);
    case ANLAN_PART_WALL:
      return g_strdup_printf (_ ("Wall %u"), index + 1);
    case ANLAN_PART_PEOPLE:
      return g_strdup_printf (_ ("Group %u"), index + 1);
    case ANLAN_PART_PLAN:
    default:
      return g_strdup (_ ("The plan"));
    }
}

char *
anlan_plan_finding_sentence (const AnlanPlan *plan, const AnlanPlanFinding *finding)
{
  g_autofree char *name = name_of (plan, finding);

  switch (finding->fault)
    {
    case ANLAN_FAULT_DEGREES:
      return g_strdup (_ ("The plan is drawn in degrees of longitude and latitude, not in metres."));
    case ANLAN_FAULT_NO_NUMBER:
      return g_strdup_printf (_ ("“%s” has a corner that is no place within 20 km."), name);
    case ANLAN_FAULT_ZERO_LENGTH:
      return g_strdup_printf (_ ("“%s” has an edge of no length."), name);
    case ANLAN_FAULT_CROSSING:
      return g_strdup_printf (_ ("The outline of “%s” crosses itself."), name);
    case ANLAN_FAULT_TOO_SMALL:
      return g_strdup_printf (_ ("“%s” is %.2f m² small: nobody can be there."), name, finding->value);
    case ANLAN_FAULT_NARROW:
      if (finding->part == ANLAN_PART_DOOR)
        return g_strdup_printf (_ ("“%s” is %.2f m wide; people need 0.6 m."), name, finding->value);
      return g_strdup_printf (_ ("Beside “%s” a gap of %.2f m is left; people need 0.6 m."), name,
                              finding->value);
    case ANLAN_FAULT_CUTS_NOTHING:
      return g_strdup_printf (_ ("“%s” lies on no wall: it opens nothing."), name);
    case ANLAN_FAULT_NO_EXIT:
      return g_strdup (_ ("The plan has no exit and no muster point."));
    case ANLAN_FAULT_CROWDED:
      return g_strdup_printf (
          _ ("%s: %.0f people do not fit into their space; at most six stand on a square metre."), name,
          finding->value);
    case ANLAN_FAULT_UNREACHABLE:
      return g_strdup_printf (_ ("No way leads out of “%s”."), name);
    case ANLAN_FAULT_PART_UNREACHABLE:
      return g_strdup_printf (_ ("No way leads out of %.1f m² of “%s”: walls or obstacles close them off."),
                              finding->value, name);
    case ANLAN_FAULT_EXIT_UNREACHABLE:
      return g_strdup_printf (_ ("Nobody can get to “%s”."), name);
    case ANLAN_FAULT_PERSON_IN_WALL:
      return g_strdup_printf (_ ("%s: somebody is at %.2f, %.2f, where nobody can stand."), name,
                              finding->at.x, finding->at.y);
    case ANLAN_N_FAULTS:
    default:
      g_return_val_if_reached (g_strdup (""));
    }
}

char *
anlan_plan_mend_sentence (const AnlanPlan *plan, const AnlanPlanFinding *finding)
{
  const AnlanMend *mend = &finding->mend;
  g_autofree char *name = name_of (plan, finding);

  switch (mend->what)
    {
    case ANLAN_MEND_REMOVE:
      return g_strdup_printf (_ ("Take “%s” out"), name);
    case ANLAN_MEND_SET_LINE:
      return g_strdup_printf (_ ("Put “%s” on the nearest wall, %.2f m wide"), name,
                              hypot (mend->b.x - mend->a.x, mend->b.y - mend->a.y));
    case ANLAN_MEND_SET_RING:
      return g_strdup_printf (_ ("Straighten the outline of “%s”"), name);
    case ANLAN_MEND_SHIFT:
      return g_strdup_printf (_ ("Close the gap: move “%s” by %.2f m"), name, hypot (mend->a.x, mend->a.y));
    case ANLAN_MEND_ADD_DOOR:
      return g_strdup_printf (_ ("Put a door between “%s” and the next space"), name);
    case ANLAN_MEND_ADD_EXIT:
      return g_strdup_printf (_ ("Put an exit in the outer wall of “%s”"), name);
    case ANLAN_MEND_SET_EXIT:
      return g_strdup_printf (_ ("Make “%s” an exit"), name);
    case ANLAN_MEND_SET_PLACE:
      return g_strdup_printf (_ ("Move to %.2f, %.2f, the nearest place where one can stand"), mend->a.x,
                              mend->a.y);
    case ANLAN_MEND_SET_COUNT:
      return g_strdup_printf (_ ("Make it %u people, two on a square metre"), mend->count);
    case ANLAN_MEND_TO_METRES:
      return g_strdup (_ ("Turn all coordinates into metres"));
    case ANLAN_MEND_NONE:
    default:
      return NULL;
    }
}

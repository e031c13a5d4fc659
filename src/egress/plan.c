/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/plan.h"

#include <math.h>

#include "egress/walking.h"

static void
area_clear (gpointer data)
{
  AnlanPlanArea *area = data;

  g_free (area->id);
  g_free (area->ring);
}

static void
door_clear (gpointer data)
{
  g_free (((AnlanPlanDoor *)data)->id);
}

static void
stair_clear (gpointer data)
{
  g_free (((AnlanPlanStair *)data)->id);
}

static void
people_clear (gpointer data)
{
  g_free (((AnlanPlanPeople *)data)->places);
  g_free (((AnlanPlanPeople *)data)->rooms);
}

static void
muster_clear (gpointer data)
{
  g_free (((AnlanPlanMuster *)data)->id);
}

static GArray *
array_of (gsize size, GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, TRUE, (guint)size);

  g_array_set_clear_func (array, clear);
  return array;
}

AnlanPlan *
anlan_plan_new (void)
{
  AnlanPlan *plan = g_new0 (AnlanPlan, 1);

  plan->levels = g_ptr_array_new_with_free_func (g_free);
  plan->spaces = array_of (sizeof (AnlanPlanArea), area_clear);
  plan->obstacles = array_of (sizeof (AnlanPlanArea), area_clear);
  plan->doors = array_of (sizeof (AnlanPlanDoor), door_clear);
  plan->stairs = array_of (sizeof (AnlanPlanStair), stair_clear);
  plan->walls = array_of (sizeof (AnlanPlanWall), NULL);
  plan->people = array_of (sizeof (AnlanPlanPeople), people_clear);
  plan->events = array_of (sizeof (AnlanPlanEvent), NULL);
  plan->musters = array_of (sizeof (AnlanPlanMuster), muster_clear);
  plan->seed = 1;
  plan->max_time = 3600;
  return plan;
}

void
anlan_plan_free (AnlanPlan *plan)
{
  g_ptr_array_unref (plan->levels);
  g_array_unref (plan->spaces);
  g_array_unref (plan->obstacles);
  g_array_unref (plan->doors);
  g_array_unref (plan->stairs);
  g_array_unref (plan->walls);
  g_array_unref (plan->people);
  g_array_unref (plan->events);
  g_array_unref (plan->musters);
  g_free (plan);
}

guint
anlan_plan_add_level (AnlanPlan *plan, const char *id)
{
  g_ptr_array_add (plan->levels, g_strdup (id));
  return plan->levels->len - 1;
}

static guint
add_area (GArray *areas, const char *id, guint level, const AnlanPoint *ring, guint n_points)
{
  AnlanPlanArea area = { g_strdup (id), level, g_memdup2 (ring, sizeof *ring * n_points), n_points };

  g_array_append_val (areas, area);
  return areas->len - 1;
}

guint
anlan_plan_add_space (AnlanPlan *plan, const char *id, guint level, const AnlanPoint *ring, guint n_points)
{
  return add_area (plan->spaces, id, level, ring, n_points);
}

guint
anlan_plan_add_obstacle (AnlanPlan *plan, const char *id, guint level, const AnlanPoint *ring, guint n_points)
{
  return add_area (plan->obstacles, id, level, ring, n_points);
}

guint
anlan_plan_add_door (AnlanPlan *plan, const AnlanPlanDoor *door)
{
  AnlanPlanDoor copy = *door;

  copy.id = g_strdup (door->id);
  g_array_append_val (plan->doors, copy);
  return plan->doors->len - 1;
}

guint
anlan_plan_add_stair (AnlanPlan *plan, const AnlanPlanStair *stair)
{
  AnlanPlanStair copy = *stair;

  copy.id = g_strdup (stair->id);
  g_array_append_val (plan->stairs, copy);
  return plan->stairs->len - 1;
}

guint
anlan_plan_add_people (AnlanPlan *plan, const AnlanPlanPeople *people)
{
  AnlanPlanPeople copy = *people;

  copy.places =
      people->places != NULL ? g_memdup2 (people->places, sizeof *people->places * people->count) : NULL;
  copy.rooms =
      people->n_rooms > 0 ? g_memdup2 (people->rooms, sizeof *people->rooms * people->n_rooms) : NULL;
  g_array_append_val (plan->people, copy);
  return plan->people->len - 1;
}

guint
anlan_plan_add_muster (AnlanPlan *plan, const AnlanPlanMuster *muster)
{
  AnlanPlanMuster copy = *muster;

  copy.id = g_strdup (muster->id);
  copy.radius = MAX (1, muster->radius);
  g_array_append_val (plan->musters, copy);
  return plan->musters->len - 1;
}

/* --- figures ------------------------------------------------------------------------------------------------------------ */

double
anlan_plan_area_m2 (const AnlanPlanArea *area)
{
  double twice = 0;

  for (guint i = 0; i < area->n_points; i++)
    {
      AnlanPoint a = area->ring[i], b = area->ring[(i + 1) % area->n_points];

      twice += a.x * b.y - b.x * a.y;
    }
  return fabs (twice) / 2;
}

gboolean
anlan_plan_area_has (const AnlanPlanArea *area, AnlanPoint place)
{
  gboolean in = FALSE;

  for (guint k = 0, j = area->n_points - 1; k < area->n_points; j = k++)
    {
      AnlanPoint p = area->ring[k], q = area->ring[j];

      if ((p.y > place.y) != (q.y > place.y) && place.x < (q.x - p.x) * (place.y - p.y) / (q.y - p.y) + p.x)
        in = !in;
    }
  return in;
}

double
anlan_plan_door_flow (const AnlanPlan *plan, const AnlanPlanDoor *door)
{
  double width = door->width > 0 ? door->width : hypot (door->to.x - door->from.x, door->to.y - door->from.y);

  if (door->open)
    return INFINITY;
  if (door->flow > 0)
    return door->flow;
  switch (plan->door_flow)
    {
    case ANLAN_DOOR_FLOW_SFPE:
      return anlan_sfpe_most_flow (ANLAN_SFPE_K_LEVEL) * MAX (0, width - 2 * ANLAN_CLEAR_DOOR);
    case ANLAN_DOOR_FLOW_IMO:
      return 1.33 * width;
    case ANLAN_DOOR_FLOW_EXPERIMENT:
      return 1.8 * width;
    default:
      g_return_val_if_reached (0);
    }
}

double
anlan_plan_stair_flow (const AnlanPlanStair *stair)
{
  double width = stair->width > 0
                     ? stair->width
                     : hypot (stair->low[1].x - stair->low[0].x, stair->low[1].y - stair->low[0].y);

  return anlan_sfpe_most_flow (ANLAN_SFPE_K_LEVEL * stair->down) * MAX (0, width - 2 * ANLAN_CLEAR_STAIR);
}

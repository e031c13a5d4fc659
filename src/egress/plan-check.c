/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "plan-private.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"

#define FARTHEST_M 20000.0
#define SMALLEST_M2 0.1
#define NARROWEST_M 0.3
#define MOST_PER_M2 6.0
#define MOST_PEOPLE 1000000u

static gboolean
refuse (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

static gboolean
refuse (GError **error, const char *format, ...)
{
  va_list args;

  va_start (args, format);
  if (error != NULL)
    *error = g_error_new_valist (ANLAN_ERROR, ANLAN_ERROR_INPUT, format, args);
  va_end (args);
  return FALSE;
}

static gboolean
check_point (const char *what, AnlanPoint place, GError **error)
{
  if (isfinite (place.x) && isfinite (place.y) && fabs (place.x) <= FARTHEST_M &&
      fabs (place.y) <= FARTHEST_M)
    return TRUE;
  return refuse (
      error, _ ("“%s” has a corner that is no place within 20 km: coordinates are metres in a plane."), what);
}

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
check_area (const AnlanPlan *plan, const AnlanPlanArea *area, GError **error)
{
  guint n = area->n_points;

  if (area->level >= plan->levels->len)
    return refuse (error, _ ("“%s” lies on a level that the plan does not have."), area->id);
  if (n < 3)
    return refuse (error, _ ("“%s” has fewer than three corners."), area->id);
  for (guint i = 0; i < n; i++)
    if (!check_point (area->id, area->ring[i], error))
      return FALSE;
  for (guint i = 0; i < n; i++)
    for (guint j = i + 2; j < n; j++)
      if ((j + 1) % n != i &&
          cross (area->ring[i], area->ring[i + 1], area->ring[j], area->ring[(j + 1) % n]))
        return refuse (error, _ ("The outline of “%s” crosses itself."), area->id);
  if (anlan_plan_area_m2 (area) < SMALLEST_M2)
    return refuse (error,
                   _ ("“%s” is smaller than a tenth of a square metre. Coordinates are metres, not degrees "
                      "or kilometres."),
                   area->id);
  return TRUE;
}

static gboolean
check_line (const char *id, AnlanPoint a, AnlanPoint b, GError **error)
{
  if (!check_point (id, a, error) || !check_point (id, b, error))
    return FALSE;
  if (hypot (b.x - a.x, b.y - a.y) < NARROWEST_M)
    return refuse (error, _ ("“%s” is narrower than 0.3 m: nobody gets through."), id);
  return TRUE;
}

static gboolean
check_door (const AnlanPlan *plan, const AnlanPlanDoor *door, GError **error)
{
  if (door->level >= plan->levels->len)
    return refuse (error, _ ("“%s” lies on a level that the plan does not have."), door->id);
  if (!isfinite (door->width) || !isfinite (door->flow) || door->width < 0 || door->flow < 0)
    return refuse (error, _ ("The width or the flow of “%s” is no number from 0 up."), door->id);
  if (!check_line (door->id, door->from, door->to, error))
    return FALSE;
  if (anlan_plan_door_flow (plan, door) <= 0)
    return refuse (error, _ ("“%s” is too narrow for anybody by the chosen rule for doors."), door->id);
  return TRUE;
}

static gboolean
check_stair (const AnlanPlan *plan, const AnlanPlanStair *stair, GError **error)
{
  if (stair->low_level >= plan->levels->len || stair->high_level >= plan->levels->len)
    return refuse (error, _ ("“%s” leads to a level that the plan does not have."), stair->id);
  if (!check_line (stair->id, stair->low[0], stair->low[1], error) ||
      !check_line (stair->id, stair->high[0], stair->high[1], error))
    return FALSE;
  if (!(stair->length >= NARROWEST_M && stair->length <= 1000) || !(stair->up > 0 && stair->up <= 2) ||
      !(stair->down > 0 && stair->down <= 2) || !(stair->width >= 0 && stair->width <= 1000))
    return refuse (error, _ ("The length, the width or the speed of “%s” is out of range."), stair->id);
  return TRUE;
}

static gboolean
check_spread (const AnlanSpread *spread, const char *what, GError **error)
{
  gboolean scaled = spread->form == ANLAN_SPREAD_GAMMA || spread->form == ANLAN_SPREAD_WEIBULL;

  if (isfinite (spread->a) && isfinite (spread->b) && !isnan (spread->min) && spread->min <= spread->max &&
      (spread->form != ANLAN_SPREAD_TRIANGLE ||
       (isfinite (spread->max) && spread->b >= spread->min && spread->b <= spread->max)) &&
      (!scaled || (spread->a > 0 && spread->b > 0)) &&
      (spread->form == ANLAN_SPREAD_UNIFORM ? spread->a <= spread->b : TRUE))
    return TRUE;
  return refuse (error, _ ("The %s of a group of people is no range of numbers."), what);
}

static gboolean
check_people (const AnlanPlan *plan, const AnlanPlanPeople *people, GError **error)
{
  const AnlanPlanArea *space;

  if (!check_spread (&people->speed, _ ("speed"), error) ||
      !check_spread (&people->premovement, _ ("premovement time"), error))
    return FALSE;
  if (people->speed.min < 0.01 || people->speed.max > 5)
    return refuse (error, _ ("People walk with 0.01 to 5 m/s."));
  if (people->premovement.min < 0)
    return refuse (error, _ ("Nobody starts before the alarm: premovement times are 0 s or more."));
  if (people->space >= (int)plan->spaces->len || (people->space < 0 && people->places == NULL))
    return refuse (error, _ ("A group of people is in a space that the plan does not have."));
  if (people->helpers > 4 || people->together > 1000 || !(people->size >= 0 && people->size <= 20))
    return refuse (
        error,
        _ ("Groups have at most 1,000 people, who take at most four helpers and the room of twenty each."));
  if (!(people->room_time >= 0 && people->room_time <= 86400))
    return refuse (error, _ ("Crew look into a room for 0 s to a day."));
  for (guint i = 0; i < people->n_rooms; i++)
    if (people->rooms[i] >= plan->spaces->len)
      return refuse (error, _ ("Crew are to look into a room that the plan does not have."));
  if (people->space < 0)
    {
      for (guint i = 0; i < people->count; i++)
        if (!check_point (_ ("A person"), people->places[i], error))
          return FALSE;
      return TRUE;
    }
  space = &g_array_index (plan->spaces, AnlanPlanArea, (guint)people->space);
  if (people->count > MOST_PER_M2 * anlan_plan_area_m2 (space))
    return refuse (error,
                   _ ("%u people do not fit into “%s” of %.1f m²: at most six stand on a square metre."),
                   people->count, space->id, anlan_plan_area_m2 (space));
  return TRUE;
}

static gboolean
check_muster (const AnlanPlan *plan, const AnlanPlanMuster *muster, GError **error)
{
  if (muster->level >= plan->levels->len)
    return refuse (error, _ ("“%s” lies on a level that the plan does not have."), muster->id);
  if (!(muster->radius >= 1 && muster->radius <= 1000))
    return refuse (error, _ ("“%s” is no place of 1 to 1,000 m about its middle."), muster->id);
  return check_point (muster->id, muster->place, error);
}

static gboolean
check_amounts (const AnlanPlan *plan, GError **error)
{
  guint exits = 0;
  guint64 people = 0;

  for (guint i = 0; i < plan->doors->len; i++)
    exits += g_array_index (plan->doors, AnlanPlanDoor, i).exit != FALSE;
  for (guint i = 0; i < plan->people->len; i++)
    people += g_array_index (plan->people, AnlanPlanPeople, i).count;
  if (plan->levels->len == 0 || plan->spaces->len == 0)
    return refuse (error, _ ("The plan has no spaces: there is nothing to walk in."));
  exits += plan->musters->len;
  if (exits == 0)
    return refuse (error, _ ("The plan has no exit. Mark the doors that lead to safety."));
  if (exits > PLAN_MOST_EXITS)
    return refuse (error, _ ("The plan has %u exits; %u are the most."), exits, PLAN_MOST_EXITS);
  if (people > MOST_PEOPLE)
    return refuse (error, _ ("The plan has more than a million people."));
  if (!(plan->follow >= 0 && plan->follow <= 0.9) || !(plan->endure >= 0 && plan->endure <= 10))
    return refuse (error,
                   _ ("How much people follow others is 0 to 0.9, and the dose that they endure 0 to 10."));
  if (!isfinite (plan->max_time) || plan->max_time <= 0 || plan->max_time > 86400)
    return refuse (error, _ ("The longest time must be more than 0 s and at most a day."));
  return TRUE;
}

gboolean
anlan_plan_check (const AnlanPlan *plan, GError **error)
{
  if (!check_amounts (plan, error))
    return FALSE;
  for (guint i = 0; i < plan->spaces->len; i++)
    if (!check_area (plan, &g_array_index (plan->spaces, AnlanPlanArea, i), error))
      return FALSE;
  for (guint i = 0; i < plan->obstacles->len; i++)
    if (!check_area (plan, &g_array_index (plan->obstacles, AnlanPlanArea, i), error))
      return FALSE;
  for (guint i = 0; i < plan->doors->len; i++)
    if (!check_door (plan, &g_array_index (plan->doors, AnlanPlanDoor, i), error))
      return FALSE;
  for (guint i = 0; i < plan->stairs->len; i++)
    if (!check_stair (plan, &g_array_index (plan->stairs, AnlanPlanStair, i), error))
      return FALSE;
  for (guint i = 0; i < plan->walls->len; i++)
    if (!check_point (_ ("A wall"), g_array_index (plan->walls, AnlanPlanWall, i).from, error) ||
        !check_point (_ ("A wall"), g_array_index (plan->walls, AnlanPlanWall, i).to, error))
      return FALSE;
  for (guint i = 0; i < plan->musters->len; i++)
    if (!check_muster (plan, &g_array_index (plan->musters, AnlanPlanMuster, i), error))
      return FALSE;
  for (guint i = 0; i < plan->people->len; i++)
    if (!check_people (plan, &g_array_index (plan->people, AnlanPlanPeople, i), error))
      return FALSE;
  for (guint i = 0; i < plan->events->len; i++)
    if (!(g_array_index (plan->events, AnlanPlanEvent, i).time >= 0) ||
        g_array_index (plan->events, AnlanPlanEvent, i).door >= plan->doors->len)
      return refuse (error,
                     _ ("An event has no time from 0 s on, or is about a door that the plan does not have."));
  return TRUE;
}

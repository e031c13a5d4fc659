/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "evac-private.h"
#include "scenario-out.h"

/* Between kept moments at first, s: at 1.3 m/s half a metre, so that nobody is drawn across the corner of a wall. */
#define INTERVAL 0.4
/* No more samples than that are kept: every other moment is left out where there are more. */
#define MOST_SAMPLES 8000000u
/* Who moves slower than this part of the own speed is held up. */
#define HELD_UP (1.0 / 3)
#define NEAR_DOOR_M 3.0
/* A door's load is that of so long, s. */
#define LOAD_S 10.0
/* Room between levels and around all, m. */
#define MARGIN 3.0
/* As for the routes that the command line prints: ways are laid for a plume that stands. */
#define STANDS 600.0
#define CLOUD 60.0
#define WALKING 1.3
#define SHELTER_MOST 3600.0
#define SIGHT_M 5.0

/* --- where levels lie --------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPoint low, high;
} Box;

static void
grow (Box *box, AnlanPoint p)
{
  box->low = (AnlanPoint){ MIN (box->low.x, p.x), MIN (box->low.y, p.y) };
  box->high = (AnlanPoint){ MAX (box->high.x, p.x), MAX (box->high.y, p.y) };
}

static void
lay_out (AnlanEvac *evac)
{
  const AnlanPlan *plan = evac->scenario->plan;
  g_autofree Box *boxes = g_new (Box, plan->levels->len);
  double east = 0;

  for (guint i = 0; i < plan->levels->len; i++)
    boxes[i] = (Box){ { INFINITY, INFINITY }, { -INFINITY, -INFINITY } };
  for (guint i = 0; i < plan->spaces->len; i++)
    {
      const AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, i);

      for (guint k = 0; k < space->n_points; k++)
        grow (&boxes[space->level], space->ring[k]);
    }
  for (guint i = 0; i < plan->musters->len; i++)
    {
      const AnlanPlanMuster *muster = &g_array_index (plan->musters, AnlanPlanMuster, i);

      grow (&boxes[muster->level], muster->place);
    }
  evac->offsets = g_new0 (AnlanPoint, plan->levels->len);
  evac->low = (AnlanPoint){ INFINITY, INFINITY };
  evac->high = (AnlanPoint){ -INFINITY, -INFINITY };
  for (guint i = 0; i < plan->levels->len; i++)
    {
      Box all;

      if (!(boxes[i].low.x <= boxes[i].high.x))
        continue;
      if (isfinite (evac->high.x))
        evac->offsets[i].x = east + MARGIN * 2 - boxes[i].low.x;
      all = (Box){ evac->low, evac->high };
      grow (&all, anlan_evac_place (evac, i, boxes[i].low));
      grow (&all, anlan_evac_place (evac, i, boxes[i].high));
      evac->low = all.low;
      evac->high = all.high;
      east = evac->high.x;
    }
  if (!isfinite (evac->low.x))
    evac->low = evac->high = (AnlanPoint){ 0, 0 };
  evac->low = (AnlanPoint){ evac->low.x - MARGIN, evac->low.y - MARGIN };
  evac->high = (AnlanPoint){ evac->high.x + MARGIN, evac->high.y + MARGIN };
}

AnlanPoint
anlan_evac_place (const AnlanEvac *evac, guint level, AnlanPoint place)
{
  return (AnlanPoint){ place.x + evac->offsets[level].x, place.y + evac->offsets[level].y };
}

/* A place on a stair, x across and y up its slope, between its two lines as the plan has them; on the level that is nearer. */
static AnlanPoint
place_on_stair (const AnlanEvac *evac, guint index, AnlanPoint on, guint *level)
{
  const AnlanPlanStair *stair = &g_array_index (evac->scenario->plan->stairs, AnlanPlanStair, index);
  double width = hypot (stair->low[1].x - stair->low[0].x, stair->low[1].y - stair->low[0].y);
  double across = width > 0 ? CLAMP (on.x / width, 0, 1) : 0.5;
  double up = stair->length > 0 ? CLAMP (on.y / stair->length, 0, 1) : 0;
  AnlanPoint low = { stair->low[0].x + across * (stair->low[1].x - stair->low[0].x),
                     stair->low[0].y + across * (stair->low[1].y - stair->low[0].y) };
  AnlanPoint high = { stair->high[0].x + across * (stair->high[1].x - stair->high[0].x),
                      stair->high[0].y + across * (stair->high[1].y - stair->high[0].y) };

  *level = up < 0.5 ? stair->low_level : stair->high_level;
  return anlan_evac_place (evac, *level,
                           (AnlanPoint){ low.x + up * (high.x - low.x), low.y + up * (high.y - low.y) });
}

/* In the pocket behind an exit, x along its line and y away from it: on the side of the line where there is no room. */
static AnlanPoint
place_in_pocket (const AnlanEvac *evac, const AnlanPlanDoor *door, AnlanPoint in)
{
  double length = hypot (door->to.x - door->from.x, door->to.y - door->from.y);
  AnlanPoint along = { (door->to.x - door->from.x) / length, (door->to.y - door->from.y) / length };
  AnlanPoint away = { -along.y, along.x };
  AnlanPoint probe = { (door->from.x + door->to.x) / 2 + away.x / 2,
                       (door->from.y + door->to.y) / 2 + away.y / 2 };

  if (anlan_site_space_at (evac->site, door->level, probe) >= 0)
    away = (AnlanPoint){ -away.x, -away.y };
  return anlan_evac_place (evac, door->level,
                           (AnlanPoint){ door->from.x + in.x * along.x + in.y * away.x,
                                         door->from.y + in.x * along.y + in.y * away.y });
}

/* Where somebody is in the plane of all levels. */
static AnlanPoint
place_of (const AnlanEvac *evac, const AnlanPersonState *state, int exit, guint *level)
{
  int door = exit >= 0 ? anlan_site_exit_door (evac->site, (guint)exit) : -1;

  *level = state->level;
  if (state->stair >= 0)
    return place_on_stair (evac, (guint)state->stair, state->place, level);
  if (state->out && door >= 0)
    return place_in_pocket (evac, &g_array_index (evac->scenario->plan->doors, AnlanPlanDoor, (guint)door),
                            state->place);
  return anlan_evac_place (evac, state->level, state->place);
}

/* --- running ------------------------------------------------------------------------------------------------------------ */

static AnlanEvacDoing
doing_of (const AnlanCrowd *crowd, guint person, const AnlanPersonState *state, gboolean air)
{
  if (state->gone)
    return ANLAN_EVAC_GONE;
  if (state->out)
    return ANLAN_EVAC_OUT;
  if (air)
    {
      AnlanPersonHarm harm;

      anlan_crowd_harm (crowd, person, &harm);
      if (harm.fallen != ANLAN_FALLEN_NOT || (harm.waits && !harm.carried))
        return ANLAN_EVAC_HELPLESS;
    }
  if (!state->started)
    return ANLAN_EVAC_WAITING;
  return state->speed < HELD_UP * anlan_crowd_speed (crowd, person) ? ANLAN_EVAC_QUEUEING
                                                                    : ANLAN_EVAC_WALKING;
}

static guint16
part_of (double value, double low, double high)
{
  return high > low ? (guint16)(CLAMP ((value - low) / (high - low), 0, 1) * G_MAXUINT16 + 0.5) : 0;
}

static AnlanPoint
sample_place (const AnlanEvac *evac, const EvacSample *sample)
{
  return (AnlanPoint){ evac->low.x + sample->x * (evac->high.x - evac->low.x) / G_MAXUINT16,
                       evac->low.y + sample->y * (evac->high.y - evac->low.y) / G_MAXUINT16 };
}

static void
count_queue (const AnlanEvac *evac, guint16 *queues, guint level, AnlanPoint place)
{
  const GArray *doors = evac->scenario->plan->doors;

  for (guint d = 0; d < doors->len; d++)
    {
      const AnlanPlanDoor *door = &g_array_index (doors, AnlanPlanDoor, d);
      AnlanPoint middle =
          anlan_evac_place (evac, door->level,
                            (AnlanPoint){ (door->from.x + door->to.x) / 2, (door->from.y + door->to.y) / 2 });

      if (door->level == level && hypot (place.x - middle.x, place.y - middle.y) <= NEAR_DOOR_M &&
          queues[d] < G_MAXUINT16)
        queues[d]++;
    }
}

static void
keep_person (AnlanEvac *evac, const AnlanCrowd *crowd, guint person, guint16 *queues, EvacSample *sample)
{
  const EvacSample *before =
      evac->n_frames > 0
          ? &g_array_index (evac->samples, EvacSample, (gsize)(evac->n_frames - 1) * evac->n_people + person)
          : NULL;
  AnlanPersonState state;
  AnlanPoint place;
  guint level;

  anlan_crowd_person (crowd, person, &state);
  place = place_of (evac, &state, anlan_crowd_exit (crowd, person), &level);
  sample->x = part_of (place.x, evac->low.x, evac->high.x);
  sample->y = part_of (place.y, evac->low.y, evac->high.y);
  sample->level = (guint8)level;
  sample->doing = (guint8)doing_of (crowd, person, &state, TRUE);
  sample->heading = before != NULL ? before->heading : (guint8)(person * 97);
  if (before != NULL && before->level == sample->level)
    {
      AnlanPoint was = sample_place (evac, before);
      double dx = place.x - was.x, dy = place.y - was.y;

      if (hypot (dx, dy) > 0.08)
        sample->heading = (guint8)(int)lround (atan2 (dy, dx) * 128 / G_PI);
    }
  if (sample->doing == ANLAN_EVAC_QUEUEING)
    count_queue (evac, queues, level, place);
}

/* Of @frames with @width elements each every other one is left out. */
static void
halve (GArray *frames, guint kept, guint width)
{
  gsize size = (gsize)width * g_array_get_element_size (frames);

  for (gsize i = 1; i < kept && size > 0; i++)
    memcpy (frames->data + i * size, frames->data + 2 * i * size, size);
  g_array_set_size (frames, kept * width);
}

/* Every other moment is left out from now on. */
static void
thin_out (AnlanEvac *evac)
{
  guint kept = (evac->n_frames + 1) / 2;

  halve (evac->samples, kept, evac->n_people);
  halve (evac->queues, kept, evac->n_doors);
  halve (evac->served, kept, evac->n_doors);
  evac->n_frames = kept;
  evac->interval *= 2;
}

static void
keep_frame (AnlanEvac *evac, const AnlanCrowd *crowd)
{
  gsize at = evac->n_frames;
  guint16 *queues;

  g_array_set_size (evac->samples, (guint)((at + 1) * evac->n_people));
  g_array_set_size (evac->queues, (guint)((at + 1) * evac->n_doors));
  g_array_set_size (evac->served, (guint)((at + 1) * evac->n_doors));
  queues = &((guint16 *)(gpointer)evac->queues->data)[at * evac->n_doors];
  for (guint i = 0; i < evac->n_people; i++)
    keep_person (evac, crowd, i, queues, &g_array_index (evac->samples, EvacSample, at * evac->n_people + i));
  for (guint g = 0; g < anlan_crowd_n_gates (crowd); g++)
    {
      AnlanGateUse use;

      anlan_crowd_gate (crowd, g, &use);
      if (use.door >= 0)
        g_array_index (evac->served, guint16, at * evac->n_doors + (guint)use.door) =
            (guint16)MIN (use.served, G_MAXUINT16);
    }
  evac->n_frames++;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  double d = *(const double *)a - *(const double *)b;

  return d < 0 ? -1 : d > 0;
}

static void
take_results (AnlanEvac *evac, const AnlanCrowd *crowd)
{
  const AnlanPlan *plan = evac->scenario->plan;

  evac->exits = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  for (guint e = 0; e < anlan_site_n_exits (evac->site); e++)
    g_ptr_array_add (evac->exits, g_array_new (FALSE, FALSE, sizeof (double)));
  for (guint i = 0; i < evac->n_people; i++)
    {
      double at = anlan_crowd_out_at (crowd, i);
      int exit = anlan_crowd_exit (crowd, i);

      if (at >= 0 && exit >= 0)
        g_array_append_val ((GArray *)g_ptr_array_index (evac->exits, (guint)exit), at);
      evac->total = MAX (evac->total, at);
    }
  if (anlan_crowd_out (crowd) < evac->n_people)
    evac->total = anlan_crowd_time (crowd);
  for (guint e = 0; e < evac->exits->len; e++)
    g_array_sort (g_ptr_array_index (evac->exits, e), compare_times);
  evac->seconds = anlan_crowd_time (crowd);
  evac->zones = g_new0 (AnlanEvacZone, plan->spaces->len);
  for (guint i = 0; i < plan->spaces->len; i++)
    {
      AnlanAset aset = { .aset = INFINITY };

      if (!anlan_air_is_clear (evac->scenario->air))
        anlan_aset (evac->scenario->air, &g_array_index (plan->spaces, AnlanPlanArea, i), SIGHT_M,
                    plan->max_time, &aset);
      evac->zones[i] = (AnlanEvacZone){ anlan_crowd_space_last (crowd, i), aset.aset };
    }
}

static gboolean
run (AnlanEvac *evac, GCancellable *cancellable, AnlanProgress progress, gpointer data, GError **error)
{
  const AnlanPlan *plan = evac->scenario->plan;
  g_autoptr (AnlanCrowd) crowd = anlan_crowd_new (evac->site, plan, plan->seed, error);
  gboolean going = TRUE;

  if (crowd == NULL)
    return FALSE;
  /* By hand it is reckoned in clean air: what danger costs on the way is no time of walking. */
  evac->hand = anlan_hand_calculation (crowd);
  if (!anlan_air_is_clear (evac->scenario->air))
    anlan_crowd_set_air (crowd, evac->scenario->air);
  evac->n_people = anlan_crowd_people (crowd);
  evac->n_doors = plan->doors->len;
  evac->interval = INTERVAL;
  /* With room for one, so that there is a place even where there are no people or doors. */
  evac->samples = g_array_sized_new (FALSE, FALSE, sizeof (EvacSample), 1);
  evac->queues = g_array_sized_new (FALSE, TRUE, sizeof (guint16), 1);
  evac->served = g_array_sized_new (FALSE, TRUE, sizeof (guint16), 1);
  for (guint step = 0; going; step++)
    {
      double now = anlan_crowd_time (crowd);

      if (now >= evac->n_frames * evac->interval - 1e-9)
        {
          if ((gsize)(evac->n_frames + 1) * evac->n_people > MOST_SAMPLES)
            thin_out (evac);
          if (now >= evac->n_frames * evac->interval - 1e-9)
            keep_frame (evac, crowd);
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (progress != NULL && step % 20 == 0 && evac->n_people > 0)
        progress (0.2 + 0.8 * anlan_crowd_out (crowd) / evac->n_people, data);
      going = anlan_crowd_step (crowd);
    }
  keep_frame (evac, crowd);
  take_results (evac, crowd);
  return TRUE;
}

/* --- ways out ----------------------------------------------------------------------------------------------------------- */

static void
clear_route (gpointer route)
{
  g_array_unref (((AnlanEvacRoute *)route)->points);
}

static void
add_corner (const AnlanEvac *evac, AnlanEvacRoute *route, const AnlanRoutePoint *point, guint *before)
{
  guint level = point->level;
  AnlanPoint place = point->stair >= 0 ? place_on_stair (evac, (guint)point->stair, point->place, &level)
                                       : anlan_evac_place (evac, level, point->place);
  AnlanPoint gap = { NAN, NAN };

  if (route->points->len > 0 && level != *before)
    g_array_append_val (route->points, gap);
  g_array_append_val (route->points, place);
  *before = level;
}

/* From the middle of a space, or of where a group stands. */
static void
take_route (AnlanEvac *evac, int space, int group, guint level, AnlanPoint from)
{
  double last = evac->scenario->release.rate > 0 ? evac->scenario->release.duration - evac->scenario->since
                                                 : SHELTER_MOST;
  AnlanEvacRoute route = { .space = space,
                           .group = group,
                           .points = g_array_new (FALSE, FALSE, sizeof (AnlanPoint)) };
  guint before = 0;
  AnlanAdvice advice;

  anlan_guide_advise (evac->guide, evac->routes->len, level, from, evac->scenario->air_changes, WALKING,
                      CLAMP (last, 0, SHELTER_MOST), &advice);
  route.walk = advice.walk;
  route.shelter = advice.shelter;
  route.go = advice.go;
  for (guint i = 0; advice.route != NULL && i < advice.route->points->len; i++)
    add_corner (evac, &route, &g_array_index (advice.route->points, AnlanRoutePoint, i), &before);
  if (advice.route != NULL)
    {
      route.length = advice.route->length;
      route.seconds = advice.route->time;
      route.exit = scenario_exit_id (evac->scenario->plan, evac->site, (int)advice.route->exit);
    }
  g_array_append_val (evac->routes, route);
}

static void
take_routes (AnlanEvac *evac)
{
  const AnlanPlan *plan = evac->scenario->plan;
  g_autofree gboolean *lived = g_new0 (gboolean, MAX (plan->spaces->len, 1));
  gboolean placed = FALSE;

  for (guint i = 0; i < plan->people->len; i++)
    {
      const AnlanPlanPeople *people = &g_array_index (plan->people, AnlanPlanPeople, i);

      if (people->space >= 0)
        lived[people->space] = TRUE;
      else if (people->places != NULL && people->count > 0)
        {
          /* Of the places, the one in the middle of the list: their mean may lie in a wall. */
          take_route (evac, -1, (int)i, people->level, people->places[people->count / 2]);
          placed = TRUE;
        }
    }
  for (guint i = 0; i < plan->spaces->len; i++)
    {
      const AnlanPlanArea *area = &g_array_index (plan->spaces, AnlanPlanArea, i);

      if (lived[i] || !placed)
        take_route (evac, (int)i, -1, area->level, scenario_middle (evac->site, area));
    }
}

static void
find_ways (AnlanEvac *evac)
{
  const AnlanScenario *scenario = evac->scenario;
  const AnlanPlan *plan = scenario->plan;
  gboolean clear = anlan_air_is_clear (scenario->air);

  evac->guide = anlan_guide_new (evac->site);
  anlan_guide_update (evac->guide, scenario->air, scenario->release.rate > 0 ? STANDS : CLOUD, NULL,
                      ~G_GUINT64_CONSTANT (0));
  evac->routes = g_array_new (FALSE, FALSE, sizeof (AnlanEvacRoute));
  g_array_set_clear_func (evac->routes, clear_route);
  take_routes (evac);
  evac->musters = g_new0 (AnlanMusterState, MAX (plan->musters->len, 1));
  for (guint i = 0; i < plan->musters->len; i++)
    {
      const AnlanPlanMuster *muster = &g_array_index (plan->musters, AnlanPlanMuster, i);

      /* Where nothing is known to be in the air, nothing was computed either. */
      evac->musters[i] = clear ? ANLAN_MUSTER_NOT_KNOWN
                               : anlan_muster_state (scenario->air, muster->level, muster->place, 0, STANDS);
    }
}

AnlanEvac *
anlan_evac_new (
    AnlanScenario *scenario, GCancellable *cancellable, AnlanProgress progress, gpointer data, GError **error)
{
  g_autoptr (AnlanEvac) evac = g_new0 (AnlanEvac, 1);

  g_return_val_if_fail (scenario != NULL, NULL);

  evac->refs = 1;
  evac->scenario = scenario;
  evac->clouds = g_ptr_array_new_with_free_func (evac_cloud_free);
  evac->site = anlan_site_new (scenario->plan, 0, error);
  if (evac->site == NULL)
    return NULL;
  lay_out (evac);
  find_ways (evac);
  if (progress != NULL)
    progress (0.1, data);
  if (!evac_make_clouds (evac, cancellable))
    {
      g_cancellable_set_error_if_cancelled (cancellable, error);
      return NULL;
    }
  return run (evac, cancellable, progress, data, error) ? g_steal_pointer (&evac) : NULL;
}

AnlanEvac *
anlan_evac_ref (AnlanEvac *evac)
{
  g_atomic_int_inc (&evac->refs);
  return evac;
}

void
anlan_evac_unref (AnlanEvac *evac)
{
  if (!g_atomic_int_dec_and_test (&evac->refs))
    return;
  g_clear_pointer (&evac->guide, anlan_guide_free);
  g_clear_pointer (&evac->site, anlan_site_unref);
  g_clear_pointer (&evac->samples, g_array_unref);
  g_clear_pointer (&evac->queues, g_array_unref);
  g_clear_pointer (&evac->served, g_array_unref);
  g_clear_pointer (&evac->exits, g_ptr_array_unref);
  g_clear_pointer (&evac->routes, g_array_unref);
  g_ptr_array_unref (evac->clouds);
  anlan_scenario_free (evac->scenario);
  g_free (evac->offsets);
  g_free (evac->zones);
  g_free (evac->musters);
  g_free (evac);
}

/* --- looking at a moment ------------------------------------------------------------------------------------------------ */

static guint
frame_at (const AnlanEvac *evac, double seconds, double *part)
{
  double at = CLAMP (seconds / evac->interval, 0, evac->n_frames - 1);
  guint frame = (guint)at;

  *part = at - frame;
  return frame;
}

void
anlan_evac_person (const AnlanEvac *evac, guint person, double seconds, AnlanEvacPerson *state)
{
  double part;
  guint frame = frame_at (evac, seconds, &part);
  const EvacSample *now = &g_array_index (evac->samples, EvacSample, (gsize)frame * evac->n_people + person);
  const EvacSample *next = frame + 1 < evac->n_frames ? now + evac->n_people : now;

  *state = (AnlanEvacPerson){ sample_place (evac, now), now->heading * G_PI / 128, now->doing };
  /* From one level to another nobody glides across the picture, and who is gone leaves no trace. */
  if (now->level == next->level && next->doing != ANLAN_EVAC_GONE)
    {
      AnlanPoint there = sample_place (evac, next);
      int turn = (gint8)(next->heading - now->heading);

      state->place.x += part * (there.x - state->place.x);
      state->place.y += part * (there.y - state->place.y);
      state->heading += part * turn * G_PI / 128;
    }
}

void
anlan_evac_count (const AnlanEvac *evac, double seconds, guint *counts)
{
  double part;
  guint frame = frame_at (evac, seconds, &part);

  memset (counts, 0, (ANLAN_EVAC_GONE + 1) * sizeof *counts);
  for (guint i = 0; i < evac->n_people; i++)
    counts[g_array_index (evac->samples, EvacSample, (gsize)frame * evac->n_people + i).doing]++;
}

guint
anlan_evac_door (const AnlanEvac *evac, guint door, double seconds, double *load)
{
  double part;
  guint frame = frame_at (evac, seconds, &part);
  guint before = (guint)MAX (0, (int)frame - (int)lround (LOAD_S / evac->interval));
  const AnlanPlan *plan = evac->scenario->plan;
  double most = anlan_plan_door_flow (plan, &g_array_index (plan->doors, AnlanPlanDoor, door));

  if (load != NULL)
    {
      guint passed = g_array_index (evac->served, guint16, (gsize)frame * evac->n_doors + door) -
                     g_array_index (evac->served, guint16, (gsize)before * evac->n_doors + door);

      *load = frame > before && most > 0 && isfinite (most)
                  ? MIN (1, passed / (most * (frame - before) * evac->interval))
                  : 0;
    }
  return g_array_index (evac->queues, guint16, (gsize)frame * evac->n_doors + door);
}

guint
anlan_evac_exit_count (const AnlanEvac *evac, guint exit, double seconds)
{
  const GArray *times = g_ptr_array_index (evac->exits, exit);
  guint low = 0, high = times->len;

  while (low < high)
    {
      guint middle = (low + high) / 2;

      if (g_array_index (times, double, middle) <= seconds)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "crowd-private.h"

#include <math.h>

/* Everybody looks about every third step. */
#define LOOKS_EVERY 3

/* Steps after which neighbours are found anew. */
#define ORDER_EVERY 32

/* The part of their speed at which people squeeze past those who come against them. */
#define SQUEEZE 0.25

/* No wall is come nearer to than this by a step, so that rounding never carries anybody through; and those who walk
 * along one keep half a shoulder off, where there is room. */
#define SKIN_M 0.003
#define SHOULDER_M 0.2
#define EDGE_OFF_M 0.02

/* Half the width of a cell, less what rounding may move. */
#define WITHIN 0.4999

/* Held up: slower than that part of one's own speed. */
#define HELD_UP 0.5

#define CONGESTED_PER_M2 4.0

/* Who has come that near to the end of the pocket behind an exit is gone: its end is a wall, which people keep off. */
#define POCKET_END_M 0.3

/* --- making ------------------------------------------------------------------------------------------------------------- */

static int
compare_events (gconstpointer a, gconstpointer b)
{
  double d = ((const AnlanPlanEvent *)a)->time - ((const AnlanPlanEvent *)b)->time;

  return d < 0 ? -1 : d > 0;
}

AnlanCrowd *
anlan_crowd_new (AnlanSite *site, const AnlanPlan *plan, guint64 seed, GError **error)
{
  g_autoptr (AnlanCrowd) crowd = g_new0 (AnlanCrowd, 1);

  crowd->site = anlan_site_ref (site);
  crowd->max_time = plan->max_time;
  crowd->law = plan->walking;
  crowd->nearest = plan->nearest;
  crowd->events = g_array_copy (plan->events);
  g_array_sort (crowd->events, compare_events);
  crowd->shut = g_memdup2 (site->shut, sizeof (gboolean) * (site->n_doors + 1));
  crowd->gates = g_new0 (Gate, site->gates->len + 1);
  crowd->candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  crowd->crew = g_array_new (FALSE, TRUE, sizeof (Crew));
  crowd->bands = g_array_new (FALSE, TRUE, sizeof (Band));
  crowd->aims = g_array_new (FALSE, TRUE, sizeof (Aim));
  crowd->follow = plan->follow;
  crowd->endure = plan->endure > 0 ? plan->endure : 1;
  crowd->arrived = g_new0 (guint, anlan_site_n_exits (site) + 1);
  crowd->n_spaces = plan->spaces->len;
  crowd->space_last = g_new (float, crowd->n_spaces + 1);
  for (guint i = 0; i < crowd->n_spaces; i++)
    crowd->space_last[i] = -1;
  for (guint i = 0; i < site->gates->len; i++)
    {
      crowd->gates[i].use.door = site_gate (site, i)->door;
      crowd->gates[i].use.stair = site_gate (site, i)->stair;
      crowd->gates[i].use.first = crowd->gates[i].use.last = -1;
    }
  for (guint i = 0; i < plan->people->len; i++)
    if (g_array_index (plan->people, AnlanPlanPeople, i).exits != 0)
      crowd->nearest = FALSE;
  crowd_make_bins (crowd);
  if (!crowd_place_people (crowd, plan, seed, error))
    return NULL;
  crowd_put_in_order (crowd);
  crowd_make_fields (crowd);
  crowd_choose (crowd, TRUE);
  return g_steal_pointer (&crowd);
}

void
anlan_crowd_set_air (AnlanCrowd *crowd, AnlanAir *air)
{
  gsize n_cells = (gsize)crowd->site->nx * crowd->site->ny;

  g_return_if_fail (crowd->steps == 0);

  if (anlan_air_is_clear (air))
    return;
  crowd->air = anlan_air_ref (air);
  crowd->factors = g_new (float, n_cells);
  for (gsize i = 0; i < n_cells; i++)
    crowd->factors[i] = 1;
  if (!crowd_plan_again (crowd))
    return;
  for (guint i = 0; i < crowd->n_people; i++)
    crowd->people[i].exit = -1;
  crowd_choose (crowd, TRUE);
}

void
anlan_crowd_free (AnlanCrowd *crowd)
{
  crowd_free_fields (crowd);
  crowd_free_bins (crowd);
  g_clear_pointer (&crowd->site, anlan_site_unref);
  g_clear_pointer (&crowd->events, g_array_unref);
  g_clear_pointer (&crowd->candidates, g_array_unref);
  for (guint i = 0; crowd->aims != NULL && i < crowd->aims->len; i++)
    g_free (g_array_index (crowd->aims, Aim, i).cells);
  g_clear_pointer (&crowd->air, anlan_air_unref);
  crowd_free_crew (crowd);
  crowd_free_bands (crowd);
  g_array_unref (crowd->aims);
  g_free (crowd->aimed);
  g_free (crowd->factors);
  g_free (crowd->inner);
  g_free (crowd->arrived);
  g_free (crowd->space_last);
  g_free (crowd->gates);
  g_free (crowd->shut);
  g_free (crowd->people);
  g_free (crowd->order);
  g_free (crowd);
}

/* --- cells ------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  double x, y;
} Vec;

/* Whether a wall, a shut door or the line of a gate to another plane lies between a place and the centre of a cell. */
static gboolean
hidden (const AnlanCrowd *crowd, guint32 cell, Vec place, AnlanPoint centre)
{
  const AnlanSite *site = crowd->site;

  for (guint32 i = site->line_first[cell]; i < site->line_first[cell + 1]; i++)
    {
      const SiteLine *line = site_line (site, site->line_list[i]);
      double dx = line->b.x - line->a.x, dy = line->b.y - line->a.y;
      double one = dx * (place.y - line->a.y) - dy * (place.x - line->a.x);
      double other = dx * (centre.y - line->a.y) - dy * (centre.x - line->a.x);
      double ex = centre.x - place.x, ey = centre.y - place.y;
      double a = ex * (line->a.y - place.y) - ey * (line->a.x - place.x);
      double b = ex * (line->b.y - place.y) - ey * (line->b.x - place.x);

      if (line->gate >= 0 && site_gate (site, (guint)line->gate)->block < 0 &&
          !crowd_gate_shut (crowd, (guint)line->gate))
        continue;
      if (one * other < 0 && a * b < 0)
        return TRUE;
    }
  return FALSE;
}

/* The cell of a place is the nearest whose centre can be walked to straight from there: a wall may run through the
 * square that the place is in. */
gint64
crowd_see_cell (const AnlanCrowd *crowd, guint index, double x, double y)
{
  const AnlanSite *site = crowd->site;
  const SiteBlock *block = site_block (site, index);
  gint64 here = site_cell_in (site, block, x, y), best = -1;
  double nearest = INFINITY;

  if (here >= 0 && site->walkable[here])
    {
      AnlanPoint centre;

      if (site->walkable[here] == SITE_OPEN)
        return here;
      /* No other centre is as near from within the square, its edges left out: there two may be. */
      centre = site_centre (site, block, (guint32)here);
      if (MAX (fabs (centre.x - x), fabs (centre.y - y)) < WITHIN * site->cell &&
          !hidden (crowd, (guint32)here, (Vec){ x, y }, centre))
        return here;
    }
  for (int j = -1; j <= 1; j++)
    for (int i = -1; i <= 1; i++)
      {
        gint64 cell = site_cell_in (site, block, x + i * site->cell, y + j * site->cell);
        AnlanPoint centre;

        if (cell < 0 || !site->walkable[cell])
          continue;
        centre = site_centre (site, block, (guint32)cell);
        if (hypot (centre.x - x, centre.y - y) < nearest &&
            !hidden (crowd, (guint32)cell, (Vec){ x, y }, centre))
          {
            nearest = hypot (centre.x - x, centre.y - y);
            best = cell;
          }
      }
  return best;
}

/* --- one person's step -------------------------------------------------------------------------------------------------- */

static double
side_of (const SiteLine *line, Vec place)
{
  return (line->b.x - line->a.x) * (place.y - line->a.y) - (line->b.y - line->a.y) * (place.x - line->a.x);
}

/* Whether the way from @from to @to crosses or comes too near to a line; where on the line. */
static gboolean
meets (const SiteLine *line, Vec from, Vec to, double *part)
{
  double dx = line->b.x - line->a.x, dy = line->b.y - line->a.y, length = hypot (dx, dy);
  double before = side_of (line, from) / length, after = side_of (line, to) / length, at;
  double wx, wy;

  if (before * after > 0 && fabs (after) > SKIN_M)
    return FALSE;
  if (fabs (after) > fabs (before) && before * after > 0)
    return FALSE; /* away from it */
  at = before == after ? 1 : CLAMP (before / (before - after), 0, 1);
  wx = from.x + (to.x - from.x) * at;
  wy = from.y + (to.y - from.y) * at;
  *part = ((wx - line->a.x) * dx + (wy - line->a.y) * dy) / (length * length);
  return *part >= -SKIN_M / length && *part <= 1 + SKIN_M / length;
}

/* The first wall in the way, or NULL; and the gate that is crossed before it, or -1. */
static const SiteLine *
find_wall (const AnlanCrowd *crowd, guint32 cell, Vec from, Vec to, int *gate, double *gate_part)
{
  const AnlanSite *site = crowd->site;
  const SiteLine *found = NULL;

  *gate = -1;
  for (guint32 i = site->line_first[cell]; i < site->line_first[cell + 1]; i++)
    {
      const SiteLine *line = site_line (site, site->line_list[i]);
      double part;

      if (!meets (line, from, to, &part))
        continue;
      if (line->gate >= 0 && !crowd_gate_shut (crowd, (guint)line->gate))
        {
          /* Coming near the line is not crossing it. */
          if (side_of (line, from) * side_of (line, to) <= 0)
            {
              *gate = line->gate;
              *gate_part = part;
            }
          continue;
        }
      if (found == NULL)
        found = line;
    }
  return found;
}

/* Half a shoulder off the walls, as far as that pushes nobody through another. */
static Vec
off_walls (const AnlanCrowd *crowd, guint32 cell, Vec place)
{
  const AnlanSite *site = crowd->site;
  Vec push = { 0, 0 };

  for (guint32 i = site->line_first[cell]; i < site->line_first[cell + 1]; i++)
    {
      const SiteLine *line = site_line (site, site->line_list[i]);
      double dx = line->b.x - line->a.x, dy = line->b.y - line->a.y, part, away_x, away_y, off;

      if (line->gate >= 0)
        continue;
      part = ((place.x - line->a.x) * dx + (place.y - line->a.y) * dy) / (dx * dx + dy * dy);
      part = CLAMP (part, 0, 1);
      away_x = place.x - line->a.x - dx * part;
      away_y = place.y - line->a.y - dy * part;
      off = hypot (away_x, away_y);
      if (off < SHOULDER_M && off > 1e-6)
        {
          push.x += away_x / off * (SHOULDER_M - off) * 0.3;
          push.y += away_y / off * (SHOULDER_M - off) * 0.3;
        }
    }
  return (Vec){ place.x + CLAMP (push.x, -EDGE_OFF_M, EDGE_OFF_M),
                place.y + CLAMP (push.y, -EDGE_OFF_M, EDGE_OFF_M) };
}

/* Along the wall instead of into it. */
static Vec
slide (const SiteLine *wall, Vec from, Vec to)
{
  double dx = wall->b.x - wall->a.x, dy = wall->b.y - wall->a.y, length2 = dx * dx + dy * dy;
  double along = ((to.x - from.x) * dx + (to.y - from.y) * dy) / length2;

  return (Vec){ from.x + dx * along, from.y + dy * along };
}

static double
speed_of (AnlanCrowd *crowd, const Person *person)
{
  const SiteBlock *block = site_block (crowd->site, person->block);
  CrowdDensity ahead = crowd_density_ahead (crowd, person, person->bin, person->way_x, person->way_y, FALSE);
  double own = person->own_speed, speed;

  if (block->stair >= 0)
    own *= person->way_y > 0 ? block->up : block->down;
  speed = ahead.all < anlan_walking_most (crowd->law) ? own * anlan_walking_part (crowd->law, ahead.all) : 0;
  if (speed > SQUEEZE * own)
    return speed;
  /* Behind one's own stream one stops; two streams that meet squeeze past each other. */
  return MAX (speed, SQUEEZE * own * anlan_walking_part (crowd->law, ahead.stream));
}

/* Where somebody may go whose way is blocked or not: free, along a wall, or nowhere. */
static gboolean
find_step (AnlanCrowd *crowd, guint32 cell, Vec from, Vec *to, int *gate, double *part)
{
  const SiteLine *wall = find_wall (crowd, cell, from, *to, gate, part);

  for (guint tries = 0; wall != NULL && tries < 3; tries++)
    {
      Vec along = slide (wall, from, *to);

      if (hypot (along.x - from.x, along.y - from.y) < 1e-6)
        return FALSE;
      *to = along;
      wall = find_wall (crowd, cell, from, *to, gate, part);
    }
  return wall == NULL;
}

/* Whose way runs square into the end of a wall goes to the middle of their cell first: it can be seen from where they are, and
 * the way leads on from there. */
static gboolean
find_centre (AnlanCrowd *crowd, const Person *person, double most, Vec *to, int *gate, double *part)
{
  AnlanPoint centre = site_centre (crowd->site, site_block (crowd->site, person->block), person->cell);
  Vec from = { person->x, person->y };
  double away = hypot (centre.x - from.x, centre.y - from.y);

  if (away < 1e-4)
    return FALSE;
  most = MIN (1, most / away);
  *to = (Vec){ from.x + (centre.x - from.x) * most, from.y + (centre.y - from.y) * most };
  return find_step (crowd, person->cell, from, to, gate, part);
}

static void
stay (Person *person)
{
  person->next_x = person->x;
  person->next_y = person->y;
  person->speed = 0;
}

static void
move (AnlanCrowd *crowd, guint index)
{
  Person *person = &crowd->people[index];
  guint32 cell = person->cell;
  Vec from = { person->x, person->y }, to, kept;
  double speed, part = 0;
  gboolean lined;
  int gate = -1;

  if ((crowd->steps + index) % LOOKS_EVERY == 0 || person->looked == 0)
    {
      crowd_way (crowd, person, cell);
      person->wanted = (float)speed_of (crowd, person);
      person->looked = 1;
    }
  speed = MIN (person->wanted * person->left, person->pace);
  to.x = from.x + person->way_x * speed * ANLAN_CROWD_STEP_S;
  to.y = from.y + person->way_y * speed * ANLAN_CROWD_STEP_S;
  lined = crowd->site->walkable[cell] == SITE_LINED;
  kept = lined ? off_walls (crowd, cell, to) : to;
  if (!lined || find_wall (crowd, cell, from, kept, &gate, &part) == NULL)
    to = kept;
  else if (!find_step (crowd, cell, from, &to, &gate, &part) &&
           !find_centre (crowd, person, speed * ANLAN_CROWD_STEP_S, &to, &gate, &part))
    {
      stay (person);
      return;
    }
  person->next_x = (float)to.x;
  person->next_y = (float)to.y;
  person->speed = (float)(sqrt ((to.x - from.x) * (to.x - from.x) + (to.y - from.y) * (to.y - from.y)) /
                          ANLAN_CROWD_STEP_S);
  if (gate >= 0)
    crowd_want_gate (crowd, index, (guint)gate, part);
}

/* --- steps -------------------------------------------------------------------------------------------------------------- */

static void
run_events (AnlanCrowd *crowd)
{
  gboolean changed = FALSE;

  for (; crowd->next_event < crowd->events->len; crowd->next_event++)
    {
      const AnlanPlanEvent *event = &g_array_index (crowd->events, AnlanPlanEvent, crowd->next_event);

      if (event->time > crowd->time + 1e-9)
        break;
      changed |= crowd->shut[event->door] != (event->what == ANLAN_EVENT_SHUT);
      crowd->shut[event->door] = event->what == ANLAN_EVENT_SHUT;
    }
  if (!changed)
    return;
  crowd_make_fields (crowd);
  crowd_forget_reach (crowd);
  for (guint i = 0; i < crowd->n_people; i++)
    {
      if (!crowd->people[i].out)
        crowd->people[i].exit = -1;
      crowd->people[i].looked = 0;
    }
  crowd_choose (crowd, TRUE);
}

static void
note_congestion (AnlanCrowd *crowd)
{
  for (guint i = 0; i < crowd->used_bins->len; i++)
    {
      guint32 bin = g_array_index (crowd->used_bins, guint32, i);

      if (crowd_density_about (crowd, bin) >= CONGESTED_PER_M2)
        crowd->bin_hot[bin] += 1;
    }
}

/* The @i-th in order. Those who follow are fetched meanwhile. */
static inline Person *
next_person (AnlanCrowd *crowd, guint i)
{
  const char *later = (const char *)&crowd->people[crowd->order[MIN (i + 4, crowd->n_order - 1)]];

  __builtin_prefetch (later);
  __builtin_prefetch (later + sizeof (Person) - 1);
  return &crowd->people[crowd->order[i]];
}

/* Takes the step, if its end is a place from which a cell can be seen. */
static void
settle (AnlanCrowd *crowd, Person *person)
{
  gint64 cell;

  if (person->next_x == person->x && person->next_y == person->y)
    return;
  cell = crowd_see_cell (crowd, person->block, person->next_x, person->next_y);
  if (cell < 0)
    {
      person->speed = 0;
      return;
    }
  person->x = person->next_x;
  person->y = person->next_y;
  if (person->cell != (guint32)cell)
    {
      person->cell = (guint32)cell;
      person->bin = crowd_bin_of_cell (crowd, person->cell);
    }
}

/* Who has come to the muster point that they made for is counted there, and stands in nobody's way. */
static void
arrive (AnlanCrowd *crowd, Person *person)
{
  guint8 muster = crowd->site->muster_at[person->cell];

  if (muster == 0 || person->exit != (int)(crowd->site->exits->len + muster - 1) || person->target >= 0 ||
      person->start > crowd->time || (person->down && !person->carried) || person->waits)
    return;
  person->out = person->gone = TRUE;
  person->out_at = (float)(crowd->time + ANLAN_CROWD_STEP_S);
  person->speed = 0;
  crowd->arrived[person->exit]++;
  crowd->n_out++;
  crowd->n_gone++;
}

static void
apply (AnlanCrowd *crowd)
{
  for (guint i = 0; i < crowd->n_order; i++)
    {
      Person *person = next_person (crowd, i);

      if (person->gone)
        continue;
      settle (crowd, person);
      if (!person->out && crowd->site->muster_at != NULL)
        arrive (crowd, person);
      if (person->out && site_block (crowd->site, person->block)->exit >= 0 &&
          person->y > ANLAN_POCKET_M - POCKET_END_M)
        {
          person->gone = TRUE;
          crowd->n_gone++;
        }
    }
}

static void
note_queues (AnlanCrowd *crowd)
{
  g_autofree guint *held_up = g_new0 (guint, anlan_site_n_exits (crowd->site) + 1);

  for (guint i = 0; i < crowd->n_people; i++)
    {
      const Person *person = &crowd->people[i];

      if (person->out || person->exit < 0 || person->start > crowd->time || person->gate >= 0)
        continue;
      held_up[person->exit] += person->speed < HELD_UP * person->own_speed;
    }
  for (guint g = 0; g < crowd->site->gates->len; g++)
    {
      Gate *gate = &crowd->gates[g];

      if (site_gate (crowd->site, g)->exit >= 0)
        gate->held_up += held_up[site_gate (crowd->site, g)->exit];
      gate->use.waiting_peak = MAX (gate->use.waiting_peak, gate->held_up);
    }
}

/* Who fell and has nobody to come for them stays. */
static gboolean
is_over (const AnlanCrowd *crowd)
{
  if (crowd->n_out == crowd->n_people || crowd->time >= crowd->max_time - 1e-9)
    return TRUE;
  return crowd->n_down > 0 && crowd->n_out + crowd->n_down == crowd->n_people && !crowd_crew_is_busy (crowd);
}

static void
live_in_air (AnlanCrowd *crowd)
{
  guint64 every = (guint64)(ANLAN_CROWD_PLANS_EVERY_S / ANLAN_CROWD_STEP_S);

  crowd_breathe (crowd);
  if (crowd->steps == 0 || crowd->steps % every != 0 || !crowd_plan_again (crowd))
    return;
  if (crowd->nearest)
    crowd_choose (crowd, TRUE);
  for (guint i = 0; i < crowd->n_people; i++)
    crowd->people[i].looked = 0;
}

static gboolean
stands (const AnlanCrowd *crowd, const Person *person)
{
  return (person->exit < 0 && person->target < 0) || person->start > crowd->time + 1e-6 || person->waits ||
         (person->down && !person->carried);
}

static void
note_spaces (AnlanCrowd *crowd)
{
  for (guint i = 0; i < crowd->n_order; i++)
    {
      const Person *person = &crowd->people[crowd->order[i]];
      guint16 space = person->out ? 0 : crowd->site->space_of[person->cell];

      if (space > 0)
        crowd->space_last[space - 1] = (float)crowd->time;
    }
}

gboolean
anlan_crowd_step (AnlanCrowd *crowd)
{
  if (is_over (crowd))
    return FALSE;
  run_events (crowd);
  if (crowd->air != NULL)
    live_in_air (crowd);
  if (crowd->crew->len > 0)
    crowd_run_crew (crowd);
  if (crowd->bands->len > 0 && crowd->steps % 10 == 0)
    crowd_keep_together (crowd);
  crowd_count_bins (crowd);
  if (crowd->steps > 0)
    crowd_choose (crowd, FALSE);
  crowd_fill_gates (crowd);
  if (crowd->steps % ORDER_EVERY == 0)
    crowd_put_in_order (crowd);
  for (guint i = 0; i < crowd->n_order; i++)
    {
      Person *person = next_person (crowd, i);

      if (person->gone)
        continue;
      if (stands (crowd, person))
        stay (person);
      else
        move (crowd, crowd->order[i]);
    }
  crowd_serve_gates (crowd);
  if (crowd->steps % 10 == 0)
    {
      note_congestion (crowd);
      note_queues (crowd);
      note_spaces (crowd);
    }
  apply (crowd);
  crowd->steps++;
  crowd->time = (double)crowd->steps * ANLAN_CROWD_STEP_S;
  return TRUE;
}

void
anlan_crowd_run (AnlanCrowd *crowd, const int *stop)
{
  while ((stop == NULL || g_atomic_int_get (stop) == 0) && anlan_crowd_step (crowd))
    ;
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

gsize
anlan_crowd_person_bytes (void)
{
  return sizeof (Person) + 2 * sizeof (guint32);
}

double
anlan_crowd_time (const AnlanCrowd *crowd)
{
  return crowd->time;
}

guint
anlan_crowd_people (const AnlanCrowd *crowd)
{
  return crowd->n_people;
}

guint
anlan_crowd_out (const AnlanCrowd *crowd)
{
  return crowd->n_out;
}

void
anlan_crowd_person (const AnlanCrowd *crowd, guint index, AnlanPersonState *state)
{
  const Person *person = &crowd->people[crowd->inner[index]];
  const SiteBlock *block = site_block (crowd->site, person->block);

  state->level = block->on_level;
  state->stair = block->stair;
  state->place = (AnlanPoint){ person->x, person->y };
  state->speed = person->speed;
  state->exit = person->exit;
  state->started = person->start <= crowd->time;
  state->out = person->out;
  state->gone = person->gone;
}

double
anlan_crowd_speed (const AnlanCrowd *crowd, guint person)
{
  return crowd->people[crowd->inner[person]].own_speed;
}

double
anlan_crowd_start (const AnlanCrowd *crowd, guint person)
{
  return crowd->people[crowd->inner[person]].start;
}

double
anlan_crowd_out_at (const AnlanCrowd *crowd, guint person)
{
  return crowd->people[crowd->inner[person]].out_at;
}

int
anlan_crowd_exit (const AnlanCrowd *crowd, guint person)
{
  const Person *who = &crowd->people[crowd->inner[person]];

  return who->out ? who->exit : -1;
}

guint
anlan_crowd_shut_in (const AnlanCrowd *crowd)
{
  guint count = 0;

  for (guint i = 0; i < crowd->n_people; i++)
    count += !crowd->people[i].out && crowd->people[i].exit < 0;
  return count;
}

guint
anlan_crowd_n_gates (const AnlanCrowd *crowd)
{
  return crowd->site->gates->len;
}

void
anlan_crowd_gate (const AnlanCrowd *crowd, guint gate, AnlanGateUse *use)
{
  *use = crowd->gates[gate].use;
}

double
anlan_crowd_space_last (const AnlanCrowd *crowd, guint space)
{
  return space < crowd->n_spaces ? crowd->space_last[space] : -1;
}

double
anlan_crowd_congested (const AnlanCrowd *crowd)
{
  double longest = 0;

  for (guint i = 0; i < crowd->n_bins; i++)
    longest = MAX (longest, crowd->bin_hot[i]);
  return longest;
}

double
anlan_crowd_density (const AnlanCrowd *crowd, guint level, AnlanPoint place)
{
  gint64 cell = anlan_site_cell_at (crowd->site, level, place);

  return cell < 0 ? 0 : crowd_density_about ((AnlanCrowd *)crowd, crowd_bin_of_cell (crowd, (guint32)cell));
}

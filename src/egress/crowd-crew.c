/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "crowd-private.h"

#include <math.h>

/* Who is carried or led out goes no faster than that, and so do those who carry. An assumption of this program, to be set by
 * the speed of who is assisted where a drill has shown another. */
#define CARRIED_M_S 0.6

/* Who is on another level is as far off as this for the choice of whom to help first. */
#define OTHER_LEVEL_M 1000.0

void
crowd_make_crew (AnlanCrowd *crowd, const AnlanPlanPeople *people, const guint *members)
{
  for (guint i = 0; i < people->count; i++)
    {
      Crew crew = { .person = members[i], .until = -1, .helps = people->helps, .patient = -1 };

      crew.room_time = people->room_time;
      crew.rooms = g_new (guint, people->n_rooms + 1);
      for (guint k = i; k < people->n_rooms; k += MAX (1, people->count))
        crew.rooms[crew.n_rooms++] = people->rooms[k];
      g_array_append_val (crowd->crew, crew);
    }
}

void
crowd_free_crew (AnlanCrowd *crowd)
{
  for (guint i = 0; i < crowd->crew->len; i++)
    g_free (g_array_index (crowd->crew, Crew, i).rooms);
  g_array_unref (crowd->crew);
}

static void
aim_at (AnlanCrowd *crowd, Person *person, const guint32 *cells, guint n_cells)
{
  person->target = (gint16)crowd_aim (crowd, cells, n_cells);
  person->looked = 0;
  if (person->target >= 0 &&
      anlan_potential_time (crowd->aimed[person->target].field, person->cell) == ANLAN_POTENTIAL_NEVER)
    {
      crowd_give_back_aim (crowd, person->target);
      person->target = -1;
    }
}

static void
stop_aiming (AnlanCrowd *crowd, Person *person)
{
  if (person->target >= 0)
    crowd_give_back_aim (crowd, person->target);
  person->target = -1;
  person->looked = 0;
}

/* --- helping ------------------------------------------------------------------------------------------------------------ */

static gboolean
needs_help (const Person *person)
{
  return !person->out && !person->carried && (person->waits || person->down) &&
         person->helpers_coming < person->helpers_needed;
}

static gboolean
may_go_there (const AnlanCrowd *crowd, const Person *helper, const Person *patient)
{
  const SiteBlock *block = site_block (crowd->site, patient->block);
  AnlanAirState state;

  if (crowd->air == NULL || helper->masked)
    return TRUE;
  anlan_air_at (crowd->air, block->on_level, site_place_on_level (block, patient->x, patient->y), crowd->time,
                &state);
  return state.deadly < 1;
}

static gboolean
go_help (AnlanCrowd *crowd, Crew *crew)
{
  Person *helper = &crowd->people[crew->person];
  double nearest = INFINITY;
  int found = -1;

  for (guint i = 0; i < crowd->n_people; i++)
    {
      const Person *patient = &crowd->people[i];
      double off = hypot (patient->x - helper->x, patient->y - helper->y) +
                   (patient->block != helper->block ? OTHER_LEVEL_M : 0);

      if (i == crew->person || !needs_help (patient) || off >= nearest ||
          !may_go_there (crowd, helper, patient))
        continue;
      nearest = off;
      found = (int)i;
    }
  if (found < 0)
    return FALSE;
  aim_at (crowd, helper, &crowd->people[found].cell, 1);
  if (helper->target < 0)
    return FALSE;
  crew->patient = found;
  crowd->people[found].helpers_coming++;
  return TRUE;
}

/* All helpers are there: off they go together, at the speed of the slowest of them. */
static void
set_off (AnlanCrowd *crowd, guint index)
{
  Person *patient = &crowd->people[index];
  guint members[5] = { index };
  guint n = 1;
  float speed =
      patient->role == ANLAN_PERSON_ASSISTED ? MIN (patient->own_speed, CARRIED_M_S * 2) : CARRIED_M_S;

  for (guint i = 0; i < crowd->crew->len && n < G_N_ELEMENTS (members); i++)
    {
      Crew *crew = &g_array_index (crowd->crew, Crew, i);

      if (crew->patient == (int)index && crew->there)
        members[n++] = crew->person;
    }
  for (guint i = 0; i < n; i++)
    speed = MIN (speed, crowd->people[members[i]].own_speed);
  if (patient->down)
    crowd->n_down--;
  patient->carried = TRUE;
  patient->waits = FALSE;
  for (guint i = 0; i < n; i++)
    {
      Person *person = &crowd->people[members[i]];

      if (i > 0)
        stop_aiming (crowd, person);
      person->own_speed = speed;
      person->start = (float)MIN (person->start, crowd->time);
      person->looked = 0;
    }
  crowd_make_band (crowd, members, n);
}

static void
lose_patient (AnlanCrowd *crowd, Crew *crew)
{
  Person *patient = &crowd->people[crew->patient];

  patient->helpers_coming--;
  if (crew->there)
    patient->helpers_here--;
  if (patient->carried && patient->helpers_here < patient->helpers_needed && !patient->out)
    {
      patient->carried = FALSE;
      patient->helpers_here = patient->helpers_coming = 0;
      patient->waits = patient->role == ANLAN_PERSON_ASSISTED;
      if (patient->down)
        crowd->n_down++;
    }
  for (guint i = 0; i < crowd->crew->len; i++)
    {
      Crew *other = &g_array_index (crowd->crew, Crew, i);

      if (other != crew && (patient->carried || other->patient != crew->patient || !other->there))
        continue;
      other->patient = other == crew ? crew->patient : -1;
      other->there = FALSE;
    }
  crew->patient = -1;
}

static void
look_after (AnlanCrowd *crowd, Crew *crew, Person *helper)
{
  Person *patient = &crowd->people[crew->patient];

  if (patient->carried || crew->there)
    return;
  if (patient->out || anlan_potential_time (crowd->aimed[helper->target].field, helper->cell) > 1.0f)
    return;
  crew->there = TRUE;
  if (++patient->helpers_here >= patient->helpers_needed)
    set_off (crowd, (guint)crew->patient);
}

/* --- rooms -------------------------------------------------------------------------------------------------------------- */

static gboolean
go_look (AnlanCrowd *crowd, Crew *crew)
{
  g_autoptr (GArray) cells = NULL;
  Person *person = &crowd->people[crew->person];

  if (crew->next >= crew->n_rooms)
    return FALSE;
  cells = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 cell = 0; cell < crowd->site->nx * crowd->site->ny; cell++)
    if (crowd->site->space_of[cell] == crew->rooms[crew->next] + 1)
      g_array_append_val (cells, cell);
  aim_at (crowd, person, (const guint32 *)(gpointer)cells->data, cells->len);
  crew->until = -1;
  if (person->target < 0)
    crew->next++; /* there is no way to it: on to the next in the next step */
  return TRUE;
}

/* Whoever is there and has not set out does so now. */
static void
rouse (AnlanCrowd *crowd, guint room)
{
  for (guint i = 0; i < crowd->n_people; i++)
    if (crowd->site->space_of[crowd->people[i].cell] == room + 1)
      crowd->people[i].start = (float)MIN (crowd->people[i].start, crowd->time);
}

static void
look_into (AnlanCrowd *crowd, Crew *crew, Person *person)
{
  guint room = crew->rooms[crew->next];

  if (crowd->site->space_of[person->cell] != room + 1)
    return;
  if (crew->until < 0)
    crew->until = crowd->time + crew->room_time;
  if (crowd->time < crew->until)
    return;
  rouse (crowd, room);
  crew->next++;
  crew->until = -1;
  stop_aiming (crowd, person);
}

static void
run_one (AnlanCrowd *crowd, Crew *crew)
{
  Person *person = &crowd->people[crew->person];

  if (person->out || person->down)
    {
      if (crew->patient >= 0 && !crowd->people[crew->patient].out && !person->out)
        lose_patient (crowd, crew);
      if (person->target >= 0)
        stop_aiming (crowd, person);
      return;
    }
  if (person->start > crowd->time + 1e-6)
    return;
  if (crew->patient >= 0)
    look_after (crowd, crew, person);
  else if (person->target >= 0)
    look_into (crowd, crew, person);
  else if (!go_look (crowd, crew) && crew->helps && crowd->steps % 10 == 0)
    go_help (crowd, crew);
}

void
crowd_run_crew (AnlanCrowd *crowd)
{
  for (guint i = 0; i < crowd->crew->len; i++)
    run_one (crowd, &g_array_index (crowd->crew, Crew, i));
}

gboolean
crowd_crew_is_busy (const AnlanCrowd *crowd)
{
  for (guint i = 0; i < crowd->crew->len; i++)
    {
      const Person *person = &crowd->people[g_array_index (crowd->crew, Crew, i).person];

      if (!person->out && !person->down)
        return TRUE;
    }
  return FALSE;
}

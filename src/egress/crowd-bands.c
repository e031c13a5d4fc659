/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "crowd-private.h"

#include <math.h>

/* Who is behind the first of a group may catch up, a little faster than the slowest. Who is ahead of the last by more than this
 * many metres of way goes slower, and from the second on slower still; nobody stops, so that no group ever blocks a door
 * against its own last. */
#define AHEAD_M 2.0f
#define FAR_AHEAD_M 6.0f
#define SLOWEST_PART 0.25f
#define CATCH_UP 0.5f

void
crowd_make_band (AnlanCrowd *crowd, const guint *members, guint n_members)
{
  Band band = { g_memdup2 (members, sizeof *members * n_members), n_members };
  float start = 0;

  g_array_append_val (crowd->bands, band);
  for (guint i = 0; i < n_members; i++)
    start = MAX (start, crowd->people[members[i]].start);
  for (guint i = 0; i < n_members; i++)
    {
      crowd->people[members[i]].band = (guint16)crowd->bands->len;
      crowd->people[members[i]].start = start;
    }
}

void
crowd_free_bands (AnlanCrowd *crowd)
{
  for (guint i = 0; i < crowd->bands->len; i++)
    g_free (g_array_index (crowd->bands, Band, i).members);
  g_array_unref (crowd->bands);
}

static gboolean
is_walking (const Person *person)
{
  return !person->out && (!person->down || person->carried) && !person->waits && person->exit >= 0 &&
         person->target < 0;
}

static void
keep_together (AnlanCrowd *crowd, const Band *band)
{
  float slowest = INFINITY, hindmost = 0;
  const Person *leader = NULL;

  for (guint i = 0; i < band->n_members; i++)
    {
      Person *person = &crowd->people[band->members[i]];

      person->pace = INFINITY;
      if (!is_walking (person))
        continue;
      if (leader == NULL)
        leader = person;
      else
        person->exit = leader->exit;
      slowest = MIN (slowest, person->own_speed * person->left);
      hindmost = MAX (hindmost, crowd_time (crowd, person->exit, person->cell));
    }
  for (guint i = 0; i < band->n_members; i++)
    {
      Person *person = &crowd->people[band->members[i]];
      float ahead, part;

      if (!is_walking (person))
        continue;
      ahead = hindmost - crowd_time (crowd, person->exit, person->cell);
      if (ahead < AHEAD_M)
        part = 1 + CATCH_UP * (1 - ahead / AHEAD_M);
      else
        part = 1 - (ahead - AHEAD_M) / (FAR_AHEAD_M - AHEAD_M) * (1 - SLOWEST_PART);
      person->pace = slowest * MAX (part, SLOWEST_PART);
    }
}

void
crowd_keep_together (AnlanCrowd *crowd)
{
  for (guint i = 0; i < crowd->bands->len; i++)
    keep_together (crowd, &g_array_index (crowd->bands, Band, i));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "crowd-private.h"

#include <math.h>

/* Who comes through a gate onto another plane stands that far behind its line, and that far from its ends. */
#define BEHIND_M 0.03
#define ENDS_OFF_M 0.15

gboolean
crowd_gate_shut (const AnlanCrowd *crowd, guint gate)
{
  int door = site_gate (crowd->site, gate)->door;

  return door >= 0 && crowd->shut[door];
}

/* A gate saves up room for one person and the rest of a step: no burst follows a lull, and no part of a person is lost. */
void
crowd_fill_gates (AnlanCrowd *crowd)
{
  for (guint i = 0; i < crowd->site->gates->len; i++)
    {
      double more = site_gate (crowd->site, i)->flow * ANLAN_CROWD_STEP_S;

      crowd->gates[i].tokens = MIN (crowd->gates[i].tokens + more, 1 + more);
      crowd->gates[i].held_up = 0;
    }
  g_array_set_size (crowd->candidates, 0);
}

void
crowd_want_gate (AnlanCrowd *crowd, guint person, guint gate, float part)
{
  Person *who = &crowd->people[person];
  Candidate candidate = { gate, person, 0, part };

  if (who->gate != (gint16)gate)
    {
      who->gate = (gint16)gate;
      who->waits_since = (float)crowd->time;
    }
  candidate.since = who->waits_since;
  g_array_append_val (crowd->candidates, candidate);
}

static int
compare_candidates (gconstpointer a, gconstpointer b)
{
  const Candidate *one = a, *other = b;

  if (one->gate != other->gate)
    return one->gate < other->gate ? -1 : 1;
  if (one->since != other->since)
    return one->since < other->since ? -1 : 1;
  return one->person < other->person ? -1 : 1;
}

/* The place just behind a line on the plane that it leads to, a little from its ends. */
static void
behind_line (const SiteGate *gate, double part, double *x, double *y)
{
  double width = hypot (gate->to[1].x - gate->to[0].x, gate->to[1].y - gate->to[0].y),
         inset = MIN (0.5, ENDS_OFF_M / width);
  double kept = CLAMP (part, inset, 1 - inset);

  *x = gate->to[0].x + (gate->to[1].x - gate->to[0].x) * kept + gate->inward.x * BEHIND_M;
  *y = gate->to[0].y + (gate->to[1].y - gate->to[0].y) * kept + gate->inward.y * BEHIND_M;
}

static void
pass (AnlanCrowd *crowd, const Candidate *candidate)
{
  const SiteGate *gate = site_gate (crowd->site, candidate->gate);
  Person *who = &crowd->people[candidate->person];
  double x, y;

  if (gate->block < 0)
    return;
  behind_line (gate, candidate->part, &x, &y);
  who->block = (guint16)gate->block;
  who->looked = 0;
  who->next_x = (float)x;
  who->next_y = (float)y;
}

/* Whether there is room behind the line for one more of the same stream. */
static gboolean
has_room_behind (AnlanCrowd *crowd, const Candidate *candidate)
{
  const SiteGate *gate = site_gate (crowd->site, candidate->gate);
  const Person *who = &crowd->people[candidate->person];
  double way_x = who->way_x, way_y = who->way_y, x = who->next_x, y = who->next_y;
  guint block = who->block;
  guint32 bin;
  gint64 cell;

  if (gate->block >= 0)
    {
      behind_line (gate, candidate->part, &x, &y);
      block = (guint)gate->block;
      way_x = gate->inward.x;
      way_y = gate->inward.y;
    }
  cell = crowd_see_cell (crowd, block, x, y);
  if (cell < 0)
    return FALSE;
  bin = crowd_bin_of_cell (crowd, (guint32)cell);
  if (bin == who->bin)
    return TRUE; /* who stands there stands on this side of the line as well */
  return crowd_density_ahead (crowd, who, bin, way_x, way_y, gate->block >= 0).stream <
         anlan_walking_most (crowd->law);
}

static void
note_passage (AnlanCrowd *crowd, const Candidate *candidate)
{
  Gate *gate = &crowd->gates[candidate->gate];
  const SiteGate *site = site_gate (crowd->site, candidate->gate);
  Person *who = &crowd->people[candidate->person];
  double now = crowd->time + ANLAN_CROWD_STEP_S;

  if (gate->use.served++ == 0)
    gate->use.first = now;
  gate->use.last = now;
  gate->use.waited += now - ANLAN_CROWD_STEP_S - candidate->since;
  who->gate = -1;
  if (site->exit >= 0 && !who->out)
    {
      who->out = TRUE;
      who->out_at = (float)now;
      who->exit = (gint8)site->exit;
      crowd->arrived[site->exit]++;
      crowd->n_out++;
    }
}

/* First come, first served; who came in the same step goes by number. Those who may not pass stay where they are. */
void
crowd_serve_gates (AnlanCrowd *crowd)
{
  g_array_sort (crowd->candidates, compare_candidates);
  for (guint i = 0; i < crowd->candidates->len; i++)
    {
      const Candidate *candidate = &g_array_index (crowd->candidates, Candidate, i);
      Gate *gate = &crowd->gates[candidate->gate];
      Person *who = &crowd->people[candidate->person];

      if (gate->tokens >= 1 && has_room_behind (crowd, candidate))
        {
          gate->tokens -= 1;
          note_passage (crowd, candidate);
          pass (crowd, candidate);
          continue;
        }
      who->next_x = who->x;
      who->next_y = who->y;
      who->speed = 0;
      gate->held_up++;
    }
}

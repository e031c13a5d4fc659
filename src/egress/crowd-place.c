/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "crowd-private.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"

/* People stand at least that far apart if there is room for it. */
#define APART_M 0.45
#define TRIES 60

typedef struct
{
  AnlanPoint low, high;
} Box;

static Box
box_of (const AnlanPlanArea *area)
{
  Box box = { area->ring[0], area->ring[0] };

  for (guint i = 1; i < area->n_points; i++)
    {
      box.low.x = MIN (box.low.x, area->ring[i].x);
      box.low.y = MIN (box.low.y, area->ring[i].y);
      box.high.x = MAX (box.high.x, area->ring[i].x);
      box.high.y = MAX (box.high.y, area->ring[i].y);
    }
  return box;
}

/* Metres to the nearest wall about, at most what the lists of lines reach. */
static double
wall_distance (const AnlanSite *site, guint32 cell, double x, double y)
{
  double least = SITE_REACH_M;

  for (guint32 i = site->line_first[cell]; i < site->line_first[cell + 1]; i++)
    {
      const SiteLine *line = site_line (site, site->line_list[i]);
      double dx = line->b.x - line->a.x, dy = line->b.y - line->a.y;
      double part = ((x - line->a.x) * dx + (y - line->a.y) * dy) / (dx * dx + dy * dy);

      part = CLAMP (part, 0, 1);
      least = MIN (least, hypot (x - line->a.x - dx * part, y - line->a.y - dy * part));
    }
  return least;
}

/* The nearest of those placed already, among the bins about. Bins hold the head of a list of people. */
static double
nearest_other (const AnlanCrowd *crowd,
               const guint32 *heads,
               const guint32 *nexts,
               guint block,
               guint32 bin,
               double x,
               double y)
{
  double least = INFINITY;

  for (int dy = -1; dy <= 1; dy++)
    for (int dx = -1; dx <= 1; dx++)
      {
        gint64 other = (gint64)bin + dy * (gint64)crowd->bins_across + dx;

        if (other < 0 || other >= crowd->n_bins)
          continue;
        for (guint32 at = heads[other]; at != 0; at = nexts[at - 1])
          if (crowd->people[at - 1].block == block)
            least = MIN (least, hypot (crowd->people[at - 1].x - x, crowd->people[at - 1].y - y));
      }
  return least;
}

typedef struct
{
  AnlanCrowd *crowd;
  guint32 *heads; /* by bin: person + 1 */
  guint32 *nexts; /* by person */
  guint64 seed;
} Placing;

static gboolean
put_at (Placing *placing, guint index, guint block, double x, double y)
{
  AnlanCrowd *crowd = placing->crowd;
  Person *person = &crowd->people[index];
  gint64 cell = crowd_see_cell (crowd, block, x, y);
  guint32 bin;

  if (cell < 0)
    return FALSE;
  bin = crowd_bin_of_cell (crowd, (guint32)cell);
  person->block = (guint16)block;
  person->x = (float)x;
  person->y = (float)y;
  person->cell = (guint32)cell;
  person->bin = bin;
  placing->nexts[index] = placing->heads[bin];
  placing->heads[bin] = index + 1;
  return TRUE;
}

/* By lot, at the best of some places: the first that is far enough from all others, else the farthest. */
static gboolean
put_in (Placing *placing, guint index, const AnlanPlanArea *space)
{
  AnlanCrowd *crowd = placing->crowd;
  const SiteBlock *block = site_block (crowd->site, space->level);
  Box box = box_of (space);
  double best = -1, best_x = 0, best_y = 0;

  for (guint i = 0; i < 40 * TRIES && (i < TRIES || best < 0); i++)
    {
      double x =
          box.low.x + (box.high.x - box.low.x) * anlan_draw_even (placing->seed, index, STREAM_PLACE, 2 * i);
      double y = box.low.y +
                 (box.high.y - box.low.y) * anlan_draw_even (placing->seed, index, STREAM_PLACE, 2 * i + 1);
      gint64 cell = site_cell_in (crowd->site, block, x, y);
      double apart;

      if (cell < 0 || !crowd->site->walkable[cell] || !anlan_plan_area_has (space, (AnlanPoint){ x, y }))
        continue;
      if (wall_distance (crowd->site, (guint32)cell, x, y) < 0.05)
        continue;
      apart = nearest_other (crowd, placing->heads, placing->nexts, space->level,
                             crowd_bin_of_cell (crowd, (guint32)cell), x, y);
      if (apart > best)
        {
          best = apart;
          best_x = x;
          best_y = y;
        }
      if (apart >= APART_M)
        break;
    }
  return best >= 0 && put_at (placing, index, space->level, best_x, best_y);
}

/* A person of the plan: the group, and which of it. */
typedef struct
{
  const AnlanPlanPeople *group;
  guint number;
  guint listed;
} Entry;

static int
compare_spreads (const AnlanSpread *one, const AnlanSpread *other)
{
  const double a[] = { one->form, one->a, one->b, one->min, one->max },
               b[] = { other->form, other->a, other->b, other->min, other->max };

  for (guint i = 0; i < G_N_ELEMENTS (a); i++)
    if (a[i] != b[i])
      return a[i] < b[i] ? -1 : 1;
  return 0;
}

static int
compare_groups (const AnlanPlanPeople *one, const AnlanPlanPeople *other)
{
  int order = (one->space > other->space) - (one->space < other->space);

  if (order == 0)
    order = (one->level > other->level) - (one->level < other->level);
  if (order == 0)
    order = (int)one->role - (int)other->role;
  if (order == 0)
    order = (one->exits > other->exits) - (one->exits < other->exits);
  if (order == 0)
    order = (one->together > other->together) - (one->together < other->together);
  if (order == 0)
    order = compare_spreads (&one->speed, &other->speed);
  return order != 0 ? order : compare_spreads (&one->premovement, &other->premovement);
}

/* By what they are and where they stand: the order in which a plan lists its people makes no difference to anything. */
static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *one = a, *other = b;
  int order = 0;

  if (one->group->places != NULL && other->group->places != NULL && one->group->together <= 1 &&
      other->group->together <= 1)
    {
      AnlanPoint p = one->group->places[one->number], q = other->group->places[other->number];

      order = (one->group->level > other->group->level) - (one->group->level < other->group->level);
      if (order == 0)
        order = (p.x > q.x) - (p.x < q.x);
      if (order == 0)
        order = (p.y > q.y) - (p.y < q.y);
    }
  if (order == 0 && one->group != other->group)
    order = compare_groups (one->group, other->group);
  return order != 0 ? order : one->listed < other->listed ? -1 : one->listed > other->listed;
}

static gboolean
place_one (Placing *placing, const AnlanPlan *plan, const Entry *entry, guint index, GError **error)
{
  AnlanCrowd *crowd = placing->crowd;
  const AnlanPlanPeople *group = entry->group;
  Person *person = &crowd->people[index];
  gboolean ok;

  person->own_speed = (float)anlan_spread_draw (&group->speed, placing->seed, index, STREAM_SPEED);
  person->start = (float)anlan_spread_draw (&group->premovement, placing->seed, index, STREAM_START);
  person->exits = group->exits != 0 ? group->exits : ~G_GUINT64_CONSTANT (0);
  person->exit = -1;
  person->gate = -1;
  person->target = -1;
  person->out_at = -1;
  person->role = (guint8)group->role;
  person->waits = group->role == ANLAN_PERSON_ASSISTED;
  person->helpers_needed = (guint8)MAX (1, group->helpers);
  person->masked = group->masked != FALSE;
  person->size = group->size > 0 ? (float)group->size : 1;
  person->left = 1;
  person->pace = INFINITY;
  if (group->space >= 0)
    ok = put_in (placing, index, &g_array_index (plan->spaces, AnlanPlanArea, (guint)group->space));
  else
    ok =
        group->level < crowd->site->n_levels &&
        put_at (placing, index, group->level, group->places[entry->number].x, group->places[entry->number].y);
  if (ok)
    return TRUE;
  if (group->space >= 0)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Nobody finds a place to stand in “%s”."),
                 g_array_index (plan->spaces, AnlanPlanArea, (guint)group->space).id);
  else
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("A person is placed at %.2f, %.2f, where nobody can stand: inside a wall, an "
                    "obstacle or outside of all spaces."),
                 group->places[entry->number].x, group->places[entry->number].y);
  return FALSE;
}

/* Crew, and those of a group who keep together, by so many at a time. */
static void
gather (AnlanCrowd *crowd, const AnlanPlanPeople *group, guint first)
{
  const guint *members = &crowd->inner[first];

  if (group->role == ANLAN_PERSON_CREW)
    crowd_make_crew (crowd, group, members);
  for (guint i = 0; group->together > 1 && i < group->count; i += group->together)
    crowd_make_band (crowd, members + i, MIN (group->together, group->count - i));
}

gboolean
crowd_place_people (AnlanCrowd *crowd, const AnlanPlan *plan, guint64 seed, GError **error)
{
  g_autofree guint32 *heads = g_new0 (guint32, crowd->n_bins);
  g_autofree guint32 *nexts = NULL;
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  Placing placing = { crowd, heads, NULL, seed };

  for (guint i = 0; i < plan->people->len; i++)
    for (guint k = 0; k < g_array_index (plan->people, AnlanPlanPeople, i).count; k++)
      {
        Entry entry = { &g_array_index (plan->people, AnlanPlanPeople, i), k, entries->len };

        g_array_append_val (entries, entry);
      }
  g_array_sort (entries, compare_entries);
  crowd->n_people = entries->len;
  crowd->people = g_new0 (Person, crowd->n_people + 1);
  crowd->order = g_new (guint32, crowd->n_people + 1);
  crowd->inner = g_new (guint, crowd->n_people + 1);
  placing.nexts = nexts = g_new0 (guint32, crowd->n_people + 1);
  for (guint i = 0; i < entries->len; i++)
    {
      crowd->inner[g_array_index (entries, Entry, i).listed] = i;
      if (!place_one (&placing, plan, &g_array_index (entries, Entry, i), i, error))
        return FALSE;
    }
  for (guint i = 0, first = 0; i < plan->people->len; i++)
    {
      const AnlanPlanPeople *group = &g_array_index (plan->people, AnlanPlanPeople, i);

      gather (crowd, group, first);
      first += group->count;
    }
  return TRUE;
}

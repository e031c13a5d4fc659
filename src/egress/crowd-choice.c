/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "crowd-private.h"

#include <math.h>
#include <string.h>

#include "egress/danger.h"

/* Somebody changes to another exit only if it is better by a tenth (the anchoring of FDS+Evac), and not on the last
 * metres. */
#define BETTER 0.9
#define LAST_METRES 2.0

/* The walk counts a little even where the queue decides: of two equal queues people take the nearer. */
#define WALK_TELLS 0.1

/* --- fields ------------------------------------------------------------------------------------------------------------- */

/* Where the way over a stair leads up, its cells are as slow as walking up. TRUE if a stair was not taken so yet. */
static gboolean
turn_stairs (const AnlanCrowd *crowd, AnlanPotential *field)
{
  const AnlanSite *site = crowd->site;
  gboolean turned = FALSE;

  for (guint i = 0; i < site->blocks->len; i++)
    {
      const SiteBlock *block = site_block (site, i);
      gint64 low, high;
      double wanted, middle;

      if (block->stair < 0 || block->up == block->down)
        continue;
      middle = block->origin.x + block->nx * site->cell / 2;
      low = site_cell_in (site, block, middle, site->cell);
      high = site_cell_in (site, block, middle, block->origin.y + (block->ny - 4) * site->cell);
      if (low < 0 || high < 0 || anlan_potential_time (field, (guint32)low) == ANLAN_POTENTIAL_NEVER)
        continue;
      wanted = 1 / (anlan_potential_time (field, (guint32)high) < anlan_potential_time (field, (guint32)low)
                        ? block->up
                        : block->down);
      if (fabs (anlan_potential_slowness (field, (guint32)low) - wanted) < 1e-3 * wanted)
        continue;
      turned = TRUE;
      for (guint j = 0; j < block->ny; j++)
        for (guint k = 0; k < block->nx; k++)
          anlan_potential_set_slowness (field, (block->row + j) * site->nx + block->column + k, wanted);
    }
  return turned;
}

/* What is read off a solved field again and again. */
static void
fill_slot (CrowdField *slot, const AnlanCrowd *crowd)
{
  gsize n_cells = (gsize)crowd->site->nx * crowd->site->ny;

  for (gsize i = 0; i < n_cells; i++)
    slot->ways[i] = (CrowdWay){ WAY_UNKNOWN, 0, slot->cells[i].slowness & SIDE_BITS };
  memset (slot->nearer, 0, sizeof *slot->nearer * crowd->n_bins);
  for (guint i = 0; i < crowd->n_bins; i++)
    slot->bin_times[i] = ANLAN_POTENTIAL_NEVER;
  for (guint32 cell = 0; cell < n_cells; cell++)
    {
      float *time = &slot->bin_times[crowd_bin_of_cell (crowd, cell)];

      *time = MIN (*time, slot->cells[cell].time);
    }
}

/* With the air's costs, not yet solved. */
static void
open_slot (CrowdField *slot, const AnlanCrowd *crowd)
{
  gsize n_cells = (gsize)crowd->site->nx * crowd->site->ny;

  slot->field = anlan_site_make_field (crowd->site, crowd->shut);
  slot->cells = potential_cells (slot->field);
  slot->ways = g_new (CrowdWay, n_cells);
  slot->nearer = g_new0 (guint32, crowd->n_bins);
  slot->bin_times = g_new (float, crowd->n_bins);
  for (guint32 cell = 0; crowd->factors != NULL && cell < n_cells; cell++)
    if (crowd->factors[cell] != 1)
      anlan_potential_set_slowness (slot->field, cell,
                                    crowd->factors[cell] * anlan_potential_slowness (slot->field, cell));
}

static void
close_slot (CrowdField *slot)
{
  g_clear_pointer (&slot->field, anlan_potential_free);
  g_clear_pointer (&slot->ways, g_free);
  g_clear_pointer (&slot->bin_times, g_free);
  g_clear_pointer (&slot->nearer, g_free);
}

static void
make_field (CrowdField *slot, const AnlanCrowd *crowd, guint64 exits)
{
  open_slot (slot, crowd);
  anlan_site_solve (crowd->site, slot->field, exits);
  if (turn_stairs (crowd, slot->field))
    anlan_site_solve (crowd->site, slot->field, exits);
  fill_slot (slot, crowd);
}

/* Exits that may be used when all take the nearest: those that are safe, or all. */
static guint64
nearest_exits (const AnlanCrowd *crowd)
{
  guint n_exits = anlan_site_n_exits (crowd->site);
  guint64 all = n_exits == 64 ? ~G_GUINT64_CONSTANT (0) : (G_GUINT64_CONSTANT (1) << n_exits) - 1;

  return (all & ~crowd->unsafe) != 0 ? all & ~crowd->unsafe : all;
}

/* --- other places ------------------------------------------------------------------------------------------------------- */

static void
make_aimed (AnlanCrowd *crowd, guint index)
{
  const Aim *aim = &g_array_index (crowd->aims, Aim, index);
  CrowdField *slot = &crowd->aimed[index];
  g_autofree AnlanPotentialGoal *goals = g_new (AnlanPotentialGoal, aim->n_cells);

  for (guint i = 0; i < aim->n_cells; i++)
    goals[i] = (AnlanPotentialGoal){ aim->cells[i], 0, 0 };
  open_slot (slot, crowd);
  anlan_potential_solve (slot->field, goals, aim->n_cells);
  if (turn_stairs (crowd, slot->field))
    anlan_potential_solve (slot->field, goals, aim->n_cells);
  fill_slot (slot, crowd);
}

int
crowd_aim (AnlanCrowd *crowd, const guint32 *cells, guint n_cells)
{
  Aim aim = { g_memdup2 (cells, sizeof *cells * n_cells), n_cells, 1 };
  guint index = 0;

  if (n_cells == 0)
    return -1;
  while (index < crowd->aims->len && g_array_index (crowd->aims, Aim, index).users > 0)
    index++;
  if (index == crowd->aims->len)
    {
      g_array_set_size (crowd->aims, index + 1);
      crowd->aimed = g_renew (CrowdField, crowd->aimed, index + 1);
      crowd->aimed[index] = (CrowdField){ NULL };
    }
  g_array_index (crowd->aims, Aim, index) = aim;
  make_aimed (crowd, index);
  return (int)index;
}

void
crowd_give_back_aim (AnlanCrowd *crowd, int index)
{
  Aim *aim = &g_array_index (crowd->aims, Aim, (guint)index);

  close_slot (&crowd->aimed[index]);
  g_clear_pointer (&aim->cells, g_free);
  aim->users = 0;
}

/* --- the air ------------------------------------------------------------------------------------------------------------ */

/* What is a tenth or less off what was reckoned with is left: ways are not to change their minds with every gust. */
#define STEADY 0.1f

static guint64
find_unsafe (const AnlanCrowd *crowd)
{
  const AnlanSite *site = crowd->site;
  guint64 unsafe = 0;

  for (guint e = 0; e < anlan_site_n_exits (site); e++)
    {
      int muster = anlan_site_exit_muster (site, e);
      AnlanPoint place = { 0, 0 };
      AnlanAirState state;
      guint level = 0;

      if (muster >= 0)
        {
          place = g_array_index (site->musters, SiteMuster, (guint)muster).place;
          level = g_array_index (site->musters, SiteMuster, (guint)muster).level;
        }
      else
        for (guint b = site->n_levels; b < site->blocks->len; b++)
          if (site_block (site, b)->exit == (int)e)
            {
              place = site_block (site, b)->at;
              level = site_block (site, b)->on_level;
            }
      anlan_air_at (crowd->air, level, place, crowd->time, &state);
      if (state.deadly >= 1)
        unsafe |= G_GUINT64_CONSTANT (1) << e;
    }
  return unsafe;
}

static void
mend_slot (AnlanCrowd *crowd, CrowdField *slot, const GArray *changed)
{
  const guint32 *cells = (const guint32 *)(gpointer)changed->data;

  if (slot->field == NULL)
    return;
  for (guint i = 0; i < changed->len; i++)
    anlan_potential_set_slowness (slot->field, cells[i], crowd->factors[cells[i]]);
  anlan_potential_repair (slot->field, cells, changed->len);
  fill_slot (slot, crowd);
}

gboolean
crowd_plan_again (AnlanCrowd *crowd)
{
  gsize n_cells = (gsize)crowd->site->nx * crowd->site->ny;
  g_autofree float *now = g_new (float, n_cells);
  g_autoptr (GArray) changed = g_array_new (FALSE, FALSE, sizeof (guint32));
  guint64 unsafe = find_unsafe (crowd);

  site_costs (crowd->site, crowd->air, crowd->time, ANLAN_DANGER_DOSE_S, ANLAN_DANGER_WEDGE, now);
  for (guint32 cell = 0; cell < n_cells; cell++)
    if (fabsf (now[cell] - crowd->factors[cell]) > STEADY * crowd->factors[cell])
      {
        crowd->factors[cell] = now[cell];
        g_array_append_val (changed, cell);
      }
  if (changed->len == 0 && unsafe == crowd->unsafe)
    return FALSE;
  if (crowd->nearest && unsafe != crowd->unsafe)
    {
      crowd->unsafe = unsafe;
      crowd_make_fields (crowd);
      return TRUE;
    }
  crowd->unsafe = unsafe;
  for (guint i = 0; i < crowd->n_fields; i++)
    mend_slot (crowd, &crowd->fields[i], changed);
  for (guint i = 0; i < crowd->aims->len; i++)
    mend_slot (crowd, &crowd->aimed[i], changed);
  return TRUE;
}

void
crowd_make_fields (AnlanCrowd *crowd)
{
  guint n_exits = anlan_site_n_exits (crowd->site);

  crowd_free_fields (crowd);
  crowd->n_fields = crowd->nearest ? 1 : n_exits;
  crowd->fields = g_new0 (CrowdField, crowd->n_fields);
  if (crowd->nearest)
    make_field (&crowd->fields[0], crowd, nearest_exits (crowd));
  else
    for (guint i = 0; i < n_exits; i++)
      make_field (&crowd->fields[i], crowd, G_GUINT64_CONSTANT (1) << i);
  for (guint i = 0; i < crowd->aims->len; i++)
    if (g_array_index (crowd->aims, Aim, i).users > 0)
      make_aimed (crowd, i);
}

void
crowd_free_fields (AnlanCrowd *crowd)
{
  for (guint i = 0; i < crowd->n_fields; i++)
    close_slot (&crowd->fields[i]);
  for (guint i = 0; i < crowd->aims->len; i++)
    close_slot (&crowd->aimed[i]);
  g_clear_pointer (&crowd->fields, g_free);
  crowd->n_fields = 0;
}

/* --- choosing ----------------------------------------------------------------------------------------------------------- */

/* People on their way to an exit, by how many metres of walking they are from it. */
#define RANGES 1024

typedef struct
{
  guint32 (*within)[RANGES + 1]; /* by exit: how many are nearer than that many metres, once summed up */
  double *flow;                  /* by exit, persons a second */
  float *followed;               /* (nullable): by level and exit: part of the people there who make for it */
} Queues;

static guint
range_of (double metres)
{
  return metres < RANGES ? (guint)MAX (0, metres) : RANGES;
}

static guint
level_of (const AnlanCrowd *crowd, const Person *person)
{
  return site_block (crowd->site, person->block)->on_level;
}

static void
count_followed (AnlanCrowd *crowd, Queues *queues)
{
  guint n_exits = anlan_site_n_exits (crowd->site);
  g_autofree guint *all = g_new0 (guint, crowd->site->n_levels);

  queues->followed = g_new0 (float, (gsize)n_exits * crowd->site->n_levels);
  for (guint i = 0; i < crowd->n_order; i++)
    {
      const Person *person = &crowd->people[crowd->order[i]];

      if (person->out || person->exit < 0)
        continue;
      all[level_of (crowd, person)]++;
      queues->followed[level_of (crowd, person) * n_exits + (guint)person->exit]++;
    }
  for (guint l = 0; l < crowd->site->n_levels; l++)
    for (guint e = 0; all[l] > 0 && e < n_exits; e++)
      queues->followed[l * n_exits + e] /= (float)all[l];
}

static void
count_queues (AnlanCrowd *crowd, Queues *queues)
{
  guint n_exits = anlan_site_n_exits (crowd->site);

  queues->within = g_malloc0 (sizeof *queues->within * n_exits);
  queues->flow = g_new0 (double, n_exits);
  for (guint e = crowd->site->exits->len; e < n_exits; e++)
    queues->flow[e] = INFINITY;
  for (guint i = 0; i < crowd->site->gates->len; i++)
    if (site_gate (crowd->site, i)->exit >= 0)
      queues->flow[site_gate (crowd->site, i)->exit] = site_gate (crowd->site, i)->flow;
  for (guint i = 0; i < crowd->n_order; i++)
    {
      const Person *person = &crowd->people[crowd->order[i]];

      if (!person->out && person->exit >= 0 && !person->waits && (!person->down || person->carried))
        queues->within[person->exit][range_of (crowd_time (crowd, person->exit, person->cell))]++;
    }
  if (crowd->follow > 0)
    count_followed (crowd, queues);
  for (guint e = 0; e < n_exits; e++)
    for (guint r = 0, sum = 0; r <= RANGES; r++)
      {
        guint32 here = queues->within[e][r];

        queues->within[e][r] = sum;
        sum += here;
      }
}

static void
queues_clear (Queues *queues)
{
  g_free (queues->within);
  g_free (queues->flow);
  g_free (queues->followed);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Queues, queues_clear)

/* An exit that lies in what is deadly is that many times as far off. */
#define UNSAFE 100

/* A muster point that will have taken as many as it can by those who are nearer. */
static gboolean
is_full (const AnlanCrowd *crowd, const Queues *queues, guint exit, float metres)
{
  int muster = anlan_site_exit_muster (crowd->site, exit);
  guint capacity = muster < 0 ? 0 : g_array_index (crowd->site->musters, SiteMuster, (guint)muster).capacity;

  return capacity > 0 && crowd->arrived[exit] + queues->within[exit][range_of (metres)] >= capacity;
}

/* Seconds until somebody is out by an exit: the walk, or the queue of those before, whichever is longer. */
static double
cost_of (const AnlanCrowd *crowd, const Queues *queues, const Person *person, guint32 cell, guint exit)
{
  float metres = crowd_time (crowd, (int)exit, cell);
  double walk = metres / person->own_speed, queue, seconds;

  if (metres == ANLAN_POTENTIAL_NEVER || is_full (crowd, queues, exit, metres))
    return INFINITY;
  queue = queues->within[exit][range_of (metres)] / queues->flow[exit];
  seconds = MAX (walk, queue) + WALK_TELLS * walk;
  if (queues->followed != NULL)
    seconds *= 1 - crowd->follow *
                       queues->followed[level_of (crowd, person) * anlan_site_n_exits (crowd->site) + exit];
  return crowd->unsafe & (G_GUINT64_CONSTANT (1) << exit) ? seconds * UNSAFE + UNSAFE : seconds;
}

static void
choose_for (AnlanCrowd *crowd, const Queues *queues, Person *person)
{
  guint32 cell = person->cell;
  double best = INFINITY, present = INFINITY;
  int found = -1;

  for (guint e = 0; e < anlan_site_n_exits (crowd->site); e++)
    {
      double cost =
          person->exits & (G_GUINT64_CONSTANT (1) << e) ? cost_of (crowd, queues, person, cell, e) : INFINITY;

      if ((int)e == person->exit)
        present = cost;
      if (cost < best)
        {
          best = cost;
          found = (int)e;
        }
    }
  if (isfinite (present) && !(crowd->unsafe & (G_GUINT64_CONSTANT (1) << person->exit)) &&
      (best > BETTER * present || crowd_time (crowd, person->exit, cell) < LAST_METRES + ANLAN_POCKET_M))
    return;
  person->exit = (gint8)found;
}

static void
take_nearest (AnlanCrowd *crowd, Person *person)
{
  guint8 goal = anlan_potential_goal (crowd->fields[0].field, person->cell);

  person->exit = goal == ANLAN_POTENTIAL_NO_GOAL ? -1 : (gint8)goal;
}

typedef struct
{
  double metres;
  guint person;
} Turn;

static int
compare_turns (gconstpointer a, gconstpointer b)
{
  const Turn *one = a, *other = b;

  if (one->metres != other->metres)
    return one->metres < other->metres ? -1 : 1;
  return one->person < other->person ? -1 : one->person > other->person;
}

/* At the start all choose in turn, the nearest first, each knowing what those before have chosen; that is the first
 * round of best responses, and two more follow (Ehtamo et al. 2010: three to four are enough). */
static void
choose_in_turn (AnlanCrowd *crowd)
{
  g_autoptr (GArray) turns = g_array_sized_new (FALSE, FALSE, sizeof (Turn), crowd->n_people);

  for (guint i = 0; i < crowd->n_people; i++)
    {
      Turn turn = { INFINITY, i };

      for (guint e = 0; e < anlan_site_n_exits (crowd->site); e++)
        if (crowd->people[i].exits & (G_GUINT64_CONSTANT (1) << e))
          turn.metres = MIN (
              turn.metres, (double)anlan_potential_time (crowd_field (crowd, (int)e), crowd->people[i].cell));
      g_array_append_val (turns, turn);
    }
  g_array_sort (turns, compare_turns);
  for (guint round = 0; round < 3; round++)
    for (guint first = 0; first < turns->len; first += MAX (1, turns->len / 50))
      {
        g_auto (Queues) queues = { NULL, NULL, NULL };

        count_queues (crowd, &queues);
        for (guint i = first; i < MIN (turns->len, first + MAX (1, turns->len / 50)); i++)
          choose_for (crowd, &queues, &crowd->people[g_array_index (turns, Turn, i).person]);
      }
}

void
crowd_choose (AnlanCrowd *crowd, gboolean first)
{
  if (crowd->nearest)
    {
      for (guint i = 0; i < crowd->n_people; i++)
        if (!crowd->people[i].out)
          take_nearest (crowd, &crowd->people[i]);
      return;
    }
  if (first)
    {
      choose_in_turn (crowd);
      return;
    }
  if (anlan_site_n_exits (crowd->site) > 1)
    {
      g_auto (Queues) queues = { NULL, NULL, NULL };

      /* A tenth of the people at a time, so that not all change their minds at once; each every four seconds. */
      if (crowd->steps % 4 == 0)
        {
          count_queues (crowd, &queues);
          for (guint i = 0; i < crowd->n_order; i++)
            if (crowd->order[i] % 10 == crowd->steps / 4 % 10 && !crowd->people[crowd->order[i]].out)
              choose_for (crowd, &queues, &crowd->people[crowd->order[i]]);
        }
    }
}

/* --- the way ------------------------------------------------------------------------------------------------------------ */

/* The way out of a cell, found once a field. Returns the link that leads out of it, or -1. */
static int
way_of (CrowdField *slot, guint32 cell, double *x, double *y)
{
  CrowdWay *way = &slot->ways[cell];
  int link = -1;

  if (way->x == WAY_UNKNOWN)
    {
      anlan_potential_way (slot->field, cell, x, y, &link);
      way->x = link >= 0 ? WAY_LINK : (gint8)lround (*x * 126);
      way->y = (gint8)lround (*y * 126);
    }
  else if (way->x == WAY_LINK)
    anlan_potential_way (slot->field, cell, x, y, &link);
  *x = way->x == WAY_LINK ? 0 : way->x / 126.0;
  *y = way->x == WAY_LINK ? 0 : way->y / 126.0;
  return link;
}

/* Straight at the line of the gate that a link leads through, to the nearest place a shoulder from its ends, and on
 * beyond it. */
static void
head_for_gate (const AnlanCrowd *crowd, Person *person, int link)
{
  int gate = g_array_index (crowd->site->link_gates, int, (guint)link);
  const SiteLine *line = site_line (crowd->site, crowd->site->gate_line[gate]);
  double dx, dy, length, part, inset, x, y, ahead;

  dx = line->b.x - line->a.x;
  dy = line->b.y - line->a.y;
  length = hypot (dx, dy);
  inset = MIN (0.5, 0.25 / length);
  part = ((person->x - line->a.x) * dx + (person->y - line->a.y) * dy) / (length * length);
  part = CLAMP (part, inset, 1 - inset);
  x = line->a.x + dx * part - person->x;
  y = line->a.y + dy * part - person->y;
  ahead = hypot (x, y);
  if (ahead < 0.05) /* at the line: across it, away from where one stands */
    {
      double side = dx * (person->y - line->a.y) - dy * (person->x - line->a.x);

      x = side > 0 ? dy : -dy;
      y = side > 0 ? -dx : dx;
      ahead = length;
    }
  person->way_x = (float)(x / ahead);
  person->way_y = (float)(y / ahead);
}

/* Mean of the ways of the four cells whose centres are about the person, as far as no wall parts them. */
static gboolean
blended_way (
    CrowdField *slot, const AnlanSite *site, const Person *person, guint32 cell, double *x, double *y)
{
  const SiteBlock *block = site_block (site, person->block);
  AnlanPoint centre = site_centre (site, block, cell);
  double u = (person->x - centre.x) / site->cell, v = (person->y - centre.y) / site->cell;
  AnlanSide across = u >= 0 ? ANLAN_SIDE_EAST : ANLAN_SIDE_WEST,
            along = v >= 0 ? ANLAN_SIDE_NORTH : ANLAN_SIDE_SOUTH;
  gint64 column = u >= 0 ? 1 : -1, row = v >= 0 ? site->nx : -(gint64)site->nx;
  AnlanSide sides = slot->ways[cell].sides;
  double wx = fabs (u), wy = fabs (v), ways[4][2],
         weights[4] = { (1 - wx) * (1 - wy), wx * (1 - wy), (1 - wx) * wy, wx * wy };
  guint32 cells[4] = { cell, (guint32)(cell + column), (guint32)(cell + row),
                       (guint32)(cell + column + row) };

  if ((sides & across) == 0 || (sides & along) == 0 || (slot->ways[cells[1]].sides & along) == 0 ||
      (slot->ways[cells[2]].sides & across) == 0)
    return FALSE;
  *x = *y = 0;
  for (guint i = 0; i < 4; i++)
    {
      if (way_of (slot, cells[i], &ways[i][0], &ways[i][1]) >= 0)
        return FALSE;
      *x += weights[i] * ways[i][0];
      *y += weights[i] * ways[i][1];
    }
  return *x * *x + *y * *y > 0.01;
}

void
crowd_way (AnlanCrowd *crowd, Person *person, guint32 cell)
{
  CrowdField *slot = crowd_slot (crowd, person);
  double x, y, length;
  int link = way_of (slot, cell, &x, &y);

  if (link >= 0)
    {
      head_for_gate (crowd, person, link);
      return;
    }
  if (!blended_way (slot, crowd->site, person, cell, &x, &y))
    way_of (slot, cell, &x, &y);
  length = sqrt (x * x + y * y);
  if (length == 0 && site_block (crowd->site, person->block)->exit >= 0)
    {
      y = 1; /* through the pocket */
      length = 1;
    }
  person->way_x = length > 0 ? (float)(x / length) : 0;
  person->way_y = length > 0 ? (float)(y / length) : 0;
}

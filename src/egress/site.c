/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "site-private.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "plan-private.h"

#define CELL_M 0.25
#define WIDEST_CELL_M 1.0
#define SENSIBLE_CELLS 4.0e6

/* A wider cell is taken as long as there are more cells than this, and every door is wide enough not to be missed by it. */
#define QUICK_CELLS 1.2e6
#define DOOR_CELLS 1.5

/* --- packing ------------------------------------------------------------------------------------------------------------ */

/* Levels stand above each other; stairs and pockets, which are small, side by side in rows above them. */
static void
pack_blocks (AnlanSite *site)
{
  guint column = 0, row = 0, height = 0;

  site->nx = 0;
  for (guint i = 0; i < site->blocks->len; i++)
    site->nx = MAX (site->nx, site_block (site, i)->nx);
  for (guint i = 0; i < site->blocks->len; i++)
    {
      SiteBlock *block = &g_array_index (site->blocks, SiteBlock, i);

      if (i < site->n_levels || column + block->nx > site->nx)
        {
          row += height;
          column = height = 0;
        }
      block->column = column;
      block->row = row;
      column += block->nx;
      height = MAX (height, block->ny);
      if (i < site->n_levels)
        column = site->nx;
    }
  site->ny = row + height;
}

/* --- who can stand where ------------------------------------------------------------------------------------------------ */

/* --- muster points ------------------------------------------------------------------------------------------------------ */

typedef void (*MusterFunc) (guint32 cell, gpointer data);

/* The cells within a muster point's radius; at least that of its middle. */
static void
each_muster_cell (const AnlanSite *site, guint index, MusterFunc func, gpointer data)
{
  const SiteMuster *muster = &g_array_index (site->musters, SiteMuster, index);
  const SiteBlock *block = site_block (site, muster->level);
  double reach = muster->radius / site->cell;
  double x = (muster->place.x - block->origin.x) / site->cell - 0.5,
         y = (muster->place.y - block->origin.y) / site->cell - 0.5;
  gint64 middle = site_cell_in (site, block, muster->place.x, muster->place.y);

  for (double j = MAX (0, ceil (y - reach)); j <= y + reach && j < block->ny; j++)
    for (double i = MAX (0, ceil (x - reach)); i <= x + reach && i < block->nx; i++)
      {
        guint32 cell = (block->row + (guint)j) * site->nx + block->column + (guint)i;

        if (site->walkable[cell] && cell != middle && hypot (i - x, j - y) <= reach)
          func (cell, data);
      }
  if (middle >= 0 && site->walkable[middle])
    func ((guint32)middle, data);
}

typedef struct
{
  AnlanSite *site;
  guint8 number;
} Noting;

static void
note_muster_cb (guint32 cell, gpointer data)
{
  const Noting *noting = data;

  noting->site->muster_at[cell] = noting->number;
}

static void
note_musters (AnlanSite *site)
{
  if (site->musters->len == 0)
    return;
  site->muster_at = g_malloc0 ((gsize)site->nx * site->ny);
  for (guint i = 0; i < site->musters->len; i++)
    {
      Noting noting = { site, (guint8)(i + 1) };

      each_muster_cell (site, i, note_muster_cb, &noting);
    }
}

typedef struct
{
  GArray *goals;
  guint8 goal;
} Adding;

static void
add_muster_goal_cb (guint32 cell, gpointer data)
{
  const Adding *adding = data;
  AnlanPotentialGoal goal = { cell, 0, adding->goal };

  g_array_append_val (adding->goals, goal);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double d = *(const double *)a - *(const double *)b;

  return d < 0 ? -1 : d > 0;
}

/* Writes @value into all cells whose centre lies within the ring (even-odd). */
static void
fill_ring (AnlanSite *site, guint index, const AnlanPoint *ring, guint n_points, guint8 value, guint16 space)
{
  const SiteBlock *block = site_block (site, index);
  g_autoptr (GArray) crossings = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint j = 0; j < block->ny; j++)
    {
      double y = block->origin.y + (j + 0.5) * site->cell;

      g_array_set_size (crossings, 0);
      for (guint k = 0, l = n_points - 1; k < n_points; l = k++)
        if ((ring[k].y > y) != (ring[l].y > y))
          {
            double x = (ring[l].x - ring[k].x) * (y - ring[k].y) / (ring[l].y - ring[k].y) + ring[k].x;

            g_array_append_val (crossings, x);
          }
      g_array_sort (crossings, compare_doubles);
      for (guint k = 0; k + 1 < crossings->len; k += 2)
        {
          double from = (g_array_index (crossings, double, k) - block->origin.x) / site->cell - 0.5;
          double to = (g_array_index (crossings, double, k + 1) - block->origin.x) / site->cell - 0.5;
          gsize first = (gsize)MAX (0, ceil (from)), row = (gsize)(block->row + j) * site->nx + block->column;

          for (gsize i = first; i < block->nx && (double)i < to; i++)
            {
              site->walkable[row + i] = value;
              site->space_of[row + i] = space;
            }
        }
    }
}

static void
fill_blocks (AnlanSite *site, const AnlanPlan *plan)
{
  for (guint i = 0; i < plan->spaces->len; i++)
    {
      const AnlanPlanArea *space = &g_array_index (plan->spaces, AnlanPlanArea, i);

      fill_ring (site, space->level, space->ring, space->n_points, 1, (guint16)(i + 1));
    }
  for (guint i = 0; i < plan->obstacles->len; i++)
    {
      const AnlanPlanArea *obstacle = &g_array_index (plan->obstacles, AnlanPlanArea, i);

      fill_ring (site, obstacle->level, obstacle->ring, obstacle->n_points, 0, 0);
    }
  for (guint i = 0; i < site->blocks->len; i++)
    {
      const SiteBlock *block = site_block (site, i);
      const AnlanPlanDoor *door;
      double width, length = ANLAN_POCKET_M;

      for (guint j = 0; j < block->ny; j++)
        for (guint k = 0; k < block->nx; k++)
          site->block_of[(gsize)(block->row + j) * site->nx + block->column + k] = (guint16)i;
      if (block->stair >= 0)
        {
          const AnlanPlanStair *stair = &g_array_index (plan->stairs, AnlanPlanStair, (guint)block->stair);

          width = hypot (stair->low[1].x - stair->low[0].x, stair->low[1].y - stair->low[0].y);
          length = stair->length;
        }
      else if (block->exit >= 0)
        {
          door = &g_array_index (plan->doors, AnlanPlanDoor,
                                 g_array_index (site->exits, guint, (guint)block->exit));
          width = hypot (door->to.x - door->from.x, door->to.y - door->from.y);
        }
      else
        continue;
      fill_ring (site, i, (AnlanPoint[]){ { 0, 0 }, { width, 0 }, { width, length }, { 0, length } }, 4, 1,
                 0);
    }
}

/* --- sides -------------------------------------------------------------------------------------------------------------- */

static void
open_sides (AnlanSite *site)
{
  for (guint i = 0; i < site->blocks->len; i++)
    {
      const SiteBlock *block = site_block (site, i);

      for (guint j = 0; j < block->ny; j++)
        for (guint k = 0; k < block->nx; k++)
          {
            gsize at = (gsize)(block->row + j) * site->nx + block->column + k;

            if (!site->walkable[at])
              continue;
            if (k + 1 < block->nx && site->walkable[at + 1])
              {
                site->sides[at] |= ANLAN_SIDE_EAST;
                site->sides[at + 1] |= ANLAN_SIDE_WEST;
              }
            if (j + 1 < block->ny && site->walkable[at + site->nx])
              {
                site->sides[at] |= ANLAN_SIDE_NORTH;
                site->sides[at + site->nx] |= ANLAN_SIDE_SOUTH;
              }
          }
    }
}

typedef void (*SideFunc) (AnlanSite *site, const SiteLine *line, guint32 cell, AnlanSide side, double part);

/* Each pair of neighbours whose centres a line parts: @cell and the one to its east or north, with where on the line
 * (0 to 1). Half-open throughout, so that lines that meet leave no gap. */
static void
each_side (AnlanSite *site, const SiteLine *line, SideFunc func)
{
  const SiteBlock *block = site_block (site, line->block);
  double ax = (line->a.x - block->origin.x) / site->cell - 0.5,
         ay = (line->a.y - block->origin.y) / site->cell - 0.5;
  double bx = (line->b.x - block->origin.x) / site->cell - 0.5,
         by = (line->b.y - block->origin.y) / site->cell - 0.5;
  double low = MIN (ay, by), high = MAX (ay, by);

  for (double j = MAX (0, ceil (low)); j < high && j < block->ny; j++)
    {
      double part = (j - ay) / (by - ay), i = floor (ax + (bx - ax) * part);

      if (i >= 0 && i + 1 < block->nx)
        func (site, line, (block->row + (guint)j) * site->nx + block->column + (guint)i, ANLAN_SIDE_EAST,
              part);
    }
  low = MIN (ax, bx);
  high = MAX (ax, bx);
  for (double i = MAX (0, ceil (low)); i < high && i < block->nx; i++)
    {
      double part = (i - ax) / (bx - ax), j = floor (ay + (by - ay) * part);

      if (j >= 0 && j + 1 < block->ny)
        func (site, line, (block->row + (guint)j) * site->nx + block->column + (guint)i, ANLAN_SIDE_NORTH,
              part);
    }
}

static guint32
beyond (const AnlanSite *site, guint32 cell, AnlanSide side)
{
  return side == ANLAN_SIDE_EAST ? cell + 1 : cell + site->nx;
}

static void
shut_side (AnlanSite *site, guint32 cell, AnlanSide side)
{
  site->sides[cell] &= (guint8)~side;
  site->sides[beyond (site, cell, side)] &= (guint8) ~(side << 2);
}

static void
wall_cb (AnlanSite *site, const SiteLine *line, guint32 cell, AnlanSide side, double part)
{
  shut_side (site, cell, side);
}

static void
door_cb (AnlanSite *site, const SiteLine *line, guint32 cell, AnlanSide side, double part)
{
  SiteDoorSide entry = { (guint)site_gate (site, (guint)line->gate)->door, (guint)line->gate, cell, side };

  if (site->sides[cell] & side)
    g_array_append_val (site->door_sides, entry);
}

/* A link from @cell on this side of a gate's line to the cell behind the line, if somebody can stand in both. */
static void
add_link (AnlanSite *site, const SiteLine *line, guint32 cell, double part)
{
  const SiteGate *gate = site_gate (site, (guint)line->gate);
  const SiteBlock *there = site_block (site, (guint)gate->block);
  double width = hypot (gate->to[1].x - gate->to[0].x, gate->to[1].y - gate->to[0].y);
  double half = MIN (0.5, site->cell * 0.55 / width), kept = CLAMP (part, half, 1 - half);
  AnlanPoint place = {
    gate->to[0].x + (gate->to[1].x - gate->to[0].x) * kept + gate->inward.x * site->cell * 0.6,
    gate->to[0].y + (gate->to[1].y - gate->to[0].y) * kept + gate->inward.y * site->cell * 0.6
  };
  gint64 other = site_cell_in (site, there, place.x, place.y);
  AnlanPotentialLink link = { cell, (guint32)other, (float)site->cell };

  if (other < 0 || !site->walkable[cell] || !site->walkable[other])
    return;
  g_array_append_val (site->links, link);
  g_array_append_val (site->link_gates, line->gate);
}

static void
link_cb (AnlanSite *site, const SiteLine *line, guint32 cell, AnlanSide side, double part)
{
  guint32 other = beyond (site, cell, side);

  /* From a stair or a pocket the line is its end: whatever lies beyond is another block's. */
  add_link (site, line, cell, part);
  add_link (site, line, other, part);
  shut_side (site, cell, side);
}

static void
lay_sides (AnlanSite *site)
{
  open_sides (site);
  for (guint i = 0; i < site->lines->len; i++)
    if (site_line (site, i)->gate < 0)
      each_side (site, site_line (site, i), wall_cb);
  for (guint i = 0; i < site->lines->len; i++)
    {
      const SiteLine *line = site_line (site, i);

      if (line->gate >= 0 && site_gate (site, (guint)line->gate)->block >= 0)
        each_side (site, line, link_cb);
      else if (line->gate >= 0)
        each_side (site, line, door_cb);
    }
}

/* --- lines by cell ------------------------------------------------------------------------------------------------------ */

static double
distance_to_line (const SiteLine *line, AnlanPoint place)
{
  double dx = line->b.x - line->a.x, dy = line->b.y - line->a.y;
  double part = ((place.x - line->a.x) * dx + (place.y - line->a.y) * dy) / (dx * dx + dy * dy);

  part = CLAMP (part, 0, 1);
  return hypot (place.x - line->a.x - dx * part, place.y - line->a.y - dy * part);
}

/* Calls for each cell near enough to the line that somebody in it may cross it in one step. */
static void
each_near_cell (AnlanSite *site, guint index, guint32 *count, guint32 *list)
{
  const SiteLine *line = site_line (site, index);
  const SiteBlock *block = site_block (site, line->block);
  double reach = SITE_REACH_M + site->cell;
  int i0 = (int)floor ((MIN (line->a.x, line->b.x) - reach - block->origin.x) / site->cell);
  int i1 = (int)ceil ((MAX (line->a.x, line->b.x) + reach - block->origin.x) / site->cell);
  int j0 = (int)floor ((MIN (line->a.y, line->b.y) - reach - block->origin.y) / site->cell);
  int j1 = (int)ceil ((MAX (line->a.y, line->b.y) + reach - block->origin.y) / site->cell);

  for (int j = MAX (0, j0); j <= j1 && j < (int)block->ny; j++)
    for (int i = MAX (0, i0); i <= i1 && i < (int)block->nx; i++)
      {
        guint32 cell = (block->row + (guint)j) * site->nx + block->column + (guint)i;

        if (!site->walkable[cell] || distance_to_line (line, site_centre (site, block, cell)) > reach)
          continue;
        if (list != NULL)
          list[count[cell]] = index;
        count[cell]++;
      }
}

static void
list_lines (AnlanSite *site)
{
  gsize n_cells = (gsize)site->nx * site->ny;
  g_autofree guint32 *at = NULL;

  site->line_first = g_new0 (guint32, n_cells + 1);
  for (guint i = 0; i < site->lines->len; i++)
    each_near_cell (site, i, site->line_first + 1, NULL);
  for (gsize i = 0; i < n_cells; i++)
    site->line_first[i + 1] += site->line_first[i];
  site->line_list = g_new (guint32, site->line_first[n_cells] + 1);
  at = g_memdup2 (site->line_first, n_cells * sizeof *at);
  for (guint i = 0; i < site->lines->len; i++)
    each_near_cell (site, i, at, site->line_list);
  for (gsize i = 0; i < n_cells; i++)
    if (site->walkable[i])
      site->walkable[i] = site->line_first[i] == site->line_first[i + 1] ? SITE_OPEN : SITE_LINED;
}

/* --- making ------------------------------------------------------------------------------------------------------------- */

static gboolean
choose_cell (AnlanSite *site, const AnlanPlan *plan, double cell, GError **error)
{
  double narrowest = WIDEST_CELL_M * DOOR_CELLS;

  for (guint i = 0; i < plan->doors->len; i++)
    {
      const AnlanPlanDoor *door = &g_array_index (plan->doors, AnlanPlanDoor, i);

      narrowest = MIN (narrowest, hypot (door->to.x - door->from.x, door->to.y - door->from.y));
    }
  for (site->cell = cell > 0 ? cell : CELL_M; site->cell <= WIDEST_CELL_M; site->cell *= 2)
    {
      g_array_set_size (site->blocks, 0);
      g_array_set_size (site->exits, 0);
      site_lay_blocks (site, plan);
      pack_blocks (site);
      if ((double)site->nx * site->ny <= QUICK_CELLS ||
          ((double)site->nx * site->ny <= SENSIBLE_CELLS &&
           (cell > 0 || site->cell * 2 > WIDEST_CELL_M || site->cell * 2 * DOOR_CELLS > narrowest)))
        return TRUE;
    }
  g_set_error_literal (
      error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
      _ ("The plan is too large to be walked through in one piece. Check that its coordinates are metres, or "
         "split it into buildings."));
  return FALSE;
}

static AnlanSite *
site_alloc (const AnlanPlan *plan)
{
  AnlanSite *site = g_new0 (AnlanSite, 1);

  g_atomic_ref_count_init (&site->refs);
  site->blocks = g_array_new (FALSE, TRUE, sizeof (SiteBlock));
  site->lines = g_array_new (FALSE, TRUE, sizeof (SiteLine));
  site->gates = g_array_new (FALSE, TRUE, sizeof (SiteGate));
  site->links = g_array_new (FALSE, TRUE, sizeof (AnlanPotentialLink));
  site->link_gates = g_array_new (FALSE, TRUE, sizeof (int));
  site->exits = g_array_new (FALSE, TRUE, sizeof (guint));
  site->door_sides = g_array_new (FALSE, TRUE, sizeof (SiteDoorSide));
  site->musters = g_array_new (FALSE, TRUE, sizeof (SiteMuster));
  for (guint i = 0; i < plan->musters->len; i++)
    {
      const AnlanPlanMuster *of = &g_array_index (plan->musters, AnlanPlanMuster, i);
      SiteMuster muster = { of->level, of->place, of->radius, of->capacity };

      g_array_append_val (site->musters, muster);
    }
  site->n_doors = plan->doors->len;
  site->shut = g_new0 (gboolean, site->n_doors + 1);
  for (guint i = 0; i < site->n_doors; i++)
    site->shut[i] = g_array_index (plan->doors, AnlanPlanDoor, i).shut;
  return site;
}

AnlanSite *
anlan_site_new (const AnlanPlan *plan, double cell, GError **error)
{
  g_autoptr (AnlanSite) site = NULL;
  gsize n_cells;

  if (!anlan_plan_check (plan, error))
    return NULL;
  site = site_alloc (plan);
  if (!choose_cell (site, plan, cell, error))
    return NULL;
  n_cells = (gsize)site->nx * site->ny;
  site->walkable = g_malloc0 (n_cells);
  site->sides = g_malloc0 (n_cells);
  site->block_of = g_new0 (guint16, n_cells);
  site->space_of = g_new0 (guint16, n_cells);
  fill_blocks (site, plan);
  note_musters (site);
  site_lay_lines (site, plan);
  site->gate_line = g_new0 (guint, site->gates->len + 1);
  for (guint i = 0; i < site->lines->len; i++)
    if (site_line (site, i)->gate >= 0)
      site->gate_line[site_line (site, i)->gate] = i;
  lay_sides (site);
  list_lines (site);
  return g_steal_pointer (&site);
}

AnlanSite *
anlan_site_ref (AnlanSite *site)
{
  g_atomic_ref_count_inc (&site->refs);
  return site;
}

void
anlan_site_unref (AnlanSite *site)
{
  if (!g_atomic_ref_count_dec (&site->refs))
    return;
  g_array_unref (site->blocks);
  g_array_unref (site->lines);
  g_array_unref (site->gates);
  g_array_unref (site->links);
  g_array_unref (site->link_gates);
  g_array_unref (site->exits);
  g_array_unref (site->door_sides);
  g_free (site->shut);
  g_free (site->sides);
  g_free (site->walkable);
  g_free (site->block_of);
  g_free (site->line_first);
  g_free (site->line_list);
  g_free (site->gate_line);
  g_free (site->space_of);
  g_free (site->muster_at);
  g_array_unref (site->musters);
  g_free (site);
}

guint
anlan_site_n_exits (const AnlanSite *site)
{
  return site->exits->len + site->musters->len;
}

int
anlan_site_exit_door (const AnlanSite *site, guint exit)
{
  return exit < site->exits->len ? (int)g_array_index (site->exits, guint, exit) : -1;
}

int
anlan_site_exit_muster (const AnlanSite *site, guint exit)
{
  return exit < site->exits->len ? -1 : (int)(exit - site->exits->len);
}

int
anlan_site_space_at (const AnlanSite *site, guint level, AnlanPoint place)
{
  gint64 cell = anlan_site_cell_at (site, level, place);

  return cell < 0 ? -1 : site->space_of[cell] - 1;
}

double
anlan_site_cell (const AnlanSite *site)
{
  return site->cell;
}

gint64
anlan_site_cell_at (const AnlanSite *site, guint level, AnlanPoint place)
{
  gint64 cell = level < site->n_levels ? site_cell_in (site, site_block (site, level), place.x, place.y) : -1;

  return cell >= 0 && site->walkable[cell] ? cell : -1;
}

/* --- fields ------------------------------------------------------------------------------------------------------------- */

/* Links lead through gates; those of shut doors are left out. */
static void
set_links (const AnlanSite *site, AnlanPotential *field, const gboolean *shut)
{
  g_autoptr (GArray) links = g_array_sized_new (FALSE, FALSE, sizeof (AnlanPotentialLink), site->links->len);

  for (guint i = 0; i < site->links->len; i++)
    {
      int door = site_gate (site, (guint)g_array_index (site->link_gates, int, i))->door;
      AnlanPotentialLink link = g_array_index (site->links, AnlanPotentialLink, i);

      /* A shut door's link leads nowhere, but keeps its place: others are called by their indices. */
      if (door >= 0 && shut[door])
        link.to = link.from;
      g_array_append_val (links, link);
    }
  anlan_potential_set_links (field, (const AnlanPotentialLink *)(gpointer)links->data, links->len);
}

AnlanPotential *
anlan_site_make_field (const AnlanSite *site, const gboolean *shut)
{
  AnlanPotential *field = anlan_potential_new (site->nx, site->ny, site->cell);
  gsize n_cells = (gsize)site->nx * site->ny;

  if (shut == NULL)
    shut = site->shut;
  for (gsize i = 0; i < n_cells; i++)
    {
      anlan_potential_set_sides (field, (guint32)i, site->sides[i]);
      if (site->walkable[i] && site_block (site, site->block_of[i])->stair >= 0)
        anlan_potential_set_slowness (field, (guint32)i, 1 / site_block (site, site->block_of[i])->down);
    }
  for (guint i = 0; i < site->door_sides->len; i++)
    {
      const SiteDoorSide *entry = &g_array_index (site->door_sides, SiteDoorSide, i);
      guint32 other = beyond (site, entry->cell, entry->side);

      if (!shut[entry->door])
        continue;
      anlan_potential_set_sides (field, entry->cell,
                                 anlan_potential_sides (field, entry->cell) & ~entry->side);
      anlan_potential_set_sides (field, other, anlan_potential_sides (field, other) & ~(entry->side << 2));
    }
  set_links (site, field, shut);
  return field;
}

void
anlan_site_solve (const AnlanSite *site, AnlanPotential *field, guint64 exits)
{
  g_autoptr (GArray) goals = g_array_new (FALSE, FALSE, sizeof (AnlanPotentialGoal));

  for (guint i = 0; i < site->blocks->len; i++)
    {
      const SiteBlock *block = site_block (site, i);

      if (block->exit < 0 || (exits & (G_GUINT64_CONSTANT (1) << block->exit)) == 0)
        continue;
      for (guint k = 0; k < block->nx; k++)
        for (guint j = block->ny; j-- > 0;)
          {
            guint32 cell = (block->row + j) * site->nx + block->column + k;
            AnlanPotentialGoal goal = { cell, (float)(ANLAN_POCKET_M - site_centre (site, block, cell).y),
                                        (guint8)block->exit };

            if (!site->walkable[cell])
              continue;
            g_array_append_val (goals, goal);
            break;
          }
    }
  for (guint i = 0; i < site->musters->len; i++)
    {
      Adding adding = { goals, (guint8)(site->exits->len + i) };

      if (exits & (G_GUINT64_CONSTANT (1) << adding.goal))
        each_muster_cell (site, i, add_muster_goal_cb, &adding);
    }
  anlan_potential_solve (field, (const AnlanPotentialGoal *)(gpointer)goals->data, goals->len);
}

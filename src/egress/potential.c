/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "potential-private.h"

#include <math.h>
#include <string.h>

#define SLOWNESS_MIN 0.01f
#define SLOWNESS_MAX 10000.0f

/* The queue is of buckets each as wide as half a cell at the least slowness of the grid: those of the present window are at
 * hand, later ones wait together, a window each, until it is their turn. What lies beyond all windows is in the last bucket of
 * the last, and put right as it is met again. */
#define N_BUCKETS 4096u

typedef PotentialCell Cell;

typedef struct
{
  guint32 *cells;
  guint32 used;
  guint32 size;
} Bucket;

struct _AnlanPotential
{
  guint nx, ny;
  double width;
  Cell *cells;
  guint8 *goals;
  Bucket *buckets;
  AnlanPotentialLink *links;
  guint n_links;
  GHashTable *links_of;       /* cell + 1 → index + 1 of its first link in @chain */
  guint32 *chain;             /* two a link: next entry + 1 of the same cell */
  AnlanPotentialGoal *wanted; /* the goals of the last solution */
  guint n_wanted;
};

static float
slowness_of (const Cell *cell)
{
  guint32 bits = cell->slowness & ~SIDE_BITS;
  float slowness;

  memcpy (&slowness, &bits, sizeof slowness);
  return slowness;
}

/* --- making ------------------------------------------------------------------------------------------------------------- */

AnlanPotential *
anlan_potential_new (guint nx, guint ny, double cell)
{
  AnlanPotential *field;
  float one = 1;

  g_return_val_if_fail (nx > 0 && ny > 0 && cell > 0, NULL);

  field = g_new0 (AnlanPotential, 1);
  field->nx = nx;
  field->ny = ny;
  field->width = cell;
  field->cells = g_new (Cell, (gsize)nx * ny);
  field->goals = g_malloc ((gsize)nx * ny);
  field->buckets = g_new0 (Bucket, 2 * N_BUCKETS);
  for (gsize i = 0; i < (gsize)nx * ny; i++)
    {
      field->cells[i].time = ANLAN_POTENTIAL_NEVER;
      memcpy (&field->cells[i].slowness, &one, sizeof one);
    }
  memset (field->goals, ANLAN_POTENTIAL_NO_GOAL, (gsize)nx * ny);
  return field;
}

void
anlan_potential_free (AnlanPotential *field)
{
  for (guint i = 0; i < 2 * N_BUCKETS; i++)
    g_free (field->buckets[i].cells);
  g_clear_pointer (&field->links_of, g_hash_table_unref);
  g_free (field->chain);
  g_free (field->links);
  g_free (field->wanted);
  g_free (field->buckets);
  g_free (field->goals);
  g_free (field->cells);
  g_free (field);
}

void
anlan_potential_set_slowness (AnlanPotential *field, guint32 cell, double slowness)
{
  float held = CLAMP ((float)slowness, SLOWNESS_MIN, SLOWNESS_MAX);
  guint32 bits;

  memcpy (&bits, &held, sizeof bits);
  field->cells[cell].slowness = (bits & ~SIDE_BITS) | (field->cells[cell].slowness & SIDE_BITS);
}

double
anlan_potential_slowness (const AnlanPotential *field, guint32 cell)
{
  return slowness_of (&field->cells[cell]);
}

void
anlan_potential_set_sides (AnlanPotential *field, guint32 cell, AnlanSide sides)
{
  guint x = cell % field->nx, y = cell / field->nx;

  if (x + 1 == field->nx)
    sides &= ~ANLAN_SIDE_EAST;
  if (y + 1 == field->ny)
    sides &= ~ANLAN_SIDE_NORTH;
  if (x == 0)
    sides &= ~ANLAN_SIDE_WEST;
  if (y == 0)
    sides &= ~ANLAN_SIDE_SOUTH;
  field->cells[cell].slowness = (field->cells[cell].slowness & ~SIDE_BITS) | sides;
}

AnlanSide
anlan_potential_sides (const AnlanPotential *field, guint32 cell)
{
  return field->cells[cell].slowness & SIDE_BITS;
}

/* Hangs entry @at (a link's end) at the front of those of @cell. */
static void
chain_link (AnlanPotential *field, guint32 cell, guint32 at)
{
  gpointer key = GUINT_TO_POINTER (cell + 1);

  field->chain[at] = GPOINTER_TO_UINT (g_hash_table_lookup (field->links_of, key));
  g_hash_table_insert (field->links_of, key, GUINT_TO_POINTER (at + 1));
}

void
anlan_potential_set_links (AnlanPotential *field, const AnlanPotentialLink *links, guint count)
{
  g_clear_pointer (&field->links_of, g_hash_table_unref);
  g_clear_pointer (&field->chain, g_free);
  g_clear_pointer (&field->links, g_free);
  field->n_links = count;
  if (count == 0)
    return;
  field->links = g_memdup2 (links, sizeof *links * count);
  field->chain = g_new (guint32, 2 * (gsize)count);
  field->links_of = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < count; i++)
    {
      chain_link (field, links[i].from, 2 * i);
      chain_link (field, links[i].to, 2 * i + 1);
    }
}

/* --- solving ------------------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanPotential *field;
  Cell *cells;
  double per_second; /* buckets */
  guint32 now;       /* bucket that is being emptied, counted from the start */
  guint64 waiting;   /* all */
  guint64 at_hand;   /* in the present window */
} March;

static guint32
bucket_at (const March *march, float time)
{
  double at = time * march->per_second;

  return at >= N_BUCKETS * N_BUCKETS - 1 ? N_BUCKETS * N_BUCKETS - 1 : (guint32)at;
}

static void
put (March *march, guint32 cell, float time)
{
  guint32 at = bucket_at (march, time);
  gboolean now = at / N_BUCKETS == march->now / N_BUCKETS;
  Bucket *bucket = &march->field->buckets[now ? at % N_BUCKETS : N_BUCKETS + at / N_BUCKETS];

  if (G_UNLIKELY (bucket->used == bucket->size))
    {
      bucket->size = MAX (64, bucket->size * 2);
      bucket->cells = g_renew (guint32, bucket->cells, bucket->size);
    }
  bucket->cells[bucket->used++] = cell;
  march->waiting++;
  march->at_hand += now;
}

/* The upwind quadratic: T from the lesser neighbours of both axes and the time that crossing the cell takes. */
static inline float
upwind (float a, float b, float cost)
{
  float low = MIN (a, b), high = MAX (a, b), apart = high - low;

  if (apart >= cost)
    return low + cost;
  return 0.5f * (a + b + sqrtf (2 * cost * cost - apart * apart));
}

/* Better time for the cell @at, reached from a neighbour along one axis with @from; @one and @two are the sides along
 * the other axis, @step_one and @step_two the way there. */
static inline void
reach (March *march,
       guint32 at,
       float from,
       guint8 goal,
       guint32 side_one,
       gssize step_one,
       guint32 side_two,
       gssize step_two)
{
  Cell *cell = &march->cells[at];
  float across = ANLAN_POTENTIAL_NEVER, cost, time;
  guint32 sides = cell->slowness;

  if (cell->time <= from)
    return;
  if (sides & side_one)
    across = cell[step_one].time;
  if ((sides & side_two) && cell[step_two].time < across)
    across = cell[step_two].time;
  cost = slowness_of (cell) * (float)march->field->width;
  time = upwind (from, across, cost);
  if (time < cell->time * (1 - 1e-6f))
    {
      cell->time = time;
      march->field->goals[at] = goal;
      put (march, at, time);
    }
}

static void
reach_over_links (March *march, guint32 at, float time)
{
  AnlanPotential *field = march->field;
  guint32 entry = GPOINTER_TO_UINT (g_hash_table_lookup (field->links_of, GUINT_TO_POINTER (at + 1)));

  for (; entry != 0; entry = field->chain[entry - 1])
    {
      const AnlanPotentialLink *link = &field->links[(entry - 1) / 2];
      Cell *cell = &march->cells[link->from];
      float there = time + link->length * slowness_of (cell);

      if (link->to == at && there < cell->time)
        {
          cell->time = there;
          field->goals[link->from] = field->goals[at];
          put (march, link->from, there);
        }
    }
}

static void
spread (March *march, guint32 at)
{
  const Cell *cell = &march->cells[at];
  gssize row = march->field->nx;
  guint32 sides = cell->slowness;
  float time = cell->time;
  guint8 goal = march->field->goals[at];

  if (sides & ANLAN_SIDE_EAST)
    reach (march, at + 1, time, goal, ANLAN_SIDE_NORTH, row, ANLAN_SIDE_SOUTH, -row);
  if (sides & ANLAN_SIDE_WEST)
    reach (march, at - 1, time, goal, ANLAN_SIDE_NORTH, row, ANLAN_SIDE_SOUTH, -row);
  if (sides & ANLAN_SIDE_NORTH)
    reach (march, at + (guint32)row, time, goal, ANLAN_SIDE_EAST, 1, ANLAN_SIDE_WEST, -1);
  if (sides & ANLAN_SIDE_SOUTH)
    reach (march, at - (guint32)row, time, goal, ANLAN_SIDE_EAST, 1, ANLAN_SIDE_WEST, -1);
  if (march->field->n_links > 0)
    reach_over_links (march, at, time);
}

/* Cells may stand in several buckets; only where their time says does a cell count, so that stale entries fall out. A
 * cell whose time improves within the open bucket is appended to it and met again. */
static void
empty_bucket (March *march)
{
  Bucket *bucket = &march->field->buckets[march->now % N_BUCKETS];
  guint32 done = 0;

  while (done < bucket->used)
    {
      guint32 at = bucket->cells[done++];
      guint32 place = bucket_at (march, march->cells[at].time);

      if (done + 8 < bucket->used)
        __builtin_prefetch (&march->cells[bucket->cells[done + 8]]);
      march->waiting--;
      march->at_hand--;
      if (place == march->now)
        spread (march, at);
      bucket = &march->field->buckets[march->now % N_BUCKETS];
    }
  bucket->used = 0;
}

/* The next window that anything waits in becomes the present one. */
static void
open_window (March *march)
{
  guint32 window = march->now / N_BUCKETS + (march->now % N_BUCKETS != 0);
  Bucket waited;

  while (march->field->buckets[N_BUCKETS + window].used == 0)
    window++;
  march->now = window * N_BUCKETS;
  waited = march->field->buckets[N_BUCKETS + window];
  march->field->buckets[N_BUCKETS + window] = (Bucket){ NULL, 0, 0 };
  for (guint32 i = 0; i < waited.used; i++)
    {
      march->waiting--;
      /* What has become better meanwhile was met already. */
      if (bucket_at (march, march->cells[waited.cells[i]].time) / N_BUCKETS == window)
        put (march, waited.cells[i], march->cells[waited.cells[i]].time);
    }
  g_free (waited.cells);
}

static void
march_on (March *march)
{
  while (march->waiting > 0)
    if (march->at_hand == 0)
      open_window (march);
    else
      {
        empty_bucket (march);
        march->now++;
      }
}

static float
least_slowness (const AnlanPotential *field)
{
  float least = SLOWNESS_MAX;

  for (gsize i = 0; i < (gsize)field->nx * field->ny; i++)
    if (field->cells[i].slowness & SIDE_BITS)
      least = MIN (least, slowness_of (&field->cells[i]));
  return least;
}

void
anlan_potential_solve (AnlanPotential *field, const AnlanPotentialGoal *goals, guint count)
{
  gsize n_cells = (gsize)field->nx * field->ny;
  March march = { .field = field, .cells = field->cells };

  if (goals != field->wanted)
    {
      g_free (field->wanted);
      field->wanted = g_memdup2 (goals, sizeof *goals * count);
      field->n_wanted = count;
    }
  march.per_second = 2 / (field->width * least_slowness (field));
  for (gsize i = 0; i < n_cells; i++)
    field->cells[i].time = ANLAN_POTENTIAL_NEVER;
  memset (field->goals, ANLAN_POTENTIAL_NO_GOAL, n_cells);
  for (guint i = 0; i < count; i++)
    if (goals[i].cell < n_cells && goals[i].time < field->cells[goals[i].cell].time)
      {
        field->cells[goals[i].cell].time = MAX (0, goals[i].time);
        field->goals[goals[i].cell] = goals[i].goal;
        put (&march, goals[i].cell, field->cells[goals[i].cell].time);
      }
  march_on (&march);
}

/* --- repairing ---------------------------------------------------------------------------------------------------------- */

/* Cells whose solution no longer holds, with the time that they had. */
typedef struct
{
  guint32 cell;
  float time;
} Stale;

typedef struct
{
  AnlanPotential *field;
  guint8 *stale; /* by cell */
  GArray *list;  /* Stale */
  GArray *seeds; /* guint32: cells that hold and have a stale neighbour */
} Repair;

static const struct
{
  AnlanSide side;
  int dx, dy;
} around[] = { { ANLAN_SIDE_EAST, 1, 0 },
               { ANLAN_SIDE_NORTH, 0, 1 },
               { ANLAN_SIDE_WEST, -1, 0 },
               { ANLAN_SIDE_SOUTH, 0, -1 } };

static guint32
neighbour (const AnlanPotential *field, guint32 cell, guint i)
{
  return (guint32)((gint64)cell + around[i].dx + around[i].dy * (gint64)field->nx);
}

static void
make_stale (Repair *repair, guint32 cell)
{
  Stale stale = { cell, repair->field->cells[cell].time };

  if (repair->stale[cell])
    return;
  repair->stale[cell] = 1;
  g_array_append_val (repair->list, stale);
}

static float
least_of (const Cell *cell, guint32 one, gssize step_one, guint32 two, gssize step_two)
{
  float least = ANLAN_POTENTIAL_NEVER;

  if (cell->slowness & one)
    least = cell[step_one].time;
  if ((cell->slowness & two) && cell[step_two].time < least)
    least = cell[step_two].time;
  return least;
}

/* Whether the time of @cell was made of that of a neighbour, @time, who lies east or west of it (@across) or else north or
 * south. */
static gboolean
hangs_on (const AnlanPotential *field, const Cell *cell, float time, gboolean across)
{
  gssize row = field->nx;
  float x = least_of (cell, ANLAN_SIDE_EAST, 1, ANLAN_SIDE_WEST, -1);
  float y = least_of (cell, ANLAN_SIDE_NORTH, row, ANLAN_SIDE_SOUTH, -row);
  float same = across ? x : y, other = across ? y : x;

  if (cell->time == ANLAN_POTENTIAL_NEVER || cell->time <= time || time > same)
    return FALSE;
  return !(time - other >= slowness_of (cell) * (float)field->width);
}

static void
spread_stale (Repair *repair, Stale from)
{
  AnlanPotential *field = repair->field;
  guint32 sides = field->cells[from.cell].slowness, entry;

  for (guint i = 0; i < G_N_ELEMENTS (around); i++)
    if (sides & around[i].side)
      {
        guint32 cell = neighbour (field, from.cell, i);

        if (!repair->stale[cell] && hangs_on (field, &field->cells[cell], from.time, around[i].dx != 0))
          make_stale (repair, cell);
      }
  if (field->n_links == 0)
    return;
  entry = GPOINTER_TO_UINT (g_hash_table_lookup (field->links_of, GUINT_TO_POINTER (from.cell + 1)));
  for (; entry != 0; entry = field->chain[entry - 1])
    {
      const AnlanPotentialLink *link = &field->links[(entry - 1) / 2];

      /* Who comes over a link hangs on it, or is put right by being looked at again. */
      if (link->to == from.cell && field->cells[link->from].time > from.time)
        make_stale (repair, link->from);
    }
}

static void
add_seed (Repair *repair, guint32 cell)
{
  if (!repair->stale[cell] && repair->field->cells[cell].time != ANLAN_POTENTIAL_NEVER)
    g_array_append_val (repair->seeds, cell);
}

/* All that holds about a stale cell, and over its links. */
static void
find_seeds (Repair *repair, guint32 cell)
{
  AnlanPotential *field = repair->field;
  guint32 sides = field->cells[cell].slowness, entry;

  for (guint i = 0; i < G_N_ELEMENTS (around); i++)
    if (sides & around[i].side)
      add_seed (repair, neighbour (field, cell, i));
  if (field->n_links == 0)
    return;
  entry = GPOINTER_TO_UINT (g_hash_table_lookup (field->links_of, GUINT_TO_POINTER (cell + 1)));
  for (; entry != 0; entry = field->chain[entry - 1])
    if (field->links[(entry - 1) / 2].from == cell)
      add_seed (repair, field->links[(entry - 1) / 2].to);
}

static void
march_again (Repair *repair)
{
  AnlanPotential *field = repair->field;
  March march = { .field = field, .cells = field->cells, .now = G_MAXUINT32 };

  march.per_second = 2 / (field->width * least_slowness (field));
  for (guint i = 0; i < field->n_wanted; i++)
    {
      const AnlanPotentialGoal *goal = &field->wanted[i];

      if (goal->cell >= (gsize)field->nx * field->ny || !repair->stale[goal->cell] ||
          goal->time >= field->cells[goal->cell].time)
        continue;
      field->cells[goal->cell].time = MAX (0, goal->time);
      field->goals[goal->cell] = goal->goal;
      g_array_append_val (repair->seeds, goal->cell);
    }
  for (guint i = 0; i < repair->seeds->len; i++)
    march.now =
        MIN (march.now, bucket_at (&march, field->cells[g_array_index (repair->seeds, guint32, i)].time));
  for (guint i = 0; i < repair->seeds->len; i++)
    {
      guint32 cell = g_array_index (repair->seeds, guint32, i);

      put (&march, cell, field->cells[cell].time);
    }
  march_on (&march);
}

guint32
anlan_potential_repair (AnlanPotential *field, const guint32 *changed, guint32 count)
{
  gsize n_cells = (gsize)field->nx * field->ny;
  g_autofree guint8 *stale = g_malloc0 (n_cells);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (Stale));
  g_autoptr (GArray) seeds = g_array_new (FALSE, FALSE, sizeof (guint32));
  Repair repair = { field, stale, list, seeds };

  for (guint32 i = 0; i < count; i++)
    make_stale (&repair, changed[i]);
  for (guint32 i = 0; i < list->len && list->len <= n_cells / 2; i++)
    spread_stale (&repair, g_array_index (list, Stale, i));
  if (list->len > n_cells / 2)
    {
      anlan_potential_solve (field, field->wanted, field->n_wanted);
      return (guint32)n_cells;
    }
  for (guint32 i = 0; i < list->len; i++)
    {
      field->cells[g_array_index (list, Stale, i).cell].time = ANLAN_POTENTIAL_NEVER;
      field->goals[g_array_index (list, Stale, i).cell] = ANLAN_POTENTIAL_NO_GOAL;
    }
  for (guint32 i = 0; i < list->len; i++)
    find_seeds (&repair, g_array_index (list, Stale, i).cell);
  march_again (&repair);
  return list->len;
}

/* --- reading ------------------------------------------------------------------------------------------------------------ */

float
anlan_potential_time (const AnlanPotential *field, guint32 cell)
{
  return field->cells[cell].time;
}

const PotentialCell *
potential_cells (const AnlanPotential *field)
{
  return field->cells;
}

guint8
anlan_potential_goal (const AnlanPotential *field, guint32 cell)
{
  return field->goals[cell];
}

/* Time gained a cell along one axis, with its direction; 0 if neither side leads down. */
static double
gain (const Cell *cell, guint32 plus, gssize step_plus, guint32 minus, gssize step_minus)
{
  float up = (cell->slowness & plus) ? cell[step_plus].time : ANLAN_POTENTIAL_NEVER;
  float down = (cell->slowness & minus) ? cell[step_minus].time : ANLAN_POTENTIAL_NEVER;

  if (MIN (up, down) >= cell->time)
    return 0;
  return up <= down ? cell->time - up : down - cell->time;
}

/* The link that leads down from @cell by more than @most seconds, or -1. */
static int
link_down (const AnlanPotential *field, guint32 cell, double most)
{
  int best = -1;
  guint32 entry;

  if (field->n_links == 0)
    return -1;
  entry = GPOINTER_TO_UINT (g_hash_table_lookup (field->links_of, GUINT_TO_POINTER (cell + 1)));
  for (; entry != 0; entry = field->chain[entry - 1])
    {
      int index = (int)(entry - 1) / 2;
      const AnlanPotentialLink *link = &field->links[index];
      double down = (double)field->cells[cell].time - field->cells[link->to].time;

      if (link->from == cell && down > most)
        {
          most = down;
          best = index;
        }
    }
  return best;
}

void
anlan_potential_way (const AnlanPotential *field, guint32 cell, double *dx, double *dy, int *link)
{
  const Cell *here = &field->cells[cell];
  double x = gain (here, ANLAN_SIDE_EAST, 1, ANLAN_SIDE_WEST, -1);
  double y = gain (here, ANLAN_SIDE_NORTH, field->nx, ANLAN_SIDE_SOUTH, -(gssize)field->nx);
  double length = hypot (x, y);

  *dx = *dy = 0;
  *link = -1;
  if (here->time == ANLAN_POTENTIAL_NEVER)
    return;
  *link = link_down (field, cell, MAX (fabs (x), fabs (y)));
  if (*link >= 0 || length == 0)
    return;
  *dx = x / length;
  *dy = y / length;
}

gsize
anlan_potential_cell_bytes (void)
{
  return sizeof (Cell) + sizeof (guint8);
}

guint
anlan_potential_columns (const AnlanPotential *field)
{
  return field->nx;
}

guint
anlan_potential_rows (const AnlanPotential *field)
{
  return field->ny;
}

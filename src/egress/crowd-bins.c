/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "crowd-private.h"

#include <math.h>
#include <string.h>

/* Density is counted in a square ahead of somebody, as long and as wide as this, from a body's length off. */
#define AHEAD_M 1.6
#define BESIDE_M 0.8
#define NEAR_M 0.1

/* People keep apart, and the law of speed and density bends: means over the square ahead are lower than the density of
 * the stream as a whole. With this factor streams of 0.5 to 5 p/m² move as fast as the law says (verify, RiMEA 4). */
#define STREAM_DENSITY 1.13

/* Somebody who comes against the stream takes up half as much room again; who stands, a quarter. */
#define OPPOSING 0.25f

/* In a count of the stream alone, who comes against it counts for nothing. */
#define STREAM -0.5f

#define WINDOW 5
#define MIDDLE 2
#define ALL_REACHED ((1u << 25) - 1)
#define NEARER_KNOWN (1u << 31)
#define HERE (1u << (MIDDLE * WINDOW + MIDDLE))
#define ABOUT 0x739c0u /* the 3x3 bins in the middle of the window */

/* --- what can be reached ----------------------------------------------------------------------------------------------- */

/* The sides of a cell as doors stand now. Any field has them; all have the same. */
static AnlanSide
sides_of (const AnlanCrowd *crowd, guint32 cell)
{
  return crowd->fields[0].ways[cell].sides;
}

/* Floods the window of ten by ten cells about a bin from the bin's own. */
static guint32
find_reach (const AnlanCrowd *crowd, guint32 bin)
{
  const AnlanSite *site = crowd->site;
  gint64 column = (gint64)(bin % crowd->bins_across) * 2 - 2 * MIDDLE;
  gint64 row = (gint64)(bin / crowd->bins_across) * 2 - 2 * MIDDLE;
  gboolean seen[2 * WINDOW][2 * WINDOW] = { { FALSE } };
  guint8 stack[4 * WINDOW * WINDOW * 4][2];
  guint depth = 0;
  guint32 reach = HERE;
  static const struct
  {
    AnlanSide side;
    int dx, dy;
  } ways[] = { { ANLAN_SIDE_EAST, 1, 0 },
               { ANLAN_SIDE_NORTH, 0, 1 },
               { ANLAN_SIDE_WEST, -1, 0 },
               { ANLAN_SIDE_SOUTH, 0, -1 } };

  for (guint8 j = 2 * MIDDLE; j < 2 * MIDDLE + 2; j++)
    for (guint8 i = 2 * MIDDLE; i < 2 * MIDDLE + 2; i++)
      if (site->walkable[(row + j) * site->nx + column + i])
        {
          seen[j][i] = TRUE;
          stack[depth][0] = i;
          stack[depth++][1] = j;
        }
  while (depth > 0)
    {
      guint8 i = stack[--depth][0], j = stack[depth][1];
      AnlanSide sides = sides_of (crowd, (guint32)((row + j) * site->nx + column + i));

      reach |= 1u << (j / 2 * WINDOW + i / 2);
      for (guint k = 0; k < G_N_ELEMENTS (ways); k++)
        {
          int x = i + ways[k].dx, y = j + ways[k].dy;

          if ((sides & ways[k].side) == 0 || x < 0 || y < 0 || x >= 2 * WINDOW || y >= 2 * WINDOW ||
              seen[y][x])
            continue;
          seen[y][x] = TRUE;
          stack[depth][0] = (guint8)x;
          stack[depth++][1] = (guint8)y;
        }
    }
  return reach;
}

static guint32
reach_of (AnlanCrowd *crowd, guint32 bin)
{
  if (crowd->bin_reach[bin] == 0)
    crowd->bin_reach[bin] = find_reach (crowd, bin);
  return crowd->bin_reach[bin];
}

void
crowd_forget_reach (AnlanCrowd *crowd)
{
  memset (crowd->bin_reach, 0, sizeof *crowd->bin_reach * crowd->n_bins);
}

/* --- making ------------------------------------------------------------------------------------------------------------- */

static void
find_ahead (AnlanCrowd *crowd)
{
  double size = 2 * crowd->site->cell;

  for (guint d = 0; d < G_N_ELEMENTS (crowd->ahead); d++)
    for (int j = 0; j < WINDOW; j++)
      for (int i = 0; i < WINDOW; i++)
        {
          double angle = 2 * G_PI * d / G_N_ELEMENTS (crowd->ahead), x = (i - MIDDLE) * size,
                 y = (j - MIDDLE) * size;
          double along = x * cos (angle) + y * sin (angle), beside = fabs (y * cos (angle) - x * sin (angle));

          if (along > NEAR_M && along < AHEAD_M && beside < BESIDE_M)
            crowd->ahead[d] |= 1u << (j * WINDOW + i);
        }
}

void
crowd_make_bins (AnlanCrowd *crowd)
{
  const AnlanSite *site = crowd->site;
  double area = site->cell * site->cell;

  crowd->bins_across = (site->nx + 1) / 2;
  crowd->n_bins = crowd->bins_across * ((site->ny + 1) / 2);
  crowd->bins = g_new0 (Bin, crowd->n_bins);
  crowd->bin_reach = g_new0 (guint32, crowd->n_bins);
  crowd->bin_hot = g_new0 (float, crowd->n_bins);
  crowd->used_bins = g_array_new (FALSE, FALSE, sizeof (guint32));
  for (guint32 cell = 0; cell < site->nx * site->ny; cell++)
    if (site->walkable[cell])
      crowd->bins[crowd_bin_of_cell (crowd, cell)].area += (float)area;
  for (int bit = 0; bit < WINDOW * WINDOW; bit++)
    crowd->offsets[bit] =
        (guint32)((bit / WINDOW - MIDDLE) * (int)crowd->bins_across + bit % WINDOW - MIDDLE);
  find_ahead (crowd);
}

void
crowd_free_bins (AnlanCrowd *crowd)
{
  g_free (crowd->bins);
  g_free (crowd->bin_reach);
  g_free (crowd->bin_hot);
  g_clear_pointer (&crowd->used_bins, g_array_unref);
}

void
crowd_count_bins (AnlanCrowd *crowd)
{
  for (guint i = 0; i < crowd->used_bins->len; i++)
    {
      Bin *bin = &crowd->bins[g_array_index (crowd->used_bins, guint32, i)];

      bin->count = bin->way_x = bin->way_y = 0;
    }
  g_array_set_size (crowd->used_bins, 0);
  for (guint i = 0; i < crowd->n_people; i++)
    {
      Person *person = &crowd->people[i];
      Bin *bin;

      /* The bins are all over the grid. */
      __builtin_prefetch (&crowd->bins[crowd->people[MIN (i + 8, crowd->n_people)].bin]);
      if (person->gone)
        continue;
      bin = &crowd->bins[person->bin];
      if (bin->count == 0)
        g_array_append_val (crowd->used_bins, person->bin);
      bin->count += person->size;
      bin->way_x += person->size * person->way_x;
      bin->way_y += person->size * person->way_y;
    }
}

/* --- order -------------------------------------------------------------------------------------------------------------- */

/* Squares of so many bins. */
#define TILE 8

static guint
tile_of (const AnlanCrowd *crowd, guint32 bin)
{
  guint tiles_across = crowd->bins_across / TILE + 1;

  return bin / crowd->bins_across / TILE * tiles_across + bin % crowd->bins_across / TILE;
}

/* By tiles. Nothing that is computed depends on it. */
void
crowd_put_in_order (AnlanCrowd *crowd)
{
  guint n_tiles = tile_of (crowd, crowd->n_bins - 1) + crowd->bins_across / TILE + 1;
  g_autofree guint32 *starts = g_new0 (guint32, n_tiles + 1);

  for (guint i = 0; i < crowd->n_people; i++)
    if (!crowd->people[i].gone)
      starts[tile_of (crowd, crowd->people[i].bin) + 1]++;
  for (guint t = 0; t < n_tiles; t++)
    starts[t + 1] += starts[t];
  crowd->n_order = starts[n_tiles];
  for (guint i = 0; i < crowd->n_people; i++)
    if (!crowd->people[i].gone)
      crowd->order[starts[tile_of (crowd, crowd->people[i].bin)]++] = i;
}

/* --- densities ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  float all, stream;
  float area;
} Counted;

/* People in those bins of the window whose bits are set, each counted by how it stands to a way; and their area. */
static Counted
count_in (const AnlanCrowd *crowd, guint32 bin, guint32 bits, float way_x, float way_y)
{
  Counted sum = { 0, 0, 0 };

  while (bits != 0)
    {
      const Bin *there = &crowd->bins[bin + crowd->offsets[__builtin_ctz (bits)]];

      bits &= bits - 1;
      sum.area += there->area;
      if (there->count > 0)
        {
          float otherwise = there->count - way_x * there->way_x - way_y * there->way_y;

          sum.all += there->count + OPPOSING * otherwise;
          sum.stream += there->count + STREAM * otherwise;
        }
    }
  return sum;
}

/* Those bins that can be reached and are nearer to the exit: whoever is there goes first, so that people about a door
 * never wait for each other in a ring. */
static guint32
find_nearer (AnlanCrowd *crowd, const CrowdField *slot, guint32 bin)
{
  guint32 bits = reach_of (crowd, bin) & ~HERE, nearer = NEARER_KNOWN;
  float here = slot->bin_times[bin];

  while (bits != 0)
    {
      int bit = __builtin_ctz (bits);

      bits &= bits - 1;
      if (slot->bin_times[bin + crowd->offsets[bit]] < here)
        nearer |= 1u << bit;
    }
  return nearer;
}

/* One of sixteen directions. */
static guint
sector_of (double x, double y)
{
  static const double tangents[] = { 0.19891236737965800, 0.66817863791929890, 1.4966057626654890,
                                     5.0273394921258481 };
  double ax = fabs (x), ay = fabs (y);
  guint eighth = 0;

  while (eighth < G_N_ELEMENTS (tangents) && ay > tangents[eighth] * ax)
    eighth++;
  if (x < 0)
    eighth = 8 - eighth;
  return y < 0 ? (16 - eighth) & 15 : eighth;
}

CrowdDensity
crowd_density_ahead (
    AnlanCrowd *crowd, const Person *person, guint32 bin, double way_x, double way_y, gboolean and_here)
{
  CrowdField *slot = crowd_slot (crowd, person);
  guint32 bits;
  Counted counted;

  if (slot->nearer[bin] == 0)
    slot->nearer[bin] = find_nearer (crowd, slot, bin);
  bits = slot->nearer[bin] & crowd->ahead[sector_of (way_x, way_y)];
  if (and_here)
    bits |= HERE;
  counted = count_in (crowd, bin, bits, (float)way_x, (float)way_y);
  if (counted.area <= 0)
    return (CrowdDensity){ 0, 0 };
  return (CrowdDensity){ STREAM_DENSITY * counted.all / counted.area,
                         STREAM_DENSITY * counted.stream / counted.area };
}

double
crowd_density_about (AnlanCrowd *crowd, guint32 bin)
{
  guint32 bits = reach_of (crowd, bin) & ABOUT;
  float area = 0, count = 0;

  for (; bits != 0; bits &= bits - 1)
    {
      const Bin *there = &crowd->bins[bin + crowd->offsets[__builtin_ctz (bits)]];

      area += there->area;
      count += there->count;
    }
  return area > 0 ? count / area : 0;
}

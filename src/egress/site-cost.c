/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "site-private.h"

#include <math.h>

/* Where life is in danger a metre is as dear as this many, more than the width of any plant, and still a way; in the thick of it
 * as dear as a field can have it. */
#define DEADLY 100
#define DEAREST 10000

/* Nobody is sent nearer to a leak than that: there its jet is narrower than what is looked at. */
#define NEAR_M 5.0

/* Squares of so many cells a side are looked at first; where one and all about it are clear, so are their cells. */
#define SQUARE 8

typedef struct
{
  const AnlanSite *site;
  const AnlanAir *air;
  const AnlanPlume *plume; /* (nullable) */
  double seconds, dose, wedge;
} Costs;

static float
factor_at (const Costs *costs, guint level, AnlanPoint place)
{
  AnlanAirState state;
  double factor;

  if (costs->plume != NULL)
    {
      AnlanPoint source = anlan_plume_source (costs->plume);

      if (hypot (place.x - source.x, place.y - source.y) < NEAR_M)
        return DEAREST;
    }
  anlan_air_at (costs->air, level, place, costs->seconds, &state);
  factor = (1 + costs->dose * (state.load + state.smoke + state.heat) / 60) / state.speed;
  return (float)(state.deadly >= 1 ? CLAMP (factor, DEADLY, DEAREST) : MIN (factor, DEADLY));
}

/* Squares that something is in, told from their middles, or that lie in the wedge of a plume, which is narrower than they are near
 * its source: 1, else 0. */
static guint8 *
look_at_squares (const Costs *costs, const SiteBlock *block, guint across, guint down)
{
  guint8 *found = g_malloc0 ((gsize)across * down);
  double size = SQUARE * costs->site->cell;

  for (guint j = 0; j < down; j++)
    for (guint i = 0; i < across; i++)
      {
        AnlanPoint middle = { block->origin.x + (i + 0.5) * size, block->origin.y + (j + 0.5) * size };

        found[j * across + i] = anlan_air_in_wedge (costs->air, middle, costs->seconds) ||
                                factor_at (costs, block->on_level, middle) > 1.0005f;
      }
  return found;
}

static gboolean
near_found (const guint8 *found, guint across, guint down, guint i, guint j)
{
  for (guint y = MAX (j, 1) - 1; y <= MIN (j + 1, down - 1); y++)
    for (guint x = MAX (i, 1) - 1; x <= MIN (i + 1, across - 1); x++)
      if (found[y * across + x])
        return TRUE;
  return FALSE;
}

/* The wedge is convex: a square whose corners and middle lie in it does so altogether. */
typedef enum
{
  WEDGE_NONE,
  WEDGE_SOME,
  WEDGE_ALL,
} Wedge;

static Wedge
wedge_of (const Costs *costs, const SiteBlock *block, guint i0, guint j0)
{
  double cell = costs->site->cell;
  guint within = 0;

  if (costs->plume == NULL)
    return WEDGE_NONE;
  for (guint i = 0; i < 5; i++)
    {
      double x = i == 4 ? 0.5 : i % 2, y = i == 4 ? 0.5 : i / 2;
      AnlanPoint at = { block->origin.x + (i0 + x * SQUARE) * cell,
                        block->origin.y + (j0 + y * SQUARE) * cell };

      within += anlan_plume_in_wedge (costs->plume, at) != FALSE;
    }
  return within == 0 ? WEDGE_NONE : within == 5 ? WEDGE_ALL : WEDGE_SOME;
}

/* What is in the air is looked at in the middle of two by two cells: finer than it is known. */
static void
look_at_pairs (const Costs *costs, const SiteBlock *block, guint i0, guint j0, float *factors)
{
  const AnlanSite *site = costs->site;

  for (guint j = j0; j < MIN (j0 + SQUARE, block->ny); j += 2)
    for (guint i = i0; i < MIN (i0 + SQUARE, block->nx); i += 2)
      {
        AnlanPoint middle = { block->origin.x + (i + 1) * site->cell,
                              block->origin.y + (j + 1) * site->cell };
        float factor = factor_at (costs, block->on_level, middle);

        for (guint y = j; y < MIN (j + 2, block->ny); y++)
          for (guint x = i; x < MIN (i + 2, block->nx); x++)
            factors[(gsize)(block->row + y) * site->nx + block->column + x] = factor;
      }
}

static void
cost_square (const Costs *costs, const SiteBlock *block, guint i0, guint j0, gboolean look, float *factors)
{
  const AnlanSite *site = costs->site;
  Wedge wedge = wedge_of (costs, block, i0, j0);

  if (look)
    look_at_pairs (costs, block, i0, j0, factors);
  if (wedge == WEDGE_NONE)
    return;
  for (guint j = j0; j < MIN (j0 + SQUARE, block->ny); j++)
    for (guint i = i0; i < MIN (i0 + SQUARE, block->nx); i++)
      {
        guint32 cell = (block->row + j) * site->nx + block->column + i;

        if (factors[cell] < DEADLY &&
            (wedge == WEDGE_ALL || anlan_plume_in_wedge (costs->plume, site_centre (site, block, cell))))
          factors[cell] += (float)costs->wedge;
      }
}

void
site_costs (
    const AnlanSite *site, const AnlanAir *air, double seconds, double dose, double wedge, float *factors)
{
  Costs costs = { site, air, anlan_air_plume (air, seconds), seconds, dose, wedge };

  for (gsize i = 0; i < (gsize)site->nx * site->ny; i++)
    factors[i] = 1;
  for (guint b = 0; b < site->n_levels; b++)
    {
      const SiteBlock *block = site_block (site, b);
      guint across = (block->nx + SQUARE - 1) / SQUARE, down = (block->ny + SQUARE - 1) / SQUARE;
      g_autofree guint8 *found = look_at_squares (&costs, block, across, down);

      for (guint j = 0; j < down; j++)
        for (guint i = 0; i < across; i++)
          cost_square (&costs, block, i * SQUARE, j * SQUARE, near_found (found, across, down, i, j),
                       factors);
    }
}

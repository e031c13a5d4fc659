/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "site-private.h"

#include <math.h>

/* Where life is in danger a metre is as dear as this many: more than the width of any plant, and still a way. */
#define DEADLY 100

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

  anlan_air_at (costs->air, level, place, costs->seconds, &state);
  factor = (1 + costs->dose * (state.load + state.smoke + state.heat) / 60) / state.speed;
  return (float)(state.deadly >= 1 ? MAX (factor, DEADLY) : factor);
}

/* Squares that something is in, told from their middles: 1, else 0. */
static guint8 *
look_at_squares (const Costs *costs, const SiteBlock *block, guint across, guint down)
{
  guint8 *found = g_malloc0 ((gsize)across * down);
  double size = SQUARE * costs->site->cell;

  for (guint j = 0; j < down; j++)
    for (guint i = 0; i < across; i++)
      {
        AnlanPoint middle = { block->origin.x + (i + 0.5) * size, block->origin.y + (j + 0.5) * size };

        found[j * across + i] = factor_at (costs, block->on_level, middle) > 1.0005f;
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

static void
cost_square (const Costs *costs, const SiteBlock *block, guint i0, guint j0, gboolean look, float *factors)
{
  const AnlanSite *site = costs->site;

  for (guint j = j0; j < MIN (j0 + SQUARE, block->ny); j++)
    for (guint i = i0; i < MIN (i0 + SQUARE, block->nx); i++)
      {
        guint32 cell = (block->row + j) * site->nx + block->column + i;
        AnlanPoint place = site_centre (site, block, cell);
        float factor = 1;

        if (!site->walkable[cell])
          continue;
        if (look)
          factor = factor_at (costs, block->on_level, place);
        if (costs->plume != NULL && factor < DEADLY && anlan_plume_in_wedge (costs->plume, place))
          factor += (float)costs->wedge;
        factors[cell] = factor;
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

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/air.h"
#include "egress/site.h"

/* A rectangle of the grid with a plane of its own: a level, a stair (x across from the left, y up the slope from 0) or
 * the pocket behind an exit (x along the exit's line, y away from it). */
typedef struct
{
  guint column, row; /* of its south-west cell in the grid */
  guint nx, ny;
  AnlanPoint origin; /* south-west corner of that cell, in the block's own metres */
  int stair, exit;   /* index, or -1 */
  double up, down;   /* speed towards +y and -y as part of that on the flat */
  guint on_level;    /* a level's own number; of a stair its lower one, of a pocket that of its door */
  AnlanPoint at;     /* on that level: middle of a stair's foot, of a pocket's door */
} SiteBlock;

/* What lies behind a line that may be crossed. */
typedef struct
{
  int door, stair;   /* of the plan, or -1 */
  int exit;          /* index of the exit, or -1 */
  double flow;       /* persons a second */
  int block;         /* where one comes to, or -1: the same plane */
  AnlanPoint to[2];  /* the same line there */
  AnlanPoint inward; /* unit vector away from it, there */
} SiteGate;

typedef struct
{
  guint block;
  AnlanPoint a, b;
  int gate; /* -1: a wall */
} SiteLine;

enum
{
  SITE_OPEN = 1, /* no line is near */
  SITE_LINED,
};

struct _AnlanSite
{
  gatomicrefcount refs;
  double cell;
  guint nx, ny;
  guint n_levels;     /* the first blocks are the levels */
  GArray *blocks;     /* SiteBlock */
  GArray *lines;      /* SiteLine */
  GArray *gates;      /* SiteGate */
  guint *gate_line;   /* by gate: its line */
  GArray *links;      /* AnlanPotentialLink */
  GArray *link_gates; /* int: gate of each link */
  GArray *exits;      /* guint: door of the plan; muster points come after them */
  GArray *musters;    /* SiteMuster */
  guint8 *muster_at;  /* (nullable) by cell: muster point + 1, 0: none */
  guint16 *space_of;  /* by cell: space + 1, 0: none */
  gboolean *shut;     /* by door of the plan, at the start */
  guint n_doors;
  guint8 *sides;       /* AnlanSide by cell, all doors open */
  guint8 *walkable;    /* by cell: SITE_OPEN or SITE_LINED; 0: it is not */
  guint16 *block_of;   /* by cell */
  guint32 *line_first; /* by cell, one more: where its lines begin in line_list */
  guint32 *line_list;
  GArray *door_sides; /* SiteDoorSide: the sides that a shut door closes */
};

typedef struct
{
  guint level;
  AnlanPoint place;
  double radius;
  guint capacity;
} SiteMuster;

typedef struct
{
  guint door, gate;
  guint32 cell; /* its east or north side, and the neighbour's opposite one */
  AnlanSide side;
} SiteDoorSide;

/* Lines reach into the lists of all cells that somebody can be in who crosses them within a step. */
#define SITE_REACH_M 0.45

static inline const SiteBlock *
site_block (const AnlanSite *site, guint index)
{
  return &g_array_index (site->blocks, SiteBlock, index);
}

static inline const SiteLine *
site_line (const AnlanSite *site, guint index)
{
  return &g_array_index (site->lines, SiteLine, index);
}

static inline const SiteGate *
site_gate (const AnlanSite *site, guint index)
{
  return &g_array_index (site->gates, SiteGate, index);
}

/* The cell of a place in a block's own metres, or -1 outside of it. */
static inline gint64
site_cell_in (const AnlanSite *site, const SiteBlock *block, double x, double y)
{
  double column = (x - block->origin.x) / site->cell, row = (y - block->origin.y) / site->cell;

  if (!(column >= 0 && row >= 0 && column < block->nx && row < block->ny))
    return -1;
  return (gint64)(block->row + (guint)row) * site->nx + block->column + (guint)column;
}

static inline AnlanPoint
site_centre (const AnlanSite *site, const SiteBlock *block, guint32 cell)
{
  return (AnlanPoint){ block->origin.x + (cell % site->nx - block->column + 0.5) * site->cell,
                       block->origin.y + (cell / site->nx - block->row + 0.5) * site->cell };
}

/* The place on a level that is the nearest to one of any block: of a stair its foot. */
static inline AnlanPoint
site_place_on_level (const SiteBlock *block, double x, double y)
{
  return block->stair < 0 && block->exit < 0 ? (AnlanPoint){ x, y } : block->at;
}

/* site-cost.c: how many times dearer each cell is for what is in the air; 1 where there is nothing. Of the levels alone. */
void
site_costs (
    const AnlanSite *site, const AnlanAir *air, double seconds, double dose, double wedge, float *factors);

/* site-lines.c: what the plan's walls, doors and stairs are as lines and gates. */
void
site_lay_blocks (AnlanSite *site, const AnlanPlan *plan);
void
site_lay_lines (AnlanSite *site, const AnlanPlan *plan);

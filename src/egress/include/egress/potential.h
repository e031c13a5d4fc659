/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AnlanPotential:
 *
 * Travel time over a grid of square cells: the solution of |grad T| = slowness, with T = 0 at the goals, by fast
 * marching (Sethian 1996, first order upwind) with a queue of buckets instead of a heap (Yatziv, Bartesaghi, Sapiro
 * 2006). One solve gives each cell its time to the best goal and which goal that is, so that people cost nothing.
 *
 * Cells count row by row from the south-west, @nx to a row. Eight bytes hold what a step reads of a cell: its time,
 * and its slowness with, in the four lowest bits of the mantissa (one part in a million), the sides that are open.
 * A wall is a side that is not open, so walls need no thickness.
 */
typedef struct _AnlanPotential AnlanPotential;

/* Sides of a cell. A side is open only if both cells that share it say so. */
typedef enum
{
  ANLAN_SIDE_EAST = 1 << 0,
  ANLAN_SIDE_NORTH = 1 << 1,
  ANLAN_SIDE_WEST = 1 << 2,
  ANLAN_SIDE_SOUTH = 1 << 3,
  ANLAN_SIDE_ALL = 15,
} AnlanSide;

/* No goal can be reached from there. */
#define ANLAN_POTENTIAL_NEVER G_MAXFLOAT
#define ANLAN_POTENTIAL_NO_GOAL 255

/* A place where the way ends: @time seconds are still to go from the cell's centre. */
typedef struct
{
  guint32 cell;
  float time;
  guint8 goal; /* below ANLAN_POTENTIAL_NO_GOAL */
} AnlanPotentialGoal;

/* A way from one cell to another that is no neighbour: onto a stair, through a door to another block. One way only. */
typedef struct
{
  guint32 from, to;
  float length; /* metres between the centres */
} AnlanPotentialLink;

/**
 * anlan_potential_new:
 * @cell: width of a cell in metres, above 0
 *
 * All sides are closed and the slowness is that of walking at 1 m/s. At most 64 million cells, checked by the caller.
 * Free with anlan_potential_free().
 */
AnlanPotential *
anlan_potential_new (guint nx, guint ny, double cell);
void
anlan_potential_free (AnlanPotential *field);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanPotential, anlan_potential_free)

/* @slowness in seconds a metre, from 0.01 to 10,000; beyond that it is held there. */
void
anlan_potential_set_slowness (AnlanPotential *field, guint32 cell, double slowness);
double
anlan_potential_slowness (const AnlanPotential *field, guint32 cell);
void
anlan_potential_set_sides (AnlanPotential *field, guint32 cell, AnlanSide sides);
AnlanSide
anlan_potential_sides (const AnlanPotential *field, guint32 cell);

/* Kept by the field until others are set; @links is copied. */
void
anlan_potential_set_links (AnlanPotential *field, const AnlanPotentialLink *links, guint count);

/* Forgets the last solution and solves anew. Goals outside of the grid are left out. */
void
anlan_potential_solve (AnlanPotential *field, const AnlanPotentialGoal *goals, guint count);

/**
 * anlan_potential_repair:
 * @changed: cells whose slowness or sides are others than when it was solved; where a side opened or closed, both cells
 *
 * The solution for the same goals and links as before: only what hangs on the changed cells is solved again, all of it where
 * that is more than half of the field. The same times as those of anlan_potential_solve(), but for their rounding.
 *
 * Returns: how many cells were solved again
 */
guint32
anlan_potential_repair (AnlanPotential *field, const guint32 *changed, guint32 count);

/* Seconds to the nearest goal, ANLAN_POTENTIAL_NEVER if there is no way; valid until the next solve. */
float
anlan_potential_time (const AnlanPotential *field, guint32 cell);
guint8
anlan_potential_goal (const AnlanPotential *field, guint32 cell);

/* Unit vector of the steepest way down at a cell's centre, from the same upwind differences that solved it; 0, 0 at a
 * goal, where there is no way, and where the way leads over a link (@link then says which, else -1). */
void
anlan_potential_way (const AnlanPotential *field, guint32 cell, double *dx, double *dy, int *link);

/* Memory that a cell takes while a field is kept, bytes. */
gsize
anlan_potential_cell_bytes (void);

guint
anlan_potential_columns (const AnlanPotential *field);
guint
anlan_potential_rows (const AnlanPotential *field);

G_END_DECLS

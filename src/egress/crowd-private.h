/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/crowd.h"
#include "egress/walking.h"
#include "potential-private.h"
#include "site-private.h"

/* Where a drawn value comes from, so that one never moves another. */
enum
{
  STREAM_SPEED = 1,
  STREAM_START,
  STREAM_PLACE,
};

typedef struct
{
  float x, y; /* in the block's metres */
  float next_x, next_y;
  float way_x, way_y;             /* unit vector, 0, 0 before the start */
  float speed, own_speed, wanted; /* m/s */
  float start, out_at;
  float waits_since; /* at @gate */
  float congested;
  guint64 exits; /* bits of those that may be used */
  guint32 cell;  /* whose centre can be seen from where one stands */
  guint32 bin;
  gint16 gate; /* at whose line, or -1 */
  guint16 block;
  gint8 exit;    /* made for, or -1 */
  guint8 out;    /* crossed the exit's line */
  guint8 gone;   /* left the pocket too */
  guint8 looked; /* @way and @wanted are of this place */
} Person;

/* People by squares of two by two cells. */
typedef struct
{
  float count, way_x, way_y;
  float area; /* m² that can be stood on */
} Bin;

/* A way out of each cell, made when somebody first stands there: a byte each way, or one of these in x. */
#define WAY_UNKNOWN (-128)
#define WAY_LINK (-127)

typedef struct
{
  gint8 x, y;
  guint8 sides; /* AnlanSide: the cell's open ones */
} CrowdWay;

typedef struct
{
  AnlanPotential *field;
  const PotentialCell *cells; /* its own */
  CrowdWay *ways;             /* by cell */
  float *bin_times; /* s: the least of a bin's cells */
  guint32 *nearer;  /* bits of the 5x5 bins that come before a bin; 0: not known yet */
} CrowdField;

typedef struct
{
  double tokens;
  AnlanGateUse use;
  guint held_up; /* in this step */
} Gate;

/* Somebody who would cross a gate's line in this step. */
typedef struct
{
  guint gate;
  guint person;
  float since;
  float part; /* where on the line, 0 to 1 */
} Candidate;

struct _AnlanCrowd
{
  AnlanSite *site;
  double time, max_time;
  guint64 steps;
  AnlanWalking law;
  gboolean nearest;
  GArray *events; /* AnlanPlanEvent, by time */
  guint next_event;
  gboolean *shut; /* by door of the plan */

  Person *people;
  guint n_people, n_out, n_gone;
  guint32 *order; /* those who were not gone lately, neighbours one after the other: what they look at is still at hand */
  guint n_order;
  guint n_fields;
  CrowdField *fields; /* one an exit; a single one for all if everybody takes the nearest */
  Gate *gates;
  GArray *candidates;

  guint bins_across, n_bins;
  Bin *bins;
  guint32 *bin_reach;  /* bits of the 5x5 bins about it that can be walked to within them; 0: not known yet */
  float *bin_hot;      /* seconds of congestion */
  GArray *used_bins;   /* guint32 */
  guint32 ahead[16];   /* bits of the 5x5 bins that lie ahead, by direction */
  guint32 offsets[25]; /* from a bin to those about it */
};

static inline guint32
crowd_bin_of_cell (const AnlanCrowd *crowd, guint32 cell)
{
  return cell / crowd->site->nx / 2 * crowd->bins_across + cell % crowd->site->nx / 2;
}

static inline const AnlanPotential *
crowd_field (const AnlanCrowd *crowd, int exit)
{
  return crowd->fields[crowd->n_fields == 1 ? 0 : exit].field;
}

/* Metres of walking on the flat, or ANLAN_POTENTIAL_NEVER. */
static inline float
crowd_time (const AnlanCrowd *crowd, int exit, guint32 cell)
{
  return crowd->fields[crowd->n_fields == 1 ? 0 : exit].cells[cell].time;
}

/* crowd-bins.c: who is where */
void
crowd_put_in_order (AnlanCrowd *crowd);
void
crowd_make_bins (AnlanCrowd *crowd);
void
crowd_free_bins (AnlanCrowd *crowd);
void
crowd_forget_reach (AnlanCrowd *crowd); /* doors have opened or shut */
void
crowd_count_bins (AnlanCrowd *crowd);
/* Persons a square metre ahead. */
typedef struct
{
  double all;    /* those who come the other way count for more */
  double stream; /* those who go the same way */
} CrowdDensity;
CrowdDensity
crowd_density_ahead (
    AnlanCrowd *crowd, const Person *person, guint32 bin, double way_x, double way_y, gboolean and_here);
double
crowd_density_about (AnlanCrowd *crowd, guint32 bin);

/* crowd-choice.c: which exit, and which way to it */
void
crowd_make_fields (AnlanCrowd *crowd);
void
crowd_free_fields (AnlanCrowd *crowd);
void
crowd_choose (AnlanCrowd *crowd, gboolean first);
void
crowd_way (AnlanCrowd *crowd, Person *person, guint32 cell);

/* crowd-gates.c: doors as servers */
void
crowd_fill_gates (AnlanCrowd *crowd);
void
crowd_want_gate (AnlanCrowd *crowd, guint person, guint gate, float part);
void
crowd_serve_gates (AnlanCrowd *crowd);
gboolean
crowd_gate_shut (const AnlanCrowd *crowd, guint gate);

/* crowd.c */
gint64
crowd_see_cell (const AnlanCrowd *crowd, guint block, double x, double y); /* -1: none */

/* crowd-place.c: where people are at the start */
gboolean
crowd_place_people (AnlanCrowd *crowd, const AnlanPlan *plan, guint64 seed, GError **error);

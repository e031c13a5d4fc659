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

/* Doses are added up once a second of each, a tenth of the people in each step. */
#define BREATH_STEPS 10

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
  guint8 role;   /* AnlanPersonRole */
  guint8 waits;  /* for helpers */
  guint8 down;   /* fell: AnlanFallen */
  guint8 masked;
  guint8 carried;
  guint8 helpers_needed, helpers_coming, helpers_here;
  gint16 target;                    /* made for instead of the exit, or -1 */
  guint16 band;                     /* those who keep together + 1, 0: alone */
  float size;                       /* as so many people */
  float left;                       /* part of the speed that the air leaves */
  float pace;                       /* m/s, no faster than that so as to keep together */
  float toxic, escape, smoke, heat; /* doses so far */
  float peak;                       /* ppm */
} Person;

/* Fields are those of exits, one each or one for all, and those of other places. */
typedef struct
{
  guint32 *cells;
  guint n_cells;
  guint users; /* 0: not in use */
} Aim;

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
  float *bin_times;           /* s: the least of a bin's cells */
  guint32 *nearer;            /* bits of the 5x5 bins that come before a bin; 0: not known yet */
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

/* Somebody of the crew. */
typedef struct
{
  guint person;
  guint *rooms;
  guint n_rooms, next;
  double room_time;
  double until; /* s, looking into a room; below 0: on the way */
  gboolean helps;
  int patient; /* or -1 */
  gboolean there;
} Crew;

/* Those who keep together. */
typedef struct
{
  guint *members;
  guint n_members;
} Band;

struct _AnlanCrowd
{
  AnlanSite *site;
  AnlanAir *air;  /* (nullable) */
  float *factors; /* (nullable): by cell, how much dearer the air makes it */
  guint64 unsafe; /* bits of the exits that lie in what is deadly */
  double follow, endure;
  guint *
      inner; /* by the number of a person in the plan: that in @people, which does not hang on the plan's order */
  GArray *crew;      /* Crew */
  GArray *bands;     /* Band */
  GArray *aims;      /* Aim */
  guint n_down;      /* fell and were not brought on */
  guint *arrived;    /* by exit */
  float *space_last; /* by space of the plan: when somebody was last in it, s; -1: never */
  guint n_spaces;
  double time, max_time;
  guint64 steps;
  AnlanWalking law;
  gboolean nearest;
  GArray *events; /* AnlanPlanEvent, by time */
  guint next_event;
  gboolean *shut; /* by door of the plan */

  Person *people;
  guint n_people, n_out, n_gone;
  guint32 *
      order; /* those who were not gone lately, neighbours one after the other: what they look at is still at hand */
  guint n_order;
  guint n_fields;
  CrowdField *fields; /* one an exit; a single one for all if everybody takes the nearest */
  CrowdField *aimed;  /* one an aim */
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

static inline CrowdField *
crowd_slot (AnlanCrowd *crowd, const Person *person)
{
  if (person->target >= 0)
    return &crowd->aimed[person->target];
  return &crowd->fields[crowd->n_fields == 1 ? 0 : person->exit];
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
/* A field to some cells; -1 if there are none. To be given back. */
int
crowd_aim (AnlanCrowd *crowd, const guint32 *cells, guint n_cells);
void
crowd_give_back_aim (AnlanCrowd *crowd, int aim);
/* The air as it is now, for all fields. TRUE if ways are others now. */
gboolean
crowd_plan_again (AnlanCrowd *crowd);
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

/* crowd-air.c: what people breathe */
void
crowd_breathe (AnlanCrowd *crowd);
void
crowd_fall (AnlanCrowd *crowd, Person *person, guint8 why);

/* crowd-crew.c: who looks after others */
void
crowd_make_crew (AnlanCrowd *crowd, const AnlanPlanPeople *people, const guint *members);
void
crowd_run_crew (AnlanCrowd *crowd);
gboolean
crowd_crew_is_busy (const AnlanCrowd *crowd);
void
crowd_free_crew (AnlanCrowd *crowd);

/* crowd-bands.c: who keeps together */
void
crowd_make_band (AnlanCrowd *crowd, const guint *members, guint n_members);
void
crowd_keep_together (AnlanCrowd *crowd);
void
crowd_free_bands (AnlanCrowd *crowd);

/* crowd.c */
gint64
crowd_see_cell (const AnlanCrowd *crowd, guint block, double x, double y); /* -1: none */

/* crowd-place.c: where people are at the start */
gboolean
crowd_place_people (AnlanCrowd *crowd, const AnlanPlan *plan, guint64 seed, GError **error);

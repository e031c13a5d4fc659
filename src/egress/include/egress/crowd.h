/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/air.h"
#include "egress/site.h"

G_BEGIN_DECLS

/**
 * AnlanCrowd:
 *
 * People walking out of a site, each with a place, a speed and a time of start of their own. In steps of a tenth of a
 * second (IMO MSC.1/Circ.1533 app. 1, 1.6: at most one) everybody looks at the state before the step and moves: the
 * way down the field of the exit chosen, at the speed that the density ahead leaves (walking.h). Doors are servers: no
 * more pass than the rule for doors lets through, in the order in which they came. The same plan and seed give the
 * same bits, in whatever order the people are listed.
 *
 * Groups walk at the speed of their slowest and wait for each other; crew look into rooms, fetch who waits for help or has
 * fallen, and leave with them; they do not come back for more.
 *
 * What it does not do: pushing, lanes and clogging arches. Not to be used by two threads at once.
 */
typedef struct _AnlanCrowd AnlanCrowd;

#define ANLAN_CROWD_STEP_S 0.1

/**
 * anlan_crowd_new:
 * @plan: the one that @site was made of
 * @seed: of all that is drawn by lot
 *
 * Returns: NULL with ANLAN_ERROR_INPUT if somebody stands where nobody can, or if the people of a space do not fit.
 */
AnlanCrowd *
anlan_crowd_new (AnlanSite *site, const AnlanPlan *plan, guint64 seed, GError **error);
void
anlan_crowd_free (AnlanCrowd *crowd);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanCrowd, anlan_crowd_free)

/* One step. FALSE, and nothing done, once everybody is out or the plan's longest time is over. */
gboolean
anlan_crowd_step (AnlanCrowd *crowd);

/* All steps that are left. @stop (nullable) is read before each: not 0 ends it there. */
void
anlan_crowd_run (AnlanCrowd *crowd, const int *stop);

/**
 * anlan_crowd_set_air:
 * @air: settled
 *
 * What people breathe, see and feel on their way (IMO and ISO 20414 ask for it of each person): smoke and irritants slow them,
 * doses add up once a second, and who has taken up a whole one falls. Every ANLAN_CROWD_PLANS_EVERY_S seconds the ways are laid
 * anew around what is in the air by then; exits that lie in what is deadly are left to those who have no other. Nobody knows
 * what is still to come. To be called before the first step.
 */
void
anlan_crowd_set_air (AnlanCrowd *crowd, AnlanAir *air);

#define ANLAN_CROWD_PLANS_EVERY_S 15.0

/* Why somebody can no longer walk. */
typedef enum
{
  ANLAN_FALLEN_NOT,
  ANLAN_FALLEN_TOXIC, /* toxic load */
  ANLAN_FALLEN_SMOKE,
  ANLAN_FALLEN_HEAT,
} AnlanFallen;

/* What somebody has taken up so far: doses of egress/air.h. */
typedef struct
{
  double toxic, escape, smoke, heat;
  double peak; /* ppm */
  AnlanFallen fallen;
  gboolean carried; /* is brought out by crew */
  gboolean waits;   /* for crew */
} AnlanPersonHarm;

void
anlan_crowd_harm (const AnlanCrowd *crowd, guint person, AnlanPersonHarm *harm);

/* People who fell and whom nobody brings out. */
guint
anlan_crowd_fallen (const AnlanCrowd *crowd);

/* When somebody was last in a space of the plan, to the second; -1: never. */
double
anlan_crowd_space_last (const AnlanCrowd *crowd, guint space);

/* Where a person is now. */
typedef struct
{
  guint level;      /* of the plan; on a stair, its lower one */
  int stair;        /* index, or -1 */
  AnlanPoint place; /* metres: of the level; on a stair, x across and y up the slope */
  double speed;     /* m/s in the last step */
  int exit;         /* index of the exit made for, or -1: none can be reached */
  gboolean started;
  gboolean out;
  gboolean gone; /* out, and no longer to be seen */
} AnlanPersonState;

/* Memory that each of them takes, bytes. */
gsize
anlan_crowd_person_bytes (void);

double
anlan_crowd_time (const AnlanCrowd *crowd); /* s */
guint
anlan_crowd_people (const AnlanCrowd *crowd);
guint
anlan_crowd_out (const AnlanCrowd *crowd);
void
anlan_crowd_person (const AnlanCrowd *crowd, guint person, AnlanPersonState *state);

/* What was drawn for a person: m/s on the flat, s. */
double
anlan_crowd_speed (const AnlanCrowd *crowd, guint person);
double
anlan_crowd_start (const AnlanCrowd *crowd, guint person);

/* When a person crossed the line of an exit, and which; -1 if not yet. */
double
anlan_crowd_out_at (const AnlanCrowd *crowd, guint person);
int
anlan_crowd_exit (const AnlanCrowd *crowd, guint person);

/* People who can reach no exit. */
guint
anlan_crowd_shut_in (const AnlanCrowd *crowd);

/* How much a door or the foot or head of a stair has been used. */
typedef struct
{
  int door, stair; /* of the plan; the other is -1 */
  guint served;
  double first, last; /* s; -1: nobody yet */
  double waited;      /* s, of all who had to wait at the line */
  guint waiting_peak; /* most at once who were held up: at the line, or behind it at under half their speed */
} AnlanGateUse;

guint
anlan_crowd_n_gates (const AnlanCrowd *crowd);
void
anlan_crowd_gate (const AnlanCrowd *crowd, guint gate, AnlanGateUse *use);

/* The longest time, in seconds, that any square metre and a half held 4 persons a square metre or more (IMO's mark of
 * congestion; significant above a tenth of the whole time). */
double
anlan_crowd_congested (const AnlanCrowd *crowd);

/* Persons a square metre about a place of a level now: those within the 2.5 m square about it, walls seen. */
double
anlan_crowd_density (const AnlanCrowd *crowd, guint level, AnlanPoint place);

G_END_DECLS

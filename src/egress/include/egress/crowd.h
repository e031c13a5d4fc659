/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

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
} AnlanPersonState;

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

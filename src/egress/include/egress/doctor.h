/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/plan.h"

G_BEGIN_DECLS

/* The geometry doctor: what is wrong with a plan, where, and what would mend it. It reads plans that anlan_plan_check() refuses,
 * and finds what that cannot see: people who cannot get out and doors that lead nowhere. */

typedef enum
{
  ANLAN_FAULT_DEGREES,          /* coordinates are degrees, not metres */
  ANLAN_FAULT_NO_NUMBER,        /* a place is no number, or farther than 20 km off */
  ANLAN_FAULT_ZERO_LENGTH,      /* a wall, an edge or a door of no length */
  ANLAN_FAULT_CROSSING,         /* an outline crosses itself */
  ANLAN_FAULT_TOO_SMALL,        /* a space of less than a tenth of a square metre */
  ANLAN_FAULT_NARROW,           /* a door, or a gap beside an obstacle, under 0.6 m */
  ANLAN_FAULT_CUTS_NOTHING,     /* a door that lies on no wall */
  ANLAN_FAULT_NO_EXIT,          /* there is no exit and no muster point */
  ANLAN_FAULT_CROWDED,          /* more than six people to a square metre */
  ANLAN_FAULT_UNREACHABLE,      /* a space that no exit can be reached from */
  ANLAN_FAULT_PART_UNREACHABLE, /* a part of a space, walled off */
  ANLAN_FAULT_EXIT_UNREACHABLE, /* an exit or muster point that nobody can get to */
  ANLAN_FAULT_PERSON_IN_WALL,   /* somebody where nobody can stand */
  ANLAN_N_FAULTS,
} AnlanFault;

/* Which array of the plan. */
typedef enum
{
  ANLAN_PART_PLAN, /* the whole of it */
  ANLAN_PART_SPACE,
  ANLAN_PART_OBSTACLE,
  ANLAN_PART_DOOR,
  ANLAN_PART_WALL,
  ANLAN_PART_PEOPLE, /* @item: which of its places */
  ANLAN_PART_MUSTER,
} AnlanPlanPart;

/* What a click does to the plan's data. */
typedef enum
{
  ANLAN_MEND_NONE,
  ANLAN_MEND_REMOVE,    /* the part */
  ANLAN_MEND_SET_LINE,  /* of a door to @a and @b */
  ANLAN_MEND_SET_RING,  /* the outline's corners to @ring */
  ANLAN_MEND_SHIFT,     /* the outline by @a */
  ANLAN_MEND_ADD_DOOR,  /* a door from @a to @b on @level */
  ANLAN_MEND_ADD_EXIT,  /* the same, an exit */
  ANLAN_MEND_SET_EXIT,  /* makes the door an exit */
  ANLAN_MEND_SET_PLACE, /* of a person or a muster point to @a */
  ANLAN_MEND_SET_COUNT, /* of people to @count */
  ANLAN_MEND_TO_METRES, /* all places, taken as degrees, into metres about their middle */
} AnlanMendWhat;

typedef struct
{
  AnlanMendWhat what;
  AnlanPoint a, b;
  AnlanPoint *ring; /* (nullable) */
  guint n_points;
  guint count;
} AnlanMend;

typedef struct
{
  AnlanFault fault;
  AnlanPlanPart part;
  guint index; /* in the plan's array of such parts */
  guint item;
  guint level;
  AnlanPoint at;
  double value; /* m, m² or people, as the fault has it */
  AnlanMend mend;
} AnlanPlanFinding;

/**
 * anlan_plan_examine:
 *
 * All faults. While there are faults of the geometry itself the ways are not looked at: mend those first and ask again.
 *
 * Returns: (transfer full) (element-type AnlanPlanFinding): none is well
 */
GArray *
anlan_plan_examine (const AnlanPlan *plan);

/* Does to the plan what the finding's mend says. FALSE where there is none or the plan has no such part any more. Other findings
 * of the same examination may name wrong indices afterwards: ask again. */
gboolean
anlan_plan_mend (AnlanPlan *plan, const AnlanPlanFinding *finding);

/* Words that stay as they are, for files and tests: "cuts-nothing", "add-door". Static. */
const char *
anlan_fault_id (AnlanFault fault);
const char *
anlan_mend_id (AnlanMendWhat mend);

/* In the user's language: what is wrong, and what the mend would do (NULL without one). (transfer full) */
char *
anlan_plan_finding_sentence (const AnlanPlan *plan, const AnlanPlanFinding *finding);
char *
anlan_plan_mend_sentence (const AnlanPlan *plan, const AnlanPlanFinding *finding);

G_END_DECLS

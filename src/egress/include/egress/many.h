/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "egress/crowd.h"

G_BEGIN_DECLS

/* The same plan with many seeds: what half, 95 and 99 of a hundred evacuations take (IMO MSC.1/Circ.1533 asks for at least fifty
 * and for the 95th per cent). */

/* The least value that so many per cent of the runs do not exceed (nearest rank); INFINITY where that many did not end. */
typedef struct
{
  double p50, p95, p99;
} AnlanPercentiles;

typedef struct
{
  guint seeds; /* that ended: fewer than asked for if it was stopped */
  guint people;
  guint least_out;
  guint most_fallen;
  double *
      totals; /* s, by seed from the first on; of whoever got out, the plan's longest time where not all did */
  AnlanPercentiles total;
  guint n_spaces;
  AnlanPercentiles
      *spaces; /* by space of the plan: until nobody is in it any more, s; 0 where nobody ever is */
  guint n_exits;
  double *exit_people;     /* by exit: mean of those who take it */
  AnlanPercentiles *exits; /* by exit: until the last has passed, s; 0 where nobody does */
} AnlanMany;

/* @done of @seeds. On the thread that has just finished one; calls do not overlap. */
typedef void (*AnlanManyProgress) (guint done, guint seeds, gpointer data);

/**
 * anlan_many_run:
 * @air: (nullable): settled
 * @first: seed
 * @threads: 0: as many as there are processors
 * @stop: (nullable): not 0 ends it at the next step of each
 *
 * Blocks; to be called on a thread of its own. The same figures for any number of threads.
 *
 * Returns: NULL with the errors of anlan_crowd_new(), and for no seeds or more than 100,000 of them
 */
AnlanMany *
anlan_many_run (AnlanSite *site,
                const AnlanPlan *plan,
                AnlanAir *air,
                guint64 first,
                guint seeds,
                guint threads,
                const int *stop,
                AnlanManyProgress progress,
                gpointer data,
                GError **error);
void
anlan_many_free (AnlanMany *many);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanMany, anlan_many_free)

/* Of @n values, which are put in order. */
AnlanPercentiles
anlan_percentiles (double *values, guint n);

/* --- the time that there is --------------------------------------------------------------------------------------------- */

/* What makes a place untenable. */
typedef enum
{
  ANLAN_LIMIT_SMOKE,     /* dose of smoke gases 0.3 */
  ANLAN_LIMIT_ESCAPE,    /* toxic load of AEGL-2: escape may fail */
  ANLAN_LIMIT_TOXIC,     /* toxic load of AEGL-3: danger of life */
  ANLAN_LIMIT_HEAT,      /* dose of heat 0.3 */
  ANLAN_LIMIT_SIGHT,     /* see no farther than 5 m where people know their way, 10 m where they do not */
  ANLAN_LIMIT_FIRE,      /* a tenth of the lower limit of burning */
  ANLAN_LIMIT_RADIATION, /* 2.5 kW/m² */
  ANLAN_N_LIMITS,
} AnlanLimit;

typedef struct
{
  double at[ANLAN_N_LIMITS]; /* s; INFINITY: not within the time looked at */
  double aset;               /* the least */
  AnlanLimit first;          /* which that is */
} AnlanAset;

/**
 * anlan_aset:
 * @sight: m; 5 or 10
 * @until: s
 *
 * Available safe egress time of a space: when the first of the limits is reached anywhere in it by somebody who stays there
 * from the start, in steps of 5 s (ISO 13571, ISO/TR 16738).
 */
void
anlan_aset (const AnlanAir *air, const AnlanPlanArea *space, double sight, double until, AnlanAset *aset);

/* IMO's factor of safety on the time that is needed. */
#define ANLAN_RSET_FACTOR 1.25

G_END_DECLS

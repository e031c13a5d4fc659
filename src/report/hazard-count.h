/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A moment that has not come. */
#define HAZARD_NEVER G_MAXINT64

/* Edges of the groups of ages, in days: up to 7, up to 30, up to 90, more. */
#define HAZARD_N_AGES 4
extern const int hazard_ages[HAZARD_N_AGES - 1];

/* One hazard that is neither a draft nor void nor cancelled; moments in ms or HAZARD_NEVER. */
typedef struct
{
  gint64 rid;
  gint64 found;
  gint64 due;
  gint64 action;  /* first one: confirmed or assigned */
  gint64 done;
  gint64 closed;
  double funds;   /* NAN: none named */
  gint8 class;    /* places of the choices in the kind; -1: none */
  gint8 category;
  gint8 source;
  guint unit;     /* place in the table of units; 0: none */
  guint major : 1;
  guint urgent : 1;    /* class red, or major: 4 hours instead of 24 for the first action */
  guint proven : 1;    /* has a photo or document of the rectified state */
  guint rechecked : 1; /* by somebody else than who put it right */
  guint repeated : 1;  /* in a confirmed cluster, and not the first one there */
  guint planned : 5;   /* parts of a major one's plan that are in place */
} HazardRow;

/**
 * HazardCounts: of one period, as the ledger stood at its end
 *
 * Formulas: facts of the field, "Indicators". A rate is a numerator over a denominator, both kept, so that both can be
 * shown; with nothing under the line there is no rate.
 */
typedef struct
{
  guint found, found_major;
  guint closed;
  guint open, open_major;
  guint overdue;          /* open, not put right, and its date has passed */
  guint due;              /* date lies in the period and has come */
  guint due_closed;       /* of these: closed by its end */
  guint due_closed_in_time; /* of these: closed by its date */
  guint due_done_in_time; /* of these: put right by its date, whenever it was closed */
  guint verified;         /* of the closed: with proof and rechecked by another person */
  guint answer_due;       /* found, and its first action was due or done */
  guint answered;         /* of these: in time (4 h or 24 h) */
  guint answered_soon;    /* of these: within 2 h */
  guint repeated;         /* of the found */
  double mean_age, p90_age; /* of the open ones, in days; NAN where there is none */
  guint ages[HAZARD_N_AGES];
  double funds;           /* of the closed, in the field's unit */
} HazardCounts;

/* Moments from @from up to, not including, @to; @as_of is @to, or now where the period has not ended. */
void   hazard_count (const HazardRow *rows, gsize n, gint64 from, gint64 to, gint64 as_of, HazardCounts *counts);

/* As hazard_count(), of those rows for which @pick holds. */
typedef gboolean (*HazardPick) (const HazardRow *row, gpointer data);
void   hazard_count_picked (const HazardRow *rows, gsize n, HazardPick pick, gpointer data, gint64 from, gint64 to,
                            gint64 as_of, HazardCounts *counts);

gboolean hazard_is_open    (const HazardRow *row, gint64 as_of);
gboolean hazard_is_overdue (const HazardRow *row, gint64 as_of);

/* @part / @whole, NAN where @whole is 0. */
double hazard_rate (guint part, guint whole);

/* Nearest rank: the ceil (@p n)th of the sorted values; NAN of none. Sorts @values. */
double hazard_percentile (GArray *values, double p);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "hazard-count.h"

#include <math.h>

#include "base/time.h"

/* First action: 4 hours for red ones, 24 for the others, clock time (Zhejiang's rules for graded dispatch). */
#define URGENT_ANSWER (4 * ANLAN_HOUR)
#define ANSWER (24 * ANLAN_HOUR)
#define SOON (2 * ANLAN_HOUR)

const int hazard_ages[HAZARD_N_AGES - 1] = { 7, 30, 90 };

double
hazard_rate (guint part, guint whole)
{
  return whole > 0 ? (double)part / whole : NAN;
}

static int
compare_real (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

double
hazard_percentile (GArray *values, double p)
{
  guint rank;

  if (values->len == 0)
    return NAN;
  g_array_sort (values, compare_real);
  /* 0.9 * 10 is a little more than 9 in binary. */
  rank = (guint)ceil (p * values->len - 1e-9);
  return g_array_index (values, double, CLAMP (rank, 1, values->len) - 1);
}

gboolean
hazard_is_open (const HazardRow *row, gint64 as_of)
{
  return row->found < as_of && row->closed >= as_of;
}

gboolean
hazard_is_overdue (const HazardRow *row, gint64 as_of)
{
  return hazard_is_open (row, as_of) && row->due < as_of && row->done >= as_of;
}

static gboolean
in (gint64 moment, gint64 from, gint64 to)
{
  return moment >= from && moment < to;
}

static void
count_answer (const HazardRow *row, gint64 as_of, HazardCounts *counts)
{
  gint64 until = row->found + (row->urgent ? URGENT_ANSWER : ANSWER);

  if (row->action >= as_of && until >= as_of)
    return; /* still has time */
  counts->answer_due++;
  counts->answered += row->action <= until;
  counts->answered_soon += row->action != HAZARD_NEVER && row->action - row->found <= SOON;
}

static void
count_due (const HazardRow *row, gint64 as_of, HazardCounts *counts)
{
  counts->due++;
  counts->due_closed += row->closed < as_of;
  counts->due_closed_in_time += row->closed <= row->due;
  counts->due_done_in_time += row->done <= row->due;
}

static void
count_open (const HazardRow *row, gint64 as_of, HazardCounts *counts, GArray *ages)
{
  double days = (double)(as_of - row->found) / ANLAN_DAY;
  guint group = 0;

  while (group < HAZARD_N_AGES - 1 && days > hazard_ages[group])
    group++;
  counts->open++;
  counts->open_major += row->major;
  counts->overdue += hazard_is_overdue (row, as_of);
  counts->ages[group]++;
  g_array_append_val (ages, days);
}

static void
count_row (const HazardRow *row, gint64 from, gint64 to, gint64 as_of, HazardCounts *counts, GArray *ages)
{
  if (in (row->found, from, to))
    {
      counts->found++;
      counts->found_major += row->major;
      counts->repeated += row->repeated;
      count_answer (row, as_of, counts);
    }
  if (in (row->closed, from, to))
    {
      counts->closed++;
      counts->verified += row->proven && row->rechecked;
      if (!isnan (row->funds))
        counts->funds += row->funds;
    }
  if (in (row->due, from, as_of))
    count_due (row, as_of, counts);
  if (hazard_is_open (row, as_of))
    count_open (row, as_of, counts, ages);
}

void
hazard_count_picked (const HazardRow *rows,
                     gsize n,
                     HazardPick pick,
                     gpointer data,
                     gint64 from,
                     gint64 to,
                     gint64 as_of,
                     HazardCounts *counts)
{
  g_autoptr (GArray) ages = g_array_new (FALSE, FALSE, sizeof (double));
  double sum = 0;

  *counts = (HazardCounts){ 0 };
  for (gsize i = 0; i < n; i++)
    if (pick == NULL || pick (&rows[i], data))
      count_row (&rows[i], from, to, as_of, counts, ages);
  for (guint i = 0; i < ages->len; i++)
    sum += g_array_index (ages, double, i);
  counts->mean_age = ages->len > 0 ? sum / ages->len : NAN;
  counts->p90_age = hazard_percentile (ages, 0.9);
}

void
hazard_count (const HazardRow *rows, gsize n, gint64 from, gint64 to, gint64 as_of, HazardCounts *counts)
{
  hazard_count_picked (rows, n, NULL, NULL, from, to, as_of, counts);
}

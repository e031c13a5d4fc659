/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-egress"

#include "egress/many.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"

#define MOST_SEEDS 100000u
#define MOST_THREADS 64u

/* Of one seed, in a row: total, whether it ended, out, fallen, spaces' last, exits' people, exits' last. */
typedef struct
{
  gboolean ended;
  guint people, out, fallen;
  double total;
  double *spaces, *exit_people, *exits;
} One;

typedef struct
{
  AnlanSite *site;
  const AnlanPlan *plan;
  AnlanAir *air;
  guint64 first;
  guint seeds, n_exits;
  const int *stop;
  AnlanManyProgress progress;
  gpointer data;
  int next; /* seed that nobody has taken yet */
  GMutex lock;
  guint done;
  GError *error;
  One *ones;
} Job;

static gboolean
stopped (const Job *job)
{
  return job->stop != NULL && g_atomic_int_get (job->stop) != 0;
}

static void
note_one (const Job *job, const AnlanCrowd *crowd, One *one)
{
  guint n_spaces = job->plan->spaces->len;

  one->people = anlan_crowd_people (crowd);
  one->out = anlan_crowd_out (crowd);
  one->fallen = anlan_crowd_fallen (crowd);
  one->spaces = g_new0 (double, n_spaces + 1);
  one->exit_people = g_new0 (double, job->n_exits + 1);
  one->exits = g_new0 (double, job->n_exits + 1);
  for (guint i = 0; i < n_spaces; i++)
    {
      double last = anlan_crowd_space_last (crowd, i);

      one->spaces[i] = last < 0 ? 0 : last + 1;
    }
  for (guint i = 0; i < one->people; i++)
    {
      int exit = anlan_crowd_exit (crowd, i);

      if (exit < 0)
        continue;
      one->exit_people[exit]++;
      one->exits[exit] = MAX (one->exits[exit], anlan_crowd_out_at (crowd, i));
      one->total = MAX (one->total, anlan_crowd_out_at (crowd, i));
    }
  if (one->out + one->fallen < one->people)
    one->total = anlan_crowd_time (crowd);
  one->ended = TRUE;
}

static void
run_one (Job *job, guint index)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanCrowd) crowd = anlan_crowd_new (job->site, job->plan, job->first + index, &error);

  if (crowd != NULL)
    {
      if (job->air != NULL)
        anlan_crowd_set_air (crowd, job->air);
      anlan_crowd_run (crowd, job->stop);
      if (!stopped (job))
        note_one (job, crowd, &job->ones[index]);
    }
  g_mutex_lock (&job->lock);
  if (crowd == NULL && job->error == NULL)
    job->error = g_steal_pointer (&error);
  if (job->ones[index].ended && job->progress != NULL)
    job->progress (++job->done, job->seeds, job->data);
  g_mutex_unlock (&job->lock);
}

static gpointer
work (gpointer data)
{
  Job *job = data;

  while (!stopped (job))
    {
      guint index = (guint)g_atomic_int_add (&job->next, 1);
      gboolean failed;

      g_mutex_lock (&job->lock);
      failed = job->error != NULL;
      g_mutex_unlock (&job->lock);
      if (index >= job->seeds || failed)
        break;
      run_one (job, index);
    }
  return NULL;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double d = *(const double *)a - *(const double *)b;

  return d < 0 ? -1 : d > 0;
}

AnlanPercentiles
anlan_percentiles (double *values, guint n)
{
  AnlanPercentiles all = { 0, 0, 0 };

  if (n == 0)
    return all;
  qsort (values, n, sizeof *values, compare_doubles);
  all.p50 = values[CLAMP ((guint)ceil (0.50 * n), 1, n) - 1];
  all.p95 = values[CLAMP ((guint)ceil (0.95 * n), 1, n) - 1];
  all.p99 = values[CLAMP ((guint)ceil (0.99 * n), 1, n) - 1];
  return all;
}

/* Percentiles of one figure of all seeds that ended: the @at-th of the row that @row names. */
static AnlanPercentiles
percentiles_of (const Job *job, gsize row, guint at, double *values)
{
  guint n = 0;

  for (guint i = 0; i < job->seeds; i++)
    if (job->ones[i].ended)
      values[n++] = (*(double **)((char *)&job->ones[i] + row))[at];
  return anlan_percentiles (values, n);
}

static AnlanMany *
sum_up (const Job *job)
{
  AnlanMany *many = g_new0 (AnlanMany, 1);
  g_autofree double *values = g_new (double, job->seeds);

  many->totals = g_new0 (double, job->seeds);
  many->least_out = G_MAXUINT;
  many->n_spaces = job->plan->spaces->len;
  many->n_exits = job->n_exits;
  many->spaces = g_new0 (AnlanPercentiles, many->n_spaces + 1);
  many->exits = g_new0 (AnlanPercentiles, many->n_exits + 1);
  many->exit_people = g_new0 (double, many->n_exits + 1);
  for (guint i = 0; i < job->seeds; i++)
    {
      const One *one = &job->ones[i];

      if (!one->ended)
        continue;
      many->totals[many->seeds] = values[many->seeds] = one->total;
      many->seeds++;
      many->people = one->people;
      many->least_out = MIN (many->least_out, one->out);
      many->most_fallen = MAX (many->most_fallen, one->fallen);
      for (guint e = 0; e < many->n_exits; e++)
        many->exit_people[e] += one->exit_people[e];
    }
  if (many->seeds == 0)
    many->least_out = 0;
  many->total = anlan_percentiles (values, many->seeds);
  for (guint s = 0; s < many->n_spaces; s++)
    many->spaces[s] = percentiles_of (job, G_STRUCT_OFFSET (One, spaces), s, values);
  for (guint e = 0; e < many->n_exits; e++)
    {
      many->exits[e] = percentiles_of (job, G_STRUCT_OFFSET (One, exits), e, values);
      many->exit_people[e] /= MAX (1, many->seeds);
    }
  return many;
}

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
                GError **error)
{
  Job job = { site, plan, air, first, seeds, anlan_site_n_exits (site), stop, progress, data };
  GThread *others[MOST_THREADS];
  AnlanMany *many = NULL;

  if (seeds == 0 || seeds > MOST_SEEDS)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("1 to 100,000 runs can be asked for."));
      return NULL;
    }
  threads = MIN (threads > 0 ? threads : g_get_num_processors (), MIN (seeds, MOST_THREADS));
  g_mutex_init (&job.lock);
  job.ones = g_new0 (One, seeds);
  for (guint i = 1; i < threads; i++)
    others[i] = g_thread_new ("evacuation", work, &job);
  work (&job);
  for (guint i = 1; i < threads; i++)
    g_thread_join (others[i]);
  if (job.error != NULL)
    g_propagate_error (error, job.error);
  else
    many = sum_up (&job);
  for (guint i = 0; i < seeds; i++)
    {
      g_free (job.ones[i].spaces);
      g_free (job.ones[i].exit_people);
      g_free (job.ones[i].exits);
    }
  g_free (job.ones);
  g_mutex_clear (&job.lock);
  return many;
}

void
anlan_many_free (AnlanMany *many)
{
  g_free (many->totals);
  g_free (many->spaces);
  g_free (many->exits);
  g_free (many->exit_people);
  g_free (many);
}

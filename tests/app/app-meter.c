/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-app"

#include "app-meter.h"

#include <time.h>

static GArray *turns;
static double turn_began;

double
app_meter_worked (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static int
poll_cb (GPollFD *fds, guint n, int timeout)
{
  double took = app_meter_worked () - turn_began;
  int ready;

  if (turns != NULL)
    g_array_append_val (turns, took);
  ready = g_poll (fds, n, timeout);
  turn_began = app_meter_worked ();
  return ready;
}

void
app_meter_start (void)
{
  g_assert_null (turns);
  turns = g_array_new (FALSE, FALSE, sizeof (double));
  turn_began = app_meter_worked ();
  g_main_context_set_poll_func (NULL, poll_cb);
}

GArray *
app_meter_stop (void)
{
  g_main_context_set_poll_func (NULL, NULL);
  return g_steal_pointer (&turns);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *)a, y = *(const double *)b;

  return x < y ? -1 : x > y;
}

double
app_meter_percentile (GArray *values, double part)
{
  g_return_val_if_fail (values->len > 0, 0);

  g_array_sort (values, compare);
  return g_array_index (values, double, (guint)(part * (values->len - 1)));
}

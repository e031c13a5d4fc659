/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/clock.h"

#include <stdatomic.h>

struct _AnlanClock
{
  gatomicrefcount ref_count;
  gboolean fixed;
  _Atomic gint64 ms; /* of a fixed clock */
};

static AnlanClock *
clock_new (gboolean fixed, gint64 ms)
{
  AnlanClock *clock = g_new0 (AnlanClock, 1);

  g_atomic_ref_count_init (&clock->ref_count);
  clock->fixed = fixed;
  atomic_init (&clock->ms, ms);
  return clock;
}

AnlanClock *
anlan_clock_new_system (void)
{
  return clock_new (FALSE, 0);
}

AnlanClock *
anlan_clock_new_fixed (gint64 ms)
{
  return clock_new (TRUE, ms);
}

AnlanClock *
anlan_clock_ref (AnlanClock *clock)
{
  g_return_val_if_fail (clock != NULL, NULL);

  g_atomic_ref_count_inc (&clock->ref_count);
  return clock;
}

void
anlan_clock_unref (AnlanClock *clock)
{
  g_return_if_fail (clock != NULL);

  if (g_atomic_ref_count_dec (&clock->ref_count))
    g_free (clock);
}

gint64
anlan_clock_now (AnlanClock *clock)
{
  g_return_val_if_fail (clock != NULL, 0);

  return clock->fixed ? atomic_load (&clock->ms) : g_get_real_time () / 1000;
}

void
anlan_clock_set (AnlanClock *clock, gint64 ms)
{
  g_return_if_fail (clock != NULL && clock->fixed);

  atomic_store (&clock->ms, ms);
}

void
anlan_clock_advance (AnlanClock *clock, gint64 ms)
{
  g_return_if_fail (clock != NULL && clock->fixed);

  atomic_fetch_add (&clock->ms, ms);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/slice.h"

static int hurries; /* atomic: set by a test's thread, read by the writer's */

void
anlan_slice_hurry (gboolean hurry)
{
  g_atomic_int_set (&hurries, hurry);
}

AnlanSlice
anlan_slice_new (gint64 microseconds)
{
  gint64 now = g_get_monotonic_time ();

  return (AnlanSlice){ .until = g_atomic_int_get (&hurries) ? now : now + microseconds };
}

gboolean
anlan_slice_goes_on (AnlanSlice *slice)
{
  gboolean begun = slice->begun;

  slice->begun = TRUE;
  return !begun || g_get_monotonic_time () < slice->until;
}

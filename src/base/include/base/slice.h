/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Work that is done a piece at a time, so that others come in between. A slice always does one piece, however long the
 * way there was: on a slow or busy machine nothing would ever be done otherwise. */
typedef struct
{
  gint64 until; /* monotonic, in microseconds */
  gboolean begun;
} AnlanSlice;

/* Begins now and lasts @microseconds. */
AnlanSlice
anlan_slice_new (gint64 microseconds);

/* Whether there is time for one more piece; TRUE when asked for the first time. */
gboolean
anlan_slice_goes_on (AnlanSlice *slice);

/* For tests: from now on every slice is over as soon as it begins, as on a machine that is far too slow. */
void
anlan_slice_hurry (gboolean hurry);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Buckets by name, each filled with time and emptied by what is done: how often somebody may. Any thread. */
typedef struct _StationLimits StationLimits;

/* @burst: at once; @every: ms until one more is allowed. */
typedef struct
{
  guint  burst;
  gint64 every;
} StationLimit;

StationLimits *station_limits_new  (void);
void           station_limits_free (StationLimits *limits);

/* Takes one out of @name at @now (monotonic, ms). FALSE: none is left; *@wait then has the ms until there is one. With @take
 * FALSE it only looks. */
gboolean       station_limits_take (StationLimits *limits, const char *name, const StationLimit *limit, gint64 now, gboolean take,
                                    gint64 *wait);

G_END_DECLS

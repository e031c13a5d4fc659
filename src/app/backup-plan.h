/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* When a backup is due. Times are ms since 1970, 0 where there is none yet; they are wall-clock times, so that the hours
 * a computer slept count. */

/* The last time the plant's day began: @day_start ("08:00"; NULL: that) in @zone, at or before @now. */
gint64   anlan_backup_last_morning (gint64 now, GTimeZone *zone, const char *day_start);

/**
 * anlan_backup_is_due:
 * @good: last backup that was written and verified.
 * @tried: last attempt.
 *
 * Once each day of the plant, as soon as it has begun and the computer is awake; after a failure an hour later.
 */
gboolean anlan_backup_is_due       (gint64 now, gint64 good, gint64 tried, GTimeZone *zone, const char *day_start);

/* Whole days without a backup: since @good, or where there has been none since @first, when this desk first saw the
 * plant. 0 where a clock was set back. */
guint    anlan_backup_days_without (gint64 now, gint64 good, gint64 first);

G_END_DECLS

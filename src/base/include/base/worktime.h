/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Deadlines. Moments are milliseconds since 1970 in UTC (base/time.h), minutes are those of the plant's clocks since
 * midnight. Clock hours are time that passes: a moment plus n x ANLAN_HOUR, whatever the clocks do meanwhile. */

/* From @start to before @end, both in minutes since midnight; @end may be 1440. */
typedef struct
{
  int start;
  int end;
} AnlanSpan;

/* Whether people work on @date ("2026-11-22"). Which days those are is data of the plant. */
typedef gboolean (*AnlanWorkdayFunc) (const char *date, gpointer user_data);

/**
 * AnlanWorkWeek:
 * @spans: the working hours of a day, in order and apart: 8:00 to 12:00, 13:30 to 17:30
 *
 * When people work. Filled and kept by the caller; every function only reads it.
 */
typedef struct
{
  const AnlanSpan *spans;
  guint n_spans;
  AnlanWorkdayFunc is_workday;
  gpointer user_data;
  GTimeZone *zone;
} AnlanWorkWeek;

/* The moment when @work milliseconds of working time have passed since @from; @from itself for none. What ends with a
 * span ends then and not when the next one begins. Where clocks change inside a span, the time that really passes
 * counts. G_MININT64 if nobody works for ten years. */
gint64 anlan_worktime_add     (const AnlanWorkWeek *week, gint64 from, gint64 work);

/* The working time between two moments, in milliseconds; 0 if @to is not after @from. No more than twenty years are
 * looked at. */
gint64 anlan_worktime_between (const AnlanWorkWeek *week, gint64 from, gint64 to);

/* The end of the working hours of the @days-th working day after the day of @from, which does not count itself, as
 * Chinese law counts periods. G_MININT64 as above. */
gint64 anlan_worktime_add_days (const AnlanWorkWeek *week, gint64 from, int days);

/* The same time of the clock @days later, or earlier: 23, 24 or 25 hours a day. */
gint64 anlan_local_add_days   (gint64 ms, GTimeZone *zone, int days);

/* Whether the clocks stand between @start and @end, which may lie on the next day (1320, 360: ten at night to six).
 * With both alike there is no night. */
gboolean anlan_is_night       (gint64 ms, GTimeZone *zone, int start, int end);

/* Whether any moment from @from to before @to is in the night. */
gboolean anlan_touches_night  (gint64 from, gint64 to, GTimeZone *zone, int start, int end);

G_END_DECLS

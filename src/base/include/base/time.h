/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Moments are milliseconds since 1970-01-01T00:00:00Z; stored as text they are UTC to the second,
 * "2026-11-22T05:09:16Z". Dates are "2026-11-22", times of day "05:09". */

#define ANLAN_SECOND 1000LL
#define ANLAN_MINUTE (60 * ANLAN_SECOND)
#define ANLAN_HOUR   (60 * ANLAN_MINUTE)
#define ANLAN_DAY    (24 * ANLAN_HOUR)

char    *anlan_time_format      (gint64 ms);                     /* stored form; clamped to the years 1 to 9999 */
gboolean anlan_time_parse       (const char *text, gint64 *ms);  /* stored form, also with offset or fraction */

/* Dates as people and spreadsheets write them, and the stored form out of them: "2026-11-22", "2026/1/5",
 * "2026.1.5", "20260105", "2026年1月5日", "5.1.2026", "05/01/2026" (day first unless that is impossible; in
 * doubt @ambiguous is set). NULL where it is none. The caller frees it. */
char    *anlan_date_from_text   (const char *text, gboolean *ambiguous);

/* Excel's serial day number, 1900 system with its false 29 February, or 1904. NULL outside 1900-2199 and for the
 * false day itself. */
char    *anlan_date_from_serial (double serial, gboolean system_1904);
char    *anlan_moment_from_serial (double serial, gboolean system_1904, GTimeZone *zone); /* stored UTC form */

/* "8:05", "08:05:30", "下午3:20", "3:20 pm" to "HH:MM". NULL where it is none. */
char    *anlan_clock_time_from_text (const char *text);

/* A wall time of @zone ("2026-11-22 13:05", also with seconds, slashes, 年月日) as stored UTC. A date alone means
 * the start of that day. An hour that comes twice is taken as the later one, one that is left out as the first
 * moment after it. Text that names its own offset (as anlan_time_parse() takes it) is taken at its word. */
char    *anlan_moment_from_text (const char *text, GTimeZone *zone);

gboolean anlan_date_valid       (const char *date);
char    *anlan_date_add         (const char *date, int days);       /* NULL if @date is none, or past the year 9999 */
int      anlan_date_diff        (const char *from, const char *to); /* days; both must be valid */
int      anlan_date_weekday     (const char *date);                 /* 1 Monday … 7 Sunday; must be valid */

/**
 * The plant's day: a moment before @day_start_minutes belongs to the day before. The caller frees the date.
 */
char    *anlan_plant_day        (gint64 ms, GTimeZone *zone, int day_start_minutes);
char    *anlan_local_format     (gint64 ms, GTimeZone *zone, const char *format); /* as g_date_time_format() */

G_END_DECLS

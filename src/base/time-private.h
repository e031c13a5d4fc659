/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

/* Days since 1970-01-01 in the proleptic Gregorian calendar, and back. The date must exist. */
gint64   anlan_days_from_date (int year, int month, int day);
void     anlan_date_from_days (gint64 days, int *year, int *month, int *day);

gboolean anlan_date_exists    (int year, int month, int day); /* years 1 to 9999 */
char    *anlan_date_text      (int year, int month, int day); /* "2026-11-22"; the caller frees it */

/* Seconds since 1970 as a clock on the wall counts them, to and from seconds in UTC. */
gint64   anlan_wall_to_utc    (gint64 wall_seconds, GTimeZone *zone);
gint64   anlan_wall_from_utc  (gint64 seconds, GTimeZone *zone);

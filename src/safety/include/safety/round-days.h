/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* On which days an inspection plan has rounds. Dates are "2026-11-22" and must be valid. */

/**
 * AnlanHolidays:
 *
 * Days that are not what the week says: date -> "holiday", "swapped" (a working day moved to a weekend), "workday".
 * Other words ("special") leave a day what it is.
 */
typedef GHashTable AnlanHolidays;

/* Monday to Friday unless the calendar says otherwise. */
gboolean anlan_day_is_work (AnlanHolidays *holidays, const char *date);

typedef enum
{
  ANLAN_ROUNDS_CLASS,   /* A daily, B every second day from @start on, C on two days of the week */
  ANLAN_ROUNDS_SHIFT,   /* daily; which shifts of the day is said by the shift pattern */
  ANLAN_ROUNDS_WEEK,
  ANLAN_ROUNDS_MONTH,
  ANLAN_ROUNDS_SEASON,
  ANLAN_ROUNDS_HOLIDAY,
  ANLAN_ROUNDS_TEST,    /* on no day of its own: by the test dates of equipment */
} AnlanRoundsPattern;

typedef enum
{
  ANLAN_REST_GO,    /* rounds take place on rest days too */
  ANLAN_REST_LEAVE,
  ANLAN_REST_MOVE,  /* to the next working day; what meets there is one round */
} AnlanRest;

typedef enum
{
  ANLAN_HOLIDAY_BEFORE = 1 << 0, /* last working day before */
  ANLAN_HOLIDAY_DURING = 1 << 1, /* each day that the calendar calls a holiday */
  ANLAN_HOLIDAY_AFTER = 1 << 2,  /* first working day after */
} AnlanHolidayWhen;

/**
 * AnlanRoundDays:
 * @letter: of the class: 'a', 'b', 'c'
 * @weekdays: bit 0 is Monday; 0 with class C means Monday and Thursday
 * @months: bit 0 is January; 0 means March, June, September and December
 * @month_day: 1 to 31; in a shorter month its last day
 * @until: (nullable): last day
 */
typedef struct
{
  AnlanRoundsPattern pattern;
  char letter;
  guint weekdays;
  guint months;
  int month_day;
  guint holiday_when;
  AnlanRest rest;
  const char *start;
  const char *until;
} AnlanRoundDays;

/* Whether there is a round on @date. */
gboolean anlan_round_days_has (const AnlanRoundDays *days, AnlanHolidays *holidays, const char *date);

/**
 * anlan_shift_letter:
 * @cycle: a letter a day: D, E, N, '-' for rest.
 * @start: first day of the first crew's cycle.
 * @lag: days by which each further crew is behind the one before.
 * @crew: from 0.
 *
 * Returns: what crew @crew does on @date.
 */
char anlan_shift_letter (const char *cycle, const char *start, int lag, guint crew, const char *date);

G_END_DECLS

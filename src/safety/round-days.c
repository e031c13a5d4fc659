/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "safety/round-days.h"

#include <string.h>

#include "base/time.h"

/* No run of days off is longer than this. */
#define LONGEST_RUN 31

#define MONDAY_THURSDAY (1u << 0 | 1u << 3)
#define QUARTER_MONTHS (1u << 2 | 1u << 5 | 1u << 8 | 1u << 11)

static const char *
day_type (AnlanHolidays *holidays, const char *date)
{
  const char *type = holidays != NULL ? g_hash_table_lookup (holidays, date) : NULL;

  return type != NULL ? type : "";
}

static gboolean
is_holiday (AnlanHolidays *holidays, const char *date)
{
  return strcmp (day_type (holidays, date), "holiday") == 0;
}

gboolean
anlan_day_is_work (AnlanHolidays *holidays, const char *date)
{
  const char *type = day_type (holidays, date);

  g_return_val_if_fail (date != NULL && anlan_date_valid (date), FALSE);

  if (strcmp (type, "holiday") == 0)
    return FALSE;
  if (strcmp (type, "swapped") == 0 || strcmp (type, "workday") == 0)
    return TRUE;
  return anlan_date_weekday (date) <= 5;
}

/* Whether the days off next to @date, in the direction of @step, have a public holiday among them. */
static gboolean
borders_on_holiday (AnlanHolidays *holidays, const char *date, int step)
{
  for (int i = 1; i <= LONGEST_RUN; i++)
    {
      g_autofree char *next = anlan_date_add (date, i * step);

      if (next == NULL || anlan_day_is_work (holidays, next))
        return FALSE;
      if (is_holiday (holidays, next))
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_around_holiday (const AnlanRoundDays *days, AnlanHolidays *holidays, const char *date)
{
  gboolean work = anlan_day_is_work (holidays, date);

  return ((days->holiday_when & ANLAN_HOLIDAY_BEFORE) != 0 && work &&
          borders_on_holiday (holidays, date, 1)) ||
         ((days->holiday_when & ANLAN_HOLIDAY_DURING) != 0 && is_holiday (holidays, date)) ||
         ((days->holiday_when & ANLAN_HOLIDAY_AFTER) != 0 && work && borders_on_holiday (holidays, date, -1));
}

static gboolean
is_weekday (guint weekdays, const char *date)
{
  return (weekdays & 1u << (anlan_date_weekday (date) - 1)) != 0;
}

static gboolean
is_month_day (const AnlanRoundDays *days, guint months, const char *date)
{
  int year = atoi (date), month = atoi (date + 5), day = atoi (date + 8);

  return (months & 1u << (month - 1)) != 0 &&
         day == MIN (days->month_day, (int)g_date_get_days_in_month ((GDateMonth)month, (GDateYear)year));
}

/* Whether the plan means @date, whatever kind of day that is. */
static gboolean
means (const AnlanRoundDays *days, AnlanHolidays *holidays, const char *date)
{
  if (anlan_date_diff (days->start, date) < 0 ||
      (days->until != NULL && anlan_date_diff (date, days->until) < 0))
    return FALSE;
  switch (days->pattern)
    {
    case ANLAN_ROUNDS_CLASS:
      if (days->letter == 'b')
        return anlan_date_diff (days->start, date) % 2 == 0;
      if (days->letter == 'c')
        return is_weekday (days->weekdays != 0 ? days->weekdays : MONDAY_THURSDAY, date);
      return TRUE;
    case ANLAN_ROUNDS_SHIFT:
      return TRUE;
    case ANLAN_ROUNDS_WEEK:
      return is_weekday (days->weekdays, date);
    case ANLAN_ROUNDS_MONTH:
      return is_month_day (days, 0xfff, date);
    case ANLAN_ROUNDS_SEASON:
      return is_month_day (days, days->months != 0 ? days->months : QUARTER_MONTHS, date);
    case ANLAN_ROUNDS_HOLIDAY:
      return is_around_holiday (days, holidays, date);
    case ANLAN_ROUNDS_TEST:
    default:
      return FALSE;
    }
}

gboolean
anlan_round_days_has (const AnlanRoundDays *days, AnlanHolidays *holidays, const char *date)
{
  gboolean fixed;

  g_return_val_if_fail (days != NULL && days->start != NULL && anlan_date_valid (date), FALSE);

  /* Shifts and holidays are what they are: nothing of them moves. */
  fixed = days->pattern == ANLAN_ROUNDS_SHIFT || days->pattern == ANLAN_ROUNDS_HOLIDAY;
  if (fixed || days->rest == ANLAN_REST_GO)
    return means (days, holidays, date);
  if (!anlan_day_is_work (holidays, date))
    return FALSE;
  if (means (days, holidays, date))
    return TRUE;
  for (int i = 1; days->rest == ANLAN_REST_MOVE && i <= LONGEST_RUN; i++)
    {
      g_autofree char *before = anlan_date_add (date, -i);

      if (anlan_day_is_work (holidays, before))
        return FALSE;
      if (means (days, holidays, before))
        return TRUE;
    }
  return FALSE;
}

char
anlan_shift_letter (const char *cycle, const char *start, int lag, guint crew, const char *date)
{
  int length = (int)strlen (cycle), place;

  g_return_val_if_fail (length > 0 && anlan_date_valid (start) && anlan_date_valid (date), '-');

  place = (anlan_date_diff (start, date) - (int)crew * lag) % length;
  return cycle[place < 0 ? place + length : place];
}

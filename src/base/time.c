/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/time.h"

#include <math.h>
#include <string.h>

#include "time-private.h"

#define SECONDS_A_DAY 86400
/* 0001-01-01T00:00:00Z and 9999-12-31T23:59:59Z */
#define FIRST_SECOND G_GINT64_CONSTANT (-62135596800)
#define LAST_SECOND G_GINT64_CONSTANT (253402300799)

/* Day numbers and back: the proleptic Gregorian calendar counted from 1970-01-01, in years that begin in March, so
 * that the leap day is the last one (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms"). */
gint64
anlan_days_from_date (int year, int month, int day)
{
  gint64 y = year - (month <= 2);
  gint64 era = (y >= 0 ? y : y - 399) / 400;
  gint64 year_of_era = y - era * 400;
  gint64 day_of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  gint64 day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

  return era * 146097 + day_of_era - 719468;
}

void
anlan_date_from_days (gint64 days, int *year, int *month, int *day)
{
  gint64 shifted = days + 719468;
  gint64 era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  gint64 doe = shifted - era * 146097;
  gint64 yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
  gint64 doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
  gint64 mp = (5 * doy + 2) / 153;

  *day = (int)(doy - (153 * mp + 2) / 5 + 1);
  *month = (int)(mp < 10 ? mp + 3 : mp - 9);
  *year = (int)(yoe + era * 400 + (*month <= 2));
}

gboolean
anlan_date_exists (int year, int month, int day)
{
  return year >= 1 && year <= 9999 && g_date_valid_dmy ((GDateDay)day, (GDateMonth)month, (GDateYear)year);
}

/* The division of clocks: towards the past, also before 1970. */
static gint64
floor_div (gint64 a, gint64 b)
{
  return a / b - (a % b < 0);
}

static void
write_digits (char *at, int number, int count)
{
  for (int i = count - 1; i >= 0; i--, number /= 10)
    at[i] = (char)('0' + number % 10);
}

static void
write_date (char *at, int year, int month, int day)
{
  write_digits (at, year, 4);
  at[4] = '-';
  write_digits (at + 5, month, 2);
  at[7] = '-';
  write_digits (at + 8, day, 2);
}

char *
anlan_date_text (int year, int month, int day)
{
  char *text = g_malloc (11);

  write_date (text, year, month, day);
  text[10] = '\0';
  return text;
}

static char *
date_text_from_days (gint64 days)
{
  int year, month, day;

  if (days < floor_div (FIRST_SECOND, SECONDS_A_DAY) || days > LAST_SECOND / SECONDS_A_DAY)
    return NULL;
  anlan_date_from_days (days, &year, &month, &day);
  return anlan_date_text (year, month, day);
}

char *
anlan_time_format (gint64 ms)
{
  gint64 seconds = CLAMP (floor_div (ms, ANLAN_SECOND), FIRST_SECOND, LAST_SECOND);
  gint64 days = floor_div (seconds, SECONDS_A_DAY);
  int rest = (int)(seconds - days * SECONDS_A_DAY);
  int year, month, day;
  char *text = g_malloc (21);

  anlan_date_from_days (days, &year, &month, &day);
  write_date (text, year, month, day);
  text[10] = 'T';
  write_digits (text + 11, rest / 3600, 2);
  text[13] = ':';
  write_digits (text + 14, rest / 60 % 60, 2);
  text[16] = ':';
  write_digits (text + 17, rest % 60, 2);
  text[19] = 'Z';
  text[20] = '\0';
  return text;
}

/* Exactly @count digits; -1 if others stand there. Moves @at behind them. */
static int
fixed_digits (const char **at, int count)
{
  int number = 0;

  for (int i = 0; i < count; i++, ++*at)
    {
      if (!g_ascii_isdigit (**at))
        return -1;
      number = number * 10 + (**at - '0');
    }
  return number;
}

static gboolean
fixed_char (const char **at, char c)
{
  if (**at != c)
    return FALSE;
  ++*at;
  return TRUE;
}

static gboolean
fixed_date (const char **at, int *year, int *month, int *day)
{
  return (*year = fixed_digits (at, 4)) >= 0 && fixed_char (at, '-') &&
         (*month = fixed_digits (at, 2)) >= 0 && fixed_char (at, '-') && (*day = fixed_digits (at, 2)) >= 0 &&
         anlan_date_exists (*year, *month, *day);
}

static gboolean
fixed_offset (const char **at, int *seconds)
{
  int sign = **at == '-' ? -1 : 1;
  int hours, minutes;

  *seconds = 0;
  if (fixed_char (at, 'Z') || fixed_char (at, 'z'))
    return TRUE;
  if (!fixed_char (at, '+') && !fixed_char (at, '-'))
    return FALSE;
  hours = fixed_digits (at, 2);
  fixed_char (at, ':');
  minutes = hours >= 0 ? fixed_digits (at, 2) : -1;
  if (hours > 23 || minutes < 0 || minutes > 59)
    return FALSE;
  *seconds = sign * (hours * 3600 + minutes * 60);
  return TRUE;
}

gboolean
anlan_time_parse (const char *text, gint64 *ms)
{
  const char *at = text;
  int year, month, day, hour, minute, second, offset;
  int fraction = 0;

  g_return_val_if_fail (ms != NULL, FALSE);

  if (text == NULL || !fixed_date (&at, &year, &month, &day))
    return FALSE;
  if (!fixed_char (&at, 'T') && !fixed_char (&at, 't') && !fixed_char (&at, ' '))
    return FALSE;
  if ((hour = fixed_digits (&at, 2)) < 0 || !fixed_char (&at, ':') || (minute = fixed_digits (&at, 2)) < 0 ||
      !fixed_char (&at, ':') || (second = fixed_digits (&at, 2)) < 0)
    return FALSE;
  if (hour > 23 || minute > 59 || second > 60) /* 60 is a leap second */
    return FALSE;
  if (fixed_char (&at, '.') || fixed_char (&at, ','))
    {
      int weight = 100;

      if (!g_ascii_isdigit (*at))
        return FALSE;
      for (; g_ascii_isdigit (*at); at++, weight /= 10)
        fraction += (*at - '0') * weight;
    }
  if (!fixed_offset (&at, &offset) || *at != '\0')
    return FALSE;

  *ms = (anlan_days_from_date (year, month, day) * SECONDS_A_DAY + hour * 3600 + minute * 60 + second -
         offset) *
            ANLAN_SECOND +
        fraction;
  return TRUE;
}

/* Where a wall time comes twice (clocks set back), the later, standard one is meant; one that does not come (clocks
 * set forward) is taken as the first moment after the gap. As g_date_time_new() does. */
gint64
anlan_wall_to_utc (gint64 wall_seconds, GTimeZone *zone)
{
  gint64 seconds = wall_seconds;
  int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &seconds);

  return seconds - g_time_zone_get_offset (zone, interval);
}

gint64
anlan_wall_from_utc (gint64 seconds, GTimeZone *zone)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, seconds);

  return seconds + g_time_zone_get_offset (zone, interval);
}

/* Days since 1970 of an Excel day number without its fraction; FALSE for what is no day between 1900 and 2199.
 * In the 1900 system 1 is 1900-01-01 and 60 the 29 February that Excel believes in and that never was. */
static gboolean
days_from_serial (double whole, gboolean system_1904, gint64 *days)
{
  if (!(whole >= 0 && whole < 120000))
    return FALSE;
  if (system_1904)
    *days = anlan_days_from_date (1904, 1, 1) + (gint64)whole;
  else if (whole < 1 || whole == 60)
    return FALSE;
  else
    *days = anlan_days_from_date (1899, 12, 31) + (gint64)whole - (whole > 60);
  return *days < anlan_days_from_date (2200, 1, 1);
}

char *
anlan_date_from_serial (double serial, gboolean system_1904)
{
  gint64 days;

  return days_from_serial (floor (serial), system_1904, &days) ? date_text_from_days (days) : NULL;
}

char *
anlan_moment_from_serial (double serial, gboolean system_1904, GTimeZone *zone)
{
  double seconds = nearbyint (serial * SECONDS_A_DAY);
  double whole = floor (seconds / SECONDS_A_DAY);
  gint64 days;

  g_return_val_if_fail (zone != NULL, NULL);

  if (!days_from_serial (whole, system_1904, &days))
    return NULL;
  seconds -= whole * SECONDS_A_DAY;
  return anlan_time_format (anlan_wall_to_utc (days * SECONDS_A_DAY + (gint64)seconds, zone) * ANLAN_SECOND);
}

static gboolean
days_from_text (const char *date, gint64 *days)
{
  const char *at = date;
  int year, month, day;

  if (date == NULL || !fixed_date (&at, &year, &month, &day) || *at != '\0')
    return FALSE;
  *days = anlan_days_from_date (year, month, day);
  return TRUE;
}

gboolean
anlan_date_valid (const char *date)
{
  gint64 days;

  return days_from_text (date, &days);
}

char *
anlan_date_add (const char *date, int add)
{
  gint64 days;

  return days_from_text (date, &days) ? date_text_from_days (days + add) : NULL;
}

int
anlan_date_diff (const char *from, const char *to)
{
  gint64 first, last;

  g_return_val_if_fail (days_from_text (from, &first), 0);
  g_return_val_if_fail (days_from_text (to, &last), 0);

  return (int)(last - first);
}

int
anlan_date_weekday (const char *date)
{
  gint64 days;

  g_return_val_if_fail (days_from_text (date, &days), 0);

  return (int)(days + 3 - floor_div (days + 3, 7) * 7) + 1; /* 1970-01-01 was a Thursday */
}

char *
anlan_plant_day (gint64 ms, GTimeZone *zone, int day_start_minutes)
{
  gint64 wall;

  g_return_val_if_fail (zone != NULL, NULL);

  wall = anlan_wall_from_utc (floor_div (ms, ANLAN_SECOND), zone) - (gint64)day_start_minutes * 60;
  return date_text_from_days (floor_div (wall, SECONDS_A_DAY));
}

char *
anlan_local_format (gint64 ms, GTimeZone *zone, const char *format)
{
  g_autoptr (GDateTime) utc = NULL;
  g_autoptr (GDateTime) exact = NULL;
  g_autoptr (GDateTime) local = NULL;
  gint64 seconds;

  g_return_val_if_fail (zone != NULL, NULL);
  g_return_val_if_fail (format != NULL, NULL);

  /* A day of room at either end, because no zone may carry it out of the years that GDateTime knows. */
  ms =
      CLAMP (ms, (FIRST_SECOND + SECONDS_A_DAY) * ANLAN_SECOND, (LAST_SECOND - SECONDS_A_DAY) * ANLAN_SECOND);
  seconds = floor_div (ms, ANLAN_SECOND);
  utc = g_date_time_new_from_unix_utc (seconds);
  exact = g_date_time_add (utc, (ms - seconds * ANLAN_SECOND) * G_TIME_SPAN_MILLISECOND);
  local = g_date_time_to_timezone (exact, zone);
  return g_date_time_format (local, format);
}

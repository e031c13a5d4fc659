/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

/* Dates and times as people type them and spreadsheets print them. A text is first brought into a plain alphabet
 * (full-width forms and Chinese words become single letters), then read from left to right. */

#include "base/time.h"

#include <string.h>

#include "time-private.h"

/* Letters of the plain alphabet. Lower-case letters stand for themselves. */
#define YEAR 'Y'
#define MONTH 'M'
#define DAY 'D'
#define HOUR 'H'
#define MINUTE 'N'
#define SECOND 'S'
#define HALF 'B'
#define MORNING 'A'
#define NOON 'C'
#define AFTERNOON 'P'
#define EVENING 'E'

#define PLAIN_MAX 64

static const struct
{
  const char *word;
  char letter;
} words[] = {
  { "年", YEAR },      { "月", MONTH },     { "日", DAY },       { "号", DAY },         { "號", DAY },
  { "时", HOUR },      { "時", HOUR },      { "点", HOUR },      { "點", HOUR },        { "分", MINUTE },
  { "秒", SECOND },    { "半", HALF },      { "上午", MORNING }, { "早上", MORNING },   { "早晨", MORNING },
  { "清晨", MORNING }, { "凌晨", MORNING }, { "中午", NOON },    { "下午", AFTERNOON }, { "傍晚", AFTERNOON },
  { "晚上", EVENING }, { "夜间", EVENING }, { "夜里", EVENING },
};

/* The length of a day of the week, as Excel's long date ends with: 星期一, 周一. 0 if there is none. */
static gsize
weekday_length (const char *at)
{
  static const char *const prefixes[] = { "星期", "周" };
  static const char *const days[] = { "一", "二", "三", "四", "五", "六", "日", "天" };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    if (g_str_has_prefix (at, prefixes[i]))
      for (guint j = 0; j < G_N_ELEMENTS (days); j++)
        if (g_str_has_prefix (at + strlen (prefixes[i]), days[j]))
          return strlen (prefixes[i]) + strlen (days[j]);
  return 0;
}

static char
plain_letter (const char **at)
{
  gunichar c;

  if ((guchar) * *at < 0x80)
    {
      char letter = *(*at)++;

      return g_ascii_isspace (letter) ? ' ' : letter > 32 && letter < 127 ? g_ascii_tolower (letter) : '\0';
    }
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (*at, words[i].word))
      {
        *at += strlen (words[i].word);
        return words[i].letter;
      }
  c = g_utf8_get_char (*at);
  *at = g_utf8_next_char (*at);
  if (c >= 0xff01 && c <= 0xff5e) /* full-width forms */
    c -= 0xfee0;
  if (g_unichar_isspace (c))
    return ' ';
  return c > 32 && c < 127 ? g_ascii_tolower ((char)c) : '\0';
}

/* FALSE for a text that has letters no date has, or is far too long for one. */
static gboolean
make_plain (const char *text, char plain[PLAIN_MAX])
{
  gsize length = 0;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return FALSE;
  while (*text != '\0')
    {
      gsize skip = (guchar)*text < 0x80 ? 0 : weekday_length (text);
      char letter = ' ';

      if (skip > 0)
        text += skip;
      else
        letter = plain_letter (&text);
      if (letter == '\0' || length == PLAIN_MAX - 1)
        return FALSE;
      plain[length++] = letter;
    }
  plain[length] = '\0';
  g_strstrip (plain);
  return TRUE;
}

static void
skip_spaces (const char **at)
{
  while (**at == ' ')
    ++*at;
}

static gboolean
take (const char **at, char c)
{
  if (**at != c)
    return FALSE;
  ++*at;
  return TRUE;
}

/* The digits there as a number; returns how many there are, at most 8 of them are read. */
static int
take_number (const char **at, int *number)
{
  int count = 0;

  *number = 0;
  for (; count < 8 && g_ascii_isdigit (**at); count++, ++*at)
    *number = *number * 10 + (**at - '0');
  return g_ascii_isdigit (**at) ? 9 : count;
}

/* 2026年1月5日, where blanks may stand around the words. */
static gboolean
take_chinese_tail (const char **at, int *month, int *day)
{
  int count;

  skip_spaces (at);
  count = take_number (at, month);
  skip_spaces (at);
  if (count < 1 || count > 2 || !take (at, MONTH))
    return FALSE;
  skip_spaces (at);
  count = take_number (at, day);
  if (count < 1 || count > 2)
    return FALSE;
  skip_spaces (at);
  take (at, DAY);
  return TRUE;
}

static gboolean
take_compact_date (int number, int *year, int *month, int *day)
{
  *year = number / 10000;
  *month = number / 100 % 100;
  *day = number % 100;
  /* Eight digits may be any number; only a year of our time makes them a date. */
  return *year >= 1900 && *year <= 2199;
}

static gboolean
take_date (const char **at, int *year, int *month, int *day, gboolean *ambiguous)
{
  int first, second, third, first_count, count;
  char separator;

  *ambiguous = FALSE;
  first_count = take_number (at, &first);
  if (first_count == 8)
    return take_compact_date (first, year, month, day) && anlan_date_exists (*year, *month, *day);

  if (first_count == 4)
    {
      const char *word = *at;

      skip_spaces (&word);
      if (take (&word, YEAR))
        {
          *at = word;
          *year = first;
          return take_chinese_tail (at, month, day) && anlan_date_exists (*year, *month, *day);
        }
    }
  else if (first_count < 1 || first_count > 2)
    return FALSE;

  separator = **at;
  if (separator != '-' && separator != '/' && separator != '.')
    return FALSE;
  ++*at;
  count = take_number (at, &second);
  if (count < 1 || count > 2 || !take (at, separator))
    return FALSE;
  count = take_number (at, &third);

  if (first_count == 4)
    {
      *year = first, *month = second, *day = third;
      return count >= 1 && count <= 2 && anlan_date_exists (*year, *month, *day);
    }
  if (count != 4)
    return FALSE;
  *year = third, *month = second, *day = first;
  if (anlan_date_exists (*year, *month, *day))
    {
      /* With dots nobody writes the month first. */
      *ambiguous = separator != '.' && first != second && anlan_date_exists (third, first, second);
      return TRUE;
    }
  *month = first, *day = second;
  return anlan_date_exists (*year, *month, *day);
}

/* The half of the day that is named there; '\0' if none is. */
static char
take_half_day (const char **at)
{
  static const char *const names[] = { "am", "a.m.", "pm", "p.m." };

  skip_spaces (at);
  if (**at == MORNING || **at == NOON || **at == AFTERNOON || **at == EVENING)
    return *(*at)++;
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_has_prefix (*at, names[i]))
      {
        *at += strlen (names[i]);
        return names[i][0] == 'a' ? MORNING : AFTERNOON;
      }
  return '\0';
}

static gboolean
apply_half_day (char half, int *hour)
{
  switch (half)
    {
    case MORNING:
      *hour = *hour == 12 ? 0 : *hour;
      return *hour < 12;
    case NOON:
      *hour += *hour < 3 ? 12 : 0;
      return *hour >= 11;
    case AFTERNOON:
      *hour += *hour < 12 ? 12 : 0;
      return TRUE;
    case EVENING: /* 晚上12点 is midnight, 晚上1点 after it */
      *hour = *hour == 12 ? 0 : *hour;
      *hour += *hour >= 5 && *hour < 12 ? 12 : 0;
      return TRUE;
    default:
      return TRUE;
    }
}

static gboolean
take_seconds (const char **at, char separator, int *second)
{
  *second = 0;
  if (separator == ':')
    {
      if (!take (at, ':'))
        return TRUE;
      if (take_number (at, second) != 2)
        return FALSE;
      if (take (at, '.'))
        while (g_ascii_isdigit (**at))
          ++*at;
      return *second < 60;
    }
  if (!g_ascii_isdigit (**at))
    return TRUE;
  return take_number (at, second) <= 2 && take (at, SECOND) && *second < 60;
}

static gboolean
take_minutes (const char **at, char separator, int *minute)
{
  *minute = 0;
  if (separator == ':')
    return take_number (at, minute) == 2 && *minute < 60;
  skip_spaces (at);
  if (take (at, HALF))
    {
      *minute = 30;
      return TRUE;
    }
  if (!g_ascii_isdigit (**at))
    return TRUE;
  if (take_number (at, minute) > 2 || *minute > 59)
    return FALSE;
  skip_spaces (at);
  take (at, MINUTE);
  skip_spaces (at);
  return TRUE;
}

static gboolean
take_time (const char **at, int *hour, int *minute, int *second)
{
  char half = take_half_day (at);
  char separator;
  int count;

  skip_spaces (at);
  count = take_number (at, hour);
  if (count < 1 || count > 2 || *hour > 23)
    return FALSE;
  *minute = *second = 0;
  separator = **at;
  if (separator == ':' || separator == HOUR)
    {
      ++*at;
      if (!take_minutes (at, separator, minute) || !take_seconds (at, separator, second))
        return FALSE;
      if (half == '\0')
        half = take_half_day (at);
    }
  else if (half != '\0' || (half = take_half_day (at)) == '\0')
    return FALSE; /* a bare number is no time of day, unless "3 pm" */
  skip_spaces (at);
  return apply_half_day (half, hour);
}

char *
anlan_date_from_text (const char *text, gboolean *ambiguous)
{
  char plain[PLAIN_MAX];
  const char *at = plain;
  gboolean doubtful = FALSE;
  int year, month, day, hour, minute, second;

  if (ambiguous != NULL)
    *ambiguous = FALSE;
  if (!make_plain (text, plain) || !take_date (&at, &year, &month, &day, &doubtful))
    return NULL;

  /* Programs that know only moments print a date as its midnight. */
  skip_spaces (&at);
  if (*at != '\0')
    {
      take (&at, 't');
      if (!take_time (&at, &hour, &minute, &second) || *at != '\0' || hour + minute + second > 0)
        return NULL;
    }
  if (ambiguous != NULL)
    *ambiguous = doubtful;
  return anlan_date_text (year, month, day);
}

char *
anlan_clock_time_from_text (const char *text)
{
  char plain[PLAIN_MAX];
  const char *at = plain;
  int hour, minute, second;

  if (!make_plain (text, plain) || !take_time (&at, &hour, &minute, &second) || *at != '\0')
    return NULL;
  return g_strdup_printf ("%02d:%02d", hour, minute);
}

char *
anlan_moment_from_text (const char *text, GTimeZone *zone)
{
  char plain[PLAIN_MAX];
  const char *at = plain;
  gboolean ambiguous;
  int year, month, day, hour = 0, minute = 0, second = 0;
  gint64 ms, wall;

  g_return_val_if_fail (zone != NULL, NULL);

  if (!make_plain (text, plain))
    return NULL;
  if (anlan_time_parse (plain, &ms))
    return anlan_time_format (ms);
  if (!take_date (&at, &year, &month, &day, &ambiguous))
    return NULL;
  skip_spaces (&at);
  if (*at != '\0')
    {
      gboolean apart = at[-1] == ' ' || at[-1] == DAY || take (&at, 't') || !g_ascii_isdigit (*at);

      if (!apart || !take_time (&at, &hour, &minute, &second) || *at != '\0')
        return NULL;
    }
  wall = anlan_days_from_date (year, month, day) * 86400 + hour * 3600 + minute * 60 + second;
  return anlan_time_format (anlan_wall_to_utc (wall, zone) * ANLAN_SECOND);
}

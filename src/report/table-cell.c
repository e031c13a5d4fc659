/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>
#include <string.h>

#include "base/time.h"
#include "report/table.h"

/* Serial days of the 1900 system that a number without a date format is taken for: 1955-01-01 to 2119-12-31. Below and
 * above lie quantities far more often than days. */
#define FIRST_BARE_DAY 20090.0
#define LAST_BARE_DAY 80354.0
#define DAYS_BEFORE_1904 1462.0

static gboolean
has_day (const AnlanCell *cell)
{
  return cell->format == ANLAN_CELL_FORMAT_DATE || cell->format == ANLAN_CELL_FORMAT_MOMENT;
}

static gboolean
is_plain_number (const AnlanCell *cell)
{
  return cell->type == ANLAN_CELL_NUMBER &&
         (cell->format == ANLAN_CELL_FORMAT_GENERAL || cell->format == ANLAN_CELL_FORMAT_NUMBER ||
          cell->format == ANLAN_CELL_FORMAT_TEXT);
}

/* A number such as 20260105. */
static gboolean
is_written_date (const AnlanCell *cell)
{
  return is_plain_number (cell) && cell->number == floor (cell->number) && cell->number >= 19000101 &&
         cell->number <= 21991231;
}

static gboolean
is_bare_serial (const AnlanTable *table, const AnlanCell *cell)
{
  double shift = anlan_table_get_1904 (table) ? DAYS_BEFORE_1904 : 0;

  return is_plain_number (cell) && cell->number >= FIRST_BARE_DAY - shift &&
         cell->number < LAST_BARE_DAY + 1 - shift;
}

/* Day and time of a text such as "2026/1/5 08:00", which stand apart by a blank. */
static gboolean
split_moment (const char *text, char **day, char **clock)
{
  const char *blank = strchr (text, ' ');

  if (blank == NULL)
    return FALSE;
  *day = g_strndup (text, (gsize)(blank - text));
  *clock = g_strdup (g_strchug ((char *)blank + 1));
  return TRUE;
}

static char *
date_from_text (const char *cell_text, gboolean *ambiguous)
{
  g_autofree char *text = g_strstrip (g_strdup (cell_text));
  g_autofree char *day = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *time = NULL;
  char *date = anlan_date_from_text (text, ambiguous);

  if (date != NULL || !split_moment (text, &day, &clock))
    return date;
  time = anlan_clock_time_from_text (clock);
  return time != NULL ? anlan_date_from_text (day, ambiguous) : NULL;
}

char *
anlan_cell_dup_date (const AnlanTable *table, const AnlanCell *cell, gboolean *ambiguous)
{
  gboolean doubtful = FALSE;
  char *date = NULL;

  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (cell != NULL, NULL);
  if (cell->type == ANLAN_CELL_TEXT || is_written_date (cell))
    date = date_from_text (cell->text, &doubtful);
  else if (cell->type == ANLAN_CELL_NUMBER && has_day (cell))
    date = anlan_date_from_serial (floor (cell->number), anlan_table_get_1904 (table));
  else if (is_bare_serial (table, cell))
    {
      date = anlan_date_from_serial (floor (cell->number), anlan_table_get_1904 (table));
      doubtful = TRUE;
    }
  if (ambiguous != NULL)
    *ambiguous = doubtful && date != NULL;
  return date;
}

static gboolean
is_part_of_day (const AnlanCell *cell)
{
  return cell->format == ANLAN_CELL_FORMAT_TIME || cell->format == ANLAN_CELL_FORMAT_MOMENT ||
         (cell->number < 1 && (is_plain_number (cell) || cell->format == ANLAN_CELL_FORMAT_DURATION));
}

char *
anlan_cell_dup_clock_time (const AnlanTable *table, const AnlanCell *cell)
{
  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (cell != NULL, NULL);
  if (cell->type == ANLAN_CELL_TEXT)
    {
      g_autofree char *text = g_strstrip (g_strdup (cell->text));
      g_autofree char *day = NULL;
      g_autofree char *clock = NULL;
      char *time = anlan_clock_time_from_text (text);

      if (time == NULL && split_moment (text, &day, &clock))
        {
          g_autofree char *date = anlan_date_from_text (day, NULL);

          time = date != NULL ? anlan_clock_time_from_text (clock) : NULL;
        }
      return time;
    }
  if (cell->type == ANLAN_CELL_NUMBER && cell->number >= 0 && is_part_of_day (cell))
    {
      /* To the second first: 13:05 is stored as a fraction just below it. */
      int minutes = (int)(round ((cell->number - floor (cell->number)) * 86400) / 60) % (24 * 60);

      return g_strdup_printf ("%02d:%02d", minutes / 60, minutes % 60);
    }
  return NULL;
}

char *
anlan_cell_dup_moment (const AnlanTable *table, const AnlanCell *cell, GTimeZone *zone)
{
  g_return_val_if_fail (table != NULL, NULL);
  g_return_val_if_fail (cell != NULL, NULL);
  g_return_val_if_fail (zone != NULL, NULL);
  if (cell->type == ANLAN_CELL_TEXT || is_written_date (cell))
    {
      g_autofree char *text = g_strstrip (g_strdup (cell->text));

      return anlan_moment_from_text (text, zone);
    }
  if (cell->type == ANLAN_CELL_NUMBER && (has_day (cell) || is_bare_serial (table, cell)))
    return anlan_moment_from_serial (cell->number, anlan_table_get_1904 (table), zone);
  return NULL;
}

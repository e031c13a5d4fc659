/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "report/period.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"

/* So many make a year. */
static int
in_year (AnlanPeriodType type)
{
  return type == ANLAN_PERIOD_MONTH ? 12 : type == ANLAN_PERIOD_QUARTER ? 4 : 1;
}

static gboolean
digits (const char *text, guint n, int *number)
{
  *number = 0;
  for (guint i = 0; i < n; i++)
    {
      if (!g_ascii_isdigit (text[i]))
        return FALSE;
      *number = *number * 10 + (text[i] - '0');
    }
  return TRUE;
}

gboolean
anlan_period_parse (const char *text, AnlanPeriod *period, GError **error)
{
  gsize length;
  gboolean ok;

  g_return_val_if_fail (text != NULL && period != NULL, FALSE);

  length = strlen (text);
  ok = length >= 4 && digits (text, 4, &period->year) && period->year >= 1900 && period->year <= 2199;
  period->number = 1;
  if (ok && length == 4)
    period->type = ANLAN_PERIOD_YEAR;
  else if (ok && length == 7 && text[4] == '-' && g_ascii_toupper (text[5]) == 'Q')
    {
      period->type = ANLAN_PERIOD_QUARTER;
      ok = digits (text + 6, 1, &period->number);
    }
  else if (ok && length == 7 && text[4] == '-')
    {
      period->type = ANLAN_PERIOD_MONTH;
      ok = digits (text + 5, 2, &period->number);
    }
  else
    ok = FALSE;
  ok = ok && period->number >= 1 && period->number <= in_year (period->type);
  if (!ok)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                 _ ("“%s” is no month, quarter or year: write it as 2026-10, 2026-Q4 or 2026."), text);
  return ok;
}

AnlanPeriod
anlan_period_at (AnlanPeriodType type, gint64 ms, GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);
  g_autoptr (GDateTime) local = g_date_time_to_timezone (utc, zone);
  int month = g_date_time_get_month (local);
  int number = type == ANLAN_PERIOD_MONTH ? month : type == ANLAN_PERIOD_QUARTER ? (month + 2) / 3 : 1;

  return (AnlanPeriod){ type, g_date_time_get_year (local), number };
}

AnlanPeriod
anlan_period_add (AnlanPeriod period, int n)
{
  int year = in_year (period.type), count = period.year * year + period.number - 1 + n;

  return (AnlanPeriod){ period.type, count / year, count % year + 1 };
}

static gint64
begin_of (AnlanPeriod period, GTimeZone *zone)
{
  int month = (period.number - 1) * (12 / in_year (period.type)) + 1;
  g_autoptr (GDateTime) begin = g_date_time_new (zone, period.year, month, 1, 0, 0, 0);

  return g_date_time_to_unix (begin) * 1000;
}

void
anlan_period_edges (AnlanPeriod period, GTimeZone *zone, gint64 *from, gint64 *to)
{
  *from = begin_of (period, zone);
  *to = begin_of (anlan_period_add (period, 1), zone);
}

char *
anlan_period_id (AnlanPeriod period)
{
  if (period.type == ANLAN_PERIOD_MONTH)
    return g_strdup_printf ("%04d-%02d", period.year, period.number);
  if (period.type == ANLAN_PERIOD_QUARTER)
    return g_strdup_printf ("%04d-Q%d", period.year, period.number);
  return g_strdup_printf ("%04d", period.year);
}

char *
anlan_period_title (AnlanPeriod period)
{
  if (period.type == ANLAN_PERIOD_MONTH)
    /* Translators: a month, as year and number */
    return g_strdup_printf (C_ ("month", "%d-%02d"), period.year, period.number);
  if (period.type == ANLAN_PERIOD_QUARTER)
    /* Translators: a quarter, as year and number */
    return g_strdup_printf (C_ ("quarter", "%d, quarter %d"), period.year, period.number);
  /* Translators: a year */
  return g_strdup_printf (C_ ("year", "%d"), period.year);
}

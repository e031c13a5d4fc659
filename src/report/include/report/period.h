/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum
{
  ANLAN_PERIOD_MONTH,
  ANLAN_PERIOD_QUARTER,
  ANLAN_PERIOD_YEAR,
} AnlanPeriodType;

/**
 * AnlanPeriod: a month, quarter or year of the calendar
 * @number: of the month (1 to 12) or quarter (1 to 4); 1 for a year
 */
typedef struct
{
  AnlanPeriodType type;
  int year;
  int number;
} AnlanPeriod;

/* "2026-10", "2026-Q3", "2026". FALSE with ANLAN_ERROR_INPUT and how it is written. */
gboolean    anlan_period_parse (const char *text, AnlanPeriod *period, GError **error);
/* That of a moment. */
AnlanPeriod anlan_period_at    (AnlanPeriodType type, gint64 ms, GTimeZone *zone);
/* @n periods later, or earlier where it is negative. */
AnlanPeriod anlan_period_add   (AnlanPeriod period, int n);
/* From the midnight with which it begins in @zone up to that of the next one, in milliseconds. */
void        anlan_period_edges (AnlanPeriod period, GTimeZone *zone, gint64 *from, gint64 *to);

/* As a file or an option names it; as a title has it. The caller frees them. */
char       *anlan_period_id    (AnlanPeriod period);
char       *anlan_period_title (AnlanPeriod period);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/duties.h"

G_BEGIN_DECLS

/* Times as people say them, in the user's language. All moments are milliseconds; the caller frees what is returned. */

/* "Today 13:05", "Yesterday 08:10", "4 Nov 13:05", "4 Nov 2025". */
char *anlan_say_moment (gint64 ms, gint64 now, GTimeZone *zone);

/* With weekday, date, time and zone: for tooltips. */
char *anlan_say_moment_fully (gint64 ms, GTimeZone *zone);

/* "3 h left", "20 min left", "due today"; or "40 min overdue", "2 days overdue" with @late set. */
char *anlan_say_due (gint64 due, gint64 now, gboolean *late);

/* The moment that what is stored in @field is meant up to: a date up to its end, in @zone. FALSE where it is none. */
gboolean anlan_deadline_parse (const AnlanField *field, const char *text, GTimeZone *zone, gint64 *ms);

/* Who owes it: a person, or "head of Tank farm". */
char *anlan_say_who (const AnlanOwed *owed);

/* "22 Nov 2026"; of a stored date. Something else than a date is given back as it is. */
char *anlan_say_date (const char *date);

/* With the weekday: for tooltips. */
char *anlan_say_date_fully (const char *date);

/* As g_date_time_format(), with the names of days and months in the language of the window. */
char *anlan_say_time (gint64 ms, GTimeZone *zone, const char *format);

/* "New hazard": what a button says that begins a record of @kind. */
char *anlan_say_new (const AnlanKind *kind);

/* "Confirm the hazard · 3 h left" belongs to the field that @duty is due by: the field whose value alone says when, or
 * NULL. */
const AnlanField *anlan_duty_field (const AnlanKind *kind, const AnlanDuty *duty);

/* Whether @field says until when something is owed in stage @stage. */
gboolean anlan_is_deadline (const AnlanKind *kind, const AnlanField *field, const char *stage);

/* Whether any duty is due by @field. */
gboolean anlan_is_any_deadline (const AnlanKind *kind, const AnlanField *field);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "model/query.h"

G_BEGIN_DECLS

/**
 * AnlanCalendar:
 *
 * The records of a kind on the days of a month or a week: by what is owed, or by one of its dates. An item opens its
 * record; where its day is a field that may be changed now, it can be dragged to another day.
 *
 * By keys: arrows from day to day, Page Up and Page Down from month to month, Home for today, Enter goes into a day; on
 * an item, Alt with an arrow moves it to another day.
 *
 * Signals: "chosen" (AnlanRecord *, gboolean open), "changed" when it has read more.
 */
#define ANLAN_TYPE_CALENDAR (anlan_calendar_get_type ())
G_DECLARE_FINAL_TYPE (AnlanCalendar, anlan_calendar, ANLAN, CALENDAR, AdwBin)

/* Whether there is anything to stand on days. */
gboolean       anlan_calendar_can       (const AnlanKind *kind);
AnlanCalendar *anlan_calendar_new       (AnlanDesk *desk, AnlanKind *kind);
void           anlan_calendar_set_query (AnlanCalendar *calendar, const AnlanQuery *query);
gboolean       anlan_calendar_is_busy   (AnlanCalendar *calendar);
void           anlan_calendar_focus     (AnlanCalendar *calendar);

G_END_DECLS

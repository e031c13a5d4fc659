/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "model/days.h"

G_BEGIN_DECLS

/**
 * AnlanCalendarItem:
 *
 * A record on a day of a calendar: a button that opens it. What is late says so by an icon. It can be dragged to another
 * day where @field is given, the record's stage leaves that open, and nothing else computes it.
 */
#define ANLAN_TYPE_CALENDAR_ITEM (anlan_calendar_item_get_type ())
G_DECLARE_FINAL_TYPE (AnlanCalendarItem, anlan_calendar_item, ANLAN, CALENDAR_ITEM, GtkButton)

AnlanRecord      *anlan_calendar_item_get_record (AnlanCalendarItem *item); /* borrowed */
/* The field that says on which day it stands; NULL: it cannot be moved. Borrowed from the kind. */
const AnlanField *anlan_calendar_item_get_movable (AnlanCalendarItem *item);
const char       *anlan_calendar_item_get_at      (AnlanCalendarItem *item);

/**
 * AnlanCalendarDay:
 *
 * A day in a month or a week: its number, how many items, the first of them, and behind a button the rest. It can have
 * the focus. Signals: "chosen" (AnlanRecord *) when an item is pressed, "dropped" (AnlanCalendarItem *) when one is let
 * go of over it; returns whether it was taken.
 */
#define ANLAN_TYPE_CALENDAR_DAY (anlan_calendar_day_get_type ())
G_DECLARE_FINAL_TYPE (AnlanCalendarDay, anlan_calendar_day, ANLAN, CALENDAR_DAY, GtkWidget)

typedef enum
{
  ANLAN_DAY_TODAY = 1 << 0,
  ANLAN_DAY_ASIDE = 1 << 1, /* of the month before or after */
  ANLAN_DAY_TALL = 1 << 2,  /* of a week: there is room for all of them */
} AnlanDayFlags;

GtkWidget  *anlan_calendar_day_new      (AnlanDesk *desk, const AnlanKind *kind);
/* @field: by which the items stand here, or NULL: by what is owed. */
void        anlan_calendar_day_set      (AnlanCalendarDay *self, const AnlanDay *day, const AnlanField *field,
                                         AnlanDayFlags flags);
const char *anlan_calendar_day_get_date (AnlanCalendarDay *self);
/* The first item gets the focus; FALSE: there is none. */
gboolean    anlan_calendar_day_enter    (AnlanCalendarDay *self);

G_END_DECLS

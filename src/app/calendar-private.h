/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "calendar-day.h"

G_BEGIN_DECLS

/* --- calendar-item.c ---------------------------------------------------------------------------------------------- */

/* @field: by which it stands there, or NULL: by what is owed. @tall: there is room for several lines. */
GtkWidget *anlan_calendar_item_new (AnlanPlant *plant, const AnlanDayItem *item, const AnlanField *field, gboolean tall);

G_END_DECLS

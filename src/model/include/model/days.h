/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/query.h"

G_BEGIN_DECLS

/* A record on a day. */
typedef struct
{
  AnlanRecord     *record;
  const AnlanDuty *duty;   /* of the record's kind, or NULL: it stands here by a field */
  char            *at;     /* the date or moment by which it stands here, as stored */
} AnlanDayItem;

typedef struct
{
  char      *date;         /* "2026-11-22", of the plant's clock */
  guint      count;        /* all of that day */
  GPtrArray *items;        /* AnlanDayItem: the first of them, the earliest at the head */
} AnlanDay;

/**
 * anlan_plant_days_async:
 * @query: which records; its order does not matter.
 * @field: (nullable): a field with a date or a moment; NULL: the open duties.
 * @from: the first day, "2026-11-22".
 * @n_days: at most 100.
 * @most: how many items of a day are given back.
 *
 * What falls on each day. Days begin at midnight of the plant's clock. Read off the main thread; however many there are,
 * only @most records of a day are read.
 */
void       anlan_plant_days_async  (AnlanPlant *plant, const AnlanQuery *query, const char *field, const char *from,
                                    guint n_days, guint most, GCancellable *cancellable,
                                    GAsyncReadyCallback callback, gpointer user_data);
GPtrArray *anlan_plant_days_finish (AnlanPlant *plant, GAsyncResult *result, GError **error); /* AnlanDay */

G_END_DECLS

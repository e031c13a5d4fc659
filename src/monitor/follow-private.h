/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "monitor/follow.h"

/* One reaction to one alarm. All borrowed. */
typedef struct
{
  AnlanPlant *plant;
  const AnlanRecord *reaction;
  const AnlanAlarm *alarm;
  const AnlanRecord *shown;  /* the alarm among the plant's records */
  const AnlanRecord *before; /* what followed earlier, or NULL */
  const char *id;            /* of what follows */
} Consequence;

/* Each adds to @n what it did. FALSE where it could not be done now, and nothing was. */
gboolean
anlan_follow_move (const Consequence *consequence, guint *n, GError **error);
gboolean
anlan_follow_duty (const Consequence *consequence, guint *n, GError **error);
gboolean
anlan_follow_hazard (const Consequence *consequence, guint *n, GError **error);

/* @expression with the zone in its place; NULL: no zone, of which nothing is true. The caller frees it. */
char *
anlan_follow_within (const char *expression, const char *zone);

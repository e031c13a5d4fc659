/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "model/kind.h"

G_BEGIN_DECLS

/* When what is told about a duty. Moments are milliseconds since 1970. */

#define ANLAN_NEVER G_MININT64

typedef enum
{
  ANLAN_DUTY_NEW,
  ANLAN_DUTY_REMIND,
  ANLAN_DUTY_DUE,
  ANLAN_DUTY_ESCALATE,
  ANLAN_N_DUTY_EVENTS,
} AnlanDutyEvent;

typedef struct
{
  gboolean urgent;
  gint64   opened;
  gint64   due;    /* or ANLAN_NEVER */
  guint    done;   /* set of events that have been told of: 1 << AnlanDutyEvent */
} AnlanDutyState;

/* "PT24H", "P1DT12H" in milliseconds; FALSE if it is none. */
gboolean anlan_span_parse   (const char *text, gint64 *ms);

/* The events that are to be told of by @now, as a set; @next: when the next one is, G_MAXINT64 if none will be. */
guint    anlan_duty_pending (const AnlanDuty *duty, const AnlanDutyState *state, gint64 now, gint64 *next);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "duty-times.h"

#include <string.h>

#include "base/time.h"

/* Of the units of ISO 8601, before and after the T; 0 for what is none there. A year and a month are taken for 365 and 30
 * days. */
static gint64
unit_ms (char unit, gboolean time)
{
  static const struct
  {
    char unit;
    gboolean time;
    gint64 ms;
  } units[] = {
    { 'Y', FALSE, 365 * ANLAN_DAY }, { 'M', FALSE, 30 * ANLAN_DAY }, { 'W', FALSE, 7 * ANLAN_DAY },
    { 'D', FALSE, ANLAN_DAY },       { 'H', TRUE, ANLAN_HOUR },      { 'M', TRUE, ANLAN_MINUTE },
    { 'S', TRUE, ANLAN_SECOND },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (units[i].unit == unit && units[i].time == time)
      return units[i].ms;
  return 0;
}

gboolean
anlan_span_parse (const char *text, gint64 *ms)
{
  gboolean time = FALSE;

  *ms = 0;
  if (text == NULL || text[0] != 'P')
    return FALSE;
  for (const char *p = text + 1; *p != '\0';)
    {
      char *end;
      gint64 n;

      if (*p == 'T')
        {
          time = TRUE;
          p++;
          continue;
        }
      n = g_ascii_strtoll (p, &end, 10);
      if (end == p || unit_ms (*end, time) == 0)
        return FALSE;
      *ms += n * unit_ms (*end, time);
      p = end + 1;
    }
  return TRUE;
}

/* When @event of the duty is, or G_MAXINT64 for never. */
static gint64
moment_of (const AnlanDuty *duty, const AnlanDutyState *state, AnlanDutyEvent event)
{
  gint64 span;

  if (event == ANLAN_DUTY_NEW)
    return state->urgent ? state->opened : G_MAXINT64;
  if (state->due == ANLAN_NEVER)
    return G_MAXINT64;
  if (event == ANLAN_DUTY_DUE)
    return state->due;
  if (event == ANLAN_DUTY_ESCALATE)
    return anlan_span_parse (duty->escalate, &span) ? state->due + span : G_MAXINT64;
  /* Who has just been given it needs no reminder. */
  if (!anlan_span_parse (duty->remind, &span) || span == 0 || state->due - span <= state->opened)
    return G_MAXINT64;
  return state->due - span;
}

guint
anlan_duty_pending (const AnlanDuty *duty, const AnlanDutyState *state, gint64 now, gint64 *next)
{
  guint pending = 0;

  *next = G_MAXINT64;
  for (guint i = 0; i < ANLAN_N_DUTY_EVENTS; i++)
    {
      gint64 at = (state->done & (1u << i)) != 0 ? G_MAXINT64 : moment_of (duty, state, i);

      if (at <= now)
        pending |= 1u << i;
      else
        *next = MIN (*next, at);
    }
  /* A reminder that comes with the deadline says nothing. */
  if (state->due != ANLAN_NEVER && state->due <= now)
    pending &= ~(1u << ANLAN_DUTY_REMIND);
  return pending;
}

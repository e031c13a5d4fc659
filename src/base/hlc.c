/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/hlc.h"

#include "base/time.h"

#define COUNTER_MAX 0xffffu
#define MS_MAX G_GINT64_CONSTANT (0xffffffffffff)
#define AHEAD_MAX (10 * ANLAN_MINUTE)

/* A full counter borrows the next millisecond: order matters more than the millisecond. */
static AnlanHlc
after (gint64 ms, guint counter)
{
  if (counter < COUNTER_MAX)
    return (AnlanHlc){ ms, counter + 1 };
  return (AnlanHlc){ MIN (ms + 1, MS_MAX), 0 };
}

AnlanHlc
anlan_hlc_next (AnlanHlc last, gint64 now_ms)
{
  now_ms = CLAMP (now_ms, 0, MS_MAX);
  if (now_ms > last.ms)
    return (AnlanHlc){ now_ms, 0 };
  return after (last.ms, last.counter);
}

gboolean
anlan_hlc_receive (AnlanHlc last, AnlanHlc remote, gint64 now_ms, AnlanHlc *next)
{
  AnlanHlc latest;

  g_return_val_if_fail (next != NULL, FALSE);

  if (remote.ms < 0 || remote.ms > MS_MAX || remote.counter > COUNTER_MAX || remote.ms > now_ms + AHEAD_MAX)
    return FALSE;

  latest = anlan_hlc_compare (last, remote) >= 0 ? last : remote;
  *next = anlan_hlc_next (latest, now_ms);
  return TRUE;
}

int
anlan_hlc_compare (AnlanHlc a, AnlanHlc b)
{
  if (a.ms != b.ms)
    return a.ms < b.ms ? -1 : 1;
  return (a.counter > b.counter) - (a.counter < b.counter);
}

void
anlan_hlc_format (AnlanHlc hlc, char text[ANLAN_HLC_TEXT_LENGTH + 1])
{
  static const char digits[] = "0123456789abcdef";

  g_return_if_fail (hlc.ms >= 0 && hlc.ms <= MS_MAX && hlc.counter <= COUNTER_MAX);

  for (int i = 0; i < 12; i++)
    text[i] = digits[(hlc.ms >> (4 * (11 - i))) & 15];
  text[12] = '-';
  for (int i = 0; i < 4; i++)
    text[13 + i] = digits[(hlc.counter >> (4 * (3 - i))) & 15];
  text[ANLAN_HLC_TEXT_LENGTH] = '\0';
}

/* Upper case is refused: the same moment must have one text only, because texts are compared. */
static gboolean
parse_hex (const char *text, int length, guint64 *number)
{
  *number = 0;
  for (int i = 0; i < length; i++)
    {
      char c = text[i];

      if (c >= '0' && c <= '9')
        *number = *number << 4 | (guint64)(c - '0');
      else if (c >= 'a' && c <= 'f')
        *number = *number << 4 | (guint64)(c - 'a' + 10);
      else
        return FALSE;
    }
  return TRUE;
}

gboolean
anlan_hlc_parse (const char *text, AnlanHlc *hlc)
{
  guint64 ms, counter;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (hlc != NULL, FALSE);

  if (!parse_hex (text, 12, &ms) || text[12] != '-' || !parse_hex (text + 13, 4, &counter) ||
      text[17] != '\0')
    return FALSE;
  hlc->ms = (gint64)ms;
  hlc->counter = (guint)counter;
  return TRUE;
}

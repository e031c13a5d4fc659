/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "scan-burst.h"

/* From so many characters on nobody can have typed them. */
#define SURE ANLAN_SCAN_LEAST_BARE

void
anlan_scan_burst_init (AnlanScanBurst *burst)
{
  *burst = (AnlanScanBurst){ .text = g_string_new (NULL) };
}

void
anlan_scan_burst_clear (AnlanScanBurst *burst)
{
  if (burst->text != NULL)
    g_string_free (burst->text, TRUE);
  burst->text = NULL;
}

static void
reset (AnlanScanBurst *burst)
{
  g_string_truncate (burst->text, 0);
  burst->held = burst->chars = 0;
  burst->done = FALSE;
}

static void
hold_char (AnlanScanBurst *burst, gunichar c, guint32 time)
{
  g_string_append_unichar (burst->text, c);
  burst->chars++;
  burst->held++;
  burst->last = time;
}

static AnlanScanVerdict
end (AnlanScanBurst *burst, AnlanScanVerdict verdict)
{
  if (verdict == ANLAN_SCAN_DONE)
    {
      burst->held = burst->chars = 0;
      burst->done = TRUE;
    }
  else
    reset (burst);
  return verdict;
}

guint
anlan_scan_burst_patience (const AnlanScanBurst *burst)
{
  return burst->chars >= SURE ? ANLAN_SCAN_SURE_GAP_MS : ANLAN_SCAN_GAP_MS;
}

AnlanScanVerdict
anlan_scan_burst_key (AnlanScanBurst *burst, AnlanScanKey key, gunichar c, guint32 time)
{
  gboolean soon;

  if (burst->done)
    reset (burst);
  /* Unsigned: the difference is right also where the clock has wrapped around. */
  soon = time - burst->last <= anlan_scan_burst_patience (burst);
  switch (key)
    {
    case ANLAN_SCAN_KEY_CHAR:
      if (burst->held > 0 && !soon)
        {
          reset (burst);
          hold_char (burst, c, time);
          return ANLAN_SCAN_RENEW;
        }
      hold_char (burst, c, time);
      return ANLAN_SCAN_HOLD;
    case ANLAN_SCAN_KEY_END:
      if (burst->held == 0)
        return ANLAN_SCAN_PASS;
      return end (burst, soon && burst->chars >= ANLAN_SCAN_LEAST ? ANLAN_SCAN_DONE : ANLAN_SCAN_GIVE_BACK);
    case ANLAN_SCAN_KEY_SHIFT:
    case ANLAN_SCAN_KEY_RELEASE:
      /* What is held must not be overtaken by the release of its own keys. */
      if (burst->held == 0)
        return ANLAN_SCAN_PASS;
      burst->held++;
      return ANLAN_SCAN_HOLD;
    case ANLAN_SCAN_KEY_OTHER:
    default:
      return burst->held == 0 ? ANLAN_SCAN_PASS : end (burst, ANLAN_SCAN_GIVE_BACK);
    }
}

AnlanScanVerdict
anlan_scan_burst_silence (AnlanScanBurst *burst)
{
  if (burst->held == 0)
    return ANLAN_SCAN_PASS;
  return end (burst, burst->chars >= ANLAN_SCAN_LEAST_BARE ? ANLAN_SCAN_DONE : ANLAN_SCAN_GIVE_BACK);
}

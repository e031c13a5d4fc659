/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dates and times as people write them: what is taken for one is stored in a form that is taken again for the same. */
#define G_LOG_DOMAIN "anlan-fuzz"

#include <string.h>

#include "base/time.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t size)
{
  static GTimeZone *zone;
  if (zone == NULL)
    zone = g_time_zone_new_offset (8 * 3600);

  /* Callers hand over UTF-8: the importers convert before they ask. */
  g_autofree char *raw = g_strndup ((const char *)bytes, size);
  g_autofree char *text = g_utf8_make_valid (raw, -1);

  gboolean ambiguous = FALSE;
  g_autofree char *date = anlan_date_from_text (text, &ambiguous);
  if (date != NULL)
    {
      g_assert_true (anlan_date_valid (date));
      g_autofree char *again = anlan_date_from_text (date, NULL);
      g_assert_cmpstr (date, ==, again);
    }

  g_autofree char *clock = anlan_clock_time_from_text (text);
  if (clock != NULL)
    {
      g_autofree char *again = anlan_clock_time_from_text (clock);
      g_assert_cmpstr (clock, ==, again);
    }

  g_autofree char *moment = anlan_moment_from_text (text, zone);
  if (moment != NULL)
    {
      gint64 ms = 0;
      g_assert_true (anlan_time_parse (moment, &ms));
      g_autofree char *again = anlan_time_format (ms);
      g_assert_cmpstr (moment, ==, again);
    }
  return 0;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-station"

#include "station/recording.h"

static void
replace (GString *text, const char *start, const char *name, char *with)
{
  g_autofree char *word = g_strdup_printf ("{%s%s}", start, name);

  g_string_replace (text, word, with, 0);
  g_free (with);
}

static char *
format (gint64 ms, GTimeZone *zone, const char *how)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL && zone != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  if (utc == NULL)
    return g_strdup ("");
  return g_date_time_format (local != NULL ? local : utc, how);
}

/* @start: "start" or "end". */
static void
replace_moment (GString *text, const char *start, gint64 ms, GTimeZone *zone)
{
  replace (text, start, "", format (ms, NULL, "%Y%m%dT%H%M%SZ"));
  replace (text, start, "_s", g_strdup_printf ("%" G_GINT64_FORMAT, ms / 1000));
  replace (text, start, "_local", format (ms, zone, "%Y-%m-%d%%20%H:%M:%S"));
  replace (text, start, "_wall", format (ms, zone, "%Y%m%dT%H%M%SZ"));
}

char *
anlan_recording_address (
    const char *template, guint channel, gint64 from, gint64 to, gint64 offset, GTimeZone *zone)
{
  GString *text;

  g_return_val_if_fail (template != NULL, NULL);

  text = g_string_new (template);
  replace_moment (text, "start", from - offset, zone);
  replace_moment (text, "end", to - offset, zone);
  replace (text, "channel", "", g_strdup_printf ("%u", channel));
  return g_string_free (text, FALSE);
}

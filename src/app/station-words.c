/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "station-words.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "say.h"

/* Clocks that are together within this are right, ms. */
#define CLOCK_IS_RIGHT (5 * 1000)

const char *
anlan_source_say_state (AnlanSourceState state)
{
  switch (state)
    {
    case ANLAN_SOURCE_RUNNING:
      return _ ("Works");
    case ANLAN_SOURCE_STARTING:
      return _ ("Is being reached");
    case ANLAN_SOURCE_SILENT:
      return C_ ("source", "Silent");
    case ANLAN_SOURCE_FAILING:
      return _ ("Fails");
    case ANLAN_SOURCE_OFF:
    default:
      return C_ ("source", "Off");
    }
}

const char *
anlan_source_icon (AnlanSourceState state)
{
  switch (state)
    {
    case ANLAN_SOURCE_RUNNING:
      return "emblem-ok-symbolic";
    case ANLAN_SOURCE_STARTING:
      return "content-loading-symbolic";
    case ANLAN_SOURCE_SILENT:
      return "anlan-late-symbolic";
    case ANLAN_SOURCE_FAILING:
      return "dialog-warning-symbolic";
    case ANLAN_SOURCE_OFF:
    default:
      return "system-shutdown-symbolic";
    }
}

char *
anlan_say_span (gint64 ms)
{
  gint64 seconds = ABS (ms) / 1000;
  int n;

  if (seconds < 120)
    {
      n = (int)seconds;
      return g_strdup_printf (_ ("%d s"), n);
    }
  if (seconds < 2 * 3600)
    {
      n = (int)(seconds / 60);
      return g_strdup_printf (_ ("%d min"), n);
    }
  if (seconds < 2 * 86400)
    {
      n = (int)(seconds / 3600);
      return g_strdup_printf (_ ("%d h"), n);
    }
  n = (int)(seconds / 86400);
  return g_strdup_printf (ngettext ("%d day", "%d days", (gulong)n), n);
}

static char *
say_rate (double rate)
{
  if (rate >= 1)
    return g_strdup_printf (_ ("%.0f a second"), rate);
  return g_strdup_printf (_ ("%.0f a minute"), rate * 60);
}

/* The device's moment was earlier than ours: its clock is late. */
static char *
say_offset (gint64 offset)
{
  g_autofree char *span = NULL;

  if (offset == G_MININT64 || ABS (offset) < CLOCK_IS_RIGHT)
    return NULL;
  span = anlan_say_span (offset);
  return g_strdup_printf (offset > 0 ? _ ("its clock is %s late") : _ ("its clock is %s ahead"), span);
}

static void
add (GString *text, char *part)
{
  if (part != NULL && text->len > 0)
    g_string_append (text, " · ");
  if (part != NULL)
    g_string_append (text, part);
  g_free (part);
}

char *
anlan_source_say (const AnlanSourceStatus *status, gint64 now, GTimeZone *zone)
{
  GString *text = g_string_new (NULL);
  g_autofree char *last = NULL;

  g_return_val_if_fail (status != NULL, NULL);

  if (status->last == G_MININT64)
    add (text, g_strdup (_ ("no word yet")));
  else
    {
      last = anlan_say_moment (status->last, now, zone);
      add (text, g_strdup_printf (_ ("last word %s"), last));
      add (text, say_rate (status->rate));
    }
  add (text, say_offset (status->offset));
  if (status->refused > 0)
    {
      guint refused = (guint)MIN (status->refused, G_MAXUINT);

      add (text, g_strdup_printf (ngettext ("%u value refused", "%u values refused", refused), refused));
    }
  return g_string_free (text, FALSE);
}

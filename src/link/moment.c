/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "moment.h"

#include <math.h>
#include <string.h>

#include "base/time.h"

static const char *const form_names[] = { "auto", "ms", "s", "us", "ns", "rfc3339", "local" };

/* Digits of a wall time, to the second and to the millisecond. */
#define COMPACT 14
#define COMPACT_MS 17

gboolean
anlan_moment_form_find (const char *name, AnlanMomentForm *form)
{
  for (guint i = 0; i < G_N_ELEMENTS (form_names); i++)
    if (g_strcmp0 (name, form_names[i]) == 0)
      {
        *form = (AnlanMomentForm)i;
        return TRUE;
      }
  return FALSE;
}

/* How many of a unit are a second: one number can be but one of them within the years 1973 to 5138. */
static gint64
per_second (double number, AnlanMomentForm form)
{
  if (form == ANLAN_MOMENT_S || (form == ANLAN_MOMENT_AUTO && fabs (number) < 1e11))
    return 1;
  if (form == ANLAN_MOMENT_MS || (form == ANLAN_MOMENT_AUTO && fabs (number) < 1e14))
    return 1000;
  if (form == ANLAN_MOMENT_US || (form == ANLAN_MOMENT_AUTO && fabs (number) < 1e17))
    return 1000000;
  return 1000000000;
}

gboolean
anlan_moment_of_real (double real, AnlanMomentForm form, gint64 *ms)
{
  double milliseconds;

  if (form == ANLAN_MOMENT_RFC3339 || form == ANLAN_MOMENT_LOCAL || !isfinite (real))
    return FALSE;
  milliseconds = real / ((double)per_second (real, form) / 1000.0);
  if (fabs (milliseconds) > 1e15)
    return FALSE;
  *ms = (gint64)floor (milliseconds);
  return TRUE;
}

static gboolean
all_digits (const char *text)
{
  if (text[0] == '\0')
    return FALSE;
  while (g_ascii_isdigit (*text))
    text++;
  return *text == '\0';
}

/* "20260122050916250" as "2026-01-22 05:09:16", and what follows as milliseconds. */
static gboolean
read_compact (const char *text, GTimeZone *zone, gint64 *ms)
{
  char wall[20];
  g_autofree char *stored = NULL;

  if (strlen (text) != COMPACT && strlen (text) != COMPACT_MS)
    return FALSE;
  g_snprintf (wall, sizeof wall, "%.4s-%.2s-%.2s %.2s:%.2s:%.2s", text, text + 4, text + 6, text + 8,
              text + 10, text + 12);
  stored = anlan_moment_from_text (wall, zone);
  if (stored == NULL || !anlan_time_parse (stored, ms))
    return FALSE;
  *ms += strlen (text) == COMPACT_MS ? (gint64)g_ascii_strtoll (text + COMPACT, NULL, 10) : 0;
  return TRUE;
}

/* Wall time with its fraction, which the common reader of people's texts does not take. */
static gboolean
read_local (const char *text, GTimeZone *zone, gint64 *ms)
{
  g_autofree char *stored = NULL, *whole = NULL;
  const char *colon, *point;
  double fraction = 0;

  if (all_digits (text))
    return read_compact (text, zone, ms);
  colon = strrchr (text, ':');
  point = colon != NULL ? strchr (colon, '.') : NULL;
  if (point != NULL && all_digits (point + 1))
    {
      whole = g_strndup (text, (gsize)(point - text));
      fraction = g_ascii_strtod (point, NULL);
    }
  stored = anlan_moment_from_text (whole != NULL ? whole : text, zone);
  if (stored == NULL || !anlan_time_parse (stored, ms))
    return FALSE;
  *ms += (gint64)floor (fraction * 1000 + 1e-6);
  return TRUE;
}

gboolean
anlan_moment_of_integer (gint64 integer, AnlanMomentForm form, GTimeZone *zone, gint64 *ms)
{
  char text[24];
  gint64 per;

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, integer);
  if (form == ANLAN_MOMENT_LOCAL)
    return integer > 0 && read_compact (text, zone, ms);
  if (form == ANLAN_MOMENT_AUTO && integer > 0 &&
      (g_str_has_prefix (text, "19") || g_str_has_prefix (text, "20")) && read_compact (text, zone, ms))
    return TRUE;
  if (form == ANLAN_MOMENT_RFC3339)
    return FALSE;
  per = per_second ((double)integer, form);
  if (per > 1000)
    *ms = integer / (per / 1000);
  else if (ABS ((double)integer) > 1e15)
    return FALSE;
  else
    *ms = integer * (1000 / per);
  return TRUE;
}

gboolean
anlan_moment_of_text (const char *text, AnlanMomentForm form, GTimeZone *zone, gint64 *ms)
{
  char *end;
  double real;

  /* Not too many digits for a whole number. */
  if (all_digits (text) && strlen (text) <= 18)
    return anlan_moment_of_integer (g_ascii_strtoll (text, NULL, 10), form, zone, ms);
  switch (form)
    {
    case ANLAN_MOMENT_RFC3339:
      return anlan_time_parse (text, ms);
    case ANLAN_MOMENT_LOCAL:
      return read_local (text, zone, ms);
    case ANLAN_MOMENT_AUTO:
      if (anlan_time_parse (text, ms) || read_local (text, zone, ms))
        return TRUE;
      break;
    case ANLAN_MOMENT_MS:
    case ANLAN_MOMENT_S:
    case ANLAN_MOMENT_US:
    case ANLAN_MOMENT_NS:
    default:
      break;
    }
  if (!g_ascii_isdigit (text[0]))
    return FALSE;
  real = g_ascii_strtod (text, &end);
  return *end == '\0' && anlan_moment_of_real (real, form, ms);
}

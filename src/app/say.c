/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "say.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>

#include "base/time.h"

/* --- formats ------------------------------------------------------------------------------------------------------ */

/* The names of days and months come from our own translations: the C library speaks the language of the locale, which
 * need not be the one chosen, and on a plain machine has no other than English. */
static const char *const weekdays[] = {
  NC_ ("weekday", "Monday"),   NC_ ("weekday", "Tuesday"), NC_ ("weekday", "Wednesday"),
  NC_ ("weekday", "Thursday"), NC_ ("weekday", "Friday"),  NC_ ("weekday", "Saturday"),
  NC_ ("weekday", "Sunday"),
};

static const char *const months[] = {
  NC_ ("month", "January"),   NC_ ("month", "February"), NC_ ("month", "March"),    NC_ ("month", "April"),
  NC_ ("month", "May"),       NC_ ("month", "June"),     NC_ ("month", "July"),     NC_ ("month", "August"),
  NC_ ("month", "September"), NC_ ("month", "October"),  NC_ ("month", "November"), NC_ ("month", "December"),
};

static const char *const short_months[] = {
  NC_ ("month, short", "Jan"), NC_ ("month, short", "Feb"), NC_ ("month, short", "Mar"),
  NC_ ("month, short", "Apr"), NC_ ("month, short", "May"), NC_ ("month, short", "Jun"),
  NC_ ("month, short", "Jul"), NC_ ("month, short", "Aug"), NC_ ("month, short", "Sep"),
  NC_ ("month, short", "Oct"), NC_ ("month, short", "Nov"), NC_ ("month, short", "Dec"),
};

/* As g_date_time_format(), but %A, %B and %b are in the language of the window. */
static char *
format_time (GDateTime *time, const char *format)
{
  GString *plain = g_string_new (NULL);
  g_autofree char *translated = NULL;
  int month = g_date_time_get_month (time) - 1, weekday = g_date_time_get_day_of_week (time) - 1;

  for (const char *at = format; *at != '\0'; at++)
    {
      if (at[0] == '%' && at[1] == 'A')
        g_string_append (plain, g_dpgettext2 (GETTEXT_PACKAGE, "weekday", weekdays[weekday]));
      else if (at[0] == '%' && at[1] == 'B')
        g_string_append (plain, g_dpgettext2 (GETTEXT_PACKAGE, "month", months[month]));
      else if (at[0] == '%' && at[1] == 'b')
        g_string_append (plain, g_dpgettext2 (GETTEXT_PACKAGE, "month, short", short_months[month]));
      else
        {
          g_string_append_c (plain, at[0]);
          if (at[0] == '%' && at[1] != '\0')
            g_string_append_c (plain, *++at);
          continue;
        }
      at++;
    }
  translated = g_string_free (plain, FALSE);
  return g_date_time_format (time, translated);
}

char *
anlan_say_time (gint64 ms, GTimeZone *zone, const char *format)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (ms / 1000);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, zone) : NULL;

  return local != NULL ? format_time (local, format) : g_strdup ("");
}

/* --- moments ------------------------------------------------------------------------------------------------------ */

static char *
day_of (gint64 ms, GTimeZone *zone)
{
  return anlan_local_format (ms, zone, "%Y-%m-%d");
}

char *
anlan_say_moment (gint64 ms, gint64 now, GTimeZone *zone)
{
  g_autofree char *day = day_of (ms, zone), *today = day_of (now, zone);
  int days = anlan_date_diff (day, today);

  if (days == 0)
    return anlan_say_time (ms, zone, C_ ("moment", "Today %H:%M"));
  if (days == 1)
    return anlan_say_time (ms, zone, C_ ("moment", "Yesterday %H:%M"));
  if (days == -1)
    return anlan_say_time (ms, zone, C_ ("moment", "Tomorrow %H:%M"));
  if (strncmp (day, today, 4) == 0)
    return anlan_say_time (ms, zone, C_ ("moment", "%-d %b %H:%M"));
  return anlan_say_time (ms, zone, C_ ("moment", "%-d %b %Y"));
}

char *
anlan_say_moment_fully (gint64 ms, GTimeZone *zone)
{
  return anlan_say_time (ms, zone, C_ ("moment", "%A, %-d %B %Y, %H:%M"));
}

static char *
say_left (gint64 minutes)
{
  gint64 hours = minutes / 60, days = hours / 24;

  if (minutes < 60)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d min left", "%d min left", (gulong)minutes),
                            (int)minutes);
  if (hours < 48)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d h left", "%d h left", (gulong)hours),
                            (int)hours);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day left", "%d days left", (gulong)days),
                          (int)days);
}

static char *
say_late (gint64 minutes)
{
  gint64 hours = minutes / 60, days = hours / 24;

  if (minutes < 60)
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "%d min overdue", "%d min overdue", (gulong)minutes), (int)minutes);
  if (hours < 48)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d h overdue", "%d h overdue", (gulong)hours),
                            (int)hours);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%d day overdue", "%d days overdue", (gulong)days),
                          (int)days);
}

char *
anlan_say_due (gint64 due, gint64 now, gboolean *late)
{
  *late = due < now;
  return *late ? say_late (MAX (1, (now - due) / ANLAN_MINUTE)) : say_left ((due - now) / ANLAN_MINUTE);
}

gboolean
anlan_deadline_parse (const AnlanField *field, const char *text, GTimeZone *zone, gint64 *ms)
{
  g_autofree char *wall = NULL, *moment = NULL;

  if (field->type == ANLAN_FIELD_MOMENT)
    return anlan_time_parse (text, ms);
  wall = g_strconcat (text, " 23:59:59", NULL);
  moment = anlan_moment_from_text (wall, zone);
  return moment != NULL && anlan_time_parse (moment, ms);
}

char *
anlan_say_who (const AnlanOwed *owed)
{
  if (owed->person_label != NULL)
    return g_strdup (owed->person_label);
  if (owed->unit_label != NULL)
    return g_strdup_printf (_ ("head of %s"), owed->unit_label);
  return g_strdup (_ ("nobody is named"));
}

static char *
say_date (const char *date, const char *format)
{
  g_autoptr (GDateTime) midnight = NULL;
  int year, month, day;

  if (date == NULL || !anlan_date_valid (date) || sscanf (date, "%d-%d-%d", &year, &month, &day) != 3)
    return g_strdup (date != NULL ? date : "");
  midnight = g_date_time_new_utc (year, month, day, 0, 0, 0);
  return format_time (midnight, format);
}

char *
anlan_say_date (const char *date)
{
  return say_date (date, C_ ("date", "%-d %b %Y"));
}

char *
anlan_say_date_fully (const char *date)
{
  return say_date (date, C_ ("date", "%A, %-d %B %Y"));
}

char *
anlan_say_new (const AnlanKind *kind)
{
  const char *title = anlan_kind_text (kind->title);
  /* Titles begin with a capital; in the middle of a sentence English does not. An abbreviation stays as it is. */
  gunichar first = g_unichar_tolower (g_utf8_get_char (title));
  const char *rest = title[0] != '\0' ? g_utf8_next_char (title) : title;
  gboolean abbreviation = rest[0] != '\0' && g_unichar_isupper (g_utf8_get_char (rest));
  char small[7] = "";
  g_autofree char *word = NULL;

  small[g_unichar_to_utf8 (first, small)] = '\0';
  word = abbreviation ? g_strdup (title) : g_strconcat (small, rest, NULL);
  return g_strdup_printf (C_ ("button that begins a record", "New %s"), word);
}

const AnlanField *
anlan_duty_field (const AnlanKind *kind, const AnlanDuty *duty)
{
  g_autofree char *id = NULL;

  if (duty->due == NULL)
    return NULL;
  /* "due", or "day_end(review)" of a date that is meant up to its end. */
  if (g_str_has_prefix (duty->due, "day_end(") && g_str_has_suffix (duty->due, ")"))
    id = g_strndup (duty->due + strlen ("day_end("), strlen (duty->due) - strlen ("day_end()"));
  return anlan_kind_field (kind, id != NULL ? id : duty->due);
}

gboolean
anlan_is_deadline (const AnlanKind *kind, const AnlanField *field, const char *stage)
{
  for (guint i = 0; i < kind->duties->len; i++)
    {
      const AnlanDuty *duty = g_ptr_array_index (kind->duties, i);

      if (anlan_duty_field (kind, duty) == field &&
          (duty->stage == NULL || g_strcmp0 (duty->stage, stage) == 0))
        return TRUE;
    }
  return FALSE;
}

gboolean
anlan_is_any_deadline (const AnlanKind *kind, const AnlanField *field)
{
  for (guint i = 0; i < kind->duties->len; i++)
    if (anlan_duty_field (kind, g_ptr_array_index (kind->duties, i)) == field)
      return TRUE;
  return FALSE;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "convert-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "base/units.h"

/* Integers beyond this are no longer exact in JSON (RFC 8785 takes ECMAScript's numbers). */
#define MAX_EXACT 9007199254740992.0

/* Where a number stopped, and what it was. */
typedef struct
{
  double value;
  const char *rest;
} Scan;

/* The part at the start of @text that can belong to a number. */
static gsize
number_length (const char *text)
{
  gsize n = 0;

  while (text[n] != '\0')
    if (g_ascii_isdigit (text[n]) || strchr ("+-,. ", text[n]) != NULL)
      n++;
    else if (n == 0 && g_str_has_prefix (text, "−"))
      n += strlen ("−");
    else if (n > 0 && g_ascii_isdigit (text[n - 1]) && (text[n] == 'e' || text[n] == 'E') &&
             (g_ascii_isdigit (text[n + 1]) || (text[n + 1] != '\0' && g_ascii_isdigit (text[n + 2]))))
      n++;
    else
      break;
  return n;
}

/* @clean: NFKC, no blanks at the ends. */
static gboolean
scan_number (const char *clean, Scan *scan)
{
  gsize n = number_length (clean);
  g_autofree char *number = g_strndup (clean, n);

  scan->rest = clean + n;
  return anlan_text_to_number (anlan_text_trim (number), &scan->value, NULL);
}

/* 3万 and 1.2亿 are how Chinese tables write large sums. */
static void
take_myriads (Scan *scan)
{
  if (g_str_has_prefix (scan->rest, "万"))
    scan->value *= 1e4;
  else if (g_str_has_prefix (scan->rest, "亿"))
    scan->value *= 1e8;
  else
    return;
  scan->rest = g_utf8_next_char (scan->rest);
}

/* Words with which things are counted; they say nothing about the unit. */
static gboolean
is_counter (const char *rest)
{
  static const char *const counters[] = { "个", "人", "名", "台", "套", "处", "项",
                                          "条", "次", "份", "张", "件", "起", "户" };

  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    if (strcmp (rest, counters[i]) == 0)
      return TRUE;
  return FALSE;
}

/* The unit that stands behind the number, converted into that of the field. A plain per cent sign is whatever per cent the
 * field has: people write 15.7% for both %vol and %LEL. */
static gboolean
convert_unit (const AnlanField *field, Scan *scan)
{
  const AnlanUnit *from = anlan_unit_find (scan->rest);
  const AnlanUnit *to = anlan_unit_find (field->unit);
  g_autofree char *written = NULL;
  g_autofree char *own = NULL;

  if (from != NULL && to != NULL && anlan_unit_convert (scan->value, from, to, &scan->value))
    return TRUE;
  if (strcmp (scan->rest, "%") == 0 && field->unit[0] == '%')
    return TRUE;
  /* A unit of a plant's own, which no table knows. */
  written = anlan_fold (scan->rest);
  own = anlan_fold (field->unit);
  return strcmp (written, own) == 0;
}

static gboolean
settle_unit (const AnlanField *field, const char *text, Scan *scan, GError **error)
{
  if (scan->rest[0] == '\0' || (field->unit != NULL && convert_unit (field, scan)) ||
      (field->unit == NULL && is_counter (scan->rest)))
    return TRUE;
  if (field->unit == NULL)
    return anlan_convert_refuse (field, text, error,
                                 _ ("%s: “%s” has something behind the number. Write the number alone."));
  return anlan_convert_refuse (
      field, text, error,
      _ ("%s: the unit in “%s” is not one of this field's. Write the number alone, in the "
         "unit of the field."));
}

static gboolean
set_integer (const AnlanField *field, const char *text, double number, AnlanValue *value, GError **error)
{
  /* 0.1 + 0.2 in a spreadsheet must not turn 3 into no whole number. */
  double whole = round (number);

  if (fabs (number - whole) > 1e-9 * fmax (1.0, fabs (number)))
    return anlan_convert_refuse (field, text, error, _ ("%s: “%s” is not a whole number."));
  if (fabs (whole) > MAX_EXACT)
    return anlan_convert_refuse (field, text, error, _ ("%s: “%s” is too large to be stored exactly."));
  anlan_value_set_integer (value, (gint64)whole);
  return TRUE;
}

/* What is written in the unit that the writer is used to, with its name or without, as it is stored. TRUE where that is
 * another one than the field's, so that nobody can hit a whole number of the field's. */
static gboolean
take_habit (const AnlanField *field, const AnlanUnitHabit *habit, Scan *scan)
{
  const AnlanUnit *own = anlan_unit_find (field->unit);
  const AnlanUnit *used = anlan_unit_habit_for (habit, own);

  if (used == own || (scan->rest[0] != '\0' && anlan_unit_find (scan->rest) != used))
    return FALSE;
  scan->rest = "";
  return anlan_unit_convert (scan->value, used, own, &scan->value);
}

gboolean
anlan_parse_number (
    const AnlanField *field, const AnlanUnitHabit *habit, const char *text, AnlanValue *value, GError **error)
{
  g_autofree char *tidy = anlan_tidy (text, FALSE);
  g_autofree char *clean = g_utf8_normalize (tidy, -1, G_NORMALIZE_ALL_COMPOSE);
  gboolean rounded;
  Scan scan;

  if (!scan_number (g_strstrip (clean), &scan))
    return anlan_convert_refuse (
        field, text, error, _ ("%s: “%s” is not a number. Write it with digits and a point, such as 12.5."));
  take_myriads (&scan);
  rounded = take_habit (field, habit, &scan) && field->type == ANLAN_FIELD_INTEGER;
  if (!settle_unit (field, text, &scan, error))
    return FALSE;
  if (field->type == ANLAN_FIELD_INTEGER)
    return set_integer (field, text, rounded ? round (scan.value) : scan.value, value, error);
  anlan_value_set_real (value, scan.value);
  return TRUE;
}

/* --- durations ------------------------------------------------------------------------------------------------ */

typedef struct
{
  const char *word;
  int seconds;
} Span;

/* Longer words first where one begins with another. No months or years: they have no fixed length. */
static const Span SPANS[] = {
  { "weeks", 604800 }, { "week", 604800 }, { "周", 604800 }, { "星期", 604800 }, { "w", 604800 },
  { "days", 86400 },   { "day", 86400 },   { "天", 86400 },  { "日", 86400 },    { "d", 86400 },
  { "hours", 3600 },   { "hour", 3600 },   { "hrs", 3600 },  { "hr", 3600 },     { "个小时", 3600 },
  { "小时", 3600 },    { "时", 3600 },     { "h", 3600 },    { "minutes", 60 },  { "minute", 60 },
  { "mins", 60 },      { "min", 60 },      { "分钟", 60 },   { "分", 60 },       { "m", 60 },
  { "seconds", 1 },    { "second", 1 },    { "secs", 1 },    { "sec", 1 },       { "秒", 1 },
  { "s", 1 },
};

/* "2:30" is two and a half hours, "2:30:15" has seconds. */
static gboolean
scan_clock (const char *at, double *seconds)
{
  int parts[3] = { 0 }, n = 0;

  while (n < 3 && g_ascii_isdigit (*at))
    {
      char *end;
      guint64 part = g_ascii_strtoull (at, &end, 10);

      if (part > (n == 0 ? 99999 : 59) || (n > 0 && end - at != 2))
        return FALSE;
      parts[n++] = (int)part;
      at = end;
      if (*at != ':')
        break;
      at++;
    }
  if (n < 2 || *at != '\0' || at[-1] == ':')
    return FALSE;
  *seconds = parts[0] * 3600.0 + parts[1] * 60.0 + parts[2];
  return TRUE;
}

static gboolean
take_span (const char **at, double *seconds)
{
  char *end;
  double number = g_ascii_strtod (*at, &end);

  if (end == *at || !isfinite (number))
    return FALSE;
  while (*end == ' ')
    end++;
  for (guint i = 0; i < G_N_ELEMENTS (SPANS); i++)
    if (g_str_has_prefix (end, SPANS[i].word))
      {
        *seconds += number * SPANS[i].seconds;
        *at = end + strlen (SPANS[i].word);
        return TRUE;
      }
  return FALSE;
}

/* "2 h 30 min", "1天2小时", "90 minutes", and ISO 8601 "P1DT2H30M" (folded to small letters). */
static gboolean
scan_spans (const char *at, double *seconds)
{
  gboolean iso = at[0] == 'p' && (g_ascii_isdigit (at[1]) || at[1] == 't');
  gboolean clock = FALSE;
  guint n = 0;

  *seconds = 0;
  if (iso)
    at++;
  while (*at != '\0')
    {
      if (*at == ' ' || *at == ',' || (iso && *at == 't'))
        {
          clock |= *at++ == 't';
          continue;
        }
      if (!g_ascii_isdigit (*at) && *at != '.')
        return FALSE;
      if (!take_span (&at, seconds))
        return FALSE;
      if (iso && !clock && at[-1] == 'm') /* before the T it means months */
        return FALSE;
      n++;
    }
  return n > 0;
}

gboolean
anlan_parse_duration (const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  g_autofree char *folded = anlan_fold (text);
  const char *at = folded;
  gboolean negative = *at == '-';
  double seconds = 0;

  if (negative)
    at++;
  /* A bare number is refused: nobody can know whether "8" are hours or days. Only nothing is nothing. */
  if (strcmp (at, "0") != 0 && !scan_clock (at, &seconds) && !scan_spans (at, &seconds))
    return anlan_convert_refuse (
        field, text, error,
        _ ("%s: “%s” is no length of time. Write it with its unit, such as 2 h 30 min or 3 d."));
  if (fabs (seconds) > MAX_EXACT)
    return anlan_convert_refuse (field, text, error, _ ("%s: “%s” is too long a time."));
  anlan_value_set_integer (value, llround (negative ? -seconds : seconds));
  return TRUE;
}

static void
add_part (GString *out, gint64 number, const char *format)
{
  g_autofree char *part = NULL;

  if (number == 0)
    return;
  part = g_strdup_printf (format, (int)number);
  if (out->len > 0)
    g_string_append_c (out, ' ');
  g_string_append (out, part);
}

/* "1 d 2 h 30 min"; what anlan_parse_duration() reads, in any language. */
char *
anlan_format_duration (gint64 seconds)
{
  GString *out = g_string_new (NULL);
  guint64 left = seconds < 0 ? -(guint64)seconds : (guint64)seconds;

  if (left == 0)
    {
      g_string_free (out, TRUE);
      return g_strdup_printf (_ ("%d min"), 0);
    }
  /* Translators: parts of a length of time: 1 d 2 h 30 min 15 s */
  add_part (out, (gint64)MIN (left / 86400, G_MAXINT), _ ("%d d"));
  add_part (out, (gint64)(left % 86400 / 3600), _ ("%d h"));
  add_part (out, (gint64)(left % 3600 / 60), _ ("%d min"));
  add_part (out, (gint64)(left % 60), _ ("%d s"));
  if (seconds < 0)
    g_string_prepend_c (out, '-');
  return g_string_free (out, FALSE);
}

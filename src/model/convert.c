/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "convert-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"

AnlanConverter *
anlan_converter_new (AnlanDb *db, AnlanKinds *kinds, GTimeZone *zone)
{
  AnlanConverter *converter;

  g_return_val_if_fail (kinds != NULL && zone != NULL, NULL);

  converter = g_new0 (AnlanConverter, 1);
  converter->db = db;
  converter->kinds = anlan_kinds_ref (kinds);
  converter->zone = g_time_zone_ref (zone);
  converter->choices = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify)g_hash_table_unref);
  converter->references =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)anlan_references_free);
  converter->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return converter;
}

void
anlan_converter_free (AnlanConverter *converter)
{
  if (converter == NULL)
    return;
  g_hash_table_unref (converter->choices);
  g_hash_table_unref (converter->references);
  g_hash_table_unref (converter->labels);
  anlan_catalogs_free (converter->catalogs);
  g_time_zone_unref (converter->zone);
  anlan_kinds_unref (converter->kinds);
  g_free (converter);
}

void
anlan_converter_set_habit (AnlanConverter *converter, const AnlanUnitHabit *habit)
{
  g_return_if_fail (converter != NULL && habit != NULL);

  converter->habit = *habit;
}

/* --- texts ------------------------------------------------------------------------------------------------------ */

/* 1.10105E+17: what is left of a long number once a spreadsheet took it for one. */
static gboolean
is_rounded (const char *text)
{
  return g_regex_match_simple ("^[0-9]\\.[0-9]+[eE]\\+[0-9]{2}$", text, 0, 0);
}

static gboolean
matches (GRegex *pattern, const char *text)
{
  return g_regex_match (pattern, text, G_REGEX_MATCH_ANCHORED, NULL);
}

static char *
without_blanks (const char *text)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " -", -1);

  return g_strjoinv (NULL, parts);
}

/* A text as its pattern wants it: full-width signs, small letters and blanks in between are ways of typing, not
 * differences in what is meant ("11010519491231002x"). Left alone where none of them helps: then the check of the
 * change says what is wanted. */
static char *
fit_pattern (const AnlanField *field, char *tidy)
{
  g_autofree char *whole = g_strconcat ("(?:", field->pattern, ")$", NULL);
  g_autoptr (GRegex) pattern = g_regex_new (whole, G_REGEX_DOLLAR_ENDONLY, 0, NULL);
  g_autofree char *narrow = anlan_text_narrow (tidy);
  g_autofree char *upper = g_ascii_strup (narrow, -1);
  g_autofree char *joined = without_blanks (narrow);
  g_autofree char *joined_upper = without_blanks (upper);
  const char *const forms[] = { narrow, upper, joined, joined_upper };

  if (pattern == NULL || matches (pattern, tidy))
    return tidy;
  for (guint i = 0; i < G_N_ELEMENTS (forms); i++)
    if (matches (pattern, forms[i]))
      {
        g_free (tidy);
        return g_strdup (forms[i]);
      }
  return tidy;
}

static gboolean
parse_text (const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  char *tidy = anlan_tidy (text, field->type == ANLAN_FIELD_NOTE);

  if (field->pattern != NULL || field->sensitive)
    {
      if (is_rounded (tidy))
        {
          anlan_convert_refuse (
              field, tidy, error,
              _ ("%s: “%s” was taken for a number by the spreadsheet and has lost digits. Format "
                 "the column as text there and type it again."));
          g_free (tidy);
          return FALSE;
        }
      if (field->pattern != NULL)
        tidy = fit_pattern (field, tidy);
    }
  anlan_value_take_text (value, tidy);
  return TRUE;
}

/* --- dates and times -------------------------------------------------------------------------------------------- */

/* Excel's serial numbers of 1954 to 2119: five digits, maybe with a time behind the point. */
static gboolean
is_serial (const char *text, double *serial)
{
  return anlan_text_to_number (text, serial, NULL) && strspn (text, "0123456789.") == strlen (text) &&
         *serial >= 20000 && *serial < 80000;
}

/* 05/01/2026: both readings stand in the sentence, because only the writer knows. */
static gboolean
refuse_ambiguous (const AnlanField *field, const char *text, const char *date, GError **error)
{
  g_autofree char *other = g_strdup_printf ("%.4s-%.2s-%.2s", date, date + 8, date + 5);
  g_autoptr (GError) reason = NULL;

  anlan_convert_refuse (field, text, &reason, _ ("%s: “%s” can be two dates."));
  /* Translators: a sentence saying that a text can be two dates, then the two */
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("%s Write %s or %s, whichever is meant."),
               reason->message, date, other);
  return FALSE;
}

static gboolean
parse_date (const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *date = NULL;
  gboolean ambiguous = FALSE;
  double serial;

  if (is_serial (text, &serial))
    date = anlan_date_from_serial (serial, FALSE);
  else
    date = anlan_date_from_text (text, &ambiguous);
  if (date == NULL)
    {
      /* A moment where a date is wanted: other programs export "2026-11-22 13:05:11". The day is what counts. */
      parts = g_strsplit_set (text, " T", 2);
      if (parts[0] != NULL && parts[1] != NULL)
        {
          g_autofree char *time = anlan_clock_time_from_text (parts[1]);

          if (time != NULL)
            date = anlan_date_from_text (parts[0], &ambiguous);
        }
    }
  if (date == NULL)
    return anlan_convert_refuse (field, text, error, _ ("%s: “%s” is no date. Write it as 2026-11-22."));
  if (ambiguous)
    return refuse_ambiguous (field, text, date, error);
  anlan_value_take_text (value, g_steal_pointer (&date));
  return TRUE;
}

static gboolean
parse_time (const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  char *time = anlan_clock_time_from_text (text);
  double fraction;

  /* Spreadsheets keep a time of day as a part of a day. */
  if (time == NULL && strchr (text, '.') != NULL && anlan_text_to_number (text, &fraction, NULL) &&
      fraction >= 0 && fraction < 1)
    {
      int minutes = (int)(fraction * 24 * 60 + 0.5) % (24 * 60);

      time = g_strdup_printf ("%02d:%02d", minutes / 60, minutes % 60);
    }
  if (time == NULL)
    return anlan_convert_refuse (field, text, error, _ ("%s: “%s” is no time of day. Write it as 13:05."));
  anlan_value_take_text (value, time);
  return TRUE;
}

static gboolean
parse_moment (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  g_auto (GStrv) parts = g_strsplit_set (text, " T", 2);
  g_autofree char *date = NULL;
  gboolean ambiguous = FALSE;
  char *moment;
  double serial;

  if (is_serial (text, &serial))
    moment = anlan_moment_from_serial (serial, FALSE, converter->zone);
  else
    moment = anlan_moment_from_text (text, converter->zone);
  if (moment == NULL)
    return anlan_convert_refuse (field, text, error,
                                 _ ("%s: “%s” is no date with a time. Write it as 2026-11-22 13:05."));
  date = parts[0] != NULL ? anlan_date_from_text (parts[0], &ambiguous) : NULL;
  if (ambiguous)
    {
      g_free (moment);
      return refuse_ambiguous (field, text, date, error);
    }
  anlan_value_take_text (value, moment);
  return TRUE;
}

/* --- all types -------------------------------------------------------------------------------------------------- */

/* How tables say that there is nothing to say. Texts keep it: somebody may want to see the stroke. */
static gboolean
is_stroke (const AnlanField *field, const char *text)
{
  static const char *const strokes[] = { "/", "-", "--", "—", "——", "–", "－", "／", "\\" };

  if (anlan_field_is_text (field) || field->open)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (strokes); i++)
    if (strcmp (text, strokes[i]) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
parse_filled (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  switch (field->type)
    {
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
      return parse_text (field, text, value, error);
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_NUMBER:
      return anlan_parse_number (field, &converter->habit, text, value, error);
    case ANLAN_FIELD_CHOICE:
      return anlan_parse_choice (converter, field, text, value, error);
    case ANLAN_FIELD_CHOICES:
      return anlan_parse_choices (converter, field, text, value, error);
    case ANLAN_FIELD_YESNO:
      return anlan_parse_yesno (converter, field, text, value, error);
    case ANLAN_FIELD_DATE:
      return parse_date (field, text, value, error);
    case ANLAN_FIELD_TIME:
      return parse_time (field, text, value, error);
    case ANLAN_FIELD_MOMENT:
      return parse_moment (converter, field, text, value, error);
    case ANLAN_FIELD_DURATION:
      return anlan_parse_duration (field, text, value, error);
    case ANLAN_FIELD_REF:
      return anlan_parse_ref (converter, field, text, value, error);
    case ANLAN_FIELD_REFS:
      return anlan_parse_refs (converter, field, text, value, error);
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
      return anlan_parse_files (field, text, value, error);
    case ANLAN_FIELD_PLACE:
      return anlan_parse_place (field, text, value, error);
    case ANLAN_FIELD_SIGNATURE:
    case ANLAN_FIELD_CHECKLIST:
      return anlan_parse_json (field, text, value, error);
    case ANLAN_N_FIELD_TYPES:
    default:
      g_assert_not_reached ();
    }
}

/**
 * anlan_converter_parse:
 * @text: UTF-8; what is not valid is refused.
 * @value: initialised; replaced, and null on failure.
 *
 * Reads types only: ranges, patterns and what is required are checked when the change is applied.
 */
gboolean
anlan_converter_parse (
    AnlanConverter *converter, const AnlanField *field, const char *text, AnlanValue *value, GError **error)
{
  g_autofree char *tidy = NULL;

  g_return_val_if_fail (converter != NULL && field != NULL && value != NULL, FALSE);

  anlan_value_set_null (value);
  if (text == NULL)
    return TRUE;
  if (!g_utf8_validate (text, -1, NULL))
    return anlan_convert_refuse (
        field, text, error,
        _ ("%s: “%s” is in another encoding than it was read with. Save the file as UTF-8."));
  tidy = anlan_tidy (text, TRUE);
  if (tidy[0] == '\0' || is_stroke (field, tidy))
    return TRUE;
  return parse_filled (converter, field, tidy, value, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "convert-private.h"

#include <string.h>

#include "base/text.h"

/* Characters of a text that a message quotes; a whole pasted page would bury the sentence. */
#define QUOTED 60

/* Drops blanks at the ends and beside Chinese signs ("王　芳" is 王芳), makes others single. */
static char *
squeeze (const char *text)
{
  GString *out = g_string_sized_new (strlen (text));
  gunichar last = 0;
  gboolean blank = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c))
        {
          blank = last != 0;
          continue;
        }
      if (blank && !anlan_text_is_cjk (last) && !anlan_text_is_cjk (c))
        g_string_append_c (out, ' ');
      blank = FALSE;
      g_string_append_unichar (out, c);
      last = c;
    }
  return g_string_free (out, FALSE);
}

char *
anlan_fold (const char *text)
{
  g_autofree char *folded = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  folded = anlan_text_fold (text);
  return squeeze (folded);
}

/* Invisible characters that come with copied text: they make two equal names differ, or turn their direction. */
static gboolean
is_unwanted (gunichar c)
{
  return (c < 0x20 && c != '\n' && c != '\t') || (c >= 0x7f && c < 0xa0) || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x2069) || c == 0xfeff || c == 0xad;
}

/* Characters that mean no other ones, neither alone nor beside others of them, and that nothing is done to: ASCII,
 * Chinese characters and signs, and full-width forms. */
static gboolean
is_plain (const char *text)
{
  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = (guchar)*at;

      if (c >= 0x20 && c < 0x7f)
        continue;
      if (c < 0xe2)
        return FALSE;
      c = g_utf8_get_char_validated (at, -1);
      if (!((c >= 0x4e00 && c <= 0x9fff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x3001 && c <= 0x3020) ||
            (c >= 0xff01 && c <= 0xff5e)))
        return FALSE;
    }
  return TRUE;
}

char *
anlan_tidy (const char *text, gboolean lines)
{
  g_autofree char *composed = NULL;
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  if (is_plain (text))
    return anlan_text_trim (g_strdup (text));
  composed = g_utf8_normalize (text, -1, G_NORMALIZE_DEFAULT_COMPOSE);
  if (composed == NULL)
    composed = g_utf8_make_valid (text, -1);
  out = g_string_sized_new (strlen (composed));
  for (const char *at = composed; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '\r' && at[1] != '\n')
        c = '\n';
      if (c == 0x2028 || c == 0x2029 || c == 0x85)
        c = '\n';
      if (is_unwanted (c))
        continue;
      if (!lines && (c == '\n' || c == '\t'))
        c = ' ';
      g_string_append_unichar (out, c);
    }
  return anlan_text_trim (g_string_free (out, FALSE));
}

gboolean
anlan_convert_refuse (const AnlanField *field, const char *text, GError **error, const char *format)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autofree char *tidy = anlan_tidy (valid, FALSE);
  g_autofree char *quoted = NULL;

  if (g_utf8_strlen (tidy, -1) > QUOTED)
    {
      g_autofree char *start = g_utf8_substring (tidy, 0, QUOTED - 1);

      quoted = g_strconcat (start, "…", NULL);
    }
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, format, anlan_kind_text (field->title),
               quoted != NULL ? quoted : tidy);
  return FALSE;
}

char **
anlan_split_list (const char *text, gboolean commas)
{
  GPtrArray *parts = g_ptr_array_new ();
  const char *start = text;

  for (const char *at = text;; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gboolean cut =
          c == '\0' || c == '\n' || c == ';' || c == 0xff1b /* ； */ || c == 0x3001 /* 、 */ || c == '|';

      if (commas && (c == ',' || c == 0xff0c /* ， */))
        cut = TRUE;
      if (cut)
        {
          g_autofree char *part = g_strndup (start, (gsize)(at - start));
          char *tidy = anlan_tidy (part, FALSE);

          if (tidy[0] != '\0')
            g_ptr_array_add (parts, tidy);
          else
            g_free (tidy);
          start = g_utf8_next_char (at);
        }
      if (c == '\0')
        break;
    }
  g_ptr_array_add (parts, NULL);
  return (char **)g_ptr_array_free (parts, FALSE);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

/* ICU converts, not iconv: GB18030 is a module of the C library that not every system installs. */

#include "base/encoding.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unicode/ucnv.h>

#include "base/error.h"

static const struct
{
  const char *name;
  const char *mark;
  gsize mark_length;
} encodings[] = {
  [ANLAN_ENCODING_UTF8] = { "UTF-8", "\xef\xbb\xbf", 3 },
  [ANLAN_ENCODING_UTF16LE] = { "UTF-16LE", "\xff\xfe", 2 },
  [ANLAN_ENCODING_UTF16BE] = { "UTF-16BE", "\xfe\xff", 2 },
  [ANLAN_ENCODING_GB18030] = { "GB18030", "\x84\x31\x95\x33", 4 },
};

const char *
anlan_encoding_name (AnlanEncoding encoding)
{
  g_return_val_if_fail (encoding >= 0 && encoding < G_N_ELEMENTS (encodings), NULL);

  return encodings[encoding].name;
}

gboolean
anlan_encoding_is_utf8 (const void *bytes, gsize length, gsize *bad)
{
  const char *end;

  g_return_val_if_fail (bytes != NULL || length == 0, FALSE);

  if (length == 0 || g_utf8_validate_len (bytes, length, &end))
    return TRUE;
  if (bad != NULL)
    *bad = (gsize)(end - (const char *)bytes);
  return FALSE;
}

static gsize
mark_length (const void *bytes, gsize length, AnlanEncoding encoding)
{
  gsize size = encodings[encoding].mark_length;

  return length >= size && memcmp (bytes, encodings[encoding].mark, size) == 0 ? size : 0;
}

/* Whether the @rest bytes are the beginning of a character that goes on behind the end. */
static gboolean
is_cut_character (const guchar *bytes, gsize rest)
{
  return rest < 4 && g_utf8_get_char_validated ((const char *)bytes, (gssize)rest) == (gunichar)-2;
}

AnlanEncoding
anlan_encoding_detect (const void *bytes, gsize length, gsize *mark)
{
  const guchar *at = bytes;
  gsize bad = 0, zeros[2] = { 0, 0 }, size;

  g_return_val_if_fail (bytes != NULL || length == 0, ANLAN_ENCODING_UTF8);

  for (guint i = 0; i < G_N_ELEMENTS (encodings) && length > 0; i++)
    if ((size = mark_length (bytes, length, i)) > 0)
      {
        if (mark != NULL)
          *mark = size;
        return i;
      }
  if (mark != NULL)
    *mark = 0;

  /* The zero half of an ASCII character comes second in little-endian order. Chinese text has commas too. */
  for (gsize i = 0; i < length; i++)
    if (at[i] == 0)
      zeros[i % 2]++;
  if (zeros[0] + zeros[1] > 0 && length % 2 == 0)
    return zeros[1] > zeros[0] ? ANLAN_ENCODING_UTF16LE : ANLAN_ENCODING_UTF16BE;
  if (anlan_encoding_is_utf8 (bytes, length, &bad) || is_cut_character (at + bad, length - bad))
    return ANLAN_ENCODING_UTF8;
  return ANLAN_ENCODING_GB18030;
}

static void
set_error (AnlanEncoding encoding, guint line, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               /* Translators: a line number, and a name such as UTF-8 */
               _ ("Line %u is no text in %s. Nothing was read. Please choose another encoding, or save the file "
                  "as UTF-8."),
               line, encodings[encoding].name);
}

/* The line in which byte @length of @text stands. No other character of these encodings has the byte of a line end
 * in it, but for UTF-16, whose units are looked at whole. */
static guint
count_lines (const char *text, gsize length, AnlanEncoding encoding)
{
  guint line = 1;

  if (encoding == ANLAN_ENCODING_UTF16LE || encoding == ANLAN_ENCODING_UTF16BE)
    {
      const char *unit = encoding == ANLAN_ENCODING_UTF16LE ? "\n\0" : "\0\n";

      for (gsize i = 0; i + 1 < length; i += 2)
        line += memcmp (text + i, unit, 2) == 0;
    }
  else
    for (gsize i = 0; i < length; i++)
      line += text[i] == '\n';
  return line;
}

static char *
convert (const char *bytes, gsize length, AnlanEncoding encoding, GError **error)
{
  g_autofree char *out = NULL;
  UErrorCode status = U_ZERO_ERROR;
  UConverter *from = ucnv_open (encodings[encoding].name, &status);
  UConverter *to = ucnv_open ("UTF-8", &status);
  UChar pivot[1024];
  UChar *pivot_source = pivot, *pivot_target = pivot;
  const char *source = bytes;
  /* Two bytes of UTF-16 or GB18030 are never more than three of UTF-8, and one is never more than one. */
  gsize room = length + length / 2 + 4;
  char *target;

  out = g_malloc (room + 1);
  target = out;
  if (U_SUCCESS (status))
    ucnv_setToUCallBack (from, UCNV_TO_U_CALLBACK_STOP, NULL, NULL, NULL, &status);
  if (U_SUCCESS (status))
    ucnv_convertEx (to, from, &target, out + room, &source, bytes + length, pivot, &pivot_source,
                    &pivot_target, pivot + G_N_ELEMENTS (pivot), TRUE, TRUE, &status);
  if (from != NULL)
    ucnv_close (from);
  if (to != NULL)
    ucnv_close (to);
  *target = '\0';
  if (U_FAILURE (status))
    set_error (encoding, count_lines (bytes, (gsize)(source - bytes), encoding), error);
  else if (strlen (out) < (gsize)(target - out))
    set_error (encoding, count_lines (out, strlen (out), ANLAN_ENCODING_UTF8), error);
  else
    return g_steal_pointer (&out);
  return NULL;
}

char *
anlan_encoding_to_utf8 (const void *bytes, gsize length, AnlanEncoding encoding, GError **error)
{
  const char *text = bytes;
  gsize skip, bad;

  g_return_val_if_fail (bytes != NULL || length == 0, NULL);
  g_return_val_if_fail (encoding >= 0 && encoding < G_N_ELEMENTS (encodings), NULL);

  if (length == 0)
    return g_strdup ("");
  skip = mark_length (bytes, length, encoding);
  text += skip;
  length -= skip;
  if (encoding != ANLAN_ENCODING_UTF8)
    return convert (text, length, encoding, error);
  if (anlan_encoding_is_utf8 (text, length, &bad))
    return g_strndup (text, length);
  set_error (encoding, count_lines (text, bad, encoding), error);
  return NULL;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "json-reader.h"

#include <math.h>
#include <string.h>

#define DEPTH_MAX 32

/* A mantissa up to 2^53 and a power of ten up to this are exact in a double, and so is their quotient or product
 * (correctly rounded): what sensors send needs no more. */
#define EXACT_POWER 22

static const double powers[EXACT_POWER + 1] = {
  1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
  1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
};

void
anlan_json_reader_init (AnlanJsonReader *reader, char *text, gsize length)
{
  *reader = (AnlanJsonReader){ .start = text, .at = text, .end = text + length };
}

static gboolean
fail (AnlanJsonReader *reader, const char *trouble)
{
  if (reader->trouble == NULL)
    reader->trouble = trouble;
  return FALSE;
}

static void
skip_space (AnlanJsonReader *reader)
{
  while (reader->at < reader->end &&
         (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r'))
    reader->at++;
}

char
anlan_json_reader_peek (AnlanJsonReader *reader)
{
  skip_space (reader);
  if (reader->trouble != NULL || reader->at >= reader->end)
    return 0;
  if (*reader->at == '-' || g_ascii_isdigit (*reader->at))
    return '0';
  return strchr ("{[\"tfn", *reader->at) != NULL ? *reader->at : 0;
}

gboolean
anlan_json_reader_open (AnlanJsonReader *reader, char bracket)
{
  if (anlan_json_reader_peek (reader) != bracket)
    return fail (reader, bracket == '{' ? "an object was expected" : "a list was expected");
  if (reader->depth == DEPTH_MAX)
    return fail (reader, "nested too deep");
  reader->at++;
  reader->depth++;
  reader->first = TRUE;
  return TRUE;
}

/* Whether another item follows inside the innermost bracket; leaves it where none does. */
static gboolean
next_item (AnlanJsonReader *reader, char closing)
{
  if (reader->trouble != NULL)
    return FALSE;
  skip_space (reader);
  if (reader->at < reader->end && *reader->at == closing)
    {
      reader->at++;
      reader->depth--;
      reader->first = FALSE;
      return FALSE;
    }
  if (!reader->first)
    {
      if (reader->at >= reader->end || *reader->at != ',')
        return fail (reader, "a comma or a closing bracket was expected");
      reader->at++;
    }
  reader->first = FALSE;
  return TRUE;
}

gboolean
anlan_json_reader_member (AnlanJsonReader *reader, const char **name)
{
  if (!next_item (reader, '}') || !anlan_json_reader_text (reader, name))
    return FALSE;
  skip_space (reader);
  if (reader->at >= reader->end || *reader->at != ':')
    return fail (reader, "a colon was expected");
  reader->at++;
  return TRUE;
}

gboolean
anlan_json_reader_element (AnlanJsonReader *reader)
{
  if (!next_item (reader, ']'))
    return FALSE;
  if (anlan_json_reader_peek (reader) == 0)
    return fail (reader, "a value was expected");
  return TRUE;
}

/* --- texts ------------------------------------------------------------------------------------------------- */

static gboolean
read_hex (AnlanJsonReader *reader, const char *at, gunichar *unit)
{
  *unit = 0;
  if (reader->end - at < 4)
    return FALSE;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (at[i]);

      if (digit < 0)
        return FALSE;
      *unit = *unit << 4 | (gunichar)digit;
    }
  return TRUE;
}

/* \uXXXX, and a second one where the first is half of a pair. NUL would end the text, so it is refused. */
static gboolean
read_unicode (AnlanJsonReader *reader, char **from, char **to)
{
  gunichar unit, low;

  if (!read_hex (reader, *from, &unit))
    return fail (reader, "a bad \\u escape");
  *from += 4;
  if (unit >= 0xd800 && unit < 0xdc00)
    {
      if (reader->end - *from < 6 || (*from)[0] != '\\' || (*from)[1] != 'u' ||
          !read_hex (reader, *from + 2, &low) || low < 0xdc00 || low >= 0xe000)
        return fail (reader, "half of a pair of \\u escapes");
      *from += 6;
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  else if (unit == 0 || (unit >= 0xdc00 && unit < 0xe000))
    return fail (reader, "a \\u escape that is no character");
  *to += g_unichar_to_utf8 (unit, *to);
  return TRUE;
}

static gboolean
read_escape (AnlanJsonReader *reader, char **from, char **to)
{
  static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *found;
  char c;

  if (*from >= reader->end)
    return fail (reader, "a text without an end");
  c = *(*from)++;
  if (c == 'u')
    return read_unicode (reader, from, to);
  found = c != '\0' ? strchr (names, c) : NULL;
  if (found == NULL)
    return fail (reader, "an unknown escape");
  *(*to)++ = meanings[found - names];
  return TRUE;
}

gboolean
anlan_json_reader_text (AnlanJsonReader *reader, const char **text)
{
  char *from, *to;
  gboolean plain = TRUE;

  if (anlan_json_reader_peek (reader) != '"')
    return fail (reader, "a text was expected");
  from = to = reader->at + 1;
  *text = from;
  for (;;)
    {
      guchar c;

      if (from >= reader->end)
        return fail (reader, "a text without an end");
      c = (guchar)*from++;
      if (c == '"')
        break;
      if (c < 0x20)
        return fail (reader, "a control character in a text");
      if (c == '\\')
        {
          if (!read_escape (reader, &from, &to))
            return FALSE;
          continue;
        }
      plain = plain && c < 0x80;
      *to++ = (char)c;
    }
  *to = '\0';
  reader->at = from;
  return plain || g_utf8_validate (*text, to - *text, NULL) ? TRUE
                                                            : fail (reader, "a text that is not UTF-8");
}

/* --- numbers, words ---------------------------------------------------------------------------------------- */

static const char *
scan_digits (const char *at, const char *end, guint64 *mantissa, int *digits)
{
  for (; at < end && g_ascii_isdigit (*at); at++)
    {
      if (*mantissa > 0 || *at != '0')
        *digits += 1;
      if (*digits <= 18)
        *mantissa = *mantissa * 10 + (guint64)(*at - '0');
    }
  return at;
}

static gboolean
scan_exponent (AnlanJsonReader *reader, const char **at, int *exponent)
{
  gboolean minus = FALSE;
  const char *p = *at + 1;
  int value = 0;

  if (p < reader->end && (*p == '+' || *p == '-'))
    minus = *p++ == '-';
  if (p >= reader->end || !g_ascii_isdigit (*p))
    return fail (reader, "a number without its exponent");
  for (; p < reader->end && g_ascii_isdigit (*p); p++)
    value = MIN (value * 10 + (*p - '0'), 10000);
  *exponent += minus ? -value : value;
  *at = p;
  return TRUE;
}

gboolean
anlan_json_reader_number (AnlanJsonReader *reader, double *number)
{
  const char *at, *start, *whole;
  guint64 mantissa = 0;
  int digits = 0, exponent = 0;
  gboolean minus;

  if (anlan_json_reader_peek (reader) != '0')
    return fail (reader, "a number was expected");
  start = at = reader->at;
  minus = *at == '-';
  at += minus;
  whole = at;
  at = scan_digits (at, reader->end, &mantissa, &digits);
  if (at == whole || (*whole == '0' && at - whole > 1))
    return fail (reader, "a number that begins wrongly");
  if (at < reader->end && *at == '.')
    {
      const char *part = at + 1;

      at = scan_digits (part, reader->end, &mantissa, &digits);
      if (at == part)
        return fail (reader, "a number without digits behind its point");
      exponent = -(int)MIN (at - part, 10000);
    }
  if (at < reader->end && (*at == 'e' || *at == 'E') && !scan_exponent (reader, &at, &exponent))
    return FALSE;
  reader->at += at - start;
  if (digits <= 18 && mantissa <= (G_GUINT64_CONSTANT (1) << 53) && ABS (exponent) <= EXACT_POWER)
    *number = exponent < 0 ? (double)mantissa / powers[-exponent] : (double)mantissa * powers[exponent];
  else
    *number = fabs (g_ascii_strtod (start, NULL));
  if (!isfinite (*number))
    return fail (reader, "a number that is too large");
  if (minus)
    *number = -*number;
  return TRUE;
}

static gboolean
read_word (AnlanJsonReader *reader, const char *word)
{
  gsize length = strlen (word);

  if (anlan_json_reader_peek (reader) != word[0] || (gsize)(reader->end - reader->at) < length ||
      memcmp (reader->at, word, length) != 0)
    return fail (reader, "a value was expected");
  reader->at += length;
  return TRUE;
}

gboolean
anlan_json_reader_boolean (AnlanJsonReader *reader, gboolean *boolean)
{
  *boolean = anlan_json_reader_peek (reader) == 't';
  return read_word (reader, *boolean ? "true" : "false");
}

gboolean
anlan_json_reader_null (AnlanJsonReader *reader)
{
  return read_word (reader, "null");
}

gboolean
anlan_json_reader_skip (AnlanJsonReader *reader)
{
  const char *text;
  gboolean boolean;
  double number;

  switch (anlan_json_reader_peek (reader))
    {
    case '{':
      anlan_json_reader_open (reader, '{');
      while (anlan_json_reader_member (reader, &text))
        anlan_json_reader_skip (reader);
      return reader->trouble == NULL;
    case '[':
      anlan_json_reader_open (reader, '[');
      while (anlan_json_reader_element (reader))
        anlan_json_reader_skip (reader);
      return reader->trouble == NULL;
    case '"':
      return anlan_json_reader_text (reader, &text);
    case 't':
    case 'f':
      return anlan_json_reader_boolean (reader, &boolean);
    case 'n':
      return anlan_json_reader_null (reader);
    case '0':
      return anlan_json_reader_number (reader, &number);
    default:
      return fail (reader, "a value was expected");
    }
}

gboolean
anlan_json_reader_finish (AnlanJsonReader *reader)
{
  skip_space (reader);
  if (reader->trouble != NULL)
    return FALSE;
  return reader->depth == 0 && reader->at == reader->end ? TRUE : fail (reader, "something behind the end");
}

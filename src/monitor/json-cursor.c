/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-monitor"

#include "json-cursor.h"

#include <glib/gi18n-lib.h>
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
anlan_json_cursor_init (AnlanJsonCursor *cursor, char *text, gsize length)
{
  *cursor = (AnlanJsonCursor){ .start = text, .at = text, .end = text + length };
}

static gboolean
fail (AnlanJsonCursor *cursor, const char *trouble)
{
  if (cursor->trouble == NULL)
    cursor->trouble = trouble;
  return FALSE;
}

static void
skip_space (AnlanJsonCursor *cursor)
{
  while (cursor->at < cursor->end &&
         (*cursor->at == ' ' || *cursor->at == '\t' || *cursor->at == '\n' || *cursor->at == '\r'))
    cursor->at++;
}

char
anlan_json_cursor_peek (AnlanJsonCursor *cursor)
{
  skip_space (cursor);
  if (cursor->trouble != NULL || cursor->at >= cursor->end)
    return 0;
  if (*cursor->at == '-' || g_ascii_isdigit (*cursor->at))
    return '0';
  return strchr ("{[\"tfn", *cursor->at) != NULL ? *cursor->at : 0;
}

gboolean
anlan_json_cursor_open (AnlanJsonCursor *cursor, char bracket)
{
  if (anlan_json_cursor_peek (cursor) != bracket)
    return fail (cursor, bracket == '{' ? N_ ("an object was expected") : N_ ("a list was expected"));
  if (cursor->depth == DEPTH_MAX)
    return fail (cursor, N_ ("nested too deep"));
  cursor->at++;
  cursor->depth++;
  cursor->first = TRUE;
  return TRUE;
}

/* Whether another item follows inside the innermost bracket; leaves it where none does. */
static gboolean
next_item (AnlanJsonCursor *cursor, char closing)
{
  if (cursor->trouble != NULL)
    return FALSE;
  skip_space (cursor);
  if (cursor->at < cursor->end && *cursor->at == closing)
    {
      cursor->at++;
      cursor->depth--;
      cursor->first = FALSE;
      return FALSE;
    }
  if (!cursor->first)
    {
      if (cursor->at >= cursor->end || *cursor->at != ',')
        return fail (cursor, N_ ("a comma or a closing bracket was expected"));
      cursor->at++;
    }
  cursor->first = FALSE;
  return TRUE;
}

gboolean
anlan_json_cursor_member (AnlanJsonCursor *cursor, const char **name)
{
  if (!next_item (cursor, '}') || !anlan_json_cursor_text (cursor, name))
    return FALSE;
  skip_space (cursor);
  if (cursor->at >= cursor->end || *cursor->at != ':')
    return fail (cursor, N_ ("a colon was expected"));
  cursor->at++;
  return TRUE;
}

gboolean
anlan_json_cursor_element (AnlanJsonCursor *cursor)
{
  if (!next_item (cursor, ']'))
    return FALSE;
  if (anlan_json_cursor_peek (cursor) == 0)
    return fail (cursor, N_ ("a value was expected"));
  return TRUE;
}

/* --- texts ------------------------------------------------------------------------------------------------- */

static gboolean
read_hex (AnlanJsonCursor *cursor, const char *at, gunichar *unit)
{
  *unit = 0;
  if (cursor->end - at < 4)
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
read_unicode (AnlanJsonCursor *cursor, char **from, char **to)
{
  gunichar unit, low;

  if (!read_hex (cursor, *from, &unit))
    return fail (cursor, N_ ("a bad \\u escape"));
  *from += 4;
  if (unit >= 0xd800 && unit < 0xdc00)
    {
      if (cursor->end - *from < 6 || (*from)[0] != '\\' || (*from)[1] != 'u' ||
          !read_hex (cursor, *from + 2, &low) || low < 0xdc00 || low >= 0xe000)
        return fail (cursor, N_ ("half of a pair of \\u escapes"));
      *from += 6;
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
    }
  else if (unit == 0 || (unit >= 0xdc00 && unit < 0xe000))
    return fail (cursor, N_ ("a \\u escape that is no character"));
  *to += g_unichar_to_utf8 (unit, *to);
  return TRUE;
}

static gboolean
read_escape (AnlanJsonCursor *cursor, char **from, char **to)
{
  static const char names[] = "\"\\/bfnrt", meanings[] = "\"\\/\b\f\n\r\t";
  const char *found;
  char c;

  if (*from >= cursor->end)
    return fail (cursor, N_ ("a text without an end"));
  c = *(*from)++;
  if (c == 'u')
    return read_unicode (cursor, from, to);
  found = c != '\0' ? strchr (names, c) : NULL;
  if (found == NULL)
    return fail (cursor, N_ ("an unknown escape"));
  *(*to)++ = meanings[found - names];
  return TRUE;
}

gboolean
anlan_json_cursor_text (AnlanJsonCursor *cursor, const char **text)
{
  char *from, *to;
  gboolean plain = TRUE;

  if (anlan_json_cursor_peek (cursor) != '"')
    return fail (cursor, N_ ("a text was expected"));
  from = to = cursor->at + 1;
  *text = from;
  for (;;)
    {
      guchar c;

      if (from >= cursor->end)
        return fail (cursor, N_ ("a text without an end"));
      c = (guchar)*from++;
      if (c == '"')
        break;
      if (c < 0x20)
        return fail (cursor, N_ ("a control character in a text"));
      if (c == '\\')
        {
          if (!read_escape (cursor, &from, &to))
            return FALSE;
          continue;
        }
      plain = plain && c < 0x80;
      *to++ = (char)c;
    }
  *to = '\0';
  cursor->at = from;
  return plain || g_utf8_validate (*text, to - *text, NULL) ? TRUE
                                                            : fail (cursor, N_ ("a text that is not UTF-8"));
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
scan_exponent (AnlanJsonCursor *cursor, const char **at, int *exponent)
{
  gboolean minus = FALSE;
  const char *p = *at + 1;
  int value = 0;

  if (p < cursor->end && (*p == '+' || *p == '-'))
    minus = *p++ == '-';
  if (p >= cursor->end || !g_ascii_isdigit (*p))
    return fail (cursor, N_ ("a number without its exponent"));
  for (; p < cursor->end && g_ascii_isdigit (*p); p++)
    value = MIN (value * 10 + (*p - '0'), 10000);
  *exponent += minus ? -value : value;
  *at = p;
  return TRUE;
}

gboolean
anlan_json_cursor_number (AnlanJsonCursor *cursor, double *number)
{
  const char *at, *start, *whole;
  guint64 mantissa = 0;
  int digits = 0, exponent = 0;
  gboolean minus;

  if (anlan_json_cursor_peek (cursor) != '0')
    return fail (cursor, N_ ("a number was expected"));
  start = at = cursor->at;
  minus = *at == '-';
  at += minus;
  whole = at;
  at = scan_digits (at, cursor->end, &mantissa, &digits);
  if (at == whole || (*whole == '0' && at - whole > 1))
    return fail (cursor, N_ ("a number that begins wrongly"));
  if (at < cursor->end && *at == '.')
    {
      const char *part = at + 1;

      at = scan_digits (part, cursor->end, &mantissa, &digits);
      if (at == part)
        return fail (cursor, N_ ("a number without digits behind its point"));
      exponent = -(int)MIN (at - part, 10000);
    }
  if (at < cursor->end && (*at == 'e' || *at == 'E') && !scan_exponent (cursor, &at, &exponent))
    return FALSE;
  cursor->at += at - start;
  if (digits <= 18 && mantissa <= (G_GUINT64_CONSTANT (1) << 53) && ABS (exponent) <= EXACT_POWER)
    *number = exponent < 0 ? (double)mantissa / powers[-exponent] : (double)mantissa * powers[exponent];
  else
    *number = fabs (g_ascii_strtod (start, NULL));
  if (!isfinite (*number))
    return fail (cursor, N_ ("a number that is too large"));
  if (minus)
    *number = -*number;
  return TRUE;
}

static gboolean
read_word (AnlanJsonCursor *cursor, const char *word)
{
  gsize length = strlen (word);

  if (anlan_json_cursor_peek (cursor) != word[0] || (gsize)(cursor->end - cursor->at) < length ||
      memcmp (cursor->at, word, length) != 0)
    return fail (cursor, N_ ("a value was expected"));
  cursor->at += length;
  return TRUE;
}

gboolean
anlan_json_cursor_boolean (AnlanJsonCursor *cursor, gboolean *boolean)
{
  *boolean = anlan_json_cursor_peek (cursor) == 't';
  return read_word (cursor, *boolean ? "true" : "false");
}

gboolean
anlan_json_cursor_null (AnlanJsonCursor *cursor)
{
  return read_word (cursor, "null");
}

gboolean
anlan_json_cursor_skip (AnlanJsonCursor *cursor)
{
  const char *text;
  gboolean boolean;
  double number;

  switch (anlan_json_cursor_peek (cursor))
    {
    case '{':
      anlan_json_cursor_open (cursor, '{');
      while (anlan_json_cursor_member (cursor, &text))
        anlan_json_cursor_skip (cursor);
      return cursor->trouble == NULL;
    case '[':
      anlan_json_cursor_open (cursor, '[');
      while (anlan_json_cursor_element (cursor))
        anlan_json_cursor_skip (cursor);
      return cursor->trouble == NULL;
    case '"':
      return anlan_json_cursor_text (cursor, &text);
    case 't':
    case 'f':
      return anlan_json_cursor_boolean (cursor, &boolean);
    case 'n':
      return anlan_json_cursor_null (cursor);
    case '0':
      return anlan_json_cursor_number (cursor, &number);
    default:
      return fail (cursor, N_ ("a value was expected"));
    }
}

gboolean
anlan_json_cursor_finish (AnlanJsonCursor *cursor)
{
  skip_space (cursor);
  if (cursor->trouble != NULL)
    return FALSE;
  return cursor->depth == 0 && cursor->at == cursor->end ? TRUE
                                                         : fail (cursor, N_ ("something behind the end"));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "json-scan.h"

void
anlan_json_scan_init (AnlanJsonScan *scan, const char *text, gsize length, guint max_depth)
{
  *scan = (AnlanJsonScan){ .begin = text,
                           .p = text,
                           .end = text + length,
                           .max_depth = MIN (max_depth, 63),
                           .text = g_string_new (NULL) };
}

void
anlan_json_scan_clear (AnlanJsonScan *scan)
{
  g_string_free (scan->text, TRUE);
  scan->text = NULL;
}

gboolean
anlan_json_scan_fail (AnlanJsonScan *scan, const char *what)
{
  if (scan->failed == NULL)
    scan->failed = what;
  return FALSE;
}

/* @what was expected, and something else or the end came. */
static gboolean
fail_expected (AnlanJsonScan *scan, const char *what)
{
  return anlan_json_scan_fail (scan, scan->p >= scan->end ? _ ("it ends too early") : what);
}

guint
anlan_json_scan_line (const AnlanJsonScan *scan)
{
  guint line = 1;

  for (const char *p = scan->begin; p < scan->p; p++)
    if (*p == '\n')
      line++;
  return line;
}

static void
skip_space (AnlanJsonScan *scan)
{
  while (scan->p < scan->end && (*scan->p == ' ' || *scan->p == '\n' || *scan->p == '\r' || *scan->p == '\t'))
    scan->p++;
}

char
anlan_json_scan_peek (AnlanJsonScan *scan)
{
  skip_space (scan);
  return scan->failed == NULL && scan->p < scan->end ? *scan->p : '\0';
}

gboolean
anlan_json_scan_at_end (AnlanJsonScan *scan)
{
  skip_space (scan);
  return scan->p >= scan->end;
}

gboolean
anlan_json_scan_open (AnlanJsonScan *scan, char bracket)
{
  if (anlan_json_scan_peek (scan) != bracket)
    return anlan_json_scan_fail (scan,
                                 bracket == '{' ? _ ("an object was expected") : _ ("a list was expected"));
  if (scan->depth >= scan->max_depth)
    return anlan_json_scan_fail (scan, _ ("it is nested too deep"));
  scan->p++;
  scan->depth++;
  scan->filled &= ~(G_GUINT64_CONSTANT (1) << scan->depth);
  return TRUE;
}

gboolean
anlan_json_scan_more (AnlanJsonScan *scan, char bracket)
{
  guint64 bit = G_GUINT64_CONSTANT (1) << scan->depth;
  char next = anlan_json_scan_peek (scan);

  if (next == bracket)
    {
      scan->p++;
      scan->depth--;
      return FALSE;
    }
  if (scan->filled & bit)
    {
      if (next != ',')
        return anlan_json_scan_fail (scan, next == '\0' ? _ ("it ends too early") : _ ("a comma is missing"));
      scan->p++;
      next = anlan_json_scan_peek (scan);
    }
  scan->filled |= bit;
  if (next == '\0' || next == bracket)
    return anlan_json_scan_fail (scan, next == '\0' ? _ ("it ends too early") : _ ("a value is missing"));
  return TRUE;
}

static gboolean
read_hex (const char *p, gunichar *unit)
{
  *unit = 0;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (p[i]);

      if (digit < 0)
        return FALSE;
      *unit = *unit * 16 + (gunichar)digit;
    }
  return TRUE;
}

/* \uXXXX, also two of them for one character; @p stands behind the u. A half alone becomes U+FFFD, a NUL nothing. */
static gboolean
read_unicode (AnlanJsonScan *scan)
{
  gunichar unit, low;

  if (!read_hex (scan->p, &unit))
    return anlan_json_scan_fail (scan, _ ("a text has a wrong escape"));
  scan->p += 4;
  if (unit >= 0xd800 && unit < 0xdc00 && scan->p[0] == '\\' && scan->p[1] == 'u' &&
      read_hex (scan->p + 2, &low) && low >= 0xdc00 && low < 0xe000)
    {
      unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
      scan->p += 6;
    }
  else if (unit >= 0xd800 && unit < 0xe000)
    unit = 0xfffd;
  if (unit != 0)
    g_string_append_unichar (scan->text, unit);
  return TRUE;
}

static gboolean
read_escape (AnlanJsonScan *scan)
{
  static const char letters[] = "\"\\/bfnrt";
  static const char meanings[] = "\"\\/\b\f\n\r\t";
  char c = *scan->p;
  const char *at = c != '\0' ? strchr (letters, c) : NULL;

  if (c != 'u' && at == NULL)
    return anlan_json_scan_fail (scan, _ ("a text has a wrong escape"));
  scan->p++;
  if (c == 'u')
    return read_unicode (scan);
  g_string_append_c (scan->text, meanings[at - letters]);
  return TRUE;
}

gboolean
anlan_json_scan_string (AnlanJsonScan *scan)
{
  if (anlan_json_scan_peek (scan) != '"')
    return fail_expected (scan, _ ("a text was expected"));
  scan->p++;
  g_string_truncate (scan->text, 0);
  while (scan->p < scan->end)
    {
      const char *begin = scan->p;

      while (scan->p < scan->end && *scan->p != '"' && *scan->p != '\\' && (guchar)*scan->p >= 0x20)
        scan->p++;
      g_string_append_len (scan->text, begin, scan->p - begin);
      if (scan->p >= scan->end)
        break;
      if (*scan->p == '"')
        {
          scan->p++;
          return TRUE;
        }
      if (*scan->p != '\\')
        return anlan_json_scan_fail (scan, _ ("a text is not closed"));
      scan->p++;
      if (!read_escape (scan))
        return FALSE;
    }
  return anlan_json_scan_fail (scan, _ ("it ends too early"));
}

gboolean
anlan_json_scan_name (AnlanJsonScan *scan)
{
  if (!anlan_json_scan_string (scan))
    return FALSE;
  if (anlan_json_scan_peek (scan) != ':')
    return fail_expected (scan, _ ("a colon is missing"));
  scan->p++;
  return TRUE;
}

/* Digits at @p; NULL if there is none. */
static const char *
skip_digits (const char *p)
{
  const char *begin = p;

  while (g_ascii_isdigit (*p))
    p++;
  return p > begin ? p : NULL;
}

gboolean
anlan_json_scan_number (AnlanJsonScan *scan, double *number, const char **raw, gsize *length)
{
  const char *p, *begin;

  anlan_json_scan_peek (scan);
  begin = p = scan->p;
  if (*p == '-')
    p++;
  p = skip_digits (p);
  if (p != NULL && *p == '.')
    p = skip_digits (p + 1);
  if (p != NULL && (*p == 'e' || *p == 'E'))
    p = skip_digits (p[1] == '+' || p[1] == '-' ? p + 2 : p + 1);
  if (p == NULL || scan->failed != NULL)
    return fail_expected (scan, _ ("a number was expected"));
  if (number != NULL)
    *number = g_ascii_strtod (begin, NULL);
  if (raw != NULL)
    {
      *raw = begin;
      *length = (gsize)(p - begin);
    }
  scan->p = p;
  return TRUE;
}

gboolean
anlan_json_scan_word (AnlanJsonScan *scan, const char *word)
{
  gsize length = strlen (word);

  anlan_json_scan_peek (scan);
  if (scan->failed != NULL || (gsize)(scan->end - scan->p) < length || memcmp (scan->p, word, length) != 0)
    return fail_expected (scan, _ ("a value was expected"));
  scan->p += length;
  return TRUE;
}

static gboolean
skip_plain (AnlanJsonScan *scan, char next)
{
  switch (next)
    {
    case '"':
      return anlan_json_scan_string (scan);
    case 't':
      return anlan_json_scan_word (scan, "true");
    case 'f':
      return anlan_json_scan_word (scan, "false");
    case 'n':
      return anlan_json_scan_word (scan, "null");
    default:
      return anlan_json_scan_number (scan, NULL, NULL, NULL);
    }
}

/* The depth is bounded, so that this can call itself. */
static gboolean
skip_value (AnlanJsonScan *scan)
{
  char next = anlan_json_scan_peek (scan);
  char closing = next == '{' ? '}' : ']';

  if (next != '{' && next != '[')
    return skip_plain (scan, next);
  if (!anlan_json_scan_open (scan, next))
    return FALSE;
  while (anlan_json_scan_more (scan, closing))
    if ((next == '{' && !anlan_json_scan_name (scan)) || !skip_value (scan))
      return FALSE;
  return scan->failed == NULL;
}

gboolean
anlan_json_scan_skip (AnlanJsonScan *scan, const char **raw, gsize *length)
{
  const char *begin;

  anlan_json_scan_peek (scan);
  begin = scan->p;
  if (!skip_value (scan))
    return FALSE;
  if (raw != NULL)
    {
      *raw = begin;
      *length = (gsize)(scan->p - begin);
    }
  return TRUE;
}

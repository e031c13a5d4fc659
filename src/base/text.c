/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/text.h"

#include <math.h>
#include <string.h>

static gboolean
is_space (gunichar c)
{
  if (c < 0x80)
    return g_ascii_isspace ((char)c) || c == '\v';
  /* Zero width: space, joiners, direction marks, word joiner, byte order mark. */
  return g_unichar_isspace (c) || (c >= 0x200b && c <= 0x200f) || c == 0x2060 || c == 0xfeff || c == 0x0085;
}

char *
anlan_text_trim (char *text)
{
  char *start = text;
  char *end;

  g_return_val_if_fail (text != NULL, NULL);

  while (*start != '\0' && is_space (g_utf8_get_char (start)))
    start = g_utf8_next_char (start);
  end = start + strlen (start);
  while (end > start)
    {
      char *before = g_utf8_prev_char (end);

      if (!is_space (g_utf8_get_char (before)))
        break;
      end = before;
    }
  if (start > text)
    memmove (text, start, (gsize)(end - start));
  text[end - start] = '\0';
  return text;
}

char *
anlan_text_collapse (const char *text)
{
  GString *out;
  gboolean gap = FALSE;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_sized_new (strlen (text));
  for (const char *at = text; *at != '\0';)
    {
      const char *next = g_utf8_next_char (at);

      if (is_space (g_utf8_get_char (at)))
        gap = TRUE;
      else
        {
          if (gap && out->len > 0)
            g_string_append_c (out, ' ');
          gap = FALSE;
          g_string_append_len (out, at, next - at);
        }
      at = next;
    }
  return g_string_free (out, FALSE);
}

char *
anlan_text_narrow (const char *text)
{
  GString *out;

  g_return_val_if_fail (text != NULL, NULL);

  out = g_string_sized_new (strlen (text));
  for (const char *at = text; *at != '\0';)
    {
      const char *next = g_utf8_next_char (at);
      gunichar c = g_utf8_get_char (at);

      if (c >= 0xff01 && c <= 0xff5e)
        g_string_append_c (out, (char)(c - 0xfee0));
      else if (c == 0x3000)
        g_string_append_c (out, ' ');
      else
        g_string_append_len (out, at, next - at);
      at = next;
    }
  return g_string_free (out, FALSE);
}

char *
anlan_text_fold (const char *text)
{
  g_autofree char *normal = NULL;
  g_autofree char *lower = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  normal = g_utf8_normalize (text, -1, G_NORMALIZE_ALL_COMPOSE);
  g_return_val_if_fail (normal != NULL, NULL);
  lower = g_utf8_strdown (normal, -1);
  return anlan_text_collapse (lower);
}

/* Numbers */

#define NUMBER_MAX 64

static gboolean
is_no_break_space (gunichar c)
{
  return c == 0x00a0 || c == 0x202f || c == 0x2009;
}

/* ASCII without the white space around it, with one sign for each that means minus, and ' for every no-break space
 * between digits. FALSE if it is too long or has anything else. */
static gboolean
tidy_number (const char *text, char out[NUMBER_MAX])
{
  const char *end;
  gsize length = 0;

  while (*text != '\0' && is_space (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  for (end = text + strlen (text); end > text; end = g_utf8_prev_char (end))
    if (!is_space (g_utf8_get_char (g_utf8_prev_char (end))))
      break;

  for (; text < end; text = g_utf8_next_char (text))
    {
      gunichar c = g_utf8_get_char (text);

      if (c >= 0xff01 && c <= 0xff5e)
        c -= 0xfee0;
      else if (c == 0x2212)
        c = '-';
      else if (is_no_break_space (c))
        c = '\'';
      if (c >= 0x80 || (c == '\'' && !is_no_break_space (g_utf8_get_char (text))) || length == NUMBER_MAX - 1)
        return FALSE;
      out[length++] = (char)c;
    }
  out[length] = '\0';
  return TRUE;
}

/* Takes the marks out of "1,200,000". FALSE if one stands where no thousand ends. */
static gboolean
drop_groups (char *text)
{
  gsize whole, first;
  char mark = '\0';
  char *to;

  text += *text == '-' || *text == '+';
  whole = strspn (text, "0123456789,'");
  for (gsize i = 0; i < whole && mark == '\0'; i++)
    if (!g_ascii_isdigit (text[i]))
      mark = text[i];
  if (mark == '\0')
    return TRUE;

  first = (gsize)(strchr (text, mark) - text);
  if (first < 1 || first > 3 || (whole - first) % 4 != 0)
    return FALSE;
  for (gsize i = first; i < whole; i++)
    if (((i - first) % 4 == 0) != (text[i] == mark) || (!g_ascii_isdigit (text[i]) && text[i] != mark))
      return FALSE;
  to = text;
  for (char *from = text; *from != '\0'; from++)
    if (*from != mark)
      *to++ = *from;
  *to = '\0';
  return TRUE;
}

gboolean
anlan_text_to_number (const char *text, double *number, gboolean *percent)
{
  char tidy[NUMBER_MAX];
  char *end;
  gsize length;
  double value;

  g_return_val_if_fail (number != NULL, FALSE);

  if (percent != NULL)
    *percent = FALSE;
  if (text == NULL || !tidy_number (text, tidy))
    return FALSE;
  length = strlen (tidy);
  if (length > 0 && tidy[length - 1] == '%')
    {
      if (percent == NULL)
        return FALSE;
      *percent = TRUE;
      tidy[length - 1] = '\0';
      while (length > 1 && (tidy[length - 2] == ' ' || tidy[length - 2] == '\''))
        tidy[--length - 1] = '\0';
    }
  /* Only what strtod() may see: it would also read inf, nan and 0x10. */
  if (!drop_groups (tidy) || tidy[strspn (tidy, "+-.0123456789eE")] != '\0')
    return FALSE;
  value = g_ascii_strtod (tidy, &end);
  if (end == tidy || *end != '\0' || !isfinite (value))
    return FALSE;
  *number = value;
  return TRUE;
}

gboolean
anlan_text_to_integer (const char *text, gint64 *integer)
{
  double number;

  g_return_val_if_fail (integer != NULL, FALSE);

  /* Beyond 2^53 neighbours are one number to a double. */
  if (!anlan_text_to_number (text, &number, NULL) || number != trunc (number) ||
      fabs (number) > 9007199254740992.0)
    return FALSE;
  *integer = (gint64)number;
  return TRUE;
}

static gboolean
chinese_digit (gunichar c, gint64 *digit)
{
  static const char *const digits[] = { "零〇", "一壹", "二贰两兩", "三叁", "四肆",
                                        "五伍", "六陆", "七柒",     "八捌", "九玖" };

  for (guint i = 0; i < G_N_ELEMENTS (digits); i++)
    if (g_utf8_strchr (digits[i], -1, c) != NULL)
      {
        *digit = i;
        return TRUE;
      }
  return FALSE;
}

static gint64
chinese_unit (gunichar c)
{
  static const struct
  {
    const char *chars;
    gint64 unit;
  } units[] = { { "十拾", 10 }, { "百佰", 100 }, { "千仟", 1000 }, { "万萬", 10000 } };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_utf8_strchr (units[i].chars, -1, c) != NULL)
      return units[i].unit;
  return 0;
}

/* 二〇二六: digits alone, read one by one. */
static gboolean
chinese_digits (const char *text, gint64 *number)
{
  gint64 digit;
  int count = 0;

  *number = 0;
  for (; *text != '\0'; text = g_utf8_next_char (text), count++)
    {
      if (count == 8 || !chinese_digit (g_utf8_get_char (text), &digit))
        return FALSE;
      *number = *number * 10 + digit;
    }
  return count > 0;
}

/* 一百零五: units fall from left to right, 万 closes a block. 十二: 十 at the beginning is 一十. 一百五: a digit right
 * behind a unit, with nothing for the places between, counts the next smaller unit. */
static gboolean
chinese_units (const char *text, gint64 *number)
{
  gint64 total = 0, block = 0, digit = 0, last_unit = 0, value;
  gboolean zero = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);
      gint64 unit = chinese_unit (c);

      if (unit == 0)
        {
          if (digit != 0 || !chinese_digit (c, &value))
            return FALSE;
          zero = zero || value == 0;
          digit = value;
          continue;
        }
      if (digit == 0 && unit == 10 && at == text)
        digit = 1;
      if (unit == 10000)
        {
          if (total > 0 || block + digit == 0)
            return FALSE;
          total = (block + digit) * unit;
          block = 0;
        }
      else
        {
          if (digit == 0 || (last_unit != 0 && unit >= last_unit))
            return FALSE;
          block += digit * unit;
        }
      last_unit = unit;
      digit = 0;
      zero = FALSE;
    }
  *number = total + block + digit * (zero || last_unit == 0 ? 1 : last_unit / 10);
  return TRUE;
}

gboolean
anlan_text_chinese_number (const char *text, gint64 *number)
{
  gint64 value;

  g_return_val_if_fail (number != NULL, FALSE);

  if (text == NULL || (!chinese_digits (text, &value) && !chinese_units (text, &value)) || *text == '\0')
    return FALSE;
  *number = value;
  return TRUE;
}

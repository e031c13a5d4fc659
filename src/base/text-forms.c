/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

/* Texts with a form of their own: levels, numbers of identity cards, telephone numbers. */

#include "base/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "time-private.h"

/* The value of a Roman numeral up to 39 in lower case; 0 if it is none, or not written the usual way. */
static int
roman_number (const char *text)
{
  static const char *const tens[] = { "", "x", "xx", "xxx" };
  static const char *const ones[] = { "", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix" };

  for (int number = 1; number < 40; number++)
    {
      const char *ten = tens[number / 10];

      if (g_str_has_prefix (text, ten) && strcmp (text + strlen (ten), ones[number % 10]) == 0)
        return number;
    }
  return 0;
}

static void
drop_prefix (char *text, const char *prefix)
{
  if (g_str_has_prefix (text, prefix))
    memmove (text, text + strlen (prefix), strlen (text) - strlen (prefix) + 1);
}

static gboolean
drop_suffix (char *text, const char *suffix)
{
  if (!g_str_has_suffix (text, suffix))
    return FALSE;
  text[strlen (text) - strlen (suffix)] = '\0';
  return TRUE;
}

int
anlan_text_level (const char *text)
{
  static const char *const prefixes[] = { "第", "level", "class", "grade" };
  static const char *const suffixes[] = { "级", "級", "类", "類", "等", "档" };
  g_autofree char *fold = NULL;
  gint64 number;

  if (text == NULL)
    return 0;
  fold = anlan_text_fold (text); /* NFKC makes III of Ⅲ */
  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    drop_prefix (fold, prefixes[i]);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (drop_suffix (fold, suffixes[i]))
      break;
  g_strstrip (fold);

  if (roman_number (fold) > 0)
    return roman_number (fold);
  if (fold[0] != '\0' && strlen (fold) <= 2 && strspn (fold, "0123456789") == strlen (fold))
    return (int)g_ascii_strtoll (fold, NULL, 10);
  if (anlan_text_chinese_number (fold, &number) && number >= 1 && number <= 99)
    return (int)number;
  return 0;
}

/* ISO 7064, MOD 11-2, as GB 11643-1999 writes it out: the place i from the right weighs 2^(i-1) mod 11. */
static char
id_check_digit (const char *digits)
{
  static const int weights[] = { 7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2 };
  int sum = 0;

  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    sum += (digits[i] - '0') * weights[i];
  return "10X98765432"[sum % 11];
}

static int
number_at (const char *digits, int count)
{
  int number = 0;

  for (int i = 0; i < count; i++)
    number = number * 10 + (digits[i] - '0');
  return number;
}

char *
anlan_text_id_number (const char *text, GError **error)
{
  g_autofree char *number = NULL;
  gsize length = 0;

  g_return_val_if_fail (text != NULL, NULL);

  number = anlan_text_narrow (text);
  anlan_text_trim (number);
  for (const char *from = number; *from != '\0'; from++)
    if (*from != ' ')
      number[length++] = g_ascii_toupper (*from);
  number[length] = '\0';

  if (length != 18 || strspn (number, "0123456789") < 17 ||
      (!g_ascii_isdigit (number[17]) && number[17] != 'X'))
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
        _ ("An identity number has 17 digits and a last one that may be X. Please compare it with the "
           "card."));
  else if (!anlan_date_exists (number_at (number + 6, 4), number_at (number + 10, 2),
                               number_at (number + 12, 2)))
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
        _ ("The date of birth inside this identity number does not exist. Please compare it with the "
           "card."));
  else if (id_check_digit (number) != number[17])
    g_set_error (
        error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
        _ ("The check digit of this identity number is wrong, so at least one place is mistyped. Please "
           "compare it with the card."));
  else
    return g_steal_pointer (&number);
  return NULL;
}

/* Length of the area code at the beginning of a Chinese land line with its 0; 0 if there is none: 010 and 02x are
 * the large cities, all others have four places. */
static gsize
area_code (const char *digits)
{
  if (digits[0] != '0' || digits[1] == '\0' || digits[1] == '0')
    return 0;
  return digits[1] == '1' || digits[1] == '2' ? 3 : 4;
}

static gboolean
is_mobile (const char *digits)
{
  return strlen (digits) == 11 && digits[0] == '1' && digits[1] >= '3';
}

/* Digits without the signs people put between them; @international if a + or 00 stood before them; the extension
 * behind 转, ext, x or # apart. FALSE for other letters. */
static gboolean
dissect_phone (char *text, GString *digits, char **extension, gboolean *international)
{
  static const char *const marks[] = { "转", "轉", "分机", "ext.", "ext", "x", "#" };

  *extension = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (marks) && *extension == NULL; i++)
    {
      char *mark = strstr (text, marks[i]);

      if (mark == NULL)
        continue;
      *mark = '\0';
      *extension = g_strstrip (mark + strlen (marks[i]));
    }
  *international = FALSE;
  for (const char *at = text; *at != '\0'; at++)
    if (*at == '+' && digits->len == 0 && !*international)
      *international = TRUE;
    else if (g_ascii_isdigit (*at))
      g_string_append_c (digits, *at);
    else if (strchr (" -()./", *at) == NULL)
      return FALSE;
  if (!*international && g_str_has_prefix (digits->str, "00"))
    {
      *international = TRUE;
      g_string_erase (digits, 0, 2);
    }
  return *extension == NULL || (**extension != '\0' && strlen (*extension) <= 6 &&
                                strspn (*extension, "0123456789") == strlen (*extension));
}

/* What stands behind a dash after a whole land line is an extension: 0571-87654321-801. */
static void
mark_extension (char *text)
{
  char *dash = strrchr (text, '-');
  gsize digits = 0;

  if (dash == NULL || text[0] != '0' || text[1] == '0')
    return;
  for (const char *at = text; at < dash; at++)
    digits += g_ascii_isdigit (*at);
  if (digits >= area_code (text) + 7)
    *dash = '#';
}

char *
anlan_text_phone (const char *text)
{
  g_autofree char *fold = NULL;
  g_autoptr (GString) digits = g_string_new (NULL);
  char *extension;
  gboolean international;
  gsize area;

  if (text == NULL)
    return NULL;
  fold = anlan_text_fold (text);

  mark_extension (fold);
  if (!dissect_phone (fold, digits, &extension, &international))
    return NULL;

  if (international && g_str_has_prefix (digits->str, "86"))
    {
      /* At home nobody dials the country; a land line gets its 0 back. */
      g_string_erase (digits, 0, 2);
      if (!is_mobile (digits->str) && digits->str[0] != '0')
        g_string_prepend_c (digits, '0');
      international = FALSE;
    }
  if (international)
    return digits->len >= 7 && digits->len <= 15 && extension == NULL ? g_strconcat ("+", digits->str, NULL)
                                                                      : NULL;
  if (is_mobile (digits->str))
    return extension == NULL ? g_strdup (digits->str) : NULL;

  area = area_code (digits->str);
  if (area == 0 && digits->str[0] == '0')
    return NULL;
  if (area > 0 ? digits->len - area < 7 || digits->len - area > 8 : digits->len < 3 || digits->len > 10)
    return NULL;
  if (area > 0)
    g_string_insert_c (digits, (gssize)area, '-');
  if (extension != NULL)
    g_string_append_printf (digits, "%c%s", area > 0 ? '-' : '#', extension);
  return g_string_free (g_steal_pointer (&digits), FALSE);
}

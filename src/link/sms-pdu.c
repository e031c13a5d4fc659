/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "sms-pdu.h"

#include <string.h>

/* ITU-T E.164 */
#define DIGITS_MAX 15
#define DIGITS_MIN 3

#define SUBMIT 0x01
#define HAS_HEADER 0x40
#define INTERNATIONAL 0x91
#define UNKNOWN 0x81
#define UCS2 0x08

/* The digits of @number, and whether it says its country. NULL where it is no number. */
static char *
read_number (const char *number, gboolean *international)
{
  GString *digits = g_string_new (NULL);
  gboolean good = TRUE;

  *international = number[0] == '+';
  for (const char *c = number + *international; *c != '\0'; c++)
    if (g_ascii_isdigit (*c))
      g_string_append_c (digits, *c);
    else
      good = good && strchr (" -()", *c) != NULL;
  if (good && digits->len >= DIGITS_MIN && digits->len <= DIGITS_MAX)
    return g_string_free (digits, FALSE);
  g_string_free (digits, TRUE);
  return NULL;
}

/* 9.1.2.5: the length in digits, the kind, the digits in pairs of which the second comes first. */
static void
append_number (GString *pdu, const char *digits, gboolean international)
{
  gsize length = strlen (digits);

  g_string_append_printf (pdu, "%02X%02X", (guint)length, international ? INTERNATIONAL : UNKNOWN);
  for (gsize i = 0; i < length; i += 2)
    {
      g_string_append_c (pdu, i + 1 < length ? digits[i + 1] : 'F');
      g_string_append_c (pdu, digits[i]);
    }
}

static gboolean
is_first_half (gunichar2 unit)
{
  return unit >= 0xD800 && unit < 0xDC00;
}

/* How many of @n letters the next part takes. */
static glong
fit (const gunichar2 *units, glong n, glong most)
{
  if (n <= most)
    return n;
  return is_first_half (units[most - 1]) ? most - 1 : most;
}

static char *
make_part (
    const char *digits, gboolean international, const gunichar2 *units, glong n, const guint8 header[3])
{
  gboolean several = header != NULL;
  GString *pdu = g_string_new ("00");

  g_string_append_printf (pdu, "%02X00", SUBMIT | (several ? HAS_HEADER : 0));
  append_number (pdu, digits, international);
  g_string_append_printf (pdu, "00%02X%02X", UCS2, (guint)(n * 2 + (several ? 6 : 0)));
  if (several)
    g_string_append_printf (pdu, "050003%02X%02X%02X", header[0], header[1], header[2]);
  for (glong i = 0; i < n; i++)
    g_string_append_printf (pdu, "%04X", units[i]);
  return g_string_free (pdu, FALSE);
}

/* Cut to @most parts, so that its end says so. */
static gunichar2 *
cut (const char *text, guint most, glong *n)
{
  const glong room = most > 1 ? (glong)most * ANLAN_SMS_PART - (glong)most : ANLAN_SMS_SINGLE;
  gunichar2 *units = g_utf8_to_utf16 (text, -1, NULL, n, NULL);

  /* A part may be one short where a character would be torn. */
  if (units == NULL || *n <= room || *n <= ANLAN_SMS_SINGLE)
    return units;
  *n = fit (units, *n, room - 1);
  units[(*n)++] = 0x2026;
  return units;
}

GPtrArray *
anlan_sms_pdus (const char *number, const char *text, guint8 reference, guint most)
{
  g_autofree gunichar2 *units = NULL;
  g_autoptr (GArray) lengths = g_array_new (FALSE, FALSE, sizeof (glong));
  g_autofree char *digits = NULL;
  gboolean international;
  GPtrArray *pdus;
  glong n, at = 0;

  g_return_val_if_fail (number != NULL && text != NULL && most >= 1 && most <= G_MAXUINT8, NULL);

  digits = read_number (number, &international);
  units = cut (text, most, &n);
  if (digits == NULL || units == NULL)
    return NULL;
  for (glong left = n; left > 0 || lengths->len == 0;)
    {
      glong length = fit (units + n - left, left, n <= ANLAN_SMS_SINGLE ? ANLAN_SMS_SINGLE : ANLAN_SMS_PART);

      g_array_append_val (lengths, length);
      left -= length;
    }
  pdus = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < lengths->len; i++)
    {
      const guint8 header[3] = { reference, (guint8)lengths->len, (guint8)(i + 1) };
      glong length = g_array_index (lengths, glong, i);

      g_ptr_array_add (
          pdus, make_part (digits, international, units + at, length, lengths->len > 1 ? header : NULL));
      at += length;
    }
  return pdus;
}

guint
anlan_sms_pdu_length (const char *pdu)
{
  return (guint)(strlen (pdu) / 2) - 1;
}

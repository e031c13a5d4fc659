/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-link"

#include "hj212-frame.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"
#include "moment.h"

#define HEAD 6 /* ## and the length */
#define TAIL 6 /* CRC, CR, LF */

/* The standard has 24. */
#define STATION_MAX_BYTES 64

enum
{
  CN_REAL_TIME = 2011,
  CN_DAY = 2031,
  CN_MINUTE = 2051,
  CN_HOUR = 2061,
};

guint16
anlan_hj212_crc (const void *data, gsize length)
{
  const guint8 *bytes = data;
  guint crc = 0xFFFF;

  for (gsize i = 0; i < length; i++)
    {
      crc = (crc >> 8) ^ bytes[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xA001 : crc >> 1;
    }
  return (guint16)crc;
}

char *
anlan_hj212_wrap (const char *data)
{
  gsize length = strlen (data);

  return g_strdup_printf ("##%04u%s%04X\r\n", (guint)length, data, anlan_hj212_crc (data, length));
}

/* --- frames --------------------------------------------------------------------------------------------------- */

/* The number that @n characters make; -1 where one is no digit of @base. */
static int
read_digits (const char *text, guint n, int base)
{
  int number = 0;

  for (guint i = 0; i < n; i++)
    {
      int digit = base == 16 ? g_ascii_xdigit_value (text[i]) : g_ascii_digit_value (text[i]);

      if (digit < 0)
        return -1;
      number = number * base + digit;
    }
  return number;
}

/* Where the next frame may begin: two signs, or one at the very end. */
static gsize
find_start (const char *bytes, gsize from, gsize length)
{
  for (gsize i = from; i < length; i++)
    if (bytes[i] == '#' && (i + 1 == length || bytes[i + 1] == '#'))
      return i;
  return length;
}

static AnlanHj212Cut
junk (const char *bytes, gsize length, gsize *used)
{
  *used = find_start (bytes, MIN (length, 2), length);
  return ANLAN_HJ212_JUNK;
}

AnlanHj212Cut
anlan_hj212_cut (const char *bytes, gsize length, gsize *used, const char **data, gsize *data_length)
{
  gsize start = find_start (bytes, 0, length), whole;
  int size, crc;

  g_return_val_if_fail (used != NULL && data != NULL && data_length != NULL, ANLAN_HJ212_JUNK);

  *used = start;
  if (start > 0)
    {
      /* Line ends between frames are no junk. */
      for (gsize i = 0; i < start; i++)
        if (bytes[i] != '\r' && bytes[i] != '\n')
          return ANLAN_HJ212_JUNK;
      bytes += start;
      length -= start;
    }
  if (length < HEAD)
    return ANLAN_HJ212_MORE;
  size = read_digits (bytes + 2, 4, 10);
  if (size < 0)
    {
      AnlanHj212Cut cut = junk (bytes, length, used);

      *used += start;
      return cut;
    }
  whole = HEAD + (gsize)size + TAIL;
  if (length < whole)
    return ANLAN_HJ212_MORE;
  crc = read_digits (bytes + HEAD + size, 4, 16);
  if (crc < 0 || memcmp (bytes + whole - 2, "\r\n", 2) != 0)
    {
      AnlanHj212Cut cut = junk (bytes, length, used);

      *used += start;
      return cut;
    }
  *used = start + whole;
  *data = bytes + HEAD;
  *data_length = (gsize)size;
  return anlan_hj212_crc (*data, *data_length) == crc ? ANLAN_HJ212_FRAME : ANLAN_HJ212_CRC;
}

/* --- messages ------------------------------------------------------------------------------------------------- */

void
anlan_hj212_free (AnlanHj212 *message)
{
  if (message == NULL)
    return;

  g_free (message->qn);
  g_free (message->mn);
  g_free (message->pw);
  anlan_batch_free (message->batch);
  g_free (message);
}

/* What stands behind the = of @field, if that begins with @name. */
static const char *
value_of (const char *field, const char *name)
{
  gsize length = strlen (name);

  return strncmp (field, name, length) == 0 && field[length] == '=' ? field + length + 1 : NULL;
}

/* 0 where it is no number. */
static guint
number_of (const char *text)
{
  guint64 number;

  return g_ascii_string_to_unsigned (text, 10, 0, 99999, &number, NULL) ? (guint)number : 0;
}

/* The last word counts. */
static void
set_text (char **text, const char *value)
{
  g_free (*text);
  *text = g_strdup (value);
}

static void
read_head (AnlanHj212 *message, char **fields)
{
  for (guint i = 0; fields[i] != NULL; i++)
    {
      const char *value;

      if ((value = value_of (fields[i], "QN")) != NULL)
        set_text (&message->qn, value);
      else if ((value = value_of (fields[i], "MN")) != NULL)
        set_text (&message->mn, value);
      else if ((value = value_of (fields[i], "PW")) != NULL)
        set_text (&message->pw, value);
      else if ((value = value_of (fields[i], "ST")) != NULL)
        message->st = number_of (value);
      else if ((value = value_of (fields[i], "CN")) != NULL)
        message->cn = number_of (value);
      else if ((value = value_of (fields[i], "Flag")) != NULL)
        message->wants_answer = (number_of (value) & 1) != 0;
    }
}

/* What is behind the last name of a series, or NULL for messages that hold no measured values. */
static const char *
period_of (guint cn)
{
  switch (cn)
    {
    case CN_REAL_TIME:
      return "";
    case CN_MINUTE:
      return "/minute";
    case CN_HOUR:
      return "/hour";
    case CN_DAY:
      return "/day";
    default:
      return NULL;
    }
}

static AnlanQuality
quality_of (const char *mark)
{
  if (mark == NULL || g_str_equal (mark, "N"))
    return ANLAN_QUALITY_GOOD;
  if (mark[0] != '\0' && mark[1] == '\0' && strchr ("DFBMC", mark[0]) != NULL)
    return ANLAN_QUALITY_BAD;
  return ANLAN_QUALITY_UNCERTAIN;
}

/* Names of what is measured; times, marks and texts about devices are not. */
static gboolean
is_measured (const char *name)
{
  static const char *const names[] = {
    "Rtd", "Min", "Avg", "Max", "Cou", "ZsRtd", "ZsMin", "ZsAvg", "ZsMax"
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (names[i], name))
      return TRUE;
  return FALSE;
}

/* "w01018-Rtd=3.0": the code, the name, and the value, cut in place; FALSE where it is none of this form. */
static gboolean
split_field (char *field, char **code, char **name, char **value)
{
  char *sign = strchr (field, '='), *dash;

  if (sign == NULL)
    return FALSE;
  *sign = '\0';
  dash = strrchr (field, '-');
  if (dash == NULL || dash == field)
    return FALSE;
  *dash = '\0';
  *code = field;
  *name = dash + 1;
  *value = sign + 1;
  return TRUE;
}

typedef struct
{
  AnlanHj212 *message;
  const char *period;
  gint64 ts;
  AnlanQuality quality;
} Group;

static void
add_value (const Group *group, const char *code, const char *name, const char *text)
{
  AnlanBatch *batch = group->message->batch;
  AnlanBatchReading reading = { .ts = group->ts, .value = NAN, .quality = group->quality };
  g_autofree char *series = g_strconcat (group->message->mn, "/", code, "/", name, group->period, NULL);

  /* Nothing, or a dash: there is no value, and it says so. */
  if (text[0] == '\0' || g_str_equal (text, "-"))
    reading.quality |= ANLAN_QUALITY_BAD;
  else if (!anlan_text_to_number (text, &reading.value, NULL) || !isfinite (reading.value))
    {
      anlan_batch_refuse (batch, series, _ ("what it says is no number"));
      return;
    }
  reading.series = anlan_batch_keep (batch, series);
  anlan_batch_add_reading (batch, &reading);
}

/* What stands between two semicolons: the values of one pollutant, and one mark for all of them. */
static void
read_group (Group *group, char *text)
{
  g_auto (GStrv) fields = g_strsplit (text, ",", -1);
  const char *mark = NULL;

  for (guint i = 0; fields[i] != NULL; i++)
    {
      const char *found = strstr (fields[i], "-Flag=");

      if (found != NULL)
        mark = found + strlen ("-Flag=");
    }
  group->quality |= quality_of (mark);
  for (guint i = 0; fields[i] != NULL; i++)
    {
      char *code, *name, *value;

      if (split_field (fields[i], &code, &name, &value) && is_measured (name))
        add_value (group, code, name, value);
    }
}

static void
read_values (AnlanHj212 *message, char *text, GTimeZone *zone, gboolean doubt)
{
  g_auto (GStrv) groups = g_strsplit (text, ";", -1);
  Group group = { .message = message, .period = period_of (message->cn), .ts = G_MININT64 };

  for (guint i = 0; groups[i] != NULL; i++)
    {
      const char *moment = value_of (groups[i], "DataTime");

      if (moment != NULL && !anlan_moment_of_text (moment, ANLAN_MOMENT_LOCAL, zone, &group.ts))
        group.ts = G_MININT64;
    }
  /* A packet of several, of which only the first says when, was sent when it was numbered. */
  if (group.ts == G_MININT64 && message->qn != NULL &&
      !anlan_moment_of_text (message->qn, ANLAN_MOMENT_LOCAL, zone, &group.ts))
    group.ts = G_MININT64;
  for (guint i = 0; groups[i] != NULL; i++)
    {
      group.quality = doubt ? ANLAN_QUALITY_UNCERTAIN : ANLAN_QUALITY_GOOD;
      read_group (&group, groups[i]);
    }
}

AnlanHj212 *
anlan_hj212_read (
    const char *data, gsize length, gint64 received, GTimeZone *zone, gboolean doubt, GError **error)
{
  g_autoptr (AnlanHj212) message = g_new0 (AnlanHj212, 1);
  g_autofree char *text = g_utf8_make_valid (data, (gssize)length);
  g_auto (GStrv) fields = NULL;
  char *values, *end;

  /* The values are the last field, between double signs. */
  values = strstr (text, "CP=&&");
  if (values != NULL)
    {
      *values = '\0';
      values += strlen ("CP=&&");
      end = strstr (values, "&&");
      if (end != NULL)
        *end = '\0';
    }
  fields = g_strsplit (text, ";", -1);
  read_head (message, fields);
  if (message->mn == NULL || message->mn[0] == '\0' || strlen (message->mn) > STATION_MAX_BYTES ||
      message->cn == 0)
    {
      g_set_error_literal (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("A message names no station (MN) or no command (CN). It was not taken. Check the settings of "
             "the data logger."));
      return NULL;
    }
  if (period_of (message->cn) == NULL)
    return g_steal_pointer (&message);
  message->batch = anlan_batch_new (received);
  message->batch->gateway = anlan_batch_keep (message->batch, message->mn);
  if (values != NULL)
    read_values (message, values, zone, doubt);
  return g_steal_pointer (&message);
}

char *
anlan_hj212_answer (const AnlanHj212 *message)
{
  /* 91: between systems. 4: by the edition of 2017, and no answer to the answer. */
  return g_strdup_printf ("QN=%.20s;ST=91;CN=9014;PW=%.60s;MN=%s;Flag=4;CP=&&&&",
                          message->qn != NULL ? message->qn : "", message->pw != NULL ? message->pw : "",
                          message->mn);
}

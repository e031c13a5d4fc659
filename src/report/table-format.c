/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include <math.h>
#include <string.h>

#include "base/json.h"
#include "base/time.h"
#include "table-format.h"

#define DAY_SECONDS 86400.0
/* Numbers that a spreadsheet program keeps to the last digit of their integer part. */
#define EXACT_INTEGER 1e15

/* What the letters of one section of a format code say. */
typedef struct
{
  gboolean general, text, percent, exponent, fraction, elapsed;
  gboolean date, month_or_minute, time;
  gboolean point;
  gboolean optional_decimals;
  guint zeros, decimals, placeholders;
} CodeParts;

/* Reads a part in square brackets from @p, which stands on the opening one; colours, conditions and locales say
 * nothing of the value, [h], [mm] and [s] are elapsed time. Returns the closing bracket or the last character. */
static const char *
read_bracket (const char *p, CodeParts *parts)
{
  const char *end = strchr (p, ']');
  gboolean elapsed = TRUE;

  if (end == NULL)
    return p + strlen (p) - 1;
  for (const char *q = p + 1; q < end; q++)
    elapsed = elapsed && strchr ("hHmMsS", *q) != NULL;
  if (elapsed && end > p + 1)
    parts->elapsed = TRUE;
  return end;
}

static void
read_letter (const char *p, const char *begin, CodeParts *parts)
{
  switch (g_ascii_tolower (*p))
    {
    case 'y':
    case 'd':
    case 'a': /* aaaa: the day of the week in Chinese editions */
      parts->date = TRUE;
      break;
    case 'e': /* the year of Asian editions, or the exponent after a digit */
      if (p > begin && strchr ("0#?.", p[-1]) != NULL && (p[1] == '+' || p[1] == '-'))
        parts->exponent = TRUE;
      else
        parts->date = TRUE;
      break;
    case 'm':
      parts->month_or_minute = TRUE;
      break;
    case 'h':
    case 's':
      parts->time = TRUE;
      break;
    default:
      break;
    }
}

static void
read_sign (const char *p, CodeParts *parts)
{
  switch (*p)
    {
    case '0':
    case '#':
    case '?':
      parts->placeholders++;
      if (parts->point)
        {
          parts->decimals++;
          parts->optional_decimals = parts->optional_decimals || *p != '0';
        }
      else if (*p == '0')
        parts->zeros++;
      break;
    case '.':
      parts->point = TRUE;
      break;
    case '%':
      parts->percent = TRUE;
      break;
    case '/':
      parts->fraction = parts->placeholders > 0;
      break;
    case '@':
      parts->text = TRUE;
      break;
    default:
      break;
    }
}

/* The first section, which is the one of positive numbers. */
static CodeParts
read_code (const char *code)
{
  CodeParts parts = { 0 };

  for (const char *p = code; *p != '\0' && *p != ';'; p++)
    {
      if (*p == '"')
        {
          const char *end = strchr (p + 1, '"');

          if (end == NULL)
            break;
          p = end;
        }
      else if ((*p == '\\' || *p == '_' || *p == '*') && p[1] != '\0')
        p++;
      else if (*p == '[')
        p = read_bracket (p, &parts);
      else if (g_ascii_strncasecmp (p, "General", 7) == 0)
        {
          parts.general = TRUE;
          p += 6;
        }
      else if (g_ascii_strncasecmp (p, "AM/PM", 5) == 0)
        {
          parts.time = TRUE;
          p += 4;
        }
      else if (g_ascii_strncasecmp (p, "A/P", 3) == 0)
        {
          parts.time = TRUE;
          p += 2;
        }
      else if (g_ascii_isalpha (*p))
        read_letter (p, code, &parts);
      else
        read_sign (p, &parts);
    }
  return parts;
}

void
anlan_table_style_from_code (AnlanTableStyle *style, const char *code)
{
  CodeParts parts = read_code (code);
  gboolean date = parts.date || (parts.month_or_minute && !parts.time && !parts.elapsed);

  style->format = ANLAN_CELL_FORMAT_GENERAL;
  style->zeros = 0;
  style->decimals = -1;
  if (parts.general)
    return;
  if (parts.elapsed)
    style->format = ANLAN_CELL_FORMAT_DURATION;
  else if (date)
    style->format = parts.time ? ANLAN_CELL_FORMAT_MOMENT : ANLAN_CELL_FORMAT_DATE;
  else if (parts.time)
    style->format = ANLAN_CELL_FORMAT_TIME;
  else if (parts.placeholders > 0)
    {
      style->format = parts.percent ? ANLAN_CELL_FORMAT_PERCENT : ANLAN_CELL_FORMAT_NUMBER;
      if (!parts.exponent && !parts.fraction && !parts.optional_decimals)
        {
          style->decimals = (gint8)MIN (parts.decimals, 15);
          style->zeros = (gint8)MIN (parts.zeros, 30);
        }
    }
  else if (parts.text)
    style->format = ANLAN_CELL_FORMAT_TEXT;
}

gboolean
anlan_table_style_from_builtin (AnlanTableStyle *style, guint id)
{
  static const struct
  {
    guint first, last;
    const char *code;
  } builtin[] = {
    { 0, 0, "General" },     { 1, 1, "0" },        { 2, 2, "0.00" },       { 3, 3, "#,##0" },
    { 4, 4, "#,##0.00" },    { 9, 9, "0%" },       { 10, 10, "0.00%" },    { 11, 11, "0.00E+00" },
    { 12, 13, "# ?/?" },     { 14, 17, "m/d/yy" }, { 18, 21, "h:mm" },     { 22, 22, "m/d/yy h:mm" },
    { 27, 31, "yyyy/m/d" },  { 32, 35, "h:mm" },   { 36, 36, "yyyy/m" },   { 37, 38, "#,##0" },
    { 39, 40, "#,##0.00" },  { 41, 42, "#,##0" },  { 43, 44, "#,##0.00" }, { 45, 45, "mm:ss" },
    { 46, 46, "[h]:mm:ss" }, { 47, 47, "mm:ss" },  { 48, 48, "##0.0E+0" }, { 49, 49, "@" },
    { 50, 54, "yyyy/m/d" },  { 55, 56, "h:mm" },   { 57, 58, "yyyy/m/d" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (builtin); i++)
    if (id >= builtin[i].first && id <= builtin[i].last)
      {
        anlan_table_style_from_code (style, builtin[i].code);
        return TRUE;
      }
  anlan_table_style_from_code (style, "General");
  return FALSE;
}

/* A whole number as whole digits, whatever its size: those that the file has, then zeros. Others with the 15 digits that
 * a spreadsheet keeps, so that 0.1 + 0.2 reads 0.3. */
static void
show_general (double number, char *buffer)
{
  if (number == floor (number) && fabs (number) < EXACT_INTEGER)
    g_ascii_formatd (buffer, ANLAN_CELL_TEXT_MAX, "%.0f", number + 0.0);
  else if (number == floor (number) && fabs (number) < 1e21)
    {
      g_autoptr (GString) digits = g_string_new (NULL);

      anlan_json_append_real (digits, number);
      g_strlcpy (buffer, digits->str, ANLAN_CELL_TEXT_MAX);
    }
  else
    g_ascii_formatd (buffer, ANLAN_CELL_TEXT_MAX, "%.15g", number);
}

static void
show_decimals (double number, int zeros, int decimals, char *buffer)
{
  char format[16];
  int width = zeros > 1 ? zeros + (decimals > 0 ? decimals + 1 : 0) + (signbit (number) ? 1 : 0) : 0;

  if (fabs (number) >= EXACT_INTEGER)
    {
      show_general (number, buffer);
      return;
    }
  g_snprintf (format, sizeof format, "%%0%d.%df", width, decimals);
  if (width == 0)
    g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (buffer, ANLAN_CELL_TEXT_MAX, format, number);
}

static void
show_clock (double seconds, gboolean padded, char *buffer)
{
  gint64 whole = (gint64)seconds;
  gint64 hours = whole / 3600;
  int minutes = (int)(whole / 60 % 60), rest = (int)(whole % 60);

  g_snprintf (buffer, ANLAN_CELL_TEXT_MAX,
              padded ? "%02" G_GINT64_FORMAT ":%02d" : "%" G_GINT64_FORMAT ":%02d", hours, minutes);
  if (rest != 0)
    g_snprintf (buffer + strlen (buffer), ANLAN_CELL_TEXT_MAX - strlen (buffer), ":%02d", rest);
}

/* FALSE outside the years that dates can have. */
static gboolean
show_date (double serial, gboolean with_time, gboolean system_1904, char *buffer)
{
  double seconds = with_time ? round (serial * DAY_SECONDS) : floor (serial) * DAY_SECONDS;
  double day = floor (seconds / DAY_SECONDS);
  g_autofree char *date = anlan_date_from_serial (day, system_1904);

  if (date == NULL)
    return FALSE;
  g_strlcpy (buffer, date, ANLAN_CELL_TEXT_MAX);
  if (with_time)
    {
      char clock[ANLAN_CELL_TEXT_MAX];

      show_clock (seconds - day * DAY_SECONDS, TRUE, clock);
      g_strlcat (buffer, " ", ANLAN_CELL_TEXT_MAX);
      g_strlcat (buffer, clock, ANLAN_CELL_TEXT_MAX);
    }
  return TRUE;
}

void
anlan_table_style_show (const AnlanTableStyle *style, double number, gboolean system_1904, char *buffer)
{
  gboolean is_date = style->format == ANLAN_CELL_FORMAT_DATE || style->format == ANLAN_CELL_FORMAT_MOMENT;

  if (!isfinite (number))
    {
      buffer[0] = '\0';
      return;
    }
  if (is_date && show_date (number, style->format == ANLAN_CELL_FORMAT_MOMENT, system_1904, buffer))
    return;
  if (style->format == ANLAN_CELL_FORMAT_TIME && number >= 0 && number < 3e6)
    {
      show_clock (fmod (round ((number - floor (number)) * DAY_SECONDS), DAY_SECONDS), TRUE, buffer);
      return;
    }
  if (style->format == ANLAN_CELL_FORMAT_DURATION && number >= 0 && number < 3e6)
    {
      show_clock (round (number * DAY_SECONDS), FALSE, buffer);
      return;
    }
  if (style->format == ANLAN_CELL_FORMAT_PERCENT)
    {
      if (style->decimals >= 0)
        show_decimals (number * 100, 0, style->decimals, buffer);
      else
        show_general (number * 100, buffer);
      g_strlcat (buffer, "%", ANLAN_CELL_TEXT_MAX);
    }
  else if (style->format == ANLAN_CELL_FORMAT_NUMBER && style->decimals >= 0)
    show_decimals (number, style->zeros, style->decimals, buffer);
  else
    show_general (number, buffer);
}

gint32
anlan_table_indexed_colour (guint64 index)
{
  /* From 8 on; the first eight are the same as those. */
  static const gint32 palette[] = {
    0x000000, 0xffffff, 0xff0000, 0x00ff00, 0x0000ff, 0xffff00, 0xff00ff, 0x00ffff, 0x800000, 0x008000,
    0x000080, 0x808000, 0x800080, 0x008080, 0xc0c0c0, 0x808080, 0x9999ff, 0x993366, 0xffffcc, 0xccffff,
    0x660066, 0xff8080, 0x0066cc, 0xccccff, 0x000080, 0xff00ff, 0xffff00, 0x00ffff, 0x800080, 0x800000,
    0x008080, 0x0000ff, 0x00ccff, 0xccffff, 0xccffcc, 0xffff99, 0x99ccff, 0xff99cc, 0xcc99ff, 0xffcc99,
    0x3366ff, 0x33cccc, 0x99cc00, 0xffcc00, 0xff9900, 0xff6600, 0x666699, 0x969696, 0x003366, 0x339966,
    0x003300, 0x333300, 0x993300, 0x993366, 0x333399, 0x333333,
  };

  if (index < 8)
    return palette[index];
  return index < 8 + G_N_ELEMENTS (palette) ? palette[index - 8] : -1;
}

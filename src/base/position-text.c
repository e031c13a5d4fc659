/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

/* Typed positions. The text is turned into a few kinds of marks and numbers, cut into two coordinates, and each of
 * them is read by itself. */

#include "base/geo.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "base/text.h"

#define MARKS_MAX 16

typedef enum
{
  NUMBER,
  NORTH,
  SOUTH,
  EAST,
  WEST,
  LATITUDE, /* a label, not a direction */
  LONGITUDE,
  DEGREES, /* the sign behind a number, and so on */
  MINUTES,
  SECONDS,
  COMMA,
} MarkType;

typedef struct
{
  MarkType type;
  double number;
  gboolean sign;  /* it has a + or - */
  gboolean whole; /* it has no decimals */
} Mark;

static const struct
{
  const char *word;
  MarkType type;
} words[] = {
  { "北纬", NORTH },
  { "南纬", SOUTH },
  { "东经", EAST },
  { "西经", WEST },
  { "纬度", LATITUDE },
  { "经度", LONGITUDE },
  { "latitude", LATITUDE },
  { "longitude", LONGITUDE },
  { "lat", LATITUDE },
  { "lng", LONGITUDE },
  { "lon", LONGITUDE },
  { "north", NORTH },
  { "south", SOUTH },
  { "east", EAST },
  { "west", WEST },
  { "n", NORTH },
  { "s", SOUTH },
  { "e", EAST },
  { "w", WEST },
  { "度", DEGREES },
  { "°", DEGREES },
  { "º", DEGREES },
  { "˚", DEGREES },
  { "deg", DEGREES },
  { "分", MINUTES },
  { "′", MINUTES },
  { "’", MINUTES },
  { "‘", MINUTES },
  { "''", SECONDS },
  { "'", MINUTES },
  { "秒", SECONDS },
  { "″", SECONDS },
  { "”", SECONDS },
  { "“", SECONDS },
  { "\"", SECONDS },
  { ",", COMMA },
  { ";", COMMA },
  { "，", COMMA },
  { "；", COMMA },
  { "、", COMMA },
};

/* Digits with one point; no exponent, because E is east. */
static gboolean
take_number (const char **at, Mark *mark)
{
  gboolean sign = **at == '-' || **at == '+';
  const char *end = *at + sign;
  g_autofree char *digits = NULL;

  if (!g_ascii_isdigit (*end))
    return FALSE;
  end += strspn (end, "0123456789");
  *mark = (Mark){ .type = NUMBER, .sign = sign, .whole = *end != '.' };
  if (*end == '.')
    end += 1 + strspn (end + 1, "0123456789");
  digits = g_strndup (*at, (gsize)(end - *at));
  mark->number = g_ascii_strtod (digits, NULL);
  *at = end;
  return TRUE;
}

static gboolean
take_word (const char **at, Mark *mark)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_has_prefix (*at, words[i].word))
      {
        *mark = (Mark){ .type = words[i].type };
        *at += strlen (words[i].word);
        return TRUE;
      }
  return FALSE;
}

/* How many marks @text has; 0 if there is anything in it that no position has. */
static guint
scan (const char *text, Mark *marks)
{
  guint count = 0;

  if (g_str_has_prefix (text, "geo:"))
    text += 4;
  while (*text != '\0')
    {
      if (strchr (" :=()\t\n", *text) != NULL || g_str_has_prefix (text, "\xc2\xa0"))
        {
          text = g_utf8_next_char (text);
          continue;
        }
      if (count == MARKS_MAX || (!take_number (&text, &marks[count]) && !take_word (&text, &marks[count])))
        return 0;
      count++;
    }
  return count;
}

static gboolean
is_direction (MarkType type)
{
  return type >= NORTH && type <= WEST;
}

static gboolean
is_label (MarkType type)
{
  return type == LATITUDE || type == LONGITUDE;
}

/* Where the second coordinate begins; 0 if nobody can tell. @comma: how many marks stand between. */
static guint
find_cut (const Mark *marks, guint count, guint *between)
{
  guint numbers = 0, half = 0;

  *between = 0;
  for (guint i = 1; i < count; i++)
    if (marks[i].type == COMMA)
      {
        *between = 1;
        return i;
      }
  if (is_label (marks[0].type))
    for (guint i = 1; i < count; i++)
      if (is_label (marks[i].type))
        return i;
  /* Before the second coordinate's own direction, behind the first one's, or before the second sign of degrees. */
  for (guint i = 1; i < count; i++)
    if (is_direction (marks[i].type))
      return is_direction (marks[0].type) ? i : i + 1;
  for (guint i = 2; i + 1 < count; i++)
    if (marks[i].type == NUMBER && marks[i + 1].type == DEGREES)
      return i;
  for (guint i = 0; i < count; i++)
    numbers += marks[i].type == NUMBER;
  for (guint i = 0; i < count; i++)
    if (marks[i].type == NUMBER && half++ == numbers / 2)
      return numbers % 2 == 0 ? i : 0;
  return 0;
}

typedef struct
{
  double value;
  char axis; /* 'A' latitude, 'O' longitude, '\0' if it does not say */
} Coordinate;

static gboolean
read_direction (const Mark *mark, Coordinate *coordinate, int *sign)
{
  char axis = mark->type == NORTH || mark->type == SOUTH || mark->type == LATITUDE ? 'A' : 'O';

  if (coordinate->axis != '\0' && coordinate->axis != axis)
    return FALSE;
  coordinate->axis = axis;
  if (is_direction (mark->type))
    {
      if (*sign != 0)
        return FALSE;
      *sign = mark->type == NORTH || mark->type == EAST ? 1 : -1;
    }
  return TRUE;
}

/* Degrees, minutes and seconds, the parts before the last whole, each with its sign behind it or without. */
static gboolean
read_coordinate (const Mark *marks, guint count, Coordinate *coordinate)
{
  static const double weights[] = { 1, 60, 3600 };
  const Mark *last = NULL;
  gboolean negative = FALSE;
  guint parts = 0;
  int sign = 0;

  *coordinate = (Coordinate){ 0 };
  for (guint i = 0; i < count; i++)
    {
      const Mark *mark = &marks[i];

      if (is_direction (mark->type) || is_label (mark->type))
        {
          if ((parts > 0 && i + 1 < count) || !read_direction (mark, coordinate, &sign))
            return FALSE;
          continue;
        }
      if (mark->type != NUMBER || parts == G_N_ELEMENTS (weights))
        return FALSE;
      if (last != NULL && (mark->sign || mark->number >= 60 || !last->whole))
        return FALSE;
      if (last == NULL)
        negative = signbit (mark->number);
      coordinate->value += fabs (mark->number) / weights[parts];
      if (i + 1 < count && marks[i + 1].type >= DEGREES && marks[i + 1].type <= SECONDS &&
          marks[++i].type != DEGREES + parts)
        return FALSE;
      last = mark;
      parts++;
    }
  if (negative && sign != 0)
    return FALSE;
  if (negative || sign < 0)
    coordinate->value = -coordinate->value;
  return parts > 0;
}

static gboolean
fits (double lat, double lon)
{
  return fabs (lat) <= 90 && fabs (lon) <= 180;
}

/* Latitude and longitude out of two coordinates that may not say which is which. */
static gboolean
assign (const Coordinate *first,
        const Coordinate *second,
        const AnlanLonLat *near,
        AnlanLonLat *position,
        gboolean *doubtful)
{
  AnlanLonLat lat_first = { second->value, first->value };
  AnlanLonLat lon_first = { first->value, second->value };
  gboolean may_lat_first = first->axis != 'O' && second->axis != 'A' && fits (first->value, second->value);
  gboolean may_lon_first = first->axis != 'A' && second->axis != 'O' && fits (second->value, first->value);

  *doubtful = may_lat_first && may_lon_first && first->value != second->value;
  if (*doubtful && near != NULL)
    {
      may_lat_first = anlan_distance_m (lat_first, *near) <= anlan_distance_m (lon_first, *near);
      *doubtful = FALSE;
    }
  *position = may_lat_first ? lat_first : lon_first;
  return may_lat_first || may_lon_first;
}

gboolean
anlan_position_from_text (
    const char *text, const AnlanLonLat *near, AnlanLonLat *position, gboolean *ambiguous, GError **error)
{
  g_autoptr (GString) tidy = NULL;
  g_autofree char *narrow = NULL;
  g_autofree char *lower = NULL;
  Mark marks[MARKS_MAX];
  Coordinate first, second;
  guint count, cut, between;
  gboolean doubtful;
  AnlanLonLat found;

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (position != NULL, FALSE);

  narrow = anlan_text_narrow (text);
  lower = g_utf8_strdown (anlan_text_trim (narrow), -1);
  tidy = g_string_new (lower);
  g_string_replace (tidy, "\xe2\x88\x92", "-", 0); /* the minus sign of typesetters */
  count = tidy->len < 200 ? scan (tidy->str, marks) : 0;
  cut = count > 1 ? find_cut (marks, count, &between) : 0;
  if (cut == 0 || cut + between >= count || !read_coordinate (marks, cut, &first) ||
      !read_coordinate (marks + cut + between, count - cut - between, &second))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("This cannot be read as a position. Please write it like 31.2304 N, 121.4737 E or "
                      "31°13'49\"N 121°28'25\"E."));
      return FALSE;
    }
  if (!assign (&first, &second, near, &found, &doubtful))
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("There is no such position: a latitude lies between 90° south and 90° north, a longitude "
             "between 180° west and 180° east."));
      return FALSE;
    }
  if (doubtful && ambiguous == NULL)
    {
      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("It is not clear which of the two numbers is the latitude. Please add N or S and E or W."));
      return FALSE;
    }
  if (ambiguous != NULL)
    *ambiguous = doubtful;
  *position = found;
  return TRUE;
}

char *
anlan_position_to_text (AnlanLonLat position)
{
  char lat[G_ASCII_DTOSTR_BUF_SIZE], lon[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (lat, sizeof lat, "%.6f", position.lat);
  g_ascii_formatd (lon, sizeof lon, "%.6f", position.lon);
  return g_strdup_printf ("%s, %s", lat, lon);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/json.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define DEPTH_MAX 64

void
anlan_json_init (AnlanJson *json)
{
  g_return_if_fail (json != NULL);

  json->text = g_string_sized_new (256);
  json->depth = 0;
  json->filled = 0;
}

char *
anlan_json_end (AnlanJson *json)
{
  g_return_val_if_fail (json != NULL && json->text != NULL, NULL);
  g_return_val_if_fail (json->depth == 0, NULL);

  return g_string_free (g_steal_pointer (&json->text), FALSE);
}

void
anlan_json_clear (AnlanJson *json)
{
  g_return_if_fail (json != NULL);

  if (json->text != NULL)
    g_string_free (g_steal_pointer (&json->text), TRUE);
  json->depth = 0;
  json->filled = 0;
}

/* Outside all brackets there is one value and no comma, so that level has no bit. */
static guint64
level_bit (const AnlanJson *json)
{
  return json->depth > 0 ? G_GUINT64_CONSTANT (1) << (json->depth - 1) : 0;
}

/* The comma before a value, if one stands before it. A name takes its comma and leaves none for its value. */
static void
begin_value (AnlanJson *json)
{
  guint64 bit = level_bit (json);

  if (json->filled & bit)
    g_string_append_c (json->text, ',');
  json->filled |= bit;
}

void
anlan_json_open (AnlanJson *json, char bracket)
{
  g_return_if_fail (bracket == '{' || bracket == '[');
  g_return_if_fail (json->depth < DEPTH_MAX);

  begin_value (json);
  g_string_append_c (json->text, bracket);
  json->depth++;
  json->filled &= ~level_bit (json);
}

void
anlan_json_close (AnlanJson *json, char bracket)
{
  g_return_if_fail (bracket == '}' || bracket == ']');
  g_return_if_fail (json->depth > 0);

  json->depth--;
  g_string_append_c (json->text, bracket);
}

void
anlan_json_name (AnlanJson *json, const char *name)
{
  begin_value (json);
  anlan_json_append_string (json->text, name);
  g_string_append_c (json->text, ':');
  json->filled &= ~level_bit (json);
}

void
anlan_json_text (AnlanJson *json, const char *text)
{
  begin_value (json);
  if (text != NULL)
    anlan_json_append_string (json->text, text);
  else
    g_string_append_len (json->text, "null", 4);
}

static void
append_integer (GString *out, gint64 integer)
{
  char digits[20];
  int start = sizeof digits;
  guint64 rest = integer < 0 ? -(guint64)integer : (guint64)integer;

  do
    {
      digits[--start] = (char)('0' + rest % 10);
      rest /= 10;
    }
  while (rest > 0);
  if (integer < 0)
    g_string_append_c (out, '-');
  g_string_append_len (out, digits + start, (gssize)sizeof digits - start);
}

void
anlan_json_integer (AnlanJson *json, gint64 integer)
{
  begin_value (json);
  append_integer (json->text, integer);
}

void
anlan_json_real (AnlanJson *json, double real)
{
  begin_value (json);
  if (isfinite (real))
    anlan_json_append_real (json->text, real);
  else
    g_string_append_len (json->text, "null", 4);
}

void
anlan_json_boolean (AnlanJson *json, gboolean boolean)
{
  anlan_json_raw (json, boolean ? "true" : "false");
}

void
anlan_json_null (AnlanJson *json)
{
  anlan_json_raw (json, "null");
}

void
anlan_json_value (AnlanJson *json, const AnlanValue *value)
{
  g_return_if_fail (value != NULL);

  switch (value->type)
    {
    case ANLAN_VALUE_NULL:
      anlan_json_null (json);
      break;
    case ANLAN_VALUE_INTEGER:
      anlan_json_integer (json, value->integer);
      break;
    case ANLAN_VALUE_REAL:
      anlan_json_real (json, value->real);
      break;
    case ANLAN_VALUE_TEXT:
      anlan_json_text (json, value->text);
      break;
    default:
      g_return_if_reached ();
    }
}

void
anlan_json_raw (AnlanJson *json, const char *raw)
{
  begin_value (json);
  g_string_append (json->text, raw);
}

static void
append_escape (GString *out, unsigned char c)
{
  static const char hex[] = "0123456789abcdef";
  /* The two-character escapes of RFC 8785, 3.2.2.2, by code; 0 where there is none. */
  static const char brief[32] = { ['\b'] = 'b', ['\t'] = 't', ['\n'] = 'n', ['\f'] = 'f', ['\r'] = 'r' };
  char escape[6] = { '\\', 'u', '0', '0', hex[c >> 4], hex[c & 15] };

  if (c >= 32 || brief[c] != 0)
    {
      escape[1] = c >= 32 ? (char)c : brief[c];
      g_string_append_len (out, escape, 2);
    }
  else
    g_string_append_len (out, escape, sizeof escape);
}

void
anlan_json_append_string (GString *out, const char *text)
{
  const char *from = text;
  const char *at;

  g_return_if_fail (out != NULL);
  g_return_if_fail (text != NULL);

  g_string_append_c (out, '"');
  for (at = text; *at != '\0'; at++)
    {
      unsigned char c = (unsigned char)*at;

      if (c >= 32 && c != '"' && c != '\\')
        continue;
      g_string_append_len (out, from, at - from);
      append_escape (out, c);
      from = at + 1;
    }
  g_string_append_len (out, from, at - from);
  g_string_append_c (out, '"');
}

/* Numbers with few decimals, as nearly all are: if scaled / 10^k gives @real again, then its at most 15 digits
 * are the shortest that do, since 15 digits survive the way through a double (C11 5.2.4.2.2, DBL_DIG). */
static gboolean
append_short_decimal (GString *out, double real)
{
  static const double power[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8 };
  double size = fabs (real);

  if (!(size < 1e15) || (size < 1e-3 && size != 0))
    return FALSE;
  for (guint k = 0; k < G_N_ELEMENTS (power); k++)
    {
      double scaled = nearbyint (size * power[k]);
      char digits[24];
      gint64 whole, fraction;
      int length;

      if (scaled >= 1e15)
        return FALSE;
      if (scaled / power[k] != size)
        continue;
      if (real < 0)
        g_string_append_c (out, '-');
      whole = (gint64)scaled / (gint64)power[k];
      fraction = (gint64)scaled % (gint64)power[k];
      append_integer (out, whole);
      if (k == 0)
        return TRUE;
      length = (int)k + 1;
      for (int i = length - 1; i > 0; i--, fraction /= 10)
        digits[i] = (char)('0' + fraction % 10);
      digits[0] = '.';
      g_string_append_len (out, digits, length);
      return TRUE;
    }
  return FALSE;
}

/* The least digits that read back as @size, as "d.ddde±x". The nearest decimal of n digits reads back if any does,
 * but for the powers of two: the doubles lie closer together below one than above it, and the nearest decimal,
 * below, may fail where its upper neighbour reads back (2^-24, 2^89 and 44 more). */
static void
shortest_digits (double size, char *digits, gsize room)
{
  int exponent;
  gboolean power_of_two = frexp (size, &exponent) == 0.5;

  for (int precision = size < 2.3e-308 ? 0 : 14; precision < 17; precision++)
    {
      char format[8];
      char *last;

      g_snprintf (format, sizeof format, "%%.%de", precision);
      g_ascii_formatd (digits, (int)room, format, size);
      if (g_ascii_strtod (digits, NULL) == size)
        return;
      last = strchr (digits, 'e') - 1;
      if (power_of_two && *last != '.' && *last < '9')
        {
          ++*last;
          if (g_ascii_strtod (digits, NULL) == size)
            return;
        }
    }
}

void
anlan_json_append_real (GString *out, double real)
{
  char text[40], digits[20];
  int count = 0, exponent;
  char *mark;

  g_return_if_fail (out != NULL);
  g_return_if_fail (isfinite (real));

  if (append_short_decimal (out, real))
    return;

  shortest_digits (fabs (real), text, sizeof text);
  mark = strchr (text, 'e');
  exponent = atoi (mark + 1) + 1; /* 0.digits x 10^exponent: the n of ECMA-262 */
  for (char *at = text; at < mark; at++)
    if (*at != '.')
      digits[count++] = *at;
  while (count > 1 && digits[count - 1] == '0')
    count--;

  /* ECMA-262, Number::toString, steps 6 to 10. */
  if (real < 0)
    g_string_append_c (out, '-');
  if (exponent > 21 || exponent <= -6)
    {
      g_string_append_c (out, digits[0]);
      if (count > 1)
        g_string_append_c (out, '.');
      g_string_append_len (out, digits + 1, count - 1);
      g_string_append (out, exponent > 0 ? "e+" : "e");
      append_integer (out, exponent - 1);
    }
  else if (exponent <= 0)
    {
      g_string_append (out, "0.");
      for (int i = exponent; i < 0; i++)
        g_string_append_c (out, '0');
      g_string_append_len (out, digits, count);
    }
  else
    {
      g_string_append_len (out, digits, MIN (count, exponent));
      for (int i = count; i < exponent; i++)
        g_string_append_c (out, '0');
      if (count > exponent)
        {
          g_string_append_c (out, '.');
          g_string_append_len (out, digits + exponent, count - exponent);
        }
    }
}

/* RFC 8785, 3.2.3: by UTF-16 code units. That is the order of the UTF-8 bytes, but for the characters beyond
 * U+FFFF: as surrogates they come before U+E000 to U+FFFF, whose UTF-8 begins with 0xEE or 0xEF. */
static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const unsigned char *left = *(const unsigned char *const *)a;
  const unsigned char *right = *(const unsigned char *const *)b;

  while (*left != '\0' && *left == *right)
    left++, right++;
  if (*left >= 0xee && *right >= 0xee && (*left >= 0xf0) != (*right >= 0xf0))
    return *left >= 0xf0 ? -1 : 1;
  return (int)*left - (int)*right;
}

static void
write_node (AnlanJson *json, JsonNode *node);

static void
write_object (AnlanJson *json, JsonObject *object)
{
  g_autoptr (GPtrArray) names = g_ptr_array_sized_new (json_object_get_size (object));
  JsonObjectIter iter;
  const char *name;

  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, (gpointer)name);
  g_ptr_array_sort_with_data (names, compare_names, NULL);

  anlan_json_open (json, '{');
  for (guint i = 0; i < names->len; i++)
    {
      anlan_json_name (json, names->pdata[i]);
      write_node (json, json_object_get_member (object, names->pdata[i]));
    }
  anlan_json_close (json, '}');
}

static void
write_array (AnlanJson *json, JsonArray *array)
{
  guint length = json_array_get_length (array);

  anlan_json_open (json, '[');
  for (guint i = 0; i < length; i++)
    write_node (json, json_array_get_element (array, i));
  anlan_json_close (json, ']');
}

static void
write_scalar (AnlanJson *json, JsonNode *node)
{
  switch (json_node_get_value_type (node))
    {
    case G_TYPE_STRING:
      anlan_json_text (json, json_node_get_string (node));
      break;
    case G_TYPE_BOOLEAN:
      anlan_json_boolean (json, json_node_get_boolean (node));
      break;
    case G_TYPE_INT64:
      anlan_json_integer (json, json_node_get_int (node));
      break;
    default:
      anlan_json_real (json, json_node_get_double (node));
      break;
    }
}

static void
write_node (AnlanJson *json, JsonNode *node)
{
  switch (json_node_get_node_type (node))
    {
    case JSON_NODE_OBJECT:
      write_object (json, json_node_get_object (node));
      break;
    case JSON_NODE_ARRAY:
      write_array (json, json_node_get_array (node));
      break;
    case JSON_NODE_VALUE:
      write_scalar (json, node);
      break;
    case JSON_NODE_NULL:
    default:
      anlan_json_null (json);
      break;
    }
}

char *
anlan_json_canonical (JsonNode *node)
{
  AnlanJson json;

  g_return_val_if_fail (node != NULL, NULL);

  anlan_json_init (&json);
  write_node (&json, node);
  return anlan_json_end (&json);
}

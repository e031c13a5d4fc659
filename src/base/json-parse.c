/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

/* A strict reader of RFC 8259 texts that yields json-glib trees. json-glib's own reader (1.6) has no bound on
 * nesting, takes comments and JavaScript assignments and lets numbers overflow: not for what comes from a phone
 * or a gateway. Beyond the RFC, what RFC 7493 (I-JSON) forbids is refused: a name twice in one object, half of
 * a surrogate pair, numbers that no double holds. So is the character U+0000, which no C text can hold. */

#include "base/json.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/error.h"
#include "json-reader.h"

#define DEPTH_MAX 64
/* The hash of json-glib's objects can be made to collide; this bounds what that can cost. */
#define MEMBERS_MAX 10000

typedef AnlanJsonReader Reader;

static gboolean
fail (Reader *reader, const char *reason)
{
  if (reader->reason == NULL)
    reader->reason = reason;
  return FALSE;
}

gboolean
anlan_json_reader_fail (Reader *reader)
{
  return fail (reader, reader->at == reader->end ? _ ("It ends too early.")
                                                 : _ ("Something stands there that JSON does not allow."));
}

static JsonNode *
no_value (Reader *reader)
{
  anlan_json_reader_fail (reader);
  return NULL;
}

static void
skip_space (Reader *reader)
{
  while (reader->at < reader->end &&
         (*reader->at == ' ' || *reader->at == '\t' || *reader->at == '\n' || *reader->at == '\r'))
    reader->at++;
}

gboolean
anlan_json_reader_take (Reader *reader, char c)
{
  skip_space (reader);
  if (reader->at == reader->end || *reader->at != c)
    return FALSE;
  reader->at++;
  return TRUE;
}

static gboolean
take_word (Reader *reader, const char *word)
{
  gsize length = strlen (word);

  if ((gsize)(reader->end - reader->at) < length || memcmp (reader->at, word, length) != 0)
    return FALSE;
  reader->at += length;
  return TRUE;
}

static gboolean
read_hex4 (Reader *reader, gunichar *unit)
{
  *unit = 0;
  if (reader->end - reader->at < 4)
    return FALSE;
  for (int i = 0; i < 4; i++)
    {
      int digit = g_ascii_xdigit_value (*reader->at);

      if (digit < 0)
        return FALSE;
      *unit = *unit << 4 | (gunichar)digit;
      reader->at++;
    }
  return TRUE;
}

static gboolean
read_unicode_escape (Reader *reader)
{
  gunichar c, low;

  if (!read_hex4 (reader, &c))
    return FALSE;
  if (c >= 0xd800 && c < 0xdc00)
    {
      if (!take_word (reader, "\\u") || !read_hex4 (reader, &low) || low < 0xdc00 || low > 0xdfff)
        return FALSE;
      c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
    }
  else if (c == 0 || (c >= 0xdc00 && c <= 0xdfff))
    return FALSE;
  g_string_append_unichar (reader->buffer, c);
  return TRUE;
}

static gboolean
read_escape (Reader *reader)
{
  static const char names[] = "\"\\/bfnrt";
  static const char bytes[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (reader->at == reader->end)
    return FALSE;
  if (*reader->at == 'u')
    {
      reader->at++;
      return read_unicode_escape (reader);
    }
  found = strchr (names, *reader->at);
  if (found == NULL)
    return FALSE;
  g_string_append_c (reader->buffer, bytes[found - names]);
  reader->at++;
  return TRUE;
}

char *
anlan_json_reader_read_text (Reader *reader)
{
  const char *from = reader->at;

  g_string_truncate (reader->buffer, 0);
  while (reader->at < reader->end)
    {
      unsigned char c = (unsigned char)*reader->at;

      if (c == '"')
        {
          char *text;

          if (reader->buffer->len == 0)
            text = g_strndup (from, (gsize)(reader->at - from));
          else
            {
              g_string_append_len (reader->buffer, from, reader->at - from);
              text = g_strndup (reader->buffer->str, reader->buffer->len);
            }
          reader->at++;
          return text;
        }
      if (c < 32)
        break;
      if (c == '\\')
        {
          g_string_append_len (reader->buffer, from, reader->at - from);
          reader->at++;
          if (!read_escape (reader))
            break;
          from = reader->at;
          continue;
        }
      reader->at++;
    }
  anlan_json_reader_fail (reader);
  return NULL;
}

static gsize
skip_digits (Reader *reader)
{
  const char *from = reader->at;

  while (reader->at < reader->end && g_ascii_isdigit (*reader->at))
    reader->at++;
  return (gsize)(reader->at - from);
}

/* Finds the end of a number and whether it is an integer. */
static gboolean
scan_number (Reader *reader, gboolean *integer)
{
  *integer = TRUE;
  if (reader->at < reader->end && *reader->at == '-')
    reader->at++;
  if (reader->at < reader->end && *reader->at == '0')
    reader->at++;
  else if (skip_digits (reader) == 0)
    return FALSE;
  if (reader->at < reader->end && *reader->at == '.')
    {
      *integer = FALSE;
      reader->at++;
      if (skip_digits (reader) == 0)
        return FALSE;
    }
  if (reader->at < reader->end && (*reader->at == 'e' || *reader->at == 'E'))
    {
      *integer = FALSE;
      reader->at++;
      if (reader->at < reader->end && (*reader->at == '+' || *reader->at == '-'))
        reader->at++;
      if (skip_digits (reader) == 0)
        return FALSE;
    }
  return TRUE;
}

/* With at most 15 digits and a power of ten up to 22 both are exact as doubles, and so is their quotient but for the
 * one rounding that strtod() does too (Clinger 1990). Nearly all numbers are read here. */
static gboolean
read_short_decimal (const char *from, const char *end, double *real)
{
  static const double powers[] = { 1,   1e1, 1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15 };
  gboolean negative = *from == '-';
  gint64 digits = 0;
  int count = 0, decimals = 0;
  gboolean point = FALSE;

  if (end - from > 17)
    return FALSE;
  for (const char *at = from + negative; at < end; at++)
    {
      if (*at == '.')
        {
          point = TRUE;
          continue;
        }
      if (!g_ascii_isdigit (*at) || ++count > 15)
        return FALSE;
      digits = digits * 10 + (*at - '0');
      decimals += point;
    }
  *real = (double)digits / powers[decimals];
  if (negative)
    *real = -*real;
  return TRUE;
}

static gboolean
convert_real (Reader *reader, const char *from, double *real)
{
  if (read_short_decimal (from, reader->at, real))
    return TRUE;
  g_string_truncate (reader->buffer, 0);
  g_string_append_len (reader->buffer, from, reader->at - from);
  *real = g_ascii_strtod (reader->buffer->str, NULL);
  if (!isfinite (*real))
    return fail (reader, _ ("A number there is too large."));
  return TRUE;
}

gboolean
anlan_json_reader_read_real (Reader *reader, double *real)
{
  const char *from;
  gboolean integer;

  skip_space (reader);
  from = reader->at;
  if (!scan_number (reader, &integer))
    return anlan_json_reader_fail (reader);
  return convert_real (reader, from, real);
}

static JsonNode *
read_number (Reader *reader)
{
  const char *from = reader->at;
  gboolean integer;
  double real;

  if (!scan_number (reader, &integer))
    return no_value (reader);

  if (integer && reader->at - from <= 18)
    {
      gboolean negative = *from == '-';
      gint64 number = 0;

      for (const char *at = from + negative; at < reader->at; at++)
        number = number * 10 + (*at - '0');
      return json_node_init_int (json_node_alloc (), negative ? -number : number);
    }
  if (integer)
    {
      gint64 number;

      g_string_truncate (reader->buffer, 0);
      g_string_append_len (reader->buffer, from, reader->at - from);
      if (g_ascii_string_to_signed (reader->buffer->str, 10, G_MININT64, G_MAXINT64, &number, NULL))
        return json_node_init_int (json_node_alloc (), number);
    }
  return convert_real (reader, from, &real) ? json_node_init_double (json_node_alloc (), real) : NULL;
}

static JsonNode *
read_array (Reader *reader)
{
  g_autoptr (JsonArray) array = json_array_new ();

  if (!anlan_json_reader_take (reader, ']'))
    for (;;)
      {
        JsonNode *element = anlan_json_reader_read_value (reader);

        if (element == NULL)
          return NULL;
        json_array_add_element (array, element);
        if (anlan_json_reader_take (reader, ']'))
          break;
        if (!anlan_json_reader_take (reader, ','))
          return no_value (reader);
      }
  return json_node_init_array (json_node_alloc (), array);
}

static gboolean
read_member (Reader *reader, JsonObject *object)
{
  g_autofree char *name = NULL;
  JsonNode *member;

  if (!anlan_json_reader_take (reader, '"'))
    return anlan_json_reader_fail (reader);
  name = anlan_json_reader_read_text (reader);
  if (name == NULL)
    return FALSE;
  if (json_object_has_member (object, name))
    return fail (reader, _ ("A name occurs twice in one object."));
  if (json_object_get_size (object) == MEMBERS_MAX)
    return fail (reader, _ ("An object has too many members."));
  if (!anlan_json_reader_take (reader, ':'))
    return anlan_json_reader_fail (reader);
  member = anlan_json_reader_read_value (reader);
  if (member == NULL)
    return FALSE;
  json_object_set_member (object, name, member);
  return TRUE;
}

static JsonNode *
read_object (Reader *reader)
{
  g_autoptr (JsonObject) object = json_object_new ();

  if (!anlan_json_reader_take (reader, '}'))
    for (;;)
      {
        if (!read_member (reader, object))
          return NULL;
        if (anlan_json_reader_take (reader, '}'))
          break;
        if (!anlan_json_reader_take (reader, ','))
          return no_value (reader);
      }
  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
read_string (Reader *reader)
{
  g_autofree char *text = anlan_json_reader_read_text (reader);

  return text != NULL ? json_node_init_string (json_node_alloc (), text) : NULL;
}

static JsonNode *
read_compound (Reader *reader, JsonNode *(*read) (Reader *reader))
{
  JsonNode *node;

  if (reader->depth == DEPTH_MAX)
    {
      fail (reader, _ ("It is nested too deeply."));
      return NULL;
    }
  reader->depth++;
  node = read (reader);
  reader->depth--;
  return node;
}

JsonNode *
anlan_json_reader_read_value (Reader *reader)
{
  skip_space (reader);
  if (reader->at == reader->end)
    return no_value (reader);
  switch (*reader->at)
    {
    case '{':
      reader->at++;
      return read_compound (reader, read_object);
    case '[':
      reader->at++;
      return read_compound (reader, read_array);
    case '"':
      reader->at++;
      return read_string (reader);
    case 't':
      if (take_word (reader, "true"))
        return json_node_init_boolean (json_node_alloc (), TRUE);
      return no_value (reader);
    case 'f':
      if (take_word (reader, "false"))
        return json_node_init_boolean (json_node_alloc (), FALSE);
      return no_value (reader);
    case 'n':
      if (take_word (reader, "null"))
        return json_node_init_null (json_node_alloc ());
      return no_value (reader);
    default:
      return read_number (reader);
    }
}

static gboolean
skip_members (Reader *reader, char close)
{
  if (anlan_json_reader_take (reader, close))
    return TRUE;
  do
    {
      if (close == '}')
        {
          g_autofree char *name = NULL;

          if (!anlan_json_reader_take (reader, '"'))
            return anlan_json_reader_fail (reader);
          name = anlan_json_reader_read_text (reader);
          if (name == NULL || !anlan_json_reader_take (reader, ':'))
            return anlan_json_reader_fail (reader);
        }
      if (!anlan_json_reader_skip_value (reader))
        return FALSE;
    }
  while (anlan_json_reader_take (reader, ','));
  return anlan_json_reader_take (reader, close) || anlan_json_reader_fail (reader);
}

gboolean
anlan_json_reader_skip_value (Reader *reader)
{
  g_autoptr (JsonNode) scalar = NULL;
  char close = anlan_json_reader_take (reader, '{') ? '}' : anlan_json_reader_take (reader, '[') ? ']' : '\0';
  gboolean good;

  if (close == '\0')
    {
      scalar = anlan_json_reader_read_value (reader);
      return scalar != NULL;
    }
  if (reader->depth == DEPTH_MAX)
    return fail (reader, _ ("It is nested too deeply."));
  reader->depth++;
  good = skip_members (reader, close);
  reader->depth--;
  return good;
}

void
anlan_json_reader_set_error (const Reader *reader, GError **error)
{
  guint line = 1;
  const char *line_start = reader->start;

  for (const char *at = reader->start; at < reader->at; at++)
    if (*at == '\n')
      {
        line++;
        line_start = at + 1;
      }
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               /* Translators: %s is a sentence such as "It ends too early." */
               _ ("This is no valid JSON, at line %u, character %ld. %s Nothing was taken from it."), line,
               g_utf8_strlen (line_start, reader->at - line_start) + 1, reader->reason);
}

gboolean
anlan_json_reader_init (Reader *reader, const char *text, gssize length, gsize max_bytes, GError **error)
{
  gsize bytes = length < 0 ? strlen (text) : (gsize)length;

  *reader = (Reader){ 0 };
  if (bytes > max_bytes)
    {
      g_autofree char *limit = g_format_size (max_bytes);

      g_set_error (
          error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
          _ ("This JSON text is longer than the %s that are allowed here. Nothing was taken from it."),
          limit);
      return FALSE;
    }
  if (!g_utf8_validate_len (text, bytes, NULL))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("This JSON text is not in UTF-8. Nothing was taken from it."));
      return FALSE;
    }
  reader->buffer = g_string_new (NULL);
  reader->start = reader->at = text;
  reader->end = text + bytes;
  take_word (reader, "\xef\xbb\xbf"); /* the mark that Windows programs put before UTF-8 */
  return TRUE;
}

void
anlan_json_reader_clear (Reader *reader)
{
  if (reader->buffer != NULL)
    g_string_free (g_steal_pointer (&reader->buffer), TRUE);
}

gboolean
anlan_json_reader_at_end (Reader *reader)
{
  skip_space (reader);
  return reader->at == reader->end;
}

JsonNode *
anlan_json_parse (const char *text, gssize length, gsize max_bytes, GError **error)
{
  g_autoptr (JsonNode) node = NULL;
  g_auto (AnlanJsonReader) reader = { 0 };

  g_return_val_if_fail (text != NULL, NULL);

  if (!anlan_json_reader_init (&reader, text, length, max_bytes, error))
    return NULL;
  node = anlan_json_reader_read_value (&reader);
  if (node == NULL || !anlan_json_reader_at_end (&reader))
    {
      anlan_json_reader_fail (&reader);
      anlan_json_reader_set_error (&reader, error);
      return NULL;
    }
  return g_steal_pointer (&node);
}

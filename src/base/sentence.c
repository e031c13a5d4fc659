/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/sentence.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/json.h"

#define BEGIN "{\"say\":"

char *
anlan_sentence_new (const char *text, ...)
{
  AnlanJson json;
  const char *part;
  va_list parts;

  g_return_val_if_fail (text != NULL, NULL);

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "say");
  anlan_json_text (&json, text);
  anlan_json_name (&json, "with");
  anlan_json_open (&json, '[');
  va_start (parts, text);
  while ((part = va_arg (parts, const char *)) != NULL)
    anlan_json_text (&json, part);
  va_end (parts);
  anlan_json_close (&json, ']');
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

gboolean
anlan_sentence_is (const char *stored)
{
  return stored != NULL && g_str_has_prefix (stored, BEGIN);
}

/* The end of a conversion that begins after a per cent sign ("1$s", ".2f", "d"); *@place: which text stands there,
 * where a translation says so. */
static const char *
skip_conversion (const char *at, guint *place)
{
  const char *digits = at;

  while (g_ascii_isdigit (*digits))
    digits++;
  if (digits > at && *digits == '$')
    {
      *place = (guint)g_ascii_strtoull (at, NULL, 10) - 1;
      at = digits + 1;
    }
  at += strspn (at, "-+ #0123456789.l");
  return *at != '\0' ? at + 1 : at;
}

/* No printf: what is stored could have come from anywhere. */
static char *
fill_in (const char *text, JsonArray *parts)
{
  GString *out = g_string_new (NULL);
  guint next = 0, n = parts != NULL ? json_array_get_length (parts) : 0;

  for (const char *at = text; *at != '\0';)
    {
      guint place = next;

      if (*at != '%' || at[1] == '%')
        {
          g_string_append_c (out, *at);
          at += *at == '%' ? 2 : 1;
          continue;
        }
      at = skip_conversion (at + 1, &place);
      next++;
      if (place < n && JSON_NODE_HOLDS_VALUE (json_array_get_element (parts, place)))
        {
          const char *part = json_node_get_string (json_array_get_element (parts, place));

          g_string_append (out, part != NULL ? part : "");
        }
    }
  return g_string_free (out, FALSE);
}

char *
anlan_sentence_say (const char *stored)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  JsonNode *text, *parts;

  if (!anlan_sentence_is (stored))
    return g_strdup (stored);
  node = anlan_json_parse (stored, -1, G_MAXSIZE, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return g_strdup (stored);
  object = json_node_get_object (node);
  text = json_object_get_member (object, "say");
  parts = json_object_get_member (object, "with");
  if (text == NULL || !JSON_NODE_HOLDS_VALUE (text) || json_node_get_string (text) == NULL ||
      json_node_get_string (text)[0] == '\0')
    return g_strdup (stored);
  return fill_in (_ (json_node_get_string (text)),
                  parts != NULL && JSON_NODE_HOLDS_ARRAY (parts) ? json_node_get_array (parts) : NULL);
}

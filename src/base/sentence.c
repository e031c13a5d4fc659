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

/* The text and what stands at its places; FALSE: @stored is no sentence. */
static gboolean
parse (const char *stored, JsonNode **node, const char **text, JsonArray **parts)
{
  JsonObject *object;
  JsonNode *say, *with;

  if (!anlan_sentence_is (stored))
    return FALSE;
  *node = anlan_json_parse (stored, -1, G_MAXSIZE, NULL);
  if (*node == NULL || !JSON_NODE_HOLDS_OBJECT (*node))
    return FALSE;
  object = json_node_get_object (*node);
  say = json_object_get_member (object, "say");
  with = json_object_get_member (object, "with");
  *text = say != NULL && JSON_NODE_HOLDS_VALUE (say) ? json_node_get_string (say) : NULL;
  *parts = with != NULL && JSON_NODE_HOLDS_ARRAY (with) ? json_node_get_array (with) : NULL;
  return *text != NULL && (*text)[0] != '\0';
}

char *
anlan_sentence_say (const char *stored)
{
  g_autoptr (JsonNode) node = NULL;
  JsonArray *parts;
  const char *text;

  if (!parse (stored, &node, &text, &parts))
    return g_strdup (stored);
  return fill_in (_ (text), parts);
}

char *
anlan_sentence_bare (const char *stored)
{
  g_autoptr (JsonNode) node = NULL;
  JsonArray *parts;
  const char *text;
  GString *bare;

  if (!parse (stored, &node, &text, &parts))
    return g_strdup (stored);
  bare = g_string_new (NULL);
  for (guint i = 0; parts != NULL && i < json_array_get_length (parts); i++)
    {
      JsonNode *part = json_array_get_element (parts, i);

      if (JSON_NODE_HOLDS_VALUE (part) && json_node_get_string (part) != NULL)
        g_string_append_printf (bare, "%s%s", bare->len > 0 ? " " : "", json_node_get_string (part));
    }
  return g_string_free (bare, FALSE);
}

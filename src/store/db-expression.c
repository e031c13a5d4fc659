/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-store"

#include "db-private.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Whether what somebody has typed can stand inside brackets. This is the outer fence: it keeps the text one
 * expression; what that expression may then do is the authorizer's matter. */

#define MAX_BYTES 10000

static gboolean
refuse (GError **error, const char *expression, const char *p, const char *why)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("The expression cannot be used: %s (character %ld)."), why,
               g_utf8_pointer_to_offset (expression, p) + 1);
  return FALSE;
}

/* The closing quote of the one at @p, or NULL. A doubled quote stands for itself, except in [brackets]. */
static const char *
find_close (const char *p)
{
  char close = *p == '[' ? ']' : *p;

  for (p++; (p = strchr (p, close)) != NULL; p += 2)
    if (close == ']' || p[1] != close)
      return p;
  return NULL;
}

static const char *
why_not_char (const char *p)
{
  if (*p == ';')
    return _ ("a semicolon is not allowed");
  if ((p[0] == '-' && p[1] == '-') || (p[0] == '/' && p[1] == '*'))
    return _ ("comments are not allowed");
  if (strchr ("?:@$#", *p) != NULL)
    return _ ("parameters are not allowed");
  if (g_ascii_iscntrl (*p) && !g_ascii_isspace (*p))
    return _ ("it holds a control character");
  return NULL;
}

gboolean
anlan_sql_check_expression (const char *expression, GError **error)
{
  const char *end;
  int depth = 0;
  gboolean empty = TRUE;

  g_return_val_if_fail (expression != NULL, FALSE);

  if (strlen (expression) > MAX_BYTES)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("The expression is longer than %d bytes."),
                   MAX_BYTES);
      return FALSE;
    }
  if (!g_utf8_validate (expression, -1, &end))
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("The expression is not valid UTF-8 text."));
      return FALSE;
    }

  for (const char *p = expression; *p != '\0'; p++)
    {
      const char *why = why_not_char (p);

      if (why != NULL)
        return refuse (error, expression, p, why);
      if (*p == '(')
        depth++;
      else if (*p == ')' && --depth < 0)
        return refuse (error, expression, p, _ ("a bracket is closed that was never opened"));
      else if (*p == '\'' || *p == '"' || *p == '`' || *p == '[')
        {
          const char *close = find_close (p);

          if (close == NULL)
            return refuse (error, expression, p, _ ("a quote is not closed"));
          p = close;
        }
      empty = empty && g_ascii_isspace (*p);
    }
  if (depth > 0)
    return refuse (error, expression, end, _ ("a bracket is not closed"));
  if (empty)
    return refuse (error, expression, expression, _ ("it is empty"));
  if (anlan_sql_mentions (expression, "with"))
    return refuse (error, expression, expression, _ ("WITH is not allowed"));
  return TRUE;
}

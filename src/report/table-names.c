/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "table-names.h"

#include <string.h>

#include "report/table.h"

/* Finding a column by a name that was written elsewhere, for instance last year's mapping. */

static gboolean
is_opening (gunichar c)
{
  return c == '(' || c == '[' || c == 0x3010 || c == 0x3014; /* 【 〔 */
}

static gboolean
is_closing (gunichar c)
{
  return c == ')' || c == ']' || c == 0x3011 || c == 0x3015;
}

char *
anlan_table_fold_name (const char *name, gboolean bare)
{
  g_autofree char *normal = g_utf8_normalize (name, -1, G_NORMALIZE_ALL_COMPOSE);
  g_autofree char *lower = g_utf8_casefold (normal != NULL ? normal : "", -1);
  GString *folded = g_string_new (NULL);
  guint depth = 0;

  for (const char *p = lower; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (bare && is_opening (c))
        depth++;
      if (depth == 0 && !g_unichar_isspace (c) && !g_unichar_iszerowidth (c) && c != '*')
        g_string_append_unichar (folded, c);
      if (bare && is_closing (c) && depth > 0)
        depth--;
    }
  return g_string_free (folded, FALSE);
}

typedef enum
{
  MATCH_WHOLE,
  MATCH_BARE,
  MATCH_LAST_PART,
  N_MATCHES,
} Match;

static gboolean
matches (const char *candidate, const char *name, Match match)
{
  const char *part = candidate;
  g_autofree char *first = NULL;
  g_autofree char *second = anlan_table_fold_name (name, match != MATCH_WHOLE);

  if (match == MATCH_LAST_PART && strrchr (candidate, '/') != NULL)
    part = strrchr (candidate, '/') + 1;
  first = anlan_table_fold_name (part, match != MATCH_WHOLE);
  return *first != '\0' && strcmp (first, second) == 0;
}

int
anlan_table_header_find (const AnlanTableHeader *header, const char *name)
{
  g_return_val_if_fail (header != NULL, -1);
  g_return_val_if_fail (name != NULL, -1);
  for (Match match = MATCH_WHOLE; match < N_MATCHES; match++)
    {
      int found = -1;
      guint n_found = 0;

      for (guint i = 0; i < header->n_columns; i++)
        if (matches (header->names[i], name, match))
          {
            if (n_found++ == 0)
              found = (int)i;
          }
      /* A looser match counts only if it leaves no doubt. */
      if (n_found == 1 || (n_found > 1 && match == MATCH_WHOLE))
        return found;
    }
  return -1;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-safety"

#include "text-likeness.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "safety/repeat.h"

/* Words that stand in every description. */
static const char *const empty_words[] = { "the", "a",  "an", "of",  "is", "are", "on",  "in",
                                           "at",  "to", "it", "and", "or", "was", "has", "with",
                                           "的",  "了", "有", "在",  "是", "和" };

static gboolean
is_empty_word (const char *token)
{
  for (guint i = 0; i < G_N_ELEMENTS (empty_words); i++)
    if (strcmp (empty_words[i], token) == 0)
      return TRUE;
  return FALSE;
}

/* A plural is no other word. */
static void
add_word (GHashTable *tokens, const char *token)
{
  gsize length = strlen (token);

  if (is_empty_word (token))
    return;
  if (length > 3 && token[length - 1] == 's' && token[length - 2] != 's')
    g_hash_table_add (tokens, g_strndup (token, length - 1));
  else
    g_hash_table_add (tokens, g_strdup (token));
}

/* What the index splits into pairs counts by its single characters too: 渗漏 and 泄漏 have one in common. */
static void
add_token (GHashTable *tokens, const char *token)
{
  gboolean cjk = anlan_text_is_cjk (g_utf8_get_char (token));

  if (!cjk)
    {
      add_word (tokens, token);
      return;
    }
  for (const char *at = token; *at != '\0'; at = g_utf8_next_char (at))
    {
      g_autofree char *character = g_strndup (at, (gsize)(g_utf8_next_char (at) - at));

      if (!is_empty_word (character))
        g_hash_table_add (tokens, g_steal_pointer (&character));
    }
  g_hash_table_add (tokens, g_strdup (token));
}

GHashTable *
text_tokens (const char *text)
{
  GHashTable *tokens = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *split = anlan_text_split_for_index (text != NULL ? text : "");
  g_auto (GStrv) parts = g_strsplit (split, " ", -1);

  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0')
      add_token (tokens, parts[i]);
  return tokens;
}

double
text_tokens_likeness (GHashTable *a, GHashTable *b)
{
  guint n_a = g_hash_table_size (a), n_b = g_hash_table_size (b), common = 0;
  GHashTableIter iter;
  gpointer token;

  if (n_a == 0 || n_b == 0)
    return 0;
  g_hash_table_iter_init (&iter, n_a < n_b ? a : b);
  while (g_hash_table_iter_next (&iter, &token, NULL))
    common += g_hash_table_contains (n_a < n_b ? b : a, token);
  return common / sqrt ((double)n_a * n_b);
}

double
anlan_text_likeness (const char *a, const char *b)
{
  g_autoptr (GHashTable) x = text_tokens (a);
  g_autoptr (GHashTable) y = text_tokens (b);

  return text_tokens_likeness (x, y);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "query-private.h"

#include <stdlib.h>
#include <string.h>

#include "base/collate.h"

/* Texts as people look them up. All of a ledger's are ranked by keys; a few firsts are found by comparing, in a fifth of
 * the time. */

/* How many texts are sorted to find one that lies a little behind the firsts. */
#define SAMPLE 1024

struct _AnlanTextOrder
{
  GPtrArray *texts; /* char*; borrowed */
  char **keys;      /* of texts without any but ASCII characters; else NULL, and there is … */
  AnlanCollator *collator;
  char **stand_ins; /* what persons' names are sorted as, NULL where it is the name; NULL: no persons */
};

static int
compare_ranked (gconstpointer a, gconstpointer b, gpointer keys)
{
  const char *const *texts = keys;

  return strcmp (texts[*(const guint *)a], texts[*(const guint *)b]);
}

guint
anlan_rank_keys (char **keys, guint n, guint *ranks)
{
  g_autofree guint *order = g_new (guint, n + 1);
  guint m = 0, rank = 0;

  for (guint i = 0; i < n; i++)
    if (keys[i] != NULL)
      order[m++] = i;
    else
      ranks[i] = G_MAXUINT;
  g_qsort_with_data (order, (int)m, sizeof (guint), compare_ranked, keys);
  for (guint i = 0; i < m; i++)
    {
      if (i > 0 && strcmp (keys[order[i - 1]], keys[order[i]]) != 0)
        rank++;
      ranks[order[i]] = rank;
    }
  return m > 0 ? rank + 1 : 0;
}

static gboolean
are_ascii (GPtrArray *texts)
{
  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = g_ptr_array_index (texts, i);

      for (; text != NULL && *text != '\0'; text++)
        if ((guchar)*text >= 0x80)
          return FALSE;
    }
  return TRUE;
}

/* What the collator does for numbers and tags, of which there may be a hundred thousand, in a tenth of its time: no case,
 * digits by their value. Before each run of digits stands its length without leading zeros. */
static char *
ascii_key (const char *text)
{
  GString *key = g_string_sized_new (strlen (text) + 8);

  while (*text != '\0')
    {
      gsize n = 0;

      if (!g_ascii_isdigit (*text))
        {
          g_string_append_c (key, g_ascii_tolower (*text++));
          continue;
        }
      while (*text == '0' && g_ascii_isdigit (text[1]))
        text++;
      while (g_ascii_isdigit (text[n]))
        n++;
      if (n > 9)
        g_string_append_c (key, ':'); /* behind the digits, before the letters */
      g_string_append_c (key, (char)('0' + MIN (n, 200)));
      g_string_append_len (key, text, (gssize)n);
      text += n;
    }
  return g_string_free (key, FALSE);
}

/* --- the order ------------------------------------------------------------------------------------------------ */

static gboolean
is_empty (const char *text)
{
  return text == NULL || text[0] == '\0';
}

AnlanTextOrder *
anlan_text_order_new (GPtrArray *texts, gboolean person)
{
  AnlanTextOrder *order = g_new0 (AnlanTextOrder, 1);

  order->texts = texts;
  if (are_ascii (texts))
    {
      order->keys = g_new0 (char *, texts->len + 1);
      for (guint i = 0; i < texts->len; i++)
        if (!is_empty (g_ptr_array_index (texts, i)))
          order->keys[i] = ascii_key (g_ptr_array_index (texts, i));
      return order;
    }
  /* Pinyin in every language: who reads English here looks for Wang under W as well. */
  order->collator = anlan_collator_new ("zh_CN");
  if (person)
    {
      order->stand_ins = g_new0 (char *, texts->len + 1);
      for (guint i = 0; i < texts->len; i++)
        if (!is_empty (g_ptr_array_index (texts, i)))
          order->stand_ins[i] = anlan_collator_stand_in (g_ptr_array_index (texts, i));
    }
  return order;
}

static void
free_texts (char **texts, guint n)
{
  for (guint i = 0; texts != NULL && i < n; i++)
    g_free (texts[i]);
  g_free (texts);
}

void
anlan_text_order_free (AnlanTextOrder *order)
{
  free_texts (order->keys, order->texts->len);
  free_texts (order->stand_ins, order->texts->len);
  g_clear_pointer (&order->collator, anlan_collator_free);
  g_free (order);
}

guint
anlan_text_order_rank (const AnlanTextOrder *order, guint *ranks)
{
  guint n = order->texts->len, n_ranks;
  char **keys = order->keys;

  if (keys == NULL)
    {
      keys = g_new0 (char *, n + 1);
      for (guint i = 0; i < n; i++)
        {
          const char *text = g_ptr_array_index (order->texts, i);

          if (!is_empty (text))
            keys[i] = order->stand_ins != NULL ? anlan_collator_name_key (order->collator, text)
                                               : anlan_collator_key (order->collator, text);
        }
    }
  n_ranks = anlan_rank_keys (keys, n, ranks);
  if (keys != order->keys)
    free_texts (keys, n);
  return n_ranks;
}

/* --- the firsts ------------------------------------------------------------------------------------------------- */

/* As the keys compare. */
static int
compare_places (const AnlanTextOrder *order, guint a, guint b)
{
  const char *first = g_ptr_array_index (order->texts, a), *second = g_ptr_array_index (order->texts, b);
  int result;

  if (order->keys != NULL)
    return strcmp (order->keys[a], order->keys[b]);
  if (order->stand_ins == NULL || (order->stand_ins[a] == NULL && order->stand_ins[b] == NULL))
    return anlan_collator_compare (order->collator, first, -1, second, -1);
  result = anlan_collator_compare (order->collator, order->stand_ins[a] != NULL ? order->stand_ins[a] : first,
                                   -1, order->stand_ins[b] != NULL ? order->stand_ins[b] : second, -1);
  return result != 0 ? result : anlan_collator_compare (order->collator, first, -1, second, -1);
}

typedef struct
{
  const AnlanTextOrder *order;
  int sign; /* -1: falling */
} Direction;

static int
compare_firsts (gconstpointer a, gconstpointer b, gpointer data)
{
  const Direction *direction = data;
  const AnlanTextPlace *first = a, *second = b;

  return direction->sign * compare_places (direction->order, first->text, second->text);
}

/* Texts evenly from all, sorted. */
static GArray *
sample_texts (Direction *direction)
{
  const AnlanTextOrder *order = direction->order;
  GArray *sample = g_array_new (FALSE, FALSE, sizeof (AnlanTextPlace));
  guint step = MAX (order->texts->len / SAMPLE, 1);

  for (guint i = 0; i < order->texts->len; i += step)
    if (!is_empty (g_ptr_array_index (order->texts, i)))
      {
        AnlanTextPlace place = { i, 0 };

        g_array_append_val (sample, place);
      }
  g_array_sort_with_data (sample, compare_firsts, direction);
  return sample;
}

/* All texts up to the one at @last; G_MAXUINT: all. */
static GArray *
texts_up_to (Direction *direction, guint last)
{
  const AnlanTextOrder *order = direction->order;
  GArray *found = g_array_new (FALSE, FALSE, sizeof (AnlanTextPlace));

  for (guint i = 0; i < order->texts->len; i++)
    if (!is_empty (g_ptr_array_index (order->texts, i)) &&
        (last == G_MAXUINT || direction->sign * compare_places (order, i, last) <= 0))
      {
        AnlanTextPlace place = { i, 0 };

        g_array_append_val (found, place);
      }
  return found;
}

GArray *
anlan_text_order_first (const AnlanTextOrder *order, guint n, gboolean falling)
{
  Direction direction = { order, falling ? -1 : 1 };
  g_autoptr (GArray) sample = sample_texts (&direction);
  guint at = SAMPLE * 2 * n / MAX (order->texts->len, 1) + 8;
  GArray *found = NULL;

  /* Twice as far as the firsts should lie, so that one pass is enough as a rule. */
  do
    {
      g_clear_pointer (&found, g_array_unref);
      found = texts_up_to (&direction,
                           at < sample->len ? g_array_index (sample, AnlanTextPlace, at).text : G_MAXUINT);
      at *= 4;
    }
  while (found->len < n && at / 4 < sample->len);
  g_array_sort_with_data (found, compare_firsts, &direction);
  for (guint i = 1; i < found->len; i++)
    {
      AnlanTextPlace *place = &g_array_index (found, AnlanTextPlace, i);

      place->rank = place[-1].rank + (compare_firsts (place - 1, place, &direction) != 0);
    }
  return found;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "ledger-private.h"

#define RID(array, i) g_array_index (array, gint64, i)
#define NONE G_MAXUINT

/* For each place of @to between @start and @end its place in @from, or NONE. */
static guint *
find_places (GArray *from, guint from_end, GArray *to, guint start, guint end)
{
  g_autoptr (GHashTable) places = g_hash_table_new (NULL, NULL);
  guint *found = g_new (guint, end - start);

  for (guint i = start; i < from_end; i++)
    g_hash_table_insert (places, GSIZE_TO_POINTER ((gsize)RID (from, i)), GUINT_TO_POINTER (i + 1));
  for (guint i = start; i < end; i++)
    {
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, GSIZE_TO_POINTER ((gsize)RID (to, i))));

      found[i - start] = place - 1; /* 0 becomes NONE */
    }
  return found;
}

/* Sets all of @found (n places, NONE where there is none) to NONE that are not in one longest increasing sequence:
 * the rows that need not move (patience sorting, n log n). */
static void
keep_longest_run (guint *found, guint n)
{
  g_autofree guint *tails =
      g_new (guint, n + 1); /* index of the last element of the best run of each length */
  g_autofree guint *before = g_new (guint, n + 1); /* index of the one before in its run */
  guint length = 0, at;

  for (guint i = 0; i < n; i++)
    {
      guint low = 0, high = length;

      if (found[i] == NONE)
        continue;
      while (low < high)
        {
          guint middle = low + (high - low) / 2;

          if (found[tails[middle]] < found[i])
            low = middle + 1;
          else
            high = middle;
        }
      before[i] = low > 0 ? tails[low - 1] : NONE;
      tails[low] = i;
      if (low == length)
        length++;
    }
  at = length > 0 ? tails[length - 1] : NONE;
  for (guint i = n; i-- > 0;)
    if (i == at)
      at = before[i];
    else
      found[i] = NONE;
}

static void
add_edit (GArray *edits, guint old_at, guint old_to, guint new_at, guint new_to)
{
  AnlanEdit edit = { old_at, old_to - old_at, new_at, new_to - new_at };

  if (edit.removed > 0 || edit.added > 0)
    g_array_append_val (edits, edit);
}

GArray *
anlan_diff_rids (GArray *from, GArray *to, guint most)
{
  GArray *edits = g_array_new (FALSE, FALSE, sizeof (AnlanEdit));
  guint start = 0, from_end = from->len, to_end = to->len, old_at, new_at;
  g_autofree guint *found = NULL;

  while (start < from_end && start < to_end && RID (from, start) == RID (to, start))
    start++;
  while (from_end > start && to_end > start && RID (from, from_end - 1) == RID (to, to_end - 1))
    {
      from_end--;
      to_end--;
    }
  if (start == from_end || start == to_end)
    {
      add_edit (edits, start, from_end, start, to_end);
      return edits;
    }

  found = find_places (from, from_end, to, start, to_end);
  keep_longest_run (found, to_end - start);
  old_at = new_at = start;
  for (guint i = start; i < to_end; i++)
    {
      guint place = found[i - start];

      if (place == NONE)
        continue;
      add_edit (edits, old_at, place, new_at, i);
      old_at = place + 1;
      new_at = i + 1;
    }
  add_edit (edits, old_at, from_end, new_at, to_end);
  if (edits->len > most)
    {
      g_array_set_size (edits, 0);
      add_edit (edits, start, from_end, start, to_end);
    }
  return edits;
}

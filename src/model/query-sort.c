/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "query-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

#include "base/collate.h"
#include "context.h"

/* Sorting by what SQLite cannot compare: names as people look them up, choices in the order of their definition,
 * references by what they lead to. Each distinct key is ranked once; the rows are then dealt out to their ranks. */

void
anlan_sort_clear (AnlanSort *sort)
{
  g_clear_pointer (&sort->column, g_free);
}

static AnlanSortBy
sort_by_type (const AnlanField *field)
{
  switch (field->type)
    {
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
      return ANLAN_SORT_TEXT;
    case ANLAN_FIELD_CHOICE:
      return field->choices != NULL ? ANLAN_SORT_LIST : ANLAN_SORT_TEXT;
    case ANLAN_FIELD_REF:
      return ANLAN_SORT_LABEL;
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_NUMBER:
    case ANLAN_FIELD_YESNO:
    case ANLAN_FIELD_DATE:
    case ANLAN_FIELD_TIME:
    case ANLAN_FIELD_MOMENT:
    case ANLAN_FIELD_DURATION:
    case ANLAN_FIELD_CHOICES:
    case ANLAN_FIELD_REFS:
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
    case ANLAN_FIELD_PLACE:
    case ANLAN_FIELD_SIGNATURE:
    case ANLAN_FIELD_CHECKLIST:
    case ANLAN_N_FIELD_TYPES:
    default:
      return ANLAN_SORT_COLUMN;
    }
}

gboolean
anlan_sort_init (AnlanSort *sort, AnlanConditions *conditions, AnlanDb *db, GError **error)
{
  const char *column = conditions->query->sort;

  *sort = (AnlanSort){ .by = ANLAN_SORT_NEWEST };
  if (column == NULL || column[0] == '\0')
    return TRUE;
  if (column[0] == '-')
    {
      sort->falling = TRUE;
      column++;
    }
  if (!anlan_conditions_use (conditions, db, column, &sort->field, error))
    return FALSE;
  if (sort->field != NULL && sort->field->sensitive)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                   _ ("The list cannot be sorted by “%s”: what stands there is sealed."),
                   anlan_kind_text (sort->field->title));
      return FALSE;
    }
  sort->column = g_strdup (sort->field != NULL ? sort->field->id : column);
  if (sort->field != NULL)
    sort->by = sort_by_type (sort->field);
  else if (strcmp (column, "stage") == 0)
    sort->by = ANLAN_SORT_LIST;
  else if (strcmp (column, "number") == 0)
    sort->by = ANLAN_SORT_TEXT;
  else if (strcmp (column, "author") == 0)
    sort->by = ANLAN_SORT_LABEL;
  else
    sort->by = ANLAN_SORT_COLUMN;
  return TRUE;
}

/* --- ranks ------------------------------------------------------------------------------------------------------ */

static int
compare_ranked (gconstpointer a, gconstpointer b, gpointer keys)
{
  const char *const *texts = keys;

  return strcmp (texts[*(const guint *)a], texts[*(const guint *)b]);
}

/* @keys: collation keys, parallel to the texts; NULL for one without. Equal keys share a rank. Returns how many. */
static guint
rank_keys (char **keys, guint n, guint *ranks)
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

/* Pinyin in every language: who reads English here looks for Wang under W as well. @person: names of persons, whose
 * surnames may have readings of their own. */
static guint
rank_texts (GPtrArray *texts, gboolean person, guint *ranks)
{
  g_auto (GStrv) keys = g_new0 (char *, texts->len + 1);
  g_autofree char **sparse = g_new0 (char *, texts->len + 1);
  g_autoptr (AnlanCollator) collator = are_ascii (texts) ? NULL : anlan_collator_new ("zh_CN");

  for (guint i = 0; i < texts->len; i++)
    {
      const char *text = g_ptr_array_index (texts, i);

      if (text == NULL || text[0] == '\0')
        keys[i] = g_strdup ("");
      else if (collator == NULL)
        keys[i] = ascii_key (text);
      else
        keys[i] = person ? anlan_collator_name_key (collator, text) : anlan_collator_key (collator, text);
      sparse[i] = keys[i][0] != '\0' ? keys[i] : NULL;
    }
  return rank_keys (sparse, texts->len, ranks);
}

/* The place of a stage or choice in its kind; what is not listed stands behind, among its own by name. */
static guint
rank_listed (const AnlanSort *sort, AnlanKind *kind, GPtrArray *texts, guint *ranks)
{
  GPtrArray *list = sort->field != NULL ? sort->field->choices : kind->stages;
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char **own = g_new0 (char *, texts->len + 1);
  g_autofree guint *own_ranks = g_new0 (guint, texts->len + 1);
  guint n_own;

  for (guint i = 0; i < list->len; i++)
    /* Both structs begin with their id. */
    g_hash_table_insert (places, *(char **)g_ptr_array_index (list, i), GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < texts->len; i++)
    {
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (places, g_ptr_array_index (texts, i)));

      ranks[i] = place - 1;
      own[i] = place == 0 ? g_ptr_array_index (texts, i) : NULL;
    }
  n_own = rank_keys (own, texts->len, own_ranks);
  for (guint i = 0; i < texts->len; i++)
    if (own[i] != NULL)
      ranks[i] = list->len + own_ranks[i];
  return list->len + n_own;
}

static gboolean
names_persons (const AnlanSort *sort, AnlanKind *kind)
{
  if (sort->by == ANLAN_SORT_LABEL)
    return sort->field == NULL || g_strcmp0 (sort->field->to, "person") == 0;
  return strcmp (kind->id, "person") == 0 && g_strcmp0 (sort->column, kind->label) == 0;
}

static gboolean
load_labels (
    const AnlanSort *sort, AnlanDb *db, AnlanKinds *kinds, GPtrArray *ids, GPtrArray *labels, GError **error)
{
  AnlanKind *to = anlan_kinds_get (kinds, sort->field != NULL ? sort->field->to : "person");
  g_autoptr (GPtrArray) list = g_ptr_array_new ();
  g_autoptr (GHashTable) found = NULL;

  for (guint i = 0; i < ids->len; i++)
    g_ptr_array_add (list, g_ptr_array_index (ids, i));
  g_ptr_array_add (list, NULL);
  if (to == NULL)
    found = g_hash_table_new (g_str_hash, g_str_equal);
  else if ((found = anlan_labels_load (db, to, (const char *const *)list->pdata, error)) == NULL)
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      const char *label = g_hash_table_lookup (found, g_ptr_array_index (ids, i));

      g_ptr_array_add (labels, g_strdup (label != NULL ? label : g_ptr_array_index (ids, i)));
    }
  return TRUE;
}

/* --- rows ------------------------------------------------------------------------------------------------------- */

int
anlan_keyed_compare (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const AnlanKeyed *)a)->rid, second = ((const AnlanKeyed *)b)->rid;

  return first > second ? -1 : first < second;
}

/* Rows of one rank that had different keys (names that only differ in case) may not have come newest first. */
static void
settle_equals (AnlanKeyed *rows, guint n)
{
  for (guint i = 1; i < n; i++)
    if (rows[i - 1].rid < rows[i].rid)
      {
        qsort (rows, n, sizeof rows[0], anlan_keyed_compare);
        return;
      }
}

/* Counting sort by rank; rank @n is for rows without a key, which stand last in either direction. */
static void
deal (GArray *rows, const guint *ranks, guint n, gboolean falling)
{
  g_autofree guint *starts = g_new0 (guint, n + 2);
  g_autofree guint *places = g_new (guint, rows->len + 1);
  g_autofree AnlanKeyed *sorted = g_new (AnlanKeyed, rows->len + 1);

  for (guint i = 0; i < rows->len; i++)
    {
      int key = g_array_index (rows, AnlanKeyed, i).key;
      guint rank = key < 0 || ranks[key] == G_MAXUINT ? n : ranks[key];

      places[i] = rank < n && falling ? n - 1 - rank : rank;
      starts[places[i] + 1]++;
    }
  for (guint i = 1; i <= n + 1; i++)
    starts[i] += starts[i - 1];
  for (guint i = 0; i < rows->len; i++)
    sorted[starts[places[i]]++] = g_array_index (rows, AnlanKeyed, i);
  /* Each start has moved on to the next. */
  for (guint i = 0; i <= n; i++)
    settle_equals (sorted + (i > 0 ? starts[i - 1] : 0), starts[i] - (i > 0 ? starts[i - 1] : 0));
  if (rows->len > 0)
    memcpy (rows->data, sorted, rows->len * sizeof (AnlanKeyed));
}

void
anlan_sort_turn (GArray *rows, guint n)
{
  g_autofree guint *ranks = g_new (guint, n);

  for (guint i = 0; i < n; i++)
    ranks[i] = n - 1 - i;
  deal (rows, ranks, n, FALSE);
}

gboolean
anlan_sort_rows (const AnlanSort *sort,
                 AnlanDb *db,
                 AnlanKinds *kinds,
                 AnlanKind *kind,
                 GArray *rows,
                 GPtrArray *texts,
                 GError **error)
{
  g_autofree guint *ranks = g_new0 (guint, texts->len + 1);
  g_autoptr (GPtrArray) labels = NULL;
  guint n;

  switch (sort->by)
    {
    case ANLAN_SORT_LIST:
      n = rank_listed (sort, kind, texts, ranks);
      break;
    case ANLAN_SORT_TEXT:
      n = rank_texts (texts, names_persons (sort, kind), ranks);
      break;
    case ANLAN_SORT_LABEL:
      labels = g_ptr_array_new_with_free_func (g_free);
      if (!load_labels (sort, db, kinds, texts, labels, error))
        return FALSE;
      n = rank_texts (labels, names_persons (sort, kind), ranks);
      break;
    case ANLAN_SORT_NEWEST:
    case ANLAN_SORT_COLUMN:
    default:
      return TRUE; /* SQLite has sorted them */
    }
  deal (rows, ranks, n, sort->falling);
  return TRUE;
}

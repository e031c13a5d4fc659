/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "query-private.h"

#include <glib/gi18n-lib.h>
#include <stdlib.h>
#include <string.h>

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
  n_own = anlan_rank_keys (own, texts->len, own_ranks);
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

/* The first rows by their keys, when the order of all is not known yet. */
static GArray *
first_rows (const AnlanTextOrder *order, GArray *rows, guint n_texts, guint n, gboolean falling)
{
  g_autoptr (GArray) firsts = anlan_text_order_first (order, n, falling);
  g_autofree guint *ranks = g_new (guint, n_texts);
  GArray *found = g_array_new (FALSE, FALSE, sizeof (AnlanKeyed));

  memset (ranks, 0xff, n_texts * sizeof ranks[0]);
  for (guint i = 0; i < firsts->len; i++)
    {
      const AnlanTextPlace *place = &g_array_index (firsts, AnlanTextPlace, i);

      ranks[place->text] = place->rank;
    }
  for (guint i = 0; i < rows->len; i++)
    {
      AnlanKeyed row = g_array_index (rows, AnlanKeyed, i);

      if (row.key >= 0 && ranks[row.key] != G_MAXUINT)
        g_array_append_val (found, row);
    }
  deal (found, ranks, firsts->len, FALSE);
  g_array_set_size (found, MIN (found->len, n));
  return found;
}

/* Ranking many texts takes its time; where somebody waits for the first rows they are told beforehand. */
static gboolean
rank_texts (const AnlanSort *sort,
            AnlanDb *db,
            GArray *rows,
            GPtrArray *texts,
            gboolean person,
            const AnlanFirst *first,
            guint *ranks,
            guint *n,
            GError **error)
{
  g_autoptr (AnlanTextOrder) order = anlan_text_order_new (texts, person);

  if (first != NULL && texts->len > first->many)
    {
      g_autoptr (GArray) found = first_rows (order, rows, texts->len, first->n, sort->falling);
      g_autoptr (GArray) rids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), found->len);

      for (guint i = 0; i < found->len; i++)
        g_array_append_val (rids, g_array_index (found, AnlanKeyed, i).rid);
      if (!first->found (db, rids, first->data, error))
        return FALSE;
    }
  *n = anlan_text_order_rank (order, ranks);
  return TRUE;
}

gboolean
anlan_sort_rows (const AnlanSort *sort,
                 AnlanDb *db,
                 AnlanKinds *kinds,
                 AnlanKind *kind,
                 GArray *rows,
                 GPtrArray *texts,
                 const AnlanFirst *first,
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
      if (!rank_texts (sort, db, rows, texts, names_persons (sort, kind), first, ranks, &n, error))
        return FALSE;
      break;
    case ANLAN_SORT_LABEL:
      labels = g_ptr_array_new_with_free_func (g_free);
      if (!load_labels (sort, db, kinds, texts, labels, error) ||
          !rank_texts (sort, db, rows, labels, names_persons (sort, kind), first, ranks, &n, error))
        return FALSE;
      break;
    case ANLAN_SORT_NEWEST:
    case ANLAN_SORT_COLUMN:
    default:
      return TRUE; /* SQLite has sorted them */
    }
  deal (rows, ranks, n, sort->falling);
  return TRUE;
}

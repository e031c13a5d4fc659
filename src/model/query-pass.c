/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "query-private.h"

#include <string.h>

#include "context.h"

/* The one pass over a ledger that gives its row ids in order. Where nothing but drafts and voided records is left out,
 * it runs over an index alone (that of the sorted column, or whichever is smallest), and the few hidden rows are
 * taken out of what comes: looking each row up in the table costs ten times as much. */

/* Up to how many rows are looked up one by one. */
#define FEW 256

typedef struct
{
  AnlanDb *db;
  const AnlanConditions *conditions;
  const AnlanSort *sort;
  GHashTable *only;     /* row ids; NULL: all. Borrowed */
  GHashTable *hidden;   /* row ids that the index has and the list has not; NULL: none */
  guint8 *wanted;       /* over an index: a bit for each row id of @only that is not hidden; NULL: no @only */
  gint64 n_wanted;      /* bits */
  gboolean covering;    /* the pass runs over an index */
  GArray *rows;         /* AnlanKeyed */
  GPtrArray *texts;     /* char*, the distinct keys */
  GHashTable *interned; /* text -> its place in @texts + 1 */
  AnlanValue last;      /* of a column: the value before, whose rows are counted as one group */
  int groups;
} Pass;

static void
pass_clear (Pass *pass)
{
  g_clear_pointer (&pass->hidden, g_hash_table_unref);
  g_clear_pointer (&pass->interned, g_hash_table_unref);
  g_clear_pointer (&pass->wanted, g_free);
  anlan_value_clear (&pass->last);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pass, pass_clear)

static gpointer
rid_key (gint64 rid)
{
  return GSIZE_TO_POINTER ((gsize)rid);
}

static gboolean
sorts_keys (const AnlanSort *sort)
{
  return sort->by != ANLAN_SORT_NEWEST && sort->by != ANLAN_SORT_COLUMN;
}

static gboolean
has_few (const Pass *pass)
{
  return pass->only != NULL && g_hash_table_size (pass->only) <= FEW;
}

/* As schema.c makes indexes. */
static gboolean
is_indexed (const AnlanSort *sort)
{
  if (sort->by == ANLAN_SORT_NEWEST)
    return TRUE;
  if (sort->field != NULL)
    return anlan_schema_wants_index (sort->field);
  return strcmp (sort->column, "stage") == 0 || strcmp (sort->column, "number") == 0;
}

/* --- the rows that an index has and the list has not ---------------------------------------------------------- */

static gboolean
find_hidden (Pass *pass, GError **error)
{
  const AnlanQuery *query = pass->conditions->query;
  g_autoptr (GString) sql = g_string_new ("SELECT rid, voided, draft FROM ");
  AnlanStmt *stmt;
  AnlanStep step;

  pass->hidden = g_hash_table_new (NULL, NULL);
  anlan_schema_table_name (sql, pass->conditions->kind->id);
  /* In the words of the index that has just these. */
  g_string_append (sql, " WHERE voided <> 0 OR draft <> 0");
  stmt = anlan_db_statement (pass->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    if ((!query->voided && anlan_stmt_integer (stmt, 1) != 0) ||
        (!query->drafts && anlan_stmt_integer (stmt, 2) != 0))
      g_hash_table_add (pass->hidden, rid_key (anlan_stmt_integer (stmt, 0)));
  anlan_stmt_reset (stmt);
  if (g_hash_table_size (pass->hidden) == 0)
    g_clear_pointer (&pass->hidden, g_hash_table_unref);
  return step == ANLAN_STEP_DONE;
}

/* --- the statement ---------------------------------------------------------------------------------------------- */

/* Few rows are looked up by their ids instead of being picked out of all. */
static void
append_few (GString *sql, GHashTable *only)
{
  g_string_append (sql, " AND k.rid IN (");
  for (guint i = 0; i < g_hash_table_size (only); i++)
    g_string_append (sql, i > 0 ? ",?" : "?");
  g_string_append_c (sql, ')');
}

static void
bind_few (AnlanStmt *stmt, GHashTable *only, int at)
{
  GHashTableIter iter;
  gpointer rid;

  g_hash_table_iter_init (&iter, only);
  while (g_hash_table_iter_next (&iter, &rid, NULL))
    anlan_stmt_bind_integer (stmt, at++, (gint64)GPOINTER_TO_SIZE (rid));
}

static void
append_order (GString *sql, const Pass *pass)
{
  const AnlanSort *sort = pass->sort;

  if (pass->covering && sort->by == ANLAN_SORT_NEWEST)
    return; /* they are put in order when they are here */
  g_string_append (sql, " ORDER BY ");
  if (pass->covering || sort->by == ANLAN_SORT_COLUMN)
    {
      g_string_append (sql, "k.");
      anlan_sql_append_identifier (sql, sort->column);
      /* Over an index always backwards, which it can do as it stands: rows of one value come newest first then. Falling,
       * nulls come last anyway. */
      g_string_append (sql, pass->covering || sort->falling ? " DESC, " : " NULLS LAST, ");
    }
  g_string_append (sql, "k.rid DESC");
}

static char *
pass_sql (const Pass *pass)
{
  const AnlanConditions *conditions = pass->conditions;
  GString *sql = g_string_new ("SELECT k.rid");

  if (pass->sort->by != ANLAN_SORT_NEWEST)
    {
      g_string_append (sql, ", k.");
      anlan_sql_append_identifier (sql, pass->sort->column);
    }
  g_string_append (sql, " FROM ");
  if (conditions->view)
    anlan_sql_append_identifier (sql, conditions->kind->id);
  else
    anlan_schema_table_name (sql, conditions->kind->id);
  g_string_append (sql, " AS k");
  if (!pass->covering)
    {
      g_string_append_printf (sql, " WHERE %s", conditions->where->len > 0 ? conditions->where->str : "1");
      if (has_few (pass))
        append_few (sql, pass->only);
    }
  append_order (sql, pass);
  if (conditions->query->limit > 0 && !pass->covering && !sorts_keys (pass->sort) &&
      (pass->only == NULL || has_few (pass)))
    g_string_append_printf (sql, " LIMIT %u", conditions->query->limit);
  return g_string_free (sql, FALSE);
}

/* --- rows --------------------------------------------------------------------------------------------------------- */

static int
intern (Pass *pass, const char *text)
{
  guint place;

  if (text == NULL || text[0] == '\0')
    return -1;
  /* Over an index equal ones follow each other. */
  if (pass->texts->len > 0 && strcmp (text, g_ptr_array_index (pass->texts, pass->texts->len - 1)) == 0)
    return (int)pass->texts->len - 1;
  place = pass->covering ? 0 : GPOINTER_TO_UINT (g_hash_table_lookup (pass->interned, text));
  if (place == 0)
    {
      char *copy = g_strdup (text);

      g_ptr_array_add (pass->texts, copy);
      place = pass->texts->len;
      if (!pass->covering)
        g_hash_table_insert (pass->interned, copy, GUINT_TO_POINTER (place));
    }
  return (int)place - 1;
}

/* Over an index the values fall; their groups are numbered, so that they can be turned round where they should rise. */
static int
group (Pass *pass, AnlanStmt *stmt)
{
  AnlanValue value = ANLAN_VALUE_INIT;

  if (anlan_stmt_is_null (stmt, 1))
    return -1;
  /* Without a copy of each: in an index equal ones follow each other. */
  if (pass->groups > 0 && pass->last.type == ANLAN_VALUE_TEXT &&
      g_strcmp0 (anlan_stmt_text (stmt, 1), anlan_value_get_text (&pass->last)) == 0)
    return pass->groups - 1;
  anlan_stmt_value (stmt, 1, &value);
  if (pass->groups > 0 && anlan_value_equal (&value, &pass->last))
    {
      anlan_value_clear (&value);
      return pass->groups - 1;
    }
  anlan_value_clear (&pass->last);
  pass->last = value;
  return pass->groups++;
}

static gboolean
is_wanted (const Pass *pass, gint64 rid)
{
  return rid < pass->conditions->limit &&
         (pass->only == NULL || g_hash_table_contains (pass->only, rid_key (rid))) &&
         (pass->hidden == NULL || !g_hash_table_contains (pass->hidden, rid_key (rid)));
}

/* Row ids lie close together: a bit each is looked up in a fifth of the time that a table takes, and each of a board's
 * columns asks for all rows of the index. */
static void
make_bits (Pass *pass)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, pass->only);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    pass->n_wanted = MAX (pass->n_wanted, (gint64)GPOINTER_TO_SIZE (key) + 1);
  pass->wanted = g_malloc0 ((gsize)(pass->n_wanted / 8 + 1));
  g_hash_table_iter_init (&iter, pass->only);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (is_wanted (pass, (gint64)GPOINTER_TO_SIZE (key)))
      pass->wanted[GPOINTER_TO_SIZE (key) / 8] |= (guint8)(1 << GPOINTER_TO_SIZE (key) % 8);
}

static gboolean
wants (const Pass *pass, gint64 rid)
{
  if (pass->wanted == NULL)
    return is_wanted (pass, rid);
  return rid < pass->n_wanted && (pass->wanted[rid / 8] & 1 << rid % 8) != 0;
}

static gboolean
read_rows (Pass *pass, GError **error)
{
  gboolean keyed = sorts_keys (pass->sort);
  gboolean grouped = pass->covering && pass->sort->by == ANLAN_SORT_COLUMN && !pass->sort->falling;
  g_autofree char *sql = pass_sql (pass);
  AnlanStmt *stmt = anlan_db_statement (pass->db, sql, error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  if (!pass->covering)
    {
      anlan_conditions_bind (pass->conditions, stmt);
      if (has_few (pass))
        bind_few (stmt, pass->only, (int)pass->conditions->values->len + 1);
    }
  if (pass->covering && pass->only != NULL)
    make_bits (pass);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanKeyed row = { anlan_stmt_integer (stmt, 0), -1 };

      if (!wants (pass, row.rid))
        continue;
      if (keyed)
        row.key = intern (pass, anlan_stmt_text (stmt, 1));
      else if (grouped)
        row.key = group (pass, stmt);
      g_array_append_val (pass->rows, row);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* All rows of the index, whichever of them are wanted. */
static GArray *
read_order (Pass *pass, const char *sql, GError **error)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (AnlanKeyed));
  AnlanStmt *stmt = anlan_db_statement (pass->db, sql, error);
  AnlanStep step;

  if (stmt == NULL)
    return NULL;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      AnlanKeyed row = { anlan_stmt_integer (stmt, 0), group (pass, stmt) };

      g_array_append_val (all, row);
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&all) : NULL;
}

/* Some rows of an order that others ask for too, such as the columns of a board. */
static gboolean
read_part (Pass *pass, GError **error)
{
  g_autofree char *sql = pass_sql (pass);
  g_autoptr (GArray) all = NULL;
  gint64 version;

  if (!anlan_order_version (pass->db, &version, error))
    return FALSE;
  all = anlan_order_get (pass->db, sql, version, &pass->groups);
  if (all != NULL)
    g_array_ref (all);
  else if ((all = read_order (pass, sql, error)) == NULL)
    return FALSE;
  else
    anlan_order_keep (pass->db, sql, version, all, pass->groups);
  /* It falls as it stands. */
  if (pass->sort->falling)
    pass->groups = 0;
  make_bits (pass);
  for (guint i = 0; i < all->len; i++)
    if (wants (pass, g_array_index (all, AnlanKeyed, i).rid))
      g_array_append_val (pass->rows, g_array_index (all, AnlanKeyed, i));
  return TRUE;
}

/* The newest of some: no pass is needed. */
static void
take_only (Pass *pass)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, pass->only);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      AnlanKeyed row = { (gint64)GPOINTER_TO_SIZE (key), -1 };

      if (wants (pass, row.rid))
        g_array_append_val (pass->rows, row);
    }
}

gboolean
anlan_pass_run (AnlanDb *db,
                const AnlanConditions *conditions,
                const AnlanSort *sort,
                GHashTable *only,
                GArray *rows,
                GPtrArray *texts,
                GError **error)
{
  g_auto (Pass) pass = { 0 };

  pass.db = db;
  pass.conditions = conditions;
  pass.sort = sort;
  pass.only = only;
  pass.rows = rows;
  pass.texts = texts;
  pass.interned = g_hash_table_new (g_str_hash, g_str_equal);
  pass.covering = is_indexed (sort) && !conditions->filtered && !conditions->view && !has_few (&pass) &&
                  (sort->by != ANLAN_SORT_NEWEST || conditions->query->limit == 0);
  if (pass.covering && !find_hidden (&pass, error))
    return FALSE;
  if (pass.covering && only != NULL && sort->by == ANLAN_SORT_NEWEST)
    take_only (&pass);
  else if (pass.covering && only != NULL && sort->by == ANLAN_SORT_COLUMN && !anlan_db_is_writable (db))
    {
      if (!read_part (&pass, error))
        return FALSE;
    }
  else if (!read_rows (&pass, error))
    return FALSE;
  if (pass.covering && sort->by == ANLAN_SORT_NEWEST)
    g_array_sort (rows, anlan_keyed_compare);
  else if (pass.groups > 0)
    anlan_sort_turn (rows, (guint)pass.groups);
  return TRUE;
}

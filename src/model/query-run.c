/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "query-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "context.h"
#include "store/search.h"

/* An expression of a list may look at every record of a large ledger. One step is what lies between two matches. */
#define WHERE_MILLISECONDS 5000

/* From so many rows on it costs less to run over the index of the sorted column than to look each of them up. */
#define MANY 4096

void
anlan_found_free (AnlanFound *found)
{
  if (found == NULL)
    return;
  g_array_unref (found->rids);
  g_hash_table_unref (found->kinds);
  g_free (found);
}

static AnlanFound *
found_new (void)
{
  AnlanFound *found = g_new0 (AnlanFound, 1);

  found->rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  found->kinds = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return found;
}

/* --- sets of row ids ------------------------------------------------------------------------------------------- */

static gpointer
rid_key (gint64 rid)
{
  return GSIZE_TO_POINTER ((gsize)rid);
}

static void
note_reads (AnlanFound *found, const AnlanReads *reads, const char *own)
{
  GHashTableIter iter;
  gpointer column;

  found->timed |= reads->timed;
  found->any |= reads->wide;
  if (reads->columns == NULL)
    return;
  g_hash_table_iter_init (&iter, reads->columns);
  while (g_hash_table_iter_next (&iter, &column, NULL))
    {
      const char *dot = strchr (column, '.');
      g_autofree char *view =
          dot != NULL ? g_strndup (column, (gsize)(dot - (char *)column)) : g_strdup (column);

      if (strcmp (view, "raised") == 0)
        found->any = TRUE;
      else if (strcmp (view, own) != 0)
        g_hash_table_add (found->kinds, g_steal_pointer (&view));
    }
}

/* Row ids for which the query's expression is true. */
static GHashTable *
run_where (AnlanDb *db, AnlanKind *kind, const char *where, AnlanFound *found, GError **error)
{
  AnlanDbBounds bounds = { anlan_context_get (db)->views, WHERE_MILLISECONDS };
  g_autoptr (GHashTable) rids = g_hash_table_new (NULL, NULL);
  g_autoptr (GString) sql = g_string_new ("SELECT this.rid FROM ");
  g_auto (AnlanReads) reads = { 0 };
  g_autoptr (AnlanStmt) stmt = NULL;
  AnlanStep step;

  if (!anlan_sql_check_expression (where, error))
    return NULL;
  anlan_sql_append_identifier (sql, kind->id);
  g_string_append_printf (sql, " AS this WHERE (%s\n)", where);
  stmt = anlan_db_prepare_bounded (db, sql->str, &bounds, &reads, error);
  if (stmt == NULL)
    return NULL;
  note_reads (found, &reads, kind->id);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_hash_table_add (rids, rid_key (anlan_stmt_integer (stmt, 0)));
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&rids) : NULL;
}

/* Row ids of the records in which the words occur. */
static GHashTable *
run_words (AnlanDb *db, AnlanKind *kind, const char *words, GError **error)
{
  g_autoptr (GHashTable) rids = g_hash_table_new (NULL, NULL);
  g_autoptr (GString) table = g_string_new (NULL);
  g_autoptr (GArray) hits = NULL;

  anlan_schema_table_name (table, kind->id);
  hits = anlan_search_rids (db, words, kind->id, table->str, error);
  if (hits == NULL)
    return NULL;
  for (guint i = 0; i < hits->len; i++)
    g_hash_table_add (rids, rid_key (g_array_index (hits, gint64, i)));
  return g_steal_pointer (&rids);
}

/* Row ids of the records with the values that the query's only filter asks for: out of the index, no row is looked up. */
static GHashTable *
run_indexed (AnlanDb *db, const AnlanConditions *conditions, GError **error)
{
  g_autoptr (GHashTable) rids = g_hash_table_new (NULL, NULL);
  g_autoptr (GString) sql = g_string_new ("SELECT rid FROM ");
  AnlanStmt *stmt;
  AnlanStep step;

  anlan_schema_table_name (sql, conditions->kind->id);
  g_string_append (sql, " WHERE ");
  anlan_sql_append_identifier (sql, conditions->indexed);
  g_string_append (sql, " IN (");
  for (guint i = 0; i < conditions->values->len; i++)
    g_string_append (sql, i > 0 ? ",?" : "?");
  g_string_append_c (sql, ')');
  stmt = anlan_db_statement (db, sql->str, error);
  if (stmt == NULL)
    return NULL;
  anlan_conditions_bind (conditions, stmt);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    g_hash_table_add (rids, rid_key (anlan_stmt_integer (stmt, 0)));
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE ? g_steal_pointer (&rids) : NULL;
}

static gboolean
has_words (const AnlanQuery *query)
{
  return query->words != NULL && query->words[strspn (query->words, " \t\n")] != '\0';
}

static gboolean
is_elsewhere (gpointer rid, gpointer value, gpointer set)
{
  return !g_hash_table_contains (set, rid);
}

/* Leaves in *@kept (nullable) what is in @next too, and takes @next. FALSE if there is none. */
static gboolean
meet (GHashTable **kept, GHashTable *next)
{
  if (next != NULL && *kept != NULL)
    {
      g_hash_table_foreach_remove (next, is_elsewhere, *kept);
      g_hash_table_unref (*kept);
    }
  if (next != NULL)
    *kept = next;
  return next != NULL;
}

/* The row ids that the query's expression, its words and what an index tells leave; NULL without @error: they leave all. */
static GHashTable *
run_sets (AnlanDb *db, AnlanConditions *conditions, AnlanFound *found, GError **error)
{
  AnlanKind *kind = conditions->kind;
  const AnlanQuery *query = conditions->query;
  g_autoptr (GHashTable) kept = NULL;

  if (conditions->indexed != NULL && !meet (&kept, run_indexed (db, conditions, error)))
    return NULL;
  if (query->where != NULL && query->where[0] != '\0' &&
      !meet (&kept, run_where (db, kind, query->where, found, error)))
    return NULL;
  if (has_words (query) && !kind->derived && !meet (&kept, run_words (db, kind, query->words, error)))
    return NULL;
  return g_steal_pointer (&kept);
}

static void
take_rows (AnlanFound *found, GArray *rows, guint limit)
{
  guint n = limit > 0 ? MIN (limit, rows->len) : rows->len;

  g_array_set_size (found->rids, n);
  for (guint i = 0; i < n; i++)
    g_array_index (found->rids, gint64, i) = g_array_index (rows, AnlanKeyed, i).rid;
}

void
anlan_query_no_kind (const char *kind, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND,
               _ ("This plant has no ledger called “%s”. It may have been made by a newer Anlan."), kind);
}

static gboolean
run_passes (AnlanDb *db,
            AnlanKinds *kinds,
            AnlanConditions *conditions,
            const AnlanFirst *first,
            AnlanFound *found,
            GError **error)
{
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (AnlanKeyed));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GHashTable) only = NULL;
  g_autoptr (GError) failure = NULL;
  g_auto (AnlanSort) sort = { 0 };

  if (!anlan_sort_init (&sort, conditions, db, error))
    return FALSE;
  only = run_sets (db, conditions, found, &failure);
  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  /* What the index has told need not be asked of each row, unless few rows are left of a long index to be sorted by. */
  if (conditions->indexed != NULL && (sort.by == ANLAN_SORT_NEWEST || g_hash_table_size (only) > MANY))
    conditions->filtered = FALSE;
  if (!anlan_pass_run (db, conditions, &sort, only, rows, texts, error) ||
      !anlan_sort_rows (&sort, db, kinds, conditions->kind, rows, texts, first, error))
    return FALSE;
  found->any |= conditions->computed;
  found->timed |= conditions->timed;
  if (sort.by == ANLAN_SORT_LABEL)
    g_hash_table_add (found->kinds, g_strdup (sort.field != NULL ? sort.field->to : "person"));
  take_rows (found, rows, conditions->query->limit);
  return TRUE;
}

/* The row ids that @query finds and what they depend on. */
AnlanFound *
anlan_query_run (
    AnlanDb *db, AnlanKinds *kinds, const AnlanQuery *query, const AnlanFirst *first, GError **error)
{
  AnlanKind *kind = anlan_kinds_get (kinds, query->kind);
  g_autoptr (AnlanFound) found = found_new ();
  g_autoptr (AnlanConditions) conditions = NULL;

  if (kind == NULL)
    {
      anlan_query_no_kind (query->kind, error);
      return NULL;
    }
  conditions = anlan_conditions_new (db, kind, query, error);
  if (conditions == NULL)
    return NULL;
  /* A plant that an older version made, opened read-only: the ledger is not there yet, and so empty. */
  if (g_hash_table_size (conditions->columns) > 0 && !run_passes (db, kinds, conditions, first, found, error))
    return NULL;
  return g_steal_pointer (&found);
}

/**
 * anlan_query_rids:
 *
 * Returns: (transfer full): NULL with ANLAN_ERROR_INPUT where the query names what the kind does not have or its
 *   expression is none, ANLAN_ERROR_DENIED where that reads what it may not, ANLAN_ERROR_LIMIT where it takes too
 *   long.
 */
GArray *
anlan_query_rids (AnlanDb *db, AnlanKinds *kinds, const AnlanQuery *query, GError **error)
{
  g_autoptr (AnlanFound) found = NULL;

  g_return_val_if_fail (db != NULL && kinds != NULL && query != NULL, NULL);

  found = anlan_query_run (db, kinds, query, NULL, error);
  return found != NULL ? g_array_ref (found->rids) : NULL;
}

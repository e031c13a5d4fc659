/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "ledger-private.h"
#include "query-private.h"

/* Records of @rids and the labels of what they refer to, in one transaction. */
static GPtrArray *
read_slice (AnlanDb *db,
            AnlanKinds *kinds,
            const char *kind_id,
            GArray *rids,
            guint n,
            GHashTable *labels,
            GError **error)
{
  AnlanKind *kind = anlan_kinds_get (kinds, kind_id);
  g_autoptr (GHashTable) wanted = anlan_references_new ();
  g_autoptr (GPtrArray) records = NULL;

  if (kind == NULL)
    {
      anlan_query_no_kind (kind_id, error);
      return NULL;
    }
  records = anlan_records_load (db, kind, (const gint64 *)rids->data, n, error);
  if (records == NULL)
    return NULL;
  for (guint i = 0; i < records->len; i++)
    anlan_record_references (g_ptr_array_index (records, i), wanted);
  if (!anlan_references_load (db, kinds, wanted, labels, error))
    return NULL;
  return g_steal_pointer (&records);
}

/* --- the list --------------------------------------------------------------------------------------------------- */

AnlanQueryJob *
anlan_query_job_new (AnlanKinds *kinds, const AnlanQuery *query, GArray *old)
{
  AnlanQueryJob *job = g_new0 (AnlanQueryJob, 1);

  g_atomic_ref_count_init (&job->refs);
  job->kinds = anlan_kinds_ref (kinds);
  job->query = anlan_query_copy (query);
  job->old = g_array_ref (old);
  job->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return job;
}

AnlanQueryJob *
anlan_query_job_ref (AnlanQueryJob *job)
{
  g_atomic_ref_count_inc (&job->refs);
  return job;
}

static void
early_free (AnlanEarly *early)
{
  g_clear_pointer (&early->rids, g_array_unref);
  g_clear_pointer (&early->edits, g_array_unref);
  g_clear_pointer (&early->records, g_ptr_array_unref);
  g_clear_pointer (&early->labels, g_hash_table_unref);
  g_free (early);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanEarly, early_free)

void
anlan_query_job_unref (AnlanQueryJob *job)
{
  if (!g_atomic_ref_count_dec (&job->refs))
    return;
  g_clear_pointer (&job->early, early_free);
  g_clear_pointer (&job->early_data, job->early_free);
  anlan_kinds_unref (job->kinds);
  anlan_query_free (job->query);
  g_array_unref (job->old);
  g_hash_table_unref (job->labels);
  g_clear_pointer (&job->harmless, g_hash_table_unref);
  g_clear_pointer (&job->rids, g_array_unref);
  g_clear_pointer (&job->edits, g_array_unref);
  g_clear_pointer (&job->depends, g_hash_table_unref);
  g_clear_pointer (&job->records, g_ptr_array_unref);
  g_free (job);
}

/* Whether a line about the kind came that cannot be explained by changes known to move nothing. */
static gboolean
find_unknown_line (AnlanDb *db, const AnlanQueryJob *job, gboolean *unknown, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, "SELECT seq FROM journal WHERE seq > ?1 AND (kind = ?2 OR op = 'batch')", error);
  AnlanStep step;

  *unknown = FALSE;
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 1, job->seen_seq);
  anlan_stmt_bind_static (stmt, 2, job->query->kind);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      gpointer seq = GSIZE_TO_POINTER ((gsize)anlan_stmt_integer (stmt, 0));

      if (job->harmless == NULL || !g_hash_table_contains (job->harmless, seq))
        {
          *unknown = TRUE;
          break;
        }
    }
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

static gboolean
read_head (AnlanDb *db, gint64 *seq, GError **error)
{
  g_auto (AnlanValue) head = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (db, "SELECT max (seq) FROM journal", NULL, &head, error))
    return FALSE;
  *seq = anlan_value_get_integer (&head, 0);
  return TRUE;
}

/* @first, and behind it what else is in @old. */
static GArray *
put_first (GArray *first, GArray *old)
{
  g_autoptr (GHashTable) there = g_hash_table_new (NULL, NULL);
  GArray *rids = g_array_sized_new (FALSE, FALSE, sizeof (gint64), old->len + first->len);

  g_array_append_vals (rids, first->data, first->len);
  for (guint i = 0; i < first->len; i++)
    g_hash_table_add (there, GSIZE_TO_POINTER ((gsize)g_array_index (first, gint64, i)));
  for (guint i = 0; i < old->len; i++)
    {
      gint64 rid = g_array_index (old, gint64, i);

      if (!g_hash_table_contains (there, GSIZE_TO_POINTER ((gsize)rid)))
        g_array_append_val (rids, rid);
    }
  return rids;
}

static gboolean
first_found (AnlanDb *db, GArray *rids, gpointer data, GError **error)
{
  AnlanQueryJob *job = data;
  g_autoptr (AnlanEarly) early = g_new0 (AnlanEarly, 1);
  g_autoptr (GSource) source = NULL;

  early->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  early->records = read_slice (db, job->kinds, job->query->kind, rids, rids->len, early->labels, error);
  if (early->records == NULL)
    return FALSE;
  early->rids = put_first (rids, job->old);
  early->edits = anlan_diff_rids (job->old, early->rids, job->most);
  job->early = g_steal_pointer (&early);
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, job->early_cb, anlan_query_job_ref (job),
                         (GDestroyNotify)anlan_query_job_unref);
  g_source_attach (source, NULL);
  return TRUE;
}

gboolean
anlan_query_job_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanQueryJob *job = data;
  AnlanFirst first = { ANLAN_SLICE, job->many, first_found, job };
  g_autoptr (AnlanFound) found = NULL;
  GArray *shown;
  gboolean unknown;

  if (!read_head (db, &job->seq, error))
    return FALSE;
  if (job->seen_seq > 0)
    {
      if (!find_unknown_line (db, job, &unknown, error))
        return FALSE;
      job->unchanged = !unknown;
      if (job->unchanged)
        return TRUE;
    }
  found = anlan_query_run (db, job->kinds, job->query, job->early_cb != NULL ? &first : NULL, error);
  if (found == NULL)
    return FALSE;
  job->rids = g_array_ref (found->rids);
  job->depends = g_hash_table_ref (found->kinds);
  job->depends_any = found->any;
  job->timed = found->timed;
  shown = job->early != NULL ? job->early->rids : job->old;
  job->edits = anlan_diff_rids (shown, job->rids, job->most);
  /* Whoever fills a list looks at its beginning next. */
  if (shown->len > 0)
    return TRUE;
  job->records = read_slice (db, job->kinds, job->query->kind, job->rids, MIN (job->rids->len, ANLAN_SLICE),
                             job->labels, error);
  return job->records != NULL;
}

/* --- slices ----------------------------------------------------------------------------------------------------- */

AnlanSliceJob *
anlan_slice_job_new (AnlanKinds *kinds, const char *kind, GArray *rids)
{
  AnlanSliceJob *job = g_new0 (AnlanSliceJob, 1);

  g_atomic_ref_count_init (&job->refs);
  job->kinds = anlan_kinds_ref (kinds);
  job->kind = g_strdup (kind);
  job->rids = g_array_ref (rids);
  job->labels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return job;
}

AnlanSliceJob *
anlan_slice_job_ref (AnlanSliceJob *job)
{
  g_atomic_ref_count_inc (&job->refs);
  return job;
}

void
anlan_slice_job_unref (AnlanSliceJob *job)
{
  if (!g_atomic_ref_count_dec (&job->refs))
    return;
  anlan_kinds_unref (job->kinds);
  g_free (job->kind);
  g_array_unref (job->rids);
  g_hash_table_unref (job->labels);
  g_clear_pointer (&job->records, g_ptr_array_unref);
  g_free (job);
}

gboolean
anlan_slice_job_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanSliceJob *job = data;

  job->records = read_slice (db, job->kinds, job->kind, job->rids, job->rids->len, job->labels, error);
  return job->records != NULL;
}

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

void
anlan_query_job_unref (AnlanQueryJob *job)
{
  if (!g_atomic_ref_count_dec (&job->refs))
    return;
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
  AnlanStmt *stmt = anlan_db_statement (db, "SELECT seq FROM journal WHERE seq > ?1 AND kind = ?2", error);
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

gboolean
anlan_query_job_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanQueryJob *job = data;
  g_autoptr (AnlanFound) found = NULL;
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
  found = anlan_query_run (db, job->kinds, job->query, error);
  if (found == NULL)
    return FALSE;
  job->rids = g_array_ref (found->rids);
  job->depends = g_hash_table_ref (found->kinds);
  job->depends_any = found->any;
  job->timed = found->timed;
  job->edits = anlan_diff_rids (job->old, job->rids, job->most);
  /* Whoever fills a list looks at its beginning next. */
  if (job->old->len > 0)
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

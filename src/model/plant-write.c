/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "plant-private.h"

#include <glib/gi18n-lib.h>

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"

/* More than that touch more pages than are kept in memory. */
#define MANY_CHANGES 500

AnlanWriting *
anlan_writing_new (AnlanPlant *plant)
{
  AnlanWriting *writing = g_new0 (AnlanWriting, 1);

  writing->plant = g_object_ref (plant);
  writing->changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  writing->applied = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_applied_free);
  writing->failed = G_MAXUINT;
  return writing;
}

void
anlan_writing_free (AnlanWriting *writing)
{
  g_object_unref (writing->plant);
  anlan_plant_free_aside (writing->changes);
  anlan_plant_free_aside (writing->applied);
  g_free (writing->batch);
  g_free (writing->note);
  g_free (writing);
}

/* --- the batch's own row and line -------------------------------------------------------------------------------- */

typedef struct
{
  const char *name; /* of the source */
  const char *sha256;
  gint64 added, updated, unchanged, missing;
} Note;

static void
read_note (JsonNode *node, Note *note)
{
  JsonObject *object = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;

  if (object == NULL)
    return;
  note->name = json_object_get_string_member_with_default (object, "name", NULL);
  note->sha256 = json_object_get_string_member_with_default (object, "sha256", NULL);
  note->added = json_object_get_int_member_with_default (object, "added", 0);
  note->updated = json_object_get_int_member_with_default (object, "updated", 0);
  note->unchanged = json_object_get_int_member_with_default (object, "unchanged", 0);
  note->missing = json_object_get_int_member_with_default (object, "missing", 0);
}

static gboolean
write_batch_row (AnlanWriting *writing, AnlanContext *context, gint64 first, gint64 last, GError **error)
{
  static const char sql[] =
      "INSERT INTO batch (id, kind, source_name, source_sha256, first_seq, last_seq, actor, at,"
      " added, updated, unchanged, missing, note) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,"
      "?12,?13)";
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *at = anlan_time_format (anlan_context_now (context));
  const AnlanChange *change = g_ptr_array_index (writing->changes, 0);
  AnlanStmt *stmt = anlan_db_statement (context->db, sql, error);
  Note note = { 0 };

  if (stmt == NULL)
    return FALSE;
  node = writing->note != NULL ? anlan_json_parse (writing->note, -1, 65536, NULL) : NULL;
  read_note (node, &note);
  anlan_stmt_bind_text (stmt, 1, writing->batch);
  anlan_stmt_bind_text (stmt, 2, change->kind);
  anlan_stmt_bind_text (stmt, 3, note.name);
  anlan_stmt_bind_text (stmt, 4, note.sha256);
  anlan_stmt_bind_integer (stmt, 5, first);
  anlan_stmt_bind_integer (stmt, 6, last);
  anlan_stmt_bind_text (stmt, 7, change->actor);
  anlan_stmt_bind_text (stmt, 8, at);
  anlan_stmt_bind_integer (stmt, 9, note.added);
  anlan_stmt_bind_integer (stmt, 10, note.updated);
  anlan_stmt_bind_integer (stmt, 11, note.unchanged);
  anlan_stmt_bind_integer (stmt, 12, note.missing);
  anlan_stmt_bind_text (stmt, 13, writing->note);
  return anlan_stmt_run (stmt, error);
}

gboolean
anlan_writing_end_batch (AnlanWriting *writing,
                         AnlanDb *db,
                         AnlanJournal *journal,
                         gint64 first,
                         const char *more,
                         GError **error)
{
  AnlanContext *context = anlan_context_get (db);
  g_autoptr (GString) patch = g_string_new ("{\"batch\":");
  const AnlanChange *change = g_ptr_array_index (writing->changes, 0);

  anlan_json_append_string (patch, writing->batch);
  g_string_append_printf (patch, ",\"count\":%u", writing->changes->len);
  if (writing->note != NULL)
    g_string_append_printf (patch, ",\"note\":%s", writing->note);
  if (more != NULL)
    g_string_append (patch, more);
  g_string_append_c (patch, '}');
  return write_batch_row (writing, context, first, anlan_journal_get_seq (journal), error) &&
         anlan_plant_line (writing->plant, context->db, journal, "batch", change->kind, NULL, patch->str,
                           error);
}

/* --- on the writer -------------------------------------------------------------------------------------------------- */

/* One that is refused takes back what it did and leaves the others alone. */
static gboolean
apply_good (AnlanWriting *writing, AnlanContext *context, AnlanJournal *journal, GError **error)
{
  for (guint i = 0; i < writing->changes->len; i++)
    {
      g_autoptr (GError) local = NULL;

      if (!anlan_db_savepoint (context->db, error))
        return FALSE;
      if (anlan_apply_change (context, journal, writing->plant->store,
                              g_ptr_array_index (writing->changes, i), writing->applied, NULL, 0, &local))
        {
          g_ptr_array_add (writing->refused, NULL);
          if (!anlan_db_release (context->db, error))
            return FALSE;
          continue;
        }
      if (!g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_REFUSED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      anlan_db_rollback_to_savepoint (context->db);
      /* What comes later may have been found good because of this one. */
      anlan_verdicts_drop (writing->changes, i + 1);
      g_ptr_array_add (writing->refused, g_strdup (local->message));
    }
  return anlan_recompute_run (context, error);
}

static gboolean
apply_all (AnlanWriting *writing, AnlanContext *context, AnlanJournal *journal, GError **error)
{
  for (guint i = 0; i < writing->changes->len; i++)
    if (!anlan_apply_change (context, journal, writing->plant->store, g_ptr_array_index (writing->changes, i),
                             writing->applied, NULL, 0, error))
      {
        writing->failed = i;
        return FALSE;
      }
  return anlan_recompute_run (context, error);
}

/* What computed fields became while others were worked out is in the row, not in the snapshot that was taken before. */
static gboolean
refresh_applied (AnlanWriting *writing, AnlanContext *context, GError **error)
{
  for (guint i = 0; i < writing->applied->len; i++)
    {
      AnlanApplied *applied = g_ptr_array_index (writing->applied, i);
      AnlanTable *table = anlan_context_table (context, applied->after->kind->id);
      AnlanRecord *fresh = anlan_table_load (table, context->db, applied->after->id, error);

      if (fresh == NULL)
        return FALSE;
      anlan_record_unref (applied->after);
      applied->after = fresh;
    }
  return TRUE;
}

gboolean
anlan_writing_run (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanWriting *writing = data;
  AnlanContext *context = anlan_context_get (db);
  gint64 first = anlan_journal_get_seq (journal) + 1;
  gboolean ok;

  anlan_context_refresh (context);
  context->now = anlan_clock_now (context->facts->clock);
  if (writing->changes->len > MANY_CHANGES)
    anlan_db_widen (db);
  ok = anlan_recompute_prepare (context, error) && anlan_verdicts_settle (context, writing->changes, error) &&
       (writing->refused != NULL ? apply_good : apply_all) (writing, context, journal, error) &&
       (writing->batch == NULL || writing->applied->len == 0 ||
        anlan_writing_end_batch (writing, db, journal, first, NULL, error)) &&
       (writing->batch != NULL || refresh_applied (writing, context, error));
  g_hash_table_remove_all (context->stale);
  context->now = 0;
  if (!ok)
    g_ptr_array_set_size (writing->applied, 0);
  return ok;
}

/* --- one change --------------------------------------------------------------------------------------------------------- */

static AnlanApplied *
first_applied (AnlanWriting *writing)
{
  return anlan_applied_copy (g_ptr_array_index (writing->applied, 0));
}

AnlanApplied *
anlan_plant_apply (AnlanPlant *plant, AnlanChange *change, GError **error)
{
  g_autoptr (AnlanWriting) writing = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && change != NULL, NULL);

  writing = anlan_writing_new (plant);
  g_ptr_array_add (writing->changes, anlan_change_ref (change));
  if (!anlan_store_write (plant->store, anlan_writing_run, writing, error))
    return NULL;
  anlan_plant_emit_applied (plant, writing->applied);
  return first_applied (writing);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AnlanWriting *writing = g_task_get_task_data (task);
  GError *error = NULL;

  if (!anlan_store_write_finish (ANLAN_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  anlan_plant_emit_applied_soon (writing->plant, writing->applied);
  g_task_return_boolean (task, TRUE);
}

static void
write_async (AnlanWriting *writing, GTask *task, GCancellable *cancellable)
{
  g_task_set_task_data (task, writing, (GDestroyNotify)anlan_writing_free);
  anlan_store_write_async (writing->plant->store, anlan_writing_run, writing, NULL, cancellable, written_cb,
                           task);
}

void
anlan_plant_apply_async (AnlanPlant *plant,
                         AnlanChange *change,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task;
  AnlanWriting *writing;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && change != NULL);

  task = g_task_new (plant, NULL, callback, user_data);
  g_task_set_source_tag (task, anlan_plant_apply_async);
  writing = anlan_writing_new (plant);
  g_ptr_array_add (writing->changes, anlan_change_ref (change));
  write_async (writing, task, cancellable);
}

AnlanApplied *
anlan_plant_apply_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  GTask *task = G_TASK (result);

  return g_task_propagate_boolean (task, error) ? first_applied (g_task_get_task_data (task)) : NULL;
}

/* --- batches --------------------------------------------------------------------------------------------------------------- */

static AnlanWriting *
batch_new (AnlanPlant *plant, GPtrArray *changes, const char *note)
{
  AnlanWriting *writing = anlan_writing_new (plant);

  writing->batch = anlan_uuid_new (anlan_plant_now (plant));
  writing->note = g_strdup (note);
  for (guint i = 0; i < changes->len; i++)
    {
      AnlanChange *change = g_ptr_array_index (changes, i);

      g_free (change->batch);
      change->batch = g_strdup (writing->batch);
      g_ptr_array_add (writing->changes, anlan_change_ref (change));
    }
  return writing;
}

static gboolean
write_batch (AnlanWriting *writing, AnlanProgress progress, gpointer data, GCancellable *cancellable, GError **error)
{
  if (anlan_writing_is_large (writing))
    return anlan_writing_run_large (writing, NULL, NULL, progress, data, cancellable, error);
  return !g_cancellable_set_error_if_cancelled (cancellable, error) &&
         anlan_store_write (writing->plant->store, anlan_writing_run, writing, error);
}

char *
anlan_plant_apply_batch_full (AnlanPlant *plant,
                              GPtrArray *changes,
                              const char *note,
                              GPtrArray *refused,
                              AnlanProgress progress,
                              gpointer data,
                              GCancellable *cancellable,
                              guint *failed,
                              GError **error)
{
  g_autoptr (AnlanWriting) writing = NULL;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && changes != NULL, NULL);

  writing = batch_new (plant, changes, note);
  writing->refused = refused;
  if (!write_batch (writing, progress, data, cancellable, error))
    {
      if (failed != NULL)
        *failed = writing->failed;
      return NULL;
    }
  anlan_plant_emit_applied (plant, writing->applied);
  return g_strdup (writing->batch);
}

char *
anlan_plant_apply_batch (
    AnlanPlant *plant, GPtrArray *changes, const char *note, guint *failed, GError **error)
{
  return anlan_plant_apply_batch_full (plant, changes, note, NULL, NULL, NULL, NULL, failed, error);
}

char *
anlan_plant_apply_good (
    AnlanPlant *plant, GPtrArray *changes, const char *note, GPtrArray *refused, GError **error)
{
  g_return_val_if_fail (refused != NULL, NULL);

  return anlan_plant_apply_batch_full (plant, changes, note, refused, NULL, NULL, NULL, NULL, error);
}

static void
large_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (write_batch (data, NULL, NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
anlan_plant_apply_batch_async (AnlanPlant *plant,
                               GPtrArray *changes,
                               const char *note,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  AnlanWriting *writing;
  GTask *task;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && changes != NULL);

  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_check_cancellable (task, FALSE);
  g_task_set_source_tag (task, anlan_plant_apply_batch_async);
  writing = batch_new (plant, changes, note);
  if (!anlan_writing_is_large (writing))
    {
      write_async (writing, task, cancellable);
      return;
    }
  g_task_set_task_data (task, writing, (GDestroyNotify)anlan_writing_free);
  g_task_run_in_thread (task, large_thread);
  g_object_unref (task);
}

char *
anlan_plant_apply_batch_finish (AnlanPlant *plant, GAsyncResult *result, guint *failed, GError **error)
{
  GTask *task = G_TASK (result);
  AnlanWriting *writing = g_task_get_task_data (task);

  if (g_task_propagate_boolean (task, error))
    return g_strdup (writing->batch);
  if (failed != NULL)
    *failed = writing->failed;
  return NULL;
}

/* --- judging without writing ------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanPlant *plant;
  AnlanChange *change;
  GPtrArray *problems;
} Checking;

static void
checking_free (Checking *checking)
{
  g_object_unref (checking->plant);
  anlan_change_unref (checking->change);
  g_ptr_array_unref (checking->problems);
  g_free (checking);
}

static Checking *
checking_new (AnlanPlant *plant, AnlanChange *change)
{
  Checking *checking = g_new0 (Checking, 1);

  checking->plant = g_object_ref (plant);
  checking->change = anlan_change_ref (change);
  checking->problems = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_problem_free);
  return checking;
}

static gboolean
check_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Checking *checking = data;
  AnlanContext *context = anlan_context_get (db);

  anlan_context_refresh (context);
  return anlan_apply_change (context, NULL, checking->plant->store, checking->change, NULL,
                             checking->problems, 0, error);
}

GPtrArray *
anlan_plant_check (AnlanPlant *plant, AnlanChange *change, GError **error)
{
  Checking *checking = checking_new (plant, change);
  GPtrArray *problems = NULL;

  if (anlan_store_read (plant->store, check_work, checking, error))
    problems = g_ptr_array_ref (checking->problems);
  checking_free (checking);
  return problems;
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Checking *checking = g_task_get_task_data (task);
  GError *error = NULL;

  if (anlan_store_read_finish (ANLAN_STORE (source), result, &error))
    g_task_return_pointer (task, g_ptr_array_ref (checking->problems), (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
anlan_plant_check_async (AnlanPlant *plant,
                         AnlanChange *change,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  GTask *task = g_task_new (plant, cancellable, callback, user_data);
  Checking *checking = checking_new (plant, change);

  g_task_set_source_tag (task, anlan_plant_check_async);
  g_task_set_task_data (task, checking, (GDestroyNotify)checking_free);
  anlan_store_read_async (plant->store, check_work, checking, NULL, cancellable, checked_cb, task);
}

GPtrArray *
anlan_plant_check_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- judging many --------------------------------------------------------------------------------------------- */

#define SLICE 500

typedef struct
{
  AnlanPlant *plant;
  GPtrArray *changes;
  guint next; /* changes before this one are judged */
  gboolean want_after;
  AnlanBatchJudged judged;
  gpointer data;
  GHashTable *promised;
  gint64 seq; /* last journal line when the slice began */
} BatchChecking;

static gboolean
check_one (BatchChecking *checking, AnlanContext *context, AnlanChange *change, GError **error)
{
  g_autoptr (GPtrArray) problems = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_problem_free);
  gboolean keep = change->op == ANLAN_OP_CREATE;
  g_autoptr (GPtrArray) applied = checking->want_after || keep
                                      ? g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_applied_free)
                                      : NULL;
  AnlanRecord *after = NULL;

  if (!anlan_apply_change (context, NULL, checking->plant->store, change, applied, problems, 0, error))
    return FALSE;
  if (applied != NULL && applied->len > 0)
    after = ((AnlanApplied *)g_ptr_array_index (applied, 0))->after;
  if (keep && after != NULL && problems->len == 0)
    anlan_verdict_keep (change, after, checking->seq, anlan_context_now (context));
  checking->judged (checking->next, checking->want_after ? after : NULL, problems, checking->data);
  if (change->op == ANLAN_OP_CREATE && change->record != NULL)
    g_hash_table_add (checking->promised, change->record);
  return TRUE;
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

static gboolean
check_slice (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  BatchChecking *checking = data;
  AnlanContext *context = anlan_context_get (db);
  guint end = MIN (checking->next + SLICE, checking->changes->len);
  gboolean ok = read_head (db, &checking->seq, error);

  anlan_context_refresh (context);
  context->promised = checking->promised;
  for (; ok && checking->next < end; checking->next++)
    ok = check_one (checking, context, g_ptr_array_index (checking->changes, checking->next), error);
  context->promised = NULL;
  return ok;
}

gboolean
anlan_plant_judge_batch (AnlanPlant *plant,
                         GPtrArray *changes,
                         gboolean want_after,
                         AnlanBatchJudged judged,
                         gpointer judged_data,
                         AnlanProgress progress,
                         gpointer data,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GHashTable) promised = g_hash_table_new (g_str_hash, g_str_equal);
  BatchChecking checking = { plant, changes, 0, want_after, judged, judged_data, promised };

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && changes != NULL && judged != NULL, FALSE);

  while (checking.next < changes->len)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !anlan_store_read (plant->store, check_slice, &checking, error))
        return FALSE;
      if (progress != NULL)
        progress ((double)checking.next / changes->len, data);
    }
  return TRUE;
}

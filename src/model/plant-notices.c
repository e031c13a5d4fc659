/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "notices-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/time.h"

G_STATIC_ASSERT ((int)ANLAN_NOTICE_ESCALATE == (int)ANLAN_DUTY_ESCALATE);

void
anlan_notice_free (AnlanNotice *notice)
{
  g_free (notice->person);
  g_clear_pointer (&notice->record, anlan_record_unref);
  g_free (notice->due);
  g_free (notice->at);
  g_free (notice->seen);
  g_free (notice);
}

/* What it is about: the duty, and the record's number where it has one. */
static char *
say_duty (const AnlanNotice *notice)
{
  const char *title = anlan_kind_text (notice->duty->title);

  if (notice->record->number == NULL)
    return g_strdup (title);
  /* Translators: a duty and the number of the record it is about */
  return g_strdup_printf (C_ ("duty and number", "%s · %s"), title, notice->record->number);
}

char *
anlan_notice_say (const AnlanNotice *notice)
{
  g_autofree char *duty = NULL;

  g_return_val_if_fail (notice != NULL, NULL);

  if (notice->why == ANLAN_NOTICE_DIGEST || notice->duty == NULL || notice->record == NULL)
    return g_strdup_printf (
        ngettext ("You owe %u thing by tonight.", "You owe %u things by tonight.", notice->owed),
        notice->owed);
  duty = say_duty (notice);
  switch (notice->why)
    {
    case ANLAN_NOTICE_NEW:
      return g_strdup_printf (_ ("New and urgent: %s"), duty);
    case ANLAN_NOTICE_REMIND:
      return g_strdup_printf (_ ("Due soon: %s"), duty);
    case ANLAN_NOTICE_DUE:
      return g_strdup_printf (_ ("Due now: %s"), duty);
    case ANLAN_NOTICE_ESCALATE:
      return g_strdup_printf (_ ("Late, and you lead there: %s"), duty);
    case ANLAN_NOTICE_DIGEST:
    default:
      return g_steal_pointer (&duty);
    }
}

/* --- telling --------------------------------------------------------------------------------------------------------- */

void
anlan_telling_begin (AnlanTelling *telling, AnlanDb *db)
{
  telling->context = anlan_context_get (db);
  anlan_context_refresh (telling->context);
  g_hash_table_remove_all (telling->people);
}

gboolean
anlan_plant_tell (AnlanPlant *plant, GCancellable *cancellable, guint *made, GError **error)
{
  AnlanTelling telling = { .plant = plant };
  gboolean ok;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant), FALSE);

  telling.now = anlan_plant_now (plant);
  telling.at = anlan_time_format (telling.now);
  telling.people = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  ok = anlan_telling_owners (&telling, cancellable, error) &&
       anlan_telling_in_slices (&telling, anlan_telling_slice, cancellable, error) &&
       anlan_telling_digests (&telling, cancellable, error);
  if (made != NULL)
    *made = telling.made;
  g_hash_table_unref (telling.people);
  g_free (telling.after);
  g_free (telling.at);
  return ok;
}

static void
tell_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  guint made = 0;

  if (anlan_plant_tell (source, cancellable, &made, &error))
    g_task_return_int (task, made);
  else
    g_task_return_error (task, error);
}

void
anlan_plant_tell_async (AnlanPlant *plant,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ANLAN_IS_PLANT (plant));

  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_plant_tell_async);
  g_task_run_in_thread (task, tell_thread);
}

gboolean
anlan_plant_tell_finish (AnlanPlant *plant, GAsyncResult *result, guint *made, GError **error)
{
  gssize n;

  g_return_val_if_fail (g_task_is_valid (result, plant), FALSE);

  n = g_task_propagate_int (G_TASK (result), error);
  if (made != NULL)
    *made = n > 0 ? (guint)n : 0;
  return n >= 0;
}

/* --- reading --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  char *person;
  gboolean unseen;
  guint limit;
  gint64 upto;
  GPtrArray *notices;
} Asking;

static void
asking_free (Asking *asking)
{
  g_object_unref (asking->plant);
  g_free (asking->person);
  g_clear_pointer (&asking->notices, g_ptr_array_unref);
  g_free (asking);
}

static Asking *
asking_new (AnlanPlant *plant, const char *person)
{
  Asking *asking = g_new0 (Asking, 1);

  asking->plant = g_object_ref (plant);
  asking->person = g_strdup (person);
  return asking;
}

static AnlanNoticeWhy
why_of (const char *word)
{
  for (guint i = 0; i < ANLAN_NOTICE_DIGEST; i++)
    if (g_strcmp0 (word, anlan_notice_words[i]) == 0)
      return i;
  return ANLAN_NOTICE_DIGEST;
}

/* The record and the duty that it is about; FALSE without error where a definition has dropped the duty. */
static gboolean
find_about (AnlanNotice *notice, AnlanDb *db, AnlanKinds *kinds, AnlanStmt *stmt, GError **error)
{
  AnlanKind *kind = anlan_kinds_get (kinds, anlan_stmt_text (stmt, 3));
  g_autoptr (GError) local = NULL;

  if (kind == NULL)
    return FALSE;
  notice->duty = anlan_kind_duty (kind, anlan_stmt_text (stmt, 5));
  if (notice->duty == NULL)
    return FALSE;
  notice->record = anlan_record_load (db, kind, anlan_stmt_text (stmt, 4), &local);
  if (local != NULL && !g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&local));
  return notice->record != NULL;
}

static gboolean
add_notice (Asking *asking, AnlanDb *db, AnlanKinds *kinds, AnlanStmt *stmt, GError **error)
{
  g_autoptr (AnlanNotice) notice = g_new0 (AnlanNotice, 1);
  g_autoptr (GError) local = NULL;

  notice->id = anlan_stmt_integer (stmt, 0);
  notice->why = why_of (anlan_stmt_text (stmt, 1));
  notice->person = g_strdup (anlan_stmt_text (stmt, 2));
  notice->due = g_strdup (anlan_stmt_text (stmt, 6));
  notice->at = g_strdup (anlan_stmt_text (stmt, 7));
  notice->seen = g_strdup (anlan_stmt_text (stmt, 8));
  notice->single = anlan_stmt_integer (stmt, 9) != 0;
  notice->owed = (guint)anlan_stmt_integer (stmt, 10);
  if (notice->why != ANLAN_NOTICE_DIGEST && !find_about (notice, db, kinds, stmt, &local))
    {
      if (local == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_ptr_array_add (asking->notices, g_steal_pointer (&notice));
  return TRUE;
}

static gboolean
read_notices (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  static const char all[] =
      "SELECT n.id, n.why, n.person, n.kind, n.record, d.duty, d.due, n.at, n.seen, n.single, n.owed FROM "
      "notice n"
      " LEFT JOIN duty d ON d.id = n.duty WHERE n.person = ?1 AND (n.duty IS NULL OR (d.id IS NOT NULL AND"
      " d.done IS NULL)) ORDER BY n.id DESC LIMIT ?2";
  static const char unseen[] =
      "SELECT n.id, n.why, n.person, n.kind, n.record, d.duty, d.due, n.at, n.seen, n.single, n.owed FROM "
      "notice n"
      " LEFT JOIN duty d ON d.id = n.duty WHERE n.person = ?1 AND n.seen IS NULL AND (n.duty IS NULL OR"
      " (d.id IS NOT NULL AND d.done IS NULL)) ORDER BY n.id DESC LIMIT ?2";
  Asking *asking = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (asking->plant);
  AnlanStmt *stmt = anlan_db_statement (db, asking->unseen ? unseen : all, error);
  gboolean ok = TRUE;
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, asking->person);
  anlan_stmt_bind_integer (stmt, 2, asking->limit);
  while (ok && (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    ok = add_notice (asking, db, kinds, stmt, error);
  anlan_stmt_reset (stmt);
  return ok && step == ANLAN_STEP_DONE;
}

static void
notices_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Asking *asking = g_task_get_task_data (task);
  GError *error = NULL;

  if (anlan_store_read_finish (ANLAN_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&asking->notices), (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
anlan_plant_notices_async (AnlanPlant *plant,
                           const char *person,
                           gboolean unseen,
                           guint limit,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;
  Asking *asking;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && person != NULL);

  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_plant_notices_async);
  asking = asking_new (plant, person);
  asking->unseen = unseen;
  asking->limit = limit;
  asking->notices = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_notice_free);
  g_task_set_task_data (task, asking, (GDestroyNotify)asking_free);
  anlan_store_read_async (plant->store, read_notices, asking, NULL, cancellable, notices_read_cb, task);
}

GPtrArray *
anlan_plant_notices_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, plant), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- seen ------------------------------------------------------------------------------------------------------------- */

/* So many at once: somebody may have let hundreds of thousands gather. */
#define SEEN_AT_ONCE 1000

static gboolean
write_seen (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Asking *asking = data;
  AnlanStmt *stmt = anlan_db_statement (
      db,
      "UPDATE notice SET seen = ?1 WHERE id IN (SELECT id FROM notice WHERE person = ?2 AND seen IS NULL"
      " AND id <= ?3 LIMIT ?4)",
      error);
  g_autofree char *now = NULL;

  if (stmt == NULL)
    return FALSE;
  now = anlan_time_format (anlan_plant_now (asking->plant));
  anlan_stmt_bind_text (stmt, 1, now);
  anlan_stmt_bind_text (stmt, 2, asking->person);
  anlan_stmt_bind_integer (stmt, 3, asking->upto);
  anlan_stmt_bind_integer (stmt, 4, SEEN_AT_ONCE);
  if (!anlan_stmt_run (stmt, error))
    return FALSE;
  asking->unseen = anlan_db_changes (db) == SEEN_AT_ONCE;
  return TRUE;
}

static void
see_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Asking *asking = data;
  GError *error = NULL;

  do
    if (!anlan_store_write (asking->plant->store, write_seen, asking, &error))
      {
        g_task_return_error (task, error);
        return;
      }
  while (asking->unseen);
  g_task_return_boolean (task, TRUE);
}

void
anlan_plant_see_notices_async (
    AnlanPlant *plant, const char *person, gint64 upto, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  Asking *asking;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && person != NULL);

  task = g_task_new (plant, NULL, callback, user_data);
  g_task_set_source_tag (task, anlan_plant_see_notices_async);
  asking = asking_new (plant, person);
  asking->upto = upto;
  g_task_set_task_data (task, asking, (GDestroyNotify)asking_free);
  g_task_run_in_thread (task, see_thread);
}

gboolean
anlan_plant_see_notices_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, plant), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

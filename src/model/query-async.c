/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/query.h"

#include <string.h>

#include "base/json.h"
#include "context.h"
#include "query-private.h"
#include "store/search.h"

/* What a reader's thread needs for one of the questions below, and what it answers. The GTask owns it; the work only
 * borrows it, because the task is not finished before the work is done. */
typedef struct
{
  AnlanKinds *kinds;
  AnlanQuery *query;
  AnlanRecord *record;
  char *kind;
  char *text;
  guint limit;
  gpointer answer;
  GDestroyNotify free_answer;
} Question;

static void
question_free (Question *question)
{
  if (question->answer != NULL)
    question->free_answer (question->answer);
  g_clear_pointer (&question->kinds, anlan_kinds_unref);
  g_clear_pointer (&question->record, anlan_record_unref);
  anlan_query_free (question->query);
  g_free (question->kind);
  g_free (question->text);
  g_free (question);
}

static Question *
question_new (AnlanPlant *plant, GDestroyNotify free_answer)
{
  Question *question = g_new0 (Question, 1);

  question->kinds = anlan_plant_ref_kinds (plant);
  question->free_answer = free_answer;
  return question;
}

static void
read_done_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  if (!anlan_store_read_finish (ANLAN_STORE (source), result, &error))
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&question->answer), question->free_answer);
}

static void
ask (AnlanPlant *plant,
     Question *question,
     AnlanWork work,
     gpointer tag,
     GCancellable *cancellable,
     GAsyncReadyCallback callback,
     gpointer user_data)
{
  GTask *task = g_task_new (plant, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, question, (GDestroyNotify)question_free);
  anlan_store_read_async (anlan_plant_get_store (plant), work, question, NULL, cancellable, read_done_cb,
                          task);
}

static gpointer
ask_now (AnlanPlant *plant, Question *question, AnlanWork work, GError **error)
{
  gpointer answer = NULL;

  if (anlan_store_read (anlan_plant_get_store (plant), work, question, error))
    answer = g_steal_pointer (&question->answer);
  question_free (question);
  return answer;
}

static gpointer
finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, plant), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- find ------------------------------------------------------------------------------------------------------- */

static gboolean
find_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Question *question = data;
  g_autoptr (GArray) rids = anlan_query_rids (db, question->kinds, question->query, error);

  if (rids == NULL)
    return FALSE;
  question->answer = anlan_records_load (db, anlan_kinds_get (question->kinds, question->query->kind),
                                         (const gint64 *)rids->data, rids->len, error);
  return question->answer != NULL;
}

static Question *
find_question (AnlanPlant *plant, const AnlanQuery *query)
{
  Question *question = question_new (plant, (GDestroyNotify)g_ptr_array_unref);

  question->query = anlan_query_copy (query);
  return question;
}

void
anlan_plant_find_async (AnlanPlant *plant,
                        const AnlanQuery *query,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (ANLAN_IS_PLANT (plant) && query != NULL);

  ask (plant, find_question (plant, query), find_work, anlan_plant_find_async, cancellable, callback,
       user_data);
}

GPtrArray *
anlan_plant_find_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return finish (plant, result, error);
}

GPtrArray *
anlan_plant_find (AnlanPlant *plant, const AnlanQuery *query, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && query != NULL, NULL);

  return ask_now (plant, find_question (plant, query), find_work, error);
}

/* --- load ------------------------------------------------------------------------------------------------------- */

static AnlanKind *
need_kind (AnlanKinds *kinds, const char *id, GError **error)
{
  AnlanKind *kind = anlan_kinds_get (kinds, id);

  if (kind == NULL)
    anlan_query_no_kind (id, error);
  return kind;
}

static gboolean
load_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Question *question = data;
  AnlanKind *kind = need_kind (question->kinds, question->kind, error);

  if (kind == NULL)
    return FALSE;
  question->answer = anlan_record_load (db, kind, question->text, error);
  return question->answer != NULL;
}

static Question *
load_question (AnlanPlant *plant, const char *kind, const char *id_or_number)
{
  Question *question = question_new (plant, (GDestroyNotify)anlan_record_unref);

  question->kind = g_strdup (kind);
  question->text = g_strdup (id_or_number);
  return question;
}

void
anlan_plant_load_async (AnlanPlant *plant,
                        const char *kind,
                        const char *id_or_number,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_return_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL && id_or_number != NULL);

  ask (plant, load_question (plant, kind, id_or_number), load_work, anlan_plant_load_async, cancellable,
       callback, user_data);
}

AnlanRecord *
anlan_plant_load_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return finish (plant, result, error);
}

AnlanRecord *
anlan_plant_load (AnlanPlant *plant, const char *kind, const char *id_or_number, GError **error)
{
  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && kind != NULL && id_or_number != NULL, NULL);

  return ask_now (plant, load_question (plant, kind, id_or_number), load_work, error);
}

/* --- labels ----------------------------------------------------------------------------------------------------- */

static void
add_reference (GHashTable *wanted, const char *kind, const char *id)
{
  GPtrArray *ids;

  if (kind == NULL || id == NULL)
    return;
  ids = g_hash_table_lookup (wanted, kind);
  if (ids == NULL)
    {
      ids = g_ptr_array_new_with_free_func (g_free);
      g_hash_table_insert (wanted, g_strdup (kind), ids);
    }
  g_ptr_array_add (ids, g_strdup (id));
}

static void
add_signer (GHashTable *wanted, const char *json)
{
  g_autoptr (JsonNode) node = json != NULL ? anlan_json_parse (json, -1, G_MAXSIZE, NULL) : NULL;
  JsonNode *person = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                         ? json_object_get_member (json_node_get_object (node), "person")
                         : NULL;

  if (person != NULL && JSON_NODE_HOLDS_VALUE (person) && json_node_get_value_type (person) == G_TYPE_STRING)
    add_reference (wanted, "person", json_node_get_string (person));
}

void
anlan_record_references (const AnlanRecord *record, GHashTable *wanted)
{
  add_reference (wanted, "person", record->author);
  for (guint i = 0; i < record->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (record->kind->fields, i);
      const AnlanValue *value = &record->values[i];

      if (field->type == ANLAN_FIELD_REF)
        add_reference (wanted, field->to, anlan_value_get_text (value));
      else if (field->type == ANLAN_FIELD_SIGNATURE)
        add_signer (wanted, anlan_value_get_text (value));
      else if (field->type == ANLAN_FIELD_REFS && value->type != ANLAN_VALUE_NULL)
        {
          g_auto (GStrv) items = anlan_value_get_items (value);

          for (guint j = 0; items[j] != NULL; j++)
            add_reference (wanted, field->to, items[j]);
        }
    }
}

GHashTable *
anlan_references_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
}

static void
move_label_cb (gpointer id, gpointer label, gpointer labels)
{
  g_hash_table_insert (labels, g_strdup (id), g_strdup (label));
}

gboolean
anlan_references_load (AnlanDb *db, AnlanKinds *kinds, GHashTable *wanted, GHashTable *labels, GError **error)
{
  GHashTableIter iter;
  gpointer kind_id, list;

  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, &kind_id, &list))
    {
      AnlanKind *kind = anlan_kinds_get (kinds, kind_id);
      g_autoptr (GPtrArray) ids = g_ptr_array_new ();
      g_autoptr (GHashTable) found = NULL;

      if (kind == NULL)
        continue;
      for (guint i = 0; i < ((GPtrArray *)list)->len; i++)
        g_ptr_array_add (ids, g_ptr_array_index ((GPtrArray *)list, i));
      g_ptr_array_add (ids, NULL);
      found = anlan_labels_load (db, kind, (const char *const *)ids->pdata, error);
      if (found == NULL)
        return FALSE;
      g_hash_table_foreach (found, move_label_cb, labels);
    }
  return TRUE;
}

static gboolean
labels_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Question *question = data;
  g_autoptr (GHashTable) wanted = anlan_references_new ();

  question->answer = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  anlan_record_references (question->record, wanted);
  return anlan_references_load (db, question->kinds, wanted, question->answer, error);
}

void
anlan_plant_labels_async (AnlanPlant *plant,
                          AnlanRecord *record,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Question *question;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && record != NULL);

  question = question_new (plant, (GDestroyNotify)g_hash_table_unref);
  question->record = anlan_record_ref (record);
  ask (plant, question, labels_work, anlan_plant_labels_async, cancellable, callback, user_data);
}

GHashTable *
anlan_plant_labels_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return finish (plant, result, error);
}

/* --- counts ----------------------------------------------------------------------------------------------------- */

static gboolean
count_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Question *question = data;
  GHashTable *counts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  question->answer = counts;
  for (guint i = 0; i < anlan_kinds_count (question->kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (question->kinds, i);
      g_autoptr (GString) sql = g_string_new ("SELECT count(*) FROM ");
      g_auto (AnlanValue) count = ANLAN_VALUE_INIT;

      anlan_sql_append_identifier (sql, kind->id); /* the view: nothing voided */
      g_string_append (sql, " WHERE draft = 0");
      if (!anlan_db_lookup (db, sql->str, NULL, &count, error))
        return FALSE;
      g_hash_table_insert (counts, g_strdup (kind->id),
                           GUINT_TO_POINTER (anlan_value_get_integer (&count, 0)));
    }
  return TRUE;
}

void
anlan_plant_count_async (AnlanPlant *plant,
                         GCancellable *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_return_if_fail (ANLAN_IS_PLANT (plant));

  ask (plant, question_new (plant, (GDestroyNotify)g_hash_table_unref), count_work, anlan_plant_count_async,
       cancellable, callback, user_data);
}

GHashTable *
anlan_plant_count_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return finish (plant, result, error);
}

/* --- backlinks -------------------------------------------------------------------------------------------------- */

/* "SELECT rid … WHERE field = id UNION …": each row of @kind that refers to ?1, once. NULL if @kind has no such field. */
static char *
backlinks_sql (AnlanKind *kind, GHashTable *columns, const char *to)
{
  g_autoptr (GString) sql = g_string_new (NULL);
  g_autoptr (GString) limit = g_string_new (NULL);
  g_autofree char *table = g_strconcat ("k_", kind->id, NULL);

  anlan_incoming_append_limit (limit, kind->id);
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (g_strcmp0 (field->to, to) != 0 || !g_hash_table_contains (columns, field->id))
        continue;
      if (sql->len > 0)
        g_string_append (sql, " UNION ");
      if (field->type == ANLAN_FIELD_REFS)
        {
          g_autofree char *links = g_strconcat ("l_", kind->id, "_", field->id, NULL);

          g_string_append (sql, "SELECT rid FROM ");
          anlan_sql_append_identifier (sql, links);
          g_string_append (sql, " WHERE item = ?1");
        }
      else
        {
          g_string_append (sql, "SELECT rid FROM ");
          anlan_sql_append_identifier (sql, table);
          g_string_append (sql, " WHERE ");
          anlan_sql_append_identifier (sql, field->id);
          g_string_append (sql, " = ?1");
        }
    }
  if (sql->len == 0)
    return NULL;
  g_string_prepend (sql, " AND rid IN (");
  g_string_prepend (sql, limit->str);
  g_string_prepend (sql, " WHERE draft = 0 AND voided = 0 AND rid < ");
  g_string_prepend (sql, table);
  g_string_prepend (sql, "SELECT rid FROM ");
  g_string_append (sql, ") ORDER BY rid DESC LIMIT ?2");
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static gboolean
add_backlinks (AnlanDb *db, AnlanKind *kind, const Question *question, GPtrArray *records, GError **error)
{
  g_autoptr (GHashTable) columns = anlan_schema_columns (db, kind->id, error);
  g_autofree char *sql = NULL;
  g_autoptr (GArray) rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GPtrArray) found = NULL;
  AnlanStmt *stmt;
  AnlanStep step;

  if (columns == NULL)
    return FALSE;
  sql = backlinks_sql (kind, columns, question->record->kind->id);
  if (sql == NULL)
    return TRUE;
  stmt = anlan_db_statement (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, question->record->id);
  anlan_stmt_bind_integer (stmt, 2, question->limit > 0 ? (gint64)question->limit : -1);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      gint64 rid = anlan_stmt_integer (stmt, 0);

      g_array_append_val (rids, rid);
    }
  anlan_stmt_reset (stmt);
  if (step == ANLAN_STEP_ERROR)
    return FALSE;
  found = anlan_records_load (db, kind, (const gint64 *)rids->data, rids->len, error);
  if (found == NULL)
    return FALSE;
  g_ptr_array_extend_and_steal (records, g_steal_pointer (&found));
  return TRUE;
}

static gboolean
backlinks_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Question *question = data;

  question->answer = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_record_unref);
  for (guint i = 0; i < anlan_kinds_count (question->kinds); i++)
    if (!add_backlinks (db, anlan_kinds_at (question->kinds, i), question, question->answer, error))
      return FALSE;
  return TRUE;
}

void
anlan_plant_backlinks_async (AnlanPlant *plant,
                             AnlanRecord *record,
                             guint limit,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  Question *question;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && record != NULL);

  question = question_new (plant, (GDestroyNotify)g_ptr_array_unref);
  question->record = anlan_record_ref (record);
  question->limit = limit;
  ask (plant, question, backlinks_work, anlan_plant_backlinks_async, cancellable, callback, user_data);
}

GPtrArray *
anlan_plant_backlinks_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return finish (plant, result, error);
}

/* --- search ----------------------------------------------------------------------------------------------------- */

static gboolean
search_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Question *question = data;
  g_autoptr (GPtrArray) details = g_ptr_array_new ();

  for (guint i = 0; i < anlan_kinds_count (question->kinds); i++)
    if (anlan_kinds_at (question->kinds, i)->detail)
      g_ptr_array_add (details, anlan_kinds_at (question->kinds, i)->id);
  g_ptr_array_add (details, NULL);
  question->answer = anlan_search_query (db, question->text, question->kind,
                                         (const char *const *)details->pdata, question->limit, error);
  return question->answer != NULL;
}

void
anlan_plant_search_async (AnlanPlant *plant,
                          const char *words,
                          const char *kind,
                          guint limit,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  Question *question;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && words != NULL);

  question = question_new (plant, (GDestroyNotify)g_ptr_array_unref);
  question->text = g_strdup (words);
  question->kind = g_strdup (kind);
  question->limit = limit;
  ask (plant, question, search_work, anlan_plant_search_async, cancellable, callback, user_data);
}

GPtrArray *
anlan_plant_search_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return finish (plant, result, error);
}

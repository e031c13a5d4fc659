/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/duties.h"

#include "base/time.h"
#include "context.h"
#include "plant-private.h"

void
anlan_owed_free (AnlanOwed *owed)
{
  g_clear_pointer (&owed->record, anlan_record_unref);
  g_free (owed->person);
  g_free (owed->person_label);
  g_free (owed->unit);
  g_free (owed->unit_label);
  g_free (owed->opened);
  g_free (owed->due);
  g_free (owed);
}

void
anlan_owed_list_free (AnlanOwedList *list)
{
  g_ptr_array_unref (list->owed);
  g_hash_table_unref (list->overdue);
  g_hash_table_unref (list->open);
  g_free (list);
}

typedef struct
{
  AnlanPlant *plant;
  AnlanOwedBy by;
  char *person;
  char *now;
  guint limit;
  char *asked; /* who sits at the desk and whose own words are wanted too, or NULL */
  gboolean bare; /* nobody looks at the counts */
  char *record; /* id of the only one that is asked for, or NULL */
  AnlanOwedList *list;
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->plant);
  g_free (question->person);
  g_free (question->now);
  g_clear_pointer (&question->list, anlan_owed_list_free);
  g_free (question->asked);
  g_free (question->record);
  g_free (question);
}

/* A duty that a newer definition has dropped is nothing to be shown any more. */
static gboolean
add_row (AnlanDb *db, AnlanKinds *kinds, AnlanStmt *stmt, GPtrArray *rows, GError **error)
{
  AnlanKind *kind = anlan_kinds_get (kinds, anlan_stmt_text (stmt, 0));
  const AnlanDuty *duty = kind != NULL ? anlan_kind_duty (kind, anlan_stmt_text (stmt, 2)) : NULL;
  g_autoptr (AnlanRecord) record = NULL;
  g_autoptr (GError) local = NULL;
  AnlanOwed *owed;

  if (duty == NULL)
    return TRUE;
  record = anlan_record_load (db, kind, anlan_stmt_text (stmt, 1), &local);
  if (record == NULL && g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
    return TRUE;
  if (record == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  owed = g_new0 (AnlanOwed, 1);
  owed->record = g_steal_pointer (&record);
  owed->duty = duty;
  owed->person = g_strdup (anlan_stmt_text (stmt, 3));
  owed->person_label = g_strdup (anlan_stmt_text (stmt, 4));
  owed->unit = g_strdup (anlan_stmt_text (stmt, 5));
  owed->unit_label = g_strdup (anlan_stmt_text (stmt, 6));
  owed->opened = g_strdup (anlan_stmt_text (stmt, 7));
  owed->due = g_strdup (anlan_stmt_text (stmt, 8));
  owed->urgent = anlan_stmt_integer (stmt, 9) != 0;
  owed->escalated = !anlan_stmt_is_null (stmt, 10);
  g_ptr_array_add (rows, owed);
  return TRUE;
}

/* Which of the open duties. Units and people are read through the views of their kinds, which are there in every plant.
 * ?1: the person, ?2: now. */
static const char *const conditions[] = {
  [ANLAN_OWED_ALL] = "?1 IS ?1 AND ?2 IS NOT NULL",
  [ANLAN_OWED_BURNING] = "d.urgent <> 0 AND ?1 IS ?1 AND ?2 IS NOT NULL",
  [ANLAN_OWED_BY_ME] =
      "(d.person IN (SELECT ?1 UNION SELECT a.person FROM absence a WHERE a.delegate = ?1"
      " AND a.draft = 0 AND a.since <= ?2 AND a.until > ?2) OR (d.person IS NULL AND d.unit IN"
      " (SELECT m.id FROM unit m WHERE m.head = ?1)))",
  [ANLAN_OWED_BY_MINE] =
      "?2 IS NOT NULL AND d.person IS NOT ?1 AND (d.person IN (SELECT p.id FROM person p WHERE"
      " p.unit IN (SELECT id FROM below) UNION SELECT m.head FROM unit m WHERE m.id IN"
      " (SELECT id FROM below)) OR (d.person IS NULL AND d.unit IN (SELECT m.id FROM unit m"
      " WHERE m.id IN (SELECT id FROM below) AND m.head IS NOT ?1)))",
};

/* The units that the person leads, and those below. */
#define BELOW                                                                                                \
  "WITH RECURSIVE below(id, depth) AS (SELECT m.id, 0 FROM unit m WHERE m.head = ?1 UNION"                   \
  " SELECT m.id, below.depth + 1 FROM unit m JOIN below ON m.parent = below.id WHERE below.depth < 20) "

static AnlanStmt *
prepare (Question *question, AnlanDb *db, const char *select, const char *rest, GError **error)
{
  g_autofree char *sql = g_strconcat (question->by == ANLAN_OWED_BY_MINE ? BELOW : "", select, " AND ",
                                      conditions[question->by], rest, NULL);
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);

  if (stmt == NULL)
    return NULL;
  anlan_stmt_bind_text (stmt, 1, question->person);
  anlan_stmt_bind_text (stmt, 2, question->now);
  return stmt;
}

static gboolean
read_rows (Question *question, AnlanDb *db, AnlanKinds *kinds, GError **error)
{
  AnlanStmt *stmt =
      prepare (question, db,
               "SELECT d.kind, d.record, d.duty, d.person, p.label, d.unit, u.label, d.opened, d.due,"
               " d.urgent, d.escalated FROM duty d LEFT JOIN search_doc p ON p.record = d.person"
               " LEFT JOIN search_doc u ON u.record = d.unit WHERE d.done IS NULL AND " ANLAN_INCOMING_SHOWN,
               question->record != NULL ? " AND d.record = ?4 ORDER BY d.due IS NULL, d.due LIMIT ?3"
                                        : " ORDER BY d.due IS NULL, d.due LIMIT ?3",
               error);
  gboolean ok = TRUE;
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_integer (stmt, 3, question->limit);
  if (question->record != NULL)
    anlan_stmt_bind_text (stmt, 4, question->record);
  while (ok && (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    ok = add_row (db, kinds, stmt, question->list->owed, error);
  anlan_stmt_reset (stmt);
  return ok && step == ANLAN_STEP_DONE;
}

static gboolean
read_counts (Question *question, AnlanDb *db, GError **error)
{
  AnlanStmt *stmt = prepare (question, db,
                             "SELECT d.kind, count (*), count (CASE WHEN d.due < ?2 THEN 1 END) FROM duty d"
                             " WHERE d.done IS NULL AND " ANLAN_INCOMING_SHOWN,
                             " GROUP BY d.kind", error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      const char *kind = anlan_stmt_text (stmt, 0);

      g_hash_table_insert (question->list->open, g_strdup (kind),
                           GUINT_TO_POINTER ((guint)anlan_stmt_integer (stmt, 1)));
      g_hash_table_insert (question->list->overdue, g_strdup (kind),
                           GUINT_TO_POINTER ((guint)anlan_stmt_integer (stmt, 2)));
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* --- what is asked of everybody ------------------------------------------------------------------------------------ */

/* More than anybody is asked for at a time. */
#define MOST_ASKED 500

/* Whether the person who sits there is asked for a word on the record @id, and has not given it. */
static gboolean
is_asked (Question *question,
          AnlanDb *db,
          AnlanKinds *kinds,
          const AnlanKind *kind,
          const char *id,
          gboolean *asked,
          GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (anlan_kind_field (kind, kind->confirms[1])->to);
  g_autofree char *quoted = g_strdup_printf ("'%s'", id);
  g_autoptr (GString) where = g_string_new (NULL);
  g_autoptr (GArray) rids = NULL;

  /* Ids are our own, made of digits, letters and strokes. */
  g_string_printf (
      where,
      "this.id = '%s' AND (%s) AND NOT EXISTS (SELECT 1 FROM %s w WHERE w.%s = {record} AND w.%s = this.id)",
      question->asked, kind->asks, kind->id, kind->confirms[0], kind->confirms[1]);
  g_string_replace (where, "{record}", quoted, 0);
  query->where = g_strdup (where->str);
  query->limit = 1;
  rids = anlan_query_rids (db, kinds, query, error);
  if (rids == NULL)
    return FALSE;
  *asked = rids->len > 0;
  return TRUE;
}

static void
add_asked (Question *question, const AnlanKind *kind, AnlanRecord *record, const char *label)
{
  const char *about = record->kind->id;
  guint open = GPOINTER_TO_UINT (g_hash_table_lookup (question->list->open, about));
  AnlanOwed *owed = g_new0 (AnlanOwed, 1);

  owed->record = anlan_record_ref (record);
  owed->duty = g_ptr_array_index (kind->duties, 0);
  owed->person = g_strdup (question->asked);
  owed->person_label = g_strdup (label);
  owed->opened = g_strdup (record->changed);
  g_ptr_array_add (question->list->owed, owed);
  g_hash_table_insert (question->list->open, g_strdup (about), GUINT_TO_POINTER (open + 1));
}

/* A kind whose records are a person's word (AnlanKind.confirms) has no record before the word is given: what is owed
 * follows from who is asked. Its first duty says what is to be done. Only who sits here is asked after: others see it
 * when they sit here, and the record lists who is missing. */
static gboolean
read_asked (Question *question, AnlanDb *db, AnlanKinds *kinds, AnlanKind *kind, GError **error)
{
  AnlanKind *about = anlan_kinds_get (kinds, anlan_kind_field (kind, kind->confirms[0])->to);
  g_autoptr (AnlanQuery) query = anlan_query_new (about->id);
  AnlanKind *people = anlan_kinds_get (kinds, anlan_kind_field (kind, kind->confirms[1])->to);
  const char *const ids[] = { question->asked, NULL };
  g_autoptr (GHashTable) labels = NULL;
  g_autoptr (GArray) rids = NULL;
  g_autoptr (GPtrArray) records = NULL;

  labels = anlan_labels_load (db, people, ids, error);
  if (labels == NULL)
    return FALSE;
  query->limit = MOST_ASKED;
  rids = anlan_query_rids (db, kinds, query, error);
  if (rids == NULL)
    return FALSE;
  records = anlan_records_load (db, about, (const gint64 *)rids->data, rids->len, error);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      AnlanRecord *record = g_ptr_array_index (records, i);
      gboolean asked;

      if (!is_asked (question, db, kinds, kind, record->id, &asked, error))
        return FALSE;
      if (asked)
        add_asked (question, kind, record, g_hash_table_lookup (labels, question->asked));
    }
  return records != NULL;
}

static gboolean
read_all_asked (Question *question, AnlanDb *db, AnlanKinds *kinds, GError **error)
{
  for (guint i = 0; question->asked != NULL && i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);
      if (kind->asks != NULL && g_strv_length (kind->confirms) == 2 && kind->duties->len > 0 &&
          !read_asked (question, db, kinds, kind, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
owed_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Question *question = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (question->plant);

  if (question->record != NULL)
    return read_rows (question, db, kinds, error);
  return read_rows (question, db, kinds, error) && (question->bare || read_counts (question, db, error)) &&
         read_all_asked (question, db, kinds, error);
}

static void
owed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  if (anlan_store_read_finish (ANLAN_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&question->list), (GDestroyNotify)anlan_owed_list_free);
  else
    g_task_return_error (task, error);
}

static Question *
question_new (AnlanPlant *plant, AnlanOwedBy by, const char *person, guint limit)
{
  Question *question = g_new0 (Question, 1);

  question->plant = g_object_ref (plant);
  question->by = by;
  question->person = g_strdup (person);
  question->now = anlan_time_format (anlan_plant_now (plant));
  question->limit = limit;
  question->list = g_new0 (AnlanOwedList, 1);
  question->list->owed = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_owed_free);
  question->list->overdue = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  question->list->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return question;
}

AnlanOwedList *
anlan_plant_owed_of_record (AnlanPlant *plant, const char *person, const char *record, GError **error)
{
  AnlanOwedList *list = NULL;
  Question *question;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && person != NULL && record != NULL, NULL);

  question = question_new (plant, ANLAN_OWED_BY_ME, person, G_MAXINT);
  question->record = g_strdup (record);
  if (anlan_store_read (plant->store, owed_work, question, error))
    list = g_steal_pointer (&question->list);
  question_free (question);
  return list;
}

AnlanOwedList *
anlan_plant_owed_by_person (AnlanPlant *plant, const char *person, guint limit, GError **error)
{
  AnlanOwedList *list = NULL;
  Question *question;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && person != NULL, NULL);

  question = question_new (plant, ANLAN_OWED_BY_ME, person, limit);
  question->asked = g_strdup (person);
  question->bare = TRUE;
  if (anlan_store_read (plant->store, owed_work, question, error))
    list = g_steal_pointer (&question->list);
  question_free (question);
  return list;
}

void
anlan_plant_owed_by_async (AnlanPlant *plant,
                           AnlanOwedBy by,
                           const char *person,
                           guint limit,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data)
{
  GTask *task;
  Question *question;

  g_return_if_fail (ANLAN_IS_PLANT (plant));
  g_return_if_fail (person != NULL || by == ANLAN_OWED_ALL || by == ANLAN_OWED_BURNING);

  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_plant_owed_by_async);
  question = question_new (plant, by, person, limit);
  if (by == ANLAN_OWED_ALL ||
      (by == ANLAN_OWED_BY_ME && g_strcmp0 (person, anlan_plant_get_person (plant)) == 0))
    question->asked = g_strdup (anlan_plant_get_person (plant));
  g_task_set_task_data (task, question, (GDestroyNotify)question_free);
  anlan_store_read_async (plant->store, owed_work, question, NULL, cancellable, owed_cb, task);
}

void
anlan_plant_owed_async (AnlanPlant *plant,
                        guint limit,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  anlan_plant_owed_by_async (plant, ANLAN_OWED_ALL, NULL, limit, cancellable, callback, user_data);
}

AnlanOwedList *
anlan_plant_owed_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, plant), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

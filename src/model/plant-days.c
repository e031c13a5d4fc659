/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/days.h"

#include <string.h>

#include "base/time.h"
#include "plant-private.h"
#include "query-private.h"

typedef struct
{
  AnlanPlant *plant;
  AnlanQuery *query;
  char *field;
  char *from;
  guint n_days;
  guint most;
  GPtrArray *days; /* AnlanDay */
  char **bounds;   /* n_days + 1 moments: where the days begin */
} Question;

static void
item_free (AnlanDayItem *item)
{
  anlan_record_unref (item->record);
  g_free (item->at);
  g_free (item);
}

static void
day_free (AnlanDay *day)
{
  g_free (day->date);
  g_ptr_array_unref (day->items);
  g_free (day);
}

static void
question_free (Question *question)
{
  g_object_unref (question->plant);
  anlan_query_free (question->query);
  g_free (question->field);
  g_free (question->from);
  g_strfreev (question->bounds);
  g_clear_pointer (&question->days, g_ptr_array_unref);
  g_free (question);
}

static void
add_item (AnlanDay *day, AnlanRecord *record, const AnlanDuty *duty, const char *at)
{
  AnlanDayItem *item = g_new0 (AnlanDayItem, 1);

  item->record = anlan_record_ref (record);
  item->duty = duty;
  item->at = g_strdup (at);
  g_ptr_array_add (day->items, item);
}

/* --- by a field ------------------------------------------------------------------------------------------------------- */

static void
add_bound (AnlanQuery *query, const char *field, AnlanFilterOp op, const char *text)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  anlan_value_set_text (&value, text);
  anlan_filter_add (anlan_query_filter (query, field, op), &value);
}

/* A day ends one second before the next one begins: moments are stored in whole seconds. */
static char *
second_before (const char *moment)
{
  gint64 ms;

  return anlan_time_parse (moment, &ms) ? anlan_time_format (ms - ANLAN_SECOND) : g_strdup (moment);
}

static gboolean
read_day (Question *question, AnlanDb *db, AnlanKinds *kinds, guint place, GError **error)
{
  AnlanDay *day = g_ptr_array_index (question->days, place);
  AnlanKind *kind = anlan_kinds_get (kinds, question->query->kind);
  const AnlanField *field = anlan_kind_field (kind, question->field);
  gboolean moment = field->type == ANLAN_FIELD_MOMENT;
  g_autoptr (AnlanQuery) query = anlan_query_copy (question->query);
  g_autofree char *last = second_before (question->bounds[place + 1]);
  g_autoptr (GArray) rids = NULL;
  g_autoptr (GPtrArray) records = NULL;

  g_free (query->sort);
  query->sort = g_strdup (field->id);
  add_bound (query, field->id, ANLAN_FILTER_FROM, moment ? question->bounds[place] : day->date);
  add_bound (query, field->id, ANLAN_FILTER_TO, moment ? last : day->date);
  rids = anlan_query_rids (db, kinds, query, error);
  if (rids == NULL)
    return FALSE;
  day->count = rids->len;
  records = anlan_records_load (db, kind, (const gint64 *)(gpointer)rids->data,
                                MIN (rids->len, question->most), error);
  if (records == NULL)
    return FALSE;
  for (guint i = 0; i < records->len; i++)
    {
      AnlanRecord *record = g_ptr_array_index (records, i);

      add_item (day, record, NULL, anlan_record_get_text (record, field->id));
    }
  return TRUE;
}

/* --- by what is owed ---------------------------------------------------------------------------------------------------- */

static gboolean
is_narrowed (const AnlanQuery *query)
{
  return query->where != NULL || query->words != NULL || query->filters->len > 0;
}

/* Row ids that the query lets through; empty where it lets all through. FALSE with @error. */
static gboolean
find_wanted (Question *question, AnlanDb *db, AnlanKinds *kinds, GHashTable *wanted, GError **error)
{
  g_autoptr (AnlanQuery) query = anlan_query_copy (question->query);
  g_autoptr (GArray) rids = NULL;

  g_clear_pointer (&query->sort, g_free);
  rids = anlan_query_rids (db, kinds, query, error);
  for (guint i = 0; rids != NULL && i < rids->len; i++)
    g_hash_table_add (wanted, GSIZE_TO_POINTER ((gsize)g_array_index (rids, gint64, i)));
  return rids != NULL;
}

static guint
find_place (Question *question, const char *moment)
{
  guint low = 0, high = question->n_days;

  while (high - low > 1)
    {
      guint middle = (low + high) / 2;

      if (strcmp (question->bounds[middle], moment) <= 0)
        low = middle;
      else
        high = middle;
    }
  return low;
}

static const AnlanDuty *
find_duty (const AnlanKind *kind, const char *id)
{
  for (guint i = 0; i < kind->duties->len; i++)
    {
      const AnlanDuty *duty = g_ptr_array_index (kind->duties, i);

      if (g_strcmp0 (duty->id, id) == 0)
        return duty;
    }
  return NULL;
}

static gboolean
add_duty (Question *question, AnlanDb *db, AnlanKind *kind, AnlanStmt *stmt, GError **error)
{
  const char *due = anlan_stmt_text (stmt, 1);
  const AnlanDuty *duty = find_duty (kind, anlan_stmt_text (stmt, 0));
  AnlanDay *day = g_ptr_array_index (question->days, find_place (question, due));
  gint64 rid = anlan_stmt_integer (stmt, 2);
  g_autoptr (GPtrArray) records = NULL;

  if (duty == NULL)
    return TRUE;
  day->count++;
  if (day->items->len >= question->most)
    return TRUE;
  records = anlan_records_load (db, kind, &rid, 1, error);
  if (records == NULL)
    return FALSE;
  if (records->len > 0)
    add_item (day, g_ptr_array_index (records, 0), duty, due);
  return TRUE;
}

static gboolean
read_duties (Question *question, AnlanDb *db, AnlanKinds *kinds, GError **error)
{
  AnlanKind *kind = anlan_kinds_get (kinds, question->query->kind);
  /* The kind's id is one of ours, made of letters, digits and strokes. */
  g_autofree char *sql =
      g_strdup_printf ("SELECT d.duty, d.due, k.rid FROM duty d JOIN \"k_%s\" k ON k.id = d.record"
                       " WHERE d.done IS NULL AND d.kind = ?1 AND d.due >= ?2 AND d.due < ?3 ORDER BY d.due",
                       kind->id);
  g_autoptr (GHashTable) wanted = g_hash_table_new (NULL, NULL);
  gboolean narrowed = is_narrowed (question->query), ok = TRUE;
  g_autoptr (AnlanStmt) stmt = NULL;
  AnlanStep step = ANLAN_STEP_DONE;

  if (narrowed && !find_wanted (question, db, kinds, wanted, error))
    return FALSE;
  stmt = anlan_db_prepare (db, sql, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, kind->id);
  anlan_stmt_bind_text (stmt, 2, question->bounds[0]);
  anlan_stmt_bind_text (stmt, 3, question->bounds[question->n_days]);
  while (ok && (step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    if (!narrowed || g_hash_table_contains (wanted, GSIZE_TO_POINTER ((gsize)anlan_stmt_integer (stmt, 2))))
      ok = add_duty (question, db, kind, stmt, error);
  return ok && step == ANLAN_STEP_DONE;
}

/* --- asking ------------------------------------------------------------------------------------------------------------- */

static void
make_days (Question *question)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (question->plant);

  question->bounds = g_new0 (char *, question->n_days + 2);
  for (guint i = 0; i <= question->n_days; i++)
    {
      g_autofree char *date = anlan_date_add (question->from, (int)i);
      g_autofree char *wall = g_strconcat (date != NULL ? date : question->from, " 00:00:00", NULL);
      AnlanDay *day;

      question->bounds[i] = anlan_moment_from_text (wall, zone);
      if (question->bounds[i] == NULL)
        question->bounds[i] = g_strdup (date);
      if (i == question->n_days)
        break;
      day = g_new0 (AnlanDay, 1);
      day->date = g_strdup (date);
      day->items = g_ptr_array_new_with_free_func ((GDestroyNotify)item_free);
      g_ptr_array_add (question->days, day);
    }
}

static gboolean
days_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Question *question = data;
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (question->plant);
  AnlanKind *kind = anlan_kinds_get (kinds, question->query->kind);
  const AnlanField *field;

  if (kind == NULL)
    {
      anlan_query_no_kind (question->query->kind, error);
      return FALSE;
    }
  if (question->field == NULL)
    return read_duties (question, db, kinds, error);
  field = anlan_kind_field (kind, question->field);
  if (field == NULL || (field->type != ANLAN_FIELD_DATE && field->type != ANLAN_FIELD_MOMENT))
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, "%s.%s: no date", kind->id, question->field);
      return FALSE;
    }
  for (guint i = 0; i < question->n_days; i++)
    if (!read_day (question, db, kinds, i, error))
      return FALSE;
  return TRUE;
}

static void
days_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Question *question = g_task_get_task_data (task);
  GError *error = NULL;

  if (anlan_store_read_finish (ANLAN_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&question->days), (GDestroyNotify)g_ptr_array_unref);
  else
    g_task_return_error (task, error);
}

void
anlan_plant_days_async (AnlanPlant *plant,
                        const AnlanQuery *query,
                        const char *field,
                        const char *from,
                        guint n_days,
                        guint most,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  GTask *task;
  Question *question;

  g_return_if_fail (ANLAN_IS_PLANT (plant) && query != NULL && anlan_date_valid (from));
  g_return_if_fail (n_days > 0 && n_days <= 100);

  task = g_task_new (plant, cancellable, callback, user_data);
  g_task_set_source_tag (task, anlan_plant_days_async);
  question = g_new0 (Question, 1);
  question->plant = g_object_ref (plant);
  question->query = anlan_query_copy (query);
  question->field = g_strdup (field);
  question->from = g_strdup (from);
  question->n_days = n_days;
  question->most = most;
  question->days = g_ptr_array_new_with_free_func ((GDestroyNotify)day_free);
  make_days (question);
  g_task_set_task_data (task, question, (GDestroyNotify)question_free);
  anlan_store_read_async (anlan_plant_get_store (plant), days_work, question, NULL, cancellable, days_cb,
                          task);
}

GPtrArray *
anlan_plant_days_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, plant), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

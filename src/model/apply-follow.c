/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "apply-private.h"

#include <string.h>

#include "base/time.h"
#include "duty-times.h"

/* Units that took over from each other, looked through from one that has ended. */
#define MOST_HEIRS 8

/* Duties and raised colours: what the record, as it stands now, says about people and other records. Both are kept
 * as rows that are made anew from the record whenever it changes, so they can never drift from it. */

static gboolean
evaluate_text (AnlanApply *apply, const char *expression, AnlanValue *value, GError **error)
{
  *value = (AnlanValue)ANLAN_VALUE_INIT;
  return expression == NULL ||
         anlan_scope_evaluate (apply->table->scope, expression, apply->after, value, error);
}

static gboolean
stands (AnlanApply *apply, const char *when, gboolean *does, GError **error)
{
  g_autoptr (GError) local = NULL;

  *does = !apply->after->draft && !apply->after->voided;
  if (!*does || when == NULL)
    return TRUE;
  *does = anlan_scope_holds (apply->table->scope, when, apply->after, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* --- duties ---------------------------------------------------------------------------------------------------- */

/* What a record brings that is not seen yet is not seen either. */
static const char *
incoming_batch (const AnlanApply *apply)
{
  AnlanIncoming *incoming = apply->context->incoming;

  return incoming != NULL && apply->before == NULL ? anlan_incoming_get_batch (incoming) : NULL;
}

static gboolean
end_duty (AnlanApply *apply, const char *id, GError **error)
{
  AnlanStmt *stmt =
      anlan_db_statement (apply->db, "UPDATE duty SET done=?2 WHERE id=?1 AND done IS NULL", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, id);
  anlan_stmt_bind_static (stmt, 2, apply->moment);
  return anlan_stmt_run (stmt, error);
}

/* Deadlines are compared as texts, so they must all have the stored form. A date alone is meant up to its end; what
 * SQLite's datetime() gives is UTC without saying so. */
static void
tidy_deadline (AnlanApply *apply, AnlanValue *due)
{
  const char *text = anlan_value_get_text (due);
  g_autofree char *full = NULL;
  gint64 ms;

  if (text == NULL)
    return;
  if (anlan_date_valid (text))
    {
      full = g_strconcat (text, " 23:59:59", NULL);
      anlan_value_take_text (due, anlan_moment_from_text (full, apply->context->facts->zone));
      return;
    }
  full = g_strconcat (text, "Z", NULL);
  if (anlan_time_parse (text, &ms) || anlan_time_parse (full, &ms))
    anlan_value_take_text (due, anlan_time_format (ms));
}

/* What a unit owes that has ended is owed by who took over, else by the unit above. */
static gboolean
find_heir (AnlanApply *apply, AnlanValue *unit, GError **error)
{
  static const char sql[] = "SELECT coalesce (merged_into, parent) FROM k_unit WHERE id=?1 AND closed <= ?2"
                            " AND coalesce (merged_into, parent) IS NOT NULL";
  g_autofree char *today = NULL;

  if (anlan_value_get_text (unit) == NULL || anlan_context_table (apply->context, "unit") == NULL)
    return TRUE;
  today = anlan_plant_day (anlan_context_now (apply->context), apply->context->facts->zone,
                           apply->context->facts->day_start);
  for (guint hop = 0; hop < MOST_HEIRS; hop++)
    {
      AnlanStmt *stmt = anlan_db_statement (apply->db, sql, error);
      AnlanStep step;

      if (stmt == NULL)
        return FALSE;
      anlan_stmt_bind_value (stmt, 1, unit);
      anlan_stmt_bind_text (stmt, 2, today);
      step = anlan_stmt_step (stmt, error);
      if (step == ANLAN_STEP_ROW)
        anlan_value_set_text (unit, anlan_stmt_text (stmt, 0));
      anlan_stmt_reset (stmt);
      if (step != ANLAN_STEP_ROW)
        return step == ANLAN_STEP_DONE;
    }
  return TRUE;
}

static gint64
moment_of (const char *text)
{
  gint64 ms;

  return text != NULL && anlan_time_parse (text, &ms) ? ms : ANLAN_NEVER;
}

/* When something is to be told about a duty that is new or due anew; NULL: never. */
static char *
first_telling (AnlanApply *apply, const AnlanDuty *duty, const AnlanValue *due, gboolean urgent)
{
  gint64 now = moment_of (apply->moment);
  AnlanDutyState state = { urgent, now, moment_of (anlan_value_get_text (due)), 0 };
  gint64 next;

  if (anlan_duty_pending (duty, &state, now, &next) != 0)
    next = now;
  return next != G_MAXINT64 ? anlan_time_format (next) : NULL;
}

/* @values: owner, unit, due. */
static gboolean
write_duty (AnlanApply *apply,
            const AnlanDuty *duty,
            const char *id,
            const AnlanValue values[3],
            gboolean urgent,
            GError **error)
{
  static const char sql[] =
      "INSERT INTO duty (id, kind, record, duty, person, unit, opened, due, urgent, next, batch)"
      " VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11)"
      " ON CONFLICT (id) DO UPDATE SET person=?5, unit=?6, due=?8, urgent=?9, done=NULL,"
      " opened=CASE WHEN done IS NULL THEN opened ELSE ?7 END,"
      " told=CASE WHEN done IS NULL AND person IS ?5 AND unit IS ?6 THEN told END,"
      " reminded=CASE WHEN done IS NULL AND due IS ?8 THEN reminded END,"
      " told_due=CASE WHEN done IS NULL AND due IS ?8 THEN told_due END,"
      " escalated=CASE WHEN done IS NULL AND due IS ?8 THEN escalated END,"
      " next=CASE WHEN done IS NULL AND person IS ?5 AND unit IS ?6 AND due IS ?8 AND urgent=?9 THEN next "
      "ELSE ?10 END";
  g_autofree char *next = first_telling (apply, duty, &values[2], urgent);
  AnlanStmt *stmt = anlan_db_statement (apply->db, sql, error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, id);
  anlan_stmt_bind_static (stmt, 2, apply->kind->id);
  anlan_stmt_bind_static (stmt, 3, apply->after->id);
  anlan_stmt_bind_static (stmt, 4, duty->id);
  anlan_stmt_bind_value (stmt, 5, &values[0]);
  anlan_stmt_bind_value (stmt, 6, &values[1]);
  anlan_stmt_bind_static (stmt, 7, apply->moment);
  anlan_stmt_bind_value (stmt, 8, &values[2]);
  anlan_stmt_bind_integer (stmt, 9, urgent);
  anlan_stmt_bind_static (stmt, 10, next);
  anlan_stmt_bind_static (stmt, 11, incoming_batch (apply));
  return anlan_stmt_run (stmt, error);
}

static gboolean
open_duty (AnlanApply *apply, const AnlanDuty *duty, const char *id, GError **error)
{
  AnlanValue values[3] = { ANLAN_VALUE_INIT, ANLAN_VALUE_INIT, ANLAN_VALUE_INIT };
  gboolean urgent = FALSE;
  gboolean ok = evaluate_text (apply, duty->owner, &values[0], error) &&
                evaluate_text (apply, duty->unit, &values[1], error) && find_heir (apply, &values[1], error) &&
                evaluate_text (apply, duty->due, &values[2], error) &&
                (duty->urgent == NULL || stands (apply, duty->urgent, &urgent, error));

  if (ok)
    {
      tidy_deadline (apply, &values[2]);
      ok = write_duty (apply, duty, id, values, urgent, error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    anlan_value_clear (&values[i]);
  return ok;
}

static gboolean
follow_duty (AnlanApply *apply, const AnlanDuty *duty, GError **error)
{
  g_autofree char *id = g_strdup_printf ("%s:%s", apply->after->id, duty->id);
  gboolean owed;

  if (!stands (apply, duty->when, &owed, error))
    return FALSE;
  if (duty->stage != NULL && g_strcmp0 (duty->stage, apply->after->stage) != 0)
    owed = FALSE;
  if (owed)
    return open_duty (apply, duty, id, error);
  return apply->before == NULL || end_duty (apply, id, error);
}

/* --- raised colours --------------------------------------------------------------------------------------------- */

static void
note_target (AnlanApply *apply, const AnlanRecord *record, const AnlanField *via)
{
  const char *target = record != NULL ? anlan_value_get_text (&record->values[via->index]) : NULL;

  if (target != NULL)
    anlan_recompute_note_record (apply->context, via->to, target);
}

static gboolean
drop_raise (AnlanApply *apply, const AnlanRaise *raise, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (apply->db, "DELETE FROM raising WHERE source=?1 AND cause=?2", error);

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, apply->after->id);
  anlan_stmt_bind_static (stmt, 2, raise->id);
  return anlan_stmt_run (stmt, error);
}

static gboolean
put_raise (
    AnlanApply *apply, const AnlanRaise *raise, const AnlanField *via, const char *target, GError **error)
{
  static const char sql[] = "INSERT INTO raising (kind, record, source_kind, source, cause, colour, since, batch) "
                            "VALUES (?1,?2,?3,?4,?5,?6,?7,?8)"
                            " ON CONFLICT (source, cause) DO UPDATE SET kind=?1, record=?2, colour=?6,"
                            " since=CASE WHEN record=?2 THEN since ELSE ?7 END";
  g_auto (AnlanValue) colour = ANLAN_VALUE_INIT;
  AnlanStmt *stmt;

  if (!evaluate_text (apply, raise->colour, &colour, error))
    return FALSE;
  if (anlan_value_get_text (&colour) == NULL)
    return drop_raise (apply, raise, error);
  stmt = anlan_db_statement (apply->db, sql, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_static (stmt, 1, via->to);
  anlan_stmt_bind_static (stmt, 2, target);
  anlan_stmt_bind_static (stmt, 3, apply->kind->id);
  anlan_stmt_bind_static (stmt, 4, apply->after->id);
  anlan_stmt_bind_static (stmt, 5, raise->id);
  anlan_stmt_bind_value (stmt, 6, &colour);
  anlan_stmt_bind_static (stmt, 7, apply->moment);
  anlan_stmt_bind_static (stmt, 8, incoming_batch (apply));
  return anlan_stmt_run (stmt, error);
}

static gboolean
follow_raise (AnlanApply *apply, const AnlanRaise *raise, GError **error)
{
  const AnlanField *via = anlan_kind_field (apply->kind, raise->via);
  const char *target = anlan_value_get_text (&apply->after->values[via->index]);
  gboolean raises = FALSE;

  note_target (apply, apply->before, via);
  note_target (apply, apply->after, via);
  if (target != NULL && !stands (apply, raise->when, &raises, error))
    return FALSE;
  if (raises)
    return put_raise (apply, raise, via, target, error);
  return apply->before == NULL || drop_raise (apply, raise, error);
}

/* --- units that end --------------------------------------------------------------------------------------------- */

static gboolean
follow_duties (AnlanApply *apply, GError **error)
{
  for (guint i = 0; i < apply->kind->duties->len; i++)
    if (!follow_duty (apply, g_ptr_array_index (apply->kind->duties, i), error))
      return FALSE;
  return TRUE;
}

/* The duties of another record, as they are with the units as they stand now. */
static gboolean
follow_other (AnlanApply *apply, const char *kind, const char *id, GError **error)
{
  AnlanTable *table = anlan_context_table (apply->context, kind);
  g_autoptr (GError) local = NULL;
  g_autoptr (AnlanRecord) record = table != NULL ? anlan_table_load (table, apply->db, id, &local) : NULL;
  AnlanApply other = *apply;

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  if (record == NULL)
    return local == NULL;
  other.table = table;
  other.kind = table->kind;
  other.before = other.after = record;
  return follow_duties (&other, error);
}

static gboolean
moves_duties (const AnlanApply *apply)
{
  static const char *const fields[] = { "closed", "merged_into", "parent" };

  if (apply->before == NULL || strcmp (apply->kind->id, "unit") != 0)
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!anlan_value_equal (anlan_record_get (apply->before, fields[i]),
                            anlan_record_get (apply->after, fields[i])))
      return TRUE;
  return FALSE;
}

/* When a unit ends, or stands again, its open duties and those of who took over are given out anew. */
static gboolean
follow_unit (AnlanApply *apply, GError **error)
{
  g_autoptr (GPtrArray) owed = g_ptr_array_new_with_free_func (g_free);
  AnlanStmt *stmt;
  AnlanStep step;

  if (!moves_duties (apply))
    return TRUE;
  stmt = anlan_db_statement (
      apply->db, "SELECT DISTINCT kind, record FROM duty WHERE done IS NULL AND unit IN (?1, ?2, ?3, ?4)",
      error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, apply->after->id);
  anlan_stmt_bind_value (stmt, 2, anlan_record_get (apply->before, "merged_into"));
  anlan_stmt_bind_value (stmt, 3, anlan_record_get (apply->before, "parent"));
  anlan_stmt_bind_value (stmt, 4, anlan_record_get (apply->after, "merged_into"));
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      g_ptr_array_add (owed, g_strdup (anlan_stmt_text (stmt, 0)));
      g_ptr_array_add (owed, g_strdup (anlan_stmt_text (stmt, 1)));
    }
  anlan_stmt_reset (stmt);
  for (guint i = 0; step == ANLAN_STEP_DONE && i < owed->len; i += 2)
    if (!follow_other (apply, g_ptr_array_index (owed, i), g_ptr_array_index (owed, i + 1), error))
      return FALSE;
  return step == ANLAN_STEP_DONE;
}

gboolean
anlan_apply_follow (AnlanApply *apply, GError **error)
{
  if (!follow_duties (apply, error) || !follow_unit (apply, error))
    return FALSE;
  for (guint i = 0; i < apply->kind->raises->len; i++)
    if (!follow_raise (apply, g_ptr_array_index (apply->kind->raises, i), error))
      return FALSE;
  return anlan_recompute_note (apply->context, apply->before, apply->after, error);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/ids.h"
#include "base/json.h"
#include "base/time.h"
#include "plant-private.h"
#include "unit-change-private.h"

/* --- filling in ------------------------------------------------------------------------------------------------- */

static void
new_unit_free (AnlanNewUnit *made)
{
  g_free (made->id);
  g_free (made->name);
  g_free (made->code);
  g_free (made->head);
  g_free (made->deputy);
  g_free (made);
}

AnlanUnitChange *
anlan_unit_change_new (AnlanPlant *plant, AnlanUnitChangeType type, const char *unit)
{
  AnlanUnitChange *change;

  g_return_val_if_fail (ANLAN_IS_PLANT (plant) && unit != NULL, NULL);

  change = g_new0 (AnlanUnitChange, 1);
  change->plant = g_object_ref (plant);
  change->type = type;
  change->units = g_ptr_array_new_with_free_func (g_free);
  change->made = g_ptr_array_new_with_free_func ((GDestroyNotify)new_unit_free);
  change->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_ptr_array_add (change->units, g_strdup (unit));
  g_atomic_ref_count_init (&change->refs);
  return change;
}

AnlanUnitChange *
anlan_unit_change_ref (AnlanUnitChange *change)
{
  g_atomic_ref_count_inc (&change->refs);
  return change;
}

void
anlan_unit_change_unref (AnlanUnitChange *change)
{
  if (!g_atomic_ref_count_dec (&change->refs))
    return;
  g_object_unref (change->plant);
  g_ptr_array_unref (change->units);
  g_ptr_array_unref (change->made);
  g_hash_table_unref (change->sent);
  g_free (change->heir);
  g_free (change->day);
  g_free (change->reason);
  g_free (change);
}

void
anlan_unit_change_add (AnlanUnitChange *change, const char *unit)
{
  g_return_if_fail (change != NULL && change->type == ANLAN_UNIT_MERGE && unit != NULL);

  if (!g_ptr_array_find_with_equal_func (change->units, unit, g_str_equal, NULL))
    g_ptr_array_add (change->units, g_strdup (unit));
}

static char *
trimmed (const char *text)
{
  char *copy = g_strstrip (g_strdup (text != NULL ? text : ""));

  if (*copy == '\0')
    g_clear_pointer (&copy, g_free);
  return copy;
}

const char *
anlan_unit_change_add_new (
    AnlanUnitChange *change, const char *name, const char *code, const char *head, const char *deputy)
{
  AnlanNewUnit *made;

  g_return_val_if_fail (change != NULL && name != NULL, NULL);

  made = g_new0 (AnlanNewUnit, 1);
  made->id = anlan_uuid_new (anlan_plant_now (change->plant));
  made->name = g_strstrip (g_strdup (name));
  made->code = trimmed (code);
  made->head = g_strdup (head);
  made->deputy = g_strdup (deputy);
  g_ptr_array_add (change->made, made);
  return made->id;
}

static void
set_text (char **place, const char *text)
{
  g_free (*place);
  *place = g_strdup (text);
}

void
anlan_unit_change_set_heir (AnlanUnitChange *change, const char *unit)
{
  g_return_if_fail (change != NULL);

  set_text (&change->heir, unit);
}

void
anlan_unit_change_set_goes_on (AnlanUnitChange *change, gboolean goes_on)
{
  g_return_if_fail (change != NULL && change->type == ANLAN_UNIT_SPLIT);

  change->goes_on = goes_on;
}

void
anlan_unit_change_send (AnlanUnitChange *change, const char *record, const char *unit)
{
  g_return_if_fail (change != NULL && record != NULL);

  if (unit != NULL)
    g_hash_table_insert (change->sent, g_strdup (record), g_strdup (unit));
  else
    g_hash_table_remove (change->sent, record);
}

void
anlan_unit_change_set_day (AnlanUnitChange *change, const char *day)
{
  g_return_if_fail (change != NULL);

  set_text (&change->day, day);
}

void
anlan_unit_change_set_reason (AnlanUnitChange *change, const char *reason)
{
  g_return_if_fail (change != NULL);

  g_free (change->reason);
  change->reason = trimmed (reason);
}

/* --- its changes ------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanWriting *writing;
  AnlanUnitDraft draft;
  char *reason;
} Doing;

static AnlanChange *
add_change (Doing *doing, AnlanOp op, const char *kind, const char *record)
{
  AnlanChange *change = anlan_change_new (op, kind, record);

  change->batch = g_strdup (doing->writing->batch);
  change->reason = g_strdup (doing->reason);
  g_ptr_array_add (doing->writing->changes, change);
  return change;
}

static void
set_reference (AnlanChange *change, const char *field, const char *id)
{
  if (id != NULL && *id != '\0')
    anlan_change_set_text (change, field, id);
  else
    anlan_change_set_null (change, field);
}

static void
make_units (Doing *doing)
{
  const AnlanUnitDraft *draft = &doing->draft;
  const AnlanRecord *first = g_ptr_array_index (draft->units, 0);

  for (guint i = 0; i < draft->change->made->len; i++)
    {
      const AnlanNewUnit *made = g_ptr_array_index (draft->change->made, i);
      AnlanChange *change = add_change (doing, ANLAN_OP_CREATE, "unit", made->id);

      anlan_change_set_text (change, "name", made->name);
      anlan_change_set (change, "type", anlan_record_get (first, "type"));
      anlan_change_set_text (change, "opened", draft->day);
      set_reference (change, "parent", anlan_record_get_text (first, "parent"));
      set_reference (change, "head", made->head);
      set_reference (change, "deputy", made->deputy);
      if (made->code != NULL)
        anlan_change_set_text (change, "code", made->code);
    }
}

/* The list without the units that end, with the one that takes over at the place of the first. */
static void
replace_in_list (const AnlanUnitDraft *draft, const AnlanUnitMove *move, AnlanValue *value)
{
  g_auto (GStrv) items = anlan_value_get_items (&move->record->values[move->field->index]);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();

  for (guint i = 0; items[i] != NULL; i++)
    {
      char *item = anlan_unit_draft_is_source (draft, items[i]) ? move->to : items[i];

      if (!g_ptr_array_find_with_equal_func (kept, item, g_str_equal, NULL))
        g_ptr_array_add (kept, item);
    }
  g_ptr_array_add (kept, NULL);
  anlan_value_set_items (value, (const char *const *)kept->pdata);
}

static void
make_move (Doing *doing, const AnlanUnitMove *move)
{
  const AnlanRecord *record = move->record;
  gboolean locked = anlan_kind_is_locked (record->kind, record->stage, move->field);
  AnlanChange *change =
      add_change (doing, locked ? ANLAN_OP_AMEND : ANLAN_OP_EDIT, record->kind->id, record->id);
  AnlanValue value = ANLAN_VALUE_INIT;

  if (move->field->type != ANLAN_FIELD_REFS)
    {
      set_reference (change, move->field->id, move->to);
      return;
    }
  replace_in_list (&doing->draft, move, &value);
  anlan_change_take (change, move->field->id, &value);
}

/* Whether the person is already there in the same role. */
static gboolean
is_member (
    const AnlanUnitDraft *draft, const AnlanRecord *old, const char *unit, gboolean *is, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (
      draft->context->db,
      "SELECT 1 FROM k_membership WHERE person=?1 AND unit=?2 AND role IS ?3 AND voided=0 AND since <= ?4"
      " AND (until IS NULL OR until >= ?4)",
      error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, anlan_record_get_text (old, "person"));
  anlan_stmt_bind_text (stmt, 2, unit);
  anlan_stmt_bind_text (stmt, 3, anlan_record_get_text (old, "role"));
  anlan_stmt_bind_text (stmt, 4, draft->day);
  step = anlan_stmt_step (stmt, error);
  anlan_stmt_reset (stmt);
  *is = step == ANLAN_STEP_ROW;
  return step != ANLAN_STEP_ERROR;
}

static const AnlanGuard *
find_guard (const AnlanKind *kind, const char *id)
{
  for (guint i = 0; i < kind->guards->len; i++)
    {
      const AnlanGuard *guard = g_ptr_array_index (kind->guards, i);

      if (g_strcmp0 (guard->id, id) == 0)
        return guard;
    }
  return NULL;
}

/* Whether somebody who led the old unit would lead one that has another head: the kind's own guard says so. */
static gboolean
would_lead (
    const AnlanUnitDraft *draft, const AnlanRecord *old, const char *unit, gboolean *would, GError **error)
{
  AnlanTable *table = anlan_context_table (draft->context, "membership");
  const AnlanGuard *guard = find_guard (table->kind, "leading");
  g_autoptr (AnlanRecord) there = anlan_record_new (table->kind, old->id);
  g_autoptr (GError) local = NULL;

  for (guint i = 0; i < table->kind->fields->len; i++)
    anlan_value_copy (&old->values[i], &there->values[i]);
  anlan_value_set_text (&there->values[anlan_kind_field (table->kind, "unit")->index], unit);
  *would = guard != NULL && !anlan_scope_holds (table->scope, guard->sql, there, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* One that has begun ends the day before, and its continuation begins; one that is still to come moves as it is. Who led
 * the old unit and comes to one that has a head is a member of it without a role. */
static gboolean
move_membership (Doing *doing, const AnlanRecord *old, GError **error)
{
  const AnlanUnitDraft *draft = &doing->draft;
  const char *goal = anlan_unit_draft_goal (draft, anlan_record_get_text (old, "person"));
  gboolean begun = g_strcmp0 (anlan_record_get_text (old, "since"), draft->day) < 0;
  AnlanChange *change = add_change (doing, ANLAN_OP_EDIT, "membership", old->id);
  g_autofree char *before = anlan_date_add (draft->day, -1);
  gboolean there = FALSE, leads = FALSE;

  if (!would_lead (draft, old, goal, &leads, error))
    return FALSE;
  if (!begun)
    {
      anlan_change_set_text (change, "unit", goal);
      if (leads)
        anlan_change_set_null (change, "role");
      return TRUE;
    }
  anlan_change_set_text (change, "until", before);
  if (!is_member (draft, old, goal, &there, error))
    return FALSE;
  if (there)
    return TRUE;
  change = add_change (doing, ANLAN_OP_CREATE, "membership", NULL);
  anlan_change_set (change, "person", anlan_record_get (old, "person"));
  anlan_change_set_text (change, "unit", goal);
  if (!leads)
    anlan_change_set (change, "role", anlan_record_get (old, "role"));
  anlan_change_set_text (change, "since", draft->day);
  anlan_change_set (change, "until", anlan_record_get (old, "until"));
  return TRUE;
}

static void
close_units (Doing *doing)
{
  const AnlanUnitDraft *draft = &doing->draft;

  for (guint i = 0; !draft->change->goes_on && i < draft->units->len; i++)
    {
      const AnlanRecord *unit = g_ptr_array_index (draft->units, i);
      AnlanChange *change = add_change (doing, ANLAN_OP_EDIT, "unit", unit->id);

      anlan_change_set_text (change, "closed", draft->day);
      anlan_change_set_text (change, "merged_into", draft->heir);
    }
}

/* --- doing it --------------------------------------------------------------------------------------------------- */

static char *
list_names (GPtrArray *units)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < units->len; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            anlan_record_label (g_ptr_array_index (units, i)));
  return g_string_free (g_steal_pointer (&names), FALSE);
}

static char *
say_what (const AnlanUnitDraft *draft)
{
  g_autofree char *names = list_names (draft->units);
  const char *format = draft->change->type == ANLAN_UNIT_MERGE   ? _ ("%s merged into %s")
                       : draft->change->type == ANLAN_UNIT_SPLIT ? _ ("%s split; %s takes over the rest")
                                                                 : _ ("%s closed; %s takes over");

  return g_strdup_printf (format, names, draft->heir_name);
}

static char *
build_note (const char *what)
{
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "name");
  anlan_json_text (&json, what);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static gboolean
make_changes (Doing *doing, GError **error)
{
  const AnlanUnitDraft *draft = &doing->draft;

  make_units (doing);
  for (guint i = 0; i < draft->plan->moves->len; i++)
    make_move (doing, g_ptr_array_index (draft->plan->moves, i));
  for (guint i = 0; i < draft->memberships->len; i++)
    if (!move_membership (doing, g_ptr_array_index (draft->memberships, i), error))
      return FALSE;
  close_units (doing);
  return TRUE;
}

/* Says at which record it stopped. */
static void
name_failed (const AnlanWriting *writing, AnlanContext *context, GError **error)
{
  const AnlanChange *change =
      writing->failed < writing->changes->len ? g_ptr_array_index (writing->changes, writing->failed) : NULL;
  g_autoptr (AnlanRecord) record =
      change != NULL && change->op != ANLAN_OP_CREATE
          ? anlan_table_load (anlan_context_table (context, change->kind), context->db, change->record, NULL)
          : NULL;

  if (record != NULL)
    g_prefix_error (error, "%s: ", record->number != NULL ? record->number : anlan_record_label (record));
}

static gboolean
do_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Doing *doing = data;
  AnlanContext *context = anlan_context_get (db);
  g_autofree char *what = NULL;

  anlan_context_refresh (context);
  if (!anlan_unit_draft_make (&doing->draft, doing->draft.change, db, error))
    return FALSE;
  what = say_what (&doing->draft);
  doing->reason = g_strdup (doing->draft.change->reason != NULL ? doing->draft.change->reason : what);
  doing->writing->note = build_note (what);
  if (!make_changes (doing, error))
    return FALSE;
  if (anlan_writing_run (db, journal, doing->writing, error))
    return TRUE;
  name_failed (doing->writing, context, error);
  return FALSE;
}

static Doing *
doing_new (AnlanUnitChange *change)
{
  Doing *doing = g_new0 (Doing, 1);

  doing->writing = anlan_writing_new (change->plant);
  doing->writing->batch = anlan_uuid_new (anlan_plant_now (change->plant));
  doing->draft.change = anlan_unit_change_ref (change);
  return doing;
}

static void
doing_free (Doing *doing)
{
  anlan_unit_change_unref (doing->draft.change);
  anlan_unit_draft_clear (&doing->draft);
  anlan_writing_free (doing->writing);
  g_free (doing->reason);
  g_free (doing);
}

char *
anlan_unit_change_apply (AnlanUnitChange *change, GError **error)
{
  Doing *doing;
  char *batch = NULL;

  g_return_val_if_fail (change != NULL, NULL);

  doing = doing_new (change);
  if (anlan_store_write (change->plant->store, do_work, doing, error))
    {
      anlan_plant_emit_applied (change->plant, doing->writing->applied);
      batch = g_strdup (doing->writing->batch);
    }
  doing_free (doing);
  return batch;
}

static void
done_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  Doing *doing = g_task_get_task_data (task);
  GError *error = NULL;

  if (!anlan_store_write_finish (ANLAN_STORE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  anlan_plant_emit_applied_soon (doing->writing->plant, doing->writing->applied);
  g_task_return_pointer (task, g_strdup (doing->writing->batch), g_free);
}

void
anlan_unit_change_apply_async (AnlanUnitChange *change, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task;
  Doing *doing;

  g_return_if_fail (change != NULL);

  task = g_task_new (change->plant, NULL, callback, user_data);
  doing = doing_new (change);
  g_task_set_source_tag (task, anlan_unit_change_apply_async);
  g_task_set_task_data (task, doing, (GDestroyNotify)doing_free);
  anlan_store_write_async (change->plant->store, do_work, doing, NULL, NULL, done_cb, task);
}

char *
anlan_unit_change_apply_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

/* --- only looking ----------------------------------------------------------------------------------------------- */

static gboolean
plan_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  AnlanUnitDraft *draft = data;

  anlan_context_refresh (anlan_context_get (db));
  return anlan_unit_draft_make (draft, draft->change, db, error);
}

static void
draft_free (AnlanUnitDraft *draft)
{
  anlan_unit_change_unref (draft->change);
  anlan_unit_draft_clear (draft);
  g_free (draft);
}

AnlanUnitPlan *
anlan_unit_change_plan (AnlanUnitChange *change, GError **error)
{
  g_auto (AnlanUnitDraft) draft = { .change = change };

  g_return_val_if_fail (change != NULL, NULL);

  if (!anlan_store_read (change->plant->store, plan_work, &draft, error))
    return NULL;
  return g_steal_pointer (&draft.plan);
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AnlanUnitDraft *draft = g_task_get_task_data (task);
  GError *error = NULL;

  if (anlan_store_read_finish (ANLAN_STORE (source), result, &error))
    g_task_return_pointer (task, g_steal_pointer (&draft->plan), (GDestroyNotify)anlan_unit_plan_free);
  else
    g_task_return_error (task, error);
}

void
anlan_unit_change_plan_async (AnlanUnitChange *change,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  GTask *task;
  AnlanUnitDraft *draft;

  g_return_if_fail (change != NULL);

  task = g_task_new (change->plant, cancellable, callback, user_data);
  draft = g_new0 (AnlanUnitDraft, 1);
  draft->change = anlan_unit_change_ref (change);
  g_task_set_source_tag (task, anlan_unit_change_plan_async);
  g_task_set_task_data (task, draft, (GDestroyNotify)draft_free);
  anlan_store_read_async (change->plant->store, plan_work, draft, NULL, cancellable, planned_cb, task);
}

AnlanUnitPlan *
anlan_unit_change_plan_finish (AnlanPlant *plant, GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

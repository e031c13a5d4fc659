/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/time.h"
#include "unit-change-private.h"

/* What a change of units touches. */

static void
move_free (AnlanUnitMove *move)
{
  anlan_record_unref (move->record);
  g_free (move->from);
  g_free (move->to);
  g_free (move);
}

static AnlanUnitPlan *
plan_new (void)
{
  AnlanUnitPlan *plan = g_new0 (AnlanUnitPlan, 1);

  plan->moves = g_ptr_array_new_with_free_func ((GDestroyNotify)move_free);
  return plan;
}

void
anlan_unit_plan_free (AnlanUnitPlan *plan)
{
  if (plan == NULL)
    return;
  g_ptr_array_unref (plan->moves);
  g_free (plan);
}

void
anlan_unit_draft_clear (AnlanUnitDraft *draft)
{
  g_free (draft->day);
  g_free (draft->heir_name);
  g_clear_pointer (&draft->units, g_ptr_array_unref);
  g_clear_pointer (&draft->memberships, g_ptr_array_unref);
  g_clear_pointer (&draft->plan, anlan_unit_plan_free);
}

const char *
anlan_unit_draft_goal (const AnlanUnitDraft *draft, const char *record)
{
  const char *sent = g_hash_table_lookup (draft->change->sent, record);

  return sent != NULL ? sent : draft->heir;
}

gboolean
anlan_unit_draft_is_source (const AnlanUnitDraft *draft, const char *unit)
{
  return unit != NULL && g_ptr_array_find_with_equal_func (draft->change->units, unit, g_str_equal, NULL);
}

static const AnlanNewUnit *
find_made (const AnlanUnitChange *change, const char *unit)
{
  for (guint i = 0; i < change->made->len; i++)
    {
      const AnlanNewUnit *made = g_ptr_array_index (change->made, i);

      if (strcmp (made->id, unit) == 0)
        return made;
    }
  return NULL;
}

/* --- the units themselves --------------------------------------------------------------------------------------- */

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, why);
  return FALSE;
}

/* A unit that still stands, or NULL with the reason. */
static AnlanRecord *
load_open_unit (AnlanUnitDraft *draft, const char *id, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (AnlanRecord) unit =
      anlan_table_load (anlan_context_table (draft->context, "unit"), draft->context->db, id, &local);

  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else if (unit == NULL || unit->voided || unit->draft)
    refuse (error, _ ("There is no such unit any more."));
  else if (anlan_record_get_text (unit, "closed") != NULL)
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, _ ("%s is closed already."),
                 anlan_record_label (unit));
  else
    return g_steal_pointer (&unit);
  return NULL;
}

static gboolean
load_units (AnlanUnitDraft *draft, GError **error)
{
  for (guint i = 0; i < draft->change->units->len; i++)
    {
      AnlanRecord *unit = load_open_unit (draft, g_ptr_array_index (draft->change->units, i), error);

      if (unit == NULL)
        return FALSE;
      g_ptr_array_add (draft->units, unit);
    }
  return TRUE;
}

static const char *
default_heir (const AnlanUnitDraft *draft)
{
  const AnlanUnitChange *change = draft->change;
  const AnlanRecord *unit = g_ptr_array_index (draft->units, 0);

  if (change->heir != NULL)
    return change->heir;
  if (change->type == ANLAN_UNIT_CLOSE)
    return anlan_record_get_text (unit, "parent");
  if (change->type == ANLAN_UNIT_MERGE)
    return NULL;
  if (change->goes_on)
    return unit->id;
  return change->made->len > 0 ? ((AnlanNewUnit *)g_ptr_array_index (change->made, 0))->id : NULL;
}

static gboolean
check_goal (AnlanUnitDraft *draft, const char *goal, char **name, GError **error)
{
  const AnlanNewUnit *made = find_made (draft->change, goal);
  g_autoptr (AnlanRecord) unit = NULL;

  if (made != NULL)
    {
      if (name != NULL)
        *name = g_strdup (made->name);
      return TRUE;
    }
  if (anlan_unit_draft_is_source (draft, goal) && !draft->change->goes_on)
    return refuse (error, _ ("A unit that ends cannot take over."));
  unit = load_open_unit (draft, goal, error);
  if (unit != NULL && name != NULL)
    *name = g_strdup (anlan_record_label (unit));
  return unit != NULL;
}

static gboolean
check_goals (AnlanUnitDraft *draft, GError **error)
{
  GHashTableIter iter;
  gpointer goal;

  draft->heir = default_heir (draft);
  if (draft->heir == NULL)
    return refuse (error, _ ("Say which unit takes over: nothing that is open may be left without one."));
  if (!check_goal (draft, draft->heir, &draft->heir_name, error))
    return FALSE;
  g_hash_table_iter_init (&iter, draft->change->sent);
  while (g_hash_table_iter_next (&iter, NULL, &goal))
    if (!check_goal (draft, goal, NULL, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_shape (AnlanUnitDraft *draft, GError **error)
{
  const AnlanUnitChange *change = draft->change;
  g_autofree char *today = anlan_plant_day (anlan_context_now (draft->context), draft->context->facts->zone,
                                            draft->context->facts->day_start);

  if (change->type == ANLAN_UNIT_SPLIT && change->made->len == 0)
    return refuse (error, _ ("Name at least one unit that comes out of the split."));
  for (guint i = 0; i < change->made->len; i++)
    if (((AnlanNewUnit *)g_ptr_array_index (change->made, i))->name[0] == '\0')
      return refuse (error, _ ("Each new unit needs a name."));
  draft->day = g_strdup (change->day != NULL ? change->day : today);
  if (!anlan_date_valid (draft->day))
    return refuse (error, _ ("The day must be a date such as 2026-11-22."));
  if (strcmp (draft->day, today) > 0)
    return refuse (error, _ ("The day cannot lie ahead: enter the change when it has come."));
  return TRUE;
}

/* --- records ---------------------------------------------------------------------------------------------------- */

static gboolean
add_ids (AnlanDb *db, const char *sql, const char *unit, const char *day, GPtrArray *ids, GError **error)
{
  AnlanStmt *stmt = anlan_db_statement (db, sql, error);
  AnlanStep step;

  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_text (stmt, 1, unit);
  if (day != NULL)
    anlan_stmt_bind_text (stmt, 2, day);
  while ((step = anlan_stmt_step (stmt, error)) == ANLAN_STEP_ROW)
    {
      const char *id = anlan_stmt_text (stmt, 0);

      if (!g_ptr_array_find_with_equal_func (ids, id, g_str_equal, NULL))
        g_ptr_array_add (ids, g_strdup (id));
    }
  anlan_stmt_reset (stmt);
  return step == ANLAN_STEP_DONE;
}

/* Whether a record goes on, so that somebody must look after it. */
static gboolean
is_open (AnlanTable *table, const AnlanRecord *record, gboolean *open, GError **error)
{
  const AnlanStage *stage = anlan_kind_stage (record->kind, record->stage);
  g_autoptr (GError) local = NULL;

  *open = record->draft || stage == NULL || !stage->final;
  if (!*open || record->kind->moves == NULL)
    return TRUE;
  *open = anlan_scope_holds (table->scope, record->kind->moves, record, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
add_move (
    AnlanUnitDraft *draft, AnlanRecord *record, const AnlanField *field, const char *from, const char *to)
{
  AnlanUnitMove *move;

  if (strcmp (from, to) == 0)
    return;
  move = g_new0 (AnlanUnitMove, 1);
  move->record = anlan_record_ref (record);
  move->field = field;
  move->from = g_strdup (from);
  move->to = g_strdup (to);
  g_ptr_array_add (draft->plan->moves, move);
}

/* Those of @ids that are open. */
static gboolean
take_records (AnlanUnitDraft *draft,
              AnlanTable *table,
              const AnlanField *field,
              const char *from,
              GPtrArray *ids,
              GError **error)
{
  for (guint i = 0; i < ids->len; i++)
    {
      g_autoptr (GError) local = NULL;
      g_autoptr (AnlanRecord) record =
          anlan_table_load (table, draft->context->db, g_ptr_array_index (ids, i), &local);
      gboolean open;

      if (record == NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (!is_open (table, record, &open, error))
        return FALSE;
      if (open)
        add_move (draft, record, field, from, anlan_unit_draft_goal (draft, record->id));
      else
        draft->plan->kept++;
    }
  return TRUE;
}

static gboolean
take_references (AnlanUnitDraft *draft, AnlanTable *table, const AnlanField *field, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT id FROM ");

  anlan_schema_table_name (sql, table->kind->id);
  g_string_append (sql, " WHERE voided=0 AND ");
  anlan_sql_append_identifier (sql, field->id);
  g_string_append (sql, "=?1 ORDER BY rid");
  for (guint i = 0; i < draft->change->units->len; i++)
    {
      const char *unit = g_ptr_array_index (draft->change->units, i);
      g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

      if (!add_ids (draft->context->db, sql->str, unit, NULL, ids, error) ||
          !take_records (draft, table, field, unit, ids, error))
        return FALSE;
    }
  return TRUE;
}

/* A list that names several of the units is one move. */
static gboolean
take_lists (AnlanUnitDraft *draft, AnlanTable *table, const AnlanField *field, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT k.id FROM ");
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  anlan_schema_link_name (sql, table->kind->id, field->id);
  g_string_append (sql, " l JOIN ");
  anlan_schema_table_name (sql, table->kind->id);
  g_string_append (sql, " k ON k.rid=l.rid WHERE k.voided=0 AND l.item=?1 ORDER BY k.rid");
  for (guint i = 0; i < draft->change->units->len; i++)
    if (!add_ids (draft->context->db, sql->str, g_ptr_array_index (draft->change->units, i), NULL, ids,
                  error))
      return FALSE;
  return take_records (draft, table, field, g_ptr_array_index (draft->change->units, 0), ids, error);
}

static gboolean
take_kind (AnlanUnitDraft *draft, AnlanKind *kind, GError **error)
{
  AnlanTable *table = anlan_context_table (draft->context, kind->id);

  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (g_strcmp0 (field->to, "unit") != 0 || field->compute != NULL)
        continue;
      if (field->type == ANLAN_FIELD_REF && g_strcmp0 (kind->unit, field->id) == 0 &&
          !take_references (draft, table, field, error))
        return FALSE;
      if (field->type == ANLAN_FIELD_REFS && !take_lists (draft, table, field, error))
        return FALSE;
    }
  return TRUE;
}

/* People first: they are what is looked at. */
static gboolean
take_kinds (AnlanUnitDraft *draft, GError **error)
{
  AnlanKinds *kinds = draft->context->facts->kinds;

  if (!take_kind (draft, anlan_kinds_get (kinds, "person"), error))
    return FALSE;
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);

      if (kind->derived ||
          g_strv_contains ((const char *const[]){ "unit", "person", "membership", NULL }, kind->id))
        continue;
      if (!take_kind (draft, kind, error))
        return FALSE;
    }
  return TRUE;
}

/* --- units below ------------------------------------------------------------------------------------------------ */

/* The heir may be one of them: it then stands where the unit stood. */
static void
take_unit_below (AnlanUnitDraft *draft, AnlanRecord *below, const AnlanRecord *unit)
{
  const char *goal = anlan_unit_draft_goal (draft, below->id);
  const AnlanField *field = anlan_kind_field (below->kind, "parent");

  if (strcmp (goal, below->id) == 0)
    goal = anlan_record_get_text (unit, "parent");
  add_move (draft, below, field, unit->id, goal != NULL ? goal : "");
}

static gboolean
take_units_below (AnlanUnitDraft *draft, const AnlanRecord *unit, GError **error)
{
  AnlanTable *table = anlan_context_table (draft->context, "unit");
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  if (!add_ids (draft->context->db,
                "SELECT id FROM k_unit WHERE parent=?1 AND voided=0 AND closed IS NULL ORDER BY rid",
                unit->id, NULL, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      const char *id = g_ptr_array_index (ids, i);
      g_autoptr (AnlanRecord) below = NULL;

      if (anlan_unit_draft_is_source (draft, id))
        continue;
      below = anlan_table_load (table, draft->context->db, id, error);
      if (below == NULL)
        return FALSE;
      take_unit_below (draft, below, unit);
    }
  return TRUE;
}

/* --- memberships and duties ------------------------------------------------------------------------------------- */

static gboolean
take_memberships (AnlanUnitDraft *draft, const char *unit, GError **error)
{
  AnlanTable *table = anlan_context_table (draft->context, "membership");
  g_autoptr (GPtrArray) ids = g_ptr_array_new_with_free_func (g_free);

  if (!add_ids (draft->context->db,
                "SELECT id FROM k_membership WHERE unit=?1 AND voided=0 AND (until IS NULL OR until >= ?2)"
                " ORDER BY rid",
                unit, draft->day, ids, error))
    return FALSE;
  for (guint i = 0; i < ids->len; i++)
    {
      AnlanRecord *membership =
          anlan_table_load (table, draft->context->db, g_ptr_array_index (ids, i), error);

      if (membership == NULL)
        return FALSE;
      g_ptr_array_add (draft->memberships, membership);
    }
  return TRUE;
}

static gboolean
count_duties (AnlanUnitDraft *draft, const char *unit, GError **error)
{
  g_auto (AnlanValue) n = ANLAN_VALUE_INIT;

  if (!anlan_db_lookup (draft->context->db, "SELECT count(*) FROM duty WHERE unit=?1 AND done IS NULL", unit,
                        &n, error))
    return FALSE;
  draft->plan->duties += (guint)anlan_value_get_integer (&n, 0);
  return TRUE;
}

/* A unit that goes on keeps who is not sent elsewhere. */
static void
drop_memberships_that_stay (AnlanUnitDraft *draft)
{
  for (guint i = draft->memberships->len; i-- > 0;)
    {
      const AnlanRecord *membership = g_ptr_array_index (draft->memberships, i);
      const char *person = anlan_record_get_text (membership, "person");

      if (g_strcmp0 (anlan_unit_draft_goal (draft, person), anlan_record_get_text (membership, "unit")) == 0)
        g_ptr_array_remove_index (draft->memberships, i);
    }
  draft->plan->memberships = draft->memberships->len;
}

gboolean
anlan_unit_draft_make (AnlanUnitDraft *draft, AnlanUnitChange *change, AnlanDb *db, GError **error)
{
  draft->change = change;
  draft->context = anlan_context_get (db);
  draft->units = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_record_unref);
  draft->memberships = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_record_unref);
  draft->plan = plan_new ();
  if (!check_shape (draft, error) || !load_units (draft, error) || !check_goals (draft, error))
    return FALSE;
  for (guint i = 0; i < draft->units->len; i++)
    {
      const AnlanRecord *unit = g_ptr_array_index (draft->units, i);

      if (!take_units_below (draft, unit, error) || !take_memberships (draft, unit->id, error) ||
          !count_duties (draft, unit->id, error))
        return FALSE;
    }
  drop_memberships_that_stay (draft);
  return take_kinds (draft, error);
}

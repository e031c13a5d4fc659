/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "apply-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "registry-private.h"

static gboolean
holds (AnlanApply *apply, const char *expression, gboolean *holds_true, GError **error)
{
  g_autoptr (GError) local = NULL;

  *holds_true = anlan_scope_holds (apply->table->scope, expression, apply->after, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
need (AnlanApply *apply, const AnlanField *field)
{
  anlan_apply_problem (apply, field->id, NULL, _ ("%s is missing."), anlan_kind_text (field->title));
}

static gboolean
judge_required (AnlanApply *apply, GError **error)
{
  for (guint i = 0; i < apply->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (apply->kind->fields, i);
      gboolean required = field->required;

      if (!anlan_value_is_null (&apply->after->values[i]) || field->compute != NULL)
        continue;
      if (!required && field->required_if != NULL && !holds (apply, field->required_if, &required, error))
        return FALSE;
      if (required && field->shown_if != NULL && !holds (apply, field->shown_if, &required, error))
        return FALSE;
      if (required)
        need (apply, field);
    }
  for (guint i = 0; apply->step != NULL && apply->step->requires[i] != NULL; i++)
    {
      const AnlanField *field = anlan_kind_field (apply->kind, apply->step->requires[i]);

      if (anlan_value_is_null (&apply->after->values[field->index]) && !field->required)
        need (apply, field);
    }
  return TRUE;
}

static gboolean
is_same (AnlanApply *apply, guint i)
{
  return apply->before != NULL && anlan_value_equal (&apply->before->values[i], &apply->after->values[i]);
}

static gboolean
judge_unique (AnlanApply *apply, const AnlanField *field, GError **error)
{
  g_autoptr (GString) sql = g_string_new ("SELECT coalesce (number, id) FROM ");
  AnlanStmt *stmt;
  AnlanStep step;

  anlan_schema_table_name (sql, apply->kind->id);
  g_string_append (sql, " WHERE ");
  anlan_sql_append_identifier (sql, field->id);
  g_string_append (sql, "=?1 AND id<>?2 AND voided=0 LIMIT 1");
  stmt = anlan_db_statement (apply->db, sql->str, error);
  if (stmt == NULL)
    return FALSE;
  anlan_stmt_bind_value (stmt, 1, &apply->after->values[field->index]);
  anlan_stmt_bind_static (stmt, 2, apply->after->id);
  step = anlan_stmt_step (stmt, error);
  if (step == ANLAN_STEP_ROW)
    anlan_apply_problem (apply, field->id, NULL, _ ("%s: %s has the same already."),
                         anlan_kind_text (field->title), anlan_stmt_text (stmt, 0));
  anlan_stmt_reset (stmt);
  return step != ANLAN_STEP_ERROR;
}

gboolean
anlan_apply_judge_unique (AnlanApply *apply, GError **error)
{
  for (guint i = 0; i < apply->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (apply->kind->fields, i);

      if (!field->unique || anlan_value_is_null (&apply->after->values[i]) || is_same (apply, i))
        continue;
      if (!judge_unique (apply, field, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
judge_named (AnlanApply *apply, const AnlanGuard *guard, gboolean *holds_true, char **message, GError **error)
{
  const AnlanGuardEntry *entry = anlan_registry_guard (apply->context->facts->registry, guard->name);
  AnlanJudged judged = {
    .db = apply->db,
    .kinds = apply->context->facts->kinds,
    .change = apply->change,
    .step = apply->step,
    .before = apply->before,
    .after = apply->after,
    .by_effect = apply->depth > 0,
    .person = anlan_context_person (apply->context),
    .now = anlan_context_now (apply->context),
  };
  g_autoptr (GError) local = NULL;

  if (entry == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED,
                   _ ("The guard “%s” is not in this version of Anlan, so the step cannot be judged."),
                   guard->name);
      return FALSE;
    }
  *holds_true = entry->func (&judged, message, entry->data, &local);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
judge_guards (AnlanApply *apply, GPtrArray *guards, GError **error)
{
  for (guint i = 0; i < guards->len; i++)
    {
      const AnlanGuard *guard = g_ptr_array_index (guards, i);
      g_autofree char *message = NULL;
      gboolean ok = FALSE;

      if (guard->sql != NULL ? !holds (apply, guard->sql, &ok, error)
                             : !judge_named (apply, guard, &ok, &message, error))
        return FALSE;
      if (!ok)
        anlan_apply_problem (apply, guard->field, guard->id, "%s",
                             message != NULL ? message : anlan_kind_text (guard->text));
    }
  return TRUE;
}

/* Without accounts whoever sits at the desk acts for everybody; papers say so. */
static gboolean
judge_role (AnlanApply *apply, GError **error)
{
  const char *accounts = g_hash_table_lookup (apply->context->facts->settings, "accounts");
  const char *person = anlan_context_person (apply->context);
  const char *unit = NULL;
  gboolean has = FALSE;

  if (apply->step == NULL || apply->step->roles[0] == NULL || g_strcmp0 (accounts, "on") != 0 ||
      apply->depth > 0)
    return TRUE;
  if (apply->kind->unit != NULL)
    unit = anlan_record_get_text (apply->after, apply->kind->unit);
  if (person != NULL && !anlan_person_has_role (apply->context, person,
                                                (const char *const *)apply->step->roles, unit, &has, error))
    return FALSE;
  if (!has)
    anlan_apply_problem (apply, NULL, "role", _ ("“%s” needs another role than yours."),
                         anlan_kind_text (apply->step->title));
  return TRUE;
}

/* Who may give roles to others can give them to himself, so what roles are made of is written by few. It is judged by who
 * signed in, whatever the change says. */
static gboolean
judge_managed (AnlanApply *apply, GError **error)
{
  gboolean may = TRUE;

  if (!apply->kind->managed || apply->depth > 0)
    return TRUE;
  if (!anlan_person_may_manage (apply->context, apply->context->facts->person, &may, error))
    return FALSE;
  if (!may)
    anlan_apply_problem (
        apply, NULL, "role",
        _ ("%s: only the head of the firm, a deputy in charge or a safety manager changes this."),
        anlan_kind_text (apply->kind->title));
  return TRUE;
}

static void
judge_reason (AnlanApply *apply)
{
  gboolean wanted = apply->change->op == ANLAN_OP_AMEND || apply->change->op == ANLAN_OP_VOID ||
                    apply->change->op == ANLAN_OP_UNVOID ||
                    (apply->step != NULL && (apply->step->reason || apply->step->reopen));
  g_autofree char *reason = g_strdup (apply->change->reason != NULL ? apply->change->reason : "");

  if (wanted && g_strstrip (reason)[0] == '\0')
    anlan_apply_problem (apply, NULL, "reason", _ ("A reason is needed."));
}

gboolean
anlan_apply_judge (AnlanApply *apply, GError **error)
{
  judge_reason (apply);
  if (!judge_managed (apply, error) || !judge_role (apply, error) || !anlan_apply_judge_unique (apply, error))
    return FALSE;
  if (apply->after->draft || apply->after->voided)
    return TRUE;
  if (!judge_required (apply, error))
    return FALSE;
  /* Guards read fields: what is missing is said first, and alone. */
  if (apply->problems->len > 0 && apply->step == NULL)
    return TRUE;
  return judge_guards (apply, apply->kind->guards, error) &&
         (apply->step == NULL || judge_guards (apply, apply->step->guards, error));
}

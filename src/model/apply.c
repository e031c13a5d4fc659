/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "apply-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/ids.h"
#include "base/time.h"
#include "receipt-private.h"
#include "registry-private.h"

/* Effects that make changes that have effects … */
#define MAX_DEPTH 8

void
anlan_apply_problem (AnlanApply *apply, const char *field, const char *guard, const char *format, ...)
{
  AnlanProblem *problem = g_new0 (AnlanProblem, 1);
  va_list args;

  problem->field = g_strdup (field);
  problem->guard = g_strdup (guard);
  va_start (args, format);
  problem->message = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (apply->problems, problem);
}

static gboolean
refuse (GPtrArray *problems, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const AnlanProblem *problem = g_ptr_array_index (problems, i);

      g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "", problem->message);
    }
  g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED, text->str);
  return FALSE;
}

/* --- what the change is about -------------------------------------------------------------------------------------- */

static gboolean
load_before (AnlanApply *apply, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (apply->change->op == ANLAN_OP_CREATE)
    return TRUE;
  if (apply->change->record == NULL)
    {
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                           _ ("The change does not say which record it is for."));
      return FALSE;
    }
  apply->before = anlan_table_load (apply->table, apply->db, apply->change->record, &local);
  if (apply->before != NULL)
    return TRUE;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  else
    g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("%s: there is no “%s”."),
                 anlan_kind_text (apply->kind->title), apply->change->record);
  return FALSE;
}

static gboolean
check_base (AnlanApply *apply, GError **error)
{
  if (apply->before == NULL || apply->change->base_rev == NULL ||
      strcmp (apply->change->base_rev, apply->before->rev) == 0)
    return TRUE;
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_CONFLICT,
      _ ("%s has been changed by somebody else in the meantime. Look at it again and repeat your change; "
         "nothing was overwritten."),
      anlan_record_label (apply->before));
  return FALSE;
}

static gboolean
check_kind (AnlanApply *apply, GError **error)
{
  if (apply->table == NULL)
    {
      g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND, _ ("There is no kind “%s”."),
                   apply->change->kind);
      return FALSE;
    }
  return TRUE;
}

static const char *
first_stage (const AnlanKind *kind)
{
  return anlan_kind_has_flow (kind) ? ((AnlanStage *)g_ptr_array_index (kind->stages, 0))->id : NULL;
}

static void
enter (AnlanApply *apply)
{
  apply->entering = TRUE;
  apply->after->draft = FALSE;
  apply->after->stage = g_strdup (first_stage (apply->kind));
}

static void
begin_new (AnlanApply *apply)
{
  g_autofree char *id = NULL;

  if (apply->change->record == NULL)
    id = anlan_uuid_new (anlan_context_now (apply->context));
  apply->after = anlan_record_new (apply->kind, id != NULL ? id : apply->change->record);
  apply->after->created = g_strdup (apply->moment);
  apply->after->author = g_strdup (apply->change->anonymous ? NULL : apply->change->actor);
  if (apply->change->draft)
    apply->after->draft = TRUE;
  else
    enter (apply);
}

static void
begin_step (AnlanApply *apply)
{
  const AnlanRecord *before = apply->before;

  if (before->draft && g_strcmp0 (apply->change->step, "submit") == 0)
    {
      enter (apply);
      return;
    }
  apply->step = anlan_kind_find_step (apply->kind, before->stage, apply->change->step);
  if (apply->step == NULL)
    {
      const AnlanStage *stage = anlan_kind_stage (apply->kind, before->stage);
      const char *id = apply->change->step != NULL ? apply->change->step : "";
      const AnlanFlowStep *step = anlan_kind_step (apply->kind, id);

      anlan_apply_problem (apply, NULL, "step", _ ("%s cannot take the step “%s” from where it stands (%s)."),
                           anlan_record_label (before), step != NULL ? anlan_kind_text (step->title) : id,
                           before->draft ? _ ("draft")
                                         : anlan_kind_text (stage != NULL ? stage->title : NULL));
    }
}

static void
begin_edit (AnlanApply *apply)
{
  if (apply->before->voided && apply->change->op != ANLAN_OP_UNVOID)
    anlan_apply_problem (apply, NULL, "voided", _ ("%s has been voided and is not changed any more."),
                         anlan_record_label (apply->before));
  if (apply->change->op == ANLAN_OP_VOID || apply->change->op == ANLAN_OP_UNVOID)
    apply->after->voided = apply->change->op == ANLAN_OP_VOID;
  else if (apply->change->op == ANLAN_OP_STEP)
    begin_step (apply);
}

static void
begin (AnlanApply *apply)
{
  if (apply->change->op == ANLAN_OP_CREATE)
    begin_new (apply);
  else
    {
      apply->after = anlan_record_copy (apply->before);
      begin_edit (apply);
    }
  g_free (apply->after->changed);
  apply->after->changed = g_strdup (apply->moment);
}

/* --- the step ---------------------------------------------------------------------------------------------------------- */

static gboolean
run_sets (AnlanApply *apply, GError **error)
{
  for (guint i = 0; apply->step != NULL && i < apply->step->sets->len; i++)
    {
      const AnlanSet *set = g_ptr_array_index (apply->step->sets, i);
      const AnlanField *field = anlan_kind_field (apply->kind, set->field);
      AnlanValue value;

      if (!anlan_scope_evaluate (apply->table->scope, set->sql, apply->after, &value, error))
        return FALSE;
      anlan_value_clear (&apply->after->values[field->index]);
      apply->after->values[field->index] = value;
    }
  return TRUE;
}

static gboolean
run_effects (AnlanApply *apply, GPtrArray *applied, GError **error)
{
  g_autoptr (GPtrArray) follow = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);

  for (guint i = 0; apply->step != NULL && apply->step->effects[i] != NULL; i++)
    {
      const AnlanEffectEntry *entry =
          anlan_registry_effect (apply->context->facts->registry, apply->step->effects[i]);
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

      if (entry == NULL)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_FAILED,
                       _ ("“%s” is not in this version of Anlan, so the step cannot be taken."),
                       apply->step->effects[i]);
          return FALSE;
        }
      if (!entry->func (&judged, follow, entry->data, error))
        return FALSE;
    }
  for (guint i = 0; i < follow->len; i++)
    if (!anlan_apply_change (apply->context, apply->journal, apply->store, g_ptr_array_index (follow, i),
                             applied, NULL, apply->depth + 1, error))
      return FALSE;
  return TRUE;
}

/* --- all ---------------------------------------------------------------------------------------------------------------- */

static gboolean
is_unchanged (const AnlanApply *apply)
{
  if (apply->before == NULL || apply->change->op != ANLAN_OP_EDIT)
    return FALSE;
  for (guint i = 0; i < apply->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (apply->kind->fields, i);

      if (field->compute == NULL && !anlan_value_equal (&apply->before->values[i], &apply->after->values[i]))
        return FALSE;
    }
  return TRUE;
}

/* The candidate as it was judged before. What others may have taken meanwhile is looked at again, and what belongs to
 * the writing alone is made good. */
static gboolean
judge_again (AnlanApply *apply, GError **error)
{
  AnlanRecord *after = anlan_verdict_take (apply->change);

  apply->after = after;
  apply->entering = !after->draft;
  g_free (after->created);
  g_free (after->changed);
  after->created = g_strdup (apply->moment);
  after->changed = g_strdup (apply->moment);
  return anlan_apply_seal (apply, error) && anlan_apply_judge_unique (apply, error) &&
         anlan_apply_number (apply, error);
}

/* Fills in and judges the candidate. */
static gboolean
judge (AnlanApply *apply, GError **error)
{
  if (apply->journal != NULL && apply->change->verdict != NULL && !apply->change->anonymous)
    return judge_again (apply, error);
  if (!check_kind (apply, error) || !load_before (apply, error) || !check_base (apply, error))
    return FALSE;
  anlan_apply_anonymous (apply);
  begin (apply);
  if (!anlan_apply_values (apply, error))
    return FALSE;
  anlan_apply_blur (apply);
  if (apply->before == NULL && !anlan_apply_defaults (apply, error))
    return FALSE;
  if (!run_sets (apply, error) || !anlan_scope_compute (apply->table->scope, apply->after, error) ||
      !anlan_apply_judge (apply, error))
    return FALSE;
  if (apply->step != NULL)
    {
      g_free (apply->after->stage);
      apply->after->stage = g_strdup (apply->step->to);
    }
  return anlan_apply_number (apply, error);
}

static gboolean
write_out (AnlanApply *apply, GPtrArray *applied, GError **error)
{
  AnlanApplied *done;
  gint64 seq = 0;

  if (is_unchanged (apply))
    {
      g_clear_pointer (&apply->after, anlan_record_unref);
      apply->after = anlan_record_ref (apply->before);
    }
  else if (!anlan_apply_write (apply, &seq, error) || !anlan_apply_follow (apply, error))
    return FALSE;
  done = g_new0 (AnlanApplied, 1);
  done->before = apply->before != NULL ? anlan_record_ref (apply->before) : NULL;
  done->after = anlan_record_ref (apply->after);
  done->seq = seq;
  done->batch = g_strdup (apply->change->batch);
  done->unasked = apply->change->unasked;
  g_ptr_array_add (applied, done);
  if ((apply->change->anonymous || apply->change->receipt != NULL) && apply->entering && seq != 0)
    {
      done->receipt = anlan_receipt_make (apply->db, apply->after, apply->change->receipt, error);
      if (done->receipt == NULL)
        return FALSE;
    }
  return run_effects (apply, applied, error);
}

static void
apply_clear (AnlanApply *apply)
{
  g_clear_pointer (&apply->before, anlan_record_unref);
  g_clear_pointer (&apply->after, anlan_record_unref);
  g_clear_pointer (&apply->problems, g_ptr_array_unref);
  g_free (apply->moment);
}

/* What it would become, for who only asks. */
static void
show_candidate (AnlanApply *apply, GPtrArray *applied)
{
  AnlanApplied *candidate = g_new0 (AnlanApplied, 1);

  candidate->before = apply->before != NULL ? anlan_record_ref (apply->before) : NULL;
  candidate->after = anlan_record_ref (apply->after);
  g_ptr_array_add (applied, candidate);
}

static void
hand_over (GPtrArray *from, GPtrArray *to)
{
  if (to != NULL)
    g_ptr_array_extend_and_steal (to, g_ptr_array_ref (from));
}

gboolean
anlan_apply_change (AnlanContext *context,
                    AnlanJournal *journal,
                    AnlanStore *store,
                    AnlanChange *change,
                    GPtrArray *applied,
                    GPtrArray *problems,
                    guint depth,
                    GError **error)
{
  g_autofree char *person = g_steal_pointer (&context->person);
  gboolean imported = context->imported;
  gboolean nobody = context->nobody;
  gint64 now = context->now;
  AnlanApply apply = {
    .context = context,
    .db = context->db,
    .journal = journal,
    .store = store,
    .change = change,
    .table = anlan_context_table (context, change->kind),
    .depth = depth,
    .problems = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_problem_free),
  };
  gboolean ok;

  if (depth > MAX_DEPTH)
    {
      g_ptr_array_unref (apply.problems);
      g_set_error_literal (error, ANLAN_ERROR, ANLAN_ERROR_LIMIT,
                           _ ("Effects set each other off without end."));
      return FALSE;
    }
  if (change->actor == NULL && !change->anonymous)
    change->actor = g_strdup (context->facts->person);
  context->imported = change->batch != NULL;
  context->person = g_strdup (change->behalf != NULL ? change->behalf->person : change->actor);
  apply.kind = apply.table != NULL ? apply.table->kind : NULL;
  apply.moment = anlan_time_format (anlan_context_now (context));
  ok = judge (&apply, error);
  if (ok && journal == NULL && applied != NULL)
    show_candidate (&apply, applied);
  if (ok && apply.problems->len > 0)
    {
      ok = problems != NULL || refuse (apply.problems, error);
      if (problems != NULL)
        hand_over (apply.problems, problems);
    }
  else if (ok && journal != NULL)
    ok = write_out (&apply, applied, error);
  apply_clear (&apply);
  g_free (context->person);
  context->person = g_steal_pointer (&person);
  context->imported = imported;
  context->nobody = nobody;
  context->now = now;
  return ok;
}

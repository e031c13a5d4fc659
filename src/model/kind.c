/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "kind-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/error.h"
#include "base/json.h"

void
anlan_choice_free (AnlanChoice *choice)
{
  g_free (choice->id);
  g_free (choice->title);
  g_free (choice->colour);
  g_strfreev (choice->aliases);
  g_free (choice);
}

static void
section_free (AnlanSection *section)
{
  g_free (section->id);
  g_free (section->title);
  g_free (section);
}

static void
field_free (AnlanField *field)
{
  g_free (field->id);
  g_free (field->title);
  g_free (field->help);
  g_free (field->section);
  g_free (field->to);
  g_free (field->unit);
  g_clear_pointer (&field->choices, g_ptr_array_unref);
  g_free (field->required_if);
  g_free (field->shown_if);
  g_free (field->compute);
  g_free (field->depends);
  g_free (field->fallback);
  g_free (field->pattern);
  g_free (field->pattern_say);
  g_free (field->geometry);
  g_free (field->accept);
  g_strfreev (field->columns);
  g_strfreev (field->aliases);
  g_strfreev (field->report);
  g_free (field);
}

static void
guard_free (AnlanGuard *guard)
{
  g_free (guard->id);
  g_free (guard->sql);
  g_free (guard->name);
  g_free (guard->text);
  g_free (guard->field);
  g_free (guard);
}

static void
set_free (AnlanSet *set)
{
  g_free (set->field);
  g_free (set->sql);
  g_free (set);
}

static void
flow_step_free (AnlanFlowStep *step)
{
  g_free (step->id);
  g_free (step->title);
  g_free (step->help);
  g_strfreev (step->from);
  g_free (step->to);
  g_strfreev (step->roles);
  g_strfreev (step->requires);
  g_strfreev (step->ask);
  g_ptr_array_unref (step->guards);
  g_ptr_array_unref (step->sets);
  g_strfreev (step->effects);
  g_free (step);
}

AnlanFlowStep *
anlan_flow_step_new (void)
{
  AnlanFlowStep *step = g_new0 (AnlanFlowStep, 1);

  step->guards = g_ptr_array_new_with_free_func ((GDestroyNotify)guard_free);
  step->sets = g_ptr_array_new_with_free_func ((GDestroyNotify)set_free);
  return step;
}

static void
stage_free (AnlanStage *stage)
{
  g_free (stage->id);
  g_free (stage->title);
  g_strfreev (stage->locks);
  g_free (stage);
}

static void
duty_free (AnlanDuty *duty)
{
  g_free (duty->id);
  g_free (duty->title);
  g_free (duty->stage);
  g_free (duty->when);
  g_free (duty->owner);
  g_free (duty->unit);
  g_free (duty->due);
  g_free (duty->remind);
  g_free (duty->escalate);
  g_free (duty->urgent);
  g_free (duty);
}

static void
raise_free (AnlanRaise *raise)
{
  g_free (raise->id);
  g_free (raise->via);
  g_free (raise->when);
  g_free (raise->colour);
  g_free (raise->text);
  g_free (raise);
}

static void
view_free (AnlanView *view)
{
  g_free (view->id);
  g_free (view->title);
  g_free (view->where);
  g_free (view->sort);
  g_free (view);
}

AnlanKind *
anlan_kind_alloc (void)
{
  AnlanKind *kind = g_new0 (AnlanKind, 1);

  g_atomic_ref_count_init (&kind->refs);
  kind->sections = g_ptr_array_new_with_free_func ((GDestroyNotify)section_free);
  kind->fields = g_ptr_array_new_with_free_func ((GDestroyNotify)field_free);
  kind->stages = g_ptr_array_new_with_free_func ((GDestroyNotify)stage_free);
  kind->steps = g_ptr_array_new_with_free_func ((GDestroyNotify)flow_step_free);
  kind->duties = g_ptr_array_new_with_free_func ((GDestroyNotify)duty_free);
  kind->raises = g_ptr_array_new_with_free_func ((GDestroyNotify)raise_free);
  kind->views = g_ptr_array_new_with_free_func ((GDestroyNotify)view_free);
  kind->guards = g_ptr_array_new_with_free_func ((GDestroyNotify)guard_free);
  kind->by_id = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return kind;
}

AnlanKind *
anlan_kind_ref (AnlanKind *kind)
{
  g_return_val_if_fail (kind != NULL, NULL);

  g_atomic_ref_count_inc (&kind->refs);
  return kind;
}

void
anlan_kind_unref (AnlanKind *kind)
{
  g_return_if_fail (kind != NULL);

  if (!g_atomic_ref_count_dec (&kind->refs))
    return;
  g_free (kind->id);
  g_free (kind->title);
  g_free (kind->plural);
  g_free (kind->description);
  g_free (kind->icon);
  g_free (kind->number);
  g_free (kind->label);
  g_free (kind->unit);
  g_free (kind->subject);
  g_strfreev (kind->confirms);
  g_strfreev (kind->compares);
  g_strfreev (kind->first);
  g_free (kind->asks);
  g_free (kind->anonymous);
  g_free (kind->moves);
  g_free (kind->group);
  g_ptr_array_unref (kind->sections);
  g_ptr_array_unref (kind->fields);
  g_ptr_array_unref (kind->stages);
  g_ptr_array_unref (kind->steps);
  g_ptr_array_unref (kind->duties);
  g_ptr_array_unref (kind->raises);
  g_ptr_array_unref (kind->views);
  g_ptr_array_unref (kind->guards);
  g_hash_table_unref (kind->by_id);
  g_free (kind->sorted);
  g_free (kind->source);
  g_free (kind);
}

const AnlanField *
anlan_kind_field (const AnlanKind *kind, const char *id)
{
  g_return_val_if_fail (kind != NULL, NULL);

  return id != NULL ? g_hash_table_lookup (kind->by_id, id) : NULL;
}

const AnlanStage *
anlan_kind_stage (const AnlanKind *kind, const char *id)
{
  for (guint i = 0; id != NULL && i < kind->stages->len; i++)
    {
      const AnlanStage *stage = g_ptr_array_index (kind->stages, i);

      if (strcmp (stage->id, id) == 0)
        return stage;
    }
  return NULL;
}

const AnlanFlowStep *
anlan_kind_step (const AnlanKind *kind, const char *id)
{
  for (guint i = 0; id != NULL && i < kind->steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (kind->steps, i);

      if (strcmp (step->id, id) == 0)
        return step;
    }
  return NULL;
}

const AnlanSection *
anlan_kind_section (const AnlanKind *kind, const char *id)
{
  for (guint i = 0; id != NULL && i < kind->sections->len; i++)
    {
      const AnlanSection *section = g_ptr_array_index (kind->sections, i);

      if (strcmp (section->id, id) == 0)
        return section;
    }
  return NULL;
}

const AnlanDuty *
anlan_kind_duty (const AnlanKind *kind, const char *id)
{
  for (guint i = 0; id != NULL && i < kind->duties->len; i++)
    {
      const AnlanDuty *duty = g_ptr_array_index (kind->duties, i);

      if (strcmp (duty->id, id) == 0)
        return duty;
    }
  return NULL;
}

gboolean
anlan_field_is_typed (const AnlanField *field)
{
  switch (field->type)
    {
    case ANLAN_FIELD_PHOTOS:
    case ANLAN_FIELD_FILES:
    case ANLAN_FIELD_PLACE:
    case ANLAN_FIELD_SIGNATURE:
    case ANLAN_FIELD_CHECKLIST:
      return FALSE;
    case ANLAN_FIELD_TEXT:
    case ANLAN_FIELD_NOTE:
    case ANLAN_FIELD_INTEGER:
    case ANLAN_FIELD_NUMBER:
    case ANLAN_FIELD_CHOICE:
    case ANLAN_FIELD_CHOICES:
    case ANLAN_FIELD_YESNO:
    case ANLAN_FIELD_DATE:
    case ANLAN_FIELD_TIME:
    case ANLAN_FIELD_MOMENT:
    case ANLAN_FIELD_DURATION:
    case ANLAN_FIELD_REF:
    case ANLAN_FIELD_REFS:
    case ANLAN_N_FIELD_TYPES:
    default:
      return TRUE;
    }
}

const AnlanChoice *
anlan_field_choice (const AnlanField *field, const char *id)
{
  for (guint i = 0; id != NULL && field->choices != NULL && i < field->choices->len; i++)
    {
      const AnlanChoice *choice = g_ptr_array_index (field->choices, i);

      if (strcmp (choice->id, id) == 0 || g_strv_contains ((const char *const *)choice->aliases, id))
        return choice;
    }
  return NULL;
}

gboolean
anlan_kind_has_flow (const AnlanKind *kind)
{
  return kind->stages->len > 0;
}

const AnlanFlowStep *
anlan_kind_find_step (const AnlanKind *kind, const char *stage, const char *name)
{
  const AnlanFlowStep *only = NULL;
  guint n = 0;

  for (guint i = 0; i < kind->steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (kind->steps, i);

      if (stage == NULL || !g_strv_contains ((const char *const *)step->from, stage))
        continue;
      if (g_strcmp0 (step->id, name) == 0)
        return step;
      if (g_strcmp0 (step->to, name) == 0)
        {
          only = step;
          n++;
        }
    }
  return n == 1 ? only : NULL;
}

gboolean
anlan_kind_is_locked (const AnlanKind *kind, const char *stage_id, const AnlanField *field)
{
  const AnlanStage *stage = anlan_kind_stage (kind, stage_id);

  if (stage == NULL)
    return FALSE;
  return stage->final || g_strv_contains ((const char *const *)stage->locks, "all") ||
         g_strv_contains ((const char *const *)stage->locks, field->id);
}

const char *
anlan_kind_text (const char *text)
{
  return text == NULL || text[0] == '\0' ? "" : g_dgettext (GETTEXT_PACKAGE, text);
}

gboolean
anlan_field_is_list (const AnlanField *field)
{
  return field->type == ANLAN_FIELD_CHOICES || field->type == ANLAN_FIELD_REFS ||
         field->type == ANLAN_FIELD_PHOTOS || field->type == ANLAN_FIELD_FILES;
}

gboolean
anlan_field_is_text (const AnlanField *field)
{
  return field->type == ANLAN_FIELD_TEXT || field->type == ANLAN_FIELD_NOTE;
}

/* --- checking --------------------------------------------------------------------------------------------- */

static gboolean
missing (const AnlanKind *kind, const char *what, const char *id, GError **error)
{
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT, _ ("Kind “%s”: there is no %s “%s”."), kind->id, what,
               id);
  return FALSE;
}

static gboolean
check_fields (const AnlanKind *kind, char **ids, GError **error)
{
  for (guint i = 0; ids[i] != NULL; i++)
    if (strcmp (ids[i], "all") != 0 && anlan_kind_field (kind, ids[i]) == NULL)
      return missing (kind, "field", ids[i], error);
  return TRUE;
}

static gboolean
check_step (const AnlanKind *kind, const AnlanFlowStep *step, GError **error)
{
  for (guint i = 0; step->from[i] != NULL; i++)
    if (anlan_kind_stage (kind, step->from[i]) == NULL)
      return missing (kind, "stage", step->from[i], error);
  if (anlan_kind_stage (kind, step->to) == NULL)
    return missing (kind, "stage", step->to, error);
  for (guint i = 0; i < step->sets->len; i++)
    {
      const AnlanSet *set = g_ptr_array_index (step->sets, i);

      if (anlan_kind_field (kind, set->field) == NULL)
        return missing (kind, "field", set->field, error);
    }
  return check_fields (kind, step->requires, error) && check_fields (kind, step->ask, error);
}

static gboolean
check_flow (const AnlanKind *kind, GError **error)
{
  for (guint i = 0; i < kind->stages->len; i++)
    {
      const AnlanStage *stage = g_ptr_array_index (kind->stages, i);

      if (!check_fields (kind, stage->locks, error))
        return FALSE;
    }
  for (guint i = 0; i < kind->steps->len; i++)
    if (!check_step (kind, g_ptr_array_index (kind->steps, i), error))
      return FALSE;
  for (guint i = 0; i < kind->duties->len; i++)
    {
      const AnlanDuty *duty = g_ptr_array_index (kind->duties, i);

      if (duty->stage != NULL && anlan_kind_stage (kind, duty->stage) == NULL)
        return missing (kind, "stage", duty->stage, error);
    }
  return TRUE;
}

static gboolean
check_reference (const AnlanKind *kind, const char *id, GError **error)
{
  const AnlanField *field;

  if (id == NULL)
    return TRUE;
  field = anlan_kind_field (kind, id);
  return (field != NULL && field->type == ANLAN_FIELD_REF) || missing (kind, "reference", id, error);
}

static gboolean
check_label (const AnlanKind *kind, GError **error)
{
  const AnlanField *label = anlan_kind_field (kind, kind->label);

  if (label == NULL)
    return missing (kind, "label field", kind->label != NULL ? kind->label : "", error);
  if (!label->sensitive)
    return TRUE;
  g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
               _ ("Kind “%s”: a sensitive field cannot name the record."), kind->id);
  return FALSE;
}

static int
compare_ids (gconstpointer a, gconstpointer b, gpointer data)
{
  const AnlanKind *kind = data;
  const AnlanField *left = g_ptr_array_index (kind->fields, *(const guint *)a);
  const AnlanField *right = g_ptr_array_index (kind->fields, *(const guint *)b);

  return strcmp (left->id, right->id);
}

/* Two fields with photos, or none. */
static gboolean
check_compares (AnlanKind *kind, GError **error)
{
  guint n = g_strv_length (kind->compares);

  for (guint i = 0; i < n; i++)
    {
      const AnlanField *field = anlan_kind_field (kind, kind->compares[i]);

      if (n != 2 || field == NULL || field->type != ANLAN_FIELD_PHOTOS)
        {
          g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                       _ ("Kind %s: what is compared must be two fields with photos."), kind->id);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
check_first (AnlanKind *kind, GError **error)
{
  for (guint i = 0; kind->first[i] != NULL; i++)
    if (anlan_kind_field (kind, kind->first[i]) == NULL)
      {
        g_set_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT,
                     _ ("Kind %s: there is no field %s, which is to be entered first."), kind->id,
                     kind->first[i]);
        return FALSE;
      }
  return TRUE;
}

gboolean
anlan_kind_check (AnlanKind *kind, GError **error)
{
  if (!check_label (kind, error) || !check_reference (kind, kind->unit, error) ||
      !check_reference (kind, kind->subject, error) || !check_flow (kind, error))
    return FALSE;
  if (!check_compares (kind, error) || !check_first (kind, error))
    return FALSE;
  for (guint i = 0; kind->confirms[i] != NULL; i++)
    if (!check_reference (kind, kind->confirms[i], error))
      return FALSE;
  for (guint i = 0; i < kind->raises->len; i++)
    {
      const AnlanRaise *raise = g_ptr_array_index (kind->raises, i);

      if (!check_reference (kind, raise->via, error))
        return FALSE;
    }
  for (guint i = 0; i < kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (kind->fields, i);

      if (field->section != NULL && anlan_kind_section (kind, field->section) == NULL)
        return missing (kind, "section", field->section, error);
    }
  kind->sorted = g_new (guint, kind->fields->len);
  for (guint i = 0; i < kind->fields->len; i++)
    kind->sorted[i] = i;
  g_qsort_with_data (kind->sorted, (int)kind->fields->len, sizeof (guint), compare_ids, kind);
  return TRUE;
}

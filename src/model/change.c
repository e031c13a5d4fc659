/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "apply-private.h"

#include <string.h>

#include "store/files.h"

const char *
anlan_op_name (AnlanOp op)
{
  static const char *const names[] = {
    [ANLAN_OP_CREATE] = "create", [ANLAN_OP_EDIT] = "edit", [ANLAN_OP_STEP] = "step",
    [ANLAN_OP_AMEND] = "amend",   [ANLAN_OP_VOID] = "void", [ANLAN_OP_UNVOID] = "unvoid",
  };

  g_return_val_if_fail (op < G_N_ELEMENTS (names), NULL);

  return names[op];
}

AnlanChange *
anlan_change_new (AnlanOp op, const char *kind, const char *record)
{
  AnlanChange *change;

  g_return_val_if_fail (kind != NULL, NULL);

  change = g_new0 (AnlanChange, 1);
  g_atomic_ref_count_init (&change->refs);
  change->op = op;
  change->kind = g_strdup (kind);
  change->record = g_strdup (record);
  change->fields = g_ptr_array_new_with_free_func (g_free);
  change->values = g_array_new (FALSE, TRUE, sizeof (AnlanValue));
  g_array_set_clear_func (change->values, (GDestroyNotify)anlan_value_clear);
  change->files = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_file_free);
  return change;
}

AnlanChange *
anlan_change_ref (AnlanChange *change)
{
  g_return_val_if_fail (change != NULL, NULL);

  g_atomic_ref_count_inc (&change->refs);
  return change;
}

static void
behalf_free (AnlanBehalf *behalf)
{
  g_free (behalf->person);
  g_free (behalf->at);
  g_free (behalf->how);
  g_free (behalf->photo);
  g_free (behalf);
}

void
anlan_change_unref (AnlanChange *change)
{
  g_return_if_fail (change != NULL);

  if (!g_atomic_ref_count_dec (&change->refs))
    return;
  g_free (change->kind);
  g_free (change->record);
  g_free (change->base_rev);
  g_free (change->step);
  g_free (change->actor);
  g_free (change->reason);
  g_free (change->receipt);
  g_free (change->undoes);
  g_free (change->batch);
  g_clear_pointer (&change->behalf, behalf_free);
  g_clear_pointer (&change->verdict, anlan_verdict_free);
  g_ptr_array_unref (change->fields);
  g_array_unref (change->values);
  g_ptr_array_unref (change->files);
  g_free (change);
}

void
anlan_change_take (AnlanChange *change, const char *field, AnlanValue *value)
{
  g_return_if_fail (change != NULL && field != NULL && value != NULL);

  for (guint i = 0; i < change->fields->len; i++)
    if (strcmp (g_ptr_array_index (change->fields, i), field) == 0)
      {
        AnlanValue *old = &g_array_index (change->values, AnlanValue, i);

        anlan_value_clear (old);
        *old = *value;
        *value = (AnlanValue)ANLAN_VALUE_INIT;
        return;
      }
  g_ptr_array_add (change->fields, g_strdup (field));
  g_array_append_val (change->values, *value);
  *value = (AnlanValue)ANLAN_VALUE_INIT;
}

void
anlan_change_set (AnlanChange *change, const char *field, const AnlanValue *value)
{
  AnlanValue copy;

  anlan_value_copy (value, &copy);
  anlan_change_take (change, field, &copy);
}

void
anlan_change_set_text (AnlanChange *change, const char *field, const char *text)
{
  AnlanValue value = ANLAN_VALUE_INIT;

  anlan_value_set_text (&value, text);
  anlan_change_take (change, field, &value);
}

void
anlan_change_set_real (AnlanChange *change, const char *field, double real)
{
  AnlanValue value = { .type = ANLAN_VALUE_REAL, .real = real };

  anlan_change_take (change, field, &value);
}

void
anlan_change_set_integer (AnlanChange *change, const char *field, gint64 integer)
{
  AnlanValue value = { .type = ANLAN_VALUE_INTEGER, .integer = integer };

  anlan_change_take (change, field, &value);
}

void
anlan_change_set_null (AnlanChange *change, const char *field)
{
  AnlanValue value = ANLAN_VALUE_INIT;

  anlan_change_take (change, field, &value);
}

void
anlan_change_set_behalf (
    AnlanChange *change, const char *person, const char *at, const char *how, const char *photo)
{
  g_return_if_fail (change != NULL && person != NULL);

  g_clear_pointer (&change->behalf, behalf_free);
  change->behalf = g_new0 (AnlanBehalf, 1);
  change->behalf->person = g_strdup (person);
  change->behalf->at = g_strdup (at);
  change->behalf->how = g_strdup (how);
  change->behalf->photo = g_strdup (photo);
}

void
anlan_problem_free (AnlanProblem *problem)
{
  g_free (problem->field);
  g_free (problem->guard);
  g_free (problem->message);
  g_free (problem);
}

AnlanApplied *
anlan_applied_copy (const AnlanApplied *applied)
{
  AnlanApplied *copy = g_new0 (AnlanApplied, 1);

  copy->before = applied->before != NULL ? anlan_record_ref (applied->before) : NULL;
  copy->after = anlan_record_ref (applied->after);
  copy->seq = applied->seq;
  copy->receipt = g_strdup (applied->receipt);
  copy->batch = g_strdup (applied->batch);
  copy->unasked = applied->unasked;
  return copy;
}

void
anlan_applied_free (AnlanApplied *applied)
{
  if (applied == NULL)
    return;
  g_clear_pointer (&applied->before, anlan_record_unref);
  g_clear_pointer (&applied->after, anlan_record_unref);
  g_free (applied->receipt);
  g_free (applied->batch);
  g_free (applied);
}

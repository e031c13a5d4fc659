/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-model"

#include "model/duties.h"

const AnlanField *
anlan_owed_owner_field (const AnlanOwed *owed)
{
  const AnlanField *field =
      owed->duty->owner != NULL ? anlan_kind_field (owed->record->kind, owed->duty->owner) : NULL;

  return field != NULL && field->type == ANLAN_FIELD_REF && field->compute == NULL ? field : NULL;
}

AnlanChange *
anlan_owed_hand_over (const AnlanOwed *owed, const char *to, const char *reason)
{
  const AnlanField *field = anlan_owed_owner_field (owed);
  const AnlanRecord *record = owed->record;
  AnlanChange *change;
  gboolean locked;

  if (field == NULL)
    return NULL;
  locked = field->readonly || anlan_kind_is_locked (record->kind, record->stage, field);
  change = anlan_change_new (locked ? ANLAN_OP_AMEND : ANLAN_OP_EDIT, record->kind->id, record->id);
  anlan_change_set_text (change, field->id, to);
  change->reason = g_strdup (reason);
  return change;
}

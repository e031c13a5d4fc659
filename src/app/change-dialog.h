/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanChangeDialog:
 *
 * Asks for what a change of a record needs and applies it: a step (its fields, its reason), an amendment of a locked
 * field, voiding and taking that back. What stands against it is said beside the fields, before and after trying. Any of
 * them can be entered on behalf of somebody else. Signal "applied" (AnlanApplied *) once it is stored; the dialog closes
 * itself.
 */
#define ANLAN_TYPE_CHANGE_DIALOG (anlan_change_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanChangeDialog, anlan_change_dialog, ANLAN, CHANGE_DIALOG, AdwWindow)

/* @labels: (nullable): id -> label of what @record refers to. */
AnlanChangeDialog *anlan_change_dialog_new_step  (AnlanDesk *desk, AnlanRecord *record, const AnlanFlowStep *step,
                                                  GHashTable *labels);
AnlanChangeDialog *anlan_change_dialog_new_amend (AnlanDesk *desk, AnlanRecord *record, const char *field,
                                                  GHashTable *labels);
/* @op: ANLAN_OP_VOID or ANLAN_OP_UNVOID. */
AnlanChangeDialog *anlan_change_dialog_new_void  (AnlanDesk *desk, AnlanRecord *record, AnlanOp op);

G_END_DECLS

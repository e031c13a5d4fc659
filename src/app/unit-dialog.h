/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "model/unit-change.h"

G_BEGIN_DECLS

/**
 * AnlanUnitDialog:
 *
 * Merges a unit into another, splits or closes it: asks who takes over, shows what will go where before anything is
 * written, and does it as one batch that one undo takes back.
 */
#define ANLAN_TYPE_UNIT_DIALOG (anlan_unit_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanUnitDialog, anlan_unit_dialog, ANLAN, UNIT_DIALOG, AdwWindow)

/* @unit: a record of kind "unit". @above: (nullable): name of the unit above. */
AnlanUnitDialog *anlan_unit_dialog_new (AnlanDesk *desk, AnlanUnitChangeType type, AnlanRecord *unit,
                                        const char *above);

G_END_DECLS

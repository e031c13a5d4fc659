/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanHandOverDialog:
 *
 * For who leaves or moves: what a person owes by name, and who takes it over. All that is ticked is handed over as one
 * change, which can be undone as one; fields that their stage locks are corrected with the reason given. What is owed by
 * the holder of a role, and not by name, follows the role by itself.
 */
#define ANLAN_TYPE_HAND_OVER_DIALOG (anlan_hand_over_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanHandOverDialog, anlan_hand_over_dialog, ANLAN, HAND_OVER_DIALOG, AdwWindow)

AnlanHandOverDialog *anlan_hand_over_dialog_new (AnlanDesk *desk, const char *person, const char *name);

G_END_DECLS

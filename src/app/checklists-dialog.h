/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanChecklistsDialog:
 *
 * Makes checklists from the controls of risk points, or takes over built-in ones. What would be new, changed or gone is
 * shown before anything is done.
 */
#define ANLAN_TYPE_CHECKLISTS_DIALOG (anlan_checklists_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanChecklistsDialog, anlan_checklists_dialog, ANLAN, CHECKLISTS_DIALOG, AdwWindow)

GtkWindow *anlan_checklists_dialog_new (AnlanDesk *desk, GtkWindow *parent);

G_END_DECLS

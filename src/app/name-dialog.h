/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * AnlanNameDialog:
 *
 * Asks for a name before something is stored. Signal "named" (name, trimmed and never empty); then it closes.
 */
#define ANLAN_TYPE_NAME_DIALOG (anlan_name_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanNameDialog, anlan_name_dialog, ANLAN, NAME_DIALOG, AdwMessageDialog)

/* @title: of the entry; @name: what stands in it at first, chosen so that typing replaces it. */
AnlanNameDialog *anlan_name_dialog_new (const char *heading, const char *body, const char *title, const char *name);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanPersonDialog:
 *
 * Asks who sits here: somebody of the plant, or a name that is not there yet and becomes a new person.
 */
#define ANLAN_TYPE_PERSON_DIALOG (anlan_person_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanPersonDialog, anlan_person_dialog, ANLAN, PERSON_DIALOG, AdwWindow)

AnlanPersonDialog *anlan_person_dialog_new (AnlanDesk *desk);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanPlantDialog:
 *
 * Asks for what a new plant needs to begin with and makes it: name, folder, position, and the name of who sits here,
 * who becomes its first person. Signal "created" (folder) when it is there; the dialog closes itself.
 */
#define ANLAN_TYPE_PLANT_DIALOG (anlan_plant_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanPlantDialog, anlan_plant_dialog, ANLAN, PLANT_DIALOG, AdwWindow)

AnlanPlantDialog *anlan_plant_dialog_new (AnlanDesk *desk);

G_END_DECLS

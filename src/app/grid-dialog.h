/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanGridDialog:
 *
 * Asks for the two places by which the plant's own grid is known and stores it with the plant (setting "plant-grid"):
 * their numbers in the grid, their positions on the earth, and which way the first number runs. What comes of it, turn
 * and scale, is shown at once.
 */
#define ANLAN_TYPE_GRID_DIALOG (anlan_grid_dialog_get_type ())
G_DECLARE_FINAL_TYPE (AnlanGridDialog, anlan_grid_dialog, ANLAN, GRID_DIALOG, AdwWindow)

/* The desk must have a plant open. */
AnlanGridDialog *anlan_grid_dialog_new (AnlanDesk *desk);

G_END_DECLS

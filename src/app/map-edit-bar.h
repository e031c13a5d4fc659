/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "zone-tool.h"

G_BEGIN_DECLS

/**
 * AnlanMapEditBar:
 *
 * What can be done with an area that is being drawn: how large it is, one step back and on again, its corners as text,
 * giving up, storing. Its buttons activate "edit.undo", "edit.redo", "edit.corners", "edit.give-up" and "edit.store".
 */
#define ANLAN_TYPE_MAP_EDIT_BAR (anlan_map_edit_bar_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapEditBar, anlan_map_edit_bar, ANLAN, MAP_EDIT_BAR, GtkBox)

AnlanMapEditBar *anlan_map_edit_bar_new    (void);
/* (nullable): NULL hides it. */
void             anlan_map_edit_bar_update (AnlanMapEditBar *bar, AnlanZoneTool *tool);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanMapPreferences:
 *
 * The preferences' page "Map": where the plant lies, its own grid, and an online map under it, which is off until
 * somebody names one and switches it on.
 */
#define ANLAN_TYPE_MAP_PREFERENCES (anlan_map_preferences_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapPreferences, anlan_map_preferences, ANLAN, MAP_PREFERENCES, AdwPreferencesPage)

/* Once. Without an open plant only the online map is shown. */
void anlan_map_preferences_set_desk (AnlanMapPreferences *self, AnlanDesk *desk);

G_END_DECLS

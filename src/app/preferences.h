/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanPreferences:
 *
 * What this desk does as its user likes it (language, map, backup), and what belongs to the open plant (name, position,
 * day). Each thing is stored when it is changed.
 */
#define ANLAN_TYPE_PREFERENCES (anlan_preferences_get_type ())
G_DECLARE_FINAL_TYPE (AnlanPreferences, anlan_preferences, ANLAN, PREFERENCES, AdwPreferencesWindow)

AnlanPreferences *anlan_preferences_new (AnlanDesk *desk);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanStationPreferences:
 *
 * Whether this computer watches for the open plant, and how its station listens, as a page of the preferences.
 */
#define ANLAN_TYPE_STATION_PREFERENCES (anlan_station_preferences_get_type ())
G_DECLARE_FINAL_TYPE (
    AnlanStationPreferences, anlan_station_preferences, ANLAN, STATION_PREFERENCES, AdwPreferencesPage)

/* A plant must be open. */
AnlanStationPreferences *
anlan_station_preferences_new (AnlanDesk *desk);

G_END_DECLS

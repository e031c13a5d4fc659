/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanUnitPreferences:
 *
 * In which units who sits at this desk reads and types values: those of a system, and for any quantity another one. What is
 * stored, exported and printed stays in the units of the plant's definitions.
 */
#define ANLAN_TYPE_UNIT_PREFERENCES (anlan_unit_preferences_get_type ())
G_DECLARE_FINAL_TYPE (AnlanUnitPreferences, anlan_unit_preferences, ANLAN, UNIT_PREFERENCES, AdwPreferencesGroup)

/* Once. */
void anlan_unit_preferences_set_desk (AnlanUnitPreferences *self, AnlanDesk *desk);

G_END_DECLS

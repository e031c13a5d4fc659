/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "base/origin.h"
#include "desk.h"

G_BEGIN_DECLS

/**
 * AnlanPositionEntry:
 *
 * A position that somebody types or pastes: the text, what it was read off (GPS or Tianditu, AMap or Tencent, Baidu,
 * the plant's own grid), and at once what comes of it, so that a place half a kilometre off is seen before it is
 * stored.
 *
 * Signals: "changed" when what comes of it may be another; "activate" when Enter was pressed.
 */
#define ANLAN_TYPE_POSITION_ENTRY (anlan_position_entry_get_type ())
G_DECLARE_FINAL_TYPE (AnlanPositionEntry, anlan_position_entry, ANLAN, POSITION_ENTRY, AdwPreferencesGroup)

AnlanPositionEntry *anlan_position_entry_new (void);

/* Takes from the desk what the last position was read off, and from its plant (where one is open) the grid and where
 * positions are likely to be. */
void     anlan_position_entry_set_desk     (AnlanPositionEntry *entry, AnlanDesk *desk);
/* The plant's grid is not offered: for the places by which it is made known. */
void     anlan_position_entry_leave_out_grid (AnlanPositionEntry *entry);
void     anlan_position_entry_set_title    (AnlanPositionEntry *entry, const char *title);

/* WGS-84, shown in what is chosen as origin. Does not tell "changed". */
void     anlan_position_entry_set_position (AnlanPositionEntry *entry, AnlanLonLat position);
void     anlan_position_entry_clear        (AnlanPositionEntry *entry);

/* FALSE with @error NULL where nothing has been typed, else with the reason. @error may be NULL. */
gboolean anlan_position_entry_get_position (AnlanPositionEntry *entry, AnlanLonLat *position, GError **error);

/* As people call it, in the user's language. */
const char *anlan_origin_get_title         (AnlanOrigin origin);
/* The grid of @plant, if it has one that can be read. */
gboolean anlan_plant_read_grid             (AnlanPlant *plant, AnlanPlantGrid *grid);
/* Where @plant lies, if it has been said. */
gboolean anlan_plant_read_position         (AnlanPlant *plant, AnlanLonLat *position);

G_END_DECLS

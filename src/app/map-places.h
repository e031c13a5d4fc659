/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-view.h"

G_BEGIN_DECLS

/**
 * AnlanMapPlaces:
 *
 * "Find on the map": a popover with all zones, the worst colour first, narrowed down by what is typed: part of a name or
 * number, or pinyin initials; then risk points and equipment are found too. It is the map as a list, for who cannot
 * see or point. A row activates "map.look" (kind, id).
 */
#define ANLAN_TYPE_MAP_PLACES (anlan_map_places_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapPlaces, anlan_map_places, ANLAN, MAP_PLACES, GtkPopover)

AnlanMapPlaces *anlan_map_places_new (AnlanMapView *view);

/* Kind of a record behind a symbol: "riskpoint" …; NULL where none is. */
const char     *anlan_map_symbol_kind (AnlanMapSymbolKind kind);
/* "red" … or NULL. */
const char     *anlan_map_risk_colour (AnlanMapRisk risk);

G_END_DECLS

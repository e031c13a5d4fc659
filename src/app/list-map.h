/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "map-view.h"
#include "model/query.h"

G_BEGIN_DECLS

/**
 * AnlanListMap:
 *
 * The records of a list on the map: what the list shows now and has a place, over the zones of the plant; what has none
 * is counted and said. A click on one opens its record. By keys: the map is moved by arrows, plus and minus; "Find" is
 * all that stands on it as a list.
 *
 * Signals: "chosen" (id, gboolean open), "changed" when it has read more.
 */
#define ANLAN_TYPE_LIST_MAP (anlan_list_map_get_type ())
G_DECLARE_FINAL_TYPE (AnlanListMap, anlan_list_map, ANLAN, LIST_MAP, AdwBin)

/* Whether records of a kind can stand on a map. */
gboolean      anlan_list_map_can       (const AnlanKind *kind);
AnlanListMap *anlan_list_map_new       (AnlanDesk *desk, AnlanKind *kind);
void          anlan_list_map_set_query (AnlanListMap *map, const AnlanQuery *query);
gboolean      anlan_list_map_is_busy   (AnlanListMap *map);
void          anlan_list_map_focus     (AnlanListMap *map);
AnlanMapView *anlan_list_map_get_view  (AnlanListMap *map); /* borrowed */

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-model.h"
#include "map-view.h"
#include "page.h"

G_BEGIN_DECLS

/**
 * AnlanMapPage:
 *
 * The plant seen from above: base map, site drawings, risk zones, risk points and equipment, full bleed under small
 * floating panels. A click or Enter on a thing opens its card; its record opens beside the map.
 *
 * Actions for what is inside: map.look (kind, id): shows it on the map with its card; map.zoom-in, map.zoom-out,
 * map.all, map.measure-distance, map.measure-area, map.tool-done, map.reload. It takes "record.open" of what is inside.
 * Anything may become the tool of the view: the page shows its hint and a button to be done with it.
 */
#define ANLAN_TYPE_MAP_PAGE (anlan_map_page_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapPage, anlan_map_page, ANLAN, MAP_PAGE, AnlanPage)

AnlanPage     *anlan_map_page_new       (AnlanDesk *desk);

AnlanMapView  *anlan_map_page_get_view  (AnlanMapPage *page); /* borrowed */
AnlanMapModel *anlan_map_page_get_model (AnlanMapPage *page); /* borrowed */
/* Shows a thing with its card: "zone", "riskpoint", "equipment", "majorhazard". FALSE: it is not on the map. */
gboolean       anlan_map_page_look      (AnlanMapPage *page, const char *kind, const char *id);
/* Which zone is chosen; NULL: none. */
const char    *anlan_map_page_get_zone  (AnlanMapPage *page);
/* One more button in the row of "Find", "Layers", "Measure"; @widget: floating. */
void           anlan_map_page_add_tool_button (AnlanMapPage *page, GtkWidget *widget);

G_END_DECLS

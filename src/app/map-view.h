/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "base/geo.h"
#include "map-online.h"
#include "map-tool.h"
#include "report/map-look.h"
#include "report/map-marks.h"
#include "report/map-scene.h"

G_BEGIN_DECLS

/**
 * AnlanMapView:
 *
 * The map of a plant as a widget: a ShumateMap without a source of its own, over it a layer that draws the scene. It
 * is panned and zoomed by mouse, touch and keys (arrows, + and -, Home for all of the plant) and never turned. What
 * clicks and keys do beyond that is up to its tool.
 *
 * Properties: "tool" (AnlanMapTool or NULL), "scene" (boxed pointer, no notify). Signals: "viewport-changed";
 * "pointed" (pointer moved: x, y in logical pixels; negative when it left); "clicked" (x, y, n_press: no tool took
 * it); "ready" (it has become sharp; for who asked and was told that it is not).
 */
#define ANLAN_TYPE_MAP_VIEW (anlan_map_view_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapView, anlan_map_view, ANLAN, MAP_VIEW, GtkWidget)

AnlanMapView  *anlan_map_view_new          (void);

/* What is shown; @scene: (nullable). The view keeps a reference. */
void           anlan_map_view_set_scene    (AnlanMapView *view, AnlanMapScene *scene);
AnlanMapScene *anlan_map_view_get_scene    (AnlanMapView *view); /* borrowed, or NULL */
/* Theme and contrast follow the desktop; the caller sets the rest: layers, floors, patterns, letters. */
void           anlan_map_view_set_look     (AnlanMapView *view, const AnlanMapLook *look);
void           anlan_map_view_get_look     (AnlanMapView *view, AnlanMapLook *look);
/* The zone with the halo; @zone: (nullable): id. */
void           anlan_map_view_set_selected (AnlanMapView *view, const char *zone);
const char    *anlan_map_view_get_selected (AnlanMapView *view);
/* (nullable): what symbols and labels are where; borrowed until the main loop runs again. */
const AnlanMapMarks *anlan_map_view_get_marks (AnlanMapView *view);

/* An online map under the plant's own; (nullable). */
void           anlan_map_view_set_online   (AnlanMapView *view, AnlanMapOnline *online);

/* A widget of the view's own size over the map and under its tool; @child: (transfer full): floating. Once. */
void           anlan_map_view_set_overlay  (AnlanMapView *view, GtkWidget *child);

/* (transfer none) (nullable) */
void           anlan_map_view_set_tool     (AnlanMapView *view, AnlanMapTool *tool);
AnlanMapTool  *anlan_map_view_get_tool     (AnlanMapView *view);

/* FALSE before it has a size. */
gboolean       anlan_map_view_get_viewport (AnlanMapView *view, AnlanMapViewport *viewport);
/* World units and logical pixels of the view; both are the identity's nonsense before it has a size. */
AnlanLonLat    anlan_map_view_to_lonlat    (AnlanMapView *view, double x, double y);
AnlanPoint     anlan_map_view_from_lonlat  (AnlanMapView *view, AnlanLonLat at);
AnlanLonLat    anlan_map_view_get_middle   (AnlanMapView *view);

/* @zoom: of AnlanMapViewport; negative: as it is. Moves there softly, or at once where animations are switched off. */
void           anlan_map_view_go_to        (AnlanMapView *view, AnlanLonLat at, double zoom);
/* At once. */
void           anlan_map_view_jump_to      (AnlanMapView *view, AnlanLonLat at, double zoom);
/* Wholly in view, beside floating panels of @margin logical pixels; at once, and as soon as there is a size. */
void           anlan_map_view_show         (AnlanMapView *view, AnlanMapRect bounds, double margin);
/* What the scene shows. */
void           anlan_map_view_show_all     (AnlanMapView *view);
/* Comes closer to the members of a cluster; FALSE: it is close enough to tell them apart, if they can be. */
gboolean       anlan_map_view_take_apart   (AnlanMapView *view, const AnlanMapMark *cluster);
/* What stands for a record; borrowed from the scene, or NULL. */
const AnlanMapSymbol *anlan_map_view_find_symbol (AnlanMapView *view, const char *kind, const char *id);
/* Goes to a zone or symbol, not closer than @zoom; FALSE: it is not on the map. */
gboolean       anlan_map_view_look         (AnlanMapView *view, const char *kind, const char *id, double zoom);
/* By logical pixels; what was at (x, y) comes to lie at (0, 0). */
void           anlan_map_view_pan          (AnlanMapView *view, double x, double y);
/* By steps, around the middle. */
void           anlan_map_view_zoom         (AnlanMapView *view, double steps);
/* Whether no picture is old or missing. */
gboolean       anlan_map_view_is_sharp     (AnlanMapView *view);

G_END_DECLS

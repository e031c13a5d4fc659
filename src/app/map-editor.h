/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "desk.h"
#include "map-edit-bar.h"
#include "map-model.h"
#include "map-view.h"

G_BEGIN_DECLS

/**
 * AnlanMapEditor:
 *
 * Changes what the map shows: draws, changes, splits and takes away zones, puts risk points and equipment in their
 * place. It starts the tools of the view and stores what they made, by a change as everywhere.
 *
 * Actions, in the group "edit" of the widget it was made for: draw, change (zone), split (zone), take-off (zone), void
 * (zone), place (kind, id); and for its bar undo, redo, corners, give-up, store.
 *
 * Signal "stored" (kind, id): what was stored should be seen.
 */
#define ANLAN_TYPE_MAP_EDITOR (anlan_map_editor_get_type ())
G_DECLARE_FINAL_TYPE (AnlanMapEditor, anlan_map_editor, ANLAN, MAP_EDITOR, GObject)

/* @widget: gets the actions; it owns @view, and must not live longer than the editor. */
AnlanMapEditor  *anlan_map_editor_new       (AnlanDesk *desk, GtkWidget *widget, AnlanMapView *view,
                                             AnlanMapModel *model);
/* Those of the group "edit": the page adds its own. Borrowed. */
GSimpleActionGroup *anlan_map_editor_get_actions (AnlanMapEditor *editor);
/* Borrowed; stands beside the hint of the tool. */
GtkWidget       *anlan_map_editor_get_bar   (AnlanMapEditor *editor);
gboolean         anlan_map_editor_is_active (AnlanMapEditor *editor);
/* Something is being read or stored. */
gboolean         anlan_map_editor_is_busy   (AnlanMapEditor *editor);

G_END_DECLS

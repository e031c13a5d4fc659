/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-tool.h"
#include "report/zone-edit.h"

G_BEGIN_DECLS

typedef enum
{
  ANLAN_ZONE_TOOL_DRAW,  /* a new area, corner by corner; once closed as EDIT */
  ANLAN_ZONE_TOOL_EDIT,  /* corners and edges of an area */
  ANLAN_ZONE_TOOL_SPLIT, /* a line that cuts an area in two */
} AnlanZoneToolMode;

/**
 * AnlanZoneTool:
 *
 * Draws, changes or cuts an area on the map, by pointer or by keys. Corners snap to buildings and neighbouring zones
 * unless Alt is held. What would make the area cross itself is shown while it is dragged and not done. Nothing is
 * stored: that is up to its owner, once "finished" was told.
 *
 * By pointer: a corner or an edge is dragged (an edge gets a corner), the whole area with Ctrl. By keys: Space takes
 * what is under the cross and puts it down again, M takes the whole area, Delete removes the chosen corner, Page Up and
 * Page Down choose the one before or after, Backspace takes one step back, Ctrl+Enter finishes.
 *
 * Signals: "changed" (what it is now, what can be undone, what is wrong); "finished" (the area or the line is
 * complete and somebody asked to store it).
 */
#define ANLAN_TYPE_ZONE_TOOL (anlan_zone_tool_get_type ())
G_DECLARE_FINAL_TYPE (AnlanZoneTool, anlan_zone_tool, ANLAN, ZONE_TOOL, AnlanMapTool)

/* @shape: (nullable): the area that is changed or cut; NULL draws a new one. */
AnlanZoneTool    *anlan_zone_tool_new             (AnlanZoneToolMode mode, const AnlanShape *shape);
void              anlan_zone_tool_set_surroundings (AnlanZoneTool *tool, AnlanMapBase *base,
                                                   const AnlanShape *const *shapes, guint n_shapes);

AnlanZoneToolMode anlan_zone_tool_get_mode        (AnlanZoneTool *tool);
AnlanZoneEdit    *anlan_zone_tool_get_edit        (AnlanZoneTool *tool); /* borrowed */
/* The cutting line as lon, lat pairs; borrowed until it changes. */
const double     *anlan_zone_tool_get_line        (AnlanZoneTool *tool, guint *n_points);
/* Why the last thing was not done; NULL: all is well. */
const char       *anlan_zone_tool_get_trouble     (AnlanZoneTool *tool);

gboolean          anlan_zone_tool_can_undo        (AnlanZoneTool *tool);
gboolean          anlan_zone_tool_can_redo        (AnlanZoneTool *tool);
void              anlan_zone_tool_undo            (AnlanZoneTool *tool);
void              anlan_zone_tool_redo            (AnlanZoneTool *tool);
/* There is something that would be lost if it was given up. */
gboolean          anlan_zone_tool_is_changed      (AnlanZoneTool *tool);
gboolean          anlan_zone_tool_can_finish      (AnlanZoneTool *tool);
/* Closes an area that is still open; tells "finished", or says what is wrong. */
void              anlan_zone_tool_finish          (AnlanZoneTool *tool);
/* All corners of the edge anew, as typed: lon, lat pairs; or the points of the cutting line. FALSE with the reason. */
gboolean          anlan_zone_tool_set_positions   (AnlanZoneTool *tool, const double *lonlat, guint count,
                                                   GError **error);

G_END_DECLS

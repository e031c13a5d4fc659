/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-tool.h"

G_BEGIN_DECLS

/**
 * AnlanPointTool:
 *
 * Asks for one place on the map: a click, or Space at the cross. Signal "placed" (pointer to AnlanLonLat); it does not
 * end by itself, so that a second click corrects the first.
 */
#define ANLAN_TYPE_POINT_TOOL (anlan_point_tool_get_type ())
G_DECLARE_FINAL_TYPE (AnlanPointTool, anlan_point_tool, ANLAN, POINT_TOOL, AnlanMapTool)

/* @hint: what the click does. @at: (nullable): where it is now. */
AnlanPointTool *anlan_point_tool_new          (const char *hint, const AnlanLonLat *at);
/* (nullable): NULL: nowhere. Does not tell "placed". */
void            anlan_point_tool_set_position (AnlanPointTool *tool, const AnlanLonLat *at);

G_END_DECLS

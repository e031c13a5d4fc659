/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "map-view.h"
#include "zone-tool.h"

G_BEGIN_DECLS

#define ANLAN_ZONE_NOTHING G_MAXUINT

/* What follows the pointer or the cross just now. */
typedef enum
{
  ANLAN_ZONE_HOLD_NOTHING,
  ANLAN_ZONE_HOLD_CORNER,
  ANLAN_ZONE_HOLD_EDGE, /* it gets a new corner */
  ANLAN_ZONE_HOLD_ALL,
} AnlanZoneHold;

struct _AnlanZoneTool
{
  AnlanMapTool parent_instance;

  AnlanZoneToolMode mode;
  AnlanZoneEdit *edit;
  GArray *line; /* AnlanLonLat: of the cut */

  guint ring, corner; /* chosen; ANLAN_ZONE_NOTHING: none */
  AnlanZoneHold hold;
  AnlanLonLat from; /* where it was taken */
  AnlanLonLat here; /* pointer or cross, snapped */
  gboolean has_here;
  AnlanSnap snap;
  char *trouble;
};

/* Where corner @corner is drawn: what is held has moved already. */
AnlanLonLat anlan_zone_tool_shown_corner (AnlanZoneTool *self, guint ring, guint corner);

/* zone-tool-draw.c */
void        anlan_zone_tool_snapshot     (AnlanMapTool *tool, GtkSnapshot *snapshot);

G_END_DECLS

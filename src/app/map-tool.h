/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "base/geo.h"

G_BEGIN_DECLS

typedef struct _AnlanMapView AnlanMapView;

/**
 * AnlanMapEvent:
 * @at: WGS-84
 * @x, @y: the same place, logical pixels of the view
 * @button: GDK_BUTTON_PRIMARY …; 0 where no button is involved
 * @n_press: 1 for a click, 2 for the second of a double click
 * @keyboard: it was Space or Enter at the cross in the middle of the map, not a pointer
 */
typedef struct
{
  AnlanLonLat at;
  double x, y;
  guint button;
  int n_press;
  GdkModifierType state;
  gboolean keyboard;
} AnlanMapEvent;

/**
 * AnlanMapTool:
 *
 * What pointer and keys do on a map while it is the view's tool: measuring, drawing, placing. Each function may be
 * left out. A tool that takes nothing leaves panning and zooming as they are.
 *
 * With the keyboard a cross stands in the middle of the map; the arrow keys move the map under it as always, and Space
 * or Enter is a click there. So every tool that works by clicks works without a pointer.
 *
 * Property "hint": what the next click does and the keyboard way, a sentence; the page shows it. Property "view": the
 * view it is the tool of, or NULL. Signal "done": it has finished or was given up; the view lets go of it by itself.
 */
#define ANLAN_TYPE_MAP_TOOL (anlan_map_tool_get_type ())
G_DECLARE_DERIVABLE_TYPE (AnlanMapTool, anlan_map_tool, ANLAN, MAP_TOOL, GObject)

struct _AnlanMapToolClass
{
  GObjectClass parent_class;

  /* It has become the tool of anlan_map_tool_get_view(); it is about to be it no longer. */
  void     (*attached) (AnlanMapTool *tool);
  void     (*detached) (AnlanMapTool *tool);

  /* A button went down. TRUE: what follows until it comes up is a drag of the tool, and the map stands still. */
  gboolean (*pressed)  (AnlanMapTool *tool, const AnlanMapEvent *event);
  /* The pointer moved, in a drag of the tool or with no button down. */
  void     (*moved)    (AnlanMapTool *tool, const AnlanMapEvent *event);
  /* End of a drag of the tool. */
  void     (*released) (AnlanMapTool *tool, const AnlanMapEvent *event);
  /* A button went down and up in the same place, and pressed did not take it. TRUE: the view picks nothing there. */
  gboolean (*clicked)  (AnlanMapTool *tool, const AnlanMapEvent *event);

  /* Before the view looks at the key. TRUE: taken. Escape goes to cancel instead. */
  gboolean (*key)      (AnlanMapTool *tool, guint keyval, GdkModifierType state);
  /* One step back: TRUE if there was one; FALSE (and without it): the view lets go of the tool. */
  gboolean (*cancel)   (AnlanMapTool *tool);

  /* Over the map, logical pixels of the view. */
  void     (*snapshot) (AnlanMapTool *tool, GtkSnapshot *snapshot);
};

AnlanMapView *anlan_map_tool_get_view     (AnlanMapTool *tool); /* borrowed; NULL while it is no view's tool */
const char   *anlan_map_tool_get_hint     (AnlanMapTool *tool);
void          anlan_map_tool_set_hint     (AnlanMapTool *tool, const char *hint);
/* Name of a CSS cursor while the pointer is over the map; NULL: "crosshair". */
const char   *anlan_map_tool_get_cursor   (AnlanMapTool *tool);
void          anlan_map_tool_set_cursor   (AnlanMapTool *tool, const char *cursor);
void          anlan_map_tool_queue_draw   (AnlanMapTool *tool);
void          anlan_map_tool_done         (AnlanMapTool *tool); /* emits "done" */

/* For the view. */
void          anlan_map_tool_attach       (AnlanMapTool *tool, AnlanMapView *view); /* NULL: detach */
gboolean      anlan_map_tool_press        (AnlanMapTool *tool, const AnlanMapEvent *event);
void          anlan_map_tool_move         (AnlanMapTool *tool, const AnlanMapEvent *event);
void          anlan_map_tool_release      (AnlanMapTool *tool, const AnlanMapEvent *event);
gboolean      anlan_map_tool_click        (AnlanMapTool *tool, const AnlanMapEvent *event);
gboolean      anlan_map_tool_key          (AnlanMapTool *tool, guint keyval, GdkModifierType state);
gboolean      anlan_map_tool_cancel       (AnlanMapTool *tool);
void          anlan_map_tool_snapshot     (AnlanMapTool *tool, GtkSnapshot *snapshot);

G_END_DECLS

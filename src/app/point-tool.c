/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "point-tool.h"

#include "map-view.h"

#define RADIUS_PX 9.0
#define POINT_PX 18.0 /* from the middle of the head to the tip */

struct _AnlanPointTool
{
  AnlanMapTool parent_instance;

  AnlanLonLat at;
  gboolean is_placed;
};

G_DEFINE_FINAL_TYPE (AnlanPointTool, anlan_point_tool, ANLAN_TYPE_MAP_TOOL)

enum
{
  PLACED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
anlan_point_tool_clicked (AnlanMapTool *tool, const AnlanMapEvent *event)
{
  AnlanPointTool *self = ANLAN_POINT_TOOL (tool);

  if (event->button != GDK_BUTTON_PRIMARY)
    return FALSE;
  self->at = event->at;
  self->is_placed = TRUE;
  anlan_map_tool_queue_draw (tool);
  g_signal_emit (self, signals[PLACED], 0, &self->at);
  return TRUE;
}

/* A pin, dark with a light casing: no risk colour. */
static void
anlan_point_tool_snapshot (AnlanMapTool *tool, GtkSnapshot *snapshot)
{
  AnlanPointTool *self = ANLAN_POINT_TOOL (tool);
  AnlanPoint at;
  cairo_t *cr;

  if (!self->is_placed)
    return;
  at = anlan_map_view_from_lonlat (anlan_map_tool_get_view (tool), self->at);
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float)(at.x - 2 * RADIUS_PX), (float)(at.y - POINT_PX - 2 * RADIUS_PX),
                                     (float)(4 * RADIUS_PX), (float)(POINT_PX + 3 * RADIUS_PX)));
  cairo_arc (cr, at.x, at.y - POINT_PX, RADIUS_PX, 0.8 * G_PI, 0.2 * G_PI);
  cairo_line_to (cr, at.x, at.y);
  cairo_close_path (cr);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.95);
  cairo_set_line_width (cr, 4);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgba (cr, 0.1, 0.1, 0.12, 1);
  cairo_fill (cr);
  cairo_arc (cr, at.x, at.y - POINT_PX, RADIUS_PX / 2.5, 0, 2 * G_PI);
  cairo_set_source_rgba (cr, 1, 1, 1, 1);
  cairo_fill (cr);
  cairo_destroy (cr);
}

static void
anlan_point_tool_class_init (AnlanPointToolClass *klass)
{
  AnlanMapToolClass *tool_class = ANLAN_MAP_TOOL_CLASS (klass);

  tool_class->clicked = anlan_point_tool_clicked;
  tool_class->snapshot = anlan_point_tool_snapshot;
  signals[PLACED] = g_signal_new ("placed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
anlan_point_tool_init (AnlanPointTool *self)
{
}

void
anlan_point_tool_set_position (AnlanPointTool *self, const AnlanLonLat *at)
{
  g_return_if_fail (ANLAN_IS_POINT_TOOL (self));

  self->is_placed = at != NULL;
  if (at != NULL)
    self->at = *at;
  anlan_map_tool_queue_draw (ANLAN_MAP_TOOL (self));
}

AnlanPointTool *
anlan_point_tool_new (const char *hint, const AnlanLonLat *at)
{
  AnlanPointTool *self = g_object_new (ANLAN_TYPE_POINT_TOOL, NULL);

  anlan_map_tool_set_hint (ANLAN_MAP_TOOL (self), hint);
  anlan_point_tool_set_position (self, at);
  return self;
}

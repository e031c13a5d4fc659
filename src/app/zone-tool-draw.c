/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "zone-tool-private.h"

/* The lines of a tool are no risk colour: dark with a light casing reads on any ground. */
#define CASING_PX 5.0
#define LINE_PX 2.0
#define CORNER_PX 9.0
#define CHOSEN_PX 13.0
#define SNAP_RADIUS_PX 9.0

/* More numbers than this would hide the area. */
#define MAX_NUMBERS 60

static AnlanPoint
screen_of (AnlanZoneTool *self, AnlanLonLat at)
{
  return anlan_map_view_from_lonlat (anlan_map_tool_get_view (ANLAN_MAP_TOOL (self)), at);
}

/* A corner is on its way into the edge after @corner. */
static gboolean
is_bent (AnlanZoneTool *self, guint ring, guint corner)
{
  return self->hold == ANLAN_ZONE_HOLD_EDGE && self->ring == ring && self->corner == corner;
}

static void
trace_ring (AnlanZoneTool *self, cairo_t *cr, guint ring)
{
  guint n;

  anlan_zone_edit_get_ring (self->edit, ring, &n);
  for (guint i = 0; i < n; i++)
    {
      AnlanPoint at = screen_of (self, anlan_zone_tool_shown_corner (self, ring, i));

      cairo_line_to (cr, at.x, at.y);
      if (is_bent (self, ring, i))
        {
          at = screen_of (self, self->here);
          cairo_line_to (cr, at.x, at.y);
        }
    }
  if (!anlan_zone_edit_is_open (self->edit))
    cairo_close_path (cr);
}

static void
stroke_cased (cairo_t *cr, gboolean wrong)
{
  const double dashes[] = { 6, 5 };

  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.9);
  cairo_set_line_width (cr, CASING_PX);
  cairo_stroke_preserve (cr);
  if (wrong)
    cairo_set_dash (cr, dashes, 2, 0);
  cairo_set_source_rgba (cr, 0.1, 0.1, 0.12, 1);
  cairo_set_line_width (cr, LINE_PX);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

/* From the last corner or point to the pointer. */
static void
draw_next (AnlanZoneTool *self, cairo_t *cr)
{
  guint n;
  AnlanPoint from, to;

  if (!self->has_here)
    return;
  if (self->mode == ANLAN_ZONE_TOOL_SPLIT)
    {
      if (self->line->len == 0)
        return;
      from = screen_of (self, g_array_index (self->line, AnlanLonLat, self->line->len - 1));
    }
  else
    {
      if (!anlan_zone_edit_is_open (self->edit))
        return;
      anlan_zone_edit_get_ring (self->edit, 0, &n);
      if (n == 0)
        return;
      from = screen_of (self, anlan_zone_edit_get_corner (self->edit, 0, n - 1));
    }
  to = screen_of (self, self->here);
  cairo_move_to (cr, from.x, from.y);
  cairo_line_to (cr, to.x, to.y);
  stroke_cased (cr, TRUE);
}

static void
draw_square (cairo_t *cr, AnlanPoint at, double size, gboolean filled)
{
  cairo_rectangle (cr, at.x - size / 2, at.y - size / 2, size, size);
  cairo_set_source_rgba (cr, filled ? 0.1 : 1, filled ? 0.1 : 1, filled ? 0.12 : 1, 1);
  cairo_fill_preserve (cr);
  cairo_set_source_rgba (cr, filled ? 1 : 0.1, filled ? 1 : 0.1, filled ? 1 : 0.12, 1);
  cairo_set_line_width (cr, LINE_PX);
  cairo_stroke (cr);
}

static void
draw_corners (AnlanZoneTool *self, cairo_t *cr)
{
  for (guint ring = 0; ring < anlan_zone_edit_n_rings (self->edit); ring++)
    {
      guint n;

      anlan_zone_edit_get_ring (self->edit, ring, &n);
      for (guint i = 0; i < n; i++)
        {
          gboolean chosen = ring == self->ring && i == self->corner && self->hold != ANLAN_ZONE_HOLD_EDGE;

          draw_square (cr, screen_of (self, anlan_zone_tool_shown_corner (self, ring, i)),
                       chosen ? CHOSEN_PX : CORNER_PX, chosen);
        }
    }
  if (self->hold == ANLAN_ZONE_HOLD_EDGE)
    draw_square (cr, screen_of (self, self->here), CHOSEN_PX, TRUE);
}

static void
draw_cut (AnlanZoneTool *self, cairo_t *cr)
{
  for (guint i = 0; i < self->line->len; i++)
    {
      AnlanPoint at = screen_of (self, g_array_index (self->line, AnlanLonLat, i));

      cairo_line_to (cr, at.x, at.y);
    }
  stroke_cased (cr, FALSE);
  for (guint i = 0; i < self->line->len; i++)
    draw_square (cr, screen_of (self, g_array_index (self->line, AnlanLonLat, i)), CORNER_PX, FALSE);
}

static void
draw_snap (AnlanZoneTool *self, cairo_t *cr)
{
  AnlanPoint at;

  if (!self->has_here || self->snap == ANLAN_SNAP_NONE)
    return;
  at = screen_of (self, self->here);
  cairo_new_sub_path (cr);
  cairo_arc (cr, at.x, at.y, SNAP_RADIUS_PX, 0, 2 * G_PI);
  stroke_cased (cr, FALSE);
}

/* What is refused names corners by their numbers. */
static void
snapshot_numbers (AnlanZoneTool *self, GtkSnapshot *snapshot)
{
  GtkWidget *view = GTK_WIDGET (anlan_map_tool_get_view (ANLAN_MAP_TOOL (self)));
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (view, NULL);
  const GdkRGBA light = { 1, 1, 1, 0.9f }, dark = { 0.1f, 0.1f, 0.12f, 1 };

  for (guint ring = 0; ring < anlan_zone_edit_n_rings (self->edit); ring++)
    {
      guint n;

      anlan_zone_edit_get_ring (self->edit, ring, &n);
      for (guint i = 0; i < n && n <= MAX_NUMBERS; i++)
        {
          AnlanPoint at = screen_of (self, anlan_zone_tool_shown_corner (self, ring, i));
          char number[16];
          int width, height;

          g_snprintf (number, sizeof number, "%u", i + 1);
          pango_layout_set_text (layout, number, -1);
          pango_layout_get_pixel_size (layout, &width, &height);
          gtk_snapshot_save (snapshot);
          gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float)(at.x + CHOSEN_PX / 2 + 2),
                                                                  (float)(at.y - CHOSEN_PX / 2 - height)));
          gtk_snapshot_append_color (snapshot, &light,
                                     &GRAPHENE_RECT_INIT (-2, 0, (float)width + 4, (float)height));
          gtk_snapshot_append_layout (snapshot, layout, &dark);
          gtk_snapshot_restore (snapshot);
        }
    }
}

void
anlan_zone_tool_snapshot (AnlanMapTool *tool, GtkSnapshot *snapshot)
{
  AnlanZoneTool *self = ANLAN_ZONE_TOOL (tool);
  GtkWidget *view = GTK_WIDGET (anlan_map_tool_get_view (tool));
  cairo_t *cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (view),
                                                                (float)gtk_widget_get_height (view)));

  for (guint ring = 0; ring < anlan_zone_edit_n_rings (self->edit); ring++)
    trace_ring (self, cr, ring);
  stroke_cased (cr, self->trouble != NULL && self->hold != ANLAN_ZONE_HOLD_NOTHING);
  draw_next (self, cr);
  if (self->mode == ANLAN_ZONE_TOOL_SPLIT)
    draw_cut (self, cr);
  else
    draw_corners (self, cr);
  draw_snap (self, cr);
  cairo_destroy (cr);
  if (self->mode != ANLAN_ZONE_TOOL_SPLIT)
    snapshot_numbers (self, snapshot);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-view-private.h"

/* Logical pixels a press of an arrow key moves the map by; with Shift finely, for a tool's cross. */
#define STEP_PX 96.0
#define FINE_STEP_PX 4.0

#define CROSS_PX 12.0

void
anlan_map_view_set_keyboard (AnlanMapView *self, gboolean keyboard)
{
  if (keyboard == self->keyboard)
    return;
  self->keyboard = keyboard;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static AnlanMapEvent
event_at_cross (AnlanMapView *self, int n_press, GdkModifierType state)
{
  return (AnlanMapEvent){ .at = anlan_map_view_get_middle (self),
                          .x = gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
                          .y = gtk_widget_get_height (GTK_WIDGET (self)) / 2.0,
                          .button = n_press > 0 ? GDK_BUTTON_PRIMARY : 0,
                          .n_press = n_press,
                          .state = state,
                          .keyboard = TRUE };
}

static gboolean
pan_by_key (AnlanMapView *self, guint keyval, GdkModifierType state)
{
  double step = state & GDK_SHIFT_MASK ? FINE_STEP_PX : STEP_PX;
  double x = 0, y = 0;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      x = -step;
      break;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      x = step;
      break;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      y = -step;
      break;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      y = step;
      break;
    default:
      return FALSE;
    }
  anlan_map_view_pan (self, x, y);
  return TRUE;
}

static gboolean
zoom_by_key (AnlanMapView *self, guint keyval)
{
  switch (keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      anlan_map_view_zoom (self, 1);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      anlan_map_view_zoom (self, -1);
      return TRUE;
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
    case GDK_KEY_0:
    case GDK_KEY_KP_0:
      anlan_map_view_show_all (self);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
is_click_key (guint keyval)
{
  return keyval == GDK_KEY_space || keyval == GDK_KEY_KP_Space || keyval == GDK_KEY_Return ||
         keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter;
}

static gboolean
lead_tool (AnlanMapView *self, guint keyval, GdkModifierType state)
{
  g_autoptr (AnlanMapTool) tool = g_object_ref (self->tool);

  if (keyval == GDK_KEY_Escape)
    {
      if (!anlan_map_tool_cancel (tool))
        anlan_map_view_set_tool (self, NULL);
      return TRUE;
    }
  if (anlan_map_tool_key (tool, keyval, state))
    return TRUE;
  if (is_click_key (keyval) && !(state & (GDK_CONTROL_MASK | GDK_ALT_MASK)))
    {
      AnlanMapEvent event = event_at_cross (self, 1, state);

      anlan_map_view_set_keyboard (self, TRUE);
      anlan_map_tool_move (tool, &event);
      anlan_map_tool_click (tool, &event);
      return TRUE;
    }
  return FALSE;
}

gboolean
anlan_map_view_key_pressed_cb (
    GtkEventControllerKey *controller, guint keyval, guint keycode, GdkModifierType state, AnlanMapView *self)
{
  gboolean taken;

  if (self->tool != NULL && lead_tool (self, keyval, state))
    return TRUE;
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK))
    return FALSE;
  taken = pan_by_key (self, keyval, state) || zoom_by_key (self, keyval);
  if (taken && self->tool != NULL)
    {
      AnlanMapEvent event = event_at_cross (self, 0, state);

      anlan_map_view_set_keyboard (self, TRUE);
      anlan_map_tool_move (self->tool, &event);
    }
  return taken;
}

void
anlan_map_view_snapshot_cross (AnlanMapView *self, GtkSnapshot *snapshot)
{
  float x = (float)gtk_widget_get_width (GTK_WIDGET (self)) / 2;
  float y = (float)gtk_widget_get_height (GTK_WIDGET (self)) / 2;
  GdkRGBA dark = { 0, 0, 0, 0.9f }, light = { 1, 1, 1, 0.9f };
  float reach = (float)CROSS_PX;

  gtk_snapshot_append_color (snapshot, &light, &GRAPHENE_RECT_INIT (x - reach - 1, y - 2, 2 * reach + 2, 4));
  gtk_snapshot_append_color (snapshot, &light, &GRAPHENE_RECT_INIT (x - 2, y - reach - 1, 4, 2 * reach + 2));
  gtk_snapshot_append_color (snapshot, &dark, &GRAPHENE_RECT_INIT (x - reach, y - 1, 2 * reach, 2));
  gtk_snapshot_append_color (snapshot, &dark, &GRAPHENE_RECT_INIT (x - 1, y - reach, 2, 2 * reach));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-view-private.h"

#include <adwaita.h>
#include <math.h>

#include "map-source.h"

/* A click that moved further is a drag; logical pixels. */
#define CLICK_REACH_PX 6.0
/* A single thing is not shown closer than this. */
#define CLOSEST_FIT 20.0
#define MARGIN_OF_ALL_PX 48.0
#define GO_TO_MS 250

G_DEFINE_FINAL_TYPE (AnlanMapView, anlan_map_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_TOOL,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

enum
{
  VIEWPORT_CHANGED,
  POINTED,
  CLICKED,
  READY,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static ShumateViewport *
viewport_of (AnlanMapView *self)
{
  return shumate_map_get_viewport (self->map);
}

/* --- the tool and the pointer -------------------------------------------------------------------------------------- */

static AnlanMapEvent
make_event (AnlanMapView *self, double x, double y, guint button, int n_press, GdkModifierType state)
{
  return (AnlanMapEvent){ .at = anlan_map_view_to_lonlat (self, x, y),
                          .x = x,
                          .y = y,
                          .button = button,
                          .n_press = n_press,
                          .state = state };
}

static GdkModifierType
state_of (GtkEventController *controller)
{
  return gtk_event_controller_get_current_event_state (controller);
}

/* What lies at @x, @y stays there. libshumate 1.0.3 cannot do it: it copies its viewport, which warns of any limit of
 * zoom over 20. */
static void
zoom_at (AnlanMapView *self, double x, double y, double steps)
{
  AnlanMapViewport viewport;
  AnlanMapPoint fixed;
  double shrink;

  if (!anlan_map_view_get_viewport (self, &viewport))
    return;
  fixed = anlan_map_viewport_to_world (&viewport, (AnlanMapPoint){ x, y });
  shrink = anlan_map_pixels_per_unit (viewport.zoom);
  viewport.zoom = CLAMP (viewport.zoom + steps, ANLAN_MAP_MIN_ZOOM, ANLAN_MAP_MAX_ZOOM);
  shrink /= anlan_map_pixels_per_unit (viewport.zoom);
  viewport.centre.x = fixed.x + (viewport.centre.x - fixed.x) * shrink;
  viewport.centre.y = fixed.y + (viewport.centre.y - fixed.y) * shrink;
  anlan_map_view_jump_to_world (self, viewport.centre, viewport.zoom);
}

static gboolean
on_scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, AnlanMapView *self)
{
  gboolean known = self->pointer_x >= 0;

  zoom_at (self, known ? self->pointer_x : gtk_widget_get_width (GTK_WIDGET (self)) / 2.0,
           known ? self->pointer_y : gtk_widget_get_height (GTK_WIDGET (self)) / 2.0, -dy);
  return GDK_EVENT_STOP;
}

static void
on_pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, AnlanMapView *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  AnlanMapEvent event = make_event (self, x, y, button, n_press, state_of (GTK_EVENT_CONTROLLER (gesture)));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  anlan_map_view_set_keyboard (self, FALSE);
  self->press_x = x;
  self->press_y = y;
  self->is_dragging = self->tool != NULL && anlan_map_tool_press (self->tool, &event);
  if (self->is_dragging)
    gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
}

static void
on_released_cb (GtkGestureClick *gesture, int n_press, double x, double y, AnlanMapView *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  AnlanMapEvent event = make_event (self, x, y, button, n_press, state_of (GTK_EVENT_CONTROLLER (gesture)));

  if (self->is_dragging)
    {
      self->is_dragging = FALSE;
      if (self->tool != NULL)
        anlan_map_tool_release (self->tool, &event);
      return;
    }
  if (hypot (x - self->press_x, y - self->press_y) > CLICK_REACH_PX)
    return;
  if (self->tool != NULL && anlan_map_tool_click (self->tool, &event))
    return;
  if (button != GDK_BUTTON_PRIMARY)
    return;
  if (self->tool == NULL && n_press == 2)
    zoom_at (self, x, y, 1);
  g_signal_emit (self, signals[CLICKED], 0, x, y, n_press);
}

/* The map's own drag has taken the pointer. */
static void
on_cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, AnlanMapView *self)
{
  AnlanMapEvent event;

  if (!self->is_dragging)
    return;
  self->is_dragging = FALSE;
  event = make_event (self, self->pointer_x, self->pointer_y, GDK_BUTTON_PRIMARY, 1, 0);
  if (self->tool != NULL)
    anlan_map_tool_release (self->tool, &event);
}

static void
on_motion_cb (GtkEventControllerMotion *controller, double x, double y, AnlanMapView *self)
{
  AnlanMapEvent event = make_event (self, x, y, 0, 0, state_of (GTK_EVENT_CONTROLLER (controller)));

  if (x == self->pointer_x && y == self->pointer_y)
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  anlan_map_view_set_keyboard (self, FALSE);
  g_signal_emit (self, signals[POINTED], 0, x, y);
  if (self->tool != NULL && (self->is_dragging || !(event.state & GDK_BUTTON1_MASK)))
    anlan_map_tool_move (self->tool, &event);
}

static void
on_leave_cb (GtkEventControllerMotion *controller, AnlanMapView *self)
{
  self->pointer_x = self->pointer_y = -1;
  g_signal_emit (self, signals[POINTED], 0, -1.0, -1.0);
}

static void
add_controllers (AnlanMapView *self)
{
  GtkGesture *click = gtk_gesture_click_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);

  /* Before the map's own, so that a tool's drag does not pan. */
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (click), GTK_PHASE_CAPTURE);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), 0);
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (on_released_cb), self);
  g_signal_connect (click, "cancel", G_CALLBACK (on_cancel_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));

  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);

  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);

  g_signal_connect (keys, "key-pressed", G_CALLBACK (anlan_map_view_key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
update_cursor (AnlanMapView *self)
{
  const char *cursor = self->tool != NULL ? anlan_map_tool_get_cursor (self->tool) : NULL;

  if (self->tool == NULL)
    gtk_widget_set_cursor (GTK_WIDGET (self), NULL);
  else
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursor != NULL ? cursor : "crosshair");
}

static void
on_tool_done_cb (AnlanMapTool *tool, AnlanMapView *self)
{
  if (tool == self->tool)
    anlan_map_view_set_tool (self, NULL);
}

/* --- the map ------------------------------------------------------------------------------------------------------- */

static void
show_wanted (AnlanMapView *self)
{
  AnlanMapViewport viewport;

  if (anlan_map_rect_is_empty (self->wanted) || !anlan_map_view_get_viewport (self, &viewport))
    return;
  anlan_map_viewport_fit (&viewport, self->wanted, self->wanted_margin, CLOSEST_FIT);
  self->wanted = ANLAN_MAP_RECT_EMPTY;
  anlan_map_view_jump_to_world (self, viewport.centre, viewport.zoom);
}

static void
on_viewport_notify_cb (ShumateViewport *viewport, GParamSpec *pspec, AnlanMapView *self)
{
  /* Two fingers turn a ShumateMap; north stays up here. */
  if (shumate_viewport_get_rotation (viewport) != 0)
    {
      shumate_viewport_set_rotation (viewport, 0);
      return;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[VIEWPORT_CHANGED], 0);
}

static void
on_layer_ready_cb (AnlanMapLayer *layer, AnlanMapView *self)
{
  g_signal_emit (self, signals[READY], 0);
}

static void
update_theme (AnlanMapView *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->look.theme = adw_style_manager_get_dark (manager) ? ANLAN_MAP_THEME_DARK : ANLAN_MAP_THEME_LIGHT;
  self->look.high_contrast = adw_style_manager_get_high_contrast (manager);
  anlan_map_layer_set_look (self->layer, &self->look);
}

static void
anlan_map_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  AnlanMapView *self = ANLAN_MAP_VIEW (widget);

  gtk_widget_allocate (GTK_WIDGET (self->map), width, height, -1, NULL);
  if (width > 0 && height > 0)
    show_wanted (self);
  if (self->overlay != NULL)
    gtk_widget_allocate (self->overlay, width, height, -1, NULL);
}

static void
anlan_map_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnlanMapView *self = ANLAN_MAP_VIEW (widget);

  GTK_WIDGET_CLASS (anlan_map_view_parent_class)->snapshot (widget, snapshot);
  if (self->tool == NULL)
    return;
  anlan_map_tool_snapshot (self->tool, snapshot);
  if (self->keyboard)
    anlan_map_view_snapshot_cross (self, snapshot);
}

/* --- object -------------------------------------------------------------------------------------------------------- */

static void
anlan_map_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TOOL)
    g_value_set_object (value, ANLAN_MAP_VIEW (object)->tool);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anlan_map_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_TOOL)
    anlan_map_view_set_tool (ANLAN_MAP_VIEW (object), g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anlan_map_view_dispose (GObject *object)
{
  AnlanMapView *self = ANLAN_MAP_VIEW (object);

  if (self->tool != NULL)
    anlan_map_view_set_tool (self, NULL);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_pointer ((GtkWidget **)&self->map, gtk_widget_unparent);
  g_clear_pointer (&self->scene, anlan_map_scene_unref);
  g_clear_pointer (&self->selected, g_free);
  G_OBJECT_CLASS (anlan_map_view_parent_class)->dispose (object);
}

static void
anlan_map_view_class_init (AnlanMapViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = anlan_map_view_get_property;
  object_class->set_property = anlan_map_view_set_property;
  object_class->dispose = anlan_map_view_dispose;
  widget_class->size_allocate = anlan_map_view_size_allocate;
  widget_class->snapshot = anlan_map_view_snapshot;

  properties[PROP_TOOL] =
      g_param_spec_object ("tool", NULL, NULL, ANLAN_TYPE_MAP_TOOL,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[VIEWPORT_CHANGED] = g_signal_new ("viewport-changed", ANLAN_TYPE_MAP_VIEW, G_SIGNAL_RUN_LAST, 0,
                                            NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[POINTED] = g_signal_new ("pointed", ANLAN_TYPE_MAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 2, G_TYPE_DOUBLE, G_TYPE_DOUBLE);
  signals[CLICKED] = g_signal_new ("clicked", ANLAN_TYPE_MAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 3, G_TYPE_DOUBLE, G_TYPE_DOUBLE, G_TYPE_INT);
  signals[READY] =
      g_signal_new ("ready", ANLAN_TYPE_MAP_VIEW, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (widget_class, "map-view");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
anlan_map_view_init (AnlanMapView *self)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();
  g_autoptr (ShumateMapSource) source = anlan_map_source_new ();
  ShumateViewport *viewport;

  self->wanted = ANLAN_MAP_RECT_EMPTY;
  self->pointer_x = self->pointer_y = -1;
  self->map = shumate_map_new ();
  gtk_widget_set_parent (GTK_WIDGET (self->map), GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self->map), FALSE);
  viewport = viewport_of (self);
  shumate_map_set_map_source (self->map, source);
  shumate_viewport_set_reference_map_source (viewport, source);
  shumate_viewport_set_max_zoom_level (viewport, (guint)ANLAN_MAP_MAX_ZOOM);
  shumate_map_set_go_to_duration (self->map, GO_TO_MS);
  shumate_map_set_zoom_on_double_click (self->map, FALSE);

  self->online_layer = anlan_map_online_layer_new (viewport);
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->online_layer));
  self->layer = anlan_map_layer_new (viewport);
  shumate_map_add_layer (self->map, SHUMATE_LAYER (self->layer));
  g_signal_connect (viewport, "notify", G_CALLBACK (on_viewport_notify_cb), self);
  g_signal_connect (self->layer, "ready", G_CALLBACK (on_layer_ready_cb), self);

  anlan_map_look_init (&self->look, ANLAN_MAP_THEME_LIGHT);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (update_theme), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (update_theme), self,
                           G_CONNECT_SWAPPED);
  update_theme (self);

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  add_controllers (self);
}

AnlanMapView *
anlan_map_view_new (void)
{
  return g_object_new (ANLAN_TYPE_MAP_VIEW, NULL);
}

void
anlan_map_view_set_scene (AnlanMapView *self, AnlanMapScene *scene)
{
  g_return_if_fail (ANLAN_IS_MAP_VIEW (self));

  if (scene == self->scene)
    return;
  g_clear_pointer (&self->scene, anlan_map_scene_unref);
  if (scene != NULL)
    self->scene = anlan_map_scene_ref (scene);
  anlan_map_layer_set_scene (self->layer, scene);
}

AnlanMapScene *
anlan_map_view_get_scene (AnlanMapView *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (self), NULL);

  return self->scene;
}

void
anlan_map_view_set_look (AnlanMapView *self, const AnlanMapLook *look)
{
  gboolean clear;

  g_return_if_fail (ANLAN_IS_MAP_VIEW (self) && look != NULL);

  clear = self->look.clear;
  self->look = *look;
  self->look.clear = clear;
  update_theme (self);
}

void
anlan_map_view_get_look (AnlanMapView *self, AnlanMapLook *look)
{
  g_return_if_fail (ANLAN_IS_MAP_VIEW (self) && look != NULL);

  *look = self->look;
}

void
anlan_map_view_set_selected (AnlanMapView *self, const char *zone)
{
  g_return_if_fail (ANLAN_IS_MAP_VIEW (self));

  if (g_strcmp0 (zone, self->selected) == 0)
    return;
  g_free (self->selected);
  self->selected = g_strdup (zone);
  anlan_map_layer_set_selected (self->layer, zone);
}

const char *
anlan_map_view_get_selected (AnlanMapView *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (self), NULL);

  return self->selected;
}

const AnlanMapMarks *
anlan_map_view_get_marks (AnlanMapView *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (self), NULL);

  return anlan_map_layer_get_marks (self->layer);
}

void
anlan_map_view_set_online (AnlanMapView *self, AnlanMapOnline *online)
{
  g_return_if_fail (ANLAN_IS_MAP_VIEW (self));
  g_return_if_fail (online == NULL || ANLAN_IS_MAP_ONLINE (online));

  anlan_map_online_layer_set_source (self->online_layer, online);
  self->look.clear = online != NULL;
  update_theme (self);
}

void
anlan_map_view_set_overlay (AnlanMapView *self, GtkWidget *child)
{
  g_return_if_fail (ANLAN_IS_MAP_VIEW (self) && GTK_IS_WIDGET (child));
  g_return_if_fail (self->overlay == NULL);

  self->overlay = child;
  gtk_widget_insert_after (child, GTK_WIDGET (self), GTK_WIDGET (self->map));
}

void
anlan_map_view_set_tool (AnlanMapView *self, AnlanMapTool *tool)
{
  g_autoptr (AnlanMapTool) former = NULL;

  g_return_if_fail (ANLAN_IS_MAP_VIEW (self));
  g_return_if_fail (tool == NULL || ANLAN_IS_MAP_TOOL (tool));

  if (tool == self->tool)
    return;
  former = g_steal_pointer (&self->tool);
  self->is_dragging = FALSE;
  if (former != NULL)
    {
      g_signal_handlers_disconnect_by_data (former, self);
      anlan_map_tool_attach (former, NULL);
    }
  if (tool != NULL)
    {
      self->tool = g_object_ref (tool);
      g_signal_connect (tool, "done", G_CALLBACK (on_tool_done_cb), self);
      g_signal_connect_swapped (tool, "notify::cursor", G_CALLBACK (update_cursor), self);
      anlan_map_tool_attach (tool, self);
    }
  update_cursor (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_TOOL]);
}

AnlanMapTool *
anlan_map_view_get_tool (AnlanMapView *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (self), NULL);

  return self->tool;
}

gboolean
anlan_map_view_is_sharp (AnlanMapView *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (self), FALSE);

  return anlan_map_layer_is_sharp (self->layer);
}

/* --- where --------------------------------------------------------------------------------------------------------- */

gboolean
anlan_map_view_get_viewport (AnlanMapView *self, AnlanMapViewport *viewport)
{
  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (self) && viewport != NULL, FALSE);

  return anlan_map_layer_get_viewport (self->layer, viewport);
}

AnlanLonLat
anlan_map_view_to_lonlat (AnlanMapView *self, double x, double y)
{
  AnlanLonLat at = { 0, 0 };
  AnlanMapViewport viewport;
  AnlanMapPoint world;

  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (self), at);

  anlan_map_layer_get_viewport (self->layer, &viewport);
  world = anlan_map_viewport_to_world (&viewport, (AnlanMapPoint){ x, y });
  anlan_map_unproject (world, &at.lon, &at.lat);
  return at;
}

AnlanPoint
anlan_map_view_from_lonlat (AnlanMapView *self, AnlanLonLat at)
{
  AnlanMapViewport viewport;

  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (self), ((AnlanPoint){ 0, 0 }));

  anlan_map_layer_get_viewport (self->layer, &viewport);
  return anlan_map_viewport_to_screen (&viewport, anlan_map_project (at.lon, at.lat));
}

AnlanLonLat
anlan_map_view_get_middle (AnlanMapView *self)
{
  ShumateViewport *viewport;

  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (self), ((AnlanLonLat){ 0, 0 }));

  viewport = viewport_of (self);
  return (AnlanLonLat){ shumate_location_get_longitude (SHUMATE_LOCATION (viewport)),
                        shumate_location_get_latitude (SHUMATE_LOCATION (viewport)) };
}

void
anlan_map_view_go_to (AnlanMapView *self, AnlanLonLat at, double zoom)
{
  g_return_if_fail (ANLAN_IS_MAP_VIEW (self));

  if (!adw_get_enable_animations (GTK_WIDGET (self)) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      anlan_map_view_jump_to (self, at, zoom);
      return;
    }
  self->wanted = ANLAN_MAP_RECT_EMPTY;
  if (zoom < 0)
    shumate_map_go_to (self->map, at.lat, at.lon);
  else
    shumate_map_go_to_full (self->map, at.lat, at.lon, CLAMP (zoom, ANLAN_MAP_MIN_ZOOM, ANLAN_MAP_MAX_ZOOM));
}

void
anlan_map_view_jump_to (AnlanMapView *self, AnlanLonLat at, double zoom)
{
  g_return_if_fail (ANLAN_IS_MAP_VIEW (self));

  self->wanted = ANLAN_MAP_RECT_EMPTY;
  shumate_map_stop_go_to (self->map);
  if (zoom >= 0)
    shumate_viewport_set_zoom_level (viewport_of (self),
                                     CLAMP (zoom, ANLAN_MAP_MIN_ZOOM, ANLAN_MAP_MAX_ZOOM));
  shumate_location_set_location (SHUMATE_LOCATION (viewport_of (self)),
                                 CLAMP (at.lat, -ANLAN_MAP_MAX_LATITUDE, ANLAN_MAP_MAX_LATITUDE),
                                 CLAMP (at.lon, -180, 180));
}

void
anlan_map_view_jump_to_world (AnlanMapView *self, AnlanMapPoint centre, double zoom)
{
  AnlanLonLat at;

  anlan_map_unproject (centre, &at.lon, &at.lat);
  anlan_map_view_jump_to (self, at, zoom);
}

void
anlan_map_view_show (AnlanMapView *self, AnlanMapRect bounds, double margin)
{
  g_return_if_fail (ANLAN_IS_MAP_VIEW (self));

  self->wanted = bounds;
  self->wanted_margin = margin;
  show_wanted (self);
}

void
anlan_map_view_show_all (AnlanMapView *self)
{
  g_return_if_fail (ANLAN_IS_MAP_VIEW (self));

  if (self->scene != NULL)
    anlan_map_view_show (self, anlan_map_scene_get_plant_bounds (self->scene), MARGIN_OF_ALL_PX);
}

void
anlan_map_view_pan (AnlanMapView *self, double x, double y)
{
  AnlanMapViewport viewport;

  g_return_if_fail (ANLAN_IS_MAP_VIEW (self));

  if (!anlan_map_view_get_viewport (self, &viewport))
    return;
  viewport.centre.x += x / anlan_map_pixels_per_unit (viewport.zoom);
  viewport.centre.y += y / anlan_map_pixels_per_unit (viewport.zoom);
  anlan_map_view_jump_to_world (self, viewport.centre, -1);
}

void
anlan_map_view_zoom (AnlanMapView *self, double steps)
{
  AnlanMapViewport viewport;

  g_return_if_fail (ANLAN_IS_MAP_VIEW (self));

  if (!anlan_map_view_get_viewport (self, &viewport))
    return;
  anlan_map_view_go_to (self, anlan_map_view_get_middle (self), MAX (viewport.zoom + steps, 0));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "compare-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MOST_ZOOM 12.0
#define KEY_ZOOM 1.25
#define KEY_MOVE 0.05
/* How near to the line the pointer takes hold of it, in pixels. */
#define GRIP 22
#define KNOB 13
#define GAP 4

struct _AnlanCompareView
{
  GtkWidget parent_instance;

  GdkTexture *before;
  GdkTexture *after;
  GdkTexture *heat;
  AnlanPhotoFit fit;
  gboolean fits; /* @fit is known */
  gboolean beside;
  gboolean shows_heat;
  double position;
  double zoom; /* 1: all is shown */
  double x, y; /* point of the first picture in the middle of the frame, in parts of its width */

  /* while dragging */
  gboolean on_line;
  double from_x, from_y;
};

G_DEFINE_FINAL_TYPE (AnlanCompareView, anlan_compare_view, GTK_TYPE_WIDGET)

enum
{
  PROP_0,
  PROP_BESIDE,
  PROP_SHOWS_HEAT,
  PROP_POSITION,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- geometry ----------------------------------------------------------------------------------------------------- */

/* Height by width of the first picture, or of the one that there is. */
static double
ratio_of (AnlanCompareView *view)
{
  GdkTexture *texture = view->before != NULL ? view->before : view->after;

  return texture != NULL ? (double)gdk_texture_get_height (texture) / gdk_texture_get_width (texture) : 0.75;
}

static double
frame_width (AnlanCompareView *view)
{
  int width = gtk_widget_get_width (GTK_WIDGET (view));

  return view->beside ? (width - GAP) / 2.0 : width;
}

/* Pixels that the first picture's width takes. */
static double
scale_of (AnlanCompareView *view)
{
  double width = frame_width (view), height = gtk_widget_get_height (GTK_WIDGET (view));

  return MAX (1, MIN (width, height / ratio_of (view))) * view->zoom;
}

/* The picture does not leave its frame further than to its middle line. */
static void
settle (AnlanCompareView *view)
{
  double ratio = ratio_of (view), half_x, half_y;

  view->zoom = CLAMP (view->zoom, 1, MOST_ZOOM);
  half_x = frame_width (view) / scale_of (view) / 2;
  half_y = gtk_widget_get_height (GTK_WIDGET (view)) / scale_of (view) / 2;
  view->x = half_x >= 0.5 ? 0.5 : CLAMP (view->x, half_x, 1 - half_x);
  view->y = half_y >= ratio / 2 ? ratio / 2 : CLAMP (view->y, half_y, ratio - half_y);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

static void
zoom_at (AnlanCompareView *view, double factor, double px, double py)
{
  double width = frame_width (view), height = gtk_widget_get_height (GTK_WIDGET (view)), before, after;

  if (view->beside && px > width)
    px -= width + GAP;
  before = scale_of (view);
  view->zoom = CLAMP (view->zoom * factor, 1, MOST_ZOOM);
  after = scale_of (view);
  view->x += (px - width / 2) * (1 / before - 1 / after);
  view->y += (py - height / 2) * (1 / before - 1 / after);
  settle (view);
}

/* --- drawing ---------------------------------------------------------------------------------------------------------- */

/* Where the second picture lies on the first; without a fit as large as goes, in the middle. */
static void
place_after (AnlanCompareView *view, double *x, double *y, double *width)
{
  double ratio = ratio_of (view);
  double own = view->after != NULL
                   ? (double)gdk_texture_get_height (view->after) / gdk_texture_get_width (view->after)
                   : ratio;

  if (view->fits)
    {
      *x = view->fit.x;
      *y = view->fit.y;
      *width = view->fit.scale;
      return;
    }
  *width = MIN (1, ratio / own);
  *x = (1 - *width) / 2;
  *y = (ratio - *width * own) / 2;
}

/* @texture with its left upper corner at (@x, @y) and as wide as @width, in parts of the first one's width. */
static void
draw_texture (AnlanCompareView *view,
              GtkSnapshot *snapshot,
              GdkTexture *texture,
              double left,
              double x,
              double y,
              double width)
{
  double scale = scale_of (view), ratio;
  graphene_rect_t bounds;

  if (texture == NULL)
    return;
  ratio = (double)gdk_texture_get_height (texture) / gdk_texture_get_width (texture);
  graphene_rect_init (&bounds, (float)(left + frame_width (view) / 2 + (x - view->x) * scale),
                      (float)(gtk_widget_get_height (GTK_WIDGET (view)) / 2.0 + (y - view->y) * scale),
                      (float)(width * scale), (float)(width * ratio * scale));
  gtk_snapshot_append_texture (snapshot, texture, &bounds);
}

static void
push_frame (AnlanCompareView *view, GtkSnapshot *snapshot, double left, double right)
{
  graphene_rect_t bounds;

  graphene_rect_init (&bounds, (float)left, 0, (float)MAX (0, right - left),
                      (float)gtk_widget_get_height (GTK_WIDGET (view)));
  gtk_snapshot_push_clip (snapshot, &bounds);
}

static void
draw_after (AnlanCompareView *view, GtkSnapshot *snapshot, double left)
{
  double x, y, width;

  place_after (view, &x, &y, &width);
  draw_texture (view, snapshot, view->after, left, x, y, width);
  if (view->shows_heat && view->fits)
    draw_texture (view, snapshot, view->heat, left, 0, 0, 1);
}

static void
draw_line (AnlanCompareView *view, GtkSnapshot *snapshot, double at)
{
  static const GdkRGBA white = { 1, 1, 1, 1 }, dark = { 0, 0, 0, 0.55F }, ink = { 0.15F, 0.15F, 0.18F, 1 };
  int height = gtk_widget_get_height (GTK_WIDGET (view));
  float middle = (float)height / 2;
  GskRoundedRect knob;
  cairo_t *cr;

  gtk_snapshot_append_color (snapshot, &dark, &GRAPHENE_RECT_INIT ((float)at - 2, 0, 4, (float)height));
  gtk_snapshot_append_color (snapshot, &white, &GRAPHENE_RECT_INIT ((float)at - 1, 0, 2, (float)height));
  gsk_rounded_rect_init_from_rect (
      &knob, &GRAPHENE_RECT_INIT ((float)at - KNOB, middle - KNOB, 2 * KNOB, 2 * KNOB), KNOB);
  gtk_snapshot_append_outset_shadow (snapshot, &knob, &dark, 0, 1, 0, 4);
  gtk_snapshot_push_rounded_clip (snapshot, &knob);
  gtk_snapshot_append_color (snapshot, &white, &knob.bounds);
  gtk_snapshot_pop (snapshot);
  cr = gtk_snapshot_append_cairo (snapshot, &knob.bounds);
  gdk_cairo_set_source_rgba (cr, &ink);
  cairo_set_line_width (cr, 2);
  for (int side = -1; side <= 1; side += 2)
    {
      cairo_move_to (cr, at + side * 3.5, (double)middle - 4);
      cairo_line_to (cr, at + side * 7.5, (double)middle);
      cairo_line_to (cr, at + side * 3.5, (double)middle + 4);
    }
  cairo_stroke (cr);
  cairo_destroy (cr);
}

static void
anlan_compare_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnlanCompareView *view = ANLAN_COMPARE_VIEW (widget);
  double width = gtk_widget_get_width (widget), half = frame_width (view);
  double line = view->beside ? half : width * view->position;

  push_frame (view, snapshot, 0, view->beside || view->after != NULL ? line : width);
  draw_texture (view, snapshot, view->before, 0, 0, 0, 1);
  gtk_snapshot_pop (snapshot);
  push_frame (view, snapshot, view->beside ? half + GAP : line, width);
  draw_after (view, snapshot, view->beside ? half + GAP : 0);
  gtk_snapshot_pop (snapshot);
  if (!view->beside && view->before != NULL && view->after != NULL)
    draw_line (view, snapshot, line);
}

static void
anlan_compare_view_measure (GtkWidget *widget,
                            GtkOrientation orientation,
                            int for_size,
                            int *minimum,
                            int *natural,
                            int *minimum_baseline,
                            int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : 300;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 480 : 320;
}

static void
anlan_compare_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  settle (ANLAN_COMPARE_VIEW (widget));
}

/* --- hands ---------------------------------------------------------------------------------------------------------------- */

static void
set_position (AnlanCompareView *view, double position)
{
  view->position = CLAMP (position, 0, 1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  view->position * 100, -1);
  gtk_widget_queue_draw (GTK_WIDGET (view));
  g_object_notify_by_pspec (G_OBJECT (view), properties[PROP_POSITION]);
}

static void
on_drag_begin_cb (GtkGestureDrag *gesture, double x, double y, AnlanCompareView *view)
{
  double width = gtk_widget_get_width (GTK_WIDGET (view));

  gtk_widget_grab_focus (GTK_WIDGET (view));
  /* A picture that is wholly shown cannot be moved: then the line follows from anywhere. */
  view->on_line = !view->beside && (view->zoom <= 1 || ABS (x - width * view->position) < GRIP);
  view->from_x = view->on_line ? x : view->x;
  view->from_y = view->y;
  if (view->on_line)
    set_position (view, x / MAX (1, width));
}

static void
on_drag_update_cb (GtkGestureDrag *gesture, double by_x, double by_y, AnlanCompareView *view)
{
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (view->on_line)
    {
      set_position (view, (view->from_x + by_x) / MAX (1, gtk_widget_get_width (GTK_WIDGET (view))));
      return;
    }
  view->x = view->from_x - by_x / scale_of (view);
  view->y = view->from_y - by_y / scale_of (view);
  settle (view);
}

/* Only with Ctrl: the page that it stands in scrolls by the wheel. */
static gboolean
on_scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, AnlanCompareView *view)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));

  if ((state & GDK_CONTROL_MASK) == 0)
    return FALSE;
  anlan_compare_view_zoom (view, pow (KEY_ZOOM, -dy));
  return TRUE;
}

static void
move_by (AnlanCompareView *view, double x, double y)
{
  view->x += x / view->zoom;
  view->y += y / view->zoom;
  settle (view);
}

static gboolean
on_arrow (AnlanCompareView *view, guint key, GdkModifierType modifiers)
{
  double x = key == GDK_KEY_Left ? -KEY_MOVE : key == GDK_KEY_Right ? KEY_MOVE : 0;
  double y = key == GDK_KEY_Up ? -KEY_MOVE : key == GDK_KEY_Down ? KEY_MOVE : 0;

  if ((x == 0 && y == 0) || (modifiers & ~GDK_SHIFT_MASK) != 0)
    return FALSE;
  if ((modifiers & GDK_SHIFT_MASK) != 0)
    move_by (view, x, y);
  else if (y != 0 || view->beside)
    return FALSE;
  else
    set_position (view, view->position + x);
  return TRUE;
}

static gboolean
on_key_cb (
    GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, AnlanCompareView *view)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  if (on_arrow (view, key, modifiers))
    return TRUE;
  if ((modifiers & ~GDK_SHIFT_MASK) != 0)
    return FALSE;
  if (key == GDK_KEY_plus || key == GDK_KEY_equal || key == GDK_KEY_KP_Add)
    anlan_compare_view_zoom (view, KEY_ZOOM);
  else if (key == GDK_KEY_minus || key == GDK_KEY_KP_Subtract)
    anlan_compare_view_zoom (view, 1 / KEY_ZOOM);
  else if (key == GDK_KEY_0 || key == GDK_KEY_KP_0)
    anlan_compare_view_zoom (view, 0);
  else
    return FALSE;
  return TRUE;
}

/* --- public --------------------------------------------------------------------------------------------------------------- */

void
anlan_compare_view_set (AnlanCompareView *view, GdkTexture *before, GdkTexture *after)
{
  g_return_if_fail (ANLAN_IS_COMPARE_VIEW (view));

  g_set_object (&view->before, before);
  g_set_object (&view->after, after);
  settle (view);
}

void
anlan_compare_view_set_fit (AnlanCompareView *view, const AnlanPhotoFit *fit, GdkTexture *heat)
{
  g_return_if_fail (ANLAN_IS_COMPARE_VIEW (view));

  view->fits = fit != NULL;
  if (fit != NULL)
    view->fit = *fit;
  g_set_object (&view->heat, heat);
  gtk_widget_queue_draw (GTK_WIDGET (view));
}

void
anlan_compare_view_zoom (AnlanCompareView *view, double factor)
{
  g_return_if_fail (ANLAN_IS_COMPARE_VIEW (view));

  if (factor <= 0)
    view->zoom = 1;
  zoom_at (view, factor > 0 ? factor : 1, frame_width (view) / 2,
           gtk_widget_get_height (GTK_WIDGET (view)) / 2.0);
}

/* --- object --------------------------------------------------------------------------------------------------------------- */

static void
anlan_compare_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AnlanCompareView *view = ANLAN_COMPARE_VIEW (object);

  if (id == PROP_BESIDE)
    g_value_set_boolean (value, view->beside);
  else if (id == PROP_SHOWS_HEAT)
    g_value_set_boolean (value, view->shows_heat);
  else if (id == PROP_POSITION)
    g_value_set_double (value, view->position);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anlan_compare_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  AnlanCompareView *view = ANLAN_COMPARE_VIEW (object);

  if (id == PROP_BESIDE)
    view->beside = g_value_get_boolean (value);
  else if (id == PROP_SHOWS_HEAT)
    view->shows_heat = g_value_get_boolean (value);
  else if (id == PROP_POSITION)
    {
      set_position (view, g_value_get_double (value));
      return;
    }
  else
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  settle (view);
  g_object_notify_by_pspec (object, pspec);
}

static void
anlan_compare_view_finalize (GObject *object)
{
  AnlanCompareView *view = ANLAN_COMPARE_VIEW (object);

  g_clear_object (&view->before);
  g_clear_object (&view->after);
  g_clear_object (&view->heat);
  G_OBJECT_CLASS (anlan_compare_view_parent_class)->finalize (object);
}

static void
anlan_compare_view_class_init (AnlanCompareViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = anlan_compare_view_get_property;
  object_class->set_property = anlan_compare_view_set_property;
  object_class->finalize = anlan_compare_view_finalize;
  widget_class->snapshot = anlan_compare_view_snapshot;
  widget_class->measure = anlan_compare_view_measure;
  widget_class->size_allocate = anlan_compare_view_size_allocate;
  properties[PROP_BESIDE] = g_param_spec_boolean ("beside", NULL, NULL, FALSE, flags);
  properties[PROP_SHOWS_HEAT] = g_param_spec_boolean ("shows-heat", NULL, NULL, FALSE, flags);
  properties[PROP_POSITION] = g_param_spec_double ("position", NULL, NULL, 0, 1, 0.5, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "compareview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
anlan_compare_view_init (AnlanCompareView *view)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *keys = gtk_event_controller_key_new ();

  view->position = 0.5;
  view->zoom = 1;
  gtk_widget_set_focusable (GTK_WIDGET (view), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (view), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (view), "col-resize");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Before and after"), GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, 100.0, GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  50.0, -1);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin_cb), view);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update_cb), view);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_scroll_cb), view);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_cb), view);
  gtk_widget_add_controller (GTK_WIDGET (view), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (view), scroll);
  gtk_widget_add_controller (GTK_WIDGET (view), keys);
}

GtkWidget *
anlan_compare_view_new (void)
{
  return g_object_new (ANLAN_TYPE_COMPARE_VIEW, NULL);
}

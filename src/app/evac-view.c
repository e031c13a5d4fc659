/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "evac-view.h"

#include <adwaita.h>
#include <math.h>

#define ZOOM_STEP 1.25
#define PAN_PX 60.0
#define TIME_STEP_S 10.0
#define NEAR_PX 14.0
/* Of a metre, pixels: from a site of ten kilometres to a shoe. */
#define LEAST_SCALE 0.05
#define MOST_SCALE 400.0

struct _AnlanEvacView
{
  GtkWidget parent_instance;

  AnlanEvac *evac;
  AnlanEvacLook look;
  gboolean fitted;
  double speed;
  guint tick;
  gint64 last;
  guint drawn;

  /* What does not move is drawn once for the same look and the same cloud. */
  GdkTexture *below, *above;
  guint cloud;
  int made_width, made_height;

  double drag_x, drag_y;
  AnlanPoint drag_from;
};

G_DEFINE_FINAL_TYPE (AnlanEvacView, anlan_evac_view, GTK_TYPE_WIDGET)

enum
{
  MOMENT_CHANGED,
  PLAYING_CHANGED,
  N_SIGNALS
};
static guint signals[N_SIGNALS];

static void
forget (AnlanEvacView *self)
{
  g_clear_object (&self->below);
  g_clear_object (&self->above);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- drawing ------------------------------------------------------------------------------------------------------------ */

typedef void (*Draw) (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look);

static void
draw_below (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  anlan_evac_draw_plan (cr, evac, look);
  if (look->show & ANLAN_EVAC_SHOW_DANGER)
    anlan_evac_draw_danger (cr, evac, look);
}

static void
draw_moving (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  AnlanEvacLook moving = *look;

  moving.show &= ~(AnlanEvacShow)ANLAN_EVAC_SHOW_DANGER;
  anlan_evac_draw_moment (cr, evac, &moving);
}

static void
draw_above (cairo_t *cr, const AnlanEvac *evac, const AnlanEvacLook *look)
{
  anlan_evac_draw_words (cr, evac, look);
}

/* A picture of its own: people are stamped into its pixels, which a recording of cairo would not allow. */
static GdkTexture *
make_texture (AnlanEvacView *self, Draw draw)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  int width = (int)self->look.width * scale, height = (int)self->look.height * scale;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr;
  g_autoptr (GBytes) bytes = NULL;
  gsize stride;

  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  draw (cr, self->evac, &self->look);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  stride = (gsize)cairo_image_surface_get_stride (surface);
  bytes = g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), stride * (gsize)height,
                                      (GDestroyNotify)cairo_surface_destroy, surface);
  return gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bytes, stride);
}

static void
append (GtkSnapshot *snapshot, AnlanEvacView *self, GdkTexture *texture)
{
  gtk_snapshot_append_texture (snapshot, texture,
                               &GRAPHENE_RECT_INIT (0, 0, (float)self->look.width, (float)self->look.height));
}

static void
fit (AnlanEvacView *self, int width, int height)
{
  AnlanEvacLook before = self->look;

  anlan_evac_look_fit (&self->look, self->evac, width, height);
  self->look.seconds = before.seconds;
  self->look.show = before.show;
  self->look.route = before.route;
  self->look.follow = before.follow;
  self->fitted = TRUE;
}

static void
anlan_evac_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnlanEvacView *self = ANLAN_EVAC_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());
  g_autoptr (GdkTexture) moving = NULL;
  guint cloud;

  if (self->evac == NULL || width < 40 || height < 40)
    return;
  if (!self->fitted)
    fit (self, width, height);
  if (width != self->made_width || height != self->made_height || dark != self->look.dark)
    forget (self);
  self->made_width = width;
  self->made_height = height;
  self->look.width = width;
  self->look.height = height;
  self->look.dark = dark;
  if (self->look.follow >= 0)
    {
      AnlanEvacPerson person;

      anlan_evac_person (self->evac, (guint)self->look.follow, self->look.seconds, &person);
      self->look.centre = person.place;
      g_clear_object (&self->below);
    }
  cloud = anlan_evac_cloud (self->evac, self->look.seconds);
  if (cloud != self->cloud)
    g_clear_object (&self->below);
  self->cloud = cloud;
  if (self->below == NULL)
    self->below = make_texture (self, draw_below);
  if (self->above == NULL)
    self->above = make_texture (self, draw_above);
  moving = make_texture (self, draw_moving);
  append (snapshot, self, self->below);
  append (snapshot, self, moving);
  append (snapshot, self, self->above);
  self->drawn++;
  if (gtk_widget_has_visible_focus (widget))
    gtk_snapshot_render_focus (snapshot, gtk_widget_get_style_context (widget), 0, 0, width, height);
}

/* --- time --------------------------------------------------------------------------------------------------------------- */

void
anlan_evac_view_set_moment (AnlanEvacView *self, double seconds)
{
  g_return_if_fail (ANLAN_IS_EVAC_VIEW (self));

  if (self->evac == NULL)
    return;
  seconds = CLAMP (seconds, 0, anlan_evac_seconds (self->evac));
  if (seconds == self->look.seconds)
    return;
  self->look.seconds = seconds;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[MOMENT_CHANGED], 0);
}

double
anlan_evac_view_get_moment (AnlanEvacView *self)
{
  return self->look.seconds;
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  AnlanEvacView *self = ANLAN_EVAC_VIEW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double passed = self->last > 0 ? (double)(now - self->last) / G_USEC_PER_SEC : 0;

  self->last = now;
  anlan_evac_view_set_moment (self, self->look.seconds + passed * self->speed);
  if (self->evac != NULL && self->look.seconds < anlan_evac_seconds (self->evac))
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  g_signal_emit (self, signals[PLAYING_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

void
anlan_evac_view_set_playing (AnlanEvacView *self, gboolean playing)
{
  g_return_if_fail (ANLAN_IS_EVAC_VIEW (self));

  if (playing == (self->tick != 0) || (playing && self->evac == NULL))
    return;
  if (!playing)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
      self->tick = 0;
    }
  else
    {
      if (self->look.seconds >= anlan_evac_seconds (self->evac))
        anlan_evac_view_set_moment (self, 0);
      self->last = 0;
      self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
    }
  g_signal_emit (self, signals[PLAYING_CHANGED], 0);
}

gboolean
anlan_evac_view_is_playing (AnlanEvacView *self)
{
  return self->tick != 0;
}

void
anlan_evac_view_set_speed (AnlanEvacView *self, double speed)
{
  self->speed = speed;
}

/* --- looking around ----------------------------------------------------------------------------------------------------- */

static void
zoom_at (AnlanEvacView *self, double factor, double x, double y)
{
  AnlanPoint before = anlan_evac_look_to_place (&self->look, x, y), after;

  self->look.scale = CLAMP (self->look.scale * factor, LEAST_SCALE, MOST_SCALE);
  after = anlan_evac_look_to_place (&self->look, x, y);
  self->look.centre.x += before.x - after.x;
  self->look.centre.y += before.y - after.y;
  forget (self);
}

static void
pan (AnlanEvacView *self, double x, double y)
{
  self->look.follow = -1;
  self->look.centre.x += x / self->look.scale;
  self->look.centre.y -= y / self->look.scale;
  forget (self);
}

static gboolean
key_cb (GtkEventControllerKey *keys, guint keyval, guint code, GdkModifierType state, AnlanEvacView *self)
{
  double x = self->look.width / 2, y = self->look.height / 2;

  if (self->evac == NULL || (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0)
    return FALSE;
  switch (keyval)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      zoom_at (self, ZOOM_STEP, x, y);
      return TRUE;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      zoom_at (self, 1 / ZOOM_STEP, x, y);
      return TRUE;
    case GDK_KEY_Home:
      self->look.follow = -1;
      fit (self, self->made_width, self->made_height);
      forget (self);
      return TRUE;
    case GDK_KEY_space:
      anlan_evac_view_set_playing (self, self->tick == 0);
      return TRUE;
    case GDK_KEY_comma:
      anlan_evac_view_set_moment (self, self->look.seconds - TIME_STEP_S);
      return TRUE;
    case GDK_KEY_period:
      anlan_evac_view_set_moment (self, self->look.seconds + TIME_STEP_S);
      return TRUE;
    case GDK_KEY_Left:
      pan (self, -PAN_PX, 0);
      return TRUE;
    case GDK_KEY_Right:
      pan (self, PAN_PX, 0);
      return TRUE;
    case GDK_KEY_Up:
      pan (self, 0, -PAN_PX);
      return TRUE;
    case GDK_KEY_Down:
      pan (self, 0, PAN_PX);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, AnlanEvacView *self)
{
  GdkEvent *event = gtk_event_controller_get_current_event (GTK_EVENT_CONTROLLER (scroll));
  double x = self->look.width / 2, y = self->look.height / 2;

  if (self->evac == NULL)
    return FALSE;
  if (event != NULL && gdk_event_get_position (event, &x, &y))
    {
      GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
      double left, top;

      gtk_native_get_surface_transform (native, &left, &top);
      gtk_widget_translate_coordinates (GTK_WIDGET (native), GTK_WIDGET (self), x - left, y - top, &x, &y);
    }
  zoom_at (self, pow (ZOOM_STEP, -dy), x, y);
  return TRUE;
}

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, AnlanEvacView *self)
{
  self->drag_from = self->look.centre;
}

static void
drag_update_cb (GtkGestureDrag *drag, double x, double y, AnlanEvacView *self)
{
  if (self->evac == NULL || hypot (x, y) < 4)
    return;
  self->look.follow = -1;
  self->look.centre.x = self->drag_from.x - x / self->look.scale;
  self->look.centre.y = self->drag_from.y + y / self->look.scale;
  forget (self);
}

static void
clicked_cb (GtkGestureClick *click, int n_press, double x, double y, AnlanEvacView *self)
{
  double nearest = NEAR_PX;
  int found = -1;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  for (guint i = 0; self->evac != NULL && i < anlan_evac_people (self->evac); i++)
    {
      AnlanEvacPerson person;
      double px, py;

      anlan_evac_person (self->evac, i, self->look.seconds, &person);
      anlan_evac_look_to_view (&self->look, person.place, &px, &py);
      if (person.doing != ANLAN_EVAC_GONE && hypot (px - x, py - y) < nearest)
        {
          nearest = hypot (px - x, py - y);
          found = (int)i;
        }
    }
  anlan_evac_view_follow (self, found);
}

void
anlan_evac_view_follow (AnlanEvacView *self, int person)
{
  g_return_if_fail (ANLAN_IS_EVAC_VIEW (self));
  g_return_if_fail (person < 0 || (self->evac != NULL && (guint)person < anlan_evac_people (self->evac)));

  self->look.follow = person;
  forget (self);
}

int
anlan_evac_view_get_followed (AnlanEvacView *self)
{
  return self->look.follow;
}

void
anlan_evac_view_set_show (AnlanEvacView *self, AnlanEvacShow what, gboolean shown)
{
  self->look.show = shown ? self->look.show | what : self->look.show & ~what;
  forget (self);
}

void
anlan_evac_view_set_route (AnlanEvacView *self, int route)
{
  self->look.route = route;
  forget (self);
}

guint
anlan_evac_view_get_drawn (AnlanEvacView *self)
{
  return self->drawn;
}

/* --- what it shows ------------------------------------------------------------------------------------------------------ */

static gboolean
same_ground (AnlanEvac *a, AnlanEvac *b)
{
  AnlanPoint low_a, high_a, low_b, high_b;

  if (a == NULL || b == NULL)
    return FALSE;
  anlan_evac_bounds (a, &low_a, &high_a);
  anlan_evac_bounds (b, &low_b, &high_b);
  return low_a.x == low_b.x && low_a.y == low_b.y && high_a.x == high_b.x && high_a.y == high_b.y;
}

void
anlan_evac_view_set_evac (AnlanEvacView *self, AnlanEvac *evac)
{
  g_return_if_fail (ANLAN_IS_EVAC_VIEW (self));

  if (!same_ground (self->evac, evac))
    {
      self->fitted = FALSE;
      self->look.seconds = 0;
    }
  self->look.follow = -1;
  self->look.route = -1;
  if (evac != NULL)
    anlan_evac_ref (evac);
  else
    anlan_evac_view_set_playing (self, FALSE);
  g_clear_pointer (&self->evac, anlan_evac_unref);
  self->evac = evac;
  if (evac != NULL)
    self->look.seconds = MIN (self->look.seconds, anlan_evac_seconds (evac));
  forget (self);
  g_signal_emit (self, signals[MOMENT_CHANGED], 0);
}

AnlanEvac *
anlan_evac_view_get_evac (AnlanEvacView *self)
{
  return self->evac;
}

static void
anlan_evac_view_dispose (GObject *object)
{
  AnlanEvacView *self = ANLAN_EVAC_VIEW (object);

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_object (&self->below);
  g_clear_object (&self->above);
  g_clear_pointer (&self->evac, anlan_evac_unref);
  G_OBJECT_CLASS (anlan_evac_view_parent_class)->dispose (object);
}

static void
anlan_evac_view_class_init (AnlanEvacViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_evac_view_dispose;
  widget_class->snapshot = anlan_evac_view_snapshot;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  signals[MOMENT_CHANGED] = g_signal_new ("moment-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[PLAYING_CHANGED] = g_signal_new ("playing-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                           NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
add_controller (AnlanEvacView *self, GtkEventController *controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
anlan_evac_view_init (AnlanEvacView *self)
{
  GtkEventController *keys = gtk_event_controller_key_new (),
                     *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();

  self->speed = 10;
  self->look.follow = self->look.route = -1;
  self->look.scale = 1;
  self->look.show = ANLAN_EVAC_SHOW_USUAL & ~(AnlanEvacShow)ANLAN_EVAC_SHOW_TIME;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (clicked_cb), self);
  add_controller (self, keys);
  add_controller (self, scroll);
  add_controller (self, GTK_EVENT_CONTROLLER (drag));
  add_controller (self, GTK_EVENT_CONTROLLER (click));
}

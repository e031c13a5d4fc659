/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "chart-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/time.h"
#include "say.h"

/* The chart is laid out in points: so large they are on the screen. */
#define SCALE (96.0 / 72.0)
#define LEAST_SPAN (6 * ANLAN_SECOND)
#define MOST_SPAN (50 * 366 * ANLAN_DAY)
/* One notch of the wheel. */
#define ZOOM 1.25
#define PAN_PART 0.1

struct _AnlanChartView
{
  GtkWidget parent_instance;

  AnlanPlot *plot;
  gint64 from, to;
  gint64 latest;
  gint64 cursor;
  gint64 mark_from, mark_to; /* a span that is being chosen; alike: none */
  gint64 drag_from, drag_to; /* what was shown when dragging began */
  double drag_x;
  double pointer_x; /* negative: not here */
  gboolean limits;
  char *words;
};

G_DEFINE_FINAL_TYPE (AnlanChartView, anlan_chart_view, GTK_TYPE_WIDGET)

enum
{
  SPAN_CHANGED,
  CURSOR_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- drawing ---------------------------------------------------------------------------------------------------------------- */

static void
fill_look (AnlanChartView *self, AnlanPlotLook *look, const AnlanChartInk *ink)
{
  *look = (AnlanPlotLook){ .from = self->from,
                           .to = self->to,
                           .limits = self->limits,
                           .cursor = self->cursor,
                           .mark_from = self->mark_from,
                           .mark_to = self->mark_to,
                           .ink = ink };
}

static void
mix (double out[3], GdkRGBA colour, GdkRGBA ground, double part)
{
  out[0] = colour.red * part + ground.red * (1 - part);
  out[1] = colour.green * part + ground.green * (1 - part);
  out[2] = colour.blue * part + ground.blue * (1 - part);
}

static void
find_ink (AnlanChartView *self, AnlanChartInk *ink)
{
  GtkStyleContext *style = gtk_widget_get_style_context (GTK_WIDGET (self));
  gboolean strong = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  GdkRGBA colour, ground = { 1, 1, 1, 1 };

  gtk_style_context_get_color (style, &colour);
  gtk_style_context_lookup_color (style, "view_bg_color", &ground);
  mix (ink->text, colour, ground, 1);
  mix (ink->quiet, colour, ground, strong ? 1 : 0.72);
  mix (ink->line, colour, ground, strong ? 0.4 : 0.13);
  mix (ink->ground, ground, ground, 1);
}

static void
anlan_chart_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnlanChartView *self = ANLAN_CHART_VIEW (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  AnlanChartInk ink;
  AnlanPlotLook look;
  cairo_t *cr;

  if (self->plot == NULL || width < 20 || height < 20)
    return;
  find_ink (self, &ink);
  fill_look (self, &look, &ink);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  cairo_scale (cr, SCALE, SCALE);
  anlan_plot_draw (self->plot, cr, width / SCALE, height / SCALE, &look);
  cairo_destroy (cr);
  if (gtk_widget_has_visible_focus (widget))
    gtk_snapshot_render_focus (snapshot, gtk_widget_get_style_context (widget), 0, 0, width, height);
}

static void
find_field (AnlanChartView *self, double *left, double *right)
{
  AnlanPlotLook look;

  *left = 0;
  *right = MAX (1, gtk_widget_get_width (GTK_WIDGET (self)));
  if (self->plot == NULL || *right < 20)
    return;
  fill_look (self, &look, NULL);
  anlan_plot_field (self->plot, *right / SCALE, MAX (20, gtk_widget_get_height (GTK_WIDGET (self))) / SCALE,
                    &look, left, right);
  *left *= SCALE;
  *right *= SCALE;
}

static gint64
moment_at (AnlanChartView *self, double x)
{
  double left, right;

  find_field (self, &left, &right);
  return self->from + (gint64)((double)(self->to - self->from) * (x - left) / (right - left));
}

/* --- the cursor --------------------------------------------------------------------------------------------------------------- */

static double
step_of (double low, double high)
{
  double most = fmax (fabs (low), fabs (high));

  return most > 0 ? pow (10, floor (log10 (most)) - 3) : 0.01;
}

static void
say_point (AnlanChartView *self, const AnlanPlotLine *line, GString *words)
{
  const AnlanStretch *point = anlan_plot_line_at (line, self->cursor);
  const char *unit = line->unit != NULL ? line->unit : "";
  g_autofree char *mean = NULL, *low = NULL, *high = NULL;
  double step;

  if (anlan_plot_get_n_lines (self->plot) > 1)
    g_string_append_printf (words, " · %s:", line->title);
  if (point == NULL)
    {
      g_string_append_printf (words, " %s", _ ("nothing came"));
      return;
    }
  if (point->count == 0)
    {
      g_string_append_printf (words, " %s", _ ("nothing good came"));
      return;
    }
  step = step_of (point->low, point->high);
  mean = anlan_plot_number (point->mean, step);
  low = anlan_plot_number (point->low, step);
  high = anlan_plot_number (point->high, step);
  if (point->count == 1 || point->low == point->high)
    g_string_append_printf (words, " %s %s", mean, unit);
  else
    /* Translators: mean value, unit, lowest and highest value, number of readings */
    g_string_append_printf (words, _ (" mean %s %s, %s to %s, of %d"), mean, unit, low, high,
                            (int)MIN (point->count, G_MAXINT));
}

static void
say_alarms (AnlanChartView *self, GString *words)
{
  for (guint i = 0; i < anlan_plot_get_n_alarms (self->plot); i++)
    {
      gint64 since, until;
      const char *title = anlan_plot_get_alarm (self->plot, i, &since, &until);

      if (since <= self->cursor && self->cursor < until)
        g_string_append_printf (words, _ (" · alarm: %s"), title);
    }
}

static void
update_words (AnlanChartView *self)
{
  g_autoptr (GString) words = g_string_new (NULL);

  if (self->plot != NULL && self->cursor != G_MININT64)
    {
      g_autofree char *when =
          anlan_say_time (self->cursor, anlan_plot_get_zone (self->plot), "%Y-%m-%d %H:%M:%S");

      g_string_append (words, when);
      for (guint i = 0; i < anlan_plot_get_n_lines (self->plot); i++)
        say_point (self, anlan_plot_get_line (self->plot, i), words);
      say_alarms (self, words);
    }
  if (g_strcmp0 (words->str, self->words) == 0)
    return;
  g_free (self->words);
  self->words = g_strdup (words->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, self->words,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, (double)self->from,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double)self->to,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW,
                                  (double)(self->cursor == G_MININT64 ? self->from : self->cursor), -1);
  g_signal_emit (self, signals[CURSOR_CHANGED], 0);
}

static void
set_cursor (AnlanChartView *self, gint64 cursor)
{
  if (cursor == self->cursor)
    return;
  self->cursor = cursor;
  update_words (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- what is shown ---------------------------------------------------------------------------------------------------------------- */

static gboolean
change_span (AnlanChartView *self, gint64 from, gint64 to)
{
  gint64 span = CLAMP (to - from, LEAST_SPAN, MOST_SPAN);

  /* What lies ahead has no values. */
  if (from + span > self->latest)
    from = self->latest - span;
  if (from == self->from && from + span == self->to)
    return FALSE;
  self->from = from;
  self->to = from + span;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

static void
go_to (AnlanChartView *self, gint64 from, gint64 to)
{
  if (change_span (self, from, to))
    g_signal_emit (self, signals[SPAN_CHANGED], 0);
}

/* @fixed stays where it is. */
static void
zoom_at (AnlanChartView *self, gint64 fixed, double steps)
{
  double factor = pow (ZOOM, -steps),
         span = CLAMP ((double)(self->to - self->from) * factor, (double)LEAST_SPAN, (double)MOST_SPAN);
  double part = (double)(fixed - self->from) / (double)(self->to - self->from);
  gint64 from = fixed - (gint64)(span * part);

  go_to (self, from, from + (gint64)span);
}

void
anlan_chart_view_zoom (AnlanChartView *self, double steps)
{
  gboolean led;

  g_return_if_fail (ANLAN_IS_CHART_VIEW (self));

  led = self->cursor >= self->from && self->cursor < self->to;
  zoom_at (self, led ? self->cursor : self->from + (self->to - self->from) / 2, steps);
}

void
anlan_chart_view_pan (AnlanChartView *self, double part)
{
  gint64 by;

  g_return_if_fail (ANLAN_IS_CHART_VIEW (self));

  by = (gint64)((double)(self->to - self->from) * part);
  go_to (self, self->from + by, self->to + by);
}

/* --- pointer ------------------------------------------------------------------------------------------------------------------------- */

static gboolean
scroll_cb (GtkEventControllerScroll *controller, double dx, double dy, AnlanChartView *self)
{
  gboolean sideways =
      fabs (dx) > fabs (dy) ||
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller)) & GDK_SHIFT_MASK;

  if (sideways)
    anlan_chart_view_pan (self, PAN_PART * (fabs (dx) > fabs (dy) ? dx : dy));
  else
    zoom_at (self, self->pointer_x >= 0 ? moment_at (self, self->pointer_x) : self->to, -dy);
  return GDK_EVENT_STOP;
}

static void
motion_cb (GtkEventControllerMotion *controller, double x, double y, AnlanChartView *self)
{
  gint64 at;

  if (x == self->pointer_x)
    return;
  self->pointer_x = x;
  at = moment_at (self, x);
  set_cursor (self, at >= self->from && at <= self->to ? at : G_MININT64);
}

static void
leave_cb (GtkEventControllerMotion *controller, AnlanChartView *self)
{
  self->pointer_x = -1;
  /* A cursor that keys have led stays. */
  if (!gtk_widget_has_focus (GTK_WIDGET (self)))
    set_cursor (self, G_MININT64);
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, AnlanChartView *self)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_from = self->from;
  self->drag_to = self->to;
  self->drag_x = x;
  self->mark_from = self->mark_to = state & GDK_SHIFT_MASK ? moment_at (self, x) : 0;
}

static void
drag_update_cb (GtkGestureDrag *gesture, double dx, double dy, AnlanChartView *self)
{
  double left, right;
  gint64 by;

  if (self->mark_from != 0)
    {
      self->mark_to = moment_at (self, self->drag_x + dx);
      gtk_widget_queue_draw (GTK_WIDGET (self));
      return;
    }
  find_field (self, &left, &right);
  by = (gint64)((double)(self->drag_to - self->drag_from) * dx / (right - left));
  go_to (self, self->drag_from - by, self->drag_to - by);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double dx, double dy, AnlanChartView *self)
{
  gint64 from = MIN (self->mark_from, self->mark_to), to = MAX (self->mark_from, self->mark_to);

  if (self->mark_from != 0 && to > from)
    go_to (self, from, to);
  self->mark_from = self->mark_to = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- keys ------------------------------------------------------------------------------------------------------------------------------ */

static void
step_cursor (AnlanChartView *self, gboolean forward)
{
  gint64 at = self->cursor, next;

  if (self->plot == NULL)
    return;
  if (at < self->from || at > self->to)
    at = forward ? self->from - 1 : self->to + 1;
  next = anlan_plot_next_moment (self->plot, at, forward);
  if (next < self->from || next > self->to)
    {
      go_to (self, self->from + (next - at), self->to + (next - at));
      next = CLAMP (next, self->from, self->to);
    }
  set_cursor (self, next);
}

static gboolean
lead (AnlanChartView *self, guint key, gboolean control)
{
  gboolean back = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      back ^= key == GDK_KEY_Left || key == GDK_KEY_KP_Left;
      if (control)
        anlan_chart_view_pan (self, back ? -PAN_PART : PAN_PART);
      else
        step_cursor (self, !back);
      return TRUE;
    case GDK_KEY_Page_Up:
      anlan_chart_view_pan (self, -1);
      return TRUE;
    case GDK_KEY_Page_Down:
      anlan_chart_view_pan (self, 1);
      return TRUE;
    case GDK_KEY_Home:
      set_cursor (self, G_MININT64);
      step_cursor (self, TRUE);
      return TRUE;
    case GDK_KEY_End:
      set_cursor (self, G_MININT64);
      step_cursor (self, FALSE);
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
key_cb (
    GtkEventControllerKey *controller, guint key, guint keycode, GdkModifierType state, AnlanChartView *self)
{
  if (state & GDK_ALT_MASK)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      anlan_chart_view_zoom (self, 1);
      return GDK_EVENT_STOP;
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
      anlan_chart_view_zoom (self, -1);
      return GDK_EVENT_STOP;
    default:
      return lead (self, key, state & GDK_CONTROL_MASK) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
    }
}

/* --- object ------------------------------------------------------------------------------------------------------------------------------ */

static void
anlan_chart_view_finalize (GObject *object)
{
  AnlanChartView *self = ANLAN_CHART_VIEW (object);

  g_clear_pointer (&self->plot, anlan_plot_unref);
  g_free (self->words);
  G_OBJECT_CLASS (anlan_chart_view_parent_class)->finalize (object);
}

static void
anlan_chart_view_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 160;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 360;
}

static void
anlan_chart_view_class_init (AnlanChartViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anlan_chart_view_finalize;
  widget_class->snapshot = anlan_chart_view_snapshot;
  widget_class->measure = anlan_chart_view_measure;
  gtk_widget_class_set_css_name (widget_class, "chartview");
  /* Something with a place that is led and says where it stands. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
  signals[SPAN_CHANGED] = g_signal_new ("span-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                        NULL, NULL, G_TYPE_NONE, 0);
  signals[CURSOR_CHANGED] = g_signal_new ("cursor-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                          NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
add_controllers (AnlanChartView *self)
{
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
}

static void
anlan_chart_view_init (AnlanChartView *self)
{
  self->from = 0;
  self->to = ANLAN_DAY;
  self->latest = G_MAXINT64 / 4;
  self->cursor = G_MININT64;
  self->pointer_x = -1;
  self->limits = TRUE;
  self->words = g_strdup ("");
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  add_controllers (self);
  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
      _ ("Curve over time. Left and right go from value to value, plus and minus zoom, Page Up and Page Down "
         "move."),
      -1);
}

GtkWidget *
anlan_chart_view_new (void)
{
  return g_object_new (ANLAN_TYPE_CHART_VIEW, NULL);
}

void
anlan_chart_view_set_plot (AnlanChartView *self, AnlanPlot *plot)
{
  g_return_if_fail (ANLAN_IS_CHART_VIEW (self));

  if (plot != NULL)
    anlan_plot_ref (plot);
  g_clear_pointer (&self->plot, anlan_plot_unref);
  self->plot = plot;
  update_words (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

AnlanPlot *
anlan_chart_view_get_plot (AnlanChartView *self)
{
  g_return_val_if_fail (ANLAN_IS_CHART_VIEW (self), NULL);

  return self->plot;
}

void
anlan_chart_view_set_span (AnlanChartView *self, gint64 from, gint64 to)
{
  g_return_if_fail (ANLAN_IS_CHART_VIEW (self) && from < to);

  change_span (self, from, to);
}

void
anlan_chart_view_get_span (AnlanChartView *self, gint64 *from, gint64 *to)
{
  g_return_if_fail (ANLAN_IS_CHART_VIEW (self) && from != NULL && to != NULL);

  *from = self->from;
  *to = self->to;
}

void
anlan_chart_view_set_limits (AnlanChartView *self, gboolean limits)
{
  g_return_if_fail (ANLAN_IS_CHART_VIEW (self));

  self->limits = limits;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

gboolean
anlan_chart_view_get_limits (AnlanChartView *self)
{
  g_return_val_if_fail (ANLAN_IS_CHART_VIEW (self), FALSE);

  return self->limits;
}

void
anlan_chart_view_set_latest (AnlanChartView *self, gint64 latest)
{
  g_return_if_fail (ANLAN_IS_CHART_VIEW (self));

  self->latest = latest;
}

gint64
anlan_chart_view_get_cursor (AnlanChartView *self)
{
  g_return_val_if_fail (ANLAN_IS_CHART_VIEW (self), G_MININT64);

  return self->cursor;
}

const char *
anlan_chart_view_get_words (AnlanChartView *self)
{
  g_return_val_if_fail (ANLAN_IS_CHART_VIEW (self), NULL);

  return self->words;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-sensors.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define DOT_PX 4.0
#define PADDING_PX 4.0
/* How far from its mark a click still means it. */
#define REACH_PX 6.0
/* From further away only what wants to be looked at has its words: values would lie over the names of zones. */
#define WORDS_M_PX 0.5

typedef struct
{
  const AnlanSensor *sensor;
  double x, y;      /* of the point */
  AnlanMapRect box; /* of its words; empty: there was no room */
  AnlanSensorState state;
} Mark;

struct _AnlanMapSensors
{
  GtkWidget parent_instance;

  AnlanMapView *view; /* borrowed: they share their parents */
  AnlanSeriesDesk *desk;
  GArray *marks; /* Mark, as they were drawn last; good until the sensors change */
  gboolean holds;
};

G_DEFINE_FINAL_TYPE (AnlanMapSensors, anlan_map_sensors, GTK_TYPE_WIDGET)

/* --- where each stands ---------------------------------------------------------------------------------------------------------- */

/* Those that want to be looked at have room before others. */
static int
compare_marks (gconstpointer a, gconstpointer b)
{
  const Mark *one = a, *other = b;
  int weights[] = { [ANLAN_SENSOR_EMPTY] = 1,
                    [ANLAN_SENSOR_GOOD] = 2,
                    [ANLAN_SENSOR_STALE] = 3,
                    [ANLAN_SENSOR_BAD] = 4,
                    [ANLAN_SENSOR_OVER] = 5 };

  return weights[other->state] - weights[one->state];
}

static void
find_marks (AnlanMapSensors *self, const AnlanMapViewport *viewport)
{
  GPtrArray *sensors = anlan_series_desk_get_sensors (self->desk);
  gint64 now = anlan_series_desk_now (self->desk);

  g_array_set_size (self->marks, 0);
  for (guint i = 0; sensors != NULL && i < sensors->len; i++)
    {
      const AnlanSensor *sensor = g_ptr_array_index (sensors, i);
      Mark mark = { .sensor = sensor, .box = ANLAN_MAP_RECT_EMPTY };
      AnlanMapPoint at;

      if (!sensor->has_place)
        continue;
      at = anlan_map_viewport_to_screen (viewport, anlan_map_project (sensor->place.lon, sensor->place.lat));
      if (at.x < 0 || at.y < 0 || at.x > viewport->width || at.y > viewport->height)
        continue;
      mark.x = at.x;
      mark.y = at.y;
      mark.state = anlan_sensor_get_state (sensor, now);
      g_array_append_val (self->marks, mark);
    }
  g_array_sort (self->marks, compare_marks);
}

static gboolean
is_free (AnlanMapSensors *self, guint n, AnlanMapRect box)
{
  for (guint i = 0; i < n; i++)
    {
      const Mark *mark = &g_array_index (self->marks, Mark, i);

      if (!anlan_map_rect_is_empty (mark->box) && anlan_map_rect_intersects (mark->box, box))
        return FALSE;
    }
  return TRUE;
}

/* --- drawing ---------------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanMapSensors *self;
  cairo_t *cr;
  PangoLayout *layout;
  const AnlanMapViewport *viewport;
  gboolean close; /* every value is written */
  GdkRGBA ink, ground;
} Drawing;

static void
set (cairo_t *cr, GdkRGBA colour, double alpha)
{
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, alpha);
}

static char *
say_mark (AnlanMapSensors *self, const Mark *mark)
{
  g_autofree char *value = anlan_sensor_say_value (mark->sensor);
  const char *unit = mark->sensor->unit != NULL ? mark->sensor->unit : "";
  g_autofree char *state = NULL;

  if (mark->state == ANLAN_SENSOR_GOOD)
    return g_strdup_printf ("%s %s", value, unit);
  state = anlan_sensor_say_state (mark->sensor, anlan_series_desk_now (self->desk));
  return mark->state == ANLAN_SENSOR_EMPTY || mark->state == ANLAN_SENSOR_BAD
             ? g_steal_pointer (&state)
             : g_strdup_printf (C_ ("value, unit, state", "%s %s · %s"), value, unit, state);
}

/* Hollow and dashed where the value is none to rely on; a thick frame where a level is reached. */
static void
draw_box (Drawing *d, const Mark *mark)
{
  static const double dash[] = { 3, 3 };
  gboolean live = mark->state == ANLAN_SENSOR_GOOD || mark->state == ANLAN_SENSOR_OVER;

  cairo_rectangle (d->cr, mark->box.x0 + 0.5, mark->box.y0 + 0.5, mark->box.x1 - mark->box.x0 - 1,
                   mark->box.y1 - mark->box.y0 - 1);
  set (d->cr, d->ground, live ? 0.94 : 0.7);
  cairo_fill_preserve (d->cr);
  if (!live)
    cairo_set_dash (d->cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_set_line_width (d->cr, mark->state == ANLAN_SENSOR_OVER ? 3 : 1);
  set (d->cr, d->ink, mark->state == ANLAN_SENSOR_OVER ? 1 : 0.55);
  cairo_stroke (d->cr);
  cairo_set_dash (d->cr, NULL, 0, 0);
  cairo_move_to (d->cr, mark->box.x0 + PADDING_PX, mark->box.y0 + PADDING_PX / 2);
  set (d->cr, d->ink, live ? 1 : 0.7);
  pango_cairo_show_layout (d->cr, d->layout);
}

static void
draw_mark (Drawing *d, guint i)
{
  Mark *mark = &g_array_index (d->self->marks, Mark, i);
  g_autofree char *words = say_mark (d->self, mark);
  AnlanMapRect box;
  int width, height;

  pango_layout_set_text (d->layout, words, -1);
  pango_layout_get_pixel_size (d->layout, &width, &height);
  box.x0 = floor (mark->x + DOT_PX + 3);
  box.y0 = floor (mark->y - height / 2.0 - PADDING_PX / 2);
  box.x1 = box.x0 + width + 2 * PADDING_PX;
  box.y1 = box.y0 + height + PADDING_PX;
  if ((d->close || mark->state == ANLAN_SENSOR_OVER || mark->state == ANLAN_SENSOR_BAD) &&
      is_free (d->self, i, box))
    {
      mark->box = box;
      draw_box (d, mark);
    }
  cairo_new_path (d->cr);
  cairo_arc (d->cr, mark->x, mark->y, DOT_PX, 0, 2 * G_PI);
  set (d->cr, d->ground, 1);
  cairo_fill_preserve (d->cr);
  cairo_set_line_width (d->cr, mark->state == ANLAN_SENSOR_OVER ? 3 : 1.5);
  set (d->cr, d->ink, 1);
  cairo_stroke (d->cr);
  if (mark->state != ANLAN_SENSOR_GOOD && mark->state != ANLAN_SENSOR_OVER)
    return;
  cairo_arc (d->cr, mark->x, mark->y, DOT_PX - 1.8, 0, 2 * G_PI);
  cairo_fill (d->cr);
}

static gboolean
is_switched_on (AnlanMapSensors *self)
{
  AnlanMapLook look;

  anlan_map_view_get_look (self->view, &look);
  return look.layers & ANLAN_MAP_LAYER_SENSORS;
}

static void
anlan_map_sensors_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnlanMapSensors *self = ANLAN_MAP_SENSORS (widget);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  g_autoptr (PangoLayout) layout = NULL;
  AnlanMapViewport viewport;
  Drawing d = { .self = self, .viewport = &viewport, .ground = { 1, 1, 1, 1 } };

  g_array_set_size (self->marks, 0);
  if (anlan_map_view_get_scene (self->view) == NULL || !is_switched_on (self) || !anlan_map_view_get_viewport (self->view, &viewport))
    return;
  gtk_style_context_get_color (style, &d.ink);
  gtk_style_context_lookup_color (style, "window_bg_color", &d.ground);
  d.close = anlan_map_viewport_get_metres_per_pixel (&viewport) <= WORDS_M_PX;
  d.layout = layout = gtk_widget_create_pango_layout (widget, NULL);
  d.cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)viewport.width, (float)viewport.height));
  find_marks (self, &viewport);
  for (guint i = 0; i < self->marks->len; i++)
    draw_mark (&d, i);
  cairo_destroy (d.cr);
}

/* --- object ----------------------------------------------------------------------------------------------------------------------------- */

void
anlan_map_sensors_update (AnlanMapSensors *self)
{
  gboolean wanted;

  g_return_if_fail (ANLAN_IS_MAP_SENSORS (self));

  wanted = gtk_widget_get_mapped (GTK_WIDGET (self)) && is_switched_on (self);
  if (wanted && !self->holds)
    anlan_series_desk_hold (self->desk);
  if (!wanted && self->holds)
    anlan_series_desk_release (self->desk);
  self->holds = wanted;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
redraw_cb (AnlanMapSensors *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Marks point to sensors that are gone. */
static void
sensors_changed_cb (AnlanMapSensors *self)
{
  g_array_set_size (self->marks, 0);
  redraw_cb (self);
}

static void
anlan_map_sensors_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (anlan_map_sensors_parent_class)->map (widget);
  anlan_map_sensors_update (ANLAN_MAP_SENSORS (widget));
}

static void
anlan_map_sensors_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (anlan_map_sensors_parent_class)->unmap (widget);
  anlan_map_sensors_update (ANLAN_MAP_SENSORS (widget));
}

static void
anlan_map_sensors_finalize (GObject *object)
{
  AnlanMapSensors *self = ANLAN_MAP_SENSORS (object);

  g_array_unref (self->marks);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_map_sensors_parent_class)->finalize (object);
}

static void
anlan_map_sensors_class_init (AnlanMapSensorsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anlan_map_sensors_finalize;
  widget_class->map = anlan_map_sensors_map;
  widget_class->unmap = anlan_map_sensors_unmap;
  widget_class->snapshot = anlan_map_sensors_snapshot;
  /* The page Sensors is the same for who does not see the map. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
anlan_map_sensors_init (AnlanMapSensors *self)
{
  self->marks = g_array_new (FALSE, FALSE, sizeof (Mark));
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

AnlanMapSensors *
anlan_map_sensors_new (AnlanMapView *view, AnlanSeriesDesk *desk)
{
  AnlanMapSensors *self;

  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (view) && ANLAN_IS_SERIES_DESK (desk), NULL);

  self = g_object_new (ANLAN_TYPE_MAP_SENSORS, NULL);
  self->view = view;
  self->desk = g_object_ref (desk);
  g_signal_connect_object (view, "viewport-changed", G_CALLBACK (redraw_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "values-changed", G_CALLBACK (redraw_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "sensors-changed", G_CALLBACK (sensors_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

const AnlanSensor *
anlan_map_sensors_pick (AnlanMapSensors *self, double x, double y)
{
  g_return_val_if_fail (ANLAN_IS_MAP_SENSORS (self), NULL);

  for (guint i = 0; i < self->marks->len; i++)
    {
      const Mark *mark = &g_array_index (self->marks, Mark, i);
      gboolean in_box = x >= mark->box.x0 && x <= mark->box.x1 && y >= mark->box.y0 && y <= mark->box.y1;

      if (in_box || hypot (x - mark->x, y - mark->y) <= DOT_PX + REACH_PX)
        return mark->sensor;
    }
  return NULL;
}

guint
anlan_map_sensors_count (AnlanMapSensors *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_SENSORS (self), 0);

  return self->marks->len;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-alarms.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <math.h>

/* Calm, and far from the three flashes a second that can harm people (WCAG 2.1, 2.3.1). */
#define PERIOD_S 2.0
/* Of so many pictures a second nobody sees the steps of a slow pulse; each costs a part of the map drawn anew. */
#define FRAMES_PER_S 10
/* At its weakest the pulse is still there. */
#define LEAST 0.15

#define EDGE_PX 9.0
#define INNER_PX 4.0
#define HALO_PX 22.0
/* Of the ink, over the whole of the zone. */
#define VEIL 0.12

/* One zone with its alarms. */
typedef struct
{
  char *zone; /* as the alarm has it: id, number or name */
  guint alarms;
  guint loud; /* nobody has acknowledged them */
} Place;

struct _AnlanMapAlarms
{
  GtkWidget parent_instance;

  AnlanMapView *view; /* borrowed: they share their parents */
  AnlanAlarmDesk *desk;
  GArray *places; /* Place */
  guint moving;   /* source; 0: nothing moves */
  gint64 began;
  double pulse;
};

G_DEFINE_FINAL_TYPE (AnlanMapAlarms, anlan_map_alarms, GTK_TYPE_WIDGET)

/* --- which zones -------------------------------------------------------------------------------------------------------- */

static void
place_clear (gpointer data)
{
  g_free (((Place *)data)->zone);
}

static Place *
ensure_place (AnlanMapAlarms *self, const char *zone)
{
  Place place = { NULL };

  for (guint i = 0; i < self->places->len; i++)
    {
      Place *known = &g_array_index (self->places, Place, i);

      if (g_str_equal (known->zone, zone))
        return known;
    }
  place.zone = g_strdup (zone);
  g_array_append_val (self->places, place);
  return &g_array_index (self->places, Place, self->places->len - 1);
}

/* What is over, and what a rule in its test mode counts, stands in no zone. */
static void
gather (AnlanMapAlarms *self)
{
  GListModel *alarms = anlan_alarm_desk_get_alarms (self->desk);

  g_array_set_size (self->places, 0);
  for (guint i = 0; i < g_list_model_get_n_items (alarms); i++)
    {
      g_autoptr (AnlanAlarmItem) item = g_list_model_get_item (alarms, i);
      const AnlanAlarm *alarm = anlan_alarm_item_get (item);
      Place *place;

      if (alarm->test || alarm->zone == NULL || alarm->zone[0] == '\0' ||
          alarm->state > ANLAN_ALARM_ACKNOWLEDGED)
        continue;
      place = ensure_place (self, alarm->zone);
      place->alarms++;
      place->loud += anlan_alarm_is_loud (alarm);
    }
}

static gboolean
find_zone (AnlanMapScene *scene, const char *zone, guint *index)
{
  if (anlan_map_scene_find_zone (scene, zone, index))
    return TRUE;
  for (guint i = 0; i < anlan_map_scene_get_n_zones (scene); i++)
    {
      const AnlanMapZone *candidate = anlan_map_scene_get_zone (scene, i);

      if (g_strcmp0 (candidate->number, zone) == 0 || g_strcmp0 (candidate->label, zone) == 0)
        {
          *index = i;
          return TRUE;
        }
    }
  return FALSE;
}

/* --- the pulse ------------------------------------------------------------------------------------------------------------ */

static gboolean
pulse_cb (gpointer data)
{
  AnlanMapAlarms *self = data;
  double seconds = (double)(g_get_monotonic_time () - self->began) / G_USEC_PER_SEC;

  self->pulse = LEAST + (1 - LEAST) * (0.5 - 0.5 * cos (seconds * 2 * G_PI / PERIOD_S));
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return G_SOURCE_CONTINUE;
}

static void
update_moving (AnlanMapAlarms *self)
{
  gboolean loud = FALSE, moves;

  for (guint i = 0; i < self->places->len && !loud; i++)
    loud = g_array_index (self->places, Place, i).loud > 0;
  moves = loud && gtk_widget_get_mapped (GTK_WIDGET (self)) && adw_get_enable_animations (GTK_WIDGET (self));
  if (moves && self->moving == 0)
    {
      self->began = g_get_monotonic_time ();
      self->pulse = LEAST;
      self->moving = g_timeout_add (1000 / FRAMES_PER_S, pulse_cb, self);
    }
  else if (!moves)
    {
      g_clear_handle_id (&self->moving, g_source_remove);
      self->pulse = 1;
    }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
alarms_changed_cb (AnlanMapAlarms *self)
{
  gather (self);
  update_moving (self);
}

/* --- drawing -------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  cairo_t *cr;
  PangoLayout *layout;
  const AnlanMapViewport *viewport;
  GdkRGBA ink, ground;
  double pulse;
} Drawing;

static void
set (cairo_t *cr, GdkRGBA colour, double alpha)
{
  cairo_set_source_rgba (cr, colour.red, colour.green, colour.blue, alpha);
}

static void
trace_ring (const AnlanMapPoint *points, guint n_points, gboolean hole, gpointer data)
{
  Drawing *d = data;

  for (guint i = 0; i < n_points; i++)
    {
      AnlanMapPoint at = anlan_map_viewport_to_screen (d->viewport, points[i]);

      cairo_line_to (d->cr, at.x, at.y);
    }
  cairo_close_path (d->cr);
}

static char *
say_place (const Place *place)
{
  g_autofree char *count =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u alarm", "%u alarms", place->alarms), place->alarms);

  if (place->loud > 0)
    return g_strdup_printf (C_ ("alarms in a zone of the map", "%s!"), count);
  return g_strdup_printf (C_ ("alarms in a zone of the map", "%s, acknowledged"), count);
}

static void
draw_words (Drawing *d, AnlanMapPoint at, const Place *place)
{
  g_autofree char *words = say_place (place);
  int width, height;

  pango_layout_set_text (d->layout, words, -1);
  pango_layout_get_pixel_size (d->layout, &width, &height);
  cairo_rectangle (d->cr, at.x - width / 2.0 - 8, at.y + 14, width + 16, height + 6);
  set (d->cr, d->ink, 1);
  cairo_fill (d->cr);
  cairo_move_to (d->cr, at.x - width / 2.0, at.y + 17);
  set (d->cr, d->ground, 1);
  pango_cairo_show_layout (d->cr, d->layout);
}

/* A double edge: no colour alone says it, and none of the four that mean risk is used for it. */
static void
draw_place (Drawing *d, AnlanMapScene *scene, guint zone, const Place *place)
{
  cairo_new_path (d->cr);
  anlan_map_scene_foreach_ring (scene, zone, trace_ring, d);
  cairo_set_line_join (d->cr, CAIRO_LINE_JOIN_ROUND);
  if (place->loud > 0)
    {
      set (d->cr, d->ink, VEIL * d->pulse);
      cairo_fill_preserve (d->cr);
      cairo_set_line_width (d->cr, HALO_PX);
      set (d->cr, d->ink, 0.4 * d->pulse);
      cairo_stroke_preserve (d->cr);
    }
  cairo_set_line_width (d->cr, EDGE_PX);
  set (d->cr, d->ink, 0.9);
  cairo_stroke_preserve (d->cr);
  cairo_set_line_width (d->cr, INNER_PX);
  set (d->cr, d->ground, 1);
  cairo_stroke (d->cr);
  draw_words (d, anlan_map_viewport_to_screen (d->viewport, anlan_map_scene_get_zone (scene, zone)->anchor),
              place);
}

/* What one zone covers, with its words, within the view: a pulse draws no more of the map anew. FALSE: nothing of it. */
static gboolean
find_bounds (const AnlanMapViewport *viewport, const AnlanMapZone *zone, graphene_rect_t *bounds)
{
  AnlanMapPoint one =
      anlan_map_viewport_to_screen (viewport, (AnlanMapPoint){ zone->bounds.x0, zone->bounds.y0 });
  AnlanMapPoint other =
      anlan_map_viewport_to_screen (viewport, (AnlanMapPoint){ zone->bounds.x1, zone->bounds.y1 });
  /* The words stand below the anchor and may be wider than the zone. */
  double x0 = MIN (one.x, other.x) - 120, x1 = MAX (one.x, other.x) + 120,
         y0 = MIN (one.y, other.y) - HALO_PX, y1 = MAX (one.y, other.y) + 48;
  graphene_rect_t wanted = GRAPHENE_RECT_INIT ((float)x0, (float)y0, (float)(x1 - x0), (float)(y1 - y0));
  graphene_rect_t view = GRAPHENE_RECT_INIT (0, 0, (float)viewport->width, (float)viewport->height);

  return graphene_rect_intersection (&wanted, &view, bounds);
}

static void
anlan_map_alarms_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnlanMapAlarms *self = ANLAN_MAP_ALARMS (widget);
  AnlanMapScene *scene = anlan_map_view_get_scene (self->view);
  GtkStyleContext *style = gtk_widget_get_style_context (widget);
  g_autoptr (PangoLayout) layout = NULL;
  AnlanMapViewport viewport;
  Drawing d = { .viewport = &viewport, .ground = { 1, 1, 1, 1 }, .pulse = self->pulse };

  if (scene == NULL || self->places->len == 0 || !anlan_map_view_get_viewport (self->view, &viewport))
    return;
  gtk_style_context_get_color (style, &d.ink);
  gtk_style_context_lookup_color (style, "window_bg_color", &d.ground);
  d.layout = layout = gtk_widget_create_pango_layout (widget, NULL);
  for (guint i = 0; i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);
      graphene_rect_t bounds;
      guint zone;

      if (!find_zone (scene, place->zone, &zone) ||
          !find_bounds (&viewport, anlan_map_scene_get_zone (scene, zone), &bounds))
        continue;
      d.cr = gtk_snapshot_append_cairo (snapshot, &bounds);
      draw_place (&d, scene, zone, place);
      cairo_destroy (d.cr);
    }
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
anlan_map_alarms_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (anlan_map_alarms_parent_class)->map (widget);
  update_moving (ANLAN_MAP_ALARMS (widget));
}

static void
anlan_map_alarms_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (anlan_map_alarms_parent_class)->unmap (widget);
  update_moving (ANLAN_MAP_ALARMS (widget));
}

static void
anlan_map_alarms_dispose (GObject *object)
{
  AnlanMapAlarms *self = ANLAN_MAP_ALARMS (object);

  g_clear_handle_id (&self->moving, g_source_remove);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_map_alarms_parent_class)->dispose (object);
}

static void
anlan_map_alarms_finalize (GObject *object)
{
  g_array_unref (ANLAN_MAP_ALARMS (object)->places);
  G_OBJECT_CLASS (anlan_map_alarms_parent_class)->finalize (object);
}

static void
anlan_map_alarms_class_init (AnlanMapAlarmsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_map_alarms_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_map_alarms_finalize;
  widget_class->map = anlan_map_alarms_map;
  widget_class->unmap = anlan_map_alarms_unmap;
  widget_class->snapshot = anlan_map_alarms_snapshot;
  /* Banner, bell and the page Alarms say the same to who does not see the map. */
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
anlan_map_alarms_init (AnlanMapAlarms *self)
{
  self->places = g_array_new (FALSE, FALSE, sizeof (Place));
  g_array_set_clear_func (self->places, place_clear);
  self->pulse = 1;
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

AnlanMapAlarms *
anlan_map_alarms_new (AnlanMapView *view, AnlanAlarmDesk *desk)
{
  AnlanMapAlarms *self;

  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (view) && ANLAN_IS_ALARM_DESK (desk), NULL);

  self = g_object_new (ANLAN_TYPE_MAP_ALARMS, NULL);
  self->view = view;
  self->desk = g_object_ref (desk);
  g_signal_connect_object (view, "viewport-changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "changed", G_CALLBACK (alarms_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_settings_get_default (), "notify::gtk-enable-animations",
                           G_CALLBACK (update_moving), self, G_CONNECT_SWAPPED);
  gather (self);
  return self;
}

void
anlan_map_alarms_count (AnlanMapAlarms *self, guint *zones, guint *loud)
{
  AnlanMapScene *scene;
  guint zone;

  g_return_if_fail (ANLAN_IS_MAP_ALARMS (self) && zones != NULL && loud != NULL);

  *zones = *loud = 0;
  scene = anlan_map_view_get_scene (self->view);
  for (guint i = 0; scene != NULL && i < self->places->len; i++)
    {
      const Place *place = &g_array_index (self->places, Place, i);

      if (!find_zone (scene, place->zone, &zone))
        continue;
      (*zones)++;
      *loud += place->loud > 0;
    }
}

double
anlan_map_alarms_get_pulse (AnlanMapAlarms *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_ALARMS (self), 0);

  return self->pulse;
}

gboolean
anlan_map_alarms_is_moving (AnlanMapAlarms *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_ALARMS (self), FALSE);

  return self->moving != 0;
}

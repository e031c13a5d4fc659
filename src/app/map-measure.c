/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-measure.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "map-view.h"
#include "report/map-furniture.h"

/* Two points nearer than this are the same, which ends the measuring; logical pixels. */
#define SAME_PX 3.0
#define LINE_PX 2.5
#define DOT_PX 4.5

struct _AnlanMapMeasure
{
  AnlanMapTool parent_instance;

  gboolean area;
  GArray *points; /* AnlanLonLat */
  AnlanLonLat here;
  gboolean has_here; /* where the next point would be */
  gboolean ended;
  char *result;
};

G_DEFINE_FINAL_TYPE (AnlanMapMeasure, anlan_map_measure, ANLAN_TYPE_MAP_TOOL)

enum
{
  PROP_0,
  PROP_RESULT,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* What is set, and where the pointer is while there is more to come. */
static GArray *
current_points (AnlanMapMeasure *self)
{
  GArray *points = g_array_copy (self->points);

  if (!self->ended && self->has_here && points->len > 0)
    g_array_append_val (points, self->here);
  return points;
}

double
anlan_map_measure_get_value (AnlanMapMeasure *self)
{
  g_autoptr (GArray) points = NULL;
  const double *lonlat;

  g_return_val_if_fail (ANLAN_IS_MAP_MEASURE (self), 0);

  points = current_points (self);
  lonlat = (const double *)(gpointer)points->data;
  if (self->area)
    return points->len < 3 ? 0 : anlan_ring_area_m2 (lonlat, points->len);
  return points->len < 2 ? 0 : anlan_line_length_m (lonlat, points->len);
}

static void
update_hint (AnlanMapMeasure *self)
{
  const char *hint;

  if (self->points->len == 0 || self->ended)
    hint = self->area ? _ ("Click the first corner, or press Space at the cross.")
                      : _ ("Click where to begin, or press Space at the cross.");
  else
    hint = _ ("Click the next point; Backspace takes one back, a double click ends.");
  anlan_map_tool_set_hint (ANLAN_MAP_TOOL (self), hint);
}

static void
update (AnlanMapMeasure *self)
{
  double value = anlan_map_measure_get_value (self);
  g_autofree char *text = NULL;

  if (value > 0)
    text = self->area ? anlan_map_format_area (value) : anlan_map_format_length (value);
  update_hint (self);
  anlan_map_tool_queue_draw (ANLAN_MAP_TOOL (self));
  if (g_strcmp0 (text, self->result) == 0)
    return;
  g_free (self->result);
  self->result = g_steal_pointer (&text);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_RESULT]);
}

/* --- pointer and keys ------------------------------------------------------------------------------------------------- */

static gboolean
is_last (AnlanMapMeasure *self, const AnlanMapEvent *event)
{
  AnlanPoint last;

  if (self->points->len == 0)
    return FALSE;
  last = anlan_map_view_from_lonlat (anlan_map_tool_get_view (ANLAN_MAP_TOOL (self)),
                                     g_array_index (self->points, AnlanLonLat, self->points->len - 1));
  return hypot (last.x - event->x, last.y - event->y) < SAME_PX;
}

static gboolean
anlan_map_measure_clicked (AnlanMapTool *tool, const AnlanMapEvent *event)
{
  AnlanMapMeasure *self = ANLAN_MAP_MEASURE (tool);

  if (event->button != GDK_BUTTON_PRIMARY)
    return FALSE;
  if (self->ended)
    {
      g_array_set_size (self->points, 0);
      self->ended = FALSE;
    }
  if (is_last (self, event))
    self->ended = self->points->len > 1;
  else
    g_array_append_val (self->points, event->at);
  self->here = event->at;
  self->has_here = TRUE;
  update (self);
  return TRUE;
}

static void
anlan_map_measure_moved (AnlanMapTool *tool, const AnlanMapEvent *event)
{
  AnlanMapMeasure *self = ANLAN_MAP_MEASURE (tool);

  self->here = event->at;
  self->has_here = TRUE;
  update (self);
}

/* One point less; FALSE if there is none. */
static gboolean
step_back (AnlanMapMeasure *self)
{
  if (self->points->len == 0)
    return FALSE;
  if (self->ended)
    self->ended = FALSE;
  else
    g_array_set_size (self->points, self->points->len - 1);
  update (self);
  return TRUE;
}

static gboolean
anlan_map_measure_key (AnlanMapTool *tool, guint keyval, GdkModifierType state)
{
  return keyval == GDK_KEY_BackSpace && step_back (ANLAN_MAP_MEASURE (tool));
}

static gboolean
anlan_map_measure_cancel (AnlanMapTool *tool)
{
  AnlanMapMeasure *self = ANLAN_MAP_MEASURE (tool);

  if (self->points->len == 0)
    return FALSE;
  g_array_set_size (self->points, 0);
  self->ended = FALSE;
  update (self);
  return TRUE;
}

/* --- drawing ------------------------------------------------------------------------------------------------------------ */

static void
trace (AnlanMapMeasure *self, cairo_t *cr, GArray *points)
{
  AnlanMapView *view = anlan_map_tool_get_view (ANLAN_MAP_TOOL (self));

  for (guint i = 0; i < points->len; i++)
    {
      AnlanPoint at = anlan_map_view_from_lonlat (view, g_array_index (points, AnlanLonLat, i));

      cairo_line_to (cr, at.x, at.y);
    }
  if (self->area && points->len > 2)
    cairo_close_path (cr);
}

static void
draw_dots (AnlanMapMeasure *self, cairo_t *cr)
{
  AnlanMapView *view = anlan_map_tool_get_view (ANLAN_MAP_TOOL (self));

  for (guint i = 0; i < self->points->len; i++)
    {
      AnlanPoint at = anlan_map_view_from_lonlat (view, g_array_index (self->points, AnlanLonLat, i));

      cairo_new_sub_path (cr);
      cairo_arc (cr, at.x, at.y, DOT_PX, 0, 2 * G_PI);
    }
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_fill_preserve (cr);
  cairo_set_source_rgb (cr, 0.12, 0.12, 0.14);
  cairo_set_line_width (cr, 2);
  cairo_stroke (cr);
}

static void
anlan_map_measure_snapshot (AnlanMapTool *tool, GtkSnapshot *snapshot)
{
  AnlanMapMeasure *self = ANLAN_MAP_MEASURE (tool);
  GtkWidget *view = GTK_WIDGET (anlan_map_tool_get_view (tool));
  g_autoptr (GArray) points = current_points (self);
  cairo_t *cr;

  if (points->len == 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)gtk_widget_get_width (view),
                                                                 (float)gtk_widget_get_height (view)));
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  trace (self, cr, points);
  if (self->area && points->len > 2)
    {
      cairo_set_source_rgba (cr, 1, 1, 1, 0.3);
      cairo_fill_preserve (cr);
    }
  /* A light line with a dark core is seen on every ground. */
  cairo_set_source_rgba (cr, 1, 1, 1, 0.9);
  cairo_set_line_width (cr, LINE_PX + 3);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 0.12, 0.12, 0.14);
  cairo_set_line_width (cr, LINE_PX);
  cairo_stroke (cr);
  draw_dots (self, cr);
  cairo_destroy (cr);
}

/* --- object --------------------------------------------------------------------------------------------------------------- */

static void
anlan_map_measure_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_RESULT)
    g_value_set_string (value, ANLAN_MAP_MEASURE (object)->result);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anlan_map_measure_finalize (GObject *object)
{
  AnlanMapMeasure *self = ANLAN_MAP_MEASURE (object);

  g_array_unref (self->points);
  g_free (self->result);
  G_OBJECT_CLASS (anlan_map_measure_parent_class)->finalize (object);
}

static void
anlan_map_measure_class_init (AnlanMapMeasureClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  AnlanMapToolClass *tool_class = ANLAN_MAP_TOOL_CLASS (klass);

  object_class->get_property = anlan_map_measure_get_property;
  object_class->finalize = anlan_map_measure_finalize;
  tool_class->clicked = anlan_map_measure_clicked;
  tool_class->moved = anlan_map_measure_moved;
  tool_class->key = anlan_map_measure_key;
  tool_class->cancel = anlan_map_measure_cancel;
  tool_class->snapshot = anlan_map_measure_snapshot;

  properties[PROP_RESULT] =
      g_param_spec_string ("result", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
anlan_map_measure_init (AnlanMapMeasure *self)
{
  self->points = g_array_new (FALSE, FALSE, sizeof (AnlanLonLat));
}

AnlanMapTool *
anlan_map_measure_new (gboolean area)
{
  AnlanMapMeasure *self = g_object_new (ANLAN_TYPE_MAP_MEASURE, NULL);

  self->area = area;
  update_hint (self);
  return ANLAN_MAP_TOOL (self);
}

const char *
anlan_map_measure_get_result (AnlanMapMeasure *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_MEASURE (self), NULL);

  return self->result;
}

gboolean
anlan_map_measure_is_area (AnlanMapMeasure *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_MEASURE (self), FALSE);

  return self->area;
}

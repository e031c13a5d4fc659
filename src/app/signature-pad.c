/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "signature-pad.h"

#include "base/json.h"

/* Length of a signature's width in its own units. */
#define WIDTH 1000.0
#define LINE_WIDTH 2.4
#define MOST_BYTES (256 * 1024)

struct _AnlanSignaturePad
{
  GtkWidget parent_instance;

  GPtrArray *strokes; /* GArray of graphene_point_t, in own units */
};

G_DEFINE_FINAL_TYPE (AnlanSignaturePad, anlan_signature_pad, GTK_TYPE_WIDGET)

static void
add_point (AnlanSignaturePad *pad, double x, double y)
{
  GArray *stroke = g_ptr_array_index (pad->strokes, pad->strokes->len - 1);
  double scale = WIDTH / MAX (1, gtk_widget_get_width (GTK_WIDGET (pad)));
  graphene_point_t point = GRAPHENE_POINT_INIT ((float)(x * scale), (float)(y * scale));

  g_array_append_val (stroke, point);
  gtk_widget_queue_draw (GTK_WIDGET (pad));
}

static void
on_drag_begin_cb (GtkGestureDrag *drag, double x, double y, AnlanSignaturePad *pad)
{
  g_ptr_array_add (pad->strokes, g_array_new (FALSE, FALSE, sizeof (graphene_point_t)));
  add_point (pad, x, y);
}

static void
on_drag_update_cb (GtkGestureDrag *drag, double dx, double dy, AnlanSignaturePad *pad)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (drag, &x, &y))
    add_point (pad, x + dx, y + dy);
}

static void
draw_stroke (cairo_t *cr, const GArray *stroke)
{
  const graphene_point_t *points = (const graphene_point_t *)(gpointer)stroke->data;

  if (stroke->len == 0)
    return;
  cairo_move_to (cr, points[0].x, points[0].y);
  for (guint i = 0; i < stroke->len; i++)
    cairo_line_to (cr, points[i].x, points[i].y);
  cairo_stroke (cr);
}

static void
anlan_signature_pad_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  AnlanSignaturePad *pad = ANLAN_SIGNATURE_PAD (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  GdkRGBA colour;
  cairo_t *cr;

  if (pad->strokes->len == 0)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float)width, (float)height));
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  gdk_cairo_set_source_rgba (cr, &colour);
  cairo_scale (cr, width / WIDTH, width / WIDTH);
  cairo_set_line_width (cr, LINE_WIDTH * WIDTH / MAX (1, width));
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < pad->strokes->len; i++)
    draw_stroke (cr, g_ptr_array_index (pad->strokes, i));
  cairo_destroy (cr);
}

static void
anlan_signature_pad_finalize (GObject *object)
{
  g_ptr_array_unref (ANLAN_SIGNATURE_PAD (object)->strokes);
  G_OBJECT_CLASS (anlan_signature_pad_parent_class)->finalize (object);
}

static void
anlan_signature_pad_class_init (AnlanSignaturePadClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anlan_signature_pad_finalize;
  GTK_WIDGET_CLASS (klass)->snapshot = anlan_signature_pad_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "signaturepad");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_IMG);
}

static void
anlan_signature_pad_init (AnlanSignaturePad *pad)
{
  pad->strokes = g_ptr_array_new_with_free_func ((GDestroyNotify)g_array_unref);
  gtk_widget_set_overflow (GTK_WIDGET (pad), GTK_OVERFLOW_HIDDEN);
}

GtkWidget *
anlan_signature_pad_new (gboolean drawing)
{
  AnlanSignaturePad *pad = g_object_new (ANLAN_TYPE_SIGNATURE_PAD, NULL);
  GtkGesture *drag;

  if (drawing)
    {
      drag = gtk_gesture_drag_new ();
      g_signal_connect_object (drag, "drag-begin", G_CALLBACK (on_drag_begin_cb), pad, 0);
      g_signal_connect_object (drag, "drag-update", G_CALLBACK (on_drag_update_cb), pad, 0);
      gtk_widget_add_controller (GTK_WIDGET (pad), GTK_EVENT_CONTROLLER (drag));
      gtk_widget_set_cursor_from_name (GTK_WIDGET (pad), "crosshair");
    }
  return GTK_WIDGET (pad);
}

char *
anlan_signature_pad_get_strokes (AnlanSignaturePad *pad)
{
  AnlanJson json;

  g_return_val_if_fail (ANLAN_IS_SIGNATURE_PAD (pad), NULL);

  if (pad->strokes->len == 0)
    return NULL;
  anlan_json_init (&json);
  anlan_json_open (&json, '[');
  for (guint i = 0; i < pad->strokes->len; i++)
    {
      const GArray *stroke = g_ptr_array_index (pad->strokes, i);

      anlan_json_open (&json, '[');
      for (guint j = 0; j < stroke->len; j++)
        {
          const graphene_point_t *point = &g_array_index (stroke, graphene_point_t, j);

          anlan_json_open (&json, '[');
          anlan_json_integer (&json, (gint64)point->x);
          anlan_json_integer (&json, (gint64)point->y);
          anlan_json_close (&json, ']');
        }
      anlan_json_close (&json, ']');
    }
  anlan_json_close (&json, ']');
  return anlan_json_end (&json);
}

static void
read_stroke (AnlanSignaturePad *pad, JsonNode *node)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  GArray *stroke = g_array_new (FALSE, FALSE, sizeof (graphene_point_t));

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    {
      JsonNode *pair = json_array_get_element (array, i);
      JsonArray *xy = JSON_NODE_HOLDS_ARRAY (pair) ? json_node_get_array (pair) : NULL;

      if (xy != NULL && json_array_get_length (xy) == 2)
        {
          graphene_point_t point = GRAPHENE_POINT_INIT ((float)json_array_get_double_element (xy, 0),
                                                        (float)json_array_get_double_element (xy, 1));

          g_array_append_val (stroke, point);
        }
    }
  g_ptr_array_add (pad->strokes, stroke);
}

void
anlan_signature_pad_set_strokes (AnlanSignaturePad *pad, const char *json)
{
  g_autoptr (JsonNode) node = NULL;
  JsonArray *array;

  g_return_if_fail (ANLAN_IS_SIGNATURE_PAD (pad));

  g_ptr_array_set_size (pad->strokes, 0);
  node = json != NULL ? anlan_json_parse (json, -1, MOST_BYTES, NULL) : NULL;
  array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    read_stroke (pad, json_array_get_element (array, i));
  gtk_widget_queue_draw (GTK_WIDGET (pad));
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "marks-tool.h"

#include "map-view.h"

#define RADIUS_PX 11.0
#define ARM_PX 18.0

struct _AnlanMarksTool
{
  AnlanMapTool parent_instance;

  GArray *marks;
};

G_DEFINE_FINAL_TYPE (AnlanMarksTool, anlan_marks_tool, ANLAN_TYPE_MAP_TOOL)

enum
{
  PLACED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static gboolean
anlan_marks_tool_clicked (AnlanMapTool *tool, const AnlanMapEvent *event)
{
  AnlanLonLat at = event->at;

  if (event->button != GDK_BUTTON_PRIMARY)
    return FALSE;
  if (event->n_press == 1)
    g_signal_emit (tool, signals[PLACED], 0, &at);
  return TRUE;
}

/* A cross on the very place and its number beside it. */
static void
draw_mark (GtkSnapshot *snapshot, GtkWidget *view, AnlanPoint at, const AnlanMark *mark)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (view, NULL);
  const GdkRGBA light = { 1, 1, 1, 1 }, dark = { 0.1f, 0.1f, 0.12f, 1 };
  const GdkRGBA *ink = mark->chosen ? &light : &dark, *ground = mark->chosen ? &dark : &light;
  float x = (float)at.x, y = (float)at.y, arm = (float)ARM_PX, radius = (float)RADIUS_PX;
  GskRoundedRect disc;
  char number[16];
  int width, height;

  gtk_snapshot_append_color (snapshot, &light, &GRAPHENE_RECT_INIT (x - arm, y - 2, 2 * arm, 4));
  gtk_snapshot_append_color (snapshot, &light, &GRAPHENE_RECT_INIT (x - 2, y - arm, 4, 2 * arm));
  gtk_snapshot_append_color (snapshot, &dark, &GRAPHENE_RECT_INIT (x - arm, y - 1, 2 * arm, 2));
  gtk_snapshot_append_color (snapshot, &dark, &GRAPHENE_RECT_INIT (x - 1, y - arm, 2, 2 * arm));

  gsk_rounded_rect_init_from_rect (
      &disc, &GRAPHENE_RECT_INIT (x + radius / 2, y - 2.5f * radius, 2 * radius, 2 * radius), radius);
  gtk_snapshot_push_rounded_clip (snapshot, &disc);
  gtk_snapshot_append_color (snapshot, ground, &disc.bounds);
  gtk_snapshot_pop (snapshot);
  gtk_snapshot_append_border (snapshot, &disc, (float[4]){ 2, 2, 2, 2 },
                              (GdkRGBA[4]){ dark, dark, dark, dark });
  g_snprintf (number, sizeof number, "%u", mark->number);
  pango_layout_set_text (layout, number, -1);
  pango_layout_get_pixel_size (layout, &width, &height);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 1.5f * radius - (float)width / 2,
                                                          y - 1.5f * radius - (float)height / 2));
  gtk_snapshot_append_layout (snapshot, layout, ink);
  gtk_snapshot_restore (snapshot);
}

static void
anlan_marks_tool_snapshot (AnlanMapTool *tool, GtkSnapshot *snapshot)
{
  AnlanMarksTool *self = ANLAN_MARKS_TOOL (tool);
  AnlanMapView *view = anlan_map_tool_get_view (tool);

  for (guint i = 0; i < self->marks->len; i++)
    {
      const AnlanMark *mark = &g_array_index (self->marks, AnlanMark, i);

      draw_mark (snapshot, GTK_WIDGET (view), anlan_map_view_from_lonlat (view, mark->at), mark);
    }
}

static void
anlan_marks_tool_finalize (GObject *object)
{
  g_array_unref (ANLAN_MARKS_TOOL (object)->marks);
  G_OBJECT_CLASS (anlan_marks_tool_parent_class)->finalize (object);
}

static void
anlan_marks_tool_class_init (AnlanMarksToolClass *klass)
{
  AnlanMapToolClass *tool_class = ANLAN_MAP_TOOL_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anlan_marks_tool_finalize;
  tool_class->clicked = anlan_marks_tool_clicked;
  tool_class->snapshot = anlan_marks_tool_snapshot;
  signals[PLACED] = g_signal_new ("placed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);
}

static void
anlan_marks_tool_init (AnlanMarksTool *self)
{
  self->marks = g_array_new (FALSE, FALSE, sizeof (AnlanMark));
}

AnlanMarksTool *
anlan_marks_tool_new (void)
{
  return g_object_new (ANLAN_TYPE_MARKS_TOOL, NULL);
}

void
anlan_marks_tool_set_marks (AnlanMarksTool *self, const AnlanMark *marks, guint n_marks)
{
  g_return_if_fail (ANLAN_IS_MARKS_TOOL (self) && (marks != NULL || n_marks == 0));

  g_array_set_size (self->marks, 0);
  if (n_marks > 0)
    g_array_append_vals (self->marks, marks, n_marks);
  anlan_map_tool_queue_draw (ANLAN_MAP_TOOL (self));
}

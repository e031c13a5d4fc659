/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-scale.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "report/map-furniture.h"

#define BAR_MAX_PX 110.0
#define NORTH_PX 24.0
#define GAP_PX 12.0
/* On a narrower map there is no room for the position. */
#define NARROW_PX 640.0

struct _AnlanMapScale
{
  GtkWidget parent_instance;

  AnlanMapView *view; /* borrowed: they share their parents */
  GtkWidget *area;
  GtkWidget *position;
  double x, y; /* of the pointer; negative: none */
};

G_DEFINE_FINAL_TYPE (AnlanMapScale, anlan_map_scale, GTK_TYPE_WIDGET)

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  AnlanMapScale *self = data;
  AnlanMapViewport viewport;
  AnlanMapLook look;

  if (!anlan_map_view_get_viewport (self->view, &viewport))
    return;
  anlan_map_view_get_look (self->view, &look);
  anlan_map_draw_north (cr, &look, NORTH_PX / 2, height / 2.0, NORTH_PX);
  anlan_map_draw_scale_bar (cr, &viewport, &look, NORTH_PX + GAP_PX,
                            (height - ANLAN_MAP_SCALE_BAR_HEIGHT) / 2, BAR_MAX_PX, FALSE);
}

static void
update (AnlanMapScale *self)
{
  AnlanMapViewport viewport;
  AnlanMapPoint at;
  g_autofree char *text = NULL;
  g_autofree char *scale = NULL;
  g_autofree char *label = NULL;

  if (!anlan_map_view_get_viewport (self->view, &viewport))
    return;
  gtk_widget_set_visible (self->position, viewport.width >= NARROW_PX);
  at = self->x < 0 ? viewport.centre
                   : anlan_map_viewport_to_world (&viewport, (AnlanMapPoint){ self->x, self->y });
  text = anlan_map_format_position (at, viewport.zoom);
  gtk_label_set_label (GTK_LABEL (self->position), text);
  anlan_map_scale_bar_measure (&viewport, BAR_MAX_PX, &scale);
  label = g_strdup_printf (_ ("Scale: the bar is %s long; north is up"), scale);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->area), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_queue_draw (self->area);
}

static void
on_pointed_cb (AnlanMapView *view, double x, double y, AnlanMapScale *self)
{
  self->x = x;
  self->y = y;
  update (self);
}

static void
anlan_map_scale_dispose (GObject *object)
{
  AnlanMapScale *self = ANLAN_MAP_SCALE (object);

  g_clear_pointer (&self->area, gtk_widget_unparent);
  g_clear_pointer (&self->position, gtk_widget_unparent);
  G_OBJECT_CLASS (anlan_map_scale_parent_class)->dispose (object);
}

static void
anlan_map_scale_class_init (AnlanMapScaleClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_map_scale_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "map-scale");
}

static void
anlan_map_scale_init (AnlanMapScale *self)
{
  self->x = self->y = -1;
  /* The one custom picture of this widget is an image to a reader; its label says what it shows. */
  self->area = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->area), (int)(NORTH_PX + GAP_PX + BAR_MAX_PX));
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->area),
                                       (int)MAX (NORTH_PX, ANLAN_MAP_SCALE_BAR_HEIGHT));
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->area), draw_cb, self, NULL);
  gtk_widget_set_parent (self->area, GTK_WIDGET (self));
  self->position = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->position, "numeric");
  gtk_widget_add_css_class (self->position, "caption");
  gtk_label_set_selectable (GTK_LABEL (self->position), FALSE);
  gtk_label_set_xalign (GTK_LABEL (self->position), 0);
  gtk_widget_set_parent (self->position, GTK_WIDGET (self));
}

GtkWidget *
anlan_map_scale_new (AnlanMapView *view)
{
  AnlanMapScale *self = g_object_new (ANLAN_TYPE_MAP_SCALE, NULL);

  self->view = view;
  g_signal_connect_object (view, "pointed", G_CALLBACK (on_pointed_cb), self, 0);
  g_signal_connect_object (view, "ready", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "viewport-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (gtk_widget_queue_draw), self->area, G_CONNECT_SWAPPED);
  return GTK_WIDGET (self);
}

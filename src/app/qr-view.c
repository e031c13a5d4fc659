/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "qr-view.h"

#include "report/qr.h"

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer text)
{
  anlan_qr_draw (cr, text, 0, 0, MIN (width, height));
}

static void
free_cb (gpointer data)
{
  g_free (data);
}

GtkWidget *
anlan_qr_view_new (const char *text, int pixels, const char *said)
{
  GtkWidget *area;

  g_return_val_if_fail (text != NULL && pixels > 0 && said != NULL, NULL);

  area = g_object_new (GTK_TYPE_DRAWING_AREA, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), pixels);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), pixels);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw_cb, g_strdup (text), free_cb);
  gtk_accessible_update_property (GTK_ACCESSIBLE (area), GTK_ACCESSIBLE_PROPERTY_LABEL, said, -1);
  gtk_widget_set_halign (area, GTK_ALIGN_CENTER);
  return area;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "corners-dialog.h"

#include <glib/gi18n-lib.h>

#include "position-entry.h"
#include "resources.h"

struct _AnlanCornersDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwComboRow *origin_row;
  GtkTextView *text_view;
  GtkLabel *problem_label;

  /* owned */
  AnlanDesk *desk;
  AnlanZoneTool *tool;
  AnlanPlantGrid grid;
  gboolean has_grid;
  AnlanLonLat near;
  gboolean has_near;
  AnlanOrigin origin; /* that the text is in */
};

G_DEFINE_FINAL_TYPE (AnlanCornersDialog, anlan_corners_dialog, ADW_TYPE_WINDOW)

static char *
get_text (AnlanCornersDialog *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->text_view);
  GtkTextIter start, end;

  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
say (AnlanCornersDialog *self, const char *problem)
{
  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), problem != NULL);
}

static GArray *
read_positions (AnlanCornersDialog *self, GError **error)
{
  g_autofree char *text = get_text (self);

  return anlan_positions_read (text, self->origin, self->has_grid ? &self->grid : NULL,
                               self->has_near ? &self->near : NULL, error);
}

static void
show_positions (AnlanCornersDialog *self, const double *lonlat, guint count)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < count; i++)
    {
      g_autofree char *line = anlan_position_write ((AnlanLonLat){ lonlat[2 * i], lonlat[2 * i + 1] },
                                                    self->origin, self->has_grid ? &self->grid : NULL);

      g_string_append_printf (text, "%s\n", line);
    }
  gtk_text_buffer_set_text (gtk_text_view_get_buffer (self->text_view), text->str, -1);
}

/* What stands there already keeps its places and is written anew. */
static void
on_origin_cb (AdwComboRow *row, GParamSpec *pspec, AnlanCornersDialog *self)
{
  g_autoptr (GArray) positions = NULL;

  if (self->desk == NULL)
    return;
  positions = read_positions (self, NULL);
  self->origin = (AnlanOrigin)adw_combo_row_get_selected (row);
  anlan_desk_set_string (self->desk, "position-origin", anlan_origin_to_text (self->origin));
  if (positions != NULL)
    show_positions (self, (const double *)(gpointer)positions->data, positions->len);
  say (self, NULL);
}

static void
on_apply_clicked_cb (GtkButton *button, AnlanCornersDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) positions = read_positions (self, &error);

  if (positions != NULL && anlan_zone_tool_set_positions (
                               self->tool, (const double *)(gpointer)positions->data, positions->len, &error))
    gtk_window_close (GTK_WINDOW (self));
  else
    say (self, error->message);
}

/* --- object -------------------------------------------------------------------------------------------------- */

static void
anlan_corners_dialog_dispose (GObject *object)
{
  AnlanCornersDialog *self = ANLAN_CORNERS_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_CORNERS_DIALOG);
  g_clear_object (&self->tool);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_corners_dialog_parent_class)->dispose (object);
}

static void
anlan_corners_dialog_class_init (AnlanCornersDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_corners_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("corners-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanCornersDialog, origin_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanCornersDialog, text_view);
  gtk_widget_class_bind_template_child (widget_class, AnlanCornersDialog, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, on_origin_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_apply_clicked_cb);
}

static void
anlan_corners_dialog_init (AnlanCornersDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill (AnlanCornersDialog *self, AnlanDesk *desk)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  g_autofree char *last = anlan_desk_get_string (desk, "position-origin");
  const double *lonlat;
  guint count, n = self->has_grid ? ANLAN_N_ORIGINS : ANLAN_ORIGIN_GRID;

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (list, anlan_origin_get_title ((AnlanOrigin)i));
  adw_combo_row_set_model (self->origin_row, G_LIST_MODEL (list));
  self->origin = anlan_origin_from_text (last);
  if (self->origin >= n)
    self->origin = ANLAN_ORIGIN_WGS84;
  adw_combo_row_set_selected (self->origin_row, self->origin);
  if (anlan_zone_tool_get_mode (self->tool) == ANLAN_ZONE_TOOL_SPLIT)
    lonlat = anlan_zone_tool_get_line (self->tool, &count);
  else
    lonlat = anlan_zone_edit_get_ring (anlan_zone_tool_get_edit (self->tool), 0, &count);
  show_positions (self, lonlat, count);
}

AnlanCornersDialog *
anlan_corners_dialog_new (AnlanDesk *desk, AnlanZoneTool *tool)
{
  AnlanCornersDialog *self;
  AnlanPlant *plant;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && ANLAN_IS_ZONE_TOOL (tool), NULL);

  self = g_object_new (ANLAN_TYPE_CORNERS_DIALOG, NULL);
  plant = anlan_desk_get_plant (desk);
  self->tool = g_object_ref (tool);
  self->has_grid = plant != NULL && anlan_plant_read_grid (plant, &self->grid);
  self->has_near = plant != NULL && anlan_plant_read_position (plant, &self->near);
  fill (self, desk);
  /* Only from here on choices count as made by somebody. */
  self->desk = g_object_ref (desk);
  return self;
}

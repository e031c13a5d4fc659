/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "grid-dialog.h"

#include <glib/gi18n-lib.h>

#include "position-entry.h"
#include "resources.h"

struct _AnlanGridDialog
{
  AdwWindow parent_instance;

  /* template */
  GtkWidget *store_button;
  AdwComboRow *axis_row;
  GtkEditable *first_row, *second_row;
  AnlanPositionEntry *first_entry, *second_entry;
  GtkLabel *result_label;

  /* owned */
  AnlanPlant *plant;
};

G_DEFINE_FINAL_TYPE (AnlanGridDialog, anlan_grid_dialog, ADW_TYPE_WINDOW)

static gboolean
is_north_first (AnlanGridDialog *self)
{
  return adw_combo_row_get_selected (self->axis_row) == 0;
}

static gboolean
is_empty (GtkEditable *row)
{
  return gtk_editable_get_text (row)[0] == '\0';
}

/* FALSE without @error while something is still missing. */
static gboolean
read_grid (AnlanGridDialog *self, AnlanPlantGrid *grid, GError **error)
{
  GtkEditable *rows[] = { self->first_row, self->second_row };
  AnlanPositionEntry *entries[] = { self->first_entry, self->second_entry };
  AnlanGridPoint points[2];

  for (guint i = 0; i < 2; i++)
    {
      if (is_empty (rows[i]))
        return FALSE;
      if (!anlan_grid_numbers_from_text (gtk_editable_get_text (rows[i]), is_north_first (self), &points[i].a,
                                         &points[i].b, error) ||
          !anlan_position_entry_get_position (entries[i], &points[i].ground, error))
        return FALSE;
    }
  return anlan_plant_grid_init (grid, is_north_first (self), points, error);
}

static void
update (AnlanGridDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  AnlanPlantGrid grid;
  gboolean ok = read_grid (self, &grid, &error);

  gtk_widget_set_sensitive (self->store_button, ok);
  if (ok)
    text = g_strdup_printf (_ ("The grid is turned by %.2f° clockwise; 1 m of it is %.4f m on the ground."),
                            grid.turn, grid.scale);
  gtk_label_set_label (self->result_label, ok ? text : error != NULL ? error->message : "");
  if (error != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self->result_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->result_label), "error");
}

static void
on_row_changed_cb (GtkEditable *row, AnlanGridDialog *self)
{
  update (self);
}

static void
on_entry_changed_cb (AnlanPositionEntry *entry, AnlanGridDialog *self)
{
  update (self);
}

static void
on_axis_cb (AdwComboRow *row, GParamSpec *pspec, AnlanGridDialog *self)
{
  if (self->plant != NULL)
    update (self);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanGridDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (anlan_plant_set_setting_finish (ANLAN_PLANT (source), result, &error))
    {
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  gtk_label_set_label (self->result_label, error->message);
  gtk_widget_add_css_class (GTK_WIDGET (self->result_label), "error");
}

static void
on_store_clicked_cb (GtkButton *button, AnlanGridDialog *self)
{
  g_autofree char *text = NULL;
  AnlanPlantGrid grid;

  if (!read_grid (self, &grid, NULL))
    return;
  text = anlan_plant_grid_to_text (&grid);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  anlan_plant_set_setting_async (self->plant, "plant-grid", text, stored_cb, g_object_ref (self));
}

/* --- object -------------------------------------------------------------------------------------------------- */

static void
anlan_grid_dialog_dispose (GObject *object)
{
  AnlanGridDialog *self = ANLAN_GRID_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_GRID_DIALOG);
  g_clear_object (&self->plant);
  G_OBJECT_CLASS (anlan_grid_dialog_parent_class)->dispose (object);
}

static void
anlan_grid_dialog_class_init (AnlanGridDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ANLAN_TYPE_POSITION_ENTRY);
  G_OBJECT_CLASS (klass)->dispose = anlan_grid_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("grid-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanGridDialog, store_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanGridDialog, axis_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanGridDialog, first_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanGridDialog, second_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanGridDialog, first_entry);
  gtk_widget_class_bind_template_child (widget_class, AnlanGridDialog, second_entry);
  gtk_widget_class_bind_template_child (widget_class, AnlanGridDialog, result_label);
  gtk_widget_class_bind_template_callback (widget_class, on_row_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_axis_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_store_clicked_cb);
}

static void
anlan_grid_dialog_init (AnlanGridDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
fill (AnlanGridDialog *self, const AnlanPlantGrid *grid)
{
  GtkEditable *rows[] = { self->first_row, self->second_row };
  AnlanPositionEntry *entries[] = { self->first_entry, self->second_entry };

  adw_combo_row_set_selected (self->axis_row, grid->north_first ? 0 : 1);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *text = anlan_position_write (grid->points[i].ground, ANLAN_ORIGIN_GRID, grid);

      gtk_editable_set_text (rows[i], text);
      anlan_position_entry_set_position (entries[i], grid->points[i].ground);
    }
}

AnlanGridDialog *
anlan_grid_dialog_new (AnlanDesk *desk)
{
  AnlanGridDialog *self;
  AnlanPlantGrid grid;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && anlan_desk_get_plant (desk) != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_GRID_DIALOG, NULL);
  anlan_position_entry_leave_out_grid (self->first_entry);
  anlan_position_entry_leave_out_grid (self->second_entry);
  anlan_position_entry_set_desk (self->first_entry, desk);
  anlan_position_entry_set_desk (self->second_entry, desk);
  self->plant = g_object_ref (anlan_desk_get_plant (desk));
  if (anlan_plant_read_grid (self->plant, &grid))
    fill (self, &grid);
  update (self);
  return self;
}

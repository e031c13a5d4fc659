/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "place-dialog.h"

#include <glib/gi18n-lib.h>

#include "base/shape.h"
#include "map-model.h"
#include "map-view.h"
#include "point-tool.h"
#include "position-entry.h"
#include "resources.h"
#include "window-private.h"

#define CLOSE_ZOOM 18.0

struct _AnlanPlaceDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwWindowTitle *window_title;
  GtkWidget *take_button;
  AnlanMapView *view;
  AnlanPositionEntry *entry;

  /* owned */
  AnlanMapModel *model;
  AnlanPointTool *tool;
  AnlanLonLat near;
  gboolean has_near;
  gboolean is_shown; /* what the map shows at first has been chosen */
};

G_DEFINE_FINAL_TYPE (AnlanPlaceDialog, anlan_place_dialog, ADW_TYPE_WINDOW)

enum
{
  PLACED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
update (AnlanPlaceDialog *self)
{
  AnlanLonLat at;
  gboolean ok = anlan_position_entry_get_position (self->entry, &at, NULL);

  gtk_widget_set_sensitive (self->take_button, ok);
  anlan_point_tool_set_position (self->tool, ok ? &at : NULL);
}

static void
on_entry_changed_cb (AnlanPositionEntry *entry, AnlanPlaceDialog *self)
{
  AnlanLonLat at;

  update (self);
  if (anlan_position_entry_get_position (entry, &at, NULL))
    anlan_map_view_jump_to (self->view, at, -1);
}

static void
on_placed_cb (AnlanPointTool *tool, const AnlanLonLat *at, AnlanPlaceDialog *self)
{
  anlan_position_entry_set_position (self->entry, *at);
  update (self);
}

static void
take (AnlanPlaceDialog *self)
{
  AnlanLonLat at;

  if (!anlan_position_entry_get_position (self->entry, &at, NULL))
    return;
  g_signal_emit (self, signals[PLACED], 0, &at);
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_take_clicked_cb (GtkButton *button, AnlanPlaceDialog *self)
{
  take (self);
}

static void
on_entry_activate_cb (AnlanPositionEntry *entry, AnlanPlaceDialog *self)
{
  take (self);
}

static void
on_model_changed_cb (AnlanMapModel *model, AnlanPlaceDialog *self)
{
  AnlanMapScene *scene = anlan_map_model_get_scene (model);

  if (scene == NULL)
    return;
  anlan_map_view_set_scene (self->view, scene);
  if (self->is_shown)
    return;
  self->is_shown = TRUE;
  if (!anlan_map_model_is_empty (model))
    anlan_map_view_show_all (self->view);
  else if (self->has_near)
    anlan_map_view_jump_to (self->view, self->near, CLOSE_ZOOM);
}

/* --- object -------------------------------------------------------------------------------------------------- */

static void
anlan_place_dialog_dispose (GObject *object)
{
  AnlanPlaceDialog *self = ANLAN_PLACE_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_PLACE_DIALOG);
  g_clear_object (&self->model);
  g_clear_object (&self->tool);
  G_OBJECT_CLASS (anlan_place_dialog_parent_class)->dispose (object);
}

static void
anlan_place_dialog_class_init (AnlanPlaceDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ANLAN_TYPE_MAP_VIEW);
  g_type_ensure (ANLAN_TYPE_POSITION_ENTRY);
  G_OBJECT_CLASS (klass)->dispose = anlan_place_dialog_dispose;
  signals[PLACED] = g_signal_new ("placed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("place-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanPlaceDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, AnlanPlaceDialog, take_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanPlaceDialog, view);
  gtk_widget_class_bind_template_child (widget_class, AnlanPlaceDialog, entry);
  gtk_widget_class_bind_template_callback (widget_class, on_take_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_entry_activate_cb);
}

static void
anlan_place_dialog_init (AnlanPlaceDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanPlaceDialog *
anlan_place_dialog_new (AnlanDesk *desk, const char *title, const AnlanLonLat *at)
{
  AnlanPlaceDialog *self;
  AnlanPlant *plant;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && anlan_desk_get_plant (desk) != NULL && title != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_PLACE_DIALOG, "title", title, NULL);
  plant = anlan_desk_get_plant (desk);
  adw_window_title_set_title (self->window_title, title);
  self->tool = anlan_point_tool_new ("", at);
  self->has_near = at != NULL || anlan_plant_read_position (plant, &self->near);
  if (at != NULL)
    self->near = *at;
  anlan_position_entry_set_desk (self->entry, desk);
  if (at != NULL)
    anlan_position_entry_set_position (self->entry, *at);
  g_signal_connect_object (self->tool, "placed", G_CALLBACK (on_placed_cb), self, 0);
  anlan_map_view_set_tool (self->view, ANLAN_MAP_TOOL (self->tool));
  self->model = anlan_map_model_new (plant, NULL);
  g_signal_connect_object (self->model, "changed", G_CALLBACK (on_model_changed_cb), self, 0);
  on_model_changed_cb (self->model, self);
  update (self);
  return self;
}

gboolean
anlan_place_dialog_is_busy (AnlanPlaceDialog *self)
{
  g_return_val_if_fail (ANLAN_IS_PLACE_DIALOG (self), FALSE);

  return anlan_map_model_is_busy (self->model);
}

/* --- in a form ------------------------------------------------------------------------------------------------ */

static void
on_field_placed_cb (AnlanPlaceDialog *dialog, const AnlanLonLat *at, AnlanFieldRow *row)
{
  g_autoptr (AnlanShape) shape = anlan_shape_new_point (*at, NULL);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  anlan_value_take_text (&value, anlan_shape_to_text (shape));
  anlan_field_row_commit (row, &value);
}

static void
on_place_clicked_cb (GtkButton *button, AnlanFieldRow *row)
{
  AnlanFormContext *context = anlan_field_row_get_context (row);
  const char *text = anlan_value_get_text (anlan_field_row_get_value (row));
  g_autoptr (AnlanShape) shape = text != NULL ? anlan_shape_parse (text, -1, NULL) : NULL;
  AnlanLonLat at = { 0, 0 };
  GtkWindow *dialog;

  if (shape != NULL)
    at = anlan_shape_get_label (shape);
  dialog = GTK_WINDOW (anlan_place_dialog_new (
      context->desk, anlan_kind_text (anlan_field_row_get_field (row)->title), shape != NULL ? &at : NULL));
  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (row))));
  g_signal_connect_object (dialog, "placed", G_CALLBACK (on_field_placed_cb), row, 0);
  gtk_window_present (dialog);
}

/* An area is changed on the map's own page. */
static void
on_area_clicked_cb (GtkButton *button, AnlanFieldRow *row)
{
  AnlanFormContext *context = anlan_field_row_get_context (row);
  AnlanWindow *window = anlan_window_of (GTK_WIDGET (row));
  g_autofree char *record = g_strdup (context->record);

  if (window != NULL && record != NULL && anlan_window_show_page (window, "map"))
    gtk_widget_activate_action (GTK_WIDGET (anlan_window_get_page (window)), "edit.change", "s", record);
}

GtkWidget *
anlan_place_button_add (AnlanFieldRow *row)
{
  const AnlanField *field;
  GtkWidget *button;

  g_return_val_if_fail (ANLAN_IS_FIELD_ROW (row), NULL);

  field = anlan_field_row_get_field (row);
  if (g_strcmp0 (field->geometry, "polygon") == 0 &&
      g_str_equal (anlan_field_row_get_context (row)->kind->id, "zone") &&
      anlan_field_row_get_context (row)->record != NULL)
    {
      button = anlan_field_row_add_button (row, "mark-location-symbolic", _ ("Draw on the map"));
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_area_clicked_cb), row, 0);
      return button;
    }
  if (field->geometry != NULL && !g_str_equal (field->geometry, "point"))
    return NULL;
  button = anlan_field_row_add_button (row, "mark-location-symbolic", _ ("Set on the map"));
  g_signal_connect_object (button, "clicked", G_CALLBACK (on_place_clicked_cb), row, 0);
  return button;
}

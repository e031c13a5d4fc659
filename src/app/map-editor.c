/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-editor.h"

#include <glib/gi18n-lib.h>

#include "change-dialog.h"
#include "corners-dialog.h"
#include "name-dialog.h"
#include "point-tool.h"
#include "position-entry.h"
#include "window.h"
#include "zone-load.h"

struct _AnlanMapEditor
{
  GObject parent_instance;

  /* borrowed */
  GtkWidget *widget;
  AnlanMapView *view;

  /* owned */
  AnlanDesk *desk;
  AnlanMapModel *model;
  AnlanMapEditBar *bar;
  GSimpleActionGroup *actions;
  GCancellable *cancellable; /* of all that runs */
  guint busy;

  AnlanZoneToolMode mode; /* of what is being begun */
  AnlanZoneTool *tool;    /* at work or put aside; NULL: none */
  AnlanRecord *zone;      /* it works on, or NULL */
  AnlanShape *area;       /* of that zone as it was */

  char *kind, *record; /* what is being placed, or NULL */
  char *left_over;     /* corners of a drawing that the program's end interrupted, or NULL */
};

G_DEFINE_FINAL_TYPE (AnlanMapEditor, anlan_map_editor, G_TYPE_OBJECT)

enum
{
  STORED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- saying ------------------------------------------------------------------------------------------------------ */

/* @toast: (transfer full) */
static void
show_toast (AnlanMapEditor *self, AdwToast *toast)
{
  AnlanWindow *window = anlan_window_of (self->widget);

  if (window != NULL)
    anlan_window_toast (window, toast);
  else
    g_object_unref (toast);
}

static void
say (AnlanMapEditor *self, const char *text)
{
  show_toast (self, adw_toast_new (text));
}

/* With a button; toasts stand in the window, where the actions of the map are out of reach. */
static void
offer (AnlanMapEditor *self, const char *text, const char *button, GCallback callback)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, button);
  g_signal_connect_object (toast, "button-clicked", callback, self, 0);
  show_toast (self, toast);
}

static void
say_stored (AnlanMapEditor *self, const char *format, const char *name)
{
  g_autofree char *text = g_strdup_printf (format, name);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  show_toast (self, toast);
}

static void
begin_busy (AnlanMapEditor *self)
{
  self->busy++;
}

/* FALSE: the map is gone, and nothing is to be touched. */
static gboolean
end_busy (AnlanMapEditor *self)
{
  self->busy--;
  return self->widget != NULL;
}

static AnlanPlant *
get_plant (AnlanMapEditor *self)
{
  return anlan_desk_get_plant (self->desk);
}

/* --- what is left of a drawing when the program ends ------------------------------------------------------------ */

#define STATE_GROUP "map"
#define STATE_KEY "drawing"

/* Of a new area only: one that is changed is still there as it was. */
static void
remember (AnlanMapEditor *self, AnlanZoneTool *tool)
{
  AnlanUiState *state = anlan_desk_get_state (self->desk);
  g_autoptr (GString) text = g_string_new (NULL);
  const double *lonlat;
  guint count;

  if (state == NULL || (tool != NULL && anlan_zone_tool_get_mode (tool) != ANLAN_ZONE_TOOL_DRAW))
    return;
  if (tool != NULL)
    {
      lonlat = anlan_zone_edit_get_ring (anlan_zone_tool_get_edit (tool), 0, &count);
      for (guint i = 0; i < count; i++)
        {
          g_autofree char *line = anlan_position_to_text ((AnlanLonLat){ lonlat[2 * i], lonlat[2 * i + 1] });

          g_string_append_printf (text, "%s;", line);
        }
    }
  anlan_ui_state_set (state, STATE_GROUP, STATE_KEY, text->len > 0 ? text->str : NULL);
}

/* The corners go back one by one, as they were set. */
static void
recall (AnlanMapEditor *self, const char *text)
{
  g_auto (GStrv) lines = g_strsplit (text, ";", -1);
  AnlanLonLat at;

  for (guint i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0' && anlan_position_from_text (lines[i], NULL, &at, NULL, NULL))
      anlan_zone_edit_add (anlan_zone_tool_get_edit (self->tool), at, NULL);
}

/* --- the tool ---------------------------------------------------------------------------------------------------- */

static gboolean
is_at_work (AnlanMapEditor *self)
{
  return self->tool != NULL && anlan_map_view_get_tool (self->view) == ANLAN_MAP_TOOL (self->tool);
}

static void
drop_tool (AnlanMapEditor *self)
{
  g_autoptr (AnlanZoneTool) tool = g_steal_pointer (&self->tool);

  g_clear_pointer (&self->zone, anlan_record_unref);
  g_clear_pointer (&self->area, anlan_shape_free);
  if (tool == NULL)
    return;
  g_signal_handlers_disconnect_by_data (tool, self);
  if (anlan_map_view_get_tool (self->view) == ANLAN_MAP_TOOL (tool))
    anlan_map_view_set_tool (self->view, NULL);
  anlan_map_edit_bar_update (self->bar, NULL);
}

static void
on_resume_cb (AdwToast *toast, AnlanMapEditor *self)
{
  if (self->tool == NULL || self->view == NULL)
    return;
  anlan_map_view_set_tool (self->view, ANLAN_MAP_TOOL (self->tool));
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

/* Escape, or another tool, took it off the map: what was drawn can be had back. */
static void
on_tool_cb (AnlanMapView *view, GParamSpec *pspec, AnlanMapEditor *self)
{
  if (self->tool == NULL)
    return;
  anlan_map_edit_bar_update (self->bar, is_at_work (self) ? self->tool : NULL);
  if (is_at_work (self))
    return;
  if (anlan_zone_tool_is_changed (self->tool))
    offer (self, _ ("What was drawn is put aside."), _ ("_Go on drawing"), G_CALLBACK (on_resume_cb));
  else
    drop_tool (self);
}

static void
on_changed_cb (AnlanZoneTool *tool, AnlanMapEditor *self)
{
  if (!is_at_work (self))
    return;
  anlan_map_edit_bar_update (self->bar, tool);
  remember (self, tool);
}

static void
store (AnlanMapEditor *self);

static void
on_finished_cb (AnlanZoneTool *tool, AnlanMapEditor *self)
{
  store (self);
}

static void
show_area (AnlanMapEditor *self)
{
  AnlanBounds bounds;
  AnlanMapRect rect = ANLAN_MAP_RECT_EMPTY;

  anlan_shape_get_bounds (self->area, &bounds);
  anlan_map_rect_add_point (&rect, anlan_map_project (bounds.west, bounds.south));
  anlan_map_rect_add_point (&rect, anlan_map_project (bounds.east, bounds.north));
  anlan_map_view_show (self->view, rect, 140);
}

/* Nothing to stand beside yet: drawing begins where the plant lies. */
static void
show_plant (AnlanMapEditor *self)
{
  AnlanLonLat position;

  if (anlan_map_model_is_empty (self->model) && anlan_plant_read_position (get_plant (self), &position))
    anlan_map_view_jump_to (self->view, position, 17);
}

static void
begin (AnlanMapEditor *self, AnlanZoneLoad *load)
{
  AnlanMapScene *scene = anlan_map_model_get_scene (self->model);
  AnlanZoneToolMode mode = self->mode;

  /* A zone that is not on the map yet is drawn. */
  if (mode == ANLAN_ZONE_TOOL_EDIT && load->area == NULL)
    mode = ANLAN_ZONE_TOOL_DRAW;
  drop_tool (self);
  self->zone = g_steal_pointer (&load->zone);
  self->area = g_steal_pointer (&load->area);
  self->tool = anlan_zone_tool_new (mode, self->area);
  anlan_zone_tool_set_surroundings (self->tool, scene != NULL ? anlan_map_scene_get_base (scene) : NULL,
                                    (const AnlanShape *const *)load->others->pdata, load->others->len);
  g_signal_connect_object (self->tool, "changed", G_CALLBACK (on_changed_cb), self, 0);
  g_signal_connect_object (self->tool, "finished", G_CALLBACK (on_finished_cb), self, 0);
  if (self->area != NULL)
    show_area (self);
  else
    show_plant (self);
  if (self->left_over != NULL)
    recall (self, self->left_over);
  g_clear_pointer (&self->left_over, g_free);
  anlan_map_view_set_tool (self->view, ANLAN_MAP_TOOL (self->tool));
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMapEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanZoneLoad) load = anlan_zone_load_finish (result, &error);

  if (!end_busy (self))
    return;
  if (load == NULL)
    say (self, error->message);
  else if (self->mode == ANLAN_ZONE_TOOL_SPLIT && load->area == NULL)
    say (self, _ ("This zone is not on the map yet: there is nothing to split."));
  else
    begin (self, load);
}

static void
start (AnlanMapEditor *self, AnlanZoneToolMode mode, const char *zone)
{
  self->mode = mode;
  begin_busy (self);
  anlan_zone_load_async (get_plant (self), zone, self->cancellable, loaded_cb, g_object_ref (self));
}

/* --- storing ------------------------------------------------------------------------------------------------------ */

/* What was drawn stays on the map until it is stored, and after it was refused. */
static void
applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMapEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply_finish (ANLAN_PLANT (source), result, &error);

  if (!end_busy (self))
    return;
  if (applied == NULL)
    {
      say (self, error->message);
      return;
    }
  remember (self, NULL);
  drop_tool (self);
  say_stored (self, applied->before == NULL ? _ ("%s is on the map") : _ ("The place of %s is changed"),
              anlan_record_label (applied->after));
  g_signal_emit (self, signals[STORED], 0, applied->after->kind->id, applied->after->id);
}

/* @change: (transfer full) */
static void
apply (AnlanMapEditor *self, AnlanChange *change)
{
  g_autoptr (AnlanChange) held = change;

  begin_busy (self);
  anlan_plant_apply_async (get_plant (self), held, self->cancellable, applied_cb, g_object_ref (self));
}

static void
set_area (AnlanChange *change, AnlanZoneTool *tool)
{
  g_autoptr (AnlanShape) shape = anlan_zone_edit_get_shape (anlan_zone_tool_get_edit (tool), NULL);
  g_autofree char *text = shape != NULL ? anlan_shape_to_text (shape) : NULL;

  anlan_change_set_text (change, "area", text);
}

static void
store_changed (AnlanMapEditor *self)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_EDIT, "zone", self->zone->id);

  change->base_rev = g_strdup (self->zone->rev);
  set_area (change, self->tool);
  apply (self, change);
}

static void
drawn_named_cb (AnlanNameDialog *dialog, const char *name, AnlanMapEditor *self)
{
  AnlanChange *change;

  if (self->tool == NULL)
    return;
  change = anlan_change_new (ANLAN_OP_CREATE, "zone", NULL);
  anlan_change_set_text (change, "name", name);
  set_area (change, self->tool);
  apply (self, change);
}

static void
ask_name (AnlanMapEditor *self, const char *heading, const char *body, const char *name, GCallback callback)
{
  GtkWindow *dialog = GTK_WINDOW (anlan_name_dialog_new (heading, body, _ ("Name of the zone"), name));

  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (self->widget)));
  g_signal_connect_object (dialog, "named", callback, self, 0);
  gtk_window_present (dialog);
}

/* --- splitting ----------------------------------------------------------------------------------------------------- */

static void
split_applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMapEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_apply_batch_finish (ANLAN_PLANT (source), result, NULL, &error);

  if (!end_busy (self))
    return;
  if (batch == NULL)
    {
      say (self, error->message);
      return;
    }
  {
    g_autofree char *id = g_strdup (self->zone != NULL ? self->zone->id : NULL);

    drop_tool (self);
    say_stored (self, "%s", _ ("The zone is split in two."));
    g_signal_emit (self, signals[STORED], 0, "zone", id);
  }
}

static void
split_named_cb (AnlanNameDialog *dialog, const char *name, AnlanMapEditor *self)
{
  AnlanZoneSplit *split = g_object_get_data (G_OBJECT (dialog), "split");
  AnlanChange *made = split->changes->pdata[1];

  anlan_change_set_text (made, "name", name);
  begin_busy (self);
  anlan_plant_apply_batch_async (get_plant (self), split->changes, NULL, self->cancellable, split_applied_cb,
                                 g_object_ref (self));
}

static char *
describe_split (const AnlanZoneSplit *split)
{
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append (text, _ ("The larger part stays as it is; the smaller one becomes a zone of its own."));
  g_string_append_c (text, '\n');
  g_string_append_printf (
      text,
      g_dngettext (GETTEXT_PACKAGE, "%u risk point goes to it,", "%u risk points go to it,", split->n_points),
      split->n_points);
  g_string_append_c (text, ' ');
  g_string_append_printf (text,
                          g_dngettext (GETTEXT_PACKAGE, "and %u piece of equipment.",
                                       "and %u pieces of equipment.", split->n_equipment),
                          split->n_equipment);
  if (split->n_unplaced > 0)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (
          text,
          g_dngettext (GETTEXT_PACKAGE, "%u risk point is not on the map and stays with the larger part.",
                       "%u risk points are not on the map and stay with the larger part.", split->n_unplaced),
          split->n_unplaced);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
cut_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMapEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanZoneSplit) split = anlan_zone_cut_finish (result, &error);
  g_autofree char *body = NULL, *name = NULL;
  GtkWindow *dialog;

  if (!end_busy (self) || self->zone == NULL)
    return;
  if (split == NULL)
    {
      say (self, error->message);
      return;
    }
  body = describe_split (split);
  name = g_strdup_printf (C_ ("name of the second part of a zone", "%s 2"), anlan_record_label (self->zone));
  dialog = GTK_WINDOW (anlan_name_dialog_new (_ ("Split the zone?"), body, _ ("Name of the new zone"), name));
  g_object_set_data_full (G_OBJECT (dialog), "split", g_steal_pointer (&split),
                          (GDestroyNotify)anlan_zone_split_free);
  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (self->widget)));
  g_signal_connect_object (dialog, "named", G_CALLBACK (split_named_cb), self, 0);
  gtk_window_present (dialog);
}

static void
cut (AnlanMapEditor *self)
{
  guint count;
  const double *lonlat = anlan_zone_tool_get_line (self->tool, &count);
  g_autoptr (GArray) line = g_array_new (FALSE, FALSE, sizeof (AnlanLonLat));

  if (count < 2)
    {
      say (self, _ ("The cut needs two points at least: one on each side of the zone."));
      return;
    }
  g_array_append_vals (line, lonlat, count);
  begin_busy (self);
  anlan_zone_cut_async (get_plant (self), self->zone, self->area, line, anlan_record_label (self->zone),
                        self->cancellable, cut_cb, g_object_ref (self));
}

static void
store (AnlanMapEditor *self)
{
  if (self->busy > 0)
    return;
  if (anlan_zone_tool_get_mode (self->tool) == ANLAN_ZONE_TOOL_SPLIT)
    cut (self);
  else if (self->zone != NULL)
    store_changed (self);
  else
    ask_name (self, _ ("A new zone"),
              _ ("Its colour follows from its risk points; all else can be filled in later."), "",
              G_CALLBACK (drawn_named_cb));
}

/* --- placing -------------------------------------------------------------------------------------------------------- */

static void
on_placed_cb (AnlanPointTool *tool, const AnlanLonLat *at, AnlanMapEditor *self)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_EDIT, self->kind, self->record);
  g_autoptr (AnlanShape) shape = anlan_shape_new_point (*at, NULL);
  g_autofree char *text = anlan_shape_to_text (shape);

  anlan_change_set_text (change, "place", text);
  anlan_map_view_set_tool (self->view, NULL);
  apply (self, change);
}

/* --- actions -------------------------------------------------------------------------------------------------------- */

static void
draw_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  start (data, ANLAN_ZONE_TOOL_DRAW, NULL);
}

static void
change_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  start (data, ANLAN_ZONE_TOOL_EDIT, g_variant_get_string (parameter, NULL));
}

static void
split_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  start (data, ANLAN_ZONE_TOOL_SPLIT, g_variant_get_string (parameter, NULL));
}

static void
take_off_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_EDIT, "zone", g_variant_get_string (parameter, NULL));

  anlan_change_set_null (change, "area");
  apply (data, change);
}

static void
void_loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMapEditor) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanZoneLoad) load = anlan_zone_load_finish (result, &error);
  GtkWindow *dialog;

  if (!end_busy (self))
    return;
  if (load == NULL)
    {
      say (self, error->message);
      return;
    }
  dialog = GTK_WINDOW (anlan_change_dialog_new_void (self->desk, load->zone, ANLAN_OP_VOID));
  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (self->widget)));
  gtk_window_present (dialog);
}

static void
void_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanMapEditor *self = data;

  begin_busy (self);
  anlan_zone_load_async (get_plant (self), g_variant_get_string (parameter, NULL), self->cancellable,
                         void_loaded_cb, g_object_ref (self));
}

static void
place_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanMapEditor *self = data;
  g_autoptr (AnlanPointTool) tool = anlan_point_tool_new (
      _ ("Click where it is. By keys: move the map with the arrows, Space puts it at the cross."), NULL);

  g_clear_pointer (&self->kind, g_free);
  g_clear_pointer (&self->record, g_free);
  g_variant_get (parameter, "(ss)", &self->kind, &self->record);
  g_signal_connect_object (tool, "placed", G_CALLBACK (on_placed_cb), self, 0);
  anlan_map_view_set_tool (self->view, ANLAN_MAP_TOOL (tool));
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanMapEditor *self = data;

  if (self->tool != NULL)
    anlan_zone_tool_undo (self->tool);
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanMapEditor *self = data;

  if (self->tool != NULL)
    anlan_zone_tool_redo (self->tool);
}

static void
corners_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanMapEditor *self = data;
  GtkWindow *dialog;

  if (self->tool == NULL)
    return;
  dialog = GTK_WINDOW (anlan_corners_dialog_new (self->desk, self->tool));
  gtk_window_set_transient_for (dialog, GTK_WINDOW (gtk_widget_get_root (self->widget)));
  gtk_window_present (dialog);
}

static void
give_up_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanMapEditor *self = data;

  remember (self, NULL);
  anlan_map_view_set_tool (self->view, NULL);
}

static void
store_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  AnlanMapEditor *self = data;

  if (self->tool != NULL)
    anlan_zone_tool_finish (self->tool);
}

static const GActionEntry entries[] = {
  { .name = "draw", .activate = draw_cb },
  { .name = "change", .activate = change_cb, .parameter_type = "s" },
  { .name = "split", .activate = split_cb, .parameter_type = "s" },
  { .name = "take-off", .activate = take_off_cb, .parameter_type = "s" },
  { .name = "void", .activate = void_cb, .parameter_type = "s" },
  { .name = "place", .activate = place_cb, .parameter_type = "(ss)" },
  { .name = "undo", .activate = undo_cb },
  { .name = "redo", .activate = redo_cb },
  { .name = "corners", .activate = corners_cb },
  { .name = "give-up", .activate = give_up_cb },
  { .name = "store", .activate = store_cb },
};

/* --- object --------------------------------------------------------------------------------------------------------- */

/* The page is going: what still runs ends without touching it. */
static void
on_destroy_cb (GtkWidget *widget, AnlanMapEditor *self)
{
  g_cancellable_cancel (self->cancellable);
  if (self->tool != NULL)
    g_signal_handlers_disconnect_by_data (self->tool, self);
  g_clear_object (&self->tool);
  self->widget = NULL;
  self->view = NULL;
}

static void
anlan_map_editor_finalize (GObject *object)
{
  AnlanMapEditor *self = ANLAN_MAP_EDITOR (object);

  g_clear_object (&self->tool);
  g_clear_object (&self->bar);
  g_clear_object (&self->actions);
  g_clear_object (&self->model);
  g_clear_object (&self->desk);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->zone, anlan_record_unref);
  g_clear_pointer (&self->area, anlan_shape_free);
  g_free (self->kind);
  g_free (self->record);
  g_free (self->left_over);
  G_OBJECT_CLASS (anlan_map_editor_parent_class)->finalize (object);
}

static void
anlan_map_editor_class_init (AnlanMapEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = anlan_map_editor_finalize;
  signals[STORED] = g_signal_new ("stored", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
anlan_map_editor_init (AnlanMapEditor *self)
{
  self->cancellable = g_cancellable_new ();
}

static void
on_take_up_cb (AdwToast *toast, AnlanMapEditor *self)
{
  AnlanUiState *state = anlan_desk_get_state (self->desk);

  if (state == NULL || self->widget == NULL)
    return;
  g_free (self->left_over);
  self->left_over = anlan_ui_state_get (state, STATE_GROUP, STATE_KEY);
  start (self, ANLAN_ZONE_TOOL_DRAW, NULL);
}

/* The first time that the map is shown. */
static void
on_map_cb (GtkWidget *widget, AnlanMapEditor *self)
{
  AnlanUiState *state = anlan_desk_get_state (self->desk);
  g_autofree char *text = state != NULL ? anlan_ui_state_get (state, STATE_GROUP, STATE_KEY) : NULL;

  g_signal_handlers_disconnect_by_func (widget, on_map_cb, self);
  if (text != NULL)
    offer (self, _ ("A zone was being drawn when the program ended."), _ ("_Go on drawing"),
           G_CALLBACK (on_take_up_cb));
}

AnlanMapEditor *
anlan_map_editor_new (AnlanDesk *desk, GtkWidget *widget, AnlanMapView *view, AnlanMapModel *model)
{
  AnlanMapEditor *self;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && GTK_IS_WIDGET (widget), NULL);
  g_return_val_if_fail (ANLAN_IS_MAP_VIEW (view) && ANLAN_IS_MAP_MODEL (model), NULL);

  self = g_object_new (ANLAN_TYPE_MAP_EDITOR, NULL);
  self->desk = g_object_ref (desk);
  self->widget = widget;
  self->view = view;
  self->model = g_object_ref (model);
  self->bar = g_object_ref_sink (anlan_map_edit_bar_new ());
  self->actions = g_simple_action_group_new ();
  g_action_map_add_action_entries (G_ACTION_MAP (self->actions), entries, G_N_ELEMENTS (entries), self);
  gtk_widget_insert_action_group (widget, "edit", G_ACTION_GROUP (self->actions));
  g_signal_connect_object (view, "notify::tool", G_CALLBACK (on_tool_cb), self, 0);
  g_signal_connect_object (widget, "destroy", G_CALLBACK (on_destroy_cb), self, 0);
  g_signal_connect_object (widget, "map", G_CALLBACK (on_map_cb), self, 0);
  return self;
}

GSimpleActionGroup *
anlan_map_editor_get_actions (AnlanMapEditor *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_EDITOR (self), NULL);

  return self->actions;
}

GtkWidget *
anlan_map_editor_get_bar (AnlanMapEditor *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_EDITOR (self), NULL);

  return GTK_WIDGET (self->bar);
}

gboolean
anlan_map_editor_is_active (AnlanMapEditor *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_EDITOR (self), FALSE);

  return self->view != NULL && is_at_work (self);
}

gboolean
anlan_map_editor_is_busy (AnlanMapEditor *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_EDITOR (self), FALSE);

  return self->busy > 0;
}

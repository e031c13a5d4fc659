/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-page-private.h"

#include <glib/gi18n-lib.h>

#include "map-measure.h"
#include "map-scale.h"

G_DEFINE_FINAL_TYPE (AnlanMapPage, anlan_map_page, ANLAN_TYPE_PAGE)

static AnlanDesk *
desk_of (AnlanMapPage *self)
{
  return anlan_page_get_desk (ANLAN_PAGE (self));
}

/* --- the scene --------------------------------------------------------------------------------------------------------- */

static void
update_title (AnlanMapPage *self)
{
  AnlanMapScene *scene = anlan_map_view_get_scene (self->view);
  guint counts[ANLAN_MAP_N_RISKS] = { 0 }, points = 0, zones;
  g_autofree char *zones_text = NULL;
  g_autofree char *points_text = NULL;
  g_autofree char *text = NULL;

  if (scene == NULL)
    return;
  zones = anlan_map_scene_get_n_zones (scene);
  anlan_map_scene_count_symbols (scene, ANLAN_MAP_SYMBOL_RISK_POINT, ANLAN_MAP_FLOORS_ALL, counts);
  for (guint i = 0; i < ANLAN_MAP_N_RISKS; i++)
    points += counts[i];
  zones_text = g_strdup_printf (ngettext ("%u zone", "%u zones", zones), zones);
  points_text = g_strdup_printf (ngettext ("%u risk point", "%u risk points", points), points);
  text = g_strdup_printf (C_ ("zones, risk points", "%s · %s"), zones_text, points_text);
  anlan_page_set_subtitle (ANLAN_PAGE (self), text);
}

static void
update_busy (AnlanMapPage *self)
{
  gboolean sharp = gtk_widget_get_mapped (GTK_WIDGET (self->view))
                       ? anlan_map_view_is_sharp (self->view)
                       : anlan_map_model_get_scene (self->model) == NULL;

  anlan_page_set_busy (ANLAN_PAGE (self), anlan_map_model_is_busy (self->model) ||
                                              anlan_map_card_is_busy (self->card) ||
                                              (gtk_widget_get_mapped (GTK_WIDGET (self->view)) && !sharp));
}

static const char *
child_to_show (AnlanMapPage *self)
{
  const GError *error = anlan_map_model_get_error (self->model);

  if (anlan_map_model_get_scene (self->model) == NULL)
    {
      g_autofree char *escaped = NULL;

      if (error == NULL)
        return "loading";
      escaped = g_markup_escape_text (error->message, -1);
      adw_status_page_set_description (self->failed_page, escaped);
      return "failed";
    }
  return anlan_map_model_is_empty (self->model) && !anlan_map_layers_is_online (self->layers) &&
                 anlan_map_view_get_tool (self->view) == NULL
             ? "empty"
             : "map";
}

/* Something chosen that is no longer there is not chosen. */
static void
keep_selection (AnlanMapPage *self)
{
  const char *zone = anlan_map_view_get_selected (self->view);
  AnlanMapScene *scene = anlan_map_view_get_scene (self->view);
  guint index;

  if (zone != NULL && (scene == NULL || !anlan_map_scene_find_zone (scene, zone, &index)))
    anlan_map_page_unselect (self);
}

/* Once for each: a map that is read again with every change must not complain with every change. */
static void
say_problem (AnlanMapPage *self)
{
  const GError *error = anlan_map_model_get_error (self->model);
  const char *problem = error != NULL ? error->message : anlan_map_model_get_problem (self->model);

  if (g_strcmp0 (problem, self->problem) == 0)
    return;
  g_free (self->problem);
  self->problem = g_strdup (problem);
  if (problem != NULL)
    anlan_desk_say (desk_of (self), problem);
}

static void
on_model_changed_cb (AnlanMapModel *model, AnlanMapPage *self)
{
  AnlanMapScene *scene = anlan_map_model_get_scene (model);

  anlan_map_view_set_scene (self->view, scene);
  gtk_widget_queue_draw (GTK_WIDGET (self->alarms));
  gtk_stack_set_visible_child_name (self->stack, child_to_show (self));
  if (scene != NULL)
    {
      say_problem (self);
      if (!self->is_shown && !anlan_map_model_is_empty (model))
        {
          self->is_shown = TRUE;
          if (!anlan_map_page_recall_view (self))
            anlan_map_view_show_all (self->view);
        }
      keep_selection (self);
      anlan_map_page_update_floors (self);
      anlan_map_page_update_legend (self);
      anlan_map_page_update_missing (self);
      anlan_map_handles_update (self->handles);
      anlan_map_layers_update (self->layers);
      update_title (self);
    }
  update_busy (self);
}

/* --- the view ------------------------------------------------------------------------------------------------------------ */

static void
on_clicked_cb (AnlanMapView *view, double x, double y, int n_press, AnlanMapPage *self)
{
  if (n_press == 1)
    anlan_map_page_pick (self, x, y);
}

static void
on_handle_activated_cb (AnlanMapHandles *handles, const char *zone, AnlanMapPage *self)
{
  anlan_map_page_select_zone (self, zone);
  gtk_widget_child_focus (GTK_WIDGET (self->card), GTK_DIR_TAB_FORWARD);
}

static void
on_viewport_changed_cb (AnlanMapPage *self)
{
  if (self->is_shown)
    anlan_map_page_remember (self);
  update_busy (self);
}

static void
update_tool (AnlanMapPage *self)
{
  AnlanMapTool *tool = anlan_map_view_get_tool (self->view);
  const char *hint = tool != NULL ? anlan_map_tool_get_hint (tool) : NULL;
  const char *result =
      ANLAN_IS_MAP_MEASURE (tool) ? anlan_map_measure_get_result (ANLAN_MAP_MEASURE (tool)) : NULL;

  gtk_widget_set_visible (self->tool_bar, hint != NULL);
  gtk_label_set_label (self->hint_label, hint != NULL ? hint : "");
  gtk_label_set_label (self->result_label, result != NULL ? result : "");
  gtk_widget_set_visible (GTK_WIDGET (self->result_label), result != NULL);
}

static void
on_tool_notify_cb (AnlanMapView *view, GParamSpec *pspec, AnlanMapPage *self)
{
  AnlanMapTool *tool = anlan_map_view_get_tool (view);

  g_signal_group_set_target (self->tool_signals, tool);
  if (tool != NULL)
    anlan_map_page_unselect (self);
  gtk_stack_set_visible_child_name (self->stack, child_to_show (self));
  update_tool (self);
}

static void
on_layers_changed_cb (AnlanMapPage *self)
{
  anlan_map_page_remember (self);
  anlan_map_sensors_update (self->sensors);
  anlan_map_page_switch_online (self);
  anlan_map_handles_update (self->handles);
  anlan_map_page_update_legend (self);
  gtk_stack_set_visible_child_name (self->stack, child_to_show (self));
}

/* --- the record beside it ---------------------------------------------------------------------------------------------------- */

static void
update_layout (AnlanMapPage *self)
{
  gboolean open = anlan_record_pane_get_page (self->pane) != NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->pane_bin), open);
  gtk_widget_set_visible (GTK_WIDGET (self->card), !open && !anlan_map_card_is_empty (self->card));
  if (!open)
    self->wide = FALSE;
  anlan_split_set_wide (self->split, self->wide);
  anlan_record_pane_set_wide (self->pane, self->wide);
}

static void
close_pane (AnlanMapPage *self)
{
  anlan_record_pane_clear (self->pane);
  update_layout (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
on_pane_wide_cb (AnlanMapPage *self)
{
  self->wide = !self->wide;
  update_layout (self);
}

static void
close_card (AnlanMapPage *self)
{
  g_autofree char *id = g_strdup (anlan_map_card_get_id (self->card));

  anlan_map_page_unselect (self);
  if (id == NULL || !anlan_map_handles_focus (self->handles, id))
    gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
on_card_changed_cb (AnlanMapPage *self)
{
  update_layout (self);
  update_busy (self);
}

/* --- actions -------------------------------------------------------------------------------------------------------------------- */

static void
record_open_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanMapPage *self = ANLAN_MAP_PAGE (widget);
  const char *kind, *record;

  g_variant_get (parameter, "(&s&s)", &kind, &record);
  anlan_record_pane_show (self->pane, kind, record);
  update_layout (self);
}

static void
look_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *kind, *id;

  g_variant_get (parameter, "(&s&s)", &kind, &id);
  anlan_map_page_look (ANLAN_MAP_PAGE (widget), kind, id);
}

static void
zoom_in_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_map_view_zoom (ANLAN_MAP_PAGE (widget)->view, 1);
}

static void
zoom_out_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_map_view_zoom (ANLAN_MAP_PAGE (widget)->view, -1);
}

static void
all_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_map_view_show_all (ANLAN_MAP_PAGE (widget)->view);
}

static void
measure_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanMapPage *self = ANLAN_MAP_PAGE (widget);
  g_autoptr (AnlanMapTool) tool = anlan_map_measure_new (g_str_equal (name, "map.measure-area"));

  anlan_map_view_set_tool (self->view, tool);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
tool_done_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanMapPage *self = ANLAN_MAP_PAGE (widget);

  anlan_map_view_set_tool (self->view, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static void
reload_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_map_model_reload (ANLAN_MAP_PAGE (widget)->model);
}

/* --- page --------------------------------------------------------------------------------------------------------------------------- */

static gboolean
anlan_map_page_back (AnlanPage *page)
{
  AnlanMapPage *self = ANLAN_MAP_PAGE (page);

  if (anlan_record_pane_get_page (self->pane) != NULL)
    {
      if (self->wide)
        on_pane_wide_cb (self);
      else if (!anlan_record_pane_back (self->pane))
        close_pane (self);
    }
  else if (anlan_map_view_get_tool (self->view) != NULL)
    anlan_map_view_set_tool (self->view, NULL);
  else if (!anlan_map_card_is_empty (self->card))
    close_card (self);
  else
    return FALSE;
  return TRUE;
}

static void
anlan_map_page_find (AnlanPage *page)
{
  gtk_menu_button_popup (ANLAN_MAP_PAGE (page)->places_button);
}

static void
anlan_map_page_constructed (GObject *object)
{
  AnlanMapPage *self = ANLAN_MAP_PAGE (object);
  AnlanDesk *desk = desk_of (self);

  G_OBJECT_CLASS (anlan_map_page_parent_class)->constructed (object);
  anlan_page_set_title (ANLAN_PAGE (self), _ ("Map"));
  self->model = anlan_map_model_new (anlan_desk_get_plant (desk), NULL);
  g_signal_connect_object (self->model, "changed", G_CALLBACK (on_model_changed_cb), self, 0);

  self->sensors = anlan_map_sensors_new (self->view, anlan_desk_get_series (desk));
  gtk_overlay_add_overlay (self->overlay, GTK_WIDGET (self->sensors));
  /* Under the floating panels. */
  gtk_widget_insert_after (GTK_WIDGET (self->sensors), GTK_WIDGET (self->overlay), GTK_WIDGET (self->view));
  self->alarms = anlan_map_alarms_new (self->view, anlan_desk_get_alarms (desk));
  gtk_overlay_add_overlay (self->overlay, GTK_WIDGET (self->alarms));
  gtk_widget_insert_after (GTK_WIDGET (self->alarms), GTK_WIDGET (self->overlay), GTK_WIDGET (self->view));

  self->card = anlan_map_card_new (desk);
  gtk_widget_set_halign (GTK_WIDGET (self->card), GTK_ALIGN_END);
  gtk_widget_set_valign (GTK_WIDGET (self->card), GTK_ALIGN_START);
  gtk_overlay_add_overlay (self->overlay, GTK_WIDGET (self->card));
  g_signal_connect_object (self->card, "close", G_CALLBACK (close_card), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->card, "changed", G_CALLBACK (on_card_changed_cb), self, G_CONNECT_SWAPPED);

  self->pane = anlan_record_pane_new (desk);
  g_signal_connect_object (self->pane, "changed", G_CALLBACK (update_layout), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pane, "close", G_CALLBACK (close_pane), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->pane, "wide", G_CALLBACK (on_pane_wide_cb), self, G_CONNECT_SWAPPED);
  adw_bin_set_child (self->pane_bin, GTK_WIDGET (self->pane));

  self->layers = anlan_map_layers_new (self->view, self->model);
  gtk_menu_button_set_popover (self->layers_button, GTK_WIDGET (self->layers));
  g_signal_connect_object (self->layers, "changed", G_CALLBACK (on_layers_changed_cb), self,
                           G_CONNECT_SWAPPED);
  anlan_map_page_add_editing (self);
  anlan_map_page_recall (self);
  anlan_map_page_follow_online (self);
  update_busy (self);
}

static void
anlan_map_page_dispose (GObject *object)
{
  AnlanMapPage *self = ANLAN_MAP_PAGE (object);

  g_clear_handle_id (&self->remember, g_source_remove);
  if (self->tool_signals != NULL)
    g_signal_group_set_target (self->tool_signals, NULL);
  g_clear_object (&self->tool_signals);
  g_clear_object (&self->editor);
  g_clear_object (&self->model);
  g_clear_object (&self->online);
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_MAP_PAGE);
  G_OBJECT_CLASS (anlan_map_page_parent_class)->dispose (object);
}

static void
anlan_map_page_finalize (GObject *object)
{
  g_array_unref (ANLAN_MAP_PAGE (object)->floors);
  g_free (ANLAN_MAP_PAGE (object)->problem);
  G_OBJECT_CLASS (anlan_map_page_parent_class)->finalize (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, split);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, view);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, top_start);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, places_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, floor_dropdown);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, layers_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, tool_bar);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, done_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, result_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, hint_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, legend_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, counts);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, scale_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, missing_box);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, note_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPage, pane_bin);
}

static void
anlan_map_page_class_init (AnlanMapPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->constructed = anlan_map_page_constructed;
  object_class->dispose = anlan_map_page_dispose;
  object_class->finalize = anlan_map_page_finalize;
  ANLAN_PAGE_CLASS (klass)->back = anlan_map_page_back;
  ANLAN_PAGE_CLASS (klass)->find = anlan_map_page_find;

  g_type_ensure (ANLAN_TYPE_MAP_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/anlan/Anlan/ui/map-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "record.open", "(ss)", record_open_cb);
  gtk_widget_class_install_action (widget_class, "map.look", "(ss)", look_cb);
  gtk_widget_class_install_action (widget_class, "map.zoom-in", NULL, zoom_in_cb);
  gtk_widget_class_install_action (widget_class, "map.zoom-out", NULL, zoom_out_cb);
  gtk_widget_class_install_action (widget_class, "map.all", NULL, all_cb);
  gtk_widget_class_install_action (widget_class, "map.measure-distance", NULL, measure_cb);
  gtk_widget_class_install_action (widget_class, "map.measure-area", NULL, measure_cb);
  gtk_widget_class_install_action (widget_class, "map.tool-done", NULL, tool_done_cb);
  gtk_widget_class_install_action (widget_class, "map.reload", NULL, reload_cb);
}

static void
anlan_map_page_init (AnlanMapPage *self)
{
  self->floors = g_array_new (FALSE, FALSE, sizeof (int));
  self->tool_signals = g_signal_group_new (ANLAN_TYPE_MAP_TOOL);
  g_signal_group_connect_swapped (self->tool_signals, "notify", G_CALLBACK (update_tool), self);
  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_accessible_update_property (
      GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
      _ ("Map of the plant. Arrow keys move it, plus and minus zoom, Tab goes to the zones."), -1);
  g_signal_connect_object (self->view, "clicked", G_CALLBACK (on_clicked_cb), self, 0);
  g_signal_connect_object (self->view, "notify::tool", G_CALLBACK (on_tool_notify_cb), self, 0);
  g_signal_connect_object (self->view, "viewport-changed", G_CALLBACK (on_viewport_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "ready", G_CALLBACK (update_busy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "map", G_CALLBACK (update_busy), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "unmap", G_CALLBACK (update_busy), self, G_CONNECT_SWAPPED);
  self->handles = anlan_map_handles_new (self->view);
  anlan_map_view_set_overlay (self->view, GTK_WIDGET (self->handles));
  g_signal_connect_object (self->handles, "activated", G_CALLBACK (on_handle_activated_cb), self, 0);

  adw_bin_set_child (self->scale_bin, anlan_map_scale_new (self->view));
  gtk_menu_button_set_popover (self->places_button, GTK_WIDGET (anlan_map_places_new (self->view)));
  g_signal_connect_object (self->floor_dropdown, "notify::selected", G_CALLBACK (anlan_map_page_floor_chosen),
                           self, G_CONNECT_SWAPPED);
}

AnlanPage *
anlan_map_page_new (AnlanDesk *desk)
{
  return g_object_new (ANLAN_TYPE_MAP_PAGE, "desk", desk, "name", "map", NULL);
}

AnlanMapView *
anlan_map_page_get_view (AnlanMapPage *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_PAGE (self), NULL);

  return self->view;
}

AnlanMapModel *
anlan_map_page_get_model (AnlanMapPage *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_PAGE (self), NULL);

  return self->model;
}

const char *
anlan_map_page_get_zone (AnlanMapPage *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_PAGE (self), NULL);

  return anlan_map_view_get_selected (self->view);
}

void
anlan_map_page_add_tool_button (AnlanMapPage *self, GtkWidget *widget)
{
  g_return_if_fail (ANLAN_IS_MAP_PAGE (self) && GTK_IS_WIDGET (widget));

  gtk_box_append (self->top_start, widget);
}

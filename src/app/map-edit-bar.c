/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-edit-bar.h"

#include <glib/gi18n-lib.h>

#include "base/units.h"
#include "resources.h"

struct _AnlanMapEditBar
{
  GtkBox parent_instance;

  /* template */
  GtkLabel *size_label;
  GtkWidget *redo_button;
  GtkButton *store_button;
};

G_DEFINE_FINAL_TYPE (AnlanMapEditBar, anlan_map_edit_bar, GTK_TYPE_BOX)

static char *
describe_size (AnlanZoneTool *tool)
{
  AnlanZoneEdit *edit = anlan_zone_tool_get_edit (tool);
  double area = anlan_zone_edit_get_area (edit), length = anlan_zone_edit_get_length (edit);
  g_autofree char *area_text = NULL, *length_text = NULL;

  if (anlan_zone_tool_get_mode (tool) == ANLAN_ZONE_TOOL_SPLIT)
    return NULL;
  length_text = anlan_quantity_format (length, anlan_unit_find ("m"), length < 100 ? 1 : 0);
  if (area <= 0)
    return length > 0 ? g_steal_pointer (&length_text) : NULL;
  area_text = anlan_quantity_format (area, anlan_unit_find ("m²"), area < 100 ? 1 : 0);
  return g_strdup_printf (_ ("%s, %s around"), area_text, length_text);
}

static const char *
store_label (AnlanZoneTool *tool)
{
  switch (anlan_zone_tool_get_mode (tool))
    {
    case ANLAN_ZONE_TOOL_SPLIT:
      return _ ("_Split…");
    case ANLAN_ZONE_TOOL_DRAW:
      return _ ("_Store…");
    case ANLAN_ZONE_TOOL_EDIT:
    default:
      return _ ("_Store");
    }
}

void
anlan_map_edit_bar_update (AnlanMapEditBar *self, AnlanZoneTool *tool)
{
  g_autofree char *size = NULL;

  g_return_if_fail (ANLAN_IS_MAP_EDIT_BAR (self));

  gtk_widget_set_visible (GTK_WIDGET (self), tool != NULL);
  if (tool == NULL)
    return;
  size = describe_size (tool);
  gtk_label_set_label (self->size_label, size != NULL ? size : "");
  gtk_widget_set_visible (GTK_WIDGET (self->size_label), size != NULL);
  gtk_button_set_label (self->store_button, store_label (tool));
  gtk_widget_set_visible (self->redo_button, anlan_zone_tool_get_mode (tool) != ANLAN_ZONE_TOOL_SPLIT);
}

static void
anlan_map_edit_bar_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), ANLAN_TYPE_MAP_EDIT_BAR);
  G_OBJECT_CLASS (anlan_map_edit_bar_parent_class)->dispose (object);
}

static void
anlan_map_edit_bar_class_init (AnlanMapEditBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_map_edit_bar_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("map-edit-bar"));
  gtk_widget_class_bind_template_child (widget_class, AnlanMapEditBar, size_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapEditBar, redo_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapEditBar, store_button);
}

static void
anlan_map_edit_bar_init (AnlanMapEditBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanMapEditBar *
anlan_map_edit_bar_new (void)
{
  return g_object_new (ANLAN_TYPE_MAP_EDIT_BAR, NULL);
}

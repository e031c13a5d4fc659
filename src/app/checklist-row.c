/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "checklist-row.h"

#include <glib/gi18n-lib.h>

#include "base/json.h"

#define MOST_BYTES (4 * 1024 * 1024)

struct _AnlanChecklistRow
{
  AnlanFieldRow parent_instance;

  GtkWidget *list;
  JsonNode *items; /* what is shown; NULL: none */
  gboolean quiet;
};

G_DEFINE_FINAL_TYPE (AnlanChecklistRow, anlan_checklist_row, ANLAN_TYPE_FIELD_ROW)

static const struct
{
  const char *result;
  const char *title;
} results[] = {
  { "good", N_ ("In order") },
  { "bad", N_ ("Not in order") },
  { "none", N_ ("Does not apply") },
};

static JsonObject *
get_item (AnlanChecklistRow *self, guint place)
{
  return json_array_get_object_element (json_node_get_array (self->items), place);
}

static void
on_result_toggled_cb (GtkToggleButton *button, AnlanChecklistRow *self)
{
  guint place = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "anlan-place"));
  const char *result = g_object_get_data (G_OBJECT (button), "anlan-result");
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (self->quiet)
    return;
  if (gtk_toggle_button_get_active (button))
    json_object_set_string_member (get_item (self, place), "result", result);
  else
    json_object_remove_member (get_item (self, place), "result");
  anlan_value_take_text (&value, anlan_json_canonical (self->items));
  anlan_field_row_commit (ANLAN_FIELD_ROW (self), &value);
}

static GtkWidget *
make_item (AnlanChecklistRow *self, guint place)
{
  JsonObject *item = get_item (self, place);
  const char *text = json_object_get_string_member_with_default (item, "text", "");
  const char *chosen = json_object_get_string_member_with_default (item, "result", NULL);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *label = gtk_label_new (text);
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (buttons, "linked");
  gtk_widget_set_valign (buttons, GTK_ALIGN_CENTER);
  for (guint i = 0; i < G_N_ELEMENTS (results); i++)
    {
      GtkWidget *button = gtk_toggle_button_new_with_label (_ (results[i].title));
      g_autofree char *spoken = g_strdup_printf (C_ ("field, value", "%s: %s"), text, _ (results[i].title));

      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), g_strcmp0 (chosen, results[i].result) == 0);
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
      gtk_widget_set_sensitive (button, anlan_field_row_is_open (ANLAN_FIELD_ROW (self)));
      g_object_set_data (G_OBJECT (button), "anlan-place", GUINT_TO_POINTER (place));
      g_object_set_data (G_OBJECT (button), "anlan-result", (gpointer)results[i].result);
      g_signal_connect_object (button, "toggled", G_CALLBACK (on_result_toggled_cb), self, 0);
      gtk_box_append (GTK_BOX (buttons), button);
    }
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), buttons);
  return line;
}

static void
anlan_checklist_row_show (AnlanFieldRow *row, const AnlanValue *value)
{
  AnlanChecklistRow *self = ANLAN_CHECKLIST_ROW (row);
  const char *text = anlan_value_get_text (value);
  JsonArray *array;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), child);
  g_clear_pointer (&self->items, json_node_unref);
  self->items = text != NULL ? anlan_json_parse (text, -1, MOST_BYTES, NULL) : NULL;
  array =
      self->items != NULL && JSON_NODE_HOLDS_ARRAY (self->items) ? json_node_get_array (self->items) : NULL;
  self->quiet = TRUE;
  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++)
    if (JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i)))
      gtk_box_append (GTK_BOX (self->list), make_item (self, i));
  self->quiet = FALSE;
}

static void
anlan_checklist_row_build (AnlanFieldRow *row)
{
  AnlanChecklistRow *self = ANLAN_CHECKLIST_ROW (row);

  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  anlan_field_row_set_content (row, self->list);
}

static gboolean
anlan_checklist_row_take (AnlanFieldRow *row, AnlanValue *value, GError **error)
{
  anlan_value_copy (anlan_field_row_get_value (row), value);
  return TRUE;
}

static void
anlan_checklist_row_entry_changed (AnlanFieldRow *row, AnlanEntry entry)
{
  anlan_checklist_row_show (row, anlan_field_row_get_value (row));
}

static void
anlan_checklist_row_finalize (GObject *object)
{
  g_clear_pointer (&ANLAN_CHECKLIST_ROW (object)->items, json_node_unref);
  G_OBJECT_CLASS (anlan_checklist_row_parent_class)->finalize (object);
}

static void
anlan_checklist_row_class_init (AnlanChecklistRowClass *klass)
{
  AnlanFieldRowClass *row_class = ANLAN_FIELD_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = anlan_checklist_row_finalize;
  row_class->build = anlan_checklist_row_build;
  row_class->show = anlan_checklist_row_show;
  row_class->take = anlan_checklist_row_take;
  row_class->entry_changed = anlan_checklist_row_entry_changed;
}

static void
anlan_checklist_row_init (AnlanChecklistRow *self)
{
}

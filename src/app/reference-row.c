/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "reference-row.h"

#include <glib/gi18n-lib.h>

#include "reference-picker.h"

struct _AnlanReferenceRow
{
  AnlanFieldRow parent_instance;

  GtkWidget *items;      /* one line a reference */
  GtkMenuButton *button; /* opens the picker */
  GtkWidget *picker;     /* NULL until it is opened first */
};

G_DEFINE_FINAL_TYPE (AnlanReferenceRow, anlan_reference_row, ANLAN_TYPE_FIELD_ROW)

static gboolean
takes_several (AnlanReferenceRow *self)
{
  return anlan_field_row_get_field (ANLAN_FIELD_ROW (self))->type == ANLAN_FIELD_REFS;
}

static char **
get_ids (AnlanReferenceRow *self)
{
  const AnlanValue *value = anlan_field_row_get_value (ANLAN_FIELD_ROW (self));
  const char *one[] = { anlan_value_get_text (value), NULL };

  return takes_several (self) ? anlan_value_get_items (value) : g_strdupv ((char **)one);
}

static void
commit_ids (AnlanReferenceRow *self, GPtrArray *ids)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (takes_several (self))
    {
      g_ptr_array_add (ids, NULL);
      anlan_value_set_items (&value, (const char *const *)ids->pdata);
    }
  else
    anlan_value_set_text (&value, ids->len > 0 ? g_ptr_array_index (ids, ids->len - 1) : NULL);
  anlan_field_row_commit (ANLAN_FIELD_ROW (self), &value);
}

/* --- choosing ------------------------------------------------------------------------------------------------------- */

static void
on_picked_cb (AnlanReferencePicker *picker, const char *id, const char *label, AnlanReferenceRow *self)
{
  g_auto (GStrv) old = get_ids (self);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  anlan_form_context_add_label (anlan_field_row_get_context (ANLAN_FIELD_ROW (self)), id, label);
  for (guint i = 0; takes_several (self) && old[i] != NULL; i++)
    if (g_strcmp0 (old[i], id) != 0)
      g_ptr_array_add (ids, old[i]);
  g_ptr_array_add (ids, (char *)id);
  commit_ids (self, ids);
  gtk_widget_grab_focus (GTK_WIDGET (self->button));
}

static void
on_remove_clicked_cb (GtkButton *button, AnlanReferenceRow *self)
{
  g_autofree char *id = g_strdup (g_object_get_data (G_OBJECT (button), "anlan-id"));
  g_auto (GStrv) old = get_ids (self);
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();

  for (guint i = 0; old[i] != NULL; i++)
    if (g_strcmp0 (old[i], id) != 0)
      g_ptr_array_add (ids, old[i]);
  gtk_widget_grab_focus (GTK_WIDGET (self->button));
  commit_ids (self, ids);
}

static void
on_open_clicked_cb (GtkButton *button, AnlanReferenceRow *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "record.open", "(ss)",
                              anlan_field_row_get_field (ANLAN_FIELD_ROW (self))->to,
                              g_object_get_data (G_OBJECT (button), "anlan-id"));
}

/* Most references of a form are never changed: the picker is made when it is asked for. */
static void
create_picker_cb (GtkMenuButton *button, gpointer data)
{
  AnlanReferenceRow *self = data;
  AnlanFormContext *context = anlan_field_row_get_context (ANLAN_FIELD_ROW (self));

  if (self->picker != NULL)
    return;
  self->picker =
      anlan_reference_picker_new (context->plant, anlan_field_row_get_field (ANLAN_FIELD_ROW (self))->to);
  g_signal_connect_object (self->picker, "picked", G_CALLBACK (on_picked_cb), self, 0);
  gtk_menu_button_set_popover (button, self->picker);
}

/* --- class -------------------------------------------------------------------------------------------------------------- */

static GtkWidget *
make_item (AnlanReferenceRow *self, const char *id)
{
  AnlanFieldRow *row = ANLAN_FIELD_ROW (self);
  const char *label = anlan_form_context_label (anlan_field_row_get_context (row), id);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *open = gtk_button_new_with_label (label != NULL ? label : "…");
  g_autofree char *spoken = g_strdup_printf (_ ("Open %s"), label != NULL ? label : "");
  GtkWidget *text = gtk_button_get_child (GTK_BUTTON (open));

  gtk_widget_add_css_class (open, "flat");
  gtk_widget_add_css_class (open, "reference");
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_widget_set_tooltip_text (open, spoken);
  gtk_widget_set_halign (open, GTK_ALIGN_START);
  g_object_set_data_full (G_OBJECT (open), "anlan-id", g_strdup (id), g_free);
  g_signal_connect_object (open, "clicked", G_CALLBACK (on_open_clicked_cb), self, 0);
  gtk_box_append (GTK_BOX (line), open);
  if (anlan_field_row_is_open (row))
    {
      GtkWidget *remove = gtk_button_new_from_icon_name ("edit-clear-symbolic");
      g_autofree char *say = g_strdup_printf (_ ("Take %s away"), label != NULL ? label : "");

      gtk_widget_add_css_class (remove, "flat");
      gtk_widget_add_css_class (remove, "field-tool");
      gtk_widget_add_css_class (remove, "on-hover");
      gtk_widget_set_tooltip_text (remove, _ ("Take away"));
      gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL, say, -1);
      g_object_set_data_full (G_OBJECT (remove), "anlan-id", g_strdup (id), g_free);
      g_signal_connect_object (remove, "clicked", G_CALLBACK (on_remove_clicked_cb), self, 0);
      gtk_box_append (GTK_BOX (line), remove);
    }
  return line;
}

static void
anlan_reference_row_build (AnlanFieldRow *row)
{
  AnlanReferenceRow *self = ANLAN_REFERENCE_ROW (row);
  const char *title = anlan_kind_text (anlan_field_row_get_field (row)->title);
  g_autofree char *spoken = g_strdup_printf (_ ("Choose: %s"), title);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->items = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_set_hexpand (self->items, TRUE);
  gtk_box_append (GTK_BOX (box), self->items);
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_icon_name (self->button,
                                 takes_several (self) ? "list-add-symbolic" : "pan-down-symbolic");
  gtk_menu_button_set_create_popup_func (self->button, create_picker_cb, self, NULL);
  gtk_widget_set_valign (GTK_WIDGET (self->button), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "field-tool");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->button), _ ("Choose"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->button));
  anlan_field_row_set_content (row, box);
}

static void
anlan_reference_row_show (AnlanFieldRow *row, const AnlanValue *value)
{
  AnlanReferenceRow *self = ANLAN_REFERENCE_ROW (row);
  g_auto (GStrv) ids = get_ids (self);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->items)) != NULL)
    gtk_box_remove (GTK_BOX (self->items), child);
  for (guint i = 0; ids[i] != NULL; i++)
    gtk_box_append (GTK_BOX (self->items), make_item (self, ids[i]));
  if (ids[0] == NULL)
    {
      GtkWidget *none = gtk_label_new ("—");

      gtk_label_set_xalign (GTK_LABEL (none), 0);
      gtk_box_append (GTK_BOX (self->items), none);
    }
}

static gboolean
anlan_reference_row_take (AnlanFieldRow *row, AnlanValue *value, GError **error)
{
  /* Nothing is typed here that is not stored at once. */
  anlan_value_copy (anlan_field_row_get_value (row), value);
  return TRUE;
}

static void
anlan_reference_row_entry_changed (AnlanFieldRow *row, AnlanEntry entry)
{
  AnlanReferenceRow *self = ANLAN_REFERENCE_ROW (row);

  gtk_widget_set_visible (GTK_WIDGET (self->button), entry == ANLAN_ENTRY_OPEN);
  anlan_reference_row_show (row, anlan_field_row_get_value (row));
}

static void
anlan_reference_row_focus (AnlanFieldRow *row)
{
  gtk_widget_grab_focus (GTK_WIDGET (ANLAN_REFERENCE_ROW (row)->button));
}

static void
anlan_reference_row_class_init (AnlanReferenceRowClass *klass)
{
  AnlanFieldRowClass *row_class = ANLAN_FIELD_ROW_CLASS (klass);

  row_class->build = anlan_reference_row_build;
  row_class->show = anlan_reference_row_show;
  row_class->take = anlan_reference_row_take;
  row_class->entry_changed = anlan_reference_row_entry_changed;
  row_class->focus = anlan_reference_row_focus;
}

static void
anlan_reference_row_init (AnlanReferenceRow *self)
{
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "yesno-row.h"

#include <glib/gi18n-lib.h>

struct _AnlanYesnoRow
{
  AnlanFieldRow parent_instance;

  GtkWidget *buttons[2]; /* no, yes */
  gboolean quiet;
};

G_DEFINE_FINAL_TYPE (AnlanYesnoRow, anlan_yesno_row, ANLAN_TYPE_FIELD_ROW)

static gboolean
anlan_yesno_row_take (AnlanFieldRow *row, AnlanValue *value, GError **error)
{
  AnlanYesnoRow *self = ANLAN_YESNO_ROW (row);

  anlan_value_set_null (value);
  for (int i = 0; i < 2; i++)
    if (gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->buttons[i])))
      anlan_value_set_integer (value, i);
  return TRUE;
}

static void
on_toggled_cb (GtkToggleButton *button, AnlanYesnoRow *self)
{
  int other = (GtkWidget *)button == self->buttons[0] ? 1 : 0;
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (self->quiet)
    return;
  self->quiet = TRUE;
  if (gtk_toggle_button_get_active (button))
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[other]), FALSE);
  self->quiet = FALSE;
  anlan_yesno_row_take (ANLAN_FIELD_ROW (self), &value, NULL);
  anlan_field_row_commit (ANLAN_FIELD_ROW (self), &value);
}

static void
anlan_yesno_row_build (AnlanFieldRow *row)
{
  AnlanYesnoRow *self = ANLAN_YESNO_ROW (row);
  const char *titles[2] = { _ ("No"), _ ("Yes") };
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (box, "linked");
  gtk_widget_add_css_class (box, "yesno");
  gtk_widget_set_halign (box, GTK_ALIGN_START);
  for (int i = 1; i >= 0; i--)
    {
      g_autofree char *spoken = g_strdup_printf (
          C_ ("field, value", "%s: %s"), anlan_kind_text (anlan_field_row_get_field (row)->title), titles[i]);

      self->buttons[i] = gtk_toggle_button_new_with_label (titles[i]);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->buttons[i]), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      spoken, -1);
      g_signal_connect_object (self->buttons[i], "toggled", G_CALLBACK (on_toggled_cb), self, 0);
      gtk_box_append (GTK_BOX (box), self->buttons[i]);
    }
  anlan_field_row_set_content (row, box);
}

static void
anlan_yesno_row_show (AnlanFieldRow *row, const AnlanValue *value)
{
  AnlanYesnoRow *self = ANLAN_YESNO_ROW (row);
  gint64 said = anlan_value_get_integer (value, -1);

  self->quiet = TRUE;
  for (int i = 0; i < 2; i++)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->buttons[i]), said == i);
  self->quiet = FALSE;
}

static void
anlan_yesno_row_entry_changed (AnlanFieldRow *row, AnlanEntry entry)
{
  for (int i = 0; i < 2; i++)
    gtk_widget_set_sensitive (ANLAN_YESNO_ROW (row)->buttons[i], entry == ANLAN_ENTRY_OPEN);
}

static void
anlan_yesno_row_focus (AnlanFieldRow *row)
{
  gtk_widget_grab_focus (ANLAN_YESNO_ROW (row)->buttons[1]);
}

static void
anlan_yesno_row_class_init (AnlanYesnoRowClass *klass)
{
  AnlanFieldRowClass *row_class = ANLAN_FIELD_ROW_CLASS (klass);

  row_class->build = anlan_yesno_row_build;
  row_class->show = anlan_yesno_row_show;
  row_class->take = anlan_yesno_row_take;
  row_class->entry_changed = anlan_yesno_row_entry_changed;
  row_class->focus = anlan_yesno_row_focus;
}

static void
anlan_yesno_row_init (AnlanYesnoRow *self)
{
}

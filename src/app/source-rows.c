/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "source-rows.h"

#include <glib/gi18n-lib.h>

#define SETTING "anlan-setting"
#define WIDGET "anlan-widget"

static GtkWidget *
make_entry (const AnlanSourceSetting *setting)
{
  GtkWidget *entry = setting->type == ANLAN_SETTING_SECRET ? gtk_password_entry_new () : gtk_entry_new ();
  gboolean number = setting->type == ANLAN_SETTING_INTEGER || setting->type == ANLAN_SETTING_NUMBER;

  gtk_editable_set_width_chars (GTK_EDITABLE (entry), number ? 10 : 26);
  if (number)
    gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 10);
  if (setting->type == ANLAN_SETTING_SECRET)
    g_object_set (entry, "show-peek-icon", TRUE, NULL);
  if (setting->fallback != NULL)
    gtk_editable_set_text (GTK_EDITABLE (entry), setting->fallback);
  g_object_set (entry, "activates-default", TRUE, NULL);
  return entry;
}

static void
folder_chosen_cb (GtkNativeDialog *dialog, int response, GtkEditable *entry)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    gtk_editable_set_text (entry, path);
  g_object_unref (dialog);
}

static void
on_choose_clicked_cb (GtkButton *button, GtkEditable *entry)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Folder that files are put into"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (button))),
      GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Choose"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_chosen_cb), entry, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static GtkWidget *
make_combo (const AnlanSourceSetting *setting)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; setting->choices[i] != NULL; i += 2)
    gtk_string_list_append (titles, _ (setting->choices[i + 1]));
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (titles));
  return row;
}

GtkWidget *
anlan_setting_row_new (const AnlanSourceSetting *setting)
{
  GtkWidget *row, *widget;

  g_return_val_if_fail (setting != NULL, NULL);

  row = setting->type == ANLAN_SETTING_CHOICE ? make_combo (setting) : adw_action_row_new ();
  if (setting->type == ANLAN_SETTING_CHOICE)
    widget = row;
  else
    {
      widget = setting->type == ANLAN_SETTING_YESNO ? gtk_switch_new () : make_entry (setting);
      gtk_widget_set_valign (widget, GTK_ALIGN_CENTER);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), widget);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), widget);
      gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      _ (setting->title), -1);
    }
  if (setting->type == ANLAN_SETTING_FOLDER)
    {
      GtkWidget *button = gtk_button_new_with_mnemonic (_ ("C_hoose…"));

      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_signal_connect_object (button, "clicked", G_CALLBACK (on_choose_clicked_cb), widget, 0);
      adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
    }
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ (setting->title));
  if (setting->hint != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _ (setting->hint));
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 3);
  g_object_set_data (G_OBJECT (row), SETTING, (gpointer)setting);
  g_object_set_data (G_OBJECT (row), WIDGET, widget);
  return row;
}

const AnlanSourceSetting *
anlan_setting_row_get_setting (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), SETTING);
}

char *
anlan_setting_row_get_text (GtkWidget *row)
{
  const AnlanSourceSetting *setting = anlan_setting_row_get_setting (row);
  GtkWidget *widget = g_object_get_data (G_OBJECT (row), WIDGET);

  g_return_val_if_fail (setting != NULL, NULL);

  if (setting->type == ANLAN_SETTING_CHOICE)
    return g_strdup (setting->choices[2 * adw_combo_row_get_selected (ADW_COMBO_ROW (row))]);
  if (setting->type == ANLAN_SETTING_YESNO)
    return g_strdup (gtk_switch_get_active (GTK_SWITCH (widget)) ? "1" : "");
  return g_strdup (gtk_editable_get_text (GTK_EDITABLE (widget)));
}

typedef void (*RowFunc) (GtkWidget *row, gpointer data);

typedef struct
{
  GtkWidget *row;
  RowFunc func;
  gpointer data;
} Watching;

static void
on_changed_cb (Watching *watching)
{
  watching->func (watching->row, watching->data);
}

void
anlan_setting_row_watch (GtkWidget *row, GCallback func, gpointer data)
{
  const AnlanSourceSetting *setting = anlan_setting_row_get_setting (row);
  GtkWidget *widget = g_object_get_data (G_OBJECT (row), WIDGET);
  Watching *watching = g_new0 (Watching, 1);
  const char *signal = "changed";

  g_return_if_fail (setting != NULL);

  if (setting->type == ANLAN_SETTING_CHOICE)
    signal = "notify::selected";
  else if (setting->type == ANLAN_SETTING_YESNO)
    signal = "notify::active";
  watching->row = row;
  watching->func = (RowFunc)func;
  watching->data = data;
  g_signal_connect_data (widget, signal, G_CALLBACK (on_changed_cb), watching,
                         (GClosureNotify)(GCallback)g_free, G_CONNECT_SWAPPED);
}

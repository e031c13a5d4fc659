/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "web-dialog.h"

#include <glib/gi18n-lib.h>

#include "model/token.h"
#include "reference-picker.h"
#include "window.h"

static GtkWidget *
make_header (AnlanWebDialog *dialog, const char *act)
{
  GtkWidget *bar = adw_header_bar_new (), *cancel = gtk_button_new_with_mnemonic (_ ("_Cancel"));

  adw_header_bar_set_show_start_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  adw_header_bar_set_show_end_title_buttons (ADW_HEADER_BAR (bar), FALSE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (cancel), "window.close");
  adw_header_bar_pack_start (ADW_HEADER_BAR (bar), cancel);
  dialog->act = gtk_button_new_with_mnemonic (act);
  gtk_widget_add_css_class (dialog->act, "suggested-action");
  adw_header_bar_pack_end (ADW_HEADER_BAR (bar), dialog->act);
  return bar;
}

static GtkWidget *
make_trouble (AnlanWebDialog *dialog)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_ALERT, "wrap", TRUE,
                                   "xalign", 0.0, "visible", FALSE, NULL);

  gtk_widget_add_css_class (label, "problem-box");
  dialog->trouble = GTK_LABEL (label);
  return label;
}

static void
close_by_escape (GtkWidget *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0), gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (window, keys);
}

AnlanWebDialog
anlan_web_dialog_new (GtkWidget *widget, const char *title, const char *description, const char *act)
{
  AnlanWebDialog dialog = { 0 };
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0), *scrolled = gtk_scrolled_window_new ();

  dialog.window = g_object_new (ADW_TYPE_WINDOW, "transient-for", anlan_window_of (widget), "modal", TRUE,
                                "title", title, "default-width", 600, NULL);
  dialog.group = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  adw_preferences_group_set_description (dialog.group, description);
  dialog.column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  gtk_widget_add_css_class (dialog.column, "page-column");
  gtk_box_append (GTK_BOX (dialog.column), GTK_WIDGET (dialog.group));
  gtk_box_append (GTK_BOX (outer), make_header (&dialog, act));
  gtk_box_append (GTK_BOX (dialog.column), make_trouble (&dialog));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scrolled), 560);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), dialog.column);
  gtk_box_append (GTK_BOX (outer), scrolled);
  adw_window_set_content (dialog.window, outer);
  close_by_escape (GTK_WIDGET (dialog.window));
  return dialog;
}

void
anlan_web_dialog_say (const AnlanWebDialog *dialog, const char *trouble)
{
  gtk_label_set_label (dialog->trouble, trouble != NULL ? trouble : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->trouble), trouble != NULL);
}

AdwComboRow *
anlan_web_dialog_add_combo (const AnlanWebDialog *dialog, const char *title, const char *const *choices)
{
  GtkWidget *row = adw_combo_row_new ();
  g_autoptr (GtkStringList) list = gtk_string_list_new (choices);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (list));
  adw_preferences_group_add (dialog->group, row);
  return ADW_COMBO_ROW (row);
}

AdwActionRow *
anlan_web_dialog_add_picker (const AnlanWebDialog *dialog,
                             AnlanPlant *plant,
                             const char *title,
                             const char *subtitle,
                             const char *kind,
                             const char *choose,
                             GCallback picked,
                             gpointer data)
{
  GtkWidget *row = adw_action_row_new (), *button = gtk_menu_button_new ();
  GtkWidget *picker = anlan_reference_picker_new (plant, kind);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  g_signal_connect (picker, "picked", picked, data);
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), choose);
  gtk_menu_button_set_popover (GTK_MENU_BUTTON (button), picker);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (dialog->group, row);
  return ADW_ACTION_ROW (row);
}

/* --- a secret ------------------------------------------------------------------------------------------------------------ */

static void
forget_cb (gpointer data)
{
  anlan_token_forget (data);
}

static void
copy_cb (AdwMessageDialog *dialog, const char *response, const char *secret)
{
  if (g_strcmp0 (response, "copy") == 0)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (dialog)), secret);
}

void
anlan_web_show_secret (GtkWidget *widget, const char *heading, const char *body, char *secret)
{
  AdwMessageDialog *dialog;
  GtkWidget *label;

  g_return_if_fail (GTK_IS_WIDGET (widget) && heading != NULL && body != NULL && secret != NULL);

  dialog = ADW_MESSAGE_DIALOG (adw_message_dialog_new (GTK_WINDOW (anlan_window_of (widget)), heading, body));
  label = gtk_label_new (secret);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
  gtk_widget_add_css_class (label, "web-secret");
  adw_message_dialog_set_extra_child (dialog, label);
  adw_message_dialog_add_responses (dialog, "close", _ ("_Close"), "copy", _ ("C_opy"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "copy", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_close_response (dialog, "close");
  g_object_set_data_full (G_OBJECT (dialog), "anlan-secret", secret, forget_cb);
  g_signal_connect (dialog, "response", G_CALLBACK (copy_cb), secret);
  gtk_window_present (GTK_WINDOW (dialog));
}

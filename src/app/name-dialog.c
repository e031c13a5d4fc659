/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "name-dialog.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"

struct _AnlanNameDialog
{
  AdwMessageDialog parent_instance;

  GtkEditable *row;
};

G_DEFINE_FINAL_TYPE (AnlanNameDialog, anlan_name_dialog, ADW_TYPE_MESSAGE_DIALOG)

enum
{
  NAMED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static char *
get_name (AnlanNameDialog *self)
{
  return anlan_text_collapse (gtk_editable_get_text (self->row));
}

static void
on_changed_cb (GtkEditable *row, AnlanNameDialog *self)
{
  g_autofree char *name = get_name (self);

  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (self), "store", name[0] != '\0');
}

static void
on_activated_cb (AdwEntryRow *row, AnlanNameDialog *self)
{
  if (!adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (self), "store"))
    return;
  /* A response given so leaves the dialog open, and closing it would be another one. */
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (self), "store");
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
anlan_name_dialog_response (AdwMessageDialog *dialog, const char *response)
{
  AnlanNameDialog *self = ANLAN_NAME_DIALOG (dialog);
  g_autofree char *name = get_name (self);

  if (g_strcmp0 (response, "store") == 0 && name[0] != '\0')
    g_signal_emit (self, signals[NAMED], 0, name);
}

static void
anlan_name_dialog_class_init (AnlanNameDialogClass *klass)
{
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = anlan_name_dialog_response;
  signals[NAMED] = g_signal_new ("named", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
anlan_name_dialog_init (AnlanNameDialog *self)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);
  GtkWidget *group = adw_preferences_group_new ();

  self->row = GTK_EDITABLE (adw_entry_row_new ());
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), GTK_WIDGET (self->row));
  g_signal_connect_object (self->row, "changed", G_CALLBACK (on_changed_cb), self, 0);
  g_signal_connect_object (self->row, "entry-activated", G_CALLBACK (on_activated_cb), self, 0);
  adw_message_dialog_set_extra_child (dialog, group);
  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "store", _ ("_Store"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "store", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "store");
  adw_message_dialog_set_close_response (dialog, "cancel");
  gtk_window_set_modal (GTK_WINDOW (self), TRUE);
}

AnlanNameDialog *
anlan_name_dialog_new (const char *heading, const char *body, const char *title, const char *name)
{
  AnlanNameDialog *self;

  g_return_val_if_fail (heading != NULL && title != NULL && name != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_NAME_DIALOG, NULL);
  adw_message_dialog_set_heading (ADW_MESSAGE_DIALOG (self), heading);
  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (self), body);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->row), title);
  gtk_editable_set_text (self->row, name);
  gtk_editable_select_region (self->row, 0, -1);
  on_changed_cb (self->row, self);
  gtk_window_set_focus (GTK_WINDOW (self), GTK_WIDGET (self->row));
  return self;
}

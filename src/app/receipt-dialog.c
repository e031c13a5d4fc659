/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "receipt-dialog.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"
#include "base/time.h"
#include "model/receipt.h"

/* --- told once -------------------------------------------------------------------------------------------------------- */

static void
on_copy_clicked_cb (GtkButton *button, const char *code)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), code);
  gtk_button_set_label (button, _ ("Copied"));
}

static GtkWidget *
make_code (const char *code)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *label = gtk_label_new (code), *copy = gtk_button_new_with_mnemonic (_ ("C_opy the code"));

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, "title-1");
  gtk_widget_add_css_class (label, "receipt-code");
  gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LABEL, code, -1);
  gtk_widget_set_halign (copy, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (copy, "pill");
  g_signal_connect_data (copy, "clicked", G_CALLBACK (on_copy_clicked_cb), g_strdup (code),
                         (GClosureNotify)(GCallback)g_free, 0);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), copy);
  return box;
}

void
anlan_receipt_show (GtkWindow *parent, const char *number, const char *code)
{
  GtkWidget *widget;
  AdwMessageDialog *dialog;

  g_return_if_fail (code != NULL);

  widget = adw_message_dialog_new (parent, _ ("Keep this code"), NULL);
  dialog = ADW_MESSAGE_DIALOG (widget);
  adw_message_dialog_format_body (
      dialog,
      _ ("%s is stored without your name, this desk or the time of day. With this "
         "code, and only with it, you see how far it is: main menu, “Progress of an "
         "anonymous report”. It is shown this once and kept nowhere."),
      number != NULL ? number : _ ("The report"));
  adw_message_dialog_set_extra_child (dialog, make_code (code));
  adw_message_dialog_add_response (dialog, "close", _ ("I _have the code"));
  adw_message_dialog_set_close_response (dialog, "close");
  gtk_window_present (GTK_WINDOW (dialog));
}

/* --- how far it is ------------------------------------------------------------------------------------------------------ */

typedef struct
{
  AnlanDesk *desk;
  GtkEditable *entry;
  GtkLabel *message;
  AdwPreferencesGroup *passages; /* in a list of their own; emptied with each code */
  GPtrArray *rows;               /* of it, borrowed */
  GCancellable *cancellable;
} Enquiry;

static void
enquiry_free (Enquiry *enquiry)
{
  g_cancellable_cancel (enquiry->cancellable);
  g_object_unref (enquiry->cancellable);
  g_object_unref (enquiry->desk);
  g_ptr_array_unref (enquiry->rows);
  g_free (enquiry);
}

static void
say (Enquiry *enquiry, const char *text)
{
  gtk_label_set_label (enquiry->message, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (enquiry->message), text != NULL);
}

static void
clear (Enquiry *enquiry)
{
  for (guint i = 0; i < enquiry->rows->len; i++)
    adw_preferences_group_remove (enquiry->passages, g_ptr_array_index (enquiry->rows, i));
  g_ptr_array_set_size (enquiry->rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (enquiry->passages), FALSE);
  say (enquiry, NULL);
}

/* Of the report only the day is known. */
static void
add_passage (Enquiry *enquiry, const AnlanPassage *passage, gboolean report, GTimeZone *zone)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *at = NULL;
  gint64 ms;

  if (anlan_time_parse (passage->at, &ms))
    at = anlan_local_format (ms, zone, report ? "%Y-%m-%d" : "%Y-%m-%d %H:%M");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), passage->stage);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), at != NULL ? at : passage->at);
  adw_preferences_group_add (enquiry->passages, row);
  g_ptr_array_add (enquiry->rows, row);
}

static void
receipt_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanReceipt) receipt = anlan_plant_receipt_finish (ANLAN_PLANT (source), result, &error);
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *title = NULL;
  Enquiry *enquiry = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (receipt == NULL)
    {
      say (enquiry, error->message);
      gtk_widget_grab_focus (GTK_WIDGET (enquiry->entry));
      return;
    }
  zone = anlan_plant_ref_zone (ANLAN_PLANT (source));
  title = g_strdup_printf (C_ ("number of a report, its stage", "%s · %s"), receipt->number, receipt->stage);
  adw_preferences_group_set_title (enquiry->passages, title);
  for (guint i = 0; i < receipt->passages->len; i++)
    add_passage (enquiry, g_ptr_array_index (receipt->passages, i), i == 0, zone);
  gtk_widget_set_visible (GTK_WIDGET (enquiry->passages), TRUE);
}

static void
look_up (Enquiry *enquiry)
{
  AnlanPlant *plant = anlan_desk_get_plant (enquiry->desk);
  g_autofree char *code = anlan_text_collapse (gtk_editable_get_text (enquiry->entry));

  clear (enquiry);
  if (plant == NULL || code[0] == '\0')
    return;
  /* The answer to an earlier code is of no use any more. */
  g_cancellable_cancel (enquiry->cancellable);
  g_object_unref (enquiry->cancellable);
  enquiry->cancellable = g_cancellable_new ();
  anlan_plant_receipt_async (plant, code, enquiry->cancellable, receipt_cb, enquiry);
}

static GtkWidget *
make_enquiry (Enquiry *enquiry)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *group = adw_preferences_group_new (), *row = adw_entry_row_new ();

  enquiry->entry = GTK_EDITABLE (row);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Code of the report"));
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  g_signal_connect_swapped (row, "apply", G_CALLBACK (look_up), enquiry);
  g_signal_connect_swapped (row, "entry-activated", G_CALLBACK (look_up), enquiry);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
  enquiry->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (enquiry->message, TRUE);
  gtk_label_set_xalign (enquiry->message, 0);
  gtk_widget_add_css_class (GTK_WIDGET (enquiry->message), "field-problem");
  enquiry->passages = ADW_PREFERENCES_GROUP (adw_preferences_group_new ());
  gtk_box_append (GTK_BOX (box), group);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (enquiry->message));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (enquiry->passages));
  return box;
}

void
anlan_receipt_enter (GtkWindow *parent, AnlanDesk *desk)
{
  Enquiry *enquiry;
  GtkWidget *dialog;

  g_return_if_fail (ANLAN_IS_DESK (desk));

  enquiry = g_new0 (Enquiry, 1);
  enquiry->desk = g_object_ref (desk);
  enquiry->rows = g_ptr_array_new ();
  enquiry->cancellable = g_cancellable_new ();
  dialog =
      adw_message_dialog_new (parent, _ ("Progress of an anonymous report"),
                              _ ("The code was shown when the report was stored. What is shown here names "
                                 "nobody, and nobody learns who asked."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), make_enquiry (enquiry));
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "close");
  g_object_set_data_full (G_OBJECT (dialog), "anlan-enquiry", enquiry, (GDestroyNotify)enquiry_free);
  clear (enquiry);
  gtk_window_set_focus (GTK_WINDOW (dialog), GTK_WIDGET (enquiry->entry));
  gtk_window_present (GTK_WINDOW (dialog));
}

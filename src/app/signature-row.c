/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "signature-row.h"

#include <glib/gi18n-lib.h>

#include "base/json.h"
#include "base/time.h"
#include "signature-pad.h"

#define PAD_WIDTH 460
#define PAD_HEIGHT 180
#define SHOWN_HEIGHT 76
#define MOST_BYTES (512 * 1024)

struct _AnlanSignatureRow
{
  AnlanFieldRow parent_instance;

  GtkWidget *pad;
  GtkLabel *label;
  GtkWidget *sign;
};

G_DEFINE_FINAL_TYPE (AnlanSignatureRow, anlan_signature_row, ANLAN_TYPE_FIELD_ROW)

static char *
make_json (AnlanSignatureRow *self, const char *strokes)
{
  AnlanFormContext *context = anlan_field_row_get_context (ANLAN_FIELD_ROW (self));
  const char *person = anlan_plant_get_person (context->plant);
  g_autofree char *at = anlan_time_format (anlan_plant_now (context->plant));
  AnlanJson json;

  anlan_json_init (&json);
  anlan_json_open (&json, '{');
  anlan_json_name (&json, "at");
  anlan_json_text (&json, at);
  if (person != NULL)
    {
      anlan_json_name (&json, "person");
      anlan_json_text (&json, person);
    }
  anlan_json_name (&json, "strokes");
  anlan_json_raw (&json, strokes);
  anlan_json_close (&json, '}');
  return anlan_json_end (&json);
}

static void
on_response_cb (AdwMessageDialog *dialog, const char *response, AnlanSignatureRow *self)
{
  GtkWidget *pad = adw_message_dialog_get_extra_child (dialog);
  g_autofree char *strokes = anlan_signature_pad_get_strokes (ANLAN_SIGNATURE_PAD (pad));
  AnlanFormContext *context = anlan_field_row_get_context (ANLAN_FIELD_ROW (self));
  const char *person = anlan_plant_get_person (context->plant);
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  if (g_strcmp0 (response, "sign") != 0 || strokes == NULL)
    return;
  if (person != NULL && anlan_desk_get_person_name (context->desk) != NULL)
    anlan_form_context_add_label (context, person, anlan_desk_get_person_name (context->desk));
  anlan_value_take_text (&value, make_json (self, strokes));
  anlan_field_row_commit (ANLAN_FIELD_ROW (self), &value);
}

static void
on_sign_clicked_cb (GtkButton *button, AnlanSignatureRow *self)
{
  AnlanFieldRow *row = ANLAN_FIELD_ROW (self);
  const char *name = anlan_desk_get_person_name (anlan_field_row_get_context (row)->desk);
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              anlan_kind_text (anlan_field_row_get_field (row)->title), name);
  GtkWidget *pad = anlan_signature_pad_new (TRUE);

  gtk_widget_set_size_request (pad, PAD_WIDTH, PAD_HEIGHT);
  gtk_accessible_update_property (GTK_ACCESSIBLE (pad), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Sign here"), -1);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), pad);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "sign", _ ("_Sign"),
                                    NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "sign", ADW_RESPONSE_SUGGESTED);
  g_signal_connect_object (dialog, "response", G_CALLBACK (on_response_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
anlan_signature_row_build (AnlanFieldRow *row)
{
  AnlanSignatureRow *self = ANLAN_SIGNATURE_ROW (row);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->pad = anlan_signature_pad_new (FALSE);
  gtk_widget_set_size_request (self->pad, -1, SHOWN_HEIGHT);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pad), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  anlan_kind_text (anlan_field_row_get_field (row)->title), -1);
  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  gtk_box_append (GTK_BOX (box), self->pad);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->label));
  anlan_field_row_set_content (row, box);
  self->sign = anlan_field_row_add_button (row, "document-edit-symbolic", _ ("Sign"));
  g_signal_connect_object (self->sign, "clicked", G_CALLBACK (on_sign_clicked_cb), self, 0);
}

static void
anlan_signature_row_show (AnlanFieldRow *row, const AnlanValue *value)
{
  AnlanSignatureRow *self = ANLAN_SIGNATURE_ROW (row);
  const char *text = anlan_value_get_text (value);
  g_autofree char *said =
      anlan_form_context_format (anlan_field_row_get_context (row), anlan_field_row_get_field (row), value);
  g_autoptr (JsonNode) node = text != NULL ? anlan_json_parse (text, -1, MOST_BYTES, NULL) : NULL;
  JsonNode *strokes = node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                          ? json_object_get_member (json_node_get_object (node), "strokes")
                          : NULL;
  g_autofree char *json = strokes != NULL ? anlan_json_canonical (strokes) : NULL;

  anlan_signature_pad_set_strokes (ANLAN_SIGNATURE_PAD (self->pad), json);
  gtk_widget_set_visible (self->pad, json != NULL);
  gtk_label_set_label (self->label, text != NULL ? said : _ ("Not signed"));
}

static gboolean
anlan_signature_row_take (AnlanFieldRow *row, AnlanValue *value, GError **error)
{
  anlan_value_copy (anlan_field_row_get_value (row), value);
  return TRUE;
}

static void
anlan_signature_row_entry_changed (AnlanFieldRow *row, AnlanEntry entry)
{
  gtk_widget_set_visible (ANLAN_SIGNATURE_ROW (row)->sign, entry == ANLAN_ENTRY_OPEN);
}

static void
anlan_signature_row_focus (AnlanFieldRow *row)
{
  gtk_widget_grab_focus (ANLAN_SIGNATURE_ROW (row)->sign);
}

static void
anlan_signature_row_class_init (AnlanSignatureRowClass *klass)
{
  AnlanFieldRowClass *row_class = ANLAN_FIELD_ROW_CLASS (klass);

  row_class->build = anlan_signature_row_build;
  row_class->show = anlan_signature_row_show;
  row_class->take = anlan_signature_row_take;
  row_class->entry_changed = anlan_signature_row_entry_changed;
  row_class->focus = anlan_signature_row_focus;
}

static void
anlan_signature_row_init (AnlanSignatureRow *self)
{
}

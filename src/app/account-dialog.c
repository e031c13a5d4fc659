/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "account-dialog.h"

#include <glib/gi18n-lib.h>

#include "account-jobs.h"
#include "base/text.h"
#include "model/query.h"
#include "resources.h"
#include "window.h"

#define MOST_ROLES 20

struct _AnlanAccountDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwWindowTitle *window_title;
  GtkWidget *save_button;
  GtkLabel *problem;
  GtkEditable *login_row;
  GtkEditable *old_row;
  GtkEditable *password_row;
  GtkEditable *again_row;
  GtkWidget *shared_row;
  GtkSwitch *shared_switch;
  AdwPreferencesGroup *roles_group;
  GtkWidget *close_button;

  /* owned */
  AnlanDesk *desk;
  char *person;
  GCancellable *cancellable;
  gboolean is_new;
  gboolean own;
  gboolean at_work;
};

G_DEFINE_FINAL_TYPE (AnlanAccountDialog, anlan_account_dialog, ADW_TYPE_WINDOW)

enum
{
  SAVED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
say (AnlanAccountDialog *self, const char *text)
{
  gtk_label_set_label (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

/* --- what was typed ------------------------------------------------------------------------------------------------ */

static gboolean
is_complete (AnlanAccountDialog *self)
{
  g_autofree char *login = anlan_text_collapse (gtk_editable_get_text (self->login_row));
  const char *password = gtk_editable_get_text (self->password_row);
  const char *again = gtk_editable_get_text (self->again_row);
  gboolean changes_own = self->own && !self->is_new;

  if (login[0] == '\0' || (self->is_new && password[0] == '\0'))
    return FALSE;
  if (changes_own && gtk_editable_get_text (self->old_row)[0] == '\0')
    return FALSE;
  return g_strcmp0 (password, again) == 0;
}

static void
update (AnlanAccountDialog *self)
{
  const char *password = gtk_editable_get_text (self->password_row);
  const char *again = gtk_editable_get_text (self->again_row);

  gtk_widget_set_sensitive (self->save_button, !self->at_work && is_complete (self));
  if (again[0] != '\0' && !g_str_has_prefix (password, again))
    gtk_widget_add_css_class (GTK_WIDGET (self->again_row), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->again_row), "error");
}

static void
on_changed_cb (GtkEditable *editable, AnlanAccountDialog *self)
{
  say (self, NULL);
  update (self);
}

static void
on_shared_cb (GtkSwitch *button, GParamSpec *pspec, AnlanAccountDialog *self)
{
  update (self);
}

/* --- saving --------------------------------------------------------------------------------------------------------- */

static void
set_at_work (AnlanAccountDialog *self, gboolean at_work)
{
  self->at_work = at_work;
  update (self);
  gtk_widget_set_sensitive (self->close_button, !at_work);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanAccountDialog) self = data;
  g_autoptr (GError) error = NULL;

  if (self->desk == NULL)
    return;
  if (anlan_account_job_finish (result, &error))
    {
      g_signal_emit (self, signals[SAVED], 0);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  set_at_work (self, FALSE);
  say (self, error->message);
}

static void
on_save_clicked_cb (GtkButton *button, AnlanAccountDialog *self)
{
  g_autofree char *login = anlan_text_collapse (gtk_editable_get_text (self->login_row));
  const char *password = gtk_editable_get_text (self->password_row);

  set_at_work (self, TRUE);
  say (self, NULL);
  anlan_account_save_async (anlan_desk_get_plant (self->desk), self->person, login,
                            self->own && !self->is_new ? gtk_editable_get_text (self->old_row) : NULL,
                            password[0] != '\0' ? password : NULL,
                            gtk_switch_get_active (self->shared_switch), saved_cb, g_object_ref (self));
}

static void
on_close_answered_cb (GtkWidget *question, const char *answer, AnlanAccountDialog *self)
{
  if (g_strcmp0 (answer, "close") != 0)
    return;
  set_at_work (self, TRUE);
  anlan_account_close_async (anlan_desk_get_plant (self->desk), self->person, saved_cb, g_object_ref (self));
}

static void
on_close_clicked_cb (GtkButton *button, AnlanAccountDialog *self)
{
  GtkWidget *question = adw_message_dialog_new (
      GTK_WINDOW (self), _ ("Close this account?"),
      _ ("Nobody can sign in with it any more. What was done with it stays as it is. A new password opens it "
         "again."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (question), "cancel", _ ("_Cancel"), "close",
                                    _ ("C_lose account"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (question), "close",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (question), "cancel");
  g_signal_connect_object (question, "response", G_CALLBACK (on_close_answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (question));
}

/* --- roles ----------------------------------------------------------------------------------------------------------- */

static void
leave_for (AnlanAccountDialog *self, const char *action, GVariant *target)
{
  AnlanWindow *window = anlan_window_of (GTK_WIDGET (self));
  GtkWindow *below = gtk_window_get_transient_for (GTK_WINDOW (self));

  g_variant_ref_sink (target);
  if (window != NULL)
    {
      g_object_ref (window);
      gtk_window_close (GTK_WINDOW (self));
      if (below != GTK_WINDOW (window))
        gtk_window_close (below);
      gtk_widget_activate_action_variant (GTK_WIDGET (window), action, target);
      g_object_unref (window);
    }
  g_variant_unref (target);
}

static void
on_role_activated_cb (AdwActionRow *row, AnlanAccountDialog *self)
{
  const char *id = g_object_get_data (G_OBJECT (row), "anlan-id");

  if (id != NULL)
    leave_for (self, "record.open", g_variant_new ("(ss)", "membership", id));
  else
    leave_for (self, "win.new-record", g_variant_new_string ("membership"));
}

static void
add_row (AnlanAccountDialog *self, const char *title, const char *subtitle, const char *id)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (
      ADW_ACTION_ROW (row),
      gtk_image_new_from_icon_name (id != NULL ? "go-next-symbolic" : "list-add-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "anlan-id", g_strdup (id), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_role_activated_cb), self, 0);
  adw_preferences_group_add (self->roles_group, row);
}

static const char *
title_of_role (const AnlanRecord *record)
{
  const AnlanField *field = anlan_kind_field (record->kind, "role");
  const char *role = anlan_record_get_text (record, "role");

  for (guint i = 0; field != NULL && i < field->choices->len; i++)
    {
      const AnlanChoice *choice = g_ptr_array_index (field->choices, i);

      if (g_strcmp0 (choice->id, role) == 0)
        return anlan_kind_text (choice->title);
    }
  return anlan_kind_text (record->kind->title);
}

static void
roles_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);
  AnlanAccountDialog *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (records == NULL)
    say (self, error->message);
  for (guint i = 0; records != NULL && i < records->len; i++)
    {
      const AnlanRecord *record = g_ptr_array_index (records, i);
      g_autofree char *label = g_markup_escape_text (anlan_record_label (record), -1);

      add_row (self, title_of_role (record), label, record->id);
    }
  add_row (self, _ ("Give a role"), NULL, NULL);
}

static void
load_roles (AnlanAccountDialog *self)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("membership");
  g_auto (AnlanValue) person = ANLAN_VALUE_INIT;

  anlan_value_set_text (&person, self->person);
  anlan_filter_add (anlan_query_filter (query, "person", ANLAN_FILTER_IS), &person);
  query->where = g_strdup ("role IS NOT NULL AND since <= today() AND (until IS NULL OR until >= today())");
  query->limit = MOST_ROLES;
  anlan_plant_find_async (anlan_desk_get_plant (self->desk), query, self->cancellable, roles_cb, self);
}

/* --- object ------------------------------------------------------------------------------------------------------------ */

static void
anlan_account_dialog_dispose (GObject *object)
{
  AnlanAccountDialog *self = ANLAN_ACCOUNT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_ACCOUNT_DIALOG);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_account_dialog_parent_class)->dispose (object);
}

static void
anlan_account_dialog_finalize (GObject *object)
{
  AnlanAccountDialog *self = ANLAN_ACCOUNT_DIALOG (object);

  g_object_unref (self->cancellable);
  g_free (self->person);
  G_OBJECT_CLASS (anlan_account_dialog_parent_class)->finalize (object);
}

static void
anlan_account_dialog_class_init (AnlanAccountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_account_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_account_dialog_finalize;
  signals[SAVED] = g_signal_new ("saved", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("account-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountDialog, login_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountDialog, old_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountDialog, password_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountDialog, again_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountDialog, shared_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountDialog, shared_switch);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountDialog, roles_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountDialog, close_button);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_shared_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_close_clicked_cb);
}

static void
anlan_account_dialog_init (AnlanAccountDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanAccountDialog *
anlan_account_dialog_new (
    AnlanDesk *desk, const char *person, const char *name, const AnlanAccountInfo *info, gboolean own)
{
  AnlanAccountDialog *self = g_object_new (ANLAN_TYPE_ACCOUNT_DIALOG, NULL);

  self->desk = g_object_ref (desk);
  self->person = g_strdup (person);
  self->is_new = info == NULL;
  self->own = own;
  adw_window_title_set_title (self->window_title, name);
  adw_window_title_set_subtitle (self->window_title, info == NULL ? _ ("New account") : _ ("Account"));
  gtk_editable_set_text (self->login_row, info != NULL ? info->login : name);
  gtk_switch_set_active (self->shared_switch, info != NULL && info->shared);
  gtk_widget_set_visible (GTK_WIDGET (self->old_row), own && info != NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->password_row),
                                 info == NULL ? _ ("Password, at least eight characters")
                                              : _ ("New password; empty keeps the present one"));
  gtk_widget_set_visible (self->close_button, info != NULL && !info->disabled && !own);
  load_roles (self);
  update (self);
  return self;
}

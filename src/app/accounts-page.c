/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "accounts-page.h"

#include <glib/gi18n-lib.h>

#include "account-dialog.h"
#include "account-jobs.h"
#include "reference-picker.h"
#include "resources.h"

#define LOCK_AFTER_CHANGE_MS 600

struct _AnlanAccountsPage
{
  AdwPreferencesPage parent_instance;

  /* template */
  AdwActionRow *on_row;
  GtkSwitch *on_switch;
  GtkWidget *lock_row;
  GtkSpinButton *lock_spin;
  AdwPreferencesGroup *list_group;
  GtkMenuButton *add_button;

  /* owned */
  AnlanDesk *desk;
  GCancellable *cancellable;
  GPtrArray *accounts; /* AnlanAccountInfo; NULL: not read yet */
  GPtrArray *rows;     /* borrowed */
  guint lock_timeout;
  gboolean may_manage;
  gboolean quiet; /* the switch is being set, not touched */
};

G_DEFINE_FINAL_TYPE (AnlanAccountsPage, anlan_accounts_page, ADW_TYPE_PREFERENCES_PAGE)

static void
load (AnlanAccountsPage *self);

static void
say (AnlanAccountsPage *self, const char *text)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_WINDOW);

  if (window != NULL)
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (window), adw_toast_new (text));
  else
    anlan_desk_say (self->desk, text);
}

static const char *
me (AnlanAccountsPage *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);

  return plant != NULL ? anlan_plant_get_person (plant) : NULL;
}

static const AnlanAccountInfo *
find_account (AnlanAccountsPage *self, const char *person)
{
  for (guint i = 0; self->accounts != NULL && i < self->accounts->len; i++)
    {
      const AnlanAccountInfo *info = g_ptr_array_index (self->accounts, i);

      if (g_strcmp0 (info->person, person) == 0)
        return info;
    }
  return NULL;
}

/* --- on and off ---------------------------------------------------------------------------------------------------- */

static void
show_switch (AnlanAccountsPage *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  gboolean on = plant != NULL && anlan_accounts_are_on (plant);

  self->quiet = TRUE;
  gtk_switch_set_active (self->on_switch, on);
  self->quiet = FALSE;
  gtk_widget_set_sensitive (GTK_WIDGET (self->on_row), self->may_manage);
  gtk_widget_set_sensitive (self->lock_row, on && self->may_manage);
  gtk_widget_set_sensitive (GTK_WIDGET (self->add_button), self->may_manage);
  adw_action_row_set_subtitle (
      self->on_row,
      self->may_manage ? "" : _ ("Changed by the head of the firm, a deputy in charge or a safety manager"));
}

static void
switched_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanAccountsPage) self = data;
  g_autoptr (GError) error = NULL;

  if (self->desk == NULL)
    return;
  if (!anlan_account_job_finish (result, &error))
    say (self, error->message);
  load (self);
}

static void
switch_accounts (AnlanAccountsPage *self, gboolean on, const char *password)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  const AnlanAccountInfo *own = find_account (self, me (self));

  /* Who switches it on has just shown, or shows by this, who he is: he is signed in. */
  if (on)
    anlan_desk_sign_in (self->desk, me (self), anlan_desk_get_person_name (self->desk),
                        own != NULL && own->shared);
  anlan_accounts_switch_async (plant, me (self), on, password, switched_cb, g_object_ref (self));
}

static void
own_saved_cb (AnlanAccountDialog *dialog, AnlanAccountsPage *self)
{
  switch_accounts (self, TRUE, NULL);
}

static void
on_saved_cb (AnlanAccountDialog *dialog, AnlanAccountsPage *self)
{
  load (self);
}

static void
open_dialog (AnlanAccountsPage *self, const char *person, const char *name, GCallback saved)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  AnlanAccountDialog *dialog = anlan_account_dialog_new (
      self->desk, person, name, find_account (self, person), g_strcmp0 (person, me (self)) == 0);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (root));
  g_signal_connect_object (dialog, "saved", saved, self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
password_answered_cb (AdwMessageDialog *dialog, const char *answer, AnlanAccountsPage *self)
{
  if (strcmp (answer, "off") == 0 && self->desk != NULL)
    switch_accounts (self, FALSE,
                     gtk_editable_get_text (g_object_get_data (G_OBJECT (dialog), "anlan-password")));
}

/* Whoever finds the window open must not be able to do away with all passwords. */
static void
ask_password (AnlanAccountsPage *self)
{
  GtkWidget *dialog = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), _ ("Switch accounts off?"),
      _ ("Then everybody who opens the plant may do everything. Give your password "
         "once more."));
  GtkWidget *group = adw_preferences_group_new ();
  GtkWidget *entry = adw_password_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (entry), _ ("Your password"));
  adw_entry_row_set_activates_default (ADW_ENTRY_ROW (entry), TRUE);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), entry);
  g_object_set_data_full (G_OBJECT (dialog), "anlan-password", g_object_ref (entry), g_object_unref);
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog), group);
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"), "off",
                                    _ ("_Switch Off"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "off", ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "off");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (password_answered_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_widget_grab_focus (entry);
}

static void
on_switch_cb (GtkSwitch *button, GParamSpec *pspec, AnlanAccountsPage *self)
{
  const AnlanAccountInfo *own = find_account (self, me (self));
  gboolean on = gtk_switch_get_active (button);

  if (self->quiet)
    return;
  if (me (self) == NULL)
    {
      say (self, _ ("First say who sits here, at the bottom of the sidebar: the first account is yours."));
      show_switch (self);
    }
  else if (on && (own == NULL || own->disabled))
    {
      /* It shows what holds until the password is there. */
      show_switch (self);
      open_dialog (self, me (self), anlan_desk_get_person_name (self->desk), G_CALLBACK (own_saved_cb));
    }
  else if (on)
    switch_accounts (self, TRUE, NULL);
  else
    {
      show_switch (self);
      ask_password (self);
    }
}

/* --- locking --------------------------------------------------------------------------------------------------------- */

static void
set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanAccountsPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!anlan_plant_set_setting_finish (ANLAN_PLANT (source), result, &error) && self->desk != NULL)
    say (self, error->message);
}

static gboolean
lock_set_cb (gpointer data)
{
  AnlanAccountsPage *self = data;
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  g_autofree char *minutes = g_strdup_printf ("%d", gtk_spin_button_get_value_as_int (self->lock_spin));

  self->lock_timeout = 0;
  if (plant != NULL)
    anlan_plant_set_setting_async (plant, "lock-minutes", minutes, set_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* One line in the journal, not one for each press of the button. */
static void
on_lock_changed_cb (GtkSpinButton *spin, AnlanAccountsPage *self)
{
  g_clear_handle_id (&self->lock_timeout, g_source_remove);
  self->lock_timeout = g_timeout_add (LOCK_AFTER_CHANGE_MS, lock_set_cb, self);
}

/* --- the accounts ------------------------------------------------------------------------------------------------------ */

static char *
describe (AnlanAccountsPage *self, const AnlanAccountInfo *info)
{
  gint64 now = anlan_plant_now (anlan_desk_get_plant (self->desk));

  if (info->disabled)
    return g_strdup_printf (C_ ("an account: name to sign in with, state", "%s · %s"), info->login,
                            _ ("closed"));
  if (info->locked_until > now)
    return g_strdup_printf (C_ ("an account: name to sign in with, state", "%s · %s"), info->login,
                            _ ("waits after too many wrong passwords"));
  if (info->shared)
    return g_strdup_printf (C_ ("an account: name to sign in with, state", "%s · %s"), info->login,
                            _ ("several people use it"));
  return g_strdup (info->login);
}

static void
on_account_activated_cb (AdwActionRow *row, AnlanAccountsPage *self)
{
  const AnlanAccountInfo *info = find_account (self, g_object_get_data (G_OBJECT (row), "anlan-person"));

  if (info != NULL)
    open_dialog (self, info->person, info->name != NULL ? info->name : info->login, G_CALLBACK (on_saved_cb));
}

static void
add_row (AnlanAccountsPage *self, const AnlanAccountInfo *info)
{
  GtkWidget *row = adw_action_row_new ();
  const char *name = info->name != NULL ? info->name : info->login;
  g_autofree char *text = describe (self, info);
  g_autofree char *subtitle = g_markup_escape_text (text, -1);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), adw_avatar_new (32, name, TRUE));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("go-next-symbolic"));
  if (info->disabled)
    gtk_widget_add_css_class (row, "dim-label");
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_widget_set_sensitive (row, self->may_manage || g_strcmp0 (info->person, me (self)) == 0);
  g_object_set_data_full (G_OBJECT (row), "anlan-person", g_strdup (info->person), g_free);
  g_signal_connect_object (row, "activated", G_CALLBACK (on_account_activated_cb), self, 0);
  adw_preferences_group_add (self->list_group, row);
  g_ptr_array_add (self->rows, row);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  gboolean may_manage;
  GPtrArray *accounts = anlan_accounts_load_finish (result, &may_manage, &error);
  AnlanAccountsPage *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (accounts == NULL)
    {
      say (self, error->message);
      return;
    }
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  self->accounts = accounts;
  self->may_manage = may_manage;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->list_group, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = 0; i < accounts->len; i++)
    add_row (self, g_ptr_array_index (accounts, i));
  adw_preferences_group_set_description (self->list_group, accounts->len == 0 ? _ ("None yet.") : NULL);
  show_switch (self);
}

static void
load (AnlanAccountsPage *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (plant != NULL)
    anlan_accounts_load_async (plant, self->cancellable, loaded_cb, self);
}

static void
on_picked_cb (AnlanReferencePicker *picker, const char *id, const char *label, AnlanAccountsPage *self)
{
  open_dialog (self, id, label, G_CALLBACK (on_saved_cb));
}

/* --- object -------------------------------------------------------------------------------------------------------------- */

static void
anlan_accounts_page_dispose (GObject *object)
{
  AnlanAccountsPage *self = ANLAN_ACCOUNTS_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->lock_timeout != 0)
    {
      g_clear_handle_id (&self->lock_timeout, g_source_remove);
      lock_set_cb (self);
    }
  /* The picker holds on to the plant, and 1.2 lets go of what stands in a group's header only at the very end. */
  if (self->add_button != NULL)
    gtk_menu_button_set_popover (self->add_button, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_ACCOUNTS_PAGE);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_accounts_page_parent_class)->dispose (object);
}

static void
anlan_accounts_page_finalize (GObject *object)
{
  AnlanAccountsPage *self = ANLAN_ACCOUNTS_PAGE (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_ptr_array_unref (self->rows);
  G_OBJECT_CLASS (anlan_accounts_page_parent_class)->finalize (object);
}

static void
anlan_accounts_page_class_init (AnlanAccountsPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_accounts_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_accounts_page_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("accounts-page"));
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountsPage, on_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountsPage, on_switch);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountsPage, lock_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountsPage, lock_spin);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountsPage, list_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanAccountsPage, add_button);
}

static void
anlan_accounts_page_init (AnlanAccountsPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanAccountsPage *
anlan_accounts_page_new (AnlanDesk *desk)
{
  AnlanAccountsPage *self = g_object_new (ANLAN_TYPE_ACCOUNTS_PAGE, NULL);
  AnlanPlant *plant = anlan_desk_get_plant (desk);
  g_autofree char *minutes = NULL;
  GtkWidget *picker;

  g_return_val_if_fail (plant != NULL, self);

  self->desk = g_object_ref (desk);
  minutes = anlan_plant_get_setting (plant, "lock-minutes");
  gtk_spin_button_set_value (self->lock_spin,
                             minutes != NULL ? (double)g_ascii_strtoll (minutes, NULL, 10) : 15);
  g_signal_connect_object (self->lock_spin, "value-changed", G_CALLBACK (on_lock_changed_cb), self, 0);
  g_signal_connect_object (self->on_switch, "notify::active", G_CALLBACK (on_switch_cb), self, 0);
  picker = anlan_reference_picker_new (plant, "person");
  g_signal_connect_object (picker, "picked", G_CALLBACK (on_picked_cb), self, 0);
  gtk_menu_button_set_popover (self->add_button, picker);
  show_switch (self);
  load (self);
  return self;
}

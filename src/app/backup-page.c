/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "backup-page.h"

#include <glib/gi18n-lib.h>

#include "resources.h"
#include "say.h"

#define LEAST_PASSPHRASE 8

struct _AnlanBackupPage
{
  AdwPreferencesPage parent_instance;

  /* template */
  AdwActionRow *folder_row;
  AdwActionRow *good_row;
  GtkWidget *run_button;
  GtkWidget *progress_row;
  GtkProgressBar *progress;
  GtkEditable *passphrase_row;
  GtkEditable *again_row;
  AdwActionRow *encrypted_row;
  GtkWidget *forget_button;
  GtkWidget *set_button;

  /* owned */
  AnlanDesk *desk;
};

G_DEFINE_FINAL_TYPE (AnlanBackupPage, anlan_backup_page, ADW_TYPE_PREFERENCES_PAGE)

static AnlanBackups *
backups_of (AnlanBackupPage *self)
{
  return anlan_desk_get_backups (self->desk);
}

static void
say (AnlanBackupPage *self, const char *text)
{
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (self), ADW_TYPE_PREFERENCES_WINDOW);

  if (window != NULL)
    adw_preferences_window_add_toast (ADW_PREFERENCES_WINDOW (window), adw_toast_new (text));
  else
    anlan_desk_say (self->desk, text);
}

/* --- what holds ------------------------------------------------------------------------------------------------------ */

static char *
describe_good (AnlanBackupPage *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  gint64 good = anlan_backups_get_good (backups_of (self));
  const char *trouble = anlan_backups_get_trouble (backups_of (self));
  g_autofree char *when = NULL;

  if (good > 0)
    {
      g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);

      when = anlan_say_moment_fully (good, zone);
    }
  else
    when = g_strdup (_ ("None yet"));
  return trouble != NULL ? g_strdup_printf ("%s\n%s", when, trouble) : g_steal_pointer (&when);
}

static void
update (AnlanBackupPage *self)
{
  AnlanBackups *backups;
  g_autofree char *folder = NULL, *good = NULL;
  gboolean running;

  if (self->desk == NULL || anlan_desk_get_plant (self->desk) == NULL)
    return;
  backups = backups_of (self);
  folder = anlan_backups_get_folder (backups);
  good = describe_good (self);
  running = anlan_backups_is_running (backups);
  adw_action_row_set_subtitle (self->folder_row,
                               folder[0] != '\0' ? folder : _ ("None yet: nothing is backed up"));
  adw_action_row_set_subtitle (self->good_row, good);
  gtk_widget_set_sensitive (self->run_button, folder[0] != '\0' && !running);
  gtk_widget_set_visible (self->progress_row, running);
  gtk_progress_bar_set_fraction (self->progress, anlan_backups_get_fraction (backups));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self->encrypted_row),
                                 anlan_backups_is_encrypted (backups) ? _ ("Backups are encrypted")
                                                                      : _ ("Backups are not encrypted"));
  gtk_widget_set_visible (self->forget_button, anlan_backups_is_encrypted (backups));
}

/* --- doing ----------------------------------------------------------------------------------------------------------- */

static void
folder_chosen_cb (GtkNativeDialog *dialog, int response, AnlanBackupPage *self)
{
  g_autoptr (GFile) folder = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = folder != NULL ? g_file_get_path (folder) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    anlan_backups_set_folder (backups_of (self), path);
  g_object_unref (dialog);
}

static void
on_folder_clicked_cb (GtkButton *button, AnlanBackupPage *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Folder for the daily backup"), GTK_WINDOW (root),
                                   GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER, _ ("_Choose"), _ ("_Cancel"));

  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (folder_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_run_clicked_cb (GtkButton *button, AnlanBackupPage *self)
{
  anlan_backups_run (backups_of (self));
}

static void
on_passphrase_changed_cb (GtkEditable *editable, AnlanBackupPage *self)
{
  const char *passphrase = gtk_editable_get_text (self->passphrase_row);

  gtk_widget_set_sensitive (self->set_button,
                            g_utf8_strlen (passphrase, -1) >= LEAST_PASSPHRASE &&
                                g_strcmp0 (passphrase, gtk_editable_get_text (self->again_row)) == 0);
}

static void
passphrase_set_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanBackupPage) self = data;
  g_autoptr (GError) error = NULL;

  if (!anlan_backups_set_passphrase_finish (ANLAN_BACKUPS (source), result, &error) && self->desk != NULL)
    say (self, error->message);
}

static void
on_set_clicked_cb (GtkButton *button, AnlanBackupPage *self)
{
  anlan_backups_set_passphrase_async (backups_of (self), gtk_editable_get_text (self->passphrase_row),
                                      passphrase_set_cb, g_object_ref (self));
  gtk_editable_set_text (self->passphrase_row, "");
  gtk_editable_set_text (self->again_row, "");
}

static void
on_forget_clicked_cb (GtkButton *button, AnlanBackupPage *self)
{
  anlan_backups_set_passphrase_async (backups_of (self), NULL, passphrase_set_cb, g_object_ref (self));
}

/* --- object ---------------------------------------------------------------------------------------------------------- */

static void
anlan_backup_page_dispose (GObject *object)
{
  AnlanBackupPage *self = ANLAN_BACKUP_PAGE (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_BACKUP_PAGE);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_backup_page_parent_class)->dispose (object);
}

static void
anlan_backup_page_class_init (AnlanBackupPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_backup_page_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("backup-page"));
  gtk_widget_class_bind_template_child (widget_class, AnlanBackupPage, folder_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanBackupPage, good_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanBackupPage, run_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanBackupPage, progress_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanBackupPage, progress);
  gtk_widget_class_bind_template_child (widget_class, AnlanBackupPage, passphrase_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanBackupPage, again_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanBackupPage, encrypted_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanBackupPage, forget_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanBackupPage, set_button);
  gtk_widget_class_bind_template_callback (widget_class, on_folder_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_run_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_passphrase_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_set_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_forget_clicked_cb);
}

static void
anlan_backup_page_init (AnlanBackupPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanBackupPage *
anlan_backup_page_new (AnlanDesk *desk)
{
  AnlanBackupPage *self = g_object_new (ANLAN_TYPE_BACKUP_PAGE, NULL);

  self->desk = g_object_ref (desk);
  g_signal_connect_object (backups_of (self), "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "files-row.h"

#include <glib/gi18n-lib.h>

#include "attach.h"
#include "chore.h"

struct _AnlanFilesRow
{
  AnlanFieldRow parent_instance;

  GtkWidget *list;
  GtkWidget *add;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanFilesRow, anlan_files_row, ANLAN_TYPE_FIELD_ROW)

/* --- opening and saving ------------------------------------------------------------------------------------------------ */

/* A stored file has no name: who opens it gets a copy under the name it came in with. */
typedef struct
{
  char *from;
  GFile *to;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;

  g_free (copy->from);
  g_object_unref (copy->to);
  g_free (copy);
}

static gboolean
copy_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Copy *copy = data;
  g_autoptr (GFile) from = g_file_new_for_path (copy->from);
  g_autoptr (GFile) parent = g_file_get_parent (copy->to);
  g_autofree char *folder = g_file_get_path (parent);

  if (folder != NULL)
    g_mkdir_with_parents (folder, 0700);
  return g_file_copy (from, copy->to, G_FILE_COPY_OVERWRITE | G_FILE_COPY_TARGET_DEFAULT_PERMS, cancellable,
                      NULL, NULL, error);
}

static void
copy_async (AnlanFilesRow *self, const char *sha256, GFile *to, GAsyncReadyCallback callback)
{
  AnlanFormContext *context = anlan_field_row_get_context (ANLAN_FIELD_ROW (self));
  Copy *copy = g_new0 (Copy, 1);

  copy->from = anlan_files_path (anlan_plant_get_store (context->plant), sha256);
  copy->to = g_object_ref (to);
  anlan_chore_run (self, copy_work, copy, copy_free, NULL, NULL, callback, NULL);
}

/* Returns: what was copied, or NULL after the reason has been shown. */
static const Copy *
finish_copy (AnlanFilesRow *self, GAsyncResult *result)
{
  g_autoptr (GError) error = NULL;
  gpointer copy;

  if (anlan_chore_finish (result, &copy, &error))
    return copy;
  anlan_field_row_set_problem (ANLAN_FIELD_ROW (self), error->message);
  return NULL;
}

static void
copied_to_open_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanFilesRow *self = ANLAN_FILES_ROW (source);
  const Copy *copy = finish_copy (self, result);
  g_autofree char *uri = copy != NULL ? g_file_get_uri (copy->to) : NULL;

  if (uri != NULL)
    gtk_show_uri (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))), uri, GDK_CURRENT_TIME);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  finish_copy (ANLAN_FILES_ROW (source), result);
}

static void
on_open_clicked_cb (GtkButton *button, AnlanFilesRow *self)
{
  const AnlanFile *file = g_object_get_data (G_OBJECT (button), "anlan-file");
  g_autofree char *folder = g_strndup (file->sha256, 16);
  g_autofree char *name = g_path_get_basename (file->name != NULL ? file->name : file->sha256);
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "anlan", "opened", folder, name, NULL);
  g_autoptr (GFile) to = g_file_new_for_path (path);

  copy_async (self, file->sha256, to, copied_to_open_cb);
}

static void
save_chosen_cb (GtkNativeDialog *dialog, int response, AnlanFilesRow *self)
{
  g_autoptr (GFile) to = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && to != NULL)
    copy_async (self, g_object_get_data (G_OBJECT (dialog), "anlan-id"), to, copied_cb);
  g_object_unref (dialog);
}

static void
on_save_clicked_cb (GtkButton *button, AnlanFilesRow *self)
{
  const AnlanFile *file = g_object_get_data (G_OBJECT (button), "anlan-file");
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Save a copy"), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog),
                                     file->name != NULL ? file->name : file->sha256);
  g_object_set_data_full (G_OBJECT (dialog), "anlan-id", g_strdup (file->sha256), g_free);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (save_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static void
on_remove_clicked_cb (GtkButton *button, AnlanFilesRow *self)
{
  const AnlanFile *file = g_object_get_data (G_OBJECT (button), "anlan-file");
  g_autofree char *sha256 = g_strdup (file->sha256);

  gtk_widget_grab_focus (self->add);
  anlan_attach_remove (ANLAN_FIELD_ROW (self), sha256);
}

/* --- the list ------------------------------------------------------------------------------------------------------------- */

typedef void (*Clicked) (GtkButton *button, AnlanFilesRow *self);

static void
add_tool (AnlanFilesRow *self,
          GtkWidget *line,
          AnlanFile *file,
          const char *icon,
          const char *label,
          Clicked clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *spoken = g_strdup_printf (C_ ("button of a file: what it does, file", "%s: %s"), label,
                                             file->name != NULL ? file->name : file->sha256);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "field-tool");
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  /* The line holds the file as long as its buttons are there. */
  g_object_set_data (G_OBJECT (button), "anlan-file", file);
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked), self, 0);
  gtk_box_append (GTK_BOX (line), button);
}

/* @file: (transfer full) */
static void
add_line (AnlanFilesRow *self, AnlanFile *file)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  GtkWidget *open = gtk_button_new ();
  GtkWidget *label = gtk_label_new (file->name != NULL ? file->name : file->sha256);
  g_autofree char *size = g_format_size ((guint64)file->size);
  GtkWidget *size_label = gtk_label_new (size);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_button_set_child (GTK_BUTTON (open), label);
  gtk_widget_set_tooltip_text (open, _ ("Open"));
  gtk_widget_add_css_class (open, "flat");
  gtk_widget_add_css_class (open, "reference");
  g_object_set_data (G_OBJECT (open), "anlan-file", file);
  g_signal_connect_object (open, "clicked", G_CALLBACK (on_open_clicked_cb), self, 0);
  gtk_widget_add_css_class (size_label, "dim-label");
  gtk_widget_add_css_class (size_label, "caption");
  gtk_widget_set_hexpand (size_label, TRUE);
  gtk_label_set_xalign (GTK_LABEL (size_label), 0);
  gtk_box_append (GTK_BOX (line), open);
  gtk_box_append (GTK_BOX (line), size_label);
  add_tool (self, line, file, "document-save-as-symbolic", _ ("Save a copy"), on_save_clicked_cb);
  if (anlan_field_row_is_open (ANLAN_FIELD_ROW (self)))
    add_tool (self, line, file, "edit-clear-symbolic", _ ("Take away"), on_remove_clicked_cb);
  g_object_set_data_full (G_OBJECT (line), "anlan-file", file, (GDestroyNotify)anlan_file_free);
  gtk_box_append (GTK_BOX (self->list), line);
}

typedef struct
{
  char **ids;
  GPtrArray *files;
} Lookup;

static void
lookup_free (Lookup *lookup)
{
  g_strfreev (lookup->ids);
  g_ptr_array_unref (lookup->files);
  g_free (lookup);
}

static gboolean
lookup_work (AnlanDb *db, AnlanJournal *journal, gpointer data, GError **error)
{
  Lookup *lookup = data;

  for (guint i = 0; lookup->ids[i] != NULL; i++)
    {
      g_autoptr (GError) local = NULL;
      AnlanFile *file = anlan_files_lookup (db, lookup->ids[i], &local);

      if (file == NULL && !g_error_matches (local, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      if (file != NULL)
        g_ptr_array_add (lookup->files, file);
    }
  return TRUE;
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  AnlanFilesRow *self = g_task_get_source_object (task);
  Lookup *lookup = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  gboolean ok = anlan_store_read_finish (ANLAN_STORE (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (!ok)
    anlan_field_row_set_problem (ANLAN_FIELD_ROW (self), error->message);
  while (lookup->files->len > 0)
    {
      AnlanFile *file = g_ptr_array_steal_index (lookup->files, 0);

      if (anlan_form_context_find_file (anlan_field_row_get_context (ANLAN_FIELD_ROW (self)), file->sha256) ==
          NULL)
        add_line (self, file);
      else
        anlan_file_free (file);
    }
}

static void
anlan_files_row_show (AnlanFieldRow *row, const AnlanValue *value)
{
  AnlanFilesRow *self = ANLAN_FILES_ROW (row);
  AnlanFormContext *context = anlan_field_row_get_context (row);
  Lookup *lookup = g_new0 (Lookup, 1);
  guint unknown = 0;
  GTask *task;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->list)) != NULL)
    gtk_box_remove (GTK_BOX (self->list), child);
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  lookup->ids = anlan_value_get_items (value);
  lookup->files = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_file_free);
  /* What has just been added is not in the plant's table of files before the change is. */
  for (guint i = 0; lookup->ids[i] != NULL; i++)
    if (anlan_form_context_find_file (context, lookup->ids[i]) != NULL)
      add_line (self, anlan_file_copy (anlan_form_context_find_file (context, lookup->ids[i])));
    else
      unknown++;
  if (unknown == 0)
    {
      lookup_free (lookup);
      return;
    }
  task = g_task_new (self, NULL, NULL, NULL);
  g_task_set_task_data (task, lookup, (GDestroyNotify)lookup_free);
  anlan_store_read_async (anlan_plant_get_store (context->plant), lookup_work, lookup, NULL,
                          self->cancellable, looked_up_cb, task);
}

/* --- class -------------------------------------------------------------------------------------------------------------------- */

static void
on_add_clicked_cb (GtkButton *button, AnlanFilesRow *self)
{
  anlan_attach_choose (ANLAN_FIELD_ROW (self));
}

static void
anlan_files_row_build (AnlanFieldRow *row)
{
  AnlanFilesRow *self = ANLAN_FILES_ROW (row);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->list = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), self->list);
  anlan_field_row_set_content (row, box);
  self->add = anlan_field_row_add_button (row, "list-add-symbolic", _ ("Add file"));
  g_signal_connect_object (self->add, "clicked", G_CALLBACK (on_add_clicked_cb), self, 0);
  anlan_attach_add_targets (row, self->add);
}

static gboolean
anlan_files_row_take (AnlanFieldRow *row, AnlanValue *value, GError **error)
{
  anlan_value_copy (anlan_field_row_get_value (row), value);
  return TRUE;
}

static void
anlan_files_row_entry_changed (AnlanFieldRow *row, AnlanEntry entry)
{
  gtk_widget_set_visible (ANLAN_FILES_ROW (row)->add, entry == ANLAN_ENTRY_OPEN);
  anlan_files_row_show (row, anlan_field_row_get_value (row));
}

static void
anlan_files_row_focus (AnlanFieldRow *row)
{
  gtk_widget_grab_focus (ANLAN_FILES_ROW (row)->add);
}

static void
anlan_files_row_dispose (GObject *object)
{
  g_cancellable_cancel (ANLAN_FILES_ROW (object)->cancellable);
  G_OBJECT_CLASS (anlan_files_row_parent_class)->dispose (object);
}

static void
anlan_files_row_finalize (GObject *object)
{
  g_object_unref (ANLAN_FILES_ROW (object)->cancellable);
  G_OBJECT_CLASS (anlan_files_row_parent_class)->finalize (object);
}

static void
anlan_files_row_class_init (AnlanFilesRowClass *klass)
{
  AnlanFieldRowClass *row_class = ANLAN_FIELD_ROW_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_files_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_files_row_finalize;
  row_class->build = anlan_files_row_build;
  row_class->show = anlan_files_row_show;
  row_class->take = anlan_files_row_take;
  row_class->entry_changed = anlan_files_row_entry_changed;
  row_class->focus = anlan_files_row_focus;
}

static void
anlan_files_row_init (AnlanFilesRow *self)
{
  self->cancellable = g_cancellable_new ();
}

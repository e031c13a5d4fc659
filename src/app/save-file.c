/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "save-file.h"

#include <glib/gi18n-lib.h>

#include "chore.h"
#include "report/export.h"

typedef struct
{
  GtkWindow *parent;
  AnlanSaveFunc func;
  gpointer data;
  GDestroyNotify free_data;
} Asking;

static void
asking_free (gpointer data, GClosure *closure)
{
  Asking *asking = data;

  if (asking->free_data != NULL)
    asking->free_data (asking->data);
  g_object_unref (asking->parent);
  g_free (asking);
}

static void
chosen_cb (GtkNativeDialog *dialog, int response, Asking *asking)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    asking->func (asking->parent, path, asking->data);
  g_object_unref (dialog);
}

void
anlan_save_file_ask (GtkWindow *parent,
                     const char *title,
                     const char *name,
                     AnlanSaveFunc func,
                     gpointer data,
                     GDestroyNotify free_data)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (title, parent, GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  Asking *asking = g_new0 (Asking, 1);
  g_autofree char *safe = g_strdup (name);

  asking->parent = g_object_ref (parent);
  asking->func = func;
  asking->data = data;
  asking->free_data = free_data;
  g_strdelimit (safe, "/\\:*?\"<>|\n\t", '-');
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), safe);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_data (dialog, "response", G_CALLBACK (chosen_cb), asking, asking_free, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- templates ------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanDesk *desk;
  AnlanKind *kind;
  char *path;
} Template;

static void
template_free (gpointer data)
{
  Template *template = data;

  g_object_unref (template->desk);
  anlan_kind_unref (template->kind);
  g_free (template->path);
  g_free (template);
}

static gboolean
write_template (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Template *template = data;

  return anlan_export_template (template->kind, template->path, error);
}

static void
template_written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL, *name = NULL;
  gpointer work;
  Template *template;

  anlan_chore_finish (result, &work, &error);
  template = work;
  name = g_path_get_basename (template->path);
  text = g_strdup_printf (_ ("%s is saved. Fill it in and import it."), name);
  anlan_desk_say (template->desk, error != NULL ? error->message : text);
}

static void
save_template (GtkWindow *parent, const char *path, gpointer data)
{
  Template *template = data, *work = g_new0 (Template, 1);

  work->desk = g_object_ref (template->desk);
  work->kind = anlan_kind_ref (template->kind);
  work->path = g_strdup (path);
  anlan_chore_run (NULL, write_template, work, template_free, NULL, NULL, template_written_cb, NULL);
}

void
anlan_save_template (GtkWindow *parent, AnlanDesk *desk, AnlanKind *kind)
{
  Template *template = g_new0 (Template, 1);
  g_autofree char *name = NULL;

  template->desk = g_object_ref (desk);
  template->kind = anlan_kind_ref (kind);
  /* Translators: name of a file; %s is the plural of a kind, such as Risk points */
  name = g_strdup_printf (_ ("%s – empty.xlsx"), anlan_kind_text (kind->plural));
  anlan_save_file_ask (parent, _ ("Save an empty table"), name, save_template, template, template_free);
}

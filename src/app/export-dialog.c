/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "export-dialog.h"

#include <glib/gi18n-lib.h>

#include "chore.h"
#include "report/export.h"
#include "resources.h"
#include "save-file.h"

struct _AnlanExportDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwWindowTitle *window_title;
  GtkWidget *save_button;
  GtkWidget *group;
  AdwComboRow *format_row;
  AdwComboRow *columns_row;
  GtkProgressBar *progress;
  GtkLabel *problem_label;

  /* owned */
  AnlanDesk *desk;
  AnlanPlant *plant;
  AnlanKind *kind;
  AnlanQuery *query;
  char **ids;
  GCancellable *cancellable; /* of what is being written, or NULL */
};

G_DEFINE_FINAL_TYPE (AnlanExportDialog, anlan_export_dialog, ADW_TYPE_WINDOW)

static const struct
{
  const char *title;
  const char *ending;
} formats[] = {
  { N_ ("Excel (.xlsx)"), ".xlsx" },
  { N_ ("CSV (.csv)"), ".csv" },
  { N_ ("JSON, an object a line (.json)"), ".json" },
  { N_ ("GeoJSON, for maps (.geojson)"), ".geojson" }, /* offered where there is a place */
};

static gboolean
has_place (const AnlanKind *kind)
{
  for (guint i = 0; i < kind->fields->len; i++)
    if (((AnlanField *)g_ptr_array_index (kind->fields, i))->type == ANLAN_FIELD_PLACE)
      return TRUE;
  return FALSE;
}

/* --- writing --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  AnlanQuery *query;
  char **ids; /* or NULL: all */
  char *path;
  guint n_rows;
} Writing;

static void
writing_free (gpointer data)
{
  Writing *writing = data;

  g_object_unref (writing->plant);
  anlan_query_free (writing->query);
  g_strfreev (writing->ids);
  g_free (writing->path);
  g_free (writing);
}

static gboolean
write_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Writing *writing = data;

  return anlan_export (writing->plant, writing->query, (const char *const *)writing->ids, writing->path,
                       &writing->n_rows, progress, progress_data, cancellable, error);
}

static void
progress_cb (double fraction, gpointer data)
{
  AnlanExportDialog *self = data;

  if (self->desk != NULL)
    gtk_progress_bar_set_fraction (self->progress, fraction);
}

static void
set_writing (AnlanExportDialog *self, gboolean writing)
{
  gtk_widget_set_sensitive (self->group, !writing);
  gtk_widget_set_sensitive (self->save_button, !writing);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), writing);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanExportDialog *self = ANLAN_EXPORT_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *name = NULL, *text = NULL;
  gpointer work;
  Writing *writing;

  anlan_chore_finish (result, &work, &error);
  writing = work;
  if (self->desk == NULL)
    return;
  g_clear_object (&self->cancellable);
  set_writing (self, FALSE);
  if (error != NULL)
    {
      gtk_label_set_label (self->problem_label, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->problem_label), TRUE);
      return;
    }
  name = g_path_get_basename (writing->path);
  text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u row is in %s", "%u rows are in %s", writing->n_rows),
                       writing->n_rows, name);
  anlan_desk_say (self->desk, text);
  gtk_window_close (GTK_WINDOW (self));
}

void
anlan_export_dialog_write (AnlanExportDialog *self, const char *path)
{
  Writing *writing;

  g_return_if_fail (ANLAN_IS_EXPORT_DIALOG (self) && path != NULL);

  if (self->cancellable != NULL)
    return;
  writing = g_new0 (Writing, 1);
  writing->plant = g_object_ref (self->plant);
  writing->query = anlan_query_copy (self->query);
  writing->ids = adw_combo_row_get_selected (self->columns_row) == 0 ? g_strdupv (self->ids) : NULL;
  writing->path = g_strdup (path);
  self->cancellable = g_cancellable_new ();
  gtk_widget_set_visible (GTK_WIDGET (self->problem_label), FALSE);
  gtk_progress_bar_set_fraction (self->progress, 0);
  set_writing (self, TRUE);
  anlan_chore_run (self, write_work, writing, writing_free, progress_cb, self->cancellable, written_cb, self);
}

static void
path_chosen (GtkWindow *parent, const char *path, gpointer data)
{
  AnlanExportDialog *self = ANLAN_EXPORT_DIALOG (parent);
  guint format = adw_combo_row_get_selected (self->format_row);
  g_autofree char *whole = NULL;

  /* Who has typed a name without an ending means the one that was chosen. */
  if (format < G_N_ELEMENTS (formats) && !g_str_has_suffix (path, formats[format].ending))
    whole = g_strconcat (path, formats[format].ending, NULL);
  anlan_export_dialog_write (self, whole != NULL ? whole : path);
}

static void
on_save_clicked_cb (GtkButton *button, AnlanExportDialog *self)
{
  guint format = adw_combo_row_get_selected (self->format_row);
  g_autofree char *name = g_strconcat (anlan_kind_text (self->kind->plural), formats[format].ending, NULL);

  anlan_save_file_ask (GTK_WINDOW (self), _ ("Export"), name, path_chosen, NULL, NULL);
}

/* --- object ------------------------------------------------------------------------------------------------------------ */

static void
anlan_export_dialog_dispose (GObject *object)
{
  AnlanExportDialog *self = ANLAN_EXPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_EXPORT_DIALOG);
  g_clear_object (&self->desk);
  g_clear_object (&self->plant);
  G_OBJECT_CLASS (anlan_export_dialog_parent_class)->dispose (object);
}

static void
anlan_export_dialog_finalize (GObject *object)
{
  AnlanExportDialog *self = ANLAN_EXPORT_DIALOG (object);

  g_clear_pointer (&self->kind, anlan_kind_unref);
  g_clear_pointer (&self->query, anlan_query_free);
  g_strfreev (self->ids);
  G_OBJECT_CLASS (anlan_export_dialog_parent_class)->finalize (object);
}

static void
anlan_export_dialog_class_init (AnlanExportDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_export_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_export_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("export-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanExportDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, AnlanExportDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanExportDialog, group);
  gtk_widget_class_bind_template_child (widget_class, AnlanExportDialog, format_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanExportDialog, columns_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanExportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, AnlanExportDialog, problem_label);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked_cb);
}

static void
anlan_export_dialog_init (AnlanExportDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanExportDialog *
anlan_export_dialog_new (AnlanDesk *desk, const AnlanQuery *query, const char *const *ids, guint count)
{
  AnlanExportDialog *self = g_object_new (ANLAN_TYPE_EXPORT_DIALOG, NULL);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);
  g_autofree char *rows = NULL, *subtitle = NULL;

  g_return_val_if_fail (anlan_desk_get_plant (desk) != NULL && query != NULL && ids != NULL, self);

  self->desk = g_object_ref (desk);
  self->plant = g_object_ref (anlan_desk_get_plant (desk));
  self->kind = anlan_plant_get_kind (self->plant, query->kind);
  self->query = anlan_query_copy (query);
  self->ids = g_strdupv ((char **)ids);
  for (guint i = 0; i < G_N_ELEMENTS (formats) - (has_place (self->kind) ? 0 : 1); i++)
    gtk_string_list_append (titles, _ (formats[i].title));
  adw_combo_row_set_model (self->format_row, G_LIST_MODEL (titles));
  rows = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u row", "%u rows", count), count);
  subtitle = g_strdup_printf (C_ ("shown, overdue", "%s · %s"), anlan_kind_text (self->kind->plural), rows);
  adw_window_title_set_subtitle (self->window_title, subtitle);
  return self;
}

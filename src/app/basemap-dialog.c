/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "basemap-dialog.h"

#include <glib/gi18n-lib.h>

#include "chore.h"
#include "report/basemap.h"
#include "resources.h"

struct _AnlanBasemapDialog
{
  AdwWindow parent_instance;

  /* template */
  GtkLabel *name_label;
  GtkProgressBar *bar;
  GtkLabel *text_label;
  GtkButton *close_button;

  /* owned */
  GCancellable *cancellable; /* NULL: nothing is being read */
};

G_DEFINE_FINAL_TYPE (AnlanBasemapDialog, anlan_basemap_dialog, ADW_TYPE_WINDOW)

typedef struct
{
  AnlanPlant *plant;
  char *path;
  AnlanGeodataCounts counts; /* out */
} Import;

static void
import_free (gpointer data)
{
  Import *import = data;

  g_object_unref (import->plant);
  g_free (import->path);
  g_free (import);
}

static gboolean
import_run (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Import *import = data;

  return anlan_basemap_import (import->plant, import->path, &import->counts, progress, progress_data,
                               cancellable, error);
}

static void
progress_cb (double fraction, gpointer data)
{
  AnlanBasemapDialog *self = data;

  if (self->bar != NULL)
    gtk_progress_bar_set_fraction (self->bar, fraction);
}

/* What the file had; what could not be used is said, too. */
static char *
describe (const AnlanGeodataCounts *counts)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint64 left_out =
      counts->broken_ways + counts->broken_relations + counts->open_rings + counts->bad_positions;

  g_string_append_printf (
      text,
      g_dngettext (GETTEXT_PACKAGE, "%u feature is on the map: buildings, roads, water, fences.",
                   "%u features are on the map: buildings, roads, water, fences.", (gulong)counts->features),
      (guint)counts->features);
  if (left_out > 0)
    {
      g_string_append_c (text, '\n');
      g_string_append_printf (text,
                              g_dngettext (GETTEXT_PACKAGE, "%u damaged part was left out.",
                                           "%u damaged parts were left out.", (gulong)left_out),
                              (guint)left_out);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
imported_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AnlanBasemapDialog *self = ANLAN_BASEMAP_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  gpointer data = NULL;
  gboolean ok = anlan_chore_finish (result, &data, &error);

  g_clear_object (&self->cancellable);
  if (self->bar == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  text = ok ? describe (&((Import *)data)->counts) : g_strdup (error->message);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), FALSE);
  gtk_label_set_label (self->text_label, text);
  gtk_button_set_label (self->close_button, _ ("_Close"));
  gtk_widget_grab_focus (GTK_WIDGET (self->close_button));
}

/* --- object ------------------------------------------------------------------------------------------------------ */

static gboolean
anlan_basemap_dialog_close_request (GtkWindow *window)
{
  AnlanBasemapDialog *self = ANLAN_BASEMAP_DIALOG (window);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  return GTK_WINDOW_CLASS (anlan_basemap_dialog_parent_class)->close_request (window);
}

static void
anlan_basemap_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), ANLAN_TYPE_BASEMAP_DIALOG);
  G_OBJECT_CLASS (anlan_basemap_dialog_parent_class)->dispose (object);
}

static void
anlan_basemap_dialog_class_init (AnlanBasemapDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_basemap_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = anlan_basemap_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("basemap-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanBasemapDialog, name_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanBasemapDialog, bar);
  gtk_widget_class_bind_template_child (widget_class, AnlanBasemapDialog, text_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanBasemapDialog, close_button);
}

static void
anlan_basemap_dialog_init (AnlanBasemapDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanBasemapDialog *
anlan_basemap_dialog_new (AnlanDesk *desk, const char *path)
{
  AnlanBasemapDialog *self;
  g_autofree char *name = NULL;
  Import *import;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && anlan_desk_get_plant (desk) != NULL && path != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_BASEMAP_DIALOG, NULL);
  name = g_path_get_basename (path);
  gtk_label_set_label (self->name_label, name);
  gtk_label_set_label (self->text_label,
                       _ ("Reading the file… The map that is there stays until this one is whole."));
  self->cancellable = g_cancellable_new ();
  import = g_new0 (Import, 1);
  import->plant = g_object_ref (anlan_desk_get_plant (desk));
  import->path = g_strdup (path);
  anlan_chore_run (self, import_run, import, import_free, progress_cb, self->cancellable, imported_cb, self);
  return self;
}

gboolean
anlan_basemap_dialog_is_busy (AnlanBasemapDialog *self)
{
  g_return_val_if_fail (ANLAN_IS_BASEMAP_DIALOG (self), FALSE);

  return self->cancellable != NULL;
}

/* --- which file --------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanDesk *desk;
  GtkWindow *parent; /* weak */
} Asking;

static void
chosen_cb (GtkNativeDialog *dialog, int response, Asking *asking)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL && asking->parent != NULL &&
      anlan_desk_get_plant (asking->desk) != NULL)
    {
      GtkWindow *reading = GTK_WINDOW (anlan_basemap_dialog_new (asking->desk, path));

      gtk_window_set_transient_for (reading, asking->parent);
      gtk_window_present (reading);
    }
  g_clear_weak_pointer (&asking->parent);
  g_object_unref (asking->desk);
  g_free (asking);
  g_object_unref (dialog);
}

void
anlan_basemap_dialog_ask (AnlanDesk *desk, GtkWindow *parent)
{
  GtkFileChooserNative *dialog;
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  static const char *const suffixes[] = { "osm", "xml", "geojson", "json" };
  Asking *asking;

  g_return_if_fail (ANLAN_IS_DESK (desk) && GTK_IS_WINDOW (parent));

  dialog = gtk_file_chooser_native_new (_ ("Base map from a file"), parent, GTK_FILE_CHOOSER_ACTION_OPEN,
                                        _ ("_Open"), _ ("_Cancel"));
  gtk_file_filter_set_name (filter, _ ("Maps: OSM XML, GeoJSON"));
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  asking = g_new0 (Asking, 1);
  asking->desk = g_object_ref (desk);
  g_set_weak_pointer (&asking->parent, parent);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect (dialog, "response", G_CALLBACK (chosen_cb), asking);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

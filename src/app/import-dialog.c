/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "import-dialog.h"

#include <glib/gi18n-lib.h>

#include "import-columns.h"
#include "import-preview.h"
#include "report/basemap.h"
#include "report/export.h"
#include "resources.h"
#include "save-file.h"
#include "window.h"

/* Missing ones that are named, and rejected rows that are listed at the end; the file has them all. */
#define MOST_MISSING 500
#define MOST_REJECTED 100

struct _AnlanImportDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwWindowTitle *window_title;
  GtkButton *leave_button;
  GtkButton *next_button;
  GtkRevealer *problem_revealer;
  GtkLabel *problem_label;
  GtkStack *stack;
  GtkWidget *template_button;
  GtkLabel *busy_label;
  GtkLabel *busy_note;
  GtkProgressBar *progress;
  AnlanImportColumns *columns;
  AnlanImportPreview *preview;
  AdwStatusPage *done_page;
  GtkWidget *show_button;
  GtkWidget *undo_button;
  GtkWidget *save_button;
  GtkWidget *rejected_clamp;
  GtkListBox *rejected_list;

  /* owned */
  AnlanDesk *desk;
  AnlanPlant *plant;
  char *kind; /* that the user came from, or NULL */
  AnlanImportFile *file;
  AnlanImportOpening *opening; /* of @file; lent to @columns, and its import to @preview */
  GCancellable *cancellable;   /* of what is running; NULL: nothing is */
  char *batch;                 /* of what was done, for undo */
  const char *step;            /* on the screen */
  gboolean writing;            /* cannot be left now */
  guint pulse;
};

G_DEFINE_FINAL_TYPE (AnlanImportDialog, anlan_import_dialog, ADW_TYPE_WINDOW)

static void
check (AnlanImportDialog *self);
static void
open_file (AnlanImportDialog *self);

/* --- which step ---------------------------------------------------------------------------------------------------------- */

static gboolean
is_basemap (AnlanImportDialog *self)
{
  const AnlanKind *kind = anlan_import_columns_get_kind (self->columns);

  return kind != NULL && kind->derived;
}

static gboolean
on_step (AnlanImportDialog *self, const char *step)
{
  return g_strcmp0 (self->step, step) == 0;
}

static char *
dup_import_label (AnlanImportDialog *self)
{
  guint n = anlan_import_preview_n_to_write (self->preview);

  return n > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "_Import %u row", "_Import %u rows", n), n)
               : g_strdup (_ ("_Import"));
}

static gboolean
can_go_on (AnlanImportDialog *self)
{
  if (self->cancellable != NULL)
    return FALSE;
  if (on_step (self, "columns"))
    return is_basemap (self) || anlan_import_columns_is_ready (self->columns);
  if (on_step (self, "preview"))
    return anlan_import_preview_n_to_write (self->preview) > 0;
  return on_step (self, "done");
}

static void
update_buttons (AnlanImportDialog *self)
{
  gboolean first = on_step (self, "file");
  g_autofree char *next = NULL;

  if (on_step (self, "columns"))
    next = g_strdup (is_basemap (self) ? _ ("_Import the map") : _ ("_Check the rows"));
  else if (on_step (self, "preview"))
    next = dup_import_label (self);
  else if (on_step (self, "done"))
    next = g_strdup (_ ("_Close"));
  gtk_widget_set_visible (GTK_WIDGET (self->next_button), next != NULL);
  if (next != NULL)
    gtk_button_set_label (self->next_button, next);
  gtk_button_set_label (self->leave_button, first || on_step (self, "busy") ? _ ("_Cancel") : _ ("_Back"));
  gtk_widget_set_visible (GTK_WIDGET (self->leave_button), !on_step (self, "done") && !self->writing);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "import.next", can_go_on (self));
}

static void
say (AnlanImportDialog *self, const char *problem)
{
  gtk_label_set_label (self->problem_label, problem != NULL ? problem : "");
  gtk_revealer_set_reveal_child (self->problem_revealer, problem != NULL);
}

static void
show_step (AnlanImportDialog *self, const char *step)
{
  self->step = step;
  g_clear_handle_id (&self->pulse, g_source_remove);
  gtk_stack_set_visible_child_name (self->stack, step);
  update_buttons (self);
  if (gtk_widget_get_visible (GTK_WIDGET (self->next_button)) &&
      gtk_widget_is_sensitive (GTK_WIDGET (self->next_button)))
    gtk_widget_grab_focus (GTK_WIDGET (self->next_button));
}

/* --- what takes time ------------------------------------------------------------------------------------------------------- */

static void
progress_cb (double fraction, gpointer data)
{
  AnlanImportDialog *self = data;

  if (self->desk != NULL)
    gtk_progress_bar_set_fraction (self->progress, fraction);
}

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (ANLAN_IMPORT_DIALOG (data)->progress);
  return G_SOURCE_CONTINUE;
}

static void
begin (AnlanImportDialog *self, const char *what, const char *note, gboolean writing)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  self->writing = writing;
  say (self, NULL);
  gtk_label_set_label (self->busy_label, what);
  gtk_label_set_label (self->busy_note, note);
  gtk_progress_bar_set_fraction (self->progress, 0);
  show_step (self, "busy");
  if (writing)
    self->pulse = g_timeout_add (80, pulse_cb, self);
}

/* FALSE: it was cancelled, or another one has begun since, or the dialog is gone: nothing is to be said or shown. */
static gboolean
end (AnlanImportDialog *self, GCancellable *of, const char *back, const GError *error)
{
  if (self->desk == NULL || self->cancellable != of)
    return FALSE;
  g_clear_object (&self->cancellable);
  self->writing = FALSE;
  if (error == NULL)
    return TRUE;
  show_step (self, back);
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    say (self, error->message);
  return FALSE;
}

/* --- opening ------------------------------------------------------------------------------------------------------------------ */

static void
forget_opening (AnlanImportDialog *self)
{
  anlan_import_preview_set_opening (self->preview, NULL, NULL, NULL);
  anlan_import_columns_set_opening (self->columns, NULL);
  anlan_chore_free (g_steal_pointer (&self->opening), (GDestroyNotify)anlan_import_opening_unref);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (source);
  GCancellable *cancellable = g_task_get_cancellable (G_TASK (result));
  g_autoptr (GError) error = NULL;
  gpointer opening;

  anlan_chore_finish (result, &opening, &error);
  if (!end (self, cancellable, on_step (self, "columns") ? "columns" : "file", error))
    return;
  forget_opening (self);
  self->opening = anlan_import_opening_ref (opening);
  anlan_import_columns_set_opening (self->columns, self->opening);
  show_step (self, "columns");
}

static void
open_file (AnlanImportDialog *self)
{
  if (is_basemap (self))
    {
      forget_opening (self);
      show_step (self, "columns");
      return;
    }
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  update_buttons (self);
  anlan_chore_run (self, anlan_import_opening_run, anlan_import_columns_dup_opening (self->columns),
                   (GDestroyNotify)anlan_import_opening_unref, NULL, self->cancellable, opened_cb, self);
}

static void
on_reopen_cb (AnlanImportColumns *columns, AnlanImportDialog *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  say (self, NULL);
  open_file (self);
}

static void
on_columns_changed_cb (AnlanImportColumns *columns, AnlanImportDialog *self)
{
  update_buttons (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (source);
  g_autoptr (GError) error = NULL;
  gpointer file;

  anlan_chore_finish (result, &file, &error);
  if (!end (self, g_task_get_cancellable (G_TASK (result)), "file", error))
    return;
  forget_opening (self);
  g_clear_pointer (&self->file, anlan_import_file_unref);
  self->file = anlan_import_file_ref (file);
  adw_window_title_set_subtitle (self->window_title, self->file->name);
  anlan_import_columns_set_file (self->columns, self->file, self->kind);
  open_file (self);
}

void
anlan_import_dialog_open (AnlanImportDialog *self, const char *path)
{
  g_autofree char *name = NULL, *what = NULL;

  g_return_if_fail (ANLAN_IS_IMPORT_DIALOG (self) && path != NULL);

  if (self->writing)
    return;
  name = g_filename_display_basename (path);
  what = g_strdup_printf (_ ("Reading %s"), name);
  begin (self, what, "", FALSE);
  anlan_chore_run (self, anlan_import_file_read, anlan_import_file_new (self->plant, path),
                   (GDestroyNotify)anlan_import_file_unref, progress_cb, self->cancellable, read_cb, self);
}

/* --- checking ------------------------------------------------------------------------------------------------------------------ */

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (source);
  g_autoptr (GError) error = NULL;
  gpointer task;

  anlan_chore_finish (result, &task, &error);
  if (!end (self, g_task_get_cancellable (G_TASK (result)), "columns", error))
    return;
  anlan_import_preview_set_opening (self->preview, self->opening,
                                    anlan_import_columns_get_kind (self->columns),
                                    ((AnlanImportTask *)task)->missing);
  show_step (self, "preview");
}

static void
check (AnlanImportDialog *self)
{
  AnlanImportTask *task = anlan_import_task_new (self->opening);
  gboolean make_missing;

  g_object_get (self->preview, "make-missing", &make_missing, NULL);
  anlan_import_preview_set_opening (self->preview, NULL, NULL, NULL);
  anlan_import_set_make_missing (self->opening->import, make_missing);
  task->most = MOST_MISSING;
  begin (self, _ ("Checking every row"), _ ("Nothing is written yet."), FALSE);
  anlan_chore_run (self, anlan_import_task_check, task, (GDestroyNotify)anlan_import_task_free, progress_cb,
                   self->cancellable, checked_cb, self);
}

static void
on_good_rows_cb (AnlanImportPreview *preview, GParamSpec *pspec, AnlanImportDialog *self)
{
  update_buttons (self);
}

static void
on_make_missing_cb (AnlanImportPreview *preview, GParamSpec *pspec, AnlanImportDialog *self)
{
  if (on_step (self, "preview") && self->cancellable == NULL)
    check (self);
}

/* --- doing ------------------------------------------------------------------------------------------------------------------------ */

static GtkWidget *
make_rejected_row (const AnlanImportRow *row)
{
  GtkWidget *widget = adw_action_row_new ();
  g_autofree char *title = row->label != NULL && row->label[0] != '\0'
                               ? g_strdup_printf (_ ("Row %u: %s"), row->row + 1, row->label)
                               : g_strdup_printf (_ ("Row %u"), row->row + 1);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (widget), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (widget), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (widget), row->message);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (widget), FALSE);
  return widget;
}

static void
list_rejected (AnlanImportDialog *self)
{
  AnlanImport *import = self->opening->import;
  GtkWidget *old;
  guint listed = 0;

  while ((old = gtk_widget_get_first_child (GTK_WIDGET (self->rejected_list))) != NULL)
    gtk_list_box_remove (self->rejected_list, old);
  for (guint i = 0; i < anlan_import_n_rows (import) && listed < MOST_REJECTED; i++)
    if (anlan_import_get_row (import, i)->outcome == ANLAN_IMPORT_REJECTED)
      {
        gtk_list_box_append (self->rejected_list, make_rejected_row (anlan_import_get_row (import, i)));
        listed++;
      }
  gtk_widget_set_visible (self->rejected_clamp, listed > 0);
  gtk_widget_set_visible (self->save_button, listed > 0);
}

static void
show_done (AnlanImportDialog *self, const char *title, const char *description)
{
  g_autofree char *safe_title = g_markup_escape_text (title, -1);
  g_autofree char *safe = g_markup_escape_text (description, -1);

  adw_status_page_set_title (self->done_page, safe_title);
  adw_status_page_set_description (self->done_page, safe);
  gtk_widget_set_visible (self->undo_button, self->batch != NULL);
  show_step (self, "done");
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (source);
  const AnlanImportSummary *summary;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL, *text = NULL;
  gpointer task;
  guint n;

  anlan_chore_finish (result, &task, &error);
  if (!end (self, g_task_get_cancellable (G_TASK (result)), "preview", error))
    return;
  g_free (self->batch);
  self->batch = g_strdup (((AnlanImportTask *)task)->batch);
  summary = anlan_import_get_summary (self->opening->import);
  n = summary->counts[ANLAN_IMPORT_NEW] + summary->counts[ANLAN_IMPORT_UPDATE];
  title = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u row is in", "%u rows are in", n), n);
  text = g_strdup_printf (
      _ ("%u new, %u changed, %u the same, %u rejected; %u entered because rows name them"),
      summary->counts[ANLAN_IMPORT_NEW], summary->counts[ANLAN_IMPORT_UPDATE],
      summary->counts[ANLAN_IMPORT_UNCHANGED], summary->counts[ANLAN_IMPORT_REJECTED], summary->made);
  list_rejected (self);
  show_done (self, title, text);
}

static void
apply (AnlanImportDialog *self)
{
  AnlanImportTask *task = anlan_import_task_new (self->opening);

  task->good_rows = anlan_import_preview_get_good_rows (self->preview);
  begin (self, _ ("Writing the rows"), _ ("All in one go: it cannot be stopped half-way, but undone as one."),
         TRUE);
  anlan_chore_run (self, anlan_import_task_apply, task, (GDestroyNotify)anlan_import_task_free, NULL,
                   self->cancellable, applied_cb, self);
}

/* --- a base map --------------------------------------------------------------------------------------------------------------------- */

static gboolean
import_map (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  AnlanImportFile *file = data;

  return anlan_basemap_import (file->plant, file->path, NULL, progress, progress_data, cancellable, error);
}

static void
map_imported_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (source);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint n;

  anlan_chore_finish (result, NULL, &error);
  if (!end (self, g_task_get_cancellable (G_TASK (result)), "columns", error))
    return;
  n = (guint)anlan_geodata_get_n_features (self->file->geodata);
  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE,
                                       "%u building, road or other thing is drawn under the zones.",
                                       "%u buildings, roads and other things are drawn under the zones.", n),
                          n);
  gtk_widget_set_visible (self->rejected_clamp, FALSE);
  gtk_widget_set_visible (self->save_button, FALSE);
  show_done (self, _ ("The base map is in"), text);
}

static void
apply_map (AnlanImportDialog *self)
{
  begin (self, _ ("Importing the map"), _ ("It takes the place of the base map before."), FALSE);
  anlan_chore_run (self, import_map, anlan_import_file_ref (self->file),
                   (GDestroyNotify)anlan_import_file_unref, progress_cb, self->cancellable, map_imported_cb,
                   self);
}

/* --- taking it back ------------------------------------------------------------------------------------------------------------------ */

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanImportDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_undo_batch_finish (ANLAN_PLANT (source), result, &error);

  if (self->desk == NULL)
    {
      if (error != NULL)
        g_warning ("%s", error->message);
      return;
    }
  self->writing = FALSE;
  g_clear_object (&self->cancellable);
  if (batch == NULL)
    {
      show_step (self, "done");
      say (self, error->message);
      return;
    }
  g_clear_pointer (&self->batch, g_free);
  anlan_desk_say (self->desk, _ ("The import was taken back; everything is as before."));
  check (self);
}

static void
on_undo_clicked_cb (GtkButton *button, AnlanImportDialog *self)
{
  begin (self, _ ("Taking the import back"), "", TRUE);
  anlan_plant_undo_batch_async (self->plant, self->batch, undone_cb, g_object_ref (self));
}

static void
on_show_clicked_cb (GtkButton *button, AnlanImportDialog *self)
{
  AnlanWindow *window = anlan_window_of (GTK_WIDGET (self));
  g_autofree char *kind = g_strdup (anlan_import_columns_get_kind (self->columns)->id);

  gtk_window_close (GTK_WINDOW (self));
  if (window != NULL)
    anlan_window_show_page (window, kind);
}

/* --- files ----------------------------------------------------------------------------------------------------------------------------- */

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (source);
  g_autoptr (GError) error = NULL;
  gpointer work;

  anlan_chore_finish (result, &work, &error);
  if (self->desk == NULL)
    return;
  self->writing = FALSE;
  if (error != NULL)
    say (self, error->message);
  else
    anlan_desk_say (self->desk, _ ("The rejected rows are saved. Mend them there and import that file."));
}

static void
save_rejected (GtkWindow *parent, const char *path, gpointer data)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (parent);
  AnlanImportTask *task;

  if (self->opening == NULL || self->cancellable != NULL)
    return;
  task = anlan_import_task_new (self->opening);
  task->path = g_strdup (path);
  anlan_chore_run (self, anlan_import_task_reject, task, (GDestroyNotify)anlan_import_task_free, NULL, NULL,
                   saved_cb, self);
}

static void
ask_for_rejected (AnlanImportDialog *self)
{
  g_autofree char *base = g_strdup (self->file->name);
  g_autofree char *name = NULL;
  char *dot = strrchr (base, '.');

  if (dot != NULL)
    *dot = '\0';
  /* Translators: name of a file: what it was called, and that these are the rows to be mended */
  name = g_strdup_printf (_ ("%s – to mend.xlsx"), base);
  anlan_save_file_ask (GTK_WINDOW (self), _ ("Save rejected rows"), name, save_rejected, NULL, NULL);
}

static void
on_save_rejected_cb (AnlanImportPreview *preview, AnlanImportDialog *self)
{
  ask_for_rejected (self);
}

static void
on_save_clicked_cb (GtkButton *button, AnlanImportDialog *self)
{
  ask_for_rejected (self);
}

static void
on_template_clicked_cb (GtkButton *button, AnlanImportDialog *self)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (self->plant, self->kind);

  if (kind != NULL)
    anlan_save_template (GTK_WINDOW (self), self->desk, kind);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, AnlanImportDialog *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    anlan_import_dialog_open (self, path);
  g_object_unref (dialog);
}

static void
choose_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (widget);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Import"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  static const char *const patterns[] = { "*.xlsx", "*.xls", "*.xlsm", "*.csv", "*.txt", "*.et", "*.geojson",
                                          "*.json", "*.osm", "*.XLSX", "*.XLS", "*.CSV", "*.ET" };
  g_autoptr (GtkFileFilter) tables = gtk_file_filter_new ();
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (tables, _ ("Tables and maps"));
  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++)
    gtk_file_filter_add_pattern (tables, patterns[i]);
  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), tables);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
on_drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, AnlanImportDialog *self)
{
  g_autofree char *path = g_file_get_path (g_value_get_object (value));

  if (path == NULL || self->writing)
    return FALSE;
  anlan_import_dialog_open (self, path);
  return TRUE;
}

/* --- back and on ------------------------------------------------------------------------------------------------------------------------- */

static void
leave_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (widget);

  if (self->writing)
    return;
  say (self, NULL);
  if (on_step (self, "busy"))
    g_cancellable_cancel (self->cancellable); /* what was running says where we are then */
  else if (on_step (self, "preview"))
    show_step (self, "columns");
  else if (on_step (self, "columns"))
    show_step (self, "file");
  else
    gtk_window_close (GTK_WINDOW (self));
}

static void
next_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (widget);

  if (on_step (self, "columns") && is_basemap (self))
    apply_map (self);
  else if (on_step (self, "columns"))
    check (self);
  else if (on_step (self, "preview"))
    apply (self);
  else
    gtk_window_close (GTK_WINDOW (self));
}

const char *
anlan_import_dialog_get_step (AnlanImportDialog *self)
{
  g_return_val_if_fail (ANLAN_IS_IMPORT_DIALOG (self), NULL);

  return self->step;
}

/* --- object ------------------------------------------------------------------------------------------------------------------------------- */

/* What is being written is not left in the dark. */
static gboolean
anlan_import_dialog_close_request (GtkWindow *window)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (window);

  if (self->writing)
    return GDK_EVENT_STOP;
  g_cancellable_cancel (self->cancellable);
  return GTK_WINDOW_CLASS (anlan_import_dialog_parent_class)->close_request (window);
}

static void
anlan_import_dialog_dispose (GObject *object)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_handle_id (&self->pulse, g_source_remove);
  if (self->desk != NULL)
    forget_opening (self);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_IMPORT_DIALOG);
  g_clear_object (&self->desk);
  g_clear_object (&self->plant);
  G_OBJECT_CLASS (anlan_import_dialog_parent_class)->dispose (object);
}

static void
anlan_import_dialog_finalize (GObject *object)
{
  AnlanImportDialog *self = ANLAN_IMPORT_DIALOG (object);

  anlan_chore_free (g_steal_pointer (&self->file), (GDestroyNotify)anlan_import_file_unref);
  g_free (self->kind);
  g_free (self->batch);
  G_OBJECT_CLASS (anlan_import_dialog_parent_class)->finalize (object);
}

static void
anlan_import_dialog_class_init (AnlanImportDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ANLAN_TYPE_IMPORT_COLUMNS);
  g_type_ensure (ANLAN_TYPE_IMPORT_PREVIEW);
  object_class->dispose = anlan_import_dialog_dispose;
  object_class->finalize = anlan_import_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = anlan_import_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("import-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, leave_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, next_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, problem_revealer);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, problem_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, template_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, busy_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, busy_note);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, columns);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, done_page);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, show_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, undo_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, rejected_clamp);
  gtk_widget_class_bind_template_child (widget_class, AnlanImportDialog, rejected_list);
  gtk_widget_class_bind_template_callback (widget_class, on_template_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_reopen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_columns_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_good_rows_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_make_missing_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_save_rejected_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_show_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_undo_clicked_cb);
  gtk_widget_class_install_action (widget_class, "import.choose", NULL, choose_cb);
  gtk_widget_class_install_action (widget_class, "import.leave", NULL, leave_cb);
  gtk_widget_class_install_action (widget_class, "import.next", NULL, next_cb);
}

static void
anlan_import_dialog_init (AnlanImportDialog *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop_cb), self, 0);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

AnlanImportDialog *
anlan_import_dialog_new (AnlanDesk *desk, const char *kind_id)
{
  AnlanImportDialog *self = g_object_new (ANLAN_TYPE_IMPORT_DIALOG, NULL);
  g_autoptr (AnlanKind) kind = NULL;
  g_autofree char *label = NULL;

  g_return_val_if_fail (anlan_desk_get_plant (desk) != NULL, self);

  self->desk = g_object_ref (desk);
  self->plant = g_object_ref (anlan_desk_get_plant (desk));
  kind = kind_id != NULL && kind_id[0] != '\0' ? anlan_plant_get_kind (self->plant, kind_id) : NULL;
  if (kind != NULL)
    {
      self->kind = g_strdup (kind->id);
      /* Translators: a button; %s is the plural of a kind, such as Risk points */
      label = g_strdup_printf (_ ("Save an empty table for %s…"), anlan_kind_text (kind->plural));
      gtk_button_set_label (GTK_BUTTON (self->template_button), label);
    }
  gtk_widget_set_visible (self->template_button, kind != NULL && !kind->derived);
  show_step (self, "file");
  return self;
}

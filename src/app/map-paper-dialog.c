/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "map-paper-dialog.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"
#include "base/time.h"
#include "map-sheet.h"
#include "resources.h"

/* Typing comes in bursts; the preview follows a moment later. */
#define GATHER_MS 200
#define PREVIEW_EDGE 1400

struct _AnlanMapPaperDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwToastOverlay *toasts;
  GtkPicture *preview;
  GtkSpinner *spinner;
  GtkWidget *print_button;
  GtkWidget *save_button;
  AdwComboRow *size_row, *part_row, *scale_row;
  GtkEditable *title_row, *number_row, *date_row;
  GtkEditable *first_row, *second_row, *third_row, *fourth_row;

  /* owned */
  AnlanDesk *desk;
  AnlanPlant *plant;
  AnlanMapScene *scene;
  AnlanMapLook look;
  AnlanMapRect view;
  GCancellable *rendering; /* NULL: nothing is being drawn */
  GCancellable *writing;
  guint gather;
};

G_DEFINE_FINAL_TYPE (AnlanMapPaperDialog, anlan_map_paper_dialog, ADW_TYPE_WINDOW)

/* The first one is the largest round scale that fits. */
static const double scales[] = { 0, 200, 500, 1000, 2000, 5000, 10000 };

static char *
text_of (GtkEditable *row)
{
  return anlan_text_collapse (gtk_editable_get_text (row));
}

static void
say (AnlanMapPaperDialog *self, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (escaped));
}

/* --- the sheet as it is asked for ------------------------------------------------------------------------------- */

static void
read_signatures (AnlanMapPaperDialog *self, AnlanMapPaper *paper, char **kept)
{
  GtkEditable *rows[] = { self->first_row, self->second_row, self->third_row, self->fourth_row };
  guint n = 0;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      kept[i] = text_of (rows[i]);
      if (kept[i][0] != '\0')
        paper->signatures[n++] = kept[i];
    }
}

static AnlanMapSheet *
make_sheet (AnlanMapPaperDialog *self)
{
  g_autofree char *title = text_of (self->title_row), *number = text_of (self->number_row),
                  *date = text_of (self->date_row), *name = anlan_plant_get_setting (self->plant, "name");
  char *signatures[ANLAN_MAP_PAPER_SIGNATURES] = { NULL };
  guint size = adw_combo_row_get_selected (self->size_row),
        scale = adw_combo_row_get_selected (self->scale_row);
  AnlanMapSheet *sheet;
  AnlanMapPaper paper;

  anlan_map_paper_init (&paper);
  paper.size = size < 2 ? ANLAN_MAP_PAPER_A3 : ANLAN_MAP_PAPER_A4;
  paper.portrait = size % 2 == 1;
  paper.title = title[0] != '\0' ? title : NULL;
  paper.number = number[0] != '\0' ? number : NULL;
  paper.plant = name != NULL ? name : "";
  paper.date = date;
  paper.bounds = adw_combo_row_get_selected (self->part_row) == 1 ? self->view : ANLAN_MAP_RECT_EMPTY;
  paper.denominator = scale < G_N_ELEMENTS (scales) ? scales[scale] : 0;
  paper.look.layers &= self->look.layers;
  paper.look.floors = self->look.floors;
  paper.look.names_below = self->look.names_below;
  paper.look.han_letters = self->look.han_letters;
  read_signatures (self, &paper, signatures);
  sheet = anlan_map_sheet_new (&paper, self->scene);
  for (guint i = 0; i < ANLAN_MAP_PAPER_SIGNATURES; i++)
    g_free (signatures[i]);
  return sheet;
}

static void
say_scale (AnlanMapPaperDialog *self, AnlanMapSheet *sheet)
{
  double denominator = anlan_map_paper_get_denominator (anlan_map_sheet_get_paper (sheet), self->scene);
  g_autofree char *text = g_strdup_printf ("1:%.0f", denominator);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->scale_row),
                               adw_combo_row_get_selected (self->scale_row) == 0 ? text : NULL);
}

/* --- preview ---------------------------------------------------------------------------------------------------- */

static void
update_spinner (AnlanMapPaperDialog *self)
{
  gtk_spinner_set_spinning (self->spinner, self->rendering != NULL || self->writing != NULL);
}

static void
rendered_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMapPaperDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = anlan_map_sheet_render_finish (result, &error);

  if (g_task_get_cancellable (G_TASK (result)) != self->rendering)
    return;
  g_clear_object (&self->rendering);
  if (texture != NULL)
    gtk_picture_set_paintable (self->preview, GDK_PAINTABLE (texture));
  update_spinner (self);
}

static gboolean
gather_cb (gpointer data)
{
  AnlanMapPaperDialog *self = data;
  g_autoptr (AnlanMapSheet) sheet = make_sheet (self);

  self->gather = 0;
  say_scale (self, sheet);
  if (self->rendering != NULL)
    g_cancellable_cancel (self->rendering);
  g_clear_object (&self->rendering);
  self->rendering = g_cancellable_new ();
  anlan_map_sheet_render_async (sheet, PREVIEW_EDGE * gtk_widget_get_scale_factor (GTK_WIDGET (self)),
                                self->rendering, rendered_cb, g_object_ref (self));
  update_spinner (self);
  return G_SOURCE_REMOVE;
}

static void
queue_preview (AnlanMapPaperDialog *self, guint ms)
{
  if (self->scene == NULL)
    return;
  g_clear_handle_id (&self->gather, g_source_remove);
  self->gather = g_timeout_add (ms, gather_cb, self);
}

static void
on_choice_cb (AdwComboRow *row, GParamSpec *pspec, AnlanMapPaperDialog *self)
{
  queue_preview (self, 0);
}

static void
on_changed_cb (GtkEditable *row, AnlanMapPaperDialog *self)
{
  queue_preview (self, GATHER_MS);
}

/* --- saving ------------------------------------------------------------------------------------------------------ */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanMapPaperDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = anlan_map_sheet_write_finish (result, &error);

  g_clear_object (&self->writing);
  if (self->desk == NULL)
    return;
  update_spinner (self);
  gtk_widget_set_sensitive (self->save_button, TRUE);
  say (self, ok ? _ ("The risk map is saved.") : error->message);
}

void
anlan_map_paper_dialog_save_to (AnlanMapPaperDialog *self, const char *path)
{
  g_autoptr (AnlanMapSheet) sheet = NULL;

  g_return_if_fail (ANLAN_IS_MAP_PAPER_DIALOG (self) && path != NULL && self->writing == NULL);

  sheet = make_sheet (self);
  self->writing = g_cancellable_new ();
  gtk_widget_set_sensitive (self->save_button, FALSE);
  anlan_map_sheet_write_async (sheet, self->plant, path, self->writing, written_cb, g_object_ref (self));
  update_spinner (self);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, AnlanMapPaperDialog *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL && self->writing == NULL)
    anlan_map_paper_dialog_save_to (self, path);
  g_object_unref (dialog);
}

static void
add_filter (GtkFileChooser *chooser, const char *name, const char *pattern)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_suffix (filter, pattern);
  gtk_file_chooser_add_filter (chooser, filter);
}

static void
on_save_clicked_cb (GtkButton *button, AnlanMapPaperDialog *self)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Save the risk map"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  g_autofree char *date = text_of (self->date_row);
  g_autofree char *name = g_strdup_printf ("%s %s.pdf", _ ("Risk map"), date);

  g_strdelimit (name, "/\\:", '-');
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), name);
  add_filter (GTK_FILE_CHOOSER (dialog), _ ("PDF: for printing and sending"), "pdf");
  add_filter (GTK_FILE_CHOOSER (dialog), _ ("PNG: a picture"), "png");
  add_filter (GTK_FILE_CHOOSER (dialog), _ ("SVG: to be worked on"), "svg");
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- printing ---------------------------------------------------------------------------------------------------- */

static void
run_print (AnlanMapPaperDialog *self, AnlanMapSheet *sheet)
{
  g_autoptr (GtkPrintOperation) operation = anlan_map_sheet_print (sheet);
  g_autoptr (GError) error = NULL;

  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, GTK_WINDOW (self),
                               &error) == GTK_PRINT_OPERATION_RESULT_ERROR)
    say (self, error->message);
}

static void
checkpoint_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, anlan_store_checkpoint_text (anlan_plant_get_store (data)), g_free);
}

static void
checkpoint_read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanMapPaperDialog *self = ANLAN_MAP_PAPER_DIALOG (source);
  g_autofree char *checkpoint = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (AnlanMapSheet) plain = NULL, sheet = NULL;
  AnlanMapPaper paper;

  if (self->desk == NULL)
    return;
  plain = make_sheet (self);
  paper = *anlan_map_sheet_get_paper (plain);
  paper.checkpoint = checkpoint;
  sheet = anlan_map_sheet_new (&paper, self->scene);
  run_print (self, sheet);
}

static void
on_print_clicked_cb (GtkButton *button, AnlanMapPaperDialog *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, checkpoint_read_cb, NULL);

  g_task_set_task_data (task, g_object_ref (self->plant), g_object_unref);
  g_task_run_in_thread (task, checkpoint_thread);
}

/* --- object ------------------------------------------------------------------------------------------------------ */

static void
anlan_map_paper_dialog_dispose (GObject *object)
{
  AnlanMapPaperDialog *self = ANLAN_MAP_PAPER_DIALOG (object);

  g_clear_handle_id (&self->gather, g_source_remove);
  if (self->rendering != NULL)
    g_cancellable_cancel (self->rendering);
  g_clear_object (&self->rendering);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_MAP_PAPER_DIALOG);
  g_clear_pointer (&self->scene, anlan_map_scene_unref);
  g_clear_object (&self->plant);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_map_paper_dialog_parent_class)->dispose (object);
}

static void
anlan_map_paper_dialog_class_init (AnlanMapPaperDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_map_paper_dialog_dispose;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("map-paper-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, preview);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, print_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, save_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, size_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, part_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, scale_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, title_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, number_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, date_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, first_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, second_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, third_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanMapPaperDialog, fourth_row);
  gtk_widget_class_bind_template_callback (widget_class, on_choice_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_save_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_print_clicked_cb);
}

static void
anlan_map_paper_dialog_init (AnlanMapPaperDialog *self)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_string_list_append (list, _ ("the largest that fits"));
  for (guint i = 1; i < G_N_ELEMENTS (scales); i++)
    {
      g_autofree char *text = g_strdup_printf ("1:%.0f", scales[i]);

      gtk_string_list_append (list, text);
    }
  adw_combo_row_set_model (self->scale_row, G_LIST_MODEL (list));
}

static void
fill (AnlanMapPaperDialog *self)
{
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (self->plant);
  g_autofree char *date = anlan_local_format (anlan_plant_now (self->plant), zone, "%F");

  gtk_editable_set_text (self->title_row, _ ("Four-colour map of safety risks"));
  gtk_editable_set_text (self->date_row, date);
  gtk_editable_set_text (self->first_row, C_ ("box for a signature", "Drawn by"));
  gtk_editable_set_text (self->second_row, C_ ("box for a signature", "Checked by"));
  gtk_editable_set_text (self->third_row, C_ ("box for a signature", "Approved by"));
  gtk_widget_set_visible (GTK_WIDGET (self->part_row), !anlan_map_rect_is_empty (self->view));
}

AnlanMapPaperDialog *
anlan_map_paper_dialog_new (AnlanDesk *desk,
                            AnlanMapScene *scene,
                            const AnlanMapLook *look,
                            AnlanMapRect view)
{
  AnlanMapPaperDialog *self;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && anlan_desk_get_plant (desk) != NULL, NULL);
  g_return_val_if_fail (scene != NULL && look != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_MAP_PAPER_DIALOG, NULL);
  self->desk = g_object_ref (desk);
  self->plant = g_object_ref (anlan_desk_get_plant (desk));
  self->look = *look;
  self->view = view;
  fill (self);
  self->scene = anlan_map_scene_ref (scene);
  queue_preview (self, 0);
  return self;
}

gboolean
anlan_map_paper_dialog_is_idle (AnlanMapPaperDialog *self)
{
  g_return_val_if_fail (ANLAN_IS_MAP_PAPER_DIALOG (self), TRUE);

  return self->gather == 0 && self->rendering == NULL && self->writing == NULL;
}

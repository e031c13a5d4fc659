/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "drawings-dialog.h"

#include <glib/gi18n-lib.h>

#include "chore.h"
#include "drawing-place-dialog.h"
#include "report/map-drawings.h"
#include "resources.h"

struct _AnlanDrawingsDialog
{
  AdwWindow parent_instance;

  /* template */
  GtkWidget *add_button;
  GtkSpinner *spinner;
  AdwToastOverlay *toasts;
  GtkStack *stack;
  AdwPreferencesGroup *group;

  /* owned */
  AnlanDesk *desk;
  AnlanPlant *plant;
  GPtrArray *drawings; /* AnlanSiteDrawing, the lowest first */
  GPtrArray *rows;     /* GtkWidget, borrowed */
  char *before;        /* the setting before something was taken away */
  GCancellable *cancellable;
  guint busy;
};

G_DEFINE_FINAL_TYPE (AnlanDrawingsDialog, anlan_drawings_dialog, ADW_TYPE_WINDOW)

static AdwToast *
make_toast (const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  return adw_toast_new (escaped);
}

static void
say (AnlanDrawingsDialog *self, const char *text)
{
  adw_toast_overlay_add_toast (self->toasts, make_toast (text));
}

static void
set_busy (AnlanDrawingsDialog *self, int step)
{
  self->busy = (guint)((int)self->busy + step);
  gtk_spinner_set_spinning (self->spinner, self->busy > 0);
  gtk_widget_set_sensitive (self->add_button, self->busy == 0);
}

/* --- storing ------------------------------------------------------------------------------------------------------ */

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanDrawingsDialog) self = data;
  g_autoptr (GError) error = NULL;
  gboolean ok = anlan_plant_set_setting_finish (ANLAN_PLANT (source), result, &error);

  if (self->desk == NULL)
    return;
  set_busy (self, -1);
  if (!ok)
    say (self, error->message);
}

static void
store_text (AnlanDrawingsDialog *self, const char *text)
{
  set_busy (self, 1);
  anlan_plant_set_setting_async (self->plant, "drawings", text, stored_cb, g_object_ref (self));
}

static void
store (AnlanDrawingsDialog *self)
{
  g_autofree char *text = anlan_site_drawings_to_text (self->drawings);

  store_text (self, text);
}

/* --- laying one on the map ------------------------------------------------------------------------------------------ */

static void
on_placed_cb (AnlanDrawingPlaceDialog *dialog, const AnlanSiteDrawing *drawing, AnlanDrawingsDialog *self)
{
  guint place = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (dialog), "drawing"));

  if (place < self->drawings->len)
    {
      anlan_site_drawing_free (self->drawings->pdata[place]);
      self->drawings->pdata[place] = anlan_site_drawing_copy (drawing);
    }
  else
    g_ptr_array_add (self->drawings, anlan_site_drawing_copy (drawing));
  store (self);
}

/* @place: in the list; beyond its end for a new one. */
static void
lay (AnlanDrawingsDialog *self, const AnlanSiteDrawing *drawing, guint place)
{
  GtkWindow *dialog = GTK_WINDOW (anlan_drawing_place_dialog_new (self->desk, drawing));

  g_object_set_data (G_OBJECT (dialog), "drawing", GUINT_TO_POINTER (place));
  g_signal_connect_object (dialog, "placed", G_CALLBACK (on_placed_cb), self, 0);
  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

/* --- a new file -------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanPlant *plant;
  char *path;
  char *file; /* out */
} Adding;

static void
adding_free (gpointer data)
{
  Adding *adding = data;

  g_object_unref (adding->plant);
  g_free (adding->path);
  g_free (adding->file);
  g_free (adding);
}

static gboolean
adding_run (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  Adding *adding = data;

  adding->file = anlan_site_drawing_store (adding->plant, adding->path, cancellable, error);
  return adding->file != NULL;
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  AnlanDrawingsDialog *self = ANLAN_DRAWINGS_DIALOG (source);
  g_autoptr (AnlanSiteDrawing) drawing = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *title = NULL;
  gpointer data = NULL;
  gboolean ok = anlan_chore_finish (result, &data, &error);
  char *dot;

  if (self->desk == NULL || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  set_busy (self, -1);
  if (!ok)
    {
      GtkWidget *dialog =
          adw_message_dialog_new (GTK_WINDOW (self), _ ("This drawing cannot be used"), error->message);

      adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close", _ ("_Close"));
      gtk_window_present (GTK_WINDOW (dialog));
      return;
    }
  title = g_path_get_basename (((Adding *)data)->path);
  dot = strrchr (title, '.');
  if (dot != NULL && dot != title)
    *dot = '\0';
  drawing = anlan_site_drawing_new (((Adding *)data)->file, title);
  lay (self, drawing, G_MAXUINT);
}

void
anlan_drawings_dialog_add (AnlanDrawingsDialog *self, const char *path)
{
  Adding *adding;

  g_return_if_fail (ANLAN_IS_DRAWINGS_DIALOG (self) && path != NULL);

  if (self->drawings->len >= ANLAN_SITE_DRAWINGS_MAX)
    {
      say (self, _ ("There are as many drawings as one plant can have. Take one away first."));
      return;
    }
  adding = g_new0 (Adding, 1);
  adding->plant = g_object_ref (self->plant);
  adding->path = g_strdup (path);
  set_busy (self, 1);
  anlan_chore_run (self, adding_run, adding, adding_free, NULL, self->cancellable, added_cb, self);
}

static void
file_chosen_cb (GtkNativeDialog *dialog, int response, AnlanDrawingsDialog *self)
{
  g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (response == GTK_RESPONSE_ACCEPT && path != NULL)
    anlan_drawings_dialog_add (self, path);
  g_object_unref (dialog);
}

static void
on_add_clicked_cb (GtkButton *button, AnlanDrawingsDialog *self)
{
  static const char *const suffixes[] = { "pdf", "png", "jpg", "jpeg", "svg", "dwg", "dxf" };
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      _ ("Add a site drawing"), GTK_WINDOW (self), GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Drawings: PDF, PNG, JPG, SVG"));
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    gtk_file_filter_add_suffix (filter, suffixes[i]);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (file_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- the list ------------------------------------------------------------------------------------------------------------ */

static guint
place_of (gpointer widget)
{
  return GPOINTER_TO_UINT (g_object_get_data (widget, "drawing"));
}

static void
swap (AnlanDrawingsDialog *self, guint a, guint b)
{
  gpointer held;

  if (a >= self->drawings->len || b >= self->drawings->len)
    return;
  held = self->drawings->pdata[a];
  self->drawings->pdata[a] = self->drawings->pdata[b];
  self->drawings->pdata[b] = held;
  store (self);
}

static void
on_up_clicked_cb (GtkButton *button, AnlanDrawingsDialog *self)
{
  swap (self, place_of (button), place_of (button) + 1);
}

static void
on_down_clicked_cb (GtkButton *button, AnlanDrawingsDialog *self)
{
  swap (self, place_of (button), place_of (button) - 1);
}

static void
on_undo_cb (AdwToast *toast, AnlanDrawingsDialog *self)
{
  g_autofree char *before = g_steal_pointer (&self->before);

  if (before != NULL)
    store_text (self, before);
}

static void
on_remove_clicked_cb (GtkButton *button, AnlanDrawingsDialog *self)
{
  AdwToast *toast = adw_toast_new (_ ("The drawing is taken off the map. Its file stays in the plant."));

  g_free (self->before);
  self->before = anlan_site_drawings_to_text (self->drawings);
  g_ptr_array_remove_index (self->drawings, place_of (button));
  store (self);
  adw_toast_set_button_label (toast, _ ("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (on_undo_cb), self, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
on_row_activated_cb (AdwActionRow *row, AnlanDrawingsDialog *self)
{
  guint place = place_of (row);

  if (place < self->drawings->len)
    lay (self, self->drawings->pdata[place], place);
}

static char *
describe (const AnlanSiteDrawing *drawing)
{
  g_autoptr (GError) error = NULL;
  AnlanAffine placement;
  double rms;

  if (!anlan_site_drawing_fit (drawing, &placement, NULL, &rms, &error))
    return g_strdup (error->message);
  if (drawing->n_controls == (drawing->distorted ? 3 : 2))
    return g_strdup_printf (
        g_dngettext (GETTEXT_PACKAGE, "laid by %u place", "laid by %u places", drawing->n_controls),
        drawing->n_controls);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "laid by %u place, off by %.2f m on the average",
                                       "laid by %u places, off by %.2f m on the average",
                                       drawing->n_controls),
                          drawing->n_controls, rms);
}

static void
add_button (AnlanDrawingsDialog *self,
            GtkWidget *row,
            guint place,
            const char *icon,
            const char *label,
            GCallback callback,
            gboolean sensitive)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_sensitive (button, sensitive);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data (G_OBJECT (button), "drawing", GUINT_TO_POINTER (place));
  g_signal_connect_object (button, "clicked", callback, self, 0);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

static GtkWidget *
make_row (AnlanDrawingsDialog *self, guint place)
{
  const AnlanSiteDrawing *drawing = self->drawings->pdata[place];
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *text = describe (drawing);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row),
                                 drawing->title[0] != '\0' ? drawing->title : _ ("Untitled drawing"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), text);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data (G_OBJECT (row), "drawing", GUINT_TO_POINTER (place));
  g_signal_connect_object (row, "activated", G_CALLBACK (on_row_activated_cb), self, 0);
  add_button (self, row, place, "go-up-symbolic", _ ("Above the next one"), G_CALLBACK (on_up_clicked_cb),
              place + 1 < self->drawings->len);
  add_button (self, row, place, "go-down-symbolic", _ ("Below the one before"),
              G_CALLBACK (on_down_clicked_cb), place > 0);
  add_button (self, row, place, "user-trash-symbolic", _ ("Take it off the map"),
              G_CALLBACK (on_remove_clicked_cb), TRUE);
  return row;
}

static void
read_setting (AnlanDrawingsDialog *self)
{
  g_autofree char *text = anlan_plant_get_setting (self->plant, "drawings");
  g_autoptr (GError) error = NULL;
  GPtrArray *drawings = anlan_site_drawings_from_text (text, &error);

  if (drawings == NULL)
    {
      say (self, error->message);
      drawings = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_site_drawing_free);
    }
  g_ptr_array_unref (self->drawings);
  self->drawings = drawings;
  for (guint i = 0; i < self->rows->len; i++)
    adw_preferences_group_remove (self->group, self->rows->pdata[i]);
  g_ptr_array_set_size (self->rows, 0);
  for (guint i = drawings->len; i > 0; i--)
    {
      GtkWidget *row = make_row (self, i - 1);

      adw_preferences_group_add (self->group, row);
      g_ptr_array_add (self->rows, row);
    }
  gtk_stack_set_visible_child_name (self->stack, drawings->len > 0 ? "list" : "empty");
}

static void
on_settings_changed_cb (AnlanPlant *plant, AnlanDrawingsDialog *self)
{
  read_setting (self);
}

/* --- object -------------------------------------------------------------------------------------------------------------- */

static void
anlan_drawings_dialog_dispose (GObject *object)
{
  AnlanDrawingsDialog *self = ANLAN_DRAWINGS_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_DRAWINGS_DIALOG);
  g_clear_object (&self->plant);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_drawings_dialog_parent_class)->dispose (object);
}

static void
anlan_drawings_dialog_finalize (GObject *object)
{
  AnlanDrawingsDialog *self = ANLAN_DRAWINGS_DIALOG (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->drawings);
  g_ptr_array_unref (self->rows);
  g_free (self->before);
  G_OBJECT_CLASS (anlan_drawings_dialog_parent_class)->finalize (object);
}

static void
anlan_drawings_dialog_class_init (AnlanDrawingsDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_drawings_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_drawings_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("drawings-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingsDialog, add_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingsDialog, spinner);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingsDialog, toasts);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingsDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanDrawingsDialog, group);
  gtk_widget_class_bind_template_callback (widget_class, on_add_clicked_cb);
}

static void
anlan_drawings_dialog_init (AnlanDrawingsDialog *self)
{
  self->drawings = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_site_drawing_free);
  self->rows = g_ptr_array_new ();
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanDrawingsDialog *
anlan_drawings_dialog_new (AnlanDesk *desk)
{
  AnlanDrawingsDialog *self;

  g_return_val_if_fail (ANLAN_IS_DESK (desk) && anlan_desk_get_plant (desk) != NULL, NULL);

  self = g_object_new (ANLAN_TYPE_DRAWINGS_DIALOG, NULL);
  self->desk = g_object_ref (desk);
  self->plant = g_object_ref (anlan_desk_get_plant (desk));
  g_signal_connect_object (self->plant, "settings-changed", G_CALLBACK (on_settings_changed_cb), self, 0);
  read_setting (self);
  return self;
}

gboolean
anlan_drawings_dialog_is_busy (AnlanDrawingsDialog *self)
{
  g_return_val_if_fail (ANLAN_IS_DRAWINGS_DIALOG (self), FALSE);

  return self->busy > 0;
}

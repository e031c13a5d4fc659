/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "attach.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* --- storing ---------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanStore *store;
  AnlanFileKind kind;
  gboolean anonymous; /* what the camera wrote into it is left out */
  GPtrArray *paths;   /* char* */
  GPtrArray *told;    /* char*: ids of those that are taken up anew, as many */
  GBytes *bytes;      /* or NULL; of what was pasted */
  GPtrArray *files;   /* AnlanFile: what has been stored */
} Attaching;

static void
attaching_free (Attaching *attaching)
{
  g_object_unref (attaching->store);
  g_ptr_array_unref (attaching->paths);
  g_ptr_array_unref (attaching->told);
  g_clear_pointer (&attaching->bytes, g_bytes_unref);
  g_ptr_array_unref (attaching->files);
  g_free (attaching);
}

static AnlanFileKind
file_kind (const AnlanField *field)
{
  if (field->type == ANLAN_FIELD_PHOTOS || g_strcmp0 (field->accept, "photo") == 0)
    return ANLAN_FILE_PHOTO;
  return g_strcmp0 (field->accept, "clip") == 0 ? ANLAN_FILE_CLIP : ANLAN_FILE_ANY;
}

static Attaching *
attaching_new (AnlanFieldRow *row)
{
  Attaching *attaching = g_new0 (Attaching, 1);

  attaching->store = g_object_ref (anlan_plant_get_store (anlan_field_row_get_context (row)->plant));
  attaching->kind = file_kind (anlan_field_row_get_field (row));
  attaching->anonymous = anlan_field_row_get_context (row)->anonymous;
  attaching->paths = g_ptr_array_new_with_free_func (g_free);
  attaching->told = g_ptr_array_new_with_free_func (g_free);
  attaching->files = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_file_free);
  return attaching;
}

/* What has been taken up anew is not left lying about with what the camera wrote into it. */
static void
drop_told (Attaching *attaching, GError **error)
{
  for (guint i = 0; i < attaching->told->len; i++)
    {
      const char *told = g_ptr_array_index (attaching->told, i);
      const AnlanFile *anew = g_ptr_array_index (attaching->files, i);

      if (strcmp (told, anew->sha256) != 0 && !anlan_files_drop (attaching->store, told, error))
        return;
    }
}

static void
attach_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Attaching *attaching = data;
  GError *error = NULL;

  for (guint i = 0; error == NULL && i < attaching->paths->len; i++)
    {
      AnlanFile *file = anlan_files_add (attaching->store, g_ptr_array_index (attaching->paths, i),
                                         attaching->kind, 0, attaching->anonymous, &error);

      if (file != NULL)
        g_ptr_array_add (attaching->files, file);
    }
  if (attaching->bytes != NULL)
    {
      AnlanFile *file = anlan_files_add_bytes (attaching->store, attaching->bytes, _ ("pasted.png"),
                                               attaching->kind, 0, attaching->anonymous, &error);

      if (file != NULL)
        g_ptr_array_add (attaching->files, file);
    }
  if (error == NULL)
    drop_told (attaching, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/* What was stored before something failed is added all the same: it is good, and the message says what is missing. */
static void
attached_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanFieldRow *row = ANLAN_FIELD_ROW (source);
  AnlanFormContext *context = anlan_field_row_get_context (row);
  Attaching *attaching = g_task_get_task_data (G_TASK (result));
  g_auto (GStrv) old = NULL;
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (gtk_widget_get_root (GTK_WIDGET (row)) == NULL)
    return;
  old = anlan_value_get_items (anlan_field_row_get_value (row));
  for (guint i = 0; old[i] != NULL; i++)
    g_ptr_array_add (ids, old[i]);
  while (attaching->files->len > 0)
    {
      AnlanFile *file = g_ptr_array_steal_index (attaching->files, 0);

      g_ptr_array_add (context->files, file);
      if (!g_ptr_array_find_with_equal_func (ids, file->sha256, g_str_equal, NULL))
        g_ptr_array_add (ids, file->sha256);
    }
  g_ptr_array_add (ids, NULL);
  anlan_value_set_items (&value, (const char *const *)ids->pdata);
  anlan_field_row_commit (row, &value);
  if (error != NULL)
    anlan_field_row_set_problem (row, error->message);
}

static void
attach (AnlanFieldRow *row, Attaching *attaching)
{
  g_autoptr (GTask) task = g_task_new (row, NULL, attached_cb, NULL);

  g_task_set_source_tag (task, attach);
  g_task_set_task_data (task, attaching, (GDestroyNotify)attaching_free);
  g_task_run_in_thread (task, attach_thread);
}

/* What took its place goes where it was. */
static void
stripped_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanFieldRow *row = ANLAN_FIELD_ROW (source);
  AnlanFormContext *context = anlan_field_row_get_context (row);
  Attaching *attaching = g_task_get_task_data (G_TASK (result));
  g_auto (GStrv) ids = NULL;
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_task_propagate_boolean (G_TASK (result), &error);
  if (gtk_widget_get_root (GTK_WIDGET (row)) == NULL)
    return;
  ids = anlan_value_get_items (anlan_field_row_get_value (row));
  for (guint n = 0; attaching->files->len > 0; n++)
    {
      AnlanFile *file = g_ptr_array_steal_index (attaching->files, 0);

      for (guint i = 0; ids[i] != NULL; i++)
        if (g_strcmp0 (ids[i], g_ptr_array_index (attaching->told, n)) == 0)
          {
            g_free (ids[i]);
            ids[i] = g_strdup (file->sha256);
          }
      g_ptr_array_add (context->files, file);
    }
  anlan_value_set_items (&value, (const char *const *)ids);
  anlan_field_row_commit (row, &value);
  if (error != NULL)
    anlan_field_row_set_problem (row, error->message);
}

void
anlan_attach_strip (AnlanFieldRow *row)
{
  AnlanFormContext *context;
  g_auto (GStrv) ids = NULL;
  Attaching *attaching;
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (ANLAN_IS_FIELD_ROW (row));

  context = anlan_field_row_get_context (row);
  ids = anlan_value_get_items (anlan_field_row_get_value (row));
  attaching = attaching_new (row);
  for (guint i = 0; ids[i] != NULL; i++)
    if (anlan_form_context_find_file (context, ids[i]) != NULL)
      {
        g_ptr_array_add (attaching->told, g_strdup (ids[i]));
        g_ptr_array_add (attaching->paths, anlan_files_path (attaching->store, ids[i]));
      }
  task = g_task_new (row, NULL, stripped_cb, NULL);
  g_task_set_source_tag (task, anlan_attach_strip);
  g_task_set_task_data (task, attaching, (GDestroyNotify)attaching_free);
  if (attaching->paths->len > 0)
    g_task_run_in_thread (task, attach_thread);
  else
    g_task_return_boolean (task, TRUE);
}

void
anlan_attach_remove (AnlanFieldRow *row, const char *sha256)
{
  g_auto (GStrv) old = anlan_value_get_items (anlan_field_row_get_value (row));
  g_autoptr (GPtrArray) ids = g_ptr_array_new ();
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  for (guint i = 0; old[i] != NULL; i++)
    if (strcmp (old[i], sha256) != 0)
      g_ptr_array_add (ids, old[i]);
  g_ptr_array_add (ids, NULL);
  anlan_value_set_items (&value, (const char *const *)ids->pdata);
  anlan_field_row_commit (row, &value);
}

/* --- from a file chooser ------------------------------------------------------------------------------------------------ */

static void
chosen_cb (GtkNativeDialog *dialog, int response, AnlanFieldRow *row)
{
  g_autoptr (GListModel) files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  Attaching *attaching;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      attaching = attaching_new (row);
      for (guint i = 0; i < g_list_model_get_n_items (files); i++)
        {
          g_autoptr (GFile) file = g_list_model_get_item (files, i);
          char *path = g_file_get_path (file);

          if (path != NULL)
            g_ptr_array_add (attaching->paths, path);
        }
      attach (row, attaching);
    }
  g_object_unref (dialog);
}

void
anlan_attach_choose (AnlanFieldRow *row)
{
  const AnlanField *field = anlan_field_row_get_field (row);
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      anlan_kind_text (field->title), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (row))),
      GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Add"), _ ("_Cancel"));

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), TRUE);
  if (file_kind (field) == ANLAN_FILE_PHOTO)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, _ ("Photos (JPEG, PNG)"));
      gtk_file_filter_add_mime_type (filter, "image/jpeg");
      gtk_file_filter_add_mime_type (filter, "image/png");
      gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
    }
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), row, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- dropped and pasted --------------------------------------------------------------------------------------------------- */

gboolean
anlan_attach_take (AnlanFieldRow *row, const GValue *value)
{
  Attaching *attaching;

  g_return_val_if_fail (ANLAN_IS_FIELD_ROW (row), FALSE);

  if (!anlan_field_row_is_open (row))
    return FALSE;
  attaching = attaching_new (row);
  if (G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    for (GSList *l = g_value_get_boxed (value); l != NULL; l = l->next)
      {
        char *path = g_file_get_path (l->data);

        if (path != NULL)
          g_ptr_array_add (attaching->paths, path);
      }
  else if (G_VALUE_HOLDS (value, GDK_TYPE_TEXTURE))
    attaching->bytes = gdk_texture_save_to_png_bytes (g_value_get_object (value));
  attach (row, attaching);
  return TRUE;
}

static gboolean
on_drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, AnlanFieldRow *row)
{
  return anlan_attach_take (row, value);
}

static void
pasted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanFieldRow) row = data;
  const GValue *value = gdk_clipboard_read_value_finish (GDK_CLIPBOARD (source), result, NULL);

  if (value != NULL)
    anlan_attach_take (row, value);
}

void
anlan_attach_paste (AnlanFieldRow *row)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (row));
  GdkContentFormats *formats = gdk_clipboard_get_formats (clipboard);
  GType type =
      gdk_content_formats_contain_gtype (formats, GDK_TYPE_FILE_LIST) ? GDK_TYPE_FILE_LIST : GDK_TYPE_TEXTURE;

  gdk_clipboard_read_value_async (clipboard, type, G_PRIORITY_DEFAULT, NULL, pasted_cb, g_object_ref (row));
}

static gboolean
paste_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  anlan_attach_paste (data);
  return GDK_EVENT_STOP;
}

void
anlan_attach_add_targets (AnlanFieldRow *row, GtkWidget *widget)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_COPY);
  GtkEventController *shortcuts = gtk_shortcut_controller_new ();
  GType types[] = { GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE };

  gtk_drop_target_set_gtypes (target, types, G_N_ELEMENTS (types));
  g_signal_connect_object (target, "drop", G_CALLBACK (on_drop_cb), row, 0);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (target));
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (shortcuts),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_v, GDK_CONTROL_MASK),
                        gtk_callback_action_new (paste_cb, row, NULL)));
  gtk_widget_add_controller (widget, shortcuts);
}

/* --- showing ----------------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanStore *store;
  char *sha256;
  int edge;
} Picture;

static void
picture_free (Picture *picture)
{
  g_object_unref (picture->store);
  g_free (picture->sha256);
  g_free (picture);
}

static void
picture_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Picture *picture = data;
  GError *error = NULL;
  g_autoptr (GBytes) png = NULL;
  GdkTexture *texture = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  png = anlan_files_thumbnail (picture->store, picture->sha256, picture->edge, &error);
  if (png != NULL)
    texture = gdk_texture_new_from_bytes (png, &error);
  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

void
anlan_picture_load_async (AnlanPlant *plant,
                          const char *sha256,
                          int edge,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (plant, cancellable, callback, user_data);
  Picture *picture = g_new0 (Picture, 1);

  picture->store = g_object_ref (anlan_plant_get_store (plant));
  picture->sha256 = g_strdup (sha256);
  picture->edge = edge;
  g_task_set_source_tag (task, anlan_picture_load_async);
  g_task_set_task_data (task, picture, (GDestroyNotify)picture_free);
  g_task_run_in_thread (task, picture_thread);
}

GdkTexture *
anlan_picture_load_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

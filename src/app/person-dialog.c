/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "person-dialog.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"
#include "model/query.h"
#include "resources.h"

#define SEARCH_AFTER_MS 150
#define MOST 50

struct _AnlanPersonDialog
{
  AdwWindow parent_instance;

  /* template */
  GtkEditable *entry;
  GtkListBox *list;
  GtkLabel *problem;

  /* owned */
  AnlanDesk *desk;
  GCancellable *cancellable;
  guint timeout;
};

G_DEFINE_FINAL_TYPE (AnlanPersonDialog, anlan_person_dialog, ADW_TYPE_WINDOW)

static void
say (AnlanPersonDialog *self, const char *text)
{
  gtk_label_set_label (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

/* --- the list ------------------------------------------------------------------------------------------------------- */

static void
add_person (AnlanPersonDialog *self, const AnlanRecord *record)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *avatar = adw_avatar_new (32, anlan_record_label (record), TRUE);
  const char *post = anlan_record_get_text (record, "post");

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), anlan_record_label (record));
  if (post != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (post, -1);

      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
    }
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), avatar);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "anlan-id", g_strdup (record->id), g_free);
  g_object_set_data_full (G_OBJECT (row), "anlan-name", g_strdup (anlan_record_label (record)), g_free);
  gtk_list_box_append (self->list, row);
}

static void
add_new (AnlanPersonDialog *self)
{
  g_autofree char *name = anlan_text_collapse (gtk_editable_get_text (self->entry));
  GtkWidget *row;
  g_autofree char *title = NULL;

  if (name[0] == '\0')
    return;
  row = adw_action_row_new ();
  title = g_strdup_printf (_ ("Add “%s”"), name);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), gtk_image_new_from_icon_name ("list-add-symbolic"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  g_object_set_data_full (G_OBJECT (row), "anlan-name", g_steal_pointer (&name), g_free);
  gtk_list_box_append (self->list, row);
}

static void
found_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) records = anlan_plant_find_finish (ANLAN_PLANT (source), result, &error);
  AnlanPersonDialog *self = data;
  GtkWidget *row;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->list))) != NULL)
    gtk_list_box_remove (self->list, row);
  for (guint i = 0; records != NULL && i < records->len; i++)
    add_person (self, g_ptr_array_index (records, i));
  add_new (self);
  gtk_widget_set_visible (GTK_WIDGET (self->list), gtk_list_box_get_row_at_index (self->list, 0) != NULL);
  say (self, records == NULL ? error->message : NULL);
}

static void
look (AnlanPersonDialog *self)
{
  g_autoptr (AnlanQuery) query = anlan_query_new ("person");
  const char *words = gtk_editable_get_text (self->entry);

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  query->words = words[0] != '\0' ? g_strdup (words) : NULL;
  query->where = g_strdup ("state = 'active'");
  query->sort = g_strdup ("name");
  query->limit = MOST;
  anlan_plant_find_async (anlan_desk_get_plant (self->desk), query, self->cancellable, found_cb, self);
}

static gboolean
look_cb (gpointer data)
{
  AnlanPersonDialog *self = data;

  self->timeout = 0;
  look (self);
  return G_SOURCE_REMOVE;
}

static void
on_changed_cb (GtkEditable *entry, AnlanPersonDialog *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->timeout = g_timeout_add (SEARCH_AFTER_MS, look_cb, self);
}

/* --- choosing ---------------------------------------------------------------------------------------------------------- */

static void
take (AnlanPersonDialog *self, const char *id, const char *name)
{
  anlan_desk_set_person (self->desk, id, name);
  gtk_window_close (GTK_WINDOW (self));
}

static void
added_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanPersonDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply_finish (ANLAN_PLANT (source), result, &error);

  if (self->desk == NULL || anlan_desk_get_plant (self->desk) != ANLAN_PLANT (source))
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (applied != NULL)
    take (self, applied->after->id, anlan_record_label (applied->after));
  else
    say (self, error->message);
}

static void
on_row_activated_cb (GtkListBox *list, GtkListBoxRow *row, AnlanPersonDialog *self)
{
  const char *id = g_object_get_data (G_OBJECT (row), "anlan-id");
  const char *name = g_object_get_data (G_OBJECT (row), "anlan-name");
  g_autoptr (AnlanChange) change = NULL;

  if (id != NULL)
    {
      take (self, id, name);
      return;
    }
  change = anlan_change_new (ANLAN_OP_CREATE, "person", NULL);
  anlan_change_set_text (change, "name", name);
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  anlan_plant_apply_async (anlan_desk_get_plant (self->desk), change, NULL, added_cb, g_object_ref (self));
}

/* --- object ---------------------------------------------------------------------------------------------------------------- */

static void
anlan_person_dialog_dispose (GObject *object)
{
  AnlanPersonDialog *self = ANLAN_PERSON_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->timeout, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_PERSON_DIALOG);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_person_dialog_parent_class)->dispose (object);
}

static void
anlan_person_dialog_finalize (GObject *object)
{
  g_object_unref (ANLAN_PERSON_DIALOG (object)->cancellable);
  G_OBJECT_CLASS (anlan_person_dialog_parent_class)->finalize (object);
}

static void
anlan_person_dialog_class_init (AnlanPersonDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_person_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_person_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("person-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanPersonDialog, entry);
  gtk_widget_class_bind_template_child (widget_class, AnlanPersonDialog, list);
  gtk_widget_class_bind_template_child (widget_class, AnlanPersonDialog, problem);
  gtk_widget_class_bind_template_callback (widget_class, on_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_row_activated_cb);
}

static void
anlan_person_dialog_init (AnlanPersonDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanPersonDialog *
anlan_person_dialog_new (AnlanDesk *desk)
{
  AnlanPersonDialog *self = g_object_new (ANLAN_TYPE_PERSON_DIALOG, NULL);

  self->desk = g_object_ref (desk);
  look (self);
  return self;
}

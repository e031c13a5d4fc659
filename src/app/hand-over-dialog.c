/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "hand-over-dialog.h"

#include <glib/gi18n-lib.h>

#include "model/duties.h"
#include "reference-picker.h"
#include "resources.h"

#define MOST 2000

struct _AnlanHandOverDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwWindowTitle *window_title;
  GtkWidget *apply_button;
  GtkLabel *problem;
  AdwActionRow *to_row;
  GtkMenuButton *to_button;
  GtkEditable *reason_row;
  AdwPreferencesGroup *group;

  /* owned */
  AnlanDesk *desk;
  GCancellable *cancellable;
  AnlanOwedList *list;
  char *person;
  char *to;          /* id of who takes over, or NULL */
  GPtrArray *checks; /* GtkCheckButton, borrowed; each knows its AnlanOwed */
  gboolean at_work;
};

G_DEFINE_FINAL_TYPE (AnlanHandOverDialog, anlan_hand_over_dialog, ADW_TYPE_WINDOW)

static void
say (AnlanHandOverDialog *self, const char *text)
{
  gtk_label_set_label (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static void
update (AnlanHandOverDialog *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->checks->len; i++)
    any = any || gtk_check_button_get_active (g_ptr_array_index (self->checks, i));
  gtk_widget_set_sensitive (self->apply_button, any && self->to != NULL && !self->at_work);
}

/* --- handing over ---------------------------------------------------------------------------------------------------- */

/* Several duties may hang on one field. */
static gboolean
is_there (GPtrArray *changes, const char *record, const char *field)
{
  for (guint i = 0; i < changes->len; i++)
    {
      const AnlanChange *change = g_ptr_array_index (changes, i);

      if (g_strcmp0 (change->record, record) == 0 &&
          g_strcmp0 (g_ptr_array_index (change->fields, 0), field) == 0)
        return TRUE;
    }
  return FALSE;
}

static GPtrArray *
make_changes (AnlanHandOverDialog *self)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  const char *typed = gtk_editable_get_text (self->reason_row);

  for (guint i = 0; i < self->checks->len; i++)
    {
      const AnlanOwed *owed = g_object_get_data (g_ptr_array_index (self->checks, i), "anlan-owed");
      const AnlanField *field = anlan_owed_owner_field (owed);

      if (!gtk_check_button_get_active (g_ptr_array_index (self->checks, i)) ||
          is_there (changes, owed->record->id, field->id))
        continue;
      g_ptr_array_add (changes, anlan_owed_hand_over (owed, self->to,
                                                      typed[0] != '\0' ? typed : _ ("Duties handed over")));
    }
  return changes;
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanHandOverDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_apply_batch_finish (ANLAN_PLANT (source), result, NULL, &error);

  if (self->desk == NULL)
    return;
  self->at_work = FALSE;
  if (batch != NULL)
    {
      anlan_desk_say (self->desk, _ ("The duties have been handed over."));
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  say (self, error->message);
  update (self);
}

static void
on_apply_clicked_cb (GtkButton *button, AnlanHandOverDialog *self)
{
  g_autoptr (GPtrArray) changes = make_changes (self);

  self->at_work = TRUE;
  say (self, NULL);
  update (self);
  anlan_plant_apply_batch_async (anlan_desk_get_plant (self->desk), changes, NULL, NULL, applied_cb,
                                 g_object_ref (self));
}

static void
on_picked_cb (AnlanReferencePicker *picker, const char *id, const char *label, AnlanHandOverDialog *self)
{
  if (g_strcmp0 (id, self->person) == 0)
    {
      say (self, _ ("This is who hands over. Choose somebody else."));
      return;
    }
  say (self, NULL);
  g_free (self->to);
  self->to = g_strdup (id);
  adw_action_row_set_subtitle (self->to_row, label);
  update (self);
}

/* --- what is owed ---------------------------------------------------------------------------------------------------- */

static void
add_row (AnlanHandOverDialog *self, AnlanOwed *owed)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *check = gtk_check_button_new ();
  const char *title = anlan_record_label (owed->record);
  g_autofree char *subtitle =
      owed->record->number != NULL
          ? g_strdup_printf ("%s · %s", anlan_kind_text (owed->duty->title), owed->record->number)
          : g_strdup (anlan_kind_text (owed->duty->title));
  g_autofree char *escaped = g_markup_escape_text (subtitle, -1);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), escaped);
  gtk_widget_set_valign (check, GTK_ALIGN_CENTER);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, title, -1);
  g_object_set_data (G_OBJECT (check), "anlan-owed", owed);
  g_signal_connect_object (check, "toggled", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
  adw_preferences_group_add (self->group, row);
  g_ptr_array_add (self->checks, check);
}

static void
owed_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AnlanOwedList *list = anlan_plant_owed_finish (ANLAN_PLANT (source), result, &error);
  AnlanHandOverDialog *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (list == NULL)
    {
      say (self, error->message);
      return;
    }
  self->list = list;
  for (guint i = 0; i < list->owed->len; i++)
    {
      AnlanOwed *owed = g_ptr_array_index (list->owed, i);

      if (g_strcmp0 (owed->person, self->person) == 0 && anlan_owed_owner_field (owed) != NULL)
        add_row (self, owed);
    }
  if (self->checks->len == 0)
    adw_preferences_group_set_description (self->group, _ ("Nothing is owed by name."));
  update (self);
}

/* --- object ---------------------------------------------------------------------------------------------------------- */

static void
anlan_hand_over_dialog_dispose (GObject *object)
{
  AnlanHandOverDialog *self = ANLAN_HAND_OVER_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  /* The picker holds on to the plant. */
  if (self->to_button != NULL)
    gtk_menu_button_set_popover (self->to_button, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_HAND_OVER_DIALOG);
  g_clear_object (&self->desk);
  G_OBJECT_CLASS (anlan_hand_over_dialog_parent_class)->dispose (object);
}

static void
anlan_hand_over_dialog_finalize (GObject *object)
{
  AnlanHandOverDialog *self = ANLAN_HAND_OVER_DIALOG (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->checks);
  g_clear_pointer (&self->list, anlan_owed_list_free);
  g_free (self->person);
  g_free (self->to);
  G_OBJECT_CLASS (anlan_hand_over_dialog_parent_class)->finalize (object);
}

static void
anlan_hand_over_dialog_class_init (AnlanHandOverDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_hand_over_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_hand_over_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("hand-over-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanHandOverDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, AnlanHandOverDialog, apply_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanHandOverDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, AnlanHandOverDialog, to_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanHandOverDialog, to_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanHandOverDialog, reason_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanHandOverDialog, group);
  gtk_widget_class_bind_template_callback (widget_class, on_apply_clicked_cb);
}

static void
anlan_hand_over_dialog_init (AnlanHandOverDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->checks = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanHandOverDialog *
anlan_hand_over_dialog_new (AnlanDesk *desk, const char *person, const char *name)
{
  AnlanHandOverDialog *self = g_object_new (ANLAN_TYPE_HAND_OVER_DIALOG, NULL);
  AnlanPlant *plant = anlan_desk_get_plant (desk);
  GtkWidget *picker = anlan_reference_picker_new (plant, "person");

  self->desk = g_object_ref (desk);
  self->person = g_strdup (person);
  adw_window_title_set_subtitle (self->window_title, name);
  g_signal_connect_object (picker, "picked", G_CALLBACK (on_picked_cb), self, 0);
  gtk_menu_button_set_popover (self->to_button, picker);
  anlan_plant_owed_async (plant, MOST, self->cancellable, owed_cb, self);
  update (self);
  return self;
}

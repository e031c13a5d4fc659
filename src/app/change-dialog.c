/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "change-dialog.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "form-photos.h"
#include "reference-picker.h"
#include "resources.h"

#define CHECK_AFTER_MS 250

struct _AnlanChangeDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwWindowTitle *window_title;
  GtkButton *apply_button;
  GtkLabel *help;
  GtkLabel *problem;
  AdwBin *form_bin;
  GtkWidget *reason_group;
  GtkEditable *reason_row;
  AdwExpanderRow *behalf_row;
  AdwActionRow *behalf_person_row;
  GtkMenuButton *behalf_button;
  GtkEditable *behalf_at_row;
  GtkEditable *behalf_how_row;

  /* owned */
  AnlanDesk *desk;
  AnlanRecord *record;
  AnlanOp op;
  const AnlanFlowStep *step; /* of the record's kind, or NULL */
  AnlanForm *form;           /* borrowed; NULL: nothing is asked for */
  char *behalf;              /* id of who did it */
  gboolean tried;            /* what is missing is said from now on */
  GCancellable *cancellable;
  guint check_timeout;
};

G_DEFINE_FINAL_TYPE (AnlanChangeDialog, anlan_change_dialog, ADW_TYPE_WINDOW)

enum
{
  APPLIED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- the change ----------------------------------------------------------------------------------------------------- */

static void
say (AnlanChangeDialog *self, const char *text)
{
  gtk_label_set_label (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

/* Only what was entered here goes into the change: the rest of the record is as it is. */
static void
add_fields (AnlanChangeDialog *self, AnlanChange *change)
{
  const AnlanRecord *candidate = self->form != NULL ? anlan_form_get_record (self->form) : NULL;

  for (guint i = 0; candidate != NULL && i < self->record->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (self->record->kind->fields, i);

      if (anlan_value_equal (&candidate->values[i], &self->record->values[i]))
        continue;
      anlan_change_set (change, field->id, &candidate->values[i]);
      anlan_form_context_give_files (anlan_form_get_context (self->form), change, field,
                                     &candidate->values[i]);
    }
}

static gboolean
add_behalf (AnlanChangeDialog *self, AnlanChange *change, char **problem)
{
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *at = NULL;

  if (!adw_expander_row_get_enable_expansion (self->behalf_row))
    return TRUE;
  zone = anlan_plant_ref_zone (anlan_desk_get_plant (self->desk));
  at = anlan_moment_from_text (gtk_editable_get_text (self->behalf_at_row), zone);
  if (self->behalf == NULL)
    *problem = g_strdup (_ ("Choose who did it."));
  else if (at == NULL)
    *problem = g_strdup (_ ("Say when it was done, such as 2026-11-22 13:05."));
  else
    anlan_change_set_behalf (change, self->behalf, at, gtk_editable_get_text (self->behalf_how_row), NULL);
  return *problem == NULL;
}

/* @problem: (out): what is missing of the dialog's own entries; NULL: nothing. */
static AnlanChange *
make_change (AnlanChangeDialog *self, char **problem)
{
  AnlanChange *change = anlan_change_new (self->op, self->record->kind->id, self->record->id);

  change->base_rev = g_strdup (self->record->rev);
  change->step = self->step != NULL ? g_strdup (self->step->id) : NULL;
  change->reason = gtk_widget_get_visible (self->reason_group)
                       ? g_strdup (gtk_editable_get_text (self->reason_row))
                       : NULL;
  add_fields (self, change);
  *problem = NULL;
  add_behalf (self, change, problem);
  return change;
}

/* --- what stands against it ------------------------------------------------------------------------------------------- */

static gboolean
is_about_absence (AnlanChangeDialog *self, const AnlanProblem *problem)
{
  const AnlanField *field =
      problem->field != NULL ? anlan_kind_field (self->record->kind, problem->field) : NULL;

  return g_strcmp0 (problem->guard, "reason") == 0 ||
         (field != NULL && anlan_value_is_null (&anlan_form_get_record (self->form)->values[field->index]));
}

static void
show_problems (AnlanChangeDialog *self, GPtrArray *problems)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();
  g_autofree char *rest = NULL;

  /* Nobody wants to be told that fields are empty before having come to them. */
  for (guint i = 0; i < problems->len; i++)
    if (self->tried || self->form == NULL || !is_about_absence (self, g_ptr_array_index (problems, i)))
      g_ptr_array_add (shown, g_ptr_array_index (problems, i));
  if (self->form != NULL)
    rest = anlan_form_set_problems (self->form, shown);
  say (self, rest);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = anlan_plant_check_finish (ANLAN_PLANT (source), result, &error);
  AnlanChangeDialog *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (problems != NULL)
    show_problems (self, problems);
  else
    say (self, error->message);
}

static gboolean
check_cb (gpointer data)
{
  AnlanChangeDialog *self = data;
  g_autofree char *problem = NULL;
  g_autoptr (AnlanChange) change = make_change (self, &problem);

  self->check_timeout = 0;
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  anlan_plant_check_async (anlan_desk_get_plant (self->desk), change, self->cancellable, checked_cb, self);
  return G_SOURCE_REMOVE;
}

static void
check_later (AnlanChangeDialog *self)
{
  g_clear_handle_id (&self->check_timeout, g_source_remove);
  self->check_timeout = g_timeout_add (CHECK_AFTER_MS, check_cb, self);
}

static void
on_commit_cb (AnlanForm *form, const char *field, AnlanChangeDialog *self)
{
  check_later (self);
}

/* --- applying --------------------------------------------------------------------------------------------------------------- */

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanChangeDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply_finish (ANLAN_PLANT (source), result, &error);

  if (self->desk == NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self), TRUE);
  if (applied != NULL)
    {
      g_signal_emit (self, signals[APPLIED], 0, applied);
      gtk_window_close (GTK_WINDOW (self));
      return;
    }
  self->tried = TRUE;
  say (self, error->message);
  /* The refusal is one text; the fields are marked by asking again. */
  if (g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED))
    check_later (self);
}

static void
on_apply_clicked_cb (GtkButton *button, AnlanChangeDialog *self)
{
  g_autofree char *problem = NULL;
  g_autoptr (AnlanChange) change = NULL;

  if (self->form != NULL)
    anlan_form_leave (self->form);
  g_clear_handle_id (&self->check_timeout, g_source_remove);
  self->tried = TRUE;
  change = make_change (self, &problem);
  say (self, problem);
  if (problem != NULL)
    return;
  gtk_widget_set_sensitive (GTK_WIDGET (self), FALSE);
  anlan_plant_apply_async (anlan_desk_get_plant (self->desk), change, NULL, applied_cb, g_object_ref (self));
}

static void
on_behalf_picked_cb (AnlanReferencePicker *picker, const char *id, const char *label, AnlanChangeDialog *self)
{
  g_free (self->behalf);
  self->behalf = g_strdup (id);
  adw_action_row_set_subtitle (self->behalf_person_row, label);
}

/* --- making it ----------------------------------------------------------------------------------------------------------------- */

static void
add_form (AnlanChangeDialog *self, const char *const *fields, GHashTable *labels)
{
  g_autoptr (GError) error = NULL;
  AnlanFormContext *context;

  if (fields[0] == NULL)
    return;
  context = anlan_form_context_new (self->desk, self->record->kind, &error);
  if (context == NULL)
    {
      say (self, error->message);
      gtk_widget_set_sensitive (GTK_WIDGET (self->apply_button), FALSE);
      return;
    }
  context->record = g_strdup (self->record->id);
  anlan_form_context_add_labels (context, labels);
  self->form = anlan_form_new (context, ANLAN_FORM_ASK, fields);
  anlan_form_set_record (self->form, self->record, TRUE);
  g_signal_connect_object (self->form, "commit", G_CALLBACK (on_commit_cb), self, 0);
  adw_bin_set_child (self->form_bin, GTK_WIDGET (self->form));
  anlan_form_take_photos (self->form, GTK_WIDGET (self));
}

static void
set_words (AnlanChangeDialog *self, const char *title, const char *help, const char *button)
{
  adw_window_title_set_title (self->window_title, title);
  adw_window_title_set_subtitle (self->window_title, anlan_record_label (self->record));
  gtk_window_set_title (GTK_WINDOW (self), title);
  gtk_label_set_label (self->help, help != NULL ? help : "");
  gtk_widget_set_visible (GTK_WIDGET (self->help), help != NULL && help[0] != '\0');
  gtk_button_set_label (self->apply_button, button);
}

static AnlanChangeDialog *
dialog_new (AnlanDesk *desk, AnlanRecord *record, AnlanOp op)
{
  AnlanChangeDialog *self = g_object_new (ANLAN_TYPE_CHANGE_DIALOG, NULL);
  AnlanPlant *plant = anlan_desk_get_plant (desk);
  GtkWidget *picker = anlan_reference_picker_new (plant, "person");
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  g_autofree char *now = anlan_local_format (anlan_plant_now (plant), zone, "%Y-%m-%d %H:%M");

  self->desk = g_object_ref (desk);
  self->record = anlan_record_ref (record);
  self->op = op;
  g_signal_connect_object (picker, "picked", G_CALLBACK (on_behalf_picked_cb), self, 0);
  gtk_menu_button_set_popover (self->behalf_button, picker);
  gtk_editable_set_text (self->behalf_at_row, now);
  return self;
}

AnlanChangeDialog *
anlan_change_dialog_new_step (AnlanDesk *desk,
                              AnlanRecord *record,
                              const AnlanFlowStep *step,
                              GHashTable *labels)
{
  AnlanChangeDialog *self = dialog_new (desk, record, ANLAN_OP_STEP);
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();

  self->step = step;
  for (guint i = 0; step->requires[i] != NULL; i++)
    g_ptr_array_add (fields, step->requires[i]);
  for (guint i = 0; step->ask[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (fields, step->ask[i], g_str_equal, NULL))
      g_ptr_array_add (fields, step->ask[i]);
  g_ptr_array_add (fields, NULL);
  set_words (self, anlan_kind_text (step->title), anlan_kind_text (step->help),
             anlan_kind_text (step->title));
  gtk_widget_set_visible (self->reason_group, step->reason || step->reopen);
  add_form (self, (const char *const *)fields->pdata, labels);
  if (self->form != NULL)
    anlan_form_demand (self->form, (const char *const *)step->requires);
  check_later (self);
  return self;
}

AnlanChangeDialog *
anlan_change_dialog_new_amend (AnlanDesk *desk, AnlanRecord *record, const char *field, GHashTable *labels)
{
  AnlanChangeDialog *self = dialog_new (desk, record, ANLAN_OP_AMEND);
  const char *fields[] = { field, NULL };

  set_words (self, _ ("Correct a locked field"),
             _ ("The old value, the new one and the reason stay in the record's story and on its papers."),
             _ ("Correct"));
  gtk_widget_set_visible (self->reason_group, TRUE);
  add_form (self, fields, labels);
  return self;
}

AnlanChangeDialog *
anlan_change_dialog_new_void (AnlanDesk *desk, AnlanRecord *record, AnlanOp op)
{
  AnlanChangeDialog *self = dialog_new (desk, record, op);

  if (op == ANLAN_OP_VOID)
    {
      set_words (self, _ ("Make void"),
                 _ ("It was made by mistake. It stays in the journal under its number, but counts nowhere "
                    "any more."),
                 _ ("Make void"));
      gtk_widget_remove_css_class (GTK_WIDGET (self->apply_button), "suggested-action");
      gtk_widget_add_css_class (GTK_WIDGET (self->apply_button), "destructive-action");
    }
  else
    set_words (self, _ ("Make valid again"), _ ("It counts again as it did before it was made void."),
               _ ("Make valid"));
  gtk_widget_set_visible (self->reason_group, TRUE);
  return self;
}

/* --- object ---------------------------------------------------------------------------------------------------------------------- */

static void
anlan_change_dialog_dispose (GObject *object)
{
  AnlanChangeDialog *self = ANLAN_CHANGE_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->check_timeout, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_CHANGE_DIALOG);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->record, anlan_record_unref);
  G_OBJECT_CLASS (anlan_change_dialog_parent_class)->dispose (object);
}

static void
anlan_change_dialog_finalize (GObject *object)
{
  AnlanChangeDialog *self = ANLAN_CHANGE_DIALOG (object);

  g_object_unref (self->cancellable);
  g_free (self->behalf);
  G_OBJECT_CLASS (anlan_change_dialog_parent_class)->finalize (object);
}

static void
anlan_change_dialog_class_init (AnlanChangeDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_change_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_change_dialog_finalize;
  signals[APPLIED] = g_signal_new ("applied", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("change-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanChangeDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, AnlanChangeDialog, apply_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanChangeDialog, help);
  gtk_widget_class_bind_template_child (widget_class, AnlanChangeDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, AnlanChangeDialog, form_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanChangeDialog, reason_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanChangeDialog, reason_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanChangeDialog, behalf_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanChangeDialog, behalf_person_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanChangeDialog, behalf_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanChangeDialog, behalf_at_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanChangeDialog, behalf_how_row);
  gtk_widget_class_bind_template_callback (widget_class, on_apply_clicked_cb);
}

static void
anlan_change_dialog_init (AnlanChangeDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

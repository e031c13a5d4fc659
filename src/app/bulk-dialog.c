/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "bulk-dialog.h"

#include <glib/gi18n-lib.h>

#include "chore.h"
#include "form.h"
#include "resources.h"

/* Nobody reads more; those left stay chosen in the list. */
#define MOST_REFUSED 200

struct _AnlanBulkDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwWindowTitle *window_title;
  GtkButton *leave_button;
  GtkButton *apply_button;
  GtkStack *stack;
  GtkLabel *help;
  GtkLabel *problem;
  GtkWidget *field_group;
  AdwComboRow *field_row;
  AdwBin *form_bin;
  GtkWidget *empty_group;
  GtkSwitch *empty_switch;
  GtkWidget *reason_group;
  GtkEditable *reason_row;
  GtkLabel *outcome;
  GtkLabel *outcome_note;
  GtkWidget *undo_button;
  AdwPreferencesGroup *refused_group;

  /* owned */
  AnlanDesk *desk;
  AnlanPlant *plant;
  AnlanKind *kind;
  GArray *rids;
  GArray *changed;   /* gint64: of them; NULL: nothing was written yet */
  char *step;        /* or NULL: a field is set */
  GPtrArray *fields; /* const AnlanField *: what can be chosen, parallel to the rows of @field_row */
  AnlanForm *form;   /* borrowed; NULL: nothing is asked */
  char *batch;       /* of what was done, for undo */
  gboolean at_work;
};

G_DEFINE_FINAL_TYPE (AnlanBulkDialog, anlan_bulk_dialog, ADW_TYPE_WINDOW)

enum
{
  DONE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
say (AnlanBulkDialog *self, const char *text)
{
  gtk_label_set_label (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

/* --- asking ---------------------------------------------------------------------------------------------------------- */

/* The form stands for all of them: what it is given goes to each, what is left empty stays as it is in each. */
static void
show_form (AnlanBulkDialog *self, const char *const *fields)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanRecord) nobody = anlan_record_new (self->kind, "");
  AnlanFormContext *context;

  self->form = NULL;
  adw_bin_set_child (self->form_bin, NULL);
  if (fields[0] == NULL)
    return;
  context = anlan_form_context_new (self->desk, self->kind, &error);
  if (context == NULL)
    {
      say (self, error->message);
      gtk_widget_set_sensitive (GTK_WIDGET (self->apply_button), FALSE);
      return;
    }
  self->form = anlan_form_new (context, ANLAN_FORM_MANY, fields);
  anlan_form_set_record (self->form, nobody, TRUE);
  adw_bin_set_child (self->form_bin, GTK_WIDGET (self->form));
}

static void
on_field_chosen_cb (AdwComboRow *row, GParamSpec *pspec, AnlanBulkDialog *self)
{
  guint place = adw_combo_row_get_selected (row);
  const char *fields[] = { NULL, NULL };

  if (place >= self->fields->len)
    return;
  fields[0] = ((const AnlanField *)g_ptr_array_index (self->fields, place))->id;
  say (self, NULL);
  show_form (self, fields);
}

static void
ask_field (AnlanBulkDialog *self)
{
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (self->kind->fields, i);

      if (!anlan_bulk_can (self->kind, field))
        continue;
      g_ptr_array_add (self->fields, (gpointer)field);
      gtk_string_list_append (titles, anlan_kind_text (field->title));
    }
  gtk_label_set_label (self->help,
                       _ ("All of those chosen get the same value. It is stored in one go and can be "
                          "undone in one go."));
  gtk_button_set_label (self->apply_button, _ ("_Set"));
  adw_combo_row_set_model (self->field_row, G_LIST_MODEL (titles));
}

static void
add_fields (GPtrArray *fields, char **ids)
{
  for (guint i = 0; ids[i] != NULL; i++)
    if (!g_ptr_array_find_with_equal_func (fields, ids[i], g_str_equal, NULL))
      g_ptr_array_add (fields, ids[i]);
}

static void
ask_step (AnlanBulkDialog *self)
{
  const AnlanFlowStep *step = anlan_kind_step (self->kind, self->step);
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  g_autoptr (GString) help = g_string_new (NULL);

  gtk_widget_set_visible (self->field_group, FALSE);
  gtk_widget_set_visible (self->empty_group, FALSE);
  gtk_button_set_label (self->apply_button, step != NULL ? anlan_kind_text (step->title) : _ ("_Save all"));
  gtk_button_set_use_underline (self->apply_button, step == NULL);
  if (step != NULL)
    {
      add_fields (fields, step->requires);
      add_fields (fields, step->ask);
      gtk_widget_set_visible (self->reason_group, step->reason || step->reopen);
      if (step->help != NULL)
        g_string_append_printf (help, "%s\n\n", anlan_kind_text (step->help));
    }
  if (fields->len > 0)
    g_string_append_printf (help, "%s ", _ ("What is left empty stays in each as it is."));
  g_string_append (help,
                   _ ("Those that cannot take this step are left and listed with the reason. A step is not "
                      "undone, but reopened with a reason."));
  gtk_label_set_label (self->help, help->str);
  g_ptr_array_add (fields, NULL);
  show_form (self, (const char *const *)fields->pdata);
}

/* --- applying -------------------------------------------------------------------------------------------------------- */

static AnlanChange *
make_change (AnlanBulkDialog *self)
{
  AnlanChange *change =
      anlan_change_new (self->step != NULL ? ANLAN_OP_STEP : ANLAN_OP_EDIT, self->kind->id, NULL);
  const AnlanRecord *record = self->form != NULL ? anlan_form_get_record (self->form) : NULL;

  change->step = g_strdup (self->step);
  change->reason = gtk_widget_get_visible (self->reason_group)
                       ? g_strdup (gtk_editable_get_text (self->reason_row))
                       : NULL;
  for (guint i = 0; record != NULL && i < self->kind->fields->len; i++)
    {
      const AnlanField *field = g_ptr_array_index (self->kind->fields, i);

      if (anlan_value_is_null (&record->values[i]))
        continue;
      anlan_change_set (change, field->id, &record->values[i]);
      anlan_form_context_give_files (anlan_form_get_context (self->form), change, field, &record->values[i]);
    }
  return change;
}

static void
show_refused (AnlanBulkDialog *self, const AnlanBulk *bulk)
{
  gtk_widget_set_visible (GTK_WIDGET (self->refused_group), bulk->refused->len > 0);
  if (bulk->refused->len > MOST_REFUSED)
    {
      g_autofree char *text = g_strdup_printf (_ ("The first %d of %u"), MOST_REFUSED, bulk->refused->len);

      adw_preferences_group_set_description (self->refused_group, text);
    }
  for (guint i = 0; i < MIN (bulk->refused->len, MOST_REFUSED); i++)
    {
      const AnlanBulkRefused *refused = g_ptr_array_index (bulk->refused, i);
      GtkWidget *row = adw_action_row_new ();
      g_autofree char *title = refused->number != NULL ? g_strdup_printf (C_ ("shown, overdue", "%s · %s"),
                                                                          refused->number, refused->label)
                                                       : g_strdup (refused->label);
      g_autofree char *why = g_markup_escape_text (refused->why, -1);

      adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
      adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 2);
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row), why);
      adw_preferences_group_add (self->refused_group, row);
    }
}

/* The step that takes back the one that was taken, from where it led; NULL: there is none. */
static const AnlanFlowStep *
step_back (AnlanBulkDialog *self)
{
  const AnlanFlowStep *taken = self->step != NULL ? anlan_kind_step (self->kind, self->step) : NULL;

  for (guint i = 0; taken != NULL && !taken->reopen && i < self->kind->steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (self->kind->steps, i);

      if (step->reopen && g_strv_contains ((const char *const *)step->from, taken->to))
        return step;
    }
  return NULL;
}

static void
show_outcome (AnlanBulkDialog *self, const AnlanBulk *bulk)
{
  g_autofree char *changed = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u changed", "%u changed", bulk->changed->len), bulk->changed->len);
  g_autofree char *same = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u kept as it was", "%u kept as they were", bulk->n_same), bulk->n_same);
  g_autofree char *refused = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u refused", "%u refused", bulk->refused->len), bulk->refused->len);
  g_autoptr (GString) text = g_string_new (changed);

  if (bulk->n_same > 0)
    g_string_append_printf (text, " · %s", same);
  if (bulk->refused->len > 0)
    g_string_append_printf (text, " · %s", refused);
  gtk_label_set_label (self->outcome, text->str);
  gtk_label_set_label (self->outcome_note,
                       _ ("The others stand. Those refused stay chosen in the list, to be mended."));
  gtk_widget_set_visible (GTK_WIDGET (self->outcome_note), bulk->refused->len > 0);
  gtk_widget_set_visible (self->undo_button,
                          bulk->batch != NULL && (self->step == NULL || step_back (self) != NULL));
  if (self->step != NULL)
    gtk_button_set_label (GTK_BUTTON (self->undo_button), _ ("_Take all of it back…"));
  show_refused (self, bulk);
  gtk_button_set_label (self->leave_button, _ ("_Close"));
  gtk_widget_set_visible (GTK_WIDGET (self->apply_button), FALSE);
  gtk_stack_set_visible_child_name (self->stack, "done");
  gtk_widget_grab_focus (GTK_WIDGET (self->leave_button));
}

static void
set_at_work (AnlanBulkDialog *self, gboolean at_work)
{
  self->at_work = at_work;
  gtk_widget_set_sensitive (GTK_WIDGET (self->apply_button), !at_work);
  gtk_widget_set_sensitive (GTK_WIDGET (self->leave_button), !at_work);
}

static void
ran_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  AnlanBulkDialog *self = ANLAN_BULK_DIALOG (source);
  g_autoptr (GError) error = NULL;
  gpointer work;
  AnlanBulk *bulk;

  anlan_chore_finish (result, &work, &error);
  bulk = work;
  if (self->desk == NULL)
    return;
  set_at_work (self, FALSE);
  if (error != NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "ask");
      say (self, error->message);
      return;
    }
  self->batch = g_strdup (bulk->batch);
  self->changed = g_array_ref (bulk->changed);
  show_outcome (self, bulk);
  g_signal_emit (self, signals[DONE], 0, bulk);
}

static void
on_apply_clicked_cb (GtkButton *button, AnlanBulkDialog *self)
{
  g_autoptr (AnlanChange) change = NULL;
  AnlanBulk *bulk;

  if (self->form != NULL)
    anlan_form_leave (self->form);
  change = make_change (self);
  if (self->step == NULL && change->fields->len == 0)
    {
      say (self, _ ("Enter the value that all of them get."));
      if (self->form != NULL)
        anlan_form_focus_first (self->form);
      return;
    }
  say (self, NULL);
  bulk = anlan_bulk_new (self->plant, self->kind->id, self->rids, change);
  bulk->only_empty = self->step == NULL && gtk_switch_get_active (self->empty_switch);
  set_at_work (self, TRUE);
  gtk_stack_set_visible_child_name (self->stack, "busy");
  anlan_chore_run (self, anlan_bulk_run, bulk, anlan_bulk_free, NULL, NULL, ran_cb, NULL);
}

static void
undone_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanBulkDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_plant_undo_batch_finish (ANLAN_PLANT (source), result, &error);

  if (self->desk == NULL)
    return;
  set_at_work (self, FALSE);
  if (batch == NULL)
    {
      gtk_label_set_label (self->outcome_note, error->message);
      gtk_widget_set_visible (GTK_WIDGET (self->outcome_note), TRUE);
      gtk_widget_set_visible (self->undo_button, FALSE);
      return;
    }
  anlan_desk_say (self->desk, _ ("All of it is taken back"));
  gtk_window_close (GTK_WINDOW (self));
}

/* A step is taken back by another one, which asks for the reason and is entered for each of them. */
static void
take_back (AnlanBulkDialog *self)
{
  AnlanBulkDialog *dialog =
      anlan_bulk_dialog_new (self->desk, self->kind, self->changed, step_back (self)->id);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), gtk_window_get_transient_for (GTK_WINDOW (self)));
  gtk_window_present (GTK_WINDOW (dialog));
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_undo_clicked_cb (GtkButton *button, AnlanBulkDialog *self)
{
  if (self->step != NULL)
    {
      take_back (self);
      return;
    }
  set_at_work (self, TRUE);
  gtk_widget_set_sensitive (self->undo_button, FALSE);
  anlan_plant_undo_batch_async (self->plant, self->batch, undone_cb, g_object_ref (self));
}

/* --- object ---------------------------------------------------------------------------------------------------------- */

/* What is being written is not left in the dark. */
static gboolean
anlan_bulk_dialog_close_request (GtkWindow *window)
{
  if (ANLAN_BULK_DIALOG (window)->at_work)
    return GDK_EVENT_STOP;
  return GTK_WINDOW_CLASS (anlan_bulk_dialog_parent_class)->close_request (window);
}

static void
anlan_bulk_dialog_dispose (GObject *object)
{
  AnlanBulkDialog *self = ANLAN_BULK_DIALOG (object);

  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_BULK_DIALOG);
  g_clear_object (&self->desk);
  g_clear_object (&self->plant);
  G_OBJECT_CLASS (anlan_bulk_dialog_parent_class)->dispose (object);
}

static void
anlan_bulk_dialog_finalize (GObject *object)
{
  AnlanBulkDialog *self = ANLAN_BULK_DIALOG (object);

  g_ptr_array_unref (self->fields);
  g_clear_pointer (&self->rids, g_array_unref);
  g_clear_pointer (&self->changed, g_array_unref);
  g_clear_pointer (&self->kind, anlan_kind_unref);
  g_free (self->step);
  g_free (self->batch);
  G_OBJECT_CLASS (anlan_bulk_dialog_parent_class)->finalize (object);
}

static void
anlan_bulk_dialog_class_init (AnlanBulkDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_bulk_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_bulk_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = anlan_bulk_dialog_close_request;
  signals[DONE] = g_signal_new ("done", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_POINTER);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("bulk-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, leave_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, apply_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, help);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, field_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, field_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, form_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, empty_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, empty_switch);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, reason_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, reason_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, outcome);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, outcome_note);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, undo_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanBulkDialog, refused_group);
  gtk_widget_class_bind_template_callback (widget_class, on_apply_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_field_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_undo_clicked_cb);
}

static void
anlan_bulk_dialog_init (AnlanBulkDialog *self)
{
  self->fields = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanBulkDialog *
anlan_bulk_dialog_new (AnlanDesk *desk, AnlanKind *kind, GArray *rids, const char *step)
{
  AnlanBulkDialog *self = g_object_new (ANLAN_TYPE_BULK_DIALOG, NULL);
  const AnlanFlowStep *taken = step != NULL ? anlan_kind_step (kind, step) : NULL;
  const char *title = taken != NULL  ? anlan_kind_text (taken->title)
                      : step != NULL ? _ ("Save drafts")
                                     : _ ("Set a field");
  g_autofree char *count = NULL, *subtitle = NULL;

  g_return_val_if_fail (anlan_desk_get_plant (desk) != NULL && rids != NULL, self);

  self->desk = g_object_ref (desk);
  self->plant = g_object_ref (anlan_desk_get_plant (desk));
  self->kind = anlan_kind_ref (kind);
  self->rids = g_array_ref (rids);
  self->step = g_strdup (step);
  count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u chosen", "%u chosen", rids->len), rids->len);
  subtitle = g_strdup_printf (C_ ("shown, overdue", "%s · %s"), anlan_kind_text (kind->plural), count);
  adw_window_title_set_title (self->window_title, title);
  adw_window_title_set_subtitle (self->window_title, subtitle);
  gtk_window_set_title (GTK_WINDOW (self), title);
  if (step != NULL)
    ask_step (self);
  else
    ask_field (self);
  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "unit-dialog.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"
#include "base/time.h"
#include "reference-picker.h"
#include "resources.h"
#include "window.h"

#define PLAN_AFTER_MS 300
/* Rows of one kind that can be looked at, and sent elsewhere, one by one. */
#define MOST_ROWS 150

struct _AnlanUnitDialog
{
  AdwWindow parent_instance;

  /* template */
  AdwWindowTitle *window_title;
  GtkButton *apply_button;
  GtkLabel *help;
  GtkLabel *problem;
  GtkWidget *heir_group;
  AdwActionRow *heir_row;
  GtkMenuButton *heir_button;
  GtkEditable *heir_name_row;
  AdwActionRow *also_row;
  GtkMenuButton *also_button;
  AdwPreferencesGroup *parts_group;
  AdwPreferencesRow *goes_on_row;
  GtkSwitch *goes_on_switch;
  GtkEditable *day_row;
  GtkEditable *reason_row;
  AdwPreferencesGroup *moves_group;

  /* owned */
  AnlanDesk *desk;
  AnlanPlant *plant;
  AnlanRecord *unit;
  AnlanUnitChangeType type;
  char *heir;              /* id, or NULL: none is chosen */
  GPtrArray *also;         /* char*: ids of further units that are merged */
  GPtrArray *parts;        /* AdwEntryRow, borrowed: names of the new units */
  GHashTable *sent;        /* record id -> GUINT_TO_POINTER: place among the new units, counted from 1 */
  AnlanUnitChange *change; /* as it stands; NULL: something is missing */
  AnlanUnitPlan *plan;     /* of @change, or NULL */
  GPtrArray *expanders;    /* AdwExpanderRow, borrowed: one for each kind */
  GCancellable *cancellable;
  guint plan_timeout;
  gboolean at_work;
};

G_DEFINE_FINAL_TYPE (AnlanUnitDialog, anlan_unit_dialog, ADW_TYPE_WINDOW)

static void
say (AnlanUnitDialog *self, const char *text)
{
  gtk_label_set_label (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), text != NULL);
}

static char *
typed (GtkEditable *row)
{
  return anlan_text_collapse (gtk_editable_get_text (row));
}

/* --- what is asked for ------------------------------------------------------------------------------------------------- */

/* Ids of the new units by their place. What has no name yet is left out: it keeps its place with NULL. */
static GPtrArray *
add_parts (AnlanUnitDialog *self, AnlanUnitChange *change)
{
  GPtrArray *ids = g_ptr_array_new ();

  for (guint i = 0; i < self->parts->len; i++)
    {
      g_autofree char *name = typed (g_ptr_array_index (self->parts, i));

      g_ptr_array_add (
          ids, name[0] != '\0' ? (gpointer)anlan_unit_change_add_new (change, name, NULL, NULL, NULL) : NULL);
    }
  return ids;
}

static gboolean
has_parts (GPtrArray *ids)
{
  for (guint i = 0; i < ids->len; i++)
    if (g_ptr_array_index (ids, i) != NULL)
      return TRUE;
  return FALSE;
}

static void
send_moves (AnlanUnitDialog *self, AnlanUnitChange *change, GPtrArray *ids)
{
  GHashTableIter iter;
  gpointer record, place;

  g_hash_table_iter_init (&iter, self->sent);
  while (g_hash_table_iter_next (&iter, &record, &place))
    {
      guint i = GPOINTER_TO_UINT (place) - 1;

      if (i < ids->len && g_ptr_array_index (ids, i) != NULL)
        anlan_unit_change_send (change, record, g_ptr_array_index (ids, i));
    }
}

/* NULL while something is missing. @all: only to see all that belongs to a unit that is split: what would stay where it
 * is, is no move. */
static AnlanUnitChange *
make_change (AnlanUnitDialog *self, gboolean all)
{
  g_autoptr (AnlanUnitChange) change = anlan_unit_change_new (self->plant, self->type, self->unit->id);
  g_autofree char *name = typed (self->heir_name_row);
  g_autofree char *day = typed (self->day_row);
  g_autofree char *reason = typed (self->reason_row);

  if (self->type == ANLAN_UNIT_SPLIT)
    {
      g_autoptr (GPtrArray) ids = add_parts (self, change);

      if (!has_parts (ids))
        return NULL;
      anlan_unit_change_set_goes_on (change, !all && gtk_switch_get_active (self->goes_on_switch));
      if (!all)
        send_moves (self, change, ids);
    }
  else if (name[0] != '\0')
    anlan_unit_change_set_heir (change, anlan_unit_change_add_new (change, name, NULL, NULL, NULL));
  else if (self->heir != NULL)
    anlan_unit_change_set_heir (change, self->heir);
  else if (self->type == ANLAN_UNIT_MERGE)
    return NULL;
  for (guint i = 0; i < self->also->len; i++)
    anlan_unit_change_add (change, g_ptr_array_index (self->also, i));
  if (day[0] != '\0')
    anlan_unit_change_set_day (change, day);
  if (reason[0] != '\0')
    anlan_unit_change_set_reason (change, reason);
  return g_steal_pointer (&change);
}

/* --- what will go where ------------------------------------------------------------------------------------------------ */

static void
update (AnlanUnitDialog *self)
{
  gtk_widget_set_sensitive (GTK_WIDGET (self->apply_button), self->plan != NULL && !self->at_work);
}

static void
on_target_cb (GtkDropDown *drop, GParamSpec *pspec, AnlanUnitDialog *self)
{
  const char *record = g_object_get_data (G_OBJECT (drop), "anlan-record");
  guint place = gtk_drop_down_get_selected (drop);

  if (place == 0 || place == GTK_INVALID_LIST_POSITION)
    g_hash_table_remove (self->sent, record);
  else
    g_hash_table_insert (self->sent, g_strdup (record), GUINT_TO_POINTER (place));
}

/* Where one of them may go: first to whoever takes over the rest. */
static GtkStringList *
targets (AnlanUnitDialog *self)
{
  GtkStringList *list = gtk_string_list_new (NULL);
  gboolean goes_on = gtk_switch_get_active (self->goes_on_switch);

  gtk_string_list_append (list, goes_on ? anlan_record_label (self->unit) : _ ("With the rest"));
  for (guint i = 0; i < self->parts->len; i++)
    {
      g_autofree char *name = typed (g_ptr_array_index (self->parts, i));

      gtk_string_list_append (list, name[0] != '\0' ? name : "—");
    }
  return list;
}

static GtkWidget *
make_target (AnlanUnitDialog *self, const AnlanRecord *record)
{
  GtkWidget *drop = gtk_drop_down_new (G_LIST_MODEL (targets (self)), NULL);
  const char *label = anlan_record_label (record);

  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop),
                              GPOINTER_TO_UINT (g_hash_table_lookup (self->sent, record->id)));
  gtk_widget_set_valign (drop, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (drop), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_object_set_data_full (G_OBJECT (drop), "anlan-record", g_strdup (record->id), g_free);
  g_signal_connect_object (drop, "notify::selected", G_CALLBACK (on_target_cb), self, 0);
  return drop;
}

static GtkWidget *
make_row (AnlanUnitDialog *self, const AnlanUnitMove *move)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), anlan_record_label (move->record));
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  if (move->record->number != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), move->record->number);
  if (self->type == ANLAN_UNIT_SPLIT)
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), make_target (self, move->record));
  return row;
}

/* The rows of a kind are made when somebody wants to see them. */
static void
on_expanded_cb (AdwExpanderRow *expander, GParamSpec *pspec, AnlanUnitDialog *self)
{
  const char *kind = g_object_get_data (G_OBJECT (expander), "anlan-kind");
  guint made = 0;

  if (self->plan == NULL || g_object_get_data (G_OBJECT (expander), "anlan-filled") != NULL)
    return;
  g_object_set_data (G_OBJECT (expander), "anlan-filled", expander);
  for (guint i = 0; i < self->plan->moves->len && made < MOST_ROWS; i++)
    {
      const AnlanUnitMove *move = g_ptr_array_index (self->plan->moves, i);

      if (g_strcmp0 (move->record->kind->id, kind) != 0)
        continue;
      adw_expander_row_add_row (expander, make_row (self, move));
      made++;
    }
}

static void
add_kind (AnlanUnitDialog *self, const AnlanKind *kind, guint count)
{
  GtkWidget *expander = adw_expander_row_new ();
  g_autofree char *title = g_strdup_printf (_ ("%s (%u)"), anlan_kind_text (kind->plural), count);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (expander), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (expander), title);
  if (count > MOST_ROWS)
    {
      g_autofree char *text = g_strdup_printf (_ ("The first %d can be looked at here."), MOST_ROWS);

      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (expander), text);
    }
  g_object_set_data_full (G_OBJECT (expander), "anlan-kind", g_strdup (kind->id), g_free);
  g_signal_connect_object (expander, "notify::expanded", G_CALLBACK (on_expanded_cb), self, 0);
  adw_preferences_group_add (self->moves_group, expander);
  g_ptr_array_add (self->expanders, expander);
}

/* "3 memberships go over. 2 open duties follow. 14 closed records keep the unit of their day." */
static char *
describe (AnlanUnitDialog *self)
{
  const AnlanUnitPlan *plan = self->plan;
  gboolean split = self->type == ANLAN_UNIT_SPLIT;
  g_autoptr (GString) text = g_string_new (NULL);

  if (plan->moves->len == 0)
    g_string_append (text, _ ("Nothing open belongs to it."));
  else if (split)
    g_string_append (text, _ ("Open a list and say for each where it goes. "));
  if (plan->memberships > 0 && !split)
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE, "%u membership goes over. ",
                                         "%u memberships go over. ", plan->memberships),
                            plan->memberships);
  if (plan->duties > 0 && !split)
    g_string_append_printf (
        text,
        g_dngettext (GETTEXT_PACKAGE, "%u open duty follows. ", "%u open duties follow. ", plan->duties),
        plan->duties);
  if (plan->kept > 0)
    g_string_append_printf (text,
                            g_dngettext (GETTEXT_PACKAGE, "%u closed record keeps the unit of its day.",
                                         "%u closed records keep the unit of their day.", plan->kept),
                            plan->kept);
  return g_strdup (text->str);
}

static void
clear_plan (AnlanUnitDialog *self)
{
  for (guint i = 0; i < self->expanders->len; i++)
    adw_preferences_group_remove (self->moves_group, g_ptr_array_index (self->expanders, i));
  g_ptr_array_set_size (self->expanders, 0);
  g_clear_pointer (&self->plan, anlan_unit_plan_free);
  adw_preferences_group_set_description (self->moves_group, NULL);
  update (self);
}

/* Moves of a kind stand together. */
static void
show_plan (AnlanUnitDialog *self)
{
  g_autofree char *text = describe (self);
  guint from = 0;

  adw_preferences_group_set_description (self->moves_group, text);
  for (guint i = 1; i <= self->plan->moves->len; i++)
    {
      const AnlanUnitMove *first = g_ptr_array_index (self->plan->moves, from);
      const AnlanUnitMove *next =
          i < self->plan->moves->len ? g_ptr_array_index (self->plan->moves, i) : NULL;

      if (next != NULL && g_strcmp0 (next->record->kind->id, first->record->kind->id) == 0)
        continue;
      add_kind (self, first->record->kind, i - from);
      from = i;
    }
  update (self);
}

static void
planned_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  AnlanUnitPlan *plan = anlan_unit_change_plan_finish (ANLAN_PLANT (source), result, &error);
  AnlanUnitDialog *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  clear_plan (self);
  if (plan == NULL)
    {
      say (self, error->message);
      return;
    }
  say (self, NULL);
  self->plan = plan;
  show_plan (self);
}

static gboolean
plan_cb (gpointer data)
{
  AnlanUnitDialog *self = data;

  self->plan_timeout = 0;
  g_clear_pointer (&self->change, anlan_unit_change_unref);
  self->change = make_change (self, self->type == ANLAN_UNIT_SPLIT);
  if (self->change == NULL)
    {
      clear_plan (self);
      say (self, NULL);
      adw_preferences_group_set_description (
          self->moves_group, self->type == ANLAN_UNIT_SPLIT ? _ ("Name at least one new unit to see it.")
                                                            : _ ("Choose who takes over to see it."));
      return G_SOURCE_REMOVE;
    }
  anlan_unit_change_plan_async (self->change, self->cancellable, planned_cb, self);
  return G_SOURCE_REMOVE;
}

static void
plan_later (AnlanUnitDialog *self)
{
  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  g_clear_handle_id (&self->plan_timeout, g_source_remove);
  self->plan_timeout = g_timeout_add (PLAN_AFTER_MS, plan_cb, self);
  gtk_widget_set_sensitive (GTK_WIDGET (self->apply_button), FALSE);
}

/* --- entering ---------------------------------------------------------------------------------------------------------- */

static void
on_typed_cb (GtkEditable *row, AnlanUnitDialog *self)
{
  plan_later (self);
}

static void
on_heir_named_cb (GtkEditable *row, AnlanUnitDialog *self)
{
  if (gtk_editable_get_text (row)[0] != '\0')
    {
      g_clear_pointer (&self->heir, g_free);
      adw_action_row_set_subtitle (self->heir_row, "");
    }
  plan_later (self);
}

static void
on_heir_picked_cb (AnlanReferencePicker *picker, const char *id, const char *label, AnlanUnitDialog *self)
{
  gtk_editable_set_text (self->heir_name_row, "");
  g_free (self->heir);
  self->heir = g_strdup (id);
  adw_action_row_set_subtitle (self->heir_row, label);
  plan_later (self);
}

static void
on_also_picked_cb (AnlanReferencePicker *picker, const char *id, const char *label, AnlanUnitDialog *self)
{
  const char *before = adw_action_row_get_subtitle (self->also_row);
  g_autofree char *all = NULL;

  if (g_strcmp0 (id, self->unit->id) == 0 ||
      g_ptr_array_find_with_equal_func (self->also, id, g_str_equal, NULL))
    return;
  all = before != NULL && before[0] != '\0' ? g_strconcat (before, C_ ("between items", ", "), label, NULL)
                                            : g_strdup (label);
  g_ptr_array_add (self->also, g_strdup (id));
  adw_action_row_set_subtitle (self->also_row, all);
  plan_later (self);
}

static void
add_part (AnlanUnitDialog *self)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _ ("Name of the new unit"));
  g_signal_connect_object (row, "changed", G_CALLBACK (on_typed_cb), self, 0);
  adw_preferences_group_add (self->parts_group, row);
  g_ptr_array_add (self->parts, row);
}

static void
on_add_part_cb (GtkButton *button, AnlanUnitDialog *self)
{
  add_part (self);
  gtk_widget_grab_focus (g_ptr_array_index (self->parts, self->parts->len - 1));
}

static void
on_goes_on_cb (GtkSwitch *toggle, GParamSpec *pspec, AnlanUnitDialog *self)
{
  if (self->desk != NULL)
    plan_later (self);
}

/* --- doing it ---------------------------------------------------------------------------------------------------------- */

static void
tell_done (AnlanUnitDialog *self)
{
  static const char *const sentences[] = { N_ ("Merged: %s"), N_ ("Split: %s"), N_ ("Closed: %s") };
  AnlanWindow *window = anlan_window_of (GTK_WIDGET (self));
  g_autofree char *text = g_strdup_printf (_ (sentences[self->type]), anlan_record_label (self->unit));
  AdwToast *toast = adw_toast_new (text);

  gtk_window_close (GTK_WINDOW (self));
  adw_toast_set_button_label (toast, _ ("_Undo"));
  adw_toast_set_action_name (toast, "win.undo");
  if (window != NULL)
    anlan_window_toast (window, toast);
}

static void
applied_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanUnitDialog) self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = anlan_unit_change_apply_finish (ANLAN_PLANT (source), result, &error);

  if (self->desk == NULL)
    return;
  self->at_work = FALSE;
  if (batch != NULL)
    tell_done (self);
  else
    {
      say (self, error->message);
      update (self);
    }
}

static void
on_apply_clicked_cb (GtkButton *button, AnlanUnitDialog *self)
{
  g_autoptr (AnlanUnitChange) change = make_change (self, FALSE);

  if (change == NULL)
    return;
  self->at_work = TRUE;
  say (self, NULL);
  update (self);
  anlan_unit_change_apply_async (change, applied_cb, g_object_ref (self));
}

/* --- object ------------------------------------------------------------------------------------------------------------ */

/* What is being written is not left in the dark. */
static gboolean
anlan_unit_dialog_close_request (GtkWindow *window)
{
  if (ANLAN_UNIT_DIALOG (window)->at_work)
    return GDK_EVENT_STOP;
  return GTK_WINDOW_CLASS (anlan_unit_dialog_parent_class)->close_request (window);
}

static void
anlan_unit_dialog_dispose (GObject *object)
{
  AnlanUnitDialog *self = ANLAN_UNIT_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->plan_timeout, g_source_remove);
  g_clear_pointer (&self->change, anlan_unit_change_unref);
  /* Pickers hold on to the plant. */
  if (self->heir_button != NULL)
    gtk_menu_button_set_popover (self->heir_button, NULL);
  if (self->also_button != NULL)
    gtk_menu_button_set_popover (self->also_button, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_UNIT_DIALOG);
  g_clear_object (&self->desk);
  g_clear_object (&self->plant);
  G_OBJECT_CLASS (anlan_unit_dialog_parent_class)->dispose (object);
}

static void
anlan_unit_dialog_finalize (GObject *object)
{
  AnlanUnitDialog *self = ANLAN_UNIT_DIALOG (object);

  g_object_unref (self->cancellable);
  g_clear_pointer (&self->plan, anlan_unit_plan_free);
  g_clear_pointer (&self->unit, anlan_record_unref);
  g_ptr_array_unref (self->also);
  g_ptr_array_unref (self->parts);
  g_ptr_array_unref (self->expanders);
  g_hash_table_unref (self->sent);
  g_free (self->heir);
  G_OBJECT_CLASS (anlan_unit_dialog_parent_class)->finalize (object);
}

static void
anlan_unit_dialog_class_init (AnlanUnitDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_unit_dialog_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_unit_dialog_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = anlan_unit_dialog_close_request;
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("unit-dialog"));
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, window_title);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, apply_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, help);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, problem);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, heir_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, heir_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, heir_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, heir_name_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, also_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, also_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, parts_group);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, goes_on_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, goes_on_switch);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, day_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, reason_row);
  gtk_widget_class_bind_template_child (widget_class, AnlanUnitDialog, moves_group);
  gtk_widget_class_bind_template_callback (widget_class, on_add_part_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_apply_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_goes_on_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_heir_named_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_typed_cb);
}

static void
anlan_unit_dialog_init (AnlanUnitDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->also = g_ptr_array_new_with_free_func (g_free);
  self->parts = g_ptr_array_new ();
  self->expanders = g_ptr_array_new ();
  self->sent = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
set_words (AnlanUnitDialog *self)
{
  static const struct
  {
    const char *title, *help, *button;
  } words[] = {
    { N_ ("Merge the unit"),
      N_ ("Its people, open duties and open records go to the unit that takes over. What is closed keeps the "
          "unit "
          "of its day. All of it can be undone in one go."),
      N_ ("_Merge") },
    { N_ ("Split the unit"),
      N_ ("Name the new units, then send to them whom and what is theirs. What is closed keeps the unit of "
          "its "
          "day. All of it can be undone in one go."),
      N_ ("_Split") },
    { N_ ("Close the unit"),
      N_ ("Its people, open duties and open records go to the unit above, or to the one chosen here. What is "
          "closed keeps the unit of its day. All of it can be undone in one go."),
      N_ ("_Close the unit") },
  };

  adw_window_title_set_title (self->window_title, _ (words[self->type].title));
  adw_window_title_set_subtitle (self->window_title, anlan_record_label (self->unit));
  gtk_window_set_title (GTK_WINDOW (self), _ (words[self->type].title));
  gtk_label_set_label (self->help, _ (words[self->type].help));
  gtk_button_set_label (self->apply_button, _ (words[self->type].button));
}

static void
add_picker (AnlanUnitDialog *self, GtkMenuButton *button, GCallback picked)
{
  GtkWidget *picker = anlan_reference_picker_new (self->plant, "unit");

  g_signal_connect_object (picker, "picked", picked, self, 0);
  gtk_menu_button_set_popover (button, picker);
}

AnlanUnitDialog *
anlan_unit_dialog_new (AnlanDesk *desk, AnlanUnitChangeType type, AnlanRecord *unit, const char *above)
{
  AnlanUnitDialog *self = g_object_new (ANLAN_TYPE_UNIT_DIALOG, NULL);
  g_autofree char *goes_on = g_strdup_printf (_ ("%s goes on"), anlan_record_label (unit));
  g_autoptr (GTimeZone) zone = NULL;
  g_autofree char *today = NULL;

  g_return_val_if_fail (anlan_desk_get_plant (desk) != NULL, self);

  self->desk = g_object_ref (desk);
  self->plant = g_object_ref (anlan_desk_get_plant (desk));
  self->type = type;
  self->unit = anlan_record_ref (unit);
  set_words (self);
  gtk_widget_set_visible (self->heir_group, type != ANLAN_UNIT_SPLIT);
  gtk_widget_set_visible (GTK_WIDGET (self->also_row), type == ANLAN_UNIT_MERGE);
  gtk_widget_set_visible (GTK_WIDGET (self->parts_group), type == ANLAN_UNIT_SPLIT);
  gtk_widget_set_visible (GTK_WIDGET (self->heir_name_row), type == ANLAN_UNIT_MERGE);
  adw_preferences_row_set_title (self->goes_on_row, goes_on);
  if (type == ANLAN_UNIT_CLOSE && above != NULL)
    adw_action_row_set_subtitle (self->heir_row, above);
  add_picker (self, self->heir_button, G_CALLBACK (on_heir_picked_cb));
  add_picker (self, self->also_button, G_CALLBACK (on_also_picked_cb));
  if (type == ANLAN_UNIT_SPLIT)
    add_part (self);
  zone = anlan_plant_ref_zone (self->plant);
  today = anlan_local_format (anlan_plant_now (self->plant), zone, "%Y-%m-%d");
  gtk_editable_set_text (self->day_row, today);
  plan_later (self);
  return self;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "record-head.h"

#include <glib/gi18n-lib.h>

#include "base/time.h"
#include "finding-list.h"
#include "grade-chip.h"
#include "model/timeline.h"
#include "pages.h"
#include "resources.h"
#include "say.h"
#include "stage-path.h"

/* More steps than these go into a menu. */
#define MOST_BUTTONS 2

struct _AnlanRecordHead
{
  AdwBin parent_instance;

  /* template */
  GtkWidget *facts;
  AnlanGradeChip *chip;
  GtkLabel *number;
  GtkLabel *state;
  GtkWidget *due_box;
  GtkLabel *due;
  GtkLabel *title;
  AnlanStagePath *path;
  GtkBox *steps;
  GtkBox *needs;

  AnlanFindingList *findings; /* borrowed */

  /* owned */
  AnlanDesk *desk;
  AnlanRecord *record;
  GStrv needed;
  char *offered; /* what the steps on the screen were made from */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (AnlanRecordHead, anlan_record_head, ADW_TYPE_BIN)

enum
{
  NEEDS_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
clear (GtkBox *box)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))) != NULL)
    gtk_box_remove (box, child);
}

/* --- steps ----------------------------------------------------------------------------------------------------------- */

GPtrArray *
anlan_record_steps (const AnlanRecord *record)
{
  GPtrArray *steps = g_ptr_array_new ();

  if (record->stage == NULL || record->voided)
    return steps;
  for (guint i = 0; i < record->kind->steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (record->kind->steps, i);

      if (step->reopen || step->unasked || !g_strv_contains ((const char *const *)step->from, record->stage))
        continue;
      g_ptr_array_insert (steps, step->primary ? 0 : -1, (gpointer)step);
    }
  return steps;
}

/* A step that asks for something opens a dialog: the dots say so. */
static char *
step_label (const AnlanFlowStep *step)
{
  const char *title = anlan_kind_text (step->title);
  gboolean asks = step->requires[0] != NULL || step->ask[0] != NULL || step->reason || step->help != NULL;

  return asks ? g_strdup_printf (C_ ("step that asks for something", "%s…"), title) : g_strdup (title);
}

static void
add_step_button (AnlanRecordHead *self, const char *id, const char *label, gboolean primary)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "record.step");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", id);
  if (primary)
    gtk_widget_add_css_class (button, "suggested-action");
  gtk_box_append (self->steps, button);
}

static void
add_step_menu (AnlanRecordHead *self, GPtrArray *steps, guint from)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  GtkWidget *button = gtk_menu_button_new ();

  for (guint i = from; i < steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (steps, i);
      g_autofree char *label = step_label (step);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "record.step", "s", step->id);
      g_menu_append_item (menu, item);
    }
  gtk_menu_button_set_label (GTK_MENU_BUTTON (button), _ ("Other steps"));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), G_MENU_MODEL (menu));
  gtk_box_append (self->steps, button);
}

/* Steps that stay as they are keep their buttons: what others do in the plant does not take one away from under the
 * finger that is just pressing it. */
static gboolean
is_offered (AnlanRecordHead *self, GPtrArray *steps)
{
  g_autoptr (GString) offered = g_string_new (self->record->id);

  g_string_append_printf (offered, " %s %d", self->record->stage != NULL ? self->record->stage : "",
                          self->record->draft);
  for (guint i = 0; i < steps->len; i++)
    g_string_append_printf (offered, " %s", ((const AnlanFlowStep *)g_ptr_array_index (steps, i))->id);
  if (g_strcmp0 (offered->str, self->offered) == 0)
    return TRUE;
  g_free (self->offered);
  self->offered = g_strdup (offered->str);
  return FALSE;
}

/* Where this is not only kept but done, a button leads there; it comes before any step. */
static gboolean
add_work_button (AnlanRecordHead *self)
{
  const AnlanRecord *record = self->record;
  const AnlanPageInfo *info = anlan_pages_of_work (anlan_desk_get_pages (self->desk), record->kind->id);
  const AnlanStage *stage = record->stage != NULL ? anlan_kind_stage (record->kind, record->stage) : NULL;
  GtkWidget *button;

  if (info == NULL || record->draft || record->voided ||
      (record->kind->stages->len > 0 && (stage == NULL || stage->final)))
    return FALSE;
  button = gtk_button_new_with_label (_ (info->verb));
  gtk_widget_add_css_class (button, "suggested-action");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "record.work-on");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "(ss)", record->kind->id, record->id);
  gtk_box_append (self->steps, button);
  return TRUE;
}

static void
show_steps (AnlanRecordHead *self)
{
  g_autoptr (GPtrArray) steps = anlan_record_steps (self->record);
  guint buttons = steps->len <= MOST_BUTTONS + 1 ? steps->len : MOST_BUTTONS;
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  /* Who took a step by its button goes on to the next by Enter. */
  gboolean focused = focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->steps));
  gboolean works;

  if (is_offered (self, steps))
    return;
  clear (self->steps);
  works = add_work_button (self);
  for (guint i = 0; i < buttons; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (steps, i);
      g_autofree char *label = step_label (step);

      add_step_button (self, step->id, label, step->primary && !works);
    }
  if (steps->len > buttons)
    add_step_menu (self, steps, buttons);
  gtk_widget_set_visible (GTK_WIDGET (self->steps),
                          gtk_widget_get_first_child (GTK_WIDGET (self->steps)) != NULL);
  if (focused)
    gtk_widget_child_focus (GTK_WIDGET (self->steps), GTK_DIR_TAB_FORWARD);
}

/* --- what the usual step still needs ------------------------------------------------------------------------------------ */

static void
add_need_link (AnlanRecordHead *self, const AnlanProblem *problem)
{
  const AnlanField *field = anlan_kind_field (self->record->kind, problem->field);
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = gtk_image_new_from_icon_name ("anlan-need-symbolic");
  GtkWidget *label = gtk_label_new (problem->guard != NULL || field == NULL ? problem->message
                                                                            : anlan_kind_text (field->title));

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "need");
  if (field != NULL)
    {
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "record.focus");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", field->id);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, problem->message,
                                  -1);
  gtk_box_append (self->needs, button);
}

static void
show_needs (AnlanRecordHead *self, GPtrArray *problems)
{
  g_autoptr (GPtrArray) fields = g_ptr_array_new ();
  GtkWidget *caption = gtk_label_new (_ ("Still needed"));

  clear (self->needs);
  gtk_label_set_xalign (GTK_LABEL (caption), 0);
  gtk_widget_add_css_class (caption, "caption-heading");
  gtk_widget_add_css_class (caption, "dim-label");
  gtk_box_append (self->needs, caption);
  for (guint i = 0; i < problems->len; i++)
    {
      AnlanProblem *problem = g_ptr_array_index (problems, i);

      /* A reason is asked for when the step is taken. */
      if (g_strcmp0 (problem->guard, "reason") == 0)
        continue;
      add_need_link (self, problem);
      if (problem->field != NULL)
        g_ptr_array_add (fields, g_strdup (problem->field));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->needs), gtk_widget_get_next_sibling (caption) != NULL);
  g_ptr_array_add (fields, NULL);
  g_strfreev (self->needed);
  self->needed = (GStrv)g_ptr_array_steal (fields, NULL);
  g_signal_emit (self, signals[NEEDS_CHANGED], 0);
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = anlan_plant_check_finish (ANLAN_PLANT (source), result, &error);
  g_autoptr (GPtrArray) one = NULL;
  AnlanRecordHead *self = data;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (problems == NULL)
    {
      AnlanProblem *problem = g_new0 (AnlanProblem, 1);

      one = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_problem_free);
      problem->guard = g_strdup ("error");
      problem->message = g_strdup (error->message);
      g_ptr_array_add (one, problem);
    }
  show_needs (self, problems != NULL ? problems : one);
}

static void
look_what_is_needed (AnlanRecordHead *self)
{
  g_autoptr (GPtrArray) steps = anlan_record_steps (self->record);
  const AnlanFlowStep *step = steps->len > 0 ? g_ptr_array_index (steps, 0) : NULL;
  g_autoptr (AnlanChange) change = NULL;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  if (step == NULL || !step->primary)
    {
      g_autoptr (GPtrArray) none = g_ptr_array_new ();

      show_needs (self, none);
      return;
    }
  change = anlan_change_new (ANLAN_OP_STEP, self->record->kind->id, self->record->id);
  change->step = g_strdup (step->id);
  anlan_plant_check_async (anlan_desk_get_plant (self->desk), change, self->cancellable, checked_cb, self);
}

/* --- what it is and where it stands ---------------------------------------------------------------------------------------- */

/* The deadline of what is owed now, where a field of the record says it. */
static const char *
find_deadline (const AnlanRecord *record, const AnlanField **found)
{
  for (guint i = 0; i < record->kind->duties->len; i++)
    {
      const AnlanDuty *duty = g_ptr_array_index (record->kind->duties, i);
      const AnlanField *field = anlan_duty_field (record->kind, duty);

      if (field != NULL && (duty->stage == NULL || g_strcmp0 (duty->stage, record->stage) == 0) &&
          !anlan_value_is_null (&record->values[field->index]))
        {
          *found = field;
          return anlan_value_get_text (&record->values[field->index]);
        }
    }
  return NULL;
}

static void
show_due (AnlanRecordHead *self)
{
  AnlanPlant *plant = anlan_desk_get_plant (self->desk);
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (plant);
  const AnlanField *field = NULL;
  const char *text =
      self->record->voided || self->record->draft ? NULL : find_deadline (self->record, &field);
  gboolean late = FALSE, known = FALSE;
  g_autofree char *wall = NULL, *moment = NULL, *said = NULL, *full = NULL;
  gint64 ms = 0;

  if (text != NULL && field->type == ANLAN_FIELD_DATE)
    {
      wall = g_strconcat (text, " 23:59:59", NULL);
      moment = anlan_moment_from_text (wall, zone);
      text = moment;
    }
  known = text != NULL && anlan_time_parse (text, &ms);
  gtk_widget_set_visible (self->due_box, known);
  if (!known)
    return;
  said = anlan_say_due (ms, anlan_plant_now (plant), &late);
  full = anlan_say_moment_fully (ms, zone);
  gtk_label_set_label (self->due, said);
  gtk_widget_set_tooltip_text (self->due_box, full);
  if (late)
    gtk_widget_add_css_class (self->due_box, "late");
  else
    gtk_widget_remove_css_class (self->due_box, "late");
}

static void
show_state (AnlanRecordHead *self)
{
  const char *state = self->record->voided ? _ ("Void") : self->record->draft ? _ ("Draft") : NULL;

  gtk_label_set_label (self->state, state != NULL ? state : "");
  gtk_widget_set_visible (GTK_WIDGET (self->state), state != NULL);
}

static void
show_grade (AnlanRecordHead *self)
{
  const AnlanField *field = anlan_kind_grade_field (self->record->kind);
  const char *id = field != NULL && !self->record->draft
                       ? anlan_value_get_text (&self->record->values[field->index])
                       : NULL;

  anlan_grade_chip_set (self->chip, id != NULL ? anlan_field_choice (field, id) : NULL);
}

/* The last time that it came to the stage, unless it was given back to an earlier one since. */
static gboolean
is_last_of_stage (GPtrArray *stories, guint place)
{
  const AnlanStory *story = g_ptr_array_index (stories, place);

  for (guint i = place + 1; i < stories->len; i++)
    if (g_strcmp0 (((AnlanStory *)g_ptr_array_index (stories, i))->stage, story->stage) == 0)
      return FALSE;
  return TRUE;
}

static void
append_passage (AnlanRecordHead *self, GString *times, const AnlanStory *story, GTimeZone *zone, gint64 now)
{
  const AnlanStage *stage = anlan_kind_stage (self->record->kind, story->stage);
  g_autofree char *at = NULL;
  gint64 ms;

  if (stage == NULL || !anlan_time_parse (story->at, &ms))
    return;
  at = anlan_say_moment (ms, now, zone);
  if (times->len > 0)
    g_string_append (times, " → ");
  /* Translators: a stage and when the record came to it */
  g_string_append_printf (times, C_ ("stage and time", "%s %s"), anlan_kind_text (stage->title), at);
}

void
anlan_record_head_set_story (AnlanRecordHead *self, GPtrArray *stories)
{
  g_autoptr (GString) times = g_string_new (NULL);
  g_autoptr (GTimeZone) zone = NULL;
  AnlanPlant *plant;

  g_return_if_fail (ANLAN_IS_RECORD_HEAD (self));

  plant = anlan_desk_get_plant (self->desk);
  if (plant == NULL || self->record == NULL || stories == NULL)
    return;
  zone = anlan_plant_ref_zone (plant);
  for (guint i = 0; i < stories->len; i++)
    {
      const AnlanStory *story = g_ptr_array_index (stories, i);

      if (story->stage != NULL && is_last_of_stage (stories, i))
        append_passage (self, times, story, zone, anlan_plant_now (plant));
    }
  anlan_stage_path_set_times (self->path, times->len > 0 ? times->str : NULL);
}

void
anlan_record_head_set (AnlanRecordHead *self, AnlanRecord *record)
{
  g_autofree char *fresh = NULL;
  const char *label;

  g_return_if_fail (ANLAN_IS_RECORD_HEAD (self) && record != NULL);

  anlan_record_ref (record);
  g_clear_pointer (&self->record, anlan_record_unref);
  self->record = record;
  label = anlan_record_get_text (record, record->kind->label);
  fresh = anlan_say_new (record->kind);
  gtk_label_set_label (self->title, label != NULL   ? label
                                    : record->draft ? fresh
                                                    : anlan_record_label (record));
  gtk_label_set_label (self->number, record->number != NULL ? record->number : "");
  gtk_widget_set_visible (GTK_WIDGET (self->number), record->number != NULL);
  show_grade (self);
  show_state (self);
  show_due (self);
  gtk_widget_set_visible (self->facts, gtk_widget_get_visible (GTK_WIDGET (self->chip)) ||
                                           record->number != NULL ||
                                           gtk_widget_get_visible (GTK_WIDGET (self->state)) ||
                                           gtk_widget_get_visible (self->due_box));
  anlan_stage_path_set (self->path, record->kind, record->stage);
  show_steps (self);
  look_what_is_needed (self);
  anlan_finding_list_load (self->findings, record);
}

const char *const *
anlan_record_head_get_needs (AnlanRecordHead *self)
{
  static const char *const none[] = { NULL };

  g_return_val_if_fail (ANLAN_IS_RECORD_HEAD (self), none);

  return self->needed != NULL ? (const char *const *)self->needed : none;
}

/* --- object ------------------------------------------------------------------------------------------------------------------ */

static void
anlan_record_head_dispose (GObject *object)
{
  AnlanRecordHead *self = ANLAN_RECORD_HEAD (object);

  g_cancellable_cancel (self->cancellable);
  self->findings = NULL;
  gtk_widget_dispose_template (GTK_WIDGET (self), ANLAN_TYPE_RECORD_HEAD);
  g_clear_object (&self->desk);
  g_clear_pointer (&self->record, anlan_record_unref);
  G_OBJECT_CLASS (anlan_record_head_parent_class)->dispose (object);
}

static void
anlan_record_head_finalize (GObject *object)
{
  AnlanRecordHead *self = ANLAN_RECORD_HEAD (object);

  g_object_unref (self->cancellable);
  g_strfreev (self->needed);
  g_free (self->offered);
  G_OBJECT_CLASS (anlan_record_head_parent_class)->finalize (object);
}

static void
anlan_record_head_class_init (AnlanRecordHeadClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_record_head_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_record_head_finalize;
  signals[NEEDS_CHANGED] = g_signal_new ("needs-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("record-head"));
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordHead, facts);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordHead, chip);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordHead, number);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordHead, state);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordHead, due_box);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordHead, due);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordHead, title);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordHead, path);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordHead, steps);
  gtk_widget_class_bind_template_child (widget_class, AnlanRecordHead, needs);
}

static void
anlan_record_head_init (AnlanRecordHead *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

AnlanRecordHead *
anlan_record_head_new (AnlanDesk *desk)
{
  AnlanRecordHead *self = g_object_new (ANLAN_TYPE_RECORD_HEAD, NULL);

  self->desk = g_object_ref (desk);
  self->findings = anlan_finding_list_new (desk);
  gtk_box_append (GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->needs))), GTK_WIDGET (self->findings));
  return self;
}

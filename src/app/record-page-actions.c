/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "record-page-private.h"

#include <glib/gi18n-lib.h>

#include "change-dialog.h"
#include "hand-over-dialog.h"
#include "print.h"
#include "receipt-dialog.h"
#include "unit-dialog.h"
#include "window.h"

static GtkWindow *
window_of (AnlanRecordPage *page)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));
}

static void
toast (AnlanRecordPage *page, const char *text)
{
  AnlanWindow *window = anlan_window_of (GTK_WIDGET (page));

  if (window != NULL)
    anlan_window_toast (window, adw_toast_new (text));
}

/* --- dialogs ------------------------------------------------------------------------------------------------------------ */

static void
on_dialog_applied_cb (AnlanChangeDialog *dialog, const AnlanApplied *applied, AnlanRecordPage *page)
{
  const AnlanStage *stage =
      applied->after->stage != NULL ? anlan_kind_stage (applied->after->kind, applied->after->stage) : NULL;
  g_autofree char *text = NULL;

  anlan_record_page_take (page, applied->after, TRUE);
  if (g_strcmp0 (applied->before->stage, applied->after->stage) != 0 && stage != NULL)
    {
      text = g_strdup_printf (_ ("Now: %s"), anlan_kind_text (stage->title));
      toast (page, text);
    }
}

static void
present (AnlanRecordPage *page, AnlanChangeDialog *dialog)
{
  gtk_window_set_transient_for (GTK_WINDOW (dialog), window_of (page));
  g_signal_connect_object (dialog, "applied", G_CALLBACK (on_dialog_applied_cb), page, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static GHashTable *
labels_of (AnlanRecordPage *page)
{
  return anlan_form_get_context (page->form)->labels;
}

/* --- a draft is handed in ------------------------------------------------------------------------------------------------ */

static void
show_problems (AnlanRecordPage *page, GPtrArray *problems)
{
  g_autofree char *rest = anlan_form_set_problems (page->form, problems);

  if (rest != NULL)
    toast (page, rest);
  for (guint i = 0; i < problems->len; i++)
    {
      const AnlanProblem *problem = g_ptr_array_index (problems, i);

      if (problem->field != NULL && anlan_form_focus_field (page->form, problem->field))
        return;
    }
}

static void
submit_checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanRecordPage) page = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = anlan_plant_check_finish (ANLAN_PLANT (source), result, &error);

  if (page->form == NULL)
    return;
  if (problems != NULL)
    show_problems (page, problems);
  else
    toast (page, error->message);
}

static AnlanChange *
make_submit (AnlanRecordPage *page)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_STEP, page->kind_id, page->record->id);

  change->step = g_strdup ("submit");
  return change;
}

static void
submitted_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanRecordPage) page = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply_finish (ANLAN_PLANT (source), result, &error);
  g_autofree char *text = NULL;

  if (page->form == NULL)
    return;
  if (applied != NULL)
    {
      text = applied->after->number != NULL
                 ? g_strdup_printf (_ ("Saved as %s"), applied->after->number)
                 : g_strdup_printf (_ ("Saved: %s"), anlan_record_label (applied->after));
      anlan_record_page_take (page, applied->after, TRUE);
      anlan_record_page_emit_stored (page);
      if (applied->receipt != NULL)
        anlan_receipt_show (window_of (page), applied->after->number, applied->receipt);
      else
        toast (page, text);
      /* What comes next stands at the top. */
      gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (page->scrolled), 0);
      gtk_widget_child_focus (GTK_WIDGET (page->head), GTK_DIR_TAB_FORWARD);
      return;
    }
  if (g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED))
    {
      g_autoptr (AnlanChange) change = make_submit (page);

      anlan_plant_check_async (ANLAN_PLANT (source), change, NULL, submit_checked_cb, g_object_ref (page));
      return;
    }
  toast (page, error->message);
}

void
anlan_record_page_submit (AnlanRecordPage *page)
{
  g_autoptr (AnlanChange) change = NULL;

  /* Who presses Save leaves the last field by that: the draft may not be there yet. */
  if (anlan_record_page_is_held (page) && page->unsaved->len > 0)
    anlan_record_page_release (page);
  page->hand_in = anlan_record_page_is_saving (page);
  if (page->hand_in)
    return;
  if (page->record == NULL)
    {
      /* Nothing has been entered: what is needed is said where it is missing. */
      g_autoptr (AnlanChange) empty = anlan_change_new (ANLAN_OP_CREATE, page->kind_id, NULL);

      anlan_plant_check_async (anlan_desk_get_plant (page->desk), empty, NULL, submit_checked_cb,
                               g_object_ref (page));
      return;
    }
  change = make_submit (page);
  anlan_plant_apply_async (anlan_desk_get_plant (page->desk), change, NULL, submitted_cb,
                           g_object_ref (page));
}

/* --- actions ---------------------------------------------------------------------------------------------------------------- */

static void
step_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (widget);
  const char *id = g_variant_get_string (parameter, NULL);
  const AnlanFlowStep *step;

  if (page->form == NULL)
    return;
  anlan_form_leave (page->form);
  if (g_strcmp0 (id, "submit") == 0)
    {
      anlan_record_page_submit (page);
      return;
    }
  step = page->record != NULL ? anlan_kind_step (page->record->kind, id) : NULL;
  if (step != NULL)
    present (page, anlan_change_dialog_new_step (page->desk, page->record, step, labels_of (page)));
}

static void
focus_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (widget);

  if (page->form != NULL)
    anlan_form_focus_field (page->form, g_variant_get_string (parameter, NULL));
}

static void
amend_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (widget);

  if (page->record != NULL && page->form != NULL)
    present (page, anlan_change_dialog_new_amend (page->desk, page->record,
                                                  g_variant_get_string (parameter, NULL), labels_of (page)));
}

static void
void_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (widget);
  AnlanOp op = g_strcmp0 (name, "record.void") == 0 ? ANLAN_OP_VOID : ANLAN_OP_UNVOID;

  if (page->record != NULL)
    present (page, anlan_change_dialog_new_void (page->desk, page->record, op));
}

/* Who leaves or moves leaves nothing undone behind. */
static void
hand_over_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (widget);
  AnlanHandOverDialog *dialog;

  if (page->record == NULL)
    return;
  dialog = anlan_hand_over_dialog_new (page->desk, page->record->id, anlan_record_label (page->record));
  gtk_window_set_transient_for (GTK_WINDOW (dialog), window_of (page));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
unit_change_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (widget);
  AnlanUnitDialog *dialog;
  const char *above;

  if (page->record == NULL || page->form == NULL)
    return;
  above = anlan_record_get_text (page->record, "parent");
  dialog = anlan_unit_dialog_new (
      page->desk, (AnlanUnitChangeType)g_variant_get_int32 (parameter), page->record,
      above != NULL ? anlan_form_context_label (anlan_form_get_context (page->form), above) : NULL);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), window_of (page));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
duplicate_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (widget);

  if (page->record != NULL)
    gtk_widget_activate_action (widget, "record.new-like", "(ss)", page->kind_id, page->record->id);
}

static void
discarded_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (AnlanRecordPage) page = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanApplied) applied = anlan_plant_apply_finish (ANLAN_PLANT (source), result, &error);

  if (page->form == NULL)
    return;
  if (applied == NULL)
    toast (page, error->message);
  else
    {
      AdwToast *said = adw_toast_new (_ ("Draft discarded"));

      adw_toast_set_button_label (said, _ ("_Undo"));
      adw_toast_set_action_name (said, "win.undo");
      anlan_window_toast (anlan_window_of (GTK_WIDGET (page)), said);
      gtk_widget_activate_action (GTK_WIDGET (page), "pane.close", NULL);
    }
}

static void
discard_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (widget);
  g_autoptr (AnlanChange) change = NULL;

  if (page->record == NULL)
    {
      page->discarded = TRUE;
      g_ptr_array_set_size (page->unsaved, 0);
      if (page->form != NULL)
        anlan_form_context_forget_new (anlan_form_get_context (page->form));
      gtk_widget_activate_action (widget, "pane.close", NULL);
      return;
    }
  change = anlan_change_new (ANLAN_OP_VOID, page->kind_id, page->record->id);
  change->reason = g_strdup (_ ("draft discarded"));
  anlan_plant_apply_async (anlan_desk_get_plant (page->desk), change, NULL, discarded_cb,
                           g_object_ref (page));
}

static void
copy_number_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (widget);

  if (page->record != NULL && page->record->number != NULL)
    gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), page->record->number);
}

/* --- on paper --------------------------------------------------------------------------------------------------------------------- */

static void
print_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (widget);
  AnlanPrint *print;

  if (page->record == NULL)
    return;
  print = anlan_print_new_record (page->desk, page->kind_id, page->record->id);
  if (g_strcmp0 (name, "record.print") == 0)
    anlan_print_run (print, widget);
  else
    anlan_print_ask_pdf (print, widget);
}

/* One of the papers about records of this kind. */
static void
form_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanRecordPage *page = ANLAN_RECORD_PAGE (widget);
  const AnlanPaperForm *form = anlan_paper_forms_find (g_variant_get_string (parameter, NULL));
  AnlanPrint *print;

  if (page->record == NULL || form == NULL)
    return;
  print = anlan_print_new_form (page->desk, form, page->record->id);
  if (g_strcmp0 (name, "record.print-form") == 0)
    anlan_print_run (print, widget);
  else
    anlan_print_ask_pdf (print, widget);
}

/* --- the menu ------------------------------------------------------------------------------------------------------------------ */

static void
append_reopen (AnlanRecordPage *page, GMenu *menu)
{
  const AnlanRecord *record = page->record;
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; record != NULL && record->stage != NULL && i < record->kind->steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (record->kind->steps, i);
      g_autoptr (GMenuItem) item = NULL;
      g_autofree char *label = NULL;

      if (!step->reopen || !g_strv_contains ((const char *const *)step->from, record->stage))
        continue;
      label = g_strdup_printf (C_ ("step that asks for something", "%s…"), anlan_kind_text (step->title));
      item = g_menu_item_new (label, NULL);
      g_menu_item_set_action_and_target (item, "record.step", "s", step->id);
      g_menu_append_item (section, item);
    }
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static void
append_forms (AnlanRecordPage *page, GMenu *menu)
{
  g_autoptr (GMenu) prints = g_menu_new ();
  g_autoptr (GMenu) files = g_menu_new ();

  for (guint i = 0; i < anlan_paper_forms_count (); i++)
    {
      const AnlanPaperForm *form = anlan_paper_forms_at (i);
      g_autofree char *print = NULL, *pdf = NULL;

      if (g_strcmp0 (anlan_paper_form_get_kind (form), page->kind_id) != 0 || anlan_paper_form_is_list (form))
        continue;
      print = g_strdup_printf ("record.print-form::%s", anlan_paper_form_get_id (form));
      pdf = g_strdup_printf ("record.pdf-form::%s", anlan_paper_form_get_id (form));
      g_menu_append (prints, anlan_paper_form_get_title (form), print);
      g_menu_append (files, anlan_paper_form_get_title (form), pdf);
    }
  if (g_menu_model_get_n_items (G_MENU_MODEL (prints)) == 0)
    return;
  g_menu_append_submenu (menu, _ ("Print a _form"), G_MENU_MODEL (prints));
  g_menu_append_submenu (menu, _ ("Save a form _as PDF"), G_MENU_MODEL (files));
}

static void
append_unit_changes (AnlanRecordPage *page, GMenu *menu)
{
  static const struct
  {
    const char *label;
    AnlanUnitChangeType type;
  } changes[] = {
    { N_ ("_Merge into another unit…"), ANLAN_UNIT_MERGE },
    { N_ ("_Split the unit…"), ANLAN_UNIT_SPLIT },
    { N_ ("_Close the unit…"), ANLAN_UNIT_CLOSE },
  };
  g_autoptr (GMenu) section = g_menu_new ();

  if (g_strcmp0 (page->kind_id, "unit") != 0 || page->record == NULL || page->record->voided ||
      anlan_record_get_text (page->record, "closed") != NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autoptr (GMenuItem) item = g_menu_item_new (_ (changes[i].label), NULL);

      g_menu_item_set_action_and_target (item, "record.unit-change", "i", (int)changes[i].type);
      g_menu_append_item (section, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

void
anlan_record_page_update_actions (AnlanRecordPage *page)
{
  GtkWidget *widget = GTK_WIDGET (page);
  const AnlanRecord *record = page->record;
  gboolean stored = record != NULL && !page->kind->derived;
  gboolean draft = (record == NULL || record->draft) && !(record != NULL && record->voided);
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) first = g_menu_new ();
  g_autoptr (GMenu) paper = g_menu_new ();
  g_autoptr (GMenu) last = g_menu_new ();

  gtk_widget_action_set_enabled (widget, "record.duplicate", stored && !draft && !page->kind->kept);
  gtk_widget_action_set_enabled (widget, "record.copy-number", record != NULL && record->number != NULL);
  gtk_widget_action_set_enabled (widget, "record.void", stored && !draft && !record->voided);
  gtk_widget_action_set_enabled (widget, "record.unvoid", stored && record->voided);
  gtk_widget_action_set_enabled (widget, "record.discard", draft);
  gtk_widget_action_set_enabled (widget, "record.print", stored);
  gtk_widget_action_set_enabled (widget, "record.pdf", stored);
  if (stored)
    {
      g_menu_append (paper, _ ("_Print…"), "record.print");
      g_menu_append (paper, _ ("Save as P_DF…"), "record.pdf");
      if (!draft)
        append_forms (page, paper);
    }
  if (draft)
    g_menu_append (last, _ ("_Discard this draft"), "record.discard");
  else
    {
      if (!page->kind->kept)
        g_menu_append (first, _ ("_Duplicate"), "record.duplicate");
      if (g_strcmp0 (page->kind_id, "person") == 0)
        g_menu_append (first, _ ("_Hand over duties…"), "record.hand-over");
      if (record->number != NULL)
        g_menu_append (first, _ ("_Copy its number"), "record.copy-number");
      if (record->voided)
        g_menu_append (last, _ ("Make _valid again…"), "record.unvoid");
      else if (stored)
        g_menu_append (last, _ ("Make _void…"), "record.void");
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (first));
  if (!draft)
    append_unit_changes (page, menu);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (paper));
  append_reopen (page, menu);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
  gtk_menu_button_set_menu_model (page->menu_button, G_MENU_MODEL (menu));
}

void
anlan_record_page_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "record.step", "s", step_cb);
  gtk_widget_class_install_action (widget_class, "record.focus", "s", focus_cb);
  gtk_widget_class_install_action (widget_class, "record.amend", "s", amend_cb);
  gtk_widget_class_install_action (widget_class, "record.void", NULL, void_cb);
  gtk_widget_class_install_action (widget_class, "record.unvoid", NULL, void_cb);
  gtk_widget_class_install_action (widget_class, "record.duplicate", NULL, duplicate_cb);
  gtk_widget_class_install_action (widget_class, "record.hand-over", NULL, hand_over_cb);
  gtk_widget_class_install_action (widget_class, "record.unit-change", "i", unit_change_cb);
  gtk_widget_class_install_action (widget_class, "record.discard", NULL, discard_cb);
  gtk_widget_class_install_action (widget_class, "record.copy-number", NULL, copy_number_cb);
  gtk_widget_class_install_action (widget_class, "record.print", NULL, print_cb);
  gtk_widget_class_install_action (widget_class, "record.pdf", NULL, print_cb);
  gtk_widget_class_install_action (widget_class, "record.print-form", "s", form_cb);
  gtk_widget_class_install_action (widget_class, "record.pdf-form", "s", form_cb);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "board-private.h"

#include <glib/gi18n-lib.h>

#include "change-dialog.h"
#include "model/plant.h"
#include "window.h"

/* Taking a step from a card: what leads where, whether it is worth asking for more, the dialog. */

GPtrArray *
anlan_board_steps (const AnlanRecord *record, const char *to)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; record->stage != NULL && !record->voided && i < record->kind->steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (record->kind->steps, i);

      if (step->unasked || !g_strv_contains ((const char *const *)step->from, record->stage) ||
          (to != NULL && g_strcmp0 (step->to, to) != 0))
        continue;
      g_ptr_array_insert (found, step->primary ? 0 : -1, (gpointer)step);
    }
  return found;
}

/* --- one step --------------------------------------------------------------------------------------------------------- */

typedef struct
{
  AnlanBoard *board;
  AnlanRecord *record;
  const AnlanFlowStep *step; /* of the record's kind */
  GHashTable *labels;
} Asking;

static void
asking_free (Asking *asking)
{
  asking->board->asking--;
  g_object_unref (asking->board);
  anlan_record_unref (asking->record);
  g_clear_pointer (&asking->labels, g_hash_table_unref);
  g_free (asking);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Asking, asking_free)

static AnlanChange *
make_change (const AnlanRecord *record, const AnlanFlowStep *step)
{
  AnlanChange *change = anlan_change_new (ANLAN_OP_STEP, record->kind->id, record->id);

  change->base_rev = g_strdup (record->rev);
  change->step = g_strdup (step->id);
  return change;
}

/* Whether anything that the step's dialog asks for could take @problem out of the way. */
static gboolean
can_be_mended (const AnlanFlowStep *step, const AnlanProblem *problem)
{
  if (g_strcmp0 (problem->guard, "reason") == 0)
    return step->reason || step->reopen;
  return problem->field != NULL && (g_strv_contains ((const char *const *)step->requires, problem->field) ||
                                    g_strv_contains ((const char *const *)step->ask, problem->field));
}

static char *
say_hopeless (const AnlanFlowStep *step, GPtrArray *problems)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const AnlanProblem *problem = g_ptr_array_index (problems, i);

      if (!can_be_mended (step, problem))
        g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", problem->message);
    }
  return g_string_free (text, text->len == 0);
}

static void
on_applied_cb (AnlanChangeDialog *dialog, const AnlanApplied *applied, AnlanBoard *board)
{
  const AnlanStage *stage = anlan_kind_stage (applied->after->kind, applied->after->stage);
  AnlanWindow *window = anlan_window_of (GTK_WIDGET (board));
  g_autofree char *text = NULL;

  if (stage == NULL || window == NULL)
    return;
  text = g_strdup_printf (_ ("Now: %s"), anlan_kind_text (stage->title));
  anlan_window_toast (window, adw_toast_new (text));
}

static void
present (Asking *asking)
{
  AnlanBoard *board = asking->board;
  AnlanChangeDialog *dialog =
      anlan_change_dialog_new_step (board->desk, asking->record, asking->step, asking->labels);

  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (board))));
  g_signal_connect_object (dialog, "applied", G_CALLBACK (on_applied_cb), board, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
checked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asking) asking = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = anlan_plant_check_finish (ANLAN_PLANT (source), result, &error);
  g_autofree char *hopeless = NULL;

  if (asking->board->desk == NULL || gtk_widget_get_root (GTK_WIDGET (asking->board)) == NULL ||
      g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  hopeless = problems != NULL ? say_hopeless (asking->step, problems) : g_strdup (error->message);
  if (hopeless != NULL)
    anlan_board_refuse (asking->board, asking->record, hopeless);
  else
    present (asking);
}

static void
labels_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (Asking) asking = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanChange) change = NULL;
  GCancellable *cancellable = asking->board->cancellable;

  asking->labels = anlan_plant_labels_finish (ANLAN_PLANT (source), result, &error);
  if (asking->board->desk == NULL)
    return;
  if (asking->labels == NULL)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        anlan_board_refuse (asking->board, asking->record, error->message);
      return;
    }
  change = make_change (asking->record, asking->step);
  anlan_plant_check_async (ANLAN_PLANT (source), change, cancellable, checked_cb, g_steal_pointer (&asking));
}

void
anlan_board_take_step (AnlanBoard *board, AnlanRecord *record, const AnlanFlowStep *step)
{
  Asking *asking = g_new0 (Asking, 1);

  anlan_board_refuse (board, NULL, NULL);
  asking->board = g_object_ref (board);
  asking->record = anlan_record_ref (record);
  asking->step = step;
  board->asking++;
  anlan_plant_labels_async (anlan_desk_get_plant (board->desk), record, board->cancellable, labels_cb,
                            asking);
}

/* --- menus --------------------------------------------------------------------------------------------------------------- */

static void
on_popover_closed_cb (GtkPopover *popover)
{
  /* Its action is carried out after this. */
  g_idle_add_once ((GSourceOnceFunc)gtk_widget_unparent, popover);
}

/* @steps of the record of @card, to be chosen from; @open: to open it too. */
static void
popup (AnlanBoardCard *card, GPtrArray *steps, gboolean open)
{
  AnlanRecord *record = anlan_row_get_record (anlan_board_card_get_row (card));
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();
  GtkWidget *popover;

  for (guint i = 0; i < steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (steps, i);
      g_autofree char *label =
          g_strdup_printf (C_ ("step that asks for something", "%s…"), anlan_kind_text (step->title));
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "board.step", "(xs)", record->rid, step->id);
      g_menu_append_item (section, item);
    }
  g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
  if (open)
    {
      g_autoptr (GMenu) last = g_menu_new ();
      g_autoptr (GMenuItem) item = g_menu_item_new (_ ("_Open"), NULL);

      g_menu_item_set_action_and_target (item, "board.open", "x", record->rid);
      g_menu_append_item (last, item);
      g_menu_append_section (menu, NULL, G_MENU_MODEL (last));
    }
  popover = gtk_popover_menu_new_from_model (G_MENU_MODEL (menu));
  gtk_widget_set_parent (popover, GTK_WIDGET (card));
  g_signal_connect (popover, "closed", G_CALLBACK (on_popover_closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

void
anlan_board_popup (AnlanBoard *board, AnlanBoardCard *card)
{
  AnlanRow *row = anlan_board_card_get_row (card);
  AnlanRecord *record = row != NULL ? anlan_row_get_record (row) : NULL;
  g_autoptr (GPtrArray) steps = NULL;

  if (record == NULL)
    return;
  steps = anlan_board_steps (record, NULL);
  popup (card, steps, TRUE);
}

/* --- letting go of a card --------------------------------------------------------------------------------------------------- */

static char *
say_no_way (const AnlanRecord *record, const AnlanStage *stage)
{
  const AnlanStage *from = anlan_kind_stage (record->kind, record->stage);
  g_autoptr (GPtrArray) steps = anlan_board_steps (record, NULL);
  g_autoptr (GString) ways = g_string_new (NULL);

  for (guint i = 0; i < steps->len; i++)
    {
      const AnlanFlowStep *step = g_ptr_array_index (steps, i);

      g_string_append_printf (ways, "%s%s", i > 0 ? _ (", ") : "", anlan_kind_text (step->title));
    }
  if (steps->len == 0)
    return g_strdup_printf (_ ("No step leads on from “%s”."), anlan_kind_text (from->title));
  return g_strdup_printf (_ ("No step leads from “%s” to “%s”. What can be done now: %s."),
                          anlan_kind_text (from->title), anlan_kind_text (stage->title), ways->str);
}

gboolean
anlan_board_drop (AnlanBoard *board, AnlanRecord *record, const AnlanStage *stage)
{
  g_autoptr (GPtrArray) steps = NULL;
  AnlanBoardCard *card;

  if (g_strcmp0 (record->stage, stage->id) == 0)
    return FALSE;
  steps = anlan_board_steps (record, stage->id);
  if (steps->len == 0)
    {
      g_autofree char *reason = say_no_way (record, stage);

      anlan_board_refuse (board, record, reason);
      return FALSE;
    }
  card = anlan_board_find_card (board, record->rid);
  if (steps->len == 1 || card == NULL)
    anlan_board_take_step (board, record, g_ptr_array_index (steps, 0));
  else
    popup (card, steps, FALSE);
  return TRUE;
}

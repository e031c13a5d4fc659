/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "board-private.h"

#include <glib/gi18n-lib.h>

/* Long enough to be read twice. */
#define BAR_SECONDS 20

G_DEFINE_FINAL_TYPE (AnlanBoard, anlan_board, ADW_TYPE_BIN)

enum
{
  CHOSEN,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static AnlanBoardColumn *
column_at (AnlanBoard *board, guint place)
{
  return g_ptr_array_index (board->columns, place);
}

AnlanBoardCard *
anlan_board_find_card (AnlanBoard *board, gint64 rid)
{
  for (guint i = 0; i < board->columns->len; i++)
    {
      AnlanBoardCard *card = anlan_board_column_find_card (column_at (board, i), rid);

      if (card != NULL)
        return card;
    }
  return NULL;
}

static AnlanRecord *
find_record (AnlanBoard *board, gint64 rid)
{
  AnlanBoardCard *card = anlan_board_find_card (board, rid);
  AnlanRow *row = card != NULL ? anlan_board_card_get_row (card) : NULL;

  return row != NULL ? anlan_row_get_record (row) : NULL;
}

static AnlanBoardCard *
focused_card (AnlanBoard *board, guint *place)
{
  for (guint i = 0; i < board->columns->len; i++)
    {
      AnlanBoardCard *card = anlan_board_column_get_focused (column_at (board, i));

      *place = i;
      if (card != NULL)
        return card;
    }
  return NULL;
}

/* --- why not ---------------------------------------------------------------------------------------------------------- */

static gboolean
bar_over_cb (gpointer data)
{
  AnlanBoard *board = data;

  board->bar_timeout = 0;
  gtk_revealer_set_reveal_child (GTK_REVEALER (board->bar), FALSE);
  return G_SOURCE_REMOVE;
}

void
anlan_board_refuse (AnlanBoard *board, AnlanRecord *record, const char *reason)
{
  AnlanBoardCard *card = record != NULL ? anlan_board_find_card (board, record->rid) : NULL;

  g_clear_handle_id (&board->bar_timeout, g_source_remove);
  g_clear_pointer (&board->refused, anlan_record_unref);
  board->refused = record != NULL ? anlan_record_ref (record) : NULL;
  gtk_revealer_set_reveal_child (GTK_REVEALER (board->bar), reason != NULL);
  if (reason == NULL)
    return;
  gtk_label_set_label (GTK_LABEL (board->reason), reason);
  board->bar_timeout = g_timeout_add_seconds (BAR_SECONDS, bar_over_cb, board);
  if (card != NULL)
    anlan_board_card_refuse (card);
}

static void
on_bar_closed_cb (GtkButton *button, AnlanBoard *board)
{
  anlan_board_refuse (board, NULL, NULL);
}

static void
on_bar_open_cb (GtkButton *button, AnlanBoard *board)
{
  g_autoptr (AnlanRecord) record = board->refused != NULL ? anlan_record_ref (board->refused) : NULL;

  if (record == NULL)
    return;
  g_signal_emit (board, signals[CHOSEN], 0, record, TRUE);
  anlan_board_refuse (board, NULL, NULL);
}

/* --- columns ------------------------------------------------------------------------------------------------------------ */

static void
on_chosen_cb (AnlanBoardColumn *column, AnlanRow *row, gboolean open, AnlanBoard *board)
{
  for (guint i = 0; i < board->columns->len; i++)
    if (column_at (board, i) != column)
      anlan_board_column_unselect (column_at (board, i));
  g_signal_emit (board, signals[CHOSEN], 0, anlan_row_get_record (row), open);
}

static gboolean
on_dropped_cb (AnlanBoardColumn *column, AnlanRow *row, AnlanBoard *board)
{
  AnlanRecord *record = anlan_row_get_record (row);

  /* A card of another window's board, of another kind, has nothing to do here. */
  return record != NULL && record->kind == board->kind &&
         anlan_board_drop (board, record, anlan_board_column_get_stage (column));
}

static void
on_column_changed_cb (AnlanBoardColumn *column, AnlanBoard *board)
{
  g_signal_emit (board, signals[CHANGED], 0);
}

static void
on_duties_changed_cb (AnlanBoard *board)
{
  for (guint i = 0; i < board->columns->len; i++)
    anlan_board_column_update (column_at (board, i));
}

/* --- actions -------------------------------------------------------------------------------------------------------------- */

/* While a card is in the air, each column says what letting go of it there would do. */
static void
lift_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanBoard *board = ANLAN_BOARD (widget);
  gint64 rid = g_variant_get_int64 (parameter);
  AnlanRecord *record = rid != 0 ? find_record (board, rid) : NULL;

  for (guint i = 0; i < board->columns->len; i++)
    {
      const AnlanStage *stage = anlan_board_column_get_stage (column_at (board, i));
      g_autoptr (GPtrArray) steps = record != NULL ? anlan_board_steps (record, stage->id) : NULL;
      const char *hint = record == NULL || g_strcmp0 (record->stage, stage->id) == 0 ? NULL : "";

      if (hint != NULL && steps->len > 0)
        hint = anlan_kind_text (((AnlanFlowStep *)g_ptr_array_index (steps, 0))->title);
      anlan_board_column_set_hint (column_at (board, i), hint, steps != NULL && steps->len > 0);
    }
}

static void
step_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanBoard *board = ANLAN_BOARD (widget);
  const char *id;
  gint64 rid;
  AnlanRecord *record;
  const AnlanFlowStep *step;

  g_variant_get (parameter, "(x&s)", &rid, &id);
  record = find_record (board, rid);
  step = record != NULL ? anlan_kind_step (record->kind, id) : NULL;
  if (step != NULL)
    anlan_board_take_step (board, record, step);
}

static void
open_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanBoard *board = ANLAN_BOARD (widget);
  AnlanRecord *record = find_record (board, g_variant_get_int64 (parameter));

  if (record != NULL)
    g_signal_emit (board, signals[CHOSEN], 0, record, TRUE);
}

static void
menu_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanBoard *board = ANLAN_BOARD (widget);
  AnlanBoardCard *card = anlan_board_find_card (board, g_variant_get_int64 (parameter));

  if (card != NULL)
    anlan_board_popup (board, card);
}

/* --- keys -------------------------------------------------------------------------------------------------------------------- */

/* From column to column; those that are empty or folded are passed over. */
static gboolean
move_aside (AnlanBoard *board, AnlanBoardCard *card, guint place, int by)
{
  GtkWidget *widget = GTK_WIDGET (board);
  graphene_rect_t bounds;
  double y = 0;

  if (gtk_widget_compute_bounds (GTK_WIDGET (card), widget, &bounds))
    y = bounds.origin.y + bounds.size.height / 2;
  for (int i = (int)place + by; i >= 0 && i < (int)board->columns->len; i += by)
    if (!anlan_board_column_is_folded (column_at (board, (guint)i)) &&
        anlan_board_column_focus_near (column_at (board, (guint)i), widget, y))
      return TRUE;
  gtk_widget_error_bell (widget);
  return TRUE;
}

static gboolean
step_on (AnlanBoard *board, AnlanBoardCard *card)
{
  AnlanRow *row = anlan_board_card_get_row (card);
  AnlanRecord *record = row != NULL ? anlan_row_get_record (row) : NULL;
  g_autoptr (GPtrArray) steps = record != NULL ? anlan_board_steps (record, NULL) : NULL;

  if (steps != NULL && steps->len > 0)
    anlan_board_take_step (board, record, g_ptr_array_index (steps, 0));
  return TRUE;
}

static gboolean
on_key_cb (GtkEventControllerKey *controller, guint key, guint code, GdkModifierType state, AnlanBoard *board)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (board)) == GTK_TEXT_DIR_RTL;
  guint place;
  AnlanBoardCard *card = focused_card (board, &place);

  if (card == NULL)
    return FALSE;
  if (modifiers == 0 && (key == GDK_KEY_Left || key == GDK_KEY_Right))
    return move_aside (board, card, place, (key == GDK_KEY_Right) != rtl ? 1 : -1);
  if (modifiers == GDK_CONTROL_MASK && (key == GDK_KEY_Right || key == GDK_KEY_Left) &&
      (key == GDK_KEY_Right) != rtl)
    return step_on (board, card);
  if ((modifiers == 0 && key == GDK_KEY_Menu) || (modifiers == GDK_SHIFT_MASK && key == GDK_KEY_F10) ||
      (modifiers == GDK_CONTROL_MASK && key == GDK_KEY_m))
    {
      anlan_board_popup (board, card);
      return TRUE;
    }
  return FALSE;
}

/* --- public ------------------------------------------------------------------------------------------------------------------ */

void
anlan_board_set_query (AnlanBoard *board, const AnlanQuery *query)
{
  g_return_if_fail (ANLAN_IS_BOARD (board) && query != NULL);

  for (guint i = 0; i < board->columns->len; i++)
    anlan_board_column_set_query (column_at (board, i), query);
}

gboolean
anlan_board_is_busy (AnlanBoard *board)
{
  g_return_val_if_fail (ANLAN_IS_BOARD (board), FALSE);

  for (guint i = 0; i < board->columns->len; i++)
    if (anlan_board_column_is_loading (column_at (board, i)))
      return TRUE;
  return board->asking > 0;
}

void
anlan_board_focus (AnlanBoard *board)
{
  guint place;

  g_return_if_fail (ANLAN_IS_BOARD (board));

  if (focused_card (board, &place) != NULL)
    return;
  for (guint i = 0; i < board->columns->len; i++)
    if (anlan_board_column_focus_near (column_at (board, i), GTK_WIDGET (board), 0))
      return;
}

/* --- object ------------------------------------------------------------------------------------------------------------------- */

static void
anlan_board_dispose (GObject *object)
{
  AnlanBoard *board = ANLAN_BOARD (object);

  g_cancellable_cancel (board->cancellable);
  g_clear_handle_id (&board->bar_timeout, g_source_remove);
  adw_bin_set_child (ADW_BIN (board), NULL);
  g_ptr_array_set_size (board->columns, 0);
  g_clear_pointer (&board->refused, anlan_record_unref);
  g_clear_object (&board->desk);
  G_OBJECT_CLASS (anlan_board_parent_class)->dispose (object);
}

static void
anlan_board_finalize (GObject *object)
{
  AnlanBoard *board = ANLAN_BOARD (object);

  g_object_unref (board->cancellable);
  g_ptr_array_unref (board->columns);
  g_clear_pointer (&board->kind, anlan_kind_unref);
  G_OBJECT_CLASS (anlan_board_parent_class)->finalize (object);
}

static void
anlan_board_class_init (AnlanBoardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_board_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_board_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  G_TYPE_POINTER, G_TYPE_BOOLEAN);
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "board");
  gtk_widget_class_install_action (widget_class, "board.lift", "x", lift_cb);
  gtk_widget_class_install_action (widget_class, "board.step", "(xs)", step_cb);
  gtk_widget_class_install_action (widget_class, "board.open", "x", open_cb);
  gtk_widget_class_install_action (widget_class, "board.menu", "x", menu_cb);
}

static GtkWidget *
make_bar (AnlanBoard *board)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *icon = gtk_image_new_from_icon_name ("dialog-warning-symbolic");
  GtkWidget *open = gtk_button_new_with_mnemonic (_ ("_Open it"));
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");

  board->reason = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (board->reason), TRUE);
  gtk_label_set_xalign (GTK_LABEL (board->reason), 0);
  gtk_widget_set_hexpand (board->reason, TRUE);
  gtk_widget_set_valign (open, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (close, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_add_css_class (close, "circular");
  gtk_widget_set_tooltip_text (close, _ ("Close"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (close), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Close"), -1);
  g_signal_connect_object (open, "clicked", G_CALLBACK (on_bar_open_cb), board, 0);
  g_signal_connect_object (close, "clicked", G_CALLBACK (on_bar_closed_cb), board, 0);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), board->reason);
  gtk_box_append (GTK_BOX (box), open);
  gtk_box_append (GTK_BOX (box), close);
  gtk_widget_add_css_class (box, "board-bar");
  board->bar = gtk_revealer_new ();
  gtk_revealer_set_transition_type (GTK_REVEALER (board->bar), GTK_REVEALER_TRANSITION_TYPE_SLIDE_UP);
  gtk_revealer_set_child (GTK_REVEALER (board->bar), box);
  return board->bar;
}

static void
anlan_board_init (AnlanBoard *board)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  board->columns = g_ptr_array_new ();
  board->cancellable = g_cancellable_new ();
  /* Before the list of a column takes the arrows. */
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_cb), board);
  gtk_widget_add_controller (GTK_WIDGET (board), keys);
}

AnlanBoard *
anlan_board_new (AnlanDesk *desk, AnlanKind *kind)
{
  AnlanBoard *board = g_object_new (ANLAN_TYPE_BOARD, NULL);
  GtkWidget *outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  board->desk = g_object_ref (desk);
  board->kind = anlan_kind_ref (kind);
  gtk_widget_add_css_class (row, "board-columns");
  for (guint i = 0; i < kind->stages->len; i++)
    {
      AnlanBoardColumn *column = anlan_board_column_new (desk, kind, g_ptr_array_index (kind->stages, i));

      g_signal_connect_object (column, "chosen", G_CALLBACK (on_chosen_cb), board, 0);
      g_signal_connect_object (column, "dropped", G_CALLBACK (on_dropped_cb), board, 0);
      g_signal_connect_object (column, "changed", G_CALLBACK (on_column_changed_cb), board, 0);
      g_ptr_array_add (board->columns, column);
      gtk_box_append (GTK_BOX (row), GTK_WIDGET (column));
    }
  board->across = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (board->across), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (board->across), row);
  gtk_widget_set_vexpand (board->across, TRUE);
  gtk_box_append (GTK_BOX (outer), board->across);
  gtk_box_append (GTK_BOX (outer), make_bar (board));
  adw_bin_set_child (ADW_BIN (board), outer);
  g_signal_connect_object (anlan_desk_get_duties (desk), "changed", G_CALLBACK (on_duties_changed_cb), board,
                           G_CONNECT_SWAPPED);
  return board;
}

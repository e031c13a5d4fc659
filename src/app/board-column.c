/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "board-column.h"

#include <glib/gi18n-lib.h>

/* Five of them and two folded ones stand side by side in a window of 1280. */
#define WIDTH 160
#define FOLDED_WIDTH 76

struct _AnlanBoardColumn
{
  AdwBin parent_instance;

  AnlanDesk *desk;
  AnlanKind *kind;
  const AnlanStage *stage;
  AnlanLedger *ledger;
  GtkSingleSelection *selection;
  gboolean quiet;
  gboolean folded;

  GtkWidget *title;
  GtkWidget *count;
  GtkWidget *fold; /* toggle of a final stage, or NULL */
  GtkWidget *scrolled;
  GtkWidget *view;
  GtkWidget *hint;
};

G_DEFINE_FINAL_TYPE (AnlanBoardColumn, anlan_board_column, ADW_TYPE_BIN)

enum
{
  CHOSEN,
  DROPPED,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* --- cards --------------------------------------------------------------------------------------------------------- */

static GtkWidget *
card_of (GtkWidget *row)
{
  GtkWidget *child = gtk_widget_get_first_child (row);

  return child != NULL && ANLAN_IS_BOARD_CARD (child) ? child : NULL;
}

static void
on_clicked_cb (GtkGestureClick *gesture, int n, double x, double y, AnlanBoardColumn *column)
{
  AnlanBoardCard *card = ANLAN_BOARD_CARD (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture)));
  AnlanRow *row = anlan_board_card_get_row (card);

  if (row != NULL)
    g_signal_emit (column, signals[CHOSEN], 0, row, TRUE);
}

static void
on_menu_cb (GtkGestureClick *gesture, int n, double x, double y, AnlanBoardColumn *column)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));
  AnlanRow *row = anlan_board_card_get_row (ANLAN_BOARD_CARD (card));

  if (row != NULL)
    gtk_widget_activate_action (card, "board.menu", "x", anlan_row_get_rid (row));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, AnlanBoardColumn *column)
{
  GtkWidget *card = anlan_board_card_new (column->desk, column->kind);
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *menu = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), GDK_BUTTON_PRIMARY);
  g_signal_connect_object (click, "released", G_CALLBACK (on_clicked_cb), column, 0);
  gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (click));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (menu, "pressed", G_CALLBACK (on_menu_cb), column, 0);
  gtk_widget_add_controller (card, GTK_EVENT_CONTROLLER (menu));
  gtk_list_item_set_child (item, card);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, AnlanBoardColumn *column)
{
  anlan_board_card_bind (ANLAN_BOARD_CARD (gtk_list_item_get_child (item)), gtk_list_item_get_item (item));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, AnlanBoardColumn *column)
{
  anlan_board_card_bind (ANLAN_BOARD_CARD (gtk_list_item_get_child (item)), NULL);
}

static void
on_activate_cb (GtkListView *view, guint place, AnlanBoardColumn *column)
{
  g_autoptr (AnlanRow) row = g_list_model_get_item (G_LIST_MODEL (column->ledger), place);

  if (row != NULL && anlan_row_get_record (row) != NULL)
    g_signal_emit (column, signals[CHOSEN], 0, row, TRUE);
}

static void
on_selected_cb (GtkSingleSelection *selection, GParamSpec *pspec, AnlanBoardColumn *column)
{
  AnlanRow *row = gtk_single_selection_get_selected_item (selection);

  if (!column->quiet && row != NULL && anlan_row_get_record (row) != NULL)
    g_signal_emit (column, signals[CHOSEN], 0, row, FALSE);
}

void
anlan_board_column_unselect (AnlanBoardColumn *column)
{
  g_return_if_fail (ANLAN_IS_BOARD_COLUMN (column));

  column->quiet = TRUE;
  gtk_single_selection_set_selected (column->selection, GTK_INVALID_LIST_POSITION);
  column->quiet = FALSE;
}

void
anlan_board_column_update (AnlanBoardColumn *column)
{
  g_return_if_fail (ANLAN_IS_BOARD_COLUMN (column));

  for (GtkWidget *row = gtk_widget_get_first_child (column->view); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    if (card_of (row) != NULL)
      anlan_board_card_update (ANLAN_BOARD_CARD (card_of (row)));
}

AnlanBoardCard *
anlan_board_column_find_card (AnlanBoardColumn *column, gint64 rid)
{
  g_return_val_if_fail (ANLAN_IS_BOARD_COLUMN (column), NULL);

  for (GtkWidget *row = gtk_widget_get_first_child (column->view); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      GtkWidget *card = card_of (row);
      AnlanRow *item = card != NULL ? anlan_board_card_get_row (ANLAN_BOARD_CARD (card)) : NULL;

      if (item != NULL && anlan_row_get_rid (item) == rid)
        return ANLAN_BOARD_CARD (card);
    }
  return NULL;
}

AnlanBoardCard *
anlan_board_column_get_focused (AnlanBoardColumn *column)
{
  GtkWidget *row;

  g_return_val_if_fail (ANLAN_IS_BOARD_COLUMN (column), NULL);

  row = gtk_widget_get_focus_child (column->view);
  return row != NULL && card_of (row) != NULL ? ANLAN_BOARD_CARD (card_of (row)) : NULL;
}

gboolean
anlan_board_column_focus_near (AnlanBoardColumn *column, GtkWidget *relative, double y)
{
  GtkWidget *best = NULL;
  double least = G_MAXDOUBLE;

  g_return_val_if_fail (ANLAN_IS_BOARD_COLUMN (column), FALSE);

  for (GtkWidget *row = gtk_widget_get_first_child (column->view); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    {
      graphene_rect_t bounds;
      double middle;

      /* The list keeps some rows beyond its edges. */
      if (!gtk_widget_get_mapped (row) || card_of (row) == NULL ||
          !gtk_widget_compute_bounds (row, relative, &bounds))
        continue;
      middle = bounds.origin.y + bounds.size.height / 2;
      if (ABS (middle - y) < least)
        {
          least = ABS (middle - y);
          best = row;
        }
    }
  return best != NULL && gtk_widget_grab_focus (best);
}

/* --- how many --------------------------------------------------------------------------------------------------------- */

static void
on_ledger_changed_cb (AnlanBoardColumn *column)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (column->ledger));
  g_autofree char *text = g_strdup_printf ("%u", n);

  gtk_label_set_label (GTK_LABEL (column->count), text);
  /* Most views leave out what is over; that is no reason to say that nothing is. */
  gtk_widget_set_visible (column->count, n > 0 || !column->stage->final);
  g_signal_emit (column, signals[CHANGED], 0);
}

void
anlan_board_column_set_query (AnlanBoardColumn *column, const AnlanQuery *query)
{
  g_autoptr (AnlanQuery) own = NULL;
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  g_return_if_fail (ANLAN_IS_BOARD_COLUMN (column) && query != NULL);

  own = anlan_query_copy (query);
  anlan_value_set_text (&value, column->stage->id);
  anlan_filter_add (anlan_query_filter (own, "stage", ANLAN_FILTER_IS), &value);
  /* Of what is over the latest is looked for, not what was due first. */
  if (column->stage->final)
    g_clear_pointer (&own->sort, g_free);
  anlan_ledger_set_query (column->ledger, own);
}

gboolean
anlan_board_column_is_loading (AnlanBoardColumn *column)
{
  g_return_val_if_fail (ANLAN_IS_BOARD_COLUMN (column), FALSE);

  return anlan_ledger_is_loading (column->ledger);
}

const GError *
anlan_board_column_get_error (AnlanBoardColumn *column)
{
  g_return_val_if_fail (ANLAN_IS_BOARD_COLUMN (column), NULL);

  return anlan_ledger_get_error (column->ledger);
}

const AnlanStage *
anlan_board_column_get_stage (AnlanBoardColumn *column)
{
  g_return_val_if_fail (ANLAN_IS_BOARD_COLUMN (column), NULL);

  return column->stage;
}

/* --- folding ------------------------------------------------------------------------------------------------------------ */

static void
set_folded (AnlanBoardColumn *column, gboolean folded)
{
  column->folded = folded;
  gtk_widget_set_visible (column->scrolled, !folded);
  gtk_widget_set_size_request (GTK_WIDGET (column), folded ? FOLDED_WIDTH : WIDTH, -1);
  gtk_widget_set_hexpand (GTK_WIDGET (column), !folded);
  if (folded)
    gtk_widget_add_css_class (GTK_WIDGET (column), "folded");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (column), "folded");
}

static void
on_fold_toggled_cb (GtkToggleButton *button, AnlanBoardColumn *column)
{
  set_folded (column, !gtk_toggle_button_get_active (button));
}

gboolean
anlan_board_column_is_folded (AnlanBoardColumn *column)
{
  g_return_val_if_fail (ANLAN_IS_BOARD_COLUMN (column), FALSE);

  return column->folded;
}

/* --- dropping ----------------------------------------------------------------------------------------------------------- */

void
anlan_board_column_set_hint (AnlanBoardColumn *column, const char *hint, gboolean takes)
{
  GtkWidget *widget;

  g_return_if_fail (ANLAN_IS_BOARD_COLUMN (column));

  widget = GTK_WIDGET (column);
  gtk_label_set_label (GTK_LABEL (column->hint), hint != NULL ? hint : "");
  gtk_widget_set_visible (column->hint, hint != NULL && takes);
  gtk_widget_remove_css_class (widget, "takes");
  gtk_widget_remove_css_class (widget, "refuses");
  if (hint != NULL)
    gtk_widget_add_css_class (widget, takes ? "takes" : "refuses");
}

static gboolean
on_drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, AnlanBoardColumn *column)
{
  gboolean taken = FALSE;

  g_signal_emit (column, signals[DROPPED], 0, g_value_get_object (value), &taken);
  return taken;
}

/* --- object --------------------------------------------------------------------------------------------------------------- */

static void
anlan_board_column_dispose (GObject *object)
{
  AnlanBoardColumn *column = ANLAN_BOARD_COLUMN (object);

  if (column->view != NULL)
    gtk_list_view_set_model (GTK_LIST_VIEW (column->view), NULL);
  column->view = NULL;
  adw_bin_set_child (ADW_BIN (column), NULL);
  g_clear_object (&column->selection);
  g_clear_object (&column->ledger);
  g_clear_object (&column->desk);
  G_OBJECT_CLASS (anlan_board_column_parent_class)->dispose (object);
}

static void
anlan_board_column_finalize (GObject *object)
{
  AnlanBoardColumn *column = ANLAN_BOARD_COLUMN (object);

  g_clear_pointer (&column->kind, anlan_kind_unref);
  G_OBJECT_CLASS (anlan_board_column_parent_class)->finalize (object);
}

static void
anlan_board_column_class_init (AnlanBoardColumnClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = anlan_board_column_dispose;
  G_OBJECT_CLASS (klass)->finalize = anlan_board_column_finalize;
  signals[CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                                  ANLAN_TYPE_ROW, G_TYPE_BOOLEAN);
  signals[DROPPED] = g_signal_new ("dropped", type, G_SIGNAL_RUN_LAST, 0, g_signal_accumulator_true_handled,
                                   NULL, NULL, G_TYPE_BOOLEAN, 1, ANLAN_TYPE_ROW);
  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "boardcolumn");
}

static void
anlan_board_column_init (AnlanBoardColumn *column)
{
}

static GtkWidget *
make_head (AnlanBoardColumn *column)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  column->title = gtk_label_new (anlan_kind_text (column->stage->title));
  gtk_label_set_xalign (GTK_LABEL (column->title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (column->title), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (column->title, "column-title");
  column->count = gtk_label_new (NULL);
  gtk_widget_add_css_class (column->count, "column-count");
  gtk_widget_set_hexpand (column->title, TRUE);
  gtk_box_append (GTK_BOX (head), column->title);
  gtk_box_append (GTK_BOX (head), column->count);
  gtk_widget_add_css_class (head, "column-head");
  if (!column->stage->final)
    return head;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (head), GTK_ORIENTATION_VERTICAL);
  gtk_label_set_wrap (GTK_LABEL (column->title), TRUE);
  gtk_label_set_lines (GTK_LABEL (column->title), 2);
  gtk_widget_set_halign (column->count, GTK_ALIGN_START);
  column->fold = gtk_toggle_button_new ();
  gtk_button_set_child (GTK_BUTTON (column->fold), head);
  gtk_widget_add_css_class (column->fold, "flat");
  gtk_widget_add_css_class (column->fold, "column-fold");
  gtk_widget_set_tooltip_text (column->fold, _ ("Show what is here, or fold it away"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (column->fold), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  anlan_kind_text (column->stage->title), -1);
  g_signal_connect_object (column->fold, "toggled", G_CALLBACK (on_fold_toggled_cb), column, 0);
  return column->fold;
}

static GtkWidget *
make_list (AnlanBoardColumn *column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), column, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), column, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), column, 0);
  column->view = gtk_list_view_new (NULL, factory);
  gtk_list_view_set_model (GTK_LIST_VIEW (column->view), GTK_SELECTION_MODEL (column->selection));
  gtk_widget_add_css_class (column->view, "board-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (column->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  anlan_kind_text (column->stage->title), -1);
  g_signal_connect_object (column->view, "activate", G_CALLBACK (on_activate_cb), column, 0);
  column->scrolled = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (column->scrolled), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (column->scrolled), column->view);
  gtk_widget_set_vexpand (column->scrolled, TRUE);
  return column->scrolled;
}

static void
make_ledger (AnlanBoardColumn *column)
{
  column->ledger = anlan_ledger_new (anlan_desk_get_plant (column->desk));
  g_signal_connect_object (column->ledger, "notify", G_CALLBACK (on_ledger_changed_cb), column,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (column->ledger, "items-changed", G_CALLBACK (on_ledger_changed_cb), column,
                           (GConnectFlags)(G_CONNECT_SWAPPED | G_CONNECT_AFTER));
  column->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (column->selection, FALSE);
  gtk_single_selection_set_can_unselect (column->selection, TRUE);
  gtk_single_selection_set_model (column->selection, G_LIST_MODEL (column->ledger));
  g_signal_connect_object (column->selection, "notify::selected-item", G_CALLBACK (on_selected_cb), column,
                           0);
}

AnlanBoardColumn *
anlan_board_column_new (AnlanDesk *desk, AnlanKind *kind, const AnlanStage *stage)
{
  AnlanBoardColumn *column = g_object_new (ANLAN_TYPE_BOARD_COLUMN, NULL);
  GtkDropTarget *target = gtk_drop_target_new (ANLAN_TYPE_ROW, GDK_ACTION_MOVE);
  GtkWidget *overlay = gtk_overlay_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  column->desk = g_object_ref (desk);
  column->kind = anlan_kind_ref (kind);
  column->stage = stage;
  make_ledger (column);
  gtk_box_append (GTK_BOX (box), make_head (column));
  gtk_box_append (GTK_BOX (box), make_list (column));
  column->hint = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (column->hint), TRUE);
  gtk_label_set_justify (GTK_LABEL (column->hint), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (column->hint, "column-hint");
  gtk_widget_set_valign (column->hint, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (column->hint, GTK_ALIGN_CENTER);
  gtk_widget_set_can_target (column->hint, FALSE);
  gtk_widget_set_visible (column->hint, FALSE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), box);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), column->hint);
  adw_bin_set_child (ADW_BIN (column), overlay);
  set_folded (column, stage->final);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop_cb), column);
  gtk_widget_add_controller (GTK_WIDGET (column), GTK_EVENT_CONTROLLER (target));
  return column;
}

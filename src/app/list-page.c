/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "list-page-private.h"

#include <glib/gi18n-lib.h>

#include "resources.h"
#include "say.h"
#include "wrap-box.h"

#define SEARCH_AFTER_MS 300
/* Who walks down a list with the arrow keys does not want each record read. */
#define OPEN_AFTER_MS 120

G_DEFINE_FINAL_TYPE (AnlanListPage, anlan_list_page, ADW_TYPE_BIN)

enum
{
  PROP_0,
  PROP_SUBTITLE,
  PROP_BUSY,
  PROP_VIEW,
  PROP_SHAPE,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

/* --- how many, and what is shown instead of nothing ---------------------------------------------------------------------- */

static void
update_subtitle (AnlanListPage *page)
{
  guint count = anlan_ledger_get_length (page->ledger), open, overdue;
  g_autofree char *shown =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u shown", "%u shown", count), count);
  g_autofree char *owed = NULL;

  anlan_duties_count_kind (anlan_desk_get_duties (page->desk), page->kind->id, &open, &overdue);
  g_free (page->subtitle);
  owed = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u duty overdue", "%u duties overdue", overdue),
                          overdue);
  page->subtitle =
      overdue > 0 ? g_strdup_printf (C_ ("shown, overdue", "%s · %s"), shown, owed) : g_strdup (shown);
  g_object_notify_by_pspec (G_OBJECT (page), properties[PROP_SUBTITLE]);
}

static void
update_busy (AnlanListPage *page)
{
  AnlanRecordPage *record = anlan_record_pane_get_page (page->pane);
  gboolean busy = anlan_ledger_is_loading (page->ledger) || page->select_timeout != 0 ||
                  page->search_timeout != 0 || anlan_list_page_shape_is_busy (page) ||
                  (record != NULL && anlan_record_page_is_busy (record));

  if (page->busy == busy)
    return;
  page->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (page), properties[PROP_BUSY]);
}

static const char *
child_to_show (AnlanListPage *page)
{
  const GError *error = anlan_ledger_get_error (page->ledger);

  if (error != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (page->failed_page, escaped);
      return "failed";
    }
  if (g_list_model_get_n_items (G_LIST_MODEL (page->ledger)) > 0)
    return anlan_list_page_shape_child (page);
  if (anlan_ledger_is_loading (page->ledger))
    return gtk_stack_get_visible_child_name (page->stack);
  return anlan_list_page_is_narrowed (page) || g_strcmp0 (page->view, "all") != 0 ? "nothing" : "empty";
}

static gboolean
scroll_back_cb (gpointer data)
{
  AnlanListPage *page = data;

  if (page->scrolled != NULL && page->scroll >= 0)
    gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (page->scrolled), page->scroll);
  page->scroll = -1;
  return G_SOURCE_REMOVE;
}

/* As long as the rows are not laid out there is nowhere to scroll to: the adjustment tells once they are, but the list
 * goes to its first row in the same breath. */
static void
restore_scroll (AnlanListPage *page)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (page->scrolled);

  if (page->scroll < 0 || anlan_ledger_is_loading (page->ledger) ||
      (page->scroll > 0 &&
       gtk_adjustment_get_upper (adjustment) <= gtk_adjustment_get_page_size (adjustment)))
    return;
  g_idle_add_full (G_PRIORITY_LOW, scroll_back_cb, g_object_ref (page), g_object_unref);
}

static void
select_wanted (AnlanListPage *page)
{
  guint place;

  if (page->wanted_rid == 0)
    return;
  place = anlan_ledger_find (page->ledger, page->wanted_rid);
  if (place == G_MAXUINT)
    return;
  page->wanted_rid = 0;
  if (gtk_single_selection_get_selected (page->selection) == place)
    return;
  page->quiet = TRUE;
  gtk_single_selection_set_selected (page->selection, place);
  page->quiet = FALSE;
  /* gtk_column_view_scroll_to() came with 4.12; the action is in 4.8, on the list inside. */
  gtk_widget_activate_action (gtk_widget_get_last_child (GTK_WIDGET (page->table)), "list.scroll-to-item",
                              "u", place);
}

void
anlan_list_page_update (AnlanListPage *page)
{
  gtk_stack_set_visible_child_name (page->stack, child_to_show (page));
  update_subtitle (page);
  restore_scroll (page);
  select_wanted (page);
  update_busy (page);
}

static gboolean
measure_cb (gpointer data)
{
  AnlanListPage *page = data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (page->scrolled);

  page->measure_idle = 0;
  anlan_list_page_measure_columns (page);
  anlan_list_page_fit_columns (page, (int)gtk_adjustment_get_page_size (adjustment));
  return G_SOURCE_REMOVE;
}

static void
on_ledger_changed_cb (AnlanListPage *page)
{
  anlan_list_page_prune_chosen (page);
  anlan_list_page_update (page);
  /* What has been read is put into its cells first. */
  if (!anlan_ledger_is_loading (page->ledger) && page->measure_idle == 0)
    page->measure_idle = g_idle_add (measure_cb, page);
}

/* --- the record beside it ------------------------------------------------------------------------------------------------- */

static void
update_layout (AnlanListPage *page)
{
  gboolean open = anlan_record_pane_get_page (page->pane) != NULL;

  gtk_widget_set_visible (GTK_WIDGET (page->pane_bin), open);
  if (!open)
    page->wide = FALSE;
  anlan_split_set_wide (page->split, page->wide);
  anlan_record_pane_set_wide (page->pane, page->wide);
}

static AnlanRecord *
selected_record (AnlanListPage *page)
{
  AnlanRow *row = gtk_single_selection_get_selected_item (page->selection);

  return row != NULL ? anlan_row_get_record (row) : NULL;
}

static void
on_pane_changed_cb (AnlanRecordPane *pane, AnlanListPage *page)
{
  AnlanRecordPage *record_page = anlan_record_pane_get_page (pane);
  AnlanRecord *record = record_page != NULL ? anlan_record_page_get_record (record_page) : NULL;

  if (record != NULL && g_strcmp0 (record->kind->id, page->kind->id) == 0)
    {
      AnlanRecord *selected = selected_record (page);

      /* It need not be in the list as it is narrowed down. */
      if (selected != NULL && selected->rid != record->rid)
        {
          page->quiet = TRUE;
          gtk_single_selection_set_selected (page->selection, GTK_INVALID_LIST_POSITION);
          page->quiet = FALSE;
        }
      page->wanted_rid = record->rid;
      select_wanted (page);
    }
  update_layout (page);
  update_busy (page);
}

static void
set_wide (AnlanListPage *page, gboolean wide)
{
  page->wide = wide;
  update_layout (page);
  anlan_list_page_remember (page);
}

static void
close_pane (AnlanListPage *page)
{
  g_clear_handle_id (&page->select_timeout, g_source_remove);
  page->wanted_rid = 0;
  anlan_record_pane_clear (page->pane);
  page->quiet = TRUE;
  gtk_single_selection_set_selected (page->selection, GTK_INVALID_LIST_POSITION);
  page->quiet = FALSE;
  anlan_list_page_remember (page);
  anlan_list_page_focus (page);
}

static void
on_pane_close_cb (AnlanRecordPane *pane, AnlanListPage *page)
{
  close_pane (page);
}

static void
on_pane_wide_cb (AnlanRecordPane *pane, AnlanListPage *page)
{
  set_wide (page, !page->wide);
}

static void
on_pane_stored_cb (AnlanRecordPane *pane, AnlanRecord *record, AnlanListPage *page)
{
  if (record->kind == page->kind || g_strcmp0 (record->kind->id, page->kind->id) == 0)
    page->wanted_rid = record->rid;
  select_wanted (page);
  anlan_list_page_remember (page);
}

static gboolean
open_selected_cb (gpointer data)
{
  AnlanListPage *page = data;
  AnlanRecord *record = selected_record (page);

  page->select_timeout = 0;
  if (record != NULL)
    {
      page->wanted_rid = 0;
      anlan_record_pane_show (page->pane, page->kind->id, record->id);
      anlan_list_page_remember (page);
    }
  update_busy (page);
  return G_SOURCE_REMOVE;
}

static void
on_selected_cb (GtkSingleSelection *selection, GParamSpec *pspec, AnlanListPage *page)
{
  /* Who chooses several goes from row to row, and opens one by Enter. */
  if (page->quiet || page->check_column != NULL ||
      gtk_single_selection_get_selected (selection) == GTK_INVALID_LIST_POSITION)
    return;
  g_clear_handle_id (&page->select_timeout, g_source_remove);
  page->select_timeout = g_timeout_add (OPEN_AFTER_MS, open_selected_cb, page);
}

static void
on_activate_cb (GtkColumnView *table, guint position, AnlanListPage *page)
{
  g_clear_handle_id (&page->select_timeout, g_source_remove);
  /* Once a record has been closed none is selected, but the focus is still on its row. */
  page->quiet = TRUE;
  gtk_single_selection_set_selected (page->selection, position);
  page->quiet = FALSE;
  open_selected_cb (page);
  if (anlan_record_pane_get_page (page->pane) == NULL)
    return;
  set_wide (page, TRUE);
  anlan_record_page_focus (anlan_record_pane_get_page (page->pane));
}

/* --- searching --------------------------------------------------------------------------------------------------------------- */

static gboolean
search_cb (gpointer data)
{
  AnlanListPage *page = data;

  page->search_timeout = 0;
  anlan_list_page_requery (page);
  anlan_list_page_remember (page);
  return G_SOURCE_REMOVE;
}

static void
on_search_changed_cb (GtkEditable *entry, AnlanListPage *page)
{
  if (page->quiet)
    return;
  g_clear_handle_id (&page->search_timeout, g_source_remove);
  page->search_timeout = g_timeout_add (SEARCH_AFTER_MS, search_cb, page);
}

static void
on_stop_search_cb (GtkSearchEntry *entry, AnlanListPage *page)
{
  gtk_editable_set_text (GTK_EDITABLE (entry), "");
  anlan_list_page_focus (page);
}

static void
on_search_activate_cb (GtkSearchEntry *entry, AnlanListPage *page)
{
  anlan_list_page_focus (page);
}

/* --- room -------------------------------------------------------------------------------------------------------------------- */

static gboolean
fit_cb (gpointer data)
{
  AnlanListPage *page = data;
  GtkAdjustment *adjustment = gtk_scrolled_window_get_hadjustment (page->scrolled);

  page->fit_idle = 0;
  anlan_list_page_fit_columns (page, (int)gtk_adjustment_get_page_size (adjustment));
  return G_SOURCE_REMOVE;
}

/* In the middle of laying out, columns cannot come and go. */
void
anlan_list_page_refit (AnlanListPage *page)
{
  if (page->fit_idle == 0)
    page->fit_idle = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_cb, page, NULL);
}

static void
on_scrolled_cb (GtkAdjustment *adjustment, AnlanListPage *page)
{
  g_autofree char *group = g_strconcat ("list ", page->kind->id, NULL);
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (page->scroll < 0 && anlan_desk_get_state (page->desk) != NULL &&
      !anlan_ledger_is_loading (page->ledger))
    anlan_ui_state_set (anlan_desk_get_state (page->desk), group, "scroll",
                        g_ascii_dtostr (text, sizeof text, gtk_adjustment_get_value (adjustment)));
}

static void
on_fraction_cb (AnlanSplit *split, GParamSpec *pspec, AnlanListPage *page)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  if (anlan_desk_get_state (page->desk) != NULL)
    anlan_ui_state_set (anlan_desk_get_state (page->desk), "window", "aside",
                        g_ascii_formatd (text, sizeof text, "%.3f", anlan_split_get_fraction (split)));
}

/* --- public ------------------------------------------------------------------------------------------------------------------ */

AnlanKind *
anlan_list_page_get_kind (AnlanListPage *page)
{
  g_return_val_if_fail (ANLAN_IS_LIST_PAGE (page), NULL);

  return page->kind;
}

const char *
anlan_list_page_get_subtitle (AnlanListPage *page)
{
  g_return_val_if_fail (ANLAN_IS_LIST_PAGE (page), NULL);

  return page->subtitle;
}

gboolean
anlan_list_page_is_busy (AnlanListPage *page)
{
  g_return_val_if_fail (ANLAN_IS_LIST_PAGE (page), FALSE);

  update_busy (page);
  return page->busy;
}

void
anlan_list_page_open (AnlanListPage *page, const char *record)
{
  g_return_if_fail (ANLAN_IS_LIST_PAGE (page) && record != NULL);

  anlan_record_pane_show (page->pane, page->kind->id, record);
}

void
anlan_list_page_begin (AnlanListPage *page)
{
  g_return_if_fail (ANLAN_IS_LIST_PAGE (page));

  page->quiet = TRUE;
  gtk_single_selection_set_selected (page->selection, GTK_INVALID_LIST_POSITION);
  page->quiet = FALSE;
  anlan_record_pane_show_new (page->pane, page->kind->id, NULL);
}

gboolean
anlan_list_page_back (AnlanListPage *page)
{
  g_return_val_if_fail (ANLAN_IS_LIST_PAGE (page), FALSE);

  if (anlan_record_pane_back (page->pane))
    return TRUE;
  if (page->wide)
    {
      set_wide (page, FALSE);
      anlan_list_page_focus (page);
      return TRUE;
    }
  if (anlan_record_pane_get_page (page->pane) == NULL)
    return anlan_list_page_end_choosing (page);
  close_pane (page);
  return TRUE;
}

void
anlan_list_page_find (AnlanListPage *page)
{
  g_return_if_fail (ANLAN_IS_LIST_PAGE (page));

  gtk_widget_grab_focus (GTK_WIDGET (page->search_entry));
}

void
anlan_list_page_shown (AnlanListPage *page)
{
  g_return_if_fail (ANLAN_IS_LIST_PAGE (page));

  if (g_list_model_get_n_items (G_LIST_MODEL (page->ledger)) > 0)
    anlan_list_page_focus (page);
}

void
anlan_list_page_show_view (AnlanListPage *page, const char *view)
{
  g_return_if_fail (ANLAN_IS_LIST_PAGE (page) && view != NULL);

  anlan_list_page_set_view (page, view);
}

/* --- object ------------------------------------------------------------------------------------------------------------------- */

static void
anlan_list_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (object);

  switch (id)
    {
    case PROP_SUBTITLE:
      g_value_set_string (value, page->subtitle);
      break;
    case PROP_BUSY:
      g_value_set_boolean (value, page->busy);
      break;
    case PROP_VIEW:
      g_value_set_string (value, page->view);
      break;
    case PROP_SHAPE:
      g_value_set_string (value, anlan_list_page_get_shape (page));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
anlan_list_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_VIEW)
    anlan_list_page_set_view (ANLAN_LIST_PAGE (object), g_value_get_string (value));
  else if (id == PROP_SHAPE)
    anlan_list_page_set_shape (ANLAN_LIST_PAGE (object), g_value_get_string (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
anlan_list_page_dispose (GObject *object)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (object);

  g_clear_handle_id (&page->fit_idle, g_source_remove);
  g_clear_handle_id (&page->measure_idle, g_source_remove);
  g_clear_handle_id (&page->select_timeout, g_source_remove);
  g_clear_handle_id (&page->search_timeout, g_source_remove);
  if (page->table != NULL)
    gtk_column_view_set_model (page->table, NULL);
  g_clear_object (&page->selection);
  g_clear_object (&page->check_column);
  /* AdwBin lets go of its child by itself; gtk_widget_dispose_template() would have done so behind its back. */
  adw_bin_set_child (ADW_BIN (page), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (page), ANLAN_TYPE_LIST_PAGE);
  g_clear_object (&page->ledger);
  g_clear_object (&page->desk);
  G_OBJECT_CLASS (anlan_list_page_parent_class)->dispose (object);
}

static void
anlan_list_page_finalize (GObject *object)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (object);

  g_clear_pointer (&page->view_columns, g_ptr_array_unref);
  g_clear_pointer (&page->columns, g_ptr_array_unref);
  g_clear_pointer (&page->kind, anlan_kind_unref);
  g_ptr_array_unref (page->filter_chips);
  g_hash_table_unref (page->chosen);
  g_free (page->shape);
  g_free (page->view);
  g_free (page->sort);
  g_free (page->subtitle);
  G_OBJECT_CLASS (anlan_list_page_parent_class)->finalize (object);
}

static void
anlan_list_page_class_init (AnlanListPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  g_type_ensure (ANLAN_TYPE_WRAP_BOX);
  object_class->get_property = anlan_list_page_get_property;
  object_class->set_property = anlan_list_page_set_property;
  object_class->dispose = anlan_list_page_dispose;
  object_class->finalize = anlan_list_page_finalize;

  properties[PROP_SUBTITLE] =
      g_param_spec_string ("subtitle", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_BUSY] =
      g_param_spec_boolean ("busy", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_VIEW] = g_param_spec_string (
      "view", NULL, NULL, "all", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  properties[PROP_SHAPE] = g_param_spec_string (
      "shape", NULL, NULL, "list", G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (widget_class, ANLAN_UI ("list-page"));
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, split);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, list_side);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, view_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, filter_box);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, add_filter_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, clear_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, stack);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, table);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, empty_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, empty_import_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, more_button);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, shapes_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, pane_bin);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, choose_bar);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, chosen_label);
  gtk_widget_class_bind_template_child (widget_class, AnlanListPage, change_button);
  gtk_widget_class_bind_template_callback (widget_class, on_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, on_search_activate_cb);
  anlan_list_page_install_actions (widget_class);
  anlan_list_page_install_choosing (widget_class);
  anlan_list_page_install_file_actions (widget_class);
}

static void
anlan_list_page_init (AnlanListPage *page)
{
  page->filter_chips = g_ptr_array_new ();
  page->scroll = -1;
  gtk_widget_init_template (GTK_WIDGET (page));
  anlan_list_page_set_up_choosing (page);
}

static void
make_pane (AnlanListPage *page)
{
  g_autofree char *aside = anlan_ui_state_get (anlan_desk_get_state (page->desk), "window", "aside");

  page->pane = anlan_record_pane_new (page->desk);
  g_signal_connect_object (page->pane, "changed", G_CALLBACK (on_pane_changed_cb), page, 0);
  g_signal_connect_object (page->pane, "close", G_CALLBACK (on_pane_close_cb), page, 0);
  g_signal_connect_object (page->pane, "wide", G_CALLBACK (on_pane_wide_cb), page, 0);
  g_signal_connect_object (page->pane, "stored", G_CALLBACK (on_pane_stored_cb), page, 0);
  adw_bin_set_child (page->pane_bin, GTK_WIDGET (page->pane));
  if (aside != NULL)
    anlan_split_set_fraction (page->split, g_ascii_strtod (aside, NULL));
  g_signal_connect_object (page->split, "notify::fraction", G_CALLBACK (on_fraction_cb), page, 0);
}

static void
make_table (AnlanListPage *page)
{
  page->ledger = anlan_ledger_new (anlan_desk_get_plant (page->desk));
  anlan_ledger_set_gentle (page->ledger, TRUE);
  g_signal_connect_object (page->ledger, "notify", G_CALLBACK (on_ledger_changed_cb), page,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (page->ledger, "items-changed", G_CALLBACK (on_ledger_changed_cb), page,
                           (GConnectFlags)(G_CONNECT_SWAPPED | G_CONNECT_AFTER));
  g_signal_connect_object (anlan_desk_get_duties (page->desk), "changed", G_CALLBACK (update_subtitle), page,
                           G_CONNECT_SWAPPED);
  page->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (page->selection, FALSE);
  gtk_single_selection_set_can_unselect (page->selection, TRUE);
  gtk_single_selection_set_model (page->selection, G_LIST_MODEL (page->ledger));
  g_signal_connect_object (page->selection, "notify::selected-item", G_CALLBACK (on_selected_cb), page, 0);
  anlan_list_page_make_columns (page);
  gtk_column_view_set_model (page->table, GTK_SELECTION_MODEL (page->selection));
  gtk_accessible_update_property (GTK_ACCESSIBLE (page->table), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  anlan_kind_text (page->kind->plural), -1);
  /* The list inside takes the focus. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (gtk_widget_get_last_child (GTK_WIDGET (page->table))),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, anlan_kind_text (page->kind->plural), -1);
  g_signal_connect_object (gtk_scrolled_window_get_hadjustment (page->scrolled), "changed",
                           G_CALLBACK (anlan_list_page_refit), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (page->scrolled), "changed",
                           G_CALLBACK (restore_scroll), page, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_scrolled_window_get_vadjustment (page->scrolled), "value-changed",
                           G_CALLBACK (on_scrolled_cb), page, 0);
}

static void
set_words (AnlanListPage *page)
{
  g_autofree char *description = g_markup_escape_text (anlan_kind_text (page->kind->description), -1);
  g_autofree char *title = g_markup_escape_text (anlan_kind_text (page->kind->plural), -1);
  g_autofree char *fresh = anlan_say_new (page->kind);

  adw_status_page_set_icon_name (page->empty_page, page->kind->icon);
  adw_status_page_set_title (page->empty_page, title);
  adw_status_page_set_description (page->empty_page, description);
  gtk_button_set_label (page->empty_button, fresh);
  gtk_widget_set_visible (GTK_WIDGET (page->empty_button), !page->kind->derived && !page->kind->kept);
  gtk_widget_set_visible (GTK_WIDGET (page->empty_import_button), !page->kind->kept);
  gtk_actionable_set_action_target (page->empty_import_button, "s", page->kind->id);
  anlan_list_page_fill_more_menu (page);
}

AnlanListPage *
anlan_list_page_new (AnlanDesk *desk, AnlanKind *kind)
{
  AnlanListPage *page = g_object_new (ANLAN_TYPE_LIST_PAGE, NULL);

  g_return_val_if_fail (kind != NULL && anlan_desk_get_plant (desk) != NULL, page);

  page->desk = g_object_ref (desk);
  page->kind = anlan_kind_ref (kind);
  set_words (page);
  anlan_list_page_make_shapes (page);
  make_pane (page);
  make_table (page);
  anlan_list_page_make_filters (page);
  anlan_list_page_restore (page);
  anlan_list_page_update (page);
  return page;
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "list-page-private.h"

#include <glib/gi18n-lib.h>

#include "bulk-dialog.h"

/* Several rows are chosen by a column of checks, and then all of them get one value or take one step. The selection of
 * the table itself stays a single one: it says which record stands beside it. */

#define CHECK_WIDTH 44

static gboolean
is_chosen (AnlanListPage *page, gint64 rid)
{
  return g_hash_table_contains (page->chosen, &rid);
}

static void
set_chosen (AnlanListPage *page, gint64 rid, gboolean chosen)
{
  if (chosen)
    g_hash_table_add (page->chosen, g_memdup2 (&rid, sizeof rid));
  else
    g_hash_table_remove (page->chosen, &rid);
}

static gint64
rid_at (AnlanListPage *page, guint place)
{
  g_autoptr (AnlanRow) row = g_list_model_get_item (G_LIST_MODEL (page->ledger), place);

  return row != NULL ? anlan_row_get_rid (row) : 0;
}

/* --- the checks on the screen ------------------------------------------------------------------------------------------ */

static AnlanRow *
row_of (GtkCheckButton *check)
{
  return g_object_get_data (G_OBJECT (check), "anlan-row");
}

static void
show_checks_below (AnlanListPage *page, GtkWidget *widget)
{
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_CHECK_BUTTON (child) && row_of (GTK_CHECK_BUTTON (child)) != NULL)
      gtk_check_button_set_active (GTK_CHECK_BUTTON (child),
                                   is_chosen (page, anlan_row_get_rid (row_of (GTK_CHECK_BUTTON (child)))));
    else
      show_checks_below (page, child);
}

static void
update_choosing (AnlanListPage *page)
{
  guint count = g_hash_table_size (page->chosen);
  g_autofree char *text =
      g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u chosen", "%u chosen", count), count);

  gtk_label_set_label (page->chosen_label, text);
  gtk_widget_set_sensitive (page->change_button, count > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (page), "list.choose-none", count > 0);
}

static void
show_chosen (AnlanListPage *page)
{
  gboolean quiet = page->quiet;

  page->quiet = TRUE;
  show_checks_below (page, GTK_WIDGET (page->table));
  page->quiet = quiet;
  update_choosing (page);
}

/* With Shift, all between the last one and this one. */
static gboolean
is_shift_held (AnlanListPage *page)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (GTK_WIDGET (page)));
  GdkDevice *keyboard = seat != NULL ? gdk_seat_get_keyboard (seat) : NULL;

  return keyboard != NULL && (gdk_device_get_modifier_state (keyboard) & GDK_SHIFT_MASK) != 0;
}

static void
choose_at (AnlanListPage *page, guint place, gboolean chosen, gboolean range)
{
  guint last =
      range && page->last_chosen != 0 ? anlan_ledger_find (page->ledger, page->last_chosen) : G_MAXUINT;

  if (last == G_MAXUINT)
    last = place;
  for (guint i = MIN (last, place); i <= MAX (last, place); i++)
    set_chosen (page, rid_at (page, i), chosen);
  page->last_chosen = rid_at (page, place);
  show_chosen (page);
}

static void
on_toggled_cb (GtkCheckButton *check, AnlanListPage *page)
{
  AnlanRow *row = row_of (check);
  guint place;

  if (page->quiet || row == NULL)
    return;
  place = anlan_ledger_find (page->ledger, anlan_row_get_rid (row));
  if (place != G_MAXUINT)
    choose_at (page, place, gtk_check_button_get_active (check), is_shift_held (page));
}

/* --- the column --------------------------------------------------------------------------------------------------------- */

static void
name_check (AnlanRow *row, GParamSpec *pspec, GtkWidget *check)
{
  AnlanRecord *record = anlan_row_get_record (row);

  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  record != NULL ? anlan_record_label (record) : _ ("Choose"), -1);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *item, AnlanListPage *page)
{
  GtkWidget *check = gtk_check_button_new ();

  gtk_widget_set_halign (check, GTK_ALIGN_CENTER);
  g_signal_connect_object (check, "toggled", G_CALLBACK (on_toggled_cb), page, 0);
  gtk_list_item_set_child (item, check);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, AnlanListPage *page)
{
  GtkWidget *check = gtk_list_item_get_child (item);
  AnlanRow *row = gtk_list_item_get_item (item);
  gboolean quiet = page->quiet;

  page->quiet = TRUE;
  g_object_set_data (G_OBJECT (check), "anlan-row", row);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), is_chosen (page, anlan_row_get_rid (row)));
  g_signal_connect_object (row, "notify::record", G_CALLBACK (name_check), check, 0);
  name_check (row, NULL, check);
  page->quiet = quiet;
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *item, AnlanListPage *page)
{
  GtkWidget *check = gtk_list_item_get_child (item);

  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), name_check, check);
  g_object_set_data (G_OBJECT (check), "anlan-row", NULL);
}

static GtkColumnViewColumn *
make_column (AnlanListPage *page)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), page, 0);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), page, 0);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), page, 0);
  column = gtk_column_view_column_new ("", factory);
  gtk_column_view_column_set_fixed_width (column, CHECK_WIDTH);
  return column;
}

int
anlan_list_page_check_width (AnlanListPage *page)
{
  return page->check_column != NULL ? CHECK_WIDTH : 0;
}

/* --- beginning and ending ------------------------------------------------------------------------------------------------ */

static void
append_step (GMenu *menu, const char *title, const char *step)
{
  g_autofree char *label = g_strdup_printf (C_ ("step that asks for something", "%s…"), title);
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "list.bulk-step", "s", step);
  g_menu_append_item (menu, item);
}

static void
fill_change_menu (AnlanListPage *page)
{
  g_autoptr (GMenu) menu = g_menu_new ();
  g_autoptr (GMenu) fields = g_menu_new ();
  g_autoptr (GMenu) steps = g_menu_new ();
  g_autoptr (GMenu) back = g_menu_new ();

  g_menu_append (fields, _ ("_Set a field…"), "list.bulk-field");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (fields));
  if (g_strcmp0 (page->view, "drafts") == 0)
    append_step (steps, _ ("Save drafts"), "submit");
  else
    for (guint i = 0; i < page->kind->steps->len; i++)
      {
        const AnlanFlowStep *step = g_ptr_array_index (page->kind->steps, i);

        if (!step->unasked)
          append_step (step->reopen ? back : steps, anlan_kind_text (step->title), step->id);
      }
  if (g_menu_model_get_n_items (G_MENU_MODEL (steps)) > 0)
    g_menu_append_section (menu, _ ("Take a step"), G_MENU_MODEL (steps));
  if (g_menu_model_get_n_items (G_MENU_MODEL (back)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (back));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (page->change_button), G_MENU_MODEL (menu));
}

void
anlan_list_page_begin_choosing (AnlanListPage *page)
{
  if (page->check_column != NULL || page->kind->derived)
    return;
  anlan_list_page_set_shape (page, "list");
  page->check_column = make_column (page);
  page->last_chosen = 0;
  gtk_column_view_insert_column (page->table, 0, page->check_column);
  page->fitted = 0;
  fill_change_menu (page);
  gtk_revealer_set_reveal_child (page->choose_bar, TRUE);
  anlan_list_page_refit (page);
  update_choosing (page);
  gtk_widget_grab_focus (GTK_WIDGET (page->table));
}

gboolean
anlan_list_page_end_choosing (AnlanListPage *page)
{
  if (page->check_column == NULL)
    return FALSE;
  gtk_column_view_remove_column (page->table, page->check_column);
  g_clear_object (&page->check_column);
  g_hash_table_remove_all (page->chosen);
  page->fitted = 0;
  gtk_revealer_set_reveal_child (page->choose_bar, FALSE);
  anlan_list_page_refit (page);
  gtk_widget_grab_focus (GTK_WIDGET (page->table));
  return TRUE;
}

void
anlan_list_page_prune_chosen (AnlanListPage *page)
{
  GHashTableIter iter;
  gpointer key;
  gboolean any = FALSE;

  if (page->check_column == NULL || anlan_ledger_is_loading (page->ledger))
    return;
  g_hash_table_iter_init (&iter, page->chosen);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    if (anlan_ledger_find (page->ledger, *(gint64 *)key) == G_MAXUINT)
      {
        g_hash_table_iter_remove (&iter);
        any = TRUE;
      }
  if (any)
    update_choosing (page);
}

/* --- changing ------------------------------------------------------------------------------------------------------------ */

static void
on_done_cb (AnlanBulkDialog *dialog, const AnlanBulk *bulk, AnlanListPage *page)
{
  g_hash_table_remove_all (page->chosen);
  for (guint i = 0; i < bulk->refused->len; i++)
    set_chosen (page, ((AnlanBulkRefused *)g_ptr_array_index (bulk->refused, i))->rid, TRUE);
  show_chosen (page);
}

/* In the order of the list. */
static GArray *
chosen_rids (AnlanListPage *page)
{
  GArray *rids = g_array_new (FALSE, FALSE, sizeof (gint64));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (page->ledger));

  for (guint i = 0; i < n && rids->len < g_hash_table_size (page->chosen); i++)
    {
      gint64 rid = rid_at (page, i);

      if (is_chosen (page, rid))
        g_array_append_val (rids, rid);
    }
  return rids;
}

static void
ask (AnlanListPage *page, const char *step)
{
  g_autoptr (GArray) rids = chosen_rids (page);
  AnlanBulkDialog *dialog;

  if (rids->len == 0)
    return;
  dialog = anlan_bulk_dialog_new (page->desk, page->kind, rids, step);
  g_signal_connect_object (dialog, "done", G_CALLBACK (on_done_cb), page, 0);
  gtk_window_set_transient_for (GTK_WINDOW (dialog), GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page))));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
bulk_field_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask (ANLAN_LIST_PAGE (widget), NULL);
}

static void
bulk_step_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ask (ANLAN_LIST_PAGE (widget), g_variant_get_string (parameter, NULL));
}

static void
choose_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_list_page_begin_choosing (ANLAN_LIST_PAGE (widget));
}

static void
choose_all_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (widget);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (page->ledger));

  anlan_list_page_begin_choosing (page);
  if (page->check_column == NULL)
    return;
  for (guint i = 0; i < n; i++)
    set_chosen (page, rid_at (page, i), TRUE);
  show_chosen (page);
}

static void
choose_none_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  AnlanListPage *page = ANLAN_LIST_PAGE (widget);

  g_hash_table_remove_all (page->chosen);
  show_chosen (page);
}

static void
choose_end_cb (GtkWidget *widget, const char *name, GVariant *parameter)
{
  anlan_list_page_end_choosing (ANLAN_LIST_PAGE (widget));
}

/* Space on a row is as its check; Ctrl+A begins with all of them. */
static gboolean
on_key_cb (GtkEventControllerKey *keys, guint keyval, guint code, GdkModifierType state, AnlanListPage *page)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (page));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  guint place = gtk_single_selection_get_selected (page->selection);

  if (keyval == GDK_KEY_a && (state & (GDK_CONTROL_MASK | GDK_SHIFT_MASK | GDK_ALT_MASK)) == GDK_CONTROL_MASK)
    {
      gtk_widget_activate_action (GTK_WIDGET (page), "list.choose-all", NULL);
      return GDK_EVENT_STOP;
    }
  if (page->check_column == NULL || keyval != GDK_KEY_space || GTK_IS_CHECK_BUTTON (focus) ||
      place == GTK_INVALID_LIST_POSITION)
    return GDK_EVENT_PROPAGATE;
  choose_at (page, place, !is_chosen (page, rid_at (page, place)), (state & GDK_SHIFT_MASK) != 0);
  return GDK_EVENT_STOP;
}

void
anlan_list_page_set_up_choosing (AnlanListPage *page)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  page->chosen = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_object (keys, "key-pressed", G_CALLBACK (on_key_cb), page, 0);
  gtk_widget_add_controller (GTK_WIDGET (page->table), keys);
}

void
anlan_list_page_install_choosing (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "list.choose", NULL, choose_cb);
  gtk_widget_class_install_action (widget_class, "list.choose-all", NULL, choose_all_cb);
  gtk_widget_class_install_action (widget_class, "list.choose-none", NULL, choose_none_cb);
  gtk_widget_class_install_action (widget_class, "list.choose-end", NULL, choose_end_cb);
  gtk_widget_class_install_action (widget_class, "list.bulk-field", NULL, bulk_field_cb);
  gtk_widget_class_install_action (widget_class, "list.bulk-step", "s", bulk_step_cb);
}

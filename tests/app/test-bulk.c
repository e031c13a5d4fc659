/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-bulk"

#include "app-fixture.h"

#include "bulk-dialog.h"
#include "form.h"
#include "list-page-private.h"
#include "model/query.h"

static AnlanListPage *
list_of (App *app)
{
  return ANLAN_LIST_PAGE (app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_LIST_PAGE));
}

static gboolean
is_final (const AnlanRecord *record)
{
  return g_strcmp0 (record->stage, "closed") == 0 || g_strcmp0 (record->stage, "cancelled") == 0;
}

/* All hazards are chosen, and the dialog for one value is open. */
static GtkWidget *
choose_all (App *app)
{
  AnlanListPage *page;

  app_show (app, "hazard");
  page = list_of (app);
  anlan_list_page_show_view (page, "all");
  app_settle (app);
  gtk_widget_grab_focus (GTK_WIDGET (page->table));
  app_key (app, "ctrl+a");
  g_assert_cmpuint (g_hash_table_size (page->chosen), ==,
                    g_list_model_get_n_items (G_LIST_MODEL (page->ledger)));
  app_picture (app, "bulk-chosen");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "list.bulk-field", NULL));
  app_settle (app);
  g_assert_true (ANLAN_IS_BULK_DIALOG (app_top (app)));
  return GTK_WIDGET (app_top (app));
}

static void
choose_field (App *app, GtkWidget *dialog, const char *id)
{
  g_autoptr (AnlanKind) kind = anlan_plant_get_kind (app_plant (app), "hazard");
  AdwComboRow *row = ADW_COMBO_ROW (app_by_id (dialog, "field_row"));
  const char *title = anlan_kind_text (anlan_kind_field (kind, id)->title);
  GListModel *model = adw_combo_row_get_model (row);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (GtkStringObject) item = g_list_model_get_item (model, i);

      if (g_strcmp0 (gtk_string_object_get_string (item), title) == 0)
        {
          adw_combo_row_set_selected (row, i);
          app_settle (app);
          return;
        }
    }
  g_error ("“%s” is not offered", title);
}

static void
give_text (App *app, GtkWidget *dialog, const char *text)
{
  g_assert_true (anlan_form_focus_first (ANLAN_FORM (app_by_type (dialog, ANLAN_TYPE_FORM))));
  app_settle (app);
  app_type (app, text);
}

/* Closed hazards are locked: they are refused by name, all others get the value, and one undo takes it back. */
static void
test_field (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GPtrArray) before = app_records (app, "hazard", NULL), after = NULL, again = NULL;
  g_autoptr (GHashTable) was = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) rows = NULL;
  GtkWidget *dialog = choose_all (app);
  guint open = 0, closed = 0;

  choose_field (app, dialog, "interim");
  /* Nothing has been entered. */
  app_press (app, app_by_id (dialog, "apply_button"));
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (app_by_id (dialog, "stack"))), ==, "ask");
  give_text (app, dialog, "Barrier and watch");
  app_picture (app, "bulk-ask");
  app_press (app, app_by_id (dialog, "apply_button"));
  APP_AWAIT (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (app_by_id (dialog, "stack"))), "done") ==
             0);
  app_settle (app);
  app_picture (app, "bulk-done");

  for (guint i = 0; i < before->len; i++)
    {
      AnlanRecord *record = g_ptr_array_index (before, i);

      g_hash_table_insert (was, record->id, record);
      open += is_final (record) ? 0 : 1;
      closed += is_final (record) ? 1 : 0;
    }
  g_assert_cmpuint (open, >, 0);
  g_assert_cmpuint (closed, >, 0);
  rows = app_find_all (dialog, app_match_type, GSIZE_TO_POINTER (ADW_TYPE_ACTION_ROW));
  g_assert_cmpuint (rows->len, ==, closed);
  g_assert_cmpuint (g_hash_table_size (list_of (app)->chosen), ==, closed);
  after = app_records (app, "hazard", NULL);
  for (guint i = 0; i < after->len; i++)
    {
      AnlanRecord *record = g_ptr_array_index (after, i);
      AnlanRecord *old = g_hash_table_lookup (was, record->id);

      g_assert_cmpstr (anlan_record_get_text (record, "interim"), ==,
                       is_final (record) ? anlan_record_get_text (old, "interim") : "Barrier and watch");
    }

  gtk_window_close (app_top (app));
  app_settle (app);
  app_activate (app, "win.undo");
  app_settle (app);
  again = app_records (app, "hazard", NULL);
  for (guint i = 0; i < again->len; i++)
    {
      AnlanRecord *record = g_ptr_array_index (again, i);
      AnlanRecord *old = g_hash_table_lookup (was, record->id);

      g_assert_cmpstr (anlan_record_get_text (record, "interim"), ==, anlan_record_get_text (old, "interim"));
    }
  /* Escape leaves the choosing. */
  gtk_widget_grab_focus (GTK_WIDGET (list_of (app)->table));
  app_key (app, "Escape");
  g_assert_null (list_of (app)->check_column);
}

/* What has a value keeps it. */
static void
test_only_empty (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GPtrArray) before = app_records (app, "hazard", NULL), after = NULL;
  g_autoptr (GHashTable) was = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GtkWidget *dialog = choose_all (app);
  guint kept = 0, given = 0;

  for (guint i = 0; i < before->len; i++)
    g_hash_table_insert (was, g_strdup (((AnlanRecord *)g_ptr_array_index (before, i))->id),
                         g_strdup (anlan_record_get_text (g_ptr_array_index (before, i), "measure")));
  choose_field (app, dialog, "measure");
  give_text (app, dialog, "Look into it");
  gtk_switch_set_active (GTK_SWITCH (app_by_id (dialog, "empty_switch")), TRUE);
  app_press (app, app_by_id (dialog, "apply_button"));
  APP_AWAIT (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (app_by_id (dialog, "stack"))), "done") ==
             0);
  after = app_records (app, "hazard", NULL);
  for (guint i = 0; i < after->len; i++)
    {
      const char *old = g_hash_table_lookup (was, ((AnlanRecord *)g_ptr_array_index (after, i))->id);
      const char *now = anlan_record_get_text (g_ptr_array_index (after, i), "measure");

      if (old != NULL)
        g_assert_cmpstr (now, ==, old);
      kept += old != NULL ? 1 : 0;
      given += old == NULL && g_strcmp0 (now, "Look into it") == 0 ? 1 : 0;
    }
  g_assert_cmpuint (kept, >, 0);
  g_assert_cmpuint (given, >, 0);
}

/* A step goes as far as each of them allows. */
static void
test_step (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GPtrArray) before = app_records (app, "hazard", NULL), after = NULL, back = NULL;
  g_autoptr (GPtrArray) buttons = NULL;
  AnlanListPage *page;
  GtkWidget *dialog;
  guint may = 0, cancelled = 0, were = 0, reopened = 0;

  app_show (app, "hazard");
  page = list_of (app);
  anlan_list_page_show_view (page, "all");
  app_settle (app);
  gtk_widget_grab_focus (GTK_WIDGET (page->table));
  app_key (app, "ctrl+a");
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (page), "list.bulk-step", "s", "cancel"));
  app_settle (app);
  dialog = GTK_WIDGET (app_top (app));
  /* It needs a reason, and says so for each. */
  gtk_editable_set_text (GTK_EDITABLE (app_by_id (dialog, "reason_row")), "Entered twice");
  app_press (app, app_by_id (dialog, "apply_button"));
  APP_AWAIT (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (app_by_id (dialog, "stack"))), "done") ==
             0);
  app_settle (app);
  app_picture (app, "bulk-step");
  for (guint i = 0; i < before->len; i++)
    {
      const char *stage = ((AnlanRecord *)g_ptr_array_index (before, i))->stage;

      may += g_strcmp0 (stage, "found") == 0 || g_strcmp0 (stage, "confirmed") == 0 ||
             g_strcmp0 (stage, "assigned") == 0;
      were += g_strcmp0 (stage, "cancelled") == 0;
    }
  after = app_records (app, "hazard", NULL);
  for (guint i = 0; i < after->len; i++)
    cancelled += g_strcmp0 (((AnlanRecord *)g_ptr_array_index (after, i))->stage, "cancelled") == 0;
  g_assert_cmpuint (may, >, 0);
  g_assert_cmpuint (cancelled, ==, may + were);
  g_assert_cmpuint (g_hash_table_size (page->chosen), ==, before->len - may);

  /* A step is reopened, not undone: all of them as one, with a reason. Those that were cancelled before stay so. */
  app_press (app, app_by_id (dialog, "undo_button"));
  APP_AWAIT (GTK_WIDGET (app_top (app)) != dialog && gtk_widget_get_mapped (GTK_WIDGET (app_top (app))));
  dialog = GTK_WIDGET (app_top (app));
  g_assert_true (ANLAN_IS_BULK_DIALOG (dialog));
  gtk_editable_set_text (GTK_EDITABLE (app_by_id (dialog, "reason_row")), "It was not the same one");
  app_picture (app, "bulk-back");
  app_press (app, app_by_id (dialog, "apply_button"));
  APP_AWAIT (g_strcmp0 (gtk_stack_get_visible_child_name (GTK_STACK (app_by_id (dialog, "stack"))), "done") ==
             0);
  back = app_records (app, "hazard", NULL);
  for (guint i = 0; i < back->len; i++)
    {
      const char *stage = ((AnlanRecord *)g_ptr_array_index (back, i))->stage;

      g_assert_cmpstr (stage, !=, "found");
      reopened += g_strcmp0 (stage, "confirmed") == 0;
      were -= g_strcmp0 (stage, "cancelled") == 0;
    }
  g_assert_cmpuint (reopened, ==, may);
  g_assert_cmpuint (were, ==, 0);
  /* What takes back is not taken back itself: what can be pressed is to close. */
  buttons = app_find_all (dialog, app_match_type, GSIZE_TO_POINTER (GTK_TYPE_BUTTON));
  g_assert_cmpuint (buttons->len, ==, 1);
  g_assert_true (g_ptr_array_index (buttons, 0) == app_by_id (dialog, "leave_button"));
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/bulk/field", test_field);
  g_test_add_func ("/app/bulk/only-empty", test_only_empty);
  g_test_add_func ("/app/bulk/step", test_step);
  return g_test_run ();
}

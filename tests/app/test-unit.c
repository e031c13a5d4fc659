/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-unit"

#include "app-fixture.h"

#include "model/query.h"
#include "record-page.h"
#include "reference-picker.h"
#include "unit-dialog.h"

static guint
count (App *app, const char *kind, const char *format, const char *unit)
{
  g_autofree char *where = g_strdup_printf (format, unit);
  g_autoptr (GPtrArray) found = app_records (app, kind, where);

  return found->len;
}

static guint
people_of (App *app, const char *unit)
{
  return count (app, "person", "unit = '%s' AND state <> 'left'", unit);
}

/* Two units with people of their own and with none below them. */
static void
find_units (App *app, AnlanRecord **one, AnlanRecord **other)
{
  g_autoptr (GPtrArray) units =
      app_records (app, "unit",
                   "closed IS NULL AND NOT EXISTS (SELECT 1 FROM unit b WHERE b.parent = this.id) AND "
                   "(SELECT count(*) FROM person p WHERE p.unit = this.id AND p.state <> 'left') > 2");

  g_assert_cmpuint (units->len, >, 1);
  *one = anlan_record_ref (g_ptr_array_index (units, 0));
  *other = anlan_record_ref (g_ptr_array_index (units, 1));
}

static GtkWidget *
open_dialog (App *app, const AnlanRecord *unit, AnlanUnitChangeType type)
{
  app_show_record (app, "unit", unit->id);
  g_assert_true (
      gtk_widget_activate_action (app_by_type (GTK_WIDGET (app_page (app)), ANLAN_TYPE_RECORD_PAGE),
                                  "record.unit-change", "i", (int)type));
  app_settle (app);
  g_assert_true (ANLAN_IS_UNIT_DIALOG (app_top (app)));
  return GTK_WIDGET (app_top (app));
}

static gboolean
may_apply (gpointer dialog)
{
  return gtk_widget_get_sensitive (app_by_id (dialog, "apply_button"));
}

static void
apply (App *app, GtkWidget *dialog)
{
  app_await (may_apply, dialog, "a plan");
  app_press (app, app_by_id (dialog, "apply_button"));
  APP_AWAIT (app_top (app) == GTK_WINDOW (app->window));
  app_settle (app);
}

/* Everybody goes over with the unit, and one Ctrl+Z brings all of it back. */
static void
test_merge (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (AnlanRecord) one = NULL, other = NULL;
  GtkWidget *dialog, *picker;
  guint of_one, of_other;

  find_units (app, &one, &other);
  of_one = people_of (app, one->id);
  of_other = people_of (app, other->id);
  dialog = open_dialog (app, one, ANLAN_UNIT_MERGE);
  app_run (600);
  /* Nobody has been named to take over. */
  g_assert_false (may_apply (dialog));
  picker = GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (app_by_id (dialog, "heir_button"))));
  g_signal_emit_by_name (picker, "picked", one->id, "itself");
  app_run (600);
  app_settle (app);
  /* Itself is refused with the reason. */
  g_assert_false (may_apply (dialog));
  g_assert_true (gtk_widget_get_visible (app_by_id (dialog, "problem")));
  g_signal_emit_by_name (picker, "picked", other->id, anlan_record_label (other));
  app_await (may_apply, dialog, "a plan");
  app_settle (app);
  {
    g_autoptr (GPtrArray) rows =
        app_find_all (dialog, app_match_type, GSIZE_TO_POINTER (ADW_TYPE_EXPANDER_ROW));

    g_assert_cmpuint (rows->len, >, 0);
    adw_expander_row_set_expanded (g_ptr_array_index (rows, 0), TRUE);
  }
  app_settle (app);
  app_picture (app, "unit-merge");
  apply (app, dialog);
  g_assert_cmpuint (people_of (app, one->id), ==, 0);
  g_assert_cmpuint (people_of (app, other->id), ==, of_one + of_other);
  g_assert_cmpuint (count (app, "unit", "id = '%s' AND closed IS NOT NULL", one->id), ==, 1);
  app_picture (app, "unit-merged");

  app_activate (app, "win.undo");
  app_settle (app);
  g_assert_cmpuint (people_of (app, one->id), ==, of_one);
  g_assert_cmpuint (people_of (app, other->id), ==, of_other);
  g_assert_cmpuint (count (app, "unit", "id = '%s' AND closed IS NULL", one->id), ==, 1);
}

/* One of its people goes to the new unit, the others stay. */
static void
test_split (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (AnlanRecord) one = NULL, other = NULL;
  g_autoptr (GPtrArray) fresh = NULL, expanders = NULL;
  GtkWidget *dialog, *drop = NULL;
  guint before;

  find_units (app, &one, &other);
  before = people_of (app, one->id);
  dialog = open_dialog (app, one, ANLAN_UNIT_SPLIT);
  app_run (600);
  g_assert_false (may_apply (dialog));
  g_assert_true (gtk_widget_grab_focus (app_by_type (app_by_id (dialog, "parts_group"), ADW_TYPE_ENTRY_ROW)));
  app_type (app, "Second crew");
  app_await (may_apply, dialog, "a plan");
  app_settle (app);
  expanders = app_find_all (dialog, app_match_type, GSIZE_TO_POINTER (ADW_TYPE_EXPANDER_ROW));
  for (guint i = 0; i < expanders->len && drop == NULL; i++)
    if (g_strcmp0 (g_object_get_data (g_ptr_array_index (expanders, i), "anlan-kind"), "person") == 0)
      {
        adw_expander_row_set_expanded (g_ptr_array_index (expanders, i), TRUE);
        app_settle (app);
        drop = app_by_type (g_ptr_array_index (expanders, i), GTK_TYPE_DROP_DOWN);
      }
  g_assert_nonnull (drop);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), 1);
  app_picture (app, "unit-split");
  apply (app, dialog);
  fresh = app_records (app, "unit", "name = 'Second crew'");
  g_assert_cmpuint (fresh->len, ==, 1);
  g_assert_cmpuint (people_of (app, ((AnlanRecord *)g_ptr_array_index (fresh, 0))->id), ==, 1);
  g_assert_cmpuint (people_of (app, one->id), ==, before - 1);
}

/* Without a word about it, the unit above takes over. */
static void
test_close (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (AnlanRecord) one = NULL, other = NULL;
  const char *above;
  guint of_one, of_above;

  find_units (app, &one, &other);
  above = anlan_record_get_text (one, "parent");
  g_assert_nonnull (above);
  of_one = people_of (app, one->id);
  of_above = people_of (app, above);
  apply (app, open_dialog (app, one, ANLAN_UNIT_CLOSE));
  g_assert_cmpuint (people_of (app, one->id), ==, 0);
  g_assert_cmpuint (people_of (app, above), ==, of_above + of_one);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/unit/merge", test_merge);
  g_test_add_func ("/app/unit/split", test_split);
  g_test_add_func ("/app/unit/close", test_close);
  return g_test_run ();
}

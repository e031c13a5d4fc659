/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-units"

#include "app-fixture.h"

#include <string.h>

#include "list-cell.h"
#include "model/query.h"

/* Units of measure as a preference: what is shown and typed is in the units that somebody is used to, what is stored is in
 * those of the plant's definitions. */

#define TAG "R-101A" /* 6.5 MPa, 1400 °C, 48 m³ in the demo plant */

static AnlanRecord *
find_equipment (App *app)
{
  g_autoptr (GPtrArray) found = app_records (app, "equipment", "this.tag = '" TAG "'");

  g_assert_cmpuint (found->len, ==, 1);
  return anlan_record_ref (g_ptr_array_index (found, 0));
}

static GtkWidget *
get_entry (App *app, const char *field)
{
  return app_by_type (GTK_WIDGET (app_row (app, field)), GTK_TYPE_TEXT);
}

/* What stands in the field, with the unit behind it. */
static void
assert_reads (App *app, const char *field, const char *number, const char *unit)
{
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (get_entry (app, field))), ==, number);
  app_by_text (GTK_WIDGET (app_row (app, field)), GTK_TYPE_LABEL, unit);
}

static void
leave (App *app)
{
  gtk_window_set_focus (GTK_WINDOW (app->window), NULL);
  app_run (300);
  app_settle (app);
}

static double
stored (App *app, const char *field)
{
  g_autoptr (AnlanRecord) record = find_equipment (app);

  return anlan_value_get_real (&record->values[anlan_kind_field (record->kind, field)->index], -1);
}

/* The combo row of the preferences at @place, from the top: language, system, then one for each quantity. */
static void
choose (App *app, guint place, guint line)
{
  g_autoptr (GPtrArray) rows = NULL;

  g_action_group_activate_action (G_ACTION_GROUP (app->application), "preferences", NULL);
  app_settle (app);
  if (place > 1)
    {
      GtkWidget *own = app_by_type (GTK_WIDGET (app_top (app)), ADW_TYPE_EXPANDER_ROW);

      adw_expander_row_set_expanded (ADW_EXPANDER_ROW (own), TRUE);
      app_settle (app);
    }
  rows = app_find_all (GTK_WIDGET (app_top (app)), app_match_type, GSIZE_TO_POINTER (ADW_TYPE_COMBO_ROW));
  g_assert_cmpuint (rows->len, >, place);
  adw_combo_row_set_selected (g_ptr_array_index (rows, place), line);
  app_settle (app);
  app_picture (app, place > 1 ? "units-own" : "units-system");
  gtk_window_close (app_top (app));
  app_settle (app);
}

static void
test_us (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (AnlanRecord) before = find_equipment (app), after = NULL;

  app_show_record (app, "equipment", before->id);
  assert_reads (app, "pressure", "6.5", "MPa");
  assert_reads (app, "temperature", "1400", "°C");
  choose (app, 1, 2);
  app_show_record (app, "equipment", before->id);
  assert_reads (app, "pressure", "943", "psi"); /* 942.75 */
  assert_reads (app, "temperature", "2552", "°F");
  assert_reads (app, "volume", "1695", "ft³"); /* 1695.1 */
  app_picture (app, "units-us");

  /* Whoever walks through the fields, or types what stands there, changes nothing. */
  anlan_field_row_focus (app_row (app, "pressure"));
  app_key (app, "Tab");
  app_key (app, "Tab");
  app_enter (get_entry (app, "pressure"), "94");
  app_enter (get_entry (app, "pressure"), "943");
  leave (app);
  after = find_equipment (app);
  g_assert_cmpstr (after->rev, ==, before->rev);

  /* A number is in the unit that stands behind it, or in the one that is typed. */
  anlan_field_row_focus (app_row (app, "temperature"));
  app_enter (get_entry (app, "temperature"), "2500");
  leave (app);
  g_assert_cmpfloat_with_epsilon (stored (app, "temperature"), 1371.111111111111, 1e-9);
  assert_reads (app, "temperature", "2500", "°F");
  anlan_field_row_focus (app_row (app, "temperature"));
  app_enter (get_entry (app, "temperature"), "1350 °C");
  leave (app);
  g_assert_cmpfloat (stored (app, "temperature"), ==, 1350);
  assert_reads (app, "temperature", "2462", "°F");

  /* What is too much is said with the unit of the definition. */
  anlan_field_row_focus (app_row (app, "temperature"));
  app_enter (get_entry (app, "temperature"), "5000");
  leave (app);
  g_assert_true (anlan_field_row_has_problem (app_row (app, "temperature")));
  {
    g_autofree char *texts = app_texts (GTK_WIDGET (app_row (app, "temperature")));

    g_assert_nonnull (strstr (texts, "2000 °C"));
  }
  app_picture (app, "units-refused");
}

/* One quantity has a unit of its own; the others stay as the plant writes them. */
static void
test_own (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (AnlanRecord) before = find_equipment (app);

  choose (app, 3, 3); /* pressure: as above, kPa, MPa, bar */
  app_show_record (app, "equipment", before->id);
  assert_reads (app, "pressure", "65", "bar");
  assert_reads (app, "temperature", "1400", "°C");
  anlan_field_row_focus (app_row (app, "pressure"));
  app_enter (get_entry (app, "pressure"), "64");
  leave (app);
  g_assert_cmpfloat_with_epsilon (stored (app, "pressure"), 6.4, 1e-12);
  assert_reads (app, "pressure", "64", "bar");
  choose (app, 3, 0);
  app_show_record (app, "equipment", before->id);
  assert_reads (app, "pressure", "6.4", "MPa");
}

static gboolean
ends_in (GtkWidget *widget, gconstpointer data)
{
  const char *text = ANLAN_IS_LIST_CELL (widget) ? app_text (widget) : NULL;

  return text != NULL && g_str_has_suffix (text, data);
}

/* Lists show it, and what is exported from them does not know. */
static void
test_lists (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *path = g_build_filename (app->root, "substances.csv", NULL);
  g_autofree char *text = NULL;

  app_show (app, "substance");
  g_assert_nonnull (app_find (GTK_WIDGET (app_top (app)), ends_in, " t"));
  g_assert_null (app_find (GTK_WIDGET (app_top (app)), ends_in, " sh tn"));
  choose (app, 1, 2);
  app_show (app, "substance");
  g_assert_null (app_find (GTK_WIDGET (app_top (app)), ends_in, " t"));
  g_assert_nonnull (app_find (GTK_WIDGET (app_top (app)), ends_in, " sh tn"));
  app_picture (app, "units-list");
  g_free (app_ctl ("export", app->dir, "substance", path, NULL));
  text = app_read_file (path);
  g_assert_nonnull (strstr (text, "°C"));
  g_assert_null (strstr (text, "°F"));
  g_assert_null (strstr (text, "sh tn"));
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/units/us", test_us);
  g_test_add_func ("/app/units/own", test_own);
  g_test_add_func ("/app/units/lists", test_lists);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-muster"

#include "app-fixture.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/blocking.h"
#include "muster-page.h"
#include "muster-row.h"
#include "muster-side.h"
#include "report/muster-report.h"

/*
 * The muster board in the real window: begun by a key, counted by name, badge, number and from elsewhere, ended with a word
 * about who is missing. The four visitors of the demo plant are on site at any hour.
 */

/* As it is read: without the underscore of its mnemonic. */
static const char *
plain (const char *text)
{
  GString *said = g_string_new (text);
  const char *bare;

  g_string_replace (said, "_", "", 1);
  bare = g_intern_string (said->str);
  g_string_free (said, TRUE);
  return bare;
}

static void
answer (App *app, const char *response)
{
  APP_AWAIT (ADW_IS_MESSAGE_DIALOG (app_top (app)));
  app_settle (app);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (app_top (app)), response);
  gtk_window_close (app_top (app)); /* as the button does */
  APP_AWAIT (!ADW_IS_MESSAGE_DIALOG (app_top (app)));
  app_settle (app);
}

static guint
number (App *app, const char *id)
{
  return (guint)g_ascii_strtoull (
      gtk_label_get_label (GTK_LABEL (app_by_id (GTK_WIDGET (app_top (app)), id))), NULL, 10);
}

static GtkWidget *
row_of (App *app, const char *name)
{
  g_autoptr (GPtrArray) rows =
      app_find_all (GTK_WIDGET (app_top (app)), app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_MUSTER_ROW));

  for (guint i = 0; i < rows->len; i++)
    {
      g_autofree char *texts = app_texts (g_ptr_array_index (rows, i));

      if (strstr (texts, name) != NULL)
        return g_ptr_array_index (rows, i);
    }
  return NULL;
}

static char *
find_id (App *app, const char *kind, const char *where)
{
  g_autoptr (GPtrArray) found = app_records (app, kind, where);

  g_assert_cmpuint (found->len, >, 0);
  return g_strdup (((AnlanRecord *)g_ptr_array_index (found, 0))->id);
}

/* On the board, which runs. */
static App *
open_running (const char *response)
{
  App *app = app_open (APP_DEMO);

  app_key (app, "F7");
  answer (app, response);
  APP_AWAIT (app_find (GTK_WIDGET (app_top (app)), app_match_type,
                       GSIZE_TO_POINTER (ANLAN_TYPE_MUSTER_SIDE)) != NULL);
  app_settle (app);
  return app;
}

static void
test_count (void)
{
  g_autoptr (App) app = open_running ("real");
  g_autofree char *person = NULL, *visit = NULL;
  const char *visitor = g_str_equal (app_language (), "en") ? "Gu Xiaofeng" : "顾晓峰";
  const char *name = g_str_equal (app_language (), "en") ? "Qin Suyun" : "秦素云";
  g_autofree char *badge = g_strdup_printf ("visitor = '%s'", name);
  guint expected = number (app, "expected_label"), open = number (app, "open_label");

  g_assert_cmpuint (expected, >=, 4);
  g_assert_cmpuint (open, ==, expected);
  g_assert_cmpuint (number (app, "here_label"), ==, 0);
  app_picture (app, "muster-begun");

  /* By name: whoever is typed and is the only one. */
  app_enter (app_by_id (GTK_WIDGET (app_top (app)), "search"), visitor);
  app_settle (app);
  APP_AWAIT (row_of (app, visitor) != NULL);
  g_signal_emit_by_name (app_by_id (GTK_WIDGET (app_top (app)), "search"), "activate");
  APP_AWAIT (number (app, "here_label") == 1);
  g_assert_cmpuint (number (app, "open_label"), ==, open - 1);

  /* By badge: a visitor's and that of somebody who was not expected. */
  visit = find_id (app, "onsite", badge);
  g_assert_true (anlan_page_scanned (app_page (app), "onsite", visit));
  APP_AWAIT (number (app, "here_label") == 2);
  /* Twice is one. */
  g_assert_true (anlan_page_scanned (app_page (app), "onsite", visit));
  app_run (300);
  app_settle (app);
  g_assert_cmpuint (number (app, "here_label"), ==, 2);
  person = find_id (app, "person", "state = 'left'");
  g_assert_true (anlan_page_scanned (app_page (app), "person", person));
  APP_AWAIT (number (app, "here_label") == 3);
  /* What means nothing to a count is for others. */
  g_assert_false (anlan_page_scanned (app_page (app), "equipment", "P-101A"));
}

/* A muster point's own code says where is counted from now on; a number goes there. */
static void
test_number (void)
{
  g_autoptr (App) app = open_running ("drill");
  g_autofree char *point = find_id (app, "musterpoint", "sign = '3'");
  g_autoptr (GPtrArray) lines = NULL;
  GtkWidget *entry;

  g_assert_true (anlan_page_scanned (app_page (app), "musterpoint", point));
  entry = app_find (app_by_id (GTK_WIDGET (app_top (app)), "departments_grid"), app_match_type,
                    GSIZE_TO_POINTER (GTK_TYPE_ENTRY));
  g_assert_nonnull (entry);
  app_enter (entry, "x");
  g_signal_emit_by_name (entry, "activate");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  app_enter (entry, "12");
  g_assert_false (gtk_widget_has_css_class (entry, "error"));
  g_signal_emit_by_name (entry, "activate");
  APP_AWAIT (number (app, "here_label") == 12);
  lines =
      app_records (app, "presence",
                   "people = 12 AND how = 'typed' AND (SELECT m.type FROM muster m WHERE m.id = muster) = "
                   "'drill' AND (SELECT m.stage FROM muster m WHERE m.id = muster) = 'running'");
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpstr (anlan_record_get_text (g_ptr_array_index (lines, 0), "point"), ==, point);
  app_picture (app, "muster-number");
}

/* A count that comes from a phone, which is another process, is seen by itself. */
static void
test_live (void)
{
  g_autoptr (App) app = open_running ("drill");
  g_autofree char *point = find_id (app, "musterpoint", "sign = '1'");
  g_autofree char *muster = find_id (app, "muster", "stage = 'running'");
  g_autofree char *muster_is = g_strconcat ("muster=", muster, NULL);
  g_autofree char *point_is = g_strconcat ("point=", point, NULL);
  g_autofree char *said =
      app_ctl ("add", app->dir, "presence", muster_is, point_is, "people=7", "how=phone", NULL);

  APP_AWAIT (number (app, "here_label") == 7);
}

/* What the commander gets on paper. */
static void
write_report (App *app, const char *muster)
{
  g_autofree char *path = g_build_filename (app->root, "report.pdf", NULL), *bytes = NULL;
  g_autoptr (GTimeZone) zone = anlan_plant_ref_zone (app_plant (app));
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanMusterBoard) board = NULL;
  g_autoptr (AnlanFigures) figures = NULL;
  g_autoptr (AnlanPaper) paper = NULL;
  gsize length;

  anlan_permit_blocking ();
  board = anlan_muster_look (app_plant (app), muster, &error);
  g_assert_no_error (error);
  figures = anlan_muster_report_new (board, "Ann", anlan_plant_now (app_plant (app)), zone);
  g_assert_nonnull (strstr (anlan_figures_get_title (figures), anlan_record_label (board->muster)));
  paper = anlan_figures_make_paper (figures, app_plant (app), NULL, &error);
  g_assert_no_error (error);
  anlan_paper_write_pdf (paper, path, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (anlan_paper_n_pages (paper), >, 0);
  g_file_get_contents (path, &bytes, &length, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (bytes, "%PDF"));
  if (g_getenv ("ANLAN_TEST_PICTURES") != NULL)
    g_file_set_contents ("build/tests/app/muster-report.pdf", bytes, (gssize)length, NULL);
  anlan_forbid_blocking ();
}

/* It is over only with a word about each; then nobody can be counted, and the report says who was where. */
static void
test_end (void)
{
  g_autoptr (App) app = open_running ("drill");
  g_autofree char *muster = find_id (app, "muster", "stage = 'running'");
  g_autoptr (GPtrArray) over = NULL, entries = NULL;
  guint open = number (app, "open_label");
  GtkWidget *row, *grid;

  app_press (app, app_by_id (GTK_WIDGET (app_top (app)), "end_button"));
  APP_AWAIT (ADW_IS_MESSAGE_DIALOG (app_top (app)));
  answer (app, "cancel");

  /* A word about one, numbers of all the others. */
  row = app_find (GTK_WIDGET (app_top (app)), app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_MUSTER_ROW));
  gtk_widget_activate_action (row, "muster.word", "(ss)", g_object_get_data (G_OBJECT (row), "anlan-key"),
                              "elsewhere");
  APP_AWAIT (ADW_IS_MESSAGE_DIALOG (app_top (app)));
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (app_top (app)), "keep"));
  app_enter (app_find (GTK_WIDGET (app_top (app)), app_match_type, GSIZE_TO_POINTER (GTK_TYPE_ENTRY)),
             "At home");
  answer (app, "keep");
  APP_AWAIT (number (app, "word_label") == 1);
  g_assert_cmpuint (number (app, "open_label"), ==, open - 1);
  grid = app_by_id (GTK_WIDGET (app_page (app)), "departments_grid");
  entries = app_find_all (grid, app_match_type, GSIZE_TO_POINTER (GTK_TYPE_ENTRY));
  for (guint i = 0; i < entries->len; i++)
    {
      app_enter (g_ptr_array_index (entries, i), "99");
      g_signal_emit_by_name (g_ptr_array_index (entries, i), "activate");
    }
  APP_AWAIT (number (app, "open_label") == 0);
  app_settle (app);
  write_report (app, muster);
  app_press (app, app_by_id (GTK_WIDGET (app_top (app)), "end_button"));
  answer (app, "end");
  /* None runs any more: the earlier ones are offered. */
  APP_AWAIT (app_find (GTK_WIDGET (app_top (app)), app_match_text, _ ("Earlier")) != NULL);
  over = app_records (app, "muster", "stage = 'over' AND absent = 1");
  g_assert_cmpuint (over->len, ==, 1);
  g_assert_cmpstr (((AnlanRecord *)g_ptr_array_index (over, 0))->id, ==, muster);
}

#define PEOPLE 500

static void
add_many (App *app)
{
  g_autoptr (GPtrArray) changes = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_change_unref);
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = NULL;
  AnlanChange *point = anlan_change_new (ANLAN_OP_CREATE, "musterpoint", NULL);

  anlan_change_set_text (point, "name", "Gate");
  g_ptr_array_add (changes, point);
  for (guint i = 0; i < PEOPLE; i++)
    {
      AnlanChange *visit = anlan_change_new (ANLAN_OP_CREATE, "onsite", NULL);
      g_autofree char *name = g_strdup_printf ("Visitor %03u", i);

      anlan_change_set_text (visit, "visitor", name);
      g_ptr_array_add (changes, visit);
    }
  anlan_permit_blocking ();
  batch = anlan_plant_apply_batch (app_plant (app), changes, NULL, NULL, &error);
  anlan_forbid_blocking ();
  g_assert_no_error (error);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  return *(const gint64 *)a < *(const gint64 *)b ? -1 : 1;
}

/* 500 people: the page stands, and a count shows, before anybody waits for it. The limits are those of a quiet machine, 150
 * and 100 ms, and four times as much where others build beside it. */
static void
test_many (void)
{
  g_autoptr (App) app = app_open (APP_EMPTY);
  g_autofree char *person = NULL;
  gint64 begin, opened, counts[9];
  AnlanPage *another;

  add_many (app);
  person = g_strdup (app_ctl ("add", app->dir, "person", "name=Ann", NULL));
  person[strcspn (person, "\t \n")] = '\0';
  anlan_desk_set_person (app_desk (app), person, "Ann");
  app_settle (app);
  app_key (app, "F7");
  answer (app, "real");
  APP_AWAIT (number (app, "expected_label") == PEOPLE);
  begin = g_get_monotonic_time ();
  another = g_object_ref_sink (anlan_muster_page_new (app_desk (app)));
  while (anlan_page_is_busy (another))
    g_main_context_iteration (NULL, TRUE);
  opened = g_get_monotonic_time () - begin;
  g_object_unref (another);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    {
      GtkWidget *row =
          app_find (GTK_WIDGET (app_top (app)), app_match_type, GSIZE_TO_POINTER (ANLAN_TYPE_MUSTER_ROW));

      begin = g_get_monotonic_time ();
      gtk_widget_activate_action (row, "muster.here", "s", g_object_get_data (G_OBJECT (row), "anlan-key"));
      while (number (app, "here_label") != i + 1)
        g_main_context_iteration (NULL, TRUE);
      counts[i] = g_get_monotonic_time () - begin;
      app_settle (app);
    }
  qsort (counts, G_N_ELEMENTS (counts), sizeof counts[0], compare);
  g_test_message ("500 people: open %.1f ms, a count %.1f ms in the middle, %.1f at worst",
                  (double)opened / 1000, (double)counts[G_N_ELEMENTS (counts) / 2] / 1000,
                  (double)counts[G_N_ELEMENTS (counts) - 1] / 1000);
  g_assert_cmpint (opened, <, 4 * 150 * 1000);
  g_assert_cmpint (counts[G_N_ELEMENTS (counts) / 2], <, 4 * 100 * 1000);
}

/* From a template to phones, and withdrawn. */
static void
test_tell (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (GPtrArray) running = NULL, over = NULL;
  GtkWidget *combo;

  app_show (app, "muster-board");
  app_press (app, app_by_text (GTK_WIDGET (app_top (app)), GTK_TYPE_BUTTON, plain (_ ("_Tell people…"))));
  APP_AWAIT (app_top (app) != GTK_WINDOW (app->window));
  combo = app_by_id (GTK_WIDGET (app_top (app)), "template_row");
  APP_AWAIT (adw_combo_row_get_model (ADW_COMBO_ROW (combo)) != NULL &&
             g_list_model_get_n_items (adw_combo_row_get_model (ADW_COMBO_ROW (combo))) == 6);
  g_assert_false (gtk_widget_get_sensitive (app_by_id (GTK_WIDGET (app_top (app)), "tell_button")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (combo), 1);
  app_settle (app);
  app_picture (app, "muster-tell");
  app_press (app, app_by_id (GTK_WIDGET (app_top (app)), "tell_button"));
  APP_AWAIT (app_top (app) == GTK_WINDOW (app->window));
  APP_AWAIT (app_find (GTK_WIDGET (app_top (app)), app_match_text, _ ("Withdraw")) != NULL);
  running = app_records (app, "instruction", "stage = 'running'");
  g_assert_cmpuint (running->len, ==, 1);
  g_assert_nonnull (anlan_record_get_text (g_ptr_array_index (running, 0), "text_zh"));
  g_assert_nonnull (anlan_record_get_text (g_ptr_array_index (running, 0), "point"));
  app_press (app, app_by_text (GTK_WIDGET (app_top (app)), GTK_TYPE_BUTTON, _ ("Withdraw")));
  APP_AWAIT (app_find (GTK_WIDGET (app_top (app)), app_match_text, _ ("Withdraw")) == NULL);
  over = app_records (app, "instruction", "stage = 'over'");
  g_assert_cmpuint (over->len, ==, 1);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/muster/count", test_count);
  g_test_add_func ("/app/muster/number", test_number);
  g_test_add_func ("/app/muster/live", test_live);
  g_test_add_func ("/app/muster/end", test_end);
  g_test_add_func ("/app/muster/many", test_many);
  g_test_add_func ("/app/muster/tell", test_tell);
  return g_test_run ();
}

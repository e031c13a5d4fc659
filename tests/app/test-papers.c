/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-papers"

#include <gio/gio.h>
#include <string.h>

#include "app-fixture.h"

#include "base/blocking.h"
#include "export-dialog.h"
#include "print.h"
#include "record-page.h"
#include "report-dialog.h"

/* What a list shows goes to a file and to paper as it is shown. */
static gboolean
is_there (const char *path)
{
  gboolean there;

  anlan_permit_blocking ();
  there = g_file_test (path, G_FILE_TEST_EXISTS);
  anlan_forbid_blocking ();
  return there;
}

static guint
count_lines (const char *text)
{
  guint n = 0;

  for (const char *p = text; (p = strchr (p, '\n')) != NULL; p++)
    n++;
  return n;
}

/* The filter and the columns on the screen decide what is in the file. */
static void
test_export (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  GtkWidget *list;
  static const char *const endings[] = { "csv", "json", "xlsx" };

  app_show (app, "riskpoint");
  list = app_by_id (GTK_WIDGET (app->window), "more_button");
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *name = g_strdup_printf ("out.%s", endings[i]);
      g_autofree char *path = g_build_filename (app->root, name, NULL);
      g_autofree char *text = NULL;

      gtk_widget_activate_action (list, "list.view", "s", "red_orange");
      app_settle (app);
      gtk_widget_activate_action (list, "list.export", NULL);
      app_settle (app);
      g_assert_true (ANLAN_IS_EXPORT_DIALOG (app_top (app)));
      if (i == 0)
        app_picture (app, "export");
      anlan_export_dialog_write (ANLAN_EXPORT_DIALOG (app_top (app)), path);
      APP_AWAIT (app_top (app) == GTK_WINDOW (app->window));
      text = app_read_file (path);
      if (i == 2)
        g_assert_true (g_str_has_prefix (text, "PK"));
      else
        g_assert_cmpuint (strlen (text), >, 100);
      if (i == 0)
        {
          /* The header and the red and orange ones; three bytes say the encoding. */
          g_assert_cmpuint (count_lines (text), <, 60);
          g_assert_cmpuint (count_lines (text), >, 5);
          g_assert_cmpint (memcmp (text, "\xef\xbb\xbf", 3), ==, 0);
        }
    }
}

/* A folder that is not there is told in the dialog, which stays. */
static void
test_export_refused (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *path = g_build_filename (app->root, "nowhere", "out.csv", NULL);
  GtkWidget *problem;

  app_show (app, "unit");
  gtk_widget_activate_action (app_by_id (GTK_WIDGET (app->window), "more_button"), "list.export", NULL);
  app_settle (app);
  anlan_export_dialog_write (ANLAN_EXPORT_DIALOG (app_top (app)), path);
  app_settle (app);
  problem = app_by_id (GTK_WIDGET (app_top (app)), "problem_label");
  g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (problem)), !=, "");
  gtk_window_close (app_top (app));
}

/* Through the printing system, and beside it. */
static void
test_print (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autoptr (AnlanQuery) query = anlan_query_new ("riskpoint");
  static const char *const ids[] = { "number", "name", "colour", NULL };
  g_autofree char *list = g_build_filename (app->root, "list.pdf", NULL);
  g_autofree char *record = g_build_filename (app->root, "record.pdf", NULL);
  g_autofree char *saved = g_build_filename (app->root, "saved.pdf", NULL);
  const char *papers[] = { list, record, saved };

  app_show_record (app, "hazard", "HZ-2026-0003");
  anlan_print_export (anlan_print_new_list (app_desk (app), query, ids, "All of them"),
                      GTK_WIDGET (app->window), list);
  anlan_print_export (anlan_print_new_record (app_desk (app), "hazard", "HZ-2026-0003"),
                      GTK_WIDGET (app->window), record);
  anlan_print_write_pdf (anlan_print_new_record (app_desk (app), "hazard", "HZ-2026-0003"),
                         GTK_WIDGET (app->window), saved);
  for (guint i = 0; i < G_N_ELEMENTS (papers); i++)
    {
      g_autofree char *text = NULL;

      APP_AWAIT (is_there (papers[i]));
      app_run (300);
      text = app_read_file (papers[i]);
      g_assert_true (g_str_has_prefix (text, "%PDF"));
    }
}

/* The papers about a hazard are offered on its page, and one comes out as it is chosen. */
static void
test_form (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  g_autofree char *path = g_build_filename (app->root, "notice.pdf", NULL);
  GtkWidget *button;
  GMenuModel *menu;
  gboolean offered = FALSE;

  app_show_record (app, "hazard", "HZ-2026-0007");
  button = app_by_id (app_by_type (GTK_WIDGET (app->window), ANLAN_TYPE_RECORD_PAGE), "menu_button");
  menu = gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (button));
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);

      for (int j = 0; section != NULL && j < g_menu_model_get_n_items (section); j++)
        {
          g_autoptr (GMenuModel) forms = g_menu_model_get_item_link (section, j, G_MENU_LINK_SUBMENU);

          offered = offered || (forms != NULL && g_menu_model_get_n_items (forms) >= 2);
        }
    }
  g_assert_true (offered);
  anlan_print_export (
      anlan_print_new_form (app_desk (app), anlan_paper_forms_find ("notice"), "HZ-2026-0007"),
      GTK_WIDGET (app->window), path);
  APP_AWAIT (is_there (path));
  app_run (300);
  {
    g_autofree char *text = app_read_file (path);

    g_assert_true (g_str_has_prefix (text, "%PDF"));
  }
}

static AnlanReportDialog *
open_report (App *app)
{
  app_show (app, "hazard");
  gtk_widget_activate_action (app_by_id (GTK_WIDGET (app->window), "more_button"), "list.report", NULL);
  APP_AWAIT (ANLAN_IS_REPORT_DIALOG (app_top (app)));
  return ANLAN_REPORT_DIALOG (app_top (app));
}

/* The month's report is seen, another period is chosen, and what is seen is saved as both files. */
static void
test_report (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanReportDialog *dialog = open_report (app);
  GtkWidget *pages = app_by_id (GTK_WIDGET (dialog), "pages_box");
  GtkLabel *period = GTK_LABEL (app_by_id (GTK_WIDGET (dialog), "period_label"));
  g_autofree char *first = g_strdup (gtk_label_get_label (period));
  static const char *const names[] = { "report.pdf", "report.xlsx" };
  static const char *const begins[] = { "%PDF", "PK" };

  APP_AWAIT (!anlan_report_dialog_is_busy (dialog));
  g_assert_true (GTK_IS_PICTURE (gtk_widget_get_first_child (pages)));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "report.after", NULL); /* the month that runs */
  APP_AWAIT (!anlan_report_dialog_is_busy (dialog));
  g_assert_cmpstr (gtk_label_get_label (period), !=, first);
  g_assert_true (GTK_IS_PICTURE (gtk_widget_get_first_child (pages)));
  app_run (300);
  app_picture (app, "report");
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (app->root, names[i], NULL);
      g_autofree char *text = NULL;

      anlan_report_dialog_write (dialog, path);
      APP_AWAIT (is_there (path));
      text = app_read_file (path);
      g_assert_true (g_str_has_prefix (text, begins[i]));
    }
  gtk_drop_down_set_selected (GTK_DROP_DOWN (app_by_id (GTK_WIDGET (dialog), "type_row")), 1);
  APP_AWAIT (!anlan_report_dialog_is_busy (dialog));
  g_assert_true (GTK_IS_PICTURE (gtk_widget_get_first_child (pages)));
  gtk_window_close (GTK_WINDOW (dialog));
  APP_AWAIT (app_top (app) == GTK_WINDOW (app->window));
}

/* Periods are turned faster than they are computed, one has not begun, a folder is not there, and it is closed while it
 * computes. */
static void
test_report_odd (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);
  AnlanReportDialog *dialog = open_report (app);
  GtkWidget *problem;
  g_autofree char *nowhere = g_build_filename (app->root, "nowhere", "report.xlsx", NULL);

  for (guint i = 0; i < 4; i++)
    gtk_widget_activate_action (GTK_WIDGET (dialog), "report.before", NULL);
  APP_AWAIT (!anlan_report_dialog_is_busy (dialog));
  anlan_report_dialog_show (dialog, "2199-01");
  APP_AWAIT (!anlan_report_dialog_is_busy (dialog));
  app_settle (app);
  problem = app_by_id (GTK_WIDGET (dialog), "problem_label");
  anlan_report_dialog_show (dialog, "2026-10");
  APP_AWAIT (!anlan_report_dialog_is_busy (dialog));
  g_assert_false (gtk_widget_get_visible (problem));
  anlan_report_dialog_write (dialog, nowhere);
  APP_AWAIT (gtk_widget_get_visible (problem));
  gtk_widget_activate_action (GTK_WIDGET (dialog), "report.before", NULL);
  gtk_window_close (GTK_WINDOW (dialog));
  APP_AWAIT (app_top (app) == GTK_WINDOW (app->window));
  app_run (300);
}

/* What cannot be read is said, and nothing falls over. */
static void
test_print_refused (void)
{
  g_autoptr (App) app = app_open (APP_DEMO);

  anlan_print_run (anlan_print_new_record (app_desk (app), "hazard", "HZ-1999-0001"),
                   GTK_WIDGET (app->window));
  APP_AWAIT (app->window->toast != NULL);
  g_assert_nonnull (strstr (adw_toast_get_title (app->window->toast), "HZ-1999-0001"));
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/papers/export", test_export);
  g_test_add_func ("/app/papers/export-refused", test_export_refused);
  g_test_add_func ("/app/papers/print", test_print);
  g_test_add_func ("/app/papers/print-refused", test_print_refused);
  g_test_add_func ("/app/papers/form", test_form);
  g_test_add_func ("/app/papers/report", test_report);
  g_test_add_func ("/app/papers/report-odd", test_report_odd);
  return g_test_run ();
}

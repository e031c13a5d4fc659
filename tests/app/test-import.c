/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-import"

#include <string.h>
#include <xlsxwriter.h>

#include "app-fixture.h"

#include "chore.h"
#include "import-dialog.h"
#include "import-preview.h"
#include "model/query.h"

/* Her own risk table: a title, two header rows, merged departments, D that its factors do not give in one row, a factor
 * that is no number in another. The plant knows none of the names. */
static char *
write_risk_table (App *app)
{
  static const struct
  {
    const char *unit, *name, *accident, *l;
    double e, c, d;
    const char *owner;
  } rows[] = {
    { "合成车间", "液氨球罐 V-801A", "中毒和窒息", "1", 6, 40, 240, "王芳" },
    { "合成车间", "合成气压缩机 C-401", "机械伤害", "3", 6, 7, 126, "王芳" },
    { "合成车间", "氨冷器 E-403", "灼烫", "1", 6, 15, 90, "赵磊" },
    { "公用工程车间", "循环水泵 P-601", "触电", "0.5", 6, 7, 90, "孙强" }, /* 21 by its factors */
    { "公用工程车间", "冷却塔", "高处坠落", "很高", 6, 15, 90, "孙强" },
    { "公用工程车间", "配电室", "触电", "1", 6, 7, 42, "钱进" },
  };
  static const char *const heads[] = { "序号", "责任部门", "风险点名称", "可能导致的事故", "责任人", "备注" };
  char *path = g_build_filename (app->root, "风险分级管控清单.xlsx", NULL);
  lxw_workbook *book = workbook_new (path);
  lxw_worksheet *sheet = workbook_add_worksheet (book, "风险评价");
  lxw_worksheet *other = workbook_add_worksheet (book, "说明");

  worksheet_write_string (other, 0, 0, "填表说明", NULL);
  worksheet_merge_range (sheet, 0, 0, 0, 9, "安全风险分级管控清单", NULL);
  for (guint i = 0; i < 4; i++)
    worksheet_merge_range (sheet, 1, (lxw_col_t)i, 2, (lxw_col_t)i, heads[i], NULL);
  worksheet_merge_range (sheet, 1, 4, 1, 7, "风险评价", NULL);
  for (guint i = 0; i < 4; i++)
    worksheet_write_string (sheet, 2, (lxw_col_t)(4 + i), (const char *[]){ "L", "E", "C", "D" }[i], NULL);
  worksheet_merge_range (sheet, 1, 8, 2, 8, heads[4], NULL);
  worksheet_merge_range (sheet, 1, 9, 2, 9, heads[5], NULL);
  worksheet_merge_range (sheet, 3, 1, 5, 1, "合成车间", NULL);
  worksheet_merge_range (sheet, 6, 1, 8, 1, "公用工程车间", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      lxw_row_t row = 3 + i;

      worksheet_write_number (sheet, row, 0, i + 1, NULL);
      worksheet_write_string (sheet, row, 2, rows[i].name, NULL);
      worksheet_write_string (sheet, row, 3, rows[i].accident, NULL);
      if (g_ascii_isdigit (rows[i].l[0]))
        worksheet_write_number (sheet, row, 4, g_ascii_strtod (rows[i].l, NULL), NULL);
      else
        worksheet_write_string (sheet, row, 4, rows[i].l, NULL);
      worksheet_write_number (sheet, row, 5, rows[i].e, NULL);
      worksheet_write_number (sheet, row, 6, rows[i].c, NULL);
      worksheet_write_number (sheet, row, 7, rows[i].d, NULL);
      worksheet_write_string (sheet, row, 8, rows[i].owner, NULL);
    }
  g_assert_cmpint (workbook_close (book), ==, LXW_NO_ERROR);
  return path;
}

static gboolean
write_text_work (
    gpointer data, AnlanProgress progress, gpointer progress_data, GCancellable *cancellable, GError **error)
{
  const char **file = data;

  return g_file_set_contents (file[0], file[1], -1, error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;

  anlan_chore_finish (result, NULL, &error);
  g_assert_no_error (error);
  *(gboolean *)data = TRUE;
}

/* The thread that draws may not write files, not even in tests. */
static char *
write_text (App *app, const char *name, const char *text)
{
  char *path = g_build_filename (app->root, name, NULL);
  const char *file[] = { path, text };
  gboolean written = FALSE;

  anlan_chore_run (NULL, write_text_work, file, NULL, NULL, NULL, written_cb, &written);
  APP_AWAIT (written);
  return path;
}

static AnlanImportDialog *
begin (App *app)
{
  app_activate (app, "win.import");
  g_assert_true (ANLAN_IS_IMPORT_DIALOG (app_top (app)));
  return ANLAN_IMPORT_DIALOG (app_top (app));
}

static gboolean
on_step (AnlanImportDialog *dialog, const char *step)
{
  return g_strcmp0 (anlan_import_dialog_get_step (dialog), step) == 0;
}

static void
await_step (App *app, AnlanImportDialog *dialog, const char *step)
{
  APP_AWAIT (on_step (dialog, step));
  app_settle (app);
}

static void
next (App *app)
{
  app_press (app, app_by_id (GTK_WIDGET (app_top (app)), "next_button"));
}

static guint
count_records (App *app, const char *kind)
{
  g_autoptr (GPtrArray) found = app_records (app, kind, NULL);

  return found->len;
}

static void
await_preview (App *app, AnlanImportDialog *dialog)
{
  await_step (app, dialog, "preview");
  APP_AWAIT (!anlan_import_preview_is_busy (
      ANLAN_IMPORT_PREVIEW (app_by_type (GTK_WIDGET (dialog), ANLAN_TYPE_IMPORT_PREVIEW))));
  app_settle (app);
}

/* From the file to the records and back, as she does it on the first day. */
static void
test_first_day (void)
{
  g_autoptr (App) app = app_open (APP_EMPTY);
  g_autofree char *path = write_risk_table (app);
  AnlanImportDialog *dialog;
  guint persons = count_records (app, "person");

  app_show (app, "riskpoint");
  app_picture (app, "import-empty-list");
  dialog = begin (app);
  app_picture (app, "import-file");
  anlan_import_dialog_open (dialog, path);
  await_step (app, dialog, "columns");
  app_run (200);
  app_picture (app, "import-columns");
  next (app);
  await_preview (app, dialog);
  app_picture (app, "import-preview-rejected");
  /* One row is rejected: nothing goes in by default. */
  g_assert_false (gtk_widget_is_sensitive (app_by_id (GTK_WIDGET (app_top (app)), "next_button")));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (app_by_id (GTK_WIDGET (app_top (app)), "good_check")), TRUE);
  app_settle (app);
  g_assert_true (gtk_widget_is_sensitive (app_by_id (GTK_WIDGET (app_top (app)), "next_button")));
  app_picture (app, "import-preview");
  next (app);
  await_step (app, dialog, "done");
  app_picture (app, "import-done");
  g_assert_cmpuint (count_records (app, "riskpoint"), ==, 5);
  g_assert_cmpuint (count_records (app, "unit"), ==, 2);
  g_assert_cmpuint (count_records (app, "person"), ==, persons + 4);
  app_press (app, app_by_id (GTK_WIDGET (app_top (app)), "undo_button"));
  await_preview (app, dialog);
  g_assert_cmpuint (count_records (app, "riskpoint"), ==, 0);
  g_assert_cmpuint (count_records (app, "unit"), ==, 0);
}

static void
test_refused (void)
{
  g_autoptr (App) app = app_open (APP_EMPTY);
  g_autofree char *gone = g_build_filename (app->root, "gone.xlsx", NULL);
  g_autofree char *bad = write_text (app, "list.xlsx", "%PDF-1.4 not a table");
  AnlanImportDialog *dialog = begin (app);
  /* An old WPS table is an OLE file, a new one is zipped: the name says which program wrote it. */
  g_autofree char *wps = write_text (app, "隐患台账.et", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
  const char *files[] = { gone, bad, wps };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      GtkWidget *problem;

      anlan_import_dialog_open (dialog, files[i]);
      await_step (app, dialog, "file");
      problem = app_by_id (GTK_WIDGET (app_top (app)), "problem_label");
      g_assert_cmpstr (gtk_label_get_label (GTK_LABEL (problem)), !=, "");
      if (files[i] == wps)
        {
          const char *said = gtk_label_get_label (GTK_LABEL (problem));

          g_assert_nonnull (strstr (said, "WPS"));
          g_assert_nonnull (strstr (said, "*.xlsx"));
          g_assert_nonnull (strstr (said, "隐患台账.et"));
        }
    }
  app_picture (app, "import-refused");
}

/* Next year's table: what changes is shown as it was and as it will be; what is missing is named. */
static void
test_again (void)
{
  g_autoptr (App) app = app_open (APP_EMPTY);
  g_autofree char *first = write_text (app, "one.csv", "Unit,Code\nA,01\nB,02\nC,03\n");
  g_autofree char *second = write_text (app, "two.csv", "Unit,Code\nA,01\nB,22\nD,04\n");
  AnlanImportDialog *dialog;

  app_show (app, "unit");
  dialog = begin (app);
  anlan_import_dialog_open (dialog, first);
  await_step (app, dialog, "columns");
  next (app);
  await_preview (app, dialog);
  next (app);
  await_step (app, dialog, "done");
  anlan_import_dialog_open (dialog, second);
  await_step (app, dialog, "columns");
  next (app);
  await_preview (app, dialog);
  app_picture (app, "import-again");
  next (app);
  await_step (app, dialog, "done");
  g_assert_cmpuint (count_records (app, "unit"), ==, 4);
}

/* Cancelled while it reads and checks, and closed in the middle: nothing is written, nothing is left. */
static void
test_cancel (void)
{
  g_autoptr (App) app = app_open (APP_EMPTY);
  g_autoptr (GString) text = g_string_new ("Unit,Code\n");
  g_autofree char *path = NULL;
  AnlanImportDialog *dialog;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (text, "Unit %u,%u\n", i, i);
  path = write_text (app, "many.csv", text->str);
  app_show (app, "unit");
  dialog = begin (app);
  anlan_import_dialog_open (dialog, path);
  await_step (app, dialog, "columns");
  next (app);
  APP_AWAIT (on_step (dialog, "busy"));
  app_press (app, app_by_id (GTK_WIDGET (app_top (app)), "leave_button"));
  await_step (app, dialog, "columns");
  next (app);
  APP_AWAIT (on_step (dialog, "busy"));
  gtk_window_close (GTK_WINDOW (dialog));
  app_run (300);
  g_assert_cmpuint (count_records (app, "unit"), ==, 0);
}

static void
test_map (void)
{
  static const char text[] =
      "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":"
      "{\"building\":\"yes\",\"name\":\"Office\"},\"geometry\":{\"type\":\"Polygon\","
      "\"coordinates\":[[[121,31],[121.001,31],[121.001,31.001],[121,31]]]}}]}";
  g_autoptr (App) app = app_open (APP_EMPTY);
  g_autofree char *path = write_text (app, "campus.geojson", text);
  AnlanImportDialog *dialog = begin (app);

  anlan_import_dialog_open (dialog, path);
  await_step (app, dialog, "columns");
  app_picture (app, "import-map");
  next (app);
  await_step (app, dialog, "done");
  g_assert_cmpuint (count_records (app, "basemap"), ==, 1);
}

int
main (int argc, char **argv)
{
  app_test_init (&argc, &argv);
  g_test_add_func ("/app/import/first-day", test_first_day);
  g_test_add_func ("/app/import/refused", test_refused);
  g_test_add_func ("/app/import/again", test_again);
  g_test_add_func ("/app/import/cancel", test_cancel);
  g_test_add_func ("/app/import/map", test_map);
  return g_test_run ();
}

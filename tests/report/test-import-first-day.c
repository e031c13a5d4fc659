/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plant-fixture.h"

#include "base/paths.h"
#include "model/query.h"
#include "report/export.h"
#include "report/import.h"

/* Her own risk table on the first day: the plant knows none of its departments and people yet. */

static void
check (AnlanImport *import)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (anlan_import_check (import, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < anlan_import_n_rows (import); i++)
    if (anlan_import_get_row (import, i)->message != NULL)
      g_test_message ("row %u: %s", anlan_import_get_row (import, i)->row + 1,
                      anlan_import_get_row (import, i)->message);
}

static guint
count (AnlanImport *import, AnlanImportOutcome outcome)
{
  return anlan_import_get_summary (import)->counts[outcome];
}

static guint
count_records (Plant *self, const char *kind, const char *where)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = NULL;

  query->where = g_strdup (where);
  found = anlan_plant_find (self->plant, query, &error);
  g_assert_no_error (error);
  return found->len;
}

static char *
apply (AnlanImport *import, gboolean good_rows)
{
  g_autoptr (GError) error = NULL;
  char *batch = NULL;

  g_assert_true (anlan_import_apply (import, good_rows, &batch, &error));
  g_assert_no_error (error);
  return batch;
}

/* D = L×E×C: 1×6×40 = 240; 3×6×7 = 126; 0.5×6×7 = 21, where the table says 90. */
static const char risk_table[] = "序号,责任部门,风险点名称,L,E,C,D,责任人\n"
                                 "1,合成车间,液氨球罐 V-801A,1,6,40,240,王芳\n"
                                 "2,合成车间,合成气压缩机,3,6,7,126,王芳\n"
                                 "3,公用工程车间,循环水泵,0.5,6,7,90,赵磊\n"
                                 "4,公用工程车间,冷却塔,很高,6,7,90,孙强\n"
                                 "5,公用工程车间,配电室,1,6,7,42,赵磊、孙强\n";

/* Two departments and three people; row 5 has a factor that is no number, and two people in one cell. */
static void
test_unknown_names (Plant *self, gconstpointer data)
{
  g_autoptr (AnlanImport) import = plant_open_text (self, "riskpoint", risk_table);
  g_autofree char *batch = NULL, *undone = NULL;
  g_autoptr (GError) error = NULL;

  check (import);
  g_assert_cmpuint (count (import, ANLAN_IMPORT_REJECTED), ==, 5);
  g_assert_cmpuint (anlan_import_n_made (import), ==, 0);

  anlan_import_set_make_missing (import, TRUE);
  check (import);
  g_assert_cmpuint (count (import, ANLAN_IMPORT_NEW), ==, 3);
  g_assert_cmpuint (count (import, ANLAN_IMPORT_REJECTED), ==, 2);
  g_assert_false (anlan_import_apply (import, FALSE, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpuint (count_records (self, "unit", NULL), ==, 0);

  batch = apply (import, TRUE);
  g_assert_nonnull (batch);
  g_assert_cmpuint (count_records (self, "riskpoint", NULL), ==, 3);
  g_assert_cmpuint (count_records (self, "unit", NULL), ==, 2);
  /* Who stands only in rejected rows is not made. */
  g_assert_cmpuint (count_records (self, "person", NULL), ==, 2);
  g_assert_cmpuint (
      count_records (self, "riskpoint", "(SELECT p.name FROM person p WHERE p.id = this.owner) = '王芳'"), ==,
      2);

  undone = anlan_plant_undo_batch (self->plant, batch, &error);
  g_assert_no_error (error);
  g_assert_nonnull (undone);
  g_assert_cmpuint (count_records (self, "riskpoint", NULL), ==, 0);
  g_assert_cmpuint (count_records (self, "unit", NULL), ==, 0);
  g_assert_cmpuint (count_records (self, "person", NULL), ==, 0);
}

static void
test_difference (Plant *self, gconstpointer data)
{
  g_autoptr (AnlanImport) import = plant_open_text (self, "riskpoint", risk_table);

  anlan_import_set_make_missing (import, TRUE);
  check (import);
  g_assert_cmpuint (anlan_import_get_summary (import)->differences, ==, 1);
  g_assert_null (anlan_import_get_row (import, 0)->difference);
  g_assert_nonnull (strstr (anlan_import_get_row (import, 2)->difference, "90"));
  g_assert_nonnull (strstr (anlan_import_get_row (import, 2)->difference, "21"));
}

/* Each problem knows its field, so that the cell can be marked. */
static void
test_cells (Plant *self, gconstpointer data)
{
  g_autoptr (AnlanImport) import = plant_open_text (self, "riskpoint", risk_table);
  g_autoptr (AnlanImport) again = NULL;
  g_autofree char *batch = NULL;
  g_autoptr (GPtrArray) lines = NULL, changed = NULL;
  g_autoptr (GError) error = NULL;
  const guint rows[] = { 0, 3 }, first[] = { 0 };
  const AnlanImportCell *cells;

  anlan_import_set_make_missing (import, TRUE);
  check (import);
  lines = anlan_import_load_cells (import, rows, G_N_ELEMENTS (rows), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lines->len, ==, 2);
  cells = (const AnlanImportCell *)((GArray *)g_ptr_array_index (lines, 0))->data;
  g_assert_null (cells[0].becomes); /* the running number goes nowhere */
  g_assert_cmpstr (cells[1].becomes, ==, "合成车间");
  g_assert_cmpstr (cells[5].becomes, ==, "40");
  g_assert_null (cells[5].problem);
  cells = (const AnlanImportCell *)((GArray *)g_ptr_array_index (lines, 1))->data;
  g_assert_cmpstr (cells[3].text, ==, "很高");
  g_assert_nonnull (strstr (cells[3].problem, "很高"));
  g_assert_null (cells[4].problem);
  batch = apply (import, TRUE);

  again = plant_open_text (self, "riskpoint", "风险点名称,L,E,C\n液氨球罐 V-801A,3,6,40\n");
  check (again);
  g_assert_cmpuint (count (again, ANLAN_IMPORT_UPDATE), ==, 1);
  changed = anlan_import_load_cells (again, first, 1, &error);
  g_assert_no_error (error);
  cells = (const AnlanImportCell *)((GArray *)g_ptr_array_index (changed, 0))->data;
  g_assert_cmpstr (cells[1].was, ==, "1");
  g_assert_cmpstr (cells[1].becomes, ==, "3");
  g_assert_null (cells[2].was);
}

/* What is rejected comes out with all its columns, is mended, and goes in. */
static void
test_mend (Plant *self, gconstpointer data)
{
  g_autoptr (AnlanImport) import = plant_open_text (self, "riskpoint", risk_table);
  g_autofree char *path = fixture_path ("mend.csv");
  g_autofree char *text = NULL, *batch = NULL, *second = NULL;
  g_autoptr (GString) mended = NULL;
  g_autoptr (GError) error = NULL;

  anlan_import_set_make_missing (import, TRUE);
  check (import);
  g_assert_false (anlan_import_write_rejected (import, "mend.pdf", NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_true (anlan_import_write_rejected (import, path, NULL, &error));
  g_assert_no_error (error);
  batch = apply (import, TRUE);
  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  g_assert_null (strstr (text, "循环水泵"));
  mended = g_string_new (text);
  g_assert_cmpuint (g_string_replace (mended, "很高", "6", 1), ==, 1);
  g_assert_cmpuint (g_string_replace (mended, "赵磊、孙强", "赵磊", 1), ==, 1);
  {
    g_autoptr (AnlanImport) again = plant_open_text (self, "riskpoint", mended->str);

    anlan_import_set_make_missing (again, TRUE);
    check (again);
    g_assert_cmpuint (count (again, ANLAN_IMPORT_NEW), ==, 2);
    g_assert_cmpuint (count (again, ANLAN_IMPORT_REJECTED), ==, 0);
    g_assert_cmpuint (anlan_import_get_summary (again)->missing, ==, 3);
    {
      g_auto (GStrv) missing = anlan_import_dup_missing (again, 2, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (g_strv_length (missing), ==, 2);
    }
    second = apply (again, FALSE);
  }
  g_assert_cmpuint (count_records (self, "riskpoint", NULL), ==, 5);
  fixture_remove (path, TRUE);
}

static void
test_samples (Plant *self, gconstpointer data)
{
  g_autoptr (AnlanImport) import = plant_open_text (self, "riskpoint", risk_table);
  g_auto (GStrv) units = anlan_import_dup_samples (import, 1, 3);
  g_auto (GStrv) names = anlan_import_dup_samples (import, 2, 3);

  g_assert_cmpuint (g_strv_length (units), ==, 2);
  g_assert_cmpstr (units[1], ==, "公用工程车间");
  g_assert_cmpuint (g_strv_length (names), ==, 3);
}

/* Where more than a name is needed, nothing is made. */
static void
test_not_made (Plant *self, gconstpointer data)
{
  g_autoptr (AnlanImport) import = plant_open_text (self, "riskpoint", "风险点名称,设备位号\n泵,P-101A\n");

  anlan_import_set_make_missing (import, TRUE);
  check (import);
  g_assert_cmpuint (anlan_import_get_summary (import)->made, ==, 0);
  g_assert_cmpuint (count (import, ANLAN_IMPORT_REJECTED), ==, 1);
  g_assert_cmpstr (((AnlanProblem *)g_ptr_array_index (anlan_import_get_row (import, 0)->problems, 0))->field,
                   ==, "equipment");
}

/* The headers of every template are understood. */
static void
test_template (Plant *self, gconstpointer data)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (self->plant);
  guint refused = 0;

  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);
      g_autofree char *path = fixture_path ("template.csv");
      g_autofree char *text = NULL, *filled = NULL;
      g_autoptr (AnlanImport) import = NULL;
      g_autoptr (GError) error = NULL;

      if (kind->derived)
        {
          fixture_remove (path, FALSE);
          continue;
        }
      if (!anlan_export_template (kind, path, &error))
        {
          g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
          g_test_message ("%s: %s", kind->id, error->message);
          refused++;
          fixture_remove (path, FALSE);
          continue;
        }
      g_assert_true (g_file_get_contents (path, &text, NULL, &error));
      filled = g_strconcat (text, "x\n", NULL);
      import = plant_open_text (self, kind->id, filled);
      for (guint j = 0; j < anlan_import_n_columns (import); j++)
        {
          g_test_message ("%s: %s", kind->id, anlan_import_column_name (import, j));
          g_assert_nonnull (anlan_import_get_field (import, j));
        }
      fixture_remove (path, TRUE);
    }
  g_assert_cmpuint (refused, ==, 2); /* findings and alarms: nobody types one */
}

#define ADD(path, func)                                                                                      \
  g_test_add ("/import-first-day/" path, Plant, NULL, plant_set_up, func, plant_tear_down)

int
main (int argc, char **argv)
{
  anlan_path_init_locale ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("unknown-names", test_unknown_names);
  ADD ("difference", test_difference);
  ADD ("cells", test_cells);
  ADD ("mend", test_mend);
  ADD ("samples", test_samples);
  ADD ("not-made", test_not_made);
  ADD ("template", test_template);
  return g_test_run ();
}

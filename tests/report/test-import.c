/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>
#include <xlsxwriter.h>

#include "plant-fixture.h"

#include "base/paths.h"
#include "demo-plant.h"
#include "model/query.h"
#include "report/basemap.h"
#include "report/export.h"
#include "report/import.h"

/* Import and export against the built-in kinds in a real plant. */

static void
check (AnlanImport *import)
{
  g_autoptr (GError) error = NULL;
  gboolean ok = anlan_import_check (import, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
}

static void
assert_counts (AnlanImport *import, guint new, guint update, guint unchanged, guint rejected, guint missing)
{
  const AnlanImportSummary *summary = anlan_import_get_summary (import);

  for (guint i = 0; i < anlan_import_n_rows (import); i++)
    if (anlan_import_get_row (import, i)->message != NULL)
      g_test_message ("row %u: %s", anlan_import_get_row (import, i)->row + 1,
                      anlan_import_get_row (import, i)->message);
  g_assert_cmpuint (summary->counts[ANLAN_IMPORT_NEW], ==, new);
  g_assert_cmpuint (summary->counts[ANLAN_IMPORT_UPDATE], ==, update);
  g_assert_cmpuint (summary->counts[ANLAN_IMPORT_UNCHANGED], ==, unchanged);
  g_assert_cmpuint (summary->counts[ANLAN_IMPORT_REJECTED], ==, rejected);
  g_assert_cmpuint (summary->missing, ==, missing);
}

static char *
apply (AnlanImport *import, gboolean good_rows)
{
  g_autoptr (GError) error = NULL;
  char *batch = NULL;
  gboolean ok = anlan_import_apply (import, good_rows, &batch, &error);

  g_assert_no_error (error);
  g_assert_true (ok);
  return batch;
}

static char *
import_all (Plant *self, const char *kind, const char *text)
{
  g_autoptr (AnlanImport) import = plant_open_text (self, kind, text);

  check (import);
  return apply (import, FALSE);
}

static GPtrArray *
find (Plant *self, const char *kind, const char *where)
{
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  g_autoptr (GError) error = NULL;
  GPtrArray *found;

  query->where = g_strdup (where);
  found = anlan_plant_find (self->plant, query, &error);
  g_assert_no_error (error);
  return found;
}

/* --- rows ---------------------------------------------------------------------------------------------------------- */

/* A row may refer to one that comes later in the file. */
static void
test_tree (Plant *self, gconstpointer data)
{
  g_autofree char *batch =
      import_all (self, "unit", "Unit,Code,Parent\nWorkshop,02,Firm\nTeam,03,Workshop\nFirm,01,\n");
  g_autoptr (GPtrArray) units = find (
      self, "unit", "name = 'Team' AND (SELECT p.name FROM unit p WHERE p.id = this.parent) = 'Workshop'");

  g_assert_nonnull (batch);
  g_assert_cmpuint (units->len, ==, 1);
}

/* Next year's table: some are new, some have changed, some are as they were, one is not there any more. */
static void
test_again (Plant *self, gconstpointer data)
{
  g_autofree char *first = import_all (self, "unit", "Unit,Code\nA,01\nB,02\nC,03\n");
  g_autoptr (AnlanImport) import = plant_open_text (self, "unit", "Unit,Code\nA,01\nB,22\nD,04\n");
  g_autofree char *second = NULL, *undone = NULL;
  g_autoptr (GError) error = NULL;

  check (import);
  assert_counts (import, 1, 1, 1, 0, 1);
  second = apply (import, FALSE);
  {
    g_autoptr (GPtrArray) changed = find (self, "unit", "name = 'B' AND code = '22'");

    g_assert_cmpuint (changed->len, ==, 1);
  }
  undone = anlan_plant_undo_batch (self->plant, second, &error);
  g_assert_no_error (error);
  {
    g_autoptr (GPtrArray) back = find (self, "unit", "name = 'B' AND code = '02'");
    g_autoptr (GPtrArray) all = find (self, "unit", NULL);

    g_assert_cmpuint (back->len, ==, 1);
    g_assert_cmpuint (all->len, ==, 3);
  }
}

static void
test_rejected (Plant *self, gconstpointer data)
{
  static const char text[] =
      "Name,Unit,Joined\nWang,Nowhere,2020-01-01\nZhao,,not a date\nLi,,2021-02-03\nLi,,2021-02-03\n";
  g_autoptr (AnlanImport) import = plant_open_text (self, "person", text);
  g_autoptr (GError) error = NULL;
  g_autofree char *batch = NULL;

  check (import);
  g_assert_cmpuint (anlan_import_get_summary (import)->counts[ANLAN_IMPORT_REJECTED], >=, 2);
  g_assert_nonnull (strstr (anlan_import_get_row (import, 0)->message, "Nowhere"));
  g_assert_nonnull (strstr (anlan_import_get_row (import, 1)->message, "not a date"));
  g_assert_false (anlan_import_apply (import, FALSE, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_REFUSED);
  {
    g_autoptr (GPtrArray) nobody = find (self, "person", NULL);

    g_assert_cmpuint (nobody->len, ==, 0);
  }
  batch = apply (import, TRUE);
  g_assert_nonnull (batch);
  {
    g_autoptr (GPtrArray) li = find (self, "person", "name = 'Li'");

    g_assert_cmpuint (li->len, >=, 1);
  }
}

static void
test_mapping (Plant *self, gconstpointer data)
{
  g_autoptr (AnlanImport) import = plant_open_text (self, "unit", "Who,What\nA,01\n");
  g_autoptr (GError) error = NULL;

  g_assert_null (anlan_import_get_field (import, 0));
  g_assert_false (anlan_import_set_field (import, 0, "nonsense", &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
  g_clear_error (&error);
  g_assert_true (anlan_import_set_field (import, 0, "name", &error));
  g_assert_true (anlan_import_set_field (import, 1, "name", &error));
  g_assert_null (anlan_import_get_field (import, 0)); /* one column fills a field */
  g_assert_true (anlan_import_set_field (import, 0, "name", &error));
  g_assert_true (anlan_import_remember (import, &error));
  g_assert_no_error (error);
  {
    g_autoptr (AnlanImport) again = plant_open_text (self, "unit", "Who,What\nB,02\n");

    g_assert_cmpstr (anlan_import_get_field (again, 0), ==, "name");
    g_assert_null (anlan_import_get_field (again, 1));
  }
}

/* --- a Chinese risk table --------------------------------------------------------------------------------------------- */

/* Title row, two header rows with a group over L, E, C, D, merged department cells, a D that its factors do not give. */
static char *
write_risk_table (void)
{
  char *path = fixture_path ("risks.xlsx");
  lxw_workbook *book = workbook_new (path);
  lxw_worksheet *sheet = workbook_add_worksheet (book, "风险评价");
  static const struct
  {
    const char *name, *accident;
    double l, e, c, d;
  } rows[] = {
    { "液氨球罐 V-801A", "中毒和窒息", 1, 6, 40, 240 },
    { "合成气压缩机", "机械伤害", 3, 6, 7, 126 },
    { "循环水泵", "触电", 0.5, 6, 7, 90 }, /* 21 by its factors */
  };

  worksheet_merge_range (sheet, 0, 0, 0, 7, "安全风险分级管控清单", NULL);
  worksheet_merge_range (sheet, 1, 0, 2, 0, "责任部门", NULL);
  worksheet_merge_range (sheet, 1, 1, 2, 1, "风险点名称", NULL);
  worksheet_merge_range (sheet, 1, 2, 2, 2, "事故类型", NULL);
  worksheet_merge_range (sheet, 1, 3, 1, 6, "风险评价", NULL);
  worksheet_write_string (sheet, 2, 3, "L", NULL);
  worksheet_write_string (sheet, 2, 4, "E", NULL);
  worksheet_write_string (sheet, 2, 5, "C", NULL);
  worksheet_write_string (sheet, 2, 6, "D", NULL);
  worksheet_merge_range (sheet, 3, 0, 5, 0, "合成车间", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      lxw_row_t row = 3 + i;

      worksheet_write_string (sheet, row, 1, rows[i].name, NULL);
      worksheet_write_string (sheet, row, 2, rows[i].accident, NULL);
      worksheet_write_number (sheet, row, 3, rows[i].l, NULL);
      worksheet_write_number (sheet, row, 4, rows[i].e, NULL);
      worksheet_write_number (sheet, row, 5, rows[i].c, NULL);
      worksheet_write_number (sheet, row, 6, rows[i].d, NULL);
    }
  g_assert_cmpint (workbook_close (book), ==, LXW_NO_ERROR);
  return path;
}

/* D bands of facts/risk.md: 160-320 orange, 70-160 yellow, below 70 blue. */
static void
test_risk_table (Plant *self, gconstpointer data)
{
  g_autofree char *unit = import_all (self, "unit", "Unit\n合成车间\n");
  g_autofree char *path = write_risk_table ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanImport) import =
      anlan_import_open (self->plant, "riskpoint", path, NULL, NULL, NULL, &error);
  g_autofree char *batch = NULL;

  g_assert_no_error (error);
  check (import);
  assert_counts (import, 3, 0, 0, 0, 0);
  batch = apply (import, FALSE);
  {
    g_autoptr (GPtrArray) orange = find (self, "riskpoint", "colour = 'orange' AND score = 240");
    g_autoptr (GPtrArray) yellow = find (self, "riskpoint", "colour = 'yellow' AND score = 126");
    g_autoptr (GPtrArray) differs = find (
        self, "riskpoint", "difference IS NOT NULL AND colour = 'blue' AND score = 21 AND written_d = 90");
    g_autoptr (GPtrArray) owned =
        find (self, "riskpoint", "(SELECT u.name FROM unit u WHERE u.id = this.unit) = '合成车间'");

    g_assert_cmpuint (orange->len, ==, 1);
    g_assert_cmpuint (yellow->len, ==, 1);
    g_assert_cmpuint (differs->len, ==, 1);
    g_assert_cmpuint (owned->len, ==, 3);
  }
  fixture_remove (path, TRUE);
}

/* --- base map ------------------------------------------------------------------------------------------------------------ */

static void
test_campus (Plant *self, gconstpointer data)
{
  const char *shared = g_getenv ("ANLAN_SHARED");
  g_autofree char *path = g_build_filename (shared != NULL ? shared : "", "data", "shu_campus.osm", NULL);
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_finding_free);
  g_autoptr (GError) error = NULL;
  gboolean ok;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the real campus is not there");
      return;
    }
  ok = anlan_basemap_import (self->plant, path, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (ok);
  {
    g_autoptr (GPtrArray) buildings = find (self, "basemap", "feature = 'building'");

    g_assert_cmpuint (buildings->len, ==, 99);
  }
  g_assert_true (anlan_plant_verify (self->plant, findings, NULL, &error));
  g_assert_true (anlan_basemap_verify (self->plant, findings, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (findings->len, ==, 0);
}

static void
test_no_base_map (Plant *self, gconstpointer data)
{
  g_autofree char *path = fixture_file ("empty.osm", "<osm version='0.6'></osm>", -1);
  g_autoptr (GError) error = NULL;

  g_assert_false (anlan_basemap_import (self->plant, path, NULL, NULL, NULL, NULL, &error));
  g_assert_nonnull (error);
  fixture_remove (path, TRUE);
}

/* --- the demo plant, out and in again --------------------------------------------------------------------------------------- */

/* Every kind that people fill, written as a file and read again, says nothing new. */
static void
export_and_import (AnlanPlant *plant, const char *kind, const char *name)
{
  g_autofree char *path = fixture_path (name);
  g_autoptr (AnlanQuery) query = anlan_query_new (kind);
  g_autoptr (AnlanImport) import = NULL;
  g_autoptr (GError) error = NULL;
  const AnlanImportSummary *summary;
  guint n = 0;

  g_test_message ("%s", kind);
  g_assert_true (anlan_export (plant, query, NULL, path, &n, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  import = anlan_import_open (plant, kind, path, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  check (import);
  summary = anlan_import_get_summary (import);
  for (guint i = 0; i < anlan_import_n_rows (import); i++)
    if (anlan_import_get_row (import, i)->message != NULL)
      g_test_message ("%s %u: %s", kind, anlan_import_get_row (import, i)->row + 1,
                      anlan_import_get_row (import, i)->message);
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (summary->counts[ANLAN_IMPORT_UNCHANGED], ==, n);
  fixture_remove (path, TRUE);
}

static void
test_demo (gconstpointer language)
{
  static const char *const names[] = { "out.csv", "out.xlsx", "out.json" };
  g_autoptr (AnlanKinds) kinds = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *root = g_dir_make_tmp ("anlan-demo-XXXXXX", &error);
  g_autofree char *dir = g_build_filename (root, "plant", NULL);
  g_autofree char *desk = g_build_filename (root, "desk", NULL);
  AnlanPlantOptions options = { .desk_dir = desk };
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func ((GDestroyNotify)anlan_finding_free);
  AnlanPlant *plant;

  demo_plant_copy (language, root, NULL);
  plant = anlan_plant_open (dir, &options, &error);
  g_assert_no_error (error);
  g_assert_true (anlan_plant_verify (plant, findings, NULL, &error));
  g_assert_cmpuint (findings->len, ==, 0);
  {
    Plant self = { root, plant };
    g_autoptr (GPtrArray) risks = find (&self, "riskpoint", NULL);
    g_autoptr (GPtrArray) persons = find (&self, "person", NULL);
    g_autoptr (GPtrArray) majors = find (&self, "majorhazard", NULL);
    g_autoptr (GPtrArray) rechecked = find (&self, "hazard", "stage = 'rechecked'");

    g_assert_cmpuint (risks->len, ==, 127);
    g_assert_cmpuint (persons->len, ==, 60);
    g_assert_cmpuint (majors->len, ==, 17);
    g_assert_cmpuint (rechecked->len, >=, 1);
  }
  kinds = anlan_plant_ref_kinds (plant);
  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      const char *kind = anlan_kinds_at (kinds, i)->id;
      Plant self = { root, plant };
      g_autoptr (GPtrArray) records = find (&self, kind, NULL);

      /* A base map comes as a map; what the check of closing has found is nobody's to enter. */
      if (records->len == 0 || strcmp (kind, "basemap") == 0 || strcmp (kind, "finding") == 0)
        continue;
      for (guint j = 0; j < G_N_ELEMENTS (names); j++)
        export_and_import (plant, kind, names[j]);
    }
  export_and_import (plant, "zone", "out.geojson");
  export_and_import (plant, "riskpoint", "out.geojson");
  export_and_import (plant, "equipment", "out.geojson");
  anlan_plant_close (plant);
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  g_assert_finalize_object (plant);
  anlan_remove_tree (root);
}

#define HEADER "风险点,危险源,L,E,C,责任部门,责任人\n"

/* The first table of a new plant names units and persons that nobody has entered: they come with it, once each however
 * they are spelt, and leave with it. */
static void
test_make_missing (Plant *self, gconstpointer data)
{
  g_autoptr (AnlanImport) import = plant_open_text (self, "riskpoint",
                                                    HEADER "氨压缩机,轴封泄漏,3,6,15,合成车间,王芳\n"
                                                           "液氨球罐,法兰泄漏,1,6,40,合成车间,王　芳\n"
                                                           ",无名,1,6,40,储运部,赵磊\n");
  g_autofree char *undone = NULL;
  g_autofree char *batch = NULL;
  g_autoptr (GPtrArray) units = NULL, persons = NULL, points = NULL;
  g_autoptr (GError) error = NULL;

  check (import);
  assert_counts (import, 0, 0, 0, 3, 0);
  g_assert_cmpuint (anlan_import_n_made (import), ==, 0);

  anlan_import_set_make_missing (import, TRUE);
  check (import);
  assert_counts (import, 2, 0, 0, 1, 0);
  g_assert_cmpuint (anlan_import_get_summary (import)->made, ==, 2);
  g_assert_cmpstr (anlan_import_get_made (import, 0)->label, ==, "合成车间");
  g_assert_cmpuint (anlan_import_get_made (import, 0)->n_rows, ==, 2);
  batch = apply (import, TRUE);

  units = find (self, "unit", "name IN ('合成车间', '储运部')");
  persons = find (self, "person", "name IN ('王芳', '王　芳', '赵磊')");
  points = find (self, "riskpoint", "(SELECT p.name FROM person p WHERE p.id = this.owner) = '王芳'");
  g_assert_cmpuint (units->len, ==, 1);
  g_assert_cmpuint (persons->len, ==, 1);
  g_assert_cmpuint (points->len, ==, 2);
  undone = anlan_plant_undo_batch (self->plant, batch, &error);
  g_assert_no_error (error);
  g_assert_nonnull (undone);
  g_clear_pointer (&units, g_ptr_array_unref);
  units = find (self, "unit", "name = '合成车间'");
  g_assert_cmpuint (units->len, ==, 0);
}

/* A kind that needs more than a name is not entered for it, and the row says why. */
static void
test_make_needs_more (Plant *self, gconstpointer data)
{
  g_autoptr (AnlanImport) import =
      plant_open_text (self, "membership", "人员,部门,角色\n王芳,合成车间,head\n");
  g_autoptr (AnlanImport) inventory =
      plant_open_text (self, "inventory", "重大危险源,危险化学品,位号,设计最大量\n一号罐区,液氨,T-301,40\n");

  anlan_import_set_make_missing (import, TRUE);
  check (import);
  assert_counts (import, 1, 0, 0, 0, 0);
  g_assert_cmpuint (anlan_import_n_made (import), ==, 2);

  anlan_import_set_make_missing (inventory, TRUE);
  check (inventory);
  g_assert_cmpuint (anlan_import_get_summary (inventory)->counts[ANLAN_IMPORT_REJECTED], ==, 1);
  g_assert_nonnull (strstr (anlan_import_get_row (inventory, 0)->message, "by its name alone"));
}

#define ADD(path, func) g_test_add ("/import/" path, Plant, NULL, plant_set_up, func, plant_tear_down)

int
main (int argc, char **argv)
{
  /* Choices are read in every language there is a catalogue of. */
  anlan_path_init_locale ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("tree", test_tree);
  ADD ("again", test_again);
  ADD ("rejected", test_rejected);
  ADD ("mapping", test_mapping);
  ADD ("risk-table", test_risk_table);
  ADD ("campus", test_campus);
  ADD ("no-base-map", test_no_base_map);
  ADD ("make-missing", test_make_missing);
  ADD ("make-needs-more", test_make_needs_more);
  g_test_add_data_func ("/import/demo/en", "en", test_demo);
  g_test_add_data_func ("/import/demo/zh_CN", "zh_CN", test_demo);
  return g_test_run ();
}

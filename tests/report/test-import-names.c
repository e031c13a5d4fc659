/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <string.h>

#include "plant-fixture.h"

#include "base/paths.h"
#include "model/export.h"
#include "report/import.h"

/* Which column goes into which field, and what a table is about. */

/* Header and one row of "x", so that there is a body. */
static AnlanTable *
read_header (const char *const *names)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; names[i] != NULL; i++)
    g_string_append_printf (text, "%s\"%s\"", i > 0 ? "," : "", names[i]);
  g_string_append_c (text, '\n');
  for (guint i = 0; names[i] != NULL; i++)
    g_string_append (text, i > 0 ? ",x" : "x");
  g_string_append_c (text, '\n');
  return fixture_read_text (text->str);
}

static AnlanImport *
import_header (Plant *self, const char *kind, const char *const *names)
{
  g_autoptr (AnlanTable) table = read_header (names);
  g_autoptr (AnlanTableHeader) header = anlan_table_make_header (table, 0, 0, 1);
  g_autoptr (GError) error = NULL;
  AnlanImport *import = anlan_import_new_table (self->plant, kind, table, header, &error);

  g_assert_no_error (error);
  return import;
}

/* --- headers as people write them ------------------------------------------------------------------------------------ */

static const struct
{
  const char *kind, *column, *field;
} spellings[] = {
  { "majorhazard", "主要负责人检查间隔天数（d）", "head_days" }, /* as our own export in Chinese writes it */
  { "majorhazard", "主要负责人检查间隔天数(d)", "head_days" },
  { "majorhazard", "主要负责人检查间隔天数", "head_days" },
  { "riskpoint", "可能性（L）", "likelihood" },
  { "riskpoint", "可能性 L", "likelihood" },
  { "riskpoint", "风险评价/L", "likelihood" },
  { "riskpoint", "ＬＥＣ评价/Ｅ", "exposure" }, /* full-width letters, another group above */
  { "riskpoint", "风险点名称*", "name" },       /* as templates mark what is required */
  { "riskpoint", "  risk POINT ", "name" },
  { "riskpoint", "Possible accidents", "accidents" },
  { "riskpoint", "可能导致的事故", "accidents" },
  { "riskpoint", "编号", "number" },
  { "riskpoint", "序号", NULL }, /* a running number says nothing */
  { "riskpoint", "D值", "written_d" },
  { "riskpoint", "LEC评价/D", "written_d" },
  { "riskpoint", "颜色", NULL }, /* worked out */
  { "person", "姓名（必填）", "name" },
  { "unit", "部门名称", "name" },
};

static void
test_spellings (Plant *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (spellings); i++)
    {
      const char *const names[] = { spellings[i].column, "zzz", NULL };
      g_autoptr (AnlanImport) import = import_header (self, spellings[i].kind, names);

      g_test_message ("%s: %s", spellings[i].kind, spellings[i].column);
      g_assert_cmpstr (anlan_import_get_field (import, 0), ==, spellings[i].field);
      g_assert_null (anlan_import_get_field (import, 1));
    }
}

/* A loose match never takes what a strict one wants, and none where two columns end alike. */
static void
test_strict_first (Plant *self, gconstpointer data)
{
  const char *const names[] = { "现状/L", "整改后/L", "L", NULL };
  const char *const alike[] = { "现状/L", "整改后/L", NULL };
  g_autoptr (AnlanImport) import = import_header (self, "riskpoint", names);
  g_autoptr (AnlanImport) doubtful = import_header (self, "riskpoint", alike);

  g_assert_null (anlan_import_get_field (import, 0));
  g_assert_null (anlan_import_get_field (import, 1));
  g_assert_cmpstr (anlan_import_get_field (import, 2), ==, "likelihood");
  g_assert_null (anlan_import_get_field (doubtful, 0));
  g_assert_null (anlan_import_get_field (doubtful, 1));
}

/* Every column that we write, in either language, is known again: @data is the language of the session. */
static void
test_own_titles (Plant *self, gconstpointer data)
{
  g_autoptr (AnlanKinds) kinds = anlan_plant_ref_kinds (self->plant);
  const char *session = data;

  for (guint i = 0; i < anlan_kinds_count (kinds); i++)
    {
      AnlanKind *kind = anlan_kinds_at (kinds, i);
      g_autoptr (AnlanColumns) columns = NULL;
      g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (AnlanImport) import = NULL;

      if (kind->derived)
        continue;
      columns = anlan_columns_new (kind, NULL, ANLAN_COLUMNS_PEOPLE, NULL);
      for (guint j = 0; j < anlan_columns_count (columns); j++)
        g_ptr_array_add (names, g_strdup (anlan_columns_at (columns, j)->title));
      g_ptr_array_add (names, NULL);
      import = import_header (self, kind->id, (const char *const *)names->pdata);
      for (guint j = 0; j < anlan_columns_count (columns); j++)
        {
          const AnlanColumn *column = anlan_columns_at (columns, j);
          gboolean wanted =
              column->field != NULL ? column->field->compute == NULL : strcmp (column->id, "number") == 0;

          g_test_message ("%s %s: %s", session, kind->id, column->title);
          g_assert_cmpstr (anlan_import_get_field (import, j), ==, wanted ? column->id : NULL);
        }
    }
}

/* --- what it is about --------------------------------------------------------------------------------------------------- */

static const struct
{
  const char *header;
  const char *kind;
} tables[] = {
  { "序号|责任部门|风险点名称|危险源|可能导致的事故|L|E|C|D|风险等级|管控措施|责任人", "riskpoint" },
  { "序号|单位|作业步骤|危险源或潜在事件|风险点|可能性|严重性|风险值|管控层级", "riskpoint" },
  { "姓名|性别|部门|岗位|电话|身份证号|入职日期", "person" },
  { "部门名称|上级部门|负责人", "unit" },
  { "设备位号|设备名称|型号|制造厂家|下次检验日期", "equipment" },
  { "隐患描述|隐患级别|发现人|发现时间|整改期限|整改责任人", "hazard" },
  { "Name|Unit|Phone|Joined", "person" },
  { "文件名称|文件编号|版本|实施日期", "document" },
};

static void
test_propose (Plant *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_auto (GStrv) names = g_strsplit (tables[i].header, "|", -1);
      g_autoptr (AnlanTable) table = read_header ((const char *const *)names);
      g_autoptr (AnlanTableHeader) header = anlan_table_make_header (table, 0, 0, 1);
      g_autoptr (GPtrArray) proposals = anlan_import_propose (self->plant, table, header, NULL);

      g_test_message ("%s", tables[i].header);
      for (guint j = 0; j < MIN (proposals->len, 3); j++)
        {
          const AnlanImportProposal *proposal = g_ptr_array_index (proposals, j);

          g_test_message ("  %s: %u fields, %g", proposal->kind, proposal->n_found, proposal->score);
        }
      g_assert_cmpstr (((AnlanImportProposal *)g_ptr_array_index (proposals, 0))->kind, ==, tables[i].kind);
    }
}

#define ADD(path, data, func)                                                                                \
  g_test_add ("/import-names/" path, Plant, data, plant_set_up, func, plant_tear_down)

int
main (int argc, char **argv)
{
  anlan_path_init_locale ();
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("spellings", NULL, test_spellings);
  ADD ("strict-first", NULL, test_strict_first);
  ADD ("own-titles", "session", test_own_titles);
  ADD ("propose", NULL, test_propose);
  return g_test_run ();
}

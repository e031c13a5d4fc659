/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-test"

#include <string.h>

#include "fixture.h"

static AnlanTable *
read_workbook_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  AnlanTable *table = anlan_table_read (path, NULL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return table;
}

static char *
join_names (const AnlanTableHeader *header)
{
  return g_strjoinv ("|", header->names);
}

/* A risk table as Chinese firms keep it: title, a line with the department, two header rows with groups over L, E, C, D
 * and over the persons, a line that numbers the columns, departments merged over their rows, a section title and a line
 * for signatures. */
static char *
make_risk_table (void)
{
  char *path = fixture_path ("risk.xlsx");
  lxw_workbook *workbook = workbook_new (path);
  lxw_worksheet *sheet = workbook_add_worksheet (workbook, "风险清单");
  static const char *const upright[] = { "序号", "部门", "风险点\n名称", "危险源" };
  static const char *const parts[] = { "L", "E", "C", "D" };

  worksheet_merge_range (sheet, 0, 0, 0, 10, "某某化工有限公司安全风险分级管控清单", NULL);
  worksheet_write_string (sheet, 1, 0, "填报单位：安环部", NULL);
  worksheet_write_string (sheet, 1, 8, "日期：2026-01-05", NULL);
  for (lxw_col_t i = 0; i < 4; i++)
    worksheet_merge_range (sheet, 2, i, 3, i, upright[i], NULL);
  worksheet_merge_range (sheet, 2, 4, 2, 7, "风险评价", NULL);
  for (lxw_col_t i = 0; i < 4; i++)
    worksheet_write_string (sheet, 3, 4 + i, parts[i], NULL);
  worksheet_merge_range (sheet, 2, 8, 3, 8, "风险等级", NULL);
  worksheet_merge_range (sheet, 2, 9, 2, 10, "责任", NULL);
  worksheet_write_string (sheet, 3, 9, "责任人", NULL);
  worksheet_write_string (sheet, 3, 10, "电话（手机）", NULL);
  for (lxw_col_t i = 0; i < 11; i++)
    worksheet_write_number (sheet, 4, i, i + 1, NULL);
  worksheet_merge_range (sheet, 5, 0, 5, 10, "一、合成车间", NULL);
  for (lxw_row_t row = 6; row < 12; row++)
    {
      worksheet_write_number (sheet, row, 0, row - 5, NULL);
      worksheet_write_string (sheet, row, 2, row % 2 ? "合成塔" : "氨冷器", NULL);
      worksheet_write_string (sheet, row, 3, "超压", NULL);
      worksheet_write_number (sheet, row, 4, 3, NULL);
      worksheet_write_number (sheet, row, 5, 6, NULL);
      worksheet_write_number (sheet, row, 6, 15, NULL);
      worksheet_write_number (sheet, row, 7, 270, NULL);
      worksheet_write_string (sheet, row, 8, "橙", NULL);
      worksheet_write_string (sheet, row, 9, "王芳", NULL);
    }
  worksheet_merge_range (sheet, 6, 1, 8, 1, "合成工段", NULL);
  worksheet_merge_range (sheet, 9, 1, 11, 1, "冷冻工段", NULL);
  worksheet_merge_range (sheet, 13, 0, 13, 4, "编制：", NULL);
  worksheet_merge_range (sheet, 13, 5, 13, 10, "审核：", NULL);
  g_assert_cmpint (workbook_close (workbook), ==, LXW_NO_ERROR);
  return path;
}

static void
test_risk_table (void)
{
  g_autofree char *path = make_risk_table ();
  g_autoptr (AnlanTable) table = read_workbook_file (path);
  g_autoptr (AnlanTableHeader) header = anlan_table_guess_header (table, 0);
  g_autofree char *names = join_names (header);

  g_assert_cmpuint (header->first_row, ==, 2);
  g_assert_cmpuint (header->n_rows, ==, 2);
  g_assert_cmpuint (header->body_row, ==, 5); /* past the line of numbers */
  g_assert_cmpuint (header->n_columns, ==, 11);
  g_assert_cmpstr (
      names, ==,
      "序号|部门|风险点名称|危险源|风险评价/L|风险评价/E|风险评价/C|风险评价/D|风险等级|责任/责任人|"
      "责任/电话（手机）");
  g_assert_cmpstr (header->title, ==,
                   "某某化工有限公司安全风险分级管控清单 填报单位：安环部 日期：2026-01-05");
  g_assert_cmpint (anlan_table_header_find (header, "风险评价/L"), ==, 4);
  g_assert_cmpint (anlan_table_header_find (header, "Ｌ"), ==, 4);
  g_assert_cmpint (anlan_table_header_find (header, "风险点 名称"), ==, 2);
  g_assert_cmpint (anlan_table_header_find (header, "电话"), ==, 10);
  g_assert_cmpint (anlan_table_header_find (header, "备注"), ==, -1);
  fixture_remove (path, TRUE);
}

static void
test_fill_merged (void)
{
  g_autofree char *path = make_risk_table ();
  g_autoptr (AnlanTable) table = read_workbook_file (path);
  g_autoptr (AnlanTableHeader) header = anlan_table_guess_header (table, 0);
  g_autoptr (AnlanTableCursor) filled = anlan_table_cursor_new (table, header, ANLAN_TABLE_FILL_MERGED);
  g_autoptr (AnlanTableCursor) as_is = anlan_table_cursor_new (table, header, ANLAN_TABLE_FILL_NONE);
  static const AnlanRowKind kinds[] = { ANLAN_ROW_BANNER, ANLAN_ROW_DATA,  ANLAN_ROW_DATA,
                                        ANLAN_ROW_DATA,   ANLAN_ROW_DATA,  ANLAN_ROW_DATA,
                                        ANLAN_ROW_DATA,   ANLAN_ROW_BLANK, ANLAN_ROW_BANNER };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      AnlanCell cell;

      g_assert_true (anlan_table_cursor_next (filled));
      g_assert_true (anlan_table_cursor_next (as_is));
      g_assert_cmpuint (anlan_table_cursor_get_row (filled), ==, 5 + i);
      g_assert_cmpint (anlan_table_cursor_get_kind (filled), ==, kinds[i]);
      if (kinds[i] != ANLAN_ROW_DATA)
        continue;
      anlan_table_cursor_get_cell (filled, 1, &cell);
      g_assert_cmpstr (cell.text, ==, i <= 3 ? "合成工段" : "冷冻工段");
      anlan_table_cursor_get_cell (as_is, 1, &cell);
      g_assert_cmpstr (cell.text, ==, i == 1 ? "合成工段" : i == 4 ? "冷冻工段" : "");
      anlan_table_cursor_get_cell (filled, 7, &cell);
      g_assert_cmpfloat (cell.number, ==, 270);
      g_assert_false (anlan_table_cursor_get_cell (filled, 99, &cell));
    }
  g_assert_false (anlan_table_cursor_next (filled));
  fixture_remove (path, TRUE);
}

static void
test_fill_down (void)
{
  g_autoptr (AnlanTable) table =
      fixture_read_text ("部门,风险点,备注\n合成,塔,\n,釜,x\n,,\n罐区,罐,\n,泵,\n");
  g_autoptr (AnlanTableHeader) header = anlan_table_guess_header (table, 0);
  g_autoptr (AnlanTableCursor) cursor = anlan_table_cursor_new (table, header, ANLAN_TABLE_FILL_DOWN);
  static const char *const units[] = { "合成", "合成", NULL, "罐区", "罐区" };

  anlan_table_cursor_fill_down (cursor, 0);
  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    {
      AnlanCell cell;

      g_assert_true (anlan_table_cursor_next (cursor));
      if (units[i] == NULL)
        {
          g_assert_cmpint (anlan_table_cursor_get_kind (cursor), ==, ANLAN_ROW_BLANK);
          continue;
        }
      anlan_table_cursor_get_cell (cursor, 0, &cell);
      g_assert_cmpstr (cell.text, ==, units[i]);
      anlan_table_cursor_get_cell (cursor, 2, &cell); /* not asked for */
      g_assert_cmpstr (cell.text, ==, i == 1 ? "x" : "");
    }
}

static void
test_text_files (void)
{
  static const struct
  {
    const char *text;
    guint first_row;
    guint n_rows;
    guint body_row;
    const char *names;
  } cases[] = {
    { "姓名,部门\n王芳,安环部\n", 0, 1, 1, "姓名|部门" },
    /* titles above, some with a value beside them */
    { "人员名单,,\n制表：,2026-01-05,\n姓名,部门,电话\n王芳,安环部,1\n李强,罐区,2\n", 2, 1, 3,
      "姓名|部门|电话" },
    /* two rows, saved from a workbook: what was merged is a gap */
    { "序号,部门,风险评价,,,责任人\n,,L,E,C,\n1,合成,3,6,15,王芳\n2,罐区,1,3,7,李强\n", 0, 2, 2,
      "序号|部门|风险评价/L|风险评价/E|风险评价/C|责任人" },
    /* gaps in the only header row: the names of its columns are their letters */
    { "序号,,备注\n1,甲,x\n2,乙,y\n", 0, 1, 1, "序号|B|备注" },
    /* names twice, and thrice */
    { "姓名,电话,电话,电话\n王芳,1,2,3\n", 0, 1, 1, "姓名|电话|电话 (2)|电话 (3)" },
    /* months are names, and so are years */
    { "项目,1月,2月,2026年\n用电,10,20,30\n用水,1,2,3\n", 0, 1, 1, "项目|1月|2月|2026年" },
    /* nothing but values */
    { "1,2,3\n4,5,6\n", 0, 0, 0, "A|B|C" },
    { "2026-01-05,3.5\n2026-01-06,3.6\n", 0, 0, 0, "A|B" },
    /* white space and line breaks within names */
    { "\"风险\n点\",\" Risk\npoint \"\n塔,tower\n", 0, 1, 1, "风险点|Risk point" },
    { "only\n1\n2\n", 0, 1, 1, "only" },
    { "姓名,部门\n", 0, 1, 1, "姓名|部门" },
    { "\n\n姓名,部门\n王芳,罐区\n", 2, 1, 3, "姓名|部门" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanTable) table = fixture_read_text (cases[i].text);
      g_autoptr (AnlanTableHeader) header = anlan_table_guess_header (table, 0);
      g_autofree char *names = join_names (header);

      g_test_message ("case %u", i);
      g_assert_cmpuint (header->first_row, ==, cases[i].first_row);
      g_assert_cmpuint (header->n_rows, ==, cases[i].n_rows);
      g_assert_cmpuint (header->body_row, ==, cases[i].body_row);
      g_assert_cmpstr (names, ==, cases[i].names);
    }
}

/* The user says where the header is. */
static void
test_made_header (void)
{
  g_autoptr (AnlanTable) table = fixture_read_text ("a,b\nc,d\n1,2\n");
  g_autoptr (AnlanTableHeader) second = anlan_table_make_header (table, 0, 1, 1);
  g_autoptr (AnlanTableHeader) both = anlan_table_make_header (table, 0, 0, 2);
  g_autoptr (AnlanTableHeader) none = anlan_table_make_header (table, 0, 0, 0);
  g_autoptr (AnlanTableHeader) beyond = anlan_table_make_header (table, 0, 9, 1);
  g_autofree char *second_names = join_names (second);
  g_autofree char *both_names = join_names (both);
  g_autofree char *none_names = join_names (none);
  g_autofree char *beyond_names = join_names (beyond);

  g_assert_cmpstr (second_names, ==, "c|d");
  g_assert_cmpuint (second->body_row, ==, 2);
  g_assert_cmpstr (both_names, ==, "a/c|b/d");
  g_assert_cmpstr (none_names, ==, "A|B");
  g_assert_cmpuint (none->body_row, ==, 0);
  g_assert_cmpstr (beyond_names, ==, "A|B");
}

static void
test_header_again (void)
{
  g_autoptr (AnlanTable) table = fixture_read_text ("姓名,部门\n王芳,罐区\n姓名, 部门 \n李强,合成\n");
  g_autoptr (AnlanTableHeader) header = anlan_table_guess_header (table, 0);
  g_autoptr (AnlanTableCursor) cursor = anlan_table_cursor_new (table, header, ANLAN_TABLE_FILL_NONE);
  static const AnlanRowKind kinds[] = { ANLAN_ROW_DATA, ANLAN_ROW_HEADER, ANLAN_ROW_DATA };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_assert_true (anlan_table_cursor_next (cursor));
      g_assert_cmpint (anlan_table_cursor_get_kind (cursor), ==, kinds[i]);
    }
}

static void
test_find (void)
{
  g_autoptr (AnlanTable) table =
      fixture_read_text ("姓 名*,Risk Point,电话(手机),电话(座机),风险/L,危害/L,（备注）\nx,y,z,u,v,w,q\n");
  g_autoptr (AnlanTableHeader) header = anlan_table_guess_header (table, 0);
  static const struct
  {
    const char *name;
    int column;
  } cases[] = {
    { "姓名", 0 }, { "ＲＩＳＫ　point", 1 }, { "电话（座机）", 3 }, { "电话", -1 }, /* two of them */
    { "L", -1 },   { "风险/L", 4 },          { "备注", -1 },        { "（备注）", 6 }, { "", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].name);
      g_assert_cmpint (anlan_table_header_find (header, cases[i].name), ==, cases[i].column);
    }
}

/* A header row whose cells are merged sideways over body columns that are merged too, and nothing below it. */
static void
test_sideways_only (void)
{
  g_autofree char *path = fixture_path ("sideways.xlsx");
  g_autoptr (AnlanTable) table = NULL;
  g_autoptr (AnlanTableHeader) header = NULL;
  g_autofree char *names = NULL;
  lxw_workbook *workbook = workbook_new (path);
  lxw_worksheet *sheet = workbook_add_worksheet (workbook, NULL);

  worksheet_write_string (sheet, 3, 2, "姓名", NULL);
  worksheet_merge_range (sheet, 3, 3, 3, 4, "部门", NULL);
  worksheet_write_string (sheet, 3, 5, "工龄", NULL);
  worksheet_write_string (sheet, 4, 2, "王芳", NULL);
  worksheet_merge_range (sheet, 4, 3, 4, 4, "安环部", NULL);
  worksheet_write_number (sheet, 4, 5, 12, NULL);
  g_assert_cmpint (workbook_close (workbook), ==, LXW_NO_ERROR);
  table = read_workbook_file (path);
  header = anlan_table_guess_header (table, 0);
  names = join_names (header);
  g_assert_cmpuint (header->first_row, ==, 3);
  g_assert_cmpuint (header->n_rows, ==, 1);
  g_assert_cmpuint (header->first_column, ==, 2);
  g_assert_cmpstr (names, ==, "姓名|部门|部门 (2)|工龄");
  fixture_remove (path, TRUE);
}

/* Rows and columns that only an attack has must not take long: names twice 16,384 times. */
static void
test_wide (void)
{
  g_autoptr (GString) text = g_string_new ("same");
  g_autoptr (AnlanTable) table = NULL;
  g_autoptr (AnlanTableHeader) header = NULL;

  for (guint i = 1; i < ANLAN_TABLE_MAX_COLUMNS; i++)
    g_string_append (text, ",same");
  g_string_append (text, "\nx\n");
  table = fixture_read_text (text->str);
  header = anlan_table_make_header (table, 0, 0, 1);
  g_assert_cmpuint (header->n_columns, ==, ANLAN_TABLE_MAX_COLUMNS);
  g_assert_cmpstr (header->names[ANLAN_TABLE_MAX_COLUMNS - 1], ==, "same (16384)");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/report/header/risk-table", test_risk_table);
  g_test_add_func ("/report/header/fill-merged", test_fill_merged);
  g_test_add_func ("/report/header/fill-down", test_fill_down);
  g_test_add_func ("/report/header/text-files", test_text_files);
  g_test_add_func ("/report/header/made", test_made_header);
  g_test_add_func ("/report/header/again", test_header_again);
  g_test_add_func ("/report/header/find", test_find);
  g_test_add_func ("/report/header/sideways-only", test_sideways_only);
  g_test_add_func ("/report/header/wide", test_wide);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-test"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "fixture.h"

/* Serial days are those that the standard itself gives (ECMA-376-1, 18.17.4.1): 2 is 1900-01-02, 36526 is 2000-01-01;
 * 45292 is 2024-01-01, and the same day is 43830 in the 1904 system (1462 less). */

static AnlanTable *
read_sheet (const char *sheet_xml, const char *styles_xml, const char *strings_xml, const char *workbook_pr)
{
  g_autoptr (GBytes) bytes = fixture_workbook (sheet_xml, styles_xml, strings_xml, workbook_pr);

  return fixture_read (bytes, "made.xlsx");
}

static void
test_cell_types (void)
{
  g_autoptr (AnlanTable) table = read_sheet (
      "<sheetData>"
      "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c>"
      "<c r=\"C1\" t=\"inlineStr\"><is><t>inline </t><r><t>text</t></r></is></c>"
      "<c r=\"D1\" t=\"str\"><f>A1&amp;B1</f><v>x &lt; y</v></c></row>"
      "<row r=\"2\" hidden=\"1\"><c r=\"A2\" t=\"b\"><v>1</v></c><c r=\"B2\" t=\"e\"><v>#N/A</v></c>"
      "<c r=\"C2\"><v>1.5</v></c><c r=\"D2\"><f>1/4</f><v>0.25</v></c></row>"
      "<row r=\"5\"><c r=\"B5\" t=\"d\"><v>2026-01-05T00:00:00</v></c><c t=\"n\"><v>7</v></c>"
      "<c r=\"E5\" t=\"s\"><v>9</v></c><c r=\"F5\"><v>abc</v></c></row>"
      "</sheetData>",
      NULL,
      "<si><t>部门</t><phoneticPr fontId=\"1\"/></si><si><r><t>张</t></r><r><t xml:space=\"preserve\"> "
      "三</t></r>"
      "<rPh sb=\"0\" eb=\"1\"><t>zhang</t></rPh></si>",
      NULL);
  guint n_notes;
  AnlanCell cell;

  g_assert_cmpint (anlan_table_get_kind (table), ==, ANLAN_TABLE_XLSX);
  g_assert_cmpstr (anlan_table_get_sheet_name (table, 0), ==, "表");
  g_assert_cmpuint (anlan_table_get_n_rows (table, 0), ==, 5);
  g_assert_cmpuint (anlan_table_get_n_columns (table, 0), ==, 6);
  assert_cell (table, 0, 0, "部门");
  assert_cell (table, 0, 1, "张 三"); /* the pronunciation is no part of it */
  assert_cell (table, 0, 2, "inline text");
  assert_cell (table, 0, 3, "x < y");
  g_assert_true (anlan_table_get_cell (table, 0, 0, 3, &cell));
  g_assert_cmpint (cell.flags, ==, ANLAN_CELL_FORMULA);
  g_assert_true (anlan_table_get_row_hidden (table, 0, 1));
  g_assert_false (anlan_table_get_row_hidden (table, 0, 0));
  g_assert_true (anlan_table_get_cell (table, 0, 1, 0, &cell));
  g_assert_cmpint (cell.type, ==, ANLAN_CELL_BOOLEAN);
  g_assert_cmpfloat (cell.number, ==, 1);
  g_assert_true (anlan_table_get_cell (table, 0, 1, 1, &cell));
  g_assert_cmpint (cell.type, ==, ANLAN_CELL_ERROR);
  g_assert_cmpstr (cell.text, ==, "#N/A");
  g_assert_true (anlan_table_get_cell (table, 0, 1, 3, &cell));
  g_assert_cmpint (cell.type, ==, ANLAN_CELL_NUMBER);
  g_assert_cmpfloat (cell.number, ==, 0.25);
  g_assert_true (anlan_table_get_row_blank (table, 0, 2));
  assert_cell (table, 4, 1, "2026-01-05");
  assert_cell (table, 4, 2, "7"); /* without a name of its own the next column */
  assert_cell (table, 4, 5, "abc");
  g_assert_false (anlan_table_get_cell (table, 0, 4, 4, &cell));
  g_assert_false (anlan_table_get_cell (table, 0, 99, 99, &cell));
  g_assert_cmpstr (cell.text, ==, "");
  anlan_table_get_notes (table, &n_notes, NULL);
  g_assert_cmpuint (n_notes, ==, 1); /* the shared text that is not there */
}

/* Codes as Excel and WPS write them. */
static void
test_formats (void)
{
  static const struct
  {
    const char *code;
    double number;
    AnlanCellFormat format;
    const char *shown;
  } cases[] = {
    { "General", 310104199001011, ANLAN_CELL_FORMAT_GENERAL, "310104199001011" },
    { "General", 3.10104199001011E+17, ANLAN_CELL_FORMAT_GENERAL, "310104199001011000" },
    { "General", 0.30000000000000004, ANLAN_CELL_FORMAT_GENERAL, "0.3" },
    { "General", -7, ANLAN_CELL_FORMAT_GENERAL, "-7" },
    { "0", 3.10104199001011E+17, ANLAN_CELL_FORMAT_NUMBER, "310104199001011000" },
    { "00000", 217, ANLAN_CELL_FORMAT_NUMBER, "00217" },
    { "0.00", 3.14159, ANLAN_CELL_FORMAT_NUMBER, "3.14" },
    { "0.00", 2, ANLAN_CELL_FORMAT_NUMBER, "2.00" },
    { "#,##0.00", 1234.5, ANLAN_CELL_FORMAT_NUMBER, "1234.50" },
    { "#,##0.00;[Red]-#,##0.00", 1234.5, ANLAN_CELL_FORMAT_NUMBER, "1234.50" },
    { "_ \xc2\xa5* #,##0.00_ ;", 8, ANLAN_CELL_FORMAT_NUMBER, "8.00" },
    { "0.00E+00", 12345, ANLAN_CELL_FORMAT_NUMBER, "12345" },
    { "# ?/?", 0.5, ANLAN_CELL_FORMAT_NUMBER, "0.5" },
    { "0.##", 0.5, ANLAN_CELL_FORMAT_NUMBER, "0.5" },
    { "0\"吨\"", 60, ANLAN_CELL_FORMAT_NUMBER, "60" },
    { "0%", 0.12, ANLAN_CELL_FORMAT_PERCENT, "12%" },
    { "0.0%", 0.125, ANLAN_CELL_FORMAT_PERCENT, "12.5%" },
    { "@", 42, ANLAN_CELL_FORMAT_TEXT, "42" },
    { "yyyy-mm-dd", 45292, ANLAN_CELL_FORMAT_DATE, "2024-01-01" },
    { "m/d/yy", 36526, ANLAN_CELL_FORMAT_DATE, "2000-01-01" },
    { "yyyy\"年\"m\"月\"d\"日\";@", 45292, ANLAN_CELL_FORMAT_DATE, "2024-01-01" },
    { "[$-804]yyyy\\年m\\月d\\日", 45292.75, ANLAN_CELL_FORMAT_DATE, "2024-01-01" },
    { "[DBNum1][$-804]yyyy\"年\"m\"月\"", 45292, ANLAN_CELL_FORMAT_DATE, "2024-01-01" },
    { "mmm-yy", 45292, ANLAN_CELL_FORMAT_DATE, "2024-01-01" },
    { "aaaa", 45292, ANLAN_CELL_FORMAT_DATE, "2024-01-01" },
    { "yyyy/m/d h:mm", 45292.5625, ANLAN_CELL_FORMAT_MOMENT, "2024-01-01 13:30" },
    { "yyyy/m/d\\ h:mm:ss;@", 45292.562511574075, ANLAN_CELL_FORMAT_MOMENT, "2024-01-01 13:30:01" },
    { "yyyy/m/d h:mm AM/PM", 45292, ANLAN_CELL_FORMAT_MOMENT, "2024-01-01 00:00" },
    { "yyyy-mm-dd hh:mm", 45291.999999999, ANLAN_CELL_FORMAT_MOMENT, "2024-01-01 00:00" },
    { "h:mm", 0.5625, ANLAN_CELL_FORMAT_TIME, "13:30" },
    { "上午/下午h\"时\"mm\"分\"", 0.25, ANLAN_CELL_FORMAT_TIME, "06:00" },
    { "mm:ss", 0.5, ANLAN_CELL_FORMAT_TIME, "12:00" },
    { "[h]:mm", 1.0625, ANLAN_CELL_FORMAT_DURATION, "25:30" },
    { "yyyy-mm-dd", 9e9, ANLAN_CELL_FORMAT_DATE, "9000000000" }, /* no such day */
    { "\"A", 5, ANLAN_CELL_FORMAT_GENERAL, "5" },
    { "[", 5, ANLAN_CELL_FORMAT_GENERAL, "5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *escaped = g_markup_escape_text (cases[i].code, -1);
      g_autofree char *styles =
          g_strdup_printf ("<numFmts count=\"1\"><numFmt numFmtId=\"164\" formatCode=\"%s\"/></numFmts>"
                           "<cellStyleXfs><xf numFmtId=\"9\"/></cellStyleXfs>"
                           "<cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"164\"/></cellXfs>",
                           escaped);
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      g_autofree char *sheet =
          g_strdup_printf ("<sheetData><row r=\"1\"><c r=\"A1\" s=\"1\"><v>%s</v></c></row></sheetData>",
                           g_ascii_dtostr (number, sizeof number, cases[i].number));
      g_autoptr (AnlanTable) table = read_sheet (sheet, styles, NULL, NULL);
      AnlanCell cell;

      g_test_message ("%s", cases[i].code);
      g_assert_true (anlan_table_get_cell (table, 0, 0, 0, &cell));
      g_assert_cmpint (cell.format, ==, cases[i].format);
      g_assert_cmpstr (cell.text, ==, cases[i].shown);
      g_assert_cmpfloat (cell.number, ==, cases[i].number);
      g_assert_cmpint ((cell.flags & ANLAN_CELL_ROUNDED) != 0, ==, fabs (cases[i].number) >= 1e15);
    }
}

/* Numbers of formats without a code: ECMA-376-1, 18.8.30, with those of the Chinese editions. */
static void
test_builtin_formats (void)
{
  static const struct
  {
    guint id;
    AnlanCellFormat format;
  } cases[] = {
    { 0, ANLAN_CELL_FORMAT_GENERAL }, { 1, ANLAN_CELL_FORMAT_NUMBER },   { 2, ANLAN_CELL_FORMAT_NUMBER },
    { 9, ANLAN_CELL_FORMAT_PERCENT }, { 10, ANLAN_CELL_FORMAT_PERCENT }, { 11, ANLAN_CELL_FORMAT_NUMBER },
    { 13, ANLAN_CELL_FORMAT_NUMBER }, { 14, ANLAN_CELL_FORMAT_DATE },    { 17, ANLAN_CELL_FORMAT_DATE },
    { 20, ANLAN_CELL_FORMAT_TIME },   { 22, ANLAN_CELL_FORMAT_MOMENT },  { 31, ANLAN_CELL_FORMAT_DATE },
    { 33, ANLAN_CELL_FORMAT_TIME },   { 44, ANLAN_CELL_FORMAT_NUMBER },  { 46, ANLAN_CELL_FORMAT_DURATION },
    { 49, ANLAN_CELL_FORMAT_TEXT },   { 57, ANLAN_CELL_FORMAT_DATE },    { 99, ANLAN_CELL_FORMAT_GENERAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *styles = g_strdup_printf ("<cellXfs><xf numFmtId=\"%u\"/></cellXfs>", cases[i].id);
      g_autoptr (AnlanTable) table = read_sheet (
          "<sheetData><row><c s=\"0\"><v>45292</v></c><c s=\"70000\"><v>1</v></c></row></sheetData>", styles,
          NULL, NULL);
      AnlanCell cell;

      anlan_table_get_cell (table, 0, 0, 0, &cell);
      g_test_message ("%u", cases[i].id);
      g_assert_cmpint (cell.format, ==, cases[i].format);
      anlan_table_get_cell (table, 0, 0, 1, &cell);
      g_assert_cmpint (cell.format, ==, ANLAN_CELL_FORMAT_GENERAL);
    }
}

static void
test_1904 (void)
{
  static const char sheet[] =
      "<sheetData><row r=\"1\"><c r=\"A1\" s=\"0\"><v>43830</v></c></row></sheetData>";
  g_autoptr (AnlanTable) table =
      read_sheet (sheet, "<cellXfs><xf numFmtId=\"14\"/></cellXfs>", NULL, "<workbookPr date1904=\"1\"/>");
  g_autofree char *date = NULL;
  AnlanCell cell;

  g_assert_true (anlan_table_get_1904 (table));
  assert_cell (table, 0, 0, "2024-01-01");
  anlan_table_get_cell (table, 0, 0, 0, &cell);
  date = anlan_cell_dup_date (table, &cell, NULL);
  g_assert_cmpstr (date, ==, "2024-01-01");
}

static void
test_fills (void)
{
  g_autoptr (AnlanTable) table = read_sheet (
      "<sheetData><row><c s=\"0\"><v>1</v></c><c s=\"1\"><v>2</v></c><c s=\"2\"><v>3</v></c><c "
      "s=\"3\"><v>4</v></c>"
      "</row></sheetData>",
      "<fills><fill><patternFill patternType=\"none\"/></fill>"
      "<fill><patternFill patternType=\"solid\"><fgColor rgb=\"FFFF0000\"/><bgColor "
      "indexed=\"64\"/></patternFill></fill>"
      "<fill><patternFill patternType=\"solid\"><fgColor indexed=\"13\"/></patternFill></fill>"
      "<fill><patternFill patternType=\"solid\"><fgColor theme=\"4\" "
      "tint=\"0.4\"/></patternFill></fill></fills>"
      "<cellXfs><xf fillId=\"0\"/><xf fillId=\"1\"/><xf fillId=\"2\"/><xf fillId=\"3\"/></cellXfs>",
      NULL, NULL);
  static const int fills[] = { -1, 0xff0000, 0xffff00, -1 };

  for (guint i = 0; i < G_N_ELEMENTS (fills); i++)
    {
      AnlanCell cell;

      g_assert_true (anlan_table_get_cell (table, 0, 0, i, &cell));
      g_assert_cmpint (cell.fill, ==, fills[i]);
    }
}

static void
test_merged (void)
{
  g_autoptr (AnlanTable) table =
      read_sheet ("<sheetData><row r=\"1\"><c r=\"A1\"><v>1</v></c><c r=\"C1\"><v>3</v></c></row>"
                  "<row r=\"4\"><c r=\"B4\"><v>4</v></c></row></sheetData>"
                  "<mergeCells><mergeCell ref=\"A1:B3\"/><mergeCell ref=\"B4:B9\"/><mergeCell ref=\"C3:C1\"/>"
                  "<mergeCell ref=\"D1\"/><mergeCell ref=\"A1:XFD\"/></mergeCells>",
                  NULL, NULL, NULL);
  const AnlanTableRange *ranges;
  guint n_ranges, n_notes;
  AnlanCell cell;

  ranges = anlan_table_get_merged (table, 0, &n_ranges);
  g_assert_cmpuint (n_ranges, ==, 2);
  g_assert_cmpuint (ranges[0].last_row, ==, 2);
  g_assert_cmpuint (ranges[1].first_row, ==, 3);
  g_assert_false (anlan_table_get_cell (table, 0, 2, 1, &cell));
  g_assert_true (anlan_table_get_merged_cell (table, 0, 2, 1, &cell));
  g_assert_cmpfloat (cell.number, ==, 1);
  g_assert_null (anlan_table_find_merged (table, 0, 3, 0));
  g_assert_true (anlan_table_get_merged_cell (table, 0, 8, 1, &cell));
  g_assert_cmpfloat (cell.number, ==, 4);
  g_assert_false (anlan_table_get_merged_cell (table, 0, 9, 1, &cell));
  anlan_table_get_notes (table, &n_notes, NULL);
  g_assert_cmpuint (n_notes, ==, 1); /* the range with its corners the wrong way round */
}

/* What programs other than Excel write: no names of rows and cells, rows in any order, names twice. */
static void
test_disorder (void)
{
  g_autoptr (AnlanTable) table = read_sheet (
      "<sheetData><row r=\"3\"><c r=\"B3\"><v>2</v></c><c r=\"A3\"><v>1</v></c><c r=\"A3\"><v>9</v></c></row>"
      "<row r=\"1\"><c r=\"A1\"><v>7</v></c></row><row r=\"3\"><c r=\"A3\"><v>8</v></c></row>"
      "<row><c><v>5</v></c><c r=\"ZZZZ9\"><v>6</v></c><c r=\"XFE4\"><v>0</v></c></row></sheetData>",
      NULL, NULL, NULL);
  guint n_notes;

  assert_cell (table, 0, 0, "7");
  assert_cell (table, 2, 0, "1");
  assert_cell (table, 2, 1, "2");
  assert_cell (table, 3, 0, "5");
  assert_cell (table, 3, 1, "6");
  anlan_table_get_notes (table, &n_notes, NULL);
  g_assert_cmpuint (n_notes, ==, 2); /* row 3 twice, a cell right of XFD */
}

static void
test_escapes (void)
{
  g_autoptr (AnlanTable) table = read_sheet (
      "<sheetData><row><c t=\"s\"><v>0</v></c><c t=\"s\"><v>1</v></c><c "
      "t=\"s\"><v>2</v></c></row></sheetData>",
      NULL,
      "<si><t>a_x000D_\nb</t></si><si><t>_x005F_x0041_</t></si><si><t>_x12_ _xZZZZ_ _x0000_ _xD800_</t></si>",
      NULL);

  assert_cell (table, 0, 0, "a\nb");
  assert_cell (table, 0, 1, "_x0041_");
  assert_cell (table, 0, 2, "_x12_ _xZZZZ_  ");
}

static void
test_sheets (void)
{
  g_autofree char *path = fixture_path ("sheets.xlsx");
  g_autoptr (AnlanTable) table = NULL;
  g_autoptr (GError) error = NULL;
  lxw_workbook *workbook = workbook_new (path);
  lxw_worksheet *cover = workbook_add_worksheet (workbook, "封面");
  lxw_worksheet *hidden = workbook_add_worksheet (workbook, "字典");
  lxw_worksheet *body = workbook_add_worksheet (workbook, "风险清单");
  lxw_chartsheet *chart = workbook_add_chartsheet (workbook, "图");
  lxw_chart *pie = workbook_add_chart (workbook, LXW_CHART_PIE);

  worksheet_write_string (cover, 0, 0, "封面", NULL);
  for (guint i = 0; i < 50; i++)
    worksheet_write_number (hidden, i, 0, i, NULL);
  worksheet_hide (hidden);
  for (guint i = 0; i < 10; i++)
    worksheet_write_number (body, i, 2, i, NULL);
  chart_add_series (pie, NULL, "=封面!$A$1:$A$2");
  chartsheet_set_chart (chart, pie);
  g_assert_cmpint (workbook_close (workbook), ==, LXW_NO_ERROR);

  table = anlan_table_read (path, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (anlan_table_get_n_sheets (table), ==, 3);
  g_assert_true (anlan_table_get_sheet_hidden (table, 1));
  g_assert_cmpuint (anlan_table_guess_sheet (table), ==, 2);
  g_assert_cmpstr (anlan_table_get_sheet_name (table, 2), ==, "风险清单");
  g_assert_cmpuint (anlan_table_get_n_rows (table, 2), ==, 10);
  fixture_remove (path, TRUE);
}

/* Days as serial numbers and as text in several orders, ID numbers as text and as number. */
static void
test_dates_and_ids (void)
{
  g_autofree char *path = fixture_path ("people.xlsx");
  g_autoptr (GError) error = NULL;
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  lxw_workbook *workbook = workbook_new (path);
  lxw_worksheet *sheet = workbook_add_worksheet (workbook, NULL);
  lxw_format *day = workbook_add_format (workbook);
  lxw_format *moment = workbook_add_format (workbook);
  lxw_format *clock = workbook_add_format (workbook);
  static const struct
  {
    const char *text;
    double number;
    int format; /* 0 none, 1 day, 2 moment, 3 clock */
    const char *date;
    gboolean ambiguous;
    const char *time;
    const char *utc;
  } cases[] = {
    { NULL, 46348, 1, "2026-11-22", FALSE, NULL, "2026-11-21T16:00:00Z" },
    { NULL, 46348.5451388889, 2, "2026-11-22", FALSE, "13:05", "2026-11-22T05:05:00Z" },
    { NULL, 46348, 0, "2026-11-22", TRUE, NULL, "2026-11-21T16:00:00Z" }, /* the format got lost */
    { NULL, 20261122, 0, "2026-11-22", FALSE, NULL, "2026-11-21T16:00:00Z" },
    { NULL, 0.545138888888889, 3, NULL, FALSE, "13:05", NULL },
    { NULL, 0.5, 0, NULL, FALSE, "12:00", NULL },
    { NULL, 127, 0, NULL, FALSE, NULL, NULL },
    { NULL, 1e9, 1, NULL, FALSE, NULL, NULL },
    { "2026-11-22", 0, 0, "2026-11-22", FALSE, NULL, "2026-11-21T16:00:00Z" },
    { " 2026/1/5 ", 0, 0, "2026-01-05", FALSE, NULL, "2026-01-04T16:00:00Z" },
    { "2026年1月5日", 0, 0, "2026-01-05", FALSE, NULL, "2026-01-04T16:00:00Z" },
    { "2026.1.5", 0, 0, "2026-01-05", FALSE, NULL, "2026-01-04T16:00:00Z" },
    { "2026/1/5 08:30", 0, 0, "2026-01-05", FALSE, "08:30", "2026-01-05T00:30:00Z" },
    { "05/01/2026", 0, 0, "2026-01-05", TRUE, NULL, NULL },
    { "8:05", 0, 0, NULL, FALSE, "08:05", NULL },
    { "不详", 0, 0, NULL, FALSE, NULL, NULL },
  };
  g_autoptr (AnlanTable) table = NULL;
  AnlanCell cell;

  format_set_num_format (day, "yyyy-mm-dd");
  format_set_num_format (moment, "yyyy/m/d h:mm");
  format_set_num_format (clock, "h:mm");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (cases[i].text != NULL)
      worksheet_write_string (sheet, i, 0, cases[i].text, NULL);
    else
      worksheet_write_number (sheet, i, 0, cases[i].number,
                              (lxw_format *[]){ NULL, day, moment, clock }[cases[i].format]);
  worksheet_write_string (sheet, 0, 1, "31010419900101123X", NULL);
  worksheet_write_number (sheet, 1, 1, 310104199001011234.0, NULL);
  g_assert_cmpint (workbook_close (workbook), ==, LXW_NO_ERROR);

  table = anlan_table_read (path, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean ambiguous;
      g_autofree char *date = NULL;
      g_autofree char *time = NULL;
      g_autofree char *utc = NULL;

      g_test_message ("case %u", i);
      anlan_table_get_cell (table, 0, i, 0, &cell);
      date = anlan_cell_dup_date (table, &cell, &ambiguous);
      time = anlan_cell_dup_clock_time (table, &cell);
      g_assert_cmpstr (date, ==, cases[i].date);
      g_assert_cmpint (ambiguous, ==, cases[i].ambiguous);
      g_assert_cmpstr (time, ==, cases[i].time);
      if (cases[i].ambiguous && cases[i].utc == NULL)
        continue;
      utc = anlan_cell_dup_moment (table, &cell, zone);
      g_assert_cmpstr (utc, ==, cases[i].utc);
    }
  anlan_table_get_cell (table, 0, 0, 1, &cell);
  g_assert_cmpint (cell.type, ==, ANLAN_CELL_TEXT);
  g_assert_cmpstr (cell.text, ==, "31010419900101123X");
  anlan_table_get_cell (table, 0, 1, 1, &cell);
  g_assert_cmpint (cell.type, ==, ANLAN_CELL_NUMBER);
  g_assert_cmpint (cell.flags, ==, ANLAN_CELL_ROUNDED);
  g_assert_true (g_str_has_prefix (cell.text, "310104199001011"));
  g_assert_cmpuint (strlen (cell.text), ==, 18);
  fixture_remove (path, TRUE);
}

/* Rows beyond the bound, and the exact last row and column that there can be. */
static void
test_bounds (void)
{
  g_autoptr (AnlanTable) table = read_sheet (
      "<sheetData><row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row></sheetData>", NULL, NULL, NULL);
  g_autoptr (GBytes) beyond = fixture_workbook (
      "<sheetData><row r=\"1048577\"><c r=\"A1048577\"><v>1</v></c></row></sheetData>", NULL, NULL, NULL);
  g_autofree char *name = anlan_table_cell_name (1048575, 16383);
  g_autofree char *z = anlan_table_column_name (25);
  g_autofree char *aa = anlan_table_column_name (26);

  g_assert_cmpuint (anlan_table_get_n_rows (table, 0), ==, ANLAN_TABLE_MAX_ROWS);
  g_assert_cmpuint (anlan_table_get_n_columns (table, 0), ==, ANLAN_TABLE_MAX_COLUMNS);
  assert_cell (table, 1048575, 16383, "1");
  fixture_assert_refused (beyond, "beyond.xlsx", ANLAN_ERROR_LIMIT, "1048576");
  g_assert_cmpstr (name, ==, "XFD1048576");
  g_assert_cmpstr (z, ==, "Z");
  g_assert_cmpstr (aa, ==, "AA");
}

static void
test_empty_sheet (void)
{
  g_autoptr (AnlanTable) table = read_sheet ("<sheetData/>", NULL, NULL, NULL);
  g_autoptr (AnlanTableHeader) header = anlan_table_guess_header (table, 0);
  g_autoptr (AnlanTableCursor) cursor = anlan_table_cursor_new (table, header, ANLAN_TABLE_FILL_MERGED);

  g_assert_cmpuint (anlan_table_get_n_rows (table, 0), ==, 0);
  g_assert_cmpuint (header->n_columns, ==, 0);
  g_assert_cmpstr (header->title, ==, "");
  g_assert_false (anlan_table_cursor_next (cursor));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/report/xlsx/cell-types", test_cell_types);
  g_test_add_func ("/report/xlsx/formats", test_formats);
  g_test_add_func ("/report/xlsx/builtin-formats", test_builtin_formats);
  g_test_add_func ("/report/xlsx/1904", test_1904);
  g_test_add_func ("/report/xlsx/fills", test_fills);
  g_test_add_func ("/report/xlsx/merged", test_merged);
  g_test_add_func ("/report/xlsx/disorder", test_disorder);
  g_test_add_func ("/report/xlsx/escapes", test_escapes);
  g_test_add_func ("/report/xlsx/sheets", test_sheets);
  g_test_add_func ("/report/xlsx/dates-and-ids", test_dates_and_ids);
  g_test_add_func ("/report/xlsx/bounds", test_bounds);
  g_test_add_func ("/report/xlsx/empty-sheet", test_empty_sheet);
  return g_test_run ();
}

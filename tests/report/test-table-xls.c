/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-test"

#include <math.h>
#include <string.h>

#include "base/error.h"
#include "fixture.h"

/* The files under data/ hold one and the same made-up risk list, saved as Excel 97-2003 by LibreOffice 7.4 and by Gnumeric
 * 1.12, and a small list saved as Excel 95 by Gnumeric. What is damaged, locked or counts from 1904 is made of them. */

static GBytes *
load (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", name, NULL);
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (contents, length);
}

static void
assert_number (
    const AnlanTable *table, guint row, guint column, AnlanCellFormat format, double number, const char *text)
{
  AnlanCell cell;

  g_assert_true (anlan_table_get_cell (table, 0, row, column, &cell));
  g_assert_cmpint (cell.type, ==, ANLAN_CELL_NUMBER);
  g_assert_cmpint (cell.format, ==, format);
  g_assert_cmpfloat_with_epsilon (cell.number, number, 1e-9);
  g_assert_cmpstr (cell.text, ==, text);
}

static void
assert_long_text (const AnlanTable *table,
                  guint row,
                  guint column,
                  const char *unit,
                  guint n,
                  const char *then,
                  guint n_then)
{
  g_autoptr (GString) expected = g_string_new (NULL);
  AnlanCell cell;

  for (guint i = 0; i < n; i++)
    g_string_append (expected, unit);
  for (guint i = 0; i < n_then; i++)
    g_string_append (expected, then);
  g_assert_true (anlan_table_get_cell (table, 0, row, column, &cell));
  g_assert_cmpstr (cell.text, ==, expected->str);
}

static void
check_risk_list (const AnlanTable *table, gboolean with_text_result)
{
  const AnlanTableRange *ranges;
  guint n_ranges;
  AnlanCell cell;

  g_assert_cmpint (anlan_table_get_kind (table), ==, ANLAN_TABLE_XLS);
  g_assert_cmpuint (anlan_table_get_n_sheets (table), ==, 2);
  g_assert_cmpstr (anlan_table_get_sheet_name (table, 0), ==, "风险清单");
  g_assert_cmpstr (anlan_table_get_sheet_name (table, 1), ==, "人员");
  g_assert_cmpuint (anlan_table_get_n_rows (table, 0), ==, 7);
  g_assert_false (anlan_table_get_1904 (table));
  assert_cell (table, 0, 0, "某某化工有限公司风险清单");
  assert_cell (table, 1, 6, "身份证号");
  assert_number (table, 2, 0, ANLAN_CELL_FORMAT_GENERAL, 1, "1");
  assert_number (table, 2, 3, ANLAN_CELL_FORMAT_DATE, 46348, "2026-11-22");
  assert_number (table, 2, 4, ANLAN_CELL_FORMAT_MOMENT, 46348 + 785 / 1440.0, "2026-11-22 13:05");
  assert_number (table, 2, 5, ANLAN_CELL_FORMAT_TIME, 785 / 1440.0, "13:05");
  assert_cell (table, 2, 6, "31010419900101123X");
  assert_number (table, 2, 7, ANLAN_CELL_FORMAT_GENERAL, 0.5, "0.5");
  assert_number (table, 3, 3, ANLAN_CELL_FORMAT_DATE, 36525, "1999-12-31");
  assert_number (table, 3, 6, ANLAN_CELL_FORMAT_GENERAL, 310104199001011, "310104199001011");
  assert_number (table, 6, 7, ANLAN_CELL_FORMAT_GENERAL, 123456789.125, "123456789.125");
  assert_cell (table, 5, 2, "液氨储罐 & 管线");

  /* formulas: number, text, error, yes */
  assert_number (table, 2, 8, ANLAN_CELL_FORMAT_GENERAL, 45, "45");
  anlan_table_get_cell (table, 0, 3, 8, &cell);
  g_assert_cmpint (cell.flags, ==, ANLAN_CELL_FORMULA);
  g_assert_cmpfloat (cell.number, ==, 270);
  if (with_text_result)
    assert_cell (table, 3, 9, "红");
  anlan_table_get_cell (table, 0, 5, 8, &cell);
  g_assert_cmpint (cell.type, ==, ANLAN_CELL_ERROR);
  g_assert_cmpstr (cell.text, ==, "#DIV/0!");
  anlan_table_get_cell (table, 0, 5, 9, &cell);
  g_assert_cmpint (cell.type, ==, ANLAN_CELL_BOOLEAN);
  g_assert_cmpfloat (cell.number, ==, 1);

  /* texts that go on in another record, narrow and wide */
  assert_long_text (table, 6, 2, "压", 5000, "end", 1);
  assert_long_text (table, 6, 6, "a", 3000, "中", 1500);

  ranges = anlan_table_get_merged (table, 0, &n_ranges);
  g_assert_cmpuint (n_ranges, ==, 2);
  g_assert_cmpuint (ranges[0].last_column, ==, 9);
  g_assert_cmpuint (ranges[1].first_row, ==, 2);
  g_assert_cmpuint (ranges[1].last_row, ==, 3);
  g_assert_true (anlan_table_get_row_hidden (table, 0, 3));
  g_assert_false (anlan_table_get_row_hidden (table, 0, 2));
  anlan_table_get_cell (table, 0, 2, 9, &cell);
  g_assert_cmpstr (cell.text, ==, "橙");
  g_assert_cmphex (cell.fill, ==, 0xffc000);
  anlan_table_get_cell (table, 0, 2, 2, &cell);
  g_assert_cmpint (cell.fill, ==, -1);
}

static void
test_libreoffice (void)
{
  g_autoptr (GBytes) bytes = load ("risk-list-libreoffice.xls");
  g_autoptr (AnlanTable) table = fixture_read (bytes, "a.xls");

  /* That program stores 0 for the text of a formula when it converts without showing the table. */
  check_risk_list (table, FALSE);
}

static void
test_gnumeric (void)
{
  g_autoptr (GBytes) bytes = load ("risk-list-gnumeric.xls");
  g_autoptr (AnlanTable) table = fixture_read (bytes, "a.xls");

  check_risk_list (table, TRUE);
}

static void
test_excel95 (void)
{
  g_autoptr (GBytes) bytes = load ("list-excel95.xls");
  g_autoptr (AnlanTable) table = fixture_read (bytes, "a.xls");
  guint n_notes;
  AnlanCell cell;

  g_assert_cmpstr (anlan_table_get_sheet_name (table, 0), ==, "List");
  assert_cell (table, 0, 1, "Unit");
  assert_cell (table, 1, 1, "Synthesis");
  assert_number (table, 1, 2, ANLAN_CELL_FORMAT_DATE, 46348, "2026-11-22");
  assert_number (table, 1, 3, ANLAN_CELL_FORMAT_GENERAL, 270.5, "270.5");
  assert_number (table, 2, 2, ANLAN_CELL_FORMAT_MOMENT, 46348 + 785 / 1440.0, "2026-11-22 13:05");
  assert_number (table, 2, 3, ANLAN_CELL_FORMAT_GENERAL, 541, "541");
  anlan_table_get_cell (table, 0, 2, 3, &cell);
  g_assert_cmpint (cell.flags, ==, ANLAN_CELL_FORMULA);
  assert_number (table, 3, 3, ANLAN_CELL_FORMAT_GENERAL, -4, "-4");
  anlan_table_get_notes (table, &n_notes, NULL);
  g_assert_cmpuint (n_notes, ==, 0);
}

static void
add_u16 (GByteArray *bytes, guint number)
{
  guint8 two[] = { (guint8)number, (guint8)(number >> 8) };

  g_byte_array_append (bytes, two, 2);
}

static void
add_record (GByteArray *bytes, guint type, const void *body, guint length)
{
  add_u16 (bytes, type);
  add_u16 (bytes, length);
  g_byte_array_append (bytes, body, length);
}

/* A cell's place and style, then what follows. */
static void
add_cell_record (
    GByteArray *bytes, guint type, guint row, guint column, guint style, const void *body, guint length)
{
  g_autoptr (GByteArray) cell = g_byte_array_new ();

  add_u16 (cell, row);
  add_u16 (cell, column);
  add_u16 (cell, style);
  g_byte_array_append (cell, body, length);
  add_record (bytes, type, cell->data, cell->len);
}

/* What small programs of the nineties write: the records of one sheet and nothing around them, Chinese in GBK without a
 * word about it. 0x0809 begins, 0x0204 is a text with its length, 0x0203 a number, 0x000a ends. */
static void
test_bare_records (void)
{
  g_autoptr (GByteArray) records = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (AnlanTable) table = NULL;
  double number = 270.5;

  add_record (records, 0x0809, "\0\0\x10\0\0\0\0\0", 8);
  add_cell_record (records, 0x0204, 0, 0, 0, "\4\0\xb2\xbf\xc3\xc5", 6); /* 部门 */
  add_cell_record (records, 0x0203, 1, 0, 0, &number, 8);
  add_cell_record (records, 0x0205, 1, 1, 0, "\1\0", 2);
  add_cell_record (records, 0x0204, 2, 0, 0, "\x0a\0cut", 5); /* longer than the record */
  add_record (records, 0x000a, "", 0);
  bytes = g_bytes_new (records->data, records->len);
  table = fixture_read (bytes, "export.xls");
  g_assert_cmpint (anlan_table_get_kind (table), ==, ANLAN_TABLE_XLS);
  g_assert_cmpuint (anlan_table_get_n_sheets (table), ==, 1);
  assert_cell (table, 0, 0, "部门");
  assert_number (table, 1, 0, ANLAN_CELL_FORMAT_GENERAL, 270.5, "270.5");
  assert_cell (table, 1, 1, "TRUE");
  g_assert_cmpuint (anlan_table_get_n_rows (table, 0), ==, 2);
}

/* Excel 5 and 95: formats, backgrounds, names and code pages of the whole workbook. */
static void
test_biff5_globals (void)
{
  static const struct
  {
    const char *codepage;
    const char *bytes;
    const char *text;
  } cases[] = { { "\xa8\x03", "\xb9\xde\xc7\xf8", "罐区" }, { "\xe4\x04", "K\xfc\x68l", "Kühl" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) records = g_byte_array_new ();
      g_autoptr (GByteArray) text = g_byte_array_new ();
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (AnlanTable) table = NULL;
      guint8 boundsheet[] = { 0,
                              0,
                              0,
                              0,
                              1,
                              0,
                              4,
                              (guint8)cases[i].bytes[0],
                              (guint8)cases[i].bytes[1],
                              (guint8)cases[i].bytes[2],
                              (guint8)cases[i].bytes[3] };
      guint place;
      double day = 46348;
      AnlanCell cell;

      add_record (records, 0x0809, "\0\5\5\0\0\0\0\0", 8);
      add_record (records, 0x0042, cases[i].codepage, 2);
      add_record (records, 0x041e, "\xa4\0\12yyyy-mm-dd", 13);
      add_record (records, 0x00e0, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
      add_record (records, 0x00e0, "\0\0\xa4\0\0\0\0\0\x0a\0\1\0\0\0\0\0", 16); /* solid, colour 10: red */
      place = records->len + 7;
      add_record (records, 0x0085, boundsheet, sizeof boundsheet);
      add_record (records, 0x000a, "", 0);
      records->data[place - 3] = (guint8)records->len;
      add_record (records, 0x0809, "\0\5\x10\0\0\0\0\0", 8);
      add_cell_record (records, 0x0203, 0, 0, 1, &day, 8);
      add_u16 (text, 4);
      g_byte_array_append (text, (const guint8 *)cases[i].bytes, 4);
      add_cell_record (records, 0x0204, 0, 1, 0, text->data, text->len);
      add_record (records, 0x000a, "", 0);
      bytes = g_bytes_new (records->data, records->len);
      table = fixture_read (bytes, "old.xls");
      g_assert_cmpstr (anlan_table_get_sheet_name (table, 0), ==, cases[i].text);
      g_assert_true (anlan_table_get_sheet_hidden (table, 0));
      assert_cell (table, 0, 1, cases[i].text);
      assert_number (table, 0, 0, ANLAN_CELL_FORMAT_DATE, 46348, "2026-11-22");
      anlan_table_get_cell (table, 0, 0, 0, &cell);
      g_assert_cmphex (cell.fill, ==, 0xff0000);
    }
}

/* The place of a record of the workbook stream in the file. Small streams lie in one piece, and so do those of the
 * programs that made these files. */
static guint8 *
find_record (guint8 *data, gsize size, guint type)
{
  gsize position = 0;

  while (position + 6 < size && memcmp (data + position, "\x09\x08\x10\x00\x00\x06", 6) != 0)
    position += 512;
  while (position + 4 <= size)
    {
      guint here = data[position] | data[position + 1] << 8;

      if (here == type)
        return data + position;
      position += 4 + (gsize)(data[position + 2] | data[position + 3] << 8);
    }
  g_assert_not_reached ();
}

static void
test_1904 (void)
{
  g_autoptr (GBytes) bytes = load ("risk-list-libreoffice.xls");
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GBytes) changed = NULL;
  g_autoptr (AnlanTable) table = NULL;

  find_record (copy, size, 0x22)[4] = 1; /* DATEMODE */
  changed = g_bytes_new_take (copy, size);
  table = fixture_read (changed, "a.xls");
  g_assert_true (anlan_table_get_1904 (table));
  assert_cell (table, 2, 3, "2030-11-23"); /* the same number 1462 days later */
}

static void
test_locked (void)
{
  g_autoptr (GBytes) bytes = load ("risk-list-libreoffice.xls");
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint8 *copy = g_memdup2 (data, size);
  g_autoptr (GBytes) changed = NULL;

  find_record (copy, size, 0x42)[0] = 0x2f; /* CODEPAGE becomes FILEPASS */
  changed = g_bytes_new_take (copy, size);
  fixture_assert_refused (changed, "a.xls", ANLAN_ERROR_INPUT, "password");
}

/* Cut at every 500th byte and with every 101st byte turned around: read or refused with a sentence. */
static void
test_damaged (void)
{
  static const char *const names[] = { "risk-list-libreoffice.xls", "risk-list-gnumeric.xls",
                                       "list-excel95.xls" };
  guint n_read = 0, n_refused = 0;

  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    {
      g_autoptr (GBytes) bytes = load (names[n]);
      gsize size;
      const guint8 *data = g_bytes_get_data (bytes, &size);

      for (gsize i = 8; i < size; i += i % 2 ? 500 : 101)
        {
          guint8 *copy = g_memdup2 (data, size);
          g_autoptr (GBytes) changed = NULL;
          g_autoptr (AnlanTable) table = NULL;
          g_autoptr (GError) error = NULL;

          copy[i] ^= 0xff;
          changed = g_bytes_new_take (copy, i % 2 ? i : size);
          table = anlan_table_read_bytes (changed, "a.xls", NULL, NULL, NULL, NULL, &error);
          g_assert_true ((table == NULL) == (error != NULL));
          if (table == NULL)
            {
              g_assert_true (error->domain == ANLAN_ERROR);
              n_refused++;
            }
          else
            n_read++;
        }
    }
  g_assert_cmpuint (n_read, >, 0);
  g_assert_cmpuint (n_refused, >, 0);
}

static void
cancel_cb (double fraction, gpointer data)
{
  g_cancellable_cancel (data);
}

static void
test_cancel (void)
{
  static const char *const names[] = { "list-excel95.xls", "risk-list-gnumeric.xls" };

  for (guint n = 0; n < G_N_ELEMENTS (names); n++)
    {
      g_autoptr (GBytes) bytes = load (names[n]);
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;

      g_assert_null (
          anlan_table_read_bytes (bytes, "a.xls", NULL, cancel_cb, cancellable, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/report/xls/libreoffice", test_libreoffice);
  g_test_add_func ("/report/xls/gnumeric", test_gnumeric);
  g_test_add_func ("/report/xls/excel95", test_excel95);
  g_test_add_func ("/report/xls/bare-records", test_bare_records);
  g_test_add_func ("/report/xls/biff5-globals", test_biff5_globals);
  g_test_add_func ("/report/xls/1904", test_1904);
  g_test_add_func ("/report/xls/locked", test_locked);
  g_test_add_func ("/report/xls/damaged", test_damaged);
  g_test_add_func ("/report/xls/cancel", test_cancel);
  return g_test_run ();
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-test"

#include <fcntl.h>
#include <locale.h>
#include <math.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "base/error.h"
#include "fixture.h"
#include "report/table-write.h"

static const AnlanWriteColumn columns[] = {
  { "id", "编号", ANLAN_COLUMN_TEXT, 0, 0 },       { "name", "名称", ANLAN_COLUMN_TEXT, 0, 30 },
  { "count", "数量", ANLAN_COLUMN_INTEGER, 0, 0 }, { "amount", "数值", ANLAN_COLUMN_NUMBER, -1, 0 },
  { "fixed", "定", ANLAN_COLUMN_NUMBER, 2, 0 },    { "open", "开放", ANLAN_COLUMN_BOOLEAN, 0, 0 },
  { "day", "日期", ANLAN_COLUMN_DATE, 0, 0 },      { "time", "时间", ANLAN_COLUMN_TIME, 0, 0 },
  { "at", "时刻", ANLAN_COLUMN_MOMENT, 0, 0 },     { "list", "名单", ANLAN_COLUMN_JSON, 0, 0 },
};
#define N_COLUMNS G_N_ELEMENTS (columns)

#define TEXT(t)                                                                                              \
  {                                                                                                          \
    .type = ANLAN_VALUE_TEXT, .text = (char *)(t)                                                            \
  }
#define INTEGER(i)                                                                                           \
  {                                                                                                          \
    .type = ANLAN_VALUE_INTEGER, .integer = (i)                                                              \
  }
#define REAL(r)                                                                                              \
  {                                                                                                          \
    .type = ANLAN_VALUE_REAL, .real = (r)                                                                    \
  }
#define NONE                                                                                                 \
  {                                                                                                          \
    .type = ANLAN_VALUE_NULL                                                                                 \
  }

static const AnlanValue rows[][N_COLUMNS] = {
  { TEXT ("31010419900101123X"), TEXT ("反应釜, \"R-101\"\n大修"), INTEGER (-3), REAL (0.1), REAL (2.5),
    INTEGER (1), TEXT ("2026-11-22"), TEXT ("13:05"), TEXT ("2026-11-22T05:05:00Z"), TEXT ("[\"a\",\"b\"]") },
  { TEXT ("310104199001011234"), TEXT ("=HYPERLINK(\"http://x\")"), INTEGER (0), REAL (1e21), REAL (-1),
    INTEGER (0), TEXT ("1899-01-01"), TEXT ("25:00"), TEXT ("2026-11-22T05:05:30Z"), TEXT ("not json") },
  { NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE, NONE },
  { TEXT ("'=x"), TEXT (" blank "), INTEGER (G_MAXINT64), REAL (-0.5), INTEGER (7), INTEGER (5),
    TEXT ("soon"), TEXT ("noon"), TEXT ("later"), TEXT ("{\n\"b\":1,\"a\":2}") },
  { TEXT ("-5"), TEXT ("_x0041_ \001"), TEXT ("many"), TEXT ("<5"), NONE, TEXT ("yes"), NONE, NONE,
    TEXT ("1899-12-31T00:00:00Z"), NONE },
};

static void
write_rows (const char *path, AnlanTableFormat format, const AnlanWriteOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanTableWriter) writer =
      anlan_table_writer_new (path, format, columns, N_COLUMNS, options, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      anlan_table_writer_add_row (writer, rows[i], &error);
      g_assert_no_error (error);
    }
  g_assert_cmpuint (anlan_table_writer_get_n_rows (writer), ==, G_N_ELEMENTS (rows));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  anlan_table_writer_close (writer, NULL, &error);
  g_assert_no_error (error);
}

static AnlanTable *
read_back (const char *path)
{
  g_autoptr (GError) error = NULL;
  AnlanTable *table = anlan_table_read (path, NULL, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return table;
}

static void
test_csv (void)
{
  g_autofree char *path = fixture_path ("out.csv");
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  AnlanWriteOptions options = { .zone = zone, .yes_text = "是", .no_text = "否" };
  g_autofree char *contents = NULL;
  g_autoptr (AnlanTable) table = NULL;

  write_rows (path, ANLAN_TABLE_FORMAT_CSV, &options);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (
      contents, ==,
      "\xef\xbb\xbf编号,名称,数量,数值,定,开放,日期,时间,时刻,名单\r\n"
      "31010419900101123X,\"反应釜, \"\"R-101\"\"\n大修\",-3,0.1,2.5,是,2026-11-22,13:05,"
      "2026-11-22 13:05,\"[\"\"a\"\",\"\"b\"\"]\"\r\n"
      "310104199001011234,\"'=HYPERLINK(\"\"http://x\"\")\",0,1e+21,-1,否,1899-01-01,25:00,"
      "2026-11-22 13:05:30,not json\r\n"
      ",,,,,,,,,\r\n"
      "''=x,\" blank \",9223372036854775807,-0.5,7,5,soon,noon,later,\"{\n\"\"b\"\":1,\"\"a\"\":2}\"\r\n"
      "-5,_x0041_ \001,many,<5,,yes,,,1899-12-31 08:05:43,\r\n");
  table = read_back (path);
  assert_cell (table, 1, 1, "反应釜, \"R-101\"\n大修");
  assert_cell (table, 2, 1, "=HYPERLINK(\"http://x\")");
  assert_cell (table, 4, 0, "'=x");
  assert_cell (table, 4, 1, " blank ");
  assert_cell (table, 5, 0, "-5");
  g_assert_true (anlan_table_get_row_blank (table, 0, 3));
  fixture_remove (path, TRUE);
}

static void
test_guard (void)
{
  static const struct
  {
    const char *text;
    const char *guarded;
  } cases[] = {
    { "=1+1", "'=1+1" }, { "+cmd", "'+cmd" },
    { "-a", "'-a" },     { "@SUM(A1)", "'@SUM(A1)" },
    { "-5", "-5" },      { "-1,200.5", "-1,200.5" },
    { "'=x", "''=x" },   { "'-5", "''-5" },
    { "''@", "'''@" },   { "'a", "'a" },
    { "'", "'" },        { "", "" },
    { "a=b", "a=b" },    { "-", "'-" },
    { "=", "'=" },       { "－5", "－5" },
    { "-5-6", "'-5-6" }, { "王芳", "王芳" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *guarded = anlan_csv_guard (cases[i].text);
      g_autofree char *back = anlan_csv_unguard (guarded);

      g_assert_cmpstr (guarded, ==, cases[i].guarded);
      g_assert_cmpstr (back, ==, cases[i].text);
    }
}

/* Every text of up to four of these characters comes back as it was, through the file. */
static void
test_csv_round_trip (void)
{
  static const char *const alphabet[] = { "'", "=", "-", "5", "\"", ",", "\n", " ", "a", "中" };
  const guint n = G_N_ELEMENTS (alphabet);
  static const AnlanWriteColumn two[] = { { "a", "a", ANLAN_COLUMN_TEXT, 0, 0 },
                                          { "b", "b", ANLAN_COLUMN_TEXT, 0, 0 } };
  g_autofree char *path = fixture_path ("round.csv");
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanTableWriter) writer = NULL;
  g_autoptr (AnlanTable) table = NULL;
  AnlanTableOptions options = { .separator = ',' };

  for (guint i = 0; i < n * n * n * n; i++)
    g_ptr_array_add (texts, g_strconcat (alphabet[i % n], alphabet[i / n % n], alphabet[i / n / n % n],
                                         alphabet[i / n / n / n], NULL));
  writer = anlan_table_writer_new (path, ANLAN_TABLE_FORMAT_CSV, two, 2, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < texts->len; i++)
    {
      AnlanValue row[] = { TEXT (texts->pdata[i]), TEXT ("end") };

      g_assert_true (anlan_table_writer_add_row (writer, row, &error));
    }
  g_assert_true (anlan_table_writer_close (writer, NULL, &error));
  table = anlan_table_read (path, &options, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (anlan_table_get_n_rows (table, 0), ==, texts->len + 1);
  for (guint i = 0; i < texts->len; i++)
    {
      assert_cell (table, i + 1, 0, texts->pdata[i]);
      assert_cell (table, i + 1, 1, "end");
    }
  fixture_remove (path, TRUE);
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
assert_text (const AnlanTable *table, guint row, guint column, const char *text)
{
  AnlanCell cell;

  anlan_table_get_cell (table, 0, row, column, &cell);
  g_assert_cmpint (cell.type, ==, ANLAN_CELL_TEXT);
  g_assert_cmpstr (cell.text, ==, text);
}

static void
check_xlsx (const AnlanTable *table)
{
  g_autoptr (AnlanTableHeader) header = anlan_table_guess_header (table, 0);

  g_assert_cmpstr (header->title, ==, "清单");
  g_assert_cmpuint (header->first_row, ==, 1);
  g_assert_cmpuint (header->body_row, ==, 2);
  assert_text (table, 1, 9, "名单");
  assert_text (table, 2, 0, "31010419900101123X");
  assert_text (table, 2, 1, "反应釜, \"R-101\"\n大修");
  assert_number (table, 2, 2, ANLAN_CELL_FORMAT_GENERAL, -3, "-3");
  assert_number (table, 2, 3, ANLAN_CELL_FORMAT_GENERAL, 0.1, "0.1");
  assert_number (table, 2, 4, ANLAN_CELL_FORMAT_NUMBER, 2.5, "2.50");
  assert_text (table, 2, 5, "TRUE");
  assert_number (table, 2, 6, ANLAN_CELL_FORMAT_DATE, 46348, "2026-11-22");
  assert_number (table, 2, 7, ANLAN_CELL_FORMAT_TIME, 785 / 1440.0, "13:05");
  assert_number (table, 2, 8, ANLAN_CELL_FORMAT_MOMENT, 46348 + 785 / 1440.0, "2026-11-22 13:05");
  assert_text (table, 2, 9, "[\"a\",\"b\"]");
  assert_text (table, 3, 0, "310104199001011234");
  assert_text (table, 3, 1, "=HYPERLINK(\"http://x\")"); /* a text, no formula */
  assert_text (table, 3, 6, "1899-01-01");
  assert_text (table, 3, 7, "25:00");
  assert_number (table, 3, 8, ANLAN_CELL_FORMAT_MOMENT, 46348 + 47130 / 86400.0, "2026-11-22 13:05:30");
  g_assert_true (anlan_table_get_row_blank (table, 0, 4));
  assert_text (table, 5, 2, "9223372036854775807");
  assert_number (table, 5, 4, ANLAN_CELL_FORMAT_NUMBER, 7, "7.00");
  assert_number (table, 5, 5, ANLAN_CELL_FORMAT_GENERAL, 5, "5");
  assert_text (table, 5, 8, "later");
  assert_text (table, 6, 0, "-5");
  assert_text (table, 6, 1, "_x0041_ "); /* no control characters in a table that was read */
}

static void
test_xlsx (void)
{
  g_autofree char *path = fixture_path ("out.xlsx");
  g_autoptr (GTimeZone) zone = g_time_zone_new_identifier ("Asia/Shanghai");
  AnlanWriteOptions options = { .zone = zone,
                                .sheet = "'[a]:b*c?/\\ 一二三四五六七八九十一二三四五六七八九十",
                                .title = "清单" };
  g_autoptr (AnlanTable) table = NULL;

  write_rows (path, ANLAN_TABLE_FORMAT_XLSX, &options);
  table = read_back (path);
  g_assert_cmpstr (anlan_table_get_sheet_name (table, 0), ==,
                   "__a__b_c___ 一二三四五六七八九十一二三四五六七八九");
  check_xlsx (table);
  fixture_remove (path, TRUE);
}

/* With a decimal comma in the locale the library would write one into the file. */
static void
test_xlsx_locale (void)
{
  static const char *const commas[] = { "de_DE.UTF-8", "fr_FR.UTF-8", "ru_RU.UTF-8", "pl_PL.UTF-8" };
  g_autofree char *before = g_strdup (setlocale (LC_NUMERIC, NULL));
  const char *set = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (commas) && set == NULL; i++)
    set = setlocale (LC_NUMERIC, commas[i]);
  if (set == NULL)
    {
      g_test_skip ("no locale with a decimal comma is installed");
      return;
    }
  test_xlsx ();
  setlocale (LC_NUMERIC, before);
}

static void
test_xlsx_long_text (void)
{
  static const AnlanWriteColumn one[] = { { "a", "a", ANLAN_COLUMN_TEXT, 0, 0 } };
  g_autofree char *path = fixture_path ("long.xlsx");
  g_autofree char *longest = g_strnfill (32767, 'x');
  g_autofree char *longer = g_strnfill (40000, 'y');
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanTableWriter) writer =
      anlan_table_writer_new (path, ANLAN_TABLE_FORMAT_XLSX, one, 1, NULL, &error);
  g_autoptr (AnlanTable) table = NULL;
  AnlanValue first[] = { TEXT (longest) }, second[] = { TEXT (longer) };
  AnlanCell cell;

  g_assert_true (anlan_table_writer_add_row (writer, first, &error));
  g_assert_true (anlan_table_writer_add_row (writer, second, &error));
  g_assert_true (anlan_table_writer_close (writer, NULL, &error));
  g_assert_cmpuint (anlan_table_writer_get_n_cut (writer), ==, 1);
  table = read_back (path);
  assert_cell (table, 1, 0, longest);
  anlan_table_get_cell (table, 0, 2, 0, &cell);
  g_assert_cmpuint (strlen (cell.text), ==, 32767);
  fixture_remove (path, TRUE);
}

static void
test_json_lines (void)
{
  g_autofree char *path = fixture_path ("out.jsonl");
  g_autofree char *contents = NULL;
  g_auto (GStrv) lines = NULL;

  write_rows (path, ANLAN_TABLE_FORMAT_JSON_LINES, NULL);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  lines = g_strsplit (contents, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, G_N_ELEMENTS (rows) + 1);
  g_assert_cmpstr (lines[0], ==,
                   "{\"id\":\"31010419900101123X\",\"name\":\"反应釜, \\\"R-101\\\"\\n大修\",\"count\":-3,"
                   "\"amount\":0.1,\"fixed\":2.5,\"open\":true,\"day\":\"2026-11-22\",\"time\":\"13:05\","
                   "\"at\":\"2026-11-22T05:05:00Z\",\"list\":[\"a\",\"b\"]}");
  g_assert_cmpstr (lines[2], ==, "{}");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (JsonParser) parser = json_parser_new ();
      g_autoptr (GError) error = NULL;
      JsonObject *object;

      json_parser_load_from_data (parser, lines[i], -1, &error);
      g_assert_no_error (error);
      object = json_node_get_object (json_parser_get_root (parser));
      if (i == 1)
        g_assert_cmpstr (json_object_get_string_member (object, "list"), ==, "not json");
      else if (i == 3)
        {
          g_assert_cmpint (json_object_get_int_member (object, "count"), ==, G_MAXINT64);
          g_assert_cmpint (json_object_get_int_member (json_object_get_object_member (object, "list"), "a"),
                           ==, 2);
          g_assert_cmpint (json_object_get_int_member (object, "open"), ==, 5);
        }
    }
  fixture_remove (path, TRUE);
}

static void
test_format_from_name (void)
{
  AnlanTableFormat format;

  g_assert_true (anlan_table_format_from_name ("/a/B.CSV", &format));
  g_assert_cmpint (format, ==, ANLAN_TABLE_FORMAT_CSV);
  g_assert_true (anlan_table_format_from_name ("清单.xlsx", &format));
  g_assert_cmpint (format, ==, ANLAN_TABLE_FORMAT_XLSX);
  g_assert_true (anlan_table_format_from_name ("a.json", &format));
  g_assert_cmpint (format, ==, ANLAN_TABLE_FORMAT_JSON_LINES);
  g_assert_false (anlan_table_format_from_name ("a.pdf", &format));
}

/* A target that is there stays as it was until the new one is whole; a link to it stays a link. */
static void
test_replace (void)
{
  static const AnlanTableFormat formats[] = { ANLAN_TABLE_FORMAT_CSV, ANLAN_TABLE_FORMAT_XLSX,
                                              ANLAN_TABLE_FORMAT_JSON_LINES };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = fixture_file ("old", "old", 3);
      g_autofree char *link_path = fixture_path ("link");
      g_autofree char *contents = NULL;
      g_autofree char *after = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanTableWriter) given_up =
          anlan_table_writer_new (path, formats[i], columns, N_COLUMNS, NULL, &error);
      g_autoptr (AnlanTableWriter) writer = NULL;

      g_assert_true (anlan_table_writer_add_row (given_up, rows[0], &error));
      g_clear_pointer (&given_up, anlan_table_writer_free);
      g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
      g_assert_cmpstr (contents, ==, "old");

      g_assert_cmpint (symlink (path, link_path), ==, 0);
      writer = anlan_table_writer_new (link_path, formats[i], columns, N_COLUMNS, NULL, &error);
      g_assert_true (anlan_table_writer_add_row (writer, rows[0], &error));
      g_assert_true (anlan_table_writer_close (writer, NULL, &error));
      g_assert_true (g_file_test (link_path, G_FILE_TEST_IS_SYMLINK));
      g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
      g_assert_cmpstr (after, !=, "old");
      fixture_remove (path, TRUE);
      fixture_remove (link_path, TRUE);
    }
}

static void
test_cancel (void)
{
  g_autofree char *csv = fixture_path ("out.csv");
  g_autofree char *xlsx = fixture_path ("out.xlsx");
  const char *paths[] = { csv, xlsx };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  g_cancellable_cancel (cancellable);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      AnlanTableFormat format;
      g_autoptr (GError) error = NULL;
      g_autoptr (AnlanTableWriter) writer = NULL;

      g_assert_true (anlan_table_format_from_name (paths[i], &format));
      writer = anlan_table_writer_new (paths[i], format, columns, N_COLUMNS, NULL, &error);
      g_assert_true (anlan_table_writer_add_row (writer, rows[0], &error));
      g_assert_false (anlan_table_writer_close (writer, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_clear_pointer (&writer, anlan_table_writer_free);
      fixture_remove (paths[i], FALSE);
    }
}

static void
test_no_folder (void)
{
  g_autofree char *path = fixture_path ("folder/out.csv");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autoptr (GError) error = NULL;

  /* fixture_path() makes only the folder above. */
  g_assert_null (anlan_table_writer_new (path, ANLAN_TABLE_FORMAT_CSV, columns, N_COLUMNS, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (anlan_table_writer_new (parent, ANLAN_TABLE_FORMAT_CSV, columns, N_COLUMNS, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_IO);
  g_assert_cmpint (g_rmdir (parent), ==, 0);
}

static void
test_no_right (void)
{
  g_autofree char *path = fixture_path ("out.csv");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  if (geteuid () == 0)
    {
      g_test_skip ("root may write everywhere");
      g_assert_cmpint (g_rmdir (folder), ==, 0);
      return;
    }
  g_assert_cmpint (g_chmod (folder, 0500), ==, 0);
  g_assert_null (anlan_table_writer_new (path, ANLAN_TABLE_FORMAT_CSV, columns, N_COLUMNS, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_DENIED);
  g_assert_cmpint (g_chmod (folder, 0700), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* Fills a disk with a table. Returns 0 if the writer says DISK_FULL. */
static int
fill_disk (const char *path, AnlanTableFormat format)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AnlanTableWriter) writer =
      anlan_table_writer_new (path, format, columns, N_COLUMNS, NULL, &error);
  gboolean done = writer != NULL;

  for (guint i = 0; done && i < 20000; i++)
    done = anlan_table_writer_add_row (writer, rows[0], &error);
  if (done)
    done = anlan_table_writer_close (writer, NULL, &error);
  g_clear_pointer (&writer, anlan_table_writer_free);
  if (done)
    return 10;
  return g_error_matches (error, ANLAN_ERROR, ANLAN_ERROR_DISK_FULL) ? 0 : 11;
}

/* In a child, so that the bound on file size binds nobody else. */
static void
test_file_size_bound (void)
{
  static const AnlanTableFormat formats[] = { ANLAN_TABLE_FORMAT_CSV, ANLAN_TABLE_FORMAT_XLSX,
                                              ANLAN_TABLE_FORMAT_JSON_LINES };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = fixture_path ("out");
      pid_t child = fork ();
      int status;

      if (child == 0)
        {
          struct rlimit limit = { 300 * 1024, 300 * 1024 };

          signal (SIGXFSZ, SIG_IGN);
          if (setrlimit (RLIMIT_FSIZE, &limit) != 0)
            _exit (20);
          _exit (fill_disk (path, formats[i]));
        }
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFEXITED (status));
      g_assert_cmpint (WEXITSTATUS (status), ==, 0);
      fixture_remove (path, FALSE);
    }
}

static gboolean
write_map (void)
{
  g_autofree char *map = g_strdup_printf ("%u %u 1", geteuid (), geteuid ());
  int fd;
  gboolean done;

  if (unshare (CLONE_NEWUSER | CLONE_NEWNS) != 0)
    return FALSE;
  fd = open ("/proc/self/uid_map", O_WRONLY);
  done = fd >= 0 && write (fd, map, strlen (map)) == (gssize)strlen (map);
  if (fd >= 0)
    close (fd);
  return done;
}

/* A view of the disks that is this process's own; of somebody who is not root by way of a user namespace. */
static gboolean
own_disks (void)
{
  if (unshare (CLONE_NEWNS) != 0 && !write_map ())
    return FALSE;
  return mount (NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0;
}

/* A disk of 300 kB of our own, where the machine lets us have one. */
static int
fill_small_disk (const char *folder, AnlanTableFormat format)
{
  g_autofree char *path = g_build_filename (folder, "out", NULL);
  g_autofree char *old = NULL;
  int result;

  if (!own_disks ())
    return 77;
  if (mount ("tmpfs", folder, "tmpfs", 0, "size=300k") != 0)
    return 77;
  if (!g_file_set_contents (path, "old", 3, NULL))
    return 21;
  result = fill_disk (path, format);
  if (result != 0)
    return result;
  if (!g_file_get_contents (path, &old, NULL, NULL) || strcmp (old, "old") != 0)
    return 22;
  return 0;
}

static void
test_disk_full (void)
{
  static const AnlanTableFormat formats[] = { ANLAN_TABLE_FORMAT_CSV, ANLAN_TABLE_FORMAT_XLSX,
                                              ANLAN_TABLE_FORMAT_JSON_LINES };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    {
      g_autofree char *path = fixture_path ("out");
      g_autofree char *folder = g_path_get_dirname (path);
      pid_t child = fork ();
      int status;

      if (child == 0)
        _exit (fill_small_disk (folder, formats[i]));
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFEXITED (status));
      fixture_remove (path, FALSE);
      if (WEXITSTATUS (status) == 77)
        {
          g_test_skip ("no file system can be mounted here");
          return;
        }
      g_assert_cmpint (WEXITSTATUS (status), ==, 0);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/report/write/csv", test_csv);
  g_test_add_func ("/report/write/guard", test_guard);
  g_test_add_func ("/report/write/csv-round-trip", test_csv_round_trip);
  g_test_add_func ("/report/write/xlsx", test_xlsx);
  g_test_add_func ("/report/write/xlsx-locale", test_xlsx_locale);
  g_test_add_func ("/report/write/xlsx-long-text", test_xlsx_long_text);
  g_test_add_func ("/report/write/json-lines", test_json_lines);
  g_test_add_func ("/report/write/format-from-name", test_format_from_name);
  g_test_add_func ("/report/write/replace", test_replace);
  g_test_add_func ("/report/write/cancel", test_cancel);
  g_test_add_func ("/report/write/no-folder", test_no_folder);
  g_test_add_func ("/report/write/no-right", test_no_right);
  g_test_add_func ("/report/write/file-size-bound", test_file_size_bound);
  g_test_add_func ("/report/write/disk-full", test_disk_full);
  return g_test_run ();
}

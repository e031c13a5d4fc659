/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-test"

#include <string.h>

#include "base/error.h"
#include "fixture.h"

static AnlanTable *
read_with (const void *bytes, gsize length, const AnlanTableOptions *options)
{
  g_autoptr (GBytes) held = g_bytes_new (bytes, length);
  g_autoptr (GError) error = NULL;
  AnlanTable *table = anlan_table_read_bytes (held, "bytes.csv", options, NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  return table;
}

/* The whole table as text: cells between bars, rows between slashes. */
static char *
flatten (const AnlanTable *table)
{
  GString *flat = g_string_new (NULL);

  for (guint row = 0; row < anlan_table_get_n_rows (table, 0); row++)
    {
      g_string_append (flat, row > 0 ? "/" : "");
      for (guint column = 0; column < anlan_table_get_n_columns (table, 0); column++)
        {
          g_autofree char *text = anlan_table_dup_text (table, 0, row, column);

          g_string_append_printf (flat, "%s%s", column > 0 ? "|" : "", text);
        }
    }
  return g_string_free (flat, FALSE);
}

/* RFC 4180, section 2, rule by rule, and what files do beyond it. */
static void
test_fields (void)
{
  static const struct
  {
    const char *text;
    const char *cells;
    guint n_notes;
  } cases[] = {
    { "a,b\r\nc,d\r\n", "a|b/c|d", 0 },                    /* 2.1 */
    { "a,b\r\nc,d", "a|b/c|d", 0 },                        /* 2.2: no line break at the end */
    { "a,b\nc,d\n", "a|b/c|d", 0 },                        /* Unix */
    { "a,b\rc,d\r", "a|b/c|d", 0 },                        /* old Macs */
    { "a, b ,c\n", "a| b |c", 0 },                         /* 2.4: blanks belong to the field */
    { "\"a\",\"b\"\n", "a|b", 0 },                         /* 2.5 */
    { "\"a\nb\",\"c,d\"\n", "a\nb|c,d", 0 },               /* 2.6 */
    { "\"a\r\nb\",c\n", "a\nb|c", 0 },                     /* a line break within a cell is one character */
    { "\"a\"\"b\",c\n", "a\"b|c", 0 },                     /* 2.7 */
    { "a,b,\nc,d,\n", "a|b/c|d", 0 },                      /* a separator at the end of each record */
    { "a,,b\n,,\n", "a||b", 0 },                           /* blank fields, blank record */
    { "a,b\n\n\nc,d\n", "a|b/|/|/c|d", 0 },                /* blank lines count as rows */
    { "a, \"b\" ,c\n", "a|b|c", 0 },                       /* blanks around quotes */
    { "5\" pipe,b\n", "5\" pipe|b", 1 },                   /* a quote within an unquoted field */
    { "\"a\"b,c\n", "ab|c", 1 },                           /* text behind a closing quote */
    { "\"the \"red\" one\",c\n", "the \"red\" one|c", 1 }, /* quotes not doubled */
    { "a,\"b\nc,d\n", "a|\"b/c|d", 1 },                    /* an opening quote that nothing closes */
    { "a,b\nc,d,e\nf,g\n", "a|b|/c|d|e/f|g|", 1 },         /* ragged */
    { "\n\na,b\n", "|/|/a|b", 0 },
    { "one\ntwo\n", "one/two", 0 },
    { "\"\"\n", "", 0 },
    { "a\tb\tc\n1\t2\t3\n", "a|b|c/1|2|3", 0 },
    { "a;b;c\n1,5;2,5;3\n", "a|b|c/1,5|2,5|3", 0 },
    { "a|b|c\n1|2|3\n", "a|b|c/1|2|3", 0 },
    { "sep=;\na;b,c\n", "a|b,c", 0 }, /* Excel's own line */
    { "a\001b,c\177\n", "ab|c", 0 },  /* control characters go */
    { "\xef\xbb\xbf\"\n\tOSMHeader&\"|\r\n", "\n\tOSMHeader&",
      0 }, /* no map, although the word stands at its place */
    { "名称,备注\n反应釜,\"压力，温度\"\n", "名称|备注/反应釜|压力，温度", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (AnlanTable) table = fixture_read_text (cases[i].text);
      g_autofree char *flat = flatten (table);
      guint n_notes;

      anlan_table_get_notes (table, &n_notes, NULL);
      g_test_message ("case %u", i);
      g_assert_cmpstr (flat, ==, cases[i].cells);
      g_assert_cmpuint (n_notes, ==, cases[i].n_notes);
    }
}

static void
test_encodings (void)
{
  /* 部门,姓名 / 安环部,王芳 in each; the GB18030 bytes are from its table, the UTF-16 ones are the code points. */
  static const char utf8[] = "部门,姓名\n安环部,王芳\n";
  static const char gb18030[] =
      "\xb2\xbf\xc3\xc5,\xd0\xd5\xc3\xfb\n\xb0\xb2\xbb\xb7\xb2\xbf,\xcd\xf5\xb7\xbc\n";
  static const char utf16le[] =
      "\xff\xfe\xe8\x90\xe8\x95,\0\xd3\x59\x0d\x54\n\0\x89\x5b\xaf\x73\xe8\x90,\0\x8b\x73"
      "\xb3\x82\n";
  static const char utf16be[] =
      "\x90\xe8\x95\xe8\0,\x59\xd3\x54\x0d\0\n\x5b\x89\x73\xaf\x90\xe8\0,\x73\x8b\x82\xb3"
      "\0\n";
  static const struct
  {
    const char *bytes;
    gsize length;
    const char *encoding;
  } cases[] = {
    { utf8, sizeof utf8 - 1, "UTF-8" },
    { gb18030, sizeof gb18030 - 1, "GB18030" },
    { utf16le, sizeof utf16le,
      "UTF-16LE" }, /* the literal's own NUL is the high byte of the last line break */
    { utf16be, sizeof utf16be - 1, "UTF-16BE" },
  };
  g_autofree char *marked = g_strconcat ("\xef\xbb\xbf", utf8, NULL);
  g_autoptr (AnlanTable) with_mark = read_with (marked, strlen (marked), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      AnlanTableOptions options = { .encoding = cases[i].encoding };
      g_autoptr (AnlanTable) guessed = read_with (cases[i].bytes, cases[i].length, NULL);
      g_autoptr (AnlanTable) told = read_with (cases[i].bytes, cases[i].length, &options);

      g_assert_cmpstr (anlan_table_get_encoding (guessed), ==, cases[i].encoding);
      assert_cell (guessed, 1, 0, "安环部");
      assert_cell (guessed, 1, 1, "王芳");
      assert_cell (told, 0, 1, "姓名");
    }
  assert_cell (with_mark, 0, 0, "部门");
}

static void
test_options (void)
{
  static const char text[] = "a;b,c\n";
  AnlanTableOptions comma = { .separator = ',' };
  AnlanTableOptions kept = { .keep_apostrophes = TRUE };
  AnlanTableOptions unknown = { .encoding = "EBCDIC" };
  g_autoptr (AnlanTable) by_comma = read_with (text, sizeof text - 1, &comma);
  g_autoptr (AnlanTable) guarded = read_with ("'=1+1,b\n", 8, &kept);
  g_autoptr (AnlanTable) unguarded = read_with ("'=1+1,'b\n", 9, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GError) error = NULL;
  AnlanCell cell;

  assert_cell (by_comma, 0, 0, "a;b");
  g_assert_cmpint (anlan_table_get_separator (by_comma), ==, ',');
  assert_cell (guarded, 0, 0, "'=1+1");
  assert_cell (unguarded, 0, 1, "'b");
  g_assert_true (anlan_table_get_cell (unguarded, 0, 0, 0, &cell));
  g_assert_cmpstr (cell.text, ==, "=1+1");
  g_assert_cmpint (cell.flags, ==, ANLAN_CELL_GUARDED);
  g_assert_null (anlan_table_read_bytes (bytes, "x.csv", &unknown, NULL, NULL, NULL, &error));
  g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
}

static void
test_notes (void)
{
  g_autoptr (AnlanTable) table = fixture_read_text ("标题\na,b\n1,2\n3,\"4\"x\n5,6,7\n");
  const AnlanTableNote *notes;
  guint n_notes, n_total;

  notes = anlan_table_get_notes (table, &n_notes, &n_total);
  g_assert_cmpuint (n_notes, ==, 2);
  g_assert_cmpuint (n_total, ==, 2);
  g_assert_cmpuint (notes[0].row, ==, 3);
  g_assert_cmpuint (notes[0].column, ==, 1);
  /* The title above the first ordinary record is none. */
  g_assert_cmpuint (notes[1].row, ==, 4);
  g_assert_cmpuint (notes[1].column, ==, G_MAXUINT);
  g_assert_nonnull (strstr (notes[1].message, "3"));
}

static void
test_many_notes (void)
{
  g_autoptr (GString) text = g_string_new ("a,b\n");
  g_autoptr (AnlanTable) table = NULL;
  guint n_notes, n_total;

  for (guint i = 0; i < 1500; i++)
    g_string_append (text, "x\"y,z\n");
  table = fixture_read_text (text->str);
  anlan_table_get_notes (table, &n_notes, &n_total);
  g_assert_cmpuint (n_notes, ==, ANLAN_TABLE_MAX_NOTES);
  g_assert_cmpuint (n_total, ==, 1500);
}

static void
test_refused (void)
{
  static const char zero[] = "a,b\n1,\0002\n";
  g_autoptr (GBytes) with_nul = g_bytes_new_static (zero, sizeof zero - 1);
  g_autofree char *lines = g_strnfill (ANLAN_TABLE_MAX_CELL_BYTES + 10, 'x');
  g_autofree char *long_text = g_strdup_printf ("a,b\n%s,c\n", lines);
  g_autoptr (GBytes) long_cell = g_bytes_new (long_text, strlen (long_text));
  g_autoptr (GBytes) no_text = g_bytes_new_static ("a,b\n\xff\xff\xfe\x80\x80,c\n", 12);
  g_autoptr (GBytes) one_zero = g_bytes_new_static ("a,b\n1,2\n3,4\n5,\0\n7,8\n", 20);

  fixture_assert_refused (with_nul, "zero.csv", ANLAN_ERROR_INPUT, "zero.csv");
  fixture_assert_refused (one_zero, "zero.csv", ANLAN_ERROR_INPUT, "4");
  fixture_assert_refused (long_cell, "long.csv", ANLAN_ERROR_LIMIT, "record 2");
  fixture_assert_refused (no_text, "odd.csv", ANLAN_ERROR_INPUT, "odd.csv");
}

/* An opening quote before a megabyte without another is a stray one, not a cell of a megabyte. */
static void
test_stray_quote_in_large_file (void)
{
  g_autoptr (GString) text = g_string_new ("a,b\n\"open,1\n");
  g_autoptr (AnlanTable) table = NULL;

  while (text->len < 2 * ANLAN_TABLE_MAX_CELL_BYTES)
    g_string_append (text, "row,2\n");
  table = fixture_read_text (text->str);
  assert_cell (table, 1, 0, "\"open");
  assert_cell (table, 2, 0, "row");
}

typedef struct
{
  GMainLoop *loop;
  AnlanTable *table;
  GError *error;
  double fraction;
  guint n_progress;
  GThread *thread;
  GCancellable *cancel_at_progress;
} Reading;

static void
progress_cb (double fraction, gpointer data)
{
  Reading *reading = data;

  g_assert_true (reading->thread == g_thread_self ());
  g_assert_cmpfloat (fraction, >=, reading->fraction);
  g_assert_cmpfloat (fraction, <=, 1.0);
  g_assert_null (reading->table);
  reading->fraction = fraction;
  reading->n_progress++;
  if (reading->cancel_at_progress != NULL)
    g_cancellable_cancel (reading->cancel_at_progress);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  Reading *reading = data;

  reading->table = anlan_table_read_finish (result, &reading->error);
  g_main_loop_quit (reading->loop);
}

static char *
large_file (guint n_rows)
{
  g_autoptr (GString) text = g_string_new ("no");

  for (guint i = 1; i < 20; i++)
    g_string_append_printf (text, ",column %u", i);
  g_string_append (text, "\r\n");
  for (guint row = 0; row < n_rows; row++)
    {
      g_string_append_printf (text, "%u,合成车间,RP-%05u", row, row);
      for (guint i = 3; i < 20; i++)
        g_string_append_printf (text, ",%u", (row * i) % 997);
      g_string_append (text, "\r\n");
    }
  return fixture_file ("large.csv", text->str, (gssize)text->len);
}

static void
test_async (void)
{
  g_autofree char *path = large_file (100000);
  Reading reading = { .loop = g_main_loop_new (NULL, FALSE), .thread = g_thread_self () };
  g_autofree char *encoding = g_strdup ("UTF-8");
  AnlanTableOptions options = { .encoding = encoding };

  anlan_table_read_async (path, &options, progress_cb, &reading, NULL, read_cb, &reading);
  memset (encoding, 'x', strlen (encoding));
  g_main_loop_run (reading.loop);
  g_assert_no_error (reading.error);
  g_assert_cmpuint (anlan_table_get_n_rows (reading.table, 0), ==, 100001);
  g_assert_cmpuint (anlan_table_get_n_columns (reading.table, 0), ==, 20);
  assert_cell (reading.table, 100000, 0, "99999");
  assert_cell (reading.table, 100000, 19, "696"); /* 99999 * 19 mod 997 */
  g_assert_cmpuint (reading.n_progress, >, 0);
  anlan_table_unref (reading.table);
  g_main_loop_unref (reading.loop);
  fixture_remove (path, TRUE);
}

static void
test_cancel (void)
{
  g_autofree char *path = large_file (50000);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GCancellable) at_once = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Reading reading = { .loop = g_main_loop_new (NULL, FALSE),
                      .thread = g_thread_self (),
                      .cancel_at_progress = cancellable };

  anlan_table_read_async (path, NULL, progress_cb, &reading, cancellable, read_cb, &reading);
  g_main_loop_run (reading.loop);
  g_assert_null (reading.table);
  g_assert_error (reading.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&reading.error);
  g_main_loop_unref (reading.loop);

  g_cancellable_cancel (at_once);
  g_assert_null (anlan_table_read (path, NULL, NULL, NULL, at_once, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  fixture_remove (path, TRUE);
}

/* Real files: their size is in ../shared/data/README.md. */
static void
test_real_air_quality (void)
{
  g_autofree char *path = fixture_shared ("AirQualityUCI.csv");
  g_autoptr (AnlanTable) table = NULL;
  g_autoptr (AnlanTableHeader) header = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ambiguous;
  g_autofree char *date = NULL;
  AnlanCell cell;

  if (path == NULL)
    return;
  table = anlan_table_read (path, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  header = anlan_table_guess_header (table, 0);
  g_assert_cmpuint (header->first_row, ==, 0);
  g_assert_cmpuint (anlan_table_get_n_rows (table, 0) - header->body_row, ==, 9357);
  g_assert_cmpint (anlan_table_header_find (header, "Date"), ==, 0);
  anlan_table_get_cell (table, 0, 1, 0, &cell);
  date = anlan_cell_dup_date (table, &cell, &ambiguous);
  g_assert_cmpstr (date, ==, "2004-03-10");
  g_assert_true (ambiguous);
}

static void
test_real_gas_sensors (void)
{
  g_autofree char *path = fixture_shared ("gas_sensors_mq.csv");
  g_autoptr (AnlanTable) table = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  table = anlan_table_read (path, NULL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (anlan_table_get_n_rows (table, 0), ==, 6401);
  assert_cell (table, 6400, 8, "Mixture");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/report/csv/fields", test_fields);
  g_test_add_func ("/report/csv/encodings", test_encodings);
  g_test_add_func ("/report/csv/options", test_options);
  g_test_add_func ("/report/csv/notes", test_notes);
  g_test_add_func ("/report/csv/many-notes", test_many_notes);
  g_test_add_func ("/report/csv/refused", test_refused);
  g_test_add_func ("/report/csv/stray-quote-in-large-file", test_stray_quote_in_large_file);
  g_test_add_func ("/report/csv/async", test_async);
  g_test_add_func ("/report/csv/cancel", test_cancel);
  g_test_add_func ("/report/csv/real-air-quality", test_real_air_quality);
  g_test_add_func ("/report/csv/real-gas-sensors", test_real_gas_sensors);
  return g_test_run ();
}

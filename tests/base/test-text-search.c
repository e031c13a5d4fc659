/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is split here is for SQLite, so SQLite itself judges it: a table as the store makes it. */

#include "base/text.h"

#include <sqlite3.h>
#include <string.h>

static void
test_split (void)
{
  static const struct
  {
    const char *text;
    const char *tokens;
  } cases[] = {
    { "", "" },
    { " \t\n", "" },
    { "!?(、。《》", "" },
    { "动火作业", "动火 火作 作业 业" },
    { "火", "火" },
    { "动火", "动火 火" },
    { "动火-作业", "动火 火 作业 业" },
    { "HZ-2026-0217", "hz 2026 0217 hz20260217" },
    { "ＨＺ－２０２６", "hz 2026 hz2026" },
    { "R101", "r101" },
    { "P-101A/B泵房", "p 101a b 泵房 房 p101ab" },
    { "一级动火2号", "一级 级动 动火 火 2 号" },
    { "2026-11-22 3.5", "2026 11 22 3 5" },     /* no letters: nothing to join */
    { "well-kept and/or", "well kept and or" }, /* no digits */
    { "a--1 b- 2", "a 1 b 2" },
    { "Ⅲ级 ℃ ①", "iii 级 c 1" }, /* NFKC */
    { "Große ÄPFEL", "große äpfel" },
    { "e\xcc\x81", "é" }, /* composed */
    { "ｶﾞｽ漏れ", "ガス ス漏 漏れ れ" },
    { "가스 누출", "가스 스 누출 출" },
    { "\xf0\xa0\xae\xb7\xe9\x87\x8e",
      "\xf0\xa0\xae\xb7\xe9\x87\x8e \xe9\x87\x8e" }, /* U+20BB7 beyond the BMP */
    { "王芳（13812345678）", "王芳 芳 13812345678" },
    { "x\xe3\x80\x80y\xc2\xa0z", "x y z" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *tokens = anlan_text_split_for_index (cases[i].text);

      g_assert_cmpstr (tokens, ==, cases[i].tokens);
    }
}

static void
test_query (void)
{
  static const struct
  {
    const char *typed;
    const char *query;
  } cases[] = {
    { "", NULL },
    { " \"*()' ", NULL },
    { "动火作业", "\"动火 火作 作业\"" },
    { "火", "\"火\" *" },
    { "火 罐", "\"火\" * AND \"罐\" *" },
    { "动火 leak", "\"动火\" AND \"leak\" *" },
    { "leak 动火", "\"leak\" AND \"动火\"" },
    { "leak ", "\"leak\"" }, /* a blank says that the word is whole */
    { "HZ-2026", "(\"hz 2026\" * OR \"hz2026\" *)" },
    { "R101", "\"r101\" *" },
    { "2泵", "\"2 泵\" *" },
    { "泵2", "\"泵 2\" *" },
    { "a AND b", "\"a\" AND \"and\" AND \"b\" *" },
    { "label:x^ NEAR(a,3)", "\"label x\" AND \"near a 3\" *" },
    { "\"a\" OR -b", "\"a\" AND \"or\" AND \"b\" *" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *query = anlan_text_match_query (cases[i].typed);

      g_assert_cmpstr (query, ==, cases[i].query);
    }
}

static sqlite3 *
open_index (const char *const *texts, guint count)
{
  sqlite3 *db;
  sqlite3_stmt *insert;

  g_assert_cmpint (sqlite3_open (":memory:", &db), ==, SQLITE_OK);
  g_assert_cmpint (
      sqlite3_exec (db, "CREATE VIRTUAL TABLE doc USING fts5(text, tokenize='unicode61')", NULL, NULL, NULL),
      ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (db, "INSERT INTO doc(rowid, text) VALUES (?, ?)", -1, &insert, NULL),
                   ==, SQLITE_OK);
  for (guint i = 0; i < count; i++)
    {
      sqlite3_bind_int (insert, 1, (int)i);
      sqlite3_bind_text (insert, 2, anlan_text_split_for_index (texts[i]), -1, g_free);
      g_assert_cmpint (sqlite3_step (insert), ==, SQLITE_DONE);
      sqlite3_reset (insert);
    }
  sqlite3_finalize (insert);
  return db;
}

/* The rows found, as "0 3 5". */
static char *
find (sqlite3 *db, const char *typed)
{
  g_autofree char *query = anlan_text_match_query (typed);
  GString *found = g_string_new (NULL);
  sqlite3_stmt *select;
  int status;

  if (query == NULL)
    return g_string_free (found, FALSE);
  g_assert_cmpint (
      sqlite3_prepare_v2 (db, "SELECT rowid FROM doc WHERE doc MATCH ? ORDER BY rowid", -1, &select, NULL),
      ==, SQLITE_OK);
  sqlite3_bind_text (select, 1, query, -1, SQLITE_TRANSIENT);
  while ((status = sqlite3_step (select)) == SQLITE_ROW)
    g_string_append_printf (found, "%s%d", found->len > 0 ? " " : "", sqlite3_column_int (select, 0));
  if (status != SQLITE_DONE)
    g_error ("%s: %s", query, sqlite3_errmsg (db));
  sqlite3_finalize (select);
  return g_string_free (found, FALSE);
}

static void
test_find (void)
{
  static const char *const texts[] = {
    /* 0 */ "合成氨装置动火作业，监护人王芳",
    /* 1 */ "HZ-2026-0217 反应釜R-101搅拌轴封泄漏",
    /* 2 */ "HZ-2026-0218 leak at pump P101A, tank farm",
    /* 3 */ "液氨储罐区 火炬 高处作业",
    /* 4 */ "Épuration des gaz, Größe 12,5 ㎏",
    /* 5 */ "2号炉ｶﾞｽ検知器 が作動",
    /* 6 */ "氨",
  };
  static const struct
  {
    const char *typed;
    const char *rows;
  } cases[] = {
    { "动火", "0" },         { "火", "0 3" },         { "作业", "0 3" },    { "动火作业", "0" },
    { "动作", "" },                           /* both characters are there, but apart */
    { "火作业", "0" },       { "业", "0 3" }, /* the last character of a run */
    { "氨", "0 3 6" },       { "液氨", "3" },         { "作业 王芳", "0" }, { "王芳 泄漏", "" },
    { "HZ-2026-0217", "1" }, { "hz-2026-02", "1 2" }, { "2026-0217", "1" }, { "0217", "1" },
    { "0218", "2" },         { "hz20260217", "1" },   { "R-101", "1" },     { "R101", "1" },
    { "r-101搅拌", "1" },    { "P-101A", "2" }, /* written P101A */
    { "pum", "2" },          { "pum lea", "" }, /* only the last word may be unfinished */
    { "lea", "2" },          { "tank leak", "2" },    { "LEAK", "2" },      { "ＬＥＡＫ", "2" },
    { "epuration", "4" },    { "GRÖSSE", "" }, /* ß is no ss to unicode61 */
    { "größe", "4" },        { "kg", "4" },           { "ガス", "5" },      { "2号炉", "5" },
    { "号炉", "5" },         { "text:leak", "" },     { "leak* OR", "" },   { "\"", "" },
  };
  sqlite3 *db = open_index (texts, G_N_ELEMENTS (texts));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *rows = find (db, cases[i].typed);

      g_test_message ("%s", cases[i].typed);
      g_assert_cmpstr (rows, ==, cases[i].rows);
    }
  sqlite3_close (db);
}

/* Every piece of a text that a person may mark and copy finds that text, whatever is in it. */
static void
test_find_every_piece (void)
{
  static const char *const texts[] = {
    "一级动火2号罐R-101A/B，HZ-2026-0217 泵房leak检修（ＡＢＣ）3.5㎡ が作動"
  };
  sqlite3 *db = open_index (texts, 1);
  glong length = g_utf8_strlen (texts[0], -1);

  for (glong from = 0; from < length; from++)
    for (glong to = from + 1; to <= length; to++)
      {
        g_autofree char *piece = g_utf8_substring (texts[0], from, to);
        g_autofree char *before = from > 0 ? g_utf8_substring (texts[0], from - 1, from) : g_strdup (" ");
        g_autofree char *query = anlan_text_match_query (piece);
        g_autofree char *rows = NULL;
        gunichar cut = g_utf8_get_char (before);

        /* A piece that begins inside a Latin word or a number is not looked for. */
        if (query == NULL || (g_unichar_isalnum (cut) && !anlan_text_is_cjk (cut) &&
                              !anlan_text_is_cjk (g_utf8_get_char (piece))))
          continue;
        rows = find (db, piece);
        if (strcmp (rows, "0") != 0)
          g_error ("\"%s\" does not find its text", piece);
      }
  sqlite3_close (db);
}

/* Nothing that can be typed is an error to FTS5. */
static void
test_hostile (void)
{
  static const char *const texts[] = { "x" };
  static const char *const typed[] = {
    "\"\"\"",
    "'; DROP TABLE doc; --",
    "a\"b",
    "NEAR(",
    "^",
    "*",
    "a*b",
    "{a b}:c",
    "+ +",
    "- -",
    "NOT",
    "AND AND",
    "\\",
    "\xef\xbf\xbd",
    "\xc2\xad",
    "\xe2\x80\x8b",
    "\xcc\x81",
    "\xf3\xb0\x80\x80",
    "\xf0\xb0\x80\x80",
  };
  g_autoptr (GString) longest = g_string_new (NULL);
  sqlite3 *db = open_index (texts, 1);
  g_autofree char *many = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (typed); i++)
    g_free (find (db, typed[i]));
  for (int i = 0; i < 100000; i++)
    g_string_append (longest, i % 3 == 0 ? "火" : i % 3 == 1 ? "\" " : "x ");
  many = find (db, longest->str);
  g_assert_cmpstr (many, ==, "");
  for (int i = 0; i < 5000; i++)
    {
      char random[41];

      for (guint j = 0; j < 40; j++)
        random[j] = (char)g_test_rand_int_range (32, 127);
      random[40] = '\0';
      g_free (find (db, random));
    }
  sqlite3_close (db);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/text-search/split", test_split);
  g_test_add_func ("/base/text-search/query", test_query);
  g_test_add_func ("/base/text-search/find", test_find);
  g_test_add_func ("/base/text-search/find-every-piece", test_find_every_piece);
  g_test_add_func ("/base/text-search/hostile", test_hostile);
  return g_test_run ();
}

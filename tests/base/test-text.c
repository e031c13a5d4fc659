/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/text.h"

#include <math.h>
#include <string.h>

#include "base/error.h"

static void
test_space (void)
{
  static const struct
  {
    const char *text;
    const char *trimmed;
    const char *collapsed;
  } cases[] = {
    { "", "", "" },
    { " \t\r\n", "", "" },
    { "a", "a", "a" },
    { "  a  b ", "a  b", "a b" },
    { "\xe3\x80\x80王\xe3\x80\x80 芳\xc2\xa0", "王\xe3\x80\x80 芳", "王 芳" },
    { "\xef\xbb\xbf"
      "a\xe2\x80\x8b",
      "a", "a" },
    { "a\nb\r\nc", "a\nb\r\nc", "a b c" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup (cases[i].text);
      g_autofree char *collapsed = anlan_text_collapse (cases[i].text);

      g_assert_true (anlan_text_trim (text) == text);
      g_assert_cmpstr (text, ==, cases[i].trimmed);
      g_assert_cmpstr (collapsed, ==, cases[i].collapsed);
    }
}

static void
test_narrow_and_fold (void)
{
  g_autofree char *narrow = anlan_text_narrow ("ＡＢｃ１２３（～）　罐①");
  g_autofree char *fold = anlan_text_fold (" ＡＢｃ　ÄÖ\n①级 ");

  g_assert_cmpstr (narrow, ==, "ABc123(~) 罐①");
  g_assert_cmpstr (fold, ==, "abc äö 1级");
}

static void
test_number (void)
{
  static const struct
  {
    const char *text;
    double number;
    gboolean percent;
  } cases[] = {
    { "0", 0, FALSE },
    { "1,200", 1200, FALSE },
    { "1,200,000.5", 1200000.5, FALSE },
    { "-1,200", -1200, FALSE },
    { "1\xc2\xa0"
      "200",
      1200, FALSE },
    { "12\xe2\x80\xaf"
      "345,6",
      NAN, FALSE },
    { "３．５", 3.5, FALSE },
    { "１，２００", 1200, FALSE },
    { "　－３．５　", -3.5, FALSE },
    { "−0.5", -0.5, FALSE },
    { "+7", 7, FALSE },
    { "1.2e3", 1200, FALSE },
    { "1E-3", 0.001, FALSE },
    { ".5", 0.5, FALSE },
    { "5.", 5, FALSE },
    { "007", 7, FALSE },
    { "5 %", 5, TRUE },
    { "5%", 5, TRUE },
    { "１２．５％", 12.5, TRUE },
    { "5\xc2\xa0%", 5, TRUE },
    { "<0.5", NAN, FALSE },
    { "≤0.5", NAN, FALSE },
    { "3,5", NAN, FALSE },
    { "1,2000", NAN, FALSE },
    { ",200", NAN, FALSE },
    { "1200,000", NAN, FALSE },
    { "1,200,", NAN, FALSE },
    { "1,,200", NAN, FALSE },
    { "1.200,5", NAN, FALSE },
    { "1,200\xc2\xa0"
      "300",
      NAN, FALSE },
    { "1 200", NAN, FALSE },
    { "1'200", NAN, FALSE },
    { "12 t", NAN, FALSE },
    { "5-10", NAN, FALSE },
    { "1.2.3", NAN, FALSE },
    { "0x10", NAN, FALSE },
    { "inf", NAN, FALSE },
    { "nan", NAN, FALSE },
    { "1e400", NAN, FALSE },
    { "1e", NAN, FALSE },
    { "e5", NAN, FALSE },
    { "--1", NAN, FALSE },
    { "", NAN, FALSE },
    { " ", NAN, FALSE },
    { "%", NAN, FALSE },
    { "5%%", NAN, FALSE },
    { "三", NAN, FALSE },
    { "1111111111111111111111111111111111111111111111111111111111111111111111", NAN, FALSE },
  };
  double number;
  gint64 integer = 5;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gboolean percent = !cases[i].percent;

      number = NAN;
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (anlan_text_to_number (cases[i].text, &number, &percent), ==, !isnan (cases[i].number));
      if (isnan (cases[i].number))
        continue;
      g_assert_cmpfloat (number, ==, cases[i].number);
      g_assert_cmpint (percent, ==, cases[i].percent);
      g_assert_cmpint (anlan_text_to_number (cases[i].text, &number, NULL), ==, !cases[i].percent);
    }
  g_assert_false (anlan_text_to_number (NULL, &number, NULL));

  g_assert_false (anlan_text_to_integer ("12.5", &integer));
  g_assert_false (anlan_text_to_integer ("9007199254740994", &integer));
  g_assert_false (anlan_text_to_integer ("5%", &integer));
  g_assert_cmpint (integer, ==, 5);
  g_assert_true (anlan_text_to_integer ("-1,200.0", &integer));
  g_assert_cmpint (integer, ==, -1200);
}

static void
test_chinese_number (void)
{
  static const struct
  {
    const char *text;
    gint64 number;
  } cases[] = {
    { "零", 0 },
    { "〇", 0 },
    { "一", 1 },
    { "两", 2 },
    { "十", 10 },
    { "十二", 12 },
    { "二十", 20 },
    { "二十三", 23 },
    { "一百", 100 },
    { "一百零五", 105 },
    { "一百五", 150 },
    { "一百一十", 110 },
    { "两千", 2000 },
    { "两千五", 2500 },
    { "三千零四十", 3040 },
    { "一万二", 12000 },
    { "一万零二", 10002 },
    { "十二万三千四百五十六", 123456 },
    { "九千九百九十九万九千九百九十九", 99999999 },
    { "二〇二六", 2026 },
    { "叁拾贰", 32 },
    { "", -1 },
    { "百", -1 },
    { "一十十", -1 },
    { "十百", -1 },
    { "一二百", -1 },
    { "一万万", -1 },
    { "三x", -1 },
    { "3", -1 },
    { "一二三四五六七八九", -1 },
    { "一级", -1 },
    { "零百", -1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 number = -1;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (anlan_text_chinese_number (cases[i].text, &number), ==, cases[i].number >= 0);
      g_assert_cmpint (number, ==, cases[i].number);
    }
}

static void
test_level (void)
{
  static const struct
  {
    const char *text;
    int level;
  } cases[] = {
    { "一级", 1 },     { "二級", 2 },      { "第三级", 3 },  { "四", 4 },   { "1级", 1 },  { "１级", 1 },
    { "2", 2 },        { "Ⅲ级", 3 },       { "IV级", 4 },    { "iv", 4 },   { "Ⅷ", 8 },    { "Level 2", 2 },
    { "Class II", 2 }, { "grade 10", 10 }, { "十二级", 12 }, { "甲类", 0 }, { "特级", 0 }, { "级", 0 },
    { "", 0 },         { "0", 0 },         { "123", 0 },     { "1.5", 0 },  { "iiii", 0 }, { "-1", 0 },
    { "一百级", 0 },   { "A", 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (anlan_text_level (cases[i].text), ==, cases[i].level);
    }
  g_assert_cmpint (anlan_text_level (NULL), ==, 0);
}

static void
test_id_number (void)
{
  /* The two examples of GB 11643-1999, annex A. */
  static const char *const right[] = { "11010519491231002X", "440524188001010014" };
  static const struct
  {
    const char *text;
    const char *says;
  } wrong[] = {
    { "", "17 digits" },
    { "110105491231002", "17 digits" },
    { "11010519491231002", "17 digits" },
    { "1101051949123100222", "17 digits" },
    { "X1010519491231002X", "17 digits" },
    { "11010519491231002Y", "17 digits" },
    { "110105194912310021", "check digit" },
    { "11010519491321002X", "date of birth" },
    { "110105194902300021", "date of birth" },
    { "11010519491231020X", "check digit" }, /* two neighbours changed places */
    { "110105194912310O2X", "17 digits" },   /* a letter O */
  };
  g_autofree char *tidy = anlan_text_id_number (" １１０１０５ 19491231 002x ", NULL);

  g_assert_cmpstr (tidy, ==, right[0]);
  for (guint i = 0; i < G_N_ELEMENTS (right); i++)
    {
      g_autofree char *number = anlan_text_id_number (right[i], NULL);

      g_assert_cmpstr (number, ==, right[i]);
      /* A single changed digit is always found. */
      for (guint place = 0; place < 17; place++)
        for (char digit = '0'; digit <= '9'; digit++)
          {
            g_autofree char *other = g_strdup (right[i]);

            if (other[place] == digit)
              continue;
            other[place] = digit;
            g_assert_null (anlan_text_id_number (other, NULL));
          }
    }
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("%s", wrong[i].text);
      g_assert_null (anlan_text_id_number (wrong[i].text, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_nonnull (strstr (error->message, wrong[i].says));
      if (wrong[i].text[0] != '\0')
        g_assert_null (strstr (error->message, wrong[i].text));
    }
}

static void
test_phone (void)
{
  static const struct
  {
    const char *text;
    const char *phone;
  } cases[] = {
    { "13812345678", "13812345678" },
    { " 138-1234-5678 ", "13812345678" },
    { "138 1234 5678", "13812345678" },
    { "１３８１２３４５６７８", "13812345678" },
    { "+86 138 1234 5678", "13812345678" },
    { "0086-13812345678", "13812345678" },
    { "(010) 1234-5678", "010-12345678" },
    { "010-12345678", "010-12345678" },
    { "010-1234-5678", "010-12345678" },
    { "（0571）87654321", "0571-87654321" },
    { "0571-87654321-801", "0571-87654321-801" },
    { "0571-87654321转801", "0571-87654321-801" },
    { "0571 8765432 ext. 12", "0571-8765432-12" },
    { "+86 571 8765 4321", "0571-87654321" },
    { "+49 (30) 123456", "+4930123456" },
    { "0049 30 123456", "+4930123456" },
    { "400-800-8888", "4008008888" },
    { "8000", "8000" },
    { "87654321转801", "87654321#801" },
    { "87654321#801", "87654321#801" },
    { "119", "119" },
    { "87654321", "87654321" },
    { "", NULL },
    { "12", NULL },
    { "12812345678", NULL },
    { "138123456789", NULL },
    { "1381234567", "1381234567" }, /* ten places may be a service number */
    { "0571-876543", NULL },
    { "0571-876543210", NULL },
    { "见通讯录", NULL },
    { "13812345678/13912345678", NULL },
    { "+1", NULL },
    { "+8600115926", NULL },
    { "00115926", NULL },
    { "+1234567890123456", NULL },
    { "0571-87654321转", NULL },
    { "13812345678转5", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *phone = anlan_text_phone (cases[i].text);

      g_test_message ("%s", cases[i].text);
      g_assert_cmpstr (phone, ==, cases[i].phone);
    }
  g_assert_null (anlan_text_phone (NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/text/space", test_space);
  g_test_add_func ("/base/text/narrow-and-fold", test_narrow_and_fold);
  g_test_add_func ("/base/text/number", test_number);
  g_test_add_func ("/base/text/chinese-number", test_chinese_number);
  g_test_add_func ("/base/text/level", test_level);
  g_test_add_func ("/base/text/id-number", test_id_number);
  g_test_add_func ("/base/text/phone", test_phone);
  return g_test_run ();
}

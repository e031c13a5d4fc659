/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/encoding.h"

#include <string.h>

#include "base/error.h"

#define BYTES(text) text, sizeof text - 1

/* Encoded with Python 3.11's codecs. */
static const struct
{
  const char *bytes;
  gsize length;
  AnlanEncoding encoding;
  gsize mark;
  const char *text;
} cases[] = {
  { BYTES (""), ANLAN_ENCODING_UTF8, 0, "" },
  { BYTES ("a,b\r\n1,2\r\n"), ANLAN_ENCODING_UTF8, 0, "a,b\r\n1,2\r\n" },
  { BYTES ("\xef\xbb\xbf"
           "a"),
    ANLAN_ENCODING_UTF8, 3, "a" },
  { BYTES ("\xe5\x8a\xa8\xe7\x81\xab,1"), ANLAN_ENCODING_UTF8, 0, "动火,1" },
  { BYTES ("\xb6\xaf\xbb\xf0,1\r\n"), ANLAN_ENCODING_GB18030, 0, "动火,1\r\n" },
  { BYTES ("\xc7\xeb\x81\x39\xee\x39\x95\x32\x82\x36"), ANLAN_ENCODING_GB18030, 0,
    "请㐀\xf0\xa0\x80\x80" },
  { BYTES ("\x84\x31\x95\x33\xb6\xaf"), ANLAN_ENCODING_GB18030, 4, "动" },
  { BYTES ("\xff\xfe\xa8\x52\x6b\x70,\0"
           "1\0"),
    ANLAN_ENCODING_UTF16LE, 2, "动火,1" },
  { BYTES ("\xfe\xff\x52\xa8\x70\x6b\0,\0"
           "1"),
    ANLAN_ENCODING_UTF16BE, 2, "动火,1" },
  { BYTES ("\xa8\x52\x6b\x70,\0"
           "1\0"),
    ANLAN_ENCODING_UTF16LE, 0, "动火,1" },
  { BYTES ("\x52\xa8\x70\x6b\0,\0"
           "1"),
    ANLAN_ENCODING_UTF16BE, 0, "动火,1" },
  { BYTES ("\xff\xfe\x3d\xd8\x25\xdd"), ANLAN_ENCODING_UTF16LE, 2, "\xf0\x9f\x94\xa5" },
};

static void
test_detect_and_convert (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      gsize mark = 99;
      AnlanEncoding encoding = anlan_encoding_detect (cases[i].bytes, cases[i].length, &mark);

      g_test_message ("case %u", i);
      g_assert_cmpstr (anlan_encoding_name (encoding), ==, anlan_encoding_name (cases[i].encoding));
      g_assert_cmpuint (mark, ==, cases[i].mark);
      g_assert_cmpint (anlan_encoding_detect (cases[i].bytes, cases[i].length, NULL), ==, encoding);
      text = anlan_encoding_to_utf8 (cases[i].bytes, cases[i].length, encoding, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

/* The beginning of a file may end inside a character; it is still UTF-8. */
static void
test_detect_cut (void)
{
  const char *text = "编号,动火\xf0\x9f\x94\xa5";
  gsize bad = 0;

  for (gsize length = 0; length <= strlen (text); length++)
    g_assert_cmpint (anlan_encoding_detect (text, length, NULL), ==, ANLAN_ENCODING_UTF8);

  g_assert_true (anlan_encoding_is_utf8 (text, strlen (text), NULL));
  g_assert_false (anlan_encoding_is_utf8 ("ab\xffz", 4, &bad));
  g_assert_cmpuint (bad, ==, 2);
  g_assert_false (anlan_encoding_is_utf8 ("a\0z", 3, &bad));
  g_assert_cmpuint (bad, ==, 1);
  g_assert_true (anlan_encoding_is_utf8 (NULL, 0, NULL));
}

static void
test_refused (void)
{
  static const struct
  {
    const char *bytes;
    gsize length;
    AnlanEncoding encoding;
    const char *line;
  } wrong[] = {
    { BYTES ("a\nb\n\xff"), ANLAN_ENCODING_UTF8, "Line 3 " },
    { BYTES ("a\0b"), ANLAN_ENCODING_UTF8, "Line 1 " },
    { BYTES ("\xed\xa0\x80"), ANLAN_ENCODING_UTF8, "Line 1 " },
    { BYTES ("\xe5\x8a"), ANLAN_ENCODING_UTF8, "Line 1 " },
    { BYTES ("a\n\xff\xff"), ANLAN_ENCODING_GB18030, "Line 2 " },
    { BYTES ("a\n\xb6"), ANLAN_ENCODING_GB18030, "Line 2 " },
    { BYTES ("a\0b"), ANLAN_ENCODING_GB18030, "Line 1 " },
    { BYTES ("\x00\xd8"
             "a\0"),
      ANLAN_ENCODING_UTF16LE, "Line 1 " },
    { BYTES ("a\0b"), ANLAN_ENCODING_UTF16LE, "Line 1 " },
    { BYTES ("\0\n\0\0"), ANLAN_ENCODING_UTF16BE, "Line 2 " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;

      g_test_message ("case %u", i);
      g_assert_null (anlan_encoding_to_utf8 (wrong[i].bytes, wrong[i].length, wrong[i].encoding, &error));
      g_assert_error (error, ANLAN_ERROR, ANLAN_ERROR_INPUT);
      g_assert_true (g_str_has_prefix (error->message, wrong[i].line));
      g_assert_nonnull (strstr (error->message, anlan_encoding_name (wrong[i].encoding)));
    }
}

/* A file larger than any buffer in between, and characters that grow when converted. */
static void
test_large (void)
{
  g_autoptr (GString) gb = g_string_new (NULL);
  g_autoptr (GString) expected = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  for (int i = 0; i < 50000; i++)
    {
      g_string_append (gb, i % 7 == 0 ? "x" : "\xb6\xaf\xbb\xf0");
      g_string_append (expected, i % 7 == 0 ? "x" : "动火");
    }
  text = anlan_encoding_to_utf8 (gb->str, gb->len, ANLAN_ENCODING_GB18030, &error);
  g_assert_no_error (error);
  g_assert_true (strcmp (text, expected->str) == 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/encoding/detect-and-convert", test_detect_and_convert);
  g_test_add_func ("/base/encoding/detect-cut", test_detect_cut);
  g_test_add_func ("/base/encoding/refused", test_refused);
  g_test_add_func ("/base/encoding/large", test_large);
  return g_test_run ();
}

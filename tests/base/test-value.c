/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/value.h"

#include <math.h>

static void
test_set_and_get (void)
{
  g_auto (AnlanValue) value = ANLAN_VALUE_INIT;

  g_assert_true (anlan_value_is_null (&value));
  g_assert_null (anlan_value_get_text (&value));
  g_assert_cmpint (anlan_value_get_integer (&value, -7), ==, -7);
  g_assert_cmpfloat (anlan_value_get_real (&value, 0.5), ==, 0.5);

  anlan_value_set_integer (&value, G_MININT64);
  g_assert_cmpint (anlan_value_get_integer (&value, 0), ==, G_MININT64);
  g_assert_cmpfloat (anlan_value_get_real (&value, 0), ==, -9223372036854775808.0);
  g_assert_null (anlan_value_get_text (&value));

  anlan_value_set_real (&value, -2.75);
  g_assert_cmpfloat (anlan_value_get_real (&value, 0), ==, -2.75);
  g_assert_cmpint (anlan_value_get_integer (&value, 0), ==, -2);
  anlan_value_set_real (&value, 1e300);
  g_assert_cmpint (anlan_value_get_integer (&value, 42), ==, 42);
  anlan_value_set_real (&value, 9223372036854775808.0);
  g_assert_cmpint (anlan_value_get_integer (&value, 42), ==, 42);

  anlan_value_set_text (&value, "氨罐区");
  g_assert_cmpstr (anlan_value_get_text (&value), ==, "氨罐区");
  g_assert_cmpint (anlan_value_get_integer (&value, 3), ==, 3);
  g_assert_cmpfloat (anlan_value_get_real (&value, 3), ==, 3);

  /* Setting a part of the text that it holds itself. */
  anlan_value_set_text (&value, anlan_value_get_text (&value) + 3);
  g_assert_cmpstr (anlan_value_get_text (&value), ==, "罐区");

  anlan_value_take_text (&value, g_strdup (""));
  g_assert_false (anlan_value_is_null (&value));
  anlan_value_take_text (&value, NULL);
  g_assert_true (anlan_value_is_null (&value));
  anlan_value_set_text (&value, "x");
  anlan_value_set_text (&value, NULL);
  g_assert_true (anlan_value_is_null (&value));
  anlan_value_set_text (&value, "x");
  anlan_value_set_real (&value, NAN); /* as SQLite stores it */
  g_assert_true (anlan_value_is_null (&value));
  anlan_value_set_integer (&value, 1);
  anlan_value_set_null (&value);
  g_assert_true (anlan_value_is_null (&value));
}

static void
test_copy (void)
{
  g_auto (AnlanValue) from = ANLAN_VALUE_INIT;
  g_auto (AnlanValue) to = ANLAN_VALUE_INIT;

  anlan_value_set_text (&from, "a");
  anlan_value_copy (&from, &to);
  g_assert_true (from.text != to.text);
  anlan_value_clear (&from);
  g_assert_cmpstr (anlan_value_get_text (&to), ==, "a");

  anlan_value_clear (&to);
  anlan_value_set_real (&from, 0.1);
  anlan_value_copy (&from, &to);
  g_assert_true (anlan_value_equal (&from, &to));
}

static void
test_equal (void)
{
  const AnlanValue null = ANLAN_VALUE_INIT;
  const AnlanValue zero = { ANLAN_VALUE_INTEGER, { .integer = 0 } };
  const AnlanValue three = { ANLAN_VALUE_INTEGER, { .integer = 3 } };
  const AnlanValue three_real = { ANLAN_VALUE_REAL, { .real = 3.0 } };
  const AnlanValue nearly = { ANLAN_VALUE_REAL, { .real = 3.0000000000000004 } };
  const AnlanValue three_text = { ANLAN_VALUE_TEXT, { .text = (char *)"3" } };
  const AnlanValue other_text = { ANLAN_VALUE_TEXT, { .text = (char *)"3.0" } };
  /* 2^53 + 1 is no double: as a real it would be 2^53. */
  const AnlanValue large = { ANLAN_VALUE_INTEGER, { .integer = 9007199254740993 } };
  const AnlanValue large_real = { ANLAN_VALUE_REAL, { .real = 9007199254740992.0 } };
  const AnlanValue most = { ANLAN_VALUE_INTEGER, { .integer = G_MAXINT64 } };
  const AnlanValue most_real = { ANLAN_VALUE_REAL, { .real = 9223372036854775808.0 } };

  g_assert_true (anlan_value_equal (&null, &null));
  g_assert_false (anlan_value_equal (&null, &zero));
  g_assert_true (anlan_value_equal (&three, &three));
  g_assert_true (anlan_value_equal (&three, &three_real));
  g_assert_true (anlan_value_equal (&three_real, &three));
  g_assert_false (anlan_value_equal (&three, &nearly));
  g_assert_false (anlan_value_equal (&three, &three_text));
  g_assert_false (anlan_value_equal (&three_text, &other_text));
  g_assert_true (anlan_value_equal (&other_text, &other_text));
  g_assert_false (anlan_value_equal (&large, &large_real));
  g_assert_false (anlan_value_equal (&most, &most_real));
  g_assert_false (anlan_value_equal (&zero, &three));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/value/set-and-get", test_set_and_get);
  g_test_add_func ("/base/value/copy", test_copy);
  g_test_add_func ("/base/value/equal", test_equal);
  return g_test_run ();
}

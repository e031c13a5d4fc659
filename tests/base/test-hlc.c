/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hlc.h"

#include "base/time.h"

#include <string.h>

#define NOW G_GINT64_CONSTANT (0x0192f3a1b2c3)

static void
assert_hlc (AnlanHlc hlc, gint64 ms, guint counter)
{
  g_assert_cmpint (hlc.ms, ==, ms);
  g_assert_cmpuint (hlc.counter, ==, counter);
}

static void
test_next (void)
{
  AnlanHlc zero = { 0, 0 };

  assert_hlc (anlan_hlc_next (zero, NOW), NOW, 0);
  assert_hlc (anlan_hlc_next ((AnlanHlc){ NOW, 3 }, NOW), NOW, 4);
  assert_hlc (anlan_hlc_next ((AnlanHlc){ NOW, 3 }, NOW + 1), NOW + 1, 0);
  /* The wall clock was set back an hour. */
  assert_hlc (anlan_hlc_next ((AnlanHlc){ NOW, 3 }, NOW - ANLAN_HOUR), NOW, 4);
  assert_hlc (anlan_hlc_next ((AnlanHlc){ NOW, 0xffff }, NOW), NOW + 1, 0);
  assert_hlc (anlan_hlc_next (zero, -5), 0, 1);
}

/* The rules of Kulkarni et al. 2014, figure 5, "receive or local event". */
static void
test_receive (void)
{
  AnlanHlc next = { 1, 1 };

  g_assert_true (anlan_hlc_receive ((AnlanHlc){ 100, 5 }, (AnlanHlc){ 100, 9 }, 50, &next));
  assert_hlc (next, 100, 10);
  g_assert_true (anlan_hlc_receive ((AnlanHlc){ 100, 9 }, (AnlanHlc){ 100, 5 }, 50, &next));
  assert_hlc (next, 100, 10);
  g_assert_true (anlan_hlc_receive ((AnlanHlc){ 100, 5 }, (AnlanHlc){ 200, 1 }, 50, &next));
  assert_hlc (next, 200, 2);
  g_assert_true (anlan_hlc_receive ((AnlanHlc){ 300, 5 }, (AnlanHlc){ 200, 1 }, 50, &next));
  assert_hlc (next, 300, 6);
  g_assert_true (anlan_hlc_receive ((AnlanHlc){ 100, 5 }, (AnlanHlc){ 200, 1 }, 500, &next));
  assert_hlc (next, 500, 0);

  g_assert_true (
      anlan_hlc_receive ((AnlanHlc){ 1, 1 }, (AnlanHlc){ NOW + 10 * ANLAN_MINUTE, 0 }, NOW, &next));
  assert_hlc (next, NOW + 10 * ANLAN_MINUTE, 1);
}

static void
test_wrong_clock (void)
{
  AnlanHlc next = { 11, 22 };

  g_assert_false (
      anlan_hlc_receive ((AnlanHlc){ 1, 1 }, (AnlanHlc){ NOW + 10 * ANLAN_MINUTE + 1, 0 }, NOW, &next));
  g_assert_false (anlan_hlc_receive ((AnlanHlc){ 1, 1 }, (AnlanHlc){ -1, 0 }, NOW, &next));
  g_assert_false (anlan_hlc_receive ((AnlanHlc){ 1, 1 }, (AnlanHlc){ 5, 0x10000 }, NOW, &next));
  assert_hlc (next, 11, 22);
}

static void
test_text (void)
{
  static const char *const wrong[] = {
    "",
    "0192f3a1b2c3",
    "0192f3a1b2c3-",
    "0192f3a1b2c3-000",
    "0192f3a1b2c3-00044",
    "0192F3A1B2C3-0004",
    "0192f3a1b2c3_0004",
    "0192f3a1b2c-00004",
    "g192f3a1b2c3-0004",
    " 192f3a1b2c3-0004",
  };
  char text[ANLAN_HLC_TEXT_LENGTH + 1], other[ANLAN_HLC_TEXT_LENGTH + 1];
  AnlanHlc hlc;

  anlan_hlc_format ((AnlanHlc){ NOW, 4 }, text);
  g_assert_cmpstr (text, ==, "0192f3a1b2c3-0004");
  g_assert_true (anlan_hlc_parse (text, &hlc));
  assert_hlc (hlc, NOW, 4);
  g_assert_true (anlan_hlc_parse ("ffffffffffff-ffff", &hlc));
  assert_hlc (hlc, G_GINT64_CONSTANT (0xffffffffffff), 0xffff);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (anlan_hlc_parse (wrong[i], &hlc));

  /* The order of texts is the order of stamps. */
  for (int i = 0; i < 10000; i++)
    {
      AnlanHlc a = { g_test_rand_int_range (0, 70000) * 1000LL, (guint)g_test_rand_int_range (0, 3) };
      AnlanHlc b = { a.ms + g_test_rand_int_range (-1, 2), (guint)g_test_rand_int_range (0, 0x10000) };

      if (b.ms < 0)
        continue;
      anlan_hlc_format (a, text);
      anlan_hlc_format (b, other);
      g_assert_cmpint (CLAMP (strcmp (text, other), -1, 1), ==, anlan_hlc_compare (a, b));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/hlc/next", test_next);
  g_test_add_func ("/base/hlc/receive", test_receive);
  g_test_add_func ("/base/hlc/wrong-clock", test_wrong_clock);
  g_test_add_func ("/base/hlc/text", test_text);
  return g_test_run ();
}

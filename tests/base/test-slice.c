/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "base/slice.h"

static int
count_pieces (gint64 microseconds)
{
  AnlanSlice slice = anlan_slice_new (microseconds);
  int n = 0;

  while (anlan_slice_goes_on (&slice))
    n++;
  return n;
}

/* However late it is, one piece is done: or nothing ever would be. */
static void
test_one (void)
{
  g_assert_cmpint (count_pieces (0), ==, 1);
  g_assert_cmpint (count_pieces (-G_TIME_SPAN_SECOND), ==, 1);
}

static void
test_many (void)
{
  gint64 begun = g_get_monotonic_time ();

  g_assert_cmpint (count_pieces (20000), >, 1);
  g_assert_cmpint (g_get_monotonic_time () - begun, >=, 20000);
}

static void
test_hurry (void)
{
  anlan_slice_hurry (TRUE);
  g_assert_cmpint (count_pieces (G_TIME_SPAN_HOUR), ==, 1);
  anlan_slice_hurry (FALSE);
  g_assert_cmpint (count_pieces (1000), >, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/slice/one", test_one);
  g_test_add_func ("/base/slice/many", test_many);
  g_test_add_func ("/base/slice/hurry", test_hurry);
  return g_test_run ();
}

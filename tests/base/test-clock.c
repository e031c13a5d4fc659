/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/clock.h"

static void
test_system (void)
{
  g_autoptr (AnlanClock) clock = anlan_clock_new_system ();
  gint64 before = g_get_real_time () / 1000;
  gint64 now = anlan_clock_now (clock);

  g_assert_cmpint (now, >=, before);
  g_assert_cmpint (now, <=, g_get_real_time () / 1000);
}

static void
test_fixed (void)
{
  g_autoptr (AnlanClock) clock = anlan_clock_new_fixed (1000);

  g_assert_cmpint (anlan_clock_now (clock), ==, 1000);
  anlan_clock_advance (clock, 500);
  g_assert_cmpint (anlan_clock_now (clock), ==, 1500);
  anlan_clock_advance (clock, -2000);
  g_assert_cmpint (anlan_clock_now (clock), ==, -500);
  anlan_clock_set (clock, 77);
  g_assert_cmpint (anlan_clock_now (clock), ==, 77);
}

static void
test_system_stays (void)
{
  if (g_test_subprocess ())
    {
      g_autoptr (AnlanClock) clock = anlan_clock_new_system ();

      anlan_clock_set (clock, 0);
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*assertion*fixed*failed*");
}

static gpointer
advance_cb (gpointer data)
{
  g_autoptr (AnlanClock) clock = data;

  for (int i = 0; i < 10000; i++)
    anlan_clock_advance (clock, 1);
  return NULL;
}

static void
test_shared (void)
{
  g_autoptr (AnlanClock) clock = anlan_clock_new_fixed (0);
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("advance", advance_cb, anlan_clock_ref (clock));
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_cmpint (anlan_clock_now (clock), ==, 40000);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/clock/system", test_system);
  g_test_add_func ("/base/clock/fixed", test_fixed);
  g_test_add_func ("/base/clock/system-stays", test_system_stays);
  g_test_add_func ("/base/clock/shared", test_shared);
  return g_test_run ();
}

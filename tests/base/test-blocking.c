/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-blocking"

#include "base/blocking.h"

static void
test_permitted (void)
{
  anlan_may_block ("do what anybody may");
  anlan_forbid_blocking ();
  g_assert_true (anlan_is_blocking_forbidden ());
  anlan_permit_blocking ();
  g_assert_false (anlan_is_blocking_forbidden ());
  anlan_may_block ("do what anybody may again");
}

static gpointer
other_thread (gpointer data)
{
  anlan_may_block ("do in a thread what the other may not");
  return GINT_TO_POINTER (anlan_is_blocking_forbidden ());
}

static void
test_other_threads_may (void)
{
  GThread *thread;

  anlan_forbid_blocking ();
  thread = g_thread_new ("other", other_thread, NULL);
  g_assert_false (GPOINTER_TO_INT (g_thread_join (thread)));
  anlan_permit_blocking ();
}

static void
test_forbidden (void)
{
  if (g_test_subprocess ())
    {
      anlan_forbid_blocking ();
      anlan_may_block ("read a file");
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_failed ();
  g_test_trap_assert_stderr ("*a thread that must not wait is about to read a file*");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/blocking/permitted", test_permitted);
  g_test_add_func ("/blocking/other-threads-may", test_other_threads_may);
  g_test_add_func ("/blocking/forbidden", test_forbidden);
  return g_test_run ();
}

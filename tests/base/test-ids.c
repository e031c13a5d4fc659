/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/ids.h"

#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The moment of RFC 9562, A.6: 0x017F22E279B0 ms, Tuesday, February 22, 2022 2:22:22.00 PM GMT-05:00. */
#define MOMENT G_GINT64_CONSTANT (0x017f22e279b0)

static void
test_form (void)
{
  for (int i = 0; i < 1000; i++)
    {
      g_autofree char *id = anlan_uuid_new (MOMENT + i);
      g_autofree char *time = g_strdup_printf ("%012" G_GINT64_MODIFIER "x", MOMENT + i);

      g_assert_cmpuint (strlen (id), ==, ANLAN_UUID_LENGTH);
      g_assert_true (anlan_uuid_valid (id));
      g_assert_true (g_uuid_string_is_valid (id));
      g_assert_true (strncmp (id, time, 8) == 0 && strncmp (id + 9, time + 8, 4) == 0);
      g_assert_cmpint (id[14], ==, '7');
      g_assert_nonnull (strchr ("89ab", id[19]));
    }
}

static void
test_order (void)
{
  g_autofree char *last = anlan_uuid_new (MOMENT);

  for (int i = 0; i < 200000; i++)
    {
      char *id = anlan_uuid_new (MOMENT + i / 150000);

      g_assert_cmpstr (id, >, last);
      g_free (last);
      last = id;
    }
}

static void
test_clock_back (void)
{
  g_autofree char *first = anlan_uuid_new (MOMENT + 1000);
  g_autofree char *back = anlan_uuid_new (MOMENT);
  g_autofree char *again = anlan_uuid_new (MOMENT + 1000);

  g_assert_cmpstr (back, <, first);
  g_assert_cmpstr (again, >, back);
  g_assert_cmpstr (again, !=, first);
}

#define PER_THREAD 20000

static gpointer
make_many_cb (gpointer data)
{
  char **ids = data;

  for (guint i = 0; i < PER_THREAD; i++)
    ids[i] = anlan_uuid_new (MOMENT);
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  GThread *threads[4];
  char **ids = g_new0 (char *, PER_THREAD *G_N_ELEMENTS (threads) + 1);

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("ids", make_many_cb, ids + i * PER_THREAD);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  for (guint i = 0; i < PER_THREAD * G_N_ELEMENTS (threads); i++)
    {
      g_assert_true (g_hash_table_add (seen, ids[i]));
      if (i % PER_THREAD > 0)
        g_assert_cmpstr (ids[i - 1], <, ids[i]);
    }
  g_strfreev (ids);
}

/* A child that goes on after fork() must not repeat what its parent gives out. */
static void
test_fork (void)
{
  g_autofree char *before = anlan_uuid_new (MOMENT);
  g_autofree char *ours = NULL;
  char theirs[ANLAN_UUID_LENGTH + 1] = "";
  int fds[2], status;
  pid_t pid;

  g_assert_cmpint (pipe (fds), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    {
      g_autofree char *id = anlan_uuid_new (MOMENT);
      gboolean sent = write (fds[1], id, ANLAN_UUID_LENGTH) == ANLAN_UUID_LENGTH;

      _exit (sent ? 0 : 1);
    }
  ours = anlan_uuid_new (MOMENT);
  g_assert_cmpint (read (fds[0], theirs, ANLAN_UUID_LENGTH), ==, ANLAN_UUID_LENGTH);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (status, ==, 0);
  g_assert_true (anlan_uuid_valid (theirs));
  g_assert_cmpstr (ours, !=, theirs);
  close (fds[0]);
  close (fds[1]);
}

static void
test_valid (void)
{
  static const char *const wrong[] = {
    "",
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398",
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398ff",
    "017F22E2-79B0-7CC3-98C4-DC0C0C07398F",
    "017f22e279b0-7cc3-98c4-dc0c0c07398f-",
    "017f22e2-79b0-7cc3-98c4-dc0c0c07398g",
    "017f22e2 79b0 7cc3 98c4 dc0c0c07398f",
    "{17f22e2-79b0-7cc3-98c4-dc0c0c07398}",
  };

  g_assert_true (anlan_uuid_valid ("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")); /* RFC 9562, A.6 */
  g_assert_true (anlan_uuid_valid ("c232ab00-9414-11ec-b3c8-9f6bdeced846")); /* A.1, version 1 */
  g_assert_false (anlan_uuid_valid (NULL));
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (anlan_uuid_valid (wrong[i]));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/base/ids/form", test_form);
  g_test_add_func ("/base/ids/order", test_order);
  g_test_add_func ("/base/ids/clock-back", test_clock_back);
  g_test_add_func ("/base/ids/threads", test_threads);
  g_test_add_func ("/base/ids/fork", test_fork);
  g_test_add_func ("/base/ids/valid", test_valid);
  return g_test_run ();
}

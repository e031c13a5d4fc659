/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Included before every test program that is built with the address sanitizer (tests/meson.build).
 *
 * G_TEST_OPTION_ISOLATE_DIRS gives each case folders of its own and loses the names of those before, on purpose. They are
 * no leak of ours, but to tell them by their stack the slow unwinder would have to run at each allocation, which takes ten
 * times as long as the tests themselves. So here all cases of a program share one home, set before GLib looks.
 */

#include <glib.h>
#include <glib/gstdio.h>
#include <stdlib.h>

static char *one_home;

static inline void
one_home_init (int *argc, char ***argv)
{
  static const char *const names[] = { "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
                                       "XDG_RUNTIME_DIR" };

  one_home = g_dir_make_tmp ("anlan-test-XXXXXX", NULL);
  if (one_home == NULL)
    abort ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *dir = g_build_filename (one_home, names[i], NULL);

      g_mkdir (dir, 0700);
      g_setenv (names[i], dir, TRUE);
    }
  g_setenv ("HOME", one_home, TRUE);
  g_test_init (argc, argv, NULL);
}

static inline int
one_home_run (void)
{
  int status = g_test_run ();
  const char *argv[] = { "rm", "-rf", "--", one_home, NULL };

  g_spawn_sync (NULL, (char **)argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
  return status;
}

#define g_test_init(argc, argv, ...) one_home_init (argc, argv)
#define g_test_run() one_home_run ()

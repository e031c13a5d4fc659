/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

/*
 * Included before every test program that is built with the address sanitizer (tests/meson.build).
 *
 * G_TEST_OPTION_ISOLATE_DIRS gives each case folders of its own and loses the names of those before, on purpose. They are
 * no leak of ours, but to tell them by their stack the slow unwinder would have to run at each allocation, which takes ten
 * times as long as the tests themselves. So here all cases of a program share one home, set before GLib looks.
 *
 * Without GLib's own headers: a program names its G_LOG_DOMAIN before it includes them.
 */

#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static char one_home[] = "/tmp/anlan-test-XXXXXX";

void
one_home_test_init (int *argc, char ***argv, ...) __asm__("g_test_init");
int
one_home_test_run (void) __asm__("g_test_run");

static inline void
one_home_init (int *argc, char ***argv, ...)
{
  static const char *const names[] = { "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME",
                                       "XDG_RUNTIME_DIR" };

  if (mkdtemp (one_home) == NULL)
    abort ();
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
    {
      char dir[sizeof one_home + 32];

      snprintf (dir, sizeof dir, "%s/%s", one_home, names[i]);
      if (mkdir (dir, 0700) != 0 || setenv (names[i], dir, 1) != 0)
        abort ();
    }
  setenv ("HOME", one_home, 1);
  one_home_test_init (argc, argv, NULL);
}

static inline int
one_home_run (void)
{
  int status = one_home_test_run ();
  char command[sizeof one_home + 16];

  snprintf (command, sizeof command, "rm -rf -- %s", one_home);
  return system (command) == 0 ? status : 1;
}

/* GLib's declarations of these two become declarations of those above. */
#define g_test_init one_home_init
#define g_test_run one_home_run

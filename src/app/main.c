/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

/* The program is a module that this opens. GTK loads a GL driver when its window is shown, and the loader looks for each of
 * the many thousand names in a driver through all that the program itself is linked with, one library after the other. So
 * only what any GTK program has is linked here, and the thirty libraries more that this one needs stand apart, where only
 * the module sees them: that is a tenth of the time until the first frame (tests/bench/bench-start.py). */

#include <stdlib.h>

#include "module.h"

/* Beside the program in the build folder; else where it was installed. Freed by the caller. */
static char *
module_path (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  if (program != NULL && g_str_has_prefix (program, ANLAN_BUILD_DIR G_DIR_SEPARATOR_S))
    {
      g_autofree char *folder = g_path_get_dirname (program);

      return g_build_filename (folder, ANLAN_WINDOW_MODULE, NULL);
    }
  return g_build_filename (ANLAN_MODULE_DIR, ANLAN_WINDOW_MODULE, NULL);
}

int
main (int argc, char **argv)
{
  g_autofree char *path = module_path ();
  GModule *module = g_module_open (path, G_MODULE_BIND_LOCAL);
  int (*window_main) (int, char **) = NULL;

  if (module == NULL || !g_module_symbol (module, ANLAN_WINDOW_MAIN, (gpointer *)&window_main))
    {
      g_printerr ("anlan: %s\n", g_module_error ());
      return EXIT_FAILURE;
    }
  g_module_make_resident (module);
  return window_main (argc, argv);
}

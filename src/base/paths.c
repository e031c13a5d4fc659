/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/paths.h"

#include <glib/gstdio.h>
#include <libintl.h>
#include <locale.h>

gboolean
anlan_path_in_build (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL && g_str_has_prefix (program, ANLAN_BUILD_DIR G_DIR_SEPARATOR_S);
}

char *
anlan_path_locale (void)
{
  return anlan_path_in_build () ? g_build_filename (ANLAN_BUILD_DIR, "po", NULL)
                                : g_strdup (ANLAN_LOCALE_DIR);
}

char *
anlan_path_data (const char *name)
{
  if (anlan_path_in_build ())
    return g_build_filename (ANLAN_SOURCE_DIR, "data", name, NULL);
  return g_build_filename (ANLAN_DATA_DIR, name, NULL);
}

void
anlan_remove_tree (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    {
      g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
      const char *name;

      while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
        {
          g_autofree char *child = g_build_filename (path, name, NULL);

          anlan_remove_tree (child);
        }
    }
  g_remove (path);
}

void
anlan_path_init_locale (void)
{
  g_autofree char *folder = anlan_path_locale ();

  /* At its first text GLib decides for good whether this program is translated: no, in C.UTF-8 without LANGUAGE. But a
   * paper may ask for a language later. Decided here, still in the C locale, it is yes. */
  textdomain (GETTEXT_PACKAGE);
  (void)g_dgettext (GETTEXT_PACKAGE, "Usage");
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

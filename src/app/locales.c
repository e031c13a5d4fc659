/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "locales.h"

#include <libintl.h>
#include <locale.h>

gboolean
anlan_runs_from_build_folder (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL && g_str_has_prefix (program, ANLAN_BUILD_DIR "/");
}

void
anlan_locale_init (const char *language)
{
  const char *catalogs = anlan_runs_from_build_folder () ? ANLAN_BUILD_DIR "/po" : ANLAN_LOCALE_DIR;
  const char *messages;

  if (language != NULL && language[0] != '\0')
    g_setenv ("LANGUAGE", language, TRUE);
  setlocale (LC_ALL, "");
  messages = setlocale (LC_MESSAGES, NULL);
  /* gettext asks for no translation at all in the C locale, and the locale of the language wanted may not be
   * installed. C.UTF-8 always is. */
  if (g_strcmp0 (messages, "C") == 0 || g_strcmp0 (messages, "POSIX") == 0)
    setlocale (LC_ALL, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, catalogs);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

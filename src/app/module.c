/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "module.h"

#include "application.h"
#include "locales.h"
#include "settings.h"

int
anlan_window_main (int argc, char **argv)
{
  g_autoptr (GSettings) settings = anlan_settings_open ();
  g_autofree char *language = settings != NULL ? g_settings_get_string (settings, "language") : NULL;
  g_autoptr (AnlanApplication) application = NULL;

  anlan_locale_init (language);
  application = anlan_application_new (settings);
  return g_application_run (G_APPLICATION (application), argc, argv);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/late-open.h"

#include <gmodule.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"

gboolean
anlan_late_open (const char *soname, const char *const *names, gpointer *functions, GError **error)
{
  GModule *module = g_module_open (soname, G_MODULE_BIND_LAZY | G_MODULE_BIND_LOCAL);
  gboolean ok = module != NULL;

  for (guint i = 0; ok && names[i] != NULL; i++)
    ok = g_module_symbol (module, names[i], &functions[i]);
  if (ok)
    {
      g_module_make_resident (module);
      return TRUE;
    }
  g_set_error (
      error, ANLAN_ERROR, ANLAN_ERROR_FAILED,
      _ ("The library %s is missing on this computer or too old. Nothing was changed. Install it and "
         "try again."),
      soname);
  if (module != NULL)
    g_module_close (module);
  return FALSE;
}

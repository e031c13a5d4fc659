/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "late.h"

#include <gmodule.h>

#include <glib/gi18n-lib.h>

#include "base/error.h"
#include "late-open.h"

/* The sonames under which the versions that the headers describe are installed. */
#define POPPLER "libpoppler-glib.so.8"
#define RSVG "librsvg-2.so.2"
#define XLSX "libxlsxwriter.so." LXW_SOVERSION

#define LATE_NAME(name) #name,

LatePoppler late_poppler;
LateRsvg late_rsvg;
LateXlsx late_xlsx;

gboolean
late_open (const char *soname, const char *const *names, gpointer *functions, GError **error)
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

/* Whoever comes second finds the work done; a failure is tried again, for the library may have been installed since. */
static gboolean
open_once (GMutex *mutex,
           gboolean *done,
           const char *soname,
           const char *const *names,
           gpointer functions,
           GError **error)
{
  gboolean ok;

  g_mutex_lock (mutex);
  if (!*done)
    *done = late_open (soname, names, functions, error);
  ok = *done;
  g_mutex_unlock (mutex);
  return ok;
}

gboolean
late_need_poppler (GError **error)
{
  static const char *const names[] = { LATE_POPPLER (LATE_NAME) NULL };
  static gboolean done;
  static GMutex mutex;

  return open_once (&mutex, &done, POPPLER, names, &late_poppler, error);
}

gboolean
late_need_rsvg (GError **error)
{
  static const char *const names[] = { LATE_RSVG (LATE_NAME) NULL };
  static gboolean done;
  static GMutex mutex;

  return open_once (&mutex, &done, RSVG, names, &late_rsvg, error);
}

gboolean
late_need_xlsx (GError **error)
{
  static const char *const names[] = { LATE_XLSX (LATE_NAME) NULL };
  static gboolean done;
  static GMutex mutex;

  return open_once (&mutex, &done, XLSX, names, &late_xlsx, error);
}

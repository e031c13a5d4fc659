/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-report"

#include "late.h"

#include "base/late-open.h"

/* The sonames under which the versions that the headers describe are installed. */
#define POPPLER "libpoppler-glib.so.8"
#define RSVG "librsvg-2.so.2"
#define XLSX "libxlsxwriter.so." LXW_SOVERSION

LatePoppler late_poppler;
LateRsvg late_rsvg;
LateXlsx late_xlsx;

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
    *done = anlan_late_open (soname, names, functions, error);
  ok = *done;
  g_mutex_unlock (mutex);
  return ok;
}

gboolean
late_need_poppler (GError **error)
{
  static const char *const names[] = { LATE_POPPLER (ANLAN_LATE_NAME) NULL };
  static gboolean done;
  static GMutex mutex;

  return open_once (&mutex, &done, POPPLER, names, &late_poppler, error);
}

gboolean
late_need_rsvg (GError **error)
{
  static const char *const names[] = { LATE_RSVG (ANLAN_LATE_NAME) NULL };
  static gboolean done;
  static GMutex mutex;

  return open_once (&mutex, &done, RSVG, names, &late_rsvg, error);
}

gboolean
late_need_xlsx (GError **error)
{
  static const char *const names[] = { LATE_XLSX (ANLAN_LATE_NAME) NULL };
  static gboolean done;
  static GMutex mutex;

  return open_once (&mutex, &done, XLSX, names, &late_xlsx, error);
}

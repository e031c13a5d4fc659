/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a device writes a moment. */
typedef enum
{
  ANLAN_MOMENT_AUTO,
  ANLAN_MOMENT_MS,
  ANLAN_MOMENT_S,
  ANLAN_MOMENT_US,
  ANLAN_MOMENT_NS,
  ANLAN_MOMENT_RFC3339,
  ANLAN_MOMENT_LOCAL, /* wall time, also "20260122050916" with three digits more or none */
} AnlanMomentForm;

/* "auto", "ms", "s", "us", "ns", "rfc3339", "local". */
gboolean anlan_moment_form_find  (const char *name, AnlanMomentForm *form);

/* @ms: since 1970. FALSE where it is no moment in this form. Auto takes a number for that of the units that puts it between
 * 1973 and 5138. */
gboolean anlan_moment_of_text    (const char *text, AnlanMomentForm form, GTimeZone *zone, gint64 *ms);
gboolean anlan_moment_of_integer (gint64 integer, AnlanMomentForm form, GTimeZone *zone, gint64 *ms);
gboolean anlan_moment_of_real    (double real, AnlanMomentForm form, gint64 *ms);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

/* What shows notifications, and remembers the last: without it GLib warns that there is none. */
typedef struct
{
  char *title;
  guint count;
  guint closed;
} AppDesktop;

extern AppDesktop app_desktop;

/* Once in a program. */
void
app_desktop_start (void);

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/blocking.h"

static _Thread_local gboolean forbidden;

void
anlan_forbid_blocking (void)
{
  forbidden = TRUE;
}

void
anlan_permit_blocking (void)
{
  forbidden = FALSE;
}

gboolean
anlan_is_blocking_forbidden (void)
{
  return forbidden;
}

void
anlan_may_block (const char *what)
{
  if (G_UNLIKELY (forbidden))
    g_error ("a thread that must not wait is about to %s", what);
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* One published test of evacuation models and what this one makes of it. What fails stays in the table. */
typedef struct
{
  const char *test;   /* static */
  const char *source; /* static */
  char *expected;
  char *obtained;
  gboolean pass;
  char *note; /* or NULL */
} AnlanVerifyResult;

/* Runs them all, some seconds: (element-type AnlanVerifyResult). In English, as the publications are. */
GPtrArray *
anlan_verify_run (void);

/* Without @whole those alone that take no longer than a second together. */
GPtrArray *
anlan_verify_run_some (gboolean whole);

G_END_DECLS

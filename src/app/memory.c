/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "memory.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

/* A page that was just built reads its rows and pictures now. */
#define SECONDS 2

#ifdef __GLIBC__
static gpointer
tidy_in_thread (gpointer data)
{
  malloc_trim (0);
  return NULL;
}

static gboolean
tidy_cb (gpointer data)
{
  guint *source = data;

  *source = 0;
  g_thread_unref (g_thread_new ("anlan-tidy", tidy_in_thread, NULL));
  return G_SOURCE_REMOVE;
}
#endif

void
anlan_memory_tidy_soon (void)
{
#ifdef __GLIBC__
  static guint source;

  g_clear_handle_id (&source, g_source_remove);
  source = g_timeout_add_seconds (SECONDS, tidy_cb, &source);
#endif
}

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-app"

#include "debug.h"

#include <stdio.h>

#include "base/blocking.h"

static void
on_painted_cb (GdkFrameClock *clock, gpointer data)
{
  g_signal_handlers_disconnect_by_func (clock, on_painted_cb, data);
  g_print ("first frame\n");
  fflush (stdout);
}

static void
on_realize_cb (GtkWidget *window, gpointer data)
{
  g_signal_connect (gtk_widget_get_frame_clock (window), "after-paint", G_CALLBACK (on_painted_cb), NULL);
}

void
anlan_debug_init (GtkWindow *window)
{
  const char *wanted = g_getenv ("ANLAN_DEBUG");
  g_auto (GStrv) words = g_strsplit (wanted != NULL ? wanted : "", ",", -1);

  g_return_if_fail (GTK_IS_WINDOW (window));

  if (g_strv_contains ((const char *const *)words, "blocking"))
    anlan_forbid_blocking ();
  if (g_strv_contains ((const char *const *)words, "first-frame"))
    g_signal_connect (window, "realize", G_CALLBACK (on_realize_cb), NULL);
}

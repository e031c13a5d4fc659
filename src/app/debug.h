/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What ANLAN_DEBUG asks for, words with commas between them: "blocking" ends the program where the thread that draws is
 * about to wait for SQL or a file; "first-frame" prints a line once @window has been painted, for ./dev bench. */
void
anlan_debug_init (GtkWindow *window);

G_END_DECLS

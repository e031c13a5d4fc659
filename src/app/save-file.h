/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "desk.h"

G_BEGIN_DECLS

typedef void (*AnlanSaveFunc) (GtkWindow *parent, const char *path, gpointer data);

/* Asks where a file called @name is to be put; @func gets the path, if one is chosen. @parent must still be there then. */
void anlan_save_file_ask (GtkWindow *parent, const char *title, const char *name, AnlanSaveFunc func, gpointer data,
                          GDestroyNotify free_data);

/* Asks where, and writes a table with nothing but the headers that an import of @kind understands. */
void anlan_save_template (GtkWindow *parent, AnlanDesk *desk, AnlanKind *kind);

G_END_DECLS

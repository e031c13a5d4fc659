/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "field-row.h"
#include "store/files.h"

G_BEGIN_DECLS

/* Files on their way into a field: from a file chooser, dropped, or pasted. They are checked, hashed and copied into the
 * plant's folder off the main thread, put among the context's files, and then added to the field's list as one change. */

/* Opens a file chooser over @row's window. */
void anlan_attach_choose      (AnlanFieldRow *row);

/* Makes @widget take dropped files and pictures, and Ctrl+V. */
void anlan_attach_add_targets (AnlanFieldRow *row, GtkWidget *widget);

/* Adds files or a picture (GDK_TYPE_FILE_LIST, GDK_TYPE_TEXTURE); FALSE where the field is not open. */
gboolean anlan_attach_take    (AnlanFieldRow *row, const GValue *value);
/* The same, of what is in the clipboard. */
void anlan_attach_paste       (AnlanFieldRow *row);

/* Of the files here that no record names yet, those that tell who or when are taken up anew without that. */
void anlan_attach_strip       (AnlanFieldRow *row);

/* Takes one of the field's files off its list. */
void anlan_attach_remove      (AnlanFieldRow *row, const char *sha256);

/* Reads and decodes a stored picture off the main thread: at most @edge pixels, upright. */
void        anlan_picture_load_async  (AnlanPlant *plant, const char *sha256, int edge, GCancellable *cancellable,
                                       GAsyncReadyCallback callback, gpointer user_data);
GdkTexture *anlan_picture_load_finish (GAsyncResult *result, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The files of a drop folder. All of this blocks: on a thread of its own. */

/* How a file stood when it was last looked at. */
typedef struct
{
  gint64   size;
  gint64   changed;  /* its own moment, in nanoseconds since 1970 */
  gboolean finished; /* it could not be moved away: not to be taken again as it is */
} AnlanFolderFile;

/**
 * anlan_folder_look:
 * @seen: (element-type filename AnlanFolderFile): what stood there at the last look; becomes what stands there now
 *
 * Returns: (transfer full) (element-type filename): names of the files that have not changed since, oldest first; NULL with
 * ANLAN_ERROR_NOT_FOUND or ANLAN_ERROR_IO where the folder cannot be read.
 */
GPtrArray *anlan_folder_look      (const char *folder, GHashTable *seen, GError **error);

/**
 * anlan_folder_read:
 * @changed: (out): the file's own moment, ms
 *
 * Returns: its bytes; NULL with ANLAN_ERROR_LIMIT where it is longer than @max_bytes, ANLAN_ERROR_BUSY where it changes while
 * it is read or is gone, else ANLAN_ERROR_IO.
 */
GBytes    *anlan_folder_read      (const char *folder, const char *name, gsize max_bytes, gint64 *changed, GError **error);

/**
 * anlan_folder_put_away:
 * @reason: (nullable): NULL moves it to done/; else to bad/, with this in NAME.txt beside it
 *
 * A file of the same name that lies there already is not touched: the new one gets a number.
 */
gboolean   anlan_folder_put_away  (const char *folder, const char *name, const char *reason, GError **error);

G_END_DECLS

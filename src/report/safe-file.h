/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * AnlanSafeFile:
 *
 * A file that appears under its name only when it is whole and on the disk: it is written under a hidden name beside it,
 * flushed, and renamed. Errors are those of anlan_input_set_errno().
 */
typedef struct _AnlanSafeFile AnlanSafeFile;

AnlanSafeFile *anlan_safe_file_new (const char *path, GError **error);
/* Removes what is under the hidden name, unless anlan_safe_file_commit() has done its work. */
void anlan_safe_file_free (AnlanSafeFile *file);
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AnlanSafeFile, anlan_safe_file_free)

gboolean anlan_safe_file_write (AnlanSafeFile *file, const char *bytes, gsize length, GError **error);
/* Where a library that opens files by itself should write; nothing may then be written with the function above. */
const char *anlan_safe_file_get_temporary (const AnlanSafeFile *file);
/* Flushes to the disk and renames. */
gboolean anlan_safe_file_commit (AnlanSafeFile *file, GCancellable *cancellable, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What the system says of the file system under @path: the magic number of statfs(2) and, where that only says FUSE,
 * the type as the table of mounts names it. FALSE if it does not say. */
typedef gboolean (*AnlanFsProbe) (const char *path, guint64 *magic, char **type);

/* For tests; NULL puts the system's back. Not while a store is being opened. */
void
anlan_netfs_set_probe (AnlanFsProbe probe);

/* ANLAN_ERROR_NETWORK_FS if @path, or the nearest folder above it that is there, lies on a network file system: the
 * shared memory of WAL does not work between machines, and locks may not hold. */
gboolean
anlan_netfs_check (const char *path, GError **error);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * anlan_map_online_cache_trim:
 * @folder: of tiles, with folders in it to any depth up to four; links are left alone
 * @max_bytes: if there is more than this, tiles are thrown away until a tenth of it is free, those first that nobody has
 *   looked at for the longest
 *
 * Not for the main thread. A file that cannot be removed is left, and so is what somebody else removes meanwhile.
 *
 * Returns: how many bytes are left
 */
guint64
anlan_map_online_cache_trim (const char *folder, guint64 max_bytes, GCancellable *cancellable);

G_END_DECLS

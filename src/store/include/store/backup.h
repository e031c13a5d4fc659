/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "base/progress.h"
#include "store/store.h"

G_BEGIN_DECLS

/**
 * anlan_backup_write:
 * @file: the archive to write; it appears under this name only when it is whole and has been read back.
 * @passphrase: (nullable): encrypts the archive (crypto_secretstream_xchacha20poly1305 with an argon2id key).
 *
 * A consistent copy of the plant's databases (SQLite's backup interface), files and tiles as one archive
 * (pax, gzip, by libarchive), without keys.db, that is read back and verified against its own list of hashes
 * before the call returns. Blocks.
 */
gboolean anlan_backup_write   (AnlanStore *store, const char *file, const char *passphrase,
                               AnlanProgress progress, gpointer data, GCancellable *cancellable, GError **error);

/* Unpacks into @dir, which must be absent or empty, and re-applies the erasures the journal lists. A file that is
 * no backup, damaged, or locked by another passphrase leaves @dir as it was. */
gboolean anlan_backup_restore (const char *file, const char *dir, const char *passphrase,
                               AnlanProgress progress, gpointer data, GCancellable *cancellable, GError **error);

/* Writes today's backup into @folder as NAME-YYYYMMDD-HHMM.anlan-backup and keeps the newest @keep of this plant. */
gboolean anlan_backup_rotate  (AnlanStore *store, const char *folder, const char *name, guint keep,
                               const char *passphrase, AnlanProgress progress, gpointer data,
                               GCancellable *cancellable, GError **error);

/* The person keys (keys.db) as one encrypted file of their own. */
gboolean anlan_backup_keys    (AnlanStore *store, const char *file, const char *passphrase, GError **error);
gboolean anlan_restore_keys   (AnlanStore *store, const char *file, const char *passphrase, GError **error);

G_END_DECLS

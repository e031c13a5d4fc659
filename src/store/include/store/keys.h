/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store/store.h"

G_BEGIN_DECLS

/* Sealing of sensitive values: crypto_secretbox with a key of the person they are about and a random nonce for
 * each value. The stored text is "sealed:1:" and the base64 of nonce and box. */

gboolean anlan_sealed_is        (const char *text);

/* @subject: id of the person; its key is made on first use. Thread-safe. The caller frees the answer. */
char    *anlan_keys_seal        (AnlanStore *store, const char *subject, const char *plain, GError **error);

/* NULL with ANLAN_ERROR_NOT_FOUND when the key has been destroyed: "erased". */
char    *anlan_keys_open        (AnlanStore *store, const char *subject, const char *sealed, GError **error);

/* Destroys the key for good, in keys.db and in its WAL. */
gboolean anlan_keys_destroy     (AnlanStore *store, const char *subject, GError **error);

#define ANLAN_KEYS_MAC 32

/* HMAC-SHA256 of @data with the key of @subject, which is made on first use: what is derived from it can be made again, and
 * not without keys.db. Thread-safe. */
gboolean anlan_keys_mac         (AnlanStore *store, const char *subject, const void *data, gsize length,
                                 guint8 mac[ANLAN_KEYS_MAC], GError **error);

/* Passwords: argon2id by libsodium. */
char    *anlan_password_hash    (const char *password, GError **error);
gboolean anlan_password_matches (const char *hash, const char *password);

G_END_DECLS

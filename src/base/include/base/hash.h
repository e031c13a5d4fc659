/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define ANLAN_SHA256_HEX 64

/* Incremental SHA-256 (libsodium). Plain struct, no allocation. */
typedef struct
{
  guint64 opaque[32];
} AnlanSha256;

void     anlan_sha256_init   (AnlanSha256 *state);
void     anlan_sha256_update (AnlanSha256 *state, const void *data, gsize length);
void     anlan_sha256_hex    (AnlanSha256 *state, char hex[ANLAN_SHA256_HEX + 1]); /* ends the state */

/* Of a text, at once. */
void     anlan_sha256_text   (const char *text, gssize length, char hex[ANLAN_SHA256_HEX + 1]);

/* A GHashFunc for texts as long as SQL is: their length and a few characters tell them apart well enough, and
 * g_str_hash() would go through all of them. */
guint anlan_hash_long_text (gconstpointer text);

G_END_DECLS

/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "anlan-base"

#include "base/hash.h"

#include <sodium.h>
#include <string.h>

/* The public struct hides libsodium's, so that no other floor needs its header to hash a line. */
G_STATIC_ASSERT (sizeof (crypto_hash_sha256_state) <= sizeof (AnlanSha256));
G_STATIC_ASSERT (G_ALIGNOF (crypto_hash_sha256_state) <= G_ALIGNOF (AnlanSha256));
G_STATIC_ASSERT (crypto_hash_sha256_BYTES * 2 == ANLAN_SHA256_HEX);

static crypto_hash_sha256_state *
sodium_state (AnlanSha256 *state)
{
  return (crypto_hash_sha256_state *)state;
}

static void
write_hex (const unsigned char digest[crypto_hash_sha256_BYTES], char hex[ANLAN_SHA256_HEX + 1])
{
  static const char digits[] = "0123456789abcdef";

  for (gsize i = 0; i < crypto_hash_sha256_BYTES; i++)
    {
      hex[2 * i] = digits[digest[i] >> 4];
      hex[2 * i + 1] = digits[digest[i] & 15];
    }
  hex[ANLAN_SHA256_HEX] = '\0';
}

void
anlan_sha256_init (AnlanSha256 *state)
{
  g_return_if_fail (state != NULL);

  crypto_hash_sha256_init (sodium_state (state));
}

void
anlan_sha256_update (AnlanSha256 *state, const void *data, gsize length)
{
  g_return_if_fail (state != NULL);
  g_return_if_fail (data != NULL || length == 0);

  if (length > 0)
    crypto_hash_sha256_update (sodium_state (state), data, length);
}

void
anlan_sha256_hex (AnlanSha256 *state, char hex[ANLAN_SHA256_HEX + 1])
{
  unsigned char digest[crypto_hash_sha256_BYTES];

  g_return_if_fail (state != NULL);

  crypto_hash_sha256_final (sodium_state (state), digest);
  write_hex (digest, hex);
}

void
anlan_sha256_text (const char *text, gssize length, char hex[ANLAN_SHA256_HEX + 1])
{
  unsigned char digest[crypto_hash_sha256_BYTES];

  g_return_if_fail (text != NULL);

  crypto_hash_sha256 (digest, (const unsigned char *)text, length < 0 ? strlen (text) : (gsize)length);
  write_hex (digest, hex);
}

guint
anlan_hash_long_text (gconstpointer text)
{
  const guchar *bytes = text;
  gsize length = strlen (text), step = MAX (length / 16, 1);
  guint hash = (guint)length;

  for (gsize i = 0; i < length; i += step)
    hash = hash * 31 + bytes[i];
  return hash;
}
